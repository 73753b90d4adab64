import pytest

from netra_backend.app.websocket_core import WebSocketManager


@pytest.fixture(autouse=True)
def a_manager_of_its_own(monkeypatch):
    monkeypatch.setattr(WebSocketManager, "_instance", None)
