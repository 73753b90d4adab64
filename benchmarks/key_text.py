"""The places in strings, comments and documents where the symbol is spelled in full, or an example imports it."""

from __future__ import annotations

import re
from collections import defaultdict

from key_tree import Tree
from key_values import AnswerKey, Module, Site, Symbol, Value

PATH_BEFORE = re.compile(r"((?:[^\W\d]\w*\.)+)$")
CURRENT_MODULE = re.compile(r"\.\. +(?:py:)?(?:current|auto)?module:: *([\w.]+)")
MARKUP_BEFORE = re.compile(r":\w+:`[^`]*$|^ *\.\. +[\w:]+:: *$")
IMPORT_LINE = re.compile(r"\bfrom\s+([\w.]+)\s+import\s+(\([^)]*\)?|[^\n#]*)|\bimport\s+([\w.]+)(?:\s+as\s+(\w+))?")


ENDING_BEFORE = re.compile(r"(?::\w+:|\{\w+\})`(?:[^`<]*<)?~?\.$")
DOCUMENTED = re.compile(r"\.\. +(?:py:)?(?:auto)?(?:class|function|exception|data|attribute|method):: *([\w.]+)")


def is_sole(tree: Tree, symbol: Symbol) -> bool:
    """Is the symbol all that the documents have under its name, as Sphinx must find it by the end of a path?"""
    found = False
    for path in tree.texts:
        current = ""
        for line in (tree.root / path).read_bytes().decode("utf-8", "surrogateescape").splitlines():
            if directive := CURRENT_MODULE.search(line):
                current = directive[1]
            elif (told := DOCUMENTED.search(line)) and told[1].rpartition(".")[2] == symbol.name:
                names = told[1].split(".")
                both = along(tree, frozenset({Module(current)}), names) | along(
                    tree, frozenset({Module(names[0])}), names[1:]
                )
                if symbol not in both:
                    return False
                found = True
    return found


def find_text(tree: Tree, path: str, key: AnswerKey, *, sole: bool = False) -> None:
    """Places in strings, comments and text files that may name the symbol: a dotted path to it that is spelled in
    full, and a name that an import somewhere in the same text (an example, a doctest) brings from its module. With
    `sole`, also what a role of Sphinx looks up by the end of its path."""
    data = (tree.root / path).read_bytes()
    word = key.symbol.name
    if not re.search(rb"\b" + word.encode() + rb"\b", data):
        return
    text = data.decode("utf-8", "surrogateescape")
    asked = {word, *re.findall(rf"(\w+)(?:\.\w+)*\.{re.escape(word)}(?!\w)", text)}
    shown = imports_shown(tree, text, asked)
    current = ""
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if directive := CURRENT_MODULE.search(line):
            current = directive[1]
        for found in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", line):
            site = Site(path, number, len(line[: found.start()].encode("utf-8", "surrogateescape")))
            if site in key.required or site in key.undecided:
                continue
            before = PATH_BEFORE.search(line[: found.start()])
            base, _, rest = before[1].rstrip(".").partition(".") if before else (word, "", "")
            names = [base, *filter(None, rest.split(".")), *([word] if before else [])]
            for start in (shown.get(base, frozenset()), frozenset({Module(base)} if tree.is_module(base) else ())):
                if key.symbol in along(tree, start, names[1:]):
                    key.allowed[site] = "in text"
            in_current = along(tree, frozenset({Module(current)}), names) if not before else frozenset()
            if key.symbol in in_current and MARKUP_BEFORE.search(line[: found.start()]):
                key.allowed[site] = "Sphinx markup"
            if sole and ENDING_BEFORE.search(line[: found.start()]):
                key.allowed[site] = "Sphinx markup"
            if key.symbol in from_line(tree, line, word):
                key.allowed[site] = "import in text"


def imports_shown(tree: Tree, text: str, asked: set[str]) -> dict[str, frozenset[Value]]:
    """What the imports written anywhere in a text would bind the names in `asked` to."""
    found: dict[str, frozenset[Value]] = defaultdict(frozenset)
    for statement in IMPORT_LINE.finditer(text):
        source, names, module, asname = statement.groups()
        if module:
            found[asname or module.partition(".")[0]] |= {Module(module if asname else module.partition(".")[0])}
        for name in re.finditer(r"(\w+|\*)(?:\s+as\s+(\w+))?", names or ""):
            if name[1] == "*":
                for word in asked:
                    if tree.exports(source, word):
                        found[word] |= tree.attribute(source, word)
            elif (name[2] or name[1]) in asked:
                found[name[2] or name[1]] |= tree.attribute(source, name[1])
    return found


def from_line(tree: Tree, line: str, word: str) -> frozenset[Value]:
    """What `word` is if the line is, or goes on with, a from-import of it."""
    statement = IMPORT_LINE.search(line)
    return tree.attribute(statement[1], word) if statement and statement[1] else frozenset()


def along(tree: Tree, values: frozenset[Value], names: list[str]) -> frozenset[Value]:
    """What a path in text leads to: through the modules of that name, and through what their packages bind to it."""
    for name in names:
        modules = [value for value in values if isinstance(value, Module)]
        bound = {found for module in modules for found in tree.attribute(module.name, name)}
        submodules = {Module(f"{module.name}.{name}") for module in modules if tree.is_module(f"{module.name}.{name}")}
        values = frozenset(bound | submodules)
    return values
