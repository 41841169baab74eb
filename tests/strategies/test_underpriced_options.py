"""The sniper against a scripted exchange and on a practice round."""

from algotrade_gui.core.settings import BotSettings, RiskSettings
from tests.strategies.acting import acting, offered, placed, take_all
from tests.support.aio import run, run_virtual, until
from tests.support.desk import trading_desk

CALL, PUT, FAR = "$SIMP_call_98000_15", "$SIMP_put_102000_15", "$SIMP_call_98000_30"
START = 1_000_000
NO_LIMIT = {"order_share": 100.0, "expiry_share": 100.0}


def test_it_takes_asks_below_alpha_times_intrinsic_near_their_expiry_best_first() -> None:
    async def scene() -> None:
        async with acting("UnderpricedOptionsBot", alpha=0.9, **NO_LIMIT) as (d, _, _bot):
            take_all(d, 2)
            d.instruments = [CALL, PUT, FAR]
            await d.update(1_100, books={CALL: offered(1_800), PUT: offered(1_900), FAR: offered(100)})
            assert placed(d) == [], "nine tenths of 2000 is not less than that, and the cheap one has long to run"
            await d.update(1_200, books={CALL: offered(1_790, 3), PUT: offered(1_500, 2), FAR: offered(100)})
            assert placed(d) == [(PUT, "bid", 1_500, 2), (CALL, "bid", 1_790, 3)]

    run(scene())


def test_no_more_than_its_share_goes_into_one_order_and_one_expiry() -> None:
    async def scene() -> None:
        async with acting("UnderpricedOptionsBot", order_share=1.0, expiry_share=1.5) as (d, _, _bot):
            take_all(d, 3)
            d.instruments = [CALL, PUT]
            book = {CALL: offered(1_000, 50), PUT: offered(1_000, 50)}
            await d.update(1_200, books=book)
            orders = placed(d)
            assert [row[3] for row in orders] == [10, 5], "1 % of 10,000.00, then what is left of 1.5 %"
            await d.update(1_300, books=book)
            assert placed(d) == orders, "what is held counts at what it would pay, more than the share by now"

    run(scene())


def test_the_model_is_asked_as_well() -> None:
    # three high cards are drawn: those that are left bring the price back, whatever the option would pay now
    call = "$CARD_call_98000_30"

    async def scene(check: bool) -> int:
        async with acting("UnderpricedOptionsBot", check_value=check, max_seconds=60, **NO_LIMIT) as (d, _, _bot):
            take_all(d, 1)
            d.instruments = [call]
            price = 102_087
            for index, units in ((0, 5), (1, 11), (2, 16)):
                mid = int(100_000 * 2.718281828459045 ** (units * 0.01 / 60**0.5))
                row = {"index": index, "open": mid, "high": mid, "low": mid, "close": mid, "mid": mid}
                d.feed.links[-1].push(
                    {
                        "type": "market_data_update",
                        "time": 1_000 + index * 1_000 + 50,
                        "candles": {"tradeable": {}, "untradeable": {"$CARD": [row]}},
                        "orderbook_depths": {call: {"bids": {}, "asks": {}}},
                        "events": [],
                    }
                )
            await until(lambda: d.cache.time_ms == 3_050)
            await d.update(3_100, books={call: offered(3_500, 1)})
            assert d.cache.underlying_price(d.cache.underlyings()[0]) in range(price - 30, price + 30)
            return len(placed(d))

    assert run(scene(check=False)) == 1
    assert run(scene(check=True)) == 0


def test_it_earns_on_a_practice_round() -> None:
    async def scene() -> float:
        bot = BotSettings(strategy="UnderpricedOptionsBot", name="sniper")
        async with trading_desk([bot], risk=RiskSettings(), seed=101, start_cash=START, round_seconds=90) as it:
            await it.play(92)
            assert not any(it.team.held.values())
            assert it.station.account.counters.fills > 20
            assert it.station.errors.records == []
            return it.team.cash / START

    assert run_virtual(scene()) > 1.05
