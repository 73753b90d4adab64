"""How fast things may be made: a bound a minute and a bound an hour, also over several runs."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import field

from ..records import dataclass

_MINUTE, _HOUR = 60.0, 3600.0


@dataclass(slots=True)
class Bucket:
    """Lets through `per_minute` and `per_hour` (0: no bound). `made` are the times of what was made before.

    What was made later than now was made just now: the clock was set back since.
    """

    per_minute: int
    per_hour: int
    now: Callable[[], float] = time.time
    made: deque[float] = field(default_factory=deque)

    def remember(self, times: Iterable[float]) -> None:
        """Counts what earlier runs made."""
        self.made.extend(sorted(each for each in times if each > self.now() - _HOUR))

    def wait(self) -> float:
        """How many seconds to wait before the next one may be made."""
        now = self.now()
        self.made = deque(min(each, now) for each in self.made if each > now - _HOUR)
        waits = [0.0]
        for most, span in ((self.per_minute, _MINUTE), (self.per_hour, _HOUR)):
            recent = [each for each in self.made if each > now - span]
            if most and len(recent) >= most:
                waits.append(recent[-most] + span - now)
        return max(waits)

    def take(self) -> None:
        """One is made now."""
        self.made.append(self.now())
