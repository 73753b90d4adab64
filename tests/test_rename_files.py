"""Which files a rename edits, and which it only lists."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import canonize
from repos import make

from canonize.codemods.errors import Refused
from canonize.codemods.meaning.project import Project
from canonize.codemods.names import SymbolPath
from canonize.codemods.plan.runner import plan
from canonize.codemods.recipe import Recipe, Step, one_step
from canonize.codemods.renames.rename import Rename
from canonize.codemods.repo.files import InMemory
from examples import (
    SCENE,
    USER_MANAGER,
    applied,
    check,
    code,
    notebook,
    parsed_from_now_on,
    prose,
    refused,
    rename,
    tree,
)

# Kinds of file


def test_a_stub_alone_is_renamed() -> None:
    check(
        USER_MANAGER,
        {
            "app/m.pyi": "class UserManager: ...\nx: UserManager\n",
            "app/n.pyi": "from .m import UserManager as UserManager\n",
        },
        {"app/m.pyi": "class Manager: ...\nx: Manager\n", "app/n.pyi": "from .m import Manager as Manager\n"},
    )


def test_forward_references_in_a_stub_change_without_quotes() -> None:
    SCENE.changes(
        {"app/m.pyi": "def f(u: UserManager) -> UserManager: ...\nclass UserManager: ...\n"},
        {"app/m.pyi": "def f(u: Manager) -> Manager: ...\nclass Manager: ...\n"},
    )


def test_the_code_cells_of_a_notebook_change_and_nothing_else_of_it() -> None:
    SCENE.changes(
        {
            "work.ipynb": notebook(
                prose("# The UserManager\n"),
                code(
                    '%matplotlib inline\nfrom app.m import UserManager\n!ls UserManager\nprint("UserManager \\n é")\n'
                ),
                code("x = UserManager()\nUserManager?\nx\n"),
                code("%%bash\necho UserManager\n"),
            )
        },
        {
            "work.ipynb": notebook(
                prose("# The UserManager\n"),
                code('%matplotlib inline\nfrom app.m import Manager\n!ls UserManager\nprint("UserManager \\n é")\n'),
                code("x = Manager()\nManager?\nx\n"),
                code("%%bash\necho UserManager\n"),
            )
        },
        or_listed=(),
    )


def test_a_notebook_cell_whose_source_is_one_string_changes() -> None:
    SCENE.changes(
        {"a.ipynb": '{"cells":[{"cell_type":"code","source":"from app.m import UserManager\\nUserManager()"}]}'},
        {"a.ipynb": '{"cells":[{"cell_type":"code","source":"from app.m import Manager\\nManager()"}]}'},
    )


def test_escapes_in_the_json_of_a_notebook_stay_as_they_were_written() -> None:
    cell = '"s = \\"\\u00e9\\t\\"\\n", "from app.m import UserManager\\n", "t = \\"\\ud83d\\ude00\\"; UserManager()"'
    body = '{"cells": [{"source": [' + cell + '], "cell_type": "code", "outputs": ["UserManager"]}], "nbformat": 4}\n'
    wanted = body.replace("import UserManager", "import Manager").replace("; UserManager", "; Manager")
    SCENE.changes({"a.ipynb": body}, {"a.ipynb": wanted})


def test_a_notebook_that_is_no_json_is_reported() -> None:
    SCENE.leaves({"a.ipynb": '{"cells": [ "from app.m import UserManager"'}, says=("a.ipynb:",))


def test_a_byte_order_mark_is_no_part_of_the_word_behind_it() -> None:
    check(
        rename("app.m:VERSION", "RELEASE"),
        {
            "app/m.py": b"\xef\xbb\xbfVERSION = 1\n",
            "app/n.py": b"\xef\xbb\xbf\xc3\xa9VERSION = 1\n",
            "use.py": "from app.m import VERSION\n",
        },
        {"app/m.py": b"\xef\xbb\xbfRELEASE = 1\n", "use.py": "from app.m import RELEASE\n"},
    )


def test_a_file_that_is_not_python_by_name_is_not_edited_as_python() -> None:
    SCENE.leaves({"notes.txt": "from app.m import UserManager as UM\n", "app/m.pyc": b"UserManager\0"})


def test_what_cython_takes_is_listed() -> None:
    SCENE.leaves(
        {"fast.pxd": "import os\nfrom app.m cimport UserManager, Other\n"}, says=("fast.pxd:2…app.m.UserManager",)
    )
    assert "fast.pxd" not in SCENE.leaves({"fast.pxd": "from web.m cimport UserManager\n"}).said


def test_what_cython_declares_of_a_module_beside_it_is_listed() -> None:
    declared = "from app.other cimport x\n\ncdef class UserManager:\n    cdef int users\n"
    taken = "from app.m cimport UserManager\ncdef object UserManager\n"
    files = {
        "app/m.py": "class UserManager: ...\n",
        "app/views.py": "from app.m import UserManager\n",
        "app/m.pxd": declared,
        "app/views.pxd": taken,
        "web/m.pxd": declared,
        "app/x.pxd": declared,
    }
    result = applied(rename("app.m:UserManager", "Manager"), files)
    lines = [(each.path, each.line, each.message.split()[0]) for each in result.outcome.diagnostics]
    assert sorted(lines) == [
        ("app/m.pxd", 3, "UserManager"),
        ("app/views.pxd", 1, "app.m.UserManager"),
        ("app/views.pxd", 2, "UserManager"),
    ]


# What is never edited


@pytest.mark.parametrize(
    "path",
    [
        "app/_vendor/lib/a.py",
        "vendor/lib/a.py",
        "third_party/a.py",
        "venv/lib/python3.12/site-packages/a.py",
        ".venv/lib/a.py",
        "node_modules/x/a.py",
    ],
)
def test_other_peoples_code_is_not_edited(path: str) -> None:
    SCENE.leaves({path: "from app.m import UserManager\n"})


def test_a_hit_in_vendored_code_is_listed() -> None:
    SCENE.leaves({"app/_vendor/a.py": "import os\nfrom app.m import UserManager\n"}, says=("app/_vendor/a.py:2",))


@pytest.mark.parametrize(
    ("path", "head", "help"),
    [
        ("app/extern/m.py", "", "commit a .gitattributes with: app/extern/** -linguist-vendored"),
        ("app/m.py", "# @generated\n", "commit a .gitattributes with: app/m.py -linguist-generated"),
    ],
)
def test_a_definition_that_is_taken_for_other_peoples_is_refused_until_gitattributes_says_whose_it_is(
    path: str, head: str, help: str, tmp_path: Path
) -> None:
    repo = make(tmp_path / "repo")
    use = b"from app.extern.m import Old\n" if "extern" in path else b"from app.m import Old\n"
    repo.commit({"app/__init__.py": b"", "app/use.py": use, path: f"{head}class Old: ...\n".encode()})
    symbol = "app.extern.m:Old" if "extern" in path else "app.m:Old"
    assert help in canonize("rename", symbol, "New", cwd=repo.path, code=2).said.replace("\n", " ")
    repo.commit({".gitattributes": f"{help.partition('with: ')[2]}\n".encode()})
    canonize("rename", symbol, "New", "--in-place", cwd=repo.path)
    assert (repo.path / path).read_text() == f"{head}class New: ...\n"
    assert (repo.path / "app/use.py").read_bytes() == use.replace(b"Old", b"New")


@pytest.mark.parametrize(
    "header",
    [
        "# Generated by the protocol buffer compiler.  DO NOT EDIT!",
        "# Code generated by tool. DO NOT EDIT.",
        "# @generated",
        "# This file is autogenerated; do not edit by hand.",
        "# ****** WARNING: AUTOGENERATED! ALL EDITS WILL BE LOST ******",
    ],
)
def test_a_generated_file_is_listed_and_not_edited(header: str) -> None:
    SCENE.leaves({"app/pb2.py": f"{header}\nfrom app.m import UserManager\n"}, says=("app/pb2.py:2",))


def test_a_generated_table_is_listed_with_the_line_that_holds_the_word() -> None:
    table = "# Code generated by tool. DO NOT EDIT.\nNAMES = {\n    'UserManager': 1,\n}\n"
    SCENE.leaves({"app/table.py": table}, says=("app/table.py:3…is mentioned and not edited",))


def test_what_leads_through_a_generated_file_is_listed_and_stays_in_a_second_run() -> None:
    generated = "# This file was autogenerated. Do not edit it by hand.\nfrom app.src.m import Old as Old\n"
    module = '''
        from app.src.export import export
        @export("app.api.Old")
        class {0}:
            """
            >>> app.api.Old()
            """
        '''
    others = {"app/__init__.py": "", "app/src/__init__.py": "", "app/src/export.py": "def export(path): ...\n"}
    before = {**others, "app/api/__init__.py": generated, "app/src/m.py": module.format("Old")}
    after = {"app/src/m.py": module.format("New")}
    says = ["app/api/__init__.py:2: … not edited", "app/src/m.py:2: … leads through a file that is not edited"]
    check(rename("app.src.m:Old", "New"), before, after, says=[*says, "app/src/m.py:5:"])
    planned = plan(one_step("rename", rename("app.src.m:Old", "New")), InMemory(tree(before)))
    assert "unsettled" not in {each.code for each in planned.diagnostics}


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("from app import Old\nOld()\n", 1),
        ("import app\napp.Old()\napp.Old()\n", 2),
        ("from app import *\ndef f(): return Old\n", 2),
        ("from app import m\nm.Old\n", 0),
    ],
)
def test_what_is_taken_through_a_generated_file_is_listed_once_in_a_file(code: str, line: int) -> None:
    generated = "# This file was autogenerated. Do not edit it by hand.\nfrom .m import Old\nfrom . import m\n"
    files = {"app/__init__.py": generated, "app/m.py": "class Old: ...\n", "use.py": code}
    said = applied(rename("app.m:Old", "New"), files).said
    told = [each for each in said.splitlines() if "through app/__init__.py, which is not edited" in each]
    assert [each.split(": ")[0] for each in told] == [f"use.py:{line}"] * bool(line)


def test_a_file_that_talks_about_generated_code_is_not_generated() -> None:
    SCENE.changes(
        "import os\nfrom app.m import UserManager\n\nHEADER = '# Code generated by us. DO NOT EDIT.'\n",
        "import os\nfrom app.m import Manager\n\nHEADER = '# Code generated by us. DO NOT EDIT.'\n",
    )


def test_a_symlink_is_not_edited() -> None:
    SCENE.changes(
        {"app/link.py": "from app.m import UserManager\n", "app/views.py": "from app.m import UserManager\n"},
        {"app/views.py": "from app.m import Manager\n"},
        kinds={"app/link.py": "symlink"},
    )


def test_an_executable_script_is_edited() -> None:
    SCENE.changes(
        {"bin/tool.py": "#!/usr/bin/env python3\nfrom app.m import UserManager\n"},
        {"bin/tool.py": "#!/usr/bin/env python3\nfrom app.m import Manager\n"},
        kinds={"bin/tool.py": "executable"},
    )


def test_an_executable_script_without_a_suffix_is_edited_or_listed() -> None:
    SCENE.changes(
        {"bin/tool": "#!/usr/bin/env python3\nfrom app.m import UserManager\nUserManager()\n"},
        {"bin/tool": "#!/usr/bin/env python3\nfrom app.m import Manager\nManager()\n"},
        or_listed=("bin/tool:2",),
        kinds={"bin/tool": "executable"},
    )


def test_a_file_without_a_suffix_that_no_python_runs_is_a_text() -> None:
    text = "What python runs:\nsee app.m.UserManager for that\n"
    SCENE.leaves({"bin/notes": text}, says=("bin/notes:2…does not edit this kind of file",))


def test_a_recipe_in_the_repository_is_listed_and_does_not_rewrite_itself() -> None:
    recipe = "# Tidy up.\ncanonize: recipe/1\nname: tidy\nsteps:\n  - rename: {from: app.m.UserManager, to: Manager}\n"
    settings = "canonizes: recipe/1\nuser: app.m.UserManager\n"
    SCENE.changes(
        {"recipes/tidy.yaml": recipe, "settings.yaml": settings},
        {"recipes/tidy.yaml": recipe, "settings.yaml": settings.replace("UserManager", "Manager")},
        says=("recipes/tidy.yaml:5…it is a recipe of canonize",),
    )


def test_a_definition_that_cannot_be_read_is_named_with_its_file() -> None:
    files = InMemory({"app/m.py": b"class Old: ...\n<<<<<<< HEAD\n", "u.py": b"from app.m import Old\n"})
    with pytest.raises(Refused, match=r"^app/m\.py does not parse \(line 2\)") as caught:
        plan(one_step("rename", rename("app.m:Old", "New")), files)
    assert caught.value.help


def test_the_look_at_the_outcome_parses_no_file_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that holds the old word for something else, too, is proven and looked at with one tree."""
    parsed = parsed_from_now_on(monkeypatch)
    files = {
        "app/__init__.py": b"",
        "app/m.py": b"class Old: ...\n",
        "app/v.py": b"from app import m\n\n\nclass Old(m.Old): ...\n",
    }
    made = plan(one_step("rename", Rename(SymbolPath.parse("app.m:Old"), "New")), InMemory(files))
    assert made.changes.changes["app/v.py"].after == b"from app import m\n\n\nclass Old(m.New): ...\n"
    assert parsed.count("app/v.py") == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/lib.rs", "#[pyclass]\nstruct UserManager;\n"),
        ("app/m.pyx", "cdef class UserManager: pass\n"),
        ("app/m.c", 'PyModule_AddObject(m, "UserManager", t);\n'),
        ("", ""),
    ],
)
def test_a_symbol_that_only_a_stub_defines_is_told(path: str, text: str) -> None:
    files = {"app/__init__.py": "", "app/m.pyi": "class UserManager: ...\n", "other.c": "UserManagers\n"} | (
        {path: text} if path else {}
    )
    where = f", as in {path}" if path else ""
    check(
        USER_MANAGER,
        files,
        {"app/m.pyi": "class Manager: ...\n"},
        says=[
            f"app/m.pyi:1: warning stub-only: only a stub defines UserManager: what it describes is not edited{where}"
        ],
    )


def test_a_generated_stub_of_what_is_renamed_is_listed() -> None:
    stub = "# This file is generated automatically by make_stubs. Do not edit.\nclass UserManager: ...\n"
    use = "from app.m import UserManager\nprint(UserManager)\n"
    says = "app/m.pyi:2: warning not-edited: it uses UserManager and is not edited: generated"
    check(
        USER_MANAGER,
        {"app/m.py": "class UserManager: ...\n", "app/m.pyi": stub, "app/views.py": use},
        {"app/m.py": "class Manager: ...\n", "app/views.py": use.replace("UserManager", "Manager")},
        says=[says],
    )
    refused(USER_MANAGER, {"app/m.py": "from ._m import *\n", "app/m.pyi": stub}, "defines UserManager", "generated")


def test_a_stub_beside_its_module_needs_no_word() -> None:
    result = check(
        USER_MANAGER,
        {"app/m.py": "class UserManager: ...\n", "app/m.pyi": "class UserManager: ...\n", "app/m.c": "UserManagers\n"},
        {"app/m.py": "class Manager: ...\n", "app/m.pyi": "class Manager: ...\n"},
    )
    assert result.said == ""


def test_another_name_for_what_a_module_makes_while_it_runs_is_refused() -> None:
    files = {
        "app/context.py": "globals().update(make())\n",
        "app/context.pyi": "config: int\n",
        "app/env.py": "from app import context\nconfig = context.config\n",
    }
    refused(rename("app.env:config", "settings"), files, "which makes it while it runs", "app/context.pyi")
    result = applied(rename("app.context:config", "settings"), files)
    assert "only a stub defines config" in result.said
    compiled = applied(rename("app.env:config", "settings"), {k: v for k, v in files.items() if k != "app/context.py"})
    assert "only a stub defines config" in compiled.said


def test_an_address_with_the_symbols_whole_path_is_listed_and_no_other() -> None:
    links = "https://docs.org/api/app.m.UserManager.html /app.m.UserManager https://x.org/UserManager\n"
    result = SCENE.leaves({"docs/links.md": links, "x.yaml": "a: x://app.m.UserManager\nb: x://web.m.UserManager\n"})
    places = [(each.path, each.line, each.column) for each in result.outcome.diagnostics if each.code == "proposal"]
    assert places == [("docs/links.md", 1, 28), ("docs/links.md", 1, 52), ("x.yaml", 1, 14)]


@pytest.mark.parametrize("pattern", ["old", "./old/", "old//x.py", "old/.", "**/old", "./old/**", "old/*", "o*/x.p?"])
def test_what_is_left_out_is_so_however_its_path_is_written(pattern: str) -> None:
    files = InMemory({"app/m.py": b"class Old: ...\n", "old/x.py": b"from app.m import Old\n"})
    done = plan(one_step("rename", Rename(SymbolPath("app.m", "Old"), "New"), exclude=(pattern,)), files)
    assert set(done.changes.changes) == {"app/m.py"}


@pytest.mark.parametrize("pattern", [".", "./", "**", "./**"])
def test_the_top_stands_for_all_files(pattern: str) -> None:
    opened = Project.open(InMemory({"m.py": b"", "app/m.py": b""}), include=(pattern,))
    assert opened.edited("m.py") and opened.edited("app/m.py")


@pytest.mark.parametrize("given", ["recipe", "step"])
@pytest.mark.parametrize(
    ("pattern", "told"),
    [("{app,lib}/**", "{"), ("[l]ib/**", "["), ("!app/v.py", "!"), ("lib/**", ""), ("web/[id]/*.py", ""), ("web/{x}", "")],
)  # fmt: skip
def test_a_pattern_with_signs_of_other_tools_that_matches_nothing_is_told_of(
    pattern: str, told: str, given: str
) -> None:
    files = {
        "app/m.py": b"class Old: ...\n",
        "web/[id]/v.py": b"",
        "web/{x}/v.py": b"",
        "app/v.py": b"from app.m import Old\n",
    }
    codemod = Rename(SymbolPath("app.m", "Old"), "New")
    if given == "recipe":
        recipe = one_step("rename", codemod, exclude=(pattern,))
    else:
        recipe = Recipe("r", (Step("first", "rename", codemod, files=(((), (pattern,)),)),))
    said = [each for each in plan(recipe, InMemory(files)).diagnostics if each.code == "pattern"]
    assert [each.message.rpartition(" stands for itself")[0][-1] for each in said] == [*told]


def test_the_handler_of_a_lambda_whose_path_begins_in_another_folder_is_listed() -> None:
    handlers = "a: src/app/m.Old\nb: app/m.Old\nc: ../../m.Old\nd: other/m.Old\ne: pp/m.Old\n"
    result = check(
        rename("src.app.m:Old", "New"),
        {"src/app/m.py": "class Old: ...\n", "serverless.yml": handlers},
        {"src/app/m.py": "class New: ...\n", "serverless.yml": handlers.replace("src/app/m.Old", "src/app/m.New")},
    )
    lines = [line.partition(": info")[0] for line in result.said.splitlines() if "in configuration" in line]
    assert lines == ["serverless.yml:2", "serverless.yml:3"]


@pytest.mark.parametrize(
    ("places", "said"), [(5, ["a.json:1", "a.json:2", "a.json:3", "a.json:4", "a.json:5"]), (6, ["a.json:1"])]
)
def test_a_word_that_is_common_in_a_file_of_data_is_listed_once(places: int, said: list[str]) -> None:
    data = "[" + ",\n".join(['{"Old": 1}'] * places) + ',\n"app.m.Old"]\n'
    page = "Old\n\n" * places
    files = {"app/m.py": "class Old: ...\n", "a.json": data, "a.md": page}
    after = {"app/m.py": "class New: ...\n", "a.json": data.replace("m.Old", "m.New")}
    lines = check(rename("app.m:Old", "New"), files, after).said.splitlines()
    assert [line.partition(": info")[0] for line in lines if "in configuration" in line] == said
    assert sum("in a document" in line for line in lines) == places
    assert any("Old in configuration; 5 more places in the file" in line for line in lines) == (places == 6)


def test_a_path_in_a_document_may_have_names_in_other_letters_before_the_symbol() -> None:
    check(
        rename("ширина.высота:Old", "New"),
        {
            "ширина/__init__.py": "",
            "ширина/высота.py": "class Old: ...\n",
            "a.md": "`ширина.высота.Old` and `длина.глубина.Old`\n",
        },
        {"ширина/высота.py": "class New: ...\n", "a.md": "`ширина.высота.New` and `длина.глубина.Old`\n"},
    )
