"""Follows one contract's book for a ladder: step, rows and window that stay still under the hand."""

from collections import deque
from collections.abc import Iterable
from typing import Final

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import MS_PER_S, Cents, round_time_text
from algotrade_gui.domain.ladder import Grouping, LadderRow, LadderWindow, OwnOrder, ladder_rows, row_price
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.domain.quote import EMPTY_BOOK, Book
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.ui.ladder.scene import NO_WINDOW, TradeTick
from algotrade_gui.ui.language import integer, tr
from algotrade_gui.wire.messages import TradeEvent

FOLLOW_MARGIN: Final = 0.2
"""The window follows once what the contract is worth comes nearer to an edge than this share of the rows."""
BOOK_WITHIN: Final = 0.3
"""The middle of the book stays within this share of the rows from the middle of the window."""
BOOK_EDGE_ROWS: Final = 1.5
"""Rows between the best prices and the edges of the window, where the spread leaves room for them."""
OUT_OF_VIEW_LOOKS: Final = 5
"""Looks in a row at best prices out of view before the window follows them: one odd book moves nothing."""
DEALS_KEPT: Final = 200
"""So many of the contract's last trades are remembered."""
_MINUTE_MS: Final = 60 * MS_PER_S
_IN_MOTION: Final = frozenset({OrderState.SUBMITTED, OrderState.CANCEL_PENDING})


class LadderView:
    """Reads the cache; `look` once per refresh, then the attributes."""

    def __init__(self, cache: MarketDataCache) -> None:
        self._cache = cache
        self._grouping = Grouping()
        self.following = True
        """Whether the window moves with what the contract is worth."""
        self.instrument: InstrumentId | None = None
        self.book: Book = EMPTY_BOOK
        self.window: LadderWindow = NO_WINDOW
        self.rows: dict[Cents, LadderRow] = {}
        self.theo: float | None = None
        self.last: Cents | None = None
        self._centre_next = True
        self._out_of_view = 0
        self._count = 0
        self._deals: deque[TradeEvent] = deque(maxlen=DEALS_KEPT)
        self._events_seen = 0
        self._chosen_step: Cents | None = None

    def show(self, instrument: InstrumentId | None, *, anew: bool) -> None:
        """Turn to another contract; `anew`: of another role, so that the step is fitted from the beginning."""
        self.instrument = instrument
        # of none there is no book and no value: those of the one before would stand there
        self.book, self.rows, self.theo, self.last = EMPTY_BOOK, {}, None, None
        self._deals.clear()
        self._events_seen = 0
        if anew:
            self._grouping.restart()
        self.centre()

    def centre(self) -> None:
        """Put what the contract is worth in the middle at the next look, and follow it."""
        self.following = self._centre_next = True

    def scroll(self, rows: int) -> None:
        """Move the window up by so many rows, and leave it there."""
        self.following = False
        self.window = self.window.moved(rows)

    @property
    def fitted(self) -> Cents:
        """The step that fits the book."""
        return self._grouping.step

    @property
    def reference(self) -> float | None:
        """What the window is about, cents: what the contract is worth by the model, else the book, else the last trade.

        Where the book lies far from what the model says, as far in its direction as the book stays in view: orders are placed in a book.
        """
        quote = self.book.quote
        sides = [price for price in (quote.bid, quote.ask) if price is not None]
        mid = sum(sides) / len(sides) if sides else self.last
        if self.theo is None or mid is None:
            return mid if self.theo is None else self.theo
        count = max(1, self._count)
        reach = BOOK_WITHIN * count * self.step
        room = (count / 2 - BOOK_EDGE_ROWS) * self.step - (max(sides) - min(sides)) / 2 if sides else reach
        if room >= 0:
            # where both best prices fit into the window they stay in it
            reach = min(reach, room)
        return mid + min(max(self.theo - mid, -reach), reach)

    @property
    def step(self) -> Cents:
        """Cents from row to row: the chosen ones, else the fitted."""
        return self._chosen_step or self._grouping.step

    def look(self, orders: Iterable[Order], count: int, *, held: bool, step: Cents | None) -> None:
        """Take in the newest book and our open `orders` of it, for a window of `count` rows.

        While it is `held` (the pointer is over it, the keys are on) neither step nor window move. `step` None: fitted.
        """
        if self.instrument is None:
            return
        self.book = self._cache.get_current_orderbook(self.instrument) or EMPTY_BOOK
        self.theo = self._cache.fair.theo(self.instrument)
        info = self._cache.get_instrument_info(self.instrument)
        self.last = info.last_price if info is not None else None
        self._count, self._chosen_step = count, step
        self._grouping.look(self.book, self.theo if self.theo is not None else self.last, count)
        self._place(self.step, count, self.reference, held=held)
        self.rows = ladder_rows(self.book, (own_order(order) for order in orders), self.window.step)

    def _place(self, step: Cents, count: int, reference: float | None, *, held: bool) -> None:
        window = self.window
        if self._centre_next or not window.count:
            if reference is None:
                self.window = NO_WINDOW
            else:
                self._centre_next = False
                self.window = LadderWindow.around(reference, step, count)
            return
        window = window.resized(count)
        if not held and step != window.step:
            middle = window.price(window.count // 2)
            window = LadderWindow.around(middle, step, count)
        self._out_of_view = 0 if self._best_in_view(window) else self._out_of_view + 1
        if not held and self.following and reference is not None:
            centred = LadderWindow.around(reference, window.step, count)
            lost = self._out_of_view >= OUT_OF_VIEW_LOOKS and self._best_in_view(centred)
            # near zero the window cannot be centred any better than it is
            if (lost or not window.holds(reference, FOLLOW_MARGIN)) and centred.top != window.top:
                window = centred
        self.window = window

    def _best_in_view(self, window: LadderWindow) -> bool:
        quote = self.book.quote
        sides = ((quote.bid, Side.BUY), (quote.ask, Side.SELL))
        return all(price is None or window.holds(row_price(price, side, window.step)) for price, side in sides)

    def trades(self, limit: int) -> tuple[TradeTick, ...]:
        """The last public trades of the contract, the newest first."""
        if self.instrument is None or limit <= 0:
            return ()
        self._follow_deals(self.instrument)
        deals = list(self._deals)[-limit - 1 :]
        ticks: list[TradeTick] = []
        before: Cents | None = None
        direction = 0
        for deal in deals:
            if before is not None and deal.price != before:
                direction = 1 if deal.price > before else -1
            before = deal.price
            ticks.append(TradeTick(deal.price, deal.quantity, direction, age_words(self._cache.time_ms - deal.time_ms)))
        ticks.reverse()
        return tuple(ticks[:limit])

    def _follow_deals(self, instrument: InstrumentId) -> None:
        """Take in what came since the last look; looking through all that is kept would cost more than a tenth of a paint."""
        count = self._cache.event_count
        for event in self._cache.get_recent_events(limit=count - self._events_seen):
            if isinstance(event, TradeEvent) and event.instrument == instrument:
                self._deals.append(event)
        self._events_seen = count


def own_order(order: Order) -> OwnOrder:
    """An open order as a value."""
    return OwnOrder(
        client_id=order.client_id,
        owner=order.owner,
        side=order.side,
        price=order.price,
        remaining=order.remaining,
        in_doubt=order.state is OrderState.UNKNOWN,
        in_motion=order.state in _IN_MOTION,
    )


def age_words(age_ms: int) -> str:
    """How long ago, short: `12 s`, from a minute on `1:05`."""
    if age_ms < _MINUTE_MS:
        return tr("{seconds} s", seconds=integer(max(0, age_ms) // MS_PER_S))
    return round_time_text(age_ms)
