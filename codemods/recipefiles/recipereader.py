"""From a recipe's nodes to its steps: the format, the params, then every key against its model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from ..errors import CanonizeError
from ..problems import RecipeErrors, shown
from ..recipe import FORMAT, GitOptions, Preconditions, Recipe
from ..records import dataclass
from .recipecheck import Check
from .recipenodes import Document, Node, Place, Scalar, Table
from .recipeparams import ParamInfo, Value, Values, filled, params_of, sample, word
from .recipeschema import RecipeModel
from .recipesteps import StepReader
from .registry import actions
from .swaps import untangled

MAX_INCLUDED = 50
MAX_DEPTH = 8
_UNFILLED = ("canonize", "params", "tests")


@dataclass(frozen=True, slots=True)
class Described:
    """A recipe and its params. While `needed` names params without a value, samples stand in their places."""

    recipe: Recipe
    params: tuple[ParamInfo, ...]

    @property
    def needed(self) -> tuple[str, ...]:
        return tuple(param.name for param in self.params if param.missing)


class Library(Protocol):
    """Where the recipes lie that a recipe may include."""

    def open(self, name: str, folder: Path | None) -> tuple[Document, Path | None, str]:
        """The document, its folder, and what is the same for the same file. Raises CanonizeError."""
        ...


@dataclass
class Including:
    """The recipes that are being read, one within the other, and how many there were so far."""

    library: Library | None = None
    stack: tuple[str, ...] = ()
    count: int = 0


class Reader:
    """Reads one document. Each of the two ways to read it raises RecipeErrors when anything is wrong.

    `folder` is where the recipe lies: code that it brings along is read there, when it is told, and recipes that it
    includes, which `including` opens.
    """

    def __init__(self, document: Document, folder: Path | None = None, including: Including | None = None) -> None:
        self._document = document
        self._folder = folder
        self._including = including or Including()
        self._check = Check(document)

    def recipe(self, given: Mapping[str, str]) -> Recipe:
        """The recipe, with every param at the value given or at its default."""
        self._check.written_as(FORMAT)
        params = params_of(self._check, given)
        for param in params.values():
            if param.missing:
                about = param.description or f"it is of type {param.type}"
                how = "give it in the include's params" if self._including.stack else f"give --param {param.name}=VALUE"
                self._check.add(param.at, f'the param "{param.name}" has no default: {how}', about)
        return self._recipe(self._values(params, {}))

    def described(self, given: Mapping[str, str]) -> Described:
        """The recipe as far as it is known before all params have values."""
        self._check.written_as(FORMAT)
        params = params_of(self._check, given)
        samples = {name: sample(param) for name, param in params.items() if param.missing}
        return Described(self._recipe(self._values(params, samples)), tuple(params.values()))

    def _values(self, params: Mapping[str, ParamInfo], samples: Mapping[str, Value]) -> Values:
        declared = [str(key.value) for key, _ in self._document.root.rows("params")]
        known = {name: param.value for name, param in params.items()}
        choices = {name: param.choices for name, param in params.items()}
        return Values({name: samples.get(name, known.get(name)) for name in declared}, frozenset(samples), choices)

    def _recipe(self, values: Values) -> Recipe:
        root = self._filled(values)
        model = self._check.model(RecipeModel, root, Place(1, 1, 0, 0), "the recipe")
        reader = StepReader(self._check, actions(), self._folder, values, self._included)
        steps = reader.steps(root)
        if self._check.problems or model is None:
            raise RecipeErrors(self._check.problems)
        roots = (root for each in reader.recipes for root in each.source_roots)
        holding = (each for one in reader.recipes for each in one.postconditions)
        return Recipe(
            name=model.name,
            steps=untangled(steps),
            description=model.description.strip(),
            source=model.source,
            include=tuple(model.files.include),
            exclude=tuple(model.files.exclude),
            source_roots=tuple(dict.fromkeys((*model.source_roots, *roots))),
            git=GitOptions(model.git.branch or f"canonize/{model.name}", model.git.message.strip(), model.git.commits),
            params={name: word(value) for name, value in values.of.items()},
            preconditions=model.preconditions.conditions() if model.preconditions else Preconditions(),
            postconditions=tuple(dict.fromkeys((*model.postconditions.conditions(), *holding))),
            verify=(*model.commands(), *(each for one in reader.recipes for each in one.verify)),
            brings=(*reader.scripts, *(each for one in reader.recipes for each in one.brings)),
        )

    def _filled(self, values: Values) -> Table:
        """The document with params put in; the declarations of the params stay as they are."""
        entries: list[tuple[Scalar, Node]] = []
        for key, node in self._document.root.entries:
            if key.value not in _UNFILLED:
                node = filled(self._check, node, values)
            entries.append((key, node))
        return Table(tuple(entries), self._document.root.at)

    def _included(self, name: str, given: Mapping[str, str]) -> Recipe:
        """The recipe that an include names. Raises CanonizeError for one that goes round, or too deep."""
        among = self._including
        if among.library is None:
            raise CanonizeError(f"{shown(name)}: only a recipe in a file can include another")
        among.count += 1
        document, folder, identity = among.library.open(name, self._folder)
        if identity in among.stack:
            raise CanonizeError(f"{shown(name)} includes itself, by way of others", "take one of the includes out")
        if len(among.stack) >= MAX_DEPTH or among.count > MAX_INCLUDED:
            raise CanonizeError(f"more than {MAX_DEPTH} includes deep, or {MAX_INCLUDED} in all")
        outer = among.stack
        among.stack = (*outer, identity)
        try:
            found = Reader(document, folder, among).recipe(given)
        finally:
            among.stack = outer
        place = Path(identity)
        return replace(found, brings=(place, *found.brings)) if place.is_absolute() else found
