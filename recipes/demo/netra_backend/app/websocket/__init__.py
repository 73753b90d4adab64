"""The old package. New code imports from netra_backend.app.websocket_core."""

from ..websocket_core import *  # noqa: F403
from ..websocket_core import WebSocketManager
from .connection_manager import ConnectionManager  # noqa: F401

ConnectionExecutor = WebSocketManager
BroadcastManager = WebSocketManager
