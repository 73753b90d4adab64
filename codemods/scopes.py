"""Which binding does this identifier mean? One file, by the rules of the language reference, 4.2 and PEP 695.

A word is looked at, not a file: `names_of(parsed, "Old")` finds the places where the word stands, says what each is,
and in which scope the name it spells lives. Only the scopes around those places are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal
from unicodedata import normalize

from tree_sitter import Node

from .names import is_mangled, word_pattern
from .parsing import Parsed, Step, Steps

Role = Literal[
    "use",  # a name that is read
    "bind",  # a name that is bound: assignment, import, def, class, parameter, for, with, except, match, walrus, type
    "delete",  # del name: makes it local, binds nothing
    "global", "nonlocal",  # named by the statement
    "attribute",  # o.name
    "keyword",  # f(name=...), case C(name=...)
    "path",  # part of the dotted path of an import
    "imported",  # what `from m import name as other` takes
    "mangled",  # __name in a class body: not this name at run time
    "string", "comment", "other",
]  # fmt: skip
ScopeKind = Literal["module", "function", "class", "comprehension", "annotation"]

_NOT_ASCII = re.compile(rb"[\x80-\xff][0-9A-Za-z_\x80-\xff]*")
_LETTERS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
_MANGLED: frozenset[Role] = frozenset({"use", "bind", "delete", "global", "nonlocal", "attribute"})
# Letters of a string literal that are no text: the prefix in f"…", the conversion in {x!r}.
_MARKS = frozenset({"string_start", "type_conversion"})
_COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
_TARGET_PARTS = frozenset(
    {"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "parenthesized_expression", "tuple", "list",
     "list_splat", "expression_list", "dictionary_splat_pattern"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scope:
    """A block in which names live. Equal scopes are the same block."""

    kind: ScopeKind
    start: int
    end: int
    parent: Scope | None = field(default=None, compare=False, repr=False)

    def chain(self) -> Iterator[Scope]:
        """This scope and those around it, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a word stands: what it is there, the scope it is evaluated in, and the scope where it lives.

    `home` is None for what is no variable (an attribute, a string, …). A name that no scope of the file binds has
    the module as its home: it is a global that something else provides, or a builtin.
    """

    start: int
    end: int
    role: Role
    steps: Steps = field(compare=False, repr=False)
    scope: Scope = field(compare=False, repr=False)
    home: Scope | None = field(default=None, compare=False)

    @property
    def node(self) -> Node:
        return self.steps[-1].node

    def enclosing(self, *types: str) -> Node | None:
        """The innermost node of one of `types` around this place."""
        return next((step.node for step in reversed(self.steps) if step.node.type in types), None)


@dataclass(frozen=True)
class Names:
    """All places of one word in one file. Those that cannot bind it are looked at when they are asked for."""

    word: str
    parsed: Parsed = field(repr=False)
    module: Scope
    declared: frozenset[tuple[Scope, Role]]
    bound: frozenset[Scope]
    _binding: tuple[Occurrence, ...] = field(repr=False, default=())

    @cached_property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Every place, whole word only, in the order of the text."""
        known = {each.start: each for each in self._binding}
        found = _looked(self.parsed, self.word, lambda start, end: start not in known)
        others = (_with_home(each, self) for each in found)
        return tuple(sorted((*known.values(), *others), key=lambda each: each.start))

    def at(self, start: int) -> Occurrence:
        """The place at byte `start`, where the word stands."""
        span = (start, start + len(self.word.encode()))
        return _with_home(_look(self.parsed, self.parsed.steps(start), *span, self.word), self)

    def bindings(self, home: Scope) -> tuple[Occurrence, ...]:
        """Where the name that lives in `home` is bound, in the order of the text."""
        return self._bindings.get(home, ())

    @cached_property
    def _bindings(self) -> dict[Scope | None, tuple[Occurrence, ...]]:
        found: dict[Scope | None, list[Occurrence]] = {}
        for each in self._binding:
            if each.role == "bind":
                found.setdefault(each.home, []).append(each)
        return {home: tuple(bindings) for home, bindings in found.items()}

    def home(self, scope: Scope) -> Scope:
        """Where a use of the word that is evaluated in `scope` finds its name."""
        start = scope
        through_annotations = True
        for each in scope.chain():
            visible = each.kind != "class" or each is start or through_annotations
            if visible and (each, "global") in self.declared:
                return self.module
            if visible and each in self.bound and (each, "nonlocal") not in self.declared:
                return each
            through_annotations = through_annotations and each.kind == "annotation"
        return self.module


def names_of(parsed: Parsed, word: str) -> Names:
    """Every place of `word` in the file, whole word only."""
    code = parsed.source.code
    candidates = _looked(parsed, word, lambda start, end: _may_bind(code, start, end))
    found = [each for each in candidates if each.role in ("bind", "delete", "global", "nonlocal")]
    root = parsed.tree.root_node
    module = Scope("module", root.start_byte, root.end_byte)
    declared = frozenset((each.scope, each.role) for each in found if each.role in ("global", "nonlocal"))
    bound = frozenset(
        _binding_scope(each, declared) for each in found if each.role in ("bind", "delete")
    ) - {module}  # fmt: skip
    names = Names(word, parsed, module, declared, bound)
    return replace(names, _binding=tuple(_with_home(each, names) for each in found))


def _looked(parsed: Parsed, word: str, wanted: Callable[[int, int], bool]) -> list[Occurrence]:
    """The places of the word that are `wanted`, by where they begin and end; their homes are not known yet."""
    spans = [span for match in word_pattern((word,)).finditer(parsed.source.code) if wanted(*(span := match.span()))]
    paths = parsed.paths(start for start, _ in spans)
    return [_look(parsed, steps, *span, word) for span, steps in zip(spans, paths, strict=True)]


def _may_bind(code: bytes, start: int, end: int) -> bool:
    """False for what has a dot on either side, which binds nothing but in an import."""
    if code[end : end + 1] != b"." and code[start - 1 : start] != b".":
        return True
    line = code.rfind(b"\n", 0, start) + 1
    return b"import" in code[line:start] or b"\\" in code[max(0, line - 3) : line]


def disguised(parsed: Parsed, word: str) -> Iterator[int]:
    """Where the file spells the word in other characters that Python takes for it: 𝐎𝐥𝐝 is Old (PEP 3131)."""
    code = parsed.source.code
    for match in () if code.isascii() else _NOT_ASCII.finditer(code):
        before = code[max(0, match.start() - len(word) - 1) : match.start()]  # as many letters stand for themselves
        start = match.start() - len(before) + len(before.rstrip(_LETTERS))
        spelled = code[start : match.end()].decode(errors="replace")
        if spelled == word or normalize("NFKC", spelled) != word:
            continue
        if parsed.steps(start)[-1].node.type == "identifier":
            yield start


def _with_home(each: Occurrence, names: Names) -> Occurrence:
    if each.role in ("bind", "delete"):
        home = names.home(_out_of_comprehensions(each))
    elif each.role in ("use", "global", "nonlocal"):
        home = names.module if each.role == "global" else names.home(each.scope)
    else:
        return each
    return Occurrence(each.start, each.end, each.role, each.steps, each.scope, home)


def _binding_scope(each: Occurrence, declared: frozenset[tuple[Scope, Role]]) -> Scope:
    """The block that a binding makes its name local to; the module for what is declared global there."""
    scope = _out_of_comprehensions(each)
    if (scope, "global") in declared:
        return list(scope.chain())[-1]
    return scope


def _out_of_comprehensions(each: Occurrence) -> Scope:
    """PEP 572: a walrus in a comprehension binds in the block around it."""
    scope = each.scope
    if each.steps[-1].field == "name" and each.steps[-2].node.type == "named_expression":
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
    return scope


def _look(parsed: Parsed, steps: Steps, start: int, end: int, word: str) -> Occurrence:
    leaf = steps[-1].node
    scope = _scope(steps)
    role: Role
    if leaf.type != "identifier":
        role = _role_of_text(steps)
    elif leaf.start_byte != start or leaf.end_byte != end:
        role = "other"
    else:
        role = _role(steps)
        if is_mangled(word) and role in _MANGLED and _in_class(parsed, steps):
            role = "mangled"
    return Occurrence(start, end, role, steps, scope)


def _role_of_text(steps: Steps) -> Role:
    if steps[-1].node.type in _MARKS or any(step.node.type == "format_specifier" for step in steps[-2:]):
        return "other"
    for step in reversed(steps):
        if step.node.type in ("string_content", "string", "escape_sequence"):
            return "string"
        if step.node.type == "comment":
            return "comment"
    return "other"


def _in_class(parsed: Parsed, steps: Steps) -> bool:
    """In the body of a class whose name has more to it than underscores."""
    inner = [
        above.node
        for above, step in zip(steps, steps[1:], strict=False)
        if above.node.type == "class_definition" and step.field == "body"
    ]
    name = inner[-1].child_by_field_name("name") if inner else None
    return name is not None and parsed.text(name).strip(b"_") != b""


def _scope(steps: Steps) -> Scope:
    """The block in which the last step is evaluated; for the name of a parameter, the function."""
    scope = Scope("module", steps[0].node.start_byte, steps[0].node.end_byte)
    for place, step in enumerate(steps[:-1]):
        opens = _OPENERS.get(step.node.type)
        if opens:
            for kind in opens(step.node, steps[place + 1 :]):
                scope = Scope(kind, step.node.start_byte, step.node.end_byte, scope)
    return scope


def _of_function(node: Node, below: Sequence[Step]) -> Iterator[ScopeKind]:
    part = below[0].field
    in_parameters = _part_of_parameter(below) if part == "parameters" else ""
    generic = node.child_by_field_name("type_parameters") is not None
    if generic and part in ("type_parameters", "parameters", "return_type", "body") and in_parameters != "default":
        yield "annotation"
    if part == "body" or in_parameters == "name":
        yield "function"


def _of_class(node: Node, below: Sequence[Step]) -> Iterator[ScopeKind]:
    part = below[0].field
    if part in ("type_parameters", "superclasses", "body") and node.child_by_field_name("type_parameters") is not None:
        yield "annotation"
    if part == "body":
        yield "class"


def _of_type_alias(node: Node, below: Sequence[Step]) -> Iterator[ScopeKind]:
    if below[0].field == "right" or any(step.node.type == "type_parameter" for step in below):
        yield "annotation"


def _of_comprehension(node: Node, below: Sequence[Step]) -> Iterator[ScopeKind]:
    clause = below[0].node
    if clause.type == "for_in_clause" and len(below) > 1 and below[1].field == "right":
        first = next(child for child in node.named_children if child.type == "for_in_clause")
        if first == clause:
            return  # the first iterable is evaluated outside (language reference, 6.2.4)
    yield "comprehension"


def _part_of_parameter(below: Sequence[Step]) -> Literal["name", "annotation", "default"]:
    """`below` starts at the parameter list."""
    for above, step in zip(below[1:], below[2:], strict=False):
        if above.node.type in ("default_parameter", "typed_default_parameter", "typed_parameter"):
            if step.field == "value":
                return "default"
            return "annotation" if step.field == "type" else "name"
    return "name"


_OPENERS = {
    "function_definition": _of_function,
    "lambda": _of_function,
    "class_definition": _of_class,
    "type_alias_statement": _of_type_alias,
    **dict.fromkeys(_COMPREHENSIONS, _of_comprehension),
}


def _role(steps: Steps) -> Role:
    """What an identifier is, by its parent."""
    leaf, parent = steps[-1], steps[-2]
    match parent.node.type:
        case "attribute":
            return "attribute" if leaf.field == "attribute" else "use"
        case "keyword_argument":
            return "keyword" if leaf.field == "name" else "use"
        case "keyword_pattern":
            return "keyword"
        case "function_definition" | "class_definition":
            return "bind" if leaf.field == "name" else "use"
        case "named_expression":
            is_format = steps[-3].node.type == "interpolation"  # f"{x:=8}"
            return "bind" if leaf.field == "name" and not is_format else "use"
        case "member_type":
            return "attribute"  # List[int].name: what is left of the dot stands in a type
        case "global_statement":
            return "global"
        case "nonlocal_statement":
            return "nonlocal"
        case "dotted_name":
            return _role_in_dotted_name(steps)
        case "aliased_import":
            return "bind"  # the alias: names stand in dotted_name
        case "splat_pattern" | "case_pattern":
            return "bind"
        case "as_pattern":
            return "bind" if _in_case(steps) else "use"
        case "parameters" | "lambda_parameters":
            return "bind"
        case "type" | "splat_type" | "generic_type" | "constrained_type":
            return _role_in_type(steps)
        case _:
            return _role_in_target(steps)


def _role_in_dotted_name(steps: Steps) -> Role:
    leaf, dotted, owner = steps[-1].node, steps[-2], steps[-3]
    first = dotted.node.children[0] == leaf
    match owner.node.type:
        case "import_statement":
            return "bind" if first else "path"
        case "aliased_import":
            return "imported" if steps[-4].node.type != "import_statement" else "path"
        case "import_from_statement" | "future_import_statement":
            return "bind" if dotted.field == "name" else "path"
        case "relative_import":
            return "path"
        case "class_pattern":
            return "use" if first else "attribute"
        case _ if _in_case(steps):
            if len(dotted.node.named_children) > 1:
                return "use" if first else "attribute"
            return "bind"  # a bare name in a pattern captures (language reference, 8.6.4.3)
        case _:
            return "use" if first else "attribute"


def _in_case(steps: Steps) -> bool:
    return any(step.node.type == "case_pattern" for step in steps[-7:])


def _role_in_type(steps: Steps) -> Role:
    """In annotations names are used; in the brackets behind a def, class or type statement they are bound (PEP 695)."""
    climb = len(steps) - 2
    if steps[climb].node.type == "splat_type":
        climb -= 1
    if steps[climb].node.type == "generic_type":
        return _left_of_type_alias(steps, climb - 1)
    if steps[climb - 1].node.type == "constrained_type":
        if steps[climb - 1].node.named_children[0] != steps[climb].node:
            return "use"  # the bound of a type parameter
        climb -= 2
    if steps[climb - 1].node.type != "type_parameter":
        return _left_of_type_alias(steps, climb)
    owner = steps[climb - 2].node.type
    if owner in ("function_definition", "class_definition"):
        return "bind"
    return _left_of_type_alias(steps, climb - 3) if owner == "generic_type" else "use"


def _left_of_type_alias(steps: Steps, climb: int) -> Role:
    if climb < 1 or steps[climb].field != "left":
        return "use"
    return "bind" if steps[climb - 1].node.type == "type_alias_statement" else "use"


def _role_in_target(steps: Steps) -> Role:
    """Bound when nothing but tuples, lists and stars stand between the name and the left of a binding statement."""
    climb = len(steps) - 1
    while steps[climb - 1].node.type in _TARGET_PARTS:
        climb -= 1
    owner, part = steps[climb - 1].node.type, steps[climb].field
    match owner:
        case "assignment" if climb < len(steps) - 1 and steps[climb - 1].node.child_by_field_name("right") is None:
            return "use"  # `(name): T` binds nothing, and does not declare it either
        case "assignment" | "augmented_assignment" | "for_statement" | "for_in_clause":
            return "bind" if part == "left" else "use"
        case "as_pattern_target":
            return "bind"
        case "delete_statement":
            return "delete"
        case "parameters" | "lambda_parameters":
            return "bind"
        case "typed_parameter":
            return "use" if part == "type" else "bind"
        case "default_parameter" | "typed_default_parameter":
            return "bind" if part == "name" else "use"
        case _:
            return "use"
