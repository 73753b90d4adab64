"""The factory module as an earlier run left it, or somebody wrote it: its classes count as doubles that are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace

from ..errors import Refused, UnreadableSource
from ..meaning.bindings import Resolver
from ..meaning.parsing import Parsed
from ..names import IDENTIFIER
from ..records import dataclass
from ..repo.files import REGULAR, RepoPath
from .doublegroups import Known, known_double
from .doubleneeds import NeedsFinder
from .doublerisks import risks
from .doubles import FACTORY, Double, double
from .doubleshape import Member
from .factorymodule import Row, rows_of
from .factoryspec import check_of
from .needed import Needs


@dataclass(frozen=True)
class ExistingFactory:
    """`classes` has each class at its top, with what it inherits inside of the module; `bases` the names of bases.

    `check` is the function that holds the doubles against the real class.
    """

    parsed: Parsed | None = None
    rows: tuple[Row, ...] = ()
    classes: Mapping[str, Known] = field(default_factory=dict)
    bases: frozenset[str] = frozenset()
    check: str = ""

    @property
    def offered(self) -> list[Known]:
        """The classes that a test can take."""
        return [known for name, known in self.classes.items() if name not in self.bases]


def existing_factory(resolver: Resolver, path: RepoPath) -> ExistingFactory:
    """What is at `path`; nothing when there is no such file. Raises Refused for what cannot be extended."""
    project = resolver.project
    kind = project.kinds.get(path)
    if kind is None:
        return ExistingFactory()
    if kind not in REGULAR:
        raise Refused(f"{path} is no plain file", "name another file for the factory")
    try:
        parsed = project.parsed(path)
    except UnreadableSource as error:
        raise Refused(f"{path}: the factory {error.title}", "mend it, or name another file") from None
    if parsed.source.encoding != "utf-8":
        raise Refused(f"{path} is in {parsed.source.encoding}", "store the factory as UTF-8")
    doubles = {each.name: each for each in _at_the_top(resolver, path, parsed)}
    finder = NeedsFinder(resolver, {path: frozenset(doubles)}, lambda _: "")
    classes = {name: _flat(resolver, finder, doubles, each) for name, each in doubles.items()}
    bases = frozenset(base for each in doubles.values() for base in each.bases if base in doubles)
    code = parsed.source.code
    return ExistingFactory(parsed, rows_of(code), classes, bases, check_of(code))


def _at_the_top(resolver: Resolver, path: RepoPath, parsed: Parsed) -> list[Double]:
    found = []
    for statement in parsed.tree.root_node.named_children:
        node = statement.child_by_field_name("definition") if statement.type == "decorated_definition" else statement
        if node is not None and node.type == "class_definition":
            found.append(double(resolver, path, node, FACTORY))
    return found


def _flat(resolver: Resolver, finder: NeedsFinder, doubles: Mapping[str, Double], each: Double) -> Known:
    """The class with the members of its bases in the module as if they were its own."""
    line = [each]
    while len(line[-1].bases) == 1 and line[-1].bases[0] in doubles and len(line) < 10:
        line.append(doubles[line[-1].bases[0]])
    members = {member.name: member for part in reversed(line) for member in part.members}
    bases = line[-1].bases
    flat = replace(each, members=tuple(members.values()), bases=bases)
    needed = [_within(finder.needs(part), _words(resolver, part, members.values())) for part in line]
    needs = replace(
        needed[0],
        imports=tuple(sorted({each for part in needed for each in part.imports})),
        constants=tuple(sorted({each for part in needed for each in part.constants})),
        siblings=tuple(dict.fromkeys(s for part in needed for s in part.siblings if s not in {p.name for p in line})),
        in_annotations=frozenset[str]().union(*(part.in_annotations for part in needed)) - _used(needed),
    )
    return known_double(resolver, flat, needs, risks(resolver, flat, needs))


def _words(resolver: Resolver, part: Double, members: Iterable[Member]) -> set[str]:
    """The words in the head of the class, and in those members that nobody below it has anew."""
    parsed = resolver.project.parsed(part.path)
    body = part.node.child_by_field_name("body")
    head = parsed.source.code[part.whole.start_byte : body.start_byte if body is not None else part.whole.end_byte]
    texts = [head, *(parsed.text(each.node) for each in members if part.holds(each.node.start_byte))]
    return {word for text in texts for word in IDENTIFIER.findall(text.decode(errors="replace"))}


def _within(needs: Needs, words: set[str]) -> Needs:
    """What of it these words ask for."""
    return replace(
        needs,
        imports=tuple(each for each in needs.imports if each.word in words),
        constants=tuple(each for each in needs.constants if each.word in words),
        siblings=tuple(each for each in needs.siblings if each in words),
        in_annotations=needs.in_annotations & words,
    )


def _used(needed: list[Needs]) -> frozenset[str]:
    """The names that do more than annotate in some class of the line."""
    names = {
        (part, word) for part in needed for word in [*(i.word for i in part.imports), *(c.name for c in part.constants)]
    }
    return frozenset(word for part, word in names if word not in part.in_annotations)
