"""A collapse in packages that Hypothesis makes up: they do what they did, and layout and order make no difference.

The same packages in every run. Look for more, after changes in what an alias means, with `derandomize=False` and a
large `max_examples`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from layouts import LAYOUTS, parses, program
from packages import HOME, packages, told

from canonize.codemods.aliasing.collapse import Collapse
from canonize.codemods.names import SymbolPath
from canonize.codemods.plan.runner import Plan, plan
from canonize.codemods.recipe import Recipe, Step
from canonize.codemods.repo.files import InMemory
from examples import Tree, files_after, rename, tree

LAWS = settings(
    deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
MORE_NAMES = "\nOther = Old\nshow(Other)\n"
ANOTHER = "class Free:\n    tag = 'free'\nLoose = Free\n"


def _collapsed(files: Tree, *symbols: str, same_name: bool = False) -> Plan:
    steps = (Step(each, "collapse", Collapse(SymbolPath.parse(each), (), same_name)) for each in symbols)
    return plan(Recipe("collapse", tuple(steps)), InMemory(files))


def _with_aliases(made: dict[str, str]) -> dict[str, str]:
    """The package with more names for its symbol, in the module that defines it and in the one that is loaded last."""
    home, last = f"{HOME.replace('.', '/')}.py", "made_up/main.py"
    lines = f"from {HOME} import Other as Fourth, Old as Fifth\nshow(Fourth)\nshow(Fifth)\n"
    return {**made, home: made[home] + MORE_NAMES, last: made[last] + lines}


def _by_module(shown: list[tuple[str, object]]) -> dict[str, list[object]]:
    """What each module shows: a direct import may have another of them loaded first."""
    found: defaultdict[str, list[object]] = defaultdict(list)
    for module, what in shown:
        found[module].append(what)
    return dict(found)


@pytest.mark.parametrize("same_name", [False, True])
@given(made=packages())
@settings(LAWS, max_examples=10)
def test_a_package_does_what_it_did_and_a_second_run_changes_nothing(same_name: bool, made: dict[str, str]) -> None:
    files = tree(_with_aliases(made))
    assume(all(map(parses, files.values())))
    before = told(files)
    assume(not any(isinstance(what, str) and what.endswith("Error") for _, what in before))
    done = _collapsed(files, f"{HOME}:Old", same_name=same_name)
    assert "unsettled" not in {each.code for each in done.diagnostics}
    after = files_after(files, done)
    listed = [each for each in done.diagnostics if each.severity != "info" or each.code == "left-alone"]
    if not listed:
        assert _by_module(told(after)) == _by_module(before), "\n".join(
            f"--- {path}\n{text.decode()}" for path, text in after.items() if text != files[path]
        )
    assert not _collapsed(after, f"{HOME}:Old", same_name=same_name).changes.changes


@given(layout=st.sampled_from([each for each in LAYOUTS if each != "lines between"]), made=packages())
@settings(LAWS, max_examples=10)
def test_a_collapse_and_a_change_of_layout_may_come_in_any_order(layout: str, made: dict[str, str]) -> None:
    change: Callable[[str], str] = LAYOUTS[layout]
    plain = tree(_with_aliases(made))
    other = {path: change(text.decode()).encode() for path, text in plain.items()}
    assume(all(map(parses, (*plain.values(), *other.values()))))
    first, second = _collapsed(plain, f"{HOME}:Old"), _collapsed(other, f"{HOME}:Old")
    changed = {path: change(text.decode()).encode() for path, text in files_after(plain, first).items()}
    assert {path: program(text) for path, text in changed.items()} == {
        path: program(text) for path, text in files_after(other, second).items()
    }


@given(made=packages())
@settings(LAWS, max_examples=6)
def test_two_collapses_and_a_rename_of_something_else_may_come_in_any_order(made: dict[str, str]) -> None:
    files = tree({**_with_aliases(made), "made_up/free.py": ANOTHER})
    files["made_up/side.py"] += b"from made_up.free import Loose\nshow(Loose)\n"
    assume(all(map(parses, files.values())))
    one, two = f"{HOME}:Old", "made_up.free:Free"
    expected = files_after(files, _collapsed(files, one, two))
    assert expected == files_after(files, _collapsed(files, two, one))
    renamed = plan(Recipe("rename", (Step("r", "rename", rename(two, "Gone")),)), InMemory(expected))
    before = plan(Recipe("rename", (Step("r", "rename", rename(two, "Gone")),)), InMemory(files))
    swapped = files_after(files, before)
    assert files_after(expected, renamed) == files_after(swapped, _collapsed(swapped, one, "made_up.free:Gone"))
