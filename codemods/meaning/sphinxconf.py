"""What the files conf.py of Sphinx say that decides what a text means: the role of what stands between backticks.

# docs/conf.py: default_role = "any"          in docs/api.rst, or a docstring: see `Old`
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from posixpath import basename, dirname

from ..records import dataclass
from ..repo.files import RepoPath
from ..surface.sphinxdoc import has_object_role


@dataclass(frozen=True, slots=True)
class DefaultRoles:
    """For each folder with a conf.py of Sphinx: is the default role one for Python's objects?"""

    by_folder: Mapping[RepoPath, bool]

    def is_object(self, path: RepoPath) -> bool:
        """Is it for the text of that file? The nearest conf.py has the say, beside or below one of its folders."""
        while self.by_folder:
            path = dirname(path)
            below = f"{path}/" if path else ""
            near = [said for folder, said in self.by_folder.items() if f"{folder}/".startswith(below)]
            if near or not path:
                return bool(near) and all(near)
        return False


def default_roles(paths: Iterable[RepoPath], read: Callable[[RepoPath], bytes]) -> DefaultRoles:
    """Those of the project that has these files."""
    said = {dirname(path): has_object_role(read(path)) for path in paths if basename(path) == "conf.py"}
    return DefaultRoles({folder: role for folder, role in said.items() if role is not None})
