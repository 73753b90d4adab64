"""One place for WebSockets. Old names lead to the one implementation."""

from .heartbeat_manager import HeartbeatConfig, WebSocketHeartbeatManager
from .manager import WebSocketManager, get_manager
from .types import Connection, ConnectionState

# Old names of the one manager, kept for code that has not moved yet.
UnifiedWebSocketManager = WebSocketManager
StateSynchronizationManager = WebSocketManager
WebSocketRecoveryManager = WebSocketManager

__all__ = [
    "Connection",
    "ConnectionState",
    "HeartbeatConfig",
    "StateSynchronizationManager",
    "UnifiedWebSocketManager",
    "WebSocketHeartbeatManager",
    "WebSocketManager",
    "WebSocketRecoveryManager",
    "get_manager",
]

# Imported on first use: the service imports this package in turn.
_LAZY = {
    "WebSocketQualityManager": ("netra_backend.app.services.websocket.quality_manager", "WebSocketQualityManager"),
    "QualityReport": ("netra_backend.app.services.websocket.quality_manager", "QualityReport"),
}


def __getattr__(name):
    if name in _LAZY:
        from importlib import import_module

        module, attribute = _LAZY[name]
        return getattr(import_module(module), attribute)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
