"""What an expression surely is: an instance of the symbol, the symbol, the text that `repr` writes of one.

A name is what it was assigned, when that is the only thing that it can be there; so is `self.x`, which the class of
a test assigns once, and a parameter that a fixture of the same file, or a mark, gives its value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tree_sitter import Node

from ..meaning.flow import in_force_at, order
from ..meaning.scopes import Occurrence
from ..meaning.syntax import assigned_value, bare, decorators, field_text, inside, is_bound, last_value, walk
from ..records import dataclass
from .fixtures import class_has, is_fixture
from .visit import Visit

_WRITING = frozenset({b"repr", b"str"})
_WRITTEN = frozenset({b"__repr__", b"__str__"})
_OWN = frozenset({"self", "cls"})
_GIVING = frozenset({"return_statement", "yield"})
_MOST_STEPS = 4  # from a name to what it was assigned


@dataclass(frozen=True)
class ShownValues:
    """Looks at expressions of one file. The parameter that is bound at a byte of `given` is that expression."""

    visit: Visit
    given: Mapping[int, Node]

    def shown(self, written: Node) -> Node | None:
        """`x` in `repr(x)` and `x.__str__()`; None for what is no such call."""
        if written.type != "call":
            return None
        function, given, parsed = written.children[0], inside(written, "arguments"), self.visit.parsed
        if function.type == "identifier" and parsed.text(function) in _WRITING and len(given) == 1:
            is_pythons = not self.visit.may_bind(self.visit.path, self.visit.text(function))
            return self.value(given[0]) if is_pythons else None
        below = function.child_by_field_name("object")
        if below is None or given or field_text(parsed, function, "attribute") not in _WRITTEN:
            return None
        return self.value(below)

    def is_class(self, node: Node) -> bool:
        """Is it the symbol, or the type of an instance of it?"""
        below = node.child_by_field_name("object")
        if below is not None and field_text(self.visit.parsed, node, "attribute") == b"__class__":
            return self.is_instance(self.value(below))
        given = inside(node, "arguments")
        if node.type == "call" and self.visit.text(node.children[0]) == "type" and len(given) == 1:
            return self.is_instance(self.value(given[0]))
        return self.is_symbol(self.value(node))

    def is_instance(self, node: Node) -> bool:
        """Is it made by a call of the symbol, to which no string hands the name?"""
        if node.type != "call" or not self.is_symbol(self.value(node.children[0])):
            return False
        within = self.visit.project.names(self.visit.path, self.visit.old).within(node)
        return not any(each.role == "string" for each in within)

    def is_symbol(self, node: Node) -> bool:
        return self.visit.owners(node) == {self.visit.slots.symbol}

    def value(self, node: Node) -> Node:
        """The expression, or what it stands for."""
        node = bare(node)
        for _ in range(_MOST_STEPS):
            of = {"identifier": self._of_name, "attribute": self._of_attribute}.get(node.type)
            found = of(node) if of is not None else None
            if found is None:
                break
            node = bare(found)
        return node

    def _of_name(self, node: Node) -> Node | None:
        names = self.visit.project.names(self.visit.path, self.visit.text(node))
        use = names.at(node.start_byte)
        seen = order(names, use.home).seen_by(use) if use.home is not None else None
        if use.home is None or seen is None:
            return None
        bindings = in_force_at(use, use.home, order(names, use.home).groups[seen])
        if len(bindings) != 1:
            return None
        return assigned_value(bindings[0].steps) or self.given.get(bindings[0].start) or self._of_fixture(bindings[0])

    # -- self.x -------------------------------------------------------------------------------------------------

    def _of_attribute(self, node: Node) -> Node | None:
        """What the class assigns to the attribute of `self` or `cls`, if it does so once."""
        own, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        if own is None or name is None or self.visit.text(own) not in _OWN:
            return None
        names = self.visit.project.names(self.visit.path, self.visit.text(name))
        owner = names.at(name.start_byte).enclosing("class_definition")
        if owner is None:
            return None
        found = [value for each in names.within(owner) for value in self._assigned(each, owner)]
        return found[0] if len(found) == 1 else None

    def _assigned(self, each: Occurrence, owner: Node) -> Iterator[Node | None]:
        """What the attribute becomes there, if it is bound there; None for what nobody can tell."""
        if each.home is not None and each.home.kind == "class" and each.role in ("bind", "delete"):
            yield assigned_value(each.steps) if each.enclosing("class_definition") == owner else None
        if each.owner is not None and is_bound(each.whole):
            above = each.whole.parent
            is_own = self.visit.text(each.owner) in _OWN and above is not None and above.type == "assignment"
            yield last_value(above) if is_own and above is not None else None

    # -- fixtures -----------------------------------------------------------------------------------------------

    def _of_fixture(self, parameter: Occurrence) -> Node | None:
        """What the fixture of this file gives that the parameter of a test is named for, if it gives one thing."""
        path, name = self.visit.path, self.visit.text(parameter.node)
        if parameter.parent.type not in ("parameters", "typed_parameter"):
            return None
        function, made = parameter.enclosing("function_definition"), self.visit.project.bindings(path, name)
        if function is None or len(made) != 1 or made[0].parent.type != "function_definition":
            return None
        owner = parameter.enclosing("class_definition")
        marks = (self.visit.text(each) for each in (*decorators(function), *(decorators(owner) if owner else ())))
        is_for_all = owner is None or not class_has(self.visit.resolver, path, owner, name)
        if not is_for_all or any(name in mark for mark in marks) or not is_fixture(self.visit.resolver, path, name):
            return None
        body = made[0].parent.child_by_field_name("body")
        given = [each for each in walk(body) if each.type in _GIVING] if body is not None else []
        return given[0].named_children[0] if len(given) == 1 and len(given[0].named_children) == 1 else None
