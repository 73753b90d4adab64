"""What a pull request says: the title and the body, from templates or as canonize writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..errors import edits_in
from ..recipe import Recipe
from ..repo.gitmessage import on_one_line
from .rows import Row
from .schema import PullRequests
from .spec import Branch, Outcome

_MOST = 60_000  # characters: GitHub takes 65,536
_MOST_LINES = 60
_VARIABLE = re.compile(r"\{\{\s*([a-z-]+)\s*\}\}")
_BODY = """{{ description }}

{{ changes }}{{ part }}, by the recipe `{{ recipe }}`.

{{ diffstat }}

{{ evidence }}

{{ left-alone }}
"""


def marker(batch: str, branch: str) -> str:
    """What tells a body that canonize wrote from all others. Invisible where Markdown is shown."""
    return f"<!-- canonize {on_one_line(batch)} {on_one_line(branch)} -->"


def is_marked(body: str) -> bool:
    """True when canonize wrote this body, in whatever batch."""
    return "<!-- canonize " in body


def title_of(wanted: PullRequests, recipe: Recipe, row: Row, branch: Branch) -> str:
    """The title, in one line."""
    first = recipe.git.message.partition("\n")[0] or f"Apply {recipe.name}"
    template = wanted.title or (f"{first} ({{{{ part }}}})" if branch.title else first)
    values = {"repository": row.name, "recipe": recipe.name, "branch": branch.name, "part": branch.title}
    return on_one_line(_filled(template, values))[:250]


def body_of(wanted: PullRequests, recipe: Recipe, row: Row, branch: Branch, details: Outcome | None, batch: str) -> str:
    """The body, with the mark by which it is known again."""
    evidence = details.evidence if details else ()
    remarks = tuple(line for line in (details.remarks if details else ()) if not line.startswith("info "))
    files, edits = branch.files or row.files, branch.edits or row.edits
    values = {
        "repository": row.name,
        "recipe": recipe.name,
        "description": recipe.description,
        "source": recipe.source,
        "branch": branch.name,
        "part": f" ({branch.title})" if branch.title else "",
        "base": row.base_commit[:12],
        "changes": edits_in(edits, files),
        "files": str(files),
        "edits": str(edits),
        "diffstat": _fenced((branch.stat or (details.stat if details else "")).splitlines()),
        "evidence": _section("How the names were resolved", evidence),
        "left-alone": _section("Left alone, to be checked by hand", remarks),
        "batch": batch,
    }
    text = re.sub(r"\n{3,}", "\n\n", _filled(wanted.body or _BODY, values)).strip()
    mark = marker(batch, branch.name)
    if len(text) > _MOST:
        text = f"{text[:_MOST]}\n\n… cut here."
    return f"{text}\n\n{mark}\n"


def _filled(template: str, values: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), template)


def _section(heading: str, lines: tuple[str, ...]) -> str:
    if not lines:
        return ""
    rest = [f"… and {len(lines) - _MOST_LINES} more"] if len(lines) > _MOST_LINES else []
    return (
        f"<details><summary>{heading}: {len(lines)}</summary>\n\n{_fenced([*lines[:_MOST_LINES], *rest])}\n\n</details>"
    )


def _fenced(lines: list[str] | tuple[str, ...]) -> str:
    """Lines as they are: in a fence that nothing in them can close, so that no name becomes a mention or a link."""
    if not lines:
        return ""
    text = "\n".join("".join(letter if letter.isprintable() else "?" for letter in line) for line in lines)
    longest = max((len(found) for found in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"
