"""Can a symbol be imported from there? `datetime.timezone` is a class, and `from datetime.timezone import utc` fails.

Of modules outside the project only those of Python can be asked; of one that is not known nothing is said.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

from .modules import Modules

_SPEAKING = frozenset({"antigravity", "this"})  # what they do when they are imported is no answer


def why_no_module(modules: Modules, dotted: str) -> str:
    """Why `import dotted` surely fails: what is before one of the dots is no package. "" when it may be a module."""
    parts = dotted.split(".")
    if modules.find(dotted) is not None:
        return ""
    for count in range(len(parts) - 1, 0, -1):
        known = modules.find(".".join(parts[:count]))
        if known is not None:
            return (
                ""
                if known.package or not known.files
                else f"{'.'.join(parts[:count])} is no package ({known.files[0]})"
            )
    return _in_python(parts) if parts[0] in sys.stdlib_module_names - _SPEAKING else ""


def _in_python(parts: list[str]) -> str:
    try:
        owner: object = importlib.import_module(parts[0])
    except ImportError:  # of another system
        return ""
    for count, part in enumerate(parts[1:], start=2):
        owner = getattr(owner, part, None)
        if owner is None:
            return ""
        if not isinstance(owner, ModuleType):
            return f"{'.'.join(parts[:count])} is no module but a {type(owner).__name__}"
    return ""
