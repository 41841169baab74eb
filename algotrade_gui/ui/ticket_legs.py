"""The legs of a ticket as they are being filled in: plain state, without a widget."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.quote import Quote
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.trading.ticket import Leg, contracts_for
from algotrade_gui.trading.ticket_desk import LegReport, LegState
from algotrade_gui.ui.models.cells import Tone
from algotrade_gui.ui.models.leg_rows import LegRow
from algotrade_gui.ui.models.names import full_label, instrument_label
from algotrade_gui.ui.navigator import Target, TicketLeg

_TONES = {
    LegState.SENDING: Tone.QUIET,
    LegState.TAKEN: Tone.UP,
    LegState.REFUSED: Tone.DANGER,
    LegState.UNKNOWN: Tone.WARNING,
    LegState.NOT_SENT: Tone.WARNING,
}


@dataclass(slots=True)
class LegDraft:
    """One leg. `instrument` is who plays `target` now, or did last; None while nobody has."""

    target: Target
    side: Side = Side.BUY
    quantity: int | None = 1
    cash: Cents | None = None
    """Where the size is told by an amount: that amount; the quantity follows from it and the price."""
    price: Cents | None = None
    proposing: bool = False
    """A price is to be put in as soon as there is one."""
    instrument: InstrumentId | None = None
    report: LegReport | None = None
    """What became of it when it was sent last."""

    @property
    def size(self) -> int | None:
        """Contracts, however the size is told."""
        if self.cash is None:
            return self.quantity
        return None if self.price is None else contracts_for(self.cash, self.price)

    @property
    def leg(self) -> Leg | None:
        """As it would be sent; None without an instrument."""
        if self.instrument is None:
            return None
        return Leg(instrument=self.instrument, side=self.side, quantity=self.size, price=self.price)

    def resolve(self, cache: MarketDataCache) -> bool:
        """Find who plays the target now; True where that is another contract than before, whose price was meant for the old one."""
        before = self.instrument
        found = InstrumentId(self.target) if isinstance(self.target, str) else cache.resolve(self.target)
        if found is None or found == before:
            return False
        self.instrument = found
        if before is None:
            return False
        self.price = None
        return True

    def aim(self, target: Target) -> None:
        """Mean another contract: the price was for the one before."""
        self.target = target
        self.instrument = self.price = self.report = None

    def propose(self, quote: Quote | None, theo: float | None) -> None:
        """Put in a price that would deal at once, or theo where nobody quotes; only while one is awaited."""
        if not self.proposing:
            return
        touch = None if quote is None else quote.ask if self.side is Side.BUY else quote.bid
        if touch is None and theo is not None:
            touch = Cents(max(1, round(theo)))
        if touch is not None:
            self.price, self.proposing = touch, False


def draft_of(leg: TicketLeg) -> LegDraft:
    """Take over what another panel asked for."""
    return LegDraft(
        target=leg.instrument,
        side=leg.side,
        quantity=leg.quantity,
        price=leg.price,
        proposing=leg.price is None,
        instrument=leg.instrument,
    )


def leg_rows(
    legs: Sequence[LegDraft], faults: Mapping[int, str], fate: Callable[[LegReport], str]
) -> dict[int, LegRow]:
    """Put legs into rows by their place, with what keeps each from being sent or what became of it."""
    items = [None if one.instrument is None else parse_instrument_id(one.instrument) for one in legs]
    # what all have in common need not be said in each row
    alike = len({None if item is None else (item.underlying, item.expiry_ms) for item in items}) == 1
    rows = {}
    for place, (draft, item) in enumerate(zip(legs, items, strict=True)):
        report = draft.report
        rows[place] = LegRow(
            number=place + 1,
            label="–" if item is None else instrument_label(item) if alike else full_label(item),
            whole="" if item is None else full_label(item),
            side=draft.side,
            quantity=draft.size,
            price=draft.price,
            fault=faults.get(place, ""),
            result="" if report is None else fate(report),
            result_tone=Tone.PLAIN if report is None else _TONES.get(report.state, Tone.QUIET),
        )
    return rows
