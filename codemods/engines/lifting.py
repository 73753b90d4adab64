"""From what a foreign engine answers to edits: each file proven by itself and among the others, or left as it was.

    outcome(project, [Answer("app/m.py", b"…")], engine="libcst DropShim")

An engine is not trusted to have changed only what it was asked to: a file must parse, its encoding, byte order mark and
line ends must be the same, and its imports must find what they found. What else went (comments, the place of an
import, the name of a definition that others import) is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from ..codemod import Diagnostic, Outcome, Severity
from ..edits import Edit, lift
from ..errors import Refused, UnreadableSource
from ..meaning.candidates import surface
from ..meaning.parsing import parse
from ..meaning.project import Project
from ..repo.files import RepoPath
from ..source import BOM, Source
from .chosen import Wanted, chosen, jobs
from .importproof import after_edits, lost_imports, orphaned
from .leniency import is_broken, liberties
from .losses import losses
from .protocol import Answer, Job, Said
from .stranded import stranded
from .workers import EngineFailed

_LEFT = "the file is left as it was"


def planned(project: Project, wanted: Wanted, engine: str, run: Callable[[Sequence[Job]], list[Answer]]) -> Outcome:
    """What `run`, an engine, makes of the files that are wanted. Raises Refused when it cannot be run."""
    found = chosen(project, wanted)
    try:
        made = run(jobs(project, found.paths))
    except EngineFailed as error:
        beside = "; list a module that lies beside the code in the step's modules"
        help = f"no file was changed{beside if 'ModuleNotFoundError' in error.title else ''}"
        raise Refused(f"{engine} cannot be run: {error.title}", help) from None
    done = outcome(project, made, engine=engine, unread=wanted.if_unread)
    return replace(done, diagnostics=(*found.diagnostics, *done.diagnostics))


def outcome(project: Project, answers: Sequence[Answer], *, engine: str, unread: Severity = "error") -> Outcome:
    """The edits that the answers are, with all that is to be said of them.

    `unread` is how grave it is that the engine cannot read a file: an "error" when the file was asked for by name.
    """
    remarks: list[Diagnostic] = []
    edits: dict[RepoPath, tuple[Edit, ...]] = {}
    for answer in answers:
        remarks += (_said(answer.path, said, unread) for said in answer.said)
        if answer.after is None:
            continue
        before = project.read(answer.path)
        if before == answer.after:
            continue
        is_python = surface(project, answer.path) in ("python", "stub")
        why = _why_not(before, answer.after) if is_python else ""
        if why:
            remarks.append(_unproven(answer.path, why))
            continue
        edits[answer.path] = lift(before, answer.after, engine)
        if answer.again is not None:
            message = f"{engine}: a second run would change this file again"
            remarks.append(Diagnostic("warning", "unsettled", message, "", answer.path, 1))
    remarks += _without_lost_imports(project, edits)
    after = after_edits(project, edits)
    python = _python(project, edits)
    for path in python:
        remarks += losses(path, project.parsed(path), after.parsed(path))
        try:
            remarks += stranded(project, after, path, edits[path])
        except UnreadableSource as error:
            message = f"it {error.title}: names that nothing binds any more are not told"
            remarks.append(Diagnostic("warning", "broken-name", message, "look whether there are any", path, 1))
    remarks += orphaned(project, after, python)
    return Outcome(edits, diagnostics=tuple(remarks), repeatable=False, structural=True)


def _why_not(before: bytes, after: bytes) -> str:
    """Why the text cannot take the place of the other, or ""."""
    if before.startswith(BOM) != after.startswith(BOM):
        return "its byte order mark is gone, or new"
    try:
        old = Source.read(before)
        taken = liberties(parse(old))
    except UnreadableSource as error:
        return f"it {error.title}, already before it"
    try:
        new = Source.read(after)
        if liberties(parse(new)) > taken or is_broken(before, after):
            return "the file does not parse after it"
    except UnreadableSource as error:
        return f"the file {error.title} after it"
    if new.encoding != old.encoding:
        return "its encoding is another"
    known = _newlines(before)  # none in a file of one line without its end
    if known and _newlines(after) - known:
        return "it has line ends of another kind"
    return ""


def _newlines(text: bytes) -> set[bytes]:
    found = {b"\r\n"} if b"\r\n" in text else set()
    bare = text.replace(b"\r\n", b"")
    return found | {each for each in (b"\n", b"\r") if each in bare}


def _without_lost_imports(project: Project, edits: dict[RepoPath, tuple[Edit, ...]]) -> Iterator[Diagnostic]:
    """Takes out the edits of files whose imports would find nothing, until none is left that has such."""
    while edits:
        lost = lost_imports(project, after_edits(project, edits), _python(project, edits))
        if not lost:
            return
        for path, (name, _) in lost.items():
            del edits[path]
            yield _unproven(path, f"its import of {name} finds nothing")


def _python(project: Project, paths: Iterable[RepoPath]) -> tuple[RepoPath, ...]:
    return tuple(path for path in paths if surface(project, path) in ("python", "stub"))


def _unproven(path: RepoPath, why: str) -> Diagnostic:
    return Diagnostic("error", "unproven", f"the change is not proven: {why}", _LEFT, path, 1)


def _said(path: RepoPath, said: Said, unread: Severity) -> Diagnostic:
    match said.kind:
        case "failed":
            return Diagnostic("error", "engine-failed", said.message, _LEFT, path, said.line or 1)
        case "unparsable":
            return Diagnostic(unread, "unparsable", said.message, _LEFT, path, said.line or 1)
        case "skipped":
            return Diagnostic("info", "skipped", said.message, "", path, said.line or 1)
        case _:
            return Diagnostic("warning", "engine-warning", said.message, "", path, said.line or 1)
