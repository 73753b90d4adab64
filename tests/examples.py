"""Before and after: how the codemods are tested.

    check(
        rename("app.m:UserManager", "Manager"),
        {"app/m.py": "class UserManager: ..."},
        {"app/m.py": "class Manager: ..."},
    )

Texts are dedented, and a newline right after the opening quotes is dropped; bytes are taken as they are.
"""

from __future__ import annotations

import ast
import difflib
import json
import os
import subprocess
import sys
import tempfile
import textwrap
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from repos import written

from canonize.codemods.codemod import Codemod, Diagnostic, Outcome
from canonize.codemods.edits import apply
from canonize.codemods.errors import CanonizeError
from canonize.codemods.meaning import project as reading
from canonize.codemods.meaning.parsing import Parsed, parse
from canonize.codemods.meaning.project import Project
from canonize.codemods.meaning.scopes import Names, names_of
from canonize.codemods.names import SymbolPath
from canonize.codemods.plan.runner import Plan
from canonize.codemods.renames.rename import Rename
from canonize.codemods.repo.files import InMemory, Kind
from canonize.codemods.source import Source


class Either(tuple[str, ...]):
    """Several texts, each of which is right."""


Content = str | bytes
Before = Mapping[str, Content]
After = Mapping[str, "Content | Either | None"]  # None: the file is deleted
Tree = dict[str, bytes]


def either(*texts: str) -> Either:
    """Any of `texts` is right; the first is the one that surprises least."""
    return Either(texts)


def rename(
    symbol: str,
    to: str,
    *,
    keep_alias: Literal["none", "plain", "deprecated"] = "none",
    removed_in: str = "",
    text: bool = False,
    derived: tuple[str, ...] = (),
) -> Rename:
    """The codemod under test, its symbol in words."""
    return Rename(
        SymbolPath.parse(symbol), to, keep_alias=keep_alias, removed_in=removed_in, text=text, derived=derived
    )


@dataclass(frozen=True)
class Result:
    """What a codemod did to a tree."""

    outcome: Outcome
    files: Tree

    def text(self, path: str) -> str:
        return self.files[path].decode()

    @property
    def said(self) -> str:
        """Every diagnostic as `path:line: severity code: message help`, one a line."""
        return "\n".join(map(_shown, self.outcome.diagnostics))


def check(
    codemod: Codemod,
    before: Before,
    after: After,
    *,
    says: Sequence[str] = (),
    or_listed: Sequence[str] = (),
    once: str = "",
    runs: str = "",
    beside: Before | None = None,
    kinds: Mapping[str, Kind] | None = None,
    source_roots: Sequence[str] = (),
) -> Result:
    """`codemod` turns `before` into `after`; files that `after` does not name stay as they are.

    Each of `says` stands in one diagnostic (parts joined by "…" all stand in the same one). With `or_listed`, leaving
    a place alone is right too, if a diagnostic names each of these places. A second run makes no edit, unless `once`
    says why it may. `runs` is a program that must print the same in both trees; `beside` holds packages for it that
    are not part of the repository.
    """
    files = tree(before)
    result = applied(codemod, files, once=once, kinds=kinds, source_roots=source_roots)
    difference = differences({**files, **{path: _wanted(text) for path, text in after.items()}}, result.files)
    if difference and not (or_listed and all(_says(result.outcome.diagnostics, place) for place in or_listed)):
        pytest.fail(f"{difference}\ndiagnostics:\n{textwrap.indent(result.said or 'none', '  ')}", pytrace=False)
    for needle in says:
        if not _says(result.outcome.diagnostics, needle):
            pytest.fail(f"no diagnostic says {needle!r}; they are:\n{result.said or 'none'}", pytrace=False)
    if runs and not difference:
        runs_alike(files, result.files, runs, beside=beside)
    return result


def leaves_alone(
    codemod: Codemod,
    files: Before,
    *,
    says: Sequence[str] = (),
    kinds: Mapping[str, Kind] | None = None,
    source_roots: Sequence[str] = (),
) -> Result:
    """`codemod` changes nothing in `files`."""
    return check(codemod, files, {}, says=says, kinds=kinds, source_roots=source_roots)


def refused(codemod: Codemod, files: Before, *needles: str, source_roots: Sequence[str] = ()) -> CanonizeError:
    """`codemod` does nothing at all and says why; the message holds every needle (case does not count)."""
    with pytest.raises(CanonizeError) as caught:
        codemod.plan(opened(tree(files), source_roots=source_roots))
    said = str(caught.value)
    for needle in needles:
        if needle.lower() not in said.lower():
            pytest.fail(f"the refusal does not say {needle!r}:\n{said}", pytrace=False)
    return caught.value


def applied(
    codemod: Codemod,
    files: Before,
    *,
    once: str = "",
    kinds: Mapping[str, Kind] | None = None,
    source_roots: Sequence[str] = (),
) -> Result:
    """The tree after `codemod`; fails if an edit has no reason, a result does not parse, or a second run edits."""
    before = tree(files)
    result = _applied_once(codemod, before, kinds, source_roots)
    for path, content in result.files.items():
        if path.endswith((".py", ".pyi")) and content != before.get(path):
            _must_parse(path, before.get(path), content)
    if not once:
        _must_be_settled(codemod, result, kinds, source_roots)
    return result


def in_turn(codemods: Iterable[Codemod], files: Before) -> Tree:
    """The tree after each of `codemods`, one after the other, as the steps of a recipe."""
    contents = tree(files)
    for codemod in codemods:
        contents = _applied_once(codemod, contents, None, ()).files
    return contents


def opened(files: Before, *, kinds: Mapping[str, Kind] | None = None, source_roots: Sequence[str] = ()) -> Project:
    return Project.open(InMemory(tree(files), kinds or {}), source_roots=source_roots)


def runs_alike(
    before: Before, after: Before, program: str, *, program_after: str | None = None, beside: Before | None = None
) -> str:
    """`program` prints the same, and ends the same, in a folder with `before` and in one with `after`; what it prints.

    The proof that an expected text is right: its names resolve at run time. A tree that this Python cannot parse
    is not run.
    """
    if not _runnable(tree(before)) or not _runnable(tree(after)):
        return ""
    first = _printed(tree(before), program, beside)
    if "Traceback" in first:
        pytest.fail(f"the example itself does not run before the change:\n{first}", pytrace=False)
    second = _printed(tree(after), program if program_after is None else program_after, beside)
    if first != second:
        lines = difflib.unified_diff(first.splitlines(), second.splitlines(), "printed before", "after", lineterm="")
        pytest.fail("\n".join(lines), pytrace=False)
    return first


def output(files: Before, program: str, *options: str, beside: Before | None = None) -> str:
    """What `program` prints (stdout and stderr) in a folder with `files`."""
    return _printed(tree(files), program, beside, options)


@dataclass(frozen=True)
class Scene:
    """A codemod with the files that most of its examples share, before and after it."""

    codemod: Codemod
    before: Before
    after: Before = field(default_factory=dict)
    where: str = "app/views.py"
    program: str = "import app.views"

    def changes(
        self,
        before: str | Before,
        after: str | Either | After,
        *,
        says: Sequence[str] = (),
        or_listed: Sequence[str] = (),
        runs: str | None = None,
        beside: Before | None = None,
        kinds: Mapping[str, Kind] | None = None,
        source_roots: Sequence[str] = (),
    ) -> Result:
        """As `check`, with the shared files added; a plain text stands in the file `where`.

        What stands in `where` is run before and after, unless `runs` is "" or another program.
        """
        first: Before = {self.where: before} if isinstance(before, str) else before
        then: After = {self.where: after} if isinstance(after, str | Either) else after
        program = (self.program if self.where in first else "") if runs is None else runs
        return check(
            self.codemod, {**self.before, **first}, {**self.after, **then}, says=says, or_listed=or_listed,
            runs=program, beside=beside, kinds=kinds, source_roots=source_roots,
        )  # fmt: skip

    def leaves(
        self,
        files: str | Before,
        *,
        says: Sequence[str] = (),
        runs: str | None = None,
        beside: Before | None = None,
        kinds: Mapping[str, Kind] | None = None,
    ) -> Result:
        """The shared files change, and these do not."""
        return self.changes(files, {}, says=says, runs=runs, beside=beside, kinds=kinds)

    def refuses(self, files: str | Before, *needles: str) -> CanonizeError:
        """With these files added, the codemod does nothing at all and says why."""
        added: Before = {self.where: files} if isinstance(files, str) else files
        return refused(self.codemod, {**self.before, **added}, *needles)


def code(text: str) -> dict[str, object]:
    """A code cell of a notebook."""
    lines = _text(text).rstrip("\n").splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": lines}


def prose(text: str) -> dict[str, object]:
    """A Markdown cell of a notebook."""
    return {"cell_type": "markdown", "metadata": {}, "source": _text(text).rstrip("\n").splitlines(keepends=True)}


def notebook(*cells: dict[str, object]) -> str:
    """A notebook's file, written as Jupyter writes it."""
    body = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(body, indent=1, ensure_ascii=False) + "\n"


def tree(files: Before) -> Tree:
    """The files as bytes, their texts dedented."""
    return {path: content if isinstance(content, bytes) else _text(content).encode() for path, content in files.items()}


def _text(text: str) -> str:
    return textwrap.dedent(text.removeprefix("\n"))


def _wanted(content: Content | Either | None) -> frozenset[bytes] | None:
    if content is None:
        return None
    texts = content if isinstance(content, Either) else (content,)
    return frozenset(text if isinstance(text, bytes) else _text(text).encode() for text in texts)


def _applied_once(
    codemod: Codemod, files: Tree, kinds: Mapping[str, Kind] | None, source_roots: Sequence[str]
) -> Result:
    outcome = codemod.plan(opened(files, kinds=kinds, source_roots=source_roots))
    contents = dict(files)
    for path, edits in outcome.edits.items():
        assert all(edit.reason for edit in edits), f"an edit of {path} has no reason"
        contents[path] = apply(files[path], edits)
    contents |= outcome.created
    for path in outcome.deleted:
        del contents[path]
    return Result(outcome, contents)


def _must_be_settled(
    codemod: Codemod, result: Result, kinds: Mapping[str, Kind] | None, source_roots: Sequence[str]
) -> None:
    try:
        second = _applied_once(codemod, result.files, kinds, source_roots)
    except CanonizeError as error:
        pytest.fail(f"a second run is refused: {error}", pytrace=False)
    difference = differences(result.files, second.files)
    if difference:
        pytest.fail(f"a second run still makes edits:\n{difference}", pytrace=False)


def _must_parse(path: str, before: bytes | None, after: bytes) -> None:
    if before is not None and _syntax_error(before):
        return
    error = _syntax_error(after)
    if error:
        pytest.fail(f"{path} no longer parses: {error}\n{after.decode(errors='replace')}", pytrace=False)


def _syntax_error(content: bytes) -> str:
    try:
        with warnings.catch_warnings(action="ignore"):
            ast.parse(content)
    except (SyntaxError, ValueError) as error:
        return str(error)
    return ""


def differences(wanted: Mapping[str, bytes | frozenset[bytes] | None], got: Tree) -> str:
    """A unified diff from what was wanted to what came out, "" if they agree."""
    pieces: list[str] = []
    for path in sorted(wanted.keys() | got.keys()):
        want = wanted.get(path)
        choices: frozenset[bytes] = frozenset((want,)) if isinstance(want, bytes) else want or frozenset()
        have = got.get(path)
        if have in choices or (have is None and want is None):
            continue
        for choice in sorted(choices) or [b""]:
            pieces += difflib.unified_diff(
                _lines(choice), _lines(have or b""), f"{path} (wanted)", f"{path} (came out)", lineterm=""
            )
    return "\n".join(pieces)


def _lines(content: bytes) -> list[str]:
    """The lines, with what would not be seen (carriage returns, form feeds, a missing last newline) made visible."""
    return [repr(line)[2:-1].removesuffix("\\n") for line in content.split(b"\n")]


def _says(diagnostics: Iterable[Diagnostic], needle: str) -> bool:
    return any(all(part.strip() in _shown(diagnostic) for part in needle.split("…")) for diagnostic in diagnostics)


def _shown(diagnostic: Diagnostic) -> str:
    place = f"{diagnostic.path}:{diagnostic.line}: " if diagnostic.path else ""
    return f"{place}{diagnostic.severity} {diagnostic.code}: {diagnostic.message} {diagnostic.help}".rstrip()


def _runnable(files: Tree) -> bool:
    return not any(_syntax_error(content) for path, content in files.items() if path.endswith(".py"))


def _printed(files: Tree, program: str, beside: Before | None, options: Sequence[str] = ()) -> str:
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder, "repository"), files)
        written(Path(folder, "beside"), tree(beside or {}))
        environment = {"PYTHONPATH": str(Path(folder, "beside")), "PATH": os.environ.get("PATH", "")}
        done = subprocess.run(
            [sys.executable, "-s", "-S", "-B", *options, "-c", _text(program)],
            cwd=Path(folder, "repository"), env=environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        return (done.stdout + done.stderr).replace(folder, "")


# The rename of most examples, and what they are about.
USER_MANAGER = rename("app.m:UserManager", "Manager")
SCENE = Scene(
    USER_MANAGER,
    {"app/__init__.py": "", "app/m.py": "class UserManager:\n    users = 1\n"},
    {"app/m.py": "class Manager:\n    users = 1\n"},
)


def old_and_new(files: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The files with Old in the place of each {0}, and with New."""
    old, new = ({path: text.format(name) for path, text in files.items()} for name in ("Old", "New"))
    return old, new


def files_after(files: Tree, done: Plan) -> Tree:
    """The files as the plan leaves them."""
    found = {**files, **{path: each.after for path, each in done.changes.changes.items()}}
    return {path: content for path, content in found.items() if content is not None}


COUNT = rename("app.m:COUNT", "TOTAL")


def alone(before: str, after: str, *, runs: str = "import app.m", says: tuple[str, ...] = ()) -> None:
    """`COUNT` becomes `TOTAL` in its one module."""
    check(COUNT, {"app/m.py": before}, {"app/m.py": after}, runs=runs, says=says)


def named(code: str, word: str = "Old") -> Names:
    """All places of the word in the code."""
    return names_of(parse(Source.read(textwrap.dedent(code).encode())), word)


def parsed_from_now_on(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are parsed, as they come."""
    parsed: list[str] = []
    read = reading.read_parsed

    def counted(path: str, raw: bytes) -> Parsed:
        parsed.append(path)
        return read(path, raw)

    monkeypatch.setattr(reading, "read_parsed", counted)
    return parsed
