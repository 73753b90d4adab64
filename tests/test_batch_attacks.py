"""What a batch meets that nobody planned: remotes that lie, clocks that jump, full disks, other drivers, odd spellings."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
from collections import deque

import pytest
from commands import canonize, environment_with
from fleets import BRANCH, FILES, PARAMS, Fleet, done_once
from repos import Repo, make
from test_batch_once import RUN

from canonize.codemods.batch import addresses, frozen
from canonize.codemods.batch.bucket import Bucket

# Remotes that lie


@pytest.mark.parametrize("becomes", [f"update-ref -d refs/heads/{BRANCH}", f"update-ref refs/heads/{BRANCH} main"])
def test_a_remote_that_takes_a_push_and_does_not_keep_it_is_told(fleet: Fleet, becomes: str) -> None:
    fleet.add("shop")
    fleet.add("mail")
    fleet.hook("shop", "post-receive", f"#!/bin/sh\ngit {becomes}\n")
    fleet.manifest()
    said = fleet.run(code=3).said
    assert "the remote took the push, and does not have it: 1  (not-kept)" in said
    assert "shop: canonize/rename-symbol: the remote said that it took" in said
    done_once(fleet, "mail")


def test_a_remote_that_goes_on_with_our_branch_at_once_has_it(fleet: Fleet) -> None:
    fleet.add("shop")
    commit = f"git commit-tree -p {BRANCH} -m more {BRANCH}^{{tree}}"
    fleet.hook("shop", "post-receive", f"#!/bin/sh\ngit update-ref refs/heads/{BRANCH} $({commit})\n")
    fleet.manifest()
    fleet.run()
    assert len(fleet.commits("shop")) == 2
    fleet.run()
    assert len(fleet.commits("shop")) == 2


def test_a_default_branch_whose_name_is_no_text_is_a_name(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.remote("shop").git("branch", "-m", "main", b"caf\xe9")
    fleet.manifest()
    fleet.run()
    assert fleet.remote("shop").git("rev-parse", f"{BRANCH}~1") == fleet.remote("shop").git("rev-parse", b"caf\xe9")
    assert fleet.status()["shop"]["base"]["branch"] == {"base64": "Y2Fm6Q=="}


# Names and spellings


def test_a_checkout_whose_name_is_no_text_is_done(fleet: Fleet) -> None:
    name = os.fsdecode(b"caf\xe9")
    shop = make(fleet.root / "checkouts" / name, FILES)
    fleet.canonize("run", "rename-symbol", "checkouts", *PARAMS)
    assert shop.text("rev-list", "--count", f"main..{BRANCH}") == "1"
    assert set(fleet.status()) == {name}
    assert b"\\udc" not in fleet.canonize("status", "--format", "json").out
    fleet.canonize("report", "--html", "page.html", "--csv", "table.csv", "--junit", "results.xml")
    assert "push: done" in (fleet.root / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "other",
    [
        "https://forge.example/acme/shop",
        "https://FORGE.example/Acme/Shop.git/",
        "https://forge.example:443//acme/%73hop.git",
        "git@forge.example:acme/shop.git",
        "ssh://git@forge.example:22/acme/shop",
        "http://forge.example./acme/shop",
    ],
)
def test_two_spellings_of_one_address_are_one_repository(other: str) -> None:
    one = addresses.parse("https://forge.example/acme/shop.git")
    assert addresses.parse(other).canonical == one.canonical


@pytest.mark.parametrize(
    "other", ["https://forge.example:8443/acme/shop.git", "https://forge.example/acme/shop2", "https://other/acme/shop"]
)
def test_two_repositories_are_two(other: str) -> None:
    one = addresses.parse("https://forge.example/acme/shop.git")
    assert addresses.parse(other).canonical != one.canonical


def test_a_repository_by_its_worktrees_folders_links_and_address_is_done_once(fleet: Fleet) -> None:
    shop = make(fleet.root / "shop", FILES)
    shop.git("worktree", "add", "-q", "-b", "side", str(fleet.root / "tree"))
    (fleet.root / "link").symlink_to(shop.path)
    fleet.manifest(
        entries=[
            "path: shop",
            "path: tree",
            "path: link",
            "path: shop/app",
            f"url: file://{shop.path}",
            "path: ./shop/.",
        ]
    )
    run = fleet.run(code=3)
    assert "6 repositories · 1 done · 5 failed" in run.said
    assert run.said.count("(duplicate)") == 1
    assert shop.text("rev-list", "--count", f"main..{BRANCH}") == "1"


def test_a_list_is_read_up_to_a_bound(fleet: Fleet) -> None:
    (fleet.root / "list.txt").write_text("x\n" * 100_001)
    fleet.manifest(entries=["list: list.txt"])
    assert "more than 100,000 lines" in fleet.run(code=2).said


def test_an_empty_checkout_is_left_out_and_told(fleet: Fleet) -> None:
    make(fleet.root / "checkouts" / "new")
    make(fleet.root / "checkouts" / "shop", FILES)
    run = fleet.canonize("plan", "rename-symbol", "checkouts", *PARAMS)
    assert "new has no commit yet" in run.out.decode()
    assert "left out: 1" in run.said
    Repo(fleet.root / "checkouts" / "new").commit(FILES)
    fleet.canonize("plan", "rename-symbol", "checkouts", *PARAMS)  # by now it has one
    assert {row["state"] for row in fleet.status().values()} == {"planned"}


# Clocks


def test_a_clock_that_is_set_back_makes_no_pull_request_wait_for_hours() -> None:
    bucket = Bucket(1, 10, now=lambda: 1_000.0, made=deque([90_000.0, 90_001.0]))
    assert bucket.wait() == 60.0
    assert Bucket(0, 2, now=lambda: 1_000.0, made=deque([90_000.0, 90_001.0])).wait() == 3600.0


def test_the_batch_that_was_run_last_is_the_latest_whatever_the_clock_said(fleet: Fleet) -> None:
    for name in ("one", "two"):
        make(fleet.root / name / "shop", FILES)
        fleet.canonize("plan", "rename-symbol", name, *PARAMS)
        tomorrow = time.time() + 86_400
        (path,) = (fleet.root / "state").glob(f"canonize/batches/*-{name}-*/batch.json")
        if name == "one":
            os.utime(path, (tomorrow, tomorrow))
    assert frozen.latest(fleet.root / "state" / "canonize" / "batches").name.startswith("rename-symbol-two-")


# Disks


def test_a_full_disk_is_one_line_and_the_next_run_goes_on(fleet: Fleet) -> None:
    """No file may grow beyond a bound: the journal comes to it first."""
    for number in range(12):
        make(fleet.root / "checkouts" / f"r{number}", FILES)
    command = [sys.executable, "-m", "canonize.cli", "batch", "run", "rename-symbol", "checkouts", *PARAMS]
    full = subprocess.run(
        ["sh", "-c", 'ulimit -f 160; exec "$@"', "sh", *command],  # in blocks of 512 bytes
        cwd=fleet.root, env=environment_with(fleet.environment), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert full.returncode == 2, full.stderr
    assert "journal.sqlite: " in full.stderr
    assert "canonize batch resume" in full.stderr
    assert "Traceback" not in full.stderr
    fleet.canonize("run", "rename-symbol", "checkouts", *PARAMS)
    assert not list(fleet.root.glob("state/canonize/batches/*/*.damaged-*"))
    for number in range(12):
        assert Repo(fleet.root / "checkouts" / f"r{number}").text("rev-list", "--count", f"main..{BRANCH}") == "1"


def test_a_place_for_journals_that_is_none_is_told(fleet: Fleet) -> None:
    make(fleet.root / "checkouts" / "shop", FILES)
    (fleet.root / "file").touch()
    run = fleet.canonize("run", "rename-symbol", "checkouts", *PARAMS, "--state", "file/x", code=2)
    assert "Not a directory" in run.said
    assert "--state DIR" in run.said


# Other drivers


def test_two_drivers_on_two_machines_make_one_branch(fleet: Fleet) -> None:
    for name in ("shop", "mail", "news"):
        fleet.add(name)
    fleet.manifest("run: {jobs: 1}\n")
    both = [fleet.started(*RUN, XDG_STATE_HOME=str(fleet.root / machine)) for machine in ("state", "other")]
    said = [process.communicate(timeout=300)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    for name in fleet.names:
        done_once(fleet, name)


def test_two_drivers_of_one_batch_at_once_do_it_once(fleet: Fleet) -> None:
    for name in ("shop", "mail"):
        fleet.add(name)
    fleet.manifest("run: {jobs: 1}\n")
    both = [fleet.started(*RUN) for _ in range(2)]
    said = [process.communicate(timeout=300)[1].decode() for process in both]
    assert {process.returncode for process in both} <= {0, 2}
    assert all(b.returncode == 0 or "is being run by another canonize" in s for b, s in zip(both, said, strict=True))
    for name in fleet.names:
        done_once(fleet, name)


# A program


def test_a_program_plans_runs_and_looks_at_a_batch(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    from canonize.codemods import api

    fleet.add("shop")
    fleet.add("other", {"a.py": b"x = 1\n"})
    manifest = fleet.manifest(
        entries=[*(f"url: {fleet.url(name)}" for name in fleet.names), f"url: {fleet.url('late')}"]
    )
    monkeypatch.setenv("XDG_CACHE_HOME", fleet.environment["XDG_CACHE_HOME"])
    params, state = {"symbol": "app.m:Old", "to": "New"}, fleet.root / "state"
    planned = api.plan_batch("rename-symbol", manifest, params, state=state, jobs=1)
    assert [row.state for row in planned.rows()] == ["planned", "not-applicable", "failed"]
    assert fleet.branches("shop") == ["main"]
    done = api.run_batch("rename-symbol", manifest, params, state=state, jobs=1)
    assert (done.name, done.tally.failed, done.end.why) == (planned.name, 1, "done")
    done_once(fleet, "shop")
    fleet.add("late")
    assert api.resume_batch(state=state, failed=True, jobs=1).tally.failed == 0
    assert api.look_at_batch(done.name, state=state).tally.count("pushed") == 2
    done_once(fleet, "late")


# State that somebody else wrote


def test_a_batch_that_anybody_could_have_written_runs_no_code_before_it_is_trusted(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest()
    (fleet.root / "tidy.yaml").write_text(
        "canonize: recipe/1\nname: tidy\nsteps:\n  - rename: {from: app.m:Old, to: New}\n"
        "verify: [{command: 'touch ran'}]\n"
    )
    fleet.canonize("plan", "tidy.yaml", "repos.yaml")
    kept = next((fleet.root / "state").rglob("batch.json"))
    kept.chmod(0o666)
    for command in ("resume", "retry --failed", "publish", "plan tidy.yaml repos.yaml", "run tidy.yaml repos.yaml"):
        said = fleet.canonize(*command.split(), code=2).said
        assert f"runs code, and anybody can write to {kept}" in said, command
        assert "canonize recipe trust tidy.yaml" in said
    fleet.canonize("status")
    fleet.canonize("plan", "tidy.yaml", "repos.yaml", "--trust")
    trusting = {"XDG_CONFIG_HOME": str(fleet.root / "config")}
    canonize("recipe", "trust", "tidy.yaml", cwd=fleet.root, **trusting)
    fleet.canonize("resume", **trusting)
    assert len(fleet.commits("shop", "canonize/tidy")) == 1


def test_a_batch_that_is_run_again_goes_by_the_recipe_that_is_given(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest()
    fleet.canonize("plan", "rename-symbol", "repos.yaml", *PARAMS)
    kept = next((fleet.root / "state").rglob("batch.json"))
    content = json.loads(kept.read_text())
    content["recipe"]["data"] = base64.b64encode(b"canonize: recipe/1\nname: evil\nsteps: []\n").decode()
    kept.write_text(json.dumps(content))
    fleet.run()
    done_once(fleet, "shop")
