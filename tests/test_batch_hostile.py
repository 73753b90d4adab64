"""Repositories, lists and manifests of strangers: nothing of theirs runs, nothing leaks, and no input shows a traceback."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fleets import BRANCH, FILES, PARAMS, Fleet, done_once
from repos import Repo, make

from canonize.codemods.batch import addresses, manifestreader
from canonize.codemods.batch.spec import RecipeText
from canonize.codemods.errors import CanonizeError
from canonize.codemods.problems import RecipeErrors


def booby_trapped(repo: Repo, canary: Path) -> None:
    """Every way that a repository can name a program to git."""
    script = repo.path / ".git" / "trap"
    script.write_text(f"#!/bin/sh\necho \"$0 $@\" >> '{canary}'\n")
    script.chmod(0o755)
    for hook in (
        "pre-commit", "post-commit", "commit-msg", "reference-transaction", "post-index-change", "pre-push", "update",
        "pre-receive", "post-receive", "post-update", "push-to-checkout", "fsmonitor-watchman", "proc-receive",
        "post-checkout",
    ):  # fmt: skip
        path = repo.path / ".git" / "hooks" / hook
        path.parent.mkdir(exist_ok=True)
        path.symlink_to(script)
    with (repo.path / ".git" / "config").open("a") as config:
        for key in (
            "core.fsmonitor", "core.sshCommand", "core.gitProxy", "core.pager", "core.editor", "core.askPass",
            "core.alternateRefsCommand", "uploadpack.packObjectsHook", 'filter "trap".clean', 'filter "trap".smudge',
            'filter "trap".process', "diff.external", "gpg.program", "credential.helper", 'remote "origin".uploadpack',
            'remote "origin".receivepack', "sequence.editor", 'hook "trap".command',
        ):  # fmt: skip
            section, _, name = key.rpartition(".")
            config.write(f"[{section}]\n\t{name} = {script}\n")
        config.write(f"[core]\n\thooksPath = {repo.path}/.git/hooks\n")
        config.write(f'[remote "origin"]\n\turl = ext::{script} %S\n[hook "trap"]\n\tevent = reference-transaction\n')
    (repo.path / ".git" / "info").mkdir(exist_ok=True)
    (repo.path / ".git" / "info" / "attributes").write_text("* filter=trap diff=trap\n")


def test_nothing_of_a_checkout_runs(fleet: Fleet) -> None:
    canary = fleet.root / "ran"
    shop = make(fleet.root / "checkouts" / "shop", {**FILES, ".gitattributes": b"* filter=trap\n"})
    booby_trapped(shop, canary)
    fleet.canonize("plan", "rename-symbol", "checkouts", *PARAMS)
    fleet.canonize("run", "rename-symbol", "checkouts", *PARAMS)
    fleet.canonize("status")
    assert not canary.exists(), canary.read_text()
    assert fleet.status()["shop"]["state"] == "pushed"


def test_the_origin_of_a_checkout_is_held_to_the_rules(fleet: Fleet) -> None:
    canary = fleet.root / "ran"
    shop = make(fleet.root / "checkouts" / "shop", FILES)
    booby_trapped(shop, canary)
    fleet.manifest(entries=[f"{{folder: {fleet.root}/checkouts, use: origin}}"])
    run = fleet.run(code=3)
    assert "not the address of a repository" in run.said
    assert not canary.exists()


def test_the_origin_of_a_checkout_gets_the_branch(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.work("shop").git("remote", "add", "origin", fleet.url("shop"))
    before = fleet.work("shop").state()
    fleet.manifest(entries=[f"{{folder: {fleet.root}/work, use: origin}}"])
    fleet.run()
    done_once(fleet, "shop")
    assert fleet.work("shop").state() == before
    assert BRANCH not in fleet.work("shop").text("branch", "--list")


@pytest.mark.parametrize(
    "url",
    [
        "ext::sh -c 'touch ran'",
        "--upload-pack=touch ran",
        "-oProxyCommand=touch ran",
        "ssh://-oProxyCommand=touch/x",
        "ssh://host/-x",
        "-x@host:path",
        "host:-x",
        "fd::17/x",
        "https://user:secret@host/x.git",
        "https://token@host/x.git",
        "file://host/x.git",
        "ftp://host/x.git",
        "https://host",
        "https://host/",
        "https://ho st/x.git",
        "https://host/x\n.git",
        "",
        "transport::https://host/x",
    ],
)
def test_addresses_that_git_must_not_be_given(url: str) -> None:
    with pytest.raises(CanonizeError) as told:
        addresses.parse(url)
    assert "secret" not in str(told.value)
    assert "token@" not in str(told.value)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/acme/shop.git", "acme/shop"),
        ("https://host:8443/group/sub/shop", "sub/shop"),
        ("git@github.com:acme/shop.git", "acme/shop"),
        ("ssh://git@host:22/acme/shop.git", "acme/shop"),
        ("file:///srv/git/shop.git", "shop"),
        ("http://127.0.0.1:8000/acme/shop", "acme/shop"),
    ],
)
def test_addresses_that_it_may(url: str, name: str) -> None:
    assert addresses.parse(url).name == name


def test_no_secret_of_an_address_is_ever_shown(fleet: Fleet) -> None:
    fleet.add("shop")
    secret = "hunter2hunter2"
    spellings = (
        f"https://ann:{secret}@127.0.0.1:9/x/y.git", f"https://ann:with@{secret}@127.0.0.1:9/x.git",
        f"https://ann:with/{secret}@127.0.0.1:9/x.git", f"https:/ann:{secret}@127.0.0.1:9/x.git",
        f"ann:{secret}@host/x.git", f"ann:{secret}@host:x.git", f"https://{secret}@host/x.git",
        f"ssh://ann:{secret}@host/x.git", f"ext::https://ann:{secret}@host/x.git",
    )  # fmt: skip
    (fleet.root / "list.txt").write_text("\ufeff" + "\n".join((*spellings, fleet.url("shop"))), encoding="utf-8")
    fleet.manifest(entries=["list: list.txt"])
    run = fleet.run("-v", code=3)
    assert secret not in run.said
    assert run.said.count("(not-found)") == 1
    assert f"{len(spellings) + 1} repositories · 1 done · {len(spellings)} failed" in run.said
    shown = fleet.canonize("status", "--format", "json", code=3)
    assert secret not in shown.said + shown.out.decode()
    fleet.canonize("report", "--html", "page.html", code=3)
    assert secret not in (fleet.root / "page.html").read_text(encoding="utf-8")
    for number, spelling in enumerate(spellings):
        fleet.manifest(entries=[f"{'path' if number % 2 else 'url'}: '{spelling}'"])
        assert secret not in fleet.run(code=None).said
    assert secret not in fleet.canonize("run", "rename-symbol", spellings[0], *PARAMS, code=2).said
    for path in (fleet.root / "state").rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes(), path


def test_a_list_of_strangers_makes_no_path_of_ours(fleet: Fleet) -> None:
    fleet.add("shop")
    lines = [
        "../outside",
        "/etc",
        "..",
        "a\tb",
        "$(touch ran)",
        "`touch ran`",
        ";touch ran",
        fleet.url("shop"),
        "\x1b[31m",
    ]
    (fleet.root / "list.txt").write_text("\n".join(lines))
    fleet.manifest(entries=["list: list.txt"])
    run = fleet.run(code=3)
    assert "\x1b[31m" not in run.said
    assert not (fleet.root / "ran").exists()
    assert not (fleet.root.parent / "outside").exists()
    done_once(fleet, "shop")


def test_links_in_a_folder_of_checkouts_are_not_followed(fleet: Fleet) -> None:
    outside = make(fleet.root / "outside", FILES)
    make(fleet.root / "checkouts" / "shop", FILES)
    (fleet.root / "checkouts" / "link").symlink_to(outside.path)
    fleet.canonize("run", "rename-symbol", "checkouts", *PARAMS)
    assert set(fleet.status()) == {"shop"}
    assert outside.text("branch", "--list") == "* main"


def test_a_link_in_a_repository_is_no_way_out(fleet: Fleet) -> None:
    fleet.add("shop")
    work = fleet.work("shop")
    secret = fleet.root / "secret.py"
    secret.write_text("from app.m import Old\n")
    (work.path / "app" / "link.py").symlink_to(secret)
    work.commit({})
    work.git("push", "-q", str(fleet.remote("shop").path), "HEAD:main")
    fleet.manifest()
    fleet.run()
    assert secret.read_text() == "from app.m import Old\n"
    mode, _, target = fleet.remote("shop").tree(BRANCH)["app/link.py"]
    assert (mode, target) == ("120000", os.fsencode(secret))


def test_a_file_that_kills_parsers_fails_its_repository_alone(fleet: Fleet) -> None:
    fleet.add("deep", {**FILES, "app/deep.py": b"from app.m import Old\nx = " + b"(" * 20000 + b")" * 20000 + b"\n"})
    fleet.add("shop")
    fleet.manifest("run: {retries: 0}\n")
    fleet.run(code=None)
    done_once(fleet, "shop")
    assert fleet.status()["deep"]["state"] in ("pushed", "failed")


def test_one_that_takes_too_long_or_too_much_is_ended(fleet: Fleet) -> None:
    big = b"".join(b"from app.m import Old\nx%d = Old()\n" % number for number in range(200_000))
    fleet.add("big", {**FILES, "app/big.py": big})
    fleet.add("shop")
    fleet.manifest("run: {timeout: 6s, retries: 0, jobs: 2}\n")
    fleet.run(code=3)
    assert fleet.status()["big"]["failure"]["cause"] == "timeout"
    done_once(fleet, "shop")
    fleet.manifest("run: {memory: 300MiB, retries: 0, jobs: 2}\n")
    fleet.run(code=3)
    assert fleet.status()["big"]["failure"]["cause"] in ("out-of-memory", "worker-died")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe",
        b"canonize: batch/2\n",
        b"canonize: batch/1\nrepositories: [{path: !!python/object:os.system x}]\n",
        b"a: &a [1,1]\n" + b"".join(b"b%d: &b%d [*a,*a]\n" % (n, n) for n in range(50)),
        b"canonize: batch/1\nrepositories: " + b"[" * 5000,
        b"canonize: batch/1\nrepositories: [{path: x, url: 'file:///x'}]\n",
        b"canonize: batch/1\nrepositories: [{}]\n",
        b"canonize: batch/1\nrepositories: [{path: x}]\nrun: {jobs: many, timeout: soon}\n",
        b"canonize: batch/1\nrepositories: [{path: x}]\npublish: {remote-auth: {token-env: ghp_abcdefgh}}\n",
        b"canonize: batch/1\nrepositories: [{path: x}]\nwaves: [{name: a}, {name: a}]\n",
        b"canonize: batch/1\nrepositories: [{path: x, params: {a: [1]}}]\n",
        b"canonize: batch/1\nrepositories: [{path: x}]\nparams: {a: }\n",
        b"canonize: batch/1\nrepositories: [{url: 'file:///x', use: origin}]\n",
        b"canonize: batch/1\nrepositories: [{folder: x, name: shop}]\n",
        b"canonize: batch/1\nrepositories: [{github: {topic: x}}]\n",
    ],
)
def test_manifests_that_are_refused(fleet: Fleet, text: bytes) -> None:
    (fleet.root / "repos.yaml").write_bytes(text)
    run = fleet.run(code=2)
    assert "repos.yaml:" in run.said


def test_every_problem_of_a_manifest_is_told_at_its_place(fleet: Fleet) -> None:
    (fleet.root / "repos.yaml").write_text(
        "canonize: batch/1\nrepositories:\n  - {pth: x}\nrun: {engine: ray}\npublish: {brnach: x}\n"
    )
    said = fleet.run(code=2).said
    assert 'repos.yaml:3:6: no key named "pth"' in said
    assert 'did you mean "path"?' in said
    assert "repos.yaml:4:15" in said
    assert "repos.yaml:5:11" in said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("publish: {pull-request: {tite: x}}", 'm.yaml:3:26: no key named "tite" in pull-request'),
        ("publish: {remote-auth: {token-env: A, tokn: x}}", 'm.yaml:3:39: no key named "tokn" in remote-auth'),
        ("publish: {pull-request: 3}", 'm.yaml:3:25: "pull-request" takes keys with values, not "3"'),
        ("publish: {remote-auth: {token-env: A, user: a b}}", "m.yaml:3:45: not a user: 'a b'"),
        ("publish: {remote-auth: {token-env: A, hosts: [a b]}}", "m.yaml:3:47: not a host: 'a b'"),
        ("run: {memory: '4'}", "m.yaml:3:15: not a size: '4'"),
        ("run: {stop-when: {failed: 200%}}", "m.yaml:3:27: not a share: '200%'"),
        ("run: {address: x}", "m.yaml:3:16: not the address of a scheduler: 'x'"),
        ("clone: {depth: 0}", "m.yaml:3:16: a depth of 0"),
        (
            "waves: [{name: a, count: 1, share: 1%}]",
            "m.yaml:3:9: a wave has repositories, a count or a share: one of them",
        ),
        ("waves: [{name: a}, {name: b}]", 'm.yaml:3:9: the wave "a" takes all that is left, and is not the last'),
    ],
)
def test_a_slip_in_a_manifest_is_told_once_in_its_words(more: str, said: str) -> None:
    with pytest.raises(RecipeErrors) as caught:
        manifestreader.parse("m.yaml", f"canonize: batch/1\nrepositories: [{{path: x}}]\n{more}\n".encode())
    ((title, help),) = caught.value.told()
    assert title == said
    assert not help.endswith("the keys here are ")


@pytest.mark.parametrize(
    ("format", "said"),
    [
        ("recipe/1", "m.yaml:1:11: a recipe, not the manifest of a batch"),
        ("batch/2", "m.yaml:1:11: written as batch/2; this canonize reads batch/1"),
    ],
)
def test_a_file_of_another_kind_or_version_is_told_by_that_alone(format: str, said: str) -> None:
    with pytest.raises(RecipeErrors) as caught:
        manifestreader.parse("m.yaml", f"canonize: {format}\nname: A B\nsteps: []\n".encode())
    assert [title for title, _ in caught.value.told()] == [said]


def test_a_remote_is_reached_by_the_ssh_that_the_user_names(fleet: Fleet) -> None:
    fleet.add("shop")
    ssh = fleet.root / "ssh"
    ssh.write_text('#!/bin/sh\nwhile [ "$1" != git@forge.example ]; do shift; done\nexec sh -c "$2"\n')
    ssh.chmod(0o755)
    fleet.manifest(entries=[f"url: ssh://git@forge.example{fleet.remote('shop').path}"])
    fleet.run(GIT_SSH_COMMAND=str(ssh))
    done_once(fleet, "shop")


def test_no_worker_imports_from_the_folder_where_the_batch_is_started(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest()
    for name in ("canonize", "contextlib", "json", "yaml"):
        (fleet.root / f"{name}.py").write_text("raise SystemExit('it is imported')\n")
    fleet.run()
    done_once(fleet, "shop")


def test_a_spec_survives_the_way_to_a_worker() -> None:
    from canonize.codemods.batch.spec import Spec, Who, dump, load_spec

    spec = Spec(
        "key", "plan", "/odd\udcff\n", True, "b", RecipeText("r\udcff", b"\0\xff", {"a": "é"}), Who("É", "e", 1)
    )  # fmt: skip
    assert load_spec(dump(spec)) == spec


# Lists


def test_a_checkout_without_an_origin_is_never_taken_for_itself(fleet: Fleet) -> None:
    shop = make(fleet.root / "checkouts" / "shop", FILES)
    fleet.manifest(entries=["{folder: checkouts, use: origin}"])
    for command in ("run", "plan", "run"):
        run = fleet.canonize(command, "rename-symbol", "repos.yaml", *PARAMS, code=3)
        assert "has no remote called origin" in run.said
    assert "has no remote called origin" in fleet.canonize("retry", "--failed", code=3).said
    assert shop.text("branch", "--list") == "* main"
    fleet.add("there")
    shop.git("remote", "add", "origin", fleet.url("there"))
    fleet.canonize("retry", "--failed")
    done_once(fleet, "there")
    assert shop.text("branch", "--list") == "* main"


def test_what_is_no_line_of_a_list_is_told_and_the_others_are_done(fleet: Fleet) -> None:
    make(fleet.root / "c", FILES)
    other = make(fleet.root / "c#-tools", FILES)
    lines = ["c#-tools  # a comment", "# another", "c main~1", "~nobody-of-this-name/x", "a\0b", "my own folder"]
    (fleet.root / "list.txt").write_text("\n".join(lines))
    fleet.manifest(entries=["list: list.txt"])
    said = fleet.run("-v", code=3).said
    assert "5 repositories · 1 done · 4 failed" in said
    for words in (
        "git takes no branch 'main~1'",
        "nobody's home is known as '~nobody-of-this-name'",
        "not a path",
        "more than a path or an address, and a base",
    ):
        assert words in said
    assert other.text("rev-list", "--count", f"main..{BRANCH}") == "1"


@pytest.mark.parametrize(
    ("entry", "more", "said"),
    [
        ("path: ~nobody-of-this-name/x", "", "repos.yaml:4:11: nobody's home is known as '~nobody-of-this-name'"),
        ("path: x", "publish: {forge: {kind: github, api: 'https://[x'}}\n", "not the address of an API: 'https://[x'"),
        ("path: x", "publish: {forge: {kind: github, api: 'https://:80'}}\n", "not the address of an API"),
        ("path: x", "publish: {forge: {kind: github, api: 'https://x:99999'}}\n", "not the address of an API"),
    ],
)
def test_a_manifest_with_places_that_are_none_is_refused(fleet: Fleet, entry: str, more: str, said: str) -> None:
    fleet.manifest(more, entries=[entry])
    assert said in fleet.run(code=2).said


def test_a_hook_of_a_remote_on_this_machine_does_not_find_the_token(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.hook("shop", "pre-receive", f"#!/bin/sh\nenv > '{fleet.root}/env'\n")
    fleet.manifest("publish: {remote-auth: {token-env: SECRET, hosts: [forge.example]}}\n")
    fleet.run(SECRET="tok-123")
    assert "GIT_DIR" in (fleet.root / "env").read_text()
    assert "tok-123" not in (fleet.root / "env").read_text()


def test_a_host_is_the_same_in_capitals(monkeypatch: pytest.MonkeyPatch) -> None:
    from canonize.codemods.batch import tokens
    from canonize.codemods.batch.manifestreader import parse

    monkeypatch.setenv("SECRET", "tok-123")
    text = """canonize: batch/1
repositories: [url: https://GitHub.com/acme/shop.git]
publish: {remote-auth: {token-env: SECRET}}
"""
    for hosts in ("", ", hosts: [GITHUB.com]"):
        auth = parse("repos.yaml", text.replace("SECRET}", f"SECRET{hosts}}}").encode()).auth
        assert auth is not None and "github.com" in auth.hosts
        assert "GIT_CONFIG_COUNT" in tokens.for_git(auth, addresses.parse("https://GitHub.COM/acme/shop.git"))
