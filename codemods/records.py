"""`dataclass` as in the standard library, sooner made.

`dataclasses.dataclass` runs the compiler for every method that it writes, up to ten times a class, which added up to a
good part of a short run. Here it runs once for all classes of one shape, for `__init__`; the other methods are closures
over the names of the fields. `fields`, `replace`, `asdict` and patterns of `match` take these classes as they are.
"""

from __future__ import annotations

import dataclasses
import operator
import reprlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import CodeType
from typing import TYPE_CHECKING, Any, cast

_ORDER = {"__lt__": operator.lt, "__le__": operator.le, "__gt__": operator.gt, "__ge__": operator.ge}
_MISSING = dataclasses.MISSING


def _dataclass(
    cls: type | None = None,
    /,
    *,
    frozen: bool = False,
    slots: bool = False,
    eq: bool = True,
    order: bool = False,
    kw_only: bool = False,
) -> Any:
    """The class with the methods that `dataclasses.dataclass` gives it under the same options; those that it has stay.

    With `slots` it is another class of the same name. Raises ValueError for a mutable default.
    """
    if cls is None:
        return lambda cls: _dataclass(cls, frozen=frozen, slots=slots, eq=eq, order=order, kw_only=kw_only)
    own = {name for name, value in cls.__dict__.items() if name != "__hash__" or value is not None}
    cls.__doc__ = cls.__doc__ or cls.__name__  # else the library works out a signature
    heir = any(hasattr(base, "__dataclass_params__") for base in cls.__bases__)  # frozen from frozen, or it is refused
    made: Any = dataclasses.dataclass(
        init=False, repr=False, eq=False, frozen=frozen and heir, slots=slots, kw_only=kw_only
    )(cls)
    made.__dataclass_params__.frozen = frozen
    for name, method in _methods(made, frozen, slots, eq, order):
        if name not in own:
            setattr(made, name, method)
    return made


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    dataclass = _dataclass


def _methods(cls: Any, frozen: bool, slots: bool, eq: bool, order: bool) -> Iterator[tuple[str, object]]:
    fields = dataclasses.fields(cls)
    yield "__init__", _init(cls, fields, "_set(self, {name!r}, {value})" if frozen else "self.{name} = {value}")
    yield "__repr__", _repr(tuple(field.name for field in fields if field.repr))
    compared = _values(tuple(field.name for field in fields if field.compare))
    if eq:
        yield "__eq__", _comparison(compared, operator.eq)
        yield "__hash__", _hash(compared) if frozen else None
    if order:
        yield from ((name, _comparison(compared, how)) for name, how in _ORDER.items())
    if frozen:
        yield from (("__setattr__", _no_setting), ("__delattr__", _no_deleting))
    if frozen and slots:
        yield from (("__getstate__", _state), ("__setstate__", _set_state))


def _init(cls: type, fields: tuple[dataclasses.Field[Any], ...], setting: str) -> object:
    """`__init__`, compiled from its text: fields by position first, then those that go by name alone."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_new": object()}
    by_position, by_name, defaults = ["self"], ["*"], dict[str, Any]()
    body = ["pass"]
    for at, field in enumerate(fields):
        place = value = f"_{at}"
        if field.default_factory is not _MISSING:
            known[f"_make{place}"], defaults[place] = field.default_factory, known["_new"]
            value = f"_make{place}() if {place} is _new else {place}" if field.init else f"_make{place}()"
        elif field.default is not _MISSING:
            known[f"_default{place}"] = defaults[place] = field.default
            value = place if field.init else f"_default{place}"
        if field.init:
            (by_name if field.kw_only else by_position).append(place)
        if field.init or place in defaults:
            body.append(setting.format(name=place, value=value))
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    arguments = by_position + (by_name if by_name[1:] else [])
    exec(_compiled(f"def __init__({', '.join(arguments)}):\n " + "\n ".join(body)), known)
    names = {f"_{at}": field.name for at, field in enumerate(fields)}
    made = known["__init__"]
    made.__code__ = _with_names(made.__code__, names)
    made.__defaults__ = tuple(defaults[place] for place in by_position if place in defaults)
    made.__kwdefaults__ = {names[place]: defaults[place] for place in by_name if place in defaults}
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    made.__annotations__ = {field.name: field.type for field in fields if field.init} | {"return": None}
    return cast("object", made)


@cache
def _compiled(text: str) -> CodeType:
    """Most classes are like another one but for the names of their fields, so the text is that of a shape."""
    return compile(text, "<record>", "exec")


def _with_names(code: CodeType, names: Mapping[str, str]) -> CodeType:
    """The code with other names of its parameters and of the attributes that it sets."""

    def given(found: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(names.get(each, each) if isinstance(each, str) else each for each in found)

    return code.replace(
        co_varnames=given(code.co_varnames), co_names=given(code.co_names), co_consts=given(code.co_consts)
    )


def _values(names: tuple[str, ...]) -> Callable[[Any], Any]:
    """What a record is compared by: the values of its fields, or the one value of its one field."""
    return operator.attrgetter(*names) if names else lambda record: ()


def _comparison(values: Callable[[Any], Any], how: Callable[[Any, Any], bool]) -> object:
    def compare(self: object, other: object) -> Any:
        return how(values(self), values(other)) if other.__class__ is self.__class__ else NotImplemented

    return compare


def _hash(values: Callable[[Any], Any]) -> object:
    def of_values(self: object) -> int:
        return hash(values(self))

    return of_values


def _repr(names: tuple[str, ...]) -> object:
    @reprlib.recursive_repr()
    def spelled(self: object) -> str:
        return f"{self.__class__.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return spelled


def _no_setting(self: object, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_deleting(self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _set_state(self: Any, state: list[object]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
