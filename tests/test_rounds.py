"""Answers to questions that may come back to themselves."""

from __future__ import annotations

from itertools import product

from canonize.codemods.meaning.rounds import Rounds

NODES = range(4)
EDGES = [(one, other) for one in NODES for other in NODES if one != other]


def reached(edges: set[tuple[int, int]], start: int) -> set[int]:
    """What a search without any memory finds."""
    found, waiting = {start}, [start]
    while waiting:
        at = waiting.pop()
        further = {other for one, other in edges if one == at} - found
        found |= further
        waiting += further
    return found


def asked(edges: set[tuple[int, int]]) -> Rounds[int, frozenset[int]]:
    """The answers, when each node is asked in turn for all that is reached from it."""
    rounds: Rounds[int, frozenset[int]] = Rounds()

    def answer(node: int) -> frozenset[int]:
        after = (other for one, other in sorted(edges) if one == node)
        return rounds.answer(node, lambda: frozenset({node}).union(*map(answer, after)), frozenset())

    for node in NODES:
        assert answer(node) == reached(edges, node), (edges, node)
        assert rounds.is_settled()
    return rounds


def test_whatever_goes_round_each_answer_that_is_kept_is_whole() -> None:
    for chosen in product((False, True), repeat=len(EDGES)):
        edges = {edge for edge, is_there in zip(EDGES, chosen, strict=True) if is_there}
        assert all(kept == reached(edges, node) for node, kept in asked(edges).kept.items()), edges


def test_an_answer_within_a_round_is_told_from_a_whole_one() -> None:
    rounds: Rounds[str, str] = Rounds()
    seen: list[tuple[str, bool]] = []

    def outer() -> str:
        seen.append(rounds.watched(lambda: rounds.answer("inner", lambda: rounds.answer("outer", outer, "-"), "")))
        seen.append(rounds.watched(lambda: rounds.answer("other", lambda: "whole", "")))
        return "answer"

    assert rounds.watched(lambda: rounds.answer("outer", outer, "")) == ("answer", True)
    assert seen == [("-", False), ("whole", True)]
