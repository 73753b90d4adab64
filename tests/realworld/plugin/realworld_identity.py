"""Which names of a package are one and the same object, as JSON on stdout.

    python realworld_identity.py '["top", "modules"]'

For every module under the top modules: its file, what `import *` brings, and each name with the number and the label of
its object. Two names have one number when they are the same object (`is`). Plain values (numbers, texts, None) have no
identity to speak of and get the number 0. It runs in the package's own environment, with the standard library alone.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import types
import warnings
from collections.abc import Iterator

from realworld_modules import modules

_PLAIN = (str, bytes, int, float, complex, bool, type(None), tuple, frozenset, range, re.Pattern)


def _is_left_out(name: str) -> bool:
    return name.rpartition(".")[2] in ("__main__", "conftest")


def label(thing: object) -> str:
    if isinstance(thing, types.ModuleType):
        return f"module {thing.__name__}"
    qualified = getattr(thing, "__qualname__", None)
    if isinstance(qualified, str):
        return f"{getattr(thing, '__module__', '')}:{qualified}"
    return type(thing).__name__


def names(module: types.ModuleType) -> Iterator[tuple[str, object]]:
    for name in sorted({*dir(module), *map(str, getattr(module, "__all__", ()))}):
        if name.startswith("__"):
            continue
        try:
            yield name, getattr(module, name)
        except Exception:
            continue


def main(tops: str) -> dict[str, dict[str, object]]:
    numbers: dict[int, int] = {}
    alive: list[object] = []  # an id is of use only while its object lives
    found: dict[str, dict[str, object]] = {}
    for name, module in list(modules(json.loads(tops), _is_left_out)):
        if isinstance(module, BaseException):
            found[name] = {"error": type(module).__name__}
            continue
        known: dict[str, tuple[int, str]] = {}
        for attribute, thing in names(module):
            alive.append(thing)
            number = 0 if isinstance(thing, _PLAIN) else numbers.setdefault(id(thing), len(numbers) + 1)
            known[attribute] = (number, label(thing))
        exported = getattr(module, "__all__", None)
        found[name] = {
            "file": getattr(module, "__file__", None) or "",
            "star": [n for n in known if not n.startswith("_")] if exported is None else [str(n) for n in exported],
            "names": known,
        }
    return found


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        answer = main(*sys.argv[1:])
    print(json.dumps(answer))
