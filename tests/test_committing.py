"""A plan as commits: the branch ends with the very files of the plan, and each commit holds what its step left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from repos import Repo, make
from test_put_back import Replace

from canonize.codemods.codemod import Outcome
from canonize.codemods.edits import Edit
from canonize.codemods.meaning.project import Project
from canonize.codemods.plan.runner import plan
from canonize.codemods.recipe import Commits, GitOptions, Recipe, Step
from canonize.codemods.repo.gitplace import locate
from canonize.codemods.repo.gittree import GitTree
from canonize.codemods.results.committing import commit
from canonize.codemods.results.gitrepo import Committed

FILES = {"app/m.py": b"one = two = 1\n", "app/u.py": b"print(one)\n", "a.txt": b"one\n"}


@dataclass(frozen=True)
class Put:
    """Writes one file anew; without a content it takes it away."""

    path: str
    content: str | None

    def plan(self, project: Project) -> Outcome:
        if self.content is None:
            return Outcome({}, deleted=(self.path,), repeatable=False)
        return Outcome({}, created={self.path: self.content.encode()}, repeatable=False)


@dataclass(frozen=True)
class ReplaceIn:
    """Puts one word for another in one file."""

    path: str
    old: str
    new: str

    def plan(self, project: Project) -> Outcome:
        code, old = project.read(self.path), self.old.encode()
        places = [at for at in range(len(code)) if code.startswith(old, at)]
        edits = tuple(Edit(at, at + len(old), self.new.encode(), "a test") for at in places)
        return Outcome({self.path: edits}, structural=True, repeatable=False)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return make(tmp_path / "repo", FILES)


def branch(repo: Repo, *steps: Put | ReplaceIn | Replace, commits: Commits = "one-per-step") -> list[dict[str, bytes]]:
    """The files of each commit of the branch, the plan's own at the end."""
    base = repo.text("rev-parse", "HEAD")
    recipe = Recipe(
        "made", tuple(Step(f"s{n}", "test", each) for n, each in enumerate(steps)), git=GitOptions("made", "", commits)
    )
    files = GitTree(locate(repo.path, base))
    done = plan(recipe, files, base=base)
    files.close()
    changed = {path: change.after for path, change in done.changes.changes.items()}
    wanted = {path: content for path, content in {**FILES, **changed}.items() if content is not None}
    made = commit(done, repo.path)
    ids = made.commits if isinstance(made, Committed) else ()
    return [*(_files(repo, each) for each in ids), wanted]


def _files(repo: Repo, revision: str) -> dict[str, bytes]:
    return {path: content for path, (_, _, content) in repo.tree(revision).items()}


def test_a_file_that_a_later_step_makes_what_it_was_is_so_on_the_branch(repo: Repo) -> None:
    *commits, wanted = branch(
        repo, ReplaceIn("a.txt", "one", "1"), Replace("two", "deux", ""), ReplaceIn("a.txt", "1", "one")
    )
    assert [each["a.txt"] for each in commits] == [b"1\n", b"1\n", b"one\n"]
    assert commits[-1] == wanted


def test_what_a_step_makes_and_a_later_one_takes_away_is_not_on_the_branch(repo: Repo) -> None:
    *commits, wanted = branch(repo, Put("new.txt", "new\n"), ReplaceIn("a.txt", "one", "1"), Put("new.txt", None))
    assert ["new.txt" in each for each in commits] == [True, True, False]
    assert commits[-1] == wanted


def test_what_a_step_takes_away_and_a_later_one_puts_back_is_on_the_branch(repo: Repo) -> None:
    *commits, wanted = branch(repo, Put("a.txt", None), ReplaceIn("app/u.py", "one", "two"), Put("a.txt", "one\n"))
    assert ["a.txt" in each for each in commits] == [False, False, True]
    assert commits[-1] == wanted


@pytest.mark.parametrize("commits", ["one-per-step", "one"])
def test_the_message_counts_what_is_in_the_commit(repo: Repo, commits: Commits) -> None:
    """`app/u.py` is put back, for it would not parse; what the step did to it does not count."""
    branch(repo, Replace("one", "three", "app/u.py"), ReplaceIn("a.txt", "three", "3"), commits=commits)
    said: Mapping[Commits, list[str]] = {
        "one-per-step": [
            "2 edits in 2 files, by the recipe made, step s0.",
            "1 edit in 1 file, by the recipe made, step s1.",
        ],
        "one": ["3 edits in 2 files, by the recipe made."],
    }
    told = repo.text("log", "--reverse", "--format=%b", "HEAD..made").splitlines()
    assert [line for line in told if "by the recipe" in line] == said[commits]
