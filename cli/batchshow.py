"""How a batch is shown: its plans or its data on stdout; the table of outcomes and what to type next on stderr."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from shlex import quote
from typing import TYPE_CHECKING

from ..codemods.errors import CanonizeError, edits_in
from .console import Console
from .terminal import Style, visible_line

if TYPE_CHECKING:
    from ..codemods.batch.driver import End
    from ..codemods.batch.rows import Row
    from ..codemods.batch.session import Session
    from ..codemods.batch.tally import Group

_STYLES: dict[str, Style] = {"failed": "red", "published": "green", "pushed": "green", "planned": "cyan"}
_SHOWN = 5


def page(console: Console, session: Session, format: str) -> None:
    """What each repository's plan does: one page, on stdout."""
    if format == "json":
        data(console, session)
        return
    console.text(_heading(session))
    others: dict[str, int] = {}
    told = ""
    for number in session.journal.waves_of():  # of each wave its two turns
        if session.manifest.waves and told != (told := _wave_name(session, number)):
            console.text(f"wave {told}\n")
        for row in session.journal.rows(wave=number):
            if row.state in ("planned", "pushed", "published"):
                console.text(_planned(row))
            elif row.state in ("unchanged", "not-applicable", "skipped"):
                why = row.note if row.note and row.state != "unchanged" else "there is nothing to change"
                others[why] = others.get(why, 0) + 1
    for why, count in sorted(others.items(), key=lambda each: -each[1]):
        console.text(f"  {repositories(count)}: {visible_line(why)}\n")
    _warn(console, session)
    console.flush()


def repositories(count: int) -> str:
    return "1 repository" if count == 1 else f"{count:,} repositories"


def _wave_name(session: Session, number: int) -> str:
    from ..codemods.batch.waves import Turn, name_of

    return name_of(Turn(number).wave, session.manifest.waves)


def _warn(console: Console, session: Session) -> None:
    """What no order of the repositories can help."""
    roles = session.journal.roles("planned", "pushed", "published")
    if roles.get("defines") and roles.get("uses"):
        for symbol in session.recipe.breaks:
            console.text(
                f"  {symbol} goes at once where it is defined, which breaks those that use it until they are changed,"
                " too: keep-alias leaves the old name meanwhile\n"
            )


def data(console: Console, session: Session, now: Mapping[str, Row] | None = None) -> None:
    """The whole batch as JSON, one object a line, on stdout. `now` are rows that are newer than the journal's."""
    from ..codemods.batch.exports import json_lines

    for line in json_lines(session, now or {}):
        console.text(line)
    console.flush()


def report(console: Console, session: Session, files: Mapping[str, str], now: Mapping[str, Row]) -> None:
    """Writes reports, and says where they are; one whose file is - goes to stdout."""
    from ..codemods.batch.exports import KINDS, write

    for kind in (kind for kind, path in files.items() if path == "-"):
        for text in KINDS[kind](session, now):
            console.text(text)
    for path in write(session, now, {kind: path for kind, path in files.items() if path != "-"}):
        console.say(f"wrote {visible_line(path)}", "dim")


def pulls_now(console: Console, session: Session) -> dict[str, Row]:
    """The repositories with pull requests, as the forge has these now; where it cannot be asked, that is said."""
    from ..codemods.batch.forges import ForgeError
    from ..codemods.batch.publishing import Pulls

    asking = Pulls.of(session)
    found: dict[str, Row] = {}
    for row in session.journal.rows("published"):
        try:
            found[row.key] = asking.look(row)
        except CanonizeError as error:
            if not isinstance(error, ForgeError) or error.of_all:
                console.say(f"the forge was not asked: {visible_line(error.title)}", "yellow")
                return found
            console.say(f"{visible_line(row.name)}: {visible_line(error.title)}", "yellow")
    return found


def pulls(console: Console, rows: Iterable[Row]) -> None:
    """A line for each pull request: its state, its checks, its review, where it is."""
    for row in rows:
        for pull in row.pulls:
            words = [pull.state, f"checks {pull.checks}" if pull.checks else "", pull.review.replace("-", " ")]
            told = ", ".join(word for word in words if word)
            console.text(f"{visible_line(row.name):<30} {told:<40} {visible_line(pull.url)}\n")
    console.flush()


def end(
    console: Console, session: Session, end: End, fail_on: Collection[str], words: Sequence[str], *, pushed: bool
) -> int:
    """The table of outcomes, why the run ended, what to type next (with these words, too); gives the exit code."""
    from ..codemods.batch.tally import tally

    found = tally(session.journal, shown=1000 if console.volume == "verbose" else _SHOWN)
    for group in found.groups:
        _show(console, group)
    if end.message:
        console.say(visible_line(end.message), "yellow", "bold")
        console.say(f"  help: {visible_line(end.help)}", "dim")
    if not found.total:
        console.say("there is no repository in what is named, or select leaves them all out", "yellow")
    done = found.total - found.failed - found.unfinished
    sums = f"{repositories(found.total)} · {done} done"
    sums += f" · {found.failed} failed" if found.failed else ""
    sums += f" · {found.unfinished} to be done" if found.unfinished else ""
    console.say(f"{console.paint(sums, 'bold')} · batch {session.frozen.id}")
    for line in _next(session, end, found.failed, found.unfinished, pushed):
        line = " ".join((line, *map(quote, words)))
        console.say(f"  {console.paint('next', 'cyan')}: {visible_line(line)}")
    code = found.exit_code(fail_on)
    return code or (3 if end.why == "stopped" else 0)


def _show(console: Console, group: Group) -> None:
    head = console.paint(f"{group.says}: {group.count:,}", _STYLES.get(group.state, "dim"), "bold")
    console.say(f"{head}{console.paint(f'  ({group.word})', 'dim') if group.cause else ''}")
    quiet = group.state in ("not-applicable", "unchanged", "waiting") and console.volume != "verbose"
    if quiet:
        return
    for name, message in group.names:
        told = f": {visible_line(message)}" if message else ""
        console.say(f"  {visible_line(name)}{told}")
    rest = group.count - len(group.names)
    if rest > 0:
        console.say(f"  … and {rest:,} more (-v shows all)", "dim")
    if group.help:
        console.say(f"  help: {visible_line(group.help)}", "dim")


def _heading(session: Session) -> str:
    frozen = session.frozen
    return (
        f"{visible_line(session.manifest.name)}: {frozen.recipe_name}@{frozen.recipe_digest[:12]}, "
        f"by {visible_line(frozen.who.name)} <{visible_line(frozen.who.email)}>\n"
    )


def _planned(row: Row) -> str:
    branches = ", ".join(branch.name for branch in row.branches)
    base = f"{row.base + ' ' if row.base else ''}{row.base_commit[:10]}"
    partial = ", some files could not be done" if row.partial else ""
    name, edits = visible_line(row.name), edits_in(row.edits, row.files)
    return f"  {name:<30} {row.role:<8} {edits:<24} {visible_line(base)} → {visible_line(branches)}{partial}\n"


def _next(session: Session, end: End, failed: int, unfinished: int, pushed: bool) -> list[str]:
    if not pushed:
        return [f"canonize batch run {session.frozen.command}"] if session.journal.count("planned") else []
    lines = [f"canonize batch retry --failed {session.frozen.id}"] if failed else []
    waiting = unfinished - (0 if session.manifest.publish.push else session.journal.count("planned"))
    if waiting and end.why != "held":
        lines.append(f"canonize batch resume {session.frozen.id}")
    return lines
