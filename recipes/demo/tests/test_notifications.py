from unittest import mock

from netra_backend.app.services import notifications
from netra_backend.app.websocket import ConnectionExecutor
from netra_backend.app.websocket_core.types import Connection


def test_everybody_hears_the_news():
    manager = ConnectionExecutor()
    manager.connect(Connection("c1", "ann"))
    assert notifications.announce("hello", manager) == 1


def test_the_manager_is_made_where_none_is_given():
    with mock.patch("netra_backend.app.services.notifications.BroadcastManager") as made:
        made.return_value.broadcast.return_value = 3
        assert notifications.announce("hello") == 3


def test_who_recovers_gets_the_one_manager():
    assert notifications.recover() is ConnectionExecutor()
