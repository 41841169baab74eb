"""Lines and marks that bots draw: bounded, one point a second, no reason to fail, readable without a window."""

import math
from typing import Any

import numpy as np
import pytest

from algotrade_gui.bots.api import Bot
from algotrade_gui.bots.plots import LINES_AT_MOST, MARKERS_KEPT, POINTS_KEPT, BotPlots, PlotLine
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, InstrumentId, Underlying
from algotrade_gui.core.units import RoundMs
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.memory import MemoryExchange
from algotrade_gui.wire.season2025 import Season2025
from tests.support.aio import run_virtual
from tests.support.desk import maker, trading_desk

CARD = InstrumentId("$CARD")


@pytest.fixture
def cache() -> MarketDataCache:
    return MarketDataCache(MemoryExchange(), Season2025(), ErrorCentre())


def bot(cache: MarketDataCache, config: Any = None) -> Bot:
    return Bot(cache, {} if config is None else config)


def test_a_line_keeps_the_last_point_of_each_second() -> None:
    plots = BotPlots()
    for time_ms, value in ((1_000, 5), (1_400, 6), (2_100, None), (3_000, 8.5), (2_000, 1)):
        plots.plot("theo", value, CARD, RoundMs(time_ms))
    (line,) = plots.lines.values()
    assert (line.name, line.instrument, line.count) == ("theo", CARD, 3)
    assert list(line.seconds) == [1, 2, 3]
    np.testing.assert_array_equal(line.values, [6, math.nan, 8.5])


def test_everything_is_bounded() -> None:
    line = PlotLine("x", CARD)
    for second in range(5 * POINTS_KEPT):
        line.add(second, second)
    assert len(line.seconds) == POINTS_KEPT
    assert (line.seconds[0], line.values[-1]) == (4 * POINTS_KEPT, 5 * POINTS_KEPT - 1)
    plots = BotPlots()
    for number in range(2 * LINES_AT_MOST):
        plots.plot(f"line {number}", 1, CARD, RoundMs(0))
    assert (len(plots.lines), plots.refused) == (LINES_AT_MOST, LINES_AT_MOST)
    for number in range(2 * MARKERS_KEPT):
        plots.marker("m" * 500, number, CARD, RoundMs(number))
    assert (len(plots.markers), plots.marked) == (MARKERS_KEPT, 2 * MARKERS_KEPT)
    assert len(plots.markers[-1].text) < 100


@pytest.mark.parametrize("value", ["nonsense", None, math.inf, object()])
def test_what_is_no_number_fails_nobody(cache: MarketDataCache, value: Any) -> None:
    made = bot(cache)
    made.plot("x", value, CARD)
    made.marker("here", value, CARD)
    (line,) = made.plots.lines.values()
    assert math.isnan(line.values[0])
    assert not made.plots.markers


@pytest.mark.parametrize("config", [{"underlying": "CARD"}, {"underlying": "$CARD"}])
def test_without_an_instrument_it_is_the_underlying_of_the_settings(cache: MarketDataCache, config: Any) -> None:
    made = bot(cache, config)
    made.plot("x", 100_000)
    made.marker("here", 100_000)
    assert list(made.plots.lines) == [(CARD, "x")]
    assert made.plots.markers[0].instrument == CARD


@pytest.mark.expect_log("needs an instrument")
def test_without_either_it_is_left_out_and_said_once(cache: MarketDataCache, caplog: pytest.LogCaptureFixture) -> None:
    made = bot(cache)
    made.plot("x", 1)
    made.plot("x", 2)
    assert not made.plots.lines
    assert len(caplog.records) == 1


def test_another_round_begins_without_them() -> None:
    plots = BotPlots()
    plots.plot("x", 1, CARD, RoundMs(9_000))
    plots.marker("here", 1, CARD, RoundMs(9_000))
    version = plots.version
    plots.clear()
    assert not plots.lines
    assert not plots.markers
    assert plots.version > version
    plots.plot("x", 2, CARD, RoundMs(0))
    assert len(plots.lines) == 1


def test_the_manager_hands_out_what_its_bots_draw() -> None:
    class Drawing(Bot):
        async def run(self) -> None:
            async for _ in self.market_cache.updates():
                self.plot("price", self.market_cache.underlying_price(Underlying(CARD)), CARD)

    async def scene() -> None:
        async with trading_desk([maker("maker", "$SIMP")], seed=3) as it:
            manager = it.station.manager
            name = manager.register_bot(Drawing)
            await manager.start_bot(name)
            await it.play(3)
            plots = manager.plots()
            assert list(plots) == [BotId("maker"), name]
            (line,) = plots[name].lines.values()
            assert 2 <= len(line.seconds) <= 4
            await manager.stop_all_bots()

    run_virtual(scene())
