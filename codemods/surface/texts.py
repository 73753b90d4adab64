"""Where configuration and documentation name a symbol: TOML, INI, YAML, JSON, Markdown, reStructuredText, comments.

    mentions(b'attr = "app.m.Old"', ["Old"], "toml") == [Mention(8, 17, "app.m.Old", "dotted")]

No format is parsed: a mention is a token with what touches it, so that every byte has its place and a file that is
not valid is read like one that is. Time grows with the length of the text alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from ..errors import UnreadableSource
from ..regexes import regex
from .markers import end_of_marker
from .mention import Kind, Mention
from .surfaces import Surface

if TYPE_CHECKING:
    from . import sphinxdoc

_NAME = r"[^\W\d]\w*"
_DOTTED = rf"{_NAME}(?:\.{_NAME})*"
_PATH = regex(rf"(?<!\w){_DOTTED}(?::{_DOTTED})?")
# Without one of these no name is relative to anything, and none is a document's.
_SPHINX_SIGNS = ("module::", "::: ", "module}", "toctree", "`.", "`~.", "`!.", "<.", "<~.")
_TOKEN_END = regex(r"[^\s\"'`<>()\[\]{}|,;]*")
_DELIMITERS = frozenset("\"'`<>()[]{}|,;")
_URL = regex(r"(?<!\bext)://|www\.|mailto:")
# PyYAML's tags name Python objects: !!python/object/apply:app.m.make
_YAML_TAG = regex(r"python/(?:name|module|object(?:/new|/apply)?):")
_INI_KEY = regex(r"[\w.-]+:(?=[^\W\d])")
_INI_SECTION = regex(r"mypy-")  # [mypy-app.m], settings of one module
_JSON_ESCAPE = regex(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_RST_TARGET = regex(rf"\.\. _({_DOTTED})(?=:)")
_RST_REFERENCE = regex(rf"(?<![\w.:`]){_DOTTED}(?<=_)(?!\w)")
_EMPHASIS = regex(rf"(?<![\w.])(_{{1,3}})((?:{_NAME}\.)*[^\W\d_](?:\w*[^\W_])?)\1(?!\w|\.\w|\()")
_FENCE = regex(r"(?m)^[ \t>]*(?:```|~~~)")
_LONG_LINE = 2000
_ESCAPES = frozenset("0abtnvfreN_LPxuU")
# Letters of Chinese, Japanese and Korean that touch a word of others, which they do without a blank between.
_TOUCHING = regex("[\u3041-\u9fff\uac00-\ud7ff](?:(?=[A-Za-z_])|(?<=[0-9A-Za-z_].))")
_TOUCHING_LEADS = range(0xE3, 0xEE)  # the bytes that they begin with
# What touches a path: part of an address, or of something else that is not this path.
_ADDRESS_BEFORE = regex(r"(?:[/\\]|\w@)\Z")
_ADDRESS_AFTER = regex(r"/|@\w|:/")
_BOUND_BEFORE = regex(r"(?:[.$-]|\$\{|[^\s\"'`<>()\[\]{}|,;]:)\Z")
_BOUND_AFTER = regex(r"[-:]\w|\.\d|\\[uUx]")
_CHOICE = regex(r"(?:[A-Z]\w*+/){1,3}[A-Z]\w*+(?![\w/\\@-]|[.:]\w)")
_UNENDED = regex(r"(?:[^\W\d_]{2}['\u2019]|%(?:\(\w+\))?[-#0 +]*\d*(?:\.\d+)?|\{[\w.\[\]]*!)\Z")
_YAML_ANCHOR = regex(r"(?:^|[\s\[{,(:-])[&*]\Z")
_NODE = regex(rf"[\w./\\-]*\.py|{_DOTTED}")
_IN_FILE = regex(rf"([\w./-]*\.py(?=:)|[\w./-]*/[\w-]+)[.:]({_NAME})")  # `app/m.py:Old`; `app/m.Old` of a lambda
_POINTER = regex(r"[^#]*#(?:/[\w~$-]+)*/")
_LONGEST_NODE = 300
_FILE_SUFFIXES = frozenset({"py", "pyi", "pyc", "rst", "md", "txt", "ipynb", "toml", "yaml", "yml", "cfg", "ini"})
# One word and one of these is a file; behind a longer path it may be a method: app.m.Old.json
_MORE_SUFFIXES = frozenset(
    {"html", "htm", "json", "js", "ts", "css", "xml", "csv", "svg", "png", "jpg", "gif", "pdf", "sh", "sql", "java",
     "go", "rs", "c", "h", "cpp", "log"}
)  # fmt: skip


def mentions(
    text: bytes, words: Iterable[str], surface: Surface, *, module: str = "", base: int = 0, default_role: bool = False
) -> list[Mention]:
    """Every mention of one of `words` in `text`, in order; each place is mentioned once.

    `module` is the one that the text documents, when it is a docstring or comment of Python; `base` is the offset of
    `text` in its file, and is added to all offsets. `default_role`: Sphinx takes what stands between single backticks
    for an object of Python. Raises UnreadableSource if the text is not UTF-8.
    """
    try:
        decoded = text.decode()
    except UnicodeDecodeError as error:
        raise UnreadableSource(f"is not UTF-8: {error}") from error
    if any(lead in text for lead in _TOUCHING_LEADS):
        decoded = _TOUCHING.sub("\u3001", decoded)  # a comma of theirs is as long
    return list(_in_bytes(_Scan(decoded, frozenset(words), surface, module, default_role).found(), decoded, base))


def _in_bytes(found: Iterable[Mention], text: str, base: int) -> Iterator[Mention]:
    """The mentions with offsets of bytes in place of those of characters."""
    at, offset = 0, base
    for mention in found:
        offset += len(text[at : mention.start].encode())
        at = mention.start
        yield Mention(offset, offset + len(mention.text.encode()), mention.text, mention.kind, mention.prefix)


class _Scan:
    """One text. In `plain` its escapes, and letters that touch words, are something harmless of their length."""

    def __init__(self, text: str, words: frozenset[str], surface: Surface, module: str, default_role: bool) -> None:
        self.plain = _JSON_ESCAPE.sub(_harmless, text) if surface == "json" else text
        if surface == "rst" and ".. _" in text:
            self.plain = _without_marks(text, words)
        elif surface == "markdown" and any(f"{word}{mark}" in text for word in words for mark in "_."):
            self.plain = _without_emphasis(text, words)
        self.words = words
        self.surface = surface
        spelled = [re.escape(word) for word in sorted(words, key=len, reverse=True)]
        # What stands before is looked at behind the word: so the search can look for the word's own letters first.
        alternatives = "|".join(rf"{each}(?<!\w{each})" for each in spelled)
        self._word = re.compile(rf"(?:{alternatives})(?!\w)")
        self._module = module
        self._default_role = default_role and surface == "rst"

    def found(self) -> Iterator[Mention]:
        end = 0
        while self.words and (word := self._word.search(self.plain, end)):
            start = self._token_start(word.start(), end)
            token = _TOKEN_END.match(self.plain, word.end())
            end = token.end() if token else word.end()
            yield from self._in_token(start, end)

    def _token_start(self, at: int, limit: int) -> int:
        while at > limit and not (self.plain[at - 1] in _DELIMITERS or self.plain[at - 1].isspace()):
            at -= 1
        return at

    def _in_token(self, start: int, end: int) -> Iterator[Mention]:
        free = self._free(start, end)
        url = _URL.search(self.plain, start, end)
        for begin, stop in ((start, free), (free, end)):
            for path in _PATH.finditer(self.plain, begin, stop):
                if self._word.search(self.plain, *path.span()):
                    in_url = url is not None and url.start() <= path.start()
                    yield from self._mention(*path.span(), start, free, "address" if in_url else None)

    def _free(self, start: int, end: int) -> int:
        """Where in the token a path may begin whatever stands before it: behind a marker, key, tag, section's kind."""
        line = self.plain.rfind("\n", 0, start) + 1
        marker = end_of_marker(self.plain, line, end) if start - line < _LONG_LINE else None
        if marker is not None and start <= marker < end:
            return marker
        found = None
        if self.surface == "yaml":
            found = _YAML_TAG.search(self.plain, start, end)
        elif self.surface == "ini" and (start == 0 or self.plain[start - 1] in "\n["):
            found = (_INI_SECTION if self.plain[start - 1 : start] == "[" else _INI_KEY).match(self.plain, start, end)
        return found.end() if found else start

    def _mention(self, start: int, end: int, token: int, free: int, kind: Kind | None) -> Iterator[Mention]:
        """What the path from `start` to `end`, which holds a word, is: one mention, or one of each word in it."""
        file = _IN_FILE.fullmatch(self.plain, token, end) if not kind and end - token < _LONGEST_NODE else None
        if file and file[2] in self.words and not is_file(self.plain[start:end]):
            suffix = "" if file[1].endswith(".py") else ".py"
            yield Mention(file.start(2), end, file[2], "handler" if suffix else "node", file[1] + suffix)
            return
        text, prefix = self.plain[start:end], ""
        kind = kind or self._kind(start, end, token, free)
        if kind in ("dotted", "word") and self.surface in ("rst", "markdown"):
            prefix = self._sphinx.prefix(start)
            if self._sphinx.is_document(start):
                kind = "address"
            elif self._sphinx.is_suffix(start):
                kind = "suffix"
            elif prefix and text in self.words:
                kind = "relative"
        if kind == "node":
            prefix = self.plain[token : start - 2]
        if kind in ("dotted", "relative", "suffix", "node"):
            yield Mention(start, end, text, kind, prefix)
        elif kind:
            for word in self._word.finditer(self.plain, start, end):
                if is_ending(self.plain[max(0, word.start() - 40) : word.start()], word.group()):
                    continue
                yield Mention(word.start(), word.end(), word.group(), kind)

    def _kind(self, start: int, end: int, token: int, free: int) -> Kind | None:
        """By what touches the path on either side; None when it is part of another word."""
        text, after = self.plain[start:end], self.plain[end : end + 2]
        before = "" if token < free == start else self.plain[max(0, start - 3) : start]
        if "\\_" in (before[-2:], after):  # Markdown's way to write the underscore of a longer name
            return "word" if after == "\\_" and self._word.search(text.rpartition(".")[0]) else None
        if before.endswith("\\") and self._is_escape(start) and "." in text:
            return "word"  # "\tapp.m.Old": the letter may be no part of the path
        if _ADDRESS_BEFORE.search(before) or _ADDRESS_AFTER.match(after):
            if self._is_pointed_at(token, start):
                return "word"
            return "choice" if text in self.words and self._is_choice(token) else "address"
        if is_file(text) and after[:1] != "(" and not self._is_target(start):
            return "address"
        if self.surface == "yaml" and _YAML_ANCHOR.search(before):
            return "address"
        if before.endswith("::") and start - token < _LONGEST_NODE and _NODE.fullmatch(self.plain, token, start - 2):
            return "node" if text in self.words else "word"
        alone = not (_BOUND_BEFORE.search(before) or _BOUND_AFTER.match(after) or _is_pattern(before, after))
        return "dotted" if alone and ("." in text or ":" in text) else "word"

    def _is_pointed_at(self, token: int, start: int) -> bool:
        """Does a JSON pointer (RFC 6901) lead there, as those of a schema do: `#/components/schemas/Old`?"""
        return start - token < _LONGEST_NODE and _POINTER.fullmatch(self.plain, token, start) is not None

    def _is_choice(self, token: int) -> bool:
        """Is the token two or more names of classes or constants, `Old/Other`, and hardly a path?"""
        return self.surface in ("rst", "markdown") and _CHOICE.match(self.plain, token) is not None

    def _is_escape(self, start: int) -> bool:
        """Does a backslash before `start` give the letter there another meaning, as in double quotes of YAML, TOML?"""
        line = self.plain.rfind("\n", 0, start) + 1
        quoted = start - line < _LONG_LINE and self.plain.count('"', line, start) % 2 == 1
        return quoted and self.surface in ("yaml", "toml") and self.plain[start] in _ESCAPES

    def _is_target(self, start: int) -> bool:
        """Does a role of Sphinx name an object there? :meth:`Old.go` is no file in the language Go."""
        return self.surface in ("rst", "markdown") and self._sphinx.is_target(start)

    @cached_property
    def _sphinx(self) -> sphinxdoc.Context:
        from . import sphinxdoc

        if self._module or any(sign in self.plain for sign in _SPHINX_SIGNS):
            return sphinxdoc.context(self.plain, self._module, default_role=self._default_role)
        return sphinxdoc.Context(self.plain, ((0, ""),))


def _is_pattern(before: str, after: str) -> bool:
    """`app.m.Old*` names all that begin so; `*app.m.Old*` is emphasis."""
    return after.startswith("*") and not before.endswith("*")


def is_ending(before: str, word: str) -> bool:
    """Is a word, one or two letters long, the end of what stands before it: `it's`, `%s`, `{!s}`?"""
    return len(word) <= 2 and _UNENDED.search(before) is not None


def is_file(text: str) -> bool:
    """Is the dotted text rather the name of a file: `settings.py`, `data.json`?"""
    *stem, suffix = text.split(".")
    return bool(stem) and (suffix in _FILE_SUFFIXES or (len(stem) == 1 and suffix in _MORE_SUFFIXES))


def _without_marks(text: str, words: frozenset[str]) -> str:
    """The text without the underscores of `.. _app.m.Old:` and of `app.m.Old_`, where they touch one of the words."""
    pieces, end, targets = [], 0, set()
    for found in _RST_TARGET.finditer(text):
        begins = not text[text.rfind("\n", 0, found.start()) + 1 : found.start()].strip(" \t")
        if begins and any(word in found[1] for word in words):
            pieces.append(text[end : found.start(1) - 1])
            end = found.start(1)
            targets.add(found[1])
    if not targets:
        return text

    def bare(found: re.Match[str]) -> str:
        once = found[0][:-1]
        twice = once.removesuffix("_")
        target = once if once in targets else twice if twice in targets else found[0]
        return target.ljust(len(found[0]))

    return _RST_REFERENCE.sub(bare, " ".join((*pieces, text[end:])))


def _without_emphasis(text: str, words: frozenset[str]) -> str:
    """The text with spaces for the underscores of `_app.m.Old_` and `__Old__`, outside of code."""

    fences = [found.start() for found in _FENCE.finditer(text)]

    def bare(found: re.Match[str]) -> str:
        at = found.start()
        fenced = bisect_left(fences, at) % 2 == 1
        if words.isdisjoint(found[2].split(".")) or fenced or _is_code(text, at):
            return found[0]
        blank = " " * len(found[1])
        return f"{blank}{found[2]}{blank}"

    return _EMPHASIS.sub(bare, text)


def _is_code(text: str, at: int) -> bool:
    """In Markdown: is it in a line that is indented, or between backticks? A very long line counts as such."""
    line = text.rfind("\n", 0, at) + 1
    return at - line > _LONG_LINE or text.startswith(("    ", "\t"), line) or text.count("`", line, at) % 2 == 1


def _harmless(escape: re.Match[str]) -> str:
    """As many characters: a space for what ends a name, a letter for what is part of one."""
    letter = escape.group(1)
    return ("_" if letter and (chr(int(letter, 16)) + "a").isidentifier() else " ") * len(escape.group())
