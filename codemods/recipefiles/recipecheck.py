"""Holds a recipe's nodes against its models; what pydantic finds is told at the line and column of its node."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import UnionType
from typing import TYPE_CHECKING, TypeVar, get_args

from pydantic import ValidationError

from ..checks import Flaw
from ..options import Closed
from ..problems import Problem, RecipeErrors, add_problem, did_you_mean, shown
from .recipenodes import Document, Items, Node, Place, Scalar, Table

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_Model = TypeVar("_Model", bound=Closed)
_KINDS = {"recipe": "a recipe, not the manifest of a batch", "batch": "the manifest of a batch, not a recipe"}
Plain = str | bool | None | list["Plain"] | dict[str, "Plain"]


class Check:
    """The problems of one document, as they are found; and how much its params have made it `grown`."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems = list(document.problems)
        self._spoiled: set[Place] = set()
        self._advice: dict[Place, str] = {}
        self.grown = 0  # characters that values of params have brought in

    def add(self, at: Place, message: str, help: str = "") -> None:
        add_problem(self.problems, Problem(at.line, at.column, message, help, self.document.path))

    def written_as(self, format: str) -> None:
        """Raises RecipeErrors when the file is of another kind or version: all other problems would be noise."""
        entry = self.document.root.find("canonize")
        written = entry[1].value if entry and isinstance(entry[1], Scalar) else None
        kind = written.partition("/")[0] if isinstance(written, str) else ""
        if entry is None or written == format or kind not in _KINDS:
            return
        if format.startswith(f"{kind}/"):
            self.add(entry[1].at, f"written as {shown(str(written))}; this canonize reads {format}")
        else:
            self.add(entry[1].at, _KINDS[kind], "canonize batch takes the recipe first, then the manifest")
        raise RecipeErrors(self.problems)

    def spoil(self, at: Place) -> None:
        """The value at this place has its problem already: no other will be told of it."""
        self._spoiled.add(at)

    def spoiled(self, at: Place) -> bool:
        return at in self._spoiled

    def advise(self, at: Place, help: str) -> None:
        """Should the value at this place be wrong, this is what to do."""
        self._advice[at] = help

    def model(self, model: type[_Model], node: Node, key: Place, name: str) -> _Model | None:
        """`node` as a `model`, or None, with its problems added. `key` and `name` are those of the key before it."""
        try:
            return model.model_validate(plain(node))
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                self._explain(detail, model, node, Scalar(name, key))
            return None

    def _explain(self, error: ErrorDetails, model: type[Closed], node: Node, key: Scalar) -> None:
        path = [part for part in error["loc"] if _names_a_node(part)]
        flaw = error.get("ctx", {}).get("error")
        if isinstance(flaw, Flaw):
            path += [flaw.key] if flaw.key else []
        parent, key, value = _walk(node, key, path)
        if self.spoiled(value.at):
            return
        match error["type"]:
            case "extra_forbidden":
                known = _keys(model, path[:-1])
                self.add(key.at, f'no key named "{shown(_name(key))}" in {_name(parent)}', _known(_name(key), known))
            case "missing":
                missing = str(error["loc"][-1])
                self.add(key.at, f'{_name(key)} needs "{missing}"', _about(model, path, missing))
            case "value_error" if isinstance(flaw, Flaw):
                at = value.at if isinstance(value, Scalar) and not flaw.key else key.at
                self.add(at, flaw.title, self._advice.get(value.at, flaw.help))
            case kind:
                message, advice = _said(kind, error, _name(key), value)
                self.add(value.at, message, self._advice.get(value.at, advice))


def plain(node: Node) -> Plain:
    """The node's values without their places."""
    match node:
        case Scalar(value):
            return value
        case Items(items):
            return [plain(item) for item in items]
        case Table(entries):
            return {str(key.value): plain(value) for key, value in entries}


def _said(kind: str, error: ErrorDetails, name: str, value: Node) -> tuple[str, str]:
    """The message and the help for a value of the wrong kind."""
    found = _found(value)
    if isinstance(value, Scalar) and value.value is None:
        return f'"{name}" has no value', "write one, or take the key away"
    match kind:
        case "string_type" if isinstance(value, Scalar) and value.spelled:
            return f'"{name}" takes text, and {value.spelled} is a bool', f'put it in quotes: "{value.spelled}"'
        case "string_type":
            return f'"{name}" takes text, not {found}', ""
        case "bool_type":
            return f'"{name}" takes true or false, not {found}', "written so, in small letters; yes and on are text"
        case "list_type":
            return f'"{name}" takes a list, not {found}', "write it as [one, two]"
        case "dict_type" | "model_type":
            return f'"{name}" takes keys with values, not {found}', ""
        case "too_short" | "string_too_short":
            return f'"{name}" is empty', ""
        case "literal_error":
            words = re.findall(r"'([^']*)'", str(error["ctx"]["expected"]))
            text = value.value if isinstance(value, Scalar) and isinstance(value.value, str) else ""
            return f'"{name}" takes {" or ".join(words)}, not {found}', did_you_mean(text, words)
        case _:
            return f'"{name}": {error["msg"]}', ""


def _found(value: Node) -> str:
    match value:
        case Scalar(bool(truth)):
            return "true" if truth else "false"
        case Scalar(text):
            return f'"{shown(str(text))}"'
        case Items():
            return "a list"
        case _:
            return "a mapping"


def _names_a_node(part: int | str) -> bool:
    return isinstance(part, int) or not part.startswith("function-")


def _walk(node: Node, key: Scalar, path: Sequence[int | str]) -> tuple[Scalar, Scalar, Node]:
    """The key of the mapping around, the key of, and the node at `path`: as far as it goes."""
    parent = key
    for part in path:
        if isinstance(node, Items) and isinstance(part, int):
            node = node.items[part]
        elif isinstance(node, Table) and (entry := node.find(str(part))):
            parent, (key, node) = key, entry
    return parent, key, node


def _keys(model: type[Closed], path: Sequence[int | str]) -> list[str]:
    """The keys that the mapping at `path` takes."""
    found = _model_at(model, path)
    return [field.alias or name for name, field in found.model_fields.items()] if found else []


def _about(model: type[Closed], path: Sequence[int | str], key: str) -> str:
    found = _model_at(model, path[:-1] if path and path[-1] == key else path)
    fields = found.model_fields.items() if found else ()
    return next((field.description or "" for name, field in fields if (field.alias or name) == key), "")


def _model_at(model: type[Closed], path: Sequence[int | str]) -> type[Closed] | None:
    here: object = model
    for part in path:
        if isinstance(here, type) and issubclass(here, Closed):
            fields = {field.alias or name: field.annotation for name, field in here.model_fields.items()}
            here = fields.get(str(part))
        else:  # list[Model] or dict[str, Model]
            here = get_args(here)[-1] if get_args(here) else None
        if isinstance(here, UnionType):  # Model | None
            here = get_args(here)[0]
    return here if isinstance(here, type) and issubclass(here, Closed) else None


def _known(word: str, known: Sequence[str]) -> str:
    return did_you_mean(word, known) or f"the keys here are {', '.join(known)}"


def _name(key: Scalar) -> str:
    return str(key.value)
