"""Where a tree takes a symbol by another way than from the module that defines it, under its own name.

A counter over `ast` and over what the imported modules hold; it knows nothing of canonize.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from .catalog import Package
from .identity import Objects
from .reading import parsed


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """A place: the file, the line, the name as it is taken (`pkg.shim.Old`), and the lines of the statement."""

    path: str
    line: int
    last: int
    taken: str
    by_star: bool = False


def sites(package: Package, tree: Path, seen: Objects, home: str, name: str) -> Iterator[Site]:
    """Every import, star import that is used, and attribute of a module that is `home.name` by another way."""
    symbol = seen[home].names[name][0]
    words = {word.encode() for each in seen.values() for word, held in each.names.items() if held[0] == symbol}
    for path in sorted(tree.rglob("*.py")):
        raw = path.read_bytes() if ".git" not in path.parts else b""
        top = parsed(raw) if any(word in raw for word in words) else None
        if top is not None:
            relative = path.relative_to(tree).as_posix()
            yield from _Looking(relative, _module_of(package, tree, path), seen, home, name).sites(top)


@dataclass(frozen=True)
class _Looking:
    path: str
    module: str
    seen: Objects
    home: str
    name: str

    def sites(self, top: ast.Module) -> Iterator[Site]:
        modules = self._modules(top)
        used = {node.id for node in ast.walk(top) if isinstance(node, ast.Name)}
        direct = self._last_direct(top)
        for node in ast.walk(top):
            match node:
                case ast.ImportFrom(names=names):
                    source = self._source(node)
                    for alias in names:
                        if alias.name == "*":
                            bound_anew = {self.name} if node.lineno < direct else set[str]()
                            yield from self._by_star(node, source, used - bound_anew)
                        elif self._is_it(source, alias.name):
                            as_it_is = alias.asname in (None, self.name)
                            if source != self.home or alias.name != self.name or not as_it_is:
                                yield self._site(node, f"{source}.{alias.name}")
                case ast.Attribute(attr=word):
                    source = self._path(node.value, modules)
                    if source and self._is_it(source, word) and (source != self.home or word != self.name):
                        yield self._site(node, f"{source}.{word}")

    def _last_direct(self, top: ast.Module) -> int:
        """The line in which the module takes the symbol from its home, before it uses it: no star above gives it then.

        0 when there is none.
        """
        used = min((n.lineno for n in ast.walk(top) if isinstance(n, ast.Name) and n.id == self.name), default=0)
        direct = (
            node.lineno for node in top.body
            if isinstance(node, ast.ImportFrom) and self._source(node) == self.home and node.lineno < used
            and any(alias.name == self.name and alias.asname in (None, self.name) for alias in node.names)
        )  # fmt: skip
        return max(direct, default=0)

    def _by_star(self, node: ast.ImportFrom, source: str, used: set[str]) -> Iterator[Site]:
        brought = self.seen[source].star if source in self.seen else frozenset()
        for word in sorted(brought & used):
            if self._is_it(source, word) and (source != self.home or word != self.name):
                yield replace(self._site(node, f"{source}.{word}"), by_star=True)

    def _site(self, node: ast.stmt | ast.expr, taken: str) -> Site:
        return Site(self.path, node.lineno, node.end_lineno or node.lineno, taken)

    def _is_it(self, module: str, word: str) -> bool:
        symbol = self.seen[self.home].names[self.name][0]
        return module in self.seen and self.seen[module].names.get(word, (0, ""))[0] == symbol

    def _source(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.module.split(".")
        if not self.path.endswith("/__init__.py"):
            package = package[:-1]
        package = package[: len(package) - node.level + 1] if self.module else []
        return ".".join([*package, *([node.module] if node.module else [])]) if package else ""

    def _modules(self, top: ast.Module) -> Mapping[str, str]:
        """The names that imports anywhere in the file bind to modules of the package, and nothing else binds."""
        bound: dict[str, str] = {}
        for node in ast.walk(top):
            match node:
                case ast.Import(names=names):
                    for alias in names:
                        bound[alias.asname or alias.name.split(".")[0]] = (
                            alias.name if alias.asname else alias.name.split(".")[0]
                        )
                case ast.ImportFrom(names=names):
                    source = self._source(node)
                    for alias in names:
                        if f"{source}.{alias.name}" in self.seen and not self._shadowed(source, alias.name):
                            bound[alias.asname or alias.name] = f"{source}.{alias.name}"
        others = {n.id for n in ast.walk(top) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        others |= {n.arg for n in ast.walk(top) if isinstance(n, ast.arg)}
        return {word: module for word, module in bound.items() if module in self.seen and word not in others}

    def _shadowed(self, source: str, word: str) -> bool:
        held = self.seen[source].names.get(word) if source in self.seen else None
        return held is not None and held[1] != f"module {source}.{word}"

    def _path(self, node: ast.expr, modules: Mapping[str, str]) -> str:
        """The module that the expression is; "" when it is none."""
        if isinstance(node, ast.Name):
            return modules.get(node.id, "")
        if isinstance(node, ast.Attribute):
            owner = self._path(node.value, modules)
            held = self.seen[owner].names.get(node.attr) if owner else None
            inner = held[1].removeprefix("module ") if held and held[1].startswith("module ") else ""
            return inner if inner in self.seen else ""
        return ""


def _module_of(package: Package, tree: Path, path: Path) -> str:
    for root in package.roots:
        if path.is_relative_to(tree / root):
            parts = path.relative_to(tree / root).with_suffix("").parts
            return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return ""
