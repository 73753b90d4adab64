"""Addresses of repositories: which are allowed, what they are called, and how they are shown without a secret."""

from __future__ import annotations

import re
from urllib.parse import unquote

from ..errors import Refused
from ..records import dataclass

SCHEMES = ("https", "http", "ssh", "git", "file")
_SCP = re.compile(r"(?P<user>[A-Za-z0-9_.-]+@)?(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*):(?P<path>[^:].*)", re.DOTALL)
_URL = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?:(?P<user>[^/@]*)@)?(?P<host>\[[0-9a-fA-F:]+\]|[^/:@]*)(?::(?P<port>\d+))?"
    r"(?P<path>/.*)?",
    re.DOTALL,
)
# A path that was made of an address has one slash. A secret may hold "@", and "/" where it was not escaped.
_SECRET = re.compile(
    r"(?<![a-zA-Z0-9+.-])(?P<before>[a-zA-Z0-9+.-]+:/{1,2})(?:[^/\s'\"]*@|[^/\s'\":@]+:(?!\d+(?:[/\s'\"]|$))[^\s'\"]*@)"
)
_SECRET_OF_SCP = re.compile(r"(?<![^\s'\"])[\w.+-]+:[^\s'\"/]+@(?=[\w.-]+[:/])")
_PORTS = {"https": "443", "http": "80", "ssh": "22", "git": "9418"}
_NO_SECRET = "put the token into a variable, and name it: publish: remote-auth: {token-env: NAME}"
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Address:
    """An address that git may be given: `url` as it was written, and its parts. `host` is lower case, "" for a file."""

    url: str
    scheme: str
    host: str
    path: str
    port: str = ""

    @property
    def origin(self) -> str:
        """`https://host:port`: what a token is bound to."""
        return f"{self.scheme}://{self.host}" + (f":{self.port}" if self.port else "")

    @property
    def carries_tokens(self) -> bool:
        """True where a token cannot be read on its way: encrypted, or never leaving this machine."""
        return self.scheme == "https" or (self.scheme == "http" and self.host in _LOOPBACK)

    @property
    def canonical(self) -> str:
        """The same for two spellings of one repository, as far as spelling tells: no scheme, user or `.git`."""
        port = "" if self.port in ("", _PORTS.get(self.scheme)) else f":{self.port}"
        path = re.sub("/+", "/", unquote(self.path)).strip("/").removesuffix(".git").rstrip("/")
        return f"{self.host.rstrip('.')}{port}/{path.lower()}"

    @property
    def name(self) -> str:
        """What a repository of this address is called: `owner/repo` on a host, the folder's name for a file."""
        parts = [part for part in self.path.removesuffix("/").removesuffix(".git").split("/") if part]
        return "/".join(parts[-1:] if self.scheme == "file" else parts[-2:]) or self.host


def parse(url: str) -> Address:
    """The parts of `url`. Raises Refused when it must not be given to git: a helper, an option, a secret in it."""
    if any(not letter.isprintable() or letter == "\\" for letter in url) or url != url.strip() or not url:
        raise Refused("the address of a repository holds a character that none has", "look at it with: cat -A")
    found = _URL.fullmatch(url)
    if found is None:
        return _scp(url)
    scheme, host, path = found["scheme"], found["host"].lower(), found["path"] or ""
    if scheme not in SCHEMES:
        raise Refused(f"{redacted(url)}: {scheme}:// is not allowed", f"the schemes are {', '.join(SCHEMES)}")
    user = found["user"] or ""
    if ":" in user or (user and scheme != "ssh"):
        raise Refused(f"{redacted(url)}: an address must hold no user or password", _NO_SECRET)
    if user.startswith("-") or host.startswith("-") or (scheme != "file" and not host) or "::" in path[:8]:
        raise Refused(f"{redacted(url)}: not an address that git may be given")
    if host and not re.fullmatch(r"[A-Za-z0-9._-]+|\[[0-9a-fA-F:]+\]", host):
        raise Refused(f"{redacted(url)}: {host!r} is no host")
    if scheme == "file" and host:
        raise Refused(f"{url}: file:// takes a path on this machine", "write it with three slashes: file:///srv/x.git")
    if path.strip("/") == "" or path.startswith("/-"):
        raise Refused(f"{redacted(url)}: the address names no repository")
    return Address(url, scheme, host, path, found["port"] or "")


def _scp(url: str) -> Address:
    found = _SCP.fullmatch(url)
    odd = found is None or "://" in url or "::" in url or found["host"] in SCHEMES  # `https:/x` is no host `https`
    if found is None or odd or url.startswith("-") or (found["user"] or "").startswith("-"):
        raise Refused(f"{redacted(url)[:200]}: not the address of a repository", "write https://host/owner/name")
    if "@" in found["path"].partition("/")[0]:
        raise Refused(f"{redacted(url)}: an address must hold no user or password", _NO_SECRET)
    if found["path"].startswith("-"):
        raise Refused(f"{redacted(url)}: the path begins with a dash")
    return Address(url, "ssh", found["host"].lower(), found["path"])


def looks_like_url(text: str) -> bool:
    """True for what is no path: `https://…`, `git@host:…`, `ext::…`."""
    return "://" in text or "::" in text or bool(_SCP.fullmatch(text) and "/" not in text.partition(":")[0])


def redacted(text: str) -> str:
    """`text` with the user and password of every address in it taken out."""
    return _SECRET_OF_SCP.sub("…@", _SECRET.sub(r"\g<before>…@", text))
