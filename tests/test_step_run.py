"""`run:` takes what a formatter or fixer makes of the changed files, in a copy, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path
from shlex import quote

import pytest
from engines import becomes, planned, recipe_of, said

from canonize.codemods.errors import CanonizeError

RENAME = "  - rename: {from: app.m:Old, to: New}\n"
FILES = {
    "app/__init__.py": "",
    "app/m.py": "class Old: ...\n",
    "app/u.py": "from app.m import Old\nx = Old\n",
    "app/other.py": "y = 1\n",
}
RENAMED = {"app/m.py": "class New: ...\n", "app/u.py": "from app.m import New\nx = New\n"}


def step(program: str, *arguments: str, **options: str) -> str:
    """A step that runs Python on `program`, with the files behind it."""
    import json

    command = json.dumps(
        " ".join([quote(sys.executable), "-c", quote(f"exec({program!r})"), *map(quote, arguments), "{files}"])
    )
    more = "".join(f", {name}: {value}" for name, value in options.items())
    return f"  - run: {{command: {command}{more}}}\n"


APPEND = "import sys, pathlib\nfor each in sys.argv[1:]:\n    p = pathlib.Path(each)\n    t = p.read_text()\n    p.write_text(t.replace('  # done', '').replace('\\n', '  # done\\n'))"


def test_a_formatter_gets_the_changed_files_and_its_changes_are_a_revision_of_their_own() -> None:
    done = planned(recipe_of(RENAME + step(APPEND)), FILES)
    becomes(
        done,
        FILES,
        {"app/m.py": "class New: ...  # done\n", "app/u.py": "from app.m import New  # done\nx = New  # done\n"},
    )
    assert [each.step for each in done.changes.changes["app/m.py"].revisions] == ["rename-1", "run-2"]
    assert not done.failed, said(done)


def test_without_changes_before_it_nothing_runs() -> None:
    nothing = RENAME.replace("app.m:Old", "lib:Old")
    assert "run-failed" not in said(planned(recipe_of(nothing + step("raise SystemExit(9)")), FILES))


def test_with_no_step_before_it_it_has_nothing_to_work_on_and_says_so() -> None:
    done = planned(recipe_of(step("raise SystemExit(9)") + RENAME), FILES)
    becomes(done, FILES, RENAMED)
    assert "warning unfed :0: run-1 works on what the steps before it change, and there are none" in said(done)


def test_only_python_files_are_given_unless_others_are_named() -> None:
    files = FILES | {"docs/a.md": "See `app.m.Old`.\n"}
    wanted = RENAMED | {"docs/a.md": "See `app.m.New`.\n"}
    becomes(planned(recipe_of(RENAME + step(APPEND, include="[nothing]")), files), files, wanted)
    wanted["docs/a.md"] = "See `app.m.New`.  # done\n"
    becomes(planned(recipe_of(RENAME + step(APPEND, include="['**/*.md']")), files), files, wanted)


def test_the_whole_tree_is_there_and_changes_to_other_files_are_not_taken() -> None:
    program = (
        "import pathlib; p = pathlib.Path('app/other.py'); assert p.read_text() == 'y = 1\\n'; p.write_text('z = 1\\n')"
    )
    becomes(planned(recipe_of(RENAME + step(program)), FILES), FILES, RENAMED)


@pytest.mark.parametrize(
    ("program", "needle"),
    [
        ("raise SystemExit('no such rule') if 0 else __import__('sys').exit(2)", "it ended with exit code 2"),
        ("print('error: no such rule'); raise SystemExit(3)", "it ended with exit code 3: error: no such rule"),
        ("import time; time.sleep(60)", "it took longer than 2 s, and was stopped"),
        ("import os; os.abort()", "it ended by SIGABRT"),
    ],
)
def test_a_program_that_fails_changes_nothing_and_is_told(program: str, needle: str) -> None:
    done = planned(recipe_of(RENAME + step(APPEND + "\n" + program, timeout="2s")), FILES)
    becomes(done, FILES, RENAMED)
    assert f"error run-failed :0: run {sys.executable}: {needle}" in said(done)
    assert done.failed


def test_a_program_that_is_not_there_is_told() -> None:
    done = planned(recipe_of(RENAME + "  - run: {command: 'no-such-program-anywhere {files}'}\n"), FILES)
    becomes(done, FILES, RENAMED)
    assert "run no-such-program-anywhere: it cannot be started: No such file or directory" in said(done)


def test_exit_code_1_is_a_complaint_and_the_changes_are_taken() -> None:
    done = planned(recipe_of(RENAME + step(APPEND + "\nprint('1 left')\nsys.exit(1)")), FILES)
    becomes(
        done,
        FILES,
        {"app/m.py": "class New: ...  # done\n", "app/u.py": "from app.m import New  # done\nx = New  # done\n"},
    )
    assert "warning run-said" in said(done)
    assert "1 left" in said(done)


def test_what_no_longer_parses_is_put_back() -> None:
    done = planned(recipe_of(RENAME + step("import sys; [open(f, 'a').write('(') for f in sys.argv[1:]]")), FILES)
    becomes(done, FILES, RENAMED)
    assert "error unproven app/m.py" in said(done)


def test_a_file_too_deep_for_its_names_to_be_looked_at_is_told_and_the_others_are_done() -> None:
    deep = "from app.m import Old\nx = Old\ny = " + "[" * 1500 + "z()" + "]" * 1500 + "\n"
    files = FILES | {"app/deep.py": deep}
    brackets = APPEND.replace("'\\n', '  # done\\n'", "'z()', 'w()'")
    done = planned(recipe_of(RENAME + step(brackets)), files)
    becomes(done, files, RENAMED | {"app/deep.py": deep.replace("Old", "New").replace("z()", "w()")})
    assert "warning broken-name app/deep.py:1: it nests deeper than" in said(done)


def test_a_last_line_may_get_its_end() -> None:
    files = FILES | {"app/one.py": "from app.m import Old"}
    end = "import sys, pathlib\nfor each in sys.argv[1:]:\n    p = pathlib.Path(each)\n    p.write_text(p.read_text().rstrip() + '\\n')"
    done = planned(recipe_of(RENAME + step(end)), files)
    becomes(done, files, RENAMED | {"app/one.py": "from app.m import New\n"})
    assert not done.failed, said(done)


def test_what_leaves_a_block_empty_is_put_back() -> None:
    files = FILES | {"app/one.py": "from app.m import Old\ndef f():\n    return Old\n"}
    cut = "import sys, pathlib\nfor each in sys.argv[1:]:\n    p = pathlib.Path(each)\n    p.write_text(p.read_text().replace('    return New\\n', ''))"
    done = planned(recipe_of(RENAME + step(cut)), files)
    becomes(done, files, RENAMED | {"app/one.py": "from app.m import New\ndef f():\n    return New\n"})
    assert "error unproven app/one.py:1: the change is not proven: the file does not parse after it" in said(done)


def test_what_python_does_not_read_is_put_back_though_the_grammar_does() -> None:
    files = FILES | {"app/one.py": "from app.m import Old\ndef f():\n    x = 1\n    return Old\n"}
    lift = "import sys, pathlib\nfor each in sys.argv[1:]:\n    p = pathlib.Path(each)\n    p.write_text(p.read_text().replace('    return New', '      return New'))"
    done = planned(recipe_of(RENAME + step(lift)), files)
    becomes(done, files, RENAMED | {"app/one.py": files["app/one.py"].replace("Old", "New")})
    assert "error unproven app/one.py:1: the change is not proven: the file does not parse after it" in said(done)


def test_a_file_that_is_taken_away_stays_and_is_told() -> None:
    done = planned(recipe_of(RENAME + step("import sys, os; [os.remove(f) for f in sys.argv[1:]]")), FILES)
    becomes(done, FILES, RENAMED)
    assert "error run-failed app/m.py" in said(done)


def test_a_program_that_would_change_its_own_result_is_told_of() -> None:
    done = planned(recipe_of(RENAME + step("import sys; [open(f, 'a').write('#\\n') for f in sys.argv[1:]]")), FILES)
    assert "warning unsettled app/m.py" in said(done)


def test_what_it_starts_ends_with_it(tmp_path: Path) -> None:
    beat = tmp_path / "beat"
    child = f"import time, pathlib\nwhile True:\n    pathlib.Path({str(beat)!r}).write_text(str(time.time()))\n    time.sleep(0.05)"
    program = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(0.5)"
    planned(recipe_of(RENAME + step(program)), FILES)
    import time

    last = beat.read_text()
    time.sleep(0.3)
    assert beat.read_text() == last


@pytest.mark.parametrize(
    ("command", "needle"),
    [
        ("''", "not a command in one line"),
        ("'ruff \"'", "look at its quotes"),
        ("'--fix {files}'", "not the name of a program"),
        ("'ruff --files={files}'", "part of a word"),
        ('"ruff\\nrm"', "not a command in one line"),
    ],
)
def test_what_cannot_be_a_command_is_told(command: str, needle: str) -> None:
    with pytest.raises(CanonizeError, match=needle):
        recipe_of(f"  - run: {{command: {command}}}\n")


def test_no_shell_reads_the_command(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    planned(recipe_of(RENAME + step("pass", f"; touch {trap}", f"$(touch {trap})", "&& false")), FILES)
    assert not trap.exists()


def test_a_program_is_code_that_needs_trust() -> None:
    assert recipe_of("  - run: {command: 'ruff format {files}'}\n").loads == ("run-1: ruff format {files} (program)",)
