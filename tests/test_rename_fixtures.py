"""Fixtures of pytest: they are asked for by the names of parameters, and by strings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from repos import written

from examples import Result, applied, check, refused, rename

FIXTURE = "import pytest\n\n@pytest.fixture\ndef make_user():\n    return 1\n"
CODEMOD = rename("tests.conftest:make_user", "new_user")


def new(text: str) -> str:
    return text.replace("make_user", "new_user")


def follows(asking: str, where: str = "tests/sub/test_a.py") -> Result:
    before = {"tests/conftest.py": FIXTURE, where: asking}
    return check(CODEMOD, before, {path: new(text) for path, text in before.items()})


@pytest.mark.parametrize(
    "asking",
    [
        "def test_it(make_user):\n    assert make_user == 1\n",
        "class TestIt:\n    def test_it(self, make_user, tmp_path):\n        assert [make_user for _ in 'a']\n",
        "def test_it(make_user):\n    assert [new_user for new_user in make_user]\n",
        "async def test_it(make_user):\n    def inner():\n        return make_user\n    assert inner()\n",
        "import pytest\n@pytest.fixture\ndef other(make_user):\n    yield make_user\n",
        "import pytest\n@pytest.fixture(scope='module')\ndef other(request, make_user): return lambda: make_user\n",
        "import pytest\n@pytest.mark.usefixtures('make_user')\ndef test_it(): ...\n",
        "import pytest\npytestmark = pytest.mark.usefixtures('make_user', 'tmp_path')\n",
        "def test_it(request):\n    assert request.getfixturevalue('make_user')\n",
        "def f():\n    '''\n    >>> getfixture('make_user')\n    1\n    '''\n",
    ],
)
def test_what_pytest_hands_on_by_name_follows(asking: str) -> None:
    assert not follows(asking).said


@pytest.mark.parametrize(
    "made",
    [
        "@pytest.fixture(params=[dict(name='a')])\ndef make_user(request): return 1\n",
        "@fx\ndef make_user(): return 1\n",
        "@fx(scope='module')\ndef make_user(): return 1\n",
        "@pytest_asyncio.fixture\nasync def make_user(): return 1\n",
        "make_user = pytest.fixture(other)\n",
        "from pytest_users import factories\nmake_user = factories.user('a')\n",
        "make_user = fx(scope='module')(other)\n",
    ],
)
def test_however_it_is_made_a_fixture(made: str) -> None:
    head = "import pytest, pytest_asyncio\nfrom pytest import fixture as fx\ndef other(): return 1\n"
    asking = "from pytest import fixture as fx\n@fx\ndef more(make_user): ...\ndef test_it(make_user): make_user\n"
    before = {"tests/conftest.py": head + made, "tests/test_a.py": asking}
    assert not check(CODEMOD, before, {path: new(text) for path, text in before.items()}).said


@pytest.mark.parametrize(
    "made",
    [
        "@pytest.fixture(name='other')\ndef make_user(): return 1\n",
        "@pytest.mark.usefixtures('tmp_path')\ndef make_user(): return 1\n",
        "make_user = pytest.fixture(name='other')(len)\n",
        "make_user = len(other)\n",
    ],
)
def test_what_is_no_fixture_of_that_name(made: str) -> None:
    before = {"tests/conftest.py": f"import pytest\n{made}", "tests/test_a.py": "def test_it(make_user): make_user\n"}
    check(CODEMOD, before, {"tests/conftest.py": new(before["tests/conftest.py"])})


def test_a_parameter_with_a_default_is_its_own() -> None:
    asking = """import pytest

@pytest.fixture
def maker({0}):
    def inner(make_user: int = {0}, *, other=1) -> int:
        return make_user
    return inner(make_user={0})

def test_it(make_user=2): assert make_user
"""
    before = {"tests/conftest.py": FIXTURE, "tests/test_a.py": asking.format("make_user")}
    after = {"tests/conftest.py": new(FIXTURE), "tests/test_a.py": asking.format("new_user")}
    assert not check(CODEMOD, before, after).said


@pytest.mark.parametrize("test", ["def test_it():", "@pytest.fixture\ndef it():", "def test_it(x, y):\n  for z in y:"])
@pytest.mark.parametrize("inner", ["process", "test", "test_more"])
def test_what_a_test_defines_while_it_runs_is_not_collected(test: str, inner: str) -> None:
    text = f"import pytest\n{test}\n    def {inner}(make_user): return make_user\n    {inner}(make_user=1)\n"
    before = {"tests/conftest.py": FIXTURE, "tests/test_a.py": text}
    assert not check(CODEMOD, before, {"tests/conftest.py": new(FIXTURE)}).said


def test_an_attribute_of_anything_is_no_fixture() -> None:
    asking = "def test_it(app, conftest):\n    assert app.make_user == conftest.make_user\n"
    before = {"tests/conftest.py": FIXTURE, "tests/test_a.py": asking}
    said = check(CODEMOD, before, {"tests/conftest.py": new(FIXTURE)}, says=("conftest",)).said
    assert "the type of app" not in said
    function = FIXTURE.replace("@pytest.fixture\n", "")
    assert "the type of app" in applied(CODEMOD, {**before, "tests/conftest.py": function}).said


def test_a_test_that_a_function_makes_is_collected() -> None:
    follows("def made():\n    def test(make_user): return make_user\n    return test\ntest_it = made()\n")


def test_the_tests_beside_the_fixture_follow() -> None:
    text = FIXTURE + "\ndef test_it(make_user):\n    assert make_user\n"
    check(rename("tests.test_a:make_user", "new_user"), {"tests/test_a.py": text}, {"tests/test_a.py": new(text)})


def test_an_imported_fixture_follows() -> None:
    uses = "from tests.fixtures import make_user\n\ndef test_it(make_user): assert make_user\n"
    check(
        rename("tests.fixtures:make_user", "new_user"),
        {"tests/fixtures.py": FIXTURE, "tests/test_a.py": uses},
        {"tests/fixtures.py": new(FIXTURE), "tests/test_a.py": new(uses)},
    )


def test_the_nearest_conftest_says_which_fixture_of_a_module_it_is() -> None:
    test = "def test_it(make_user): ...\n"
    files = {
        "tests/plugin.py": FIXTURE,
        "tests/a/conftest.py": "from tests.plugin import make_user\n", "tests/a/sub/test_a.py": test,
        "tests/b/conftest.py": FIXTURE, "tests/b/sub/test_b.py": test,
    }  # fmt: skip
    ours = [path for path in files if "/b/" not in path]
    check(rename("tests.plugin:make_user", "new_user"), files, {path: new(files[path]) for path in ours})


def test_a_fixture_that_is_given_the_name_is_another_one() -> None:
    other = "import pytest\n@pytest.fixture(name='make_user')\ndef other(): return 2\n"
    files = {
        "tests/conftest.py": FIXTURE, "tests/test_a.py": f"{other}def test_it(make_user): ...\n",
        "tests/b/conftest.py": other, "tests/b/test_b.py": "def test_it(make_user): ...\n",
    }  # fmt: skip
    check(CODEMOD, files, {"tests/conftest.py": new(FIXTURE)})


def test_a_function_of_the_program_is_not_handed_the_fixture_of_a_plugin() -> None:
    app = "def view(make_user): return make_user\n@route\ndef index(make_user): ...\n"
    files = {"plugin.py": FIXTURE, "app/views.py": app, "tests/util.py": "def check(make_user): ...\n"}
    said = check(rename("plugin:make_user", "new_user"), files, {"plugin.py": new(FIXTURE)}).said
    assert [line.partition(" ")[0] for line in said.splitlines()] == ["app/views.py:3:", "tests/util.py:1:"]


def test_a_fixture_that_some_conftest_imports_is_perhaps_for_nobody_else() -> None:
    test = "def test_it(make_user): ...\n"
    files = {
        "tests/fixes.py": FIXTURE, "tests/test_it.py": test,
        "tests/a/conftest.py": "from tests.fixes import make_user\n", "tests/a/test_a.py": test,
    }  # fmt: skip
    after = {path: new(files[path]) for path in files if path != "tests/test_it.py"}
    check(rename("tests.fixes:make_user", "new_user"), files, after, says=["tests/test_it.py:1: warning left-alone"])


def test_a_fixture_of_a_class_is_for_its_tests() -> None:
    own = "    @pytest.fixture\n    def make_user(self{}): return 2\n    def test_it(self, make_user): ...\n"
    asking = "import pytest\nclass TestIt:\n" + own + "def test_it({}): ...\n"
    before = {"tests/conftest.py": FIXTURE, "tests/test_a.py": asking.format(", make_user", "make_user")}
    after = {"tests/conftest.py": new(FIXTURE), "tests/test_a.py": asking.format(", new_user", "new_user")}
    check(CODEMOD, before, after)


INHERITED = """
import pytest
{base}

class TestIt(Base):
    def test_it(self, {inherits}): ...
    @pytest.mark.usefixtures("{inherits}")
    def test_so(self): ...

@pytest.mark.usefixtures("{inherits}")
class TestMarked(Base):
    def test_it(self): ...

class TestOther:
    def test_it(self, {other}): ...
"""
BASE = "class Base:\n    @pytest.fixture{}\n    def {}(self): return 2\n"


@pytest.mark.parametrize(
    ("base", "beside"),
    [
        (BASE.format("", "make_user"), ""), (BASE.format("(name='make_user')", "_made"), ""),
        ("from tests.base import Base", "import pytest\n" + BASE.format("", "make_user")),
        ("from tests.base import Above\nclass Base(Above): ...", "import pytest\n" + BASE.format("", "make_user").replace("Base", "Above")),
    ],
)  # fmt: skip
def test_a_fixture_that_a_class_inherits_is_for_its_tests(base: str, beside: str) -> None:
    before = {"tests/conftest.py": FIXTURE, "tests/base.py": beside,
              "tests/test_a.py": INHERITED.format(base=base, inherits="make_user", other="make_user")}  # fmt: skip
    after = {
        "tests/conftest.py": new(FIXTURE),
        "tests/test_a.py": INHERITED.format(base=base, inherits="make_user", other="new_user"),
    }
    check(CODEMOD, before, after)


def test_a_class_that_inherits_another_fixture_is_handed_that_of_its_folder() -> None:
    text = INHERITED.format(base=BASE.format("", "other"), inherits="{0}", other="{0}")
    before = {"tests/conftest.py": FIXTURE, "tests/test_a.py": text.format("make_user")}
    check(CODEMOD, before, {"tests/conftest.py": new(FIXTURE), "tests/test_a.py": text.format("new_user")})


def test_another_folder_has_nothing_of_a_conftest() -> None:
    check(
        CODEMOD,
        {"tests/conftest.py": FIXTURE, "other/test_c.py": "def test_it(make_user): assert make_user\n"},
        {"tests/conftest.py": new(FIXTURE)},
    )


def test_a_fixture_of_a_test_module_is_for_nobody_else() -> None:
    check(
        rename("tests.test_a:make_user", "new_user"),
        {"tests/test_a.py": FIXTURE, "tests/test_b.py": "def test_it(make_user): ...\n"},
        {"tests/test_a.py": new(FIXTURE)},
    )


@pytest.mark.parametrize("where", ["tests/near/conftest.py", "tests/test_b.py"])
def test_a_fixture_that_overrides_it_stays_with_its_users_and_is_named(where: str) -> None:
    uses = "def test_it(make_user):\n    assert make_user\n"
    files = {"tests/conftest.py": FIXTURE, where: FIXTURE + "\n" + uses, "tests/near/test_a.py": uses}
    after = {"tests/conftest.py": new(FIXTURE)}
    if where == "tests/test_b.py":
        after["tests/near/test_a.py"] = new(uses)
    check(CODEMOD, files, after, says=(f"{where}:4",))


def test_a_fixture_that_a_nearer_one_overrides_is_named_from_either_side() -> None:
    files = {"tests/conftest.py": FIXTURE, "tests/near/conftest.py": FIXTURE}
    after = {"tests/near/conftest.py": new(FIXTURE)}
    check(rename("tests.near.conftest:make_user", "new_user"), files, after, says=("tests/conftest.py:4",))
    apart = {"tests/far/conftest.py": FIXTURE, "tests/near/conftest.py": FIXTURE}
    said = check(rename("tests.near.conftest:make_user", "new_user"), apart, after).said
    assert "tests/far" not in said


def test_an_override_that_asks_for_what_it_overrides_follows_in_its_parameter() -> None:
    override = "import pytest\n\n@pytest.fixture\ndef make_user(make_user):\n    return make_user + 1\n"
    result = applied(CODEMOD, {"tests/conftest.py": FIXTURE, "tests/near/conftest.py": override})
    changed = override.replace("(make_user)", "(new_user)").replace("return make_user", "return new_user")
    assert result.text("tests/near/conftest.py") == changed
    assert "overrides" in result.said


@pytest.mark.parametrize(
    ("asking", "line"),
    [
        ("def test_it(make_user):\n    new_user = 2\n    assert make_user + new_user\n", 1),
        ("def test_it(make_user):\n    assert [make_user for new_user in 'a']\n", 1),
        ("from app import new_user\ndef test_it(make_user):\n    assert new_user(make_user)\n", 2),
        ("import pytest\n@pytest.mark.parametrize('make_user', [1])\ndef test_it(make_user): assert make_user\n", 3),
        ("def helper(make_user): return make_user\ndef test_it(): helper(make_user=2)\n", 1),
    ],
)
def test_what_is_not_sure_to_be_filled_stays_and_is_listed(asking: str, line: int) -> None:
    files = {"tests/conftest.py": FIXTURE, "tests/test_a.py": asking}
    check(CODEMOD, files, {"tests/conftest.py": new(FIXTURE)}, says=(f"tests/test_a.py:{line}",))


PARAMETRIZED = """\
import pytest
@pytest.mark.parametrize({})
def test_it(make_user, n): assert make_user
"""


@pytest.mark.parametrize(
    ("marks", "severity"),
    [
        ("'make_user', [1]", "warning"),
        ('"n, make_user", [(1, 2)]', "warning"),
        ("('n', 'make_user'), [(1, 2)]", "warning"),
        ("argnames=['make_user', 'n'], argvalues=[(1, 2)]", "warning"),
        ("'make_user', [1], indirect=some()", "error"),
        ("'n, make_user', [(1, 2)], indirect=['n']", "error"),
        ("'n', ['make_user']", ""),
        ("['n'], [['make_user']]", ""),
    ],
)
def test_values_that_a_mark_gives_go_before_the_fixture(marks: str, severity: str) -> None:
    asking = PARAMETRIZED.format(marks)
    result = applied(CODEMOD, {"tests/conftest.py": FIXTURE, "tests/test_a.py": asking})
    left = [each.severity for each in result.outcome.diagnostics if each.line == 3]
    assert left == ([severity] if severity else []), result.said
    assert ("def test_it(new_user, n): assert new_user" in result.text("tests/test_a.py")) == (not severity)


@pytest.mark.parametrize(
    "marks",
    [
        "'make_user', ['make_user'], indirect=True",
        "'make_user', [1], True",
        "('n', 'make_user'), [(1, 'make_user')], indirect=['n', 'make_user']",
        "argnames='n, make_user', argvalues=[(1, 2)], indirect=('make_user',), ids=['make_user']",
        "'n', ['make_user']), pytest.mark.parametrize('make_user', [1], indirect=True",
    ],
)
def test_values_that_a_mark_hands_to_the_fixture_go_to_its_new_name(marks: str) -> None:
    asking = PARAMETRIZED.format(marks).replace("), pytest", ")\n@pytest")
    kept = asking.replace("['make_user'], i", "['KEPT'], i").replace("(1, 'make_user')", "(1, 'KEPT')")
    kept = kept.replace("ids=['make_user']", "ids=['KEPT']").replace("'n', ['make_user']", "'n', ['KEPT']")
    after = new(kept).replace("KEPT", "make_user")
    check(
        CODEMOD,
        {"tests/conftest.py": FIXTURE, "tests/test_a.py": asking},
        {"tests/conftest.py": new(FIXTURE), "tests/test_a.py": after},
    )


def test_values_for_a_fixture_that_the_test_has_through_another_go_to_its_new_name() -> None:
    asking = "import pytest\n@pytest.mark.parametrize('make_user', [1], indirect=True)\ndef test_it(client): ...\n"
    files = {"tests/conftest.py": FIXTURE, "tests/test_a.py": asking}
    check(CODEMOD, files, {"tests/conftest.py": new(FIXTURE), "tests/test_a.py": new(asking)})
    own = FIXTURE + asking.replace("import pytest", "")
    check(CODEMOD, {**files, "tests/test_a.py": own}, {"tests/conftest.py": new(FIXTURE)})


def test_a_mark_keeps_the_name_where_the_parameter_does() -> None:
    asking = PARAMETRIZED.format("'make_user', [1], indirect=True").replace("assert make_user", "new_user = make_user")
    check(
        CODEMOD,
        {"tests/conftest.py": FIXTURE, "tests/test_a.py": asking},
        {"tests/conftest.py": new(FIXTURE)},
        says=("tests/test_a.py:3: error",),
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", '[tool.pytest.ini_options]\npython_functions = ["it_", "*_check"]\n'),
        ("tests/pytest.ini", "[pytest]\npython_functions = it_\n    *_check\n"),
    ],
)
def test_the_parameters_of_what_the_configuration_calls_tests_follow(path: str, text: str) -> None:
    asking = "class DescribeUser:\n    def it_works(self, make_user): ...\n\ndef user_check(make_user): ...\n"
    files = {"tests/conftest.py": FIXTURE, "tests/test_a.py": asking}
    check(CODEMOD, {**files, path: text}, {name: new(content) for name, content in files.items()})
    told = ("tests/test_a.py:2: warning left-alone", "tests/test_a.py:4: warning left-alone")
    check(CODEMOD, files, {"tests/conftest.py": new(FIXTURE)}, says=told)


def test_a_fixture_that_is_looked_for_among_those_of_a_test_is_asked_for_by_its_new_name() -> None:
    asking = "def pytest_runtest_setup(item):\n    assert 'make_user' in item.fixturenames\n"
    asking += "def test_it(request):\n    if 'make_user' not in request.fixturenames: ...\n"
    files = {"tests/conftest.py": FIXTURE, "tests/test_a.py": asking}
    check(CODEMOD, files, {"tests/conftest.py": new(FIXTURE), "tests/test_a.py": new(asking)})
    for other in ("assert 'make_user' in names", "assert 'make_user' in metafunc.fixturenames"):
        kept = {**files, "tests/test_a.py": f"def test_it(names):\n    {other}\n"}
        check(CODEMOD, kept, {"tests/conftest.py": new(FIXTURE)}, says=("tests/test_a.py:2",))


OF_A_CLASS = """\
import pytest
@pytest.mark.parametrize("make_user", [1], indirect=True)
class TestIt:
    def test_it(self, make_user): assert make_user
    def test_that(self, client, make_user): assert client
    def test_other(self): ...
"""


def test_values_that_the_mark_of_a_class_hands_to_the_fixture_go_to_its_new_name() -> None:
    files = {"tests/conftest.py": FIXTURE, "tests/test_a.py": OF_A_CLASS}
    check(CODEMOD, files, {"tests/conftest.py": new(FIXTURE), "tests/test_a.py": new(OF_A_CLASS)})


@pytest.mark.parametrize(
    ("was", "now", "lines"),
    [
        ("assert client", "new_user = client", [4, 5]),
        ("indirect=True", "indirect=some()", [4, 5]),
        (", indirect=True", "", [4, 5]),
        ("class TestIt:", "class TestIt:\n    @pytest.fixture\n    def make_user(self): return 1", [5]),
    ],
)
def test_a_class_keeps_the_name_in_its_mark_where_one_of_its_tests_does(was: str, now: str, lines: list[int]) -> None:
    files = {"tests/conftest.py": FIXTURE, "tests/test_a.py": OF_A_CLASS.replace(was, now)}
    result = check(CODEMOD, files, {"tests/conftest.py": new(FIXTURE)})
    assert [each.line for each in result.outcome.diagnostics if each.code == "left-alone"] == lines, result.said


@pytest.mark.parametrize("decorator", ["given(make_user=users())", "given(st.data(), make_user=users())"])
def test_what_a_decorator_gives_by_its_keyword_goes_before_the_fixture(decorator: str) -> None:
    asking = f"@{decorator}\ndef test_it(make_user, tmp_path): assert make_user\ndef test_that(make_user): ...\n"
    result = applied(CODEMOD, {"tests/conftest.py": FIXTURE, "tests/test_a.py": asking})
    assert result.text("tests/test_a.py") == asking.replace("that(make_user", "that(new_user")
    assert "test_a.py:2: warning left-alone" in result.said


@pytest.mark.parametrize(
    "beside",
    [
        "@pytest.mark.parametrize('make_user', [1])\nclass Test:\n    def test_it(self, make_user): assert make_user\n",
        "pytestmark = pytest.mark.parametrize('make_user', [1])\ndef test_it(make_user): assert make_user\n",
        "pytestmark = [\n    pytest.mark.parametrize('make_user', [1]),\n]\ndef test_it(make_user): assert make_user\n",
        "def pytest_generate_tests(metafunc): metafunc.parametrize('make_user', [1])\ndef test_it(make_user): make_user\n",
    ],
)
def test_values_for_a_class_or_a_module_go_before_the_fixture(beside: str) -> None:
    files = {"tests/conftest.py": FIXTURE, "tests/test_a.py": f"import pytest\n{beside}"}
    check(
        CODEMOD,
        files,
        {"tests/conftest.py": new(FIXTURE)},
        says=("test_a.py…it is given or parametrized by that name",),
    )
    other = beside.replace("'make_user'", "'n'")
    result = applied(CODEMOD, {**files, "tests/test_a.py": f"import pytest\n{other}"})
    assert "new_user): " in result.text("tests/test_a.py")


def test_a_fixture_with_a_name_of_its_own_is_not_asked_for_by_the_functions() -> None:
    fixture = FIXTURE.replace("@pytest.fixture", "@pytest.fixture(name='user')")
    uses = "def test_it(user): assert user\ndef test_other(make_user=2): assert make_user\n"
    check(CODEMOD, {"tests/conftest.py": fixture, "tests/test_a.py": uses}, {"tests/conftest.py": new(fixture)})


def test_the_word_in_code_that_has_no_way_to_a_fixture_is_not_listed() -> None:
    word = "TABLE = 'make_user'\ndef get_make_user(): ...\n"
    other = "def test_it():\n    x = 'make_user'\n"
    files = {"tests/conftest.py": FIXTURE, "app/m.py": word, "tests/near/test_b.py": other, "README.md": "make_user\n"}
    said = applied(CODEMOD, files).said
    assert "app/m.py" not in said and "near/test_b.py:2" in said and "README.md:1" in said
    module = {"tests/test_a.py": FIXTURE, "tests/test_b.py": other}
    assert "test_b.py" not in applied(rename("tests.test_a:make_user", "new_user"), module).said
    module["tests/conftest.py"] = "from .test_a import make_user\n"
    assert "test_b.py:2" in applied(rename("tests.test_a:make_user", "new_user"), module).said


def test_a_suite_does_what_it_did(tmp_path: Path) -> None:
    files = {
        "tests/conftest.py": FIXTURE,
        "tests/test_a.py": "def test_it(make_user):\n    assert make_user == 1\n",
        "tests/near/test_b.py": (
            "import pytest\n@pytest.mark.usefixtures('make_user')\ndef test_it(request):\n"
            "    assert request.getfixturevalue('make_user') == 1\n"
        ),
    }
    written(tmp_path, applied(CODEMOD, files).files)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", tmp_path, tmp_path]
    assert "2 passed" in subprocess.run(command, capture_output=True, text=True, cwd=tmp_path).stdout


def test_a_kept_alias_of_a_fixture_is_one_that_pytest_finds() -> None:
    before = "import pytest\n@pytest.fixture\ndef old():\n    return 1\n"
    for kind in ("plain", "deprecated"):
        check(
            rename("tests.conftest:old", "new", keep_alias=kind),  # type: ignore[arg-type]
            {"tests/conftest.py": before},
            {"tests/conftest.py": before.replace("old", "new") + "\n\nold = new\n"},
            says=["tests/conftest.py:1: warning alias: the alias of old does not warn"] if kind == "deprecated" else [],
        )


def test_a_fixture_that_runs_by_itself_keeps_no_alias() -> None:
    text = "import pytest\n@pytest.fixture(autouse=True)\ndef old():\n    return 1\n"
    refused(rename("tests.conftest:old", "new", keep_alias="plain"), {"tests/conftest.py": text}, "run twice")
