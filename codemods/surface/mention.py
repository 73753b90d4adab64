"""A place in a text where a word stands, and what that place looks like."""

from __future__ import annotations

import re
from typing import Literal

from ..records import dataclass

Kind = Literal[
    "dotted",  # a whole dotted path, `a.b.C` or `a.b:C`; with a `prefix`, Sphinx also looks in that module
    "relative",  # a bare name that Sphinx looks up in the module `prefix`
    "suffix",  # a path that Sphinx looks up by its end, for it was written with a dot first: :class:`.C`
    "node",  # the class or function behind `prefix::` or `prefix:`, a file, or what pytest takes for a module
    "handler",  # the name behind the path of what may be the file `prefix`, less its suffix: app/m.Old
    "word",  # the bare word, in prose or as part of what is no dotted path
    "choice",  # the word beside others: Old/Other; it may be the path of a folder yet
    "address",  # the word in a URL, an e-mail address, a file's path or name, a YAML anchor
]


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """`text` stands at the bytes from `start` to `end`. What it means, the resolver has to say."""

    start: int
    end: int
    text: str
    kind: Kind
    prefix: str = ""

    def components(self) -> tuple[tuple[str, int, int], ...]:
        """The names that the text is made of, each with where it begins and ends."""
        parts, at = [], self.start
        for part in re.split(r"[.:]", self.text):
            size = len(part.encode())
            parts.append((part, at, at + size))
            at += size + 1
        return tuple(parts)

    @property
    def is_address(self) -> bool:
        """Is it part of an address or of a file's path, and no more than that, unless something says so?"""
        return self.kind in ("address", "handler")

    @property
    def may_be_word(self) -> bool:
        """May it be the bare word of prose, to be edited where that is asked for?"""
        return not self.is_address and self.kind != "choice"
