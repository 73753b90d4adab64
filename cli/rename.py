"""`canonize rename`: one step without a recipe."""

from __future__ import annotations

from pathlib import Path

from . import options

EXAMPLES = options.examples(
    "canonize rename app.managers.UserManager AccountManager",
    "canonize rename app.managers:get_user fetch --keep-alias deprecated --removed-in 3.0 --in-place",
)


def rename(
    old: options.OldArgument,
    new: options.NewArgument,
    repo: options.RepoOption = Path(),
    branch: options.Branch = "",
    on_existing_branch: options.OnExistingBranch = "fail",
    in_place: options.InPlace = False,
    keep_alias: options.KeepAlias = "none",
    removed_in: options.RemovedIn = "",
    text: options.Text = False,
    derived: options.Derived = None,
    leave: options.Leave = None,
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
    """Rename a symbol, with every reference to it.

    A symbol is a class, function, variable or type alias of a module, in this repository or in a library.
    Prints the diff. To write it, add --branch NAME (a commit on a new branch) or --in-place (the files).
    """
    from . import act, onestep, show

    act.run(
        options.console(color, quiet, verbose),
        show.View.of(format, stat, why, "nothing" if in_place or branch else "diff"),
        lambda: onestep.renaming(
            old,
            new,
            onestep.RenameWords(keep_alias, removed_in, text, derived or [], leave or []),
            onestep.Scope(source_root or [], include or [], exclude or []),
        ),
        act.Target(repo, bool(in_place or branch), in_place, base, branch, on_existing_branch, check=check),
        onestep.writing,
        expect=() if derived else onestep.searched_for(old, new),
    )
