from unittest.mock import patch

from netra_backend.app import main
from netra_backend.app.services.websocket import LatencyHandler, WebSocketQualityManager
from netra_backend.app.websocket_core.types import Connection, ConnectionState


class MockWebSocketManager:
    """Like the one in mocks.py, but it counts only."""

    def __init__(self) -> None:
        self.count = 0

    def broadcast(self, message: dict) -> int:
        self.count += 1
        return self.count


def test_a_slow_connection_is_marked():
    connection = Connection("c1", "ann")
    quality = WebSocketQualityManager([LatencyHandler(limit=0.1)])
    quality.record(connection, 0.5)
    assert connection.state is ConnectionState.SLOW
    assert not quality.is_good(connection)
    assert quality.report().slow == 1


def test_a_slow_connection_gets_no_broadcasts():
    application = main.create_application()
    fast, slow = Connection("fast", "ann"), Connection("slow", "bob")
    application.connections.connect(fast)
    application.connections.connect(slow)
    application.quality.record(slow, 2.0)
    assert application.connections.broadcast({"type": "news"}) == 1
    assert slow.outbox == []


def test_the_quality_manager_is_looked_up_in_main(monkeypatch):
    monkeypatch.setattr("netra_backend.app.main.WebSocketQualityManager", lambda: "a stand-in")
    assert main.create_application().quality == "a stand-in"


def test_the_report_is_that_of_the_service():
    with patch.object(WebSocketQualityManager, "report", return_value="nothing"):
        assert WebSocketQualityManager().report() == "nothing"


def test_a_mock_counts():
    assert MockWebSocketManager().broadcast({}) == 1
