"""The jobs: what is run against what, and the goals. Each gives the rows of its table."""

from __future__ import annotations

import math
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import corpus
from key_values import Site
from measure import Command, Measured, Sample, cpu, interleaved, wall
from score import Score, changed_files, read_diff, score
from setting import Setting, Target
from table import Fact, Row

Measure = Callable[[Sequence[Sample]], float]
EMPTY, GREP, GREP_PY, OURS = "empty Typer application", "git grep -lw", "git grep -lw, *.py only", "canonize"
PARSE = "git grep and parse alone"
GREP_GOALS = {"one file": 3.5}  # net of the empty application; 9 for the others
TY_GOALS = {"one file": 1.0}  # gross; 0.35 for the others


def answers(setting: Setting) -> list[Row]:
    rows: list[Row] = []
    for target in setting.targets_of("answers"):
        key = setting.key(target)
        if (len(key.required), key.files) != (target.sites, target.files):
            print(f"the key of {target.dotted} is not the one that was checked by hand", file=sys.stderr)
        command = setting.rename(target)
        command.run()
        assert command.output
        made, touched = read_diff(command.output.read_bytes(), target.name, target.new)
        rows += judged(target, score(key, made, touched), OURS)
        theirs = score(key, setting.ty(target).ask()[1])
        rows += [replace(row, goal=None) for row in judged(target, theirs, "ty")]
    return rows


def judged(target: Target, result: Score, who: str) -> list[Row]:
    wrong = len(result.wrong) + len(result.touched)
    found = (
        f"{result.right} of {target.sites} right, {wrong} wrong; {result.in_text} in text, {result.undecided} undecided"
    )
    for site in (*result.missed[:40], *result.wrong[:40]):
        if who == OURS:
            print(f"  {'missed' if site in result.missed else 'wrong'} {spelled(site)}", file=sys.stderr)
    for place in result.touched[:40] if who == OURS else ():
        print(f"  touched {place}", file=sys.stderr)
    return [Fact(f"answers, {target.job}: {who}, missed or wrong", wrong + len(result.missed), found, 0, 0, "")]


def spelled(site: Site) -> str:
    return f"{site.path}:{site.line}:{site.column}"


def start(setting: Setting) -> list[Row]:
    rows: list[Row] = []
    for option, floor in (("--version", "nothing"), ("--help", "--help")):
        empty = setting.empty(floor)
        ours = Command(OURS, (*setting.canonize, option), setting.cache)
        found = interleaved([empty, ours], 3 * setting.runs)
        rows.append(Row(f"start of {option}", wall(found[OURS]), EMPTY, wall(found[EMPTY]), 1.10))
    return rows


def rename(setting: Setting) -> list[Row]:
    rows: list[Row] = []
    for target in setting.targets_of("timing"):
        others: list[Measured] = [setting.ty(target), setting.ast_grep(target)]
        grep = [setting.grep(target), setting.grep(target, "*.py", "*.pyi", name=GREP_PY), setting.parse_alone(target)]
        found = interleaved([setting.empty(), setting.rename(target), *grep, *others], setting.runs)
        empty, ours = wall(found[EMPTY]), wall(found[OURS])
        job = f"rename, {target.job}"
        rows += [
            Row(f"{job}, net", ours - empty, GREP, wall(found[GREP]), GREP_GOALS.get(target.job, 9)),
            Row(f"{job}, net", ours - empty, GREP_PY, wall(found[GREP_PY])),
            Row(job, ours, PARSE, wall(found[PARSE])),
            Row(f"{job}, net", cpu(found[OURS]) - cpu(found[EMPTY]), GREP, cpu(found[GREP]), measure="CPU"),
            Row(job, ours, "ty", wall(found["ty"]), TY_GOALS.get(target.job, 0.35)),
            Row(job, ours, "ast-grep", wall(found["ast-grep"]), None if target.job == "one file" else 1 / 6),
            Row(job, cpu(found[OURS]), "ty", cpu(found["ty"]), measure="CPU"),
            Row(job, cpu(found[OURS]), "ast-grep", cpu(found["ast-grep"]), measure="CPU"),
        ]
    return rows


def collapse(setting: Setting) -> list[Row]:
    """A family of aliases collapsed, beside the rename of a class that about as many files use."""
    rows: list[Row] = []
    for family in setting.families:
        beside = setting.rename(Target("", "class", family.beside_module, family.beside_name, "", 0, 0), name="rename")
        command = setting.collapse(family)
        found = interleaved([setting.empty(), command, beside], setting.runs)
        changed = [changed_files(each.output.read_bytes()) for each in (command, beside) if each.output]
        print(f"  {family.dotted}: {changed[0]} files change, in {family.beside_name} {changed[1]}", file=sys.stderr)
        for measure, word in ((wall, ""), (cpu, "CPU")):
            ours, renamed, empty = (measure(found[name]) for name in (OURS, "rename", EMPTY))
            job, peer = f"collapse, {family.job}, net", f"rename of {family.beside_name}, net"
            rows.append(Row(job, ours - empty, peer, renamed - empty, 4, measure=word))
    return rows


def in_place(setting: Setting) -> list[Row]:
    rows: list[Row] = []
    for target in setting.targets_of("timing"):
        dry = setting.rename(target)
        write = replace(
            setting.rename(target, "--in-place", name="canonize --in-place"), after=lambda: restore(setting.tree)
        )
        found = interleaved([dry, write], setting.runs)
        rows.append(Row(f"in place, {target.job}", wall(found[write.name]), "dry run", wall(found[OURS]), 1.6))
    return rows


def restore(tree: Path) -> None:
    """The tree as committed, its index newer than every file: else git would read the written files again each time."""
    corpus.git(tree, "reset", "--quiet", "--hard")
    time.sleep(1.1)
    corpus.git(tree, "reset", "--quiet")


def branch(setting: Setting) -> list[Row]:
    target, tree = setting.target("class"), setting.tree
    dry = setting.rename(target)
    dry.run()
    assert dry.output
    patch, copy = setting.cache / "branch.patch", setting.cache / "worktree"
    shutil.copy(dry.output, patch)
    commit = replace(
        setting.rename(target, "--branch", "measured", name="canonize --branch"),
        after=lambda: forget(tree, "measured", copy),
    )
    script = (
        'git -C "$0" worktree add -q -b measured "$1" && cd "$1" && git apply --index "$2" && git commit -qm rename'
    )
    peer = Command(
        "git worktree add, commit",
        ("sh", "-c", script, str(tree), str(copy), str(patch)),
        setting.cache,
        after=lambda: forget(tree, "measured", copy),
    )
    found = interleaved([dry, commit, peer], setting.runs)
    dry_run, commits, worktrees = found[OURS], found[commit.name], found[peer.name]
    gross, theirs = wall(commits), wall(worktrees)
    net, net_cpu = added(wall, commits, dry_run), added(cpu, commits, dry_run)
    job = f"branch and commit, {target.files} files"
    return [
        Row(f"{job}, net of the dry run", net, peer.name, theirs, 1 / 15),
        Row(f"{job}, net of the dry run", net_cpu, peer.name, cpu(worktrees), measure="CPU"),
        Row(job, gross, peer.name, theirs),
    ]


def added(measure: Measure, more: Sequence[Sample], less: Sequence[Sample]) -> float:
    """The median of what each run took more than the one beside it."""
    return statistics.median(measure([one]) - measure([other]) for one, other in zip(more, less, strict=True))


def forget(tree: Path, name: str, copy: Path) -> None:
    if copy.exists():
        corpus.git(tree, "worktree", "remove", "--force", str(copy))
    if corpus.git(tree, "branch", "--list", name):
        corpus.git(tree, "branch", "--quiet", "-D", name)


def growth(setting: Setting) -> list[Row]:
    """How time follows the size of the tree: for a symbol whose users stay the same, and one whose users grow."""
    rows: list[Row] = []
    sizes = {name: corpus.size(tree).lines for name, tree in setting.trees.items()}
    for job in ("class", "outside"):
        target = setting.target(job)
        commands = [setting.rename(target, tree=tree, name=name) for name, tree in setting.trees.items()]
        found = interleaved([setting.empty(), *commands], setting.runs)
        net = {name: wall(found[name]) - wall(found[EMPTY]) for name in setting.trees}
        told = ", ".join(f"{sizes[name]:,} lines {net[name]:.3f} s" for name in setting.trees)
        rows.append(Fact(f"growth, {target.name}: exponent", exponent(sizes, net), told, 0, 1.15, ""))
    return rows


def exponent(sizes: dict[str, int], times: dict[str, float]) -> float:
    """The slope of the least-squares line through the logarithms."""
    points = [(math.log(sizes[name]), math.log(max(times[name], 1e-4))) for name in sizes]
    middle_x = sum(x for x, _ in points) / len(points)
    middle_y = sum(y for _, y in points) / len(points)
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / spread


def memory(setting: Setting) -> list[Row]:
    rows: list[Row] = []
    for target in setting.targets_of("timing"):
        ours, theirs = peak([setting.rename(target).run(memory=True)]), peak([setting.ty(target).run(memory=True)])
        rows.append(Row(f"memory, {target.job}", ours, "ty", theirs, 1 / 3, "MB"))
    target = setting.target("class")
    small, large = (peak([setting.rename(target, tree=setting.trees[t]).run(memory=True)]) for t in ("tree", "double"))
    rows.append(Row(f"memory, {target.job}, twice the tree", large, "the tree", small, 1.1, "MB"))
    return rows


def peak(samples: Sequence[Sample]) -> float:
    return max(sample.rss for sample in samples) / 1e6


def slow_peers(setting: Setting) -> list[Row]:
    goals = {"rope": 1 / 100, "Bowler behind grep": 1 / 10, "LibCST behind grep": 1 / 200}
    target = setting.target("class")
    ours = cpu(interleaved([setting.rename(target)], 3)[OURS])
    rows: list[Row] = []
    commands: list[Measured] = [*setting.slow(target), setting.pyrefly(target)]
    for command in commands:
        print(f"  {command.name}", file=sys.stderr, flush=True)
        sample = command.run()
        goal, ended = goals.get(command.name), not sample.finished
        rows.append(Row(f"rename, {target.job}", ours, command.name, sample.cpu, goal, measure="CPU", bound=ended))
    return rows
