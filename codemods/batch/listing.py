"""Which repositories a manifest means, one by one, with a key that stays theirs."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from ..checks import check_branch
from ..errors import CanonizeError, NotFound, cause
from ..records import dataclass
from ..regexes import regex
from ..repo import git
from . import addresses, amounts
from .manifest import Manifest, Source
from .schema import Select

Kind = Literal["local", "remote"]
_MOST_LINES = 100_000
_MOST_TEXT = 20_000_000
_MOST_PATH = 10_000
_COMMENT = regex(r"(?:^|(?<=\s))#.*")  # `c#-tools` is a name


@dataclass(frozen=True, slots=True)
class Repository:
    """One repository of a batch. `where` is a path when it is local, else an address.

    `cause` and `message` say why it cannot take part, `skipped` why it need not.
    """

    key: str
    name: str
    where: str
    local: bool
    base: str = ""
    params: dict[str, str] = field(default_factory=dict)
    cause: str = ""
    message: str = ""
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A repository as a forge tells of it."""

    url: str
    name: str
    default: str
    archived: bool = False
    fork: bool = False


Discover = Callable[[Source], Iterable[Listed]]


def repositories(manifest: Manifest, discover: Discover) -> Iterator[Repository]:
    """Every repository that takes part, in the order of the manifest. `discover` asks a forge.

    One that cannot be, or is named twice, is among them with its cause. Raises CanonizeError when a whole source
    cannot be read.
    """
    seen: dict[str, tuple[str, int]] = {}
    for source in manifest.repositories:
        for each in _of(source, manifest.select, discover):
            if not _selected(each.name, manifest.select):
                continue
            same = _canonical(each)
            first, times = seen.get(same, (each.name, 0))
            seen[same] = (first, times + 1)
            if times and not each.cause:
                told = f"it is named twice: {first} is the same"
                each = replace(each, key=f"{each.key}-{times + 1}", cause="duplicate", message=told)
            yield replace(each, params={**manifest.params, **each.params})


def key_of(name: str, where: str) -> str:
    """A name for files and commits of work: readable, and unlike that of any other repository."""
    digest = hashlib.sha256(where.encode(errors="surrogateescape")).hexdigest()[:10]
    return f"{re.sub('[^A-Za-z0-9._-]+', '-', name)[-60:]}-{digest}"


def _of(source: Source, select: Select, discover: Discover) -> Iterator[Repository]:
    match source.kind:
        case "url":
            yield _remote(source, source.what, source.name)
        case "path":
            yield _local(source, Path(source.what), source.name or Path(source.what).name)
        case "folder":
            yield from _in_folder(source)
        case "list":
            yield from _in_list(source)
        case "github" | "gitlab":
            for found in discover(source):
                known = replace(_remote(source, found.url, found.name), base=source.base or found.default)
                yield replace(known, skipped=_why_skipped(found, select))


def _why_skipped(found: Listed, select: Select) -> str:
    """Why a repository that a forge lists need not take part; "" when it does.

    Whether it is empty is asked of git: GitHub goes by a size that it brings up to date hours later.
    """
    if found.archived and not select.archived:
        return "it is archived"
    return "it is a fork" if found.fork and not select.forks else ""


def _remote(source: Source, url: str, name: str = "") -> Repository:
    try:
        address = addresses.parse(url)
    except CanonizeError as error:
        return _unread(url, error, name)
    return Repository(
        key_of(name or address.name, url), name or address.name, url, False, source.base, dict(source.params)
    )  # fmt: skip


def _unread(given: str, error: CanonizeError, name: str = "") -> Repository:
    """What was `given` for a repository, and names none."""
    shown = addresses.redacted(given)[:200]
    return Repository(key_of("repository", given), name or shown, shown, False, cause="not-found", message=error.title)


def _local(source: Source, path: Path, name: str) -> Repository:
    where = os.fspath(path)
    if source.origin:
        return _with_origin(source, path, name)
    return Repository(key_of(name, where), name, where, True, source.base, dict(source.params))


def _with_origin(source: Source, path: Path, name: str) -> Repository:
    """A checkout stands for its remote; what its configuration says of that is held to the rules of all addresses."""
    try:
        asked = ("config", "--local", "--no-includes", "--get", "remote.origin.url")
        url = git.output(path, *asked, ok=(0, 1)).decode(errors="replace").strip()
        if not url:
            raise NotFound(f"{path} has no remote called origin")
        return _remote(source, url, name)
    except CanonizeError as error:
        return Repository(key_of(name, str(path)), name, str(path), True, cause="not-found", message=error.title)


def _in_folder(source: Source) -> Iterator[Repository]:
    """The folder itself and every folder in it, where that is a repository; links are not followed."""
    folder = Path(source.what)
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise NotFound(f"{folder}: {cause(error)}", "give a folder that holds checkouts") from None
    for entry in entries:
        path = folder / entry.name
        if entry.name == ".git":
            yield _local(source, folder, folder.name)
        elif not entry.is_dir(follow_symlinks=False):
            continue
        elif _is_readable(path) is False:
            where = os.fspath(path)
            yield Repository(
                key_of(entry.name, where), entry.name, where, True, cause="no-permission",
                message=f"{path}: it must not be read",
            )  # fmt: skip
        elif (path / ".git").exists() or ((path / "HEAD").is_file() and (path / "objects").is_dir()):
            yield _local(source, path, entry.name.removesuffix(".git"))


def _is_readable(path: Path) -> bool:
    return os.access(path, os.R_OK | os.X_OK)


def _in_list(source: Source) -> Iterator[Repository]:
    """A path or an address a line, and after it, if need be, the base branch. `#` begins a comment."""
    file = Path(source.what)
    try:
        with file.open(encoding="utf-8-sig") as opened:
            text = opened.read(_MOST_TEXT + 1)
    except (OSError, ValueError) as error:
        raise NotFound(f"{file}: {cause(error)}", "give a text file") from None
    lines = text.split("\n")
    if len(lines) > _MOST_LINES or len(text) > _MOST_TEXT:
        raise CanonizeError(f"{file}: more than {_MOST_LINES:,} lines, or {_MOST_TEXT:,} characters", "make two lists")
    for line in lines:
        words = _COMMENT.sub("", line).split()
        if words:
            try:
                yield _in_line(source, file.parent, *words)
            except CanonizeError as error:
                yield _unread(" ".join(words), error)


def _in_line(source: Source, folder: Path, what: str, base: str = "", *more: str) -> Repository:
    """Raises CanonizeError when the words of a line are no repository and its base."""
    if more:
        raise CanonizeError("more than a path or an address, and a base", "a path with blanks is written as path: PATH")
    given = replace(source, base=check_branch(base) if base else source.base)
    if addresses.looks_like_url(what):
        return _remote(given, what)
    path = Path(os.path.normpath(folder / Path(amounts.check_folder(what)).expanduser()))
    return _local(given, path, path.name.removesuffix(".git"))


def _selected(name: str, select: Select) -> bool:
    if select.include and not any(fnmatchcase(name, pattern) for pattern in select.include):
        return False
    return not any(fnmatchcase(name, pattern) for pattern in select.exclude)


def _canonical(each: Repository) -> str:
    """The same for two names of one repository, as far as names and the folders of this machine can tell."""
    if each.local:
        return _home(Path(each.where))
    try:
        address = addresses.parse(each.where)
    except CanonizeError:
        return each.where
    if address.scheme != "file":
        return address.canonical
    path = Path(address.path)
    return _home(path if path.exists() else path.with_name(f"{path.name}.git"))


def _home(path: Path) -> str:
    """Where the branches of the repository are that `path` lies in: one place for all of its worktrees and folders."""
    path = Path(os.path.realpath(path))
    try:
        for folder in (path, *path.parents):
            if (folder / ".git").is_dir():
                return os.fspath(folder / ".git")
            if (folder / ".git").is_file():
                return os.fspath(_linked(folder))
            if (folder / "HEAD").is_file() and (folder / "objects").is_dir():
                return os.fspath(folder)
    except (OSError, ValueError):  # it is told of when it is planned
        pass
    return os.fspath(path)


def _linked(worktree: Path) -> Path:
    """What the file `.git` of a linked worktree, or of a submodule, leads to (gitrepository-layout(5))."""
    with (worktree / ".git").open(encoding="utf-8", errors="surrogateescape") as file:
        place = worktree / file.read(_MOST_PATH).removeprefix("gitdir:").strip()
    common = place / "commondir"
    if common.is_file():
        with common.open(encoding="utf-8", errors="surrogateescape") as file:
            place /= file.read(_MOST_PATH).strip()
    return Path(os.path.realpath(place))
