"""The arguments and options that several commands share, each with its one meaning."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from .console import Console
from .terminal import Colour

Format = Literal["text", "json"]
OnExisting = Literal["fail", "replace-ours", "new-name"]
KeepAliasWord = Literal["none", "plain", "deprecated"]
LEAVE = (
    "annotations", "attribute-strings", "comments", "config", "docs", "doctests", "dotted-strings", "exports",
    "mock-targets", "notebooks", "reprs", "type-comments",
)  # fmt: skip


def _shipped(incomplete: str) -> list[tuple[str, str]]:
    from ..codemods.recipefiles import recipefile

    return [(name, what) for name, what in recipefile.shipped() if name.startswith(incomplete)]


def _leavable(incomplete: str) -> list[str]:
    return [kind for kind in LEAVE if kind.startswith(incomplete)]


def _given(context: typer.Context, option: typer.CallbackParam, value: str) -> str:
    """The value of an option; an empty one, from a variable that was not set, is not as good as none."""
    source = context.get_parameter_source(option.name or "")
    if not value and source is not None and source.name == "COMMANDLINE":
        raise typer.BadParameter("it is empty", ctx=context, param=option)
    return value


RecipeArgument = Annotated[
    str,
    typer.Argument(
        metavar="RECIPE",
        help="A recipe's file, or the name of one that ships with canonize.",
        autocompletion=_shipped,
        show_default=False,
    ),
]
RepoArgument = Annotated[Path, typer.Argument(metavar="REPO", help="The repository, or a folder.")]
Params = Annotated[
    list[str] | None,
    typer.Option("--param", metavar="NAME=VALUE", help="Set a param of the recipe. Repeat it for more."),
]
Base = Annotated[
    str,
    typer.Option("--base", metavar="REV", help="The revision to plan from.", show_default="HEAD", callback=_given),
]  # fmt: skip
Branch = Annotated[
    str,
    typer.Option("--branch", metavar="NAME", help="Commit to this new branch.", show_default=False, callback=_given),
]  # fmt: skip
OnExistingBranch = Annotated[
    OnExisting,
    typer.Option(
        "--on-existing-branch",
        help="When the branch is there already: fail, replace it if canonize made it, or take a new name.",
    ),
]
InPlace = Annotated[bool, typer.Option("--in-place", help="Write to the files as they are now; no branch, no commit.")]
PlanInPlace = Annotated[
    bool, typer.Option("--in-place", help="Plan from the files as they are now, uncommitted changes and all.")
]  # fmt: skip
Expect = Annotated[
    str,
    typer.Option(
        "--expect",
        metavar="DIGEST",
        help="Go on only if this is the plan that preview showed.",
        show_default=False,
        callback=_given,
    ),
]
Trust = Annotated[bool, typer.Option("--trust", help="Run the code that the recipe brings: you have read it.")]
TrustDigest = Annotated[
    str,
    typer.Option(
        "--trust-digest",
        metavar="DIGEST",
        help="Run its code if the recipe still has this digest (`canonize recipe validate` prints it).",
        show_default=False,
    ),
]
VerifyNow = Annotated[bool, typer.Option("--verify", help="Run the recipe's verify commands on the outcome now.")]
Unverified = Annotated[
    bool, typer.Option("--unverified", help="Write even when one of the recipe's verify commands fails.")
]
SymbolArgument = Annotated[
    str, typer.Argument(metavar="SYMBOL", help="The symbol, as pkg.module.Name or pkg.module:Name.", show_default=False)
]
AliasNames = Annotated[
    list[str] | None,
    typer.Option(
        "--aliases",
        "--alias",
        metavar="NAME",
        help="Only this alias: its name, or its path pkg.module.Name. Repeat it for more.",
    ),
]
SameName = Annotated[
    bool, typer.Option("--same-name", help="Also redirect re-exports that keep the symbol's own name.")
]  # fmt: skip
WrappersWord = Literal["report", "collapse"]
Wrappers = Annotated[
    WrappersWord,
    typer.Option("--wrappers", help="List subclasses that add nothing, or make them aliases and collapse them, too."),
]
ShimsWord = Literal["keep", "remove-unused", "deprecate"]
Shims = Annotated[
    ShimsWord, typer.Option("--shims", help="What becomes of modules that only hand names on and that nothing needs.")
]
KeepPublic = Annotated[
    list[str] | None,
    typer.Option("--keep-public", metavar="PACKAGE", help="The shims and subclasses in it stay. Repeat it for more."),
]
RealClassArgument = Annotated[
    str,
    typer.Argument(help="The class that the doubles stand for, as pkg.module.Name.", show_default=False),
]
FactoryPath = Annotated[
    str, typer.Option("--factory", metavar="PATH", help="The module that they move to.", show_default=False)
]
ClassPatterns = Annotated[
    list[str] | None,
    typer.Option("--classes", metavar="PATTERN", help="Names of doubles, with * and ?. Repeat it for more."),
]
MergeWord = Literal["identical", "shared-base", "report"]
Merge = Annotated[
    MergeWord, typer.Option("--merge", help="What moves: copies alone, also what shares methods, or nothing.")
]
MinCopies = Annotated[int, typer.Option("--min-copies", min=1, help="How many there must be at least.")]
RewriteUses = Annotated[
    bool, typer.Option("--rewrite-uses", help="Also make doubles by the factory's function, where that is the same.")
]
Spec = Annotated[
    bool,
    typer.Option("--spec", help="Have the factory check itself against SYMBOL, by a test, whenever the suite runs."),
]
OldArgument = Annotated[
    str, typer.Argument(metavar="OLD", help="The symbol, as pkg.module.Name or pkg.module:Name.", show_default=False)
]
NewArgument = Annotated[str, typer.Argument(metavar="NEW", help="Its new name.", show_default=False)]
NewPathArgument = Annotated[
    str, typer.Argument(metavar="NEW", help="The symbol to use instead, as pkg.module.Name.", show_default=False)
]
RepoOption = Annotated[Path, typer.Option("--repo", metavar="REPO", help="The repository, or a folder.")]
KeepAlias = Annotated[
    KeepAliasWord, typer.Option("--keep-alias", help="What stays under the old name; deprecated warns when it is used.")
]
RemovedIn = Annotated[
    str,
    typer.Option("--removed-in", metavar="VERSION", help="The version that the deprecation names.", show_default=False),
]
Text = Annotated[
    bool,
    typer.Option("--text", help="Also edit the bare word in documents, comments and strings."),
]
Derived = Annotated[
    list[str] | None,
    typer.Option(
        "--derived",
        metavar="PATTERN",
        help='Rename names made from it, too: "visit_{}", "test_{snake}"; \'"{kebab}"\' for keys. Repeat it for more.',
    ),
]
Leave = Annotated[
    list[str] | None,
    typer.Option(
        "--leave",
        metavar="KIND",
        help=f"List this kind of reference, do not edit it: {', '.join(LEAVE)}. Repeat it for more.",
        autocompletion=_leavable,
    ),
]
SourceRoots = Annotated[
    list[str] | None,
    typer.Option(
        "--source-root",
        metavar="DIR",
        help="A folder that imports start from, when it is not found by itself. Repeat it for more.",
    ),
]
Include = Annotated[
    list[str] | None, typer.Option("--include", metavar="GLOB", help="Only these files. Repeat it for more.")
]
Exclude = Annotated[
    list[str] | None, typer.Option("--exclude", metavar="GLOB", help="Not these files. Repeat it for more.")
]
Check = Annotated[bool, typer.Option("--check", help="Write nothing; exit with 1 if there would be changes.")]
Stat = Annotated[bool, typer.Option("--stat", help="Print a line per file instead of the diff.")]
Why = Annotated[bool, typer.Option("--why", help="Say step, engine and reason beside each hunk of the diff.")]
FormatOption = Annotated[Format, typer.Option("--format", help="Print text, or one JSON object (docs/json.md).")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing on stderr but errors.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="List every diagnostic, and how names were resolved.")]
ColourOption = Annotated[Colour, typer.Option("--color", help="Colour: auto obeys NO_COLOR, FORCE_COLOR and a pipe.")]


def console(colour: Colour, quiet: bool, verbose: bool) -> Console:
    """The console that these options ask for."""
    return Console(colour, "quiet" if quiet else "verbose" if verbose else "normal")


def trusting(trust: bool, digest: str) -> tuple[str, ...]:
    """The words by which a recipe was trusted, for the next command about it."""
    return (*(("--trust",) if trust else ()), *(("--trust-digest", digest) if digest else ()))


def examples(*lines: str) -> str:
    """The end of a command's help: how it is typed, as it stands."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
