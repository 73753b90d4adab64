"""Code that a recipe brings runs when the recipe is the user's own, or the user says so."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest
from commands import alone, canonize
from repos import make

from canonize.codemods.batch import frozen
from canonize.codemods.errors import CanonizeError, Refused
from canonize.codemods.recipefiles import trusted
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


# -- trusted once, and remembered ------------------------------------------------------------------------------------


@pytest.fixture
def home(recipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user's configuration lies; the recipe is one that anybody could have written."""
    recipe.chmod(0o646)
    make(tmp_path / "repo", {"m.py": b"old\n"})
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "canonize" / "trusted.json"


def test_a_recipe_that_was_trusted_once_runs_from_then_on(recipe: Path, home: Path, tmp_path: Path) -> None:
    refused = canonize("preview", str(recipe), "repo", cwd=tmp_path, code=2)
    assert f"`canonize recipe trust {recipe}` remembers it" in refused.said
    told = canonize("recipe", "trust", str(recipe), cwd=tmp_path).said
    assert "drop-it: drop.py:Drop (LibCST)" in told
    assert f"with {recipe.with_name('drop.py')}" in told
    assert b"+new" in canonize("preview", str(recipe), "repo", cwd=tmp_path).out
    assert home.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("changed", ["drop.yaml", "drop.py"])
def test_whatever_changes_asks_again(changed: str, recipe: Path, home: Path, tmp_path: Path) -> None:
    canonize("recipe", "trust", str(recipe), cwd=tmp_path)
    before = recipe.with_name(changed).read_text()
    recipe.with_name(changed).write_text(before.replace("new", "newer").replace("[old]", "[old, older]"))
    refused = canonize("preview", str(recipe), "repo", cwd=tmp_path, code=2)
    assert "it is not as you trusted it" in refused.said
    recipe.with_name(changed).write_text(before)
    canonize("preview", str(recipe), "repo", cwd=tmp_path)


def test_an_included_recipe_and_its_code_are_a_part_of_what_is_trusted(
    recipe: Path, home: Path, tmp_path: Path
) -> None:
    outer = recipe.with_name("outer.yaml")
    outer.write_text("canonize: recipe/1\nname: outer\nsteps:\n  - include: drop.yaml\n")
    assert "anybody can write to" in canonize("preview", str(outer), "repo", cwd=tmp_path, code=2).said
    canonize("recipe", "trust", str(outer), cwd=tmp_path)
    canonize("preview", str(outer), "repo", cwd=tmp_path)
    recipe.with_name("drop.py").write_text(DROP + "import os\n")
    assert "it is not as you trusted it" in canonize("preview", str(outer), "repo", cwd=tmp_path, code=2).said


def test_code_that_anybody_could_have_written_makes_the_recipe_nobodys(recipe: Path) -> None:
    folder = recipe.parent / "mods"
    folder.mkdir(mode=0o755)
    (folder / "drop.py").write_text(DROP)
    recipe.write_text(RECIPE.replace("drop.py", "mods/drop.py"))
    assert load(recipe, {}).loads
    folder.chmod(0o777)
    with pytest.raises(Refused, match=r"anybody can write to the folder .*mods"):
        load(recipe, {})
    folder.chmod(0o755)
    (folder / "drop.py").chmod(0o666)
    with pytest.raises(Refused, match=r"anybody can write to .*mods/drop\.py"):
        load(recipe, {})


def test_what_is_trusted_is_listed_and_can_be_taken_back(recipe: Path, home: Path, tmp_path: Path) -> None:
    assert "none;" in canonize("recipe", "trusted", cwd=tmp_path).said
    canonize("recipe", "trust", str(recipe), cwd=tmp_path)
    digest = load(recipe, {}, trust=Trust(whole=True)).digest
    listed = canonize("recipe", "trusted", cwd=tmp_path).out.decode()
    assert listed.startswith(f"drop@{digest[:16]}  20")
    assert listed.endswith(f"  {recipe}\n")
    assert "no such recipe is trusted" in canonize("recipe", "distrust", "dropp", cwd=tmp_path, code=2).said
    for which in (str(recipe), "drop", digest[:16].upper()):
        canonize("recipe", "trust", str(recipe), cwd=tmp_path)
        assert "no longer trusted: drop@" in canonize("recipe", "distrust", which, cwd=tmp_path).said
        canonize("preview", str(recipe), "repo", cwd=tmp_path, code=2)


def test_a_recipe_that_is_not_trusted_is_told_beside_no_folder_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(CanonizeError, match="no such recipe is trusted"):
        trusted.forget("tidy.yaml")


def test_the_name_of_a_recipe_says_nothing_to_a_terminal(recipe: Path, home: Path, tmp_path: Path) -> None:
    odd = recipe.rename(recipe.with_name("t\x1b[2Kidy.yaml"))
    for action in ("trust", "distrust"):
        assert "\x1b" not in canonize("recipe", action, str(odd), cwd=tmp_path).said


def test_the_params_of_a_recipes_own_tests_are_trusted_with_it_and_no_others(
    recipe: Path, home: Path, tmp_path: Path
) -> None:
    test = '  - {name: NAME, params: {word: old}, before: {m.py: "old\\n"}, after: {m.py: "new\\n"}}\n'
    text = RECIPE.replace("steps:", "params: {word: {default: other}}\nsteps:").replace("[old]", '["{{ word }}"]')
    recipe.write_text(text + "tests:\n" + test.replace("NAME", "one") + test.replace("NAME", "two"))
    canonize("recipe", "test", str(recipe), cwd=tmp_path, code=1)
    assert "as its tests have it (1 more)" in canonize("recipe", "trust", str(recipe), cwd=tmp_path).said
    canonize("recipe", "test", str(recipe), cwd=tmp_path)
    canonize("preview", str(recipe), "repo", "--param", "word=m", cwd=tmp_path, code=2)
    canonize("recipe", "trust", str(recipe), "--param", "word=m", cwd=tmp_path)
    canonize("preview", str(recipe), "repo", "--param", "word=m", cwd=tmp_path)


def test_a_recipe_that_runs_no_code_needs_no_trust_and_none_is_kept(recipe: Path, home: Path, tmp_path: Path) -> None:
    recipe.write_text("canonize: recipe/1\nname: plain\nsteps:\n  - rename: {from: app.m:Old, to: New}\n")
    assert "needs no trust" in canonize("recipe", "trust", str(recipe), cwd=tmp_path).said
    assert not home.exists()


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"canonize": "trusted/1", "recipes": [{"digest": 1}]}', "[" * 100_000, "\udcff"]
)
def test_a_list_that_is_none_trusts_nobody_and_is_told(content: str, recipe: Path, home: Path, tmp_path: Path) -> None:
    home.parent.mkdir(parents=True)
    home.write_bytes(content.encode(errors="surrogateescape"))
    for command in (("preview", str(recipe), "repo"), ("recipe", "trusted"), ("recipe", "trust", str(recipe))):
        assert "not a list of trusted recipes" in canonize(*command, cwd=tmp_path, code=2).said


def test_a_list_that_others_can_write_to_trusts_nobody(recipe: Path, home: Path, tmp_path: Path) -> None:
    canonize("recipe", "trust", str(recipe), cwd=tmp_path)
    home.chmod(0o666)
    assert "others can write to" in canonize("preview", str(recipe), "repo", cwd=tmp_path, code=2).said


def test_the_repository_itself_is_never_imported_from(recipe: Path, tmp_path: Path) -> None:
    trap = b"import pathlib; pathlib.Path(__file__).with_name('ran').touch()\n"
    traps = dict.fromkeys(("libcst.py", "sitecustomize.py", "house.py"), trap)
    repository = make(tmp_path / "repo", {"m.py": b"old\n", **traps}).path
    assert b"+new" in alone("preview", str(recipe), cwd=repository).out
    recipe.write_text(RECIPE.replace("drop.py:Drop", "house:Drop"))
    assert "No module named 'house'" in alone("preview", str(recipe), cwd=repository, code=2).said
    assert not list(repository.rglob("ran"))


def test_who_has_no_home_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(uid: int) -> object:
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    monkeypatch.delenv("HOME", raising=False)
    for variable, home in (("XDG_CONFIG_HOME", trusted.home), ("XDG_STATE_HOME", frozen.home)):
        monkeypatch.delenv(variable, raising=False)
        with pytest.raises(CanonizeError, match=f"set HOME, or {variable}"):
            home()
        monkeypatch.setenv(variable, "/somewhere")
        assert home().is_relative_to("/somewhere/canonize")
