"""Names that change places look the same before and after: whether it was done, the history of git knows."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import canonize, files_in
from repos import Repo, make

from canonize.codemods.batch.scope import planned as planned_in_batch
from canonize.codemods.batch.scope import scope_of
from canonize.codemods.recipefiles.recipefile import parse
from canonize.codemods.repo.files import InMemory
from canonize.codemods.repo.trees import open_tree

FILES = {
    "app/m.py": b'class A: kind = "a"\n\n\nclass B: kind = "b"\n',
    "app/use.py": b"from app.m import A, B\nprint(A, B)\n",
}
SWAP = "canonize: recipe/1\nname: swap\nsteps:\n  - rename: {from: 'app.m:A', to: B}\n  - rename: {from: 'app.m:B', to: A}\n"
LIBRARY = (
    SWAP.replace("name: swap", "name: library").replace("app.m:A', to: B", "lib:A', to: X").replace("app.m:B", "lib:B")
)
DONE = "in the history: these names are left"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    (tmp_path / "swap.yaml").write_text(SWAP)
    (tmp_path / "library.yaml").write_text(LIBRARY)
    return make(tmp_path / "repo", FILES)


def run(repo: Repo, *words: str, recipe: str = "swap", code: int = 0) -> str:
    command, *options = words
    return canonize(command, f"{recipe}.yaml", "repo", *options, cwd=repo.path.parent, code=code).said


def merged(repo: Repo, recipe: str = "swap") -> None:
    run(repo, "apply", recipe=recipe)
    repo.git("merge", "-q", f"canonize/{recipe}")
    repo.git("branch", "-D", f"canonize/{recipe}")


@pytest.mark.parametrize("more", [(), ("--in-place",)])
def test_a_swap_that_the_history_has_is_not_made_again(repo: Repo, more: tuple[str, ...]) -> None:
    merged(repo)
    repo.commit({"app/new.py": b"from app.m import A\n"})
    before = files_in(repo.path)
    assert b'class B: kind = "a"' in before[b"app/m.py"]
    said = run(repo, "apply", *more)
    assert DONE in said and "nothing to do" in said
    assert files_in(repo.path) == before and not repo.git("branch", "--list", "canonize/*")
    run(repo, "check")


def test_what_else_the_recipe_asks_for_is_done(repo: Repo) -> None:
    more = SWAP + "  - rename: {from: 'app.use:Old', to: New}\n"
    (repo.path.parent / "swap.yaml").write_text(more)
    repo.commit({"app/use.py": FILES["app/use.py"] + b"class Old: ...\n"})
    merged(repo)
    repo.commit({"app/later.py": b"from app.use import Old\n"})
    run(repo, "apply", "--in-place")
    assert files_in(repo.path)[b"app/later.py"] == b"from app.use import New\n"
    assert b'class B: kind = "a"' in files_in(repo.path)[b"app/m.py"]


def test_another_recipe_is_not_taken_for_it(repo: Repo) -> None:
    merged(repo)
    (repo.path.parent / "swap.yaml").write_text(SWAP.replace("name: swap", "name: back"))
    run(repo, "apply", "--in-place")
    assert files_in(repo.path)[b"app/m.py"] == FILES["app/m.py"]


def test_what_was_reverted_can_be_done_once_more(repo: Repo) -> None:
    merged(repo)
    repo.git("revert", "--no-edit", "HEAD")
    assert files_in(repo.path)[b"app/m.py"] == FILES["app/m.py"]
    assert DONE not in run(repo, "preview")
    repo.git("revert", "--no-edit", "HEAD")  # the revert
    assert DONE in run(repo, "preview")
    repo.git("commit", "-qm", f"Back\n\nThis reverts commit {repo.text('rev-parse', 'HEAD~2')[:9]}", "--allow-empty")
    assert DONE not in run(repo, "preview")


def test_a_squashed_commit_counts_when_it_has_the_message(repo: Repo) -> None:
    run(repo, "apply")
    body = repo.text("log", "-1", "--format=%B", "canonize/swap")
    repo.git("merge", "-q", "--squash", "canonize/swap")
    repo.git("commit", "-qm", f"Names (#7)\n\n* One thing\n\n* {body}\n\n* Another")
    assert DONE in run(repo, "preview")


def test_without_a_commit_it_is_made_and_told(repo: Repo) -> None:
    run(repo, "apply", "--in-place")
    assert "a second run would change them back" in run(repo, "apply", "--in-place")
    assert files_in(repo.path)[b"app/m.py"] == FILES["app/m.py"]


def test_a_history_of_thousands_of_reverts_is_looked_through_in_time(repo: Repo) -> None:
    merged(repo)
    commits = [f"from {repo.text('rev-parse', 'HEAD')}\n"] + [""] * 5000
    said = (f"This reverts commit {number:040x}." for number in range(len(commits)))
    made = (
        f"commit refs/heads/later\ncommitter A <a@b> {number} +0000\ndata {len(message)}\n{message}\n{begin}"
        for number, (message, begin) in enumerate(zip(said, commits, strict=True))
    )
    repo.git("fast-import", "--quiet", stdin="".join(made).encode())
    assert DONE in canonize("preview", "swap.yaml", "repo", "--base", "later", cwd=repo.path.parent, timeout=10).said


def test_names_of_a_library_are_not_taken_twice(repo: Repo) -> None:
    repo.commit({"app/other.py": b"from lib import A, B\n"})
    merged(repo, "library")
    assert files_in(repo.path)[b"app/other.py"] == b"from lib import X, A\n"
    assert DONE in run(repo, "apply", "--in-place", recipe="library")
    assert files_in(repo.path)[b"app/other.py"] == b"from lib import X, A\n"


def test_a_batch_does_not_make_it_again(repo: Repo) -> None:
    recipe = parse("swap.yaml", SWAP.encode(), {})
    merged(repo)
    files = open_tree(repo.path)
    made = planned_in_batch(recipe, files, scope_of(recipe, files), repo.text("rev-parse", "HEAD"))
    assert not isinstance(made, str) and not made.changes


def test_a_batch_knows_who_defines_what_changes_places_and_who_does_not_mention_it(repo: Repo) -> None:
    recipe = parse("swap.yaml", SWAP.encode(), {})
    assert scope_of(recipe, open_tree(repo.path)).role == "defines"
    assert scope_of(recipe, InMemory({"x.py": b"from app.m import A, B\n"})).role == "uses"
    assert not scope_of(recipe, InMemory({"x.py": b"print(1)\n"})).steps


def test_what_lies_beside_and_names_what_changes_places_is_listed(repo: Repo) -> None:
    repo.commit({".gitignore": b"local.py\n"})
    repo.write({"local.py": b"from app.m import A\n"})
    assert "local.py:1: A or B is mentioned and not edited" in run(repo, "preview")
