"""The imports of a file whose expressions were rewritten: the new names come in, those that nothing uses any more go.

from app.core.manager import Old          from app.core.ws import get_new
Old.get(1)                                get_new(1)
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from tree_sitter import Node

from ..edits import Edit
from ..meaning.annotated import type_comment
from ..meaning.bindings import Resolver
from ..meaning.certain import is_surely_bound
from ..meaning.importcycles import ImportGraph
from ..meaning.imports import Taken, insertion, removal, respell
from ..meaning.parsing import EVERY_IMPORT, Parsed
from ..meaning.scopes import Names, Occurrence, names_of
from ..meaning.stems import Module
from ..meaning.syntax import is_docstring, walk
from ..names import word_pattern
from ..records import dataclass
from ..repo.files import RepoPath
from ..source import line_begin

_KEPT_BY_RULE = re.compile(rb"[^#]*+#.*?\bnoqa\b", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ImportSpec:
    """`from module import name as alias`, or with an empty name `import module`."""

    module: str
    name: str = ""
    alias: str = ""

    @property
    def bound(self) -> str:
        """The name that the import binds."""
        return self.alias or self.name or self.module.partition(".")[0]

    @property
    def statement(self) -> str:
        if not self.name:
            return f"import {self.module}" + (f" as {self.alias}" if self.alias else "")
        return f"from {self.module} import {self.name}" + (f" as {self.alias}" if self.alias else "")


@dataclass(frozen=True)
class FileImports:
    """The imports of one file before the change; `spans` are the ranges of its code that are rewritten, in order."""

    resolver: Resolver
    path: RepoPath
    spans: Sequence[tuple[int, int]]

    @property
    def parsed(self) -> Parsed:
        return self.resolver.project.parsed(self.path)

    def why_not(self, spec: ImportSpec) -> str:
        """Why the file cannot have this import, or ""."""
        names = self.resolver.project.names(self.path, spec.bound)
        if names.own and not self._means(names, spec):
            return f"{spec.bound} is something else in this file"
        source = self.resolver.module_named(spec.module, self.path)
        if source is None:
            return f"{spec.module} leads out of the tree"
        if isinstance(source, Module) and not self._is_own(source):
            cycle = ImportGraph(self.resolver).new_cycle(self.path, source)
            if cycle:
                return f"its import would make a cycle: {' -> '.join(cycle)}"
        return ""

    def has(self, spec: ImportSpec) -> bool:
        """Does the name surely mean that already where the rewritten code would use it? Not below `TYPE_CHECKING`."""
        names = self.resolver.project.names(self.path, spec.bound)
        is_above = is_surely_bound(names, names.own) and names.own[0].start < self.spans[0][0]
        return is_above and self._means(names, spec)

    def _means(self, names: Names, spec: ImportSpec) -> bool:
        return self.resolver.of_home(self.path, names, names.module) == self.wanted(spec)

    def wanted(self, spec: ImportSpec) -> object:
        """What the bound name is to mean."""
        source = self.resolver.module_named(spec.module, self.path)
        if spec.name:
            return self.resolver.imported_from(source, spec.name)
        return self.resolver.dotted_module(spec.module if spec.alias else spec.bound, self.path)

    def changed(self, add: Iterable[ImportSpec], dropped: Iterable[Occurrence]) -> Iterator[Edit]:
        """The edits of the code that add these imports, beside those that the rewritten code used, and drop others."""
        going = _by_statement(dropped)
        lines: dict[int, tuple[Node | None, list[bytes]]] = {}
        for spec in add:
            if self.has(spec) or self._is_own(self.resolver.module_named(spec.module, self.path)):
                continue
            for anchor in self._anchors():
                entry = lines.setdefault(anchor.start_byte if anchor else -1, (anchor, []))
                entry[1].append(spec.statement.encode())
        for start, (statement, taken) in going.items():
            whole = len(taken) == len(statement.children_by_field_name("name"))
            if whole and start in lines and lines[start][1]:
                _, new = lines.pop(start)
                yield Edit(statement.start_byte, statement.end_byte, self._joined(statement, new), _reason(new))
            elif statement.type == "import_statement":
                yield from (removal(self.parsed, statement, "unused import"),) if whole else ()
            else:
                yield from respell(self.parsed, statement, taken, "unused import")
        for anchor, new in lines.values():
            reason = _reason(new)
            yield insertion(self.parsed, anchor, new, reason) if anchor else self._at_top(new, reason)

    # -- where a new import goes --------------------------------------------------------------------------------

    def _anchors(self) -> list[Node | None]:
        """The imports beside which a new one belongs: those that the rewritten code used, else the last at the top."""
        statements = [each.import_around for each in self.used()]
        nested = {each.start_byte: each for each in statements if each and each.parent and each.parent.type != "module"}
        if nested and len(nested) == len(statements):
            return [*nested.values()]
        top = [each for each in statements if each and each.start_byte not in nested]
        above = [each for each in top if each.end_byte <= self.spans[0][0]] or top[:1]  # what is run before any use
        return [above[-1] if above else self._last_at_top()]

    def _last_at_top(self) -> Node | None:
        last = None
        for node in self.parsed.tree.root_node.named_children:
            if node.end_byte > self.spans[0][0]:
                break
            if node.type in EVERY_IMPORT:
                last = node
            elif node.type != "comment" and not is_docstring(node) and last is not None:
                break
        return last

    def _at_top(self, lines: Sequence[bytes], reason: str) -> Edit:
        """A file without imports gets them below its docstring and the comments at its head."""
        newline = self.parsed.source.newline
        text = b"".join(line + newline for line in lines)
        at = 0
        for node in self.parsed.tree.root_node.named_children:
            if node.type != "comment" and not is_docstring(node):
                return Edit(node.start_byte, node.start_byte, text + newline, reason)
            at = node.end_byte
        return Edit(at, at, newline + text.removesuffix(newline), reason)

    def _joined(self, statement: Node, lines: Sequence[bytes]) -> bytes:
        code = self.parsed.source.code
        begin = line_begin(code, statement.start_byte)
        indent = code[begin : statement.start_byte]
        between = b"; " if indent.strip() else self.parsed.source.newline + indent
        return between.join(lines)

    # -- what goes ----------------------------------------------------------------------------------------------

    def used(self) -> list[Occurrence]:
        """The imports that the rewritten code took its names from."""
        found: dict[int, Occurrence] = {}
        for word in self._words():
            names = self.resolver.project.names(self.path, word)
            for each in names.occurrences:
                if each.role == "use" and each.home is not None and self._is_rewritten(each.start):
                    bindings = names.bindings(each.home)
                    found |= {b.start: b for b in bindings if b.import_around is not None}
        return [found[start] for start in sorted(found)]

    def unused(self, after: Parsed) -> Iterator[Occurrence]:
        """Those of them that nothing needs in the file as it is `after` the change, nor another file from it."""
        needed: dict[str, bool] = {}
        for binding in self.used():
            word = self.parsed.text(binding.node).decode()
            statement = binding.import_around
            if statement is None or self.path.endswith("__init__.py") or self._is_kept(statement):
                continue
            if word not in needed:
                needed[word] = _is_mentioned(after, word) or self._is_taken_elsewhere(word)
            if not needed[word]:
                yield binding

    def _words(self) -> list[str]:
        root = self.parsed.tree.root_node
        found: dict[str, None] = {}
        for start, end in self.spans:
            node = root.descendant_for_byte_range(start, end)
            for each in walk(node) if node is not None else ():
                if each.type == "identifier" and start <= each.start_byte < end:
                    found[self.parsed.text(each).decode()] = None
        return list(found)

    def _is_rewritten(self, at: int) -> bool:
        place = bisect_right(self.spans, at, key=itemgetter(0)) - 1
        return place >= 0 and at < self.spans[place][1]

    def _is_kept(self, statement: Node) -> bool:
        """A `noqa` says that the import is there for others."""
        code = self.parsed.source.code
        end = code.find(b"\n", statement.end_byte)
        return bool(_KEPT_BY_RULE.match(code, statement.start_byte, end if end >= 0 else len(code)))

    def _is_own(self, source: object) -> bool:
        return isinstance(source, Module) and self.path in source.files

    def _is_taken_elsewhere(self, word: str) -> bool:
        """Does any other file import the name from this one, or may it use it as its attribute?"""
        module = self.resolver.project.modules.of_file(self.path)
        last = module.stem.rpartition("/")[2].encode() if module else b""
        for path in self.resolver.project.files.mentioning((word,)):
            if path != self.path and last and word_pattern((last.decode(),)).search(self.resolver.project.read(path)):
                return True
        return False


def _reason(lines: Sequence[bytes]) -> str:
    return f"import of {', '.join(line.split()[-1].decode() for line in lines)}"


def _by_statement(dropped: Iterable[Occurrence]) -> dict[int, tuple[Node, list[Taken]]]:
    found: dict[int, tuple[Node, list[Taken]]] = {}
    for binding in dropped:
        statement = binding.import_around
        if statement is not None:
            element = next(
                step.node for step in binding.steps if step.node.parent == statement and step.field == "name"
            )
            found.setdefault(statement.start_byte, (statement, []))[1].append(Taken(element, ""))
    return found


def _is_mentioned(parsed: Parsed, word: str) -> bool:
    """Does the file hold the word anywhere but in the imports that bind it, in prose, and as another's attribute?"""
    for each in names_of(parsed, word).occurrences:
        if each.role in ("attribute", "keyword", "path", "imported"):
            continue
        if each.role == "comment" and not type_comment(parsed, each.node, each.start):
            continue
        if each.role != "bind" or each.import_around is None:
            return True
    return False
