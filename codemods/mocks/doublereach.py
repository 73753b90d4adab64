"""Is a file of the suite loaded by its tests? One that is not is run in some way that nobody can tell: as a script.

tests/test_a.py, tests/conftest.py          by pytest itself
tests/helpers.py                            when a test imports it
tests/scripts/server.py                     `python tests/scripts/server.py`: what it can import is another matter
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from fnmatch import fnmatchcase

from ..meaning import candidates
from ..meaning.bindings import Resolver
from ..meaning.importcycles import ImportGraph
from ..meaning.pytestconfig import PytestConfig
from ..records import dataclass
from ..repo.files import RepoPath

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
        for user in candidates.modules_mentioning(project, [path.rpartition("/")[2].removesuffix(".py")]):
            code = project.parsed(user).source.code
            spelled = any(b'"%s' % name in code or b"'%s" % name in code for name in dotted)
            if user != path and (spelled or graph.names(user, home)):
                yield user
