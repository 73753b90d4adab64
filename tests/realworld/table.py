"""Trials as a table in Markdown, and in sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .trial import Trial

_HEAD = ("package", "symbol", "tree", "edits", "files", "tests", "survived", "clean", "prose", "again", "diagnostics")


def table(trials: Sequence[Trial]) -> str:
    """A row per trial, in order."""
    rows = [_HEAD, tuple("---" for _ in _HEAD), *(_row(trial) for trial in trials)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _row(trial: Trial) -> tuple[str, ...]:
    renamed = f" ({trial.renamed_tests} renamed)" if trial.renamed_tests else ""
    return (
        trial.package,
        f"`{trial.symbol}`",
        "git" if trial.repository else "plain",
        str(trial.edits),
        str(trial.files),
        f"{trial.tests}{renamed}",
        _survival(trial),
        "yes" if trial.clean else f"no: {len(trial.unclean)}",
        str(len(trial.prose)),
        "-" if trial.exit else trial.rerun or "nothing",
        ", ".join(f"{code} {count}" for code, count in sorted(trial.diagnostics.items())) or "none",
    )


def _survival(trial: Trial) -> str:
    if trial.survived:
        return "yes"
    if trial.exit or not trial.edits:
        return f"no: exit {trial.exit}"
    return f"no: {len(trial.lost)} lost" + (", all proposed" if trial.accounted else "")


def summary(trials: Sequence[Trial]) -> str:
    """One line: how many survived and are clean."""
    count = len(trials) or 1
    survived, clean = sum(t.survived for t in trials), sum(t.clean for t in trials)
    edits, files = sum(t.edits for t in trials), sum(t.files for t in trials)
    return (
        f"{len(trials)} renames, {edits} edits in {files} files: {survived} survived ({survived / count:.0%}; "
        f"{sum(t.accounted for t in trials)} with the listed proposals applied), "
        f"{clean} clean ({clean / count:.0%}), {sum(bool(t.prose) for t in trials)} with prose changed"
    )


def complaints(trial: Trial) -> Iterator[str]:
    """What is wrong with a trial, a line each. A test that a listed proposal cures is no complaint: see `Trial`."""
    if trial.exit:
        yield f"exit {trial.exit}: {trial.said.strip()[-1000:]}"
    elif not trial.edits:
        yield f"nothing changed: {trial.said.strip()[-1000:]}"
    yield from (f"lost: {test}" for test in trial.lost if test not in trial.named)
    yield from (f"unclean: {line}" for line in trial.unclean)
    yield from (f"prose: {line}" for line in trial.prose)
    if trial.rerun:
        yield f"second run: {trial.rerun}"
