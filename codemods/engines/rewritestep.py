"""The step `rewrite`: structural search and replace, in which names mean what they mean, and imports follow.

rewrite:
  pattern: WebSocketManager.get_instance($$$ARGS)
  replace: get_websocket_manager($$$ARGS)
  add-import: app.core.ws:get_websocket_manager
  drop-import: auto
  where: {resolves: {WebSocketManager: "app.core.manager:WebSocketManager"}}

    from app.core.manager import WebSocketManager as WSM        from app.core.ws import get_websocket_manager
    WSM.get_instance(1)                                         get_websocket_manager(1)
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from itertools import islice

from tree_sitter import Node

from ..aliasing.identity import Identity
from ..codemod import Diagnostic, Outcome
from ..edits import Edit, apply
from ..errors import UnreadableSource
from ..meaning.bindings import Resolver
from ..meaning.parsing import Parsed, parse, parses
from ..meaning.project import Project
from ..meaning.syntax import walk
from ..meaning.targets import Definition, Target, Unknown
from ..names import SymbolPath
from ..records import dataclass
from ..renames.symbols import find_symbol
from ..repo.files import RepoPath
from ..source import Source
from .cells import left_out, lines_of, raw_edits, why_not_whole
from .chosen import Wanted, chosen
from .importproof import after_edits, lost_imports
from .leniency import is_broken, liberties
from .managedimports import FileImports, ImportSpec
from .patterns import VARIABLE, Match, Search, name_of
from .sites import Sites, outermost, rewritten

_LEFT = "left as it was; change it by hand"
_UNCHANGED = "the file is left as it was"
Resolves = tuple[str, SymbolPath, str]
"""A metavariable, the symbol that it must be, and the name that the pattern had in its place ("" for none)."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Where `search` holds and every metavariable of `resolves` is its symbol, `template` takes the match's place."""

    search: Search
    template: str
    resolves: tuple[Resolves, ...] = ()
    add: tuple[ImportSpec, ...] = ()
    drop: bool = False
    wanted: Wanted = field(default_factory=Wanted)

    def plan(self, project: Project) -> Outcome:
        """The matches replaced, the imports managed. Raises Refused for a rule that is none, or an unknown symbol."""
        resolver = Resolver(project)
        symbols = {name: _Symbol.found(resolver, symbol) for name, symbol, _ in self.resolves}
        found = chosen(project, self.wanted, notebooks=True)
        self.search.matches("")  # a rule that is none is told even when there is no file
        edits: dict[RepoPath, tuple[Edit, ...]] = {}
        remarks = list(found.diagnostics)
        for path in found.paths:
            try:
                made = _File(self, resolver, path, project.parsed(path), symbols, remarks).edits()
            except UnreadableSource as error:
                why = f"it {error.title}"
                remarks.append(Diagnostic(self.wanted.if_unread, "unparsable", why, _UNCHANGED, path, 1))
                continue
            if made:
                edits[path] = tuple(made)
        if found.paths and not edits and len(remarks) == len(found.diagnostics):
            remarks += _no_code(self.search)
        for path, (name, line) in self._lost(project, edits).items():
            del edits[path]
            message = f"the change is not proven: its import of {name} finds nothing"
            remarks.append(Diagnostic("error", "unproven", message, _UNCHANGED, path, line))
        return Outcome(edits, diagnostics=tuple(remarks), repeatable=False, structural=True)

    def _lost(self, project: Project, edits: Mapping[RepoPath, tuple[Edit, ...]]) -> Mapping[RepoPath, tuple[str, int]]:
        return lost_imports(project, after_edits(project, edits), tuple(edits)) if edits and self.add else {}


@dataclass(frozen=True, slots=True)
class _Symbol:
    """What a name must be, and what follows names to that, by assignments, too: `Old = Manager`, then `Old.get()`."""

    target: Target
    identity: Identity

    @classmethod
    def found(cls, resolver: Resolver, path: SymbolPath) -> _Symbol:
        target = find_symbol(resolver, path).symbol
        return cls(target, Identity(resolver, target if isinstance(target, Definition) else Definition("", "")))


@dataclass
class _File:
    step: Rewrite
    resolver: Resolver
    path: RepoPath
    parsed: Parsed
    symbols: Mapping[str, _Symbol]
    remarks: list[Diagnostic]

    def edits(self) -> list[Edit]:
        """The edits of the file's bytes; what was left is added to the remarks."""
        code = self.parsed.source.code
        self.remarks += left_out(self.path, self.parsed.source, self.step.wanted.mentions)
        found = self.step.search.matches(code.decode())
        held = [match for match in self._whole(found) if self._holds(match)]
        if not held:
            return []
        imports = FileImports(self.resolver, self.path, [(match.start, match.end) for match in outermost(held)])
        for spec in self.step.add:
            why = imports.why_not(spec)
            if why:
                self._leave_all(held, why)
                return []
        sites = rewritten(self.parsed, held, self.step.template, self.step.search.patterns)
        for match, why in sites.left:
            self._remark("left-alone", why, _LEFT, match.start)
        return self._proven(sites, left=len(found) - len(held) + len(sites.left)) if sites.done else []

    def _proven(self, sites: Sites, *, left: int) -> list[Edit]:
        spans = [(each.match.start, each.match.end) for each in sites.done]
        imports = FileImports(self.resolver, self.path, spans)
        changes = [self._whole_lines(edit) for edit in sites.edits("rewrite")]
        after = self._parsed(apply(self.parsed.source.code, changes))
        dropped = list(imports.unused(after)) if self.step.drop and after else []
        edits = _merged([*changes, *imports.changed(self.step.add, dropped)])
        if dropped and self._parsed(apply(self.parsed.source.code, edits)) is None:  # it was all that its block held
            edits = _merged([*changes, *imports.changed(self.step.add, ())])
        why = self._why_wrong(imports, edits, sites)
        if why:
            self._leave_all([each.match for each in sites.done], why)
            return []
        again = self._parsed(apply(self.parsed.source.code, edits))
        if again and not self.symbols and len(self.step.search.matches(again.source.code.decode())) > left:
            message = "what it writes is what it looks for: a second run would change it again"
            self._remark("unsettled", message, "", sites.done[0].match.start)
        return raw_edits(self.parsed.source, edits)

    def _parsed(self, code: bytes) -> Parsed | None:
        """The tree of the file as it will be; None when that is not Python."""
        try:
            parsed = parse(Source(code, code))
        except UnreadableSource:
            return None
        if (taken := liberties(parsed)) and taken > liberties(self.parsed):
            return None
        return None if is_broken(self.parsed.source.code.decode(), code.decode()) else parsed

    def _whole(self, matches: Sequence[Match]) -> Iterator[Match]:
        """Those that lie in one piece of code: in a notebook, in one cell and around no magic. The rest is told of."""
        for match in matches:
            why = why_not_whole(self.parsed.source, match.start, match.end)
            if why:
                self._remark("left-alone", why, _LEFT, match.start)
            else:
                yield match

    def _holds(self, match: Match) -> bool:
        """Is everything what it must be? What cannot be told, and is spelled like it, is a remark."""
        for name, _, spelled in self.step.resolves:
            captured = match.captured.get(name)
            if captured is None:
                return False
            node = self.parsed.tree.root_node.descendant_for_byte_range(captured.start, captured.end)
            if node is None or (node.start_byte, node.end_byte) != (captured.start, captured.end):
                return False
            symbol = self.symbols[name]
            meant = symbol.identity.of_expression(self.path, node)
            if meant == {symbol.target}:
                continue
            text = self.parsed.text(node).decode()
            alike = not spelled or text.rpartition(".")[2] == spelled
            unknown = any(isinstance(each, Unknown) and not each.neutral for each in meant)
            if symbol.target in meant or (unknown and alike):
                self._remark("left-alone", f"it cannot be told what {text[:60]} is", _LEFT, match.start)
            return False
        return True

    def _why_wrong(self, imports: FileImports, edits: Sequence[Edit], sites: Sites) -> str:
        """Why the file would not mean what is wanted after the edits, or ""."""
        code = apply(self.parsed.source.code, edits)
        after = self._parsed(code)
        if after is None:
            return "the file would not parse after it"
        try:
            raw = tuple(raw_edits(self.parsed.source, edits))
            project = after_edits(self.resolver.project, {self.path: raw})
            if lines_of(project.parsed(self.path).source.code) != lines_of(code):
                return "the file would hold something else after it"
        except UnreadableSource as error:
            return f"the file {error.title} after it"
        project.remember(self.path, after)  # in a notebook, blank lines at the end of a cell come and go
        resolver = Resolver(project)
        for spec in self.step.add:
            if self._misread(resolver, imports.wanted(spec), spec.bound, _moved(sites, edits)):
                return f"{spec.bound} would be something else where it is used"
        return ""

    def _misread(self, resolver: Resolver, wanted: object, name: str, spans: Sequence[tuple[int, int]]) -> bool:
        parsed = resolver.project.parsed(self.path)
        for start, end in spans:
            node = parsed.tree.root_node.descendant_for_byte_range(start, end)
            for each in walk(node) if node is not None else ():
                if each.type != "identifier" or not start <= each.start_byte < end:
                    continue
                is_it = parsed.text(each).decode() == name and _is_name(each)
                if is_it and resolver.of_name(self.path, each) != wanted:
                    return True
        return False

    def _whole_lines(self, edit: Edit) -> Edit:
        """A statement that is taken away takes its line along, where it has that for itself."""
        if edit.replacement:
            return edit
        code = self.parsed.source.code
        begin = code.rfind(b"\n", 0, edit.start) + 1
        end = code.find(b"\n", edit.end)
        end = end + 1 if end >= 0 else len(code)
        alone = not code[begin : edit.start].strip() and not code[edit.end : end].strip()
        return replace(edit, start=begin, end=end) if alone else edit

    def _leave_all(self, matches: Sequence[Match], why: str) -> None:
        for match in matches:
            self._remark("left-alone", why, _LEFT, match.start)

    def _remark(self, code: str, message: str, help: str, at: int) -> None:
        place = self.parsed.source.place(at)
        self.remarks.append(Diagnostic("warning", code, message, help, self.path, *place))


def _no_code(search: Search) -> Iterator[Diagnostic]:
    """A word on each pattern that is no Python by itself, of which ast-grep makes what it can."""
    for pattern in search.patterns:
        if not parses(VARIABLE.sub(name_of, pattern).encode()):
            help = "close what it opens; for a part of a statement write a rule: {pattern: {context: …, selector: …}}"
            yield Diagnostic("info", "no-code", f"the pattern found nothing, and is no whole code: {pattern}", help)


def _merged(edits: Sequence[Edit]) -> list[Edit]:
    """The edits, of which none inserts where another begins."""
    found: list[Edit] = []
    for each in sorted(edits):
        last = found[-1] if found else None
        if last and last.start == last.end == each.start:
            found[-1] = replace(
                each, replacement=last.replacement + each.replacement, reason=f"{last.reason}; {each.reason}"
            )
        else:
            found.append(each)
    return found


def _moved(sites: Sites, edits: Sequence[Edit]) -> list[tuple[int, int]]:
    """Where the new texts of the sites lie after all edits."""
    spans = []
    waiting, shift = deque(sorted(edits)), 0
    for site in sites.done:
        at = site.match.start
        while waiting and waiting[0].start < at and waiting[0].end <= at:
            edit = waiting.popleft()
            shift += len(edit.replacement) - (edit.end - edit.start)
        here = sum(len(each.replacement) for each in islice(waiting, 2) if each.start == at)
        start = at + shift + max(here - len(site.rendered.text), 0)
        spans.append((start, start + len(site.rendered.text)))
    return spans


def _is_name(node: Node) -> bool:
    """Not the attribute of something, nor the name of a keyword argument."""
    above = node.parent
    if above is None:
        return True
    if above.type == "attribute":
        return above.child_by_field_name("attribute") != node
    return not (above.type == "keyword_argument" and above.child_by_field_name("name") == node)
