"""A run in place that was killed after any of its files: the next one writes the rest, and the tree is that of the plan."""

from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from commands import canonize, environment_with, files_in
from repos import Repo, make

from canonize.codemods import api
from canonize.codemods.results.unfinished import Note, noted, place_of, put_down

DOUBLE = 'class FakeBox:\n    def put(self, x):\n        return "fake"\n'
TEST = "\n\ndef test_it():\n    assert FakeBox().put(1) == 'fake'\n"
FILES = {
    "app/__init__.py": b"from .m import A, B\n",
    "app/m.py": b'class A: kind = "a"\n\n\nclass B: kind = "b"\n',
    "app/use.py": b"from app import A, B\nfrom app.m import A as Aa\nprint(A, B, Aa)\n",
    "tests/__init__.py": b"",
    "tests/test_a.py": f"from unittest import mock\n\n\n{DOUBLE}{TEST}".encode(),
    "tests/test_b.py": f"{DOUBLE}{TEST}".encode(),
}
HEAD = "canonize: recipe/1\nname: made\nsteps:\n"
SWAP = f"{HEAD}  - rename: {{from: 'app.m:A', to: B}}\n  - rename: {{from: 'app.m:B', to: A}}\n"
CHAIN = f"{HEAD}  - rename: {{from: 'app.m:B', to: C}}\n  - rename: {{from: 'app.m:A', to: B}}\n"
MOCKS = f"{HEAD}  - mock-factory: {{classes: ['Fake*'], factory: tests/zz/boxes.py}}\n  - rename: {{from: 'app.m:A', to: X}}\n"

# Ends the command, as kill -9 does, when it is about to put a file into its place for the n-th time, or to forget.
KILLED = """
import os, sys
from pathlib import Path
from canonize.codemods.results import writing
left, real = int(sys.argv.pop(1)), Path.replace
writing.forget = lambda root: os._exit(9)
def replace(self, target):
    global left
    left -= 1
    if left < 0:
        os._exit(9)
    return real(self, target)
Path.replace = replace
from canonize.cli.__main__ import main
main()
"""

HEADED = f'{{"format": "canonize in-place/1", "root": "ROOT", "sum": "{sha256().hexdigest()}", "recipe": 1, "plan": 2'


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return make(tmp_path / "repo", FILES)


def killed(repo: Repo, recipe: str, after: int) -> bool:
    """Runs the recipe in place until `after` files are written; did it come so far?"""
    (repo.path.parent / "r.yaml").write_text(recipe)
    command = [sys.executable, "-c", KILLED, str(after), "apply", "r.yaml", str(repo.path), "--in-place"]
    done = subprocess.run(command, cwd=repo.path.parent, env=environment_with({}), capture_output=True, check=False)
    assert done.returncode in (0, 9), done.stderr
    return done.returncode == 9


def apply(repo: Repo, *more: str, command: str = "apply", code: int = 0) -> str:
    return canonize(command, "r.yaml", "repo", *more, cwd=repo.path.parent, code=code).said


@pytest.mark.parametrize("recipe", [SWAP, CHAIN, MOCKS])
def test_a_rerun_writes_the_rest_wherever_it_was_killed(repo: Repo, recipe: str) -> None:
    assert killed(repo, recipe, 99)
    whole, before = files_in(repo.path), {path.encode(): content for path, content in FILES.items()}
    for after in (0, 1, 2, 4, 99):
        repo.git("checkout", "-q", ".")
        repo.git("clean", "-fdq")
        assert killed(repo, recipe, after)
        part = {path: content for path, content in files_in(repo.path).items() if b"canonize-tmp" not in path}
        assert all(content in (before.get(path), whole.get(path)) for path, content in part.items())
        said = apply(repo, "--in-place")
        assert files_in(repo.path) == whole
        assert ("finished the run that was interrupted" in said) == (after > 1), said  # the first is the note itself
        assert noted(repo.path) is None


def test_what_was_taken_back_is_planned_anew(repo: Repo) -> None:
    assert killed(repo, CHAIN, 2)
    repo.git("checkout", "-q", ".")
    repo.write({"app/new.py": b"from app.m import B\n"})
    assert "finished" not in apply(repo, "--in-place")
    assert files_in(repo.path)[b"app/new.py"] == b"from app.m import C\n"
    assert noted(repo.path) is None


def test_what_another_recipe_left_is_not_written_over(repo: Repo) -> None:
    assert killed(repo, CHAIN, 2)
    before = files_in(repo.path)
    (repo.path.parent / "r.yaml").write_text(SWAP.replace("made", "other"))
    said = apply(repo, "--in-place", code=2)
    assert "a run of made was interrupted here" in said and "nothing was written" in said
    assert files_in(repo.path) == before
    repo.git("checkout", "-q", ".")
    apply(repo, "--in-place")


def test_who_only_looks_is_told_and_writes_nothing(repo: Repo) -> None:
    assert killed(repo, CHAIN, 2)
    before = files_in(repo.path)
    assert "a run of made was interrupted here" in apply(repo, "--in-place", command="preview")
    assert files_in(repo.path) == before
    assert "interrupted" not in apply(repo)  # on a branch: that of the commit


def test_a_file_that_somebody_changed_since_is_not_written_over(repo: Repo) -> None:
    assert killed(repo, CHAIN, 2)
    repo.write({"app/m.py": FILES["app/m.py"] + b"# mine\n"})
    canonize("apply", "r.yaml", "repo", "--in-place", cwd=repo.path.parent, code=None)
    assert files_in(repo.path)[b"app/m.py"].endswith(b"# mine\n")


def test_the_digest_that_was_asked_for_is_that_of_the_plan_that_is_finished(repo: Repo) -> None:
    (repo.path.parent / "r.yaml").write_text(CHAIN)
    made = api.plan(api.load_recipe(str(repo.path.parent / "r.yaml"), {}), api.open_tree(repo.path, in_place=True))
    assert killed(repo, CHAIN, 2)
    apply(repo, "--in-place", "--expect", made.digest[:16])
    assert "not the expected" in apply(repo, "--in-place", "--expect", "0" * 16, code=2)


def test_a_folder_without_git_is_finished_too(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write({**FILES, "setup.py": b"from app.m import A\n"})
    assert killed(repo, CHAIN, 3)
    assert "finished the run that was interrupted" in apply(repo, "--in-place")
    assert not [path for path in files_in(repo.path) if b"canonize" in path]
    assert files_in(repo.path)[b"app/m.py"].startswith(b'class B: kind = "a"')


def test_a_note_that_is_no_whole_one_is_none(repo: Repo) -> None:
    assert killed(repo, CHAIN, 2)
    note = repo.path / ".git" / "canonize-in-place"
    whole = note.read_bytes()
    for broken in (b"", whole[:40], whole[:-9], whole + b"x", whole.replace(b"app", b"App")):
        note.write_bytes(broken)
        assert noted(repo.path) is None
    note.write_bytes(whole)
    assert noted(repo.path) is not None


@pytest.mark.parametrize(
    "text",
    [
        "{}", "[]", "[", "[" * 100_000, '{"format": "canonize in-place/1"}', HEADED + "}", HEADED + ', "files": [["a"]]}',
        HEADED + ', "files": [["a", "", "x"]]}', HEADED + ', "files": [["a\\u0000", "", null], [1, 2, 0]]}', "\xff",
    ],
)  # fmt: skip
def test_a_note_of_somebody_else_is_none(repo: Repo, text: str) -> None:
    raw = text.replace("ROOT", str(repo.path.resolve())).encode("latin-1")
    (repo.path / ".git/canonize-in-place").write_bytes(sha256(raw).hexdigest().encode() + b"\n" + raw + b"\n")
    canonize("rename", "app.m.A", "Z", "--in-place", cwd=repo.path)
    assert b"class Z" in (repo.path / "app/m.py").read_bytes()


def test_a_run_that_finishes_another_says_that_it_wrote(repo: Repo) -> None:
    assert killed(repo, CHAIN, 2)
    (repo.path.parent / "r.yaml").write_text(CHAIN)
    run = canonize("apply", "r.yaml", "repo", "--in-place", "--format", "json", cwd=repo.path.parent)
    assert json.loads(run.out)["result"]["status"] == "written"
    assert "finished the run" in run.said and "nothing more to do" in run.said and "nothing was written" not in run.said


def test_what_cannot_be_finished_is_partly_done(repo: Repo) -> None:
    assert killed(repo, CHAIN, 2)
    (repo.path / "app/m.py").chmod(0o444)
    assert "app/m.py: is read-only; the run that was interrupted is not finished" in apply(repo, "--in-place", code=3)
    (repo.path / "app/m.py").chmod(0o644)
    assert "finished the run that was interrupted" in apply(repo, "--in-place")


def test_a_run_in_another_folder_of_the_repository_forgets_nothing(repo: Repo) -> None:
    repo.commit({f"{folder}/{path}": content for folder in ("one", "two") for path, content in FILES.items()})
    assert killed(Repo(repo.path / "one"), SWAP, 2)
    canonize("rename", "app.m.A", "D", "--in-place", "--repo", "two", cwd=repo.path)
    assert "a run of made was interrupted here" in api.left_in_place(repo.path / "one")
    assert not api.left_in_place(repo.path / "two")


def test_what_cannot_be_put_down_leaves_nothing_beside_its_place(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo", {"a.py": b"1\n"})
    place_of(repo.path).mkdir()
    assert not put_down(repo.path, Note("r", "p", ()))
    assert not list(place_of(repo.path).parent.glob(".new*"))
