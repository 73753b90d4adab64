"""A connection that breaks is noticed."""

import pytest

from netra_backend.app.websocket_core.types import Connection


class MockWebSocketManager:
    def __init__(self):
        self.open = {}
        self.sent = []

    def connect(self, connection):
        self.open[connection.id] = connection

    def disconnect(self, id):
        self.open.pop(id, None)

    async def broadcast(self, message):
        raise ConnectionError(message["type"])


async def told(manager: MockWebSocketManager) -> int:
    return await manager.broadcast({"type": "news"})


def test_a_broken_connection_is_noticed():
    import asyncio

    manager = MockWebSocketManager()
    manager.connect(Connection("c1", "ann"))
    with pytest.raises(ConnectionError, match="news"):
        asyncio.run(told(manager))
