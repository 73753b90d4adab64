"""The child's part of the step `bowler`: a query, or a script that executes queries, on texts in memory.

Bowler itself reads files, starts processes, prompts, and swallows what goes wrong. Here only its selectors, filters,
modifiers and matcher are at work, on one text after the other.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from difflib import unified_diff
from posixpath import normpath
from types import ModuleType
from typing import Any

import bowler.query
import bowler.tool
from bowler import Query
from bowler.tool import BowlerTool as _BowlerTool  # the name in the module is another's once a script runs
from bowler.types import BowlerException, RetryFile
from fissix.refactor import RefactoringTool

from ..records import dataclass
from .foreign import lay_beside, module_of, told
from .protocol import Answer, Job, Plain, Said, Transform, Whole
from .pythontext import Text, read_text


def load(options: Mapping[str, Plain]) -> Transform | Whole:
    """What the options mean: `script`, or `select`, `filters` and `modify`."""
    lay_beside(options.get("modules"))
    script = options.get("script")
    if isinstance(script, str):
        path, args = str(options["path"]), options.get("args")
        argv = [path, *(str(each) for each in args)] if isinstance(args, list) else [path]
        return Whole(lambda jobs, at: _run_script(script, argv, jobs, at))
    tool = _Tool(_built(options).compile())

    def transform(job: Job) -> Answer:
        run = _Run([job], lambda path: None)
        run.run(tool, ["."])
        return run.answers()[0]

    return transform


class _CannotParse(Exception):
    """Bowler's grammar does not know what stands in the file."""


class _Tool(_BowlerTool):  # type: ignore[misc]
    """Bowler's matcher without its queues and its prompt; what it cannot parse, it raises."""

    def __init__(self, fixers: Sequence[Any], **options: Any) -> None:
        grammar = {"print_function": True, **options.pop("options", {})}
        super(_BowlerTool, self).__init__(fixers, options=grammar)
        self.exceptions: list[BaseException] = []
        self.hunk_processor = options.get("hunk_processor")
        self.filename_matcher = options.get("filename_matcher") or (lambda name: name.endswith(".py"))

    def log_error(self, msg: str, *args: Any, **kwds: Any) -> None:
        raise _CannotParse(str(args[-1]))  # the parser's own exception, which comes last

    def changed(self, text: str, name: str) -> str:
        """The text after the query. Raises _CannotParse, and whatever the query's callbacks raise."""
        ended = text if text.endswith(("\n", "\r")) else text + "\n"
        tree = RefactoringTool.refactor_string(self, ended, name)
        if tree is None or not tree.was_changed:
            return text
        after = str(tree)
        after = after if ended == text else after.removesuffix("\n")
        return _accepted(text, after, name, self.hunk_processor) if self.hunk_processor else after


@dataclass
class _Run:
    """Queries on all files in turn: what the first changed is what the next one sees."""

    jobs: Sequence[Job]
    at: Callable[[str], None]
    texts: dict[str, Text] = field(default_factory=dict)
    said: dict[str, list[Said]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for job in self.jobs:
            found = read_text(job.text)
            if isinstance(found, str):
                self._say(job.path, "unparsable", f"Bowler cannot read it: {found}")
            else:
                self.texts[job.path] = found

    def through(self, queries: Iterable[Query]) -> list[Answer]:
        for query in queries:
            fixers, options = query.compile(), {"filename_matcher": query.filename_matcher}
            self.run(_Tool(fixers, **options), query.paths)
        return self.answers()

    def run(self, tool: _Tool, paths: Sequence[str]) -> int:
        """What `BowlerTool.run` does, for the files below `paths`; 0, as when all went well."""
        for path in sorted(self.texts):
            if tool.filename_matcher(path) and any(_below(path, each) for each in paths):
                self.at(path)
                self._one(tool, path)
        return 0

    def answers(self) -> list[Answer]:
        found = []
        for job in self.jobs:
            text = self.texts.get(job.path)
            after = text.encoded() if text is not None else None
            if isinstance(after, str):
                self._say(job.path, "failed", after)
                after = None
            found.append(Answer(job.path, after, said=tuple(self.said.get(job.path, ()))))
        return found

    def _one(self, tool: _Tool, path: str) -> None:
        text = self.texts[path]
        try:
            self.texts[path] = text.with_text(tool.changed(text.text, path))
        except _CannotParse as error:
            place = re.search(r"value=(.*?), context=\(.*?, \((\d+), \d+\)\)", str(error), re.DOTALL)
            near = f" near {place.group(1)}" if place else f": {error}"
            message = f"Bowler's grammar does not know what stands there{near}"
            self._give_up(path, "unparsable", message, int(place.group(2)) if place else 0)
        except RetryFile:
            self._give_up(path, "failed", "the query asks to try the file again, which Bowler does for ever")
        except (Exception, SystemExit) as error:
            self._give_up(path, "failed", _told(error))

    def _give_up(self, path: str, kind: Any, message: str, line: int = 0) -> None:
        """The file stays as it was before all queries: half of a script's changes would be worse than none."""
        del self.texts[path]
        self._say(path, kind, message, line)

    def _say(self, path: str, kind: Any, message: str, line: int = 0) -> None:
        self.said.setdefault(path, []).append(Said(kind, message, line))


def _told(error: BaseException) -> str:
    cause = error.__cause__ if isinstance(error, BowlerException) and error.__cause__ else error
    return told(cause)


def _below(path: str, place: str) -> bool:
    place = normpath(place)
    if place.startswith(("/", "..")):
        raise ValueError(f"the query is for {place}: its paths must be below the repository's top, which is '.'")
    return place in (".", path) or path.startswith(f"{place}/")


# -- scripts ----------------------------------------------------------------------------------------------------


def _run_script(text: str, argv: list[str], jobs: Sequence[Job], at: Callable[[str], None]) -> list[Answer]:
    """The answers after all that the script executes, and after the queries that it only makes, by their order."""
    run = _Run(jobs, at)
    executed: set[int] = set()
    _divert(run, executed)
    path = argv[0]
    sys.argv = argv
    module = _executed(text, path)
    waiting = [each for each in _queries(module) if id(each) not in executed]
    if not executed and not waiting:
        raise ValueError(f"{path} neither executes a Query nor leaves one in a variable")
    return run.through(waiting)


def _divert(run: _Run, executed: set[int]) -> None:
    """From now on, what a query executes is done by `run`."""

    class Diverted(_Tool):
        def run(self, paths: Sequence[str]) -> int:
            return run.run(self, paths)

    execute = Query.execute

    def counted(query: Query, **options: Any) -> Query:
        executed.add(id(query))
        keep.append(query)  # or another one could get its id
        return execute(query, **options)

    keep: list[Query] = []
    Query.execute = counted
    bowler.query.BowlerTool = Diverted
    bowler.tool.BowlerTool = Diverted


def _executed(text: str, path: str) -> ModuleType:
    """The script's module after it ran as a program does. Raises what it raises, but for an exit without failure."""
    sys.modules.pop("__main__", None)
    try:
        return module_of(text, path, "__main__")
    except SystemExit as ended:
        if ended.code not in (None, 0):
            raise
        return sys.modules["__main__"]


def _queries(module: ModuleType) -> Iterator[Query]:
    for value in list(vars(module).values()):
        for each in value if isinstance(value, list | tuple) else (value,):
            if isinstance(each, Query):
                yield each


def _accepted(before: str, after: str, name: str, accepts: Callable[[str, list[str]], bool]) -> str:
    """The text with those hunks of the change that the script's `process` callbacks accept."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    lines = [line.rstrip("\r\n") for line in unified_diff(old, new, name, name)]
    hunks: list[list[str]] = []
    for line in lines[2:]:
        if line.startswith("@@"):
            hunks.append([])
        hunks[-1].append(line)
    kept: list[str] = []
    old_at = 0
    for hunk in hunks:
        begin, count, new_begin, new_count = _span(hunk[0])
        kept += old[old_at:begin]
        good = accepts(name, [*lines[:2], *hunk]) is not False
        kept += new[new_begin : new_begin + new_count] if good else old[begin : begin + count]
        old_at = begin + count
    return "".join((*kept, *old[old_at:]))


def _span(head: str) -> tuple[int, int, int, int]:
    """`@@ -3,7 +3,8 @@`: where the hunk begins, from 0, and how long it is, before and after."""
    found = re.match(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", head)
    assert found is not None
    begin, count, new, new_count = (int(each) if each is not None else 1 for each in found.groups())
    return begin - (count > 0), count, new - (new_count > 0), new_count


# -- queries from a recipe ----------------------------------------------------------------------------------------


def _built(options: Mapping[str, Plain]) -> Query:
    selectors, filters, modify = options["select"], options["filters"], options["modify"]
    assert isinstance(selectors, dict) and isinstance(filters, list) and isinstance(modify, dict)
    query = Query()
    for selector, name in selectors.items():
        getattr(query, f"select_{selector}")(*([name] if name else []))
    for each in filters:
        assert isinstance(each, dict)
        for kind, value in each.items():
            _filter(query, kind, value)
    callback, new_name = modify.get("callback"), modify.get("rename")
    if isinstance(new_name, str) and new_name:
        query.rename(new_name)
    if isinstance(callback, dict):
        query.modify(_callback(callback))
    return query


def _filter(query: Query, kind: str, value: Plain) -> None:
    match kind:
        case "in-class":
            query.in_class(str(value))
        case "in-class-itself":
            query.in_class(str(value), include_subclasses=False)
        case "is-filename":
            query.is_filename(include=str(value))
        case "is-not-filename":
            query.is_filename(exclude=str(value))
        case "is-call":
            query.is_call()
        case "is-def":
            query.is_def()
        case "callback":
            assert isinstance(value, dict)
            query.filter(_callback(value))
        case _:
            raise ValueError(f"no filter {kind}")


def _callback(where: Mapping[str, Plain]) -> Callable[..., Any]:
    """The function that a recipe names as `mods/file.py:function`."""
    path, name = str(where["path"]), str(where["name"])
    module = sys.modules.get(f"canonize_recipe_{path}") or module_of(
        str(where["text"]), path, f"canonize_recipe_{path}"
    )
    found = getattr(module, name, None)
    if not callable(found):
        raise ValueError(f"{path} has no function {name}")
    return found  # type: ignore[no-any-return]
