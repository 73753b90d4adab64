"""What a class needs from outside of its body: imports, constants, other doubles, Python's own names."""

from __future__ import annotations

from ..records import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Import:
    """`from module import name as bound`, or `import module as bound` when `name` is "".

    `module` is absolute as far as it could be told. `loads` is what is loaded by it, in the words of `Loaded`.
    """

    module: str
    name: str
    bound: str
    typing_only: bool = False
    loads: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        return self.bound or self.name or self.module.partition(".")[0]

    @property
    def spelled(self) -> str:
        """What stands behind `import`: `module as bound`, and after `from module` `name as bound`."""
        what = self.name or self.module
        return f"{what} as {self.bound}" if self.bound else what

    @property
    def is_top(self) -> bool:
        """Does `import a.b` bind `a`, so that it cannot be called otherwise?"""
        return not self.name and not self.bound and "." in self.module

    @property
    def object(self) -> str:
        """What the word is bound to: the same for all spellings."""
        return self.word if self.is_top else f"{self.module}:{self.name}" if self.name else self.module


@dataclass(frozen=True, slots=True, order=True)
class Constant:
    """`name = value`; `text` is the whole statement."""

    name: str
    text: str
    value: str = ""

    @property
    def word(self) -> str:
        return self.name

    @property
    def object(self) -> str:
        return f"= {self.value}"


Need = Import | Constant


@dataclass(frozen=True)
class Needs:
    """`siblings` are other doubles of the same file, `builtins` names of Python's own. `why_not`: it cannot move.

    `in_annotations` are names that do nothing but annotate.
    """

    imports: tuple[Import, ...] = ()
    constants: tuple[Constant, ...] = ()
    siblings: tuple[str, ...] = ()
    builtins: frozenset[str] = frozenset()
    in_annotations: frozenset[str] = frozenset()
    why_not: str = ""

    @property
    def meaning(self) -> frozenset[tuple[str, str]]:
        """What each name that is free in the body stands for: equal bodies with equal meanings do the same."""
        imports = {(each.word, f"{each.module}:{each.name} {' '.join(each.loads)}") for each in self.imports}
        meant = imports | {(each.name, each.object) for each in self.constants}
        return frozenset(pair for pair in meant if pair[0] not in self.in_annotations)

    @property
    def objects(self) -> dict[str, str]:
        """What each of its words is bound to."""
        return {each.word: each.object for each in self.all}

    @property
    def all(self) -> tuple[Need, ...]:
        return (*self.imports, *self.constants)
