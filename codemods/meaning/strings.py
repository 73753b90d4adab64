"""What a string in Python code is for, as far as its place tells: an annotation, an export, a path to an object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from tree_sitter import Node

from ..names import MOST_PARTS
from ..records import dataclass
from .annotated import GENERICS, is_annotation
from .parsing import Parsed, Steps, without_comments
from .roles import runs_on
from .syntax import field_text, inside, last_name

Use = Literal[
    "annotation",  # read as an expression by type checkers, and by typing.get_type_hints
    "export",  # in __all__
    "table",  # in a list or tuple of strings at the top of a module
    "member",  # beside the object whose attribute it names: getattr(m, "name"), patch.object(m, "name")
    "global",  # globals()["name"]; what __reduce__ returns for an object that is found by its name
    "own-name",  # N = namedtuple("N", …): the name that is given to what is bound; N.__name__ = "N"
    "fixture",  # what pytest is asked for by name: usefixtures("name")
    "docstring",
    "other",
]
# Functions of typing that take types as strings, and which of their arguments (language of the typing specification).
_TYPES_FROM = {b"cast": (0, 1), b"assert_type": (1, 2), b"TypeVar": (1, 99), b"NewType": (1, 2), b"ForwardRef": (0, 1),
               b"TypedDict": (1, 2), b"NamedTuple": (1, 2), b"ParamSpec": (1, 99),
               b"TypeAliasType": (1, 2)}  # fmt: skip
_NAMED_BY_CALL = frozenset(
    b"namedtuple NamedTuple TypedDict NewType Enum IntEnum StrEnum Flag IntFlag TypeVar ParamSpec TypeVarTuple "
    b"TypeAliasType new_class make_dataclass type".split()
)
_NAMING_KEYWORDS = frozenset({b"qualname", b"typename", b"cls_name"})  # Enum, namedtuple, make_dataclass
_TYPE_KEYWORDS = frozenset({b"bound", b"default", b"typ", b"type_"})
# Functions whose second argument is the name of an attribute of the first.
_BY_NAME = frozenset({b"getattr", b"setattr", b"hasattr", b"delattr"})
MEMBER_FUNCTIONS = _BY_NAME | set(b"object spy stub setitem getattr_static swap_attr MockPatchObject".split())
_EXPORTING = frozenset({b"__all__.append", b"__all__.extend", b"__all__.insert", b"__all__.remove"})
_MOST_ARGUMENTS = 200  # in longer calls none names anything
_BLOCKS = frozenset({"function_definition", "class_definition", "lambda"})
_REDUCING = frozenset({b"__reduce__", b"__reduce_ex__"})


@dataclass(frozen=True, slots=True)
class StringPlace:
    """A string literal around a place: what it is for, its text, and where that text begins.

    `whole` is the text of a literal without escapes and replacement fields; "" for all others.
    `beside` is, for "member", the expression whose attribute the string names.
    """

    use: Use
    node: Node
    whole: str
    start: int
    beside: Node | None = None


def string_place(parsed: Parsed, steps: Steps) -> StringPlace:
    """What the string that holds the last step is for. Raises ValueError when there is no string around it."""
    steps = down_to_string(steps)
    if not steps:
        raise ValueError("no string here")
    node = steps[-1].node
    start, whole = node.children[0].end_byte, "" if runs_on(parsed, node) else fixed_text(parsed, node)
    use, beside = _use(parsed, steps)
    return StringPlace(use, node, whole, start, beside)


def down_to_string(steps: Steps) -> Steps:
    """The steps down to the string that holds the last of them; none when there is no string around it."""
    place = next((at for at in range(len(steps) - 1, 0, -1) if steps[at].node.type == "string"), -1)
    return steps[: place + 1]


def takes_types(parsed: Parsed, node: Node) -> bool:
    """Is it a call of, or a subscript to, what is spelled like a thing of typing that takes types as strings?"""
    if node.type == "call":
        return last_name(parsed, node.children[0]) in _TYPES_FROM
    return node.type == "subscript" and last_name(parsed, node.children[0]) in GENERICS


def is_plain(parsed: Parsed, node: Node) -> bool:
    """Is the literal a `str` of fixed text, and so no bytes, f-string or template?"""
    return not set(b"bft").intersection(parsed.text(node.children[0]).lower())


def fixed_text(parsed: Parsed, node: Node) -> str:
    """The text of a string literal without escapes and replacement fields; "" for all others."""
    if node.type != "string" or not is_plain(parsed, node) or len(node.named_children) != 3:
        return ""
    content = node.named_children[1]
    if content.type != "string_content" or any(child.type == "escape_sequence" for child in content.children):
        return ""
    return parsed.text(content).decode()


def _use(parsed: Parsed, steps: Steps) -> tuple[Use, Node | None]:
    above = steps[-2].node
    if steps[-3 if above.type == "concatenated_string" else -2].node.type == "expression_statement":
        return "docstring" if is_plain(parsed, steps[-1].node) else "other", None
    if above.type == "subscript" and steps[-1].field == "subscript":
        use, beside = mapping_key(parsed, steps, above.children[0])
        if use != "other":
            return use, beside
    if above.type == "comparison_operator" and len(above.children) == 3 and above.children[1].type in ("in", "not in"):
        is_asked = parsed.text(above.children[2]) in (b"request.fixturenames", b"item.fixturenames")
        return ("fixture", None) if is_asked else mapping_key(parsed, steps, above.children[2])
    if _is_own_name(parsed, steps):
        return "own-name", None
    if is_annotation(parsed, steps):
        return "annotation", None
    if above.type == "argument_list":
        return _argument(parsed, steps)
    if above.type == "keyword_argument" and parsed.text(above.children[0]) in (b"attribute", b"name"):
        call = steps[-4].node
        owner = object_given(parsed, call)
        if last_name(parsed, call.children[0]) in MEMBER_FUNCTIONS and owner is not None:
            return "member", owner
    return _element(parsed, steps), None


def _is_own_name(parsed: Parsed, steps: Steps) -> bool:
    """The first argument of a call that makes a type, or its `qualname`, bound to that very name; or its `__name__`."""
    if steps[-2].node.type == "assignment":
        word = fixed_text(parsed, steps[-1].node)
        return field_text(parsed, steps[-2].node, "left").decode() in (f"{word}.__name__", f"{word}.__qualname__")
    keyword = steps[-2].node if steps[-2].node.type == "keyword_argument" else None
    at = -2 if keyword is None else -3
    if len(steps) < 3 - at or steps[at].node.type != "argument_list" or steps[at - 2].node.type != "assignment":
        return False
    if steps[at].node.named_child_count > _MOST_ARGUMENTS:
        return False
    call, left = steps[at - 1].node, steps[at - 2].node.child_by_field_name("left")
    first = _position(steps[at].node, steps[-1].node) == 0
    told = keyword is not None and parsed.text(keyword.children[0]) in _NAMING_KEYWORDS
    named = last_name(parsed, call.children[0]) in _NAMED_BY_CALL and (first or told)
    return named and left is not None and parsed.text(left).decode() == fixed_text(parsed, steps[-1].node)


def _argument(parsed: Parsed, steps: Steps) -> tuple[Use, Node | None]:
    """A string that is an argument of a call."""
    string, arguments, call = steps[-1].node, steps[-2].node, steps[-3].node
    if call.type != "call" or arguments.named_child_count > _MOST_ARGUMENTS:
        return "other", None
    function = last_name(parsed, call.children[0])
    position = _position(arguments, string)
    if function in _TYPES_FROM and _TYPES_FROM[function][0] <= position < _TYPES_FROM[function][1]:
        return "annotation", None
    if position == 1 and function in (b"setitem", b"delitem"):
        return mapping_key(parsed, steps, arguments.named_children[0])
    if position == 1 and (function in MEMBER_FUNCTIONS or parsed.text(call.children[0]) == b"self.patch"):
        return "member", arguments.named_children[0]
    given = without_comments(arguments)
    if position > 1 and parsed.text(given[position - 2]) in _BY_NAME:
        return "member", given[position - 1]  # addCleanup(setattr, m, "name", value)
    if function in (b"usefixtures", b"getfixturevalue", b"getfixture"):
        return "fixture", None
    if parsed.text(call.children[0]) in _EXPORTING:
        return "export", None
    below = call.children[0].child_by_field_name("object")
    if position or below is None:
        return "other", None
    if below.type == "call" and function in (b"should_receive", b"should_call"):  # flexmock(m).should_receive("name")
        return "member", object_given(parsed, below)
    return mapping_key(parsed, steps, below) if function in (b"get", b"pop", b"setdefault") else ("other", None)


def object_given(parsed: Parsed, call: Node) -> Node | None:
    """The object whose attribute a call names: its first argument, or what it gets as `target` or `obj`."""
    for argument in inside(call, "arguments"):
        if argument.type == "keyword_argument":
            if parsed.text(argument.children[0]) in (b"target", b"obj"):
                return argument.child_by_field_name("value")
        elif argument.type != "comment":
            return argument
    return None


def mapping_key(parsed: Parsed, steps: Steps, mapping: Node) -> tuple[Use, Node | None]:
    """What a key of the mapping is: a global, or an attribute of a module (`vars(m)["name"]`, `m.__dict__["name"]`)."""
    if parsed.text(mapping) in (b"vars()", b"locals()"):
        return "other" if any(step.node.type in _BLOCKS for step in steps) else "global", None
    if parsed.text(mapping) == b"globals()":
        return "global", None
    owner = namespace_owner(parsed, mapping)
    return ("member", owner) if owner is not None else ("other", None)


def namespace_owner(parsed: Parsed, mapping: Node) -> Node | None:
    """`m` in `m.__dict__` and `vars(m)`, None for every other expression."""
    attribute = mapping.child_by_field_name("attribute")
    if attribute is not None and parsed.text(attribute) == b"__dict__":
        return mapping.child_by_field_name("object")
    arguments = mapping.child_by_field_name("arguments")
    if arguments is not None and parsed.text(mapping.children[0]) == b"vars" and len(arguments.named_children) == 1:
        return arguments.named_children[0]
    return None


def _position(arguments: Node, child: Node) -> int:
    positional = [node for node in arguments.named_children if node.type not in ("comment", "keyword_argument")]
    return next((place for place, node in enumerate(positional) if node == child), -1)


def _element(parsed: Parsed, steps: Steps) -> Use:
    """A string in a list, tuple or set that a statement assigns; or deeper, below a call that takes types."""
    for at in range(len(steps) - 2, 0, -1):
        node = steps[at].node
        if node.type in ("assignment", "augmented_assignment"):
            left = node.child_by_field_name("left")
            if left is not None and parsed.text(left) == b"__all__":
                return "export" if _is_global(parsed, steps[:at]) else "other"
            inside = steps[-2].node
            top = all(step.node.type in ("module", "expression_statement", "assignment") for step in steps[: at + 1])
            is_one = left is not None and left.type == "identifier"  # each name gets one: A, B = ("A", "B")
            if top and is_one and inside.type in ("list", "tuple", "set") and steps[at + 1].node == inside:
                return "table"
            return "other"
        if node.type == "call":
            if parsed.text(node.children[0]) in _EXPORTING:
                return "export"
            if last_name(parsed, node.children[0]) in (b"TypedDict", b"NamedTuple") and not _names_a_field(steps):
                return "annotation"
            keyword = next((step.node for step in steps[at:] if step.node.type == "keyword_argument"), None)
            named = field_text(parsed, keyword, "name")
            if named in _TYPE_KEYWORDS and takes_types(parsed, node):
                return "annotation"
        if node.type in _BLOCKS:
            is_reduced = steps[-2].node.type == "return_statement" and field_text(parsed, node, "name") in _REDUCING
            return "global" if is_reduced else "other"
    return "other"


def _is_global(parsed: Parsed, around: Steps) -> bool:
    """Is an `__all__` that is bound there the module's, and not that of a class or function?"""
    return not any(step.node.type in _BLOCKS for step in around) or b"global __all__" in parsed.source.code


def _names_a_field(steps: Steps) -> bool:
    """In TypedDict("T", {"name": "Type"}), NamedTuple("N", [("name", "Type")])."""
    pair = steps[-2].node
    return steps[-1].field == "key" or (pair.type == "tuple" and pair.named_children[0] == steps[-1].node)


def table_around(steps: Steps) -> Node:
    """The list, tuple or set around a "table" string."""
    return next(step.node for step in reversed(steps) if step.node.type in ("list", "tuple", "set"))


def table_strings(parsed: Parsed, group: Node) -> Sequence[str]:
    """All strings of the list, tuple or set; empty when it holds anything else."""
    items = without_comments(group)
    texts = [fixed_text(parsed, node) for node in items]
    return texts if all(texts) else ()


@dataclass(frozen=True, slots=True)
class DottedPath:
    """A path around a word, as it is written: `app.m.Old.get` or `app.m:Old`. The word is the part at `place`."""

    text: str
    place: int

    @property
    def parts(self) -> list[str]:
        return self.text.replace(":", ".").split(".")

    @property
    def before(self) -> list[str]:
        """The parts before the word."""
        return self.parts[: self.place]

    @property
    def goes_on(self) -> bool:
        """Does the path lead to something within what the word names?"""
        return self.place + 1 < len(self.parts)


def dotted_around(text: str, at: int, length: int) -> DottedPath | None:
    """The path in `text` around the word at `at`; None when that stands alone, or touches what belongs to no path."""
    start, end = at, at + length
    while start > 0 and (text[start - 1].isidentifier() or text[start - 1].isdigit() or text[start - 1] in ".:"):
        start -= 1
    while end < len(text) and (text[end].isidentifier() or text[end].isdigit() or text[end] in ".:"):
        end += 1
    path = text[start:end]
    while path and path[0] in ".:":
        path, start = path[1:], start + 1
    found = DottedPath(path := path.rstrip(".:"), path[: at - start].replace(":", ".").count("."))
    parts = found.parts
    if not 2 <= len(parts) <= MOST_PARTS or not all(part.isidentifier() for part in parts) or path.count(":") > 1:
        return None
    after = text[start + len(path) : start + len(path) + 1]
    if (start and text[start - 1] in "/\\@-") or (after and after in "/\\@-"):
        return None
    return found
