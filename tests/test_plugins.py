"""Other packages add actions by the entry point group `canonize.actions`; a broken one harms nobody but its own users."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import Run, canonize
from repos import make

HOUSE = '''
from __future__ import annotations
import re
from dataclasses import dataclass
from typing import Annotated
from pydantic import Field
from canonize.codemods.codemod import Diagnostic, Outcome
from canonize.codemods.edits import Edit
from canonize.codemods.options import Options


@dataclass(frozen=True, slots=True)
class Shout:
    word: str

    def plan(self, project):
        edits = {}
        for path in sorted(project.files.mentioning((self.word,))):
            found = re.finditer(self.word.encode(), project.read(path))
            edits[path] = tuple(Edit(each.start(), each.end(), self.word.upper().encode(), "shout") for each in found)
        return Outcome(edits, diagnostics=(Diagnostic("info", "shouted", "it is loud now"),))


class ShoutOptions(Options):
    """Write a word in capitals."""

    word: Annotated[str, Field(description="The word.", examples=["quiet"])]

    def codemod(self):
        return Shout(self.word)

    def summary(self):
        return f"shout {self.word}"


class Fails(ShoutOptions):
    """It fails."""

    def codemod(self):
        return Failing(self.word)


@dataclass(frozen=True)
class Failing:
    word: str

    def plan(self, project):
        if self.word == "edits":
            return Outcome({path: (Edit(0, 10**6, b"", "too far"),) for path in project.kinds})
        if self.word == "nothing":
            return None
        if self.word == "longer":
            return Outcome({path: (Edit(0, 0, b"# x\\n", "again"),) for path in project.kinds})
        raise ValueError("boom\\nin two lines")


class NoPlan(ShoutOptions):
    """It makes no codemod."""

    def codemod(self):
        return 1


class NotPlain(ShoutOptions):
    """Its codemod holds a module."""

    def codemod(self):
        return Shout(re)


class NoSummary(Options):
    """It does not say what it does."""

    word: str

    def codemod(self):
        return Shout(self.word)


class Raises(ShoutOptions):
    """Its codemod cannot be made."""

    def codemod(self):
        raise KeyError("which")
'''
ENTRIES = {
    "shout": "house_canonize:ShoutOptions",
    "fails": "house_canonize:Fails",
    "no-plan": "house_canonize:NoPlan",
    "not-plain": "house_canonize:NotPlain",
    "raises": "house_canonize:Raises",
    "no-summary": "house_canonize:NoSummary",
    "rename": "house_canonize:ShoutOptions",
    "gone": "house_canonize:Gone",
    "exits": "house_exits:Options",
    "no-model": "house_canonize:Shout",
    "Odd Name": "house_canonize:ShoutOptions",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder in which a package is installed that adds actions."""
    folder = tmp_path / "site"
    info = folder / "house-1.0.dist-info"
    info.mkdir(parents=True)
    (folder / "house_canonize.py").write_text(HOUSE)
    (folder / "house_exits.py").write_text("import sys\nsys.exit('bye')\n")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: house\nVersion: 1.0\n")
    lines = "".join(f"{name} = {value}\n" for name, value in ENTRIES.items())
    (info / "entry_points.txt").write_text(f"[canonize.actions]\n{lines}")
    make(tmp_path / "repo", {"m.py": b"quiet = 1\n", "n.py": b"loud = 2\n"})
    return folder


def run(site: Path, *arguments: str, code: int = 0) -> Run:
    import os

    path = os.pathsep.join((str(site), os.environ.get("PYTHONPATH", "")))
    return canonize(*arguments, cwd=site.parent, code=code, PYTHONPATH=path)


def preview(site: Path, step: str, code: int = 0) -> Run:
    (site.parent / "r.yaml").write_text(f"canonize: recipe/1\nname: r\nsteps:\n  - {step}\n")
    return run(site, "preview", "r.yaml", "repo", code=code)


def test_a_packages_action_is_a_step_as_any_other(site: Path) -> None:
    shown = preview(site, "shout: {word: quiet}")
    assert b"+QUIET = 1" in shown.out
    assert "it is loud now" in shown.said
    assert "runs code" not in shown.said  # whoever installed the package trusts it


def test_its_options_are_checked_at_their_place(site: Path) -> None:
    assert 'r.yaml:4:13: no key named "wrod" in shout' in preview(site, "shout: {wrod: quiet}", code=2).said
    assert 'did you mean "shout"' in preview(site, "shuot: {word: quiet}", code=2).said


def test_schema_list_and_scaffold_know_it(site: Path) -> None:
    schema = json.loads(run(site, "recipe", "schema").out)
    assert ["shout"] in [step["required"] for step in schema["properties"]["steps"]["items"]["oneOf"]]
    listed = run(site, "recipe", "actions")
    assert b"shout (of house_canonize): Write a word in capitals." in listed.out
    assert "not to be had: gone, an action of the package house, cannot be loaded: AttributeError" in listed.said
    assert (
        b"shout:\n      # The word.\n      word:"
        in run(site, "recipe", "new", "x", "--action", "shout", "--output", "-").out
    )


@pytest.mark.parametrize(
    ("step", "needle"),
    [
        ("gone: {word: x}", "r.yaml:4:5: gone, an action of the package house, cannot be loaded: AttributeError"),
        ("exits: {word: x}", "exits, an action of the package house, cannot be loaded: SystemExit: bye"),
        ("no-model: {word: x}", "is no model of options"),
        ("Odd Name: {word: x}", "has no plain name"),
        ("fails: {word: x}", "the action fails fails: ValueError: boom in two lines"),
        ("fails: {word: nothing}", "the action fails gives no outcome"),
        ("fails: {word: edits}", "the action fails edits what is not there"),
        ("no-plan: {word: x}", "the action no-plan makes no codemod"),
        ("not-plain: {word: x}", "whose options are no plain data"),
        ("no-summary: {word: x}", "r.yaml:4:5: the action no-summary fails: NotImplementedError"),
        ("raises: {word: x}", "the action raises fails: KeyError: 'which'"),
    ],
)
def test_one_that_is_broken_is_one_clear_line(step: str, needle: str, site: Path) -> None:
    assert needle in preview(site, step, code=2).said


def test_one_that_would_change_its_own_outcome_again_is_its_own_fault(site: Path) -> None:
    said = preview(site, "fails: {word: longer}", code=3).said
    assert "a second run would change this file again" in said
    assert "tell the authors of the package" in said
    assert "fault of canonize" not in said


def test_canonizes_own_actions_are_not_replaced_and_ask_no_package(site: Path) -> None:
    (site / "house_canonize.py").write_text("raise SystemExit('it was loaded')\n")
    shown = preview(site, "rename: {from: 'm:quiet', to: silent}")
    assert b"+silent = 1" in shown.out
