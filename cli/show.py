"""How a plan is shown: the diff or the data on stdout; remarks, sums and what to type next on stderr."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

from ..codemods.errors import edits_in
from ..codemods.records import dataclass
from .console import Console
from .terminal import Style, visible_line

if TYPE_CHECKING:
    from ..codemods.codemod import Diagnostic, Table
    from ..codemods.plan.runner import Plan
    from ..codemods.repo.changes import FileChange
    from ..codemods.repo.files import Files
    from ..codemods.results.result import Result

SHOWN = 10  # diagnostics of one kind, unless --verbose
SHOWN_ROWS = 40  # rows of a table, likewise

HEADINGS = {
    "left-alone": "left alone",
    "proposal": "not edited, perhaps meant",
    "derived": "names made from it, not edited",
    "elsewhere": "in programs in other languages",
    "kept-local": "kept their local name",
    "not-edited": "in files that are not edited",
    "unparsable": "not readable, left as they are",
    "unproven": "not proven safe, left as they are",
    "re-export": "found through a re-export",
    "two-modules": "imports of which two modules may be meant",
    "shared-name": "other symbols that share the name in a file",
    "done": "done before",
    "unused": "not used here",
    "swap": "names that change places",
    "unloaded": "no longer loaded by any import",
    "wrapper": "subclasses that add nothing, left",
    "unwrapped": "subclasses that added nothing, aliases now",
    "shim-held": "shims that stay",
    "cycle": "imports that close a circle",
    "import-cycle": "left, for a direct import would make a cycle",
    "broken-import": "names that find nothing, left as they are",
    "broken-name": "names that find nothing, left as they are",
    "engine-failed": "failed in these files, left as they are",
    "engine-warning": "said by the step's own code",
    "run-failed": "programs that failed",
    "run-said": "programs that ended with a complaint",
    "postcondition": "put back, for a postcondition does not hold",
    "not-applicable": "does not apply here",
    "not-run": "steps that were not run",
    "skipped": "skipped by the step's own code",
    "unsettled": "would change again in a second run",
    "comment-lost": "comments that go",
    "import-moved": "imports that change their place",
    "no-such-alias": "asked for, but no aliases",
    "compared": "asked whether they are the symbol, left",
    "double-stays": "test doubles that stay where they are",
    "drift-async": "test doubles that are async where the class is not, or the other way round",
    "drift-signature": "test doubles with other parameters than the class",
    "drift-unknown-method": "test doubles with methods that the class does not have",
    "no-spec": "no test of the doubles against the class",
    "drift-missing": "test doubles without methods that the class has",
    "alias": "of the old name, which stays",
    "stub-only": "what only a stub defines",
    "outdated": "out of date",
    "pattern": "patterns of files that match none",
    "no-code": "patterns of code that are none",
    "unfed": "steps that have nothing to work on",
    "alias-kept": "names that are looked up where they are, left",
}
_SEVERITIES: dict[str, tuple[int, Style]] = {"error": (0, "red"), "warning": (1, "yellow"), "info": (2, "cyan")}


@dataclass(frozen=True, slots=True)
class View:
    """What of a plan goes to stdout: its JSON, a line per file, the diff (with reasons), or nothing."""

    what: Literal["json", "stat", "diff", "diff-why", "nothing"]

    @classmethod
    def of(cls, format: str, stat: bool, why: bool, otherwise: Literal["stat", "diff", "nothing"]) -> View:
        """The view that these options ask for; `otherwise` when they ask for none."""
        return cls("json" if format == "json" else "stat" if stat else "diff-why" if why else otherwise)


def show_data(console: Console, view: View, plan: Plan, files: Files, result: Result) -> None:
    """The plan on stdout."""
    match view.what:
        case "json":
            from ..codemods.results.report import report

            console.text(report(plan, files.kinds(), result))
        case "stat":
            from ..codemods.results.stat import stat

            console.text(stat(_by_path(plan), width=console.width))
        case "diff" | "diff-why":
            from ..codemods.results.diff import lines

            whole = any(change.before is None or change.after is None for change in plan.changes.changes.values())
            kinds = files.kinds() if whole else {}  # the mode of a file that is merely edited is in no diff
            for change in _by_path(plan):
                console.diff(lines(change, kind=kinds.get(change.path, "file"), why=view.what == "diff-why"))
    console.flush()


def show_tables(console: Console, plan: Plan) -> None:
    """What the steps have to show before the diff: columns side by side, the last on a line of its own."""
    for table in plan.tables:
        console.say(console.paint(f"{table.title}: {len(table.rows):,}", "cyan", "bold"))
        limit = len(table.rows) if console.volume == "verbose" else SHOWN_ROWS
        _show_rows(console, table, limit)
        _say_rest(console, len(table.rows) - limit)


def _show_rows(console: Console, table: Table, limit: int) -> None:
    heads, last = table.columns[:-1], table.columns[-1]
    rows = table.rows[:limit]
    widths = [max(len(cell) for cell in (head, *(row[at] for row in rows))) for at, head in enumerate(heads)]
    if 2 + sum(widths) + 2 * (len(widths) - 1) > console.room:
        _show_narrow_rows(console, table, rows)
        return
    if rows:
        named = "  ".join(head.ljust(width) for head, width in zip(heads, widths, strict=True))
        console.say(f"  {named.rstrip()}", "dim")
    for row in rows:
        cells = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        console.say(f"  {visible_line(cells.rstrip())}")
        console.say(f"    {last}: {visible_line(row[-1])}", "dim")


def _show_narrow_rows(console: Console, table: Table, rows: Sequence[tuple[str, ...]]) -> None:
    """The same where there is no room for columns: what a row is about, and below it the rest."""
    _, *heads, last = table.columns
    for first, *cells, end in rows:
        named = (f"{head}: {cell}" for head, cell in zip(heads, cells, strict=False))
        console.say(f"  {visible_line(first)}")
        console.say(f"    {visible_line(' · '.join(named))}")
        console.say(f"    {last}: {visible_line(end)}", "dim")


def show_remarks(console: Console, plan: Plan) -> None:
    """The diagnostics, those of one kind together, the gravest first; in quiet the errors alone."""
    by_code: dict[str, list[Diagnostic]] = {}
    quiet, console = console.volume == "quiet", console.aloud()
    for each in sorted((each for each in plan.diagnostics if each.severity == "error" or not quiet), key=_order):
        by_code.setdefault(each.code, []).append(each)  # in the order of the gravest of each code
    for code, group in by_code.items():
        _show_group(console, _SEVERITIES[group[0].severity][1], code, group, of_steps=len(plan.recipe.enabled) > 1)
    if console.volume == "verbose" and plan.evidence:
        console.say("how the names were resolved", "cyan", "bold")
        for line in plan.evidence:
            console.say(f"  {visible_line(line)}")


def idle(plan: Plan, asked_to_write: bool, finished: bool) -> str:
    """What is said of a plan that changes nothing; `finished` when what an interrupted run left was written before."""
    if finished:
        return "nothing more to do"
    if not plan.recipe.enabled:
        return "nothing to do: all of its steps are switched off"
    return "nothing to do" + ": nothing was written" * asked_to_write


def sums(plan: Plan) -> str:
    """`41 edits in 12 files, 1 created`."""
    changes = list(plan.changes.changes.values())
    edits = sum(len(change.edits()) for change in changes)
    created = sum(change.before is None for change in changes)
    deleted = sum(change.after is None for change in changes)
    parts = [edits_in(edits, len(changes) - created - deleted)]
    parts += [f"{created} created"] if created else []
    parts += [f"{deleted} deleted"] if deleted else []
    return ", ".join(parts)


def show_names(console: Console, names: Sequence[str]) -> None:
    """A list of paths on stderr, cut like the diagnostics."""
    limit = len(names) if console.volume == "verbose" else SHOWN
    for name in names[:limit]:
        console.say(f"  {visible_line(name)}")
    _say_rest(console, len(names) - limit)


def _show_group(console: Console, style: Style, code: str, group: Sequence[Diagnostic], *, of_steps: bool) -> None:
    """The remarks of one kind; with `of_steps` those on no file say which step they are about."""
    heading = HEADINGS.get(code, code.replace("-", " "))
    console.say(console.paint(f"{heading}: {len(group):,}", style, "bold"))
    helps = {each.help for each in group}
    limit = len(group) if console.volume == "verbose" else SHOWN
    told = _telling(group, limit)
    for each, behind in zip_longest(told, told[1:]):
        about = each.place or (each.step if of_steps else "")
        console.say(f"  {visible_line(': '.join(filter(None, (about, each.message))))}")
        if len(helps) > 1 and each.help and (behind is None or behind.help != each.help):
            console.say(f"    help: {visible_line(each.help)}", "dim")
    _say_rest(console, len(group) - limit)
    for common in helps if len(helps) == 1 else ():
        if common:
            console.say(f"  help: {visible_line(common)}", "dim")


def _telling(group: Sequence[Diagnostic], limit: int) -> Sequence[Diagnostic]:
    """So many of the group, in its order: the gravest, and of those some with each message that there is.

    A string that may name the symbol does not go under in a hundred words of a changelog.
    """
    turns = Counter[tuple[str, str]]()
    ranked: list[tuple[int, int, int]] = []
    for each in group:
        kind = (each.severity, each.message)
        ranked.append((_SEVERITIES[each.severity][0], turns[kind], len(ranked)))
        turns[kind] += 1
    return [group[at] for at in sorted(at for _, _, at in sorted(ranked)[:limit])]


def _say_rest(console: Console, count: int) -> None:
    if count > 0:
        console.say(f"  … and {count:,} more (-v shows all)", "dim")


def _order(each: Diagnostic) -> tuple[int, str, str, int, int, str]:
    return _SEVERITIES[each.severity][0], each.code, each.path, each.line, each.column, each.message


def _by_path(plan: Plan) -> list[FileChange]:
    return sorted(plan.changes.changes.values(), key=lambda change: change.path)
