"""Bytes, the code that the parsers see, and the places of one in the other."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonize.codemods.errors import UnreadableSource
from canonize.codemods.source import Source, line_starts, says_utf8

BOM = b"\xef\xbb\xbf"


def test_plain_code_is_itself() -> None:
    source = Source.read(b"a = 1\n")
    assert (source.code, source.encoding, source.raw_offset(4), source.code_offset(4)) == (b"a = 1\n", "utf-8", 4, 4)


def test_a_byte_order_mark_is_no_code() -> None:
    source = Source.read(BOM + b"a = 1\n")
    assert source.code == b"a = 1\n"
    assert source.raw_offset(0) == 3
    assert source.code_offset(3) == 0
    assert source.raw[source.raw_offset(4) :] == b"1\n"


@pytest.mark.parametrize(
    ("cookie", "encoding"),
    [
        (b"# -*- coding: latin-1 -*-", "iso-8859-1"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=latin-1 :", "iso-8859-1"),
        (b"# coding: cp1252", "cp1252"),
    ],
)
def test_the_encoding_is_what_the_file_says(cookie: bytes, encoding: str) -> None:
    raw = cookie + b"\na = '\xe9' + b\n"
    source = Source.read(raw)
    assert source.encoding == encoding
    assert source.code == raw.replace(b"\xe9", b"\xc3\xa9")
    at = source.code.index(b"+ b")
    assert raw[source.raw_offset(at) :] == b"+ b\n"
    assert source.code_offset(source.raw_offset(at)) == at


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"a = 1\0", "NUL"),
        (b"a = '\xe9'\n", "is not text in its encoding"),
        (b"# coding: no-such-encoding\na = 1\n", "is not text in its encoding"),
        (BOM + b"# coding: latin-1\na = 1\n", "is not text in its encoding"),
        (b"# coding: ascii\na = '\xc3\xa9'\n", "is not text in its encoding"),
        (b"# coding: utf-7\na = '+AOk-'\n+AGE- = 1\n", "does not survive"),
    ],
)
def test_what_python_would_not_read_is_refused(raw: bytes, why: str) -> None:
    with pytest.raises(UnreadableSource, match=why):
        Source.read(raw)


def test_a_cookie_in_the_third_line_is_none() -> None:
    assert Source.read(b"a\nb\n# coding: latin-1\n").encoding == "utf-8"


@pytest.mark.parametrize(
    ("head", "is_utf8"),
    [
        (b"", True),
        (b"# -*- coding: utf-8 -*-\n", True),
        (b"#!/usr/bin/env python\r# vim: set fileencoding=UTF_8 :\r", True),
        (b"# -*- coding: latin-1 -*-\n", False),
        (b"#!/usr/bin/env python\n# coding=utf-7\n", False),
        (b"\n" + b"#" * 2000 + b" coding: latin-1\n", False),
        (b"\n\n# coding: latin-1\n", True),
    ],
)
def test_what_a_file_says_of_its_encoding_is_read_without_decoding_it(head: bytes, *, is_utf8: bool) -> None:
    assert says_utf8(head + b"decoding = coding = 1\n") == is_utf8


def test_a_lone_carriage_return_is_a_newline_to_the_parsers() -> None:
    source = Source.read(b"a = 1\rb = 2\r\nc = 3\n")
    assert source.code == b"a = 1\nb = 2\r\nc = 3\n"
    assert source.raw == b"a = 1\rb = 2\r\nc = 3\n"


@pytest.mark.parametrize(
    ("raw", "newline"), [(b"a\n", b"\n"), (b"a\r\nb\n", b"\r\n"), (b"a\rb\n", b"\r"), (b"a", b"\n"), (b"", b"\n")]
)
def test_the_newline_of_a_file_is_its_first(raw: bytes, newline: bytes) -> None:
    assert Source.read(raw).newline == newline


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        (b"", 1), (b"a", 1), (b"a\n", 2), (b"a\nb", 2), (b"a\r\nb", 2), (b"a\rb", 2), (b"\n\n", 3), (b"a\r", 2),
        (b"a\x0cb", 1), (b"a\x0bb", 1), ("a\u2028b".encode(), 1), ("a\x85b".encode(), 1), (b"a\x1cb", 1),
    ],
)  # fmt: skip
def test_lines_are_those_of_python(code: bytes, lines: int) -> None:
    assert len(line_starts(code)) == lines


def test_lines_and_columns_count_from_one_in_characters() -> None:
    source = Source.read("a = 'é'; Old\r\n\tOld\n".encode())
    first = source.code.index(b"Old")
    second = source.code.index(b"Old", first + 1)
    assert (source.line(first), source.column(first)) == (1, 10)
    assert (source.line(second), source.column(second)) == (2, 2)


def test_text_is_spelled_in_the_encoding_of_the_file() -> None:
    latin = Source.read(b"# coding: latin-1\n")
    assert latin.encoded("é") == b"\xe9"
    with pytest.raises(UnreadableSource, match="cannot spell"):
        latin.encoded("Ж")


@given(
    st.text(st.characters(codec="latin-1", exclude_characters="\0")), st.sampled_from(["utf-8", "latin-1", "utf-8-sig"])
)
def test_every_place_of_the_code_leads_to_the_raw_bytes_and_back(text: str, encoding: str) -> None:
    cookie = f"# coding: {encoding}\n" if encoding == "latin-1" else ""
    source = Source.read((cookie + text).encode(encoding))
    at = 0
    for character in source.code.decode():
        raw = source.raw_offset(at)
        there = source.raw[raw : raw + len(character.encode(source.encoding))].decode(source.encoding)
        assert there.replace("\r", "\n") == character.replace("\r", "\n")
        assert source.code_offset(raw) == at
        at += len(character.encode())


@pytest.mark.parametrize(
    "encoding", ["latin-1", "shift_jis", "gb18030", "euc_kr", "iso2022_jp", "iso2022_kr", "hz", "utf-7"]
)
def test_every_line_leads_to_the_raw_bytes_and_back(encoding: str) -> None:
    word = "é" if encoding == "latin-1" else "日本"
    source = Source.read(f"# coding: {encoding}\r\nx = '{word}'\ny = '{word}'; z = 2\r\n\r\nw".encode(encoding))
    for name in "xyzw":
        raw = source.raw.rindex(name.encode())
        assert source.raw_offset(source.code.rindex(name.encode())) == raw
        assert source.code[source.code_offset(raw) :].startswith(name.encode())


def test_the_way_to_a_place_does_not_grow_with_the_file() -> None:
    source = Source.read(b"# coding: latin-1\n" + b"x = '\xe9'\n" * 100_000)
    start = process_time()
    assert all(source.code_offset(source.raw_offset(at)) == at for at in range(18, len(source.code), 9 * 10))
    assert process_time() - start < 3  # a tenth; what grows with the square took 8


@given(st.text("a\n\r\x0c\x0b\u2028é"))
def test_every_place_has_the_line_that_python_gives_it(text: str) -> None:
    source = Source.read(text.encode())
    at = 0
    line = 1
    for place, character in enumerate(source.code.decode()):
        assert source.line(at) == line
        at += len(character.encode())
        line += character == "\n" or (character == "\r" and source.code.decode()[place + 1 : place + 2] != "\n")
