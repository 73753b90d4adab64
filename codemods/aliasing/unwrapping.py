"""Subclasses that add nothing become aliases, when that is asked for; their users are then collapsed like any alias'.

class ConnectionManager(WebSocketManager):        ConnectionManager = WebSocketManager
    "Kept for old callers."                       "Kept for old callers."
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field, replace

from tree_sitter import Node

from ..codemod import Diagnostic, Outcome
from ..edits import Edit, apply, compose
from ..errors import some_of
from ..meaning.bindings import Resolver
from ..meaning.parsing import Parsed
from ..meaning.project import Project
from ..meaning.scopes import Names, Occurrence
from ..meaning.strings import string_place
from ..meaning.syntax import decorators, is_one_of_several_bases, walk
from ..meaning.targets import Definition
from ..records import dataclass
from ..repo.files import Overlay, RepoPath
from .aliasfamily import Family
from .identity import Identity
from .wrappers import Wrapper, wrappers

_SHOWN = 3


@dataclass
class Unwrapping:
    """The classes that become aliases, on the way. `why_left` says why a file or a module's name must stay, or ""."""

    project: Project
    resolver: Resolver
    symbol: Definition
    why_left: Callable[[RepoPath, str], str]
    edits: dict[RepoPath, list[Edit]] = field(default_factory=dict)
    remarks: list[Diagnostic] = field(default_factory=list)

    def decide(self) -> None:
        """Fill in the edits and what is to be said."""
        waiting, seen = [self.symbol], {self.symbol}
        while waiting:
            family = self._family(waiting.pop())
            for wrapper in wrappers(family):
                own = self._family(Definition(family.identity.stem(wrapper.path), wrapper.word))
                why = self.why_left(wrapper.path, wrapper.word) or self._why_needed(wrapper, own)
                if why:
                    self.remarks.append(wrapper.stays(why))
                    continue
                self._becomes_alias(wrapper, own)
                if own.identity.symbol not in seen:
                    seen.add(own.identity.symbol)
                    waiting.append(own.identity.symbol)

    def after(self) -> Project:
        """The project with the aliases. Its lines are those of the project before."""
        contents: dict[RepoPath, bytes | None] = {
            path: apply(self.project.read(path), edits) for path, edits in self.edits.items()
        }
        return self.project.after(Overlay(self.project.files, contents), contents)

    def outcome(self, outcome: Outcome) -> Outcome:
        """The outcome of a step on the project with the aliases, as one on the project before."""
        edits: dict[RepoPath, tuple[Edit, ...]] = dict(outcome.edits)
        for path, first in self.edits.items():
            if path not in outcome.deleted:
                second = (*edits.get(path, ()), *_unpadding(first))
                edits[path] = compose(first, second, self.project.read(path))
        remarks = sorted({*outcome.diagnostics, *self.remarks})
        return replace(outcome, edits=edits, diagnostics=tuple(remarks))

    # -- which ones ---------------------------------------------------------------------------------------------

    def _family(self, symbol: Definition) -> Family:
        family = Family(Identity(self.resolver, symbol))
        family.search()
        return family

    def _why_needed(self, wrapper: Wrapper, own: Family) -> str:
        """What would break, or be another class' matter, if it were an alias."""
        if len(self.project.bindings(wrapper.path, wrapper.word)) != 1:
            return "its name is bound to something else as well"
        if self.project.modules.of_file(wrapper.path) is None:
            return "its file is no module"
        if any("Protocol" in what for what in wrapper.would_change):
            return "a Protocol cannot stand for a class that follows it"
        for path, each in _uses(own):
            place = self.project.place(path, each.start)
            if _sets_attribute(each.whole):
                return f"{place} sets an attribute of it"
            if is_one_of_several_bases(each.whole):
                return f"{place} derives from it and from other classes"
        return ""

    def _becomes_alias(self, wrapper: Wrapper, own: Family) -> None:
        parsed = self.project.parsed(wrapper.path)
        self.edits.setdefault(wrapper.path, []).append(_alias(parsed, wrapper))
        uses = [(self.project.place(path, each.start), each.whole) for path, each in _uses(own)]
        apart = _shown([place for place, node in uses if _tells_apart(node)])
        keys = _shown([place for place, node in uses if _goes_by(node)])
        spelled = _shown([self.project.place(path, each.start) for path, each in _spelled(own)])
        places = {"isinstance and except": apart, f"its repr and __name__, {wrapper.word}": spelled}
        changes = [f"{what}{places.get(what, '')}" for what in wrapper.would_change]
        changes += [f"what goes by the class, as a key or as a registered function{keys}"] if keys else []
        message = f"{wrapper.name} was a subclass that added nothing; it is an alias now"
        help = f"that changes: {'; '.join(changes)}"
        self.remarks.append(Diagnostic("warning", "unwrapped", message, help, wrapper.path, wrapper.line))


def _uses(family: Family) -> Iterator[tuple[RepoPath, Occurrence]]:
    """The places where the class of the family is used, by name or as an attribute of a module."""
    resolver = family.resolver
    for word in family.words:
        for path in family.reaching(word):
            names = resolver.project.names(path, word)
            yield from ((path, each) for each in names.occurrences if _is_use(family.identity, path, names, each))


def _spelled(family: Family) -> Iterator[tuple[RepoPath, Occurrence]]:
    """The strings that are its name and that nothing reads as code, in the files that may use it."""
    for path in family.reaching(family.words[0]):
        names = family.project.names(path, family.words[0])
        for each in names.occurrences:
            place = string_place(names.parsed, each.steps) if each.role == "string" else None
            if place is not None and place.use == "other" and place.whole == names.word:
                yield path, each


def _is_use(identity: Identity, path: RepoPath, names: Names, each: Occurrence) -> bool:
    if each.role == "use":
        return identity.same(identity.of_use(path, names, each))
    return each.owner is not None and identity.same(identity.of_expression(path, each.whole))


def _sets_attribute(node: Node) -> bool:
    above = node.parent
    if above is None:
        return False
    if above.type == "argument_list" and above.parent is not None and above.named_children[:1] == [node]:
        called = above.parent.child_by_field_name("function")
        return called is not None and called.text in (b"setattr", b"delattr")
    if above.type != "attribute" or above.child_by_field_name("object") != node or above.parent is None:
        return False
    if above.parent.type == "delete_statement":
        return True
    kinds = ("assignment", "augmented_assignment")
    return above.parent.type in kinds and above.parent.child_by_field_name("left") == above


def _tells_apart(node: Node) -> bool:
    """Does the code ask whether something is of this class?"""
    above = node.parent
    if above is not None and above.type in ("tuple", "as_pattern", "binary_operator"):
        node, above = above, above.parent
    if above is None:
        return False
    if above.type == "argument_list" and above.parent is not None:
        called = above.parent.child_by_field_name("function")
        return called is not None and called.text in (b"isinstance", b"issubclass") and above.named_children[0] != node
    return above.type in ("except_clause", "comparison_operator", "class_pattern", "case_pattern")


def _goes_by(node: Node) -> bool:
    """Is the class a key, or what a function is registered for (`functools.singledispatch`)?"""
    above = node.parent
    if above is None or above.parent is None:
        return False
    if above.type == "pair":
        return above.child_by_field_name("key") == node
    if above.type == "argument_list":
        return _is_registering(above.parent.child_by_field_name("function"))
    parameters = above.parent.parent if above.type == "type" and above.parent.type == "typed_parameter" else None
    function = parameters.parent if parameters is not None else None
    return function is not None and any(map(_is_registering, decorators(function)))


def _is_registering(function: Node | None) -> bool:
    return function is not None and (function.text or b"").endswith(b".register")


def _shown(places: list[str]) -> str:
    """` (app/m.py:3)`, or "" for none."""
    return f" ({some_of(places, _SHOWN)})" if places else ""


# -- the edit ---------------------------------------------------------------------------------------------------


def _alias(parsed: Parsed, wrapper: Wrapper) -> Edit:
    """The class' text becomes an assignment, on as many lines: what is on none of them comes out at the end."""
    node, source = wrapper.defined, parsed.source
    head = f"{wrapper.word} = ".encode() + parsed.text(wrapper.base)
    body = node.child_by_field_name("body")
    assert body is not None
    rows = node.end_point.row - node.start_point.row
    kept = [parsed.text(each) for each in walk(node) if each.type == "comment" or _is_docstring(each)]
    if kept and not rows:
        text = head + b"  # " + b" ".join(kept[0].strip(b"\"'rRuU# ").split())
    else:
        text = source.newline.join((head, *kept))
    text += source.newline * (rows - text.count(source.newline))
    return source.in_raw(Edit(node.start_byte, node.end_byte, text, "a subclass that adds nothing becomes an alias"))


def _is_docstring(node: Node) -> bool:
    return node.type == "string" and node.parent is not None and node.parent.type == "expression_statement"


def _unpadding(edits: list[Edit]) -> Iterator[Edit]:
    """The edits, on the text after `edits`, that take out the empty lines at the end of each alias."""
    shift = 0
    for edit in sorted(edits):
        end = edit.start + shift + len(edit.replacement)
        bare = edit.replacement.rstrip(b"\r\n")
        if len(bare) < len(edit.replacement):
            yield Edit(end - len(edit.replacement) + len(bare), end, b"", edit.reason)
        shift += len(edit.replacement) - (edit.end - edit.start)
