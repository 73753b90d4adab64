"""Recipes as data: one step without a file, the digest, and what git takes as a branch."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from canonize.codemods.names import SymbolPath
from canonize.codemods.recipe import GitOptions, Recipe, Step, one_step, why_not_a_branch
from canonize.codemods.renames.rename import Rename

RENAME = Rename(SymbolPath("app.m", "Old"), "New")
RECIPE = Recipe("tidy", (Step("first", "rename", RENAME),), include=("src/**",), git=GitOptions("tidy", "Tidy"))


def test_a_command_of_one_step_is_a_recipe() -> None:
    recipe = one_step("rename", RENAME, include=("src/**",), source_roots=("src",))
    assert recipe.name == "rename"
    assert [(step.id, step.action, step.codemod, step.enabled) for step in recipe.steps] == [
        ("rename", "rename", RENAME, True)
    ]
    assert (recipe.include, recipe.source_roots) == (("src/**",), ("src",))


def test_equal_recipes_have_equal_digests() -> None:
    same = Recipe(
        "tidy",
        (Step("first", "rename", Rename(SymbolPath("app.m", "Old"), "New")),),
        include=("src/**",),
        git=GitOptions("tidy", "Tidy"),
    )
    assert RECIPE.digest == same.digest
    assert len(RECIPE.digest) == 64


def test_the_digest_is_the_same_in_every_process() -> None:
    """Sets have another order in each: the digest must not follow it."""
    code = (
        "from canonize.codemods.recipe import one_step; from canonize.codemods.renames.rename import Rename\n"
        "from canonize.codemods.names import SymbolPath\n"
        "kinds = frozenset({'docs', 'comments', 'config', 'exports', 'notebooks'})\n"
        "print(one_step('rename', Rename(SymbolPath('a', 'B'), 'C', leave=kinds)).digest)"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(digests) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda recipe: replace(recipe, name="other"),
        lambda recipe: replace(recipe, include=()),
        lambda recipe: replace(recipe, exclude=("src/**",)),
        lambda recipe: replace(recipe, source_roots=("src",)),
        lambda recipe: replace(recipe, git=GitOptions("tidy", "Tidy", "one")),
        lambda recipe: replace(recipe, steps=()),
        lambda recipe: replace(recipe, steps=(replace(recipe.steps[0], codemod=replace(RENAME, text=True)),)),
        lambda recipe: replace(recipe, steps=(replace(recipe.steps[0], id="second"),)),
        lambda recipe: replace(recipe, steps=(replace(recipe.steps[0], enabled=False),)),
    ],
)
def test_whatever_decides_the_result_changes_the_digest(change: Callable[[Recipe], Recipe]) -> None:
    assert change(RECIPE).digest != RECIPE.digest


@pytest.mark.parametrize(
    "change",
    [
        lambda recipe: replace(recipe, description="why"),
        lambda recipe: replace(recipe, source="docs/audit.md"),
        lambda recipe: replace(recipe, params={"a": "b"}),
        lambda recipe: replace(recipe, steps=(*recipe.steps, Step("off", "rename", RENAME, enabled=False))),
        lambda recipe: replace(recipe, steps=(replace(recipe.steps[0], summary="as people say it"),)),
    ],
)
def test_what_decides_nothing_leaves_the_digest(change: Callable[[Recipe], Recipe]) -> None:
    assert change(RECIPE).digest == RECIPE.digest


def test_only_enabled_steps_run() -> None:
    off = Step("off", "rename", RENAME, enabled=False)
    assert replace(RECIPE, steps=(off, *RECIPE.steps)).enabled == RECIPE.steps


def test_a_recipe_is_imported_without_yaml_pydantic_or_git() -> None:
    code = (
        "import sys, canonize.codemods.recipe\n"
        "print(sorted({'yaml', 'pydantic', 'pydantic_core', 'git', 'libcst', 'json', 'hashlib'} & sys.modules.keys()))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "name", ["main", "canonize/websocket-ssot", "a.b", "a@b", "größe", "x" * 200, "a-", "@a", "{a"]
)
def test_a_branch_that_git_takes_is_taken(name: str) -> None:
    assert why_not_a_branch(name) == ""


@pytest.mark.parametrize(
    "name",
    [
        "", "-x", "--upload-pack=x", "a b", "a\nb", "a\x00b", "a\x7f", "a..b", "a~1", "a^", "a:b", "a?", "a*", "a[b", "a\\b",
        "/a", "a/", "a//b", ".a", "a/.b", "a.lock", "a.lock/b", "a.", "a@{b", "@", "HEAD", "refs/heads/a", "x" * 201, "a\udcff",
    ],
)  # fmt: skip
def test_a_branch_that_git_refuses_is_refused(name: str) -> None:
    assert why_not_a_branch(name)


@settings(max_examples=60, deadline=None)
@given(st.text("ab./-@{}~^:?*[\\ \t\x7fé", min_size=1, max_size=6))
@example("a.lock")
def test_git_takes_whatever_the_rules_let_through(name: str) -> None:
    """The rules may be stricter than git's, never laxer."""
    if not why_not_a_branch(name):
        assert subprocess.run(["git", "check-ref-format", "--branch", name], capture_output=True).returncode == 0


def test_the_rules_need_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert why_not_a_branch("a b")
