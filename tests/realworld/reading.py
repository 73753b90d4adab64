"""Python source read by `ast`, for judges that know nothing of canonize."""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache


@lru_cache(maxsize=2000)
def parsed(source: bytes) -> ast.Module | None:
    """The tree; None for what this Python cannot read. The tree is shared: leave it as it is."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError):
        return None
