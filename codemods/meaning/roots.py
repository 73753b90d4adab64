"""What a project's own configuration says of where its modules lie.

setuptools (pyproject.toml, setup.cfg, setup.py), hatch, poetry, pdm, uv, maturin, pytest, mypy, pyright and ty are
read, and the collections of Ansible and addons of Odoo known by their manifests. What cannot be read, or leads out of
the tree, is passed over: it only means that one hint is missing.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from ..records import dataclass
from ..regexes import regex
from ..repo.files import RepoPath

if TYPE_CHECKING:
    from configparser import ConfigParser

_MAX_PROJECTS = 200
_MAX_SIZE = 1_000_000
_SETUP_PY = regex(rb"package_dir\s*=\s*\{([^}]*)\}")
_HINTS = regex(
    rb"package[-_]dir|dev-mode-dirs|namespace|where|pythonpath|mypy_path|extra-?[pP]aths|root|packages|sources|python-source"
)
_GALAXY = regex(rb"(?m)^(namespace|name):[ \t]*[\"']?(\w+)")
_ADDON = "/__manifest__.py"
_PAIR = regex(rb"""["']([\w.]*)["']\s*:\s*["']([^"']*)["']""")


@dataclass(frozen=True, slots=True)
class Configured:
    """`roots` are folders on the path; `prefixes` are packages in a folder of another name: ("pkg.sub", "folder")."""

    roots: tuple[str, ...] = ()
    prefixes: tuple[tuple[str, str], ...] = ()


NO_HINTS = Configured()


def configured(paths: Iterable[RepoPath], read: Callable[[RepoPath], bytes]) -> Configured:
    """The hints in the configuration files among `paths`."""
    paths = list(paths)
    addons = (path.removesuffix(_ADDON) for path in paths if path.endswith(_ADDON))
    found = {(f"odoo.addons.{folder.rpartition('/')[2]}", folder): None for folder in addons}
    known = [path for path in paths if path.rpartition("/")[2] in _READERS]
    for path in sorted(known, key=lambda each: (each.count("/"), each))[:_MAX_PROJECTS]:
        folder, _, name = path.rpartition("/")
        try:
            content = read(path)
            if len(content) > _MAX_SIZE or not _HINTS.search(content):
                continue  # no need to import a parser for it
            for prefix, where in _READERS[name](content):
                inside = posixpath.normpath(posixpath.join(folder, where)) if where else folder
                if not inside.startswith(("..", "/")):
                    found[prefix, "" if inside == "." else inside] = None
        except (ValueError, OSError, KeyError, AttributeError, TypeError, RecursionError):
            continue  # a hint less, see above
    return Configured(
        tuple(where for prefix, where in found if not prefix),
        tuple((prefix, where) for prefix, where in found if prefix),
    )


_Hints = Iterator[tuple[str, str]]
_Table = Mapping[str, object]


def _of_pyproject(content: bytes) -> _Hints:
    import tomllib

    tools = _table(tomllib.loads(content.decode()), "tool")
    yield from _of_setuptools(_table(tools, "setuptools"))
    yield from _of_pytest(_table(tools, "pytest", "ini_options"))
    yield from _of_pytest(_table(tools, "pytest"))
    for where in _strings(_table(tools, "mypy").get("mypy_path"), "[:,]"):
        yield "", where
    for checker in ("pyright", "basedpyright"):
        yield from _of_pyright(_table(tools, checker))
    yield from _of_ty(_table(tools, "ty"))
    yield from _of_builders(tools)


def _of_setuptools(table: _Table) -> _Hints:
    for prefix, where in _table(table, "package-dir").items():
        if isinstance(where, str):
            yield prefix, where
    packages = table.get("packages")
    if isinstance(packages, Mapping):
        yield from (("", where) for where in _strings(_table(packages, "find").get("where")))


def _of_builders(tools: _Table) -> _Hints:
    build, wheel = _table(tools, "hatch", "build"), _table(tools, "hatch", "build", "targets", "wheel")
    scikit = _table(tools, "scikit-build", "wheel")
    for package in (*_strings(wheel.get("packages")), *_strings(scikit.get("packages"))):
        yield "", posixpath.dirname(package.rstrip("/"))
    yield from (("", where) for where in _strings(build.get("dev-mode-dirs")))
    for sources in (wheel.get("sources"), build.get("sources")):
        moved = sources if isinstance(sources, Mapping) else dict.fromkeys(_strings(sources), "")
        yield from ((str(to).strip("/").replace("/", "."), where) for where, to in moved.items())
    for entry in _list(_table(tools, "poetry").get("packages")):
        if isinstance(entry, Mapping) and isinstance(entry.get("from"), str):
            yield "", str(entry["from"])
    for builder, key in (
        ("pdm.build", "package-dir"),
        ("uv.build-backend", "module-root"),
        ("maturin", "python-source"),
    ):
        where = _table(tools, *builder.split(".")).get(key)
        if isinstance(where, str):
            yield "", where


def _of_pytest(table: _Table) -> _Hints:
    yield from (("", where) for where in _strings(table.get("pythonpath")))


def _of_pytest_toml(content: bytes) -> _Hints:
    import tomllib

    yield from _of_pytest(_table(tomllib.loads(content.decode()), "pytest"))


def _of_ty(table: _Table) -> _Hints:
    for key in ("root", "extra-paths"):
        yield from (("", where) for where in _strings(_table(table, "environment").get(key)))


def _of_ty_toml(content: bytes) -> _Hints:
    import tomllib

    yield from _of_ty(tomllib.loads(content.decode()))


def _of_pyright(table: _Table) -> _Hints:
    yield from (("", where) for where in _strings(table.get("extraPaths")))
    for environment in _list(table.get("executionEnvironments")):
        if isinstance(environment, Mapping):
            yield from (("", where) for where in _strings(environment.get("extraPaths")))
            yield from (("", where) for where in _strings(environment.get("root")))


def _of_pyright_json(content: bytes) -> _Hints:
    import json

    yield from _of_pyright(json.loads(content))


def read_ini(content: bytes) -> ConfigParser:
    """The sections of an INI file. Raises ValueError when it is none."""
    from configparser import ConfigParser, Error

    config = ConfigParser(interpolation=None, strict=False)
    try:
        config.read_string(content.decode())
    except Error as error:
        raise ValueError(str(error)) from error
    return config


def _of_ini(content: bytes) -> _Hints:
    config = read_ini(content)
    for section in ("pytest", "tool:pytest"):
        yield from (("", where) for where in _strings(config.get(section, "pythonpath", fallback=""), r"\s+"))
    yield from (("", where) for where in _strings(config.get("mypy", "mypy_path", fallback=""), "[:,]"))
    yield from (("", w) for w in _strings(config.get("options.packages.find", "where", fallback=""), r"\s+"))
    for line in config.get("options", "package_dir", fallback="").splitlines():
        prefix, equals, where = line.partition("=")
        if equals:
            yield prefix.strip(), where.strip()


def _of_setup_py(content: bytes) -> _Hints:
    for found in _SETUP_PY.finditer(content):
        for prefix, where in _PAIR.findall(found.group(1)):
            yield prefix.decode(), where.decode()


def _of_galaxy(content: bytes) -> _Hints:
    named = dict(_GALAXY.findall(content))
    if len(named) == 2:
        yield f"ansible_collections.{named[b'namespace'].decode()}.{named[b'name'].decode()}", ""


_READERS: Mapping[str, Callable[[bytes], _Hints]] = {
    "pyproject.toml": _of_pyproject,
    "setup.cfg": _of_ini,
    "pytest.toml": _of_pytest_toml,
    ".pytest.toml": _of_pytest_toml,
    "pytest.ini": _of_ini,
    ".pytest.ini": _of_ini,
    "tox.ini": _of_ini,
    "mypy.ini": _of_ini,
    ".mypy.ini": _of_ini,
    "pyrightconfig.json": _of_pyright_json,
    "ty.toml": _of_ty_toml,
    "setup.py": _of_setup_py,
    "galaxy.yml": _of_galaxy,
}


def _table(table: _Table, *keys: str) -> _Table:
    """The table under `keys`, empty when there is none."""
    for key in keys:
        below = table.get(key)
        if not isinstance(below, Mapping):
            return {}
        table = below
    return table


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _strings(value: object, split: str = "") -> list[str]:
    if isinstance(value, str):
        parts = re.split(split, value) if split else [value]
        return [part.strip() for part in parts if part.strip()]
    return [part for part in _list(value) if isinstance(part, str)]
