"""What stands behind `if:`: a small grammar over params, words and bools. Nothing is evaluated as code.

holds("{{ mode }} == 'strict' and not {{ dry }}", {"mode": "strict", "dry": False}) == True

either  = both ("or" both)*                     one  = "(" either ")" | value (("==" | "!=") value)?
both    = maybe ("and" maybe)*                  value = true | false | {{ param }} | 'text' | "text"
maybe   = "not"? one
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from ..checks import Flaw
from ..problems import did_you_mean, shown

Value = str | bool
Choices = Mapping[str, tuple[Value, ...]]
MAX_TOKENS = 200
MAX_DEPTH = 20

_TOKEN = re.compile(
    r"\s*(?:\{\{\s*([a-z0-9-]+)\s*\}\}|'([^']*)'|\"([^\"]*)\"|(==|!=|\(|\)|and\b|or\b|not\b|true\b|false\b))"
)
_HELP = 'write true, false, "{{ param }}", "not {{ param }}", or "{{ mode }} == \'strict\' and {{ other }}"'


def holds(text: str, values: Mapping[str, Value | None], choices: Choices = MappingProxyType({})) -> bool:
    """Is the condition true? `choices` are those of the params that have some.

    Raises Flaw for what is no condition, compares what cannot be compared, or a param with what it never is.
    """
    return _Reader(text, values, choices).whole()


class _Reader:
    def __init__(self, text: str, values: Mapping[str, Value | None], choices: Choices) -> None:
        self._text = text
        self._values = values
        self._choices = choices
        self._params: dict[int, str] = {}  # by the number of its token
        self._tokens = self._split()
        self._at = 0
        self._depth = 0

    def whole(self) -> bool:
        answer = self._bool(self._either())
        if self._at < len(self._tokens):
            raise self._flaw()
        return answer

    def _split(self) -> list[tuple[str, Value]]:
        """Kind and value of each token: "value" with what it is, or a word with itself."""
        found: list[tuple[str, Value]] = []
        at, text = 0, self._text.rstrip()
        while at < len(text):
            token = _TOKEN.match(text, at)
            if token is None or len(found) >= MAX_TOKENS:
                raise self._flaw()
            at = token.end()
            name, single, double, word = token.groups()
            if name is not None:
                value = self._values.get(name)
                self._params[len(found)] = name
                found.append(("value", "" if value is None else value))
            elif word in ("true", "false"):
                found.append(("value", word == "true"))
            elif word is not None:
                found.append((word, word))
            else:
                found.append(("value", single if single is not None else double))
        return found

    def _take(self, *kinds: str) -> tuple[str, Value] | None:
        if self._at < len(self._tokens) and self._tokens[self._at][0] in kinds:
            self._at += 1
            return self._tokens[self._at - 1]
        return None

    def _either(self) -> Value:
        answer = self._both()
        while self._take("or"):
            other = self._bool(self._both())
            answer = self._bool(answer) or other
        return answer

    def _both(self) -> Value:
        answer = self._maybe()
        while self._take("and"):
            other = self._bool(self._maybe())
            answer = self._bool(answer) and other
        return answer

    def _maybe(self) -> Value:
        if self._take("not"):
            return not self._bool(self._one())
        return self._one()

    def _one(self) -> Value:
        if self._take("("):
            self._depth += 1
            if self._depth > MAX_DEPTH:
                raise self._flaw()
            answer = self._either()
            if not self._take(")"):
                raise self._flaw()
            self._depth -= 1
            return answer
        at, left = self._at, self._value()
        sign = self._take("==", "!=")
        if sign is None:
            return left
        right = self._value()
        if isinstance(left, bool) is not isinstance(right, bool):
            raise self._flaw("a bool is compared with text")
        self._check_choice(at, at + 2, right)
        self._check_choice(at + 2, at, left)
        return (left == right) is (sign[0] == "==")

    def _check_choice(self, param: int, other: int, value: Value) -> None:
        """Raises Flaw where the token `param` is a param, and the token `other` a value that is none of its choices."""
        name = self._params.get(param, "")
        known = self._choices.get(name, ())
        if not known or other in self._params or value in known or not isinstance(value, str):
            return
        words = [str(word) for word in known]
        what = f'"if" compares {name} with "{shown(value)}", which it never is'
        raise Flaw(what, did_you_mean(value, words) or f"it is {' or '.join(words)}")

    def _value(self) -> Value:
        token = self._take("value")
        if token is None:
            raise self._flaw()
        return token[1]

    def _bool(self, value: Value) -> bool:
        if not isinstance(value, bool):
            raise self._flaw()
        return value

    def _flaw(self, why: str = "") -> Flaw:
        what = f'not "{shown(self._text)}"' if self._text.strip() else "and nothing else"
        return Flaw(f'"if" takes a bool, {what}' + (f": {why}" if why else ""), _HELP)
