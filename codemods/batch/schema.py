"""The closed models of a batch manifest."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from ..options import Branch, Closed, Slug
from . import amounts

Number = Annotated[str, AfterValidator(amounts.checked(amounts.number))]
Seconds = Annotated[str, AfterValidator(amounts.checked(amounts.seconds))]
Size = Annotated[str, AfterValidator(amounts.checked(amounts.size))]
Share = Annotated[str, AfterValidator(amounts.checked(amounts.share))]
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


class SelectModel(Closed):
    """Which of the repositories take part."""

    include: list[str] = Field(default_factory=list, description="Patterns of names; all when it is empty.")
    exclude: list[str] = Field(default_factory=list, description="Patterns of names; they win over include.")
    archived: Annotated[bool, Field(description="Whether archived repositories take part.")] = False
    forks: Annotated[bool, Field(description="Whether forks take part.")] = False
    empty: Annotated[bool, Field(description="Whether a repository without a commit is an error.")] = False
    has: Annotated[str, Field(description="A text that some file must hold.")] = ""


class CloneModel(Closed):
    """The cache of bare mirrors."""

    cache: Annotated[Folder, Field(description="The folder of the mirrors.")] = ""
    depth: Annotated[
        str, AfterValidator(amounts.check_depth), Field(description="Commits of history to fetch, or full.")
    ] = "1"
    timeout: Annotated[Seconds, Field(description="How long one fetch or push may take.")] = "10m"


class StopWhenModel(Closed):
    """When to begin no more repositories."""

    failed: Annotated[Share, Field(description="The share of failures at which to stop.")]
    after: Annotated[Number, Field(description="How many must have ended before that counts.")] = "1"


class RunModel(Closed):
    """How the work is done."""

    engine: Annotated[Literal["local", "dask"], Field(description="Processes here, or a Dask cluster.")] = "local"
    jobs: Annotated[Number, Field(description="How many repositories at once; 0 is one a processor.")] = "0"
    timeout: Annotated[Seconds, Field(description="How long one repository may take.")] = "10m"
    memory: Annotated[Size, Field(description="How much memory one repository may take.")] = "4GiB"
    retries: Annotated[Number, Field(description="How often what may pass is tried again.")] = "2"
    address: Annotated[str, AfterValidator(amounts.check_engine_address), Field(description="The Dask scheduler.")] = ""
    resources: dict[str, Number] = Field(
        default_factory=dict, description="What a Dask worker must have free, by the names it was started with."
    )
    stop_when: Annotated[StopWhenModel | None, Field(description="When to begin no more.")] = None


class WaveModel(Closed):
    """Repositories that are done before those of the next wave."""

    name: Annotated[Slug, Field(description="What the wave is called.")]
    repositories: list[str] = Field(default_factory=list, description="Patterns of names.")
    count: Annotated[Number, Field(description="So many of the repositories that have something to do.")] = "0"
    share: Annotated[Share, Field(description="Such a part of the repositories that have something to do.")] = "0%"
    gate: Annotated[
        Literal["none", "manual", "checks"],
        Field(description="What opens the next wave: its end, a person, or green checks of its pull requests."),
    ] = "none"


class PullRequestModel(Closed):
    """What a pull request says."""

    title: Annotated[str, Field(description="A template of the title.")] = ""
    body: Annotated[str, Field(description="A template of the body.")] = ""
    draft: Annotated[bool, Field(description="Whether it is a draft.")] = False
    labels: list[str] = Field(default_factory=list, description="Labels to put on.")
    reviewers: list[str] = Field(default_factory=list, description="Who is asked for a review; team/NAME for a team.")
    codeowners: Annotated[bool, Field(description="Whether the owners of the changed files are asked.")] = False


class LimitsModel(Closed):
    """How fast pull requests are made."""

    per_minute: Annotated[Number, Field(description="Pull requests a minute.")] = "20"
    per_hour: Annotated[Number, Field(description="Pull requests an hour.")] = "200"
    open: Annotated[Number, Field(description="How many of the batch may be open; 0: any.")] = "0"


class AuthModel(Closed):
    """Where the token for remotes is."""

    token_env: Annotated[Variable, Field(description="The variable that holds the token.")]
    user: Annotated[User, Field(description="The user that the token goes with.")] = "x-access-token"
    hosts: list[Host] = Field(
        default_factory=list, description="The hosts that may see it; those that the manifest names."
    )


class SplitModel(Closed):
    """Several branches instead of one."""

    by: Annotated[Literal["codeowner", "directory"] | None, Field(description="What the files are divided by.")] = None
    max_files: Annotated[Number, Field(description="The most files in one branch; 0: any.")] = "0"


class ForgeModel(Closed):
    """The forge of all repositories, where their addresses do not tell."""

    kind: Annotated[Literal["github", "gitlab"], Field(description="Which kind of forge it is.")]
    api: Annotated[Api, Field(description="The address of its API: https://git.example/api/v3 for GitHub Enterprise.")]


class PublishModel(Closed):
    """What leaves this machine."""

    push: Annotated[bool, Field(description="Whether the branch goes to the remote.")] = True
    branch: Annotated[Branch, Field(description="The branch; the recipe's when it is not given.")] = ""
    on_existing: Annotated[
        Literal["update-if-ours", "fail"], Field(description="When the remote has the branch already.")
    ] = "update-if-ours"
    pull_request: Annotated[
        PullRequestModel | None,
        BeforeValidator(lambda given: ({} if given else None) if isinstance(given, bool) else given),
        Field(description="What a pull request says; true for one."),
    ] = None
    limits: Annotated[LimitsModel, Field(description="How fast pull requests are made.")] = LimitsModel()
    remote_auth: Annotated[AuthModel | None, Field(description="Where the token for remotes is.")] = None
    split: Annotated[SplitModel, Field(description="Several branches instead of one.")] = SplitModel()
    forge: Annotated[ForgeModel | None, Field(description="The forge, where addresses do not tell.")] = None


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
    select: Annotated[SelectModel, Field(description="Which of them take part.")] = SelectModel()
    clone: Annotated[CloneModel, Field(description="The cache of mirrors.")] = CloneModel()
    run: Annotated[RunModel, Field(description="How the work is done.")] = RunModel()
    waves: list[WaveModel] = Field(default_factory=list, description="What is done before the rest.")
    publish: Annotated[PublishModel, Field(description="What leaves this machine.")] = PublishModel()
    report: Annotated[ReportModel, Field(description="Files to write when a run ends.")] = ReportModel()
