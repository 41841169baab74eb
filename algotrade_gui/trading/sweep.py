"""Cancels all that the team has working, and sells what it holds at the published bids, over one session: the kill switch's work.

It asks the exchange and not our books: what it cancels is the exchange's own list, again and again until that is empty.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from algotrade_gui.core.clock import Clock
from algotrade_gui.core.ids import BotId, ExchangeOrderId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.core.words import say
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.quote import Level
from algotrade_gui.trading.session import (
    ExchangeError,
    Outcome,
    RequestError,
    SessionClosedError,
    SessionState,
    TradingSession,
    new_request_id,
)
from algotrade_gui.wire import messages as m

OrderKey = tuple[InstrumentId, ExchangeOrderId]

_WINDOW_MS: Final = 1_001.0
"""The exchange's second, and one ms for its own rounding."""
_FRUITLESS_PAUSE_S: Final = 0.1
"""After a pass that cancelled nothing of what is listed."""
_SALE_LIVES_MS: Final = 1_000
"""How long a sale may rest at the exchange, should we not come to cancel it."""
_NEAR_EXPIRY_MS: Final = 3_000


class ReplyPace:
    """At most `limit` requests in any second as the exchange counts them, however late or bunched they arrive there.

    A request counts from its sending until a second after its reply: the exchange has taken it before it answered, so that no second of its
    own can hold more.
    """

    def __init__(self, limit: int, clock: Clock, earlier_ms: Iterable[float] = ()) -> None:
        """`earlier_ms`: when others sent what counts as well."""
        self.spent_ms: list[float] = []
        """When our own requests were answered."""
        self._limit = max(1, limit)
        self._clock = clock
        self._past: deque[float] = deque(sorted(earlier_ms))
        self._open = 0
        self._answered = asyncio.Event()

    async def take(self) -> None:
        """Return when one more may be sent, and count it. Call `answered` when its fate is known."""
        while True:
            now_ms = self._clock.now_ms()
            while self._past and self._past[0] <= now_ms - _WINDOW_MS:
                self._past.popleft()
            if self._open + len(self._past) < self._limit:
                self._open += 1
                return
            if self._past:
                # no less than a timer can do: a rest of rounding would otherwise be waited for without end
                await asyncio.sleep(max(0.5, self._past[0] + _WINDOW_MS - now_ms) / 1_000)
            else:
                self._answered.clear()
                await self._answered.wait()

    def answered(self, *, sent: bool = True) -> None:
        """One that was taken has its reply, or will have none; with `sent` False it was not sent after all."""
        self._open -= 1
        if sent:
            now_ms = self._clock.now_ms()
            self._past.append(now_ms)
            self.spent_ms.append(now_ms)
        self._answered.set()


class Sale(msgspec.Struct, frozen=True, kw_only=True):
    """Contracts sold, and the cents they brought."""

    instrument: InstrumentId
    quantity: int
    cash: Cents


class Bids(NamedTuple):
    """What is bid at one moment of the round's clock; `of` gives an instrument's published levels, best first."""

    time_ms: RoundMs
    of: Callable[[InstrumentId], Sequence[Level]]


class Sweep:
    """One emergency's work on `session`, which is `connected` or reconnects by itself. Belongs to the loop of that session.

    Figures are true at every moment: whoever gives up on it can say how far it came.
    """

    def __init__(self, session: TradingSession, clock: Clock, pace: ReplyPace, owner: BotId | None = None) -> None:
        """`owner`: whose messages these are (None: whom the session is named after), for the budget that `session` may pay from."""
        self.cancelled = 0
        """Orders that the exchange confirmed as cancelled."""
        self.refused = 0
        """Cancels that came too late: filled, expired or cancelled meanwhile."""
        self.left: int | None = None
        """Orders that the exchange listed last; None: it was not asked."""
        self.sold = 0
        self.proceeds = Cents(0)
        self.unsold: int | None = None
        """Contracts that are still held; None: it was not asked."""
        self._session = session
        self._clock = clock
        self._pace = pace
        self._owner = owner
        self._gone: set[OrderKey] = set()
        # its own sales: whatever else is spared, these are not
        self._sales: set[OrderKey] = set()

    # --- orders ---

    async def cancel_everything(
        self, deadline_ms: float, ours: Callable[[], Collection[OrderKey]] | None = None
    ) -> None:
        """Cancel until the exchange's list is empty (with `ours`: of those it names, and of the sales from here).

        Raises TimeoutError at `deadline_ms` of the clock.

        A connection that is lost meanwhile is waited for; what was on its way then is asked for again.
        """
        async with asyncio.timeout(max(0.0, deadline_ms - self._clock.now_ms()) / 1_000):
            while True:
                try:
                    listed = await self._listed(ours)
                    self.left = len(listed)
                    if not listed:
                        return
                    done = await self._cancel(listed)
                except RequestError:
                    await self._connected()
                    done = 0
                if not done:
                    await asyncio.sleep(_FRUITLESS_PAUSE_S)

    async def _listed(self, ours: Callable[[], Collection[OrderKey]] | None) -> list[OrderKey]:
        reply = await self._ask(m.GetPendingOrders(request_id=new_request_id()))
        if not isinstance(reply, m.PendingOrdersReply):
            raise RequestError(say("the exchange's reply is of another kind"))
        keys = [(instrument, order.order_id) for instrument, orders in reply.orders.items() for order in orders]
        if ours is None:
            return keys
        known = ours()
        return [key for key in keys if key in known or key in self._sales]

    async def _cancel(self, orders: Collection[OrderKey]) -> int:
        """Cancel each, as many at once as the pace allows; return how many are gone."""
        answers: list[asyncio.Future[Outcome]] = []
        for instrument, order_id in orders:
            request = m.CancelOrder(request_id=new_request_id(), instrument=instrument, order_id=order_id)
            answers.append(await self._send(request))
        gone = 0
        lost: RequestError | None = None
        for key, answer in zip(orders, answers, strict=True):
            outcome = await answer
            if isinstance(outcome, m.CancelOrderReply):
                gone += 1
                self.left = None if self.left is None else max(0, self.left - 1)
                if outcome.success:
                    self.cancelled += 1
                elif key not in self._gone:
                    self.refused += 1
                self._gone.add(key)
            elif isinstance(outcome, RequestError) and not isinstance(outcome, ExchangeError):
                lost = outcome
        if lost is not None:
            raise lost
        return gone

    # --- holdings ---

    async def sell_at_bids(
        self,
        newest: Callable[[], Bids | None],
        deadline_ms: float,
        *,
        at_most: Callable[[], Mapping[InstrumentId, int]] | None = None,
        on_sale: Callable[[Sale], None] = lambda _: None,
        ours: Callable[[], Collection[OrderKey]] | None = None,
    ) -> None:
        """Sell every holding in pieces at the bids of the newest update, until nothing is held or the deadline is over.

        What finds no bid is left to settle. `at_most` bounds what is sold of each instrument; what of a piece does not deal at once is
        cancelled before the next is sent. `newest` is asked anew for each round of pieces.
        """
        expected: dict[InstrumentId, int] = {}
        pieces: dict[InstrumentId, Cents] = {}
        seen_ms: RoundMs | None = None
        while self._clock.now_ms() < deadline_ms:
            try:
                told = await self._holdings()
                totals = {key: holding.total for key, holding in told.items()}
                self._count_late(expected, pieces, totals, seen_ms, on_sale)
                expected, pieces = totals, {}
                held = {key: holding.free for key, holding in told.items()}
                if at_most is not None:
                    bounds = at_most()
                    held = {key: min(count, bounds.get(key, 0)) for key, count in held.items()}
                held = {key: count for key, count in held.items() if count > 0}
                self.unsold = sum(held.values())
                if not held:
                    return
                bids = await self._newer(newest, seen_ms, deadline_ms)
                if bids is None:
                    return
                seen_ms = bids.time_ms
                await self._sell(held, bids, expected, pieces, on_sale)
                await self.cancel_everything(deadline_ms, ours)
            except RequestError:
                if not await self._connected_by(deadline_ms):
                    return
            except TimeoutError:
                return

    async def _sell(
        self,
        held: Mapping[InstrumentId, int],
        bids: Bids,
        expected: dict[InstrumentId, int],
        pieces: dict[InstrumentId, Cents],
        on_sale: Callable[[Sale], None],
    ) -> None:
        sent: list[tuple[InstrumentId, asyncio.Future[Outcome]]] = []
        for instrument, quantity in held.items():
            left = quantity
            for level in bids.of(instrument):
                piece = min(left, level.size)
                if piece <= 0:
                    break
                request = m.AddOrder(
                    request_id=new_request_id(),
                    instrument=instrument,
                    side=Side.SELL,
                    price=level.price,
                    quantity=piece,
                    expires_ms=RoundMs(bids.time_ms + _SALE_LIVES_MS),
                )
                sent.append((instrument, await self._send(request)))
                pieces[instrument] = level.price
                left -= piece
        for instrument, answer in sent:
            outcome = await answer
            if not isinstance(outcome, m.AddOrderReply) or not outcome.success:
                continue
            if outcome.order_id is not None:
                self._sales.add((instrument, outcome.order_id))
            if outcome.inventory_change:
                sale = Sale(
                    instrument=instrument,
                    quantity=-outcome.inventory_change,
                    cash=outcome.balance_change or Cents(0),
                )
                expected[instrument] -= sale.quantity
                self._sold(sale, on_sale)

    def _count_late(
        self,
        expected: Mapping[InstrumentId, int],
        pieces: Mapping[InstrumentId, Cents],
        held: Mapping[InstrumentId, int],
        sold_ms: RoundMs | None,
        on_sale: Callable[[Sale], None],
    ) -> None:
        """What of a piece dealt after its reply and before its cancel: fewer are held than the replies told.

        Held are those on offer as well: what an open sell holds back is not sold.
        """
        for instrument, price in pieces.items():
            quantity = expected[instrument] - held.get(instrument, 0)
            # near its expiry the contract may have settled instead
            ends_ms = parse_instrument_id(instrument).expiry_ms
            lives = ends_ms is not None and sold_ms is not None and sold_ms + _NEAR_EXPIRY_MS < ends_ms
            if quantity > 0 and lives:
                self._sold(Sale(instrument=instrument, quantity=quantity, cash=Cents(price * quantity)), on_sale)

    def _sold(self, sale: Sale, on_sale: Callable[[Sale], None]) -> None:
        self.sold += sale.quantity
        self.unsold = None if self.unsold is None else max(0, self.unsold - sale.quantity)
        self.proceeds = Cents(self.proceeds + sale.cash)
        on_sale(sale)

    async def _holdings(self) -> dict[InstrumentId, m.Holding]:
        reply = await self._ask(m.GetInventory(request_id=new_request_id()))
        if not isinstance(reply, m.InventoryReply):
            raise RequestError(say("the exchange's reply is of another kind"))
        return reply.holdings

    async def _newer(
        self, newest: Callable[[], Bids | None], seen_ms: RoundMs | None, deadline_ms: float
    ) -> Bids | None:
        """The newest bids, once it is newer than the one used last; None where none comes."""
        while self._clock.now_ms() < deadline_ms:
            bids = newest()
            if bids is not None and bids.time_ms != seen_ms:
                return bids
            await asyncio.sleep(0.01)
        return None

    # --- requests ---

    async def _ask(self, request: m.Request) -> m.Reply:
        outcome = await (await self._send(request))
        if isinstance(outcome, RequestError):
            raise outcome
        return outcome

    async def _send(self, request: m.Request) -> "asyncio.Future[Outcome]":
        """Send when the pace allows; the future is given the outcome, a RequestError as a value."""
        await self._pace.take()
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

        def settle(outcome: Outcome) -> None:
            # a time-out is followed by a late reply, which is not counted again
            if not answer.done():
                self._pace.answered()
                answer.set_result(outcome)

        try:
            await self._session.submit(request, settle, owner=self._owner)
        except SessionClosedError as error:
            self._pace.answered(sent=False)
            answer.set_result(error)
        return answer

    async def _connected_by(self, deadline_ms: float) -> bool:
        """Wait until the session is up; False where it is not by then."""
        try:
            async with asyncio.timeout(max(0.0, deadline_ms - self._clock.now_ms()) / 1_000):
                await self._connected()
        except TimeoutError:
            return False
        return True

    async def _connected(self) -> None:
        """Wait until the session is up."""
        up = asyncio.Event()
        stop = self._session.on_state(lambda state: up.set() if state is SessionState.CONNECTED else None)
        try:
            if self._session.state is not SessionState.CONNECTED:
                await up.wait()
        finally:
            stop()
