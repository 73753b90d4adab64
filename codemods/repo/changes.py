"""What a plan does to files: revisions that stack, and the change from the first bytes to the last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from types import MappingProxyType

from ..edits import Edit, apply, compose, in_order, lift
from ..records import dataclass
from .files import Files, Overlay, Readable, RepoPath


@dataclass(frozen=True, slots=True)
class Revision:
    """What one step did to one file; offsets are those of the text that the step saw.

    `structural`: it may be another program after it, not the same one with other names.
    """

    step: str
    engine: str
    edits: tuple[Edit, ...]
    structural: bool = False


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file from `before` (None: it is created) to `after` (None: it is deleted)."""

    path: RepoPath
    before: bytes | None
    after: bytes | None
    revisions: tuple[Revision, ...] = ()

    def edits(self) -> tuple[Edit, ...]:
        """All revisions as one set of edits on `before`. Empty for a created or deleted file."""
        if self.before is None or self.after is None or not self.revisions:
            return ()
        if not all(revision.edits for revision in self.revisions):  # some step wrote the file whole
            return lift(self.before, self.after, "; ".join(revision.step for revision in self.revisions))
        edits, text = self.revisions[0].edits, self.before
        for revision in self.revisions[1:]:
            edits = compose(edits, revision.edits, text)
        return edits


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The changes of a plan by path. `last` lists files to write after all others, in order."""

    changes: Mapping[RepoPath, FileChange] = field(default_factory=lambda: MappingProxyType({}))
    last: tuple[RepoPath, ...] = ()

    def __len__(self) -> int:
        return len(self.changes)

    def ordered(self) -> tuple[FileChange, ...]:
        """By path, but new files first, to which others may move something, and those in `last` at the end.

        So users come before the definition.
        """
        rank = {path: place for place, path in enumerate(self.last, 1)}
        rank |= {path: -1 for path, change in self.changes.items() if change.before is None}
        return tuple(sorted(self.changes.values(), key=lambda change: (rank.get(change.path, 0), change.path)))

    def edited(
        self,
        step: str,
        engine: str,
        files: Readable,
        edits: Mapping[RepoPath, tuple[Edit, ...]],
        *,
        structural: bool = False,
    ) -> ChangeSet:
        """This set followed by `edits`, whose offsets are those of `files`: the tree after this set."""
        changes = dict(self.changes)
        for path, mine in edits.items():
            seen, mine = files.read(path), in_order(mine)
            after = apply(seen, mine)
            if after == seen:
                continue
            old = changes.get(path) or FileChange(path, seen, seen)
            revision = Revision(step, engine, mine, structural)
            changes[path] = replace(old, after=after, revisions=(*old.revisions, revision))
        return replace(self, changes=_without_round_trips(changes))

    def put(self, step: str, engine: str, files: Files, contents: Mapping[RepoPath, bytes | None]) -> ChangeSet:
        """This set followed by whole files made (bytes) or deleted (None)."""
        changes = dict(self.changes)
        kinds = files.kinds()
        for path, content in contents.items():
            before = files.read(path) if path in kinds else None
            old = changes.get(path) or FileChange(path, before, before)
            changes[path] = replace(old, after=content, revisions=(*old.revisions, Revision(step, engine, ())))
        return replace(self, changes=_without_round_trips(changes))

    def without(self, paths: Iterable[RepoPath]) -> ChangeSet:
        """This set with the files of `paths` left as they were."""
        gone = frozenset(paths)
        return replace(self, changes={path: change for path, change in self.changes.items() if path not in gone})

    def over(self, files: Files) -> Files:
        """`files` with these changes made."""
        return Overlay(files, {path: change.after for path, change in self.changes.items()}) if self.changes else files

    @property
    def digest(self) -> str:
        """SHA-256 over every path with its content before and after: equal sets have equal digests."""
        sha = hashlib.sha256()
        for path in sorted(self.changes):
            change = self.changes[path]
            for part in (path.encode(errors="surrogateescape"), change.before, change.after):
                sha.update(b"-" if part is None else b"%d:" % len(part) + part)
        return sha.hexdigest()


def _without_round_trips(changes: dict[RepoPath, FileChange]) -> Mapping[RepoPath, FileChange]:
    return MappingProxyType({path: change for path, change in changes.items() if change.before != change.after})
