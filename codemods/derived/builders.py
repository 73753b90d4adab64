"""Code that makes a key of a class's name, in the class or in what makes it: its bases, its decorators.

class Base:
    def __init_subclass__(cls): REGISTRY[snake(cls.__name__)] = cls
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from tree_sitter import Node

from ..errors import UnreadableSource
from ..meaning.bindings import Resolver
from ..meaning.parsing import DEFINITIONS, Parsed, Steps, innermost
from ..meaning.scopes import Occurrence
from ..meaning.syntax import assigned_value, bases_of, decorators, field_of, field_text, holds, inside, walk
from ..meaning.targets import Definition
from ..records import dataclass
from ..repo.files import RepoPath
from .keysigns import GIVEN, REGISTERED, spelled_names

_MOST = 12  # classes and functions that are gone through
_MOST_CALLS = 20  # in a decorator


@dataclass(frozen=True, slots=True)
class Builder:
    """A place that makes keys of names of classes. `is_own`: it stands in what the symbol inherits from, or is made by.

    Else it is only in one file with that. `is_exact`: the key is the very name.
    """

    path: RepoPath
    line: int
    is_own: bool
    is_exact: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def builders(resolver: Resolver, path: RepoPath, bindings: Iterable[Occurrence]) -> list[Builder]:
    """The places that may make a key of what `bindings` define in `path`, the nearest first.

    In the files concerned that is code of these classes and functions, and of no other class. Raises UnreadableSource.
    """
    bodies: dict[RepoPath, list[Node]] = {path: []}
    for file, binding in makers(resolver, path, bindings):
        bodies.setdefault(file, []).append(binding.parent)
    found = []
    for file, owners in bodies.items():
        parsed = resolver.project.parsed(file)
        for at in sorted((*spelled_names(parsed.source.code), *_given_names(parsed))):
            steps = parsed.steps(at)
            is_own = any(holds(owner, at) for owner in owners)
            if _is_code(steps) and (is_own or innermost(steps, "class_definition") is None):
                found.append(Builder(file, parsed.source.line(at), is_own))
    return found


def registers(resolver: Resolver, path: RepoPath, bindings: Iterable[Occurrence]) -> Iterator[tuple[RepoPath, int]]:
    """The files and lines in which what `bindings` inherit from, or are decorated by, puts or asks for their own name.

    An instance has it not: what `self.__name__` is there, it was given. Raises UnreadableSource.
    """
    bindings = tuple(bindings)
    is_class = any(each.parent.type == "class_definition" for each in bindings)
    for file, binding in makers(resolver, path, bindings):
        parsed, owner = resolver.project.parsed(file), binding.parent
        of_instance = is_class and not any(b"type" in (base.text or b"").lower() for base in bases_of(owner))
        for found in re.compile(REGISTERED).finditer(parsed.source.code, owner.start_byte, owner.end_byte):
            if _is_code(parsed.steps(found.start())) and not (of_instance and b"self.__name__" in found[0]):
                yield file, parsed.source.line(found.start())


def _given_names(parsed: Parsed) -> Iterator[int]:
    """Where a metaclass spells the name otherwise that its class gets: def __new__(mcs, name, bases, body)."""
    for found in re.finditer(GIVEN, parsed.source.code):
        functions = (
            each.node for each in reversed(parsed.steps(found.start())) if each.node.type == "function_definition"
        )
        parameters = next((each.child_by_field_name("parameters") for each in functions), None)
        if parameters is not None and b"bases" in parsed.text(parameters):
            yield found.start()


def _is_code(steps: Steps) -> bool:
    """False in a comment and in the text of a string."""
    within = innermost(steps, "string", "interpolation")
    return (within is None or within.type != "string") and steps[-1].node.type != "comment"


def makers(resolver: Resolver, path: RepoPath, bindings: Iterable[Occurrence]) -> Iterator[tuple[RepoPath, Occurrence]]:
    """These, the classes they inherit from, their metaclasses, the decorators of all of them, and what these call."""
    themselves = [(path, each) for each in bindings]
    waiting = [*themselves]
    seen: set[tuple[RepoPath, int]] = set()
    while waiting:
        file, binding = waiting.pop(0)
        yield file, binding
        parsed = resolver.project.parsed(file)
        called = _handed_on(parsed, binding) if (file, binding) not in themselves else ()
        for node in (*_expressions(binding), *called):
            for at, each in definitions(resolver, file, node):
                if (at, each.start) not in seen and len(seen) < _MOST:
                    seen.add((at, each.start))
                    waiting.append((at, each))


def definitions(resolver: Resolver, path: RepoPath, node: Node) -> list[tuple[RepoPath, Occurrence]]:
    """The classes and functions of the project that the expression means, each the name in its definition.

    A method, too, of a class, or of what a module made by a call of one: `registry.add`.
    """
    try:
        found = [each for target in _meant(resolver, path, node) for each in _bindings(resolver, target)]
        own = [(at, each) for at, each in found if each.parent.type in DEFINITIONS]
        return own or list(_methods(resolver, path, node))
    except UnreadableSource:
        return []


def _expressions(binding: Occurrence) -> Iterator[Node]:
    """The bases and decorators of a class or function."""
    owner = binding.parent
    for each in inside(owner, "superclasses"):
        value = each.child_by_field_name("value") if each.type in ("keyword_argument", "subscript") else each
        if value is not None:
            yield value
    for each in decorators(owner):
        yield each.child_by_field_name("function") or each


def _handed_on(parsed: Parsed, binding: Occurrence) -> Iterator[Node]:
    """What a decorator, or a base for each class below it, calls with something that it may have been given."""
    owner = binding.parent
    hooks = (each for each in inside(owner, "body") if field_text(parsed, each, "name") == b"__init_subclass__")
    functions = (each for each in (owner, *hooks) if each.type == "function_definition")
    bodies = (each.child_by_field_name("body") for each in functions)
    calls = (node for body in bodies if body is not None for node in walk(body) if node.type == "call")
    for call in islice(calls, _MOST_CALLS):
        function = call.child_by_field_name("function")
        if function is not None and any(each.type == "identifier" for each in inside(call, "arguments")):
            yield function


def _meant(resolver: Resolver, path: RepoPath, node: Node | None) -> Iterator[Definition]:
    for target in resolver.of_expression(path, node) if node is not None else ():
        if isinstance(target, Definition):
            yield target


def _bindings(resolver: Resolver, target: Definition) -> Iterator[tuple[RepoPath, Occurrence]]:
    for path in resolver.project.modules.files(target.stem):
        for binding in resolver.project.bindings(path, target.name):
            yield path, binding


def _methods(resolver: Resolver, path: RepoPath, node: Node) -> Iterator[tuple[RepoPath, Occurrence]]:
    """The methods that an attribute of a class means, or of what a module made by a call of one."""
    name = field_text(resolver.project.parsed(path), node, "attribute").decode()
    for target in _meant(resolver, path, node.child_by_field_name("object")) if name else ():
        for file, binding in _bindings(resolver, target):
            value = assigned_value(binding.steps)
            called = field_of(value, "function", "call")
            made = (each for one in _meant(resolver, file, called) for each in _bindings(resolver, one))
            for at, owner in (file, binding), *made:
                if owner.parent.type == "class_definition":
                    yield from (
                        (at, each)
                        for each in resolver.project.names(at, name).within(owner.parent)
                        if each.role == "bind" and each.parent.type == "function_definition"
                    )
