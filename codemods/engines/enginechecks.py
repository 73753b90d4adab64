"""What text an option of the steps may be that run other engines: commands, functions, programs, imports, arguments."""

from __future__ import annotations

import re
from shlex import split

from ..checks import Flaw, check_dotted, check_file, check_identifier, check_path, check_target, is_pattern
from ..names import why_not_a_name
from ..problems import shown


def check_command(text: str) -> str:
    """Where a LibCST codemod is: `pkg.module:Class`, `mods/file.py:Class`, or one word for LibCST's own."""
    module, colon, name = text.partition(":")
    if colon and name and why_not_a_name(name):
        raise Flaw(f"not the name of a class: {shown(name)!r}", "write it as pkg.module:Class")
    if module.endswith(".py"):
        check_file(module)
        return text
    if not colon and "." in module:
        raise Flaw(f"the class is not told from its module: {shown(text)!r}", "write it as pkg.module:Class")
    check_dotted(module)
    return text


def check_function(text: str) -> str:
    """A function in a file beside the recipe: `mods/file.py:function`."""
    path, colon, name = text.partition(":")
    if not colon or not path.endswith(".py") or why_not_a_name(name) or is_pattern(path):
        raise Flaw(f"not a function beside the recipe: {shown(text)!r}", "write it as mods/file.py:function")
    check_path(path)
    return text


def check_rule(rule: object) -> object:
    """A pattern as text, or a rule object: mappings, lists, text and bools."""
    if not isinstance(rule, str | dict):
        raise Flaw("neither a pattern nor a rule object")
    return rule


def check_import(text: str) -> str:
    """`pkg.module:Name`, or the statement that imports one name."""
    found = re.fullmatch(r"(?:from (\S+) import (\w+)|import (\S+))(?: as (\w+))?", text)
    if not found and (text.startswith(("import ", "from ")) or text.count(":") != 1):
        raise Flaw(f"not an import: {shown(text)!r}", 'write it as pkg.module:Name, or "from pkg import name as other"')
    if not found:
        return check_target(text)
    check_dotted((found[1] or found[3]).lstrip(".") or "x")
    for name in filter(None, (found[2], found[4])):
        check_identifier(name)
    return text


def check_program(text: str) -> str:
    """A program with its arguments, as a shell would split them; `{files}` is a word of its own."""
    try:
        words = split(text)
    except ValueError as error:
        raise Flaw(f"not a command: {error}", "look at its quotes") from None
    if not words or "\n" in text:
        raise Flaw("not a command in one line", 'write it as "ruff format {files}"')
    if words[0].startswith("-") or words[0] == "{files}":
        raise Flaw(f"not the name of a program: {shown(words[0])!r}")
    if any("{files}" in word and word != "{files}" for word in words):
        raise Flaw("{files} is part of a word", "write it by itself: it becomes one word for each file")
    return text


def check_arguments(given: dict[str, object]) -> dict[str, object]:
    """Arguments by name: text, a bool, or a list of text."""
    for key, value in given.items():
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", key):
            raise Flaw(f"not the name of an argument: {shown(key)!r}")
        is_list = isinstance(value, list) and all(isinstance(each, str) for each in value)
        if not isinstance(value, str | bool) and not is_list:
            raise Flaw(f"the argument {key} is no text, bool, or list of text")
    return given
