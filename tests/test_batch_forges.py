"""Pull requests on forges that fail in every way: one for each branch at the end, and no token anywhere it is not due."""

from __future__ import annotations

import base64
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import Run
from fleets import BRANCH, FILES, PARAMS, Fleet, done_once
from forgefakes import TOKEN, Forge, serving

pytest.importorskip("github", reason="the extra `github` is not installed")
pytest.importorskip("gitlab", reason="the extra `gitlab` is not installed")


class Forged(Fleet):
    """A fleet whose remotes are behind a forge: `acme/NAME`."""

    forge: Forge

    def url(self, name: str) -> str:
        return f"{self.forge.url}/{name}.git"

    def manifest(self, more: str = "", entries: object = None, pulls: str = "true", publish: str = "") -> Path:
        api = f"forge: {{kind: {self.forge.kind}, api: '{self.forge.url}'}}"
        auth = "remote-auth: {token-env: FORGE_TOKEN}"
        return super().manifest(
            f"publish: {{pull-request: {pulls}, {api}, {auth}, {publish} limits: {{per-minute: 0, per-hour: 0}}}}\n{more}",
            entries,  # type: ignore[arg-type]
        )

    def canonize(self, *arguments: str, code: int | None = 0, timeout: float = 300, **environment: str) -> Run:
        return super().canonize(*arguments, code=code, timeout=timeout, **{"FORGE_TOKEN": TOKEN, **environment})


@pytest.fixture(params=["github", "gitlab"])
def fleet(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Forged]:
    with serving(request.param, tmp_path / "remotes") as forge:
        fleet = Forged(tmp_path)
        fleet.forge = forge
        for name in ("acme/shop", "acme/mail"):
            fleet.add(name)
            fleet.remote(name).git("config", "http.receivepack", "true")
        yield fleet


def one_each(fleet: Forged) -> None:
    """One open pull request for the branch of each repository, and one commit on it, pushed once."""
    assert fleet.forge.open_pulls() == {(name, BRANCH): 1 for name in fleet.names}
    for name in fleet.names:
        done_once(fleet, name)


def test_each_branch_gets_its_pull_request(fleet: Forged) -> None:
    fleet.manifest()
    run = fleet.run()
    assert "pull request is there: 2" in run.said
    one_each(fleet)
    assert fleet.forge.unauthorized == 0
    (pull,) = fleet.forge.pulls["acme/shop"]
    assert pull["title"] == "Rename app.m:Old to New"
    assert "3 edits in 2 files" in pull["body"]
    assert "app/m.py" in pull["body"]
    assert pull["base"] == "main"
    row = fleet.status()["acme/shop"]
    assert row["state"] == "published"
    assert row["pull-requests"][0]["checks"] == "passed"


def test_a_second_run_makes_nothing(fleet: Forged) -> None:
    fleet.manifest()
    fleet.run()
    fleet.forge.asked.clear()
    fleet.run()
    assert fleet.forge.count("POST", "") == 0
    one_each(fleet)


def test_another_machine_takes_over_what_is_there(fleet: Forged) -> None:
    fleet.manifest()
    fleet.run()
    fleet.forget()
    fleet.run()
    one_each(fleet)


@pytest.mark.parametrize("fault", ["502", "502-after", "429", "secondary", "drop-after", "truncated", "slow"])
def test_a_forge_that_fails_while_it_makes_one(fleet: Forged, fault: str) -> None:
    if fault == "secondary" and fleet.forge.kind == "gitlab":
        pytest.skip("secondary limits are GitHub's")
    fleet.forge.faults += [("POST", "(pulls|merge_requests)$", fault)] * 2
    fleet.manifest()
    fleet.run()
    one_each(fleet)


@pytest.mark.parametrize("fault", ["502", "429", "truncated", "drop-after"])
def test_a_forge_that_fails_while_it_is_asked(fleet: Forged, fault: str) -> None:
    fleet.forge.faults += [("GET", "(pulls|merge_requests)$", fault)] * 2
    fleet.manifest()
    fleet.run()
    one_each(fleet)


def test_who_is_asked_to_wait_for_hours_leaves_it_to_the_next_run(fleet: Forged) -> None:
    fleet.forge.faults += [("POST", "(pulls|merge_requests)$", "hours")]
    fleet.manifest()
    run = fleet.run(code=3)
    assert "(rate-limited)" in run.said
    assert sum(fleet.forge.open_pulls().values()) == 1
    fleet.canonize("retry", "--failed")
    one_each(fleet)


def test_a_pull_request_that_somebody_made_is_taken_over_and_its_words_stay(fleet: Forged) -> None:
    theirs = {
        "head": BRANCH, "base": "main", "title": "Mine", "body": "by hand", "number": 1, "state": "open",
        "labels": [], "reviewers": [], "teams": [],
    }  # fmt: skip
    fleet.forge.pulls["acme/shop"] = [theirs]
    fleet.manifest()
    fleet.run()
    one_each(fleet)
    assert (theirs["title"], theirs["body"]) == ("Mine", "by hand")


def test_drafts_labels_reviewers_and_templates(fleet: Forged) -> None:
    words = (
        "{title: 'Move {{ repository }}', body: 'See {{ recipe }}. {{ diffstat }}', draft: true, labels: [codemod],"
        " reviewers: [ann, nobody]}"
    )
    fleet.manifest(pulls=words)
    fleet.run()
    (pull,) = fleet.forge.pulls["acme/shop"]
    draft = "" if fleet.forge.kind == "github" else "Draft: "
    assert pull["title"] == f"{draft}Move acme/shop"
    assert pull["body"].startswith("See rename-symbol.")
    assert pull["labels"] == ["codemod"]
    if fleet.forge.kind == "github":
        assert pull["draft"] is True
    else:
        assert pull["reviewers"] == [3]
    fleet.run()  # what could not be put on is no reason to fail
    one_each(fleet)


def test_owners_of_the_changed_files_are_asked(fleet: Forged) -> None:
    fleet.push_more("acme/shop", {"CODEOWNERS": b"*.md @docs\n/app/ @ann @acme/core mail@example.org\n"})
    fleet.manifest(pulls="{codeowners: true}")
    fleet.run()
    (pull,) = fleet.forge.pulls["acme/shop"]
    if fleet.forge.kind == "github":
        assert (pull["reviewers"], pull["teams"]) == (["ann"], ["core"])
    else:
        assert pull["reviewers"] == [3]  # the fake's id of ann; a group is nobody's reviewer


def test_each_part_of_a_split_asks_the_owners_of_its_own_files(fleet: Forged) -> None:
    owners = b"/app/ @ann @acme/core\n/lib/ @charles\n/bin/ mail@example.org\n"
    more = {f"{folder}/w.py": b"from app.m import Old\n" for folder in ("lib", "bin", "free")}
    fleet.push_more("acme/shop", {"CODEOWNERS": owners, **more})
    fleet.manifest(pulls="{codeowners: true}", publish="split: {by: codeowner},")
    fleet.run()
    pulls = {each["head"].removeprefix(f"{BRANCH}/"): each for each in fleet.forge.pulls["acme/shop"]}
    asked = {part: (each["reviewers"], each.get("teams", [])) for part, each in pulls.items()}
    if fleet.forge.kind == "github":
        ann, charles, nobody = (["ann"], ["core"]), (["charles"], []), ([], [])
    else:  # by the fake's ids
        ann, charles, nobody = ([3], []), ([7], []), ([], [])
    assert asked == {"ann-acme-core": ann, "charles": charles, "mail-example-org": nobody, "unowned": nobody}
    assert "1 edit in 1 file (charles)" in pulls["charles"]["body"]
    assert "lib/w.py" in pulls["charles"]["body"]
    assert "app/m.py" not in pulls["charles"]["body"].partition("<details>")[0]


def test_a_split_makes_a_branch_and_a_pull_request_for_each_part(fleet: Forged) -> None:
    fleet.push_more("acme/shop", {"lib/w.py": b"from app.m import Old\n"})
    fleet.manifest(publish="split: {by: directory},")
    fleet.run()
    heads = {each["head"]: each for each in fleet.forge.pulls["acme/shop"]}
    assert set(heads) == {f"{BRANCH}/app", f"{BRANCH}/lib"}
    changed = fleet.remote("acme/shop").text("diff", "--name-only", f"main...{BRANCH}/lib")
    assert changed == "lib/w.py"
    fleet.run()
    assert len(fleet.forge.pulls["acme/shop"]) == 2


def test_a_split_by_number_of_files(fleet: Forged) -> None:
    fleet.manifest(publish="split: {max-files: 1},")
    fleet.run()
    assert {each["head"] for each in fleet.forge.pulls["acme/shop"]} == {f"{BRANCH}/1", f"{BRANCH}/2"}


def test_parts_that_would_be_called_alike_are_told_apart(fleet: Forged) -> None:
    word = b"from app.m import Old\n"
    fleet.push_more("acme/shop", {"app-1/w.py": word, "lib/a.py": word, "lib/b.py": word, "lib/c.py": word})
    fleet.manifest(publish="split: {by: directory, max-files: 1},", entries=[f"url: {fleet.url('acme/shop')}"])
    fleet.run()
    parts = {each["head"].removeprefix(f"{BRANCH}/") for each in fleet.forge.pulls["acme/shop"]}
    assert parts == {"app-1", "app-2", "app-3", "lib-1", "lib-2", "lib-3"}


def test_no_more_are_open_than_may_be(fleet: Forged) -> None:
    path = fleet.manifest()
    path.write_text(path.read_text().replace("per-hour: 0", "per-hour: 0, open: 1"))
    run = fleet.run()
    assert "as many as may be" in run.said
    assert sum(fleet.forge.open_pulls().values()) == 1
    (project,) = (project for project, _ in fleet.forge.open_pulls())
    fleet.forge.pulls[project][0].update(
        state="merged" if fleet.forge.kind == "gitlab" else "closed", merged_at="2026-01-02T03:04:05Z"
    )
    fleet.canonize("resume")
    assert {row["state"] for row in fleet.status().values()} == {"published"}


def test_the_limit_counts_pull_requests_not_repositories(fleet: Forged) -> None:
    for name in fleet.names:
        fleet.push_more(name, {"lib/w.py": b"from app.m import Old\n"})
    path = fleet.manifest(publish="split: {by: directory},")
    path.write_text(path.read_text().replace("per-hour: 0", "per-hour: 0, open: 3"))
    assert "held: 3 pull requests are open" in fleet.run().said
    assert sum(fleet.forge.open_pulls().values()) == 3
    states = {name: row["state"] for name, row in fleet.status().items()}
    assert states == {"acme/shop": "published", "acme/mail": "pushed"}
    fleet.forge.pulls["acme/shop"][0].update(
        state="merged" if fleet.forge.kind == "gitlab" else "closed", merged_at="2026-01-02T03:04:05Z"
    )
    fleet.canonize("resume")
    assert {row["state"] for row in fleet.status().values()} == {"published"}
    assert len(fleet.forge.pulls["acme/mail"]) == 2


def test_a_pull_request_that_is_not_to_be_seen_stops_no_other(fleet: Forged) -> None:
    path = fleet.manifest()
    path.write_text(path.read_text().replace("per-hour: 0", "per-hour: 0, open: 5"))
    fleet.forge.faults += [("POST", "acme/mail/(pulls|merge_requests)$", "hours")]
    fleet.run(code=3)
    fleet.forge.answers = [("GET", "acme/shop/(pulls|merge_requests)/1", (404, {"message": "Not Found"}))]
    fleet.canonize("retry", "--failed")
    one_each(fleet)
    told = fleet.canonize("status")
    assert "acme/shop: the forge answers 404" in told.said
    assert "acme/mail" in told.out.decode()


def test_one_that_cannot_be_closed_stops_no_other(fleet: Forged) -> None:
    fleet.manifest()
    fleet.run()
    fleet.forge.answers = [("GET", "acme/shop/(pulls|merge_requests)/1", (404, {"message": "Not Found"}))]
    assert "the forge answers 404" in fleet.canonize("close", "--yes", code=3).said
    assert fleet.forge.open_pulls() == {("acme/shop", BRANCH): 1}
    assert (fleet.branches("acme/mail"), fleet.branches("acme/shop")) == (["main"], [BRANCH, "main"])
    fleet.forge.answers.clear()
    fleet.canonize("close", "--yes")
    assert not fleet.forge.open_pulls()
    assert fleet.branches("acme/shop") == ["main"]


def test_close_also_takes_back_what_failed_halfway(fleet: Forged) -> None:
    fleet.push_more("acme/shop", {"lib/w.py": b"from app.m import Old\n"})
    fleet.manifest(publish="split: {by: directory},", entries=[f"url: {fleet.url('acme/shop')}"])
    asked = "POST", "(pulls|merge_requests)$"
    fleet.forge.faults += [(*asked, "pass"), (*asked, "hours")]
    assert "(rate-limited)" in fleet.run(code=3).said
    assert sum(fleet.forge.open_pulls().values()) == 1
    fleet.canonize("close", "--yes")
    assert not fleet.forge.open_pulls()
    assert fleet.branches("acme/shop") == ["main"]


def test_close_closes_and_deletes_what_is_ours_alone(fleet: Forged) -> None:
    fleet.manifest()
    fleet.run()
    work = fleet.work("acme/mail")
    work.git("fetch", "-q", str(fleet.remote("acme/mail").path), BRANCH)
    work.git("checkout", "-q", "FETCH_HEAD")
    work.commit({"note.txt": b"review\n"})
    work.git("push", "-q", str(fleet.remote("acme/mail").path), f"HEAD:refs/heads/{BRANCH}")
    assert "--yes" in fleet.canonize("close", code=2).said
    one = fleet.forge.open_pulls()
    assert sum(one.values()) == 2
    run = fleet.canonize("close", "--yes", code=3)
    assert "somebody added to it" in run.said
    assert not fleet.forge.open_pulls()
    assert fleet.branches("acme/shop") == ["main"]
    assert BRANCH in fleet.branches("acme/mail")
    assert fleet.status()["acme/shop"]["state"] == "closed"


def test_a_gate_waits_for_green_checks(fleet: Forged) -> None:
    fleet.forge.checks = "failure" if fleet.forge.kind == "github" else "failed"
    fleet.manifest("waves: [{name: canary, repositories: ['*mail'], gate: checks}, {name: rest}]\n")
    run = fleet.run()
    assert "checks are not green: acme/mail" in run.said
    assert set(fleet.forge.open_pulls()) == {("acme/mail", BRANCH)}
    assert fleet.branches("acme/shop") == ["main"]
    fleet.forge.checks = "success"
    fleet.canonize("resume")
    one_each(fleet)


def test_status_tells_of_checks_and_reviews(fleet: Forged) -> None:
    fleet.manifest()
    fleet.run()
    fleet.forge.reviews = ["APPROVED"]
    text = fleet.canonize("status").out.decode()
    assert "open, checks passed, approved" in text
    assert "https://forge.example/acme/shop" in text
    assert fleet.canonize("status", "--offline").out == b""


def test_on_github_a_review_of_who_is_gone_counts_and_what_is_no_success_is_none(fleet: Forged) -> None:
    if fleet.forge.kind == "gitlab":
        pytest.skip("GitLab tells of both in other words")
    fleet.manifest()
    fleet.run()
    fleet.forge.reviews, fleet.forge.reviewer_gone = ["CHANGES_REQUESTED"], True
    fleet.forge.checks = "startup_failure"
    assert "open, checks failed, changes requested" in fleet.canonize("status").out.decode()


def test_publish_makes_pull_requests_for_what_was_only_pushed(fleet: Forged) -> None:
    fleet.manifest()
    fleet.run("--no-pull-requests")
    assert not fleet.forge.open_pulls()
    fleet.canonize("publish")
    one_each(fleet)


def test_a_forge_lists_the_repositories(fleet: Forged) -> None:
    def listed(name: str, **more: object) -> dict[str, object]:
        common = {"archived": False, "default_branch": "main", **more}
        if fleet.forge.kind == "github":
            return {
                "full_name": name, "clone_url": fleet.url(name), "fork": False, "size": 3, "topics": ["python"], **common,
            }  # fmt: skip
        return {
            "id": len(name), "path_with_namespace": name, "http_url_to_repo": fleet.url(name), "empty_repo": False, **common,
        }  # fmt: skip

    fleet.forge.repositories = [
        listed("acme/shop"),
        listed("acme/mail"),
        listed("acme/old", archived=True),
    ]
    source = (
        f"github: {{organisation: acme, topic: python, api: '{fleet.forge.url}'}}"
        if fleet.forge.kind == "github"
        else f"gitlab: {{group: acme, api: '{fleet.forge.url}'}}"
    )
    fleet.manifest(entries=[source])
    fleet.run()
    one_each(fleet)
    rows = fleet.status()
    assert {name: row["state"] for name, row in rows.items()} == {
        "acme/shop": "published", "acme/mail": "published", "acme/old": "skipped",
    }  # fmt: skip
    assert rows["acme/old"]["note"] == "it is archived"


@pytest.fixture
def github(tmp_path: Path) -> Iterator[Forged]:
    with serving("github", tmp_path / "remotes") as forge:
        fleet = Forged(tmp_path)
        fleet.forge = forge
        fleet.add("acme/shop")
        fleet.remote("acme/shop").git("config", "http.receivepack", "true")
        forge.repositories = [
            {
                "full_name": "acme/shop", "clone_url": fleet.url("acme/shop"), "default_branch": "main", "topics": [],
                "archived": False, "fork": False,
            }
        ]  # fmt: skip
        yield fleet


def test_a_user_of_github_lists_repositories_as_an_organisation_does(github: Forged) -> None:
    github.manifest(entries=[f"github: {{organisation: ann, api: '{github.forge.url}'}}"])
    github.run()
    one_each(github)


def test_a_search_that_finds_more_than_github_tells_of_is_refused(github: Forged) -> None:
    github.manifest(entries=[f"github: {{search: python, api: '{github.forge.url}'}}"])
    github.forge.found = 1001
    assert "finds 1,001 repositories, and GitHub tells of 1,000" in github.run(code=2).said
    github.forge.found = 1000
    github.run()
    one_each(github)


def test_a_forge_that_lists_nothing_now_takes_nothing_out_of_the_batch(github: Forged) -> None:
    from repos import make

    make(github.root / "checkouts" / "lone", FILES)
    github.manifest(
        entries=[f"github: {{organisation: acme, api: '{github.forge.url}'}}", "{folder: checkouts, use: origin}"]
    )
    github.run(code=3)
    github.forge.answers = [("GET", "/orgs/", (400, {"message": "no"}))]
    github.canonize("retry", "--failed", code=2)
    assert {name: row["state"] for name, row in github.status().items()} == {"acme/shop": "published", "lone": "failed"}
    one_each(github)


def test_a_merge_request_from_a_fork_is_not_taken_for_ours(tmp_path: Path) -> None:
    """Whoever forks a project has branches of any name, and may write our mark below what they propose."""
    with serving("gitlab", tmp_path / "remotes") as forge:
        fleet = Forged(tmp_path)
        fleet.forge = forge
        fleet.add("acme/shop")
        fleet.remote("acme/shop").git("config", "http.receivepack", "true")
        theirs = {
            "head": BRANCH, "base": "main", "title": "Theirs", "body": "<!-- canonize x y -->", "number": 1,
            "state": "open", "labels": [], "reviewers": [], "fork": 2,
        }  # fmt: skip
        forge.pulls["acme/shop"] = [theirs]
        fleet.manifest()
        fleet.run()
        assert [(each["title"], each.get("fork")) for each in forge.pulls["acme/shop"]] == [
            ("Theirs", 2),
            ("Rename app.m:Old to New", None),
        ]


def test_labels_that_cannot_be_put_on_are_no_failure(fleet: Forged) -> None:
    fleet.forge.answers = [("POST", "/labels$", (403, {"message": "Forbidden"}))]
    fleet.manifest(pulls="{labels: [codemod]}")
    fleet.run()
    one_each(fleet)
    fleet.canonize("report", "--html", "page.html")
    logged = "labels codemod: the forge answers 403: Forbidden" in (fleet.root / "page.html").read_text()
    assert logged == (fleet.forge.kind == "github")


@pytest.mark.parametrize("errors", [["Drafts are not supported"], "Drafts are not supported"])
def test_what_a_forge_says_in_plain_words_is_told(github: Forged, errors: object) -> None:
    github.forge.answers = [("POST", "/pulls$", (400, {"message": "Validation Failed", "errors": errors}))]
    github.manifest()
    assert "the forge answers 400: Validation Failed Drafts are not supported" in github.run(code=3).said


def test_a_forge_that_sends_us_to_another_host_is_told(github: Forged) -> None:
    github.forge.answers = [("GET", "/pulls$", (301, {}, {"Location": "http://localhost:9/x"}))]
    github.manifest()
    assert "redirected from host 127.0.0.1 to localhost" in github.run(code=3).said


def test_no_token_is_left_anywhere(fleet: Forged) -> None:
    fleet.hook("acme/mail", "pre-receive", f"#!/bin/sh\necho 'secret {TOKEN}' >&2\nexit 1\n")
    fleet.manifest()
    run = fleet.run("-v", code=3)
    shown = run.said + run.out.decode()
    status = fleet.canonize("status", "--format", "json", code=3)
    shown += status.said + status.out.decode()
    fleet.canonize("report", "--html", "state/page.html", "--junit", "state/results.xml", code=3)
    basic = base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()
    secrets = (TOKEN.encode(), basic.encode())
    assert not any(secret in shown.encode() for secret in secrets)
    for folder in ("state", "cache"):
        for path in (fleet.root / folder).rglob("*"):
            if path.is_file():
                assert not any(secret in path.read_bytes() for secret in secrets), path


def test_a_token_is_in_no_argument(fleet: Forged) -> None:
    """A git that writes down how it is called stands before the real one."""
    real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    spy = fleet.root / "bin" / "git"
    spy.parent.mkdir()
    spy.write_text(f'#!/bin/sh\necho "$@" >> \'{fleet.root}/calls\'\nexec {real} "$@"\n')
    spy.chmod(0o755)
    import os

    fleet.manifest()
    fleet.run(PATH=f"{spy.parent}:{os.environ['PATH']}")
    calls = (fleet.root / "calls").read_text(errors="replace")  # a pattern that git searches for need be no text
    assert "push" in calls
    assert TOKEN not in calls
    assert base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode() not in calls
    one_each(fleet)


def test_a_token_that_is_not_set_is_told(fleet: Forged) -> None:
    fleet.manifest()
    run = fleet.run(code=3, FORGE_TOKEN="")
    assert "FORGE_TOKEN is not set" in run.said
    assert fleet.forge.count("POST", "") == 0


def test_a_token_goes_to_no_host_that_the_manifest_does_not_name(fleet: Forged, tmp_path: Path) -> None:
    with serving("github", tmp_path / "remotes") as other:
        entry = f"url: {other.url.replace('127.0.0.1', 'localhost')}/acme/shop.git"
        path = fleet.manifest(entries=[entry])
        path.write_text(
            path.read_text().replace("token-env: FORGE_TOKEN", "token-env: FORGE_TOKEN, hosts: [127.0.0.1]")
        )
        run = fleet.run(code=3)
        assert "(no-access)" in run.said
        assert other.unauthorized


@pytest.mark.parametrize("fault", ["slow", "slow-after"])
def test_a_driver_that_is_killed_while_a_forge_makes_one(fleet: Forged, fault: str) -> None:
    """The forge was asked, and writes after the kill; or it has written, and nobody hears of it."""
    fleet.forge.faults += [("POST", "(pulls|merge_requests)$", fault)]
    fleet.manifest()
    process = fleet.started("run", "rename-symbol", "repos.yaml", *PARAMS, FORGE_TOKEN=TOKEN)
    while not fleet.forge.count("POST", "(pulls|merge_requests)$"):
        assert process.poll() is None
        time.sleep(0.05)
    process.kill()
    process.communicate()
    fleet.canonize("resume")
    one_each(fleet)
    assert {row["state"] for row in fleet.status().values()} == {"published"}


@pytest.mark.slow
def test_twenty_kills_of_a_driver_that_publishes(fleet: Forged) -> None:
    fleet.manifest()
    for number in range(20):
        process = fleet.started("run", "rename-symbol", "repos.yaml", *PARAMS, FORGE_TOKEN=TOKEN)
        while not fleet.acts("push: done") and process.poll() is None:
            time.sleep(0.02)
        time.sleep(number * 0.03)
        process.kill()
        process.communicate()
        fleet.canonize("resume")
        one_each(fleet)
        fleet.canonize("close", "--yes")
        for name in fleet.names:
            (fleet.remote(name).path / "pushes").unlink()
        fleet.forget()


def test_paths_and_names_in_a_body_are_no_mentions(fleet: Forged) -> None:
    fleet.push_more("acme/shop", {"app/@everyone```x.py": b"from app.m import Old\n", **FILES})
    fleet.manifest()
    fleet.run()
    (pull,) = fleet.forge.pulls["acme/shop"]
    fence = next(line for line in pull["body"].splitlines() if line.startswith("```"))
    assert len(fence) >= 4
    assert PARAMS[0] not in pull["body"]
