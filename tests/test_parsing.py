"""Trees: what parses, what is mended on the way, and what is refused with its line."""

from __future__ import annotations

import keyword
import random
import re
import sysconfig
import textwrap
import time
from pathlib import Path

import pytest

from canonize.codemods.errors import UnreadableSource
from canonize.codemods.meaning.lexing import tokens
from canonize.codemods.meaning.mending import mended
from canonize.codemods.meaning.parsing import MAX_NESTING, Parsed, parse, parses, reparse
from canonize.codemods.meaning.scopes import names_of
from canonize.codemods.meaning.syntax import is_type_checking
from canonize.codemods.source import Source
from examples import applied, rename

WORD = re.compile(rb"(?<![\w\x80-\xff])[A-Za-z_]\w*(?![\x80-\xff])")


def parsed(code: str) -> Parsed:
    return parse(Source.read(textwrap.dedent(code).encode()))


def why_not(code: str | bytes) -> str:
    """What the parser says about code that it refuses."""
    with pytest.raises(UnreadableSource) as caught:
        parse(Source.read(code.encode() if isinstance(code, str) else code))
    return caught.value.title


def types(code: str, at: str) -> list[str]:
    """The kinds of the nodes around the first place of `at`, from the statement inwards."""
    file = parsed(code)
    return [step.node.type for step in file.steps(file.source.code.index(at.encode()))[1:]]


def shape(file: Parsed) -> list[tuple[object, ...]]:
    """Every node of the tree with all that is asked of nodes."""
    cursor = file.tree.walk()
    found: list[tuple[object, ...]] = []
    while True:
        node = cursor.node
        assert node is not None
        points = (node.start_point.row, node.start_point.column, node.end_point.row, node.end_point.column)
        found.append((node.type, cursor.field_name, node.start_byte, node.end_byte, *points, node.is_extra))
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return found


# -- steps --------------------------------------------------------------------------------------------------------


def test_steps_lead_from_the_module_to_the_leaf() -> None:
    file = parsed("a.b(c=d)")
    steps = file.steps(6)
    assert [step.node.type for step in steps] == [
        "module", "expression_statement", "call", "argument_list", "keyword_argument", "identifier",
    ]  # fmt: skip
    assert [step.field for step in steps] == ["", "", "", "arguments", "", "value"]
    assert file.text(steps[-1].node) == b"d"


def test_steps_to_white_space_end_at_the_node_that_it_is_in() -> None:
    assert types("f(a,  b)", "  ") == ["expression_statement", "call", "argument_list"]


def test_paths_are_the_steps_of_each_place() -> None:
    source = Source.read(Path(textwrap.__file__).read_bytes())
    file = parse(source)
    offsets = [match.start() for match in WORD.finditer(source.code)]
    assert list(file.paths(offsets)) == [file.steps(offset) for offset in offsets]


# -- what is read as it stands ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "match(x)", "match[x] = 1", "match.x = 1", "match = case = type = _ = 1", "match -x", "type(x)", "type = 1", "type: int = 1",
        "type X = int", "type type = int", "print(x)", "print (x)", "print", "print = x", "print -1", "print[x] = 1", "print, x",
        "exec(x)", "exec (x)", "exec.a = 1", "case(x)", "def print(exec): type", "async_ = await_ = 1",
        "f'{a['b']}'", 'f"{f"{f"{a}"}"}"', "f'{x!r:{w}}'", "f'{{x}}{y}'", r"f'\N{DIGIT ONE}{x}'", "f'{x:%H:%M}'", "rf'\\{x}'", "t'{x}'",
        "try: a\nexcept A, B: c", "try: a\nexcept* A: b", "with (a as b, c as d): e", "with (a, b): c", "x[*a, b]", "def f(a, /, *, b): c",
        "lambda *a, b=c, **d: e", "f(*a, **b)", "a: int", "print(*a)", "{**a, 'b': c}", "return *a, b", "x = yield", "@a[b].c(d)\ndef f(): e",
        "if a:\n\tb\n\tc", "if a:\n        b\n", "if a: b; c", "a = \\\n  b", "\fa = 1", "class A:\n\f    b\n", "a\r\nb\r\n", "", "\n", "# c", "a;",
    ],
)  # fmt: skip
def test_reads_python(code: str) -> None:
    assert not parsed(code).is_mended


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f(:", "does not parse (line 1)"),
        ("a\nb = = c", "does not parse (line 2)"),
        ("<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> b\n", "does not parse (line 1)"),
        ("a = '", "does not parse (line 1)"),
        ("x = (\n", "does not parse (line 1)"),
        ("print x", "is Python 2 (line 1)"),
        ("a\nprint 'x'", "is Python 2 (line 2)"),
        ("if a: print x", "is Python 2 (line 1)"),
        ("a; print x", "is Python 2 (line 1)"),
        ("def f():\n    print x, y", "is Python 2 (line 2)"),
        ("exec x in y", "is Python 2 (line 1)"),
        ("exec 'x'", "is Python 2 (line 1)"),
        ("raise A, b", "is Python 2 (line 1)"),
        ("def f(a): raise a.B, 'c', d", "is Python 2 (line 1)"),
    ],
)
def test_refuses_with_the_line(code: str, expected: str) -> None:
    assert why_not(code) == expected


def test_what_only_looks_like_python_2_is_read() -> None:
    code = """\
        '''
        print x
        raise A, b
        '''
        # print x
        print_ = exec_ = 1
        raise A(b, c)
        """
    assert not parsed(code).is_mended


def test_parses_is_true_for_python_3_alone() -> None:
    assert parses(b"print(x)")
    assert parses(b"class A[T = int]: a")
    assert not parses(b"print x")
    assert not parses(b"a b")


# -- what the grammar lacks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "respelled"),
    [
        ("class A[T = int]: a", "class A[T : int]: a"),
        ("class A[T=int, U]: a", "class A[T:int, U]: a"),
        ("def f[T: int = str](a=b): c", "def f[T: int | str](a=b): c"),
        ("async def f[T = g(a=b)](): c", "async def f[T : g(a=b)](): c"),
        ("class A[*Ts = *tuple[int]]: a", "class A[*Ts :  tuple[int]]: a"),
        ("class A[**P = [int, str]]: a", "class A[**P : [int, str]]: a"),
        ("type X[T = int, *U = V] = T", "type X[T : int, *U : V] = T"),
        ("type X[\n    T = int,  # c\n] = T", "type X[\n    T : int,  # c\n] = T"),
        ("a, *(b, c) = d", "a,  (b, c) = d"),
        ("x = *[a for a in b], c", "x =  [a for a in b], c"),
        ("def f(): return *(a), b", "def f(): return  (a), b"),
        ("x = a[*(b for c in d)]", "x = a[ (b for c in d)]"),
        ("x = a.b[0, *[c], *{d}]", "x = a.b[0,  [c],  {d}]"),
        ("x = a()[0][\n    *'bc',\n]", "x = a()[0][\n     'bc',\n]"),
        ("x = a[*(b), [*(c)], f(*(d)), (*(e),)]", "x = a[ (b), [*(c)], f(*(d)), (*(e),)]"),
        ("def f(): return [*(c)], d[*(e)]", "def f(): return [*(c)], d[ (e)]"),
        ("f'{a:=^8}'", "f'{a:>^8}'"),
        ("lazy import a", "0;   import a"),
        ("if x:\n    a\n    lazy from a import b", "if x:\n    a\n    0;   from a import b"),
        ("from a.lazy import T\nclass A[T = int]: a", "from a.lazy import T\nclass A[T : int]: a"),
        ("{**a for a in b}", "{* a for a in b}"),
        ("a: b[:, ::1] = c[d:e, :f, g:, h::2, ::]", "a: b[0, 0|1] = c[d|e,  f, g , h |2, 0 ]"),
        ("def f(a: b[:]) -> c[lambda: d:e]: g", "def f(a: b[0]) -> c[lambda: d|e]: g"),
        ("a: b[c, d[0](e)]", "a: b[c,+d[0](e)]"),
        ("a: b[c] if d else b = e", "a:+b[c] if d else b = e"),
        ("def f(a: b[c] or d) -> b[c] if d else b: e", "def f(a:+b[c] or d) ->+b[c] if d else b: e"),
        ("def f() -> a:  b[0] = c", "def f() -> a:0;b[0] = c"),
        ("def f() -> a: b[0] += c == d", "def f() -> a:(b[0])+= c == d"),
        ("def f() -> a: b[0].c(d=e)", "def f() -> a:+b[0].c(d=e)"),
    ],
)  # fmt: skip
def test_mends_what_the_grammar_lacks(code: str, respelled: str) -> None:
    assert mended(code.encode()).decode() == respelled
    file = parsed(code)
    assert file.is_mended
    assert file.source.code == code.encode()


@pytest.mark.parametrize(
    "code",
    [
        "class A[T]: a = b", "def f(a=b, *, c=d): e", "a[b] = c", "lambda *, a: b", "f(*(a), *[b])", "a = b * (c)", "a = b, c * (d)", "a[b * (c)]", "x = [*(a)]",
        "f'{a:b=8}'", "f'{(a:=8)}'", "(a := 8)", "lazy = a", "from a.lazy import b", "{**a, 'b': [c for c in d]}", "{'a': b for c in d}", "f(**{a: b for a in c})",
        "def f() -> a: b = c[0]", "def f(): a[0] = b",
    ],
)  # fmt: skip
def test_leaves_alone_what_the_grammar_has(code: str) -> None:
    assert mended(code.encode()).decode() == code
    assert not parsed(code).is_mended


@pytest.mark.parametrize(
    "code",
    [
        "from a import (\nb,\nc)", "f(a ==\nb)", "f(a=\n  b)", "x = [a for\na in b]", "x = a[\nb]", "f(a.\n\tb)", "f(a ==  # c\nb)", "f(a == #\nb)",
        "f(a == # long enough a comment\n\n\nb)", "f(\n# c\na == \n# d\n  # e\nb)", "def g(a:\nint): b", "x = {'a'\n: b}", "@a\n# c\ndef f(): b",
        "@a  # c\n# d\n\n  # e\n@b\ndef f(): c", "x = f'''{\na}'''", "x = (a or\n'''\nb\n''')",
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_in_brackets_may_stand_left_of_their_block(code: str, newline: str) -> None:
    inside = "class A:\n        def z(self):\n            " + code.replace("\ndef f", "\n            def f").replace(
        "\n@b", "\n            @b"
    )
    names = names_of(parsed(f"{inside}\n            b = 1\n".replace("\n", newline)), "b")
    assert {each.home.kind for each in names.occurrences if each.home} == {"function"}


def test_a_mend_hides_no_word() -> None:
    code = "class A:\n        def f():\n                x(Old ==  # Old\nOld, g[Old\n# Old\n])\nclass B[T = Old, U: Old = Old]: Old\n"
    assert [each.role for each in names_of(parsed(code), "Old").occurrences] == [
        "use", "comment", "use", "use", "comment", "use", "use", "use", "use",
    ]  # fmt: skip


def test_a_word_that_a_mend_takes_apart_is_left_with_a_remark() -> None:
    code = "def f():\n" + 40 * " " + "x(Old ==  # Old\nb)\n"
    assert [each.role for each in names_of(parsed(code), "Old").occurrences] == ["use", "other"]
    result = applied(rename("a:Old", "New"), {"a.py": f"Old = 1\n{code}"})
    assert result.text("a.py") == f"Old = 1\n{code}".replace("Old", "New", 2)
    assert "Old left alone: what it is there cannot be told" in result.said


@pytest.mark.parametrize("code", ["f'{x:\\N{DIGIT ONE}}'", "a: b[c][d] = e"])
def test_the_rare_rest_is_refused_not_misread(code: str) -> None:
    assert why_not(code) == "does not parse (line 1)"


# -- soft keywords ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "type(a).b = c",
        "type(a)[b] = c",
        "type[a] = c",
        "type (a).b = c",
        "type(a).b: int = c",
        "x; type(a).b = c",
        "if x: type(a).b = c",
    ],
)
def test_type_of_something_is_no_alias(code: str) -> None:
    assert types(code, "c")[-2:] == ["assignment", "identifier"]
    assert [each.role for each in names_of(parsed(code), "type").occurrences] == ["use"]


@pytest.mark.parametrize("code", ["type A = c", "type A[T] = c", "type A[T: int] = c"])
def test_a_type_alias_is_one(code: str) -> None:
    assert "type_alias_statement" in types(code, "c")


@pytest.mark.parametrize(
    "code",
    [
        "match [a, b]:\n    case (c, d): e", "match [a]:\n    case [c, *_]: e", "match (a)[b]:\n    case (c): e", "match (a).b:\n    case [c]: e",
        "match [a] \\\n:\n    case (c, d): e", "match [\n    a,\n]:\n    case (c, d): e", "if x:\n    match [a]:\n        case (c): e",
        "match [a]:\n    case [c]: e\n    case d: e",
    ],
)  # fmt: skip
def test_a_match_over_a_display_is_no_annotation(code: str) -> None:
    assert [each.role for each in names_of(parsed(code), "c").occurrences] == ["bind"]
    assert "match_statement" in types(code, "c")


@pytest.mark.parametrize("code", ["match[a]: c = 1", "match[a]: \\\n    c", "match[a]: (\n    c)"])
def test_an_annotation_of_an_item_of_match_is_one(code: str) -> None:
    assert types(code, "c")[:2] == ["expression_statement", "assignment"]


def test_print_with_a_chevron_is_an_expression() -> None:
    assert types("print >> c, d", "c") == ["expression_statement", "binary_operator", "identifier"]


@pytest.mark.parametrize(
    "code",
    [
        "[*m.N]", "{*m.N}", "x[*m.N]", "x[a, *m.N]", "x = *m.N,", "x = *m.N, y", "x += *m.N, y", "f'{*m.N,}'", "f'{x:{*m.N,}}'", "[*m.N.o[0]]",
        "def f(): return *m.N, x", "def f(): yield *m.N, x", "for x in *m.N, y: z", "[\n    *m.N,\n]", "[  # c\n    *m.N,\n    b]", "[* m . N]",
        "x = [*m.N()]", "f([*m.N], {*m.o})", "(*m.N, b) = z", "[*m.N] = z", "if a: x = *m.N, b", "[*m.N + [1], 2]", "x = [*é.N, *m.N]",
    ],
)  # fmt: skip
def test_a_star_holds_all_of_a_dotted_name(code: str) -> None:
    file = parsed(code)
    steps = file.steps(code.encode().rindex(b"N"))
    assert steps[-2].node.type == "attribute"
    below = steps[-2].node.child_by_field_name("object")
    assert below is not None
    assert below.type == "identifier"
    assert file.text(below) == b"m"
    assert file.source.code == code.encode()


@pytest.mark.parametrize(
    "code",
    [
        "f(*m.N)", "a * m.N", "x = a *m.N", "x = [a *m.N]", "f(**m.N)", "[a, *m.N, b.c()]", "def f(*a: m.N): b", "[*m]", "x = (a\n*m.N)", "def f(*, a): b",
        "f(*m.N[0])", "lambda *a: m.N", "x = 2 * (m.N)", "'[*m.N]'", "# [*m.N]",
    ],
)  # fmt: skip
def test_a_star_that_is_read_right_is_left(code: str) -> None:
    assert not parsed(code).is_mended


@pytest.mark.parametrize(
    ("condition", "is_one"),
    [
        ("TYPE_CHECKING", True), ("typing.TYPE_CHECKING", True), ("(t.TYPE_CHECKING)", True),
        ("not typing.TYPE_CHECKING", False), ("not TYPE_CHECKING", False), ("CHECKING", False), ("a or t.TYPE_CHECKING", False),
    ],
)  # fmt: skip
def test_what_type_checkers_alone_see(condition: str, is_one: bool) -> None:
    statement = parsed(f"if {condition}:\n    x = 1\n").tree.root_node.children[0]
    assert is_type_checking(statement.child_by_field_name("condition")) == is_one


# -- after edits --------------------------------------------------------------------------------------------------


def edited(source: Source, word: bytes, new: bytes, places: list[int]) -> tuple[Source, list[tuple[int, int, int]]]:
    code = source.code
    for at in sorted(places, reverse=True):
        code = code[:at] + new + code[at + len(word) :]
    return Source.read(code), [(at, at + len(word), at + len(new)) for at in places]


@pytest.mark.parametrize("seed", range(4))
def test_a_reparse_gives_the_tree_of_a_fresh_parse(seed: int) -> None:
    drawn = random.Random(seed)
    library = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    for path in drawn.sample([path for path in library if path.stat().st_size < 60_000], 12):
        source = Source.read(path.read_bytes())
        before = parse(source)
        words = sorted(
            {match.group() for match in WORD.finditer(source.code)} - {word.encode() for word in keyword.kwlist}
        )
        for word in drawn.sample(words, min(4, len(words))):
            new = drawn.choice([b"X", b"a_name_that_is_longer_than_most", word + b"2", "naïve".encode()])
            places = [match.start() for match in WORD.finditer(source.code) if match.group() == word]
            after, edits = edited(source, word, new, drawn.sample(places, drawn.randint(1, len(places))))
            try:
                fresh = shape(parse(after))
            except UnreadableSource as error:  # `print` was a function's name, say
                with pytest.raises(UnreadableSource, match=re.escape(error.title)):
                    reparse(before, after, edits)
            else:
                assert shape(reparse(before, after, edits)) == fresh


def test_a_reparse_of_what_was_mended_is_mended() -> None:
    before = parsed("class A[T = Old]: type(Old).b = c\n")
    after, edits = edited(before.source, b"Old", b"Newer", [12, 23])
    again = reparse(before, after, edits)
    assert again.is_mended
    assert shape(again) == shape(parse(after))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("old", "new"),
    [(b"old()", b"newer()"), (b"a = 1", b"def f(): pass"), (b"if x: y", b"while x: y"), (b"(x)", b"[x]")],
)
def test_an_edit_that_reaches_into_a_byte_order_mark_has_all_parsed(old: bytes, new: bytes) -> None:
    before, after = (Source.read(b"\xef\xbb\xbf" + text + b"\nz = 1\n") for text in (old, new))
    assert shape(reparse(parse(before), after, [(-3, len(old), len(new))])) == shape(parse(after))


def test_a_reparse_refuses_what_no_longer_parses() -> None:
    before = parsed("a = Old\n")
    with pytest.raises(UnreadableSource, match=r"does not parse \(line 1\)"):
        reparse(before, *edited(before.source, b"Old", b"1 2", [4]))


# -- deep and large -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        b"x = " + b"(" * 5_000 + b"Old" + b")" * 5_000,
        b"x = " + b"-" * 100_000 + b"Old",
        b"x = " + b".".join([b"Old"] * 10_000),
        b"x = " + b" + ".join([b"Old"] * 10_000),
        b"x = " + b"lambda: " * 3_000 + b"Old",
    ],
    ids=["brackets", "minus", "dots", "sum", "lambdas"],
)
def test_nesting_without_end_is_refused_where_the_word_is_in_it(code: bytes) -> None:
    file = parse(Source.read(code + b"\nOld2 = 1\n"))
    with pytest.raises(UnreadableSource, match=rf"nests deeper than {MAX_NESTING} levels \(line 1\)"):
        assert names_of(file, "Old").occurrences
    assert [each.role for each in names_of(file, "Old2").occurrences] == ["bind"]


@pytest.mark.parametrize(
    "code",
    [
        b"Old = Old(Old)\n" * 10_000,
        b"x = [" + b"Old, " * 30_000 + b"]\n",
        b"x = {" + b"'Old': Old,\n" * 15_000 + b"}\n",
        b"if Old: a\n" + b"elif Old: a\n" * 10_000,
        (b"x = " + b" + ".join([b"Old"] * 900) + b"\n") * 10,
        b"class A[T = Old]: a\n" * 5_000,
        b"def f():\n  x = [\n" + b"Old ==\nOld,\n" * 10_000 + b"]\n",
        b"def f():\n  x = [\n" + b"# Old\n" * 10_000 + b"\n" * 10_000 + b"Old ==\nOld]\n",
        b"def f():\n  @Old\n" + b"# Old\n" * 2_000 + b"  def g(): a\n",
        b"x = '" + b"Old, " * 100_000 + b"'\nOld = 1\n",
    ],
    ids=["lines", "list", "dictionary", "elif", "sums", "mends", "brackets", "comments", "decorators", "string"],
)  # fmt: skip
def test_the_time_for_a_large_file_is_no_square(code: bytes) -> None:
    start = time.process_time()
    assert names_of(parse(Source.read(code)), "Old").occurrences
    assert time.process_time() - start < 20  # a square would take minutes


@pytest.mark.parametrize(
    "code", [b"f'{" * 3_000, b"'" * 9, b'f"{f"{', b"x = '" + b"\\'" * 200_000, b"(" * 50_000, b"x = f'''{a:{b"]
)
def test_what_is_never_closed_is_refused(code: bytes) -> None:
    assert why_not(code).startswith("does not parse (line ")


# -- tokens -------------------------------------------------------------------------------------------------------


def lexed(code: str) -> list[str]:
    """The tokens without white space, each behind as many dots as it is deep."""
    found = (token for token in tokens(code.encode()) if token.kind != "space")
    return ["." * token.depth + code.encode()[token.start : token.end].decode() for token in found]


def test_tokens_know_how_deep_they_are() -> None:
    assert lexed("f(a[1], {})\n") == ["f", "(", ".a", ".[", "..1", ".]", ".,", ".{", ".}", ")", "\n"]


@pytest.mark.parametrize(
    "text", ["'a'", '"a"', "'''a\n'b''c'''", 'b"""a"b"""', r"'\''", r"rb'\\'", "u'#'", "'(['", "'a\\\nb'"]
)
def test_a_string_is_one_token(text: str) -> None:
    assert lexed(f"{text}, x") == [text, ",", "x"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("f'a'", ["f'"]),
        ("f'{a}'", ["f'", "{", ".a", "}"]),
        ("f'{{a}}'", ["f'"]),
        ("f'{a!r:>{b}}c'", ["f'", "{", ".a", ".!", ".r", ".:", ".{", "..b", ".}", "}"]),
        ("f'{a['b']}'", ["f'", "{", ".a", ".[", "..'b'", ".]", "}"]),
        ('f"{f"{a}"}"', ['f"', "{", '.f"', ".{", "..a", ".}", "}"]),
        ("f'{a[b:c]:d}'", ["f'", "{", ".a", ".[", "..b", "..:", "..c", ".]", ".:", "}"]),
        (r"f'\N{DIGIT ONE}{a}'", ["f'", "{", ".a", "}"]),
        ("f'''{\na  # }\n}'''", ["f'''", "{", ".\n", ".a", ".# }", ".\n", "}"]),
    ],
)
def test_the_fields_of_an_f_string_are_code(code: str, expected: list[str]) -> None:
    assert lexed(f"{code} + x") == [*expected, "+", "x"]


def test_tokens_cover_all_of_real_code() -> None:
    for path in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))[:40]:
        code = path.read_bytes()
        assert [token.depth for token in tokens(code)][-1] == 0


@pytest.mark.parametrize(
    "code",
    [
        "x = 0777", "x = 10L", "x = 3l", "x = 0xFFL", "x = 0_7", "x = 0777if y else 1", "x = ur'a'", 'x = UR"a"',
        "x = `y`", "x = y <> z", "def f((a, b)): pass", "def f(x, (a, b)=(1, 2)): pass", "x = lambda (a, b): a",
        "x = f'{01}'",
    ],
)  # fmt: skip
def test_what_only_python_2_reads_is_no_python(code: str) -> None:
    with pytest.raises(UnreadableSource, match=r"Python 2 \(line 2\)"):
        parse(Source.read(f"pass\n{code}\n".encode()))


@pytest.mark.parametrize(
    "code",
    [
        "x = 00", "x = 0_0", "x = 01.5", "x = 01j", "x = 01e5", "x = 0x01f", "x = 0b01", "x = y[0].l", "x = u'a'",
        "x = '`0777 10L <>`'  # ` 10L", "def f(a=(1, 2)): pass", "def f(a, b=lambda x: (x)): pass", "x = lambda *a: (a)",
    ],
)  # fmt: skip
def test_numbers_and_texts_that_look_like_python_2_are_read(code: str) -> None:
    compile(code, "code", "exec")
    parse(Source.read(f"{code}\n".encode()))


def test_whether_a_word_is_held_is_looked_up_once() -> None:
    parsed = parse(Source.read(b"x = 1\n" * 150_000))
    start = time.process_time()
    assert not any(parsed.holds("Old") for _ in range(20_000)) and parsed.holds("x")
    assert time.process_time() - start < 2  # a search of the code each time would take 20
