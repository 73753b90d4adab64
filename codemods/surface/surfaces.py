"""What kind of text a file is, by its name alone."""

from __future__ import annotations

from typing import Literal

from ..regexes import regex
from ..repo.files import RepoPath

Surface = Literal["python", "stub", "notebook", "toml", "ini", "yaml", "json", "markdown", "rst", "other"]

CONFIGURATION: tuple[Surface, ...] = ("toml", "ini", "yaml", "json")
PROSE: tuple[Surface, ...] = ("markdown", "rst")

_BY_SUFFIX: dict[str, Surface] = {
    ".py": "python", ".pyw": "python", ".pyi": "stub", ".ipynb": "notebook",
    ".toml": "toml", ".ini": "ini", ".cfg": "ini", ".conf": "ini", ".yaml": "yaml", ".yml": "yaml",
    ".sls": "yaml",
    ".json": "json", ".jsonc": "json", ".json5": "json", ".code-workspace": "json",
    ".md": "markdown", ".markdown": "markdown", ".mdx": "markdown", ".qmd": "markdown",
    ".adoc": "markdown", ".asciidoc": "markdown",
    ".rst": "rst", ".rest": "rst", ".doctest": "rst",
}  # fmt: skip
_BY_NAME: dict[str, Surface] = {
    "pipfile": "toml", ".flake8": "ini", ".pylintrc": "ini", "pylintrc": "ini", ".coveragerc": "ini",
    ".importlinter": "ini", ".pypirc": "ini", ".pep8": "ini", ".yamllint": "yaml", ".clang-format": "other",
}  # fmt: skip
_TEMPLATE = (".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".in")
# Written by a tool and checked by another, with hashes.
_LOCK = regex(r"(?:.*\.lock|(?:.*-)?(?:package|conda|pnpm)-lock\.\w+|npm-shrinkwrap\.json|.*\.lock\.\w+)\Z")
# A .txt file is prose by its name or its folder: requirements, word lists and test data are no documentation.
_PROSE = regex(r"(?:readme|changelog|changes|history|news|authors|contributing|install|todo)(?:\.txt)?\Z")
# Programs and schemas that may spell a name of Python; features of behave, catalogues of gettext and diagrams, too.
_LANGUAGES = frozenset(
    (
        ".avdl", ".c", ".capnp", ".cc", ".cjs", ".clj", ".coffee", ".cpp", ".cs", ".cts", ".cu", ".cxx", ".dart",
        ".dot", ".erl", ".ex", ".exs", ".fbs", ".feature", ".fs", ".go", ".groovy", ".h", ".hh", ".hpp", ".hs", ".ino",
        ".java", ".jl", ".js", ".jsx", ".kt", ".lua", ".mjs", ".ml",
        ".mmd", ".mts", ".php", ".pl", ".plantuml", ".po", ".pot", ".proto", ".puml", ".r", ".rb", ".rs", ".scala",
        ".sql", ".svelte", ".swift", ".thrift", ".ts", ".tsx", ".vb", ".vue",
    )
)  # fmt: skip
_DOC_FOLDERS = frozenset({"doc", "docs", "documentation"})


def surface_of(path: RepoPath) -> Surface:
    """What the file is; "other" for what is not looked into: lock files, data, programs in other languages."""
    *folders, name = path.lower().split("/")
    if _LOCK.match(name):
        return "other"
    if name in _BY_NAME:
        return _BY_NAME[name]
    stem, suffix = _split(name)
    if suffix in _TEMPLATE:
        inner = _BY_SUFFIX.get(_split(stem)[1], "other")
        return "other" if inner in ("python", "stub", "notebook") else inner
    if _PROSE.match(name) or (suffix == ".txt" and _is_documentation(folders, stem)):
        return "rst"
    return _BY_SUFFIX.get(suffix, "other")


def language_of(path: RepoPath) -> str:
    """The suffix of a program, a schema or a text in another language, ".ts"; "" of any other file."""
    suffix = _split(path.lower().rpartition("/")[2])[1]
    return suffix if suffix in _LANGUAGES else ""


def _split(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    return (stem, dot + suffix) if stem else (name, "")


def _is_documentation(folders: list[str], stem: str) -> bool:
    return not _DOC_FOLDERS.isdisjoint(folders) and not stem.startswith(("requirements", "constraints", "cmakelists"))
