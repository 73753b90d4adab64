"""The diff of a change, held against git itself."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repos import Repo

from canonize.codemods.edits import Edit, apply
from canonize.codemods.repo.changes import ChangeSet, FileChange, Revision
from canonize.codemods.repo.files import InMemory, Kind
from canonize.codemods.results.diff import lines, quoted, unified
from canonize.codemods.results.stat import stat

ODD_NAMES = ["a.py", "with space.py", 'quo"te.py', "tab\there.py", "new\nline.py", "back\\slash.py", "café.py",
             "lone\udcff.py", "deep/er/x.py", " lead.py", "-dash.py", "a\x01\x7f.py"]  # fmt: skip
text = st.lists(st.sampled_from([b"a", b"b", b"\n", b"\n", b"\r\n", b"\r", b"\xff", b"\\ no", b"-- x", b"++ y"])).map(
    b"".join
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp())
    yield path
    shutil.rmtree(path)


def applied(folder: Path, change: FileChange, diff: bytes) -> tuple[bytes | None, int]:
    """What `git apply` makes of the file of `change`: its bytes and its mode."""
    target = folder / change.path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    if change.before is not None:
        target.write_bytes(change.before)
    run = subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], cwd=folder, input=diff, capture_output=True)
    assert run.returncode == 0, (run.stderr, diff)
    if not target.exists():
        return None, 0
    return target.read_bytes(), target.stat().st_mode & 0o777


@st.composite
def edited(draw: st.DrawFn) -> FileChange:
    """A change by one or two steps of random edits."""
    before = draw(text)
    path = draw(st.sampled_from(ODD_NAMES))
    changes, files = ChangeSet(), InMemory({path: before})
    for step in range(draw(st.integers(1, 2))):
        seen = changes.over(files).read(path)
        cuts = sorted(draw(st.lists(st.integers(0, len(seen)), max_size=8, unique=True)))
        edits = tuple(Edit(a, b, draw(text), f"cut {a}") for a, b in zip(cuts[::2], cuts[1::2], strict=False))
        changes = changes.edited(f"step-{step}", "stub", changes.over(files), {path: edits})
    return changes.changes.get(path) or FileChange(path, before, before)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(change=edited(), context=st.integers(1, 4), why=st.booleans())
def test_git_apply_of_the_diff_gives_the_very_bytes(folder: Path, change: FileChange, context: int, why: bool) -> None:
    if change.before == change.after:
        assert [kind for kind, _ in lines(change)] == ["header"]
        return
    diff = unified(change, context=context, why=why)
    assert applied(folder, change, diff)[0] == change.after


@settings(max_examples=500, deadline=None)
@given(change=edited())
def test_the_lines_of_a_diff_spell_both_texts(change: FileChange) -> None:
    """With all the context there is, the diff holds the whole of both texts (no git needed, so many examples)."""
    found = lines(change, context=1000)
    for sign, whole in ((b"-", change.before), (b"+", change.after)):
        spelled = b""
        for (kind, line), (after, _) in pairwise([*found, ("header", b"")]):
            if kind in ("context", "removed", "added") and line[:1] in (b" ", sign):
                spelled += line[1:-1] if after == "marker" else line[1:]
        assert spelled == whole or change.before == change.after


@pytest.mark.parametrize("path", ODD_NAMES)
@pytest.mark.parametrize("kind", ["file", "executable"])
@pytest.mark.parametrize("content", [b"", b"x = 1\n", b"x = 1\ny = 2", b"\r"])
def test_created_and_deleted_files_apply_with_their_mode(folder: Path, path: str, kind: Kind, content: bytes) -> None:
    created = FileChange(path, None, content, (Revision("s", "stub", ()),))
    for why in (False, True):
        after, mode = applied(folder, created, unified(created, kind=kind, why=why))
        assert after == content
        assert bool(mode & 0o100) == (kind == "executable")
    deleted = FileChange(path, content, None, (Revision("s", "stub", ()),))
    (folder / path).chmod(0o755 if kind == "executable" else 0o644)
    run = subprocess.run(["git", "apply", "-"], cwd=folder, input=unified(deleted, kind=kind), capture_output=True)
    assert run.returncode == 0, run.stderr
    assert not (folder / path).exists()


def test_an_executable_file_keeps_its_bit(folder: Path) -> None:
    change = change_of("run.py", b"#!/bin/sh\nold\n", Edit(10, 13, b"new", "r"))
    target = folder / "run.py"
    target.write_bytes(change.before or b"")
    target.chmod(0o755)
    diff = unified(change, kind="executable")
    subprocess.run(["git", "apply", "-"], cwd=folder, input=diff, check=True)
    assert target.read_bytes() == b"#!/bin/sh\nnew\n"
    assert target.stat().st_mode & 0o100


@pytest.mark.parametrize("path", ODD_NAMES)
def test_it_is_what_git_diff_prints(tmp_path: Path, path: str) -> None:
    before = b"".join(b"line %d\n" % n for n in range(40)) + b"end"
    change = change_of(
        path, before, Edit(0, 4, b"LINE", "r"), Edit(60, 64, b"Line", "r"), Edit(len(before), len(before), b"!", "r")
    )
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_bytes(before)
    repo = Repo(tmp_path)
    repo.git("init", "-q")
    repo.git("add", "-A")
    (tmp_path / path).write_bytes(change.after or b"")
    theirs = repo.git("-c", "core.quotePath=true", "diff")
    expected = b"".join(
        line if not line.startswith(b"@@ ") else line.partition(b" @@")[0] + b" @@\n"
        for line in theirs.splitlines(keepends=True)
        if not line.startswith(b"index ")
    )
    assert unified(change) == expected
    assert stat([change]) == repo.git("-c", "core.quotePath=true", "diff", "--stat=80").decode()


def test_each_hunk_names_the_function_it_is_in() -> None:
    before = b"class A:\n    def f(self):\n" + b"        pass\n" * 8 + b"        Old()\n"
    at = before.index(b"Old")
    diff = unified(change_of("a.py", before, Edit(at, at + 3, b"New", "call")))
    assert b"@@ -8,4 +8,4 @@ def f(self):\n" in diff
    assert b" @@\n" in unified(change_of("a.txt", before, Edit(at, at + 3, b"New", "call")))


def test_why_says_step_engine_and_reason_behind_the_place_of_the_hunk() -> None:
    files = InMemory({"a.py": b"Old()\n"})
    once = ChangeSet().edited("first", "rename", files, {"a.py": (Edit(0, 3, b"New", "call of app.m:Old"),)})
    twice = once.edited("second", "tidy", once.over(files), {"a.py": (Edit(3, 5, b"(1)", "odd\nreason"),)})
    assert unified(twice.changes["a.py"], why=True).splitlines()[3:] == [
        b"@@ -1 +1 @@ why: line 1: first (rename): call of app.m:Old; line 1: second (tidy): odd reason",
        b"-Old()",
        b"+New(1)",
    ]


def test_why_of_a_new_file_says_which_step_made_it() -> None:
    change = FileChange("new.py", None, b"x\n", (Revision("factory", "mocks", ()),))
    assert b"\n@@ -0,0 +1 @@ why: factory (mocks): file created\n+x\n" in unified(change, why=True)


def test_equal_lines_inside_a_replaced_block_stay_out_of_the_diff() -> None:
    change = change_of("a.py", b"a\nb\nc\n", Edit(0, 6, b"a\nB\nc\n", "rewritten"))
    assert [text for kind, text in lines(change, context=0) if kind in ("removed", "added")] == [b"-b\n", b"+B\n"]


def test_equal_lines_at_the_ends_of_a_replaced_block_are_context_like_others() -> None:
    before, after = (b"1\n2\n3\n4\n5\n%b\n7\n8\n9\n" % word for word in (b"a", b"b"))
    change = ChangeSet().edited("whole", "stub", InMemory({"a.py": before}), {"a.py": (Edit(0, 18, after, "all"),)})
    assert [text for kind, text in lines(change.changes["a.py"], context=1) if kind != "header"][1:] == [
        b" 5\n", b"-a\n", b"+b\n", b" 7\n"
    ]  # fmt: skip


def test_a_line_that_stays_between_two_that_change_is_context() -> None:
    before = b"from a import (\n    X, Y,\n)\nZ\n"
    edits = (Edit(20, 23, b"", "taken"), Edit(27, 27, b"\nfrom b import X", "added"))
    change = FileChange("m.py", before, apply(before, edits), (Revision("1", "rename", edits),))
    body = unified(change).splitlines()[4:]
    assert body == [b" from a import (", b"-    X, Y,", b"+    Y,", b" )", b"+from b import X", b" Z"]


@pytest.mark.parametrize(
    ("path", "printed"),
    [("a/b.py", b"a/b.py"), ("é", b'"\\303\\251"'), ("a\tb\n", b'"a\\tb\\n"'), ("\udcff", b'"\\377"'), ('"', b'"\\""')],
)
def test_odd_names_are_quoted_as_git_quotes_them(path: str, printed: bytes) -> None:
    assert quoted(path) == printed


def test_stat_counts_lines_and_shortens_names() -> None:
    small = change_of("x" * 200 + "/a.py", b"a\nb\n", Edit(0, 1, b"c", "r"))
    made = FileChange("made.py", None, b"1\n2\n3\n")
    shown = stat([small, made], width=60)
    assert shown.splitlines()[0].startswith(" ...")
    assert all(len(line) <= 60 for line in shown.splitlines())
    assert shown.endswith(" 2 files changed, 4 insertions(+), 1 deletion(-)\n")
    assert stat([]) == ""


def test_two_hundred_files_take_milliseconds() -> None:
    body = b"".join(b"    value_%d = compute(%d)\n" % (n, n) for n in range(400))
    edits = tuple(Edit(at, at + 5, b"other", "r") for at in (body.index(b"value_%d " % n) for n in (3, 200, 390)))
    changes = [change_of(f"f{n}.py", body, *edits) for n in range(200)]
    start = process_time()
    for change in changes:
        unified(change)
    assert process_time() - start < 0.5  # 20 ms on a quiet machine


def change_of(path: str, before: bytes, *edits: Edit) -> FileChange:
    return FileChange(path, before, apply(before, edits), (Revision("step", "stub", edits),))


def test_each_hunk_names_the_function_or_class_around_it() -> None:
    lines_of = [f"value_{n}" for n in range(60)]
    lines_of[15], lines_of[30], lines_of[33] = "class A:", "    async def f():", "# no def here"
    text = ("\n".join(lines_of) + "\n").encode()
    edits = [Edit(at, at + 5, b"other", "r") for at in (text.index(b"value_%d\n" % n) for n in (2, 12, 22, 40, 55))]
    found = [line.split(b"@@")[2] for kind, line in lines(change_of("a.py", text, *edits)) if kind == "hunk"]
    assert found == [b"\n", b"\n", b" class A:\n", b" async def f():\n", b" async def f():\n"]


def test_time_grows_with_the_hunks_and_with_the_edits_of_one() -> None:
    for text, why in ((b"Old\n" + b"x = 1\n" * 7) * 20_000, False), (b"Old\n" * 100_000, True):
        edits = (Edit(at, at + 3, b"New", "r") for at in range(0, len(text), len(text) // text.count(b"Old")))
        change = change_of("a.py", text, *edits)
        start = process_time()
        unified(change, why=why)
        assert process_time() - start < 5  # half a second on a quiet machine
