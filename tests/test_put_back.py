"""A file that is not proven is left as it was; and so is what could not stand without it, and no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest

from canonize.codemods.aliasing.collapse import Collapse
from canonize.codemods.codemod import Diagnostic, Outcome
from canonize.codemods.edits import Edit
from canonize.codemods.meaning import project
from canonize.codemods.meaning.project import Project
from canonize.codemods.names import SymbolPath
from canonize.codemods.plan.runner import Plan, plan
from canonize.codemods.recipe import Step, one_step
from canonize.codemods.repo.files import InMemory
from examples import rename


@dataclass(frozen=True)
class Replace:
    """Puts one word for another wherever it stands, and breaks the file that it is told to break."""

    old: str
    new: str
    breaks: str
    alias: bool = False
    structural: bool = True

    def plan(self, project: Project) -> Outcome:
        old, new = self.old.encode(), self.new.encode()
        edits: dict[str, tuple[Edit, ...]] = {}
        for path in project.files.mentioning((self.old,)):
            code = project.read(path)
            places = [at for at in range(len(code)) if code.startswith(old, at)]
            word = b"1x" if path == self.breaks else new
            made = [Edit(at, at + len(old), word, "a test") for at in places]
            if self.alias and code.startswith(b"class"):
                made.append(Edit(len(code), len(code), old + b" = " + new + b"\n", "a test"))
            edits[path] = tuple(made)
        return Outcome(edits=edits, structural=self.structural, repeatable=False)


FILES = {
    "app/__init__.py": b"",
    "app/m.py": b"class Old: ...\n",
    "app/a.py": b"from app.m import Old\nOld()\n",
    "app/b.py": b"from app.m import Old\nOld()\n",
    "app/other.py": b"Old = 1\nprint(Old)\n",
}


def planned(files: Mapping[str, bytes] = FILES, *, breaks: str, alias: bool = False) -> Plan:
    return plan(one_step("replace", Replace("Old", "New", breaks, alias)), InMemory(files))


def said(done: Plan) -> dict[str, str]:
    return {each.path: each.message for each in errors(done)}


def errors(done: Plan) -> list[Diagnostic]:
    return [each for each in done.diagnostics if each.severity == "error"]


def test_a_user_that_cannot_follow_keeps_the_definition_and_its_other_users_as_they_were() -> None:
    done = planned(breaks="app/b.py")
    assert set(done.changes.changes) == {"app/other.py"}
    told = said(done)
    assert set(told) == {"app/a.py", "app/b.py", "app/m.py"}
    assert told["app/m.py"] == "app/b.py is left as it was, and takes Old from here"
    assert told["app/a.py"] == "the change is not proven: its import of New finds nothing"
    assert set(done.per_step[0].changes.changes) == {"app/other.py"}


def test_a_definition_that_cannot_be_changed_keeps_its_users_as_they_were() -> None:
    done = planned(breaks="app/m.py")
    assert set(done.changes.changes) == {"app/other.py"}
    assert set(said(done)) == {"app/a.py", "app/b.py", "app/m.py"}


def test_where_the_old_name_stays_only_the_one_file_is_left() -> None:
    done = planned(breaks="app/b.py", alias=True)
    assert set(done.changes.changes) == {"app/a.py", "app/m.py", "app/other.py"}
    assert set(said(done)) == {"app/b.py"}


def test_a_file_that_nobody_needs_is_left_alone() -> None:
    done = planned(breaks="app/other.py")
    assert set(done.changes.changes) == {"app/a.py", "app/b.py", "app/m.py"}
    assert set(said(done)) == {"app/other.py"}


@pytest.mark.parametrize("breaks", ["app/m.py", "app/a.py", "app/b.py", "app/other.py"])
def test_what_is_left_is_the_same_where_no_trees_are_held(breaks: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files = FILES | {"app/c.py": b"import app.m\napp.m.Old()\n", "app/d.py": b"from app.m import *\nOld()\n"}
    before = planned(files, breaks=breaks)
    monkeypatch.setattr(project, "_ENOUGH", -1)
    after = planned(files, breaks=breaks)
    assert (set(after.changes.changes), said(after)) == (set(before.changes.changes), said(before))


def test_a_chain_of_imports_is_left_whole() -> None:
    files = FILES | {
        "app/shim.py": b"from app.m import Old\n",
        "app/b.py": b"from app.shim import Old\nOld()\n",
    }
    done = planned(files, breaks="app/b.py")
    assert set(done.changes.changes) == {"app/other.py"}
    assert set(said(done)) == {"app/a.py", "app/b.py", "app/m.py", "app/shim.py"}


def test_what_is_left_in_the_end_keeps_what_it_takes_from_others_too() -> None:
    files = FILES | {
        "app/n.py": b"class Other: ...\n",
        "app/a.py": b"import app.m\nfrom app.n import Other\napp.m.Old()\n",
    }
    recipe = one_step("replace", Replace("Old", "New", "app/b.py"))
    more = Step("more", "replace", Replace("Other", "Another", ""))
    done = plan(replace(recipe, steps=(*recipe.steps, more)), InMemory(files))
    assert set(done.changes.changes) == {"app/other.py"}
    assert said(done)["app/n.py"] == "app/a.py is left as it was, and takes Other from here"


def test_an_attribute_of_a_module_is_a_name_taken_from_it() -> None:
    files = FILES | {"app/b.py": b"import app.m\napp.m.Old()\n"}
    done = planned(files, breaks="app/b.py")
    assert set(done.changes.changes) == {"app/other.py"}
    assert set(said(done)) == {"app/a.py", "app/b.py", "app/m.py"}
    files["app/b.py"] = b"import app.other\napp.other.Old()\n"
    assert set(planned(files, breaks="app/b.py").changes.changes) == {"app/a.py", "app/m.py"}


def test_a_use_by_attribute_or_star_is_left_with_the_definition_that_it_uses() -> None:
    files = FILES | {
        "app/a.py": b"import app.m\napp.m.Old()\n",
        "app/b.py": b"from app.m import *\nOld()\n",
        "app/shim.py": b"from app.m import Old\n",
        "app/c.py": b"from app import shim\nshim.Old()\n",
        "app/d.py": b"import app.other as o\no.Old\n",
    }
    done = planned(files, breaks="app/m.py")
    assert set(done.changes.changes) == {"app/d.py", "app/other.py"}
    assert said(done)["app/b.py"] == "app/m.py is left as it was, and has no name that this file would use"


def test_when_all_is_proven_nothing_is_put_back() -> None:
    done = planned(breaks="")
    assert set(done.changes.changes) == {path for path, code in FILES.items() if code}
    assert not errors(done)


def test_a_text_that_names_what_a_definition_is_called_is_left_with_it() -> None:
    files = {
        **FILES,
        "app/by_name.py": b"import app.m\nprint(getattr(app.m, 'Old'))\n",
        "README.md": b"app.m.Old is the one.\n",
    }
    done = planned(files, breaks="app/b.py")
    assert set(done.changes.changes) == {"app/other.py"}
    assert said(done)["app/by_name.py"] == (
        "app/m.py is left as it was, and a text in this file would call what it defines by the new name"
    )
    assert "README.md" in said(done)


def test_a_text_stays_changed_when_only_a_user_is_left() -> None:
    files = {**FILES, "app/by_name.py": b"import app.m\nprint(getattr(app.m, 'Old'))\n"}
    done = planned(files, breaks="app/b.py", alias=True)
    assert "app/by_name.py" in done.changes.changes


def test_a_name_that_an_import_gives_is_none_that_it_takes() -> None:
    files = {
        "app/__init__.py": b"",
        "app/m.py": b"class Old: ...\n",
        "app/other.py": b"class Old: ...\n",
        "app/u.py": b"from app.other import Old as Old\nif Old:\n    from app.m import Old as Old\n",
    }
    done = plan(one_step("rename", rename("app.m:Old", "New")), InMemory(files))
    assert not errors(done)
    wanted = b"from app.other import Old as New\nif New:\n    from app.m import New as New\n"
    assert done.changes.changes["app/u.py"].after == wanted


@dataclass(frozen=True)
class Endless:
    """Makes a file more, or takes one away, each time."""

    takes: bool

    def plan(self, project: Project) -> Outcome:
        if self.takes:
            return Outcome(deleted=frozenset(sorted(project.kinds)[:1]))
        return Outcome(created={f"new{len(project.kinds)}.py": b""})


@pytest.mark.parametrize(("takes", "place"), [(False, "new6.py"), (True, "app/a.py")])
def test_a_step_that_makes_or_takes_a_file_each_time_is_told(takes: bool, place: str) -> None:
    done = plan(one_step("endless", Endless(takes)), InMemory(FILES))
    assert said(done) == {place: "a second run would change this file again"}


SOFT = b"def soft(*a): ...\nsoft(1)\nsoft (2)\nsoft\nx = [soft]\nprint(soft, *[soft])\nsoft.x = 1\ndel soft\n"


@pytest.mark.parametrize("word", ["match", "case", "type", "print", "exec", "_", "other"])
def test_a_name_that_is_a_word_of_the_language_elsewhere_is_a_name(word: str) -> None:
    for old, new in (("soft", word), (word, "soft")):
        code = SOFT.replace(b"print(", b"len(").replace(b"soft", old.encode())
        done = plan(one_step("replace", Replace(old, new, "", structural=False)), InMemory({"a.py": code}))
        assert not errors(done)


def test_a_name_that_makes_another_tree_is_not_proven() -> None:
    replace = Replace("soft", "not", "", structural=False)
    done = plan(one_step("replace", replace), InMemory({"a.py": b"x = soft (1)\n"}))
    assert said(done)["a.py"] == "the change is not proven: its syntax tree is another near byte 4"


@pytest.mark.parametrize("structural", [True, False])
def test_a_word_of_the_language_in_the_place_of_a_name_is_proven_only_of_a_step_that_makes_other_trees(
    structural: bool,
) -> None:
    replace = Replace("soft", "None", "", structural=structural)
    done = plan(one_step("replace", replace), InMemory({"a.py": b"x = soft\n"}))
    why = {} if structural else {"a.py": "the change is not proven: its syntax tree is another near byte 4"}
    assert said(done) == why


def test_a_file_whose_encoding_would_be_another_is_put_back() -> None:
    files = {"a.py": b"# coding: latin-1\nx = 1\n"}
    done = plan(one_step("replace", Replace("latin-1", "ascii", "")), InMemory(files))
    assert said(done) == {"a.py": "the change is not proven: its encoding is another"}


@pytest.mark.parametrize(("path", "text"), [("a.json", b'["Old"]'), ("a.ipynb", b'["Old"]'), ("a.toml", b'x = "Old"')])
def test_data_that_can_no_longer_be_read_is_put_back(path: str, text: bytes) -> None:
    files = {path: text, f"broken/{path}": b"[" + text, "a.txt": text}
    done = plan(one_step("replace", Replace("Old", 'New"', "")), InMemory(files))
    assert said(done) == {path: "the change is not proven: it can no longer be read"}
    assert set(done.changes.changes) == {f"broken/{path}", "a.txt"}


def test_an_import_that_found_nothing_before_need_find_nothing_after() -> None:
    files = {"app/__init__.py": b"", "app/two.py": b"print 'x'\n", "app/a.py": b"from app.two import Old\n"}
    assert not errors(planned(files, breaks=""))


def test_an_import_is_held_to_the_name_that_was_edited_whatever_it_takes_beside_it() -> None:
    files = FILES | {"app/two.py": b"print 'x'\n", "app/hub.py": b"from .m import Old\nfrom .two import Gone\n"}
    done = planned(files | {"app/a.py": b"from app.hub import Old, Gone\n"}, breaks="app/hub.py")
    assert said(done)["app/a.py"] == "the change is not proven: its import of New finds nothing"


def test_only_what_changed_is_put_back_once_with_what_takes_names_from_it() -> None:
    files = {
        "app/__init__.py": b"from .m import *\n",
        "app/m.py": b"class Old: ...\n",
        "app/a.py": b"from app import Old\nfrom app import Old as Older\nfrom app.m import Old as Oldest\n",
    }
    done = planned(files, breaks="app/a.py")
    assert [each.path for each in errors(done)] == ["app/a.py", "app/m.py"]


def test_a_name_that_its_import_did_not_find_before_does_not_keep_the_others_from_going() -> None:
    files = {
        "app/__init__.py": b"from app.m import Old\n",
        "app/m.py": b"class Old: ...\n",
        "run.py": b"from app import Old, gone\nprint(Old, gone)\n",
    }
    done = plan(one_step("collapse", Collapse(SymbolPath.parse("app.m:Old"), same_name=True)), InMemory(files))
    assert not errors(done)
    assert done.changes.changes["run.py"].after == b"from app import gone\nfrom app.m import Old\nprint(Old, gone)\n"
