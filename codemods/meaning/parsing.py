"""The door to the parser: tree-sitter, so that what can be read does not hang on the Python that runs canonize.

file = parse(Source.read(b"a.b(c)"))
[step.node.type for step in file.steps(2)] == ["module", "expression_statement", "call", "attribute", "identifier"]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import NamedTuple

from tree_sitter import Language, Node, Parser, Point, Query, QueryCursor, Tree

from ..errors import UnreadableSource
from ..names import holds_respellings
from ..records import dataclass
from ..regexes import regex
from ..source import Source
from .oldsyntax import first_of_python2
from .softwords import SOFT_WORDS, misread
from .starred import misbound


def _grammar() -> object:
    """The grammar, without the rest of its package: that reads queries, with 17 ms of imports, which nobody needs."""
    package = find_spec("tree_sitter_python")
    folder = package.submodule_search_locations[0] if package and package.submodule_search_locations else ""
    binding = PathFinder.find_spec("_binding", [folder])
    if binding is None or binding.loader is None:
        from tree_sitter_python import language

        return language()
    module = module_from_spec(binding)
    binding.loader.exec_module(module)
    return module.language()


PYTHON = Language(_grammar())
# A function without `self`, or what some library gives; both begin with letters, which the search then looks for first.
_GETATTR = regex(rb"__getattr__\b(?<![\w.]__getattr__)(?:(?<!def __getattr__)|[ \t]*\([^,()]*\))")
_LAZY = regex(rb"azy(?<=[lL]azy)[\w.]*\(\s*(?:\w+\s*=\s*)?(?:__name__|__package__|globals\(\))")
_POSTPONED = regex(rb"(?m)^from[ \t]+__future__[ \t]+import\b[ \t]*(?:\([^)]*|[^\n]*)\bannotations\b")
_NAME = regex(rb"[A-Za-z_][0-9A-Za-z_]*")
_PARSER = Parser(PYTHON)
# Python itself gives up at some 3,000. Of a chain such as `a + a + …` each name is as deep as the chain is long.
MAX_NESTING = 1000


class Step(NamedTuple):
    """One node on the way from the root to a leaf, and the field of its parent that it fills ("" when none)."""

    node: Node
    field: str


Steps = tuple[Step, ...]


DEFINITIONS = ("class_definition", "function_definition")
IMPORTS = ("import_statement", "import_from_statement")
EVERY_IMPORT = (*IMPORTS, "future_import_statement")


def innermost(steps: Steps, *types: str) -> Node | None:
    """The last node of one of `types` on the way."""
    for step in reversed(steps):  # a loop of its own: there are tens of thousands of these questions
        if step.node.type in types:
            return step.node
    return None


@dataclass(frozen=True)
class Parsed:
    """A Python file that parsed, with its syntax tree over `source.code`.

    `is_mended`: the tree is that of a respelling, byte for byte as long (mending.py). A stub is never run.
    """

    source: Source
    tree: Tree
    is_mended: bool = False
    is_stub: bool = False

    def steps(self, offset: int) -> Steps:
        """The nodes that hold byte `offset` of the code, from the module down to the leaf.

        Raises UnreadableSource when there are more than MAX_NESTING.
        """
        return next(self.paths((offset,)))

    def paths(self, offsets: Iterable[int]) -> Iterator[Steps]:
        """The `steps` of each of the offsets, which ascend; what neighbours have in common is walked once."""
        cursor = self.tree.walk()
        steps = [Step(self.tree.root_node, "")]
        for offset in offsets:
            while len(steps) > 1 and steps[-1].node.end_byte <= offset:
                cursor.goto_parent()
                steps.pop()
            while cursor.goto_first_child_for_byte(offset) is not None:
                node = cursor.node
                if node is None or node.start_byte > offset:
                    cursor.goto_parent()
                    break
                steps.append(Step(node, cursor.field_name or ""))
                if len(steps) > MAX_NESTING:
                    raise UnreadableSource(f"nests deeper than {MAX_NESTING} levels (line {self.source.line(offset)})")
            yield tuple(steps)

    @cached_property
    def may_be_lazy(self) -> bool:
        """Does it look as if the module computed its attributes (PEP 562), or were handed to what does?"""
        return any(map(self.holds, ("__getattr__", "lazy", "Lazy"))) and may_give_on_demand(self.source.code)

    @cached_property
    def are_postponed(self) -> bool:
        """Are the annotations of the file text until somebody asks for them (PEP 563)?"""
        return self.holds("annotations") and _POSTPONED.search(self.source.code) is not None

    def holds(self, word: str) -> bool:
        """Does the code hold the word, be it in a longer one?"""
        known = self._held.get(word)
        if known is None:
            known = self._held[word] = word.encode() in self.source.code
        return known

    @cached_property
    def _held(self) -> dict[str, bool]:
        return {}

    def text(self, node: Node) -> bytes:
        return self.source.code[node.start_byte : node.end_byte]


def parse(source: Source) -> Parsed:
    """The file with its tree. Raises UnreadableSource, with the line, for what is not Python 3."""
    parsed = _compared(_settled(source, _PARSER.parse(source.code)))
    old = first_of_python2(parsed.source.code, parsed.tree.root_node)
    if old is not None:
        raise UnreadableSource(f"is Python 2 (line {parsed.source.line(old)})")
    return parsed


def _compared(parsed: Parsed) -> Parsed:
    """The file with its names in the form in which Python compares them, where it spells some otherwise."""
    code = parsed.source.code
    if code.isascii() or type(parsed.source) is not Source or not holds_respellings(code):
        return parsed
    from .composed import composed

    source = composed(parsed.source, parsed.tree.root_node)
    if source is parsed.source:
        return parsed
    try:
        return _settled(source, _PARSER.parse(source.code))
    except UnreadableSource:  # a name that becomes a word of the language
        return parsed


def may_give_on_demand(code: bytes) -> bool:
    """Is there what gives names of a module (PEP 562), or is told of it? A class with `__getattr__` is none."""
    return b"sys.modules[__name__]" in code or any(each.search(code) for each in (_GETATTR, _LAZY))


def parses(code: bytes) -> bool:
    """Is the code, by itself, Python 3?"""
    try:
        parse(Source(code, code))
    except UnreadableSource:
        return False
    return True


def reparse(parsed: Parsed, source: Source, edits: Sequence[tuple[int, int, int]]) -> Parsed:
    """What `parse(source)` gives, where `source` is the parsed file after `edits`.

    An edit is (start, end before, end after), in the offsets of the file as it was. Only what it touches is parsed;
    all is where one reaches into a byte order mark, which is no code.
    """
    if parsed.is_mended or type(parsed.source) is not Source or any(start < 0 for start, _, _ in edits):
        return parse(source)
    tree = parsed.tree.copy()
    for edit in reversed(list(_with_points(parsed.source.code, source.code, sorted(edits)))):
        tree.edit(*edit)
    tree = _PARSER.parse(source.code, tree)
    if tree.root_node.has_error:
        return parse(source)
    is_sure = _are_names_for_names(parsed.source.code, source.code, sorted(edits))
    return _compared(Parsed(source, tree) if is_sure else _settled(source, tree))


def _are_names_for_names(old: bytes, new: bytes, edits: Iterable[tuple[int, int, int]]) -> bool:
    """Do the edits write names alone, and none over anything else? Then the grammar errs nowhere that it did not."""
    shift = 0
    for start, old_end, new_end in edits:
        written = new[start + shift : new_end + shift]
        if not _NAME.fullmatch(old, start, old_end) or not _NAME.fullmatch(written) or written.endswith(SOFT_WORDS):
            return False
        shift += new_end - old_end
    return True


def _with_points(
    old: bytes, new: bytes, edits: Iterable[tuple[int, int, int]]
) -> Iterator[tuple[int, int, int, Point, Point, Point]]:
    """The edits as tree-sitter wants them: with rows and columns, too."""
    at, row, shift = 0, 0, 0
    for start, old_end, new_end in edits:
        row += old.count(b"\n", at, start)
        begin = Point(row, start - old.rfind(b"\n", 0, start) - 1)
        replaced, replacement = old[start:old_end], new[start + shift : new_end + shift]
        yield start, old_end, new_end, begin, _moved(begin, replaced), _moved(begin, replacement)
        at, shift = start, shift + new_end - old_end


def _moved(point: Point, text: bytes) -> Point:
    """Where the text ends that begins at `point`."""
    rows = text.count(b"\n")
    return Point(point.row + rows, len(text) - text.rfind(b"\n") - 1 if rows else point.column + len(text))


def _settled(source: Source, tree: Tree) -> Parsed:
    """The tree, or that of the code as the grammar can read it."""
    code = source.code
    for _ in range(3):  # a repair may show an error, and a mend what is to be repaired
        if tree.root_node.has_error:
            from .mending import mended

            code = mended(code)
            tree = _PARSER.parse(code)
            if tree.root_node.has_error:
                place = next(_errors(tree.root_node), tree.root_node)
                raise UnreadableSource(f"does not parse (line {source.line(place.start_byte)})")
        repairs = [*misread(code, tree.root_node), *misbound(code, tree.root_node)]
        if not repairs:
            return Parsed(source, tree, code is not source.code)
        code = _repaired(source, code, repairs)
        tree = _PARSER.parse(code)
    raise UnreadableSource(f"cannot be read for sure (line {source.line(repairs[0][0])})")


def _repaired(source: Source, code: bytes, repairs: Iterable[tuple[int, bytes]]) -> bytes:
    text = bytearray(code)
    for at, spelling in repairs:
        if not spelling:
            raise UnreadableSource(f"is Python 2 (line {source.line(at)})")
        text[at : at + len(spelling)] = spelling
    return bytes(text)


def without_comments(node: Node) -> list[Node]:
    """The named nodes in it, comments left out."""
    return [each for each in node.named_children if each.type != "comment"]


_QUERIES: dict[str, Query] = {}


def matches(query: str, root: Node) -> list[Node]:
    """The nodes that `query`, with one capture, finds below `root`, in the order of the text."""
    compiled = _QUERIES.get(query) or _QUERIES.setdefault(query, Query(PYTHON, query))
    captures = QueryCursor(compiled).captures(root)
    return sorted((node for nodes in captures.values() for node in nodes), key=lambda node: node.start_byte)


def _errors(root: Node) -> Iterator[Node]:
    """The ERROR and MISSING nodes, outermost first."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            yield node
        elif node.has_error:
            waiting.extend(reversed(node.children))
