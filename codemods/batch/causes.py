"""Why a repository fails: a word for each cause, what to do about it, and whether trying again may help."""

from __future__ import annotations

import re

from ..errors import CanonizeError, GitRefused
from ..problems import RecipeErrors
from ..records import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """`passing`: it may be gone at the next try, which is made by itself."""

    says: str
    help: str
    passing: bool = False


CAUSES = {
    "unreachable": Cause("the remote does not answer", "check the address and the network", passing=True),
    "no-access": Cause("the remote does not let us in", "check the token or the key, and what it may do"),
    "not-found": Cause("no repository is there", "check the address; a private one may need a token"),
    "not-a-repository": Cause("it is no git repository", "take it out of the manifest, or mend it"),
    "not-trusted": Cause("it belongs to somebody else", "if you trust it, set git's safe.directory"),
    "empty": Cause("it has no commit yet", "take it out, or let it be skipped: select: {empty: false}"),
    "no-such-branch": Cause("the base is not there", "plan it again, or give the right one: base: NAME"),
    "corrupt": Cause("its objects are damaged", "check it with: git fsck"),
    "locked": Cause("another git process holds it", "wait for it, or remove the .lock file that it left", passing=True),
    "no-permission": Cause("it must not be read or written", "check the rights of its files"),
    "rejected-by-hook": Cause("a hook of the remote rejects the push", "read what it says"),
    "protected": Cause("the remote protects the branch", "choose another branch: publish: {branch: NAME}"),
    "not-kept": Cause("the remote took the push, and does not have it", "ask who runs it what becomes of a push"),
    "branch-conflict": Cause("the branch is there, with commits of others", "choose another: publish: {branch: NAME}"),
    "refused": Cause("the recipe must not be applied there", "read why; preview the recipe on it"),
    "verify-failed": Cause("a verify command of the recipe fails there", "read what it says; preview it with --verify"),
    "bad-recipe": Cause("the recipe cannot be read with its params", "correct the params of this repository"),
    "out-of-memory": Cause("it took more memory than it may", "raise run: {memory: SIZE}"),
    "timeout": Cause("it took longer than it may", "raise run: {timeout: TIME}"),
    "worker-died": Cause("the worker process died", "run it again; report it if it dies there again", passing=True),
    "duplicate": Cause("the same repository is named twice", "take one of the two out of the manifest"),
    "no-space": Cause("the disk is full", "make room; the cache of mirrors may be deleted"),
    "rate-limited": Cause("the forge asks to wait for longer than this run may", "run it again later", passing=True),
    "forge": Cause("the forge refuses", "read what it says", passing=False),
    "other": Cause("something else", "read what it says"),
    "bug": Cause("a fault of canonize", "please report it"),
}  # fmt: skip

_GIT = (
    (r"hook declined|pre-receive|update hook|GH0\d\d", "rejected-by-hook"),
    ("protected branch", "protected"),
    ("No space left|Disk quota|the disk is full", "no-space"),
    ("exists; cannot create|cannot stand beside|directory file conflict|somebody else just now", "branch-conflict"),
    (r"\.lock': File exists|could not lock|cannot lock ref|failed to lock|is locked by", "locked"),
    (r"Permission denied \(|Authentication failed|could not read Username|error: 40[13]\b|not allowed to", "no-access"),
    ("Permission denied|insufficient permission|Read-only file system|git may not write", "no-permission"),
    ("could ?n[o']t write|unable to write|failed to write|write error", "no-space"),
    ("Repository not found|does not appear to be a git|does not exist|error: 404|no such folder", "not-found"),
    ("does not trust|dubious ownership", "not-trusted"),
    ("not (in )?a git repository|invalid gitfile", "not-a-repository"),
    ("Could not resolve|Connection (refused|reset|timed out|closed)|[Cc]ould ?n[o']t connect", "unreachable"),
    ("Failed to connect|No route|early EOF|unexpectedly|hung up|RPC failed|error: 50[0-9]|timed out", "unreachable"),
    ("unable to access|network|transport '", "unreachable"),
    ("couldn't find remote ref|no commit is named|Remote branch .* not found|shallow update", "no-such-branch"),
    ("has no commit yet", "empty"),
    ("corrupt|bad object|missing|unable to (read|unpack)|loose object|inflate|expected object", "corrupt"),
    ("cannot be read|cannot read all|broken|bad (tree|pack)|invalid (index|object|sha1)", "corrupt"),
    ("not a valid object", "corrupt"),
    ("did not finish in", "timeout"),
)


_MOST = 4000  # characters: who is on the other side may say more, and each is looked at
# Names that are told of, not words of git: a folder may be called `network`, and an id holds any three digits.
_NAMES = re.compile(r"[^\s'\"]*/[^\s'\":]*?(?=(?:\.lock)?(?:['\":\s]|$))|\b[0-9a-f]{7,64}\b")


def of_git(words: str) -> str:
    """The cause that git's own words tell of, or "other". Paths, addresses and ids in them do not count."""
    words = _NAMES.sub("_", words[:_MOST])
    return next((cause for pattern, cause in _GIT if re.search(pattern, words, re.IGNORECASE)), "other")


def of_error(error: CanonizeError) -> str:
    """The cause that an error of ours tells of."""
    if isinstance(error, GitRefused):
        return of_git(f"{error.title}\n{error.help}")
    return "bad-recipe" if isinstance(error, RecipeErrors) else "refused"


def passing(cause: str) -> bool:
    """True when another try may help."""
    return cause in CAUSES and CAUSES[cause].passing
