"""Documents that tell of what was: changelogs, notes on releases, pages of old ones. A name in them stays as it was.

is_history("docs/changes/1.2.md", "markdown")
"""

from __future__ import annotations

import re

from ..regexes import regex
from ..repo.files import RepoPath
from .surfaces import PROSE, Surface

_HISTORY = regex(
    r"(?:.*/)?"
    r"(?:\.?(?:change(?:s|sets?|logs?)?|history|news(?:fragments)?|releases?(?:[-_ ]?notes)?|what'?s[-_ ]?new)"
    r"(?:\.d)?/.*"
    r"|(?:\w+_)?versioned_docs/version-[^/]+/.*"  # Docusaurus: those of the releases that are out
    r"|(?:version[-_]?)?(?:change[-_ ]?logs?|release[-_ ]?notes?|what'?s[-_ ]?new)(?![a-z])[^/]*"
    # and no page of how to do it: release-process.rst, change_password.rst
    r"|(?:version[-_]?)?(?:changes?|history|news|releases?)"
    r"(?:(?:[-_. ]?(?:v|version|in|for|of|to))*[-_. ]?\d[^/]*|[-_.](?:old|archived?))?(?:\.\w+)*)\Z",
    re.IGNORECASE,
)
# Tools that put such pages together keep their fragments in YAML, in folders of these names: reno, antsibull-changelog.
_FRAGMENTS = regex(r"(?:.*/)?(?:releases?[-_]?notes|changelogs?|newsfragments)(?:\.d)?/.*", re.IGNORECASE)


# Why their strings stay.
MIGRATED = "migrations call it as it was then; a new one (RenameModel) gives it another name"
_MIGRATION = regex(r"(?:.*/)?migrations/.+\.py\Z")


def is_migration(path: RepoPath, code: bytes) -> bool:
    """Is it a migration of Django, whose strings call the models as they were called then?"""
    return b"migrations.Migration" in code and _MIGRATION.match(path) is not None


def is_history(path: RepoPath, surface: Surface) -> bool:
    """Does the document tell of what was: a list of changes, a page of news, a note that a tool makes them of?"""
    return (_HISTORY if surface in PROSE else _FRAGMENTS).match(path) is not None
