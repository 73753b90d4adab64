"""The steps of a recipe: the action of each, its id, condition and needs; an `include` is another recipe's steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from ..checks import Flaw, check_slug
from ..engines.script import found_beside, scripts_of
from ..errors import CanonizeError
from ..options import Options
from ..problems import Problem, RecipeErrors, add_problem, did_you_mean, shown
from ..recipe import Preconditions, Recipe, Step
from . import plugins
from .conditions import holds
from .recipecheck import Check
from .recipenodes import Items, Node, Place, Scalar, Table
from .recipeparams import Values, word
from .recipeschema import IncludeOptions, PreconditionOptions
from .registry import every_action, near_action, why_no_action

INCLUDE = "include"
KEYS = ("id", "if", "needs", "preconditions")
Included = Callable[[str, Mapping[str, str]], Recipe]


class StepReader:
    """Reads the steps of one document; problems go to `check`. `included` reads another recipe with params put in."""

    def __init__(
        self,
        check: Check,
        actions: Mapping[str, type[Options]],
        folder: Path | None,
        values: Values,
        included: Included,
    ) -> None:
        self._check = check
        self._own = actions
        self._every: Mapping[str, type[Options]] | None = None
        self._folder = folder
        self._values = values
        self._included = included
        self._places: dict[str, Place] = {}
        self._groups: dict[str, tuple[str, ...]] = {}
        self._off: set[str] = set()
        self.recipes: list[Recipe] = []
        self.scripts: list[Path] = []

    def steps(self, root: Table) -> tuple[Step, ...]:
        """The steps of `root`, in which params are put in already; conditions are read as they were written."""
        nodes, written = root.items("steps"), self._check.document.root.items("steps")
        found: list[Step] = []
        for number, (node, before) in enumerate(zip(nodes, written, strict=True), 1):
            if not isinstance(node, Table) or not isinstance(before, Table):
                self._check.add(node.at, "a step is a mapping with an action, such as `rename:`")
            else:
                found += self._step(number, node, before)
        return tuple(found)

    @property
    def _actions(self) -> Mapping[str, type[Options]]:
        """All actions; installed packages are asked for theirs only once a step has another than canonize's own."""
        if self._every is None:
            steps = self._check.document.root.items("steps")
            keys = {key.value for step in steps if isinstance(step, Table) for key, _ in step.entries}
            own = keys <= {*self._own, *KEYS, INCLUDE}
            self._every = self._own if own else every_action()
        return self._every

    def _step(self, number: int, node: Table, written: Table) -> tuple[Step, ...]:
        chosen = self._action(node)
        name = str(chosen[0].value) if chosen else "step"
        identity = self._id(node, f"{name}-{number}")
        enabled = self._condition(node, written)
        needs = self._needs(node, identity)
        if any(each in self._off for each in needs):
            enabled = False
        conditions = self._preconditions(node)
        if not enabled:
            self._off.add(identity)
        if chosen is None:
            return ()
        if name == INCLUDE:
            made = self._include(chosen[0], chosen[1], identity)
        else:
            made = self._made(chosen[0], chosen[1], identity)
        self._groups[identity] = tuple(step.id for step in made)
        if not enabled:
            self._off |= {step.id for step in made}
        return tuple(
            replace(
                step,
                enabled=enabled and step.enabled,
                needs=(*needs, *step.needs),
                preconditions=(*conditions, *step.preconditions),
            )
            for step in made
        )

    def _made(self, key: Scalar, value: Node, identity: str) -> tuple[Step, ...]:
        name = str(key.value)
        options = self._check.model(self._actions[name], value, key.at, name)
        if options is None:
            return ()
        try:
            own = name in self._own
            codemod = options.beside(self._folder) if own else plugins.made(name, options)
            if own:
                self.scripts += [found_beside(self._folder, each.path) for each in scripts_of(codemod)]
            with nullcontext() if own else plugins.its_own_fault(name):
                summary, loads, looks_for = options.summary(), options.loads(), options.looks_for()
        except CanonizeError as error:
            self._check.add(key.at, error.title, error.help)
            return ()
        return (Step(identity, name, codemod, True, summary, loads, looks_for),)

    def _include(self, key: Scalar, value: Node, identity: str) -> tuple[Step, ...]:
        """The steps of another recipe, each called `identity/its-own-id`."""
        bare = Table(((Scalar("recipe", key.at), value),), value.at) if isinstance(value, Scalar) else value
        options = self._check.model(IncludeOptions, bare, key.at, INCLUDE)
        if options is None:
            return ()
        try:
            found = self._included(options.recipe, {name: word(each) for name, each in options.params.items()})
        except RecipeErrors as error:
            for each in error.problems:
                self._add_included(key, value, each)
            return ()
        except CanonizeError as error:
            self._check.add(value.at, error.title, error.help)
            return ()
        self.recipes.append(found)
        conditions = (found.preconditions,) if found.preconditions != Preconditions() else ()
        files = ((found.include, found.exclude),) if found.include or found.exclude else ()
        return tuple(
            replace(
                step,
                id=f"{identity}/{step.id}",
                needs=tuple(f"{identity}/{each}" for each in step.needs),
                preconditions=(*conditions, *step.preconditions),
                files=(*files, *step.files),
            )
            for step in found.steps
        )

    def _add_included(self, key: Scalar, value: Node, problem: Problem) -> None:
        """A problem of an included recipe: at its own place; at what is given to it, when it has none."""
        if problem.line:
            here = f"included by {self._check.document.path}:{key.at.line}:{key.at.column}"
            help = f"{problem.help}; {here}" if problem.help else here
            add_problem(self._check.problems, replace(problem, help=help))
            return
        params = value.find("params") if isinstance(value, Table) else None
        given = value.rows("params") if isinstance(value, Table) else ()
        named = (name.at for name, _ in given if f'"{name.value}"' in problem.message)
        self._check.add(
            next(named, params[0].at if params else key.at), f"{problem.path}: {problem.message}", problem.help
        )

    def _action(self, node: Table) -> tuple[Scalar, Node] | None:
        """The one entry of the step that names an action, or None with the reason added."""
        actions = (*self._actions, INCLUDE)
        known = [(key, value) for key, value in node.entries if key.value in actions]
        strange = [key for key, _ in node.entries if key.value not in (*actions, *KEYS)]
        for key in strange:
            broken = why_no_action(str(key.value))
            if broken:
                self._check.add(key.at, broken, "mend or remove that package")
                continue
            near = near_action(str(key.value), [*actions, *KEYS])
            listed = f"`canonize recipe actions` lists {_count(len(self._actions))}"
            self._check.add(key.at, f'no action named "{shown(str(key.value))}"', f"{near} {listed}".strip())
        for key, _ in known[1:]:
            first = known[0][0]
            place = f"{first.at.line}:{first.at.column}"
            self._check.add(
                key.at, f'a step has one action, and this one has "{first.value}" at {place}', "make it two steps"
            )
        if not known and not strange:
            self._check.add(node.at, "the step has no action", f"add one of: {', '.join(actions)}")
        return known[0] if known else None

    def _id(self, node: Table, default: str) -> str:
        entry = node.find("id")
        if entry is None or self._check.spoiled(entry[1].at):
            at, name = node.at, default
        else:
            at, name = entry[1].at, str(entry[1].value) if isinstance(entry[1], Scalar) else ""
            try:
                check_slug(name)
            except Flaw as flaw:
                self._check.add(at, f"id: {flaw.title}", flaw.help)
        if name in self._places:
            first = self._places[name]
            self._check.add(at, f'two steps are called "{name}"; the first is at {first.line}:{first.column}')
        self._places.setdefault(name, at)
        return name

    def _condition(self, node: Table, written: Table) -> bool:
        """Whether the step runs. The text is read as it was written: no value is ever read as a part of it."""
        entry = written.find("if")
        filled = node.find("if")
        if entry is None or (filled is not None and self._check.spoiled(filled[1].at)):
            return True
        text = word(entry[1].value) if isinstance(entry[1], Scalar) else ""
        try:
            return holds(text, self._values.of, self._values.choices)
        except Flaw as flaw:
            self._check.add(entry[1].at, flaw.title, flaw.help)
            return True

    def _needs(self, node: Table, identity: str) -> tuple[str, ...]:
        """The ids of the steps before it that it needs, those of an include written out."""
        entry = node.find("needs")
        if entry is None:
            return ()
        nodes = entry[1].items if isinstance(entry[1], Items) else (entry[1],)
        found: list[str] = []
        for each in nodes:
            name = each.value if isinstance(each, Scalar) else None
            if isinstance(name, str) and name in self._groups and name != identity:
                found += (name, *self._groups[name])
                continue
            what = f'no step before it is called "{shown(name)}"' if isinstance(name, str) else "that is no step's id"
            before = did_you_mean(str(name), self._groups) or "name a step that stands before it"
            self._check.add(each.at, f"needs: {what}", before)
        return tuple(dict.fromkeys(found))

    def _preconditions(self, node: Table) -> tuple[Preconditions, ...]:
        entry = node.find("preconditions")
        if entry is None:
            return ()
        model = self._check.model(PreconditionOptions, entry[1], entry[0].at, "preconditions")
        return (model.conditions(),) if model is not None else ()


def _count(number: int) -> str:
    return "the only one" if number == 1 else f"all {number}"
