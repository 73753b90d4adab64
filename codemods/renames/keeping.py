"""In which files the old name stays: where it is defined, and where it is handed on to others.

# app/__init__.py: from .m import Old     # app/compat.py, nothing but: from app.m import *
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..errors import Refused, UnreadableSource
from ..meaning import candidates
from ..meaning.lazy import asks_for, lazy_targets
from ..meaning.reexports import is_listed
from ..meaning.stems import is_package
from ..meaning.syntax import assigned_value, is_handed_on
from ..records import dataclass
from ..repo.files import RepoPath, is_test
from .filerename import FileRename, Wishes
from .fixtures import runs_by_itself
from .keepalias import KeptAlias
from .lazyalias import LazyAlias
from .shims import hands_on_only
from .slots import Slots
from .starclashes import star_files


@dataclass(frozen=True)
class Keeping:
    """Adds what keeps the old name to the edits of `work`.

    `home` are the files that define the symbol, none when it lies outside the project; `called` is its path as the user
    wrote it.
    """

    slots: Slots
    wishes: Wishes
    work: FileRename
    home: tuple[RepoPath, ...]
    called: str

    def add(self) -> None:
        """The aliases, and a word where the old name does not stay. Raises Refused."""
        old = self.slots.old
        if not self.home:
            raise Refused(f"{old} is defined outside this project: no alias can be kept for it", "leave keep-alias out")
        kind = self._kind()
        warns = kind == "deprecated"
        lazy = LazyAlias(self.slots, warns, self.wishes.removed_in, self._is_public)
        kept = KeptAlias(kind, self.slots, lazy)
        handing_on = [path for path in self.work.exporting if self._is_public(path)]
        left = self.work.exporting.keys() - set(handing_on)
        for path in left:
            self._told(path)
        anew = [] if warns else [path for path in handing_on if path.endswith(".py") and kept.is_bound_anew(path)]
        for path in anew:
            self._not_starred(path)
        starred = self._by_star() if warns or anew else self._by_star_of(left) if left else ()
        for path in (*handing_on, *starred):
            hidden = kept.hidden_by(path) if warns and not path.endswith(".pyi") else ""
            if hidden:
                message = f"the alias of {old} does not warn here: {hidden}, and would be found instead"
                self.work.remark("warning", "alias", message, "", path)
            self._add(kept, path)

    def _kind(self) -> str:
        """The kind of alias: one that warns is nothing that pytest could find. Raises Refused."""
        slots, home = self.slots, self.slots.fixture
        if home and runs_by_itself(slots.resolver, home, slots.old):
            raise Refused(f"{home}: {slots.old} is a fixture that runs by itself: under two names it would run twice",
                          "leave keep-alias out")  # fmt: skip
        if home and self.wishes.keep_alias == "deprecated":
            self.work.remark("warning", "alias", f"the alias of {slots.old} does not warn: pytest takes fixtures from "
                             "what a module has", "", home)  # fmt: skip
            return "plain"
        return self.wishes.keep_alias

    def _not_starred(self, path: RepoPath) -> None:
        """A word where a plain alias is given on demand: nobody gets that by a star import without an `__all__`."""
        module = self.slots.project.modules.of_file(path)
        if module is not None and self.slots.old not in (self.slots.resolver.exported(module) or ()):
            self.work.remark("info", "alias", f"no star import brings {self.slots.old} from here any more: a function "
                             "binds it anew, so it is given on demand", "", path)  # fmt: skip

    def _add(self, kept: KeptAlias, path: RepoPath) -> None:
        source = self.slots.project.parsed(path).source
        for edit in kept.edits(path, self._called(path)):
            self.work.edits.setdefault(path, []).append(source.in_raw(edit))

    def _called(self, path: RepoPath) -> str:
        """The module's name in a warning: one that starts where the name starts by which the user calls the symbol."""
        modules = self.slots.project.modules
        module = modules.of_file(path)
        return modules.name(module, self.called) if module else path

    def _is_public(self, path: RepoPath) -> bool:
        """Does its module define the symbol, or hand it on to others; or is it the one by which the user calls it?"""
        modules = self.slots.project.modules
        module = modules.of_file(path)
        if module is not None and self.called.rpartition(".")[0] in modules.names(module):
            return True
        files = {path, *(module.files if module is not None else ())}
        return is_listed(self.slots.resolver, path, self.slots.old) or any(map(self._hands_on, files))

    def _hands_on(self, path: RepoPath) -> bool:
        """Does the file define it, assign it, import it for others or do nothing else; is it a package, is it lazy?"""
        if path in self.home or is_package(path):
            return True
        parsed = self.slots.project.parsed(path)
        bindings = self.slots.names(path).own
        if any(is_handed_on(parsed, each.parent) for each in bindings):
            return True
        if not path.endswith(".py") or is_test(path):
            return False
        values = (assigned_value(each.steps) for each in bindings)
        if any(value is not None and value.type == "attribute" for value in values):
            return True  # `Old = m.Old`
        resolver, old = self.slots.resolver, self.slots.old
        return hands_on_only(parsed) or asks_for(resolver, path, old) or bool(lazy_targets(resolver, path, old))

    def _by_star(self) -> Iterator[RepoPath]:
        """The files that hand the symbol on by a star import and do not spell its name."""
        for path in self._starred():
            if self._is_public(path):
                yield path
            else:
                self._told(path)

    def _by_star_of(self, left: Collection[RepoPath]) -> Iterator[RepoPath]:
        """Of these files the ones that have it from the files `left`, in which the old name does not stay."""
        modules = self.slots.project.modules
        gone = [modules.of_file(path) for path in left]
        waiting, size = list(self._starred()), -1
        while size != len(waiting):
            size = len(waiting)
            for path in list(waiting):
                source = next((each.source for each in self.slots.resolver.bringing(path, self.slots.old)), None)
                if source not in gone:
                    continue
                waiting.remove(path)
                if self._is_public(path):
                    yield path
                else:
                    gone.append(modules.of_file(path))
                    self._told(path)

    def _starred(self) -> Iterator[RepoPath]:
        project = self.slots.project
        starred = [path for path in star_files(project) if path.endswith(".py") and not self.work.edits.get(path)]
        untouched = candidates.not_edited(project, starred)
        for path in starred:
            try:
                if path not in untouched and self.slots.renamed_in_file(path):
                    yield path
            except UnreadableSource:
                continue  # nobody imports it

    def _told(self, path: RepoPath) -> None:
        """A word on a module of which others take the symbol, though it is not there for that."""
        module = self.slots.project.modules.of_file(path)
        if module is not None and module.stem in self.slots.taken and not is_test(path):
            self.work.remark("info", "alias", f"{self.slots.old} is not kept here, though others take it from here",
                             "list it in __all__, and it stays", path)  # fmt: skip
