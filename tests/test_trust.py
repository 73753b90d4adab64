"""Code that a recipe brings runs when the recipe is the user's own, or the user says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from commands import canonize
from repos import make

from canonize.codemods.errors import CanonizeError, Refused
from canonize.codemods.recipefiles.recipefile import load
from canonize.codemods.recipefiles.trust import Trust

RECIPE = """\
canonize: recipe/1
name: drop
steps:
  - id: drop-it
    libcst: {command: "drop.py:Drop", mentions: [old]}
"""
DROP = """\
from libcst.codemod import VisitorBasedCodemodCommand

class Drop(VisitorBasedCodemodCommand):
    def leave_Name(self, o, u):
        return u.with_changes(value="new") if u.value == "old" else u
"""


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    folder = tmp_path / "recipes"
    folder.mkdir(mode=0o755)
    (folder / "drop.py").write_text(DROP)
    (folder / "drop.yaml").write_text(RECIPE)
    (folder / "drop.yaml").chmod(0o644)
    return folder / "drop.yaml"


def test_a_recipe_in_a_folder_of_ones_own_runs_its_code(recipe: Path) -> None:
    assert load(recipe, {}).loads == ("drop-it: drop.py:Drop (LibCST)",)


def test_a_recipe_that_anybody_could_have_written_needs_a_word(recipe: Path) -> None:
    recipe.chmod(0o646)
    with pytest.raises(Refused, match="anybody can write to") as caught:
        load(recipe, {})
    assert "drop.py:Drop" in caught.value.title
    assert load(recipe, {}, trust=Trust(whole=True)).loads


def test_a_folder_that_anybody_can_write_to_is_nobodys(recipe: Path) -> None:
    recipe.parent.chmod(0o777)
    with pytest.raises(Refused, match="anybody can write to the folder"):
        load(recipe, {})


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_recipe_of_somebody_else_needs_a_word_even_for_its_link(recipe: Path, tmp_path: Path) -> None:
    os.chown(recipe, 12345, 12345)
    (tmp_path / "mine.yaml").symlink_to(recipe)
    with pytest.raises(Refused, match="belongs to somebody else"):
        load(tmp_path / "mine.yaml", {})


def test_a_trusted_digest_holds_for_what_was_read_and_nothing_else(recipe: Path) -> None:
    recipe.chmod(0o646)
    digest = load(recipe, {}, trust=Trust(whole=True)).digest
    assert load(recipe, {}, trust=Trust(digest=digest[:16]))
    with pytest.raises(CanonizeError, match="at least 16 digits"):
        load(recipe, {}, trust=Trust(digest=digest[:8]))
    (recipe.parent / "drop.py").write_text(DROP + "import os\n")
    with pytest.raises(Refused, match="not the trusted"):
        load(recipe, {}, trust=Trust(digest=digest))


def test_a_recipe_without_code_needs_no_trust_wherever_it_lies(recipe: Path) -> None:
    recipe.write_text("canonize: recipe/1\nname: plain\nsteps:\n  - rename: {from: app.m:Old, to: New}\n")
    recipe.chmod(0o666)
    recipe.parent.chmod(0o777)
    assert load(recipe, {}).loads == ()


def test_preview_says_what_code_runs_before_it_runs_and_what_to_type_next(recipe: Path, tmp_path: Path) -> None:
    make(tmp_path / "repo", {"m.py": b"old\n"})
    recipe.chmod(0o646)
    refused = canonize("preview", str(recipe), "repo", cwd=tmp_path, code=2)
    assert "add --trust, or --trust-digest" in refused.said
    shown = canonize("preview", str(recipe), "repo", "--trust", cwd=tmp_path)
    assert shown.said.startswith("runs code: drop-it: drop.py:Drop (LibCST)\n")
    assert "--trust --expect" in shown.said
    assert b"+new" in shown.out


def test_nothing_runs_when_a_recipe_is_only_looked_at(recipe: Path) -> None:
    (recipe.parent / "drop.py").write_text("raise SystemExit('it ran')\n")
    recipe.chmod(0o646)
    assert b"drop.py:Drop" in canonize("recipe", "validate", "drop.yaml", cwd=recipe.parent).out
    assert b"drop.py:Drop" in canonize("recipe", "show", "drop.yaml", cwd=recipe.parent).out


def test_the_repository_itself_is_never_imported_from(recipe: Path, tmp_path: Path) -> None:
    trap = b"import pathlib; pathlib.Path(__file__).with_name('ran').touch()\n"
    traps = dict.fromkeys(("libcst.py", "sitecustomize.py", "house.py"), trap)
    repository = make(tmp_path / "repo", {"m.py": b"old\n", **traps}).path
    assert b"+new" in canonize("preview", str(recipe), cwd=repository).out
    recipe.write_text(RECIPE.replace("drop.py:Drop", "house:Drop"))
    assert "No module named 'house'" in canonize("preview", str(recipe), cwd=repository, code=2).said
    assert not list(repository.rglob("ran"))
