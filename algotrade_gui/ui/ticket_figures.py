"""What a ticket reserves and comes to, in words and as a picture."""

from collections.abc import Sequence

from algotrade_gui.analytics.laws import SettlementLaw
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.trading.payoffs import can_tell, chance_of_gain, expected, extremes
from algotrade_gui.trading.ticket import Leg, reserve
from algotrade_gui.trading.ticket_desk import TicketAccount, settlement_law
from algotrade_gui.ui.charts.payoff_preview import Picture
from algotrade_gui.ui.figures import set_text
from algotrade_gui.ui.language import integer, mark, money, percent, tr
from algotrade_gui.ui.ticket_form import TicketForm
from algotrade_gui.ui.ticket_legs import LegDraft

_NO_PICTURE = mark("Type a price and a size to see what it can come to.")
_SEVERAL_EXPIRIES = mark("The legs do not settle at one price: there is no one picture of what they come to.")


class TicketFigures:
    """Fills the lines and the picture of a form."""

    def __init__(self, form: TicketForm, account: TicketAccount, cache: MarketDataCache) -> None:
        self._form = form
        self._account = account
        self._cache = cache
        self._told: tuple[tuple[Leg, ...], SettlementLaw | None] | None = None
        """What the outcome's line was worked out of."""

    def show(self, legs: Sequence[Leg], current: LegDraft) -> None:
        """Show what `legs` reserve and come to; `current` is the one in the fields."""
        self._show_reserves(legs, current)
        self._show_outcome(legs)
        self._show_preview(legs)

    def _show_reserves(self, legs: Sequence[Leg], current: LegDraft) -> None:
        held = reserve(legs)
        cash = self._account.cash
        parts = []
        if held.cash:
            free = "–" if cash is None else money(cash.free)
            parts.append(tr("Reserves {cash} of {free} free", cash=money(held.cash), free=free))
        if held.contracts:
            parts.append(tr("Reserves contracts: {count}", count=integer(sum(held.contracts.values()))))
        if current.cash is not None:
            parts.append(tr("size {count}", count=integer(current.size or 0)))
        self._form.reserves.show_text("   ".join(parts))

    def _show_outcome(self, legs: Sequence[Leg]) -> None:
        if not can_tell(legs):
            self._told = None
            set_text(self._form.outcome, "")
            return
        law = settlement_law(self._cache, legs[0].instrument)
        if self._told is not None and self._told[0] == tuple(legs) and self._told[1] is law:
            # a law stays the same for a second
            return
        self._told = tuple(legs), law
        ends = extremes(legs)
        no_end = tr("no end")
        said = [
            tr("Worst {worst}", worst=no_end if ends.worst is None else money(ends.worst, signed=True)),
            tr("best {best}", best=no_end if ends.best is None else money(ends.best, signed=True)),
        ]
        if law is not None:
            said.append(tr("mean {mean}", mean=money(round(expected(legs, law)), signed=True)))
            said.append(tr("gain {chance}", chance=percent(chance_of_gain(legs, law), 0)))
        # a narrow ticket breaks between the figures, never inside one
        set_text(self._form.outcome, "  ".join(each.replace(" ", "\N{NO-BREAK SPACE}") for each in said))

    def _show_preview(self, legs: Sequence[Leg]) -> None:
        preview = self._form.preview
        if not can_tell(legs):
            several = len(legs) > 1 and all(leg.price is not None and leg.quantity for leg in legs)
            preview.show_words(tr(_SEVERAL_EXPIRIES) if several else tr(_NO_PICTURE))
            return
        spot = self._cache.underlying_price(parse_instrument_id(legs[0].instrument).underlying)
        if spot is None:
            preview.show_words(tr("The underlying has no price yet."))
            return
        law = settlement_law(self._cache, legs[0].instrument)
        preview.show_picture(Picture(tuple(legs), spot, None if law is None else law.deviation, extremes(legs)))
