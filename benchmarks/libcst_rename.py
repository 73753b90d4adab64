"""LibCST's RenameCommand behind a grep prefilter, as a program: ROOT OLD NEW, both dotted. Plans only, one process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from libcst.codemod import CodemodContext, TransformSuccess, transform_module
from libcst.codemod.commands.rename import RenameCommand
from libcst.helpers import calculate_module_and_package


def main(root: str, old: str, new: str) -> None:
    grep = ["git", "-C", root, "grep", "-lwz", old.rpartition(".")[2], "--", "*.py"]
    found = subprocess.run(grep, check=True, capture_output=True).stdout.decode()
    changed = 0
    for path in filter(None, found.split("\0")):
        source = Path(root, path).read_bytes().decode()
        project = f"{root}/{path.partition('/')[0]}"
        names = calculate_module_and_package(project, f"{root}/{path}")
        context = CodemodContext(
            filename=f"{root}/{path}", full_module_name=names.name, full_package_name=names.package
        )
        result = transform_module(RenameCommand(context, old_name=old, new_name=new), source)
        if isinstance(result, TransformSuccess):
            changed += result.code != source
        print(path, type(result).__name__, flush=True)
    print(changed, file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
