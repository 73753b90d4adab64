"""Several star imports that bring the name: which of them a place sees, and what keeps its name beside them."""

from time import process_time
from typing import Literal

import pytest

from canonize.codemods.meaning.bindings import Resolver
from canonize.codemods.meaning.written import plainly_written
from canonize.codemods.plan.runner import plan
from canonize.codemods.recipe import one_step
from canonize.codemods.repo.files import InMemory
from examples import SCENE, applied, check, leaves_alone, old_and_new, opened, parsed_from_now_on, refused, rename

ONE = rename("app.one:Old", "New")
TWO = rename("app.two:Old", "New")
FILES = {"app/__init__.py": "", "app/one.py": "Old = 1\n", "app/two.py": "Old = 2\n"}
RUN = "import use"


def test_a_place_between_two_star_imports_sees_the_first() -> None:
    text = "from app.one import *\nprint({})\nfrom app.two import *\nprint({})\ndef f(): return {}\nprint(f())\n"
    before = {**FILES, "use.py": text.format("Old", "Old", "Old")}
    check(ONE, before, {"app/one.py": "New = 1\n", "use.py": text.format("New", "Old", "Old")}, runs=RUN)
    check(TWO, before, {"app/two.py": "New = 2\n", "use.py": text.format("Old", "New", "New")}, runs=RUN)


def test_a_function_between_two_star_imports_may_be_called_when_either_holds() -> None:
    text = "from app.one import *{}\ndef f(): return Old\nprint(f())\nfrom app.two import *{}\nprint(f())\n"
    said = ["use.py:…warning kept-local: Old keeps its name in this file"]
    before = {**FILES, "use.py": text.format("", "")}
    first, second = ("\nfrom app.one import New as Old", ""), ("", "\nfrom app.two import New as Old")
    check(ONE, before, {"app/one.py": "New = 1\n", "use.py": text.format(*first)}, runs=RUN, says=said)
    check(TWO, before, {"app/two.py": "New = 2\n", "use.py": text.format(*second)}, runs=RUN, says=said)


ARMS = [
    ("try:\n    from app.one import *{}\nexcept ImportError:\n    from app.two import *{}\n", "    "),
    ("import sys\nif sys:\n    from app.one import *{}\nelse:\n    from app.two import *{}\n", "    "),
    ("import sys\nif not sys:\n    from app.one import *{}\nif sys:\n    from app.two import *{}\n", "    "),
    ("from app.one import *{}\ntry:\n    from app.two import *{}\nexcept ImportError:\n    pass\n", ""),
]


@pytest.mark.parametrize(("arms", "indent"), ARMS)
def test_where_it_is_open_which_of_two_counts_the_file_keeps_the_name(arms: str, indent: str) -> None:
    use = "print(Old)\ndef f(): return Old\nprint(f())\n"
    before = {**FILES, "use.py": arms.format("", "") + use, "more.py": "from use import Old\nimport use\nuse.Old\n"}
    first = arms.format(f"\n{indent}from app.one import New as Old", "") + use
    second = arms.format("", "\n    from app.two import New as Old") + use
    said = ["use.py:…warning kept-local: Old keeps its name in this file"]
    check(ONE, before, {"app/one.py": "New = 1\n", "use.py": first}, runs="import more", says=said)
    check(TWO, before, {"app/two.py": "New = 2\n", "use.py": second}, runs="import more", says=said)


@pytest.mark.parametrize("said", ["", "# Old, or the other\n", "# New\n"])
def test_a_file_that_only_hands_on_what_either_brings_keeps_the_name(said: str) -> None:
    text = said + "import sys\nif sys:\n    from .one import *{}\nelse:\n    from .two import *\n"
    check(
        ONE,
        {**FILES, "app/both.py": text.format(""), "use.py": "from app.both import Old\nprint(Old)\n"},
        {"app/one.py": "New = 1\n", "app/both.py": text.format("\n    from .one import New as Old")},
        runs=RUN,
    )


OUTSIDE = [
    ("try:\n    from fast import *\nexcept ImportError:\n    from app.one import *{}\n", "    "),
    (
        "try:\n    import fast\nexcept ImportError:\n    from app.one import *{}\nelse:\n    from fast import *\n",
        "    ",
    ),
    ("import sys\nif sys is None:\n    from fast import *\nelse:\n    from app.one import *{}\n", "    "),
    ("try:\n    from app.two import *\nexcept ImportError:\n    from app.one import *{}\n", "    "),
]


@pytest.mark.parametrize("listed", ["", "__all__ = ['Old']\n"])
@pytest.mark.parametrize(("arms", "indent"), OUTSIDE)
def test_a_star_import_from_outside_in_the_other_arm_may_bring_the_name_too(
    arms: str, indent: str, listed: str
) -> None:
    files = {**FILES, "app/two.py": "from fast import *\n"}
    check(
        ONE,
        {**files, "both.py": arms.format("") + listed, "use.py": "from both import Old\nimport both\nboth.Old\n"},
        {"app/one.py": "New = 1\n", "both.py": arms.format(f"\n{indent}from app.one import New as Old") + listed},
        runs=RUN,
        says=["both.py:…warning kept-local: Old keeps its name in this file"],
    )


def test_the_path_through_such_star_imports_is_refused() -> None:
    both = "try:\n    from fast import *\nexcept ImportError:\n    from app.one import *\n"
    refused(rename("both:Old", "New"), {**FILES, "both.py": both}, "need not be app.one.Old: app/one.py:1")


def test_what_cannot_be_kept_beside_a_star_import_from_outside_is_listed() -> None:
    arms = "try:\n    from fast import *\nexcept ImportError:\n    from app.one import *\n"
    one = "import sys\nif sys:\n    Old = 1\n"
    check(
        ONE,
        {**FILES, "app/one.py": one, "both.py": arms + "print(Old)\n", "use.py": "from both import Old\nprint(Old)\n"},
        {"app/one.py": one.replace("Old", "New")},
        says=["both.py:5: error left-alone", "use.py:1: warning left-alone"],
    )


@pytest.mark.parametrize("listed", ["", "__all__ = ['Old']\n"])
def test_a_star_import_from_outside_behind_that_of_the_project_may_replace_the_symbol(listed: str) -> None:
    text = "from app.one import *\ntry:\n    from fast import *\nexcept ImportError:\n    pass\n"
    check(
        ONE,
        {**FILES, "both.py": text + listed, "use.py": "from both import Old\n"},
        {"app/one.py": "New = 1\n", "both.py": text + listed.replace("Old", "New"), "use.py": "from both import New\n"},
        says=["both.py:3: warning left-alone…a star import from outside this project may replace it"],
        runs=RUN,
    )


def test_a_star_import_from_outside_above_that_of_the_project_replaces_nothing() -> None:
    text = "try:\n    from fast import *\nexcept ImportError:\n    pass\nfrom app.one import *\nprint(Old)\n"
    result = check(
        ONE,
        {**FILES, "both.py": text, "use.py": "from both import Old\n"},
        {"app/one.py": "New = 1\n", "both.py": text.replace("Old", "New"), "use.py": "from both import New\n"},
        runs=RUN,
    )
    assert "star import" not in result.said


def test_a_page_whose_star_imports_follow_each_other() -> None:
    text = "Page\n====\n>>> from app.one import *\n>>> print({})\n1\n\nand\n\n>>> from app.two import *\n>>> print({})\n2\n"
    before = {**FILES, "docs/page.rst": text.format("Old", "Old")}
    check(ONE, before, {"app/one.py": "New = 1\n", "docs/page.rst": text.format("New", "Old")})
    check(TWO, before, {"app/two.py": "New = 2\n", "docs/page.rst": text.format("Old", "New")})


STANDING_IN = [
    "try:\n    from app.one import {0}\nexcept ImportError:\n    from app.two import *{1}\n",
    "try:\n    import missing\nexcept ImportError:\n    from app.two import *  # noqa: F403{1}\nelse:\n    from app.one import {0}\n",
    "import sys\nif sys.argv:\n    from app.one import {0}\nelse:\n    from app.two import *{1}\n",
    "import sys\nif sys.argv:\n    {0} = 1\nelse:\n    from app.two import *{1}\n",
]


@pytest.mark.parametrize("text", STANDING_IN)
def test_a_star_import_of_what_stands_in_for_the_symbol_in_another_arm_gives_it_the_new_name(text: str) -> None:
    use = "from app.both import {0}\nimport app.both\nprint({0}, app.both.{0})\n"
    symbol, line = ("app.both:Old" if "{0} =" in text else "app.one:Old"), "\n    from app.two import Old as New"
    after = {"app/both.py": text.format("New", line), "use.py": use.format("New")}
    check(
        rename(symbol, "New"),
        {**FILES, "app/both.py": text.format("Old", ""), "use.py": use.format("Old")},
        after if "{0} =" in text else {**after, "app/one.py": "New = 1\n"},
        says=["app/both.py:…info shared-name: another Old is New in this file, too"],
        runs=RUN,
    )


@pytest.mark.parametrize(
    "text",
    [
        "from app.one import Old\nif Old:\n    from app.two import *\n",
        "if 1:\n    from app.two import *\nelse:\n    from app.one import Old\nif 2:\n    from app.one import Old\n",
        "try:\n    from app.one import Old\nfinally:\n    from app.two import *\n",
    ],
)
def test_a_star_import_that_may_replace_the_symbol_ends_the_rename(text: str) -> None:
    refused(ONE, {**FILES, "use.py": text}, "a star import of another Old")


@pytest.mark.parametrize("star", ["from app.two import *", "from missing import *"])
def test_a_star_import_in_another_arm_without_the_name_is_left(star: str) -> None:
    text = f"try:\n    from app.one import {{}}\nexcept ImportError:\n    {star}\n"
    check(ONE, {**FILES, "app/two.py": "A = 1\n", "use.py": text.format("Old")}, {
        "app/one.py": "New = 1\n", "use.py": text.format("New")}, runs=RUN)  # fmt: skip


def test_star_imports_of_the_same_symbol_in_both_arms_follow() -> None:
    text = "try:\n    from app.one import *\nexcept ImportError:\n    from app.too import *\nprint({})\n"
    check(
        ONE,
        {**FILES, "app/too.py": "from app.one import *\n", "use.py": text.format("Old")},
        {"app/one.py": "New = 1\n", "use.py": text.format("New")},
        runs=RUN,
    )


@pytest.mark.parametrize(
    "text",
    [
        "from app.m import *{}\nclass Old(Old):\n    def f(self): return super(Old, self)\nprint(Old().tag, Old().f().tag)\n",
        "from app.m import *{}\nif not Old:\n    Old = None\nprint(Old)\n",
        "try:\n    from app.m import *{}\nexcept ImportError:\n    Old = None\nprint(Old)\n",
    ],
)
def test_a_name_that_a_star_import_brings_and_the_file_binds_too_is_kept(text: str) -> None:
    check(
        rename("app.m:Old", "New"),
        {"app/__init__.py": "", "app/m.py": "class Old:\n    tag = 1\n", "use.py": text.format("")},
        {"app/m.py": "class New:\n    tag = 1\n", "use.py": text.format("{}").format("\nfrom app.m import New as Old" if not text.startswith("try") else "\n    from app.m import New as Old")},
    )  # fmt: skip


def test_a_symbol_that_need_not_be_defined_is_not_imported_by_name() -> None:
    files = {**FILES, "app/one.py": "import sys\nif not sys:\n    Old = 1\n"}
    use = "from app.two import *\ntry:\n    from app.one import *\nexcept ImportError:\n    pass\nprint(Old)\n"
    check(
        ONE,
        {**files, "use.py": use},
        {"app/one.py": "import sys\nif not sys:\n    New = 1\n"},
        says=["use.py:6: error left-alone"],
    )


def test_another_new_name_beside_such_star_imports_is_refused() -> None:
    use = "New = 3\ntry:\n    from app.one import *\nexcept ImportError:\n    from app.two import *\nprint(Old, New)\n"
    refused(ONE, {**FILES, "use.py": use}, "New is bound here")


ALL = "import sys\nif sys:\n    __all__ = ['Old', 'x']\nelse:\n    __all__ = {}\n{}Old = 3\nx = 1\n"


@pytest.mark.parametrize(
    ("other", "surely"),
    [
        (ALL.format("['x']", ""), False),
        (ALL.format("['x']", "__all__ += ['Old']\n"), True),
        (ALL.format("['Old']", ""), True),
        ("import sys\n__all__ = ['x']\nif sys:\n    __all__ += ['Old']\nOld = 3\nx = 1\n", False),
        ("import sys\n__all__ = ['Old']\nif sys:\n    __all__ = ['x']\nOld = 3\nx = 1\n", False),
        ("import sys\n__all__ = ['x']\n__all__ += ['Old']\nif sys:\n    __all__ += ['y']\nOld = x = y = 1\n", True),
    ],
)
def test_what_only_a_branch_of_an_all_lists_need_not_replace_what_another_star_brought(
    other: str, *, surely: bool
) -> None:
    use = "from app.one import *\n{}from app.three import *\nprint(Old)\n"
    kept = use.format("" if surely else "from app.one import New as Old\n")
    check(
        ONE,
        {**FILES, "app/three.py": other, "use.py": use.format("")},
        {"app/one.py": "New = 1\n", "use.py": kept},
        runs=RUN,
    )


def test_both_lists_of_an_all_in_branches_follow() -> None:
    text = "import sys\nif sys:\n    __all__ = ['Old', 'x']\nelse:\n    __all__ = ['Old']\nOld = 3\nx = 1\n"
    use = "from app.m import *\nprint({})\n"
    check(
        rename("app.m:Old", "New"),
        {"app/__init__.py": "", "app/m.py": text, "use.py": use.format("Old")},
        {"app/m.py": text.replace("Old", "New"), "use.py": use.format("New")},
        runs=RUN,
    )


PRIVATE = rename("app.one:Old", "_Old")
HANDED_ON = {"app/__init__.py": "from .one import *\n", "app/one.py": "Old = 1\n", "app/all.py": "from app import *\n"}


@pytest.mark.parametrize("alias", ["none", "plain", "deprecated"])
@pytest.mark.parametrize(
    "use",
    [
        "from app import Old\n", "import app\nprint(app.Old)\n", "from app.all import Old\n",
        "from unittest.mock import patch\npatch('app.Old').start()\n", "from app import *\nprint(Old)\n",
    ],
)  # fmt: skip
def test_a_name_that_becomes_private_is_refused_where_a_star_import_hands_it_on(
    use: str, alias: Literal["none", "plain", "deprecated"]
) -> None:
    refused(rename("app.one:Old", "_Old", keep_alias=alias), {**HANDED_ON, "use.py": use}, "_Old", "star import")


def test_a_name_becomes_private_where_nobody_takes_it_by_a_star_import() -> None:
    use = "from app.one import {}\nimport app\nprint({}, app.one.{})\n"
    check(
        PRIVATE,
        {**HANDED_ON, "use.py": use.replace("{}", "Old")},
        {"app/one.py": "_Old = 1\n", "use.py": use.replace("{}", "_Old")},
        runs=RUN,
    )
    listed = {"app/one.py": "__all__ = ['{}']\n{} = 1\n", "use.py": "from app import {}\nprint({})\n"}
    check(
        PRIVATE,
        {**HANDED_ON, **{path: text.replace("{}", "Old") for path, text in listed.items()}},
        {path: text.replace("{}", "_Old") for path, text in listed.items()},
        runs=RUN,
    )


def test_a_thousand_star_imports_are_looked_through_once() -> None:
    stars = "from app.one import *\n" + "".join(f"from other{place} import *\n" for place in range(1000))
    start = process_time()
    applied(ONE, {**FILES, "use.py": stars + "Old()\n" * 1000})
    assert process_time() - start < 10  # 1 s on a quiet machine


def test_modules_that_all_take_all_from_one_another_are_followed() -> None:
    names = [f"m{number}" for number in range(60)]
    stars = "".join(f"from app.{name} import *\n" for name in ("one", *names))
    files = {"app/one.py": b"class Old: ...\n", **{f"app/{name}.py": f"{stars}Old\n".encode() for name in names}}
    made = plan(one_step("rename", ONE), InMemory({"app/__init__.py": b"", **files}))
    assert len(made.changes) == 61 and not made.diagnostics


def test_a_module_is_not_known_below_a_star_import_that_may_bring_another_of_its_name() -> None:
    use = "from app import one as m\nm.{0}\ndef f(): m.Old\nfrom app.c import *\nm.Old\n"
    same = "from app import one\ndef f(): one.{0}\nfrom app.d import *\none.{0}\n"
    more = {"app/c.py": "import types\nm = types.SimpleNamespace(Old=1)\n", "app/d.py": "from app import one\n"}
    check(
        ONE,
        {**FILES, **more, "use.py": use.format("Old"), "same.py": same.format("Old")},
        {"app/one.py": "New = 1\n", "use.py": use.format("New"), "same.py": same.format("New")},
        says=["use.py:3: warning left-alone", "use.py:5: warning left-alone"],
        runs="import use, same; use.f(); same.f()",
    )


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("if not {0}:\n    from app import two as one\none.Old\ndef f(): one.Old\n", (4, 5)),
        ("def f(): one.Old\nf()\nfrom app import two as one\none.Old\n", (2,)),
        ("def f(): one.Old\nf()\nfrom app import two as one\nfrom app import two as one\n", (2,)),
        ("def f(): one.Old\nf()\nfrom app.other import *\nfrom app import two as one\n", (2,)),
    ],
)
def test_a_module_that_a_star_import_brings_may_be_there_still_where_a_binding_further_down_is_not_come_to(
    text: str, listed: tuple[int, ...]
) -> None:
    more = {"app/hub.py": "from app import one\n", "app/other.py": "from app import two as one\n"}
    files = {**FILES, **more, "use.py": f"from app.hub import *\n{text.format(1)}"}
    says = [f"use.py:{line}: warning left-alone" for line in listed]
    check(ONE, files, {"app/one.py": "New = 1\n"}, says=says)


def test_what_a_star_import_brings_is_not_asked_for_by_the_getattr_of_the_module() -> None:
    hub = "from app import one\nfrom app.two import *\ndef __getattr__(name): return getattr(one, name)\n"
    use = "from app.hub import Old\nimport app.hub\nprint(Old, app.hub.Old)\n"
    check(ONE, {**FILES, "app/hub.py": hub, "use.py": use}, {"app/one.py": "New = 1\n"}, runs=RUN)


def test_a_path_through_a_module_that_may_hand_on_either_of_two_is_listed_as_an_import_of_it_is() -> None:
    before, after = old_and_new({"app/hub.py": "import sys\nif sys:\n    from app.one import {0}\n"})
    use = "import pkgutil\npkgutil.resolve_name('app.both.Old')\n"
    both = {"app/both.py": "from app.two import *\nfrom app.hub import *\n", "use.py": use}
    says = ["use.py:2: warning left-alone…it is not known whether app.both.Old is the symbol"]
    check(ONE, {**FILES, **before, **both}, {"app/one.py": "New = 1\n", **after}, says=says)


def test_a_module_that_a_star_import_brings_is_not_one_that_is_taken_further_down() -> None:
    use = "from app.hub import *\none.{0}\nfrom app import two as one\nfrom app.other import *\none.Old\n"
    more = {"app/hub.py": "from app import one\n", "app/other.py": "from app import two as one\n"}
    before, after = old_and_new({"use.py": use})
    check(ONE, {**FILES, **more, **before}, {"app/one.py": "New = 1\n", **after}, runs=RUN)


@pytest.mark.parametrize(
    "text", ["from app.one import *\n{}: int\nprint({})\n", "{}: int\nfrom app.one import *\n{}\n"]
)
def test_an_annotation_without_a_value_leaves_to_a_file_what_its_star_import_brings(text: str) -> None:
    takers = {"t.py": "import use\nuse.{0}\n", "s.toml": 'x = "use.{0}"\n'}
    before, after = old_and_new({**takers, "use.py": text.replace("{}", "{0}")})
    check(ONE, {**FILES, **before}, {"app/one.py": "New = 1\n", **after}, runs="import t")


@pytest.mark.parametrize("again", ["from app.m import {0}", "try: from app.m import {0}\nexcept ImportError: pass"])
def test_where_two_star_imports_have_the_file_keep_the_name_an_import_further_down_keeps_it_too(again: str) -> None:
    first, then = "import sys\nfrom app.m import *\n", "if sys: from other import *\nprint(UserManager.users)\n"
    last, kept = "\nprint(UserManager.users)\n", "Manager as UserManager"
    SCENE.changes(
        {
            "app/views.py": first + then + again.format("UserManager") + last,
            "other.py": "class UserManager: users = 2\n",
        },
        {"app/views.py": f"{first}from app.m import {kept}\n{then}{again.format(kept)}{last}"},
    )


ASIDE = {
    "other.py": "class UserManager: users = 2\n",
    "none.py": "",
    "listing.py": "from app.m import UserManager\n__all__ = ['x']\nx = 1\n",
}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("from app.m import *\nManager = 4\n", id="the new name, which nobody takes as the old one"),
        pytest.param("from listing import *\nManager = 4\nprint(x)\n", id="not listed"),
        pytest.param("from listing import *\nfrom other import *\ndef f(Manager): return UserManager.users\nprint(f(3))\n", id="another"),
        pytest.param("from other import *\nUserManager = 3\nprint(UserManager)\n", id="another, bound anew"),
        pytest.param("UserManager = 3\nfrom none import *\nprint(UserManager)\n", id="none"),
        pytest.param("UserManager = 3\nfrom outside import *\n", id="a name of its own, before a star from outside"),
        pytest.param("from other import *\nfrom outside import *\n", id="another, before a star from outside"),
    ],
)  # fmt: skip
def test_a_star_import_of_something_else_is_nothing_to_tell_of(text: str) -> None:
    result = SCENE.changes({**ASIDE, "app/views.py": text}, AFTER, runs="" if "outside" in text else None)
    assert result.said == ""


@pytest.mark.parametrize(
    "rest",
    [
        "if sys: from other import *\nManager = 1\nprint(UserManager.users, Manager)\n",
        "if sys: from other import *\ndef f(Manager): return UserManager.users\nprint(f(3))\n",
        "def f(Manager):\n    global UserManager\n    UserManager = Manager\nf(3)\nprint(UserManager)\n",
    ],
)
def test_where_the_file_keeps_the_name_the_new_one_may_be_bound_there(rest: str) -> None:
    first, kept = "import sys\nfrom app.m import *\n", "from app.m import Manager as UserManager\n"
    SCENE.changes({**ASIDE, "app/views.py": first + rest}, {**AFTER, "app/views.py": first + kept + rest})


def test_a_name_bound_between_a_star_import_and_a_use_of_what_it_brings_is_in_the_way() -> None:
    SCENE.refuses("from app.m import *\nManager = 1\nprint(UserManager)\nUserManager = 3\n", "app/views.py:2")


def test_a_star_import_and_an_import_of_the_same_symbol_both_follow() -> None:
    text = "from app.m import *\nfrom app.m import {0}\nprint({0}.users)\n"
    assert not SCENE.changes(text.format("UserManager"), text.format("Manager")).said


AFTER = {"listing.py": ASIDE["listing.py"].replace("UserManager", "Manager")}


@pytest.mark.parametrize("rest", ["Manager = 1\nprint(Old, Manager)\n", "def f(Manager): return Old\n"])
@pytest.mark.parametrize("hub", ["from lib import Old\n", "from lib import *\n"])
def test_what_a_star_import_brings_from_a_library_is_not_taken_for_a_name_of_the_file(hub: str, rest: str) -> None:
    files = {"hub.py": hub, "other.py": "import lib\nlib.Old\n", "use.py": f"from hub import *\n{rest}"}
    refused(rename("lib.Old", "Manager"), files, "use.py:1: a star import of it")


def test_what_a_hub_lists_of_a_star_import_may_not_become_another_thing_of_the_new_name() -> None:
    hub = "from app.m import *\nfrom lib import Manager\n__all__ = ['{}']\n"
    SCENE.refuses({"app/hub.py": hub.format("UserManager")}, "app/hub.py:2: Manager is bound here")
    SCENE.leaves({"app/hub.py": hub.format("Manager")}, runs="")  # nobody asks the hub for the symbol


@pytest.mark.parametrize("hub", ["from app.m import *\n", "from app.m import *\nfrom app.other import *\n"])
@pytest.mark.parametrize(
    ("own", "is_met"),
    [
        ("try: Manager\nexcept NameError: Manager = 1\n", True),
        ("if 'Manager' not in globals(): Manager = 1\n", True),
        ("Manager = globals().get('x') or Manager\n", True),
        ("Manager = 1\n", False),
        ("try: from json import x as Manager\nexcept ImportError: Manager = 1\n", False),
        ("Manager = 1\ndef f():\n    global Manager\n    Manager = 2\n", False),
    ],
)
def test_what_a_file_binds_to_the_new_name_only_where_no_star_import_brings_it_is_in_the_way(
    hub: str, own: str, is_met: bool
) -> None:
    files = {"app/hub.py": hub, "app/other.py": "class UserManager: ...\n", "app/v.py": f"from app.hub import *\n{own}"}
    if is_met:
        SCENE.refuses(files, "app/v.py:", "Manager is bound here")
    else:
        SCENE.leaves(files)


@pytest.mark.parametrize("through", ["hub", "mid"])
def test_what_is_bound_where_the_new_name_is_missing_is_in_the_way_of_a_star_import_far_below(through: str) -> None:
    files = {
        "app/hub.py": "from app.m import *\nfrom app.other import *\n",
        "app/other.py": "class UserManager: ...\n",
        "app/mid.py": "from app.hub import *\n",
        "app/v.py": f"from app.{through} import *\ntry: Manager\nexcept NameError: Manager = 1\n",
    }
    SCENE.refuses(files, "app/v.py:", "Manager is bound here")


@pytest.mark.parametrize("star", ["import *", "import*", "import  *", "import\t*", "import\\\n*", "import \\\n  *"])
def test_a_star_import_that_would_hide_what_another_one_brings_to_others_is_refused(star: str) -> None:
    files = {"app/other.py": "Manager = 2\n", "app/__init__.py": f"from .other {star}\nfrom .m {star}\n"}
    SCENE.refuses({**files, "app/views.py": "import app\nprint(app.Manager)\n"}, "app/__init__.py:1")
    names = {**files, "app/other.py": "Manager = 2\n__all__ = []\n", "app/views.py": "from app import UserManager\n"}
    SCENE.changes(names, {"app/views.py": "from app import Manager\n"})
    done = {**files, "app/other.py": "from .m import UserManager\n", "app/views.py": "from app import UserManager\n"}
    after = {"app/other.py": "from .m import Manager\n", "app/views.py": "from app import Manager\n"}
    SCENE.changes(done, after)


def test_what_is_bound_to_the_new_name_behind_an_import_of_it_is_in_the_way() -> None:
    own = "try:\n    from app.m import Manager\nexcept ImportError:\n    Manager = None\n"
    views = f"from app.m import *\n{own}{{}}print(UserManager.users)\n"
    SCENE.refuses({"app/views.py": views.format("Manager = 7\n")}, "app/views.py:6: Manager is bound here")
    SCENE.changes({"app/views.py": views.format("")}, {"app/views.py": views.format("").replace("UserM", "M")})


@pytest.mark.parametrize(
    ("hub", "surely"),
    [
        ("from app.one import *\nimport sys\nif sys.path:\n    from app.one import Old\n", True),
        ("from app.one import *\ndel Old\n", False),
    ],
)
def test_what_a_star_import_of_a_module_brings_or_takes_away_is_known(hub: str, *, surely: bool) -> None:
    use = "from app.two import *\nfrom app.hub import *\nprint(Old)\n"
    files = {"app/__init__.py": "", "app/one.py": "Old = 1\n", "app/two.py": "Old = 2\n", "app/hub.py": hub}
    after = {"app/one.py": "New = 1\n", "app/hub.py": hub.replace("Old", "New")}
    if surely:
        check(ONE, {**files, "use.py": use}, {**after, "use.py": use.replace("Old", "New")}, runs="import use")
    else:
        check(ONE, {**files, "use.py": use}, after, says=["use.py:3: error left-alone"])


def test_a_class_body_that_may_have_bound_the_name_a_star_import_brings_is_listed() -> None:
    said = "app/views.py:4: error left-alone"
    SCENE.leaves(
        "from app.m import *\nclass C:\n    if 0: UserManager = 1\n    x = UserManager\n", says=[said], runs=""
    )


@pytest.mark.parametrize("new", ["Old", "New"])
def test_a_move_imports_the_name_above_the_first_use_of_what_a_star_import_brought(new: str) -> None:
    text = "from old import *\nprint({0})\nfrom more import *\nx = {0}\n"
    added = f"import *\nfrom new import {new}\n"
    files = {
        "old.py": "x = 1\n",
        "new.py": f"{new} = 2\n",
        "more.py": "y = 1\n",
        "use.py": text.format("Old"),
    }
    stars = 1 if new == "Old" else 2  # another star import below may bring a name like the one that stays
    check(rename("old:Old", f"new:{new}"), files, {"use.py": text.format(new).replace("import *\n", added, stars)})


def test_a_move_tells_of_a_function_that_binds_what_a_star_import_brought() -> None:
    files = {
        "old.py": "",
        "new.py": "Old = 2\n",
        "use.py": "from old import *\ndef f():\n    global Old\n    Old = 3\nprint(Old)\n",
    }
    said = "use.py:4: warning left-alone…it is bound here anew, over the one that a star import brings"
    leaves_alone(rename("old:Old", "new:Old"), files, says=[said])


def test_a_move_tells_of_a_star_import_that_replaced_what_the_file_binds() -> None:
    files = {"old.py": "", "new.py": "Old = 2\n", "use.py": "Old = 3\nfrom old import *\nprint(Old)\n"}
    said = "use.py:2: warning left-alone…Old is bound here as well, and the order does not decide which is meant"
    check(rename("old:Old", "new:Old"), files, {}, says=[said])


@pytest.mark.parametrize(
    "text",
    [
        "__all__ = ['a', \"b\"]", "__all__=[\n    'a',  # one, 'x'\n    # 'c',\n    'b',\n]  # all", "__all__ = []",
        "'''s'''\n__all__ = ['a']\nx = \"\"\"\n\"\"\"", "x = 1\r\n__all__ = [\r\n'a',\r\n]\r\n",
    ],
)  # fmt: skip
def test_a_plain_list_of_exports_is_read_without_a_parser(text: str) -> None:
    namespace: dict[str, list[str]] = {}
    exec(text, namespace)
    assert plainly_written(text.encode()) == frozenset(namespace["__all__"])


@pytest.mark.parametrize(
    "text",
    [
        "__all__ = ['a' 'b']", "__all__ = ['a', b]", "__all__ = ['a'] + b", "__all__ = ('a')", "__all__ = ['a'",
        "__all__ = ['a']\n__all__ += ['b']", "if x:\n    __all__ = ['a']", "x = '''\n__all__ = ['a']\n'''",
        "__all__ = ['a', *b]", "__all__ = ['\\x61']", "__all__ = ['é']", "__all__ = ['a', 'b'].copy()", "x = 1",
        "__all__ = ['a'];x = 1", "__all__ = ['a' # ,\n 'b']",
    ],
)  # fmt: skip
def test_any_other_list_of_exports_is_left_to_the_parser(text: str) -> None:
    assert plainly_written(text.encode()) is None


def test_modules_that_export_other_names_are_not_parsed_for_a_star_import(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = parsed_from_now_on(monkeypatch)
    models = {f"app/m{i}.py": f"old = {i}\nclass M{i}: ...\n\n__all__ = ['M{i}']\n" for i in range(9)}
    package = "".join(f"from .m{i} import *\n" for i in range(9))
    tree = opened({**models, "app/__init__.py": package, "app/old.py": ""})
    app = tree.modules.by_stem["app"]
    assert Resolver(tree).member(app, "old") == {tree.modules.by_stem["app/old"]}
    assert parsed == ["app/__init__.py"]


@pytest.mark.parametrize("listing", ["", "__all__ = ['x']\n", "__all__ = ['UserManager']\n"])
def test_a_name_bound_over_what_a_star_import_brings_is_told_of_without_a_word_on_lists_of_its_own(
    listing: str,
) -> None:
    result = SCENE.leaves(f"from app.m import *\nUserManager = x = 3\n{listing}")
    assert "app/views.py:2: warning left-alone" in result.said
    assert "taken from elsewhere" not in result.said


def test_star_imports_that_go_round_behind_others_are_followed() -> None:
    computed = "__all__ = [name for name in globals()]\n"
    stars = {"a": "c", "c": "be", "b": "f", "e": "f", "f": "mb"}
    files = {f"app/{name}.py": "".join(f"from .{of} import *\n" for of in taken) for name, taken in stars.items()}
    files |= {"app/__init__.py": "", "app/e.py": files["app/e.py"] + computed}
    before = {"app/m.py": "class Old:\n    x = 1\n" + computed, "v.py": "from app.a import Old\n\nprint(Old.x)\n"}
    after = {path: text.replace("Old", "New") for path, text in before.items()}
    check(rename("app.m:Old", "New"), files | before, after, runs="import app.m, v")


def test_a_star_import_from_outside_is_followed_through_a_module_that_lists_the_name() -> None:
    files = {"app/__init__.py": "", "app/b.py": "from .a import *\n"}
    before = {"app/a.py": "from lib import *\n__all__ = ['Old']\n", "v.py": "from app.b import *\n\nprint(Old)\n"}
    check(rename("lib:Old", "New"), files | before, {path: text.replace("Old", "New") for path, text in before.items()})


@pytest.mark.parametrize("hidden", ["", "Old = 3\n"])
def test_a_module_that_does_not_list_the_name_hides_none_of_whoever_takes_all_from_it(hidden: str) -> None:
    files = {
        "app/__init__.py": "",
        "app/a.py": "from .m import *\n__all__ = ['x']\nx = 1\n",
        "app/b.py": f"from .a import *\n{hidden}",
        "v.py": "from app.b import *\n\nprint(list('ab'), x)\n",
    }
    before = files | {"app/m.py": "class Old: ...\n"}
    check(rename("app.m:Old", "list"), before, {"app/m.py": "class list: ...\n"}, runs="import v")
    refused(
        rename("app.m:Old", "list"), before | {"app/a.py": "from .m import *\n"}, "v.py:3: list means something else"
    )


@pytest.mark.parametrize(
    "taken", ["from .names import NAMES\n__all__ = NAMES\n", "from .names import NAMES as N\n__all__ = [*N, 'Z']\n"]
)
def test_a_list_that_is_imported_is_not_the_all_of_its_module(taken: str) -> None:
    files = {
        "app/__init__.py": f"from .m import *\n{taken}",
        "app/m.py": "class Old: ...\nclass Z: ...\n",
        "app/other.py": "class Old: x = 5\n",
    }
    old = files | {
        "app/names.py": "NAMES = ['Old']\n__all__ = ['NAMES']\n",
        "v.py": "from app import *\n\nprint(Old)\n",
    }
    changed = {"app/m.py": "class New: ...\nclass Z: ...\n", "v.py": "from app import *\n\nprint(New)\n"}
    check(rename("app.m:Old", "New"), old, changed, says=["v.py:1: … see that this brings New", "app/names.py:1:"])
    two = {"v.py": "from app.other import *\nfrom app import *\n\nprint(Old.x)\n"}
    listed = {"app/names.py": "NAMES = ['Z']\nOld = 1\n__all__ = ['Old']\n"}
    said = check(rename("app.m:Old", "New"), files | listed | two, {"app/m.py": changed["app/m.py"]}).said
    assert "v.py:4: error left-alone" in said


def test_what_only_a_branch_of_a_module_binds_need_not_replace_what_another_star_import_brought() -> None:
    stars = "from app.base import *\nfrom app.plat import *\n"
    use = stars + "print(Old())\n"
    files = {"app/__init__.py": stars, "use.py": use, "v.py": "from app import Old\nprint(Old())\n"}
    base = "def Old(): return 1\n"
    plat = "import sys\nif sys.platform == 'other':\n    def Old(): return 2\n"
    kept = stars.replace("\n", "\nfrom app.base import New as Old\n", 1)
    before = files | {"app/base.py": base, "app/plat.py": plat}
    check(
        rename("app.base:Old", "New"),
        before,
        {"app/base.py": base.replace("Old", "New"), "app/__init__.py": kept, "use.py": kept + "print(Old())\n"},
        runs="import use, v",
    )
    says = ["use.py:3: error left-alone … only a branch binds it", "v.py:1: warning left-alone"]
    renamed = plat.replace("Old", "New")
    check(rename("app.plat:Old", "New"), before, {"app/plat.py": renamed}, says=says)
    leaves_alone(rename("app.plat:Old", "New"), before | {"app/plat.py": renamed}, says=says[:1])


@pytest.mark.parametrize("between", ["from app.b import *\n", "from app.c import *\n"])
def test_what_a_star_import_need_not_bring_it_need_not_bring_through_other_modules(between: str) -> None:
    """`b` may have no Old in its `__all__`."""
    b = "class Old:\n    x = 2\n\n\n__all__ = [name for name in globals() if name == 'Other']\n"
    files = {
        "app/__init__.py": "",
        "app/a.py": "class Old:\n    x = 1\n",
        "app/c.py": "from app.b import *\n",
        "app/d.py": f"{between}x = 1\n",
        "use.py": "from app.a import *\nfrom app.d import *\n\nprint(Old.x)\n",
    }
    says = ["use.py:4: error left-alone"]
    before = files | {"app/b.py": b}
    check(rename("app.b:Old", "New"), before, {"app/b.py": b.replace("Old", "New")}, says=says, runs="import use")


def test_an_all_that_takes_a_computed_one_is_computed() -> None:
    text = "class Old: ...\n__all__ = [name for name in globals() if name[0] == 'O']\n"
    package = "from . import m\nfrom .m import *\n\n__all__ = m.__all__ + ['x']\nx = 1\n"
    files = {"app/__init__.py": package, "app/m.py": text, "v.py": "from app import *\n\nprint(Old)\n"}
    said = applied(rename("app.m:Old", "New"), files).said
    assert "v.py:1: info re-export: see that this brings New" in said


STARRED = """
from outside import *
def near(old: {}) -> "list[{}]": ...
early = Old
class {}:
    def near(self, other: {}, third: "{}"):  # type: ({}, {}) -> None
        def far(): return {}
    early = Old
"""


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("app.py", "from __future__ import annotations"),
        ("app.py", "from __future__ import (\n    annotations,\n)"),
        ("app.pyi", ""),
    ],
)
def test_an_annotation_that_is_read_late_sees_what_the_module_binds_behind_a_star_import(path: str, first: str) -> None:
    text = first + STARRED
    check(rename("app:Old", "New"), {path: text.format(*["Old"] * 8)}, {path: text.format(*["New"] * 8)})


def test_an_annotation_above_the_definition_and_behind_a_star_import_is_listed_where_it_may_be_read_at_once() -> None:
    before, after = (STARRED.format("Old", *[new] * 2, "Old", *[new] * 4) for new in ("Old", "New"))
    said = ["app.py:2:…Old left alone: in an annotation", "app.py:5:…Old left alone: in an annotation"]
    check(rename("app:Old", "New"), {"app.py": before}, {"app.py": after}, says=said)
