"""A batch from the manifest to the branches: what is done, what is left alone, what is told, and how it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from fleets import AFTER, BRANCH, FILES, PARAMS, Fleet, done_once
from repos import make

from canonize.codemods.batch.scope import planned, scope_of
from canonize.codemods.recipefiles.recipefile import parse
from canonize.codemods.repo.files import InMemory


def test_every_repository_gets_one_branch_with_one_commit(fleet: Fleet) -> None:
    for name in ("shop", "billing", "mail"):
        fleet.add(name)
    fleet.manifest()
    run = fleet.run()
    assert "branch is there: 3" in run.said
    for name in fleet.names:
        done_once(fleet, name)


def test_a_second_run_changes_nothing_and_pushes_nothing(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest()
    fleet.run()
    tip = fleet.remote("shop").text("rev-parse", BRANCH)
    fleet.run()
    assert fleet.remote("shop").text("rev-parse", BRANCH) == tip
    done_once(fleet, "shop")


def test_a_plan_pushes_nothing_and_a_run_does_what_was_planned(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest()
    run = fleet.canonize("plan", "rename-symbol", "repos.yaml", *PARAMS)
    assert "3 edits in 2 files" in run.out.decode()
    assert fleet.branches("shop") == ["main"]
    planned = fleet.status()["shop"]
    fleet.push_more("shop", {"README.md": b"more\n"})  # the base moves, the plan does not
    fleet.run()
    assert [planned["branches"][0]["commits"][-1]] == [fleet.remote("shop").text("rev-parse", BRANCH)]


def test_planning_again_takes_the_base_as_it_is_now(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest()
    fleet.canonize("plan", "rename-symbol", "repos.yaml", *PARAMS)
    fleet.push_more("shop", {"README.md": b"more\n"})
    fleet.canonize("plan", "rename-symbol", "repos.yaml", *PARAMS)
    fleet.run()
    assert fleet.remote("shop").text("rev-parse", f"{BRANCH}~1") == fleet.remote("shop").text("rev-parse", "main")


NEEDING = b"""canonize: recipe/1
name: several
steps:
  - {id: gone, rename: {from: "app.m:Gone", to: Here}}
  - {id: old, needs: gone, rename: {from: "app.m:Old", to: New}}
  - {id: other, rename: {from: "app.m:Other", to: Another}}
"""


def test_a_base_that_is_gone_from_the_remote_is_told_and_another_plan_takes_the_new_one(fleet: Fleet) -> None:
    shop = fleet.add("shop")
    fleet.manifest()
    fleet.canonize("plan", "rename-symbol", "repos.yaml", *PARAMS)
    fleet.work("shop").git("commit", "--quiet", "--amend", "--message=other")
    fleet.work("shop").git("push", "--quiet", "--force", str(shop.path), "HEAD:main")
    shop.git("reflog", "expire", "--expire=now", "--all")
    shop.git("gc", "--quiet", "--prune=now")
    run = fleet.run(code=3)
    assert "(no-such-branch)" in run.said and "plan it again" in run.said
    fleet.canonize("plan", "rename-symbol", "repos.yaml", *PARAMS)
    fleet.run()
    assert BRANCH in fleet.branches("shop")


@pytest.mark.parametrize("more", [b"", b"class Other: ...\n"])
def test_a_step_whose_symbol_is_not_there_is_left_out_with_those_that_need_it(more: bytes) -> None:
    recipe = parse("several.yaml", NEEDING, {})
    files = InMemory({"app/__init__.py": b"", "app/m.py": b"class Old: ...\n# Gone\n" + more})
    made = planned(recipe, files, scope_of(recipe, files), "")
    why = ["step gone: no Gone in app/m.py, as app.m:Gone says", "it needs gone, which does not apply"]
    if not more:
        assert made == "; ".join(why)
        return
    assert not isinstance(made, str)
    assert made.changes.changes["app/m.py"].after == b"class Old: ...\n# Gone\nclass Another: ...\n"
    assert [each.message for each in made.diagnostics] == why


def test_nothing_leaves_the_machine_with_push_false(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest("publish: {push: false}\n")
    run = fleet.run()
    assert "planned, not pushed yet: 1" in run.said
    assert "next: " not in run.said
    assert fleet.branches("shop") == ["main"]


def test_what_to_type_next_is_about_this_batch(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest()
    (fleet.root / "tidy.yaml").write_text(
        "canonize: recipe/1\nname: tidy\nsteps:\n  - rename: {from: app.m:Old, to: New}\nverify: [{command: 'true'}]\n"
    )
    planned = fleet.canonize("plan", "tidy.yaml", "repos.yaml", "--trust", "--state", "my state")
    assert f"next: canonize batch run tidy.yaml {fleet.root}/repos.yaml --trust --state 'my state'\n" in planned.said
    looked = fleet.canonize("status", "--state", "my state")
    assert "next: canonize batch resume tidy-fleet-" in looked.said
    assert looked.said.endswith(" --state 'my state'\n")


def test_a_recipe_whose_steps_work_on_what_others_change_is_refused_where_there_are_no_others(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest()
    (fleet.root / "tidy.yaml").write_text(
        "canonize: recipe/1\nname: tidy\nsteps:\n  - run: {command: 'true {files}'}\n"
    )
    said = fleet.canonize("plan", "tidy.yaml", "repos.yaml", code=2).said
    assert "its steps work on what the steps before them change, and there are none" in said


def test_planning_again_asks_for_the_default_branch_again(fleet: Fleet) -> None:
    fleet.add("shop", branch="master")
    fleet.manifest()
    fleet.canonize("plan", "rename-symbol", "repos.yaml", *PARAMS)
    fleet.remote("shop").git("branch", "-m", "master", "main")
    fleet.canonize("plan", "rename-symbol", "repos.yaml", *PARAMS)
    assert fleet.status()["shop"]["base"]["branch"] == "main"


def test_the_same_plan_gives_the_same_commit_wherever_it_is_made(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest()
    fleet.canonize("plan", "rename-symbol", "repos.yaml", *PARAMS)
    promised = fleet.status()["shop"]["branches"][0]["commits"]
    import shutil

    shutil.rmtree(fleet.root / "cache")  # another machine: no mirror yet
    fleet.run()
    assert fleet.commits("shop") == promised


def test_repositories_that_are_not_concerned_are_a_success(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.add("other", {"a.py": b"x = 1\n"})
    fleet.add("done", {**FILES, **AFTER})
    fleet.manifest()
    fleet.run(code=0)
    states = {name: row["state"] for name, row in fleet.status(code=0).items()}
    assert states == {"shop": "pushed", "other": "not-applicable", "done": "not-applicable"}
    assert fleet.branches("other") == ["main"]


def test_one_that_fails_stops_no_other_and_ends_with_3(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest(entries=[f"url: file://{fleet.root}/remotes/gone.git", f"url: {fleet.url('shop')}"])
    run = fleet.run(code=3)
    assert "no repository is there: 1  (not-found)" in run.said
    assert "canonize batch retry --failed" in run.said
    done_once(fleet, "shop")
    fleet.canonize("status", code=3)
    fleet.canonize("resume", code=3)
    fleet.canonize("status", "--fail-on", "timeout", code=0)
    fleet.canonize("status", "--fail-on", "not-found", code=3)


def test_a_retry_touches_only_what_failed(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest(entries=[f"url: {fleet.url('late')}", f"url: {fleet.url('shop')}"])
    fleet.run(code=3)
    fleet.add("late")
    fleet.canonize("retry", "--failed", code=0)
    done_once(fleet, "shop")
    done_once(fleet, "late")


def test_retry_wants_to_be_told_what(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest()
    fleet.run()
    assert "--failed" in fleet.canonize("retry", code=2).said


def test_a_folder_of_checkouts_needs_no_manifest(fleet: Fleet) -> None:
    shop = make(fleet.root / "checkouts" / "shop", FILES)
    (fleet.root / "checkouts" / "notes").mkdir()
    shop.write({"app/v.py": b"not committed\n"})
    before = shop.state()
    fleet.canonize("run", "rename-symbol", "checkouts", *PARAMS)
    assert shop.state() == before
    assert shop.tree(BRANCH)["app/m.py"][2] == AFTER["app/m.py"]
    assert set(fleet.status()) == {"shop"}


def test_a_folder_that_is_a_repository_takes_part_by_its_own_name(fleet: Fleet) -> None:
    shop = make(fleet.root / "shop", FILES)
    fleet.canonize("run", "rename-symbol", "shop", *PARAMS)
    assert shop.tree(BRANCH)["app/m.py"][2] == AFTER["app/m.py"]
    assert {name: row["where"] for name, row in fleet.status().items()} == {"shop": str(shop.path)}


def test_base_and_params_may_differ_by_repository(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.add("mail")
    fleet.push_more("mail", {"app/w.py": b"from app.m import Old\n"}, branch="develop")
    fleet.manifest(
        entries=[
            f'{{url: "{fleet.url("shop")}", params: {{to: Shop}}}}',
            f'{{url: "{fleet.url("mail")}", base: develop, params: {{to: Mail}}}}',
        ]
    )
    fleet.canonize("run", "rename-symbol", "repos.yaml", "--param", "symbol=app.m:Old")
    assert b"class Shop" in fleet.remote("shop").tree(BRANCH)["app/m.py"][2]
    assert b"import Mail" in fleet.remote("mail").tree(BRANCH)["app/w.py"][2]


def test_params_that_do_not_fit_are_told_with_what_to_do_in_one_line(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest(entries=[f'{{url: "{fleet.url("shop")}", params: {{to: "a b"}}}}'])
    run = fleet.canonize("run", "rename-symbol", "repos.yaml", "--param", "symbol=app.m:Old", code=3)
    assert "not a symbol: 'a b' (write it as pkg.module:Name or pkg.module.Name)\n" in run.said


def test_a_repository_of_sha_256_is_one_like_any_other(fleet: Fleet) -> None:
    import subprocess

    work = fleet.root / "work" / "new"
    subprocess.run(["git", "init", "-q", "-b", "main", "--object-format=sha256", str(work)], check=True)
    fleet.work("new").commit(FILES, "first")
    subprocess.run(["git", "clone", "-q", "--bare", str(work), str(fleet.remote("new").path)], check=True)
    fleet.names.append("new")
    fleet.manifest()
    fleet.run()
    assert [len(commit) for commit in fleet.commits("new")] == [64]
    fleet.push_more("new", {"README.md": b"more\n"})
    fleet.forget()
    fleet.run()
    assert fleet.remote("new").text("rev-parse", f"{BRANCH}~1") == fleet.remote("new").text("rev-parse", "main")
    fleet.canonize("close", "--yes")
    assert fleet.branches("new") == ["main"]


def test_select_leaves_repositories_out(fleet: Fleet) -> None:
    for name in ("shop-a", "shop-b", "mail"):
        fleet.add(name)
    fleet.manifest("select: {include: ['shop-*'], exclude: ['*-b']}\n")
    fleet.run()
    assert set(fleet.status()) == {"shop-a"}
    assert fleet.branches("mail") == ["main"]


@pytest.mark.parametrize("select", ["include: [shpo]", "exclude: ['*']"])
def test_that_select_leaves_nothing_is_told(fleet: Fleet, select: str) -> None:
    fleet.add("shop")
    fleet.manifest(f"select: {{{select}}}\n")
    assert "select leaves them all out" in fleet.run().said


def test_select_by_text_needs_no_parse(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.add("mail", {**FILES, "setup.cfg": b"team = mail\n"})
    fleet.manifest("select: {has: team = mail}\n")
    fleet.run()
    assert {name: row["state"] for name, row in fleet.status().items()} == {"shop": "not-applicable", "mail": "pushed"}


def test_a_repository_without_a_commit_is_left_out_unless_asked_for(fleet: Fleet) -> None:
    import subprocess

    subprocess.run(["git", "init", "-q", "--bare", str(fleet.remote("new").path)], check=True)
    fleet.names.append("new")
    fleet.manifest()
    told = fleet.run(code=0).said
    assert "left out: 1\n  new: the repository has no commit yet" in told
    assert fleet.status()["new"]["state"] == "skipped"
    fleet.manifest("select: {empty: true}\n")
    run = fleet.run(code=3)
    assert "(empty)" in run.said


def test_the_same_repository_twice_is_told(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest(entries=[f"url: {fleet.url('shop')}", f"{{url: {fleet.url('shop')}/, name: again}}"])
    run = fleet.run(code=3)
    assert "(duplicate)" in run.said
    done_once(fleet, "shop")


def test_a_changed_manifest_is_another_batch_that_finds_what_is_there(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest()
    fleet.run()
    tip = fleet.remote("shop").text("rev-parse", BRANCH)
    fleet.add("mail")
    fleet.manifest()
    fleet.run()
    assert fleet.remote("shop").text("rev-parse", BRANCH) == tip
    done_once(fleet, "shop")
    done_once(fleet, "mail")


def test_two_drivers_of_one_batch_are_refused(fleet: Fleet) -> None:
    from canonize.codemods.batch.journal import Journal

    fleet.add("shop")
    fleet.manifest()
    fleet.run()
    (folder,) = (fleet.root / "state" / "canonize" / "batches").iterdir()
    journal = Journal(folder)
    try:
        assert "is being run by another canonize" in fleet.run(code=2).said
        fleet.canonize("status", code=0)  # looking on is allowed
    finally:
        journal.close()


def test_stop_when_begins_no_more(fleet: Fleet) -> None:
    for number in range(6):
        fleet.add(f"r{number}")
    gone = [f"url: {fleet.url(f'gone{number}')}" for number in range(3)]
    fleet.manifest(
        'run: {jobs: 1, stop-when: {failed: "50%", after: 2}}\n',
        entries=[*gone, *(f"url: {fleet.url(name)}" for name in fleet.names)],
    )
    run = fleet.run(code=3)
    assert "stopped: 2 of 2 failed" in run.said
    assert all(fleet.branches(name) == ["main"] for name in fleet.names)


def test_a_branch_in_a_checkout_is_found_again_and_goes_with_the_batch(fleet: Fleet) -> None:
    repo = make(fleet.root / "shop")
    repo.commit(FILES)
    fleet.manifest(entries=[f"path: {repo.path}"])
    fleet.run()
    tip = repo.text("rev-parse", BRANCH)
    fleet.forget()
    fleet.run()
    assert repo.text("rev-parse", BRANCH) == tip
    repo.git("checkout", "-q", BRANCH)
    assert "is checked out in" in fleet.canonize("close", "--yes", code=3).said
    repo.commit({"more.py": b""})
    repo.git("checkout", "-q", "-")
    assert "left, for somebody added to it" in fleet.canonize("close", "--yes", code=3).said
    repo.git("branch", "-f", BRANCH, tip)
    fleet.canonize("close", "--yes")
    assert repo.text("for-each-ref", "--format=%(refname:short)", f"refs/heads/{BRANCH}") == ""


def test_a_batch_is_found_by_the_beginning_of_its_name(fleet: Fleet) -> None:
    assert "no batch yet" in fleet.canonize("status", code=2).said
    fleet.add("shop")
    fleet.manifest()
    fleet.run()
    fleet.canonize("status", "rename-symbol")
    assert 'did you mean "rename-symbol-fleet-' in fleet.canonize("status", "rename-symbol-flet", code=2).said
    (frozen,) = fleet.root.glob("state/canonize/batches/*/batch.json")
    for text, said in (("{", "take it away to begin"), ("{}", "not written by this canonize"), ("", "take it away")):
        frozen.write_text(text)
        assert said in fleet.canonize("status", code=2).said
    frozen.unlink()
    assert "no batch yet" in fleet.canonize("status", code=2).said


def test_what_stops_a_run_stops_no_close(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.add("mail")
    fleet.hook("mail", "pre-receive", "#!/bin/sh\nexit 1\n")
    fleet.manifest('run: {jobs: 1, stop-when: {failed: "50%", after: 2}}\n')
    assert "stopped: 1 of 2 failed" in fleet.run(code=3).said
    assert BRANCH in fleet.branches("shop")
    fleet.canonize("close", "--yes", code=3)
    assert fleet.branches("shop") == ["main"]


def test_close_deletes_what_a_push_left_that_failed_halfway_or_was_killed(fleet: Fleet) -> None:
    from canonize.codemods.batch.journal import Journal

    fleet.add("shop")
    fleet.push_more("shop", {"lib/w.py": b"from app.m import Old\n"})
    fleet.hook("shop", "update", f"#!/bin/sh\ntest $1 != refs/heads/{BRANCH}/lib\n")
    fleet.add("mail")
    fleet.manifest("publish: {split: {by: directory}}\n")
    assert "(rejected-by-hook)" in fleet.run(code=3).said
    assert fleet.branches("shop") == [f"{BRANCH}/app", "main"]
    (folder,) = (fleet.root / "state" / "canonize" / "batches").iterdir()
    journal = Journal(folder)
    (pushed,) = journal.rows("pushed")
    journal.set_state(pushed.key, "pushing")
    journal.close()
    assert "a manifest of another name begins anew" in fleet.canonize("close", "--yes").said
    assert fleet.branches("shop") == fleet.branches("mail") == ["main"]
    assert {each["state"] for each in fleet.status().values()} == {"closed"}


def test_what_is_closed_stays_so_until_a_manifest_of_another_name_begins_anew(fleet: Fleet) -> None:
    fleet.add("shop")
    path = fleet.manifest()
    fleet.run()
    fleet.canonize("close", "--yes")
    fleet.run()
    assert fleet.branches("shop") == ["main"]
    path.write_text(path.read_text().replace("name: fleet", "name: again"))
    fleet.run()
    assert fleet.branches("shop") == [BRANCH, "main"]


def test_a_close_that_was_killed_leaves_a_branch_without_a_pull_request_as_one(fleet: Fleet) -> None:
    from canonize.codemods.batch.journal import Journal

    fleet.add("shop")
    fleet.manifest()
    fleet.run()
    (folder,) = (fleet.root / "state" / "canonize" / "batches").iterdir()
    journal = Journal(folder)
    (row,) = journal.rows()
    journal.set_state(row.key, "closing")
    journal.take_back_what_was_begun()
    assert [each.state for each in journal.rows()] == ["pushed"]
    journal.close()


@pytest.mark.parametrize("command", ["plan", "run", "status", "resume", "retry", "publish", "close", "report"])
def test_the_help_of_each_batch_command_ends_with_two_examples(fleet: Fleet, command: str) -> None:
    shown = fleet.canonize(command, "--help").out.decode()
    examples = shown.rpartition("Examples:\n")[2].splitlines()
    assert [line.split()[:3] for line in examples] == [["canonize", "batch", command]] * 2


def test_ctrl_c_ends_with_130_and_says_how_to_go_on(fleet: Fleet) -> None:
    import signal
    import time

    for number in range(3):
        fleet.add(f"r{number}")
        fleet.hook(f"r{number}", "pre-receive", "#!/bin/sh\nsleep 3\n")
    fleet.manifest("run: {jobs: 1}\n")
    process = fleet.started("run", "rename-symbol", "repos.yaml", *PARAMS)
    while not fleet.acts("push: begin"):
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert b"canonize batch resume" in said
    assert b"Traceback" not in said
    for number in range(3):
        fleet.hook(f"r{number}", "pre-receive", "#!/bin/sh\nexit 0\n")
    fleet.canonize("resume")
    for name in fleet.names:
        done_once(fleet, name)


def test_a_recipe_that_brings_code_needs_trust_and_stays_as_it_was(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest()
    folder = fleet.root / "open"
    folder.mkdir()
    folder.chmod(0o777)
    (folder / "mod.py").write_text(
        "import libcst as cst\nfrom libcst.codemod import VisitorBasedCodemodCommand\n\n\n"
        "class Shout(VisitorBasedCodemodCommand):\n"
        "    def leave_Name(self, original_node, updated_node):\n"
        "        return updated_node.with_changes(value='X') if original_node.value == 'x' else updated_node\n"
    )
    (folder / "recipe.yaml").write_text(
        "canonize: recipe/1\nname: shout\nsteps:\n  - libcst: {command: 'mod.py:Shout', mentions: [Old]}\n"
    )
    refused = fleet.canonize("run", "open/recipe.yaml", "repos.yaml", code=2)
    assert "--trust" in refused.said
    assert fleet.branches("shop") == ["main"]
    fleet.canonize("plan", "open/recipe.yaml", "repos.yaml", "--trust")
    (folder / "mod.py").write_text((folder / "mod.py").read_text().replace("'X'", "'Y'"))
    changed = fleet.canonize("resume", code=2)
    assert "has changed since the batch was begun" in changed.said
    assert fleet.branches("shop") == ["main"]
    fleet.canonize("run", "open/recipe.yaml", "repos.yaml", "--trust")
    assert b"Y = Old()" in fleet.remote("shop").tree("canonize/shout")["app/v.py"][2]


def test_verify_commands_run_before_anything_is_pushed(fleet: Fleet) -> None:
    fleet.add("good")
    fleet.add("bad", {**FILES, "check.py": b"import sys, os\nsys.exit('SECRET' not in os.environ and 7)\n"})
    fleet.push_more("good", {"check.py": b"import os\nassert 'SECRET' not in os.environ\n"})
    (fleet.root / "tidy.yaml").write_text(
        "canonize: recipe/1\nname: tidy\nsteps:\n  - rename: {from: 'app.m:Old', to: New}\n"
        "verify:\n  - {command: 'python3 check.py'}\n"
    )
    fleet.manifest("publish: {remote-auth: {token-env: SECRET, hosts: [forge.example]}}\n")
    run = fleet.canonize("run", "tidy.yaml", "repos.yaml", "--trust", code=3, SECRET="tok-123")
    assert "(verify-failed)" in run.said
    assert "python3 check.py" in run.said
    assert fleet.branches("bad") == ["main"]
    assert "canonize/tidy" in fleet.branches("good")


def test_a_recipe_that_includes_another_is_applied_to_all(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest()
    inner = "steps:\n  - include: {recipe: rename-symbol, params: {symbol: 'SYMBOL', to: TO}}\n"
    values = dict(each.split("=", 1) for each in PARAMS if "=" in each)
    text = inner.replace("SYMBOL", values["symbol"]).replace("TO", values["to"])
    (fleet.root / "inner.yaml").write_text(f"canonize: recipe/1\nname: inner\n{text}")
    (fleet.root / "outer.yaml").write_text("canonize: recipe/1\nname: outer\nsteps:\n  - include: inner.yaml\n")
    fleet.canonize("run", "outer.yaml", "repos.yaml")
    tree = fleet.remote("shop").tree("canonize/outer")
    assert {path: tree[path][2] for path in AFTER} == dict(AFTER)


def test_the_benchmark_of_the_driver_alone_runs(tmp_path: Path) -> None:
    code = f"import fleet, pathlib; fleet.drive(pathlib.Path({str(tmp_path / 'batch')!r}), 3)"
    benchmarks = Path(__file__).parents[1] / "benchmarks"
    ran = subprocess.run([sys.executable, "-c", code], cwd=benchmarks, capture_output=True, text=True)
    assert ran.stdout.startswith("driver, 3 repositories planned and pushed by a stub: "), ran.stderr
