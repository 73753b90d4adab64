"""Where specs are run: processes on this machine, or a Dask cluster. Correctness rests on neither."""

from __future__ import annotations

import os
import selectors
import time
from typing import Protocol

from ..errors import Refused
from .amounts import check_engine_address
from .schema import Run
from .spec import Outcome, Spec
from .supervise import Nursery


class Engine(Protocol):
    """Runs specs, several at once, in any order; a spec may be run twice, and may be lost with its worker."""

    def free(self) -> int:
        """How many specs can be begun now."""
        ...

    def begin(self, spec: Spec) -> None:
        """Begin one. Only when `free()` says so."""
        ...

    def ended(self, patience: float) -> list[Outcome]:
        """What has ended since the last call; waits up to `patience` seconds for the first. Empty when nothing did."""
        ...

    def close(self) -> None:
        """End everything that is still running."""
        ...


def of(run: Run, batch: str, *, engine: str = "", address: str = "", jobs: int = 0) -> Engine:
    """The engine that a manifest asks for, or what the command line says instead. Raises CanonizeError."""
    address, jobs = check_engine_address(address) if address else run.address, jobs or run.jobs
    if (engine or run.engine) != "dask":
        if address and engine != "local":
            raise Refused("an address is for the engine dask", "add --engine dask")
        return Local(jobs)
    from .daskengine import Dask

    return Dask(batch, address, jobs, run.resources)


class Local:
    """`jobs` nurseries on this machine (0: one a processor)."""

    def __init__(self, jobs: int = 0) -> None:
        self._nurseries = [Nursery() for _ in range(jobs or os.cpu_count() or 1)]
        self._selector = selectors.DefaultSelector()

    def free(self) -> int:
        return sum(not each.busy for each in self._nurseries)

    def begin(self, spec: Spec) -> None:
        nursery = next(each for each in self._nurseries if not each.busy)
        nursery.begin(spec)
        self._selector.register(nursery.fileno(), selectors.EVENT_READ, nursery)

    def ended(self, patience: float) -> list[Outcome]:
        if not self._selector.get_map():
            time.sleep(min(patience, 0.05))
            return []
        found = []
        for key, _ in self._selector.select(patience):
            nursery: Nursery = key.data
            outcome = nursery.taken()
            if outcome is not None:
                self._selector.unregister(key.fd)
                found.append(outcome)
        return found

    def close(self) -> None:
        self._selector.close()
        for nursery in self._nurseries:
            nursery.close()
