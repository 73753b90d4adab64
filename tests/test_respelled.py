"""Names in other characters that Python takes for the same name: 𝐎ld and Ｏld are Old (PEP 3131)."""

from __future__ import annotations

import re
from unicodedata import normalize

import pytest

from canonize.codemods.batch.scope import scope_of
from canonize.codemods.names import is_respelled, respelling
from canonize.codemods.recipe import one_step
from canonize.codemods.repo.files import InMemory
from examples import Scene, check, code, notebook, refused, rename

SCENE = Scene(
    rename("app.m:field", "column"),
    {"app/m.py": "def field(a=0): return a\n"},
    {"app/m.py": "def column(a=0): return a\n"},
)


def test_every_character_that_python_takes_for_ascii_is_looked_for() -> None:
    letters = re.compile(r"[0-9A-Za-z_]+")
    taken = [each for each in map(chr, range(128, 0x110000)) if ("a" + each).isidentifier()]
    alike = [each for each in taken if letters.fullmatch(normalize("NFKC", each))]
    assert len(alike) > 900
    assert [each for each in alike if not re.search(respelling(("Old",)), each.encode())] == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from app.m import ﬁeld\nprint(fｉeld(1))\n", "from app.m import column\nprint(column(1))\n"),
        ("import app.m\nprint(app.m.ﬁeld(1))\n", "import app.m\nprint(app.m.column(1))\n"),
        ("from app.ｍ import ﬁeld as f\nprint(f(1))\n", "from app.ｍ import column as f\nprint(f(1))\n"),
        ("import app.m as ﬁ\nprint(fi.ﬁeld(1), ﬁ.field(2))\n", "import app.m as ﬁ\nprint(fi.column(1), ﬁ.column(2))\n"),
        ("from app.m import *\nprint(ﬁeld(1))\n", "from app.m import *\nprint(column(1))\n"),
        ("from app.m import field\nprint(f'{ﬁeld(1)} ﬁeld')\n", "from app.m import column\nprint(f'{column(1)} ﬁeld')\n"),
        ("from app.m import field\ndef g(ﬁeld): return field\nprint(g(1))\n", "from app.m import column\ndef g(ﬁeld): return field\nprint(g(1))\n"),
        ("from app.m import ﬁeld\nclass A: fｉeld = field\nprint(A.ﬁeld())\n", "from app.m import column\nclass A: fｉeld = column\nprint(A.ﬁeld())\n"),
        ("\ufefffrom app.m import ﬁeld\r\nprint(ﬁeld(1), 'é')\r\n", "\ufefffrom app.m import column\r\nprint(column(1), 'é')\r\n"),
    ],
)  # fmt: skip
def test_a_name_in_other_characters_is_the_name(before: str, after: str) -> None:
    SCENE.changes(before, after)


def test_the_definition_itself_may_be_spelled_so() -> None:
    check(
        SCENE.codemod,
        {"app/m.py": "def ﬁeld(): return 1\n__all__ = ['field']\n", "app/views.py": "from app.m import *\nprint(field())\n"},
        {"app/m.py": "def column(): return 1\n__all__ = ['column']\n", "app/views.py": "from app.m import *\nprint(column())\n"},
        runs="import app.views",
    )  # fmt: skip


def test_strings_and_comments_are_compared_as_they_stand() -> None:
    SCENE.leaves("import app.m\nprint(hasattr(app.m, 'ﬁeld'))  # ﬁeld\n")


def test_a_name_in_other_characters_that_is_something_else_stays() -> None:
    SCENE.leaves("ﬁeld = 3\nprint(field)\n")
    SCENE.leaves("class A: ﬁeld = 3\nprint(A().field, dict(ﬁeld=1))\n")


def test_a_word_that_would_be_a_keyword_is_a_name_as_it_stands() -> None:
    SCENE.changes(
        "𝐝𝐞𝐟 = 1\nfrom app.m import ﬁeld\nprint(ﬁeld(𝐝𝐞𝐟))\n", "𝐝𝐞𝐟 = 1\nfrom app.m import column\nprint(column(𝐝𝐞𝐟))\n"
    )


def test_a_composed_name_is_found_decomposed_and_in_other_encodings() -> None:
    check(
        rename("app.m:Größe", "Size"),
        {
            "app/m.py": "class Größe: x = 1\n",
            "app/views.py": "from app.m import Gro\u0308ße\nprint(Größe.x)\n",
            "app/latin.py": "# coding: latin-1\nfrom app.m import Größe\nprint('é', Größe.x)\n".encode("latin-1"),
        },
        {
            "app/m.py": "class Size: x = 1\n",
            "app/views.py": "from app.m import Size\nprint(Size.x)\n",
            "app/latin.py": "# coding: latin-1\nfrom app.m import Size\nprint('é', Size.x)\n".encode("latin-1"),
        },
        runs="import app.views, app.latin",
    )


def test_a_local_that_is_the_new_name_in_other_characters_captures_no_use() -> None:
    result = SCENE.changes(
        "from app.m import field\ndef g(ｃolumn): return field(ｃolumn)\nprint(g(1))\n",
        "from app.m import column as field\ndef g(ｃolumn): return field(ｃolumn)\nprint(g(1))\n",
    )
    assert "app/views.py" in result.said


def test_a_new_name_that_looks_the_same_in_another_form_is_refused_with_its_code() -> None:
    refused(rename("app.m:field", "Gro\u0308ße"), {"app/m.py": "def field(): ...\n"}, "write 'Größe' (Gr\\xf6\\xdfe)")


def test_what_cannot_spell_the_word_is_not_read() -> None:
    assert not is_respelled("field", "x = 'é ü … ’ —'\n".encode())
    assert not is_respelled("field", "ﬁ = eld\n".encode())
    assert is_respelled("field", "ﬁelds = 1\n".encode())


def test_a_repository_that_only_spells_it_so_is_concerned() -> None:
    recipe = one_step("rename", rename("app.m:field", "column"))
    for text, steps in (("from app.m import ﬁeld\n", 1), ("# ﬁle, and ™\n", 0), ("from app.m import feld\n", 0)):
        assert len(scope_of(recipe, InMemory({"users.py": text.encode()})).steps) == steps


def test_a_cell_or_an_example_that_spells_it_so_is_listed() -> None:
    def files(name: str) -> dict[str, str]:
        example = f"def f():\n    '''\n    >>> from app.m import {name}\n    >>> ﬁeld()\n    '''\n"
        return {"a.ipynb": notebook(code(f"from app.m import {name}\nﬁeld()")), "app/views.py": example}

    said = "error left-alone: field left alone: it is spelled in other characters"
    SCENE.changes(files("field"), files("column"), says=[f"a.ipynb:10: {said}", f"app/views.py:4: {said}"])
