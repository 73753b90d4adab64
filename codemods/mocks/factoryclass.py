"""One class of the factory, built with LibCST from the one in the test: under its new name, without what a base has.

class MockManager:                         class UserFlowManagerMock(ManagerMockBase):
    def connect(self): ...                     def send(self, text): ...
    def send(self, text): ...
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tree_sitter import Node

from ..edits import Edit, apply
from ..errors import Refused
from ..meaning.parsing import Parsed
from ..meaning.project import Project
from ..meaning.scopes import Names
from ..meaning.syntax import holds, walk
from ..records import dataclass
from .doubles import Double

if TYPE_CHECKING:
    import libcst as cst

_PLAIN = frozenset({"None", "int", "str", "bool", "bytes", "float", "object"})


@dataclass(frozen=True)
class Piece:
    """What one class of the factory is made of.

    `renames` has the new spelling of the names that are free in it. `without` are the members that `base` has.
    With `quoted`, annotations become strings: they were not evaluated where the class stood.
    """

    name: str
    double: Double
    renames: Mapping[str, str]
    base: str = ""
    without: frozenset[str] = frozenset()
    quoted: bool = False


def span(parsed: Parsed, double: Double) -> tuple[int, int]:
    """The bytes of the class: from the comments right above it to the end of its last line."""
    code = parsed.source.code
    begin = code.rfind(b"\n", 0, double.whole.start_byte) + 1
    while begin:
        above = code.rfind(b"\n", 0, begin - 1) + 1
        line = code[above : begin - 1]
        if not line.startswith(b"#") or line.startswith(b"#!") or b"coding" in line:
            break
        begin = above
    end = _line_end(code, double.whole.end_byte)
    while True:  # comments in the class, below its last statement
        after = _line_end(code, end + 1)
        line = code[end + 1 : after]
        if end >= len(code) or not line.startswith((b" ", b"\t")) or not line.strip().startswith(b"#"):
            return begin, end
        end = after


def _line_end(code: bytes, at: int) -> int:
    end = code.find(b"\n", at)
    end = len(code) if end < 0 else end
    return end - 1 if code[at:end].endswith(b"\r") else end


def class_statement(project: Project, piece: Piece) -> cst.ClassDef:
    """The class as it stands in the factory. Raises Refused when LibCST cannot read it."""
    import libcst as cst

    text = _renamed(project, piece)
    module = _parsed(text, piece.double.place)
    statement = module.body[0]
    if len(module.body) != 1 or not isinstance(statement, cst.ClassDef):
        raise Refused(f"{piece.double.place}: the class cannot be taken out", "please report this with the file")
    comments = [line for line in (*module.header, *statement.leading_lines) if line.comment is not None]
    bases = [cst.Arg(cst.Name(piece.base))] if piece.base else statement.bases
    body = _without(statement.body, piece.without) if piece.without else statement.body
    if module.footer and isinstance(body, cst.IndentedBlock):
        body = body.with_changes(footer=[*body.footer, *(line for line in module.footer if line.comment is not None)])
    return statement.with_changes(leading_lines=comments, bases=bases, body=body)


def base_statement(name: str, docstring: str, parts: Sequence[cst.BaseStatement]) -> cst.ClassDef:
    """A base class with these members."""
    import libcst as cst

    text = cst.SimpleStatementLine([cst.Expr(cst.SimpleString(f'"""{docstring}"""'))])
    first = parts[0].with_changes(leading_lines=[cst.EmptyLine(indent=False), *_comments(parts[0])])
    body: list[cst.BaseStatement] = [text, first, *(_spaced(part) for part in parts[1:])]
    return cst.ClassDef(cst.Name(name), cst.IndentedBlock(body))


def member_statements(statement: cst.ClassDef) -> Iterator[tuple[str, cst.BaseStatement]]:
    """The statements in the body of a class, each with the name that it binds; "" for the docstring and the like."""
    import libcst as cst

    if isinstance(statement.body, cst.IndentedBlock):
        for each in statement.body.body:
            yield bound_name(each), each


def bound_name(statement: cst.BaseStatement) -> str:
    import libcst as cst

    match statement:
        case cst.FunctionDef(name=cst.Name(value=name)) | cst.ClassDef(name=cst.Name(value=name)):
            return name
        case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]), *_]):
            return name
        case cst.SimpleStatementLine(body=[cst.AnnAssign(target=cst.Name(value=name)), *_]):
            return name
        case _:
            return ""


def code_of(statement: cst.ClassDef, indent: str) -> str:
    """The statement as text, without newline before it and with one behind it."""
    import libcst as cst

    return cst.Module([statement], default_indent=indent).code.strip("\n") + "\n"


def _without(body: cst.BaseSuite, names: frozenset[str]) -> cst.BaseSuite:
    import libcst as cst

    if not isinstance(body, cst.IndentedBlock):
        return body
    kept = [each for each in body.body if bound_name(each) not in names]
    if all(_is_pass(each) for each in kept):
        docstring = cst.SimpleStatementLine([cst.Expr(cst.SimpleString('"""Adds nothing to its base."""'))])
        return body.with_changes(body=[docstring])
    return body.with_changes(body=[kept[0].with_changes(leading_lines=_comments(kept[0])), *map(_spaced, kept[1:])])


def _is_pass(statement: cst.BaseStatement) -> bool:
    import libcst as cst

    return isinstance(statement, cst.SimpleStatementLine) and all(isinstance(e, cst.Pass) for e in statement.body)


def _comments(statement: cst.BaseStatement) -> list[cst.EmptyLine]:
    return [line for line in getattr(statement, "leading_lines", ()) if line.comment is not None]


def _spaced(statement: cst.BaseStatement) -> cst.BaseStatement:
    """A method or class with one blank line above it, whatever it stood behind."""
    import libcst as cst

    if not isinstance(statement, cst.FunctionDef | cst.ClassDef):
        return statement
    return statement.with_changes(leading_lines=[cst.EmptyLine(indent=False), *_comments(statement)])


def _parsed(text: str, place: str) -> cst.Module:
    import libcst as cst

    try:
        return cst.parse_module(text)
    except (cst.ParserSyntaxError, cst.CSTValidationError) as error:
        raise Refused(f"{place}: LibCST cannot read the class: {error}", "leave it out by its name") from error


# -- the text that is moved -----------------------------------------------------------------------------------------


def _renamed(project: Project, piece: Piece) -> str:
    parsed = project.parsed(piece.double.path)
    begin, end = span(parsed, piece.double)
    edits = [*_respelled(project, piece)]
    if piece.quoted:
        edits = list(_quoted(parsed, piece.double.whole, edits))
    inside = [Edit(each.start - begin, each.end - begin, each.replacement, each.reason) for each in edits]
    return apply(parsed.source.code[begin:end], inside).replace(b"\r\n", b"\n").decode() + "\n"


def _respelled(project: Project, piece: Piece) -> Iterator[Edit]:
    for old, new in piece.renames.items():
        if old != new:
            names = project.names(piece.double.path, old)
            for start, end in _places(names, piece.double):
                yield Edit(start, end, new.encode(), "its new name")


def _places(names: Names, double: Double) -> Iterator[tuple[int, int]]:
    for each in names.occurrences:
        if double.holds(each.start):
            is_annotation = each.role == "string" and each.enclosing("type") is not None
            if each.home == names.module or is_annotation:
                yield each.start, each.end


def _quoted(parsed: Parsed, whole: Node, edits: Sequence[Edit]) -> Iterator[Edit]:
    """The edits, and with them those that put annotations that Python would evaluate into quotes."""
    swallowed: set[Edit] = set()
    for node in walk(whole):
        if node.type != "type" or not _is_evaluated(node):
            continue
        inside = [each for each in edits if holds(node, each.start)]
        at = node.start_byte
        text = apply(
            parsed.text(node), [Edit(e.start - at, e.end - at, e.replacement, e.reason) for e in inside]
        ).decode()
        if text[:1] in "\"'" or text in _PLAIN:
            continue
        quote = "'" if '"' in text else '"'
        if quote in text or "\n" in text or "\\" in text:
            line = parsed.source.line(at)
            raise Refused(f"line {line}: the annotation {text!r} cannot be put in quotes")
        swallowed |= set(inside)
        yield Edit(at, node.end_byte, f"{quote}{text}{quote}".encode(), "not evaluated before either")
    yield from (each for each in edits if each not in swallowed)


def _is_evaluated(node: Node) -> bool:
    """Would Python evaluate the annotation when the class is made? Not those of variables in functions."""
    above = node.parent
    if above is None:
        return False
    if above.type in ("typed_parameter", "typed_default_parameter"):
        return True
    if above.type == "function_definition":
        return True
    if above.type != "assignment":
        return False
    around = above.parent
    while around is not None and around.type != "class_definition":
        if around.type in ("function_definition", "lambda"):
            return False
        around = around.parent
    return around is not None
