"""What Python's own compiler says about the names of a file: `ast` for where they stand, `symtable` for where they live.

places_of(b"def f(a): return a + b")[6] == Place("bind", ("function", 0))
"""

from __future__ import annotations

import ast
import re
import symtable
import sys
import warnings
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from unicodedata import normalize

Home = tuple[str, int]  # the kind of a scope, and the byte at which it starts
MODULE: Home = ("module", 0)
BEFORE_3_12 = sys.version_info[:2] < (3, 12)
_COMPREHENSIONS = {"ListComp": "listcomp", "SetComp": "setcomp", "DictComp": "dictcomp", "GeneratorExp": "genexpr"}
_WORD = re.compile(rb"[A-Za-z_\x80-\xff][0-9A-Za-z_\x80-\xff]*")


@dataclass(frozen=True)
class Place:
    """An identifier: what it does there, and where the name lives; `home` is None for what is no variable."""

    role: str
    home: Home | None


@dataclass
class Block:
    """A scope of the compiler, or a part of a file that is looked up as if it were one (`table` is None)."""

    home: Home
    table: symtable.SymbolTable | None
    parent: Block | None = None
    own: frozenset[str] = frozenset()
    is_transparent: bool = False  # sees all that its parent sees, a class included
    children: dict[tuple[str, int], list[symtable.SymbolTable]] = field(default_factory=dict)

    def symbol(self, name: str) -> symtable.Symbol | None:
        if self.table is None:
            return None
        try:
            return self.table.lookup(name)
        except KeyError:
            return None

    def binds(self, name: str) -> bool:
        symbol = self.symbol(name)
        if symbol is None:
            return name in self.own
        return symbol.is_local() and not symbol.is_free() and not symbol.is_declared_global()


def home_of(block: Block, name: str) -> Home:
    """Where code in `block` finds `name`."""
    if block.parent is None:
        return MODULE
    if block.is_transparent:
        return home_of(block.parent, name)
    if block.home[0] == "annotation" and not block.binds(name) and _class_around(block, name) is not None:
        return _class_around(block, name) or MODULE
    symbol = block.symbol(name)
    if block.binds(name):  # asked first: `symtable` takes a function called `top` for the module
        return block.home
    if symbol is not None and symbol.is_global():
        return MODULE
    outer: Block | None = block.parent
    while outer is not None and outer.parent is not None:
        if outer.home[0] != "class" and not outer.is_transparent and outer.binds(name):
            return outer.home
        outer = outer.parent
    return MODULE


def _class_around(block: Block, name: str) -> Home | None:
    """PEP 695: an annotation scope right in a class sees the names of the class."""
    outer = block.parent
    while outer is not None and (outer.home[0] == "annotation" or outer.is_transparent):
        if outer.binds(name):
            return None
        outer = outer.parent
    if outer is None or outer.home[0] != "class":
        return None
    symbol = outer.symbol(name)
    if symbol is not None and symbol.is_declared_global():
        return MODULE
    return outer.home if outer.binds(name) else None


class Compiled(ast.NodeVisitor):
    """The places of all identifiers of `code`, by the byte at which they stand.

    Raises SyntaxError for what the running Python does not compile.
    """

    def __init__(self, code: bytes) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code.decode())
            table = symtable.symtable(code.decode(), "<code>", "exec")
        self.code = code
        self.places: dict[int, Place] = {}
        self.fuzzy: list[tuple[int, int]] = []  # where `ast` does not say precisely where things stand
        self.mangling = ""
        self._words: dict[str, list[int]] = defaultdict(list)
        for found in _WORD.finditer(code):
            self._words[normalize("NFKC", found.group().decode(errors="replace"))].append(found.start())
        self._starts = [0, *(found.end() for found in re.finditer(rb"\r\n|\r|\n", code))]
        self.block = _opened(MODULE, table, None)
        self.visit(tree)

    # -- where things stand -------------------------------------------------------------------------------------

    def start(self, node: ast.AST) -> int:
        return self._at(node.lineno, node.col_offset)  # type: ignore[attr-defined]

    def end(self, node: ast.AST) -> int:
        return self._at(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def _at(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column

    def find(self, name: str, start: int, end: int | None = None, *, last: bool = False) -> int:
        """The first, or last, place of the word from `start` on; -1 when it is not there."""
        places = self._words[name]
        first = bisect_left(places, start)
        found = places[first : len(places) if end is None else bisect_left(places, end)]
        return found[-1 if last else 0] if found else -1

    def put(self, at: int, role: str, name: str, block: Block | None = None) -> None:
        """The variable `name` stands at `at`."""
        if self.is_mangled(name):
            self.places[at] = Place("mangled", None)
        else:
            self.places[at] = Place(role, home_of(block or self.block, name))

    def is_mangled(self, name: str) -> bool:
        """Language reference, 6.2.1: `__name` in a class."""
        return self.mangling != "" and name.startswith("__") and not name.endswith("__") and "." not in name

    # -- blocks -------------------------------------------------------------------------------------------------

    def opened(self, kind: str, node: ast.AST, name: str, own: Iterable[str] = ()) -> Block:
        """The compiler's next table of that name on the line of `node`, as a block in this one."""
        key = (name, node.lineno)  # type: ignore[attr-defined]
        tables = self.block.children.get(key)
        block = _opened((kind, self.start(node)), tables.pop(0) if tables else None, self.block)
        block.own = frozenset(own)
        return block

    def inside(self, block: Block, nodes: Iterable[ast.AST | None]) -> None:
        outer, self.block = self.block, block
        for node in nodes:
            if node is not None:
                self.visit(node)
        self.block = outer

    def annotation(self, node: ast.AST | None) -> None:
        """Evaluated where it stands, later, or never: the names mean the same."""
        if node is not None:
            around = self.block
            self.inside(Block(around.home, None, around, is_transparent=True, children=around.children), [node])

    # -- statements ---------------------------------------------------------------------------------------------

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.put(self.find(node.name, self.start(node) + 3), "bind", node.name)
        arguments = node.args
        self.inside(self.block, [*arguments.defaults, *arguments.kw_defaults])
        annotations = [*(each.annotation for each in _parameters(arguments)), node.returns]
        if BEFORE_3_12:
            for each in annotations:
                self.annotation(each)
            self.inside(self.block, node.decorator_list)
            self.function(node, node.name, arguments, node.body)
            return
        self.inside(self.block, node.decorator_list)
        with_types = self.type_parameters(node, node.name)
        outer, self.block = self.block, with_types
        for each in annotations:
            self.annotation(each)
        self.function(node, node.name, arguments, node.body)
        self.block = outer

    visit_AsyncFunctionDef = visit_FunctionDef

    def function(self, node: ast.AST, name: str, arguments: ast.arguments, body: list[ast.stmt] | ast.expr) -> None:
        parameters = list(_parameters(arguments))
        own = {each.arg for each in parameters}
        own |= {each.target.id for each in ast.walk(node) if isinstance(each, ast.NamedExpr) and name == "lambda"}
        block = self.opened("function", node, name, own)
        for each in parameters:
            self.put(self.start(each), "bind", each.arg, block)
        self.inside(block, body if isinstance(body, list) else [body])

    def type_parameters(self, node: ast.AST, name: str) -> Block:
        """The annotation scope of PEP 695 with its parameters looked at; the block itself when there are none."""
        parameters = getattr(node, "type_params", [])
        if not parameters:
            return self.block
        block = self.opened("annotation", node, name)
        outer, self.block = self.block, block
        for each in parameters:
            self.put(self.find(each.name, self.start(each)), "bind", each.name)
            for part in (getattr(each, "bound", None), getattr(each, "default_value", None)):
                self.nested(part)
        self.block = outer
        return block

    def nested(self, node: ast.AST | None) -> None:
        """A scope of the compiler in which nothing is bound: a bound, a default, the value of an alias."""
        if node is None:
            return
        tables = [table for each in self.block.children.values() for table in each]
        children: dict[tuple[str, int], list[symtable.SymbolTable]] = defaultdict(list)
        for table in chain(tables, *(table.get_children() for table in tables)):
            children[_key(table)].append(table)
        self.inside(Block(self.block.home, None, self.block, is_transparent=True, children=children), [node])

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.put(self.find(node.name, self.start(node) + 5), "bind", node.name)
        self.inside(self.block, node.decorator_list)
        outer = self.block
        mangling = self.mangling
        self.block = self.type_parameters(node, node.name)
        self.inside(self.block, [*node.bases, *node.keywords])
        block = self.opened("class", node, node.name)
        self.mangling = node.name.lstrip("_")
        self.inside(block, node.body)
        self.mangling, self.block = mangling, outer

    def visit_TypeAlias(self, node: ast.AST) -> None:
        name = node.name.id  # type: ignore[attr-defined]
        self.put(self.start(node.name), "bind", name)  # type: ignore[attr-defined]
        outer, self.block = self.block, self.type_parameters(node, name)
        block = self.opened("annotation", node, name)
        self.inside(block, [node.value])  # type: ignore[attr-defined]
        self.block = outer

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.asname:
                self.alias(alias, alias.asname)
            else:
                self.put(self.start(alias), "bind", alias.name.partition(".")[0])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.asname:
                self.places[self.start(alias)] = Place("imported", None)
                self.alias(alias, alias.asname)
            elif alias.name != "*":
                self.put(self.start(alias), "bind", alias.name)

    def alias(self, alias: ast.alias, name: str) -> None:
        self.put(self.find(name, self.start(alias), self.end(alias), last=True), "bind", name)

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> None:
        at = self.start(node)
        for name in node.names:
            at = self.find(name, at)
            self.put(at, type(node).__name__.lower(), name)
            at += 1

    visit_Nonlocal = visit_Global

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if isinstance(node.target, ast.Name) and not node.simple and node.value is None:
            self.put(self.start(node.target), "use", node.target.id)  # `(name): T` binds nothing
        else:
            self.visit(node.target)
        self.annotation(node.annotation)
        if node.value:
            self.visit(node.value)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.type:
            self.visit(node.type)
        if node.name and node.type:
            self.put(self.find(node.name, self.end(node.type) + 2), "bind", node.name)
        self.inside(self.block, node.body)

    # -- expressions --------------------------------------------------------------------------------------------

    def visit_Name(self, node: ast.Name) -> None:
        role = {ast.Load: "use", ast.Store: "bind", ast.Del: "delete"}[type(node.ctx)]
        self.put(self.start(node), role, node.id)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        self.visit(node.target)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.visit(node.value)
        at = self.find(node.attr, self.end(node.value), self.end(node), last=True)
        self.places[at] = Place("mangled" if self.is_mangled(node.attr) else "attribute", None)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg:
            self.places[self.start(node)] = Place("keyword", None)
        self.visit(node.value)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.inside(self.block, [*node.args.defaults, *node.args.kw_defaults])
        self.function(node, "lambda", node.args, node.body)

    def visit_comprehension_like(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
        first, *others = node.generators
        self.visit(first.iter)
        own = chain.from_iterable(_targets(generator.target) for generator in node.generators)
        block = self.opened("comprehension", node, _COMPREHENSIONS[type(node).__name__], own)
        if block.table is None:
            block.children = self.block.children  # inlined (PEP 709): what is in it belongs to what is around it
        values = [node.value, node.key] if isinstance(node, ast.DictComp) else [node.elt]
        self.inside(block, [first.target, *first.ifs, *others, *values])

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = visit_comprehension_like

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        if BEFORE_3_12:  # the places of what stands in an f-string are wrong in several ways
            self.fuzzy.append((self.start(node), self.end(node)))
            kept = dict(self.places)
            self.generic_visit(node)
            self.places = kept
        else:
            self.generic_visit(node)

    # -- patterns -----------------------------------------------------------------------------------------------

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.pattern:
            self.visit(node.pattern)
        if node.name:
            self.put(self.find(node.name, self.start(node), self.end(node), last=True), "bind", node.name)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        if node.name:
            self.put(self.find(node.name, self.start(node), self.end(node), last=True), "bind", node.name)

    def visit_MatchClass(self, node: ast.MatchClass) -> None:
        self.generic_visit(node)
        end = self.end([node.cls, *node.patterns][-1])
        for name, pattern in zip(node.kwd_attrs, node.kwd_patterns, strict=True):
            self.places[self.find(name, end)] = Place("keyword", None)
            end = self.end(pattern)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self.generic_visit(node)
        if node.rest:
            self.put(self.find(node.rest, self.start(node), self.end(node), last=True), "bind", node.rest)


def places_of(code: bytes) -> dict[int, Place]:
    """Every identifier of the code but the dotted paths of imports. Raises SyntaxError."""
    return Compiled(code).places


def _opened(home: Home, table: symtable.SymbolTable | None, parent: Block | None) -> Block:
    children: dict[tuple[str, int], list[symtable.SymbolTable]] = defaultdict(list)
    for child in table.get_children() if table else ():
        children[_key(child)].append(child)
    return Block(home, table, parent, children=children)


def _key(table: symtable.SymbolTable) -> tuple[str, int]:
    return table.get_name().removeprefix("<").removesuffix(">"), table.get_lineno()


def _targets(node: ast.expr) -> Iterator[str]:
    """The names that an assignment to the node binds."""
    match node:
        case ast.Name():
            yield node.id
        case ast.Starred():
            yield from _targets(node.value)
        case ast.Tuple() | ast.List():
            yield from chain.from_iterable(map(_targets, node.elts))


def _parameters(arguments: ast.arguments) -> Iterator[ast.arg]:
    yield from (*arguments.posonlyargs, *arguments.args)
    if arguments.vararg:
        yield arguments.vararg
    yield from arguments.kwonlyargs
    if arguments.kwarg:
        yield arguments.kwarg
