"""Which actions there are: the word that a recipe step begins with -> the options that it takes.

A new action is its codemod, its options, and one line here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ..problems import did_you_mean

if TYPE_CHECKING:
    from ..options import Options
    from .plugins import Installed

# What a command does that is called otherwise.
_OF_COMMAND = {"move": "rename", "collapse": "collapse-aliases", "mocks": "mock-factory"}


def every_action() -> Mapping[str, type[Options]]:
    """As `actions`, with those of installed packages; their modules are loaded by this."""
    return {**actions(), **_installed().actions}


def near_action(word: str, known: Iterable[str]) -> str:
    """The action that is meant by a word that is none: `did you mean "x"?`, or ""."""
    step = _OF_COMMAND.get(word)
    return f'did you mean "{step}", the step for `canonize {word}`?' if step else did_you_mean(word, known)


def why_no_action(name: str) -> str:
    """Why an installed package's action of that name cannot be had; "" when no package has one."""
    return _installed().broken.get(name, "")


def why_not_installed() -> tuple[str, ...]:
    """The actions of installed packages that cannot be had, each with the reason."""
    return tuple(_installed().broken.values())


def _installed() -> Installed:
    from .plugins import installed

    return installed(frozenset(actions()))


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
