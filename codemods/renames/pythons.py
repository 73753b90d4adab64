"""A name of Python's own that a module binds, too: which uses are still Python's, and which may be.

range = range                          New = range
if sys.version_info < (3, 11):         no rename: it would take away what is Python's where the branch is not run
    class ExceptionGroup(…): …
"""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from ..meaning.bindings import Resolver
from ..meaning.branches import in_force, is_bare_annotation, share_a_loop
from ..meaning.certain import in_another_arm, is_bound_at, is_surely_bound
from ..meaning.exports import BUILTINS
from ..meaning.flow import is_late, reads_global
from ..meaning.parsing import IMPORTS, Parsed
from ..meaning.scopes import Names, Occurrence
from ..meaning.strings import string_place
from ..meaning.syntax import field_of
from ..repo.files import RepoPath

# What Python 2 had; read only in what binds the name anew, for a rename is judged by what Python 3 does.
_OF_PYTHON_2 = frozenset(
    {"basestring", "buffer", "cmp", "execfile", "file", "intern", "long", "raw_input", "reduce", "reload", "unichr",
     "unicode", "xrange", "StandardError"}
)  # fmt: skip


def is_pythons(resolver: Resolver, path: RepoPath, use: Occurrence, names: Names) -> bool:
    """Does a use of the module's global come where none of its bindings can have been made, so that it is Python's?"""
    if not (names.word in BUILTINS or (names.word in _OF_PYTHON_2 and _is_own_value(use))):
        return False
    bindings = [each for each in names.own if not is_bare_annotation(each)]
    return (
        bool(bindings)
        and use.role == "use"
        and not is_late(use)
        and not _is_read_when_bound(use, names, bindings)
        and all(each.scope == names.module and _cannot_see(use, each) for each in bindings)
        and not resolver.from_stars(path, names.word)
    )


def perhaps_pythons(resolver: Resolver, path: RepoPath, names: Names) -> Occurrence | None:
    """The first use that is the module's own, or Python's where a branch was not run; None when there is none."""
    if names.word not in BUILTINS:
        return None
    bindings = [each for each in names.own if each.scope == names.module]
    if not bindings:
        return None
    gone = [each for each in names.deletions(names.module) if each.scope == names.module]
    for use in (each for each in names.occurrences if _reads(each, names)):
        last = max((each.start for each in gone if is_late(use) or each.start < use.start), default=-1)
        there = [each for each in bindings if each.start > last]
        if is_bound_at(use, there) or _is_read_when_bound(use, names, there):
            continue
        if is_pythons(resolver, path, use, names):
            continue
        if last >= 0 or not resolver.from_stars(path, names.word):  # what a star import brought is deleted, too
            return use
    return None


def is_type(parsed: Parsed, each: Occurrence) -> bool:
    """Is the whole string, or the place in it, a name that is read as a type?"""
    place = string_place(parsed, each.steps)
    return place.use == "annotation" and not parsed.source.code[: each.start].endswith(b".")


def _reads(each: Occurrence, names: Names) -> bool:
    """Is it a use of the module's global, or of Python's own, be it in a type in quotes?"""
    if each.role == "string":
        return names.home(each.scope) == names.module and is_type(names.parsed, each)
    return each.role == "use" and reads_global(each, names)


def _is_read_when_bound(use: Occurrence, names: Names, bindings: Sequence[Occurrence]) -> bool:
    """Is it a type that is read when the module is loaded, one of the bindings made: in quotes, PEP 563, a stub?"""
    is_named = use.steps[-1].node.type == "identifier"
    if is_named and not use.is_late_type:
        return False
    return is_surely_bound(names, bindings)


def _is_own_value(use: Occurrence) -> bool:
    """Does it stand in what is assigned to its own name: `unicode = unicode`?"""
    made = use.enclosing("assignment")
    left = field_of(made, "left")
    return left is not None and left.text == use.steps[-1].node.text


def _cannot_see(use: Occurrence, binding: Occurrence) -> bool:
    if in_force(binding) > use.start:
        return not share_a_loop(use, binding)
    return in_another_arm(use, binding.node) or _has_failed(use, binding)


def _has_failed(use: Occurrence, binding: Occurrence) -> bool:
    """Does the use handle what the binding failed with: `try: from m import open`, `except ImportError: open`?"""
    for above, mine, other in zip(use.steps, use.steps[1:], binding.steps[1:], strict=False):
        if mine.node != other.node:
            failed = above.node.type == "try_statement" and mine.node.type == "except_clause"
            return failed and _is_last(binding, other.node)
    return False


def _is_last(binding: Occurrence, body: Node) -> bool:
    """Is the binding the last thing that is done in the block?"""
    statement = next((each.node for each in binding.steps if each.node.parent == body), None)
    if statement is None or statement != body.named_children[-1]:
        return False
    made = binding.enclosing(*IMPORTS, "assignment")
    several = len(made.children_by_field_name("name")) if made is not None and made.type in IMPORTS else 1
    return made is not None and (made == statement or made.parent == statement) and several == 1
