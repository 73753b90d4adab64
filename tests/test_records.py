"""`records.dataclass` makes what `dataclasses.dataclass` makes."""

from __future__ import annotations

import dataclasses
import inspect
import operator
import pickle
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any, ClassVar

import pytest

from canonize.codemods.records import dataclass

Maker = Callable[..., Any]
COMPARISONS = (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge)
OPTIONS = [
    {"frozen": frozen, "slots": slots, "eq": eq, "order": order}
    for frozen, slots, (eq, order) in product(
        (False, True), (False, True), ((True, False), (True, True), (False, False))
    )
]


def point(make: Maker, **options: bool) -> Any:
    @make(**options)
    class Point:
        x: int
        y: int = 0
        unit: ClassVar[str] = "m"
        seen: list[int] = dataclasses.field(default_factory=list, compare=False, repr=False)
        size: int = dataclasses.field(init=False, default=7)
        name: str = dataclasses.field(default="", kw_only=True)

    return Point


def answer(ask: Callable[[], object]) -> object:
    """What comes of it: the value, or the kind of the error."""
    try:
        return ask()
    except Exception as error:
        return type(error)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_class_answers_as_one_of_the_library_does(options: dict[str, bool]) -> None:
    assert answers(point(dataclass, **options)) == answers(point(dataclasses.dataclass, **options))


def answers(cls: Any) -> list[object]:
    some = [cls(1), cls(1, 2), cls(1, name="b")]
    return [
        [
            (each.name, each.kind, each.annotation, each.default is each.empty)
            for each in inspect.signature(cls).parameters.values()
        ],
        cls.__match_args__,
        [field.name for field in dataclasses.fields(cls)],
        repr(cls(1, 2, [3])).partition(" object at ")[0],
        hasattr(cls(1), "__dict__"),
        cls(1).seen is cls(1).seen,
        dataclasses.asdict(dataclasses.replace(cls(1), y=4)),
        answer(lambda: hash(cls(1, name="a")) == hash(cls(1, name="a", seen=[3]))),
        answer(lambda: {cls(1): 2}[cls(1)]),
        answer(lambda: [each.y for each in sorted([cls(1, 6), cls(1, 5), cls(1, 4)])]),
        answer(lambda: cls()),
        answer(lambda: cls(1, 2, [3], "n")),
        answer(lambda: setattr(cls(1), "x", 2)),
        answer(lambda: delattr(cls(1), "x")),
        [answer(partial(how, a, b)) for how in COMPARISONS for a in some for b in (*some, (1, 0))],
    ]


@dataclass(frozen=True, slots=True)
class Place:
    line: int
    column: int = 0


@dataclass(frozen=True)
class Named(Place):
    name: str = ""

    def __post_init__(self) -> None:
        if self.line < 0:
            raise ValueError(self.line)


@dataclass
class Plain:
    inner: Any = None

    def __eq__(self, other: object) -> bool:
        return True

    def __repr__(self) -> str:
        return "mine"


def test_fields_are_inherited_and_post_init_runs() -> None:
    assert repr(Named(1, 2, "x")) == "Named(line=1, column=2, name='x')"
    assert Named(1) == Named(1) != Place(1)
    with pytest.raises(ValueError):
        Named(-1)


def test_methods_that_the_class_has_stay() -> None:
    assert Plain(1) == Plain(2)
    assert repr(Plain()) == "mine"


@pytest.mark.parametrize("value", [Place(1, 2), Named(1, 2, "x"), Plain(3)])
def test_a_value_comes_through_pickle(value: object) -> None:
    again = pickle.loads(pickle.dumps(value))
    assert again == value
    assert dataclasses.astuple(again) == dataclasses.astuple(value)  # type: ignore[call-overload]


def test_a_frozen_class_of_the_library_may_inherit() -> None:
    @dataclasses.dataclass(frozen=True)
    class Further(Place):
        more: int = 1

    assert dataclasses.astuple(Further(1)) == (1, 0, 1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        Further(1).line = 2  # type: ignore[misc]


def test_a_mutable_default_is_refused() -> None:
    with pytest.raises(ValueError, match="mutable default"):

        @dataclass
        class Wrong:
            found: list[int] = dataclasses.field(default=[])


def test_a_record_that_holds_itself_is_told() -> None:
    @dataclass
    class Ring:
        next: Any = None

    ring = Ring()
    ring.next = ring
    assert repr(ring).endswith("Ring(next=...)")


def test_patterns_of_match_take_it() -> None:
    match Place(3, 4):
        case Place(line, column):
            assert (line, column) == (3, 4)
