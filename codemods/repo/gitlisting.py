"""The files of a commit's tree, as git lists them: what each is, and the id of its object."""

from __future__ import annotations

from binascii import hexlify, unhexlify
from collections.abc import ItemsView, Iterator, Mapping

from .files import Kind, RepoPath

_KINDS: Mapping[str, Kind] = {"100755": "executable", "120000": "symlink", "160000": "submodule"}


def records(listed: bytes) -> Iterator[tuple[str, str, RepoPath]]:
    """Mode, object id and path of each file in what `git ls-tree -r -z` prints."""
    for record in listed.decode(errors="surrogateescape").split("\0")[:-1]:
        entry, _, path = record.partition("\t")
        yield entry[:6], entry.rpartition(" ")[2], path


class Listing(Mapping[RepoPath, Kind]):
    """The kind of every path. Of each little is kept, for there may be a million, and all last as long as the run."""

    def __init__(self, listed: bytes) -> None:
        """`listed` is what `git ls-tree -r -z` prints."""
        self._ids: dict[RepoPath, bytes] = {}
        self.odd: dict[RepoPath, Kind] = {}
        for mode, name, path in records(listed):
            self._ids[path] = unhexlify(name)
            if mode in _KINDS:
                self.odd[path] = _KINDS[mode]

    def blob(self, path: RepoPath) -> str:
        """The id of the file's object. Raises KeyError when there is no such path."""
        return hexlify(self._ids[path]).decode()

    def __getitem__(self, path: RepoPath) -> Kind:
        if path not in self._ids:
            raise KeyError(path)
        return self.odd.get(path, "file")

    def __contains__(self, path: object) -> bool:
        return path in self._ids

    def __iter__(self) -> Iterator[RepoPath]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def items(self) -> ItemsView[RepoPath, Kind]:
        return _Items(self)


class _Items(ItemsView[RepoPath, Kind]):
    """The same as of any mapping, in a third of the time."""

    def __init__(self, listing: Listing) -> None:
        super().__init__(listing)
        self._listing = listing

    def __iter__(self) -> Iterator[tuple[RepoPath, Kind]]:
        odd = self._listing.odd
        return ((path, odd.get(path, "file")) for path in self._listing)
