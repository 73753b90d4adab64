"""What is said of a path that names no module of the project: where what is meant may lie."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from ..errors import NotFound
from ..meaning.bindings import Resolver
from ..meaning.stems import Module
from ..meaning.targets import Definition
from ..names import SymbolPath
from ..surface.vendored import why_not_edited
from .suggestions import did_you_mean_module


def refuse_if_it_lies_here(resolver: Resolver, path: SymbolPath) -> None:
    """A symbol outside the project has no file in it: what looks like one means that a source root is missing."""
    dotted, name = path.owner, path.last
    top = resolver.project.modules.find(dotted.split(".")[0])
    for module, root in _at_the_end(resolver, dotted):
        if Definition(module.stem, name) in resolver.member(module, name):
            file = module.files[0]
            known = next(iter(resolver.project.modules.names(module)), "")
            first = f"name it {known}:{name}, or say" if known else "say"
            help = f"{first} where imports start from: --source-root {root}"
            library = f"; if a library's is meant: --exclude {file}" if root in resolver.project.modules.by_stem else ""
            raise NotFound(f"no module {dotted} can be imported, but {file} may be it", f"{help}{library}")
    if top and top.files:
        raise no_module(resolver, top, dotted)


def no_module(resolver: Resolver, top: Module, dotted: str) -> NotFound:
    help = did_you_mean_module(resolver, dotted) or f"{top.files[0]} is the package; look for the module in it"
    return NotFound(f"no module {dotted} in {top.files[0]}", help)


def _at_the_end(resolver: Resolver, dotted: str) -> Iterator[tuple[Module, str]]:
    """The modules whose path ends as that of the module would, each with the folder above.

    Where that is a package, only for a path that a file imports, and not what is called as one of Python's own, or is
    likelier a copy of a library, or stands before one: `redis.py` that imports redis.
    """
    project, known, tail = resolver.project, resolver.project.modules.by_stem, "/" + dotted.replace(".", "/")
    alike = [known[stem] for stem in known if stem.endswith(tail)]
    is_ours = dotted.partition(".")[0] not in sys.stdlib_module_names
    itself = re.compile(rb"(?m)^[ \t]*(?:from|import)[ \t]+%b\b" % re.escape(dotted.encode()))
    spelling = project.files.mentioning((dotted,)) if alike and is_ours else ()
    is_used = any(itself.search(project.files.read(path)) for path in spelling)
    for module in alike:
        root, file = module.stem.removesuffix(tail), module.files[0]
        may_be_used = is_used and project.edited(file) and not why_not_edited(file, b"")
        if root not in known or (may_be_used and not itself.search(project.files.read(file))):
            yield module, root
