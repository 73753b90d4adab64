"""Two things of one dotted name: which of them is meant, no text says.

Two modules, as near to a file as each other: which of them it imports is up to `sys.path`.

# billing/app/m.py, shipping/app/m.py, and tests/test_m.py: from app.m import Old

What a package defines and its submodule: the one that was bound last (language reference, 5.4.2).

# app/__init__.py: def m(): ...      app/m.py: class Old: ...      and: import app.m; app.m.Old
"""

from __future__ import annotations

from tree_sitter import Node

from ..meaning.stems import Module
from ..meaning.targets import Definition, Target
from ..repo.files import RepoPath
from .slots import Slots


def rivals(slots: Slots, path: RepoPath, statement: Node) -> tuple[str, Module, Module] | None:
    """The module's dotted name, the one that is taken for it, and one in which it is otherwise: the symbol, or not.

    None where it is clear, and where either is the same to the rename.
    """
    source = statement.child_by_field_name("module_name")
    dotted = slots.resolver.project.parsed(path).text(source).decode() if source is not None else "."
    if dotted.startswith("."):
        return None
    alike = slots.resolver.project.modules.alike(dotted, path)
    first = next(iter(alike), None)
    others = (each for each in alike if not slots.untouched.keys() >= set(each.files))  # no copies of other people's
    other = next((each for each in others if first and slots.renamed_in(each) != slots.renamed_in(first)), None)
    return (dotted, first, other) if first is not None and other is not None else None


def submodule_of_its_name(slots: Slots, target: Target) -> Module | None:
    """The module that has the symbol and is called as what its package defines; None when there is none."""
    stem = f"{target.stem}/{target.name}" if isinstance(target, Definition) else ""
    module = slots.resolver.project.modules.by_stem.get(stem)
    return module if module is not None and module.files and slots.renamed_in(module) else None
