from __future__ import annotations

import os
from pathlib import Path

import pytest
from repos import Repo, make

from canonize.codemods.errors import GitRefused
from canonize.codemods.repo import git
from canonize.codemods.repo.gitblobs import Blobs
from canonize.codemods.repo.gitplace import locate
from canonize.codemods.repo.gittree import GitTree
from canonize.codemods.repo.trees import open_tree
from canonize.codemods.results.gitrepo import NewCommit, commit

FILES = {"app/m.py": b"class Old: ...\n", "app/use.py": b"Old\n", "x.odd": b"Old\n", "doc.md": b"Old\n"}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return make(tmp_path / "repo", FILES)


def booby_trapped(repo: Repo, marker: Path) -> None:
    """Every setting, hook and attribute known to run a command leaves `marker`."""
    trap = repo.path / ".git/trap.sh"
    trap.write_text(f"#!/bin/sh\necho \"$0 $@\" >> '{marker}'\nexit 0\n")
    trap.chmod(0o755)
    for hook in ("reference-transaction", "post-index-change", "pre-commit", "commit-msg", "post-commit",
                 "prepare-commit-msg", "post-checkout", "fsmonitor-watchman", "update", "pre-auto-gc"):  # fmt: skip
        (repo.path / ".git/hooks" / hook).write_bytes(trap.read_bytes())
        (repo.path / ".git/hooks" / hook).chmod(0o755)
    commands = [
        "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy",
        "diff.external", "credential.helper", "sequence.editor", "filter.x.clean", "filter.x.smudge",
        "filter.x.process", "filter.a=b.clean", "filter.a=b.process", "diff.x.textconv", "diff.x.command",
        "merge.x.driver", "gpg.program", "gpg.ssh.program", "pager.grep", "pager.ls-tree", "trailer.x.cmd",
        "alias.ls-tree", "alias.ls-files", "alias.grep", "alias.rev-parse", "alias.commit-tree", "alias.update-ref",
        "core.alternateRefsCommand", "interactive.diffFilter", "uploadpack.packObjectsHook", "hook.x.command",
    ]  # fmt: skip
    for key in commands:
        repo.git("config", key, f"{'!' if key.startswith('alias') else ''}{trap}")
    for key, value in {
        "filter.x.required": "true",
        "core.hooksPath": str(repo.path / ".git/hooks"),
        "log.showSignature": "true",
        "hook.x.event": "reference-transaction",
    }.items():
        repo.git("config", key, value)
    repo.git("config", "--add", "hook.x.event", "post-index-change")
    (repo.path / ".git/info").mkdir(exist_ok=True)
    (repo.path / ".git/info/attributes").write_text("* filter=x diff=x merge=x\n*.odd filter=a=b\n")


def use_everything(repo: Repo, place: Path | None = None) -> None:
    """All that canonize asks of git, in the order of a run."""
    tree = open_tree(place or repo.path)
    assert isinstance(tree, GitTree)
    tree.kinds()
    assert "app/use.py" in tree.mentioning(["Old"])
    assert tree.mentioning(["class", "Old", "zq1", "zq2", "zq3"])
    for path in tree.kinds():
        tree.read(path)
    assert tree.uncommitted is not None
    tree.attributes(list(tree.kinds()))
    tree.close()
    new = [NewCommit("One", {"app/m.py": b"class New: ...\n"}), NewCommit("Two", {"app/use.py": b"New\n"})]
    commit(place or repo.path, "HEAD", "made", new)
    commit(place or repo.path, "HEAD", "made", new[:1], on_existing="new-name")
    in_place = open_tree(repo.path, in_place=True)
    in_place.mentioning(["Old"])
    in_place.attributes(list(in_place.kinds()))


@pytest.mark.parametrize("state", ["clean", "racy", "changed", "touched"])
def test_nothing_that_a_repository_configures_is_run(repo: Repo, tmp_path: Path, state: str) -> None:
    repo.commit({".gitattributes": b"*.py linguist-generated\n"})
    booby_trapped(repo, tmp_path / "ran")
    for name, content in FILES.items():
        if state == "racy":  # as old as the index: git compares contents, through the filters
            (repo.path / name).write_bytes(content)
            os.utime(repo.path / name, ns=((repo.path / ".git/index").stat().st_mtime_ns,) * 2)
        elif state == "changed":
            (repo.path / name).write_bytes(content + b"more")
        elif state == "touched":
            os.utime(repo.path / name, (1, 1))
    use_everything(repo)
    assert not (tmp_path / "ran").exists(), (tmp_path / "ran").read_text()


def test_hooks_of_the_configuration_are_put_out_by_their_names(repo: Repo) -> None:
    for name in ("x", "a.b", "a=b", "A b"):
        repo.git("config", f"hook.{name}.command", "false")
    repo.git("config", "hook.jobs", "1")
    options = git.without_hooks(repo.path)
    off = {"hook.x.enabled=false", "hook.a.b.enabled=false", "hook.A b.enabled=false"}
    assert off | {"--config-env=hook.a=b.enabled=CANONIZE_NO"} <= set(options)  # beside those of the user
    asked = ("config", "--type=bool", "--get", "hook.a=b.enabled")
    assert git.output(repo.path, *asked, options=options) == b"false\n"


def test_the_trap_itself_works(repo: Repo, tmp_path: Path) -> None:
    booby_trapped(repo, tmp_path / "ran")
    repo.git("add", "-A", check=False)
    repo.git("update-ref", "refs/heads/x", "HEAD", check=False)
    ran = (tmp_path / "ran").read_text()
    assert "fsmonitor" in ran or "trap.sh" in ran
    assert "reference-transaction" in ran


def test_a_work_tree_that_is_said_to_be_elsewhere_is_not_looked_at(repo: Repo, tmp_path: Path) -> None:
    Repo(tmp_path / "elsewhere").write({**FILES, "app/use.py": b"other\n"})
    repo.git("config", "core.worktree", str(tmp_path / "elsewhere"))
    tree = open_tree(repo.path)
    assert tree.mentioning(["Old"]) == FILES.keys()
    assert tree.read("app/use.py") == FILES["app/use.py"]
    with pytest.raises(GitRefused, match=r"core\.worktree points elsewhere"):
        open_tree(repo.path / "app")


@pytest.mark.parametrize("relative", [False, True])
def test_variables_that_a_calling_git_left_behind_redirect_nothing(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, relative: bool
) -> None:
    other = make(tmp_path / "other", {"secret.py": b"Old\n"})
    before = other.state()
    place = other.path.relative_to(tmp_path) if relative else other.path
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "GIT_DIR": f"{place}/.git",
        "GIT_WORK_TREE": f"{place}",
        "GIT_INDEX_FILE": f"{place}/.git/index",
        "GIT_COMMON_DIR": f"{place}/.git",
        "GIT_OBJECT_DIRECTORY": f"{place}/.git/objects",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": f"{place}/.git/objects",
        "GIT_PREFIX": "app/",
        "GIT_NAMESPACE": "elsewhere",
        "GIT_CONFIG_PARAMETERS": "'core.bare=true'",
        "GIT_EXTERNAL_DIFF": "false",
        "GIT_LITERAL_PATHSPECS": "0",
        "GIT_ICASE_PATHSPECS": "1",
        "GIT_REFLOG_ACTION": "evil",
        "LC_ALL": "de_DE.UTF-8",
        "LANGUAGE": "de",
    }.items():
        monkeypatch.setenv(name, value)
    use_everything(repo)
    for name in list(os.environ):
        if name.startswith("GIT_") and not name.startswith("GIT_CONFIG_"):
            monkeypatch.delenv(name)
    monkeypatch.delenv("GIT_CONFIG_PARAMETERS")
    assert other.state() == before
    assert repo.git("show", "made:app/m.py") == b"class New: ...\n"
    assert repo.text("log", "--format=%s", "main..made").splitlines() == ["Two", "One"]
    assert not other.git("branch", "--list", "made")


def test_the_environment_keeps_who_commits_and_where_the_user_s_configuration_lies() -> None:
    given = {"PATH": "/bin", "GIT_DIR": "x", "GIT_AUTHOR_NAME": "A", "GIT_CONFIG_GLOBAL": "g", "GIT_CONFIG_KEY_0": "k"}
    made = git.environment({"GIT_INDEX_FILE": "mine"}, given)
    assert made["GIT_INDEX_FILE"] == "mine"
    assert "GIT_DIR" not in made
    kept = {name: value for name, value in given.items() if name != "GIT_DIR"}
    assert kept.items() <= made.items()


def test_replaced_objects_are_not_taken_for_the_real_ones(repo: Repo) -> None:
    evil = repo.git("hash-object", "-w", "--stdin", stdin=b"replaced\n").decode().strip()
    repo.git("replace", repo.text("rev-parse", "HEAD:app/use.py"), evil)
    (repo.path / "app/use.py").unlink()
    assert open_tree(repo.path).read("app/use.py") == FILES["app/use.py"]


@pytest.mark.parametrize("closed", [False, True])
def test_without_git_the_error_says_so(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, closed: bool
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if closed:
        (tmp_path / "git").touch(0o644)  # it must not be run, as what lies in a folder that must not be read
    with pytest.raises(GitRefused, match="git is not installed"):
        open_tree(repo.path)


def test_of_a_git_that_is_too_old_it_is_told_which_one_is_needed() -> None:
    refused = git.failure("config", b"error: unknown option `show-scope'\nusage: git config [<options>]\n")
    assert (refused.title, refused.help) == (
        "git config: unknown option `show-scope'",
        "canonize needs git 2.30 or newer",
    )


def test_a_git_that_hangs_is_ended(repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\nexec sleep 60\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(git, "TIMEOUT", 0.2)
    with pytest.raises(GitRefused, match="did not finish"):
        open_tree(repo.path)


def test_what_git_complains_of_is_passed_on(repo: Repo) -> None:
    with pytest.raises(GitRefused, match="git cat-file: Not a valid object name nothing"):
        git.output(repo.path, "cat-file", "blob", "nothing")


def test_blobs_are_read_one_after_another_and_missing_ones_are_none(repo: Repo) -> None:
    blobs = Blobs(repo.path)
    assert blobs.read("HEAD:app/use.py") == b"Old\n"
    assert blobs.read("HEAD:no where.py") is None
    assert blobs.read("0" * 40) is None
    assert blobs.read("HEAD:new\nline") is None
    assert blobs.read("HEAD:x.odd") == b"Old\n"
    blobs.close()
    assert blobs.read("HEAD:x.odd") == b"Old\n"
    process = blobs._process
    assert process is not None
    process.kill()
    process.wait()
    assert blobs.read("HEAD:x.odd") is None  # what a git that died says
    assert blobs.read("HEAD:x.odd") == b"Old\n"
    blobs.close()


def test_a_git_whose_input_is_closed_already_is_ended_as_any_other(repo: Repo) -> None:
    blobs = Blobs(repo.path)
    blobs.read("HEAD:x.odd")
    process = blobs._process
    assert process is not None and process.stdin is not None
    process.stdin.close()  # Python itself does so where a program ends
    blobs.close()
    assert process.poll() is not None


def test_of_a_broken_object_no_part_is_taken_for_the_whole(repo: Repo) -> None:
    content = b"".join(b"%d\n" % number**9 for number in range(20_000))  # git prints it piece by piece
    blob = repo.git("hash-object", "-w", "--stdin", stdin=content).decode().strip()
    path = repo.path / ".git" / "objects" / blob[:2] / blob[2:]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1000])
    blobs = Blobs(repo.path)
    assert [blobs.read(blob), blobs.read("HEAD:doc.md"), blobs.read(blob)] == [None, b"Old\n", None]
    blobs.close()


def test_a_place_is_the_top_the_prefix_and_the_commit(repo: Repo, tmp_path: Path) -> None:
    head = repo.text("rev-parse", "HEAD")
    place = locate(repo.path / "app")
    assert (place.top, place.prefix, place.commit, place.has_checkout) == (repo.path.resolve(), "app/", head, True)
    (tmp_path / "link").symlink_to(repo.path / "app")
    assert locate(tmp_path / "link") == place
    odd = make(tmp_path / "a\nb", {"c\nd/e\nf/x.py": b""})
    assert locate(odd.path / "c\nd/e\nf").prefix == "c\nd/e\nf/"
    assert locate(odd.path / "c\nd/e\nf").top == odd.path.resolve()
