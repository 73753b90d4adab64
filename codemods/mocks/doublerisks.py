"""Why a test double stays where it is: its body would mean something else in another module, or under another name.

class Fake(metaclass=Registry): ...        what else its creation does cannot be seen
class Fake:
    assert_sent = ...; if WINDOWS: ...     its body runs code
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from tree_sitter import Node

from ..meaning.bindings import Resolver
from ..meaning.parsing import Parsed
from ..meaning.syntax import bases_of, decorators, field_text, inside, is_decorated, is_one_of_several_bases, walk
from ..meaning.targets import Definition, Targets
from ..records import dataclass
from .doubles import Double
from .doubleshape import Member
from .doublestate import changes, seen, state
from .needed import Needs
from .realclass import class_node

_PLAIN_BASES = frozenset({"object"})
_BUILTIN_BASES = _PLAIN_BASES | frozenset(
    {"Exception", "BaseException", "RuntimeError", "ValueError", "dict", "list", "str", "int", "float", "tuple", "set"}
)
# Of the standard library; none of them keeps a list of its subclasses that anybody reads.
_HARMLESS_MODULES = frozenset(
    {"abc", "typing", "unittest.mock", "asyncio", "collections", "io", "threading", "types", "typing_extensions"}
)
_CLASS_DECORATORS = frozenset({"dataclass", "dataclasses.dataclass", "final", "typing.final", "runtime_checkable"})
_METHOD_DECORATORS = frozenset(
    {"staticmethod", "classmethod", "property", "abstractmethod", "abc.abstractmethod", "contextmanager",
     "contextlib.contextmanager", "asynccontextmanager", "contextlib.asynccontextmanager", "override",
     "typing.override", "overload", "typing.overload", "cached_property", "functools.cached_property",
     "lru_cache", "cache", "functools.lru_cache", "functools.cache", "no_type_check", "typing.no_type_check"}
)  # fmt: skip
_MAKERS = frozenset(
    {"Mock", "MagicMock", "AsyncMock", "NonCallableMock", "NonCallableMagicMock", "PropertyMock", "field", "object",
     "dict", "list", "set", "tuple", "frozenset", "property", "staticmethod", "classmethod", "deque", "defaultdict",
     "Counter", "OrderedDict", "timedelta"}
)  # fmt: skip
_VALUES = frozenset(
    {"integer", "float", "string", "concatenated_string", "true", "false", "none", "ellipsis", "identifier",
     "attribute", "tuple", "list", "dictionary", "set", "pair", "unary_operator", "binary_operator",
     "parenthesized_expression", "lambda", "list_splat", "dictionary_splat", "not_operator", "boolean_operator"}
)  # fmt: skip
_ASKS_FOR_PLACE = re.compile(
    rb"\b__module__\b|\binspect\.get(?:source\w*|file|module)\b|from inspect import[^\n]*\bget"
    rb"|\b__name__\s+in\s+(?:repr|str|format)\("
)


@dataclass(frozen=True)
class Risks:
    """`stays`: it cannot move, and why. `alone`: it can move, but shares nothing with others, and why.

    `state`: the class itself holds what tests change, so that two files must not have one class.
    """

    stays: str = ""
    alone: str = ""
    state: str = ""


def risks(resolver: Resolver, double: Double, needs: Needs) -> Risks:
    """What stands against moving the class, and against giving it to several files."""
    parsed = resolver.project.parsed(double.path)
    stays = (
        (f"it stands {double.nested}" if double.nested else "")
        or needs.why_not
        or next(_in_source(parsed, double), "")
        or next(_in_binding(resolver, double), "")
        or next(_in_head(resolver, parsed, double, needs), "")
        or next((why for each in double.members for why in _in_member(parsed, each, needs)), "")
    )
    changed = next(changes(resolver, parsed, double), "")
    alone = "" if stays else next(_alone(resolver, parsed, double, changed), "")
    return Risks(stays, alone, next(state(parsed, double, changed), ""))


# -- it stays -------------------------------------------------------------------------------------------------------


def _in_source(parsed: Parsed, double: Double) -> Iterator[str]:
    text = parsed.text(double.whole)
    if parsed.source.encoding != "utf-8":
        yield f"its file is in {parsed.source.encoding}"
    if b"\f" in text:
        yield "a form feed stands in it"
    if b">>>" in text:
        yield "it has a doctest"
    for node in walk(double.whole):
        if node.type == "assert_statement":
            line = parsed.source.line(node.start_byte)
            yield f"it has an assert in line {line}, and pytest says what that compared only in tests and conftest.py"
    if _ASKS_FOR_PLACE.search(parsed.source.code):
        yield "its file asks classes for their module or source"
    module = re.escape(double.path.removesuffix(".py").rpartition("/")[2].encode())
    found = re.search(rb"[\"'][^\"'\n]*(?:\.%b[\"']|\b%b\.\W)" % (module, module), parsed.source.code)
    if found:
        yield f"its file spells out its own module in line {parsed.source.line(found.start())}"


def _in_binding(resolver: Resolver, double: Double) -> Iterator[str]:
    names = resolver.project.names(double.path, double.name)
    parsed = names.parsed
    for each in names.own:
        if each.parent != double.node:
            yield f"{double.name} is bound again in line {parsed.source.line(each.start)}"
    for each in names.occurrences:
        if each.role == "delete" and each.home == names.module:
            yield f"{double.name} is deleted in line {parsed.source.line(each.start)}"


def _in_head(resolver: Resolver, parsed: Parsed, double: Double, needs: Needs) -> Iterator[str]:
    for each in inside(double.node, "superclasses"):
        if each.type in ("keyword_argument", "list_splat", "dictionary_splat") and not _is_abstract(parsed, each):
            yield f"what `{parsed.text(each).decode()}` does with the class cannot be told"
    if double.node.child_by_field_name("type_parameters") is not None:
        yield "it has type parameters"
    for each in decorators(double.node):
        if _decorator(parsed, each) not in _CLASS_DECORATORS:
            yield f"what the decorator @{parsed.text(each).decode()} does cannot be told"
    for base in bases_of(double.node):
        yield from _in_base(resolver, parsed, double, base, needs)


def _is_abstract(parsed: Parsed, keyword: Node) -> bool:
    """`metaclass=ABCMeta`, which only asks for methods."""
    return b"".join(parsed.text(keyword).split()) in (b"metaclass=ABCMeta", b"metaclass=abc.ABCMeta")


def _in_base(resolver: Resolver, parsed: Parsed, double: Double, base: Node, needs: Needs) -> Iterator[str]:
    text = parsed.text(base).decode()
    first = text.partition("[")[0]
    if first in _BUILTIN_BASES or first in needs.siblings:
        return
    imported = next((each for each in needs.imports if each.word == first.partition(".")[0]), None)
    if imported is None:
        yield f"its base {text} cannot be followed"
        return
    if imported.module in _HARMLESS_MODULES:
        return
    why = _why_not_plain(resolver, resolver.of_expression(double.path, base), 0)
    if why:
        yield f"its base {text} {why}"


def _why_not_plain(resolver: Resolver, targets: Targets, depth: int) -> str:
    """What a base may do with its subclasses; "" for a plain class of the project, up to its own bases."""
    ends = [each for each in targets if isinstance(each, Definition)]
    found = class_node(resolver, ends[0]) if len(targets) == 1 and ends and depth < 20 else None
    if found is None:
        return "comes from outside, and may keep a list of its subclasses"
    path, node = found
    parsed = resolver.project.parsed(path)
    if is_decorated(node) or b"__init_subclass__" in parsed.text(node):
        return "may do something with its subclasses"
    for each in inside(node, "superclasses"):
        if _is_abstract(parsed, each):
            continue
        if each.type != "identifier" and each.type != "attribute":
            return "may do something with its subclasses"
        if parsed.text(each).decode() in _BUILTIN_BASES | {"ABC", "abc.ABC"}:
            continue
        why = _why_not_plain(resolver, resolver.of_expression(path, each), depth + 1)
        if why:
            return why
    return ""


def _in_member(parsed: Parsed, member: Member, needs: Needs) -> Iterator[str]:
    line = parsed.source.line(member.node.start_byte)
    if member.kind == "statement":
        yield f"its body runs code (line {line})"
    if member.kind == "attribute":
        value = member.node.named_children[0].child_by_field_name("right")
        if value is not None and not _is_plain(parsed, value, needs):
            yield f"what {member.name} is set to (line {line}) may have an effect"
    for node in walk(member.node) if member.kind != "attribute" else ():
        if node.type in ("default_parameter", "typed_default_parameter"):
            value = node.child_by_field_name("value")
            if value is not None and not _is_plain(parsed, value, needs):
                yield f"a default of {member.name} (line {line}) may have an effect"
        if node.type == "decorator" and not _is_known(parsed, node):
            yield f"what the decorator {parsed.text(node).decode()} does cannot be told"
        if node.type == "class_definition" and not all(_is_builtin(parsed, base) for base in bases_of(node)):
            yield f"the class in it (line {parsed.source.line(node.start_byte)}) has bases"


def _is_builtin(parsed: Parsed, base: Node) -> bool:
    return parsed.text(base).decode() in _BUILTIN_BASES


def _is_known(parsed: Parsed, decorator: Node) -> bool:
    name = _decorator(parsed, decorator)
    return name in _METHOD_DECORATORS or name.rpartition(".")[2] in ("setter", "deleter", "getter")


def _decorator(parsed: Parsed, decorator: Node) -> str:
    return parsed.text(decorator).decode().lstrip("@").strip().partition("(")[0]


def _is_plain(parsed: Parsed, value: Node, needs: Needs) -> bool:
    """Does evaluating it do nothing but give a value?"""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if node.type == "lambda":
            continue
        if node.type == "call":
            if not _is_maker(parsed, node, needs):
                return False
            waiting += inside(node, "arguments")
        elif node.type == "keyword_argument":
            waiting += [node.named_children[1]]
        elif node.type == "comment" or node.type in ("string", "concatenated_string", "attribute"):
            if any(each.type == "interpolation" or each.type == "call" for each in walk(node)):
                return False
        elif node.type not in _VALUES:
            return False
        else:
            waiting += node.named_children
    return True


def _is_maker(parsed: Parsed, call: Node, needs: Needs) -> bool:
    function = field_text(parsed, call, "function").decode()
    first, _, last = function.partition(".")
    imported = next((each for each in needs.imports if each.word == first), None)
    if imported is None:
        return function in _MAKERS
    return (last or imported.name).rpartition(".")[2] in _MAKERS and is_standard(imported.module)


def is_standard(module: str) -> bool:
    """Is it a module of the standard library, there on every system?"""
    return module.partition(".")[0] in sys.stdlib_module_names - _OPTIONAL


_OPTIONAL = frozenset(
    {"tkinter", "turtle", "curses", "readline", "fcntl", "termios", "tty", "pty", "pwd", "grp", "msvcrt", "winreg",
     "winsound", "resource", "syslog", "spwd", "crypt", "nis", "ossaudiodev", "sqlite3", "dbm", "ssl", "lzma", "bz2",
     "tomllib", "antigravity", "this", "distutils", "imp", "asyncore", "asynchat", "smtpd", "test", "idlelib", "cgi"}
)  # fmt: skip


# -- it moves, and shares nothing -----------------------------------------------------------------------------------


def _alone(resolver: Resolver, parsed: Parsed, double: Double, changed: str) -> Iterator[str]:
    for use in resolver.project.names(double.path, double.name).occurrences:
        if use.role == "use" and is_one_of_several_bases(use.node):
            yield f"a class with several bases inherits from it in line {parsed.source.line(use.start)}"
    yield from seen(parsed, double, changed)
    if double.whole != double.node:
        yield "it is decorated"
    if any(base not in _PLAIN_BASES for base in double.bases):
        yield f"it inherits from {', '.join(double.bases)}"
    if b"metaclass" in parsed.text(double.node).partition(b":")[0]:
        yield "it has a metaclass"
    names = {each.name for each in double.members}
    if "__slots__" in names:
        yield "it has __slots__"
    if names & {"__init_subclass__", "__class_getitem__", "__set_name__", "__new__"}:
        yield "it says how it is made"
    for node in walk(double.node):
        if node.type == "identifier":
            word = parsed.text(node)
            if word in (b"super", b"__class__"):
                yield f"it uses {word.decode()}"
            if word.startswith(b"__") and not word.endswith(b"__"):
                yield f"{word.decode()} is mangled with its name"
            if word in (b"__dict__", b"__bases__", b"__mro__", b"mro", b"__subclasses__"):
                yield f"it asks for {word.decode()}"
