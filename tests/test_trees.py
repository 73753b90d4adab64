from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import canonize
from repos import Repo, make, not_root

from canonize.codemods.errors import GitRefused, NotFound
from canonize.codemods.names import is_respelled
from canonize.codemods.repo.disk import holds, read_regular
from canonize.codemods.repo.files import Searched, any_of
from canonize.codemods.repo.gitlisting import Listing
from canonize.codemods.repo.gittree import GitTree
from canonize.codemods.repo.trees import Checkout, Folder, open_tree

KINDS = {"100644": "file", "100755": "executable", "120000": "symlink", "160000": "submodule"}
FILES = {
    "app/__init__.py": b"",
    "app/m.py": b"class Old: ...\n",
    "app/use.py": b"from app.m import Old\nOld()\n",
    "app/deep/er/x.py": b"import app.m\r\napp.m.Old()\r\n",
    "app/\xc3\xbcml.py".encode("latin-1").decode(): "Größe = 'Old'\n".encode(),
    "app/spelled/a.py": "x = 𝐎ld\ny = Ole\n".encode(),
    "app/spelled/b.py": b"# coding: latin-1\nGr\xf6\xdfe = 1\n",
    "app/spelled/[odd].py": "Gro\u0308ße = ﬁ\n".encode(),
    "docs/index.md": "Nothing of 𝐎ld.\n".encode(),
    "run.sh": b"#!/bin/sh\necho Older\n",
    "blob.bin": b"\0\1\2Old\0\xff",
    **{f"many/m{number}.py": b"x = 1\n" for number in range(20)},
}


@pytest.mark.parametrize("width", [20, 32])
def test_the_object_of_a_file_is_found_whatever_its_name_is_made_of(width: int) -> None:
    names = [
        "a.py",
        "a/m.py",
        "a0.py",
        "é.py",
        "\udc80\udcff.py",
        "\udcf0.py",
        "\uffee.py",
        "😀.py",
        "\udcff",
        'b\n\t"c.py',
    ]
    spelled = sorted(name.encode(errors="surrogateescape") for name in [*names, *(f"z{at}" for at in range(3000))])
    blobs = {name.decode(errors="surrogateescape"): f"{at:0{2 * width}x}" for at, name in enumerate(spelled)}
    entries = [f"100644 blob {blob}\t{name}\0" for name, blob in blobs.items()]
    listing = Listing("".join(entries).encode(errors="surrogateescape"))
    assert listing.kinds == dict.fromkeys(blobs, "file")
    assert {name: listing.blob(name) for name in listing.kinds} == blobs
    with pytest.raises(KeyError):
        listing.blob("a")


def is_the_tree(tree: GitTree, repo: Repo, revision: str = "HEAD", prefix: str = "") -> None:
    """The tree gives what git gives, and finds what a search through every blob finds."""
    expected = {path[len(prefix) :]: entry for path, entry in repo.tree(revision).items() if path.startswith(prefix)}
    assert tree.kinds() == {path: KINDS[mode] for path, (mode, _, _) in expected.items()}
    regular = {path: content for path, (mode, _, content) in expected.items() if mode.startswith("100")}
    for words in (["Old"], ["Größe"], ["Old", "nothing", "Nothing"], ["Zq"], ["a", "b", "c", "d", "Old()"], []):
        begun = tree.in_python(words) if words else frozenset[str]
        wanted = {path for path, content in regular.items() if words and any_of(words).search(content)}
        assert tree.mentioning(words) == wanted, words
        assert begun() == {path for path in wanted if path.endswith(".py")}, words
    for word in ("Old", "Größe"):
        wanted = {path for path, content in regular.items() if path.endswith(".py") and is_respelled(word, content)}
        assert {path for path in tree.respelling([word]) if is_respelled(word, regular[path])} == wanted, word
        assert all(path.endswith(".py") for path in tree.respelling([word]))
    for path, content in regular.items():
        assert tree.read(path) == content, path
    tree.close()


def clean(repo: Repo) -> None:
    """As it was committed."""


def changed_on_disk(repo: Repo) -> None:
    repo.write({"app/use.py": b"no more\n", "docs/index.md": b"Old is here now\n"})


def staged(repo: Repo) -> None:
    changed_on_disk(repo)
    repo.git("add", "-A")


def staged_and_changed_back(repo: Repo) -> None:
    staged(repo)
    repo.write({"app/use.py": FILES["app/use.py"]})


def changed_without_changing_size_or_time(repo: Repo) -> None:
    path = repo.path / "app/use.py"
    path.write_bytes(FILES["app/use.py"].replace(b"Old", b"New"))


def changed_with_the_same_size_and_an_old_time(repo: Repo) -> None:
    path = repo.path / "app/use.py"
    for key, value in (("core.trustctime", "false"), ("core.checkStat", "minimal")):
        repo.git("config", key, value)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    repo.git("update-index", "--refresh")
    time.sleep(1.1)  # git built for Debian compares whole seconds
    path.write_bytes(FILES["app/use.py"].replace(b"Old", b"New"))
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert not repo.git("status", "--porcelain")


def gone_from_disk(repo: Repo) -> None:
    (repo.path / "app/use.py").unlink()


def gone_from_the_index(repo: Repo) -> None:
    repo.git("rm", "-q", "--cached", "app/use.py")
    repo.write({"app/use.py": b"no more\n"})


def added(repo: Repo) -> None:
    repo.write({"app/new.py": b"Old\n", "app/intended.py": b"Old\n", "untracked.py": b"Old\n"})
    repo.git("add", "app/new.py")
    repo.git("add", "-N", "app/intended.py")


def removed_and_intended(repo: Repo) -> None:
    repo.git("rm", "-q", "--cached", "app/use.py")
    repo.git("add", "-N", "app/use.py")
    repo.write({"app/use.py": b"no more\n"})


def assumed_unchanged(repo: Repo) -> None:
    repo.git("update-index", "--assume-unchanged", "app/use.py", "docs/index.md")
    changed_on_disk(repo)


def staged_and_assumed_unchanged(repo: Repo) -> None:
    staged(repo)
    repo.git("update-index", "--assume-unchanged", "app/use.py", "docs/index.md")


def skipped_in_the_work_tree(repo: Repo) -> None:
    repo.git("update-index", "--skip-worktree", "app/use.py")
    (repo.path / "app/use.py").unlink()


def sparse(repo: Repo) -> None:
    repo.git("sparse-checkout", "set", "docs")


def sparse_index(repo: Repo) -> None:
    repo.git("sparse-checkout", "set", "--cone", "--sparse-index", "docs")


def in_the_middle_of_a_merge(repo: Repo) -> None:
    repo.git("checkout", "-qb", "other")
    repo.commit({"app/use.py": b"theirs\n", "docs/index.md": b"Old, theirs\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"app/use.py": b"ours Old\n"})
    repo.git("merge", "other", check=False)
    assert b"UU app/use.py" in repo.git("status", "--porcelain")


def in_the_middle_of_a_rebase(repo: Repo) -> None:
    in_the_middle_of_a_merge(repo)
    repo.git("merge", "--abort")
    repo.git("rebase", "other", check=False)
    assert (repo.path / ".git/rebase-merge").exists()


def detached(repo: Repo) -> None:
    repo.commit({"app/use.py": b"no more\n"})
    repo.git("checkout", "-q", "--detach", "HEAD~1")


def a_link_in_place_of_a_file(repo: Repo) -> None:
    (repo.path / "app/use.py").unlink()
    (repo.path / "app/use.py").symlink_to("../docs/index.md")


def a_link_in_place_of_a_folder(repo: Repo) -> None:
    (repo.path / "app").rename(repo.path.parent / "elsewhere")
    (repo.path / "app").symlink_to("../elsewhere")
    (repo.path.parent / "elsewhere/use.py").write_bytes(b"no more\n")


def a_file_in_place_of_a_link(repo: Repo) -> None:
    (repo.path / "link.py").unlink()
    repo.write({"link.py": b"Old, no link\n"})


def a_pipe_in_place_of_a_file(repo: Repo) -> None:
    (repo.path / "app/use.py").unlink()
    os.mkfifo(repo.path / "app/use.py")


def line_ends_of_windows(repo: Repo) -> None:
    repo.git("config", "core.autocrlf", "true")
    repo.git("rm", "-rq", "--cached", ".")
    repo.git("reset", "-q", "--hard")
    for path in repo.text("ls-files", "many").splitlines():
        (repo.path / path).unlink()
    repo.git("checkout", "-q", ".")
    assert (repo.path / "many/m1.py").read_bytes() == b"x = 1\r\n"


def line_ends_by_attribute(repo: Repo) -> None:
    repo.commit({".gitattributes": b"*.py text eol=crlf\n", "new.py": b"a\r\nOld\r\n"})
    (repo.path / "app/use.py").unlink()
    repo.git("checkout", "-q", "app/use.py")
    assert b"\r\n" in (repo.path / "app/use.py").read_bytes()


def another_encoding_on_disk(repo: Repo) -> None:
    repo.write({"wide.py": "Old = 1\n".encode("utf-16")})
    repo.commit({".gitattributes": b"wide.py working-tree-encoding=UTF-16\n"})
    assert b"Old" not in (repo.path / "wide.py").read_bytes()


def ident(repo: Repo) -> None:
    repo.commit({".gitattributes": b"*.py ident\n", "id.py": b"x = '$Id$'\n"})
    (repo.path / "id.py").unlink()
    repo.git("checkout", "-q", "id.py")
    assert b"$Id: " in (repo.path / "id.py").read_bytes()


def filtered(repo: Repo) -> None:
    repo.git("config", "filter.caps.clean", "tr a-z A-Z")
    repo.git("config", "filter.caps.smudge", "tr A-Z a-z")
    repo.commit({".gitattributes": b"*.caps filter=caps\n", "x.caps": b"old\n"})
    assert repo.git("show", "HEAD:x.caps") == b"OLD\n"


def large_files_elsewhere(repo: Repo) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"
    repo.commit({".gitattributes": b"*.big filter=lfs diff=lfs merge=lfs -text\n", "x.big": pointer})
    repo.write({"x.big": b"Old and big"})


def touched(repo: Repo) -> None:
    for path in repo.path.rglob("*.py"):
        os.utime(path, (1, 1))


def without_an_index(repo: Repo) -> None:
    (repo.path / ".git/index").unlink()


def with_a_broken_index(repo: Repo) -> None:
    (repo.path / ".git/index").write_bytes(b"DIRC, not really")


def with_an_unreadable_object_of_the_index(repo: Repo) -> None:
    repo.write({"app/lost.py": b"Old, lost\n"})
    repo.git("add", "app/lost.py")
    blob = repo.text("rev-parse", ":app/lost.py")
    (repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()


def executable_bits_off(repo: Repo) -> None:
    repo.git("config", "core.fileMode", "false")
    (repo.path / "run.sh").chmod(0o755)


def odd_configuration(repo: Repo) -> None:
    for key, value in {
        "grep.fullName": "true",
        "grep.patternType": "perl",
        "grep.lineNumber": "true",
        "color.ui": "always",
        "submodule.recurse": "true",
        "core.quotePath": "true",
        "diff.noprefix": "true",
        "status.relativePaths": "true",
        "core.checkStat": "minimal",
        "core.ignoreCase": "true",
    }.items():
        repo.git("config", key, value)


STATES: list[Callable[[Repo], None]] = [
    clean, changed_on_disk, staged, staged_and_changed_back, changed_without_changing_size_or_time,
    changed_with_the_same_size_and_an_old_time, gone_from_disk, gone_from_the_index, added, removed_and_intended, assumed_unchanged, staged_and_assumed_unchanged,
    skipped_in_the_work_tree, sparse, sparse_index, in_the_middle_of_a_merge, in_the_middle_of_a_rebase, detached,
    a_link_in_place_of_a_file, a_link_in_place_of_a_folder, a_file_in_place_of_a_link, a_pipe_in_place_of_a_file,
    line_ends_of_windows,
    line_ends_by_attribute, another_encoding_on_disk, ident, filtered, large_files_elsewhere, touched,
    without_an_index, with_a_broken_index, with_an_unreadable_object_of_the_index, executable_bits_off,
    odd_configuration,
]  # fmt: skip


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = make(tmp_path / "repo")
    repo.write(FILES)
    (repo.path / "run.sh").chmod(0o755)
    (repo.path / "link.py").symlink_to("app/m.py")
    (repo.path / "loop").symlink_to("loop")
    (repo.path / "out").symlink_to("/")
    repo.commit({}, "first")
    return repo


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_revision_is_what_was_committed_whatever_the_checkout_looks_like(
    repo: Repo, state: Callable[[Repo], None]
) -> None:
    state(repo)
    before = repo_data(repo)
    is_the_tree(revision(repo), repo)
    assert repo_data(repo) == before


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_searches_that_were_begun_ahead_give_the_same_answers(repo: Repo, state: Callable[[Repo], None]) -> None:
    state(repo)
    for words in (("Old",), ("Old", "New"), ("Größe",)):
        is_the_tree(opened(repo, words), repo)
        tree = opened(repo, words)
        found = tree.mentioning(words), tree.respelling(words)
        assert found == (revision(repo).mentioning(words), revision(repo).respelling(words))
        is_the_tree(tree, repo)


def opened(repo: Repo, expect: tuple[str, ...]) -> GitTree:
    tree = open_tree(repo.path, expect=expect)
    assert isinstance(tree, GitTree)
    return tree


def test_what_waits_for_the_search_begins_once_when_it_has_ended(repo: Repo) -> None:
    begun: list[str] = []
    tree = opened(repo, ("Old", "New"))
    tree.after_search(lambda: begun.append("first"))
    assert begun == []
    tree._asked["search"].process.wait()
    assert tree.read("app/m.py") == FILES["app/m.py"]
    assert begun == ["first"]  # nobody has asked yet for what was found
    tree.after_search(lambda: begun.append("second"))
    running = tree._asked["respelled"]
    assert tree.mentioning(("Old", "New")) == revision(repo).mentioning(("Old", "New"))
    assert begun == ["first", "second"] and tree._asked["respelled"] is running
    tree.close()
    assert running.process.poll() is not None


def test_what_waits_for_the_search_begins_with_its_answer_at_the_latest(repo: Repo) -> None:
    begun: list[str] = []
    tree = opened(repo, ("Old", "New"))
    tree.after_search(lambda: begun.append("first"))
    tree.mentioning(("Old", "New"))
    assert begun == ["first"]
    unasked = opened(repo, ("Old", "New"))
    unasked.after_search(lambda: begun.append("never"))
    unasked.close()
    assert begun == ["first"]


def repo_data(repo: Repo) -> dict[Path, int]:
    """When each file of the repository's data was written; objects are left out, for git may touch them."""
    data = repo.path / ".git"
    return {path: path.lstat().st_mtime_ns for path in data.rglob("*") if "objects" not in path.parts}


def revision(repo: Repo, base: str = "HEAD") -> GitTree:
    tree = open_tree(repo.path, base=base)
    assert isinstance(tree, GitTree)
    return tree


ODD = {
    "a b.py": b"Old 1",
    "-dash.py": b"Old 2",
    "quo\"te'.py": b"Old 3",
    "new\nline.py": b"Old 4",
    "tab\tand\\slash.py": b"Old 5",
    ":(top)magic.py": b"Old 6",
    "star*[x]?.py": b"Old 7",
    "caf\u00e9/\u540d.py": b"Old 8",
    os.fsdecode(b"not-\xff-utf8/\xe9.py"): b"Old 9",
}


def test_odd_names_make_the_round_trip(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo", ODD)
    is_the_tree(revision(repo), repo)
    repo.write({"star*[x]?.py": b"no more"})
    is_the_tree(revision(repo), repo)
    changed = open_tree(repo.path, in_place=True)
    assert changed.mentioning(["Old"]) == ODD.keys() - {"star*[x]?.py"}
    assert changed.in_python(["Old"])() == {path for path in changed.mentioning(["Old"]) if path.endswith(".py")}


def test_a_bare_repository_has_the_same_tree(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "-q", "--bare", ".", tmp_path / "bare")
    bare = Repo(tmp_path / "bare")
    is_the_tree(revision(bare), bare)
    assert revision(bare).uncommitted == ()


def test_a_bare_repository_is_read_where_the_users_git_wants_such_named(
    repo: Repo, tmp_path: Path, a_git_of_our_own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.git("clone", "-q", "--bare", repo.path, tmp_path / "bare.git")
    (tmp_path / "config").write_text(a_git_of_our_own.read_text() + "[safe]\n\tbareRepository = explicit\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    assert open_tree(tmp_path / "bare.git").read("app/use.py") == FILES["app/use.py"]


def test_the_data_folder_of_a_repository_can_be_named_too(repo: Repo) -> None:
    assert open_tree(repo.path / ".git").kinds() == open_tree(repo.path).kinds()


def test_a_linked_worktree_is_planned_at_its_own_commit(repo: Repo, tmp_path: Path) -> None:
    repo.git("worktree", "add", "-q", tmp_path / "linked", "-b", "side")
    linked = Repo(tmp_path / "linked")
    linked.commit({"app/use.py": b"changed, Old\n", "only/here.py": b"Old\n"})
    is_the_tree(revision(linked), linked)
    is_the_tree(revision(repo), repo)


def test_a_shallow_clone_has_the_same_tree(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"app/use.py": b"Old again\n"})
    repo.git("clone", "-q", "--depth=1", f"file://{repo.path}", tmp_path / "shallow")
    shallow = Repo(tmp_path / "shallow")
    is_the_tree(revision(shallow), shallow)


@pytest.mark.parametrize("options", [["--bare"], ["--sparse"], ["--no-checkout"]])
@pytest.mark.parametrize("lacking", ["blob:none", "tree:0"])
def test_a_partial_clone_fetches_what_it_lacks(repo: Repo, tmp_path: Path, options: list[str], lacking: str) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
    for name in ("partial", "another"):
        repo.git("clone", "-q", f"--filter={lacking}", *options, f"file://{repo.path}", tmp_path / name)
    assert "app/use.py" in open_tree(tmp_path / "another").kinds()
    tree = open_tree(tmp_path / "partial")
    assert "app/use.py" in tree.mentioning(["Old"])
    assert tree.read("docs/index.md") == FILES["docs/index.md"]
    is_the_tree(revision(Repo(tmp_path / "partial")), repo)


def test_a_partial_clone_that_names_a_command_is_refused(repo: Repo, tmp_path: Path) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("clone", "-q", "--filter=blob:none", "--bare", f"file://{repo.path}", tmp_path / "partial")
    Repo(tmp_path / "partial").git("config", "remote.origin.uploadpack", f"touch {tmp_path}/ran; git-upload-pack")
    with pytest.raises(GitRefused, match=r"remote\.origin\.uploadpack"):
        open_tree(tmp_path / "partial").mentioning(["Old"])
    assert not (tmp_path / "ran").exists()


def test_a_repository_with_sha256_ids_works_the_same(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.git("init", "-q", "--object-format=sha256")
    repo.commit(FILES)
    is_the_tree(revision(repo), repo)


def test_submodules_are_listed_and_not_entered(repo: Repo, tmp_path: Path) -> None:
    other = make(tmp_path / "other", {"inner.py": b"Old\n"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other.path), "sub")
    repo.commit({})
    is_the_tree(revision(repo), repo)
    assert open_tree(repo.path).kinds()["sub"] == "submodule"
    inner = Repo(repo.path / "sub")
    is_the_tree(revision(inner), inner)
    in_place = open_tree(repo.path, in_place=True)
    assert in_place.kinds()["sub"] == "submodule"
    assert "sub/inner.py" not in in_place.mentioning(["Old"])


def test_another_base_than_head_can_be_named(repo: Repo) -> None:
    first = repo.text("rev-parse", "HEAD")
    repo.git("tag", "-a", "v1", "-m", "tagged")
    repo.commit({"app/use.py": b"changed\n", "app/other.py": b"Old\n"})
    for base in (first, first[:12], "HEAD~1", "v1"):
        is_the_tree(revision(repo, base), repo, base)
        assert revision(repo, base).base_commit == first


def test_a_folder_inside_a_repository_is_a_tree_of_its_own(repo: Repo) -> None:
    repo.write({"app/use.py": b"no more\n", "docs/index.md": b"changed\n"})
    tree = open_tree(repo.path / "app")
    assert isinstance(tree, GitTree)
    is_the_tree(tree, repo, prefix="app/")
    assert tree.place.prefix == "app/"
    assert tree.uncommitted == ("use.py",)
    deep = open_tree(repo.path / "app/deep")
    assert set(deep.kinds()) == {"er/x.py"}
    assert deep.mentioning(["Old"]) == {"er/x.py"}
    (repo.path / "fresh").mkdir()
    with pytest.raises(NotFound, match="fresh/: no such folder"):
        open_tree(repo.path / "fresh").kinds()


@pytest.mark.parametrize("name", [":odd", "*odd", "[o]dd", "a\\b", ":(top)app", "new\nline", "-dash"])
def test_the_name_of_a_folder_says_nothing_but_where_it_is(repo: Repo, name: str) -> None:
    repo.commit({f"{name}/x.py": b"field\n", f"{name}/y.py": "\ufb01eld\n".encode(), "odd/x.py": b"field\n"})
    for in_place in (False, True):
        tree = open_tree(repo.path / name, in_place=in_place)
        assert tree.mentioning(["field"]) == {"x.py"} and tree.respelling(["field"]) == {"y.py"}


def test_uncommitted_changes_are_counted_not_included(repo: Repo) -> None:
    assert revision(repo).uncommitted == ()
    touched(repo)
    repo.write({"app/use.py": b"changed\n", "new.py": b"", "untracked.py": b""})
    repo.git("add", "new.py")
    (repo.path / "docs/index.md").unlink()
    assert revision(repo).uncommitted == ("app/use.py", "docs/index.md", "new.py")
    repo.git("commit", "-qam", "now")
    assert revision(repo, "HEAD~1").uncommitted == ()


def test_the_search_sees_an_edit_made_after_the_tree_was_opened(repo: Repo) -> None:
    tree = revision(repo)
    assert "app/use.py" in tree.mentioning(["Old"])
    repo.write({"app/use.py": b"no more\n"})
    assert tree.mentioning(["Old()"]) == {"app/use.py", "app/deep/er/x.py"}
    assert tree.read("app/use.py") == FILES["app/use.py"]


def test_what_is_not_there_is_not_found(repo: Repo) -> None:
    for tree in (open_tree(repo.path), open_tree(repo.path, in_place=True), Folder(repo.path)):
        for path in ("nowhere.py", "link.py", "loop", "app", "../repo/app/m.py", ".git/config", ""):
            with pytest.raises(NotFound):
                tree.read(path)


def test_refusals_say_what_to_do(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    with pytest.raises(GitRefused, match="not in a git repository") as refused:
        open_tree(tmp_path / "plain")
    assert "--in-place" in refused.value.help
    with pytest.raises(NotFound, match="no such folder"):
        open_tree(tmp_path / "nowhere")
    with pytest.raises(NotFound, match="no such folder"):
        open_tree(tmp_path / "nowhere", in_place=True)
    with pytest.raises(GitRefused, match="no commit yet"):
        open_tree(make(tmp_path / "unborn").path)
    for base in ("nobody", "--all", "HEAD..HEAD", "HEAD^@", "", "HEAD:app", "a\nb", "^HEAD"):
        with pytest.raises(GitRefused, match="no commit is named"):
            open_tree(repo.path, base=base)
    repo.git("clone", "-q", "--bare", ".", tmp_path / "bare")
    with pytest.raises(GitRefused, match="no files on disk"):
        open_tree(tmp_path / "bare", in_place=True)


@pytest.mark.parametrize("in_place", [False, True])
def test_a_broken_repository_is_named_with_git_s_own_words(repo: Repo, in_place: bool) -> None:
    (repo.path / ".git/config").write_text("[core\n")
    for base in ("HEAD", "main"):
        with pytest.raises(GitRefused, match="bad config line 1"):
            open_tree(repo.path, in_place=in_place, base=base)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away")
@pytest.mark.parametrize("in_place", [False, True])
def test_somebody_else_s_repository_is_not_trusted_before_git_trusts_it(repo: Repo, in_place: bool) -> None:
    for path in (repo.path, repo.path / ".git"):
        os.chown(path, 12345, 12345)
    with pytest.raises(GitRefused, match="does not trust") as refused:
        open_tree(repo.path, in_place=in_place)
    assert "safe.directory" in refused.value.help


@not_root
@pytest.mark.parametrize("with_git", [False, True])
def test_a_file_that_is_closed_to_us_is_no_bug(tmp_path: Path, with_git: bool) -> None:
    files = {"app/m.py": b"class Old: ...\n", "app/v.py": b"from app.m import Old\n", "key.pem": b"Old\n"}
    repo = make(tmp_path / "repo")
    repo.write(files)
    if not with_git:
        shutil.rmtree(repo.path / ".git")
    (repo.path / "key.pem").chmod(0)
    done = canonize("rename", "app.m.Old", "New", "--in-place", cwd=repo.path)
    assert "not looked at, for they cannot be read: 1 path, as key.pem\n" in done.said
    assert (repo.path / "app/v.py").read_bytes() == b"from app.m import New\n"
    (repo.path / "app/v.py").chmod(0)
    refused = canonize("rename", "app.m.New", "Newer", "--in-place", cwd=repo.path, code=2)
    assert "app/v.py cannot be read: Permission denied" in refused.said
    assert (repo.path / "app/m.py").read_bytes() == b"class New: ...\n"


@not_root
@pytest.mark.parametrize("mode", [0o000, 0o444])
@pytest.mark.parametrize("with_git", [False, True])
def test_a_folder_that_is_closed_to_us_is_told(tmp_path: Path, with_git: bool, mode: int) -> None:
    repo = make(tmp_path / "repo")
    repo.write({"app/m.py": b"class Old: ...\n", "data/x.txt": b"Old\n"})
    if not with_git:
        shutil.rmtree(repo.path / ".git")
    (repo.path / "data").chmod(mode)
    try:
        done = canonize("rename", "app.m.Old", "New", "--in-place", cwd=repo.path)
    finally:
        (repo.path / "data").chmod(0o755)
    assert f"cannot be read: 1 path, as data{'/x.txt' if mode else ''}\n" in done.said
    assert (repo.path / "app/m.py").read_bytes() == b"class New: ...\n"


@not_root
def test_a_file_of_git_in_a_folder_that_is_closed_to_us_is_there(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo", {"app/m.py": b"class Old: ...\n", "sub/deep/v.py": b"from app.m import Old\n"})
    (repo.path / "sub").chmod(0)
    try:
        refused = canonize("rename", "app.m.Old", "New", "--in-place", cwd=repo.path, code=2)
    finally:
        (repo.path / "sub").chmod(0o755)
    assert "sub/deep/v.py cannot be read: Permission denied" in refused.said


def test_an_unborn_repository_can_be_changed_in_place(tmp_path: Path) -> None:
    repo = make(tmp_path / "unborn")
    repo.write({"a.py": b"Old\n"})
    tree = open_tree(repo.path, in_place=True)
    assert isinstance(tree, Checkout)
    assert tree.mentioning(["Old"]) == {"a.py"}
    assert tree.base_commit == ""


IN_PLACE = [
    clean, changed_on_disk, staged, gone_from_disk, gone_from_the_index, added, assumed_unchanged,
    staged_and_assumed_unchanged, skipped_in_the_work_tree, sparse, sparse_index, in_the_middle_of_a_merge,
    a_link_in_place_of_a_file, a_file_in_place_of_a_link, a_pipe_in_place_of_a_file, line_ends_of_windows,
    another_encoding_on_disk, filtered,
    touched, without_an_index, odd_configuration,
]  # fmt: skip


@pytest.mark.parametrize("state", IN_PLACE, ids=lambda state: state.__name__)
def test_a_checkout_is_what_lies_on_disk(repo: Repo, state: Callable[[Repo], None]) -> None:
    state(repo)
    repo.write({"fresh/untracked.py": b"Old", "ignored/x.py": b"Old", "venv/lib/x.py": b"Old"})
    repo.write({".git/info/exclude": b"ignored/\n"})
    tree = open_tree(repo.path, in_place=True)
    assert isinstance(tree, Checkout)
    found = [path for path in repo.path.rglob("*") if not path.is_dir() or path.is_symlink()]
    names = {os.fsdecode(path.relative_to(repo.path)): path for path in found}
    expected = {name: path for name, path in names.items() if not name.startswith((".git/", "ignored/", "venv/"))}
    assert tree.kinds().keys() == expected.keys()
    regular = {name for name, path in expected.items() if path.is_file() and not path.is_symlink()}
    assert {name for name, kind in tree.kinds().items() if kind in ("file", "executable")} == regular
    holding = {name for name in regular if b"Old" in expected[name].read_bytes()}
    assert tree.mentioning(["Old"]) == holding
    assert "fresh/untracked.py" in holding
    assert all(tree.read(name) == expected[name].read_bytes() for name in regular)


def test_what_lies_behind_a_link_is_no_file_of_the_checkout(repo: Repo) -> None:
    a_link_in_place_of_a_folder(repo)
    tree = open_tree(repo.path, in_place=True)
    assert tree.kinds()["app/use.py"] == "symlink"
    assert not any(path.startswith("app/") for path in tree.mentioning(["Old"]))


def test_a_folder_without_git_leaves_out_what_is_not_its_own(tmp_path: Path) -> None:
    Repo(tmp_path).write({**FILES, **ODD, ".venv/x.py": b"Old", "a/node_modules/y.py": b"Old", ".git/z.py": b"Old"})
    (tmp_path / "link.py").symlink_to("app/m.py")
    (tmp_path / "app/loop").symlink_to("..")
    (tmp_path / "out").symlink_to("/etc")
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "run.sh").chmod(0o755)
    tree = Folder(tmp_path)
    assert tree.kinds() == {
        **dict.fromkeys({**FILES, **ODD}, "file"),
        "run.sh": "executable",
        "link.py": "symlink",
        "app/loop": "symlink",
        "out": "symlink",
        "pipe.py": "other",
    }
    holding = {name for name, content in {**FILES, **ODD}.items() if b"Old" in content}
    assert tree.mentioning(["Old"]) == holding
    assert tree.mentioning([]) == frozenset()
    assert tree.read("app/m.py") == FILES["app/m.py"]
    assert isinstance(open_tree(tmp_path / "app", in_place=True), Folder)


def test_a_package_that_is_called_as_environments_are_is_the_trees_own(repo: Repo, tmp_path: Path) -> None:
    own = {"app/venv/__init__.py": b"", "app/venv/make.py": b"Old"}
    others = {"venv/lib/venv/__init__.py": b"", "venv/lib/x.py": b"Old", "app/venv/__pycache__/x.py": b"Old"}
    Repo(tmp_path / "plain").write({**own, **others})
    assert Folder(tmp_path / "plain").kinds() == dict.fromkeys(own, "file")
    repo.write({**own, **others})
    before = open_tree(repo.path).kinds().keys()
    assert open_tree(repo.path, in_place=True).kinds().keys() - before == own.keys()


def test_generated_and_vendored_files_are_known_by_their_attributes(repo: Repo, tmp_path: Path) -> None:
    assert open_tree(repo.path).attributes(["app/m.py"]) == {}
    attributes = b"*.py linguist-generated\nuse.py -linguist-generated\ndeep/er/** linguist-vendored=true\n"
    repo.commit({"app/.gitattributes": attributes + b"y.py linguist-vendored=false\n"})
    paths = ["app/m.py", "app/use.py", "app/deep/er/x.py", "app/deep/er/y.py", "docs/index.md"]
    said = {
        "app/m.py": {"generated": True},
        "app/use.py": {"generated": False},
        "app/deep/er/x.py": {"generated": True, "vendored": True},
        "app/deep/er/y.py": {"generated": True, "vendored": False},
    }
    repo.git("clone", "-q", "--bare", ".", tmp_path / "bare")
    (repo.path / "app/.gitattributes").unlink()
    for tree in (open_tree(repo.path), open_tree(tmp_path / "bare")):
        assert tree.attributes(paths) == said
        assert tree.attributes([]) == {}
    assert open_tree(repo.path / "app/deep").attributes(["er/x.py"]) == {"er/x.py": said["app/deep/er/x.py"]}
    repo.git("checkout", "-q", ".")
    assert open_tree(repo.path, in_place=True).attributes(paths) == said
    assert Folder(repo.path).attributes(paths) == {}


@pytest.mark.parametrize("state", [sparse, sparse_index])
def test_attributes_that_are_not_checked_out_count(repo: Repo, state: Callable[[Repo], None]) -> None:
    repo.commit({"app/.gitattributes": b"*.py linguist-generated\n"})
    state(repo)
    assert not (repo.path / "app").exists()
    assert open_tree(repo.path).attributes(["app/m.py"]) == {"app/m.py": {"generated": True}}
    repo.write({"app/m.py": b"Old\n"})
    assert open_tree(repo.path, in_place=True).attributes(["app/m.py"]) == {"app/m.py": {"generated": True}}


def test_no_process_is_left_behind(repo: Repo) -> None:
    tree = revision(repo)
    repo.write({"app/m.py": b"changed\n"})
    assert tree.read("app/m.py") == FILES["app/m.py"]
    process = tree._blobs._process
    assert process is not None
    del tree
    assert process.poll() is not None


def test_a_word_is_found_across_the_pieces_that_a_large_file_is_read_in(tmp_path: Path) -> None:
    large = tmp_path / "large"
    for at in range((1 << 20) - 4, (1 << 20) + 2):
        large.write_bytes(b"x" * at + b"Word" + b"y" * (1 << 20))
        assert holds(str(large), any_of(["Word"]), 4), at
    assert not holds(str(large), any_of(["Words"]), 5)


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(__file__)
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "link", Path("/dev/zero"), Path("/dev/tty")):
        with pytest.raises(OSError, match="regular"):
            read_regular(str(path))


def test_only_words_that_are_new_are_searched_for() -> None:
    asked: list[tuple[str, ...]] = []

    def search(words: tuple[str, ...]) -> frozenset[str]:
        asked.append(words)
        return frozenset(f"{word}.py" for word in words)

    searched = Searched()
    assert searched.ask(["a"], search) == {"a.py"}
    assert searched.ask(["b", "a", "c"], search) == {"a.py", "b.py", "c.py"}
    assert searched.ask(["b"], search) == {"b.py"}
    assert searched.ask(["c", "a", "b", "a"], search) == {"a.py", "b.py", "c.py"}
    assert searched.ask([], search) == frozenset()
    assert asked == [("a",), ("b", "c"), ("b",)]


@pytest.mark.parametrize("in_place", [True, False])
def test_a_folder_whose_name_is_too_long_is_not_there(tmp_path: Path, in_place: bool) -> None:
    with pytest.raises(NotFound):
        open_tree(tmp_path / ("x" * 300), in_place=in_place)
