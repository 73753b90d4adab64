"""The wheel holds what the tree holds, and what is installed is what was built."""

from __future__ import annotations

import os
import re
import tomllib
from email.parser import Parser
from importlib import metadata
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest

from canonize.cli.show import HEADINGS

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {"canonize.cli": "cli", "canonize.codemods": "codemods", "canonize.recipes": "recipes"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DEMO = PurePosixPath("recipes/demo")
WHEEL = os.environ.get("CANONIZE_WHEEL", "")

needs_the_wheel = pytest.mark.skipif(not WHEEL, reason="`make test` builds the wheel and names it in CANONIZE_WHEEL")


def tree() -> set[str]:
    """Every file of the three folders, as the wheel should name it."""
    found = set()
    for package, folder in FOLDERS.items():
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc":
                found.add(f"{package.replace('.', '/')}/{path.relative_to(ROOT / folder).as_posix()}")
    return found


def test_every_package_of_the_tree_is_listed() -> None:
    found = {
        ".".join(("canonize", *path.parent.relative_to(ROOT).parts))
        for folder in FOLDERS.values()
        for path in (ROOT / folder).rglob("__init__.py")
        if not PurePosixPath(path.relative_to(ROOT).as_posix()).is_relative_to(DEMO)
    }
    assert found == set(PROJECT["tool"]["setuptools"]["packages"])


def test_every_package_folder_is_mapped() -> None:
    assert PROJECT["tool"]["setuptools"]["package-dir"] == FOLDERS


def test_every_package_says_that_it_is_typed() -> None:
    for folder in FOLDERS.values():
        assert (ROOT / folder / "py.typed").read_bytes() == b""


def test_our_own_imports_are_relative() -> None:
    """Imported absolutely, a module would be found under the name of the day, or not at all."""
    absolute = re.compile(r"^\s*(from|import) +(canonize|codemods|cli|recipes)\b", re.MULTILINE)
    wrong = [
        path.relative_to(ROOT).as_posix()
        for folder in ("cli", "codemods")
        for path in (ROOT / folder).rglob("*.py")
        if absolute.search(path.read_text(encoding="utf-8"))
    ]
    assert not wrong


@needs_the_wheel
def test_the_wheel_holds_the_tree_and_nothing_else() -> None:
    with ZipFile(WHEEL) as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert packed == tree()


@needs_the_wheel
def test_the_wheel_names_licence_script_and_python() -> None:
    with ZipFile(WHEEL) as wheel:
        names = wheel.namelist()
        (info,) = {name.partition("/")[0] for name in names if ".dist-info/" in name}
        said = Parser().parsestr(wheel.read(f"{info}/METADATA").decode())
        scripts = wheel.read(f"{info}/entry_points.txt").decode()
    assert (said["Name"], said["License-Expression"], said["Requires-Python"]) == ("canonize", "MIT", ">=3.11")
    assert any(name.startswith(info) and name.endswith("LICENSE") for name in names)
    assert "canonize = canonize.cli.app:main" in scripts


@pytest.mark.skipif("CANONIZE_INSTALLED" not in os.environ, reason="only `make test` promises an installed canonize")
def test_what_is_tested_is_what_was_installed() -> None:
    import canonize.codemods
    import canonize.codemods.version

    installed = Path(str(metadata.distribution("canonize").locate_file("canonize/codemods/__init__.py")))
    assert Path(canonize.codemods.__file__ or "").samefile(installed)
    assert not installed.resolve().is_relative_to(ROOT / "codemods")
    assert metadata.version("canonize") == canonize.codemods.version.__version__


def test_each_kind_of_remark_has_a_heading_and_those_of_a_rename_are_explained() -> None:
    told = re.compile(r"(?:Diagnostic|remark)\((?:\s*each,)?\s*\"(?:info|warning|error)\", \"([a-z-]+)\"")
    codes = {
        package: {code for path in (ROOT / package).rglob("*.py") for code in told.findall(path.read_text("utf-8"))}
        for package in ("codemods", "codemods/renames", "codemods/derived")
    }
    assert codes["codemods"] - HEADINGS.keys() == set()
    page = (ROOT / "docs" / "rename.md").read_text(encoding="utf-8")
    of_a_rename = codes["codemods/renames"] | codes["codemods/derived"] | {"unparsable", "unproven"}
    assert [HEADINGS[code] for code in of_a_rename if f"\n| {HEADINGS[code]} |" not in page] == []


def test_the_links_of_the_documents_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not broken
