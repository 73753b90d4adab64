"""Puts the application together."""

from __future__ import annotations

from dataclasses import dataclass

from netra_backend.app.core import settings
from netra_backend.app.services.websocket.quality_manager import WebSocketQualityManager
from netra_backend.app.websocket_core import HeartbeatConfig, WebSocketHeartbeatManager, WebSocketManager


@dataclass
class Application:
    connections: WebSocketManager
    heartbeat: WebSocketHeartbeatManager
    quality: WebSocketQualityManager


def create_application() -> Application:
    config = settings.load()["heartbeat"]
    connections = WebSocketManager()
    heartbeat = WebSocketHeartbeatManager(
        connections, HeartbeatConfig(interval=config["interval"], missed_pongs=config["missed-pongs"])
    )
    quality = WebSocketQualityManager()
    connections.watch_with(heartbeat, quality)
    return Application(connections, heartbeat, quality)
