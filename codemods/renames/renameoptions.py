"""The options of `rename`, in a recipe and on the command line.

rename:
  from: app.managers:UserManagerV2
  to: UserManager
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from ..checks import Flaw, one_of
from ..codemod import Codemod
from ..names import SymbolPath
from ..options import Options, SourceSymbol, Target, Template
from .rename import KINDS, Rename

Kind = Annotated[str, AfterValidator(one_of(KINDS)), Field(json_schema_extra={"enum": sorted(KINDS)})]


class RenameOptions(Options):
    """Rename a symbol at its definition and at every reference to it, or send the references to another symbol."""

    example: ClassVar[tuple[dict[str, str], dict[str, str]]] = (
        {"app/managers.py": "class UserManagerV2: ...\n", "app/views.py": "from app.managers import UserManagerV2\n"},
        {"app/managers.py": "class UserManager: ...\n", "app/views.py": "from app.managers import UserManager\n"},
    )

    from_: Annotated[
        SourceSymbol,
        Field(
            description="The symbol, with its module: pkg.module:Name, or pkg.module.Name.",
            examples=["app.managers:UserManagerV2"],
        ),
    ]
    to: Annotated[
        Target,
        Field(
            description="The new name; or the full path of a symbol elsewhere, to which the references go.",
            examples=["UserManager"],
        ),
    ]
    keep_alias: Annotated[
        Literal["none", "plain", "deprecated"],
        Field(
            description="What stays under the old name: none, a plain alias, or one that warns when it is used.",
            examples=["deprecated"],
        ),
    ] = "none"
    removed_in: Annotated[
        str,
        Field(description="The version in which the deprecated alias goes; its warning says so.", examples=["2.0"]),
    ] = ""
    text: Annotated[
        bool,
        Field(description="Also change the bare word in prose: documents, comments, docstrings and other strings."),
    ] = False
    derived: list[Template] = Field(
        default_factory=list,
        description="Names made from this one that are renamed with it; in quotes, strings that are keys made from it.",
        examples=[["visit_{}", "test_{snake}", '"{kebab}"']],
    )
    leave: list[Kind] = Field(
        default_factory=list, description="Kinds of reference that stay as they are.", examples=[["docs", "comments"]]
    )

    @model_validator(mode="after")
    def _fits_together(self) -> RenameOptions:
        if self.removed_in and self.keep_alias != "deprecated":
            raise Flaw("removed-in says when a deprecated alias goes", "add keep-alias: deprecated", key="removed-in")
        if "\n" in self.removed_in or len(self.removed_in) > 100:
            raise Flaw("removed-in is one version, in one line", key="removed-in")
        symbol = SymbolPath.parse(self.from_)
        if self.to in (symbol.last, symbol.dotted, str(symbol)):
            raise Flaw(f"{self.to!r} is its name already", "give it a new one", key="to")
        return self

    def codemod(self) -> Codemod:
        return Rename(
            SymbolPath.parse(self.from_),
            self.to,
            keep_alias=self.keep_alias,
            removed_in=self.removed_in,
            text=self.text,
            derived=tuple(self.derived),
            leave=frozenset(self.leave),
        )

    def looks_for(self) -> tuple[str, ...]:
        name = SymbolPath.parse(self.from_).last
        left = f", but for {', '.join(sorted(self.leave))}" if self.leave else ""
        lines = [
            f"the definition of {self.from_}, through re-exports",
            f"files that hold the word {name}: every kind of reference{left}",
        ]
        return (*lines, *([f"names made from it: {', '.join(self.derived)}"] if self.derived else []))

    def summary(self) -> str:
        kept = {"none": "", "plain": ", keeping a plain alias", "deprecated": ", keeping a deprecated alias"}
        until = f" until {self.removed_in}" if self.removed_in else ""
        text = ", in prose too" if self.text else ""
        return f"rename {self.from_} to {self.to}{kept[self.keep_alias]}{until}{text}"
