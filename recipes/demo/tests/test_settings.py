import tomllib
from importlib import import_module
from pathlib import Path

from netra_backend.app.core import settings
from netra_backend.app.services.websocket.quality_manager import WebSocketQualityManager
from netra_backend.app.websocket_core import WebSocketHeartbeatManager, WebSocketManager


def test_settings_name_the_classes():
    assert settings.class_for("connections") is WebSocketManager
    assert settings.class_for("heartbeat") is WebSocketHeartbeatManager
    assert settings.class_for("quality") is WebSocketQualityManager


def test_entry_points_can_be_loaded():
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    for target in project["project"]["entry-points"]["netra.monitors"].values():
        module, _, name = target.partition(":")
        assert isinstance(getattr(import_module(module), name), type)
