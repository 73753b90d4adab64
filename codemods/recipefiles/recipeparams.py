"""A recipe's params: their declaration, their values, and `{{ name }}` in text.

params:
  package: {type: dotted, default: app}
steps:
  - rename: {from: "{{ package }}.managers:Old", to: New}
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..checks import Flaw, check_dotted, check_identifier, check_symbol
from ..problems import did_you_mean, place_of, shown, unsafe
from ..records import dataclass
from .recipecheck import Check
from .recipenodes import Items, Node, Place, Scalar, Table
from .recipeschema import Param, ParamType

MAX_VALUE = 4096
MAX_GROWN = 1024 * 1024  # characters that all values may bring in together
Value = str | bool

_TEMPLATE = re.compile(r"\{\{([^{}]*)\}\}")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class ParamInfo:
    """One param as it was declared, and its value. `required`: there is no default; `missing`: no value either."""

    name: str
    type: ParamType
    description: str
    choices: tuple[Value, ...]
    default: Value | None
    value: Value | None
    required: bool
    missing: bool
    at: Place


def params_of(check: Check, given: Mapping[str, str]) -> dict[str, ParamInfo]:
    """The params that the document declares, with the values given or by default; problems go to `check`."""
    found: dict[str, ParamInfo] = {}
    rows = check.document.root.rows("params")
    for key, node in rows:
        name = str(key.value)
        if not _NAME.fullmatch(name):
            check.add(
                key.at, f'not the name of a param: "{shown(name)}"', "write small letters, digits and single dashes"
            )
        elif isinstance(node, Table) and (model := check.model(Param, node, key.at, name)):
            found[name] = _info(check, key, node, model, given)
    declared = [str(key.value) for key, _ in rows]
    for name in given:
        if name not in declared:
            known = did_you_mean(name, declared) or (f"it has {', '.join(declared)}" if declared else "it has none")
            check.add(Place(0, 0, 0, 0), f'no param named "{shown(name)}"', known)
    return found


def _info(check: Check, key: Scalar, node: Table, model: Param, given: Mapping[str, str]) -> ParamInfo:
    name, required = str(key.value), node.find("default") is None
    found = [_declared(check, "a choice", model.type, item) for item in node.items("choices")]
    choices = tuple(choice for choice in found if choice is not None)
    default = _default(check, node, model.type, choices)
    value = _given(check, key, model.type, choices, given[name]) if name in given else default
    missing = required and name not in given
    return ParamInfo(name, model.type, model.description, choices, default, value, required, missing, key.at)


def _default(check: Check, node: Table, kind: ParamType, choices: tuple[Value, ...]) -> Value | None:
    entry = node.find("default")
    default = _declared(check, "the default", kind, entry[1]) if entry else None
    if entry and default is not None and choices and default not in choices:
        check.add(entry[1].at, f"the default must be a choice: {_listed(choices)}")
    return default


def _given(check: Check, key: Scalar, kind: ParamType, choices: tuple[Value, ...], text: str) -> Value | None:
    """The value that the user gave, or None with its problem added."""
    try:
        value = _converted(kind, text)
        if choices and value not in choices:
            raise Flaw(f"it takes {_listed(choices)}, not {shown(text)!r}", did_you_mean(text, map(word, choices)))
    except Flaw as flaw:
        check.add(key.at, f'the value given for "{key.value}": {flaw.title}', flaw.help)
        return None
    return value


def _declared(check: Check, what: str, kind: ParamType, node: Node) -> Value | None:
    """The value that the recipe itself writes, or None with its problem added."""
    match node:
        case Scalar(bool(truth)) if kind == "bool":
            return truth
        case Scalar(bool(truth)):
            check.add(node.at, f"{what} is a bool, and the type is {kind}", f'put it in quotes: "{word(truth)}"')
        case Scalar(None):
            check.add(node.at, f"{what} has no value", "write one, or take the key away")
        case Scalar(str(text)) if "{{" in text:
            check.add(node.at, f"{what} of a param cannot use another param")
        case Scalar(str(text)):
            try:
                return _converted(kind, text)
            except Flaw as flaw:
                check.add(node.at, f"{what}: {flaw.title}", flaw.help)
        case _:
            check.add(node.at, f"{what} must be one value")
    return None


def _converted(kind: ParamType, text: str) -> Value:
    """`text` as a value of that type. Raises Flaw."""
    if len(text) > MAX_VALUE:
        raise Flaw(f"longer than {MAX_VALUE} characters")
    if (bad := unsafe(text)) or "\n" in text:
        raise Flaw(f"it holds {bad or 'a line end'}, which no value may")
    match kind:
        case "identifier":
            return check_identifier(text)
        case "dotted":
            return check_dotted(text)
        case "symbol":
            return check_symbol(text)
        case "bool" if text.lower() not in ("true", "false"):
            raise Flaw(f"{shown(text)!r} is neither true nor false")
        case "bool":
            return text.lower() == "true"
        case "int" if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise Flaw(f"{shown(text)!r} is not a whole number")
        case "int":
            return str(int(text))
        case "string":
            return text


def sample(param: ParamInfo) -> Value:
    """A value that the param could have: what a recipe is checked with before its users give theirs."""
    if param.choices:
        return param.choices[0]
    name = param.name.replace("-", "_").upper()
    samples: dict[ParamType, Value] = {
        "symbol": f"package.module:{name}",
        "dotted": f"package.{name}",
        "identifier": name,
        "bool": False,
        "int": "1",
        "string": name,
    }
    return samples[param.type]


@dataclass(frozen=True, slots=True)
class Values:
    """What to put in for each declared param: None where its declaration or value is at fault, as was said already.

    `samples` are the names whose values only stand in for what the users of the recipe will give; `choices` are those
    of each param.
    """

    of: Mapping[str, Value | None]
    samples: frozenset[str]
    choices: Mapping[str, tuple[Value, ...]]


def filled(check: Check, node: Node, values: Values) -> Node:
    """`node` with every `{{ name }}` in its text replaced; nothing that a value brings in is looked at again."""
    match node:
        case Scalar(str(text), at) if "{{" in text:
            return Scalar(_text(check, text, at, values), at)
        case Items(items, at):
            return Items(tuple(filled(check, item, values) for item in items), at)
        case Table(entries, at):
            return Table(tuple((key, filled(check, value, values)) for key, value in entries), at)
        case _:
            return node


def _text(check: Check, text: str, at: Place, values: Values) -> Value:
    """The text filled in. What is nothing but one param keeps that param's type, so that a bool stays one."""
    if check.grown > MAX_GROWN:  # as was said
        check.spoil(at)
        return text
    for template in _TEMPLATE.finditer(text):
        name = template[1].strip()
        if values.of.get(name) is None:
            check.spoil(at)
        if name not in values.of:
            near = did_you_mean(name, values.of) or "declare it under params"
            check.add(_inside(check, template[0], at), f'no param named "{shown(name)}"', near)
        if name in values.samples:
            check.advise(at, f'it was checked with a sample value: give the param "{name}" a default or choices')
    if "{{" in _TEMPLATE.sub("", text):
        check.spoil(at)
        check.add(_inside(check, "{{", at), "a {{ without its }}", "write {{ name }}")
    check.grown += sum(len(word(values.of.get(each[1].strip()))) for each in _TEMPLATE.finditer(text))
    if check.grown > MAX_GROWN:
        check.spoil(at)
        check.add(at, f"with its params put in, the recipe is larger than {MAX_GROWN // 1024:,} KiB more")
        return text
    if (whole := _TEMPLATE.fullmatch(text)) and isinstance(value := values.of.get(whole[1].strip()), bool):
        return value
    return _TEMPLATE.sub(lambda template: word(values.of.get(template[1].strip())), text)


def word(value: Value | None) -> str:
    """The value as it stands in text."""
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return ""
        case text:
            return text


def _inside(check: Check, template: str, at: Place) -> Place:
    """Where `template` stands within the node, or the node's own place when it is written in another way there."""
    index = check.document.text.find(template, at.start, at.end)
    if index < 0:
        return at
    return Place(*place_of(check.document.text, index), index, index + len(template))


def _listed(choices: tuple[Value, ...]) -> str:
    return " or ".join(map(word, choices))
