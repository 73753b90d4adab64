"""How tests reach the factory, proven by pytest itself: it collects and runs the same tests before and after."""

from __future__ import annotations

from pathlib import Path

import pytest
from behaviour import collected, suite
from repos import written

from canonize.codemods.mocks.mockfactory import MockFactory
from examples import applied, leaves_alone, tree

TEST = """\
class FakeSocket:
    def send(self, text):
        self.sent = text
        return [text]


def test_it():
    assert FakeSocket().send("a") == ["a"]
"""
AFTER_IMPORT = "{}\n\n\n" + TEST
CONFTEST = """\
import pytest


class FakeSocket:
    def send(self, text):
        self.sent = text
        return [text]


@pytest.fixture
def socket():
    return FakeSocket()
"""


LAYOUTS = {
    "tests are a package": (
        {"tests/__init__.py": "", "tests/test_a.py": TEST, "tests/unit/__init__.py": "", "tests/unit/test_a.py": TEST},
        "tests/mocks/sockets.py",
        "from tests.mocks.sockets import FakeSocket",
    ),
    "tests are no package, and share a folder with the factory": (
        {"tests/test_a.py": TEST, "tests/test_b.py": TEST},
        "tests/sockets.py",
        "from sockets import FakeSocket",
    ),
    "the factory gets a folder of its own": (
        {"tests/test_a.py": TEST, "tests/test_b.py": TEST},
        "tests/mocks/sockets.py",
        "from mocks.sockets import FakeSocket",
    ),
    "a conftest.py above puts its folder on the path": (
        {"tests/conftest.py": "", "tests/one/test_a.py": TEST, "tests/two/test_b.py": TEST},
        "tests/mocks/sockets.py",
        "from mocks.sockets import FakeSocket",
    ),
    "a conftest.py at the top puts the top on the path": (
        {"conftest.py": "", "tests/one/test_a.py": TEST, "tests/two/test_b.py": TEST},
        "doubles/sockets.py",
        "from doubles.sockets import FakeSocket",
    ),
    "pythonpath puts a folder on the path": (
        {
            "pytest.ini": "[pytest]\npythonpath = shared\n",
            "tests/one/test_a.py": TEST,
            "tests/two/test_b.py": TEST,
            "shared/readme.txt": "",
        },
        "shared/doubles/sockets.py",
        "from doubles.sockets import FakeSocket",
    ),
    "tests inside of the package that they test": (
        {
            "src/app/__init__.py": "",
            "src/app/tests/__init__.py": "",
            "src/app/tests/test_a.py": TEST,
            "src/app/net/__init__.py": "",
            "src/app/net/tests/__init__.py": "",
            "src/app/net/tests/test_a.py": TEST,
        },
        "src/app/tests/doubles/sockets.py",
        "from app.tests.doubles.sockets import FakeSocket",
    ),
    "importlib mode, and the package is imported already": (
        {
            "pyproject.toml": '[tool.pytest.ini_options]\naddopts = ["--import-mode=importlib"]\npythonpath = ["."]\n',
            "tests/__init__.py": "",
            "tests/helpers.py": "x = 1\n",
            "tests/test_a.py": AFTER_IMPORT.format("from tests.helpers import x"),
            "tests/test_b.py": AFTER_IMPORT.format("import tests.helpers"),
        },
        "tests/mocks/sockets.py",
        "from tests.mocks.sockets import FakeSocket",
    ),
    "doubles in conftest.py": (
        {
            "tests/conftest.py": CONFTEST,
            "tests/sub/conftest.py": CONFTEST,
            "tests/test_a.py": "def test_it(socket):\n    assert socket.send(1)\n",
            "tests/sub/test_b.py": "def test_it(socket):\n    assert socket.send(1)\n",
        },
        "tests/mocks/sockets.py",
        "from mocks.sockets import FakeSocket",
    ),
    "doubles in the __init__.py of a package": (
        {
            "tests/__init__.py": "",
            "tests/one/__init__.py": TEST,
            "tests/two/__init__.py": TEST,
            "tests/one/test_a.py": "from tests.one import FakeSocket\n\ndef test_it():\n    assert FakeSocket().send(1)\n",
            "tests/two/test_b.py": "from . import FakeSocket\n\ndef test_it():\n    assert FakeSocket().send(1)\n",
        },
        "tests/mocks/sockets.py",
        "from tests.mocks.sockets import FakeSocket",
    ),
    "a namespace package that the tests import from": (
        {
            "conftest.py": "",
            "shared/helpers.py": "x = 1\n",
            "one/test_a.py": AFTER_IMPORT.format("from shared.helpers import x"),
            "two/test_b.py": AFTER_IMPORT.format("import shared.helpers"),
        },
        "shared/doubles/sockets.py",
        "from shared.doubles.sockets import FakeSocket",
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pytest_collects_and_runs_the_same_tests(layout: str, tmp_path: Path) -> None:
    files, factory, statement = LAYOUTS[layout]
    result = applied(MockFactory(factory, classes=("FakeSocket",)), files)
    assert factory in result.files, result.said
    changed = [path for path in files if result.files[path] != tree(files)[path]]
    assert len(changed) == 2
    assert all(statement in result.text(path) for path in changed)
    before, after = written(tmp_path / "before", tree(files)), written(tmp_path / "after", result.files)
    first = suite(before)
    assert set(first.values()) == {"PASSED"}
    assert suite(after) == first
    alone = [path for path in changed if path.rpartition("/")[2].startswith("test_")][-1:]
    for path in alone:  # nothing that another file brings may be needed
        assert collected(after, path)[1] == ""


NOWHERE = {
    "importlib mode and nothing on the path": (
        {
            "pytest.ini": "[pytest]\naddopts = --import-mode=importlib\n",
            "tests/test_a.py": TEST,
            "tests/test_b.py": TEST,
        },
        "tests/mocks/sockets.py",
    ),
    "two folders that share no path": ({"one/test_a.py": TEST, "two/test_b.py": TEST}, "shared/sockets.py"),
    "a conftest.py that is above one of them only": (
        {"one/conftest.py": "", "one/sub/test_a.py": TEST, "two/test_b.py": TEST},
        "one/mocks/sockets.py",
    ),
}


@pytest.mark.parametrize("layout", NOWHERE)
def test_where_pytest_would_not_find_the_factory_nothing_moves(layout: str, tmp_path: Path) -> None:
    files, factory = NOWHERE[layout]
    result = leaves_alone(MockFactory(factory, classes=("FakeSocket",)), files)
    assert "can be imported from here" in result.said or "importlib" in result.said
    moved = {path: TEST.replace(TEST.partition("\n\n\n")[0], _import(factory)) for path in files if "test_" in path}
    folder = written(tmp_path, {**tree(files), **tree(moved), **tree({factory: TEST.partition("\n\n\n")[0]})})
    last = max(path for path in files if "test_" in path)
    assert "ModuleNotFoundError" in collected(folder, last)[1]  # pytest agrees


def _import(factory: str) -> str:
    inside = factory.removesuffix(".py").split("/")
    return f"from {'.'.join(inside[1:])} import FakeSocket"


def test_a_script_that_a_test_starts_keeps_its_doubles() -> None:
    script = TEST.partition("\n\n\n")[0] + "\n\n\nprint(FakeSocket().send(1))\n"
    start = "import subprocess, sys\n\n\ndef test_it():\n    subprocess.run([sys.executable, 'tests/run/serve.py'])\n"
    files = {"conftest.py": "", "tests/__init__.py": "", "tests/test_it.py": start}
    files |= {"tests/run/serve.py": script, "tests/run/again.py": script}
    result = leaves_alone(MockFactory("tests/mocks/sockets.py", classes=("FakeSocket",)), files)
    assert "FakeSocket stays: no test imports its file, which may be run as a script" in result.said


def test_a_helper_that_a_test_imports_over_another_helper_or_by_name_gives_its_doubles_away() -> None:
    fake = TEST.partition("\n\n\n")[0] + "\n"
    files = {
        "tests/__init__.py": "",
        "tests/helpers.py": fake,
        "tests/more.py": "from tests.helpers import FakeSocket\n",
        "tests/plugin.py": fake,
        "tests/conftest.py": 'pytest_plugins = ["tests.plugin"]\n',
        "tests/test_it.py": "from tests.more import FakeSocket\n\n\ndef test_it():\n    assert FakeSocket().send(1)\n",
    }
    result = applied(MockFactory("tests/mocks/sockets.py", classes=("FakeSocket",)), files)
    assert "class " not in result.text("tests/helpers.py") + result.text("tests/plugin.py"), result.said


def test_a_module_of_a_package_takes_nothing_from_tests_that_are_not_installed_with_it() -> None:
    double = TEST.partition("\n\n\n")[0] + "\n"
    files = {
        "app/__init__.py": "",
        "app/testing/__init__.py": "",
        "app/testing/fakes.py": double,
        "tests/__init__.py": "",
        "tests/test_a.py": TEST,
        "tests/test_b.py": "from app.testing.fakes import FakeSocket\n\n\ndef test_it():\n    assert FakeSocket()\n",
    }
    result = leaves_alone(MockFactory("tests/mocks/sockets.py", None, ("FakeSocket",), "identical"), files)
    assert "FakeSocket stays: app may be installed without tests/mocks/sockets.py" in result.said
    inside = applied(MockFactory("app/testing/sockets.py", None, ("FakeSocket",), "identical"), files)
    assert "app/testing/sockets.py" in inside.outcome.created


def test_a_package_in_a_folder_of_tests_that_is_none_takes_the_factory_beside_it() -> None:
    files = {
        "pytest.ini": "[pytest]\npythonpath = tests/unit\n",
        "tests/unit/plugins/__init__.py": "",
        "tests/unit/plugins/test_a.py": TEST,
        "tests/unit/test_b.py": TEST,
    }
    result = applied(MockFactory("tests/unit/doubles/sockets.py", classes=("FakeSocket",)), files)
    assert "from doubles.sockets import FakeSocket" in result.text("tests/unit/plugins/test_a.py"), result.said
