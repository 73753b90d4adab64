"""Files, trees and machines as nobody wishes them: each file is done or named, the rest is done, nothing else happens."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from commands import RENAME, alone, canonize, files_in, lines_about, started
from repos import Repo, make

HOME = {"app/__init__.py": b"", "app/m.py": b"class Old:\n    pass\n"}
IMPORT = b"from app.m import Old\n"
USE = IMPORT + b"x = Old()\n"


def cookie(encoding: str, text: str = "e") -> bytes:
    """A file that calls itself so, and is so where Python can write it."""
    source = f"# -*- coding: {encoding} -*-\nfrom app.m import Old\ns = '{text}'; x = Old()\n"
    try:
        return source.encode(encoding)
    except (LookupError, UnicodeError):
        return source.encode()


# -- what stands in a file --------------------------------------------------------------------------------------------

# Every place of the name is changed and no other byte.
DONE = {
    "crlf": USE.replace(b"\n", b"\r\n"),
    "cr": USE.replace(b"\n", b"\r"),
    "mixed": b"from app.m import Old\r\nx = Old()\ry = Old()\nz = Old()\r\n",
    "form_feed": b"\x0c\n" + USE + b"\x0cy = Old()\n",
    "bom": b"\xef\xbb\xbf" + USE,
    "bom_crlf": b"\xef\xbb\xbf" + USE.replace(b"\n", b"\r\n"),
    "latin1": b"# coding: latin-1\n" + IMPORT + b"s = '\xe9\xff'; x = Old()\n",
    "latin1_second_line": b"#!/usr/bin/python\n# coding: latin-1\n" + IMPORT + b"s = '\xe9'; Old()\n",
    "shift_jis": cookie("shift_jis", "表示ソ"),  # whose second bytes are backslashes
    "gbk": cookie("gbk", "中文乗"),
    "euc_jp": cookie("euc_jp", "表示"),
    "euc_kr": cookie("euc_kr", "한"),
    "big5": cookie("big5", "功許"),
    "koi8": cookie("koi8-r", "я"),
    "iso2022": cookie("iso2022_jp", "表示"),
    "utf7": cookie("utf-7", "é"),
    "unicode_escape": cookie("unicode_escape", "é"),
    "utf8_unix": cookie("utf-8-unix", "é"),
    "cookie_in_the_third_line": b"\n\n# coding: rot13\n" + USE,
    "cookie_in_the_third_line_of_cr": b"# a\r\r# coding: rot13\r" + USE.replace(b"\n", b"\r"),
    "latin1_second_line_of_cr": b"#!/usr/bin/python\r# coding: latin-1\rfrom app.m import Old\rs = '\xe9'; Old()\r",
    "line_separators": IMPORT + "s = '\u2028'; x = Old()\nt = '\x85\u2029\x1c\x0b'; y = Old()\n".encode(),
    "backslashes": b"from app.m import \\\n    Old\nfrom app.m \\\n import Old as O\nx = Old \\\n ()\n",
    "backslash_crlf": b"from app.m import \\\r\n    Old\r\n",
    "semicolons": b"import os; from app.m import Old; x = Old(); import sys\n",
    "one_line_if": b"x = 1\nif x: from app.m import Old\nelse: Old = None\ny = Old\n",
    "comments_in_parentheses": b"from app.m import (  # c1\n    # c2\n    Old,  # noqa: F401\n    # c3\n)\nx = Old\n",
    "dedented_in_parentheses": b"if 1:\n\tfrom app.m import (\nOld\n)\n\tx = Old\n",
    "tabs": b"if 1:\n\tfrom app.m import Old\n\tif 2:\n\t        x = Old()\n",
    "no_newline_at_the_end": IMPORT + b"x = Old()",
    "brackets_within_brackets": IMPORT + b"x = " + b"[" * 190 + b"Old" + b"]" * 190 + b"\n",
    "ifs_within_ifs": IMPORT + b"".join(b" " * n + b"if 1:\n" for n in range(99)) + b" " * 99 + b"Old()\n",
    "three_thousand_elifs": IMPORT + b"if 0: pass\n" + b"elif Old: pass\n" * 3000,
    "ten_thousand_imports": b"".join(b"import mod%d\n" % n for n in range(10_000)) + USE,
    "ten_thousand_names": b"from app.m import (" + b"".join(b"n%d, " % n for n in range(10_000)) + b"Old)\nOld()\n",
    "at_the_very_end": b"'''" + b"a" * 1_000_000 + b"'''\n" + USE,
}
# Only some places of the word are the name.
PARTLY = {
    "homoglyphs": (
        IMPORT + "Оld = 3\nx = Оld, Old\n".encode(),
        b"from app.m import New\n" + "Оld = 3\nx = Оld, New\n".encode(),
    ),
    "letters_beside_it": (
        IMPORT + "été = Old()\nOldé = 1\néOld = 2\n".encode(),
        b"from app.m import New\n" + "été = New()\nOldé = 1\néOld = 2\n".encode(),
    ),
    # what Python takes for the same name (PEP 3131), beside it and where the name itself is nowhere
    "disguised": (IMPORT + "x = 𝐎ld()  # 𝐎ld\n".encode(), b"from app.m import New\n" + "x = New()  # 𝐎ld\n".encode()),
    "disguised_all_over": (
        "from app.ｍ import Ｏld as 𝐎\nimport app.m as ﬁ\nx = 𝐎(fi.Olᵈ, O)\n".encode(),
        "from app.ｍ import New as 𝐎\nimport app.m as ﬁ\nx = 𝐎(fi.New, O)\n".encode(),
    ),
}
# The file stays as it is, and its line says why.
NAMED = {
    "latin1_without_cookie": (IMPORT + b"s = '\xe9'; x = Old()\n", "is not text in its encoding"),
    "invalid_utf8": (USE + b"# \xff\xfe\n", "is not text in its encoding"),
    "unknown_cookie": (cookie("unknown-x"), "is not text in its encoding: unknown encoding: unknown-x"),
    "cookie_that_is_a_path": (cookie("../../etc/passwd"), "is not text in its encoding"),
    "rot13": (cookie("rot13"), "is not text in its encoding"),
    "zlib": (cookie("zlib"), "is not text in its encoding"),
    "undefined": (cookie("undefined"), "is not text in its encoding"),
    "punycode": (cookie("punycode"), "the change is not proven" if sys.version_info < (3, 14) else "not text in its"),
    "utf16_cookie": (USE.replace(IMPORT, b"# coding: utf-16\n" + IMPORT), "encoding"),
    "cookie_against_bom": (b"\xef\xbb\xbf# coding: latin-1\n" + USE, "is not text in its encoding"),
    "nul": (USE + b"s = '\0'\n", "holds a NUL byte"),
    "ctrl_z": (USE + b"\x1a", "does not parse"),
    "python2": (IMPORT + b"print 'x', Old\n", "is Python 2"),
    "broken": (IMPORT + b"def (\n", "does not parse"),
    "png": (b"\x89PNG\r\n\x1a\n\0Old", "holds a NUL byte"),
    "five_thousand_brackets": (IMPORT + b"x = " + b"[" * 5000 + b"Old" + b"]" * 5000 + b"\n", "nests deeper than 1000"),
    "a_chain_of_attributes": (
        IMPORT + b"x = Old" + b".a" * 3000 + b"\ny = x" + b".a" * 3000 + b".Old\n",
        "nests deeper",
    ),
    "a_chain_of_calls": (IMPORT + b"x = Old" + b"()" * 3000 + b"\n", "nests deeper"),
    "a_sum_of_thousands": (IMPORT + b"x = " + b"Old + " * 5000 + b"1\n", "nests deeper"),
    "only_a_comment": (b"# Old\n", "Old in a comment"),
}
# Python cannot import them, and nothing there names the symbol: not a word is said.
SILENT = {
    "empty": b"",
    "utf16": "\ufefffrom app.m import Old\n".encode("utf-16-le"),
    "utf32": "\ufefffrom app.m import Old\n".encode("utf-32-le"),
}


class Outcome:
    """What one run over all of them did."""

    def __init__(self, repo: Repo) -> None:
        self.repo = repo
        self.before = files_in(repo.path)
        self.run = canonize(*RENAME, "--in-place", "--verbose", cwd=repo.path, code=3, timeout=240)

    def content(self, name: str) -> bytes:
        return (self.repo.path / f"app/{name}.py").read_bytes()


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    files = {**DONE, **SILENT}
    files |= {name: before for name, (before, _) in PARTLY.items()}
    files |= {name: content for name, (content, _) in NAMED.items()}
    written = {f"app/{name}.py": content for name, content in files.items()}
    return Outcome(make(tmp_path_factory.mktemp("hostile") / "repo", {**HOME, **written}))


@pytest.mark.parametrize("name", DONE)
def test_every_place_changes_and_no_other_byte(outcome: Outcome, name: str) -> None:
    assert outcome.content(name) == DONE[name].replace(b"Old", b"New")
    assert not lines_about(outcome.run.said, f"app/{name}.py")


@pytest.mark.parametrize("name", PARTLY)
def test_only_the_name_changes_where_other_words_look_like_it(outcome: Outcome, name: str) -> None:
    assert outcome.content(name) == PARTLY[name][1]


@pytest.mark.parametrize("name", NAMED)
def test_a_file_that_cannot_be_done_is_named_with_its_reason(outcome: Outcome, name: str) -> None:
    content, why = NAMED[name]
    assert any(why in line for line in lines_about(outcome.run.said, f"app/{name}.py"))
    assert outcome.content(name) == content


@pytest.mark.parametrize("name", SILENT)
def test_a_file_without_the_name_is_left_without_a_word(outcome: Outcome, name: str) -> None:
    assert outcome.content(name) == SILENT[name]
    assert not lines_about(outcome.run.said, f"app/{name}.py")


def test_beside_all_of_them_the_definition_changes_and_nothing_appears(outcome: Outcome) -> None:
    after = files_in(outcome.repo.path)
    assert after.keys() == outcome.before.keys()
    assert after[b"app/m.py"] == b"class New:\n    pass\n"


def test_a_second_run_over_all_of_them_changes_nothing(outcome: Outcome) -> None:
    before = files_in(outcome.repo.path)
    canonize(*RENAME, "--in-place", cwd=outcome.repo.path, code=None, timeout=240)
    assert files_in(outcome.repo.path) == before


# -- how a file is called, and what it is -----------------------------------------------------------------------------

ODD_NAMES = (
    b"new\nline.py", b"quo\"te'.py", b"-dash.py", b"--in-place.py", b"non\xff\xfeutf.py", b"sp ace/a b.py",
    b"n" * 200 + b".py", b"n" * 252 + b".py", b"tab\t.py", b"esc\x1b[31m.py", "ünï.py".encode(), "\u202ertl.py".encode(),
    b"case/M.py", b"case/m.py", b"app/class.py", b"app/2x.py", b":(exclude)x.py", b"*.py", b"[a].py", b"back\\slash.py",
    b"~.py", b"$HOME.py", b"%s.py", b"{}.py", b".hidden.py", b"..py", b"a.b.py", b"dir.py/x.py", b"d/" * 60 + b"x.py",
)  # fmt: skip


def with_odd_names(folder: Path) -> Path:
    for name in (b"ok.py", *ODD_NAMES):
        path = folder / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.write_bytes(USE)
        except OSError as error:  # a disk that has no such name
            pytest.skip(f"{name!r}: {error}")
    for home, content in HOME.items():
        (folder / "app").mkdir(exist_ok=True)
        (folder / home).write_bytes(content)
    return folder


@pytest.mark.skipif(sys.platform != "linux", reason="names that other systems refuse")
@pytest.mark.parametrize("under_git", [True, False])
def test_files_of_every_name_are_written(tmp_path: Path, under_git: bool) -> None:
    folder = with_odd_names(tmp_path / "repo")
    if under_git:
        make(folder).git("add", "-A")
    canonize(*RENAME, "--in-place", cwd=folder)
    after = files_in(folder)
    assert [name for name in ODD_NAMES if after[name] != USE.replace(b"Old", b"New")] == []
    assert len(after) == len(ODD_NAMES) + 3


@pytest.mark.skipif(sys.platform != "linux", reason="names that other systems refuse")
def test_files_of_every_name_are_committed_and_their_diff_applies(tmp_path: Path) -> None:
    repo = make(with_odd_names(tmp_path / "repo"))
    repo.git("add", "-A")
    repo.git("commit", "-qm", "odd")
    canonize(*RENAME, "--branch", "b", cwd=repo.path)
    tree = {os.fsencode(path): content for path, (_, _, content) in repo.tree("b").items()}
    assert [name for name in ODD_NAMES if tree[name] != USE.replace(b"Old", b"New")] == []
    repo.git("apply", "-", stdin=canonize(*RENAME, cwd=repo.path).out)
    assert not repo.git("diff", "b")


def test_what_is_no_file_and_what_leads_outside_is_not_touched(tmp_path: Path) -> None:
    folder, outside = tmp_path / "repo", tmp_path / "outside"
    (outside / "d").mkdir(parents=True)
    for name in ("o.py", "d/e.py"):
        (outside / name).write_bytes(USE)
    repo = make(folder, {**HOME, "ok.py": USE, "inner_target.py": USE})
    for link, target in {
        "leaves.py": str(outside / "o.py"), "leaves": str(outside / "d"), "loop.py": "loop.py", "self": ".", "zero.py": "/dev/zero",
        "dangling.py": "nowhere", "inner.py": "inner_target.py", "passwd.py": "/etc/passwd", "app/__init__.pyi": "/dev/zero",
    }.items():  # fmt: skip
        (folder / link).symlink_to(target)
    os.mkfifo(folder / "fifo.py")
    with socket.socket(socket.AF_UNIX) as listening:
        os.chdir(folder)
        listening.bind("sock.py")
    (folder / "app/folder.py").mkdir()
    canonize(*RENAME, "--in-place", cwd=folder)
    assert (outside / "o.py").read_bytes() == (outside / "d/e.py").read_bytes() == USE
    assert (folder / "inner.py").is_symlink()
    assert (folder / "inner_target.py").read_bytes() == (folder / "ok.py").read_bytes() == USE.replace(b"Old", b"New")
    assert stat.S_ISFIFO((folder / "fifo.py").lstat().st_mode)
    repo.git("add", "app", "ok.py", "leaves.py", "leaves", "loop.py", "zero.py", "self")
    repo.git("commit", "-qm", "links")
    canonize("rename", "app.m.New", "Newer", "--branch", "b", cwd=folder)
    assert repo.tree("b")["leaves.py"] == repo.tree()["leaves.py"]


def test_a_device_is_not_read(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo", {**HOME, "ok.py": USE})
    try:
        os.mknod(repo.path / "null.py", 0o666 | stat.S_IFCHR, os.makedev(1, 5))
    except OSError as error:
        pytest.skip(f"no device can be made here: {error}")
    canonize(*RENAME, "--in-place", cwd=repo.path)
    assert (repo.path / "ok.py").read_bytes() == USE.replace(b"Old", b"New")


@pytest.mark.parametrize("how", ["--stat", "--branch=b", "--in-place"])
@pytest.mark.parametrize("now", ["pipe", "endless"])
def test_what_took_the_place_of_a_file_is_not_read(tmp_path: Path, now: str, how: str) -> None:
    repo = make(tmp_path / "repo", {**HOME, "ok.py": USE, "use.py": USE})
    place = repo.path / "use.py"
    place.unlink()
    place.symlink_to("/dev/zero") if now == "endless" else os.mkfifo(place)
    said = canonize(*RENAME, how, cwd=repo.path, timeout=20).said
    assert how == "--in-place" or "uncommitted changes in 1 of these files" in said


def test_both_names_of_a_hard_link_change(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo", {**HOME, "ok.py": USE})
    os.link(repo.path / "ok.py", repo.path / "twin.py")
    canonize(*RENAME, "--in-place", cwd=repo.path)
    assert (repo.path / "ok.py").read_bytes() == (repo.path / "twin.py").read_bytes() == USE.replace(b"Old", b"New")


@pytest.mark.parametrize("init", ["symlink", "folder"])
def test_an_init_that_is_no_file_makes_no_package_of_it(tmp_path: Path, init: str) -> None:
    repo = make(tmp_path / "repo", {"app/m.py": HOME["app/m.py"], "ok.py": USE})
    if init == "symlink":
        (repo.path / "app/__init__.py").symlink_to("/dev/zero")
    else:
        (repo.path / "app/__init__.py").mkdir()
    canonize(*RENAME, "--in-place", cwd=repo.path)
    assert (repo.path / "ok.py").read_bytes() == USE.replace(b"Old", b"New")


def test_no_code_of_the_repository_runs(tmp_path: Path) -> None:
    """Neither its modules, though they are called as those that canonize imports, nor what its tools would read."""
    trap = f"open({str(tmp_path / 'ran')!r}, 'w')\n".encode()
    names = (
        "typer", "click", "yaml", "pydantic", "tree_sitter", "tree_sitter_python", "git", "rich", "libcst", "bowler",
        "typing", "re", "stat", "token", "queue", "json", "tomllib", "unicodedata", "difflib", "tempfile", "fcntl",
        "sitecustomize", "usercustomize", "conftest", "setup", "encodings/evil", "encodings/__init__", "gitdb", "smmap",
        "colorama", "shellingham", "readline", "tokenize", "configparser", "annotated_types", "typing_extensions",
    )  # fmt: skip
    repo = make(tmp_path / "repo", {**HOME, "ok.py": USE, **{f"{name}.py": trap + USE for name in names}})
    recipe = tmp_path / "r.yaml"
    recipe.write_text(RECIPE)
    for arguments in ((*RENAME,), ("apply", str(recipe)), (*RENAME, "--in-place", "--why")):
        alone(*arguments, cwd=repo.path)
    assert not (tmp_path / "ran").exists()


RECIPE = """\
canonize: recipe/1
name: tidy
steps:
  - rename: {from: app.m:Old, to: New}
"""

# -- a machine that gives no more -------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_written_keeps_the_definition_back_and_the_next_run_finishes(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo", {**HOME, "ok.py": USE, "zlocked.py": USE})
    (repo.path / "zlocked.py").chmod(0o444)
    run = canonize(*RENAME, "--in-place", cwd=repo.path, code=3)
    assert "zlocked.py: is read-only" in run.said
    assert "app/m.py: left as it is until all others are written, so that the command can be repeated" in run.said
    assert (repo.path / "zlocked.py").read_bytes() == USE
    assert (repo.path / "ok.py").read_bytes() == USE.replace(b"Old", b"New")
    assert (repo.path / "app/m.py").read_bytes() == HOME["app/m.py"]
    (repo.path / "zlocked.py").chmod(0o644)
    canonize(*RENAME, "--in-place", cwd=repo.path)
    assert not [path for path, content in files_in(repo.path).items() if b"Old" in content]


def test_a_file_that_comes_after_the_rename_is_done_by_the_next_run(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo", {**HOME, "ok.py": USE, "broken.py": USE + b"def (\n"})
    canonize(*RENAME, "--in-place", cwd=repo.path, code=3)
    assert (repo.path / "broken.py").read_bytes() == USE + b"def (\n"
    (repo.path / "broken.py").write_bytes(USE)
    (repo.path / "merged.py").write_bytes(USE)
    canonize(*RENAME, "--in-place", cwd=repo.path)
    assert not [path for path, content in files_in(repo.path).items() if b"Old" in content]


@pytest.mark.skipif(sys.platform != "linux", reason="makes a small disk")
def test_a_full_disk_leaves_each_file_whole_and_says_so(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo", {**HOME, "big.py": USE + b"# " + b"a" * 200_000 + b"\n", "ok.py": USE})
    disk, kept = tmp_path / "disk", tmp_path / "kept"
    disk.mkdir()
    script = (
        f"mount -t tmpfs -o size=600k tmpfs '{disk}' || exit 77; cp -r '{repo.path}' '{disk}/repo'; cd '{disk}/repo';"
        f" dd if=/dev/zero of='{disk}/filler' bs=1k 2>/dev/null; head -c 8192 /dev/zero >/dev/null;"
        f" '{sys.executable}' -m canonize.cli rename app.m.Old New --in-place; code=$?; cp -r . '{kept}'; exit $code"
    )
    if shutil.which("unshare") is None:
        pytest.skip("no unshare to mount a small disk with")
    run = subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, timeout=60)
    if run.returncode in (1, 77) and "ermission" in run.stderr + run.stdout:
        pytest.skip("a small disk may not be mounted here")
    assert run.returncode == 3, run.stderr
    assert "No space left on device" in run.stderr
    assert "Traceback" not in run.stderr
    after = files_in(kept)
    assert after[b"big.py"] == USE + b"# " + b"a" * 200_000 + b"\n"
    assert set(after) == {b"app/__init__.py", b"app/m.py", b"big.py", b"ok.py"}
    assert after[b"app/m.py"] == HOME["app/m.py"]


MEDDLING = """
import sys
from pathlib import Path
from canonize.cli import app
from canonize.codemods import api
written = api.write_in_place
def meddle(plan, root):
    {meddle}
    return written(plan, root)
api.write_in_place = meddle
sys.argv = ["canonize", "rename", "app.m.Old", "New", "--in-place"]
app.main()
"""


@pytest.mark.parametrize(
    ("meddle", "code", "said"),
    [
        ("Path('zz.py').write_text('mine = 1')", 2, "zz.py: changed since the plan was made; nothing was written"),
        ("Path('zz.py').unlink()", 3, "zz.py: is gone"),
        ("Path('zz.py').unlink(); Path('zz.py').symlink_to('other.py')", 3, "zz.py: "),
        ("Path('zz.py').unlink(); Path('zz.py').mkdir()", 3, "zz.py: "),
        ("Path('app').rename('gone')", 3, "app/m.py: is gone"),
        ("Path('app').rename('gone'); Path('app').symlink_to('gone')", 3, "app is a symbolic link"),
    ],
)
def test_a_file_that_changes_between_plan_and_write_is_not_overwritten(
    tmp_path: Path, meddle: str, code: int, said: str
) -> None:
    repo = make(tmp_path / "repo", {**HOME, "zz.py": USE, "other.py": USE})
    program = MEDDLING.format(meddle=meddle)
    run = subprocess.run([sys.executable, "-c", program], cwd=repo.path, capture_output=True, text=True, timeout=60)
    assert run.returncode == code, run.stderr
    assert said in run.stderr
    assert "Traceback" not in run.stderr
    assert (repo.path / "app/m.py").exists() is False or (repo.path / "app/m.py").read_bytes() == HOME["app/m.py"]
    if code == 2:
        assert (repo.path / "zz.py").read_text() == "mine = 1"
        assert (repo.path / "other.py").read_bytes() == USE
    else:
        assert (repo.path / "other.py").read_bytes() == USE.replace(b"Old", b"New")
    assert not [name for name in files_in(repo.path) if b"canonize" in name]


def test_two_runs_at_once_do_not_write_into_one_folder(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo", {**HOME, **{f"u{n}.py": USE for n in range(60)}})
    runs = [started(*RENAME, "--in-place", cwd=repo.path) for _ in range(3)]
    ended = [(run.communicate(timeout=60)[1].decode(), run.returncode) for run in runs]
    assert 0 in [code for _, code in ended]
    for said, code in ended:
        # The first is done; one that came while it wrote is told so; one that came later has nothing to do.
        assert code == 0 or (code == 2 and ("another run" in said or "changed since the plan" in said)), said
    assert not [path for path, content in files_in(repo.path).items() if b"Old" in content or b"canonize" in path]


# -- time ---------------------------------------------------------------------------------------------------------------

LONG = {
    "a list is walked": IMPORT + b"def f(node):\n" + b"    node = node.next\n" * 200 + b"    node.Old\n" * 200,
    "three lists are walked": b"import app\ndef f(a, b, c):\n"
    + b"    a, b = b, a\n    a = b.x\n    b = c.y\n    c = a.z\n" * 100 + b"    a.b.Old\n    c.Old\n" * 50,
    "a global is set over and over": IMPORT
    + b"".join(b"def f%d():\n    global Old\n    Old = Old\n" % n for n in range(200)),
    "a chain of aliases": b"from app.m import Old as O0\n" + b"".join(b"O%d = O%d\n" % (n + 1, n) for n in range(500))
    + b"O500.Old\n",
    "a thousand stars": b"from app.m import *\n" * 300 + b"Old()\n",
    "uses on one line": IMPORT + b"x = [" + b"Old," * 5000 + b"]\n",
    "strings": IMPORT + b"x = [\n" + b"'app.m.Old',\n" * 2000 + b"]\n",
    "one path of many words": IMPORT + b"x = '" + b"Old." * 400 + b"Old'\n# " + b"Old." * 400 + b"Old\n",
    "a string in pieces": IMPORT + b"x = (\n" + b"'app.m.Old'\n" * 2500 + b")\n",
    "annotations": IMPORT + b"".join(b"def f%d(x: 'Old') -> 'list[Old]': ...\n" % n for n in range(1000)),
}  # fmt: skip


@pytest.mark.parametrize("name", LONG)
def test_no_file_takes_long(tmp_path: Path, name: str) -> None:
    repo = make(tmp_path / "repo", {**HOME, "long.py": LONG[name]})
    canonize(*RENAME, "--in-place", cwd=repo.path, code=None, timeout=30)
    assert (repo.path / "app/m.py").read_bytes() == b"class New:\n    pass\n"


# With an alias in them, all that a collapse looks for in texts: who tries all ways to read one is busy for minutes.
TAKING = {
    "brackets.py": b"x = 'from app.shim import (" + b"#a" * 50 + b"'\n",
    "blanks.py": b'x = """from' + b" " * 20_000 + b'x"""\n',
    "dots.md": b"from " + b"." * 100_000 + b"\n",
    "bases.py": b'x = """class ' + b"(" * 300_000 + b'"""\n',
    "rule.py": b"from app.m import Old as Alias  #" + b"#" * 100_000 + b"\n",
    "computed.py": b'x = """import_module(' + b" " * 100_000 + b'x)"""\n',
    "many.py": b'x = """' + b"import_module(a " * 20_000 + b'"""\n',
    "pages.md": b"<!-- canonize: aliases of app.m.Old -->\n" * 20_000,
}


@pytest.mark.parametrize("name", TAKING)
def test_no_text_keeps_a_collapse_long(tmp_path: Path, name: str) -> None:
    head = b"from app.shim import Alias\nAlias()\n" if name.endswith(".py") else b"`app.shim.Alias`\n"
    shim = b"from app.m import Old as Alias\n"
    repo = make(tmp_path / "repo", {**HOME, "app/shim.py": shim, f"app/{name}": head + TAKING[name]})
    words = ("--shims", "remove-unused", "--wrappers", "collapse")
    canonize("collapse", "app.m.Old", *words, "--in-place", cwd=repo.path, code=None, timeout=15)
    assert b"Alias" not in (repo.path / "app" / name).read_bytes().partition(b"\n")[0]


@pytest.mark.parametrize("count", [30, 1000])
def test_a_long_chain_of_re_exports_is_followed_or_refused_and_never_a_fault_of_ours(
    tmp_path: Path, count: int
) -> None:
    hops = {f"app/m{n}.py": f"from app.m{n - 1} import Old\n".encode() for n in range(1, count)}
    repo = make(
        tmp_path / "repo",
        {**HOME, "app/m0.py": IMPORT, **hops, "use.py": f"from app.m{count - 1} import Old\n".encode()},
    )
    run = canonize(*RENAME, "--in-place", cwd=repo.path, code=None)
    done = b"Old" not in b"".join(files_in(repo.path).values())
    assert done if count == 30 else done or run.code, run.said


HUGE = {
    "100,000 lines with 50,000 uses": IMPORT + b"x = 1\ny = Old()\n" * 50_000,
    "the same in latin-1": b"# coding: latin-1\n" + IMPORT + b"x = '\xe9'\ny = Old()\n" * 12_500,
    "a line of 5 MB": IMPORT + b"x = [Old, '" + b"a" * 5_000_000 + b"', Old]\n",
    "a comment of 5 MB": IMPORT + b"# " + b"a" * 5_000_000 + b"\nx = Old\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HUGE)
def test_a_huge_file_takes_seconds(tmp_path: Path, name: str) -> None:
    repo = make(tmp_path / "repo", {**HOME, "huge.py": HUGE[name]})
    canonize(*RENAME, "--in-place", cwd=repo.path, timeout=90)
    assert (repo.path / "huge.py").read_bytes() == HUGE[name].replace(b"Old", b"New")


# -- interrupted ------------------------------------------------------------------------------------------------------

MANY = {f"d{n % 5}/u{n}.py": USE + b"y = 1\n" * 200 for n in range(60)}


def scratch(repo: Repo) -> Path:
    """Where the command puts its temporary files."""
    folder = repo.path.parent / "scratch"
    folder.mkdir(exist_ok=True)
    return folder


def halt(repo: Repo, arguments: tuple[str, ...], number: signal.Signals, after: float) -> tuple[int, str]:
    """Starts the command and sends the signal to its group; how it ended and what it said."""
    process = started(*arguments, cwd=repo.path, TMPDIR=str(scratch(repo)))
    time.sleep(after)
    with suppress(ProcessLookupError):  # it may be done already
        os.killpg(process.pid, number)
    said = process.communicate(timeout=60)[1].decode()
    return process.returncode, said


def check_halting(repo: Repo, number: signal.Signals, moments: list[float], *, in_place: bool) -> None:
    arguments = (*RENAME, "--in-place") if in_place else (*RENAME, "--branch", "made")
    new = {path.encode(): content.replace(b"Old", b"New") for path, content in {**HOME, **MANY}.items()}
    old = {path.encode(): content for path, content in {**HOME, **MANY}.items()}
    before = repo.state()
    for after in moments:
        code, said = halt(repo, arguments, number, after)
        assert "Traceback" not in said, said
        # Before our first line, and while it makes a class out of text, Python itself ends by the signal. SIGPIPE ends
        # the gits alone, and that is told.
        assert code in (0, 130, -number, -signal.SIGINT) or (
            number == signal.SIGPIPE and code == 2 and said.startswith("git ")
        ), said
        files = files_in(repo.path)
        stray = files.keys() - old.keys()
        assert all(b"canonize-tmp" in path for path in stray)
        assert not stray or number == signal.SIGKILL
        assert all(files[path] in (old[path], new[path]) for path in old)
        if number != signal.SIGKILL:
            assert not list(scratch(repo).iterdir())
        if files[b"app/m.py"] == new[b"app/m.py"]:  # the definition comes last
            assert {path: files[path] for path in new} == new
        if not in_place:
            assert repo.state() == before
            assert files == old
        canonize(*arguments, cwd=repo.path)
        if in_place:
            assert files_in(repo.path) == new
            repo.git("checkout", "-q", ".")
        else:
            assert {path: content for path, (_, _, content) in repo.tree("made").items()} == {
                os.fsdecode(path): content for path, content in new.items()
            }
            repo.git("update-ref", "-d", "refs/heads/made")
    repo.git("fsck", "--strict", "--no-dangling")


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("in_place", [True, False], ids=["in place", "branch"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=lambda number: number.name)
def test_a_run_that_is_stopped_leaves_the_repository_whole_and_a_rerun_finishes(
    tmp_path: Path, number: signal.Signals, in_place: bool
) -> None:
    repo = make(tmp_path / "repo", {**HOME, **MANY})
    check_halting(repo, number, [0.4], in_place=in_place)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("in_place", [True, False], ids=["in place", "branch"])
@pytest.mark.parametrize(
    "number",
    [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE, signal.SIGKILL],
    ids=lambda number: number.name,
)
def test_a_run_may_be_stopped_at_any_moment(tmp_path: Path, number: signal.Signals, in_place: bool) -> None:
    repo = make(tmp_path / "repo", {**HOME, **MANY})
    moments = random.Random(11)
    check_halting(repo, number, [moments.uniform(0.1, 1.2) for _ in range(12)], in_place=in_place)


@pytest.mark.parametrize(
    ("name", "how"),
    [
        (".gitattributes", "--stat"),
        ("app/.gitignore", "--in-place"),
        (".git/info/exclude", "--stat"),
        (".git/packed-refs", "--stat"),
        (".git/refs/heads/main", "--stat"),
        (".git/objects/pack/multi-pack-index", "--in-place"),
    ],
)
def test_a_pipe_that_git_waits_for_is_named(tmp_path: Path, name: str, how: str) -> None:
    repo = make(tmp_path / "repo", {**HOME, "app/use.py": USE})
    pipe = repo.path / name
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)
    run = canonize(*RENAME, "--repo", str(repo.path), how, cwd=tmp_path, code=2, timeout=40)
    assert f"{name}, which is no file" in run.said
    assert (repo.path / "app/use.py").read_bytes() == USE


@pytest.mark.skipif(shutil.which("ps") is None, reason="no ps here, which tells of all processes")
def test_no_git_that_waits_for_a_pipe_is_left_behind(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo", {**HOME, "app/use.py": USE})
    os.mkfifo(repo.path / ".gitattributes")
    canonize(*RENAME, "--repo", str(repo.path), "--stat", cwd=tmp_path, code=2, timeout=40)
    running = subprocess.run(["ps", "-A", "-o", "args"], stdout=subprocess.PIPE, check=True)
    assert os.fsencode(repo.path) not in running.stdout


@pytest.mark.parametrize("name", ["info/exclude", "worktrees/linked/index"])
def test_a_pipe_behind_a_linked_worktree_is_named(tmp_path: Path, name: str) -> None:
    repo = make(tmp_path / "repo", {**HOME, "app/use.py": USE})
    repo.git("worktree", "add", "-q", tmp_path / "linked")
    pipe = repo.path / ".git" / name
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)
    run = canonize(*RENAME, "--repo", "linked", "--in-place", cwd=tmp_path, code=2, timeout=40)
    assert f"{name}, which is no file" in run.said


@pytest.mark.parametrize("name", [".gitmodules", ".mailmap", "pyproject.toml", "app/setup.cfg"])
def test_a_pipe_that_nobody_reads_does_no_harm(tmp_path: Path, name: str) -> None:
    repo = make(tmp_path / "repo", {**HOME, "app/use.py": USE})
    os.mkfifo(repo.path / name)
    for how in ("--stat", "--in-place"):
        canonize(*RENAME, "--repo", str(repo.path), how, cwd=tmp_path)
    assert (repo.path / "app/use.py").read_bytes() == USE.replace(b"Old", b"New")
