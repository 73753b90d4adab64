"""What `make` runs: an environment of its own, the built wheel installed in it, and every check against that.

    python3 tools/check.py test        ruff, import-linter, mypy, pytest; then pytest on the other interpreters
    python3 tools/check.py demo        a demo repository with the shipped recipe previewed and applied
    python3 tools/check.py bench       benchmarks/run.py
    python3 tools/check.py realworld   pytest -m realworld

Only the standard library is used here. Environments are made anew each time, so that a missing dependency
shows; nothing but pip's own cache of downloads is kept. PyPI must be within reach.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
PYTHONS = ("3.11", "3.12", "3.13", "3.14", "3.15")
FOR_TESTS = ("pytest", "pytest-xdist", "hypothesis")
# Long tests of what git, forges, clusters and processes do to each other, of hostile repositories and recipes, and of
# drawn ones and trees whose parts are tested one by one elsewhere: no Python changes that, so one Python runs them.
ON_ONE_PYTHON = (
    "test_batch.py",
    *(
        f"test_batch_{each}.py"
        for each in ("attacks", "dask", "faults", "forges", "hostile", "once", "report", "waves")
    ),
    "test_collapse_laws.py",
    "test_gitrepo.py",
    "test_hostile.py",
    "test_hostile_programs.py",
    "test_kill.py",
    "test_layout_laws.py",
    "test_mock_factory_places.py",
    "test_mock_factory_suite.py",
    "test_package_laws.py",
    "test_recipe_hostile.py",
    "test_recipe_laws.py",
    "test_trees.py",
    "test_trust.py",
    "test_unfinished.py",
    "test_verify_commands.py",
)
NOT_SOURCE = shutil.ignore_patterns(".git", ".cache", "*venv", "build", "dist", "*.egg-info", "__pycache__", ".*_cache")
RECIPE = "recipes/websocket-ssot.yaml"

if TYPE_CHECKING:
    Part = str | Path  # not met when the program runs, so that an old Python gets as far as being refused


class Failed(Exception):
    """A step without which the rest makes no sense did not work."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment in `folder`."""

    folder: Path

    @classmethod
    def make(cls, python: Part, name: str, requirements: Sequence[str]) -> Environment:
        """A new one, made by `python`, with `requirements` installed."""
        made = cls(CACHE / name)
        print(f"--- making {made.folder.relative_to(ROOT)} with {python}", flush=True)
        _must([python, "-m", "venv", "--clear", made.folder])
        _must([made.bin / "python", "-m", "pip", "--quiet", "--disable-pip-version-check", "install", *requirements])
        return made

    @property
    def bin(self) -> Path:
        return self.folder / "bin"

    def variables(self, **more: Part) -> dict[str, str]:
        """What its programs see: nothing of the caller's Python gets in. The tests know it by CANONIZE_INSTALLED."""
        out = {"PYTHONPATH", "PYTHONHOME", "PYTEST_ADDOPTS"}
        kept = {key: value for key, value in os.environ.items() if key not in out}
        mine = {"PATH": f"{self.bin}{os.pathsep}{os.environ.get('PATH', '')}", "VIRTUAL_ENV": str(self.folder)}
        return kept | mine | {"CANONIZE_INSTALLED": "1"} | {key: str(value) for key, value in more.items()}


@dataclass
class Report:
    """The checks that were run, with outcome and seconds: each is printed when it ends, all once more at the close."""

    lines: list[tuple[str, bool, float]] = field(default_factory=list)

    def run(self, name: str, command: Sequence[Part], *, cwd: Path, env: Mapping[str, str]) -> None:
        print(f"\n=== {name}", flush=True)
        start = time.monotonic()
        code = _call(command, cwd=cwd, env=env)
        took = time.monotonic() - start
        self.lines.append((name, code == 0, took))
        print(f"=== {name}: {'ok' if code == 0 else f'FAILED, exit code {code}'}, {took:.1f} s", flush=True)

    def close(self) -> int:
        """0 when all passed, else 1."""
        print("\n=== summary")
        for name, ok, took in self.lines:
            print(f"{'ok' if ok else 'FAILED':8}{took:6.1f} s  {name}")
        failed = sum(not ok for _, ok, _ in self.lines)
        print(f"checks: {len(self.lines) - failed} passed, {failed} failed", flush=True)
        return 1 if failed else 0


def test(arguments: Sequence[str]) -> int:
    """Every check against the installed wheel; then the tests on each other Python that this machine has."""
    work, wheel, report = _empty(CACHE / "work"), _wheel(), Report()
    here = "{}.{}".format(*sys.version_info)
    with ThreadPoolExecutor(1) as beside:
        others = beside.submit(_environments, wheel, [version for version in PYTHONS if version != here])
        env = Environment.make(sys.executable, "test", [f"{wheel}[test]"])
        variables = env.variables(CANONIZE_WHEEL=wheel)
        for name, command in _checks(env, work):
            report.run(name, command, cwd=work, env=variables)
    report.run(f"pytest on Python {here}", _pytest(env, arguments), cwd=work, env=variables)
    for version, other in others.result().items():
        if other is None:
            print(f"\n=== pytest on Python {version}: not run, this machine has no Python {version}", flush=True)
            continue
        command = _pytest(other, arguments) + [f"--ignore={ROOT / 'tests' / name}" for name in ON_ONE_PYTHON]
        left = ", ".join(ON_ONE_PYTHON)
        print(f"\nOn Python {version} without what ran on Python {here} and no Python changes: {left}", flush=True)
        report.run(f"pytest on Python {version}", command, cwd=work, env=other.variables(CANONIZE_WHEEL=wheel))
    return report.close()


def _environments(wheel: Path, versions: Sequence[str]) -> dict[str, Environment | None]:
    """One with the wheel for each of these Pythons; None for one that this machine lacks."""
    found = {version: _interpreter(version) for version in versions}
    return {
        version: Environment.make(python, f"test-{version}", [str(wheel), *FOR_TESTS]) if python else None
        for version, python in found.items()
    }


def demo(arguments: Sequence[str]) -> int:
    """A demo repository, the shipped recipe previewed and applied to a branch of it."""
    target = Path(arguments[0] if arguments else ".cache/demo-repository")
    if not arguments:
        shutil.rmtree(ROOT / target, ignore_errors=True)
    env = Environment.make(sys.executable, "demo", [str(_copy()), "pytest"])
    variables = env.variables()
    commands: list[list[Part]] = [["demo", target], ["preview", RECIPE, target], ["apply", RECIPE, target]]
    for command in commands:
        print(f"\n$ canonize {' '.join(map(str, command))}", flush=True)
        _must([env.bin / "canonize", *command], cwd=ROOT, env=variables)
    print(
        f"""
What to look at next:
  . {env.bin / "activate"} && cd {target}
  git log --oneline --all --graph           # the new branch beside main; the working tree was not touched
  git diff main...canonize/websocket-ssot   # what was committed to it
  git switch canonize/websocket-ssot && python -m pytest   # the demo's own tests, on the new branch
  canonize rename netra_backend.app.websocket_core.manager.WebSocketManager Connections --why"""
    )
    return 0


def bench(arguments: Sequence[str]) -> int:
    env = Environment.make(sys.executable, "bench", [f"{_copy()}[test]"])
    return _call([env.bin / "python", ROOT / "benchmarks" / "run.py", *arguments], cwd=ROOT, env=env.variables())


def realworld(arguments: Sequence[str]) -> int:
    work = _empty(CACHE / "work")
    env = Environment.make(sys.executable, "realworld", [f"{_copy()}[test]"])
    return _call(_pytest(env, ["-m", "realworld", "-s", *arguments, ROOT / "tests"]), cwd=work, env=env.variables())


def _checks(env: Environment, work: Path) -> list[tuple[str, list[Part]]]:
    """Each check by name. They run in `work`, where nothing of the checkout can be imported by accident."""
    python, config = env.bin / "python", ROOT / "pyproject.toml"
    packages = ("-p", "canonize.codemods", "-p", "canonize.cli")
    return [
        ("dependencies agree", [python, "-m", "pip", "--disable-pip-version-check", "check"]),
        ("ruff check", [env.bin / "ruff", "check", "--no-cache", "--output-format", "concise", ROOT]),
        ("ruff format", [env.bin / "ruff", "format", "--check", "--no-cache", "--output-format", "concise", ROOT]),
        ("import-linter", [env.bin / "lint-imports", "--config", config, "--no-cache"]),
        ("mypy --strict", [env.bin / "mypy", "--strict", "--config-file", config, "--cache-dir", work, *packages]),
    ]


def _pytest(env: Environment, arguments: Sequence[Part]) -> list[Part]:
    common: list[Part] = [
        "-c",
        ROOT / "pyproject.toml",
        "--rootdir",
        ROOT,
        "-p",
        "no:cacheprovider",
        "-q",
        "-n",
        "3",  # for two processors: many a test waits for seconds
        "--dist",
        "worksteal",
    ]
    return [env.bin / "python", "-m", "pytest", *common, *(arguments or [ROOT / "tests"])]


def _interpreter(version: str) -> str | None:
    """A Python of that version: on PATH, or kept by pyenv. A shim that runs nothing does not count."""
    on_path = shutil.which(f"python{version}")
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    kept = sorted(pyenv.glob(f"versions/{version}.*/bin/python"), reverse=True)
    for name in filter(None, (on_path, *map(str, kept))):
        ask = [name, "-c", "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"]
        answer = subprocess.run(ask, capture_output=True, text=True)
        if answer.returncode == 0 and answer.stdout.strip() == version:
            return name
    return None


def _wheel() -> Path:
    """The wheel of this checkout, built from a copy by way of the sdist: no earlier build can leave a file in it."""
    builder = Environment.make(sys.executable, "build", ["build"])
    copy, out = _copy(), _empty(CACHE / "dist")
    print("--- building the wheel", flush=True)
    built = subprocess.run(
        [builder.bin / "python", "-m", "build", "--outdir", out, copy], capture_output=True, text=True, cwd=out
    )
    if built.returncode:
        raise Failed(f"the wheel was not built:\n{built.stdout}\n{built.stderr}")
    (wheel,) = out.glob("*.whl")
    return wheel


def _copy() -> Path:
    """The checkout's files, but for what was built, fetched or installed in it."""
    copy = CACHE / "source"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ROOT, copy, ignore=NOT_SOURCE)
    return copy


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _call(command: Sequence[Part], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> int:
    return subprocess.run(list(map(str, command)), cwd=cwd, env=env, stdin=subprocess.DEVNULL).returncode


def _must(command: Sequence[Part], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> None:
    code = _call(command, cwd=cwd, env=env)
    if code:
        raise Failed(f"exit code {code} from: {' '.join(map(str, command))}")


def main(arguments: Sequence[str]) -> int:
    targets: dict[str, Callable[[Sequence[str]], int]] = {
        "test": test, "demo": demo, "bench": bench, "realworld": realworld,
    }  # fmt: skip
    if not arguments or arguments[0] not in targets:
        print(__doc__)
        return 2
    if sys.version_info < (3, 11):
        print("Python 3.11 or newer is needed: make PYTHON=python3.12 ...", file=sys.stderr)
        return 2
    try:
        return targets[arguments[0]](arguments[1:])
    except Failed as failure:
        print(f"\nFAILED: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
