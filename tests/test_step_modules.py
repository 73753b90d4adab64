"""Code beside a recipe imports the modules beside it that its step lists, and no others."""

from __future__ import annotations

import os
import py_compile
import shutil
from pathlib import Path

import pytest
from engines import HEAD, becomes, check_steps, planned, recipe_of
from repos import written

from canonize.codemods.errors import CanonizeError, Refused
from canonize.codemods.recipe import Recipe
from canonize.codemods.recipefiles.recipefile import load
from canonize.codemods.recipefiles.trust import Trust

MOD = """
{imports}
from libcst.codemod import VisitorBasedCodemodCommand

class Mod(VisitorBasedCodemodCommand):
    def leave_Name(self, original_node, updated_node):
        return updated_node.with_changes(value={new}) if updated_node.value == "old" else updated_node
"""
FILES = {"m.py": "old\n"}
TWO_FOLDERS = """\
  - bowler:
      select: {function: f}
      filters: [callback: "mods/p.py:f"]
      modify: {callback: "mods/p/q.py:f"}
      modules: [mods/p.py]
"""


def laid(folder: Path, files: dict[str, str]) -> None:
    written(folder, {path: text.encode() for path, text in files.items()})


def step(*modules: str, command: str = "mods/mod.py:Mod") -> str:
    listed = ", ".join(map(repr, modules))
    return f"  - libcst: {{command: '{command}', every-file: true, timeout: 30s, modules: [{listed}]}}\n"


def recipe(folder: Path, files: dict[str, str], *modules: str, imports: str, new: str = "NEW") -> Recipe:
    laid(folder, {"mods/mod.py": MOD.format(imports=imports, new=new), **files})
    return recipe_of(step(*modules), folder)


@pytest.mark.parametrize(
    ("files", "imports"),
    [
        ({"mods/helpers.py": "NEW = 'new'\n"}, "from helpers import NEW"),
        ({"mods/a.py": "from b import NEW\n", "mods/b.py": "import a\nNEW = 'new'\n"}, "from a import NEW"),
        ({"mods/p/q.py": "NEW = 'new'\n"}, "from p.q import NEW"),
        ({"mods/p/__init__.py": "from .q import NEW\n", "mods/p/q.py": "NEW = 'new'\n"}, "from p import NEW"),
        ({"mods/p/__init__.py": "", "mods/p/r/__init__.py": "from ..q import NEW\n", "mods/p/q.py": "NEW = 'new'\n"},
         "import p.r\nNEW = p.r.NEW"),
        ({"mods/größe.py": "NEW = 'new'\n"}, "from größe import NEW"),
        ({"mods/helpers.py": "import dataclasses\n@dataclasses.dataclass\nclass A:\n    x: int = 1\n"
          "NEW = 'new' if A.__annotations__ == {'x': int} else 'strings'\n"}, "from helpers import NEW"),
    ],
)  # fmt: skip
def test_a_listed_module_is_imported_as_python_finds_it_beside_a_program(
    files: dict[str, str], imports: str, tmp_path: Path
) -> None:
    becomes(planned(recipe(tmp_path, files, *files, imports=imports), FILES), FILES, {"m.py": "new\n"})


def test_a_bowler_script_and_a_callback_import_modules(tmp_path: Path) -> None:
    laid(tmp_path, {"helpers.py": "NEW = 'new'\n"})
    script = "from bowler import Query\nfrom helpers import NEW\nQuery().select_function('old').rename(NEW).write()\n"
    bowler = "  - bowler: {script: r.py, every-file: true, timeout: 30s, modules: [helpers.py]}\n"
    check_steps(bowler, {"m.py": "old()\n"}, {"m.py": "new()\n"}, tmp_path, {"r": script})
    called = "import helpers\ndef edit(node, capture, filename):\n    name = capture['function_name']\n"
    called += "    name.value = helpers.NEW\n    name.changed()\n"
    modify = "modify: {callback: 'c.py:edit'}, modules: [helpers.py]"
    query = f"  - bowler: {{select: {{function: old}}, filters: [is-def], {modify}}}\n"
    check_steps(query, {"m.py": "def old(): ...\n"}, {"m.py": "def new(): ...\n"}, tmp_path, {"c": called})


@pytest.mark.parametrize(
    ("imports", "needle"),
    [
        ("import extra", "No module named 'extra'"),
        ("import p.extra", "No module named 'p.extra'"),
        ("import mods.helpers", "No module named 'mods'"),
        ("import helpers, importlib\nimportlib.import_module('extra')", "No module named 'extra'"),
        ("from . import helpers", "attempted relative import"),
        ("import cached", "No module named 'cached'"),
        ("import ﬁeld", "No module named 'field'"),
    ],
)
def test_nothing_else_is_imported_from_there(imports: str, needle: str, tmp_path: Path) -> None:
    more = {
        "mods/extra.py": "",
        "mods/p/extra.py": "",
        "mods/p/__init__.py": "",
        "mods/cached.py": "",
        "mods/ﬁeld.py": "",
    }
    laid(tmp_path, {**more, "extra.py": "", "helpers.py": ""})
    py_compile.compile(str(tmp_path / "mods/cached.py"), cfile=str(tmp_path / "mods/cached.pyc"))
    (tmp_path / "mods/cached.py").unlink()
    made = recipe(
        tmp_path, {"mods/helpers.py": ""}, "mods/helpers.py", "mods/p/__init__.py", imports=imports, new="'x'"
    )
    with pytest.raises(Refused, match="cannot be run") as caught:
        planned(made, FILES)
    assert needle in caught.value.title
    assert ("list a module that lies beside the code" in caught.value.help) is ("No module" in needle)


def test_compiled_files_beside_a_module_are_not_looked_at(tmp_path: Path) -> None:
    laid(tmp_path, {"mods/helpers.py": "NEW = 'bad'\n"})
    for place in ("mods/helpers.pyc", f"mods/__pycache__/helpers.{_tag()}.pyc"):
        py_compile.compile(
            str(tmp_path / "mods/helpers.py"), cfile=str(tmp_path / place),
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )  # fmt: skip
    made = recipe(tmp_path, {"mods/helpers.py": "NEW = 'new'\n"}, "mods/helpers.py", imports="from helpers import NEW")
    before = sorted(tmp_path.rglob("*"))
    becomes(planned(made, FILES), FILES, {"m.py": "new\n"})
    assert sorted(tmp_path.rglob("*")) == before


def _tag() -> str:
    import sys

    return str(sys.implementation.cache_tag)


@pytest.mark.parametrize(
    ("module", "needle"),
    [
        ("mods/json.py", "json is a module of Python's own"),
        ("mods/sys.py", "sys is a module of Python's own"),
        ("mods/__main__.py", "__main__ is a module of Python's own"),
        ("mods/os/path.py", "os is a module of Python's own"),
        ("mods/__init__.py", "__init__ is a module of Python's own"),
        ("../helpers.py", "leaves the repository"),
        ("/etc/helpers.py", "an absolute path"),
        ("helpers.py", "does not lie beside the code, in mods"),
        ("mods/../helpers.py", "leaves the repository"),
        ("mods/helpers.pyc", "not a module beside the recipe"),
        ("mods/*.py", "not a module beside the recipe"),
        ("mods/odd-name.py", "'odd-name' is not an identifier"),
        ("mods/a.b.py", "'a.b' is not an identifier"),
        ("mods/class.py", "'class' is a keyword"),
        ("mods/ﬁeld.py", "not in the form that Python compares names in"),
        ("mods/p\\q.py", "a backslash in a path"),
        ("mods/gone.py", "no such file beside the recipe"),
        ("mods/out.py", "leads out of the recipe's folder"),
        ("mods/pipe.py", "not a file"),
        ("mods/latin.py", "not UTF-8"),
        ("mods/linked/inner.py", "leads out of the recipe's folder"),
    ],
)
def test_what_cannot_be_such_a_module_is_told_before_anything_runs(module: str, needle: str, tmp_path: Path) -> None:
    folder = tmp_path / "recipes"
    laid(folder, {"mods/mod.py": MOD.format(imports="", new="'x'"), "mods/json.py": "", "mods/odd-name.py": ""})
    laid(tmp_path, {"outside/inner.py": "", "out.py": ""})
    (folder / "mods/out.py").symlink_to(tmp_path / "out.py")
    (folder / "mods/linked").symlink_to(tmp_path / "outside")
    (folder / "mods/latin.py").write_bytes(b"x = '\xe9'\n")
    os.mkfifo(folder / "mods/pipe.py")
    with pytest.raises(CanonizeError, match=r"(?s).*") as caught:
        recipe_of(step(module), folder)
    assert needle in str(caught.value)


@pytest.mark.parametrize(
    ("text", "needle"),
    [
        (step("mods/p.py", "mods/p/__init__.py"), "are both the module p"),
        (step("mods/p.py", "./mods/p.py"), "are both the module p"),
        (step("mods/p/q.py"), "mods/p/__init__.py is run when mods/p/q.py is imported"),
        (step("mods/p.py", command="house.mods:Mod"), "the step has no such code"),
        ("  - bowler: {select: {function: f}, modify: {rename: g}, modules: [mods/p.py]}\n", "the step has no such code"),
        (TWO_FOLDERS, "in several folders, mods and mods/p"),
    ],
)  # fmt: skip
def test_modules_that_are_not_clear_are_refused(text: str, needle: str, tmp_path: Path) -> None:
    laid(tmp_path, dict.fromkeys(("mods/mod.py", "mods/p.py", "mods/p/__init__.py", "mods/p/q.py"), ""))
    with pytest.raises(CanonizeError) as caught:
        recipe_of(text, tmp_path)
    assert needle in str(caught.value)


def test_a_module_may_not_take_the_place_of_what_runs_the_code(tmp_path: Path) -> None:
    made = recipe(tmp_path, {"mods/libcst.py": "NEW = 'bad'\n"}, "mods/libcst.py", imports="from libcst import NEW")
    with pytest.raises(Refused, match=r"mods/libcst\.py: a module libcst is there already"):
        planned(made, FILES)


def test_a_link_within_the_recipe_s_folder_is_a_file_of_it(tmp_path: Path) -> None:
    laid(tmp_path, {"shared/helpers.py": "NEW = 'new'\n", "mods/mod.py": ""})
    (tmp_path / "mods/helpers.py").symlink_to("../shared/helpers.py")
    made = recipe(tmp_path, {}, "mods/helpers.py", imports="from helpers import NEW")
    becomes(planned(made, FILES), FILES, {"m.py": "new\n"})


def test_what_runs_is_the_text_that_the_digest_was_taken_of(tmp_path: Path) -> None:
    made = recipe(tmp_path, {"mods/helpers.py": "NEW = 'new'\n"}, "mods/helpers.py", imports="from helpers import NEW")
    shutil.rmtree(tmp_path / "mods")
    laid(tmp_path, {"mods/helpers.py": "raise SystemExit('another text')\n"})
    becomes(planned(made, FILES), FILES, {"m.py": "new\n"})


def test_a_listed_module_is_part_of_what_is_trusted_and_of_what_is_said(tmp_path: Path) -> None:
    path = tmp_path / "tidy.yaml"
    path.write_text(HEAD + step("mods/helpers.py"))
    laid(tmp_path, {"mods/mod.py": MOD.format(imports="import helpers", new="'x'"), "mods/helpers.py": "NEW = 1\n"})
    path.chmod(0o646)
    found = load(path, {}, trust=Trust(whole=True))
    assert found.loads == ("libcst-1: mods/mod.py:Mod with mods/helpers.py (LibCST)",)
    assert tmp_path / "mods/helpers.py" in found.brings
    assert load(path, {}, trust=Trust(digest=found.digest))
    (tmp_path / "mods/helpers.py").write_text("NEW = 2\n")
    with pytest.raises(Refused, match="not the trusted"):
        load(path, {}, trust=Trust(digest=found.digest))


def test_a_module_that_anybody_could_have_written_makes_the_recipe_nobodys(tmp_path: Path) -> None:
    path = tmp_path / "tidy.yaml"
    path.write_text(HEAD + step("mods/helpers.py"))
    laid(tmp_path, {"mods/mod.py": "", "mods/helpers.py": ""})
    (tmp_path / "mods/helpers.py").chmod(0o666)
    with pytest.raises(Refused, match=r"anybody can write to .*helpers\.py"):
        load(path, {})


def test_an_init_that_is_made_after_the_trust_is_not_run(tmp_path: Path) -> None:
    path = tmp_path / "tidy.yaml"
    path.write_text(HEAD + step("mods/p/q.py"))
    laid(tmp_path, {"mods/mod.py": MOD.format(imports="import p.q", new="'x'"), "mods/p/q.py": "NEW = 1\n"})
    digest = load(path, {}, trust=Trust(whole=True)).digest
    laid(tmp_path, {"mods/p/__init__.py": "raise SystemExit('it ran')\n"})
    with pytest.raises(CanonizeError, match=r"mods/p/__init__\.py is run when"):
        load(path, {}, trust=Trust(digest=digest))


def test_the_place_of_an_exception_in_a_module_is_told(tmp_path: Path) -> None:
    made = recipe(tmp_path, {"mods/helpers.py": "x = 1\nx / 0\n"}, "mods/helpers.py", imports="import helpers", new="1")
    with pytest.raises(Refused, match=r"ZeroDivisionError: division by zero \(mods/helpers\.py:2\)"):
        planned(made, FILES)
