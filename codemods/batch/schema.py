"""The closed models of a batch manifest.

What their values mean is read as they are checked: a timeout of `10m` is 600.0. Those called Model are what
`manifestreader` makes something else of; all others are parts of a Manifest as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, GetPydanticSchema
from pydantic_core.core_schema import no_info_after_validator_function

from ..options import Branch, Closed, Slug
from . import amounts

_Read = TypeVar("_Read")


def _by(read: Callable[[str], _Read]) -> GetPydanticSchema:
    """What `read` makes of a text, which raises Flaw for one that it cannot read."""
    return GetPydanticSchema(lambda _, handler: no_info_after_validator_function(read, handler(str)))


ForgeKind = Literal["github", "gitlab"]
Number = Annotated[int, _by(amounts.number)]
Seconds = Annotated[float, _by(amounts.seconds)]
Size = Annotated[int, _by(amounts.size)]
Share = Annotated[float, _by(amounts.share)]
Url = Annotated[str, AfterValidator(amounts.check_url)]
Api = Annotated[str, AfterValidator(amounts.check_api)]
Folder = Annotated[str, AfterValidator(amounts.check_folder)]
Variable = Annotated[str, AfterValidator(amounts.check_variable)]
Host = Annotated[str, AfterValidator(amounts.check_host)]
User = Annotated[str, AfterValidator(amounts.check_user)]
Params = dict[str, object]


class GitHubModel(Closed):
    """Repositories of a GitHub organisation, or of a search."""

    organisation: Annotated[str, Field(description="The organisation, or a user: then the public repositories.")] = ""
    topic: Annotated[str, Field(description="Only repositories of this topic.")] = ""
    search: Annotated[str, Field(description="A search as GitHub takes it: `language:python org:acme`.")] = ""
    api: Annotated[Api, Field(description="The address of the API, for GitHub Enterprise.")] = ""


class GitLabModel(Closed):
    """Repositories of a GitLab group, without those of others that are shared with it."""

    group: Annotated[str, Field(description="The group's full path.", min_length=1)]
    subgroups: Annotated[bool, Field(description="Whether those of its subgroups count.")] = True
    topic: Annotated[str, Field(description="Only projects of this topic.")] = ""
    api: Annotated[Api, Field(description="The address of the GitLab server.")] = ""


class RepositoryModel(Closed):
    """One repository, or a place that lists several."""

    path: Annotated[Folder, Field(description="A repository on this machine; the branch is made in it.")] = ""
    url: Annotated[Url, Field(description="A repository to clone into the cache and to push to.")] = ""
    folder: Annotated[Folder, Field(description="A folder of checkouts, each of which takes part.")] = ""
    list_: Annotated[Folder, Field(description="A text file with a path or an address a line.")] = ""
    github: Annotated[GitHubModel | None, Field(description="Repositories that GitHub lists.")] = None
    gitlab: Annotated[GitLabModel | None, Field(description="Repositories that GitLab lists.")] = None
    name: Annotated[str, Field(description="What the repository is called here.")] = ""
    base: Annotated[Branch, Field(description="The branch to plan from; the default branch when it is not given.")] = ""
    params: Params = Field(default_factory=dict, description="Params of the recipe for these repositories.")
    use: Annotated[
        Literal["checkout", "origin"],
        Field(description="Whether the branch is made in the checkout, or goes to its remote `origin`."),
    ] = "checkout"


class Select(Closed):
    """Which of the repositories take part."""

    include: list[str] = Field(default_factory=list, description="Patterns of names; all when it is empty.")
    exclude: list[str] = Field(default_factory=list, description="Patterns of names; they win over include.")
    archived: Annotated[bool, Field(description="Whether archived repositories take part.")] = False
    forks: Annotated[bool, Field(description="Whether forks take part.")] = False
    empty: Annotated[bool, Field(description="Whether a repository without a commit is an error.")] = False
    has: Annotated[str, Field(description="A text that some file must hold.")] = ""


class Clone(Closed):
    """The cache of bare mirrors."""

    cache: Annotated[Folder, Field(description="The folder of the mirrors.")] = ""
    depth: Annotated[int, _by(amounts.depth), Field(description="Commits of history to fetch, or full: 0.")] = 1
    timeout: Annotated[Seconds, Field(description="How long one fetch or push may take.")] = 600.0


class StopWhen(Closed):
    """When to begin no more repositories: once `failed` (0 to 1) of those that ended have failed."""

    failed: Annotated[Share, Field(description="The share of failures at which to stop.")]
    after: Annotated[Number, Field(description="How many must have ended before that counts.")] = 1


class Run(Closed):
    """How the work is done."""

    engine: Annotated[Literal["local", "dask"], Field(description="Processes here, or a Dask cluster.")] = "local"
    jobs: Annotated[Number, Field(description="How many repositories at once; 0 is one a processor.")] = 0
    timeout: Annotated[Seconds, Field(description="How long one repository may take.")] = 600.0
    memory: Annotated[Size, Field(description="How much memory one repository may take.")] = 4 * 1024**3
    retries: Annotated[Number, Field(description="How often what may pass is tried again.")] = 2
    address: Annotated[str, AfterValidator(amounts.check_engine_address), Field(description="The Dask scheduler.")] = ""
    resources: dict[str, Number] = Field(
        default_factory=dict, description="What a Dask worker must have free, by the names it was started with."
    )
    stop_when: Annotated[StopWhen | None, Field(description="When to begin no more.")] = None


class Wave(Closed):
    """Repositories that are done before those of the next wave."""

    name: Annotated[Slug, Field(description="What the wave is called.")]
    repositories: list[str] = Field(default_factory=list, description="Patterns of names.")
    count: Annotated[Number, Field(description="So many of the repositories that have something to do.")] = 0
    share: Annotated[Share, Field(description="Such a part of the repositories that have something to do.")] = 0.0
    gate: Annotated[
        Literal["none", "manual", "checks"],
        Field(description="What opens the next wave: its end, a person, or green checks of its pull requests."),
    ] = "none"


class PullRequests(Closed):
    """What a pull request says. Title and body are templates: `{{ repository }}`, `{{ recipe }}`, `{{ diffstat }}` …"""

    title: Annotated[str, Field(description="A template of the title.")] = ""
    body: Annotated[str, Field(description="A template of the body.")] = ""
    draft: Annotated[bool, Field(description="Whether it is a draft.")] = False
    labels: list[str] = Field(default_factory=list, description="Labels to put on.")
    reviewers: list[str] = Field(default_factory=list, description="Who is asked for a review; team/NAME for a team.")
    codeowners: Annotated[bool, Field(description="Whether the owners of the changed files are asked.")] = False


class Limits(Closed):
    """How fast pull requests are made."""

    per_minute: Annotated[Number, Field(description="Pull requests a minute.")] = 20
    per_hour: Annotated[Number, Field(description="Pull requests an hour.")] = 200
    open: Annotated[Number, Field(description="How many of the batch may be open; 0: any.")] = 0


class AuthModel(Closed):
    """Where the token for remotes is."""

    token_env: Annotated[Variable, Field(description="The variable that holds the token.")]
    user: Annotated[User, Field(description="The user that the token goes with.")] = "x-access-token"
    hosts: list[Host] = Field(
        default_factory=list, description="The hosts that may see it; those that the manifest names."
    )


class Split(Closed):
    """Several branches instead of one."""

    by: Annotated[Literal["codeowner", "directory"] | None, Field(description="What the files are divided by.")] = None
    max_files: Annotated[Number, Field(description="The most files in one branch; 0: any.")] = 0


class ForgeAt(Closed):
    """The forge of all repositories, where their addresses do not tell."""

    kind: Annotated[ForgeKind, Field(description="Which kind of forge it is.")]
    api: Annotated[Api, Field(description="The address of its API: https://git.example/api/v3 for GitHub Enterprise.")]


class Publish(Closed):
    """What leaves this machine."""

    push: Annotated[bool, Field(description="Whether the branch goes to the remote.")] = True
    branch: Annotated[Branch, Field(description="The branch; the recipe's when it is not given.")] = ""
    on_existing: Annotated[
        Literal["update-if-ours", "fail"], Field(description="When the remote has the branch already.")
    ] = "update-if-ours"
    pull_request: Annotated[
        PullRequests | None,
        BeforeValidator(lambda given: ({} if given else None) if isinstance(given, bool) else given),
        Field(description="What a pull request says; true for one."),
    ] = None
    limits: Annotated[Limits, Field(description="How fast pull requests are made.")] = Limits()
    remote_auth: Annotated[AuthModel | None, Field(description="Where the token for remotes is.")] = None
    split: Annotated[Split, Field(description="Several branches instead of one.")] = Split()
    forge: Annotated[ForgeAt | None, Field(description="The forge, where addresses do not tell.")] = None


class ReportModel(Closed):
    """Files to write when a run ends."""

    html: Annotated[Folder, Field(description="A page for people.")] = ""
    jsonl: Annotated[Folder, Field(description="One object a line.")] = ""
    csv: Annotated[Folder, Field(description="A table.")] = ""
    junit: Annotated[Folder, Field(description="JUnit XML, for a CI server.")] = ""


class ManifestModel(Closed):
    """A batch: one recipe over many repositories."""

    canonize: Annotated[Literal["batch/1"], Field(description="The format of this file.")]
    name: Annotated[Slug, Field(description="What the batch is called.")] = ""
    description: Annotated[str, Field(description="What it is for.")] = ""
    params: Params = Field(default_factory=dict, description="Params of the recipe for all repositories.")
    repositories: Annotated[list[RepositoryModel], Field(description="Which repositories.", min_length=1)]
    select: Annotated[Select, Field(description="Which of them take part.")] = Select()
    clone: Annotated[Clone, Field(description="The cache of mirrors.")] = Clone()
    run: Annotated[Run, Field(description="How the work is done.")] = Run()
    waves: list[Wave] = Field(default_factory=list, description="What is done before the rest.")
    publish: Annotated[Publish, Field(description="What leaves this machine.")] = Publish()
    report: Annotated[ReportModel, Field(description="Files to write when a run ends.")] = ReportModel()
