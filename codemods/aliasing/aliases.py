"""The aliases of one symbol: every name in the project that stands for it, wherever and however it is bound.

# app/__init__.py: from .core import C as Old          Alias "Old", "import as"
# app/shim.py:     Older = app.Old                     Alias "Older", "assignment"
# app/all.py:      from .shim import *                 Alias "Older", "star import"
"""

from __future__ import annotations

from typing import Literal

from ..meaning.lazy import lazy_targets
from ..meaning.scopes import Occurrence
from ..meaning.stems import Module
from ..meaning.targets import Definition
from ..records import dataclass
from ..repo.files import RepoPath
from .identity import Identity, aliased_value

AliasKind = Literal["import as", "re-export", "assignment", "type alias", "star import", "lazy export"]


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that a file binds to the symbol. `home` is the kind of block.

    `sure` is False when it may be another object. For a star import `start` is where the statement begins, for a
    lazy export where the key does. `source` is the stem of the module that an import takes it from.
    """

    path: RepoPath
    name: str
    kind: AliasKind
    home: Literal["module", "function", "class"]
    start: int
    line: int
    sure: bool = True
    source: str = ""

    @property
    def is_local(self) -> bool:
        """Is it an assignment within a function or class, which nobody else sees?"""
        return self.home != "module" and self.kind in ("assignment", "type alias")


def kind_of(binding: Occurrence) -> AliasKind:
    """How this binding of the symbol is written."""
    if binding.from_import is not None:
        return "import as" if binding.parent.type == "aliased_import" else "re-export"
    return "type alias" if binding.steps[-3].node.type == "type_alias_statement" else "assignment"


@dataclass(frozen=True, slots=True)
class Hop:
    """One name on the way from an alias to the definition: `app.shim.Old`, and where it is bound, as `file:line`."""

    name: str
    place: str


def chain(identity: Identity, alias: Alias, *, longest: int = 20) -> tuple[Hop, ...]:
    """The way from the alias to the definition, each place once."""
    hops: list[Hop] = []
    at: tuple[RepoPath, str] | None = (alias.path, alias.name)
    binding = _binding_of(identity, alias)
    while at is not None and len(hops) < longest:
        label = dotted_name(identity, *at)
        place, at = _through(identity, alias.path, binding) if binding is not None else _hop(identity, *at)
        binding = None
        if place is None or any(place == hop.place for hop in hops):
            break
        hops.append(Hop(label, place))
    return tuple(hops)


def _binding_of(identity: Identity, alias: Alias) -> Occurrence | None:
    """The place that binds the alias; None where a star import brings it, or it is given on demand."""
    every = identity.project.names(alias.path, alias.name).occurrences
    return next((each for each in every if each.role == "bind" and each.start == alias.start), None)


def dotted_name(identity: Identity, path: RepoPath, name: str) -> str:
    """`app.shim.Old` for the name `Old` of the file app/shim.py."""
    modules = identity.project.modules
    module = modules.of_file(path)
    return f"{modules.name(module, identity.called) if module else path}.{name}"


def _hop(identity: Identity, path: RepoPath, name: str) -> tuple[str | None, tuple[RepoPath, str] | None]:
    """Where the file binds the name, and what that takes it from."""
    resolver, project = identity.resolver, identity.project
    if not project.is_readable(path):
        return None, None
    names = project.names(path, name)
    module = project.modules.of_file(path)
    if module is not None and Definition(module.stem, name) == identity.symbol:
        binding = next(iter(names.own), None)
        return (project.place(path, binding.start) if binding else None), None
    bindings = names.own
    handing = [each for each in bindings if each.from_import or aliased_value(each) is not None]
    first = next(iter(handing or bindings), None)  # where one is None beside it, the other leads on
    if first is not None:
        return _through(identity, path, first)
    for statement, origin in reversed(resolver.starred(path)):
        if isinstance(origin, Module) and resolver.exports(origin, name) and resolver.member(origin, name):
            return f"{project.place(path, statement.start_byte)} (*)", _member_of(origin, name)
    for each in names.occurrences:
        if each.role == "string" and lazy_targets(resolver, path, name):
            return f"{project.place(path, each.start)} (lazy)", _member_of(identity.home, identity.symbol.name)
    return None, None


def _through(identity: Identity, path: RepoPath, binding: Occurrence) -> tuple[str, tuple[RepoPath, str] | None]:
    """Where the name is bound, and what that takes it from."""
    resolver, project = identity.resolver, identity.project
    here = project.place(path, binding.start)
    source, taken = resolver.taken(path, binding)
    if taken:
        return here, _member_of(source, taken)
    value = aliased_value(binding)
    if value is not None and value.type == "identifier":
        return here, (path, project.parsed(path).text(value).decode())
    below, attribute = (value and value.child_by_field_name(each) for each in ("object", "attribute"))
    if below is None or attribute is None:
        return here, None
    owner = next(iter(resolver.of_expression(path, below)), None)
    return here, _member_of(owner, project.parsed(path).text(attribute).decode())


def _member_of(owner: object, name: str) -> tuple[RepoPath, str] | None:
    return (owner.files[0], name) if isinstance(owner, Module) and owner.files else None
