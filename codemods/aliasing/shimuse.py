"""What holds a shim in place: whoever imports it, names it in a string, or may load it by a computed name.

# app/plugins.toml: load = "app.shim"        app/plugins.toml:1 holds app/shim.py
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from ..meaning.bindings import Resolver
from ..meaning.candidates import is_python
from ..meaning.scopes import Occurrence
from ..meaning.stems import Module
from ..meaning.strings import string_place
from ..names import word_pattern
from ..records import dataclass
from ..repo.files import REGULAR, RepoPath, folders_around
from ..source import line_starts
from ..surface.surfaces import PROSE, surface_of
from ..surface.virtual import Virtual
from .importtexts import spelled_imports

_BY_COMPUTED_NAME = (
    "import_module", "__import__", "iter_modules", "walk_packages", "spec_from_file_location", "run_path", "run_module",
)  # fmt: skip
_COMPUTED = re.compile(
    rb"(?:iter_modules|walk_packages|listdir|scandir|iterdir|i?glob|rglob)\s*+\("
    rb"|(?:import_module|__import__)\s*+\(\s*+(?:[fF][\"']|[^\"',)]{0,200}[%+]|[\"'][^\"']{0,200}[\"']\s*+[%.+])"
)

# Directives of Sphinx, in pages of Markdown, too, and of mkdocstrings.
_LOADS = rb"(?m)^[ \t]*(?:(?:\.\.[ \t]+|`{3,}\{)(?:py:)?(?:auto\w+|(?:current)?module)(?:::|\})|:::)[ \t]+"


@dataclass
class ShimUse:
    """Looks for what holds a module; the answers are places, `file:line`."""

    resolver: Resolver
    beside: frozenset[RepoPath] = frozenset()

    def holders(self, module: Module) -> list[str]:
        """The places that hold the module in place, in order; none when it can go."""
        return sorted({*self._naming(module), *self._loading(module)})

    def _naming(self, module: Module) -> Iterator[str]:
        project = self.resolver.project
        tail = module.stem.rpartition("/")[2]
        for path in self._mentioning((tail,)):
            if path in module.files or path in self.beside or project.kinds.get(path) not in REGULAR:
                continue
            surface = surface_of(path)
            if is_python(surface):
                yield from self._in_python(path, tail, module)
            elif surface in PROSE:
                yield from self._in_page(path, module)
            else:
                yield from self._in_text(path, module)

    def _mentioning(self, words: tuple[str, ...]) -> frozenset[RepoPath]:
        project = self.resolver.project
        return project.files.mentioning(words) | project.respelled.holding(words)

    def _in_text(self, path: RepoPath, module: Module) -> Iterator[str]:
        raw = self.resolver.project.read(path)
        for text in {module.stem, *self.resolver.project.modules.names(module)}:
            spelled = re.escape(text.encode())
            # A pickle has a "c" before the name, and lines behind both names (opcode GLOBAL).
            yield from _places(path, raw, re.finditer(rb"(?<![\w.])(?:c(?=%b\n\w))?%b(?!\w)" % (spelled, spelled), raw))

    def _in_page(self, path: RepoPath, module: Module) -> Iterator[str]:
        """Prose may go on speaking of the module; what a reader would run holds it."""
        raw = self.resolver.project.read(path)
        yield from _places(path, raw, self._spelled(path, raw, module))

    def _spelled(self, path: RepoPath, raw: bytes, module: Module) -> Iterator[re.Match[bytes]]:
        """What looks like an import of the module, or from it, and what has a generator of documentation load it."""
        yield from (found for source, found in spelled_imports(self.resolver.project, path, raw) if source == module)
        for name in map(re.escape, (each.encode() for each in self.resolver.project.modules.names(module))):
            yield from re.finditer(rb"\bimport[ \t]+%b(?![\w.]*\w)" % name, raw)
            yield from re.finditer(rb"%b%b(?!\w)" % (_LOADS, name), raw)
            yield from re.finditer(rb"(?m)^[ \t]+~?%b(?:\.\w+)*[ \t\r]*$" % name, raw)  # in a list of autosummary

    def _in_python(self, path: RepoPath, tail: str, module: Module) -> Iterator[str]:
        project = self.resolver.project
        if not project.is_readable(path):
            yield f"{path}:1"
            return
        parsed = project.parsed(path)
        magic = parsed.source.left_out_words(word_pattern((tail,))) if isinstance(parsed.source, Virtual) else ()
        yield from (project.place(path, at) for at in magic)
        for each in project.names(path, tail).occurrences:
            if self._means(path, each, module, tail):
                yield project.place(path, each.start)

    def _means(self, path: RepoPath, each: Occurrence, module: Module, tail: str) -> bool:
        parsed = self.resolver.project.parsed(path)
        statement = each.from_import
        if statement is not None:
            source = self.resolver.imported_module(path, statement)
            taken = isinstance(source, Module) and self.resolver.project.modules.child(source, tail) == module
            return source == module or (taken and each.role in ("bind", "imported"))
        path_of_import = each.enclosing("dotted_name") if each.enclosing("import_statement") is not None else None
        if path_of_import is not None:
            return self._may_load(path, parsed.source.code[path_of_import.start_byte : each.end].decode(), module)
        if each.role == "string":
            place = string_place(parsed, each.steps)
            if place.use == "docstring":
                return any(self._spelled(path, parsed.text(place.node), module))
            whole = place.whole
            return whole in (tail, f"{tail}.py") or f".{tail}" in whole or f"/{tail}" in whole or not whole
        return each.owner is not None and module in self.resolver.of_expression(path, each.whole)

    def _may_load(self, path: RepoPath, dotted: str, module: Module) -> bool:
        """Is the module what `import dotted` loads, be it for a script that is run from a folder around the file?"""
        inside = "".join(dotted.split()).replace(".", "/")
        found = self.resolver.module_named("".join(dotted.split()), path)
        return found == module or any(posixpath.join(folder, inside) == module.stem for folder in folders_around(path))

    def _loading(self, module: Module) -> Iterator[str]:
        """Code around the module that loads modules by names it computes."""
        project = self.resolver.project
        for path in self._mentioning(_BY_COMPUTED_NAME):
            top = path.partition("/")[0]
            if not path.endswith(".py") or not module.stem.startswith(f"{top}/"):
                continue
            raw = project.text(path)
            yield from _places(path, raw, _COMPUTED.finditer(raw))


def _places(path: RepoPath, raw: bytes, found: Iterable[re.Match[bytes]]) -> Iterator[str]:
    """Each as `file:line`."""
    starts = line_starts(raw)
    return (f"{path}:{bisect_right(starts, each.start())}" for each in found)
