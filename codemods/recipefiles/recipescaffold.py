"""A recipe to start from: every key with what it is for, the optional ones as comments."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..checks import check_slug
from ..errors import CanonizeError
from ..options import Options
from ..recipe import FORMAT
from .registry import every_action, near_action

_HEAD = """\
# Say here what the recipe does. To see the changes, and to have them on a branch:
#
#     canonize preview {file} REPO
#     canonize apply {file} REPO
canonize: {format}
name: {name}
description: What it does and why.

# The report that it applies: a path in the repository, or an https address.
# source: docs/audit.md

# Values that are put in wherever {{{{ name }}}} stands, set by --param package=VALUE.
# params:
#   package:
#     type: dotted  # or string, identifier, symbol, bool, int
#     default: app
#     description: The package to change.

# Which files it may change: all of them unless it says so here.
# files:
#   include: ["src/**"]
#   exclude: ["legacy/**"]

# Folders that imports start from, beside those that are found.
# source-roots: [src]

steps:
  - id: first
    # Whether the step runs: true, false, or a param of type bool in {{{{ }}}}.
    # if: true
    {action}:
"""
_FOOT = """\

git:
  branch: canonize/{name}
  # The first line of the commit message; what was done is added below it.
  # message: Say why
  commits: one-per-step  # or one
"""


def scaffold(name: str, action: str, *, file: str) -> str:
    """The text of a valid recipe called `name` with one step, to be kept in `file`. Raises CanonizeError."""
    check_slug(name)
    known = every_action()
    if action not in known:
        near = near_action(action, known)
        raise CanonizeError(f"no action named {action!r}", near or f"the actions are: {', '.join(known)}")
    body = "".join(f"      {line}\n" for line in _fields(known[action]))
    head = _HEAD.format(name=name, action=action, file=file, format=FORMAT)
    return head + body + _test(known[action], file) + _FOOT.format(name=name)


def _test(model: type[Options], file: str) -> str:
    """A first test: that of the action's example, where it has one, or one that is still to be written."""
    before, after = model.example
    lines = [f"# What it does to a small tree; `canonize recipe test {file}` runs it."]
    mark = "" if before else "# "
    tree = before or {"app/m.py": "old\n"}, after or {"app/m.py": "new\n"}
    lines += [f"{mark}tests:", f"{mark}  - name: it changes what it should"]
    for word, files in zip(("before", "after"), tree, strict=True):
        lines.append(f"{mark}    {word}:")
        for path, text in files.items():
            lines += [f"{mark}      {path}: |", *(f"{mark}        {line}" for line in text.splitlines())]
    return "\n" + "\n".join(lines) + "\n"


def _fields(model: type[Options]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if name in model.instead:
            continue
        example = field.examples[0] if field.examples else field.get_default(call_default_factory=True)
        yield f"# {field.description}"
        shown = field.is_required() or name in model.begins_with
        yield f"{'' if shown else '# '}{field.alias or name}: {json.dumps(example)}"
