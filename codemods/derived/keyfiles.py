"""Files that are called by what is made of a symbol's name, and what makes such names of files.

open(f"templates/{snake(type(self).__name__)}.html")         # templates/old_name.html
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice

from ..meaning.project import Project
from ..repo.files import RepoPath
from .keysigns import TAKEN, spelled_names

_PYTHON = (".py", ".pyi", ".pyx", ".pyc", ".ipynb", ".so")
_MOST_PATHS = 5000  # in one text


def is_one_called(project: Project, words: Collection[str]) -> bool:
    """Is a file called by one of the words? What costs little is asked, so that there may be none in the end."""
    paths = iter(project.kinds)
    while some := tuple(islice(paths, _MOST_PATHS)):  # one long text is looked through fastest
        text = "\n".join(("", *some))
        for word in map(re.escape, filter(text.__contains__, words)):  # few: these are looked at closely
            if re.search(rf"{word}(?:(?<=[/\n]{word})|(?<=[/\n]_{word}))\.(?!(?:pyi?|ipynb)$)", text, re.MULTILINE):
                return True
    return False


def is_file(project: Project, text: str) -> bool:
    """Is the text the name of a file of the project, or the end of its path?"""
    suffixed = re.search(r"\.\w+\Z", text) is not None
    return suffixed and any(path == text or path.endswith(f"/{text}") for path in project.kinds)


def files_called(project: Project, words: Collection[str]) -> Iterator[RepoPath]:
    """The files, but those of Python, that are called by one of the words, an underscore and suffixes aside."""
    for path in project.kinds:
        stem, dot, _ = path.rpartition("/")[2].removeprefix("_").partition(".")
        if dot and stem in words and not path.endswith(_PYTHON):
            yield path


def made_files(project: Project, words: Collection[str], *, is_common: bool) -> Iterator[tuple[RepoPath, str]]:
    """The files called by one of the words of which some code makes the names, each with the place that does.

    That has the suffix of the file beside the name of a class or function; of words that are not common, below or above
    where it spells that name otherwise.
    """
    files = list(files_called(project, words))
    makers = list(_makers(project)) if files else []
    for path in files:
        suffix = re.compile(rb"\.%s\b" % re.escape(path.rpartition("/")[2].split(".")[1]).encode())  # .mo, not .model
        near = (place for place, text, _ in makers if suffix.search(text))
        far = (place for place, _, code in makers if not is_common and suffix.search(code))
        place = next(near, "") or next(far, "")
        if place:
            yield path, place


def _makers(project: Project) -> Iterator[tuple[str, bytes, bytes]]:
    """Where the name of a class or function is taken: that line and the next, and all the code if it is respelled."""
    for path in sorted(project.files.mentioning((TAKEN.decode(),))):
        code = project.files.read(path) if path.endswith(".py") else b""
        spelled = set(spelled_names(code))
        for found in re.finditer(rb"(?m)^[^\n]*\.__name__\b[^\n]*\n?[^\n]*", code):
            at = code.find(TAKEN, found.start())
            line = code.count(b"\n", 0, at) + 1
            yield f"{path}:{line}", found[0], code if at in spelled else b""
