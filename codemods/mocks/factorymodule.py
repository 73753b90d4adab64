"""The factory module: imports, constants, bases, the doubles, and the function that makes one of any kind.

A module that is there already is extended: what is new goes in front of its section of variants, which is written anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from tree_sitter import Node

from ..edits import Edit, apply
from ..meaning.parsing import EVERY_IMPORT, Parsed
from ..records import dataclass
from ..source import BOM
from .factoryimports import import_lines
from .factorystyle import Style
from .needed import Constant, Import

MARK = "# canonize: the variants"
BEGIN = f"{MARK}; what stands below is written anew whenever one is added"
_SECTION = re.compile(rb"^# canonize: the variants\b.*", re.MULTILINE | re.DOTALL)
_ROW = re.compile(rb"^[ \t]+[\"'](\w+)[\"']: (\w+),[ \t]*(?:#[ \t]*(.*))?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """One variant that the factory function makes. `note` says where it came from."""

    word: str
    name: str
    note: str


@dataclass(frozen=True)
class Content:
    """What a factory module needs to hold. `classes` are statements, as text, in their order; so is `check`, or ""."""

    subject: str
    function: str
    imports: tuple[Import, ...]
    constants: tuple[Constant, ...]
    classes: tuple[str, ...]
    rows: tuple[Row, ...]
    future: bool
    own: tuple[str, ...]
    check: str = ""


def new_module(content: Content, style: Style) -> str:
    """The whole text of a factory that is not there yet."""
    future = [Import("__future__", "annotations", "")] if content.future else []
    of = f" of {content.subject}" if content.subject else ""
    head = [f'"""Test doubles{of}, for all tests.', "", f"{content.function}() makes one of any kind.", '"""', ""]
    head += import_lines((*future, *_imports(content)), content.own, style)
    head += ["", *(each.text for each in content.constants)] if content.constants else []
    classes = "".join(f"\n\n{each}" for each in content.classes)
    return "\n".join(head) + "\n" + classes + "\n\n" + section(content, style)


def _imports(content: Content) -> Iterator[Import]:
    """Those of the classes, and of the function and its overloads."""
    yield from content.imports
    names = ["Any", *(["Literal", "overload"] if len(content.rows) > 1 else [])]
    names += ["TYPE_CHECKING"] if any(each.typing_only for each in content.imports) else []
    yield from (Import("typing", name, "") for name in names)
    yield Import("inspect", "signature", "")


def extended(parsed: Parsed, content: Content, style: Style) -> bytes:
    """The factory that is there, with what is new in `content`: at its end, or in front of its section of variants."""
    code = parsed.source.code
    found = _SECTION.search(code)
    begin = found.start() if found else len(code)
    gap = "" if found else "\n" * (3 - len(code) + len(code.rstrip(b"\n")))
    missing = [each for each in _imports(content) if not has_import(parsed, each)]
    lines = "".join(f"{line}\n" for line in import_lines(missing, content.own, style) if line)
    constants = "".join(f"{each.text}\n" for each in content.constants)
    at = _after_imports(parsed)
    classes = "".join(f"{each}\n\n" for each in content.classes)
    new = section(content, style)
    others = "".join(f"\n\n{each}\n" for each in _others(parsed, begin, content.function)) if found else ""
    edits = [Edit(begin, len(code), f"{gap}{classes}{new}{others}".encode(), "the variants")]
    if lines or constants:
        edits.append(Edit(at, at, (lines + ("\n" if constants else "") + constants).encode(), "what they need"))
    return apply(code, edits)


def _others(parsed: Parsed, begin: int, function: str) -> Iterator[str]:
    """What somebody else wrote below the section of variants, as it is there: it stays."""
    below = [each for each in parsed.tree.root_node.named_children if each.start_byte >= begin]
    for ours, several in groupby(below, lambda each: _is_ours(parsed, each, function)):
        statements = [*several]
        if not ours:
            yield parsed.source.code[statements[0].start_byte : statements[-1].end_byte].decode()


def _is_ours(parsed: Parsed, statement: Node, function: str) -> bool:
    inner = statement.child_by_field_name("definition") or statement
    name = inner.child_by_field_name("name")
    called = (name.text or b"").decode() if name is not None else ""
    begins = parsed.text(statement).startswith((b"_VARIANTS =", b"_VARIANTS:", MARK.encode()))
    return begins or called == function or called.startswith("differing_from_")


def rows_of(code: bytes) -> tuple[Row, ...]:
    """The variants that a factory has."""
    found = _SECTION.search(code)
    rows = _ROW.findall(found.group()) if found else []
    return tuple(Row(word.decode(), name.decode(), note.decode(errors="replace").strip()) for word, name, note in rows)


def has_import(parsed: Parsed, each: Import) -> bool:
    """Does the module import just that, under that word?"""
    if not each.name:
        line = rb"^import " + re.escape(each.spelled.encode()) + rb"\s*$"
        return re.search(line, parsed.source.code, re.MULTILINE) is not None
    return any(
        " ".join((name.text or b"").decode().split()) == each.spelled
        for statement in parsed.tree.root_node.named_children if statement.type == "import_from_statement"
        and (source := statement.child_by_field_name("module_name")) and source.text == each.module.encode()
        for name in statement.children_by_field_name("name")
    )  # fmt: skip


def _after_imports(parsed: Parsed) -> int:
    """The start of the line below the last import at the top."""
    code, end = parsed.source.code, 0
    for statement in parsed.tree.root_node.named_children:
        if statement.type in EVERY_IMPORT:
            end = code.find(b"\n", statement.end_byte) + 1 or len(code)
    return end


# -- the function ---------------------------------------------------------------------------------------------------


def section(content: Content, style: Style) -> str:
    """The table of variants, the function that makes one, with an overload for each, and the check."""
    subject, function, rows = content.subject, content.function, content.rows
    indent, table = style.indent, "_VARIANTS"
    lines = [BEGIN, f"{table} = {{", *(_row(each, style) for each in rows), "}", ""]
    if len(rows) > 1:
        for place, each in enumerate(rows):
            kind = f"Literal[{style.text(each.word)}]" + (" = ..." if place == 0 else "")
            lines += ["", "@overload", *_signature(function, kind, each.name, ": ...", style), ""]
    first = rows[0]
    result = first.name if len(rows) == 1 else "Any"
    lines += ["", *_signature(function, f"str = {style.text(first.word)}", result, ":", style)]
    body = [
        f'"""A new test double{f" of {subject}" if subject else ""}.',
        "",
        "`variant` is one of:",
        "",
        *(f"- {each.word}: {each.name}{f', {each.note}' if each.note else ''}" for each in rows),
        "",
        "An override that the class takes when it is made is handed to it; any other is set on the new double.",
        '"""',
        f"made_from: Any = {table}[variant]",
        "taken = signature(made_from).parameters",
        "double = made_from(**{name: value for name, value in overrides.items() if name in taken})",
        "for name, value in overrides.items():",
        f"{indent}if name not in taken:",
        f"{indent}{indent}setattr(double, name, value)",
        "return double",
    ]
    lines += [indent + line if line else "" for line in _wrapped(body, style)]
    return "\n".join(lines) + "\n" + (f"\n\n{content.check}" if content.check else "")


def _row(row: Row, style: Style) -> str:
    line = f"{style.indent}{style.text(row.word)}: {row.name},"
    noted = f"{line}  # {row.note}"
    return noted if row.note and len(noted) <= style.length else line


def _signature(function: str, kind: str, result: str, end: str, style: Style) -> list[str]:
    """`def function(variant: kind, **overrides: Any) -> result:`, on as few lines as fit."""
    inside = f"variant: {kind}, **overrides: Any"
    whole = f"def {function}({inside}) -> {result}{end}"
    if len(whole) <= style.length:
        return [whole]
    return [f"def {function}(", f"{style.indent}{inside}", f") -> {result}{end}"]


def _wrapped(lines: Iterable[str], style: Style) -> list[str]:
    """The lines of the function; those that would be too long with their indentation are broken."""
    from textwrap import wrap

    wide = style.length - len(style.indent.expandtabs(4))
    found: list[str] = []
    for line in lines:
        if len(line) <= wide:
            found.append(line)
        elif line.startswith("double = "):
            found += [
                "double = made_from(",
                f"{style.indent}**{{name: value for name, value in overrides.items() if name in taken}}",
                ")",
            ]
        else:
            found += wrap(line, wide, subsequent_indent="  " if line.startswith("- ") else "", break_long_words=False)
    return found


def in_style_of(raw: bytes, text: bytes) -> bytes:
    """The text with the byte order mark and the newlines of the file as it was."""
    newline = b"\r\n" if b"\r\n" in raw else b"\n"
    body = text.replace(b"\r\n", b"\n").replace(b"\n", newline)
    return BOM + body if raw.startswith(BOM) else body
