"""What a foreign engine took away beside what it was asked for: comments, and the place of an import.

import a  # noqa: F401        import a
def f():                      import b
    import b                  def f():
                                  pass
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from ..codemod import Diagnostic
from ..meaning.parsing import DEFINITIONS, Parsed, matches
from ..meaning.syntax import imports_in, taken_name, walk
from ..repo.files import RepoPath

_BLOCKS = frozenset({"function_definition", "class_definition", "if_statement", "try_statement", "with_statement"})


def losses(path: RepoPath, before: Parsed, after: Parsed) -> Iterator[Diagnostic]:
    """What of `before` is gone in `after` and may be missed: one diagnostic each, at its line before."""
    yield from _comments(path, before, after)
    yield from _moved(path, before, after)


def _comments(path: RepoPath, before: Parsed, after: Parsed) -> Iterator[Diagnostic]:
    left = Counter(after.text(node) for node in matches("(comment) @comment", after.tree.root_node))
    for node in matches("(comment) @comment", before.tree.root_node):
        text = before.text(node)
        if left[text] > 0:
            left[text] -= 1
            continue
        shown = text.decode(errors="replace")[:80]
        line = before.source.line(node.start_byte)
        yield Diagnostic("warning", "comment-lost", f"a comment goes: {shown}", "look whether it is missed", path, line)


def _moved(path: RepoPath, before: Parsed, after: Parsed) -> Iterator[Diagnostic]:
    """Imports that stood inside of something, and stand at the top now."""
    top_before = Counter(name for name, inside, _ in _imports(before) if not inside)
    nested_after = Counter(name for name, inside, _ in _imports(after) if inside)
    top_after = Counter(name for name, inside, _ in _imports(after) if not inside)
    for name, inside, line in _imports(before):
        if not inside:
            continue
        if nested_after[name] > 0:
            nested_after[name] -= 1
        elif top_after[name] > top_before[name]:
            message = f"the import of {name} leaves its {inside} for the top of the file"
            yield Diagnostic("warning", "import-moved", message, "it runs earlier there, and always", path, line)


def _imports(parsed: Parsed) -> Iterator[tuple[str, str, int]]:
    """Each name that is imported, what it is imported inside of ("" at the top), and its line."""
    for statement in imports_in(parsed):
        inside = _inside(statement)
        line = parsed.source.line(statement.start_byte)
        for node in statement.children_by_field_name("name"):
            yield taken_name(parsed, node), inside, line


def _inside(statement: Node) -> str:
    above = statement.parent
    while above is not None:
        if above.type in _BLOCKS:
            return above.type.removesuffix("_definition").removesuffix("_statement") + " block"
        above = above.parent
    return ""


def top_names(parsed: Parsed) -> frozenset[str]:
    """The names that definitions, assignments and `from` imports bind at the top of the file, in blocks too."""
    found: set[str] = set()
    for node in _top(parsed.tree.root_node):
        if node.type in DEFINITIONS:
            found.add(parsed.text(node.child_by_field_name("name") or node).decode(errors="replace"))
        elif node.type == "assignment":
            left = node.child_by_field_name("left")
            found |= {parsed.text(each).decode() for each in walk(left) if each.type == "identifier"} if left else set()
        elif node.type == "import_from_statement":
            for name in node.children_by_field_name("name"):
                bound = name.child_by_field_name("alias") or name
                found.add(parsed.text(bound).decode(errors="replace"))
    return frozenset(found)


def _top(root: Node) -> Iterator[Node]:
    """The statements at the top, and those in blocks that open no scope; of a definition only itself."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        if node.type not in (*DEFINITIONS, "assignment", "import_from_statement"):
            waiting.extend(reversed(node.named_children))
