"""Arithmetic on dotted names: what a symbol is called and whether a name can be one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import takewhile
from keyword import iskeyword
from unicodedata import category, is_normalized, normalize

from .errors import CanonizeError
from .records import dataclass
from .regexes import regex

IDENTIFIER = regex(r"[^\W\d]\w*")
_DOTTED = regex(r"[^\W\d]\w*(\.[^\W\d]\w*)*\Z")
_IN_A_FILE = regex(r"(?:\./)?(\w[\w-]*(?:/\w[\w-]*)*)\.pyi?::?([^\W\d]\w*)\Z")
# What no statement can name may be a module, too: app.migrations.0001_initial, by import_module; bin.run-all, a script.
_MODULE = regex(r"\w[\w-]*(\.\w[\w-]*)*\Z")
# The UTF-8 of every letter, digit and line that NFKC turns into those of ASCII: ª ſ ﬁ Ｏ 𝐎 ℂ Ⅷ ₒ ʰ ﹍; some more too.
LOOKALIKES = (
    b"\xc2[\xaa\xba]|\xc4[\xb2\xb3]|\xc5\xbf|\xc7[\x87-\x8c\xb1-\xb3]|\xca[\xb0-\xb8]|\xcb[\xa1-\xa3]|\xe1[\xb4-\xb6]"
    b"|\xe2\x81[\xb1\xbf]|\xe2[\x82\x84\x85\xb1]|\xea\x9f|\xef\xac[\x80-\x86]|\xef\xb8[\xb3\xb4]|\xef\xb9[\x8d-\x8f]"
    b"|\xef\xbc[\x90-\x99\xa1-\xba\xbf]|\xef\xbd[\x81-\x9a]|\xf0\x90\x9e|\xf0\x9c\xb3[\xb0-\xb9]|\xf0\x9d|\xf0\x9f\xaf"
)
MOST_PARTS = 64  # of a dotted path in text: what is longer is none
LETTERS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"  # of ASCII, that names hold
_LONGEST = 1000  # letters of a name: git and the system take no line without end
_ASCII = bytes(range(128))
_STYLE = regex(r"\{(|snake|kebab|lower|upper)\}")
_NOT_ASCII = b"[\x80-\xff]"
# A byte that goes on with a word. Letters of these scripts do; not what begins with the bytes left out: “ ” … — 、 and
# such, pictures, a BOM, and what Chinese, Japanese and Korean are written in, which put no blank beside other letters.
_WORD = rb"[0-9A-Za-z_\x80-\xc1\xc3-\xe1\xee\xf1-\xff]"
_APART = (rb"\xc2.", rb"[\xe2-\xed\xef]..", rb"\xf0...")  # the same in front of one, by their length


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
        if not _DOTTED.match(name) or (colon and not _MODULE.match(module)):
            raise CanonizeError(
                f"not a symbol: {text!r}", _meant(text) or "write it as pkg.module:Name or pkg.module.Name"
            )
        return cls(module, name)

    def __str__(self) -> str:
        return f"{self.module}:{self.name}" if self.module else self.name

    @property
    def dotted(self) -> str:
        return f"{self.module}.{self.name}" if self.module else self.name

    @property
    def owner(self) -> str:
        """The dotted path of what holds the symbol: its module, where that is known or it is no member of a class."""
        return self.module or self.name.rpartition(".")[0]

    @property
    def parent(self) -> str:
        """The dotted path of what the symbol is in: a module, or a class."""
        return self.dotted.rpartition(".")[0]

    @property
    def last(self) -> str:
        """The name with no path before it."""
        return self.name.rpartition(".")[2]


def _meant(text: str) -> str:
    """A question after the symbol that `pkg/module.py:Name` means, "" for any other text."""
    found = _IN_A_FILE.match(text)
    return f"did you mean {found[1].replace('/', '.')}:{found[2]}?" if found else ""


def is_dotted(text: str) -> bool:
    """True for `a`, `a.b`, `a.b.c`: identifiers joined by dots (keywords are not looked at)."""
    return _DOTTED.match(text) is not None


def why_not_a_name(name: str) -> str:
    """Why `name` cannot be bound in Python, or "" when it can (language reference, 2.3 and 6.2.1; PEP 3131)."""
    if len(name) > _LONGEST:
        return f"a name of {len(name):,} letters"
    if not name.isidentifier():
        return f"{name!r} is not an identifier"
    if iskeyword(name):
        return f"{name!r} is a keyword of Python"
    if name == "__debug__":
        return "'__debug__' cannot be assigned to"
    if normalize("NFKC", name) != name:
        form = normalize("NFKC", name)
        alike = f" ({ascii(form)[1:-1]})" if normalize("NFC", name) == form else ""
        return f"{name!r} is not in the form that Python compares names in: write {form!r}{alike}"
    return ""


def respelling(words: Iterable[str]) -> bytes:
    """An expression for bytes that stand in each text that spells one of `words` otherwise than Python compares it."""
    return LOOKALIKES if all(word.isascii() for word in words) else _NOT_ASCII


def may_respell(words: Iterable[str], content: bytes) -> bool:
    """Does `respelling(words)` match anywhere in the content?"""
    return not content.isascii() and re.search(respelling(words), content.translate(None, _ASCII)) is not None


def holds_respellings(content: bytes) -> bool:
    """Does UTF-8 hold a character that NFKC, by itself or with the one before it, makes another one?"""
    letters = set(content.translate(None, _ASCII).decode(errors="replace"))
    marks = (each for each in letters if category(each)[0] == "M" or "\u1160" <= each < "\u1200")
    return any(marks) or not all(is_normalized("NFKC", each) for each in letters)


def is_respelled(word: str, content: bytes) -> bool:
    """May Python code spell the word in other characters that Python takes for it (PEP 3131), or in no UTF-8?"""
    if not may_respell((word,), content):
        return False
    lines = b"\n".join(line for line in content.splitlines() if not line.isascii())
    try:
        return word in normalize("NFKC", lines.decode())
    except UnicodeDecodeError:
        return True


def as_compared(name: bytes) -> bytes:
    """The name in the form in which Python compares it (PEP 3131); itself where that would be none, or a keyword."""
    form = normalize("NFKC", name.decode(errors="replace"))
    return form.encode() if form.isidentifier() and not iskeyword(form) else name


def shared(one: str, other: str, separator: str) -> int:
    """How many leading parts the two paths share: `shared("a/b/c", "a/b/d", "/")` is 2."""
    pairs = zip(one.split(separator), other.split(separator), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def upwards(path: str, separator: str = "/") -> Iterator[str]:
    """The path, and what is around it: `a/b/c`, `a/b`, `a`."""
    yield path
    while separator in path:
        path = path.rpartition(separator)[0]
        yield path


def is_mangled(name: str) -> bool:
    """True when a class body would turn the name into `_Class__name` (language reference, 6.2.1)."""
    return name.startswith("__") and not name.endswith("__")


def snake(name: str) -> str:
    """`UserManagerV2` as `user_manager_v2`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def spellings(name: str) -> dict[str, str]:
    """The name in the styles that keys, commands and files are written in, without underscores around it.

    Of `UserManager`: user_manager ("snake"), user-manager ("kebab"), usermanager ("lower"), USER_MANAGER ("upper").
    """
    snaked = snake(name).strip("_")
    return {
        "snake": snaked,
        "kebab": snaked.replace("_", "-"),
        "lower": snaked.replace("_", ""),
        "upper": snaked.upper(),
    }


def last_name(path: str) -> str:
    """The name that a dotted path ends with: `C` of `a.b.C` and `a.b:C`."""
    return path.replace(":", ".").rpartition(".")[2]


def derived_names(name: str, patterns: Iterable[str]) -> tuple[str, ...]:
    """The patterns, without quotes, with the name in the place of {}, in a style of its own in that of {snake}."""
    styles = {"": name, **spellings(name), "snake": snake(name)}
    return tuple(_STYLE.sub(lambda found: styles[found[1]], pattern.strip('"')) for pattern in patterns)


@lru_cache(maxsize=256)
def word_pattern(words: frozenset[str] | tuple[str, ...]) -> re.Pattern[bytes]:
    """Matches any of `words` as a whole word of UTF-8: in Python code, in prose, and in what is neither.

    Beside it may stand Chinese, Japanese or Korean, as which a name of Python goes on: a parser tells those apart.
    """
    spelled = [re.escape(word.encode()) for word in sorted(words, key=len, reverse=True)]
    # What stands before is looked at behind the word: so the search can look for the word's own bytes first.
    before = rb"(?:(?<![0-9A-Za-z_\x80-\xff]%b)" + b"".join(rb"|(?<=" + each + rb"%b)" for each in _APART) + rb")"
    body = b"|".join(each + before.replace(b"%b", each) for each in spelled)
    return re.compile(rb"(?:" + body + rb")(?!" + _WORD + rb")", re.DOTALL)


def made_of(name: str) -> tuple[str, ...]:
    """What a name holds that is made of the class `name`: `_user_manager`, `_usermanager` of UserManager.

    None for a class of one word, which stands for other things, too, and for others than classes (PEP 8).
    """
    snaked = snake(name).strip("_")
    if "_" not in snaked or not name.strip("_")[:1].isupper() or name.isupper():
        return ()
    return tuple(dict.fromkeys((f"_{snaked}", f"_{snaked.replace('_', '')}")))


def searched_for(old: str, new: str) -> tuple[str, ...]:
    """The words that a rename looks for first, in all files: those that hold none of them are of no concern to it."""
    return tuple(dict.fromkeys((old, new, *made_of(old))))
