"""One word, one meaning: what the imports and constants of the doubles are called in the factory.

LIMIT = 1 in tests/test_a.py, LIMIT = 2 in tests/test_flow.py          LIMIT = 1, FLOW_LIMIT = 2
from json import dumps, from pickle import dumps                       dumps, from pickle import dumps as pickle_dumps
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from ..meaning.bindings import Resolver
from ..meaning.scopes import Occurrence
from ..names import IDENTIFIER, snake, why_not_a_name
from ..records import dataclass
from ..repo.files import RepoPath
from .doublegroups import Known
from .doublenames import numbered, qualifiers
from .factorymodule import has_import
from .needed import Constant, Import, Need

# What the factory binds for itself.
OWN_MEANINGS = {
    "Any": "typing:Any", "Literal": "typing:Literal", "overload": "typing:overload", "signature": "inspect:signature",
    "TYPE_CHECKING": "typing:TYPE_CHECKING",
}  # fmt: skip
OWN_WORDS = frozenset({*OWN_MEANINGS, "annotations", "_VARIANTS"})


@dataclass
class FactoryWords:
    """Gives the words. `there` are the classes of the factory as it is, at `path`; their words stay.

    `doubles` are all that may come: no new word stands anywhere in them, nor hides a builtin that one of them uses.
    """

    resolver: Resolver
    path: RepoPath
    there: Iterable[Known]
    doubles: list[Known]
    bound: dict[str, str] = field(default_factory=lambda: dict(OWN_MEANINGS))
    texts: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.there = tuple(self.there)
        is_there = self.path in self.resolver.project.kinds
        text = self.resolver.project.parsed(self.path).source.code.decode() if is_there else ""
        self.taken = {*OWN_WORDS, *IDENTIFIER.findall(text)}
        for known in self.there:
            for need in known.needs.all:
                self.bound[need.word] = need.object
        self.builtins = {word for known in (*self.there, *self.doubles) for word in known.needs.builtins}
        self.avoid = {word for known in self.doubles for word in self._spelled(known)}

    def of(self, known: Known) -> dict[str, str] | str:
        """What the words of this double become; or which of them can be called nothing else, and stands in the way."""
        hidden = next((word for word in sorted(known.needs.builtins) if word in self.bound), "")
        if hidden:
            return hidden
        found: dict[str, str] = {}
        for need in known.needs.all:
            if need.word in found:
                continue
            word = self._word(known, need)
            if not word:
                return need.word
            found[need.word] = word
        for need in known.needs.all:
            self.bound[found[need.word]] = need.object
        return {old: new for old, new in found.items() if old != new}

    def _word(self, known: Known, need: Need) -> str:
        """The word for one need; "" when its own is taken and it can have no other."""
        if self.bound.get(need.word) == need.object:
            return need.word
        if need.word not in self.bound and need.word not in self.builtins and not self._is_taken(need):
            return need.word
        if not self._can_be_renamed(known, need):
            return ""
        for word, object_ in self.bound.items():
            if object_ == need.object and word not in (*OWN_WORDS, *self._spelled(known)) and _is_namesake(word, need):
                return word
        used = self.avoid | self.taken | self.builtins | self.bound.keys()
        return next((each for each in numbered(list(_candidates(known, need))) if _is_free(each, used)), "")

    def _is_taken(self, need: Need) -> bool:
        """Does the module of the factory, as it is, bind or use the word otherwise?"""
        if need.word in OWN_WORDS or need.word not in self.taken:
            return need.word in OWN_WORDS
        names = self.resolver.project.names(self.path, need.word)
        if len(names.own) == 1 and isinstance(need, Import) and has_import(names.parsed, need):
            return False
        return any(each.home == names.module for each in names.occurrences)

    def _can_be_renamed(self, known: Known, need: Need) -> bool:
        if isinstance(need, Import) and need.is_top:
            return False
        if isinstance(need, Constant) and not re.match(rf"{need.name}\s*[:=]", need.text):
            return False
        uses = self.resolver.project.names(known.double.path, need.word).occurrences
        return not any(known.double.holds(each.start) and _is_shown(each) for each in uses)

    def _spelled(self, known: Known) -> tuple[str, ...]:
        key = known.double.path, known.double.place
        if key not in self.texts:
            self.texts[key] = tuple(dict.fromkeys(IDENTIFIER.findall(self._text(known))))
        return self.texts[key]

    def _text(self, known: Known) -> str:
        return self.resolver.project.parsed(known.double.path).text(known.double.whole).decode()


def _is_shown(use: Occurrence) -> bool:
    """Does an f-string say the name itself, as in f"{LIMIT=}"?"""
    return any(
        step.node.type == "interpolation" and any(child.type == "=" for child in step.node.children)
        for step in use.steps
    )


def respelled(need: Need, words: Mapping[str, str]) -> Need:
    """The import or constant under its word in the factory."""
    word = words.get(need.word, need.word)
    if word == need.word:
        return need
    if isinstance(need, Constant):
        return Constant(word, word + need.text[len(need.name) :], need.value)
    bound = "" if word == (need.name or need.module) else word
    return Import(need.module, need.name, bound, need.typing_only, need.loads)


def _is_namesake(word: str, need: Need) -> bool:
    """Does the word say what the need's own says? Two constants may well be equal and mean different things."""
    return isinstance(need, Import) or word.lower().endswith(need.name.strip("_").lower())


def _is_free(word: str, used: set[str]) -> bool:
    return word not in used and not why_not_a_name(word)


def _candidates(known: Known, need: Need) -> Iterator[str]:
    """Good names: an import says where it is from, a constant whose it was."""
    if isinstance(need, Import):
        of = need.module.rpartition(".")[2] if need.name else ""
        yield _joined(of, need.name) if of else need.module.replace(".", "_")
        yield _joined(need.module.replace(".", "_"), need.name or "module")
        return
    for each in qualifiers(known.double.path, need.name):
        yield _joined(each, need.name)
    yield f"{need.name}_2"


def _joined(ahead: str, name: str) -> str:
    """`FLOW_LIMIT`, `_FLOW_LIMIT`, `pickle_dumps`, `TypesConnection`: as the name itself is written."""
    mark, bare = ("_", name.lstrip("_")) if name.startswith("_") else ("", name)
    if bare.isupper():
        return f"{mark}{snake(ahead).upper()}_{bare}"
    if bare[:1].isupper():
        return mark + "".join(part[:1].upper() + part[1:] for part in snake(ahead).split("_")) + bare
    return f"{mark}{snake(ahead)}_{bare}"
