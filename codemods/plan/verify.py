"""The proof that a plan is safe, file by file: it still parses, to the same tree, and its imports find their names.

What is proven does not lean on what the codemods believe: it compares the bytes before with the bytes after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from tree_sitter import Node, Tree

from ..codemod import Diagnostic
from ..edits import Edit, apply
from ..errors import UnreadableSource
from ..meaning.bindings import Resolver
from ..meaning.parsing import Parsed, parse, reparse
from ..meaning.project import Project
from ..meaning.syntax import taken_name
from ..meaning.targets import Definition
from ..records import dataclass
from ..regexes import regex
from ..repo.changes import ChangeSet, FileChange
from ..repo.files import MODULE_SUFFIXES, RepoPath
from ..source import Source

_NAMES = regex(rb"(?:[\w\s.,*\\()\x80-\xff]++|#[^\r\n]*+)*+")
_IMPORTING = (b"import", b"from")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the two texts of one Python file show by themselves: `why` it is not safe, "" when it is.

    `taken` are the imports that found a definition and whose names were edited: the module as it is now spelled, and
    the name.
    """

    why: str
    taken: tuple[tuple[str, str], ...] = ()


@dataclass
class Prover:
    """The proof of a plan. It may look at a file as soon as its edits are known (`watch`), while its tree is there."""

    _seen: dict[RepoPath, tuple[bytes, tuple[Edit, ...], Verdict]] = field(default_factory=dict)
    _last: Resolver | None = None

    def watch(self, project: Project, path: RepoPath, edits: Sequence[Edit]) -> Parsed | None:
        """Judges the edits of one file, for the case that they are all that the plan does to it.

        What it parses to after them; None when they are not safe, or nothing is known.
        """
        if not path.endswith(MODULE_SUFFIXES):
            return None
        try:
            verdict, after = self._judged(project, path, tuple(edits), structural=False)
        except RecursionError:
            return None  # the proof at the end says so
        self._seen[path] = (project.read(path), tuple(edits), verdict)
        return None if verdict.why else after

    def prove(self, changes: ChangeSet, before: Project, after: Project) -> tuple[Diagnostic, ...]:
        """An error for each changed file that is not proven. `before` and `after` are the project without and with the
        changes.
        """
        found: list[Diagnostic] = []
        now = Resolver(after)
        for change in changes.changes.values():
            try:
                why = self._why_unsafe(change, before, now)
            except RecursionError:
                why = "its names take one another over too many steps to be followed"
            if why:
                help = "the file is left as it was; please report this with the file"
                found.append(Diagnostic("error", "unproven", f"the change is not proven: {why}", help, change.path, 1))
        return tuple(found)

    def _why_unsafe(self, change: FileChange, before: Project, now: Resolver) -> str:
        if change.after is None:
            return ""
        if not change.path.endswith(MODULE_SUFFIXES):
            return _broken_data(change)
        if change.before is None:
            try:
                parse(Source.read(change.after))
            except UnreadableSource as error:
                return f"the file {error.title} after it"
            return ""
        edits = change.edits()
        text, known, verdict = self._seen.get(change.path, (b"", (), None))
        structural = any(revision.structural for revision in change.revisions)
        if verdict is None or structural or known != edits or text != change.before:
            verdict, _ = self._judged(before, change.path, edits, structural=structural)
        return verdict.why or _lost_import(now, change.path, verdict.taken)

    def _judged(
        self, project: Project, path: RepoPath, edits: tuple[Edit, ...], *, structural: bool
    ) -> tuple[Verdict, Parsed | None]:
        try:
            return _verdict(self._resolver(project), path, edits, structural=structural)
        except UnreadableSource as error:
            return Verdict(f"the file {error.title} after it"), None

    def _resolver(self, project: Project) -> Resolver:
        if self._last is None or self._last.project is not project:
            self._last = Resolver(project)
        return self._last


def _verdict(
    resolver: Resolver, path: RepoPath, edits: tuple[Edit, ...], *, structural: bool
) -> tuple[Verdict, Parsed | None]:
    """A name for a name leaves the tree as it is, unless a `structural` step made it; where more was written, only that
    statement may differ. With the verdict, what the file parses to.
    """
    old = resolver.project.parsed(path)
    new_source = Source.read(apply(resolver.project.read(path), edits))
    if new_source.encoding != old.source.encoding:
        return Verdict("its encoding is another"), None
    inside = list(_inside(old, edits))
    spans = [(edit.start, edit.end, edit.start + len(edit.replacement)) for edit in reversed(inside)]
    new = reparse(old, new_source, spans)
    if old.source.encoding != "utf-8" and apply(old.source.code, inside) != new.source.code:
        return Verdict(f"it reads otherwise in its encoding {old.source.encoding}"), None
    if edits and not structural and all(edit.replacement.decode().isidentifier() for edit in inside):
        why = _different_shape(old, new.tree, spans, dict(_spans_after(inside)))
        if why:
            return Verdict(why), None
    return Verdict("", tuple(_taken(resolver, path, new, inside))), new


def _different_shape(
    old: Parsed, tree: Tree, spans: Iterable[tuple[int, int, int]], names_after: Mapping[int, int]
) -> str:
    edited = old.tree.copy()
    for start, end, new_end in spans:
        edited.edit(start, end, new_end, (0, 0), (0, 0), (0, 0))
    for changed in edited.changed_ranges(tree):
        # `match` and the like are identifiers of another make to tree-sitter, and no less identifiers
        span = (changed.start_byte, names_after.get(changed.start_byte, 0))
        if changed.end_byte > span[1] or not _is_name(tree.root_node.descendant_for_byte_range(*span), span):
            return f"its syntax tree is another near byte {changed.start_byte}"
    return ""


def _is_name(leaf: Node | None, span: tuple[int, int]) -> bool:
    """Is the leaf an identifier that fills the span?"""
    return leaf is not None and leaf.type == "identifier" and (leaf.start_byte, leaf.end_byte) == span


def _spans_after(edits: Iterable[Edit]) -> Iterator[tuple[int, int]]:
    """Where the replacements lie in the new text: start and end."""
    shift = 0
    for edit in edits:
        start = edit.start + shift
        yield start, start + len(edit.replacement)
        shift += len(edit.replacement) - (edit.end - edit.start)


def _inside(old: Parsed, edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits in the offsets and the encoding of `old.source.code`."""
    source = old.source
    for edit in edits:
        replacement = edit.replacement
        if source.encoding != "utf-8":
            replacement = replacement.decode(source.encoding).encode()
        yield Edit(source.code_offset(edit.start), source.code_offset(edit.end), replacement, edit.reason)


def _taken(resolver: Resolver, path: RepoPath, new: Parsed, inside: Sequence[Edit]) -> Iterator[tuple[str, str]]:
    """The names that imports take at the edits, as they are now, where definitions were found under the old ones."""
    old = resolver.project.parsed(path)
    may_be_imported = _importing(old.source.code)
    for (place, _), edit in zip(_spans_after(inside), inside, strict=True):
        if not may_be_imported(edit.start):
            continue
        before, after = imported_at(old, edit.start), imported_at(new, place)
        if before and after and all(finds(resolver, path, *each) for each in before):
            yield from (each for each in after if finds(resolver, path, *each) or not _is_old(old, edit.start, each))


def _is_old(old: Parsed, at: int, taken: tuple[str, str]) -> bool:
    """Does the `from` import at this byte take just that? Behind a name that goes, it stands in its place."""
    statement = next((each.node for each in old.steps(at) if each.node.type == "import_from_statement"), None)
    source = statement.child_by_field_name("module_name") if statement is not None else None
    return source is not None and taken in imported_at(old, source.start_byte)


def _importing(code: bytes) -> Callable[[int], bool]:
    """Does nothing but names, brackets and comments stand between the last import before a place and that?

    To be asked of one place after the other, as they ascend: each stretch of the code is searched once.
    """
    searched, reached = 0, -1

    def may_be_imported(at: int) -> bool:
        nonlocal searched, reached
        word = max(code.rfind(each, searched, at) for each in _IMPORTING)
        searched = at
        if word >= 0:
            found = _NAMES.match(code, word)
            reached = found.end() if found else 0
        return at <= reached

    return may_be_imported


def imported_at(parsed: Parsed, at: int) -> list[tuple[str, str]]:
    """What the `from` import at this byte takes: the module as it is spelled, and the name there; in it, all names.

    Nothing where the byte is in a name that the import gives, behind `as`.
    """
    steps = parsed.steps(at)
    place = next((n for n, step in enumerate(steps) if step.node.type == "import_from_statement"), None)
    source = steps[place].node.child_by_field_name("module_name") if place is not None else None
    if place is None or source is None or len(steps) < 3 or steps[-1].field == "alias":
        return []
    elements = [steps[-1].node]
    if place + 1 < len(steps) and steps[place + 1].field == "module_name":
        elements = steps[place].node.children_by_field_name("name")
    elif not steps[-1].node.is_named:
        return []  # a bracket, in front of which a name was
    module = b"".join(parsed.text(source).split()).decode()
    return [(module, taken_name(parsed, each)) for each in elements]


def finds(resolver: Resolver, path: RepoPath, module: str, name: str) -> bool:
    """Is what an import in `path` takes there, if it is to come from the project? Not, when that cannot be read."""
    try:
        targets = resolver.imported_from(resolver.module_named(module, path), name)
    except UnreadableSource:
        return False
    return all(not isinstance(target, Definition) or is_bound(resolver, target) for target in targets)


def _lost_import(resolver: Resolver, path: RepoPath, taken: Iterable[tuple[str, str]]) -> str:
    """An import that found a definition must find one after the change, too."""
    lost = next((name for module, name in taken if not finds(resolver, path, module, name)), None)
    return f"its import of {lost} finds nothing" if lost is not None else ""


def is_bound(resolver: Resolver, definition: Definition) -> bool:
    """Does its module bind the name? Not, when the module cannot be read."""
    module = resolver.project.modules.by_stem.get(definition.stem)
    try:
        return module is not None and bool(resolver.member(module, definition.name))
    except UnreadableSource:
        return False


def _broken_data(change: FileChange) -> str:
    """JSON and TOML that could be read can still be read."""
    reads = _READERS.get(change.path.rpartition(".")[2])
    if reads is None or change.before is None or change.after is None:
        return ""
    return "it can no longer be read" if _can(reads, change.before) and not _can(reads, change.after) else ""


def _read_json(content: bytes) -> None:
    import json

    json.loads(content)


def _read_toml(content: bytes) -> None:
    import tomllib

    tomllib.loads(content.decode())


_READERS: Mapping[str, Callable[[bytes], None]] = {"json": _read_json, "ipynb": _read_json, "toml": _read_toml}


def _can(reads: Callable[[bytes], None], content: bytes) -> bool:
    try:
        reads(content)
    except (ValueError, RecursionError):
        return False
    return True
