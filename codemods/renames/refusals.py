"""What ends a rename where the symbol is defined: the definition has no other name to keep."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import Refused
from ..meaning import candidates
from ..meaning.flow import may_see_outer
from ..repo.files import RepoPath
from .groups import Group
from .slots import Slots


def refuse_home(slots: Slots, home: Sequence[RepoPath]) -> None:
    """The definition has no other name to keep: a clash there, or a file that is not edited, ends the rename."""
    defining = [path for path in home if slots.project.bindings(path, slots.old)]
    for path in home:
        if path in slots.untouched:
            if path.endswith(".pyi") and any(each.endswith(".py") for each in defining):
                continue  # a stub that is generated describes what is edited: it is listed
            raise Refused(
                f"{path} defines {slots.old}, and is not edited: {slots.untouched[path]}",
                candidates.help_for(path, slots.untouched[path]),
            )
        names = slots.names(path)
        for group in slots.groups(path, names.module):
            _refuse_kept(slots, path, group)
        _refuse_beside_submodule(slots, path)
        _refuse_in_classes(slots, path)


def _refuse_kept(slots: Slots, path: RepoPath, group: Group) -> None:
    if group.fate != "kept" or not any(slots.defines(path, binding) for binding in group.bindings):
        return
    place = slots.project.place(path, group.bindings[0].start)
    reason = str(group.clash) if group.clash else "the order of its bindings does not decide which is meant"
    raise Refused(
        f"{place}: {slots.old} cannot become {slots.new}; {reason}",
        "choose another name, or rename the other first; or take it out, where it is an alias that was kept",
    )


def _refuse_beside_submodule(slots: Slots, path: RepoPath) -> None:
    """Loading a submodule binds its name in the package (language reference, 5.4.2), over what is defined there."""
    child = slots.resolver.submodule(slots.project.modules.of_file(path), slots.old)
    if child is not None:
        raise Refused(
            f"{path} defines {slots.old}, and {child.files[0]} has that name, too: which of the two "
            f"{slots.old} of the package is depends on what was imported",
            "rename the module first",
        )


def _refuse_in_classes(slots: Slots, path: RepoPath) -> None:
    """`Name += 1` in a class body reads the global and binds an attribute: one word that cannot be both names."""
    names = slots.names(path)
    for each in names.occurrences:
        if each.role == "bind" and may_see_outer(each, names):
            raise Refused(
                f"{slots.project.place(path, each.start)}: {slots.old} cannot become "
                f"{slots.new}; here a class body reads it and binds its own {slots.old} in one statement",
                f"write it out: {slots.old} = {slots.old} + …",
            )
