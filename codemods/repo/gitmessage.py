"""The message of a commit that canonize makes, and how such a commit is known again."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import edits_in

RECIPE, PLAN = "Canonize-Recipe", "Canonize-Plan"
_MOST = 40  # lines of evidence


def commit_message(
    recipe: str,
    *,
    recipe_digest: str,
    plan_digest: str,
    edits: int,
    files: int,
    step: str = "",
    message: str = "",
    evidence: Sequence[str] = (),
) -> str:
    """The message: a subject, what was done, the evidence, and two trailers (git-interpret-trailers).

    `message` replaces the subject, behind which the step stands then; it may have several lines. Every other text is
    put on one line, so that no name adds a trailer of its own.
    """
    subject, *more = (_lines(message) or on_one_line(f"{recipe}: {step}" if step else f"Apply {recipe}")).split("\n")
    if message and step:
        subject = f"{subject} ({on_one_line(step)})"  # two commits of one recipe are told apart
    subject = "\n".join((subject, *more))
    done = f"{edits_in(edits, files)}, by the recipe {on_one_line(recipe)}"
    what = f"{done}, step {on_one_line(step)}." if step else f"{done}."
    shown = [f"- {on_one_line(each)}" for each in evidence[:_MOST]]
    if len(evidence) > _MOST:
        shown.append(f"- and {len(evidence) - _MOST} more")
    trailers = f"{trailer(recipe, recipe_digest)}\n{PLAN}: {on_one_line(plan_digest)}"
    return "\n\n".join(part for part in (subject, what, "\n".join(shown), trailers) if part) + "\n"


def trailer(recipe: str, digest: str) -> str:
    """The line by which a commit says which recipe made it."""
    return f"{RECIPE}: {on_one_line(recipe)}@{on_one_line(digest)}"


def trailers(message: str) -> dict[str, str]:
    """The lines `name: text` in the last paragraph of a commit message, by their names."""
    lines = message.rstrip().rpartition("\n\n")[2].splitlines()
    return {name: text for name, colon, text in (line.partition(": ") for line in lines) if colon}


def is_ours(message: str) -> bool:
    """True when the last paragraph of a commit message has the trailer `Canonize-Recipe`."""
    return RECIPE in trailers(message)


def on_one_line(text: str) -> str:
    """`text` on one line, without control characters."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _lines(text: str) -> str:
    """`text` line by line without control characters; a line that would pass for a trailer of ours is indented."""
    lines = ["".join(letter if letter.isprintable() else " " for letter in line).rstrip() for line in text.splitlines()]
    return "\n".join(f" {line}" if line.lower().startswith("canonize-") else line for line in lines).strip("\n")
