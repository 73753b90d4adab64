"""The reports of a batch: what each holds, and that nothing of a stranger acts in any of them."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fleets import BRANCH, FILES, PARAMS, Fleet
from repos import not_root

from canonize.codemods.batch import exports
from canonize.codemods.batch.rows import BEGUN
from canonize.codemods.batch.tally import SAYS
from canonize.codemods.errors import CanonizeError

EVIL = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Fleet:
    """A batch that was run; nobody changes it."""
    fleet = Fleet(tmp_path_factory.mktemp("fleet"))
    fleet.add("shop")
    fleet.add("other", {"a.py": b"x = 1\n"})
    fleet.add("evil", {**FILES, f"app/{EVIL.replace('/', '')}.py": b"from app.m import Old  # <img src=x onerror=y>\n"})
    fleet.hook("evil", "pre-receive", f"#!/bin/sh\necho '{EVIL} =cmd()' >&2\nexit 1\n")
    fleet.manifest()
    fleet.run(code=3)
    return fleet


class Page(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def written(fleet: Fleet, kind: str) -> str:
    fleet.canonize("report", f"--{kind}", f"out.{kind}", code=3)
    return (fleet.root / f"out.{kind}").read_text(encoding="utf-8")


def test_the_page_holds_every_repository_its_diff_and_its_log(fleet: Fleet) -> None:
    text = written(fleet, "html")
    for words in ("shop", "other", "evil", "+class New:", "-class Old:", BRANCH, "push: done", "rejected-by-hook"):
        assert words in text, words
    assert Page(text).tags.count("script") == 1


def test_the_page_runs_and_loads_nothing_of_others(fleet: Fleet) -> None:
    text = written(fleet, "html")
    page = Page(text)
    assert "&lt;script&gt;alert(1)" in text
    assert EVIL not in text
    assert "img" not in page.tags
    assert not [name for name, _ in page.attributes if name in ("src", "onerror", "onclick", "onload", "style")]
    policy = next(value for name, value in page.attributes if name == "content" and "default-src" in (value or ""))
    assert policy is not None and policy.startswith("default-src 'none'")


def test_json_lines_are_one_object_for_each_repository(fleet: Fleet) -> None:
    head, *rows = map(json.loads, written(fleet, "jsonl").splitlines())
    assert head["canonize"] == "batch-report/1"
    assert head["repositories"] == len(rows) == 3
    assert {row["repository"]: row["state"] for row in rows} == {
        "shop": "pushed", "other": "not-applicable", "evil": "failed",
    }  # fmt: skip


def test_the_table_starts_no_formula(fleet: Fleet) -> None:
    rows = list(csv.DictReader(io.StringIO(written(fleet, "csv"))))
    assert [row["repository"] for row in rows] == ["shop", "other", "evil"]
    assert rows[2]["cause"] == "rejected-by-hook"
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_junit_tells_what_failed_and_what_was_skipped(fleet: Fleet) -> None:
    suite = ElementTree.fromstring(written(fleet, "junit"))
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "1", "1")
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    failure = cases["evil"].find("failure")
    assert failure is not None and failure.get("type") == "rejected-by-hook"
    assert cases["other"].find("skipped") is not None
    assert not list(cases["shop"])


def test_reports_of_the_manifest_are_written_when_a_run_ends(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path)
    fleet.add("shop")
    fleet.manifest("report: {html: page.html, junit: results.xml}\n")
    run = fleet.run()
    assert re.search(r"wrote .*page\.html", run.said)
    assert (fleet.root / "page.html").is_file()
    assert (fleet.root / "results.xml").is_file()


def test_a_report_that_cannot_be_written_hides_nothing_of_the_run_and_a_look_writes_none(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path)
    fleet.add("shop")
    fleet.manifest("report: {html: pages/page.html}\n")
    run = fleet.run(code=3)
    assert "branch is there: 1" in run.said
    assert "page.html: No such file or directory" in run.said
    (fleet.root / "pages").mkdir()
    fleet.canonize("status")
    assert not (fleet.root / "pages/page.html").exists()
    fleet.canonize("report")
    assert (fleet.root / "pages/page.html").is_file()


def test_a_report_wants_a_file(fleet: Fleet) -> None:
    assert "--html" in fleet.canonize("report", code=2).said
    run = fleet.canonize("report", "--html", "no/such/folder/x.html", code=2)
    assert "No such file" in run.said


def test_a_report_goes_to_a_pipe_and_to_no_folder(fleet: Fleet) -> None:
    pipe = fleet.root / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    fleet.canonize("report", "--jsonl", "pipe", code=3)
    assert json.loads(os.read(reader, 1 << 20).split(b"\n")[0])["repositories"] == 3
    os.close(reader)
    assert pipe.is_fifo()
    assert ".: Is a directory" in fleet.canonize("report", "--html", ".", code=2).said
    assert "remotes: Is a directory" in fleet.canonize("report", "--html", "remotes", code=2).said


def test_a_report_that_finds_no_room_leaves_nothing(tmp_path: Path) -> None:
    def pieces() -> Iterator[str]:
        yield "x"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(CanonizeError, match="No space left"):
        exports._write(tmp_path / "report.html", pieces())
    assert not list(tmp_path.iterdir())


def test_a_report_goes_through_a_link_as_that_of_dev_stdout(fleet: Fleet) -> None:
    (fleet.root / "real").write_text("")
    (fleet.root / "link").symlink_to("real")
    fleet.canonize("report", "--jsonl", "link", code=3)
    assert (fleet.root / "link").is_symlink() and (fleet.root / "real").read_text()


def test_a_report_goes_to_stdout_by_a_dash(fleet: Fleet) -> None:
    run = fleet.canonize("report", "--jsonl", "-", code=3)
    assert json.loads(run.out.splitlines()[0])["repositories"] == 3
    assert not (fleet.root / "-").exists()


@not_root
def test_a_report_into_a_folder_that_is_closed_is_refused(fleet: Fleet) -> None:
    (fleet.root / "closed").mkdir(mode=0)
    assert "Permission denied" in fleet.canonize("report", "--html", "closed/x.html", code=2).said


def test_a_report_of_a_plan_shows_the_diffs_before_anything_is_pushed(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path)
    fleet.add("shop")
    fleet.manifest()
    fleet.canonize("plan", "rename-symbol", "repos.yaml", *PARAMS)
    fleet.canonize("report", "--html", "plan.html")
    assert "+class New:" in (tmp_path / "plan.html").read_text(encoding="utf-8")
    assert fleet.branches("shop") == ["main"]


def test_a_form_feed_begins_no_line_of_a_diff() -> None:
    from canonize.codemods.batch.page import _diff

    assert _diff(b"-old\x0c+never\r\n+new\r\n") == (
        '<span class="del">-old\\u000c+never</span>\n<span class="add">+new</span>'
    )


def test_a_carriage_return_begins_no_row_of_the_table() -> None:
    from canonize.codemods.batch.exports import _csv

    assert _csv(("a\r=b", "c")) == '"a\r=b",c\n'


def test_each_state_in_which_a_kill_may_leave_a_repository_is_told_in_words() -> None:
    assert BEGUN.keys() <= SAYS.keys()
