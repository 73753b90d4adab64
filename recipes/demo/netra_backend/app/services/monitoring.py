"""What the operators see."""

from typing import TypeVar, Union, cast

import netra_backend.app.websocket_core.heartbeat_manager as heartbeats
from netra_backend.app import websocket_core
from netra_backend.app.services.websocket import WebSocketQualityManager as Quality

Monitor = Union["heartbeats.WebSocketHeartbeatManager", Quality]
M = TypeVar("M", bound="Union[heartbeats.WebSocketHeartbeatManager, Quality]")


def name_of(monitor: Monitor) -> str:
    if isinstance(monitor, websocket_core.WebSocketHeartbeatManager):
        return "heartbeat"
    return "quality"


def interval_of(monitor: Monitor) -> float:
    return cast("heartbeats.WebSocketHeartbeatManager", monitor).config.interval


def first(monitors, default=None):
    # type: (list[M], M | None) -> M | None
    return next(iter(monitors), default)
