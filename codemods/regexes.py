"""Patterns that modules keep: compiled when the first text is held against them.

A run uses a third of those that it imports, and to compile them all took a fifteenth of a short one's time.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Uncompiled:
    """Becomes, by its attributes, the pattern that it stands for."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._made_from: tuple[Any, int] = text, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._made_from), name)
        setattr(self, name, value)  # found without this method from now on
        return value


def regex(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """`re.compile`, put off until the pattern is used. A wrong one raises `re.error` then."""
    return cast("re.Pattern[AnyStr]", _Uncompiled(text, flags))
