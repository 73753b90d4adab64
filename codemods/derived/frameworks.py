"""What a framework makes of a function or class, and calls by its name, if it is told no other.

@cli.command()              @app.route("/path")         class Order(TimeStamped): ...       # a table, and admin pages
def old_name(): ...         def old_name(): ...         class TimeStamped(models.Model): ...
"""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from ..meaning.bindings import Resolver
from ..meaning.parsing import Parsed, Steps
from ..meaning.scopes import Occurrence
from ..meaning.syntax import decorators, field_of, inside, last_name, walk
from ..regexes import regex
from ..repo.files import RepoPath
from .builders import makers
from .keyplaces import is_said

_KINDS = {
    b"command": "command", b"group": "group", b"task": "task", b"shared_task": "task", b"hookimpl": "hook",
    b"hookspec": "hook", b"flow": "flow", b"asset": "asset", b"op": "op", b"tool": "tool",
    b"register.filter": "filter", b"template_filter": "filter", b"app_template_filter": "filter",
    b"register.tag": "tag", b"simple_tag": "tag", b"simple_block_tag": "tag", b"inclusion_tag": "tag",
    b"session": "session", b"dag": "flow", b"actor": "task", b"activity.defn": "task", b"workflow.defn": "flow",
    b"job": "job", b"sensor": "sensor", b"schedule": "schedule", b"dsl.pipeline": "flow", b"dsl.component": "task",
    b"event": "event", b"configurable": "configurable", b"functions_framework.http": "entry point",
    b"functions_framework.cloud_event": "entry point", b"mcp.prompt": "prompt", b"mcp.resource": "resource",
    b"strawberry.type": "type", b"strawberry.input": "type", b"strawberry.interface": "type",
    b"strawberry.enum": "type",
}  # fmt: skip
# What takes a path first, and makes an endpoint of the function: url_for("old_name") of Flask, url_path_for of FastAPI.
_ROUTING = frozenset(b"route api_route get post put patch delete websocket".split())
_SAYING = frozenset(b"name dag_id task_id actor_name key endpoint".split())  # keywords by which a name is given

# Classes of frameworks that call what inherits from them by the name of the class, if it says no other.
_BASES = {
    b"Model": "model", b"Document": "model", b"Entity": "model", b"SQLModel": "model", b"ObjectType": "type",
    b"InputObjectType": "type", b"Task": "task", b"TextCommand": "command", b"WindowCommand": "command",
    b"ApplicationCommand": "command", b"App": "app", b"MDApp": "app",
}  # fmt: skip
_HINTS = regex(rb"[mM]odel|[tT]ask|ObjectType|Document|Entity")  # else no bases of bases are looked for
_COLUMNS = regex(rb"\n[ \t]+\w+[ \t]*=[ \t]*models\.(?:\w+Field|ForeignKey)\(")  # of a base that is not found
_OTHER_NAMES = frozenset(
    {b"__tablename__", b"__table__", b"table_name", b"name", b"task_family", b"abstract", b"__abstract__"}
)


def named_by(resolver: Resolver, path: RepoPath, parsed: Parsed, binding: Occurrence) -> tuple[Node | None, str]:
    """What makes a command or the like of the function, or a model of the class, by its name; and what: "task"."""
    decorator, kind = named_by_decorator(parsed, binding.steps)
    if binding.parent.type == "class_definition" and not kind:
        return binding.steps[-1].node, _named_by_base(resolver, path, parsed, binding)
    return decorator, kind


def named_by_decorator(parsed: Parsed, steps: Steps) -> tuple[Node | None, str]:
    """The decorator that makes something of the function or class, and what."""
    for value in decorators(steps[-2].node) if steps[-1].field == "name" else ():
        call = value if value.type == "call" else None
        function = value.child_by_field_name("function") if call else value
        last = last_name(parsed, function) if function is not None else b""
        kind = _KINDS.get(last) or (_KINDS.get(parsed.text(function)) if function is not None else None)
        if not kind and call is not None and last in _ROUTING and _is_path(parsed, inside(call, "arguments")[:1]):
            kind = "endpoint"
        if kind and not _gives_name(parsed, call, 1 if kind == "endpoint" or last == b"inclusion_tag" else 0):
            return value.parent, kind
    return None, ""


def _named_by_base(resolver: Resolver, path: RepoPath, parsed: Parsed, binding: Occurrence) -> str:
    """What a framework makes of the class: "model"; "" where it is none, or says another name."""
    definition = binding.parent
    bases, body = definition.child_by_field_name("superclasses"), definition.child_by_field_name("body")
    if bases is None or body is None:
        return ""
    kind = _kind(parsed, definition) or ("model" if _COLUMNS.search(parsed.text(body)) else "")
    if not kind and _HINTS.search(parsed.source.code):
        above = ((file, each.parent) for file, each in makers(resolver, path, [binding]))
        kinds = (_kind(resolver.project.parsed(file), node) for file, node in above if node.type == "class_definition")
        kind = next(filter(None, kinds), "")
    if kind == "app" and b"kivy" not in parsed.source.code:  # class PongApp(App) loads pong.kv
        return ""
    said = (
        node.children[-1] for node in walk(body)
        if node.type == "assignment" and parsed.text(node.children[0]) in _OTHER_NAMES
    )  # fmt: skip
    return "" if any(value.type in ("string", "true") and is_said(value, body) for value in said) else kind


def _kind(parsed: Parsed, definition: Node) -> str:
    """What the bases that the class names make of it."""
    kinds = (_BASES.get(last_name(parsed, base), "") for base in inside(definition, "superclasses"))
    return next(filter(None, kinds), "")


def _is_path(parsed: Parsed, first: Sequence[Node]) -> bool:
    return any(each.type == "string" and parsed.text(each)[1:2] in (b"/", b"'", b'"') for each in first)


def _gives_name(parsed: Parsed, call: Node | None, first: int) -> bool:
    """Does the call say the name, by its place (the `first` on) or by keyword, or hand on what may hold it?"""
    for each in inside(call, "arguments")[first:]:
        name = field_of(each, "name", "keyword_argument")
        if parsed.text(name) in _SAYING if name is not None else each.type not in ("identifier", "comment"):
            return True
    return False
