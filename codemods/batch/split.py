"""One plan as several branches: by code owner, by top folder, and no more than so many files in each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count

from ..errors import Refused
from ..plan.runner import Plan
from ..records import dataclass
from ..repo.files import Files, RepoPath
from .owners import owners

_MOST_PARTS = 100


@dataclass(frozen=True, slots=True)
class Part:
    """A branch and the plan of what goes onto it. `title` says what it holds, "" when that is all."""

    branch: str
    plan: Plan
    title: str = ""


def parts(plan: Plan, files: Files, branch: str, by: str, most: int) -> tuple[Part, ...]:
    """The plan's parts, in the order of their names. Raises Refused when there would be more than anybody reads."""
    paths = sorted(plan.changes.changes)
    groups = _groups(paths, files, by) if by else {"": paths}
    named = [each for name in sorted(groups) for each in _chunks(name, groups[name], most)]
    if len(named) > _MOST_PARTS:
        raise Refused(f"the split gives {len(named)} branches", "raise split: {max-files: N}")
    if len(named) < 2:
        return (Part(branch, plan),)
    return tuple(Part(f"{branch}/{name}", _only(plan, chunk), name) for name, chunk in _numbered(named))


def _groups(paths: Sequence[RepoPath], files: Files, by: str) -> dict[str, list[RepoPath]]:
    groups: dict[str, list[RepoPath]] = {}
    owned = owners(files, paths) if by == "codeowner" else {}
    for path in paths:
        if by == "codeowner":
            name = "-".join(owner.removeprefix("@") for owner in owned[path]) or "unowned"
        else:
            name = path.partition("/")[0] if "/" in path else "top"
        groups.setdefault(_slug(name), []).append(path)
    return groups


def _chunks(name: str, paths: Sequence[RepoPath], most: int) -> list[tuple[str, Sequence[RepoPath]]]:
    size = most or len(paths) or 1
    return [(name, paths[at : at + size]) for at in range(0, len(paths), size)]


def _numbered(named: Sequence[tuple[str, Sequence[RepoPath]]]) -> list[tuple[str, Sequence[RepoPath]]]:
    """Several parts of one name get a number, by which no other is called; a part without a name is its number."""
    times = Counter(name for name, _ in named)
    taken = {name for name in times if name and times[name] == 1}
    found = []
    for name, chunk in named:
        numbered = (f"{name}-{number}" if name else str(number) for number in count(1))
        label = name if name and times[name] == 1 else next(each for each in numbered if each not in taken)
        taken.add(label)
        found.append((label, chunk))
    return found


def _only(plan: Plan, paths: Iterable[RepoPath]) -> Plan:
    """The plan of these files alone."""
    changed = frozenset(plan.changes.changes).union(*(each.changes.changes for each in plan.per_step))
    others = changed.difference(paths)
    per_step = tuple(each.without(others) for each in plan.per_step)
    return replace(plan, changes=plan.changes.without(others), per_step=per_step)


def _slug(name: str) -> str:
    return re.sub("[^A-Za-z0-9_-]+", "-", name).strip("-")[:60] or "other"
