"""The modules of a tree by their stems: put together when asked for, and the same as if all were put together at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from canonize.codemods.meaning.stems import Module, Stems
from canonize.codemods.repo.files import Kind, RepoPath

FOLDERS = st.lists(st.sampled_from(["app", "m", "stubs", "app-stubs", "__init__", "x.y"]), max_size=3)
NAMES = st.sampled_from(["m", "app", "__init__", "x.y", ""])
SUFFIXES = st.sampled_from([".py", ".pyi", ".txt", ""])
PATHS = st.builds(lambda folders, name, suffix: "/".join((*folders, name + suffix)), FOLDERS, NAMES, SUFFIXES)
KINDS: st.SearchStrategy[Kind] = st.sampled_from(["file", "executable", "symlink", "submodule"])


def trees() -> st.SearchStrategy[dict[RepoPath, Kind]]:
    return st.dictionaries(PATHS.filter(lambda path: path[-1:] not in ("", "/")), KINDS, max_size=8)


def every_module(kinds: dict[RepoPath, Kind]) -> dict[str, Module]:
    """What Stems says, without stubs in folders of their own: each file taken to its stem."""
    found: dict[str, Module] = {}
    order = sorted(path for path, kind in kinds.items() if kind in ("file", "executable"))
    for path in order:
        stem, dot, suffix = path.rpartition(".")
        if f"{dot}{suffix}" in (".py", ".pyi"):
            is_package = stem == "__init__" or stem.endswith("/__init__")
            stem = stem.removesuffix("/__init__")
            before = found[stem].files if stem in found else ()
            found[stem] = Module(stem, (*before, path), is_package)
    for stem, each in found.items():
        if f"{stem}/__init__.py" in each.files:  # it hides what has its name
            found[stem] = Module(stem, tuple(path for path in each.files if path.startswith(f"{stem}/")), True)
    return found


def shown(modules: dict[str, Module]) -> dict[str, tuple[str, frozenset[RepoPath], bool]]:
    return {stem: (each.stem, frozenset(each.files), each.package) for stem, each in modules.items()}


@given(trees())
def test_each_stem_has_the_module_of_its_files(kinds: dict[RepoPath, Kind]) -> None:
    kinds = {path: kind for path, kind in kinds.items() if "stubs" not in path}
    stems, expected = Stems(kinds), every_module(kinds)
    assert shown(dict(stems)) == shown(expected)
    assert {stem for stem, each in expected.items() if each.package} <= set(stems.packages()) <= expected.keys()
    assert set(stems.below("app")) == {stem for stem in expected if stem.startswith("app/")}
    for other in ("app/__init__", "app/m/n", ""):
        assert (other in stems) == (other in expected)
    files = expected["m"].files if "m" in expected else ()
    assert ("m.py" in stems) == (kinds.get("m.py") in ("file", "executable") and "m.py" not in files)


@given(trees())
def test_stubs_apart_are_joined_and_no_file_is_lost(kinds: dict[RepoPath, Kind]) -> None:
    stems, alone = Stems(kinds), every_module(kinds)
    assert stems.keys() == alone.keys()
    for stem, each in stems.items():
        assert set(alone[stem].files) <= set(each.files)
        assert stems[each.stem] == each and set(alone[each.stem].files) <= set(each.files)


def test_a_stub_apart_and_what_it_describes_are_one_module() -> None:
    stems = Stems({"src/app/m.py": "file", "stubs/app/m.pyi": "file", "app-stubs/n.pyi": "file"})
    assert stems["src/app/m"].files == stems["stubs/app/m"].files == ("src/app/m.py", "stubs/app/m.pyi")
    assert stems["stubs/app/m"].stem == "src/app/m" and stems["app-stubs/n"].files == ("app-stubs/n.pyi",)
    two = Stems({"a/app/m.py": "file", "b/app/m.py": "file", "stubs/app/m.pyi": "file"})
    assert two["stubs/app/m"].stem == "stubs/app/m"
