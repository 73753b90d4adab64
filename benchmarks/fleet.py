"""A fleet of small repositories: canonize beside a worktree, LibCST's runner and a commit; and the driver alone.

    python benchmarks/fleet.py                      # both; the peer takes its time
    python benchmarks/fleet.py --repositories 40 --jobs 4
    python benchmarks/fleet.py --driver-only

The mirrors are warm, as on the second day of a migration. canonize also pushes each branch; the peer only commits.
canonize is the one installed beside the Python that runs this. See docs/batch.md.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

IDENTITY = "[user]\n\tname = Bench\n\temail = bench@canonize.example\n[init]\n\tdefaultBranch = main\n"
OLD, NEW = "app.managers.UserManager", "AccountManager"
STUB_SIZES = (1_000, 10_000)


def main() -> int:
    options = parser().parse_args()
    with scratch() as folder:
        if not options.driver_only:
            sample = options.sample or options.repositories
            throughput(folder, options.repositories, sample, options.jobs, options.runs)
        for count in STUB_SIZES:
            overhead(folder / f"stub{count}", count)
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    made.add_argument("--repositories", type=int, default=200)
    made.add_argument("--sample", type=int, default=0, help="so many for the peer; 0: all")
    made.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    made.add_argument("--runs", type=int, default=3)
    made.add_argument("--driver-only", action="store_true")
    return made


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder with a git, a state and a cache of its own."""
    with tempfile.TemporaryDirectory(prefix="canonize-fleet-") as name:
        folder = Path(name)
        (folder / "gitconfig").write_text(IDENTITY)
        os.environ |= {
            "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_CACHE_HOME": str(folder / "cache"),
        }
        yield folder


def throughput(folder: Path, count: int, sample: int, jobs: int, runs: int) -> None:
    """Repositories a second, each side `runs` times in turn, on fresh remotes and warm mirrors or checkouts."""
    make_fleet(folder, count)
    canonize(folder, "plan", jobs)  # fills the mirrors
    sides = (Side("canonize batch run", count, []), Side("worktree + LibCST runner + commit", sample, []))
    for _ in range(runs):
        shutil.rmtree(folder / "state")
        forget_branches(folder, count)
        sides[0].spent.append(spent(lambda: canonize(folder, "run", jobs)))
        pushed = sum(has_branch(folder / "remotes" / f"r{n}.git") for n in range(count))
        assert pushed == count, f"canonize pushed {pushed} of {count}"
        sides[1].spent.append(spent(lambda: peers(folder, sample, jobs)))
    print(f"{count} repositories of 24 files, 3 of which name the symbol; {jobs} jobs; median of {runs} runs in turn")
    for side in sides:
        told = f"{1 / side.clock:7.2f} repositories a second, {side.cpu:5.2f} s of CPU each"
        print(f"  {side.name:<36} {told}" + (f" ({side.count} of them)" if side.count < count else ""))
    ours, theirs = sides
    print(f"  ratio {theirs.clock / ours.clock:.1f} by the clock, {theirs.cpu / ours.cpu:.1f} by CPU")


@dataclass(frozen=True)
class Side:
    """One of the two, and what each of its runs took: seconds by the clock, and of CPU with all that it started.

    `clock` and `cpu` are for one of its `count` repositories.
    """

    name: str
    count: int
    spent: list[tuple[float, float]]

    @property
    def clock(self) -> float:
        return statistics.median(clock for clock, _ in self.spent) / self.count

    @property
    def cpu(self) -> float:
        return statistics.median(cpu for _, cpu in self.spent) / self.count


def make_fleet(folder: Path, count: int) -> None:
    """Bare remotes, and a checkout of each for the peer."""
    first = folder / "work" / "r0"
    files = {
        f"app/part{n}.py": f"import os\n\n\ndef f{n}(x):\n    return os.path.join(x, '{n}')\n" * 20 for n in range(20)
    }
    files |= {
        "app/__init__.py": "",
        "app/managers.py": "class UserManager:\n    def get(self):\n        return 1\n",
        "app/views.py": "from app.managers import UserManager\n\nmanager = UserManager()\n",
        "tests/test_views.py": "from app.managers import UserManager\n\n\ndef test():\n    UserManager().get()\n",
        ".libcst.codemod.yaml": "modules: ['libcst.codemod.commands']\n",
    }
    for name, text in files.items():
        path = first / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git(first, "init", "-q")
    git(first, "add", "-A")
    git(first, "commit", "-qm", "first")
    (folder / "remotes").mkdir()
    for number in range(count):
        if number:
            shutil.copytree(first, folder / "work" / f"r{number}")
        git(folder, "clone", "-q", "--bare", str(first), str(folder / "remotes" / f"r{number}.git"))
    entries = "".join(f"  - url: file://{folder}/remotes/r{number}.git\n" for number in range(count))
    (folder / "repos.yaml").write_text(f"canonize: batch/1\nrepositories:\n{entries}")


def canonize(folder: Path, command: str, jobs: int) -> None:
    params = ("--param", f"symbol={OLD}", "--param", f"to={NEW}")
    words = ("batch", command, "rename-symbol", str(folder / "repos.yaml"), *params, "-j", str(jobs), "-q")
    subprocess.run([sys.executable, "-m", "canonize.cli", *words], check=True, stdout=subprocess.DEVNULL, cwd=folder)


def peers(folder: Path, count: int, jobs: int) -> None:
    with ThreadPoolExecutor(jobs) as pool:
        list(
            pool.map(lambda number: peer(folder / "work" / f"r{number}", folder / "trees" / f"r{number}"), range(count))
        )
    shutil.rmtree(folder / "trees")
    for number in range(count):
        git(folder / "work" / f"r{number}", "worktree", "prune")
        git(folder / "work" / f"r{number}", "branch", "-qD", "canonize/peer")


def peer(work: Path, tree: Path) -> None:
    git(work, "worktree", "add", "-q", "-b", "canonize/peer", str(tree))
    runner = [sys.executable, "-m", "libcst.tool", "codemod", "rename.RenameCommand"]
    module = OLD.rpartition(".")[0]
    names = ["--old_name", OLD, "--new_name", f"{module}.{NEW}"]
    subprocess.run([*runner, *names, "--jobs", "1", "--no-format", "."], cwd=tree, check=True, capture_output=True)
    git(tree, "commit", "-qam", "Rename")


def forget_branches(folder: Path, count: int) -> None:
    for number in range(count):
        remote = folder / "remotes" / f"r{number}.git"
        if has_branch(remote):
            git(remote, "update-ref", "-d", "refs/heads/canonize/rename-symbol")


def has_branch(remote: Path) -> bool:
    return (remote / "refs" / "heads" / "canonize" / "rename-symbol").is_file()


def overhead(folder: Path, count: int) -> None:
    """What the driver itself takes for each repository, with workers that answer at once."""
    code = f"import fleet; from pathlib import Path; fleet.drive(Path({str(folder)!r}), {count})"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent)


def drive(folder: Path, count: int) -> None:
    """Plans and pushes `count` repositories through a stub engine, and prints what it took."""
    from dataclasses import replace

    from canonize.codemods.batch import session
    from canonize.codemods.batch.driver import Driver
    from canonize.codemods.batch.publishing import Pulls
    from canonize.codemods.batch.spec import Branch, Outcome, Spec

    class Stub:
        """Every spec ends at once, with a diff of a usual size."""

        def __init__(self) -> None:
            self.waiting: list[Outcome] = []

        def free(self) -> int:
            return 8 - len(self.waiting)

        def begin(self, spec: Spec) -> None:
            done = Outcome(spec.key, spec.task, "planned", "main", "a" * 40, files=3, edits=5, role="uses")
            branches = (Branch("canonize/stub", ("b" * 40,), 3),)
            state = "planned" if spec.task == "plan" else "pushed"
            self.waiting.append(replace(done, state=state, branches=branches, diff=b"+ a line\n" * 100))  # type: ignore[arg-type]

        def ended(self, patience: float) -> list[Outcome]:
            done, self.waiting = self.waiting, []
            return done

        def close(self) -> None:
            """Nothing runs."""

    folder.mkdir(parents=True)
    (folder / "list.txt").write_text("".join(f"https://forge.example/acme/r{n}.git\n" for n in range(count)))
    (folder / "repos.yaml").write_text("canonize: batch/1\nrepositories: [{list: list.txt}]\n")
    opened = session.begin("rename-symbol", folder / "repos.yaml", {"symbol": OLD, "to": NEW}, folder / "state")
    pulls = Pulls.of(opened)
    driver = Driver(opened, Stub(), pulls, lambda event: None, pulls.forges.discover)
    began = time.monotonic()
    driver.list(again=False)
    driver.run("push")
    took = time.monotonic() - began
    assert opened.journal.counts() == {"pushed": count}
    opened.journal.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"driver, {count:,} repositories planned and pushed by a stub: "
        f"{took / count * 1000:.2f} ms each, {peak:.0f} MiB"
    )


def spent(job: Callable[[], object]) -> tuple[float, float]:
    """The seconds that the job takes, by the clock and of its children's CPU."""
    began, before = time.monotonic(), cpu_of_children()
    job()
    return time.monotonic() - began, cpu_of_children() - before


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
