"""Dotted paths in two pieces: a constant or the name of a module, and a string that goes on behind it."""

from __future__ import annotations

import pytest

from examples import SCENE, check, rename

HEAD = """\
from unittest.mock import patch
from app import m
import app.m
APP = "app.m"
PACKAGE = "app"
USERS = "users"
from tests.paths import WHERE as THERE
"""
BODY = "with patch({}, 5): print(m.{} == 5)\n"


def patched(target: str, name: str) -> str:
    return HEAD + BODY.format(target.replace("UserManager", name), name)


@pytest.mark.parametrize(
    "target",
    [
        'f"{APP}.UserManager"',
        'f"{APP}.UserManager.users"',
        'f"{PACKAGE}.m.UserManager"',
        'APP + ".UserManager"',
        'PACKAGE + ".m.UserManager"',
        'm.__name__ + ".UserManager"',
        'f"{app.m.__name__}.UserManager"',
        '"%s.UserManager" % APP',
        '"%s.UserManager" % (APP,)',
        '"%s.UserManager.users" % m.__name__',
        '"{}.UserManager".format(APP)',
        '"{0}.m.UserManager".format(PACKAGE)',
        'f"{APP}.UserManager.{USERS}"',
        'f"{THERE}.UserManager"',
        '"app." "m.UserManager"',
        '"app.m" ".UserManager"',
        '("app."  # below\n  "m."\n  "UserManager")',
    ],
)
def test_a_path_behind_a_constant_or_the_name_of_a_module_changes(target: str) -> None:
    SCENE.changes(
        {"tests/test_it.py": patched(target, "UserManager"), "tests/paths.py": 'WHERE = "app.m"\n'},
        {"tests/test_it.py": patched(target, "Manager")},
        runs="import tests.test_it",
    )


def test_a_path_behind_the_name_of_the_own_module_changes() -> None:
    before = {"app/m.py": "class UserManager: ...\nPATHS = __name__ + '.UserManager', f'{__name__}.UserManager'\n"}
    after = {"app/m.py": "class Manager: ...\nPATHS = __name__ + '.Manager', f'{__name__}.Manager'\n"}
    check(rename("app.m:UserManager", "Manager"), before, after)


@pytest.mark.parametrize(
    "text",
    [
        'APP = "web.m"\nx = f"{APP}.UserManager"\n',
        'APP = "app.m"\nAPP = "web"\nx = APP + ".UserManager"\n',
        'APP = "app.m"\nx = f"{APP}.other.UserManager"\n',
        'APP = "app.m"\nx = f"{APP!r}.UserManager"\n',
        'APP = "app.m"\nx = f"{APP}: UserManager"\n',
        'APP = "app.m"\nx = f"{APP}UserManager"\n',
        'APP = "app.m."\nx = f"{APP}.UserManager"\n',
        'APP = "app.m."\nx = f"{APP}see UserManager"\n',
        'APP = "app."\nx = f"{APP}UserManager"\n',
        'x = f"{__name__}UserManager"\n',
        'APP = "app.m"\nx = APP + " .UserManager"\n',
        'APP = "app.m"\nx = lambda APP: APP + ".UserManager"\n',
        'APP = "app." + "m"\nx = APP + ".UserManager"\n',
        'APP = 5\nx = f"{APP}.UserManager"\n',
        'def f():\n    global APP\n    APP = "app.m"\nx = f"{APP}.UserManager"\n',
        "x = f'{__name__}.UserManager'\n",
        'APP = "app.m"\nx = "%s UserManager" % APP\n',
        'APP = "app.m"\nx = "%s.UserManager.%s" % (APP, 1)\n',
        'APP = "app.m"\nx = "%r.UserManager" % APP\n',
        'APP = "app.m"\nx = "{1}.UserManager".format(1, APP)\n',
        'APP = "app.m"\nx = f"{APP}.UserManager{APP}"\n',
        'APP = "app.m"\nx = f"{APP}.{APP}.UserManager"\n',
        'from tests.test_web import APP\nx = f"{APP}.UserManager"\n',
    ],
)
def test_a_string_behind_anything_else_is_listed(text: str) -> None:
    SCENE.leaves({"use.py": text}, says=("UserManager in a string",))


@pytest.mark.parametrize(
    "text", ['"other.app." "m.UserManager"', '"see app." "m.UserManager"', '"app." f"{M}UserManager"']
)
def test_strings_that_make_no_path_to_it_stay(text: str) -> None:
    SCENE.leaves({"tests/test_it.py": f"M = 'n.'\nPATH = {text}\n"})


@pytest.mark.parametrize("target", ['f"{APP}%s"', 'APP + "%s"', 'f"{APP}%s.all"', '(APP + "%s", "UserManager")'])
def test_a_path_behind_a_constant_that_ends_with_the_dot_follows(target: str) -> None:
    text = f'APP = "app.m."\nx = {target}\n'
    SCENE.changes({"use.py": text % "UserManager"}, {"use.py": text % "Manager"}, runs="")
    through = {"app/views.py": "from app import m\n", "use.py": f'APP = "app.views."\nx = {target}\n'}
    after = {**through, "use.py": through["use.py"] % "m.Manager"}
    SCENE.changes({**through, "use.py": through["use.py"] % "m.UserManager"}, after, runs="")


def test_a_move_lists_a_path_in_pieces() -> None:
    files = {"use.py": 'import lib.m\nAPP = "lib.m."\nx = APP + "Old"\n'}
    check(rename("lib.m:Old", "new.m.New"), files, {}, says=("use.py:3…its path is put together, from APP on",))
    files = {"use.py": 'import lib.m\nAPP = "lib.m"\nx = f"{APP}.Old"\n'}
    check(rename("lib.m:Old", "new.m.New"), files, {}, says=("use.py:3…its path is put together, from APP on",))
