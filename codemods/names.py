"""Arithmetic on dotted names: what a symbol is called and whether a name can be one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from keyword import iskeyword
from unicodedata import normalize

from .errors import CanonizeError

_DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*\Z")


@dataclass(frozen=True, slots=True, order=True)
class SymbolPath:
    """How a user names a symbol: `pkg.mod:Name` (module known) or `pkg.mod.Name` (module to be found).

    `module` is "" when only the dotted form was given; then `name` is the whole dotted path.
    """

    module: str
    name: str

    @classmethod
    def parse(cls, text: str) -> SymbolPath:
        """The symbol that `text` names. Raises CanonizeError if it is not `pkg.mod:Name` or `pkg.mod.Name`."""
        module, colon, name = text.rpartition(":")
        if not _DOTTED.match(name) or (colon and not _DOTTED.match(module)):
            raise CanonizeError(f"not a symbol: {text!r}", "write it as pkg.module:Name or pkg.module.Name")
        return cls(module, name)

    def __str__(self) -> str:
        return f"{self.module}:{self.name}" if self.module else self.name

    @property
    def dotted(self) -> str:
        return f"{self.module}.{self.name}" if self.module else self.name


def is_dotted(text: str) -> bool:
    """True for `a`, `a.b`, `a.b.c`: identifiers joined by dots (keywords are not looked at)."""
    return _DOTTED.match(text) is not None


def why_not_a_name(name: str) -> str:
    """Why `name` cannot be bound in Python, or "" when it can (language reference, 2.3 and 6.2.1; PEP 3131)."""
    if not name.isidentifier():
        return f"{name!r} is not an identifier"
    if iskeyword(name):
        return f"{name!r} is a keyword of Python"
    if name == "__debug__":
        return "'__debug__' cannot be assigned to"
    if normalize("NFKC", name) != name:
        return f"{name!r} is not in the form that Python compares names in: write {normalize('NFKC', name)!r}"
    return ""


def is_mangled(name: str) -> bool:
    """True when a class body would turn the name into `_Class__name` (language reference, 6.2.1)."""
    return name.startswith("__") and not name.endswith("__")


def snake(name: str) -> str:
    """`UserManagerV2` as `user_manager_v2`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def word_pattern(words: frozenset[str] | tuple[str, ...]) -> re.Pattern[bytes]:
    """Matches any of `words` as a whole word of UTF-8 Python; a byte of 0x80 and above counts as part of a word."""
    spelled = [re.escape(word.encode()) for word in sorted(words, key=len, reverse=True)]
    # What stands before is looked at behind the word: so the search can look for the word's own bytes first.
    body = b"|".join(each + rb"(?<![0-9A-Za-z_\x80-\xff]" + each + rb")" for each in spelled)
    return re.compile(rb"(?:" + body + rb")(?![0-9A-Za-z_\x80-\xff])")
