"""Broadcasts reach whoever is connected."""

from netra_backend.app.websocket_core.types import Connection


class MockWebSocketManager:
    """Remembers what was sent to whom."""

    def __init__(self) -> None:
        self.open: dict[str, Connection] = {}
        self.sent: list[tuple[str, dict]] = []

    def connect(self, connection: Connection) -> None:
        self.open[connection.id] = connection

    def disconnect(self, id: str) -> None:
        self.open.pop(id, None)

    def broadcast(self, message: dict) -> int:
        self.sent += [(id, message) for id in self.open]
        return len(self.open)


def test_everybody_gets_the_news():
    manager = MockWebSocketManager()
    manager.connect(Connection("c1", "ann"))
    manager.connect(Connection("c2", "bob"))
    assert manager.broadcast({"type": "news"}) == 2
    assert manager.sent == [("c1", {"type": "news"}), ("c2", {"type": "news"})]


def test_who_has_left_gets_nothing():
    manager = MockWebSocketManager()
    manager.connect(Connection("c1", "ann"))
    manager.disconnect("c1")
    assert manager.broadcast({"type": "news"}) == 0
