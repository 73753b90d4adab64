"""The one manager of WebSocket connections."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .types import Connection, ConnectionState

if TYPE_CHECKING:
    from ..services.websocket.quality_manager import WebSocketQualityManager
    from .heartbeat_manager import WebSocketHeartbeatManager

logger = logging.getLogger(__name__)


class WebSocketManager:
    """Knows every open connection. There is one in a process.

    The WebSocketHeartbeatManager tells it which connections are dead.
    """

    _instance: WebSocketManager | None = None

    def __new__(cls) -> WebSocketManager:
        if cls._instance is None:
            cls._instance = super().__new__(cls)
            cls._instance._connections = {}
            cls._instance._heartbeat = None
            cls._instance._quality = None
        return cls._instance

    _connections: dict[str, Connection]
    _heartbeat: "WebSocketHeartbeatManager | None"
    _quality: "WebSocketQualityManager | None"

    def watch_with(self, heartbeat: "WebSocketHeartbeatManager", quality: "WebSocketQualityManager") -> None:
        self._heartbeat, self._quality = heartbeat, quality

    def connect(self, connection: Connection) -> None:
        self._connections[connection.id] = connection
        if self._heartbeat is not None:
            self._heartbeat.start(connection)

    def disconnect(self, id: str) -> None:
        connection = self._connections.pop(id, None)
        if connection is None:
            logger.warning("WebSocketManager: no connection %s", id)
            return
        connection.state = ConnectionState.CLOSED
        if self._heartbeat is not None:
            self._heartbeat.stop(connection)

    def broadcast(self, message: dict) -> int:
        """Send to everybody whose connection is not slow. The number of those who got it."""
        reached = 0
        for connection in self:
            if self._quality is None or self._quality.is_good(connection):
                connection.send(message)
                reached += 1
        return reached

    def __iter__(self) -> Iterator[Connection]:
        return iter(tuple(self._connections.values()))

    def __len__(self) -> int:
        return len(self._connections)


def get_manager() -> WebSocketManager:
    return WebSocketManager()
