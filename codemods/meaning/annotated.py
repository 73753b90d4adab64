"""Which strings stand where a type is written, and so are read as expressions by type checkers.

Rules: the typing specification, "Type annotations", and PEP 484, 593, 695.
"""

from __future__ import annotations

from tree_sitter import Node

from .parsing import DEFINITIONS, Parsed, Steps, innermost
from .syntax import is_first_argument, last_name

GENERICS = frozenset(
    b"Optional Union List Dict Set FrozenSet Tuple Type Callable Iterable Iterator Sequence Mapping MutableMapping "
    b"Generator AsyncGenerator AsyncIterator AsyncIterable Awaitable Coroutine ClassVar Final Collection Deque "
    b"DefaultDict Counter ChainMap Annotated list dict set tuple type frozenset Generic Protocol Required NotRequired "
    b"ReadOnly Unpack Concatenate TypeGuard TypeIs deque defaultdict OrderedDict MutableSequence MutableSet "
    b"AbstractSet KeysView ValuesView ItemsView ContextManager AsyncContextManager AbstractContextManager "
    b"AbstractAsyncContextManager".split()
)
_EXPRESSIONS = frozenset({"subscript", "tuple", "list", "generic_type", "type_parameter", "type", "binary_operator",
                          "union_type", "parenthesized_expression", "concatenated_string", "expression_list",
                          "member_type", "keyword_argument", "dictionary", "pair"})  # fmt: skip
_PARAMETERS = frozenset({"typed_parameter", "typed_default_parameter"})


def is_stored(steps: Steps) -> bool:
    """Is the annotation kept for who asks: of a parameter, a result, a name of a class, and of no local variable?"""
    inner = innermost(steps, *DEFINITIONS)
    of_function = any(step.node.type in _PARAMETERS or step.field == "return_type" for step in steps)
    return of_function or (inner is not None and inner.type == "class_definition")


def is_annotation(parsed: Parsed, steps: Steps) -> bool:
    """Is the string, the last step, part of an annotation, of an alias of types, or a base class's type argument?"""
    child, at = steps[-1].node, steps[-1].node.start_byte
    for step in reversed(steps[:-1]):
        node = step.node
        if node.type in ("subscript", "generic_type") and not _is_type_argument(parsed, node, child, at):
            return False
        if step.field in ("type", "return_type") and node.type == "type":
            return True
        if node.type in ("subscript", "generic_type"):
            if last_name(parsed, node.children[0]) in GENERICS and node.children[0] != child:
                return True
        elif node.type == "argument_list":
            return step.field == "superclasses" and child.type == "subscript" and _is_class_name(parsed, child)
        elif node.type == "type_alias_statement":
            return child == node.child_by_field_name("right")
        elif node.type == "constrained_type":  # def f[T: "Bound"]
            return child != node.named_children[0]
        elif node.type == "assignment":
            annotation = node.child_by_field_name("type")
            return annotation is not None and last_name(parsed, annotation).strip(b"\"'") == b"TypeAlias"
        elif node.type not in _EXPRESSIONS:
            return False
        child = node
    return False


def _is_type_argument(parsed: Parsed, node: Node, child: Node, at: int) -> bool:
    """Literal["Name"] holds values, and of Annotated only the first argument is a type."""
    name = last_name(parsed, node.children[0])
    if name == b"Literal":
        return False
    return name != b"Annotated" or child == node.children[0] or is_first_argument(node, at)


def _is_class_name(parsed: Parsed, subscript: Node) -> bool:
    """Of `class C(Base["Name"])`: is Base called like a class, and not like the table of a registry?"""
    name = last_name(parsed, subscript.children[0]).decode().lstrip("_")
    return name[:1].isupper() and not name.isupper()


def type_comment(parsed: Parsed, comment: Node, at: int) -> str:
    """What stands behind `# type:` in the comment (PEP 484), when the place `at` in it is part of that; else ""."""
    text = parsed.text(comment).decode()
    marker = text[1:].lstrip()
    if not marker.startswith("type:") or marker[5:].lstrip().startswith("ignore"):
        return ""
    second = text.find("#", 1)
    is_part = second < 0 or at < comment.start_byte + len(text[:second].encode())
    return marker[5:] if is_part else ""
