"""The style of a factory's text: what a formatter is told, of the nearest folder that says anything, or the tests' own."""

from __future__ import annotations

import pytest

from canonize.codemods.mocks.factorystyle import Style, style
from examples import opened

DOUBLE = {"tests/test_a.py": 'def test_a():\n    x = ["a", "b"]\n'}
SINGLE = {"tests/test_a.py": "def test_a():\n  x = ['a', 'b']\n"}


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ({**DOUBLE}, Style()),
        ({**SINGLE}, Style("'", "  ")),
        ({**SINGLE, "pyproject.toml": "[tool.black]\n"}, Style('"', "  ")),
        ({**SINGLE, "pyproject.toml": "[tool.black]\nline-length = 100\nskip-string-normalization = true\n"}, Style("'", "  ", 100)),
        ({**SINGLE, "pyproject.toml": '[tool.ruff]\nline-length = 99\n[tool.ruff.format]\nquote-style = "preserve"\n'}, Style("'", "  ", 99)),
        ({**DOUBLE, "ruff.toml": '[format]\nquote-style = "single"\nindent-style = "tab"\n'}, Style("'", "\t")),
        ({**DOUBLE, "setup.cfg": "[flake8]\nmax-line-length = 120\n"}, Style('"', "    ", 120)),
        ({**DOUBLE, ".editorconfig": "[*.py]\nmax_line_length = 90\n"}, Style('"', "    ", 90)),
        ({**DOUBLE, "tox.ini": "flake8", "tests/.flake8": "[flake8]\nmax-line-length = 79\n"}, Style('"', "    ", 79)),
        ({**DOUBLE, "pyproject.toml": "tool = [\n", ".flake8": "[flake8]\nmax-line-length = 3\n"}, Style()),
        ({"tests/test_a.py": "def test_a():\r\n    pass\r\n"}, Style(newline="\r\n")),
    ],
)  # fmt: skip
def test_the_style_is_that_of_the_house(files: dict[str, str], wanted: Style) -> None:
    project = opened(files)
    assert style(project, "tests/factory.py", ["tests/test_a.py"]) == wanted
