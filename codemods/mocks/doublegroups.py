"""Which doubles are one, and which share a base: variants of equal behaviour, and groups of variants that save most.

Three classes with the same `connect` and three kinds of `send` are one base and three thin subclasses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from itertools import combinations

from ..meaning.bindings import Resolver
from ..meaning.syntax import decorators, holds, walk
from ..records import dataclass
from ..repo.files import RepoPath
from .doublerisks import Risks
from .doubles import Double
from .doubleshape import Member, shape
from .doublestate import asks_for_words, holds_state
from .needed import Needs

# What a class can as well inherit as define; of the others some mean something only where they are defined.
_SPECIAL = frozenset(
    {"__init__", "__call__", "__enter__", "__exit__", "__aenter__", "__aexit__", "__iter__", "__next__", "__aiter__",
     "__anext__", "__len__", "__getitem__", "__setitem__", "__contains__", "__repr__", "__str__", "__bool__",
     "__await__", "__getattr__"}
)  # fmt: skip
_LEAST_SAVED = 2  # lines: what a base costs by itself

Version = tuple[str, frozenset[str]]
"""What a member does: its shape, and what the names that are free in it mean."""


@dataclass(frozen=True, eq=False)
class Known:
    """A double with all that was found out about it."""

    double: Double
    needs: Needs
    risks: Risks


@dataclass(frozen=True, eq=False)
class Variant:
    """Doubles that one class can serve; the first of them is the one that is moved. `versions` has its members."""

    copies: tuple[Known, ...]
    versions: Mapping[str, Version]
    sharable: frozenset[str]
    lines: Mapping[str, int] = field(compare=False)

    @property
    def first(self) -> Known:
        return self.copies[0]

    @property
    def can_share(self) -> bool:
        return not self.first.risks.alone and bool(self.versions)


@dataclass(frozen=True, eq=False)
class Group:
    """Variants with one base. `shared` has the members of the base, by name, and which variant they are taken from.

    A group of one has no base.
    """

    variants: tuple[Variant, ...]
    shared: Mapping[str, Version] = field(default_factory=dict)

    @property
    def saved(self) -> int:
        """The lines that need not be written again."""
        total = -_LEAST_SAVED
        for name, version in self.shared.items():
            users = [each for each in self.variants if each.versions[name] == version]
            total += (len(users) - 1) * users[0].lines[name]
        return total


def known_double(resolver: Resolver, double: Double, needs: Needs, risks: Risks) -> Known:
    """The double, its members written with what their free names stand for instead of how these are spelled."""
    objects = needs.objects
    if not objects:
        return Known(double, needs, risks)
    project = resolver.project
    parsed = project.parsed(double.path)
    spelled = dict.fromkeys(double.own, "<own>")
    for word, object_ in objects.items():
        names = project.names(double.path, word)
        for use in names.occurrences:
            if use.home == names.module:
                spelled[use.start] = f"<{object_}>"
    typed = not double.is_plain
    shaped = tuple(replace(each, shape=shape(parsed, each.node, spelled, typed=typed)) for each in double.members)
    return Known(replace(double, members=shaped), needs, risks)


def variants(
    resolver: Resolver, factory: RepoPath, doubles: Sequence[Known], there: Sequence[Known] = ()
) -> list[Variant]:
    """The doubles, those of equal behaviour together, in the order of their first places.

    `there` are the classes of the `factory`. One that does the same is the first of its variant, whatever it is called.
    """
    by_key: dict[tuple[str, object], list[Known]] = {}
    by_name = {(each.double.path, each.double.name): each for each in (*there, *doubles)}
    for each in doubles:  # of one name: a test may hold two that differ in nothing else, and tell them apart
        by_key.setdefault((each.double.name, _key(each, by_name, 0)), []).append(each)
    offered = {_key(each, by_name, 0): each for each in reversed(there)}
    taken: dict[Known, set[str]] = {}
    found: list[list[Known]] = [[each] for each in there]
    for key, copies in ((key, copies) for (_, key), every in by_key.items() for copies in _alike(resolver, every)):
        known = offered.get(key)
        if known and len(_alike(resolver, [*copies, known])) > 1:
            known = None
        paths = {copy.double.path for copy in copies}
        if known is None or paths & taken.setdefault(known, set()) or any(_has(resolver, p, known) for p in paths):
            found.append(copies)
        else:
            taken[known] |= paths
            next(each for each in found if each[0] is known).extend(copies)
    return [variant_of(resolver, factory, copies) for copies in found]


def _alike(resolver: Resolver, copies: Sequence[Known]) -> list[list[Known]]:
    """The copies that no test tells apart: where one asks for docstrings or annotations, those with one text."""
    project = resolver.project
    if not any(asks_for_words(project.parsed(each.double.path), each.double) for each in copies):
        return [[*copies]]
    found: dict[bytes, list[Known]] = {}
    for each in copies:
        body = each.double.node.child_by_field_name("body")
        text = project.parsed(each.double.path).text(body) if body is not None else b""
        found.setdefault(text, []).append(each)
    return [*found.values()]


def _has(resolver: Resolver, path: str, known: Known) -> bool:
    """Does the file use the class of the factory already?"""
    name = known.double.name.encode()
    pattern = rb"\bimport\b[^\n]*\b" + name + rb"\b|^[ \t]+" + name + rb"\b"
    return re.search(pattern, resolver.project.read(path), re.MULTILINE) is not None


def _key(known: Known, by_name: Mapping[tuple[str, str], Known], depth: int) -> object:
    """Equal for doubles that one class can serve."""
    if known.risks.state or depth > 10:
        return known.double.key  # a class of its own: what tests leave in it stays among those tests
    members = [(each.name, each.shape) for each in known.double.members]
    names = Counter(name for name, _ in members)
    plain = known.double.is_plain and max(names.values(), default=0) < 2
    below = {each: by_name.get((known.double.path, each)) for each in known.needs.siblings}
    return (
        tuple(sorted(members)) if plain else tuple(members),
        tuple(_meant(each, known.needs) for each in known.double.bases),
        tuple(_meant(each, known.needs) for each in _decorators(known.double)),
        frozenset(object_ for _, object_ in known.needs.meaning),
        tuple((each, _key(other, by_name, depth + 1) if other else None) for each, other in below.items()),
    )  # fmt: skip


def _meant(text: str, needs: Needs) -> str:
    """A base or decorator, with what its first name stands for instead of how that is spelled."""
    return re.sub(r"^@?[^\W\d]\w*", lambda first: needs.objects.get(first[0].lstrip("@"), first[0]), text)


def _decorators(double: Double) -> list[str]:
    return sorted((each.text or b"").decode(errors="replace") for each in decorators(double.node))


def variant_of(resolver: Resolver, factory: RepoPath, copies: Sequence[Known]) -> Variant:
    """The variant that these copies are of. What makes another double is not shared, whether that has moved or not."""
    known = copies[0]
    module = resolver.project.modules.of_file(factory)
    moved = {each.word for each in known.needs.imports if module is not None and module.stem in each.loads}
    bound = {*known.needs.siblings, *moved, known.double.name}
    fixed = _fixed(resolver, known.double)
    versions: dict[str, Version] = {}
    sharable = set()
    for each in known.double.members:
        words = _words(resolver, known.double, each)
        meaning = frozenset(object_ for word, object_ in known.needs.meaning if word in words)
        versions[each.name] = (each.shape, meaning)
        if not (words & bound or each.name in fixed) and _may_be_shared(resolver, known.double, each):
            sharable.add(each.name)
    lines = {each.name: each.lines for each in known.double.members}
    return Variant(tuple(copies), versions, frozenset(sharable), lines)


def _may_be_shared(resolver: Resolver, double: Double, member: Member) -> bool:
    if member.kind not in ("method", "attribute") or holds_state(resolver.project.parsed(double.path), member):
        return False
    return member.name in _SPECIAL or not (member.name.startswith("__") and member.name.endswith("__"))


def _fixed(resolver: Resolver, double: Double) -> set[str]:
    """The members that other members need at hand while the class is made, those that need them, and all of one name.

    A class does not see the names of its base while its body runs.
    """
    project = resolver.project
    found = {name for name, count in Counter(each.name for each in double.members).items() if count > 1}
    body = double.node.child_by_field_name("body")
    for name in {each.name for each in double.members if each.name}:
        for use in project.names(double.path, name).occurrences:
            home = use.home
            if use.role != "use" or home is None or home.kind != "class" or body is None:
                continue
            if (home.start, home.end) == (double.node.start_byte, double.node.end_byte):
                holders = [m.name for m in double.members if holds(m.node, use.start)]
                found |= {name, *holders}
    return found


def _words(resolver: Resolver, double: Double, member: Member) -> set[str]:
    parsed = resolver.project.parsed(double.path)
    return {parsed.text(node).decode() for node in walk(member.node) if node.type == "identifier"}


# -- groups ---------------------------------------------------------------------------------------------------------


def groups(found: Iterable[Variant], *, of_one: bool) -> list[Group]:
    """The variants in groups that save the most lines, joined pair by pair; who shares nothing is alone.

    `of_one`: they all stand for one class. Else, those that are called otherwise need to be alike in half of all.
    """
    joined = [Group((each,)) for each in found]
    known: dict[tuple[Group, Group], tuple[int, Group] | None] = {}
    while True:
        best: tuple[int, Group] | None = None
        pair = joined[:2]
        for one, other in combinations(joined, 2):
            if (one, other) not in known:
                known[one, other] = _joined(one, other, of_one=of_one)
            gained = known[one, other]
            if gained and (best is None or gained[0] > best[0]):
                best, pair = gained, [one, other]
        if best is None:
            return joined
        joined = [best[1] if each is pair[0] else each for each in joined if each is not pair[1]]


def _joined(one: Group, other: Group, *, of_one: bool) -> tuple[int, Group] | None:
    """How many lines it saves to make one group of two, and that group; None when it saves none."""
    both = together((*one.variants, *other.variants), of_one=of_one)
    gain = both.saved - max(one.saved, 0) - max(other.saved, 0) if both else 0
    return (gain, both) if both and gain > 0 else None


def together(found: Sequence[Variant], *, of_one: bool) -> Group | None:
    """The group of these variants, None when one of them would have nothing, or too little, from the base."""
    if not all(each.can_share for each in found):
        return None
    common = frozenset[str].intersection(*(frozenset(each.versions) for each in found))
    shared: dict[str, Version] = {}
    for name in sorted(common):
        offered = Counter(each.versions[name] for each in found if name in each.sharable)
        best = max(offered.items(), key=lambda item: (item[1], str(item[0])), default=None)
        if best and best[1] > 1:
            shared[name] = best[0]
    related = of_one or len({each.first.double.name.strip("_") for each in found}) == 1
    for each in found:
        inherited = sum(each.versions[name] == version for name, version in shared.items())
        if not inherited or (not related and 2 * inherited < len(each.versions)):
            return None
    return Group(tuple(found), shared) if shared else None
