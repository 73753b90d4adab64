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
_STRING = rb"\x8c(.)([\w.]{2,255})"  # SHORT_BINUNICODE of protocol 4


def pickled_path(slots: Slots, path: RepoPath, raw: bytes) -> str:
    """The path by which a pickle in the file, or in a part of it, finds the symbol; "" where none does.

    From protocol 4 on the module may be said long before the name. What is compressed is not seen.
    """
    old = slots.old.encode()
    if old not in raw:
        return ""
    modules = {found[1] for found in re.finditer(rb"c([\w.]+)\n%b\n" % re.escape(old), raw)}
    if re.search(rb"\x8c%b%b\x94?\x93" % (re.escape(bytes([len(old) % 256])), re.escape(old)), raw):
        strings = re.finditer(_STRING, raw, re.DOTALL)
        modules |= {found[2][: found[1][0]] for found in strings if len(found[2]) >= found[1][0]}
    for module in sorted(modules):
        before = module.decode().split(".")
        if all(map(str.isidentifier, before)) and leads_to(slots, path, before, [*before, slots.old], surely=True):
            return ".".join((*before, slots.old))
    return ""
