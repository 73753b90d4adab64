"""The unit of work: what a worker is told of one repository, and what it answers. Both are sent as JSON.

`Spec` is all that decides the answer: the same spec gives the same commit id on any machine, at any time.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, field
from typing import Any, Literal

from ..records import dataclass

Task = Literal["plan", "push", "delete"]
State = Literal["planned", "unchanged", "not-applicable", "skipped", "pushed", "deleted", "failed"]
Role = Literal["", "defines", "uses", "none"]


@dataclass(frozen=True, slots=True)
class RecipeText:
    """A recipe as text, so that it can be sent: the path is only for its problems; code beside it lies in `folder`."""

    path: str
    data: bytes
    params: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Who:
    """Who commits, and when: seconds since 1970, in UTC."""

    name: str
    email: str
    when: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch that is to be on the remote, and the commits that it holds upon the base, the first one first.

    `title` and `stat` are those of a part, when a plan is several branches. `owners` are those of its files, by
    CODEOWNERS, where the spec asks for them.
    """

    name: str
    commits: tuple[str, ...]
    files: int = 0
    title: str = ""
    edits: int = 0
    stat: str = ""
    owners: tuple[str, ...] = ()

    @property
    def tip(self) -> str:
        return self.commits[-1]


@dataclass(frozen=True, slots=True)
class Spec:
    """One repository and one task. `where` is an address, or with `local` the path of a repository on this machine.

    `base` is the branch to plan from ("": the default one); `base_commit` is that of an earlier plan, to be planned
    again as it was. `branches` are those that the plan made, for the task "push". `adopt`: nothing is known of earlier
    runs, so that a branch of ours on the remote says what it was planned from.
    """

    key: str
    task: Task
    where: str
    local: bool
    branch: str
    recipe: RecipeText
    who: Who
    base: str = ""
    base_commit: str = ""
    branches: tuple[Branch, ...] = ()
    cache: str = ""
    depth: int = 1
    has: str = ""
    on_existing: str = "update-if-ours"
    split_by: str = ""
    split_files: int = 0
    token_env: str = ""
    token_user: str = ""
    token_hosts: tuple[str, ...] = ()
    git_timeout: float = 600.0
    timeout: float = 600.0
    memory: int = 0
    attempt: int = 0
    adopt: bool = False
    owners: bool = False

    @property
    def work_key(self) -> str:
        """The name of this piece of work, the same for the same piece."""
        return f"{self.key}/{self.task}/{self.attempt}"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a repository failed: a word of `causes`, what happened, what to do."""

    cause: str
    message: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a spec. `diff`, `evidence` and `remarks` are for people; the rest decides what happens next.

    `partial`: the branch is good, but some file could not be done. `redone`: the remote had the branch already, and
    nothing was sent.
    """

    key: str
    task: Task
    state: State
    base: str = ""
    base_commit: str = ""
    branches: tuple[Branch, ...] = ()
    plan_digest: str = ""
    files: int = 0
    edits: int = 0
    role: Role = ""
    partial: bool = False
    redone: bool = False
    diff: bytes = b""
    stat: str = ""
    evidence: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    note: str = ""
    failure: Failure | None = None
    seconds: float = 0.0


def failed(spec: Spec, cause: str, message: str, help: str = "") -> Outcome:
    """The outcome of a spec that could not be done."""
    return Outcome(spec.key, spec.task, "failed", failure=Failure(cause, message, help))


def dump(value: Spec | Outcome) -> str:
    """One line of ASCII."""
    return json.dumps(asdict(value), default=_plain, separators=(",", ":"))


def load_spec(line: str) -> Spec:
    """What `dump` was given."""
    raw = json.loads(line)
    recipe = raw.pop("recipe")
    return Spec(
        **{
            **raw,
            "recipe": RecipeText(
                recipe["path"], b64decode(recipe["data"]["base64"]), recipe["params"], recipe["folder"]
            ),
            "who": Who(**raw["who"]),
            "branches": branches_of(raw["branches"]),
            "token_hosts": tuple(raw["token_hosts"]),
        }
    )


def load_outcome(line: str) -> Outcome:
    """What `dump` was given."""
    raw = json.loads(line)
    failure = raw.pop("failure")
    lists = {name: tuple(raw[name]) for name in ("evidence", "remarks", "paths")}
    return Outcome(
        **{
            **raw,
            **lists,
            "branches": branches_of(raw["branches"]),
            "diff": b64decode(raw["diff"]["base64"]),
            "failure": Failure(**failure) if failure else None,
        }
    )


def branches_of(raw: list[dict[str, Any]]) -> tuple[Branch, ...]:
    """What JSON made of branches, as branches."""
    return tuple(Branch(**{**each, "commits": tuple(each["commits"]), "owners": tuple(each["owners"])}) for each in raw)


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return {"base64": b64encode(value).decode("ascii")}
    raise TypeError(f"not plain data: {type(value).__name__}")
