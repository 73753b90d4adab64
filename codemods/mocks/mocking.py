"""One run of the shared mock factory: doubles found, compared, sorted, moved, and their tests pointed at it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import field
from functools import cached_property

from ..codemod import Diagnostic, Drift, Outcome, Severity
from ..edits import Edit, lift
from ..errors import Refused
from ..meaning.bindings import Resolver
from ..meaning.project import Project
from ..meaning.pytestconfig import PytestConfig
from ..records import dataclass
from ..repo.files import RepoPath
from .doubleedits import TestEdits
from .doublegroups import Known, Variant, known_double, variants
from .doubleimporters import Importers
from .doubleneeds import NeedsFinder
from .doublepatches import Patched
from .doubleplan import Loaded, Movable
from .doublepointing import Moved
from .doublereach import Reach
from .doublerisks import risks
from .doubles import Double, Search
from .doublescope import StepScope
from .doubletable import table
from .doubleuses import Maker
from .drift import held_against
from .factorybuild import Builder, function_name
from .factoryexisting import ExistingFactory, existing_factory
from .factorymodule import Row, in_style_of
from .factoryplace import refuse_place
from .factoryplan import Selected, Selection
from .factoryproof import why_not_same
from .factoryspec import SpecFile, check_function, real_module, spec_file, spec_path
from .factorystyle import Style, style
from .pytestpaths import TestPaths
from .realclass import RealClass
from .wishes import Wishes

_MAX_TURNS = 200


@dataclass
class Mocking:
    """The doubles of `real`, on their way into the factory."""

    project: Project
    resolver: Resolver
    real: RealClass | None
    wishes: Wishes
    scope: StepScope
    config: PytestConfig = field(init=False)
    ways: TestPaths = field(init=False)
    reach: Reach = field(init=False)
    remarks: list[Diagnostic] = field(default_factory=list)
    stays: dict[tuple[RepoPath, int], str] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()

    def __post_init__(self) -> None:
        self.config = PytestConfig(self.project)
        self.ways = TestPaths(self.resolver, self.wishes.factory, self.config)
        self.reach = Reach(self.resolver, self.config)

    @property
    def name(self) -> str:
        return self.real.name if self.real else ""

    @cached_property
    def existing(self) -> ExistingFactory:
        """The factory as it is. Raises Refused for one that cannot be extended."""
        return existing_factory(self.resolver, self.wishes.factory)

    def outcome(self) -> Outcome:
        """All edits and remarks, and the table. Raises Refused when the factory cannot be there."""
        refuse_place(self.project, self.ways, self.config, self.scope)
        search = Search(self.resolver, self.config, self.real, self.wishes.classes, self.wishes.factory)
        doubles = search.doubles()
        known = self._known(doubles)
        selected, text = self._settled(known)
        self._tell_the_rest(search)
        edits, created = self._written(selected, text)
        self._tell_stays(known, selected)
        found = variants(self.resolver, self.wishes.factory, known, self.existing.offered)
        drift = self._drift(found, selected)
        fates = {each: self._fate(each, selected) for each in found}
        importers = self._importers(selected)
        uses = {each: sum(importers.uses(copy.double) for copy in each.copies) for each in found}
        shown = table(self.resolver, found, fates, uses, self.name)
        last = tuple(path for path in edits if path != self.wishes.factory)
        remarks, evidence = tuple(sorted(set(self.remarks))), tuple(self._evidence(selected))
        return Outcome(
            edits, created, diagnostics=remarks, evidence=evidence, last=last, tables=(shown,), drift=drift
        )  # fmt: skip

    # -- what there is ------------------------------------------------------------------------------------------

    def _known(self, doubles: list[Double]) -> list[Known]:
        siblings: defaultdict[RepoPath, set[str]] = defaultdict(set)
        for each in doubles:
            if not each.nested:
                siblings[each.path].add(each.name)
        finder = NeedsFinder(
            self.resolver, {path: frozenset(names) for path, names in siblings.items()}, self.ways.base
        )
        found = []
        self.scope.look_at(each.path for each in doubles)
        for each in doubles:
            needs = finder.needs(each)
            found.append(known_double(self.resolver, each, needs, risks(self.resolver, each, needs)))
            why = self._why_stays(each, finder.patched)
            if why:
                self.stays[each.key] = why
        return found

    def _why_stays(self, double: Double, patched: Patched) -> str:
        """Why it stays, whatever it needs; "" when nothing is known against it."""
        why = self.scope.why_not(double.path)
        if why:
            return why
        if self.config.collects(double.path, double.name):
            return "pytest takes a class of this name for tests"
        spelled = patched.spelled_out(double.path, double.name)
        if spelled:
            return f"{spelled} spells out where it is"
        why = "" if double.nested else self.reach.why_not(double.path)
        return why or ("" if double.members else "it is empty, and only told from others by what it is")

    def _settled(self, known: list[Known]) -> tuple[Selected, bytes | None]:
        """The selection with which nobody has to stay any more, and the factory that it makes."""
        movable = Movable(self.resolver, self.ways, Loaded(self.resolver), self.stays)
        selection = Selection(self.resolver, self.wishes, self.existing, self.name, self.stays)
        for _ in range(_MAX_TURNS):
            before = len(self.stays)
            able = movable.among(known)
            selected = selection.of(able)
            if len(self.stays) == before:
                movable.lacking([copy for copy, _ in self._moving(selected)])
            text = self._built(selected, selection) if len(self.stays) == before else None
            if len(self.stays) == before:
                selection.tell(selected)
                return selected, text
        raise Refused("the doubles cannot be told apart", "name fewer of them, by `classes`")

    def _built(self, selected: Selected, selection: Selection) -> bytes | None:
        check = self._check()
        adds_check = bool(check and self.existing.rows and not self.existing.check)
        if self.wishes.merge == "report" or not (selected.groups or adds_check):
            return None
        like = sorted({each.first.double.path for group in selected.groups for each in group.variants})
        house = style(self.project, self.wishes.factory, like or [self.wishes.factory])
        builder = Builder(
            self.resolver,
            self.wishes.factory,
            self.name,
            selected,
            selection.base_names(selected),
            self.existing,
            house,
            self.ways.own_packages,
            self.stays,
            check,
        )
        text = builder.text()
        self.rows = builder.rows
        if text is not None:
            moved = [(each.first, piece.name, piece.renames) for each, piece in builder.pieces.items()]
            unlike = why_not_same(self.project, self.wishes.factory, text, moved)
            for known, why in unlike.items():  # a fault of canonize, and no test is to suffer by it
                copies = next(each.copies for each in builder.pieces if each.first is known)
                self.stays.update(dict.fromkeys((copy.double.key for copy in copies), f"it is not proven: {why}"))
        return text

    # -- what becomes of it -------------------------------------------------------------------------------------

    def _written(
        self, selected: Selected, text: bytes | None
    ) -> tuple[dict[RepoPath, tuple[Edit, ...]], dict[RepoPath, bytes]]:
        if self.wishes.merge == "report":
            return {}, {}
        edits: dict[RepoPath, tuple[Edit, ...]] = {}
        created: dict[RepoPath, bytes] = {}
        if text is not None and self.existing.parsed is None:
            created = {self.wishes.factory: text, **dict.fromkeys(self.ways.made, b"")}
        elif text is not None and self.existing.parsed is not None:
            raw = self.existing.parsed.source.raw
            edits[self.wishes.factory] = lift(raw, in_style_of(raw, text), "the shared test doubles")
        moved = [Moved(copy.double, selected.names[each]) for copy, each in self._moving(selected)]
        words = {row.name: row.word for row in self.rows or self.existing.rows} if self.wishes.rewrite_uses else None
        maker = Maker(function_name(self.wishes.factory), words)
        tests = TestEdits(self.project, self.ways, self._importers(selected), self.ways.own_packages, maker)
        spec = self._spec(self.real, selected) if self.wishes.spec and self.real else None
        if spec and spec.before is None:
            created[spec.path] = spec.after
        elif spec and spec.before is not None and spec.before != spec.after:
            edits[spec.path] = lift(spec.before, spec.after, "a new double")
        return {**edits, **tests.of(moved)}, created

    def _moving(self, selected: Selected) -> Iterator[tuple[Known, Variant]]:
        """The doubles in tests that go to the factory, each with what it is a copy of."""
        return ((copy, each) for each in selected.variants for copy in each.copies if self._is_local(copy))

    def _style(self) -> Style:
        """That of the factory; of the house, where there is none yet."""
        return style(self.project, self.wishes.factory, [self.wishes.factory] if self.existing.parsed else ())

    def _check(self) -> str:
        """The function by which the factory checks itself: what it has already, or what is wished for and can be."""
        if self.existing.check or not (self.wishes.spec and self.real):
            return self.existing.check
        module = self._real_module
        return check_function(module, self.real.name, self._style()) if isinstance(module, str) else ""

    @cached_property
    def _real_module(self) -> str | Refused:
        """Where the test that runs the check takes the class from; or why there is no such test."""
        assert self.real is not None
        path = spec_path(self.wishes.factory)
        if self.scope.why_not(path):
            return Refused(f"{path} is {self.scope.why_not(path)}")
        return real_module(self.project, self.ways, self.real)

    def _spec(self, real: RealClass, selected: Selected) -> SpecFile | None:
        """The test that holds the doubles of the factory against the real class."""
        new = {selected.names[each]: each.first for group in selected.groups for each in group.variants}
        there = {
            row.name: self.existing.classes[row.name] for row in self.existing.rows if row.name in self.existing.classes
        }
        if not new and not there:
            return None
        if isinstance(self._real_module, Refused):
            message = f"no test holds the doubles against {real.name}: {self._real_module.title}"
            self._remark("warning", "no-spec", message, "", 0)
            return None
        return spec_file(self.project, self.ways, real, {**there, **new}, self._style())

    def _importers(self, selected: Selected) -> Importers:
        loaded = Loaded(self.resolver)
        needed = {
            load for each in selected.variants for need in each.first.needs.imports if not need.typing_only
            for load in need.loads
        }  # fmt: skip
        there = loaded.beyond_python(needed | loaded.imports_of(self.wishes.factory))
        return Importers(self.resolver, self.ways, loaded, self.config, there, self.scope, self.reach)

    # -- what is said -------------------------------------------------------------------------------------------

    def _fate(self, variant: Variant, selected: Selected) -> str:
        name = selected.called(variant)
        if not name:
            return "stays"
        if not self._is_local(variant.first):
            return f"is {name} of the factory"
        return f"{'would move' if self.wishes.merge == 'report' else 'moves'} as {name}"

    def _is_local(self, known: Known) -> bool:
        """Is it in a test, and not in the factory?"""
        return known.double.path != self.wishes.factory

    def _evidence(self, selected: Selected) -> Iterator[str]:
        for each in selected.variants:
            places = ", ".join(copy.double.place for copy in each.copies)
            yield f"{each.first.double.name} ({places}) -> {self.wishes.factory}:{selected.names[each]}"

    def _tell_stays(self, known: list[Known], selected: Selected) -> None:
        moving = {copy.double.key for each in selected.variants for copy in each.copies}
        for each in known:
            if each.double.key not in moving:
                why = self.stays.get(each.double.key, "nothing is like it")
                self._remark(
                    "info", "double-stays", f"{each.double.name} stays: {why}", each.double.path, each.double.line
                )

    def _drift(self, found: list[Variant], selected: Selected) -> tuple[Drift, ...]:
        """One for each kind of double, those of the factory too; each difference is also told at its line."""
        if self.real is None or not self.real.methods:
            return ()
        rows = {row.name for row in self.existing.rows}
        held = [each for each in found if self._is_local(each.first) or each.first.double.name in rows]
        found_drift = []
        for each in held:
            copies = [copy.double for copy in each.copies]
            name = selected.called(each) if self._is_local(each.first) else copies[0].name
            drift, remarks = held_against(self.resolver, self.real, copies, name)
            self.remarks += remarks
            found_drift.append(drift)
        return tuple(found_drift)

    def _tell_the_rest(self, search: Search) -> None:
        for each in search.elsewhere:
            self._remark("info", "double-stays", f"{each.name} stays: it is in no test file", each.path, each.line)
        for path, why in sorted(search.unreadable.items()):
            message = f"it may hold a test double, but the file {why}"
            self._remark("warning", "unparsable", message, path, 1)

    def _remark(self, severity: Severity, code: str, message: str, path: RepoPath, line: int) -> None:
        self.remarks.append(Diagnostic(severity, code, message, "", path, line))
