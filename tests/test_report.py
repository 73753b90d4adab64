"""The JSON of a run: complete, in a fixed order, and readable by any JSON parser."""

from __future__ import annotations

import json
from base64 import b64decode

from canonize.codemods.codemod import Diagnostic
from canonize.codemods.edits import Edit
from canonize.codemods.names import SymbolPath
from canonize.codemods.plan.runner import Plan, StepSummary
from canonize.codemods.recipe import Recipe, Step
from canonize.codemods.renames.rename import Rename
from canonize.codemods.repo.changes import ChangeSet
from canonize.codemods.repo.files import InMemory
from canonize.codemods.results.report import report
from canonize.codemods.results.result import PLANNED, Result

RECIPE = Recipe("tidy", (), params={"z": "1", "a": "2"})
FILES = InMemory(
    {"b.py": "é = Old()\n".encode(), "a.py": b"\xef\xbb\xbfOld\n", "\udcff.py": b"\xffOld\n", "gone": b"x\n"}
)


def planned() -> ChangeSet:
    """Two steps over three files, one file made and one deleted."""
    first = ChangeSet().edited(
        "one",
        "rename",
        FILES,
        {
            "b.py": (Edit(5, 8, b"New", "call"),),
            "a.py": (Edit(3, 6, b"New", "name"),),
            "\udcff.py": (Edit(0, 1, b"\xfe", "odd byte"),),
        },
    )
    second = first.edited("two", "tidy", first.over(FILES), {"b.py": (Edit(8, 10, b"", "no call"),)})
    return second.put("three", "make", FILES, {"made.py": b"x\n", "gone": None})


def plan_of(changes: ChangeSet, *diagnostics: Diagnostic) -> Plan:
    evidence = ("app.m:Old (app/m.py:3) -> app.m:New",)
    step = StepSummary(Step("one", "rename", Rename(SymbolPath("app.m", "Old"), "New")), 3, 3, evidence, changes)
    return Plan(RECIPE, "c" * 40, changes, diagnostics, (step,))


def reported(changes: ChangeSet, *diagnostics: Diagnostic, result: Result = PLANNED) -> str:
    return report(plan_of(changes, *diagnostics), {"gone": "executable"}, result)


def test_it_says_what_changed_where_and_why() -> None:
    content = json.loads(reported(planned()))
    assert content["canonize"] == "report/1"
    assert content["plan"] == {"digest": plan_of(planned()).digest, "base": "c" * 40}
    assert content["recipe"]["params"] == {"a": "2", "z": "1"}
    files = {str(file["path"]): file for file in content["files"]}
    assert files["b.py"]["edits"] == [
        {
            "line": 1,
            "column": 5,
            "old": "Old()",
            "new": "New",
            "why": [
                {"step": "one", "engine": "rename", "reason": "call"},
                {"step": "two", "engine": "tidy", "reason": "no call"},
            ],
        }
    ]
    assert files["b.py"]["diff"].endswith("\n-é = Old()\n+é = New\n")
    assert files["made.py"]["status"] == "created"
    assert files["made.py"]["why"] == [{"step": "three", "engine": "make", "reason": "file created"}]
    assert files["gone"]["status"] == "deleted"
    assert "deleted file mode 100755" in files["gone"]["diff"]
    assert content["summary"] == {"files": 5, "edits": 3, "added": 4, "removed": 4, "diagnostics": {}}
    assert content["evidence"] == ["app.m:Old (app/m.py:3) -> app.m:New"]


def test_columns_are_characters_and_a_byte_order_mark_is_none() -> None:
    content = json.loads(reported(planned()))
    assert [(edit["line"], edit["column"]) for edit in content["files"][0]["edits"]] == [(1, 1)]


def test_bytes_that_are_no_utf_8_come_as_base64() -> None:
    odd = json.loads(reported(planned()))["files"][-1]
    assert b64decode(odd["path"]["base64"]) == b"\xff.py"
    assert b64decode(odd["edits"][0]["old"]["base64"]) == b"\xff"
    assert b64decode(odd["diff"]["base64"]).endswith(b"-\xffOld\n+\xfeOld\n")


def test_the_order_in_which_things_were_found_does_not_matter() -> None:
    changes = planned()
    backwards = ChangeSet(dict(reversed(changes.changes.items())))
    one = Diagnostic("info", "proposal", "prose names it", path="a.md", line=3, column=1)
    other = Diagnostic("warning", "left-alone", "a computed name", "check it by hand", "b.py", 7, 2, "one")
    assert reported(changes, one, other) == reported(backwards, other, one)


def test_diagnostics_are_listed_and_counted_by_code() -> None:
    two = [Diagnostic("info", "proposal", f"prose {n}", path="a.md", line=n) for n in (2, 1)]
    content = json.loads(reported(ChangeSet(), *two, Diagnostic("error", "unparsable", "no Python")))
    assert content["summary"]["diagnostics"] == {"proposal": 2, "unparsable": 1}
    assert [each["line"] for each in content["diagnostics"]] == [0, 1, 2]


def test_it_says_what_became_of_the_plan() -> None:
    done = Result("committed", "canonize/tidy", ("a" * 40, "b" * 40))
    assert json.loads(reported(planned(), result=done))["result"] == {
        "status": "committed",
        "branch": "canonize/tidy",
        "commits": ["a" * 40, "b" * 40],
        "failed": [],
    }
    partly = Result("partly-written", failed=(("\udcff.py", "read-only"),))
    failed = json.loads(reported(planned(), result=partly))["result"]["failed"]
    assert failed == [{"path": {"base64": "/y5weQ=="}, "message": "read-only"}]


def test_the_recipes_digest_is_in_it() -> None:
    assert json.loads(reported(ChangeSet()))["recipe"]["digest"] == RECIPE.digest


def test_it_is_ascii() -> None:
    reported(planned()).encode("ascii")
