"""Which modules import each other in a circle while they are imported, by a reading of the text with `ast`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from .catalog import Package
from .reading import parsed


def circles(package: Package, tree: Path) -> frozenset[tuple[str, str]]:
    """The pairs of modules each of which leads to the other by imports that run when a module is imported."""
    files = dict(_modules(package, tree))
    graph = {name: frozenset(_imports(name, path, files)) for name, path in files.items()}
    reached = {name: _reached(graph, name) for name in graph}
    return frozenset((a, b) for a in reached for b in reached[a] if a < b and a in reached[b])


def _modules(package: Package, tree: Path) -> Iterator[tuple[str, Path]]:
    for source in package.sources:
        root = next(tree / root for root in package.roots if (tree / source).is_relative_to(tree / root))
        for path in [tree / source] if source.endswith(".py") else sorted((tree / source).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def _reached(graph: Mapping[str, frozenset[str]], start: str) -> frozenset[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting += new
    return frozenset(found)


def _imports(name: str, path: Path, files: Mapping[str, Path]) -> Iterator[str]:
    """The modules that this one imports, with the packages around them that are not around itself."""
    around = {name, *_parents(name)}
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in _at_import(parsed(path.read_bytes())):
        for target in _named(node, package, files):
            yield from (each for each in (target, *_parents(target)) if each in files and each not in around)
            if target in files and target != name and target in around and isinstance(node, ast.ImportFrom):
                yield target  # it takes a name from a package that is being imported


def _named(node: ast.stmt, package: str, files: Mapping[str, Path]) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(names=names, level=level, module=module):
            above = package.split(".")
            base = ".".join(above[: len(above) - level + 1]) if level else ""
            source = ".".join(part for part in (base, module) if part)
            inner = [f"{source}.{alias.name}" for alias in names]
            yield from (each for each in inner if each in files)
            if any(each not in files for each in inner):
                yield source


def _at_import(top: ast.Module | None) -> Iterator[ast.stmt]:
    waiting: list[ast.stmt] = list(top.body) if top else []
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Import() | ast.ImportFrom():
                yield node
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                continue
            case ast.If(test=test) if ast.unparse(test).endswith("TYPE_CHECKING"):
                waiting += node.orelse
            case _:
                waiting += [child for child in ast.walk(node) if child is not node and _is_below(child, node)]


def _is_below(child: ast.AST, node: ast.stmt) -> bool:
    """Is it a statement directly in a block of `node`, or in one of its handlers?"""
    blocks = [getattr(node, field, []) for field in ("body", "orelse", "finalbody")]
    blocks += [handler.body for handler in getattr(node, "handlers", [])]
    return any(child in block for block in blocks if isinstance(block, list))


def _parents(name: str) -> Iterator[str]:
    while "." in name:
        name = name.rpartition(".")[0]
        yield name
