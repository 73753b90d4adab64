"""Which module does an import lead to? By the index of the project's modules alone; no other file is read."""

from __future__ import annotations

from tree_sitter import Node

from ..records import dataclass
from ..repo.files import RepoPath
from .project import Project
from .stems import Module
from .targets import NOTHING, External, Targets


@dataclass
class Imports:
    """Answers for one project."""

    project: Project

    def imported_module(self, path: RepoPath, statement: Node) -> Module | External | None:
        """The module behind `from`; None for a relative import that leaves the tree."""
        parsed = self.project.parsed(path)
        source = statement.child_by_field_name("module_name")
        if source is None:
            return External("__future__")
        return self.module_named(b"".join(parsed.text(source).split()).decode(), path)

    def module_named(self, spelled: str, path: RepoPath) -> Module | External | None:
        """The module that `spelled`, dots and all, is to an import in the file; None when it leaves the tree."""
        dotted = spelled.lstrip(".")
        if dotted != spelled:
            return self.project.modules.relative(path, len(spelled) - len(dotted), dotted)
        return next((t for t in self.dotted_module(spelled, path) if isinstance(t, Module | External)), None)

    def dotted_module(self, dotted: str, importer: RepoPath) -> Targets:
        """The module of that name, as `sys.modules` would have it."""
        found = self.project.modules.find(dotted, importer)
        return frozenset({found or External(dotted)})

    def elsewhere(self, module: Module, name: str) -> Targets:
        """A namespace package (PEP 420) may have other parts: in another folder of the project, or outside it."""
        if module.files or not module.package:
            return NOTHING
        names = self.project.modules.names(module)
        spelled = [f"{dotted}.{name}" for dotted in names]
        parts = {part for dotted in spelled for part in self.project.modules.every(dotted)}
        parts = parts or {part for dotted in spelled if (part := self.project.modules.find(dotted)) is not None}
        if parts:
            return frozenset(parts)
        return frozenset({External(f"{min(names, key=len)}.{name}")}) if names else NOTHING
