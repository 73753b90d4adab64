"""YAML 1.2 as recipes use it: bytes -> a tree of nodes, each with its line and column.

Only `true` and `false` are bools, only `null`, `~` and nothing are null (also `True` and `TRUE`: YAML's core schema);
every other plain word is text (`1.20`, `on`, `1:30`). Tags, merge keys, keys given twice, and a second document are
refused. PyYAML serves as the event parser; every bound is checked on the events, before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from ..problems import Problem, RecipeErrors, add_problem, did_you_mean, place_of, shown, unsafe, where_unsafe
from ..records import dataclass
from ..source import BOM
from .recipenodes import Document, Items, Node, Place, Scalar, Table

if TYPE_CHECKING:
    from yaml.error import MarkedYAMLError
    from yaml.events import DocumentStartEvent, Event, MappingStartEvent, ScalarEvent, SequenceStartEvent

What = Literal["recipe", "manifest"]
MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
MAX_NODES = 20_000
MAX_ALIASES = 100


def read(path: str, data: bytes, what: What = "recipe") -> Document:
    """The one mapping that `data` holds; `path` and `what` are only for the problems.

    Raises RecipeErrors when there is no such mapping: not UTF-8, not YAML, too large or deep, empty, a list.
    """
    text = _decoded(path, data, what)
    builder = _Builder(path, text, what)
    root = builder.build(_events(path, text))
    if not isinstance(root, Table):
        found = "a list" if isinstance(root, Items) else "one value"
        raise builder.stopped(root.at, f"a {what} is a mapping of keys, not {found}", _START[what])
    return Document(path, text, root, tuple(builder.problems))


def _decoded(path: str, data: bytes, what: What) -> str:
    def stop(line: int, column: int, message: str, help: str = "") -> RecipeErrors:
        return RecipeErrors([Problem(line, column, message, help, path)])

    if len(data) > MAX_BYTES:
        raise stop(0, 0, f"larger than a {what} may be ({MAX_BYTES // 1024} KiB)")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise stop(1, 1, "the file is UTF-16", "save it as UTF-8")
    data = data.removeprefix(BOM)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        raise stop(*place_of(before, len(before)), "not UTF-8", "save the file as UTF-8") from None
    # A carriage return alone would be a line end to YAML and to nobody's editor.
    text = text.replace("\r\n", "\n")
    if bad := unsafe(text):
        raise stop(*place_of(text, where_unsafe(text)), f"the character {bad} may not stand in a {what}")
    if not text.strip():
        raise stop(1, 1, "the file is empty", _START[what])
    return text


def _events(path: str, text: str) -> Iterator[Event]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yield from yaml.parse(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        raise RecipeErrors([_syntax_problem(path, text, error)]) from None
    except (ValueError, OverflowError) as error:  # the pure parser, on "\U00110000"
        raise RecipeErrors([Problem(0, 0, f"not YAML: {error}", path=path)]) from None


def _syntax_problem(path: str, text: str, error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Problem(0, 0, f"not YAML: {error.problem or error.context}", path=path)
    index = min(mark.index, len(text))
    line, column = mark.line + 1, mark.column + 1
    if "maximum nesting depth" in (error.problem or ""):  # PyYAML 6.0.4 stops by itself, at 1,000
        return Problem(line, column, f"nested deeper than {MAX_DEPTH} levels", path=path)
    source = text[text.rfind("\n", 0, index) + 1 :].split("\n", 1)[0]
    if text[index : index + 1] == "\t" or "tab" in (error.problem or ""):
        return Problem(line, column, "a tab where YAML wants spaces", "indent with spaces", path)
    advice = _QUOTE if re.search(r"[:\-,\[]\s+\{\{", source) else ""
    context = f" {error.context}" if error.context else ""
    return Problem(line, column, f"not YAML: {error.problem}{context}", advice, path)


@dataclass(frozen=True, slots=True)
class _Built:
    """A finished node; how many nodes it is when its aliases are written out, and how deep."""

    node: Node
    size: int = 1
    height: int = 0


@dataclass(slots=True)
class _Frame:
    """A list or mapping that is still open."""

    mapping: bool
    at: Place
    anchor: str | None
    children: list[Node] = field(default_factory=list)
    size: int = 1
    height: int = 1


class _Builder:
    """Builds the tree from events on its own stack, so that no input can exhaust Python's."""

    def __init__(self, path: str, text: str, what: What) -> None:
        self.path = path
        self.what = what
        self.text = text
        self.problems: list[Problem] = []
        self._open: list[_Frame] = []
        self._anchors: dict[str, _Built] = {}
        self._aliases = 0
        self._root: Node | None = None

    def build(self, events: Iterable[Event]) -> Node:
        import yaml

        documents = 0
        for event in events:
            at = _place(event)
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    self._check_start(event, at, documents)
                case yaml.ScalarEvent():
                    self._add(_Built(self._scalar(event, at)), event.anchor)
                case yaml.AliasEvent():
                    self._add(self._aliased(event.anchor or "", at), None)
                case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                    self._start(event, at, isinstance(event, yaml.MappingStartEvent))
                case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                    frame = self._open.pop()
                    self._add(self._closed(frame, at.end), frame.anchor)
        if self._root is None or (isinstance(self._root, Scalar) and self._root.value is None):
            raise self.stopped(Place(1, 1, 0, 0), "the file is empty", _START[self.what])
        return self._root

    def stopped(self, at: Place, message: str, help: str = "") -> RecipeErrors:
        """The problems so far and this one, after which nothing more can be read."""
        self._problem(at, message, help)
        return RecipeErrors(self.problems)

    def _problem(self, at: Place, message: str, help: str = "") -> None:
        add_problem(self.problems, Problem(at.line, at.column, message, help, self.path))

    def _check_start(self, event: DocumentStartEvent, at: Place, documents: int) -> None:
        if documents > 1:
            raise self.stopped(at, "a second document begins here", f"a file holds one {self.what}: make it two files")
        if event.version not in (None, (1, 2)):
            self._problem(at, f"{self.what}s are YAML 1.2", "take the %YAML line away")

    def _start(self, event: SequenceStartEvent | MappingStartEvent, at: Place, mapping: bool) -> None:
        self._check_tag(event.tag, at)
        if len(self._open) >= MAX_DEPTH:
            raise self.stopped(at, f"nested deeper than {MAX_DEPTH} levels")
        if event.anchor:
            self._anchors.pop(event.anchor, None)
        self._open.append(_Frame(mapping, at, event.anchor))

    def _closed(self, frame: _Frame, end: int) -> _Built:
        at = Place(frame.at.line, frame.at.column, frame.at.start, end)
        node = self._table(frame.children, at) if frame.mapping else Items(tuple(frame.children), at)
        return _Built(node, frame.size, frame.height)

    def _add(self, built: _Built, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = built
        if not self._open:
            self._root = built.node
            return
        frame = self._open[-1]
        frame.children.append(built.node)
        frame.size += built.size
        frame.height = max(frame.height, built.height + 1)
        if sum(each.size for each in self._open) > MAX_NODES:
            raise self.stopped(built.node.at, f"more than {MAX_NODES:,} values, with aliases written out")
        if len(self._open) + built.height > MAX_DEPTH:
            raise self.stopped(built.node.at, f"nested deeper than {MAX_DEPTH} levels, with aliases written out")

    def _aliased(self, name: str, at: Place) -> _Built:
        self._aliases += 1
        if self._aliases > MAX_ALIASES:
            raise self.stopped(at, f"more than {MAX_ALIASES} aliases")
        if any(frame.anchor == name for frame in self._open):
            raise self.stopped(at, f"the alias *{name} stands inside of what it repeats")
        if name not in self._anchors:
            raise self.stopped(at, f"no anchor &{name} before this alias", did_you_mean(name, self._anchors))
        return self._anchors[name]

    def _scalar(self, event: ScalarEvent, at: Place) -> Scalar:
        plain, _ = event.implicit
        if not plain:
            self._check_tag(event.tag, at)
        if bad := unsafe(event.value):
            self._problem(at, f"the character {bad} may not stand in a {self.what}")
        if plain and event.value in _CONSTANTS:
            return Scalar(_CONSTANTS[event.value], at, event.value)
        return Scalar(event.value, at)

    def _check_tag(self, tag: str | None, at: Place) -> None:
        if tag not in (None, "!"):  # "!" alone only says that the value is text
            self._problem(at, f"a YAML tag: {shown(tag or '')}", f"{self.what}s take no tags: take it away")

    def _table(self, children: list[Node], at: Place) -> Table:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Scalar):
                advice = _QUOTE if isinstance(key, Table) else ""
                self._problem(key.at, "a key must be one word, not a list or a mapping", advice)
                continue
            name = _key_text(key)
            if name == "<<":
                self._problem(key.at, "a merge key (<<), which YAML 1.2 has not", "write the keys out")
            elif name in entries:
                first = entries[name][0].at
                self._problem(key.at, f'the key "{shown(name)}" is given twice; first at {first.line}:{first.column}')
            else:
                entries[name] = (Scalar(name, key.at), value)
        return Table(tuple(entries.values()), at)


_CONSTANTS: dict[str, bool | None] = {  # YAML 1.2.2, 10.3.2
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", "")),
}
_START: dict[What, str] = {
    "recipe": "`canonize recipe new NAME` writes a recipe to start from",
    "manifest": "docs/batch.md has one to start from",
}
_QUOTE = 'a value that begins with {{ must be in quotes: "{{ name }}"'


def _key_text(key: Scalar) -> str:
    match key.value:
        case str(text):
            return text
        case None:
            return "null"
        case truth:
            return "true" if truth else "false"


def _place(event: Event) -> Place:
    start, end = event.start_mark, event.end_mark
    assert start is not None and end is not None  # every event of a parser has both
    return Place(start.line + 1, start.column + 1, start.index, end.index)
