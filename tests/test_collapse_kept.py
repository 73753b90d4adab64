"""A name that a place which stays as it is takes from a module stays there, whatever else its import could be called."""

from __future__ import annotations

import pytest

from canonize.codemods.aliasing.collapse import Collapse
from canonize.codemods.names import SymbolPath
from canonize.codemods.plan.runner import plan
from canonize.codemods.recipe import one_step
from canonize.codemods.repo.files import InMemory
from examples import After, Before, check, tree

SHARED: Before = {
    "app/__init__.py": "",
    "app/core.py": "class Manager:\n    tag = 'core'\n",
    "app/shim.py": "from .core import Manager as Old\ndef make(): return Old()\n",
}
RENAMED: After = {"app/shim.py": "from .core import Manager\ndef make(): return Manager()\n"}
RUNS = "import main"
TESTED = """\
    from unittest.mock import patch
    from app import handler, services
    with patch("app.services.Service") as fake:
        print(handler.handle() is fake, services.go() is fake)
    """


def changes(
    before: Before, after: After, *, says: tuple[str, ...] = (), runs: str = RUNS, exclude: tuple[str, ...] = ()
) -> None:
    codemod = Collapse(SymbolPath.parse("app.core:Manager"), exclude=exclude)
    check(codemod, {**SHARED, **before}, after, says=says, runs=runs)


def test_the_import_takes_the_canonical_name_when_nobody_needs_the_other() -> None:
    changes({"main.py": "import app.shim\napp.shim.make()\n"}, RENAMED)


@pytest.mark.parametrize(
    "text",
    [
        "import app.shim\nfrom app.core import Manager\nassert app.shim.Old is Manager\n",
        "from app.shim import Old\nfrom app.core import Manager\nassert Old is Manager\n",
        "from app.shim import *\ndef f(Manager): return Old\nf(1)\n",
        "from app.shim import *\nManager = 3\nOld()\n",
        "from app import shim\nfor name in ('Old', 'make'):\n    getattr(shim, name)\n",
        "import app.shim as s\nassert 'Old' in dir(s)\n",
        "from app.shim import Old as Old\ndef f(): return Old\nf()\n",
        "from app.starred import Old as Old\ndef f(): return Old\nf()\n",
    ],
)
def test_what_asks_for_it_goes_on_finding_it(text: str) -> None:
    says = ("app/shim.py:1: info kept-local: Old keeps its name in this file: another file that is left as it is",)
    changes({"app/starred.py": "from .shim import *\n", "main.py": text}, {}, says=says)


@pytest.mark.parametrize(
    ("path", "imported"),
    [
        ("app/urls.py", "from app.core import Manager as handler404\nurlpatterns = []\n"),
        ("tests/conftest.py", "from app.core import Manager as client\ndef pytest_configure(config): ...\n"),
        ("tests/test_a.py", "from app.core import Manager as TestManager\nTAG = 'TestManager'\n"),
    ],
)
def test_what_a_file_imports_and_does_not_use_keeps_its_name_for_others(path: str, imported: str) -> None:
    name = imported.split()[5]
    says = (f"{path}:1: info kept-local: {name} keeps its name in this file: nothing in the file uses it",)
    changes({path: imported, "main.py": ""}, RENAMED, says=says)


@pytest.mark.parametrize("name", ["_", "__version__"])
@pytest.mark.parametrize(("asked", "follows"), [("", False), ("{}", True), ("main.{}", True)])
def test_a_name_that_others_look_for_stays_unless_it_is_asked_for(name: str, asked: str, follows: bool) -> None:
    text = f"from app.i18n import translate as {name}\n{name}('text')\n"
    after = {"main.py": text.replace(f" as {name}", "").replace(f"{name}(", "translate(")} if follows else {}
    before = {"app/i18n.py": "def translate(text): ...\n", "main.py": text}
    aliases = (asked.format(name),) if asked else ()
    check(Collapse(SymbolPath.parse("app.i18n:translate"), aliases), before, after)


@pytest.mark.parametrize("used", ["x: 'Old'\n", "from typing import cast\ncast('Old', 1)\n", "x = 1  # type: Old\n"])
def test_a_type_that_is_a_text_is_a_use(used: str) -> None:
    text = f"from app.core import Manager as Old\n{used}"
    changes(
        {"main.py": text}, {**RENAMED, "main.py": text.replace("Manager as Old", "Manager").replace("Old", "Manager")}
    )


@pytest.mark.parametrize(("symbol", "local"), [("TestManager", "_Base"), ("Manager", "TestIt"), ("test_it", "check")])
def test_a_test_is_collected_where_it_was(symbol: str, local: str) -> None:
    defined = f"def {symbol}(): ...\n" if symbol == "test_it" else f"class {symbol}: ...\n"
    used = f"from app.core import {symbol} as {local}\nx = [{local}]\n"
    before = {"app/__init__.py": "", "app/core.py": defined, "test_a.py": used, "helpers.py": used}
    after = {"helpers.py": f"from app.core import {symbol}\nx = [{symbol}]\n"}
    says = (f"test_a.py:1: info kept-local: {local} keeps its name in this file: pytest collects",)
    check(Collapse(SymbolPath.parse(f"app.core:{symbol}")), before, after, says=says)


@pytest.mark.parametrize(
    "entry", ["{'Old': 'app.shim'}", "{'Old': ('app.shim', 'Old')}", "{'Manager': ('.shim', 'Old')}", "['Old']"]
)
def test_what_a_table_gives_on_demand_goes_on_being_there(entry: str) -> None:
    given = "given = [TABLE[name]] if isinstance(TABLE, dict) else ['app.shim']\n    "
    text = (
        f"import importlib\nTABLE = {entry}\ndef __getattr__(name):\n    if name not in TABLE:\n"
        f"        raise AttributeError(name)\n    {given}module, name = (*given, name) if isinstance(given[0], str) else given[0]\n"
        "    return getattr(importlib.import_module(module, 'app'), name)\n"
    )
    name = "Manager" if "Manager" in entry else "Old"
    changes({"app/lazy.py": text, "main.py": f"import app.lazy\nprint(hasattr(app.lazy, '{name}'))\n"}, {})


@pytest.mark.parametrize(
    "text",
    [
        "from app import shim\nprint('Old', shim.make().tag)\n",
        "from app.shim import make\nprint('Old', make().tag)\n",
    ],
)
def test_the_word_in_a_string_counts_where_the_module_is_at_hand(text: str) -> None:
    changes({"main.py": text}, RENAMED if "from app.shim" in text else {})


def test_a_star_import_goes_on_bringing_what_others_take_through_it() -> None:
    text = "from app.all import *\ndef f(Manager): return Old\nf(1)\n"
    changes({"app/all.py": "from .shim import *\n", "main.py": text}, {})


def test_a_file_that_is_not_edited_finds_what_it_patches() -> None:
    text = "from unittest.mock import patch\nfrom app import shim\nwith patch('app.shim.Old') as fake:\n    assert shim.make() is fake()\n"
    changes({"main.py": text}, {}, exclude=("main.py",))


def test_an_import_of_a_name_as_itself_hands_it_on_to_type_checkers_and_stays() -> None:
    """`from .core import Manager as Old` would be private to them: reportPrivateImportUsage, no-implicit-reexport."""
    shim = {"app/shim.py": "from .core import Manager as Old\n__all__ = ['Old']\n"}
    text = "from .shim import Old as Old\n"
    on_purpose = "app/api/__init__.py:1: info alias-kept: Old is left: it is re-exported on purpose"
    files = {**shim, "app/api/__init__.py": text.replace(".shim", "..shim"), "main.py": "import app.api"}
    changes(files, {}, says=(on_purpose,))
    listed = {**shim, "app/api.py": text + "__all__ = ['Old']\n", "main.py": "import app.api"}
    changes(listed, {"app/api.py": "from .core import Manager as Old\n__all__ = ['Old']\n"})


@pytest.mark.parametrize(
    "services",
    [
        "from app.core import Manager\nService = Manager\ndef go(): return Service\n",
        "from app.core import Manager as Service\ndef go(): return Service\n",
        "from app.compat import *\ndef go(): return Service\n",
    ],
)
def test_a_function_gets_what_a_test_puts_where_the_module_looks_it_up_under_an_alias(services: str) -> None:
    files = {
        "app/compat.py": "from .core import Manager as Service\n",
        "app/services.py": services,
        "app/handler.py": "def handle():\n    from app.services import Service\n    return Service\n",
        "main.py": TESTED,
    }
    changes(files, RENAMED, says=("app/handler.py:2: info alias-kept: Service is left: tests replace",))


def test_a_mock_follows_into_a_module_that_has_the_alias_by_a_star_import() -> None:
    files = {
        "app/compat.py": "from .core import Manager as Service\n",
        "app/services.py": "from app.compat import *\ndef go(): return Service\n",
        "app/handler.py": "from app import services\ndef handle(): return services.Service\n",
        "main.py": TESTED,
    }
    after = {
        "app/services.py": "from app.compat import *\nfrom app.core import Manager\ndef go(): return Manager\n",
        "app/handler.py": "from app import services\ndef handle(): return services.Manager\n",
        "main.py": TESTED.replace("services.Service", "services.Manager"),
    }
    changes(files, {**RENAMED, **after})


def test_uses_behind_an_assignment_of_the_name_to_itself_follow() -> None:
    before = "from app.shim import Old\nOld = Old  # others take it from here\nprint(Old.tag)\n"
    after = "from app.core import Manager\nOld = Manager  # others take it from here\nprint(Manager.tag)\n"
    changes({"main.py": before}, {**RENAMED, "main.py": after})


def test_a_star_import_above_an_assignment_of_the_name_to_itself_is_accompanied() -> None:
    before = "from app.shim import *\nOld = Old\nprint(Old.tag)\n"
    kept = "from app.shim import *\nfrom app.core import Manager\nOld = Manager\nprint(Manager.tag)\n"
    changes({"main.py": before}, {**RENAMED, "main.py": kept})


def test_a_star_import_that_brings_the_symbol_under_its_own_name_by_an_alias_is_no_obstacle() -> None:
    files = {
        "app/hub.py": "from .shim import Old as Manager\ndef other(): return Manager\n",
        "main.py": "from app.hub import *\nfrom app.shim import Old\nprint(Old.tag, Manager.tag)\n",
    }
    after = {
        "app/hub.py": "from .core import Manager\ndef other(): return Manager\n",
        "main.py": "from app.hub import *\nfrom app.core import Manager\nprint(Manager.tag, Manager.tag)\n",
    }
    changes(files, {**RENAMED, **after})


def test_a_name_that_is_bound_twice_stays_for_who_takes_the_last() -> None:
    """Without it the star import would bring the 5."""
    hub = "Old = 5\nfrom app.{} import {}\ndef f(): return Old\n"
    files = {
        "app/hub.py": hub.format("shim", "Old"),
        "main.py": "from app.hub import *\ndef f(Manager): return Old.tag\nprint(f(1))\n",
    }
    changes(files, {**RENAMED, "app/hub.py": hub.format("core", "Manager as Old")})


@pytest.mark.parametrize(
    "text",
    [
        "from .shim import Old, Manager\nfrom .core import Manager\n",
        "from .core import Manager\nfrom .shim import Old, Manager\n",
    ],
)
def test_a_statement_keeps_one_name_of_two_when_the_other_is_imported_beside_it(text: str) -> None:
    files = {
        "app/shim.py": "from .core import Manager as Old, Manager\n__all__ = ['Old']\n",
        "app/views.py": f"{text}x = Old\n",
    }
    codemod = Collapse(SymbolPath.parse("app.core:Manager"), same_name=True)
    after = text.replace("from .shim import Old, Manager", "from .core import Manager as Old")
    check(codemod, {**SHARED, **files}, {"app/views.py": f"{after}x = Old\n"}, runs="import app.views")


@pytest.mark.parametrize(("opening", "added"), [("", ""), ("if True:\n    ", "    from app.core import Manager\n")])
def test_a_star_import_that_surely_brings_both_names_is_enough(opening: str, added: str) -> None:
    hub = "from .core import Manager\nfrom .core import Manager as Old\n__all__ = ['Manager', 'Old']\n"
    text = opening + "from app.hub import *\n{}print({}.tag)\n"
    changes(
        {"app/hub.py": hub, "main.py": text.format("", "Old")}, {**RENAMED, "main.py": text.format(added, "Manager")}
    )


@pytest.mark.parametrize(
    "name",
    ["from app.core import Manager as Third\nprint(Third)\n", "def f():\n    from .shim import Old\n    return Old\n"],
)
def test_the_module_that_defines_the_symbol_does_not_import_it_from_itself(name: str) -> None:
    changes(
        {"app/core.py": f"class Manager:\n    tag = 'core'\n{name}", "main.py": "import app.core\n"},
        {} if "Old" in name else RENAMED,
    )


def test_the_last_name_of_an_import_may_go_that_stands_before_the_bracket() -> None:
    before = "from app.shim import (Old as A,\n  Old as B)\nprint(A.tag, B.tag)\n"
    after = "from app.core import (Manager,\n  )\nprint(Manager.tag, Manager.tag)\n"
    files = tree({**SHARED, "main.py": before})
    done = plan(one_step("collapse", Collapse(SymbolPath.parse("app.core:Manager"))), InMemory(files))
    assert not done.failed, done.diagnostics
    assert done.changes.changes["main.py"].after == after.encode()


def test_code_that_is_a_text_is_told_of_where_the_name_goes() -> None:
    user = "import re\nfrom app.shim import Old\nprint(Old, 'Old', re.compile('Old'))\n"
    code = "def f():\n    exec('x = Old()')\n    return eval('Old')\n"
    after = user.replace("import Old", "import Manager").replace("print(Old", "print(Manager").replace("shim", "core")
    changes(
        {"app/user.py": user + code},
        {**RENAMED, "app/user.py": after + code},
        says=("app/user.py:5: warning left-alone: Old left alone: it stands in code that is a text, for exec",
              "app/user.py:6: warning left-alone: Old left alone: it stands in code that is a text, for eval"),
        runs="import app.user",
    )  # fmt: skip


def test_a_file_that_cannot_be_read_and_holds_the_symbol_is_told_for_it_may_have_aliases() -> None:
    broken = "from .core import Manager as Older\nprint 'x'\n"
    vendored = {"third_party/__init__.py": "", "third_party/old.py": broken}
    says = ("app/broken.py:1: error unparsable: the symbol or an alias is mentioned, but the file is Python 2",)
    changes({"app/broken.py": broken, **vendored, "main.py": "import app.shim\n"}, RENAMED, says=says)


@pytest.mark.parametrize(
    "user",
    [
        "type Old = Manager\ndef f(a: Old): ...\n",
        "Old = Manager\nOld()\ndel Manager\n",
    ],
)
def test_an_assignment_that_makes_another_object_or_is_followed_by_a_deletion_stays(user: str) -> None:
    user = f"import app.shim\nfrom app.core import Manager\n{user}"
    changes({"app/user.py": user, "main.py": "import app.shim\n"}, RENAMED)


def test_the_symbol_s_own_name_stays_where_it_is_held_against_another_import_of_it() -> None:
    files = {
        "app/shim.py": "from .core import Manager\n",
        "main.py": "from app.shim import Manager\nfrom app.core import Manager as Core\nassert Manager is Core\n",
    }
    codemod = Collapse(SymbolPath.parse("app.core:Manager"), same_name=True)
    says = (
        "main.py:1: info compared: Manager is left: the file asks",
        "main.py:2: info compared: Core is left: the file asks",
    )
    check(codemod, {**SHARED, **files}, {}, says=says, runs=RUNS)
