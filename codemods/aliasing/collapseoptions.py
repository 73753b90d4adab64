"""The options of `collapse-aliases` and `document-aliases`, in a recipe and on the command line.

collapse-aliases:
  canonical: app.core.manager:WebSocketManager
  aliases: auto
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from ..checks import check_alias, check_page
from ..codemod import Codemod
from ..names import SymbolPath
from ..options import Options, RepoPattern, SourceSymbol, StepFiles
from .aliasdocs import DocumentAliases
from .collapse import Collapse

Dotted = Annotated[str, AfterValidator(check_alias)]
AliasName = Annotated[str, AfterValidator(check_alias)]


class CollapseOptions(Options):
    """Turn every import and use of a symbol's aliases into a direct import of the symbol."""

    example: ClassVar[tuple[dict[str, str], dict[str, str]]] = (
        {
            "app/core/manager.py": "class WebSocketManager: ...\n",
            "app/views.py": "from app.core.manager import WebSocketManager as Hub\nhub = Hub()\n",
        },
        {"app/views.py": "from app.core.manager import WebSocketManager\nhub = WebSocketManager()\n"},
    )

    canonical: Annotated[
        SourceSymbol,
        Field(
            description="The symbol, with the module that defines it: pkg.module:Name, or pkg.module.Name.",
            examples=["app.core.manager:WebSocketManager"],
        ),
    ]
    aliases: Annotated[
        Literal["auto"] | list[AliasName],
        Field(description="Which aliases: auto for all that are found, or a list of names and dotted paths.",
              examples=[["UnifiedManager", "app.compat.Manager"]]),
    ] = "auto"  # fmt: skip
    same_name: Annotated[
        bool,
        Field(
            description="Also redirect imports that take the symbol under its own name from where it is re-exported."
        ),
    ] = False
    wrappers: Annotated[
        Literal["report", "collapse"],
        Field(
            description="What becomes of subclasses that add nothing: they are listed with what would change without "
            "them, or become aliases of the class, and their users import it directly."
        ),
    ] = "report"
    shims: Annotated[
        Literal["keep", "remove-unused", "deprecate"],
        Field(description="What becomes of modules that only hand names on and that nothing in the repository needs."),
    ] = "keep"
    keep_public: list[Dotted] = Field(
        default_factory=list,
        description="Packages that others import from: the shims and the subclasses in them stay.",
        examples=[["app.public"]],
    )
    files: StepFiles = Field(
        default=StepFiles(),
        description="The files that this step may change.",
        examples=[{"exclude": ["scripts/**"]}],
    )

    def codemod(self) -> Codemod:
        return Collapse(
            SymbolPath.parse(self.canonical),
            () if self.aliases == "auto" else tuple(alias.replace(":", ".") for alias in self.aliases),
            self.same_name,
            tuple(self.files.include),
            tuple(self.files.exclude),
            self.shims,
            tuple(self.keep_public),
            self.wrappers,
        )

    def looks_for(self) -> tuple[str, ...]:
        return (
            f"the definition of {self.canonical}, and the names that lead to it"
            + ("" if self.aliases == "auto" else f": {', '.join(self.aliases)}"),
            "files that hold one of these names: imports and uses of it",
        )

    def summary(self) -> str:
        which = "" if self.aliases == "auto" else f" ({', '.join(self.aliases)})"
        shims = {"keep": "", "remove-unused": ", removing unused shims", "deprecate": ", deprecating unused shims"}
        again = " and its re-exports" if self.same_name else ""
        empty = ", and the subclasses that add nothing" if self.wrappers == "collapse" else ""
        return f"collapse the aliases of {self.canonical}{which}{again}{empty}{shims[self.shims]}"


class DocumentOptions(Options):
    """Write down which aliases of a symbol stay, where they lead, who uses them and why."""

    canonical: Annotated[
        SourceSymbol,
        Field(
            description="The symbol, with the module that defines it: pkg.module:Name, or pkg.module.Name.",
            examples=["app.core.manager:WebSocketManager"],
        ),
    ]
    file: Annotated[
        RepoPattern,
        AfterValidator(check_page),
        Field(description="The Markdown page; only the section of this symbol in it changes."),
    ] = "docs/aliases.md"
    comment: Annotated[bool, Field(description="Also put a comment of one line beside each alias that stays.")] = True

    def codemod(self) -> Codemod:
        return DocumentAliases(SymbolPath.parse(self.canonical), self.file, self.comment)

    def summary(self) -> str:
        return f"write down the aliases of {self.canonical} in {self.file}"
