"""Print the managers that websocket_core offers, for the operations handbook."""

from netra_backend.app import websocket_core

WANTED = {"connections": "WebSocketManager", "heartbeats": "WebSocketHeartbeatManager"}

for concern, name in WANTED.items():
    print(concern, "->", getattr(websocket_core, name, "not there"))
