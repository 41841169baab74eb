"""The market maker against a scripted exchange."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from algotrade_gui.bots.loader import StrategyLoader
from algotrade_gui.bots.manager import BotManager, BotState
from algotrade_gui.core.ids import BotId
from tests.support.aio import run_virtual as run
from tests.trading.desk import FUTURE, NEXT_FUTURE, Desk, Frame, desk, settle, trade

FOLDER = Path(__file__).resolve().parents[2] / "strategies"
CONFIG: dict[str, Any] = {"spread_percent": 1.0, "order_size": 2, "max_position": 3, "update_interval": 0.1}


@asynccontextmanager
async def quoting(**config: Any) -> AsyncIterator[tuple[Desk, BotManager, BotId]]:
    loader = StrategyLoader([FOLDER])
    loader.scan()
    async with desk() as d:
        manager = BotManager(d.cache, d.account, loader, d.errors, d.clock)
        bot = manager.register_bot("SimpleMarketMakingBot", CONFIG | config)  # type: ignore[arg-type]  # as a profile does
        await manager.start_bot(bot)
        await settle()
        try:
            yield d, manager, bot
        finally:
            await manager.close()


def resting(d: Desk) -> list[tuple[str, str, int, int]]:
    return sorted(
        (name, row["side"], row["price"], row["unfilled_quantity"]) for (name, _), row in d.venue.pending.items()
    )


def orders(d: Desk) -> list[Frame]:
    return d.venue.of_type("add_order")


async def deal(d: Desk, time_ms: int, instrument: str, quantity: int) -> None:
    """Somebody sells `quantity` to our only bid."""
    (key,) = [key for key, row in d.venue.pending.items() if key[0] == instrument and row["side"] == "BID"]
    row = d.venue.pending[key]
    row["unfilled_quantity"] -= quantity
    if not row["unfilled_quantity"]:
        del d.venue.pending[key]
    await d.update(time_ms, trade(instrument, key[1], quantity, row["price"], time=time_ms))


def test_it_bids_first_and_offers_only_what_it_owns() -> None:
    async def scene() -> None:
        async with quoting() as (d, _, _bot):
            await d.update(1_200)
            assert resting(d) == [(FUTURE, "BID", 99_500, 2)]
            await deal(d, 1_300, FUTURE, 2)
            assert resting(d) == [(FUTURE, "ASK", 100_500, 2), (FUTURE, "BID", 99_500, 1)]
            assert all(request["side"] == "bid" for request in orders(d)[:1])
            await deal(d, 1_500, FUTURE, 1)
            assert [row[1] for row in resting(d)] == ["ASK"], "full at 3: no bid any more"

    run(scene())


def test_it_requotes_only_when_its_price_changed_or_its_order_is_gone() -> None:
    async def scene() -> None:
        async with quoting() as (d, _, _bot):
            for time_ms in range(1_200, 3_000, 100):
                await d.update(time_ms, price=100_000 if time_ms % 1_000 == 0 else None)
            assert len(orders(d)) == 1
            await d.update(3_000, price=101_000)
            assert len(orders(d)) == 2
            assert resting(d) == [(FUTURE, "BID", 100_495, 2)]
            # its lifetime ends: gone, so it is placed again
            (key,) = d.venue.pending
            del d.venue.pending[key]
            await d.update(
                8_100,
                {
                    "event_type": "cancel",
                    "data": {"orderID": key[1], "instrumentID": FUTURE, "time": 8_050, "expired": True},
                },
            )
            assert len(orders(d)) == 3
            assert resting(d) == [(FUTURE, "BID", 100_495, 2)]

    run(scene())


def test_it_moves_to_the_next_expiry_in_time_by_the_exchanges_clock() -> None:
    async def scene() -> None:
        async with quoting() as (d, _, _bot):
            await d.update(44_900)
            assert [row[0] for row in resting(d)] == [FUTURE]
            await d.update(45_000)
            assert [row[0] for row in resting(d)] == [NEXT_FUTURE]
            d.instruments = []
            await d.update(60_100)
            assert resting(d) == [], "nothing lives long enough: nothing is quoted"

    run(scene())


def test_it_looks_only_as_often_as_it_was_told() -> None:
    async def scene() -> None:
        async with quoting(update_interval=5.0) as (d, _, _bot):
            await d.update(1_200)
            await d.update(2_000, price=105_000)
            assert resting(d) == [(FUTURE, "BID", 99_500, 2)]
            await d.update(6_200)
            assert resting(d) == [(FUTURE, "BID", 104_475, 2)]

    run(scene())


@pytest.mark.allow_log("booked to outside")
def test_it_waits_while_the_cash_does_not_reach() -> None:
    async def scene() -> None:
        async with desk() as d:
            d.venue.cash = [0, 50_000]
            for time_ms in (1_300, 1_600):
                await d.update(time_ms)
                await d.account.refresh()
            loader = StrategyLoader([FOLDER])
            loader.scan()
            manager = BotManager(d.cache, d.account, loader, d.errors, d.clock)
            bot = manager.register_bot("SimpleMarketMakingBot")  # type: ignore[arg-type]  # as a profile does
            await manager.start_bot(bot)
            await d.update(2_200)
            assert (orders(d), manager.info(bot).state) == ([], BotState.RUNNING)
            await manager.close()

    run(scene())


def test_it_goes_on_in_a_new_round() -> None:
    async def scene() -> None:
        async with quoting() as (d, _, _bot):
            await d.update(40_000)
            d.venue.pending.clear()
            await d.update(300)
            await d.update(1_000, price=100_000)
            await d.update(1_200)
            assert resting(d) == [(FUTURE, "BID", 99_500, 2)]

    run(scene())


def test_stopping_leaves_nothing_working() -> None:
    async def scene() -> None:
        async with quoting() as (d, manager, bot):
            await d.update(1_200)
            await deal(d, 1_300, FUTURE, 1)
            await manager.stop_bot(bot)
            assert resting(d) == []
            assert manager.info(bot).state is BotState.STOPPED

    run(scene())
