"""What manifests write: amounts, `10m`, `2GiB`, `20%`, `4`, as numbers; addresses, names and paths, which are checked.

Whatever is none of the kind raises Flaw, which says what to write.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from ..checks import Flaw
from ..errors import CanonizeError
from ..problems import shown
from . import addresses

_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}
_BYTES = {"MB": 10**6, "GB": 10**9, "MiB": 1024**2, "GiB": 1024**3}


def seconds(text: str) -> float:
    """The seconds of `90s`, `10m` or `2h`."""
    found = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)(s|m|h)", text)
    if not found or float(found[1]) == 0:
        raise Flaw(f"not a time: {shown(text)!r}", "write it as 90s, 10m or 2h")
    return float(found[1]) * _SECONDS[found[2]]


def size(text: str) -> int:
    """The bytes of `512MiB` or `2GB`."""
    found = re.fullmatch(r"(\d{1,6}(?:\.\d+)?) ?(MB|GB|MiB|GiB)", text)
    if not found or float(found[1]) == 0:
        raise Flaw(f"not a size: {shown(text)!r}", "write it as 512MiB or 2GiB")
    return int(float(found[1]) * _BYTES[found[2]])


def share(text: str) -> float:
    """The part of a whole, 0 to 1, of `20%`."""
    found = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)%", text)
    if not found or float(found[1]) > 100:
        raise Flaw(f"not a share: {shown(text)!r}", "write it as 20%")
    return float(found[1]) / 100


def number(text: str) -> int:
    """A whole number from 0 to 100,000."""
    if not re.fullmatch(r"\d{1,6}", text) or int(text) > 100_000:
        raise Flaw(f"not a whole number: {shown(text)!r}")
    return int(text)


def depth(text: str) -> int:
    """How much history a clone has: a number of commits, or 0 for all of it."""
    if text == "full":
        return 0
    if (count := number(text)) == 0:
        raise Flaw("a depth of 0", 'write 1, or "full" for all of the history')
    return count


def check_api(text: str) -> str:
    """The address of a forge's API."""
    try:
        parts = urlsplit(text)
        whole = bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets around no address, a port beyond all
        whole = False
    if not whole or not re.fullmatch(r"https?://[A-Za-z0-9.\[\]:-]+(/[A-Za-z0-9._/-]*)?", text):
        raise Flaw(f"not the address of an API: {shown(text)!r}", "write it as https://git.example/api/v3")
    return text


def check_url(text: str) -> str:
    try:
        addresses.parse(text)
    except CanonizeError as error:
        raise Flaw(error.title, error.help) from None
    return text


def check_variable(text: str) -> str:
    """The name of an environment variable, not the token itself."""
    if not re.fullmatch(r"[A-Z_][A-Z0-9_]{0,99}", text):
        raise Flaw(
            "not the name of a variable", "write NAME, and export NAME=… before the batch; never the token itself"
        )
    return text


def _spelled(pattern: str, what: str, example: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise Flaw(f"not {what}: {shown(text)!r}", f"write it as {example}")
        return text

    return check


check_host = _spelled(r"[A-Za-z0-9][A-Za-z0-9.-]*", "a host", "github.com")
check_user = _spelled(r"[A-Za-z0-9_.-]+", "a user", "x-access-token")
check_engine_address = _spelled(
    r"(tcp|tls)://[A-Za-z0-9.\[\]:_-]+:\d+", "the address of a scheduler", "tcp://host:8786 or tls://host:8786"
)


def check_folder(text: str) -> str:
    """A path on this machine."""
    if not text.strip() or any(not letter.isprintable() for letter in text):
        raise Flaw(f"not a path: {shown(text)!r}")
    plain = addresses.redacted(text)
    if "://" in text or plain != text:
        raise Flaw(f"not a path: {shown(plain)!r}", "an address is written as url: ADDRESS")
    try:
        Path(text).expanduser()
    except RuntimeError:
        raise Flaw(f"nobody's home is known as {shown(Path(text).parts[0])!r}", "write the whole path") from None
    return text
