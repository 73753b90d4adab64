"""The same fleet on Dask: an embedded cluster, one at an address, and workers that are killed."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fleets import PARAMS, Fleet
from test_batch_once import RUN, all_done_once, fleet_of, kills_of_the_driver, kills_of_workers, spread

pytest.importorskip("distributed", reason="the extra `dask` is not installed")


def test_an_embedded_cluster_does_what_processes_do(fleet: Fleet) -> None:
    fleet_of(fleet, 3, "dask")
    for name in ("distributed", "json", "multiprocessing", "socket"):  # of this folder nothing is imported
        (fleet.root / f"{name}.py").write_text("raise SystemExit('it is imported')\n")
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
        while not file.exists() or not file.read_bytes().endswith(b"}"):  # it is made first, and then written
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
    fleet_of(fleet, 1, "dask")
    run = fleet.run("--address", "tcp://127.0.0.1:9", code=2)
    assert "does not answer" in run.said
    said = fleet.run("--address", "localhost", code=2).said
    assert "not the address of a scheduler: 'localhost'" in said
    assert "does not answer" not in said


def test_an_address_without_dask_is_refused(fleet: Fleet) -> None:
    fleet.add("r0")
    fleet.manifest()
    run = fleet.canonize("run", "rename-symbol", "repos.yaml", *PARAMS, "--address", "tcp://127.0.0.1:9", code=2)
    assert "--engine dask" in run.said


def test_a_scheduler_that_goes_meanwhile_is_one_line_and_the_next_run_goes_on(fleet: Fleet) -> None:
    for number in range(3):
        fleet.add(f"r{number}")
        fleet.hook(f"r{number}", "pre-receive", "#!/bin/sh\nsleep 2\n")
    fleet.manifest("run: {resources: {canonize: 1}}\n")
    with cluster(fleet) as address:
        process = fleet.started(*RUN, "--engine", "dask", "--address", address)
        while not fleet.acts("%: begin"):
            time.sleep(0.1)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 2, said
    assert b"has gone" in said and b"canonize batch resume" in said
    assert b"Traceback" not in said
    fleet.canonize("resume")
    all_done_once(fleet)


def test_workers_of_a_cluster_that_are_killed(fleet: Fleet) -> None:
    fleet_of(fleet, 4, "dask")
    kills_of_workers(fleet, 3, random.Random(5))


@pytest.mark.slow
def test_twenty_kills_of_workers_of_a_cluster(fleet: Fleet) -> None:
    fleet_of(fleet, 40, "dask")
    kills_of_workers(fleet, 20, random.Random(5))


@pytest.mark.slow
def test_fifty_kills_of_a_driver_with_a_cluster(fleet: Fleet) -> None:
    fleet_of(fleet, 4, "dask")
    kills_of_the_driver(fleet, spread(50, 0.4, 5), at_least=15)
