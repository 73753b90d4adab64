"""Modules that a recipe brings along, made from their text: no folder of theirs is ever on `sys.path`."""

from __future__ import annotations

import linecache
import sys
from types import ModuleType


def module_of(text: str, path: str, name: str) -> ModuleType:
    """The module that `text` is, run under `name`. `path` is what its tracebacks name. Raises what the text raises."""
    module = ModuleType(name)
    module.__file__ = path
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    sys.modules[name] = module
    exec(compile(text, path, "exec"), module.__dict__)
    return module
