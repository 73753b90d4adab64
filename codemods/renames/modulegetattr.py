"""The function that gives a module's names on demand (PEP 562), and where a branch can be put into it.

if TYPE_CHECKING:
    upstr = istr
else:
    def __getattr__(name):      # what runs; type checkers alone skip it
        ...                     # a branch goes here
"""

from __future__ import annotations

from tree_sitter import Node

from ..meaning.handing import module_getattr
from ..meaning.parsing import Parsed
from ..meaning.scopes import Occurrence
from ..meaning.syntax import field_of, holds, is_docstring
from ..records import dataclass
from ..source import line_begin


@dataclass(frozen=True, slots=True)
class ModuleGetattr:
    """A module's `__getattr__`, and where its body begins.

    `start` and `end` are the same place, a line's begin; or the space between the colon and a body behind it. The body
    is indented by `indent`, of which `unit` is what it has beyond the function.
    """

    function: Node
    start: int
    end: int
    indent: str
    unit: str
    parameter: str

    def holds(self, each: Occurrence) -> bool:
        return holds(self.function, each.start)


def editable_getattr(parsed: Parsed) -> ModuleGetattr | None:
    """The last one that is defined whenever the module is loaded, if a branch can be put into it."""
    own = module_getattr(parsed)
    parameter = _parameter(parsed, own) if own is not None else ""
    body = field_of(own, "body")
    if not parameter or own is None or body is None:
        return None
    statement = body.named_children[0]
    if is_docstring(statement) and len(body.named_children) > 1:
        statement = body.named_children[1]
    code = parsed.source.code
    outer = code[line_begin(code, own.start_byte) : own.start_byte].decode()
    begin = line_begin(code, statement.start_byte)
    before = code[begin : statement.start_byte]
    if before.strip() or code[:begin].rstrip(b"\r\n").endswith(b"\\"):  # no line of its own
        colon = code.rindex(b":", 0, body.start_byte) + 1
        return ModuleGetattr(own, colon, body.start_byte, f"{outer}    ", "    ", parameter)
    indent = before.decode()
    return ModuleGetattr(own, begin, begin, indent, indent.removeprefix(outer), parameter)


def _parameter(parsed: Parsed, function: Node) -> str:
    """The name of the first parameter; "" when it takes any number, or when the function is a coroutine."""
    parameters = function.child_by_field_name("parameters")
    if parameters is None or not parameters.named_children or function.children[0].type == "async":
        return ""
    first = parameters.named_children[0]
    name = first if first.type == "identifier" else first.named_children[0] if first.named_children else first
    return parsed.text(name).decode() if name.type == "identifier" and "splat" not in first.type else ""
