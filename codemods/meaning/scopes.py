"""Which binding does this identifier mean? One file, by the rules of the language reference, 4.2 and PEP 695.

A word is looked at, not a file: `names_of(parsed, "Old")` finds the places where the word stands, says what each is,
and in which scope the name it spells lives. Only the scopes around those places are looked at.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from tree_sitter import Node

from ..names import is_mangled, word_pattern
from ..records import dataclass
from .parsing import IMPORTS, Parsed, Step, Steps, innermost
from .roles import Role, role_of, role_of_text

if TYPE_CHECKING:
    from .flow import Order

ScopeKind = Literal["module", "function", "class", "comprehension", "annotation"]

_START = attrgetter("start")
_MANGLED: frozenset[Role] = frozenset({"use", "bind", "delete", "global", "nonlocal", "attribute"})
COMPREHENSIONS = ("list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression")


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
    is_late_type: bool = field(default=False, compare=False)  # in an annotation that is read when all is loaded

    @property
    def node(self) -> Node:
        return self.steps[-1].node

    @property
    def parent(self) -> Node:
        """The node right around the word: the definition whose name it is, the attribute, the element of an import."""
        return self.steps[-2].node

    def enclosing(self, *types: str) -> Node | None:
        """The innermost node of one of `types` around this place."""
        return innermost(self.steps, *types)

    @property
    def owner(self) -> Node | None:
        """The expression of which the word is an attribute: `m` of `m.Old`; None for what is none."""
        return self.parent.child_by_field_name("object") if self.role == "attribute" else None

    @property
    def whole(self) -> Node:
        """The expression that the word ends: `m.Old` where it is an attribute, else the name."""
        return self.parent if self.owner is not None else self.node

    @property
    def import_around(self) -> Node | None:
        """The import that the place stands in."""
        return innermost(self.steps, *IMPORTS)

    @property
    def from_import(self) -> Node | None:
        """The `from … import` that the place stands in."""
        return innermost(self.steps, "import_from_statement")


@dataclass(frozen=True)
class Names:
    """All places of one word in one file. Those that cannot bind it are looked at when they are asked for."""

    word: str
    parsed: Parsed = field(repr=False)
    module: Scope
    declared: frozenset[tuple[Scope, Role]]
    bound: frozenset[Scope]
    _binding: tuple[Occurrence, ...] = field(repr=False, default=())
    orders: dict[Scope, Order] = field(repr=False, compare=False, default_factory=dict)  # what flow.py has found out

    @cached_property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Every place, whole word only, in the order of the text."""
        known = {each.start: each for each in self._binding}
        found = _looked(self.parsed, self.word, lambda start, end: start not in known)
        others = (_with_home(each, self) for each in found)
        return tuple(sorted((*known.values(), *others), key=lambda each: each.start))

    def within(self, node: Node) -> tuple[Occurrence, ...]:
        """The places in the node."""
        begin, end = (bisect_left(self.occurrences, at, key=_START) for at in (node.start_byte, node.end_byte))
        return self.occurrences[begin:end]

    def at(self, start: int) -> Occurrence:
        """The place at byte `start`, where the word stands."""
        span = (start, start + len(self.word.encode()))
        return _with_home(_look(self.parsed, self.parsed.steps(start), *span, self.word), self)

    def bindings(self, home: Scope) -> tuple[Occurrence, ...]:
        """Where the name that lives in `home` is bound, in the order of the text."""
        return self._places.get((home, "bind"), ())

    @cached_property
    def own(self) -> tuple[Occurrence, ...]:
        """Where the module's own name is bound: the global."""
        return self.bindings(self.module)

    def deletions(self, home: Scope) -> tuple[Occurrence, ...]:
        """Where `del` takes the name that lives in `home` away, in the order of the text."""
        return self._places.get((home, "delete"), ())

    @cached_property
    def _places(self) -> dict[tuple[Scope | None, Role], tuple[Occurrence, ...]]:
        found: dict[tuple[Scope | None, Role], list[Occurrence]] = {}
        for each in self._binding:
            found.setdefault((each.home, each.role), []).append(each)
        return {kind: tuple(places) for kind, places in found.items()}

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
    bound = frozenset(_out_of_comprehensions(each) for each in found if each.role in ("bind", "delete"))
    names = Names(word, parsed, module, declared, bound)
    return replace(names, _binding=tuple(_with_home(each, names) for each in found))


def _looked(parsed: Parsed, word: str, wanted: Callable[[int, int], bool]) -> list[Occurrence]:
    """The places of the word that are `wanted`, by where they begin and end; their homes are not known yet."""
    spans = [span for match in word_pattern((word,)).finditer(parsed.source.code) if wanted(*(span := match.span()))]
    paths = parsed.paths(start for start, _ in spans)
    found = (_look(parsed, steps, *span, word) for span, steps in zip(spans, paths, strict=True))
    return [each for each in found if not _is_longer(each)]


def _is_longer(each: Occurrence) -> bool:
    """Is it part of a longer name, which goes on in letters that are not of ASCII: `Old类`?"""
    leaf = each.steps[-1].node
    return leaf.type == "identifier" and leaf.end_byte - leaf.start_byte > each.end - each.start


def _may_bind(code: bytes, start: int, end: int) -> bool:
    """False for what has a dot on either side, which binds nothing but in an import."""
    if code[end : end + 1] != b"." and code[start - 1 : start] != b".":
        return True
    line = code.rfind(b"\n", 0, start) + 1
    return b"import" in code[line:start] or b"\\" in code[max(0, line - 3) : line]


def _with_home(each: Occurrence, names: Names) -> Occurrence:
    if each.role in ("bind", "delete"):
        scope = _out_of_comprehensions(each)
    elif each.role in ("use", "global", "nonlocal"):
        scope = each.scope
    else:
        return each
    return Occurrence(each.start, each.end, each.role, each.steps, each.scope, names.home(scope), each.is_late_type)


def _out_of_comprehensions(each: Occurrence) -> Scope:
    """PEP 572: a walrus in a comprehension binds in the block around it."""
    scope = each.scope
    if each.steps[-1].field == "name" and each.parent.type == "named_expression":
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
    return scope


def _look(parsed: Parsed, steps: Steps, start: int, end: int, word: str) -> Occurrence:
    leaf, scope = steps[-1].node, _scope(steps)
    role: Role
    if leaf.type != "identifier":
        role = role_of_text(steps)
    elif leaf.start_byte != start or leaf.end_byte != end:
        role = "other"
    else:
        role = role_of(steps)
        if is_mangled(word) and role in _MANGLED and _in_class(parsed, steps):
            role = "mangled"
    is_late = role == "use" and (parsed.is_stub or parsed.are_postponed) and innermost(steps, "type") is not None
    return Occurrence(start, end, role, steps, scope, is_late_type=is_late)


def _in_class(parsed: Parsed, steps: Steps) -> bool:
    """In the body of a class whose name has more to it than underscores."""
    inner = [
        above.node for above, step in pairwise(steps) if above.node.type == "class_definition" and step.field == "body"
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
    is_iterable = len(below) > 1 and below[1].field == "right"
    if is_iterable and below[0].node == next(each for each in node.named_children if each.type == "for_in_clause"):
        return  # the first iterable is evaluated outside (language reference, 6.2.4)
    yield "comprehension"


def _part_of_parameter(below: Sequence[Step]) -> Literal["name", "annotation", "default"]:
    """`below` starts at the parameter list."""
    for above, step in pairwise(below[1:]):
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
    **dict.fromkeys(COMPREHENSIONS, _of_comprehension),
}
