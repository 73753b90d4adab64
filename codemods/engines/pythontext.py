"""A Python file's bytes as text and back, for engines that work on `str`: encoding, BOM and line ends are kept."""

from __future__ import annotations

import tokenize
from dataclasses import replace
from io import BytesIO

from ..records import dataclass
from ..source import BOM


@dataclass(frozen=True, slots=True)
class Text:
    """The file's text, every line end as it stands in the file."""

    text: str
    encoding: str
    bom: bool

    def with_text(self, text: str) -> Text:
        return replace(self, text=text)

    def encoded(self) -> bytes | str:
        """The file's bytes; or, as `str`, why the text cannot be encoded."""
        try:
            return (BOM if self.bom else b"") + self.text.encode(self.encoding)
        except UnicodeEncodeError as error:
            return f"the file is in {self.encoding}, which cannot spell {error.object[error.start : error.end]!r}"


def read_text(raw: bytes) -> Text | str:
    """The text of the file; or, as `str`, why its bytes are none (PEP 263)."""
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(raw).readline)
        encoding = encoding.removesuffix("-sig")
        bom = raw.startswith(BOM)
        text = raw[len(BOM) if bom else 0 :].decode(encoding)
    except (SyntaxError, UnicodeError, LookupError) as error:
        return str(error)
    if "\r" in text.replace("\r\n", ""):
        return "a carriage return ends one of its lines"
    return Text(text, encoding, bom)
