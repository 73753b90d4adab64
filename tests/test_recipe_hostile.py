"""Recipes from strangers, and code that does its worst: one clear line, in time, and the healthy files are done."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from commands import alone
from engines import HEAD, check_steps, planned, recipe_of, said
from repos import make

from canonize.codemods.errors import CanonizeError
from canonize.codemods.recipefiles.recipefile import load, parse
from examples import files_after, tree

STEP = '  - libcst: {command: "mod.py:Mod", every-file: true, timeout: 3s}\n'
MOD = """
import libcst as cst, os, sys, time, threading, subprocess
from libcst.codemod import VisitorBasedCodemodCommand

class Mod(VisitorBasedCodemodCommand):
    def leave_Name(self, o, u):
        if u.value == "evil":
            EVIL
        return u.with_changes(value="new") if u.value == "old" else u
"""
EVILS = {
    "writes to every descriptor": "[os.write(fd, b'{\"path\": \"evil.py\"}\\n') for fd in range(1, 20) if os.path.exists(f'/proc/self/fd/{fd}') and fd != 2]",
    "answers with brackets": "os.write(4, b'[' * 10**5 + b'\\n')",
    "closes every descriptor": "os.closerange(0, 50)",
    "floods what it prints": "print('x' * 10**7); sys.stderr.write('y' * 10**7)",
    "leaves a daemon behind": "pid = os.fork(); pid or (os.setsid(), time.sleep(20), os._exit(0))",
    "starts a thread that never ends": "threading.Thread(target=time.sleep, args=(60,)).start()",
    "leaves a program behind": "subprocess.Popen(['sleep', '60'])",
    "recurses": "(lambda f: f(f))(lambda f: f(f))",
    "replaces the exception hook": "sys.excepthook = None; raise ValueError",
    "raises what is no Exception": "raise type('Odd', (BaseException,), {})('odd')",
    "raises what cannot be printed": "raise type('Odd', (Exception,), {'__str__': lambda self: 1 / 0})()",
    "exits from an exit handler": "import atexit; atexit.register(os._exit, 9)",
    "stops itself": "os.kill(os.getpid(), 19)",
    "eats memory": "[bytes(10**9) for _ in range(10**6)]",
    "asks for input": "input()",
}


@pytest.mark.parametrize("evil", EVILS)
def test_whatever_foreign_code_does_the_run_ends_and_the_others_are_done(evil: str, tmp_path: Path) -> None:
    begin = time.monotonic()
    files = {"a.py": "old\n", "evil.py": "evil\n", "z.py": "old\n"}
    done = planned(recipe_of(STEP, tmp_path, mod=MOD.replace("EVIL", EVILS[evil])), files)
    made = files_after(tree(files), done)
    assert (made["a.py"], made["evil.py"], made["z.py"]) == (b"new\n", b"evil\n", b"new\n"), said(done)
    assert time.monotonic() - begin < 30


def test_an_answer_without_end_is_no_answer(tmp_path: Path) -> None:
    mod = MOD.replace("EVIL", "return u.with_changes(value='a' * 7 * 10**7)")
    files = {"evil.py": "evil\n", "z.py": "old\n"}
    done = check_steps(STEP.replace("3s", "60s"), files, {"z.py": "new\n"}, tmp_path, {"mod": mod})
    assert "error engine-failed evil.py" in said(done)


def test_a_regular_expression_that_never_ends_costs_one_timeout(tmp_path: Path) -> None:
    step = "  - bowler: {select: {function: old}, filters: [{is-filename: '(a+)+$'}], modify: {rename: new}, timeout: 2s}\n"
    files = {f"{'a' * 40}!.py": "old()\n"}
    begin = time.monotonic()
    done = planned(recipe_of(step, tmp_path), files)
    assert "it took longer than 2 s" in said(done) or not done.changes.changes
    assert time.monotonic() - begin < 20


@pytest.mark.parametrize(
    "pattern", ["**/**/**/**/**/**/**/**/**/**/x", "*a*a*a*a*a*a*a*a*a*a*a*a*b", "?*?*?*?*?*?*?*?*?*!"]
)
def test_a_pattern_of_files_that_never_matches_is_quick(pattern: str) -> None:
    recipe = parse(
        "r.yaml",
        f"canonize: recipe/1\nname: r\nfiles: {{include: ['{pattern}']}}\nsteps:\n  - rename: {{from: lib:Old, to: New}}\n".encode(),
        {},
    )
    files = {
        "m.py": "Old = 1\n",
        "a/" * 60 + "y.py": "from lib import Old\n",
        "a" * 200 + ".py": "from lib import Old\n",
    }
    begin = time.monotonic()
    planned(recipe, files)
    assert time.monotonic() - begin < 5


def test_too_many_deep_stars_are_refused() -> None:
    with pytest.raises(CanonizeError, match=r"more than 4 \*\*"):
        parse(
            "r.yaml",
            b"canonize: recipe/1\nname: r\nfiles: {include: ['**/a/**/b/**/c/**/d/**/e']}\nsteps: [{rename: {from: m:Old, to: New}}]\n",
            {},
        )


@pytest.mark.parametrize(
    "value", ["-x", "a\nCanonize-Plan: forged", "../../x", "x.lock", "a b", "\u202e", "@{-1}", "HEAD"]
)
def test_a_value_cannot_make_a_branch_or_message_that_git_reads_otherwise(value: str, tmp_path: Path) -> None:
    text = "canonize: recipe/1\nname: r\nparams: {v: {default: x}}\nsteps:\n  - rename: {from: app.m:Old, to: New}\n"
    (tmp_path / "r.yaml").write_text(text + 'git: {branch: "{{ v }}"}\n')
    with pytest.raises(CanonizeError):
        load(tmp_path / "r.yaml", {"v": value})
    if value.startswith("-") or "\n" in value:
        (tmp_path / "r.yaml").write_text(text + 'git: {message: "{{ v }}"}\n')
        with pytest.raises(CanonizeError):
            load(tmp_path / "r.yaml", {"v": value})


@pytest.mark.parametrize("value", ["{files}", "x; rm -rf y", "$(rm y)", "`rm y`", "a b", "-rf"])
def test_a_value_is_one_piece_of_a_command_as_it_is_written(value: str, tmp_path: Path) -> None:
    """A param is text of the recipe: what it splits into is seen in what runs, and no shell ever reads it."""
    text = "canonize: recipe/1\nname: r\nparams: {v: {default: x}}\nsteps:\n  - run: {command: \"echo '{{ v }}'\"}\n"
    (tmp_path / "r.yaml").write_text(text)
    assert load(tmp_path / "r.yaml", {"v": value}).loads == (f"run-1: echo '{value}' (program)",)


@pytest.mark.parametrize(
    "text",
    [
        "tests: [{name: x, before: {a.py: &a [*a]}}]\n",
        "steps: !!python/object/apply:os.system [ls]\n",
        "steps: [{include: &x {recipe: *x}}]\n",
        "steps:\n  - " + "{include: " * 40 + "x" + "}" * 40 + "\n",
        "steps: [{rewrite: {rule: " + "{not: " * 40 + "x" + "}" * 40 + ", replace: x}}]\n",
        "verify: [{command: '" + "x " * 200_000 + "'}]\n",
        "steps: [{libcst: {command: a:B, every-file: true, args: {a: !!binary x}}}]\n",
    ],
)
def test_yaml_that_is_a_trap_is_told_in_lines_that_name_the_file(text: str) -> None:
    begin = time.monotonic()
    with pytest.raises(CanonizeError) as caught:
        parse("trap.yaml", f"canonize: recipe/1\nname: trap\n{text}".encode(), {})
    assert str(caught.value).startswith("trap.yaml")
    assert time.monotonic() - begin < 5


@pytest.mark.parametrize(
    "text",
    [
        f'git: {{message: "{"{{ p }}" * 30_000}"}}\nsteps: [{{rename: {{from: m:Old, to: New}}}}]\n',
        f'source: &m "{"{{ p }}" * 20_000}"\nsteps: [{{rename: {{from: m:Old, to: New, derived: [{"*m, " * 90}]}}}}]\n',
    ],
)
def test_params_that_multiply_are_stopped_before_they_fill_the_memory(text: str) -> None:
    head = f"canonize: recipe/1\nname: trap\nparams: {{p: {{default: {'A' * 4000}}}}}\n"
    begin = time.monotonic()
    with pytest.raises(CanonizeError, match="with its params put in, the recipe is larger"):
        parse("trap.yaml", (head + text).encode(), {})
    assert time.monotonic() - begin < 5


@pytest.mark.parametrize("key", ["pattern: 'f($X)', replace: ", "replace: x, pattern: "])
@pytest.mark.parametrize("text", ["(" * 60_000 + "$X" + ")" * 60_000, "-" * 60_000 + "$X"])
def test_a_pattern_that_is_nested_without_end_is_refused(key: str, text: str) -> None:
    step = f"{HEAD}  - rewrite: {{every-file: true, {key}'{text}'}}\n"
    with pytest.raises(CanonizeError, match="longer than 4,096 characters"):
        parse("trap.yaml", step.encode(), {})


@pytest.mark.parametrize("regex", ["((a+)+)+$", "(x+x+)+y", "(a|aa)+$"])
def test_a_regular_expression_in_a_rule_takes_no_longer_than_the_text_is(regex: str) -> None:
    pytest.importorskip("ast_grep_py")
    step = f"  - rewrite: {{rule: {{kind: call, regex: '{regex}'}}, replace: x, every-file: true}}\n"
    begin = time.monotonic()
    check_steps(step, {"m.py": f"f({'a' * 5000}!b)\n" + f"f('{'x' * 5000}')\n"}, {})
    assert time.monotonic() - begin < 10


def test_ctrl_c_while_foreign_code_hangs_ends_it_all(tmp_path: Path) -> None:
    import os
    import signal

    from commands import started

    beat = tmp_path / "beat"
    evil = f"[(open({str(beat)!r}, 'w').write(str(time.time())), time.sleep(0.05)) for _ in range(2000)]"
    (tmp_path / "mod.py").write_text(MOD.replace("EVIL", evil))
    (tmp_path / "r.yaml").write_text(HEAD + STEP.replace("3s", "1h"))
    make(tmp_path / "repo", {"evil.py": b"evil\n"})
    process = started("preview", "r.yaml", "repo", cwd=tmp_path)
    for _ in range(200):
        if beat.exists():
            break
        time.sleep(0.1)
    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130, err
    last = beat.read_text()
    time.sleep(0.5)
    assert beat.read_text() == last


def test_a_recipe_in_the_repository_is_no_other_than_one_elsewhere(tmp_path: Path) -> None:
    trap = b"raise SystemExit('it ran')\n"
    make(
        tmp_path / "repo",
        {"m.py": b"Old = 1\n", "conftest.py": trap, "libcst.py": trap, "json.py": trap},
    )
    (tmp_path / "repo" / "r.yaml").write_text(
        HEAD + "  - libcst: {command: convert_format_to_fstring, every-file: true}\n"
    )
    shown = alone("preview", "r.yaml", ".", cwd=tmp_path / "repo")
    assert "it ran" not in shown.said
