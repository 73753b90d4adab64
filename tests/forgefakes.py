"""Stateful fakes of the REST APIs of GitHub and GitLab, and a git server, on one port of 127.0.0.1.

They know what the batch asks of them, keep what they are told, and can be made to fail: before or after the write, by a
limit, slowly, with half an answer. Every request must carry the token, and every one is written down.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "tok-1234567890abcdefghij"
Answer = tuple[int, Any] | tuple[int, Any, dict[str, str]]


@dataclass
class Forge:
    """What the fake knows. `faults` are used up one by one: (method, pattern of the path, what to do).

    `answers` are given whenever the path is such: (method, pattern of the path, answer).
    """

    kind: str
    roots: Path
    pulls: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    faults: list[tuple[str, str, str]] = field(default_factory=list)
    answers: list[tuple[str, str, Answer]] = field(default_factory=list)
    checks: str = "success"
    reviews: list[str] = field(default_factory=list)
    reviewer_gone: bool = False
    repositories: list[dict[str, Any]] = field(default_factory=list)
    found: int = 0
    unauthorized: int = 0
    port: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def count(self, method: str, pattern: str) -> int:
        return sum(seen == method and bool(re.search(pattern, path)) for seen, path in self.asked)

    def open_pulls(self) -> Counter[tuple[str, str]]:
        """How many pull requests are open for each branch of each project."""
        return Counter(
            (project, each["head"])
            for project, pulls in self.pulls.items()
            for each in pulls
            if each["state"] == "open"
        )

    def fault(self, method: str, path: str) -> str:
        with self.lock:
            for place, (wanted, pattern, what) in enumerate(self.faults):
                if wanted == method and re.search(pattern, path):
                    del self.faults[place]
                    return what
        return ""


class _Handler(BaseHTTPRequestHandler):
    forge: Forge
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or the body of an answer waits for the acknowledgement of its head

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""

    def _serve(self) -> None:
        path = unquote(urlsplit(self.path).path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if ".git/" in path:
            return self._git(path, body)
        with self.forge.lock:
            self.forge.asked.append((self.command, path))
        if self.headers.get("Authorization", "").rpartition(" ")[2] != TOKEN:
            self.forge.unauthorized += 1
            return self._send(401, {"message": "Bad credentials"})
        fault = self.forge.fault(self.command, path)
        if fault in ("502", "429", "secondary", "hours"):
            return self._fail(fault)
        if fault == "slow":
            time.sleep(1.5)
        query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
        with self.forge.lock:
            answer = _answer(self.forge, self.command, path, query, json.loads(body or b"{}"))
        if fault == "slow-after":
            time.sleep(1.5)
        if fault == "502-after":
            return self._fail("502")
        if fault == "drop-after":
            self.close_connection = True
            self.connection.close()
            return None
        return self._send(*answer, truncated=fault == "truncated")

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve

    def _fail(self, fault: str) -> None:
        match fault:
            case "502":
                self._send(502, "<html>Bad Gateway</html>")
            case "429":
                self._send(429, {"message": "API rate limit exceeded"}, {"Retry-After": "1"})
            case "hours":
                self._send(429, {"message": "API rate limit exceeded"}, {"Retry-After": "7200"})
            case "secondary":
                message = "You have exceeded a secondary rate limit."
                self._send(403, {"message": message}, {"Retry-After": "1"})

    def _send(self, status: int, data: Any, headers: dict[str, str] | None = None, *, truncated: bool = False) -> None:
        raw = (data if isinstance(data, str) else json.dumps(data)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if not isinstance(data, str) else "text/html")
        self.send_header("Content-Length", str(len(raw)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw[: len(raw) // 2] if truncated else raw)
        if truncated:
            self.close_connection = True
            self.connection.close()

    def _git(self, path: str, body: bytes) -> None:
        """`git http-backend`, for those who have the token."""
        expected = base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {expected}":
            self.forge.unauthorized += 1
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        env = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(self.forge.roots),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "REQUEST_METHOD": self.command,
            "QUERY_STRING": urlsplit(self.path).query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_USER": "tests",
            "REMOTE_ADDR": "127.0.0.1",
        }
        done = subprocess.run(["git", "http-backend"], input=body, capture_output=True, env=env, check=False)
        head, _, rest = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines())
        self.send_response(int(headers.pop("Status", "200").split()[0]))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest)


def _answer(forge: Forge, method: str, path: str, query: dict[str, str], data: Any) -> Answer:
    for wanted, pattern, answer in forge.answers:
        if wanted == method and re.search(pattern, path):
            return answer
    return (_github if forge.kind == "github" else _gitlab)(forge, method, path, query, data)


def _github(forge: Forge, method: str, path: str, query: dict[str, str], data: Any) -> Answer:
    found = re.fullmatch(r"/repos/([^/]+/[^/]+)/(.*)", path)
    if path.startswith("/orgs/ann"):  # she is a user
        return 404, {"message": "Not Found"}
    if re.fullmatch("/(orgs|users)/[^/]+/repos", path):
        return 200, forge.repositories
    if path.startswith(("/orgs/", "/users/")):
        return 200, {"login": path.rpartition("/")[2], "url": f"{forge.url}{path}"}
    if path == "/search/repositories":
        count = forge.found or len(forge.repositories)
        return 200, {"total_count": count, "incomplete_results": False, "items": forge.repositories}
    if found is None:
        return 404, {"message": "Not Found"}
    project, rest = found[1], found[2]
    pulls = forge.pulls.setdefault(project, [])
    if rest == "pulls" and method == "GET":
        head = query.get("head", "").partition(":")[2]
        wanted = [each for each in pulls if each["state"] == query.get("state", "open")]
        return 200, [_pull(forge, project, each) for each in wanted if not head or each["head"] == head]
    if rest == "pulls" and method == "POST":
        if any(each["head"] == data["head"] and each["state"] == "open" for each in pulls):
            message = f"A pull request already exists for {project.partition('/')[0]}:{data['head']}."
            return 422, {"message": "Validation Failed", "errors": [{"message": message}]}
        made = {**data, "number": len(pulls) + 1, "state": "open", "labels": [], "reviewers": [], "teams": []}
        pulls.append(made)
        return 201, _pull(forge, project, made)
    if number := re.fullmatch(r"(pulls|issues)/(\d+)(/.*)?", rest):
        each = pulls[int(number[2]) - 1]
        match number[3]:
            case None if method == "PATCH":
                each.update(data)
            case "/labels":
                each["labels"] += data["labels"] if isinstance(data, dict) else data
                return 200, [{"name": name} for name in each["labels"]]
            case "/requested_reviewers":
                if "nobody" in data.get("reviewers", []):
                    return 422, {"message": "Reviews may only be requested from collaborators."}
                each["reviewers"] += data.get("reviewers", [])
                each["teams"] += data.get("team_reviewers", [])
            case "/reviews":
                return 200, [
                    {"id": place, "state": state, "user": None if forge.reviewer_gone else {"login": f"u{place}"}}
                    for place, state in enumerate(forge.reviews)
                ]
        return 200, _pull(forge, project, each)
    if re.fullmatch(r"commits/[^/]+/status", rest):
        return 200, {"state": "pending", "total_count": 0, "statuses": []}
    if re.fullmatch(r"commits/[^/]+/check-runs", rest):
        run = {"id": 1, "status": "completed", "conclusion": forge.checks}
        return 200, {"total_count": 1, "check_runs": [run] if forge.checks else []}
    if re.fullmatch(r"commits/[^/]+", rest):
        sha = rest.rpartition("/")[2]
        return 200, {"sha": sha, "url": f"{forge.url}/repos/{project}/commits/{sha}"}
    return 404, {"message": "Not Found"}


def _pull(forge: Forge, project: str, each: dict[str, Any]) -> dict[str, Any]:
    url = f"{forge.url}/repos/{project}/pulls/{each['number']}"
    return {
        "number": each["number"],
        "url": url,
        "issue_url": url.replace("/pulls/", "/issues/"),
        "html_url": f"https://forge.example/{project}/pull/{each['number']}",
        "state": each["state"],
        "merged_at": each.get("merged_at"),
        "title": each["title"],
        "body": each["body"],
        "draft": each.get("draft", False),
        "head": {"ref": each["head"], "sha": "a" * 40},
        "base": {"ref": each["base"]},
    }


def _gitlab(forge: Forge, method: str, path: str, query: dict[str, str], data: Any) -> Answer:
    if re.fullmatch(r"/api/v4/groups/.+/projects", path):
        return 200, forge.repositories
    if path == "/api/v4/users":
        return 200, [] if query["username"] == "nobody" else [{"id": len(query["username"])}]
    found = re.fullmatch(r"/api/v4/projects/(.+)/merge_requests(?:/(\d+))?(/.*)?", path)
    if found is None:
        return 404, {"message": "404 Not Found"}
    project = found[1]
    merges = forge.pulls.setdefault(project, [])
    if found[2] is None and method == "GET":
        wanted = [each for each in merges if each["state"] == "open" and each["head"] == query.get("source_branch")]
        return 200, [_merge(forge, project, each) for each in wanted]
    if found[2] is None:
        own = [each for each in merges if "fork" not in each]
        if any(each["head"] == data["source_branch"] and each["state"] == "open" for each in own):
            return 409, {"message": ["Another open merge request already exists for this source branch: !1"]}
        made = {
            "head": data["source_branch"], "base": data["target_branch"], "title": data["title"],
            "body": data["description"], "number": len(merges) + 1, "state": "open",
            "labels": [name for name in data["labels"].split(",") if name], "reviewers": [],
        }  # fmt: skip
        merges.append(made)
        return 201, _merge(forge, project, made)
    each = merges[int(found[2]) - 1]
    if found[3] == "/approvals":
        return 200, {"approved": bool(forge.reviews), "approved_by": [{"user": {"id": 1}}] if forge.reviews else []}
    if method == "PUT":
        each["title"] = data.get("title", each["title"])
        each["body"] = data.get("description", each["body"])
        each["reviewers"] = data.get("reviewer_ids", each["reviewers"])
        each["state"] = "closed" if data.get("state_event") == "close" else each["state"]
    return 200, _merge(forge, project, each)


def _merge(forge: Forge, project: str, each: dict[str, Any]) -> dict[str, Any]:
    return {
        "iid": each["number"],
        "id": 1000 + each["number"],
        "source_project_id": each.get("fork", 1),
        "target_project_id": 1,
        "web_url": f"https://forge.example/{project}/-/merge_requests/{each['number']}",
        "state": {"open": "opened"}.get(each["state"], each["state"]),
        "title": each["title"],
        "description": each["body"],
        "head_pipeline": {"status": forge.checks} if forge.checks else None,
    }


@contextmanager
def serving(kind: str, roots: Path) -> Iterator[Forge]:
    """The fake, at work on a free port."""
    forge = Forge(kind, roots)
    handler = type("Handler", (_Handler,), {"forge": forge})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    forge.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield forge
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
