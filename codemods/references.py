"""The references to one symbol in one Python file: what to edit, and what to leave with a word on it.

Every place where the old word stands is looked at, and leaves here as an edit, as a remark, or as surely something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tree_sitter import Node

from .bindings import External, Resolver, Targets, Unknown
from .codemod import Diagnostic, Severity
from .documents import leads_to, means_a_member, path_edit
from .edits import Edit
from .errors import UnreadableSource
from .files import RepoPath
from .fragments import in_docstrings
from .lazy import lazy_entry
from .modules import Module
from .names import is_dotted
from .parsing import Parsed, parse
from .retarget import Retarget
from .scopes import Occurrence, Scope, disguised, names_of
from .slots import Group, Slots
from .source import Source
from .strings import StringPlace, dotted_around, string_place, table_strings
from .texts import mentions
from .trail import Trail

_MOCKS = (b"patch", b"setattr", b"delattr", b"spy", b"multiple", b"dict")


@dataclass
class References:
    """Finds the references in one file after the other; `leave` holds the kinds that are not to be edited.

    `text` also edits the bare word in prose.
    """

    slots: Slots
    leave: frozenset[str] = frozenset()
    retarget: Retarget | None = None
    text: bool = False
    trail: Trail = field(init=False)
    edits: list[Edit] = field(default_factory=list)
    remarks: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.trail = Trail(self.slots.resolver, self.slots.old)

    def of_file(self, path: RepoPath) -> tuple[list[Edit], list[Diagnostic]]:
        """The edits (raw offsets) and remarks for the file. Raises UnreadableSource."""
        edits: list[Edit] = []
        remarks: list[Diagnostic] = []
        seen: list[range] = []
        project = self.slots.resolver.project
        for fragment in in_docstrings(project, path, self.slots.old) if "doctests" not in self.leave else ():
            more, words = self.of_fragment(fragment.path, path, base=path)
            edits += more
            remarks += words
            seen += fragment.spans()
        more, words = self._look(_Visit(self, path, project.parsed(path), None, path, seen))
        return edits + more, remarks + words

    def of_fragment(
        self, path: RepoPath, file: RepoPath, *, base: RepoPath | None
    ) -> tuple[list[Edit], list[Diagnostic]]:
        """The same for an example that stands in `file`; it sees the globals of `base`."""
        return self._look(_Visit(self, path, self.slots.resolver.project.parsed(path), base, file, ()))

    def of_untouched(self, path: RepoPath) -> int:
        """The first line of a file that is not edited in which it needs the old name, 0 when it does not."""
        parsed = self.slots.resolver.project.parsed(path)
        for each in self.slots.resolver.project.names(path, self.slots.old).occurrences:
            targets: Targets = frozenset()
            statement = each.enclosing("import_from_statement")
            if statement is not None and each.role in ("bind", "imported"):
                targets = self.slots.resolver.imported(path, statement, self.slots.old)
            elif each.role == "attribute" and each.steps[-2].node.type == "attribute":
                targets = self.slots.resolver.of_expression(path, each.steps[-2].node)
            if self.slots.symbol in targets:
                return parsed.source.line(each.start)
        return 0

    def _look(self, visit: _Visit) -> tuple[list[Edit], list[Diagnostic]]:
        self.edits, self.remarks = [], []
        for each in self.slots.resolver.project.names(visit.path, self.slots.old).occurrences:
            visit.look(each)
        for at in disguised(visit.parsed, self.slots.old):
            visit.in_disguise(at)
        if self.retarget is not None:
            visit.retargeted(self.retarget)
        return self.edits, self.remarks


@dataclass
class _Visit:
    to: References
    path: RepoPath
    parsed: Parsed
    base: RepoPath | None
    file: RepoPath
    seen: Sequence[range]

    @property
    def slots(self) -> Slots:
        return self.to.slots

    @property
    def resolver(self) -> Resolver:
        return self.slots.resolver

    def look(self, each: Occurrence) -> None:
        if self.seen and each.role in ("string", "comment"):
            at = self.parsed.source.raw_offset(each.start)
            if any(at in span for span in self.seen):
                return  # code of an example, which has been looked at as such
        match each.role:
            case "use" | "delete" | "global" | "nonlocal":
                self.name(each)
            case "bind":
                self.binding(each)
            case "imported":
                self.imported(each)
            case "attribute":
                self.attribute(each)
            case "keyword":
                self.keyword(each)
            case "string":
                self.string(each)
            case "comment":
                self.comment(each)

    def in_disguise(self, at: int) -> None:
        """A name that Python takes for the old one, though it is spelled in other characters."""
        source, old = self.parsed.source, self.slots.old
        message = f"{old} left alone: it is spelled in other characters that Python takes for the same name"
        place = source.line(at), source.column(at)
        self.to.remarks.append(Diagnostic("error", "left-alone", message, f"write {old}", self.file, *place))

    # -- names --------------------------------------------------------------------------------------------------

    def name(self, each: Occurrence) -> None:
        fate = self.slots.fate(self.path, each)
        if fate == "other" and self._is_global_of_base(each):
            fate = "renamed"
        if fate == "renamed":
            self.edit(each, "name of the symbol")
            if self.to.retarget is not None and self.to.retarget.is_origin_of(self._starred(each)):
                self.to.retarget.beside_star(self.resolver.stars(self.path)[-1], self.slots.new)
        elif fate is None:
            self.left(each, "error", f"{self.slots.old} is bound more than once here, and the order does not decide which is meant")

    def binding(self, each: Occurrence) -> None:
        if self.slots.is_fixture and each.home and each.home.kind == "function" and each.enclosing("parameters"):
            self.left(each, "error", "pytest fills this parameter from the fixture of that name")
            return
        statement = each.enclosing("import_statement", "import_from_statement")
        if statement is None or each.steps[-2].node.type == "aliased_import":
            self.name(each)
            return
        group = self._group(each)
        source_moves = self.slots.import_moves(self.path, each, statement)
        if self.path in self.slots.provider:
            self.remark(each, "info", "left-alone", f"{self.slots.old} left alone: this module provides the new name")
        renamed = group is not None and group.fate == "renamed"
        old, new = self.slots.old, self.slots.new
        if source_moves and not renamed:
            self.remark(each, "warning" if group and group.clash else "info", "kept-local",
                        f"{old} keeps its name in this file: {self._why(group)}")  # fmt: skip
        if source_moves and self._is_taken(each, statement, new if renamed else f"{new} as {old}"):
            return
        if source_moves and not renamed:
            self.edit(each, f"import, kept under its old name: {self._why(group)}", f"{new} as {old}")
        elif source_moves:
            self.edit(each, f"import of the symbol{self._way(statement)}")
        elif renamed:
            self.edit(each, "import under the name that the others use", f"{old} as {new}")

    def imported(self, each: Occurrence) -> None:
        """`from m import name as other`"""
        statement = each.enclosing("import_from_statement")
        alias = each.steps[-3].node.child_by_field_name("alias")
        if statement is None or alias is None:
            return
        binding = next(
            (other for other in self.resolver.project.names(self.path, self.parsed.text(alias).decode()).occurrences
             if other.start == alias.start_byte), None,
        )  # fmt: skip
        if binding is not None and self.slots.import_moves(self.path, binding, statement):
            kept = self.text(alias) if self.text(alias) != self.slots.old or self._fate_is_kept(binding) else self.slots.new
            if not self._is_taken(each, statement, f"{self.slots.new} as {kept}"):
                self.edit(each, f"import of the symbol under another name{self._way(statement)}")

    def _way(self, statement: Node) -> str:
        """How the import gets to the definition, to be read behind a reason."""
        way = self.to.trail.of(self.resolver.imported_module(self.path, statement))
        return f": {way}" if way else ""

    def _fate_is_kept(self, binding: Occurrence) -> bool:
        group = self._group(binding)
        return group is None or group.fate != "renamed"

    def _is_taken(self, each: Occurrence, statement: Node, spelled: str) -> bool:
        """True when the name is taken from another module from now on; then that statement is rewritten as a whole."""
        to = self.to.retarget
        if to is None or not to.is_origin(self.resolver.imported_module(self.path, statement)):
            return False
        element = next(n for n in statement.children_by_field_name("name") if n.start_byte <= each.start < n.end_byte)
        to.take(statement, element, spelled)
        return True

    def _starred(self, each: Occurrence) -> Targets:
        """The modules from which a star import brings the name."""
        if each.home is None or self.slots.groups(self.path, each.home):
            return frozenset()
        sources = (self.resolver.imported_module(self.path, statement) for statement in self.resolver.stars(self.path))
        return frozenset(source for source in sources if source is not None)

    def retargeted(self, to: Retarget) -> None:
        """The edits of the imports, put in place of those of the names in them."""
        source = self.parsed.source
        for edit in to.edits(self.parsed):
            start, end = source.raw_offset(edit.start), source.raw_offset(edit.end)
            self.to.edits = [e for e in self.to.edits if not (start <= e.start and e.end <= end and start < end)]
            self.to.edits.append(Edit(start, end, source.encoded(edit.replacement.decode()), edit.reason))

    def _group(self, each: Occurrence) -> Group | None:
        groups = self.slots.groups(self.path, each.home) if each.home else ()
        return next((group for group in groups if each in group.bindings), None)

    def _why(self, group: Group | None) -> str:
        if group is not None and group.clash:
            return str(group.clash)
        if group is not None and group.bindings[0].home and group.bindings[0].home.kind == "class":
            return "in a class body it is an attribute of the class"
        return "it is bound to something else as well"

    def attribute(self, each: Occurrence) -> None:
        owner = each.steps[-2].node
        below = owner.child_by_field_name("object")
        if owner.type == "dotted_name":  # in a pattern: case m.Name()
            self._by_path(each, owner.start_byte, "attribute in a pattern")
            return
        if below is None:
            return
        moves = self._attribute_moves(below)
        if moves and self._is_reached(each, owner.start_byte, self.text(below), self.resolver.of_expression(self.path, below)):
            return
        if moves:
            self.edit(each, f"attribute of the module {self.text(below)}")
        elif moves is None and self.text(below) not in ("self", "cls"):
            self.left(each, "info", f"the type of {_short(self.text(below))} is not known")

    def _is_reached(self, each: Occurrence, start: int, before: str, targets: Targets) -> bool:
        """True when the path `before` leads to the old module, and the whole, from `start` on, has been dealt with."""
        to = self.to.retarget
        if to is None or not to.is_origin_of(targets):
            return False
        names = self.resolver.project.names(self.path, before.split(".")[0].strip())
        bindings = names.bindings(names.home(each.scope))
        imported = bindings[0].enclosing("import_statement", "import_from_statement") if bindings else None
        why = to.why_not_reached(self.path)
        if why or imported is None:
            self.left(each, "error", why or f"it is not known where {_short(before)} is imported")
        else:
            to.reach(start, each.end, imported, f"path through the module {before}")
        return True

    def _attribute_moves(self, below: Node) -> bool | None:
        moves = self.slots.attribute_moves(self.path, below)
        if moves or self.base is None or below.type != "identifier":
            return moves
        names = self.resolver.project.names(self.path, self.text(below))
        if any(names.bindings(names.module)):
            return moves
        base_names = self.resolver.project.names(self.base, self.text(below))
        return self._renamed_in(self.resolver.of_home(self.base, base_names, base_names.module))

    def _before(self, start: int, each: Occurrence) -> str:
        """The path that begins at `start` and leads to the place."""
        return self.parsed.source.code[start : each.start].decode().rstrip(". ")

    def of_dotted(self, scope: Scope, dotted: str) -> Targets:
        """What the dotted path means to code in `scope`."""
        first, *rest = "".join(dotted.split()).split(".")
        names = self.resolver.project.names(self.path, first)
        return self.resolver.through(self.resolver.of_home(self.path, names, names.home(scope)), rest)

    def _by_path(self, each: Occurrence, start: int, reason: str) -> None:
        """A dotted path in text or in a pattern, from `start` on, that is read as code where it stands."""
        before = self._before(start, each)
        targets = self.of_dotted(each.scope, before)
        if self._renamed_in(targets) is not True or not self._is_reached(each, start, before, targets):
            self._by_targets(each, targets, reason)

    def _by_targets(self, each: Occurrence, targets: Targets, reason: str) -> None:
        moves = self._renamed_in(targets)
        if moves:
            self.edit(each, reason)
        elif moves is None:
            self.left(each, "warning", "what it is an attribute of cannot be told")

    def _renamed_in(self, targets: Targets) -> bool | None:
        known = [self.slots.renamed_in(target) for target in targets if isinstance(target, Module | External)]
        if not known:
            return None if any(isinstance(target, Unknown) for target in targets) else False
        return known[0] if len(set(known)) == 1 else None

    def _is_global_of_base(self, each: Occurrence) -> bool:
        """In a doctest: is this the global of the module that it documents?"""
        if self.base is None or each.home is None or each.home.kind != "module":
            return False
        names = self.resolver.project.names(self.path, self.slots.old)
        if names.bindings(names.module):
            return False
        module = self.resolver.project.modules.of_file(self.base)
        return module is not None and self.slots.renamed_in(module)

    # -- keywords and strings -------------------------------------------------------------------------------------

    def keyword(self, each: Occurrence) -> None:
        """`patch.multiple("app.views", Name=...)` names attributes of a module by keyword."""
        call = each.enclosing("call")
        arguments = call.child_by_field_name("arguments") if call is not None else None
        if call is None or arguments is None or not self.text(call.children[0]).endswith("patch.multiple"):
            return
        if not arguments.named_children or each.steps[-3].node != arguments:
            return
        first = arguments.named_children[0]
        if first.type == "string" and len(first.named_children) == 3:
            targets = self.resolver.dotted_path(self.text(first.named_children[1]), self.path)
        else:
            targets = self.resolver.of_expression(self.path, first)
        if self.to.retarget is not None and self.to.retarget.is_origin_of(targets):
            self.left(each, "warning", "it names an attribute of a module where the symbol no longer is")
            return
        self._by_targets(each, targets, "attribute patched by keyword")
        if self._renamed_in(targets):
            self._filled_parameter(each)

    def _filled_parameter(self, each: Occurrence) -> None:
        """`@patch.multiple(m, Name=DEFAULT)` fills the parameter of that name."""
        decorated = each.enclosing("decorated_definition")
        function = decorated.child_by_field_name("definition") if decorated is not None else None
        value = each.steps[-2].node.child_by_field_name("value")
        if function is None or value is None or not self.text(value).endswith("DEFAULT"):
            return
        names = self.resolver.project.names(self.path, self.slots.old)
        span = (function.start_byte, function.end_byte)
        places = [other for other in names.occurrences if other.home and (other.home.start, other.home.end) == span]
        taken = self.resolver.project.names(self.path, self.slots.new).occurrences
        if function.type != "function_definition" or any(span[0] <= o.start < span[1] and o.home for o in taken):
            self.left(each, "error", "the patch fills a parameter of this name")
            return
        for other in places:
            self.edit(other, "parameter that the patch fills")

    def string(self, each: Occurrence) -> None:
        entry = lazy_entry(self.resolver, self.path, each)
        if entry is not None and self.slots.symbol in entry.targets:
            self.edit(each, "lazy export of the module")
            return
        place = string_place(self.parsed, each.steps)
        if place.use == "annotation" and place.whole:
            self._annotation(each, place, place.whole, place.start)
        elif place.whole == self.slots.old:
            self._whole_word(each, place)
        else:
            self._path_or_prose(each, place)

    def _annotation(self, each: Occurrence, place: StringPlace, text: str, start: int) -> None:
        """The text of a string annotation is an expression, read in the block around it."""
        if "annotations" in self.to.leave:
            self.left(each, "info", "annotations are left, as the recipe says")
            return
        try:
            inner = parse(Source.read(text.strip().encode()))
        except UnreadableSource:
            self._path_or_prose(each, place)
            return
        offset = start + len(text.encode()) - len(text.lstrip().encode())
        at = next((o for o in names_of(inner, self.slots.old).occurrences if o.start + offset == each.start), None)
        if at is None:
            return
        if at.role == "use":
            self._named_in_text(each, "name in an annotation")
        elif at.role == "attribute":
            below = at.steps[-2].node.child_by_field_name("object")
            if below is not None and is_dotted(inner.text(below).decode()):
                self._by_path(each, below.start_byte + offset, "annotation")
        elif at.role == "string":
            inner_place = string_place(inner, at.steps)
            subscript = at.enclosing("subscript", "generic_type")
            if subscript is not None and b"Literal" not in inner.text(subscript.children[0]) and inner_place.whole:
                self._annotation(each, place, inner_place.whole, offset + inner_place.start)

    def _named_in_text(self, each: Occurrence, reason: str) -> None:
        """The bare name in text that is read as code where it stands."""
        names = self.resolver.project.names(self.path, self.slots.old)
        home = names.home(each.scope)
        as_use = Occurrence(each.start, each.end, "use", each.steps, each.scope, home)
        fate = self.slots.fate(self.path, as_use)
        if fate == "renamed" or (fate == "other" and self._is_global_of_base(as_use)):
            self.edit(each, reason)
        elif fate is None:
            self.left(each, "warning", f"{self.slots.old} is bound more than once here")

    def _whole_word(self, each: Occurrence, place: StringPlace) -> None:
        """A string that is the bare name."""
        match place.use:
            case "export" | "global":
                kind, reason = ("exports", "export in __all__") if place.use == "export" else ("attribute-strings", "key of globals()")
                self._if_mine(each, kind, reason)
            case "own-name":
                self._named_in_text(each, "name that the call gives to the type")
            case "table" if self._is_export_table(each):
                self._if_mine(each, "exports", "export table")
            case "member" if place.beside is not None:
                moves = self._moves_beside(place.beside)
                if moves and self.to.retarget and self.to.retarget.is_origin_of(self.resolver.of_expression(self.path, place.beside)):
                    self.left(each, "warning", f"it names an attribute of {self.text(place.beside)}, where the symbol no longer is")
                elif moves:
                    self.edit(each, f"attribute of {self.text(place.beside)}, by name", kind="attribute-strings")
                elif moves is None:
                    self.left(each, "warning", f"{_short(self.text(place.beside))}: it is not known what this is an attribute of")
            case _:
                self.remark(each, "info", "proposal", f"the string {self.slots.old!r} may name the symbol")

    def _moves_beside(self, beside: Node) -> bool | None:
        if self.text(beside) == "sys.modules[__name__]":
            module = self.resolver.project.modules.of_file(self.base or self.path)
            return module is not None and self.slots.renamed_in(module)
        if beside.type == "string":
            return self._renamed_in(self.resolver.dotted_path(self.text(beside)[1:-1], self.path))
        return self._attribute_moves(beside)

    def _if_mine(self, each: Occurrence, kind: str, reason: str) -> None:
        module = self.resolver.project.modules.of_file(self.path)
        if module is not None and self.slots.renamed_in(module):
            self.edit(each, reason, kind=kind)

    def _is_export_table(self, each: Occurrence) -> bool:
        """Is every string of the list a name that this module binds?"""
        texts = table_strings(self.parsed, each.steps)
        return len(texts) > 1 and all(text.isidentifier() and self._binds(text) for text in texts)

    def _binds(self, word: str) -> bool:
        names = self.resolver.project.names(self.path, word)
        return bool(names.bindings(names.module)) or bool(self.resolver.from_stars(self.path, word))

    def _path_or_prose(self, each: Occurrence, place: StringPlace) -> None:
        if place.use == "docstring":
            self._prose(each, place.node, "docstring", "docs")
            return
        found = None
        if place.whole:
            at = len(self.parsed.source.code[place.start : each.start].decode())
            found = dotted_around(place.whole, at, len(self.slots.old))
        if found is None or place.whole != found[1]:
            self._word_in_text(each, "string")
        elif self._path_moves(found[1], found[2]):
            call = each.enclosing("call")
            mock = call is not None and self.text(call.children[0]).rpartition(".")[2].encode() in _MOCKS
            self._path(each, found[1], found[2], f"dotted path {found[1]}", "mock-targets" if mock else "dotted-strings")
        elif self._path_ends_here(found[1], found[2]):
            self.left(each, "info", f"the path {found[1]} leads to no name that is renamed")

    def _prose(self, each: Occurrence, node: Node, what: str, kind: str) -> None:
        """A place in a docstring or comment: a path or a role of Sphinx that leads to the symbol, or just the word."""
        module = self.resolver.project.modules.of_file(self.file)
        names = self.resolver.project.modules.names(module) if module else ()
        text = self.parsed.text(node)
        here = [
            mention for mention in mentions(text, (self.slots.old,), "rst", module=names[0] if names else "", base=node.start_byte)
            if mention.start <= each.start < mention.end
        ]  # fmt: skip
        to = self.to.retarget
        if any(means_a_member(self.parsed.source.code, mention.start, mention.text) for mention in here):
            return
        for mention in here:
            edit = path_edit(self.slots, self.path, mention, (to.module, to.name) if to else None)
            if edit is not None and edit.start <= each.start < edit.end:
                whole = Occurrence(edit.start, edit.end, each.role, each.steps, each.scope)
                self.edit(whole, f"{edit.reason} in a {what}", edit.replacement.decode(), kind=kind)
                return
        self._word_in_text(each, what)

    def _word_in_text(self, each: Occurrence, what: str) -> None:
        if self.to.text:
            self.edit(each, f"the word in a {what}, as asked")
        else:
            self.remark(each, "info", "proposal", f"{self.slots.old} in a {what}")

    def _path(self, each: Occurrence, path: str, part: int, reason: str, kind: str) -> None:
        """A dotted path: its part that is the name; or, when the symbol is elsewhere now, all that leads to it."""
        to = self.to.retarget
        parts = path.replace(":", ".").split(".")
        if to is None or not to.is_origin_of(self.resolver.dotted_path(".".join(parts[:part]), self.path)):
            self.edit(each, reason, kind=kind)
            return
        before = len(".".join(parts[:part])) + 1
        whole = Occurrence(each.start - len(path[:before].encode()), each.end, each.role, each.steps, each.scope)
        self.edit(whole, reason, f"{to.module}{path[before - 1]}{to.name}", kind=kind)

    def _path_moves(self, path: str, part: int) -> bool:
        parts = path.replace(":", ".").split(".")
        return leads_to(self.slots, self.path, parts[:part], parts)

    def _path_ends_here(self, path: str, part: int) -> bool:
        """Does the path go into this project and end nowhere?"""
        parts = path.replace(":", ".").split(".")
        module = self.resolver.project.modules.find(parts[0], self.path)
        return module is not None and part > 0 and self.resolver.dotted_path(".".join(parts[: part + 1]), self.path) <= {Unknown()}

    # -- comments -------------------------------------------------------------------------------------------------

    def comment(self, each: Occurrence) -> None:
        comment = each.node
        text = self.parsed.text(comment).decode()
        marker = text[1:].lstrip()
        typed = marker.startswith("type:") and not marker[5:].lstrip().startswith("ignore")
        second = text.find("#", 1)
        if typed and (second < 0 or each.start < comment.start_byte + len(text[:second].encode())):
            self._type_comment(each, text)
            return
        self._prose(each, comment, "comment", "comments")

    def _type_comment(self, each: Occurrence, text: str) -> None:
        if "type-comments" in self.to.leave:
            self.left(each, "info", "type comments are left, as the recipe says")
            return
        at = len(self.parsed.source.code[each.node.start_byte : each.start].decode())
        found = dotted_around(text, at, len(self.slots.old))
        if found is None or found[2] == 0:
            self._named_in_text(each, "name in a type comment")
        else:
            before = ".".join(found[1].split(".")[: found[2]])
            self._by_path(each, each.start - len(before.encode()) - 1, "type comment")

    # -- answers --------------------------------------------------------------------------------------------------

    def edit(self, each: Occurrence, reason: str, replacement: str = "", *, kind: str = "") -> None:
        if kind and kind in self.to.leave:
            self.left(each, "info", f"{kind} are left, as the recipe says")
            return
        source = self.parsed.source
        start, end = source.raw_offset(each.start), source.raw_offset(each.end)
        if (replacement or self.slots.new) == self.slots.old:
            return  # the symbol moves and keeps its name
        self.to.edits.append(Edit(start, end, source.encoded(replacement or self.slots.new), reason))

    def left(self, each: Occurrence, severity: Severity, why: str) -> None:
        self.remark(each, severity, "left-alone", f"{self.slots.old} left alone: {why}", "check it by hand")

    def remark(self, each: Occurrence, severity: Severity, code: str, message: str, help: str = "") -> None:
        source = self.parsed.source
        self.to.remarks.append(
            Diagnostic(severity, code, message, help, self.file, source.line(each.start), source.column(each.start))
        )

    def text(self, node: Node) -> str:
        return self.parsed.text(node).decode()


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) < 40 else line[:37] + "…"

