"""A rename in packages that Hypothesis makes up: they do what they did, or the place is listed.

The same packages in every run, so that nobody is stopped by what another has not caused. Look for more, after changes
in what a name means, with `derandomize=False` and a large `max_examples`.
"""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from packages import HOME, packages, told

from canonize.codemods.errors import CanonizeError
from canonize.codemods.plan.runner import Plan, plan
from canonize.codemods.recipe import one_step
from canonize.codemods.repo.files import InMemory
from examples import files_after, rename, tree

PACKAGES = settings(
    deadline=None, database=None, max_examples=60, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip


def _planned(files: dict[str, bytes], keep_alias: Literal["none", "plain", "deprecated"]) -> Plan | None:
    """The proven plan of the rename; None when it is refused."""
    codemod = rename(f"{HOME}:Old", "New", keep_alias=keep_alias, removed_in="9.0" if keep_alias != "none" else "")
    try:
        return plan(one_step("rename", codemod), InMemory(files))
    except CanonizeError:
        return None


@pytest.mark.parametrize("keep_alias", ["none", "plain", "deprecated"])
@given(made=packages())
@PACKAGES
def test_a_package_does_what_it_did(keep_alias: Literal["none", "plain", "deprecated"], made: dict[str, str]) -> None:
    files = tree(made)
    assume(all(compiles(text) for text in made.values()))
    done = _planned(files, keep_alias)
    assume(done is not None)
    assert done is not None
    after = files_after(files, done)
    listed = [each for each in done.diagnostics if each.severity != "info" or each.code == "left-alone"]
    assert "unsettled" not in {each.code for each in listed}
    before, now = told(files), told(after)
    if before != now and not listed:
        shown = "\n".join(f"--- {path}\n{text.decode()}" for path, text in after.items() if text != files[path])
        raise AssertionError(f"shows {now}\nnot {before}\n{shown}")


def compiles(text: str) -> bool:
    try:
        compile(text, "<made up>", "exec")
    except SyntaxError:
        return False
    return True
