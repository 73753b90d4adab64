"""Keys that are derived from a symbol's name: what registries, commands and templates call it. Listed, not guessed at."""

from __future__ import annotations

import re
from typing import Literal

import pytest

from canonize.codemods.checks import check_template
from canonize.codemods.derived import frameworks
from canonize.codemods.derived.keysigns import MAY_NAME
from canonize.codemods.errors import CanonizeError
from examples import SCENE, applied, check, refused, rename

REGISTRY = "from app.m import UserManager\nREGISTRY = {'user_manager': UserManager}\n"


def keys_in(files: dict[str, str]) -> list[str]:
    """Where the rename of app.m:UserManager tells of derived names in these files."""
    said = applied(SCENE.codemod, {**SCENE.before, **files}).said
    return sorted(line.partition(": info")[0] for line in said.splitlines() if " derived: " in line)


# Beside the symbol


@pytest.mark.parametrize(
    "line",
    [
        "REGISTRY = {'user_manager': UserManager}",
        "REGISTRY = {'user-manager': UserManager}",
        "REGISTRY = {'usermanager': UserManager, 'other': int}",
        "REGISTRY['USER_MANAGER'] = UserManager",
        "REGISTRY = [('user_manager', UserManager)]",
        "REGISTRY = {'user_manager': {'class': 'app.m.UserManager', 'level': 1}}",
        "REGISTRY = [{'name': 'user_manager', 'class': UserManager}]",
        "REGISTRY = {'user-manager': ('views', 'UserManager')}",
        "add('user_manager', UserManager)",
        "add(UserManager, name='user_manager')",
        "add(\n    'user_manager',\n    UserManager,\n)",
        "add('user_manager').to(UserManager)",
        "path('user-manager/', UserManager.as_view())",
        "add('app.user_manager', UserManager)",
        "assert find('user_manager') is UserManager",
        "assert isinstance(REGISTRY['user_manager'], UserManager)",
    ],
)
def test_a_key_beside_the_symbol_is_listed(line: str) -> None:
    assert len(keys_in({"app/views.py": f"from app.m import UserManager\n{line}\n"})) == 1


@pytest.mark.parametrize(
    "line",
    [
        "x = UserManager, dict(other=1)\ny = 'user_manager'",
        "x = getattr(m, 'user_manager', UserManager)",
        "x = isinstance(getattr(y, 'user_manager'), UserManager)",
        "x = {'user_managers': UserManager, 'the_user_manager': int}",
        "x = {'user_manager': int, 'other': UserManager}",
        "add('the user_manager is here', UserManager)",
        "class user_manager(UserManager): kind = 'user_manager'",
        "user_manager = UserManager()",
        "f(user_manager=UserManager())",
        "def f(user_manager: UserManager) -> None: ...",
    ],
)
def test_what_only_looks_like_a_key_is_not(line: str) -> None:
    assert keys_in({"app/views.py": f"from app import m\nfrom app.m import UserManager\n{line}\n"}) == []


@pytest.mark.parametrize("mark", ["", "\ufeff", "# coding: latin-1\ns = 'é'\n"])
def test_a_key_beside_the_bare_name_is_found_in_any_encoding(mark: str) -> None:
    content = f'{mark}create("UserManager", "user_manager")\n'.encode("latin-1" if "latin" in mark else "utf-8")
    said = applied(SCENE.codemod, {**SCENE.before, "app/make.py": content}).said
    assert "'user_manager' may be derived from UserManager, beside which it stands" in said


def test_a_decorator_and_the_body_of_the_class_hold_keys() -> None:
    before = """
        from app.registry import register

        @register("user_manager")
        class UserManager:
            label = "user-manager"
            class Meta:
                table = "user_manager"
            def template(self):
                return "app/user_manager.html"
            def other(self):
                "user_manager of a kind"
                return self.user_manager
        """
    check(
        rename("app.m:UserManager", "Manager"),
        {"app/registry.py": "def register(name): return lambda cls: cls\n", "app/m.py": before},
        {"app/m.py": before.replace("class UserManager", "class Manager")},
        says=(
            "app/m.py:3…'user_manager' may be derived from UserManager, beside",
            "app/m.py:5…'user-manager' may be derived from UserManager, in whose body",
            "app/m.py:7…'user_manager' may be derived",
            "app/m.py:9…'app/user_manager.html' may be derived",
        ),
    )


def test_a_key_beside_an_alias_of_the_import_is_listed() -> None:
    text = "from app.m import UserManager as UM\nREGISTRY = {'user_manager': UM}\nUM.x = {'user_manager': 1}\n"
    assert keys_in({"app/views.py": text}) == ["app/views.py:2", "app/views.py:3"]
    assert keys_in({"app/views.py": "from app.m import UserManager as UM\nx = {'user_manager': 1, 'y': UM}\n"}) == []


def test_a_common_word_is_a_key_only_in_an_entry() -> None:
    said = check(
        rename("app.m:User", "Person"),
        {
            "app/m.py": 'class User:\n    name = "user"\n    def go(self): return {"user": self, "id": f("user")}\n',
            "app/u.py": """
                from app.m import User
                TABLE = {"user": User}
                x = {"user": User()}
                y = Column("user", User)
                z = Link(User, related_name="user")
                """,
            "app/w.py": """
                from app.u import TABLE
                a = TABLE["user"]
                b = TABLE.get('user')
                c = other["user"]
                """,
        },
        {
            "app/m.py": 'class Person:\n    name = "user"\n    def go(self): return {"user": self, "id": f("user")}\n',
            "app/u.py": """
                from app.m import Person
                TABLE = {"user": Person}
                x = {"user": Person()}
                y = Column("user", Person)
                z = Link(Person, related_name="user")
                """,
        },
    ).said
    listed = sorted(line.partition(": info")[0] for line in said.splitlines() if " derived: " in line)
    assert listed == ["app/m.py:2", "app/u.py:2", "app/w.py:2", "app/w.py:3"]


def test_a_function_of_one_small_word_has_no_keys() -> None:
    said = check(
        rename("app.m:get", "fetch"),
        {"app/m.py": "def get(): ...\n", "app/u.py": "from app.m import get\nROUTES = {'GET': get}\n"},
        {"app/m.py": "def fetch(): ...\n", "app/u.py": "from app.m import fetch\nROUTES = {'GET': fetch}\n"},
    ).said
    assert "derived" not in said


# Configuration


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", '[project.scripts]\nuser-manager = "app.m:UserManager"\n'),
        ("pyproject.toml", '[tool.x.user_manager]\nclass = "app.m.UserManager"\n'),
        ("setup.cfg", "[options.entry_points]\nx =\n    user_manager = app.m:UserManager\n"),
        ("a.yaml", "user_manager: app.m.UserManager\n"),
        ("a.yaml", "user_manager:\n  class: app.m.UserManager\n"),
        ("a.yaml", "- name: user-manager\n  class: app.m.UserManager\n"),
        ("a.json", '{"user_manager": {"class": "app.m.UserManager"}}\n'),
        ("a.json", '{"name": "user_manager",\n "class": "app.m.UserManager"}\n'),
    ],
)
def test_the_key_of_an_entry_of_configuration_is_listed_and_follows_a_pattern(path: str, text: str) -> None:
    changed = text.replace("app.m.UserManager", "app.m.Manager").replace("app.m:UserManager", "app.m:Manager")
    says = (f"{path}:…may be derived from UserManager, beside which it stands",)
    check(SCENE.codemod, {**SCENE.before, path: text}, {**SCENE.after, path: changed}, says=says)
    follows = changed.replace("user_manager", "manager").replace("user-manager", "manager")
    patterns = rename("app.m:UserManager", "Manager", derived=('"{snake}"', '"{kebab}"'))
    check(patterns, {**SCENE.before, path: text}, {**SCENE.after, path: follows})


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yaml", "user_managers: app.m.UserManager\n"),
        ("a.yaml", "about: the user_manager\nclass: app.m.UserManager\n"),
        ("pyproject.toml", '[tool.x]\nuser_manager_dir = "x"\nclass = "app.m.UserManager"\n'),
        ("docs/a.md", "user_manager: `app.m.UserManager`\n"),
    ],
)
def test_other_words_of_configuration_are_no_keys(path: str, text: str) -> None:
    said = check(
        SCENE.codemod,
        {**SCENE.before, path: text},
        {**SCENE.after, path: text.replace("UserManager", "Manager")},
    ).said
    assert "derived" not in said


# Elsewhere


def test_a_key_that_is_known_for_one_is_listed_elsewhere() -> None:
    files = {
        "app/views.py": REGISTRY,
        "app/use.py": "find('user_manager')\nuser_manager = 'a user_manager'\nfind('user-manager')\n",
        "conf/a.yaml": "kind: user_manager\nuser_manager:\n  x: 1\nother: the user_manager\n",
        "web/a.html": "{% url 'user_manager' %} user_manager\n",
    }
    assert keys_in(files) == ["app/use.py:1", "app/views.py:2", "conf/a.yaml:1", "conf/a.yaml:2", "web/a.html:1"]


def test_without_an_entry_nothing_is_searched_for() -> None:
    assert keys_in({"app/use.py": "find('user_manager')\n", "web/user_manager.html": ""}) == []


def test_a_key_in_many_places_is_told_of_once() -> None:
    said = applied(
        SCENE.codemod, {**SCENE.before, "app/views.py": REGISTRY, "app/use.py": "find('user_manager')\n" * 30}
    ).said
    (line,) = [line for line in said.splitlines() if "app/use.py" in line]
    assert line.startswith(
        "app/use.py:1: info derived: 'user_manager' may be derived from UserManager, whose key it is"
    )
    assert "in app/views.py:2; it stands in 29 more places" in line


def test_a_template_that_a_string_of_the_class_names_is_listed() -> None:
    check(
        rename("app.m:User", "Person"),
        {
            "app/m.py": 'class User:\n    def go(self): return render("app/user.html")\n',
            "templates/app/user.html": "",
            "templates/user.txt": "",
        },
        {"app/m.py": 'class Person:\n    def go(self): return render("app/user.html")\n'},
        says=("app/m.py:2…'app/user.html'", "templates/app/user.html…after User: app/m.py:2 names it"),
    )


# What builds keys

BASE = """
    from app.names import snake
    REGISTRY = {}
    class Base:
        def __init_subclass__(cls): REGISTRY[snake(cls.__name__)] = cls
    """


def test_a_base_that_makes_keys_of_names_is_shown_with_what_goes_by_them() -> None:
    result = check(
        SCENE.codemod,
        {
            "app/names.py": "def snake(name): return name\n",
            "app/base.py": BASE,
            "app/m.py": "from app.base import Base\nclass UserManager(Base): ...\n",
            "app/use.py": "from app.base import REGISTRY\nREGISTRY['user_manager']\n",
            "templates/_user_manager.html.j2": "",
            "templates/user_managers.html": "",
        },
        {"app/m.py": "from app.base import Base\nclass Manager(Base): ...\n"},
        says=(
            "app/base.py:4…keys may be built from the name UserManager here",
            "app/use.py:2…'user_manager' may be derived from UserManager, for app/base.py:4 builds keys from names",
            "templates/_user_manager.html.j2…the file may be called after UserManager: app/base.py:4 builds keys",
        ),
    )
    assert "user_managers.html" not in result.said


@pytest.mark.parametrize(
    ("body", "is_told"),
    [
        (
            "name = cls.__name__\n        if name:\n\n            name = name[1:]\n        cls.key = to_snake(name)\n",
            True,
        ),
        ("name = cls.__name__\n        cls.key = name.lower()\n", True),
        ("name = cls.__name__\n\n        # snake case\n        cls.key = re.sub(HUMP, '_', name)\n", True),
        ("name = cls.__name__\n\n        print()\n        cls.key = re.sub(HUMP, '_', other)\n", False),
        ("name = cls.__name__\n        print(name)\n        print()\n        cls.key = other.lower()\n", False),
        ("name = cls.__name__\n        print(name)\n    def other(cls, name): return name.lower()\n", False),
    ],
)
def test_a_name_that_is_kept_before_it_is_spelled_otherwise(body: str, *, is_told: bool) -> None:
    base = f"class Base:\n    def __init_subclass__(cls):\n        {body}"
    told = keys_in({"app/base.py": base, "app/m.py": "from app.base import Base\nclass UserManager(Base): ...\n"})
    assert told == (["app/base.py:3"] if is_told else [])


@pytest.mark.parametrize(
    ("key", "is_told"),
    [
        ('cls.__name__.removesuffix("Manager")', True),
        ('cls.__name__.replace("Manager", "")', True),
        ("cls.__name__[:-7]", True),
        ("cls.__name__", False),
        ("(cls.__name__, path.split())", False),
    ],
)
def test_a_base_that_takes_a_part_of_a_name_is_told_of(key: str, *, is_told: bool) -> None:
    base = f"class Base:\n    def __init_subclass__(cls): cls.keys = {key}\n"
    told = keys_in({"app/base.py": base, "app/m.py": "from app.base import Base\nclass UserManager(Base): ...\n"})
    assert told == (["app/base.py:2"] if is_told else [])


def test_a_function_that_a_base_calls_with_each_class_below_it_is_told_of() -> None:
    base = """
        def keep(cls): TABLE[cls.__name__.lower()] = cls
        def show(cls): print(cls.__name__.lower())
        class Base:
            def __init_subclass__(cls): keep(cls)
            def other(self): show(self)
        """
    told = keys_in({"app/base.py": base, "app/m.py": "from app.base import Base\nclass UserManager(Base): ...\n"})
    assert told == ["app/base.py:1"]


@pytest.mark.parametrize(
    "taken",
    [
        "from app.base import \\\n    Other, \\\n    Base\n",
        "try:\n    from app.base import Base\nfinally:\n    pass\n",
    ],
)
def test_a_base_that_makes_keys_is_found_by_any_import(taken: str) -> None:
    base = "class Base:\n    def __init_subclass__(cls): cls.key = cls.__name__.lower()\n"
    user = f"{taken}class UserManager(Base): ...\n"
    assert keys_in({"app/base.py": base, "app/m.py": user}) == ["app/base.py:2"]


def test_a_name_too_short_for_keys_whose_base_makes_them_is_told_of() -> None:
    check(
        rename("app.m:Ln", "Log"),
        {
            "app/m.py": "class Base:\n    def __init_subclass__(cls): cls.key = cls.__name__.lower()\nclass Ln(Base): ...\n"
        },
        {
            "app/m.py": "class Base:\n    def __init_subclass__(cls): cls.key = cls.__name__.lower()\nclass Log(Base): ...\n"
        },
        says=("app/m.py:2…keys may be built from the name Ln here",),
    )


KEYED = """
    class Registry:
        def __init__(self): self.table = {}
        def add(self, cls):
            self.table[cls.__name__.lower()] = cls
            return cls
        def name(self, cls): return cls
    registry = Registry()
    def register(*classes):
        for cls in classes:
            registry.table[cls.__name__.lower()] = cls
    def show(cls): print(cls)
    """


@pytest.mark.parametrize(
    ("use", "told"),
    [
        ("registry.add(UserManager)", 4),
        ("kept = registry.add(UserManager)", 4),
        ("def late():\n    registry.add(UserManager)\n    return 1", 4),
        ("register(int, UserManager)", 10),
        ("register(*[UserManager])", 10),
        ("registry.name(UserManager)", 0),
        ("show(UserManager)", 0),
        ("register(UserManager())", 0),
        ("def late(x): return isinstance(x, UserManager) and register(x)", 0),
    ],
)
def test_what_makes_keys_of_what_it_is_given_is_told_of_where_that_is_the_symbol(use: str, told: int) -> None:
    files = {
        "app/reg.py": KEYED,
        "app/use.py": f"from app.m import UserManager\nfrom app.reg import *\n{use}\n",
        "app/other.py": "from app.reg import registry\nregistry.table['usermanager']\n",
    }
    assert keys_in(files) == ([f"app/reg.py:{told}", "app/other.py:2"] if told else [])[::-1]


def test_a_method_that_decorates_the_symbol_and_makes_keys_is_told_of() -> None:
    home = "from app.reg import registry\n@registry.add\nclass UserManager: ...\n"
    assert keys_in({"app/reg.py": KEYED, "app/m.py": home}) == ["app/reg.py:4"]


@pytest.mark.parametrize(
    ("use", "told"),
    [
        ("T = {each.__name__.lower(): each for each in (int, UserManager)}", ["app/use.py:2"]),
        ("for each in (int, UserManager):\n    T[each.__name__.lower()] = each", ["app/use.py:3"]),
        ("ALL = [int, UserManager]\nT = {each.__name__.lower(): each for each in ALL}", ["app/use.py:3"]),
        ("ALL = [int, UserManager]\nT = {each.__name__.lower(): each for each in OTHER}", []),
        ("for each in things:\n    each.check(UserManager, each.__name__.lower())", []),
    ],
)
def test_a_loop_that_makes_keys_of_what_it_goes_over_is_told_of_where_that_is_the_symbol(
    use: str, told: list[str]
) -> None:
    assert keys_in({"app/use.py": f"from app.m import UserManager\n{use}\n"}) == told


@pytest.mark.parametrize(
    ("name", "path", "made"),
    [
        ("UserManager", "pages/user_manager.html", 'f"{snake(type(page).__name__)}.html"'),
        ("UserManager", "pages/_usermanager.html.j2", 'type(page).__name__.lower() + ".html"'),
        ("UserManager", "pages/UserManager.json", '"%s.json" % type(page).__name__'),
        ("User", "pages/user.html", 'f"{type(page).__name__.lower()}.html"'),
        ("show_user", "pages/show_user.html", 'page.__name__ + ".html"'),
    ],
)
def test_a_file_whose_name_any_code_makes_of_that_of_a_class_is_listed(name: str, path: str, made: str) -> None:
    keyword = "def" if name.islower() else "class"
    files = {
        "app/m.py": f"{keyword} {name}{'()' if keyword == 'def' else ''}: ...\n",
        path: "",
        "app/pages.py": f"def rendered(page):\n    return open({made}).read()\n",
    }
    said = applied(rename(f"app.m:{name}", f"{name}s"), files).said
    assert f"{path}:0: info derived: the file may be called after {name}: app/pages.py:2 makes names of files" in said


def test_a_suffix_that_a_longer_word_begins_with_makes_no_name_of_a_file() -> None:
    files = {
        "app/m.py": "def admin(): ...\n",
        "locale/de/admin.mo": "",
        "app/pages.py": 'def rendered(info):\n    return f"{info.model.__name__.lower()}.name"\n',
    }
    assert "locale/de/admin.mo" not in applied(rename("app.m:admin", "root"), files).said


@pytest.mark.parametrize(
    "made", ['f"{type(page).__name__.lower()}.css"', '"x.html", type(page).__qualname__', "type(page).__name__.lower()"]
)
def test_a_file_that_is_only_called_as_the_class_is_not(made: str) -> None:
    pages = f"def rendered(page):\n    return open({made}).read()\n"
    assert keys_in({"pages/user_manager.html": "", "app/pages.py": pages}) == []


# What is put somewhere, or asked for, under its very name


@pytest.mark.parametrize(
    ("base", "told"),
    [
        ("def keep(f):\n    setattr(Context, f.__name__, f)\n    return f\n", [2]),
        ("def keep(f):\n    TABLE[f.__name__] = f\n    return f\n", [2]),
        ("def keep(f):\n    if TABLE[f.__name__] == f: ...\n    return f\n", [2]),
        ("def keep(f):\n    f.__doc__ = getattr(np, f.__name__).__doc__\n    return f\n", [2]),
        ("def keep(f):\n    print(f.__name__, getattr(f, 'x'))\n    return f\n", []),
        ("def keep(f):\n    # TABLE[f.__name__] = f\n    return f\n", []),
        ("def other(f): TABLE[f.__name__] = f\ndef keep(f): return f\n", []),
    ],
)
def test_a_decorator_that_puts_or_asks_for_something_under_the_name_of_a_function_is_told_of(
    base: str, told: list[int]
) -> None:
    home = "from app.base import keep\n@keep\ndef cot(x): return x\n"
    result = check(
        rename("app.m:cot", "cotangent"),
        {"app/base.py": base, "app/m.py": home, "app/use.py": "def f(context): return context.cot(1)\n"},
        {"app/m.py": home.replace("cot", "cotangent")},
    )
    assert [
        each.line for each in result.outcome.diagnostics if "put or asked for under it here" in each.message
    ] == told


def test_a_base_that_puts_a_class_under_its_name_is_told_of() -> None:
    base = "class Base:\n    def __init_subclass__(cls): TABLE[cls.__name__] = cls\n"
    files = {"app/base.py": base, "app/m.py": "from app.base import Base\nclass UserManager(Base): ...\n"}
    assert keys_in(files) == ["app/base.py:2"]
    assert keys_in({**files, "app/m.py": "import app.base\nclass UserManager: ...\n"}) == []


def test_a_base_that_asks_for_something_under_the_name_that_its_instance_was_given_is_not() -> None:
    base = "class Base{}:\n    def inherited(self, *body): return self.parent[self.__name__]\n"
    files = {"app/base.py": base.format(""), "app/m.py": "from app.base import Base\nclass UserManager(Base): ...\n"}
    assert keys_in(files) == []
    made = {"app/base.py": base.format("(type)"), "app/m.py": files["app/m.py"].replace("(Base)", "(metaclass=Base)")}
    assert keys_in(made) == ["app/base.py:2"]


@pytest.mark.parametrize(
    ("use", "told"),
    [
        ("register(UserManager)", "app/reg.py:3"),
        ("T = {each.__name__: each for each in (int, UserManager)}", "app/use.py:3"),
        ("for each in (int, UserManager):\n    T[each.__name__] = each", "app/use.py:4"),
        ("for each in (int, UserManager):\n    print(each.__name__)", ""),
        ("show(UserManager)", ""),
    ],
)
def test_what_puts_the_symbol_that_it_is_given_under_its_name_is_told_of(use: str, told: str) -> None:
    files = {
        "app/reg.py": "TABLE = {}\ndef register(cls):\n    TABLE[cls.__name__] = cls\ndef show(cls): print(cls.__name__)\n",
        "app/use.py": f"from app.m import UserManager\nfrom app.reg import *\n{use}\n",
    }
    assert keys_in(files) == [told] * bool(told)


def test_a_template_that_a_metaclass_further_up_finds_by_the_name_is_listed() -> None:
    files = {
        "app/base.py": """
            class Meta(type):
                def __new__(mcs, name, bases, body):
                    return super().__new__(mcs, name, bases, {**body, "template": f"{underscored(name)}.html"})
            class Page(metaclass=Meta):
                def title(self, name): return name.lower()
            """,
        "app/pages.py": "from app.base import Page\n",
        "app/m.py": "from app.pages import Page\nclass UserManager(Page): ...\n",
        "templates/user_manager.html": "",
    }
    assert keys_in(files) == ["app/base.py:3", "templates/user_manager.html:0"]
    assert keys_in({**files, "app/m.py": "class UserManager: ...\n"}) == []


def test_a_name_that_is_only_shown_and_the_keys_of_another_class_are_none() -> None:
    home = """
        class UserManager:
            def __repr__(self): return f"<{type(self).__name__}>"
        class Other:
            def key(self):
                "type(self).__name__.lower()"
                return type(self).__name__.lower()
        # UserManager.__name__.lower()
        """
    assert keys_in({"app/m.py": home, "app/use.py": "find('user_manager')\n"}) == []


@pytest.mark.parametrize("decorator", ["@cli.command()", "@cli.command", "@click.group(help='x')"])
def test_a_command_that_is_named_by_its_function_is_told_of(decorator: str) -> None:
    before = f"import click\ncli = click.Group()\n{decorator}\ndef serve_all(): ...\n"
    check(
        rename("app.m:serve_all", "run"),
        {"app/m.py": before, "tests/test_m.py": "from app.m import cli\ninvoke(cli, ['serve-all'])\n"},
        {"app/m.py": before.replace("serve_all", "run")},
        says=(
            "app/m.py:3…may take its name from serve_all",
            "tests/test_m.py:2…'serve-all' may be derived from serve_all, whose key it is in app/m.py:3",
        ),
    )


@pytest.mark.parametrize("made", ["command", "group"])
def test_a_command_of_several_words_is_listed_where_it_is_typed(made: str) -> None:
    files = {
        "app/m.py": f"import click\n@click.{made}()\ndef serve_all(): ...\n",
        "Makefile": "run:\n\ttool serve-all --fast\n",
        "README.md": "Run `tool serve-all`.\n\nNot pre-serve-all, serve-all.py, x/serve-all or --serve-all=1.\n",
        "ci.yml": "run: tool serve-all --fast\n",
        "tests/test_m.py": "run('serve-all --fast')\n",
    }
    said = applied(rename("app.m:serve_all", "run"), files).said
    told = [line.partition(": info")[0] for line in said.splitlines() if "'serve-all' may be derived" in line]
    assert sorted(told) == ["Makefile:2", "README.md:1", "ci.yml:1", "tests/test_m.py:1"]
    plain = {**files, "app/m.py": "def serve_all(): ...\n"}
    assert "serve-all" not in applied(rename("app.m:serve_all", "run"), plain).said


@pytest.mark.parametrize("decorator", ["@click.command()", "@task", "@task(clean)", "@hookimpl(tryfirst=True)"])
def test_so_is_one_that_is_named_by_a_function_of_one_word(decorator: str) -> None:
    before = f"{decorator}\ndef serve(): ...\n"
    check(
        rename("app.m:serve", "run"),
        {"app/m.py": before},
        {"app/m.py": before.replace("serve", "run")},
        says=("app/m.py:1…may take its name from serve",),
    )


@pytest.mark.parametrize(
    ("decorator", "kind"),
    [("@register.filter", "filter"), ("@register.filter(is_safe=True)", "filter"), ("@bp.app_template_filter()", "filter"),
     ("@register.tag()", "tag"), ("@register.simple_tag(takes_context=True)", "tag"),
     ("@register.inclusion_tag('app/row.html')", "tag"), ("@register.inclusion_tag('row.html', name='row')", ""),
     ("@register.filter('row')", ""), ("@register.simple_tag(name='row')", ""), ("@rows.filter", "")],
)  # fmt: skip
def test_a_filter_or_tag_of_templates_that_is_named_by_its_function_is_told_of(decorator: str, kind: str) -> None:
    before = f"{decorator}\ndef show_row(): ...\nprint('show-row')\n"
    result = check(
        rename("app.m:show_row", "draw"), {"app/m.py": before}, {"app/m.py": before.replace("show_row", "draw")}
    )
    said = result.said.splitlines()
    assert [line for line in said if "derived" in line] == (
        [f"app/m.py:1: info derived: this {kind} may take its name from show_row rename it with --derived, or by hand"]
        if kind
        else []
    )


@pytest.mark.parametrize(
    ("decorator", "kind"),
    [
        ("@nox.session", "session"), ("@dag(schedule=None)", "flow"), ("@dag(dag_id='rows')", ""), ("@dramatiq.actor", "task"),
        ("@activity.defn", "task"), ("@client.event", "event"), ("@gin.configurable", "configurable"), ("@actor(actor_name='a')", ""),
        ("@mcp.prompt()", "prompt"), ("@events.events", ""), ("@bp.route('/rows/<id>', methods=['GET'])", "endpoint"),
        ("@app.get('/', status_code=201)", "endpoint"), ("@app.route('/', endpoint='rows')", ""), ("@cache.get('rows')", ""),
        ("@router.get('', name='rows')", ""), ("@route", ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("definition", ["def show_row(): ...", "class show_row: ..."])
def test_what_else_goes_by_the_name_of_what_is_decorated_is_told_of(definition: str, decorator: str, kind: str) -> None:
    said = applied(rename("app.m:show_row", "draw"), {"app/m.py": f"{decorator}\n{definition}\n"}).said
    assert (f"app/m.py:1: info derived: this {kind} may take its name from show_row" in said) is bool(kind)
    assert bool(kind) or "may take its name" not in said


def test_the_sign_that_costs_little_is_there_for_every_decorator_of_the_table() -> None:
    assert [each for each in frameworks._KINDS if not re.search(MAY_NAME, b"@x." + each)] == []
    assert not re.search(MAY_NAME, b"@functools.cache\ndef command(): ...")


_HOOKS = {
    "app/spec.py": "import pluggy\nhookspec = pluggy.HookspecMarker('app')\n@hookspec\ndef app_start(config): ...\n",
    "app/impl.py": """
        from app.hooks import hookimpl
        @hookimpl(trylast=True)
        def app_start(config): ...
        class Plugin:
            @hookimpl
            def app_start(self): ...
            @hookimpl(specname="app_end")
            def app_begin(self): ...
        class Server:
            def app_start(self): ...
        """,
}


def test_what_is_called_by_a_hook_is_listed_with_what_specifies_it() -> None:
    result = applied(rename("app.spec:app_start", "app_begin"), _HOOKS)
    lines = [line for line in result.said.splitlines() if "it is called by the hook" in line]
    assert [line.split(": ")[0] for line in lines] == ["app/impl.py:3", "app/impl.py:6"]


def test_a_parameter_that_is_given_an_asset_is_listed() -> None:
    assets = """
        from dagster import asset, asset_check
        @asset
        def raw_orders(): ...
        @asset(group_name="all")
        def clean(context, raw_orders: list): return raw_orders
        @asset_check(asset=raw_orders)
        def is_whole(raw_orders): ...
        def plain(raw_orders): ...
        """
    said = applied(rename("app.assets:raw_orders", "orders"), {"app/assets.py": assets}).said
    lines = [line.split(": ")[0] for line in said.splitlines() if "a parameter of this name is given the asset" in line]
    assert lines == ["app/assets.py:5", "app/assets.py:7"]
    named = {"app/assets.py": assets.replace("@asset\n", '@asset(name="other")\n')}
    assert "given the asset" not in applied(rename("app.assets:raw_orders", "orders"), named).said


def test_what_a_hook_calls_may_be_renamed_for_itself() -> None:
    result = applied(rename("app.impl:app_start", "start"), _HOOKS)
    assert "app/impl.py:2: info derived: this hook may take its name" in result.said
    assert "it is called by the hook" not in result.said


def test_a_function_that_pytest_calls_by_its_name_is_told_of() -> None:
    files = {
        "conftest.py": "def pytest_configure(config): ...\n",
        "tests/conftest.py": "def pytest_configure(config): ...\n",
        "app/m.py": "def pytest_configure_later(): ...\npytest_args = ()\n",
    }
    said = applied(rename("conftest:pytest_configure", "configure"), files).said
    assert said.splitlines() == [
        line
        for line in said.splitlines()
        if line.startswith("conftest.py:1: info derived: this hook may take its name")
    ]
    assert "may take its name" not in applied(rename("app.m:pytest_args", "args"), files).said


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("class OrderLine(models.Model):\n    name = models.CharField()\n", "model"),
        ("class OrderLine(db.Model): ...\n", "model"), ("class OrderLine(SQLModel, table=True): ...\n", "model"),
        ("class OrderLine(Base, graphene.ObjectType): ...\n", "type"), ("class OrderLine(luigi.Task): ...\n", "task"),
        ("class OrderLine(sublime_plugin.TextCommand): ...\n", "command"),
        ("from kivy.app import App\nclass OrderLine(App): ...\n", "app"),
    ],
)  # fmt: skip
def test_what_a_framework_names_after_a_class_is_told_of(text: str, kind: str) -> None:
    files = {"app/m.py": text, "app/v.py": "find('orderline')\nfind('order')\n", "a.json": '{"x": "orderline"}\n'}
    said = applied(rename("app.m:OrderLine", "Line"), files).said
    line = text[: text.index("class")].count("\n") + 1
    assert f"app/m.py:{line}: info derived: this {kind} may take its name from OrderLine" in said
    assert "app/v.py:1: info derived: 'orderline' may be derived" in said
    assert "a.json:1: info derived: 'orderline' may be derived" in said
    assert "app/v.py:2" not in said


def test_so_are_its_table_in_either_spelling_and_the_columns_of_that() -> None:
    files = {
        "app/m.py": "class OrderLine(db.Model): ...\n",
        "app/v.py": "a = ForeignKey('order_line.id')\nb = ForeignKey('orderline.id')\nc = 'order_line.', 'order_lines.id'\n",
    }
    said = applied(rename("app.m:OrderLine", "Line"), files).said
    assert "app/v.py:1: info derived: 'order_line' may be derived" in said
    assert "app/v.py:2: info derived: 'orderline' may be derived" in said
    assert "app/v.py:3" not in said
    files["app/m.py"] = "from django.db import models\nclass OrderLine(models.Model): ...\n"
    said = applied(rename("app.m:OrderLine", "Line"), files).said
    assert "app/v.py:1" not in said  # Django calls no table so
    assert "app/v.py:2: info derived: 'orderline' may be derived" in said


@pytest.mark.parametrize(
    ("base", "kind"),
    [("class Base(models.Model):\n    class Meta:\n        abstract = True\n", "model"), ("class Base(dict): ...\n", ""),
     ("from app.base import Base\n", "model"), ("import app.base as models\nBase = models.Base\n", "model")],
)  # fmt: skip
def test_so_is_one_whose_base_inherits_from_the_framework(base: str, kind: str) -> None:
    own = "class Base(Above): ...\nclass Above(db.Model): ...\n"
    files = {"app/m.py": f"{base}class OrderLine(Base): model = 1\n", "app/base.py": own}
    said = applied(rename("app.m:OrderLine", "Line"), files).said
    assert ("this model may take its name from OrderLine" in said) is bool(kind)


_COLUMN = "class OrderLine(Own):\n    at = 1\n    name = models.CharField()\n"


@pytest.mark.parametrize("home", ["class OrderLine(models.Model): ...\n", _COLUMN])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a.orderline_set.all()", "orderline_set"), ('q.prefetch_related("orderline_set__x")', "orderline_set"),
        ('q.values("a__orderline_set")', "orderline_set"), ("q.filter(orderline__title=1)", "orderline__"), ('q.values("order__orderline__title")', "orderline__"),
        ('user.has_perm("app.change_orderline")', "change_orderline"), ('p("add_orderline")', "add_orderline"),
        ('reverse("admin:app_orderline_change")', "app_orderline_change"), ('reverse("orderline-detail")', "orderline-detail"),
        ("reverse('v1:orderline-list')", "orderline-list"), ("get_model('app', 'orderline')", "orderline"),
        ('ContentType.objects.get(app_label="app", model="orderline")', "orderline"),
    ],
)  # fmt: skip
def test_what_django_makes_of_the_name_of_a_model_is_listed(home: str, text: str, name: str) -> None:
    said = applied(rename("app.m:OrderLine", "Line"), {"app/m.py": home, "app/v.py": f"x = 1\n{text}\n"}).said
    why = "OrderLine, for Django makes such names of models (app/m.py:1)"
    assert f"app/v.py:2: info derived: {name!r} may be derived from {why}" in said


def test_templates_of_the_views_of_a_model_are_listed_and_what_they_ask_for() -> None:
    files = {
        "app/m.py": _COLUMN, "app/templates/app/orderline_list.html": "{{ perms.app.add_orderline }}\n",
        "app/templates/app/line_form.html": "{{ add_orderline(1) }} my_orderline_set orderline_sets x_orderline__y\n",
    }  # fmt: skip
    said = applied(rename("app.m:OrderLine", "Line"), files).said
    told = [line.partition(": info derived")[0] for line in said.splitlines() if "Django makes" in line]
    assert sorted(told) == ["app/templates/app/orderline_list.html:0", "app/templates/app/orderline_list.html:1"]


@pytest.mark.parametrize(
    ("path", "stays"),
    [("app/migrations/0001_initial.py", True), ("app/migrations/sub/x.py", True), ("app/moves/0001_initial.py", False)],
)
def test_migrations_call_a_model_as_it_was_then_whatever_is_asked_for(path: str, stays: bool) -> None:
    text = """
        from django.db import migrations
        from app.m import OrderLine
        def move(apps, editor): apps.get_model("app", "OrderLine")
        class Migration(migrations.Migration):
            operations = [migrations.CreateModel(name="OrderLine"), migrations.AlterField(model_name="orderline")]
        """
    codemod = rename("app.m:OrderLine", "Line", text=True, derived=('"{lower}"',))
    files = {"app/m.py": "class OrderLine(models.Model): ...\n", path: text}
    result = applied(codemod, files)
    moved = text.replace("import OrderLine", "import Line")
    told = [line for line in result.said.splitlines() if "call it as it was then" in line]
    assert len(told) == (3 if stays else 0)
    check(codemod, files, {"app/m.py": "class Line(models.Model): ...\n",
                           path: moved if stays else moved.replace("OrderLine", "Line").replace("orderline", "line")})  # fmt: skip


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("app/v.py", "x = get_model('shop.orderline')\n", True), ("fix.json", '[{"model": "shop.orderline"}]', True),
        ("fix.yaml", "- model: shop.orderline\n  pk: 1\n", True), ("app/v.py", "x = 'other.orderline', shop.orderline\n", False),
        ("app/v.py", "x = 'shop.orderlines', 'my.shop.orderline'\n", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("home", ["shop/models.py", "lib/shop/models/lines.py"])
def test_the_label_of_a_model_is_listed(home: str, path: str, text: str, told: bool) -> None:
    module = home.removesuffix(".py").replace("/", ".")
    said = applied(rename(f"{module}:OrderLine", "Line"), {home: _COLUMN, path: text}).said
    assert told == ("'shop.orderline' may be derived from OrderLine, for Django makes such names" in said)


def test_of_very_many_names_that_django_may_have_made_the_number_is_told() -> None:
    uses = {f"app/v{at}.py": "a.orderline_set.all()\n" * 2 for at in range(301)}
    said = applied(rename("app.m:OrderLine", "Line"), {"app/m.py": _COLUMN, **uses}).said
    assert "301 files hold what may be derived from OrderLine, for Django makes" in said
    assert "'orderline_set' may be derived" not in said
    some = dict([*uses.items()][:11])
    said = applied(rename("app.m:OrderLine", "Line"), {"app/m.py": _COLUMN, **some}).said
    assert said.count("'orderline_set' may be derived") == 1 and "; it stands in 21 more places" in said


def test_of_a_class_that_is_no_model_django_makes_nothing() -> None:
    files = {"app/m.py": "class OrderLine(Base): ...\n", "app/v.py": "a.orderline_set.all()\n"}
    assert "Django" not in applied(rename("app.m:OrderLine", "Line"), files).said


@pytest.mark.parametrize(
    "text",
    [
        "class OrderLine(db.Model):\n    __tablename__ = 'lines'\n", "class OrderLine(BaseModel): ...\n",
        "class OrderLine(models.Model):\n    class Meta:\n        abstract = True\n", "class OrderLine: ...\n",
        "class OrderLine(graphene.ObjectType):\n    class Meta:\n        name = 'Line'\n",
        "from textual.app import App\nclass OrderLine(App): ...\n",
    ],
)  # fmt: skip
def test_a_class_that_says_its_name_itself_is_not(text: str) -> None:
    assert "may take its name" not in applied(rename("app.m:OrderLine", "Line"), {"app/m.py": text}).said


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("test_get", "check_get", "pytest collects test_get as a test, and does not collect check_get"),
        ("TestGet", "GetTests", "pytest collects TestGet as a test, and does not collect GetTests"),
        ("helper", "test_helper", "pytest collects test_helper as a test, and does not collect helper"),
        ("test_get", "test_fetch", ""), ("helper", "tested", "pytest collects tested"), ("test_data", "data", ""),
    ],
)  # fmt: skip
def test_what_is_a_test_by_its_name_under_one_of_the_two_is_told_of(old: str, new: str, told: str) -> None:
    files = {"tests/test_m.py": "def test_get(): ...\nclass TestGet: ...\ndef helper(): ...\ntest_data = 1\n"}
    said = applied(rename(f"tests.test_m:{old}", new), files).said
    assert told in said and bool(told) == ("pytest collects" in said)
    assert "pytest" not in applied(rename("app.m:test_get", "get"), {"app/m.py": "def test_get(): ...\n"}).said


@pytest.mark.parametrize(
    ("path", "text", "old", "new", "told"),
    [
        ("app/management/commands/load.py", "class Command(BaseCommand): ...\n", "Command", "Load", "Django looks for Command by its name, and does not find Load"),
        ("app/migrations/m1.py", "class Migration(migrations.Migration): ...\n", "Migration", "First", "Django looks for"),
        ("app/templatetags/tags.py", "register = template.Library()\n", "register", "library", "Django looks for"),
        ("app/urls.py", "urlpatterns = []\n", "urlpatterns", "patterns", "Django looks for"),
        ("app/ext.py", "def setup(app): ...\n", "setup", "install", "Sphinx looks for setup by its name"),
        ("app/ext.py", "def install(app): ...\n", "install", "setup", "Sphinx looks for setup by its name, and does not find install"),
        ("tests/test_m.py", "def setUpModule(): ...\n", "setUpModule", "prepare", "unittest looks for"),
        ("tests/test_m.py", "pytestmark = []\n", "pytestmark", "marks", "pytest looks for"),
        ("tests/conftest.py", "import pytest\n@pytest.fixture\ndef django_db_setup(): ...\n", "django_db_setup", "database", "a plugin of pytest looks for"),
        ("app/versions/a1.py", "def upgrade(): ...\n", "upgrade", "up", "Alembic looks for"),
        ("app/wsgi.py", "application = make()\n", "application", "site", "a web server looks for"),
        ("dodo.py", "def task_build(): ...\n", "task_build", "build", "doit looks for"), ("app/app.py", "app = Flask(__name__)\n", "app", "site", "Flask looks for"),
        ("main.py", "app = fastapi.FastAPI()\n", "app", "api2", "FastAPI looks for"), ("main.py", "app: FastAPI = FastAPI()\n", "app", "api2", "FastAPI looks for"), ("plugins/filter/x.py", "class FilterModule: ...\n", "FilterModule", "Filters", "Ansible looks for"),
        ("app/models/m.py", "def model(dbt, session): ...\n", "model", "table", "dbt looks for"), ("app/__init__.py", "def classFactory(iface): ...\n", "classFactory", "make", "QGIS looks for"),
        ("app/m.py", "def register() -> None:\n    from bpy.utils import register_class\n", "register", "enroll", "Blender looks for"), ("app/m.py", "bl_info = {}\n", "bl_info", "info", "Blender looks for"),
        ("app/m.py", "def plugin_loaded(): ...\n", "plugin_loaded", "loaded", "Sublime Text looks for"), ("hello/__init__.py", "def main(req: func.HttpRequest): ...\n", "main", "run", "Azure Functions looks for"),
        ("app/report/m.py", "def execute(filters=None): ...\n", "execute", "rows", "Frappe looks for"), ("app/patches/v1/m.py", "def execute(): ...\n", "execute", "patch", "Frappe looks for"),
        ("custom_components/x/diagnostics.py", "def async_get_config_entry_diagnostics(hass, entry): ...\n", "async_get_config_entry_diagnostics", "told", "Home Assistant looks for"),
        ("app/cog.py", "async def setup(bot: Bot): ...\n", "setup", "install", "discord.py looks for"), ("docs/hooks.py", "def on_page_markdown(markdown): ...\n", "on_page_markdown", "mend", "MkDocs looks for"),
        ("main.py", "def define_env(env): ...\n", "define_env", "macros", "MkDocs looks for"), ("tasks.py", "ns = Collection(build)\n", "ns", "names", "Invoke looks for"),
        ("backend.py", "def build_wheel(folder): ...\n", "build_wheel", "make_wheel", "a build front end looks for"),
    ],
)  # fmt: skip
def test_what_a_framework_finds_by_a_fixed_name_is_told_of(path: str, text: str, old: str, new: str, told: str) -> None:
    module = path.removesuffix(".py").replace("/", ".")
    assert told in applied(rename(f"{module}:{old}", new), {path: text}).said


@pytest.mark.parametrize(
    ("path", "text", "old", "new"),
    [
        ("app/m.py", "class Command: ...\n", "Command", "Load"), ("app/m.py", "def setup(logger): ...\n", "setup", "install"),
        ("app/m.py", "def event_loop(): ...\n", "event_loop", "loop"), ("app/m.py", "def on_config(): ...\n", "on_config", "configured"), ("tasks.py", "ns = []\n", "ns", "names"), ("app/m.py", "register = {}\n", "register", "table"), ("app/m.py", "def upgrade(): ...\n", "upgrade", "up"),
        ("app/management/commands/load.py", "def Command(): ...\n", "Command", "Load"), ("app/m.py", "app = 1\n", "app", "site"),
        ("app/m.py", "def register():\n    atexit.register(stop)\n", "register", "enroll"), ("app/models/m.py", "def model(name): ...\n", "model", "table"),
        ("app/__init__.py", "def main(argv: list[str]): ...\n", "main", "run"), ("app/report.py", "def execute(filters): ...\n", "execute", "rows"),
        ("dodo.py", "def task_build(): ...\n", "task_build", "task_make"), ("app/app.py", "app = typer.Typer()\n", "app", "site"),
        ("app/components/m.py", "def setup(logger): ...\n", "setup", "install"), ("app/plugins/m.py", "class Connection: ...\n", "Connection", "Link"),
    ],
)  # fmt: skip
def test_what_only_shares_such_a_name_or_is_found_under_either_is_not(path: str, text: str, old: str, new: str) -> None:
    module = path.removesuffix(".py").replace("/", ".")
    assert "by its name" not in applied(rename(f"{module}:{old}", new), {path: text}).said


@pytest.mark.parametrize(
    "made",
    [
        "re.sub('Command$', '', name)", "name.removesuffix('Command')", "name[:-7]", "name.lower()", "to_snake(name)",
        "name.rpartition('Command')[0]",
    ],
)  # fmt: skip
def test_a_metaclass_that_takes_a_part_of_the_name_it_is_given_is_told_of(made: str) -> None:
    meta = f"import re\nclass Meta(type):\n    def __new__(mcs, name, bases, ns):\n        TABLE[{made}] = 1\n"
    files = {"app/meta.py": meta, "app/m.py": "from .meta import Meta\nclass ListCommand(metaclass=Meta): ...\n"}
    told = "app/meta.py:4: info derived: keys may be built from the name ListCommand here"
    assert told in applied(rename("app.m:ListCommand", "Listing"), files).said
    plain = meta.replace(made, "1") + f"def other(name): return {made}\n"
    assert "derived" not in applied(rename("app.m:ListCommand", "Listing"), files | {"app/meta.py": plain}).said


def test_what_a_decorator_hands_the_function_on_to_is_looked_through() -> None:
    deco = "def _keep(f):\n    TABLE[f.__name__] = f\n    return f\ndef register(f): return _keep(f)\n"
    files = {"app/deco.py": deco, "app/m.py": "from .deco import register\n@register\ndef old_job(): ...\n"}
    told = "app/deco.py:2: info derived: old_job may be looked up by its name"
    assert told in applied(rename("app.m:old_job", "new_job"), files).said
    other = {"app/deco.py": deco.replace("_keep(f)\n", "f\n").replace("def f", "def _keep(f)")}
    assert "derived" not in applied(rename("app.m:old_job", "new_job"), files | other).said
    called = {"app/m.py": "from .deco import _keep\ndef old_job(other): _keep(other)\n"}
    assert "derived" not in applied(rename("app.m:old_job", "new_job"), files | called).said


def test_a_path_that_is_the_name_of_a_task_is_told_of_where_it_was_edited() -> None:
    task = "@task(name='app.m.send')\ndef send(): ...\n"
    made = applied(rename("app.m:send", "post"), {"app/m.py": task + "x = 'app.m.send'\n"})
    assert made.files["app/m.py"] == b"@task(name='app.m.post')\ndef post(): ...\nx = 'app.m.post'\n"
    assert "app/m.py:1: info derived: its path is its name here, and becomes post: what waits" in made.said
    assert made.said.count("its path") == 1
    other = "@task(name='send')\n@other(app.m.send)\ndef send(): ...\n"
    assert "its path" not in applied(rename("app.m:send", "post", text=True), {"app/m.py": other}).said


def test_of_very_many_files_that_hold_a_key_the_number_is_told() -> None:
    many = {f"app/m{number}.py": "x = TABLE['order_line']\n" for number in range(301)}
    registry = {"app/m.py": "class OrderLine: ...\nTABLE = {'order_line': OrderLine}\n"}
    said = applied(rename("app.m:OrderLine", "Line"), registry | many).said
    assert "info derived: 302 files hold what may be derived from OrderLine: order_line" in said
    common = {"app/m.py": "class Order: ...\nTABLE = {'order': Order}\n", "app/z.py": "x = TABLE['order']\n"}
    said = applied(rename("app.m:Order", "Line"), common | dict.fromkeys(many, "x = 'order'\n")).said
    assert "app/z.py:1: info derived: 'order' may be derived from Order" in said


@pytest.mark.parametrize(
    ("module", "decorator", "is_told"),
    [
        ("spec", "import pytest\n@pytest.hookspec(firstresult=True)\n", True),
        ("newhooks", "", True),
        ("conftest", "", False),
    ],
)
def test_hooks_of_a_plug_in_for_pytest_need_no_decorator(module: str, decorator: str, is_told: bool) -> None:
    files = {
        f"plug/{module}.py": f"{decorator}def pytest_serve(config): ...\n",
        "plug/main.py": "class Plugin:\n    def pytest_serve(self, config): ...\n",
    }
    said = applied(rename(f"plug.{module}:pytest_serve", "pytest_run"), files).said
    told = "plug/main.py:2: warning left-alone: pytest_serve left alone: it is called by the hook"
    assert (told in said) is is_told


@pytest.mark.parametrize("decorator", ["@cli.command('serve')", "@cli.command(name='serve')", "@cli.commands"])
def test_a_command_with_a_name_of_its_own_is_not(decorator: str) -> None:
    before = f"{decorator}\ndef serve_all(): ...\n"
    said = check(
        rename("app.m:serve_all", "run"), {"app/m.py": before}, {"app/m.py": before.replace("serve_all", "run")}
    ).said
    assert "may take its name" not in said


def test_a_method_that_is_asked_for_by_the_name_in_snake_case_is_listed_where_code_builds_such_names() -> None:
    before = """
        from app.m import UserManager
        class Handler:
            def call(self, kind): return getattr(self, f"on_{snake(kind)}")
            def on_user_manager(self): ...
            def on_user_manager_added(self): ...
            def on_user_managers(self): ...
            def do_user_manager(self): ...
        """
    assert keys_in({"app/views.py": before}) == ["app/views.py:4", "app/views.py:5"]


def test_a_name_that_ends_with_it_is_listed_whatever_stands_beside_it() -> None:
    before = """
        from app.m import UserManager
        class Visitor:
            def visit_UserManager(self): ...
            def visit_usermanager(self): ...
        """
    assert keys_in({"app/views.py": before}) == ["app/views.py:3"]


def test_code_that_builds_names_of_another_end_builds_none_of_it() -> None:
    before = """
        FIELDS = [f"on_{kind}_callback" for kind in ("run", "retry")]
        class Handler:
            def call(self, kind): return getattr(self, f"do_{kind}_now")
            def on_user_manager_added(self): ...
            def on_user_manager_callback(self): ...
            def do_user_manager(self): ...
        """
    assert keys_in({"app/views.py": before}) == ["app/views.py:5"]
    other = before.replace("kind}_now", "kind}_{self.when}")
    assert keys_in({"app/views.py": other}) == ["app/views.py:5", "app/views.py:6"]


def test_the_place_that_takes_the_name_of_a_class_is_told_before_others() -> None:
    visitor = """
        from app.m import UserManager
        print(f"visit_{1}")
        class Visitor:
            def visit(self, node): return getattr(self, "visit_" + type(node).__name__)(node)
            def visit_UserManager(self, node): ...
        """
    check(
        SCENE.codemod,
        {**SCENE.before, "app/views.py": visitor},
        {**SCENE.after, "app/views.py": visitor.replace("import UserManager", "import Manager")},
        says=("app/views.py:5…visit_UserManager may be derived from UserManager, which app/views.py:4 builds",),
    )


def test_a_package_that_loads_modules_by_the_names_of_their_classes_is_told_of() -> None:
    package = """
        from importlib import import_module
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from ._user_manager import UserManager
        __all__ = ["UserManager"]
        def __getattr__(name): return getattr(import_module(f"._{snake(name)}", __name__), name)
        """
    files = {"app/__init__.py": package, "app/_user_manager.py": "class UserManager: ...\n"}
    says = "app/__init__.py:6: warning left-alone: app/_user_manager.py is left alone, and may be found by the name"
    check(
        rename("app._user_manager:UserManager", "Manager"),
        files,
        {path: text.replace("UserManager", "Manager") for path, text in files.items()},
        says=(says,),
    )


@pytest.mark.parametrize("path", ["_LAZY[name]", "_LAZY.get(name)", "path", "path, __name__"])
def test_a_package_that_loads_modules_by_a_table_that_spells_them_is_not_told_of(path: str) -> None:
    package = f"""
        from importlib import import_module
        _LAZY: dict[str, str] = {{
            "UserManager": "app.user_manager",  # the only one
        }}
        def __getattr__(name):
            path = _LAZY[name]
            return getattr(import_module({path}), name)
        """
    files = {"app/__init__.py": package, "app/user_manager.py": "class UserManager: ...\n"}
    said = check(
        rename("app.user_manager:UserManager", "Manager"),
        files,
        {path: text.replace("UserManager", "Manager") for path, text in files.items()},
    ).said
    assert "left alone" not in said


@pytest.mark.parametrize(
    "table",
    [
        '_LAZY = {name: f"app.{snake(name)}" for name in NAMES}',
        '_LAZY = {"UserManager": "app." + "user_manager"}',
        "_LAZY = {}\n_LAZY.update(found())",
        '_LAZY = {}\n_LAZY["UserManager"] = f"app.{1}"',
        "from .tables import _LAZY",
        f"_LAZY = {{\n    {'#' * 60}\n    'UserManager': found(),\n}}",
    ],
)
def test_a_table_that_is_built_spells_no_modules(table: str) -> None:
    package = (
        f"from importlib import import_module\n{table}\ndef __getattr__(name): return import_module(_LAZY[name])\n"
    )
    files = {"app/__init__.py": package + "from .user_manager import UserManager\n"}
    files["app/user_manager.py"] = "class UserManager: ...\n"
    said = applied(rename("app.user_manager:UserManager", "Manager"), files).said
    assert "app/user_manager.py is left alone, and may be found by the name UserManager" in said


def test_the_name_of_an_argument_parser_is_a_key_of_the_function_that_it_calls() -> None:
    before = """
        def add(sub, other):
            parser = sub.add_parser("old-name")
            parser.add_argument("--old-name")
            another = other.add_parser("old_names")
            parser.set_defaults(func=old_name)
        def old_name(): print("--old-name")
        """
    said = check(
        rename("app.m:old_name", "new"),
        {"app/m.py": before, "tests/test_m.py": "from app import m\nrun('old-name')\n"},
        {"app/m.py": before.replace("func=old_name", "func=new").replace("def old_name", "def new")},
        says=("app/m.py:2…'old-name' may be derived", "tests/test_m.py:2…'old-name' may be derived"),
    ).said
    assert said.count("may be derived") == 2


# Patterns for keys


def test_a_pattern_in_quotes_renames_strings_alone() -> None:
    check(
        rename("app.m:UserManager", "Manager", derived=('"{snake}"', '"{kebab}/"')),
        {
            **SCENE.before,
            "app/views.py": """
                from app.m import UserManager
                REGISTRY = {"user_manager": UserManager, "other": 'user_manager.x'}
                path("user-manager/", UserManager)
                user_manager = REGISTRY['user_manager']  # user_manager
                print(user_manager, f"user_manager {user_manager}", "user-manager")
                """,
        },
        {
            **SCENE.after,
            "app/views.py": """
                from app.m import Manager
                REGISTRY = {"manager": Manager, "other": 'user_manager.x'}
                path("manager/", Manager)
                user_manager = REGISTRY['manager']  # user_manager
                print(user_manager, f"user_manager {user_manager}", "user-manager")
                """,
        },
    )


@pytest.mark.parametrize(
    ("name", "pattern", "key"), [("UserManager", '"{}"', "New"), ("user_manager", '"{snake}"', "new")]
)
def test_a_pattern_that_is_the_name_renames_the_strings_that_are_it(name: str, pattern: str, key: str) -> None:
    said = check(
        rename(f"app.m:{name}", "New", derived=(pattern,)),
        {"app/m.py": f"__all__ = ['{name}']\n{name} = 1\nTABLE = {{'{name}': {name}}}\nprint('{name}.x')\n"},
        {"app/m.py": f"__all__ = ['New']\nNew = 1\nTABLE = {{'{key}': New}}\nprint('{name}.x')\n"},
    ).said
    assert "may name the symbol" not in said


@pytest.mark.parametrize(
    "line",
    [
        "__all__ = ['user_manager']",
        "print(getattr(thing, 'user_manager'))",
        "print(globals()['user_manager'])",
        "patch.object(thing, 'user_manager')",
        "usefixtures('user_manager')",
        "user_manager = namedtuple('user_manager', 'x y')",
        "def __getattr__(name):\n    if name == 'user_manager':\n        return thing",
    ],
)
def test_a_string_that_names_something_is_no_key(line: str) -> None:
    check(
        rename("app.m:UserManager", "Manager", derived=('"{snake}"',)),
        {**SCENE.before, "app/views.py": f"TABLE = {{'user_manager': 1}}\n{line}\n"},
        {**SCENE.after, "app/views.py": f"TABLE = {{'manager': 1}}\n{line}\n"},
        says=("app/views.py:…'user_manager' left alone: it names something here",),
    )


def test_an_item_that_a_test_sets_is_a_key() -> None:
    check(
        rename("app.m:UserManager", "Manager", derived=('"{snake}"',)),
        {**SCENE.before, "tests/test_m.py": "monkeypatch.setitem(TABLE, 'user_manager', 1)\n"},
        {**SCENE.after, "tests/test_m.py": "monkeypatch.setitem(TABLE, 'manager', 1)\n"},
    )


@pytest.mark.parametrize("kind", ["plain", "deprecated"])
def test_an_alias_that_stays_is_no_key(kind: Literal["plain", "deprecated"]) -> None:
    kept = rename("app.m:get_bus", "get_hub", derived=('"{snake}"',), keep_alias=kind)
    files = {
        "app/m.py": "__all__ = ['get_bus']\ndef get_bus(): ...\n",
        "app/other.py": "__all__ = ['get_bus']\nfrom app import m\nget_bus = 1\nTABLE = {'get_bus': m.get_bus}\n",
    }
    other = "__all__ = ['get_bus']\nfrom app import m\nget_bus = 1\nTABLE = {'get_hub': m.get_hub}\n"
    result = applied(kept, files)
    assert result.text("app/other.py") == other
    assert "get_bus" in result.text("app/m.py")


@pytest.mark.parametrize(("name", "pattern"), [("User", '"{lower}"'), ("User", '"{}"'), ("get", '"{}"')])
def test_a_pattern_that_is_one_plain_word_is_refused(name: str, pattern: str) -> None:
    files = {"app/m.py": f"{name} = 1\n"}
    refused(rename(f"app.m:{name}", "New", derived=(pattern,)), files, "stands for other things")
    check(rename(f"app.m:{name}", "New", derived=('"x/{lower}"',)), files, {"app/m.py": "New = 1\n"})


def test_two_keys_of_a_dictionary_do_not_become_one() -> None:
    check(
        rename("app.m:UserManager", "Manager", derived=('"{snake}"', '"{kebab}"')),
        {
            **SCENE.before,
            "app/a.py": "A = {'user_manager': 1, 'manager': 2}\nB = {'user_manager': 1}\n",
            "app/b.py": "A = {'user_manager': 1, 'user-manager': 2}\n",
        },
        {**SCENE.after, "app/a.py": "A = {'user_manager': 1, 'manager': 2}\nB = {'manager': 1}\n"},
        says=("app/a.py:1…'user_manager' left alone: the key 'manager'", "app/b.py:1…'user-manager' left alone"),
    )


@pytest.mark.parametrize("pattern", ['"{snake}"', '"{kebab}/"', '"app.{lower}.html"', "{upper}_X", "x_{lower}"])
def test_a_pattern_may_be(pattern: str) -> None:
    assert check_template(pattern) == pattern


@pytest.mark.parametrize("pattern", ["{kebab}", "x-{}", '"x"', '"{snake}', '"{other}"', '"{snake} x"', "{lower}"])
def test_a_pattern_may_not_be(pattern: str) -> None:
    with pytest.raises((CanonizeError, ValueError)):
        check_template(pattern)
