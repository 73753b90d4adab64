"""`libcst:` runs LibCST's codemods and anybody's, each file by itself, and takes nothing on trust."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from engines import becomes, check_steps, planned, recipe_of, said

from canonize.codemods.engines.process import Process
from canonize.codemods.engines.protocol import Job, Setup, job_line, read_ready, setup_line
from canonize.codemods.errors import CanonizeError, Refused
from examples import files_after

MOD = """
import os, sys, time
import libcst as cst
from libcst.codemod import SkipFile, VisitorBasedCodemodCommand

class Mod(VisitorBasedCodemodCommand):
    DESCRIPTION = "for tests"

    @staticmethod
    def add_args(parser):
        parser.add_argument("--to", default="new")
        parser.add_argument("--times", type=int, default=1)

    def __init__(self, context, to="new", times=1):
        super().__init__(context)
        self.to = to * times

    def leave_Name(self, original_node, updated_node):
        match updated_node.value:
            case "old":
                return updated_node.with_changes(value=self.to)
            case "where":
                names = f"{self.context.full_module_name} {self.context.full_package_name} {self.context.filename}"
                self.warn(names)
            case "skipped":
                raise SkipFile("not this one")
            case "boom":
                raise ValueError("boom")
            case "leaves":
                sys.exit(5)
            case "hangs":
                time.sleep(60)
            case "dies":
                os._exit(9)
            case "grows":
                return updated_node.with_changes(value="grows_grows")
            case "grows_grows":
                return updated_node.with_changes(value="grows")
            case "breaks":
                return updated_node.with_changes(value="class")
        print("noise on stdout")
        return updated_node
"""
STEP = '  - libcst: {command: "mod.py:Mod", every-file: true, timeout: 3s}\n'


def test_a_command_beside_the_recipe_changes_the_files_that_mention_the_words(tmp_path: Path) -> None:
    check_steps(
        '  - libcst: {command: "mod.py:Mod", mentions: [old], args: {to: fresh, times: "2"}}\n',
        {"app/m.py": "x = old  # stays\n", "app/n.py": "y = other\n"},
        {"app/m.py": "x = freshfresh  # stays\n"},
        tmp_path,
        {"mod": MOD},
    )


def test_include_and_exclude_of_the_step_and_words_choose_the_files(tmp_path: Path) -> None:
    files = {"a/m.py": "old\n", "a/skip/m.py": "old\n", "b/m.py": "old\n", "a/m.txt": "old\n"}
    step = '  - libcst: {command: "mod.py:Mod", mentions: [old], include: [a], exclude: [a/skip]}\n'
    check_steps(step, files, {"a/m.py": "new\n"}, tmp_path, {"mod": MOD})


def test_vendored_and_generated_files_are_never_given_to_it(tmp_path: Path) -> None:
    files = {"vendor/m.py": "old\n", "g.py": "# @generated\nold\n", "m.py": "old\n"}
    done = check_steps(
        STEP.replace("every-file: true", "mentions: [old]"), files, {"m.py": "new\n"}, tmp_path, {"mod": MOD}
    )
    assert "info not-edited vendor/m.py" in said(done)
    assert "info not-edited g.py" in said(done)


@pytest.mark.parametrize(
    "raw", [b"x = old\r\ny = 1\r\n", b"\xef\xbb\xbfx = old", b"# coding: latin-1\nx = old  # \xe9"]
)
def test_every_other_byte_stays(raw: bytes, tmp_path: Path) -> None:
    done = planned(recipe_of(STEP, tmp_path, mod=MOD), {"m.py": raw})
    assert files_after({"m.py": raw}, done)["m.py"] == raw.replace(b"old", b"new"), said(done)


def test_the_context_has_the_module_and_its_package(tmp_path: Path) -> None:
    files = {"src/app/__init__.py": "where\n", "src/app/m.py": "where\n", "pyproject.toml": "[project]\nname='app'\n"}
    said_ = said(planned(recipe_of(STEP, tmp_path, mod=MOD), files))
    assert "warning engine-warning src/app/__init__.py:1: app app src/app/__init__.py [libcst-1]" in said_
    assert "warning engine-warning src/app/m.py:1: app.m app src/app/m.py [libcst-1]" in said_


def test_whatever_the_code_does_to_one_file_the_others_are_done(tmp_path: Path) -> None:
    words = ("skipped", "boom", "leaves", "hangs", "dies", "breaks")
    files = {f"{word}.py": f"{word}\n" for word in words} | {"z.py": "old\n", "broken.py": "old = (\n"}
    done = check_steps(STEP, files, {"z.py": "new\n"}, tmp_path, {"mod": MOD})
    told = said(done)
    assert "info skipped skipped.py:1: Mod skips it: not this one" in told
    assert "error engine-failed boom.py:1: ValueError: boom (mod.py:" in told
    assert "error engine-failed leaves.py:1: SystemExit: 5 (mod.py:" in told
    assert "error engine-failed hangs.py:1: it took longer than 3 s, and was stopped" in told
    assert "error engine-failed dies.py:1: its process died with exit code 9" in told
    assert "error unproven breaks.py:1" in told
    assert "warning unparsable broken.py:" in told
    assert "expected one of" not in told
    assert done.failed


def test_a_file_that_was_asked_for_by_name_and_cannot_be_read_is_a_failure(tmp_path: Path) -> None:
    step = '  - libcst: {command: "mod.py:Mod", mentions: [old]}\n'
    done = check_steps(step, {"m.py": "old = (\n"}, {}, tmp_path, {"mod": MOD})
    assert "error unparsable m.py:" in said(done)
    assert done.failed


def test_nesting_that_kills_libcst_costs_one_file(tmp_path: Path) -> None:
    files = {"deep.py": "(" * 3000 + ")" * 3000 + "\n", "m.py": "old\n"}
    done = check_steps(STEP, files, {"m.py": "new\n"}, tmp_path, {"mod": MOD})
    assert "deep.py:1: its process died by SIGSEGV" in said(done) or "unparsable deep.py" in said(done)


def test_a_command_that_would_change_its_own_result_is_told_of(tmp_path: Path) -> None:
    done = check_steps(STEP, {"m.py": "grows\n"}, {"m.py": "grows_grows\n"}, tmp_path, {"mod": MOD})
    assert "warning unsettled m.py:1" in said(done)


def test_a_last_line_without_newline_may_become_a_bare_name(tmp_path: Path) -> None:
    mod = MOD.replace("def leave_Name", "def leave_Call(self, o, u):\n        return u.func\n\n    def leave_Name")
    check_steps(STEP, {"m.py": b"f()"}, {"m.py": b"f"}, tmp_path, {"mod": mod})


@pytest.mark.parametrize(
    ("script", "command", "needle"),
    [
        ("import sys; sys.exit(1)", "mod.py:Mod", "SystemExit: 1 (mod.py:1)"),
        ("import nothing_such", "mod.py:Mod", "No module named 'nothing_such'"),
        ("x = (", "mod.py:Mod", "SyntaxError"),
        ("class Mod: pass", "mod.py:Mod", "no LibCST codemod called Mod"),
        (MOD, "mod.py:Other", "it has: Mod"),
        (MOD, "nothing_such.mods:Mod", "No module named 'nothing_such'"),
        (MOD, "no_such_command", "libcst.codemod.commands.no_such_command"),
        (MOD, 'mod.py:Mod", args: {tu: x}, timeout: "5s', "it takes no argument tu; it takes: to, times"),
        (MOD, 'mod.py:Mod", args: {times: x}, timeout: "5s', "invalid int value"),
    ],
)
def test_code_that_cannot_be_loaded_is_one_clear_refusal(
    script: str, command: str, needle: str, tmp_path: Path
) -> None:
    step = f'  - libcst: {{command: "{command}", every-file: true}}\n'
    with pytest.raises(Refused, match="cannot be run") as caught:
        planned(recipe_of(step, tmp_path, mod=script), {"m.py": "old\n"})
    assert needle in caught.value.title
    assert "\n" not in caught.value.title


def test_code_that_hangs_while_it_is_imported_is_stopped_after_the_step_s_own_time(tmp_path: Path) -> None:
    step = '  - libcst: {command: "mod.py:Mod", every-file: true, timeout: 2s}\n'
    with pytest.raises(Refused, match=r"libcst Mod cannot be run: it took longer than 2 s, and was stopped"):
        planned(recipe_of(step, tmp_path, mod="import time; time.sleep(50)\n" + MOD), {"m.py": "old\n"})


def test_code_may_take_the_step_s_time_to_be_imported_and_a_file_as_long_again(tmp_path: Path) -> None:
    slow = "import time; time.sleep(2.5)\n" + MOD.replace('case "old":', 'case "old":\n                time.sleep(2)')
    step = '  - libcst: {command: "mod.py:Mod", every-file: true, timeout: 4s}\n'
    check_steps(step, {"m.py": "old\n"}, {"m.py": "new\n"}, tmp_path, {"mod": slow})


@pytest.mark.parametrize(
    ("step", "needle"),
    [
        ("{command: rename}", "mentions or every-file, and this one neither"),
        ("{command: rename, mentions: [a], every-file: true}", "this one both"),
        ("{command: rename, mentions: ['']}", "not a word to look for"),
        ('{command: "../mod.py:Mod", every-file: true}', "leaves the repository"),
        ('{command: "/etc/mod.py:Mod", every-file: true}', "an absolute path"),
        ('{command: "gone.py:Mod", every-file: true}', "no such file beside the recipe"),
        ('{command: "link.py:Mod", every-file: true}', "leads out of the recipe's folder"),
        ('{command: "pipe.py:Mod", every-file: true}', "not a file"),
        ('{command: "a.b", every-file: true}', "the class is not told from its module"),
        ('{command: "a b:C", every-file: true}', "not a dotted name"),
        ("{command: rename, every-file: true, timeout: 5 years}", "not a length of time"),
        ("{command: rename, every-file: true, timeout: 0s}", "not a length of time"),
        ("{command: rename, every-file: true, args: {a: {b: c}}}", "the argument a is no text, bool, or list of text"),
    ],
)
def test_what_cannot_be_meant_is_told_before_anything_runs(step: str, needle: str, tmp_path: Path) -> None:
    import os

    folder = tmp_path / "recipes"
    folder.mkdir()
    (tmp_path / "outside.py").write_text(MOD)
    (folder / "link.py").symlink_to(tmp_path / "outside.py")
    os.mkfifo(folder / "pipe.py")
    with pytest.raises(CanonizeError, match=needle):
        recipe_of(f"  - libcst: {step}\n", folder)


# -- what LibCST publishes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "before", "wanted"),
    [
        ("{command: convert_format_to_fstring, mentions: ['.format(']}", 'x = "{}".format(n)\n', 'x = f"{n}"\n'),
        ("{command: convert_percent_format_to_fstring, mentions: ['%']}", 'x = "a%s" % n\n', 'x = f"a{n}"\n'),
        ("{command: unnecessary_format_string, mentions: [f]}", 'x = f"plain"\n', 'x = "plain"\n'),
        ("{command: convert_union_to_or, mentions: [Union]}", "from typing import Union\nx: Union[int, str]\n", "x: int | str\n"),
        ("{command: remove_unused_imports, mentions: [import]}", "import os\nimport sys\nsys.exit\n", "import sys\nsys.exit\n"),
        ("{command: ensure_import_present, args: {module: a.b, entity: C}, every-file: true}", "x = 1\n", "from a.b import C\n\nx = 1\n"),
        ("{command: add_trailing_commas, every-file: true}", "f(\n    a,\n    b\n)\n", "f(\n    a,\n    b,\n)\n"),
        ("{command: 'libcst.codemod.commands.noop:NOOPCommand', every-file: true}", "x  =  1 ;\n", "x  =  1 ;\n"),
        ("{command: rename, args: {old-name: a.b.C, new-name: a.b.D}, mentions: [C]}", "from a.b import C\nC()\n", "from a.b import D\nD()\n"),
        ("{command: strip_strings_from_types, every-file: true}", 'class A: ...\nx: "A"\n', "from __future__ import annotations\n\nclass A: ...\nx: A\n"),
        ("{command: convert_type_comments, every-file: true}", "x = 1  # type: int\n", "x: int = 1\n"),
        ("{command: convert_namedtuple_to_dataclass, every-file: true}", "from typing import NamedTuple\nclass P(NamedTuple):\n    x: int\n", "from dataclasses import dataclass\n\n@dataclass(frozen=True)\nclass P:\n    x: int\n"),
        ("{command: rename_typing_generic_aliases, every-file: true}", "from typing import List\nx: List[int]\n", "x: list[int]\n"),
        ("{command: add_pyre_directive:AddPyreStrictCommand, every-file: true}", "x = 1\n", "# pyre-strict\nx = 1\n"),
    ],
)  # fmt: skip
def test_the_commands_that_libcst_publishes_run_unchanged(step: str, before: str, wanted: str, tmp_path: Path) -> None:
    step = step.replace("command: add_pyre", "command: 'libcst.codemod.commands.add_pyre").replace(
        "StrictCommand,", "StrictCommand',"
    )
    done = planned(recipe_of(f"  - libcst: {step}\n", tmp_path), {"m.py": before})
    becomes(done, {"m.py": before}, {"m.py": wanted})
    assert not recipe_of(f"  - libcst: {step}\n", tmp_path).loads


# -- what its proofs show -----------------------------------------------------------------------------------------


def test_the_faults_of_its_import_visitors_are_shown(tmp_path: Path) -> None:
    before = "import a\n\n\ndef f():\n    from p.q import C  # here, or it goes round\n    return C()\n"
    step = "  - libcst: {command: rename, args: {old-name: p.q.C, new-name: p.r.D}, mentions: [C]}\n"
    done = planned(recipe_of(step, tmp_path), {"m.py": before})
    assert "comment-lost m.py:5: a comment goes: # here, or it goes round" in said(done)


def test_an_import_that_leaves_its_block_is_shown(tmp_path: Path) -> None:
    hoist = """
import libcst as cst
from libcst.codemod import VisitorBasedCodemodCommand
from libcst.codemod.visitors import AddImportsVisitor, RemoveImportsVisitor

class Mod(VisitorBasedCodemodCommand):
    def visit_Module(self, node):
        AddImportsVisitor.add_needed_import(self.context, "p.q", "C")

    def leave_SimpleStatementLine(self, o, u):
        inner = u.body[0]
        return cst.RemoveFromParent() if isinstance(inner, cst.ImportFrom) and inner.module.attr.value == "q" else u
"""
    before = "def f():\n    from p.q import C\n    return C()\n"
    done = planned(recipe_of(STEP, tmp_path, mod=hoist), {"m.py": before})
    assert "warning import-moved m.py:2: the import of C leaves its function block" in said(done)


RENAMES = MOD.replace('case "old":', 'case "Old" if "keep" not in self.context.filename:')


def test_a_change_after_which_an_import_finds_nothing_is_put_back(tmp_path: Path) -> None:
    files = {
        "p/__init__.py": "",
        "p/keep.py": "class Old: ...\n",
        "p/user.py": "from p.keep import Old\n",
        "p/free.py": "Old = 1\n",
    }
    step = STEP.replace("every-file: true", "mentions: [Old], args: {to: New}")
    done = check_steps(step, files, {"p/free.py": "New = 1\n"}, tmp_path, {"mod": RENAMES})
    assert "error unproven p/user.py:1: the change is not proven: its import of New finds nothing" in said(done)


def test_an_import_elsewhere_that_would_find_nothing_is_told(tmp_path: Path) -> None:
    files = {"p/__init__.py": "", "p/m.py": "class Old: ...\n", "p/keep.py": "from p.m import Old\n"}
    step = STEP.replace("every-file: true", "mentions: [Old], args: {to: New}")
    done = check_steps(step, files, {"p/m.py": "class New: ...\n"}, tmp_path, {"mod": RENAMES})
    assert "error broken-import p/keep.py:1: the import of Old would find nothing" in said(done)


def test_both_sides_of_an_import_may_change_together(tmp_path: Path) -> None:
    files = {"p/__init__.py": "", "p/m.py": "class Old: ...\n", "p/user.py": "from p.m import Old\n"}
    step = STEP.replace("every-file: true", "mentions: [Old], args: {to: New}")
    done = check_steps(
        step, files, {"p/m.py": "class New: ...\n", "p/user.py": "from p.m import New\n"}, tmp_path, {"mod": RENAMES}
    )
    assert not done.failed, said(done)


def test_a_process_whose_owner_was_killed_ends_by_itself(tmp_path: Path) -> None:
    """Even in the middle of a search that lets nobody else of the process have a turn."""
    text = "import libcst as cst, re\nclass Mod(cst.codemod.Codemod):\n    def transform_module_impl(self, tree):\n"
    text += "        re.match('(a+)+$', 'a' * 64 + 'b')\n        return tree\n"
    options = {"module": "mod.py", "name": "Mod", "args": {}, "script": text}
    process = Process((sys.executable, "-P", "-m", "canonize.codemods.engines.child"), str(tmp_path), dict(os.environ))
    try:
        assert read_ready(process.ask(setup_line(Setup("libcst", options, seconds=5)), 60)) == ""
        assert read_ready(process.ask(b"", 60)) == ""
        assert process.ask(job_line(Job("app.py", b"x = 1\n")), 60) == b""
        assert not process.hung
        assert "SIGALRM" in process.why_silent(b"")
    finally:
        process.kill()
