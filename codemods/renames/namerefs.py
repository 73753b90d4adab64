"""References by name: what is read, bound, imported, and reached as an attribute of a module."""

from __future__ import annotations

from tree_sitter import Node

from ..codemod import Diagnostic
from ..meaning.fragments import is_example
from ..meaning.scopes import Occurrence
from ..meaning.starred import unstarred
from ..meaning.stems import Module
from ..meaning.syntax import assigned_value, field_of, holds, is_handed_on
from ..meaning.targets import Definition, is_home
from ..records import dataclass
from .fixturerefs import FixtureReferences
from .groups import Group
from .keptlocal import tell_kept, why_kept
from .pathrefs import by_path, is_reached
from .rivals import rivals
from .standins import perhaps_stands_in
from .starkept import ALSO_THERE, BY_THAT_NAME, shared_name
from .starrefs import follow, perhaps_of_a_star
from .visit import NO_FILE, Visit, short


@dataclass(frozen=True)
class NameReferences:
    """Looks at the places that are names."""

    visit: Visit

    def name(self, each: Occurrence) -> None:
        fate = self.visit.slots.fate(self.visit.path, each)
        if fate == "other" and self.visit.is_global_of_base(each):
            fate = "renamed"
        match fate:
            case "renamed":
                if not self._is_dropped(each):
                    self.visit.edit(each, "name of the symbol")
                self._perhaps_starred(each)
                follow(self.visit, each, fate)
            case "kept":
                follow(self.visit, each, fate)
                group = self._group(each)
                if group is not None and (group.clash or is_handed_on(self.visit.parsed, each.parent)):
                    tell_kept(self.visit, each, group)
            case None:
                self.visit.left(each, "error", self._why_undecided(each))
            case "other" if each.role == "use":
                self._use_of_another(each)
            case "other" if each.role == "bind" and self.visit.is_shown(each):
                self.visit.remark(each, "info", "proposal", f"{self.visit.old} in an example that defines it")
            case "other" if each.role == "bind":
                self._own_name(each)

    def _use_of_another(self, each: Occurrence) -> None:
        """A word on the use of what is another thing as far as is known, where it may be the symbol all the same."""
        if self.visit.is_bound_nowhere(each):
            self._perhaps_given(each)
        elif each.enclosing("type") is not None and each.home is not None and each.home.kind != "module":
            self.visit.perhaps_global(each)
        else:
            perhaps_of_a_star(self.visit, each)

    def _is_dropped(self, each: Occurrence) -> bool:
        """Is it the alias in `from m import New as Old`? Then it goes, for the name says it all."""
        named = field_of(each.parent, "name", "aliased_import")
        if named is None or self.visit.text(named) != self.visit.new or not each.enclosing("import_from_statement"):
            return False
        return self.visit.drop_alias(named.end_byte, each.steps[-1].node)

    def _perhaps_starred(self, each: Occurrence) -> None:
        """A word on the star import that brings the name by an `__all__` that is computed."""
        slots, path = self.visit.slots, self.visit.path
        if each.home is None or slots.groups(path, each.home):
            return
        first = next(iter(self.visit.resolver.bringing(path, slots.old)), None)
        if first is None:
            return  # an example, which has the globals of its module
        statement, source, surely = first
        line = self.visit.parsed.source.line(statement.start_byte)
        message = f"see that this brings {slots.new}: the __all__ of the module is computed, or a branch of it lists it"
        remark = Diagnostic("info", "re-export", message, "", self.visit.file, line)
        computed = isinstance(source, Module) and self.visit.resolver.brings(source, slots.old) is None
        if computed and not surely and remark not in self.visit.remarks:
            self.visit.remarks.append(remark)

    def _why_undecided(self, each: Occurrence) -> str:
        slots = self.visit.slots
        if each.home is not None and not slots.groups(self.visit.path, each.home):
            if slots.moved:
                return "a module that is imported with a star does not have it any more"
            why = "its __all__ is computed, or only a branch binds it"
            return f"a module that is imported with a star may or may not have it: {why}"
        return f"{slots.old} is bound more than once here, and the order does not decide which is meant"

    def _perhaps_given(self, each: Occurrence) -> None:
        """An example on a page takes up what one before it imported; a script gets names from who runs it."""
        old = self.visit.old
        if self.visit.text_too and is_example(self.visit.path):
            self.visit.edit(each, "the word in an example, as asked")
        elif is_home(self.visit.module, self.visit.slots.symbol):
            self.visit.left(each, "warning", "its definition has gone from this module, which does not import it")
        elif self.visit.new != old:
            where = "an example" if is_example(self.visit.path) else "code"
            self.visit.remark(each, "info", "proposal", f"{old} in {where} that binds it nowhere")

    def _own_name(self, each: Occurrence) -> None:
        """`Old = _Old` at the top of a module, where `_Old` is the symbol, or `Old = wrapped(m.Old)`: another name."""
        old, value = self.visit.old, assigned_value(each.steps)
        self._other_in_stub(each)
        perhaps_stands_in(self.visit, each)
        if value is None or each.home is None or each.home.kind != "module":
            return
        if self.visit.resolver.of_expression(self.visit.path, value) == {self.visit.slots.symbol}:
            message = f"{old} left alone: it is this module's own name for the symbol"
            self.visit.remark(each, "info", "left-alone", message)
            return
        if any(map(self._follows, self.visit.slots.names(self.visit.path).within(value))):
            message = f"{old} is another name here, of what is made from the symbol"
            self.visit.remark(each, "info", "derived", message, "rename it, too, if it should follow")

    def binding(self, each: Occurrence) -> None:
        is_parameter = (
            each.home is not None and each.home.kind == "function" and each.enclosing("parameters") is not None
        )
        if is_parameter and FixtureReferences(self.visit).parameter(each):
            return
        if self.visit.slots.fixture:
            FixtureReferences(self.visit).override(each)
        statement = each.import_around
        if statement is None or each.parent.type == "aliased_import":
            self.name(each)
            return
        self._perhaps_another(each, statement)
        group = self._group(each)
        source_moves = self.visit.slots.import_moves(self.visit.path, each, statement)
        if self.visit.path in self.visit.slots.provider:
            self.visit.remark(
                each, "info", "left-alone", f"{self.visit.old} left alone: this module provides the new name"
            )
        old, new = self.visit.old, self.visit.new
        renamed = (group is not None and group.fate == "renamed") or new == old
        if source_moves and not renamed:
            tell_kept(self.visit, each, group)
        if source_moves and self._is_taken(each, statement, new if renamed else f"{new} as {old}"):
            return
        if source_moves and not renamed:
            self.visit.edit(each, f"import, kept under its old name: {why_kept(self.visit, group)}", f"{new} as {old}")
        elif source_moves:
            self.visit.edit(each, f"import of the symbol{self._way(statement)}")
        elif renamed and old != new:
            goes_on = f", {old}" if each.parent.named_child_count > 1 else ""  # import a as New, a.b
            self.visit.edit(each, BY_THAT_NAME, f"{old} as {new}{goes_on}")
            self.visit.remark(each, "info", "shared-name", shared_name(self.visit.slots), ALSO_THERE)
        else:
            self._on_demand(each, statement)
            self._other_in_stub(each)

    def _other_in_stub(self, each: Occurrence) -> None:
        """A word on a stub that has another thing under the name where the module itself has the symbol."""
        path, slots = self.visit.path, self.visit.slots
        module = self.visit.project.modules.of_file(path) if path.endswith(".pyi") else None
        at_top = each.home is not None and each.home.kind == "module"
        if at_top and slots.new != slots.old and module is not None and slots.renamed_in(module):
            self.visit.left(each, "warning", f"it is another by this stub, and the symbol by {module.files[0]}")

    def imported(self, each: Occurrence) -> None:
        """`from m import name as other`"""
        statement = each.from_import
        alias = each.steps[-3].node.child_by_field_name("alias")
        if statement is None or alias is None:
            return
        aliases = self.visit.project.names(self.visit.path, self.visit.text(alias)).occurrences
        binding = next((other for other in aliases if other.start == alias.start_byte), None)
        self._perhaps_another(each, statement)
        if binding is None or not self.visit.slots.import_moves(self.visit.path, binding, statement):
            self._on_demand(each, statement)
        else:
            kept = (
                self.visit.text(alias)
                if self.visit.text(alias) != self.visit.old or self._fate_is_kept(binding)
                else self.visit.new
            )
            plain = self.visit.text(alias) == self.visit.new != self.visit.old
            if not self._is_taken(each, statement, kept if plain else f"{self.visit.new} as {kept}"):
                self.visit.edit(each, f"import of the symbol under another name{self._way(statement)}")
                if plain:
                    self.visit.drop_alias(each.end, alias)

    def imported_through(self, each: Occurrence) -> None:
        """`import m.name.other`: where the module has no submodule of the name, another thing is found by that path."""
        path = each.enclosing("relative_import") or each.enclosing("dotted_name")
        if path is None or each.start == path.start_byte:
            return
        before = "".join(self.visit.parsed.source.code[path.start_byte : each.start].decode().split())
        dotted = before.rstrip(".") or before
        module, modules = self.visit.resolver.module_named(dotted, self.visit.path), self.visit.project.modules
        if not isinstance(module, Module) or not self.visit.slots.renamed_in(module):
            return
        child = modules.child(module, self.visit.old)
        if child is None:
            self.visit.left(each, "warning", NO_FILE)
        elif each.end == path.end_byte and each.enclosing("aliased_import") is not None and child.files:
            self.visit.left(each, "warning", f"it is what the package defines, or the module {child.files[0]}")

    def _on_demand(self, each: Occurrence, statement: Node) -> None:
        source = self.visit.resolver.imported_module(self.visit.path, statement)
        module = statement.child_by_field_name("module_name")  # of a `from` import alone
        if module is not None and self.visit.slots.on_demand(source):
            self.visit.left(each, "warning", "it is not known whether the module gives the symbol under this name")
        elif module is not None and module.type == "relative_import" and not isinstance(source, Module):
            self.visit.left(each, "info", "there is no module where it is imported from")
        elif source is not None:
            self.visit.perhaps_handed_on(each, source)

    def _perhaps_another(self, each: Occurrence, statement: Node) -> None:
        """A word on an import of which two modules may be meant."""
        found = rivals(self.visit.slots, self.visit.path, statement)
        if found is not None:
            dotted, taken, other = found
            message = f"{dotted} is {taken.files[0]} here, as far as can be told, and may be {other.files[0]}"
            self.visit.remark(each, "warning", "two-modules", message, "if it is, give its folder by --source-root")

    def _way(self, statement: Node) -> str:
        """How the import gets to the definition, to be read behind a reason."""
        way = self.visit.trail.of(self.visit.resolver.imported_module(self.visit.path, statement))
        return f": {way}" if way else ""

    def _fate_is_kept(self, binding: Occurrence) -> bool:
        group = self._group(binding)
        return group is None or group.fate != "renamed"

    def _is_taken(self, each: Occurrence, statement: Node, spelled: str) -> bool:
        """True when the name is taken from another module from now on; then that statement is rewritten as a whole."""
        to = self.visit.retarget
        if to is None or not to.is_origin(self.visit.resolver.imported_module(self.visit.path, statement)):
            return False
        element = next(n for n in statement.children_by_field_name("name") if holds(n, each.start))
        to.take(statement, element, spelled)
        return True

    def _follows(self, use: Occurrence) -> bool:
        """Is this place in a value a reference that takes the new name?"""
        if use.role != "attribute":
            return use.role == "use" and self.visit.slots.fate(self.visit.path, use) == "renamed"
        return use.owner is not None and self.visit.attribute_moves(use.owner, use.scope) is True

    def _group(self, each: Occurrence) -> Group | None:
        return self.visit.slots.group_of(self.visit.path, each, each.home)

    def attribute(self, each: Occurrence) -> None:
        path = each.parent
        if path.type == "dotted_name":  # in a pattern: case m.Name()
            by_path(self.visit, each, path.start_byte, "attribute in a pattern")
            return
        if each.owner is None:
            return
        below = unstarred(each.owner)
        moves = self.visit.attribute_moves(below, each.scope)
        if moves and self.visit.retarget is not None:
            targets = self.visit.owners(below, each.scope)
            if is_reached(self.visit, each, below.start_byte, self.visit.text(below), targets):
                return
        if moves:
            self.visit.edit(each, f"attribute of the module {self.visit.text(below)}")
        elif moves is None and self.visit.retarget is None and self.visit.is_written_out(below):
            self.visit.edit(each, f"path {self.visit.text(below)} in an example")
        elif moves is None and self.visit.text(below) not in ("self", "cls"):
            self._unknown_owner(each, below)
        elif moves is False:
            for target in self.visit.resolver.of_expression(self.visit.path, below, each.scope):
                self.visit.perhaps_handed_on(each, target)

    def _unknown_owner(self, each: Occurrence, below: Node) -> None:
        """A word on the attribute of what may be anything; a graver one when that may be the module."""
        symbol, owner = self.visit.slots.symbol, self.visit.text(below)
        slots, targets = self.visit.slots, self.visit.resolver.of_expression(self.visit.path, below, each.scope)
        if any(slots.renamed_in(one) or slots.on_demand(one) for one in targets):
            self.visit.left(each, "warning", f"it is not known whether {short(owner)} gives the symbol under this name")
            return
        is_alike = isinstance(symbol, Definition) and owner.rpartition(".")[2] in symbol.stem.split("/")
        if slots.fixture and not is_alike:
            return  # response.client: a fixture is handed over, and nobody takes it from an object
        what = "is not known; it is called like the module" if is_alike else "is not known"
        self.visit.left(each, "warning" if is_alike else "info", f"the type of {short(owner)} {what}")
