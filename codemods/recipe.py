"""What a recipe says, once it has been read: steps in order, the files they see, the commit they become.

    Recipe("tidy", steps=(Step("rename-1", "rename", Rename(SymbolPath("app.m", "Old"), "New")),))

Nothing here reads YAML: a command of one step makes its recipe by `one_step`, a file is read by `recipefile`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields, is_dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .names import SymbolPath
from .records import dataclass

if TYPE_CHECKING:
    from .codemod import Codemod

FORMAT = "recipe/1"

Commits = Literal["one-per-step", "one"]
_Plain = str | int | None | list["_Plain"] | dict[str, "_Plain"]


@dataclass(frozen=True, slots=True)
class Preconditions:
    """What must hold of a repository for a step, or a whole recipe, to apply to it at all.

    `python`: a range of versions (PEP 440) that holds every Python that the repository says it runs on.
    """

    python: str = ""
    symbols: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Postcondition:
    """What must hold of each changed file: it "parses", it is "idempotent", or `symbol` is "absent"."""

    kind: Literal["parses", "idempotent", "absent"]
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class VerifyCommand:
    """A program that must not fail on the outcome; with `baseline`, no more than it did before."""

    words: tuple[str, ...]
    baseline: bool = False
    seconds: int = 600


# The actions that work on what the steps before them changed.
FOLLOWING = frozenset({"run"})


@dataclass(frozen=True, slots=True)
class Step:
    """One codemod with its options. `id` is unique in the recipe; `summary` says in a line what it will do.

    `loads` names the code that it runs, when that came with the recipe or from wherever it says; "" for most.
    `looks_for` says, a line each, what it will look for and where. `files` narrow what it may change, by the include
    and the exclude of each recipe that it came by.
    """

    id: str
    action: str
    codemod: Codemod
    enabled: bool = True
    summary: str = ""
    loads: str = ""
    looks_for: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    preconditions: tuple[Preconditions, ...] = ()
    files: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()

    @property
    def symbols(self) -> tuple[SymbolPath, ...]:
        """The symbols among the codemod's options, or those that it says it has."""
        own: tuple[SymbolPath, ...] | None = getattr(self.codemod, "symbols", None)
        if own is not None:
            return own
        values = (getattr(self.codemod, entry.name) for entry in fields(self.codemod))  # type: ignore[arg-type]
        return tuple(value for value in values if isinstance(value, SymbolPath))


@dataclass(frozen=True, slots=True)
class GitOptions:
    """The branch and the commits that a plan becomes. An empty branch or message leaves the choice to the caller."""

    branch: str = ""
    message: str = ""
    commits: Commits = "one-per-step"


@dataclass(frozen=True, slots=True)
class Recipe:
    """Steps to be made in order, on the files that `include` and `exclude` let through.

    `include` empty means every file. Paths and patterns are relative to the repository, with `/`.
    `params` are the values that were put in, as text. `brings` are the files beside its own that it was read from:
    recipes that it includes, and code.
    """

    name: str
    steps: tuple[Step, ...]
    description: str = ""
    source: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    source_roots: tuple[str, ...] = ()
    git: GitOptions = GitOptions()
    params: Mapping[str, str] = field(default_factory=dict)
    preconditions: Preconditions = Preconditions()
    postconditions: tuple[Postcondition, ...] = ()
    verify: tuple[VerifyCommand, ...] = ()
    brings: tuple[Path, ...] = ()

    @property
    def enabled(self) -> tuple[Step, ...]:
        """The steps that run."""
        return tuple(step for step in self.steps if step.enabled)

    @property
    def unfed(self) -> tuple[Step, ...]:
        """The steps that work on what others changed, and stand before all others: they have nothing to work on."""
        return tuple(takewhile(lambda step: step.action in FOLLOWING, self.enabled))

    @property
    def loads(self) -> tuple[str, ...]:
        """What code the recipe runs, a line for each step, or verify command, that runs any."""
        steps = (f"{step.id}: {step.loads}" for step in self.enabled if step.loads)
        return (*steps, *(f"verify: {' '.join(each.words)}" for each in self.verify))

    @property
    def breaks(self) -> tuple[SymbolPath, ...]:
        """The symbols whose old name is gone as soon as what defines them is changed."""
        gone = (step for step in self.enabled if getattr(step.codemod, "keep_alias", "") == "none")
        return tuple(symbol for step in gone for symbol in step.symbols)

    @property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, over all that decides the result.

        Comments, layout, the description, the source, switched-off steps and the way that values came in
        (a param or written out) do not count.
        """
        from hashlib import sha256

        return sha256(canonical(self)).hexdigest()


def one_step(
    action: str,
    codemod: Codemod,
    *,
    include: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    source_roots: tuple[str, ...] = (),
    summary: str = "",
) -> Recipe:
    """The recipe that a command without a file stands for: named for its action, with that one step.

    The step in words is the message of its commit.
    """
    return Recipe(
        name=action,
        steps=(Step(action, action, codemod, summary=summary),),
        include=include,
        exclude=exclude,
        source_roots=source_roots,
        git=GitOptions(message=summary[:1].upper() + summary[1:]),
    )


def canonical(recipe: Recipe) -> bytes:
    """The bytes that the digest is taken of: JSON with sorted keys, in ASCII."""
    import json

    content: dict[str, _Plain] = {
        "canonize": FORMAT,
        "name": recipe.name,
        "include": list(recipe.include),
        "exclude": list(recipe.exclude),
        "source-roots": list(recipe.source_roots),
        "steps": [{"id": step.id, "action": step.action, "options": _plain(step.codemod)} for step in recipe.enabled],
        "git": _plain(recipe.git),
    }
    for step in recipe.enabled:
        if step.needs or step.preconditions:
            content[f"conditions of {step.id}"] = [list(step.needs), _plain(step.preconditions)]
        if step.files:
            content[f"files of {step.id}"] = _plain(step.files)
    if recipe.preconditions != Preconditions():
        content["preconditions"] = _plain(recipe.preconditions)
    if recipe.postconditions:
        content["postconditions"] = _plain(recipe.postconditions)
    if recipe.verify:
        content["verify"] = _plain(recipe.verify)
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode("ascii")


def is_plain(codemod: Codemod) -> bool:
    """Are the codemod's options plain data, so that a digest can be taken of them?"""
    try:
        _plain(codemod)
    except (TypeError, ValueError, RecursionError):
        return False
    return True


def _plain(value: object) -> _Plain:
    if value is None or isinstance(value, (str, int)):
        return value
    if is_dataclass(value):
        return {entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(value[key]) for key in value}
    if isinstance(value, (set, frozenset)):
        return [_plain(item) for item in sorted(value)]
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    raise TypeError(f"a codemod's options are plain data, not {type(value).__name__}")


def why_not_a_branch(name: str) -> str:
    """Why `name` cannot be a branch, or "" when it can (git-check-ref-format(1))."""
    parts = name.split("/")
    rules = (
        (not name, "it is empty"),
        (name.startswith("-"), "it begins with a dash"),
        (any(ord(char) < 32 or ord(char) == 127 for char in name), "it holds a control character"),
        (any(char in " ~^:?*[\\" for char in name), "it holds a space or one of ~ ^ : ? * [ \\"),
        (".." in name, "it holds .."),
        ("@{" in name or name == "@", "git reads @ there as something else"),
        ("" in parts, "a part between slashes is empty"),
        (any(part.startswith(".") for part in parts), "a part begins with a dot"),
        (name.endswith("."), "it ends with a dot"),
        (any(part.endswith(".lock") for part in parts), "a part ends with .lock"),
        (name == "HEAD" or name.startswith("refs/"), "it must be a plain branch name, without refs/, and not HEAD"),
        (len(name.encode("utf-8", "surrogateescape")) > 200, "it is longer than 200 bytes"),
        (any(0xD800 <= ord(char) <= 0xDFFF for char in name), "it is not valid Unicode"),
    )
    return next((why for broken, why in rules if broken), "")
