"""What the modules of a tree bind, and what their imports lead to: by `ast`, each file read whole."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from key_values import OTHER, PYTHON, TEXT, Module, Symbol, Value


@dataclass(frozen=True, slots=True)
class Binding:
    """One way in which a scope gives a name its value."""

    kind: str  # "define", "import", "from", "assign", "other"
    source: str = ""  # the module of an import
    name: str = ""  # the name taken from it; for "assign" the right-hand side, dotted


class File:
    """One Python file: its tree and the names that its module scope binds."""

    def __init__(self, root: Path, path: str, module: str, is_package: bool) -> None:
        self.path, self.module, self.is_package = path, module, is_package
        self.bytes = (root / path).read_bytes()
        self.tree = ast.parse(self.bytes, path)

    @cached_property
    def text(self) -> str:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(self.bytes).readline)
        return self.bytes.decode(encoding)

    @cached_property
    def lines(self) -> list[str]:
        """Lines as the compiler counts them: ended by a newline or a carriage return, never by a form feed."""
        return re.split(r"\r\n|\r|\n", self.text)

    @cached_property
    def bindings(self) -> dict[str, list[Binding]]:
        return bindings_of(self.tree.body, self)

    @cached_property
    def stars(self) -> list[str]:
        return [
            self.absolute(node)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
        ]

    @cached_property
    def exported(self) -> list[ast.expr] | None:
        """The values that ever go into `__all__`, or None when the module has none."""
        return exported_values(self.tree)

    def absolute(self, node: ast.ImportFrom) -> str:
        """The module that a from-import names. Language reference 5.7, package relative imports."""
        if not node.level:
            return node.module or ""
        parts = self.module.split(".")
        parts = parts[: len(parts) - node.level + (1 if self.is_package else 0)]
        return ".".join([*parts, *([node.module] if node.module else [])])


def exported_values(tree: ast.Module) -> list[ast.expr] | None:
    found: list[ast.expr] | None = None
    for node in ast.walk(tree):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id="__all__")], value=value)
                | ast.AugAssign(target=ast.Name(id="__all__"), value=value)
                | ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value)
                | ast.Call(func=ast.Attribute(value=ast.Name(id="__all__")), args=[value])
            ):
                found = [*(found or []), value]
    return found


def dotted(node: ast.expr | None) -> str:
    """`a.b.c` of a plain chain of names, or nothing."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            base = dotted(value)
            return f"{base}.{attr}" if base else ""
        case _:
            return ""


def bindings_of(body: list[ast.stmt], file: File) -> dict[str, list[Binding]]:
    """What the statements of one scope bind, nested blocks included, nested scopes not."""
    found: dict[str, list[Binding]] = defaultdict(list)
    for node in within_scope(body):
        for name, binding in bound_by(node, file):
            found[name].append(binding)
    return found


def bound_by(node: ast.AST, file: File) -> Iterator[tuple[str, Binding]]:
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name, Binding("define")
        case ast.Import(names=names):
            for alias in names:
                top = alias.name.partition(".")[0]
                yield alias.asname or top, Binding("import", alias.name if alias.asname else top)
        case ast.ImportFrom(names=names):
            for alias in names:
                yield alias.asname or alias.name, Binding("from", file.absolute(node), alias.name)
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                if isinstance(target, ast.Name):
                    yield target.id, Binding("assign", "", dotted(value))
        case ast.AnnAssign(target=ast.Name(id=name), value=value):
            yield name, Binding("assign", "", dotted(value))
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name, Binding("other")
        case (
            ast.ExceptHandler(name=str() as name) | ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name)
        ):
            yield name, Binding("other")


NEW_SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
COMPREHENSION = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def within_scope(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Every node of a scope; of a plain assignment's targets only those that `Assign` itself does not tell."""
    waiting: list[ast.AST] = list(reversed(body))
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, (*NEW_SCOPE, *COMPREHENSION)):
            continue
        told = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        plain = {id(target) for target in told if isinstance(target, ast.Name)}
        waiting += [child for child in reversed(list(ast.iter_child_nodes(node))) if id(child) not in plain]


class Tree:
    """The Python files of a folder and what their names mean."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.paths: dict[str, list[str]] = defaultdict(list)
        self.names: dict[str, str] = {}
        self.texts: list[str] = []
        for path in sorted(root.rglob("*")):
            if path.suffix not in (*PYTHON, *TEXT) or not path.is_file() or ".git" in path.parts:
                continue
            relative = path.relative_to(root).as_posix()
            self.texts.append(relative)
            if path.suffix in PYTHON:
                self.names[relative] = module_name(path)
                self.paths[self.names[relative]].append(relative)
        self.packages = {parent for name in self.paths for parent in parents(name)}

    @cache
    def file(self, path: str) -> File | None:
        try:
            return File(self.root, path, self.names[path], Path(path).stem == "__init__")
        except (SyntaxError, ValueError):
            return None

    def files_of(self, module: str) -> list[File]:
        return [file for path in self.paths.get(module, ()) if (file := self.file(path))]

    def is_module(self, name: str) -> bool:
        return name in self.paths or name in self.packages

    @cache
    def attribute(self, module: str, name: str) -> frozenset[Value]:
        """What `module.name` may be: the values that the module binds to it, else its submodule of that name."""
        return self._attribute(module, name, frozenset())

    def _attribute(self, module: str, name: str, seen: frozenset[tuple[str, str]]) -> frozenset[Value]:
        if (module, name) in seen:
            return frozenset()
        seen |= {(module, name)}
        values: set[Value] = set()
        for file in self.files_of(module):
            for binding in file.bindings.get(name, ()):
                values |= self.bound(file, name, binding, seen)
            if name not in file.bindings:
                for star in file.stars:
                    if self.exports(star, name):
                        values |= self._attribute(star, name, seen)
        submodule = f"{module}.{name}"
        if not values and self.is_module(submodule):
            return frozenset({Module(submodule)})
        return frozenset(values)

    def bound(
        self, file: File, name: str, binding: Binding, seen: frozenset[tuple[str, str]] = frozenset()
    ) -> frozenset[Value]:
        match binding.kind:
            case "import":
                return frozenset({Module(binding.source)})
            case "from":
                # `from . import name` in a package's own __init__ means the submodule.
                if binding.source == file.module and self.is_module(f"{file.module}.{binding.name}"):
                    return frozenset({Module(f"{file.module}.{binding.name}")})
                return self._attribute(binding.source, binding.name, seen) or frozenset({OTHER})
            case "define":
                return frozenset({Symbol(file.module, name)})
            case "assign" if binding.name:
                values = self.chain(file, binding.name, seen)
                # `A = B` makes a name of its own, but `A = other.A` hands the same name on.
                same = binding.name.rpartition(".")[2] == name
                return (
                    values
                    if values and (same or all(isinstance(v, Module) for v in values))
                    else frozenset({Symbol(file.module, name)})
                )
            case _:
                return frozenset({Symbol(file.module, name)})

    def chain(self, file: File, path: str, seen: frozenset[tuple[str, str]] = frozenset()) -> frozenset[Value]:
        first, *rest = path.split(".")
        values = self._attribute(file.module, first, seen)
        for part in rest:
            values = frozenset(
                v for module in values if isinstance(module, Module) for v in self._attribute(module.name, part, seen)
            )
        return values

    @cache
    def exports(self, module: str, name: str) -> bool:
        """Whether `from module import *` brings `name`."""
        return self._exports(module, name, frozenset())

    def _exports(self, module: str, name: str, seen: frozenset[str]) -> bool:
        if module in seen:
            return False
        for file in self.files_of(module):
            if file.exported is None:
                if not name.startswith("_") and (
                    name in file.bindings or any(self._exports(s, name, seen | {module}) for s in file.stars)
                ):
                    return True
                continue
            for value in file.exported:
                if any(isinstance(n, ast.Constant) and n.value == name for n in ast.walk(value)):
                    return True
                if any(self._exports(source, name, seen | {module}) for source in self._lists(file, value)):
                    return True
        return False

    def _lists(self, file: File, value: ast.expr) -> Iterator[str]:
        """The modules whose own `__all__` goes into this value: `m.__all__`, or `from m import __all__ as m_all`."""
        for node in ast.walk(value):
            if isinstance(node, ast.Attribute) and node.attr == "__all__":
                yield from (m.name for m in self.chain(file, dotted(node.value)) if isinstance(m, Module))
            if isinstance(node, ast.Name):
                yield from (b.source for b in file.bindings.get(node.id, ()) if b.name == "__all__")


def parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]


def module_name(path: Path) -> str:
    """The name under which a file is imported: up to the topmost folder without `__init__.py`."""
    parts = [] if path.stem == "__init__" else [path.stem]
    folder = path.parent
    while (folder / "__init__.py").exists() or (folder / "__init__.pyi").exists():
        parts.insert(0, folder.name)
        folder = folder.parent
    return ".".join(parts)
