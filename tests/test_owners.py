"""CODEOWNERS as GitHub reads it, and with the sections of GitLab."""

from __future__ import annotations

import textwrap

import pytest

from canonize.codemods.batch.owners import owners
from canonize.codemods.repo.files import InMemory

pytest.importorskip("codeowners", reason="an extra: pip install 'canonize[batch]'")


def owned(text: str, *paths: str, file: str = "CODEOWNERS") -> list[str]:
    """Who owns each of the paths, with a space between them."""
    found = owners(InMemory({file: textwrap.dedent(text).encode()}), paths)
    return [" ".join(found[path]) for path in paths]


def test_the_last_line_that_matches_counts() -> None:
    text = "* @all\n*.py @py  # of old\n/docs/ @docs docs@example.org\n/docs/free.md\n"
    paths = ("a.txt", "b/a.py", "docs/a.py", "docs/free.md")
    assert owned(text, *paths) == ["@all", "@py", "@docs docs@example.org", ""]


def test_without_the_file_nobody_owns_anything() -> None:
    assert owned("* @all\n", "a.py", file="OTHERS") == [""]


def test_lines_without_owners_have_those_of_their_section() -> None:
    text = """\
        # as in GitLab's reference
        * @general

        [Documentation][2] @docs-team docs@example.org
        docs/
        README.md @readme

        ^[Database]
        model/db/ @database-team
        model/free/
        """
    general = "@general"
    assert owned(text, "a.py", "docs/a.md", "README.md", "model/db/m.py", "model/free/m.py") == [
        general, f"{general} @docs-team docs@example.org", f"{general} @readme", f"{general} @database-team", general,
    ]  # fmt: skip


def test_sections_of_one_name_are_one_whatever_its_case() -> None:
    text = "[Docs] @docs\n*.md\n[Other]\n*.txt @other\n[DOCS] @later\n/x/*.md @x\n/y/*.txt\n"
    assert owned(text, "a.md", "x/a.md", "y/a.txt") == ["@docs", "@x", "@later @other"]


def test_what_a_section_excludes_is_not_its() -> None:
    text = "* @all\n[Ruby] @ruby\n*.rb\n!/config/**/*.rb\n/config/x/a.rb @again\n"
    assert owned(text, "a.rb", "config/x/a.rb") == ["@all @ruby", "@all"]


def test_a_path_without_a_leading_slash_lies_anywhere_on_gitlab() -> None:
    text = "internal/README.md @readme\n"
    paths = ("internal/README.md", "docs/internal/README.md")
    assert owned(text, *paths, file=".gitlab/CODEOWNERS") == ["@readme", "@readme"]
    assert owned(text, *paths) == ["@readme", ""]


@pytest.mark.parametrize("line", ["[Docs team", "[z-a]/x @x", "!", "[] @x", "[Docs] no owner @x", "   ", "\\", "[Docs"])
def test_a_line_that_is_none_is_passed_over(line: str) -> None:
    assert owned(f"* @all\n{line}\n/app/ @app\n", "a.py", "app/a.py") == ["@all", "@app"]


def test_a_path_with_spaces_and_odd_characters() -> None:
    text = "[Docs] @docs\n/path\\ with\\ spaces/\n\\#pound.md\n/größe/ @size\n"
    assert owned(text, "path with spaces/a.md", "#pound.md", "größe/a.md") == ["@docs", "@docs", "@size"]


def test_a_section_comes_after_the_first_place_that_has_a_file() -> None:
    files = InMemory({"CODEOWNERS": b"* @root\n", ".gitlab/CODEOWNERS": b"[A] @a\n*\n"})
    assert owners(files, ["x"]) == {"x": ("@a",)}
