"""Lookups by a name that code puts together: listed where they may find the symbol."""

from __future__ import annotations

import pytest

from examples import SCENE, applied, rename

IMPORTS = "from app import m\nfrom app.m import UserManager\nimport app.m, importlib, sys, web.m\n"


def listed(text: str, path: str = "app/views.py") -> list[tuple[int, int]]:
    """Where a rename says that app.m.UserManager may be looked up with a computed name."""
    result = applied(rename("app.m:UserManager", "Manager"), {**SCENE.before, path: text})
    told = [each for each in result.outcome.diagnostics if "with a computed name" in each.message]
    return [(each.line, each.column) for each in told if each.path == path]


@pytest.mark.parametrize(
    "lookup",
    [
        "getattr(m, name)",
        "getattr(m, name, None)",
        "getattr(app.m, name.title() + 'Manager')",
        "getattr(sys.modules['app.m'], f'User{name}')",
        "getattr(importlib.import_module('app.m'), name)",
        "hasattr(m, 'User%s' % name)",
        "getattr(m,'User%s' % name)",
        "vars(m)[f'User{name}']",
        "setattr(m, name, 1)",
        "delattr(m, name)",
        "globals()[name]",
    ],
)
def test_a_lookup_in_the_module_is_listed(lookup: str) -> None:
    assert listed(f"{IMPORTS}def f(name): return {lookup}\n") == [(4, 21)]


@pytest.mark.parametrize(
    "lookup",
    [
        "getattr(m, 'get_user')",
        "vars(m)['get_user']",
        "vars(web.m)[name]",
        "vars(m).keys()",
        "app.m.__dict__",
        "name.__dict__[name]",
        "getattr(m, 'UserManager')",
        "getattr(web.m, name)",
        "getattr(UserManager, name)",
        "getattr(self, name)",
        "self.getattr(m, name)",
        "getattr(m.other, name)",
        "getattr",
    ],
)
def test_a_lookup_elsewhere_or_of_another_name_is_not(lookup: str) -> None:
    assert listed(f"{IMPORTS}def f(self, name): return {lookup}\n") == []


@pytest.mark.parametrize("lookup", ["app.m.__dict__[name]", "app.m.__dict__.get(name)"])
def test_a_lookup_among_the_modules_attributes_is_listed(lookup: str) -> None:
    assert listed(f"{IMPORTS}def f(name): return {lookup}\n") == [(4, 27)]


@pytest.mark.parametrize(
    "lookup",
    [
        'getattr(m, f"get_{name}")',
        'getattr(m, name + "Factory")',
        'getattr(m, "get_" + name + "Manager")',
        'getattr(m, ("get_%s") % name)',
        'getattr(m, "{}Factory".format(name))',
        "getattr(m, name.lower())",
        'vars(m)[f"{name}Factory"]',
        'globals()[f"get_{name}"]',
        "[getattr(m, name) for name in dir(m)]",
        "{name: getattr(m, name) for _ in name for name in sorted(m.__all__)}",
        "[getattr(app.m, name) for name, value in vars(app.m).items()]",
    ],
)
def test_a_lookup_that_cannot_make_the_name_or_asks_for_what_is_there_is_not(lookup: str) -> None:
    assert listed(f"{IMPORTS}def f(name): return {lookup}\n") == []


@pytest.mark.parametrize(
    "lookup",
    [
        'getattr(m, f"User{name}")',
        'getattr(m, name + "Man" "ager")',
        'getattr(m, f"{name}Manager{name}")',
        'getattr(m, "%sManager" % name)',
        'getattr(m, "User{}er".format(name))',
        "getattr(m, name.title())",
        "[getattr(m, name) for other in dir(m)]",
        "[getattr(m, name) for name in dir(web.m)]",
    ],
)
def test_a_lookup_that_may_make_the_name_is(lookup: str) -> None:
    assert len(listed(f"{IMPORTS}def f(name): return {lookup}\n")) == 1


def test_a_local_name_of_the_modules_spelling_is_not_the_module() -> None:
    assert listed(f"{IMPORTS}def f(m, name): return getattr(m, name)\n") == []


@pytest.mark.parametrize("lookup", ["globals()[name]", "globals().get(name)", "getattr(sys.modules[__name__], name)"])
def test_a_lookup_in_the_module_itself_is_listed(lookup: str) -> None:
    text = (
        f"import sys\nclass UserManager: ...\ndef f(name): return {lookup}\ndef g(): return globals()['UserManager']\n"
    )
    assert listed(text, "app/m.py") == [(3, 21)]


def test_what_getattr_of_a_module_is_asked_for_is_not() -> None:
    text = "from app import m\nfrom app.m import UserManager\ndef __getattr__(name): return getattr(m, name)\n"
    assert listed(text, "app/__init__.py") == []
    text = text.replace("def __getattr__(", "class Lazy:\n    def __getattr__(self, ")
    assert listed(text, "app/__init__.py") == [(4, 41)]


def test_what_a_module_hands_on_under_a_condition_of_its_own_is_listed() -> None:
    text = (
        "from app import m  # UserManager\ndef __getattr__(name):\n    if name in listed(): return getattr(m, name)\n"
    )
    assert listed(text, "app/lazy.py") == [(3, 33)]


FILLED = [
    "for name, value in vars(m).items(): setattr(sys.modules[__name__], name, value)",
    "globals().update(vars(m))",
    "globals() | {}\nglobals().update({k: v for k, v in vars(m).items() if k[0] != '_'})",
    "for name in dir(m): globals()[name] = getattr(m, name)",
    "sys.modules[__name__].__dict__.update(vars(m))",
    "this = sys.modules[__name__]\nfor name, value in vars(m).items():\n    setattr(this, name, value)",
    "space = globals()\nfor name in dir(m): space[name] = getattr(m, name)",
    "locals().update(vars(m))",
    "for name in dir(m): vars()[name] = getattr(m, name)",
]


@pytest.mark.parametrize("fill", FILLED)
def test_a_module_that_fills_its_namespace_with_computed_names_may_give_it(fill: str) -> None:
    views = "from app import types\nfrom app.types import UserManager\nprint(types.UserManager, UserManager)\n"
    SCENE.leaves(
        {"app/types.py": f"import sys\nfrom app import m\n{fill}\n", "app/views.py": views},
        says=("app/views.py:2: warning left-alone", "app/views.py:3: warning left-alone"),
        runs="",
    )


@pytest.mark.parametrize("text", ['"types.UserManager"', '"types.UserManager._meta"', 'list["types.UserManager"]'])
def test_an_annotation_that_takes_it_from_such_a_module_is_listed(text: str) -> None:
    SCENE.leaves(
        {
            "app/types.py": "from app import m\nglobals().update(vars(m))\n",
            "app/v.py": f"from app import types\nx: {text}\n",
        },
        says=("app/v.py:2: warning left-alone",),
    )


def test_what_a_module_is_not_seen_to_have_is_listed() -> None:
    """Code elsewhere may put it there."""
    views = "from app import types\nfrom app.types import UserManager\nprint(types.UserManager, types.Other)\n"
    why = "nothing is seen that app/types.py has it from"
    SCENE.leaves(
        {
            "app/types.py": "globals()['Other'] = 1\n",
            "app/filler.py": "import sys\nfrom app import m\nvars(sys.modules['app.types']).update(vars(m))\n",
            "app/views.py": views,
        },
        says=(f"app/views.py:2: info left-alone…{why}", f"app/views.py:3: info left-alone…{why}"),
        runs="",
    )


# In files that do not spell the symbol


HANDLERS = "def handle_old(): return 1\nclass OldHandler: ...\nOLD_LIMIT = LIMIT = 1\n"


@pytest.mark.parametrize(
    ("symbol", "lookup"),
    [
        ("handle_old", 'getattr(m, f"handle_{kind}")'),
        ("handle_old", 'getattr(m, "handle_" + kind)'),
        ("handle_old", 'vars(m)["handle_%s" % kind]'),
        ("OldHandler", 'getattr(m, f"{kind}Handler")'),
        ("OldHandler", 'm.__dict__[kind.title() + "Handler"]'),
        ("OLD_LIMIT", "getattr(m, kind.upper(), None)"),
        ("LIMIT", "hasattr(m, (kind or 'a').upper())"),
    ],
)
def test_a_name_that_is_made_with_its_beginning_or_end_in_a_file_without_it_is_listed(symbol: str, lookup: str) -> None:
    files = {"app/__init__.py": "", "app/m.py": HANDLERS, "app/n.py": HANDLERS}
    code = f"from app import m\ndef find(kind): return {lookup}\n"
    said = applied(rename(f"app.m:{symbol}", "Found"), {**files, "app/use.py": code}).said
    assert f"app/use.py:2: warning left-alone: {symbol} left alone: it may be looked up here" in said
    for other in (
        code.replace("import m", "import n as m"),
        code.replace("handle_", "get_").replace("Handler", "Thing").replace("upper", "lower"),
    ):
        assert "app/use.py" not in applied(rename(f"app.m:{symbol}", "Found"), {**files, "app/use.py": other}).said


@pytest.mark.parametrize(
    "lookup",
    ["getattr(models, arch)", "models.__dict__[arch]", "app.models.__dict__.get(arch)", "hasattr(layers, arch)"],
)
def test_a_lookup_in_a_file_without_the_name_is_listed_where_the_module_goes_by_its_own(lookup: str) -> None:
    files = {
        "app/__init__.py": "",
        "app/models/__init__.py": "from .layers import *\n",
        "app/models/layers.py": "class Old: ...\n",
    }
    code = (
        f"import app.models\nfrom app import models\nfrom app.models import layers\ndef find(arch): return {lookup}\n"
    )
    told = "app/use.py:4: warning left-alone: Old left alone: it may be looked up here"
    assert told in applied(rename("app.models.layers:Old", "New"), {**files, "app/use.py": code}).said
    # of a module of that name that has no such class
    other = code.replace("app.models", "app.other.models").replace("app import models", "app.other import models")
    files = {**files, "app/other/models/__init__.py": "", "app/other/models/layers.py": "class Shop: ...\n"}
    assert "app/use.py" not in applied(rename("app.models.layers:Old", "New"), {**files, "app/use.py": other}).said


def test_a_module_that_is_no_package_nor_called_as_such_are_is_not_searched_for() -> None:
    files = {"app/__init__.py": "", "app/shop.py": "class Old: ...\n", "app/losses.py": "class Old: ...\n"}
    code = "from app import losses, shop\ndef find(name): return getattr(losses, name), getattr(shop, name)\n"
    told = "app/use.py:2: warning left-alone: Old left alone: it may be looked up here"
    assert told in applied(rename("app.losses:Old", "New"), {**files, "app/use.py": code}).said
    assert "app/use.py" not in applied(rename("app.shop:Old", "New"), {**files, "app/use.py": code}).said
