"""Tokens: from a variable into the environment of one git, and out of every text that somebody may read.

A token is never part of an address, an argument, a log, the journal, a report or an error.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..errors import Refused
from . import addresses

if TYPE_CHECKING:
    from .manifest import Auth

_HIDDEN = "[hidden]"


def token(auth: Auth) -> str:
    """The token. Raises Refused when the variable is not set, or holds what is no token."""
    value = os.environ.get(auth.token_env, "")
    if not value:
        raise Refused(f"the variable {auth.token_env} is not set", f"export {auth.token_env}=… before the batch")
    if any(not 32 < ord(letter) < 127 for letter in value):
        raise Refused(f"the variable {auth.token_env} holds a space, a line end or another odd character")
    return value


def for_git(auth: Auth | None, address: addresses.Address) -> dict[str, str]:
    """The variables with which one git may use the token at this address; none when the token is not for it.

    Hooks of a repository on this machine do not find it.
    """
    if auth is not None and address.scheme == "file":
        return {auth.token_env: ""}
    if auth is None or not address.carries_tokens or address.host not in auth.hosts:
        return {}
    secret = b64encode(f"{auth.user}:{token(auth)}".encode()).decode()
    return added(
        {
            f"http.{address.origin}/.extraHeader": f"Authorization: Basic {secret}",
            "http.followRedirects": "false",  # whoever answers must not send the token elsewhere
            "credential.helper": "",
        }
    )


def added(settings: Mapping[str, str], environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """GIT_CONFIG_* variables for `settings`, after those that are in the environment already."""
    known = os.environ if environment is None else environment
    count = int(known["GIT_CONFIG_COUNT"]) if known.get("GIT_CONFIG_COUNT", "").isdecimal() else 0
    given = {"GIT_CONFIG_COUNT": str(count + len(settings))}
    for number, (key, value) in enumerate(settings.items(), count):
        given |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return given


def hidden(text: str, auth: Auth | None = None) -> str:
    """`text` without the token, in plain or as git's header has it, and without what addresses hold of secrets."""
    value = os.environ.get(auth.token_env, "") if auth else ""
    if auth and value:
        for secret in (value, b64encode(f"{auth.user}:{value}".encode()).decode()):
            text = text.replace(secret, _HIDDEN)
    return addresses.redacted(text)
