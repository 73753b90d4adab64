"""GitLab by python-gitlab. Every answer that is none of success becomes a ForgeError; nothing is repeated here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..errors import Refused
from .forges import ForgeError, Known, PullState, Request
from .listing import Listed
from .manifest import Source

_TIMEOUT = 30.0  # seconds


class GitLab:
    """The server at `api`, with a token."""

    def __init__(self, api: str, token: str) -> None:
        try:
            import gitlab
            import requests
        except ImportError:
            raise Refused("python-gitlab is not installed", "pip install 'canonize[gitlab]'") from None
        session = requests.Session()
        session.hooks["response"].append(_limited)
        # as a bearer token: `requests` takes that out when somebody redirects to another host
        self._gitlab = gitlab.Gitlab(
            api.rstrip("/"), oauth_token=token, timeout=_TIMEOUT, per_page=100, retry_transient_errors=False,
            keep_base_url=True, session=session,
        )  # fmt: skip

    def listed(self, source: Source) -> Iterator[Listed]:
        with _told():
            group = self._gitlab.groups.get(source.what, lazy=True)
            asked: dict[str, Any] = {"iterator": True, "include_subgroups": source.subgroups, "with_shared": False}
            if source.topic:
                asked["topic"] = source.topic
            for each in group.projects.list(**asked):
                yield Listed(
                    each.http_url_to_repo, each.path_with_namespace, getattr(each, "default_branch", None) or "",
                    bool(getattr(each, "archived", False)), bool(getattr(each, "forked_from_project", None)),
                )  # fmt: skip

    def find(self, project: str, branch: str, base: str) -> Known | None:
        with _told():
            asked = {"target_branch": base} if base else {}
            found = self._project(project).mergerequests.list(
                state="opened", source_branch=branch, get_all=True, **asked
            )  # fmt: skip
            # anybody who forks the project has a branch of that name, too
            own = [each for each in found if each.source_project_id == each.target_project_id]
            return _known(own[0]) if own else None

    def create(self, project: str, request: Request) -> Known:
        with _told():
            made = self._project(project).mergerequests.create(
                {
                    "source_branch": request.branch,
                    "target_branch": request.base,
                    "title": _title(request),
                    "description": request.body,
                    "labels": ",".join(request.labels),
                }
            )
            return _known(made)

    def update(self, project: str, number: int, request: Request) -> None:
        with _told():
            merge = self._project(project).mergerequests.get(number, lazy=True)
            merge.title, merge.description = _title(request), request.body
            merge.save()

    def adorn(self, project: str, number: int, request: Request) -> tuple[str, ...]:
        """Labels came with the merge request; reviewers are given by their ids."""
        left: list[str] = []
        ids: list[int] = []
        for name in request.reviewers:
            if name.startswith("team/"):
                left.append(f"reviewer {name}: a group reviews nothing on GitLab")
                continue
            try:
                with _told():
                    found = self._gitlab.users.list(username=name, get_all=True)
            except ForgeError as error:
                left.append(f"reviewer {name}: {error.title}")
                continue
            ids += [user.id for user in found[:1]]
            left += [] if found else [f"reviewer {name}: no such user"]
        if ids:
            with _told():
                merge = self._project(project).mergerequests.get(number, lazy=True)
                merge.reviewer_ids = ids
                merge.save()
        return tuple(left)

    def look(self, project: str, number: int) -> Known:
        with _told():
            merge = self._project(project).mergerequests.get(number)
            pipeline = getattr(merge, "head_pipeline", None) or {}
            approvals = merge.approvals.get()
            review = "approved" if getattr(approvals, "approved", False) and approvals.approved_by else ""
            return _known(merge, _checks(str(pipeline.get("status", ""))), review)

    def close(self, project: str, number: int) -> None:
        with _told():
            merge = self._project(project).mergerequests.get(number, lazy=True)
            merge.state_event = "close"
            merge.save()

    def _project(self, project: str) -> Any:
        return self._gitlab.projects.get(project, lazy=True)


def _limited(response: Any, *args: object, **kwargs: object) -> None:
    """python-gitlab would sleep for as long as the server says, be it a day: the driver decides that."""
    if response.status_code == 429:
        said = str(response.headers.get("Retry-After", ""))
        raise ForgeError("rate-limited", "the forge asks to wait", wait=float(said) if said.isdecimal() else 60.0)


def _title(request: Request) -> str:
    return f"Draft: {request.title}" if request.draft else request.title


def _known(merge: Any, checks: str = "", review: str = "") -> Known:
    states: dict[str, PullState] = {"opened": "open", "merged": "merged"}
    return Known(
        int(merge.iid), str(merge.web_url), states.get(str(merge.state), "closed"), str(merge.title),
        str(merge.description or ""), checks, review,
    )  # fmt: skip


def _checks(status: str) -> str:
    if status in ("failed", "canceled"):
        return "failed"
    if status in ("success", "skipped"):
        return "passed"
    return "running" if status else ""


@contextmanager
def _told() -> Iterator[None]:
    """What python-gitlab raises, as a ForgeError."""
    import gitlab
    import requests

    try:
        yield
    except gitlab.GitlabError as error:
        raise _error(error) from None
    except requests.RequestException as error:
        what = type(error).__name__
        raise ForgeError("unreachable", f"the forge does not answer ({what})", uncertain=True) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ForgeError("forge", f"the forge's answer is not understood ({error})"[:300], uncertain=True) from None


def _error(error: Any) -> ForgeError:
    status = int(error.response_code or 0)
    message = " ".join(str(error.error_message).split())[:300]
    if status >= 500 or not status:
        return ForgeError("unreachable", f"the forge answers {status or 'something odd'}", uncertain=True)
    if status == 409 or "already exists" in message.lower():
        return ForgeError("forge", message, there=True)
    cause = {401: "no-access", 403: "no-access", 404: "not-found"}.get(status, "forge")
    return ForgeError(cause, f"the forge answers {status}: {message}")
