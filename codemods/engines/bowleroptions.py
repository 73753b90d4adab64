"""The options of the step `bowler`: a script, or a query in the recipe's own words.

bowler:
  select: {function: old}
  filters: [is-call, {in-class: Manager}]
  modify: {rename: new}
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from ..checks import Flaw, check_dotted, check_path, seconds_of
from ..codemod import Codemod
from ..options import Closed
from .bowlerstep import BowlerQuery, BowlerScript, Callback
from .chosen import Wanted
from .enginechecks import check_function
from .engineoptions import EngineOptions
from .script import read_script

FILTERS = ("is-call", "is-def", "in-class", "in-class-itself", "is-filename", "is-not-filename", "callback")
_BARE = ("is-call", "is-def")


class Select(Closed):
    """What a query looks at: one of Bowler's selectors."""

    function: Annotated[str, Field(description="Functions of this name, their calls.", examples=["old"])] = ""
    method: Annotated[str, Field(description="Methods of this name, and calls of them.")] = ""
    class_: Annotated[str, Field(description="The class of this name, its calls, subclasses, imports.")] = ""
    subclass: Annotated[str, Field(description="Classes that have one of this name as a base.")] = ""
    attribute: Annotated[str, Field(description="Attributes of this name.")] = ""
    var: Annotated[str, Field(description="Names like this one.")] = ""
    module: Annotated[str, Field(description="The module of this dotted name, where it is imported and used.")] = ""
    pattern: Annotated[str, Field(description="A pattern in the language of lib2to3.")] = ""
    root: Annotated[bool, Field(description="The whole file.")] = False

    @model_validator(mode="after")
    def _is_one(self) -> Select:
        given = self.given
        if len(given) != 1:
            raise Flaw("a query selects one thing", "write one of function, method, class, subclass, attribute, …")
        (kind, name), *_ = given
        if kind not in ("pattern", "root"):
            check_dotted(name)
        return self

    @property
    def given(self) -> list[tuple[str, str]]:
        """The selectors that are given, by Bowler's names, each with its value."""
        values = ((name.strip("_"), getattr(self, name)) for name in Select.model_fields)
        return [(name, "" if value is True else value) for name, value in values if value]


class Modify(Closed):
    """What a query does where it selected something."""

    rename: Annotated[str, Field(description="The new name; dotted for a module.", examples=["new"])] = ""
    callback: Annotated[str, Field(description="beside/the/recipe.py:function(node, capture, filename).")] = ""

    @model_validator(mode="after")
    def _does_something(self) -> Modify:
        if not self.rename and not self.callback:
            raise Flaw("the query changes nothing", "write rename or callback")
        if self.rename:
            check_dotted(self.rename)
        if self.callback:
            check_function(self.callback)
        return self


def check_filters(filters: list[object]) -> list[object]:
    """Each a word, or a word with its value."""
    for each in filters:
        _filter(each)
    return filters


def _filter(each: object) -> tuple[str, str]:
    """The filter's word and its value. Raises Flaw."""
    items = [*each.items()] if isinstance(each, dict) else [(each, "")]
    kind, value = items[0] if len(items) == 1 else ("", "")
    if kind not in FILTERS:
        raise Flaw("not a filter", f"write one of: {', '.join(FILTERS)}")
    if kind in _BARE and value in ("", True):
        return kind, ""
    if kind in _BARE or not isinstance(value, str) or not value:
        raise Flaw(f"the filter {kind} takes {'no value' if kind in _BARE else 'one value, as text'}")
    match kind:
        case "callback":
            check_function(value)
        case "is-filename" | "is-not-filename":
            _check_pattern(value)
        case _:
            check_dotted(value)
    return kind, value


def _check_pattern(text: str) -> None:
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        raise Flaw(f"not a regular expression: {error}") from None


class BowlerOptions(EngineOptions):
    """Run a Bowler query, written here or executed by a script, on each file."""

    begins_with: ClassVar[tuple[str, ...]] = ("select", "modify")
    example: ClassVar[tuple[dict[str, str], dict[str, str]]] = (
        {"app/m.py": "x = old(1)\n"},
        {"app/m.py": "x = new(1)\n"},
    )
    instead: ClassVar[tuple[str, ...]] = ("script",)

    script: Annotated[str, Field(description="Instead of select: a script beside the recipe.")] = ""
    args: list[str] = Field(
        default_factory=list, description="The words that the script finds in sys.argv[1:].", examples=[[]]
    )
    select: Select | None = Field(default=None, description="What the query looks at.", examples=[{"function": "old"}])
    filters: Annotated[
        list[object],
        AfterValidator(check_filters),
        WithJsonSchema({"type": "array", "items": {"type": ["string", "object"]}}),
        Field(
            default_factory=list,
            description=f"What a place must be, all of: {', '.join(FILTERS)}.",
            examples=[["is-call", {"in-class": "Manager"}]],
        ),
    ]
    modify: Modify | None = Field(default=None, description="What is done there.", examples=[{"rename": "new"}])

    def _needs_words(self) -> bool:
        return self.select is None or self.select.given[0][0] in ("pattern", "root")

    @model_validator(mode="after")
    def _is_script_or_query(self) -> BowlerOptions:
        if bool(self.script) == (self.select is not None):
            raise Flaw("a bowler step has a script or a query", "write script: FILE.py, or select and modify")
        if self.args and not self.script:
            raise Flaw("args are for a script", "write script: FILE.py", key="args")
        if self.script and (self.filters or self.modify):
            key = "filters" if self.filters else "modify"
            raise Flaw("filters and modify belong to a query, not to a script", key=key)
        if self.script:
            check_path(self.script)
            if not self.script.endswith(".py"):
                raise Flaw("the script is a .py file", key="script")
        elif self.modify is None:
            raise Flaw("the query changes nothing", "write modify: {rename: new}")
        return self

    @property
    def wanted(self) -> Wanted:
        words = tuple(self.mentions)
        if not words and not self.every_file and self.select is not None:
            words = (self.select.given[0][1].rpartition(".")[2],)
        return Wanted(words, self.every_file, tuple(self.include), tuple(self.exclude))

    def beside(self, folder: Path | None) -> Codemod:
        seconds = seconds_of(self.timeout)
        if self.select is None or self.modify is None:
            script = read_script(folder, self.script)
            return BowlerScript(script, tuple(self.args), self.wanted, seconds, self.modules_in(folder))
        (selector, name), *_ = self.select.given
        filters = tuple(
            (kind, _callback(folder, value) if kind == "callback" else value)
            for kind, value in map(_filter, self.filters)
        )
        callback = _callback(folder, self.modify.callback) if self.modify.callback else None
        modules = self.modules_in(folder)
        return BowlerQuery(selector, name, filters, self.modify.rename, callback, self.wanted, seconds, modules)

    @property
    def code(self) -> tuple[str, ...]:
        return (self.script,) if self.script else tuple(each.partition(":")[0] for each in self._called)

    @property
    def _called(self) -> list[str]:
        called = [value for kind, value in map(_filter, self.filters) if kind == "callback"]
        return called + ([self.modify.callback] if self.modify and self.modify.callback else [])

    def summary(self) -> str:
        if self.select is None or self.modify is None:
            return f"run the Bowler script {self.script} on {self.where}"
        (selector, name), *_ = self.select.given
        done = [f"rename it to {self.modify.rename}"] if self.modify.rename else []
        done += [f"call {self.modify.callback}"] if self.modify.callback else []
        return f"select {selector} {name}".rstrip() + f" by Bowler and {' and '.join(done)}, in {self.where}"

    def loads(self) -> str:
        code = [self.script] if self.script else self._called
        return self._runs(", ".join(code), "Bowler") if code else ""


def _callback(folder: Path | None, where: str) -> Callback:
    path, _, name = where.partition(":")
    return Callback(read_script(folder, path), name)
