"""A batch as one HTML page that needs nothing else: written repository by repository, so that memory stays flat.

All of it may come from strangers. Nothing is written but as escaped text, links are http(s) alone, and the page's
policy lets nothing run or load but its own style and its one script.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import escape
from time import localtime, strftime

from ..errors import edits_in
from .journal import Journal
from .pagestyle import SCRIPT, STYLE
from .rows import Row
from .session import Session
from .spec import Outcome
from .tally import SAYS, Tally, tally

_MOST_DIFF = 200_000  # characters of one diff
_ROLES = {"defines": "it defines the symbols", "uses": "it uses the symbols"}
_CLASSES = {"+": "add", "-": "del", "@": "hunk"}


def html(session: Session, now: Mapping[str, Row]) -> Iterator[str]:
    """The page, piece by piece. `now` are rows, by key, that are newer than the journal's."""
    found = tally(session.journal, shown=0)
    yield _head(session)
    yield _summary(found)
    yield '<input id="find" placeholder="filter: a name, a state, a cause" aria-label="filter">\n'
    for row in session.journal.rows():
        yield _repository(session.journal, now.get(row.key, row))
    yield f"<script>{SCRIPT}</script>\n</body></html>\n"


def _head(session: Session) -> str:
    digest = b64encode(sha256(SCRIPT.encode()).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'"
    frozen = session.frozen
    who = f"{frozen.who.name} <{frozen.who.email}>"
    made = strftime("%Y-%m-%d %H:%M", localtime(frozen.who.when))
    params = ", ".join(f"{name}={value}" for name, value in frozen.recipe.params.items())
    facts = (
        ("recipe", f"{frozen.recipe_name}@{frozen.recipe_digest[:12]}"),
        ("params", params),
        ("what it does", session.recipe.description),
        ("source", session.recipe.source),
        ("manifest", frozen.manifest),
        ("begun", f"{made}, by {who}"),
        ("batch", frozen.id),
    )
    listed = "".join(f"<dt>{escape(name)}<dd>{_text(value)}\n" for name, value in facts if value)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{_text(session.manifest.name)}: {_text(frozen.recipe_name)}</title>\n"
        f"<style>{STYLE}</style></head><body>\n"
        f"<h1>{_text(session.manifest.name)}</h1>\n<dl>\n{listed}</dl>\n"
    )


def _summary(found: Tally) -> str:
    rows = "".join(
        f'<tr class="{escape(group.state)}{" partial" * group.partial}"><td class="n">{group.count:,}'
        f"<td>{_text(group.says)}<td>{_text(group.word)}<td>{_text('' if group.partial else group.help)}\n"
        for group in found.groups
    )
    return f'<table class="sum"><tr><th>how many<th>outcome<th>word<th>what to do\n{rows}</table>\n'


def _repository(journal: Journal, row: Row) -> str:
    details = journal.details(row.key)
    word = row.failure.cause if row.failure else row.state
    known = f"{row.name} {row.state} {word} {row.role}{' partial' if row.partial else ''}".lower()
    edits = edits_in(row.edits, row.files) if row.files else row.note
    told = " · ".join(word for word in (edits, _ROLES.get(row.role, "")) if word)
    body = "".join((_failure(row), _facts(row), _details(details), _log(journal, row)))
    return (
        f'<details class="repo {escape(row.state)}" data-known="{escape(known, quote=True)}"><summary>'
        f'<b>{_text(row.name)}</b> <span class="state">{_text(SAYS.get(row.state, row.state))}</span> '
        f"{f'<span class=cause>{_text(word)}</span> ' if row.failure else ''}"
        f"{'<span class=cause>in part</span> ' if row.partial else ''}"
        f'<span class="dim">{_text(told)}</span></summary>\n{body}</details>\n'
    )


def _failure(row: Row) -> str:
    if row.failure is None:
        return ""
    return f'<p class="why">{_text(row.failure.message)}<br><span class="dim">{_text(row.failure.help)}</span></p>\n'


def _facts(row: Row) -> str:
    lines = [f"<dt>where<dd>{_text(row.where)}"]
    if row.base_commit:
        lines.append(f"<dt>base<dd>{_text(row.base)} <code>{_text(row.base_commit[:12])}</code>")
    for branch in row.branches:
        commits = " ".join(commit[:12] for commit in branch.commits)
        lines.append(f"<dt>branch<dd>{_text(branch.name)} <code>{_text(commits)}</code>")
    for pull in row.pulls:
        words = ", ".join(
            word for word in (pull.state, f"checks {pull.checks}" if pull.checks else "", pull.review) if word
        )
        lines.append(f"<dt>pull request<dd>{_link(pull.url)} {_text(words)}")
    return "<dl>\n" + "\n".join(lines) + "\n</dl>\n"


def _details(details: Outcome | None) -> str:
    if details is None:
        return ""
    parts = []
    if details.diff:
        parts.append(f"<h3>Diff</h3>\n<pre class=diff>{_diff(details.diff)}</pre>\n")
    for heading, lines in (("Evidence", details.evidence), ("Left alone, and remarks", details.remarks)):
        if lines:
            listed = "\n".join(map(_text, lines))
            parts.append(f"<details><summary>{heading}: {len(lines)}</summary><pre>{listed}</pre></details>\n")
    return "".join(parts)


def _log(journal: Journal, row: Row) -> str:
    lines = [
        f"{strftime('%Y-%m-%d %H:%M:%S', localtime(at))}  {act}{f': {detail}' if detail else ''}"
        for at, act, detail in journal.acts(row.key)
    ]
    return f"<details><summary>Log: {len(lines)}</summary><pre>{_text(chr(10).join(lines))}</pre></details>\n"


def _diff(diff: bytes) -> str:
    text = diff.decode(errors="backslashreplace")
    whole = text[:_MOST_DIFF]
    shown = []
    for line in whole.removesuffix("\n").split("\n"):  # a form feed begins no line, and no change
        kind = "head" if line.startswith(("diff ", "--- ", "+++ ", "index ")) else _CLASSES.get(line[:1], "")
        said = _text(line.removesuffix("\r"))
        shown.append(f'<span class="{kind}">{said}</span>' if kind else said)
    rest = "\n… the rest is left out here" if len(text) > _MOST_DIFF else ""
    return "\n".join(shown) + rest


def _link(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        return _text(url)
    return f'<a href="{escape(url, quote=True)}" rel="noreferrer noopener">{_text(url)}</a>'


def _text(text: str) -> str:
    """Escaped; what would turn or hide text in a browser is written out."""
    shown = "".join(letter if letter.isprintable() or letter in "\n\t" else f"\\u{ord(letter):04x}" for letter in text)
    return escape(shown)
