"""References by a keyword: `patch.multiple("app.views", Name=...)` and `globals().update(Name=...)`.

By the key of a dict that a call gets for its keywords, too: `patch.multiple(views, **{"Name": ...})`.

`dict(Name="app.views")` and `Monkey(views, Name=...)` are listed.
"""

from __future__ import annotations

from tree_sitter import Node

from ..meaning.scopes import Occurrence
from ..meaning.strings import fixed_text, namespace_owner, object_given
from ..meaning.syntax import call_with, field_of, holds, inside
from ..meaning.targets import NOTHING, UNKNOWN, Targets
from ..records import dataclass
from .pieces import constant
from .standins import perhaps_stands_in
from .typespaces import told_for_types
from .visit import Visit

_SETTINGS = ("override_settings", "modify_settings", ".settings", "settings.configure")  # of Django


@dataclass(frozen=True)
class KeywordReferences:
    """Looks at the places that are keywords of calls."""

    visit: Visit

    def keyword(self, each: Occurrence) -> None:
        """The keyword of a call that sets attributes of a module, and the parameter that it fills."""
        call = call_with(each.steps[-3].node)
        if call is None:
            return
        told = told_for_types(self.visit, each, call)
        if told is False:
            self.visit.remark(each, "info", "proposal", f"{self.visit.old} names here what annotations mean")
        if told is not None:
            return
        if self.visit.text(call.children[0]) == "dict":
            call = _filled_with(self.visit, call) or call
        if self.visit.text(call.children[0]).endswith(_SETTINGS):
            self.visit.perhaps_setting(each)
            return
        targets = self._set_by_keyword(call)
        if self._stays(each, targets):
            return
        self.visit.by_targets(each, targets, "attribute set by keyword")
        if not targets and self._stands_with_its_module(each):
            self.visit.left(each, "warning", "the keyword stands with the path of its module, and may name it")
        elif not targets and self._stands_behind_its_module(each, call):
            self.visit.left(each, "warning", "the keyword stands behind its module, and may name what is set there")
        elif not targets:
            perhaps_stands_in(self.visit, each)
        if self.visit.renamed_in(targets):
            self._filled_parameter(each)

    def key(self, each: Occurrence) -> bool:
        """The key of a dict that such a call gets; False, and nothing done, for every other string."""
        pair = each.enclosing("pair")
        key = field_of(pair, "key")
        if pair is None or pair.parent is None or key is None or not holds(key, each.start):
            return False
        if told_for_types(self.visit, each, pair.parent):
            return True
        call = _filled_with(self.visit, pair.parent)
        if call is None:
            return False
        targets = self._set_by_keyword(call)
        if not self._stays(each, targets):
            self.visit.by_targets(each, targets, "attribute set by the key of a dict")
        return bool(targets)

    def _stays(self, each: Occurrence, targets: Targets) -> bool:
        """Is it set in modules in which it is not to be called anew? It is listed then."""
        if self.visit.retarget is None or not self.visit.retarget.is_origin_of(targets):
            return False
        self.visit.left(each, "warning", "it names an attribute of a module where the symbol no longer is")
        return True

    def _set_by_keyword(self, call: Node) -> Targets:
        """The modules whose attributes the keywords of the call are; empty when they are something else."""
        function, parsed = self.visit.text(call.children[0]), self.visit.parsed
        if function == "globals().update":
            return self._own_module()
        first = object_given(parsed, call)
        if function.endswith(".update"):
            below = call.children[0].child_by_field_name("object")
            first = namespace_owner(parsed, below) if below is not None else None
        elif function.endswith("patch.dict") and first is not None and first.type != "string":
            first = namespace_owner(parsed, first)
        elif not function.endswith(("patch.multiple", "patch.dict")):
            return NOTHING
        if first is None:
            return NOTHING
        if self.visit.text(first) == "__name__":
            return self._own_module()
        dotted = constant(self.visit, first) if first.type == "identifier" else fixed_text(parsed, first)
        if first.type != "string" and not dotted:
            return self.visit.resolver.of_expression(self.visit.path, first)
        if function.endswith("patch.dict"):
            dotted, _, namespace = dotted.rpartition(".")
            dotted = dotted if namespace == "__dict__" else ""
        elif not dotted:
            return UNKNOWN  # f"{APP}.views"
        return self.visit.resolver.dotted_path(dotted, self.visit.path) if dotted else NOTHING

    def _own_module(self) -> Targets:
        module = self.visit.module
        return frozenset({module} if module is not None else ())

    def _stands_with_its_module(self, each: Occurrence) -> bool:
        """Is it a key of a table of what is loaded on demand, `dict(Old="app.m", Other="app.n")`?"""
        value = each.parent.child_by_field_name("value")
        if value is None or value.type != "string" or len(value.named_children) != 3:
            return False
        prefix, path = (self.visit.text(part) for part in value.named_children[:2])
        if "b" in prefix.lower():
            return False
        dotted = path.lstrip(".")
        project, level = self.visit.resolver.project, len(path) - len(dotted)
        module = project.modules.relative(self.visit.path, level, dotted) if level else None
        targets = frozenset({module}) if module else self.visit.resolver.dotted_path(dotted, self.visit.path)
        return self.visit.renamed_in(targets) is True

    def _stands_behind_its_module(self, each: Occurrence, call: Node) -> bool:
        """Is the first thing that the call is given the module: `with Monkey(m, Old=1):`, of anybody's helper?"""
        first = next(node for node in inside(call, "arguments") if node.type != "comment")
        return first.type in ("identifier", "attribute") and self.visit.attribute_moves(first, each.scope) is True

    def _filled_parameter(self, each: Occurrence) -> None:
        """`@patch.multiple(m, Name=DEFAULT)` fills the parameter of that name."""
        decorated = each.enclosing("decorated_definition")
        function = field_of(decorated, "definition")
        value = each.parent.child_by_field_name("value")
        if function is None or value is None or not self.visit.text(value).endswith("DEFAULT"):
            return
        names = self.visit.slots.names(self.visit.path)
        span = (function.start_byte, function.end_byte)
        places = [other for other in names.occurrences if other.home and (other.home.start, other.home.end) == span]
        homes = {other.home for other in places if other.home is not None}
        if function.type != "function_definition" or any(map(self.visit.clash_in, homes)):
            self.visit.left(each, "error", "the patch fills a parameter of this name")
            return
        for other in places:
            self.visit.edit(other, "parameter that the patch fills")


def _filled_with(visit: Visit, mapping: Node) -> Node | None:
    """The call that takes the entries of the dict for its keywords: `f(**{…})`, `x.update({…})`."""
    above, takes = mapping.parent, (".update", "patch.dict")
    if above is not None and above.type == "dictionary_splat":
        above, takes = above.parent, ("", "")
    call = call_with(above)
    return call if call is not None and visit.text(call.children[0]).endswith(takes) else None
