"""Dotted paths in pieces, of which the first is a constant of the file, the name of a module, or a string before it.

APP = "app.views"
patch(f"{APP}.Old")                     # patch(f"{APP}.New")
patch(m.__name__ + ".Old")              # patch(m.__name__ + ".New")
patch("%s.Old" % APP)                   # patch("%s.New" % APP)
patch("app." "views.Old")               # patch("app." "views.New")
"""

from __future__ import annotations

from tree_sitter import Node

from ..meaning.scopes import Names, Occurrence
from ..meaning.strings import StringPlace, dotted_around, fixed_text
from ..meaning.syntax import assigned_value, field_text, inside, last_name
from ..meaning.targets import Definition, Targets
from ..names import is_dotted
from ..records import dataclass
from ..regexes import regex
from ..repo.files import RepoPath
from .documents import leads_to
from .visit import Visit

MOCKS = (b"patch", b"setattr", b"delattr", b"spy", b"multiple", b"dict")
_MOST_STRINGS = 20  # of which one path is put together
_REST = regex(rb"(?:\.[^\W\d]\w*)+")
_FORMATTED = ["string_start", "interpolation", "string_content"]
_MARK = regex(rb"%s(?=\.)|\{0?\}(?=\.)")


def function_around(visit: Visit, each: Occurrence) -> bytes:
    """The name of the function in whose call the place is, b"" when it is in none."""
    call = each.enclosing("call")
    return last_name(visit.parsed, call.children[0]) if call is not None else b""


def follow_strings(visit: Visit, each: Occurrence, place: StringPlace) -> bool:
    """The edit, when the strings around this one make a path to the symbol with it; False when they do not."""
    above = place.node.parent
    if above is None or above.type != "concatenated_string" or above.named_child_count > _MOST_STRINGS:
        return False
    strings = [node for node in above.named_children if node.type == "string"]
    if place.node not in strings[1:]:
        return False
    texts = [fixed_text(visit.parsed, node) for node in strings]
    before = "".join(texts[: strings.index(place.node)])
    at = len(before) + len(visit.parsed.source.code[place.start : each.start].decode())
    whole = "".join(texts)
    found = dotted_around(whole, at, len(visit.old)) if all(texts) else None
    if found is None or found.text != whole:
        return False
    if not leads_to(visit.slots, visit.path, found.before, goes_on=found.goes_on):
        return False
    _follow(visit, each, before, f"dotted path {whole}")
    return True


def follow_pieces(visit: Visit, each: Occurrence, place: StringPlace) -> bool:
    """The edit, when the string goes on behind what leads to the symbol; False when it does not."""
    found = _pieces(visit, place.node)
    if found is None or not found.begin <= each.start < found.end:
        return False
    rest = found.text(visit)
    has_dot = rest.startswith(b".")
    if not _REST.fullmatch(rest if has_dot else b"." + rest):
        return False
    before = visit.parsed.source.code[found.begin : each.start].decode().strip(".").split(".")
    if not _leads_to_it(visit, found.first, [part for part in before if part], has_dot):
        return False
    first = visit.text(found.first)
    _follow(visit, each, first, f"dotted path behind {first}")
    return True


def _follow(visit: Visit, each: Occurrence, first: str, reason: str) -> None:
    """The edit; in a move only a word, for the path begins with `first`, in another place."""
    if visit.retarget is not None:
        visit.left(each, "warning", f"its path is put together, from {first} on")
        return
    visit.edit(each, reason, kind="mock-targets" if function_around(visit, each) in MOCKS else "dotted-strings")


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The expression that a path begins with, and where in the code the text goes on that follows it."""

    first: Node
    begin: int
    end: int

    def text(self, visit: Visit) -> bytes:
        return visit.parsed.source.code[self.begin : self.end]


def _pieces(visit: Visit, string: Node) -> _Pieces | None:
    """The pieces of the path that the string goes on with; None when it is no such string."""
    parts, above = string.named_children, string.parent
    if [part.type for part in parts[:3]] == _FORMATTED and len(parts[1].children) == 3:
        more = len(parts) > 4  # replacements: of what is behind a dot, it goes on
        is_open = more and not visit.parsed.text(parts[2]).endswith(b".")
        end = parts[2].end_byte - (1 if more else 0)
        return None if is_open else _Pieces(parts[1].children[1], parts[2].start_byte, end)
    if above is None or not fixed_text(visit.parsed, string):
        return None
    begin, end = parts[1].start_byte, parts[1].end_byte
    if above.type == "binary_operator" and above.children[1].type == "+" and above.children[2] == string:
        return _Pieces(above.children[0], begin, end)
    filled = _filled(visit, string, above)
    mark = _MARK.match(visit.parsed.text(parts[1]))
    return _Pieces(filled, begin + mark.end(), end) if filled is not None and mark is not None else None


def _filled(visit: Visit, string: Node, above: Node) -> Node | None:
    """What the only mark of the string stands for: APP in `"%s.Old" % APP` and in `"{}.Old".format(APP)`."""
    if above.type == "binary_operator" and above.children[1].type == "%" and above.children[0] == string:
        right = above.children[2]
        return right.named_children[0] if right.type == "tuple" and len(right.named_children) == 1 else right
    is_format = field_text(visit.parsed, above, "attribute") == b"format"
    given = inside(above.parent, "arguments") if is_format else []
    return given[0] if len(given) == 1 else None


def _leads_to_it(visit: Visit, first: Node, before: list[str], has_dot: bool) -> bool:
    """Does the path lead to the symbol that begins with the expression, and has those names before the symbol's?

    `has_dot`: they begin with a dot. Without one the constant has to end with it: `APP = "app.views."`.
    """
    if has_dot and field_text(visit.parsed, first, "attribute") == b"__name__":
        below = first.child_by_field_name("object")
        return below is not None and not before and visit.attribute_moves(below) is True
    if first.type != "identifier":
        return False
    if visit.text(first) == "__name__":
        return has_dot and not before and visit.slots.renamed_in_file(visit.path)
    path = constant(visit, first)
    if path.endswith(".") == has_dot:
        return False
    return leads_to(visit.slots, visit.path, [*path.removesuffix(".").split("."), *before], surely=True)


def constant(visit: Visit, name: Node) -> str:
    """The dotted path that the name is bound to, once, at the top of its module; "" when it may be anything else.

    A dot at the end is part of it.
    """
    names = visit.project.names(visit.path, visit.text(name))
    if names.at(name.start_byte).home != names.module:
        return ""
    bindings = names.own
    if len(bindings) == 1 and bindings[0].from_import is not None:
        found = visit.resolver.of_binding(visit.path, bindings[0], names.word)
        home = _home(visit, found)
        names = visit.project.names(*home) if home is not None else names
    return _assigned(names)


def _home(visit: Visit, found: Targets) -> tuple[RepoPath, str] | None:
    """The file that defines the only thing that was found, and its name there; None when there is no such file."""
    only = next(iter(found)) if len(found) == 1 else None
    if not isinstance(only, Definition):
        return None
    files = [path for path in visit.project.modules.files(only.stem) if path.endswith(".py")]
    return (files[0], only.name) if len(files) == 1 else None


def _assigned(names: Names) -> str:
    """The dotted path that the only binding of the name assigns, at the top of the file; "" for anything else."""
    bindings = names.own
    if len(bindings) != 1 or bindings[0].scope != names.module:
        return ""
    value = assigned_value(bindings[0].steps)
    text = fixed_text(names.parsed, value) if value is not None else ""
    return text if is_dotted(text.removesuffix(".")) else ""
