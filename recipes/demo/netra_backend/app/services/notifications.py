"""News for everybody who is connected."""

from netra_backend.app import websocket_core
from netra_backend.app.websocket import BroadcastManager


def announce(text: str, manager: BroadcastManager | None = None) -> int:
    """Tell everybody. The number of those who got it."""
    return (manager or BroadcastManager()).broadcast({"type": "news", "text": text})


def recover() -> "websocket_core.WebSocketRecoveryManager":
    """The manager, once the server is back, and a word about that."""
    manager = websocket_core.WebSocketRecoveryManager()
    announce("We are back.", manager)
    return manager
