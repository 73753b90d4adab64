"""Which module a name is imported from: source roots, services, scripts, libraries."""

from __future__ import annotations

from time import process_time

import pytest

from examples import SCENE, applied, check, in_turn, leaves_alone, old_and_new, opened, refused, rename, tree

# Where modules come from


def test_two_services_with_modules_of_one_name_are_told_apart_by_their_folder() -> None:
    service = {
        "app/__init__.py": "",
        "app/main.py": "class UserManager: users = {}\n",
        "app/views.py": "from app.main import UserManager\nprint(UserManager.users)\n",
    }
    files = {f"svc_{name}/{path}": text.replace("{}", name) for name in "ab" for path, text in service.items()}
    check(
        rename("svc_a.app.main:UserManager", "Manager"),
        {
            path: text.replace("users = a", "users = 1").replace("users = b", "users = 2")
            for path, text in files.items()
        },
        {
            "svc_a/app/main.py": "class Manager: users = 1\n",
            "svc_a/app/views.py": "from app.main import Manager\nprint(Manager.users)\n",
        },
        runs="import sys; sys.path.insert(0, 'svc_a'); import app.views",
    )


def test_a_symbol_that_two_services_define_is_refused_with_both_places() -> None:
    refused(
        rename("app.main:UserManager", "Manager"),
        {
            "svc_a/app/__init__.py": "", "svc_a/app/main.py": "class UserManager: pass\n",
            "svc_b/app/__init__.py": "", "svc_b/app/main.py": "import os\nclass UserManager: pass\n",
        },
        "svc_a/app/main.py:1",
        "svc_b/app/main.py:2",
    )  # fmt: skip


def test_a_module_of_the_same_path_in_another_service_is_another_module() -> None:
    check(
        rename("app.main:UserManager", "Manager"),
        {
            "svc_a/app/__init__.py": "",
            "svc_a/app/main.py": "class UserManager: pass\n",
            "svc_a/app/views.py": "from app.main import UserManager\n",
            "svc_b/app/__init__.py": "",
            "svc_b/app/main.py": "from lib import UserManager\n",
            "svc_b/app/views.py": "from app.main import UserManager\nfrom .main import UserManager as U\n",
        },
        {
            "svc_a/app/main.py": "class Manager: pass\n",
            "svc_a/app/views.py": "from app.main import Manager\n",
        },
    )


def test_namespace_packages_count() -> None:
    check(
        rename("company.app.m:UserManager", "Manager"),
        {
            "company/app/m.py": "class UserManager: users = 1\n",
            "company/other/views.py": "from company.app.m import UserManager\nfrom ..app import m\nprint(UserManager.users, m.UserManager.users)\n",
        },
        {
            "company/app/m.py": "class Manager: users = 1\n",
            "company/other/views.py": "from company.app.m import Manager\nfrom ..app import m\nprint(Manager.users, m.Manager.users)\n",
        },
        runs="import company.other.views",
    )  # fmt: skip


def test_each_distribution_of_a_tree_of_stubs_is_a_source_root() -> None:
    text = "from google.protobuf.message import {}\nclass Sub({}): ...\n"
    files = {"METADATA.toml": 'version = "6.*"\n', "google/protobuf/__init__.pyi": ""}
    lies = {f"stubs/protobuf/{path}": content for path, content in files.items()}
    check(
        rename("google.protobuf.message:Old", "New"),
        {**lies, "stubs/protobuf/google/protobuf/message.pyi": "class Old: ...\n",
         "stubs/protobuf/google/protobuf/any.pyi": text.format("Old", "Old"),
         "stubs/grpcio/grpc/__init__.pyi": text.format("Old", "Old")},
        {"stubs/protobuf/google/protobuf/message.pyi": "class New: ...\n",
         "stubs/protobuf/google/protobuf/any.pyi": text.format("New", "New"),
         "stubs/grpcio/grpc/__init__.pyi": text.format("New", "New")},
    )  # fmt: skip


def test_a_namespace_package_over_two_source_roots_is_one_package() -> None:
    check(
        rename("company.app.m:UserManager", "Manager"),
        {
            "one/src/company/app/__init__.py": "",
            "one/src/company/app/m.py": "class UserManager: users = 1\n",
            "two/src/company/shop/__init__.py": "",
            "two/src/company/shop/views.py": "from company.app.m import UserManager\nprint(UserManager.users)\n",
        },
        {
            "one/src/company/app/m.py": "class Manager: users = 1\n",
            "two/src/company/shop/views.py": "from company.app.m import Manager\nprint(Manager.users)\n",
        },
        runs="import sys; sys.path[:0] = ['one/src', 'two/src']; import company.shop.views",
    )


@pytest.mark.parametrize("package", ["one/src/company/app/__init__.py", "one/src/README"])
def test_an_attribute_is_followed_into_another_folder_of_a_namespace_package(package: str) -> None:
    views = """
        import company.app.m
        import company.app.m as m
        from company.app import m as again
        print(company.app.m.UserManager.users, m.UserManager.users, again.UserManager.users)
        """
    check(
        rename("company.app.m:UserManager", "Manager"),
        {
            package: "",
            "one/src/company/app/m.py": "class UserManager: users = 1\n",
            "two/src/company/shop/views.py": views,
        },
        {
            "one/src/company/app/m.py": "class Manager: users = 1\n",
            "two/src/company/shop/views.py": views.replace("UserManager", "Manager"),
        },
        runs="import sys; sys.path[:0] = ['one/src', 'two/src']; import company.shop.views",
    )


SPREAD = [
    '__path__ = __import__("pkgutil").extend_path(__path__, __name__)\n',
    '__import__("pkg_resources").declare_namespace(__name__)\n',
]


@pytest.mark.parametrize("spread", SPREAD)
def test_a_package_that_says_so_has_parts_in_several_source_roots(spread: str) -> None:
    views = """
        import company
        import company.app.m
        from company import app
        from company.app import m
        from ..app.m import UserManager
        from .. import app as again
        print(company.app.m.UserManager.users, app.m.UserManager.users, m.UserManager.users, UserManager.users)
        print(again.m.UserManager.users)
        """
    check(
        rename("company.app.m:UserManager", "Manager"),
        {
            "one/src/company/__init__.py": spread,
            "one/src/company/app/__init__.py": "",
            "one/src/company/app/m.py": "class UserManager: users = 1\n",
            "two/src/company/__init__.py": spread,
            "two/src/company/shop/__init__.py": "",
            "two/src/company/shop/views.py": views,
        },
        {
            "one/src/company/app/m.py": "class Manager: users = 1\n",
            "two/src/company/shop/views.py": views.replace("UserManager", "Manager"),
        },
        runs="import sys; sys.path[:0] = ['one/src', 'two/src']; import company.shop.views" if "util" in spread else "",
    )


def test_a_relative_import_reaches_another_folder_of_a_namespace_package() -> None:
    views = "from ..app import m\nfrom ..app.m import UserManager\nprint(m.UserManager.users, UserManager.users)\n"
    check(
        rename("company.app.m:UserManager", "Manager"),
        {
            "one/src/company/app/__init__.py": "",
            "one/src/company/app/m.py": "class UserManager: users = 1\n",
            "two/src/company/shop/__init__.py": "",
            "two/src/company/shop/views.py": views,
        },
        {
            "one/src/company/app/m.py": "class Manager: users = 1\n",
            "two/src/company/shop/views.py": views.replace("UserManager", "Manager"),
        },
        runs="import sys; sys.path[:0] = ['one/src', 'two/src']; import company.shop.views",
    )


def test_a_name_that_one_part_of_a_package_gives_on_demand_is_found_from_the_others() -> None:
    core = (
        SPREAD[0]
        + """
import importlib
__all__ = ["UserManager"]
_LAZY = {"UserManager": (".sdk", "UserManager", False)}
def __getattr__(name):
    path, name, warns = _LAZY[name]
    return getattr(importlib.import_module(path, __name__), name)
"""
    )
    files = {
        "core/src/company/__init__.py": core,
        "sdk/src/company/sdk/__init__.py": "class UserManager: users = 1\n",
        "shop/src/company/__init__.py": SPREAD[0],
        "shop/src/company/shop.py": "from company import UserManager\nprint(UserManager.users)\n",
    }
    check(
        rename("company.sdk:UserManager", "Manager"),
        files,
        {path: text.replace("UserManager", "Manager") for path, text in files.items()},
        runs="import sys; sys.path[:0] = ['core/src', 'sdk/src', 'shop/src']; import company.shop",
    )


def test_a_module_that_a_package_gives_on_demand_under_another_name_is_followed() -> None:
    lazy = "def __getattr__(name):\n    if name == 'manage':\n        from . import m\n        return m\n    raise AttributeError\n"
    use = "import app\nfrom app import manage\nprint(app.manage.UserManager.users, manage.UserManager.users)\n"
    check(
        rename("app.m:UserManager", "Manager"),
        {"app/__init__.py": lazy, "app/m.py": "class UserManager: users = 1\n", "use.py": use},
        {"app/m.py": "class Manager: users = 1\n", "use.py": use.replace("UserManager", "Manager")},
        runs="import use",
    )


@pytest.mark.parametrize("answer", ["if name == 'm':", "if name in ('m', 'n'):", "match name:\n     case 'm':"])
def test_a_module_that_a_package_gives_in_place_of_a_submodule_is_not_taken_for_that(answer: str) -> None:
    lazy = f"def __getattr__(name):\n    {answer}\n      import app.real\n      return app.real\n"
    manager = "class UserManager: users = 1\n"
    check(
        rename("app.m:UserManager", "Manager"),
        {
            "app/__init__.py": lazy,
            "app/m.py": manager,
            "app/real.py": manager,
            "use.py": "import app\nprint(app.m.UserManager.users)\n",
        },
        {"app/m.py": "class Manager: users = 1\n"},
        says=["use.py:2…it is not known whether app.m gives the symbol"],
        runs="import use",
    )


def test_a_submodule_that_its_package_gives_on_demand_is_that() -> None:
    lazy = "def __getattr__(name):\n    if name == 'm':\n        from . import m\n        return m\n"
    use = "import app\nprint(app.m.UserManager.users)\n"
    check(
        rename("app.m:UserManager", "Manager"),
        {"app/__init__.py": lazy, "app/m.py": "class UserManager: users = 1\n", "use.py": use},
        {"app/m.py": "class Manager: users = 1\n", "use.py": use.replace("UserManager", "Manager")},
    )


def test_of_two_packages_of_one_name_an_import_of_a_submodule_binds_the_one_that_has_it() -> None:
    files = {
        "lib/anki/lang.py": "def old(): ...\n",
        "lib/tests/__init__.py": "",
        "installer/src/anki/__init__.py": "",
        "qt/aqt/__init__.py": "import anki.lang\nanki.lang.old()\n",
        "qt/aqt/other.py": "import anki.lang as words\nwords.old()\n",
        "installer/src/start.py": "import anki.other\nanki.lang.old()\n",
    }
    after = {path: text.replace("old", "new") for path, text in files.items() if "start" not in path}
    check(rename("anki.lang:old", "new"), files, after, says=["installer/src/start.py:2:…left alone"])


def test_a_package_that_does_not_say_so_has_no_parts_elsewhere() -> None:
    views = "from ..app.m import UserManager\nimport company\nprint(UserManager, company.app.m.UserManager)\n"
    check(
        rename("company.app.m:UserManager", "Manager"),
        {
            "one/src/company/__init__.py": "",
            "one/src/company/app/__init__.py": "",
            "one/src/company/app/m.py": "class UserManager: users = 1\n",
            "two/src/company/__init__.py": "",
            "two/src/company/shop/__init__.py": "",
            "two/src/company/shop/views.py": views,
        },
        {"one/src/company/app/m.py": "class Manager: users = 1\n"},
    )


@pytest.mark.parametrize(
    "configuration",
    [
        pytest.param({"pyproject.toml": '[tool.setuptools.packages.find]\nwhere = ["code/lib"]\n'}, id="setuptools"),
        pytest.param({"pyproject.toml": '[tool.setuptools.package-dir]\n"" = "code/lib"\n'}, id="package-dir"),
        pytest.param({"setup.cfg": "[options]\npackage_dir =\n    = code/lib\n"}, id="setup.cfg"),
        pytest.param({"pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["code/lib"]\n'}, id="pytest"),
        pytest.param({"pytest.ini": "[pytest]\npythonpath = code/lib\n"}, id="pytest.ini"),
        pytest.param({"pyproject.toml": '[tool.pyright]\nextraPaths = ["code/lib"]\n'}, id="pyright"),
        pytest.param({"mypy.ini": "[mypy]\nmypy_path = code/lib\n"}, id="mypy"),
        pytest.param({"pyproject.toml": '[tool.hatch.build.targets.wheel]\nsources = ["code/lib"]\n'}, id="hatch"),
        pytest.param(
            {"pyproject.toml": '[tool.hatch.build.targets.wheel]\npackages = ["code/lib/space"]\n'}, id="hatch packages"
        ),
        pytest.param({"pyproject.toml": '[tool.hatch.build]\ndev-mode-dirs = ["code/lib", "."]\n'}, id="hatch dev"),
        pytest.param({"pyproject.toml": '[tool.hatch.build.sources]\n"code/lib/space" = "space"\n'}, id="hatch moved"),
        pytest.param(
            {"pyproject.toml": '[tool.scikit-build]\nwheel.packages = ["code/lib/space"]\n'}, id="scikit-build"
        ),
        pytest.param(
            {"pyproject.toml": '[tool.poetry]\npackages = [{ include = "space", from = "code/lib" }]\n'}, id="poetry"
        ),
        pytest.param({"pyproject.toml": '[tool.pdm.build]\npackage-dir = "code/lib"\n'}, id="pdm"),
        pytest.param({"pyproject.toml": '[tool.uv.build-backend]\nmodule-root = "code/lib"\n'}, id="uv"),
        pytest.param({"pyproject.toml": '[tool.maturin]\npython-source = "code/lib"\n'}, id="maturin"),
        pytest.param({"setup.py": 'setup(package_dir={"": "code/lib"})\n'}, id="setup.py"),
        pytest.param({"pyproject.toml": '[tool.pytest]\npythonpath = ["code/lib"]\n'}, id="pytest 9"),
        pytest.param({"pytest.toml": '[pytest]\npythonpath = ["../beside", "code/lib"]\n'}, id="pytest.toml"),
        pytest.param(
            {"pyproject.toml": '[tool.pyright]\nexecutionEnvironments = [{ root = "code/lib" }]\n'}, id="environments"
        ),
        pytest.param({"ty.toml": '[environment]\nroot = ["code/lib"]\n'}, id="ty.toml"),
        pytest.param({"pyrightconfig.json": '{"extraPaths": ["code/lib"]}'}, id="pyrightconfig.json"),
        pytest.param({"setup.cfg": "package_dir", "mypy.ini": "[mypy]\nmypy_path = code/lib\n"}, id="one unreadable"),
    ],
)
def test_source_roots_come_from_the_projects_configuration(configuration: dict[str, str]) -> None:
    check(
        rename("space.m:UserManager", "Manager"),
        {
            **configuration,
            "code/lib/space/m.py": "class UserManager: pass\n",
            "tests/test_m.py": "from space.m import UserManager\n",
        },
        {"code/lib/space/m.py": "class Manager: pass\n", "tests/test_m.py": "from space.m import Manager\n"},
    )


def test_a_package_is_imported_by_the_name_that_its_folder_gets_in_the_wheel() -> None:
    use = "from space.sub.m import {0}\nx = 'space.sub.m.{0}'\n"
    before, after = old_and_new({"python/inner/sub/m.py": "class {0}: ...\n", "t.py": use})
    configuration = '[tool.hatch.build.targets.wheel.sources]\n"python/inner" = "space"\n'
    check(rename("space.sub.m:Old", "New"), {**before, "pyproject.toml": configuration}, after)


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (("src/app/__init__.py", "src/app/m.py"), ("app.m", "src.app.m")),
        (("src/app/__init__.py", "src/app/demo/m.py"), ("app.demo.m", "src.app.demo.m")),
        (("app/__init__.py", "app/demo/m.py"), ("app.demo.m",)),
    ],
)
def test_the_likeliest_name_of_a_module_begins_with_a_package(files: tuple[str, ...], names: tuple[str, ...]) -> None:
    modules = opened(tree(dict.fromkeys(files, ""))).modules
    assert modules.names(modules.by_stem[files[-1].removesuffix(".py")]) == names


@pytest.mark.parametrize("root", ["code/lib", "./code/lib/", "code//lib", "code/./lib/."])
def test_source_roots_may_be_given(root: str) -> None:
    check(
        rename("space.m:UserManager", "Manager"),
        {"code/lib/space/m.py": "class UserManager: pass\n", "t.py": "from space.m import UserManager\n"},
        {"code/lib/space/m.py": "class Manager: pass\n", "t.py": "from space.m import Manager\n"},
        source_roots=(root,),
    )


_INSIDE = {
    "app/__init__.py": "",
    "app/core/__init__.py": "from .m import UserManager\n",
    "app/core/m.py": "class UserManager: pass\n",
}


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("from core.m import UserManager\nUserManager()\n", (1,)),
        ("from core.m import UserManager as Users\n", (1,)),
        ("from core import UserManager\n", (1,)),
        ("from core.m import *\nUserManager()\n", (2,)),
        ("import core.m\ncore.m.UserManager()\n", (2,)),
        ("from core import m\ndef f(users: 'm.UserManager'): ...\n", (2,)),
        ("from unittest import mock\nmock.patch('core.m.UserManager')\n", (2,)),
        ("PLUGINS = ['core.m:UserManager']\n", (1,)),
    ],
)
def test_a_module_that_a_file_here_may_be_when_a_package_is_on_the_path_is_listed(
    code: str, lines: tuple[int, ...]
) -> None:
    before = f"import sys; sys.path.insert(0, 'app')\n{code}"
    result = applied(rename("app.core.m:UserManager", "Manager"), {"tests/test_m.py": before, **_INSIDE})
    assert result.text("tests/test_m.py") == before
    listed = [line for line in result.said.splitlines() if "no module core" in line]
    assert [int(line.split(":")[1]) for line in listed] == [line + 1 for line in lines]
    assert all("app/core/" in line for line in listed)


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("from pylint.interfaces import Old\nOld()\n", 1),
        ("from calibre_plugins.pylint.interfaces import Old\nOld()\n", 1),
        ("from pylint.interfaces import *\nOld()\n", 2),
        ("import pylint.interfaces\npylint.interfaces.Old()\n", 2),
        ("from unittest import mock\nmock.patch('pylint.interfaces.Old')\n", 2),
        ("from pylint import Old\n", 1),
    ],
)
def test_what_may_come_from_the_package_that_the_tree_itself_is_is_listed(code: str, line: int) -> None:
    files = {
        "__init__.py": "from .interfaces import Old\n",
        "interfaces.py": "class Old: ...\n",
        "checkers/base.py": code,
    }
    file = "__init__.py" if "pylint import" in code else "interfaces.py"
    result = applied(rename("interfaces:Old", "New"), files)
    assert result.text("checkers/base.py") == code
    assert f"checkers/base.py:{line}: warning left-alone" in result.said and f" may be {file} by another" in result.said


@pytest.mark.parametrize(
    "code",
    [
        "from company.plug.sub.m import Old\n",
        "import company.plug.sub.m as m; m.Old()\n",
        "x = 'company.plug.sub.m.Old'\n",
    ],
)
def test_what_may_come_from_a_package_into_which_the_tree_is_put_is_listed(code: str) -> None:
    files = {"sub/__init__.py": "", "sub/m.py": "class Old: ...\n", "t.py": code}
    result = applied(rename("sub.m:Old", "New"), files)
    assert result.text("t.py") == code
    assert (
        "t.py:1: warning left-alone: Old left alone: company.plug.sub.m may be sub/m.py by another name" in result.said
    )


@pytest.mark.parametrize(
    ("path", "code", "is_listed"),
    [
        ("roles/web/module_utils/m.py", "from ansible.module_utils.m import Old\n", True),
        ("roles/web/module_utils/m.py", "from ansible.module_utils.n import Old\n", False),
        ("roles/web/module_utils/m.py", "from ansible.m import Old\n", False),
        ("app/auth/models.py", "from django.contrib.auth.models import Old\n", False),
    ],
)
def test_what_may_come_from_a_package_into_which_a_folder_is_put_is_listed(
    path: str, code: str, *, is_listed: bool
) -> None:
    packages = {"app/__init__.py": "", "app/auth/__init__.py": ""}
    result = applied(
        rename(f"{path[:-3].replace('/', '.')}:Old", "New"), {path: "class Old: ...\n", **packages, "t.py": code}
    )
    assert result.text("t.py") == code
    assert (
        f"t.py:1: warning left-alone: Old left alone: ansible.module_utils.m may be {path}" in result.said
    ) == is_listed


ADDON = {"my_addon/__manifest__.py": "{}", "my_addon/__init__.py": "", "my_addon/models/m.py": "class {0}: ...\n"}
COLLECTION = {
    "galaxy.yml": "namespace: acme\nname: 'tools'\nversion: 1.0.0\n",
    "plugins/utils/m.py": "class {0}: ...\n",
}


@pytest.mark.parametrize(
    ("files", "package", "symbol"),
    [
        (ADDON, "odoo.addons.my_addon.models", "my_addon.models.m:Old"),
        (ADDON, "odoo.addons.my_addon.models", "odoo.addons.my_addon.models.m:Old"),
        ({f"addons/{path}": text for path, text in ADDON.items()}, "odoo.addons.my_addon.models", "my_addon.models.m:Old"),
        (COLLECTION, "ansible_collections.acme.tools.plugins.utils", "plugins.utils.m:Old"),
        ({f"acme/{path}": text for path, text in COLLECTION.items()}, "ansible_collections.acme.tools.plugins.utils",
         "ansible_collections.acme.tools.plugins.utils.m:Old"),
    ],
)  # fmt: skip
def test_addons_of_odoo_and_collections_of_ansible_are_imported_from_their_package(
    files: dict[str, str], package: str, symbol: str
) -> None:
    use = (
        f"from {package}.m import {{0}}\nfrom {package} import m\nm.{{0}}()\nx = '{package}.m.{{0}}'\n"
        f"import {package}.m as n\nn.{{0}}()\nimport {package}.m\n{package}.m.{{0}}()\n"
    )
    before, after = old_and_new({**{path: text for path, text in files.items() if "{0}" in text}, "tests/t.py": use})
    check(rename(symbol, "New"), {**files, **before}, after)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"__init__.py": ""}, "from json.interfaces import Old\n"),
        ({"setup.py": ""}, "from company.pylint.interfaces import Old\n"),
        ({"__init__.py": ""}, "from pylint.other import Old\n"),
        ({"setup.py": ""}, "from pylint.interfaces import Old\n"),
    ],
)
def test_what_comes_from_elsewhere_is_not_listed_for_that(files: dict[str, str], code: str) -> None:
    files = {**files, "interfaces.py": "class Old: ...\n", "checkers/base.py": code}
    assert "may be" not in applied(rename("interfaces:Old", "New"), files).said


def test_a_symbol_that_a_file_in_a_package_may_define_is_refused_with_its_other_names() -> None:
    files = {"t.py": "from core.m import UserManager\n", **_INSIDE}
    refused(
        rename("core.m:UserManager", "Manager"), files,
        "app/core/m.py may be it", "name it app.core.m:UserManager", "--source-root app", "--exclude app/core/m.py",
    )  # fmt: skip


def test_a_module_that_is_not_there_is_refused_with_the_innermost_package_that_is() -> None:
    files = {"app/__init__.py": "", "app/sub/__init__.py": "", "app/sub/m.py": "class Old: ...\n"}
    refused(rename("app.sub.nothing:Old", "New"), files, "no module app.sub.nothing in app/sub/__init__.py")
    refused(rename("app.other.m:Old", "New"), files, "no module app.other.m in app/__init__.py")


def test_a_script_that_its_neighbours_import_by_its_bare_name_is_not_taken_for_a_library() -> None:
    files = {
        "scripts/__init__.py": "",
        "scripts/costs.py": "def update(): ...\n",
        "scripts/prepare.py": "from costs import update\nupdate()\n",
    }
    refused(rename("costs:update", "change"), files, "scripts/costs.py may be it", "name it scripts.costs:update")


def test_a_module_that_stands_before_the_library_of_its_name_is_not_taken_for_it() -> None:
    files = {
        "app/redis.py": "import redis\n\nclass Old(redis.{0}): ...\n",
        "app/a.py": "from redis import {0}\n{0}()\n",
    }
    before, after = old_and_new(files)
    check(rename("redis:Old", "New"), {"app/__init__.py": "", **before}, after)


def test_a_library_of_which_a_package_holds_a_copy_may_be_meant() -> None:
    check(
        rename("core.m:UserManager", "Manager"),
        {
            "app/__init__.py": "",
            "app/_vendor/__init__.py": "",
            "app/_vendor/core/__init__.py": "",
            "app/_vendor/core/m.py": "class UserManager: ...\n",
            "t.py": "from core.m import UserManager\n",
        },
        {"t.py": "from core.m import Manager\n"},
    )


@pytest.mark.parametrize(
    "code",
    [
        "from score.m import UserManager\nfrom core.n import UserManager as Other\n",
        "from app.core.n import UserManager\n",
        "import core.m\ncore.m.x.UserManager\n",
    ],
)
def test_a_module_that_is_only_called_alike_is_none_of_ours(code: str) -> None:
    result = applied(rename("app.core.m:UserManager", "Manager"), {"tests/test_m.py": code, **_INSIDE})
    assert result.text("tests/test_m.py") == code
    assert "may be it" not in result.said


def test_a_module_that_is_known_without_its_underscore_may_be_meant() -> None:
    files = {
        "tool/__init__.py": "import sys, tool._distutils\nsys.modules['distutils'] = tool._distutils\n",
        "tool/_distutils/__init__.py": "",
        "tool/_distutils/util.py": "def get_platform(): ...\n",
        "t.py": "import tool\nfrom distutils.util import get_platform\n",
        "u.py": "from distutils.core import get_platform\nfrom util import get_platform as other\n",
    }
    said = applied(rename("tool._distutils.util:get_platform", "platform"), files).said
    assert "t.py:2: warning left-alone: get_platform left alone: distutils.util may be tool/_distutils/util.py" in said
    assert "u.py:1" not in said


def test_a_module_of_the_standard_library_is_not_taken_for_a_file_that_is_called_alike() -> None:
    files = {"app/__init__.py": "", "app/queue.py": "class Queue: ...\n", "t.py": "from queue import Queue\n"}
    assert "t.py" not in applied(rename("app.queue:Queue", "Line"), files).said


def test_a_module_that_takes_what_it_wraps_from_a_library_of_its_name_is_not_that_itself() -> None:
    files = {"app/__init__.py": "", "app/redis.py": "import redis\nclass Old(redis.Old): ...\n"}
    after = {"app/redis.py": "import redis\nclass New(redis.Old): ...\n"}
    assert not check(rename("app.redis:Old", "New"), files, after).said
    more = {**files, "app/use.py": "from redis import Old\n"}
    assert "app/use.py:1: warning" in check(rename("app.redis:Old", "New"), more, after).said


def test_a_file_called_like_a_module_of_the_standard_library_may_be_meant_beside_and_below_it() -> None:
    files = {
        "tools/calendar.py": "class Old: ...\n",
        "tools/main.py": "from calendar import Old\nimport calendar\ncalendar.Old()\n",
        "tools/tests/test_a.py": "import calendar\ncalendar.Old()\n",
        "other/main.py": "from calendar import Old\n",
    }
    result = check(rename("tools.calendar:Old", "New"), files, {"tools/calendar.py": "class New: ...\n"})
    told = "warning left-alone: Old left alone: calendar is of the standard library, or it is tools/calendar.py"
    places = [line.split(": ")[0] for line in result.said.splitlines() if told in line]
    assert places == ["tools/main.py:1", "tools/main.py:3", "tools/tests/test_a.py:2"]
    assert "calendar is of" not in applied(rename("tools.calendar:Old", "New"), {**files, "tools/__init__.py": ""}).said


def test_a_file_that_is_importable_under_two_names_is_one_module() -> None:
    check(
        rename("app.m:UserManager", "Manager"),
        {
            "src/app/__init__.py": "",
            "src/app/m.py": "class UserManager: pass\n",
            "a.py": "from src.app.m import UserManager\n",
            "b.py": "from app.m import UserManager\n",
        },
        {
            "src/app/m.py": "class Manager: pass\n",
            "a.py": "from src.app.m import Manager\n",
            "b.py": "from app.m import Manager\n",
        },
    )


def test_a_conftest_and_helpers_beside_the_tests_are_followed() -> None:
    check(
        rename("tests.helpers:make_user", "new_user"),
        {
            "tests/conftest.py": "from helpers import make_user\n",
            "tests/helpers.py": "def make_user(): return 1\n",
            "tests/test_a.py": "import helpers\nfrom helpers import make_user\nprint(make_user(), helpers.make_user())\n",
            "tests/test_b.py": "from conftest import make_user\nprint(make_user())\n",
        },
        {
            "tests/conftest.py": "from helpers import new_user\n",
            "tests/helpers.py": "def new_user(): return 1\n",
            "tests/test_a.py": "import helpers\nfrom helpers import new_user\nprint(new_user(), helpers.new_user())\n",
            "tests/test_b.py": "from conftest import new_user\nprint(new_user())\n",
        },
        runs="import sys; sys.path.insert(0, 'tests'); import test_a, test_b",
    )


def test_helpers_of_one_name_in_two_test_folders_are_told_apart() -> None:
    use = "from helpers import make_user\nmake_user()\n"
    check(
        rename("a.tests.helpers:make_user", "new_user"),
        {
            "a/tests/helpers.py": "def make_user(): ...\n",
            "a/tests/test_it.py": use,
            "b/tests/helpers.py": "def make_user(): ...\n",
            "b/tests/test_it.py": use,
        },
        {"a/tests/helpers.py": "def new_user(): ...\n", "a/tests/test_it.py": use.replace("make_user", "new_user")},
    )


def test_scripts_import_their_neighbours() -> None:
    check(
        rename("scripts.lib:run", "start"),
        {"scripts/lib.py": "def run(): return 1\n", "scripts/go.py": "import lib\nfrom lib import run\nprint(run(), lib.run())\n"},
        {"scripts/lib.py": "def start(): return 1\n", "scripts/go.py": "import lib\nfrom lib import start\nprint(start(), lib.start())\n"},
        runs="import sys; sys.path.insert(0, 'scripts'); import go",
    )  # fmt: skip


def test_a_module_that_hides_a_library_only_does_so_where_it_can_be_imported() -> None:
    # tools/requests.py is `requests` for the scripts beside it alone.
    check(
        rename("requests:Session", "Client"),
        {
            "tools/requests.py": "class Other: pass\n",
            "src/app/__init__.py": "",
            "src/app/http.py": "from requests import Session\n",
        },
        {"src/app/http.py": "from requests import Client\n"},
    )


# Symbols that are defined elsewhere

SESSION = rename("requests.Session", "Client")
REQUESTS = {"requests/__init__.py": "class Session: kind = 1\nclass Client: kind = 1\nget = print\n"}


def test_a_symbol_of_a_library_is_renamed_at_its_references() -> None:
    check(
        SESSION,
        {
            "main.py": """
                import requests
                import requests as r
                from requests import Session, get
                from requests import Session as S
                def f(s: Session) -> "requests.Session": return r.Session
                print(requests.Session.kind, Session().kind, S.kind, f(1).kind, requests.get is get)
                """
        },
        {
            "main.py": """
                import requests
                import requests as r
                from requests import Client, get
                from requests import Client as S
                def f(s: Client) -> "requests.Client": return r.Client
                print(requests.Client.kind, Client().kind, S.kind, f(1).kind, requests.get is get)
                """
        },
        runs="import main",
        beside=REQUESTS,
    )


def test_a_symbol_of_a_library_is_followed_through_the_repositorys_re_exports() -> None:
    check(
        SESSION,
        {
            "app/__init__.py": "from .http import Session\n",
            "app/http.py": "from requests import Session\n__all__ = ['Session']\n",
            "main.py": "from app import Session\nfrom unittest.mock import patch\nwith patch('app.http.Session'): Session()\n",
        },
        {
            "app/__init__.py": "from .http import Client\n",
            "app/http.py": "from requests import Client\n__all__ = ['Client']\n",
            "main.py": "from app import Client\nfrom unittest.mock import patch\nwith patch('app.http.Client'): Client()\n",
        },
        runs="import main",
        beside=REQUESTS,
    )


def test_a_homonym_of_a_library_symbol_stays() -> None:
    leaves_alone(
        SESSION,
        {
            "a.py": "from sqlalchemy.orm import Session\nSession()\n",
            "b.py": "class Session: pass\nSession()\n",
            "c.py": "import other as requests\nrequests.Session()\n",
            "d.py": "from requests.sessions import Session\n",
            "e.py": "from . import requests\nrequests.Session\n",
        },
    )


def test_a_library_symbol_that_nobody_uses_changes_nothing_and_is_no_error() -> None:
    result = leaves_alone(SESSION, {"a.py": "import requests\nrequests.get('/')\n"})
    assert not [found for found in result.outcome.diagnostics if found.severity == "error"]


def test_a_symbol_of_a_submodule_of_a_library_is_renamed() -> None:
    check(
        rename("django.db.models:Manager", "BaseManager"),
        {
            "a.py": "from django.db import models\nclass M(models.Manager): pass\n",
            "b.py": "import django.db.models\nfrom django.db.models import Manager, Q\ndjango.db.models.Manager, Manager\n",
        },
        {
            "a.py": "from django.db import models\nclass M(models.BaseManager): pass\n",
            "b.py": "import django.db.models\nfrom django.db.models import BaseManager, Q\ndjango.db.models.BaseManager, BaseManager\n",
        },
    )  # fmt: skip


def test_a_module_may_have_a_name_that_no_statement_can_spell() -> None:
    """Django's migrations have one: `import_module` takes it."""
    check(
        rename("app.migrations.0001_initial:forwards", "fill"),
        {
            "app/__init__.py": "",
            "app/migrations/__init__.py": "",
            "app/migrations/0001_initial.py": "def forwards(apps): ...\noperations = [forwards]\n",
            "app/t.py": (
                "from importlib import import_module\n"
                "first = import_module('app.migrations.0001_initial')\n"
                "first.forwards(None)\n"
                "import_module('app.migrations.0002_other').forwards(None)\n"
            ),
            "app/migrations/0002_other.py": "def forwards(apps): ...\n",
        },
        {
            "app/__init__.py": "",
            "app/migrations/__init__.py": "",
            "app/migrations/0001_initial.py": "def fill(apps): ...\noperations = [fill]\n",
            "app/t.py": (
                "from importlib import import_module\n"
                "first = import_module('app.migrations.0001_initial')\n"
                "first.fill(None)\n"
                "import_module('app.migrations.0002_other').forwards(None)\n"
            ),
            "app/migrations/0002_other.py": "def forwards(apps): ...\n",
        },
        runs="import app.t",
    )


# Two modules of one name

TWO = {
    "a/app/__init__.py": "", "a/app/m.py": "class Old: ...\n", "a/use.py": "from app.m import Old\n",
    "b/app/__init__.py": "", "b/app/m.py": "class Old: ...\n", "b/use.py": "from app.m import Old\n",
    "tests/test_m.py": "from app.m import Old as Used\n",
}  # fmt: skip


def test_of_two_symbols_of_one_path_the_one_below_the_given_source_root_is_renamed() -> None:
    refused(rename("app.m:Old", "New"), TWO, "means more than one symbol", "give its source root: --source-root a or b")
    done = {path: text.replace("Old", "New") for path, text in TWO.items() if path.startswith(("b/", "tests/"))}
    assert "two-modules" not in check(rename("app.m:Old", "New"), TWO, done, source_roots=["b"]).said


def test_an_import_of_which_two_modules_may_be_meant_is_listed() -> None:
    said = ("tests/test_m.py:1…app.m is a/app/m.py here, as far as can be told, and may be b/app/m.py",)
    done = {path: text.replace("Old", "New") for path, text in TWO.items() if path.startswith(("a/", "tests/"))}
    check(rename("a.app.m:Old", "New"), TWO, done, says=said)
    done = {path: text.replace("Old", "New") for path, text in TWO.items() if path.startswith("b/")}
    check(rename("b.app.m:Old", "New"), TWO, done, says=said)


def test_a_module_beside_or_around_the_file_is_no_question() -> None:
    files = {**TWO, "app/__init__.py": "", "app/m.py": "class Old: ...\n"}
    done = {path: text.replace("Old", "New") for path, text in files.items() if path.startswith("b/")}
    assert "two-modules" not in check(rename("b.app.m:Old", "New"), files, done).said


def test_a_copy_that_is_not_edited_is_no_question() -> None:
    copied = {f"third_party/copy/{path[2:]}": text for path, text in TWO.items() if path.startswith("b/app/")}
    files = {path: text for path, text in TWO.items() if not path.startswith("b/")} | copied
    done = {path: text.replace("Old", "New") for path, text in files.items() if not path.startswith("third_party")}
    assert "two-modules" not in check(rename("a.app.m:Old", "New"), files, done).said


@pytest.mark.parametrize(
    ("put", "taken", "told"),
    [
        ("sys.modules['app.alias'] = m", "app.alias", True),
        ("sys.modules[__name__ + '.alias'] = m", "app.alias", True),
        ("sys.modules[f'{__name__}.alias'] = m", "app.alias", True),
        ("sys.modules['%s.alias' % __name__] = m", "app.alias", True),
        ("sys.modules.setdefault('legacy', m)", "legacy", True),
        ("sys.modules['legacy.' + m.__name__] = m", "legacy.m", True),
        ("sys.modules['legacy.' + m.__name__] = m", "other.m", False),
        ("sys.modules[__name__ + '.alias'] = m", "other.alias", False),
        ("sys.modules[name] = m", "other.m", False),
        ("sys.modules[__name__] = m", "other.m", False),
        ("sys.modules['other.m'] = Mock()", "other.m", False),
        ("print(sys.modules['other.m'] == m)", "other.m", False),
    ],
)
def test_what_is_imported_under_a_name_that_is_put_in_sys_modules_is_listed(
    put: str, taken: str, *, told: bool
) -> None:
    files = {"app/__init__.py": f"import sys\nfrom app import m\n{put}\n", "app/m.py": "Old = 1\n"}
    result = check(
        rename("app.m:Old", "New"), {**files, "use.py": f"from {taken} import Old\n"}, {"app/m.py": "New = 1\n"}
    )
    assert (f"{taken} may be a module that has it: app/__init__.py:3 puts one in sys.modules" in result.said) == told


def test_an_import_through_the_symbol_as_through_a_module_is_listed() -> None:
    files = {
        "app/__init__.py": "import sys, types\nOld = sys.modules.setdefault('app.' + 'Old', types.ModuleType('x'))\n",
        "app/use.py": "import app.Old.one\nfrom app.Old import two\nfrom .Old.x import y\nfrom . import Old\n",
        "other.py": "import web.Old\nfrom Old.app import z\n",
    }
    done = {
        "app/__init__.py": files["app/__init__.py"].replace("\nOld", "\nNew"),
        "app/use.py": files["app/use.py"].replace(". import Old", ". import New"),
    }
    said = [f"app/use.py:{line}: warning…it is imported as a module here, which has no file" for line in (1, 2, 3)]
    result = check(rename("app:Old", "New"), files, done, says=said)
    assert result.said.count("which has no file") == 3


def test_a_string_that_can_only_name_a_module_is_listed_as_the_import_is() -> None:
    files = {
        "app/__init__.py": "import sys\nfrom . import one\nsys.modules['app.Old'] = one\nOld = (one, 1)[0]\n",
        "app/one.py": "",
        "use.py": "from importlib import import_module\nimport app.Old\nprint(import_module('app.Old'), app.Old)\n",
    }
    done = {
        "app/__init__.py": files["app/__init__.py"].replace("\nOld", "\nNew"),
        "use.py": files["use.py"].replace(", app.Old)", ", app.New)"),
    }
    said = [f"{place}: warning…which has no file" for place in ("app/__init__.py:3", "use.py:2", "use.py:3")]
    check(rename("app:Old", "New"), files, done, says=said, runs="import use")


@pytest.mark.parametrize("loads", ["from .numbers import *", "import app.numbers", "from app.numbers import one"])
@pytest.mark.parametrize(
    "before", ["import numbers", "numbers = None", "try: import numbers\nexcept ImportError: pass"]
)
def test_a_submodule_that_a_package_loads_is_what_it_has_by_that_name_whatever_that_was_before(
    before: str, loads: str
) -> None:
    shared = {
        "app/__init__.py": f"{before}\n{loads}\n",
        "app/numbers/__init__.py": "from . import one\n",
        "app/numbers/one.py": "{0} = 1\n",
        "use.py": "import app.numbers.one as m\nfrom app import numbers\nprint(m.{0}, numbers.one.{0})\n",
    }
    check(rename("app.numbers.one:Old", "New"), *old_and_new(shared), runs="import use")


def test_a_submodule_is_not_taken_for_the_feature_of_python_that_its_package_asks_for() -> None:
    shared = {
        "app/__init__.py": "from __future__ import annotations\n",
        "app/annotations.py": "{0} = 1\n",
        "use.py": "import app.annotations\nfrom app import annotations\nprint(app.annotations.{0}, annotations.{0})\n",
    }
    check(rename("app.annotations:Old", "New"), *old_and_new(shared), runs="import use")


@pytest.mark.parametrize(
    "package",
    [
        "import numbers\n",
        "from .numbers import *\nimport numbers\n",
        "from . import other\nimport numbers\nfrom .numbers import *\n",  # other may have loaded it
        "try:\n    import numbers\nexcept ImportError:\n    numbers = None\n",
    ],
)
def test_a_module_from_outside_may_have_been_replaced_by_a_submodule_of_its_name(package: str) -> None:
    use = """
        from app import numbers
        from app.other import numbers as pythons
        print(numbers.Old, numbers.Other, pythons.Old)
        """
    files = {
        "app/__init__.py": package,
        "app/numbers.py": "Old = Other = 1\n",
        "app/other.py": "import numbers\n",
        "use.py": use,
    }
    said = check(rename("app.numbers:Old", "New"), files, {"app/numbers.py": "New = Other = 1\n"}).said
    assert [line.split(": ")[0] for line in said.splitlines() if "left-alone" in line] == ["use.py:3"]


def test_an_import_of_a_module_of_the_symbols_name_is_none_of_it() -> None:
    result = check(
        rename("app.m:Old", "New"),
        {"app/__init__.py": "from .m import Old as own\n", "app/m.py": "Old = 1\n", "app/Old.py": "x = 1\n",
         "use.py": "import app.Old\nfrom app.Old import x\n"},
        {"app/__init__.py": "from .m import New as own\n", "app/m.py": "New = 1\n"},
    )  # fmt: skip
    assert "which has no file" not in result.said


# Symbolic links


@pytest.mark.parametrize(
    ("link", "leads", "user", "imports"),
    [
        ("compat", "core", "v.py", "compat.m"), ("svc/shared", "../core", "svc/v.py", "svc.shared.m"),
        ("svc/shared", "../core", "svc/v.py", "shared.m"), ("svc/shared", "../core", "svc/v.py", ".shared.m"),
        ("mm.py", "core/m.py", "v.py", "mm"), ("here", ".", "v.py", "here.core.m"), ("far", "compat", "v.py", "far.m"),
    ],
)  # fmt: skip
def test_a_module_that_is_reached_through_a_link_is_followed(link: str, leads: str, user: str, imports: str) -> None:
    text = f"from {imports} import {{}}\n{{}}()\n"
    files = {"core/__init__.py": "", "core/m.py": "class UserManager: ...\n", "compat": "core", link: leads}
    check(
        rename("core.m:UserManager", "Manager"),
        {**files, user: text.replace("{}", "UserManager")},
        {"core/m.py": "class Manager: ...\n", user: text.replace("{}", "Manager")},
        kinds={"compat": "symlink", link: "symlink"},
    )


@pytest.mark.parametrize("leads", ["../core", "/core", "compat", "nowhere", "round", ""])
def test_a_link_that_leads_nowhere_in_the_tree_is_no_module(leads: str) -> None:
    files = {"core/__init__.py": "", "core/m.py": "class UserManager: ...\n", "compat": leads, "round": "compat"}
    check(
        rename("core.m:UserManager", "Manager"),
        {**files, "v.py": "from compat.m import UserManager\n"},
        {"core/m.py": "class Manager: ...\n"},
        kinds={"compat": "symlink", "round": "symlink"},
    )


def test_the_tree_may_be_a_package_itself() -> None:
    before = {
        "__init__.py": "class Old: ...\n",
        "m.py": "from . import Old, sub\nprint(Old, sub.Old)\n",
        "sub/__init__.py": "from .. import Old\n",
        "sub/n.py": "from .. import m\nm.Old\n",
    }
    after = {path: text.replace("Old", "New") for path, text in before.items()}
    check(rename("__init__.Old", "New"), before, after)
    configured = {
        **before,
        "setup.cfg": "[options]\npackage_dir =\n    mine = .\n",
        "t/t.py": "import mine\nmine.sub.Old",
    }
    check(rename("mine.Old", "New"), configured, {**after, "t/t.py": "import mine\nmine.sub.New"})


def test_a_relative_import_of_a_module_at_the_top_of_the_tree_is_followed() -> None:
    before = {"m.py": "class Old: ...\n", "n.py": "from . import m\nm.Old\n", "sub/n.py": "from .. import m\nm.Old\n"}
    check(rename("m.Old", "New"), before, {path: text.replace("Old", "New") for path, text in before.items()})


def test_a_module_in_a_tree_that_is_a_package_has_the_name_that_the_configuration_gives() -> None:
    files = {"pyproject.toml": "[tool.setuptools]\npackage-dir = {mine = '.'}\n", "__init__.py": "", "sub/m.py": ""}
    modules = opened(files).modules
    found = [modules.by_stem.find(stem) for stem in ("__init__", "sub/m")]
    assert [modules.name(each) for each in found if each is not None] == ["mine", "mine.sub.m"]


# Modules that cannot be read


@pytest.mark.parametrize(
    "text",
    [
        "from app.old import *\nfrom app.m import {0}\n{0}\n",
        "from app.m import *\nfrom app.old import *\n{0}\n",
        "from app.old import other\nfrom app import old\nfrom app.m import {0}\n{0}\nold.x.{0}\n",
        "from app.through import {0}\nimport app.through\napp.through.{0}\n{0}\n",
    ],
)
def test_a_module_of_python_2_beside_the_symbol_is_in_nobodys_way(text: str) -> None:
    files = {
        "app/__init__.py": "",
        "app/m.py": "class {0}: ...\n",
        "app/old.py": "exec code in names\n",
        "app/through.py": "from app.m import *\nfrom app.old import *\n",
        "use.py": text.replace("x.{0}", "x"),
    }
    before, after = old_and_new(files)
    assert not applied(rename("app.m.Old", "New"), before).outcome.diagnostics
    check(rename("app.m.Old", "New"), before, after)


def test_what_is_taken_from_a_module_of_python_2_that_holds_the_word_is_listed() -> None:
    files = {
        "app/m.py": "class Old: ...\n",
        "app/old.py": "from app.m import Old\nprint Old\n",
        "use.py": "from app.old import Old\nfrom app import old\nold.Old\n",
    }
    said = ["app/old.py:1: error unparsable", "use.py:1: warning left-alone", "use.py:3: "]
    check(rename("app.m.Old", "New"), files, {"app/m.py": "class New: ...\n"}, says=said)


@pytest.mark.parametrize("symbol", ["app.old.Old", "app.old.Other", "use.Old"])
def test_a_symbol_of_a_module_that_cannot_be_read_is_refused_as_such(symbol: str) -> None:
    files = {"app/old.py": "class Old: ...\nprint Old\n", "use.py": "from app.old import Old\n"}
    refused(rename(symbol, "New"), files, "is Python 2 (line 2)")


def test_of_many_roots_each_is_looked_into_once_for_a_module() -> None:
    files = {f"p{place}/src/q{place}/__init__.py": "" for place in range(300)}
    tests = {f"p{place}/src/q{place}/t.py": "from app.m import Old\n" for place in range(300)}
    before = {**files, **tests, "app/__init__.py": "", "app/m.py": "class Old: ...\n"}
    changed = {path: text.replace("Old", "New") for path, text in before.items() if "Old" in text}
    start = process_time()
    check(rename("app.m.Old", "New"), before, changed)
    assert process_time() - start < 10  # 1 s on a quiet machine


def test_a_package_hides_the_file_of_its_name_beside_it() -> None:
    before = {
        "app.py": "from app import Old\nclass Own: ...\nprint(Old)\n",
        "app/__init__.py": "from .m import Old\n",
        "app/m.py": "class Old: ...\n",
        "use.py": "from app import Old\nimport app\napp.Old\n",
    }
    check(rename("app.m.Old", "New"), before, {path: text.replace("Old", "New") for path, text in before.items()})
    refused(rename("app.Own", "New"), before, "no Own in app/__init__.py")
    modules = opened(before).modules
    assert [modules.names(each) for path in before if (each := modules.of_file(path))] == [
        (),
        ("app",),
        ("app.m",),
        ("use",),
    ]


def test_another_symbol_of_the_file_that_a_package_hides_stays() -> None:
    before = {
        "app.py": "class Old: ...\nOld()\n",
        "app/__init__.py": "from .m import Old\n",
        "app/m.py": "class Old: ...\n",
        "use.py": "from app import Old\n",
    }
    after = {path: text.replace("Old", "New") for path, text in before.items() if path != "app.py"}
    check(rename("app.m.Old", "New"), before, after)


@pytest.mark.parametrize(
    "use",
    [
        "import app.m\nprint(app.m.UserManager)\n",
        "import app.m as m\nprint(m.UserManager)\n",
        "from app import m\nprint(m.UserManager)\n",
        "import app.m\nsetattr(app.m, 'UserManager', 1)\n",
        "import app.m\nvars(app.m)['UserManager']\n",
    ],
)
def test_what_may_be_of_a_submodule_or_of_what_its_package_defines_under_that_name_is_listed(use: str) -> None:
    said = "use.py:2: warning left-alone…it is what the package defines, or the module app/m.py"
    SCENE.leaves({"app/__init__.py": "def m(): ...\n", "use.py": use}, says=[said], runs="")
    told = SCENE.changes({"app/__init__.py": "def n(): ...\n", "use.py": use}, {"use.py": use.replace("UserM", "M")})
    assert not told.said


def test_a_submodule_that_does_not_have_the_symbol_is_none_that_may_be_meant() -> None:
    use = "import app.other\napp.other.UserManager\n"
    files = {"app/__init__.py": "def other(): ...\n", "app/other.py": "x = 1\n", "use.py": use}
    assert not SCENE.leaves(files, runs="").said


def test_a_function_of_the_package_gets_what_its_file_binds_in_the_end_and_not_the_submodule() -> None:
    package = "def g():\n    from . import {0}\n    return {0}()\nfrom .thing import {0}\n"
    check(
        rename("app.thing:thing", "New"),
        {"app/__init__.py": package.format("thing"), "app/thing.py": "def thing(): return 1\n"},
        {"app/__init__.py": package.format("New"), "app/thing.py": "def New(): return 1\n"},
        runs="import app; print(app.g())",
    )


@pytest.mark.parametrize(
    "first", ["from . import thing as mod", "from app.core import thing as mod", "from . import thing\nmod = thing"]
)
def test_a_package_that_imports_its_submodule_before_it_binds_a_function_of_that_name_has_the_submodule(
    first: str,
) -> None:
    package = f"{first}\nfrom .thing import {{0}}\nx = mod.{{0}}()\ny = {{0}}()\n"
    user = "from app.core import {0}, mod\ndef f():\n    from app.core import {0} as t\n    return t()\nprint({0}(), mod.{0}(), f())\n"
    check(
        rename("app.core.thing:thing", "New"),
        {
            "app/__init__.py": "",
            "app/core/__init__.py": package.format("thing"),
            "app/core/thing.py": "def thing(): return 1\n",
            "app/user.py": user.format("thing"),
        },
        {
            "app/core/__init__.py": package.format("New"),
            "app/core/thing.py": "def New(): return 1\n",
            "app/user.py": user.format("New"),
        },
        runs="import app.user",
    )


@pytest.mark.parametrize(("package", "is_listed"), [("from .thing import {0}\n", True), ("", False)])
def test_an_import_of_a_path_under_another_name_that_may_get_the_function_or_its_module_is_listed(
    package: str, is_listed: bool
) -> None:
    files = {"app/__init__.py": package.format("thing"), "app/thing.py": "def thing(): ...\n"}
    files["use.py"] = "import app.thing as t\nimport app.thing\n"
    said = check(
        rename("app.thing:thing", "New"), files,
        {"app/__init__.py": package.format("New"), "app/thing.py": "def New(): ...\n"},
    ).said  # fmt: skip
    assert said.startswith("use.py:1: warning left-alone") if is_listed else not said


@pytest.mark.parametrize(
    "text",
    [
        "from app.__init__ import {0}\nprint({0}.x)\n",
        "from .__init__ import {0}\nprint({0}.x)\n",
        "from .__init__ import *\nprint({0}.x)\n",
        "import app.__init__\nprint(app.__init__.{0}.x)\n",
    ],
)
def test_a_package_that_is_imported_by_the_name_of_its_file_is_that_package(text: str) -> None:
    before, after = old_and_new({"app/__init__.py": "class {0}: x = 1\n", "app/views.py": text})
    check(rename("app:Old", "New"), before, after, runs="import app.views")


def test_a_folder_without_the_file_is_no_package_of_that_name() -> None:
    files = {"app/m.py": "class Old: ...\n", "app/deep/x.py": "", "v.py": "from app.deep.__init__ import Old\n"}
    check(rename("app.m:Old", "New"), files, {"app/m.py": "class New: ...\n"})


SAMPLE = {
    "pyproject.toml": "[project]\nname = 'app'\n",
    "src/app/__init__.py": "",
    "src/app/m.py": "class UserManager: users = 1\n",
    "tests/samples/one/pyproject.toml": "[project]\nname = 'one'\n",
}


def test_a_project_below_the_tests_does_not_hide_a_module_from_them() -> None:
    use = "import app.m\nfrom app.m import UserManager\nprint(app.m.UserManager.users, UserManager.users)\n"
    check(
        rename("app.m:UserManager", "Manager"),
        {**SAMPLE, "tests/samples/one/app.py": "def build(): ...\n", "tests/test_m.py": use},
        {"src/app/m.py": "class Manager: users = 1\n", "tests/test_m.py": use.replace("UserManager", "Manager")},
        runs="import sys; sys.path[:0] = ['src', 'tests']; import test_m",
    )


def test_of_two_symbols_one_at_the_top_of_the_tree_both_source_roots_are_told() -> None:
    files = {"app/__init__.py": "", "app/m.py": "class Old: ...\n"}
    files |= {f"tests/sample/{path}": text for path, text in files.items()}
    refused(rename("app.m:Old", "New"), files, "give its source root: --source-root . or tests/sample")
    assert applied(rename("app.m:Old", "New"), files, source_roots=["."]).text("app/m.py") == "class New: ...\n"


def test_what_only_a_project_below_the_tests_has_is_found_there() -> None:
    check(
        rename("sample:UserManager", "Manager"),
        {
            **SAMPLE,
            "tests/samples/one/sample.py": "class UserManager: ...\n",
            "tests/test_m.py": "from sample import UserManager\n",
        },
        {"tests/samples/one/sample.py": "class Manager: ...\n", "tests/test_m.py": "from sample import Manager\n"},
    )


def test_a_variable_that_is_assigned_what_a_library_has_under_the_same_name_is_the_modules_own() -> None:
    uses = """
        import decimal
        from app import chunk
        from app.chunk import {0} as f
        from app.again import {0}
        print(chunk.{0}, f, {0}, decimal.Decimal, "{1}")
        """
    made = """
        import decimal
        from decimal import Context
        {0} = decimal.Decimal
        __all__ = ["{0}", "Context"]
        def one():
            return {0}(1), decimal.Decimal(1)
        """
    again = "from . import chunk\n{0} = chunk.{0}\n"
    before = {
        "app/__init__.py": "", "app/chunk.py": made.format("Decimal"), "app/again.py": again.format("Decimal"),
        "app/views.py": uses.format("Decimal", "app.chunk.Decimal"),
    }  # fmt: skip
    after = {
        "app/chunk.py": made.format("Number"), "app/again.py": again.format("Number"),
        "app/views.py": uses.format("Number", "app.chunk.Number"),
    }  # fmt: skip
    check(rename("app.chunk.Decimal", "Number"), before, after, runs="import app.again")
    refused(rename("app.chunk.Context", "Number"), before, "app.chunk.Context is decimal.Context")


def test_a_variable_that_holds_a_module_can_have_another_name() -> None:
    made = "import sys, json\nfrom importlib import import_module\n{0} = {1}\nprint({0}.__name__)\n"
    for value in ("sys.modules[__name__]", "json", "import_module('json')"):
        check(
            rename("app.m.this", "itself"),
            {
                "app/__init__.py": "",
                "app/m.py": made.format("this", value),
                "app/v.py": "from app.m import this\nthis\n",
            },
            {"app/m.py": made.format("itself", value), "app/v.py": "from app.m import itself\nitself\n"},
            runs="import app.v",
        )
    package = {"app/__init__.py": "from importlib import import_module\nm = import_module('app.m')\n", "app/m.py": ""}
    refused(rename("app.m", "n"), package, "renaming modules")
    refused(rename("app:m", "n"), package, "renaming modules")


def test_two_variables_that_are_assigned_what_a_library_has_change_places_once() -> None:
    made = "import numpy as np\n{0} = np.any\n{1} = np.all\n"
    uses = "from app import m\nm.{0}, m.{1}\n"
    files = {"app/__init__.py": "", "app/m.py": made.format("any", "all"), "app/v.py": uses.format("any", "all")}
    steps = [rename("app.m.any", "some"), rename("app.m.all", "any"), rename("app.m.some", "all")]
    swapped = in_turn(steps, files)
    assert swapped["app/m.py"].decode() == made.format("all", "any")
    assert swapped["app/v.py"].decode() == uses.format("all", "any")


def test_a_variable_that_is_also_imported_is_that_of_the_library() -> None:
    text = "try:\n    import lib\n    Old = lib.Old\nexcept ImportError:\n    from lib import Old\n"
    refused(rename("app.m.Old", "New"), {"app/m.py": text}, "app.m.Old is lib.Old")
