"""From a selection to the text of the factory module, and the proof that every class in it does what it did."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from ..errors import Refused, some_of
from ..meaning.bindings import Resolver
from ..meaning.parsing import matches
from ..meaning.syntax import walk
from ..records import dataclass
from ..repo.files import RepoPath
from .doublegroups import Group, Known, Variant
from .doublenames import subject, variant_word
from .factoryclass import Piece, base_statement, class_statement, code_of, member_statements
from .factoryexisting import ExistingFactory
from .factorymodule import Content, Row, extended, new_module
from .factoryplan import Selected
from .factorystyle import Style
from .factorywords import respelled
from .needed import Constant, Import, Need


@dataclass
class Builder:
    """Builds the factory at `path`. `real` is the name of the class that the doubles stand for, "" when unknown.

    `check` is the function that holds them against it, "" when there is none.
    """

    resolver: Resolver
    path: RepoPath
    real: str
    selected: Selected
    base_names: Mapping[Group, str]
    existing: ExistingFactory
    style: Style
    own: tuple[str, ...]
    stays: dict[tuple[RepoPath, int], str]
    check: str = ""
    pieces: dict[Variant, Piece] = field(init=False)

    def __post_init__(self) -> None:
        self.pieces = {each: piece for group in self.selected.groups for each, piece in self._pieces(group)}

    def text(self) -> bytes | None:
        """The module as it is to be; None when some class could not be built, which then is in `stays`."""
        classes = list(self._classes())
        if any(copy.double.key in self.stays for each in self.pieces for copy in each.copies):
            return None
        content = self._content(tuple(classes))
        if self.existing.parsed is not None:
            return extended(self.existing.parsed, content, self.style)
        return new_module(content, self.style).replace("\n", self.style.newline).encode()

    # -- pieces -------------------------------------------------------------------------------------------------

    @property
    def is_future(self) -> bool:
        """Does the factory leave annotations unevaluated?"""
        if self.existing.parsed is not None:
            return self._has_future(self.path)
        return all(self._has_future(each.first.double.path) for g in self.selected.groups for each in g.variants)

    def _has_future(self, path: RepoPath) -> bool:
        parsed = self.resolver.project.parsed(path)
        return any(
            b"annotations" in parsed.text(node)
            for node in matches("(future_import_statement) @future", parsed.tree.root_node)
        )

    def _pieces(self, group: Group) -> Iterator[tuple[Variant, Piece]]:
        for each in group.variants:
            double, name = each.first.double, self.selected.names[each]
            siblings = {s: self._called(each.first, s) for s in each.first.needs.siblings}
            renames = {**self.selected.words.get(each, {}), double.name: name, **siblings}
            without = frozenset(n for n, version in group.shared.items() if each.versions[n] == version)
            own_future = self._has_future(double.path)
            if self.is_future and not own_future and self._is_annotated(each.first):
                self.stays[double.key] = "its annotations are evaluated where it stands, those of the factory are not"
            base = self.base_names.get(group, "")
            yield each, Piece(name, double, renames, base, without, own_future and not self.is_future)

    def _called(self, known: Known, sibling: str) -> str:
        """What another double of the same file is called in the factory."""
        for each, name in self.selected.names.items():
            if any((c.double.path, c.double.name) == (known.double.path, sibling) for c in each.copies):
                return name
        raise AssertionError(f"{sibling} moves with {known.double.name}")

    def _is_annotated(self, known: Known) -> bool:
        return any(node.type == "type" for node in walk(known.double.whole))

    # -- classes ------------------------------------------------------------------------------------------------

    def _classes(self) -> Iterator[str]:
        """The statements: each behind what it is made from."""
        done: set[Variant] = set()
        bases: set[Group] = set()
        for group in self.selected.groups:
            for each in group.variants:
                yield from self._class(group, each, done, bases)

    def _class(self, group: Group, variant: Variant, done: set[Variant], bases: set[Group]) -> Iterator[str]:
        if variant in done:
            return
        done.add(variant)
        for other_group in self.selected.groups:
            for other in other_group.variants:
                if any(
                    copy.double.path == variant.first.double.path and copy.double.name in variant.first.needs.siblings
                    for copy in other.copies
                ):
                    yield from self._class(other_group, other, done, bases)
        try:
            if group.shared and group not in self.selected.bases and group not in bases:
                bases.add(group)
                yield self._base(group)
            yield code_of(class_statement(self.resolver.project, self.pieces[variant]), self.style.indent)
        except Refused as refused:
            for copy in variant.copies:
                self.stays[copy.double.key] = refused.title

    def _base(self, group: Group) -> str:
        """The class with what the variants have in common, each member as the first that has it writes it."""
        parts = []
        for name in group.variants[0].versions:
            if name in group.shared:
                giver = next(each for each in group.variants if each.versions[name] == group.shared[name])
                piece = self.pieces[giver]
                whole = Piece(piece.name, piece.double, piece.renames, quoted=piece.quoted)
                members = dict(member_statements(class_statement(self.resolver.project, whole)))
                parts.append(members[name])
        what = self._subject(group.variants)
        docstring = f"What the test doubles{f' of {what}' if what else ''} have in common."
        return code_of(base_statement(self.base_names[group], docstring, parts), self.style.indent)

    # -- the whole ----------------------------------------------------------------------------------------------

    def _content(self, classes: tuple[str, ...]) -> Content:
        text = "".join(classes)
        needs = {need for each in self.pieces for need in self._needs(each) if re.search(rf"\b{need.word}\b", text)}
        there = {need.name for known in self.existing.classes.values() for need in known.needs.constants}
        return Content(
            self._subject(self.pieces),
            function_name(self.path),
            tuple(sorted(each for each in needs if isinstance(each, Import))),
            tuple(sorted(each for each in needs if isinstance(each, Constant) and each.name not in there)),
            classes,
            self.rows,
            self.is_future,
            self.own,
            self.check,
        )

    def _subject(self, variants: Iterable[Variant]) -> str:
        """What they all stand for, "" when nobody can tell."""
        subjects = {subject(each.first.double.name)[0] for each in variants}
        return self.real or (subjects.pop() if len(subjects) == 1 else "")

    def _needs(self, variant: Variant) -> Iterator[Need]:
        """Its imports and constants, under their words in the factory."""
        words = self.selected.words.get(variant, {})
        yield from (respelled(each, words) for each in variant.first.needs.all)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The variants that the factory then offers: those that it has, and those that move."""
        rows = list(self.existing.rows)
        words = {each.word for each in rows}
        for each in self.pieces:
            word = variant_word(self.selected.names[each], self.real)
            number = 2
            while word in words:
                word = f"{variant_word(self.selected.names[each], self.real)}_{number}"
                number += 1
            words.add(word)
            rows.append(Row(word, self.selected.names[each], _note(each)))
        return tuple(rows)


def function_name(path: RepoPath) -> str:
    """What the factory's function is called: for websocket_manager.py, create_websocket_manager_mock."""
    stem = path.rpartition("/")[2].removesuffix(".py").strip("_")
    return f"create_{stem}" if "mock" in stem else f"create_{stem}_mock"


def _note(variant: Variant) -> str:
    return f"from {some_of([copy.double.path for copy in variant.copies], 1)}"
