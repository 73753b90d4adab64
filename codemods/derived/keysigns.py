"""Signs that code goes by a symbol's name, which cost little to look for: no file is parsed for them.

class Base:                                             def __getattr__(name):
    def __init_subclass__(cls):                             module = import_module(f"._{snake(name)}", __name__)
        REGISTRY[cls.__name__.lower()] = cls                return getattr(module, name)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from tree_sitter import Node

from ..meaning.bindings import Resolver
from ..meaning.scopes import Occurrence
from ..meaning.stems import Module
from ..meaning.syntax import inside, with_decorators
from ..repo.files import RepoPath

PYTEST = "pytest_"  # how the names of functions begin that pytest calls
TAKEN = b".__name__"
_SPELLED = (b".lower(", b".casefold(", b".upper(", b"snake", b"underscore", b"kebab", b"slug", b"dash", b"hyphen",
            b"camel", b"sub(")  # fmt: skip
_CUT = rb"(?:\[[^\]\n]*:|\.(?:remove\w+|replace|r?split|r?partition|[lr]?strip|title|capitalize)\()"  # a part of it
_FROM = rb"(?m)^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]*(\([^)]*\)|(?:\\\r?\n|[^\n(])*)"  # compiled when needed
_WORD = rb"[^\W\d]\w*"
_KEPT = rb"[ \t]*([^\W\d]\w*)[ \t]*=[^=\n]*\.__name__\b"  # name = cls.__name__
_MOST_BEHIND = 1500  # bytes
REGISTERED = rb"\[\s*\w+\.__name__\s*\]|\b(?:[sg]et|has)attr\([^,\n]+,\s*\w+\.__name__\b"
# A name that a metaclass is given, and of which it makes another or takes a part.
GIVEN = (
    rb"(?i:snake|underscore|kebab|slug|dash|hyphen|camel)\w*\(\s*(?:cls_?|class_?)?name\b"
    rb"|\b(?:cls_?|class_?)?name(?:\[|\.(?:lower|casefold|upper|replace|r?split|r?partition|remove\w+|[lr]?strip)\()"
    rb"|\bre\.\w+\([^\n]{0,200}\b(?:cls_?|class_?)?name\b"
)
# A decorator that may call what it decorates by its name.
MAY_NAME = (
    rb"@[^\n]*\b(?:command|group|\w*task|hook\w+|flow|asset|op|tool|\w*tag|\w*filter|session|dag|actor|defn|job|sensor|"
    rb"schedule|dsl|event|configurable|functions_framework|mcp|strawberry|\w*route|get|post|put|patch|delete|websocket)\b"
)
_LOADING = rb"\bimport_module\((?!\s*[\"'][\w.]*[\"'])\s*(?:(\w+)(\[|\.get\(|\s*[,)])|)"
_SPELLED_OUT = rb"(?m)^%b(?:[ \t]*:[^=\n]*)?[ \t]*=[ \t]*\{(?:[\s,:()\[\]]|None|\"[^\"\n]*\"|'[^'\n]*'|#[^\n]*)*+\}"
_MADE_LONGER = rb"\b%b(?:\.(?:update|setdefault)\(|[ \t]*\|=|\[[^\]\n]*\][ \t]*=[^=])"


def may_be_built(resolver: Resolver, path: RepoPath, bindings: Sequence[Occurrence]) -> bool:
    """Is a key made of a class's name in the file, or in one from which a base or decorator is imported?

    What is re-exported, or inherited from further off, is not seen.
    """
    return any(map(_builds, _near(resolver, path, bindings)))


def may_be_registered(resolver: Resolver, path: RepoPath, bindings: Sequence[Occurrence]) -> bool:
    """The same for what is put or asked for under the very name: `TABLE[cls.__name__]`, `getattr(np, f.__name__)`."""
    made = [each for each in bindings if head(each).type == "decorated_definition" or has_bases(each)]
    return bool(made) and any(TAKEN in code and re.search(REGISTERED, code) for code in _near(resolver, path, made))


def _near(resolver: Resolver, path: RepoPath, bindings: Sequence[Occurrence]) -> Iterator[bytes]:
    """The text of the file, and of those from which a base or decorator is imported."""
    code = resolver.project.parsed(path).source.code
    yield code
    heads = (code[head(each).start_byte : _body(each)] for each in bindings)
    words = {word for text in heads for word in re.findall(_WORD, text)}
    for file in _sources(resolver, path, code, words):
        yield resolver.project.files.read(file)


def has_bases(binding: Occurrence) -> bool:
    """Is it a class that inherits?"""
    return bool(inside(binding.parent, "superclasses"))


def _sources(resolver: Resolver, path: RepoPath, code: bytes, words: Collection[bytes]) -> Iterator[RepoPath]:
    """The files of the modules from which the words are imported."""
    for found in re.finditer(_FROM, code):
        for word in set(words).intersection(re.findall(_WORD, found[2])):
            module = resolver.module_named(found[1].decode(), path)
            if isinstance(module, Module):
                child = resolver.project.modules.child(module, word.decode())
                yield from (child or module).files


def head(binding: Occurrence) -> Node:
    """The definition with its decorators, of which the binding is the name."""
    return with_decorators(binding.parent)


def _body(binding: Occurrence) -> int:
    """Where the body of the definition begins; the place of the name where it has none."""
    body = binding.parent.child_by_field_name("body")
    return body.start_byte if body is not None else binding.start


def loaded_by_name(
    resolver: Resolver, path: RepoPath, raw: bytes, words: Iterable[str], home: Collection[RepoPath]
) -> tuple[int, RepoPath]:
    """The line in which a package loads a module by a path that it builds, and the module that one of the words names.

    (0, "") when it loads none, or none is called so.
    """
    found = next((each for each in re.finditer(_LOADING, raw) if not _reads_a_table(raw, each)), None)
    folder = path.removesuffix("__init__.py")
    named = (f"{folder}{mark}{word}.py" for word in words for mark in ("", "_"))
    there = [each for each in named if each in resolver.project.kinds]
    if found is None or not there:
        return 0, ""
    return raw.count(b"\n", 0, found.start()) + 1, min(there, key=lambda each: each not in home)


def _reads_a_table(raw: bytes, call: re.Match[bytes]) -> bool:
    """Is the path one of a table that spells them all: `import_module(TABLE[name])`, or `path = TABLE.get(name)`?"""
    table, behind = call[1], call[2]
    if table is None:
        return False
    if behind.strip() in (b",", b")"):
        bound = rb"(?m)^[ \t]*(?:\w+,[ \t]*)*%b(?:,[ \t]*\w+)*[ \t]*=[ \t]*(?:(\w+)(?:\[|\.get\()|)" % table
        tables = set(re.findall(bound, raw))
        table = tables.pop() if len(tables) == 1 else b""
    spelled = re.search(_SPELLED_OUT % table, raw) if table else None
    return spelled is not None and re.search(_MADE_LONGER % table, raw) is None


def _builds(code: bytes) -> bool:
    return any(True for _ in spelled_names(code)) or (b"bases" in code and re.search(GIVEN, code) is not None)


def spelled_names(code: bytes) -> Iterator[int]:
    """Where the name of a class is taken and, there or further down, spelled otherwise: `cls.__name__.lower()`.

    Or a part of it taken: `cls.__name__.removesuffix("Handler")`.
    """
    at, cut = -1, re.compile(TAKEN + _CUT)
    while (at := code.find(TAKEN, at + 1)) >= 0:
        before = code.rfind(b"\n", 0, at)
        after = code.find(b"\n", at)
        begin = code.rfind(b"\n", 0, max(before, 0)) + 1
        end = code.find(b"\n", after + 1) if after >= 0 else -1
        text = code[begin : end if end >= 0 else len(code)].lower()
        if any(word in text for word in _SPELLED) or cut.match(code, at) or _spelled_below(code, before + 1):
            yield at


def _spelled_below(code: bytes, begin: int) -> bool:
    """Does the line bind a name of its own to that of the class, which its block spells otherwise: `name.lower()`?"""
    kept = re.compile(_KEPT).match(code, begin)
    if kept is None:
        return False
    indent = len(kept[0]) - len(kept[0].lstrip())
    block = re.compile(rb"(?:[^\n]*\n)(?:[ \t]{%d}[^\n]*\n|[ \t]*\n)*" % indent).match(
        code[begin : begin + _MOST_BEHIND]
    )
    word = re.escape(kept[1])
    spelled = (
        rb"(?i:snake|underscore|kebab|slug|dash|hyphen|camel)\w*\(\s*%b\b|\b%b\.(?:lower|casefold|upper)\("
        rb"|\bsub\([^\n]*\b%b\b|\b%b" + _CUT
    )
    return block is not None and re.search(spelled % ((word,) * 4), block[0]) is not None
