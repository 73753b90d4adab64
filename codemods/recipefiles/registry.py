"""Which actions there are: the word that a recipe step begins with -> the options that it takes.

A new action is its codemod, its options, and one line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..options import Options


def every_action() -> Mapping[str, type[Options]]:
    """As `actions`, with those of installed packages; their modules are loaded by this."""
    from .plugins import installed

    own = actions()
    return {**own, **installed(frozenset(own)).actions}


def why_no_action(name: str) -> str:
    """Why an installed package's action of that name cannot be had; "" when no package has one."""
    from .plugins import installed

    return installed(frozenset(actions())).broken.get(name, "")


def why_not_installed() -> tuple[str, ...]:
    """The actions of installed packages that cannot be had, each with the reason."""
    from .plugins import installed

    return tuple(installed(frozenset(actions())).broken.values())


def actions() -> Mapping[str, type[Options]]:
    """The options' model of each of canonize's own actions, by its name. Each model builds its codemod."""
    from ..aliasing.collapseoptions import CollapseOptions, DocumentOptions
    from ..engines.bowleroptions import BowlerOptions
    from ..engines.engineoptions import LibcstOptions, RunOptions
    from ..engines.rewriteoptions import RewriteOptions
    from ..mocks.mockoptions import MockFactoryOptions
    from ..renames.renameoptions import RenameOptions

    return {
        "rename": RenameOptions,
        "collapse-aliases": CollapseOptions,
        "document-aliases": DocumentOptions,
        "libcst": LibcstOptions,
        "bowler": BowlerOptions,
        "run": RunOptions,
        "rewrite": RewriteOptions,
        "mock-factory": MockFactoryOptions,
    }
