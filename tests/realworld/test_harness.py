"""The judges of tests/realworld judge rightly: on small trees renamed by hand, offline, without the real packages."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from . import sandbox
from .catalog import Package, packages
from .draw import Symbol, draw
from .suites import Baseline, compare
from .surface import changed_names, surface
from .syntax import changed_prose, wrong_names

Judge = Callable[[dict[str, str]], list[str]]
PACKAGE = Package("shop", "1", "", "flat", (".",), ("shop",), ("tests",))
TREE = {
    "shop/__init__.py": "from .stock import Basket as Basket\n__all__ = ['Basket']\n",
    "shop/stock.py": "class Basket:\n    def count(self, limit=1): ...\n\ndef unused_here(): ...\n",
    "shop/other.py": "class Basket: ...\n\ndef fill(basket, Basket=None):\n    'Fill a Basket.'\n",
    "shop/web.py": "from . import stock\nview = stock.Basket()\n",
    "tests/test_web.py": "from shop import Basket\nassert Basket().count(limit=2) is None\n",
}
SYMBOL = Symbol("shop.stock", "Basket", "CedarTree", "class")
BY_HAND = {
    "shop/__init__.py": "from .stock import CedarTree as CedarTree\n__all__ = ['CedarTree']\n",
    "shop/stock.py": TREE["shop/stock.py"].replace("Basket", "CedarTree"),
    "shop/web.py": TREE["shop/web.py"].replace("Basket", "CedarTree"),
    "tests/test_web.py": TREE["tests/test_web.py"].replace("Basket", "CedarTree"),
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.fixture
def judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """What both judges say of a tree that differs from TREE by these files."""
    monkeypatch.setattr(sandbox, "environment", lambda package: Path(sys.executable))
    before = write(tmp_path / "before", TREE)

    def judge(changed: dict[str, str]) -> list[str]:
        after = write(tmp_path / "after", TREE | changed)
        seen_before = surface(PACKAGE, before, "shop.stock", "Basket", "CedarTree")
        seen_after = surface(PACKAGE, after, "shop.stock", "CedarTree", "Basket")
        return [*changed_names(seen_before, seen_after, SYMBOL), *wrong_names(before, after, SYMBOL)]

    return judge


def test_a_right_rename_is_clean(judged: Judge) -> None:
    assert judged(BY_HAND) == []


def test_a_renamed_homonym_is_seen(judged: Judge) -> None:
    renamed = TREE["shop/other.py"].replace("class Basket", "class CedarTree")
    assert judged(BY_HAND | {"shop/other.py": renamed}) == ["shop.other.Basket: gone", "shop.other.CedarTree: new"]


def test_a_renamed_parameter_is_seen_by_importing_and_by_reading(judged: Judge) -> None:
    renamed = TREE["shop/other.py"].replace("Basket=None", "CedarTree=None")
    by_importing, by_reading = judged(BY_HAND | {"shop/other.py": renamed})
    assert by_importing == 'shop.other.fill: [["basket", "Basket"]] became [["basket", "CedarTree"]]'
    assert by_reading == "shop/other.py:3: parameter Basket became CedarTree"


def test_an_export_left_behind_is_seen(judged: Judge) -> None:
    left = BY_HAND["shop/__init__.py"].replace("['CedarTree']", "['Basket']")
    assert judged(BY_HAND | {"shop/__init__.py": left}) == ['shop.__all__: ["CedarTree"] became ["Basket"]']


def test_a_module_that_no_longer_imports_is_seen(judged: Judge) -> None:
    broken = TREE["shop/web.py"]
    assert "shop.web: import gave a module, now AttributeError" in judged(BY_HAND | {"shop/web.py": broken})


def test_a_change_beside_the_name_is_seen(judged: Judge) -> None:
    reformatted = BY_HAND["shop/web.py"].replace("view = ", "view  =  ")
    assert judged(BY_HAND | {"shop/web.py": reformatted}) == ["shop/web.py: more changed than the name"]


def test_what_a_page_measures_may_change_with_the_name(tmp_path: Path) -> None:
    page = "{0}\n{1}\n\n{0}{2}what it does\n"
    before = write(tmp_path / "before", {"a.rst": page.format("Basket", "======", "      ")})
    after = write(tmp_path / "after", {"a.rst": page.format("CedarTree", "=========", "   ")})
    assert [*wrong_names(before, after, SYMBOL)] == []
    write(after, {"a.rst": (after / "a.rst").read_text().replace("what it", "What it")})
    assert [*wrong_names(before, after, SYMBOL)] == ["a.rst: more changed than the name"]


def test_prose_that_holds_the_word_is_told_from_names_and_paths(tmp_path: Path) -> None:
    before = write(
        tmp_path / "before",
        {
            "a.py": "x = 'a Basket of'\ny = 'Basket'\nz = 'see :class:`~shop.Basket` now'\n",
            "c.py": "x = '<Basket 1>'\n",
            "b.py": "x = 'class Mine(Basket):'\ny = 'except Basket as e:'\nz = 'as a Basket has:'\n",
        },
    )
    texts = {each.name: each.read_text().replace("Basket", "CedarTree") for each in before.iterdir()}
    after = write(tmp_path / "after", texts)
    assert list(changed_prose(before, after, SYMBOL)) == ["a.py:1: 'a Basket of'", "b.py:3: 'as a Basket has:'"]


def test_the_draw_takes_what_two_other_files_use_and_is_the_same_each_time(tmp_path: Path) -> None:
    tree = write(tmp_path, TREE)
    drawn = draw(PACKAGE, tree, seed=3)
    assert sorted(str(symbol) for symbol in drawn) == ["shop.other.Basket", "shop.stock.Basket"]
    assert drawn == draw(PACKAGE, tree, seed=3)
    assert all(symbol.new not in path.read_text() for symbol in drawn for path in tree.rglob("*.py"))


def test_a_test_named_by_the_symbol_may_be_renamed_with_it() -> None:
    before = Baseline(("t.py::test[Basket]", "t.py::test_b", "t.py::test_c"), 0, 0)
    after = {"t.py::test[CedarTree]": "passed", "t.py::test_b": "failed"}
    found = compare(before, after, SYMBOL)
    assert (found.lost, found.renamed) == (("t.py::test_b", "t.py::test_c"), 1)


def test_every_package_of_the_catalog_is_pinned() -> None:
    for package in packages().values():
        assert len(package.sha256) == 64
        lines = package.requirements.read_text().splitlines()
        assert all("==" in line for line in lines)
        pinned = {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines)}
        assert pinned[canonicalize_name(package.name)] == package.version
