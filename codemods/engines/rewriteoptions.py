"""The options of the step `rewrite`: a pattern or rule of ast-grep, what takes its place, and what names must mean.

rewrite:
  pattern: Manager.get_instance($$$ARGS)
  replace: get_manager($$$ARGS)
  add-import: app.core:get_manager
  drop-import: auto
  where: {resolves: {Manager: "app.core.manager:Manager"}}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from ..checks import Flaw, check_source_symbol
from ..codemod import Codemod
from ..names import SymbolPath, is_dotted
from ..options import Closed, Options, RepoPattern
from .chosen import Wanted
from .enginechecks import check_import, check_rule
from .engineoptions import Words
from .managedimports import ImportSpec
from .patterns import VARIABLE, Search, name_of, variables
from .rewritestep import Resolves, Rewrite

MAX_PATTERN = 4096  # the library descends into what is nested, and a crash in it would be one of ours
Json = str | bool | None | list["Json"] | dict[str, "Json"]
_RULE = WithJsonSchema({"type": ["string", "object"]})
Rule = Annotated[object, AfterValidator(check_rule), _RULE]
ImportText = Annotated[str, AfterValidator(check_import)]


class Where(Closed):
    """What must hold of a match beside the pattern: each a pattern, or a rule object of ast-grep."""

    inside: Annotated[Rule, Field(description="It stands inside of this, at any depth.")] = ""
    has: Annotated[Rule, Field(description="This stands inside of it, at any depth.")] = ""
    not_: Annotated[Rule, Field(description="It is not this.")] = ""
    resolves: dict[str, str] = Field(
        default_factory=dict,
        description="A name of the pattern, or a metavariable as $X, and the symbol that it must be.",
        examples=[{"Manager": "app.core:Manager"}],
    )

    @model_validator(mode="after")
    def _are_symbols(self) -> Where:
        for name, symbol in self.resolves.items():
            if not (is_dotted(name) and "." not in name) and not re.fullmatch(r"\$[A-Z][A-Z0-9_]*", name):
                raise Flaw(f"neither a name nor a metavariable: {name!r}", "write Name, or $X", key="resolves")
            check_source_symbol(symbol)
        return self


class RewriteOptions(Options):
    """Replace code by its structure (ast-grep's patterns), with names held to their meaning and imports managed."""

    begins_with: ClassVar[tuple[str, ...]] = ("pattern",)
    instead: ClassVar[tuple[str, ...]] = ("rule",)

    pattern: Annotated[
        str,
        Field(
            description="Code to look for; $X stands for one thing, $$$X for several.",
            examples=["Manager.get_instance($$$ARGS)"],
        ),
    ] = ""
    rule: Annotated[Rule, Field(description="Instead of pattern: a rule object of ast-grep.")] = ""
    replace: Annotated[str, Field(description="What takes its place.", examples=["get_manager($$$ARGS)"])]
    add_import: Annotated[
        ImportText | list[ImportText],
        Field(
            description="What the new code needs: pkg.module:Name, or an import statement; a list for several.",
            examples=["app.core:get_manager"],
        ),
    ] = []  # noqa: RUF012
    drop_import: Annotated[
        Literal["auto", "none"], Field(description="auto drops imports that nothing uses after the change.")
    ] = "none"
    where: Where = Field(
        default=Where(),
        description="What must hold of a match: inside, has, not, resolves.",
        examples=[{"resolves": {"Manager": "app.core.manager:Manager"}}],
    )
    constraints: Annotated[dict[str, object], WithJsonSchema({"type": "object"})] = Field(
        default_factory=dict,
        description="Rules for single metavariables, as ast-grep takes them.",
        examples=[{"X": {"kind": "string"}}],
    )
    mentions: Words = Field(
        default_factory=list,
        description="Words of which a file must hold one; without it, the longest name in the pattern.",
        examples=[["get_instance"]],
    )
    every_file: Annotated[bool, Field(description="Look at every Python file.")] = False
    include: list[RepoPattern] = Field(default_factory=list, description="Only these files; empty means all.")
    exclude: list[RepoPattern] = Field(default_factory=list, description="Not these files.", examples=[["scripts/**"]])

    @model_validator(mode="after")
    def _fits_together(self) -> RewriteOptions:
        if bool(self.pattern) == bool(self.rule):
            raise Flaw("a rewrite has a pattern or a rule", "write pattern: code, with $X where anything may stand")
        if any(len(text) > MAX_PATTERN for text in (*_texts(self._whole()), self.replace)):
            raise Flaw(f"a pattern, or what takes its place, is longer than {MAX_PATTERN:,} characters")
        known = {name for each in variables(_texts(self._whole())) for name in each}
        for name in map(name_of, VARIABLE.finditer(self.replace)):
            if name not in known:
                raise Flaw(f"${name} is not in the pattern", f"it has {_listed(known)}", key="replace")
        for name in self.where.resolves:
            if name.startswith("$") and name[1:] not in known:
                raise Flaw(f"{name} is not in the pattern", f"it has {_listed(known)}", key="where")
            if not name.startswith("$") and not any(map(_alone(name).search, _texts(self._whole()))):
                raise Flaw(f"{name} is not in the pattern", "name what stands in it", key="where")
        if not self.mentions and not self.every_file and not self._words():
            raise Flaw(
                "which files? the pattern holds no name of three letters to look for",
                "add mentions: [word], or every-file: true",
            )
        return self

    def codemod(self) -> Codemod:
        rule, resolves = self._held()
        names, lists = variables(_texts(rule))
        search = Search(json.dumps(rule), json.dumps(self.constraints) if self.constraints else "", names, lists)
        given = self.add_import if isinstance(self.add_import, list) else [self.add_import]
        words = tuple(self.mentions or self._words())
        wanted = Wanted(() if self.every_file else words, self.every_file, tuple(self.include), tuple(self.exclude))
        return Rewrite(search, self.replace, resolves, tuple(map(_spec, given)), self.drop_import == "auto", wanted)

    def summary(self) -> str:
        looked_for = self.pattern or json.dumps(self.rule)
        held = "".join(f", where {name} is {symbol}" for name, symbol in self.where.resolves.items())
        return " ".join(f"rewrite {looked_for} to {self.replace or 'nothing'}{held}".split())

    def looks_for(self) -> tuple[str, ...]:
        words = self.mentions or self._words()
        where = "every Python file" if self.every_file else f"files that hold the word {' or '.join(words)}"
        return (f"{where}: code such as {' '.join(self.pattern.split()) or 'the rule says'}",)

    def _whole(self) -> Json:
        """The rule with all that must hold."""
        first: Json = {"pattern": self.pattern} if self.pattern else _json(self.rule)
        parts: list[Json] = [first]
        for word, rule in (("inside", self.where.inside), ("has", self.where.has), ("not", self.where.not_)):
            if rule:
                inner: Json = {"pattern": rule} if isinstance(rule, str) else _json(rule)
                deep: dict[str, Json] = {} if word == "not" or not isinstance(inner, dict) else {"stopBy": "end"}
                parts.append({word: {**deep, **inner} if isinstance(inner, dict) else inner})
        return {"all": parts} if len(parts) > 1 else first

    def _held(self) -> tuple[Json, tuple[Resolves, ...]]:
        """The rule, a metavariable in place of each name that is held to a symbol: it may be spelled otherwise."""
        rule = self._whole()
        resolves: list[Resolves] = []
        for number, (name, symbol) in enumerate(self.where.resolves.items()):
            variable = name[1:] if name.startswith("$") else f"CANONIZE{number}"
            if not name.startswith("$"):
                rule = _with_variable(rule, name, variable)
            resolves.append((variable, SymbolPath.parse(symbol), "" if name.startswith("$") else name))
        return rule, tuple(resolves)

    def _words(self) -> list[str]:
        """The longest name that stands in the pattern as it is; of one that is held to a symbol, the symbol's own."""
        text = VARIABLE.sub(" ", self.pattern or " ".join(_patterns(self._whole())))
        bare = [word for word in re.findall(r"[^\W\d]\w*", text) if word not in self.where.resolves]
        bare = [word for word in bare if len(word) > 2] or [
            SymbolPath.parse(symbol).last for symbol in self.where.resolves.values()
        ]
        return [max(bare, key=len)] if bare else []


def _spec(text: str) -> ImportSpec:
    if match := re.fullmatch(r"from (\S+) import (\w+)(?: as (\w+))?", text):
        return ImportSpec(match[1], match[2], match[3] or "")
    if match := re.fullmatch(r"import (\S+)(?: as (\w+))?", text):
        return ImportSpec(match[1], "", match[2] or "")
    module, _, name = text.partition(":")
    return ImportSpec(module, name)


def _json(value: object) -> Json:
    match value:
        case dict():
            return {str(key): _json(each) for key, each in value.items()}
        case list():
            return [_json(each) for each in value]
        case str() | bool() | None:
            return value
    raise TypeError(f"a rule holds no {type(value).__name__}")


def _texts(rule: Json) -> Iterator[str]:
    """Every text in the rule."""
    if isinstance(rule, str):
        yield rule
    elif isinstance(rule, list | dict):
        for each in rule.values() if isinstance(rule, dict) else rule:
            yield from _texts(each)


def _patterns(rule: Json) -> Iterator[str]:
    """The patterns that must hold: not those in a `not`, nor those of which one may do."""
    if isinstance(rule, list):
        for each in rule:
            yield from _patterns(each)
    elif isinstance(rule, dict):
        for key, each in rule.items():
            if key == "pattern" and isinstance(each, str):
                yield each
            elif key in ("all", "inside", "has"):
                yield from _patterns(each)


def _with_variable(rule: Json, name: str, variable: str) -> Json:
    if isinstance(rule, str):
        return _alone(name).sub(lambda _: f"${variable}", rule)
    if isinstance(rule, list):
        return [_with_variable(each, name, variable) for each in rule]
    if isinstance(rule, dict):
        held = {"pattern", "context", "inside", "has", "not", "all", "any", "follows", "precedes"}
        return {key: _with_variable(each, name, variable) if key in held else each for key, each in rule.items()}
    return rule


def _alone(name: str) -> re.Pattern[str]:
    """Matches the name where it is no attribute, no metavariable and no part of another."""
    return re.compile(rf"(?<![\w.$]){re.escape(name)}(?!\w)")


def _listed(names: set[str]) -> str:
    return ", ".join(f"${name}" for name in sorted(names)) or "no metavariable"
