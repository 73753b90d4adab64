"""Answers to questions that may come back to themselves: star imports that go round.

# app/__init__.py: from app.core import *      app/core.py: from app.lib import *      app/lib.py: from app import *

What goes round adds nothing to what the others find. But what was answered on the way has seen only a part of the
round: it is good for the question that it is part of, and asked anew after that.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import field
from typing import Generic, TypeVar

from ..records import dataclass

Question = TypeVar("Question", bound=Hashable)
Answer = TypeVar("Answer")
Other = TypeVar("Other")


@dataclass
class Rounds(Generic[Question, Answer]):
    """Keeps each answer that leans on no question that is still open; `kept` are those."""

    kept: dict[Question, Answer] = field(default_factory=dict)
    _within: dict[Question, tuple[Answer, frozenset[Question]]] = field(default_factory=dict)
    _open: dict[Question, None] = field(default_factory=dict)  # the first one first
    _leaned: set[Question] = field(default_factory=set)

    def is_settled(self) -> bool:
        """Is no question being answered?"""
        return not self._open

    def answer(self, question: Question, found: Callable[[], Answer], nothing: Answer) -> Answer:
        """What `found` gives, which is asked but once; `nothing` within the answer to the same question."""
        known = self.kept.get(question)
        if known is not None:
            return known
        if question in self._open:
            self._leaned.add(question)
            return nothing
        part = self._within.get(question)
        if part is not None:
            answer, leaned = part
            # One of those may be answered by now, and this answer lack what that has found: then what goes round is
            # no smaller than the first question.
            self._leaned |= leaned if leaned <= self._open.keys() else {next(iter(self._open))}
            return answer
        self._open[question] = None
        try:
            answer, leaned = self._watched(found)
        finally:
            del self._open[question]
            self._leaned.discard(question)
        if leaned - {question}:
            self._within[question] = answer, leaned - {question}
        else:
            self.kept[question] = answer
        if not self._open:
            self._within.clear()
        return answer

    def watched(self, found: Callable[[], Other]) -> tuple[Other, bool]:
        """What `found` gives, and whether that leans on no question that is still open."""
        answer, leaned = self._watched(found)
        return answer, not leaned & self._open.keys()

    def _watched(self, found: Callable[[], Other]) -> tuple[Other, frozenset[Question]]:
        outer, self._leaned = self._leaned, set()
        try:
            answer = found()
            return answer, frozenset(self._leaned)
        finally:
            self._leaned |= outer
