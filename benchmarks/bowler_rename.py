"""Bowler's rename behind a grep prefilter, as a program: ROOT class|function OLD NEW. Prints a diff; writes nothing."""

from __future__ import annotations

import subprocess
import sys

from bowler import Query


def main(root: str, kind: str, old: str, new: str) -> None:
    grep = ["git", "-C", root, "grep", "-lwz", old, "--", "*.py"]
    found = subprocess.run(grep, check=True, capture_output=True).stdout.decode()
    query = Query([f"{root}/{path}" for path in found.split("\0") if path])
    chosen = query.select_class(old) if kind == "class" else query.select_function(old)
    chosen.rename(new).execute(interactive=False, write=False, silent=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
