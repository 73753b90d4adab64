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
from ..meaning.parsing import DEFINITIONS
from ..meaning.scopes import Occurrence
from ..meaning.strings import string_place
from ..meaning.syntax import assigned_value, field_text
from ..meaning.targets import Definition
from ..names import searched_for
from ..records import dataclass
from ..regexes import regex
from ..repo.files import RepoPath, is_test
from .heldtexts import Held, held_against, is_held
from .shownvalues import ShownValues
from .visit import Visit, short

_OF_INSTANCE = regex(rb"<[\w.]+(?:[ >(:.]|\Z)|\w+\(")  # Old(x=1), <Old 1>, <app.m.Old object at 0x1>
_OF_MEMBER = regex(rb"<?\w+\.(\w+)")  # Old.RED, <Old.RED: 1>
_SPELLED = regex(rb"""["']\w+[^ \w]|[<.}]""")
_NAMES = frozenset({b"__name__", b"__qualname__"})
_NOT_SHOWN = frozenset({"docstring", "annotation", "export", "own-name"})


@dataclass(frozen=True)
class ReprReferences:
    """Looks at the texts that are compared with what Python writes of the symbol."""

    visit: Visit

    def written(self, each: Occurrence, string: Node) -> bool:
        """The edit, when the name stands in such a string; False when it does not."""
        code = self.visit.parsed.source.code
        before = self._before().match(code, string.start_byte) if self.may_follow else None
        if before is None or each.start not in self._shown_in(code, before.end(), string.children[-1].start_byte):
            return False
        text, held = code[before.end(1) : string.children[-1].start_byte], held_against(self.visit, string)
        if not held or not all(self._gives(one, text) for one in held):
            return False
        self.visit.edit(each, f"name that {short(self.visit.text(held[0].other))} gives")
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

    def _gives(self, held: Held, text: bytes) -> bool:
        """Is the text, which has the symbol's name, what it is compared with gives?"""
        values = ShownValues(self.visit, held.given)
        other = values.value(held.other)
        below = other.child_by_field_name("object")
        if below is not None and field_text(self.visit.parsed, other, "attribute") in _NAMES:
            return text == self.visit.old.encode() and values.is_class(below) and self._has_its_own_name()
        shown = values.shown(other)
        return shown is not None and self._is_written(values, shown, text)

    def _is_written(self, values: ShownValues, shown: Node, text: bytes) -> bool:
        """Is the text what `repr` or `str` writes of the value, by the symbol's own name?"""
        below, member = shown.child_by_field_name("object"), _OF_MEMBER.match(text)
        if below is not None and member and member[1] == field_text(self.visit.parsed, shown, "attribute"):
            is_one = values.is_symbol(below)
        else:
            is_one = bool(_OF_INSTANCE.match(text)) and values.is_instance(shown)
        return is_one and self.writes_its_name()

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
        among = mentioning(project, searched_for(self.visit.old, self.visit.slots.new))  # which is known
        others = [path for path in among if holds_python(project, path)]
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
                if not is_quoted and place.use not in _NOT_SHOWN and not is_held(names.parsed, place.node):
                    return True
        return False
