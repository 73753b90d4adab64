"""Where a test double has drifted away from the class that it stands for.

class Manager:                              class MockManager:
    async def send(self, user, text): ...       def send(self, text): ...       not async; other parameters
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..meaning.bindings import Resolver
from .doubles import Double
from .realclass import Method, RealClass, attributes_of, is_public, methods_of

_OF_MOCKS = frozenset({"Mock", "MagicMock", "AsyncMock", "NonCallableMock", "NonCallableMagicMock"})


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference. `name` is the method; `place` where the double says otherwise, or where the double is."""

    kind: str
    name: str
    message: str
    line: int


def drifts(resolver: Resolver, double: Double, real: RealClass) -> Iterator[Drift]:
    """What of the double is not as in the real class: methods that are too many, differ, or are missing."""
    parsed = resolver.project.parsed(double.path)
    own = {method.name: method for method in methods_of(resolver, double.path, double.node)}
    lines = {each.name: parsed.source.line(each.node.start_byte) for each in double.members}
    has_base = any(base.rpartition(".")[2] == real.name for base in double.bases)
    for name, method in own.items():
        line = lines.get(name, double.line)
        there = real.methods.get(name)
        if there is None:
            if real.is_whole and name not in real.attributes:
                yield Drift("unknown-method", name, f"{real.name} has no method {name}", line)
            continue
        if method.is_async != there.is_async:
            word = "not async here, but" if there.is_async else "async here, but not"
            yield Drift("async", name, f"{name} is {word} in {real.name} ({there.place})", line)
        if not _accepts(method, there):
            yield Drift("signature", name, f"{name}{_shown(method)} is {name}{_shown(there)} in {real.name}", line)
    if has_base or _is_mock(double):
        return
    attributes = set(attributes_of(resolver, double.path, double.node))
    missing = sorted(name for name in real.methods if name not in own and name not in attributes and is_public(name))
    if missing:
        yield Drift("missing", ", ".join(missing), f"it lacks {', '.join(missing)} of {real.name}", double.line)


def _is_mock(double: Double) -> bool:
    return any(base.rpartition(".")[2] in _OF_MOCKS for base in double.bases)


def _accepts(method: Method, real: Method) -> bool:
    """Are the parameters the same? A double that takes `*args` or `**kwargs` takes what the real one takes by them."""
    if any(each.startswith("**") for each in method.parameters) and any(
        each.startswith("*") and not each.startswith("**") and each != "*" for each in method.parameters
    ):
        return True
    return method.parameters == real.parameters


def _shown(method: Method) -> str:
    return f"({', '.join(each + '…' if each.endswith('=') else each for each in method.parameters)})"
