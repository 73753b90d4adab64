"""Pickles that hold a symbol: by its module and name, nothing else of it is in them.

Source: "What can be pickled and unpickled?" in the documentation of `pickle`, and the opcodes in `pickletools`.

b"capp.m\\nOld\\n"        b"\\x8c\\x05app.m\\x94\\x8c\\x03Old\\x94\\x93"
"""

from __future__ import annotations

import re

from ..repo.files import RepoPath
from .documents import leads_to
from .slots import Slots

PICKLED = "pickle it anew, or keep the old name as an alias"
_LONGEST = 300  # bytes of a module's name
_STRING = rb"\x8c(.)([\w.]{2,255})"  # SHORT_BINUNICODE of protocol 4
_NAMED = rb"\x8c%b%b(?:\x94?|\x94.*(?:h.|j.{4}))\x93"  # and STACK_GLOBAL, behind a BINGET of it where it stood before


def pickled_path(slots: Slots, path: RepoPath, raw: bytes) -> str:
    """The path by which a pickle in the file, or in a part of it, finds the symbol; "" where none does.

    From protocol 4 on the module may be said long before the name. What is compressed is not seen.
    """
    old = slots.old.encode()
    if old not in raw:
        return ""
    ends = (found.start() for found in re.finditer(rb"\n%b\n" % old, raw))
    named = [raw[max(0, end - _LONGEST) : end] for end in ends]
    modules = {found[1] for each in named if (found := re.search(rb"c([\w.]+)\Z", each))}
    if re.search(_NAMED % (re.escape(bytes([len(old) % 256])), re.escape(old)), raw, re.DOTALL):
        strings = re.finditer(_STRING, raw, re.DOTALL)
        modules |= {each[2][: each[1][0]] for each in strings if len(each[2]) >= each[1][0]}
    for module in sorted(modules):
        before = module.decode().split(".")
        if all(map(str.isidentifier, before)) and leads_to(slots, path, before, surely=True):
            return ".".join((*before, slots.old))
    return ""
