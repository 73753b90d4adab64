"""What the body of a class leans on: imports and constants that can come along, and what keeps it where it is.

TIMEOUT = 5                                a constant: comes along
from unittest.mock import AsyncMock        an import: comes along
def helper(): ...                          stays here, and with it every class that calls it
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from dataclasses import field
from typing import Literal

from tree_sitter import Node

from ..meaning.bindings import Resolver
from ..meaning.parsing import Parsed, matches
from ..meaning.scopes import Names, Occurrence
from ..meaning.stems import Module
from ..meaning.syntax import assigned_value, field_text, is_arm_for_checkers, source_of, taken_name, walk
from ..meaning.targets import External
from ..names import IDENTIFIER
from ..records import dataclass
from ..repo.files import RepoPath, seen_from
from .doublepatches import Patched
from .doubles import Double
from .needed import Constant, Import, Needs

_OF_THE_MODULE = frozenset(
    {"__name__", "__file__", "__doc__", "__package__", "__spec__", "__loader__", "__path__", "__builtins__",
     "__annotations__"}
)  # fmt: skip
_LOOKS_AROUND = frozenset({"exec", "eval", "globals", "locals", "vars", "compile", "__import__", "breakpoint", "input"})
_LOOKING_MODULES = frozenset({"inspect", "traceback", "warnings", "importlib", "pkgutil", "sys", "gc", "linecache"})
_CONSTANT = frozenset(
    {"integer", "float", "string", "concatenated_string", "true", "false", "none", "tuple", "unary_operator",
     "binary_operator", "parenthesized_expression", "string_start", "string_content", "string_end", "escape_sequence"}
)  # fmt: skip


_Meaning = tuple[Import, ...] | Constant | Literal["sibling", "builtin"]


@dataclass
class _Stays(Exception):
    why: str


@dataclass
class NeedsFinder:
    """Answers for the doubles of one project. `siblings` has, by file, the names of the classes that may move.

    `base` gives the folder from which pytest imports a file.
    """

    resolver: Resolver
    siblings: dict[RepoPath, frozenset[str]]
    base: Callable[[RepoPath], str]
    patched: Patched = field(init=False)

    def __post_init__(self) -> None:
        self.patched = Patched(self.resolver, tuple(self.siblings))

    def needs(self, double: Double) -> Needs:
        found: dict[str, _Meaning] = {}
        try:
            for word in sorted(self._words(double)):
                answer = self._word(double, word)
                if answer is not None:
                    found[word] = answer
        except _Stays as stays:
            return Needs(why_not=stays.why)
        imports = [each for answer in found.values() if isinstance(answer, tuple) for each in answer]
        constants = [answer for answer in found.values() if isinstance(answer, Constant)]
        siblings = [word for word, answer in found.items() if answer == "sibling"]
        of_python = frozenset(word for word, answer in found.items() if answer == "builtin")
        annotating = (word for word in found if self._only_annotates(double, word)) if double.is_plain else ()
        in_annotations = frozenset(annotating)
        return Needs(tuple(sorted(set(imports))), tuple(sorted(constants)), tuple(siblings), of_python, in_annotations)

    # -- the words ----------------------------------------------------------------------------------------------

    def _words(self, double: Double) -> set[str]:
        parsed = self.resolver.project.parsed(double.path)
        words = {parsed.text(node).decode() for node in walk(double.whole) if node.type == "identifier"}
        return words | set(self._quoted(parsed, double.whole))

    def _quoted(self, parsed: Parsed, whole: Node) -> Iterator[str]:
        """The names in annotations that are strings."""
        for annotation in matches("(type) @type", whole):
            for node in walk(annotation):
                if node.type == "string_content":
                    yield from IDENTIFIER.findall(parsed.text(node).decode())

    def _word(self, double: Double, word: str) -> _Meaning | None:
        names = self.resolver.project.names(double.path, word)
        inside = [each for each in names.occurrences if self._is_inside(double, each)]
        if any(each.role == "mangled" and not _is_member(each) for each in inside):
            raise _Stays(f"{word} is mangled with the name of the class")
        free = [each for each in inside if each.home == names.module]
        if names.own:
            free += [each for each in inside if each.role == "string" and each.enclosing("type") is not None]
        if not free:
            return None
        if any(each.role in ("bind", "delete", "global") for each in free):
            raise _Stays(f"it assigns the global {word}")
        return self._meaning(double, names, word)

    def _is_inside(self, double: Double, each: Occurrence) -> bool:
        name = double.node.child_by_field_name("name")
        is_name = name is not None and each.start == name.start_byte
        return double.holds(each.start) and not is_name

    def _only_annotates(self, double: Double, word: str) -> bool:
        names = self.resolver.project.names(double.path, word)
        return all(
            each.enclosing("type") is not None
            for each in names.occurrences
            if self._is_inside(double, each) and each.home == names.module
        )

    # -- what a word means --------------------------------------------------------------------------------------

    def _meaning(self, double: Double, names: Names, word: str) -> _Meaning | None:
        bindings = names.own
        if word in _OF_THE_MODULE and not bindings:
            raise _Stays(f"it reads {word} of its module")
        if word in _LOOKS_AROUND and not bindings:
            raise _Stays(f"it calls {word}, which may look at what is around it")
        if self.patched.by(double.path, word):
            raise _Stays(f"{self.patched.by(double.path, word)} patches {word} in this module")
        if word == double.name:
            return None
        if not bindings:
            self._check_builtin(double.path, word)
            return "builtin"
        if word in self.siblings.get(double.path, frozenset()) and len(bindings) == 1:
            return "sibling"
        statements = [each.import_around for each in bindings]
        if all(statement is not None for statement in statements):
            return self._imports(double, names, bindings)
        if len(bindings) > 1:
            raise _Stays(f"{word}, which it uses, is bound more than once")
        return self._local(double.path, word, bindings[0])

    def _check_builtin(self, path: RepoPath, word: str) -> None:
        for statement in self.resolver.stars(path):
            source = self.resolver.imported_module(path, statement)
            if not isinstance(source, Module) or self.resolver.exports(source, word):
                raise _Stays(f"{word} may come from a star import")
        if not hasattr(builtins, word):
            raise _Stays(f"{word}, which it uses, is bound nowhere in the file")

    def _imports(self, double: Double, names: Names, bindings: tuple[Occurrence, ...]) -> tuple[Import, ...]:
        found = [self._import(double.path, names.word, each) for each in bindings]
        if len(found) > 1:
            if any(each.name or each.bound or each.typing_only for each in found):
                raise _Stays(f"{names.word}, which it uses, is imported more than once")
            found = self._reached(double, names, found)
        return tuple(found)

    def _reached(self, double: Double, names: Names, imports: list[Import]) -> list[Import]:
        """Of `import a.b` and `import a.c`, those that the class goes through; all when that cannot be told."""
        chains = [_chain(names.parsed, each) for each in names.occurrences if self._is_inside(double, each)]
        used = [each for each in imports if any(f"{chain}.".startswith(f"{each.module}.") for chain in chains)]
        clear = all(any(f"{chain}.".startswith(f"{each.module}.") for each in used) for chain in chains)
        return used if used and clear else imports

    def _import(self, path: RepoPath, word: str, binding: Occurrence) -> Import:
        parsed = self.resolver.project.parsed(path)
        statement = binding.import_around
        assert statement is not None
        where = _where(parsed, statement)
        if where == "elsewhere":
            raise _Stays(f"{word}, which it uses, is imported under a condition")
        element = binding.parent
        named, bound = taken_name(parsed, element), field_text(parsed, element, "alias").decode()
        if statement.type == "import_statement":
            module, name = named, ""
            loads = [_loaded(each) for each in self.resolver.dotted_module(named, path)]
        else:
            module, loads = self._source(path, parsed, statement, named)
            name = named
        if module.partition(".")[0] in _LOOKING_MODULES:
            raise _Stays(f"it uses {module}, which may look at where the code stands")
        return Import(module, name, "" if bound == name else bound, where == "typing", tuple(loads))

    def _source(self, path: RepoPath, parsed: Parsed, statement: Node, taken: str) -> tuple[str, list[str]]:
        source = self.resolver.imported_module(path, statement)
        if source is None:
            raise _Stays(f"{taken}, which it uses, comes by a relative import that leaves the tree")
        if isinstance(source, External):
            return source.dotted, [source.dotted, *([f"{source.dotted}.{taken}"] if taken.islower() else [])]
        spelled = source_of(parsed, statement)
        if spelled.startswith("."):
            base = self.base(path)  # what the package is called when pytest imports the file
            spelled = seen_from(base, source.stem).replace("/", ".")
        child = self.resolver.submodule(source, taken)
        return spelled, [source.stem, *([child.stem] if child is not None else [])]

    def _local(self, path: RepoPath, word: str, binding: Occurrence) -> Constant:
        parsed = self.resolver.project.parsed(path)
        owner = binding.parent
        line = parsed.source.line(binding.start)
        if owner.type == "function_definition":
            raise _Stays(f"it uses the function {word} of this file (line {line})")
        if owner.type == "class_definition":
            raise _Stays(f"it uses the class {word} of this file (line {line})")
        value = assigned_value(binding.steps)
        top = owner.parent is not None and owner.parent.parent == parsed.tree.root_node
        if value is None or not top or not _is_constant(value):
            raise _Stays(f"it uses {word} of this file (line {line}), which is no constant")
        return Constant(word, parsed.text(owner).decode(), parsed.text(value).decode())


def _loaded(target: object) -> str:
    return target.stem if isinstance(target, Module) else target.dotted if isinstance(target, External) else ""


def _is_constant(value: Node) -> bool:
    return all(node.type in _CONSTANT for node in walk(value))


def _where(parsed: Parsed, statement: Node) -> str:
    """Where an import stands: at the "top", under "typing" (TYPE_CHECKING), or "elsewhere"."""
    above = statement.parent
    if above == parsed.tree.root_node:
        return "top"
    around = above.parent if above is not None else None
    if above is None or around is None or around.parent != parsed.tree.root_node:
        return "elsewhere"
    return "typing" if is_arm_for_checkers(around, above) else "elsewhere"


def _chain(parsed: Parsed, each: Occurrence) -> str:
    """`a.b.c` around the name `a`."""
    text = b""
    for step in reversed(each.steps):
        if step.node.start_byte != each.start or step.node.type not in ("identifier", "attribute"):
            break
        text = parsed.text(step.node)
    return b"".join(text.split()).decode()


def _is_member(each: Occurrence) -> bool:
    """Is it an attribute, or the name of a method?"""
    return each.parent.type == "attribute" or each.steps[-1].field == "name"
