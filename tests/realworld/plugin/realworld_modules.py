"""The modules of a package, imported one by one; for the scripts beside this one, with the standard library alone."""

from __future__ import annotations

import importlib
import pkgutil
import types
from collections.abc import Callable, Iterator


def modules(
    tops: list[str], is_left_out: Callable[[str], bool]
) -> Iterator[tuple[str, types.ModuleType | BaseException]]:
    """Each module under the top modules by its name, or what its import raised."""
    for top in tops:
        try:
            module = importlib.import_module(top)
        except BaseException as problem:
            yield top, problem
            continue
        yield top, module
        for info in pkgutil.walk_packages(getattr(module, "__path__", []), top + ".", onerror=lambda name: None):
            if is_left_out(info.name):
                continue
            try:
                yield info.name, importlib.import_module(info.name)
            except BaseException as problem:
                yield info.name, problem
