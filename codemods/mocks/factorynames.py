"""Would a test see that a double is called otherwise? By its name in a string, in the ids of tests, in comparisons.

assert "MockManager" in repr(manager)      yes: the class stays where it is
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from ..meaning import candidates
from ..meaning.bindings import Resolver
from ..meaning.pytestconfig import PytestConfig
from ..meaning.scopes import Occurrence
from ..meaning.strings import string_place
from ..records import dataclass
from .doubles import Double

_ASKED = re.compile(
    rb"__(?:qual)?name__(?:\.lower\(\))?\s*(?:==|!=|\bnot in\b|\bin\b)\s*[\"'](\w+)[\"']"
    rb"|[\"'](\w+)[\"']\s*(?:==|!=|\bnot in\b|\bin\b)\s*[\w.()]*__(?:qual)?name__"
    rb"|__(?:qual)?name__\.(?:startswith|endswith|find|count|index)\(\s*[\"'](\w+)[\"']"
)
_OWN_NAME = re.compile(rb"\.__(?:qual)?name__\b")


@dataclass
class NameWatch:
    """Answers for one project."""

    resolver: Resolver
    config: PytestConfig

    def why_it_matters(self, double: Double, new: str) -> str:
        """Why the class cannot come to be called `new`; "" when nobody would see it."""
        if new == double.name:
            return ""
        parsed = self.resolver.project.parsed(double.path)
        return next(self._in_file(double), "") or next(
            (
                f"{where} looks for {word!r} in the names of classes"
                for word, where in self._looked_for
                if _told_apart(double.name.lower(), new.lower(), word.lower())
            ),
            f"_{double.name}__ is spelled out" if parsed.holds(f"_{double.name}__") else "",
        )

    def _in_file(self, double: Double) -> Iterator[str]:
        parsed = self.resolver.project.parsed(double.path)
        found = _OWN_NAME.search(parsed.source.code)
        if found:
            yield f"its file asks for names in line {parsed.source.line(found.start())}"
        for each in self.resolver.project.names(double.path, double.name).occurrences:
            line = parsed.source.line(each.start)
            if each.role == "string" and _is_value(parsed.source.code, each) and not self._is_harmless(double, each):
                yield f"its name stands in a string in line {line}"
            if each.role == "use" and each.enclosing("decorator") is not None:
                yield f"its name may be part of the names of tests (line {line})"

    def _is_harmless(self, double: Double, each: Occurrence) -> bool:
        place = string_place(self.resolver.project.parsed(double.path), each.steps)
        return place.use in ("annotation", "docstring", "export", "member", "table")

    @cached_property
    def _looked_for(self) -> list[tuple[str, str]]:
        """The words that some file looks for in the names of classes."""
        found = []
        project = self.resolver.project
        for path in candidates.mentioning(project, ["__name__", "__qualname__"]):
            if not path.endswith(".py") or self.config.is_collected(path):  # which looks at its own doubles
                continue
            for words in _ASKED.findall(project.read(path)):
                word = next(each for each in words if each).decode()
                if word != "__main__":
                    found.append((word, path))
        return found


def _told_apart(old: str, new: str, word: str) -> bool:
    """Does one of the two hold the word, begin or end with it, and the other not?"""
    return any(
        asks(old) != asks(new)
        for asks in (lambda n: word in n, lambda n: n.startswith(word), lambda n: n.endswith(word))
    )


def _is_value(code: bytes, each: Occurrence) -> bool:
    """False for the end of a dotted path: that is a target of `patch`, and the name stays in the module."""
    return code[each.start - 1 : each.start] != b"."
