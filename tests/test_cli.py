"""The command line as a person or a script meets it: real processes on small real repositories."""

from __future__ import annotations

import importlib
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import commands
import pytest
from repos import Repo, make

from canonize.cli.app import COMMANDS
from canonize.cli.options import LEAVE
from canonize.codemods.aliasing.collapseoptions import CollapseOptions
from canonize.codemods.mocks.mockoptions import MockFactoryOptions
from canonize.codemods.options import Options
from canonize.codemods.renames.rename import KINDS
from canonize.codemods.renames.renameoptions import RenameOptions

SHOP = {
    "app/__init__.py": 'from .managers import UserManager\n\n__all__ = ["UserManager"]\n',
    "app/managers.py": "class UserManager:\n    def get(self):\n        return UserManager\n",
    "app/views.py": "from app import UserManager as UM\r\nimport app.managers\r\n\r\nx = app.managers.UserManager()",
    "tests/test views.py": 'from unittest import mock\n\nmock.patch("app.managers.UserManager")\n',
    "unrelated.py": "UserManager = 1\n",
}
RECIPE = """\
canonize: recipe/1
name: tidy
description: Names that say what things are.
params:
  to:
    type: identifier
    description: The new name.
    default: AccountManager
steps:
  - id: managers
    rename:
      from: app.managers:UserManager
      to: "{{ to }}"
"""
OLD, NEW = "app.managers.UserManager", "AccountManager"
HEAVY = {"pydantic", "yaml", "git", "libcst", "rich", "bowler", "asyncio", "logging", "unittest", "importlib.metadata"}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", SHOP)


@pytest.fixture
def tidy(tmp_path: Path) -> str:
    path = tmp_path / "tidy.yaml"
    path.write_text(RECIPE)
    return str(path)


def repository(folder: Path, files: Mapping[str, str]) -> Path:
    return make(folder, {name: text.encode(errors="surrogateescape") for name, text in files.items()}).path


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    return Repo(folder).git(*arguments, stdin=stdin)


def canonize(
    *arguments: str, cwd: Path, code: int | None = 0, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    run = commands.canonize(*arguments, cwd=cwd, code=code, **environment)
    return subprocess.CompletedProcess(arguments, run.code, run.out, run.said.encode(errors="surrogateescape"))


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in SHOP}


# -- what is done -----------------------------------------------------------------------------------------------------


def test_a_rename_prints_the_diff_and_writes_nothing(shop: Path) -> None:
    run = canonize("rename", OLD, NEW, cwd=shop)
    assert contents(shop) == {name: text.encode() for name, text in SHOP.items()}
    assert b"\n-class UserManager:\n+class AccountManager:\n" in run.stdout
    assert b"7 edits in 4 files" in run.stderr
    assert b"nothing written" in run.stderr
    assert b"unrelated" not in run.stdout


def test_the_diff_piped_into_git_apply_gives_the_bytes_that_apply_commits(shop: Path, tidy: str) -> None:
    canonize("apply", tidy, str(shop), "--branch", "tidy", cwd=shop)
    assert git(shop, "status", "--porcelain") == b""
    diff = canonize("preview", tidy, str(shop), cwd=shop.parent).stdout
    git(shop, "apply", "-", stdin=diff)
    assert git(shop, "diff", "tidy") == b""
    assert git(shop, "diff", "--stat", "main") != b""


def test_with_reasons_it_is_still_a_patch(shop: Path) -> None:
    diff = canonize("rename", OLD, NEW, "--why", cwd=shop).stdout
    assert b" @@ why: line 1: rename: " in diff
    git(shop, "apply", "-", stdin=diff)
    assert b"class AccountManager" in (shop / "app/managers.py").read_bytes()


def test_in_place_and_branch_write_the_same_bytes(shop: Path) -> None:
    run = canonize("rename", OLD, NEW, "--branch", "names", cwd=shop)
    assert run.stdout == b""
    assert b"1 commit on the new branch names" in run.stderr
    run = canonize("rename", OLD, NEW, "--in-place", cwd=shop)
    assert run.stdout == b""
    assert b"wrote 4 files" in run.stderr
    assert git(shop, "diff", "names") == b""
    assert git(shop, "log", "-1", "--format=%s", "names") == b"Rename app.managers.UserManager to AccountManager\n"


def test_a_second_run_has_nothing_to_do(shop: Path) -> None:
    canonize("rename", OLD, NEW, "--in-place", cwd=shop)
    run = canonize("rename", OLD, NEW, "--in-place", cwd=shop)
    assert b"nothing to do" in run.stderr
    assert run.stdout == b""


def test_apply_leaves_the_working_tree_and_the_index_alone(shop: Path, tidy: str) -> None:
    (shop / "app/views.py").write_bytes(b"# mine\n")
    (shop / "staged.py").write_bytes(b"# staged\n")
    git(shop, "add", "staged.py")
    before = git(shop, "status", "--porcelain=v2"), git(shop, "rev-parse", "HEAD")
    run = canonize("apply", tidy, ".", cwd=shop)
    assert (git(shop, "status", "--porcelain=v2"), git(shop, "rev-parse", "HEAD")) == before
    assert b"uncommitted changes in 1 of these files are not in the plan" in run.stderr
    assert len(git(shop, "branch", "--format=%(refname)").splitlines()) == 2


def test_a_recipe_of_which_every_step_is_switched_off_says_so(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "off.yaml").write_text(
        "canonize: recipe/1\nname: off\nsteps:\n  - {if: false, rename: {from: a:B, to: C}}\n"
    )
    for command in ("preview", "apply", "check"):
        assert b"all of its steps are switched off" in canonize(command, str(tmp_path / "off.yaml"), cwd=shop).stderr


def test_params_reach_the_recipe(shop: Path, tidy: str) -> None:
    assert b"+class Accounts:" in canonize("preview", tidy, "--param", "to=Accounts", cwd=shop).stdout
    run = canonize("preview", tidy, "--param", "to", cwd=shop, code=2)
    assert run.stderr.startswith(b"not a param: 'to'\n  help: ")


def test_what_preview_tells_to_type_next_does_what_was_previewed(shop: Path, tidy: str) -> None:
    said = canonize("preview", tidy, ".", "--param", "to=Accounts", cwd=shop).stderr.decode()
    command = shlex.split(said.partition("next: ")[2].splitlines()[0])
    assert command[:2] == ["canonize", "apply"]
    run = canonize(*command[1:], cwd=shop)
    assert b"1 commit on the new branch" in run.stderr


def test_what_preview_tells_to_type_next_takes_no_path_for_an_option(shop: Path, tidy: str) -> None:
    odd, recipe = shop.rename(shop.with_name("-odd")), Path(tidy).rename(Path(tidy).with_name("-tidy.yaml"))
    said = canonize("preview", f"./{recipe.name}", f"./{odd.name}", cwd=odd.parent).stderr.decode()
    command = shlex.split(said.partition("next: ")[2].splitlines()[0])
    assert b"1 commit on the new branch" in canonize(*command[1:], cwd=odd.parent).stderr


@pytest.mark.parametrize(
    "words", [("rename", OLD, NEW, "--in-place", "--repo", "loop"), ("recipe", "distrust", "./loop")]
)
def test_a_link_that_leads_to_itself_is_nothing(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "loop").symlink_to("loop")
    assert b"no such" in canonize(*words, cwd=tmp_path, code=2).stderr


def test_what_rename_tells_to_add_does_it(shop: Path) -> None:
    said = canonize("rename", OLD, NEW, "--why", cwd=shop).stderr.decode()
    branch = re.findall(r"next: add --branch (\S+) .* --in-place", said)[0]
    assert branch == "canonize/user-manager-to-account-manager"
    canonize("rename", OLD, NEW, "--branch", branch, cwd=shop)
    assert b"class AccountManager" in git(shop, "show", f"{branch}:app/managers.py")


def test_a_plan_can_be_held_to_its_digest(shop: Path, tidy: str) -> None:
    said = canonize("preview", tidy, cwd=shop).stderr.decode()
    digest = re.findall(r"plan ([0-9a-f]{16})", said)[0]
    run = canonize("apply", tidy, "--expect", "0" * 16, cwd=shop, code=2)
    assert b"nothing was written\n  help: " in run.stderr
    assert len(git(shop, "branch").splitlines()) == 1
    assert digest.encode() in canonize("apply", tidy, "--expect", digest, cwd=shop).stderr


def test_an_existing_branch_is_left_alone_unless_told(shop: Path) -> None:
    git(shop, "branch", "names")
    run = canonize("rename", OLD, NEW, "--branch", "names", cwd=shop, code=2)
    assert b"names" in run.stderr
    assert b"  help: " in run.stderr
    run = canonize("rename", OLD, NEW, "--branch", "names", "--on-existing-branch", "new-name", cwd=shop)
    assert len(git(shop, "branch").splitlines()) == 3


# -- exit codes -------------------------------------------------------------------------------------------------------


def test_check_exits_with_one_while_there_is_something_to_change(shop: Path, tidy: str) -> None:
    run = canonize("check", tidy, cwd=shop, code=1)
    assert run.stdout.endswith(b" 4 files changed, 7 insertions(+), 7 deletions(-)\n")
    canonize("preview", tidy, "--check", cwd=shop, code=1)
    canonize("apply", tidy, "--check", cwd=shop, code=1)
    canonize("rename", OLD, NEW, "--check", "--in-place", cwd=shop, code=1)
    assert git(shop, "status", "--porcelain") == b""
    assert len(git(shop, "branch").splitlines()) == 1
    canonize("rename", OLD, NEW, "--in-place", cwd=shop)
    canonize("check", tidy, "--in-place", cwd=shop)


def test_quiet_says_nothing_but_the_data(shop: Path, tidy: str) -> None:
    assert canonize("rename", OLD, NEW, "-q", cwd=shop).stderr == b""
    run = canonize("check", tidy, "-q", cwd=shop, code=1)
    assert (run.stdout, run.stderr) == (b"", b"")


@pytest.mark.parametrize(
    ("command", "options", "given"),
    [
        ("rename", RenameOptions, {"from", "to"}),
        ("collapse", CollapseOptions, {"canonical", "files"}),
        ("mocks", MockFactoryOptions, {"of", "files"}),
    ],
)
def test_every_option_of_a_step_is_one_of_the_command_line(
    shop: Path, command: str, options: type[Options], given: set[str]
) -> None:
    said = canonize(command, "--help", cwd=shop).stdout.decode()
    keys = {field.alias or name for name, field in options.model_fields.items()} - given
    assert keys <= set(re.findall(r"--([a-z-]+)", said))
    assert {"include", "exclude"} <= set(re.findall(r"--([a-z-]+)", said))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["rename", "UserManager", NEW],
            b"lacks its module\n  help: did you mean app.managers:UserManager (app/managers",
        ),
        (["collapse", "UserManager"], b"lacks its module\n  help: did you mean app.managers:UserManager (app/managers"),
        (["move", "UserManager", "lib.New"], b"lacks its module\n  help: did you mean app.managers:UserManager (app/m"),
        (["rename", "Nobody", NEW], b"Nobody lacks its module\n  help: give the full path"),
        (["rename", "app/managers.py:UserManager", NEW], b"\n  help: did you mean app.managers:UserManager?"),
        (["rename", "app/managers:UserManager", NEW], b"\n  help: write it as pkg.module:Name or pkg.module.Name"),
        (["rename", OLD, "not-a-name"], b"'not-a-name' is not an identifier\n  help: "),
        (["rename", OLD, "class"], b"'class' is a keyword of Python\n  help: "),
        (["rename", "app.managers.Nothing", NEW], b"no Nothing in app/managers.py"),
        (["rename", OLD, NEW, "--in-place", "--branch", "b"], b"--in-place and --branch exclude each other\n  help: "),
        (["rename", OLD, NEW, "--in-place", "--base", "HEAD"], b"--in-place and --base exclude each other\n  help: "),
        (["rename", OLD, NEW, "--removed-in", "2"], b"--removed-in says when a deprecated alias goes\n  help: "),
        (["rename", OLD, NEW, "--leave", "doc"], b"'doc' is not one of"),
        (["rename", OLD, NEW, "--derived", "visit"], b"not a template of a name"),
        (["rename", OLD, NEW, "--include", "../x"], b"the path leaves the repository"),
        (["rename", OLD, NEW, "--repo", "nowhere"], b"nowhere"),
        (["rename", OLD, NEW, "--base", "no-such"], b"no-such"),
        (["rename", OLD, NEW, "--nonsense"], b"Usage: canonize rename"),
        (["rename", OLD], b"Missing argument 'NEW'"),
        (["renam"], b"Did you mean 'rename'?"),
        (["move", OLD, NEW], b"AccountManager lacks its module\n  help: "),
        (["move", OLD, "app.0001_new:UserManager"], b"'0001_new' is not an identifier"),
        (["move", OLD, "app.run-all:UserManager"], b"'run-all' is not an identifier"),
        (["rename", "bin/run-all.py:main", NEW], b"\n  help: did you mean bin.run-all:main?"),
        (["rename", "app.managers-:UserManager:x", NEW], b"not a symbol"),
        (["preview", "nothing-here"], b"nothing-here: no such recipe\n  help: "),
        (["apply", "tidy.yaml", "--expect", "12"], b"  help: "),
    ],
)
def test_a_mistake_is_told_and_nothing_is_written(shop: Path, tidy: str, arguments: list[str], said: bytes) -> None:
    run = canonize(*[tidy if word == "tidy.yaml" else word for word in arguments], cwd=shop, code=2)
    assert said in run.stderr
    assert run.stdout == b""
    assert b"Traceback" not in run.stderr
    assert git(shop, "status", "--porcelain") == b""


@pytest.mark.parametrize(
    ("command", "added"),
    [
        (("rename", "app.migrations.0001_initial:forwards", "fill"), b"+def fill(apps)"),
        (
            (
                "preview",
                "rename-symbol",
                "--param",
                "symbol=app.migrations.0001_initial:forwards",
                "--param",
                "to=fill",
            ),
            b"+def fill(apps)",
        ),
        (("collapse", "app.migrations.0001_initial:forwards"), b"+operations = [forwards]"),
    ],
)
def test_a_symbol_of_a_module_that_no_import_can_name(tmp_path: Path, command: tuple[str, ...], added: bytes) -> None:
    text = "def forwards(apps): ...\n\nbackwards = forwards\noperations = [backwards]\n"
    repo = repository(tmp_path / "shop", {"app/migrations/0001_initial.py": text})
    assert added in canonize(*command, cwd=repo).stdout


def test_a_symbol_of_a_script_whose_name_is_no_identifier(tmp_path: Path) -> None:
    repo = repository(tmp_path / "shop", {"bin/run-all.py": "def main(): ...\n\nmain()\n"})
    assert canonize("rename", "bin.run-all:main", "run", cwd=repo).stdout.count(b"+run()") == 1
    assert canonize("rename", "main", "run", cwd=repo, code=2).stderr.count(b"did you mean bin.run-all:main (bin/") == 1
    repo = repository(tmp_path / "serverless", {"lambda/index.py": "def main(): ...\n\nmain()\n"})
    for symbol in ("lambda.index:main", "lambda.index.main"):
        assert canonize("rename", symbol, "run", cwd=repo).stdout.count(b"+run()") == 1
    assert b"'class' is a keyword" in canonize("rename", "lambda.index:class", "run", cwd=repo, code=2).stderr


def test_a_bare_name_of_a_module_that_no_import_can_name_is_found(tmp_path: Path) -> None:
    repo = repository(tmp_path / "shop", {"app/migrations/0001_initial.py": "def forwards(apps): ...\n"})
    run = canonize("rename", "forwards", "fill", cwd=repo, code=2)
    assert b"did you mean app.migrations.0001_initial:forwards (app/migrations/0001_initial.py:1)?" in run.stderr


def test_a_file_that_could_not_be_done_makes_the_exit_code_three(shop: Path) -> None:
    (shop / "broken.py").write_bytes(b"from app.managers import UserManager\ndef (\n")
    git(shop, "add", "-A")
    git(shop, "commit", "-q", "-m", "broken")
    run = canonize("rename", OLD, NEW, "--in-place", cwd=shop, code=3)
    assert b"broken.py:" in run.stderr
    assert b"class AccountManager" in (shop / "app/managers.py").read_bytes()


# -- output -----------------------------------------------------------------------------------------------------------


def test_json_says_what_was_done(shop: Path, tidy: str) -> None:
    planned = json.loads(canonize("preview", tidy, "--format", "json", cwd=shop).stdout)
    assert planned["canonize"] == "report/1"
    assert planned["result"]["status"] == "planned"
    assert [file["path"] for file in planned["files"]] == sorted(name for name in SHOP if name != "unrelated.py")
    done = json.loads(canonize("apply", tidy, "--format", "json", "--branch", "b", cwd=shop).stdout)
    assert done["result"]["branch"] == "b"
    assert done["result"]["commits"] == [git(shop, "rev-parse", "b").decode().strip()]
    assert done["plan"] == planned["plan"]
    written = json.loads(canonize("rename", OLD, NEW, "--format", "json", "--in-place", cwd=shop).stdout)
    assert written["result"]["status"] == "written"
    again = json.loads(canonize("rename", OLD, NEW, "--format", "json", "--in-place", cwd=shop).stdout)
    assert again["result"]["status"] == "unchanged"


def test_the_diffs_in_the_json_are_the_diff(shop: Path) -> None:
    report = json.loads(canonize("rename", OLD, NEW, "--format", "json", cwd=shop).stdout)
    diff = "".join(file["diff"] for file in report["files"])
    assert diff.encode() == canonize("rename", OLD, NEW, cwd=shop).stdout


def test_two_runs_print_the_same_bytes(shop: Path) -> None:
    runs = [canonize("rename", OLD, NEW, "--format", "json", "-v", cwd=shop, PYTHONHASHSEED=seed) for seed in "12"]
    assert runs[0].stdout == runs[1].stdout
    assert runs[0].stderr == runs[1].stderr


def test_colour_only_when_it_is_wanted(shop: Path) -> None:
    arguments = ("rename", OLD, NEW)
    for environment in ({}, {"NO_COLOR": "1"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}):
        run = canonize(*arguments, cwd=shop, **environment)
        assert b"\x1b" not in run.stdout + run.stderr
    for run in (canonize(*arguments, cwd=shop, FORCE_COLOR="1"), canonize(*arguments, "--color", "always", cwd=shop)):
        assert b"\x1b[32m+class \x1b[0m\x1b[32;4mAccountManager\x1b[0m\x1b[32m:\x1b[0m\n" in run.stdout
    assert b"\x1b" not in canonize(*arguments, "--color", "never", cwd=shop, FORCE_COLOR="1").stdout


def test_diagnostics_are_grouped_and_cut_unless_all_are_wanted(tmp_path: Path) -> None:
    many = {f"doc{n:02}.py": f"# the UserManager is good {n}\n" for n in range(25)}
    shop = repository(tmp_path / "shop", {**SHOP, **many})
    short = canonize("rename", OLD, NEW, cwd=shop).stderr.decode()
    long = canonize("rename", OLD, NEW, "-v", cwd=shop).stderr.decode()
    assert "  … and 15 more (-v shows all)\n" in short
    assert short.count("doc") == 10
    assert long.count("doc") == 25
    assert "app.managers:UserManager (app/managers.py:1) -> AccountManager" in long


def test_of_many_diagnostics_some_with_each_message_are_shown(tmp_path: Path) -> None:
    words = {f"doc{n:02}.md": "UserManager\n" for n in range(25)}
    asked = {"other.py": "asked = {'UserManager': 1}\n", "z.cfg": "[x]\ny = UserManager\n"}
    shop = repository(tmp_path / "shop", {**SHOP, **words, **asked})
    short = canonize("rename", OLD, NEW, cwd=shop).stderr.decode().splitlines()
    heading = short.index("not edited, perhaps meant: 27")
    assert short[heading + 8].startswith("  doc07.md:1:1: UserManager in a document")
    assert short[heading + 9] == "  other.py:1:11: the string 'UserManager' may name the symbol"
    assert short[heading + 10] == "  z.cfg:2:5: UserManager in configuration"
    assert short[heading + 11] == "  … and 17 more (-v shows all)"


def test_a_folder_without_git_can_be_looked_at_and_written_in_place(tmp_path: Path) -> None:
    for name, text in SHOP.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(text.encode())
    ceiling = {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    run = canonize("rename", OLD, NEW, cwd=tmp_path, **ceiling)
    assert b"+class AccountManager:" in run.stdout
    assert b"no git here" in run.stderr
    assert b"--branch" not in run.stderr
    run = canonize("rename", OLD, NEW, "--branch", "b", cwd=tmp_path, code=2, **ceiling)
    assert b"--in-place" in run.stderr
    canonize("rename", OLD, NEW, "--in-place", cwd=tmp_path, **ceiling)
    assert b"class AccountManager" in (tmp_path / "app/managers.py").read_bytes()


@pytest.mark.parametrize("write", [(), ("--branch", "b"), ("--in-place",)])
def test_it_is_said_when_only_a_part_of_the_repository_was_looked_at(shop: Path, write: tuple[str, ...]) -> None:
    words = ("rename", "managers.UserManager", NEW, *write)
    said = canonize(*words, cwd=shop / "app").stderr
    assert b"only app/ was looked at" in said
    assert b"looked at" not in canonize("rename", OLD, NEW, *write, cwd=shop, code=None).stderr


def test_odd_names_come_through(tmp_path: Path) -> None:
    names = ["new\nline.py", "tab\t.py", "\x1b[2J.py", 'quo"te.py', "é.py", "lone\udcff.py"]
    shop = repository(tmp_path / "shop", {**SHOP, **dict.fromkeys(names, "from app.managers import UserManager\n")})
    run = canonize("rename", OLD, NEW, "--format", "json", cwd=shop)
    assert len(json.loads(run.stdout)["files"]) == 10
    git(shop, "apply", "-", stdin=canonize("rename", OLD, NEW, cwd=shop).stdout)
    assert all(b"AccountManager" in (shop / name).read_bytes() for name in names)


def test_a_folder_whose_name_is_no_utf_8_is_told_in_reasons_and_json(tmp_path: Path) -> None:
    files = {"app/__init__.py": "", "app/m.py": "class Old: ...\n", "u.py": "from app.m import Old\n"}
    shop = repository(tmp_path / "shop", {f"lone\udcff/{name}": text for name, text in files.items()})
    diff = canonize("rename", "app.m.Old", "New", "--why", cwd=shop).stdout
    assert b"import of the symbol: lone\xff/app/m.py:1\n" in diff
    git(shop, "apply", "-", stdin=diff)
    text = canonize("rename", "app.m.Old", "New", "--format", "json", cwd=shop).stdout.decode()
    assert b"\\udcff" not in text.encode()
    assert "lone\\xff/app/m.py:1" in json.loads(text)["evidence"][0]


def test_a_folder_named_like_advice_gives_none(tmp_path: Path) -> None:
    files = {"app/__init__.py": "", "app/m.py": "Old = New = 1\n"}
    shop = repository(tmp_path / "shop", {f"x\n  help: run evil\n/{name}": text for name, text in files.items()})
    said = canonize("rename", "app.m.Old", "New", cwd=shop, code=2).stderr.decode()
    assert said.splitlines()[0].startswith("x\\n  help: run evil\\n/app/m.py:1: Old cannot become New")
    assert len(said.splitlines()) == 2


# -- what quiet leaves ------------------------------------------------------------------------------------------------


def test_quiet_still_names_the_files_that_could_not_be_done(shop: Path) -> None:
    (shop / "app/broken.py").write_text("from app.managers import UserManager\nUserManager((\n")
    git(shop, "add", "-A")
    git(shop, "commit", "-q", "-m", "broken")
    said = canonize("rename", OLD, NEW, "--branch", "b", "-q", cwd=shop, code=3).stderr.decode()
    assert "app/broken.py:1: UserManager is mentioned, but the file does not parse" in said
    assert "edits" not in said
    assert canonize("rename", OLD, NEW, "--exclude", "app/broken.py", "-q", cwd=shop).stderr == b""


def test_quiet_still_names_the_files_that_were_not_written(shop: Path) -> None:
    (shop / "app/views.py").chmod(0o444)
    said = canonize("rename", OLD, NEW, "--in-place", "-q", cwd=shop, code=3).stderr.decode()
    assert said.startswith("not written: 3\n  app/views.py: is read-only\n")
    assert said.endswith("repeat the command to finish\n")


# -- names and values -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["refs/heads/x", "-x", "a..b", "HEAD", ""])
def test_a_branch_is_named_as_a_recipe_would_have_to(shop: Path, name: str) -> None:
    said = canonize("rename", OLD, NEW, "--branch", name, cwd=shop, code=2).stderr
    assert (b"git takes no branch" if name else b"it is empty") in said
    assert git(shop, "branch", "--format=%(refname)") == b"refs/heads/main\n"


@pytest.mark.parametrize("option", ["--expect", "--branch", "--base"])
def test_a_value_that_was_left_empty_is_no_value(shop: Path, tidy: str, option: str) -> None:
    assert b"it is empty" in canonize("apply", tidy, str(shop), option, "", cwd=shop, code=2).stderr


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps the folder")
def test_in_a_folder_that_is_gone_the_error_says_so(shop: Path, tmp_path: Path) -> None:
    words = shlex.join([sys.executable, "-m", "canonize.cli", "rename", OLD, NEW, "--stat"])
    shell = f"mkdir gone && cd gone && rmdir ../gone && {words}; echo $?; {words} --repo {shlex.quote(str(shop))}"
    run = subprocess.run(["sh", "-c", shell], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.startswith("2\n")
    assert " 4 files changed" in run.stdout
    assert run.stderr.startswith("git rev-parse: Unable to read current working directory")


def test_a_name_without_end_is_refused(shop: Path) -> None:
    canonize("rename", OLD, "N" * 1_000, "--stat", cwd=shop)
    assert b"a name of 50,000 letters" in canonize("rename", OLD, "N" * 50_000, cwd=shop, code=2).stderr


def test_a_help_is_said_once_behind_the_places_that_share_it(tmp_path: Path) -> None:
    files = {
        "app/m.py": "def old_name(): ...\ndef get_old_name(): ...\ndef set_old_name(): ...\n",
        "b.py": "from app import m\nold_name = m.old_name()\n",
    }
    folder = repository(tmp_path / "names", files)
    said = canonize("rename", "app.m.old_name", "new", cwd=folder).stderr.decode()
    assert said.count("    help: ") == 2, said
    assert "set_old_name may be derived from old_name\n    help: rename it with --derived, or by hand\n  b.py" in said


def test_a_remark_on_no_file_says_of_which_step_it_is(tmp_path: Path) -> None:
    folder = repository(tmp_path / "names", {"app/m.py": "class A: ...\nclass B: ...\n"})
    steps = "".join(f"  - rename: {{from: 'app.m:{old}', to: {new}}}\n" for old, new in ("AT", "BA", "TB"))
    (tmp_path / "swap.yaml").write_text(f"canonize: recipe/1\nname: swap\nsteps:\n{steps}")
    said = canonize("preview", str(tmp_path / "swap.yaml"), cwd=folder).stderr.decode()
    assert "  rename-2: made by step rename-1, with which it swaps names\n" in said


# -- pipes and signals ------------------------------------------------------------------------------------------------


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    many = {f"m{n}.py": "from app.managers import UserManager\n" + "x = 1\n" * 50 for n in range(400)}
    shop = repository(tmp_path / "shop", {**SHOP, **many})
    words = shlex.join([sys.executable, "-m", "canonize.cli", "rename", OLD, NEW])
    shell = f'{{ {words}; echo "exit $?" >&2; }} | head -n 1'
    run = subprocess.run(["sh", "-c", shell], cwd=shop, capture_output=True)
    assert run.stdout.startswith(b"diff --git ")
    assert run.stderr.endswith(b"exit 0\n")
    assert b"Broken" not in run.stderr
    assert b"Traceback" not in run.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_cannot_be_written_is_an_error(shop: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [sys.executable, "-m", "canonize.cli", "rename", OLD, NEW], cwd=shop, stdout=full, stderr=subprocess.PIPE
        )
    assert run.returncode == 2
    assert run.stderr.endswith(b"cannot write the output: No space left on device\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("how", "stands"),
    [("--branch=b", "the branch b is there, whole"), ("--in-place", "4 of 4 files were written, each whole")],
)
def test_what_was_written_is_told_when_the_output_cannot_be(shop: Path, how: str, stands: str) -> None:
    words = [sys.executable, "-m", "canonize.cli", "rename", OLD, NEW, how, "--format=json"]
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(words, cwd=shop, stdout=full, stderr=subprocess.PIPE)
    assert run.returncode == 3
    assert run.stderr.decode() == f"cannot write the output: No space left on device\n  help: {stands}\n"


@pytest.mark.skipif(os.name != "posix", reason="locales of POSIX")
@pytest.mark.parametrize("how", ["--branch=b", "--in-place"])
def test_names_are_read_as_git_reads_them_whatever_the_locale(shop: Path, how: str) -> None:
    name = "café/名.py"
    repository(shop, {name: "from app.managers import UserManager\n"})
    locale = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    run = canonize("rename", OLD, NEW, how, cwd=shop, **locale)
    assert b"8 edits in 5 files" in run.stderr
    assert b"AccountManager" in ((shop / name).read_bytes() if how == "--in-place" else git(shop, "show", f"b:{name}"))
    script = "from canonize.codemods.api import open_tree; from pathlib import Path; open_tree(Path())"
    refused = subprocess.run(
        [sys.executable, "-c", script], cwd=shop, env={**os.environ, **locale}, capture_output=True, check=False
    )
    assert b"this Python takes the names of files for ascii" in refused.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals of a terminal")
def test_ctrl_c_while_it_is_told_says_what_was_written(shop: Path) -> None:
    (shop / "big.py").write_text("from app.managers import UserManager\n" + "UserManager()\n" * 5000)
    words = [sys.executable, "-m", "canonize.cli", "rename", OLD, NEW, "--in-place", "--format=json"]
    process = subprocess.Popen(words, cwd=shop, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.read(1)  # it is told, and nobody reads on
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err == b"interrupted\n  help: 5 of 5 files were written, each whole\n"


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_a_closed_stream_is_no_error(shop: Path, closed: str) -> None:
    words = shlex.join([sys.executable, "-m", "canonize.cli", "rename", OLD, NEW, "--in-place", "--why"])
    run = subprocess.run(["sh", "-c", f"{words} {closed}"], cwd=shop, capture_output=True)
    assert run.returncode == 0, run.stderr
    assert b"class AccountManager" in (shop / "app/managers.py").read_bytes()


def test_what_was_written_stands_when_nobody_reads_of_it(shop: Path) -> None:
    words = shlex.join([sys.executable, "-m", "canonize.cli", "rename", OLD, NEW, "--in-place", "--why"])
    subprocess.run(["sh", "-c", f"{words} | true"], cwd=shop, capture_output=True, check=True)
    assert b"class AccountManager" in (shop / "app/managers.py").read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="signals of a terminal")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rename", OLD, NEW], "interrupted: nothing was written\n"),
        (["demo", "new"], "interrupted\n  help: what it had begun to write may be there in part\n"),
    ],
)
def test_ctrl_c_ends_with_130_and_says_what_was_written(
    shop: Path, tmp_path: Path, words: list[str], said: str
) -> None:
    """A git that never answers stands for long work."""
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text(f"#!/bin/sh\ntouch '{tmp_path}/asked'\nexec sleep 60\n")
    slow.chmod(0o755)
    process = subprocess.Popen(
        [sys.executable, "-m", "canonize.cli", *words],
        cwd=shop,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PATH": f"{slow.parent}{os.pathsep}{os.environ['PATH']}"},
        start_new_session=True,
    )
    deadline = time.monotonic() + 20
    while not (tmp_path / "asked").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)  # as the terminal sends it: to the whole group
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert (out, err) == (b"", said.encode())


def test_a_bare_repository_is_told_nothing_that_it_cannot_do(shop: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", shop, bare], check=True)
    looked = canonize("rename", OLD, NEW, "--repo", str(bare), cwd=tmp_path).stderr
    assert b"add --branch" in looked
    assert b"--in-place" not in looked
    made = canonize("rename", OLD, NEW, "--repo", str(bare), "--branch", "x", cwd=tmp_path).stderr
    assert b"look: git" in made
    assert b"merge" not in made


# -- help and start-up ------------------------------------------------------------------------------------------------


def test_the_version_is_shown(tmp_path: Path) -> None:
    assert re.fullmatch(rb"canonize \d+\.\d+\.\d+\S*\n", canonize("--version", cwd=tmp_path).stdout)


def test_help_lists_every_command_and_ends_with_examples(tmp_path: Path) -> None:
    shown = canonize("--help", cwd=tmp_path).stdout.decode()
    for name, what in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(what)}$", shown, re.MULTILINE)
    assert shown.rpartition("Examples:")[2].count("canonize ") == 3


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "recipe"])
def test_each_commands_help_begins_with_its_line_and_ends_with_two_examples(tmp_path: Path, command: str) -> None:
    shown = canonize(command, "--help", cwd=tmp_path).stdout.decode()
    assert COMMANDS[command] in shown
    examples = shown.rpartition("Examples:\n")[2].splitlines()
    assert [line.split()[:2] for line in examples] == [["canonize", command]] * 2
    assert all(len(line) <= 100 for line in shown.splitlines())


@pytest.mark.parametrize("words", [(), ("batch",), ("recipe",)])
def test_a_list_of_commands_fits_a_terminal_of_80_columns_and_cuts_no_sentence_off(
    tmp_path: Path, words: Sequence[str]
) -> None:
    shown = canonize(*words, "--help", cwd=tmp_path, COLUMNS="80").stdout.decode()
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert not re.search(r"\w\.\.\.$", shown, re.MULTILINE)


@pytest.mark.parametrize("command", ["preview", "apply", "check", "rename", "move"])
def test_the_examples_of_the_help_can_be_typed(command: str, shop: Path) -> None:
    """Every option that they use exists: the parser takes them, whatever the run then says."""
    module = importlib.import_module(f"canonize.cli.{command}")
    for line in module.EXAMPLES.splitlines()[2:]:
        words = shlex.split(re.split(r" [|>&]|\|\|", line.strip())[0])
        run = commands.canonize(*words[1:], cwd=shop, code=None)
        assert "Usage:" not in run.said, run.said


def test_the_help_knows_every_kind_of_reference() -> None:
    assert set(LEAVE) == set(KINDS)


@pytest.mark.parametrize(
    "arguments", [["--version"], ["--help"], ["rename", "--help"], ["rename", OLD, NEW], ["rename", OLD, NEW, "--stat"]]
)
def test_nothing_heavy_is_imported(shop: Path, arguments: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "canonize.cli", *arguments], cwd=shop, capture_output=True
    )
    assert run.returncode == 0
    imported = {line.rpartition("|")[2].strip() for line in run.stderr.decode().splitlines() if "|" in line}
    assert "canonize.cli.app" in imported
    assert not imported & HEAVY
    if arguments[-1].startswith("--") and len(arguments) == 1:
        assert not [name for name in imported if name.startswith("canonize.cli.re")]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("canonize pre", b"preview"),
        ("canonize preview websock", b"websocket-ssot"),
        ("canonize rename a.b c --keep-alias dep", b"deprecated"),
        ("canonize rename a.b c --leave doct", b"doctests"),
    ],
)
def test_the_shell_completes_commands_recipes_and_options(tmp_path: Path, words: str, offered: bytes) -> None:
    environment = {
        "_CANONIZE_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    assert offered in canonize(cwd=tmp_path, **environment).stdout.splitlines()


def test_batch_says_where_it_does_not_run_and_the_rest_runs_there(shop: Path) -> None:
    code = "import os, sys; sys.modules['fcntl'] = None; del os.fork; from canonize.cli.app import main; main()"
    for words, ends in ((["batch", "status"], 2), (["rename", OLD, NEW], 0)):
        run = subprocess.run([sys.executable, "-c", code, *words], cwd=shop, capture_output=True, text=True)
        assert run.returncode == ends, run.stderr
        assert ("does not run on Windows" in run.stderr) == bool(ends)
        assert "Traceback" not in run.stderr
