"""What a word is at each place of a file, and in which scope its name lives: the rules of the language, one by one.

Each example lists the places of `Old` in the order of the text. A scope is given by its kind and first line.
"""

from __future__ import annotations

import pytest

from examples import named


def places(code: str, word: str = "Old") -> list[str]:
    """`use module`, `bind function 3`, `attribute`, … for each place of the word."""
    names = named(code, word)
    source = names.parsed.source
    found = []
    for each in names.occurrences:
        home = each.home
        line = f" {source.line(home.start)}" if home and home.kind != "module" else ""
        found.append(f"{each.role} {home.kind}{line}" if home else each.role)
    return found


# -- what a place is --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "Old = 1", "Old: int = 1", "Old: int", "Old += 1", "a = Old = 1", "a, Old = 1, 2", "[a, *Old] = b", "(Old) = 1",
        "(a, (b, Old)) = c", "for Old in a: b", "for a, *Old in b: c", "with a as Old: b", "with (a as (b, Old)): c",
        "try: a\nexcept b as Old: c", "try: a\nexcept* b as Old: c", "def Old(): a", "async def Old(): a", "class Old: a",
        "@a\nclass Old(b): c", "import Old", "import Old.a.b", "import a as Old", "from a import Old",
        "from a import b as Old", "from . import (a,\n    Old)", "(Old := 1)", "a[Old := 1]", "type Old = int",
        "type Old[T] = T", "match a:\n    case Old: b", "match a:\n    case [b, *Old]: c", "match a:\n    case {**Old}: b",
        "match a:\n    case b() as Old: c", "match a:\n    case b(c=Old): d", "match a:\n    case (Old, 1) | [Old, 2]: b",
    ],
)  # fmt: skip
def test_binds_the_name(code: str) -> None:
    assert set(places(code)) == {"bind module"}


@pytest.mark.parametrize(
    "code",
    [
        "Old", "Old.a", "Old[1] = 2", "Old.a = 1", "a[Old] = 1", "Old()", "a(Old)", "a(b=Old)", "a(*Old, **Old)",
        "class A(Old): b", "class A(metaclass=Old): b", "@Old\ndef f(): a", "def f(a: Old) -> Old: b",
        "def f(a=Old, *, b=Old): c", "a: Old = 1", "a: b[Old, 'x'] = 1", "a: list[Old].b = 1", "a: Old | None", "lambda: Old",
        "[a for a in Old if Old]", "f'{Old}'", "f'{Old!r:>{Old}}'", 'f"{f"{Old}"}"', "f'{Old:=8}'", "f'{Old=}'", "raise Old from Old",
        "try: a\nexcept Old: b", "try: a\nexcept (b, Old): c", "try: a\nexcept b, Old: c", "with Old: a", "assert Old, Old", "a = -Old ** Old",
        "for a.b in Old: c", "for Old.a in b: c", "for a[Old] in b: c", "match Old:\n    case 1: a", "match a:\n    case Old(): b",
        "match a:\n    case Old.b: c", "match a:\n    case Old.b(): c", "match a:\n    case b if Old: c", "match a:\n    case {Old.b: 1}: c",
        "class A[T: Old]: a", "class A[T: (Old, int)]: a", "class A[T = Old]: a", "class A[*Ts = *tuple[Old]]: a", "class A[**P = [Old]]: a",
        "type A = Old", "type A[T: Old = Old] = list[Old]", "del Old.a", "del Old[1]", "type(Old).a = 1", "print(Old)", "print >> Old, 1",
        "a = yield_ = Old", "(Old): int",
    ],
)  # fmt: skip
def test_uses_the_name(code: str) -> None:
    assert set(places(code)) == {"use module"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("del Old", ["delete module"]),
        ("del (a, Old), b", ["delete module"]),
        ("a.Old", ["attribute"]),
        ("a.Old.b = 1", ["attribute"]),
        ("del a.Old", ["attribute"]),
        ("a: b[c].Old = 1", ["attribute"]),
        ("(a\n .Old)", ["attribute"]),
        ("match a:\n    case b.Old: c", ["attribute"]),
        ("a(Old=1)", ["keyword"]),
        ("class A(Old=1): a", ["keyword"]),
        ("match a:\n    case b(Old=c): d", ["keyword"]),
        ("import a.Old", ["path"]),
        ("import a.Old as b", ["path"]),
        ("import Old as b", ["path"]),
        ("from Old import a", ["path"]),
        ("from .a.Old import b", ["path"]),
        ("from a import Old as b", ["imported"]),
        ("from a import Old as Old", ["imported", "bind module"]),
        ("'Old'", ["string"]),
        ("f'Old {a}'", ["string"]),
        ("f'{a:Old}'", ["string"]),
        ("b'Old' 'Old'", ["string", "string"]),
        ("'''\nOld\n'''", ["string"]),
        ("a  # Old", ["comment"]),
        ("def f(a,  # Old\n      b): c", ["comment"]),
        ("Older = anOld = _Old = Old2 = Öld = Oldö = 1", []),
    ],
)  # fmt: skip
def test_is_something_else_than_a_use(code: str, expected: list[str]) -> None:
    assert places(code) == expected


# -- functions ----------------------------------------------------------------------------------------------------


def test_a_parameter_lives_in_its_function() -> None:
    assert places("def f(Old, /, a=Old): return Old") == ["bind function 1", "use module", "use function 1"]


@pytest.mark.parametrize(
    "parameters", ["Old", "a, *Old", "**Old", "*, Old=1", "Old: int", "Old: int = 1", "*Old: int", "Old, /"]
)
def test_every_kind_of_parameter_is_local(parameters: str) -> None:
    assert places(f"def f({parameters}): Old") == ["bind function 1", "use function 1"]


def test_annotations_and_defaults_of_parameters_are_looked_up_outside() -> None:
    code = """\
        def f(Old: Old = Old) -> Old:
            return Old
        """
    assert places(code) == ["bind function 1", "use module", "use module", "use module", "use function 1"]


def test_a_name_that_is_bound_anywhere_in_a_function_is_local_everywhere_in_it() -> None:
    code = """\
        def f():
            Old
            if a:
                Old = 1
        Old
        """
    assert places(code) == ["use function 1", "bind function 1", "use module"]


def test_deleting_a_name_makes_it_local() -> None:
    assert places("def f():\n    Old\n    del Old") == ["use function 1", "delete function 1"]


def test_a_bare_annotation_makes_a_name_local_and_one_in_parentheses_does_not() -> None:
    assert places("def f():\n    Old: int\n    Old") == ["bind function 1", "use function 1"]
    assert places("def f():\n    (Old): int\n    Old") == ["use module", "use module"]


def test_a_name_of_a_function_is_seen_by_the_functions_in_it() -> None:
    code = """\
        def f():
            Old = 1
            def g():
                return lambda: Old
        """
    assert places(code) == ["bind function 1", "use function 1"]


def test_a_name_of_a_function_is_not_seen_by_its_neighbours() -> None:
    assert places("def f():\n    Old = 1\ndef g():\n    Old") == ["bind function 1", "use module"]


def test_a_decorator_is_not_evaluated_in_its_function() -> None:
    assert places("@Old\ndef f(Old): a") == ["use module", "bind function 2"]


def test_a_lambda_has_parameters_of_its_own() -> None:
    assert places("lambda Old, a=Old: Old") == ["bind function 1", "use module", "use function 1"]


def test_global_binds_in_the_module() -> None:
    code = """\
        def f():
            global Old
            Old = 1
            def g():
                return Old
        """
    assert places(code) == ["global module", "bind module", "use module"]


def test_global_of_a_function_says_nothing_about_the_function_around_it() -> None:
    code = """\
        def f(Old):
            def g():
                global Old
                Old = 1
            return Old
        """
    assert places(code) == ["bind function 1", "global module", "bind module", "use function 1"]


def test_nonlocal_binds_in_the_function_around() -> None:
    code = """\
        def f():
            Old = 1
            def g():
                nonlocal Old
                Old = 2
            class A:
                nonlocal Old
                Old = 3
        """
    assert places(code) == ["bind function 1", *["nonlocal function 1", "bind function 1"] * 2]


# -- classes ------------------------------------------------------------------------------------------------------


def test_a_name_of_a_class_is_not_seen_by_its_methods() -> None:
    code = """\
        class A:
            Old = 1
            b = Old
            def f(self, a=Old):
                return Old
        """
    assert places(code) == ["bind class 1", "use class 1", "use class 1", "use module"]


def test_bases_and_decorators_are_evaluated_outside_of_the_class() -> None:
    assert places("@Old\nclass A(Old):\n    Old = Old") == ["use module", "use module", "bind class 2", "use class 2"]


def test_a_class_between_two_functions_hides_nothing() -> None:
    code = """\
        def f(Old):
            class A:
                Old = 1
                def g(self):
                    return Old
        """
    assert places(code) == ["bind function 1", "bind class 2", "use function 1"]


def test_global_in_a_class_is_for_its_own_body_alone() -> None:
    code = """\
        def f(Old):
            class A:
                global Old
                Old = 1
                def g(self):
                    return Old
        """
    assert places(code) == ["bind function 1", "global module", "bind module", "use function 1"]


@pytest.mark.parametrize(
    "code", ["self.__old", "__old", "__old = 1", "def f(self, __old): a", "global __old", "import __old"]
)
def test_a_private_name_in_a_class_is_another_name(code: str) -> None:
    assert places(f"class A:\n    def f(self):\n        {code}", "__old") == ["mangled"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("__old", ["use module"]),
        ("a.__old", ["attribute"]),
        ("class A(__old): a", ["use module"]),
        ("class __: a = b.__old", ["attribute"]),
        ("class A:\n    '__old'", ["string"]),
        ("class A:\n    a(__old=1)", ["keyword"]),
    ],
)
def test_a_private_name_is_itself_elsewhere(code: str, expected: list[str]) -> None:
    assert places(code, "__old") == expected


def test_a_name_between_double_underscores_is_not_private() -> None:
    assert places("class A:\n    __old__ = 1", "__old__") == ["bind class 1"]


# -- comprehensions and walrus ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["[Old for Old in a]", "{Old for Old in a}", "{Old: b for Old in a}", "(Old for b, Old in a)"]
)
def test_the_variable_of_a_comprehension_stays_in_it(code: str) -> None:
    assert places(f"({code}, Old)") == ["use comprehension 1", "bind comprehension 1", "use module"]


def test_the_first_iterable_of_a_comprehension_is_evaluated_outside() -> None:
    assert places("[a for Old in Old for b in Old]") == ["bind comprehension 1", "use module", "use comprehension 1"]


def test_a_comprehension_in_a_class_sees_the_class_in_its_first_iterable_only() -> None:
    assert places("class A:\n    Old = 1\n    a = [Old for b in Old]") == ["bind class 1", "use module", "use class 1"]


def test_a_comprehension_in_a_comprehension() -> None:
    code = "[[Old for a in Old] for Old in b]"
    assert places(code) == ["use comprehension 1", "use comprehension 1", "bind comprehension 1"]


def test_a_walrus_in_a_comprehension_binds_around_it() -> None:
    code = """\
        def f():
            [Old := a for a in b if any(Old for c in d)]
            return Old
        """
    assert places(code) == ["bind function 1", "use function 1", "use function 1"]


def test_a_walrus_in_a_lambda_binds_in_it() -> None:
    assert places("lambda: (Old := 1)\nOld") == ["bind function 1", "use module"]


# -- type parameters (PEP 695, PEP 696) ---------------------------------------------------------------------------


def test_a_type_parameter_lives_around_its_function() -> None:
    code = "def f[Old: Old](a: Old = Old) -> Old: return Old"
    in_it = "annotation 1"
    assert places(code) == [
        f"bind {in_it}",
        f"use {in_it}",
        f"use {in_it}",
        "use module",
        f"use {in_it}",
        f"use {in_it}",
    ]


def test_a_type_parameter_lives_around_its_class() -> None:
    code = """\
        @Old
        class A[*Old](B[Old]):
            def f(self, a: Old): return Old
        """
    assert places(code) == ["use module", "bind annotation 2", *["use annotation 2"] * 3]


def test_a_type_parameter_lives_around_its_alias() -> None:
    assert places("type A[**Old] = Old\nOld") == ["bind annotation 1", "use annotation 1", "use module"]


@pytest.mark.parametrize(
    "parameter", ["Old", "*Old", "**Old", "Old: int", "Old = int", "Old: int = str", "*Old = *a", "**Old = [int]"]
)
@pytest.mark.parametrize("statement", ["class A[T, {}]: a", "def f[T, {}](): a", "type A[T, {}] = a"])
def test_every_kind_of_type_parameter_is_bound(statement: str, parameter: str) -> None:
    assert places(statement.format(parameter)) == ["bind annotation 1"]


def test_the_value_of_an_alias_in_a_class_sees_the_class() -> None:
    code = """\
        class A:
            Old = int
            type B = Old
            type C[T] = Old
            def f[T](self, a: Old): return Old
        """
    assert places(code) == ["bind class 1", "use class 1", "use class 1", "use class 1", "use module"]


def test_a_default_with_a_name_in_it_is_no_binding() -> None:
    assert places("class A[T = Old, Old = T]: Old") == ["use annotation 1", "bind annotation 1", "use annotation 1"]
    assert places("class A[T: Old = Old]: a\nOld = 1") == ["use module", "use module", "bind module"]


# -- the module ---------------------------------------------------------------------------------------------------


def test_what_no_scope_binds_lives_in_the_module() -> None:
    names = named("def f():\n    return Old")
    assert [each.home for each in names.occurrences] == [names.module]
    assert not names.own


def test_the_bindings_of_a_scope_are_its_own_in_order() -> None:
    names = named("Old = 1\ndef f(Old): a\nfrom b import Old\nOld += 1\ndel Old")
    source = names.parsed.source
    assert [source.line(each.start) for each in names.own] == [1, 3, 4]
    assert len(names.occurrences) == 5


def test_a_name_in_other_characters_for_the_same_is_the_same_name() -> None:
    assert places("𝐎𝐥𝐝 = 1\nOld") == ["bind module", "use module"]
