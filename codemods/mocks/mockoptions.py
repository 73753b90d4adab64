"""The options of `mock-factory`, in a recipe and on the command line.

mock-factory:
  of: app.core.manager:WebSocketManager
  factory: tests/mocks/websocket_manager.py
"""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from ..checks import Flaw, check_class_pattern, check_module_path
from ..codemod import Codemod
from ..names import SymbolPath
from ..options import Options, RepoPattern, SourceSymbol, StepFiles
from ..problems import shown
from .mockfactory import MockFactory


def _counted(given: object) -> int:
    """A number in a recipe is text: only true and false are no text there."""
    if not re.fullmatch("[0-9]{1,4}", str(given)) or not 1 <= int(str(given)) <= _MOST:
        raise Flaw(f"not a number from 1 to {_MOST:,}: {shown(str(given))!r}")
    return int(str(given))


_MOST = 1000
Count = Annotated[int, BeforeValidator(_counted)]
ClassPattern = Annotated[str, AfterValidator(check_class_pattern)]


class MockFactoryOptions(Options):
    """Move the test doubles that are scattered over the tests to one shared factory."""

    begins_with: ClassVar[tuple[str, ...]] = ("of",)

    of: Annotated[
        SourceSymbol | None,
        Field(
            description="The class that they stand for: pkg.module:Name, or pkg.module.Name.",
            examples=["app.core.manager:WebSocketManager"],
        ),
    ] = None
    classes: Annotated[
        Literal["auto"] | list[ClassPattern],
        Field(
            description="Which classes: auto for all that stand for `of`, or names with * and ?.",
            examples=[["Mock*WebSocketManager", "Fake*WebSocketManager"]],
        ),
    ] = "auto"
    factory: Annotated[
        RepoPattern,
        AfterValidator(check_module_path),
        Field(description="The module that they move to.", examples=["tests/mocks/websocket_manager.py"]),
    ]
    merge: Annotated[
        Literal["identical", "shared-base", "report"],
        Field(description="What moves: copies alone, also what shares methods, or nothing."),
    ] = "shared-base"
    min_copies: Annotated[Count, Field(ge=1, le=_MOST, description="How many there must be at least.")] = 2

    rewrite_uses: Annotated[
        bool, Field(description="Also make doubles by the factory's function, where no argument is given by place.")
    ] = False

    spec: Annotated[
        bool,
        Field(description="Have the factory check itself against the class, by a test, whenever the suite runs."),
    ] = False

    files: StepFiles = Field(
        default=StepFiles(),
        description="The files that this step may change.",
        examples=[{"exclude": ["tests/legacy/**"]}],
    )

    @model_validator(mode="after")
    def _says_which(self) -> MockFactoryOptions:
        if self.of is None and self.classes == "auto":
            raise Flaw(
                "nothing says which test doubles", "add of: with the class they stand for, or classes:", key="classes"
            )
        if self.spec and self.of is None:
            raise Flaw("spec: true compares with a class, and none is named", "add of: with the class", key="spec")
        return self

    def codemod(self) -> Codemod:
        return MockFactory(
            self.factory,
            SymbolPath.parse(self.of) if self.of else None,
            () if self.classes == "auto" else tuple(self.classes),
            self.merge,
            self.min_copies,
            self.rewrite_uses,
            self.spec,
            tuple(self.files.include),
            tuple(self.files.exclude),
        )

    def summary(self) -> str:
        which = f"of {self.of}" if self.of else ", ".join(self.classes)
        if self.merge == "report":
            return f"compare the test doubles {which}"
        return f"share the test doubles {which} from {self.factory}"
