"""Scopes held against the compiler's own, on real code.

A sample by default; all of the standard library and of the packages with `pytest -m slow tests/test_scopes_oracle.py`.
"""

from __future__ import annotations

import random
import re
import sys
import sysconfig
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest
from compiler import Compiled, Place

from canonize.codemods.errors import UnreadableSource
from canonize.codemods.meaning.parsing import parse
from canonize.codemods.meaning.scopes import Occurrence, names_of
from canonize.codemods.source import Source

# They come with canonize and its tests. On each of the interpreters three of them are there at least.
PACKAGES = ("_pytest", "hypothesis", "libcst", "mypy", "pip", "pydantic", "rich", "setuptools")
SAMPLE, SAMPLED_SIZE = 150, 20_000
WORD = re.compile(rb"[A-Za-z_\x80-\xff][0-9A-Za-z_\x80-\xff]*")
NOT_CODE = ("string", "comment", "other")

# What need not be equal, and why. All else must be.
EXPLAINED = {
    "path": "the compiler keeps no place of the parts of `import a.b` and `from a.b import c`",
    "f-string": "before Python 3.12 the places of what stands in an f-string are wrong",
    "spelling": "an identifier in characters that Python reads as others (PEP 3131) is a word of its own to us",
    "mangled parameter": "`class A[__T]`: the compiler mangles type parameters, and we take them for what they spell",
    "mangled by hand": "`_A__x` beside `global __x` in class A: to us they are two words",
}  # fmt: skip


@dataclass
class Comparison:
    """How many identifiers of how many files were alike, and what was not."""

    files: int = 0
    alike: int = 0
    explained: Counter[str] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def add(self, path: Path) -> None:
        """Compares one file; one that the running Python does not compile says nothing."""
        raw = path.read_bytes()
        try:
            source = Source.read(raw)
            compiled = Compiled(source.code)
        except (SyntaxError, UnreadableSource):
            return
        self.files += 1
        try:
            ours = identifiers(source)
        except UnreadableSource as error:
            self.refused.append(f"{path}: {error.title}")
            return
        for at in sorted(compiled.places.keys() | ours.keys()):
            self._compare(path, source, compiled, at, ours.get(at))

    def _compare(self, path: Path, source: Source, compiled: Compiled, at: int, mine: Occurrence | None) -> None:
        theirs = compiled.places.get(at)
        if mine is not None and theirs == place(mine):
            self.alike += 1
            return
        why = self._explanation(source, compiled, at, mine, theirs)
        if why:
            self.explained[why] += 1
        elif mine is None or mine.role not in NOT_CODE or theirs is not None:
            line = source.code[:at].count(b"\n") + 1
            self.unexplained.append(f"{path}:{line}: {mine and place(mine)} is {theirs} to the compiler")

    def _explanation(
        self, source: Source, compiled: Compiled, at: int, mine: Occurrence | None, theirs: Place | None
    ) -> str:
        if theirs is None and mine is not None and mine.role == "path":
            return "path"
        if theirs is None and mine is not None and any(start <= at < end for start, end in compiled.fuzzy):
            return "f-string" if mine.role not in NOT_CODE else ""
        word = WORD.match(source.code, at)
        if word is not None and not word.group().isascii() and mine is None:
            return "spelling"
        if mine is not None and word is not None and word.group().startswith(b"__"):
            generic = any(scope.kind == "annotation" for scope in mine.scope.chain())
            return "mangled parameter" if generic else ""
        if mine is not None and word is not None and re.fullmatch(rb"_[A-Za-z0-9]+__\w+", word.group()):
            return "mangled by hand" if b"global __" in source.code else ""
        return ""


def identifiers(source: Source) -> dict[int, Occurrence]:
    """Every word of the code, by its place."""
    parsed = parse(source)
    words = {word.group().decode(errors="replace") for word in WORD.finditer(source.code)}
    found = (each for word in words if word.isidentifier() for each in names_of(parsed, word).occurrences)
    return {each.start: each for each in found}


def place(each: Occurrence) -> Place:
    if each.home is None:
        return Place(each.role, None)
    return Place(each.role, (each.home.kind, 0 if each.home.kind == "module" else each.home.start))


def real_files() -> Iterator[Path]:
    """The Python files of the standard library and of the packages."""
    library = Path(sysconfig.get_path("stdlib"))
    for path in sorted(library.rglob("*.py")):
        if "site-packages" not in path.parts:
            yield path
    for name in PACKAGES:
        spec = find_spec(name)
        for folder in spec.submodule_search_locations or () if spec else ():
            yield from sorted(Path(folder).rglob("*.py"))


def compared(files: list[Path]) -> Comparison:
    found = Comparison()
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 10_000))  # some tests of the standard library nest for the sake of it
    try:
        for path in files:
            found.add(path)
    finally:
        sys.setrecursionlimit(limit)
    return found


def test_a_sample_of_real_files_has_the_scopes_of_the_compiler() -> None:
    small = [path for path in real_files() if path.stat().st_size < SAMPLED_SIZE]
    found = compared(random.Random(3).sample(small, SAMPLE))
    assert not found.unexplained
    assert not found.refused
    assert found.explained.keys() <= EXPLAINED.keys()
    assert found.alike > 150 * SAMPLE  # not every Python comes with its own tests, where the long ones are


@pytest.mark.slow
def test_all_real_files_have_the_scopes_of_the_compiler(capsys: pytest.CaptureFixture[str]) -> None:
    found = compared(list(real_files()))
    with capsys.disabled():
        print(f"\n{found.files} files, {found.alike} identifiers alike; explained: {dict(found.explained)}")
    assert not found.unexplained
    assert not found.refused
    assert found.explained.keys() <= EXPLAINED.keys()
    assert found.files > 2_000
