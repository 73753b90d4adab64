"""The closed models that recipes are checked against, and the kinds of text that their fields take.

    class RenameOptions(Options):
        to: Annotated[Target, Field(description="the new name")]

A field's name in a recipe is its name in Python with dashes, and so it is on the command line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from .codemod import Codemod
from .errors import CanonizeError
from .names import SymbolPath, is_dotted, why_not_a_name
from .problems import did_you_mean, shown
from .recipe import why_not_a_branch

_SLUG = "[a-z0-9]+(-[a-z0-9]+)*"


class Flaw(ValueError):
    """Why a value will not do. `key` names the field that is at fault when the check saw the whole model."""

    def __init__(self, title: str, help: str = "", key: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.help = help
        self.key = key


class Closed(BaseModel):
    """A mapping that takes the keys it names and no others, and converts nothing."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        alias_generator=lambda name: name.strip("_").replace("_", "-"),
    )


class Options(Closed):
    """The options of one action, as a recipe step and the command line give them."""

    def codemod(self) -> Codemod:
        """The codemod that these options mean."""
        raise NotImplementedError

    def summary(self) -> str:
        """What it will do, in a line: `rename a:B to C`."""
        raise NotImplementedError


def check_identifier(text: str) -> str:
    if why := why_not_a_name(text):
        raise Flaw(why, "write one Python identifier")
    return text


def check_dotted(text: str) -> str:
    if not is_dotted(text):
        raise Flaw(f"not a dotted name: {shown(text)!r}", "write it as pkg.module")
    return _each_part(text)


def check_symbol(text: str) -> str:
    try:
        symbol = SymbolPath.parse(text)
    except CanonizeError as error:
        raise Flaw(error.title, error.help) from None
    _each_part(symbol.dotted)
    return text


def check_source_symbol(text: str) -> str:
    """As a symbol, and with its module: a bare name could be any of several."""
    if is_dotted(text) and "." not in text:
        raise Flaw(f"{text!r} lacks its module", "write it as pkg.module:Name or pkg.module.Name")
    return check_symbol(text)


def check_target(text: str) -> str:
    """A new identifier, or the full dotted path of a symbol elsewhere."""
    return check_symbol(text) if re.search(r"[.:]", text) else check_identifier(text)


def check_template(text: str) -> str:
    """A name with one `{}` or `{snake}` where the symbol's name goes."""
    bare = text.replace("{}", "X", 1) if "{}" in text else text.replace("{snake}", "x", 1)
    if not bare.isidentifier() or bare == text or text in ("{}", "{snake}"):
        raise Flaw(f"not a template of a name: {shown(text)!r}", 'write it as "visit_{}" or "test_{snake}"')
    return text


def check_path(text: str) -> str:
    """A path or pattern inside of the repository, with `/`."""
    parts = text.split("/")
    if not text or text != text.strip():
        raise Flaw("an empty path" if not text.strip() else f"a path with spaces around it: {shown(text)!r}")
    if "\\" in text:
        raise Flaw(f"a backslash in a path: {shown(text)!r}", "write paths with /")
    if text.startswith(("/", "~")) or re.match(r"[A-Za-z]:", text):
        raise Flaw(f"an absolute path: {shown(text)!r}", "paths start at the repository's top")
    if ".." in parts:
        raise Flaw(f"the path leaves the repository: {shown(text)!r}", "take the .. out")
    if any(_is_git(part) for part in parts):
        raise Flaw(f"the path enters .git: {shown(text)!r}", "a recipe changes source files alone")
    return text


def check_source(text: str) -> str:
    """Where the report is: a path in the repository, or its https address, which is only shown."""
    return text if re.fullmatch(r"https://[^\s@]+", text) else check_path(text)


def check_slug(text: str) -> str:
    if len(text) > 100 or not re.fullmatch(_SLUG, text):
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


def one_of(words: frozenset[str]) -> Callable[[str], str]:
    """A check that lets `words` through, and says what was meant."""

    def check(text: str) -> str:
        if text not in words:
            raise Flaw(f"{shown(text)!r} is none of {', '.join(sorted(words))}", did_you_mean(text, words))
        return text

    return check


Identifier = Annotated[str, AfterValidator(check_identifier)]
Dotted = Annotated[str, AfterValidator(check_dotted)]
SourceSymbol = Annotated[str, AfterValidator(check_source_symbol)]
Target = Annotated[str, AfterValidator(check_target)]
Template = Annotated[str, AfterValidator(check_template)]
RepoPattern = Annotated[str, AfterValidator(check_path)]
Source = Annotated[str, AfterValidator(check_source)]
Slug = Annotated[str, AfterValidator(check_slug), Field(json_schema_extra={"pattern": f"^{_SLUG}$"})]
Branch = Annotated[str, AfterValidator(check_branch)]
Message = Annotated[str, AfterValidator(check_message)]


def _each_part(dotted: str) -> str:
    for part in dotted.split("."):
        if why := why_not_a_name(part):
            raise Flaw(f"{why}, in {shown(dotted)!r}")
    return dotted


def _is_git(part: str) -> bool:
    """True for `.git` in any case, and for a pattern such as `.gi[t]` that is made to match it."""
    part = part.lower()
    return part == ".git" or (part.startswith((".g", "[.]", "?g")) and fnmatchcase(".git", part))
