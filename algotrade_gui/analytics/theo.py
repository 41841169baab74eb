"""The model's value of every live contract, computed once per second of the market."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from algotrade_gui.analytics.black import greeks, implied
from algotrade_gui.analytics.laws import SettlementLaw, option_values
from algotrade_gui.analytics.normal import Bools, Floats
from algotrade_gui.analytics.volatility import VolatilityModel
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import MS_PER_S, RoundMs
from algotrade_gui.domain.instrument import Instrument, InstrumentKind

_LIFE_S = 60
_STRIKES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Theo:
    """One contract's values. Prices in cents, sigma per square root of a second; None where the model or the contract has none."""

    theo: float
    intrinsic: float
    """The payoff if the underlying stood still."""
    forward: float
    """The expected settlement of the underlying: a future's theo."""
    steps: int
    """Seconds whose moves still count for the settlement."""
    sigma: float | None
    delta: float
    gamma: float | None
    vega: float | None
    theta: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TheoTable:
    """All live contracts whose underlying has a price, in the order they were listed by id; the columns are read-only arrays over them.

    Futures have theo = forward, delta 1 and no Greek besides. Greeks are Black's at the deviation of the model's law, with respect to
    the forward; theo is the law's own expected payoff, which for CARD and SIMP is exact and for HEST a mixture.
    """

    instruments: tuple[Instrument, ...]
    rows: dict[InstrumentId, int]
    strike: Floats
    """A future's is NaN."""
    is_call: Bools
    is_option: Bools
    spot: Floats
    forward: Floats
    steps: Floats
    deviation: Floats
    theo: Floats
    intrinsic: Floats
    delta: Floats
    gamma: Floats
    vega: Floats
    theta: Floats

    def implied(self, prices: Floats) -> Floats:
        """Return the implied sigma per square root of a second of each contract at `prices` (cents, NaN where there is none).

        NaN for futures and where no sigma gives the price, as below intrinsic value of the forward.
        """
        sigma = np.full(len(self.instruments), np.nan)
        options = self.is_option
        sigma[options] = implied(
            prices[options], self.forward[options], self.strike[options], self.steps[options], self.is_call[options]
        )
        return sigma

    def __len__(self) -> int:
        return len(self.instruments)


class TheoBoard:
    """Fair values of the live contracts. Told candles and listings, it computes when asked, and once for each new second."""

    def __init__(self, model: VolatilityModel | None = None) -> None:
        self.model = VolatilityModel() if model is None else model
        self._live: tuple[Instrument, ...] = ()
        self._ids: frozenset[InstrumentId] = frozenset()
        self._table: TheoTable | None = None
        self._version = -1
        self._values: dict[InstrumentId, Theo] = {}

    def restart(self) -> None:
        """Forget everything: a new round."""
        self.model.clear()
        self._live, self._ids, self._table = (), frozenset(), None

    def candle(self, underlying: Underlying, index: int, mid: int) -> None:
        """Take an underlying's closed candle: its index (whole seconds) and mid in cents. In order; one known already changes nothing."""
        self.model.update(underlying, index, mid)

    def listed(self, instruments: Collection[Instrument]) -> None:
        """Take the contracts that are live now. A new expiry's middle strike tells the price a second before the candle does."""
        ids = frozenset(instrument.id for instrument in instruments)
        if ids == self._ids:
            return
        new = [instrument for instrument in instruments if instrument.id not in self._ids]
        self._ids = ids
        self._live = tuple(
            sorted((one for one in instruments if one.expiry_ms is not None), key=lambda instrument: instrument.id)
        )
        self._table = None
        self._foretell(new)

    def table(self) -> TheoTable:
        """Return the values of all live contracts; the same object until something new was told."""
        if self._table is None or self._version != self.model.version:
            self._table = self._compute()
            self._version = self.model.version
            self._values.clear()
        return self._table

    def theo(self, instrument: InstrumentId) -> float | None:
        """Return a live contract's value in cents; None where it is not live or its underlying has no price yet."""
        table = self.table()
        row = table.rows.get(instrument)
        return None if row is None else float(table.theo[row])

    def theo_at_hand(self, instrument: InstrumentId) -> float | None:
        """As `theo`, of the table that was worked out last; None where there is none or something new was told since."""
        table = self._table
        if table is None or self._version != self.model.version:
            return None
        row = table.rows.get(instrument)
        return None if row is None else float(table.theo[row])

    def values(self, instrument: InstrumentId) -> Theo | None:
        """Return all that is known of one live contract, None as in `theo`."""
        table = self.table()
        known = self._values.get(instrument)
        row = table.rows.get(instrument)
        if known is not None or row is None:
            return known
        steps = int(table.steps[row])
        option = bool(table.is_option[row])
        values = self._values[instrument] = Theo(
            theo=float(table.theo[row]),
            intrinsic=float(table.intrinsic[row]),
            forward=float(table.forward[row]),
            steps=steps,
            sigma=float(table.deviation[row]) / steps**0.5 if steps else None,
            delta=float(table.delta[row]),
            gamma=float(table.gamma[row]) if option else None,
            vega=float(table.vega[row]) if option else None,
            theta=float(table.theta[row]) if option else None,
        )
        return values

    def _foretell(self, new: list[Instrument]) -> None:
        strikes: dict[tuple[RoundMs, Underlying], set[int]] = {}
        for one in new:
            if one.strike is not None and one.expiry_ms is not None:
                strikes.setdefault((one.expiry_ms, one.underlying), set()).add(one.strike)
        for (expiry_ms, underlying), levels in sorted(strikes.items()):
            if len(levels) == _STRIKES:
                self.model.foretell(underlying, expiry_ms // MS_PER_S - _LIFE_S, sorted(levels)[_STRIKES // 2])

    def _compute(self) -> TheoTable:
        model = self.model
        live = [one for one in self._live if model.last_index(one.underlying) is not None]
        count = len(live)
        strike = np.array([np.nan if one.strike is None else float(one.strike) for one in live])
        is_call = np.array([one.kind is InstrumentKind.CALL for one in live], dtype=np.bool_)
        is_option = np.array([one.strike is not None for one in live], dtype=np.bool_)
        spot, forward, steps, deviation, theo = (np.empty(count) for _ in range(5))
        groups: dict[tuple[Underlying, RoundMs | None], list[int]] = {}
        for row, one in enumerate(live):
            groups.setdefault((one.underlying, one.expiry_ms), []).append(row)
        laws: list[SettlementLaw] = []
        options: list[list[int]] = []
        for (underlying, expiry_ms), rows in groups.items():
            assert expiry_ms is not None
            left = model.steps_left(underlying, expiry_ms // MS_PER_S)
            price = model.spot(underlying)
            assert left is not None
            assert price is not None
            law = model.law(underlying, left)
            assert law is not None
            spot[rows], steps[rows] = price, left
            forward[rows], deviation[rows] = law.forward, law.deviation
            theo[rows] = law.forward
            laws.append(law)
            options.append([row for row in rows if live[row].strike is not None])
        width = max(map(len, options), default=0)
        if width:
            # short rows are filled up with their group's first contract, whatever it is
            square = np.array([(rows + [rows[0]] * width)[:width] if rows else [0] * width for rows in options])
            values = option_values(laws, np.nan_to_num(strike, nan=1.0)[square], is_call[square])
            for rows, row_values in zip(options, values, strict=True):
                theo[rows] = row_values[: len(rows)]
        filled = np.where(is_option, strike, forward)
        greek = greeks(forward, filled, deviation / np.sqrt(np.maximum(steps, 1.0)), steps, is_call)
        nothing = np.where(is_option, 0.0, np.nan)
        gain = np.where(is_call, spot - filled, filled - spot)
        columns = {
            "strike": strike,
            "spot": spot,
            "forward": forward,
            "steps": steps,
            "deviation": deviation,
            "theo": theo,
            "intrinsic": np.where(is_option, np.maximum(gain, 0.0), spot),
            "delta": np.where(is_option, greek.delta, 1.0),
            "gamma": greek.gamma + nothing,
            "vega": greek.vega + nothing,
            "theta": greek.theta + nothing,
        }
        for column in (*columns.values(), is_call, is_option):
            column.flags.writeable = False
        return TheoTable(
            instruments=tuple(live),
            rows={one.id: row for row, one in enumerate(live)},
            is_call=is_call,
            is_option=is_option,
            **columns,
        )
