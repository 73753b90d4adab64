"""The style and the one script of the report page: light and dark as the reader has it, readable on paper, too."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --line: #8884; --dim: #777; --add: #1a7f3722; --del: #cf222e22;
  --bad: #cf222e; --good: #1a7f37; --hunk: #0969da }
@media (prefers-color-scheme: dark) {
  :root { --dim: #9a9a9a; --bad: #ff7b72; --good: #56d364; --hunk: #79c0ff; --add: #2ea04333; --del: #f8514933 }
}
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin: 0 0 .5rem }
h3 { font-size: 1rem; margin: 1rem 0 .25rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0 }
dt, th, .dim { color: var(--dim) }
dd { margin: 0; overflow-wrap: anywhere }
table { border-collapse: collapse; margin: 1rem 0; width: 100% }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
th { font-weight: normal }
.n { text-align: right; font-variant-numeric: tabular-nums }
tr.failed td:nth-child(2), tr.partial td:nth-child(2), .failed > summary .state, .cause, .why { color: var(--bad) }
tr.pushed:not(.partial) td:nth-child(2), tr.published:not(.partial) td:nth-child(2) { color: var(--good) }
.pushed > summary .state, .published > summary .state { color: var(--good) }
input { font: inherit; color: inherit; background: none; width: 100%; box-sizing: border-box; padding: .4rem .6rem;
  margin: .5rem 0 1rem; border: 1px solid var(--line); border-radius: 4px }
.repo { border-bottom: 1px solid var(--line); padding: .35rem 0 }
.repo[hidden] { display: none }
summary { cursor: pointer }
.repo > summary b { display: inline-block; min-width: 16rem }
.state { display: inline-block; min-width: 11rem }
pre { font: 13px/1.45 ui-monospace, monospace; overflow-x: auto; padding: .5rem;
  border: 1px solid var(--line); border-radius: 4px }
code { font: 13px ui-monospace, monospace }
pre.diff span { display: inline-block; min-width: 100% }
.add { background: var(--add) }
.del { background: var(--del) }
.hunk { color: var(--hunk) }
.head { font-weight: bold }
@media print { input { display: none } }
"""

SCRIPT = """
document.getElementById("find").addEventListener("input", function (event) {
  const words = event.target.value.toLowerCase().split(/\\s+/);
  for (const repo of document.querySelectorAll(".repo"))
    repo.hidden = !words.every(word => repo.dataset.known.includes(word));
});
"""
