"""Where a test double has drifted away from the class that it stands for: as data, and as remarks at the lines.

class Manager:                              class MockManager:
    async def send(self, user, text): ...       def send(self, text): ...       not async; other parameters
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from ..codemod import Diagnostic, Drift, MethodDrift, Severity
from ..meaning.bindings import Resolver
from ..meaning.parsing import Parsed
from ..meaning.targets import Definition
from .doubles import Double
from .doubleshape import Member
from .realclass import Inherited, Method, RealClass, ancestors, class_node, is_public, method_of, self_attributes, shown

_SET_TO_A_MOCK = re.compile(
    r"^[ \t]*(?:self\.)?([^\W\d]\w*)[ \t]*(?::[^=\n]+)?=[ \t]*(?:[\w.]+\.)?(AsyncMock|MagicMock|Mock)\((?=(\))?)", re.M
)


def held_against(
    resolver: Resolver, real: RealClass, copies: Sequence[Double], known_as: str
) -> tuple[Drift, list[Diagnostic]]:
    """One kind of double, which the factory calls `known_as`, held against the real class; remarks on every copy."""
    found = [_drifts(resolver, each, real) for each in copies]
    pairs = zip(copies, found, strict=True)
    remarks = [each for double, methods in pairs for each in _remarks(double, methods, real)]
    places = tuple((each.path, each.line) for each in copies)
    return Drift(copies[0].name, real.dotted, real.place, places, known_as, found[0]), remarks


def _remarks(double: Double, methods: Sequence[MethodDrift], real: RealClass) -> Iterator[Diagnostic]:
    """One for each method; those that are missing are told at once."""

    def remark(severity: Severity, drift: MethodDrift) -> Diagnostic:
        message = f"{double.name}: {_told(drift, real)}"
        return Diagnostic(severity, f"drift-{drift.kind}", message, "", double.path, drift.line)

    missing = [each for each in methods if each.kind == "missing"]
    yield from (remark("warning", each) for each in methods if each.kind != "missing")
    if missing:
        yield remark("info", replace(missing[0], name=", ".join(each.name for each in missing)))


def _drifts(resolver: Resolver, double: Double, real: RealClass) -> tuple[MethodDrift, ...]:
    """What of the double is not as in the real class: methods that are too many, differ, or are missing."""
    parsed = resolver.project.parsed(double.path)
    own = {each.name: each for each in double.members}
    found = [drift for each in own.values() for drift in _of_member(double, parsed, each, real)]
    return (*found, *_missing(resolver, double, own.keys() | set(_attributes(double, parsed)), real))


def _told(drift: MethodDrift, real: RealClass) -> str:
    """The difference in words; of several methods that are missing at once."""
    match drift.kind:
        case "unknown-method":
            return f"{real.name} has no method {drift.name}"
        case "signature":
            return f"{drift.name}{drift.here} is {drift.name}{drift.there} in {real.name}"
        case "async":
            place = real.methods[drift.name].place
            but = "but" if drift.there == "async" else "but not"
            if drift.here not in ("async", "not async"):
                but = f"but {drift.there}"
            return f"{drift.name} is {drift.here} here, {but} in {real.name} ({place})"
        case "missing":
            return f"it lacks {drift.name} of {real.name}"


# -- what is there --------------------------------------------------------------------------------------------------


def _of_member(double: Double, parsed: Parsed, member: Member, real: RealClass) -> Iterator[MethodDrift]:
    method = method_of(parsed, double.path, member)
    if method is not None:
        yield from _of_method(method, parsed.source.line(member.node.start_byte), real)
    if member.kind in ("method", "attribute"):
        yield from _of_mocks(parsed, member, real)


def _of_method(method: Method, line: int, real: RealClass) -> Iterator[MethodDrift]:
    name, there = method.name, real.methods.get(method.name)
    if there is None:
        if real.is_whole and name not in real.attributes:
            yield MethodDrift("unknown-method", name, line, _shown(method))
        return
    if method.is_async != there.is_async:
        yield MethodDrift("async", name, line, _kind(method.is_async), _kind(there.is_async))
    if not _accepts(method, there):
        yield MethodDrift("signature", name, line, _shown(method), _shown(there))


def _of_mocks(parsed: Parsed, member: Member, real: RealClass) -> Iterator[MethodDrift]:
    """Methods that are mocks here: one whose calls are awaited is no stand-in for one that is not, nor the reverse.

    A plain mock is told only when it is bare: what others return may be awaited.
    """
    text = parsed.text(member.node).decode(errors="replace")
    for found in _SET_TO_A_MOCK.finditer(text):
        name, kind, bare = found.groups()
        there = real.methods.get(name)
        if there is None or not there.is_plain or (kind == "AsyncMock") == there.is_async:
            continue
        if kind == "AsyncMock" or (bare and not re.search(rf"\b{name}\.(?:side_effect|return_value)\b", text)):
            line = parsed.source.line(member.node.start_byte) + text.count("\n", 0, found.start(1))
            yield MethodDrift("async", name, line, _mock(kind), _kind(there.is_async))


def _accepts(method: Method, real: Method) -> bool:
    """Are the parameters the same? A double that takes `*args` and `**kwargs` takes whatever the real one takes."""
    if any(each.startswith("**") for each in method.parameters) and any(
        each.startswith("*") and not each.startswith("**") and each != "*" for each in method.parameters
    ):
        return True
    return method.parameters == real.parameters


def _kind(is_async: bool) -> Literal["async", "not async"]:
    return "async" if is_async else "not async"


def _mock(kind: str) -> str:
    return f"{'an' if kind[0] == 'A' else 'a'} {kind}"


def _shown(method: Method) -> str:
    return f"({shown(method.parameters)})"


# -- what is not ----------------------------------------------------------------------------------------------------


def _missing(resolver: Resolver, double: Double, own: set[str], real: RealClass) -> Iterator[MethodDrift]:
    """The public methods that neither the double nor what it inherits from has; none when that cannot be told."""
    if "__getattr__" in own or "__getattribute__" in own:
        return
    inherited = ancestors(resolver, double.path, double.node)
    if inherited is None or _is_below(resolver, inherited, real) or "__getattr__" in inherited.names:
        return
    for name in sorted(real.methods):
        if name not in own and name not in inherited.names and is_public(name):
            yield MethodDrift("missing", name, double.line)


def _is_below(resolver: Resolver, inherited: Inherited, real: RealClass) -> bool:
    """Does it inherit all that the real class has?"""
    there = class_node(resolver, real.symbol) if isinstance(real.symbol, Definition) else None
    return there in inherited.classes


def _attributes(double: Double, parsed: Parsed) -> Iterator[str]:
    for each in double.members:
        if each.kind == "method":
            yield from self_attributes(parsed.text(each.node).decode(errors="replace"))
