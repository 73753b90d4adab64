from __future__ import annotations

import ast
import json
import re
import time
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

import examples
from canonize.codemods.errors import UnreadableSource
from canonize.codemods.names import word_pattern
from canonize.codemods.surface import jsontext
from canonize.codemods.surface.magics import blanked
from canonize.codemods.surface.notebooks import Notebook, read, read_prose

WORD = re.compile(r"[^\W\d]\w*")


def code_cell(source: object) -> dict[str, object]:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}


def notebook(*sources: object, **metadata: object) -> dict[str, object]:
    return {"cells": [code_cell(s) for s in sources], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def reading(*sources: object, indent: int | None = 1, ascii: bool = False) -> Notebook:
    return read(json.dumps(notebook(*sources), indent=indent, ensure_ascii=ascii).encode())


def spelled(book: Notebook, start: int, end: int) -> str:
    """What the JSON holds where `code[start:end]` comes from, decoded."""
    text = book.raw[book.raw_offset(start) : book.raw_offset(end)].decode()
    return str(json.loads(f'"{text}"'))


def one_piece(book: Notebook, start: int, end: int) -> bool:
    """Does it come from one string of the JSON? Between two stands a quote that no backslash hides."""
    return not re.search(rb'(?<!\\)(?:\\\\)*"', book.raw[book.raw_offset(start) : book.raw_offset(end)])


def test_the_cells_are_one_module() -> None:
    book = reading("from app.m import Old\n", ["x = Old()\n", "print(x)"])
    assert book.code == b"from app.m import Old\n\nx = Old()\nprint(x)\n"


def test_a_name_is_replaced_in_the_json_and_nothing_else_changes() -> None:
    raw = json.dumps(notebook(["s = 'say \"hi\"\\n'; Old(s)\n", "Old"]), indent=2).encode()
    book = read(raw)
    for found in reversed(list(re.finditer(b"Old", book.code))):
        raw = raw[: book.raw_offset(found.start())] + book.encoded("New") + raw[book.raw_offset(found.end()) :]
    assert raw == book.raw.replace(b"Old", b"New")


def test_markdown_and_raw_cells_are_no_code() -> None:
    cells: list[object] = [{"cell_type": kind, "metadata": {}, "source": "Old()"} for kind in ("markdown", "raw")]
    assert read(json.dumps({**notebook(), "cells": cells}).encode()).code == b""


def test_outputs_are_no_code() -> None:
    cell = {**code_cell("x"), "outputs": [{"output_type": "stream", "name": "stdout", "text": ["Old()"]}]}
    assert read(json.dumps({**notebook(), "cells": [cell]}).encode()).code == b"x\n"


def test_a_notebook_of_format_3_is_read() -> None:
    cells = [{"cell_type": "code", "input": ["Old()\n"], "language": "python", "outputs": []}]
    raw = json.dumps({"worksheets": [{"cells": cells}], "metadata": {}, "nbformat": 3}).encode()
    assert read(raw).code == b"Old()\n\n"


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"language": "R", "name": "ir"}},
        {"language_info": {"name": "julia"}},
        {"kernelspec": {"language": "scala", "name": "spylon"}, "language_info": {}},
    ],
)
def test_a_notebook_of_another_language_has_no_code(metadata: dict[str, object]) -> None:
    assert read(json.dumps(notebook("Old()", **metadata)).encode()).code == b""


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"kernelspec": {"language": "python", "name": "my-env"}},
        {"language_info": {"name": "python", "version": "3.12"}},
        {"kernelspec": {"name": "python3"}, "language_info": {"name": "ipython"}},
    ],
)
def test_a_notebook_that_says_python_or_nothing_has_code(metadata: dict[str, object]) -> None:
    assert read(json.dumps(notebook("Old()", **metadata)).encode()).code == b"Old()\n"


def test_a_cell_in_another_language_is_no_code() -> None:
    cell = {**code_cell("Old"), "metadata": {"vscode": {"languageId": "sql"}}}
    assert read(json.dumps({**notebook(), "cells": [cell, code_cell("x")]}).encode()).code == b"x\n"


def test_lines_and_columns_are_those_of_the_file() -> None:
    book = read(b'{\n "cells": [\n  {"cell_type": "code", "source": [\n   "x\\n",\n   "\\tOld"]}]}')
    assert (book.line(book.code.index(b"Old")), book.column(book.code.index(b"Old"))) == (5, 7)


@pytest.mark.parametrize(("ascii", "spelling"), [(True, b"Gr\\u00f6\\u00dfe"), (False, "Größe".encode())])
def test_a_name_beyond_ascii_is_written_as_the_file_does(ascii: bool, spelling: bytes) -> None:
    book = reading("é = 1", ascii=ascii)
    assert book.encoded("Größe") == spelling


def test_terminal_colours_in_an_output_do_not_make_a_file_ascii() -> None:
    assert reading("print('\x1b[0m')", ascii=False).encoded("é") == "é".encode()


def test_a_replacement_of_several_lines_is_escaped() -> None:
    assert reading("x").encoded('a\n"b"\\') == b'a\\n\\"b\\"\\\\'


def test_a_name_at_the_end_of_a_string_ends_before_its_quote() -> None:
    book = reading(["import app.m", ".Old", "; Old", "()"])
    for found in re.finditer(rb"\w+", book.code):
        assert spelled(book, found.start(), found.end()) == found.group().decode()


def test_a_byte_order_mark_is_kept() -> None:
    raw = b"\xef\xbb\xbf" + json.dumps(notebook("Old")).encode()
    book = read(raw)
    assert raw[book.raw_offset(0) : book.raw_offset(3)] == b"Old"


def test_a_broken_cell_does_not_spoil_the_others() -> None:
    book = reading("x = Old()", "print 'Old'", "y = Old()")

    def parses(code: bytes) -> bool:
        try:
            ast.parse(code)
        except SyntaxError:
            return False
        return True

    whole, broken = book.without_broken(parses)
    assert broken == (1,)
    assert whole.code == b"x = Old()\n           \ny = Old()\n"
    assert spelled(book, whole.code.rindex(b"Old"), whole.code.rindex(b"Old") + 3) == "Old"
    (place,) = whole.left_out_words(word_pattern(("Old",)))
    assert spelled(book, place, place + 3) == "Old"


def test_a_word_in_a_shell_command_is_told_with_its_line() -> None:
    book = reading(["x = 1\n", "!Old\n", "Old = !ls Old\n", "%time Old()"])
    places = book.left_out_words(word_pattern(("Old",)))
    assert [(book.line(place), spelled(book, place, place + 3)) for place in places] == [(10, "Old"), (11, "Old")]


def test_the_prose_of_a_notebook_is_its_markdown() -> None:
    cells: list[object] = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Old\n", "`app.m.Old`"]},
        code_cell("Old()"),
        {"cell_type": "raw", "metadata": {}, "source": "Old"},
        {"cell_type": "markdown", "metadata": {}, "source": "x"},
    ]
    prose = read_prose(json.dumps({**notebook(), "cells": cells}).encode())
    assert prose.code == b"# Old\n`app.m.Old`\nx\n"
    place = prose.code.rindex(b"Old")
    assert spelled(prose, place, place + 3) == "Old"


def test_a_word_in_a_cell_of_text_is_told_with_its_place() -> None:
    book = examples.notebook(examples.prose("# On\n\nméééé é and\nsee é UserManager"), examples.code("x = 1\n"))
    files = {"app/m.py": "class UserManager: ...\n", "n.ipynb": book}
    places = [
        (at, text.find("UserManager") + 1) for at, text in enumerate(book.splitlines(), 1) if "UserManager" in text
    ]
    said = examples.applied(examples.rename("app.m:UserManager", "Manager"), files).outcome.diagnostics
    assert [(each.line, each.column) for each in said] == places


def test_an_indented_cell_and_one_with_prompts_parse() -> None:
    book = reading("    x = Old()\n    y = 1\n", ">>> x = Old()\n>>> if x:\n...     Old()\n")
    assert [node.id for node in ast.walk(ast.parse(book.code)) if isinstance(node, ast.Name)].count("Old") == 3
    for found in re.finditer(b"Old", book.code):
        assert spelled(book, found.start(), found.end()) == "Old"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("%matplotlib inline\nOld", "0                 \nOld"),
        ("%load_ext Old \\\n  more\nOld", "0              \n      \nOld"),
        ("!pip install x\nOld", "0             \nOld"),
        ("if x:\n    !ls Old", "if x:\n    0      "),
        ("!!ls", "0   "),
        ("x = !ls", "x = 0  "),
        ("x = y = 1 ; a != b", "x = y = 1 ; a != b"),
        ("x = %sql select", "x = 0          "),
        ("%time Old()", "0    ;Old()"),
        ("%timeit -n 10 -r3 Old(1)", "0                ;Old(1)"),
        ("%prun -s cumulative Old()", "0                  ;Old()"),
        ("t = %timeit -o Old()", "t =            Old()"),
        ("%timeit -q 2*Old()", "0         ;2*Old()"),
        ("%timeit?", "0       "),
        ("?Old", "+Old"),
        ("??app.Old", "+ app.Old"),
        ("Old?\nx", "Old \nx"),
        ("app.Old.get??", "app.Old.get  "),
        ("*Old*?", "0     "),
        ("if 1:\n  np.*load*?", "if 1:\n  0         "),
        (",f a b", "0     "),
        ("%%time\nOld()", "      \nOld()"),
        ("%%capture out\n%%time\n%pylab\nOld()", "             \n      \n0     \nOld()"),
        ("%%bash\nOld", "      \n   "),
        ("\n%%html\n<Old>\n", "\n      \n     \n"),
    ],
)
def test_what_ipython_adds_is_blanked(cell: str, code: str) -> None:
    found = blanked(cell.encode())
    assert found.code.decode() == code
    ast.parse(code)
    assert all(0 <= left.start < left.stop <= len(cell) for left in found.left_out)


@pytest.mark.parametrize(
    "cell",
    [
        "x = (a\n  % b)",
        "x = a \\\n  % b",
        's = """\n%time Old()\n!ls\n"""',
        's = "is it?"',
        "s = 'a' # why?",
        "f(a=1, b=[\n  !x])".replace("!", "-"),
        'f"{a!r}"',
        "x = f'{a!r:>{w}}'\ny = 1",
        "a = b == c",
        "x: int = 1 # %time",
        's = "\\"?"\nt = 1',
        "t = r'\\'\n!".replace("\n!", ""),
    ],
)
def test_what_only_looks_like_ipython_is_kept(cell: str) -> None:
    assert blanked(cell.encode()) == (cell.encode(), ())


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"", "breaks off"),
        (b"not json", "not JSON"),
        (b'{"cells": [', "breaks off"),
        (b'{"cells": ["abc', "breaks off"),
        (b'{"cells": [] "x"}', "not JSON"),
        (b'{"cells": [1,]}', "not JSON"),
        (b'{"cells": {]}', "not JSON"),
        (b'{"cells": []}]', "not JSON"),
        (b'{"cells": []}{}', "not JSON"),
        (b'{"cells": ["a\nb"]}', "not JSON"),
        (b'{"cells": ["\\x"]}', "not JSON"),
        (b"\xff{}", "not UTF-8"),
        (b'{"cells": "\xff"}', "not UTF-8"),
        (b"[" * 100_000, "nests deeper"),
        (b'{"a":' * 100_000, "nests deeper"),
        (b'{"cells": [], "cells": []}', "twice"),
        (b'{"a": 1, "\\u0061": 2}', "twice"),
        (b'{"cells": [{"cell_type": "code", "source": "\\ud83d"}]}', "surrogate"),
        (b"[]", "no notebook"),
        (b"{}", "no notebook"),
        (b'{"cells": 3}', "no notebook"),
        (b'{"worksheets": [3]}', "no notebook"),
        (b"version https://git-lfs.github.com/spec/v1\n", "not JSON"),
    ],
)
def test_what_is_no_notebook_is_said_so(raw: bytes, word: str) -> None:
    with pytest.raises(UnreadableSource, match=word):
        read(raw)


def test_nan_in_an_output_is_what_python_writes_and_is_read() -> None:
    cell = {**code_cell("Old"), "outputs": [float("nan"), float("-inf"), 1.5e-3]}
    assert read(json.dumps({**notebook(), "cells": [cell]}).encode()).code == b"Old\n"


@pytest.mark.parametrize(
    "source",
    ["x" * 5_000_000, "\n" * 200_000, "é" * 500_000, '"' * 200_000, "%" * 5_000_000, "?\n" * 100_000, "(" * 200_000,
     "%time" + " -T" * 1000, "x = %prun" + " -s x" * 1000],
)  # fmt: skip
def test_time_grows_with_the_size_alone(source: str) -> None:
    raw = json.dumps(notebook(source)).encode()
    begin = time.process_time()
    assert read(raw).code
    assert time.process_time() - begin < 20


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(value=JSON, ascii=st.booleans(), indent=st.sampled_from([None, 0, 2]))
def test_the_shape_of_json_is_that_of_the_standard_library(value: object, ascii: bool, indent: int | None) -> None:
    raw = json.dumps(value, ensure_ascii=ascii, indent=indent).encode()

    def shape(value: object) -> object:
        match value:
            case dict():
                return {key: shape(one) for key, one in value.items()}
            case list():
                return [shape(one) for one in value]
            case range():
                return jsontext.text(raw, value)
            case str():
                return value
        return None

    assert shape(jsontext.parse(raw)) == shape(value)


@given(st.binary(max_size=60) | st.text('{}[]",:\\u01aN.-e \n', max_size=60).map(str.encode))
def test_bytes_are_json_exactly_when_the_standard_library_reads_them(raw: bytes) -> None:
    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        if len(dict(items)) < len(items):
            raise ValueError
        return dict(items)

    try:
        json.loads(raw.decode(), object_pairs_hook=pairs)
    except ValueError:
        with pytest.raises((UnreadableSource, UnicodeDecodeError)):
            jsontext.parse(raw)
    else:
        jsontext.parse(raw)


@given(
    cells=st.lists(st.lists(st.text("ab_é😀\"\\\n\t .=()'", min_size=1), max_size=4), max_size=4),
    ascii=st.booleans(),
    indent=st.sampled_from([None, 1]),
)
def test_every_name_has_its_place_in_the_json(cells: list[list[str]], ascii: bool, indent: int | None) -> None:
    book = reading(*cells, ascii=ascii, indent=indent)
    assert "".join("".join(cell) for cell in cells).replace("\n", "").split() == (
        book.code.decode().replace("if 1:\n", "").replace("\n", "").split()
    )
    code = book.code.decode()
    for found in WORD.finditer(code):
        start, end = len(code[: found.start()].encode()), len(code[: found.end()].encode())
        ends = not code[found.end() : found.end() + 1] > "\x7f"
        if found.group() != "if" and ends and one_piece(book, start, end):
            assert spelled(book, start, end) == found.group()


def test_an_example_of_the_module_docstring() -> None:
    raw = dedent("""\
        {"cells": [{"cell_type": "code", "source": ["Old"]}]}
        """).encode()
    book = read(raw)
    start = book.code.index(b"Old")
    assert raw[book.raw_offset(start) : book.raw_offset(start + 3)] == b"Old"
