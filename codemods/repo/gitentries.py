"""The entries of a commit's tree, and the lines that turn them into those of the next commit. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import Refused
from . import git
from .files import RepoPath, leads_out
from .gitblobs import blob_id
from .gitlisting import listed_entries
from .gitplace import Place

Entries = dict[RepoPath, tuple[str, str]]  # path from the top of the repository -> mode, object id

_REGULAR = ("100644", "100755", "100664")


def entries(place: Place) -> Entries:
    """Every file of the whole commit, also above `place.prefix`."""
    listed = git.output(place.top, "ls-tree", "-r", "-z", "--full-tree", place.commit)
    return {path: (mode, name) for mode, name, path in listed_entries(listed)}


def advance(
    known: Entries, place: Place, contents: Mapping[RepoPath, bytes | None]
) -> tuple[list[str], dict[str, bytes]]:
    """Makes `known` the entries with `contents` written; lines for `git update-index --index-info`, and blobs by id.

    What is so already gives no line and no blob. Raises Refused when a path cannot be written.
    """
    removed: list[str] = []
    put: list[str] = []
    blobs: dict[str, bytes] = {}
    fresh: list[RepoPath] = []
    zero = "0" * len(place.commit)
    for path, content in contents.items():
        full = place.prefix + path
        mode, old = known.get(full, ("", ""))
        _check(path, mode)
        if content is None:
            if known.pop(full, None):
                removed.append(f"0 {zero}\t{full}\0")
            continue
        blob = blob_id(content, len(zero))
        if blob == old:
            continue
        if not mode:
            fresh.append(full)
        known[full] = (mode or "100644", blob)
        put.append(f"{mode or '100644'} {blob}\t{full}\0")
        blobs[blob] = content
    _check_folders(known, fresh)
    return removed + put, blobs


def _check(path: RepoPath, mode: str) -> None:
    if "\0" in path or leads_out(path):
        raise Refused(f"{path!r} is not a path inside the repository")
    if mode and mode not in _REGULAR:
        raise Refused(f"{path} is a {'submodule' if mode == '160000' else 'symbolic link'}, not a file")


def _check_folders(known: Entries, fresh: list[RepoPath]) -> None:
    """No new file may stand where a folder is, or below a file."""
    if not fresh:
        return
    folders = {path[:at] for path in known for at in _slashes(path)}
    for path in fresh:
        if path in folders:
            raise Refused(f"{path} is a folder")
        above = next((path[:at] for at in _slashes(path) if path[:at] in known), "")
        if above:
            raise Refused(f"{path} cannot be made: {above} is a file")


def _slashes(path: RepoPath) -> list[int]:
    return [at for at, letter in enumerate(path) if letter == "/"]
