"""Which module does an import lead to? By the index of the project's modules alone; no other file is read."""

from __future__ import annotations

import re
from dataclasses import field

from tree_sitter import Node

from ..records import dataclass
from ..repo.files import MODULE_SUFFIXES, RepoPath
from .exports import BUILTINS
from .loading import has_star, star_imports
from .parsing import innermost
from .project import Project
from .scopes import Occurrence
from .stems import Module
from .syntax import source_of, taken_name
from .targets import NOTHING, UNKNOWN, External, Targets

Star = tuple[Node, Module | External | None]  # a star import, and the module that it takes from


@dataclass
class Imports:
    """Answers for one project. The public ones hold what others have found out, as far as anybody has asked.

    `stars_outside`: may a module, by its stem, bring a name by star imports that lead out of what can be read?
    `set_outside`: may a variable of that name be set from outside its module?
    """

    project: Project
    stars_outside: dict[tuple[str, str], bool] = field(default_factory=dict)
    set_outside: dict[str, bool] = field(default_factory=dict)
    _stars: dict[RepoPath, tuple[Node, ...]] = field(default_factory=dict)
    _starred: dict[RepoPath, tuple[Star, ...]] = field(default_factory=dict)

    def forget(self, path: RepoPath) -> None:
        """Lets go what holds the file's tree."""
        if self._stars.get(path):
            del self._stars[path]
        if self._starred.get(path):
            del self._starred[path]

    def stars(self, path: RepoPath) -> tuple[Node, ...]:
        """The `from m import *` statements of the file; none of one that cannot be read."""
        known = self._stars.get(path)
        if known is None:
            # without a star no parser is needed; of an example, or a notebook's code, the text is not at hand
            may = not path.endswith(MODULE_SUFFIXES) or has_star(self.project.read(path))
            readable = may and self.project.is_readable(path)
            known = self._stars[path] = tuple(star_imports(self.project.parsed(path))) if readable else ()
        return known

    def starred(self, path: RepoPath) -> tuple[Star, ...]:
        """The same, each with the module that it takes from; None for one that leaves the tree."""
        known = self._starred.get(path)
        if known is None:
            pairs = ((statement, self.imported_module(path, statement)) for statement in self.stars(path))
            known = self._starred[path] = tuple(pairs)
        return known

    def imported_module(self, path: RepoPath, statement: Node) -> Module | External | None:
        """The module behind `from`; of a relative import that leaves the tree, or the packages in it, None."""
        parsed = self.project.parsed(path)
        spelled = source_of(parsed, statement)
        return self.module_named(spelled, path) if spelled else External("__future__")

    def taken(self, path: RepoPath, binding: Occurrence) -> tuple[Module | External | None, str]:
        """From which module a `from` import takes what it binds, and what that is called there.

        None and "" for other bindings.
        """
        statement = binding.from_import
        if statement is None:
            return None, ""
        return self.imported_module(path, statement), taken_name(self.project.parsed(path), binding.parent)

    def module_named(self, spelled: str, path: RepoPath) -> Module | External | None:
        """The module that `spelled`, dots and all, is to an import in the file; None as in `imported_module`."""
        dotted = spelled.lstrip(".")
        if dotted != spelled:
            level = len(spelled) - len(dotted)
            return self.project.modules.relative(path, level, dotted) or self._missing(path, level, dotted)
        return next((t for t in self.dotted_module(spelled, path) if isinstance(t, Module | External)), None)

    def _missing(self, path: RepoPath, level: int, dotted: str) -> External | None:
        """The module that a package of the tree has not, or not any more; None where no package is that."""
        package = self.project.modules.relative(path, level, "")
        name = self.project.modules.name(package) if package is not None and package.files else ""
        return External(f"{name}.{dotted}") if name and dotted else None

    def submodule_yet(
        self, path: RepoPath, source: Module | External | None, statement: Node, name: str
    ) -> Module | None:
        """What `from . import name` gets in the file of the `source` itself, above all that the file binds to it."""
        if not isinstance(source, Module) or path not in source.files:
            return None
        inside = range(statement.start_byte, statement.end_byte)
        others = [each.start for each in self.project.bindings(path, name) if each.start not in inside]
        deferred = innermost(self.project.parsed(path).steps(inside.start), "function_definition") is not None
        early = bool(others) and min(others) > inside.start and not deferred
        return self.submodule(source, name) if early else None

    def submodule_there(self, path: RepoPath, name: str) -> Targets:
        """The submodule that the file of a package calls by a name which nothing in it binds.

        To load a submodule binds it in its package (language reference 5.4.2), be it by `from ._sub import other`.
        """
        package = self.project.modules.of_file(path)
        child = self.submodule(package, name) if name not in BUILTINS else None
        return frozenset({child}) if child is not None else UNKNOWN

    def or_submodule(self, package: Module, name: str, given: Targets) -> Targets:
        """What the package has by a name that its file binds, and a submodule has, too.

        To load a submodule binds it anew, there (language reference 5.4.2), or in whatever loads it later. So `numbers`
        may be either after `import numbers`, and is the submodule where `from .numbers import *` follows.
        """
        child = self.submodule(package, name)
        if child is None or child in given:
            return given
        if given == {External(f"__future__.{name}")}:
            return frozenset({child})  # nobody asks for that by the package
        if any(self._loads(path, child, name) for path in package.files if self.project.is_readable(path)):
            return frozenset({child})
        return given | {child} if any(isinstance(each, External) for each in given) else given

    def _loads(self, path: RepoPath, child: Module, name: str) -> bool:
        """Does the file load the submodule of the name below all that it binds to that, and nothing of ours above?"""
        names, parsed = self.project.names(path, name), self.project.parsed(path)
        last = max((each.start for each in names.own), default=-1)
        tops = b"|".join(re.escape(top.partition(".")[0].encode()) for top in self.project.modules.names(child))
        if re.search(
            rb"\b(?:from|import)[ \t]+(?:\.|(?:%b)\b)" % (tops or b"(?!)"), parsed.source.code[: max(last, 0)]
        ):
            return False  # that may load it, too, and later statements find it loaded
        for each in names.occurrences:
            dotted = each.enclosing("relative_import") or each.enclosing("dotted_name")
            statement = each.import_around
            if each.start <= last or dotted is None or statement is None or statement.parent is None:
                continue
            spelled = parsed.source.code[dotted.start_byte : each.end].decode()
            if statement.parent.type == "module" and self.module_named("".join(spelled.split()), path) == child:
                return True
        return False

    def submodule(self, package: Module | None, name: str) -> Module | None:
        """The submodule of the package, if it has a file."""
        child = self.project.modules.child(package, name) if package is not None else None
        return child if child is not None and child.files else None

    def dotted_module(self, dotted: str, importer: RepoPath) -> Targets:
        """The module of that name, as `sys.modules` would have it."""
        found = self.project.modules.find(dotted, importer)
        return frozenset({found or External(dotted)})

    def bound_by(self, dotted: str, importer: RepoPath) -> Targets:
        """What `import a.b` binds `a` to: of several packages of that name the one that has the submodule."""
        modules, parts = self.project.modules, dotted.split(".")
        package, below = modules.find(parts[0], importer), "/" + "/".join(parts)
        if package is not None and modules.at(package.stem, parts[1:]) is None:
            whole = modules.find(dotted, importer)
            if whole is not None and f"/{whole.stem}".endswith(below):
                package = modules.at(f"/{whole.stem}".removesuffix(below).strip("/"), parts[:1]) or package
        return frozenset({package or External(parts[0])})

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
