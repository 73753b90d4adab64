"""The check that the factory makes of its own doubles against the real class, and the test that runs it (`spec: true`).

The factory has a function for it, which loads the class when it is called: so nothing is loaded that was not, and no
test changes. The test beside it calls it whenever the suite runs. What differs already is written down there; what
comes to differ fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..errors import Refused
from ..meaning.parsing import Parsed
from ..meaning.project import Project
from ..meaning.targets import Definition
from ..names import snake
from ..records import dataclass
from ..repo.files import RepoPath
from .doublegroups import Known
from .doubleshape import Member
from .factorystyle import Style
from .pytestpaths import TestPaths
from .realclass import RealClass, is_public, parameters

_CHECK = re.compile(rb"^def differing_from_\w+\(\).*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(rb"^KNOWN = \{\n(.*?)^\}$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class SpecFile:
    """The file of the test: before (None when there is none) and after."""

    path: RepoPath
    before: bytes | None
    after: bytes


def real_module(project: Project, ways: TestPaths, real: RealClass) -> str | Refused:
    """The module that a test beside the factory takes the class from; or why there can be no such test."""
    path = spec_path(ways.factory)
    home = project.modules.by_stem.get(real.symbol.stem) if isinstance(real.symbol, Definition) else None
    if home is None or real.is_decorated:
        return Refused(f"what {real.name} is at run time cannot be told")
    names = [name for name in project.modules.names(home) if project.modules.find(name, path) == home]
    why = ways.way(path).why_not
    if why or not names:
        return Refused(why or f"{real.name} cannot be imported from {path}")
    called = real.dotted.partition(":")[0]  # from its place alone, corp.web.core may be web.core, too (PEP 420)
    return called if called in names else names[0]


def spec_file(
    project: Project, ways: TestPaths, real: RealClass, doubles: Mapping[str, Known], style: Style
) -> SpecFile:
    """The test for these doubles, by their names in the factory, where there can be one (`real_module`)."""
    path = spec_path(ways.factory)
    known = {name: differing(project.parsed(each.double.path), each, real) for name, each in doubles.items()}
    if path in project.kinds:
        before = project.read(path)
        return SpecFile(path, before, with_more(before, known, style))
    return SpecFile(path, None, spec_test(real.name, ways.way(path).dotted, known, style).encode())


def spec_path(factory: RepoPath) -> RepoPath:
    """Where the test of the factory is: tests/mocks/test_websocket_manager_spec.py."""
    folder, _, name = factory.rpartition("/")
    test = f"test_{name.removesuffix('.py').strip('_')}_spec.py"
    return f"{folder}/{test}" if folder else test


def differing(parsed: Parsed, known: Known, real: RealClass) -> frozenset[str]:
    """The methods of the double that are not surely as in the real class: what cannot be told counts as different."""
    methods = [each for each in known.double.members if each.kind == "method" and is_public(each.name)]
    return frozenset(each.name for each in methods if not _is_same(parsed, each, real))


def _is_same(parsed: Parsed, member: Member, real: RealClass) -> bool:
    there = real.methods.get(member.name)
    if there is None or not there.is_plain or member.decorators:
        return False
    return there.is_async == member.is_async and there.parameters == parameters(parsed, member)


def spec_test(real: str, factory: str, known: Mapping[str, Iterable[str]], style: Style) -> str:
    """The whole test. `known` has, by the name of each double, what differs already."""
    package, _, module = factory.rpartition(".")
    i = style.indent
    lines = [
        f'"""Holds the shared test doubles against {real}."""',
        "",
        "import unittest",
        "",
        f"from {package} import {module} as factory" if package else f"import {module} as factory",
        "",
        "# What differed when the doubles came together.",
        "# Take out what is mended; nothing new may differ.",
        "KNOWN = {",
        *(_row(name, names, style) for name, names in known.items()),
        "}",
        "",
        "",
        "class SpecTest(unittest.TestCase):",
        f"{i}def test_doubles_are_as_the_real_class(self):",
        f"{i}{i}new = {{}}",
        f"{i}{i}for double, names in factory.{check_name(real)}().items():",
        f"{i}{i}{i}found = sorted(set(names) - set(KNOWN.get(double, ())))",
        f"{i}{i}{i}if found:",
        f"{i}{i}{i}{i}new[double] = found",
        f"{i}{i}self.assertEqual(new, {{}})",
    ]
    return "\n".join(lines) + "\n"


# -- the check ------------------------------------------------------------------------------------------------------


def check_name(real: str) -> str:
    """What the function is called: differing_from_websocket_manager."""
    return f"differing_from_{snake(real).strip('_')}"


def check_of(code: bytes) -> str:
    """The function, as it stands in a factory; "" when it has none."""
    found = _CHECK.search(code.replace(b"\r\n", b"\n"))
    return found.group().decode().strip("\n") + "\n" if found else ""


def check_function(real_module: str, real: str, style: Style) -> str:
    """The function by which the factory holds its doubles, with what they have from its bases, against the class."""
    q, i = style.quote, style.indent
    inside = [
        f'"""The methods of each double that are not as in {real}.',
        "",
        "A test calls this whenever the suite runs; the class is not loaded before.",
        '"""',
        "import inspect",
        "from unittest.mock import AsyncMock, create_autospec",
        "",
        f"from {real_module} import {real}",
        "",
        "def called(method: Any) -> list[Any]:",
        f"{i}parameters = signature(method).parameters.values()",
        f"{i}return [(each.name, each.kind) for each in parameters]",
        "",
        f"spec = create_autospec({real})",
        "found: dict[str, list[str]] = {}",
        "for double in _VARIANTS.values():",
        f"{i}found[double.__name__] = []",
        f"{i}for name, member in inspect.getmembers(double, inspect.isfunction):",
        f"{i}{i}if name.startswith({q}_{q}):",
        f"{i}{i}{i}continue",
        f"{i}{i}real = getattr(spec, name, None)",
        f"{i}{i}raw = inspect.getattr_static(double, name)",
        f"{i}{i}is_async = inspect.iscoroutinefunction(member)",
        f"{i}{i}own = called(member)[0 if isinstance(raw, staticmethod) else 1 :]",
        f"{i}{i}if not (",
        f"{i}{i}{i}callable(real)",
        f"{i}{i}{i}and is_async == isinstance(real, AsyncMock)",
        f"{i}{i}{i}and own == called(real)",
        f"{i}{i}):",
        f"{i}{i}{i}found[double.__name__].append(name)",
        "return found",
    ]
    lines = [f"def {check_name(real)}() -> dict[str, list[str]]:", *(i + line if line else "" for line in inside)]
    return "\n".join(lines) + "\n"


# -- the table ------------------------------------------------------------------------------------------------------


def _row(name: str, names: Iterable[str], style: Style) -> str:
    listed = ", ".join(style.text(each) for each in sorted(names))
    return f"{style.indent}{style.text(name)}: [{listed}],"


def with_more(code: bytes, known: Mapping[str, Iterable[str]], style: Style) -> bytes:
    """The test that is there, with rows for doubles that it does not know; without its table, as it is."""
    table = _TABLE.search(code)
    if table is None:
        return code
    new = [
        _row(name, names, style)
        for name, names in known.items()
        if not re.search(rb"[\"']" + name.encode() + rb"[\"']:", table.group(1))
    ]
    rows = "".join(f"{row}\n" for row in new).encode()
    return code[: table.end(1)] + rows + code[table.end(1) :]
