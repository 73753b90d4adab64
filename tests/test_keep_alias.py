"""keep-alias: the old name goes on working for those who are not in the repository."""

from __future__ import annotations

from typing import Literal

import pytest

from canonize.codemods.errors import CanonizeError
from canonize.codemods.meaning.project import Project
from canonize.codemods.renames.rename import Rename
from canonize.codemods.repo.files import InMemory
from examples import After, Before, Result, applied, check, either, opened, output, refused, rename, tree

PLAIN = rename("app.m:UserManager", "Manager", keep_alias="plain")
DEPRECATED = rename("app.m:UserManager", "Manager", keep_alias="deprecated", removed_in="2.0")
MODULE = "class UserManager:\n    users = 1\n"

OUTSIDE = """
    import warnings
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        {}
    print(UserManager is Manager, UserManager.users, len(caught))
    for warning in caught:
        print(warning.category.__name__, "Manager" in str(warning.message), "2.0" in str(warning.message))
        print(warning.filename)
    """


def outside(result: Result, *imports: str) -> str:
    """What a program outside the repository prints that makes these imports in turn."""
    return output(result.files, OUTSIDE.replace("{}", "\n        ".join(imports)))


def test_none_leaves_nothing_behind() -> None:
    check(
        rename("app.m:UserManager", "Manager", keep_alias="none"),
        {"app/m.py": MODULE},
        {"app/m.py": MODULE.replace("User", "")},
    )


def test_a_plain_alias_stands_after_the_definition() -> None:
    check(
        PLAIN,
        {"app/m.py": MODULE, "app/views.py": "from app.m import UserManager\nprint(UserManager.users)\n"},
        {
            "app/m.py": "class Manager:\n    users = 1\n\n\nUserManager = Manager\n",
            "app/views.py": "from app.m import Manager\nprint(Manager.users)\n",
        },
        runs="import app.views; from app.m import UserManager as U; print(U.users)",
    )


def test_a_plain_alias_works_outside_the_repository() -> None:
    result = applied(PLAIN, {"app/m.py": MODULE})
    assert outside(result, "from app.m import UserManager, Manager") == "True 1 0\n"
    assert outside(result, "from app.m import *") == "True 1 0\n"


def test_a_plain_alias_is_bound_before_the_code_that_follows_the_definition() -> None:
    # A module that app.m imports half way may look for the old name in it.
    files = {
        "app/m.py": MODULE + "\nfrom app import plugin\n",
        "app/plugin.py": "import sys\nfound = getattr(sys.modules['app.m'], 'User' + 'Manager').users\n",
    }
    result = applied(PLAIN, files)
    assert output(result.files, "import app.m, app.plugin; print(app.plugin.found)") == "1\n"


def test_a_plain_alias_of_a_function_and_of_a_variable() -> None:
    check(
        rename("app.m:load", "fetch", keep_alias="plain"),
        {"app/m.py": "def load():\n    return 1\n"},
        {"app/m.py": "def fetch():\n    return 1\n\n\nload = fetch\n"},
        runs="from app.m import load; print(load())",
    )
    check(
        rename("app.m:LIMIT", "MAXIMUM", keep_alias="plain"),
        {"app/m.py": "LIMIT = 3\n"},
        {
            "app/m.py": either(
                "MAXIMUM = 3\nLIMIT = MAXIMUM\n",
                "MAXIMUM = 3\n\n\nLIMIT = MAXIMUM\n",
                "MAXIMUM = 3\n\nLIMIT = MAXIMUM\n",
            )
        },
        runs="from app.m import LIMIT; print(LIMIT)",
    )


def test_a_plain_alias_stands_behind_the_text_that_documents_a_variable() -> None:
    check(
        rename("app.m:OLD", "NEW", keep_alias="plain"),
        {"app/m.py": 'OLD = 1\n"""How many."""\nother = 2\n'},
        {"app/m.py": 'NEW = 1\n"""How many."""\nOLD = NEW\nother = 2\n'},
    )


def test_a_plain_alias_of_a_decorated_and_overloaded_function_follows_its_last_definition() -> None:
    result = applied(
        rename("app.m:load", "fetch", keep_alias="plain"),
        {
            "app/m.py": """
                from functools import cache
                from typing import overload
                @overload
                def load(x: int) -> int: ...
                @overload
                def load(x: str) -> str: ...
                @cache
                def load(x): return 1
                other = 2
                """
        },
    )
    assert output(result.files, "from app.m import load, fetch; print(load is fetch, load(1))") == "True 1\n"


@pytest.mark.parametrize(
    "module",
    [
        "import sys\nif sys.argv:\n    class UserManager: users = 1\nelse:\n    class UserManager: users = 2\n",
        "try:\n    from fast import UserManager\nexcept ImportError:\n    class UserManager: users = 1\n",
        "def make():\n    global UserManager\n    class UserManager: users = 1\nmake()\n",
    ],
)
def test_a_plain_alias_of_a_name_that_is_bound_in_branches(module: str) -> None:
    result = applied(PLAIN, {"app/m.py": module})
    assert outside(result, "from app.m import UserManager, Manager") == "True 1 0\n"


def test_a_plain_alias_keeps_dunder_all_complete() -> None:
    files: Before = {"app/m.py": '__all__ = ["UserManager", "other"]\nother = 1\n' + MODULE}
    result = applied(PLAIN, files)
    assert outside(result, "from app.m import *") == "True 1 0\n"


def test_a_plain_alias_in_a_package_that_re_exports() -> None:
    files: Before = {
        "app/__init__.py": 'from app.m import UserManager\n\n__all__ = ["UserManager"]\n',
        "app/m.py": MODULE,
        "app/views.py": "from app import UserManager\nprint(UserManager.users)\n",
    }
    result = applied(PLAIN, files)
    assert result.text("app/views.py") == "from app import Manager\nprint(Manager.users)\n"
    assert outside(result, "from app import UserManager, Manager") == "True 1 0\n"
    assert outside(result, "from app import *") == "True 1 0\n"
    assert outside(result, "from app.m import UserManager, Manager") == "True 1 0\n"


def test_a_plain_alias_in_a_stub() -> None:
    result = applied(PLAIN, {"app/m.py": MODULE, "app/m.pyi": "class UserManager:\n    users: int\n"})
    assert "class Manager" in result.text("app/m.pyi")
    assert "UserManager = Manager" in result.text("app/m.pyi")


def test_a_plain_alias_keeps_the_newlines_and_the_end_of_the_file() -> None:
    check(
        PLAIN,
        {"app/m.py": b"class UserManager:\r\n    users = 1\r\n", "app/n.py": b""},
        {"app/m.py": b"class Manager:\r\n    users = 1\r\n\r\n\r\nUserManager = Manager\r\n"},
    )
    result = applied(PLAIN, {"app/m.py": b"class UserManager:\n    users = 1"})
    assert outside(result, "from app.m import UserManager, Manager") == "True 1 0\n"


def test_a_plain_alias_comes_before_the_main_block() -> None:
    files: Before = {"app/m.py": MODULE + '\nif __name__ == "__main__":\n    print(UserManager.users)\n'}
    result = applied(PLAIN, files)
    text = result.text("app/m.py")
    assert text.index("UserManager = Manager") < text.index("if __name__")
    assert "print(Manager.users)" in text


def test_a_deprecated_alias_warns_with_the_new_name_and_the_version() -> None:
    result = applied(DEPRECATED, {"app/m.py": MODULE})
    said = outside(result, "import app.m", "UserManager, Manager = app.m.UserManager, app.m.Manager").splitlines()
    assert said == ["True 1 1", "DeprecationWarning True True", "<string>"]


def test_a_deprecated_alias_works_with_from_imports() -> None:
    result = applied(DEPRECATED, {"app/m.py": MODULE})
    first, second, *_ = outside(result, "from app.m import UserManager, Manager").splitlines()
    assert first.startswith("True 1 ") and first != "True 1 0" and second == "DeprecationWarning True True"


def test_a_deprecated_alias_says_nothing_to_those_who_use_the_new_name() -> None:
    files: Before = {"app/m.py": MODULE, "app/views.py": "from app.m import UserManager\nprint(UserManager.users)\n"}
    result = applied(DEPRECATED, files)
    assert output(result.files, "import app.views", "-W", "error") == "1\n"


def test_a_deprecated_alias_leaves_other_names_unknown() -> None:
    result = applied(DEPRECATED, {"app/m.py": MODULE})
    program = """
        import app.m
        try: app.m.nothing
        except AttributeError as error: print("nothing" in str(error), "app.m" in str(error))
        print(hasattr(app.m, "other"), getattr(app.m, "more", 5))
        """
    assert output(result.files, program, "-W", "error") == "True True\nFalse 5\n"


def test_a_deprecated_alias_is_merged_into_an_existing_getattr() -> None:
    files: Before = {
        "app/m.py": '''
            """The managers."""
            class UserManager:
                users = 1

            def __getattr__(name: str) -> object:
                """Names that are made when they are asked for."""
                if name == "lazy":
                    return 7
                raise AttributeError(name)

            after = 1
            '''
    }
    result = applied(DEPRECATED, files)
    assert result.text("app/m.py").count("def __getattr__") == 1
    assert "made when they are asked for" in result.text("app/m.py")
    program = """
        import app.m
        print(app.m.lazy, app.m.after, hasattr(app.m, "nothing"))
        """
    assert output(result.files, program, "-W", "error") == "7 1 False\n"
    said = outside(result, "import app.m", "UserManager, Manager = app.m.UserManager, app.m.Manager").splitlines()
    assert said[:2] == ["True 1 1", "DeprecationWarning True True"]


@pytest.mark.parametrize(
    "getattr_",
    [
        "def __getattr__(attribute):\n    raise AttributeError(attribute)\n",
        "def __getattr__(name): raise AttributeError(name)\n",
        "import warnings\ndef __getattr__(name, /):\n    # nothing yet\n    raise AttributeError(name)\n",
        "_lazy = {}\ndef __getattr__(name):\n    try:\n        return _lazy[name]\n    except KeyError:\n        raise AttributeError(name) from None\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    x: int\nelse:\n\n    def __getattr__(name):\n        raise AttributeError(name)\n",
        "import typing\nif not typing.TYPE_CHECKING:\n  def __getattr__(name): raise AttributeError(name)\n",
        "if True:\n    def __getattr__(name):\n        raise AttributeError(name)\n",
        "def _get(name):\n    raise AttributeError(name)\n__getattr__ = _get\n",
    ],
)  # fmt: skip
def test_a_deprecated_alias_is_merged_into_any_getattr_or_refused(getattr_: str) -> None:
    files: Before = {"app/m.py": MODULE + "\n" + getattr_}
    if "__getattr__ = " in getattr_ or "if True" in getattr_:
        try:
            DEPRECATED.plan(opened(files))
        except CanonizeError as error:
            assert "__getattr__" in str(error)
            return
    result = applied(DEPRECATED, files)
    said = outside(result, "import app.m", "UserManager, Manager = app.m.UserManager, app.m.Manager").splitlines()
    assert said[:2] == ["True 1 1", "DeprecationWarning True True"]
    assert output(result.files, "import app.m; print(hasattr(app.m, 'x'))", "-W", "error") == "False\n"


@pytest.mark.parametrize(
    ("imported", "warner"),
    [
        ("import warnings", "    warnings.warn("),
        ("from app import warnings", "    import warnings as _warnings\n\n        _warnings.warn("),
    ],
)
def test_a_deprecated_alias_leaves_a_getattr_the_warnings_of_its_module(imported: str, warner: str) -> None:
    """An import in the branch would bind the name in the whole function."""
    getattr_ = "def __getattr__(name):\n    if name == 'x':\n        warnings.warn('x')\n        return 1\n    raise AttributeError(name)\n"
    files: Before = {"app/m.py": f"{imported}\n{MODULE}\n{getattr_}", "app/warnings.py": "def warn(text): ...\n"}
    result = applied(DEPRECATED, files)
    assert f'    if name == "UserManager":\n    {warner}' in result.text("app/m.py")
    said = outside(result, "import app.m", "UserManager, Manager = app.m.UserManager, app.m.Manager").splitlines()
    assert said[:2] == ["True 1 1", "DeprecationWarning True True"]
    assert output(result.files, "import app.m; print(app.m.x)", "-W", "ignore") == "1\n"


def test_a_deprecated_alias_beside_names_that_another_module_gives_is_known_again() -> None:
    getattr_ = "def __getattr__(name):\n    if name in {'one', 'two'}:\n        from app import other\n        return getattr(other, name)\n    raise AttributeError(name)\n"
    once = applied(DEPRECATED, {"app/m.py": MODULE + getattr_, "app/other.py": "one = two = 1\n"})
    twice = applied(DEPRECATED, once.files)
    assert twice.text("app/m.py") == once.text("app/m.py")
    assert "called Manager already" in twice.said


def test_a_second_deprecated_alias_joins_the_first() -> None:
    files = tree({"app/m.py": MODULE + "\ndef load(): return 1\n"})
    once = applied(DEPRECATED, files).files
    twice = applied(rename("app.m:load", "fetch", keep_alias="deprecated", removed_in="3.0"), once)
    assert twice.text("app/m.py").count("def __getattr__") == 1
    program = """
        import warnings
        warnings.simplefilter("always")
        with warnings.catch_warnings(record=True) as caught:
            import app.m
            print(app.m.load(), app.m.UserManager.users)
        print([("3.0" in str(w.message), "2.0" in str(w.message)) for w in caught])
        """
    assert output(twice.files, program) == "1 1\n[(True, False), (False, True)]\n"


def test_a_deprecated_alias_without_a_version_names_none() -> None:
    result = applied(rename("app.m:UserManager", "Manager", keep_alias="deprecated"), {"app/m.py": MODULE})
    said = outside(result, "import app.m", "UserManager, Manager = app.m.UserManager, app.m.Manager").splitlines()
    assert said[:2] == ["True 1 1", "DeprecationWarning True False"]


def test_a_deprecated_alias_leaves_dunder_all_without_a_warning_at_every_star() -> None:
    # A star import reads every name of __all__, so the old one there would warn everybody; both are right.
    files: Before = {"app/m.py": '__all__ = ["UserManager"]\n' + MODULE}
    result = applied(DEPRECATED, files)
    program = "from app.m import *\nprint(Manager.users)\n"
    assert output(result.files, program, "-W", "ignore") == "1\n"
    assert '"Manager"' in result.text("app/m.py").splitlines()[0]


def test_a_deprecated_alias_in_a_package_that_re_exports() -> None:
    files: Before = {
        "app/__init__.py": "from app.m import UserManager\n",
        "app/m.py": MODULE,
        "app/views.py": "from app import UserManager\nprint(UserManager.users)\n",
    }
    result = applied(DEPRECATED, files)
    assert output(result.files, "import app.views", "-W", "error") == "1\n"
    said = outside(result, "import app", "UserManager, Manager = app.UserManager, app.Manager").splitlines()
    assert said[:2] == ["True 1 1", "DeprecationWarning True True"]


def test_a_deprecated_alias_of_a_future_import_module_still_compiles() -> None:
    files: Before = {"app/m.py": '"""Doc."""\nfrom __future__ import annotations\n\n' + MODULE}
    result = applied(DEPRECATED, files)
    said = outside(result, "import app.m", "UserManager, Manager = app.m.UserManager, app.m.Manager").splitlines()
    assert said[:2] == ["True 1 1", "DeprecationWarning True True"]


def test_an_alias_that_stands_already_is_kept_once() -> None:
    before: Before = {"app/m.py": "class Manager:\n    users = 1\n\n\nUserManager = Manager\n"}
    after: After = {}
    check(PLAIN, before, after, says=["info done: nothing to do…canonize collapse"])


@pytest.mark.parametrize("codemod", [PLAIN, DEPRECATED])
@pytest.mark.parametrize("made", ["class {}(UserManager): ...", "{} = type('M', (UserManager,), {{}})"])
def test_what_takes_the_place_of_an_import_has_a_plain_alias(codemod: Rename, made: str) -> None:
    """`__getattr__` is not asked for what the module has, and that is the other one."""
    imported = "from app.base import UserManager"
    before: Before = {
        "app/base.py": MODULE,
        "app/m.py": f"{imported}\n{made.format('UserManager')}\n",
        "app/v.py": "from app.m import UserManager\n",
    }
    result = applied(codemod, before)
    lines = result.text("app/m.py").split("\n")
    assert lines[:2] == [imported, made.format("Manager")] and lines[-2] == "UserManager = Manager"
    assert output(result.files, "import app.m; print(app.m.UserManager is app.m.Manager)") == "True\n"
    assert ("does not warn here" in result.said) == (codemod is DEPRECATED)


@pytest.mark.parametrize("codemod", [PLAIN, DEPRECATED])
def test_what_hides_the_one_of_a_star_import_has_a_plain_alias(codemod: Rename) -> None:
    before: Before = {"app/base.py": MODULE, "app/m.py": "from app.base import *\nclass UserManager:\n    users = 2\n"}
    result = applied(codemod, before)
    assert output(result.files, "import app.m; print(app.m.UserManager is app.m.Manager)") == "True\n"
    assert ("a star import brings its name, too" in result.said) == (codemod is DEPRECATED)


@pytest.mark.parametrize("keep_alias", ["plain", "deprecated"])
def test_the_module_by_which_the_symbol_is_called_keeps_its_old_name(
    keep_alias: Literal["plain", "deprecated"],
) -> None:
    codemod = rename("app.m:UserManager", "Manager", keep_alias=keep_alias)
    before: Before = {
        "app/base.py": MODULE,
        "app/m.py": "from app.base import UserManager\nassert UserManager\n",
    }
    program = "import app.m, app.base; print(app.m.UserManager is app.base.UserManager is app.m.Manager)"
    assert output(applied(codemod, before).files, program).startswith("True\n")
    elsewhere = applied(rename("app.base:UserManager", "Manager", keep_alias=keep_alias), before)
    assert elsewhere.text("app/m.py").count("UserManager") == 0


def test_an_alias_in_each_of_several_places_is_one_that_was_kept() -> None:
    module = "F = False\nif F:\n    UserManager = 1\nwith open(__file__): UserManager = 2\n"
    assert applied(PLAIN, {"app/m.py": module}).text("app/m.py").count("UserManager = Manager") == 2


def test_what_type_checkers_import_in_its_place_does_not_keep_a_deprecated_alias_from_warning() -> None:
    head = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.base import UserManager\n"
    before: Before = {"app/base.py": MODULE, "app/m.py": f"{head}class UserManager:\n    users = 1\n"}
    assert "return Manager" in applied(DEPRECATED, before).text("app/m.py")


def test_an_alias_of_a_symbol_outside_the_repository_is_refused() -> None:
    refused(
        rename("requests:Session", "Client", keep_alias="plain"), {"a.py": "from requests import Session\n"}, "alias"
    )


def test_pickles_of_the_old_name_can_still_be_read() -> None:
    files: Before = {"app/m.py": MODULE}
    pickled = output(files, "import pickle, app.m; print(pickle.dumps(app.m.UserManager()))").strip()
    for codemod in (PLAIN, DEPRECATED):
        result = applied(codemod, files)
        program = f"import pickle; print(pickle.loads({pickled}).users)"
        assert output(result.files, program, "-W", "ignore") == "1\n"


@pytest.mark.parametrize("codemod", [PLAIN, DEPRECATED], ids=["plain", "deprecated"])
@pytest.mark.parametrize(
    "package",
    [
        "from .m import *\n",
        "from . import m\nfrom .m import *\n__all__ = ['UserManager']\n",
        "from .m import UserManager as UserManager\n",
        "import app.m\nUserManager = app.m.UserManager\n",
        "try:\n    from .m import UserManager\nexcept ImportError:\n    UserManager = None\n",
    ],
)
def test_a_package_goes_on_exporting_the_old_name_however_it_got_it(codemod: Rename, package: str) -> None:
    result = applied(codemod, {"app/__init__.py": package, "app/m.py": MODULE})
    program = (
        "import app, app.m\nprint(app.UserManager.users, app.m.UserManager.users, app.UserManager is app.m.Manager)\n"
    )
    assert output(result.files, program, "-W", "ignore") == "1 1 True\n"


@pytest.mark.parametrize("codemod", [PLAIN, DEPRECATED], ids=["plain", "deprecated"])
def test_an_alias_in_a_module_with_its_stub_is_settled(codemod: Rename) -> None:
    result = applied(
        codemod,
        {
            "app/__init__.py": "from .m import UserManager as UserManager\n",
            "app/__init__.pyi": "from .m import UserManager as UserManager\n",
            "app/m.py": MODULE,
            "app/m.pyi": "class UserManager:\n    users: int\n",
        },
    )
    assert "UserManager" in result.text("app/m.pyi") and "UserManager" in result.text("app/__init__.pyi")


def test_a_plain_alias_of_a_name_that_is_only_bound_later_does_not_break_the_import() -> None:
    files: Before = {"app/m.py": "UserManager: int\n\ndef start():\n    global UserManager\n    UserManager = 1\n"}
    try:
        result = applied(PLAIN, files)
    except CanonizeError as error:
        assert "app/m.py:" in str(error)
    else:
        program = "import app.m; app.m.start(); print(app.m.Manager)"
        assert output(result.files, program) == "1\n"


def test_a_module_that_lists_the_name_among_its_exports_goes_on_exporting_it() -> None:
    files: Before = {
        "app/__init__.py": "",
        "app/m.py": MODULE,
        "app/api.py": "from app.m import UserManager\n\n__all__ = ['UserManager']\n",
        "app/views.py": "from app.m import UserManager\nUserManager()\n",
    }
    result = applied(PLAIN, files)
    assert output(result.files, "from app.api import UserManager; print(UserManager.users)") == "1\n"
    assert "UserManager" not in result.text("app/views.py")


def test_the_lines_of_a_deprecated_alias_are_not_too_long() -> None:
    result = applied(DEPRECATED, {"app/m.py": MODULE})
    assert max(map(len, result.text("app/m.py").splitlines())) <= 100


def test_what_a_deprecated_name_says_of_itself_stays_as_it_is_in_a_second_run_over_prose() -> None:
    codemod = rename("app.m:UserManager", "Manager", keep_alias="deprecated", text=True)
    result = applied(codemod, {"app/m.py": MODULE})
    assert applied(codemod, result.files).files == result.files


LAZY_IMPORT = """
    def lazy_import(namespace, aliases):
        def __getattr__(name):
            import importlib
            if name not in aliases: raise AttributeError(name)
            return getattr(importlib.import_module(aliases[name], namespace["__name__"]), name)
        namespace["__getattr__"] = __getattr__
    """


@pytest.mark.parametrize("codemod", [PLAIN, DEPRECATED], ids=["plain", "deprecated"])
def test_what_only_type_checkers_read_gets_its_alias_there(codemod: Rename) -> None:
    check(
        codemod,
        {
            "app/m.py": MODULE,
            "app/__init__.py": """
                from typing import TYPE_CHECKING
                if TYPE_CHECKING:
                    from .m import UserManager
                def f(x: "UserManager"): ...
                """,
        },
        {
            "app/m.py": applied(codemod, {"app/m.py": MODULE}).text("app/m.py"),
            "app/__init__.py": """
                from typing import TYPE_CHECKING
                if TYPE_CHECKING:
                    from .m import Manager
                    UserManager = Manager
                def f(x: "Manager"): ...
                """,
        },
    )


def test_a_plain_alias_stays_in_the_branch_that_need_not_run() -> None:
    check(
        PLAIN,
        {
            "app/m.py": """
                import sys
                if sys.platform == "none":
                    class UserManager: ...

                    class Other(UserManager): ...
                elif sys.platform == "other": UserManager = None; y = 1
                try:
                    from fast import UserManager
                except ImportError:
                    pass
                """
        },
        {
            "app/m.py": """
                import sys
                if sys.platform == "none":
                    class Manager: ...

                    UserManager = Manager

                    class Other(Manager): ...
                elif sys.platform == "other": Manager = None; UserManager = Manager; y = 1
                try:
                    from fast import UserManager as Manager
                    UserManager = Manager
                except ImportError:
                    pass
                """
        },
        runs="import app.m; print(hasattr(app.m, 'UserManager'))",
    )


@pytest.mark.parametrize("head", ["if sys.argv == 1:", "for each in sys.argv[5:]:", "while sys.argv == 1:"])
def test_a_deprecated_alias_of_a_name_that_need_not_be_there_is_no_name_error(head: str) -> None:
    result = applied(DEPRECATED, {"app/m.py": f"import sys\n{head}\n    class UserManager: ...\n"})
    assert output(result.files, "import app.m; print(hasattr(app.m, 'UserManager'))", "-W", "error") == "False\n"


ONCE = "import app.m; print(getattr(app.m, 'UserManager', 'nothing'))"


@pytest.mark.parametrize("codemod", [PLAIN, DEPRECATED], ids=["plain", "deprecated"])
@pytest.mark.parametrize(
    "module",
    [
        "for UserManager in [{}]: pass",
        "for x in [{}]:\n    UserManager = x",
        "for x in [{}]:\n    if x: UserManager = 1",
        "for x in [{}]:\n    y = [UserManager := x for x in [{}]]\n    UserManager = 3; break",
        "while [{}][8:]:\n    UserManager = 1",
        "from contextlib import suppress\nwith suppress(IndexError):\n    UserManager = [{}][2]",
        "from contextlib import suppress\nwith suppress(IndexError): UserManager = [{}][2]",
        "from contextlib import suppress\nwith suppress(OSError), open('/{}') as UserManager: pass",
        "x = [{}] and (UserManager := 1)",
        "if [{}] and (UserManager := 1): pass",
        "if True: x = [{}] and (UserManager := 1); y = 2",
        "if 1 < 0 < (UserManager := 2): pass",
        "x = (UserManager := [{}]) if [{}] else 2",
        "if [{}]:\n    pass\nelif (UserManager := 1):\n    pass",
        "try:\n    [{}][2]\nexcept IndexError as UserManager:\n    pass",
        "match [{}]:\n    case [UserManager, 2, 3]: pass",
        "match [{}]:\n    case [2, 3]:\n        UserManager = 4",
        "UserManager = 1\ndel UserManager",
        "UserManager = 1\nif [{}]:\n    del UserManager",
        "UserManager = 1\nif [{}]:\n    del UserManager\nUserManager = 2",
        "class K:\n    global UserManager\n    if [{}]:\n        UserManager = 1",
        "UserManager: int",
    ],
)
def test_an_alias_of_what_is_perhaps_not_bound_is_there_when_that_is(codemod: Rename, module: str) -> None:
    for items in ("", "1, 2, 3"):
        files: Before = {"app/m.py": module.replace("{}", items) + "\n"}
        assert output(applied(codemod, files).files, ONCE, "-W", "ignore") == output(files, ONCE)


def test_a_plain_alias_asks_whether_its_name_is_bound() -> None:
    check(
        PLAIN,
        {"app/m.py": "if True:\n\tfor UserManager in []: pass\n\tx = 1\nwith open('x') as f:\n\ty = f\n"},
        {
            "app/m.py": """
                if True:
                \tfor Manager in []: pass
                \tif "Manager" in globals():
                \t\tUserManager = Manager
                \tx = 1
                with open('x') as f:
                \ty = f
                """
        },
    )


@pytest.mark.parametrize("module", ["with open('x') as UserManager: pass", "if (UserManager := 1) == 2: pass"])
def test_a_plain_alias_does_not_ask_what_is_sure(module: str) -> None:
    assert "globals" not in applied(PLAIN, {"app/m.py": module + "\n"}).text("app/m.py")


def test_a_plain_alias_of_what_a_function_binds_anew_is_asked_for_each_time() -> None:
    files: Before = {"app/m.py": "current = None\ndef use(x):\n    global current\n    current = x\n"}
    result = applied(rename("app.m:current", "active", keep_alias="plain"), files)
    assert output(result.files, "import app.m; app.m.use(3); print(app.m.current, app.m.active)") == "3 3\n"


@pytest.mark.parametrize("codemod", [PLAIN, DEPRECATED], ids=["plain", "deprecated"])
@pytest.mark.parametrize(
    ("package", "table"),
    [
        ("lazy_import(globals(), aliases={%s})", '"UserManager": ".m", "other": ".m"'),
        ("lazy_import(globals(), {\n    %s,\n})", '"UserManager": ".m",\n    "other": ".m"'),
    ],
)
def test_a_table_that_gives_names_on_demand_gives_both(codemod: Rename, package: str, table: str) -> None:
    files: Before = {
        "app/__init__.py": "from .imports import lazy_import\n" + package.replace("%s", table) + "\n",
        "app/imports.py": LAZY_IMPORT,
        "app/m.py": MODULE + "other = 1\n",
        "app/views.py": "import app\nprint(app.UserManager.users)\n",
    }
    result = applied(codemod, files)
    assert output(result.files, "import app.views", "-W", "error") == "1\n"
    program = "import app\nprint(app.UserManager is app.Manager, app.other)\n"
    assert output(result.files, program, "-W", "ignore") == "True 1\n"


@pytest.mark.parametrize("codemod", [PLAIN, DEPRECATED], ids=["plain", "deprecated"])
def test_names_that_a_package_attaches_are_attached_under_both(codemod: Rename) -> None:
    before = '__getattr__, __dir__, __all__ = lazy.attach(__name__, ["m"], {"m": ["UserManager", "x"]})\n'
    result = applied(codemod, {"app/__init__.py": "import lazy_loader as lazy\n" + before, "app/m.py": MODULE})
    assert '{"m": ["Manager", "UserManager", "x"]}' in result.text("app/__init__.py")


def test_a_deprecated_alias_is_refused_where_its_getattr_would_replace_another() -> None:
    refused(
        DEPRECATED,
        {
            "app/m.py": "from .imports import lazy_import\nlazy_import(globals(), {})\n" + MODULE,
            "app/imports.py": LAZY_IMPORT,
        },
        "cannot be merged",
    )


def test_a_deprecated_alias_beside_a_submodule_of_its_name_is_a_plain_one() -> None:
    codemod = rename("app.prompt:prompt", "ask", keep_alias="deprecated")
    result = applied(
        codemod, {"app/__init__.py": "from .prompt import prompt\n", "app/prompt.py": "def prompt(): return 1\n"}
    )
    assert output(result.files, "from app import prompt; print(prompt())") == "1\n"
    assert "does not warn here" in result.said


@pytest.mark.parametrize("codemod", [PLAIN, DEPRECATED], ids=["plain", "deprecated"])
@pytest.mark.parametrize(
    "asks",
    [
        'if name in {"UserManager", "other"}:\n        return make()',
        'if name == "UserManager":\n        return make()',
        'match name:\n        case "UserManager" | "other":\n            return make()',
    ],
)
def test_what_getattr_makes_on_demand_is_made_under_both_names(codemod: Rename, asks: str) -> None:
    files: Before = {
        "app/m.py": "UserManager: type\n__all__ = ['UserManager']\ndef make():\n    return 1\n"
        f"def __getattr__(name: str):\n    {asks}\n    raise AttributeError(name)\n",
        "app/views.py": "import app.m\nprint(app.m.UserManager)\n",
    }
    result = applied(codemod, files)
    assert output(result.files, "import app.views", "-W", "error") == "1\n"
    assert output(result.files, "import app.m; print(app.m.UserManager)", "-W", "ignore") == "1\n"


@pytest.mark.parametrize("codemod", [PLAIN, DEPRECATED], ids=["plain", "deprecated"])
def test_a_stub_that_is_attached_imports_both_names(codemod: Rename) -> None:
    attached = "import lazy_loader as lazy\n__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)\n"
    result = applied(
        codemod,
        {
            "app/__init__.py": attached,
            "app/__init__.pyi": "from .core import (\n    UserManager as UserManager,  # the manager\n    other,\n)\n",
            "app/core/__init__.py": attached,
            "app/core/__init__.pyi": "from ..m import UserManager, x\n",
            "app/m.py": MODULE + "x = 1\n",
        },
    )
    assert result.text("app/core/__init__.pyi") == "from ..m import Manager, UserManager, x\n"
    assert result.text("app/__init__.pyi") == (
        "from .core import (\n    Manager as Manager,\n    UserManager as UserManager,  # the manager\n    other,\n)\n"
    )
    assert result.text("app/__init__.py") == attached


def test_a_deprecated_alias_calls_modules_as_the_user_does_and_is_indented_as_the_code() -> None:
    module = '"""Words.\n\n  Words.\n"""\n' + MODULE
    codemod = rename("name.app.m:UserManager", "Manager", keep_alias="deprecated")
    result = applied(codemod, {"src/name/app/__init__.py": "", "src/name/app/m.py": module})
    assert '"name.app.m.UserManager is deprecated: "\n            "use' in result.text("src/name/app/m.py")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('__all__ = ["UserManager"]', '__all__ = ["Manager", "UserManager"]'),
        ('__all__ = [\n    "UserManager",  # one\n]', '__all__ = [\n    "Manager",\n    "UserManager",  # one\n]'),
        ('__all__ = "UserManager",', '__all__ = "Manager", "UserManager",'),
        ('__all__ = [u"UserManager"]', '__all__ = [u"Manager", u"UserManager"]'),
        ('__all__ = sorted(["UserManager"])', '__all__ = sorted(["Manager", "UserManager"])'),
        ('__all__ = "UserManager x".split()', '__all__ = "Manager UserManager x".split()'),
        ('__all__ = "x, UserManager".split(", ")', '__all__ = "x, Manager, UserManager".split(", ")'),
        ('__all__ = "UserManager".split()', '__all__ = "Manager UserManager".split()'),
        (
            '__all__ = ["x"]\n__all__.append("UserManager")',
            '__all__ = ["x"]\n__all__.append("Manager")\n__all__.append("UserManager")',
        ),
    ],
)
def test_dunder_all_has_both_names_of_a_plain_alias(before: str, after: str) -> None:
    files: Before = {"app/m.py": f"{before}\nclass UserManager: ...\nx = 1\n"}
    result = applied(PLAIN, files)
    assert result.text("app/m.py").startswith(after + "\nclass Manager: ...\n")
    assert output(result.files, "from app.m import *; print(UserManager is Manager)") == "True\n"
    assert applied(PLAIN, result.files).files == result.files


@pytest.mark.parametrize("codemod", [PLAIN, DEPRECATED], ids=["plain", "deprecated"])
@pytest.mark.parametrize(
    "shim",
    [
        "from app.m import *\n",
        '"""UserManager has moved."""\n\nfrom app.m import *  # noqa: F403\n',
        "from app.m import UserManager\n",
        "import os\ntry:\n    from app.m import UserManager\nexcept ImportError:\n    pass\n",
        "from app.shim2 import *\n",
    ],
)
def test_a_module_that_does_nothing_else_goes_on_handing_it_on(codemod: Rename, shim: str) -> None:
    files: Before = {"app/m.py": MODULE, "app/shim.py": shim, "app/shim2.py": "from app.m import *\n"}
    result = applied(codemod, files)
    assert output(result.files, "import app.shim; print(app.shim.UserManager.users)", "-W", "ignore") == "1\n"


@pytest.mark.parametrize("codemod", [PLAIN, DEPRECATED], ids=["plain", "deprecated"])
def test_a_module_with_code_of_its_own_that_hands_it_on_is_listed_when_others_take_it_there(codemod: Rename) -> None:
    own = "from app.m import UserManager\n\nusers = UserManager()\n"
    star = "from app.m import *\n\nusers = 2\n"
    result = applied(
        codemod,
        {
            "app/m.py": MODULE,
            "app/quiet.py": own,
            "app/taken.py": own,
            "app/star.py": star,
            "app/user.py": "from app import star\nfrom app.taken import UserManager\nstar.UserManager()\n",
            "tests/test_m.py": "from app.m import *\n",
            "tests/test_n.py": "from tests.test_m import UserManager\n",
        },
    )
    assert result.text("app/taken.py") == own.replace("User", "") and "app/taken.py:1: info alias" in result.said
    assert result.text("app/star.py") == star and ("app/star.py" in result.said) == (codemod is DEPRECATED)
    assert "quiet" not in result.said and "test_" not in result.said
    assert result.text("tests/test_m.py") == "from app.m import *\n"


@pytest.mark.parametrize("codemod", [PLAIN, DEPRECATED], ids=["plain", "deprecated"])
def test_what_is_imported_for_others_keeps_its_old_name_in_the_module_and_in_its_stub(codemod: Rename) -> None:
    stub, function = "class UserManager:\n    users: int\n", "\ndef f(x: UserManager) -> int: ...\n"
    result = applied(
        codemod,
        {
            "app/m.py": MODULE,
            "app/m.pyi": stub,
            "app/shim.py": "from .m import UserManager\n",
            "app/shim.pyi": "from .m import UserManager as UserManager\n",
            "app/own.py": "from .m import UserManager as UserManager\n" + function,
            "app/user.py": "from .m import UserManager\n" + function,
            "app/user.pyi": "from .m import UserManager\n" + function,
            "app/called.py": "from .m import UserManager as M\n" + function.replace("UserManager", "M"),
            "app-stubs/m.pyi": stub,
            "app-stubs/shim.pyi": "from .m import UserManager as UserManager\n",
        },
    )
    for path in ("app/m.pyi", "app-stubs/m.pyi"):
        assert result.text(path) == stub.replace("User", "") + "\n\nUserManager = Manager\n"
    for path in ("app/shim.pyi", "app-stubs/shim.pyi"):
        assert result.text(path) == "from .m import Manager as Manager\nUserManager = Manager\n"
    assert output(result.files, "from app.own import UserManager as U; print(U.users)", "-W", "ignore") == "1\n"
    assert "UserManager" not in result.text("app/user.py") + result.text("app/user.pyi") + result.text("app/called.py")


def test_a_deprecated_alias_comes_to_no_file_that_is_not_edited() -> None:
    star = "from app.m import *\n"
    files = tree({"app/m.py": MODULE, "app/old/__init__.py": star, "vendor/app/__init__.py": star})
    outcome = DEPRECATED.plan(Project.open(InMemory(files), exclude=["app/old"]))
    assert set(outcome.edits) == {"app/m.py"}


def test_a_package_keeps_by_a_star_import_what_a_function_binds() -> None:
    module = "def make():\n    global UserManager\n    class UserManager:\n        users = 1\nmake()\n"
    result = applied(PLAIN, {"app/__init__.py": "from .m import *\n", "app/m.py": module})
    assert output(result.files, "import app; print(app.UserManager.users, app.m.UserManager.users)") == "1 1\n"
    assert "app/m.py:1: info alias: no star import brings UserManager" in result.said


def test_a_table_that_getattr_reads_has_both_names_of_a_plain_alias() -> None:
    package = """
        _NAMES = {
            "UserManager": ".m",  # the manager
            "other": ".m",
        }
        __all__ = list(_NAMES)
        def __getattr__(name):
            if name in _NAMES:
                import importlib
                return getattr(importlib.import_module(_NAMES[name], __name__), name)
            raise AttributeError(name)
        """
    result = applied(PLAIN, {"app/__init__.py": package, "app/m.py": MODULE + "other = 1\n"})
    program = "from app import *; print(UserManager is Manager, other)"
    assert output(result.files, program) == "True 1\n"
    assert result.text("app/__init__.py").count("UserManager") == 1


@pytest.mark.parametrize("codemod", [PLAIN, DEPRECATED])
@pytest.mark.parametrize(
    "table", ['N = ["UserManager"]', 'N = {"UserManager": "3.0"}', '__all__ = "UserManager", "other"']
)
def test_a_list_of_what_getattr_hands_on_has_both_names_once(codemod: Rename, table: str) -> None:
    package = f"""
        from app import m
        {table}
        def __getattr__(name):
            if name in {table.partition(" ")[0]}:
                return getattr(m, name)
            raise AttributeError(name)
        """
    result = applied(codemod, {"app/__init__.py": package, "app/m.py": MODULE})
    assert output(result.files, "import app; print(app.UserManager is app.Manager)").startswith("True\n")
    assert result.text("app/__init__.py").count('"UserManager"') == 1


@pytest.mark.parametrize("new", ["name", "warnings", "object", "attribute", "asked"])
@pytest.mark.parametrize(
    "getattr_",
    [
        "",
        "def __getattr__(asked):\n    attribute = asked\n    raise AttributeError(attribute)\n",
        "def __getattr__(asked): \\\n  raise AttributeError(asked)\n",
        "def __getattr__(\n    asked,\n): raise AttributeError(asked)\n",
        "def __getattr__(x): return 1\ndef __getattr__(asked):\n    raise AttributeError(asked)\n",
    ],
)
def test_a_deprecated_alias_gives_the_symbol_whatever_that_is_called(new: str, getattr_: str) -> None:
    result = applied(rename("app.m:UserManager", new, keep_alias="deprecated"), {"app/m.py": MODULE + getattr_})
    program = f"import app.m; print(app.m.UserManager is vars(app.m)['{new}'], hasattr(app.m, 'x'))"
    assert output(result.files, program, "-W", "ignore") == "True False\n"


def test_a_deprecated_alias_stands_before_the_global_statement_of_a_getattr() -> None:
    function = "def __getattr__(asked):\n    global UserManager\n    raise AttributeError(asked)\n"
    result = applied(DEPRECATED, {"app/m.py": MODULE + function})
    assert output(result.files, "import app.m; print(app.m.UserManager.users)", "-W", "ignore") == "1\n"


@pytest.mark.parametrize(
    ("new", "module"),
    [
        ("AttributeError", MODULE),
        ("DeprecationWarning", MODULE),
        ("Manager", MODULE + "AttributeError = ValueError\n"),
        ("Manager", "from builtins import *\nfrom .own import DeprecationWarning\n" + MODULE),
        ("globals", "for UserManager in []: pass\n"),
        ("Manager", MODULE + "async def __getattr__(name): ...\n"),
        ("Manager", MODULE + "def __getattr__(*names): raise AttributeError(names)\n"),
        ("Manager", MODULE + "def __getattr__(name): ...\nif True:\n    def __getattr__(name): ...\n"),
    ],
)
def test_a_deprecated_alias_that_could_not_work_is_refused(new: str, module: str) -> None:
    refused(rename("app.m:UserManager", new, keep_alias="deprecated"), {"app/m.py": module}, "app/m.py:", "alias")


def test_a_star_import_of_what_only_type_checkers_have() -> None:
    hub = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .m import Old\n"
    check(
        rename("app.m:Old", "New", keep_alias="plain"),
        {
            "app/__init__.py": "from .hub import *\ndef f(x: 'Old'): ...\n",
            "app/hub.py": hub,
            "app/m.py": "class Old: ...\n",
        },
        {
            "app/__init__.py": "from .hub import *\nif \"New\" in globals():\n    Old = New\ndef f(x: 'New'): ...\n",
            "app/hub.py": hub.replace("Old", "New") + "    Old = New\n",
            "app/m.py": "class New: ...\n\n\nOld = New\n",
        },
        runs="import app",
    )


@pytest.mark.parametrize("keep", ["plain", "deprecated"])
@pytest.mark.parametrize(
    ("hub", "has"),
    [
        ("from .m import Old\nprint(Old)\ndel Old\n", False),
        ("if not __name__:\n    from .m import Old\n", False),
        ("from .m import Old\n", True),
        ("from .m import Old\ndef other(): ...\n", True),
        ("try:\n    from .m import Old\nexcept ImportError:\n    Old = None\n", True),
    ],
)
@pytest.mark.parametrize("steps", [1, 2])
def test_a_star_import_of_what_need_not_be_there(
    keep: Literal["plain", "deprecated"], hub: str, has: bool, steps: int
) -> None:
    files = {"app/__init__.py": "from .hub import *\n", "app/hub.py": hub, "app/m.py": "class Old: ...\n"}
    if steps == 2:
        files |= {"app/__init__.py": "from .more import *\n", "app/more.py": "from .hub import *\n"}
    result = applied(rename("app.m:Old", "New", keep_alias=keep), files)
    program = "import app\ntry: print(app.Old.__name__)\nexcept AttributeError: print('none')"
    assert output(result.files, program, "-W", "ignore").splitlines()[-1] == ("New" if has else "none")


@pytest.mark.parametrize("keep", ["plain", "deprecated"])
@pytest.mark.parametrize(
    ("package", "has"),
    [
        ("if TYPE_CHECKING:\n    from .hub import *\n", False),
        ("if typing.TYPE_CHECKING: from .hub import *\n", False),
        ("if TYPE_CHECKING:\n    if True:\n        from .hub import *\nelse:\n    print(1)\n", False),
        ("if TYPE_CHECKING:\n    from .hub import *\ndef __getattr__(name): raise AttributeError(name)\n", False),
        ("if TYPE_CHECKING:\n    print(1)\nelse:\n    from .hub import *\n    print(2)\n", True),
        ("if TYPE_CHECKING:\n    from .hub import *\nfrom .hub import *\n", True),
        ("if (typing.TYPE_CHECKING):\n    from .hub import *\n", False),
        ("if not typing.TYPE_CHECKING:\n    from .hub import *\n", True),
        ("if not TYPE_CHECKING:\n    from .hub import *\n", True),
        ("if not __name__:\n    from .hub import *\n    print(1)\n", False),
        ("if not __name__: from .hub import *\n", False),
        ("if __name__: from .hub import *\n", True),
        ("try:\n    from .hub import *\nexcept ImportError:\n    pass\n", True),
        ("try: from .hub import *\nfinally: print(1)\n", True),
    ],
)
@pytest.mark.parametrize("hub", ["from .m import Old\n", "if __name__:\n    from .m import Old\n"])
def test_a_star_import_that_need_not_run(
    keep: Literal["plain", "deprecated"], package: str, has: bool, hub: str
) -> None:
    files = {
        "app/__init__.py": f"import typing\nfrom typing import TYPE_CHECKING\n{package}",
        "app/hub.py": f"{hub}def other(): ...\n",
        "app/m.py": "class Old: ...\n",
    }
    result = applied(rename("app.m:Old", "New", keep_alias=keep), files)
    program = "import app\ntry: print(app.Old.__name__)\nexcept AttributeError: print('none')"
    assert output(result.files, program, "-W", "ignore").splitlines()[-1] == ("New" if has else "none")


@pytest.mark.parametrize("keep", ["plain", "deprecated"])
def test_a_star_import_of_something_else_beside_what_is_given_on_demand(keep: Literal["plain", "deprecated"]) -> None:
    lazy = 'def __getattr__(name):\n    if name == "Old":\n        from app.m import Old\n        return Old\n    raise AttributeError(name)\n'
    files = {
        "app/__init__.py": f"{lazy}from app.other import *\n",
        "app/other.py": "x = 1\n",
        "app/m.py": "class Old: ...\n",
    }
    result = applied(rename("app.m:Old", "New", keep_alias=keep), files)
    assert output(result.files, "import app; print(app.Old is app.New, app.x)", "-W", "ignore") == "True 1\n"


ON_DEMAND = {
    "compares": """\
        def __getattr__(name):
            if name == "UserManager":
                from app.m import UserManager
                return UserManager
            raise AttributeError(name)
        def other(): ...
        """,
    "table": """\
        import importlib
        _LAZY = {"UserManager": "app.m"}
        def other(): ...
        def __getattr__(name):
            if name in _LAZY:
                return getattr(importlib.import_module(_LAZY[name]), name)
            raise AttributeError(name)
        """,
}


@pytest.mark.parametrize("keep_alias", ["plain", "deprecated"])
@pytest.mark.parametrize("text", ON_DEMAND.values(), ids=ON_DEMAND)
def test_a_module_that_is_no_package_goes_on_giving_the_old_name_on_demand(text: str, keep_alias: str) -> None:
    files = {
        "app/m.py": MODULE,
        "app/lazy.py": text,
        "app/apart.py": "def __getattr__(name): raise AttributeError(name)\n",
    }
    result = applied(rename("app.m:UserManager", "Manager", keep_alias=keep_alias), files)
    asked = "import warnings; warnings.simplefilter('ignore'); import app.lazy as m; print(m.UserManager is m.Manager)"
    assert output(result.files, asked) == "True\n"
    assert result.text("app/apart.py") == files["app/apart.py"]


def test_star_imports_with_stubs_are_followed_once_each() -> None:
    files, source = {"app/__init__.py": "", "app/m.py": "class Old: ...\n"}, "app.m"
    for at in range(40):
        files |= {f"app/l{at}{suffix}": f"from {source} import *\n" for suffix in (".py", ".pyi")}
        source = f"app.l{at}"
    files |= {"app/all/__init__.py": f"from {source} import *\n", "use.py": "from app.all import Old\nprint(Old)\n"}
    result = applied(rename("app.m:Old", "New", keep_alias="deprecated"), files)
    assert result.text("use.py") == "from app.all import New\nprint(New)\n"
    assert 'name == "Old"' in result.text("app/all/__init__.py")


def test_the_warning_of_a_module_that_no_import_can_name_has_its_path_with_dots() -> None:
    codemod = rename("app.steps.0001_first:fill", "fill_all", keep_alias="deprecated")
    after = applied(codemod, {"app/steps/0001_first.py": "def fill(): ...\n"}).files["app/steps/0001_first.py"]
    assert b'"app.steps.0001_first.fill is deprecated: "' in after
    assert b'"use app.steps.0001_first.fill_all"' in after


def test_an_alias_that_was_kept_before_says_the_name_of_now() -> None:
    files: Before = {"app/__init__.py": "from .m import UserManager\n", "app/m.py": MODULE}
    first = applied(DEPRECATED, files)
    second = applied(rename("app.m:Manager", "Registry", keep_alias="deprecated"), first.files)
    for path, module in (("app/m.py", "app.m"), ("app/__init__.py", "app")):
        assert f'"{module}.UserManager is deprecated, and goes in 2.0: "' in second.text(path)
        assert second.text(path).count(f'"use {module}.Registry",') == 2
    assert "in a string" not in second.said


def test_what_another_warning_says_is_prose() -> None:
    line = "import warnings\nwarnings.warn('use app.m.UserManager')\nwarnings.warn('old: ' 'use app.m.UserManager')\n"
    said = check(
        rename("app.m:UserManager", "Manager"),
        {"app/m.py": MODULE, "app/a.py": line},
        {"app/m.py": MODULE.replace("User", "")},
    ).said
    assert said.count("UserManager in a string") == 2


@pytest.mark.parametrize("unit", ["\t", "  ", "    "])
def test_a_branch_of_getattr_is_indented_as_the_function_is(unit: str) -> None:
    function = f"def __getattr__(name):\n{unit}'Text.'\n{unit}"
    result = applied(
        rename("m:Old", "New", keep_alias="deprecated"),
        {"m.py": f"class Old: ...\n{function}raise AttributeError(name)\n"},
    )
    lines = (
        f'if name == "Old":\n{unit * 2}import warnings\n\n{unit * 2}warnings.warn(\n{unit * 3}"m.Old is deprecated: "\n'
    )
    assert result.text("m.py").startswith(f"class New: ...\n{function}{lines}")
    assert result.text("m.py").endswith(f"{unit * 2}return New\n{unit}raise AttributeError(name)\n")
