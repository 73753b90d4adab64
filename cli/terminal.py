"""What a terminal may be sent: colour when it is wanted, and never a control character from somebody's file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

Colour = Literal["auto", "always", "never"]
Style = Literal["red", "green", "yellow", "cyan", "bold", "dim", "underline"]

_CODES: dict[Style, str] = {
    "red": "31",
    "green": "32",
    "yellow": "33",
    "cyan": "36",
    "bold": "1",
    "dim": "2",
    "underline": "4",
}
# C0 but tab and newline, DEL, C1, line and paragraph separators, marks that turn or hide text, lone surrogates, and
# what is a letter or a tag and shows nothing.
_UNSAFE = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff"
    "\u115f\u1160\u180e\u3164\uffa0\U000e0000-\U000e007f]"
)


def wants_colour(colour: Colour, is_terminal: bool, environment: Mapping[str, str]) -> bool:
    """`--color`, then NO_COLOR and FORCE_COLOR (no-color.org), then whether it is a terminal that can."""
    if colour != "auto":
        return colour == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return is_terminal and environment.get("TERM") != "dumb"


def painted(text: str, *styles: Style) -> str:
    """`text` in those styles, with its newline outside of them."""
    body = text.removesuffix("\n")
    codes = ";".join(_CODES[style] for style in styles)
    return f"\x1b[{codes}m{body}\x1b[0m{text[len(body) :]}" if codes and body else text


def visible(text: str) -> str:
    """`text` with every character that could act on a terminal, or hide, written as an escape."""
    return re.sub(_UNSAFE, lambda found: _escape(ord(found.group())), text)


def visible_line(text: str) -> str:
    """`visible`, in one line: a name or a message that somebody else chose."""
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def as_argument(path: str) -> str:
    """The path so that no command takes it for an option."""
    return f"./{path}" if path.startswith("-") else path


def _escape(code: int) -> str:
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8, kept by surrogateescape
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
