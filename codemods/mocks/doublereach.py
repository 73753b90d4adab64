"""Is a file of the suite loaded by its tests? One that is not is run in some way that nobody can tell: as a script.

tests/test_a.py, tests/conftest.py          by pytest itself
tests/helpers.py                            when a test imports it
tests/scripts/server.py                     `python tests/scripts/server.py`: what it can import is another matter
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from fnmatch import fnmatchcase

from ..errors import UnreadableSource
from ..meaning.bindings import Resolver
from ..meaning.importcycles import ImportGraph
from ..meaning.parsing import matches
from ..records import dataclass
from ..repo.files import RepoPath
from .pytestconfig import PytestConfig

_IMPORTS = ("(import_statement) @import", "(import_from_statement) @import")
_RUN_BY_NAME = ("test*.py", "*_test.py", "*_tests.py", "conftest.py", "__init__.py")


@dataclass
class Reach:
    """Answers for one project."""

    resolver: Resolver
    config: PytestConfig
    _known: dict[RepoPath, bool] = field(default_factory=dict)

    def why_not(self, path: RepoPath) -> str:
        """Why nobody can tell how the file is run; "" when the tests load it."""
        return "" if self._is_loaded(path) else "no test imports its file, which may be run as a script"

    def _is_loaded(self, path: RepoPath) -> bool:
        waiting, seen = [path], {path}
        while waiting:
            each = waiting.pop()
            if self._known.get(each) or self._is_run(each):
                self._known[path] = True
                return True
            waiting += [user for user in self._users(each) if user not in seen]
            seen |= {*waiting}
        self._known[path] = False
        return False

    def _is_run(self, path: RepoPath) -> bool:
        name = path.rpartition("/")[2]
        return self.config.is_collected(path) or any(fnmatchcase(name, pattern) for pattern in _RUN_BY_NAME)

    def _users(self, path: RepoPath) -> Iterator[RepoPath]:
        """The files that import it, or spell out its dotted name."""
        project = self.resolver.project
        home = project.modules.of_file(path)
        if home is None:
            return
        graph = ImportGraph(self.resolver)
        dotted = [name.encode() for name in project.modules.names(home) if "." in name]
        for user in sorted(project.files.mentioning([path.rpartition("/")[2].removesuffix(".py")])):
            if user == path or not user.endswith(".py") or project.kinds.get(user) not in ("file", "executable"):
                continue
            try:
                parsed = project.parsed(user)
            except UnreadableSource:
                continue
            statements = [node for query in _IMPORTS for node in matches(query, parsed.tree.root_node)]
            spelled = any(b'"%s' % name in parsed.source.code or b"'%s" % name in parsed.source.code for name in dotted)
            if spelled or any(home == each for node in statements for each in graph.imported(user, parsed, node)):
                yield user
