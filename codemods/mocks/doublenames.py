"""What shared doubles are called: MockManager of tests/test_user_flow.py is UserFlowManagerMock."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from ..names import snake, why_not_a_name
from ..repo.files import RepoPath
from .doublegroups import Group, Variant
from .doubles import MARKERS

_MARKED = re.compile(rf"_*({'|'.join(MARKERS)})(?=[A-Z_0-9])|({'|'.join(MARKERS)})\Z")


def subject(name: str) -> tuple[str, str]:
    """What a double stands for and what kind of double it is: `FakeSocket` is ("Socket", "Fake")."""
    found = _MARKED.search(name)
    kind = next((each for each in found.groups() if each), "Mock") if found else "Mock"
    bare = (name[: found.start()] + name[found.end() :] if found else name).strip("_")
    return (bare or name.strip("_"), kind)


def class_names(
    groups: Sequence[Group], real: str, taken: Iterable[str], needed: Callable[[Variant], bool]
) -> dict[Variant, str]:
    """A name for each variant, none of them in `taken`. One that no other variant has is kept.

    Of several variants with one name, the first for which it is `needed` keeps it.
    """
    found = [each for group in groups for each in group.variants]
    contested = Counter(name for each in found for name in {copy.double.name for copy in each.copies})
    names: dict[Variant, str] = {}
    used = set(taken)
    for each in found:
        own = {copy.double.name for copy in each.copies}
        if contested[next(iter(own))] > 1 and len(own) == 1 and not own & used and needed(each):
            names[each] = next(iter(own))
            used |= own
    for each in [each for each in found if each not in names]:
        own = {copy.double.name for copy in each.copies}
        kept = next(iter(own)) if len(own) == 1 else ""
        crowded = any(_core(each, real) in name for name in taken)
        if kept and contested[kept] == 1 and kept not in used and not crowded and not kept.startswith("_"):
            names[each] = kept
        else:
            names[each] = _qualified(each, real, used)
        used.add(names[each])
    return names


def base_name(group: Group, names: dict[Variant, str], real: str, taken: Iterable[str]) -> str:
    """A name for the base of a group."""
    first = group.variants[0].first.double.name
    what, kind = subject(first)
    tried = [f"{real or what}{kind}Base", *(f"{names[each]}Base" for each in group.variants)]
    return next(each for each in numbered(tried) if each not in taken)


def _core(variant: Variant, real: str) -> str:
    what, kind = subject(variant.first.double.name)
    return f"{real or what}{kind}"


def _qualified(variant: Variant, real: str, used: set[str]) -> str:
    double = variant.first.double
    core = _core(variant, real)
    options = [f"{word}{core}" for word in qualifiers(double.path, core)]
    return next(each for each in numbered([*options, core]) if each not in used and not why_not_a_name(each))


def numbered(names: Sequence[str]) -> Iterable[str]:
    yield from names
    for number in range(2, 10_000):
        yield f"{names[0]}{number}"


def qualifiers(path: RepoPath, core: str) -> Iterable[str]:
    """What the file is about, without what the class is about: `test_websocket_manager_errors.py` is Errors."""
    known = set(snake(core).split("_")) | set(core.lower().split("_")) | {"test", "tests", "conftest", "init", ""}
    glued = snake(core).replace("_", "")
    parts = path.removesuffix(".py").split("/")
    said: list[str] = []
    for part in reversed(parts):
        words = [
            word
            for word in re.split(r"[\W_]+", snake(part))
            if word not in known and (len(word) < 4 or word not in glued)
        ]
        said = words + said
        if said:
            yield "".join(word[:1].upper() + word[1:] for word in said)


def variant_word(name: str, subject_name: str) -> str:
    """How the factory function calls a variant: `UserFlowWebSocketManagerMock` is user_flow, of WebSocketManager."""
    what, kind = subject(name)
    bare = what.replace(subject_name, "", 1) if subject_name else what
    return snake(bare).strip("_") or ("default" if kind == "Mock" else kind.lower())
