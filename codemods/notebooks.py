"""The Python in a Jupyter notebook: its code cells as one module, every byte with its place in the JSON.

    notebook = read(raw)
    start = notebook.code.index(b"Old")
    raw[notebook.raw_offset(start) : notebook.raw_offset(start + 3)] == b"Old"

The JSON is never written anew. The cells of a notebook share one namespace, so they are one module; what IPython adds
to Python is blanked. The formats are nbformat 2 to 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from . import jsontext
from .errors import UnreadableSource
from .magics import blanked
from .virtual import Virtual, Weaver, utf8

_CODE_LINE = re.compile(rb"(?m)^([ \t]*)(?:>>> ?|\.\.\.(?: |$))?[^\s#]")
_PROMPT = re.compile(rb"(?m)^[ \t]*(?:>>>|\.\.\.)(?: |$)")
# Python's json writes what is not ASCII as escapes unless it is told otherwise; terminals' control codes always are.
_LETTER_ESCAPE = re.compile(rb"\\u(?!00[0-7])[0-9a-fA-F]{4}")


@dataclass(frozen=True, kw_only=True)
class Notebook(Virtual):
    """The code cells of a notebook. `code` is empty when the kernel is of another language than Python."""

    @cached_property
    def _ascii(self) -> bool:
        return self.raw.isascii() and _LETTER_ESCAPE.search(self.raw) is not None

    def encoded(self, text: str) -> bytes:
        """`text` as part of a JSON string; what is not ASCII is escaped if the file does so."""
        import json

        return json.dumps(text, ensure_ascii=self._ascii)[1:-1].encode()


def read(raw: bytes) -> Notebook:
    """The notebook in `raw`.

    Raises UnreadableSource for what is no UTF-8, no JSON, or no notebook.
    """
    below = utf8(raw)
    text = below.code
    root = jsontext.parse(text)
    if not isinstance(root, dict):
        raise UnreadableSource("is no notebook: its JSON is no object")
    cells = _cells(root)
    weaver, places, left_out = Weaver(below), [], []
    if _is_python(text, root):
        for cell in cells:
            source = _source(text, cell)
            if source:
                place, hidden = _add_cell(weaver, source)
                places.append(place)
                left_out += hidden
    code = bytes(weaver.code)
    notebook = Notebook(raw=raw, code=code, below=below, segments=weaver.segments, cells=tuple(places))
    return replace(notebook, left_out=tuple(notebook.raw_range(span.start, span.stop) for span in left_out))


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


def _source(text: bytes, cell: jsontext.Value) -> list[range]:
    """The strings that a code cell's source is joined from; none for another cell, or one in another language."""
    if not isinstance(cell, dict) or _text(text, cell, "cell_type") != "code":
        return []
    language = _text(text, cell, "language") or _text(text, cell, "metadata", "vscode", "languageId") or "python"
    if "python" not in language.lower():
        return []
    source = cell.get("source", cell.get("input"))
    strings = source if isinstance(source, list) else [source]
    return [string for string in strings if isinstance(string, range)]


def _text(text: bytes, value: jsontext.Value, *path: str) -> str:
    """The string at `path` of objects below `value`, or ""."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return jsontext.text(text, value) if isinstance(value, range) else ""


def _add_cell(weaver: Weaver, strings: list[range]) -> tuple[range, list[range]]:
    """Appends a cell; tells its range of the code, and the ranges of what is left out."""
    spelled = [piece for string in strings for piece in jsontext.pieces(weaver.below.code, string)]
    first = _CODE_LINE.search(b"".join(weaver.below.code[a:b] if text is None else text for text, a, b in spelled))
    begin = len(weaver.code)
    if first and (first.group(1) or _PROMPT.match(first.group())):
        weaver.add(b"if 1:\n")  # IPython takes away the indentation and the prompts that a cell was pasted with
    start = len(weaver.code)
    for text, place, end in spelled:
        if text is None:
            weaver.copy(place, end)
        else:
            weaver.put(text, place, end)
    cell = bytes(weaver.code[start:])
    if first and _PROMPT.match(first.group()):
        cell = _PROMPT.sub(lambda prompt: b" " * len(prompt.group()), cell)
    code, left_out = blanked(cell)
    weaver.code[start:] = code
    weaver.add(b"\n")
    return range(begin, len(weaver.code)), list(_moved(left_out, start))


def _moved(ranges: tuple[range, ...], by: int) -> Iterator[range]:
    return (range(one.start + by, one.stop + by) for one in ranges)
