"""Exactly once: what a push finds on the remote, and what a run that was killed, or lost its journal, leaves behind."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from fleets import BRANCH, FILES, PARAMS, Fleet, done_once
from repos import Repo, make

RUN = ("run", "rename-symbol", "repos.yaml", *PARAMS)


def conflicting(fleet: Fleet, *, code: int = 3) -> str:
    """A run that must leave the branch of the one repository where it is; gives what it said."""
    tip = fleet.remote("shop").text("rev-parse", BRANCH)
    said = fleet.run(code=code).said
    assert fleet.remote("shop").text("rev-parse", BRANCH) == tip
    return said


def test_a_branch_that_holds_our_commit_is_done_and_nothing_is_sent(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest()
    fleet.run()
    fleet.forget()  # another machine, another date: the commit that is there says the same
    time.sleep(1.1)
    fleet.run()
    done_once(fleet, "shop")


def test_a_branch_of_ours_on_an_older_base_is_updated_under_a_lease(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest()
    fleet.run()
    fleet.push_more("shop", {"app/w.py": b"from app.m import Old\n"})
    fleet.forget()
    fleet.run()
    done_once(fleet, "shop", pushes=3)  # ours, the base's, ours again
    assert b"New" in fleet.remote("shop").tree(BRANCH)["app/w.py"][2]


def test_on_existing_fail_leaves_even_ours(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest("publish: {on-existing: fail}\n")
    fleet.run()
    fleet.push_more("shop", {"app/w.py": b"from app.m import Old\n"})
    fleet.forget()
    assert "(branch-conflict)" in conflicting(fleet)


def test_a_branch_with_somebody_elses_commit_is_left(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.push_more("shop", {"note.txt": b"mine\n"}, branch=BRANCH)
    fleet.manifest()
    said = conflicting(fleet)
    assert "(branch-conflict)" in said
    assert "was not made by canonize" in said


def with_our_branch(fleet: Fleet) -> Repo:
    """Somebody's checkout of the branch that a run has made."""
    fleet.add("shop")
    fleet.manifest()
    fleet.run()
    work = fleet.work("shop")
    work.git("fetch", "-q", str(fleet.remote("shop").path), BRANCH)
    work.git("checkout", "-q", "FETCH_HEAD")
    return work


def test_a_branch_of_ours_on_which_somebody_went_on_is_left(fleet: Fleet) -> None:
    work = with_our_branch(fleet)
    work.commit({"note.txt": b"review\n"})
    work.git("push", "-q", str(fleet.remote("shop").path), f"HEAD:refs/heads/{BRANCH}")
    fleet.forget()
    time.sleep(1.1)
    assert "was not made by canonize" in conflicting(fleet)


def test_a_commit_of_ours_that_somebody_amended_is_left(fleet: Fleet) -> None:
    work = with_our_branch(fleet)
    work.write({"app/m.py": b"class New:\n    '''Better.'''\n"})
    time.sleep(1.1)
    work.git("commit", "-q", "--amend", "--no-edit", "-a")
    work.git("push", "-q", "-f", str(fleet.remote("shop").path), f"HEAD:refs/heads/{BRANCH}")
    fleet.forget()
    assert "was changed by somebody" in conflicting(fleet)


def test_an_amendment_that_sets_the_author_anew_is_left_too(fleet: Fleet) -> None:
    work = with_our_branch(fleet)
    work.write({"note.txt": b"review\n"})
    work.git("add", "note.txt")
    work.git("commit", "-q", "--amend", "--no-edit", "--reset-author")
    work.git("push", "-q", "-f", str(fleet.remote("shop").path), f"HEAD:refs/heads/{BRANCH}")
    fleet.forget()
    assert "holds other changes than canonize made" in conflicting(fleet)


def test_a_branch_in_a_checkout_that_somebody_amended_is_left(fleet: Fleet) -> None:
    shop = make(fleet.root / "checkouts" / "shop", FILES)
    fleet.canonize("run", "rename-symbol", "checkouts", *PARAMS)
    shop.git("checkout", "-q", BRANCH)
    shop.write({"note.txt": b"review\n"})
    shop.git("add", "note.txt")
    shop.git("commit", "-q", "--amend", "--no-edit", "--reset-author")
    shop.git("checkout", "-q", "main")
    fleet.forget()
    shop.commit({"README.md": b"the base moves\n"})
    said = fleet.canonize("run", "rename-symbol", "checkouts", *PARAMS, code=3).said
    assert "(branch-conflict)" in said
    assert "holds other changes than canonize made" in said
    assert "note.txt" in shop.tree(BRANCH)


@pytest.mark.parametrize("where", ["shop", "shop/app"])
def test_a_branch_of_ours_in_a_checkout_is_replaced_when_the_base_moves(fleet: Fleet, where: str) -> None:
    shop = make(fleet.root / "shop", {**FILES, "app/run.sh": b"x\n"})
    fleet.manifest(entries=[f"path: {where}"])
    params = PARAMS if where == "shop" else ("--param", "symbol=m:Old", "--param", "to=New")
    fleet.canonize("run", "rename-symbol", "repos.yaml", *params)
    fleet.forget()
    shop.commit({"README.md": b"the base moves\n"})
    fleet.canonize("run", "rename-symbol", "repos.yaml", *params)
    assert shop.text("rev-parse", f"{BRANCH}~1") == shop.text("rev-parse", "main")


def test_a_branch_of_another_recipe_is_left(fleet: Fleet) -> None:
    fleet.add("shop", {**FILES, "app/w.py": b"class Other: ...\n"})
    (fleet.root / "other.yaml").write_text(
        "canonize: recipe/1\nname: other\nsteps:\n  - rename: {from: 'app.w:Other', to: Another}\n"
        f"git: {{branch: {BRANCH}}}\n"
    )
    fleet.manifest()
    fleet.canonize("run", "other.yaml", "repos.yaml")
    assert "is of another recipe" in conflicting(fleet)


def test_a_branch_that_merely_lies_on_the_base_is_left(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.remote("shop").git("branch", BRANCH, "main")
    fleet.manifest()
    assert "(branch-conflict)" in conflicting(fleet)


def test_two_pushes_at_once_make_one_branch(fleet: Fleet) -> None:
    """The other one wins between our look and our push: the hook makes the branch while we push."""
    fleet.add("shop")
    fleet.manifest()
    fleet.hook(
        "shop", "pre-receive", f"#!/bin/sh\nunset GIT_QUARANTINE_PATH\ngit update-ref refs/heads/{BRANCH} main\n"
    )
    run = fleet.run(code=3)
    assert "(branch-conflict)" in run.said or "(locked)" in run.said
    assert fleet.remote("shop").text("rev-parse", BRANCH) == fleet.remote("shop").text("rev-parse", "main")


def test_a_local_branch_of_others_is_left(fleet: Fleet) -> None:
    from repos import make

    shop = make(fleet.root / "checkouts" / "shop", FILES)
    shop.git("checkout", "-q", "-b", BRANCH)
    mine = shop.commit({"note.txt": b"mine\n"})
    shop.git("checkout", "-q", "main")
    run = fleet.canonize("run", "rename-symbol", "checkouts", *PARAMS, code=3)
    assert "(branch-conflict)" in run.said
    assert shop.text("rev-parse", BRANCH) == mine


def journal_of(fleet: Fleet) -> Path:
    (folder,) = (fleet.root / "state" / "canonize" / "batches").iterdir()
    return folder / "journal.sqlite"


@pytest.mark.parametrize("damage", ["zeros", "text", "cut"])
def test_a_damaged_journal_is_set_aside_and_rebuilt_from_the_remotes(fleet: Fleet, damage: str) -> None:
    for name in ("shop", "mail"):
        fleet.add(name)
    fleet.manifest()
    fleet.run()
    tip = fleet.remote("shop").text("rev-parse", BRANCH)
    fleet.push_more("mail", {"README.md": b"the base moves\n"})
    journal = journal_of(fleet)
    whole = journal.read_bytes()
    damaged = {"zeros": b"\0" * len(whole), "text": b"no database\n" * 400, "cut": whole[:5000]}[damage]
    journal.write_bytes(damaged)
    run = fleet.canonize("resume", code=0)
    assert "the journal was damaged" in run.said
    assert list(journal.parent.glob("journal.sqlite.damaged-*"))
    assert fleet.remote("shop").text("rev-parse", BRANCH) == tip
    done_once(fleet, "shop")
    done_once(fleet, "mail", pushes=2)  # ours and the base's
    assert {row["state"] for row in fleet.status().values()} == {"pushed"}


def test_a_lost_journal_is_rebuilt_from_what_was_frozen(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest()
    fleet.run()
    for path in journal_of(fleet).parent.glob("journal.sqlite*"):
        path.unlink()
    fleet.canonize("resume")
    done_once(fleet, "shop")


@pytest.mark.parametrize("damage", ["cut", "gone", "every second", "every other"])
def test_a_damaged_mirror_is_made_anew_and_gives_the_same_commit(fleet: Fleet, damage: str) -> None:
    fleet.add("shop")
    fleet.manifest()
    fleet.canonize("plan", *RUN[1:])
    promised = fleet.status()["shop"]["branches"][0]["commits"]
    (mirror,) = (fleet.root / "cache" / "canonize" / "mirrors").glob("*.git")
    objects = sorted(path for path in (mirror / "objects").rglob("*") if path.is_file())
    for number, path in enumerate(objects):
        path.chmod(0o644)
        if damage == "cut":
            path.write_bytes(path.read_bytes()[:20])
        elif damage == "gone" or number % 2 == (damage == "every other"):
            path.unlink()
    fleet.run()
    assert fleet.commits("shop") == promised
    done_once(fleet, "shop")


@pytest.mark.parametrize("lost", ["objects", "HEAD"])
def test_a_mirror_that_is_no_repository_any_more_is_made_anew(fleet: Fleet, lost: str) -> None:
    fleet.add("shop")
    fleet.manifest()
    fleet.canonize("plan", *RUN[1:])
    (mirror,) = (fleet.root / "cache" / "canonize" / "mirrors").glob("*.git")
    if (mirror / lost).is_dir():
        shutil.rmtree(mirror / lost)
    else:
        (mirror / lost).write_bytes(b"\0" * 20)  # what a file may hold after the power went
    fleet.run()
    done_once(fleet, "shop")


# Kills. By default a handful of moments; with -m slow as many as the documentation speaks of.


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the driver alone, with -9: its workers have process groups of their own."""
    process.send_signal(signal.SIGKILL)
    process.communicate()


def killed_at(fleet: Fleet, seconds: float) -> None:
    """A run that is killed after so many seconds, if it has not ended by then."""
    process = fleet.started(*RUN)
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    kill(process)


def workers(of: int) -> Iterator[int]:
    """The processes that descend from the driver."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [of]
    while found:
        below = children.get(found.pop(), [])
        yield from below
        found += below


def fleet_of(fleet: Fleet, count: int, engine: str = "local") -> None:
    for number in range(count):
        fleet.add(f"r{number}")
    fleet.manifest(f"run: {{engine: {engine}, jobs: 2}}\n")


def all_done_once(fleet: Fleet) -> None:
    for name in fleet.names:
        done_once(fleet, name, min(1, len(fleet.pushes(name))))  # who kills all may kill the hook that counts, too
    assert {row["state"] for row in fleet.status(code=0).values()} == {"pushed"}


def undo(fleet: Fleet) -> None:
    """As if nothing had ever been pushed."""
    for name in fleet.names:
        fleet.remote(name).git("update-ref", "-d", f"refs/heads/{BRANCH}")
        (fleet.remote(name).path / "pushes").unlink(missing_ok=True)
    fleet.forget()


def kills_of_the_driver(fleet: Fleet, moments: Sequence[float], *, at_least: int) -> None:
    """Kills a driver at each of the moments, parts of the time that a run takes; `at_least` so many while it works."""
    began = time.monotonic()
    killed_at(fleet, 3600)
    took = time.monotonic() - began
    all_done_once(fleet)
    while_at_work = 0
    for moment in moments:
        undo(fleet)
        killed_at(fleet, moment * took)
        while_at_work += bool(fleet.acts("%: begin"))
        fleet.run()
        all_done_once(fleet)
    assert while_at_work >= at_least, while_at_work


def spread(count: int, first: float, seed: int) -> list[float]:
    """Moments of a run from `first` to its end: one at random in each of `count` parts of that."""
    moments = random.Random(seed)
    return [first + (1 - first) * (number + moments.random()) / count for number in range(count)]


def kills_of_workers(fleet: Fleet, count: int, moments: random.Random) -> None:
    """Kills so many workers at random; a run that ends meanwhile is looked at, and begun anew from nothing."""
    killed = 0
    while killed < count:
        process = fleet.started(*RUN)
        while process.poll() is None and killed < count:
            time.sleep(moments.uniform(0.05, 0.4))
            below = list(workers(process.pid))
            if below:
                with suppress(ProcessLookupError):
                    os.kill(moments.choice(below), signal.SIGKILL)
                    killed += 1
        process.communicate()
        fleet.run(code=None)  # what failed thrice is tried again by the next
        fleet.run()
        all_done_once(fleet)
        undo(fleet)


def test_a_driver_that_is_killed_is_finished_by_the_next_run(fleet: Fleet) -> None:
    fleet_of(fleet, 3)
    kills_of_the_driver(fleet, spread(3, 0.4, 7), at_least=1)


def test_workers_that_are_killed_leave_every_repository_done_once(fleet: Fleet) -> None:
    fleet_of(fleet, 6)
    kills_of_workers(fleet, 4, random.Random(7))


@pytest.mark.slow
def test_fifty_kills_of_the_driver(fleet: Fleet) -> None:
    fleet_of(fleet, 6)
    kills_of_the_driver(fleet, spread(50, 0.3, 11), at_least=25)


@pytest.mark.slow
def test_twenty_kills_of_workers(fleet: Fleet) -> None:
    fleet_of(fleet, 40)
    kills_of_workers(fleet, 20, random.Random(11))
