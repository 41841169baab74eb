"""Practice beside real: the rows of the table, as text and as JSON."""

from collections.abc import Mapping, Sequence
from math import isnan

import msgspec

from algotrade_gui.simulator.fidelity.figures import Figures
from algotrade_gui.simulator.fidelity.reference import Real

RELATIVE = 0.25
CENTS = 5.0
ERRORS = 2.0
"""A figure is met within the largest of a quarter, 5 cents where it is a price, and twice the real figure's sampling error."""
_PRICES = ("spread of", "median spread", "median gap")


class Row(msgspec.Struct, frozen=True):
    """One figure. `diff_pct` is None where the real figure is 0; `reason` says why a figure is not met, else it is empty."""

    figure: str
    real: float
    practice: float | None
    diff_pct: float | None
    ok: bool
    reason: str


def tolerance(figure: str, real: Real) -> float:
    """How far the practice may be from the real figure."""
    cents = CENTS if figure.startswith(_PRICES) else 0.0
    return max(RELATIVE * abs(real.value), cents, ERRORS * real.error)


def compare(practice: Figures, real: Mapping[str, Real], reasons: Mapping[str, str]) -> list[Row]:
    """One row for each real figure, in their order."""
    rows = []
    for figure, known in real.items():
        value = practice.get(figure, float("nan"))
        missing = isnan(value)
        # a hair's breadth for figures that must be met exactly
        ok = not missing and abs(value - known.value) <= tolerance(figure, known) + 1e-9
        difference = None if missing or not known.value else 100 * (value - known.value) / abs(known.value)
        reason = "" if ok else "not seen in this sample" if missing else reasons.get(figure, "")
        rows.append(Row(figure, known.value, None if missing else value, difference, ok, reason))
    return rows


def table(rows: Sequence[Row]) -> str:
    """The rows as text, met ones marked `ok`, the others `off` with the reason, and a line that counts them."""
    width = max(len(row.figure) for row in rows)
    lines = [f"{'figure':{width}}  {'real':>9}  {'practice':>9}  {'diff':>7}"]
    for row in rows:
        practice = "-" if row.practice is None else _number(row.practice)
        difference = "" if row.diff_pct is None else f"{row.diff_pct:+.0f} %"
        mark = "ok " if row.ok else "off"
        line = f"{row.figure:{width}}  {_number(row.real):>9}  {practice:>9}  {difference:>7}  {mark}  {row.reason}"
        lines.append(line.rstrip())
    met = sum(row.ok for row in rows)
    unexplained = sum(not row.ok and not row.reason for row in rows)
    lines.append(
        f"{met} of {len(rows)} figures met, {len(rows) - met - unexplained} not for a reason, {unexplained} not"
    )
    return "\n".join(lines) + "\n"


def to_json(rows: Sequence[Row]) -> bytes:
    """The rows as a JSON list of `{figure, real, practice, diff_pct, ok, reason}`."""
    return msgspec.json.format(msgspec.json.encode(rows), indent=1) + b"\n"


def _number(value: float) -> str:
    size = abs(value)
    return f"{value:.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.3f}"
