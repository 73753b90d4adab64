"""The table of the doubles: what each is, who uses it, what it shares with the others, and what sets it apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ..codemod import Table
from ..meaning.bindings import Resolver
from .doublegroups import Known, Variant, Version
from .doubleshape import Member
from .realclass import parameters, shown

COLUMNS = ("double", "copies", "uses", "shares", "apart")


def table(
    resolver: Resolver, found: Sequence[Variant], fates: Mapping[Variant, str], uses: Mapping[Variant, int], what: str
) -> Table:
    """One row a variant, those of most copies first."""
    versions = Counter((name, version) for each in found for name, version in each.versions.items())
    ordered = sorted(found, key=lambda each: (-len(each.copies), each.first.double.path, each.first.double.line))
    return Table(
        f"test doubles of {what}" if what else "test doubles",
        COLUMNS,
        tuple(_row(resolver, each, versions, fates.get(each, ""), uses.get(each, 0)) for each in ordered),
    )


def _row(
    resolver: Resolver, variant: Variant, versions: Mapping[tuple[str, Version], int], fate: str, uses: int
) -> tuple[str, ...]:
    shared = [name for name, version in variant.versions.items() if versions[name, version] > 1]
    own = [member for member in variant.first.double.members if member.name not in shared]
    apart = ", ".join(_shown(resolver, variant.first, member) for member in own) or "nothing"
    double = variant.first.double
    return (
        f"{double.name} ({double.place})",
        str(len(variant.copies)),
        str(uses),
        f"{len(shared)} of {len(variant.versions)}",
        f"{apart}{f' · {fate}' if fate else ''}",
    )


def _shown(resolver: Resolver, known: Known, member: Member) -> str:
    if member.kind != "method":
        return member.name or "code in its body"
    taken = parameters(resolver.project.parsed(known.double.path), member)
    return f"{'async ' if member.is_async else ''}{member.name}({shown(taken)})"
