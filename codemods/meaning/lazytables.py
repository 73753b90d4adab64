"""Tables of the names that a module gives on demand: which there are, and who reads them.

_import_structure = {"m": ["Old"]}                         def __getattr__(name):
_import_structure["n"] = ["Other"]                             ... _import_structure ...
_import_structure["n"].append("Third")                     sys.modules[__name__] = LazyModule(__name__, ...)
"""

from __future__ import annotations

from tree_sitter import Node

from .handing import ASSIGNED, GROUPS, module_getattr
from .parsing import DEFINITIONS, Parsed, Steps, innermost
from .syntax import field_of, field_text, inside, walk

_ADDING = {b"append": False, b"add": False, b"extend": True, b"update": True}  # what it is given: a group of them?


def key_around(parsed: Parsed, steps: Steps) -> Node | None:
    """The key of a table that the string at the end stands under, in a group; None when it stands under none."""
    *_, outer, above, _ = (step.node for step in steps)
    call = _adding(parsed, steps)
    if call is not None:
        row = call.children[0].child_by_field_name("object")
    elif above.type not in GROUPS:
        return None
    elif outer.type == "pair":
        return outer.child_by_field_name("key")
    else:
        row = outer.child_by_field_name("left") if outer.type in ASSIGNED else None
    return field_of(row, "subscript", "subscript")


def _adding(parsed: Parsed, steps: Steps) -> Node | None:
    """The call that adds the string at the end to something, by itself or in a group."""
    is_grouped = steps[-2].node.type in GROUPS
    call = steps[-4 if is_grouped else -3].node
    if call.type != "call" or len(inside(call, "arguments")) != 1:
        return None
    return call if _ADDING.get(field_text(parsed, call.children[0], "attribute")) is is_grouped else None


def is_looked_into(parsed: Parsed, steps: Steps) -> bool:
    """Does what gives names on demand, the module's own or one that is called, read what stands here?"""
    around = [step.node for step in steps if step.node.type in (*DEFINITIONS, "call")]
    if not around or around == [_adding(parsed, steps)]:
        return _may_read(parsed, steps)
    return is_given_to_a_lazy_importer(parsed, steps)


def is_given_to_a_lazy_importer(parsed: Parsed, steps: Steps) -> bool:
    """An argument of `attach(__name__, {…})`, `lazy_import(globals(), aliases={…})`, `LazyModule(__name__, …)`.

    A registry's `attach({"Old": Old})` is handed nothing of the module.
    """
    call = next((step.node for step in steps if step.node.type == "call"), None)
    if call is None or innermost(steps, *DEFINITIONS) is not None:
        return False
    function = parsed.text(call.children[0]).lower()
    of_module = any(word in parsed.text(call) for word in (b"__name__", b"__package__", b"globals()"))
    return of_module and (b"attach" in function or b"lazy" in function)


def _may_read(parsed: Parsed, steps: Steps) -> bool:
    """May the module's `__getattr__` read the table that holds the place: by its name, or through what it names?

    Where no such function is written in the module, what is loaded in its place may.
    """
    tables = {name for step in steps if step.node.type in (*ASSIGNED, "call") for name in _made_by(parsed, step.node)}
    function = module_getattr(parsed)
    if function is None or not tables:
        return True
    makers = [(_made_by(parsed, node), node) for node in parsed.tree.root_node.named_children]
    waiting, seen = [function], set[bytes]()
    while waiting:
        new = _identifiers(parsed, waiting.pop()) - seen
        seen |= new
        waiting += [node for made, node in makers if made & new]
    return not tables.isdisjoint(seen)


def _made_by(parsed: Parsed, statement: Node) -> set[bytes]:
    """The names to which a statement at the top may give a value, or that it may fill, but for imports."""
    node = statement.named_children[0] if statement.type == "expression_statement" else statement
    match node.type:
        case "import_statement" | "import_from_statement" | "future_import_statement":
            return set()
        case "function_definition" | "class_definition":
            return {field_text(parsed, node, "name")}
        case "assignment" if (left := node.child_by_field_name("left")) is not None:
            return _identifiers(parsed, left)
        case _:
            return _identifiers(parsed, node)


def _identifiers(parsed: Parsed, node: Node) -> set[bytes]:
    return {parsed.text(each) for each in walk(node) if each.type == "identifier"}
