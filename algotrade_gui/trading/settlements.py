"""What expired contracts pay: by the settlement's event, or by the published candle where the event was missed."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.market.records import Update
from algotrade_gui.trading.activity import Activity
from algotrade_gui.trading.portfolio import Portfolio
from algotrade_gui.trading.records import SettlementRecord
from algotrade_gui.wire.messages import SettlementEvent

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Guess:
    """A settlement that was valued by a later candle than its own: what was taken as the underlying's price, and who held what."""

    underlying: InstrumentId
    expiry_ms: RoundMs
    price: Cents
    holders: dict[tuple[BotId, InstrumentId], int]


class Settlements:
    """Closes the portfolio's holdings at their payoff. Told by the account of each update and of each contract that came into a book."""

    def __init__(self, portfolio: Portfolio, activity: Activity, tell: Callable[[SettlementRecord], None]) -> None:
        self.guesses: dict[tuple[InstrumentId, RoundMs], Guess] = {}
        """What the exchange's word on cash has still to confirm; cleared by the reconciler."""
        self._portfolio = portfolio
        self._activity = activity
        self._tell = tell
        self._due: dict[InstrumentId, RoundMs] = {}

    def expect(self, instrument: InstrumentId) -> None:
        """Somebody holds `instrument`: its payoff is awaited from its expiry on."""
        expiry_ms = parse_instrument_id(instrument).expiry_ms
        if expiry_ms is not None and not self._portfolio.is_settled(instrument):
            self._due.setdefault(instrument, expiry_ms)

    def overdue(self, time_ms: RoundMs) -> set[InstrumentId]:
        """Return the contracts that have expired and whose payoff is not known yet."""
        return {instrument for instrument, expiry_ms in self._due.items() if expiry_ms <= time_ms}

    def apply(self, update: Update) -> None:
        """Take an update's settlements, and make up for those that were missed."""
        for event in update.events:
            if isinstance(event, SettlementEvent):
                self._settle(event.instrument, event.price_at_expiry, update.time_ms)
        if self._due:
            self._make_up(update)

    def restore(self, record: SettlementRecord) -> None:
        """Book a settlement that an earlier process of this round has told: it is awaited no longer."""
        self._due.pop(record.instrument, None)
        self._portfolio.settle(record.instrument, record.payoff)
        self.guessed(record)

    def new_round(self) -> None:
        """Start clean."""
        self._due.clear()
        self.guesses.clear()

    def _settle(self, instrument: InstrumentId, price: Cents, time_ms: RoundMs, late_s: int = 0) -> None:
        self._due.pop(instrument, None)
        if self._portfolio.is_settled(instrument):
            return
        holders = self._portfolio.holders(instrument)
        contract = parse_instrument_id(instrument)
        payoff = contract.payoff(price)
        if not self._portfolio.settle(instrument, payoff):
            return
        self._activity.dealt(instrument)
        record = SettlementRecord(
            time_ms=time_ms, instrument=instrument, payoff=payoff, holders=holders, late_s=late_s, price=price
        )
        self.guessed(record)
        self._tell(record)

    def guessed(self, record: SettlementRecord) -> None:
        """Remember who was paid, where `record` was valued late: the true price may differ, and the exchange's word on cash tells."""
        contract = parse_instrument_id(record.instrument)
        if not record.late_s or record.price is None or contract.expiry_ms is None:
            return
        key = (InstrumentId(contract.underlying), contract.expiry_ms)
        guess = self.guesses.setdefault(key, Guess(*key, record.price, {}))
        guess.holders.update({(owner, record.instrument): quantity for owner, quantity in record.holders.items()})

    def _make_up(self, update: Update) -> None:
        """Settle by the published candle where the event was missed: the price at T s is the mid of candle T (protocol section 4)."""
        for instrument in self.overdue(update.time_ms):
            expiry_s = self._due[instrument] // MS_PER_S
            for candle in update.candles.get(InstrumentId(parse_instrument_id(instrument).underlying), []):
                late_s = candle.index - expiry_s
                if late_s < 0 or candle.mid is None:
                    continue
                if late_s:
                    # nothing is sent twice: the price nearest to the true one; what the exchange really paid comes with its word on cash
                    log.warning("settlement of %s was missed, it is valued %d s later", instrument, late_s)
                self._settle(instrument, candle.mid, update.time_ms, late_s)
                break
