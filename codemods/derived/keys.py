"""What registries, templates and commands call a symbol: OldName as "old_name", "old-name", "old_name.html".

Keys.of("OldName").held_in("app/old_name.html") == "old_name"
"""

from __future__ import annotations

import re
from functools import cached_property

from ..names import spellings
from ..records import dataclass

SHORTEST = 3  # letters of a key: shorter ones stand for anything
_LONGEST = 200  # letters of a string that may be a key, and is no text
_FILE = (
    r"(?:html?|xml|txt|json|ya?ml|toml|sql|md|rst|css|js|svg|png|csv|j2|jinja2?|tmpl|tpl|mako|mustache|hbs|graphql|"
    r"proto|ui|kv|qml|tex|pug|vue)"
)


@dataclass(frozen=True)
class Keys:
    """The spellings of a symbol's name that may be a key for it, the likeliest first; the name itself is none.

    `is_common`: the name is one word, as "user", which stands for other things, too.
    """

    words: tuple[str, ...]
    is_common: bool

    @classmethod
    def of(cls, name: str) -> Keys:
        """Those of the symbol `name`. A function's name, of one word in small letters, has none."""
        spelled = spellings(name)
        is_common = spelled["snake"] == spelled["lower"]
        if is_common and spelled["snake"] == name:
            return cls((), True)
        words = [word for word in dict.fromkeys(spelled.values()) if word != name and len(word) >= SHORTEST]
        return cls(tuple(words), is_common)

    @cached_property
    def _needles(self) -> tuple[bytes, ...]:
        return tuple(word.encode() for word in self.words)

    @cached_property
    def _at_start(self) -> re.Pattern[bytes]:
        return re.compile(rf"[\"'/](?:{self.either})".encode())

    def near(self, raw: bytes, start: int, end: int) -> bool:
        """May a string that is a key stand in these bytes? A common word counts at its beginning, or behind a slash."""
        part = raw[max(start, 0) : end]
        for needle in self._needles:  # a loop of its own: there are thousands of these questions
            if needle in part:
                return not self.is_common or self._at_start.search(part) is not None
        return False

    def held_in(self, text: str) -> str:
        """The key that the string is, or that it holds as a part of a path, an address or a file's name; "" for none.

        Of a common word only the whole string, a file's name and an address are looked at.
        """
        if len(text) > _LONGEST:
            return ""
        found = (self._alone if self.is_common else self._part).search(text)
        return found[found.lastindex or 0] if found is not None and not any(map(str.isspace, text)) else ""

    @cached_property
    def _part(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w-])_?({self.either})(?![\w-])")

    @cached_property
    def _alone(self) -> re.Pattern[str]:
        return re.compile(rf"\A(?:\^?/?({self.either})/?\$?|(?:[\w.{{}}%-]*/)*_?({self.either})(?:\.\w+)?\.{_FILE})\Z")

    @property
    def either(self) -> str:
        """An expression for any of them, with no group in it."""
        return "|".join(map(re.escape, sorted(self.words, key=len, reverse=True)))
