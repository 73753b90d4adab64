"""The same program in other layouts, and whether two texts are one program.

program(LAYOUTS["CRLF"](text).encode()) == program(text.encode())
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

_TAKING = re.compile(r"(?m)^([ \t]*from \S+ import )((?![*(]).+)$")

# Each writes the same program down in another way; what it adds holds no name.
LAYOUTS: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "lone CR": lambda text: text.replace("\n", "\r"),
    "BOM": lambda text: "\ufeff" + text,
    "no last newline": lambda text: text.rstrip("\n"),
    "comments between": lambda text: re.sub(r"(?m)^(?=.)", "# --\n", text),
    "lines between": lambda text: text.replace("\n", "\n\n"),
    "parentheses": lambda text: _TAKING.sub(r"\1(\n        \2,\n)", text),
    "backslashes": lambda text: _TAKING.sub(r"\1\\\n        \2", text),
    "semicolons": lambda text: _TAKING.sub(r"\1\2; pass", text),
}


def parses(text: str | bytes) -> bool:
    """Is it Python of the running version? A text is taken in UTF-8."""
    try:
        ast.parse(text if isinstance(text, bytes) else text.encode())
    except SyntaxError:
        return False
    return True


def program(code: bytes) -> str:
    """The syntax tree without what stands for nothing."""
    module = ast.parse(code)
    for node in ast.walk(module):
        if isinstance(body := getattr(node, "body", None), list):
            body[:] = [each for each in body if not isinstance(each, ast.Pass)]
    return ast.dump(module)
