"""Small questions to syntax trees, asked by several."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from ..regexes import regex
from .parsing import DEFINITIONS, Parsed, Steps, matches

# Expressions that are surely no module.
_VALUES = frozenset(
    {"none", "false", "true", "integer", "float", "string", "concatenated_string", "ellipsis", "dictionary", "list",
     "tuple", "set", "lambda", "comparison_operator", "not_operator", "list_comprehension", "set_comprehension",
     "dictionary_comprehension", "generator_expression", "binary_operator", "unary_operator"}
)  # fmt: skip
_OF_PYTHON = frozenset(b"list dict set frozenset tuple str bytes bytearray int float bool sorted".split())
_DECLARED = regex(
    rb"""["']?(?:(?:typing|t)\.)?(?:list|dict|set|frozenset|tuple|str|bytes|bytearray|int|float|bool|List|Dict|Set|Tuple)\b"""
    rb"(?![^|]*\|(?!\s*None\b))"  # not str | ModuleType
)
_SPLATS = frozenset({"list_splat_pattern", "dictionary_splat_pattern", "splat_pattern"})
# What may stand around one of several targets, and what binds the target on its left.
_TARGETS = frozenset(
    {"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "expression_list", "tuple", "list",
     "list_splat", "parenthesized_expression"}
)  # fmt: skip
_FIELDS = frozenset({b"__slots__", b"__match_args__", b"_fields"})
_OF_FIELDS = frozenset(b"namedtuple NamedTuple TypedDict make_dataclass Enum IntEnum StrEnum Flag IntFlag".split())
_BINDING = frozenset({"assignment", "augmented_assignment", "for_statement", "for_in_clause"})


def bare(expression: Node) -> Node:
    """The expression without the parentheses around it."""
    while expression.type == "parenthesized_expression":
        inner = next((each for each in expression.named_children if each.type != "comment"), None)
        if inner is None:
            break
        expression = inner
    return expression


def is_type_checking(condition: Node | None) -> bool:
    """Is it `TYPE_CHECKING`, by whatever path (PEP 484)? What is below that no program comes to."""
    if condition is None or (name := bare(condition)).type not in ("identifier", "attribute"):
        return False
    return (name.text or b"").rpartition(b".")[2] == b"TYPE_CHECKING"


def is_arm_for_checkers(above: Node, below: Node) -> bool:
    """Is the one an `if TYPE_CHECKING`, and the other the block that it keeps from every program?"""
    if above.type != "if_statement" or above.child_by_field_name("consequence") != below:
        return False
    return is_type_checking(above.child_by_field_name("condition"))


def is_for_checkers(node: Node) -> bool:
    """Does it stand below `if TYPE_CHECKING:`, where no program comes?"""
    below, above = node, node.parent
    while above is not None and not is_arm_for_checkers(above, below):
        below, above = above, above.parent
    return above is not None


def loaded(parsed: Parsed) -> Iterator[Node]:
    """The statements at the top of the module, and those that type checkers alone skip: what is run in any case."""
    for node in parsed.tree.root_node.named_children:
        yield node
        condition = field_of(node, "condition", "if_statement")
        block: Node | None = None
        if condition is not None and condition.type == "not_operator":
            block = node.child_by_field_name("consequence") if is_type_checking(condition.named_children[0]) else None
        elif is_type_checking(condition):
            arms = node.children_by_field_name("alternative")
            block = arms[0].child_by_field_name("body") if len(arms) == 1 and arms[0].type == "else_clause" else None
        yield from block.named_children if block is not None else ()


def imports_in(parsed: Parsed) -> list[Node]:
    """The import statements of the file, wherever they stand."""
    return matches("[(import_statement) (import_from_statement)] @statement", parsed.tree.root_node)


def walk(root: Node) -> Iterator[Node]:
    """`root` and every named node below it, in the order of the text."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.named_children))


def field_of(node: Node | None, name: str, kind: str = "") -> Node | None:
    """The node's field of that name; None when it has none, there is no node, or it is of another kind."""
    return node.child_by_field_name(name) if node is not None and kind in ("", node.type) else None


def field_text(parsed: Parsed, node: Node | None, name: str) -> bytes:
    """The text of the node's field, b"" when it has none of that name, or there is no node."""
    child = field_of(node, name)
    return parsed.text(child) if child is not None else b""


def source_of(parsed: Parsed, statement: Node) -> str:
    """The module behind `from` as it is spelled there, without blanks: `..m`; "" for `from __future__`."""
    return b"".join(field_text(parsed, statement, "module_name").split()).decode()


def holds(node: Node, at: int) -> bool:
    """Does byte `at` of the code lie in the node?"""
    return node.start_byte <= at < node.end_byte


def call_with(arguments: Node | None) -> Node | None:
    """The call that has these arguments; None for what is none: a class has its bases in such a list, too."""
    call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
    return call if call is not None and call.type == "call" else None


def last_name(parsed: Parsed, node: Node) -> bytes:
    """`c` of `a.b.c`."""
    return parsed.text(node).rpartition(b".")[2].strip()


def inside(node: Node | None, field: str) -> list[Node]:
    """The named nodes in that field of the node: the arguments of a call, the statements of a body; none without it."""
    found = field_of(node, field)
    return found.named_children if found is not None else []


def with_decorators(definition: Node) -> Node:
    """The class or function with its decorators."""
    above = definition.parent
    return above if above is not None and above.type == "decorated_definition" else definition


def is_decorated(definition: Node) -> bool:
    return with_decorators(definition) != definition


def decorators(definition: Node) -> list[Node]:
    """What decorates the class or function: the expressions behind the @."""
    around = with_decorators(definition).named_children if is_decorated(definition) else []
    return [each.named_children[0] for each in around if each.type == "decorator"]


def bases_of(definition: Node) -> list[Node]:
    """The expressions that a class inherits from, keywords left out."""
    return [each for each in inside(definition, "superclasses") if each.type not in ("keyword_argument", "comment")]


def is_one_of_several_bases(node: Node) -> bool:
    """Is it a base of a class with several? What that class gets from which of them depends on all of them."""
    above = node.parent.parent if node.parent is not None and node.parent.type == "argument_list" else None
    return above is not None and len(bases_of(above)) > 1


def is_docstring(statement: Node) -> bool:
    """Is it a string and nothing else, whose pieces are all written out?"""
    if statement.type != "expression_statement" or len(statement.named_children) != 1:
        return False
    value = statement.named_children[0]
    return value.type in ("string", "concatenated_string") and "interpolation" not in {c.type for c in value.children}


def taken_name(parsed: Parsed, element: Node) -> str:
    """What an element of an import takes: `N` in `from m import N as L`, `a.b` in `import a.b`."""
    return parsed.text(element.child_by_field_name("name") or element).decode()


def is_handed_on(parsed: Parsed, element: Node) -> bool:
    """Is it `X as X`, by which an import hands the name on to others on purpose (typing documentation, PEP 484)?"""
    return element.type == "aliased_import" and field_text(parsed, element, "name") == field_text(
        parsed, element, "alias"
    )


def assigned_value(steps: Steps) -> Node | None:
    """The right side of `name = value`, `name: T = value` or `name = other = value`; None for any other binding."""
    owner = steps[-2].node
    return last_value(owner) if owner.type == "assignment" and steps[-1].field == "left" else None


def last_value(assignment: Node) -> Node | None:
    """What is assigned: `value` in `name = other = value`; None for a bare annotation."""
    value = assignment.child_by_field_name("right")
    while value is not None and value.type == "assignment":
        value = value.child_by_field_name("right")
    return value


def names_a_field(parsed: Parsed, steps: Steps) -> bool:
    """Is the string a slot, or a field or member of a type that a call makes: Enum("E", "a b")? Its name is none."""
    for place in range(len(steps) - 2, 0, -1):
        node = steps[place].node
        if node.type in ("assignment", "augmented_assignment"):
            return field_text(parsed, node, "left") in _FIELDS
        if node.type == "argument_list":
            function = last_name(parsed, steps[place - 1].node.children[0])
            return function in _OF_FIELDS and steps[place + 1].node != node.named_children[0]
        if node.type.endswith(("_statement", "_definition")):
            return False
    return False


def is_argument(node: Node) -> bool:
    """Is the expression, as a whole, an argument of a call?"""
    above = node.parent
    return above is not None and above.type in ("argument_list", "keyword_argument")


def is_bound(node: Node) -> bool:
    """Is it a path that is assigned to, deleted, or compared with in a pattern, where a bare name would be bound?"""
    if node.type == "dotted_name":
        return True
    above = node.parent
    while above is not None and above.type in _TARGETS:
        node, above = above, above.parent
    if above is None or above.type in ("delete_statement", "as_pattern_target"):
        return above is not None
    return above.type in _BINDING and above.child_by_field_name("left") == node


def is_value(node: Node) -> bool:
    """Is the expression surely no module?"""
    return node.type in _VALUES or (node.type == "call" and node.children[0].text in _OF_PYTHON)


def binds_a_value(steps: Steps) -> bool:
    """Does the binding give its name what is surely no module: a literal, `x: list[int]`, `x += 1`, `**x`, an error?"""
    value, owner = assigned_value(steps), steps[-2].node
    if owner.type in _SPLATS or (owner.type == "as_pattern_target" and steps[-4].node.type.startswith("except")):
        return True
    declared = owner.child_by_field_name("type")
    is_declared = declared is not None and _DECLARED.match(declared.text or b"") is not None
    return is_declared or owner.type == "augmented_assignment" or (value is not None and is_value(bare(value)))


def may_hold_a_module(steps: Steps) -> bool:
    """True for a name that is bound by anything but `class`, `def`, an import and a literal."""
    value = assigned_value(steps)
    if value is not None and is_value(value):
        return False
    is_captured = len(steps) > 2 and steps[-3].node.type in ("case_pattern", "keyword_pattern")  # case [m, *_]:
    return is_captured or steps[-2].node.type not in (*DEFINITIONS, "dotted_name", "aliased_import")


def is_first_argument(node: Node, at: int) -> bool:
    """Is the place at the byte `at` in the first of the types in brackets: `Annotated["First", "second"]`?"""
    given = node.named_children[1]
    return at < (given.named_children[0] if given.type == "type_parameter" else given).end_byte
