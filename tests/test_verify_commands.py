"""`verify:` runs commands on the outcome, in a copy of the tree; what fails there makes no branch."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from shlex import quote

import pytest
from commands import canonize, files_in
from engines import planned
from repos import Repo, make, not_root

from canonize.codemods.engines.scratch import scratch_repository
from canonize.codemods.errors import CanonizeError
from canonize.codemods.meaning.project import Project
from canonize.codemods.recipe import Recipe
from canonize.codemods.recipefiles.recipefile import parse
from canonize.codemods.repo import git
from canonize.codemods.repo.files import InMemory, Overlay
from canonize.codemods.repo.gittags import Described
from canonize.codemods.results.verifying import Verified, verify
from examples import tree

FILES = {
    "app/__init__.py": "",
    "app/m.py": "class Old: ...\n",
    "test_m.py": "from app.m import Old\n\ndef test_good(): assert Old\n\ndef test_bad(): assert not Old\n",
}


def text(command: str, more: str = "") -> str:
    head = "canonize: recipe/1\nname: checked\nsteps:\n  - rename: {from: app.m:Old, to: New}\n"
    return f"{head}verify:\n  - {{command: {json.dumps(command)}{more}}}\n"


def recipe(command: str, more: str = "") -> Recipe:
    return parse("r.yaml", text(command, more).encode(), {})


def python(program: str) -> str:
    return f"{quote(sys.executable)} -c {quote(f'exec({program!r})')}"


PYTEST = f"{quote(sys.executable)} -m pytest -q -p no:cacheprovider"


def outcome(command: str, more: str = "", files: dict[str, str] = FILES) -> Verified:
    (found,) = verify(planned(recipe(command, more), files), InMemory(tree(files)))
    return found


def test_a_command_sees_the_tree_after_the_change_and_imports_from_it() -> None:
    assert outcome(python("import app.m; app.m.New; assert 'site-packages' not in app.m.__file__")).passed


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("print('no way'); raise SystemExit(3)", "it ended with exit code 3: no way"),
        ("import time; time.sleep(60)", "it took longer than 2 s, and was stopped"),
        ("import os; os.kill(os.getpid(), 9)", "it ended by SIGKILL"),
    ],
)
def test_a_command_that_fails_is_told_and_its_output_kept(program: str, why: str) -> None:
    found = outcome(python(program), ", timeout: 2s")
    assert found.why == why
    assert Path(found.log).read_text() == found.output
    Path(found.log).unlink()


def test_a_command_that_is_not_there_fails() -> None:
    assert "it cannot be started" in outcome("no-such-program-anywhere").why


def test_without_a_baseline_every_failing_test_counts() -> None:
    assert outcome(PYTEST).why == "1 test fails: test_m::test_bad"


def test_with_a_baseline_only_new_failures_count() -> None:
    found = outcome(PYTEST, ", baseline: true")
    assert found.passed
    assert found.note == "failing tests: 1, as before"
    breaking = {**FILES, "test_n.py": "import app.m\n\ndef test_name(): assert 'Ol' + 'd' in dir(app.m)\n"}
    assert outcome(PYTEST, ", baseline: true", breaking).why == "1 test fails: test_n::test_name"


def test_a_file_that_can_no_longer_be_collected_counts() -> None:
    lost = {**FILES, "test_n.py": "import app.m\ngetattr(app.m, 'Ol' + 'd')\n\ndef test_a(): ...\ndef test_b(): ...\n"}
    assert not outcome(PYTEST, ", baseline: true", lost).passed


def test_with_a_baseline_another_command_may_fail_as_it_did() -> None:
    assert outcome(python("raise SystemExit(3)"), ", baseline: true").note == "it failed before the change, too"
    assert not outcome(python("import app.m; app.m.Old"), ", baseline: true").passed


@not_root
def test_what_cannot_be_read_is_not_in_the_copy(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo")
    repo.write({**tree(FILES), "key.pem": b"secret"})
    (repo.path / "key.pem").chmod(0)
    (tmp_path / "r.yaml").write_text(text("test ! -e key.pem"))
    canonize("apply", "../r.yaml", "--in-place", "--trust", cwd=repo.path)
    assert (repo.path / "app/m.py").read_bytes() == b"class New: ...\n"


def test_nothing_runs_when_nothing_changes() -> None:
    assert (
        verify(
            planned(recipe("false"), {"a.py": "import app.m\n"} | {"app/m.py": "New = 1\n", "app/__init__.py": ""}),
            InMemory({}),
        )
        == ()
    )


@pytest.mark.parametrize("command", ["", "'", "--flag", "a\nb"])
def test_what_is_no_command_is_told(command: str) -> None:
    with pytest.raises(CanonizeError):
        recipe(command)


# -- the worktree that they run in ----------------------------------------------------------------------------------


def shell(script: str) -> str:
    return f"sh -c {quote(script)}"


@pytest.mark.parametrize(
    "script",
    [
        "git ls-files | xargs echo | grep -x 'app/__init__.py app/m.py test_m.py'",
        'test -z "$(git status --porcelain)"',
        "git diff --name-only main | xargs echo | grep -x 'app/m.py test_m.py'",
        "git show main:app/m.py | grep Old && grep New app/m.py",
        'test "$(git branch --show-current)" = canonize/checked',
        "git rev-parse HEAD~1 && ! git rev-parse HEAD~2",
        "touch x && git add x && git commit -m more && git stash list",
        "git describe --always --dirty | grep -v dirty",
        'test -z "$(git remote)" && ! ls .git/hooks/*',
    ],
)
def test_a_command_that_needs_git_finds_a_repository(script: str) -> None:
    found = outcome(shell(script))
    assert found.passed, found.output


def test_before_the_change_it_is_the_base_alone() -> None:
    script = "test $(git branch --show-current) = main && ! git rev-parse HEAD~1; false"
    assert outcome(shell(script), ", baseline: true").note == "it failed before the change, too"


def test_files_that_git_would_ignore_or_rewrite_are_there_as_they_are() -> None:
    files = {
        **FILES,
        ".gitignore": "*.log\n",
        "kept.log": "x\n",
        ".gitattributes": "*.txt text eol=crlf working-tree-encoding=UTF-16\n*.bin filter=lfs\n",
        "a.txt": "x\r\ny\n",
        "a.bin": "x",
    }
    script = 'git ls-files | grep kept.log && test -z "$(git status --porcelain)" && git show HEAD:a.txt | cmp - a.txt'
    found = outcome(shell(script), files=files)
    assert found.passed, found.output


def test_files_that_the_plan_makes_and_deletes_are_so_in_the_commit() -> None:
    before = Project.open(InMemory(tree(FILES)))
    after = before.after(Overlay(before.files, {"test_m.py": None, "new/n.py": b"x\n"}), ("test_m.py", "new/n.py"))
    with scratch_repository(before, after, "b", Described()) as top:
        assert git.output(top, "ls-files").split() == [b"app/__init__.py", b"app/m.py", b"new/n.py"]
        assert git.output(top, "diff", "--name-status", "main").split() == [b"A", b"new/n.py", b"D", b"test_m.py"]
        assert not (top / "test_m.py").exists()


def test_neither_hooks_nor_configuration_of_the_repository_or_the_user_have_a_say(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("pre-commit", "commit-msg", "post-commit", "post-checkout", "reference-transaction"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 1\n")
        (hooks / name).chmod(0o755)
    settings = f"[core]\n\thooksPath = {hooks}\n[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = false\n"
    (tmp_path / ".gitconfig").write_text(settings)
    with (repo.path / ".git" / "config").open("a") as config:
        config.write(settings + '[alias]\n\tgone = "!false"\n')
    monkeypatch.setenv("HOME", str(tmp_path))
    name = with_recipe(tmp_path, shell("! git config alias.gone"))
    canonize("preview", name, "repo", "--verify", cwd=tmp_path)
    assert not (tmp_path / "ran").exists()


# -- on the command line --------------------------------------------------------------------------------------------


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return make(tmp_path / "repo", tree(FILES))


def with_recipe(tmp_path: Path, command: str) -> str:
    (tmp_path / "r.yaml").write_text(text(command))
    return "r.yaml"


def test_a_plan_that_fails_makes_no_branch_unless_told_to(repo: Repo, tmp_path: Path) -> None:
    name = with_recipe(tmp_path, python("print('no way'); raise SystemExit(3)"))
    before = repo.state()
    refused = canonize("apply", name, "repo", cwd=tmp_path, code=2)
    assert "FAILED" in refused.said
    assert "no way" in refused.said
    assert "nothing was written" in refused.said
    assert repo.text("branch", "--list", "canonize/*") == ""
    assert repo.state() == before
    canonize("apply", name, "repo", "--unverified", cwd=tmp_path)
    assert repo.text("branch", "--list", "canonize/*") != ""


def test_in_place_nothing_is_written_either(repo: Repo, tmp_path: Path) -> None:
    name = with_recipe(tmp_path, "false")
    before = files_in(repo.path)
    canonize("apply", name, "repo", "--in-place", cwd=tmp_path, code=2)
    assert files_in(repo.path) == before


def test_a_plan_that_passes_is_applied_and_the_checkout_is_untouched(repo: Repo, tmp_path: Path) -> None:
    name = with_recipe(tmp_path, python("import app.m; app.m.New; open('left-behind', 'w')"))
    before = files_in(repo.path)
    assert "verify passed" in canonize("apply", name, "repo", cwd=tmp_path).said
    assert files_in(repo.path) == before
    assert repo.text("branch", "--list", "canonize/*") != ""
    assert "left-behind" not in repo.tree("canonize/checked")


def test_a_preview_runs_it_only_when_asked(repo: Repo, tmp_path: Path) -> None:
    name = with_recipe(tmp_path, "false")
    shown = canonize("preview", name, "repo", cwd=tmp_path)
    assert "1 verify command will run before it is applied" in shown.said
    assert "runs code: verify: false" in shown.said
    assert "verify FAILED: false" in canonize("preview", name, "repo", "--verify", cwd=tmp_path, code=2).said
