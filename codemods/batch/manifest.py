"""What a batch manifest says, once it has been read: which repositories, how they are run, what is published.

    Manifest("fleet", repositories=(Source("folder", "/srv/checkouts"),))

Nothing here reads YAML: `manifestreader` does. Those parts that are as they were written are in `schema`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from ..records import dataclass
from .schema import Clone, Publish, Run, Select, Wave

FORMAT = "batch/1"

SourceKind = Literal["path", "url", "folder", "list", "github", "gitlab"]


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
class Auth:
    """The variable that holds a token, the user it goes with, and the hosts that may see it."""

    token_env: str
    user: str = "x-access-token"
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole manifest. `path` is the file or folder that it was read from, `digest` that of its content.

    `auth` is of the remotes and the forges, `reports` the files to write when a run ends, by kind.
    """

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
    auth: Auth | None = None
    reports: Mapping[str, str] = field(default_factory=dict)
