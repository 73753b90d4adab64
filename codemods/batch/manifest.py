"""What a batch manifest says, once it has been read: which repositories, how they are run, what is published.

    Manifest("fleet", repositories=(Source("folder", "/srv/checkouts"),))

Nothing here reads YAML: `manifestreader` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from ..records import dataclass

FORMAT = "batch/1"

SourceKind = Literal["path", "url", "folder", "list", "github", "gitlab"]
EngineWord = Literal["local", "dask"]
OnExisting = Literal["update-if-ours", "fail"]
ForgeKind = Literal["github", "gitlab"]
Gate = Literal["none", "manual", "checks"]
SplitBy = Literal["codeowner", "directory"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where repositories come from. `what` is a path, an address, an organisation or a group; a path is absolute.

    `origin` takes a checkout for its remote `origin`, which is then cloned and pushed to.
    """

    kind: SourceKind
    what: str
    name: str = ""
    base: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    origin: bool = False
    topic: str = ""
    search: str = ""
    subgroups: bool = True
    api: str = ""


@dataclass(frozen=True, slots=True)
class Select:
    """Which of the repositories take part. Patterns are of names; `has` is a text that some file must hold."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    archived: bool = False
    forks: bool = False
    empty: bool = False
    has: str = ""


@dataclass(frozen=True, slots=True)
class Clone:
    """The cache of bare mirrors: its folder ("": the user's cache), how many commits of history (0: all), seconds."""

    cache: str = ""
    depth: int = 1
    timeout: float = 600.0


@dataclass(frozen=True, slots=True)
class StopWhen:
    """No repository is begun once `failed` (0..1) of those that ended have failed, and at least `after` have ended."""

    failed: float
    after: int = 1


@dataclass(frozen=True, slots=True)
class Run:
    """How the work is done: `timeout` in seconds and `memory` in bytes for one repository (0: no bound)."""

    engine: EngineWord = "local"
    jobs: int = 0
    timeout: float = 600.0
    memory: int = 4 * 1024**3
    retries: int = 2
    address: str = ""
    resources: Mapping[str, int] = field(default_factory=dict)
    stop_when: StopWhen | None = None


@dataclass(frozen=True, slots=True)
class Wave:
    """Repositories that are done before those of the next wave: by name patterns, a number, or a share of all."""

    name: str
    repositories: tuple[str, ...] = ()
    count: int = 0
    share: float = 0.0
    gate: Gate = "none"


@dataclass(frozen=True, slots=True)
class Auth:
    """The variable that holds a token, the user it goes with, and the hosts that may see it."""

    token_env: str
    user: str = "x-access-token"
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PullRequests:
    """What a pull request says. Title and body are templates: `{{ repository }}`, `{{ recipe }}`, `{{ diffstat }}` …"""

    title: str = ""
    body: str = ""
    draft: bool = False
    labels: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    codeowners: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast pull requests are made, and how many of the batch may be open at once (0: no bound)."""

    per_minute: int = 20
    per_hour: int = 200
    open: int = 0


@dataclass(frozen=True, slots=True)
class Split:
    """Several branches instead of one: by code owner or by top folder, at most `max_files` in each (0: any number)."""

    by: SplitBy | None = None
    max_files: int = 0


@dataclass(frozen=True, slots=True)
class ForgeAt:
    """The forge of every repository of the manifest, and the address of its API."""

    kind: ForgeKind
    api: str


@dataclass(frozen=True, slots=True)
class Publish:
    """What leaves this machine. `pull_requests` None: branches only."""

    push: bool = True
    branch: str = ""
    on_existing: OnExisting = "update-if-ours"
    pull_requests: PullRequests | None = None
    limits: Limits = Limits()
    auth: Auth | None = None
    split: Split = Split()
    forge: ForgeAt | None = None


@dataclass(frozen=True, slots=True)
class Reports:
    """Files to write when a run ends, by kind; "" for none."""

    html: str = ""
    jsonl: str = ""
    csv: str = ""
    junit: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole manifest. `path` is the file or folder that it was read from, `digest` that of its content."""

    name: str
    repositories: tuple[Source, ...]
    path: str = ""
    digest: str = ""
    description: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    select: Select = Select()
    clone: Clone = Clone()
    run: Run = Run()
    waves: tuple[Wave, ...] = ()
    publish: Publish = Publish()
    reports: Reports = Reports()
