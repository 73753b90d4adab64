"""A fleet in which some repositories are broken, each in its own way: the others are done, and each cause is named."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from fleets import BRANCH, PARAMS, Fleet, done_once

LOCK = f"refs/heads/{BRANCH}.lock"


def corrupt(fleet: Fleet, name: str) -> None:
    """A blob that the recipe would read is damaged."""
    remote = fleet.remote(name)
    for pack in (remote.path / "objects" / "pack").glob("*.pack"):
        moved = fleet.root / "moved.pack"
        shutil.move(pack, moved)
        for index in (remote.path / "objects" / "pack").glob("*"):
            index.unlink()
        remote.git("unpack-objects", "-q", stdin=moved.read_bytes())
        moved.unlink()
    blob = remote.text("rev-parse", "main:app/m.py")
    path = remote.path / "objects" / blob[:2] / blob[2:]
    path.chmod(0o644)
    path.write_bytes(b"not a zlib stream")


def missing_branch(fleet: Fleet, name: str) -> None:
    fleet.remote(name).git("symbolic-ref", "HEAD", "refs/heads/never")


def locked(fleet: Fleet, name: str) -> None:
    path = fleet.remote(name).path / LOCK
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def not_trusted(fleet: Fleet, name: str) -> None:
    """Somebody else's: root can give it away, others cannot even read it."""
    if os.geteuid() == 0:
        for path in (fleet.remote(name).path, *fleet.remote(name).path.rglob("*")):
            os.chown(path, 12345, 12345)
    else:
        (fleet.remote(name).path / "objects").chmod(0)


def hook_rejects(fleet: Fleet, name: str) -> None:
    fleet.hook(name, "pre-receive", "#!/bin/sh\necho 'the branch needs a ticket' >&2\nexit 1\n")


def unreachable(fleet: Fleet, name: str) -> None:
    """The address of a port at which nobody listens; `entries` puts it into the manifest."""


def gone(fleet: Fleet, name: str) -> None:
    shutil.rmtree(fleet.remote(name).path)


FAULTS: dict[str, tuple[Callable[[Fleet, str], None], tuple[str, ...]]] = {
    "corrupt": (corrupt, ("corrupt", "unreachable")),
    "missing-branch": (missing_branch, ("no-such-branch",)),
    "locked": (locked, ("locked",)),
    "not-trusted": (not_trusted, ("not-trusted", "no-permission", "not-found")),
    "hook": (hook_rejects, ("rejected-by-hook",)),
    "unreachable": (unreachable, ("unreachable",)),
    "gone": (gone, ("not-found",)),
}


def faulty_fleet(fleet: Fleet, good: int, bad: int) -> dict[str, str]:
    """Makes the fleet and its manifest; gives the fault of each bad repository. The last of them is a duplicate."""
    fleet.add("model")
    (fleet.root / "work" / "model" / ".git" / "info").mkdir(exist_ok=True)
    model = fleet.remote("model").path
    fleet.names.clear()
    for number in range(good):
        shutil.copytree(model, fleet.remote(f"good{number}").path)
        fleet.names.append(f"good{number}")
    entries = [f"url: {fleet.url(name)}" for name in fleet.names]
    faults: dict[str, str] = {}
    words = list(FAULTS)
    for number in range(bad - 1):
        fault, name = words[number % len(words)], f"bad{number}"
        faults[name] = fault
        shutil.copytree(model, fleet.remote(name).path)
        FAULTS[fault][0](fleet, name)
        url = "git://127.0.0.1:9/x/" + name if fault == "unreachable" else fleet.url(name)
        entries.insert(number * 3 % len(entries), f"{{url: '{url}', name: {name}}}")
    entries.append(f"{{url: {fleet.url('good0')}/, name: again}}")
    fleet.manifest("run: {jobs: 2, retries: 1}\n", entries)
    return faults


def mended(fleet: Fleet, faults: dict[str, str]) -> None:
    """Every fault but that of the address is gone."""
    model = fleet.remote("model").path
    for name in faults:
        if (objects := fleet.remote(name).path / "objects").exists():
            objects.chmod(0o755)  # who is not root cannot take away what is closed
        shutil.rmtree(fleet.remote(name).path, ignore_errors=True)
        shutil.copytree(model, fleet.remote(name).path)


def the_good_are_done_and_the_bad_are_named(fleet: Fleet, good: int, bad: int) -> None:
    faults = faulty_fleet(fleet, good, bad)
    run = fleet.run(code=3)
    assert f"{good + bad} repositories · {good} done · {bad} failed" in run.said
    rows = fleet.status(code=3)
    for name, fault in faults.items():
        failure = rows[name]["failure"]
        assert failure["cause"] in FAULTS[fault][1], (name, fault, failure)
        assert failure["message"] and failure["help"], failure
    assert rows["again"]["failure"]["cause"] == "duplicate"
    for name in fleet.names:
        done_once(fleet, name)
    _a_rerun_touches_only_the_bad(fleet, faults, good)


def _a_rerun_touches_only_the_bad(fleet: Fleet, faults: dict[str, str], good: int) -> None:
    before = {name: fleet.remote(name).text("rev-parse", BRANCH) for name in fleet.names}
    for name in fleet.names[1:]:  # whoever asked these again would notice (good0 is also the duplicate's address)
        fleet.remote(name).path.rename(fleet.remote(name).path.with_suffix(".away"))
    mended(fleet, faults)
    fleet.canonize("retry", "--failed", code=3)
    for name in fleet.names[1:]:
        fleet.remote(name).path.with_suffix(".away").rename(fleet.remote(name).path)
    rows = fleet.status()
    left = {name for name, row in rows.items() if row["state"] == "failed"}
    assert left == {name for name, fault in faults.items() if fault == "unreachable"} | {"again"}
    for name, fault in faults.items():
        if fault != "unreachable":
            done_once(fleet, name)
    assert {name: fleet.remote(name).text("rev-parse", BRANCH) for name in fleet.names} == before


def test_a_small_faulty_fleet(tmp_path: Path) -> None:
    the_good_are_done_and_the_bad_are_named(Fleet(tmp_path), 10, 8)


@pytest.mark.slow
def test_a_faulty_fleet_of_two_hundred(tmp_path: Path) -> None:
    the_good_are_done_and_the_bad_are_named(Fleet(tmp_path), 180, 20)


def test_local_repositories_that_are_broken_are_named(tmp_path: Path) -> None:
    from repos import make

    fleet = Fleet(tmp_path)
    make(tmp_path / "checkouts" / "good", {"app/m.py": b"class Old: ...\n"})
    broken = make(tmp_path / "checkouts" / "broken", {"app/m.py": b"class Old: ...\n"})
    (broken.path / ".git" / "HEAD").write_bytes(b"\0\0\0")
    odd = tmp_path / "checkouts" / "odd\n\x1b[31mname"
    make(odd, {"app/m.py": b"class Old: ...\n"})
    subprocess.run(["git", "-C", str(odd), "tag", "v1"], check=True)
    run = fleet.canonize("run", "rename-symbol", "checkouts", *PARAMS, code=3)
    assert "\x1b[31m" not in run.said
    rows = fleet.status()
    assert rows["broken"]["failure"]["cause"] in ("not-a-repository", "corrupt")
    assert rows["good"]["state"] == "pushed"
    assert rows["odd\n\x1b[31mname"]["state"] == "pushed"


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("shop: objects of the commit are missing from /srv/mirrors/shop-2fa1054a28596508.git", "corrupt"),
        ("no commit is named '2be46598c95f1a3d6ff1246b0917835a25050b31'", "no-such-branch"),
        ("git fetch: unable to access 'https://host/a/missing.git/': Could not resolve host: host", "unreachable"),
        ("git fetch: unable to access 'https://host/a/b.git/': The requested URL returned error: 503", "unreachable"),
        ("git fetch: unable to access 'https://host/a/b.git/': The requested URL returned error: 403", "no-access"),
        ("git fetch: '/srv/network/shop.git' does not appear to be a git repository", "not-found"),
        ("Unable to create '/srv/corrupt/shop/.git/packed-refs.lock': File exists.", "locked"),
        ("unable to read tree (9fceb02d0ae598e95dc970b74767f19372d61af8)", "corrupt"),
        ("cannot lock ref 'refs/heads/a/b': 'refs/heads/a' exists; cannot create 'refs/heads/a/b'", "branch-conflict"),
    ],
)
def test_a_cause_is_told_by_gits_words_and_not_by_the_names_among_them(words: str, cause: str) -> None:
    from canonize.codemods.batch.causes import of_git

    assert of_git(words) == cause


def test_what_a_commit_in_a_checkout_fails_by_has_its_cause() -> None:
    from canonize.codemods.batch.causes import of_git
    from canonize.codemods.results.gitrepo import _COMPLAINTS

    told = {of_git(f"{title.format(branch='canonize/x', top='/srv/shop')}\n{help_}") for _, title, help_ in _COMPLAINTS}
    assert told == {"corrupt", "no-space", "no-permission", "locked", "branch-conflict", "other"}
    unknown = [title for _, title, help_ in _COMPLAINTS if of_git(f"{title}\n{help_}") == "other"]
    assert [title.partition(" {")[0] for title in unknown] == [
        "git does not know who commits", "git could not sign the commit", "the name of branch",
    ]  # fmt: skip


def test_a_lock_is_no_branch_of_somebody_else_whatever_word_git_has_for_it() -> None:
    from canonize.codemods.batch.causes import of_git
    from canonize.codemods.batch.remote import settled

    told = "cannot lock ref 'refs/heads/canonize/x': Unable to create 'r/refs/heads/canonize/x.lock': File exists."
    assert of_git(settled("canonize/x", "rejected", told)) == "locked"
    assert settled("canonize/y", "rejected", told) == "rejected"
    assert settled("canonize/x", "failed to update ref", "reference already exists") == "rejected"


@pytest.mark.parametrize("other", ["canonize", f"{BRANCH}/more"])
@pytest.mark.parametrize("local", [True, False])
def test_a_branch_that_is_named_like_a_folder_of_ours_is_a_conflict(tmp_path: Path, other: str, local: bool) -> None:
    fleet = Fleet(tmp_path)
    fleet.add("shop")
    repo = fleet.work("shop") if local else fleet.remote("shop")
    repo.git("branch", other, "main")
    fleet.manifest(entries=[f"path: {repo.path}"] if local else None)
    assert "(branch-conflict)" in fleet.run(code=3).said


@pytest.mark.parametrize("words", ["a" * 1_000_000, "x://a:" * 200_000, "a:" * 500_000])
def test_what_a_remote_says_at_length_is_not_looked_at_for_long(words: str) -> None:
    import time

    from canonize.codemods.batch.addresses import parse
    from canonize.codemods.batch.causes import of_git
    from canonize.codemods.batch.remote import Remote

    began = time.process_time()
    error = Remote(parse("https://host/a/b"), None, 1.0)._failure("push", words.encode())
    of_git(error.title + words)
    assert time.process_time() - began < 2.0


def test_a_batch_is_looked_at_while_its_journal_is_written(tmp_path: Path) -> None:
    import time
    from contextlib import closing

    from canonize.codemods.batch.journal import Journal

    with closing(Journal(tmp_path)) as journal:
        journal.set_fact("listed", "yes")  # and a forge that tells of thousands takes its time
        began = time.monotonic()
        with closing(Journal(tmp_path, alone=False)) as looked:
            assert looked.fact("listed") == ""
        assert time.monotonic() - began < 10


def test_a_nursery_that_was_killed_while_it_waited_is_begun_anew(tmp_path: Path) -> None:
    from contextlib import closing

    from canonize.codemods.batch.spec import RecipeText, Spec, Who
    from canonize.codemods.batch.supervise import Nursery

    spec = Spec("key", "plan", str(tmp_path / "gone"), True, "b", RecipeText("r.yaml", b""), Who("A", "a@b", 1))
    with closing(Nursery()) as nursery:
        for _ in range(2):
            failure = nursery.run(spec).failure
            assert failure is not None and failure.cause == "not-found"
            process = nursery._process
            assert process is not None
            process.kill()
            process.wait()
