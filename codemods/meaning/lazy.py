"""Names that a module gives on demand (PEP 562): a literal table that `__getattr__` reads, or an import in its body.

_LAZY = {"Old": ".m", "Alias": ("app.m", "Old")}          # name -> module, name -> (module, attribute)
_import_structure = {"m": ["Old"]}                         # module -> names (lazy_loader, transformers)
_import_structure["m"].append("Old")
_NAMES = ("Old",)                                          # beside a `return getattr(m, name)`
def __getattr__(name):
    if name == "Old":
        from .m import Old
        return Old
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from tree_sitter import Node

from ..records import dataclass
from .handing import asked_modules, asked_name, getattr_around, handed_on, handed_on_by_list
from .lazytables import is_given_to_a_lazy_importer, is_looked_into, key_around
from .parsing import DEFINITIONS, Parsed, Steps, innermost
from .places import meant
from .scopes import Occurrence
from .stems import Module
from .strings import down_to_string, fixed_text
from .syntax import field_of, field_text, holds

if TYPE_CHECKING:
    from .bindings import Resolver
    from .project import Project
    from .targets import Target, Targets


@dataclass(frozen=True, slots=True)
class LazyEntry:
    """A string that takes part in a lazy export.

    "key": the name under which this module gives it. "attribute": its name in `source`. "both": one string for the two.
    `source` is the module that a table names for it, `others` those that it has tried for the same name where that
    one is not there, as they are spelled.
    """

    part: Literal["key", "attribute", "both"]
    targets: Targets
    source: Module | None = None
    others: tuple[str, ...] = ()


def is_attached(project: Project, stub: str) -> bool:
    """Does `lazy_loader.attach_stub` give what the stub imports? It takes imports from within the package alone."""
    path = stub.removesuffix("i")
    return stub in project.kinds and path in project.kinds and b"attach_stub(" in project.read(path)


def lazy_targets(resolver: Resolver, path: str, name: str) -> Targets:
    """What the module in `path` gives for `name` on demand; empty when it does not, as far as can be read."""
    if not resolver.project.is_readable(path):
        return frozenset()
    parsed = resolver.project.parsed(path)
    found: set[Target] = set(handed_on(resolver, path, name)) if parsed.may_be_lazy else set()
    if not parsed.holds(name):
        return frozenset(found)
    for each in resolver.project.names(path, name).occurrences:
        entry = lazy_entry(resolver, path, each)
        if entry is not None and entry.part != "attribute":
            found |= entry.targets
    return frozenset(found)


def lazy_entry(resolver: Resolver, path: str, each: Occurrence) -> LazyEntry | None:
    """What the string at this place is in a lazy export, None when it is in none."""
    parsed = resolver.project.parsed(path)
    steps = down_to_string(each.steps) if each.role == "string" else ()
    if not steps:
        return None
    name, text = parsed.source.code[each.start : each.end].decode(), fixed_text(parsed, steps[-1].node)
    if text != name:
        return _in_path(resolver, path, steps, text, name)
    if not parsed.may_be_lazy:
        return _below_a_module(resolver, path, steps, name)
    return (
        _in_table(resolver, path, steps, name)
        or _in_getattr(resolver, path, each, name)
        or _in_list(resolver, path, steps, name)
    )


def _below_a_module(resolver: Resolver, path: str, steps: Steps, name: str) -> LazyEntry | None:
    """`{"app.m": ["Name"]}` at the top of a module, where "app.m" is a module of the project: an export."""
    parsed = resolver.project.parsed(path)
    key = key_around(parsed, steps)
    if key is None or innermost(steps, *DEFINITIONS) is not None:
        return None
    dotted = fixed_text(parsed, key)
    targets = _member(resolver, path, dotted, name) if "." in dotted else frozenset()
    return LazyEntry("both", targets, _module(resolver, path, dotted)) if targets else None


def _in_table(resolver: Resolver, path: str, steps: Steps, name: str) -> LazyEntry | None:
    parsed = resolver.project.parsed(path)
    if not is_looked_into(parsed, steps):
        return _below_a_module(resolver, path, steps, name)
    string, above = steps[-1], steps[-2]
    if above.node.type == "pair" and string.field == "key":
        value = None if _is_of_a_submodule(steps) else above.node.child_by_field_name("value")
        return _from_pair(resolver, path, steps, name, value) if value is not None else None
    key = key_around(parsed, steps)
    if key is None:
        return None
    dotted = fixed_text(parsed, key)
    below = _member(resolver, path, dotted, name) if dotted else frozenset()
    strings = [node for node in above.node.named_children if node.type == "string"]
    at = strings.index(string.node)
    beside = strings[at - 1] if at or len(strings) == 2 else None  # its module: before it, or behind it in a pair
    of_module = _member(resolver, path, fixed_text(parsed, beside), name) if beside is not None else frozenset()
    if of_module and (not below or (at and len(strings) == 2)):
        return LazyEntry("attribute", of_module)
    return LazyEntry("both", below, _module(resolver, path, dotted)) if below else None


def _is_of_a_submodule(steps: Steps) -> bool:
    """Is the key in a table of its own below another name, as those of modules that are put together while it runs?

    `{"m": {"Old": "app.core.Old"}}`: the module gives app.m.Old, and no Old itself.
    """
    around = steps[-4].node if len(steps) > 3 else None
    key = field_of(around, "key", "pair")
    return key is not None and key.type == "string"


def _in_path(resolver: Resolver, path: str, steps: Steps, text: str, name: str) -> LazyEntry | None:
    """The end of a value of a table, `{"Old": ".m.Old"}`, `{"Old": "m:Old"}`; a path from the top is one anywhere."""
    parsed, dotted = resolver.project.parsed(path), text[: -len(name) - 1]
    if not text.endswith((f".{name}", f":{name}")) or steps[-2].node.type != "pair" or steps[-1].field != "value":
        return None
    if not parsed.may_be_lazy or not is_looked_into(parsed, steps):
        return None
    targets = _member(resolver, path, dotted, name)
    return LazyEntry("attribute", targets) if targets else None


def _from_pair(resolver: Resolver, path: str, steps: Steps, name: str, value: Node) -> LazyEntry | None:
    parsed = resolver.project.parsed(path)
    if value.type == "identifier":  # {"Old": Old}, of a module that an importer puts in the place of this one
        given = is_given_to_a_lazy_importer(parsed, steps) and parsed.text(value) == name.encode()
        return LazyEntry("key", resolver.of_expression(path, value)) if given else None
    strings = [value] if value.type == "string" else [each for each in value.named_children if each.type == "string"]
    others: tuple[str, ...] = ()
    texts = [fixed_text(parsed, each) for each in strings]
    names = {each for each in texts if each.isidentifier() and not _module(resolver, path, each)}
    match texts:
        case [module] if value.type == "string":
            dotted, colon, attribute = module.partition(":")
            targets = _member(resolver, path, dotted, attribute if colon else name)
            if not targets and "." in module:
                dotted, _, tail = module.rpartition(".")
                targets = _member(resolver, path, dotted, tail)
        case [dotted, attribute, *_] if (targets := _member(resolver, path, dotted, attribute)) or attribute in names:
            pass
        case [attribute, dotted] if attribute in names and (targets := _member(resolver, path, dotted, attribute)):
            pass
        case several:  # the modules that are tried in turn
            having = ((each, found) for each in several if (found := _member(resolver, path, each, name)))
            dotted, targets = next(having, ("", frozenset()))
            all_modules = all("." in each or _module(resolver, path, each) for each in several)
            others = tuple(each for each in several if each != dotted) if all_modules else ()
    return LazyEntry("key", targets, _module(resolver, path, dotted), others) if targets else None


def _in_getattr(resolver: Resolver, path: str, each: Occurrence, name: str) -> LazyEntry | None:
    """`if name == "Old"` in `__getattr__`, with the import beside it."""
    parsed = resolver.project.parsed(path)
    function = getattr_around(parsed, each.steps)
    compared = each.enclosing("comparison_operator", "case_clause")
    if function is None or each.scope.kind != "function" or compared is None:
        return None
    found: set[Target] = set()
    for other in resolver.project.names(path, name).within(function):
        is_passed = other.role == "imported" and _is_answered_before(parsed, each, other.node)
        if other.role != "use" and not is_passed:
            found |= meant(resolver, path, other, name)
    for module, key in asked_modules(resolver, path, function) if not found else ():
        if not _is_answered_before(parsed, each, key):
            found |= resolver.attribute(module, name)
    found = found or set(_module_answered(resolver, path, each))
    return LazyEntry("key", frozenset(found)) if found else None


def _module_answered(resolver: Resolver, path: str, each: Occurrence) -> Iterator[Module]:
    """The module that the branch of the string returns: `if name == "old": return new`."""
    parsed, branch = resolver.project.parsed(path), each.enclosing("if_statement", "elif_clause", "case_clause")
    body = field_of(branch, "consequence")
    if branch is None or body is None or not body.named_children or _may_deny(parsed, branch):
        return
    if body.named_children[-1].type == "return_statement" and not holds(body, each.start):
        for value in body.named_children[-1].named_children:
            if value.type in ("identifier", "attribute"):
                yield from (one for one in resolver.of_expression(path, value) if isinstance(one, Module))


def _may_deny(parsed: Parsed, branch: Node) -> bool:
    """Has the condition of the branch a "not" in it?"""
    return any(word in field_text(parsed, branch, "condition") for word in (b"!=", b"not "))


def _is_answered_before(parsed: Parsed, each: Occurrence, other: Node) -> bool:
    """Is the string answered without the `other`: in a case or branch of its own, or by `return` or `raise`?"""
    case = each.enclosing("case_clause")
    if case is not None:
        return _case_around(other) not in (None, case)
    branch = each.enclosing("if_statement", "elif_clause")
    condition = field_of(branch, "condition")
    body = field_of(branch, "consequence")
    if branch is None or condition is None or body is None or not holds(condition, each.start):
        return False
    if _may_deny(parsed, branch) or holds(body, other.start_byte):
        return False
    whole = branch.parent if branch.type == "elif_clause" else branch
    ends = bool(body.named_children) and body.named_children[-1].type in ("return_statement", "raise_statement")
    return ends or (whole is not None and holds(whole, other.start_byte))


def _case_around(node: Node) -> Node | None:
    around: Node | None = node
    while around is not None and around.type != "case_clause":
        around = around.parent
    return around


def _in_list(resolver: Resolver, path: str, steps: Steps, name: str) -> LazyEntry | None:
    """In a list, or as a key, of the names that `__getattr__` takes from another module."""
    found = handed_on_by_list(resolver, path, steps, name)
    if found is None:
        return None
    part: Literal["key", "both"] = "key" if steps[-1].field == "key" else "both"
    return LazyEntry(part, resolver.member(found, name), found)


def asks_for(resolver: Resolver, path: str, name: str) -> bool:
    """Does the module's `__getattr__` compare `name` with what is asked for?"""
    if not resolver.project.spells(path, name):
        return False
    parsed = resolver.project.parsed(path)
    return any(is_asked_for(parsed, each) for each in resolver.project.names(path, name).occurrences)


def is_asked_for(parsed: Parsed, each: Occurrence) -> bool:
    """Is it a string that the module's `__getattr__` compares with the name that is asked for?"""
    function = getattr_around(parsed, each.steps) if each.role == "string" else None
    if function is None:
        return False
    string, asked = each.enclosing("string"), asked_name(parsed, function)
    if string is None or fixed_text(parsed, string).encode() != parsed.source.code[each.start : each.end]:
        return False
    comparison, match = each.enclosing("comparison_operator"), each.enclosing("match_statement")
    if comparison is not None:
        return parsed.text(comparison.children[0]) == asked
    subject = field_of(match, "subject")
    in_pattern = each.enclosing("case_pattern") is not None
    return subject is not None and in_pattern and parsed.text(subject) == asked


def _member(resolver: Resolver, path: str, dotted: str, name: str) -> Targets:
    module = _module(resolver, path, dotted)
    return resolver.member(module, name) if module else frozenset()


def _module(resolver: Resolver, path: str, dotted: str) -> Module | None:
    """A module as tables spell it: ".m" and "m" in this package, or "app.m"."""
    if not dotted.replace(".", "").isidentifier():
        return None
    modules = resolver.project.modules
    level = len(dotted) - len(dotted.lstrip("."))
    if level:
        return modules.relative(path, level, dotted[level:])
    return modules.relative(path, 1, dotted) or modules.find(dotted, path)
