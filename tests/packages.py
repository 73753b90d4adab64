"""Packages that are made up: modules that take one symbol from one another in many ways, and tell what they got.

files = draw(packages())           # {"made_up/core/home.py": "…", …}
told(files)                        # what every module shows when it is imported, in a fixed order
"""

from __future__ import annotations

import importlib
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from hypothesis import strategies as st
from repos import written

TOP = "made_up"
HOME = f"{TOP}.core.home"
# In the order in which they are imported; each takes the symbol from those before it.
ORDER = (HOME, f"{TOP}.core", f"{TOP}.util", f"{TOP}.web.views", f"{TOP}.web", TOP, f"{TOP}.side", f"{TOP}.main")
_PACKAGES = frozenset({TOP, f"{TOP}.core", f"{TOP}.web"})
_SHOW = '''
"""What a module shows: the `tag` of an object, never a name that the rename changes."""
import sys
LOG = []
def show(value):
    tag = getattr(value, "tag", None)
    plain = isinstance(value, (bool, int)) or (isinstance(value, str) and "Old" not in value and "New" not in value)
    LOG.append((sys._getframe(1).f_globals["__name__"], tag or (value if plain else type(value).__name__)))
'''
_DEFINED = (
    'class Old:\n    tag = "{}"\n',
    'def Old(*a): return 1\nOld.tag = "{}"\n',
    'Old = type("T", (), {{"tag": "{}"}})\n',
)
_LISTS = (
    '__all__ = ["Old"]', '__all__ = ["Old", "show"]', '__all__ = ("show",)', '__all__ = []\n__all__ += ["Old"]',
    '__all__ = ["show"]\n__all__.append("Old")', '__all__ = "Old show".split()',
)  # fmt: skip
_LAZY = (
    'def __getattr__(name):\n    if name == "Old":\n        import {0} as given\n        return given.Old\n    raise AttributeError(name)\n',
    'def __getattr__(name):\n    if name == "Old":\n        from {0} import Old as given\n        return given\n    raise AttributeError(name)\n',
    'def __getattr__(name):\n    match name:\n        case "Old":\n            from {0} import Old as given\n        case _:\n            raise AttributeError(name)\n    return given\n',
)
# What a module does to have the symbol: `{0}` is another module, `{1}` the same as an import here may spell it.
# Behind each the expression that means it then.
_TAKEN = (
    ("from {1} import Old", "Old"),
    ("from {1} import Old as Alias", "Alias"),
    ("from {1} import (\n    Old,  # it\n    show as shown,\n)", "Old"),
    ("from {1} import *", "Old"),
    ("import {0}", "{0}.Old"),
    ("import {0} as m", "m.Old"),
    ("import {0} as home", "home.Old"),
    ("import {0} as m\nOld = m.Old", "Old"),
    ("import {0} as m\nAlias = m.Old", "Alias"),
    ("from importlib import import_module as load\nm = load('{0}')", "m.Old"),
    ("import sys, {0}\nm = sys.modules['{0}']", "m.Old"),
    ("try:\n    from {1} import Old\nexcept ImportError:\n    Old = None", "Old"),
    ("if len('{2}'):\n    from {1} import Old\nelse:\n    from {3} import Old", "Old"),
    ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from {1} import Old\ndef hinted(x: 'Old'): ...", "0"),
    ("from {1} import Old\nshow(Old)\ndel Old", "0"),
    ("from {1} import Old\nshow(Old)\nOld = 5", "Old"),
    ("def late():\n    from {1} import Old\n    return Old\nshow(late())", "late()"),
    ("class Holder:\n    from {1} import Old", "Holder.Old"),
    ("match len('{2}'):\n    case 0:\n        from {1} import Old\n    case _:\n        Old = None", "Old"),
    ("def load():\n    global Old\n    from {1} import Old\nload()", "Old"),
    ("while True:\n    from {1} import Old\n    break", "Old"),
    ("import contextlib\nwith contextlib.suppress(ImportError):\n    from {1} import Old", "Old"),
    ("New = 3\nshow(New)", "New"),
    ("def local(New=2):\n    from {1} import Old\n    return Old if New else 0", "local()"),
)  # fmt: skip
_USED = (
    "show({0})",
    "def got():\n    return {0}\nshow(got())",
    "show((lambda: {0})())",
    "show([{0} for _ in (1,)][0])",
    "show([New for New in [1] if {0} != 7])",
    "show(next(Old for Old in ({0},)))",
    "def given(Old=3):\n    return Old\nshow(given(Old={0}))",
    "def default(x={0}):\n    return x\nshow(default())",
    "class Own:\n    Old = {0}\n    def m(self): return self.Old\nshow(Own().m())",
    "def nested():\n    New = 3\n    def inner(): return {0}, New\n    return inner()\nshow(nested()[0])\nshow(nested()[1])",
    "class Held:\n    got = [{0} for _ in (1,)]\n    Old = [Old for Old in got]\nshow(Held.got[0])\nshow(Held.Old[0])",
    "show((Old := {0}))\nshow(Old)",
    "def anew():\n    global Old\n    Old = {0}\nanew()\nshow(Old)",
    "show(f'{{{0}.tag}}')",
    "show(globals().get('Old', 0))",
    "import pkgutil\ntry:\n    show(pkgutil.resolve_name('{1}:Old'))\nexcept AttributeError:\n    show('none')",
    "import {1} as m\nshow(getattr(m, 'Old', 0))",
    "import {1} as m\nshow(hasattr(m, 'Old'))",
    "import {1} as m\nshow(vars(m).get('Old', 0))",
)  # fmt: skip


def path_of(module: str) -> str:
    return module.replace(".", "/") + ("/__init__.py" if module in _PACKAGES else ".py")


@st.composite
def packages(draw: st.DrawFn) -> dict[str, str]:
    """The files of a package whose `core/home.py` defines Old; each of its modules can be compiled."""
    files = {f"{TOP}/shown.py": _SHOW, **{path_of(package): "" for package in _PACKAGES}}
    done: list[str] = []
    for module in ORDER:
        lines = [f"from {TOP}.shown import show"]
        meant = ["Old" if module == HOME else "0"]
        if module == HOME:
            lines.append(draw(st.sampled_from(_DEFINED)).format("home"))
        else:
            for _ in range(draw(st.integers(1, 3))):
                text, expression = _taken(draw, module, done)
                lines.append(text)
                meant.append(expression)
        lines += draw(st.lists(st.sampled_from(_LISTS), max_size=1))
        for use in draw(st.lists(st.sampled_from(_USED), max_size=4)):
            lines.append(use.format(draw(st.sampled_from(meant)), draw(st.sampled_from([*done, HOME]))))
        files[path_of(module)] = "\n".join(lines) + "\n"
        done.append(module)
    return files


def _taken(draw: st.DrawFn, module: str, done: Sequence[str]) -> tuple[str, str]:
    """What has the module take the symbol from one of those before it, or bind another of its name."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.sampled_from(_DEFINED)).format(module), "Old"
    source, other = draw(st.sampled_from(done)), draw(st.sampled_from(done))
    if draw(st.integers(0, 9)) == 0:
        return draw(st.sampled_from(_LAZY)).format(source), "0"
    text, expression = draw(st.sampled_from(_TAKEN))
    spelled = draw(st.sampled_from([source, _relative(module, source)]))
    words = (source, spelled, draw(st.sampled_from(["", "a"])), other)
    return text.format(*words), expression.format(*words)


def _relative(module: str, source: str) -> str:
    """How an import in `module` may spell `source` with dots."""
    package = module if module in _PACKAGES else module.rpartition(".")[0]
    dots = "."
    while not f"{source}.".startswith(f"{package}."):
        package, dots = package.rpartition(".")[0], dots + "."
    return dots + source[len(package) + 1 :]


def told(files: Mapping[str, bytes]) -> list[tuple[str, object]]:
    """What each module shows when all are imported in order, and with what error, if any, an import ends."""
    with tempfile.TemporaryDirectory() as folder, _imported_from(folder):
        written(Path(folder), files)
        importlib.invalidate_caches()
        ends: list[tuple[str, object]] = []
        for module in ORDER:
            try:
                importlib.import_module(module)
            except Exception as error:
                ends.append((module, type(error).__name__))
        shown = sys.modules.get(f"{TOP}.shown")
        return [*(shown.LOG if shown else ()), *ends]


@contextmanager
def _imported_from(folder: str) -> Iterator[None]:
    """Imports look into the folder, and what they load is forgotten afterwards."""
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.insert(0, folder)
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        sys.path.remove(folder)
        sys.dont_write_bytecode = writes
        for name in [each for each in sys.modules if each == TOP or each.startswith(f"{TOP}.")]:
            del sys.modules[name]
