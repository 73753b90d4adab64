"""Files that could take an alias are found without reading what cannot, however short its name is."""

from __future__ import annotations

import pytest

from canonize.codemods.aliasing.collapse import Collapse
from canonize.codemods.names import SymbolPath
from examples import Before, applied, check, opened, tree

COLLAPSE = Collapse(SymbolPath.parse("app.core.manager:Manager"))
CORE: Before = {
    "app/__init__.py": "",
    "app/core/__init__.py": "from .manager import Manager\nQ = Manager\n",
    "app/core/manager.py": "class Manager: ...\n",
    "app/shim.py": "from .core.manager import Manager as R\n__all__ = ['R']\n",
}
# More files than any family has: each holds the letter, and names the module of the alias, but takes nothing from it.
CROWD: Before = {
    f"app/crowd/m{n}.py": f"import app.shim, app.core\nR = {n}\nfor Q in (R,): print(app.shim)\n" for n in range(300)
}


def parsed(files: Before) -> set[str]:
    """The files that a collapse parses."""
    project = opened(files)
    COLLAPSE.plan(project)
    return set(project._parsed)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from app.shim import R\nR()\n", "from app.core.manager import Manager\nManager()\n"),
        ("from .shim import (  # it (and more)\n    R,\n)\nR()\n",
         "from .core.manager import (  # it (and more)\n    Manager,\n)\nManager()\n"),
        ("from .shim \\\n    import R\nR()\n", "from .core.manager \\\n    import Manager\nManager()\n"),
        ("from .import shim\nfrom .shim import(R)\nR(), shim\n",
         "from .import shim\nfrom .core.manager import(Manager)\nManager(), shim\n"),
        ("from .import shim\nshim.R()\n", "from .import shim\nfrom .core import manager\nmanager.Manager()\n"),
        ("from . shim import R\nR()\n", "from .core.manager import Manager\nManager()\n"),
        ("from app . shim import R\nR()\n", "from app.core.manager import Manager\nManager()\n"),
        ("from . import shim\nshim.R()\n", "from . import shim\nfrom .core import manager\nmanager.Manager()\n"),
        ("import app.shim as s\ns.R()\n", "import app.shim as s\nimport app.core.manager\napp.core.manager.Manager()\n"),
        ("from .shim import *\nR()\n", "from .shim import *\nfrom .core.manager import Manager\nManager()\n"),
        ("from .core import Q as X\nX()\n", "from .core.manager import Manager\nManager()\n"),
        ("from app import core\ncore.Q()\n", "from app import core\ncore.manager.Manager()\n"),
        ("from unittest.mock import patch\npatch('app.shim.R')\n",
         "from unittest.mock import patch\npatch('app.core.manager.Manager')\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("crowd", [{}, CROWD], ids=["alone", "in a crowd"])
def test_whoever_takes_a_short_alias_is_found(before: str, after: str, crowd: Before) -> None:
    result = applied(COLLAPSE, {**CORE, **crowd, "app/views.py": before})
    assert result.text("app/views.py") == after


def test_only_ways_to_a_short_alias_are_parsed() -> None:
    looked_at = parsed({**CORE, **CROWD, "app/views.py": "from app.shim import R\nR()\n"})
    assert looked_at == {"app/core/__init__.py", "app/core/manager.py", "app/shim.py", "app/views.py"}


def test_a_path_through_a_module_s_other_name_is_found_and_said() -> None:
    result = applied(COLLAPSE, {**CORE, **CROWD, "app/views.py": "import app.shim\nm = app.shim\nm.R()\n"})
    assert "app/views.py:3: warning left-alone: R left alone: it is not known where m is imported" in result.said


def test_a_star_shim_that_does_not_spell_the_word_is_found_without_parsing_the_tree() -> None:
    stars: Before = {
        "app/star.py": "from .shim import *\n",
        "app/stars.py": "from .star import *\n",
        "app/other.py": "from .crowd.m1 import *\n",
        "app/views.py": "from app.stars import R\nR()\n",
    }
    files = {**CORE, **CROWD, **stars}
    assert applied(COLLAPSE, files).text("app/views.py") == "from app.core.manager import Manager\nManager()\n"
    looked_at = parsed(files)
    assert {"app/star.py", "app/stars.py"} <= looked_at
    assert len([path for path in looked_at if "crowd" in path]) <= 1
    assert tree(files)["app/stars.py"].find(b"R") < 0


def test_a_file_without_the_word_or_its_module_is_not_parsed() -> None:
    strangers: Before = {"app/a.py": "import app.shim\n", "app/b.py": "R = 1\n", "app/c.py": "from os import *\n"}
    assert not parsed({**CORE, **strangers}) & strangers.keys()


@pytest.mark.parametrize(
    "text",
    [
        "import app.shim\nR = 1\nprint(R, app.shim)\n",
        "from app.crowd.m1 import R\nprint(R)\n",
        "class shim:\n    R = 1\nprint(shim.R)\n",
        "def f(shim, R): return shim.R(R)\n",
    ],
)
def test_a_homonym_in_a_crowd_is_left_alone(text: str) -> None:
    result = applied(COLLAPSE, {**CORE, **CROWD, "app/views.py": text})
    assert result.text("app/views.py") == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from app.shim import Ｒ\nＲ()\n", "from app.core.manager import Manager\nManager()\n"),
        ("from app.shim import R\n𝐑()\n", "from app.core.manager import Manager\nManager()\n"),
        ("import app.ｓhim\napp.shim.Ｒ()\n", "import app.ｓhim\nimport app.core.manager\napp.core.manager.Manager()\n"),
        ("from app import ｓhim as ſ\ns.R()\n", "from app import ｓhim as ſ\nfrom app.core import manager\nmanager.Manager()\n"),
        ("from app.ｓhim import *\nＲ()\n", "from app.ｓhim import *\nfrom app.core.manager import Manager\nManager()\n"),
        ("from .core import Ｑ as 𝐗\nX()\n", "from .core.manager import Manager\nManager()\n"),
        ("from .core import Q as größer\nGrößer = gro\u0308ßer\ngro\u0308ßer()\n",
         "from .core.manager import Manager\nGrößer = Manager\nManager()\n"),
        ("from .core.manager import 𝐌anager as Old\nOld(), '𝐎ld'  # Ｏld\n",
         "from .core.manager import 𝐌anager\nManager(), '𝐎ld'  # Ｏld\n"),
        ("import app.shim as größe\ngröße.R()\n", "import app.shim as größe\nimport app.core.manager\napp.core.manager.Manager()\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("crowd", [{}, CROWD], ids=["alone", "in a crowd"])
def test_an_alias_in_other_characters_is_the_alias(before: str, after: str, crowd: Before) -> None:
    result = applied(COLLAPSE, {**CORE, **crowd, "app/views.py": before})
    assert result.text("app/views.py") == after


@pytest.mark.parametrize(
    "code",
    [
        "from app.other import Ｒ\nＲ()\n",
        "class Ｒ: ...\nR()\n",
        "import app.shim\nprint(hasattr(app.shim, 'Ｒ'))  # Ｒ\n",
        "def f(Ｒ): return R\n",
    ],
)
def test_what_is_no_alias_in_other_characters_stays(code: str) -> None:
    files = {**CORE, "app/other.py": "class R: ...\n", "app/views.py": code}
    assert applied(COLLAPSE, files).text("app/views.py") == code


def test_aliases_of_an_alias_in_other_characters_are_found() -> None:
    views = "from app.more import Ｓ as T\nfrom app.later import *\nT(), U()\n"
    more = {"app/more.py": "from app.shim import Ｒ as S\n", "app/later.py": "from . import more\nU = more.𝐒\n"}
    result = applied(COLLAPSE, {**CORE, **more, "app/views.py": views})
    assert "from app.core.manager import Manager\n" in result.text("app/views.py")
    assert "Manager(), Manager()" in result.text("app/views.py")
    assert result.text("app/more.py") == "from app.core.manager import Manager as S\n"


def test_a_patch_of_an_alias_in_other_characters_is_heard() -> None:
    tests = "import app.shim\napp.shim.𝐑 = object\n"
    result = applied(COLLAPSE, {**CORE, "app/views.py": "from app.shim import R\nR()\n", "tests/t.py": tests})
    assert "tests/t.py:2: warning left-alone: R of app/shim.py is bound to something else here" in result.said


def test_hundreds_of_names_that_take_one_another_are_followed_in_their_order() -> None:
    row = "".join(f"Old{number} = Old{number - 1}\n" for number in range(1, 300))
    before = {
        "app/__init__.py": "",
        "app/core.py": "class Manager: ...\n",
        "app/shim.py": "from app.core import Manager as Old0\n" + row,
        "app/views.py": "from app.shim import Old299\nOld299()\n",
    }
    after = {"app/views.py": "from app.core import Manager\nManager()\n"}
    check(Collapse(SymbolPath.parse("app.core:Manager")), before, after)
