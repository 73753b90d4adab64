"""Leave the old name in place: as an alias, or as a lazy attribute that warns.

class New: ...                 class New: ...

                               def __getattr__(name: str) -> object:
Old = New                          if name == "Old": … warnings.warn(…); return New
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ..edits import Edit
from ..errors import Refused
from ..meaning.flow import is_bare_annotation
from ..meaning.parsing import Parsed
from ..meaning.scopes import Occurrence
from ..records import dataclass
from ..repo.files import RepoPath
from .slots import Slots

_REASON = "the old name stays, for code outside this project"


@dataclass(frozen=True, slots=True)
class KeptAlias:
    """How the old name stays. `dotted` is the module's name for the warning, `removed_in` a version or ""."""

    kind: str
    slots: Slots
    removed_in: str = ""

    def edits(self, path: RepoPath, dotted: str) -> Iterator[Edit]:
        """What to add to a file whose module-level name was renamed; offsets of the code."""
        parsed = self.slots.resolver.project.parsed(path)
        if self.kind == "plain" or path.endswith(".pyi"):
            yield self._alias(path, parsed) if self._is_bound_at_once(path) else self._lazy(path, parsed, dotted)
            yield from self._exports(path, parsed)
        else:
            yield self._lazy(path, parsed, dotted)

    def _is_bound(self, path: RepoPath) -> bool:
        """False when the module gives the name on demand alone, by its `__getattr__`."""
        names = self.slots.resolver.project.names(path, self.slots.old)
        return bool(names.bindings(names.module) or self.slots.resolver.stars(path))

    def _is_bound_at_once(self, path: RepoPath) -> bool:
        """False also when nothing but `name: T` stands in the module, and a function binds the name later."""
        names = self.slots.resolver.project.names(path, self.slots.old)
        bindings = names.bindings(names.module)
        return any(not is_bare_annotation(binding) and binding.scope == names.module for binding in bindings) or (
            not bindings and bool(self.slots.resolver.stars(path))
        )

    def _alias(self, path: RepoPath, parsed: Parsed) -> Edit:
        """`Old = New` behind the last statement that binds the name, or the star import that brings it."""
        statement = self._last_statement(path, parsed)
        newline = parsed.source.newline.decode()
        apart = newline * (
            3 if statement.type in ("class_definition", "function_definition", "decorated_definition") else 1
        )
        at = _line_end(parsed, statement.end_byte)
        return Edit(at, at, f"{apart}{self.slots.old} = {self.slots.new}".encode(), _REASON)

    def _last_statement(self, path: RepoPath, parsed: Parsed) -> Node:
        names = self.slots.resolver.project.names(path, self.slots.old)
        bindings = names.bindings(names.module)
        if not bindings:
            return self.slots.resolver.stars(path)[-1]
        statement = bindings[-1].steps[1].node
        if bindings[-1].scope != names.module:  # bound by a function that says `global`: it has to run first
            called = [node for node in parsed.tree.root_node.named_children if node.type != "comment"]
            return called[-1]
        return statement

    def _exports(self, path: RepoPath, parsed: Parsed) -> Iterator[Edit]:
        """Both names in `__all__`, beside the edit that renames the one that is there."""
        for each in self.slots.resolver.project.names(path, self.slots.old).occurrences:
            string = each.enclosing("string")
            if each.role == "string" and string is not None and _in_dunder_all(parsed, each):
                quote = parsed.text(string)[:1].decode()
                yield Edit(each.end, each.end, f"{quote}, {quote}{self.slots.old}".encode(), _REASON)

    def _lazy(self, path: RepoPath, parsed: Parsed, dotted: str) -> Edit:
        """A branch of the module's `__getattr__`, which is made where there is none (PEP 562)."""
        newline = parsed.source.newline.decode()
        existing = _module_getattr(parsed)
        other = self.slots.resolver.project.names(path, "__getattr__")
        if existing is None and (other.bindings(other.module) or not self._is_bound(path)):
            found = other.bindings(other.module)
            line = parsed.source.line(found[0].start) if found else 1
            raise Refused(
                f"{path}:{line}: the alias cannot be merged into what gives {self.slots.old} here",
                "write __getattr__ as a function at the top of the module with its body on lines of its own",
            )
        if existing is not None:
            start, end, indent, name = existing
            lines = self._branch(dotted, name, indent, bound=self._is_bound(path))
            if start == end:
                return Edit(start, start, (newline.join(lines) + newline).encode(), _REASON)
            return Edit(start, end, newline.join(("", *lines, indent)).encode(), _REASON)
        unit = _indent_unit(parsed)
        body = self._branch(dotted, "name", unit, bound=True)
        last = f'{unit}raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")'
        text = newline.join(("def __getattr__(name: str) -> object:", *body, last))
        code = parsed.source.code
        ended = not code or code.endswith((b"\n", b"\r"))
        before = newline * (2 if ended else 3)
        return Edit(len(code), len(code), (before + text + (newline if ended else "")).encode(), _REASON)

    def _branch(self, dotted: str, name: str, indent: str, *, bound: bool) -> list[str]:
        unit = indent or "    "
        goes = f", and goes in {self.removed_in}" if self.removed_in else ""
        about = f"{dotted}.{self.slots.old} is deprecated{goes}: "
        instead = f"use {dotted}.{self.slots.new}"
        warning = [
            f"{indent}{unit}import warnings",
            "",
            f"{indent}{unit}warnings.warn(",
            f"{indent}{unit}{unit}{_literal(about)}",
            f"{indent}{unit}{unit}{_literal(instead)},",
            f"{indent}{unit}{unit}DeprecationWarning,",
            f"{indent}{unit}{unit}stacklevel=2,",
            f"{indent}{unit})",
        ]
        return [
            f'{indent}if {name} == "{self.slots.old}":',
            *(() if self.kind == "plain" else warning),
            f"{indent}{unit}return " + (self.slots.new if bound else f'__getattr__("{self.slots.new}")'),
        ]


def is_kept_alias(slots: Slots, path: RepoPath, new: str) -> bool:
    """Does the file bind the old name only as `Old = New`: what an earlier run left?"""
    names = slots.resolver.project.names(path, slots.old)
    parsed = slots.resolver.project.parsed(path)
    bindings = names.bindings(names.module)

    def is_alias(binding: Occurrence) -> bool:
        owner = binding.steps[-2].node
        right = owner.child_by_field_name("right") if owner.type == "assignment" else None
        return right is not None and parsed.text(right) == new.encode()

    return bool(bindings) and all(is_alias(binding) for binding in bindings)


def _in_dunder_all(parsed: Parsed, each: Occurrence) -> bool:
    statement = each.enclosing("assignment", "augmented_assignment", "call")
    if statement is None:
        return False
    text = parsed.text(statement)
    return text.startswith(b"__all__") and not text.startswith((b"__all__.append", b"__all__.remove"))


def _module_getattr(parsed: Parsed) -> tuple[int, int, str, str] | None:
    """Where the body of the module's `__getattr__` begins, its indentation, and the name of its parameter.

    The first two are the same place, a line's begin; or the space between the colon and a body on the same line.
    """
    for node in parsed.tree.root_node.named_children:
        name = node.child_by_field_name("name")
        parameters, body = node.child_by_field_name("parameters"), node.child_by_field_name("body")
        if node.type != "function_definition" or name is None or parsed.text(name) != b"__getattr__":
            continue
        if parameters is None or body is None or not parameters.named_children:
            continue
        first = parameters.named_children[0]
        parameter = first if first.type == "identifier" else first.named_children[0]
        statement = body.named_children[0]
        if (
            statement.type == "expression_statement"
            and statement.named_children[0].type == "string"
            and len(body.named_children) > 1
        ):
            statement = body.named_children[1]
        if body.start_point.row == node.start_point.row:
            colon = parsed.source.code.rindex(b":", 0, statement.start_byte) + 1
            return colon, statement.start_byte, "    ", parsed.text(parameter).decode()
        begin = (
            max(
                parsed.source.code.rfind(b"\n", 0, statement.start_byte),
                parsed.source.code.rfind(b"\r", 0, statement.start_byte),
            )
            + 1
        )
        return begin, begin, parsed.source.code[begin : statement.start_byte].decode(), parsed.text(parameter).decode()
    return None


def _indent_unit(parsed: Parsed) -> str:
    found = re.search(rb"(?m)^([ \t]+)\S", parsed.source.code)
    return found.group(1).decode() if found and found.group(1) in (b"\t", b"  ") else "    "


def _line_end(parsed: Parsed, at: int) -> int:
    found = re.compile(rb"[^\r\n]*").match(parsed.source.code, at)
    return found.end() if found else at


def _literal(text: str) -> str:
    import json

    return json.dumps(text)
