"""The figures as one page of plots, which needs nothing but a browser."""

from collections.abc import Sequence
from html import escape

from algotrade_gui.simulator.fidelity.reference import Real
from algotrade_gui.simulator.fidelity.report import Row, tolerance

_CHARTS = (
    ("Spread of calls, cents", "spread of calls, "),
    ("Spread of puts, cents", "spread of puts, "),
    ("Spread of futures, cents", "spread of futures, "),
    ("Median spread of options by their worth, cents", "median spread of options worth "),
    ("Books by their bid levels", "books with "),
    ("Quantity of levels", "levels of "),
    ("Empty sides", "empty "),
    ("Option asks below intrinsic", "option asks below intrinsic"),
    ("What a buyer below intrinsic earned", "buyer below intrinsic earned"),
)
_BAR, _LEFT, _WIDTH, _SCALE = 11, 210, 620, 330
_STYLE = """
:root{color-scheme:light dark;--ink:#1d232b;--dim:#69727d;--real:#8a94a0;--ours:#2f6fdb;--off:#c4572b;--paper:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e3e7ec;--dim:#98a2ae;--real:#7d8793;--ours:#6ea2ff;--off:#e88a5d;--paper:#14181d}}
body{font:14px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:72em;margin:2em auto;padding:0 1em}
h1{font-size:1.4em}h2{font-size:1em;margin:1.6em 0 .3em}svg{max-width:100%}text{font-size:11px;fill:var(--ink)}
.n{fill:var(--dim)}.real{fill:var(--real)}.ours{fill:var(--ours)}.off{fill:var(--off)}line{stroke:var(--dim)}p{color:var(--dim)}
"""


def page(rows: Sequence[Row], real: dict[str, Real], title: str) -> str:
    """An HTML page: every figure's distance in tolerances, then real and practice side by side by subject."""
    parts = [
        "<!doctype html><html lang='en'><meta charset='utf-8'>",
        f"<title>{escape(title)}</title><style>{_STYLE}</style><h1>{escape(title)}</h1>",
        "<p>Grey: the real exchange. Blue: the practice exchange; orange where it is further off than it should be.</p>",
    ]
    for heading, prefix in _CHARTS:
        chosen = [row for row in rows if row.figure.startswith(prefix)]
        if chosen:
            parts.append(f"<h2>{escape(heading)}</h2>{_bars(chosen, prefix)}")
    parts.append(f"<h2>Distance of every figure, in what it may be off</h2>{_distances(rows, real)}</html>\n")
    return "".join(parts)


def _bars(rows: Sequence[Row], prefix: str) -> str:
    largest = max(max(abs(row.real), abs(row.practice or 0.0)) for row in rows) or 1.0
    marks = []
    for number, row in enumerate(rows):
        top = number * (2 * _BAR + 8)
        label = row.figure.removeprefix(prefix).lstrip(", ") or "all"
        marks.append(f"<text x='{_LEFT - 8}' y='{top + 15}' text-anchor='end'>{escape(label)}</text>")
        for offset, value, kind in ((0, row.real, "real"), (_BAR, row.practice, "ours" if row.ok else "off")):
            if value is None:
                continue
            length = abs(value) / largest * _SCALE
            y = top + offset
            marks.append(f"<rect class='{kind}' x='{_LEFT}' y='{y}' width='{length:.1f}' height='{_BAR - 1}'/>")
            marks.append(f"<text class='n' x='{_LEFT + length + 5:.1f}' y='{y + 9}'>{value:.4g}</text>")
    return _svg(marks, len(rows) * (2 * _BAR + 8))


def _distances(rows: Sequence[Row], real: dict[str, Real]) -> str:
    left, unit, height = 330, 55, 15
    marks = [
        f"<line x1='{left + n * unit}' x2='{left + n * unit}' y1='0' y2='{len(rows) * height}' stroke-opacity='{0.7 if n else 0.3}'/>"
        for n in (-1, 0, 1)
    ]
    for number, row in enumerate(rows):
        y = number * height + 8
        marks.append(f"<text x='{left - 2.4 * unit:.0f}' y='{y + 4}' text-anchor='end'>{escape(row.figure)}</text>")
        if row.practice is None:
            continue
        allowed = tolerance(row.figure, real[row.figure])
        off = (row.practice - row.real) / allowed if allowed else 0.0
        x = left + max(-2.2, min(off, 4.5)) * unit
        marks.append(f"<circle class='{'ours' if row.ok else 'off'}' cx='{x:.1f}' cy='{y}' r='4'/>")
    return _svg(marks, len(rows) * height)


def _svg(marks: Sequence[str], height: int) -> str:
    return f"<svg viewBox='0 0 {_WIDTH} {height}' width='{_WIDTH}' height='{height}' role='img'>{''.join(marks)}</svg>"
