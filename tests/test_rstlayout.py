from __future__ import annotations

from textwrap import dedent
from time import process_time

import pytest

from canonize.codemods.edits import Edit, apply
from canonize.codemods.surface.rstlayout import fitted
from examples import check, rename

TABLE = """\
    +-------------------------+--------------------+
    | name                    | what it is for     |
    +=========================+====================+
    | :class:`app.m.Old`      | ö                  |
    +-------------------------+--------------------+
    | :func:`app.m.old`       | see :ref:`x|y`     |
    |                         +--------------------+
    |                         | or `app.m.Old`     |
    +-------------------------+--------------------+
    """


def laid_out(page: str, new: str) -> tuple[str, int]:
    """The page with Old renamed, and how many of the places were left out."""
    raw = dedent(page).encode()
    starts = [at for at in range(len(raw)) if raw.startswith(b"Old", at)]
    kept, left = fitted(raw, [Edit(at, at + 3, new.encode(), "name") for at in starts])
    return apply(raw, kept).decode(), len(left)


def test_the_adornment_of_a_title_is_as_long_as_the_title() -> None:
    check(
        rename("app.m.Old", "Longer"),
        {
            "app/m.py": "class Old: ...\n",
            "docs/m.rst": "=========\napp.m.Old\n=========\n\nThe class `app.m.Old`\r\n---------------------\r\n\nText.\n",
        },
        {
            "app/m.py": "class Longer: ...\n",
            "docs/m.rst": "============\napp.m.Longer\n============\n\n"
            "The class `app.m.Longer`\r\n------------------------\r\n\nText.\n",
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("new", "adornment"),
    [("New", "~~~~~~~"), ("Longer", "~~~~~~~~~~"), ("It", "~~~~~~"), ("新", "~~~~~~")],
)
def test_it_grows_and_shrinks_with_the_title(new: str, adornment: str) -> None:
    assert laid_out("m.Old()\n~~~~~~~\n", new) == (f"m.{new}()\n{adornment}\n", 0)


@pytest.mark.parametrize(
    "page",
    [
        "m.Old\n==========\n",  # long enough as it is
        "m.Old\n---\n",  # too short for a title
        "m.Old\n\n=====\n",
        "m.Old\n=-=-=\n",
        " m.Old\n::\n",
        "m.Old",
    ],
)
def test_what_is_no_title_or_has_room_stays(page: str) -> None:
    assert laid_out(page, "Renamed") == (page.replace("Old", "Renamed"), 0)


def test_the_title_below_another_is_not_taken_for_one_with_an_overline() -> None:
    assert laid_out("m.Old\n=====\nm.Old\n=====\n", "Longer") == ("m.Longer\n========\nm.Longer\n========\n", 0)
    for above in ("Title 1\n=======\n", "-------\n"):
        assert laid_out(f"{above}m.Old 1\n=======\n", "Longer") == (f"{above}m.Longer 1\n==========\n", 0)


def test_the_columns_of_a_table_with_bars_stay() -> None:
    assert laid_out(TABLE, "Longer") == (dedent(TABLE).replace("Old`   ", "Longer`"), 0)
    assert laid_out(TABLE, "It") == (dedent(TABLE).replace("Old`", "It` "), 0)


def test_a_bar_in_the_text_of_a_cell_is_no_end_of_it() -> None:
    table = "+----------+---+\n| {} | 1 |\n+----------+---+\n"
    assert laid_out(table.format("Old|b   "), "Longer") == (table.format("Longer|b"), 0)


def test_a_row_of_letters_that_take_two_columns_is_left() -> None:
    table = "+-----------+----+\n| Old       | 新 |\n+-----------+----+\n"
    assert laid_out(table, "Longer") == (table, 1)


def test_what_a_column_has_no_room_for_is_left() -> None:
    assert laid_out(TABLE, "MuchLonger") == (dedent(TABLE), 2)
    check(
        rename("app.m.Old", "Longer"),
        {"app/m.py": "class Old: ...\n", "docs/m.rst": "+-----------+\n| app.m.Old |\n+-----------+\n"},
        {"app/m.py": "class Longer: ...\n", "docs/m.rst": "+-----------+\n| app.m.Old |\n+-----------+\n"},
        says=["docs/m.rst:2: …Old left alone: its column of the table has no room for the new name"],
    )


SIMPLE = """\
    ==============  =====
    name            text
    ==============  =====
    ``m.Old``       one
    ``m.Old``
    two             m.Old, m.Old
    three

                    and m.Old
    spans m.Old and m.Old
    ==============  =====

    m.Old is text
    """


def test_the_columns_of_a_table_between_borders_stay_and_the_last_is_as_wide_as_it_is() -> None:
    after = SIMPLE.replace("Old``       one", "Longer``    one").replace("Old", "Longer")
    assert laid_out(SIMPLE, "Longer") == (dedent(after), 0)


def test_a_table_between_borders_without_room_is_left() -> None:
    page = dedent(SIMPLE)
    head, text = page[: page.index("two")], page[page.index("two") :]
    assert laid_out(page, "MuchLonger") == (head + text.replace("Old", "MuchLonger"), 2)


@pytest.mark.parametrize("new", ["It", "Longer"])
def test_cells_beside_one_another_change_in_one_row(new: str) -> None:
    row = "====== ====== ===\nOld    Old    Old\na      b      c\n====== ====== ===\n"
    bars = "+--------+--------+\n| Old    | Old    |\n+--------+--------+\n"
    assert laid_out(row, new) == (row.replace("Old    Old    Old", f"{new:6} {new:6} {new}"), 0)
    assert laid_out(bars, new) == (bars.replace("Old   ", f"{new:6}"), 0)


def test_an_adornment_does_not_get_too_short_to_be_one() -> None:
    assert laid_out("---\nOld\n---\n", "X") == ("---\nX\n---\n", 0)
    assert laid_out("Old()\n-----\n", "X") == ("X()\n----\n", 0)


def test_the_time_for_a_row_does_not_grow_with_the_tables_of_a_page() -> None:
    table = "====== ====\nm.Old  x\n====== ====\n\n"
    start = process_time()
    assert laid_out(table * 25_000, "Old1") == (table.replace("Old ", "Old1") * 25_000, 0)
    assert process_time() - start < 5  # a second on a quiet machine
