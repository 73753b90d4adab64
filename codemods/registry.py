"""Which actions there are: the word that a recipe step begins with -> the options that it takes.

A new action is its codemod, its options, and one line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .options import Options


def actions() -> Mapping[str, type[Options]]:
    """The options' model of every action, by the action's name. Each model builds its codemod."""
    from .bowleroptions import BowlerOptions
    from .collapseoptions import CollapseOptions, DocumentOptions
    from .engineoptions import LibcstOptions, RunOptions
    from .renameoptions import RenameOptions
    from .rewriteoptions import RewriteOptions

    return {
        "rename": RenameOptions,
        "collapse-aliases": CollapseOptions,
        "document-aliases": DocumentOptions,
        "libcst": LibcstOptions,
        "bowler": BowlerOptions,
        "run": RunOptions,
        "rewrite": RewriteOptions,
    }
