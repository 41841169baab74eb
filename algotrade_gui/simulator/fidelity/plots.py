"""The figures as one page of plots, which needs nothing but a browser."""

from collections.abc import Callable, Sequence
from html import escape
from math import log10
from typing import NamedTuple

from algotrade_gui.simulator.fidelity.figures import QUANTILES
from algotrade_gui.simulator.fidelity.reference import Real
from algotrade_gui.simulator.fidelity.report import Row, tolerance


def _plain(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _gain(value: float) -> str:
    return f"{100 * value:+.1f} %"


class _Bars(NamedTuple):
    """Figures side by side: those whose name starts with `prefix` and does not end with one of `without`."""

    title: str
    prefix: str
    text: Callable[[float], str] = _plain
    without: tuple[str, ...] = ()


_CURVES = (("calls", "Calls"), ("puts", "Puts"), ("futures", "Futures"))
_BARS = (
    _Bars("Median spread of options by their worth, cents", "median spread of options worth "),
    _Bars("Median gap between levels, cents", "median gap between levels of "),
    _Bars("Books by their number of levels, share", "books with ", _percent),
    _Bars("Contracts a level, share of levels", "levels of ", _percent),
    _Bars("Empty bid sides, share", "empty bid sides, ", _percent),
    _Bars("Empty ask sides, share", "empty ask sides, ", _percent),
    _Bars("Option asks below intrinsic value, share", "option asks below intrinsic", _percent),
    _Bars("What a buyer of each of them earned by settlement", "buyer below intrinsic earned", _gain),
    _Bars("Futures against spot, basis points", "future's best "),
    _Bars("Trades and cancels in a busy update, number", "trades in "),
    _Bars("Deviation of a price's step, basis points", "CARD: deviation"),
)
_BAR, _ROW, _LEFT, _WIDTH, _SCALE = 11, 31, 170, 480, 215
_STYLE = """
:root{color-scheme:light dark;--ink:#1d232b;--dim:#69727d;--real:#8a94a0;--ours:#2f6fdb;--off:#c4572b;--paper:#fff;--card:#f4f6f8}
@media(prefers-color-scheme:dark){:root{--ink:#e3e7ec;--dim:#98a2ae;--real:#7d8793;--ours:#6ea2ff;--off:#e88a5d;--paper:#14181d;--card:#1b2027}}
body{font:14px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:78em;margin:2em auto;padding:0 1em}
h1{font-size:1.4em}h2{font-size:1em;margin:0 0 .6em}p{color:var(--dim)}svg{max-width:100%;height:auto}
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(340px,1fr));gap:1em}
section{background:var(--card);border-radius:8px;padding:1em}.wide{grid-column:1/-1}
text{font:11px system-ui,sans-serif;fill:var(--ink)}.n{fill:var(--dim)}.end{text-anchor:end}.mid{text-anchor:middle}
rect.real,circle.real{fill:var(--real)}rect.ours,circle.ours{fill:var(--ours)}rect.off,circle.off{fill:var(--off)}
polyline{fill:none;stroke-width:2}polyline.real{stroke:var(--real)}polyline.ours{stroke:var(--ours)}
polygon{fill:var(--real);fill-opacity:.18}line{stroke:var(--dim);stroke-opacity:.3}line.limit{stroke:var(--ink);stroke-opacity:.75}
"""


def page(rows: Sequence[Row], real: dict[str, Real], title: str) -> str:
    """An HTML page: the spreads' quantile curves, the other figures side by side by subject, every figure's distance in tolerances."""
    met = sum(row.ok for row in rows)
    parts = [
        "<!doctype html><html lang='en'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>",
        f"<title>{escape(title)}</title><style>{_STYLE}</style><h1>{escape(title)}</h1>",
        f"<p>{met} of {len(rows)} figures are met. Grey: the real exchange; blue: the practice exchange, ",
        "orange where it is further off than it should be. The grey band and the thin lines show how far it may be off: ",
        "a quarter, 5 cents or twice the real figure's sampling error.</p><main>",
    ]
    by_name = {row.figure: row for row in rows}
    for kind, name in _CURVES:
        found = [by_name.get(f"spread of {kind}, {percent} %") for percent in QUANTILES]
        chosen = [row for row in found if row is not None]
        if len(chosen) == len(QUANTILES):
            parts.append(f"<section><h2>{name}: spread of the best bid and ask</h2>{_curves(chosen, real)}</section>")
    for chart in _BARS:
        chosen = [row for row in rows if _belongs(row.figure, chart.prefix)]
        if chosen:
            parts.append(f"<section><h2>{escape(chart.title)}</h2>{_bars(chosen, real, chart)}</section>")
    parts.append(
        "<section class='wide'><h2>Distance of every figure from the real one, in what it may be off</h2>"
        f"{_distances(rows, real)}</section></main></html>\n"
    )
    return "".join(parts)


def _belongs(figure: str, prefix: str) -> bool:
    if prefix == "trades in ":
        return figure.endswith("in a busy update")
    if prefix == "CARD: deviation":
        return "deviation of a step" in figure
    return figure.startswith(prefix)


def _curves(rows: Sequence[Row], real: dict[str, Real]) -> str:
    """Both quantile curves of one kind's spreads, cents on a logarithmic scale."""
    left, top, wide, high = 46, 8, 290, 190
    values = [row.real for row in rows] + [row.practice for row in rows if row.practice is not None]
    limits = [row.real + tolerance(row.figure, real[row.figure]) for row in rows]
    # below one cent there is no spread
    low_end, high_end = max(min(values), 1.0), max(*values, *limits)
    low_log, span = log10(low_end), max(log10(high_end) - log10(low_end), 0.3)

    def x(number: int) -> float:
        return left + wide * QUANTILES[number] / 100

    def y(cents: float) -> float:
        share = (log10(min(max(cents, low_end), high_end)) - low_log) / span
        return top + high * (1 - share)

    marks = []
    for cents in (1, 3, 10, 30, 100, 300, 1_000, 3_000):
        if low_end <= cents <= high_end:
            at = y(cents)
            marks.append(f"<line x1='{left}' x2='{left + wide}' y1='{at:.1f}' y2='{at:.1f}'/>")
            marks.append(f"<text class='n end' x='{left - 6}' y='{at + 4:.1f}'>{cents}</text>")
    for number, percent in enumerate(QUANTILES):
        marks.append(f"<text class='n mid' x='{x(number):.1f}' y='{top + high + 16}'>{percent} %</text>")
    bounds = [(x(i), y(row.real + tolerance(row.figure, real[row.figure]))) for i, row in enumerate(rows)]
    bounds += [(x(i), y(row.real - tolerance(row.figure, real[row.figure]))) for i, row in enumerate(rows)][::-1]
    marks.append(f"<polygon points='{_points(bounds)}'/>")
    marks.append(f"<polyline class='real' points='{_points([(x(i), y(row.real)) for i, row in enumerate(rows)])}'/>")
    ours = [(x(i), y(row.practice), row.ok) for i, row in enumerate(rows) if row.practice is not None]
    marks.append(f"<polyline class='ours' points='{_points([(px, py) for px, py, _ in ours])}'/>")
    marks += [f"<circle class='real' cx='{x(i):.1f}' cy='{y(row.real):.1f}' r='3'/>" for i, row in enumerate(rows)]
    marks += [f"<circle class='{'ours' if ok else 'off'}' cx='{px:.1f}' cy='{py:.1f}' r='4'/>" for px, py, ok in ours]
    marks.append(f"<text class='n mid' x='{left + wide / 2}' y='{top + high + 32}'>quantile of books</text>")
    middle = top + high / 2
    marks.append(f"<text class='n mid' x='11' y='{middle}' transform='rotate(-90 11 {middle})'>cents</text>")
    return _svg(marks, left + wide + 12, top + high + 40)


def _points(pairs: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{px:.1f},{py:.1f}" for px, py in pairs)


def _bars(rows: Sequence[Row], real: dict[str, Real], chart: _Bars) -> str:
    """Real and practice below each other, from a common nought; a thin line shows what is allowed."""
    values = [0.0]
    for row in rows:
        allowed = tolerance(row.figure, real[row.figure])
        values += [row.real - allowed, row.real + allowed, row.real if row.practice is None else row.practice]
    # what cannot be below nought is not drawn there
    low = min(values) if min(*(row.real for row in rows), *(row.practice or 0.0 for row in rows)) < 0 else 0.0
    scale = _SCALE / ((max(values) - low) or 1.0)

    def x(value: float) -> float:
        return _LEFT + (max(value, low) - low) * scale

    height = len(rows) * _ROW
    marks = [f"<line x1='{x(0):.1f}' x2='{x(0):.1f}' y1='0' y2='{height}'/>"]
    for number, row in enumerate(rows):
        top = number * _ROW
        label = row.figure.removeprefix(chart.prefix).removesuffix(", bp, median").lstrip(", ") or "all"
        if not row.figure.startswith(chart.prefix) or chart.prefix.startswith(("trades", "CARD")):
            label = row.figure.split(":")[0].removesuffix(" in a busy update")
        marks.append(f"<text class='end' x='{_LEFT - 8}' y='{top + 14}'>{escape(label)}</text>")
        for offset, value, kind in ((0, row.real, "real"), (_BAR, row.practice, "ours" if row.ok else "off")):
            if value is None:
                continue
            start, end = sorted((x(0), x(value)))
            y = top + 2 + offset
            marks.append(
                f"<rect class='{kind}' x='{start:.1f}' y='{y}' width='{max(end - start, 1):.1f}' height='{_BAR - 1}'/>"
            )
            marks.append(f"<text class='n' x='{_LEFT + _SCALE + 10}' y='{y + 9}'>{escape(chart.text(value))}</text>")
        allowed = tolerance(row.figure, real[row.figure])
        y = top + 2 + _BAR
        marks.append(
            f"<line class='limit' x1='{x(row.real - allowed):.1f}' x2='{x(row.real + allowed):.1f}' y1='{y}' y2='{y}'/>"
        )
    return _svg(marks, _WIDTH, height)


def _distances(rows: Sequence[Row], real: dict[str, Real]) -> str:
    left, unit, height, top = 380, 90, 16, 20
    bottom = top + len(rows) * height
    marks = []
    for step, text in ((-2, "2 x"), (-1, "limit"), (0, "as real"), (1, "limit"), (2, "2 x")):
        x = left + 2 * unit + step * unit
        kind = " class='limit'" if abs(step) == 1 else ""
        marks.append(f"<line{kind} x1='{x}' x2='{x}' y1='{top}' y2='{bottom}'/>")
        marks.append(f"<text class='n mid' x='{x}' y='{top - 7}'>{text}</text>")
    for number, row in enumerate(rows):
        y = top + number * height + 8
        marks.append(f"<text class='end' x='{left - 24}' y='{y + 4}'>{escape(row.figure)}</text>")
        if row.practice is None:
            continue
        allowed = tolerance(row.figure, real[row.figure])
        off = (row.practice - row.real) / allowed if allowed else 0.0
        at = left + 2 * unit + max(-2.2, min(off, 2.2)) * unit
        told = f"{row.figure}: real {row.real:.4g}, practice {row.practice:.4g}"
        marks.append(
            f"<circle class='{'ours' if row.ok else 'off'}' cx='{at:.1f}' cy='{y}' r='4'><title>{escape(told)}</title></circle>"
        )
        if row.reason:
            marks.append(f"<text class='n' x='{left + 4.5 * unit}' y='{y + 4}'>{escape(_short(row.reason))}</text>")
    return _svg(marks, left + int(4.5 * unit) + 430, bottom + 6)


def _short(reason: str, length: int = 78) -> str:
    return reason if len(reason) <= length else f"{reason[: length - 1].rstrip()}…"


def _svg(marks: Sequence[str], width: float, height: int) -> str:
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width:.0f} {height}' width='{width:.0f}' height='{height}' "
        f"role='img'>{''.join(marks)}</svg>"
    )
