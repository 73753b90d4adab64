"""The Python in a Jupyter notebook: its code cells as one module, every byte with its place in the JSON.

    notebook = read(raw)
    start = notebook.code.index(b"Old")
    raw[notebook.raw_offset(start) : notebook.raw_offset(start + 3)] == b"Old"

The JSON is never written anew. The cells of a notebook share one namespace, so they are one module; what IPython adds
to Python is blanked. The formats are nbformat 2 to 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
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

_APART = regex(rb"\",\s*\"")
_BLANKS = regex(rb"\s*\Z")
_MOST_BLANKS = 200


@dataclass(frozen=True, kw_only=True)
class Notebook(Virtual):
    """The code cells of a notebook. `code` is empty when the kernel is of another language than Python.

    `between` is what the file puts between two lines of each cell; b"" where a cell is one string.
    """

    between: tuple[bytes, ...] = ()

    @cached_property
    def _ascii(self) -> bool:
        return self.raw.isascii() and _LETTER_ESCAPE.search(self.raw) is not None

    def encoded(self, text: str, at: int = 0) -> bytes:
        """`text` as part of a JSON string; what is not ASCII is escaped if the file does so."""
        import json

        lines = (json.dumps(line, ensure_ascii=self._ascii)[1:-1].encode() for line in text.splitlines(keepends=True))
        return (self.between[self.cell_at(at)] if self.between else b"").join(lines)


def read(raw: bytes) -> Notebook:
    """The code of the notebook in `raw`.

    Raises UnreadableSource for what is no UTF-8, no JSON, or no notebook.
    """
    weaver = Weaver(utf8(raw))
    root = _root(weaver.below.code)
    if not _is_python(weaver.below.code, root):
        return Notebook.woven(weaver)
    return _woven(weaver, root, "code", _add_code)


def read_prose(raw: bytes) -> Notebook:
    """The Markdown of the notebook: its cells as one text, in which `code` is no Python."""
    weaver = Weaver(utf8(raw))
    return _woven(weaver, _root(weaver.below.code), "markdown", _add_prose)


def _woven(
    weaver: Weaver, root: dict[str, jsontext.Value], kind: str, add: Callable[[Weaver, list[range]], None]
) -> Notebook:
    """The notebook of the cells of that kind, each of which is added."""
    between = []
    for cell in _cells(root):
        source = _source(weaver.below.code, cell, kind)
        if strings := [each for each in (source if isinstance(source, list) else [source]) if isinstance(each, range)]:
            add(weaver, strings)
            between.append(_between(weaver.below.code, strings) if isinstance(source, list) else b"")
    return replace(Notebook.woven(weaver), between=tuple(between))


def _between(text: bytes, strings: list[range]) -> bytes:
    """What stands between two strings of the list, or would: there they are on lines of their own, or on one."""
    first, *others = strings
    if others and _APART.fullmatch(text, first.stop, others[0].start):
        return text[first.stop : others[0].start]
    blanks = _BLANKS.search(text[max(0, first.start - 1 - _MOST_BLANKS) : first.start - 1])
    return b'",%b"' % ((blanks.group() if blanks else b"") or b" ")


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


def _source(text: bytes, cell: jsontext.Value, kind: str) -> jsontext.Value:
    """A cell's source, a string or a list of them; None for a cell of another kind, or in another language."""
    if not isinstance(cell, dict) or _text(text, cell, "cell_type") != kind:
        return None
    language = _text(text, cell, "language") or _text(text, cell, "metadata", "vscode", "languageId")
    if language and kind == "code" and "python" not in language.lower():
        return None
    return cell.get("source", cell.get("input"))


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


def _add_prose(weaver: Weaver, strings: list[range]) -> None:
    begin = len(weaver.code)
    _add(weaver, strings)
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
