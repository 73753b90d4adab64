"""How a batch stands, in one table: the repositories by outcome and by cause, and what to type next."""

from __future__ import annotations

from collections.abc import Collection

from ..records import dataclass
from .causes import CAUSES
from .journal import Journal

SUCCESS = frozenset({"unchanged", "not-applicable", "pushed", "published", "closed", "skipped"})
_ORDER = ("published", "pushed", "planned", "unchanged", "not-applicable", "skipped", "closed", "waiting", "failed")
SAYS = {
    "published": "pull request is there",
    "pushed": "branch is there",
    "planned": "planned, not pushed yet",
    "unchanged": "nothing to change",
    "not-applicable": "not concerned",
    "skipped": "left out",
    "closed": "closed, branch deleted",
    "waiting": "not looked at yet",
    "planning": "interrupted while planning",
    "pushing": "interrupted while pushing",
    "publishing": "interrupted while publishing",
    "closing": "interrupted while closing",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Repositories that ended alike: `names` are the first of them, each with its own message."""

    state: str
    cause: str
    partial: bool
    count: int
    says: str
    help: str
    names: tuple[tuple[str, str], ...]

    @property
    def word(self) -> str:
        """The word that `--fail-on` and the reports know the group by."""
        return self.cause or ("partial" if self.partial else self.state)


@dataclass(frozen=True, slots=True)
class Tally:
    """All groups, those that went well first."""

    groups: tuple[Group, ...]
    total: int

    def count(self, *states: str) -> int:
        return sum(group.count for group in self.groups if group.state in states)

    @property
    def failed(self) -> int:
        return self.count("failed")

    @property
    def unfinished(self) -> int:
        """How many are still to be done."""
        return sum(group.count for group in self.groups if group.state not in SUCCESS and group.state != "failed")

    def exit_code(self, fail_on: Collection[str] = ()) -> int:
        """3 when some repository failed or was done in part; with `fail_on`, only for these words."""
        wanted = frozenset(fail_on) or frozenset({"failed", "partial"})
        for group in self.groups:
            words = {group.cause, group.state, "partial" if group.partial else ""} - {""}
            if words & wanted and group.count:
                return 3
        return 0


def tally(journal: Journal, *, shown: int = 5) -> Tally:
    """The tally of a journal; `shown` names of each group."""
    groups = [_group(journal, *each, shown) for each in journal.groups()]
    return Tally(tuple(sorted(groups, key=_place)), sum(group.count for group in groups))


def _group(journal: Journal, state: str, cause: str, partial: bool, count: int, shown: int) -> Group:
    says, help = SAYS.get(state, state), ""
    if cause:
        known = CAUSES.get(cause, CAUSES["other"])
        says, help = known.says, known.help
    elif partial:
        says, help = f"{says}; some files could not be done", "canonize batch report --html FILE lists them"
    elif state == "closed":
        help = "a run of this batch leaves it so; a manifest of another name begins anew"
    names = journal.names_in(state, cause, partial, shown)
    return Group(state, cause, partial, count, says, help, tuple(names))


def _place(group: Group) -> tuple[int, bool, int, str]:
    order = _ORDER.index(group.state) if group.state in _ORDER else len(_ORDER) - 2
    return order, group.partial, -group.count, group.cause


FAIL_ON = ("failed", "partial", *CAUSES)
