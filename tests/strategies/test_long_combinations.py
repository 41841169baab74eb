"""Sure combinations against a scripted exchange and on a practice round."""

from algotrade_gui.core.settings import BotSettings, RiskSettings
from tests.strategies.acting import acting, miss_one, offered, placed, take_all
from tests.support.aio import run, run_virtual
from tests.support.desk import trading_desk
from tests.trading.desk import FUTURE

CALL, PUT = "$SIMP_call_98000_60", "$SIMP_put_102000_60"
START = 1_000_000


def test_it_buys_both_legs_at_once_where_they_must_pay_more() -> None:
    async def scene() -> None:
        async with acting("LongCombinationsBot", min_profit=5.0) as (d, manager, bot):
            take_all(d, 2)
            d.instruments = [CALL, PUT]
            await d.update(1_100, books={CALL: offered(2_000), PUT: offered(1_850)})
            assert placed(d) == [], "150 on 3850 is no 5 %"
            await d.update(1_200, books={CALL: offered(2_000, 4), PUT: offered(1_750, 3)})
            assert placed(d) == [(CALL, "bid", 2_000, 3), (PUT, "bid", 1_750, 3)]
            for price in (90_000, 99_000, 115_000):
                await d.update(d.cache.time_ms + 1_000, price=price)
                assert manager.info(bot).pnl.total >= 3 * 250

    run(scene())


def test_a_future_and_a_put_are_a_combination_too() -> None:
    async def scene() -> None:
        async with acting("LongCombinationsBot", min_profit_future=0.3, deal_share=10.0) as (d, _, _bot):
            take_all(d, 2)
            d.instruments = [FUTURE, PUT]
            await d.update(1_200, books={FUTURE: offered(99_500, 9), PUT: offered(2_000, 9)})
            assert placed(d) == [(FUTURE, "bid", 99_500, 1), (PUT, "bid", 2_000, 1)]

    run(scene())


def test_a_missing_leg_is_bought_later_as_long_as_that_loses_nothing() -> None:
    async def scene() -> None:
        async with acting("LongCombinationsBot") as (d, _, _bot):
            take_all(d, 1)
            miss_one(d)
            d.instruments = [CALL, PUT]
            await d.update(1_200, books={CALL: offered(2_000, 1), PUT: offered(1_500, 1)})
            assert placed(d) == [(CALL, "bid", 2_000, 1), (PUT, "bid", 1_500, 1)]
            assert (PUT, 1) not in d.venue.pending, "the order that missed is cancelled"
            await d.update(1_300, books={PUT: offered(2_001, 1)})
            assert len(placed(d)) == 2, "one cent too dear"
            take_all(d, 1)
            await d.update(1_400, books={PUT: offered(2_000, 1)})
            assert placed(d)[2:] == [(PUT, "bid", 2_000, 1)]
            await d.update(1_500, books={PUT: offered(2_000, 1)})
            assert len(placed(d)) == 3, "as many of one as of the other"

    run(scene())


def test_a_leg_too_many_is_sold_for_its_value_or_kept_to_its_end() -> None:
    async def scene() -> None:
        async with acting("LongCombinationsBot", patience=2.0) as (d, _, _bot):
            take_all(d, 1)
            miss_one(d)
            d.instruments = [CALL, PUT]
            await d.update(1_200, books={CALL: offered(2_000, 1), PUT: offered(1_500, 1)})
            await d.update(1_300, books={CALL: offered(3_000, 1, bid=1_900)})
            assert len(placed(d)) == 2, "it is worth 2000 and more"
            take_all(d, 1)
            await d.update(1_400, books={CALL: offered(3_000, 1, bid=2_200)})
            assert placed(d)[2:] == [(CALL, "ask", 2_200, 1)]

        async with acting("LongCombinationsBot", patience=0.5) as (d, _, _bot):
            take_all(d, 1)
            miss_one(d)
            d.instruments = [CALL, PUT]
            await d.update(1_200, books={CALL: offered(2_000, 1), PUT: offered(1_500, 1)})
            await d.update(1_800, books={CALL: offered(3_000, 1, bid=2_900)})
            assert len(placed(d)) == 2, "its patience is over"

    run(scene())


def test_it_earns_on_a_practice_round_and_never_much_less_than_nothing() -> None:
    async def scene() -> float:
        bot = BotSettings(strategy="LongCombinationsBot", name="sure")
        async with trading_desk([bot], risk=RiskSettings(), seed=3, start_cash=START, round_seconds=75) as it:
            await it.play(78)
            assert not any(it.team.held.values())
            assert it.station.account.counters.fills > 20
            assert it.station.errors.records == []
            return it.team.cash / START

    assert run_virtual(scene()) > 1.0
