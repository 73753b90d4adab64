"""Which symbols are renamed: drawn with a fixed seed by a counter that knows nothing of canonize.

A symbol is a class or function defined at the top level of a module of the package, once in that module, whose name has
four letters or more and which at least two other files of the tree name in their code (not in a string or comment).
Another module may hold another symbol of the same name: that makes the draw harder, and is wanted.
"""

from __future__ import annotations

import ast
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .catalog import Package
from .reading import parsed

_LENGTH = 4
_OTHER_FILES = 2
_WORDS = ("alder", "banyan", "cedar", "dogwood", "elder", "ginkgo", "hazel", "juniper", "larch", "nutmeg", "olive")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol to rename, and the name that it gets: one that occurs nowhere in the tree.

    `derived` are patterns, as `visit_{}`, of names that follow it.
    """

    module: str
    name: str
    new: str
    kind: str
    derived: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


def draw(package: Package, tree: Path, *, count: int = 10, seed: int = 1) -> tuple[Symbol, ...]:
    """`count` symbols of the package, or all if it has fewer, the same for the same tree and seed."""
    users = _users(tree)
    found = sorted(
        (module, name, kind)
        for source in package.sources
        for path in _modules(tree / source)
        for name, kind in defined_once(path)
        for module in [_dotted(path, tree, package)]
        if len(name) >= _LENGTH and not name.startswith("__")
        if users[name] - 1 >= _OTHER_FILES  # the file that defines it names it too
    )
    dice = random.Random(f"{package.name} {seed}")
    drawn = dice.sample(found, min(count, len(found)))
    words = dice.sample(_WORDS, len(_WORDS))
    taken = _words(tree)
    return tuple(
        Symbol(module, name, _fresh(name, words[i % len(words)], kind, taken), kind, _derived(package, module))
        for i, (module, name, kind) in enumerate(drawn)
    )


def _users(tree: Path) -> Counter[str]:
    """In how many files each name stands as code."""
    return Counter(name for path in _python(tree) if (top := parsed(path.read_bytes())) for name in set(_named(top)))


def _named(top: ast.Module) -> Iterator[str]:
    for node in ast.walk(top):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                yield name
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name


def _modules(source: Path) -> list[Path]:
    if source.is_file():
        return [source]
    return [path for path in _python(source) if path.suffix == ".py" and not {"tests", "test"} & set(path.parts)]


def defined_once(path: Path) -> Iterator[tuple[str, str]]:
    """The classes and functions at the top level of a module that nothing else there is named like, with their kind."""
    top = parsed(path.read_bytes())
    bound: Counter[str] = Counter(_bound(top)) if top else Counter()
    for node in top.body if top else []:
        match node:
            case ast.ClassDef(name=name) if bound[name] == 1:
                yield name, "class"
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if bound[name] == 1:
                yield name, "function"


def _bound(top: ast.Module) -> Iterator[str]:
    for node in top.body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case _:
                yield from (n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
                yield from (n.name for n in ast.walk(node) if isinstance(n, ast.FunctionDef | ast.ClassDef))
                yield from (n.asname or n.name for n in ast.walk(node) if isinstance(n, ast.alias))


def _dotted(path: Path, tree: Path, package: Package) -> str:
    root = next(tree / root for root in package.roots if path.is_relative_to(tree / root))
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _derived(package: Package, module: str) -> tuple[str, ...]:
    return tuple(pattern for entry in package.derived for home, pattern in [entry.split()] if home == module)


def _fresh(old: str, word: str, kind: str, taken: set[str]) -> str:
    """A name in the old one's manner: private stays private, a class is in capitals."""
    bare = word.capitalize() + "Tree" if kind == "class" else word + "_tree"
    new = old[: len(old) - len(old.lstrip("_"))] + bare
    while new in taken:
        new += "x"
    return new


def _words(tree: Path) -> set[str]:
    files = (path for path in tree.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {word for path in files for word in re.findall(r"\w+", path.read_text(errors="replace"))}


def _python(folder: Path) -> list[Path]:
    return sorted(path for pattern in ("*.py", "*.pyi") for path in folder.rglob(pattern) if path.is_file())
