"""What the kill switch needs of the account: what is ours, a way out, and where to book what it has sold."""

import itertools
from collections.abc import Callable
from typing import Final, TypeVar

from algotrade_gui.core.ids import BotId, ClientOrderId, FillId, InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.quote import Level
from algotrade_gui.trading.account import TradingAccount
from algotrade_gui.trading.emergency import REASON
from algotrade_gui.trading.owners import OUTSIDE
from algotrade_gui.trading.session import SessionState, TradingSession
from algotrade_gui.trading.sweep import Bids, OrderKey, Sale

T = TypeVar("T")

_TRIES: Final = 20

_sale_numbers = itertools.count(1)


class EmergencyAccount:
    """Satisfies `Helper` for an account."""

    def __init__(self, account: TradingAccount) -> None:
        self._account = account

    def our_orders(self) -> set[OrderKey]:
        """The exchange's keys of the orders that this machine knows as its own. From any thread."""
        return _steady(
            lambda: {
                (order.instrument, order.order_id)
                for order in self._account.orders.working()
                if order.order_id is not None
            }
        )

    def our_holdings(self) -> dict[InstrumentId, int]:
        """Contracts that this machine's owners hold. From any thread."""
        portfolio = self._account.portfolio

        def count() -> dict[InstrumentId, int]:
            held: dict[InstrumentId, int] = {}
            for owner in portfolio.owners():
                if owner != OUTSIDE:
                    for instrument, position in portfolio.positions(owner).items():
                        held[instrument] = held.get(instrument, 0) + position.quantity
            return held

        return _steady(count)

    def any_session(self) -> TradingSession | None:
        """A connected session of the program's loop."""
        sessions = self._account.sessions.values()
        return next((session for session in sessions if session.state is SessionState.CONNECTED), None)

    def newest_bids(self) -> Bids | None:
        """The bids that the program's loop knows."""
        cache = self._account.cache

        def of(instrument: InstrumentId) -> tuple[Level, ...]:
            book = cache.get_current_orderbook(instrument)
            return () if book is None else book.bids

        return Bids(cache.time_ms, of) if cache.get_market_statistics().updates else None

    def book_sale(self, sale: Sale) -> None:
        """Book a sale as fills of who holds the contracts, in shares whose cash sums to the sale's; what nobody here holds is OUTSIDE's."""
        portfolio = self._account.portfolio
        left, cash = sale.quantity, int(sale.cash)
        for owner, held in sorted(portfolio.holders(sale.instrument).items()):
            taken = min(left, held)
            if owner == OUTSIDE or taken <= 0:
                continue
            share = cash if taken == left else cash * taken // left
            self._account.book(self._fill(owner, sale.instrument, taken, share))
            left, cash = left - taken, cash - share
        if left:
            self._account.book(self._fill(OUTSIDE, sale.instrument, left, cash))

    def _fill(self, owner: BotId, instrument: InstrumentId, quantity: int, cash: int) -> Fill:
        return Fill(
            id=FillId(0),
            client_id=ClientOrderId(f"{REASON} {next(_sale_numbers)}"),
            owner=owner,
            instrument=instrument,
            side=Side.SELL,
            quantity=quantity,
            cash=Cents(cash),
            time_ms=self._account.cache.time_ms,
            passive=False,
            reason=REASON,
        )


def _steady(read: Callable[[], T]) -> T:
    """Read what another thread may be changing: it is tried again when that was noticed."""
    for _ in range(_TRIES):
        try:
            return read()
        except RuntimeError:  # changed size during iteration
            continue
    return read()
