"""The volatility of each underlying, by what kind of process it is (protocol section 5)."""

import math

from algotrade_gui.analytics.laws import SettlementLaw
from algotrade_gui.analytics.variances import GarchWalk, HestonWalk
from algotrade_gui.analytics.walks import UNIT, BinaryWalk, DeckWalk, NotThisProcessError, ScaledWalk, Walk
from algotrade_gui.core.ids import Underlying

_JUMP_SHARE = 1.06
"""JUMP's variance over that of its small steps."""
_UNKNOWN_TRUST = 0.2
_SCALE_STEP = 0.02
"""A measured scale that differs by less from the one in use changes nothing."""
_MORE_SCALES = (1.0, 5.0, 2.0, 3.0, 4.0, 0.5, 10.0)

_DECK = Underlying("$CARD")
_COIN = Underlying("$SIMP")


class _Seen:
    """An underlying's observed prices, and the walk that explains them."""

    __slots__ = ("history", "laws", "scale", "walk")

    def __init__(self) -> None:
        self.history: list[tuple[int, float, float]] = []
        self.laws: dict[int, SettlementLaw] = {}
        self.scale = 1.0
        self.walk: Walk | None = None


class VolatilityModel:
    """Learns from published mids; answers how far each underlying may go in the steps that are left.

    A step is one second. The price at an expiry of E seconds is that of index E, so after the candle of index i there are E - i steps to
    go (`steps_left`). The scale of all processes is read off $SIMP, whose steps are all of one size, and doubted where an
    underlying's own steps contradict it. A process that turns out to be another than expected is treated as a plain random walk.
    """

    def __init__(self) -> None:
        self._seen: dict[Underlying, _Seen] = {}
        self._scale = 1.0
        self.version = 0
        """Grows with each observation."""

    def clear(self) -> None:
        """Forget all: a new round."""
        self._seen.clear()
        self._scale = 1.0
        self.version += 1

    def update(self, underlying: Underlying, index: int, mid: int) -> None:
        """Take the mid of the candle `index`, in cents. Indices must grow; one that is not newer is ignored, gaps are allowed."""
        self._observe(underlying, index, float(mid), float(mid + 1))

    def foretell(self, underlying: Underlying, index: int, centre_strike: int) -> None:
        """Take the price of `index` from the middle strike of a contract listed at that second: known before its candle is published."""
        # rounded by rule; one case was seen that looked cut off
        self._observe(underlying, index, centre_strike - 0.5, centre_strike + 1.0)

    @property
    def scale(self) -> float:
        """What multiplies the steps of all processes, as far as $SIMP tells; 1 until then."""
        return self._scale

    def last_index(self, underlying: Underlying) -> int | None:
        """Return the index of the newest known price, None before the first."""
        seen = self._seen.get(underlying)
        return seen.history[-1][0] if seen is not None else None

    def spot(self, underlying: Underlying) -> float | None:
        """Return the newest known price in cents (a mid is a whole cent below it, so half a cent is added)."""
        seen = self._seen.get(underlying)
        return 0.5 * (seen.history[-1][1] + seen.history[-1][2]) if seen is not None else None

    def steps_left(self, underlying: Underlying, expiry_s: int) -> int | None:
        """Return how many steps the price still makes before it settles contracts of `expiry_s`; None before the first price."""
        last = self.last_index(underlying)
        return None if last is None else max(expiry_s - last, 0)

    def law(self, underlying: Underlying, steps: int) -> SettlementLaw | None:
        """Return the law of the price `steps` after the newest known one, None before the first price. Raises ValueError below 0."""
        if steps < 0:
            raise ValueError("steps cannot be negative")
        seen = self._seen.get(underlying)
        if seen is None:
            return None
        law = seen.laws.get(steps)
        if law is None:
            assert seen.walk is not None
            law = seen.laws[steps] = seen.walk.law(steps)
        return law

    def settlement_law(self, underlying: Underlying, expiry_s: int) -> SettlementLaw | None:
        """Return the law of the price that settles contracts of `expiry_s`, None before the first price."""
        steps = self.steps_left(underlying, expiry_s)
        return None if steps is None else self.law(underlying, steps)

    def total_deviation(self, underlying: Underlying, steps: int) -> float | None:
        """Return the standard deviation of the log price over the next `steps`, None before the first price."""
        law = self.law(underlying, steps)
        return None if law is None else law.deviation

    def sigma(self, underlying: Underlying, steps: int) -> float | None:
        """Return the same per square root of a second; None before the first price or with no step left."""
        deviation = self.total_deviation(underlying, steps)
        return None if deviation is None or steps <= 0 else deviation / math.sqrt(steps)

    def forward(self, underlying: Underlying, steps: int) -> float | None:
        """Return the expected price `steps` on, in cents; None before the first price."""
        law = self.law(underlying, steps)
        return None if law is None else law.forward

    def _observe(self, underlying: Underlying, index: int, low: float, high: float) -> None:
        if index < 0 or low <= 0:
            return
        seen = self._seen.get(underlying)
        if seen is None:
            seen = self._seen[underlying] = _Seen()
        elif index <= seen.history[-1][0]:
            return
        seen.history.append((index, low, high))
        seen.laws.clear()
        self.version += 1
        if seen.walk is None:
            self._explain(underlying, seen)
        else:
            try:
                seen.walk.observe(index - seen.history[-2][0], low, high)
            except NotThisProcessError:
                self._explain(underlying, seen)
        if underlying == _COIN:
            # a coin that turns out to be none tells nothing about the others
            self._rescale(seen.walk.scale if isinstance(seen.walk, BinaryWalk) else 1.0)

    def _rescale(self, scale: float) -> None:
        if abs(scale / self._scale - 1) < _SCALE_STEP:
            return
        self._scale = scale
        for underlying, seen in self._seen.items():
            if underlying != _COIN:
                seen.laws.clear()
                self._explain(underlying, seen)

    def _explain(self, underlying: Underlying, seen: _Seen) -> None:
        """Find the walk that explains all that was seen."""
        # before index 0 stands the start price; who came later saw his first price only
        begin = seen.history[0][0] - 1
        for walk in self._candidates(underlying, begin):
            try:
                last = begin
                for index, low, high in seen.history:
                    walk.observe(index - last, low, high)
                    last = index
            except NotThisProcessError:
                continue
            seen.walk = walk
            return
        raise AssertionError("a plain walk explains everything")

    def _candidates(self, underlying: Underlying, start: int) -> list[Walk]:
        scale = self._scale
        plain = ScaledWalk(start, UNIT * scale, trust=_UNKNOWN_TRUST)
        match underlying:
            case "$CARD":
                units = [scale, *(other for other in _MORE_SCALES if other != scale)]
                return [*(DeckWalk(start, unit) for unit in units), plain]
            case "$SIMP":
                return [BinaryWalk(start), plain]
            case "$LOGN":
                return [ScaledWalk(start, UNIT * scale)]
            case "$JUMP":
                return [ScaledWalk(start, UNIT * scale * math.sqrt(_JUMP_SHARE))]
            case "$GARR":
                return [GarchWalk(start, scale)]
            case "$HEST":
                return [HestonWalk(start, scale)]
            case _:
                return [plain]
