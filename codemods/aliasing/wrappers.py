"""Subclasses that add nothing: a second class where one would do. They are shown, with what would change without them.

class ConnectionManager(WebSocketManager):
    "Kept for old callers."
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from tree_sitter import Node

from ..codemod import Diagnostic
from ..errors import UnreadableSource
from ..meaning.parsing import Parsed
from ..meaning.scopes import Occurrence
from ..meaning.syntax import field_of, inside, is_decorated, with_decorators
from ..records import dataclass
from ..repo.files import RepoPath
from .aliases import dotted_name
from .aliasfamily import Family

_HOOKS = (
    (re.compile(rb"def __new__\("), "its own __new__ result: a singleton keeps one object for each class"),
    (re.compile(rb"def __init_subclass__\("), "the call of __init_subclass__"),
    (re.compile(rb"metaclass\s*="), "what the metaclass does with each class"),
    (re.compile(rb"\b__subclasses__\("), "what __subclasses__() lists"),
    (re.compile(rb"\b__slots__\b|\bslots\s*=\s*True"), "attributes beyond __slots__, which only a subclass takes"),
    (re.compile(rb"\b__(?:qual)?name__\b"), "what the class does with its own name"),
)


@dataclass(frozen=True, slots=True)
class Wrapper:
    """An empty subclass: its dotted name, the class itself with its only base, and what collapsing it would change."""

    name: str
    path: RepoPath
    line: int
    defined: Node = field(compare=False, repr=False)
    base: Node = field(compare=False, repr=False)
    would_change: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """Its name in its module."""
        return self.name.rpartition(".")[2]

    def stays(self, why: str = "") -> Diagnostic:
        """What is to be said when it is left."""
        message = f"{self.name} is a subclass that adds nothing; it stays{': ' * bool(why)}{why}"
        help = f"without it would change: {'; '.join(self.would_change)}"
        return Diagnostic("warning" if why else "info", "wrapper", message, help, self.path, self.line)


def wrappers(family: Family) -> list[Wrapper]:
    """The empty subclasses of the symbol at the top of modules, in the order of their places."""
    hooks = tuple(_hooks(family))
    found: dict[tuple[RepoPath, int], Wrapper] = {}
    for word in family.words:
        for path in family.reaching(word):
            heads = family.project.text(path).split(b":")
            if not any(word.encode() in head and b"class" in head for head in heads):
                continue
            try:
                for wrapper in _in_file(family, path, word, hooks):
                    found[path, wrapper.line] = wrapper
            except UnreadableSource:
                continue
            if not any(place[0] == path for place in found):
                family.let_go(path)
    return [found[place] for place in sorted(found) if _is_empty_in_all(family, found[place], list(found.values()))]


def _in_file(family: Family, path: RepoPath, word: str, hooks: tuple[str, ...]) -> Iterator[Wrapper]:
    resolver = family.resolver
    parsed = resolver.project.parsed(path)
    if b"class " not in parsed.source.code:
        return
    for each in resolver.project.names(path, word).occurrences:
        defined = _subclass(each)
        if defined is None or not _adds_nothing(defined):
            continue
        of = [child for child in inside(defined, "superclasses") if child.type != "comment"]
        base = of[0] if len(of) == 1 else None
        name = defined.child_by_field_name("name")
        if base is None or name is None or not family.identity.same(family.identity.of_expression(path, base)):
            continue
        dotted = dotted_name(family.identity, path, parsed.text(name).decode())
        changes = (f"its repr and __name__, {dotted.rpartition('.')[2]}", "isinstance and except", *hooks)
        yield Wrapper(dotted, path, parsed.source.line(name.start_byte), defined, base, changes)


def _is_empty_in_all(family: Family, wrapper: Wrapper, found: list[Wrapper]) -> bool:
    """Stubs show bodies as `...`: the module itself must have an empty class, too."""
    module = family.project.modules.of_file(wrapper.path)
    return not wrapper.path.endswith(".pyi") or any(
        other.word == wrapper.word and module is not None and other.path in module.files
        for other in found if other.path.endswith(".py")
    )  # fmt: skip


def _subclass(each: Occurrence) -> Node | None:
    """The class at the top of its module of which the word is the base."""
    if each.role not in ("use", "attribute") or each.enclosing("argument_list") is None:
        return None
    above = [step for step in each.steps if step.node.type != "decorated_definition"]
    if len(above) < 3 or above[1].node.type != "class_definition" or above[2].field != "superclasses":
        return None
    return above[1].node


def _adds_nothing(defined: Node) -> bool:
    if is_decorated(defined) or defined.child_by_field_name("type_parameters") is not None:
        return False
    return all(
        node.type in ("pass_statement", "comment")
        or (node.type == "expression_statement" and node.named_children[0].type in ("string", "ellipsis"))
        for node in inside(defined, "body")
    )


def _hooks(family: Family) -> Iterator[str]:
    """What the class itself does with its subclasses."""
    resolver, symbol = family.resolver, family.symbol
    for path in family.identity.home.files:
        parsed: Parsed = resolver.project.parsed(path)
        for binding in resolver.project.bindings(path, symbol.name):
            owner = binding.parent
            text = parsed.text(with_decorators(owner))
            yield from (what for pattern, what in _HOOKS if pattern.search(text))
            bases = field_of(owner, "superclasses", "class_definition")
            if bases is not None and bases.named_children:
                yield f"what {' '.join(parsed.text(bases).decode().split())[1:-1]} may do with each subclass"
