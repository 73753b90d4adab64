"""The child's part of the step `libcst`: one command of LibCST, or anybody's, on one text."""

from __future__ import annotations

import argparse
import inspect
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import libcst
from libcst.codemod import Codemod, CodemodCommand, CodemodContext, SkipFile
from libcst.helpers import ModuleNameAndPackage
from libcst.metadata import FilePathProvider, FullRepoManager, FullyQualifiedNameProvider

from .foreign import lay_beside, module_of
from .protocol import Answer, Job, Plain, Said, Transform


def load(options: Mapping[str, Plain]) -> Transform:
    """The command that the options name, ready for files. Raises ValueError when it cannot be what is meant."""
    lay_beside(options.get("modules"))
    command = _command(str(options["module"]), str(options["name"]), options["script"])
    given = options["args"]
    assert isinstance(given, dict)
    arguments = _arguments(command, {key.replace("-", "_"): value for key, value in given.items()})
    command(CodemodContext(filename="none.py"), **arguments)  # arguments that it does not take are told now, once

    def transform(job: Job) -> Answer:
        return _transformed(command, arguments, job)

    return transform


def _command(module_name: str, name: str, script: Plain) -> type[Codemod]:
    if isinstance(script, str):
        module = module_of(script, module_name, "canonize_recipe_" + Path(module_name).stem)
    else:
        module = import_module(module_name)
    if not name:
        return _only_command(module)
    found = getattr(module, name, None)
    if not (inspect.isclass(found) and issubclass(found, Codemod)):
        known = ", ".join(each.__name__ for each in _commands(module)) or "none"
        raise ValueError(f"{module_name} has no LibCST codemod called {name}; it has: {known}")
    return found


def _only_command(module: ModuleType) -> type[Codemod]:
    every = list(_commands(module))
    found = [each for each in every if issubclass(each, CodemodCommand)] or every
    if len(found) != 1:
        names = ", ".join(f"{module.__name__}:{each.__name__}" for each in found) or "none"
        raise ValueError(f"which of its commands? write one of: {names}")
    return found[0]


def _commands(module: ModuleType) -> Iterator[type[Codemod]]:
    for each in vars(module).values():
        if not inspect.isclass(each) or each.__module__ != module.__name__:  # one that it merely imports
            continue
        if issubclass(each, Codemod) and not inspect.isabstract(each):
            yield each


# -- arguments --------------------------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ValueError(message)


def _arguments(command: type[Codemod], given: Mapping[str, Plain]) -> dict[str, object]:
    """The keyword arguments of the command's `__init__`: as its `add_args` converts them, where it declares any."""
    parser = _Parser(add_help=False, allow_abbrev=False)
    if issubclass(command, CodemodCommand):
        command.add_args(parser)
    declared = {action.dest: action for action in parser._actions}  # argparse has no public list of them
    if not declared:
        return dict(given)
    unknown = sorted(given.keys() - declared.keys())
    if unknown:
        raise ValueError(f"it takes no argument {unknown[0]}; it takes: {', '.join(declared)}")
    options: list[str] = []
    positional: list[str] = []
    for dest, value in given.items():
        words = [_word(each) for each in value] if isinstance(value, list) else [_word(value)]
        action = declared[dest]
        if not action.option_strings:
            positional += words
        elif action.nargs == 0:
            options += action.option_strings[:1] if value is True else []
        elif len(words) == 1:
            options.append(f"{action.option_strings[-1]}={words[0]}")
        else:
            options += [action.option_strings[-1], *words]
    return vars(parser.parse_args([*options, *(["--", *positional] if positional else [])]))


def _word(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    raise ValueError("an argument is text, true or false, or a list of these")


# -- one file ---------------------------------------------------------------------------------------------------


def _transformed(command: type[Codemod], arguments: Mapping[str, object], job: Job) -> Answer:
    try:
        tree = libcst.parse_module(job.text)
    except libcst.ParserSyntaxError as error:
        why = error.message.partition(": expected one of")[0]  # all that Python knows would follow
        return Answer(job.path, said=(Said("unparsable", f"LibCST cannot parse it: {why}", error.raw_line),))
    except (UnicodeError, LookupError, SyntaxError) as error:
        return Answer(job.path, said=(Said("unparsable", f"LibCST cannot read it: {error}"),))
    if tree.bytes != job.text:
        lost = "LibCST does not give its bytes back as they are (a form feed, an odd line end)"
        return Answer(job.path, said=(Said("unparsable", lost),))
    context = CodemodContext(
        filename=job.path,
        full_module_name=job.module or None,
        full_package_name=job.package if job.module else None,
        metadata_manager=_manager(job),
    )
    transform = command(context, **arguments)
    try:
        after = transform.transform_module(tree).bytes
    except SkipFile as skipped:
        said = (Said("skipped", f"{command.__name__} skips it: {skipped}".removesuffix(": ")),)
        return Answer(job.path, said=(*said, *_warnings(context, transform)))
    return Answer(job.path, after, said=_warnings(context, transform))


def _warnings(context: CodemodContext, transform: Codemod) -> tuple[Said, ...]:
    found = dict.fromkeys((*context.warnings, *transform.context.warnings))
    return tuple(Said("warning", str(each)) for each in found)


def _manager(job: Job) -> FullRepoManager:
    """What asks for the file's own name among all files gets the one that it is imported under."""
    manager = FullRepoManager(".", [job.path], [])
    manager._cache = {FilePathProvider: {job.path: Path(job.path)}}
    if job.module:
        manager._cache[FullyQualifiedNameProvider] = {job.path: ModuleNameAndPackage(job.module, job.package)}
    return manager
