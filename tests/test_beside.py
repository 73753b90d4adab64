"""What lies on disk beside the tree and mentions the symbol is told, and stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from repos import Repo, make, not_root

from canonize.codemods import api
from canonize.codemods.names import SymbolPath
from canonize.codemods.recipe import one_step
from canonize.codemods.renames.rename import Rename

USE = b"from app.m import Old\n\nOld()\n"
FILES = {"app/__init__.py": b"", "app/m.py": b"class Old: ...\n", ".gitignore": b"build/\nenv/\n.venv/\nlocal.py\n"}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = make(tmp_path / "repo")
    made.commit(FILES, "first")
    return made


def told(repo: Repo, *, in_place: bool = False, keep_alias: str = "none", folder: str = "") -> dict[str, str]:
    """Each remark on a file that is not edited, by its path."""
    codemod = Rename(SymbolPath.parse("app.m:Old"), "New", keep_alias=keep_alias)  # type: ignore[arg-type]
    files = api.open_tree(repo.path / folder, in_place=in_place)
    plan = api.plan(one_step("rename", codemod), files)
    return {each.path: each.message for each in plan.diagnostics if each.code == "not-edited"}


def test_what_git_ignores_is_told_a_folder_at_a_time(repo: Repo) -> None:
    repo.write(
        {"local.py": USE, "build/a.py": USE, "build/lib/b.py": USE, "build/c.py": b"Older = 1\n", "build/d.txt": USE}
    )
    before = repo.state()
    for in_place in (False, True):
        assert told(repo, in_place=in_place) == {
            "build/a.py": "Old is mentioned and not edited, as in 1 more file below build/: git ignores it",
            "local.py": "Old is mentioned and not edited: git ignores it",
        }
    assert repo.state() == before
    assert (repo.path / "local.py").read_bytes() == USE


def test_what_is_in_no_commit_is_told_of_a_branch_and_edited_in_place(repo: Repo) -> None:
    repo.write({"new.py": USE, "app/sub/other.py": USE, "notes.txt": USE})
    why = "Old is mentioned and not edited: it is in no commit"
    assert told(repo) == {"app/sub/other.py": why, "new.py": why}
    assert told(repo, in_place=True) == {}


def test_environments_and_the_code_of_others_are_not_looked_at(repo: Repo) -> None:
    repo.write({"env/pyvenv.cfg": b"", "env/lib/x.py": USE, ".venv/x.py": USE, "node_modules/y.py": USE})
    assert told(repo) == {}


def test_a_package_that_is_called_as_environments_are_is_looked_at(repo: Repo) -> None:
    repo.write({"app/venv/__init__.py": b"", "app/venv/use.py": USE})
    assert told(repo) == {"app/venv/use.py": "Old is mentioned and not edited: it is in no commit"}


SITE = ".venv/lib/python3.12/site-packages"


def test_a_copy_of_the_package_in_an_environment_is_told(repo: Repo) -> None:
    for place, mark in ((".venv", "pyvenv.cfg"), ("env", "pyvenv.cfg"), ("sub/.nox/tests-3.12", "conda-meta/history")):
        site = f"{place}/lib/python3.12/site-packages"
        repo.write(
            {f"{place}/{mark}": b"", f"{site}/app/m.py": USE, f"{site}/app/n.py": USE, f"{site}/other/x.py": USE}
        )
    repo.commit({"sub/x.py": b"", ".gitignore": FILES[".gitignore"] + b".nox/\n"})
    for in_place in (False, True):
        assert told(repo, in_place=in_place) == {
            f"{place}/lib/python3.12/site-packages/app/m.py": f"Old is mentioned and not edited, as in 1 more file below "
            f"{place}/: it is installed in an environment"
            for place in (".venv", "env", "sub/.nox/tests-3.12")
        }


def test_what_requires_the_package_in_an_environment_is_told(repo: Repo) -> None:
    repo.commit({"pyproject.toml": b'[project]\nname = "The_Shop"\n'})
    repo.write({f"{SITE}/{name}.py": USE for name in ("plugin", "single", "other")})
    repo.write({f"{SITE}/package/deep/x.py": USE, ".venv/pyvenv.cfg": b"", ".venv/lib/python3.12/x.py": USE})
    for name, requires, record in (
        ("plugin", "the.shop>=2", "plugin.py,sha256=1,2\n../../../bin/x,,\n"),
        ("package", "app", "package/deep/x.py,,\npackage-1.dist-info/RECORD,,\n"),
        ("other", "application", "other.py,,\n"),
    ):
        described = f"Name: {name}\nRequires-Dist: requests\nRequires-Dist: {requires}\n\nText.\n"
        repo.write(
            {
                f"{SITE}/{name}-1.dist-info/METADATA": described.encode(),
                f"{SITE}/{name}-1.dist-info/RECORD": record.encode(),
            }
        )
    assert list(told(repo)) == [f"{SITE}/package/deep/x.py"]
    assert "as in 1 more file below .venv/" in told(repo)[f"{SITE}/package/deep/x.py"]


def test_an_environment_that_leads_back_to_the_tree_is_no_news(repo: Repo) -> None:
    repo.write({".venv/pyvenv.cfg": b"", f"{SITE}/app.pth": os.fsencode(repo.path)})
    (repo.path / SITE / "app").symlink_to(repo.path / "app")
    assert told(repo) == {}


def test_a_dotted_path_in_settings_that_git_ignores_is_told(repo: Repo) -> None:
    repo.commit({".gitignore": b"/build/\n/local.*\n.env\n"})
    repo.write(
        {"local.toml": b"manager = 'app.m:Old'\n", ".env": b"MANAGER=app.m.Old\n", "build/a.yaml": b"- app.core.Old\n"}
    )
    why = "Old is mentioned and not edited: git ignores it"
    assert told(repo) == dict.fromkeys((".env", "build/a.yaml", "local.toml"), why)
    repo.write(
        {"local.toml": b"manager = 'Old'\n", ".env": b"MANAGER=my.app.m.Old\n", "build/a.yaml": b"- app.m.Older\n"}
    )
    repo.write({"build/huge.json": b'"app.m.Old"' + b" " * (1 << 20), "local.log": b"app.m.Old\n"})
    assert told(repo) == {}


def test_the_old_name_that_stays_needs_no_word(repo: Repo) -> None:
    repo.write({"local.py": USE})
    assert told(repo, keep_alias="plain") == {}


def test_a_folder_of_the_repository_is_told_of_itself_alone(repo: Repo) -> None:
    repo.commit({"part/app/__init__.py": b"", "part/app/m.py": b"class Old: ...\n", "part/.gitignore": b"mine.py\n"})
    repo.write({"part/mine.py": USE, "local.py": USE, "new.py": USE, "part/new.py": USE})
    assert set(told(repo, folder="part")) == {"mine.py", "new.py"}


def test_links_that_leave_the_tree_are_told(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "outside/deep").mkdir(parents=True)
    (tmp_path / "outside/o.py").write_bytes(USE)
    (tmp_path / "outside/deep/p.py").write_bytes(USE)
    (tmp_path / "outside/deep/q.py").write_bytes(b"nothing")
    os.mkfifo(tmp_path / "outside/pipe.py")
    for name, target in (
        ("file.py", "outside/o.py"), ("folder", "outside/deep"), ("pipe.py", "outside/pipe.py"), ("broken.py", "none"),
        ("above", "."), ("inside.py", "repo/app/m.py"),
    ):  # fmt: skip
        (repo.path / name).symlink_to(tmp_path / target)
    (repo.path / "round.py").symlink_to("round.py")
    why = "Old is mentioned and not edited: a link leads to it, out of the tree"
    for each in ("not committed", "committed"):
        assert told(repo) == {"file.py": why, "folder/p.py": why}, each
        assert told(repo, in_place=True) == {"file.py": why, "folder/p.py": why}, each
        repo.git("add", "-A")
        repo.git("commit", "-qm", "links", check=False)  # which the second time has nothing to do


def test_submodules_are_told(repo: Repo, tmp_path: Path) -> None:
    other = make(tmp_path / "other")
    other.commit({"s.py": USE}, "first")
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.path), "sm")
    repo.git("commit", "-qm", "submodule")
    assert told(repo) == {"sm/s.py": "Old is mentioned and not edited: it belongs to a submodule"}
    assert set(told(repo, in_place=True)) == {"sm/s.py"}


def test_names_of_files_may_be_odd(repo: Repo) -> None:
    repo.write({"new\nline.py": USE, "-dash.py": USE, ":!out.py": USE, ":(top)a.py": USE})
    (repo.path / os.fsdecode(b"caf\xe9.py")).write_bytes(USE)
    assert set(told(repo)) == {"new\nline.py", "-dash.py", ":!out.py", ":(top)a.py", "caf\udce9.py"}


def test_a_bare_repository_has_nothing_beside_it(repo: Repo, tmp_path: Path) -> None:
    repo.write({"local.py": USE})
    bare = tmp_path / "bare.git"
    repo.git("clone", "-q", "--bare", str(repo.path), str(bare))
    assert told(Repo(bare)) == {}


@not_root
@pytest.mark.parametrize("mode", [0o000, 0o444, 0o111])
@pytest.mark.parametrize("name", ["build", "new"])
def test_a_folder_that_is_closed_is_passed_by(repo: Repo, name: str, mode: int) -> None:
    (repo.path / name).mkdir()
    (repo.path / name / "use.py").write_bytes(USE)
    (repo.path / name).chmod(mode)
    try:
        assert told(repo) == {}
        if mode != 0o444 or name == "build":  # whose files git lists, as a part of the tree
            assert told(repo, in_place=True) == {}
    finally:
        (repo.path / name).chmod(0o755)


def test_a_pipe_that_calls_itself_a_distribution_is_not_waited_for(repo: Repo) -> None:
    repo.write({".venv/pyvenv.cfg": b"", f"{SITE}/app/m.py": b"class Old: ...\n", f"{SITE}/x-1.dist-info/RECORD": b""})
    os.mkfifo(repo.path / SITE / "x-1.dist-info/METADATA")
    os.mkfifo(repo.path / "setup.cfg")
    assert list(told(repo)) == [f"{SITE}/app/m.py"]
