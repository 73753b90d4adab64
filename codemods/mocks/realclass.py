"""The class that test doubles stand for: its methods, with those that it inherits inside of the project."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ..errors import Refused
from ..meaning.bindings import Resolver
from ..meaning.parsing import Parsed
from ..meaning.syntax import bases_of, field_text, inside, is_decorated
from ..meaning.targets import Definition, External
from ..names import SymbolPath
from ..records import dataclass
from ..renames.symbols import find_symbol
from ..repo.files import RepoPath
from .doubleshape import Member, members

_MAX_BASES = 50
_WITHOUT_MEMBERS = frozenset({b"object", b"ABC", b"abc.ABC", b"Protocol", b"typing.Protocol"})
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
    """`methods` by name, public ones alone. `is_whole` is False when it may have more: a base outside of the project,
    a `__getattr__`. `dotted` is its path, as `app.core.manager:Manager`."""

    name: str
    symbol: Definition | External
    place: str
    methods: dict[str, Method]
    attributes: frozenset[str]
    is_whole: bool
    is_decorated: bool = False
    dotted: str = ""


@dataclass(frozen=True)
class Inherited:
    """What a class gets from its bases: the names of their members, and these bases, each with its file."""

    names: frozenset[str]
    classes: frozenset[tuple[RepoPath, Node]]


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
    for each in _with_bases(resolver, [found.symbol]):
        if each is None:
            whole = False
            continue
        for method in methods_of(resolver, *each):
            methods.setdefault(method.name, method)
        attributes |= set(attributes_of(resolver, *each))
        whole = whole and not _answers_all(resolver, *each)
    home = resolver.project.modules.by_stem[found.symbol.stem]
    dotted = f"{resolver.project.modules.name(home, path.dotted)}:{found.symbol.name}"
    return RealClass(
        found.name, found.symbol, found.places[0], methods, frozenset(attributes), whole, is_decorated(node[1]), dotted
    )


def ancestors(resolver: Resolver, path: RepoPath, node: Node) -> Inherited | None:
    """What the class at `node` inherits; None when a base lies outside of the project, or cannot be followed."""
    names: set[str] = set()
    places: set[tuple[RepoPath, Node]] = set()
    starts = []
    for base in bases_of(node):
        targets = resolver.of_expression(path, base)
        end = next(iter(targets)) if len(targets) == 1 else None
        if isinstance(end, Definition):
            starts.append(end)
        elif resolver.project.parsed(path).text(base) not in _WITHOUT_MEMBERS:
            return None
    for each in _with_bases(resolver, starts):
        if each is None:
            return None
        parsed = resolver.project.parsed(each[0])
        names |= {member.name for member in members(parsed, each[1], {})} | set(attributes_of(resolver, *each))
        places.add(each)
    return Inherited(frozenset(names), frozenset(places))


def _answers_all(resolver: Resolver, path: RepoPath, node: Node) -> bool:
    parsed = resolver.project.parsed(path)
    return any(each.name in ("__getattr__", "__getattribute__") for each in members(parsed, node, {}))


def class_node(resolver: Resolver, symbol: Definition) -> tuple[RepoPath, Node] | None:
    """The one `class` statement at the top of a module that the symbol is, with its file."""
    for path in filter(resolver.project.is_readable, resolver.project.modules.files(symbol.stem)):
        for binding in resolver.project.bindings(path, symbol.name):
            owner = binding.parent
            if owner.type == "class_definition" and path.endswith(".py"):
                return path, owner
    return None


def _with_bases(resolver: Resolver, symbols: Iterable[Definition]) -> Iterator[tuple[RepoPath, Node] | None]:
    """The classes and those they inherit from, as Python asks them; None for a base that cannot be seen."""
    waiting: list[Definition] = [*symbols]
    seen = {*waiting}
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
            if parsed.text(base) in _WITHOUT_MEMBERS:
                continue
            ends = [target for target in targets if isinstance(target, Definition)]
            if len(ends) != 1 or len(targets) != 1:
                yield None
            elif ends[0] not in seen:
                seen.add(ends[0])
                waiting.append(ends[0])


def methods_of(resolver: Resolver, path: RepoPath, node: Node) -> Iterator[Method]:
    """The public methods that the class itself defines; properties are attributes."""
    parsed = resolver.project.parsed(path)
    for each in members(parsed, node, {}):
        method = method_of(parsed, path, each)
        if method is not None:
            yield method


def method_of(parsed: Parsed, path: RepoPath, member: Member) -> Method | None:
    """The member as its callers see it; None when it is no public method."""
    if member.kind != "method" or not is_public(member.name) or is_property(member):
        return None
    line = parsed.source.line(member.node.start_byte)
    return Method(member.name, parameters(parsed, member), member.is_async, f"{path}:{line}", not member.decorators)


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
    return any(each.endswith(("property", ".setter", ".deleter", ".getter")) for each in member.decorators)


def parameters(parsed: Parsed, member: Member) -> tuple[str, ...]:
    """`user_id`, `ws=`, `*`, `*args`, `**more`: what a caller can pass, without the instance or class itself."""
    inner = member.node.child_by_field_name("definition") or member.node
    found = [_parameter(parsed, each) for each in inside(inner, "parameters")]
    spelled = [each for each in found if each]
    return tuple(spelled if "staticmethod" in member.decorators else spelled[1:])


def shown(taken: Iterable[str]) -> str:
    """Such parameters as people are shown them: `user_id, ws=…`."""
    return ", ".join(each.replace("=", "=…") for each in taken)


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
