"""A module that binds a name of Python's own: what is Python's in it stays so."""

import pytest

from examples import check, refused, rename

HOME = {"app/__init__.py": ""}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("open = open\nprint(open)\n", "new = open\nprint(new)\n"),
        ("_open = open\ndef open(): return _open\nopen()\n", "_open = open\ndef new(): return _open\nnew()\n"),
        ("class open(object if open else int): ...\n", "class new(object if open else int): ...\n"),
        ("try:\n    open = open\nexcept NameError:\n    open = None\n", "try:\n    new = open\nexcept NameError:\n    new = None\n"),
        ("import sys\nif not sys:\n    def open(): ...\nelse:\n    open = open\n", "import sys\nif not sys:\n    def new(): ...\nelse:\n    new = open\n"),
        ("try:\n    from os import nothing as open\nexcept ImportError:\n    open = open\n", "try:\n    from os import nothing as new\nexcept ImportError:\n    new = open\n"),
        ("class A:\n    open = open\ndef open(): return A.open\n", "class A:\n    open = open\ndef new(): return A.open\n"),
        ("import sys\nif not sys:\n    open = 1\n    def f(): return open\nelse:\n    open = 2\n", "import sys\nif not sys:\n    new = 1\n    def f(): return new\nelse:\n    new = 2\n"),
        ("import sys\nif not sys:\n    open = 1\n    print(open)\n", "import sys\nif not sys:\n    new = 1\n    print(new)\n"),
        ("def f(): return open()\ndef open(): return 1\nf()\n", "def f(): return new()\ndef new(): return 1\nf()\n"),
        ("def open(n): return n and open(n - 1)\nopen(1)\n", "def new(n): return n and new(n - 1)\nnew(1)\n"),
        ("for open in (1, 2):\n    print(open)\n", "for new in (1, 2):\n    print(new)\n"),
    ],
)  # fmt: skip
def test_what_is_read_before_the_module_binds_it_is_pythons(before: str, after: str) -> None:
    check(rename("app.m:open", "new"), {**HOME, "app/m.py": before}, {"app/m.py": after}, runs="import app.m")


@pytest.mark.parametrize(
    ("path", "before"),
    [
        ("m.py", "def f(x: 'TimeoutError'): ...\nclass TimeoutError(Exception):\n    cause: 'TimeoutError | None' = None\n"),
        ("m.py", "def f(x):\n    # type: (TimeoutError) -> None\n    ...\nclass TimeoutError(Exception): ...\n"),
        ("m.py", "from __future__ import annotations\nclass TimeoutError(Exception):\n    cause: TimeoutError\n"),
        ("m.pyi", "class TimeoutError(Exception):\n    cause: TimeoutError\n    def again(self) -> TimeoutError: ...\n"),
    ],
)  # fmt: skip
def test_a_type_that_is_read_when_all_is_bound_is_the_modules(path: str, before: str) -> None:
    after = before.replace("TimeoutError", "Late")
    check(rename("app.m:TimeoutError", "Late"), {**HOME, f"app/{path}": before}, {f"app/{path}": after})


def test_a_type_that_is_read_where_it_stands_is_pythons() -> None:
    before = "def f(x: TimeoutError): ...\nclass TimeoutError(Exception): ...\n"
    after = "def f(x: TimeoutError): ...\nclass Late(Exception): ...\n"
    check(rename("app.m:TimeoutError", "Late"), {**HOME, "app/m.py": before}, {"app/m.py": after})


def test_a_name_that_was_pythons_is_so_in_what_binds_it_anew() -> None:
    check(
        rename("app.m:unicode", "text"),
        {**HOME, "app/m.py": "try:\n    unicode = unicode\nexcept NameError:\n    unicode = str\n"},
        {"app/m.py": "try:\n    text = unicode\nexcept NameError:\n    text = str\n"},
        runs="import app.m",
    )


def test_a_test_for_what_the_module_may_have_bound_before_follows() -> None:
    check(
        rename("app.m:cache", "store"),
        {**HOME, "app/m.py": "try:\n    cache\nexcept NameError:\n    cache = {}\n"},
        {"app/m.py": "try:\n    store\nexcept NameError:\n    store = {}\n"},
    )


@pytest.mark.parametrize(
    "text",
    [
        "import sys\nif sys.version_info < (3, 11):\n    class ExceptionGroup(Exception): ...\nprint(ExceptionGroup)\n",
        "try: ExceptionGroup\nexcept NameError:\n    class ExceptionGroup(Exception): ...\ndef f(): return ExceptionGroup\n",
        "import sys\nif sys.version_info < (3, 11):\n    class ExceptionGroup(Exception): ...\ndef f() -> 'ExceptionGroup': ...\n",
    ],
)
def test_a_definition_where_python_may_have_its_own_is_refused(text: str) -> None:
    refused(rename("app.m:ExceptionGroup", "Group"), {**HOME, "app/m.py": text}, "may be Python's own")


def test_a_definition_in_both_arms_follows_in_a_type_in_quotes() -> None:
    text = "import sys\nif sys.argv:\n    class {0}: ...\nelse:\n    class {0}(Exception): ...\ndef f() -> '{0}': ...\n"
    check(
        rename("app.m:ExceptionGroup", "Group"),
        {**HOME, "app/m.py": text.format("ExceptionGroup")},
        {"app/m.py": text.format("Group")},
    )


def test_an_import_where_python_may_have_its_own_keeps_its_name() -> None:
    text = "import sys\nif sys.version_info < (3, 11):\n    from app.m import {}\nprint(ExceptionGroup)\n"
    check(
        rename("app.m:ExceptionGroup", "Group"),
        {**HOME, "app/m.py": "class ExceptionGroup(Exception): ...\n", "use.py": text.format("ExceptionGroup")},
        {"app/m.py": "class Group(Exception): ...\n", "use.py": text.format("Group as ExceptionGroup")},
        runs="import use",
        says=["use.py:3: warning kept-local…ExceptionGroup may be Python's own here"],
    )


def test_an_import_that_is_deleted_and_perhaps_made_anew_keeps_its_name() -> None:
    text = "from app.m import {0}\nprint(open)\ndel open\n{1}print(open)\n"
    again = "from app.m import {}\n"
    files = {**HOME, "app/m.py": "def open(): ...\n"}
    done = {"app/m.py": "def new(): ...\n"}
    code = text.format("open", "")
    check(rename("app.m:open", "new"), {**files, "use.py": code}, {**done, "use.py": text.format("new as open", "")})
    code = text.format("open", again.format("open"))
    after = code.replace("import open", "import new").replace("(open)", "(new)").replace("del open", "del new")
    check(rename("app.m:open", "new"), {**files, "use.py": code}, {**done, "use.py": after})


def test_pythons_own_is_left_alone_elsewhere() -> None:
    check(
        rename("app.m:open", "new"),
        {**HOME, "app/m.py": "def open(): ...\n", "use.py": "open\nfrom app.m import open\nopen()\n"},
        {"app/m.py": "def new(): ...\n", "use.py": "open\nfrom app.m import new\nnew()\n"},
        runs="import use",
    )


@pytest.mark.parametrize("to", ["piece", "app.m.piece"])
def test_a_builtin_is_refused_for_code_uses_it_without_an_import(to: str) -> None:
    files = {"app/v.py": "import builtins\nx = builtins.slice(1), slice(2)\n", "app/m.py": "piece = slice\n"}
    refused(rename("builtins.slice", to), files, "slice is a builtin")
    stubs = {"stdlib/builtins.pyi": "class slice: ...\n", "stdlib/m.pyi": "def f(x: slice) -> None: ...\n"}
    refused(rename("stdlib.builtins:slice", "piece"), stubs, "slice is a builtin")


def test_what_a_module_of_that_name_defines_is_no_builtin() -> None:
    files = {"app/builtins.py": "class slice: ...\n", "app/v.py": "from app.builtins import slice\nslice()\n"}
    check(
        rename("app.builtins:slice", "piece"),
        files,
        {path: text.replace("slice", "piece") for path, text in files.items()},
    )
    other = "from past.builtins import basestring\nbasestring\n"
    check(rename("past.builtins.basestring", "text"), {"m.py": other}, {"m.py": other.replace("basestring", "text")})
