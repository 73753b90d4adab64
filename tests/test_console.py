"""What is printed where, in which colours, and what never reaches a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from canonize.cli.highlight import Shown, marked
from canonize.cli.terminal import painted, visible, visible_line, wants_colour

HOSTILE = "\x1b]0;owned\x07 \x1b[2J \x9b31m \u202eevil\u2066 \r \x00 \x7f"
PRINT = """
import sys
from canonize.cli.console import Console
from canonize.codemods.repo.changes import FileChange
from canonize.codemods.results.diff import lines
console = Console(sys.argv[1])
before = {before!r}.encode() + b"\\xff\\n"
console.diff(lines(FileChange({path!r}, before, b"x\\r\\n")))
console.say("said")
console.flush()
"""


@pytest.mark.parametrize(
    ("colour", "terminal", "environment", "wanted"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", False, {"FORCE_COLOR": "1"}, True),
        ("auto", False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("auto", True, {"TERM": "dumb"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_is_asked_of_the_option_then_the_environment_then_the_terminal(
    colour: str, terminal: bool, environment: dict[str, str], wanted: bool
) -> None:
    assert wants_colour(colour, terminal, environment) is wanted  # type: ignore[arg-type]


def test_paint_leaves_the_newline_outside() -> None:
    assert painted("a\n", "red") == "\x1b[31ma\x1b[0m\n"
    assert painted("a", "red", "bold") == "\x1b[31;1ma\x1b[0m"
    assert painted("\n", "red") == "\n"
    assert painted("a") == "a"


def test_visible_escapes_what_could_act_on_a_terminal() -> None:
    shown = visible(HOSTILE)
    assert shown.isprintable()
    assert "\\x1b]0;owned\\x07" in shown
    assert "\\u202eevil\\u2066" in shown
    assert visible("is_ok\u3164 = 1  # \U000e0041") == "is_ok\\u3164 = 1  # \\U000e0041"


def test_visible_leaves_text_of_all_scripts_alone() -> None:
    text = "naïve 名前 שלום 葛\U000e0100 👩\u200d💻\tend\n"
    assert visible(text) == text


def test_the_words_that_differ_are_marked() -> None:
    lines: list[Shown] = [
        ("context", " a\n"),
        ("removed", "-x = UserManager(1)\n"),
        ("removed", "-quite\n"),
        ("added", "+x = AccountManager(1)\n"),
        ("added", "+other\n"),
        ("removed", "-alone\n"),
        ("context", " b\n"),
    ]
    found = list(marked(lines))
    assert [line[:2] for line in found] == lines
    assert [text[start:end] for _, text, start, end in found if end] == ["UserManager", "AccountManager"]


def test_a_line_stays_one_line() -> None:
    assert visible_line("a\nb\tc") == "a\\nb\\tc"
    assert visible_line("lone\udcff") == "lone\\xff"


def on_a_terminal(script: str, *arguments: str, columns: int = 0, **environment: str) -> bytes:
    """What the script sends to a pseudo-terminal as stdout and stderr."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    if columns:
        import termios

        termios.tcsetwinsize(theirs, (24, columns))
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={key: value for key, value in os.environ.items() if key != "NO_COLOR"} | {"TERM": "xterm"} | environment,
    )
    os.close(theirs)
    sent = b""
    try:
        while part := os.read(ours, 65536):
            sent += part
    except OSError:  # Linux's way to say that the other end has closed
        pass
    os.close(ours)
    assert process.wait() == 0
    return sent.replace(b"\r\n", b"\n")


def in_a_pipe(script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, check=True, env={**os.environ, **environment}
    )


def test_a_terminal_gets_colours_and_no_control_characters_of_others() -> None:
    sent = on_a_terminal(PRINT.format(before=HOSTILE, path="\x1b[2Jnaïve.py"), "auto")
    colours = (b"\x1b[0m", b"\x1b[1m", b"\x1b[2m", b"\x1b[31m", b"\x1b[32m", b"\x1b[36m")
    for code in colours:
        sent = sent.replace(code, b"")
    assert sent.decode().replace("\n", "").isprintable()
    assert b"\\x1b[2J" in sent
    assert b"\\xff\n" in sent
    assert b"\n+x\n" in sent  # the \r of \r\n would be harmless, and only confuse the eye


def test_a_terminal_without_colours_is_safe_too() -> None:
    sent = on_a_terminal(PRINT.format(before=HOSTILE, path="a.py"), "auto", NO_COLOR="1")
    assert sent.decode().replace("\n", "").isprintable()


def test_a_pipe_gets_the_very_bytes() -> None:
    run = in_a_pipe(PRINT.format(before=HOSTILE, path="a.py"), "auto")
    assert HOSTILE.encode() + b"\xff\n" in run.stdout
    assert run.stdout.endswith(b"\n+x\r\n")
    assert run.stderr == b"said\n"


def test_colour_in_a_pipe_is_for_eyes_and_therefore_safe() -> None:
    run = in_a_pipe(PRINT.format(before=HOSTILE, path="a.py"), "always")
    assert b"\x1b[31m" in run.stdout
    assert b"\x1b]0;" not in run.stdout


TABLE = """
from types import SimpleNamespace
from canonize.cli.console import Console
from canonize.cli.show import show_tables
from canonize.codemods.codemod import Table
table = Table("aliases", ("alias", "kind", "chain"), (("app.core.Manager", "assignment", "a.py:1 -> b.py:2"),))
show_tables(Console("never"), SimpleNamespace(tables=(table,)))
"""


def test_a_table_stays_within_the_terminal() -> None:
    wide = b"aliases: 1\n  alias             kind\n  app.core.Manager  assignment\n    chain: a.py:1 -> b.py:2\n"
    assert on_a_terminal(TABLE, columns=80) == on_a_terminal(TABLE) == in_a_pipe(TABLE).stderr == wide
    narrow = b"aliases: 1\n  app.core.Manager\n    kind: assignment\n    chain: a.py:1 -> b.py:2\n"
    assert on_a_terminal(TABLE, columns=29) == narrow


def test_text_that_the_terminals_encoding_lacks_is_escaped() -> None:
    script = "from canonize.cli.console import Console\nc = Console()\nc.text('→ é\\n')\nc.flush()"
    assert in_a_pipe(script, PYTHONIOENCODING="ascii").stdout == b"\\u2192 \\xe9\n"


def test_a_bug_shows_its_traceback_only_when_asked(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from canonize.cli.console import Console\n"
        "from canonize.cli.guard import guarded\n"
        "sys.exit(guarded(Console(), lambda: 1 // 0) - 70)"
    )
    quiet, loud = in_a_pipe(script), in_a_pipe(script, CANONIZE_DEBUG="1")
    assert quiet.stderr.startswith(b"this is a bug in canonize: ZeroDivisionError: ")
    assert len(quiet.stderr.splitlines()) == 2
    assert b"Traceback" in loud.stderr


def test_an_error_is_two_lines() -> None:
    script = (
        "import sys\n"
        "from canonize.cli.console import Console\n"
        "from canonize.cli.guard import guarded\n"
        "from canonize.codemods.errors import NotFound\n"
        "def job(): raise NotFound('no \\x1b[2J here', 'look there')\n"
        "sys.exit(guarded(Console(), job) - 2)"
    )
    assert in_a_pipe(script).stderr == b"no \\x1b[2J here\n  help: look there\n"


def test_a_bar_is_drawn_only_for_long_work_and_only_on_a_terminal() -> None:
    script = (
        "import sys, time\n"
        "from canonize.cli.console import Console\n"
        "from canonize.cli.progress import progress\n"
        "with progress(Console()) as tick:\n"
        "    tick('first step', 0, 9)\n"
        "    assert 'rich' not in sys.modules\n"
        "    time.sleep(float(sys.argv[1]))\n"
        "    tick('second step', 1, 9)\n"
        "    time.sleep(0.3)\n"
        "print('rich.progress' in sys.modules)\n"
    )
    assert in_a_pipe(script, "1.5").stdout == b"False\n"
    drawn = on_a_terminal(script, "1.5")
    assert drawn.rstrip().endswith(b"True")
    assert b"first step" in drawn
    assert b"second step" in drawn
    assert on_a_terminal(script, "0") == b"False\n"
    assert on_a_terminal(script, "1.5", TERM="dumb") == b"False\n"


def test_what_the_machine_has_no_more_of_is_no_bug() -> None:
    script = (
        "import errno, os, sys\n"
        "from canonize.cli.console import Console\n"
        "from canonize.cli.guard import guarded\n"
        "def job(): raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), 'app/m.py')\n"
        "sys.exit(guarded(Console(), job) - 2)"
    )
    assert in_a_pipe(script).stderr.startswith(b"app/m.py: Too many open files\n  help: ")


def test_what_stands_is_told_though_the_system_fails_while_it_is() -> None:
    script = (
        "import errno, sys\n"
        "from canonize.cli.console import Console\n"
        "from canonize.cli.guard import guarded, standing\n"
        "def job():\n"
        "    with standing('the files are written'): raise OSError(errno.EIO, 'Input/output error', 'x')\n"
        "sys.exit(guarded(Console(), job) - 3)"
    )
    assert in_a_pipe(script).stderr == b"x: Input/output error\n  help: the files are written\n"
