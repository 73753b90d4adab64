"""The old name where a module gives it on demand: a branch of its `__getattr__`, or an entry of its table (PEP 562).

_LAZY = {"Old": ".m"}                      _LAZY = {"New": ".m", "Old": ".m"}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from tree_sitter import Node

from ..edits import Edit
from ..errors import Refused
from ..meaning.lazy import LazyEntry, is_attached, lazy_entry
from ..meaning.parsing import Parsed, matches
from ..meaning.scopes import Occurrence
from ..meaning.strings import fixed_text, string_place
from ..meaning.syntax import inside
from ..meaning.targets import Definition, External, Target
from ..records import dataclass
from ..regexes import regex
from ..repo.files import RepoPath
from ..source import line_begin
from .modulegetattr import ModuleGetattr, editable_getattr
from .order import providers_of
from .slots import Slots

REASON = "the old name stays, for code outside this project"
_ALWAYS = "{}"
_BY_GETATTR = '__getattr__("{}")'
_EITHER = 'globals()["{0}"] if "{0}" in globals() else __getattr__("{0}")'
_NEEDED = ("AttributeError", "DeprecationWarning", "globals")
_WORDS = regex(r"\w+")
_USE = "use "
_WARNER = "import warnings"
_ABOUT = regex(r"[\w.]+ is deprecated(, and goes in .+)?: ")


@dataclass(frozen=True, slots=True)
class LazyAlias:
    """How the old name is given on demand.

    `removed_in` is a version or "". `keeps` says of a file whether it keeps the old name.
    """

    slots: Slots
    warns: bool
    removed_in: str
    keeps: Callable[[RepoPath], bool]

    def bound(self, path: RepoPath, parsed: Parsed, dotted: str, *, sure: bool) -> Edit:
        """The branch for a name that the module binds; not `sure`: in some programs, or at some time."""
        if sure:
            return self._branch_in(path, parsed, dotted, _ALWAYS)
        if editable_getattr(parsed) is not None:
            return self._branch_in(path, parsed, dotted, _EITHER)
        return self._branch_in(path, parsed, dotted, _ALWAYS, f' and "{self.slots.new}" in globals()')

    def on_demand(self, path: RepoPath, parsed: Parsed, dotted: str) -> Iterator[Edit]:
        """The same for a name that is there only when it is asked for."""
        entries = list(self._entries(path))
        in_table = bool(entries) and all(self._serves(entry) for _, entry in entries)
        if editable_getattr(parsed) is not None and (self.warns or not in_table):
            yield self._branch_in(path, parsed, dotted, _BY_GETATTR)
        elif is_attached(self.slots.project, f"{path}i"):
            return  # the stub says it
        elif in_table:
            for each, entry in entries:
                if string_place(parsed, each.steps).use != "export":  # which has both names of a plain alias anyhow
                    yield _beside(parsed, each, entry)
        else:
            raise self._refused(path, parsed)

    def twice(self, path: RepoPath, parsed: Parsed, bindings: Iterable[Occurrence]) -> Iterator[Edit]:
        """The imports of a stub that is attached, with the old name beside the new one."""
        kept = any(self.keeps(file) for file in providers_of(self.slots.resolver, self.slots.old, path))
        for binding in bindings:
            step = next((step for step in binding.steps if step.field == "name"), None)
            if step is None or binding.from_import is None or not kept:
                code = path.removesuffix("i")
                raise self._refused(code, self.slots.project.parsed(code))
            yield once_more(parsed, step.node)

    def is_in_table(self, path: RepoPath) -> bool:
        return next(self._entries(path), None) is not None

    def _entries(self, path: RepoPath) -> Iterator[tuple[Occurrence, LazyEntry]]:
        for each in self.slots.names(path).occurrences:
            entry = lazy_entry(self.slots.resolver, path, each)
            if entry is not None and entry.part != "attribute" and self.slots.symbol in entry.targets:
                yield each, entry

    def _serves(self, entry: LazyEntry) -> bool:
        """Has the module that the table names the old name, too?"""
        return entry.source is not None and any(self.keeps(file) for file in entry.source.files)

    def _refused(self, path: RepoPath, parsed: Parsed) -> Refused:
        found = self.slots.project.bindings(path, "__getattr__")
        line = parsed.source.line(found[0].start) if found else 1
        return Refused(
            f"{path}:{line}: the alias cannot be merged into what gives {self.slots.old} here",
            "write __getattr__ as a function at the top of the module with its body on lines of its own, "
            "or keep a plain alias, or none",
        )

    def _branch_in(self, path: RepoPath, parsed: Parsed, dotted: str, value: str, condition: str = "") -> Edit:
        """A branch of the module's `__getattr__`, which is made where there is none."""
        newline = parsed.source.newline.decode()
        existing = editable_getattr(parsed)
        bindings = self.slots.project.bindings(path, "__getattr__")
        value = value.format(self._spelled(path, parsed, existing) if value == _ALWAYS else self.slots.new)
        if existing is not None and existing.holds(bindings[-1]):
            warner = self._warner(path, existing)
            lines = self._branch(dotted, existing.parameter, existing.indent, existing.unit, value, condition, warner)
            self._refuse_hidden(path, parsed, "\n".join(lines))
            if existing.start == existing.end:
                return Edit(existing.start, existing.start, (newline.join(lines) + newline).encode(), REASON)
            text = newline.join(("", *lines, existing.indent))
            return Edit(existing.start, existing.end, text.encode(), REASON)
        if bindings or self._is_installed(path, parsed):
            raise self._refused(path, parsed)
        unit = indent_unit(parsed)
        body = self._branch(dotted, "name", unit, unit, value, condition, _WARNER)
        last = f'{unit}raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")'
        text = newline.join(("def __getattr__(name: str) -> object:", *body, last))
        self._refuse_hidden(path, parsed, text)
        code = parsed.source.code
        ended = not code or code.endswith((b"\n", b"\r"))
        before = newline * (2 if ended else 3)
        return Edit(len(code), len(code), (before + text + (newline if ended else "")).encode(), REASON)

    def _spelled(self, path: RepoPath, parsed: Parsed, existing: ModuleGetattr | None) -> str:
        """The new name, as the function can read it: not bare, when it may have that for itself."""
        new, inside = self.slots.new, {"name", "warnings"}
        if existing is not None:
            inside = {*_WORDS.findall(parsed.text(existing.function).decode()), "warnings"}
            own = self.slots.names(path).occurrences
            inside |= {new} if any(each.role == "global" and existing.holds(each) for each in own) else set()
        return f'globals()["{new}"]' if new in inside else new

    def _warner(self, path: RepoPath, existing: ModuleGetattr) -> str:
        """The import of `warnings` in the branch, "" where the function uses the module's."""
        names = self.slots.project.names(path, "warnings")
        used = [each for each in names.occurrences if each.home == names.module and existing.holds(each)]
        if not used:
            return _WARNER
        if self.slots.resolver.of_name(path, used[0].node) == {External("warnings")}:
            return ""  # an import would make the name a local one of the whole function
        return f"{_WARNER} as _warnings"

    def _refuse_hidden(self, path: RepoPath, parsed: Parsed, text: str) -> None:
        """Raises Refused where the module has something of its own under the name of a builtin in `text`."""
        for builtin in (each for each in _NEEDED if re.search(rf"\b{each}\(|\b{each},", text)):
            found = self.slots.project.bindings(path, builtin) if builtin != self.slots.old else ()
            if found or self.slots.new == builtin:
                line = parsed.source.line(found[0].start) if found else 1
                raise Refused(
                    f"{path}:{line}: {builtin} means something else here, and the alias of {self.slots.old} needs it",
                    "do without the alias",
                )

    def _is_installed(self, path: RepoPath, parsed: Parsed) -> bool:
        """Is the module's namespace given to a function that puts a `__getattr__` into it?"""
        for call in matches("(call) @call", parsed.tree.root_node):
            if b"globals()" not in map(parsed.text, inside(call, "arguments")):
                continue
            function = call.children[0]
            if any(self._installs(target) for target in self.slots.resolver.of_expression(path, function)):
                return True
        return False

    def _installs(self, target: Target) -> bool:
        match target:
            case Definition(stem):
                project = self.slots.project
                return any(b"__getattr__" in project.read(file) for file in project.modules.files(stem))
            case External(dotted):
                return "lazy" in dotted.lower()
            case _:
                return False

    def _branch(
        self, dotted: str, name: str, indent: str, unit: str, value: str, condition: str, warner: str
    ) -> list[str]:
        goes = f", and goes in {self.removed_in}" if self.removed_in else ""
        about = f"{dotted}.{self.slots.old} is deprecated{goes}: "
        instead = f"{_USE}{dotted}.{self.slots.new}"
        warning = [
            *((f"{indent}{unit}{warner}", "") if warner else ()),
            f"{indent}{unit}{warner.rpartition(' ')[2] or 'warnings'}.warn(",
            f"{indent}{unit}{unit}{_literal(about)}",
            f"{indent}{unit}{unit}{_literal(instead)},",
            f"{indent}{unit}{unit}DeprecationWarning,",
            f"{indent}{unit}{unit}stacklevel=2,",
            f"{indent}{unit})",
        ]
        return [
            f'{indent}if {name} == "{self.slots.old}"{condition}:',
            *(warning if self.warns else ()),
            f"{indent}{unit}return {value}",
        ]


def _beside(parsed: Parsed, each: Occurrence, entry: LazyEntry) -> Edit:
    """The entry once more, under the old name."""
    string = each.enclosing("string")
    assert string is not None and string.parent is not None
    old, quote = parsed.text(string).decode(), parsed.text(string)[-1:].decode()
    if entry.part == "both":
        return Edit(each.end, each.end, f"{quote}, {old[:-1]}".encode(), REASON)
    return once_more(parsed, string.parent)


def once_more(parsed: Parsed, node: Node, between: str = ",") -> Edit:
    """The element of a list, or with ";" the statement, again behind itself: on a line of its own where it has one."""
    code, start = parsed.source.code, node.start_byte
    begin = line_begin(code, start)
    own_line = not code[begin:start].strip()
    space = f"{parsed.source.newline.decode()}{code[begin:start].decode()}" if own_line else " "
    between = "" if own_line and between == ";" else between
    return Edit(node.end_byte, node.end_byte, f"{between}{space}{parsed.text(node).decode()}".encode(), REASON)


def indent_unit(parsed: Parsed) -> str:
    """What the first block of the module is indented by."""
    code = parsed.source.code
    for block in matches("(block) @block", parsed.tree.root_node):
        start = block.start_byte
        space = code[line_begin(code, start) : start]
        if space and not space.strip():
            return space.decode() if space in (b"\t", b"  ") else "    "
    return "    "


def instead(parsed: Parsed, node: Node, text: str) -> tuple[int, int] | None:
    """Where the path stands in the text of a literal by which a deprecated alias says what to use; else None."""
    above = node.parent
    if above is None or above.type != "concatenated_string" or not text.startswith(_USE):
        return None
    return (len(_USE), len(text)) if _ABOUT.fullmatch(fixed_text(parsed, above.named_children[0])) else None


def _literal(text: str) -> str:
    import json

    return json.dumps(text)
