"""References to a fixture of pytest: the parameters that it fills, and the strings that ask for it.

@pytest.fixture                    @pytest.fixture
def make_user(): ...               def new_user(): ...
def test_it(make_user):            def test_it(new_user):
    make_user()                        new_user()
"""

from __future__ import annotations

import re
from typing import Literal

from tree_sitter import Node

from ..codemod import Severity
from ..meaning.parsing import DEFINITIONS
from ..meaning.scopes import Occurrence
from ..meaning.syntax import decorators, field_of, field_text, holds, is_decorated
from ..records import dataclass
from ..regexes import regex
from .fixtures import class_has, fixture_decorators, hands_on, is_handed, is_override, keyword_of, names_there
from .visit import Visit

_ARGNAMES = regex(r"""\bparametrize\(\s*(?:argnames\s*=\s*)?([(\[][^)\]]*[)\]]|"[^"]*"|'[^']*')""")
_OF_MODULE = regex(rb"(?ms)^pytestmark\b.*?(?=^\S)|\bmetafunc\.parametrize\([^\n]*\n?[^\n]*")
# pytest fills none of them ("getfuncargnames" takes parameters without a default).
_WITH_DEFAULT = frozenset({"default_parameter", "typed_default_parameter"})


@dataclass(frozen=True)
class FixtureReferences:
    """Looks at the places where pytest, and no name of Python, leads to the symbol."""

    visit: Visit

    def parameter(self, each: Occurrence) -> bool:
        """Deals with a parameter that the fixture may fill; False when it does not."""
        match self._fate(each):
            case None:
                return False
            case "follows":
                self._follow(each)
            case severity, why:
                self.visit.left(each, severity, why)
        return True

    def _fate(self, each: Occurrence) -> Literal["follows"] | tuple[Severity, str] | None:
        """What becomes of a parameter: the new name, or a word of that severity; None when no fixture fills it."""
        function = each.enclosing("function_definition", "lambda")
        if not self.visit.slots.fixture or function is None or function.type == "lambda":
            return None
        if each.enclosing(*_WITH_DEFAULT) is not None or self._is_within_a_test(each, function):
            return None
        overrides = field_text(self.visit.parsed, function, "name") == self.visit.old.encode()
        is_seen = self._is_seen(each, overrides)
        if is_seen is False:
            return None
        why = self._why_not(each)
        parametrized = self._parametrized(each)
        if not why and parametrized == "in its place":
            return "warning", "it is given or parametrized by that name, which goes before the fixture"
        if why or parametrized:
            why = why or "it is parametrized by that name, too"
            return "error", f"pytest fills this parameter from the fixture of that name; {why}"
        if is_seen and self._is_collected(function):
            return "follows"
        if self._is_collected(function) or self._may_be_collected(function):
            return "warning", "a parameter of this name, if pytest fills it, is the fixture"
        return None

    def _is_collected(self, function: Node) -> bool:
        """Is it a test, or a fixture?"""
        name = field_text(self.visit.parsed, function, "name")
        is_test = self.visit.pytest.is_test(self.visit.path, name.decode())
        return is_test or _is_fixture(self.visit, function)

    def _is_within_a_test(self, each: Occurrence, function: Node) -> bool:
        """Does a test or a fixture define the function while it runs, when pytest has collected its tests already?"""
        around = (step.node for step in each.steps if step.node.type == "function_definition")
        return any(node != function and self._is_collected(node) for node in around)

    def _may_be_collected(self, function: Node) -> bool:
        """May it be a test under a name that is none by default, or something that a plugin of pytest calls?"""
        return is_decorated(function) or any("test" in part for part in self.visit.file.lower().split("/"))

    def override(self, each: Occurrence) -> None:
        """A fixture of the same name that pytest takes for some tests in place of the symbol, or the reverse."""
        function = each.parent
        home = self.visit.slots.fixture
        if self._is_made(function) and is_override(home, self.visit.file):
            self.visit.left(each, "error", f"one of this fixture and that of {home} overrides the other: rename both")

    def asked_for(self, each: Occurrence) -> bool:
        """Deals with a string that asks pytest for the fixture; False when it does not."""
        if not self.visit.slots.fixture or not self._is_seen(each, overrides=False):
            return False
        self.visit.edit(each, "fixture, by name", kind="attribute-strings")
        return True

    def handed_values(self, each: Occurrence) -> bool:
        """Deals with a mark's word for the fixture that gets its values: `parametrize("user", [1], indirect=True)`."""
        if not self.visit.slots.fixture:
            return False
        decorator, whole = each.enclosing("decorator"), each.enclosing("decorated_definition")
        definition = field_of(whole, "definition")
        if decorator is None or definition is None:
            return False
        mark = decorator.named_children[0]
        if not names_there(mark, each.start) or not hands_on(mark, self.visit.old.encode()):
            return False
        filled = self._parameter_of(definition) if definition.type == "function_definition" else None
        follows = self._fate(filled) == "follows" if filled is not None else self._is_seen(each, overrides=False)
        if not follows or not self._all_may(definition):
            return False
        self.visit.edit(each, "fixture, by name")
        return True

    def _parameter_of(self, function: Node) -> Occurrence | None:
        given, names = function.child_by_field_name("parameters"), self.visit.slots.names(self.visit.path)
        bound = (each for each in names.occurrences if each.role == "bind")
        return next((each for each in bound if any(step.node == given for step in each.steps)), None)

    def _is_seen(self, each: Occurrence, overrides: bool) -> bool | None:
        slots = self.visit.slots
        if not overrides and self._is_of_a_class(each):
            return False
        return is_handed(slots.resolver, slots.symbol, slots.fixture, slots.old, self.visit.file, overrides)

    def _is_of_a_class(self, each: Occurrence) -> bool:
        """Has a class around the place, or one that it decorates, a fixture of that name for itself?"""
        around = (step.node.child_by_field_name("definition") or step.node for step in each.steps)
        return any(self._has_own(node) for node in around if node.type == "class_definition")

    def _has_own(self, owner: Node) -> bool:
        known, at = self.visit.with_fixture, owner.start_byte
        if at not in known:
            known[at] = class_has(self.visit.resolver, self.visit.path, owner, self.visit.old)
        return known[at]

    def _is_made(self, function: Node) -> bool:
        return function.type == "function_definition" and _is_fixture(self.visit, function)

    def _why_not(self, each: Occurrence) -> str:
        """What keeps the parameter from taking the new name, "" when nothing does."""
        if self.visit.retarget is not None or each.home is None:
            return "it is not known whether the new one does"
        found = self.visit.clash_in(each.home)
        return found.why if found is not None else ""

    def _parametrized(self, each: Occurrence) -> Literal["", "in its place", "perhaps through it"]:
        """Do marks of the test, its class or the module give values for it: in place of the fixture, or for that?

        So does what a decorator has a keyword for: `@given(user=users())`. A mark of the test or its class that surely
        hands them to the fixture is none of those, for it follows.
        """
        function, name = each.enclosing("function_definition"), self.visit.old.encode()
        above = [
            mark
            for step in each.steps
            if step.node.type in DEFINITIONS
            for mark in decorators(step.node)
            if not hands_on(mark, name) or not (step.node == function or self._all_may(step.node))
        ]
        if any(keyword_of(mark, name) is not None for mark in above):
            return "in its place"
        marks = [self.visit.text(mark) for mark in above]
        code = self.visit.parsed.source.code
        if b"pytestmark" in code or b"metafunc" in code:
            marks += [found[0].decode() for found in _OF_MODULE.finditer(code)]
        mine = [mark for mark in marks if self._is_named(" ".join(_ARGNAMES.findall(mark)))]
        if not mine:
            return ""
        return "perhaps through it" if any("indirect" in mark for mark in mine) else "in its place"

    def _all_may(self, definition: Node) -> bool:
        """May each parameter of that name in the class take the new one? True of a function, which asks for its own."""
        if definition.type != "class_definition":
            return True
        places = (each for each in self.visit.slots.names(self.visit.path).occurrences if each.role == "bind")
        filled = (each for each in places if each.enclosing("parameters") and holds(definition, each.start))
        return not any(map(self._why_not, filled))

    def _is_named(self, text: str) -> bool:
        return re.search(rf"\b{re.escape(self.visit.old)}\b", text) is not None

    def _follow(self, each: Occurrence) -> None:
        names = self.visit.slots.names(self.visit.path)
        for other in names.occurrences:
            if other.home == each.home:
                self.visit.edit(other, "parameter that pytest fills from the fixture")


def _is_fixture(visit: Visit, function: Node) -> bool:
    return any(fixture_decorators(visit.resolver, visit.path, function))
