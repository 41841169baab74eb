"""What expired contracts pay: by the settlement's event, or by the published candle where the event was missed."""

import logging

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.market.records import Update
from algotrade_gui.trading.portfolio import Portfolio
from algotrade_gui.wire.messages import SettlementEvent

log = logging.getLogger(__name__)


class Settlements:
    """Closes the portfolio's holdings at their payoff. Told by the account of each update and of each contract that came into a book."""

    def __init__(self, portfolio: Portfolio) -> None:
        self._portfolio = portfolio
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
                self._settle(event.instrument, event.price_at_expiry)
        if self._due:
            self._make_up(update)

    def new_round(self) -> None:
        """Start clean."""
        self._due.clear()

    def _settle(self, instrument: InstrumentId, settlement: Cents) -> None:
        self._portfolio.settle(instrument, parse_instrument_id(instrument).payoff(settlement))
        self._due.pop(instrument, None)

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
                self._settle(instrument, candle.mid)
                break
