"""Did any other name change in the text? Each changed file is parsed before and after, and walked in step.

This looks where importing does not: at tests, stubs, examples, keywords of calls, and names of locals. It knows nothing
of what a name resolves to, so it holds only what is true of every rename of a module-level symbol: parameters, keyword
arguments, methods, members of classes and attributes of `self` keep their names, and nothing but names changes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from .draw import Symbol
from .reading import parsed

_PAGES = (".rst", ".txt")  # reStructuredText, which measures titles and tables
_ADORNMENT = re.compile(rb"(?m)^([!-/:-@\[-`{-~])\1+(?=\r?$)")
_GAP = re.compile(rb"(?<=\S) {2,}")


def changed_files(before: Path, after: Path) -> Iterator[tuple[str, bytes, bytes]]:
    """Each file that is in both trees and differs: its path, what it was and what it is."""
    for path in sorted(_files(before) & _files(after)):
        old, new = (before / path).read_bytes(), (after / path).read_bytes()
        if old != new:
            yield path, old, new


def wrong_names(before: Path, after: Path, symbol: Symbol) -> Iterator[str]:
    """One line for each change that no rename of `symbol` may make."""
    old_files, new_files = _files(before), _files(after)
    for path in sorted(old_files ^ new_files):
        yield f"{path}: the file {'went' if path in old_files else 'came'}"
    for path, old, new in changed_files(before, after):
        # The new name occurs nowhere else, so reading it as the old one must give back the file.
        back = new.replace(symbol.new.encode(), symbol.name.encode())
        if back != old and not (path.endswith(_PAGES) and _as_measured(back) == _as_measured(old)):
            yield f"{path}: more changed than the name"
        elif path.endswith((".py", ".pyi")):
            yield from (f"{path}:{line}" for line in _wrong(old, new, symbol))


def _as_measured(page: bytes) -> bytes:
    """The page with each title's adornment, and each gap between the columns of a table, cut to one length."""
    return _GAP.sub(b"  ", _ADORNMENT.sub(rb"\1", page))


def changed_prose(before: Path, after: Path, symbol: Symbol) -> Iterator[str]:
    """One line for each line of a string that changed and only holds the word: no name, path, role, code or example."""
    for path, old, new in changed_files(before, after):
        was, now = parsed(old), parsed(new)
        if was and now and path.endswith((".py", ".pyi")):
            for (at, old_text), (_, new_text) in zip(_texts(was), _texts(now), strict=False):
                lines = zip(old_text.splitlines(), new_text.splitlines(), strict=False)
                changed = [a.strip() for a, b in lines if a != b and _prose(a, symbol)] if old_text != new_text else []
                yield from (f"{path}:{at}: {line[:80]!r}" for line in changed)


def _texts(top: ast.Module) -> list[tuple[int, str]]:
    """The strings, each with its line; in an order that a rename does not change."""
    nodes = (node for node in ast.walk(top) if isinstance(node, ast.Constant))
    return [(node.lineno, node.value) for node in nodes if isinstance(node.value, str)]


def _files(tree: Path) -> set[str]:
    found = (p.relative_to(tree) for p in tree.rglob("*") if p.is_file() and p.suffix != ".pyc")
    return {path.as_posix() for path in found if path.parts[0] != ".git"}


def _wrong(old: bytes, new: bytes, symbol: Symbol) -> Iterator[str]:
    for pattern in symbol.derived:  # these were asked for
        new = new.replace(pattern.format(symbol.new).encode(), pattern.format(symbol.name).encode())
    was, now = parsed(old), parsed(new)
    if was is None or now is None:
        if was is not None:
            yield "1: no longer parses"
        return
    yield from _walk(was, now, inside_class=False)


def _walk(old: ast.AST, new: ast.AST, *, inside_class: bool) -> Iterator[str]:
    if type(old) is not type(new):
        yield f"{getattr(old, 'lineno', 1)}: {type(old).__name__} became {type(new).__name__}"
        return
    yield from (f"{getattr(old, 'lineno', 1)}: {what}" for what in _renamed(old, new, inside_class))
    befores, afters = list(ast.iter_child_nodes(old)), list(ast.iter_child_nodes(new))
    if len(befores) != len(afters):
        yield f"{getattr(old, 'lineno', 1)}: {len(befores)} parts became {len(afters)}"
        return
    for before, after in zip(befores, afters, strict=True):
        yield from _walk(before, after, inside_class=isinstance(old, ast.ClassDef))


def _renamed(old: ast.AST, new: ast.AST, inside_class: bool) -> Iterator[str]:
    match old, new:
        case ast.arg(arg=was), ast.arg(arg=now) if was != now:
            yield f"parameter {was} became {now}"
        case ast.keyword(arg=was), ast.keyword(arg=now) if was != now:
            yield f"keyword {was}= became {now}="
        case ast.ExceptHandler(name=was), ast.ExceptHandler(name=now) if was != now:
            yield f"`except … as {was}` became {now}"
        case (
            (ast.FunctionDef(name=was) | ast.AsyncFunctionDef(name=was) | ast.ClassDef(name=was)),
            (ast.FunctionDef(name=now) | ast.AsyncFunctionDef(name=now) | ast.ClassDef(name=now)),
        ) if was != now and inside_class:
            yield f"member {was} became {now}"
        case ast.Name(id=was, ctx=ast.Store()), ast.Name(id=now) if was != now and inside_class:
            yield f"member {was} became {now}"
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=was), ast.Attribute(attr=now) if was != now:
            yield f"self.{was} became self.{now}"


def _prose(line: str, symbol: Symbol) -> bool:
    if re.match(rf"<{symbol.name}[ >(:.]", line):  # as repr() writes it: whether it should, the tests say
        return False
    if re.search(rf"[`~.:!@]{symbol.name}\b|\b{symbol.name}\(|^\s*(from|import|>>>|\.\.\.) ", line):
        return False
    code = line.strip()
    # by itself, and as what opens a block in an example
    return not any(map(_is_code, (code, f"{code} pass", f"try: pass\n{code} pass") if code.endswith(":") else (code,)))


def _is_code(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True
