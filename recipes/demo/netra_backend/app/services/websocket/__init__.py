from netra_backend.app.services.websocket.quality_handlers import LatencyHandler, QualityHandler  # noqa: F401
from netra_backend.app.services.websocket.quality_manager import (
    QualityReport,  # what /metrics shows
    WebSocketQualityManager,  # noqa: F401  (re-exported)
)

__all__ = ("LatencyHandler", "QualityHandler", "QualityReport", "WebSocketQualityManager")
