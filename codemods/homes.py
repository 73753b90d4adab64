"""Where canonize keeps what outlasts a run: in folders of the user's own (XDG Base Directory Specification)."""

from __future__ import annotations

import os
from pathlib import Path

from .errors import CanonizeError


def kept_in(variable: str, below: str) -> Path:
    """Canonize's own folder in the one that the variable names, or in that `below` the user's home.

    Raises CanonizeError where nobody knows a home.
    """
    given = Path(os.environ.get(variable, ""))
    try:
        return (given if given.is_absolute() else Path.home() / below) / "canonize"
    except RuntimeError:
        raise CanonizeError("the user has no home that is known", f"set HOME, or {variable}") from None
