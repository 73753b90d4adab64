"""Specs on a Dask cluster: an embedded one, or the scheduler at an address. TLS is as Dask's own configuration says.

Dask runs a task again when its worker dies, also one that had finished, and may run one twice at once. That does no
harm: whatever is done twice finds itself done.
"""

from __future__ import annotations

import logging
import os
import queue
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ..errors import CanonizeError, Refused
from ..version import __version__
from .spec import Outcome, Spec, dump, failed, load_outcome, load_spec
from .supervise import Nursery

_AHEAD = 2  # specs for each thread of the cluster: one at work, one waiting beside it
_FOR_WORKERS = 60  # seconds
_LOUD = ("distributed", "distributed.client", "distributed.core", "distributed.comm")
_SAFE = "PYTHONSAFEPATH"
_here = threading.local()


class Dask:
    """A cluster as an engine. `batch` names the work in the cluster, so that the same piece has the same name."""

    def __init__(self, batch: str, address: str, jobs: int, resources: Mapping[str, int]) -> None:
        try:
            import distributed
        except ImportError:
            raise Refused("Dask is not installed", "pip install 'canonize[dask]'") from None
        for name in _LOUD:  # what matters of it is told in a line of ours
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._batch = batch
        self._where = address or "on this machine"
        self._resources = dict(resources)
        self._cluster: Any = None if address else _embedded(distributed, jobs)
        self._client: Any = _client(distributed, address or self._cluster)
        self._running: dict[str, tuple[Spec, Any]] = {}
        self._done: queue.Queue[str] = queue.Queue()
        try:
            _probe(self._client)
        except BaseException:
            self.close()
            raise

    def free(self) -> int:
        self._check()
        threads: int = sum(self._client.nthreads().values())
        return max(max(threads, 1) * _AHEAD - len(self._running), 0)

    def begin(self, spec: Spec) -> None:
        name = f"{self._batch}/{spec.work_key}"
        options: dict[str, Any] = {"resources": self._resources} if self._resources else {}
        future = self._client.submit(run_supervised, dump(spec), key=name, pure=False, retries=0, **options)
        self._running[name] = (spec, future)
        future.add_done_callback(lambda done: self._done.put(name))

    def ended(self, patience: float) -> list[Outcome]:
        self._check()
        try:
            names = [self._done.get(timeout=patience)]
        except queue.Empty:
            return []
        while not self._done.empty():
            names.append(self._done.get_nowait())
        return [self._taken(name) for name in names if name in self._running]

    def close(self) -> None:
        for _, future in self._running.values():
            future.cancel()
        self._running.clear()
        self._client.close(timeout=10)
        if self._cluster is not None:
            self._cluster.close(timeout=10)

    def _check(self) -> None:
        """Raises CanonizeError when there is no scheduler any more: what it had is begun again by the next run."""
        if self._client.status != "running":
            raise CanonizeError(f"the Dask scheduler {self._where} has gone", "when it is back: canonize batch resume")

    def _taken(self, name: str) -> Outcome:
        """The outcome of a future, which is released at once: what is kept is made again when its worker dies."""
        spec, future = self._running.pop(name)
        try:
            if future.status == "finished":
                return load_outcome(future.result(timeout=60))
            why = f"its task on the cluster ended as {future.status}"
            if future.status == "error":
                why = f"{type(future.exception(timeout=60)).__name__} on the cluster"
            return failed(spec, "worker-died", why)
        except (OSError, TimeoutError) as error:
            return failed(spec, "worker-died", f"the cluster did not hand over the outcome: {error}")
        finally:
            future.release()


def run_supervised(line: str) -> str:
    """What a worker of the cluster does: the spec in a process of its own, as everywhere. JSON in and out."""
    nursery: Nursery | None = getattr(_here, "nursery", None)
    if nursery is None:
        nursery = _here.nursery = Nursery()
    return dump(nursery.run(load_spec(line)))


def versions() -> tuple[str, str]:
    """What must be the same on all machines, for the same plan to give the same commits."""
    return __version__, ".".join(map(str, sys.version_info[:2]))


def _embedded(distributed: Any, jobs: int) -> Any:
    given = os.environ.get(_SAFE, "")
    try:
        with _safe_path():
            return distributed.LocalCluster(
                n_workers=jobs or os.cpu_count() or 1,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address=None,
                worker_dashboard_address=None,
                memory_limit=0,  # each spec has its own bound
                silence_logs=50,
                env={_SAFE: given},  # for what it runs then
            )
    except (OSError, TimeoutError, RuntimeError) as error:
        raise Refused(f"Dask's workers do not start on this machine: {error}", "try --engine local") from None


@contextmanager
def _safe_path() -> Iterator[None]:
    """Processes that are begun now, or for the cluster later, import nothing from the folder where they start."""
    import dask

    before = os.environ.get(_SAFE)
    os.environ[_SAFE] = "1"
    try:
        with dask.config.set({f"distributed.nanny.pre-spawn-environ.{_SAFE}": "1"}):
            yield
    finally:
        os.environ.pop(_SAFE)
        if before is not None:
            os.environ[_SAFE] = before


def _client(distributed: Any, where: Any) -> Any:
    try:
        return distributed.Client(where, timeout="10s", set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise Refused(f"the Dask scheduler {where} does not answer: {error}", "check --address, and its TLS") from None


def _probe(client: Any) -> None:
    """Raises Refused unless there are workers, and all of them have this canonize on this Python."""
    try:
        client.wait_for_workers(1, timeout=_FOR_WORKERS)
        found: dict[str, tuple[str, str]] = client.run(versions)
    except (OSError, TimeoutError) as error:
        raise Refused(f"no Dask worker answers: {error}", "start some: dask worker ADDRESS --nthreads 1") from None
    except (ImportError, AttributeError) as error:
        raise Refused(f"canonize is not installed where the Dask workers are: {error}") from None
    ours = versions()
    for worker, theirs in sorted(found.items()):
        if tuple(theirs) != ours:
            told = "canonize {} on Python {}"
            raise Refused(
                f"the Dask worker {worker} has {told.format(*theirs)}, and here is {told.format(*ours)}",
                "install the same on all machines",
            )
