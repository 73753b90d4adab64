"""What of a recipe can do nothing: patterns that match no file, steps to which no other leaves anything.

Patterns are those of files that look as if another tool's signs were meant, and match nothing: `{a,b}/**`,
`[lL]egacy`, `!x`. Here these signs mean themselves, as they do in the names of files.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..codemod import Diagnostic
from ..meaning.project import Project, globs
from ..recipe import Recipe
from ..regexes import regex

_OTHERS = regex(r"\A!|[\[{]")
_HELP = "write one pattern for each: only *, ** and ? stand for something"


def unmatched(recipe: Recipe, project: Project) -> Iterator[Diagnostic]:
    """A word on each such pattern of the recipe, and of the steps that are run."""
    pairs = [(recipe.include, recipe.exclude), *(pair for step in recipe.enabled for pair in step.files)]
    patterns = dict.fromkeys(pattern for pair in pairs for several in pair for pattern in several)
    for pattern in filter(_OTHERS.search, patterns):
        if not any(map(globs((pattern,)).match, project.kinds)):
            signs = " ".join(dict.fromkeys(_OTHERS.findall(pattern)))
            message = f"no file is called so: {pattern}, in which {signs} stands for itself"
            yield Diagnostic("warning", "pattern", message, _HELP)


def unfed(recipe: Recipe) -> Iterator[Diagnostic]:
    """A word on each step that has nothing to work on, whatever the files are."""
    for step in recipe.unfed:
        message = f"{step.id} works on what the steps before it change, and there are none"
        yield Diagnostic("warning", "unfed", message, "put it behind the steps that it is for")
