"""The judges of collapses judge rightly: on small trees changed by hand, offline, without the real packages."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from . import sandbox
from .catalog import Package, packages
from .cycles import circles
from .families import draw_families
from .identity import changed_objects, not_importable_first, objects
from .sites import sites
from .test_harness import write

PACKAGE = Package("shop", "1", "", "flat", (".",), ("shop",), ("tests",))
TREE = {
    "shop/__init__.py": "from .stock import Basket\n",
    "shop/stock.py": "class Basket: ...\nclass Till: ...\n",
    "shop/shim.py": "from .stock import Basket as Bag\n__all__ = ['Bag']\n",
    "shop/web.py": "from .shim import Bag\nmade = Bag()\n",
    "tests/test_web.py": "import shop.shim\nfrom shop import Basket as B\nfrom shop.shim import *\nshop.shim.Bag, B, Bag\n",
}
DIRECT = "from .stock import Basket\nmade = Basket()\n"
Seen = Callable[[dict[str, str]], Path]


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Seen:
    """A tree that differs from TREE by these files."""
    monkeypatch.setattr(sandbox, "environment", lambda package: Path(sys.executable))

    def made(files: dict[str, str]) -> Path:
        return write(tmp_path / f"tree{len(list(tmp_path.iterdir()))}", TREE | files)

    return made


def judged(changed: Seen, files: dict[str, str]) -> list[str]:
    before, after = objects(PACKAGE, changed({})), objects(PACKAGE, changed(files))
    return list(changed_objects(before, after, "shop.stock", "Basket"))


def test_a_right_collapse_changes_no_object(changed: Seen) -> None:
    assert judged(changed, {"shop/web.py": DIRECT}) == []


def test_a_switched_object_is_seen(changed: Seen) -> None:
    switched = DIRECT.replace("Basket", "Till")
    assert judged(changed, {"shop/web.py": switched}) == ["shop.web.Till: new", "shop.web.made: Basket became Till"]


def test_an_alias_of_another_object_is_seen(changed: Seen) -> None:
    shim = "from .stock import Till as Bag\n__all__ = ['Bag']\n"
    assert "shop.shim.Bag: shop.stock:Basket became shop.stock:Till" in judged(changed, {"shop/shim.py": shim})


def test_a_name_that_went_is_seen(changed: Seen) -> None:
    web = {"shop/web.py": "from .stock import Basket as Bag\n"}
    assert judged(changed, web) == ["shop.web.made: gone"]


@pytest.mark.parametrize(
    ("lines", "by_star"),
    [
        ("from . import *\nfrom .stock import Basket\nBasket()\n", False),
        ("from . import *\nBasket()\n", True),
        ("from .stock import Basket\nfrom . import *\nBasket()\n", True),
        ("from . import *\nBasket()\nfrom .stock import Basket\n", True),
        ("from . import *\nfrom .stock import Basket as Bag\nBasket()\n", True),
        ("from . import *\ndef f():\n    from .stock import Basket\nBasket()\n", True),
    ],
)
def test_a_star_is_a_site_unless_a_direct_import_follows_before_the_first_use(
    changed: Seen, lines: str, by_star: bool
) -> None:
    tree = changed({"shop/web.py": lines})
    found = list(sites(PACKAGE, tree, objects(PACKAGE, tree), "shop.stock", "Basket"))
    assert any(site.path == "shop/web.py" and site.by_star for site in found) == by_star


def test_every_way_but_the_direct_one_is_a_site(changed: Seen) -> None:
    tree = changed({})
    found = [
        (s.path, s.line, s.taken, s.by_star)
        for s in sites(PACKAGE, tree, objects(PACKAGE, tree), "shop.stock", "Basket")
    ]
    assert found == [
        ("shop/shim.py", 1, "shop.stock.Basket", False),
        ("shop/web.py", 1, "shop.shim.Bag", False),
        ("tests/test_web.py", 2, "shop.Basket", False),
        ("tests/test_web.py", 3, "shop.shim.Bag", True),
        ("tests/test_web.py", 4, "shop.shim.Bag", False),
    ]
    direct = changed({"shop/web.py": DIRECT, "shop/shim.py": "", "tests/test_web.py": ""})
    assert list(sites(PACKAGE, direct, objects(PACKAGE, direct), "shop.stock", "Basket")) == []


def test_a_new_circle_is_seen_by_reading_and_by_importing(changed: Seen) -> None:
    assert not circles(PACKAGE, changed({}))
    going_round = changed({"shop/stock.py": "from .web import made\nclass Basket: ...\nclass Till: ...\n"})
    assert ("shop.stock", "shop.web") in circles(PACKAGE, going_round)
    assert not_importable_first(PACKAGE, changed({}), ["shop", "shop.web"]) == []
    assert not_importable_first(PACKAGE, going_round, ["shop.web"]) == ["shop.web"]


def test_imports_that_run_later_close_no_circle(changed: Seen) -> None:
    later = "def f():\n    from .web import made\nif TYPE_CHECKING:\n    from .web import made\n"
    files = {"shop/stock.py": f"TYPE_CHECKING = False\n{later}class Basket: ...\nclass Till: ...\n"}
    assert not circles(PACKAGE, changed(files))


def test_symbols_with_other_names_are_drawn_first(changed: Seen) -> None:
    assert [str(symbol) for symbol in draw_families(PACKAGE, changed({}))] == ["shop.stock.Basket"]


def test_eight_packages_are_chosen_that_no_standing_rename_is_made_in() -> None:
    chosen = [package for package in packages().values() if package.collapse]
    assert len(chosen) >= 8 and not any(package.committed for package in chosen)
