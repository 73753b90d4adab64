from __future__ import annotations

import doctest
import re
import time
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonize.codemods.errors import UnreadableSource
from canonize.codemods.names import word_pattern
from canonize.codemods.source import Source
from canonize.codemods.surface.doctests import examples
from canonize.codemods.surface.virtual import Spans, Virtual, utf8


def found(text: str) -> Virtual:
    virtual = examples(utf8(dedent(text).encode()))
    assert virtual is not None
    return virtual


def code(text: str) -> str:
    return found(text).code.decode()


def test_prompts_are_code_and_what_is_expected_is_not() -> None:
    assert (
        code("""\
        Text about Old.

            >>> from app.m import Old
            >>> for x in Old():
            ...     print(x)
            ...
            Old 1
            >>> Old()
            <Old>
        """)
        == "from app.m import Old\nfor x in Old():\n    print(x)\n\nOld()\n"
    )


def test_each_example_is_a_cell() -> None:
    virtual = found(">>> a = (\n>>> b = 1\n... \nOld\n>>> c\n")
    assert [virtual.code[cell.start : cell.stop] for cell in virtual.cells] == [b"a = (\n", b"b = 1\n\n", b"c\n"]


@pytest.mark.parametrize(
    "fence",
    [
        "```python", "```py", "``` python", "```Python", "```python3", "```py3", "```ipython", "~~~python",
        "````python",         '```python title="a.py" hl_lines="2"', "```{code-block} python",
        "```{code-cell} ipython3", "```{.python}",
        "``` {.python .numberLines}", "```{python}", "```{testcode}", "```.python",
    ],
)  # fmt: skip
def test_a_fence_marked_as_python_is_code(fence: str) -> None:
    ticks = re.match("[`~]+", fence)
    assert ticks
    assert code(f"Old\n{fence}\nOld()\n\n  # x\n{ticks.group()}\nOld\n") == "Old()\n\n  # x\n"


@pytest.mark.parametrize(
    "fence",
    ["```", "```text", "```bash", "```pythonesque", "```python-console", "```{note} python", "```console", "``python"],
)
def test_another_fence_is_no_code(fence: str) -> None:
    assert examples(utf8(f"{fence}\nOld()\n```\n".encode())) is None


@pytest.mark.parametrize(
    "directive",
    [
        ".. code-block:: python", ".. code:: python", ".. sourcecode:: py", ".. code-block:: python3", ".. testcode::",
        ".. plot::", ".. ipython:: python", ".. jupyter-execute::", ".. testcode:: group", ".. testsetup:: *", ".. CODE-BLOCK:: Python",
    ],
)  # fmt: skip
def test_a_directive_for_python_is_code(directive: str) -> None:
    text = (
        f"Old\n\n  {directive}\n     :linenos:\n     :caption: Old\n\n     if x:\n         Old()\n\n     y\n\n  Old\n"
    )
    assert code(text) == "\nif x:\n    Old()\n\ny\n\n"


@pytest.mark.parametrize(
    "directive",
    [".. code-block:: bash", ".. code-block::", ".. note::", "..code-block:: python", ".. code-block:: pythonx", "::"],
)
def test_another_directive_is_no_code(directive: str) -> None:
    assert examples(utf8(f"{directive}\n\n   Old()\n".encode())) is None


@pytest.mark.parametrize("opening", ["Like this::", "::", ".. code-block::", ".. code::", "- x::"])
def test_a_literal_block_that_imports_is_code(opening: str) -> None:
    text = "Text\n\n{}\n\n    {}\n    Old()\n\nOld\n"
    assert code(text.format(opening, "from app.m import Old")) == "\nfrom app.m import Old\nOld()\n\n"
    assert examples(utf8(text.format(opening, "important Old").encode())) is None


def test_a_fence_without_a_language_that_imports_is_code() -> None:
    assert code("```\nimport app.m\nOld()\n```\nOld\n```\nfrom here\nOld\n```\n") == "import app.m\nOld()\n"


def test_the_fence_that_closes_a_block_opens_none() -> None:
    text = "```bash\nls\n```\nfrom app import Old\n```python\nOld()\n```\nimport Old\n```text\nimport Old\n```\n"
    assert code(text) == "Old()\n"


@pytest.mark.parametrize("line", ["~~~~~", "`````", "~~~"])
def test_a_title_underlined_like_a_fence_opens_none(line: str) -> None:
    assert code(f"One\n{line}\n\n.. code:: python\n\n   import a\n\nTwo\n{line}\n\nOld\n") == "\nimport a\n\n"


def test_prompts_count_in_any_block_and_only_they() -> None:
    text = "{}\n   >>> Old()\n   Old\n   >>> x\n```\nOld\n"
    for mark in ("```python", "```pycon", "```text", ".. code-block:: pycon", ".. code-block:: python", "text"):
        assert code(text.format(mark)) == "Old()\nx\n"


@pytest.mark.parametrize("text", [">>>Old()", "x >>> Old()", "... Old()", "# >>> Old()", ">> Old()", "> >>> Old()"])
def test_what_only_looks_like_a_prompt_is_no_code(text: str) -> None:
    assert examples(utf8(text.encode())) is None


def test_options_of_a_directive_in_a_fence_are_no_code() -> None:
    assert code("```{code-block} python\n:caption: Old\nOld()\n```\n") == "Old()\n"


def test_options_between_rules_are_no_code() -> None:
    assert code("```{code-cell}  python\n---\ntags: [Old]\n---\nOld()\n```\n") == "Old()\n"


def test_what_ipython_adds_to_python_is_left_out() -> None:
    virtual = found("```python\n%load_ext Old\n%time Old()\n```\n\n>>> !ls Old\n")
    assert virtual.code == b"0            \n0    ;Old()\n0      \n"
    lines = [virtual.line(place) for place in virtual.left_out_words(word_pattern(("Old",)))]
    assert lines == [2, 6]


def test_a_block_that_is_indented_or_quoted_by_tabs_loses_its_indentation() -> None:
    assert code("- x\n\n\t```python\n\tif x:\n\t\tOld()\n\t```\n") == "if x:\n\tOld()\n"


def test_a_fence_that_is_never_closed_ends_with_the_file() -> None:
    assert code("```python\nOld()\n``\nx") == "Old()\n``\nx\n"


def test_a_docstring_is_looked_at_alone_and_told_in_places_of_the_file() -> None:
    source = Source.read(
        "# -*- coding: latin-1 -*-\n# é\ndef f():\n    '''É\n\n    >>> Old()\n    '''\n".encode("latin-1")
    )
    start, end = source.code.index(b"\xc3\x89"), source.code.rindex(b"'''")
    virtual = examples(source, start, end)
    assert virtual and virtual.code == b"Old()\n"
    assert source.raw[virtual.raw_offset(0) : virtual.raw_offset(3)] == b"Old"
    assert (virtual.line(0), virtual.column(0)) == (6, 9)


def test_the_first_line_and_the_last_need_no_newline() -> None:
    source = Source.read(b'""">>> Old()"""')
    virtual = examples(source, 3, 12)
    assert virtual and virtual.code == b"Old()\n"
    assert virtual.raw_offset(5) == 12


def test_escapes_of_a_docstring_are_undone() -> None:
    source = Source.read(rb'""">>> f(\"a\\n\", \'\') + \\' + b"\n... Old\n" + b'"""')
    virtual = examples(source, 3, len(source.code) - 3, escapes=True)
    assert virtual and virtual.code == b"f(\"a\\n\", '') + \\\nOld\n"
    start = virtual.code.index(b"Old")
    assert source.raw[virtual.raw_offset(start) : virtual.raw_offset(start + 3)] == b"Old"


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_every_newline_ends_a_line(newline: str) -> None:
    raw = newline.join(["Text", ">>> Old()", "... x", "Old", ""]).encode()
    virtual = examples(utf8(raw))
    assert virtual and virtual.code.split() == [b"Old()", b"x"]
    assert raw[virtual.raw_offset(0) : virtual.raw_offset(3)] == b"Old"


def test_a_file_that_is_not_utf_8_is_said_so() -> None:
    with pytest.raises(UnreadableSource, match="not UTF-8"):
        utf8(b"\xff")


@pytest.mark.parametrize(
    "text",
    [">>> x\n" * 20_000, "```python\n" * 20_000, "```sh\n" * 20_000, "```\n" * 20_000, "x::\n" * 20_000,
     "```python\n>>> x\n" * 20_000, "`" * 5_000_000, " " * 5_000_000,
     ".. code:: python\n" * 20_000, ".. code:: python\n\n " * 20_000, "x" * 5_000_000, "\\'" * 500_000,
     ">>> " + "\\'" * 500_000],
)  # fmt: skip
def test_time_grows_with_the_size_alone(text: str) -> None:
    source = utf8(text.encode())
    begin = time.process_time()
    examples(source, escapes=True)
    assert time.process_time() - begin < 10


def test_time_does_not_grow_with_the_square_of_the_examples_that_are_broken() -> None:
    virtual = examples(utf8(b">>> f(\n\n" * 60_000))
    assert virtual
    begin = time.process_time()
    kept, broken = virtual.without_broken(lambda code: False)
    spans = Spans()
    spans.add(kept)
    assert len(broken) == 60_000 and not kept.code.strip() and 4 not in spans
    assert time.process_time() - begin < 3  # a square would take 7


LINES = st.sampled_from(
    [">>> Old()", ">>> if x:", "...     Old", "...", "Old", "", "   >>> a", "   ... b", "text", ">>>"]
)


@given(st.lists(LINES, max_size=12))
def test_the_examples_are_those_of_the_standard_library(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    try:
        expected = [example.source for example in doctest.DocTestParser().get_examples(text)]
    except ValueError:
        return
    virtual = examples(utf8(text.encode()))
    cells = [virtual.code[cell.start : cell.stop].decode() for cell in virtual.cells] if virtual else []
    assert [cell.rstrip() for cell in cells if cell.strip()] == [one.rstrip() for one in expected if one.strip()]
    for name in re.finditer(rb"\w+", virtual.code if virtual else b""):
        assert virtual
        assert virtual.raw[virtual.raw_offset(name.start()) : virtual.raw_offset(name.end())] == name.group()
