"""Pickles in the tree find classes and functions by module and name: each is listed, none is edited."""

from __future__ import annotations

import gzip
import pickle
import sys
from types import ModuleType
from unittest.mock import patch

import pytest

from canonize.codemods.aliasing.collapse import Collapse
from canonize.codemods.names import SymbolPath
from examples import applied, rename

CODE = "class Old: ...\nclass Other: ...\n"


def pickled(protocol: int, *names: str, module: str = "app.m", words: bool = False) -> bytes:
    """Instances of such classes, as a program would have written them; behind the `words` that they are called by."""
    made = ModuleType(module)
    for name in names:
        setattr(made, name, type(name, (), {"__module__": module}))
    with patch.dict(sys.modules, {module.partition(".")[0]: ModuleType("package"), module: made}):
        return pickle.dumps([*(names if words else ()), *(getattr(made, name)() for name in names)], protocol)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("names", [("Old",), ("Other", "Old"), ("Old", "Old")])
@pytest.mark.parametrize("words", [False, True])
def test_a_pickle_that_holds_the_class_is_listed(protocol: int, names: tuple[str, ...], words: bool) -> None:
    raw = pickled(protocol, *names, words=words)
    made = applied(rename("app.m:Old", "New"), {"app/m.py": CODE, "data/old.pkl": raw})
    assert "data/old.pkl:1: warning left-alone: app.m.Old left alone: it is in a pickle" in made.said


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickles_of_another_class_or_module_and_of_mere_words_are_not(protocol: int) -> None:
    files = {
        "app/m.py": CODE,
        "other.pkl": pickled(protocol, "Other"),
        "elsewhere.pkl": pickled(protocol, "Old", module="lib.m"),
        "words.pkl": pickle.dumps({"Old": "app.m", "app.m": b"Old"}, protocol),
        "old.pkl.gz": gzip.compress(pickled(protocol, "Old")),
    }
    assert "pickle" not in applied(rename("app.m:Old", "New"), files).said.replace(".pkl", "")


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_a_collapse_tells_of_a_pickle_that_goes_by_the_alias(protocol: int) -> None:
    files = {
        "app/m.py": CODE,
        "app/shim.py": "from app.m import Old as Alias\n",
        "old.pkl": pickled(protocol, "Alias", module="app.shim"),
    }
    assert "app.shim.Alias left alone: it is in a pickle" in applied(Collapse(SymbolPath("app.m", "Old")), files).said
