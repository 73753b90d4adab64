"""The Python in a Jupyter notebook: its code cells as one module, every byte with its place in the JSON.

    notebook = read(raw)
    start = notebook.code.index(b"Old")
    raw[notebook.raw_offset(start) : notebook.raw_offset(start + 3)] == b"Old"

The JSON is never written anew. The cells of a notebook share one namespace, so they are one module; what IPython adds
to Python is blanked. The formats are nbformat 2 to 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from ..errors import UnreadableSource
from ..records import dataclass
from ..regexes import regex
from . import jsontext
from .magics import blanked
from .virtual import Virtual, Weaver, utf8

_CODE_LINE = regex(rb"(?m)^([ \t]*)(?:>>> ?|\.\.\.(?: |$))?[^\s#]")
_PROMPT = regex(rb"(?m)^[ \t]*(?:>>>|\.\.\.)(?: |$)")
# Python's json writes what is not ASCII as escapes unless it is told otherwise; terminals' control codes always are.
_LETTER_ESCAPE = regex(rb"\\u(?!00[0-7])[0-9a-fA-F]{4}")

_LINES_APART = regex(rb"\\n(\",\s*\")")


@dataclass(frozen=True, kw_only=True)
class Notebook(Virtual):
    """The code cells of a notebook. `code` is empty when the kernel is of another language than Python."""

    @cached_property
    def _ascii(self) -> bool:
        return self.raw.isascii() and _LETTER_ESCAPE.search(self.raw) is not None

    def encoded(self, text: str, at: int = 0) -> bytes:
        """`text` as part of a JSON string; what is not ASCII is escaped if the file does so."""
        import json

        lines = (json.dumps(line, ensure_ascii=self._ascii)[1:-1].encode() for line in text.splitlines(keepends=True))
        return self._between_lines.join(lines)

    @cached_property
    def _between_lines(self) -> bytes:
        """What the file puts between two lines of a cell: each is a string of its own, or all are one."""
        found = _LINES_APART.search(self.raw)
        return found.group(1) if found else b""


def read(raw: bytes) -> Notebook:
    """The code of the notebook in `raw`.

    Raises UnreadableSource for what is no UTF-8, no JSON, or no notebook.
    """
    weaver = Weaver(utf8(raw))
    root = _root(weaver.below.code)
    if _is_python(weaver.below.code, root):
        for cell in _cells(root):
            if source := _source(weaver.below.code, cell, "code"):
                _add_code(weaver, source)
    return Notebook.woven(weaver)


def read_prose(raw: bytes) -> Notebook:
    """The Markdown of the notebook: its cells as one text, in which `code` is no Python."""
    weaver = Weaver(utf8(raw))
    for cell in _cells(_root(weaver.below.code)):
        if source := _source(weaver.below.code, cell, "markdown"):
            start = len(weaver.code)
            _add(weaver, source)
            weaver.add(b"\n")
            weaver.end_cell(start)
    return Notebook.woven(weaver)


def _root(text: bytes) -> dict[str, jsontext.Value]:
    root = jsontext.parse(text)
    if not isinstance(root, dict):
        raise UnreadableSource("is no notebook: its JSON is no object")
    return root


def _cells(root: dict[str, jsontext.Value]) -> list[jsontext.Value]:
    """All cells; in nbformat 2 and 3 they are those of the worksheets."""
    holders = root.get("worksheets", [root])
    lists = [holder.get("cells") for holder in holders if isinstance(holder, dict)] if isinstance(holders, list) else []
    if not lists or not all(isinstance(cells, list) for cells in lists):
        raise UnreadableSource("is no notebook: it has no list of cells")
    return [cell for cells in lists if isinstance(cells, list) for cell in cells]


def _is_python(text: bytes, root: dict[str, jsontext.Value]) -> bool:
    """What the kernel's own words say; a notebook that never ran says nothing and counts as Python."""
    named = (_text(text, root, "metadata", *path) for path in (("language_info", "name"), ("kernelspec", "language")))
    return all("python" in name.lower() or "pyspark" in name.lower() for name in named if name)


def _source(text: bytes, cell: jsontext.Value, kind: str) -> list[range]:
    """The strings that a cell's source is joined from; none for a cell of another kind, or in another language."""
    if not isinstance(cell, dict) or _text(text, cell, "cell_type") != kind:
        return []
    language = _text(text, cell, "language") or _text(text, cell, "metadata", "vscode", "languageId")
    if language and kind == "code" and "python" not in language.lower():
        return []
    source = cell.get("source", cell.get("input"))
    strings = source if isinstance(source, list) else [source]
    return [string for string in strings if isinstance(string, range)]


def _text(text: bytes, value: jsontext.Value, *path: str) -> str:
    """The string at `path` of objects below `value`, or ""."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return jsontext.text(text, value) if isinstance(value, range) else ""


def _add_code(weaver: Weaver, strings: list[range]) -> None:
    begin = len(weaver.code)
    code = b"".join(text for text, _, _ in _pieces(weaver, strings))
    first = _CODE_LINE.search(code)
    prompted = first is not None and _PROMPT.match(first.group()) is not None
    if first and (first.group(1) or prompted):
        weaver.add(b"if 1:\n")  # IPython takes away the indentation and the prompts that a cell was pasted with
    start = len(weaver.code)
    _add(weaver, strings)
    if prompted:
        code = _PROMPT.sub(lambda prompt: b" " * len(prompt.group()), code)
    weaver.blank(start, *blanked(code))
    weaver.add(b"\n")
    weaver.end_cell(begin)


def _add(weaver: Weaver, strings: list[range]) -> None:
    for text, start, end in _pieces(weaver, strings):
        if end - start == len(text):
            weaver.copy(start, end)
        else:
            weaver.put(text, start, end)


def _pieces(weaver: Weaver, strings: list[range]) -> Iterator[tuple[bytes, int, int]]:
    for string in strings:
        yield from jsontext.pieces(weaver.below.code, string)
