"""Names that a change leaves behind in its own file: still used, or in `__all__`, where nothing binds them any more.

def old(): ...        def new(): ...
x = old               x = old            <- old would find nothing
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..codemod import Diagnostic
from ..edits import Edit
from ..meaning.exports import BUILTINS
from ..meaning.parsing import matches
from ..meaning.project import Project
from ..meaning.scopes import Names, Occurrence
from ..names import IDENTIFIER
from ..repo.files import RepoPath


def stranded(before: Project, after: Project, path: RepoPath, edits: Sequence[Edit]) -> Iterator[Diagnostic]:
    """One diagnostic for each place that found its name before the edits and finds none after them."""
    parsed = after.parsed(path)
    from_star = bool(matches("(wildcard_import) @star", parsed.tree.root_node))
    words = sorted(each for each in _words(before.read(path), edits) if each not in BUILTINS and each[:2] != "__")
    pairs = [(word, before.names(path, word), after.names(path, word)) for word in words]
    # What came from nowhere before may come from there under its new name, too.
    renamed = any(len(_unbound(was)) > len(_unbound(now)) for _, was, now in pairs)
    for word, was, now in pairs:
        places = [] if _unbound(was) or (renamed and not was.occurrences) else _unbound(now)
        if was.own and not now.own:
            places += [each for each in now.occurrences if _is_exported(now, each)]
        for each in places:
            line = parsed.source.line(each.start)
            if from_star:
                message = f"{word} is bound here no more; perhaps a star import brings it"
                yield Diagnostic("warning", "broken-name", message, "look whether it does", path, line)
            else:
                message = f"{word} would find nothing"
                yield Diagnostic("error", "broken-name", message, "change it as well", path, line)


def _words(text: bytes, edits: Sequence[Edit]) -> set[str]:
    """The words that the edits take away or bring."""
    found: set[str] = set()
    for edit in edits:
        for part in (text[edit.start : edit.end], edit.replacement):
            found.update(IDENTIFIER.findall(part.decode(errors="replace")))
    return found


def _unbound(names: Names) -> list[Occurrence]:
    """The uses of the name that nothing in the file binds."""
    if names.own:
        return []
    return [each for each in names.occurrences if each.role == "use" and each.home == names.module]


def _is_exported(names: Names, each: Occurrence) -> bool:
    statement = each.enclosing("expression_statement")
    return statement is not None and each.role == "string" and names.parsed.text(statement).startswith(b"__all__")
