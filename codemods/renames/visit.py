"""One Python file on a visit: what is known at a place, and the answers to it: an edit, a remark, a word of caution."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from functools import cached_property

from tree_sitter import Node

from ..codemod import Diagnostic, Severity
from ..edits import Edit
from ..meaning.annotated import is_stored
from ..meaning.bindings import Resolver
from ..meaning.exports import BUILTINS
from ..meaning.flow import order
from ..meaning.fragments import imports_nothing, is_example
from ..meaning.parsing import DEFINITIONS, Parsed
from ..meaning.project import Project
from ..meaning.pytestconfig import PytestConfig
from ..meaning.scopes import Occurrence, Scope
from ..meaning.stems import Module
from ..meaning.targets import NOTHING, Definition, External, Target, Targets, Unknown, may_hand_on
from ..records import dataclass
from ..repo.files import RepoPath
from ..surface.mention import Mention
from ..surface.texts import mentions
from ..surface.virtual import Spans
from .clashes import Clash, clash
from .documents import hands_on_untouched, leads_to
from .retarget import Retarget
from .rivals import submodule_of_its_name
from .slots import Slots
from .trail import Trail
from .unrooted import unrooted

NO_FILE = "it is imported as a module here, which has no file"
_SETTINGS = External("django.conf.settings")


@dataclass(frozen=True)
class Visit:
    """The places of the old word in `path`, and the edits (raw offsets) and remarks that come of them.

    `file` is the file that the remarks name: that of the fragment, when `path` is an example in it; `base` is then the
    module whose globals it sees. `seen` are bytes that have been looked at as code of an example. `tables`: does
    a list of strings export, by where it begins, as far as somebody has asked? `with_fixture`: has a class a fixture of
    that name? `stands_for`: the module in whose place the file puts something in `sys.modules`.
    """

    slots: Slots
    path: RepoPath
    parsed: Parsed
    file: RepoPath
    trail: Trail
    base: RepoPath | None = None
    seen: Spans = field(default_factory=Spans)
    leave: frozenset[str] = frozenset()
    retarget: Retarget | None = None
    text_too: bool = False
    edits: list[Edit] = field(default_factory=list)
    remarks: list[Diagnostic] = field(default_factory=list)
    tables: dict[int, bool] = field(default_factory=dict, repr=False)
    with_fixture: dict[int, bool] = field(default_factory=dict, repr=False)
    stands_for: dict[RepoPath, str] = field(default_factory=dict, repr=False)
    _prose: dict[int, dict[int, Mention]] = field(default_factory=dict, repr=False)

    @property
    def resolver(self) -> Resolver:
        return self.slots.resolver

    @property
    def project(self) -> Project:
        return self.slots.project

    @property
    def module(self) -> Module | None:
        """The module that the file is."""
        return self.project.modules.of_file(self.path)

    @cached_property
    def pytest(self) -> PytestConfig:
        return PytestConfig(self.project)

    @property
    def old(self) -> str:
        return self.slots.old

    @property
    def new(self) -> str:
        return self.slots.new

    # -- what is known ------------------------------------------------------------------------------------------

    def attribute_moves(self, below: Node, scope: Scope | None = None) -> bool | None:
        moves = self.slots.attribute_moves(self.path, below, scope)
        return moves or (self.renamed_in(found) if (found := self._through_base(below)) else moves)

    def owners(self, below: Node, scope: Scope | None = None) -> Targets:
        """What the attributes of `below` are asked of; in a doctest by the globals of its module, too."""
        return self._through_base(below) or self.resolver.of_expression(self.path, below, scope)

    def _through_base(self, below: Node) -> Targets:
        """What the path means by the globals of the module that the example stands in; nothing for any other."""
        if self.base is None or not (path := self._free_path(below)):
            return NOTHING
        names = self.project.names(self.base, path[0])
        return self.resolver.through(self.resolver.of_home(self.base, names, names.module), path[1:])

    def _free_path(self, below: Node) -> list[str]:
        """The words of a path whose first is a global that the file does not bind; none when it is another thing."""
        first, *rest = "".join(self.text(below).split()).split(".")
        if not all(map(str.isidentifier, (first, *rest))):
            return []
        names = self.project.names(self.path, first)
        at_top = any(each.start == below.start_byte and each.home == names.module for each in names.occurrences)
        return [first, *rest] if at_top and not any(names.own) else []

    def is_written_out(self, below: Node) -> bool:
        """Does `below` lead to the symbol by its whole path, in an example that does not bind the first word of it?"""
        path = self._free_path(below) if is_example(self.path) else []
        if not path or any(self.may_bind(file, path[0]) for file in (self.path, self.base) if file):
            return False
        user = below.parent.parent if below.parent else None
        called = user is not None and user.type in ("call", "decorator")  # as no module is
        return leads_to(self.slots, self.file, path, surely=called)

    def of_dotted(self, scope: Scope, dotted: str) -> Targets:
        """What the dotted path means to code in `scope`."""
        first, *rest = "".join(dotted.split()).split(".")
        names = self.project.names(self.path, first)
        return self.resolver.through(self.resolver.of_home(self.path, names, names.home(scope)), rest)

    def by_targets(self, each: Occurrence, targets: Targets, reason: str) -> None:
        moves = self.renamed_in(targets)
        if moves:
            self.edit(each, reason)
        elif moves is None:
            self.left(each, "warning", "what it is an attribute of cannot be told")
        else:
            self.perhaps_here(each, targets)

    def renamed_in(self, targets: Targets) -> bool | None:
        known = [self.slots.renamed_in(target) for target in targets if isinstance(target, Module | External)]
        if not known:
            return None if any(isinstance(target, Unknown) for target in targets) else False
        is_sure = len(set(known)) == 1 and (known[0] or not any(map(self.slots.on_demand, targets)))
        return known[0] if is_sure else None

    def clash_in(self, home: Scope) -> Clash | None:
        """Why the word, which lives in `home`, cannot take the new name there; None when it can."""
        return clash(self.resolver, self.path, self.slots.names(self.path), home, self.new)

    def is_global_of_base(self, each: Occurrence) -> bool:
        """In a doctest: is this the global of the module that it documents?"""
        if self.base is None or each.home is None or each.home.kind != "module":
            return False
        own = self.slots.names(self.path).own
        return (not own or self._is_above(each)) and self.slots.renamed_in_file(self.base)

    def may_bind(self, path: RepoPath, name: str) -> bool:
        """Does the file bind the name at its top, or take by a star what is not known?"""
        return any(self.project.bindings(path, name)) or any(self.resolver.bringing(path, name))

    def is_shown(self, each: Occurrence) -> bool:
        """Is it the name of a class or function that a block of a page, which imports nothing, defines to show it?"""
        if not is_example(self.path) or self.base is not None or self.retarget is not None:
            return False
        defined = each.parent.type in DEFINITIONS
        top = each.home == self.slots.names(self.path).module
        return defined and top and imports_nothing(self.parsed, each.start)

    def is_bound_nowhere(self, each: Occurrence) -> bool:
        """Is it a global that nothing in sight binds, and no name of Python's own?"""
        if each.home is None or each.home.kind != "module" or self.old in BUILTINS:
            return False
        seen = [path for path in (self.base, "" if self._is_above(each) else self.path) if path]
        return not any(self.may_bind(path, self.old) for path in seen)

    def _is_above(self, each: Occurrence) -> bool:
        """Does it stand on a page above all that binds the name?"""
        names = self.slots.names(self.path)
        return is_example(self.path) and order(names, names.module).is_above(each)

    def perhaps_global(self, each: Occurrence) -> None:
        """A word on an annotation in a block that binds the name itself, when typing.get_type_hints reads it as text.

        It looks among the globals of the module: class K: date: date = None (PEP 563).
        """
        home = each.home
        if home is None or not is_stored(each.steps) or not (each.role == "string" or self.parsed.are_postponed):
            return
        names = self.slots.names(self.path)
        if home.kind not in ("class", "function") or any(map(_binds_a_type, names.bindings(home))):
            return
        if any(group.fate == "renamed" for group in self.slots.groups(self.path, names.module)):
            why = f"to typing.get_type_hints it is the global, to others what the {home.kind} binds"
            self.left(each, "warning", why)

    def mention(self, each: Occurrence, node: Node) -> Mention | None:
        """What stands at this place of a docstring or comment, None when it is part of another word."""
        known = self._prose.get(node.start_byte)
        if known is None:
            modules = self.project.modules
            names = modules.names(modules.of_file(self.file))
            found = mentions(
                self.parsed.text(node), (self.old,), "rst", module=names[0] if names else "", base=node.start_byte,
                default_role=self.project.default_roles.is_object(self.file),
            )  # fmt: skip
            self._prose.clear()  # the places come in their order
            known = self._prose[node.start_byte] = {}
            for one in found:
                known.update((at, one) for _, at, _ in one.components())
        return known.get(each.start)

    # -- answers ------------------------------------------------------------------------------------------------

    def edit(self, each: Occurrence, reason: str, replacement: str = "", *, kind: str = "") -> None:
        if kind and kind in self.leave:
            self.left(each, "info", f"{kind} are left, as asked")
            return
        source = self.parsed.source
        start, end = source.raw_offset(each.start), source.raw_offset(each.end)
        if (replacement or self.new) == self.old:
            return  # the symbol moves and keeps its name
        self.edits.append(Edit(start, end, source.encoded(replacement or self.new), reason))

    def drop_alias(self, end: int, alias: Node) -> bool:
        """Takes ` as New` away behind a name that ends at `end`, if it is on the same line; a stub hands on by it."""
        source = self.parsed.source
        goes = b"\n" not in source.code[end : alias.start_byte] and not self.parsed.is_stub
        if goes:
            self.edits.append(source.in_raw(Edit(end, alias.end_byte, b"", "an alias that says no more than the name")))
        return goes

    def left(self, each: Occurrence, severity: Severity, why: str) -> None:
        self.remark(each, severity, "left-alone", f"{self.old} left alone: {why}", "check it by hand")

    def perhaps_here(self, each: Occurrence, owners: Iterable[Target | None]) -> bool:
        """A word on what is taken from a module that is not found, though a file has its path; False without one."""
        found = unrooted(self.slots, self.file, owners)
        if found is not None:
            why, help = found.told()
            self.remark(each, "warning", "left-alone", f"{self.old} left alone: {why}", help)
        return found is not None

    def perhaps_handed_on(self, each: Occurrence, owner: Target) -> None:
        """A word on what a package outside the project may hand on of a module in it, or may be in this one.

        And on what a module of the project would not have, as far as its files say: other code may put it there.
        """
        if self.perhaps_here(each, (owner,)):
            return
        if isinstance(owner, Module) and owner.files and not self.resolver.member(owner, self.old):
            self.left(each, "info", f"nothing is seen that {owner.files[0]} has it from")
        if isinstance(owner, Module) and hands_on_untouched(self.slots, owner):
            self.comes_through(each, owner.files[0])
        module = submodule_of_its_name(self.slots, owner)
        if module is not None:
            self.left(each, "warning", f"it is what the package defines, or the module {module.files[0]}")
        if may_hand_on(owner, self.slots.symbol):
            message = f"{self.old} may be the symbol, handed on by {owner.dotted}"
            self.remark(each, "info", "proposal", message)
        elif owner == _SETTINGS:
            self.perhaps_setting(each)

    def comes_through(self, each: Occurrence, file: RepoPath) -> None:
        """A word on the first place that takes the symbol from a file that is not edited."""
        why = f"it comes through {file}, which is not edited"
        if not any(why in remark.message for remark in self.remarks):
            self.left(each, "warning", why)

    def perhaps_setting(self, each: Occurrence) -> None:
        """A word on what Django reads from the module of settings that the environment names."""
        symbol = self.slots.symbol
        if isinstance(symbol, Definition) and symbol.name.isupper() and "settings" in symbol.stem:
            self.left(each, "warning", "Django reads it from a module of settings, which may be this one")

    def remark(self, each: Occurrence, severity: Severity, code: str, message: str, help: str = "") -> None:
        place = self.parsed.source.place(each.start)
        self.remarks.append(Diagnostic(severity, code, message, help, self.file, *place))

    def text(self, node: Node) -> str:
        return self.parsed.text(node).decode()


def _binds_a_type(binding: Occurrence) -> bool:
    """Is it a class of its own, or an import, which is one as a rule?"""
    is_class = binding.parent.type == "class_definition"
    return is_class or binding.import_around is not None


def short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) < 40 else line[:37] + "…"
