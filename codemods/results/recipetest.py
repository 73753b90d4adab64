"""The tests that lie beside a recipe: a tree before, the tree after.

tests:
  - name: renames the class
    before: {app/m.py: "class Old: ...\\n"}
    after: {app/m.py: "class New: ...\\n"}

Longer ones are folders: NAME.tests/CASE/before/… and NAME.tests/CASE/after/…, with params in NAME.tests/CASE/params.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path

from ..engines.script import MAX_BYTES, read_text
from ..errors import CanonizeError, cause
from ..plan.runner import Plan, plan
from ..problems import RecipeErrors
from ..recipe import Recipe
from ..recipefiles.recipecheck import Check
from ..recipefiles.recipefile import RecipeText, given, load_found
from ..recipefiles.recipeparams import word
from ..recipefiles.recipeschema import RecipeTest
from ..recipefiles.recipeyaml import read
from ..recipefiles.trust import NO_TRUST, Trust
from ..records import dataclass
from ..repo.changes import FileChange
from ..repo.files import InMemory, RepoPath


@dataclass(frozen=True, slots=True)
class Case:
    """One test. `after` is the whole tree; `says` are parts of remarks, `fails` a part of the refusal.

    `number` counts those in the recipe's file, from 0; those beside it have a `folder` instead.
    """

    name: str
    before: Mapping[RepoPath, bytes]
    after: Mapping[RepoPath, bytes]
    params: Mapping[str, str] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    fails: str = ""
    folder: Path | None = None
    number: int = -1
    deleted: tuple[RepoPath, ...] = ()


@dataclass(frozen=True, slots=True)
class Tested:
    """How a test went. `differences` go from what was wanted to what came out; `updated`: that is wanted now."""

    case: Case
    differences: tuple[FileChange, ...] = ()
    problems: tuple[str, ...] = ()
    updated: bool = False

    @property
    def passed(self) -> bool:
        return (self.updated or not self.differences) and not self.problems


def cases(found: RecipeText) -> tuple[Case, ...]:
    """The tests of a recipe, in it and beside it. Raises RecipeErrors for what is none, CanonizeError for no text."""
    document = read(found.path, found.data)
    check = Check(document)
    inline: list[Case] = []
    for number, node in enumerate(document.root.items("tests")):
        model = check.model(RecipeTest, node, node.at, "a test")
        if model is not None:
            inline.append(_inline(model, number))
    if check.problems:
        raise RecipeErrors(check.problems)
    try:
        return (*inline, *_folders(found))
    except OSError as error:
        raise CanonizeError(f"{error.filename}: {cause(error)}") from None


def loadable(found: RecipeText) -> Iterator[Recipe]:
    """The recipe with the params of each of its tests, where it can be made of them. Raises RecipeErrors as `cases`."""
    for case in cases(found):
        try:
            yield load_found(found, case.params, trust=Trust(whole=True))
        except CanonizeError:  # the test is that it is refused
            continue


def tried(found: RecipeText, case: Case, *, trust: Trust = NO_TRUST) -> Tested:
    """Runs one test in memory."""
    try:
        done = plan(load_found(found, case.params, trust=trust), InMemory(case.before))
    except CanonizeError as error:
        if case.fails and case.fails.lower() in str(error).lower():
            return Tested(case)
        return Tested(case, problems=(f"refused: {error}",))
    if case.fails:
        return Tested(case, problems=(f"not refused, as it should be: {case.fails}",))
    return Tested(case, tuple(_differences(case, done)), tuple(_problems(case, done)))


def _inline(model: RecipeTest, number: int) -> Case:
    before = {path: text.encode() for path, text in model.before.items()}
    after = {**before, **{path: text.encode() for path, text in model.after.items()}}
    params = {key: word(value) for key, value in model.params.items()}
    kept = {path: content for path, content in after.items() if path not in model.deleted}
    says, deleted = tuple(model.says), tuple(model.deleted)
    return Case(model.name, before, kept, params, says, model.fails, number=number, deleted=deleted)


def _folders(found: RecipeText) -> Iterator[Case]:
    if found.folder is None:
        return
    top = found.folder / f"{Path(found.path).stem}.tests"
    for folder in sorted(top.iterdir()) if top.is_dir() else ():
        if (folder / "before").is_dir():
            params = folder / "params"
            text = read_text(params, f"{folder.name}/params", MAX_BYTES) if params.is_file() else ""
            lines = text.removeprefix("\ufeff").splitlines()
            pairs = given(line for line in lines if line.strip() and not line.startswith("#"))
            yield Case(folder.name, _read(folder / "before"), _read(folder / "after"), pairs, folder=folder)


def _read(top: Path) -> dict[RepoPath, bytes]:
    found = {}
    for folder, _, names in os.walk(top):
        for name in names:
            path = Path(folder, name)
            if path.is_file() and not path.is_symlink():
                found[path.relative_to(top).as_posix()] = path.read_bytes()
    return dict(sorted(found.items()))


def _tree_after(case: Case, done: Plan) -> dict[RepoPath, bytes]:
    changed = {path: change.after for path, change in done.changes.changes.items()}
    tree = {**case.before, **changed}
    return {path: content for path, content in sorted(tree.items()) if content is not None}


def _differences(case: Case, done: Plan) -> Iterator[FileChange]:
    came_out = _tree_after(case, done)
    for path in sorted(case.after.keys() | came_out.keys()):
        wanted, got = case.after.get(path), came_out.get(path)
        if wanted != got:
            yield FileChange(path, wanted, got)


def _problems(case: Case, done: Plan) -> Iterator[str]:
    told = [f"{each.path}:{each.line}: {each.message} {each.help}" for each in done.diagnostics]
    for needle in case.says:
        if not any(needle in line for line in told):
            yield f"no remark says {needle!r}; they are: {_listed(told)}"
    if done.failed and not case.says:
        yield f"partly done: {_listed([each.message for each in done.diagnostics if each.severity == 'error'])}"


def _listed(lines: Sequence[str]) -> str:
    return "; ".join(lines[:5]) + (f"; and {len(lines) - 5} more" if len(lines) > 5 else "") if lines else "none"
