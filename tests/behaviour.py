"""What classes do, found by calling every method: two trees of files are alike when each class gives the same answers.

behaviour(folder, ["tests.test_flow:MockManager"]) == behaviour(other_folder, ["tests.test_flow:MockManager"])
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ALONE = {"PATH": "/usr/bin:/bin", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # pytest without plugins that are at hand

PROGRAM = '''
import asyncio, importlib, inspect, json, sys
from unittest import mock


def shown(value, depth=0):
    """A value as text that is the same in every process and under every module name."""
    if isinstance(value, mock.NonCallableMock):
        return f"{type(value).__name__} {value.method_calls!r} {value.call_args_list!r}"
    if isinstance(value, (str, bytes, int, float, bool, type(None))):
        return repr(value)
    if isinstance(value, (list, tuple, set, frozenset)) and depth < 6:
        items = [shown(each, depth + 1) for each in value]
        return f"{type(value).__name__}({', '.join(sorted(items) if isinstance(value, (set, frozenset)) else items)})"
    if isinstance(value, dict) and depth < 6:
        return "{" + ", ".join(f"{shown(k, depth + 1)}: {shown(v, depth + 1)}" for k, v in value.items()) + "}"
    if inspect.isroutine(value):
        return f"routine {value.__name__}"
    if hasattr(value, "__dict__") and depth < 3:
        return "object " + shown(vars(value), depth + 1)
    return f"some {type(value).__name__.split('.')[0]}"


def argument(name, place):
    return {"user_id": "ann", "websocket": "socket", "message": {"type": "note", "n": place}}.get(name, f"{name}-{place}")


def given(function):
    """One argument for each parameter that has no default, by name where it must be."""
    positional, named = [], {}
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return positional, named
    for place, each in enumerate(parameters):
        if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD):
            positional.append(argument(each.name, place))
        elif each.kind is each.VAR_POSITIONAL:
            positional += ["more", "and more"]
        elif each.kind is each.KEYWORD_ONLY:
            named[each.name] = argument(each.name, place)
        else:
            named["extra"] = 1
    return positional, named


def answered(function, positional, named):
    try:
        answer = function(*positional, **named)
        if inspect.isawaitable(answer):
            async def settled():
                return await asyncio.wait_for(answer, 0.05)
            answer = ("awaited", asyncio.run(settled()))
    except BaseException as error:
        return f"raises {type(error).__name__}: {error}"
    return shown(answer)


def signature(function):
    """Names, kinds and defaults of the parameters; annotations do not count."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return "none"
    return [f"{each.kind.name} {each.name} {'' if each.default is each.empty else shown(each.default)}" for each in parameters]


def made(cls):
    positional, named = given(cls)
    return cls(*positional, **named)


def told(cls):
    found = {"made by": signature(cls), "members": sorted(name for name in dir(cls) if not hasattr(object, name)
             or name in ("__init__", "__eq__", "__repr__") ) }
    found["members"] = [name for name in found["members"] if name not in ("__dict__", "__weakref__", "__module__")]
    try:
        found["fresh"] = shown(made(cls))
    except BaseException as error:
        found["fresh"] = f"raises {type(error).__name__}: {error}"
        return found
    names = [name for name in dir(made(cls)) if not name.startswith("__") or name in
             ("__call__", "__enter__", "__aenter__", "__iter__", "__len__", "__contains__", "__getitem__", "__bool__")]
    for name in names:
        one = made(cls)
        static = inspect.getattr_static(cls, name, None)
        found[f"{name} kind"] = type(static).__name__ if not isinstance(static, mock.Base) else "mock"
        try:
            member = getattr(one, name)
        except BaseException as error:
            found[name] = f"raises {type(error).__name__}: {error}"
            continue
        if not callable(member):
            found[name] = shown(member)
            continue
        found[f"{name} taken"] = signature(member)
        found[f"{name} async"] = inspect.iscoroutinefunction(member)
        positional, named = given(member)
        found[name] = [answered(member, positional, named), answered(member, positional, named), shown(one)]
        if len(positional) > 1:
            other = made(cls)
            found[f"{name} in turn"] = [answered(getattr(other, name), positional[::-1], named), shown(other)]
    found["class after"] = shown({name: value for name, value in vars(cls).items()
                                  if not name.startswith("__") and not callable(value)
                                  and not isinstance(value, (property, staticmethod, classmethod))
                                  and not isinstance(value, mock.Base)})
    return found


answers = {}
for place in sys.argv[1:]:
    module, _, name = place.partition(":")
    answers[place] = told(getattr(importlib.import_module(module), name))
print(json.dumps(answers, sort_keys=True))
'''


def behaviour(folder: Path, places: Sequence[str], *paths: str) -> dict[str, dict[str, object]]:
    """What the class at each of `places` ("module:Name") does, imported from `folder` and the folders `paths` in it."""
    ran = subprocess.run(
        [sys.executable, "-P", "-B", "-c", PROGRAM, *places],
        env={"PYTHONPATH": ":".join(str(folder / each) for each in (*paths, ".")), "PATH": "/usr/bin:/bin"},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    answers: dict[str, dict[str, object]] = json.loads(ran.stdout)
    return answers


def suite(folder: Path, *arguments: str, path: str = "") -> dict[str, str]:
    """What each test of the folder ends with, by its id, as pytest run without the folder on its path tells."""
    ran = subprocess.run(
        [sys.executable, "-P", "-B", "-m", "pytest", "-v", "--tb=short", "-p", "no:cacheprovider",
         "-o", "console_output_style=classic", *arguments],
        cwd=folder, env={**ALONE, "PYTHONPATH": path, "COLUMNS": "200"}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    found = re.findall(r"^(\S+::.+?) (PASSED|FAILED|SKIPPED|ERROR|XFAIL|XPASS)\b", ran.stdout, re.MULTILINE)
    assert found or "--collect-only" in arguments, ran.stdout + ran.stderr
    return dict(found)


def collected(folder: Path, *arguments: str, path: str = "") -> tuple[list[str], str]:
    """The ids of the tests that pytest finds, and all that it says when it does not find them all."""
    ran = subprocess.run(
        [sys.executable, "-P", "-B", "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=folder, env={**ALONE, "PYTHONPATH": path}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    said = "" if ran.returncode == 0 else ran.stdout + ran.stderr
    return [line for line in ran.stdout.splitlines() if "::" in line], said
