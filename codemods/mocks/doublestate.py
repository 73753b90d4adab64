"""Does a class itself hold what tests change? Then two test files must not come to have one class.

class Fake:
    instances = []        every test that adds to it would be seen by the tests of the other file
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tree_sitter import Node

from ..meaning import candidates
from ..meaning.bindings import Resolver
from ..meaning.parsing import Parsed
from ..meaning.syntax import field_of, field_text, inside, is_bound, walk
from ..meaning.targets import Definition
from .doubles import FACTORY, Double
from .doubleshape import Member

_CACHES = ("lru_cache", "cache", "cached_property")
_IMMUTABLE_MAKERS = frozenset({"tuple", "frozenset", "property", "staticmethod", "classmethod", "timedelta", "field"})
_MUTABLE = frozenset({"list", "dictionary", "set"})
_CLASS_STATE = re.compile(rb"\b(?:cls|type\(self\)|self\.__class__)\.\w+\s*\.(?:append|add|update)\(")
_OF_INSTANCE = re.compile(
    rb"(?:\btype\(\s*([\w.]+)\s*\)|\b([\w.]+)\.__class__)\.(\w+)\s*(?:[-+*/|&%^@]|//|\*\*|<<|>>)?=(?!=)"
)
_OF_WORDS = re.compile(
    rb"\b(?:__doc__|getdoc|__annotations__|get_type_hints|get_annotations|inspect(?:\.| import[^\n]*\b)signature)\b"
)
_WORDS_OF_BASES = (b"__dict__", b"vars(", b"__base", b"__mro__", b"mro(", b"getmro", b"__subclasses__", b"delattr")
# For the name of a class: where a test asks what it is made of, or takes something out of it.
_OF_BASES = (
    rb"\b(?:__bases?__|__mro__|getmro|__subclasses__)\b|\bmro\(\)|\bvars\(\s*(?:type\(|%s\b)"
    rb"|(?:\b%s|\btype\([^()]*(?:\(\))?\)|__class__)\.__dict__\b"
    rb"|\bdelattr\(\s*(?:%s\b|type\()|\bdelattr\(\s*[\"'][\w.]*\b%s\."
)


def changes(resolver: Resolver, parsed: Parsed, double: Double) -> Iterator[str]:
    """Where the class is changed from outside, by its own file or another."""
    for line in (*_in_file(resolver, parsed, double), *_of_instances(parsed, double)):
        yield f"line {line} changes the class"
    for place in _elsewhere(resolver, double):
        yield f"{place} changes the class"


def state(parsed: Parsed, double: Double, changed: str) -> Iterator[str]:
    """What the class itself holds that can change, one reason after the other; `changed` is the first of `changes`."""
    for each in double.members:
        if holds_state(parsed, each):
            yield f"{each.name} belongs to the class and can change"
    names = _names_within(parsed, double)
    within = any(_is_class(parsed, node, names) and _is_changed(parsed, node) for node in walk(double.node))
    if within or _CLASS_STATE.search(parsed.text(double.node)):
        yield "its methods change the class"
    if changed:
        yield changed


def seen(parsed: Parsed, double: Double, changed: str) -> Iterator[str]:
    """What tests would see of a base: that something lies there and not in the class, or is another class's, too."""
    if changed:
        yield changed
    code, name = parsed.source.code, re.escape(double.name.encode())
    asked = any(word in code for word in _WORDS_OF_BASES)
    for found in re.finditer(_OF_BASES % ((name,) * 4), code) if asked else ():
        yield f"line {parsed.source.line(found.start())} asks for, or takes away, what is the class's own"
    if asks_for_words(parsed, double):
        yield "its file asks for docstrings or annotations"


def asks_for_words(parsed: Parsed, double: Double) -> bool:
    """Does its file ask for docstrings or annotations, by which doubles may differ that are the same else?"""
    return double.found_by != FACTORY and _OF_WORDS.search(parsed.source.code) is not None


def _in_file(resolver: Resolver, parsed: Parsed, double: Double) -> Iterator[int]:
    """The lines of its file, outside of it, that change the class by its name, or by another that is given to it."""
    words, project = [double.name], resolver.project
    for use in project.names(double.path, double.name).occurrences:
        above = use.node.parent
        left = field_of(above, "left", "assignment")
        if left is not None and left.type == "identifier" and left != use.node and use.role == "use":
            words.append(parsed.text(left).decode())
    for word in dict.fromkeys(words):
        for use in project.names(double.path, word).occurrences:
            if not double.holds(use.start) and use.role in ("use", "bind") and _is_changed(parsed, use.node):
                yield parsed.source.line(use.start)


def _of_instances(parsed: Parsed, double: Double) -> Iterator[int]:
    """The lines that change the class of a thing, which may be such a double. By `self` others change themselves."""
    for at, thing, member in _changes_of_instances(parsed.source.code):
        made = rb"\b%s\s*=\s*(?:await\s+)?%s\(" % (re.escape(thing), re.escape(double.name.encode()))
        known = member in {each.name for each in double.members} or re.search(made, parsed.source.code)
        if known and thing != b"self" and not double.holds(at):
            yield parsed.source.line(at)


@lru_cache(maxsize=64)
def _changes_of_instances(code: bytes) -> tuple[tuple[int, bytes, str], ...]:
    """Where, of the class of which thing, and what of it."""
    return tuple((each.start(), each[1] or each[2], each[3].decode()) for each in _OF_INSTANCE.finditer(code))


def _elsewhere(resolver: Resolver, double: Double) -> Iterator[str]:
    """Where another file changes the class."""
    project = resolver.project
    home = project.modules.of_file(double.path)
    if home is None or double.nested:
        return
    target = Definition(home.stem, double.name)
    for path in candidates.modules_mentioning(project, [double.name]):
        parsed = project.parsed(path)
        for use in project.names(path, double.name).occurrences if path != double.path else ():
            above = use.node.parent
            whole = above if above is not None and above.child_by_field_name("attribute") == use.node else use.node
            if _is_changed(parsed, whole) and target in resolver.of_expression(path, whole):
                yield project.place(path, use.start)


def holds_state(parsed: Parsed, member: Member) -> bool:
    """Does the class, through this member, hold something that can change?"""
    if member.kind == "attribute":
        value = member.node.named_children[0].child_by_field_name("right")
        return value is not None and _can_change(parsed, value)
    if any(each.partition("(")[0].rpartition(".")[2] in _CACHES for each in member.decorators):
        return True
    return any(
        (value := node.child_by_field_name("value")) is not None and _can_change(parsed, value)
        for node in walk(member.node) if node.type in ("default_parameter", "typed_default_parameter")
    )  # fmt: skip


def _can_change(parsed: Parsed, value: Node) -> bool:
    for node in walk(value):
        if node.type in _MUTABLE or node.type.endswith("comprehension"):
            return True
        if node.type == "call":
            last = field_text(parsed, node, "function").decode().rpartition(".")[2]
            if last not in _IMMUTABLE_MAKERS:
                return True
    return False


def _is_changed(parsed: Parsed, node: Node) -> bool:
    """Is something of the thing at `node` set or deleted, as in `Name.a.b = 1`, `del Name.a`, `setattr(Name, …)`?"""
    first, above = node, node.parent
    while above is not None and above.type in ("attribute", "subscript"):
        if above.child_by_field_name("object" if above.type == "attribute" else "value") != node:
            return False
        node, above = above, above.parent
    if above is not None and node == first:
        call = above.parent if above.type == "argument_list" and above.named_children[:1] == [node] else None
        return call is not None and field_text(parsed, call, "function") in (b"setattr", b"delattr")
    return is_bound(node)


def _names_within(parsed: Parsed, double: Double) -> frozenset[bytes]:
    """What the class is called in its own body."""
    found = {double.name.encode(), b"cls"}
    for node in walk(double.node):
        if node.type == "decorated_definition" and b"@classmethod" in map(parsed.text, node.named_children):
            first = inside(node.child_by_field_name("definition"), "parameters")[:1]
            found |= {parsed.text(each).partition(b":")[0].strip() for each in first}
        right = field_of(node, "right", "assignment")
        if right is not None and _is_class(parsed, right, frozenset(found)):
            found.add(field_text(parsed, node, "left"))
    return frozenset(found)


def _is_class(parsed: Parsed, thing: Node, names: frozenset[bytes]) -> bool:
    """Is it one of these names, `type(x)` or `x.__class__`?"""
    if thing.type == "attribute":
        return field_text(parsed, thing, "attribute") == b"__class__"
    if thing.type == "call":
        return field_text(parsed, thing, "function") == b"type"
    return thing.type == "identifier" and parsed.text(thing) in names
