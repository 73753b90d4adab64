"""The files of a commit's tree, as git lists them: what each is, and the id of its object."""

from __future__ import annotations

from binascii import unhexlify
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property

from .files import Kind, RepoPath

_KINDS: Mapping[str, Kind] = {"100755": "executable", "120000": "symlink", "160000": "submodule"}
_STRETCH = 1 << 16  # bytes that are taken apart at a time: a million files are listed in a hundred million


def listed_entries(listed: bytes) -> Iterator[tuple[str, str, RepoPath]]:
    """Mode, object id and path of each file in what `git ls-tree -r -z` prints."""
    begin = 0
    while begin < len(listed):
        end = listed.find(b"\0", begin + _STRETCH) + 1 or len(listed)
        for record in listed[begin:end].decode(errors="surrogateescape").split("\0")[:-1]:
            entry, _, path = record.partition("\t")
            yield entry[:6], entry.rpartition(" ")[2], path
        begin = end


class Listing:
    """The kind of every path, and the ids of the objects.

    Of each little is kept, for there may be a million, and all last as long as the run.
    """

    def __init__(self, listed: bytes) -> None:
        """`listed` is what `git ls-tree -r -z` prints."""
        self.kinds: dict[RepoPath, Kind] = {}
        self._ids = bytearray()
        for mode, name, path in listed_entries(listed):
            if path not in self.kinds:
                self.kinds[path] = _KINDS.get(mode, "file")
                self._ids += unhexlify(name)

    def blob(self, path: RepoPath) -> str:
        """The id of the file's object. Raises KeyError when there is no such path."""
        if path not in self.kinds:
            raise KeyError(path)
        at = bisect_left(self._paths, path)
        if self._paths[at : at + 1] != [path]:  # git sorts bytes: those that are no UTF-8 stand elsewhere
            at = self._paths.index(path)
        width = len(self._ids) // len(self._paths)
        return self._ids[at * width : (at + 1) * width].hex()

    @cached_property
    def _paths(self) -> list[RepoPath]:
        return list(self.kinds)
