"""`canonize collapse`: the aliases of a symbol become direct imports of it."""

from __future__ import annotations

from pathlib import Path

from . import options

EXAMPLES = options.examples(
    "canonize collapse app.core.manager.WebSocketManager",
    "canonize collapse app.core.manager:WebSocketManager --aliases UnifiedManager --branch tidy/names",
)


def collapse(
    symbol: options.SymbolArgument,
    repo: options.RepoOption = Path(),
    branch: options.Branch = "",
    on_existing_branch: options.OnExistingBranch = "fail",
    in_place: options.InPlace = False,
    alias: options.AliasNames = None,
    same_name: options.SameName = False,
    wrappers: options.Wrappers = "report",
    shims: options.Shims = "keep",
    keep_public: options.KeepPublic = None,
    source_root: options.SourceRoots = None,
    include: options.Include = None,
    exclude: options.Exclude = None,
    base: options.Base = "",
    check: options.Check = False,
    stat: options.Stat = False,
    why: options.Why = False,
    format: options.FormatOption = "text",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    color: options.ColourOption = "auto",
) -> None:
    """Import a symbol directly wherever an alias of it is used.

    Every name that stands for the symbol is found: imports under another name, assignments, re-exports, star imports.
    Who uses one imports the symbol from the module that defines it, under its own name. What modules and packages
    hand on stays. Prints the table of the aliases and the diff. To write it, add --branch NAME (a commit on a new
    branch) or --in-place (the files).
    """
    from ..codemods.names import last_name
    from . import act, onestep, show

    act.run(
        options.console(color, quiet, verbose),
        show.View.of(format, stat, why, "nothing" if in_place or branch else "diff"),
        lambda: onestep.collapsing(
            symbol,
            onestep.CollapseWords(alias or [], same_name, wrappers, shims, keep_public or []),
            onestep.Scope(source_root or [], include or [], exclude or []),
        ),
        act.Target(repo, bool(in_place or branch), in_place, base, branch, on_existing_branch, check=check),
        onestep.writing,
        (last_name(symbol),),
    )
