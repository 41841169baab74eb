"""Implied volatilities by strike, one curve per expiry, as the smile's canvas draws them."""

from dataclasses import dataclass
from typing import Final

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs, round_time_text
from algotrade_gui.market.option_chain import ExpiryLook, StrikeLook
from algotrade_gui.ui.language import number, tr
from algotrade_gui.ui.models.mispricing_rows import contract_words
from algotrade_gui.ui.theme import SERIES_ROLES, Role

BP: Final = 1e4


@dataclass(frozen=True, slots=True, kw_only=True)
class SmilePoint:
    """One strike: the option out of the money and its volatilities in basis points per square root of a second; None where none fits."""

    instrument: InstrumentId
    words: str
    strike: Cents
    bid: float | None
    ask: float | None
    middle: float | None
    model: float | None

    @property
    def place(self) -> float | None:
        """Where the point stands: at the middle, else at what there is."""
        return next((value for value in (self.middle, self.model, self.ask, self.bid) if value is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmileCurve:
    """One expiry."""

    nth: int
    """0 is the nearest."""
    role: Role
    """Its colour; that of its place, so that colours stay when contracts roll."""
    expiry_s: int
    left: str
    """Time to expiry as m:ss."""
    points: tuple[SmilePoint, ...]

    @property
    def values(self) -> list[float]:
        """All volatilities that are drawn."""
        found = (value for point in self.points for value in (point.bid, point.ask, point.middle, point.model))
        return [value for value in found if value is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SmileScene:
    """All that is painted."""

    curves: tuple[SmileCurve, ...] = ()
    price: Cents | None = None
    stale: str = ""
    """How old the prices are; empty while they are fresh."""
    empty: str = ""
    """What to say in place of curves."""


def smile_curve(look: ExpiryLook, nth: int, now_ms: RoundMs) -> SmileCurve:
    """Return the curve of one expiry."""
    left_ms = -(-max(0, look.expiry_ms - now_ms) // MS_PER_S) * MS_PER_S
    middle = look.forward if look.forward is not None else float(look.price or 0)
    points = (_point(row, middle) for row in look.rows)
    return SmileCurve(
        nth=nth,
        role=SERIES_ROLES[nth % len(SERIES_ROLES)],
        expiry_s=look.expiry_ms // MS_PER_S,
        left=round_time_text(left_ms),
        points=tuple(point for point in points if point is not None),
    )


def point_words(curve: SmileCurve, point: SmilePoint) -> list[str]:
    """What is said of a point, a line each."""
    lines = [tr("{contract} · {time} left", contract=point.words, time=curve.left)]
    for text, value in (
        (tr("ask"), point.ask),
        (tr("middle"), point.middle),
        (tr("bid"), point.bid),
        (tr("model"), point.model),
    ):
        lines.append(f"{text}  {'–' if value is None else number(value, 1)}")
    return lines


def _point(row: StrikeLook, forward: float) -> SmilePoint | None:
    option = row.out_of_the_money(forward)
    if option is None:
        return None
    return SmilePoint(
        instrument=option.instrument.id,
        words=contract_words(option.instrument),
        strike=row.strike,
        bid=_bp(option.bid_vol),
        ask=_bp(option.ask_vol),
        middle=_bp(option.mid_vol),
        # a law with bounds has strikes that it cannot reach: worth nothing there, which is no volatility
        model=_bp(option.model_vol) or None,
    )


def _bp(vol: float | None) -> float | None:
    return None if vol is None else vol * BP
