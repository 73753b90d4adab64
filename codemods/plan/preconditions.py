"""Does a recipe, or a step, apply to this repository at all? Where it does not, nothing is done, and nothing failed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..codemod import Diagnostic
from ..errors import CanonizeError
from ..meaning.project import Project
from ..meaning.roots import read_ini
from ..meaning.syntax import imports_in, taken_name
from ..names import SymbolPath
from ..recipe import Preconditions, Step
from ..regexes import regex
from ..renames.symbols import find_own
from ..repo.files import MODULE_SUFFIXES, REGULAR

_PYTHONS = [f"3.{minor}" for minor in range(40)]
_IN_SETUP_PY = regex(r"""\bpython_requires\s*=\s*["']([^"']*)["']""")


def not_applicable(project: Project, wanted: Preconditions) -> tuple[Diagnostic, ...]:
    """A remark for each that does not hold; none when all do."""
    return tuple(Diagnostic("info", "not-applicable", why) for why in _unmet(project, wanted))


def why_not_run(step: Step, project: Project, undone: Mapping[str, bool]) -> list[Diagnostic]:
    """Why the step is not run; empty when it is. `undone` are the steps that were not run, or (True) that failed."""
    needed = [each for each in step.needs if each in undone]
    if any(undone[each] for each in needed):
        message = f"the step is not run: it needs {', '.join(needed)}, which was not wholly done"
        return [Diagnostic("error", "not-run", message, step=step.id)]
    missing = [Diagnostic("info", "not-applicable", f"it needs {each}, which does not apply") for each in needed]
    for each in step.preconditions:
        missing += not_applicable(project, each)
    return [replace(each, step=step.id) for each in dict.fromkeys(missing)]


def _unmet(project: Project, wanted: Preconditions) -> Iterator[str]:
    for pattern in wanted.files:
        if not any(map(Project.open(project.files, include=(pattern,)).edited, project.kinds)):
            yield f"no file {pattern}"
    for module in wanted.imports:
        if not _is_imported(project, module):
            yield f"nothing imports {module}"
    for symbol in wanted.symbols:
        if not _is_defined(project, symbol):
            yield f"no symbol {symbol}"
    if wanted.python:
        why = _why_not_python(project, wanted.python)
        if why:
            yield why


def _is_defined(project: Project, symbol: str) -> bool:
    try:
        return bool(find_own(project, SymbolPath.parse(symbol))[1].places)
    except CanonizeError:
        return False


def _is_imported(project: Project, module: str) -> bool:
    found = sorted(project.files.mentioning((module.rpartition(".")[2],)))
    python = (path for path in found if path.endswith(MODULE_SUFFIXES) and project.is_readable(path))
    return any(_is_below(name, module) for path in python for name in _imported(project, path))


def _imported(project: Project, path: str) -> Iterator[str]:
    """The dotted names that the file imports, a name of a module after its module."""
    parsed = project.parsed(path)
    for statement in imports_in(parsed):
        source = statement.child_by_field_name("module_name")
        modules = _named(project, path, parsed.text(source).decode(errors="replace")) if source is not None else ()
        yield from modules
        for element in statement.children_by_field_name("name"):
            name = taken_name(parsed, element)
            yield from (f"{module}.{name}" for module in modules) if source is not None else (name,)


def _named(project: Project, path: str, spelled: str) -> tuple[str, ...]:
    """What the module behind `from` may be called: as it is spelled, or what a relative import of the file means."""
    dotted = spelled.lstrip(".")
    if dotted == spelled:
        return (spelled,)
    return project.modules.names(project.modules.relative(path, len(spelled) - len(dotted), dotted))


def _is_below(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.")


def _why_not_python(project: Project, wanted: str) -> str:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    said = _requires_python(project)
    try:
        supported = [each for each in _PYTHONS if said and SpecifierSet(said).contains(f"{each}.99")]
    except InvalidSpecifier:
        supported = []
    if not supported:
        return f"the repository does not say on which Python it runs, and {wanted} is wanted"
    outside = [each for each in supported if not SpecifierSet(wanted).contains(f"{each}.99")]
    return f"it runs on Python {outside[0]} ({said}), and {wanted} is wanted" if outside else ""


def _requires_python(project: Project) -> str:
    """What `pyproject.toml`, `setup.cfg` or `setup.py` at the top says."""
    import tomllib

    def read(name: str) -> bytes:
        return project.read(name) if project.kinds.get(name) in REGULAR else b""

    try:
        table = tomllib.loads(read("pyproject.toml").decode()).get("project")
        if isinstance(table, dict) and isinstance(table.get("requires-python"), str):
            return str(table["requires-python"])
        if said := read_ini(read("setup.cfg")).get("options", "python_requires", fallback=""):
            return said
        in_call = _IN_SETUP_PY.search(read("setup.py").decode())
        return in_call[1] if in_call else ""
    except (ValueError, RecursionError):  # a broken file says nothing
        return ""
