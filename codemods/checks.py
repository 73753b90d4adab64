"""What text a value may be: each check hands back its text, or raises a Flaw that says why not and what to write.

The rules are the same for a recipe's keys and for the command line's options.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from keyword import iskeyword

from .errors import CanonizeError
from .names import SymbolPath, is_dotted, why_not_a_name
from .problems import did_you_mean, shown
from .recipe import why_not_a_branch

MAX_DEEP_STARS = 4  # each may stand for any number of folders: more would take as long as they like
SLUG = "[a-z0-9]+(-[a-z0-9]+)*"


class Flaw(CanonizeError, ValueError):
    """Why a value will not do. `key` names the field that is at fault when the check saw the whole model."""

    def __init__(self, title: str, help: str = "", key: str = "") -> None:
        super().__init__(title, help)
        self.key = key


def check_identifier(text: str) -> str:
    if why := why_not_a_name(text):
        raise Flaw(why, "write one Python identifier")
    return text


def check_dotted(text: str) -> str:
    if not is_dotted(text):
        raise Flaw(f"not a dotted name: {shown(text)!r}", "write it as pkg.module")
    return _each_part(text)


def check_symbol(text: str) -> str:
    """A symbol, also of a module that no import can name, as 0001_initial, run-all and lambda.index."""
    *around, last = _parsed(text).dotted.split(".")
    _each_part(".".join((*(part for part in around if part.isidentifier() and not iskeyword(part)), last)))
    return text


def check_source_symbol(text: str) -> str:
    """As a symbol, and with its module: a bare name could be any of several."""
    if is_dotted(text) and "." not in text:
        raise Flaw(f"{text!r} lacks its module", "write it as pkg.module:Name or pkg.module.Name")
    return check_symbol(text)


def check_alias(text: str) -> str:
    """The name of an alias, or its dotted path."""
    _each_part(text.replace(":", ".", 1))
    return text


def check_page(text: str) -> str:
    """A path to a page of Markdown; no pattern."""
    if not text.endswith((".md", ".markdown")) or is_pattern(text):
        raise Flaw(f"not a page of Markdown: {shown(text)!r}", "write a path such as docs/aliases.md")
    return text


def check_class_pattern(text: str) -> str:
    """The name of a class, with `*` and `?` for what may differ; some of it must be said."""
    if not re.fullmatch(r"[\w*?]+", text) or text[:1].isdigit() or not re.search(r"\w{2}", text):
        raise Flaw(f"not a pattern for classes: {shown(text)!r}", "write a name such as Mock*WebSocketManager")
    return text


def check_module_path(text: str) -> str:
    """A path to a Python module; no pattern."""
    parts = text.removesuffix(".py").split("/")
    if not text.endswith(".py") or any(why_not_a_name(part) for part in parts):
        raise Flaw(f"not a path to a module: {shown(text)!r}", "write a path such as tests/mocks/websocket_manager.py")
    return text


def check_target(text: str) -> str:
    """A new identifier, or the full dotted path of a symbol elsewhere."""
    if not re.search(r"[.:]", text):
        return check_identifier(text)
    _each_part(_parsed(text).dotted)
    return text


def check_template(text: str) -> str:
    """A name with one `{}` or `{snake}` where the symbol's name goes; in quotes, what a whole string may be."""
    bare = re.sub(r"\{(?:snake|kebab|lower|upper)?\}", "x", text, count=1)
    is_key = re.fullmatch(r'"[\w.:/-]*"', bare) is not None
    if bare == text or not (is_key or (bare.isidentifier() and bare != "x" and "{kebab}" not in text)):
        help = """put text around it: "visit_{}" or "test_{snake}"; for strings alone, in quotes: '"{kebab}"'"""
        raise Flaw(f"not a template of a name: {shown(text)!r}", help)
    return text


def check_path(text: str) -> str:
    """A path or pattern inside of the repository, with `/`."""
    parts = text.split("/")
    if not text or text != text.strip():
        raise Flaw("an empty path" if not text.strip() else f"a path with spaces around it: {shown(text)!r}")
    if "\\" in text:
        raise Flaw(f"a backslash in a path: {shown(text)!r}", "write paths with /")
    if text.startswith(("/", "~")) or re.match(r"[A-Za-z]:", text):
        raise Flaw(f"an absolute path: {shown(text)!r}", "paths start at the repository's top, or the recipe's folder")
    if ".." in parts:
        raise Flaw(f"the path leaves the repository: {shown(text)!r}", "take the .. out")
    if len(re.findall(r"(?:\*\*/?)+", text)) > MAX_DEEP_STARS:
        raise Flaw(f"more than {MAX_DEEP_STARS} ** in a pattern: {shown(text)!r}", "write it as several patterns")
    if any(_is_git(part) for part in parts):
        raise Flaw(f"the path enters .git: {shown(text)!r}", "a recipe changes source files alone")
    return text


def is_pattern(path: str) -> bool:
    """Would a check of paths take it for several files?"""
    return not set(path).isdisjoint("*?[")


def check_file(text: str) -> str:
    """A path to one file beside the recipe; no pattern."""
    if is_pattern(check_path(text)):
        raise Flaw(f"a pattern where a file is meant: {shown(text)!r}")
    return text


def check_files(files: dict[str, str]) -> dict[str, str]:
    """Texts by path."""
    for path in files:
        check_path(path)
    return files


def check_source(text: str) -> str:
    """Where the report is: a path in the repository, or its https address, which is only shown."""
    if "://" not in text:
        return check_path(text)
    if not re.fullmatch(r"https://[^\s@]+", text):
        raise Flaw(f"not a plain https address: {shown(text)!r}", "write a path, or https:// without a user in it")
    return text


def check_slug(text: str) -> str:
    if len(text) > 100 or not re.fullmatch(SLUG, text):
        raise Flaw(f"not a plain name: {shown(text)!r}", "write small letters, digits and single dashes, 100 at most")
    return text


def check_branch(text: str) -> str:
    if why := why_not_a_branch(text):
        raise Flaw(f"git takes no branch {shown(text)!r}: {why}", "write a name such as canonize/tidy-names")
    return text


def check_message(text: str) -> str:
    """A commit message; canonize itself writes the trailers that say which recipe and plan it was."""
    if not text.strip():
        raise Flaw("the message is empty")
    if text.startswith("-"):
        raise Flaw("the message begins with a dash")
    if re.search(r"^\s*canonize-", text, re.IGNORECASE | re.MULTILINE):
        raise Flaw("a line of the message begins with Canonize-", "canonize writes those trailers itself")
    return text


def check_words(words: list[str]) -> list[str]:
    """Words to look for: none is empty or longer than a line."""
    for word in words:
        if not word.strip() or "\n" in word or len(word) > 200:
            raise Flaw(f"not a word to look for: {shown(word)!r}", "write one that stands in the files, in one line")
    return words


def check_duration(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,6}(s|m|h)?", text) or not 0 < seconds_of(text) <= 24 * 3600:
        raise Flaw(f"not a length of time: {shown(text)!r}", "write 30s, 5m or 1h, a day at most")
    return text


def seconds_of(duration: str) -> int:
    """The seconds that a checked duration means."""
    return int(duration.rstrip("smh")) * {"m": 60, "h": 3600}.get(duration[-1:], 1)


def check_included(text: str) -> str:
    """Another recipe: a file below this one's folder, or the name of one that ships."""
    if text.endswith((".yaml", ".yml")):
        return check_file(text)
    return check_slug(text)


def check_range(text: str) -> str:
    """A range of versions, as `requires-python` has it (PEP 440)."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        raise Flaw(f"not a range of versions: {shown(text)!r}", 'write it as ">=3.10" or ">=3.9,<4"') from None
    return text


def one_of(words: frozenset[str]) -> Callable[[str], str]:
    """A check that lets `words` through, and says what was meant."""

    def check(text: str) -> str:
        if text not in words:
            raise Flaw(f"{shown(text)!r} is not one of {', '.join(sorted(words))}", did_you_mean(text, words))
        return text

    return check


def _parsed(text: str) -> SymbolPath:
    try:
        return SymbolPath.parse(text)
    except CanonizeError as error:
        raise Flaw(error.title, error.help) from None


def _each_part(dotted: str) -> str:
    for part in dotted.split("."):
        if why := why_not_a_name(part):
            raise Flaw(f"{why}, in {shown(dotted)!r}")
    return dotted


def _is_git(part: str) -> bool:
    """True for `.git` in any case, and for a pattern such as `.gi[t]` that is made to match it."""
    part = part.lower()
    return part == ".git" or (part.startswith((".g", "[.]", "?g")) and fnmatchcase(".git", part))
