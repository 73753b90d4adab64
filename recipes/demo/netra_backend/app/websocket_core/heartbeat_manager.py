"""Heartbeats: which clients are still there?"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .types import Connection

if TYPE_CHECKING:
    from .manager import WebSocketManager

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class HeartbeatConfig:
    interval: float = 30.0
    missed_pongs: int = 3


class WebSocketHeartbeatManager:
    """Pings every connection and has the dead ones closed."""

    def __init__(self, connections: WebSocketManager, config: HeartbeatConfig | None = None) -> None:
        self.connections = connections
        self.config = config or HeartbeatConfig()
        self._missed: dict[str, int] = {}

    @classmethod
    def with_interval(cls, connections: WebSocketManager, interval: float) -> WebSocketHeartbeatManager:
        return WebSocketHeartbeatManager(connections, HeartbeatConfig(interval=interval))

    def start(self, connection: Connection) -> None:
        self._missed[connection.id] = 0

    def stop(self, connection: Connection) -> None:
        self._missed.pop(connection.id, None)

    def pong(self, connection: Connection) -> None:
        self._missed[connection.id] = 0

    def tick(self) -> list[Connection]:
        """One beat: ping all, close those that missed too many. The connections that were closed."""
        dead = []
        for connection in self.connections:
            missed = self._missed.get(connection.id, 0)
            if missed >= self.config.missed_pongs:
                logger.info("WebSocketHeartbeatManager closes %s", connection.id)
                dead.append(connection)
            else:
                self._missed[connection.id] = missed + 1
                connection.send({"type": "ping"})
        for connection in dead:
            self.connections.disconnect(connection.id)
        return dead
