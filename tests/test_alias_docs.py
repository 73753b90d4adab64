"""The aliases that stay are written down: in a section of a page, and beside them."""

from __future__ import annotations

import pytest

from canonize.codemods.aliasing.aliasdocs import DocumentAliases
from canonize.codemods.aliasing.collapse import Collapse
from canonize.codemods.names import SymbolPath
from canonize.codemods.plan.runner import plan
from canonize.codemods.recipe import Recipe, Step
from canonize.codemods.repo.files import InMemory, Kind
from examples import Before, applied, check, in_turn, leaves_alone, tree

SYMBOL = SymbolPath.parse("app.core:Manager")
DOCUMENT = DocumentAliases(SYMBOL)
FILES: Before = {
    "app/__init__.py": "from .shim import Old as Older\n",
    "app/core.py": "class Manager: ...\n",
    "app/shim.py": "from .core import Manager\nOld = Manager\nKept = Manager  # for the plugin\n",
    "app/views.py": "from app.shim import Old\nOld()\n",
}
SECTION = """\
    <!-- canonize: aliases of app.core.Manager -->
    ## Aliases of `app.core.Manager`

    It is defined in `app/core.py:1`. New code imports it from there, under its own name:

    ```python
    from app.core import Manager
    ```

    | alias | bound by | leads to the definition by | used by | why it stays |
    |---|---|---|---|---|
    | `app.Older` | import as | `app/__init__.py:1` → `app/shim.py:2` → `app/shim.py:1` → `app/core.py:1` | nobody here | the package hands it on |
    | `app.shim.Kept` | assignment | `app/shim.py:3` → `app/shim.py:1` → `app/core.py:1` | nobody here | code outside of this repository may import it |
    | `app.shim.Old` | assignment | `app/shim.py:2` → `app/shim.py:1` → `app/core.py:1` | `app/__init__.py:1`, `app/views.py:1` | code outside of this repository may import it |

    ```mermaid
    graph LR
        n0["app.core.Manager"]
        n1["app.Older"]
        n2["app.shim.Old"]
        n3["app.shim.Manager"]
        n4["app.shim.Kept"]
        n1 --> n2
        n2 --> n3
        n3 --> n0
        n4 --> n3
    ```
    <!-- canonize: end of aliases -->
    """


def test_a_page_is_made_and_each_alias_says_what_it_is() -> None:
    check(
        DOCUMENT,
        FILES,
        {
            "app/__init__.py": "from .shim import Old as Older  # alias: use app.core.Manager\n",
            "app/shim.py": "from .core import Manager\nOld = Manager  # alias: use app.core.Manager\n"
            "Kept = Manager  # for the plugin\n",
            "docs/aliases.md": "    # Aliases\n\n" + SECTION,
        },
    )


def test_only_its_own_section_changes() -> None:
    page = "# Ours\n\nBefore.\n\n<!-- canonize: aliases of app.core.Manager -->\nold\n<!-- canonize: end of aliases -->\n\nAfter: app.shim.Old\n"
    result = applied(DocumentAliases(SYMBOL, comment=False), {**FILES, "docs/aliases.md": page})
    written = result.text("docs/aliases.md")
    assert written.startswith("# Ours\n\nBefore.\n\n<!-- canonize: aliases of app.core.Manager -->\n## Aliases")
    assert written.endswith("<!-- canonize: end of aliases -->\n\nAfter: app.shim.Old\n")


def test_a_section_is_added_to_a_page_that_has_none() -> None:
    result = applied(DocumentAliases(SYMBOL, comment=False), {**FILES, "docs/aliases.md": "# Ours\n"})
    assert result.text("docs/aliases.md").startswith("# Ours\n\n<!-- canonize: aliases of")


def test_without_aliases_nothing_is_written() -> None:
    leaves_alone(DOCUMENT, {"app/__init__.py": "", "app/core.py": "class Manager: ...\n"})


def test_a_page_that_the_recipe_leaves_out_is_told_and_not_written() -> None:
    recipe = Recipe("r", (Step("page", "document-aliases", DOCUMENT),), include=("app/**",))
    done = plan(recipe, InMemory(tree(FILES)))
    assert set(done.changes.changes) == {"app/__init__.py", "app/shim.py"}
    told = [(each.severity, each.path, each.message) for each in done.diagnostics]
    assert told == [("warning", "docs/aliases.md", "the page is not written: left out by include or exclude")]


def test_an_alias_that_went_goes_from_the_page() -> None:
    first = applied(DOCUMENT, FILES).files
    result = applied(DOCUMENT, {**first, "app/shim.py": b"", "app/__init__.py": b"", "app/views.py": b""})
    assert "It has no aliases." in result.text("docs/aliases.md")


def test_a_collapse_leaves_the_section_and_the_comments_alone() -> None:
    files = in_turn((Collapse(SYMBOL), DOCUMENT), FILES)
    assert in_turn((Collapse(SYMBOL), DOCUMENT), files) == files
    assert b"`app.shim.Old`" in files["docs/aliases.md"]
    assert b"from app.core import Manager" in files["app/views.py"]


def test_an_import_in_brackets_gets_its_comment_beside_the_name() -> None:
    files: Before = {
        "app/__init__.py": "",
        "app/core.py": "class Manager: ...\ndef other(): ...\n",
        "app/shim.py": "from .core import (\n    Manager as Old,\n    other,\n)\n__all__ = ['Old', 'other']\n",
    }
    assert applied(DOCUMENT, files).text("app/shim.py") == (
        "from .core import (\n    Manager as Old,  # alias: use app.core.Manager\n    other,\n)\n"
        "__all__ = ['Old', 'other']\n"
    )


def test_a_section_without_an_end_is_left_and_named() -> None:
    check(
        DocumentAliases(SYMBOL, comment=False),
        {**FILES, "docs/aliases.md": "<!-- canonize: aliases of app.core.Manager -->\nmine\n"},
        {},
        says=("docs/aliases.md:1: … begins here and does not end",),
    )


def test_a_section_without_an_end_is_left_with_all_behind_it() -> None:
    """The end of the next section is none of its own."""
    begun = "<!-- canonize: aliases of app.core.Manager -->\nmine\n"
    other = "<!-- canonize: aliases of app.x.Y -->\nof another\n<!-- canonize: end of aliases -->\n"
    check(
        DocumentAliases(SYMBOL, comment=False),
        {**FILES, "docs/aliases.md": begun + other},
        {},
        says=("docs/aliases.md:1: … begins here and does not end",),
    )


@pytest.mark.parametrize(
    ("place", "kind", "why"),
    [("docs/aliases.md", "link", "it is a link"), ("docs/aliases.md/x", "file", "it is a folder")],
)
def test_a_page_that_is_no_file_is_told_and_not_written(place: str, kind: Kind, why: str) -> None:
    left = (f"docs/aliases.md:… the page is not written: {why}",)
    leaves_alone(DocumentAliases(SYMBOL, comment=False), {**FILES, place: "../x.md"}, says=left, kinds={place: kind})


def test_the_way_goes_by_the_binding_that_leads_on() -> None:
    shim = "Old = None\nfrom app.core import Manager\nOld = Manager\n"
    files: Before = {"app/__init__.py": "", "app/core.py": "class Manager: ...\n", "app/shim.py": shim}
    page = applied(DocumentAliases(SYMBOL, comment=False), files).text("docs/aliases.md")
    assert "| `app/shim.py:3` → `app/shim.py:2` → `app/core.py:1` |" in page
