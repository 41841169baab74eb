"""The inventory maker against a scripted exchange and on a practice round."""

import pytest

from algotrade_gui.core.settings import BotSettings, RiskSettings
from tests.strategies.acting import acting, offered, placed, take_all
from tests.support.aio import run, run_virtual
from tests.support.desk import trading_desk
from tests.trading.desk import Desk, trade

CALL, PUT = "$SIMP_call_98000_60", "$SIMP_put_102000_60"
START = 1_000_000


def resting(d: Desk) -> list[tuple[str, str, int]]:
    return sorted((name, row["side"], row["unfilled_quantity"]) for (name, _), row in d.venue.pending.items())


def price_of(d: Desk, instrument: str, side: str) -> int:
    (price,) = [row["price"] for (name, _), row in d.venue.pending.items() if (name, row["side"]) == (instrument, side)]
    return int(price)


def test_it_bids_below_value_and_offers_only_what_the_bids_brought() -> None:
    async def scene() -> None:
        async with acting("InventoryMakerBot", underlying="$SIMP", width=1.0, order_size=2) as (d, _, _bot):
            d.instruments = [CALL]
            await d.update(2_000, price=100_129)
            assert resting(d) == [(CALL, "BID", 2)]
            value = d.cache.fair.theo(CALL)  # type: ignore[arg-type]  # an id as any other
            assert value is not None
            bid = price_of(d, CALL, "BID")
            assert value - 250 < bid < value - 60, "one second's move away"
            del d.venue.pending[CALL, 1]
            await d.update(2_100, trade(CALL, 1, 2, bid))
            await d.update(3_000, price=100_000)
            assert (CALL, "ASK", 2) in resting(d)
            value = d.cache.fair.theo(CALL)  # type: ignore[arg-type]
            assert value is not None
            assert price_of(d, CALL, "ASK") > value + 60
            assert price_of(d, CALL, "BID") < value - 60

    run(scene())


def test_a_quote_moves_with_the_value_and_stays_where_it_is_near_enough() -> None:
    async def scene() -> None:
        async with acting("InventoryMakerBot", underlying="$SIMP") as (d, _, _bot):
            d.instruments = [CALL]
            await d.update(2_000, price=100_129)
            first = price_of(d, CALL, "BID")
            await d.update(2_100)
            await d.update(3_000)
            assert len(placed(d)) == 1
            await d.update(4_000, price=100_258)
            assert len(d.venue.of_type("cancel_order")) == 1
            assert price_of(d, CALL, "BID") > first + 80

    run(scene())


def test_an_ask_below_value_is_taken_at_once() -> None:
    async def scene() -> None:
        async with acting("InventoryMakerBot", underlying="$SIMP", max_position=4) as (d, _, _bot):
            take_all(d, 1)
            d.instruments = [CALL]
            await d.update(1_100, books={CALL: offered(1_500, 9)})
            assert placed(d) == [(CALL, "bid", 1_500, 4)]
            await d.update(1_200, books={CALL: offered(1_490, 9)})
            assert len(placed(d)) == 1, "it holds all it wants"

    run(scene())


@pytest.mark.parametrize(("setting", "value"), [("least_value", 9_000), ("last_seconds", 45), ("underlying", "$LOGN")])
def test_what_it_leaves_alone(setting: str, value: object) -> None:
    async def scene() -> None:
        async with acting("InventoryMakerBot", **{setting: value}) as (d, _, _bot):
            d.instruments = ["$SIMP_call_98000_45"]
            await d.update(2_000, price=100_129, books={"$SIMP_call_98000_45": offered(1_000)})
            assert placed(d) == []

    run(scene())


@pytest.mark.allow_log("refused: self_trade")
def test_it_earns_on_a_practice_round() -> None:
    async def scene() -> float:
        bot = BotSettings(strategy="InventoryMakerBot", name="maker")
        async with trading_desk([bot], risk=RiskSettings(), seed=3, start_cash=START, round_seconds=75) as it:
            await it.play(78)
            assert not any(it.team.held.values())
            assert it.station.account.counters.fills > 50
            return it.team.cash / START

    assert run_virtual(scene()) > 1.05
