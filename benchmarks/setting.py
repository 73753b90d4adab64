"""What a run works with: the trees, the symbols, canonize and its peers."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import corpus
from key_values import AnswerKey, Site, Symbol
from lsp import Server
from measure import Command


@dataclass(frozen=True, slots=True)
class Target:
    """A symbol to rename, as corpus.toml lists it. `sites` and `files` are what the answer key found when it was
    checked by hand."""

    job: str
    kind: str
    module: str
    name: str
    path: str
    sites: int
    files: int
    keep: tuple[str, ...] = ()
    only: str = ""

    @property
    def dotted(self) -> str:
        return f"{self.module}.{self.name}"

    @property
    def new(self) -> str:
        return f"Renamed{self.name}" if self.kind == "class" else f"renamed_{self.name}"


@dataclass(frozen=True, slots=True)
class Family:
    """A symbol whose aliases are collapsed, and a class that about as many files use, to rename beside it."""

    job: str
    module: str
    name: str
    beside_module: str
    beside_name: str
    same_name: bool = False

    @property
    def dotted(self) -> str:
        return f"{self.module}:{self.name}"


@dataclass(slots=True)
class Setting:
    cache: Path
    canonize: tuple[str, ...]
    runs: int
    slow_limit: float
    trees: dict[str, Path] = field(default_factory=dict)

    def prepare(self) -> None:
        """Lays the corpus and installs the peers, where they are missing."""
        self.cache.mkdir(parents=True, exist_ok=True)
        grown = self.target("class")
        self.trees = corpus.lay(self.cache, (grown.path, *grown.keep))
        wanted = (corpus.HERE / "requirements.txt").read_text()
        stamp = self.cache / "peers" / "stamp"
        if not stamp.is_file() or stamp.read_text() != wanted:
            print("installing the peers", file=sys.stderr, flush=True)
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(self.cache / "peers")], check=True)
            pip = [self.peer("python"), "-m", "pip", "install", "--quiet", "-r", str(corpus.HERE / "requirements.txt")]
            subprocess.run(pip, check=True)
            stamp.write_text(wanted)

    @property
    def targets(self) -> list[Target]:
        return read_targets()

    def targets_of(self, part: str) -> list[Target]:
        """The targets that take part in `part`: those without an `only`, and those whose `only` names it."""
        return [target for target in self.targets if target.only in ("", part)]

    @property
    def families(self) -> list[Family]:
        table = tomllib.loads((corpus.HERE / "corpus.toml").read_text("utf-8"))
        return [Family(**family) for family in table["family"]]

    @property
    def tree(self) -> Path:
        return self.trees["tree"]

    def target(self, job: str) -> Target:
        return next(target for target in self.targets if target.job == job)

    def peer(self, name: str) -> str:
        return str(self.cache / "peers" / "bin" / name)

    def output(self, name: str) -> Path:
        folder = self.cache / "output"
        folder.mkdir(exist_ok=True)
        return folder / "".join(c if c.isalnum() or c in "-_." else "_" for c in name)

    # --- the commands

    def empty(self, *arguments: str) -> Command:
        script = str(corpus.HERE / "empty_app.py")
        return Command("empty Typer application", (sys.executable, script, *(arguments or ("nothing",))), self.cache)

    def rename(self, target: Target, *more: str, tree: Path | None = None, name: str = "canonize") -> Command:
        tree = tree or self.tree
        arguments = (*self.canonize, "rename", target.dotted, target.new, "--repo", str(tree), *more)
        return Command(name, arguments, self.cache, self.output(f"{name}-{target.name}"))

    def collapse(self, family: Family) -> Command:
        more = ["--same-name"] if family.same_name else []
        arguments = (*self.canonize, "collapse", family.dotted, *more, "--repo", str(self.tree))
        return Command("canonize", arguments, self.cache, self.output(f"collapse-{family.name}"))

    def grep(self, target: Target, *pathspecs: str, tree: Path | None = None, name: str = "git grep -lw") -> Command:
        tree = tree or self.tree
        return Command(name, ("git", "-C", str(tree), "grep", "-lw", target.name, *pathspecs), self.cache)

    def parse_alone(self, target: Target) -> Command:
        script = str(corpus.HERE / "parse_alone.py")
        return Command("git grep and parse alone", (sys.executable, script, str(self.tree), target.name), self.cache)

    def ast_grep(self, target: Target) -> Command:
        arguments = ("run", "--lang", "python", "--pattern", target.name, "--rewrite", target.new, str(self.tree))
        return Command(
            "ast-grep", (self.peer("ast-grep"), *arguments), self.cache, self.output(f"ast-grep-{target.name}")
        )

    def server(self, name: str, *arguments: str, target: Target, tree: Path | None = None) -> Server:
        tree = tree or self.tree
        line, column = where(tree / target.path, target)
        return Server(name, (self.peer(name), *arguments), tree, target.path, line, column, target.new, self.slow_limit)

    def ty(self, target: Target, tree: Path | None = None) -> Server:
        return self.server("ty", "server", target=target, tree=tree)

    def pyrefly(self, target: Target) -> Server:
        indexing = ("--indexing-mode", "lazy-blocking", "--workspace-indexing-limit", "100000")
        return replace(self.server("pyrefly", "lsp", *indexing, target=target), index_first=True)

    def slow(self, target: Target) -> list[Command]:
        script, root = self.peer("python"), str(self.tree)
        line, column = where(self.tree / target.path, target)
        text = (self.tree / target.path).read_text("utf-8").split("\n")
        offset = sum(len(each) + 1 for each in text[:line]) + column
        made = {
            "rope": ("rope_rename.py", root, target.path, str(offset), target.new, *corpus.source_roots()),
            "Bowler behind grep": ("bowler_rename.py", root, target.kind, target.name, target.new),
            "LibCST behind grep": ("libcst_rename.py", root, target.dotted, f"{target.module}.{target.new}"),
        }
        bounded = ("sh", "-c", f'ulimit -S -t {self.slow_limit:.0f}; exec "$@"', "sh", script)
        return [
            Command(name, (*bounded, str(corpus.HERE / file), *more), self.cache, self.output(name), limit=3600)
            for name, (file, *more) in made.items()
        ]

    # --- the answer key

    def key(self, target: Target) -> AnswerKey:
        """Worked out in a process of its own, and kept beside the corpus as long as the key's code is the same."""
        made_from = [self.cache / "tree.stamp", *sorted(corpus.HERE.glob("*key*.py"))]
        stamp = hashlib.sha256(b"".join(each.read_bytes() for each in made_from)).hexdigest()[:16]
        kept = self.cache / f"key-{target.name}-{stamp}.json"
        if not kept.exists():
            print(f"working out the answer key of {target.dotted}", file=sys.stderr, flush=True)
            script = str(corpus.HERE / "answer_key.py")
            made = subprocess.run(
                [sys.executable, script, str(self.tree), f"{target.module}:{target.name}", "--json"],
                check=True,
                stdout=subprocess.PIPE,
            )
            kept.write_bytes(made.stdout)
        return read_key(json.loads(kept.read_text()), Symbol(target.module, target.name))

    def description(self) -> str:
        size = corpus.size(self.tree)
        python = f"Python {platform.python_version()}"
        return (
            f"{size.files:,} Python files, {size.lines:,} lines, {size.bytes / 1e6:.0f} MB; "
            f"{os.cpu_count()} cores; {python}; medians of {self.runs} interleaved runs\n"
        )


def read_targets() -> list[Target]:
    table = tomllib.loads((corpus.HERE / "corpus.toml").read_text("utf-8"))
    return [
        Target(**{**target, "keep": tuple(target.get("keep", ()))})  # each key is one of Target's own
        for target in table["target"]
    ]


def read_key(table: dict[str, dict[str, str] | list[str]], symbol: Symbol) -> AnswerKey:
    def sites(part: dict[str, str] | list[str]) -> dict[Site, str]:
        assert isinstance(part, dict)
        found: dict[Site, str] = {}
        for place, kind in part.items():
            path, line, column = place.rsplit(":", 2)
            found[Site(path, int(line), int(column))] = kind
        return found

    return AnswerKey(
        symbol, sites(table["required"]), sites(table["allowed"]), sites(table["undecided"]), list(table["unread"])
    )


def where(path: Path, target: Target) -> tuple[int, int]:
    """The 0-based line and column of the definition's name."""
    words: Sequence[str] = (f"class {target.name}", f"def {target.name}")
    for number, line in enumerate(path.read_text("utf-8").split("\n")):
        for word in words:
            if line.startswith(word) and not (line[len(word) :][:1].isalnum() or line[len(word) :][:1] == "_"):
                return number, word.index(" ") + 1
    raise SystemExit(f"{path} does not define {target.name}")
