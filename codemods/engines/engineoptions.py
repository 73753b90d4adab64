"""The options of the steps that run other engines: what they have in common, and those of `libcst`.

libcst:
  command: mods/drop_shim.py:DropShim
  args: {module: app.compat}
  mentions: [compat]
"""

from __future__ import annotations

from pathlib import Path
from shlex import split
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from ..checks import Flaw, check_duration, check_words, seconds_of
from ..codemod import Codemod
from ..options import Options, RepoPattern
from .chosen import Wanted
from .enginechecks import check_arguments, check_command, check_program
from .libcststep import Argument, LibcstCommand
from .listed import Listed, check_modules, named, read_modules
from .runstep import RunProgram
from .script import read_script

PUBLISHED = "libcst.codemod.commands"

Duration = Annotated[str, AfterValidator(check_duration), Field(json_schema_extra={"pattern": "^[0-9]+(s|m|h)?$"})]
Program = Annotated[str, AfterValidator(check_program)]
Words = Annotated[list[str], AfterValidator(check_words)]
Command = Annotated[str, AfterValidator(check_command)]
Arguments = Annotated[
    dict[str, object],
    AfterValidator(check_arguments),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": ["string", "boolean", "integer", "array"]}}),
]


class EngineOptions(Options):
    """What the steps have in common that run an engine on one file after the other."""

    begins_with: ClassVar[tuple[str, ...]] = ("mentions",)

    mentions: Words = Field(
        default_factory=list,
        description="Words: a file that holds one of them is looked at, no other is.",
        examples=[["compat", "shim"]],
    )
    every_file: Annotated[bool, Field(description="Look at every Python file, and need no mentions.")] = False
    include: list[RepoPattern] = Field(
        default_factory=list, description="Only these files, within the recipe's own; empty means all.", examples=[[]]
    )
    exclude: list[RepoPattern] = Field(default_factory=list, description="Not these files.", examples=[["scripts/**"]])
    modules: Annotated[
        list[str],
        AfterValidator(check_modules),
        Field(
            default_factory=list,
            description="Modules beside the code that it imports: files beside the recipe.",
            examples=[[]],
        ),
    ]
    timeout: Annotated[
        Duration, Field(description="How long one file may take, and the import of the code: 30s, 2m.")
    ] = "60s"

    @model_validator(mode="after")
    def _says_which_files(self) -> EngineOptions:
        if (self.mentions and self.every_file) or (not self.mentions and not self.every_file and self._needs_words()):
            said = "both" if self.mentions else "neither"
            raise Flaw(
                f"which files? a step has mentions or every-file, and this one {said}",
                "write mentions: [word] for the files that hold a word, or every-file: true",
            )
        return self

    @model_validator(mode="after")
    def _imports_what_lies_beside(self) -> EngineOptions:
        named(self.code, self.modules)
        return self

    def _needs_words(self) -> bool:
        return True

    def codemod(self) -> Codemod:
        return self.beside(None)

    def looks_for(self) -> tuple[str, ...]:
        return (f"{self.where}; {self.timeout} for each",)

    @property
    def code(self) -> tuple[str, ...]:
        """The files beside the recipe that the step runs."""
        return ()

    def modules_in(self, folder: Path | None) -> tuple[Listed, ...]:
        """The modules beside that code. Raises CanonizeError."""
        return read_modules(folder, named(self.code, self.modules))

    def _runs(self, code: str, engine: str) -> str:
        beside = f" with {', '.join(self.modules)}" if self.modules else ""
        return f"{code}{beside} ({engine})"

    @property
    def wanted(self) -> Wanted:
        return Wanted(tuple(self.mentions), self.every_file, tuple(self.include), tuple(self.exclude))

    @property
    def where(self) -> str:
        """The files, in words."""
        return "every Python file" if self.every_file else f"files that mention {', '.join(self.wanted.mentions)}"


class RunOptions(Options):
    """Run a formatter or a fixer on the files that the steps before it changed, in a copy of the repository."""

    command: Annotated[
        Program,
        Field(
            description="The program with its arguments; {files} stands for the files. No shell reads it.",
            examples=["ruff format {files}"],
        ),
    ]
    include: list[RepoPattern] = Field(
        default_factory=list,
        description="Of the changed files only these; without it, those of Python.",
        examples=[["docs/**"]],
    )
    exclude: list[RepoPattern] = Field(default_factory=list, description="Not these files.", examples=[["scripts/**"]])
    timeout: Annotated[Duration, Field(description="How long the program may take: 30s, 5m.")] = "5m"

    def codemod(self) -> Codemod:
        words = tuple(split(self.command))
        return RunProgram(words, tuple(self.include), tuple(self.exclude), seconds_of(self.timeout))

    def summary(self) -> str:
        return f"run `{self.command}` on what changed"

    def looks_for(self) -> tuple[str, ...]:
        return (f"of the files that the steps before it changed: {', '.join(self.include) or 'those of Python'}",)

    def loads(self) -> str:
        return f"{self.command} (program)"


class LibcstOptions(EngineOptions):
    """Run a LibCST codemod, anybody's, on each file by itself."""

    example: ClassVar[tuple[dict[str, str], dict[str, str]]] = (
        {"app/m.py": "shim = '{}'.format(name)\n", "app/other.py": "x = '{}'.format(name)\n"},
        {"app/m.py": "shim = f'{name}'\n"},
    )

    command: Annotated[
        Command,
        Field(
            description="The class: pkg.module:Class, beside/the/recipe.py:Class, or one word for LibCST's own.",
            examples=["convert_format_to_fstring"],
        ),
    ]
    args: Arguments = Field(
        default_factory=dict,
        description="Arguments of the command, by name: text, true, false, or lists of text.",
        examples=[{"old-name": "app.compat"}],
    )

    def beside(self, folder: Path | None) -> Codemod:
        module, _, name = self.command.partition(":")
        script = read_script(folder, module) if module.endswith(".py") else None
        module = module if ":" in self.command else f"{PUBLISHED}.{module}"
        args: list[Argument] = []
        for key in sorted(self.args):
            value = self.args[key]
            if isinstance(value, str | bool):
                args.append((key, value))
            elif isinstance(value, list):
                args.append((key, tuple(str(each) for each in value)))
        return LibcstCommand(
            module, name, tuple(args), self.wanted, script, seconds_of(self.timeout), self.modules_in(folder)
        )

    @property
    def code(self) -> tuple[str, ...]:
        module = self.command.partition(":")[0]
        return (module,) if module.endswith(".py") else ()

    def summary(self) -> str:
        return f"run {self.command} on {self.where}"

    def loads(self) -> str:
        module = self.command.partition(":")[0]
        published = ":" not in self.command or module == PUBLISHED or module.startswith(f"{PUBLISHED}.")
        return "" if published else self._runs(self.command, "LibCST")
