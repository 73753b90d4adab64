"""What holds for every input: of edits, and of a rename in modules that Hypothesis makes up."""

from __future__ import annotations

import ast
import builtins
import importlib
import io
import re
import symtable
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Literal

import pytest
from compiler import MODULE, places_of
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from canonize.codemods.edits import Edit, apply, compose, in_order, lift
from canonize.codemods.errors import CanonizeError, EditConflict
from examples import applied, opened, rename, tree

LAWS = settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
PROGRAMS = settings(LAWS, max_examples=25)

# Edits

TEXTS = st.lists(
    st.sampled_from([b"a", b"b", b"\n", b"\r\n", b"\r", b"\x0c", b"\xc3\xa9", b"\xe2\x80\xa8", b"\0"])
).map(b"".join)


@st.composite
def edits_on(draw: st.DrawFn, length: int) -> tuple[Edit, ...]:
    """Edits on a text of `length` bytes that do not touch one another."""
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    starts: set[int] = set()
    edits: list[Edit] = []
    for start, end in spans:
        if start not in starts and not (edits and start < edits[-1].end):
            edits.append(Edit(start, end, draw(TEXTS), draw(st.sampled_from("pq"))))
            starts.add(start)
    return tuple(edits)


@given(TEXTS, TEXTS)
@LAWS
def test_lifted_edits_lead_to_the_text_they_were_lifted_from(before: bytes, after: bytes) -> None:
    assert apply(before, lift(before, after, "why")) == after


@given(TEXTS)
@LAWS
def test_equal_texts_lift_to_no_edit(text: bytes) -> None:
    assert lift(text, text, "why") == ()


def test_a_long_text_with_a_change_in_each_function_is_lifted_line_by_line() -> None:
    before = "".join(f"def f{place}():\n    x = {place}\n\n    return x\n\n\n" for place in range(2000)).encode()
    after = before.replace(b"    x = ", b"    y = ").replace(b"return x", b"return y")
    start = process_time()
    found = lift(before, after, "why")
    assert process_time() - start < 3  # 0.1 s on a quiet machine
    assert [before[each.start : each.end].count(b"\n") for each in found] == [1] * 4000
    assert apply(before, found) == after


@given(st.data(), TEXTS)
@LAWS
def test_composed_edits_do_what_the_two_do_in_turn(data: st.DataObject, source: bytes) -> None:
    first = data.draw(edits_on(len(source)))
    middle = apply(source, first)
    second = data.draw(edits_on(len(middle)))
    assert apply(source, compose(first, second, source)) == apply(middle, second)


@given(st.data(), TEXTS)
@LAWS
def test_composing_with_nothing_changes_nothing(data: st.DataObject, source: bytes) -> None:
    edits = data.draw(edits_on(len(source)))
    assert (
        apply(source, compose(edits, (), source)) == apply(source, compose((), edits, source)) == apply(source, edits)
    )


@given(st.data(), TEXTS)
@LAWS
def test_the_order_of_edits_does_not_matter(data: st.DataObject, source: bytes) -> None:
    edits = data.draw(edits_on(len(source)))
    assert apply(source, data.draw(st.permutations(edits))) == apply(source, edits)


@given(st.data(), TEXTS)
@LAWS
def test_bytes_between_edits_are_unchanged(data: st.DataObject, source: bytes) -> None:
    edits = in_order(data.draw(edits_on(len(source))))
    rest = apply(source, edits)
    done = 0
    for edit in edits:
        kept = source[done : edit.start]
        assert rest.startswith(kept + edit.replacement)
        rest, done = rest[len(kept) + len(edit.replacement) :], edit.end
    assert rest == source[done:]


@given(st.integers(0, 9), st.integers(1, 9), st.integers(0, 9), st.integers(1, 9))
@LAWS
def test_two_edits_of_one_byte_are_an_error_that_names_both_reasons(a: int, m: int, b: int, n: int) -> None:
    first, second = Edit(a, a + m, b"x", "one reason"), Edit(b, b + n, b"y", "another")
    if a + m <= b or b + n <= a:
        assert len(in_order((first, second))) == 2
    else:
        with pytest.raises(EditConflict, match=r"(?s)one reason.*another|another.*one reason"):
            in_order((first, second))


# Modules that are made up


class Program:
    """Draws the lines of a module. Every scope starts on a line of its own, so that a line finds its symbol table."""

    def __init__(self, draw: st.DrawFn, names: Mapping[str, Sequence[str]], extras: bool) -> None:
        self.draw = draw
        self.names = names  # by the scope that binds them, and "use" for those that are read
        self.extras = extras  # imports, which bind a name to another symbol
        self.count = 0

    def name(self, scope: str = "use") -> str:
        return self.draw(st.sampled_from(self.names[scope]))

    def choose(self, *kinds: str) -> str:
        return self.draw(st.sampled_from(kinds))

    def fresh(self, stem: str) -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def expression(self, depth: int) -> str:
        kinds = ["name", "name", "name", "number"]
        if depth:
            kinds += ["lambda", "list", "default", "format", "keyword", "attribute", "string"]
        match self.choose(*kinds):
            case "name":
                return self.name()
            case "lambda":
                return (
                    f"(\nlambda {self.name('function')}: {self.expression(depth - 1)})(\n{self.expression(depth - 1)})"
                )
            case "default":
                name = self.name("function")
                return f"(\nlambda {name}={self.expression(depth - 1)}: {self.expression(depth - 1)})()"
            case "list":
                condition = self.choose("", f" if {self.name()}")
                return f"(\n[{self.expression(depth - 1)} for {self.name('function')} in (\n{self.expression(depth - 1)},){condition}])"
            case "format":
                return 'f"{' + self.name() + '}Old"'
            case "keyword":
                return f"dict({self.name()}={self.name()})"
            case "attribute":
                return f"show.{self.name()}"
            case "string":
                return f"'{self.name()} Old'"
            case _:
                return str(self.draw(st.integers(1, 9)))

    def block(self, scope: str, depth: int, indent: str) -> list[str]:
        lines: list[str] = []
        for _ in range(self.draw(st.integers(1, 4))):
            lines += self.statement(scope, depth, indent)
        return lines

    def statement(self, scope: str, depth: int, indent: str) -> list[str]:
        kinds = ["show", "show", "assign", "walrus"]
        # In a class body these read a global and bind an attribute at once: no renamed program can do that.
        kinds += ["augment", "del"] if scope != "class" else []
        kinds += ["for", "if", "try", "with", "match", "def", "def", "def", "class", "method"] if depth else []
        kinds += ["import", "from"] if self.extras else []
        kind = self.choose(*kinds)
        inner = indent + "    "
        match kind:
            case "show":
                return self.guarded(indent, f"show({self.expression(2)})")
            case "assign":
                return [f"{indent}{self.name(scope)} = {self.draw(st.integers(10, 99))}"]
            case "augment":
                return self.guarded(indent, f"{self.name(scope)} += 1")
            case "walrus":
                return self.guarded(indent, f"show(({self.name(scope)} := {self.expression(0)}))")
            case "del":
                return (
                    self.guarded(indent, f"del {self.name(scope)}") if self.draw(st.booleans()) else [f"{indent}pass"]
                )
            case "for":
                return [f"{indent}for {self.name(scope)} in (1, 2):", *self.block(scope, depth - 1, inner)]
            case "if":
                return [f"{indent}if {self.choose('show', 'not show')}:", *self.block(scope, depth - 1, inner)]
            case "with":
                return [f"{indent}with show as {self.name(scope)}:", *self.block(scope, depth - 1, inner)]
            case "match":
                name = self.name(scope)
                pattern = self.choose(f"[{name}, *_]", f"int() as {name}", f"{{'a': {name}}}")
                subject = self.choose("[1, 2]", "3", "{'a': 4}")
                return [
                    f"{indent}match {subject}:",
                    f"{inner}case {pattern}:",
                    *self.block(scope, depth - 1, inner + "    "),
                ]
            case "try":
                body = [f"{inner}raise ValueError", f"{indent}except ValueError as {self.name(scope)}:"]
                return [f"{indent}try:", *body, *self.block(scope, depth - 1, inner)]
            case "import":
                return [f"{indent}import string as {self.name(scope)}"]
            case "from":
                return [f"{indent}from string import digits as {self.name(scope)}"]
            case "def":
                return self.function(scope, depth, indent, self.fresh("f"))
            case "method":
                return self.function(scope, depth, indent, self.name(scope))
            case _:
                name = self.choose(self.name(scope), self.fresh("C"))
                return [f"{indent}class {name}:", *self.block("class", depth - 1, inner)]

    def function(self, scope: str, depth: int, indent: str, name: str) -> list[str]:
        inner = indent + "    "
        local = self.name("function")
        parameter = self.choose("", f"{local}=7", f"x={self.name()}", f"*{local}", f"x: {self.name()} = 1")
        declared = self.choose("", "", f"{inner}global {self.name('module')}", f"{inner}nonlocal {local}")
        body = [declared] if declared else []
        head = [f"{indent}def {name}({parameter}):", *body, *self.block("function", depth - 1, inner)]
        return [*head, *self.guarded(indent, f"show({name}())")]

    def guarded(self, indent: str, statement: str) -> list[str]:
        """The statement; what it raises is shown by its class, since a message would hold the name."""
        return [f"{indent}try:", f"{indent}    {statement}", f"{indent}except Exception as e_: show(type(e_).__name__)"]


@st.composite
def modules(
    draw: st.DrawFn,
    *,
    head: str,
    module: Sequence[str] = ("Old", "other", "x"),
    function: Sequence[str] = ("Old", "other", "x"),
    classes: Sequence[str] = ("other", "x"),
    use: Sequence[str] = ("Old", "Old", "other", "x"),
    extras: bool = False,
) -> str:
    """The text of a module that compiles; `head` stands at its top, and each kind of scope binds its own names."""
    names = {"module": module, "function": function, "class": classes, "use": use}
    program = Program(draw, names, extras)
    text = "\n".join([head, *program.block("module", 3, ""), *program.block("module", 3, ""), ""])
    assume(_compiles(text))
    return text


def _compiles(text: str) -> bool:
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(text, "<made up>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


# The compiler's own answer


def _below(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _below(child)


def _compilers_answer(text: str) -> str:
    """The text with `New` wherever the compiler says that `Old` is the module's name, as a tree."""
    code = text.encode()
    for start, place in sorted(places_of(code).items(), reverse=True):
        if place.home == MODULE and code[start : start + 3] == b"Old" and not code[start + 3 : start + 4].isalnum():
            code = code[:start] + b"New" + code[start + 3 :]
    with warnings.catch_warnings(action="ignore"):
        return ast.dump(ast.parse(code))


RENAME = rename("app.m:Old", "New")


@given(modules(head="Old = 0"))
@PROGRAMS
def test_the_names_that_change_are_those_that_the_compiler_calls_the_modules(text: str) -> None:
    # Before 3.12 the compiler does not say where in the file the code of an f-string stands.
    assume(sys.version_info >= (3, 12) or 'f"' not in text)
    result = applied(RENAME, {"app/m.py": text})
    assert ast.dump(ast.parse(result.text("app/m.py"))) == _compilers_answer(text)


@given(modules(head="from app.m import Old"))
@PROGRAMS
def test_the_names_that_change_in_an_importing_module_are_those_of_the_import(text: str) -> None:
    # Here a name may be kept (`import New as Old`) where the order of its bindings does not decide; then nothing else changes.
    result = applied(RENAME, {"app/m.py": "class Old: pass\n", "app/views.py": text})
    after = result.text("app/views.py")
    if "import New as Old" in after:
        assert after == text.replace("from app.m import Old", "from app.m import New as Old")
    else:
        assert after.replace("New", "Old") == text


@given(modules(head="Old = 0"))
@PROGRAMS
def test_every_byte_that_is_not_the_name_is_unchanged(text: str) -> None:
    for content in (text.encode(), text.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + text.rstrip("\n").encode()):
        after = applied(RENAME, {"app/m.py": content}).files["app/m.py"]
        assert after.replace(b"New", b"Old") == content


@given(st.permutations(["app/__init__.py", "app/m.py", "app/views.py", "app/api.py", "main.py"]))
@LAWS
def test_the_order_of_files_does_not_matter(order: list[str]) -> None:
    files = tree(
        {
            "app/__init__.py": "from .m import *\n",
            "app/m.py": "__all__ = ['Old']\nclass Old: pass\n",
            "app/views.py": "from app.api import Old\nNew = 1\nOld, getattr(x, 'Old')  # Old\n",
            "app/api.py": "from app import Old\n",
            "main.py": "import app.api\napp.Old, app.m.Old, app.api.Old, app.views.Old\n",
        }
    )
    assert RENAME.plan(opened({path: files[path] for path in order})) == RENAME.plan(opened(files))


# What the programs do


class _Show:
    """Prints what it is called with, without a name and without an address; is its own context manager."""

    def __init__(self, out: io.StringIO) -> None:
        self.out = out

    def __call__(self, value: object) -> None:
        print(
            value
            if isinstance(value, int | str | list) and not re.search("Old|New| at 0x", str(value))
            else type(value).__name__
        )

    def __enter__(self) -> int:
        return 5

    def __exit__(self, *_: object) -> None:
        return None


def printed(files: Mapping[str, bytes], *names: str) -> str:
    """What the modules of `app` print when they are imported in this order."""
    out = io.StringIO()
    package = ModuleType("app")
    made: dict[str, ModuleType] = {"app": package}

    def importing(
        name: str, globals: object = None, locals: object = None, fromlist: Sequence[str] = (), level: int = 0
    ) -> object:
        if name not in made:
            return builtins.__import__(name, None, None, fromlist, level)
        return made[name] if fromlist else package

    with redirect_stdout(out), warnings.catch_warnings(action="ignore"):
        for name in names:
            module = made[f"app.{name}"] = ModuleType(f"app.{name}")
            setattr(package, name, module)
            module.__dict__.update(__builtins__={**vars(builtins), "__import__": importing}, show=_Show(out))
            try:
                exec(compile(files[f"app/{name}.py"], f"app/{name}.py", "exec"), module.__dict__)
            except Exception as error:
                print(type(error).__name__)
                break  # Python would not let the next one import it either
    return out.getvalue()


def _behaves_alike(files: dict[str, str], *names: str) -> None:
    """The rename is refused, or the programs print what they printed, or the differing file has a warning."""
    before = tree(files)
    try:
        result = applied(RENAME, before)
    except CanonizeError:
        return
    first, second = printed(before, *names), printed(result.files, *names)
    if first != second and not any(found.severity != "info" for found in result.outcome.diagnostics):
        shown = "\n".join(f"--- {path}\n{result.text(path)}" for path in sorted(files))
        raise AssertionError(f"prints {second!r}\nnot {first!r}\n{shown}\n{result.said}")


def _reads_what_nothing_binds(text: str) -> bool:
    """Whether the text reads a global `New` that it does not bind: renaming into it would make the name appear."""
    with warnings.catch_warnings(action="ignore"):
        top = symtable.symtable(text, "<made up>", "exec")
    tables = [table for table in (top, *_below(top)) if "New" in table.get_identifiers()]
    symbols = [(table, table.lookup("New")) for table in tables]
    read = any(symbol.is_referenced() and (symbol.is_global() or table is top) for table, symbol in symbols)
    bound = any(symbol.is_assigned() and (symbol.is_declared_global() or table is top) for table, symbol in symbols)
    return read and not bound


ANY = ("Old", "Old", "New", "x")
MOSTLY_FREE = ("Old", "Old", "x", "other", "y", "z")


@given(modules(head="class Old: pass", module=MOSTLY_FREE, function=ANY, classes=ANY, use=MOSTLY_FREE))
@PROGRAMS
def test_a_renamed_module_does_what_it_did(text: str) -> None:
    assume(not _reads_what_nothing_binds(text))
    _behaves_alike({"app/m.py": text}, "m")


@given(
    modules(head="from app.m import Old", module=MOSTLY_FREE, function=ANY, classes=ANY, use=MOSTLY_FREE, extras=True)
)
@PROGRAMS
def test_an_importing_module_does_what_it_did(text: str) -> None:
    assume(not _reads_what_nothing_binds(text))
    _behaves_alike({"app/m.py": "class Old: pass\nx = 1\n", "app/views.py": text}, "m", "views")


@given(modules(head="from app.m import Old", module=ANY, function=ANY, classes=ANY, use=ANY, extras=True))
@PROGRAMS
def test_an_importing_module_with_clashes_does_what_it_did(text: str) -> None:
    assume(not _reads_what_nothing_binds(text))
    _behaves_alike({"app/m.py": "class Old: pass\nx = 1\n", "app/views.py": text}, "m", "views")


@given(modules(head="from app.m import *", module=MOSTLY_FREE, function=ANY, classes=ANY, use=MOSTLY_FREE, extras=True))
@PROGRAMS
def test_a_star_importing_module_does_what_it_did(text: str) -> None:
    assume(not _reads_what_nothing_binds(text))
    _behaves_alike({"app/m.py": "class Old: pass\n", "app/views.py": text}, "m", "views")


MIDDLE = "try: from app.m import Old\nexcept ImportError: Old = 3"


@given(modules(head="from app.views import Old", extras=True), modules(head=MIDDLE, extras=True))
@PROGRAMS
def test_a_chain_of_modules_does_what_it_did(last: str, middle: str) -> None:
    _behaves_alike({"app/m.py": "class Old: pass\n", "app/views.py": middle, "app/end.py": last}, "m", "views", "end")


# Packages that are made up

LAZY = """
    _lazy = {"Old": "app.m"}
    def __getattr__(name):
        if name in _lazy:
            import importlib
            return getattr(importlib.import_module(_lazy[name]), name)
        raise AttributeError(name)
    """
TABLE = """
    _lazy = {"Old": (".m", "Old"), "other": (".m", "other")}
    def __getattr__(name):
        if name in _lazy:
            import importlib
            module, attribute = _lazy[name]
            return getattr(importlib.import_module(module, "app"), attribute)
        raise AttributeError(name)
    """


@st.composite
def packages(draw: st.DrawFn) -> dict[str, str]:
    """A package whose modules import the class `Old` from one another in every way, and print its `tag`."""
    top = draw(
        st.sampled_from(
            ["", "", "from app.m import Old\n", "from .m import *\n", "from .m import Old as Old\n", LAZY, TABLE]
        )
    )
    exports = draw(st.sampled_from(["", "__all__ = ['Old', 'other']\n", "__all__ = ['other']\n__all__ += ['Old']\n"]))
    files = {"app/__init__.py": top, "app/m.py": f"{exports}class Old: tag = 7\nother = Old.tag\n"}
    provides: dict[str, list[str]] = {"m": ["Old"], "": ["Old"] if top else []}
    for name in "abcd":
        lines, mine = _imports(draw, {module: names for module, names in provides.items() if names})
        files[f"app/{name}.py"] = "\n".join(lines) + "\n"
        provides[name] = mine
    return files


def _imports(draw: st.DrawFn, provides: Mapping[str, Sequence[str]]) -> tuple[list[str], list[str]]:
    """The lines of a module that imports from those before it, and the names by which it then has the class."""
    lines: list[str] = ["from unittest.mock import patch"]
    mine: list[str] = []
    for place in range(draw(st.integers(1, 3))):
        module = draw(st.sampled_from(sorted(provides)))
        name = draw(st.sampled_from(provides[module]))
        path = {"": "app", "lib.m": "lib.m"}.get(module, f"app.{module}")
        alias = f"x{place}"
        form = draw(
            st.sampled_from(
                [
                    "from",
                    "from",
                    "relative",
                    "as",
                    "same",
                    "import",
                    "import as",
                    "module",
                    "star",
                    "string",
                    "assign",
                    "local",
                    "try",
                ]
            )
        )
        match form:
            case "from":
                lines += [f"from {path} import {name}", f"print({name}.tag)"]
                mine.append(name)
            case "relative" if module != "lib.m":
                lines += [
                    f"from .{module} import {name}",
                    f"def f{place}(u: '{name}' = {name}): return u",
                    f"print(f{place}().tag)",
                ]
                mine.append(name)
            case "as":
                lines += [f"from {path} import {name} as {alias}", f"print({alias}.tag)"]
                mine.append(alias)
            case "same":
                lines += [
                    f"from {path} import (",
                    f"    {name} as {name},  # noqa",
                    ")",
                    f"print([{name} for _ in (1,)][0].tag)",
                ]
                mine.append(name)
            case "import":
                lines += [f"import {path}", f"print({path}.{name}.tag)"]
            case "import as":
                lines += [f"import {path} as {alias}", f"print({alias}.{name}.tag, getattr({alias}, '{name}').tag)"]
            case "module":
                parent, _, child = path.rpartition(".")
                lines += [
                    f"from {parent} import {child} as {alias}" if parent else f"import {child} as {alias}",
                    f"print({alias}.{name}.tag)",
                ]
            case "star":
                lines += [f"from {path} import *", "print(globals().get('other', 0))"]
            case "string":
                lines += [f"import {path}", f"with patch('{path}.{name}') as fake: print({path}.{name} is fake)"]
            case "assign":
                lines += [f"import {path}", f"{alias} = {path}.{name}", f"print({alias}.tag)"]
                mine.append(alias)
            case "local":
                lines += [
                    f"def g{place}():",
                    f"    from {path} import {name}",
                    f"    return {name}.tag",
                    f"print(g{place}())",
                ]
            case _:
                lines += [
                    "try:",
                    f"    from {path} import {name}",
                    "except ImportError:",
                    f"    {name} = None",
                    f"print({name}.tag)",
                ]
                mine.append(name)
    if draw(st.integers(0, 4)) == 0:
        lines += ["New = 3", "print(New)"]
    if mine and draw(st.integers(0, 2)) == 0:
        lines.append(f"__all__ = {sorted(set(mine))}")
    return lines, sorted(set(mine))


@given(packages())
@PROGRAMS
def test_a_package_does_what_it_did(files: dict[str, str]) -> None:
    before = tree(files)
    try:
        result = applied(RENAME, before)
    except CanonizeError:
        return
    first, second = _imported(before), _imported(result.files)
    if first != second:
        shown = "\n".join(f"--- {path}\n{result.text(path)}" for path in sorted(files))
        raise AssertionError(f"prints {second!r}\nnot {first!r}\n{shown}\n{result.said}")


LIBRARY = tree({"lib/__init__.py": "", "lib/m.py": "class Old: tag = 7\nother = 1\n"})
OTHER_LIBRARY = tree(
    {"lib/__init__.py": "", "lib/m.py": "other = 1\n", "lib2/__init__.py": "", "lib2/n.py": "class New: tag = 7\n"}
)


@st.composite
def consumers(draw: st.DrawFn) -> dict[str, str]:
    """A package whose modules import `lib.m.Old`, which is not theirs, from the library and from one another."""
    top = draw(st.sampled_from(["", "", "from lib.m import Old\n", "from lib.m import other, Old as Old\n"]))
    files = {"app/__init__.py": top}
    provides: dict[str, list[str]] = {"lib.m": ["Old"], "": ["Old"] if top else []}
    for name in "abcd":
        lines, mine = _imports(draw, {module: names for module, names in provides.items() if names})
        files[f"app/{name}.py"] = "\n".join(lines) + "\n"
        provides[name] = mine
    return files


@given(consumers())
@PROGRAMS
def test_the_consumers_of_a_library_no_longer_need_it(files: dict[str, str]) -> None:
    before = tree(files)
    try:
        result = applied(rename("lib.m:Old", "lib2.n.New"), before)
    except CanonizeError:
        return
    first, second = _imported(before | LIBRARY), _imported(result.files | OTHER_LIBRARY)
    if first != second and not any(found.severity != "info" for found in result.outcome.diagnostics):
        shown = "\n".join(f"--- {path}\n{result.text(path)}" for path in sorted(files))
        raise AssertionError(f"prints {second!r}\nnot {first!r}\n{shown}\n{result.said}")


@given(packages(), st.sampled_from(["plain", "deprecated"]))
@PROGRAMS
def test_a_kept_alias_serves_those_outside(files: dict[str, str], kind: Literal["plain", "deprecated"]) -> None:
    before = tree(files)
    try:
        result = applied(rename("app.m:Old", "New", keep_alias=kind), before)
    except CanonizeError:
        return
    outside = "import app.m\nprint(app.m.Old.tag, app.m.Old is app.m.New)\n"
    if "Old" in files["app/__init__.py"] or "*" in files["app/__init__.py"]:
        outside += "from app import Old, New\nprint(Old.tag, Old is New)\n"
    shown = _imported({**result.files, "app/e.py": outside.encode()}, "app.e")
    assert shown == "7 True\n" * outside.count("print"), result.text("app/m.py") + result.text("app/__init__.py")
    assert _imported(before) == _imported(result.files)


MODULES = ("app", "app.m", "app.a", "app.b", "app.c", "app.d")


def _imported(files: Mapping[str, bytes], *names: str) -> str:
    """What the modules of `app` print when Python itself imports them."""
    out = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        for path, content in files.items():
            Path(folder, path).parent.mkdir(exist_ok=True)
            Path(folder, path).write_bytes(content)
        sys.path.insert(0, folder)
        bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
        try:
            with redirect_stdout(out), warnings.catch_warnings(action="ignore"):
                for name in names or [name for name in MODULES if name != "app.m" or "app/m.py" in files]:
                    try:
                        importlib.import_module(name)
                    except (AttributeError, ImportError, NameError) as error:
                        print(name, type(error).__name__)
        finally:
            sys.path.remove(folder)
            sys.dont_write_bytecode = bytecode
            for name in [name for name in sys.modules if name.partition(".")[0] in ("app", "lib", "lib2")]:
                del sys.modules[name]
            importlib.invalidate_caches()
    return out.getvalue()
