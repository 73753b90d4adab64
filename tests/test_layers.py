"""Heavy libraries are loaded only by the commands that need them: starting is most of what a rename costs.

Who may import what at all is in pyproject.toml, and import-linter's to check.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROBE = """
import atexit, json, sys
from canonize.cli.app import main
sys.argv = ["canonize", *json.loads(sys.argv[1])]
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.__stderr__))
main()
"""

HEAVY = {"asyncio", "bowler", "fissix", "git", "libcst", "pydantic", "pydantic_core", "rich", "sqlite3", "yaml"}


def loaded(*arguments: str, cwd: Path) -> set[str]:
    """The modules that `canonize ARGUMENTS` leaves loaded; it must end with 0."""
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(arguments)],
        cwd=cwd,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )
    modules = json.loads(ran.stderr.splitlines()[-1])
    assert ran.returncode == 0, ran.stderr
    return set(modules)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from canonize.codemods.results.demo import make

    return make(tmp_path_factory.mktemp("layers") / "netra").folder


def test_version_and_help_load_nothing_of_the_engine(tmp_path: Path) -> None:
    for option in ("--version", "--help"):
        modules = loaded(option, cwd=tmp_path)
        assert not modules & HEAVY
        assert not {name for name in modules if name.startswith("canonize.codemods.")} - {
            f"canonize.codemods.{name}" for name in ("errors", "version")
        }
        assert "tree_sitter" not in modules


def test_a_rename_loads_nothing_heavy(repository: Path) -> None:
    modules = loaded("rename", "netra_backend.app.websocket_core.manager.WebSocketManager", "Hub", cwd=repository)
    assert not modules & HEAVY
    assert "canonize.codemods.renames.rename" in modules
    assert "canonize.codemods.recipe" in modules
    assert not {name for name in modules if name.startswith("canonize.codemods.recipefiles")}


def test_a_preview_loads_what_reads_recipes_and_no_more(repository: Path) -> None:
    modules = loaded("preview", "websocket-ssot", ".", cwd=repository)
    assert not modules & (HEAVY - {"pydantic", "pydantic_core", "yaml"})


def test_the_engine_loads_no_command_line() -> None:
    code = "import sys, canonize.codemods.api, canonize.codemods.renames.rename; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert not {"typer", "rich", "canonize.cli"} & set(modules)
    assert not [name for name in modules if name.startswith("canonize.codemods.batch")]


def test_no_pattern_is_compiled_before_it_is_used() -> None:
    code = """if True:
        import re, sys, canonize.cli.act, canonize.codemods.api, canonize.codemods.renames.rename
        for name, module in sorted(sys.modules.items()):
            if name.startswith("canonize."):
                print(*(f"{name}.{each}" for each, value in vars(module).items() if isinstance(value, re.Pattern)))
        """
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not done.stdout.split(), "codemods/regexes.py has regex() for these"


def test_the_architecture_names_every_module() -> None:
    root = Path(__file__).resolve().parent.parent
    said = set(re.findall(r"`(\w+)`", (root / "ARCHITECTURE.md").read_text(encoding="utf-8")))
    modules = {path.stem for path in (root / "codemods").rglob("*.py")} - {"__init__"}
    assert not modules - said
