"""The judge of shared test doubles judges rightly: on small trees, offline, without the real packages."""

from __future__ import annotations

from pathlib import Path

from .catalog import Package, packages
from .sharing import Shared, doubles, factory_classes, faults, twins, unlisted
from .test_harness import write

PACKAGE = Package(
    "shop", "1", "", "flat", (".",), ("shop",), ("tests",), doubles=("Fake*",), factory="tests/doubles/fakes.py"
)
FAKE = "class FakeTill:\n    def pay(self, sum):\n        return [sum]\n"
TREE = {
    "tests/test_a.py": FAKE,
    "tests/test_b.py": FAKE.replace("def pay(self, sum)", "def pay(self,sum: int) -> list")
    .replace("FakeTill:", "FakeTill:\n    '''The till.'''")
    .replace("[sum]", "[ sum ]  # paid"),
    "tests/test_c.py": FAKE.replace("[sum]", "(sum,)") + "\n\ndef test():\n    class FakeTill: ...\n",
    "tests/test_d.py": "class Till: ...\n",
    "tests/doubles/fakes.py": FAKE,
}


def test_classes_at_the_top_whose_code_is_the_same_are_twins(tmp_path: Path) -> None:
    found = list(doubles(PACKAGE, write(tmp_path, TREE)))
    assert [(name, path) for name, path, _, _ in found] == [
        ("FakeTill", "tests/test_a.py"),
        ("FakeTill", "tests/test_b.py"),
        ("FakeTill", "tests/test_c.py"),
    ]
    (pair,) = twins(found)
    assert [path for path, _ in pair.places] == ["tests/test_a.py", "tests/test_b.py"]
    assert list(unlisted([pair], {("tests/test_a.py", 1): "FakeTill stays: it leans on it"})) == [
        "tests/test_b.py:1: FakeTill"
    ]


def test_what_the_factory_offers_is_counted_without_its_bases(tmp_path: Path) -> None:
    text = "class TillBase: ...\nclass A(TillBase): ...\nclass B(TillBase): ...\nclass C(Exception): ...\n"
    assert factory_classes(write(tmp_path, {"f.py": text}) / "f.py") == (("A", "B", "C"), 2)
    assert factory_classes(tmp_path / "none.py") == ((), 0)


def test_every_fault_is_told() -> None:
    wrong = Shared(
        "shop", 0, "", moved=("A",), tests=2, lost=("t::a",), unlisted=("t.py:1: A",), rerun="changed ['t.py']"
    )
    assert [line.partition(":")[0] for line in faults(wrong)] == ["lost", "stays without a word", "second run"]
    assert list(faults(Shared("shop", 0, "", tests=2))) == ["nothing was shared"]
    assert list(faults(Shared("shop", 3, "no", tests=2))) == ["exit 3: no"]
    assert list(faults(Shared("shop", 0, "", moved=("A",)))) == ["no test passed before: the suite proves nothing"]


def test_five_packages_are_chosen() -> None:
    chosen = [package for package in packages().values() if package.doubles]
    assert len(chosen) >= 5 and all(package.factory.endswith(".py") for package in chosen)
