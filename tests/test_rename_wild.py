"""What real repositories do with names: idioms of frameworks, tests, packaging and lazy modules."""

from __future__ import annotations

import pytest

from canonize.codemods.errors import CanonizeError
from canonize.codemods.renames.rename import Rename
from examples import SCENE, USER_MANAGER, applied, check, leaves_alone, refused, rename, runs_alike


def follows(before: dict[str, str], *listed: str, runs: str | None = None) -> None:
    """The word changes wherever it stands in these files, or each place of `listed` is named in a diagnostic."""
    after = {path: text.replace("UserManager", "Manager") for path, text in before.items()}
    SCENE.changes(before, after, or_listed=listed, runs=runs)


# The class's own name


def test_super_with_arguments_and_isinstance_of_itself_change() -> None:
    before = """
        class UserManager:
            users = 1
            def __init__(self):
                super(UserManager, self).__init__()
            def __eq__(self, other): return isinstance(other, UserManager) and self.users == UserManager.users
            def copy(self) -> "UserManager": return UserManager()
        print(UserManager() == UserManager().copy())
        """
    check(
        USER_MANAGER, {"app/m.py": before}, {"app/m.py": before.replace("UserManager", "Manager")}, runs="import app.m"
    )


@pytest.mark.parametrize(
    "use",
    [
        "u._UserManager__secret",
        'getattr(u, "_UserManager__secret")',
        "UserManager._UserManager__secret",
        'vars(UserManager)["_UserManager__secret"]',
    ],
)
def test_a_private_attribute_looked_up_by_its_mangled_name_changes_or_is_listed(use: str) -> None:
    # The class's name is part of `__secret` for those outside of it.
    before = {
        "app/m.py": "class UserManager:\n    __secret = 3\n    def f(self): return self.__secret\n",
        "main.py": f"from app.m import UserManager\nu = UserManager()\nprint({use}, u.f())\n",
    }
    check(
        USER_MANAGER,
        before,
        {path: text.replace("UserManager", "Manager") for path, text in before.items()},
        or_listed=("main.py:3",),
        runs="import main",
    )


def test_a_comparison_with_the_name_of_a_class_that_may_be_another_is_listed() -> None:
    SCENE.leaves("def is_one(cls):\n    return cls.__name__ == 'UserManager'\n", says=("app/views.py:2",), runs="")


# Modules and packages


def test_a_name_that_is_the_module_and_the_package_too() -> None:
    check(
        rename("app.app:app", "application"),
        {
            "app/__init__.py": "from app.app import app\n",
            "app/app.py": "class App:\n    def get(self): return 1\napp = App()\nprint(app.get())\n",
            "app/views.py": "from . import app\nfrom .app import app as again\nprint(app.get(), again.get())\n",
            "main.py": "import app\nimport app.views\nfrom app import app as a\nfrom app.app import app\nprint(app.get(), a.get())\n",
            "compose.yaml": "command: uvicorn app.app:app --reload\nx: app\ny: app.app\nz: app:app\n",
        },
        {
            "app/__init__.py": "from app.app import application\n",
            "app/app.py": "class App:\n    def get(self): return 1\napplication = App()\nprint(application.get())\n",
            "app/views.py": "from . import application\nfrom .app import application as again\nprint(application.get(), again.get())\n",
            "main.py": "import app\nimport app.views\nfrom app import application as a\nfrom app.app import application\nprint(application.get(), a.get())\n",
            # `app.app` is the module as well as the re-export: the path alone does not say which is meant.
            "compose.yaml": "command: uvicorn app.app:application --reload\nx: app\ny: app.app\nz: app:application\n",
        },
        says=["compose.yaml:3"],
        runs="import main",
    )  # fmt: skip


@pytest.mark.parametrize("text", [False, True])
def test_a_module_of_the_symbols_name_is_not_the_symbol_where_sphinx_takes_a_module(text: bool) -> None:
    page = ".. module:: build\n\n.. currentmodule:: app.make\n\n:mod:`build` :mod:`~app.make` :mod:`app`\n"
    files = {"build.py": "def build(): ...\n", "app/make.py": "from build import build\n", "docs/api.rst": page}
    after = {"build.py": "def make(): ...\n", "app/make.py": "from build import make\n"}
    result = check(rename("build:build", "make", text=text), files, after)
    assert not result.said


def test_a_package_of_the_symbols_name_is_not_the_symbol_in_a_docstring_that_names_a_module() -> None:
    module = '''
        def build():
            """See :mod:`build` and :func:`build`."""  # :mod:`build`
        '''
    check(
        rename("build.core:build", "make"),
        {"build/__init__.py": "from .core import build\n", "build/core.py": module},
        {
            "build/__init__.py": "from .core import make\n",
            "build/core.py": module.replace("def build", "def make").replace(":func:`build`", ":func:`make`"),
        },
    )


def test_what_is_no_module_may_be_the_symbol_where_sphinx_takes_a_module() -> None:
    page = ":mod:`app.build.Old` and :mod:`app.gone.build`\n"
    files = {"app/build.py": "class Old: ...\n", "docs/api.rst": page}
    after = {"app/build.py": "class New: ...\n", "docs/api.rst": page.replace("Old", "New")}
    check(rename("app.build:Old", "New"), files, after)


@pytest.mark.parametrize("word", ["app.build", "app.build.main", "app.build:main", "app.web.build", "argparse.build"])
def test_a_path_in_text_to_another_thing_that_is_known_is_not_worth_a_word(word: str) -> None:
    files = {
        "app/build.py": f'def build(): ...\ndef main():\n    """See `{word}`."""  # {word}\n',
        "app/web.py": "def build(): ...\n",
        "docs/use.md": f"See {word}.\n",
        "setup.cfg": f"[options.entry_points]\nscripts =\n    make = {word}\n",
    }
    after = {"app/build.py": files["app/build.py"].replace("def build", "def make")}
    assert not check(rename("app.build:build", "make"), files, after).said


@pytest.mark.parametrize("word", ["build", "app.gone.build", "it.build", "build.build", "build.main", "web.build"])
def test_a_path_in_text_of_which_nothing_is_known_is_listed(word: str) -> None:
    files = {"app/build.py": "def build(): ...\n", "app/web.py": "def build(): ...\n", "use.md": f"See {word}.\n"}
    check(rename("app.build:build", "make"), files, {"app/build.py": "def make(): ...\n"}, says=["use.md:1"])


def test_a_path_that_is_a_modules_too_changes_only_where_it_cannot_mean_the_module() -> None:
    check(
        rename("app.build:build", "make"),
        {
            "app/__init__.py": "from .build import build\n",
            "app/build.py": "def build(): return 1\n",
            "docs/api.rst": """
                .. automodule:: app.build

                .. autofunction:: app.build

                :mod:`app.build` has :func:`app.build`, that is app.build.
                """,
            "setup.cfg": "[options.entry_points]\nx =\n    a = app.build\n    b = app:build\n",
            "main.py": """
                import importlib, logging, sys
                from unittest import mock
                import app
                with mock.patch("app.build", return_value=2):
                    print(app.build())
                print(importlib.import_module("app.build").__name__, sys.modules["app.build"].__name__)
                print(logging.getLogger("app.build").name)
                with mock.patch.dict("sys.modules", {"app.build": None}):
                    pass
                PATH = "app.build"
                """,
        },
        {
            "app/__init__.py": "from .build import make\n",
            "app/build.py": "def make(): return 1\n",
            "docs/api.rst": """
                .. automodule:: app.build

                .. autofunction:: app.make

                :mod:`app.build` has :func:`app.make`, that is app.build.
                """,
            "setup.cfg": "[options.entry_points]\nx =\n    a = app.build\n    b = app:make\n",
            "main.py": """
                import importlib, logging, sys
                from unittest import mock
                import app
                with mock.patch("app.make", return_value=2):
                    print(app.make())
                print(importlib.import_module("app.build").__name__, sys.modules["app.build"].__name__)
                print(logging.getLogger("app.build").name)
                with mock.patch.dict("sys.modules", {"app.build": None}):
                    pass
                PATH = "app.build"
                """,
        },
        says=["docs/api.rst:5", "setup.cfg:3", "main.py:8…a module, too", "main.py:10…a module, too"],
        runs="import main",
    )


def test_a_star_import_that_brings_a_module_is_followed_or_listed() -> None:
    follows(
        {
            "app/__init__.py": "from . import m\n__all__ = ['m']\n",
            "app/views.py": "from app import *\nprint(m.UserManager.users)\n",
        },
        "app/views.py:2",
    )


def test_a_name_of_the_package_that_hides_its_submodule_is_not_the_module() -> None:
    SCENE.leaves(
        {
            "app/__init__.py": "class m:\n    class UserManager: users = 2\n",
            "main.py": "from app import m\nimport app\nprint(m.UserManager.users, app.m.UserManager.users)\n",
        },
        runs="import main",
    )


def test_a_module_that_may_be_missing_is_followed() -> None:
    follows(
        {"app/views.py": "try:\n    from app import m\nexcept ImportError:\n    m = None\nprint(m.UserManager.users)\n"}
    )


def test_a_module_that_may_be_another_is_listed_or_kept_working() -> None:
    SCENE.changes(
        "try:\n    from fast import m\nexcept ImportError:\n    from app import m\nprint(m.UserManager.users)\n",
        "try:\n    from fast import m\nexcept ImportError:\n    from app import m\nprint(m.Manager.users)\n",
        or_listed=("app/views.py:5",),
    )


@pytest.mark.parametrize("place", ["sys.modules[__name__] = Lazy(__name__)", "sys.modules[__name__].__class__ = Lazy"])
def test_names_of_a_module_with_another_object_in_its_place_are_listed(place: str) -> None:
    follows(
        {
            "app/lazy.py": f"""
                import sys, types
                class Lazy(types.ModuleType):
                    def __getattr__(self, name):
                        import app.m
                        return getattr(app.m, name)
                {place}
                """,
            "app/views.py": "from app.lazy import UserManager\nfrom app import lazy\nprint(lazy.UserManager.users)\n",
        },
        "app/views.py:1",
        "app/views.py:3",
        runs="import app.views",
    )


def test_an_alias_of_the_same_name_under_another_import_stays_and_is_listed() -> None:
    check(
        USER_MANAGER,
        {
            **SCENE.before,
            "app/old.py": "from app.m import UserManager as _UserManager\nUserManager = _UserManager\n",
            "app/views.py": "from app.old import UserManager\nprint(UserManager.users)\n",
        },
        {**SCENE.after, "app/old.py": "from app.m import Manager as _UserManager\nUserManager = _UserManager\n"},
        says=["app/old.py:2: info left-alone…own name for the symbol"],
        runs="import app.views",
    )


def test_a_module_handed_around_is_listed() -> None:
    SCENE.leaves(
        {
            "app/views.py": """
                from app import m
                def f(module=m): return module.UserManager
                class C:
                    def __init__(self): self.m = m
                    def g(self): return self.m.UserManager
                """
        },
        says=("app/views.py:2", "app/views.py:5"),
        runs="",
    )


def test_modules_that_import_everything_from_one_another_end_the_search() -> None:
    SCENE.changes(
        {
            "app/a.py": "from app.b import *\nfrom app.m import *\n",
            "app/b.py": "from app.a import *\n",
            "app/views.py": "from app.a import UserManager\nprint(UserManager.users)\n",
        },
        {"app/views.py": "from app.a import Manager\nprint(Manager.users)\n"},
    )


def test_a_module_that_imports_itself_ends_the_search() -> None:
    check(
        USER_MANAGER,
        {
            "app/m.py": "from app.m import *\nfrom app import m\nclass UserManager: users = 1\ndef f(): return m.UserManager\n"
        },
        {"app/m.py": "from app.m import *\nfrom app import m\nclass Manager: users = 1\ndef f(): return m.Manager\n"},
        runs="import app.m; print(app.m.f().users)",
    )


@pytest.mark.parametrize(
    "loading",
    [
        'import_module(".m", "app")',
        'import_module(".m", package="app")',
        "import_module('app.m', package=None)",
        'import_module(f"{__package__}.m")',
        'import_module(".m", __package__)',
    ],
)
def test_a_module_loaded_by_a_relative_name_is_followed_or_listed(loading: str) -> None:
    follows(
        {"app/views.py": f"from importlib import import_module\nm = {loading}\nprint(m.UserManager.users)\n"},
        "app/views.py:3",
    )


def test_imports_continued_by_a_backslash_change() -> None:
    follows(
        {
            "app/views.py": "from app.m \\\n    import UserManager, \\\n    UserManager as U\nimport app.m, os\nprint(app.m \\\n  .UserManager.users, U)\n".replace(
                ", U)", ", U.users)"
            )
        }
    )


def test_a_file_with_tabs_and_odd_spacing_changes_only_its_names() -> None:
    follows(
        {
            "app/views.py": "from   app . m   import\tUserManager\nif 1:\n\tprint( UserManager\t.users )\nimport app . m\nprint(app . m . UserManager . users)\n"
        }
    )


# Stubs


@pytest.mark.parametrize("folder", ["app-stubs", "stubs/app", "typings/app", "stubs/app-stubs"])
def test_stubs_in_a_folder_of_their_own_change_with_the_module_or_are_listed(folder: str) -> None:
    follows(
        {f"{folder}/__init__.pyi": "", f"{folder}/m.pyi": "class UserManager:\n    users: int\n"}, f"{folder}/m.pyi:1"
    )


def test_a_stub_that_names_more_than_its_module_changes_alone_where_it_is_alone() -> None:
    follows({"app/n.py": "x = 1\n", "app/n.pyi": "from .m import UserManager as UserManager\nx: UserManager\n"})


# Exports


@pytest.mark.parametrize(
    "export",
    [
        '__all__ = "UserManager other".split()',
        '__all__ = sorted(["UserManager", "other"])',
        '__all__ = [*(), "UserManager"]',
        '__all__ = list(("UserManager", "other"))',
        '__all__ = ["other"]; __all__.insert(0, "UserManager")',
        '__all__ = ["other"]\n__all__[:0] = ["UserManager"]',
        '__all__ = ["other", "UserManager"]\n__all__.remove("UserManager")\n__all__.append("UserManager")',
        "globals()['__all__'] = ['UserManager']",
        'for _name in ("UserManager",): globals()[_name]',
    ],
)
def test_exports_of_unusual_forms_change_or_are_listed(export: str) -> None:
    before = f"class UserManager: users = 1\nother = 2\n{export}\n"
    use = "from app.m import *\nprint(UserManager.users)\n"
    line = before[: before.index("UserManager", 30)].count("\n") + 1
    check(
        USER_MANAGER,
        {"app/m.py": before, "main.py": use},
        {"app/m.py": before.replace("UserManager", "Manager"), "main.py": use.replace("UserManager", "Manager")},
        or_listed=(f"app/m.py:{line}",),
        runs="import main",
    )


# Tests


@pytest.mark.parametrize(
    "target",
    [
        'f"{__name__}.UserManager"',
        '__name__ + ".UserManager"',
        '"%s.UserManager" % __name__',
        'm.__name__ + ".UserManager"',
    ],
)
def test_a_patch_target_made_from_a_modules_name_changes_or_is_listed(target: str) -> None:
    follows(
        {
            "tests/test_it.py": "from unittest.mock import patch\nfrom app import m\nfrom app.m import UserManager\n"
            f"with patch({target}): print(UserManager is not None)\n"
        },
        "tests/test_it.py:4",
        runs="import tests.test_it",
    )


def test_a_class_of_tests_that_is_patched_as_a_whole_changes() -> None:
    before = """
        from unittest import TestCase
        from unittest.mock import MagicMock, create_autospec, patch
        from app.m import {}

        @patch("app.m.{}", new_callable=MagicMock)
        class UserManagerTests(TestCase):
            def test_UserManager(self, MockUserManager):
                fake = create_autospec({})
                self.assertIsInstance(fake, {})
        UserManagerTests("test_UserManager").debug()
        """
    SCENE.changes(
        {"tests/test_it.py": before.replace("{}", "UserManager")},
        {"tests/test_it.py": before.replace("{}", "Manager")},
        runs="import tests.test_it; print('passed')",
    )


def test_parametrized_tests_and_their_ids_stay_but_for_the_class() -> None:
    SCENE.changes(
        {
            "tests/test_it.py": """
                import pytest
                from app.m import UserManager

                @pytest.mark.parametrize("UserManager", [UserManager], ids=["UserManager"])
                def test_it(UserManager): ...

                @pytest.fixture(name="UserManager")
                def _manager(): return UserManager()
                """
        },
        {
            "tests/test_it.py": """
                import pytest
                from app.m import Manager

                @pytest.mark.parametrize("UserManager", [Manager], ids=["UserManager"])
                def test_it(UserManager): ...

                @pytest.fixture(name="UserManager")
                def _manager(): return Manager()
                """
        },
    )


# Packaging and configuration


@pytest.mark.parametrize(
    "setup",
    [
        "from setuptools import setup\nsetup(entry_points={'console_scripts': ['run = app.m:main', 'x=app.m:main']})\n",
        'from setuptools import setup\nsetup(entry_points="""\n    [console_scripts]\n    run = app.m:main\n""")\n',
        "from setuptools import setup\nsetup(entry_points={'x': ['run = app.m:main [extra]']}, scripts=['bin/main'])\n",
    ],
)
def test_entry_points_in_setup_py_change_or_are_listed(setup: str) -> None:
    line = setup[: setup.index("app.m:main")].count("\n") + 1
    check(
        rename("app.m:main", "cli"),
        {"app/m.py": "def main(): ...\n", "setup.py": setup},
        {"app/m.py": "def cli(): ...\n", "setup.py": setup.replace("app.m:main", "app.m:cli")},
        or_listed=(f"setup.py:{line}",),
    )


def test_commands_in_configuration_change_where_they_name_the_symbol() -> None:
    check(
        rename("app.wsgi:application", "server"),
        {
            "app/__init__.py": "",
            "app/wsgi.py": "application = 1\n",
            "compose.yaml": 'services:\n  web:\n    command: ["gunicorn", "app.wsgi:application", "-w", "4"]\n    run: gunicorn app.wsgi:application\n',
            "pyproject.toml": '[tool.x]\nserve = "uvicorn app.wsgi:application --reload"\n',
            "README.md": "Run it:\n\n```sh\ngunicorn app.wsgi:application -b :8000\n```\n",
            "settings.py": "WSGI_APPLICATION = 'app.wsgi.application'\n",
        },
        {
            "app/wsgi.py": "server = 1\n",
            "compose.yaml": 'services:\n  web:\n    command: ["gunicorn", "app.wsgi:server", "-w", "4"]\n    run: gunicorn app.wsgi:server\n',
            "pyproject.toml": '[tool.x]\nserve = "uvicorn app.wsgi:server --reload"\n',
            "README.md": "Run it:\n\n```sh\ngunicorn app.wsgi:server -b :8000\n```\n",
            "settings.py": "WSGI_APPLICATION = 'app.wsgi.server'\n",
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    "path", ["Dockerfile", "Procfile", "run.sh", "Makefile", "app/fast.pyx", "app/page.html", ".env"]
)
def test_a_dotted_path_in_other_kinds_of_file_changes_or_is_listed(path: str) -> None:
    text = "web: gunicorn app.m:UserManager --x\n"
    SCENE.changes({path: text}, {path: text.replace("UserManager", "Manager")}, or_listed=(f"{path}:1",))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/configure.zcml", "<utility factory='.m.UserManager'/>"),
        ("app/web/configure.zcml", '<adapter for="zope.Interface ..m.UserManager"/>'),
        ("form.ui", "<header>app.m</header><class>UserManager</class>"),
        ("main.kv", "<UserManager>:\n    x: 1"), ("main.kv", "Base:\n    UserManager:"),
        ("a.ui", '<interface>\n<template class="UserManager" parent="x">'),
        ("a.blp", "using Gtk 4.0;\ntemplate $UserManager : Gtk.Window"),
        ("main.kv", "<Other,UserManager@Base>:"), ("schema.graphql", "# x\nfragment f on UserManager { a }"),
        ("run.gin", "a = 1\nUserManager.size = 3"), ("run.gin", "main.manager = @UserManager()"),
        ("tests/__snapshots__/test_m.ambr", "# name: test_it\n  UserManager(\n    users=1,\n  )"),
        ("tests/m.pysnap", "title: UserManager"),
        ("app/a.qss", "Other,\n#main UserManager {}"), ("app/a.tcss", "Screen {\n}\n#side > UserManager {}"),
    ],
)  # fmt: skip
def test_frameworks_files_that_name_the_symbol_are_listed(path: str, text: str) -> None:
    line = text[: text.rindex("UserManager")].count("\n") + 1
    SCENE.leaves({path: f"{text}\n"}, says=[f"{path}:{line}:"])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/configure.zcml", "<utility factory='.n.UserManager' also='..m.UserManager'/>"),
        ("form.ui", "<header>app.n</header><class>UserManager</class>"),
        ("a.ui", '<object class="UserManagers" id="UserManager">'),
        ("main.kv", "<UserManagers>:\n    id: UserManager"), ("app/page.css", ".UserManager { }\na .UserManager {}"),
        ("schema.graphql", "# UserManager\ntype UserManagers { a: Int }"), ("run.gin", "UserManagers.a = 1  # UserManager"),
        ("tests/test_m.ambr", "# name: test_it\n  UserManagers(\n  )"), ("app/a.qss", "UserManagers {}"),
    ],
)  # fmt: skip
def test_frameworks_files_that_name_another_are_not(path: str, text: str) -> None:
    assert path not in SCENE.leaves({path: f"{text}\n"}).said


@pytest.mark.parametrize(
    "command",
    [
        "from app.m import UserManager; UserManager()",
        "from app.m import (other, UserManager)",
        "import app.m; app.m.UserManager()",
    ],
)
def test_python_in_a_command_is_listed_with_its_line(command: str) -> None:
    SCENE.leaves({"Makefile": f'check:\n\tpython -c "{command}"\n'}, says=("Makefile:2: warning left-alone",))


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("from app.m import UserManager\n", (1,)),
        ("from .m import other, UserManager as Users\n", (1,)),
        ("from . m cimport UserManager\n", (1,)),
        ("from .m import *\nother.UserManager()\nf(UserManager)\n", (3,)),
        ("from . import m\nm.UserManager()\n", (2,)),
        ("from .m import (  # all\n    other,  # noqa\n    UserManager,\n)\n", (3,)),
        ("from app import m\n\ncdef f(): return m.UserManager()\n", (3,)),
        ("from . import other, m as users\nusers.UserManager()\nm.UserManager()\n", (2,)),
        ("import app.m as users\nusers.UserManager()\n", (2,)),
        ("getattr(import_module('app.m'), 'UserManager')\n", (1,)),
    ],
)
def test_cython_that_imports_it_is_listed_with_its_lines(code: str, lines: tuple[int, ...]) -> None:
    said = SCENE.leaves({"app/fast.pyx": code}).said
    assert tuple(int(line.split(":")[1]) for line in said.splitlines() if "fast.pyx" in line) == lines


@pytest.mark.parametrize(
    "code",
    [
        "from .other import UserManager\nfrom . import other\nother.UserManager()\n",
        "from .m import other as UserManager\nfrom ..m import UserManager\n",
        "from app import other as m\nm.UserManager()\n",
        "from .other import *\nUserManager()\n",
        "getattr(import_module('app.me'), 'UserManager')\n",
    ],
)
def test_cython_that_means_another_is_not(code: str) -> None:
    assert "fast.pyx" not in SCENE.leaves({"app/fast.pyx": code, "app/other.py": "class UserManager: ...\n"}).said


def test_a_name_that_is_asked_for_in_c_is_listed() -> None:
    code = 'm = PyImport_ImportModule("app.m");\nc = PyObject_GetAttrString(m, "UserManager");\nUserManager(c);\n'
    assert SCENE.leaves({"app/fast.c": code}).said.count("app/fast.c:2: warning left-alone") == 1


def test_an_import_of_a_homonym_in_a_command_is_none_of_ours() -> None:
    files = {"run.sh": 'python -c "from app.other import UserManager"\n', "app/other.py": "class UserManager: ...\n"}
    assert "run.sh" not in SCENE.leaves(files).said


@pytest.mark.parametrize(
    "path",
    [
        "CHANGES.md", "docs/changes/1.0.rst", "docs/versionhistory.rst", "releases/v2.md", "changelogs/2.md",
        "changelog.d/12.fixed.md", ".changeset/kind-cats.md", "NEWS2x.rst", "whats_new_in_3_0.rst", "CHANGELOG_V9.md", "history.rst",
        "release-1.2.md", "changes-in-3.rst", "HISTORY.old.md", "releasenotes.rst", "whatsnew-5.7.rst", "site/api_versioned_docs/version-2.1/m.mdx",
        "Release Notes.md", "What's New.md", "changes_in_v3.rst", "news-for-version-2.md",
    ],
)  # fmt: skip
def test_a_page_about_what_was_is_listed(path: str) -> None:
    SCENE.leaves({path: "Fixed `app.m.UserManager`\n"}, says=(f"{path}:1: info proposal: … a document of what was",))


def test_an_example_on_a_page_about_what_was_is_listed() -> None:
    text = "1.0\n---\n\n>>> import app.m\n>>> app.m.UserManager\n\n.. code-block:: python\n\n    from app.m import UserManager\n"
    SCENE.leaves({"CHANGELOG.rst": text}, says=("CHANGELOG.rst:5: info proposal", "CHANGELOG.rst:9: info proposal"))
    check(
        rename("app.m:UserManager", "Manager", text=True),
        {**SCENE.before, "CHANGELOG.rst": text},
        {**SCENE.after, "CHANGELOG.rst": text.replace("UserManager", "Manager")},
    )


def test_a_file_of_another_kind_that_is_full_of_paths_is_listed_once() -> None:
    page = "<code>app.m.UserManager</code>\n"
    said = SCENE.leaves({"few.html": page * 3, "many.html": f"<html>\n{page * 504}"}).said
    assert said.count("few.html") == 3
    assert said.count("many.html") == 1
    assert "many.html:2" in said
    assert "does not edit this kind of file; 503 more places in the file" in said


def test_a_template_of_a_python_file_that_does_not_parse_is_listed_and_no_error() -> None:
    text = "from app.m import UserManager\n{% if cookiecutter.admin %}\nclass {{ y }}(UserManager): pass\n{% endif %}\n"
    said = SCENE.leaves({"{{cookiecutter.x}}/conf.py": text, "conf.py": text}).said
    assert "{{cookiecutter.x}}/conf.py:1: warning unparsable" in said
    assert said.startswith("conf.py:1: error unparsable")


def test_a_template_of_a_python_file_that_parses_is_edited() -> None:
    text = "from app.m import UserManager\nname = '{{ cookiecutter.name }}'\n"
    path = "{{cookiecutter.x}}/conf.py"
    SCENE.changes({path: text}, {path: text.replace("UserManager", "Manager")})


def test_a_text_that_is_not_utf8_is_listed_with_the_line_that_holds_the_word() -> None:
    SCENE.leaves({"CHANGES.txt": b"R\xe9sum\xe9\n\nUserManager came\n"}, says=("CHANGES.txt:3: warning unparsable",))


@pytest.mark.parametrize("path", ["releasenotes/notes/managers-6e7e.yaml", "changelogs/fragments/12.yml"])
def test_a_note_on_a_release_that_a_tool_keeps_as_yaml_is_listed(path: str) -> None:
    text = "---\nfixes:\n  - |\n    :class:`app.m.UserManager` does not raise any more.\n"
    SCENE.leaves({path: text}, says=(f"{path}:4: info proposal: … a document of what was",))


@pytest.mark.parametrize("path", ["release/deploy.yaml", "changes/settings.yaml", "history/news.yaml"])
def test_settings_in_a_folder_that_could_hold_such_pages_change(path: str) -> None:
    SCENE.changes({path: 'users: "app.m.UserManager"\n'}, {path: 'users: "app.m.Manager"\n'})


@pytest.mark.parametrize(
    "path",
    [
        "docs/exchange/api.md", "docs/oldnews.md", "docs/changed/api.md", "docs/newsapi.rst", "history_field.md",
        "change_requests.rst", "release-process.md", "change-logging.md", "newsletters.md",
    ],
)  # fmt: skip
def test_a_page_that_is_only_called_alike_changes(path: str) -> None:
    SCENE.changes({path: "See `app.m.UserManager`\n"}, {path: "See `app.m.Manager`\n"})


def test_the_members_of_an_automodule_directive_change_or_are_listed() -> None:
    text = ".. automodule:: app.m\n   :members: UserManager, other\n"
    SCENE.changes(
        {"docs/api.rst": text}, {"docs/api.rst": text.replace("UserManager", "Manager")}, or_listed=("docs/api.rst:2",)
    )


def test_a_directive_below_its_current_module_changes() -> None:
    text = (
        ".. currentmodule:: app.m\n\n.. autoclass:: UserManager\n\n.. currentmodule:: app.other\n\n.. autoclass:: {}\n"
    )
    SCENE.changes(
        {"docs/api.rst": text.replace("{}", "UserManager"), "app/other.py": "class UserManager: ...\n"},
        {"docs/api.rst": text.replace("UserManager", "Manager").replace("{}", "UserManager")},
    )


# Frameworks


def test_names_that_a_framework_looks_up_are_listed() -> None:
    SCENE.leaves(
        {
            "app/models.py": """
                from sqlalchemy.orm import relationship
                class Other:
                    manager = relationship("UserManager", back_populates="others")
                    key = ForeignKey("app.UserManager")
                """
        },
        says=("app/models.py:3",),
    )


def test_types_in_unusual_places_change() -> None:
    before = """
        from dataclasses import dataclass, field
        from typing import Generic, NamedTuple, TypeAlias, TypedDict, TypeVar, Union, get_type_hints
        from app.m import UserManager
        T = TypeVar("T", "UserManager", int)
        Alias: TypeAlias = "UserManager"
        Both = Union["UserManager", None]
        class Point(NamedTuple):
            u: "UserManager"
        class Keys(TypedDict):
            u: "list[UserManager]"
        @dataclass
        class Data(Generic[T]):
            u: UserManager = field(default_factory=UserManager)
            v: "UserManager" = None
        print(len(get_type_hints(Point)), len(get_type_hints(Keys)), len(get_type_hints(Data)), Data().u.users)
        """
    follows({"app/views.py": before})


def test_the_strings_of_a_type_checkers_reveal_stay_prose() -> None:
    SCENE.changes(
        'from app.m import UserManager\nassert UserManager, "UserManager is missing"\nraise_ = ValueError("no UserManager")\n',
        'from app.m import Manager\nassert Manager, "UserManager is missing"\nraise_ = ValueError("no UserManager")\n',
    )


def test_a_function_that_is_also_a_common_method_name_changes_alone() -> None:
    files = {
        "app/__init__.py": "",
        "app/m.py": "def run(x=0): return x\n",
        "app/views.py": """
            import subprocess
            from app import m
            from app.m import run
            class Job:
                def run(self): return run(1)
            def go(run): return run(2)
            print(Job().run(), go(m.run), getattr(subprocess, "run") is subprocess.run, {"run": run(3)}["run"])
            """,
    }
    result = applied(rename("app.m:run", "start"), files)
    runs_alike(files, result.files, "import app.views")
    assert result.text("app/views.py").count("start") == 4


def test_a_library_name_is_not_followed_into_the_repositorys_own_module_of_that_name() -> None:
    leaves_alone(
        rename("requests:Session", "Client"),
        {
            "app/__init__.py": "",
            "app/requests.py": "class Session: ...\n",
            "app/views.py": "from .requests import Session\nfrom app import requests\nrequests.Session()\n",
        },
    )


def test_a_library_of_which_the_repository_holds_another_part_is_still_a_library() -> None:
    check(
        rename("google.cloud.storage:Client", "StorageClient"),
        {
            "google/cloud/ours/__init__.py": "from google.cloud.storage import Client\n",
            "main.py": "from google.cloud import storage\nstorage.Client()\n",
        },
        {
            "google/cloud/ours/__init__.py": "from google.cloud.storage import StorageClient\n",
            "main.py": "from google.cloud import storage\nstorage.StorageClient()\n",
        },
    )


def test_a_symbol_that_is_only_imported_into_a_module_is_named_by_where_it_is_defined() -> None:
    error = refused(
        rename("app.m:Path", "Folder"),
        {
            "app/__init__.py": "",
            "app/m.py": "from pathlib import Path\nPath()\n",
            "main.py": "from app.m import Path\n",
        },
        "pathlib",
    )
    assert error.help


@pytest.mark.parametrize(
    "binding",
    [
        "x = load()",
        "x = m if load else None",
        "x, y = m, 1",
        "for x in [m]: pass",
        "with load() as x: pass",
        "x = [m][0]",
        "def f(x): pass\nx = f(m) or m",
    ],
)
def test_an_attribute_of_a_variable_that_may_be_the_module_changes_or_is_listed(binding: str) -> None:
    before = f"from app import m\n{binding}\nprint(x.UserManager)\n"
    line = before.count("\n")
    SCENE.changes(
        {"app/views.py": before},
        {"app/views.py": before.replace("UserManager", "Manager")},
        or_listed=(f"app/views.py:{line}",),
        runs="",
    )


def test_star_imports_beside_an_import_of_the_same_symbol_are_no_clash() -> None:
    follows(
        {
            "app/__init__.py": "from .m import *\nfrom .m import UserManager\n",
            "app/api.py": "from app.m import UserManager\nfrom app import *\nprint(UserManager.users)\n",
            "app/views.py": "from app.m import *\nfrom app.api import *\nprint(UserManager.users)\n",
        }
    )


def test_a_star_import_with_an_import_for_type_checkers_beside_it_follows_or_is_refused() -> None:
    files = {
        **SCENE.before,
        "app/views.py": """
            from typing import TYPE_CHECKING
            from app.m import *
            if TYPE_CHECKING:
                from app.m import UserManager
            print(UserManager.users)
            """,
    }
    try:
        result = applied(USER_MANAGER, files)
    except CanonizeError as error:
        assert "app/views.py:2" in str(error) and "app/views.py:4" in str(error)
    else:
        assert "UserManager" not in result.text("app/views.py")
        runs_alike(files, result.files, "import app.views")


def test_assignments_to_the_attribute_of_the_module_change() -> None:
    follows(
        {
            "app/views.py": """
                import app.m
                from app import m
                kept = m.UserManager
                app.m.UserManager = kept
                (m.UserManager, x), m.UserManager = (kept, 1), kept
                for m.UserManager in [kept]: pass
                print(m.UserManager.users)
                del m.UserManager
                """
        }
    )


def test_a_table_of_names_below_their_modules_is_an_export_whoever_reads_it() -> None:
    follows(
        {
            "app/__init__.py": """
                import sys, types, importlib
                def recreate(name, by_module):
                    class Lazy(types.ModuleType):
                        def __getattribute__(self, name):
                            for module, names in by_module.items():
                                if name in names: return getattr(importlib.import_module(module), name)
                            return super().__getattribute__(name)
                    sys.modules[name] = Lazy(name); sys.modules[name].__path__ = __path__
                recreate(__name__, by_module={'app.m': ['UserManager', 'other'], 'app.n': ['z']})
                """,
            "main.py": "import app\nprint(app.UserManager.users)\n",
        }
    )


def test_a_member_of_a_class_in_the_documentation_is_not_the_symbol() -> None:
    SCENE.leaves(
        {"docs/api.rst": ".. currentmodule:: app.m\n\n.. autoclass:: Other\n\n    .. autoattribute:: UserManager\n"},
    )


def test_a_function_over_a_module_of_its_name_is_renamed_once() -> None:
    check(
        rename("app.markdown", "render"),
        {
            "app/__init__.py": "from .markdown import markdown\n",
            "app/markdown.py": "def markdown(): return 1\n",
            "main.py": "import app\nprint(app.markdown())\n",
        },
        {
            "app/__init__.py": "from .markdown import render\n",
            "app/markdown.py": "def render(): return 1\n",
            "main.py": "import app\nprint(app.render())\n",
        },
        runs="import main",
    )


def test_a_stub_that_writes_out_what_its_package_hands_on_changes_with_it() -> None:
    before = {
        "app/__init__.py": "from ._impl import Old, other\nup = Old\n",
        "app/__init__.pyi": "class Old(str): ...\nup = Old\ndef other(a: Old) -> None: ...\n",
        "app/_impl.py": "class Old(str): ...\ndef other(a): ...\n",
        "app/views.py": "from app import Old\nprint(Old('x'))\n",
    }
    check(
        rename("app._impl:Old", "New"),
        before,
        {path: text.replace("Old", "New") for path, text in before.items()},
        runs="import app.views",
    )


def test_a_stub_that_writes_out_another_object_of_the_name_stays() -> None:
    check(
        rename("app._impl:Old", "New"),
        {
            "app/_impl.py": "class Old: ...\n",
            "app/m.py": "class Old: ...\n",
            "app/m.pyi": "class Old: ...\n",
            "app/n.py": "import app._impl\nx = app._impl.Old\n",
            "app/n.pyi": "class Old: ...\nx: Old\n",
        },
        {
            "app/_impl.py": "class New: ...\n",
            "app/n.py": "import app._impl\nx = app._impl.New\n",
        },
    )


def test_a_stub_that_takes_another_object_of_the_name_than_its_module_is_listed() -> None:
    files = {
        "lib/__init__.py": "from .core import Old\n",
        "lib/__init__.pyi": "from lib.types import Old as Old\n",
        "lib/core.py": "class Old: ...\n",
        "lib/types.pyi": "class Old: ...\n",
    }
    check(
        rename("lib.core:Old", "New"),
        files,
        {"lib/__init__.py": "from .core import New\n", "lib/core.py": "class New: ...\n"},
        says=("lib/__init__.pyi:1: warning…it is another by this stub, and the symbol by lib/__init__.py",),
    )
    other = check(
        rename("lib.types:Old", "New"),
        {**files, "lib/__init__.py": "Old = 1\n"},
        {"lib/__init__.pyi": "from lib.types import New as Old\n", "lib/types.pyi": "class New: ...\n"},
    )
    assert "by this stub" not in other.said


VARIABLE = """\
kept = None
def f(other=None):
    global kept
    if kept is None:
        from app import m
        kept = {}
    return kept.UserManager
"""


@pytest.mark.parametrize(
    ("value", "beside", "follows"),
    [
        ("m", "", True),
        ("m", "kept = 5\n", True),
        ("other", "", False),
        ("m\n        kept = other", "", False),
        ("m", "import use\nuse.kept = 5\n", False),
        ("m", "from unittest import mock\nmock.patch('use.kept')\n", False),
    ],
)
def test_a_variable_that_is_none_or_the_module_is_followed(value: str, beside: str, *, follows: bool) -> None:
    text = VARIABLE.format(value)
    said = () if follows else ("use.py…UserManager left alone: …kept",)
    after = text.replace("UserManager", "Manager") if follows else text
    SCENE.changes({"use.py": text, "beside.py": beside}, {"use.py": after}, says=said)


@pytest.mark.parametrize(
    ("fallback", "beside", "follows"),
    [
        ("app = None", "", True),
        ("app = other = None", "", True),
        ("other = app = load", "", False),
        ("app = None\n    app = load", "", False),
        ("app = None", "import use\nuse.app = 5\n", False),
        ("class app: m = 5", "", False),
    ],
)
def test_a_path_through_a_package_that_may_be_missing(fallback: str, beside: str, *, follows: bool) -> None:
    text = f"try:\n    import app.m\nexcept ImportError:\n    {fallback}\nelse:\n    print(app.m.UserManager)\n"
    after = text.replace("UserManager", "Manager") if follows else text
    said = () if follows else ("use.py…UserManager left alone: …app.m",)
    SCENE.changes({"use.py": text, "beside.py": beside}, {"use.py": after}, says=said)


@pytest.mark.parametrize(
    ("definition", "changes"),
    [
        ("class Old: ...\n", True),
        ("from collections import namedtuple\nOld = namedtuple('Old', 'a')\n", True),
        ("def create(version): return type(version, (), {})\nOld = create('O' 'ld')\n", False),
        ("class Base: ...\nOld = Base\n", False),
    ],
)
def test_what_python_shows_of_a_class_changes_with_its_own_name_alone(definition: str, *, changes: bool) -> None:
    page = "Page\n====\n\n>>> import app.m\n>>> app.m.{}\n<class 'app.m.{}'>\n"
    code = '"""What is made:\n\n>>> app.m.{}\n<class \'app.m.{}\'>\n"""\nimport app.m\n'
    new = "New" if changes else "Old"
    check(
        rename("app.m:Old", "New"),
        {
            "app/m.py": definition,
            "docs/page.rst": page.format("Old", "Old"),
            "app/doc.py": code.format("Old", "Old"),
            "app/__init__.py": "",
        },
        {
            "app/m.py": definition.replace("Old", "New"),
            "docs/page.rst": page.format("New", new),
            "app/doc.py": code.format("New", new),
        },
        says=() if changes else ("docs/page.rst:6…Old in a document", "app/doc.py:4…Old in a docstring"),
    )


def test_a_path_through_a_module_that_the_file_imports_changes_in_its_examples() -> None:
    code = '"""\n>>> app.m.{0}\n>>> app . m.{0}\n>>> f = lambda app: app.m.Old\n>>> app.other.Old\n"""\nimport app.m\n'
    check(
        rename("app.m:Old", "New"),
        {"app/__init__.py": "", "app/m.py": "class Old: ...\n", "app/doc.py": code.format("Old")},
        {"app/m.py": "class New: ...\n", "app/doc.py": code.format("New")},
    )


def test_what_is_assigned_to_several_names_at_once_is_each_of_them() -> None:
    text = "from app import m\nfirst = second = m.Old\nmod = other = m\nprint(mod.Old, other.Old, first is second)\n"
    check(
        rename("app.m:Old", "New"),
        {"app/__init__.py": "", "app/m.py": "Old = other = 1\n", "use.py": text},
        {"app/m.py": "New = other = 1\n", "use.py": text.replace("Old", "New")},
        runs="import use",
    )


def test_an_attribute_of_what_is_called_like_the_module_is_a_graver_remark() -> None:
    files = {
        "app/tools/m.py": "def find(): ...\n",
        "use.py": "def f(state, x):\n    state.md.tools.find()\n    x.find()\n    state.m.find()\n    x.tool.find\n",
    }
    result = check(rename("app.tools.m:find", "search"), files, {"app/tools/m.py": "def search(): ...\n"})
    grave = [each.line for each in result.outcome.diagnostics if each.severity == "warning"]
    assert sorted(grave) == [2, 4], result.said
    assert len(result.outcome.diagnostics) == 4


def test_a_path_from_the_module_of_the_symbols_name_is_none_from_the_symbol() -> None:
    text = '"""See :data:`user.LIMIT`, :meth:`user.save`, :class:`user`."""\nLIMIT = 1\n'
    files = {
        "app/user.py": f"{text}class user:\n    def save(self): ...\n",
        "docs/user.rst": ".. currentmodule:: app.user\n\n:data:`user.LIMIT` :meth:`user.save`\n",
    }
    after = {
        path: content.replace(":class:`user`", ":class:`person`").replace("user.save", "person.save")
        for path, content in files.items()
    }
    after["app/user.py"] = after["app/user.py"].replace("class user:", "class person:")
    check(rename("app.user:user", "person"), files, after, says=["docs/user.rst:3: … user in a document"])


def test_the_end_of_a_path_that_may_go_through_a_module_of_the_symbols_name_is_listed() -> None:
    page = ":func:`.user.save`, :meth:`.user.save`, :obj:`.user`, :class:`.user`, :class:`.user.user`\n"
    check(
        rename("app.user:user", "person"),
        {"app/user.py": "class user:\n    def save(self): ...\ndef save(): ...\n", "docs/a.rst": page},
        {
            "app/user.py": "class person:\n    def save(self): ...\ndef save(): ...\n",
            "docs/a.rst": page.replace(":class:`.user`", ":class:`.person`").replace("user.user", "user.person"),
        },
        says=["docs/a.rst:1: … user in a document"],
    )


def test_a_path_from_the_package_of_the_symbols_name_is_none_from_the_symbol() -> None:
    text = '"""See :class:`~user.Other`, :class:`user.core.user`, :func:`~user.user` and :func:`user`."""\n'
    files = {
        "user/__init__.py": "from .core import user, Other\n",
        "user/core.py": "class Other: ...\ndef user(): ...\n",
        "user/more.py": f"{text}from user import user\n",
        "docs/user.rst": ".. currentmodule:: user.more\n\n:class:`~user.Other`\n",
    }
    after = {
        "user/__init__.py": "from .core import person, Other\n",
        "user/core.py": "class Other: ...\ndef person(): ...\n",
        "user/more.py": text.replace("core.user", "core.person")
        .replace("user.user", "user.person")
        .replace("user`.", "person`.")
        + "from user import person\n",
    }
    check(rename("user.core:user", "person"), files, after)


SETTINGS = {"proj/settings/base.py": "API_URL = 'x'\nTIMEOUT = 3\n", "proj/settings/dev.py": "from .base import *\n"}


@pytest.mark.parametrize(
    "use",
    ["settings.API_URL", "getattr(settings, 'API_URL', None)", "hasattr(conf.settings, 'API_URL')",
     "override_settings(API_URL=1)", "self.settings(API_URL=1)", "settings.configure(API_URL=1)"],
)  # fmt: skip
def test_what_django_reads_from_a_module_of_settings_is_listed(use: str) -> None:
    imports = "from django import conf\nfrom django.conf import settings\nfrom django.test import override_settings\n"
    files = {**SETTINGS, "app/views.py": f"{imports}{use}\n"}
    after = {"proj/settings/base.py": "BASE = 'x'\nTIMEOUT = 3\n"}
    said = check(rename("proj.settings.base:API_URL", "BASE"), files, after).said
    assert "app/views.py:4: warning left-alone" in said and "Django reads it from a module of settings" in said


def test_what_is_no_constant_is_no_setting_of_django() -> None:
    files = {
        "proj/settings.py": "def load(): ...\n",
        "app/views.py": "from django.conf import settings\nsettings.load()\n",
    }
    assert "Django" not in applied(rename("proj.settings:load", "read"), files).said


@pytest.mark.parametrize("use", ["other.settings.API_URL", "settings(API_URL=1)", "settings.TIMEOUT", "API_URL"])
def test_what_is_no_setting_of_django_is_not(use: str) -> None:
    files = {**SETTINGS, "app/views.py": f"from django.conf import settings\nimport other.settings\n{use}\n"}
    said = applied(rename("proj.settings.base:API_URL", "BASE"), files).said
    assert "Django" not in said
    uses = {"app/m.py": "API_URL = 1\n", "app/views.py": "from django.conf import settings\nsettings.API_URL\n"}
    assert not applied(rename("app.m:API_URL", "BASE"), uses).said


def test_programs_in_other_languages_that_hold_the_word_are_listed_by_their_language() -> None:
    files = {
        "app/m.py": "class Old: ...\n",
        "web/a.ts": "// one\nimport {Old} from './old'\n",
        "web/b.ts": "Old()\n",
        "web/c.ts": "Older()\n",
        "web/d.JS": "old Old\n",
        "web/e.js": 'call("app.m.Old")\n',
        "features/one.feature": "Feature: pays\n  Given an Old is there\n",
        "docs/classes.puml": "class Old\n",
        "firmware/proto.h": "#define Old 1\n",
        "data.txt": "Old\n",
    }
    said = check(rename("app.m:Old", "New"), files, {"app/m.py": "class New: ...\n"}).said.splitlines()
    assert [line for line in said if "web/" in line and "elsewhere" in line] == [
        "web/d.JS:1: info elsewhere: Old in a .js file check them by hand",
        "web/a.ts:2: info elsewhere: Old in a .ts file, and in 1 more check them by hand",
    ]
    assert "features/one.feature:2: info elsewhere: Old in a .feature file check them by hand" in said
    assert "firmware/proto.h:1: info elsewhere: Old in a .h file check them by hand" in said
    assert "docs/classes.puml:1: info elsewhere: Old in a .puml file check them by hand" in said
    assert any(line.startswith("web/e.js:1: warning left-alone: app.m.Old") for line in said)


@pytest.mark.parametrize("codemod", [rename("lib.m:Old", "New"), rename("app.m:Old", "app.n.Old")])
def test_they_are_not_for_a_symbol_of_a_library_or_one_that_keeps_its_name(codemod: Rename) -> None:
    files = {
        "app/m.py": "",
        "app/n.py": "class Old: ...\n",
        "a.ts": "Old\n",
        "b.py": "from lib.m import Old\nfrom app.m import Old\n",
    }
    assert "elsewhere" not in applied(codemod, files).said
