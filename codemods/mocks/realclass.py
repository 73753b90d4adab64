"""The class that test doubles stand for: its methods, with those that it inherits inside of the project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from ..errors import Refused, UnreadableSource
from ..meaning.bindings import Resolver
from ..meaning.parsing import Parsed
from ..meaning.syntax import field_text
from ..meaning.targets import Definition, External
from ..names import SymbolPath
from ..renames.symbols import find_symbol
from ..repo.files import RepoPath
from .doubleshape import Member, members

_MAX_BASES = 50
_ASSIGNED = re.compile(r"\bself\.([^\W\d]\w*)\s*(?::[^=\n]+)?=(?!=)")


@dataclass(frozen=True)
class Method:
    """A method as its callers see it: its parameters behind `self`, and whether it is awaited.

    `is_plain`: nothing decorates it, so that it is at run time what it looks like.
    """

    name: str
    parameters: tuple[str, ...]
    is_async: bool
    place: str
    is_plain: bool = True


@dataclass(frozen=True)
class RealClass:
    """`methods` by name, public ones alone. `is_whole` is False when a base lies outside of the project."""

    name: str
    symbol: Definition | External
    place: str
    methods: dict[str, Method]
    attributes: frozenset[str]
    is_whole: bool
    is_decorated: bool = False


def real_class(resolver: Resolver, path: SymbolPath) -> RealClass:
    """The class that `path` names. Raises NotFound, and Refused for what is no class."""
    found = find_symbol(resolver, path)
    if isinstance(found.symbol, External) or not found.places:
        return RealClass(found.name, found.symbol, "", {}, frozenset(), False)
    node = class_node(resolver, found.symbol)
    if node is None:
        raise Refused(f"{found.places[0]}: {found.name} is no class", "name the class that the doubles stand for")
    methods: dict[str, Method] = {}
    attributes: set[str] = set()
    whole = True
    for each in _with_bases(resolver, found.symbol):
        if each is None:
            whole = False
            continue
        for method in methods_of(resolver, *each):
            methods.setdefault(method.name, method)
        attributes |= set(attributes_of(resolver, *each))
    return RealClass(
        found.name, found.symbol, found.places[0], methods, frozenset(attributes), whole, _is_decorated(node[1])
    )


def _is_decorated(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "decorated_definition"


def class_node(resolver: Resolver, symbol: Definition) -> tuple[RepoPath, Node] | None:
    """The one `class` statement at the top of a module that the symbol is, with its file."""
    module = resolver.project.modules.by_stem.get(symbol.stem)
    for path in module.files if module else ():
        try:
            names = resolver.project.names(path, symbol.name)
        except UnreadableSource:
            continue
        for binding in names.bindings(names.module):
            owner = binding.steps[-2].node
            if owner.type == "class_definition" and path.endswith(".py"):
                return path, owner
    return None


def _with_bases(resolver: Resolver, symbol: Definition) -> Iterator[tuple[RepoPath, Node] | None]:
    """The class and those it inherits from, as Python asks them; None for a base that cannot be seen."""
    waiting: list[Definition] = [symbol]
    seen = {symbol}
    while waiting and len(seen) < _MAX_BASES:
        found = class_node(resolver, waiting.pop(0))
        if found is None:
            yield None
            continue
        path, node = found
        yield path, node
        for base in bases_of(node):
            targets = resolver.of_expression(path, base)
            parsed = resolver.project.parsed(path)
            if parsed.text(base) in (b"object", b"ABC", b"abc.ABC", b"Protocol", b"typing.Protocol"):
                continue
            ends = [target for target in targets if isinstance(target, Definition)]
            if len(ends) != 1 or len(targets) != 1:
                yield None
            elif ends[0] not in seen:
                seen.add(ends[0])
                waiting.append(ends[0])


def bases_of(node: Node) -> list[Node]:
    """The expressions that a class inherits from, keywords left out."""
    arguments = node.child_by_field_name("superclasses")
    inside = arguments.named_children if arguments is not None else []
    return [each for each in inside if each.type not in ("keyword_argument", "comment")]


def methods_of(resolver: Resolver, path: RepoPath, node: Node) -> Iterator[Method]:
    """The public methods that the class itself defines; properties are attributes."""
    parsed = resolver.project.parsed(path)
    for each in members(parsed, node, {}):
        if each.kind == "method" and is_public(each.name) and not is_property(each):
            line = parsed.source.line(each.node.start_byte)
            yield Method(each.name, parameters(parsed, each), each.is_async, f"{path}:{line}", not each.decorators)


def attributes_of(resolver: Resolver, path: RepoPath, node: Node) -> Iterator[str]:
    """Class attributes, properties, and what methods assign to `self`."""
    parsed = resolver.project.parsed(path)
    for each in members(parsed, node, {}):
        if each.kind == "attribute" or (each.kind == "method" and is_property(each)):
            yield each.name
        if each.kind == "method":
            yield from self_attributes(parsed.text(each.node).decode(errors="replace"))


def self_attributes(text: str) -> Iterator[str]:
    """The names that a text assigns as `self.name`."""
    for match in _ASSIGNED.finditer(text):
        yield match.group(1)


def is_public(name: str) -> bool:
    return not name.startswith("_")


def is_property(member: Member) -> bool:
    return any(
        each.endswith(("property", ".setter", ".deleter", ".getter")) for each in member.decorators
    )  # fmt: skip


def parameters(parsed: Parsed, member: Member) -> tuple[str, ...]:
    """`user_id`, `ws=`, `*`, `*args`, `**more`: what a caller can pass, without the instance or class itself."""
    inner = member.node.child_by_field_name("definition") or member.node
    listed = inner.child_by_field_name("parameters")
    found = [_parameter(parsed, each) for each in (listed.named_children if listed is not None else ())]
    spelled = [each for each in found if each]
    return tuple(spelled if "staticmethod" in member.decorators else spelled[1:])


def _parameter(parsed: Parsed, node: Node) -> str:
    match node.type:
        case "comment":
            return ""
        case "typed_parameter":
            return _parameter(parsed, node.named_children[0])
        case "default_parameter" | "typed_default_parameter":
            return field_text(parsed, node, "name").decode() + "="
        case "keyword_separator":
            return "*"
        case "positional_separator":
            return "/"
        case _:
            return parsed.text(node).decode()
