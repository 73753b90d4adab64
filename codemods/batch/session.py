"""A batch as it is opened: what was frozen, its manifest, its journal; and the spec of each piece of work."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..errors import CanonizeError, GitRefused, Refused
from ..recipe import Recipe
from ..recipefiles import recipefile
from ..recipefiles.trust import NO_TRUST, Trust, hold, hold_kept
from ..records import dataclass
from ..repo import git
from . import frozen, manifestreader
from .frozen import Frozen
from .journal import Journal
from .manifest import Manifest
from .rows import Row
from .spec import RecipeText, Spec, Task, Who


@dataclass(frozen=True, slots=True)
class Session:
    """An open batch. `recipe` is for what it says of all repositories; params of single ones are samples in it."""

    folder: Path
    frozen: Frozen
    manifest: Manifest
    recipe: Recipe
    journal: Journal

    def spec(self, row: Row, task: Task) -> Spec:
        """All that a worker needs to know for this task."""
        manifest, auth = self.manifest, self.manifest.auth
        return Spec(
            key=row.key,
            task=task,
            where=row.where,
            local=row.local,
            branch=self.frozen.branch,
            recipe=replace(self.frozen.recipe, params={**row.params, **self.frozen.recipe.params}),
            who=self.frozen.who,
            base=row.base,
            base_commit=row.base_commit,
            branches=row.branches if task != "plan" else (),
            cache=manifest.clone.cache,
            depth=manifest.clone.depth,
            has=manifest.select.has,
            on_existing=manifest.publish.on_existing,
            split_by=manifest.publish.split.by or "",
            split_files=manifest.publish.split.max_files,
            token_env=auth.token_env if auth else "",
            token_user=auth.user if auth else "",
            token_hosts=auth.hosts if auth else (),
            git_timeout=manifest.clone.timeout,
            timeout=manifest.run.timeout,
            memory=manifest.run.memory,
            attempt=row.attempts,
            owners=bool(manifest.publish.pull_request and manifest.publish.pull_request.codeowners),
            adopt=bool(self.journal.fact("rebuilt")),
        )


def begin(
    recipe: str, manifest: Path, params: Mapping[str, str], root: Path | None, *, trust: Trust = NO_TRUST
) -> Session:
    """The batch of this recipe and manifest: a new one, or the one that was begun before.

    Raises RecipeErrors for either file, Refused for a recipe that runs code and is not trusted, CanonizeError when
    another driver is at it or git does not know who commits.
    """
    found = recipefile.find(recipe)
    described = recipefile.described(found.path, found.data, params, folder=found.folder)
    if described.recipe.unfed == described.recipe.enabled != ():
        raise CanonizeError(
            f"{found.path}: its steps work on what the steps before them change, and there are none",
            "put them behind the steps that they are for",
        )
    if described.recipe.loads and not found.ships:
        hold(described.recipe, Path(found.path), trust)
    known = manifestreader.load(manifest)
    text = RecipeText(found.path, found.data, dict(params), str(found.folder or ""))
    name = described.recipe.name
    digest = described.recipe.digest
    identity = frozen.identity(name, digest, known.path, known.digest, known.name)
    folder = (root or frozen.home()) / identity
    journal = _opened(folder)
    try:
        kept = frozen.load(folder)
        if kept is None:
            who = _who(int(time.time()))
            kept = Frozen(identity, text, name, digest, known.path, known.publish.branch, who)
            frozen.save(folder, kept)
        elif not found.ships and trust == NO_TRUST:
            _hold_own(folder, kept, described.recipe)
        frozen.touch(folder)
    except BaseException:
        journal.close()
        raise
    return Session(folder, replace(kept, recipe=text), known, described.recipe, journal)


def reopen(name: str, root: Path | None, *, alone: bool = True) -> Session:
    """A batch that was begun before: by its name, or the latest. `alone` False is for looking on.

    Raises NotFound when there is none, CanonizeError when it cannot be read, Refused when it is somebody else's and
    its recipe runs code that is not trusted.
    """
    root = root or frozen.home()
    folder = frozen.named(root, name) if name else frozen.latest(root)
    kept = frozen.load(folder)
    if kept is None:
        raise CanonizeError(f"{folder} holds no batch")
    manifest = manifestreader.load(Path(kept.manifest))
    beside = Path(kept.recipe.folder) if kept.recipe.folder else None
    described = recipefile.described(kept.recipe.path, kept.recipe.data, kept.recipe.params, folder=beside)
    if described.recipe.digest != kept.recipe_digest:
        raise Refused(
            "the code that the recipe brings has changed since the batch was begun",
            f"begin another: canonize batch plan {kept.command}",
        )
    if alone:
        _hold_own(folder, kept, described.recipe)
    journal = _opened(folder) if alone else Journal(folder, alone=False)
    if alone:
        frozen.touch(folder)
    return Session(folder, kept, manifest, described.recipe, journal)


def _hold_own(folder: Path, kept: Frozen, recipe: Recipe) -> None:
    """Raises Refused when the recipe runs code, nobody trusts it, and others may have written what is kept of it."""
    anew = "begin the batch anew in a folder of your own (--state DIR); or read the recipe and trust it as it is kept"
    hold_kept(recipe, frozen.file(folder), f"{anew}: canonize recipe trust {kept.recipe_command}")


def _opened(folder: Path) -> Journal:
    journal = Journal(folder)
    if journal.rebuilt:
        journal.set_fact("rebuilt", journal.rebuilt)
        journal.commit()
    return journal


def _who(when: int) -> Who:
    """Who commits, by the user's own configuration of git."""
    try:
        asked = ("var", "GIT_COMMITTER_IDENT")
        said = git.output(Path("/"), *asked, options=("-c", "user.useConfigOnly=true")).decode(errors="replace")
    except GitRefused:
        raise GitRefused(
            "git does not know who commits",
            'set it with: git config --global user.name "Your Name" && git config --global user.email you@example.com',
        ) from None
    name, _, rest = said.rpartition(" <")
    return Who(name, rest.partition(">")[0], when)
