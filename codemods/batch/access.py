"""How a spec reaches its repository: the remote with its token, the mirror, the date; failures with a known cause."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ..errors import GitRefused
from . import addresses, mirrors
from .manifest import Auth
from .remote import Remote
from .spec import Spec


class Stopped(GitRefused):
    """A failure whose cause is known better than git's words tell."""

    def __init__(self, cause: str, title: str, help: str = "") -> None:
        super().__init__(title, help)
        self.cause = cause


def auth_of(spec: Spec) -> Auth | None:
    """The token that the spec names, or None."""
    return Auth(spec.token_env, spec.token_user, spec.token_hosts) if spec.token_env else None


def remote_of(spec: Spec) -> Remote:
    """The remote that the spec is about."""
    return Remote(addresses.parse(spec.where), auth_of(spec), spec.git_timeout)


@contextmanager
def mirror_of(spec: Spec) -> Iterator[mirrors.Mirror]:
    """The mirror for the spec's address; nobody else has it meanwhile."""
    cache = Path(spec.cache) if spec.cache else mirrors.default_cache()
    with mirrors.opened(cache, addresses.parse(spec.where)) as mirror:
        yield mirror


def fetch_seen(remote: Remote, mirror: mirrors.Mirror, tip: str, base: str) -> None:
    """Brings a branch's tip, as it was seen on the remote, and the base, both with all of their history."""
    remote.fetch_all_of(mirror.folder, f"+{tip}:refs/canonize/seen/{tip}", f"+{base}:{mirror.ref(base)}")


@contextmanager
def environment(wanted: Mapping[str, str | None]) -> Iterator[None]:
    """Meanwhile every process that is started finds these variables so; None: it does not find them."""
    before = {name: os.environ.get(name) for name in wanted}
    _set(wanted)
    try:
        yield
    finally:
        _set(before)


def _set(variables: Mapping[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def when(spec: Spec) -> datetime:
    """The date of every commit of this batch."""
    return datetime.fromtimestamp(spec.who.when, UTC)
