"""The same fleet on Dask: an embedded cluster, one at an address, and workers that are killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fleets import PARAMS, Fleet, done_once
from test_batch_once import RUN, workers

pytest.importorskip("distributed", reason="the extra `dask` is not installed")


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


def fleet_of(fleet: Fleet, count: int) -> None:
    for number in range(count):
        fleet.add(f"r{number}")
    fleet.manifest("run: {engine: dask, jobs: 2}\n")


def all_done_once(fleet: Fleet) -> None:
    for name in fleet.names:
        done_once(fleet, name)
    assert {row["state"] for row in fleet.status(code=0).values()} == {"pushed"}


def test_an_embedded_cluster_does_what_processes_do(fleet: Fleet) -> None:
    fleet_of(fleet, 3)
    fleet.run()
    all_done_once(fleet)


@contextmanager
def cluster(fleet: Fleet, **environment: str) -> Iterator[str]:
    """A scheduler and a worker of their own; gives the address."""
    where = {"env": {**os.environ, **fleet.environment, **environment}, "cwd": fleet.root}
    file = fleet.root / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    scheduler = subprocess.Popen([*command, *options], stderr=subprocess.DEVNULL, **where)  # type: ignore[call-overload]
    try:
        while not file.exists():
            time.sleep(0.1)
        import json

        address = json.loads(file.read_text())["address"]
        command = [sys.executable, "-m", "distributed.cli.dask_worker", address]
        worker = subprocess.Popen(
            [*command, "--nthreads", "1", "--no-dashboard", "--resources", "canonize=1"],
            stderr=subprocess.DEVNULL, **where,
        )  # type: ignore[call-overload]  # fmt: skip
        try:
            yield address
        finally:
            worker.terminate()
            worker.wait()
    finally:
        scheduler.terminate()
        scheduler.wait()


def test_a_cluster_at_an_address(fleet: Fleet) -> None:
    for number in range(2):
        fleet.add(f"r{number}")
    fleet.manifest("run: {resources: {canonize: 1}}\n")
    with cluster(fleet) as address:
        fleet.run("--engine", "dask", "--address", address)
    all_done_once(fleet)


def test_a_scheduler_that_does_not_answer_is_told(fleet: Fleet) -> None:
    fleet_of(fleet, 1)
    run = fleet.run("--address", "tcp://127.0.0.1:9", code=2)
    assert "does not answer" in run.said


def test_an_address_without_dask_is_refused(fleet: Fleet) -> None:
    fleet.add("r0")
    fleet.manifest()
    run = fleet.canonize("run", "rename-symbol", "repos.yaml", *PARAMS, "--address", "tcp://127.0.0.1:9", code=2)
    assert "--engine dask" in run.said


def kills(fleet: Fleet, count: int, repositories: int, moments: random.Random) -> None:
    fleet_of(fleet, repositories)
    killed = 0
    process = fleet.started(*RUN)
    time.sleep(2)
    while process.poll() is None and killed < count:
        time.sleep(moments.uniform(0.1, 0.5))
        below = list(workers(process.pid))
        if below:
            try:
                os.kill(moments.choice(below), signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                pass
    process.communicate(timeout=300)
    fleet.run(code=None)
    fleet.run()
    all_done_once(fleet)
    assert killed


def test_workers_of_a_cluster_that_are_killed(fleet: Fleet) -> None:
    kills(fleet, 4, 6, random.Random(5))


@pytest.mark.slow
def test_twenty_kills_of_workers_of_a_cluster(fleet: Fleet) -> None:
    kills(fleet, 20, 40, random.Random(5))


@pytest.mark.slow
def test_fifty_kills_of_a_driver_with_a_cluster(fleet: Fleet) -> None:
    from fleets import BRANCH

    moments = random.Random(5)
    fleet_of(fleet, 4)
    for _ in range(50):
        process = fleet.started(*RUN)
        time.sleep(moments.uniform(0.5, 6))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        fleet.run()
        all_done_once(fleet)
        for name in fleet.names:
            fleet.remote(name).git("update-ref", "-d", f"refs/heads/{BRANCH}")
            (fleet.remote(name).path / "pushes").unlink()
        fleet.forget()
