"""Code that a recipe brings along: modules made from their text, with no folder of theirs on `sys.path`."""

from __future__ import annotations

import linecache
import os
import sys
import traceback
from types import ModuleType

_OURS = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120  (pathlib is slow to load)


_scripts: set[str] = set()


def module_of(text: str, path: str, name: str) -> ModuleType:
    """The module that `text` is, run under `name`. `path` is what its tracebacks name. Raises what the text raises."""
    module = ModuleType(name)
    module.__file__ = path
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    _scripts.add(path)
    sys.modules[name] = module
    exec(compile(text, path, "exec"), module.__dict__)
    return module


def told(error: BaseException) -> str:
    """The exception in a line: its kind, its message, and the place in the foreign code that raised it."""
    words = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")
    frames = [each for each in traceback.extract_tb(error.__traceback__) if not each.filename.startswith(_OURS)]
    beside = [each for each in frames if each.filename in _scripts]
    own = [each for each in frames if "site-packages" not in each.filename and not each.filename.startswith("<frozen")]
    place = (beside or own or frames)[-1:]
    return words + "".join(f" ({each.filename}:{each.lineno})" for each in place)
