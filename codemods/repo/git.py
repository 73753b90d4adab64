"""The one door to the git executable: a safe environment for every call, and the calls that read.

A repository's own configuration is taken for hostile: none of its hooks, filters, monitors, helpers, pagers, editors
or transports runs, and no variable that a calling git left behind (GIT_DIR, GIT_INDEX_FILE, …) redirects us.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from pathlib import Path
from weakref import WeakSet

from ..errors import GitRefused
from ..records import dataclass
from .gitpipes import waited_for

NEEDED = "git 2.30 or newer"
TIMEOUT = 600.0  # seconds; a git that takes longer hangs
_PATIENCE = 2.0  # seconds; after that it is looked whether git waits for something that is no file
_ROOM = 1 << 20  # bytes; pipe(7): the most that Linux gives to everybody
_started: WeakSet[subprocess.Popen[bytes]] = WeakSet()

# What may come from the caller's environment: who commits, where the user's own configuration lies, what a remote that
# is asked on purpose is reached by. (Not GIT_SSL_NO_VERIFY: a token would go to whoever answers.)
_KEPT = frozenset(
    {
        "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE",
        "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_DATE",
        "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_COUNT",
        "GIT_CEILING_DIRECTORIES", "GIT_EXEC_PATH", "GIT_ATTR_NOSYSTEM",
        "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT",
        "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY",
    }
)  # fmt: skip
_KEPT_PREFIXES = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")

_SAFE = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # for gits that do not know the line above: no transport is called "none"
    "GIT_PAGER": "cat",
    "GIT_EDITOR": "false",
    "LC_ALL": "C",
    "LANGUAGE": "C",
    "CANONIZE_EMPTY": "",  # values for --config-env
    "CANONIZE_NO": "false",
}

OPTIONS: tuple[str, ...] = (
    "--no-pager",
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "hook.reference-transaction.enabled=false"),  # git 2.55 and newer; `without_hooks` says the names
    *("-c", "hook.post-index-change.enabled=false"),
    *("-c", "core.fsmonitor="),  # empty is "none" for old gits and false for new ones
    *("-c", "core.splitIndex=false"),
    *("-c", "core.trustctime=true"),  # what git knows a changed file by, though its size and mtime are as they were
    *("-c", "core.checkStat=default"),
    *("-c", "safe.bareRepository=all"),  # the user or we have named the folder; `explicit` wants it in another way
    *("-c", "submodule.recurse=false"),
    *("-c", "grep.fullName=false"),
    *("-c", "grep.fallbackToNoIndex=false"),
    *("-c", "log.showSignature=false"),
    *("-c", "i18n.commitEncoding=UTF-8"),
    *("-c", "gc.auto=0"),
    *("-c", "maintenance.auto=false"),
    *("-c", "color.ui=false"),
    *("-c", "advice.graftFileDeprecated=false"),
)
LITERAL = "--literal-pathspecs"


def environment(extra: Mapping[str, str] | None = None, base: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a git process: the caller's without what could redirect git, made safe, plus `extra`."""
    kept = {
        name: value
        for name, value in (os.environ if base is None else base).items()
        if not name.startswith("GIT_") or name in _KEPT or name.startswith(_KEPT_PREFIXES)
    }
    return {**kept, **_SAFE, **(extra or {})}


def signed(**said: str) -> dict[str, str]:
    """Variables that say who is the author and the committer of a commit, and when: `signed(name="Ann", date="@0")`."""
    roles = ("AUTHOR", "COMMITTER")
    return {f"GIT_{role}_{what.upper()}": value for role in roles for what, value in said.items()}


def pinned(git_dir: Path, common_dir: Path, scratch: Path, *, bare: bool) -> dict[str, str]:
    """Variables that hold git to this repository and to an index of our own, whatever the caller's environment says.

    For GitPython, which adds to the environment and takes nothing away.
    """
    work_tree = {} if bare and "GIT_WORK_TREE" not in os.environ else {"GIT_WORK_TREE": str(scratch)}
    return {
        **_SAFE,
        **work_tree,
        "GIT_DIR": str(git_dir),
        "GIT_COMMON_DIR": str(common_dir),
        "GIT_OBJECT_DIRECTORY": str(common_dir / "objects"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
        "GIT_INDEX_FILE": str(scratch / "index"),
        "GIT_NAMESPACE": "",
        "GIT_CONFIG_PARAMETERS": "",
    }


def without_filters(names: Iterable[str]) -> tuple[str, ...]:
    """Options under which the filter drivers of these names run no command."""
    keys = ("clean", "smudge", "process", "required")
    return tuple(word for name in names for key in keys for word in _off(f"filter.{name}.{key}", key == "required"))


def without_hooks(folder: Path) -> tuple[str, ...]:
    """Options under which no hook that some configuration names runs a command: git 2.54 and newer have such."""
    asked = ("config", "-z", "--name-only", "--get-regexp", r"^hook\..*\.command$")
    names = {key.removesuffix(".command") for key in records(output(folder, *asked, ok=(0, 1)))}
    return tuple(word for name in sorted(names) for word in _off(f"{name}.enabled", True))


def _off(key: str, is_bool: bool) -> tuple[str, ...]:
    """Options that make a setting false, or empty; what has "=" in its name takes git 2.31."""
    if "=" in key:
        return (f"--config-env={key}=CANONIZE_{'NO' if is_bool else 'EMPTY'}",)
    return "-c", f"{key}={'false' if is_bool else ''}"


@dataclass(frozen=True)
class Running:
    """A git process that was started; `output` waits for it. Several may run at once."""

    process: subprocess.Popen[bytes]
    folder: Path
    what: str
    stdin: bytes = b""
    timeout: float = field(default_factory=lambda: TIMEOUT)

    def finish(self) -> tuple[int, bytes, bytes]:
        """Exit code, standard output, standard error. Raises GitRefused when it hangs, or takes too long."""
        try:
            out, err = self._communicated()
        except subprocess.TimeoutExpired as error:
            self.stop()
            raise GitRefused(f"git {self.what} did not finish in {self.timeout:.0f} seconds") from error
        except BaseException:
            self.stop()
            raise
        return self.process.returncode, out, err

    def _communicated(self) -> tuple[bytes, bytes]:
        with suppress(subprocess.TimeoutExpired):
            return self.process.communicate(self.stdin, timeout=min(_PATIENCE, self.timeout))
        pipe = waited_for(self.folder)
        if pipe is not None:
            raise GitRefused(f"git {self.what} waits for {pipe}, which is no file", "remove it: git reads it as one")
        return self.process.communicate(timeout=max(0.0, self.timeout - _PATIENCE))

    def output(self, ok: Sequence[int] = (0,)) -> bytes:
        """Standard output. Raises GitRefused with git's own words when the exit code is not in `ok`."""
        code, out, err = self.finish()
        if code not in ok:
            raise failure(self.what, err)
        return out

    def has_ended(self) -> bool:
        """Has the process ended? One that prints more than a pipe holds has not, before somebody reads it."""
        return self.process.poll() is not None

    def stop(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.communicate()


def start(
    folder: Path, *arguments: str, stdin: bytes = b"", options: Sequence[str] = (), env: Mapping[str, str] | None = None
) -> Running:
    """Start `git ARGUMENTS` in `folder`. Raises GitRefused when there is no git."""
    command = ("git", "-C", os.fspath(folder), *OPTIONS, *options, *arguments)
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(env),
        )
    except (FileNotFoundError, PermissionError) as error:  # where a folder of PATH is closed, it is the latter
        raise GitRefused("git is not installed", f"install {NEEDED}") from error
    _started.add(process)
    _give_room(process)
    return Running(process, folder, arguments[0], stdin)


@atexit.register
def _end_all() -> None:
    """One that waits for a pipe would outlive us, where nobody asked for its answer any more."""
    for process in tuple(_started):
        process.kill()  # which does nothing where it has ended


def _give_room(process: subprocess.Popen[bytes]) -> None:
    """Lets the process print on while nobody reads it yet: a pipe holds 64 KB, and on Linux as much as one wants."""
    if sys.platform == "linux" and process.stdout is not None:
        with suppress(OSError, ImportError):  # there is a limit for all pipes of a user (pipe(7))
            import fcntl

            fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, _ROOM)


def output(
    folder: Path,
    *arguments: str,
    stdin: bytes = b"",
    ok: Sequence[int] = (0,),
    options: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
) -> bytes:
    """What `git ARGUMENTS` prints. Raises GitRefused when its exit code is not in `ok`."""
    return start(folder, *arguments, stdin=stdin, options=options, env=env).output(ok)


def failure(what: str, stderr: bytes | str) -> GitRefused:
    """git's own complaint as an error of ours."""
    text = stderr.decode(errors="replace") if isinstance(stderr, bytes) else stderr
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    words = next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[0] if lines else "failed")
    help = f"canonize needs {NEEDED}" if "unknown option" in words else ""
    return GitRefused(f"git {what}: {words.removeprefix('fatal: ').removeprefix('error: ')}", help)


def records(out: bytes) -> list[str]:
    """What git printed with -z, each record as text; bytes that are no UTF-8 as surrogates."""
    return out.decode(errors="surrogateescape").split("\0")[:-1]
