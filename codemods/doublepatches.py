"""Which names of a test module does some test replace? A body that leans on such a name must stay beside it.

with patch("tests.test_flow.sleep"): ...        patches sleep in tests/test_flow.py
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .bindings import Resolver
from .files import RepoPath


@dataclass
class Patched:
    """Looks for strings that end in `module.name`, in all files, for the modules at `paths`."""

    resolver: Resolver
    paths: tuple[RepoPath, ...]
    _strings: dict[str, list[tuple[str, RepoPath]]] | None = None

    def by(self, path: RepoPath, word: str) -> str:
        """The file that patches the name, "" when none does."""
        if self._strings is None:
            self._strings = self._read()
        last = _last(path)
        for dotted, where in self._strings.get(word, ()):
            if dotted.rpartition(".")[2] in (last, "") or where == path:
                return where
        return ""

    def _read(self) -> dict[str, list[tuple[str, RepoPath]]]:
        found: dict[str, list[tuple[str, RepoPath]]] = {}
        lasts = {_last(path) for path in self.paths}
        spelled = b"|".join(re.escape(each.encode()) for each in sorted(lasts)) or b"$."
        dotted = re.compile(rb"[\"']([\w.]*\b(?:" + spelled + rb"))\.(\w+)[\"']")
        here = re.compile(rb"\}\.(\w+)[\"']|[\"']\.(\w+)[\"']")
        attribute = re.compile(rb"sys\.modules\[__name__\],\s*[\"'](\w+)[\"']")
        project = self.resolver.project
        words = [f"{each}." for each in sorted(lasts)] or ["\0"]
        for path in sorted({*project.files.mentioning(words), *self.paths}):
            if not path.endswith(".py") or project.kinds.get(path) not in ("file", "executable"):
                continue
            content = project.read(path)
            for module, word in dotted.findall(content):
                found.setdefault(word.decode(), []).append((module.decode(), path))
            if path in self.paths:
                for words_ in (*here.findall(content), *((each,) for each in attribute.findall(content))):
                    word = next(each for each in words_ if each)
                    found.setdefault(word.decode(), []).append(("", path))
        return found


def _last(path: RepoPath) -> str:
    stem = path.removesuffix(".py").removesuffix("/__init__")
    return stem.rpartition("/")[2]
