"""The test doubles of one package moved to one factory, and what became of them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from .asking import Answer, ask, ask_again
from .catalog import Package
from .reading import parsed
from .sandbox import copy, pristine
from .suites import Baseline, still_lost
from .trial import differing, state

_HEAD = (
    "package",
    "doubles",
    "twins",
    "one now",
    "with a base",
    "left, with the reason",
    "files",
    "tests",
    "survived",
    "again",
)


@dataclass(frozen=True, slots=True)
class Twins:
    """Classes of one name at the top of several test files whose bodies are the same code, docstrings aside."""

    name: str
    places: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """`doubles`: classes that the patterns name; `twins` those that stand several times; `left` those that still do.

    `moved` are the classes that the factory has now, `based` those with a base there. Empty is well for `lost`,
    `unlisted` (twins that stay without a reason), `unlike` (new twins) and `rerun`.
    """

    package: str
    exit: int
    said: str
    doubles: int = 0
    twins: tuple[Twins, ...] = ()
    left: tuple[Twins, ...] = ()
    moved: tuple[str, ...] = ()
    based: int = 0
    files: int = 0
    tests: int = 0
    lost: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    rerun: str = ""
    seconds: float = 0.0


def share(package: Package, before: Baseline, scratch: Path, *, repository: bool) -> Shared:
    """Move the package's doubles to its factory in a fresh copy under `scratch`, and look at everything."""
    original = pristine(package)
    tree = copy(original, scratch / f"{package.name}-mocks", repository=repository)
    first = list(doubles(package, original))
    answer = ask(_words(package), tree)
    if answer.exit:
        return Shared(package.name, answer.exit, answer.said, len(first))
    again, rerun = ask_again(_words(package), tree)
    left = tuple(twins(doubles(package, tree)))
    moved, based = factory_classes(tree / package.factory)
    return Shared(
        package=package.name,
        exit=0,
        said=answer.said,
        doubles=len(first),
        twins=tuple(twins(first)),
        left=left,
        moved=moved,
        based=based,
        files=len(differing(state(original), state(tree))),
        tests=len(before.passed),
        lost=still_lost(package, tree, before),
        unlisted=tuple(unlisted(left, _stays(again))),
        rerun=rerun,
        seconds=answer.seconds,
    )


# -- counted by code that knows nothing of canonize -----------------------------------------------------------------


def doubles(package: Package, tree: Path) -> Iterator[tuple[str, str, int, str]]:
    """Each class at the top of a module that a pattern names: its name, its file, its line, its body as code."""
    for path in sorted(tree.rglob("*.py")):
        where = path.relative_to(tree).as_posix()
        module = parsed(path.read_bytes()) if where != package.factory else None
        for node in module.body if module is not None else ():
            if isinstance(node, ast.ClassDef) and any(fnmatchcase(node.name, each) for each in package.doubles):
                yield node.name, where, node.lineno, _code(node)


def _code(node: ast.ClassDef) -> str:
    """The class as code, without docstrings and annotations; comments and layout are not in a tree."""
    bare = ast.parse(ast.unparse(node))
    for each in ast.walk(bare):
        if isinstance(each, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if ast.get_docstring(each) is not None:
                each.body = each.body[1:] or [ast.Pass()]
            if not isinstance(each, ast.ClassDef):
                each.returns = None
        if isinstance(each, ast.arg):
            each.annotation = None
    return ast.unparse(bare)


def twins(found: Iterator[tuple[str, str, int, str]] | Sequence[tuple[str, str, int, str]]) -> Iterator[Twins]:
    """Those of which there are several."""
    places: defaultdict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for name, path, line, code in found:
        places[name, code].append((path, line))
    for (name, _), where in places.items():
        if len({path for path, _ in where}) > 1:
            yield Twins(name, tuple(where))


def unlisted(left: Sequence[Twins], stays: Mapping[tuple[str, int], str]) -> Iterator[str]:
    """The twins that still stand in several files and of which no reason is told."""
    for each in left:
        yield from (f"{path}:{line}: {each.name}" for path, line in each.places if (path, line) not in stays)


def factory_classes(path: Path) -> tuple[tuple[str, ...], int]:
    """The classes that the factory offers, and how many of them have a base there."""
    module = ast.parse(path.read_text(encoding="utf-8")) if path.exists() else ast.parse("")
    classes = [node for node in module.body if isinstance(node, ast.ClassDef)]
    names = {node.name for node in classes}
    bases = {base.id for node in classes for base in node.bases if isinstance(base, ast.Name)} & names
    based = [node for node in classes if any(isinstance(b, ast.Name) and b.id in bases for b in node.bases)]
    return tuple(node.name for node in classes if node.name not in bases), len(based)


# -- canonize -------------------------------------------------------------------------------------------------------


def _words(package: Package) -> list[str]:
    patterns = [option for pattern in package.doubles for option in ("--classes", pattern)]
    return ["mocks", "--factory", package.factory, *patterns]


def _stays(answer: Answer) -> dict[tuple[str, int], str]:
    """The reasons of doubles that stay, by their places."""
    said = answer.report["diagnostics"]
    return {(each["path"], each["line"]): each["message"] for each in said if each["code"] == "double-stays"}


# -- told -----------------------------------------------------------------------------------------------------------


def faults(done: Shared) -> Iterator[str]:
    """What is wrong, a line each."""
    if done.exit:
        yield f"exit {done.exit}: {done.said.strip()[-1000:]}"
    elif not done.moved:
        yield "nothing was shared"
    if not done.tests:
        yield "no test passed before: the suite proves nothing"
    yield from (f"lost: {test}" for test in done.lost)
    yield from (f"stays without a word: {place}" for place in done.unlisted)
    if done.rerun:
        yield f"second run: {done.rerun}"


def sharing_table(made: Sequence[Shared]) -> str:
    """A row for each package, and what each factory offers."""
    rows = [_HEAD, tuple("---" for _ in _HEAD), *(_row(each) for each in made)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines += ["", *(f"- {each.package}: {', '.join(f'`{name}`' for name in each.moved) or 'nothing'}" for each in made)]
    well = sum(1 for each in made if not any(faults(each)))
    lines += ["", f"{len(made)} packages, {sum(each.tests for each in made)} tests; {well} without fault"]
    return "\n".join(lines)


def _row(each: Shared) -> tuple[str, ...]:
    stand, left = (sum(len(twin.places) for twin in found) for found in (each.twins, each.left))
    return (
        each.package, str(each.doubles), str(stand), str(stand - left), str(each.based), str(left), str(each.files),
        str(each.tests), f"no: {len(each.lost)} lost" if each.lost else "no" if each.exit else "yes",
        "-" if each.exit else each.rerun or "nothing",
    )  # fmt: skip
