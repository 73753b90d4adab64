"""rope's rename, as a program: ROOT PATH OFFSET NEW [SOURCE_ROOT ...]. Prints a diff; writes nothing."""

from __future__ import annotations

import sys
from pathlib import Path

from rope.base.project import Project
from rope.refactor.rename import Rename


def main(root: str, path: str, offset: str, new: str, *roots: str) -> None:
    project = Project(root, ropefolder=None, source_folders=list(roots), ignore_syntax_errors=True)
    change = Rename(project, project.get_file(path), int(offset)).get_changes(new)
    diff = change.get_description()
    Path("/dev/stdout").write_text(diff)
    print(len(list(change.get_changed_resources())), file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
