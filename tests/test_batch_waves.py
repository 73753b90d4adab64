"""Who goes first, what holds the rest, and that a gate opens when it is told to."""

from __future__ import annotations

from fleets import BRANCH, FILES, PARAMS, Fleet

USES = {"app/v.py": b"from lib.m import Old\n\nx = Old()\n", "app/__init__.py": b""}
DEFINES = {"lib/__init__.py": b"", "lib/m.py": b"class Old:\n    pass\n"}
LIBRARY = ("--param", "symbol=lib.m:Old", "--param", "to=New")


def with_branch(fleet: Fleet) -> set[str]:
    return {name for name in fleet.names if any(each.startswith("canonize/") for each in fleet.branches(name))}


def test_a_manual_gate_holds_the_rest_until_it_is_opened(fleet: Fleet) -> None:
    for name in ("shop", "mail", "news"):
        fleet.add(name)
    fleet.manifest("waves: [{name: canary, repositories: [mail], gate: manual}, {name: rest}]\n")
    run = fleet.run()
    assert "held after wave canary: its gate is manual" in run.said
    assert "canonize batch resume --next-wave" in run.said
    assert with_branch(fleet) == {"mail"}
    fleet.canonize("resume")
    assert with_branch(fleet) == {"mail"}
    fleet.canonize("resume", "--next-wave")
    assert with_branch(fleet) == {"shop", "mail", "news"}
    assert "no gate holds" in fleet.canonize("resume", "--next-wave", code=2).said


def test_a_plan_names_each_wave_once(fleet: Fleet) -> None:
    fleet.add("user", USES)
    fleet.add("library", DEFINES)
    fleet.manifest("waves: [{name: canary, share: '100%'}, {name: rest}]\n")
    page = fleet.canonize("plan", "rename-symbol", "repos.yaml", *LIBRARY).out
    assert page.count(b"wave canary") == 1


def test_a_gate_holds_when_nothing_has_the_name_that_its_wave_is_for(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.manifest("waves: [{name: canary, repositories: [shpo], gate: manual}, {name: rest}]\n")
    run = fleet.run()
    assert "held after wave canary: no repository is called shpo" in run.said
    assert not with_branch(fleet)
    fleet.canonize("resume", "--next-wave")
    assert with_branch(fleet) == {"shop"}


def test_a_gate_whose_repositories_went_with_an_earlier_wave_holds_nothing(fleet: Fleet) -> None:
    fleet.add("shop")
    fleet.add("mail")
    waves = "{name: first, repositories: [shop]}, {name: second, repositories: ['sh*'], gate: manual}, {name: rest}"
    fleet.manifest(f"waves: [{waves}]\n")
    fleet.run()
    assert with_branch(fleet) == {"shop", "mail"}


def test_a_wave_without_a_gate_lets_the_next_begin(fleet: Fleet) -> None:
    for name in ("shop", "mail"):
        fleet.add(name)
    fleet.manifest("waves: [{name: canary, count: 1}, {name: rest}]\n")
    fleet.run()
    assert with_branch(fleet) == {"shop", "mail"}


def test_a_failure_in_a_wave_with_a_gate_holds_the_rest(fleet: Fleet) -> None:
    for name in ("shop", "mail"):
        fleet.add(name)
    fleet.hook("shop", "pre-receive", "#!/bin/sh\nexit 1\n")
    fleet.manifest("waves: [{name: canary, share: '50%', gate: checks}, {name: rest}]\n")
    run = fleet.run(code=3)
    assert "held after wave canary: 1 failed in it" in run.said
    assert with_branch(fleet) == set()


def test_those_that_define_the_symbol_come_before_those_that_use_it(fleet: Fleet) -> None:
    fleet.add("user", USES)
    fleet.add("library", DEFINES)
    fleet.hook("library", "pre-receive", "#!/bin/sh\nexit 1\n")
    fleet.manifest()
    alias = ("--param", "keep-alias=deprecated", "--param", "removed-in=2")
    run = fleet.canonize("run", "rename-symbol", "repos.yaml", *LIBRARY, *alias, code=3)
    assert "held before those that follow" in run.said
    assert with_branch(fleet) == set()
    roles = {name: row["role"] for name, row in fleet.status().items()}
    assert roles == {"user": "uses", "library": "defines"}
    fleet.hook("library", "pre-receive", "#!/bin/sh\nexit 0\n")
    fleet.canonize("retry", "--failed")
    assert with_branch(fleet) == {"user", "library"}


def test_the_page_of_a_plan_shows_who_defines_and_who_uses(fleet: Fleet) -> None:
    fleet.add("user", USES)
    fleet.add("library", DEFINES)
    fleet.manifest()
    run = fleet.canonize("plan", "rename-symbol", "repos.yaml", *LIBRARY)
    page = run.out.decode()
    assert page.index("library") < page.index("user")
    assert "library                        defines" in page
    assert "user                           uses" in page
    assert "breaks those that use it" in page


def test_where_a_precondition_does_not_hold_that_is_told_and_nobody_is_warned(fleet: Fleet) -> None:
    fleet.add("user", USES)
    fleet.add("library", DEFINES)
    fleet.manifest()
    (fleet.root / "tidy.yaml").write_text(
        "canonize: recipe/1\nname: tidy\npreconditions: {imports: [no.such]}\n"
        "steps:\n  - rename: {from: 'lib.m:Old', to: New}\n"
    )
    page = fleet.canonize("plan", "tidy.yaml", "repos.yaml").out
    assert b"2 repositories: nothing imports no.such" in page
    assert b"breaks" not in page
    assert {row["state"] for row in fleet.status().values()} == {"not-applicable"}


def test_an_alias_that_stays_breaks_nobody(fleet: Fleet) -> None:
    fleet.add("user", USES)
    fleet.add("library", DEFINES)
    fleet.manifest()
    alias = ("--param", "keep-alias=plain")
    assert b"breaks" not in fleet.canonize("plan", "rename-symbol", "repos.yaml", *LIBRARY, *alias).out


def test_an_alias_is_removed_after_those_that_use_it_are_changed(fleet: Fleet) -> None:
    shim = {**FILES, "app/old.py": b"from app.m import Old as Legacy\n", "app/w.py": b"from app.old import Legacy\n"}
    fleet.add("library", shim)
    fleet.manifest()
    (fleet.root / "collapse.yaml").write_text(
        "canonize: recipe/1\nname: collapse\nsteps:\n"
        "  - collapse-aliases: {canonical: 'app.m:Old', shims: remove-unused}\n"
    )
    run = fleet.canonize("run", "collapse.yaml", "repos.yaml", code=None)
    assert run.code in (0, 3)
    from canonize.codemods.batch.scope import order_of
    from canonize.codemods.recipefiles.recipefile import load

    assert order_of(load(str(fleet.root / "collapse.yaml"), {})) == "consumers"
    values = {"symbol": "app.m:Old", "to": "New"}
    assert order_of(load("rename-symbol", values)) == "producers"
    assert BRANCH and PARAMS
