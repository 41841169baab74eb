"""A whole trading desk in memory: cache and account against a scripted exchange."""

import asyncio
import json
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.memory import MemoryExchange, MemoryLink
from algotrade_gui.trading.account import TradingAccount
from algotrade_gui.trading.session import TradingSession
from algotrade_gui.wire.season2025 import Season2025

FUTURE = InstrumentId("$SIMP_future_60")
NEXT_FUTURE = InstrumentId("$SIMP_future_75")
CALL = InstrumentId("$SIMP_call_99000_60")

Frame = dict[str, Any]
Answer = Callable[[Frame], Frame | None]


class Venue:
    """The far end of every order session. By default each order rests, each cancel works; `script` overrides the next requests in turn."""

    def __init__(self) -> None:
        self.exchange = MemoryExchange(on_frame=self._received)
        self.requests: list[Frame] = []
        self.script: deque[Answer] = deque()
        """Answers to the next orders and cancels, before the default; None as a result: no answer."""
        self.next_id: Counter[str] = Counter()
        self.pending: dict[tuple[str, int], Frame] = {}
        self.cash = [0, 1_000_000]
        self.holdings: dict[str, list[int]] = {}
        self.time_ms = 0
        self.mute = False

    def of_type(self, kind: str) -> list[Frame]:
        return [request for request in self.requests if request["type"] == kind]

    def _received(self, link: MemoryLink, frame: bytes) -> None:
        request = json.loads(frame)
        self.requests.append(request)
        if self.mute:
            return
        if self.script and request["type"] in ("add_order", "cancel_order"):
            answer = self.script.popleft()(request)
        else:
            answer = self.answer(request)
        if answer is not None:
            link.push(answer)

    def answer(self, request: Frame) -> Frame:
        rid = request["user_request_id"]
        kind = request["type"]
        if kind == "add_order":
            return self.rest(request)
        if kind == "cancel_order":
            found = self.pending.pop((request["instrument_id"], request["order_id"]), None)
            reply = {"type": "cancel_order_response", "user_request_id": rid, "success": found is not None}
            return reply if found is not None else {**reply, "message": "Order not found"}
        if kind == "get_inventory":
            data = {"$": self.cash, **self.holdings}
            return {"type": "get_inventory_response", "user_request_id": rid, "data": data}
        data_by_book: dict[str, list[list[Frame]]] = {}
        for (instrument, _), row in self.pending.items():
            book = data_by_book.setdefault(instrument, [[], []])
            book[0 if row["side"] == "BID" else 1].append(row)
        return {"type": "get_pending_orders_response", "user_request_id": rid, "data": data_by_book}

    def rest(self, request: Frame, *, filled: int = 0) -> Frame:
        """Put the order into its book, `filled` contracts of it dealt at once at its own price, and return the reply."""
        instrument = request["instrument_id"]
        self.next_id[instrument] += 1
        order_id = self.next_id[instrument]
        sign = 1 if request["side"] == "bid" else -1
        if filled < request["quantity"]:
            self.pending[instrument, order_id] = {
                "orderID": order_id,
                "teamID": 1,
                "price": request["price"],
                "time": self.time_ms,
                "expiry": request["expiry"],
                "side": "BID" if sign > 0 else "ASK",
                "unfilled_quantity": request["quantity"] - filled,
                "total_quantity": request["quantity"],
                "live": True,
            }
        data: Frame = {"order_id": order_id}
        if filled:
            data["immediate_inventory_change"] = sign * filled
            data["immediate_balance_change"] = -sign * filled * request["price"]
        return {
            "type": "add_order_response",
            "user_request_id": request["user_request_id"],
            "success": True,
            "data": data,
        }


def refused(message: str) -> Answer:
    def answer(request: Frame) -> Frame:
        return {
            "type": "add_order_response",
            "user_request_id": request["user_request_id"],
            "success": False,
            "data": {"message": message},
        }

    return answer


def silent(_request: Frame) -> None:
    return None


class Desk:
    """The parts, and the turning of the market's clock."""

    def __init__(self, risk: RiskSettings | None = None, session_timeout_ms: int | None = None) -> None:
        self.errors = ErrorCentre()
        self.clock = ManualClock()
        self.feed = MemoryExchange()
        self.venue = Venue()
        self.cache = MarketDataCache(self.feed, Season2025(), self.errors, self.clock)
        self.account = TradingAccount(
            self.cache, self.session, risk or RiskSettings(), self.errors, self.clock, refresh_every_s=3_600
        )
        self.instruments: list[str] = [FUTURE, NEXT_FUTURE, CALL]

    def session(self, name: str) -> TradingSession:
        return TradingSession(name, self.venue.exchange, Season2025(), self.errors, self.clock)

    async def update(
        self,
        time_ms: int,
        *events: Frame,
        price: int | None = None,
        books: dict[str, Frame] | None = None,
        candle: Frame | None = None,
        gap: bool = False,
    ) -> None:
        """Push one market update and wait until every reader has seen it. `price` is the underlying's new mid.

        A step in time is filled with quiet updates first, unless a `gap` in the feed is meant.
        """
        while not gap and self.cache.time_ms < time_ms - 1_000:
            await self.update(self.cache.time_ms + 1_000)
        self.venue.time_ms = time_ms
        depths: dict[str, Frame] = {name: {"bids": {}, "asks": {}} for name in self.instruments} | (books or {})
        candles = {}
        if price is not None:
            row = {"index": time_ms // 1_000 - 1, "open": price, "high": price, "low": price, "close": price}
            candles["$SIMP"] = [{**row, "mid": price}]
        if candle is not None:
            candles["$SIMP"] = [candle]
        self.feed.links[-1].push(
            {
                "type": "market_data_update",
                "time": time_ms,
                "candles": {"tradeable": {}, "untradeable": candles},
                "orderbook_depths": depths,
                "events": list(events),
            }
        )
        for _ in range(200):
            if self.cache.time_ms == time_ms:
                break
            await asyncio.sleep(0)
        assert self.cache.time_ms == time_ms
        await settle()


async def settle() -> None:
    """Let everything that can run without time passing run."""
    for _ in range(30):
        await asyncio.sleep(0)


async def look(d: Desk) -> None:
    """Ask for the exchange's word with the market's clock gone on: only then does a second look count."""
    await d.update(d.cache.time_ms + 300)
    await d.account.refresh()


@asynccontextmanager
async def desk(risk: RiskSettings | None = None) -> AsyncIterator[Desk]:
    """A desk with its cache live at 1000 ms, the underlying at 100000 cents, the account open."""
    async with opened(Desk(risk)) as made:
        yield made


@asynccontextmanager
async def opened(made: Desk, *, price: int | None = 100_000) -> AsyncIterator[Desk]:
    """`made`, prepared by the test, in the state that `desk` gives; `price` None: nobody knows the underlying's price yet."""
    await made.cache.connect()
    await made.update(1_000, price=price)
    try:
        await made.account.open()
        await settle()
        yield made
    finally:
        await made.account.close()
        await made.cache.close()


def trade(instrument: str, passive: int, quantity: int, price: int, *, active: int = 900, time: int = 1_050) -> Frame:
    return {
        "event_type": "trade",
        "data": {
            "instrumentID": instrument,
            "passiveOrderID": passive,
            "activeOrderID": active,
            "quantity": quantity,
            "price": price,
            "time": time,
        },
    }


def cancelled(instrument: str, order_id: int, *, expired: bool = False, time: int = 1_060) -> Frame:
    data = {"orderID": order_id, "instrumentID": instrument, "time": time, "expired": expired}
    return {"event_type": "cancel", "data": data}


def settlement(instrument: str, price: int, *, strike: int | None = None, time: int = 60_005) -> Frame:
    data: Frame = {"teamID": 1, "instrumentID": instrument, "quantity": 1, "price_at_expiry": price, "time": time}
    if strike is not None:
        data["strike_price"] = strike
    return {"event_type": "settlement", "data": data}
