from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import test_trees as states
from repos import Repo, make, not_root

from canonize.codemods.errors import GitRefused, Refused
from canonize.codemods.repo.files import RepoPath
from canonize.codemods.repo.gitmessage import commit_message, is_ours
from canonize.codemods.results.gitrepo import Committed, NewCommit, Unchanged, commit

WHEN = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
FILES = {"app/m.py": b"class Old: ...\n", "app/use.py": b"Old\r\n", "run.sh": b"#!/bin/sh\nOld\n", "doc.md": b"Old\n"}
NEW: dict[RepoPath, bytes | None] = {"app/m.py": b"class New: ...\n", "app/use.py": b"New\r\n"}


def message(subject: str = "Apply it", recipe: str = "recipe") -> str:
    return commit_message(recipe, recipe_digest="d1", plan_digest="d2", edits=2, files=2, message=subject)


def one(contents: dict[RepoPath, bytes | None] | None = None, subject: str = "Apply it") -> list[NewCommit]:
    return [NewCommit(message(subject), contents or NEW)]


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = make(tmp_path / "repo")
    repo.write(FILES)
    (repo.path / "run.sh").chmod(0o755)
    (repo.path / "link.py").symlink_to("app/m.py")
    repo.commit({}, "first")
    return repo


def contents(repo: Repo, revision: str) -> dict[str, tuple[str, bytes]]:
    return {path: (mode, content) for path, (mode, _, content) in repo.tree(revision).items()}


def test_a_commit_holds_the_new_contents_and_all_else_as_it_was(repo: Repo) -> None:
    changed: dict[RepoPath, bytes | None] = {**NEW, "run.sh": b"#!/bin/sh\nNew\n", "doc.md": None, "a/new.py": b"x"}
    done = commit(repo.path, "HEAD", "canonize/x", one(changed))
    assert isinstance(done, Committed)
    assert done.commits == (repo.text("rev-parse", "canonize/x"),)
    expected = contents(repo, "main") | {
        "app/m.py": ("100644", NEW["app/m.py"]),
        "app/use.py": ("100644", NEW["app/use.py"]),
        "run.sh": ("100755", b"#!/bin/sh\nNew\n"),
        "a/new.py": ("100644", b"x"),
    }
    expected.pop("doc.md")
    assert contents(repo, "canonize/x") == expected
    assert repo.text("log", "-1", "--format=%an <%ae>", "canonize/x") == "Canonize Tests <tests@canonize.example>"
    assert repo.text("rev-parse", "canonize/x^") == repo.text("rev-parse", "main")
    assert repo.text("reflog", "show", "--format=%gs", "canonize/x") == "canonize: Apply it"
    assert repo.git("fsck", "--strict", "--no-dangling") == b""


STATES = [
    states.clean, states.changed_on_disk, states.staged, states.added, states.assumed_unchanged, states.sparse,
    states.sparse_index, states.in_the_middle_of_a_merge, states.in_the_middle_of_a_rebase, states.detached,
    states.line_ends_of_windows, states.line_ends_by_attribute, states.filtered, states.large_files_elsewhere,
    states.a_link_in_place_of_a_folder, states.without_an_index, states.with_a_broken_index,
]  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_nothing_of_the_checkout_moves(tmp_path: Path, state: Callable[[Repo], None]) -> None:
    repo = make(tmp_path / "repo", states.FILES)
    repo.write({"docs/index.md": b"put aside\n"})
    repo.git("stash", "-q")
    state(repo)
    before, files = repo.state(), on_disk(repo)
    base = repo.tree()
    done = commit(repo.path, "HEAD", "canonize/x", one({"app/use.py": b"New\n", "docs/new.md": b"new\r\n"}))
    assert isinstance(done, Committed)
    assert on_disk(repo) == files
    assert repo.state() == before
    made = {path: content for path, (_, _, content) in repo.tree("canonize/x").items()}
    assert made == {path: entry[2] for path, entry in base.items()} | {
        "app/use.py": b"New\n",
        "docs/new.md": b"new\r\n",
    }


def on_disk(repo: Repo) -> dict[str, tuple[int, int]]:
    files = (path for path in repo.path.rglob("*") if ".git" not in path.parts)
    return {str(path): (path.lstat().st_mtime_ns, path.lstat().st_mode) for path in files}


@pytest.mark.parametrize("options", [["--bare"], ["--depth=1"], ["--filter=blob:none", "--bare"]])
def test_clones_of_every_kind_can_be_committed_to(repo: Repo, tmp_path: Path, options: list[str]) -> None:
    repo.commit({"more.py": b"more\n"})
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("clone", "-q", *options, f"file://{repo.path}", tmp_path / "clone")
    clone = Repo(tmp_path / "clone")
    assert isinstance(commit(clone.path, "HEAD", "x", one()), Committed)
    assert clone.text("diff", "--name-only", "HEAD", "x").splitlines() == ["app/m.py", "app/use.py"]


def test_a_linked_worktree_commits_upon_its_own_head(repo: Repo, tmp_path: Path) -> None:
    repo.git("worktree", "add", "-q", tmp_path / "linked", "-b", "side")
    linked = Repo(tmp_path / "linked")
    linked.commit({"side.py": b"side\n"})
    before, there = repo.state(), linked.state()
    commit(linked.path, "HEAD", "x", one())
    assert (repo.state(), linked.state()) == (before, there)
    assert repo.text("rev-parse", "x^") == linked.text("rev-parse", "HEAD")


def test_paths_are_relative_to_the_folder_that_was_named(repo: Repo) -> None:
    commit(repo.path / "app", "HEAD", "x", one({"m.py": b"new\n", "sub/new.py": b""}))
    assert repo.text("diff", "--name-status", "main", "x").split() == ["M", "app/m.py", "A", "app/sub/new.py"]


def test_submodules_and_odd_names_survive(repo: Repo, tmp_path: Path) -> None:
    other = make(tmp_path / "other", {"inner.py": b"x"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other.path), "sub")
    repo.commit(states.ODD)
    changed: dict[RepoPath, bytes | None] = dict.fromkeys(states.ODD, b"New")
    commit(repo.path, "HEAD", "x", one({**changed, 'fr\n"esh/\udcff.py': b"fresh"}))
    made = repo.tree("x")
    assert {name: made[name][2] for name in changed} == changed
    assert made['fr\n"esh/\udcff.py'][2] == b"fresh"
    assert made["sub"] == repo.tree()["sub"]
    for path in ("sub", "link.py"):
        with pytest.raises(Refused, match="not a file"):
            commit(repo.path, "HEAD", "y", one({path: b"x"}))


def test_several_commits_stack_and_one_that_changes_nothing_is_left_out(repo: Repo) -> None:
    steps = [
        NewCommit(message("First"), {"app/m.py": b"one\n"}),
        NewCommit(message("Nothing"), {"app/m.py": b"one\n", "doc.md": FILES["doc.md"], "no/where.py": None}),
        NewCommit(message("Second"), {"app/m.py": b"two\n", "doc.md": None}),
    ]
    done = commit(repo.path, "HEAD", "x", steps)
    assert isinstance(done, Committed)
    assert repo.text("log", "--reverse", "--format=%H", "main..x").splitlines() == list(done.commits)
    assert repo.text("log", "--reverse", "--format=%s", "main..x").splitlines() == ["First", "Second"]
    assert repo.git("show", "x~1:app/m.py") == b"one\n"


def test_nothing_to_change_makes_no_branch(repo: Repo) -> None:
    head = repo.text("rev-parse", "HEAD")
    same: dict[RepoPath, bytes | None] = {"app/m.py": FILES["app/m.py"]}
    assert commit(repo.path, "HEAD", "x", one(same)) == Unchanged("x", head)
    assert commit(repo.path, "HEAD", "x", []) == Unchanged("x", head)
    assert repo.text("branch", "--format=%(refname:short)") == "main"


def test_only_objects_of_changed_files_are_written(repo: Repo) -> None:
    def objects() -> set[str]:
        return set(
            repo.text("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)").splitlines()
        )

    before = objects()
    commit(repo.path, "HEAD", "x", one({**NEW, "doc.md": FILES["doc.md"]}))
    assert sorted(line.split()[1] for line in objects() - before) == ["blob", "blob", "commit", "tree", "tree"]


def test_the_same_plan_and_date_give_the_same_commit_on_any_machine(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "-q", "--bare", ".", tmp_path / "bare")
    ids = [commit(place, "main", "x", one(), date=WHEN) for place in (repo.path, tmp_path / "bare")]
    assert ids[0] == ids[1]
    assert repo.text("log", "-1", "--format=%ai %ci", "x") == "2024-05-06 07:08:09 +0000 2024-05-06 07:08:09 +0000"


def test_a_run_that_is_repeated_finds_its_work_done(repo: Repo) -> None:
    done = commit(repo.path, "HEAD", "x", one())
    assert isinstance(done, Committed)
    assert commit(repo.path, "HEAD", "x", one()) == Unchanged("x", done.commits[-1])
    assert commit(repo.path, "HEAD", "x", one(), on_existing="replace-ours") == Unchanged("x", done.commits[-1])
    assert commit(repo.path, "HEAD", "x", one(), on_existing="new-name") == Unchanged("x", done.commits[-1])


def test_a_branch_that_exists_is_left_alone(repo: Repo) -> None:
    repo.git("branch", "x")
    with pytest.raises(GitRefused, match="branch x exists") as refused:
        commit(repo.path, "HEAD", "x", one())
    assert "--on-existing-branch" in refused.value.help
    with pytest.raises(GitRefused, match="branch main exists"):
        commit(repo.path, "HEAD", "main", one())
    assert repo.text("rev-parse", "x") == repo.text("rev-parse", "main")


@pytest.mark.parametrize("where", ["here", "elsewhere"])
def test_a_checkout_of_a_branch_without_a_commit_is_left_alone(repo: Repo, tmp_path: Path, where: str) -> None:
    checkout = repo
    if where == "elsewhere":
        repo.git("worktree", "add", "-q", "--detach", tmp_path / "linked")
        checkout = Repo(tmp_path / "linked")
    checkout.git("checkout", "-q", "--orphan", "x")
    status = checkout.git("status", "--porcelain")
    with pytest.raises(GitRefused, match=f"has no commit yet, is checked out in .*{checkout.path.name}"):
        commit(repo.path, "main", "x", one())
    assert commit(repo.path, "main", "x", one(), on_existing="new-name").branch == "x-2"
    assert checkout.git("status", "--porcelain") == status


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("ref: refs/heads/other", "another name for refs/heads/other"),
        ("1" * 40, "x is there, and broken"),
        ("", "x is there, and broken"),
        ("ref: refs/heads/x", "x"),
    ],
)
def test_a_branch_that_leads_nowhere_is_left_alone(repo: Repo, content: str, words: str) -> None:
    place = repo.path / ".git/refs/heads/x"
    place.write_text(f"{content}\n")
    with pytest.raises(GitRefused, match=words):
        commit(repo.path, "HEAD", "x", one())
    assert place.read_text() == f"{content}\n"
    assert repo.text("for-each-ref", "--format=%(refname)", "refs/heads/main", "refs/heads/other") == "refs/heads/main"


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_a_reflog_that_leads_elsewhere_is_not_written(repo: Repo, tmp_path: Path, kind: str) -> None:
    place = repo.path / ".git/logs/refs/heads/x"
    place.symlink_to(tmp_path / "elsewhere") if kind == "link" else os.mkfifo(place)
    (tmp_path / "elsewhere").write_bytes(b"mine\n")
    with pytest.raises(GitRefused, match="logs/refs/heads/x is no file"):
        commit(repo.path, "HEAD", "x", one())
    assert (tmp_path / "elsewhere").read_bytes() == b"mine\n"
    assert not repo.git("branch", "--list", "x")


def test_a_bare_repository_takes_the_branch_that_its_head_waits_for(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "-q", "--bare", repo.path, tmp_path / "bare")
    bare = Repo(tmp_path / "bare")
    bare.git("symbolic-ref", "HEAD", "refs/heads/x")
    assert isinstance(commit(bare.path, "main", "x", one()), Committed)


def test_a_new_name_is_the_first_that_is_free(repo: Repo) -> None:
    repo.git("branch", "x")
    repo.git("branch", "x-2")
    done = commit(repo.path, "HEAD", "x", one(), on_existing="new-name")
    assert isinstance(done, Committed)
    assert done.branch == "x-3"
    assert commit(repo.path, "HEAD", "x", one(), on_existing="new-name") == Unchanged("x-3", done.commits[-1])
    again = commit(repo.path, "HEAD", "x", one(subject="Other"), on_existing="new-name")
    assert again.branch == "x-4"


def test_replace_ours_replaces_what_canonize_made(repo: Repo) -> None:
    commit(repo.path, "HEAD", "x", [*one(), NewCommit(message("Two"), {"doc.md": b"two\n"})])
    repo.commit({"unrelated.py": b"main moves on\n"})
    done = commit(repo.path, "HEAD", "x", one({"app/m.py": b"other\n"}), on_existing="replace-ours")
    assert isinstance(done, Committed)
    assert repo.text("rev-list", "main..x").split() == list(done.commits)
    assert commit(repo.path, "HEAD", "fresh", one(), on_existing="replace-ours").branch == "fresh"


def test_replace_ours_replaces_nothing_else(repo: Repo, tmp_path: Path) -> None:
    def refused(branch: str, words: str) -> None:
        before = repo.text("rev-parse", branch)
        with pytest.raises(GitRefused, match=words):
            commit(repo.path, "main", branch, one({"doc.md": b"other\n"}), on_existing="replace-ours")
        assert repo.text("rev-parse", branch) == before

    repo.git("branch", "empty")
    refused("empty", "holds no commit of canonize")
    refused("main", "holds no commit of canonize")
    commit(repo.path, "HEAD", "mixed", one())
    repo.git("checkout", "-q", "mixed")
    repo.commit({"mine.py": b"mine\n"}, "Mine\n\nCanonize-Recipe: not in the last paragraph\n\nreally")
    repo.git("checkout", "-q", "main")
    refused("mixed", "holds commits that canonize did not make")
    commit(repo.path, "HEAD", "amended", one())
    repo.git("checkout", "-q", "amended")
    repo.write({"mine.py": b"mine\n"})
    repo.git("add", "mine.py")
    repo.git("commit", "-q", "--amend", "--no-edit", "--author=Somebody <else@example.com>")
    repo.git("checkout", "-q", "main")
    refused("amended", "holds commits that were changed since")
    commit(repo.path, "HEAD", "busy", one())
    repo.git("worktree", "add", "-q", tmp_path / "linked", "busy")
    refused("busy", "checked out in .*linked")
    Repo(tmp_path / "linked").git("rebase", "-q", "--exec", "false", "main~0", "--force-rebase", check=False)
    refused("busy", "checked out in ")
    commit(repo.path, "HEAD", "real", one())
    repo.git("symbolic-ref", "refs/heads/alias", "refs/heads/real")
    refused("alias", "another name for refs/heads/real")


@pytest.mark.parametrize(
    "name", ["", "-x", "a..b", "a b", "a~1", "a^", "a:b", "x.lock", "/x", "x/", "a//b", "HEAD", "@{-1}", "a\nb", "a\0b"]
)
def test_a_name_that_git_does_not_allow_is_refused(repo: Repo, name: str) -> None:
    with pytest.raises(GitRefused, match="not a name for a branch"):
        commit(repo.path, "HEAD", name, one())


@pytest.mark.parametrize("packed", [False, True])
def test_a_branch_cannot_be_a_folder_to_another(repo: Repo, packed: bool) -> None:
    repo.git("branch", "a/b")
    if packed:
        repo.git("pack-refs", "--all")
    for name in ("a", "a/b/c"):
        with pytest.raises(GitRefused, match="cannot stand beside"):
            commit(repo.path, "HEAD", name, one())


def test_without_an_identity_the_error_says_how_to_set_one(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "none").write_text("")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))
    monkeypatch.delenv("EMAIL", raising=False)
    with pytest.raises(GitRefused, match="does not know who commits") as refused:
        commit(repo.path, "HEAD", "x", one())
    assert "user.name" in refused.value.help
    assert "user.email" in refused.value.help
    assert not repo.git("branch", "--list", "x")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "A")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "a@example.com")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "C")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "c@example.com")
    commit(repo.path, "HEAD", "x", one())
    assert repo.text("log", "-1", "--format=%an %cn", "x") == "A C"


def test_a_signature_is_made_when_the_user_s_git_makes_them(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer = tmp_path / "signer"
    signer.write_text('#!/bin/sh\ncat > /dev/null\necho "[GNUPG:] SIG_CREATED D" >&2\necho SIGNED\n')
    signer.chmod(0o755)
    user = tmp_path / "user"
    user.write_text(f"[user]\nname=A\nemail=a@b.c\n[commit]\ngpgsign=true\n[gpg]\nprogram={signer}\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(user))
    commit(repo.path, "HEAD", "signed", one())
    assert b"gpgsig SIGNED" in repo.git("cat-file", "commit", "signed")
    commit(repo.path, "HEAD", "unsigned", one(), sign=False)
    assert b"gpgsig" not in repo.git("cat-file", "commit", "unsigned")
    signer.write_text("#!/bin/sh\necho no key >&2\nexit 1\n")
    with pytest.raises(GitRefused, match="could not sign"):
        commit(repo.path, "HEAD", "x", one())
    repo.git("config", "gpg.program", str(signer))
    with pytest.raises(GitRefused, match=r"names the program that signs commits \(gpg\.program\)"):
        commit(repo.path, "HEAD", "x", one())
    assert not repo.git("branch", "--list", "x")


@pytest.mark.parametrize("path", ["../x", "/x", "a/../b", ".git/config", "a/.GIT/x", "a//b", "", "a/", "./x", "a\0b"])
def test_a_path_outside_the_tree_is_refused(repo: Repo, path: str) -> None:
    with pytest.raises(Refused, match="not a path inside"):
        commit(repo.path, "HEAD", "x", one({path: b"x"}))


def test_a_file_never_takes_the_place_of_a_folder_or_the_other_way_round(repo: Repo) -> None:
    with pytest.raises(Refused, match="app is a folder"):
        commit(repo.path, "HEAD", "x", one({"app": b"x"}))
    with pytest.raises(Refused, match=r"doc\.md is a file"):
        commit(repo.path, "HEAD", "x", one({"doc.md/x/y.md": b"x"}))
    moved: dict[RepoPath, bytes | None] = {"doc.md/x.md": b"x", "doc.md": None}
    commit(repo.path, "HEAD", "x", one(moved))
    assert contents(repo, "x").keys() == (FILES.keys() | {"link.py", "doc.md/x.md"}) - {"doc.md"}


def test_a_branch_that_is_locked_is_named(repo: Repo) -> None:
    (repo.path / ".git/refs/heads/x.lock").write_bytes(b"")
    with pytest.raises(GitRefused, match="branch x is locked"):
        commit(repo.path, "HEAD", "x", one())


def test_a_full_disk_is_named_and_leaves_the_repository_whole(small_disk: Path) -> None:
    repo = make(small_disk / "repo", FILES)
    before = repo.state()
    with pytest.raises(GitRefused, match="the disk is full"):
        commit(repo.path, "HEAD", "x", one({"large.bin": random.randbytes(1 << 20)}))
    assert repo.state() == before
    assert not repo.git("branch", "--list", "x")
    repo.git("fsck", "--strict")


def test_a_repository_that_cannot_be_written_is_named(small_disk: Path) -> None:
    repo = make(small_disk / "repo", FILES)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(GitRefused, match="may not write"):
        commit(repo.path, "HEAD", "x", one())


@not_root
def test_a_folder_of_branches_that_is_closed_is_named(repo: Repo) -> None:
    heads = repo.path / ".git" / "refs" / "heads"
    heads.chmod(0o555)
    with pytest.raises(GitRefused, match="may not write"):
        commit(repo.path, "HEAD", "canonize/x", one())
    heads.chmod(0o755)


def test_a_message_says_what_was_done_and_ends_in_two_trailers(repo: Repo) -> None:
    text = commit_message(
        "websocket",
        recipe_digest="abc",
        plan_digest="def",
        edits=12,
        files=1,
        step="managers",
        evidence=["a:Old -> a:New"],
    )
    assert text == (
        "websocket: managers\n\n12 edits in 1 file, by the recipe websocket, step managers.\n\n- a:Old -> a:New\n\n"
        "Canonize-Recipe: websocket@abc\nCanonize-Plan: def\n"
    )
    commit(repo.path, "HEAD", "x", [NewCommit(text, NEW)])
    assert repo.git("log", "-1", "--format=%B", "x") == text.encode() + b"\n"
    trailers = repo.text("log", "-1", "--format=%(trailers:only,unfold)", "x")
    assert trailers.splitlines() == ["Canonize-Recipe: websocket@abc", "Canonize-Plan: def"]
    assert is_ours(text)


def test_no_name_brings_in_a_trailer_or_a_control_character() -> None:
    evil = "x\n\nCanonize-Recipe: evil@1\r\n\x1b[31mSigned-off-by: me\0\u2028y"
    text = commit_message(
        evil, recipe_digest=evil, plan_digest=evil, edits=1, files=1, step=evil, message=evil, evidence=[evil] * 99
    )
    assert not [line for line in text.splitlines() if line.startswith(("Signed-off-by", "Canonize-Recipe: evil"))]
    assert text.count("\nCanonize-") == 2
    assert all(letter.isprintable() or letter == "\n" for letter in text)
    assert "- and 59 more" in text
    assert not is_ours("Mine\n\nSigned-off-by: me")
    assert not is_ours("")
