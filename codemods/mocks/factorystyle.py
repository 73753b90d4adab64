"""The house style of a repository: what its formatter is told, and else what its test files do."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from ..meaning.project import Project
from ..meaning.roots import read_ini
from ..records import dataclass
from ..repo.files import REGULAR, RepoPath, folders_around

_MAX_SIZE = 1_000_000
_EDITORCONFIG_LENGTH = re.compile(rb"^\s*max_line_length\s*=\s*(\d+)", re.MULTILINE)
_INDENTED = re.compile(rb":[ \t]*(?:#.*)?\r?\n([ \t]+)\S")


@dataclass(frozen=True, slots=True)
class Style:
    """How code that is written anew looks."""

    quote: str = '"'
    indent: str = "    "
    length: int = 88
    newline: str = "\n"

    def text(self, value: str) -> str:
        """A string literal."""
        return f"{self.quote}{value}{self.quote}"


def style(project: Project, path: RepoPath, like: Iterable[RepoPath]) -> Style:
    """The style for the new file `path`; what no formatter says is as in most of the files `like`."""
    said = _said(project, path)
    contents = [project.read(each) for each in like]
    quote = said.get("quote-style")
    if quote not in ("single", "double"):  # nothing said, or "preserve"
        quote = "single" if _single(contents) else "double"
    length = said.get("line-length", "")
    return Style(
        "'" if quote == "single" else '"',
        "\t" if said.get("indent-style") == "tab" else _indent(contents),
        int(length) if length.isdigit() and 40 <= int(length) <= 400 else 88,
        "\r\n" if sum(b"\r\n" in each for each in contents) * 2 > len(contents) else "\n",
    )


def _single(contents: Iterable[bytes]) -> bool:
    return sum(each.count(b"'") for each in contents) > 2 * sum(each.count(b'"') for each in contents)


def _indent(contents: Iterable[bytes]) -> str:
    """The least indentation of most files."""
    found = Counter(min(inside, key=len) for each in contents if (inside := _INDENTED.findall(each)))
    return found.most_common(1)[0][0].decode() if found else "    "


def _said(project: Project, path: RepoPath) -> dict[str, str]:
    """What ruff, black, flake8 or an .editorconfig say, of the nearest folder that says anything."""
    for folder in folders_around(path):
        said: dict[str, str] = {}
        for name, reads in _READERS.items():
            file = posixpath.join(folder, name)
            if project.kinds.get(file) not in REGULAR:
                continue
            content = project.read(file)
            try:
                said = {**(reads(content) if len(content) <= _MAX_SIZE else {}), **said}
            except (ValueError, RecursionError):
                continue  # a formatter that cannot read it formats nothing
        if said:
            return said
    return {}


def _of_pyproject(content: bytes) -> dict[str, str]:
    import tomllib

    tools = tomllib.loads(content.decode()).get("tool")
    tools = tools if isinstance(tools, Mapping) else {}
    return {**_black(tools.get("black")), **_ruff(tools.get("ruff"))}


def _of_ruff(content: bytes) -> dict[str, str]:
    import tomllib

    return _ruff(tomllib.loads(content.decode()))


def _black(table: object) -> dict[str, str]:
    if not isinstance(table, Mapping):
        return {}
    quote = {} if table.get("skip-string-normalization") is True else {"quote-style": "double"}
    return {"line-length": str(table.get("line-length", 88)), **quote}


def _ruff(table: object) -> dict[str, str]:
    if not isinstance(table, Mapping):
        return {}
    form = table.get("format")
    said = {key: str(form[key]) for key in ("quote-style", "indent-style") if isinstance(form, Mapping) and key in form}
    return {**({"line-length": str(table["line-length"])} if "line-length" in table else {}), **said}


def _of_ini(content: bytes) -> dict[str, str]:
    length = read_ini(content).get("flake8", "max-line-length", fallback="")
    return {"line-length": length} if length else {}


def _of_editorconfig(content: bytes) -> dict[str, str]:
    found = _EDITORCONFIG_LENGTH.search(content)
    return {"line-length": found.group(1).decode()} if found else {}


_READERS = {
    "pyproject.toml": _of_pyproject,
    "ruff.toml": _of_ruff,
    ".ruff.toml": _of_ruff,
    "setup.cfg": _of_ini,
    ".flake8": _of_ini,
    "tox.ini": _of_ini,
    ".editorconfig": _of_editorconfig,
}
