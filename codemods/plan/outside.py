"""Remarks on what a plan does not reach: files on disk beside those it was made of that mention a renamed symbol."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..codemod import Diagnostic
from ..errors import plural
from ..recipe import Recipe
from ..records import dataclass
from ..repo.beside import INSTALLED, Beside
from ..repo.files import Files


@dataclass(frozen=True, slots=True)
class Outside:
    """What `begun` has started to look for: the old names that a recipe leaves nowhere, which are from `packages`."""

    words: tuple[str, ...]
    packages: frozenset[str]
    beside: Beside

    def remarks(self) -> Iterator[Diagnostic]:
        """One for each file, or folder that is left out as a whole, that mentions such a name."""
        name = " or ".join(self.words)
        for each in self.beside.mentioning(self.words, self.packages):
            more = f", as in {plural(each.more, 'more file')} below {each.place}/" if each.more else ""
            message = f"{name} is mentioned and not edited{more}: {each.why}"
            help = "install it anew" if each.why == INSTALLED else "change it there, if it is the symbol"
            yield Diagnostic("info", "not-edited", message, help, each.path, 1)
        if self.beside.is_cut:
            yield Diagnostic(
                "info", "not-edited", f"{name} was not looked for in all files that are ignored or not known"
            )


@contextmanager
def begun(recipe: Recipe, files: Files) -> Iterator[Outside | None]:
    """The search, which goes on while the plan is made; None when there is nothing to look for, or nowhere."""
    words = tuple(sorted({symbol.last for symbol in recipe.breaks}))
    beside = Beside.begin(files) if words else None
    if beside is None:
        yield None
        return
    with beside:
        yield Outside(words, frozenset(symbol.dotted.partition(".")[0] for symbol in recipe.breaks), beside)
