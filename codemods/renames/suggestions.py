"""What the user may have meant by a path that leads nowhere: names and modules that are called much like it."""

from __future__ import annotations

from difflib import get_close_matches

from ..meaning.bindings import Resolver
from ..meaning.stems import Module


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
