"""What the managers share."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from time import monotonic


class ConnectionState(Enum):
    OPEN = "open"
    SLOW = "slow"
    CLOSED = "closed"


@dataclass
class Connection:
    id: str
    user: str
    state: ConnectionState = ConnectionState.OPEN
    opened: float = field(default_factory=monotonic)
    outbox: list[dict] = field(default_factory=list)

    def send(self, message: dict) -> None:
        if self.state is ConnectionState.CLOSED:
            raise ConnectionError(f"connection {self.id} is closed")
        self.outbox.append(message)
