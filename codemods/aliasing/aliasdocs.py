"""Write down the aliases that stay: a section of a page, and a comment beside each.

    # app/shim.py: Old = Manager      Old = Manager  # alias: use app.core.Manager

The section stands between two marks and is the only part of the page that changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..codemod import Diagnostic, Outcome
from ..edits import Edit
from ..meaning.parsing import Parsed, innermost
from ..meaning.project import Project
from ..names import SymbolPath
from ..records import dataclass
from ..repo.files import MODULE_SUFFIXES, REGULAR, RepoPath
from ..surface.vendored import why_not_edited
from .aliasrows import AliasRow
from .collapserules import CollapseWishes
from .collapsing import Collapsing
from .importtexts import OWN_SECTION

_NOTE = "# alias: use "
_REST_OF_LINE = re.compile(rb"[ \t]*+,?(?P<space>[ \t]*+)(?P<comment>#[^\r\n]*+)?(?=[\r\n]|\Z)")


@dataclass(frozen=True, slots=True)
class DocumentAliases:
    """The aliases of `canonical` go into a section of the Markdown page `file`; with `comment` also beside each."""

    canonical: SymbolPath
    file: str = "docs/aliases.md"
    comment: bool = True

    def plan(self, project: Project) -> Outcome:
        """The page and the comments. Raises NotFound for an unknown symbol, Refused for one outside the project."""
        # who uses an alias is part of the page, and no edit of the collapse is made
        project = replace(project.whole(), watch=None)
        collapsing = Collapsing.of(project, CollapseWishes(self.canonical))
        found = collapsing.found
        collapsing.outcome()
        rows = [row for row in collapsing.rows().all() if row.stays and row.alias.home == "module"]
        section = _section(collapsing.name(), found.places[0], rows)
        renaming = [row for row in rows if row.alias.name != found.name]
        edits = self._comments(project, collapsing.name(), renaming) if self.comment else {}
        stay = "1 alias stays" if len(rows) == 1 else f"{len(rows)} aliases stay"
        evidence = (f"{collapsing.name()}: {stay}",)
        why, help = self._why_not_written(project)
        if why:
            left = Diagnostic("warning", "left-alone", f"the page is not written: {why}", help, self.file)
            return Outcome(edits, diagnostics=(left,), evidence=evidence, of_all=True)
        if self.file not in project.kinds:
            page = f"# Aliases\n\n{section}\n".encode()
            made = {self.file: page} if rows else {}
            return Outcome(edits, made, evidence=evidence if rows else (), of_all=True)
        raw = project.read(self.file)
        changed = _page(raw, collapsing.name(), section)
        if changed is not None:
            edits = {**edits, self.file: (changed,)}
        return Outcome(edits, diagnostics=tuple(self._unwritten(raw)), evidence=evidence, of_all=True)

    def _why_not_written(self, project: Project) -> tuple[str, str]:
        """Why there can be no page at its place, and what to do; "" when there can."""
        if not project.edited(self.file):
            return "left out by include or exclude", "include it, too"
        if project.kinds.get(self.file, "file") not in REGULAR:
            return "it is a link", "name the file that it leads to"
        if any(path.startswith(f"{self.file}/") for path in project.kinds):
            return "it is a folder", "name a file"
        return "", ""

    def _unwritten(self, raw: bytes) -> Iterator[Diagnostic]:
        if raw.count(b"<!-- canonize: aliases of ") != len(list(OWN_SECTION.finditer(raw))):
            message = "a section of aliases begins here and does not end: it is left"
            yield Diagnostic("warning", "left-alone", message, "put its last line back, or delete it", self.file, 1)

    def _comments(self, project: Project, canonical: str, rows: Iterable[AliasRow]) -> dict[RepoPath, tuple[Edit, ...]]:
        edits: dict[RepoPath, list[Edit]] = {}
        for row in rows:
            path = row.alias.path
            if row.alias.kind in ("star import", "lazy export") or not path.endswith(MODULE_SUFFIXES):
                continue
            if project.edited(path) and not why_not_edited(path, project.read(path)[:4096]):
                edits.setdefault(path, []).extend(_comment(project.parsed(path), row.alias.start, canonical))
        return {path: tuple(set(each)) for path, each in edits.items() if each}


def _comment(parsed: Parsed, start: int, canonical: str) -> Iterator[Edit]:
    """The comment behind the alias that is bound at `start`, when the line has room for one: no other is touched."""
    steps = parsed.steps(start)
    statement = innermost(steps, "assignment", "type_alias_statement", "import_from_statement")
    assert statement is not None
    whole = statement.start_point.row == statement.end_point.row
    element = innermost(steps, "aliased_import") or steps[-1].node
    end = statement.end_byte if whole else element.end_byte
    while whole and statement.parent is not None and statement.parent.type == "assignment":
        statement = statement.parent
    rest = _REST_OF_LINE.match(parsed.source.code, end)
    if rest is None:
        return
    note = f"{_NOTE}{canonical}".encode()
    own = rest.group("comment")
    if own is None:
        at = parsed.source.raw_offset(rest.start("space"))
        space = parsed.source.raw_offset(rest.end("space"))
        yield Edit(at, space, b"  " + note, "a kept alias says what it is")
    elif own.startswith(_NOTE.encode()) and own.strip() != note:
        at = parsed.source.raw_offset(rest.start("comment"))
        yield Edit(at, at + len(own), note, "a kept alias says what it is")


# -- the page ---------------------------------------------------------------------------------------------------


def _page(raw: bytes, canonical: str, section: str) -> Edit | None:
    """The edit that puts the section into the page; None when it stands there already, word for word."""
    newline = "\r\n" if b"\r\n" in raw else "\n"
    text = section.replace("\n", newline).encode()
    for found in OWN_SECTION.finditer(raw):
        if found["of"] == canonical.encode():
            return Edit(found.start(), found.end(), text, "section of aliases") if found.group() != text else None
    if "| `" not in section or f"<!-- canonize: aliases of {canonical} -->".encode() in raw:
        return None
    before = newline.encode() * (1 if raw.endswith(b"\n") or not raw else 2)
    return Edit(len(raw), len(raw), (before if raw else b"") + text + newline.encode(), "section of aliases")


def _section(canonical: str, place: str, rows: list[AliasRow]) -> str:
    module, _, name = canonical.rpartition(".")
    lines = [
        f"<!-- canonize: aliases of {canonical} -->",
        f"## Aliases of `{canonical}`",
        "",
        f"It is defined in `{place}`. New code imports it from there, under its own name:",
        "",
        "```python",
        f"from {module} import {name}",
        "```",
        "",
    ]
    if rows:
        lines += [*_table(rows), "", "```mermaid", "graph LR", *_graph(canonical, rows), "```"]
    else:
        lines.append("It has no aliases.")
    return "\n".join((*lines, "<!-- canonize: end of aliases -->"))


def _table(rows: list[AliasRow]) -> Iterator[str]:
    yield "| alias | bound by | leads to the definition by | used by | why it stays |"
    yield "|---|---|---|---|---|"
    for row in sorted(rows, key=lambda row: (row.name, row.alias.line)):
        way = " → ".join(f"`{hop.place}`" for hop in row.hops)
        users = ", ".join(f"`{user}`" for user in sorted(row.users)) or "nobody here"
        why = row.fate.partition(": ")[2] or "code outside of this repository may import it"
        cells = (f"`{row.name}`", row.alias.kind, way, users, why)
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _graph(canonical: str, rows: list[AliasRow]) -> Iterator[str]:
    """An arrow from each name to the one that it is taken from."""
    names: dict[str, str] = {}
    arrows: dict[tuple[str, str], None] = {}

    def node(name: str) -> str:
        return names.setdefault(name, f"n{len(names)}")

    node(canonical)
    for row in sorted(rows, key=lambda row: (row.name, row.alias.line)):
        way = [hop.name for hop in row.hops]
        for name, onward in zip(way, [*way[1:], canonical], strict=True):
            if name != onward:
                arrows[node(name), node(onward)] = None
    yield from (f'    {short}["{name}"]' for name, short in names.items())
    yield from (f"    {start} --> {end}" for start, end in arrows)
