"""Whole recipes on small repositories: one readable file each, with the recipe, the tree before and what becomes of it.

Sections begin with a line `=== kind: path ===`. The kinds:

    recipe   the recipe, in YAML
    before   a file, which the recipe leaves alone unless there is an `after` of the same path
    after    what the file becomes, or a file that is made
    again    what a second run is refused with; without it, a second run changes nothing
    says     every diagnostic of the plan, one a line: its place, its severity, its kind

`python tests/test_golden.py` writes `after` and `says` of every file anew: read the diff before you keep it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from canonize.codemods import api
from canonize.codemods.codemod import Diagnostic
from canonize.codemods.errors import CanonizeError
from canonize.codemods.plan.runner import Plan
from canonize.codemods.repo.files import InMemory
from examples import Tree, differences

GOLDEN = sorted(Path(__file__).with_name("golden").glob("*.txt"))
_SECTION = re.compile(r"^=== (recipe|again|before|after|says)(?:: (\S+))? ===\n", re.MULTILINE)


@dataclass(frozen=True)
class Golden:
    recipe: str
    before: Tree
    after: Tree
    again: str
    says: str

    @classmethod
    def read(cls, path: Path) -> Golden:
        """The golden file's sections; a text ends before the empty line in front of the next one."""
        _, *parts = _SECTION.split(path.read_text(encoding="utf-8"))
        trees: dict[str, dict[str, str]] = {"recipe": {}, "again": {"": ""}, "before": {}, "after": {}, "says": {}}
        for kind, name, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            trees[kind][name or ""] = text.removesuffix("\n") if text.endswith("\n\n") else text
        before = {name: text.encode() for name, text in trees["before"].items()}
        changed = {name: text.encode() for name, text in trees["after"].items()}
        says = trees["says"].get("", "")
        return cls(trees["recipe"][""], before, before | changed, trees["again"][""].strip(), says)

    def plan(self, folder: Path, files: Mapping[str, bytes]) -> Plan:
        recipe = folder / "recipe.yaml"
        recipe.write_text(self.recipe, encoding="utf-8")
        return api.plan(api.load_recipe(str(recipe), {}), InMemory(files))


def after(plan: Plan, files: Mapping[str, bytes]) -> Tree:
    changed = {path: change.after for path, change in plan.changes.changes.items()}
    return {path: content for path, content in {**files, **changed}.items() if content is not None}


def said(diagnostics: tuple[Diagnostic, ...]) -> str:
    return "".join(f"{each.path}:{each.line}: {each.severity} {each.code}\n" for each in diagnostics)


@pytest.mark.parametrize("path", GOLDEN, ids=[path.stem for path in GOLDEN])
def test_a_recipe_does_to_a_repository_what_its_golden_file_says(path: Path, tmp_path: Path) -> None:
    golden = Golden.read(path)
    plan = golden.plan(tmp_path, golden.before)
    difference = differences(golden.after, after(plan, golden.before))
    if difference:
        pytest.fail(difference, pytrace=False)
    assert said(plan.diagnostics) == golden.says
    assert not plan.failed


@pytest.mark.parametrize("path", GOLDEN, ids=[path.stem for path in GOLDEN])
def test_a_second_run_of_the_recipe_changes_nothing(path: Path, tmp_path: Path) -> None:
    golden = Golden.read(path)
    if golden.again:  # a chain cannot know its own result from a tree that it has not seen
        with pytest.raises(CanonizeError, match=re.escape(golden.again)):
            golden.plan(tmp_path, golden.after)
    else:
        assert not golden.plan(tmp_path, golden.after).changes.changes


@pytest.mark.parametrize("path", GOLDEN, ids=[path.stem for path in GOLDEN])
def test_the_plan_of_a_recipe_is_the_same_every_time(path: Path, tmp_path: Path) -> None:
    golden = Golden.read(path)
    files = golden.before
    assert golden.plan(tmp_path, files).digest == golden.plan(tmp_path, dict(reversed(files.items()))).digest


def test_there_are_golden_files() -> None:
    assert len(GOLDEN) >= 3


def _renewed(text: str, golden: Golden, plan: Plan) -> str:
    """The golden file's text with what the plan does now."""
    kept = re.split(r"^=== (?:after|says)", text, maxsplit=1, flags=re.MULTILINE)[0]
    changed = {
        path: content for path, content in after(plan, golden.before).items() if golden.before.get(path) != content
    }
    sections = [f"=== after: {path} ===\n{content.decode()}\n" for path, content in changed.items()]
    return "".join((kept, *sections, "=== says ===\n", said(plan.diagnostics)))


if __name__ == "__main__":
    for each in GOLDEN:
        with TemporaryDirectory() as made:
            read = Golden.read(each)
            each.write_text(_renewed(each.read_text("utf-8"), read, read.plan(Path(made), read.before)), "utf-8")
