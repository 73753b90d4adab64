"""What the factory is to hold: which variants move to it, under which names, and which base each has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from ..meaning.bindings import Resolver
from ..meaning.pytestconfig import PytestConfig
from ..records import dataclass
from ..repo.files import RepoPath
from .doublegroups import Group, Known, Variant, groups, together, variant_of, variants
from .doublenames import base_name, class_names, subject
from .factoryexisting import ExistingFactory
from .factorynames import NameWatch
from .factorywords import OWN_WORDS, FactoryWords
from .wishes import Wishes


@dataclass(frozen=True)
class Selected:
    """The outcome: groups of variants that get classes of their own, and variants that the factory has already.

    `bases` has the names of bases that are there, by group. `names` is what each variant is called in the factory,
    `words` what its imports and constants are called there, where that is another name.
    """

    groups: tuple[Group, ...] = ()
    known: tuple[Variant, ...] = ()
    names: dict[Variant, str] = field(default_factory=dict)
    bases: dict[Group, str] = field(default_factory=dict)
    words: dict[Variant, dict[str, str]] = field(default_factory=dict)

    @property
    def variants(self) -> list[Variant]:
        """Those that move, and those that only come to be pointed at the factory."""
        return [*self.known, *(each for group in self.groups for each in group.variants)]

    def called(self, variant: Variant) -> str:
        """What the factory calls a variant of all doubles, some of which may stay; "" when it does not have it."""
        names = {copy.double.key: name for each, name in self.names.items() for copy in each.copies}
        return next((names[copy.double.key] for copy in variant.copies if copy.double.key in names), "")


@dataclass
class Selection:
    """Chooses among the doubles that can move. `stays` takes the reason of every one that does not.

    `real` is the name of the class that they stand for, "" when unknown.
    """

    resolver: Resolver
    wishes: Wishes
    existing: ExistingFactory
    real: str
    stays: dict[tuple[RepoPath, int], str]
    watch: NameWatch = field(init=False)
    new: list[Variant] = field(default_factory=list)
    there: list[Variant] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.watch = NameWatch(self.resolver, PytestConfig(self.resolver.project))

    def of(self, movable: Sequence[Known]) -> Selected:
        """The selection; call again without those that came to be in `stays`, until there are none."""
        found = variants(self.resolver, self.wishes.factory, movable, self.existing.offered)
        known = [each for each in found if self._is_there(each) and len(each.copies) > 1]
        self.new = [each for each in found if not self._is_there(each)]
        self.there = [each for each in found if self._is_there(each)]
        self.count = len(movable) + len(self.existing.offered)
        chosen: list[Group] = []
        bases: dict[Group, str] = {}
        if self.wishes.merge == "identical":
            chosen = [Group((each,)) for each in self.new if len(each.copies) >= self.wishes.min_copies]
        elif self.count >= self.wishes.min_copies:
            chosen, bases = self._with_bases(self.new)
        chosen = self._with_siblings(chosen, self.new)
        words = self._words([each for group in chosen for each in group.variants])
        selected = Selected(tuple(chosen), tuple(known), self._names(chosen, known, words), bases, words)
        self._watch_names(selected)
        return selected

    def _is_there(self, variant: Variant) -> bool:
        return variant.first.double.path == self.wishes.factory

    # -- bases --------------------------------------------------------------------------------------------------

    def _with_bases(self, new: Sequence[Variant]) -> tuple[list[Group], dict[Group, str]]:
        """The groups that save lines, and the variants of which there are several copies."""
        bases = ((name, [self.existing.classes[name]]) for name in sorted(self.existing.bases))
        there = {name: variant_of(self.resolver, self.wishes.factory, copies) for name, copies in bases}
        attached: dict[Group, str] = {}
        for each in new:
            fitting = [(group, name) for name, base in there.items() if (group := self._below(each, base, name))]
            if fitting:
                group, name = max(fitting, key=lambda pair: sum(each.lines[member] for member in pair[0].shared))
                attached[group] = name
        taken = {group.variants[0] for group in attached}
        found = groups([each for each in new if each not in taken], of_one=bool(self.real))
        several = [
            each for each in found if each.shared or len(each.variants[0].copies) >= max(2, self.wishes.min_copies)
        ]
        return [*attached, *several], attached

    def _below(self, variant: Variant, base: Variant, name: str) -> Group | None:
        """The variant as a subclass of a base that is there; None when it would inherit too much or too little."""
        if not variant.can_share or not base.versions.keys() <= variant.versions.keys():
            return None
        shared = {
            member: version for member, version in base.versions.items()
            if member in variant.sharable and variant.versions[member] == version
        }  # fmt: skip
        what, kind = subject(variant.first.double.name)
        related = bool(self.real) or name.startswith(f"{what}{kind}Base")
        enough = related or 2 * len(shared) >= len(variant.versions)
        return Group((variant,), shared) if shared and enough else None

    def _with_siblings(self, chosen: list[Group], new: Sequence[Variant]) -> list[Group]:
        """With the doubles that the chosen ones need, whatever these share."""
        by_place = {(c.double.path, c.double.name): each for each in new for c in each.copies}
        found = list(chosen)
        moving = [each for group in chosen for each in group.variants]
        for each in moving:
            for copy in each.copies:
                for sibling in copy.needs.siblings:
                    needed = by_place.get((copy.double.path, sibling))
                    if needed is not None and needed not in moving:
                        moving.append(needed)
                        found.append(Group((needed,)))
        return found

    def tell(self, selected: Selected) -> None:
        """Why those that could move and were not chosen stay."""
        moving, least = set(selected.variants), self.wishes.min_copies
        for each in self.new:
            if each not in moving:
                few = f"there are fewer than {least} of them" if self.count < least else ""
                alike = "fewer others than asked for are the same" if self.wishes.merge == "identical" else ""
                alone = each.first.risks.alone
                other = f"{alone}, and no other is the same" if alone else self._why_apart(each)
                state = each.first.risks.state if self.wishes.merge == "identical" else ""
                for copy in each.copies:
                    self.stays.setdefault(copy.double.key, few or state or alike or other)

    def _why_apart(self, variant: Variant) -> str:
        """Why it gets no base, though perhaps a class of the factory has enough in common with it."""
        for other in self.there:
            both = together((variant, other), of_one=bool(self.real))
            if both is not None and both.saved > 0:
                return (
                    f"{other.first.double.name} of the factory, which has {len(both.shared)} of its members, is not"
                    " rewritten: write a base for it there, and the next run uses that"
                )
        return "it shares too little with the others"

    # -- names --------------------------------------------------------------------------------------------------

    def _words(self, chosen: Sequence[Variant]) -> dict[Variant, dict[str, str]]:
        """What the imports and constants of each are called; who has one that nothing can be done about stays."""
        there = self.existing.classes.values()
        words = FactoryWords(self.resolver, self.wishes.factory, there, [each.first for each in chosen])
        found: dict[Variant, dict[str, str]] = {}
        for each in chosen:
            answer = words.of(each.first)
            if isinstance(answer, str):
                why = f"{answer} means something else to another double of the factory, and cannot be renamed"
                self.stays.update((copy.double.key, why) for copy in each.copies)
            else:
                found[each] = answer
        return found

    def _names(
        self, chosen: Sequence[Group], known: Sequence[Variant], renamed: Mapping[Variant, Mapping[str, str]]
    ) -> dict[Variant, str]:
        import builtins

        words = {need.word for group in chosen for each in group.variants for need in each.first.needs.imports}
        constants = {need.name for group in chosen for each in group.variants for need in each.first.needs.constants}
        new = {word for each in renamed.values() for word in each.values()}
        taken = {*words, *constants, *new, *OWN_WORDS, *dir(builtins), *self._bound()}
        return {
            **class_names(chosen, self.real, taken, self._needs_its_name),
            **{each: each.first.double.name for each in known},
        }

    def _needs_its_name(self, variant: Variant) -> bool:
        return any(self.watch.why_it_matters(copy.double, f"_{copy.double.name}") for copy in variant.copies)

    def _bound(self) -> set[str]:
        """The names that the existing factory binds, and others that stand in it."""
        import re

        parsed = self.existing.parsed
        return set() if parsed is None else {w.decode() for w in re.findall(rb"[^\W\d]\w*", parsed.source.code)}

    def base_names(self, selected: Selected) -> dict[Group, str]:
        """The name of each group's base, those that are there and those that are new."""
        new = {word for each in selected.words.values() for word in each.values()}
        taken = {*selected.names.values(), *new, *OWN_WORDS, *self._bound()}
        found: dict[Group, str] = dict(selected.bases)
        for group in selected.groups:
            if group.shared and group not in found:
                found[group] = base_name(group, selected.names, self.real, taken)
                taken.add(found[group])
        return found

    def _watch_names(self, selected: Selected) -> None:
        for each in selected.variants:
            for copy in each.copies:
                if copy.double.path != self.wishes.factory:
                    why = self.watch.why_it_matters(copy.double, selected.names[each])
                    if why:
                        self.stays[copy.double.key] = f"it would come to be called {selected.names[each]}: {why}"
