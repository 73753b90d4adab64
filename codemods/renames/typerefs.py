"""References in text that is read as a type: string annotations and type comments.

x: "list[Old]" = []                                     # x: "list[New]" = []
y = []  # type: list[Old]                               # y = []  # type: list[New]
z: Annotated["Old", strawberry.lazy("app.m")]           # z: Annotated["New", strawberry.lazy("app.m")]
"""

from __future__ import annotations

from dataclasses import replace

from tree_sitter import Node

from ..errors import UnreadableSource
from ..meaning.parsing import parse
from ..meaning.reexports import ends_in, ends_of
from ..meaning.scopes import Occurrence, Scope, names_of
from ..meaning.strings import dotted_around, fixed_text, string_place, takes_types
from ..meaning.syntax import inside, is_first_argument, walk
from ..meaning.targets import NOTHING, UNKNOWN, External, Target, Targets
from ..names import is_dotted
from ..records import dataclass
from ..source import Source
from .groups import Fate
from .pathrefs import by_path
from .starrefs import follow
from .visit import Visit

_GENERIC = ("subscript", "generic_type")
_DECLARING = ("type", "type_alias_statement")
_OF_TYPES = ("collections.", "contextlib.", "builtins.", "mypy_extensions.")


@dataclass(frozen=True)
class TypeReferences:
    """Looks at the places in text that type checkers read as an expression."""

    visit: Visit

    def is_value(self, each: Occurrence) -> bool:
        """Is it below a Literal that goes by another name, `L["Old"]`, or in what Annotated tells beside the type?

        Or, where no type is declared, of what is only called like a thing of typing: `sqlalchemy.cast("Old", String)`,
        `self.list["Old"]`?
        """
        declares = any(step.node.type in _DECLARING or step.field == "superclasses" for step in each.steps)
        for step in each.steps:
            if step.node.type in _GENERIC:
                names = self._last_names(self.visit.text(step.node.children[0]), each.scope)
                if "Literal" in names or ("Annotated" in names and not is_first_argument(step.node, each.start)):
                    return True
            named_alike = not declares and takes_types(self.visit.parsed, step.node)
            if named_alike and self._is_another(self.visit.text(step.node.children[0]), each.scope):
                return True
        return False

    def _is_another(self, spelled: str, scope: Scope) -> bool:
        """Is what is called like a thing of typing, or like a builtin type, a variable, an attribute, another thing?"""
        dotted = "".join(spelled.split())
        if not is_dotted(dotted):
            return True
        names = self.visit.project.names(self.visit.path, dotted.partition(".")[0])
        is_bound = "." in dotted or any(names.bindings(names.home(scope)))
        ends = self._ends(dotted, scope)
        return (is_bound or ends != UNKNOWN) and not any(map(_is_of_typing, ends))

    def _last_names(self, dotted: str, scope: Scope) -> frozenset[str]:
        """What the objects outside of the project that the path leads to are called there."""
        ends = self._ends(dotted, scope)
        return frozenset(each.dotted.rpartition(".")[2] for each in ends if isinstance(each, External))

    def _ends(self, dotted: str, scope: Scope) -> Targets:
        """What the path leads to in the end, through aliases, too: `Li = typing.Literal`."""
        if not is_dotted(dotted):
            return NOTHING
        resolver, path = self.visit.resolver, self.visit.path
        names = resolver.project.names(path, dotted)
        return ends_in(resolver, path, names, names.home(scope)) or ends_of(
            resolver, self.visit.of_dotted(scope, dotted)
        )

    def annotation(self, each: Occurrence, text: str, start: int) -> bool:
        """The text of a string annotation is an expression, read in the block around it; False when it is none."""
        if "annotations" in self.visit.leave:
            self.visit.left(each, "info", "annotations are left, as asked")
            return True
        try:
            inner = parse(Source.read(text.strip().encode()))
        except UnreadableSource:
            return False
        offset = start + len(text.encode()) - len(text.lstrip().encode())
        at = next((o for o in names_of(inner, self.visit.old).occurrences if o.start + offset == each.start), None)
        if at is None:
            return True
        if at.role == "use":
            self._name(each)
        elif at.role == "attribute":
            if at.owner is not None and is_dotted(inner.text(at.owner).decode()):
                by_path(self.visit, each, at.owner.start_byte + offset, "annotation")
        elif at.role == "string":
            inner_place = string_place(inner, at.steps)
            subscript = at.enclosing(*_GENERIC)
            generic = inner.text(subscript.children[0]).decode() if subscript is not None else "Literal"
            if "Literal" not in {generic.rpartition(".")[2], *self._last_names(generic, each.scope)}:
                return not inner_place.whole or self.annotation(each, inner_place.whole, offset + inner_place.start)
        return True

    def _name(self, each: Occurrence) -> None:
        """The bare name, which the file binds, or a module that stands beside it."""
        loaded, to = self._loaded_from(each), self.visit.retarget
        if to is not None and to.is_origin_of(loaded):
            self.visit.left(each, "warning", "it is looked up in the module beside it, where the symbol no longer is")
        elif any(map(self.visit.slots.renamed_in, loaded)):
            self.visit.edit(each, "name in an annotation, looked up in the module beside it")
        else:
            follow(self.visit, *self._named(each, "name in an annotation"))

    def _named(self, each: Occurrence, reason: str) -> tuple[Occurrence, Fate | None]:
        """The bare name in text that is read as a type, late; as a use of it, and what becomes of that."""
        home = self.visit.slots.names(self.visit.path).home(each.scope)
        as_use = replace(each, role="use", home=home, is_late_type=True)
        fate = self.visit.slots.fate(self.visit.path, as_use)
        if fate == "renamed" or (fate == "other" and self.visit.is_global_of_base(as_use)):
            self.visit.edit(each, reason)
        elif fate is None:
            self.visit.left(each, "warning", f"{self.visit.old} is bound more than once here")
        elif fate == "other" and self.visit.is_bound_nowhere(as_use):
            self._perhaps_looked_up(as_use)
        elif fate == "other":
            self.visit.perhaps_global(replace(as_use, role="string"))
        return as_use, fate

    def _perhaps_looked_up(self, each: Occurrence) -> None:
        """Text of a type that nothing in the file binds: Mapped["Old"] is looked up by who reads it."""
        if self.visit.new != self.visit.old:
            message = f"{self.visit.old} in an annotation, and nothing here binds it"
            self.visit.remark(each, "info", "proposal", message)

    def _loaded_from(self, each: Occurrence) -> Targets:
        """The modules that it is taken from, as strawberry does it: `Annotated["Old", lazy("app.m")]`."""
        generic = each.enclosing(*_GENERIC)
        calls = (node for node in walk(generic) if node.type == "call") if generic is not None else ()
        paths = [self._module_of(call) for call in calls if self.visit.text(call.children[0]).endswith("lazy")]
        found = (self.visit.resolver.module_named(spelled, self.visit.path) for spelled in paths if spelled)
        return frozenset(module for module in found if module is not None)

    def _module_of(self, call: Node) -> str:
        """The only argument of a call when that is the path of a module, else ""."""
        given = inside(call, "arguments")
        text = fixed_text(self.visit.parsed, given[0]) if len(given) == 1 else ""
        return text if is_dotted(text.lstrip(".")) else ""

    def comment(self, each: Occurrence, text: str) -> None:
        """A place in the `text` of a type comment, what stands behind `type:`; it goes to the comment's end."""
        if "type-comments" in self.visit.leave:
            self.visit.left(each, "info", "type comments are left, as asked")
            return
        at = len(text) - len(self.visit.parsed.source.code[each.start : each.node.end_byte].decode())
        found = dotted_around(text, at, len(self.visit.old))
        if found is None or not found.before:
            follow(self.visit, *self._named(each, "name in a type comment"))
        else:
            before = ".".join(found.before)
            by_path(self.visit, each, each.start - len(before.encode()) - 1, "type comment")


def _is_of_typing(target: Target) -> bool:
    """Is it of a module for types, such as typing_extensions, or a type of Python's own?"""
    return isinstance(target, External) and ("typing" in target.dotted or target.dotted.startswith(_OF_TYPES))
