"""GitHub by PyGithub. Every answer that is none of success becomes a ForgeError; nothing is repeated here."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..errors import Refused
from .forges import ForgeError, Known, PullState, Request
from .listing import Listed
from .manifest import Source

_TIMEOUT = 30  # seconds
_MOST_FOUND = 1000  # repositories: GitHub tells no more of a search (docs.github.com: REST API endpoints for search)


class GitHub:
    """The API at `api`, with a token."""

    def __init__(self, api: str, token: str) -> None:
        try:
            import github
        except ImportError:
            raise Refused("PyGithub is not installed", "pip install 'canonize[github]'") from None
        self._github = github.Github(
            auth=github.Auth.Token(token),
            base_url=api.rstrip("/"),
            timeout=_TIMEOUT,
            retry=None,  # a POST that is repeated blindly makes two, or fails on its own first
            seconds_between_requests=None,
            seconds_between_writes=None,  # the driver's bucket sees to that
            per_page=100,
            lazy=True,
        )

    def listed(self, source: Source) -> Iterator[Listed]:
        with _told():
            for each in self._found(source):
                if not source.topic or source.topic in each.topics:
                    yield Listed(
                        each.clone_url, each.full_name, each.default_branch or "", bool(each.archived), bool(each.fork)
                    )  # fmt: skip

    def _found(self, source: Source) -> Iterator[Any]:
        from github import UnknownObjectException

        if source.search:
            scope = f" org:{source.what}" if source.what else ""
            found = self._github.search_repositories(f"{source.search}{scope}")
            if found.totalCount > _MOST_FOUND:
                told = f"the search {source.search!r} finds {found.totalCount:,} repositories"
                raise Refused(f"{told}, and GitHub tells of {_MOST_FOUND:,}", "make several of it")
            if getattr(found, "incomplete_results", False):  # PyGithub 2.6 does not know
                raise Refused(f"GitHub did not finish the search {source.search!r}", "run it again, or narrow it")
            yield from found
            return
        try:
            yield from self._github.get_organization(source.what).get_repos()
        except UnknownObjectException:
            yield from self._github.get_user(source.what).get_repos()

    def find(self, project: str, branch: str, base: str) -> Known | None:
        with _told():
            owner = project.partition("/")[0]
            asked = {"base": base} if base else {}
            for each in self._repo(project).get_pulls(state="open", head=f"{owner}:{branch}", **asked):
                if each.head.ref == branch:
                    return _known(each)
            return None

    def create(self, project: str, request: Request) -> Known:
        with _told():
            made = self._repo(project).create_pull(
                request.base, request.branch, title=request.title, body=request.body, draft=request.draft
            )
            return _known(made)

    def update(self, project: str, number: int, request: Request) -> None:
        with _told():
            self._repo(project).get_pull(number).edit(title=request.title, body=request.body)

    def adorn(self, project: str, number: int, request: Request) -> tuple[str, ...]:
        left: list[str] = []
        with _told():
            pull = self._repo(project).get_pull(number)
        if request.labels:
            try:
                with _told():
                    pull.add_to_labels(*request.labels)
            except ForgeError as error:
                left.append(f"labels {', '.join(request.labels)}: {error.title}")
        teams = [name.removeprefix("team/") for name in request.reviewers if name.startswith("team/")]
        users = [name for name in request.reviewers if not name.startswith("team/")]
        if request.reviewers:
            try:
                with _told():
                    pull.create_review_request(reviewers=users, team_reviewers=teams)
            except ForgeError as error:
                left.append(f"reviewers {', '.join(request.reviewers)}: {error.title}")
        return tuple(left)

    def look(self, project: str, number: int) -> Known:
        with _told():
            repo = self._repo(project)
            pull = repo.get_pull(number)
            commit = repo.get_commit(pull.head.sha)
            runs = [run.conclusion or run.status for run in commit.get_check_runs()]
            combined = commit.get_combined_status()
            statuses = [combined.state] if combined.total_count else []
            told = [review for review in pull.get_reviews() if review.state != "COMMENTED"]
            reviews = {review.user.login if review.user else "": review.state for review in told}  # who may be gone
            return _known(pull, _checks(runs + statuses), _review([*reviews.values()]))

    def close(self, project: str, number: int) -> None:
        with _told():
            self._repo(project).get_pull(number).edit(state="closed")

    def _repo(self, project: str) -> Any:
        return self._github.get_repo(project, lazy=True)


def _known(pull: Any, checks: str = "", review: str = "") -> Known:
    state: PullState = "merged" if pull.merged_at else "open" if pull.state == "open" else "closed"
    return Known(int(pull.number), str(pull.html_url), state, str(pull.title), str(pull.body or ""), checks, review)


def _checks(words: list[str]) -> str:
    """All of a pull request's checks in a word: failed, running, passed, or "" when there are none.

    What is no word of these two is a failure: GitHub has a dozen, such as "startup_failure".
    """
    left = set(words).difference(("success", "neutral", "skipped"))
    if left.difference(("pending", "queued", "in_progress", "waiting", "requested")):
        return "failed"
    return "running" if left else "passed" if words else ""


def _review(states: list[str]) -> str:
    if "CHANGES_REQUESTED" in states:
        return "changes-requested"
    return "approved" if "APPROVED" in states else ""


@contextmanager
def _told() -> Iterator[None]:
    """What PyGithub raises, as a ForgeError."""
    import github
    import requests

    try:
        yield
    except github.GithubException as error:
        raise _error(error) from None
    except requests.RequestException as error:
        what = type(error).__name__
        raise ForgeError("unreachable", f"the forge does not answer ({what})", uncertain=True) from None
    except RuntimeError as error:  # it sends us to another host, where the token has no business
        raise ForgeError("forge", str(error)[:300]) from None
    except (github.BadAttributeException, ValueError, KeyError, TypeError, AttributeError, AssertionError) as error:
        raise ForgeError("forge", f"the forge's answer is not understood ({error})"[:300], uncertain=True) from None


def _error(error: Any) -> ForgeError:
    status, headers = int(error.status), {key.lower(): value for key, value in (error.headers or {}).items()}
    data = error.data if isinstance(error.data, dict) else {}
    errors = data.get("errors") or []
    details = [_detail(each) for each in (errors if isinstance(errors, list) else [errors])]
    message = " ".join([str(data.get("message") or "no reason given"), *details])[:300]
    limited = status == 429 or (status == 403 and ("limit" in message.lower() or "retry-after" in headers))
    if limited:
        return ForgeError("rate-limited", f"the forge asks to wait: {message}", wait=_wait(headers))
    if status >= 500:
        return ForgeError("unreachable", f"the forge answers {status}", uncertain=True)
    if status == 422 and "already exists" in message.lower():
        return ForgeError("forge", message, there=True)
    cause = {401: "no-access", 403: "no-access", 404: "not-found"}.get(status, "forge")
    return ForgeError(cause, f"the forge answers {status}: {message}", uncertain=status == 422)


def _detail(error: Any) -> str:
    """One of the errors of an answer, which is an object or the text alone."""
    return str((error.get("message") or error.get("code") or error) if isinstance(error, dict) else error)


def _wait(headers: dict[str, str]) -> float:
    """How long the forge asks to wait (docs.github.com: a secondary limit without a word means a minute)."""
    if headers.get("retry-after", "").isdecimal():
        return float(headers["retry-after"])
    if headers.get("x-ratelimit-remaining") == "0" and headers.get("x-ratelimit-reset", "").isdecimal():
        return max(float(headers["x-ratelimit-reset"]) - time.time(), 1.0)
    return 60.0
