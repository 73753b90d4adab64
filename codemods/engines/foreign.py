"""Code that a recipe brings along: modules made from their text, with no folder of theirs on `sys.path`."""

from __future__ import annotations

import linecache
import os
import sys
import traceback
from collections.abc import Iterable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from ..errors import in_a_line
from .protocol import Plain

_OURS = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120  (pathlib is slow to load)


_scripts: set[str] = set()


def module_of(text: str, path: str, name: str) -> ModuleType:
    """The module that `text` is, run under `name`. `path` is what its tracebacks name. Raises what the text raises."""
    module = ModuleType(name)
    sys.modules[name] = module
    _run(text, path, module)
    return module


def _run(text: str, path: str, module: ModuleType) -> None:
    module.__file__ = path
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    _scripts.add(path)
    exec(compile(text, path, "exec", dont_inherit=True), module.__dict__)


class _Beside(MetaPathFinder, Loader):
    """Finds the modules that a recipe lists, by their names, and runs their texts; nothing is read from a folder."""

    def __init__(self, texts: dict[str, tuple[str, str]]) -> None:
        self._texts = texts

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        where, _ = self._texts.get(fullname, ("", ""))
        around = any(name.startswith(f"{fullname}.") for name in self._texts)
        if not where and not around:
            return None
        package = where.endswith("/__init__.py") or not where
        return ModuleSpec(fullname, self, origin=where or None, is_package=package)

    def exec_module(self, module: ModuleType) -> None:
        found = self._texts.get(module.__name__)
        if found is not None:
            _run(found[1], found[0], module)


def lay_beside(modules: Plain) -> None:
    """From now on the modules, `[name, path, text]` each, can be imported.

    Raises ValueError for a name that is taken: who runs the code has loaded such a module for itself.
    """
    texts = {str(name): (str(path), str(text)) for name, path, text in _triples(modules)}
    for name, (path, _) in texts.items():
        top = name.partition(".")[0]
        if top in sys.modules:
            raise ValueError(f"{path}: a module {top} is there already, which runs the code; call it otherwise")
    if texts:
        sys.meta_path.insert(0, _Beside(texts))


def _triples(modules: Plain) -> Iterable[list[Plain]]:
    return [each for each in modules if isinstance(each, list)] if isinstance(modules, list) else []


def told(error: BaseException) -> str:
    """The exception in a line: its kind, its message, and the place in the foreign code that raised it."""
    frames = [each for each in traceback.extract_tb(error.__traceback__) if not each.filename.startswith(_OURS)]
    beside = [each for each in frames if each.filename in _scripts]
    own = [each for each in frames if "site-packages" not in each.filename and not each.filename.startswith("<frozen")]
    place = (beside or own or frames)[-1:]
    return in_a_line(error) + "".join(f" ({each.filename}:{each.lineno})" for each in place)
