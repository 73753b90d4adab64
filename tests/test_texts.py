from __future__ import annotations

import re
import time
from itertools import pairwise
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonize.codemods.errors import UnreadableSource
from canonize.codemods.surface.surfaces import Surface, surface_of
from canonize.codemods.surface.templates import names_in_template
from canonize.codemods.surface.texts import Mention, mentions


def found(text: str, surface: Surface = "rst", *, module: str = "", default_role: bool = False) -> list[str]:
    """Each mention of Old as "kind text" or "kind prefix|text"; its bytes are checked."""
    raw = dedent(text).encode()
    told = []
    for mention in mentions(raw, ["Old"], surface, module=module, default_role=default_role):
        assert raw[mention.start : mention.end].decode() == mention.text
        told.append(
            f"{mention.kind} {mention.prefix}|{mention.text}" if mention.prefix else f"{mention.kind} {mention.text}"
        )
    return told


def test_a_dotted_path_has_its_place_in_bytes() -> None:
    assert mentions('attr = "ä app.m.Old.get"'.encode(), ["Old"], "toml") == [
        Mention(11, 24, "app.m.Old.get", "dotted")
    ]


def test_the_components_of_a_path_have_their_places() -> None:
    (mention,) = mentions("x äpp.m:Old".encode(), ["Old"], "toml")
    assert mention.components() == (("äpp", 2, 6), ("m", 7, 8), ("Old", 9, 12))


def test_offsets_can_be_told_from_another_base() -> None:
    assert [(one.start, one.end) for one in mentions(b"Old m.Old", ["Old"], "rst", base=100)] == [
        (100, 103),
        (104, 109),
    ]


def test_a_target_of_restructuredtext_and_what_refers_to_it_are_the_same_path() -> None:
    text = """\
        .. _app.m.Old:
        .. _Old: https://example.org/app.m.Old
        .. app.m.Old_ is a comment

        See app.m.Old_, `app.m.Old`_, Old_ and xapp.m.Old_
        """
    assert found(text) == ["dotted app.m.Old", "word Old", "address Old", *["dotted app.m.Old"] * 3, "word Old"]
    assert found("See app.m.Old_ and ``Old_``") == []
    assert found(".. _app.m.Old: x\n\napp.m.Old_", "ini") == ["dotted _app.m.Old"]


def test_underscores_of_emphasis_in_markdown_are_no_part_of_the_path() -> None:
    assert found("see _app.m.Old_, __my_app.m.Old__ and **_app.m.Old_**.", "markdown") == [
        "dotted app.m.Old", "dotted my_app.m.Old", "dotted app.m.Old"
    ]  # fmt: skip
    assert found("_Old_ `_Old_`", "markdown") == ["word Old"]
    for code in ("`_app.m.Old_`", "```\n_app.m.Old_\n```", "x\n\n    _app.m.Old_", "_app.m.Old_()", "_app.m.Old_x"):
        assert found(f"{code}\n", "markdown") == []
    assert found("_app.m.Old_", "rst") == []


@pytest.mark.parametrize("surface", ["yaml", "toml"])
def test_an_escape_before_a_path_is_listed_where_escapes_have_a_meaning(surface: Surface) -> None:
    assert found(r'a: "\tapp.m.Old"', surface) == ["word Old"]
    assert found(r"a: '\tapp.m.Old'", surface) == ["address Old"]
    assert found(r'a: "C:\Old"', surface) == ["address Old"]


def test_an_escape_behind_a_path_makes_it_another() -> None:
    for surface in ("toml", "yaml"):
        assert found('a = "app.m.Old\\u0041"', surface) == ["word Old"]  # type: ignore[arg-type]


def test_several_words_are_looked_for_at_once() -> None:
    assert [one.text for one in mentions(b"Old Older a.Older b.Old.Older", ["Old", "Older"], "rst")] == [
        "Old", "Older", "a.Older", "b.Old.Older",
    ]  # fmt: skip


def test_no_words_are_mentioned_nowhere() -> None:
    assert mentions(b"Old", [], "rst") == []


@pytest.mark.parametrize(
    ("surface", "text", "path"),
    [
        ("toml", 'x = {attr = "app.m.Old"}', "app.m.Old"),
        ("toml", "x = 'app.m:Old'", "app.m:Old"),
        ("toml", 'x = "app.m:Old [extra]"', "app.m:Old"),
        ("toml", '[[tool.mypy.overrides]]\nmodule = "app.Old.*"', "app.Old"),
        ("toml", '"app.m.Old" = 1', "app.m.Old"),
        ("toml", "app.m.Old = 1", "app.m.Old"),
        ("toml", '# app.m.Old, "x"', "app.m.Old"),
        ("toml", 'x = "other::app.m.Old"', None),
        ("ini", "[options.entry_points]\nconsole_scripts =\n    run = app.m:Old", "app.m:Old"),
        ("ini", "run=app.m:Old", "app.m:Old"),
        ("ini", "key:app.m.Old", "app.m.Old"),
        ("ini", "key: app.m.Old", "app.m.Old"),
        ("ini", "a =\n  app.m:Old\n", "app.m:Old"),
        ("ini", "[mypy-app.Old.*]", "app.Old"),
        ("ini", "[mypy-a,app.m.Old]", "app.m.Old"),
        ("ini", "addopts = -p app.x --cov=app.m.Old", "app.m.Old"),
        ("ini", "[handler_x]\nclass = app.m.Old\nargs = ()", "app.m.Old"),
        ("yaml", "class: app.m.Old", "app.m.Old"),
        ("yaml", "- app.m.Old # x", "app.m.Old"),
        ("yaml", "app.m.Old: 1", "app.m.Old"),
        ("yaml", "{a: app.m.Old, b: [1]}", "app.m.Old"),
        ("yaml", "entry: python -m app.m.Old", "app.m.Old"),
        ("yaml", "x: !!python/object/apply:app.m.Old [1]", "app.m.Old"),
        ("yaml", "x: !!python/name:app.m.Old ''", "app.m.Old"),
        ("yaml", "x: !<tag:yaml.org,2002:python/object:app.m.Old>", "app.m.Old"),
        ("yaml", "x: *anchor\ny: app.m.Old", "app.m.Old"),
        ("yaml", "run: uvicorn app.m:Old --reload", "app.m:Old"),
        ("yaml", "- {{ pin }} app.m.Old", "app.m.Old"),
        ("yaml", "stream: ext://app.m.Old", "app.m.Old"),
        ("ini", "stream=ext://app.m.Old", "app.m.Old"),
        ("json", '{"stream": "ext://app.m.Old.x"}', "app.m.Old.x"),
        ("ini", "filterwarnings =\n    ignore::app.m.Old", "app.m.Old"),
        ("ini", "addopts = -W error:some words of it:app.m.Old -ra", "app.m.Old"),
        ("toml", 'filterwarnings = ["error", "ignore:some words:app.m.Old"]', "app.m.Old"),
        ("yaml", "run: python -Werror::app.m.Old -m pytest", "app.m.Old"),
        ("json", '{"class": "app.m.Old"}', "app.m.Old"),
        ("json", '{"app.m.Old": 1}', "app.m.Old"),
        ("json", r'{"x": "say \"app.m.Old\" twice"}', "app.m.Old"),
        ("json", r'{"x": "a\napp.m.Old\nb"}', "app.m.Old"),
        ("json", r'{"x": "a\u2014app.m.Old"}', "app.m.Old"),
        ("markdown", "Use `app.m.Old`.", "app.m.Old"),
        ("markdown", "Use app.m.Old. Then", "app.m.Old"),
        ("markdown", "Use app.m.Old... Then", "app.m.Old"),
        ("markdown", "*app.m.Old*, **x**", "app.m.Old"),
        ("markdown", "::: app.m.Old\n    options:", "app.m.Old"),
        ("markdown", "[`Old`][app.m.Old]".replace("`Old`", "x"), "app.m.Old"),
        ("markdown", "[x](../api.md#app.m.Old)", "app.m.Old"),
        ("markdown", "{py:class}`app.m.Old`", "app.m.Old"),
        ("markdown", "“app.m.Old”", "app.m.Old"),
        ("markdown", "使用app.m.Old类", "app.m.Old"),
        ("markdown", "app.m.Old을", "app.m.Old"),
        ("markdown", "应用.m.Old", "应用.m.Old"),
        ("markdown", "@app.m.Old", "app.m.Old"),
        ("markdown", "app.m.Old()", "app.m.Old"),
        ("markdown", "app.m.Old?", "app.m.Old"),
        ("rst", "``app.m.Old``", "app.m.Old"),
        ("rst", ":class:`app.m.Old`", "app.m.Old"),
        ("rst", ":py:class:`~app.m.Old`", "app.m.Old"),
        ("rst", ":class:`!app.m.Old`", "app.m.Old"),
        ("rst", ":meth:`title <app.m.Old.get>`", "app.m.Old.get"),
        ("rst", ":func:`app.m.Old.get()`", "app.m.Old.get"),
        ("rst", ":raises app.m.Old: when", "app.m.Old"),
        ("rst", ".. autoclass:: app.m.Old\n   :members:", "app.m.Old"),
        ("rst", ".. py:class:: app.m.Old(x, y=1)", "app.m.Old"),
        ("rst", "app.m.Old.json()", "app.m.Old.json"),
        ("rst", "app.m.Old[int], Mapping", "app.m.Old"),
        ("rst", ":meth:`Old.log`", "Old.log"),
        ("markdown", "{meth}`~Old.json`", "Old.json"),
    ],
)
def test_a_whole_dotted_path_is_one(surface: Surface, text: str, path: str | None) -> None:
    assert found(text, surface) == ([f"dotted {path}"] if path else ["word Old"])


@pytest.mark.parametrize(
    ("surface", "text"),
    [
        ("toml", 'x = "Old"'),
        ("toml", "Old = 1"),
        ("toml", 'x = "..m.Old"'),
        ("toml", 'x = ".m.Old"'),
        ("toml", 'x = "my-app.m.Old"'),
        ("toml", 'x = "app.m.Old-x"'),
        ("toml", 'x = "app.m.Old*"'),
        ("toml", 'x = "app.m.Old.0"'),
        ("toml", 'x = "1.app.m.Old"'),
        ("yaml", "x: $app.m.Old"),
        ("yaml", "x: ${app.m.Old}"),
        ("yaml", "x: ERROR:app.m.Old:text"),
        ("yaml", "error: x:app.m.Old:text"),
        ("ini", "filterwarnings = no-ignore::app.m.Old"),
        ("yaml", "x: Old-1.2"),
        ("json", '{"Old": 1}'),
        ("markdown", "An Old one."),
        ("markdown", "an app.m.Old-based thing"),
        ("rst", ":class:`Old`"),
        ("rst", "``.Old`` and so on"),
        ("rst", "Old."),
    ],
)
def test_what_is_no_whole_path_is_a_word(surface: Surface, text: str) -> None:
    assert found(text, surface) == ["word Old"]


@pytest.mark.parametrize(
    ("surface", "text"),
    [
        ("toml", 'url = "https://x.org/app.m.Old"'),
        ("toml", 'url = "https://x.org/?q=app.m.Old"'),
        ("toml", 'url = "git+ssh://git@x.org/Old.git#egg=Old"'.replace("#egg=Old", "")),
        ("toml", 'file = "src/app.m.Old"'),
        ("toml", 'file = "app.m.Old/x"'),
        ("toml", 'file = "src/Old"'),
        ("toml", 'file = "Old.py"'),
        ("toml", 'file = "app.Old.py"'),
        ("toml", "file = 'C:\\app.Old'"),
        ("yaml", "mail: me@app.m.Old"),
        ("yaml", "x: text://app.m.Old"),
        ("yaml", "mail: app.m.Old@x.org"),
        ("yaml", "image: x.io/app.Old:latest"),
        ("yaml", "a: &Old 1"),
        ("yaml", "a: *Old"),
        ("yaml", "<<: [*Old]"),
        ("json", r'{"a": "https:\/\/x.org/Old"}'),
        ("markdown", "<https://x.org/Old>"),
        ("markdown", "[x](api/Old.md)"),
        ("markdown", "[x](Old.html)"),
        ("markdown", "![x](Old.png)"),
        ("rst", ".. toctree::\n   :maxdepth: 2\n\n   app.m.Old\n"),
        ("rst", ".. toctree::\n\n   How it runs <Old>\n"),
        ("rst", ".. include:: Old.rst"),
    ],
)
def test_a_word_in_an_address_is_no_path(surface: Surface, text: str) -> None:
    assert found(text, surface) == ["address Old"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("#/definitions/Old", "word"), ("#/$defs/Old", "word"), ("api.yaml#/components/schemas/Old", "word"), ("#/definitions/Old/properties/a", "word"),
        ("https://x.org/#/Old", "address"), ("/#Old/Old", "address"), ("a/Old", "address"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("surface", ["json", "yaml", "rst"])
def test_what_a_pointer_into_a_schema_leads_to_is_the_word(surface: Surface, text: str, kind: str) -> None:
    assert f"{kind} Old" in found(f'{{"$ref": "{text}"}}', surface)


def test_an_underscore_that_markdown_escapes_goes_on_with_the_name_it_touches() -> None:
    assert found("Old.to\\_dict and app.m.Old.to\\_dict", "markdown") == ["word Old", "word Old"]
    assert found("Old\\_manager, app.Old\\_a, my\\_Old and my\\_Old.x", "markdown") == []


def test_the_title_of_a_document_in_a_toctree_is_prose() -> None:
    assert found(".. toctree::\n\n   Old and more <api/old>\n", "rst") == ["word Old"]
    assert found("```{toctree}\nOld <api/old>\n```\n", "markdown") == ["word Old"]


def test_the_end_of_a_word_is_no_word() -> None:
    text = b"It's %s, %(name)-3s and {!s} of Jones\xe2\x80\x99s; but s, 's' and (s)"
    places = [each.start for each in mentions(text, ("s",), "rst")]
    assert places == [text.index(b" s,") + 1, text.index(b"'s'") + 1, len(text) - 2]


def test_names_with_a_slash_between_them_are_a_choice_of_names() -> None:
    assert found("Old/Other, Other/Old.", "rst") == ["choice Old", "choice Old"]
    assert found("Old/other, src/Old, Other/Old.py, /Other/Old", "rst") == ["address Old"] * 4


@pytest.mark.parametrize(
    ("surface", "text"),
    [
        ("toml", 'x = "app.m.Older"'),
        ("toml", 'x = "app.m.old"'),
        ("toml", "xOld = Old_"),
        ("toml", 'x = "app.m.Old2"'),
        ("json", r'{"x": "a\u00e9Old"}'),
        ("json", r'{"x": "Old\u00e9"}'),
        ("json", r'{"x": "a\\nOldx"}'),
        ("markdown", "Old\\_Manager"),
        ("markdown", "Very\\_Old"),
        ("markdown", "ÄOld Oldß"),
        ("rst", "Old_"),
    ],
)
def test_a_longer_word_is_no_mention(surface: Surface, text: str) -> None:
    assert found(text, surface) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("addopts = --deselect tests/test_m.py::Old", ["node tests/test_m.py|Old"]),
        ("tests/test_m.py::Old::test_x[1]", ["node tests/test_m.py|Old"]),
        ("--pyargs app.m::Old", ["node app.m|Old"]),
        ("tests/test_m.py::TestX::Old", ["word Old"]),
        ("app.m.Old::test_x", ["dotted app.m.Old"]),
        ("flask --app app/m.py:Old run", ["node app/m.py|Old"]),
        ("m.py:Old", ["node m.py|Old"]),
        ("handler = ./app/m.Old", ["handler ./app/m.py|Old"]),
        ("app/m:Old", ["handler app/m.py|Old"]),
        ("app/m.html:Old", ["address Old"]),
        ("app/m.n.Old", ["address Old"]),
        ("https://x.org/app/m.Old", ["address Old"]),
    ],
)
def test_what_stands_behind_a_file_is_told_with_it(text: str, told: list[str]) -> None:
    assert found(text, "ini") == told


def test_a_bare_target_is_relative_to_the_current_module() -> None:
    assert found("""\
        :class:`Old`

        .. currentmodule:: app.m

        .. autoclass:: Old
           :members: Old, Old

        See :class:`Old`, :class:`~Old`, :py:meth:`Old.get`, :class:`the Old <Old>`, :class:`app.x.Old`, ``Old``, Old.

        .. py:module:: app.n
        .. autofunction:: Old(x)
        .. currentmodule:: None
        .. autofunction:: Old
        """) == [
        "word Old",
        "relative app.m|Old", "word Old", "word Old",
        "relative app.m|Old", "relative app.m|Old", "dotted app.m|Old.get", "word Old", "relative app.m|Old",
        "dotted app.m|app.x.Old", "word Old", "word Old",
        "relative app.n|Old", "word Old",
    ]  # fmt: skip


def test_a_target_that_begins_with_a_dot_is_looked_up_by_its_end() -> None:
    text = ":class:`.Old`, :meth:`~.m.Old.get`, :class:`x <.Old>`, {class}`.Old`, `.Old`"
    assert found(text) == ["suffix Old", "suffix m.Old.get", "suffix Old", "suffix Old", "word Old"]


def test_a_directive_may_stand_in_an_entry_of_a_list() -> None:
    text = ".. currentmodule:: app\n\n* .. autoclass:: Old\n-   .. autoclass:: Old\n* Old\n"
    assert found(text) == ["relative app|Old", "relative app|Old", "word Old"]


@pytest.mark.parametrize("place", ["`Old`", "(`~Old`)", "`the old <Old>`", "`Old`, x", "`!Old`", "`a` and `Old`"])
def test_text_between_backticks_is_a_target_where_the_default_role_is_one_for_objects(place: str) -> None:
    assert found(place, module="app", default_role=True) == ["relative app|Old"]
    assert found(place, module="app") == ["word Old"]
    assert found(place, "markdown", module="app", default_role=True) == ["word Old"]


@pytest.mark.parametrize(
    "place",
    ["``Old``", "`Old`_", "`a <Old>`_", "`a` Old `b`", "`an Old`", "`Old x`", "` Old `", "x`Old`", ":py:x:`Old`"],
)
def test_other_text_between_backticks_is_none(place: str) -> None:
    assert found(place, module="app", default_role=True) == ["word Old"]


def test_a_small_word_between_backticks_is_a_parameter_as_a_rule() -> None:
    (mention,) = mentions(b"`old` is", ["old"], "rst", module="app", default_role=True)
    assert mention.kind == "word"
    (mention,) = mentions(b"`old_one` is", ["old_one"], "rst", module="app", default_role=True)
    assert mention.kind == "relative"


def test_a_summary_lists_names_of_the_current_module() -> None:
    assert found("""\
        .. currentmodule:: app
        .. autosummary::
           :toctree: Old/

           Old
           ~m.Old
           An Old one

        Old
        """) == ["address Old", "relative app|Old", "dotted app|m.Old", "word Old", "word Old"]


def test_a_module_lists_its_members() -> None:
    assert found("""\
        .. automodule:: app.m
           :members: Old, other,
              Old,Old
           :special-members: Old
           :exclude-members: Older, Old

           Old
           :members: Old
        .. automodule:: app.n
           :members:
           :synopsis: Old
        """) == [*["relative app.m|Old"] * 3, "word Old", "relative app.m|Old", *["word Old"] * 3]  # fmt: skip
    assert found("```{automodule} app.m\n:members: Old\n```\n", "markdown") == ["relative app.m|Old"]


def test_mkdocstrings_lists_members_of_a_module() -> None:
    assert found(
        """\
        ::: app.m
            options:
              members:
                - Old
                - other
                -  Old

              filters: [Old]
        Old
        ::: app.n
            options:
                members: [Old, other,Old]
        Old
        - Old
        """,
        "markdown",
    ) == [*["relative app.m|Old"] * 2, *["word Old"] * 2, *["relative app.n|Old"] * 2, *["word Old"] * 2]


def test_a_docstring_is_read_relative_to_its_module() -> None:
    assert found("Like :class:`Old`, or Old.", module="app.m") == ["relative app.m|Old", "word Old"]


def test_myst_has_its_own_spelling() -> None:
    assert found(
        "```{currentmodule} app.m\n```\n{class}`Old`\n```{autoclass} Old\n```\n```{toctree}\nOld\n```\n", "markdown"
    ) == ["relative app.m|Old", "relative app.m|Old", "address Old"]


def test_a_role_means_nothing_in_a_data_format() -> None:
    assert found("x: ':class:`Old`'", "yaml", module="app.m") == ["word Old"]


def test_text_that_is_not_utf_8_is_said_so() -> None:
    with pytest.raises(UnreadableSource, match="not UTF-8"):
        mentions(b"\xff Old", ["Old"], "rst")


def test_a_byte_order_mark_counts_in_offsets() -> None:
    assert mentions(b"\xef\xbb\xbfapp.Old", ["Old"], "toml") == [Mention(3, 10, "app.Old", "dotted")]


@pytest.mark.parametrize("surface", ["rst", "yaml", "json", "ini"])
@pytest.mark.parametrize(
    "text",
    ["Old.", "Old:", "Old::", "Old/", "a.Old@", ":class:`Old", ":class:`", "Old ", "x", ".. toctree::\n\n  Old\n",
     ".. py:module:: a\n", "```{toctree}\nOld\n", "::: a\n  members:\n  - Old\n", ".. automodule:: a\n  :members: Old\n", " ", "\\", "python/name:", "Old-", "://Old", "é.Old", "`Old`<"],
)  # fmt: skip
def test_time_grows_with_the_size_alone(text: str, surface: Surface) -> None:
    raw = (text * (100_000 // len(text))).encode() + b" Old"
    begin = time.process_time()
    assert mentions(raw, ["Old"], surface)
    assert time.process_time() - begin < 5


def test_a_line_of_five_megabytes_is_read() -> None:
    raw = b'{"x": "' + b"abc.def/ghi " * 400_000 + b'", "y": "app.m.Old"}'
    begin = time.process_time()
    assert [one.text for one in mentions(raw, ["Old"], "json")] == ["app.m.Old"]
    assert time.process_time() - begin < 5


@pytest.mark.parametrize("path", ["page.html", "main.kv", "a.graphql"])
@pytest.mark.parametrize("text", ["{", "{{ Old ", "{% ", "{{ Old }}", "<Old ", "Old:\n", "<Old>:\n", "import ", "'Old"])
def test_time_grows_with_the_size_of_a_template_alone(text: str, path: str) -> None:
    raw = b"{{ Old\n" + (text * (500_000 // len(text))).encode()
    begin = time.process_time()
    list(names_in_template(path, raw, "Old"))
    assert time.process_time() - begin < 3


ALPHABET = [
    "Old",
    "a",
    ".",
    ":",
    "/",
    "-",
    "@",
    " ",
    "\n",
    "`",
    ":class:`",
    "é",
    "类",
    "\\",
    "_",
    '"',
    ".. currentmodule:: m\n",
]


@given(st.lists(st.sampled_from(ALPHABET), max_size=15).map("".join), st.sampled_from(["rst", "yaml", "json", "ini"]))
def test_mentions_are_in_order_apart_and_hold_the_word(text: str, surface: Surface) -> None:
    raw = text.encode()
    told = mentions(raw, ["Old"], surface)
    assert all(one.end <= other.start for one, other in pairwise(told))
    for one in told:
        assert raw[one.start : one.end].decode() == one.text
        assert re.search(r"(?<!\w)Old(?!\w)", one.text)
        assert all(raw[start:end].decode() == part for part, start, end in one.components())


@pytest.mark.parametrize(
    ("path", "surface"),
    [
        ("salt/web/init.sls", "yaml"),
        ("a/b.py", "python"), ("a/b.pyi", "stub"), ("b.ipynb", "notebook"), ("pyproject.toml", "toml"),
        ("Pipfile", "toml"), ("setup.cfg", "ini"), ("tox.ini", "ini"), ("logging.conf", "ini"), (".flake8", "ini"),
        (".pre-commit-config.yaml", "yaml"), ("a/X.YML", "yaml"), ("recipe/meta.yaml", "yaml"), ("a.yaml.j2", "yaml"),
        ("a.jsonc", "json"), ("a.json", "json"), ("README.md", "markdown"), ("docs/a.rst", "rst"),
        ("docs/a.adoc", "markdown"), ("a.asciidoc", "markdown"), ("test/a.doctest", "rst"),
        ("docs/ref/a.txt", "rst"), ("README.txt", "rst"), ("CHANGES", "rst"),
        ("poetry.lock", "other"), ("uv.lock", "other"), ("package-lock.json", "other"), ("pnpm-lock.yaml", "other"),
        ("Pipfile.lock", "other"), ("npm-shrinkwrap.json", "other"), ("conda-lock.yml", "other"),
        ("linux-conda-lock.yml", "other"), ("requirements.txt", "other"), ("docs/requirements.txt", "other"),
        ("tests/data/words.txt", "other"), ("a.py.j2", "other"), ("Makefile", "other"), ("a", "other"),
        (".py", "other"),
        ("a.pyc", "other"), ("clock.json", "json"), ("block.yaml", "yaml"), ("py.typed", "other"),
    ],
)  # fmt: skip
def test_the_kind_of_a_file_is_told_by_its_name(path: str, surface: Surface) -> None:
    assert surface_of(path) == surface
