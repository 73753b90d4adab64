from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from repos import written

from canonize.codemods.errors import Refused
from canonize.codemods.repo.changes import ChangeSet, FileChange
from canonize.codemods.repo.files import RepoPath
from canonize.codemods.repo.trees import Folder
from canonize.codemods.results.writing import Failed, Written, write_in_place


def change_set(
    changes: Mapping[RepoPath, tuple[bytes | None, bytes | None]], last: tuple[RepoPath, ...] = ()
) -> ChangeSet:
    made = {path: FileChange(path, before, after) for path, (before, after) in changes.items()}
    return ChangeSet(MappingProxyType(made), last)


def everything(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_files_are_changed_made_and_deleted(tmp_path: Path) -> None:
    written(tmp_path, {"a/m.py": b"old\r\n", "gone.py": b"x", "other.py": b"other"})
    changes = change_set({"a/m.py": (b"old\r\n", b"new\r\n"), "gone.py": (b"x", None), "b/c/new.py": (None, b"made")})
    assert write_in_place(tmp_path, changes) == (Written("b/c/new.py"), Written("a/m.py"), Written("gone.py"))
    assert everything(tmp_path) == {"a/m.py": b"new\r\n", "b/c/new.py": b"made", "other.py": b"other"}


def test_the_definition_is_written_last(tmp_path: Path) -> None:
    written(tmp_path, dict.fromkeys(("a.py", "b.py", "c.py"), b"old"))
    changes = change_set(dict.fromkeys(("a.py", "b.py", "c.py"), (b"old", b"new")), last=("a.py",))
    assert [outcome.path for outcome in write_in_place(tmp_path, changes)] == ["b.py", "c.py", "a.py"]


def test_a_new_file_is_written_before_those_that_move_something_to_it(tmp_path: Path) -> None:
    written(tmp_path, {"a.py": b"class A: ..."})
    moved = {"z.py": (None, b"class A: ..."), "a.py": (b"class A: ...", b"from z import A")}
    changes = change_set(moved, last=("a.py", "z.py"))
    assert [outcome.path for outcome in write_in_place(tmp_path, changes)] == ["z.py", "a.py"]


def test_what_a_killed_run_left_is_taken_away_and_no_file_of_the_tree(tmp_path: Path) -> None:
    left, mine = "a/.gone.py.canonize-tmp", "a/kept.canonize-tmp"
    written(tmp_path, {"a/m.py": b"old", left: b"half", mine: b"mine"})
    assert set(Folder(tmp_path).kinds()) == {"a/m.py", mine}
    write_in_place(tmp_path, change_set({"a/m.py": (b"old", b"new")}))
    assert everything(tmp_path) == {"a/m.py": b"new", mine: b"mine"}


def test_modes_are_kept_and_new_files_get_the_usual_one(tmp_path: Path) -> None:
    written(tmp_path, {"run.sh": b"old", "shared.py": b"old"})
    (tmp_path / "run.sh").chmod(0o755)
    (tmp_path / "shared.py").chmod(0o660)
    write_in_place(tmp_path, change_set({"run.sh": (b"old", b"new"), "shared.py": (b"old", b"new"), "n": (None, b"")}))
    umask = os.umask(0)
    os.umask(umask)
    modes = [(tmp_path / name).stat().st_mode & 0o777 for name in ("run.sh", "shared.py", "n")]
    assert modes == [0o755, 0o660, 0o666 & ~umask]


def test_a_link_that_takes_the_place_of_the_new_file_lends_its_mode_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, {"root/run.sh": b"old", "secret": b""})
    (tmp_path / "root/run.sh").chmod(0o755)
    (tmp_path / "secret").chmod(0o600)
    made = os.open

    def swapped(path: str | Path, flags: int, *mode: int) -> int:
        descriptor = made(path, flags, *mode)
        if str(path).endswith(".canonize-tmp"):
            Path(path).unlink()
            Path(path).symlink_to(tmp_path / "secret")
        return descriptor

    monkeypatch.setattr(os, "open", swapped)
    write_in_place(tmp_path / "root", change_set({"run.sh": (b"old", b"new")}))
    assert (tmp_path / "secret").read_bytes() == b""
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_a_secret_is_nobody_elses_while_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, {"secret": b"old"})
    (tmp_path / "secret").chmod(0o600)
    modes, made, umask = [], os.open, os.umask(0)

    def seen(path: str | Path, flags: int, *mode: int) -> int:
        descriptor = made(path, flags, *mode)
        if str(path).endswith(".canonize-tmp"):
            modes.append(os.fstat(descriptor).st_mode & 0o777)
        return descriptor

    monkeypatch.setattr(os, "open", seen)
    write_in_place(tmp_path, change_set({"secret": (b"old", b"new")}))
    os.umask(umask)
    assert set(modes) == {0o600}


def test_odd_names_are_written_like_others(tmp_path: Path) -> None:
    names = ["-x", "a b", "new\nline", "\udcff.py", "é/ü", "x" * 255, "é" * 120]
    written(tmp_path, dict.fromkeys(names, b"old"))
    outcomes = write_in_place(tmp_path, change_set(dict.fromkeys(names, (b"old", b"new"))))
    assert all(isinstance(outcome, Written) for outcome in outcomes)
    assert everything(tmp_path) == dict.fromkeys(names, b"new")


def test_nothing_is_written_when_one_file_changed_since_the_plan(tmp_path: Path) -> None:
    written(tmp_path, {"a.py": b"old", "b.py": b"edited meanwhile"})
    with pytest.raises(Refused, match=r"b\.py: changed since the plan was made"):
        write_in_place(tmp_path, change_set({"a.py": (b"old", b"new"), "b.py": (b"old", b"new")}))
    assert everything(tmp_path) == {"a.py": b"old", "b.py": b"edited meanwhile"}
    written(tmp_path, {"c.py": b"made by somebody else"})
    with pytest.raises(Refused, match=r"c\.py"):
        write_in_place(tmp_path, change_set({"c.py": (None, b"new")}))


def test_a_file_that_is_new_already_counts_as_written(tmp_path: Path) -> None:
    written(tmp_path, {"a.py": b"new", "b.py": b"old"})
    before = (tmp_path / "a.py").stat().st_mtime_ns
    changes = change_set({"a.py": (b"old", b"new"), "b.py": (b"old", b"new"), "gone.py": (b"old", None)})
    assert write_in_place(tmp_path, changes) == (Written("a.py"), Written("b.py"), Written("gone.py"))
    assert (tmp_path / "a.py").stat().st_mtime_ns == before


def test_what_stands_in_the_way_of_one_file_does_not_stop_the_others(tmp_path: Path) -> None:
    root = tmp_path / "root"
    written(tmp_path, {"outside/x.py": b"old", "outside.py": b"old"})
    written(root, {"fine.py": b"old", "locked.py": b"old", "file": b"", "folder/x": b""})
    (root / "locked.py").chmod(0o444)
    (root / "link.py").symlink_to("../outside.py")
    (root / "linked").symlink_to("../outside")
    os.mkfifo(root / "pipe.py")
    names = ["fine.py", "locked.py", "link.py", "linked/x.py", "pipe.py", "vanished.py", "folder", "file/x.py"]
    outcomes = write_in_place(root, change_set(dict.fromkeys(names, (b"old", b"new")) | {"file/y": (None, b"new")}))
    assert {outcome.path: outcome.why for outcome in outcomes if isinstance(outcome, Failed)} == {
        "locked.py": "is read-only",
        "link.py": "not a regular file",
        "linked/x.py": "linked is a symbolic link",
        "pipe.py": "not a regular file",
        "vanished.py": "is gone",
        "folder": "not a regular file",
        "file/x.py": "Not a directory",
        "file/y": "Not a directory",
    }
    assert everything(tmp_path) == {
        "outside/x.py": b"old", "outside.py": b"old", "root/fine.py": b"new", "root/locked.py": b"old",
        "root/link.py": b"old", "root/file": b"", "root/folder/x": b"",
    }  # fmt: skip


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", ".git/config", "sub/.git/hooks/x", ""])
def test_nothing_is_written_outside_the_folder_or_into_git_s_own(tmp_path: Path, path: str) -> None:
    written(tmp_path, {"a.py": b"old"})
    with pytest.raises(Refused, match="not a path inside"):
        write_in_place(tmp_path, change_set({"a.py": (b"old", b"new"), path: (None, b"new")}))
    assert everything(tmp_path) == {"a.py": b"old"}


def test_what_a_killed_run_left_beside_a_file_is_cleaned_up(tmp_path: Path) -> None:
    written(tmp_path, {"a.py": b"old", ".a.py.canonize-tmp": b"ne"})
    write_in_place(tmp_path, change_set({"a.py": (b"old", b"new")}))
    assert everything(tmp_path) == {"a.py": b"new"}


def test_a_link_laid_where_the_new_content_goes_is_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    written(tmp_path, {"root/a.py": b"old", "victim": b"mine"})
    (root / ".a.py.canonize-tmp").symlink_to("../victim")
    write_in_place(root, change_set({"a.py": (b"old", b"new")}))
    assert everything(tmp_path) == {"root/a.py": b"new", "victim": b"mine"}


def test_more_files_than_fit_into_one_batch(tmp_path: Path) -> None:
    names = [f"d{number % 7}/f{number}.py" for number in range(600)]
    written(tmp_path, dict.fromkeys(names, b"old"))
    outcomes = write_in_place(tmp_path, change_set(dict.fromkeys(names, (b"old", b"new"))))
    assert [outcome.path for outcome in outcomes] == sorted(names)
    assert everything(tmp_path) == dict.fromkeys(names, b"new")
    assert write_in_place(tmp_path, ChangeSet()) == ()


def test_a_full_disk_leaves_what_does_not_fit_as_it_was(small_disk: Path) -> None:
    written(small_disk, {"a.py": b"old", "large.py": b"old", "z.py": b"old"})
    large = random.randbytes(1 << 20)
    changes = change_set({"a.py": (b"old", b"new"), "large.py": (b"old", large), "z.py": (b"old", b"new")})
    outcomes = write_in_place(small_disk, changes)
    assert outcomes[0] == Written("a.py")
    assert outcomes[1] == Failed("large.py", "No space left on device")
    assert everything(small_disk)["large.py"] == b"old"
    assert not [name for name in everything(small_disk) if name.endswith("canonize-tmp")]
    assert write_in_place(small_disk, changes.without(["large.py"])) == (Written("a.py"), Written("z.py"))


def test_a_folder_that_cannot_be_written_fails_file_by_file(small_disk: Path) -> None:
    written(small_disk, {"a.py": b"old"})
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    (outcome,) = write_in_place(small_disk, change_set({"a.py": (b"old", b"new")}))
    assert isinstance(outcome, Failed)
    assert "ead-only" in outcome.why
