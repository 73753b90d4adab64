"""The aliases of one symbol collapsed in one package, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .asking import Answer, ask, ask_again
from .catalog import Package
from .cycles import circles
from .draw import Symbol
from .identity import changed_objects, not_importable_first, objects
from .sandbox import copy, pristine
from .sites import Site, sites
from .suites import Baseline, still_lost
from .trial import differing, state

_HEAD = (
    "package",
    "symbol",
    "sites",
    "direct",
    "listed",
    "files",
    "tests",
    "survived",
    "same objects",
    "cycles",
    "again",
)


@dataclass(frozen=True, slots=True)
class Collapsed:
    """`sites`: places that took the symbol by another way; `left` those that still do, each listed.

    Empty is well for `lost`, `changed` (names that are another object), `cycles` (modules that import each other and did
    not, or cannot be imported first any more), `unlisted` (places left without a word) and `rerun`.
    """

    package: str
    symbol: Symbol
    exit: int
    said: str
    sites: int = 0
    left: int = 0
    files: int = 0
    tests: int = 0
    lost: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    cycles: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    rerun: str = ""
    diagnostics: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0


def collapse(package: Package, symbol: Symbol, before: Baseline, scratch: Path, *, repository: bool) -> Collapsed:
    """Collapse the aliases of `symbol` in a fresh copy under `scratch`, its re-exports too, and look at everything."""
    original = pristine(package)
    tree = copy(original, scratch / f"{package.name}-{symbol.name}-collapse", repository=repository)
    was = objects(package, original)
    first = list(sites(package, original, was, symbol.module, symbol.name))
    words = ("collapse", f"{symbol.module}:{symbol.name}", "--same-name")
    answer = ask(words, tree)
    files = len(differing(state(original), state(tree)))
    if answer.exit:
        return Collapsed(package.name, symbol, answer.exit, answer.said, len(first))
    again, rerun = ask_again(words, tree)
    now = objects(package, tree)
    left = list(sites(package, tree, now, symbol.module, symbol.name))
    return Collapsed(
        package=package.name,
        symbol=symbol,
        exit=answer.exit,
        said=answer.said,
        sites=len(first),
        left=len(left),
        files=files,
        tests=len(before.passed),
        changed=tuple(changed_objects(was, now, symbol.module, symbol.name)),
        cycles=tuple(_cycles(package, original, tree, sorted(was))),
        unlisted=tuple(_unlisted(left, _named(again))),
        rerun=rerun,
        lost=still_lost(package, tree, before, symbol),
        diagnostics=Counter(each["code"] for each in answer.report["diagnostics"]),
        seconds=answer.seconds,
    )


def _named(answer: Answer) -> frozenset[tuple[str, int]]:
    """The lines of files that the report names: in its remarks, and in the chains of its table of aliases."""
    said = ((each["path"], each["line"]) for each in answer.report["diagnostics"] if each["path"])
    rows = [row for table in answer.report["tables"] for row in table["rows"]]
    return frozenset((*said, *_places(rows)))


def _places(rows: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, int]]:
    """The places in the table of aliases: `app/shim.py:3 -> app/core.py:8`."""
    for row in rows:
        for hop in row["chain"].split(" -> "):
            path, _, line = hop.split(" (")[0].rpartition(":")
            if line.isdecimal():
                yield path, int(line)


def _unlisted(left: Sequence[Site], places: frozenset[tuple[str, int]]) -> Iterator[str]:
    """The places that no report names; for a star import it is enough that the report names a line of its file."""
    files = {path for path, _ in places}
    for site in left:
        lines = range(site.line, site.last + 1)
        named = site.path in files if site.by_star else any((site.path, line) in places for line in lines)
        if not named:
            yield f"{site.path}:{site.line}: {site.taken}"


def _cycles(package: Package, before: Path, after: Path, names: list[str]) -> Iterator[str]:
    for a, b in sorted(circles(package, after) - circles(package, before)):
        yield f"{a} and {b} import each other now"
    failed = set(not_importable_first(package, before, names))
    yield from (f"{n} cannot be imported first" for n in not_importable_first(package, after, names) if n not in failed)


def failings(done: Collapsed) -> Iterator[str]:
    """What is wrong with a collapse, a line each."""
    if done.exit:
        yield f"exit {done.exit}: {done.said.strip()[-1000:]}"
    yield from (f"lost: {test}" for test in done.lost)
    yield from (f"another object: {line}" for line in done.changed)
    yield from (f"cycle: {line}" for line in done.cycles)
    yield from (f"left without a word: {line}" for line in done.unlisted)
    if done.rerun:
        yield f"second run: {done.rerun}"


def collapses_table(made: Sequence[Collapsed]) -> str:
    """A row for each, and their sum."""
    rows = [_HEAD, tuple("---" for _ in _HEAD), *(_row(each) for each in made)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    well = sum(1 for each in made if not any(failings(each)))
    total, left = sum(each.sites for each in made), sum(each.left for each in made)
    lines += [
        "",
        f"{len(made)} collapses, {total} sites: {total - left} direct now, {left} left and listed; {well} without fault",
    ]
    return "\n".join(lines)


def _row(each: Collapsed) -> tuple[str, ...]:
    return (
        each.package, f"`{each.symbol}`", str(each.sites), str(each.sites - each.left), str(each.left), str(each.files),
        str(each.tests), f"no: {len(each.lost)} lost" if each.lost else "no" if each.exit else "yes",
        f"no: {len(each.changed)}" if each.changed else "yes", str(len(each.cycles)),
        "-" if each.exit else each.rerun or "nothing",
    )  # fmt: skip
