"""The proof that a plan is safe, file by file: it still parses, to the same tree, and its imports find their names.

What is proven does not lean on what the codemods believe: it compares the bytes before with the bytes after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from tree_sitter import Node, Tree

from .bindings import Resolver
from .changes import ChangeSet, FileChange
from .codemod import Diagnostic
from .edits import Edit, apply
from .errors import UnreadableSource
from .files import RepoPath
from .parsing import Parsed, parse, reparse
from .project import Project
from .source import Source
from .targets import Definition


@dataclass(frozen=True, slots=True)
class Proof:
    """The files that failed it, and why, as diagnostics of severity "error"."""

    failed: frozenset[RepoPath]
    diagnostics: tuple[Diagnostic, ...]


def prove(changes: ChangeSet, before: Project, after: Project) -> Proof:
    """The proof of every changed file. `before` and `after` are the project without and with the changes."""
    found: list[Diagnostic] = []
    resolvers = Resolver(before), Resolver(after)
    for change in changes.changes.values():
        why = _why_unsafe(change, before, after, resolvers)
        if why:
            help = "the file is left as it was; please report this with the file"
            found.append(Diagnostic("error", "unproven", f"the change is not proven: {why}", help, change.path, 1))
    return Proof(frozenset(each.path for each in found), tuple(found))


def _why_unsafe(change: FileChange, before: Project, after: Project, resolvers: tuple[Resolver, Resolver]) -> str:
    if change.after is None:
        return ""
    try:
        if change.path.endswith((".py", ".pyi")):
            if change.before is None:
                parse(Source.read(change.after))
                return ""
            edits = change.edits()
            return _same_tree(change, edits, before, after) or _lost_import(change.path, edits, resolvers)
        return _broken_data(change)
    except UnreadableSource as error:
        return f"the file {error.title} after it"


def _same_tree(change: FileChange, edits: tuple[Edit, ...], before: Project, after: Project) -> str:
    """A name for a name leaves the tree as it is; where more was written, only that statement may differ."""
    assert change.before is not None and change.after is not None
    old = before.parsed(change.path)
    new_source = Source.read(change.after)
    if new_source.encoding != old.source.encoding:
        return "its encoding is another"
    inside = list(_inside(old, edits))
    if old.source.encoding != "utf-8" and apply(old.source.code, inside) != new_source.code:
        return f"it reads otherwise in its encoding {old.source.encoding}"
    spans = [(edit.start, edit.end, edit.start + len(edit.replacement)) for edit in reversed(inside)]
    new = reparse(old, new_source, spans)
    after.remember(change.path, new)
    names = [edit for edit in inside if not edit.replacement.decode().isidentifier()]
    if names or not edits or any(revision.structural for revision in change.revisions):
        return ""
    names_after = dict(_spans_after(inside))
    return _different_shape(old, new.tree, spans, names_after)


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
    """Is the leaf, or the node that it is all of, an identifier that fills the span?"""
    node = leaf.parent if leaf is not None and leaf.type != "identifier" else leaf
    return node is not None and node.type == "identifier" and (node.start_byte, node.end_byte) == span


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


def _lost_import(path: RepoPath, edits: tuple[Edit, ...], resolvers: tuple[Resolver, Resolver]) -> str:
    """An import that found a definition must find one after the change, too."""
    before, after = resolvers
    for (place, _), edit in zip(_spans_after(edits), edits, strict=True):
        old, new = _imported_at(before, path, edit.start), _imported_at(after, path, place)
        if old and new and not any(_undefined(before, path, old)):
            for name in _undefined(after, path, new):
                return f"its import of {name} finds nothing"
    return ""


def _imported_at(resolver: Resolver, path: RepoPath, raw: int) -> tuple[int, tuple[str, ...]] | None:
    """The `from` import at this byte: where its statement starts, and the name there; in its module, all names."""
    parsed = resolver.project.parsed(path)
    steps = parsed.steps(parsed.source.code_offset(raw))
    place = next((at for at, step in enumerate(steps) if step.node.type == "import_from_statement"), None)
    if place is None or len(steps) < 3:
        return None
    statement = steps[place].node
    nodes = [steps[-1].node]
    if place + 1 < len(steps) and steps[place + 1].field == "module_name":
        elements = statement.children_by_field_name("name")
        nodes = [each.child_by_field_name("name") or each for each in elements]
    return statement.start_byte, tuple(parsed.text(node).decode() for node in nodes)


def _undefined(resolver: Resolver, path: RepoPath, imported: tuple[int, tuple[str, ...]]) -> Iterator[str]:
    """Those of the names that the module which they are taken from does not have."""
    start, names = imported
    statement = next(
        step.node for step in resolver.project.parsed(path).steps(start) if step.node.type == "import_from_statement"
    )
    for name in names:
        targets = resolver.imported(path, statement, name)
        if any(isinstance(target, Definition) and not _is_bound(resolver, target) for target in targets):
            yield name


def _is_bound(resolver: Resolver, definition: Definition) -> bool:
    module = resolver.project.modules.by_stem.get(definition.stem)
    return module is not None and bool(resolver.member(module, definition.name))


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
