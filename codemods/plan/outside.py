"""Remarks on what a plan does not reach: files on disk beside those it was made of that mention a renamed symbol."""

from __future__ import annotations

from collections.abc import Iterator

from ..codemod import Diagnostic
from ..errors import plural
from ..recipe import Recipe
from ..repo.beside import Beside


def outside(recipe: Recipe, beside: Beside) -> Iterator[Diagnostic]:
    """A remark for each file, or folder that is left out as a whole, that mentions a name which goes."""
    words = sorted(
        {
            symbol.dotted.rpartition(".")[2]
            for step in recipe.enabled
            for symbol in step.symbols
            if getattr(step.codemod, "keep_alias", "") == "none"
        }
    )
    if not words:
        return
    name = " or ".join(words)
    help = "change it there, if it is the symbol"
    for each in beside.mentioning(words):
        more = f", as in {plural(each.more, 'more file')} below {each.place}/" if each.more else ""
        message = f"{name} is mentioned and not edited{more}: {each.why}"
        yield Diagnostic("info", "not-edited", message, help, each.path, 1)
    if beside.is_cut:
        yield Diagnostic("info", "not-edited", f"{name} was not looked for in all files that are ignored or not known")
