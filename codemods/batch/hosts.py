"""Which forge a repository belongs to, by the host of its address; each forge is opened once, with the token."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from urllib.parse import urlsplit

from ..errors import Refused
from ..records import dataclass
from . import addresses, tokens
from .forges import Forge
from .githubforge import GitHub
from .gitlabforge import GitLab
from .listing import Listed
from .manifest import Auth, Manifest, Source
from .schema import ForgeKind

DEFAULTS: dict[str, tuple[ForgeKind, str]] = {
    "github.com": ("github", "https://api.github.com"),
    "gitlab.com": ("gitlab", "https://gitlab.com"),
}


def opened(kind: ForgeKind, api: str, auth: Auth | None) -> Forge:
    """The forge at that address. Raises Refused without a token, or where a token must not be sent."""
    if auth is None:
        raise Refused("a forge needs a token", "name its variable: publish: remote-auth: {token-env: NAME}")
    address = urlsplit(api)
    plain = addresses.Address(api, address.scheme, address.hostname or "", address.path)
    if not plain.carries_tokens:
        raise Refused(f"{api}: a token goes over https alone", "give an https:// address")
    if plain.host not in auth.hosts:
        raise Refused(f"the token is not for {plain.host}", "name the host: publish: remote-auth: {hosts: [...]}")
    return GitHub(api, tokens.token(auth)) if kind == "github" else GitLab(api, tokens.token(auth))


@dataclass(slots=True)
class Forges:
    """The forges of a manifest, each opened once, by the host of a repository's address."""

    manifest: Manifest
    _open: dict[tuple[str, str], Forge] = field(default_factory=dict, init=False)

    def of_address(self, url: str) -> tuple[Forge, str]:
        """The forge of a repository, and what the repository is called there. Raises Refused when none is known."""
        address = addresses.parse(url)
        found = self._named() or self._listed(address.host) or DEFAULTS.get(address.host)
        if found is None:
            raise Refused(
                f"no forge is known for {address.host or url}",
                "name it: publish: forge: {kind: gitlab, api: https://…}",
            )
        return self._opened(*found), address.path.strip("/").removesuffix(".git")

    def discover(self, source: Source) -> Iterable[Listed]:
        """The repositories of a source that a forge lists."""
        return self._opened(_kind(source), source.api).listed(source)

    def _named(self) -> tuple[ForgeKind, str] | None:
        forge = self.manifest.publish.forge
        return (forge.kind, forge.api) if forge else None

    def _listed(self, host: str) -> tuple[ForgeKind, str] | None:
        for source in self.manifest.repositories:
            if source.api and urlsplit(source.api).hostname in (host, f"api.{host}"):
                return _kind(source), source.api
        return None

    def _opened(self, kind: ForgeKind, api: str) -> Forge:
        if (kind, api) not in self._open:
            self._open[kind, api] = opened(kind, api, self.manifest.auth)
        return self._open[kind, api]


def _kind(source: Source) -> ForgeKind:
    return "gitlab" if source.kind == "gitlab" else "github"
