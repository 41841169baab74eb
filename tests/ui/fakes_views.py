"""A made-up market that feeds a real cache, and a fake account, for the tests of panels."""

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from algotrade_gui.bots.plots import BotPlots
from algotrade_gui.core.changes import ChangeHub
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, FillId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.instrument import UNDERLYINGS, Instrument, InstrumentKind, parse_instrument_id
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.memory import MemoryExchange
from algotrade_gui.trading.amend import AmendOutcome, AmendResult
from algotrade_gui.trading.equity import EquityHistory
from algotrade_gui.wire.messages import MarketUpdate
from algotrade_gui.wire.season2025 import Season2025

LIFE_S = 60
STEP_S = 15


class FakeMarket:
    """Lists, quotes, trades and expires contracts as protocol sections 3 and 4 say; `step` feeds 100 ms to the cache."""

    def __init__(self, errors: ErrorCentre, *, seed: int = 7, phase_ms: int = 40) -> None:
        self._dialect = Season2025()
        self.cache = MarketDataCache(MemoryExchange(), self._dialect, errors)
        self._random = random.Random(seed)
        self._phase_ms = phase_ms
        self._seconds = -1
        self._time_ms = 0
        self._mids = dict.fromkeys(UNDERLYINGS, 100_000.0)
        self._books: dict[InstrumentId, dict[str, dict[str, int]]] = {}
        self._traded: dict[InstrumentId, list[tuple[int, int]]] = {}

    @property
    def live(self) -> list[Instrument]:
        return [parse_instrument_id(key) for key in self._books]

    def run(self, seconds: float) -> None:
        """Feed that much of the round: an update per second, then one per 100 ms for what is left."""
        whole, rest = divmod(round(seconds * 10), 10)
        for _ in range(whole):
            self.step(by_ms=1_000)
        for _ in range(rest):
            self.step()

    def step(self, *, by_ms: int = 100, trades: Iterable[tuple[InstrumentId, int, int]] | None = None) -> None:
        """Feed one update; `trades` (instrument, price, quantity) in place of the random ones."""
        self._time_ms += by_ms
        candles: dict[str, dict[str, list[dict[str, int]]]] = {"tradeable": {}, "untradeable": {}}
        while (self._seconds + 1) * 1_000 < self._time_ms:
            self._second(candles)
        self._requote()
        events = self._trade(trades)
        self._feed(candles, events)

    def restart(self) -> None:
        """Begin a new round: the clock runs backwards with the next step."""
        self._seconds, self._time_ms = -1, 0
        self._books.clear()
        self._traded.clear()
        self._mids = dict.fromkeys(UNDERLYINGS, 100_000.0)

    def _second(self, candles: dict[str, dict[str, list[dict[str, int]]]]) -> None:
        done = self._seconds
        self._seconds += 1
        if done >= 0:
            for key in self._books:
                row: dict[str, int] = {"index": done, "volume": 0}
                deals = self._traded.get(key)
                if deals:
                    prices = [price for price, _ in deals]
                    row |= {"open": prices[0], "high": max(prices), "low": min(prices), "close": prices[-1]}
                    row["volume"] = sum(quantity for _, quantity in deals)
                candles["tradeable"][key] = [row]
            for name, mid in self._mids.items():
                open_, close = (int(mid * (1 + self._random.uniform(-6e-4, 6e-4))) for _ in range(2))
                candles["untradeable"][name] = [
                    {
                        "index": done,
                        "open": open_,
                        "high": int(max(open_, close, mid) + 60),
                        "low": int(min(open_, close, mid) - 60),
                        "close": close,
                        "mid": int(mid),
                    }
                ]
        self._traded.clear()
        for name in self._mids:
            self._mids[name] *= 1 + self._random.gauss(0, 0.0013)
        self._list_and_expire()

    def _list_and_expire(self) -> None:
        second = self._seconds
        for key in [key for key in self._books if (parse_instrument_id(key).expiry_ms or 0) <= second * 1_000]:
            del self._books[key]
        if second % STEP_S:
            return
        expiry = second + LIFE_S
        for name, mid in self._mids.items():
            keys = [f"{name}_future_{expiry}"]
            for kind in ("call", "put"):
                keys += [f"{name}_{kind}_{round(mid * share)}_{expiry}" for share in (0.98, 0.99, 1.0, 1.01, 1.02)]
            for text in keys:
                self._books[InstrumentId(text)] = {"bids": {}, "asks": {}}

    def _requote(self) -> None:
        for key in self._books:
            if self._random.random() < 0.3:
                self._books[key] = self._book(parse_instrument_id(key))

    def _book(self, item: Instrument) -> dict[str, dict[str, int]]:
        fair = max(60, item.payoff(Cents(int(self._mids[item.underlying]))) + self._random.randint(-40, 160))
        gap = 300 if item.kind is InstrumentKind.FUTURE else 25
        bids = [fair - gap * place - self._random.randint(5, 20) for place in (3, 2, 1)]
        asks = [fair + gap * place + self._random.randint(5, 20) for place in (1, 2, 3)]
        sizes = (1, 2, 3, 5)
        return {
            "bids": {str(price): self._random.choice(sizes) for price in bids if price > 0},
            "asks": {str(price): self._random.choice(sizes) for price in asks},
        }

    def _trade(self, given: Iterable[tuple[InstrumentId, int, int]] | None) -> list[dict[str, Any]]:
        if given is None:
            keys = [key for key in self._books if self._books[key]["bids"] and self._random.random() < 0.08]
            given = [(key, int(next(reversed(self._books[key]["bids"]))), self._random.randint(1, 4)) for key in keys]
        events = []
        for key, price, quantity in given:
            self._traded.setdefault(key, []).append((price, quantity))
            data = {
                "instrumentID": key,
                "passiveOrderID": self._random.randint(1, 999),
                "activeOrderID": self._random.randint(1, 999),
                "quantity": quantity,
                "price": price,
                "time": self._time_ms - 5,
            }
            events.append({"event_type": "trade", "data": data})
        return events

    def _feed(self, candles: dict[str, Any], events: list[dict[str, Any]]) -> None:
        frame = {
            "type": "market_data_update",
            "time": self._time_ms + self._phase_ms,
            "candles": candles,
            "orderbook_depths": dict(sorted(self._books.items())),
            "events": events,
        }
        update = self._dialect.decode(json.dumps(frame, separators=(",", ":")).encode())
        assert isinstance(update, MarketUpdate), update
        self.cache.apply(update)


@dataclass
class FakeOrders:
    """As the account's order tracker."""

    orders: dict[ClientOrderId, Order] = field(default_factory=dict)
    fills: list[Fill] = field(default_factory=list)
    changes: ChangeHub[ClientOrderId] = field(default_factory=ChangeHub)
    dropped: int = 0
    """Fills that were more than are kept."""

    def working(self) -> list[Order]:
        return [order for order in self.orders.values() if order.state.is_open]

    def fills_of(self, owner: BotId | None = None) -> int:
        kept = [fill for fill in self.fills if owner in (None, fill.owner)]
        return len(kept) + (self.dropped if owner is None else 0)

    def all(self) -> list[Order]:
        return list(self.orders.values())

    def get(self, client_id: ClientOrderId) -> Order | None:
        return self.orders.get(client_id)


@dataclass(frozen=True)
class FakeCancelResult:
    ok: bool = True
    message: str | None = None


class FakeAccount:
    """Notes what it was asked to cancel or move; a cancel ends the order at once, a move is answered by `amended`."""

    def __init__(self) -> None:
        self.orders = FakeOrders()
        self.amends: dict[ClientOrderId, Cents] = {}
        self.moved: list[tuple[ClientOrderId, Cents]] = []
        self.amended = AmendResult(outcome=AmendOutcome.AMENDED)
        self.equity = EquityHistory()
        self.cancelled: list[ClientOrderId] = []
        self.cancelled_all: list[BotId | None] = []
        self._count = 0

    def place(
        self,
        instrument: str,
        side: Side = Side.BUY,
        price: int = 100_000,
        quantity: int = 2,
        *,
        owner: str = "maker",
        now_ms: int = 0,
        state: OrderState = OrderState.WORKING,
    ) -> Order:
        self._count += 1
        order = Order(
            client_id=ClientOrderId(f"{self._count:010d}"),
            owner=BotId(owner),
            instrument=InstrumentId(instrument),
            side=side,
            price=Cents(price),
            quantity=quantity,
            placed_ms=RoundMs(now_ms),
            expires_ms=RoundMs(now_ms + 5_000),
            order_id=ExchangeOrderId(self._count),
            state=state,
        )
        self.orders.orders[order.client_id] = order
        self.orders.changes.mark([order.client_id])
        return order

    def fill(self, order: Order, quantity: int, now_ms: int) -> None:
        order.fill(quantity, order.price)
        self.orders.fills.append(
            Fill(
                id=FillId(len(self.orders.fills) + 1),
                client_id=order.client_id,
                owner=order.owner,
                instrument=order.instrument,
                side=order.side,
                quantity=quantity,
                cash=Cents(-order.side.sign * quantity * order.price),
                time_ms=RoundMs(now_ms),
                passive=True,
            )
        )
        self.orders.changes.mark([order.client_id])

    def end(self, order: Order, state: OrderState) -> None:
        order.change(state)
        self.orders.changes.mark([order.client_id])

    async def cancel(self, client_id: ClientOrderId) -> FakeCancelResult:
        self.cancelled.append(client_id)
        self.end(self.orders.orders[client_id], OrderState.CANCELLED)
        return FakeCancelResult()

    async def amend(self, client_id: ClientOrderId, *, price: Cents) -> AmendResult:
        self.moved.append((client_id, price))
        return self.amended

    async def cancel_all(self, owner: BotId | None = None) -> int:
        self.cancelled_all.append(owner)
        chosen = [order for order in self.orders.working() if owner is None or order.owner == owner]
        for order in chosen:
            self.end(order, OrderState.CANCELLED)
        return len(chosen)


class FakeManager:
    """The bots as far as they draw on charts."""

    def __init__(self) -> None:
        self.drawn: dict[BotId, BotPlots] = {}

    def plots(self) -> dict[BotId, BotPlots]:
        return self.drawn


class FakeWorkstation:
    """What the panels under test ask of a Workstation."""

    def __init__(self, errors: ErrorCentre, *, seed: int = 7) -> None:
        self.errors = errors
        self.market = FakeMarket(errors, seed=seed)
        self.cache = self.market.cache
        self.account = FakeAccount()
        self.manager = FakeManager()

    @property
    def plain(self) -> Any:
        """Itself, for an argument of the real type."""
        return cast(Any, self)
