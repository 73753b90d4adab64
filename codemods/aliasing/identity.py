"""Is this name the symbol, whatever it is called here? Aliases are followed to the object that they stand for.

    A = C                        # the resolver takes A for a symbol of its own, since a rename of C leaves it
    Identity(resolver, C).same(ends of A)

Identity decides, never spelling: a name is followed through its own bindings, and a use to the binding that it sees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from tree_sitter import Node

from ..meaning.bindings import Resolver
from ..meaning.branches import is_bare_annotation
from ..meaning.certain import in_another_arm
from ..meaning.flow import order, sees_outer
from ..meaning.parsing import Steps, without_comments
from ..meaning.project import Project
from ..meaning.rounds import Rounds
from ..meaning.scopes import Names, Occurrence
from ..meaning.starred import PATTERNS
from ..meaning.stems import Module
from ..meaning.syntax import assigned_value, bare, field_of
from ..meaning.targets import NOTHING, UNKNOWN, Definition, Target, Targets, Unknown
from ..records import dataclass
from ..renames.bystar import is_of_a_star
from ..repo.files import RepoPath
from .lazyreturns import returned

_NAMES = ("identifier", "attribute")
_VALUES = ("expression_list", "tuple", "list")


@dataclass
class Identity:
    """Answers for one symbol of one project. What a name "ends" at is what it means once every alias is followed.

    `called` is the path by which the user calls the symbol, "" for none.
    """

    resolver: Resolver
    symbol: Definition
    called: str = ""
    _ends: Rounds[Definition | tuple[RepoPath, int], Targets] = field(default_factory=Rounds)

    @property
    def project(self) -> Project:
        return self.resolver.project

    @property
    def home(self) -> Module:
        """The module that defines the symbol."""
        return self.project.modules.by_stem[self.symbol.stem]

    def stem(self, path: RepoPath) -> str:
        """The stem of the module that the file is; the path of a file that is none."""
        module = self.project.modules.of_file(path)
        return module.stem if module is not None else path

    def same(self, ends: Targets) -> bool:
        """Is it the symbol and nothing else, None in its place where an import failed included?"""
        return ends == {self.symbol}

    def of_member(self, module: Module, name: str) -> Targets:
        """Where the attribute `name` of the module ends."""
        ends = self._followed(self.resolver.member(module, name))
        is_unknown = all(isinstance(end, Unknown) for end in ends)
        return (self._by_getattr(module.files, name) or ends) if is_unknown else ends

    def of_binding(self, path: RepoPath, binding: Occurrence, name: str) -> Targets:
        """Where a name ends by this one of its bindings."""
        values = aliased_values(binding)
        if not values:
            return self._followed(self.resolver.of_binding(path, binding, name))
        return frozenset().union(*(self._of_value(path, each) for each in values))

    def _of_value(self, path: RepoPath, value: Node) -> Targets:
        # A = B beside B = A: one of them adds nothing to the other
        return self._ends.answer((path, value.start_byte), lambda: self.of_expression(path, value), NOTHING)

    def of_expression(self, path: RepoPath, node: Node) -> Targets:
        """Where an expression of names and attributes ends; each name is taken for the binding that it sees."""
        attributes: list[str] = []
        parsed = self.project.parsed(path)
        while (node := bare(node)).type in ("attribute", "member_type"):
            attribute = node.child_by_field_name("attribute")
            if attribute is not None:
                attributes.append(parsed.text(attribute).decode())
            node = node.child_by_field_name("object") or node.named_children[0]
        if node.type != "identifier":
            return self._followed(self.resolver.through(self.resolver.of_expression(path, node), reversed(attributes)))
        ends = self._of_name(path, node)
        for name in reversed(attributes):
            ends = self._followed(self.resolver.attribute(ends, name))
        return ends

    def of_stars(self, path: RepoPath, name: str) -> Targets:
        """Where the name ends by the star imports of the file; nothing when none brings it."""
        return self._followed(self.resolver.from_stars(path, name))

    def of_use(self, path: RepoPath, names: Names, use: Occurrence) -> Targets:
        """Where the name at this place ends."""
        if use.home is None:
            return UNKNOWN
        home = use.home
        if sees_outer(use, names):
            home = names.module
        bindings = names.bindings(home)
        if not bindings or (home == names.module and is_of_a_star(self.resolver, path, use, bindings)):
            return (self.of_stars(path, names.word) if home == names.module else NOTHING) or UNKNOWN
        known = order(names, home)
        seen = known.seen_by(use)
        ends: set[Target] = {*UNKNOWN} if self._is_early(path, names, use) else set()
        for binding in bindings if seen is None else known.groups[seen]:
            ends |= self.of_binding(path, binding, names.word)
        return frozenset(ends)

    def _is_early(self, path: RepoPath, names: Names, use: Occurrence) -> bool:
        """Is it the symbol's own name, where its module goes on to bind that to something else, or takes it away?

        class C: ...; Raw = C; C = cached(C)
        """
        module = self.project.modules.of_file(path)
        if module is None or Definition(module.stem, names.word) != self.symbol:
            return False
        later = (*names.own, *names.deletions(names.module))
        is_run_late = any(scope.kind == "function" for scope in use.scope.chain())
        behind = (each for each in later if each.start > use.start and not in_another_arm(use, each.node))
        return not is_run_late and not all(map(is_bare_annotation, behind))

    def _of_name(self, path: RepoPath, node: Node) -> Targets:
        names = self.project.names(path, self.project.parsed(path).text(node).decode())
        return self.of_use(path, names, names.at(node.start_byte))

    def _followed(self, targets: Targets) -> Targets:
        ends: set[Target] = set()
        for target in targets:
            ends |= self._end(target) if isinstance(target, Definition) else {target}
        return frozenset(ends)

    def _end(self, definition: Definition) -> Targets:
        if definition == self.symbol:
            return frozenset({definition})
        # an alias of itself adds nothing to what its other bindings say
        return self._ends.answer(definition, lambda: self._by_bindings(definition), NOTHING)

    def _by_bindings(self, definition: Definition) -> Targets:
        own: Targets = frozenset({definition})
        files = self.project.modules.files(definition.stem)
        for path in filter(self.project.is_readable, files):
            names = self.project.names(path, definition.name)
            if names.own:
                ends: set[Target] = set()
                for binding in order(names, names.module).groups[-1]:
                    found = self.of_binding(path, binding, definition.name) if aliased_values(binding) else None
                    ends |= self._plain(path, binding, own) if found is None else found
                return frozenset(ends)
        return self._by_getattr(files, definition.name) or own

    def _by_getattr(self, files: Iterable[RepoPath], name: str) -> Targets:
        """Where the name ends that the files of a module return on demand."""
        ends: set[Target] = set()
        for path in files:
            for node in returned(self.resolver, path, name):
                ends |= self.of_expression(path, node)
        return frozenset(ends)

    def _plain(self, path: RepoPath, binding: Occurrence, own: Targets) -> Targets:
        if is_bare_annotation(binding):
            return NOTHING
        name = next(iter(own))
        assert isinstance(name, Definition)
        found = self.resolver.of_binding(path, binding, name.name)
        if binding.import_around is not None:
            return self._followed(found - own) or own
        value = assigned_value(binding.steps)
        if value is not None and value.type in ("none", "false", "true"):
            return frozenset({Unknown(neutral=True)})
        return own


def aliased_value(binding: Occurrence) -> Node | None:
    """`C` in `A = C`, `A: TypeAlias = m.C`, `A, B = C, D` and `type A = C`; None for every other binding."""
    value = assigned_value(binding.steps) or _of_several(binding.steps)
    if len(binding.steps) > 2 and binding.steps[-3].node.type == "type_alias_statement":
        right = binding.steps[-3].node.child_by_field_name("right")
        value = right.named_children[0] if right is not None and binding.steps[-2].field == "left" else None
    value = bare(value) if value is not None else None
    return value if value is not None and value.type in _NAMES else None


def _of_several(steps: Steps) -> Node | None:
    """What one of several names gets, `D` in `A, B = C, D`; None for every other binding."""
    made = steps[-3].node if len(steps) > 2 else steps[-2].node
    return next((value for target, value in paired(made) if target == steps[-1].node), None)


def paired(made: Node) -> tuple[tuple[Node, Node], ...]:
    """The names that the assignment gives several values, each with its own: of `A, B = C, D`; else nothing.

    Nor where a star takes the rest, or the names change places.
    """
    left, right = (field_of(made, name, "assignment") for name in ("left", "right"))
    if left is None or right is None or left.type not in PATTERNS or (right := bare(right)).type not in _VALUES:
        return ()
    names, values = (without_comments(node) for node in (left, right))
    starred = any(each.type.startswith("list_splat") for each in (*names, *values))
    swapped = {each.text for each in names} & {each.text for each in values}
    return () if starred or swapped or len(names) != len(values) else tuple(zip(names, values, strict=True))


def aliased_values(binding: Occurrence) -> tuple[Node, ...]:
    """The same, or what `A = C if fast else D` chooses from: only where one of the two is such a name."""
    value = assigned_value(binding.steps)
    if value is not None and (chosen := bare(value)).type == "conditional_expression":
        arms = tuple(bare(each) for each in (chosen.children[0], chosen.children[-1]))
        return arms if any(each.type in _NAMES for each in arms) else ()
    value = aliased_value(binding)
    return (value,) if value is not None else ()


def out_of_parentheses(steps: Steps, place: int) -> int:
    """The place among `steps` of the expression that is at `place`, with the parentheses around it."""
    while place and steps[place - 1].node.type == "parenthesized_expression":
        place -= 1
    return place
