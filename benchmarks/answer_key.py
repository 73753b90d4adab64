"""Where a symbol is named in a tree, by the compiler's own scopes.

Written apart from canonize, simple and slow: every file that holds the word is read with `ast`, each scope is asked of
`symtable`, imports are followed by hand. It knows one symbol at a time and trusts nothing but the standard library.

    python answer_key.py TREE django.test.testcases:SimpleTestCase

A site is a place where the word itself is written:

    required    a name, an attribute, an import, a definition, a string in `__all__`, a string annotation
    allowed     a dotted path to the symbol in a string, a comment or a text file, or an example there that imports it
    undecided   the word may or may not be the symbol here (bound twice, for example); listed, to be judged by hand

Every other place where the word is written is none of the symbol's business: an edit there is wrong.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

from key_code import Finder
from key_text import find_text, is_sole
from key_tree import Tree
from key_values import AnswerKey, Site, Symbol


def answer_key(root: Path, symbol: Symbol, tree: Tree | None = None) -> AnswerKey:
    tree = tree or Tree(root)
    key = AnswerKey(symbol)
    word = re.compile(rb"\b" + symbol.name.encode() + rb"\b")
    for path in tree.names:
        if not word.search((root / path).read_bytes()):
            continue
        file = tree.file(path)
        if file is None:
            key.unread.append(path)
            continue
        Finder(tree, file, key).find()
    sole = is_sole(tree, symbol)
    for path in tree.texts:
        find_text(tree, path, key, sole=sole)
    return key


def main(arguments: list[str]) -> int:
    sys.setrecursionlimit(50_000)  # real code holds sums of thousands of terms
    as_json = "--json" in arguments
    root, *symbols = [argument for argument in arguments if not argument.startswith("--")]
    tree = Tree(Path(root))
    for symbol in symbols:
        module, _, name = symbol.partition(":")
        key = answer_key(Path(root), Symbol(module, name), tree)
        print(json.dumps(table(key)) if as_json else summary(key))
    return 0


def table(key: AnswerKey) -> dict[str, object]:
    def places(part: dict[Site, str]) -> dict[str, str]:
        return {f"{site.path}:{site.line}:{site.column}": kind for site, kind in sorted(part.items())}

    parts = {"required": key.required, "allowed": key.allowed, "undecided": key.undecided}
    return {name: places(part) for name, part in parts.items()} | {"unread": key.unread}


def summary(key: AnswerKey) -> str:
    kinds = Counter(key.required.values())
    head = f"{key.symbol.module}:{key.symbol.name}: {len(key.required)} sites in {key.files} files"
    lines = [f"{head}, {dict(kinds)}, {len(key.allowed)} in text"]
    lines += [f"  undecided {kind}: {s.path}:{s.line}:{s.column}" for s, kind in sorted(key.undecided.items())]
    return "\n".join([*lines, *(f"  not read: {path}" for path in key.unread)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
