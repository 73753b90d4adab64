"""Steps with foreign engines, tried on files in memory or as a recipe in a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from canonize.codemods.plan.runner import Plan, plan
from canonize.codemods.recipe import Recipe
from canonize.codemods.recipefiles.recipefile import parse
from canonize.codemods.repo.files import InMemory
from examples import Before, differences, files_after, tree

HEAD = "canonize: recipe/1\nname: tried\nsteps:\n"


def recipe_of(steps: str, folder: Path | None = None, **scripts: str) -> Recipe:
    """The recipe with these steps (YAML, as it stands below `steps:`), its scripts written beside it."""
    for name, text in scripts.items():
        assert folder is not None
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return parse("tried.yaml", (HEAD + steps).encode(), {}, folder=folder)


def planned(recipe: Recipe, files: Before) -> Plan:
    return plan(recipe, InMemory(tree(files)))


def becomes(done: Plan, before: Before, wanted: Before) -> None:
    """The plan turns `before` into `wanted`; files that it does not name stay."""
    difference = differences({**tree(before), **tree(wanted)}, files_after(tree(before), done))
    assert not difference, f"{difference}\n{said(done)}"


def said(done: Plan) -> str:
    """Every diagnostic as `severity code path:line: message`, one a line."""
    return "\n".join(
        f"{each.severity} {each.code} {each.path}:{each.line}: {each.message} [{each.step}]"
        for each in done.diagnostics
    )  # fmt: skip


def check_steps(
    steps: str, before: Before, wanted: Before, folder: Path = Path(), scripts: Mapping[str, str] = {}
) -> Plan:
    """The plan of these steps, which turn `before` into `wanted`; the scripts lie in `folder`."""
    done = planned(recipe_of(steps, folder, **scripts), before)
    becomes(done, before, wanted)
    return done
