"""Attributes of what a file puts in `sys.modules` in place of a module that has the symbol. They are listed.

monkeypatch.setitem(sys.modules, "app.m", SimpleNamespace(Old=Fake))
class FakeModule: Old = Fake
"""

from __future__ import annotations

from ..meaning.scopes import Occurrence
from ..regexes import regex
from .visit import Visit

_MAKERS = ("Namespace", "Mock", "ModuleType")  # SimpleNamespace, MagicMock and AsyncMock, too
_PUT = regex(
    rb"sys\.modules(?:\[[^\]\n]+\]\s*=(?!=)|\.(?:setdefault|update|__setitem__)\()"
    rb"|(?:setitem|dict)\(\s*[\"']?sys\.modules\b"
)
_PATH = regex(rb"""["']([^\W\d][\w.]*)["']""")


def perhaps_stands_in(visit: Visit, each: Occurrence) -> None:
    """A word on the name of a class body, or the keyword of a call that makes such an object."""
    call = each.enclosing("call") if each.role == "keyword" else None
    makes = call is not None and visit.text(call.children[0]).endswith(_MAKERS)
    in_class = each.role == "bind" and each.home is not None and each.home.kind == "class"
    if (makes or in_class) and visit.path not in visit.stands_for:
        visit.stands_for[visit.path] = _replaced(visit)  # once: there may be many such places
    if (makes or in_class) and visit.stands_for[visit.path]:
        why = f"it may be an attribute of what is put in sys.modules for {visit.stands_for[visit.path]}"
        visit.left(each, "warning" if makes else "info", why)


def _replaced(visit: Visit) -> str:
    """The path of a module that has the symbol, which a file that puts something in `sys.modules` spells; or ""."""
    code = visit.parsed.source.code
    if _PUT.search(code) is None:
        return ""
    texts: set[str] = {found[1].decode() for found in _PATH.finditer(code)}
    having = (text for text in sorted(texts) if visit.slots.renamed_in(visit.resolver.module_named(text, visit.path)))
    return next(having, "")
