"""What a package looks like to those who import it, as JSON on stdout.

    python realworld_surface.py '["top", "modules"]' home.module Name Other

For every module under the top modules: which names it has, which of them are the object `home.module.Name`, whether
`Other` can be had from it, and the names inside its own classes and functions: members, and parameters of everything.
It runs in the package's own environment and needs nothing but the standard library.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import io
import json
import sys
import types
import warnings

from realworld_modules import modules


def _is_left_out(name: str) -> bool:
    return name.endswith("__main__") or ".tests." in name + "." or ".test." in name + "."


def parameters(code: types.CodeType) -> list[object]:
    """The parameters of a code object and of all that is written inside it, in order."""
    count = code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & 4) + bool(code.co_flags & 8)
    inside = [parameters(const) for const in code.co_consts if isinstance(const, types.CodeType)]
    return [list(code.co_varnames[:count]), *inside]


def shape(thing: object, owner: str, depth: int = 0) -> object:
    thing = getattr(thing, "__func__", thing)
    if isinstance(thing, (property, functools.cached_property)):
        thing = getattr(thing, "fget", None) or getattr(thing, "func", None)
    if isinstance(thing, types.FunctionType):
        return parameters(thing.__code__)
    if isinstance(thing, type) and getattr(thing, "__module__", None) == owner and depth < 4:
        members = {str(name): shape(member, owner, depth + 1) for name, member in list(vars(thing).items())}
        fields = vars(thing).get("__annotations__") or {}
        return {"members": members, "fields": list(fields)}
    return None


def describe(name: str, module: types.ModuleType, target: object, asked: tuple[str, ...]) -> dict[str, object]:
    names = {attribute: vars(module).get(attribute) is target for attribute in dir(module)}
    for attribute in asked:
        try:
            names[attribute] = getattr(module, attribute) is target
        except Exception:
            names.pop(attribute, None)
    own = {k: v for k, v in list(vars(module).items()) if getattr(v, "__module__", None) == name}
    exported = getattr(module, "__all__", None)
    return {
        "names": names,
        "all": None if exported is None else [str(entry) for entry in exported],
        "shapes": {k: shape(v, name) for k, v in own.items()},
    }


def main(tops: str, home: str, *asked: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    loaded = list(modules(json.loads(tops), _is_left_out))
    try:
        target = getattr(importlib.import_module(home), asked[0])
    except BaseException:
        target = object()
    for name, module in loaded:
        if isinstance(module, BaseException):
            found[name] = {"error": type(module).__name__}
        else:
            found[name] = describe(name, module, target, asked)
    return found


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        answer = main(*sys.argv[1:])
    print(json.dumps(answer))
