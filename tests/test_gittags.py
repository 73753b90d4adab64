"""The scratch worktree of verify commands is described by the tags of the repository, as its base is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from commands import canonize
from repos import Repo, make

from canonize.codemods.engines.scratch import scratch_repository
from canonize.codemods.meaning.project import Project
from canonize.codemods.repo import git
from canonize.codemods.repo.files import InMemory, Overlay
from canonize.codemods.repo.gittags import described
from examples import tree

FILES = {"app/__init__.py": "", "app/m.py": "class Old: ...\n"}
QUESTIONS: tuple[tuple[str, ...], ...] = (
    ("--tags",),
    (),
    ("--tags", "--match", "*[0-9]*"),  # setuptools-scm
    ("--tags", "--match", "v*"),  # versioneer
    ("--tags", "--match", "core-*"),
)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return make(tmp_path / "repo", tree(FILES))


def more(repo: Repo, count: int = 1) -> None:
    for _ in range(count):
        repo.git("commit", "-q", "--allow-empty", "-m", "more")


def merged(repo: Repo) -> None:
    repo.git("tag", "v1.0")
    repo.git("switch", "-q", "-c", "side")
    more(repo, 3)
    repo.git("switch", "-q", "main")
    more(repo, 2)
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    more(repo)


def families(repo: Repo) -> None:
    repo.git("tag", "-a", "-m", "first", "core-0.9")
    more(repo, 4)
    repo.git("tag", "v1.0")
    more(repo, 2)
    repo.git("tag", "nightly")
    more(repo)


def several_on_one_commit(repo: Repo) -> None:
    repo.git("tag", "stable")
    repo.git("tag", "a-light-1")
    repo.git("tag", "-a", "-m", "x", "v1.0")
    repo.git("-c", "user.name=somebody", "tag", "-a", "-m", "x", "v1.1")
    more(repo, 3)


def one_on_the_base(repo: Repo) -> None:
    repo.git("tag", "v0.9")
    more(repo)
    repo.git("tag", "v1.0")


def after_the_base(repo: Repo) -> None:
    repo.git("tag", "v1.0")
    more(repo)
    repo.git("switch", "-q", "-c", "later")
    more(repo, 2)
    repo.git("tag", "v2.0")
    repo.git("switch", "-q", "main")


def odd_names(repo: Repo) -> None:
    for name in (b"refs/tags/-x1", b"refs/tags/v1.0/g\xe9\xff-3", "refs/tags/größe-g2".encode()):
        repo.git("update-ref", name, "HEAD")
        more(repo)
    repo.git("tag", "v9-of-a-tree", "HEAD^{tree}")
    repo.git("tag", "-a", "-m", "x", "v1-of-a-tag", "v9-of-a-tree")


def none(repo: Repo) -> None:
    more(repo)


def answers(folder: Path, commit: str) -> list[str]:
    """What git says to each of the questions, without the commit's id."""
    said = []
    for question in QUESTIONS:
        _, out, _ = git.start(folder, "describe", "--long", *question, commit).finish()
        said.append(out.decode(errors="surrogateescape").rpartition("-g")[0])
    return said


@pytest.mark.parametrize(
    "made", [merged, families, several_on_one_commit, one_on_the_base, after_the_base, odd_names, none]
)
def test_git_says_of_the_copy_what_it_says_of_the_base(made: Callable[[Repo], None], repo: Repo) -> None:
    made(repo)
    before = Project.open(InMemory(tree(FILES)))
    after = before.after(Overlay(before.files, {"app/m.py": b"class New: ...\n"}), ("app/m.py",))
    found = described(repo.path, "main")
    wanted = answers(repo.path, "main")
    assert bool(found.tags) is any(wanted)
    with scratch_repository(before, after, "b", found) as top:
        assert answers(top, "main") == wanted
        assert git.output(top, "status", "--porcelain") == b""
        assert git.output(top, "rev-list", "--count", "main..b").strip() == b"1"
        assert git.output(top, "log", "-1", "--format=%cd", "--date=raw", "main") == repo.git(
            "log", "-1", "--format=%cd", "--date=raw", "main"
        )
        assert git.output(top, "diff", "--name-only", "main").split() == [b"app/m.py"]


def test_a_tag_named_as_a_branch_of_the_copy_does_not_hide_it(repo: Repo) -> None:
    more(repo)
    for name in ("main", "b", "HEAD"):
        repo.git("update-ref", f"refs/tags/{name}", "HEAD")
    project = Project.open(InMemory(tree(FILES)))
    with scratch_repository(project, project, "b", described(repo.path, "HEAD")) as top:
        assert git.output(top, "tag") == b""


RECIPE = """\
canonize: recipe/1
name: checked
steps:
  - rename: {from: app.m:Old, to: New}
verify:
  - {command: "sh -c 'git describe --tags | grep ^v1.0-4-g'"}
"""


@pytest.mark.parametrize("in_place", [False, True])
def test_a_verify_command_finds_the_tags_and_nothing_of_the_repository_runs(
    in_place: bool, repo: Repo, tmp_path: Path
) -> None:
    repo.git("tag", "v1.0")
    more(repo, 3)
    hooks = repo.path / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("reference-transaction", "post-commit", "pre-commit"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        (hooks / name).chmod(0o755)
    repo.git("config", "alias.describe", "!false")
    repo.git("config", "core.fsmonitor", f"touch {tmp_path}/ran")
    (tmp_path / "r.yaml").write_text(RECIPE)
    options = ["--in-place"] if in_place else []
    assert "verify passed" in canonize("preview", "r.yaml", "repo", "--verify", *options, cwd=tmp_path).said
    assert not (tmp_path / "ran").exists()
