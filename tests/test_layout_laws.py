"""A rename means a program, not its text: laid out otherwise, or renamed to another name, the same places change.

Two ways that must agree are compared, over packages that Hypothesis makes up; neither is known to be right.
"""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from layouts import LAYOUTS, parses, program
from packages import HOME, packages

from canonize.codemods.errors import CanonizeError
from canonize.codemods.plan.runner import Plan, plan
from canonize.codemods.recipe import one_step
from canonize.codemods.repo.files import InMemory
from examples import Tree, rename, tree

SAME_EACH_RUN = settings(
    deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip


def _planned(files: Tree, new: str) -> Plan | str:
    """The proven plan of the rename, or why it is refused, but for the place."""
    try:
        return plan(one_step("rename", rename(f"{HOME}:Old", new)), InMemory(files))
    except CanonizeError as error:
        return re.sub(r":\d+", ":", str(error))


def _after(done: Plan) -> Tree:
    return {path: each.after or b"" for path, each in done.changes.changes.items()}


def _said(done: Plan, new: str = "") -> Counter[tuple[str, ...]]:
    """What is remarked of which file, but for the lines, and for `new`."""
    remarks = ((each.severity, each.code, each.path, each.message) for each in done.diagnostics)
    return Counter(tuple(re.sub(r":\d+", ":", word.replace(new or "\0", "NEW")) for word in each) for each in remarks)


@given(layout=st.sampled_from(list(LAYOUTS)), made=packages())
@settings(SAME_EACH_RUN, max_examples=40)
def test_a_rename_and_a_change_of_layout_may_come_in_any_order(layout: str, made: dict[str, str]) -> None:
    laid_out = {path: LAYOUTS[layout](text) for path, text in made.items()}
    for text in (*made.values(), *laid_out.values()):
        assume(parses(text))
    first, second = _planned(tree(made), "Fresh"), _planned(tree(laid_out), "Fresh")
    if isinstance(first, str) or isinstance(second, str):
        assert first == second
        return
    expected = {path: program(LAYOUTS[layout](text.decode()).encode()) for path, text in _after(first).items()}
    assert expected == {path: program(text) for path, text in _after(second).items()}
    assert _said(first) == _said(second)


@given(new=st.sampled_from(["Aaaa", "zz", "O1d"]), made=packages())
@settings(SAME_EACH_RUN, max_examples=12)
def test_which_new_name_it_is_makes_no_difference_when_nobody_has_it(new: str, made: dict[str, str]) -> None:
    assume(all(map(parses, made.values())))
    first, second = _planned(tree(made), "Fresh"), _planned(tree(made), new)
    if isinstance(first, str) or isinstance(second, str):
        assert isinstance(first, str) and isinstance(second, str)
        assert first.replace("Fresh", new) == second
        return
    assert _spans(first) == _spans(second)
    assert _said(first, "Fresh") == _said(second, new)


def _spans(done: Plan) -> dict[str, list[tuple[int, int]]]:
    return {path: [(edit.start, edit.end) for edit in each.edits()] for path, each in done.changes.changes.items()}
