"""What Sphinx takes for the symbol by a role or a directive, in pages and docstrings.

# :class:`.Old`                       looked up by its end: the symbol, if nothing else may be called so
# .. currentmodule:: app.m            and then :class:`Old`: looked up in app.m
# :meth:`Old`, :mod:`app.old`         a member of a class, and a module, whatever else has that name
"""

from __future__ import annotations

import re
import sys

from ..meaning.candidates import holds_python, mentioning
from ..meaning.targets import Definition
from ..names import is_dotted
from ..regexes import regex
from ..repo.files import RepoPath
from ..surface.mention import Mention
from .slots import Slots

_LONGEST_ROLE = 80  # bytes, with the title before the `<` of its target
_MEMBER_ROLE = regex(
    rb"[:{](?:py:)?(?:meth|method|attr|attribute|property)[:}]`[^`<\n]*<?[~!.]?\Z"
    rb"|(?:\.\. |\{)(?:py:)?(?:auto)?(?:method|attribute|property|classmethod|staticmethod)(?:::|\})[ \t]+\Z"
)
_OBJECT_ROLE = regex(
    rb"[:{](?:py:)?(?:class|func|function|exc|exception|data|const|type|deco|decorator)[:}]`[^`<\n]*<?[~!.]?\Z"
    rb"|(?:\.\. |\{)(?:py:)?(?:auto)?(?:class|function|exception|data|decorator|type)(?:::|\})[ \t]+\Z"
)
_MODULE_ROLE = regex(
    rb"[:{](?:py:)?mod[:}]`[^`<\n]*<?[~!.]?\Z|(?:\.\. |\{)(?:py:)?(?:auto|current)?module(?:::|\})[ \t]+\Z"
)


def means_a_member(raw: bytes, start: int, text: str) -> bool:
    """Is it the bare name in :meth:`name` or :attr:`name`, which is for a member of a class?"""
    return "." not in text and _stands_in(_MEMBER_ROLE, raw, start)


def may_be_of_module(slots: Slots, path: RepoPath, mention: Mention) -> bool:
    """Does Sphinx find the symbol in the current module by the bare name, in any role, and has no class one?"""
    project, symbol = slots.project, slots.symbol
    module = project.modules.find(mention.prefix, path) if is_dotted(mention.prefix) else None
    if not slots.renamed_in(module) or not isinstance(symbol, Definition):
        return False
    every = (each for file in project.modules.files(symbol.stem) for each in project.names(file, slots.old).occurrences)
    return not any(each.role == "bind" and each.home is not None and each.home.kind == "class" for each in every)


def means_a_module(slots: Slots, path: RepoPath, raw: bytes, mention: Mention) -> bool:
    """Is it a module's path, whole, where Sphinx takes one: `.. module:: app.old`, :mod:`app.old`?"""
    if not _stands_in(_MODULE_ROLE, raw, mention.start):
        return False
    paths = (mention.text, f"{mention.prefix}.{mention.text}")
    found = (slots.project.modules.find(each, path) for each in paths if is_dotted(each))
    return any(module is not None and module.files for module in found)


def names_an_object(raw: bytes, start: int) -> bool:
    """Is it the target of a role or directive of Sphinx that is for no module: :func:`app.m`, autofunction:: app.m?"""
    return _stands_in(_OBJECT_ROLE, raw, start)


def named_by_its_end(slots: Slots, raw: bytes, mention: Mention) -> int | None:
    """Which of the components is the symbol, where Sphinx looks a path up by its end: :class:`.Old`, :meth:`.Old.go`.

    None where another class, function or variable may be called so, or where a member or a module may be meant.
    """
    names = [name for name, _, _ in mention.components()]
    if mention.kind != "suffix" or slots.old not in names:
        return None
    place = len(names) - 1 - names[::-1].index(slots.old)
    goes_on = place + 1 < len(names)
    if not _may_end_so(slots, names[:place]) or not _means_no_other_kind(slots, raw, mention.start, goes_on=goes_on):
        return None
    return place if slots.answered.answer("nothing else is called so", lambda: _is_sole(slots), False) else None


def package_around(slots: Slots, path: RepoPath, mention: Mention) -> str:
    """The nearest package around the module of a docstring that has what a role there names, which the file binds not.

    "" when there is none. Sphinx looks in the module that a page is about: app, if it shows app/sub/m.py's C as app.C.
    """
    modules, ((name, _, _), *others) = slots.project.modules, mention.components()
    own = modules.of_file(path)
    if not mention.prefix or own is None or slots.resolver.member(own, name):
        return ""
    if others and name in sys.stdlib_module_names:
        return ""  # itertools.tee is Python's, though app/itertools.py has one, too
    if any(each.role == "bind" for each in slots.project.names(path, name).occurrences):
        return ""
    parts = mention.prefix.split(".")
    around = (".".join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
    found = ((dotted, modules.find(dotted, path)) for dotted in around)
    return next((dotted for dotted, module in found if module and slots.resolver.member(module, name)), "")


def _stands_in(role: re.Pattern[bytes], raw: bytes, start: int) -> bool:
    """Does the text right before `start` open this role or directive?"""
    return role.search(raw, max(0, start - _LONGEST_ROLE), start) is not None


def _means_no_other_kind(slots: Slots, raw: bytes, start: int, *, goes_on: bool) -> bool:
    """Can no member of a class and no module be meant, by the role of the target or as no module is called so?"""
    if not goes_on and names_an_object(raw, start):
        return True
    if not goes_on and (_stands_in(_MEMBER_ROLE, raw, start) or _stands_in(_MODULE_ROLE, raw, start)):
        return False
    return not any(stem.rpartition("/")[2] == slots.old for stem in slots.project.modules.by_stem)


def _may_end_so(slots: Slots, before: list[str]) -> bool:
    """Does the path of a module that has the symbol under its name end with these names?"""
    if not isinstance(slots.symbol, Definition):
        return False
    stems, end = slots.project.modules.by_stem, "".join(f"/{name}" for name in before)
    return not end or any(f"/{stem}".endswith(end) and slots.renamed_in(stems[stem]) for stem in stems)


def _is_sole(slots: Slots) -> bool:
    """Is nothing else in the project called so: no other class, function or variable, nor a member of a class?"""
    project, name = slots.project, slots.old.encode()
    defines, assigns = rb"(?:async[ \t]+)?(?:def|class|type)[ \t]+%b\b" % name, rb"%b[ \t]*(?::|=(?!=))" % name
    binds = re.compile(rb"(?m)^[ \t]*(?:%b|%b)" % (defines, assigns))
    return not any(
        binds.search(project.read(path)) and _binds_another(slots, path)
        for path in mentioning(project, (slots.old,))
        if holds_python(project, path)
    )


def _binds_another(slots: Slots, path: RepoPath) -> bool:
    """Does a class bind the name, or the module for what keeps it? Sphinx knows no import and no local variable."""
    if not slots.project.is_readable(path):
        return True
    names = slots.project.names(path, slots.old)
    for each in names.occurrences:
        if each.role != "bind" or each.home is None or each.import_around is not None:
            continue
        group = slots.group_of(path, each, each.home) if each.home == names.module else None
        if each.home.kind == "class" or (group is not None and group.fate != "renamed"):
            return True
    return False
