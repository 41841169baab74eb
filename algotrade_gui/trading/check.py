"""Tries the way to an exchange step by step: what the seed's `test_connection` did."""

import asyncio
import enum
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from dataclasses import dataclass

from algotrade_gui.core.clock import Clock
from algotrade_gui.core.errors import ErrorCentre, UserError, sentence_of
from algotrade_gui.core.units import Cents, RoundMs, round_time_text
from algotrade_gui.core.words import Amount, say
from algotrade_gui.domain.instrument import Instrument, InstrumentKind
from algotrade_gui.domain.order import Side
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.transport import ConnectionLost, Transport
from algotrade_gui.trading.session import RequestError, TradingSession
from algotrade_gui.wire import messages as m
from algotrade_gui.wire.codec import Dialect

STEP_TIMEOUT_S = 3.0
REQUEST_TIMEOUT_MS = 3_000
ORDER_LIFETIME_MS = 5_000
FAR_PRICE = Cents(1)
"""A bid of one cent: it reserves one cent and trades only against an ask of one cent, a gift."""


class CheckOutcome(enum.Enum):
    """How a check ended."""

    PASSED = "all steps passed"
    WAITING = "connected, waiting for the round"
    FAILED = "a step failed"


@dataclass(frozen=True, slots=True)
class CheckStep:
    """One step: its name, whether it passed (None: still open because the round has not begun), what was seen."""

    name: str
    ok: bool | None
    detail: str


class _StepFailedError(Exception):
    """Ends the check after a step that failed; its text is the step's detail."""


class ConnectionCheck:
    """One check of one exchange. Iterate over `steps()`, then read `outcome`."""

    def __init__(
        self, transport: Transport, make_dialect: Callable[[], Dialect], clock: Clock, *, with_orders: bool
    ) -> None:
        self._transport = transport
        self._make_dialect = make_dialect
        self._clock = clock
        self._with_orders = with_orders
        # a check reports through its steps; what its parts meet on the way belongs to no one else's error list
        self._errors = ErrorCentre()
        self.outcome = CheckOutcome.FAILED

    async def steps(self) -> AsyncGenerator[CheckStep, None]:
        """Run the check and yield each step as it ends; stops at the first that fails.

        Leaves nothing connected once it has ended or was closed (`contextlib.aclosing`, for a check that may be given up).
        """
        cache = MarketDataCache(self._transport, self._make_dialect(), self._errors, self._clock)
        session = TradingSession("check", self._transport, self._make_dialect(), self._errors, self._clock)
        name = "connect"
        try:
            connection = await self._transport.open()
            try:
                yield CheckStep(name, True, say("connected to {address}", address=self._transport.address))
                name = "welcome"
                yield CheckStep(name, True, await self._welcome(connection.recv))
            finally:
                await connection.close()
            name = "updates"
            await cache.connect()
            update_time = await self._first_update(cache)
            if update_time is None:
                self.outcome = CheckOutcome.WAITING
                yield CheckStep(name, None, say("no update yet: connected, waiting for the round to begin"))
                return
            yield CheckStep(name, True, say("the round is at {time}", time=round_time_text(update_time)))
            name = "instruments"
            yield CheckStep(name, True, self._instruments(cache))
            name = "prices"
            yield CheckStep(name, True, await self._prices(cache))
            name = "inventory"
            await session.connect()
            yield CheckStep(name, True, await self._inventory(session))
            if self._with_orders:
                name = "orders"
                yield CheckStep(name, True, await self._order(session, cache))
            self.outcome = CheckOutcome.PASSED
        except (UserError, RequestError, _StepFailedError) as error:
            yield CheckStep(name, False, sentence_of(error))
        except ConnectionLost as error:
            yield CheckStep(name, False, say("the exchange closed the connection: {reason}", reason=error.sentence))
        except TimeoutError:
            yield CheckStep(name, False, say("the exchange did not answer in time"))
        finally:
            await session.close()
            await cache.close()

    async def _welcome(self, recv: Callable[[], Awaitable[bytes]]) -> str:
        frame = await asyncio.wait_for(recv(), STEP_TIMEOUT_S)
        message = self._make_dialect().decode(frame)
        if not isinstance(message, m.Welcome):
            raise _StepFailedError(
                say("expected a welcome, got {what}: is this an AlgoTrade exchange?", what=type(message).__name__)
            )
        return message.message

    async def _first_update(self, cache: MarketDataCache) -> RoundMs | None:
        try:
            async with asyncio.timeout(STEP_TIMEOUT_S):
                async for update in cache.updates():
                    return update.time_ms
        except TimeoutError:
            return None
        return None

    def _instruments(self, cache: MarketDataCache) -> str:
        live = list(cache.instruments())
        if not live:
            raise _StepFailedError(say("the update lists no instrument"))
        underlyings = len({item.underlying for item in live})
        return say("{count} instruments on {underlyings} underlyings", count=len(live), underlyings=underlyings)

    async def _prices(self, cache: MarketDataCache) -> str:
        # books are empty for the first moments of a listing (protocol section 4)
        async with asyncio.timeout(STEP_TIMEOUT_S):
            async for _ in cache.updates():
                quotes = [cache.get_best_prices(item.id) for item in cache.instruments()]
                two_sided = sum(quote is not None and quote.spread is not None for quote in quotes)
                if two_sided:
                    return say("{count} of {books} books have both sides", count=two_sided, books=len(quotes))
        raise _StepFailedError(say("no book has both sides"))

    async def _inventory(self, session: TradingSession) -> str:
        reply = await session.request(lambda request_id: m.GetInventory(request_id=request_id), REQUEST_TIMEOUT_MS)
        if not isinstance(reply, m.InventoryReply):
            raise _StepFailedError(say("asked for the inventory, got: {what}", what=_words(reply)))
        held = sum(holding.total != 0 for holding in reply.holdings.values())
        return say("cash {cash}, {held} instruments held", cash=Amount(reply.cash.total), held=held)

    async def _order(self, session: TradingSession, cache: MarketDataCache) -> str:
        target = _longest_future(cache.instruments())
        if target is None:
            raise _StepFailedError(say("no future to place an order on"))
        placed = await session.request(
            lambda request_id: m.AddOrder(
                request_id=request_id,
                instrument=target.id,
                side=Side.BUY,
                price=FAR_PRICE,
                quantity=1,
                expires_ms=RoundMs(cache.time_ms + ORDER_LIFETIME_MS),
            ),
            REQUEST_TIMEOUT_MS,
        )
        if not isinstance(placed, m.AddOrderReply) or not placed.success or placed.order_id is None:
            raise _StepFailedError(say("the order was refused: {reason}", reason=_words(placed)))
        order_id = placed.order_id
        cancelled = await session.request(
            lambda request_id: m.CancelOrder(request_id=request_id, instrument=target.id, order_id=order_id),
            REQUEST_TIMEOUT_MS,
        )
        if not isinstance(cancelled, m.CancelOrderReply) or not cancelled.success:
            raise _StepFailedError(say("the cancel was refused: {reason}", reason=_words(cancelled)))
        return say(
            "placed a bid of {price} on {instrument} and cancelled it", price=Amount(FAR_PRICE), instrument=target.id
        )


def _longest_future(instruments: Iterable[Instrument]) -> Instrument | None:
    futures = [item for item in instruments if item.kind is InstrumentKind.FUTURE]
    return max(futures, key=lambda item: item.expiry_ms or 0, default=None)


def _words(reply: m.Reply) -> str:
    message = getattr(reply, "message", None)
    return message or type(reply).__name__
