"""The demo repository: a small backend as an audit finds it, to try canonize on."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from ..errors import CanonizeError, cause
from ..records import dataclass
from ..repo import git

NAME, EMAIL = "Netra developer", "developer@netra.example"
AUDIT = "docs/websocket-ssot-audit.md"

# Fixed, so that every demo repository has the same commits.
_DATES = ("2025-08-27T09:00:00+00:00", "2025-08-28T09:00:00+00:00")
_MESSAGES = ("One WebSocketManager; the old names are aliases of it", "Add the report of the WebSocket audit")


@dataclass(frozen=True, slots=True)
class DemoMade:
    """The repository in `folder`: its number of files, and the commit that `main` is on."""

    folder: Path
    files: int
    head: str


def make(target: Path) -> DemoMade:
    """A git repository of the demo's files in `target`, which must not exist or be an empty folder.

    It has an identity of its own, so that commits can be made where none is configured; nothing else of the user's
    git is looked at or changed. Raises CanonizeError when `target` is taken or cannot be written.
    """
    contents = _contents(files(f"{__package__.partition('.')[0]}.recipes") / "demo")
    try:
        _claim(target)
        _write(target, contents)
    except OSError as error:
        raise CanonizeError(
            f"cannot write the demo to {target}: {cause(error)}", "name a folder in a place where you may write"
        ) from error
    _git(target, "init", "--quiet", "--template=", "--initial-branch=main")
    _git(target, "config", "user.name", NAME)
    _git(target, "config", "user.email", EMAIL)
    for paths, message, date in zip(([":!" + AUDIT], [AUDIT]), _MESSAGES, _DATES, strict=True):
        _git(target, "add", "--", *paths)
        _git(target, "commit", "--quiet", "--no-verify", f"--message={message}", date=date)
    return DemoMade(target, len(contents), _git(target, "rev-parse", "HEAD"))


def _claim(target: Path) -> None:
    if target.is_symlink() or target.exists():
        if not target.is_dir():
            raise CanonizeError(f"{target} is there and is no folder", "name a folder that does not exist yet")
        if any(target.iterdir()):
            raise CanonizeError(f"{target} is not empty", "name a folder that does not exist yet")


def _contents(folder: Traversable, prefix: str = "") -> dict[str, bytes]:
    """Every file below `folder`, without what Python compiled when the package was installed."""
    contents: dict[str, bytes] = {}
    for entry in folder.iterdir():
        if entry.is_file():
            contents[prefix + entry.name] = entry.read_bytes()
        elif entry.name not in {"__pycache__", ".pytest_cache"}:
            contents |= _contents(entry, f"{prefix}{entry.name}/")
    return contents


def _write(target: Path, contents: dict[str, bytes]) -> None:
    for path, content in contents.items():
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _git(target: Path, *arguments: str, date: str = _DATES[0]) -> str:
    who = git.signed(name=NAME, email=EMAIL, date=date)
    nobody = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_COUNT": "0"}
    return git.output(target, *arguments, env=who | nobody).decode().strip()
