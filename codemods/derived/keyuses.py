"""Where else in the repository the keys of a symbol stand, once it is known that they are keys.

thing = REGISTRY["old_name"]            # elsewhere: {"old_name": OldName}
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice

from ..meaning import candidates
from ..meaning.project import Project
from ..records import dataclass
from ..repo.files import RepoPath
from ..source import line_begin
from ..surface.surfaces import CONFIGURATION, Surface
from .keys import Keys

_MOST_IN_FILE = 100
_MOST_USES = 20  # of one key that are told one by one
_ABOVE, _REACH = 3, 600  # lines and bytes of configuration before the symbol
MOST_FILES = 300  # that are looked into: of more, their number is told


@dataclass(frozen=True, slots=True)
class Use:
    """A place of a key: `column` counts characters."""

    path: RepoPath
    line: int
    column: int
    key: str


def uses(
    project: Project, keys: Keys, known: Collection[str], tables: Collection[str], *, commands: bool = False
) -> tuple[dict[str, list[Use]], int]:
    """For each of the `known` keys the strings that are it, and its places in configuration.

    A common word counts only where it is looked up in one of the `tables`. With `commands` a key with a hyphen is one
    that is typed: it counts wherever it stands by itself. Very many files are not looked into: their number, which
    else is 0.
    """
    words = sorted(known)
    files = _holding(project, keys, words, tables) if words else []
    if len(files) > MOST_FILES:
        return {}, len(files)
    left = candidates.not_edited(project, files)
    found: dict[str, list[Use]] = {}
    for path in files:
        if path not in left:
            text = _pattern(words, tables if keys.is_common else (), candidates.surface(project, path))
            pattern = re.compile((text + _typed(words) if commands else text).encode())
            for each in _in_file(project.files.read(path), path, pattern):
                found.setdefault(each.key, []).append(each)
    return found, 0


def _holding(project: Project, keys: Keys, words: Sequence[str], tables: Collection[str]) -> Sequence[RepoPath]:
    if not keys.is_common:
        return candidates.mentioning(project, words)
    among = set(candidates.mentioning(project, sorted(tables))) if tables else ()
    quoted = [f"{quote}{word}" for word in words for quote in "\"'"]
    return [path for path in candidates.mentioning(project, quoted) if path in among] if among else []


def _pattern(words: Iterable[str], tables: Collection[str], surface: Surface) -> str:
    either = "|".join(map(re.escape, words))
    if tables:
        named = "|".join(map(re.escape, sorted(tables)))
        text = rf"(?<!\w)(?:{named})(?:\.\w+)?[\[(]\s*[\"'](?P<key>{either})[\"']"
    elif surface in CONFIGURATION:
        text = (
            rf"(?m)(?P<quote>[\"'])(?P<key>{either})(?P=quote)|^[ \t-]*(?P<left>{either})[ \t]*[:=]"
            rf"|[:=-][ \t]*(?P<right>{either})[ \t]*\r?$"
        )
    else:
        text = rf"(?P<quote>[\"'])(?P<key>{either})(?:\.[a-z_]\w*)?(?P=quote)"  # "old_name.id": a column
    return text


def _typed(words: Iterable[str]) -> str:
    """What else a command is found by: `tool old-name --all`, in scripts and documents."""
    typed = "|".join(re.escape(word) for word in words if "-" in word)
    return rf"|(?<![\w./:=-])(?P<typed>{typed})(?![\w/=-]|[.:]\w)" if typed else ""


def place_of(raw: bytes, path: RepoPath, at: int, key: str) -> Use:
    """The use of the key at byte `at` of the file."""
    column = len(raw[line_begin(raw, at) : at].decode(errors="replace")) + 1
    return Use(path, raw.count(b"\n", 0, at) + 1, column, key)


def worth_telling(places: Sequence[Use]) -> tuple[Sequence[Use], str]:
    """The uses of one key that are told one by one: of very many only the first, with what to add to that."""
    if len(places) <= _MOST_USES:
        return places, ""
    return places[:1], f"; it stands in {len(places) - 1:,} more places"


def _in_file(raw: bytes, path: RepoPath, pattern: re.Pattern[bytes]) -> Iterator[Use]:
    for found in islice(pattern.finditer(raw), _MOST_IN_FILE) if b"\0" not in raw else ():
        name = next(name for name in ("key", "left", "right", "typed") if found.groupdict().get(name) is not None)
        yield place_of(raw, path, found.start(name), found[name].decode())


def entries_above(keys: Keys, raw: bytes, at: int) -> Iterator[tuple[int, str]]:
    """The keys of the entry of configuration at byte `at`, on its line or right above it, each with where it begins.

    "old_name: m.Old", "[x.old_name]", "id: old_name".
    """
    first = line_begin(raw, at)
    for _ in range(_ABOVE):
        first = line_begin(raw, max(0, first - 1))
    first = max(first, at - _REACH)
    for found in _entry(keys.either).finditer(raw[first:at]):
        group = next(name for name in ("key", "section", "value") if found[name] is not None)
        yield first + found.start(group), found[group].decode()


@cache
def _entry(either: str) -> re.Pattern[bytes]:
    quote, end = "[\"']?", r"[ \t]*\r?$"
    here = rf"[ \t]*{quote}[\w.:]*\Z"  # the path, right behind the key
    below = rf"[ \t]*(?:[\[{{][^\[\]{{}}\n]*\Z|[\[{{]?{end})"
    key = rf"(?:^|[\s{{,\"'-])(?P<key>{either}){quote}[ \t]*[:=](?:{here}|{below})"
    section = rf"^\[[^\n\]]*?(?<![\w-])(?P<section>{either})[\"']?\]{end}"
    value = rf"[\w\"'-][ \t]*[:=][ \t]*{quote}(?P<value>{either}){quote}[ \t]*,?{end}"
    return re.compile(f"(?m){key}|{section}|{value}".encode())
