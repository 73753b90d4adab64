"""The places in code where the word is the symbol: each scope is asked of `symtable`."""

from __future__ import annotations

import ast
import re
import symtable
from dataclasses import dataclass, field
from functools import cached_property

from key_tree import Binding, File, Tree, bindings_of, dotted
from key_values import OTHER, AnswerKey, Module, Site, Value


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
                values |= self.project.bound(self.file, name, binding)
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
            binding = Binding("from", self.file.absolute(node), alias.name)
            values = self.project.bound(self.file, alias.name, binding)
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
                    values = self.project.chain(self.file, dotted(name))
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
