"""Old names lead to the one implementation."""

import pytest

import netra_backend.app.websocket_core as core
from netra_backend.app import websocket
from netra_backend.app.services import monitoring
from netra_backend.app.websocket import ConnectionManager, heartbeat
from netra_backend.app.websocket import UnifiedWebSocketManager as WebSocketManager
from netra_backend.app.websocket_core import WebSocketQualityManager


@pytest.mark.parametrize("old", ["UnifiedWebSocketManager", "StateSynchronizationManager", "WebSocketRecoveryManager"])
def test_aliases_of_the_core(old):
    assert getattr(core, old) is core.WebSocketManager


def test_aliases_of_the_old_package():
    assert websocket.ConnectionExecutor is websocket.BroadcastManager is WebSocketManager is core.WebSocketManager
    assert websocket.WebSocketHeartbeatManager is core.WebSocketHeartbeatManager
    assert heartbeat.HeartbeatManager is heartbeat.WebSocketHeartbeatManager


def test_the_connection_manager_extends_the_core():
    assert issubclass(ConnectionManager, WebSocketManager)


def test_the_quality_manager_is_exported_lazily():
    from netra_backend.app.services.websocket.quality_manager import WebSocketQualityManager as Defined

    assert WebSocketQualityManager is Defined


def test_everything_exported_is_there():
    assert all(hasattr(core, name) for name in core.__all__)


def test_monitors_have_names():
    made = heartbeat.make_heartbeat(core.get_manager(), 5.0)
    assert monitoring.name_of(made) == "heartbeat"
    assert monitoring.interval_of(made) == 5.0
    assert monitoring.name_of(WebSocketQualityManager()) == "quality"
