"""The test that holds the shared doubles against the real class whenever the suite runs (`spec: true`).

It is a test of its own, beside the factory: so the factory loads nothing new, and no other test changes. What differs
already is written down in it; what comes to differ fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..meaning.parsing import Parsed
from ..meaning.project import Project
from ..meaning.targets import Definition
from ..repo.files import RepoPath
from .doublegroups import Known
from .doubleshape import Member
from .factorystyle import Style
from .pytestpaths import TestPaths
from .realclass import RealClass, is_public, parameters

_TABLE = re.compile(rb"^KNOWN = \{\n(.*?)^\}$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class SpecFile:
    """The file of the test: before (None when there is none) and after."""

    path: RepoPath
    before: bytes | None
    after: bytes


def spec_file(
    project: Project, ways: TestPaths, real: RealClass, doubles: Mapping[str, Known], style: Style
) -> SpecFile | str:
    """The test for these doubles, by their names in the factory; or why there can be none."""
    path = spec_path(ways.factory)
    home = project.modules.by_stem.get(real.symbol.stem) if isinstance(real.symbol, Definition) else None
    if home is None or real.is_decorated:
        return f"what {real.name} is at run time cannot be told"
    names = [name for name in project.modules.names(home) if project.modules.find(name, path) == home]
    way = ways.way(path)
    if way.why_not or not names:
        return way.why_not or f"{real.name} cannot be imported from {path}"
    known = {
        name: differing(project.parsed(each.double.path), each, real) for name, each in doubles.items()
    }  # fmt: skip
    if path in project.kinds:
        before = project.read(path)
        return SpecFile(path, before, with_more(before, known, style))
    return SpecFile(path, None, spec_test(names[0], real.name, way.dotted, known, style).encode())


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


def spec_test(real_module: str, real: str, factory: str, known: Mapping[str, Iterable[str]], style: Style) -> str:
    """The whole test. `known` has, by the name of each double, what differs already."""
    package, _, module = factory.rpartition(".")
    import_factory = f"from {package} import {module} as factory" if package else f"import {module} as factory"
    q, i = style.quote, style.indent
    lines = [
        f'"""Holds the shared test doubles against {real}."""',
        "",
        "import inspect",
        "import unittest",
        "from unittest.mock import create_autospec",
        "",
        *sorted([f"from {real_module} import {real}", import_factory]),
        "",
        "# What differed when the doubles came together. Take out what is mended; nothing new may differ.",
        "KNOWN = {",
        *(_row(name, names, style) for name, names in known.items()),
        "}",
        "",
        "",
        "def differs(name, member, spec):",
        f"{i}if not hasattr(spec, name):",
        f"{i}{i}return True",
        f"{i}real = getattr({real}, name)",
        f"{i}if inspect.iscoroutinefunction(member) != inspect.iscoroutinefunction(real):",
        f"{i}{i}return True",
        f"{i}mine, theirs = (list(inspect.signature(each).parameters.values()) for each in (member, real))",
        f"{i}return [(p.name, p.kind) for p in mine[1:]] != [(p.name, p.kind) for p in theirs[1:]]",
        "",
        "",
        "class SpecTest(unittest.TestCase):",
        f"{i}def test_doubles_are_as_the_real_class(self):",
        f"{i}{i}spec = create_autospec({real})",
        f"{i}{i}new = {{}}",
        f"{i}{i}for double in factory._VARIANTS.values():",
        f"{i}{i}{i}methods = inspect.getmembers(double, inspect.isfunction)",
        f"{i}{i}{i}found = {{name for name, member in methods if name[0] != {q}_{q} and differs(name, member, spec)}}",
        f"{i}{i}{i}found -= set(KNOWN.get(double.__name__, ()))",
        f"{i}{i}{i}if found:",
        f"{i}{i}{i}{i}new[double.__name__] = sorted(found)",
        f"{i}{i}self.assertEqual(new, {{}})",
    ]
    return "\n".join(lines) + "\n"


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
