"""Strategy files written for the 2025 team's own modules load and trade as they are."""

import asyncio
import gc
import itertools
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from algotrade_gui.bots.compat.records import event_dict
from algotrade_gui.bots.loader import StrategyLoader, load_file
from algotrade_gui.bots.manager import BotManager, BotState
from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.ids import BotId, ExchangeOrderId, InstrumentId, TeamId
from algotrade_gui.core.redaction import redact
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.websocket import WebSocketTransport
from algotrade_gui.simulator.config import PRACTICE_SECRET, make_config
from algotrade_gui.simulator.server import serve
from algotrade_gui.trading.account import TradingAccount
from algotrade_gui.trading.session import TradingSession
from algotrade_gui.wire.messages import CancelEvent, SettlementEvent, TradeEvent
from algotrade_gui.wire.season2025 import Season2025
from tests.support.aio import run, run_virtual
from tests.trading.desk import FUTURE, NEXT_FUTURE, desk

FILE_SECRET = "0dd5ec2e-7f00-4c0d-9a55-5e1f7a11ab1e"

BOT = f'''
import asyncio
import logging
from typing import Dict

from ..gameapi import GameAPI, GetInventoryResponse, GetPendingOrdersResponse
from market_data_cache import MarketDataCache

EXCHANGE_URI = "ws://192.0.2.10:9001/trade"
TEAM_SECRET = "{FILE_SECRET}"


class OldBot:
    seen = {{}}

    def __init__(self, market_cache: MarketDataCache, config: Dict = None):
        self.market_cache = market_cache
        self.config = {{"underlying": "$SIMP", **(config or {{}})}}
        self.api = None

    async def start(self):
        self.api = GameAPI(EXCHANGE_URI, TEAM_SECRET, self.market_cache)
        welcome = await self.api.connect()
        self.seen["welcome"] = welcome.message
        await self.run()

    async def run(self):
        while not any(self.price(name) and self.market_cache.current_candles[name] for name in self.futures()):
            await asyncio.sleep(0.02)
        instrument = next(name for name in self.futures() if self.price(name))
        prices = self.api.get_best_bid_ask(instrument)
        self.seen["prices"] = prices
        book = self.market_cache.get_current_orderbook(instrument)
        self.seen["bid"] = max(int(price) for price in book.bids.keys())
        self.seen["keys"] = [type(price) for price in (*book.bids, *book.asks)]
        self.seen["levels"] = [[int(price) for price in side] for side in (book.bids, book.asks)]
        self.seen["candles"] = self.market_cache.current_candles["$SIMP"], self.market_cache.current_candles[instrument]
        underlying, expiry = instrument.split("_")[0], int(instrument.split("_")[2])
        low = int(prices["best_bid"] * 0.8 * 100)
        placed = await self.api.buy_future(underlying, expiry, low, 2)
        self.seen["placed"] = placed
        pending = await self.api.get_pending_orders()
        assert isinstance(pending, GetPendingOrdersResponse)
        for name, (bids, asks) in pending.data.items():
            self.seen["pending"] = (name, bids[0].orderID, bids[0].side, bids[0].unfilled_quantity, asks)
            self.seen["cancelled"] = await self.api.cancel_order(name, bids[0].orderID)
        self.seen["again"] = await self.api.cancel_order(instrument, placed.data.order_id)
        high = int(prices["best_ask"] * 1.001 * 100) + 1
        self.seen["bought"] = await self.api.buy_future(underlying, expiry, high)
        self.seen["short"] = await self.api.sell_call(underlying, 100_000, expiry, 10, 1)
        inventory = await self.api.get_inventory()
        assert isinstance(inventory, GetInventoryResponse)
        self.seen["owned"] = {{name: owned for name, (reserved, owned) in inventory.data.items() if owned}}
        self.seen["statistics"] = self.api.get_market_statistics()
        self.seen["info"] = self.api.get_instrument_info(instrument)
        self.seen["events"] = self.api.get_recent_events(5)
        self.seen["instrument"] = instrument

    def futures(self):
        return [name for name in self.api.list_instruments() if "_future_" in name and self.config["underlying"] in name]

    def price(self, name):
        prices = self.api.get_best_bid_ask(name)
        return prices and prices["best_bid"] and prices["best_ask"]

    async def stop(self):
        await self.api.disconnect()
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "old_bot.py").write_text(BOT)
    return tmp_path


@pytest.mark.allow_log("remain", "was written with the address")
def test_a_2025_strategy_trades_unchanged(folder: Path) -> None:
    async def scene() -> dict[str, Any]:
        errors = ErrorCentre()
        server = await serve(make_config(port=0, seed=1, speed=10, round_seconds=600), errors)
        transport = WebSocketTransport(server.uri, PRACTICE_SECRET)
        cache = MarketDataCache(transport, Season2025(), errors)
        account = TradingAccount(
            cache, lambda name: TradingSession(name, transport, Season2025(), errors), RiskSettings(), errors
        )
        loader = StrategyLoader([folder])
        loader.scan()
        manager = BotManager(cache, account, loader, errors)
        try:
            await manager.initialize_market_cache()
            bot = manager.register_bot("OldBot", {})  # type: ignore[arg-type]
            await manager.start_bot(bot)
            async with asyncio.timeout(20):
                while manager.info(bot).state.is_alive:  # noqa: ASYNC110 - the manager tells no one thing's end
                    await asyncio.sleep(0.02)
            assert manager.info(bot).state is BotState.STOPPED, manager.info(bot).traceback_text
            seen = loader.strategies()[0].seen  # type: ignore[attr-defined]
            seen["orders"] = [order.owner for order in account.orders.all()]
        finally:
            await manager.close()
            await account.close()
            await cache.close()
            await server.close()
        seen["notices"] = [record for record in errors.records if record.source == "OldBot"]
        return dict(seen)

    seen = run(scene(), timeout_s=40)
    assert seen["welcome"] == "Connected to OrderBook API"
    prices = seen["prices"]
    assert prices["best_bid"] * 100 == pytest.approx(seen["bid"])
    assert prices["spread"] == pytest.approx(prices["best_ask"] - prices["best_bid"])
    assert set(seen["keys"]) == {str}
    # as on the wire: cheapest first on both sides
    assert all(side == sorted(side) for side in seen["levels"])
    (spot,), (traded,) = seen["candles"]
    assert set(spot) == {"open", "high", "low", "close", "mid", "index"}
    assert {"index", "volume"} <= set(traded) <= {"open", "high", "low", "close", "index", "volume"}
    assert seen["placed"].success
    assert seen["placed"].data.immediate_inventory_change is None
    assert seen["pending"] == (seen["instrument"], seen["placed"].data.order_id, "BID", 2, [])
    assert seen["cancelled"].success
    assert not seen["again"].success
    assert seen["bought"].success
    assert seen["bought"].data.immediate_inventory_change == 1
    assert seen["bought"].data.immediate_balance_change < 0
    assert not seen["short"].success
    assert seen["short"].data.message
    assert seen["owned"]["$"] == 1_000_000 + seen["bought"].data.immediate_balance_change
    assert seen["owned"][seen["instrument"]] == 1
    assert seen["statistics"]["total_updates_received"] > 0
    assert seen["statistics"]["instruments_discovered"] == len(seen["statistics"]["instruments_list"])
    assert seen["info"].instrument_id == seen["instrument"]
    assert {event["event_type"] for event in seen["events"]} <= {"trade", "cancel", "settlement"}
    assert set(seen["orders"]) == {BotId("OldBot")}
    (notice,) = seen["notices"]
    assert "192.0.2.10:9001" in notice.message
    assert FILE_SECRET not in notice.message
    assert FILE_SECRET not in redact(f"a log line with {FILE_SECRET}")


def test_the_old_modules_are_served_to_those_files_only(folder: Path) -> None:
    loaded = load_file(folder / "old_bot.py")
    assert loaded.error is None
    assert [bot.__name__ for bot in loaded.bots] == ["OldBot"]
    assert "gameapi" not in sys.modules
    assert "market_data_cache" not in sys.modules
    with pytest.raises(ImportError):
        __import__("gameapi")


@pytest.mark.parametrize(
    "line",
    [
        "from gameapi import GameAPI, GetInventoryResponse, GetPendingOrdersResponse, AddOrderResponse, OrderJSON",
        "from market_data_cache import MarketDataCache, InstrumentInfo, OrderbookDepth, CandleDataResponse, MarketDataResponse",
        "import gameapi\nGameAPI = gameapi.GameAPI",
        "from . import gameapi",
        "from .market_data_cache import MarketDataCache",
    ],
)
def test_every_way_to_import_them_works(tmp_path: Path, line: str) -> None:
    file = tmp_path / "bot.py"
    methods = ("def __init__(self, market_cache, config)", "async def start(self)", "async def run(self)")
    file.write_text("\n".join([line, "class Mine:", *(f"    {method}: pass" for method in methods)]))
    loaded = load_file(file)
    assert loaded.error is None
    assert len(loaded.bots) == 1


@pytest.mark.allow_log("no_such_module")
def test_an_import_that_fails_is_still_the_files_error(tmp_path: Path) -> None:
    file = tmp_path / "bot.py"
    file.write_text("from gameapi import GameAPI\nimport no_such_module\n")
    loaded = load_file(file)
    assert loaded.error is not None
    assert loaded.error.line == 2
    assert "no_such_module" in loaded.error.message


def test_the_old_modules_themselves_are_no_strategies(folder: Path) -> None:
    (folder / "gameapi.py").write_text("raise RuntimeError('the old module was run')")
    (folder / "market_data_cache.py").write_text("raise RuntimeError('the old module was run')")
    files = StrategyLoader([folder]).scan()
    assert [file.path.name for file in files] == ["old_bot.py"]


@pytest.mark.allow_log("in a bot that the program has started")
def test_outside_a_bot_the_old_api_says_where_it_works(tmp_path: Path) -> None:
    file = tmp_path / "bot.py"
    file.write_text("from gameapi import GameAPI\nGameAPI('ws://h/trade', 'x')\n")
    loaded = load_file(file)
    assert loaded.error is not None
    assert "in a bot that the program has started" in loaded.error.message


def test_events_are_told_as_on_the_wire() -> None:
    name = InstrumentId("$SIMP_call_100000_60")
    trade = TradeEvent(
        instrument=name,
        passive_order_id=ExchangeOrderId(1),
        active_order_id=ExchangeOrderId(2),
        quantity=3,
        price=Cents(4),
        time_ms=RoundMs(5),
    )
    assert event_dict(trade) == {
        "event_type": "trade",
        "data": {
            "passiveOrderID": 1,
            "activeOrderID": 2,
            "instrumentID": name,
            "quantity": 3,
            "price": 4,
            "time": 5,
        },
    }
    cancel = CancelEvent(instrument=name, order_id=ExchangeOrderId(1), time_ms=RoundMs(5), expired=True)
    assert event_dict(cancel)["data"]["expired"] is True
    settlement = SettlementEvent(
        instrument=name, team=TeamId(0), quantity=0, price_at_expiry=Cents(9), strike=None, time_ms=RoundMs(5)
    )
    assert "strike_price" not in event_dict(settlement)["data"]


def test_a_book_is_a_pandas_frame_where_pandas_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from algotrade_gui.bots.compat.api import GameAPI
    from algotrade_gui.bots.compat.records import OrderbookDepth

    class Frame:
        def __init__(self, rows: list[tuple[float, int, str]], columns: list[str]) -> None:
            self.rows, self.columns = rows, columns

        def sort_values(self, column: str, ascending: bool) -> "Frame":
            place = self.columns.index(column)
            return Frame(sorted(self.rows, key=lambda row: row[place], reverse=not ascending), self.columns)

    class Cache:
        def get_current_orderbook(self, name: str) -> OrderbookDepth | None:
            return OrderbookDepth({"1200": 2}, {"1300": 1, "1400": 5}) if name == "live" else None

    api = GameAPI.__new__(GameAPI)
    # all that the call reads
    api.market_cache = Cache()  # type: ignore[assignment]
    monkeypatch.setitem(sys.modules, "pandas", types.SimpleNamespace(DataFrame=Frame))
    frame = api.get_orderbook("live")
    assert frame.columns == ["price", "quantity", "side"]
    assert frame.rows == [(14.0, 5, "ask"), (13.0, 1, "ask"), (12.0, 2, "bid")]
    assert api.get_orderbook("gone") is None
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UserError, match="pandas is not installed"):
        api.get_orderbook("live")


def test_an_order_of_unknown_fate_is_no_refusal_for_a_file_that_would_send_it_again() -> None:
    from algotrade_gui.bots.compat.api import GameAPI

    async def scene() -> None:
        async with desk() as d:
            api = GameAPI.__new__(GameAPI)
            api._native, api._numbers = d.account.manual, itertools.count()
            d.venue.script.append(lambda _: {"type": "error", "user_request_id": "", "message": "Failed to parse"})
            with pytest.raises(TimeoutError, match="Failed to parse"):
                await api.buy_future("$SIMP", 60, 99_000)

    run_virtual(scene())


def test_a_files_look_at_histories_holds_no_contract_beyond_its_listing_or_the_bots_end() -> None:
    from algotrade_gui.bots.compat.market import MarketDataCache as OldCache

    async def scene() -> None:
        async with desk() as d:
            old = OldCache.over(d.cache)
            for _ in range(3):
                assert len(old.get_orderbook_history(FUTURE)) == 0
            await d.update(1_100, books={FUTURE: {"bids": {"99000": 1}, "asks": {}}})
            assert [time_ms for time_ms, _ in old.get_orderbook_history(FUTURE)] == [1_100]
            d.instruments.remove(FUTURE)
            await d.update(2_000)
            old.get_orderbook_history(NEXT_FUTURE)
            assert list(d.cache.watched()) == [NEXT_FUTURE]
            del old
            gc.collect()
            assert list(d.cache.watched()) == []

    run_virtual(scene())
