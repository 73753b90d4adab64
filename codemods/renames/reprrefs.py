"""The name of a class in what `repr` writes of it, in a text that is compared with that; and `__name__` itself.

assert repr(Old(1)) == "<Old 1>"            # assert repr(New(1)) == "<New 1>"
x = Old(1); assert "Old(" in str(x)         # x = New(1); assert "New(" in str(x)
assert type(x).__name__ == "Old"            # assert type(x).__name__ == "New"

A class that spells its name in none of its strings has it from `__name__`, so what is written changes with the name.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from ..meaning.candidates import holds_python, mentioning
from ..meaning.flow import in_force_at, order
from ..meaning.parsing import DEFINITIONS, Parsed
from ..meaning.scopes import Occurrence
from ..meaning.strings import string_place
from ..meaning.syntax import assigned_value, bare, field_text, inside, last_name
from ..meaning.targets import Definition
from ..records import dataclass
from ..regexes import regex
from ..repo.files import RepoPath, is_test
from .visit import Visit, short

_OF_INSTANCE = regex(rb"<[\w.]+(?:[ >(:.]|\Z)|\w+\(")  # Old(x=1), <Old 1>, <app.m.Old object at 0x1>
_OF_MEMBER = regex(rb"<?\w+\.(\w+)")  # Old.RED, <Old.RED: 1>
_SPELLED = regex(rb"""["']\w+[^ \w]|[<.}]""")
_COMPARING = frozenset({b"assertEqual", b"assertEquals", b"assert_equal", b"assertMultiLineEqual", b"assertIn"})
_WRITING = frozenset({b"repr", b"str"})
_WRITTEN = frozenset({b"__repr__", b"__str__"})
_NAMES = frozenset({b"__name__", b"__qualname__"})
_NOT_SHOWN = frozenset({"docstring", "annotation", "export", "own-name"})
_MOST_STEPS = 4  # from a name to what it was assigned


@dataclass(frozen=True)
class ReprReferences:
    """Looks at the texts that are compared with what Python writes of the symbol."""

    visit: Visit

    def written(self, each: Occurrence, string: Node) -> bool:
        """The edit, when the name stands in such a string; False when it does not."""
        parsed, code = self.visit.parsed, self.visit.parsed.source.code
        before = self._before().match(code, string.start_byte) if self.may_follow else None
        if before is None or each.start not in self._shown_in(code, before.end(), string.children[-1].start_byte):
            return False
        other = _compared(parsed, string)
        if other is None or not self._gives(self._value(other), code[before.end(1) : string.children[-1].start_byte]):
            return False
        self.visit.edit(each, f"name that {short(self.visit.text(other))} gives")
        return True

    def _before(self) -> re.Pattern[bytes]:
        """What stands before the name in a literal that begins with it."""
        word = re.escape(self.visit.old.encode())
        return re.compile(rb"""[rbfuRBFU]*(["']+)(?:<(?:[\w.]+\.)?)?(?=%b(?![\w\x80-\xff]))""" % word)

    def _shown_in(self, code: bytes, begin: int, end: int) -> list[int]:
        """Where the name stands in a text that begins with it: there, and where it is shown once more within."""
        word = self.visit.old.encode()
        within = re.compile(rb"(?<=[(\[{=, ])(?:%b(?=\()|<%b(?=[ >(:]))" % ((re.escape(word),) * 2))
        return [begin, *(each.end() - len(word) for each in within.finditer(code, begin, end))]

    @property
    def may_follow(self) -> bool:
        """Is it a class of the project that gets another name, and are such texts not left?"""
        is_renamed = self.visit.retarget is None and "reprs" not in self.visit.leave
        return is_renamed and isinstance(self.visit.slots.symbol, Definition)

    def _gives(self, other: Node, text: bytes) -> bool:
        """Is the text, which has the symbol's name, what the expression gives as one?"""
        below = other.child_by_field_name("object")
        if below is not None and field_text(self.visit.parsed, other, "attribute") in _NAMES:
            return text == self.visit.old.encode() and self._is_class(below) and self._has_its_own_name()
        shown = self._shown(other)
        return shown is not None and self._is_written(shown, text)

    def _is_written(self, shown: Node, text: bytes) -> bool:
        """Is the text what `repr` or `str` writes of the value, by the symbol's own name?"""
        below, member = shown.child_by_field_name("object"), _OF_MEMBER.match(text)
        if below is not None and member and member[1] == field_text(self.visit.parsed, shown, "attribute"):
            is_one = self._is_symbol(below)
        else:
            is_one = bool(_OF_INSTANCE.match(text)) and self._is_instance(shown)
        return is_one and self.writes_its_name()

    # -- the other side -----------------------------------------------------------------------------------------

    def _shown(self, written: Node) -> Node | None:
        """`x` in `repr(x)` and `x.__str__()`; None for what is no such call."""
        if written.type != "call":
            return None
        function, given, parsed = written.children[0], inside(written, "arguments"), self.visit.parsed
        if function.type == "identifier" and parsed.text(function) in _WRITING and len(given) == 1:
            is_pythons = not self.visit.may_bind(self.visit.path, self.visit.text(function))
            return self._value(given[0]) if is_pythons else None
        below = function.child_by_field_name("object")
        if below is None or given or field_text(parsed, function, "attribute") not in _WRITTEN:
            return None
        return self._value(below)

    def _is_class(self, node: Node) -> bool:
        """Is it the symbol, or the type of an instance of it?"""
        below = node.child_by_field_name("object")
        if below is not None and field_text(self.visit.parsed, node, "attribute") == b"__class__":
            return self._is_instance(self._value(below))
        given = inside(node, "arguments")
        if node.type == "call" and self.visit.text(node.children[0]) == "type" and len(given) == 1:
            return self._is_instance(self._value(given[0]))
        return self._is_symbol(node)

    def _is_instance(self, node: Node) -> bool:
        """Is it made by a call of the symbol, to which no string hands the name?"""
        if node.type != "call" or not self._is_symbol(node.children[0]):
            return False
        within = self.visit.project.names(self.visit.path, self.visit.old).within(node)
        return not any(each.role == "string" for each in within)

    def _is_symbol(self, node: Node) -> bool:
        return self.visit.owners(node) == {self.visit.slots.symbol}

    def _value(self, node: Node) -> Node:
        """The expression; for a name what it was assigned, when that is the only thing that it can be there."""
        node = bare(node)
        for _ in range(_MOST_STEPS):
            if node.type != "identifier":
                break
            names = self.visit.project.names(self.visit.path, self.visit.text(node))
            use = names.at(node.start_byte)
            seen = order(names, use.home).seen_by(use) if use.home is not None else None
            if use.home is None or seen is None:
                break
            bindings = in_force_at(use, use.home, order(names, use.home).groups[seen])
            value = assigned_value(bindings[0].steps) if len(bindings) == 1 else None
            if value is None:
                break
            node = bare(value)
        return node

    # -- the symbol ---------------------------------------------------------------------------------------------

    def writes_its_name(self) -> bool:
        """Is it a class that has its own name, and is that what `repr` writes, for no string does it?"""
        answered = self.visit.slots.answered
        return answered.answer("it writes its name", lambda: self._is_type() and not self._is_spelled(), False)

    def _has_its_own_name(self) -> bool:
        """Is it a class or function, or a type that is given the name that it is bound to?"""
        return self.visit.slots.answered.answer("it has its name", lambda: self._is_made_by(*DEFINITIONS), False)

    def _is_type(self) -> bool:
        return self._is_made_by("class_definition")

    def _is_made_by(self, *kinds: str) -> bool:
        """Is each of its bindings a statement of these kinds, or a call that is given its name?"""
        project, word = self.visit.project, self.visit.old
        found = [(path, each) for path in self._homes() for each in project.bindings(path, word)]
        return bool(found) and all(
            each.parent.type in kinds or self._is_given_its_name(path, each) for path, each in found
        )

    def _homes(self) -> tuple[RepoPath, ...]:
        symbol = self.visit.slots.symbol
        return self.visit.project.modules.files(symbol.stem) if isinstance(symbol, Definition) else ()

    def _is_given_its_name(self, path: RepoPath, binding: Occurrence) -> bool:
        value, parsed = assigned_value(binding.steps), self.visit.project.parsed(path)
        within = self.visit.project.names(path, self.visit.old).within(value) if value is not None else ()
        strings = (each for each in within if each.role == "string")
        return any(string_place(parsed, each.steps).use == "own-name" for each in strings)

    def _is_spelled(self) -> bool:
        """Does a string begin with the name as a text of `repr` would; or is it the name, in the file of the symbol?

        Or may a method that is looked up by the name write it, `_print_Old`? Not in tests, which say what they expect.
        """
        project, homes, word = self.visit.project, self._homes(), re.escape(self.visit.old.encode())
        begins = re.compile(rb"""["'}]%b[^\w "']|<%b\W""" % (word, word))
        method = re.compile(rb"\bdef[ \t]+\w+_%b\b" % word)
        others = [path for path in mentioning(project, (self.visit.old,)) if holds_python(project, path)]
        return any(self._is_spelled_in(path, _SPELLED) for path in homes) or any(
            method.search(project.read(path))
            or (begins.search(project.read(path)) and self._is_spelled_in(path, begins))
            for path in others
            if not is_test(path) and path not in homes
        )

    def _is_spelled_in(self, path: RepoPath, text: re.Pattern[bytes]) -> bool:
        names = self.visit.project.spelled(path, self.visit.old)
        for each in names.occurrences if names is not None else ():
            if names and each.role == "string" and text.match(names.parsed.source.code, each.start - 1):
                place, before = string_place(names.parsed, each.steps), names.parsed.source.code[each.start - 1]
                is_quoted = before in b"\"'" and place.start != each.start  # within a longer text: no 'Old' here
                if not is_quoted and place.use not in _NOT_SHOWN and _compared(names.parsed, place.node) is None:
                    return True
        return False


def _compared(parsed: Parsed, string: Node) -> Node | None:
    """What a text that begins with the string is compared with; None when it is not, or not for being alike."""
    node, above = string, string.parent
    while above is not None:
        match above.type:
            case "concatenated_string" | "parenthesized_expression" if above.named_children[0] == node:
                pass
            case "binary_operator" if above.children[0] == node and above.children[1].type in ("%", "+"):
                pass
            case "attribute" if above.child_by_field_name("object") == node and _is_format(parsed, above):
                above = above.parent  # the call
            case "comparison_operator" if len(above.children) == 3:
                left, operator, right = above.children
                if operator.type == "==":
                    return right if left == node else left
                return right if operator.type == "in" and left == node else None
            case "argument_list" if above.parent is not None and above.parent.type == "call":
                return _compared_by_call(parsed, node, above.parent)
            case _:
                return None
        if above is None:
            return None
        node, above = above, above.parent
    return None


def _is_format(parsed: Parsed, attribute: Node) -> bool:
    called = attribute.parent is not None and attribute.parent.type == "call"
    return called and field_text(parsed, attribute, "attribute") == b"format"


def _compared_by_call(parsed: Parsed, node: Node, call: Node) -> Node | None:
    """What the argument is compared with: by unittest's methods, or `repr(x).startswith("Old(")`."""
    function, given = call.children[0], inside(call, "arguments")
    name = last_name(parsed, function)
    if name == b"startswith" and len(given) == 1:
        return function.child_by_field_name("object")
    if name not in _COMPARING or len(given) < 2 or node not in given[:2]:
        return None
    if name == b"assertIn" and given[0] != node:
        return None
    return given[1] if given[0] == node else given[0]
