"""What `canonize recipe list` and `validate` say as JSON; docs/recipes.md describes it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..codemods.problems import Problem
    from ..codemods.recipe import Recipe
    from ..codemods.recipefiles.recipereader import Described

_Json = None | bool | int | str | list["_Json"] | dict[str, "_Json"]


def listed(recipes: Iterable[Described]) -> str:
    return _text({"canonize": "recipes/1", "recipes": [_about(each) for each in recipes]})


def validated(results: Iterable[tuple[str, Described | None, tuple[Problem, ...]]]) -> str:
    return _text(
        {
            "canonize": "validation/1",
            "files": [
                {
                    "file": file,
                    "valid": not problems,
                    "recipe": {**_about(described), **_plan(described.recipe)} if described else None,
                    "problems": [_problem(problem) for problem in problems],
                }
                for file, described, problems in results
            ],
        }
    )


def _about(described: Described) -> dict[str, _Json]:
    recipe = described.recipe
    return {
        "name": recipe.name,
        "description": recipe.description,
        "source": recipe.source,
        "actions": list(dict.fromkeys(step.action for step in recipe.steps)),
        "params": [
            {
                "name": param.name,
                "type": param.type,
                "description": param.description,
                "choices": list(param.choices),
                "default": param.default,
                "required": param.required,
            }
            for param in described.params
        ],
    }


def _plan(recipe: Recipe) -> dict[str, _Json]:
    return {
        "digest": recipe.digest,
        "branch": recipe.git.branch,
        "steps": [
            {"id": step.id, "action": step.action, "enabled": step.enabled, "summary": step.summary}
            for step in recipe.steps
        ],
    }


def _problem(problem: Problem) -> dict[str, _Json]:
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "help": problem.help,
    }


def _text(content: dict[str, _Json]) -> str:
    return json.dumps(content, indent=2) + "\n"
