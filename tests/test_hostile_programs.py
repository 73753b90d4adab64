"""Small programs that run, before and after one recipe that renames in all of them: each prints what it printed.

Every program has a package of its own, and all of them call their symbol the same, so each is also the homonym of the
others. What no tool can see is listed with its line.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from commands import Run, canonize
from repos import make

CLASS = "class Old:\n    x = 1\n"
USE = "from app.m import Old\nprint(Old.x)\n"


@dataclass(frozen=True)
class Program:
    """`m` is the module app.m, `main` what is run; `app` stands for the program's own package."""

    m: str
    main: str = USE
    more: dict[str, str] = field(default_factory=dict)
    old: str = "Old"
    new: str = "New"
    module: str = "app.m"


SAME = {
    # -- how the symbol is made
    "match arguments": Program("class Old:\n    __match_args__ = ('a',)\n    def __init__(self, a): self.a = a\n",
        "import app.m\nfrom app.m import Old\nmatch Old(3):\n    case app.m.Old(a=1): print('no')\n    case Old(a): print(a)\nmatch 5:\n    case Old: print(Old)\n"),
    "a loop's variable": Program("for Old in range(3): pass\n", "from app.m import Old\nprint(Old)\n"),
    "a with's variable": Program("import io\nwith io.StringIO('abc') as Old: t = Old.read()\n", "import app.m\nprint(app.m.Old.closed, app.m.t)\n"),
    "an except's variable": Program("try: 1/0\nexcept ZeroDivisionError as Old:\n    msg = str(Old)\n", "import app.m\nprint(app.m.msg)\n"),
    "a walrus": Program("print([Old := i for i in range(3)])\nif (Old := Old + 1): pass\n", "import app.m\nprint(app.m.Old)\n"),
    "an unpacking": Program("Old, (other, *rest) = 1, (2, 3)\n[a, Old] = 5, 6\n", "from app.m import Old\nprint(Old)\n"),
    "deleted again": Program("class Old: x = 1\nkeep = Old\ndel Old\n", "from app.m import keep\nprint(keep.x)\n"),
    "set by a function": Program("Old = None\ndef init():\n    global Old\n    Old = 5\ndef get(): return Old\n", "import app.m\napp.m.init()\nprint(app.m.get(), app.m.Old)\n"),
    "two branches": Program("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    class Old: x = 1\nelse:\n    class Old: x = 2\n"),
    "a fallback": Program("try:\n    from nothing_here import Old\nexcept ImportError:\n    class Old: x = 3\n"),
    "a dataclass": Program("from dataclasses import dataclass\n@dataclass\nclass Old:\n    a: int\n    b: 'Old | None' = None\n",
        "from app.m import Old\nfrom typing import get_type_hints\nprint(Old(1, b=Old(2)).b.a, len(get_type_hints(Old)))\n"),
    "an enum": Program("import enum\nclass Old(enum.Enum):\n    A = 1\nF = enum.Enum('F', 'Old Other')\n", "from app.m import Old, F\nprint(Old.A.value, F.Old.value)\n"),
    "a functional enum that is pickled": Program("import enum\nOld = enum.Enum('Old', 'A B')\n", "from app.m import Old\nimport pickle\nprint(pickle.loads(pickle.dumps(Old.A)) is Old.A)\n"),
    "a namedtuple that is pickled": Program("from collections import namedtuple\nOld = namedtuple('Old', 'a b')\n", "from app.m import Old\nimport pickle\nprint(pickle.loads(pickle.dumps(Old(1, 2))).a)\n"),
    "a NamedTuple": Program("from typing import NamedTuple\nOld = NamedTuple('Old', [('a', int)])\nclass P(NamedTuple):\n    Old: int\n", "from app.m import Old, P\nimport pickle\nprint(pickle.loads(pickle.dumps(Old(1))).a, P(Old=3).Old)\n"),
    "a TypedDict": Program("from typing import TypedDict\nclass Old(TypedDict):\n    a: int\nE = TypedDict('E', {'Old': int})\n", "from app.m import Old, E\nd: Old = {'a': 1}\ne: E = {'Old': 2}\nprint(d, e)\n"),
    "a protocol": Program("from typing import Protocol, runtime_checkable\n@runtime_checkable\nclass Old(Protocol):\n    def f(self): ...\n", "from app.m import Old\nclass A:\n    def f(self): pass\nprint(isinstance(A(), Old))\n"),
    "a NewType": Program("from typing import NewType, TypeVar\nOld = NewType('Old', int)\nT = TypeVar('T', bound='Old')\n", "from app.m import Old\nprint(Old(3))\n"),
    "a TypeVar": Program("from typing import TypeVar, Generic\nOld = TypeVar('Old')\nclass G(Generic[Old]):\n    def f(self, a: Old) -> Old: return a\n", "from app.m import Old, G\nprint(G[int]().f(3), G.__parameters__ == (Old,))\n"),
    "overloads": Program("from typing import overload\n@overload\ndef Old(a: int) -> int: ...\n@overload\ndef Old(a: str) -> str: ...\ndef Old(a): return a\n", "from app.m import Old\nprint(Old(1))\n"),
    "a single dispatch": Program("from functools import singledispatch\n@singledispatch\ndef Old(a): return 'o'\n@Old.register\ndef _(a: int): return 'i'\n@Old.register(str)\ndef Old_str(a): return 's'\n", "from app.m import Old\nprint(Old(1), Old('a'), Old(1.0))\n"),
    "a decorator beside a property of that name": Program("def Old(f): return f\n@Old\ndef g(): return 1\nclass A:\n    @Old\n    def h(self): return 2\n    @property\n    def Old(self): return 3\n    @Old.setter\n    def Old(self, v): pass\n", "from app.m import A, g\nprint(A().h(), A().Old, g())\n"),
    "a slot of that name": Program("class Old: x = 1\nclass B:\n    __slots__ = ('Old', 'y')\n    def __init__(self): self.Old = Old\n", "from app.m import B\nprint(B().Old.x)\n"),
    "a metaclass": Program("class Old(type): pass\n", "from app.m import Old\nclass A(metaclass=Old): pass\nprint(isinstance(A, Old))\n"),
    "private names": Program("class Old:\n    def __init__(self): super(Old, self).__init__(); self.__y = 1\n    def y(self): return self.__y\nclass Sub(Old):\n    def z(self): return self._Old__y\n", "from app.m import Sub\ns = Sub()\nprint(s.y(), s.z(), s._Old__y, getattr(s, '_Old__y'))\n"),
    "a coroutine": Program("async def Old(): return 1\n", "import asyncio\nfrom app.m import Old\nasync def f(): return await Old()\nprint(asyncio.run(Old()), asyncio.run(f()))\n"),
    "a class in its own class": Program("class Old:\n    class Old:\n        x = 2\n    def f(self): return Old, self.Old, Old.Old\n", "from app.m import Old\na, b, c = Old().f()\nprint(a is Old, b.x, c.x)\n"),
    "defined twice": Program("class Old: x = 1\nclass Old(Old): y = 2\n", "from app.m import Old\nprint(Old.x, Old.y)\n"),
    "defined over an import": Program("from app.b import Old\nclass Old(Old): y = 2\n", "from app.m import Old\nprint(Old.x, Old.y)\nimport app.b\nprint(app.b.Old.x)\n", {"app/b.py": CLASS}),
    "a context variable": Program("from contextvars import ContextVar\nOld = ContextVar('Old', default=1)\n", "from app.m import Old\nprint(Old.get())\n"),
    "a warning": Program("class Old(UserWarning): pass\n", "import warnings\nfrom app.m import Old\nwith warnings.catch_warnings(record=True) as w:\n    warnings.simplefilter('always', Old)\n    warnings.warn('x', Old)\n    print(len(w))\n"),
    "a handler that a configuration names": Program("import logging\nclass Old(logging.Handler):\n    def emit(self, r): print('got', r.getMessage())\n",
        "import logging, logging.config\nlogging.config.dictConfig({'version': 1, 'handlers': {'h': {'class': 'app.m.Old'}, 'g': {'()': 'app.m.Old'}}, 'loggers': {'q': {'handlers': ['h', 'g'], 'level': 'INFO'}}})\nlogging.getLogger('q').info('hi')\n"),
    "a field of a named tuple": Program("from typing import NamedTuple\nclass Old: x = 1\nR = NamedTuple('R', [('Old', 'Old'), ('b', int)])\n", "from app.m import Old, R\nimport typing\nprint(R(Old=3, b=1).Old, typing.get_type_hints(R)['Old'] is Old)\n"),
    "taken away in a class body": Program("Old = 1\nclass A:\n    Old = 2\n    a = Old\n    del Old\n    b = Old\n    Old = 3\n    c = Old\n", "from app.m import A\nprint(A.a, A.b, A.c)\n"),
    "a generic and its own parameters": Program("from typing import Generic, TypeVar\nT = TypeVar('T', bound='Old')\nclass Old(Generic[T]):\n    def m(self: 'Old[T]', o: 'Old[Old[T]]') -> 'Old': return self\nclass D(Old['Old[int]']): pass\n", "from app.m import Old, D\nprint(isinstance(D().m(1), Old))\n"),
    "a group of exceptions": Program("class Old(ValueError): pass\n", "from app.m import Old\ntry: raise ExceptionGroup('g', [Old(1), TypeError(2)])\nexcept* Old as e: print(len(e.exceptions))\nexcept* (TypeError, Old) as Old: print(issubclass(type(Old), Exception))\n"),
    "bound by what a function declares": Program("def f():\n    global Old, other\n    Old, *other = [1, 2, 3]\n    [Old, (other, Old)] = 4, (5, 6)\n    for Old, other in [(8, 9)]: pass\nf()\n", "import app.m\nprint(app.m.Old)\n"),
    # -- how it is used
    "in a class body that binds it by turns": Program("Old = 1\nclass A:\n    a = Old\n    Old = Old + 1\n    b = Old\n    def f(self, Old=Old): return Old\n    c = [Old for _ in range(2)]\n    d = (lambda: Old)()\n", "from app.m import A\nprint(A.a, A.Old, A.b, A().f(), A.c, A.d)\n"),
    "in the module's own dictionary": Program("import sys\nclass Old: x = 1\nme = sys.modules[__name__]\ndef f(): return sys.modules[__name__].Old.x, me.Old.x, getattr(me, 'Old').x, sys.modules[__name__].__dict__['Old'].x\n", "import app.m, app.m as q\nprint(app.m.f(), vars(app.m)['Old'].x, q.__dict__.get('Old').x, 'Old' in vars(q), 'Old' not in q.__dict__)\n"),
    "among the globals": Program("class Old: x = 1\ndef f():\n    globals().update(Old=4, other=1)\n    return globals().setdefault('Old', 6), 'Old' in globals(), globals().pop('Old')\n", "import app.m\nprint(app.m.Old.x, app.m.f())\n"),
    "beside a local in its dictionary": Program("class Old: x = 1\ndef f(Old=3): return locals()['Old'], vars()['Old'], 'Old' in locals(), locals().get('Old')\nclass K:\n    Old = 4\n    y = vars()['Old'], locals()['Old']\nz = locals()['Old'].x, vars()['Old'].x\n", "from app.m import f, K, z\nprint(f(), K.y, z)\n"),
    "beside a dictionary of an object": Program(CLASS, "from app.m import Old\nclass K:\n    def __init__(s): s.__dict__['Old'] = 1; vars(s)['Old'] = 2\nk = K()\nprint(k.__dict__['Old'], vars(k).get('Old'), 'Old' in k.__dict__, k.__dict__.pop('Old'), K.__dict__.get('Old'), Old.x)\n"),
    "exported by insert": Program("from app.b import *\nfrom app.b import __all__ as _b\n__all__ = [*_b]\n__all__.remove('Old')\n__all__.insert(0, 'Old')\n", "from app.m import *\nprint(Old.x)\n", {"app/b.py": "__all__ = ['Old']\n" + CLASS}, module="app.b"),
    "behind ext:// in a configuration": Program("def Old(): return 5\n", "import logging.config\nprint(logging.config.BaseConfigurator({}).convert('ext://app.m.Old')())\n"),
    "in spaced and broken lines": Program(CLASS, "from app . m import (\n  Old , # Old\n)\nimport app  .  m\nprint(app . m . Old . x, app.\\\n  m.\\\n  Old.x, (app\n  .m\n  .Old\n  .x))\n"),
    "captured by a pattern": Program(CLASS, "from app.m import Old\ndef f(v):\n    match v:\n        case [Old, *rest]: return Old\n        case {'k': Old}: return Old\n        case Old(): return Old.x\nprint(f([1]), f({'k': 2}))\n"),
    "in a class pattern": Program(CLASS, "from app.m import Old\ndef f(v):\n    match v:\n        case Old(): return 1\n        case _: return 2\nprint(f(Old()), f(3))\n"),
    "a nonlocal of that name": Program("class Old: x = 1\ndef f():\n    Old = 2\n    def g():\n        nonlocal Old\n        Old += 1\n        return Old\n    return g()\n", "from app.m import *\nprint(f(), Old.x)\n"),
    "parameters and comprehensions of that name": Program(CLASS, "from app.m import Old\nprint((lambda Old: Old)(3), (lambda a=Old: a.x)(), [Old for Old in (1, 2)], Old.x)\nprint({Old: Old for Old in 'ab'}, [Old.x for _ in (1,)])\n"),
    "class attributes of that name": Program(CLASS, "from app.m import Old\nclass A:\n    Old = Old\n    y = Old.x\nclass B:\n    z = Old.x\n    Old = 5\n    w = Old\nprint(A.Old.x, A.y, B.z, B.w, B.Old)\n"),
    "keywords of that name": Program("def Old(Old=1, **kw): return Old\n", "from app.m import Old\nprint(Old(Old=2), Old(**{'Old': 3}), Old(New=1))\ndef f(**k): return sorted(k)\nprint(f(Old=Old), list(dict(Old=Old)))\n"),
    "in f-strings": Program(CLASS, "from app.m import Old\nprint(f'Old {Old.x} {Old.x!r:>{Old.x}} {{Old}}')\nprint(f'{f\"{Old.x}\"} {[Old.x for _ in (1,)]}' f\"{(lambda: Old.x)()}\" rf'{Old.x}\\Old')\n"),
    "as a decorator": Program("import functools\ndef Old(f):\n    @functools.wraps(f)\n    def w(*a): return f(*a)\n    return w\n", "from app import m\nimport app.m as q\n@m.Old\n@q.Old\ndef f(): return 1\nprint(f())\n"),
    "imported under the new name": Program(CLASS, "from app.m import Old as New\nprint(New.x)\nfrom app.m import Old\nprint(Old.x)\n"),
    "imported twice in one statement": Program(CLASS, "from app.m import (Old, Old as O2)\nprint(Old.x, O2.x)\n"),
    "imported in functions": Program(CLASS, "def f():\n    from app.m import Old\n    return Old.x\ndef g():\n    import app.m\n    return app.m.Old.x\nprint(f(), g())\n"),
    "imported after two tries": Program(CLASS, "try:\n    from app.nothing import Old\nexcept ImportError:\n    try:\n        from app.m import Old\n    except ImportError:\n        Old = None\nprint(Old.x)\n"),
    "imports that go round": Program("import app.n\nclass Old: x = 1\ndef f(): return app.n.g()\n", "import app.m\nprint(app.m.f())\n", {"app/n.py": "import app.m\ndef g(): return app.m.Old.x\n"}),
    "exported by a list that grows": Program("__all__ = []\n__all__ += ['Old']\n" + CLASS, "from app.m import *\nprint(Old.x)\n"),
    "exported by a list with a star": Program(CLASS + "__all__ = [*['Old'],]\n", "from app.m import *\nprint(Old.x)\n"),
    "exported by dir()": Program(CLASS + "__all__ = [n for n in dir() if not n.startswith('_')]\n", "from app.m import *\nprint(Old.x)\n"),
    "exported by the package, list and all": Program("__all__ = ('Old',)\n" + CLASS, "import app\nprint(app.Old.x, len(app.__all__))\nfrom app import *\nprint(Old.x)\n", {"app/__init__.py": "from app.m import *\nfrom app.m import __all__\n"}),
    "given on demand": Program(CLASS, "import app\nprint(app.Old.x)\nfrom app import Old\nprint(Old.x)\n", {"app/__init__.py": "def __getattr__(name):\n    if name == 'Old':\n        from app.m import Old\n        return Old\n    raise AttributeError(name)\n"}),
    "re-exported under its own name": Program(CLASS, "import app\nfrom app import Old\nprint(app.Old.x, Old.x, app.m.Old.x)\n", {"app/__init__.py": "from .m import Old as Old\nfrom . import m as m\n"}),
    "type hints in strings": Program(CLASS, "from app.m import Old\nimport typing\ndef f(a: Old, b: 'typing.List[Old]') -> Old: return a\nprint(len(typing.get_type_hints(f)))\nX = typing.Optional['Old']\ndef g(a: X): ...\nprint(typing.get_type_hints(g)['a'] == typing.Optional[Old])\n"),
    "type hints through a module": Program(CLASS, "import app.m\nimport typing\ndef f(a: 'app.m.Old', b: \"list['app.m.Old']\"): pass\nprint(typing.get_type_hints(f)['a'] is app.m.Old)\n"),
    "an attribute of that name elsewhere": Program(CLASS, "from app.m import Old\nclass C: pass\nsetattr(C, 'Old', 3)\nprint(getattr(C, 'Old'), hasattr(C(), 'Old'), C.Old, Old.x)\n"),
    "patched": Program(CLASS, "from unittest import mock\nimport app.v, app.m\nwith mock.patch('app.v.Old') as p:\n    p.x = 9\n    print(app.v.f())\nwith mock.patch.object(app.v, 'Old') as p:\n    p.x = 8\n    print(app.v.f())\nwith mock.patch.multiple('app.v', Old=mock.DEFAULT) as p: print(len(p))\n", {"app/v.py": "from app.m import Old\ndef f(): return Old.x\n"}),
    "through modules that are loaded by name": Program(CLASS, "import importlib, sys, pkgutil\nm = importlib.import_module('app.m')\nprint(m.Old.x, importlib.import_module('app.m').Old.x, sys.modules['app.m'].Old.x, __import__('app.m', fromlist=['x']).Old.x)\nprint(pkgutil.resolve_name('app.m:Old').x, pkgutil.resolve_name('app.m.Old.x'))\n"),
    "by a string beside the module": Program(CLASS + "def f(): return globals()['Old'].x, globals().get('Old').x, locals().get('Old')\n", "import app.m\nprint(getattr(app.m, 'Old').x, hasattr(app.m, 'Old'), app.m.f())\n"),
    "by a path that is split": Program("def Old(): return 1\n", "import importlib\nmod, _, attr = 'app.m:Old'.partition(':')\nprint(getattr(importlib.import_module(mod), attr)())\np = 'app.m.Old'\nm, n = p.rsplit('.', 1)\nprint(getattr(importlib.import_module(m), n)())\n"),
    "in a doctest": Program('class Old:\n    """\n    >>> Old().x\n    1\n    >>> from app.m import Old as O\n    >>> O.x\n    1\n    """\n    x = 1\n', "import doctest, app.m\nprint(doctest.testmod(app.m))\n"),
    # -- what is in the way of the new name
    "a parameter has the new name": Program(CLASS, "from app.m import Old\ndef f(New): return Old.x + New\nprint(f(1), [Old.x + New for New in (1, 2)])\n"),
    "a class attribute has the new name": Program(CLASS, "from app.m import Old\nclass A:\n    New = 1\n    y = Old.x + New\nprint(A.y)\n"),
    "a global has the new name": Program(CLASS, "from app.m import Old\nprint(Old.x)\nNew = 2\nprint(New)\n"),
    "a star import has the new name": Program(CLASS, "from app.n import *\nfrom app.m import Old\nprint(Old.x, New)\n", {"app/n.py": "New = 5\n"}),
    "a submodule has the new name": Program(CLASS, "import app, app.New\nprint(app.Old.x, app.New.y)\n", {"app/__init__.py": "from .m import Old\n", "app/New.py": "y = 1\n"}),
    # -- where the symbol lives
    "in __init__": Program("", "import app\nfrom app import Old\nprint(app.Old.x, Old.x)\n", {"app/__init__.py": CLASS}, module="app"),
    "in __main__": Program("", "import runpy\nrunpy.run_module('app', run_name='__main__')\nfrom app.__main__ import Old\nprint(Old.x)\n", {"app/__main__.py": CLASS + "print(Old.x)\n"}, module="app.__main__"),
    "in a namespace package": Program("", "from app.sub.n import Old\nimport app.sub.n\nprint(Old.x, app.sub.n.Old.x)\n", {"app/sub/n.py": CLASS}, module="app.sub.n"),
    "in a module of its own name": Program("", "import app\nprint(app.Old.x)\nfrom app.Old import Old\nprint(Old.x)\n", {"app/Old.py": CLASS, "app/__init__.py": "from .Old import Old\n"}, module="app.Old"),
    "in a package that has a twin module": Program("class Old: x = 2\n", USE, {"app/m/__init__.py": CLASS}),
    # -- names that are something else, too
    **{f"to {new}": Program(CLASS, "from app.m import Old\nclass list_: pass\ndef f(a): return isinstance(a, Old)\nprint(Old.x, Old().x, f(Old()))\n", new=new)
       for new in ("match", "case", "type", "_", "print", "list", "int", "x", "get", "self", "cls", "main", "été", "str", "object", "super")},
    **{f"from {old}": Program(f"def {old}(a=1, *, k=2):\n    return 5\nclass K:\n    def {old}(self): return 6\nd = {{'{old}': 1}}\n",
        f"from app.m import {old}, K\nimport app.m\ng = {old}()\nh = {old}(k=3), K().{old}()\nimport builtins\nbuiltins.print(g, h, app.m.{old}(1), app.m.d)\n", old=old)
       for old in ("match", "case", "type", "_", "main", "list", "print", "get", "x", "T", "data", "_private", "__dunder__", "été", "id", "input")},
    "a qualified name that is set": Program("class Old: x = 1\nOld.__qualname__ = 'Old'\n", "import pickle\nfrom app.m import Old\nprint(type(pickle.loads(pickle.dumps(Old()))) is Old)\n"),
}  # fmt: skip

# What is changed by them no tool can see; the line that must be looked at is named.
LISTED = {
    "a registry by name": (Program("REG = {}\ndef register(c):\n    REG[c.__name__] = c\n    return c\n@register\nclass Old: x = 1\n", "from app.m import REG\nprint(REG['Old'].x)\n"), 2),
    "subclasses by name": (Program("class Base: pass\nclass Old(Base): x = 1\ndef by_name(n): return {c.__name__: c for c in Base.__subclasses__()}[n]\n", "from app.m import by_name\nprint(by_name('Old').x)\n"), 2),
    "a constant string": (Program(CLASS, "import app.m\nNAME = 'Old'\nprint(getattr(app.m, NAME).x)\n"), 2),
    "an annotation that may be the class's own": (Program("from __future__ import annotations\nclass Old: x = 1\nclass K:\n    Old: Old = None\n    def f(self, a: Old): ...\n", "import app.m, typing\nprint(typing.get_type_hints(app.m.K.f)['a'] is app.m.Old)\n"), 5),
    "a string annotation that may be the class's own": (Program("class Old: x = 1\nclass K:\n    Old = None\n    def f(self, a: 'Old'): ...\n", "import app.m, typing\nprint(typing.get_type_hints(app.m.K.f)['a'] is app.m.Old)\n"), 4),
    "a dictionary of what is unknown": (Program(CLASS, "import app.m\ndef f(m): return vars(m)['Old'].x\nprint(f(app.m))\n"), 2),
    "code in a string": (Program(CLASS, "ns = {}\nexec('from app.m import Old\\nv = Old.x', ns)\nprint(ns['v'])\n"), 2),
    "a mock by a computed path": (Program(CLASS, "from unittest import mock\nimport app.v\nMOD = 'app.v'\nwith mock.patch(f'{MOD}.Old') as p: print(app.v.f)\n", {"app/v.py": "from app.m import Old\ndef f(): return Old.x\n"}), 4),
    "a module in a container": (Program(CLASS, "import app.m\nd = {'m': app.m}\nprint(d['m'].Old.x)\n"), 3),
    "a module that a function gives": (Program(CLASS, "def mod():\n    import app.m\n    return app.m\nprint(mod().Old.x)\n"), 4),
    "a module in an attribute": (Program(CLASS, "import app.m\nclass A:\n    mod = app.m\n    def f(self): return self.mod.Old.x\nprint(A().f())\n"), 4),
    "a module that gives anything on demand": (Program(CLASS, "from app import Old\nprint(Old.x)\n", {"app/__init__.py": "def __getattr__(name):\n    import importlib\n    m = importlib.import_module('app.m')\n    try: return getattr(m, name)\n    except AttributeError: raise AttributeError(name)\n"}), 1),
    "an operator's getter": (Program(CLASS, "import app.m\nfrom operator import attrgetter\nprint(attrgetter('Old')(app.m).x)\n"), 3),
    "an imported module by __import__": (Program(CLASS, "print(__import__('app.m', fromlist=list('x')).Old.x)\n"), 1),
}  # fmt: skip

RUNNER = """
import contextlib, io, json, runpy, sys
printed = {}
for name in sys.argv[1:]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            runpy.run_path(name + ".py", run_name="program")
        except BaseException as error:
            out.write(f"{type(error).__name__}: {error}")
    printed[name] = out.getvalue()
print(json.dumps(printed))
"""


class Outcome:
    """What the programs of a folder printed before and after, and what the one run said."""

    def __init__(self, folder: Path, programs: dict[str, Program]) -> None:
        self.packages = {name: f"p{place}" for place, name in enumerate(programs)}
        self.repo = make(folder, {
            path: text.encode() for name, program in programs.items() for path, text in self._files(name, program).items()
        })  # fmt: skip
        recipe = folder.parent / f"{folder.name}.yaml"
        recipe.write_text(
            json.dumps({"canonize": "recipe/1", "name": "all", "steps": list(map(self._step, programs.items()))})
        )
        self.before = self._run()
        self.run: Run = canonize("apply", str(recipe), "--in-place", "-v", cwd=folder, code=None, timeout=600)
        self.after = self._run()

    def _own(self, name: str, text: str) -> str:
        return re.sub(r"\bapp\b", self.packages[name], text)

    def _files(self, name: str, program: Program) -> dict[str, str]:
        files = {"app/__init__.py": "", **({"app/m.py": program.m} if program.m else {}), **program.more}
        return {
            self._own(name, path): self._own(name, text)
            for path, text in {**files, "app_main.py": ""}.items()
            if text or path != "app_main.py"
        } | {f"main_{self.packages[name]}.py": self._own(name, program.main)}

    def _step(self, item: tuple[str, Program]) -> dict[str, object]:
        name, program = item
        return {"rename": {"from": self._own(name, f"{program.module}:{program.old}"), "to": program.new}}

    def _run(self) -> dict[str, str]:
        mains = [f"main_{package}" for package in self.packages.values()]
        done = subprocess.run(
            [sys.executable, "-B", "-W", "ignore", "-c", RUNNER, *mains],
            cwd=self.repo.path,
            capture_output=True,
            text=True,
            check=True,
        )
        printed: dict[str, str] = json.loads(done.stdout)
        return {name: printed[f"main_{package}"] for name, package in self.packages.items()}


@pytest.fixture(scope="module")
def same(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return Outcome(tmp_path_factory.mktemp("programs") / "same", SAME)


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return Outcome(
        tmp_path_factory.mktemp("programs") / "listed", {name: program for name, (program, _) in LISTED.items()}
    )


@pytest.mark.parametrize("name", SAME)
def test_a_program_prints_what_it_printed(same: Outcome, name: str) -> None:
    assert same.after[name] == same.before[name] != ""
    assert "Error" not in same.before[name]


@pytest.mark.parametrize("name", LISTED)
def test_what_cannot_be_seen_is_listed(listed: Outcome, name: str) -> None:
    place = f"main_{listed.packages[name]}.py:{LISTED[name][1]}:"
    if "annotation" in name:
        place = f"{listed.packages[name]}/m.py:{LISTED[name][1]}:"
    assert place in listed.run.said
    assert "Error" not in listed.before[name]


def test_all_of_them_are_one_run_that_a_second_one_adds_nothing_to(same: Outcome) -> None:
    assert same.run.code == 0, same.run.said
    recipe = same.repo.path.parent / "same.yaml"
    run = canonize("apply", str(recipe), "--in-place", cwd=same.repo.path, timeout=600)
    assert "nothing to do" in run.said
