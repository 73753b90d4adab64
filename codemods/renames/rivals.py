"""Two things of one dotted name: which of them is meant, no text says.

Two modules, as near to a file as each other: which of them it imports is up to `sys.path`.

# billing/app/m.py, shipping/app/m.py, and tests/test_m.py: from app.m import Old

What a package defines and its submodule: the one that was bound last (language reference, 5.4.2).

# app/__init__.py: def m(): ...      app/m.py: class Old: ...      and: import app.m; app.m.Old
"""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from ..meaning.bindings import Resolver
from ..meaning.stems import Module
from ..meaning.syntax import source_of
from ..meaning.targets import Definition, Target
from ..repo.files import RepoPath
from .slots import Slots


def rivals(slots: Slots, path: RepoPath, statement: Node) -> tuple[str, Module, Module] | None:
    """The module's dotted name, the one that is taken for it, and one in which it is otherwise: the symbol, or not.

    None where it is clear, and where either is the same to the rename.
    """
    dotted = source_of(slots.project.parsed(path), statement)
    if not dotted or dotted.startswith("."):
        return None
    alike = slots.project.modules.alike(dotted, path)
    first = next(iter(alike), None)
    others = (each for each in alike if not slots.untouched.keys() >= set(each.files))  # no copies of other people's
    other = next((each for each in others if slots.renamed_in(each) != slots.renamed_in(first)), None)
    return (dotted, first, other) if first is not None and other is not None else None


def submodule_of_its_name(slots: Slots, target: Target) -> Module | None:
    """The module that has the symbol and is called as what its package defines; None when there is none."""
    stem = f"{target.stem}/{target.name}" if isinstance(target, Definition) else ""
    module = slots.project.modules.by_stem.get(stem)
    return module if module is not None and module.files and slots.renamed_in(module) else None


def is_shadowed(slots: Slots, path: RepoPath, parts: Sequence[str]) -> bool:
    """Does a package bind a part of the path to another thing than its submodule, and does either have the symbol?

    `mock.patch` asks the package for its attribute, which is the one that was bound last.
    """
    resolver, modules = slots.resolver, slots.project.modules
    top = modules.find(parts[0], path) if len(parts) > 1 else None
    packages = (modules.find(".".join(parts[:count]), path) for count in range(1, len(parts))) if top else ()
    if top is None or not any(_binds_another(resolver, *each) for each in zip(packages, parts[1:], strict=True)):
        return False
    targets = resolver.dotted_path(".".join(parts), path) | resolver.through(frozenset({top}), parts[1:])
    return any(map(slots.renamed_in, targets))


def _binds_another(resolver: Resolver, package: Module | None, name: str) -> bool:
    child = resolver.submodule(package, name)
    if package is None or child is None:
        return False
    return not all(_has_no_attributes(resolver, each) for each in resolver.given(package, name) - {child})


def _has_no_attributes(resolver: Resolver, target: Target) -> bool:
    """Is it a function: whoever patches an attribute there means the module?"""
    if not isinstance(target, Definition):
        return False
    files = resolver.project.modules.files(target.stem)
    own = [each for file in files for each in resolver.project.bindings(file, target.name)]
    return bool(own) and all(each.parent.type == "function_definition" for each in own)
