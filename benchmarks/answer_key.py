"""Where a symbol is named in a tree, by the compiler's own scopes.

Written apart from canonize, simple and slow: every file that holds the word is read with `ast`, each scope is asked of
`symtable`, imports are followed by hand. It knows one symbol at a time and trusts nothing but the standard library.

    python answer_key.py TREE django.test.testcases:SimpleTestCase

A site is a place where the word itself is written:

    required    a name, an attribute, an import, a definition, a string in `__all__`, a string annotation
    allowed     a dotted path to the symbol in a string, a comment or a text file, or an example there that imports it
    undecided   the word may or may not be the symbol here (bound twice, for example); listed, to be judged by hand

Every other place where the word is written is none of the symbol's business: an edit there is wrong.
"""

from __future__ import annotations

import ast
import io
import json
import re
import symtable
import sys
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

PYTHON = (".py", ".pyi")
TEXT = (".rst", ".md", ".txt", ".toml", ".ini", ".cfg", ".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """One place where the word is written: 1-based line, 0-based column in bytes."""

    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Symbol:
    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Module:
    name: str


OTHER = Symbol("", "")  # anything that is neither a module nor a name that a module of the tree binds
Value = Symbol | Module


@dataclass(slots=True)
class AnswerKey:
    symbol: Symbol
    required: dict[Site, str] = field(default_factory=dict)
    allowed: dict[Site, str] = field(default_factory=dict)
    undecided: dict[Site, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

    @property
    def files(self) -> int:
        return len({site.path for site in self.required})


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
                values |= self._bound(file, name, binding, seen)
            if name not in file.bindings:
                for star in file.stars:
                    if self.exports(star, name):
                        values |= self._attribute(star, name, seen)
        submodule = f"{module}.{name}"
        if not values and self.is_module(submodule):
            return frozenset({Module(submodule)})
        return frozenset(values)

    def _bound(self, file: File, name: str, binding: Binding, seen: frozenset[tuple[str, str]]) -> frozenset[Value]:
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
                values = self._chain(file, binding.name, seen)
                # `A = B` makes a name of its own, but `A = other.A` hands the same name on.
                same = binding.name.rpartition(".")[2] == name
                return (
                    values
                    if values and (same or all(isinstance(v, Module) for v in values))
                    else frozenset({Symbol(file.module, name)})
                )
            case _:
                return frozenset({Symbol(file.module, name)})

    def _chain(self, file: File, path: str, seen: frozenset[tuple[str, str]]) -> frozenset[Value]:
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
                yield from (m.name for m in self._chain(file, dotted(node.value), frozenset()) if isinstance(m, Module))
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


@dataclass
class Scope:
    """One scope of a file: the compiler's table, what it binds itself, and the scope around it."""

    table: symtable.SymbolTable
    body: list[ast.stmt]
    file: File
    outer: Scope | None
    unused: list[symtable.SymbolTable] = field(default_factory=list)

    @cached_property
    def bindings(self) -> dict[str, list[Binding]]:
        return bindings_of(self.body, self.file)

    def child(self, kind: str, name: str, line: int) -> symtable.SymbolTable:
        """The table of the next scope inside this one; the compiler makes them in the order of the source."""
        for index, table in enumerate(self.unused):
            if table.get_name() == name and table.get_lineno() == line:
                return self.unused.pop(index)
        for table in self.unused:  # a scope of type parameters (PEP 695) holds the one that is looked for
            for inner in table.get_children():
                if inner.get_name() == name and inner.get_lineno() == line:
                    return inner
        raise LookupError(f"no {kind} {name} at line {line}")


class Finder(ast.NodeVisitor):
    """The sites of one file. One pass; the word decides what is looked at."""

    def __init__(self, tree: Tree, file: File, key: AnswerKey) -> None:
        self.project, self.file, self.key = tree, file, key
        self.word = key.symbol.name
        self.in_annotation = False
        table = symtable.symtable(file.text, file.path, "exec")
        self.scope = Scope(table, file.tree.body, file, None, list(table.get_children()))

    def find(self) -> None:
        for node in self.file.tree.body:
            self.visit(node)
        self.find_exports()

    # --- what a name means here

    def meaning(self, name: str) -> frozenset[Value]:
        if self.in_annotation and name not in self.scope.table.get_identifiers():
            return self.visible(name)  # `from __future__ import annotations` keeps annotations out of the table
        scope: Scope | None = self.scope
        symbol = self.scope.table.lookup(name)
        if symbol.is_global() or self.scope.outer is None:
            return self.project.attribute(self.file.module, name)
        if symbol.is_free():
            scope = self.scope.outer
            while scope and not (
                scope.table.get_type() == "function"
                and name in scope.table.get_identifiers()
                and scope.table.lookup(name).is_local()
            ):
                scope = scope.outer
        if scope is None:
            return frozenset({OTHER})
        if scope.outer is None:
            return self.project.attribute(self.file.module, name)
        values: set[Value] = set()
        for binding in scope.bindings.get(name, ()):
            if binding.kind in ("import", "from"):
                values |= self.project._bound(self.file, name, binding, frozenset())
            else:
                values.add(OTHER)
        return frozenset(values or {OTHER})

    def chain(self, node: ast.expr) -> frozenset[Value]:
        match node:
            case ast.Name(id=name):
                return self.meaning(name)
            case ast.Attribute(value=value, attr=attr):
                return frozenset(
                    v for m in self.chain(value) if isinstance(m, Module) for v in self.project.attribute(m.name, attr)
                )
            case _:
                return frozenset()

    def judge(self, values: frozenset[Value], line: int, column: int, kind: str) -> None:
        site = Site(self.file.path, line, column)
        if values == {self.key.symbol}:
            self.key.required[site] = kind
        elif self.key.symbol in values:
            self.key.undecided[site] = kind

    # --- scopes

    def enter(self, kind: str, name: str, line: int, body: list[ast.stmt], visit: list[ast.AST]) -> None:
        table = self.scope.child(kind, name, line)
        self.scope = Scope(table, body, self.file, self.scope, list(table.get_children()))
        for node in visit:
            self.visit(node)
        assert self.scope.outer is not None
        self.scope = self.scope.outer

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.define(node)
        arguments = node.args
        outside: list[ast.AST | None] = [*arguments.defaults, *arguments.kw_defaults, *node.decorator_list]
        for default in filter(None, outside):
            self.visit(default)
        for annotation in [a.annotation for a in all_arguments(arguments)] + [node.returns]:
            self.annotation(annotation)
        self.enter("function", node.name, node.lineno, node.body, list(node.body))

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for default in filter(None, [*node.args.defaults, *node.args.kw_defaults]):
            self.visit(default)
        self.enter("lambda", "lambda", node.lineno, [], [node.body])

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.define(node)
        for outside in [*node.bases, *node.keywords, *node.decorator_list]:
            self.visit(outside)
        self.enter("class", node.name, node.lineno, node.body, list(node.body))

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
        name = {"ListComp": "listcomp", "SetComp": "setcomp", "DictComp": "dictcomp"}.get(
            type(node).__name__, "genexpr"
        )
        first = node.generators[0]
        self.visit(first.iter)
        inside: list[ast.AST] = [first.target, *first.ifs]
        for generator in node.generators[1:]:
            inside += [generator.iter, generator.target, *generator.ifs]
        inside += [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self.enter("comprehension", name, node.lineno, [], inside)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

    # --- sites

    def define(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        if node.name == self.word and self.scope.outer is None and self.file.module == self.key.symbol.module:
            line = self.file.lines[node.lineno - 1]
            found = re.compile(rf"\b{self.word}\b").search(line, len(line.encode()[: node.col_offset].decode()))
            assert found
            self.judge(self.meaning(self.word), node.lineno, len(line[: found.start()].encode()), "definition")

    def visit_Name(self, node: ast.Name) -> None:
        if node.id == self.word:
            self.judge(self.meaning(node.id), node.lineno, node.col_offset, "name")

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.visit(node.value)
        if node.attr == self.word:
            assert node.end_lineno is not None and node.end_col_offset is not None
            self.judge(self.chain(node), node.end_lineno, node.end_col_offset - len(node.attr.encode()), "attribute")

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name != self.word and alias.asname != self.word:
                continue
            values = self.project._bound(
                self.file, alias.name, Binding("from", self.file.absolute(node), alias.name), frozenset()
            )
            if alias.name == self.word:
                self.judge(values, alias.lineno, alias.col_offset, "import")
                if alias.asname == self.word and alias.end_col_offset is not None and alias.end_lineno is not None:
                    self.judge(
                        values, alias.end_lineno, alias.end_col_offset - len(self.word.encode()), "import as itself"
                    )

    def visit_Global(self, node: ast.Global) -> None:
        if self.word in node.names:
            line = self.file.lines[node.lineno - 1]
            for found in re.finditer(rf"\b{self.word}\b", line):
                self.judge(
                    self.project.attribute(self.file.module, self.word),
                    node.lineno,
                    len(line[: found.start()].encode()),
                    "global",
                )

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.target)
        self.annotation(node.annotation)
        if node.value:
            self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        if dotted(node.func).rpartition(".")[2] == "cast" and node.args:
            self.strings(node.args[0], "cast")

    def annotation(self, node: ast.expr | None) -> None:
        if node is not None:
            self.in_annotation = True
            self.visit(node)
            self.strings(node, "string annotation")
            self.in_annotation = False

    def strings(self, node: ast.expr, kind: str) -> None:
        """The names inside the strings of an annotation, where those are plain one-line strings."""
        for string in ast.walk(node):
            if not (isinstance(string, ast.Constant) and isinstance(string.value, str) and self.word in string.value):
                continue
            try:
                inner = ast.parse(string.value, mode="eval")
            except SyntaxError:
                continue
            line = self.file.lines[string.lineno - 1].encode()
            start = line.find(string.value.encode(), string.col_offset)
            for name in ast.walk(inner):
                if isinstance(name, ast.Name) and name.id == self.word and start >= 0:
                    self.judge(self.visible(name.id), string.lineno, start + name.col_offset, kind)
                if isinstance(name, ast.Attribute) and name.attr == self.word and start >= 0:
                    assert name.end_col_offset is not None
                    values = self.project._chain(self.file, dotted(name), frozenset())
                    self.judge(values, string.lineno, start + name.end_col_offset - len(self.word), kind)

    def visible(self, name: str) -> frozenset[Value]:
        """What a name means here when this scope's table does not hold it, since only a string or annotation has it."""
        here = self.scope
        try:
            while name not in self.scope.table.get_identifiers():
                if self.scope.outer is None:
                    return self.project.attribute(self.file.module, name)
                self.scope = self.scope.outer
                while self.scope.outer and self.scope.table.get_type() == "class":
                    self.scope = self.scope.outer
            return self.meaning(name)
        finally:
            self.scope = here

    def find_exports(self) -> None:
        if self.key.symbol not in self.project.attribute(self.file.module, self.word):
            return
        for value in self.file.exported or []:
            for node in ast.walk(value):
                if isinstance(node, ast.Constant) and node.value == self.word:
                    line = self.file.lines[node.lineno - 1].encode()
                    column = line.find(self.word.encode(), node.col_offset)
                    self.judge(self.project.attribute(self.file.module, self.word), node.lineno, column, "__all__")


def all_arguments(arguments: ast.arguments) -> list[ast.arg]:
    optional = [arguments.vararg, arguments.kwarg]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *(a for a in optional if a)]


PATH_BEFORE = re.compile(r"((?:[^\W\d]\w*\.)+)$")
CURRENT_MODULE = re.compile(r"\.\. +(?:py:)?(?:current|auto)?module:: *([\w.]+)")
MARKUP_BEFORE = re.compile(r":\w+:`[^`]*$|^ *\.\. +[\w:]+:: *$")
IMPORT_LINE = re.compile(r"\bfrom\s+([\w.]+)\s+import\s+(\([^)]*\)?|[^\n#]*)|\bimport\s+([\w.]+)(?:\s+as\s+(\w+))?")


def find_text(tree: Tree, path: str, key: AnswerKey) -> None:
    """Places in strings, comments and text files that may name the symbol: a dotted path to it that is spelled in
    full, and a name that an import somewhere in the same text (an example, a doctest) brings from its module."""
    data = (tree.root / path).read_bytes()
    word = key.symbol.name
    if not re.search(rb"\b" + word.encode() + rb"\b", data):
        return
    text = data.decode("utf-8", "surrogateescape")
    asked = {word, *re.findall(rf"(\w+)(?:\.\w+)*\.{re.escape(word)}(?!\w)", text)}
    shown = imports_shown(tree, text, asked)
    current = ""
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if directive := CURRENT_MODULE.search(line):
            current = directive[1]
        for found in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", line):
            site = Site(path, number, len(line[: found.start()].encode("utf-8", "surrogateescape")))
            if site in key.required or site in key.undecided:
                continue
            before = PATH_BEFORE.search(line[: found.start()])
            base, _, rest = before[1].rstrip(".").partition(".") if before else (word, "", "")
            names = [base, *filter(None, rest.split(".")), *([word] if before else [])]
            for start in (shown.get(base, frozenset()), frozenset({Module(base)} if tree.is_module(base) else ())):
                if key.symbol in along(tree, start, names[1:]):
                    key.allowed[site] = "in text"
            in_current = along(tree, frozenset({Module(current)}), names) if not before else frozenset()
            if key.symbol in in_current and MARKUP_BEFORE.search(line[: found.start()]):
                key.allowed[site] = "Sphinx markup"
            if key.symbol in from_line(tree, line, word):
                key.allowed[site] = "import in text"


def imports_shown(tree: Tree, text: str, asked: set[str]) -> dict[str, frozenset[Value]]:
    """What the imports written anywhere in a text would bind the names in `asked` to."""
    found: dict[str, frozenset[Value]] = defaultdict(frozenset)
    for statement in IMPORT_LINE.finditer(text):
        source, names, module, asname = statement.groups()
        if module:
            found[asname or module.partition(".")[0]] |= {Module(module if asname else module.partition(".")[0])}
        for name in re.finditer(r"(\w+|\*)(?:\s+as\s+(\w+))?", names or ""):
            if name[1] == "*":
                for word in asked:
                    if tree.exports(source, word):
                        found[word] |= tree.attribute(source, word)
            elif (name[2] or name[1]) in asked:
                found[name[2] or name[1]] |= tree.attribute(source, name[1])
    return found


def from_line(tree: Tree, line: str, word: str) -> frozenset[Value]:
    """What `word` is if the line is, or goes on with, a from-import of it."""
    statement = IMPORT_LINE.search(line)
    return tree.attribute(statement[1], word) if statement and statement[1] else frozenset()


def along(tree: Tree, values: frozenset[Value], names: list[str]) -> frozenset[Value]:
    """What a path in text leads to: through the modules of that name, and through what their packages bind to it."""
    for name in names:
        modules = [value for value in values if isinstance(value, Module)]
        bound = {found for module in modules for found in tree.attribute(module.name, name)}
        submodules = {Module(f"{module.name}.{name}") for module in modules if tree.is_module(f"{module.name}.{name}")}
        values = frozenset(bound | submodules)
    return values


def answer_key(root: Path, symbol: Symbol, tree: Tree | None = None) -> AnswerKey:
    tree = tree or Tree(root)
    key = AnswerKey(symbol)
    word = re.compile(rb"\b" + symbol.name.encode() + rb"\b")
    for path in tree.names:
        if not word.search((root / path).read_bytes()):
            continue
        file = tree.file(path)
        if file is None:
            key.unread.append(path)
            continue
        Finder(tree, file, key).find()
    for path in tree.texts:
        find_text(tree, path, key)
    return key


def main(arguments: list[str]) -> int:
    sys.setrecursionlimit(50_000)  # real code holds sums of thousands of terms
    as_json = "--json" in arguments
    root, *symbols = [argument for argument in arguments if not argument.startswith("--")]
    tree = Tree(Path(root))
    for symbol in symbols:
        module, _, name = symbol.partition(":")
        key = answer_key(Path(root), Symbol(module, name), tree)
        print(json.dumps(table(key)) if as_json else summary(key))
    return 0


def table(key: AnswerKey) -> dict[str, object]:
    def places(part: dict[Site, str]) -> dict[str, str]:
        return {f"{site.path}:{site.line}:{site.column}": kind for site, kind in sorted(part.items())}

    parts = {"required": key.required, "allowed": key.allowed, "undecided": key.undecided}
    return {name: places(part) for name, part in parts.items()} | {"unread": key.unread}


def summary(key: AnswerKey) -> str:
    kinds = Counter(key.required.values())
    head = f"{key.symbol.module}:{key.symbol.name}: {len(key.required)} sites in {key.files} files"
    lines = [f"{head}, {dict(kinds)}, {len(key.allowed)} in text"]
    lines += [f"  undecided {kind}: {s.path}:{s.line}:{s.column}" for s, kind in sorted(key.undecided.items())]
    return "\n".join([*lines, *(f"  not read: {path}" for path in key.unread)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
