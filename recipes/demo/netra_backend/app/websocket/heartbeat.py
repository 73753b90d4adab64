"""The old place of heartbeats."""

try:
    from ..websocket_core.heartbeat_manager import WebSocketHeartbeatManager as HeartbeatManager
except ImportError:  # a deployment without websocket_core
    HeartbeatManager = None

from ..websocket_core.heartbeat_manager import WebSocketHeartbeatManager as WebSocketHeartbeatManager


def make_heartbeat(connections, interval: float = 30.0) -> "WebSocketHeartbeatManager":
    return HeartbeatManager.with_interval(connections, interval)
