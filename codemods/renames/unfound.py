"""A path that names no symbol of the project: where it may lie, whose it is, and what it may be called instead."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import accumulate

from ..errors import NotFound
from ..meaning.bindings import Resolver
from ..meaning.stems import Module
from ..meaning.targets import Definition
from ..names import SymbolPath
from ..repo.files import PYTHON
from ..surface.vendored import why_not_edited


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
    """The refusal, with the file of the innermost package on the path that is there; `top` is the outermost."""
    around = (resolver.project.modules.find(each) for each in accumulate(dotted.split("."), "{}.{}".format))
    file = [each.files[0] for each in (top, *around) if each is not None and each.files][-1]
    help = did_you_mean_module(resolver, dotted) or f"{file} is the package; look for the module in it"
    return NotFound(f"no module {dotted} in {file}", help)


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


def leave_to_library(resolver: Resolver, name: str) -> None:
    """A folder without an __init__.py of which nobody takes a module is behind the library of its name: `redis/run.py`.

    Python takes it for a package only where there is no other (PEP 420).
    """
    project, folder = resolver.project, resolver.project.modules.find(name)
    if folder is None or folder.files:
        return
    inside = {stem[len(folder.stem) + 1 :].partition("/")[0] for stem in project.modules.by_stem.below(folder.stem)}
    spelled = name.encode()
    taken = re.compile(rb"(?m)\b%b\.(\w+)|^[ \t]*from[ \t]+%b[ \t]+import\b([^\r\n]*)" % (spelled, spelled))
    for path in project.files.mentioning((name,)):
        found = taken.finditer(project.files.read(path)) if path.endswith(PYTHON) else ()
        words = {word for each in found for word in re.findall(r"\w+", (each[1] or each[2]).decode(errors="replace"))}
        if not inside.isdisjoint(words):
            return
    project.modules.foreign.add(name)


# -- what may have been meant ---------------------------------------------------------------------------------------


def did_you_mean_module(resolver: Resolver, dotted: str) -> str:
    """The modules of the project that are called much like it, as a question; "" for none."""
    modules = resolver.project.modules
    known = sorted(name for module in modules.by_stem.values() for name in modules.names(module))
    return _question([name for name in known if name.endswith(f".{dotted}")][:3] or get_close_matches(dotted, known, 3))


def did_you_mean_name(resolver: Resolver, modules: tuple[Module, ...], name: str) -> str:
    """The names at the top of the modules that are much like it, as a question; "" for none."""
    return _question(get_close_matches(name, sorted(_names_in(resolver, modules)), 3))


def _question(near: list[str]) -> str:
    return f"did you mean {', '.join(near)}?" if near else ""


def _names_in(resolver: Resolver, modules: tuple[Module, ...]) -> set[str]:
    """The names that stand at the top of the modules."""
    names: set[str] = set()
    for module in modules:
        inside = len(module.stem) + 1
        names |= {
            stem[inside:] for stem in resolver.project.modules.by_stem.below(module.stem) if "/" not in stem[inside:]
        }
        for file in filter(resolver.project.is_readable, module.files):
            parsed = resolver.project.parsed(file)
            for node in parsed.tree.root_node.named_children:
                definition = node.child_by_field_name("definition") or node
                name = definition.child_by_field_name("name") or (
                    definition.named_children[0].child_by_field_name("left") if definition.named_children else None
                )
                if name is not None:
                    names.add(parsed.text(name).decode())
    return names
