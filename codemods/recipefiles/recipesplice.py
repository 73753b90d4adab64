"""A text below `tests:` of a recipe is set anew, and every other byte of the file stays: comments, layout, order.

    spliced("tidy.yaml", data, 0, "app/m.py", "class New: ...\\n")      # tests[0].after["app/m.py"]

What comes out is read again: it must be the same document but for that one text. The new text is written in the style
of the old one; a file that was not named before gets a block, or a quoted text in a mapping of one line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ..errors import CanonizeError
from ..problems import RecipeErrors, shown
from ..source import BOM
from .recipecheck import Plain, plain
from .recipenodes import Document, Items, Node, Scalar, Table
from .recipeyaml import read

_HEADER = re.compile(r"\|[0-9+-]*(?P<rest>[^\n]*)\n?")
_BREAKS = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
_KEY = re.compile(r"[A-Za-z_][\w./-]*")
_WORDS = ("true", "false", "null")


def spliced(path: str, data: bytes, number: int, file: str, text: str) -> bytes:
    """The recipe's bytes with `text` as what test `number` (from 0) wants of `file` afterwards.

    Raises CanonizeError when the text cannot stand there; RecipeErrors when `data` is no recipe.
    """
    document = read(path, data)
    test = _test(document, number)
    start, end, new = _edit(document.text, test, file, text)
    after = document.text[:start] + new + document.text[end:]
    if not _is_only_that(document, path, after, number, file, text):
        raise _misfit(file, "as it is written there")
    mark = BOM if data.startswith(BOM) else b""
    if b"\r\n" not in data:
        return mark + after.encode()
    if data.count(b"\n") != data.count(b"\r\n"):
        raise CanonizeError("the file has line ends of two kinds", "give it one kind, and update again")
    return mark + after.replace("\n", "\r\n").encode()


def _test(document: Document, number: int) -> Table:
    test = document.root.items("tests")[number]
    assert isinstance(test, Table)  # whoever counts the tests has read them
    return test


def _is_only_that(document: Document, path: str, after: str, number: int, file: str, text: str) -> bool:
    try:
        again = read(path, after.encode())
    except RecipeErrors:
        return False
    if again.problems:
        return False
    wanted = plain(document.root)
    assert isinstance(wanted, dict)
    tests: Plain = wanted["tests"]
    assert isinstance(tests, list)
    test = tests[number]
    assert isinstance(test, dict)
    known = test.get("after")
    tests[number] = {**test, "after": {**(known if isinstance(known, dict) else {}), file: text}}
    return plain(again.root) == wanted


def _edit(source: str, test: Table, file: str, text: str) -> tuple[int, int, str]:
    """What of the source is replaced, and by what."""
    entry = test.find("after")
    if entry is None or not isinstance(entry[1], Table):
        if entry is not None:
            raise CanonizeError('its "after" is no mapping', "write the file by hand")
        return _put(source, test, "after", file, text)
    known = entry[1].find(file)
    if known is None:
        return _put(source, entry[1], "", file, text)
    key, value = known
    if not isinstance(value, Scalar) or not entry[1].at.start <= value.at.start < entry[1].at.end:
        raise CanonizeError(f"what it wants of {shown(file)} is an alias of another text", "write it out by hand")
    return _replaced(source, key, value, file, text)


# -- a text that is there -------------------------------------------------------------------------------------------


def _replaced(source: str, key: Scalar, value: Scalar, file: str, text: str) -> tuple[int, int, str]:
    start, end = value.at.start, value.at.end
    match source[start : start + 1]:
        case "|":
            header = _HEADER.match(source, start)
            assert header is not None
            begin, end, indent = _content(source, key, value)
            return start, max(end, begin), _block(text, indent, key.at.column - 1, header["rest"])
        case '"':
            return start, end, _quoted(text)
        case "'" if "\n" in text:
            raise _misfit(file, "in single quotes")
        case "'":
            return start, end, "'" + text.replace("'", "''") + "'"
        case ">":
            raise _misfit(file, "in a folded block (>)")
        case "&":
            raise _misfit(file, "behind an anchor")
        case _ if "\n" in text or not text or text != text.strip():
            raise _misfit(file, "without quotes")
        case _:
            return start, end, text


def _misfit(file: str, style: str) -> CanonizeError:
    return CanonizeError(
        f"the new text of {shown(file)} cannot stand {style}", "make it a block (|) by hand, and update again"
    )


def _content(source: str, key: Scalar, value: Scalar) -> tuple[int, int, int]:
    """Where the lines of a block begin and the last that is not blank ends (without its newline); how deep they are."""
    begin = source.find("\n", value.at.start)
    if begin < 0:
        return len(source), len(source), key.at.column + 1
    header = source[value.at.start : begin]
    given = re.match(r"[|>][+-]?([1-9])", header)
    depth = key.at.column - 1 + int(given[1]) if given else 0
    at, end = begin + 1, begin
    while at < len(source):
        stop = source.find("\n", at)
        stop = len(source) if stop < 0 else stop
        line = source[at:stop]
        if line.strip(" "):
            indent = len(line) - len(line.lstrip(" "))
            depth = depth or indent
            if indent < depth or indent <= key.at.column - 1:
                break
            end = stop
        elif re.match(r"[|>]\d?\+", header):  # the newlines at its end count
            end = stop
        at = stop + 1
    return begin, end, depth if end > begin and depth else key.at.column + 1


# -- a text that was not there --------------------------------------------------------------------------------------


def _put(source: str, table: Table, above: str, file: str, text: str) -> tuple[int, int, str]:
    """A new entry of the table; with `above`, it stands in a mapping of that name."""
    key = file if _KEY.fullmatch(file) and file.lower() not in _WORDS else _quoted(file)
    if source[table.at.start : table.at.start + 1] == "{":
        entry = f"{key}: {_quoted(text)}"
        entry = f"{above}: {{{entry}}}" if above else entry
        at = table.at.end - 1
        before = source[table.at.start : at].rstrip()
        return at, at, entry if before.endswith(("{", ",")) else f", {entry}"
    indent = table.entries[0][0].at.column - 1
    at = _end_of(source, *table.entries[-1])
    lines = [" " * indent + f"{above}:"] if above else []
    depth = indent + 2 if above else indent
    value = _block(text, depth + 2, depth, "") if _fits_a_block(text) else _quoted(text)
    return at, at, "\n" + "\n".join([*lines, " " * depth + f"{key}: {value}"])


def _end_of(source: str, key: Scalar, node: Node) -> int:
    """The end of the last line of a value in a block mapping, without its newline."""
    opening = source[node.at.start : node.at.start + 1]
    if isinstance(node, Scalar) and opening in ("|", ">"):
        return _content(source, key, node)[1]
    children = tuple(_children(key, node)) if opening not in ("{", "[") else ()
    if children:
        return _end_of(source, *children[-1])
    stop = source.find("\n", node.at.end)
    return len(source) if stop < 0 else stop


def _children(key: Scalar, node: Node) -> Iterator[tuple[Scalar, Node]]:
    match node:
        case Table(entries):
            yield from entries
        case Items(items):
            yield from ((key, item) for item in items)


# -- how a text is written ------------------------------------------------------------------------------------------


def _fits_a_block(text: str) -> bool:
    return bool(text.strip()) and not text.startswith((" ", "\n")) and not _BREAKS.search(text) and "\r" not in text


def _block(text: str, indent: int, parent: int, rest: str) -> str:
    """A literal block without the newline that ends its last line; `rest` is what its first line says beside."""
    if not text:
        return f'""{rest}'
    first = text.lstrip("\n")[:1]
    depth = str(indent - parent) if first == " " else ""
    chomp = "-" if not text.endswith("\n") else "+" if text.endswith("\n\n") or not text.strip("\n") else ""
    lines = text.removesuffix("\n").split("\n")
    return "\n".join((f"|{depth}{chomp}{rest}", *(" " * indent + line if line else "" for line in lines)))


def _quoted(text: str) -> str:
    return _BREAKS.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
