"""From a manifest's file, or a folder of checkouts, to a Manifest, or to every problem of it at once."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from ..errors import CanonizeError, NotFound, cause
from ..problems import RecipeErrors, shown
from ..recipefiles.recipecheck import Check
from ..recipefiles.recipenodes import Place, Scalar, Table
from ..recipefiles.recipeyaml import MAX_BYTES, read
from ..repo.disk import is_folder
from . import addresses
from .manifest import FORMAT, Auth, Manifest, Source
from .schema import ManifestModel, Publish, RepositoryModel

_KINDS = ("path", "url", "folder", "list", "github", "gitlab")


def load(path: Path) -> Manifest:
    """The manifest in that file; for a folder, one that takes every checkout in it.

    Raises RecipeErrors with all of its problems, NotFound or another CanonizeError when it cannot be read.
    """
    if is_folder(path):
        whole = str(path.resolve())
        return Manifest(
            _slug(path.resolve().name) or "folder",
            (Source("folder", whole),),
            whole,
            _digest(whole.encode(errors="surrogateescape")),
        )
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise NotFound(
            f"{addresses.redacted(shown(str(path)))}: no such manifest or folder",
            "give a manifest (docs/batch.md), or a folder of checkouts",
        ) from None
    except (OSError, ValueError) as error:
        raise CanonizeError(f"{addresses.redacted(shown(str(path)))}: {cause(error)}") from None
    return parse(str(path), data)


def parse(path: str, data: bytes) -> Manifest:
    """The manifest that `data` holds; relative paths in it start from the folder of `path`."""
    document = read(path, data, "manifest")
    check = Check(document)
    check.written_as(FORMAT)
    model = check.model(ManifestModel, document.root, Place(1, 1, 0, 0), "the manifest")
    _check_params(check, document.root)
    if model:
        _check_sources(check, document.root, model)
        _check_waves(check, document.root, model)
    if check.problems or model is None:
        raise RecipeErrors(check.problems)
    folder = Path(path).resolve().parent
    sources = tuple(_source(each, folder) for each in model.repositories)
    return Manifest(
        name=model.name or _slug(Path(path).stem) or "batch",
        repositories=sources,
        path=str(Path(path).resolve()),
        digest=_digest(data),
        description=model.description.strip(),
        params=_words(model.params),
        select=model.select,
        clone=model.clone.model_copy(update={"cache": _whole(model.clone.cache, folder)}),
        run=model.run,
        waves=tuple(model.waves),
        publish=model.publish,
        auth=_auth(model.publish, sources),
        reports={kind: _whole(path, folder) for kind, path in model.report},
    )


def _check_params(check: Check, root: Table) -> None:
    """A param is one value, which every repository's recipe turns into what it needs."""
    for table in (root, *(each for each in root.items("repositories") if isinstance(each, Table))):
        for key, value in table.rows("params"):
            if not isinstance(value, Scalar) or value.value is None:
                check.add(value.at, f'the param "{shown(str(key.value))}" takes one value', "write text, true or false")


def _check_sources(check: Check, root: Table, model: ManifestModel) -> None:
    """Each entry names one place, and says of it only what it can have."""
    for node, each in zip(root.items("repositories"), model.repositories, strict=True):
        given = [kind for kind in _KINDS if getattr(each, f"{kind}_" if kind == "list" else kind)]
        if len(given) != 1:
            what = "no repository" if not given else f"{' and '.join(given)} at once"
            check.add(node.at, f"the entry names {what}", f"give it one of: {', '.join(_KINDS)}")
        elif each.use == "origin" and given[0] not in ("path", "folder"):
            check.add(node.at, f"use: origin is for checkouts, not for {given[0]}", "take it away")
        elif each.name and given[0] not in ("path", "url"):
            check.add(node.at, f"a name for all that {given[0]} gives", "names are for a path or an url")
        elif each.github and not (each.github.organisation or each.github.search):
            check.add(node.at, "github needs an organisation or a search")


def _check_waves(check: Check, root: Table, model: ManifestModel) -> None:
    seen: set[str] = set()
    for place, (node, wave) in enumerate(zip(root.items("waves"), model.waves, strict=True), 1):
        sized = sum((bool(wave.repositories), wave.count > 0, wave.share > 0))
        if wave.name in seen:
            check.add(node.at, f'two waves are called "{wave.name}"')
        elif sized > 1:
            check.add(node.at, "a wave has repositories, a count or a share: one of them")
        elif not sized and place < len(model.waves):
            check.add(node.at, f'the wave "{wave.name}" takes all that is left, and is not the last')
        seen.add(wave.name)


def _source(each: RepositoryModel, folder: Path) -> Source:
    if each.github:
        found = each.github
        return Source(
            "github", found.organisation, base=each.base, params=_words(each.params), topic=found.topic,
            search=found.search, api=found.api or "https://api.github.com",
        )  # fmt: skip
    if each.gitlab:
        group = each.gitlab
        return Source(
            "gitlab", group.group, base=each.base, params=_words(each.params), topic=group.topic,
            subgroups=group.subgroups, api=group.api or "https://gitlab.com",
        )  # fmt: skip
    if each.url:
        return Source("url", each.url, each.name, each.base, _words(each.params))
    kind = "path" if each.path else "folder" if each.folder else "list"
    what = _whole(each.path or each.folder or each.list_, folder)
    return Source(kind, what, each.name, each.base, _words(each.params), each.use == "origin")  # type: ignore[arg-type]


def _auth(publish: Publish, sources: tuple[Source, ...]) -> Auth | None:
    """Without `hosts`, the token is for the hosts that the manifest itself names: no checkout can add one."""
    auth = publish.remote_auth
    if auth is None:
        return None
    apis = [each.api for each in sources if each.api] + ([publish.forge.api] if publish.forge else [])
    named = [urlsplit(api).hostname or "" for api in apis]
    named += [addresses.parse(each.what).host for each in sources if each.kind == "url"]
    both = ("api.github.com", "github.com")
    hosts = [host for name in named if name for host in (both if name in both else (name,))]
    return Auth(auth.token_env, auth.user, tuple(host.lower() for host in auth.hosts) or tuple(dict.fromkeys(hosts)))


def _whole(path: str, folder: Path) -> str:
    """`path` from the manifest's folder, `~` written out."""
    return os.path.normpath(folder / Path(path).expanduser()) if path else ""


def _words(params: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in params.items()}


def _slug(name: str) -> str:
    return re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")[:100]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
