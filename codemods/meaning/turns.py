"""What a question has for an answer that may ask itself on the way: `node = node.next`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field

from ..records import dataclass
from ..repo.files import RepoPath
from .scopes import Scope
from .targets import NOTHING, Targets

MAX_CHAIN = 50  # names that take one from the other; Python's own stack ends at some 150

# A name of a file: its path, the word, the scope where it lives; of the bindings that are seen where the first and the
# last begin, and how many they are.
Question = tuple[RepoPath, str, Scope, int, int, int]


@dataclass
class Turns:
    """Asks a question again within its own answer once, and no more.

    Without that bound, as many bindings of one name as there are in any long function would take longer than a life.
    For the same reason an answer holds for all of the question that it is part of; the answer to a whole question holds
    for good.
    """

    _asked: dict[Question, int] = field(default_factory=dict)
    _for_good: dict[Question, Targets] = field(default_factory=dict)
    _within: dict[tuple[Question, int], Targets] = field(default_factory=dict)

    def answer(self, question: Question, found: Callable[[], Targets], *, is_whole: Callable[[], bool]) -> Targets:
        """What `found` gives; kept for good when `is_whole` says then that nothing was missing."""
        turn = self._asked.get(question, 0)
        if turn > 1 or len(self._asked) > MAX_CHAIN:
            return NOTHING
        known = self._for_good.get(question, self._within.get((question, turn)))
        if known is not None:
            return known
        self._asked[question] = turn + 1
        try:
            answer = self._within[question, turn] = found()
        finally:
            if turn:
                self._asked[question] = turn
            else:
                del self._asked[question]
        if not self._asked:
            self._within.clear()
            if is_whole():
                self._for_good[question] = answer
        return answer
