"""Modules that code loads: by a star, or by a name in a string, as `import_module` and `sys.modules` take it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from tree_sitter import Node

from ..regexes import regex
from ..repo.files import RepoPath
from .parsing import Parsed
from .project import Project
from .scopes import Occurrence
from .stems import Module
from .strings import fixed_text
from .syntax import assigned_value, field_of, field_text, inside, is_value, may_hold_a_module
from .targets import Definition, External, Target, Targets, Unknown

if TYPE_CHECKING:
    from .bindings import Resolver

# A star that ends a statement, behind what could be `import`: few do, and the star is found sooner than that word.
_STAR = regex(rb"\*(?<=[ \t(\\\r\nt]\*)(?=[ \t\f]*(?:[\r\n;#)\\\"']|\Z))")
# What a search finds them by, nearly always.
STARS = ("import *", "import*", "import\t*", "import  *", "import\\", "import \\")
_IN_ITS_PLACE = regex(rb"\bsys\.modules\[__name__\](?:\.__class__)?\s*=(?!=)")
# What fills the module's own namespace with names that are computed: globals().update(vars(m)), globals()[name] = m.
_COMPUTED_KEY = rb"\[(?!\s*[\"'][^\"'\n]*[\"']\s*\])[^\]\n]*\]\s*=(?!=)"
_FILLED = regex(
    rb"\bsetattr\(\s*sys\.modules\[__name__\]\s*,(?!\s*[\"'])|\bsys\.modules\[__name__\]\.__dict__(?:\.update\(|\[)"
    rb"|\b(?:globals|vars|locals)\(\)(?:\.update\(|\s*\|=|" + _COMPUTED_KEY + rb")"
)
# this = sys.modules[__name__]; setattr(this, name, value)
_CALLED = regex(rb"\b(\w+)[ \t]*=[ \t]*(?:sys\.modules\[__name__\]|globals\(\))[ \t]*$", re.MULTILINE)
_FILLED_AS = regex(rb"\bsetattr\(\s*(\w+)\s*,(?!\s*[\"'])|\b(\w+)(?:\.__dict__)?(?:\.update\(|" + _COMPUTED_KEY + rb")")
_SIGNS = (b"sys.modules[__name__]", b"globals()", b"vars()", b"locals()")
_BUILTIN, _PLACES = b"__import__", (b"name", b"globals", b"locals", b"fromlist", b"level")
_IMPORTERS = frozenset(
    {b"import_module", b"importlib.import_module", b"pytest.importorskip", b"importorskip", _BUILTIN}
)
_RELOAD_IMPORT = regex(rb"\bfrom[ \t]+(?:importlib|imp)[ \t]+import\b[^\r\n]*\breload\b")
_RELOADING = frozenset({b"reload", b"importlib.reload", b"imp.reload"})
_TABLE = frozenset({b"sys.modules"})
_GIVEN_MODULES = _IMPORTERS | {b"find_spec", b"importlib.util.find_spec"}
_NAMED_FOR_MODULES = _GIVEN_MODULES | {b"logging.getLogger", b"getLogger"}


def gives_on_demand(project: Project, path: RepoPath, name: str) -> bool:
    """Does the file define `__getattr__` (PEP 562), or put another object in the module's place in `sys.modules`?

    Or names that it computes into its namespace.
    A file that cannot be read may do so with a name that it holds.
    """
    if not project.is_readable(path):
        return name.encode() in project.read(path)
    code = project.parsed(path).source.code
    if any(word in code for word in _SIGNS) and (_IN_ITS_PLACE.search(code) or _is_filled(code)):
        return True
    names = project.spelled(path, "__getattr__")
    return names is not None and bool(names.own)


def _is_filled(code: bytes) -> bool:
    """Does the module put names that are computed into its own namespace?"""
    called = {each[1] for each in _CALLED.finditer(code)}
    return bool(_FILLED.search(code)) or any(
        (each[1] or each[2]) in called for each in (_FILLED_AS.finditer(code) if called else ())
    )


def stars_at(code: bytes) -> Iterator[int]:
    """The places of the stars behind `import`; of such as are in a text, too."""
    for found in _STAR.finditer(code):
        at = found.start()
        word = code.rfind(b"import", 0, at)
        if word >= 0 and not code[word + 6 : at].strip(b" \t(\\\r\n"):
            yield at


def has_star(code: bytes) -> bool:
    """Does the code, or a text in it, import with a star?"""
    return any(True for _ in stars_at(code))


def star_imports(parsed: Parsed) -> Iterator[Node]:
    """The statements with a star, in the order of the text."""
    for steps in parsed.paths(stars_at(parsed.source.code)):
        yield from (step.node for step in steps if step.node.type == "import_from_statement")


def loaded_by_name(
    project: Project, path: RepoPath, node: Node, means: Callable[[Node, str], bool]
) -> str | Module | Unknown | None:
    """The module in `import_module("a.b")`, `pytest.importorskip("a.b")` and `sys.modules["a.b"]`: its dotted name.

    `__import__("a.b")` gives `a`, and `a.b` where its fourth argument, `fromlist`, names something.
    Of `sys.modules[__name__]` the module of the file. Of a relative name, the module of the project that it means, or
    Unknown. None for every other expression. `means` says whether an expression is what a dotted path leads to.
    """
    parsed = project.parsed(path)
    asked = _asked_for(node)
    if asked is None:
        return None
    owner, first = asked
    is_table = node.type == "subscript"
    dotted = fixed_text(parsed, first)
    own = is_table and parsed.text(first) == b"__name__"
    if not (own or dotted.replace(".", "").isidentifier()):
        return None
    known, full = (_TABLE, "sys.modules") if is_table else (_IMPORTERS, "importlib.import_module")
    if parsed.text(owner) not in known and not means(owner, full):
        return None
    if own:
        return project.modules.of_file(path) or Unknown()
    if parsed.text(owner) == _BUILTIN:
        return None if dotted.startswith(".") else _imported(parsed, node, dotted)
    return _relative(project, path, dotted, node) if dotted.startswith(".") else dotted


def reloaded(parsed: Parsed, node: Node) -> Node | None:
    """The module, as it is spelled, that `importlib.reload(m)` loads once more and gives; None for all else."""
    asked = _asked_for(node) if node.type == "call" else None
    if asked is None or parsed.text(asked[0]) not in _RELOADING:
        return None
    is_sure = b"." in parsed.text(asked[0]) or _RELOAD_IMPORT.search(parsed.source.code) is not None
    return asked[1] if is_sure else None


def _asked_for(node: Node) -> tuple[Node, Node] | None:
    """Of a call or subscript: who is asked, and for what."""
    if node.type == "subscript":
        owner, first = node.child_by_field_name("value"), node.child_by_field_name("subscript")
        return (owner, first) if owner is not None and first is not None else None
    arguments = field_of(node, "arguments", "call")
    owner = node.child_by_field_name("function")
    if owner is None or arguments is None or not arguments.named_children:
        return None
    return owner, arguments.named_children[0]


def _imported(parsed: Parsed, call: Node, dotted: str) -> str | None:
    """What `__import__` gives: the first package of the path, or its last module where `fromlist` is no empty one."""
    given: dict[bytes, Node] = {}
    arguments = (each for each in inside(call, "arguments") if each.type != "comment")
    for place, each in zip(_PLACES, arguments, strict=False):
        if each.type in ("list_splat", "dictionary_splat"):
            return None
        is_named = each.type == "keyword_argument"
        given[field_text(parsed, each, "name") if is_named else place] = each.children[-1] if is_named else each
    taken, level = given.get(b"fromlist"), given.get(b"level")
    if level is not None and parsed.text(level) != b"0":
        return None
    if taken is not None and taken.type not in ("list", "tuple"):
        return None
    return dotted if taken is not None and taken.named_children else dotted.split(".")[0]


def is_module_name(parsed: Parsed, string: Node) -> bool:
    """Is the string what names a module to a function that loads one or is named for one, or to `sys.modules`?"""
    return is_sure_module(parsed, string) or _is_given_to(parsed, string, _NAMED_FOR_MODULES)


def is_sure_module(parsed: Parsed, string: Node) -> bool:
    """Can the string name nothing but a module: `import_module("app.m")`, `sys.modules["app.m"]`?"""
    above = string.parent
    in_table = above is not None and above.type == "subscript" and field_text(parsed, above, "value") in _TABLE
    return in_table or _is_given_to(parsed, string, _GIVEN_MODULES)


def _is_given_to(parsed: Parsed, string: Node, functions: Collection[bytes]) -> bool:
    above = string.parent
    if above is None or above.parent is None or above.type != "argument_list" or above.named_children[0] != string:
        return False
    return field_text(parsed, above.parent, "function") in functions


def _relative(project: Project, path: RepoPath, dotted: str, call: Node) -> str | Module | Unknown:
    """`import_module(".m", "pkg")` and `import_module(".m", __package__)`"""
    parsed = project.parsed(path)
    level = len(dotted) - len(dotted.lstrip("."))
    arguments = call.children[-1].named_children
    anchor = arguments[1] if len(arguments) > 1 else None
    if anchor is not None and anchor.type == "keyword_argument":
        anchor = anchor.child_by_field_name("value")
    if anchor is None:
        return Unknown()
    if parsed.text(anchor) in (b"__package__", b"__name__"):
        return project.modules.relative(path, level, dotted[level:]) or Unknown()
    package = fixed_text(parsed, anchor)
    parts = package.split(".")
    if not package or level > len(parts):
        return Unknown()
    return ".".join((*parts[: len(parts) - level + 1], dotted[level:]))


def attribute_of_value(resolver: Resolver, target: Target, *, beside: Targets) -> Unknown:
    """An attribute of what is no module: none at all, where that is None or a literal in the place of a module."""
    if not isinstance(target, Definition) or not any(isinstance(each, Module | External) for each in beside):
        return Unknown(isinstance(target, Unknown) and target.neutral)
    bindings = _bindings(resolver.project, target)
    values = [assigned_value(each.steps) for _, each in bindings if each.import_around is None]
    fixed = all(value is not None and is_value(value) for value in values)
    return Unknown(bool(values) and fixed and not _is_set_elsewhere(resolver, target.name))


def may_be_a_module(resolver: Resolver, target: Target) -> bool:
    """Is the target a variable to which anything may be assigned, and not only None and modules that are known?"""
    if not isinstance(target, Definition):
        return False
    bindings = _bindings(resolver.project, target)
    if not bindings:
        return True  # an example binds it
    holding = [(path, binding) for path, binding in bindings if may_hold_a_module(binding.steps)]
    known = all(_binds_modules(resolver, path, binding, target) for path, binding in holding)
    return bool(holding) and (not known or _is_set_elsewhere(resolver, target.name))


def _bindings(project: Project, variable: Definition) -> list[tuple[RepoPath, Occurrence]]:
    files = (path for path in project.modules.files(variable.stem) if project.spells(path, variable.name))
    return [(path, binding) for path in files for binding in project.bindings(path, variable.name)]


def _binds_modules(resolver: Resolver, path: RepoPath, binding: Occurrence, variable: Definition) -> bool:
    found = resolver.of_binding(path, binding, variable.name) - {variable}
    return bool(found) and all(isinstance(each, Module | External) for each in found)


def _is_set_elsewhere(resolver: Resolver, name: str) -> bool:
    """May some file set a variable of that name from outside its module: `m.name = …`, `patch("m.name")`?"""
    known, project = resolver.set_outside.get(name), resolver.project
    if known is None:
        word = re.escape(name.encode())
        setting = re.compile(rb"\.%b\s*=(?!=)|[\"'.]%b[\"']" % (word, word))
        known = any(setting.search(project.read(path)) for path in project.files.mentioning({name}))
        resolver.set_outside[name] = known
    return known
