"""Stand-ins that several tests use."""

from netra_backend.app.websocket_core.types import Connection


class MockWebSocketManager:
    """A manager that remembers what was broadcast."""

    def __init__(self, *connections: Connection) -> None:
        self.connections = list(connections)
        self.sent: list[dict] = []

    def broadcast(self, message: dict) -> int:
        self.sent.append(message)
        return len(self.connections)

    def disconnect(self, id: str) -> None:
        self.connections = [one for one in self.connections if one.id != id]

    def __iter__(self):
        return iter(self.connections)
