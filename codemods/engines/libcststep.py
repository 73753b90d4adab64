"""The step `libcst`: a codemod of LibCST, anybody's, run on each file by itself.

libcst: {command: convert_format_to_fstring, mentions: [".format("]}

    "{}".format(name)          f"{name}"
"""

from __future__ import annotations

from dataclasses import field

from ..codemod import Outcome
from ..meaning.project import Project
from ..records import dataclass
from .chosen import Wanted
from .lifting import planned
from .listed import Listed
from .protocol import Plain, Setup
from .script import Script
from .workers import answers

Argument = tuple[str, str | bool | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class LibcstCommand:
    """The command `name` ("": the only one) of `module`, or of `script` where the recipe brings it along."""

    module: str
    name: str = ""
    args: tuple[Argument, ...] = ()
    wanted: Wanted = field(default_factory=Wanted)
    script: Script | None = None
    seconds: int = 60
    modules: tuple[Listed, ...] = ()

    @property
    def title(self) -> str:
        return f"libcst {self.name or self.module.rpartition('.')[2]}"

    def plan(self, project: Project) -> Outcome:
        """What the command makes of the files. Raises Refused when it cannot be loaded or does not take its args."""
        args: dict[str, Plain] = {}
        for key, value in self.args:
            args[key] = list(value) if isinstance(value, tuple) else value
        setup = Setup(
            "libcst",
            {
                "module": self.script.path if self.script else self.module,
                "name": self.name,
                "args": args,
                "script": self.script.text if self.script else None,
                "modules": [each.plain for each in self.modules],
            },
        )
        return planned(project, self.wanted, self.title, lambda each: answers(setup, each, seconds=self.seconds))
