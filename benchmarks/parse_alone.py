"""What no rename that parses its candidates can do without: `git grep` for the word, tree-sitter on what it finds.

    python parse_alone.py ROOT WORD

Nothing is resolved, edited or proven: canonize's time beside this one's says what all of that costs.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import tree_sitter_python
from tree_sitter import Language, Parser


def main(root: str, word: str) -> None:
    parser = Parser(Language(tree_sitter_python.language()))
    grep = ["git", "-C", root, "grep", "-lwz", word, "--", "*.py", "*.pyi"]
    found = subprocess.run(grep, check=True, stdout=subprocess.PIPE).stdout.decode()
    for path in filter(None, found.split("\0")):
        parser.parse(Path(root, path).read_bytes())


if __name__ == "__main__":
    main(*sys.argv[1:])
