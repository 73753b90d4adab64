"""From a recipe's nodes to its steps: the format, the params, then every key against its model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .checks import Flaw, check_slug
from .errors import CanonizeError
from .problems import RecipeErrors, did_you_mean, shown
from .recipe import FORMAT, GitOptions, Recipe, Step
from .recipecheck import Check
from .recipeparams import ParamInfo, Value, Values, filled, params_of, sample, word
from .recipeschema import RecipeModel
from .recipeyaml import Document, Items, Node, Place, Scalar, Table
from .registry import actions
from .swaps import untangled


@dataclass(frozen=True, slots=True)
class Described:
    """A recipe and its params. While `needed` names params without a value, samples stand in their places."""

    recipe: Recipe
    params: tuple[ParamInfo, ...]

    @property
    def needed(self) -> tuple[str, ...]:
        return tuple(param.name for param in self.params if param.missing)


class Reader:
    """Reads one document. Each of the two ways to read it raises RecipeErrors when anything is wrong.

    `folder` is where the recipe lies: code that it brings along is read there, when it is told.
    """

    def __init__(self, document: Document, folder: Path | None = None) -> None:
        self._document = document
        self._folder = folder
        self._check = Check(document)
        self._actions = actions()

    def recipe(self, given: Mapping[str, str]) -> Recipe:
        """The recipe, with every param at the value given or at its default."""
        self._check_format()
        params = params_of(self._check, given)
        for param in params.values():
            if param.missing:
                about = param.description or f"it is of type {param.type}"
                message = f'the param "{param.name}" has no default: give --param {param.name}=VALUE'
                self._check.add(param.at, message, about)
        return self._recipe(self._values(params, {}))

    def described(self, given: Mapping[str, str]) -> Described:
        """The recipe as far as it is known before all params have values."""
        self._check_format()
        params = params_of(self._check, given)
        samples = {name: sample(param) for name, param in params.items() if param.missing}
        return Described(self._recipe(self._values(params, samples)), tuple(params.values()))

    def _check_format(self) -> None:
        """Raises when the file is of another version: all other problems would be noise."""
        entry = self._document.root.find("canonize")
        written = entry[1].value if entry and isinstance(entry[1], Scalar) else None
        if entry and isinstance(written, str) and written.startswith("recipe/") and written != FORMAT:
            self._check.add(entry[1].at, f"written as {shown(written)}; this canonize reads {FORMAT}")
            raise RecipeErrors(self._check.problems)

    def _values(self, params: Mapping[str, ParamInfo], samples: Mapping[str, Value]) -> Values:
        entry = self._document.root.find("params")
        declared = [str(key.value) for key, _ in entry[1].entries] if entry and isinstance(entry[1], Table) else []
        known = {name: param.value for name, param in params.items()}
        return Values({name: samples.get(name, known.get(name)) for name in declared}, frozenset(samples))

    def _recipe(self, values: Values) -> Recipe:
        root = self._filled(values)
        model = self._check.model(RecipeModel, root, Place(1, 1, 0, 0), "the recipe")
        steps = self._steps(root)
        if self._check.problems or model is None:
            raise RecipeErrors(self._check.problems)
        return Recipe(
            name=model.name,
            steps=untangled(steps),
            description=model.description.strip(),
            source=model.source,
            include=tuple(model.files.include),
            exclude=tuple(model.files.exclude),
            source_roots=tuple(model.source_roots),
            git=GitOptions(model.git.branch or f"canonize/{model.name}", model.git.message.strip(), model.git.commits),
            params={name: word(value) for name, value in values.of.items()},
        )

    def _filled(self, values: Values) -> Table:
        """The document with params put in; the declarations of the params stay as they are."""
        entries: list[tuple[Scalar, Node]] = []
        for key, node in self._document.root.entries:
            if key.value not in ("canonize", "params", "tests"):
                node = filled(self._check, node, values)
            entries.append((key, node))
        return Table(tuple(entries), self._document.root.at)

    def _steps(self, root: Table) -> tuple[Step, ...]:
        entry = root.find("steps")
        nodes = entry[1].items if entry and isinstance(entry[1], Items) else ()
        places: dict[str, Place] = {}
        steps: list[Step] = []
        for number, node in enumerate(nodes, 1):
            if not isinstance(node, Table):
                self._check.add(node.at, "a step is a mapping with an action, such as `rename:`")
            elif step := self._step(number, node, places):
                steps.append(step)
        return tuple(steps)

    def _step(self, number: int, node: Table, places: dict[str, Place]) -> Step | None:
        chosen = self._action(node)
        name = str(chosen[0].value) if chosen else "step"
        identity = self._id(node, f"{name}-{number}", places)
        enabled = self._condition(node)
        if chosen is None:
            return None
        key, value = chosen
        options = self._check.model(self._actions[name], value, key.at, name)
        if options is None:
            return None
        try:
            codemod = options.beside(self._folder)
            return Step(identity, name, codemod, enabled, options.summary(), options.loads(), options.looks_for())
        except CanonizeError as error:
            self._check.add(key.at, error.title, error.help)
            return None

    def _action(self, node: Table) -> tuple[Scalar, Node] | None:
        """The one entry of the step that names an action, or None with the reason added."""
        known = [(key, value) for key, value in node.entries if key.value in self._actions]
        strange = [key for key, _ in node.entries if key.value not in (*self._actions, "id", "if")]
        for key in strange:
            near = did_you_mean(str(key.value), [*self._actions, "id", "if"])
            listed = f"`canonize recipe actions` lists {_count(len(self._actions))}"
            self._check.add(key.at, f'no action named "{shown(str(key.value))}"', f"{near} {listed}".strip())
        for key, _ in known[1:]:
            first = known[0][0]
            place = f"{first.at.line}:{first.at.column}"
            self._check.add(
                key.at, f'a step has one action, and this one has "{first.value}" at {place}', "make it two steps"
            )
        if not known and not strange:
            self._check.add(node.at, "the step has no action", f"add one of: {', '.join(self._actions)}")
        return known[0] if known else None

    def _id(self, node: Table, default: str, places: dict[str, Place]) -> str:
        entry = node.find("id")
        if entry is None or self._check.spoiled(entry[1].at):
            at, name = node.at, default
        else:
            at, name = entry[1].at, str(entry[1].value) if isinstance(entry[1], Scalar) else ""
            try:
                check_slug(name)
            except Flaw as flaw:
                self._check.add(at, f"id: {flaw.title}", flaw.help)
        if name in places:
            first = places[name]
            self._check.add(at, f'two steps are called "{name}"; the first is at {first.line}:{first.column}')
        places.setdefault(name, at)
        return name

    def _condition(self, node: Table) -> bool:
        """Whether the step runs. No expressions: a bool, or `not` and a bool."""
        entry = node.find("if")
        if entry is None or self._check.spoiled(entry[1].at):
            return True
        text = word(entry[1].value) if isinstance(entry[1], Scalar) else ""
        negated, bare = text.startswith("not "), text.removeprefix("not ").strip()
        if bare not in ("true", "false"):
            what = f'not "{shown(text)}"' if text else "and nothing else"
            advice = 'write true, false, "{{ param }}" or "not {{ param }}" with a param of type bool'
            self._check.add(entry[1].at, f'"if" takes a bool, {what}', advice)
        return (bare == "true") is not negated


def _count(number: int) -> str:
    return "the only one" if number == 1 else f"all {number}"
