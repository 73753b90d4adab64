"""Old callers ask for a ConnectionManager and its `active` list."""

from ..websocket_core.manager import WebSocketManager as CoreManager
from ..websocket_core.types import Connection


class ConnectionManager(CoreManager):
    @property
    def active(self) -> list[Connection]:
        return list(self)
