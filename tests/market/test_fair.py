"""Fair values as the cache hands them out."""

import json
import math

import pytest

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.memory import MemoryExchange
from algotrade_gui.wire.messages import MarketUpdate
from algotrade_gui.wire.season2025 import Season2025

UNIT = 0.01 / math.sqrt(60)
UP, DOWN = math.floor(100_000 * math.exp(UNIT)), math.floor(100_000 * math.exp(-UNIT))
CALL = InstrumentId("$SIMP_call_100000_60")


class Market:
    """A cache that is told what an exchange would publish."""

    def __init__(self) -> None:
        self.dialect = Season2025()
        self.cache = MarketDataCache(MemoryExchange(), self.dialect, ErrorCentre())

    def tell(self, time_ms: int, mids: dict[int, int], *live: str) -> None:
        candle = {"open": 1, "high": 1, "low": 1, "close": 1}
        rows = [{**candle, "mid": mid, "index": index} for index, mid in mids.items()]
        update = self.dialect.decode(
            json.dumps(
                {
                    "type": "market_data_update",
                    "time": time_ms,
                    "candles": {"tradeable": {}, "untradeable": {"$SIMP": rows} if rows else {}},
                    "orderbook_depths": {name: {"bids": {}, "asks": {}} for name in live},
                    "events": [],
                }
            ).encode()
        )
        assert isinstance(update, MarketUpdate)
        self.cache.apply(update)


def test_values_follow_the_candles_of_the_cache() -> None:
    market = Market()
    assert market.cache.fair.theo(CALL) is None
    market.tell(59_050, {57: 100_000, 58: UP}, CALL)
    # two steps are left: up twice is two units more, all else ends at or below one unit
    two_up, same = math.floor(100_000 * math.exp(3 * UNIT)), UP
    assert market.cache.fair.theo(CALL) == pytest.approx((two_up - 100_000) / 4 + (same - 100_000) / 2)
    values = market.cache.fair.values(CALL)
    assert values is not None
    assert values.steps == 2
    table = market.cache.fair.table()
    market.tell(59_150, {}, CALL)
    assert market.cache.fair.table() is table
    market.tell(60_050, {59: 100_000}, CALL)
    assert market.cache.fair.theo(CALL) == pytest.approx((UP - 100_000) / 2)


def test_the_first_question_in_mid_round_reads_what_was_kept() -> None:
    market, asked = Market(), Market()
    for second in range(20):
        mids = {second: UP if second % 2 else 100_000}
        for one in (market, asked):
            one.tell(second * 1_000 + 1_050, mids, CALL)
        asked.cache.fair.theo(CALL)
    assert market.cache.fair.theo(CALL) == asked.cache.fair.theo(CALL)
    assert market.cache.fair.model.last_index(market.cache.underlyings()[0]) == 19


def test_a_new_round_starts_from_nothing() -> None:
    market = Market()
    for second in range(30):
        market.tell(second * 1_000 + 1_050, {second: UP if second % 2 else 100_000}, CALL)
    assert market.cache.fair.theo(CALL) is not None
    before = market.cache.round
    market.tell(1_050, {0: DOWN}, CALL)
    assert market.cache.round == before + 1
    assert market.cache.fair.model.last_index(market.cache.underlyings()[0]) == 0
    assert market.cache.fair.model.spot(market.cache.underlyings()[0]) == DOWN + 0.5
