"""What becomes of the shims when their aliases are collapsed: they stay, go, or warn.

# app/shim.py: from .core import Manager as Old
remove-unused: the file is deleted, when nothing holds it
deprecate:     … and importing it gives a DeprecationWarning that names app.core.Manager
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Literal

from ..codemod import Diagnostic
from ..edits import Edit, apply
from ..errors import some_of
from ..meaning.bindings import Resolver
from ..meaning.importcycles import at_import_time
from ..meaning.stems import Module
from ..records import dataclass
from ..renames.shims import hands_on_only
from ..repo.files import Overlay, RepoPath, is_test
from .aliases import dotted_name
from .aliasfamily import Family
from .modulepaths import package_of
from .shimuse import ShimUse

ShimWord = Literal["keep", "remove-unused", "deprecate"]
_SHOWN = 5
# Files that servers and tools find by their name.
_RUN_AS_THEY_STAND = frozenset({"__main__.py", "asgi.py", "manage.py", "noxfile.py", "setup.py", "wsgi.py"})


@dataclass
class ShimFate:
    """The shims of a family, once `edits` are made. `untouched` are files that are not edited; `public`, packages."""

    family: Family
    canonical: str
    word: ShimWord
    public: tuple[str, ...]
    untouched: Mapping[RepoPath, str]
    deleted: set[RepoPath] = field(default_factory=set)
    edits: dict[RepoPath, Edit] = field(default_factory=dict)
    remarks: list[Diagnostic] = field(default_factory=list)

    def decide(self, edits: Mapping[RepoPath, list[Edit]]) -> None:
        """Fill in what is deleted, edited and to be said."""
        before = self.family.project
        contents: dict[RepoPath, bytes | None] = {
            path: apply(before.read(path), each) for path, each in edits.items() if each
        }
        after = before.after(Overlay(before.files, contents), contents)
        use = ShimUse(Resolver(after))
        held = {module: use.holders(module) for module in self._shims(after.modules.by_stem)}
        free = self._free(held)
        for module, holders in held.items():
            path = module.files[0]
            if module not in free:
                self._say("info", "shim-held", f"the shim is held by {some_of(holders, _SHOWN)}", path)
            elif self.word == "remove-unused":
                self.deleted.add(path)
            elif b"DeprecationWarning" not in after.read(path):
                self.edits[path] = self._warning(path, before.read(path))

    def _free(self, held: Mapping[Module, list[str]]) -> set[Module]:
        """The shims that nothing holds, but perhaps others that nothing holds."""
        free: set[Module] = set()
        while True:
            going = tuple(f"{module.files[0]}:" for module in free) if self.word == "remove-unused" else ()
            more = {m for m, places in held.items() if all(place.startswith(going) for place in places)}
            if more <= free:
                return free
            free |= more

    def _shims(self, by_stem: Mapping[str, Module]) -> Iterator[Module]:
        identity = self.family.identity
        resolver = identity.resolver
        for path in dict.fromkeys(alias.path for alias in self.family.aliases):
            module = resolver.project.modules.of_file(path)
            if module is None or module.files != (path,) or not path.endswith(".py") or not self._is_alone(path):
                continue  # what only a stub shows is code of another language
            if path in self.untouched or module.stem == identity.symbol.stem or not self._is_shim(path):
                continue
            kept = package_of(resolver.project, module, self.public)
            if kept:
                self._say("info", "shim-held", f"the shim stays: {kept} is public", path)
            elif path.rpartition("/")[2] in _RUN_AS_THEY_STAND or is_test(path):
                continue
            else:
                yield by_stem[module.stem]

    def _is_alone(self, path: RepoPath) -> bool:
        """Is there nothing else in its package, when it is the `__init__` of one?"""
        folder, _, name = path.rpartition("/")
        kinds = self.family.project.kinds
        return name != "__init__.py" or (
            bool(folder) and not any(other.startswith(f"{folder}/") and other != path for other in kinds)
        )

    def _is_shim(self, path: RepoPath) -> bool:
        """Does it hand on names, and has it no code of its own?"""
        project = self.family.project
        if not project.is_readable(path):
            return False
        parsed = project.parsed(path)
        return hands_on_only(parsed) and any(node.type == "import_from_statement" for node in at_import_time(parsed))

    def _warning(self, path: RepoPath, raw: bytes) -> Edit:
        newline = b"\r\n" if b"\r\n" in raw else b"\n"
        module, _, name = self.canonical.rpartition(".")
        shim = dotted_name(self.family.identity, path, "").rstrip(".")
        said = json.dumps(f"{shim} is deprecated: import {name} from {module}")
        lines = [
            "",
            "import warnings as _warnings",
            "",
            f"_warnings.warn({said}, DeprecationWarning, stacklevel=2)",
            "",
        ]
        text = newline.join(line.encode() for line in lines)
        return Edit(len(raw), len(raw), (b"" if raw.endswith(b"\n") else newline) + text, "the shim warns")

    def _say(self, severity: Literal["info", "warning"], code: str, message: str, path: RepoPath) -> None:
        self.remarks.append(Diagnostic(severity, code, message, "", path, 1))
