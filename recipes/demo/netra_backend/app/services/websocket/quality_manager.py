"""Coordinates what is known of the quality of connections."""

from __future__ import annotations

from dataclasses import dataclass

from netra_backend.app.services.websocket.quality_handlers import LatencyHandler, QualityHandler
from netra_backend.app.websocket_core.types import Connection, ConnectionState

WEIGHT = 0.2


@dataclass(frozen=True)
class QualityReport:
    connections: int
    slow: int
    source: str = "WebSocketQualityManager"


class WebSocketQualityManager:
    """Keeps a moving average of each connection's latency and tells the handlers."""

    def __init__(self, handlers: list[QualityHandler] | None = None) -> None:
        self.handlers = handlers if handlers is not None else [LatencyHandler()]
        self._latency: dict[str, float] = {}
        self._slow: set[str] = set()

    def record(self, connection: Connection, latency: float) -> None:
        before = self._latency.get(connection.id, latency)
        self._latency[connection.id] = average = (1 - WEIGHT) * before + WEIGHT * latency
        for handler in self.handlers:
            handler.measured(self, connection, average)

    def mark(self, connection: Connection, slow: bool) -> None:
        connection.state = ConnectionState.SLOW if slow else ConnectionState.OPEN
        (self._slow.add if slow else self._slow.discard)(connection.id)

    def is_good(self, connection: Connection) -> bool:
        return connection.id not in self._slow

    def report(self) -> QualityReport:
        return QualityReport(len(self._latency), len(self._slow))


def default_quality_manager() -> "WebSocketQualityManager":
    return WebSocketQualityManager()
