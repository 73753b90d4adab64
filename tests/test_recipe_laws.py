"""Recipes of several steps in packages that Hypothesis makes up: what holds for each of them.

The same packages in every run, as in test_package_laws.
"""

from __future__ import annotations

import re

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from packages import HOME, packages, told
from test_package_laws import compiles

from canonize.codemods.aliasing.collapse import Collapse
from canonize.codemods.codemod import Codemod
from canonize.codemods.errors import CanonizeError
from canonize.codemods.names import SymbolPath
from canonize.codemods.plan.runner import Plan, plan
from canonize.codemods.recipe import Recipe, Step
from canonize.codemods.recipefiles.swaps import untangled
from canonize.codemods.repo.files import InMemory
from examples import files_after, rename, tree

MADE_UP = settings(
    deadline=None, database=None, max_examples=40, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip


ASKS = re.compile(r"globals\(\)|hasattr|vars\(|, 'Old', 0\)|resolve_name|__getattr__")


def collapse(name: str, *, same_name: bool = False) -> Collapse:
    return Collapse(SymbolPath(HOME, name), same_name=same_name)


RECIPES: tuple[tuple[Codemod, ...], ...] = (
    (collapse("Old"),),
    (collapse("Old", same_name=True),),
    (rename(f"{HOME}:Old", "New"), rename(f"{HOME}:New", "Last")),
    (rename(f"{HOME}:Old", "New"), rename(f"{HOME}:New", "Old")),
    (rename(f"{HOME}:Old", "New", keep_alias="plain"), rename(f"{HOME}:New", "Last")),
    (rename(f"{HOME}:Old", "New", keep_alias="deprecated"), rename(f"{HOME}:New", "Last", keep_alias="plain")),
    (rename(f"{HOME}:Old", "New"), rename("made_up.core:New", "Last")),
    (rename("made_up.util:Old", "New", keep_alias="plain"), rename(f"{HOME}:New", "Last")),
    (rename(f"{HOME}:Old", "New"), collapse("New")),
    (rename(f"{HOME}:Old", "New", keep_alias="plain"), collapse("New", same_name=True)),
    (collapse("Old"), rename(f"{HOME}:Old", "New")),
)


def planned(files: dict[str, bytes], codemods: tuple[Codemod, ...]) -> Plan:
    steps = [Step(f"s{place}", "collapse-aliases" if isinstance(each, Collapse) else "rename", each)
             for place, each in enumerate(codemods)]  # fmt: skip
    return plan(Recipe("made-up", untangled(steps)), InMemory(files))


def by_module(files: dict[str, bytes]) -> list[tuple[str, object]]:
    """What each module shows; direct imports may load them in another order."""
    return sorted(told(files), key=lambda each: each[0])


@given(packages(), st.sampled_from(RECIPES))
@MADE_UP
def test_a_recipe_does_what_its_steps_do_and_the_package_what_it_did(
    made: dict[str, str], codemods: tuple[Codemod, ...]
) -> None:
    assume(all(compiles(text) and text.count("def __getattr__") < 2 for text in made.values()))
    files = alone = tree(made)
    try:
        for each in codemods:
            done = planned(alone, (each,))
            assume(not done.failed)
            alone = files_after(alone, done)
        done = planned(files, codemods)
    except CanonizeError:
        assume(False)
        raise
    now = files_after(files, done)
    assert now == alone
    listed = [each for each in done.diagnostics if each.severity != "info" or each.code == "left-alone"]
    before, shown = by_module(files), by_module(now)
    assume(not any(str(value).endswith("Error") for _, value in before))  # what did not work may do so now
    if any(isinstance(each, Collapse) for each in codemods) and any(ASKS.search(text) for text in made.values()):
        assume(before == shown)  # it may bind the name where somebody asks whether it is there
    if before != shown and not listed:
        texts = "\n".join(f"--- {path}\n{text.decode()}" for path, text in now.items() if text != files[path])
        raise AssertionError(f"shows {shown}\nnot {before}\n{texts}")
    if not isinstance(codemods[0], Collapse) or len(codemods) == 1:
        again = planned(now, codemods)
        assert not again.changes and not again.failed
