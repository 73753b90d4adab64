"""The closed models that recipes are checked against, and the kinds of text that their fields take.

    class RenameOptions(Options):
        to: Annotated[Target, Field(description="the new name")]

A field's name in a recipe is its name in Python with dashes, and so it is on the command line.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from .checks import (
    SLUG,
    check_branch,
    check_message,
    check_path,
    check_slug,
    check_source,
    check_source_symbol,
    check_target,
    check_template,
)
from .codemod import Codemod


class Closed(BaseModel):
    """A mapping that takes the keys it names and no others, and converts nothing."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        alias_generator=lambda name: name.strip("_").replace("_", "-"),
    )


class Options(Closed):
    """The options of one action, as a recipe step and the command line give them.

    A new recipe begins with the options that are needed, and with those named in `begins_with`; those that stand
    `instead` of these are left out; `example` is what such a recipe does: files before, and those that changed after.
    """

    begins_with: ClassVar[tuple[str, ...]] = ()
    instead: ClassVar[tuple[str, ...]] = ()
    example: ClassVar[tuple[dict[str, str], dict[str, str]]] = ({}, {})

    def codemod(self) -> Codemod:
        """The codemod that these options mean."""
        raise NotImplementedError

    def beside(self, folder: Path | None) -> Codemod:
        """As `codemod`, for a recipe in that folder: what it brings along is read there. Raises CanonizeError."""
        return self.codemod()

    def summary(self) -> str:
        """What it will do, in a line: `rename a:B to C`."""
        raise NotImplementedError

    def looks_for(self) -> tuple[str, ...]:
        """What it will look for and where, a line each; empty when `summary` says it all."""
        return ()

    def loads(self) -> str:
        """The code that it runs, when that is neither canonize's own nor a library's: "" for most actions."""
        return ""


SourceSymbol = Annotated[str, AfterValidator(check_source_symbol)]
Target = Annotated[str, AfterValidator(check_target)]
Template = Annotated[str, AfterValidator(check_template)]
RepoPattern = Annotated[str, AfterValidator(check_path)]
Source = Annotated[str, AfterValidator(check_source)]
Slug = Annotated[str, AfterValidator(check_slug), Field(json_schema_extra={"pattern": f"^{SLUG}$"})]
Branch = Annotated[str, AfterValidator(check_branch)]
Message = Annotated[str, AfterValidator(check_message)]


class StepFiles(Closed):
    """The files that a step may change, within those of the recipe."""

    include: list[RepoPattern] = Field(default_factory=list, description="Only these; empty means all.")
    exclude: list[RepoPattern] = Field(default_factory=list, description="Not these.", examples=[["scripts/**"]])
