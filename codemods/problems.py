"""What is wrong with a recipe: every problem at its line and column, with what to do.

recipe.yaml:7:11: no action named "renam"
  help: did you mean "rename"?
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from .errors import CanonizeError
from .records import dataclass
from .regexes import regex

MAX_PROBLEMS = 100
_SHOWN = 60  # characters of a text that a message quotes

# Control characters, line ends that only YAML 1.1 knows, lone surrogates, and marks that turn the direction of text.
_UNSAFE = regex("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong with a recipe. Line and column count from 1; 0 where the whole file is meant."""

    line: int
    column: int
    message: str
    help: str = ""
    path: str = ""

    def __str__(self) -> str:
        return f"{self.title}\n  help: {self.help}" if self.help else self.title

    @property
    def title(self) -> str:
        """Where and what, in one line."""
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        return f"{place}: {self.message}"


class RecipeErrors(CanonizeError):
    """All that is wrong with one recipe; its text has every problem, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))

    def told(self) -> tuple[tuple[str, str], ...]:
        return tuple((each.title, each.help) for each in self.problems)


def unsafe(text: str) -> str:
    """The first character of `text` that no recipe may hold, as U+XXXX, or ""."""
    at = where_unsafe(text)
    return f"U+{ord(text[at]):04X}" if at >= 0 else ""


def where_unsafe(text: str) -> int:
    """The index of the first character that no recipe may hold, or -1."""
    found = _UNSAFE.search(text)
    return found.start() if found else -1


def add_problem(problems: list[Problem], problem: Problem) -> None:
    """Append it. Raises RecipeErrors when there are more than anybody would read."""
    problems.append(problem)
    if len(problems) > MAX_PROBLEMS:
        rest = Problem(
            problem.line, problem.column, "too many problems: from here on they are not told", "", problem.path
        )
        raise RecipeErrors([*problems[:-1], rest])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean "x"?` with the word of `known` that is nearest to `word`, or ""."""
    from difflib import get_close_matches

    near = get_close_matches(word[:100], list(islice(known, 200)), n=1)
    return f'did you mean "{near[0]}"?' if near else ""


def shown(text: str) -> str:
    """`text` as a message quotes it: in one line, cut when it is long."""
    text = text.replace("\n", "\\n")
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def place_of(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of the character at `index`."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
