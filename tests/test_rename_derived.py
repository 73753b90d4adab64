"""Names that are made of the name of a class, and what looks them up by it: listed, with the place that builds them."""

from __future__ import annotations

import pytest

from canonize.codemods.names import made_of, searched_for
from examples import SCENE, applied, check, opened, rename

VISITOR = """\
class Visitor:
    def visit(self, node):
        return getattr(self, {lookup}, self.default)(node)
    def default(self, node): ...
"""
LOWER = 'f"visit_{type(node).__name__.lower()}"'


def listed(files: dict[str, str], old: str = "UserManager") -> list[str]:
    """What the rename of app.m:`old` says of derived names in these files."""
    said = applied(rename(f"app.m:{old}", "Manager"), {"app/m.py": f"class {old}: ...\n", **files}).said
    return sorted(line.partition(" rename it")[0] for line in said.splitlines() if " derived: " in line)


def places(files: dict[str, str], old: str = "UserManager") -> list[str]:
    return [line.partition(": info")[0] for line in listed(files, old)]


@pytest.mark.parametrize(
    "lookup",
    [
        LOWER,
        '"visit_" + type(node).__name__.lower()',
        '"visit_%s" % type(node).__name__.lower()',
        '"visit_{}".format(node.__class__.__name__).lower()',
        '"visit_{name}".format(name=type(node).__name__).lower()',
    ],
)
def test_a_name_in_small_letters_is_listed_in_files_that_do_not_name_the_class(lookup: str) -> None:
    files = {
        "app/visitor.py": VISITOR.format(lookup=lookup),
        "app/printer.py": "class Printer:\n    def visit_usermanager(self, node): ...\n",
    }
    assert listed(files) == [
        "app/printer.py:2: info derived: visit_usermanager may be derived from UserManager, which app/visitor.py:3 builds"
    ]


def test_the_beginning_may_be_any_word() -> None:
    files = {
        "app/a.py": "def f(x): return '_best_{cls}'.format(cls=type(x).__name__)\n",
        "app/b.py": "class A:\n    def _best_usermanager(self): ...\n    def _other_usermanager(self): ...\n",
    }
    assert places(files) == ["app/b.py:2"]


@pytest.mark.parametrize(
    "name", ["visit_user_manager", "_visit_user_manager", "visit_user_manager_late", "visit_UserManager"]
)
def test_names_with_underscores_are_looked_for_in_all_files(name: str) -> None:
    start = name.partition("visit_")[0] + "visit_"
    files = {
        "app/visitor.py": VISITOR.format(lookup=f'f"{start}{{snake(type(node).__name__)}}"'),
        "app/printer.py": f"class Printer:\n    def {name}(self, node): ...\n",
    }
    assert places(files) == ["app/printer.py:2"]


@pytest.mark.parametrize(
    "line",
    [
        "visit_usermanagers = 1",
        "def visit_usermanagers(self, node): ...",
        "def visit_theusermanager(self, node): ...",
        "def visitusermanager(self, node): ...",
        "def leave_usermanager(self, node): ...",  # nothing builds it
        "def get_user_manager(self, node): ...",
        "def testUserManager(self): ...",
        "def test_the_usermanager(self): ...",
        "x = visit_usermanager",
        "# def visit_usermanagers",
    ],
)
def test_other_words_are_not(line: str) -> None:
    visitor = VISITOR.format(lookup=LOWER) + "    marks = 'test' + MORE\n"
    assert places({"app/visitor.py": visitor, "app/printer.py": f"class A:\n    {line}\n"}) == []


def test_the_place_in_the_same_file_is_told_before_others() -> None:
    method = "    def visit_usermanager(self, node): ...\n"
    visitor = VISITOR.format(lookup=LOWER) + method
    files = {"app/a.py": visitor, "app/b.py": visitor, "app/c.py": f"class A:\n{method}"}
    builders = {line.partition(":")[0]: line.rpartition("which ")[2] for line in listed(files)}
    assert builders == {
        "app/a.py": "app/a.py:3 builds",
        "app/b.py": "app/b.py:3 builds",
        "app/c.py": "app/a.py:3 builds",
    }


def test_a_common_word_is_listed_where_a_class_s_name_is_put_there() -> None:
    method = (
        "from app.m import User\nclass A:\n    def visit_user(self, node: User): ...\n    def get_user(self): ...\n"
    )
    built = {"app/visitor.py": VISITOR.format(lookup=LOWER), "app/printer.py": method}
    assert places(built, "User") == ["app/printer.py:3"]
    event = {"app/visitor.py": VISITOR.format(lookup='f"visit_{node.event}"'), "app/printer.py": method}
    assert places(event, "User") == []


@pytest.mark.parametrize("name", ["check_user", "infer_user_manager"])
def test_whatever_the_name_of_a_class_is_put_behind_is_no_common_word(name: str) -> None:
    old = "User" if name.endswith("user") else "UserManager"
    prefix = name.partition("_")[0]
    method = (
        f"from app import m\nclass A:\n    users = m.{old}\n    def {name}(self): ...\n    def {prefix}_x(self): ...\n"
    )
    lookup = f"'{prefix}_' + snake(cls.__name__)"
    assert places({"app/a.py": method + VISITOR.format(lookup=lookup)}, old) == ["app/a.py:4"]
    alone = method.replace(f"{prefix}_x", "x")  # of one name, and a common word in it, nobody can say how it begins
    assert places({"app/a.py": alone + VISITOR.format(lookup=lookup)}, old) == (["app/a.py:4"] if old != "User" else [])
    other = "import logging\n" + VISITOR.format(lookup=f"f'{prefix}_{{field}}'") + "log = logging.getLogger(__name__)\n"
    assert places({"app/a.py": method + other}, old) == []


def test_a_constant_whose_name_ends_so_is_listed_where_it_is_looked_up_by_that() -> None:
    files = {"app/m.py": "SIZE = 1\n", "app/sizes.py": "PAGE_SIZE = 2\ndef test_SIZE(): ...\n"}
    codemod = rename("app.m:SIZE", "LENGTH")
    assert "sizes.py:1" not in (said := applied(codemod, files).said) and "sizes.py:2" in said
    looked_up = "from app import sizes\ndef size_of(name): return getattr(sizes, f'PAGE_{name}')\n"
    assert "app/sizes.py:1" in applied(codemod, {**files, "app/look.py": looked_up}).said


def test_tests_are_listed_in_files_that_do_not_name_the_class() -> None:
    files = {
        "tests/test_a.py": "def test_user_manager(): ...\ndef test_user_managers(): ...\n",
        "tests/test_b.py": "def test_usermanager(): ...\ntest_user_manager = 1\n",
    }
    assert places(files) == ["tests/test_a.py:1", "tests/test_b.py:1"]


def test_of_a_common_word_the_tests_of_its_very_name_are_listed() -> None:
    text = "def test_parse(): ...\ndef test_what_we_cannot_parse(): ...\ndef test_load_file(): ...\n"
    assert places({"tests/test_a.py": text}, "parse") == ["tests/test_a.py:1"]
    text = "def test_load_file(): ...\ndef test_we_load_file(): ...\n"
    assert places({"tests/test_a.py": text}, "load_file") == ["tests/test_a.py:1", "tests/test_a.py:2"]


def test_classes_of_tests_are_listed_where_they_are_defined() -> None:
    text = "class TestUserManager: ...\nclass UserManagerTests: ...\nclass UserManagerTestCase: ...\n"
    assert places({"tests/test_a.py": text}) == [f"tests/test_a.py:{line}" for line in (1, 2, 3)]
    others = (
        "class TestUserManagers: ...\nclass MyUserManagerTest: ...\nclass UserManagerTested: ...\nTestUserManager = 1\n"
    )
    assert places({"tests/test_a.py": others}) == []


def test_a_pattern_in_small_letters_renames_them_where_the_class_is_not_named() -> None:
    visitor = VISITOR.format(lookup=LOWER)
    printer = (
        "from app.visitor import Visitor\nclass Printer(Visitor):\n    def visit_usermanager(self, node): return 1\n"
    )
    run = "from app.m import UserManager as M\nfrom app.printer import Printer\nprint(Printer().visit(M()))\n"
    before = {
        "app/m.py": "class UserManager: ...\n",
        "app/visitor.py": visitor,
        "app/printer.py": printer,
        "run.py": run,
    }
    after = {
        "app/m.py": "class Manager: ...\n",
        "app/printer.py": printer.replace("usermanager", "manager"),
        "run.py": run.replace("UserManager", "Manager"),
    }
    check(rename("app.m:UserManager", "Manager", derived=("visit_{lower}",)), before, after, runs="import run")


def test_what_is_made_of_the_name_is_not_listed_when_the_name_stays() -> None:
    files = {
        "app/m.py": "",
        "app/n.py": "class UserManager: ...\n",
        "app/visitor.py": VISITOR.format(lookup=LOWER) + "    def visit_usermanager(self, node): ...\n",
        "app/use.py": "from app.m import UserManager\nclass A:\n    def visit_UserManager(self): ...\n",
    }
    said = applied(rename("app.m:UserManager", "app.n.UserManager"), files).said
    assert " derived: " not in said


def test_the_words_that_are_looked_for() -> None:
    assert searched_for("UserManager", "Manager") == ("UserManager", "Manager", "_user_manager", "_usermanager")
    assert searched_for("Old", "Old") == ("Old",)
    for name in ("User", "user_manager", "userManager", "USER_MANAGER", "_x", "A1"):
        assert made_of(name) == ()
    assert made_of("_UserManager") == ("_user_manager", "_usermanager")


FACTORY = {
    "app/m.py": "class UserManager: ...\n",
    "app/f.py": "def make_user_manager(): ...\n",
    "tests/test_f.py": """\
        from unittest.mock import patch
        import app.f
        with patch("app.f.make_user_manager"): ...
        paths = ["app.f:make_user_manager", "see app.f.make_user_manager", "web.f.make_user_manager"]
        """,
    "x.toml": 'make = "app.f:make_user_manager"\nother = "web.f:make_user_manager"\n',
    "docs/x.md": "`app.f.make_user_manager` and make_user_manager\n",
    "docs/changes.md": "`app.f.make_user_manager` came\n",
}


def test_paths_to_a_derived_name_follow_it_and_the_rest_is_listed() -> None:
    after = {
        "app/m.py": "class Manager: ...\n",
        "app/f.py": "def make_manager(): ...\n",
        "tests/test_f.py": """\
            from unittest.mock import patch
            import app.f
            with patch("app.f.make_manager"): ...
            paths = ["app.f:make_manager", "see app.f.make_user_manager", "web.f.make_user_manager"]
            """,
        "x.toml": 'make = "app.f:make_manager"\nother = "web.f:make_user_manager"\n',
        "docs/x.md": "`app.f.make_manager` and make_user_manager\n",
    }
    result = check(rename("app.m:UserManager", "Manager", derived=("make_{snake}",)), FACTORY, after)
    places = [(each.path, each.line, each.column) for each in result.outcome.diagnostics if each.code == "derived"]
    assert places == [
        ("docs/changes.md", 1, 8), ("docs/x.md", 1, 31), ("tests/test_f.py", 4, 48), ("tests/test_f.py", 4, 75),
        ("x.toml", 2, 16),
    ]  # fmt: skip


def test_the_path_of_a_module_with_a_derived_name_stays() -> None:
    files = {
        "app/m.py": "class UserManager: ...\n",
        "app/make_user_manager.py": "x = 1\n",
        "a.py": "paths = ['app.make_user_manager', 'app.make_user_manager.x']\n",
        "x.toml": 'x = "app.make_user_manager"\n',
    }
    check(
        rename("app.m:UserManager", "Manager", derived=("make_{snake}",)), files, {"app/m.py": "class Manager: ...\n"}
    )


def test_a_name_that_may_be_made_from_another_symbol_of_that_name_is_left_and_told() -> None:
    visitor = "class Visitor:\n    def visit_UserManager(self, node): ...\n"
    files = {
        **SCENE.before,
        "app/v.py": visitor,
        "app/w.py": "from app.m import UserManager\nprint(v.visit_UserManager)\n",
    }
    follows = rename("app.m:UserManager", "Manager", derived=("visit_{}", '"{snake}"'))
    renamed = {
        "app/v.py": visitor.replace("UserM", "M"),
        "app/w.py": "from app.m import Manager\nprint(v.visit_Manager)\n",
    }
    check(follows, files, {**SCENE.after, **renamed})
    other = {"lib/__init__.py": "", "lib/n.py": "class UserManager: ...\n"}
    check(follows, {**files, **other}, {**SCENE.after, **renamed})  # it has nothing to do with these names
    theirs = f"from lib.n import UserManager\n{visitor}KEYS = {{'user_manager': UserManager}}\n"
    kept = {"app/w.py": "from app.m import Manager\nprint(v.visit_UserManager)\n"}
    check(
        follows,
        {**files, **other, "lib/v.py": theirs},
        {**SCENE.after, **kept},
        says=("lib/v.py:3…visit_UserManager left alone", "lib/v.py:4…user_manager left alone"),
    )
    excluded = opened({**files, **other, "lib/v.py": theirs}).of_step((), ("lib/**",))
    assert set(follows.plan(excluded).edits) == {"app/m.py", "app/v.py", "app/w.py"}


def test_a_derived_name_in_a_docstring_is_in_nobodys_way() -> None:
    """A page of text may tell of both names, as that of a factory does."""
    text = 'class FakeManager:\n    """Was FakeUserManager."""\n'
    said = check(
        rename("app.m:UserManager", "Manager", derived=("Fake{}",)), {**SCENE.before, "app/f.py": text}, SCENE.after
    ).said
    assert "error" not in said and "app/f.py:2" in said


def test_private_names_of_a_subclass_that_is_called_so_already_are_told_of() -> None:
    base = "class Base:\n    def __init__(self): self.__x = 1\n    def get(self): return self.__x\n"
    sub = "from app.m import Base as B\nclass New(B):\n    def __init__(self): self.__{} = 2\n"
    said = applied(rename("app.m:Base", "New"), {"app/m.py": base, "app/v.py": sub.format("x")}).said
    assert "app/v.py:2: warning left-alone: where this New inherits" in said and "_New__x" in said
    for other in (sub.format("y"), sub.format("x").replace("(B)", ""), sub.format("x").replace("New", "Newer")):
        assert "shared-name" not in applied(rename("app.m:Base", "New"), {"app/m.py": base, "app/v.py": other}).said


def test_of_a_name_without_letters_nothing_is_made() -> None:
    files = {"app/m.py": "def _(text): ...\n__author__ = _('me')\ndef test_(): ...\n"}
    assert not applied(rename("app.m:_", "gettext"), files).said


def test_a_private_twin_is_listed_in_files_that_name_the_symbol_and_those_of_strangers_are_not() -> None:
    files = {
        "app/a.py": "from app.m import UserManager as _UserManager\n_UserManager()\n",
        "app/b.py": "class _UserManager: ...\n",
    }
    assert places(files) == ["app/a.py:1"]


SUITE = """\
*** Settings ***
Library    {library}
*** Test Cases ***
One
    Open Session    http://x
    ${{x}}=    Given web.open_session    y
    Run Keyword    OPENSESSION
    Reopen Session
    Open Session Now
    Log    please Open Session now
"""


@pytest.mark.parametrize("library", ["libs/web.py", "libs.web", "web", "../libs/web.py    arg", "web\r"])
def test_keywords_of_robot_framework_that_call_the_function_are_listed(library: str) -> None:
    files = {
        "libs/web.py": "def open_session(url): ...\n",
        "t/a.robot": SUITE.format(library=library),
        "b.robot": "\tOpen Session\n",
        "c.robot": b"\xff\tOpen Session\n",
    }
    said = applied(rename("libs.web:open_session", "start"), files).said
    assert "c.robot:1: info left-alone: keywords left alone: the file is not UTF-8" in said
    lines = [line.split(" (")[0] for line in said.splitlines() if "the keyword" in line]
    assert sorted(line.partition(" rename")[0] for line in lines) == [
        "b.robot:1: info derived: the keyword 'Open Session' may be derived from open_session",
        "t/a.robot:5: info derived: the keyword 'Open Session' may be derived from open_session",
        "t/a.robot:6: info derived: the keyword 'open_session' may be derived from open_session",
        "t/a.robot:7: info derived: the keyword 'OPENSESSION' may be derived from open_session",
    ]


@pytest.mark.parametrize(
    ("library", "text"),
    [
        ("other.web2", "def open_session(url): ...\n"),
        ("libs/web.py", "open_session = 1\n"),
        ("xweb", "def open_session(): ...\n"),
    ],
)
def test_keywords_of_another_library_and_what_is_no_function_are_not(library: str, text: str) -> None:
    files = {"libs/web.py": text, "t/a.robot": SUITE.format(library=library)}
    assert "the keyword" not in applied(rename("libs.web:open_session", "start"), files).said


def test_a_derived_name_that_is_there_already_is_left_and_told_of() -> None:
    check(
        rename("app.m:Old", "New", derived=("test_{snake}",)),
        {
            "app/m.py": "class Old: ...\n",
            "tests/test_m.py": "from app.m import Old\ndef test_old(): Old()\ndef test_new(): ...\n",
        },
        {
            "app/m.py": "class New: ...\n",
            "tests/test_m.py": "from app.m import New\ndef test_old(): New()\ndef test_new(): ...\n",
        },
        says=["tests/test_m.py:2: error left-alone: test_old left alone: test_new is here already, in line 3"],
    )
