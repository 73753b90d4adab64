"""What is done with a measurement."""

from __future__ import annotations

import typing
from typing import Protocol

if typing.TYPE_CHECKING:
    from netra_backend.app.services.websocket import quality_manager
    from netra_backend.app.websocket_core.types import Connection


class QualityHandler(Protocol):
    def measured(self, manager: quality_manager.WebSocketQualityManager, connection: Connection, latency: float) -> None: ...


class LatencyHandler:
    """Marks a connection as slow when its average latency is above a limit."""

    def __init__(self, limit: float = 0.5) -> None:
        self.limit = limit

    def measured(self, manager: quality_manager.WebSocketQualityManager, connection: Connection, latency: float) -> None:
        manager.mark(connection, slow=latency > self.limit)
