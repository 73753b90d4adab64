from unittest import mock

from mocks import MockWebSocketManager
from netra_backend.app import main
from netra_backend.app.websocket_core.heartbeat_manager import HeartbeatConfig, WebSocketHeartbeatManager
from netra_backend.app.websocket_core.types import Connection


def test_websocket_heartbeat_manager_closes_what_does_not_answer():
    connection = Connection("c1", "ann")
    connections = MockWebSocketManager(connection)
    heartbeat = WebSocketHeartbeatManager(connections, HeartbeatConfig(missed_pongs=2))
    assert [heartbeat.tick() for _ in range(3)] == [[], [], [connection]]
    assert connections.connections == []


def test_a_pong_keeps_a_connection_alive():
    connection = Connection("c1", "ann")
    heartbeat = WebSocketHeartbeatManager(MockWebSocketManager(connection), HeartbeatConfig(missed_pongs=1))
    heartbeat.tick()
    heartbeat.pong(connection)
    assert heartbeat.tick() == []


def test_the_application_takes_its_heartbeat_settings_from_the_configuration():
    with mock.patch("netra_backend.app.main.WebSocketHeartbeatManager") as made:
        main.create_application()
    (_, config), _ = made.call_args
    assert config == HeartbeatConfig(interval=30.0, missed_pongs=3)


@mock.patch("netra_backend.app.websocket_core.heartbeat_manager.WebSocketHeartbeatManager.tick", return_value=[])
def test_a_beat_can_be_replaced(tick):
    assert WebSocketHeartbeatManager(MockWebSocketManager()).tick() == []
    tick.assert_called_once_with()
