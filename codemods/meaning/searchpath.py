"""In which order are the folders searched from which imports may start, seen from a file? The nearest come first."""

from __future__ import annotations

from collections.abc import Container
from functools import cached_property

from ..names import shared
from ..records import dataclass
from ..repo.files import is_skipped

# Folders whose packages are imported from inside them, not from the code beside them.
_APART = frozenset({"test", "tests", "testing", "example", "examples", "doc", "docs", "benchmarks", "fixtures"})


@dataclass(frozen=True)
class SearchPath:
    """`roots` are all folders that may be searched, `given` those that surely are; `projects` have a configuration.

    `packages` are the stems of modules and packages: a folder that is one is not searched itself.
    """

    roots: tuple[str, ...]
    given: frozenset[str]
    projects: frozenset[str]
    packages: Container[str]

    def seen_from(self, folder: str) -> list[str]:
        """The folders to search from a file in `folder`, in order."""
        around = [folder]
        while around[-1]:
            around.append(around[-1].rpartition("/")[0])
        package_parent = next((each for each in around if each not in self.packages), "")
        rank = {each: place for place, each in enumerate(around)}

        def distance(root: str) -> tuple[bool, int, int]:
            common, is_strange = root, False
            while common not in rank:
                # Tests that have a project of its own below them, as a sample, seldom import from it.
                is_strange = is_strange or (common in self.projects and root in self._apart)
                common = common.rpartition("/")[0]
            return is_strange, rank[common], root.count("/") + bool(root)

        far = [
            root for root in self.roots
            if root not in self._apart or root in rank or root in self.given
            or not _APART.intersection(root.split("/")[shared(root, folder, "/") :])
        ]  # fmt: skip
        ordered = sorted(far, key=distance)
        here = [package_parent] if not is_skipped(package_parent) else []
        return list(dict.fromkeys((*here, *(root for root in ordered if root in self.given), *ordered)))

    @cached_property
    def _apart(self) -> frozenset[str]:
        """The roots that lie in a folder of tests, examples or documents, or are one."""
        return frozenset(root for root in self.roots if not _APART.isdisjoint(root.split("/")))
