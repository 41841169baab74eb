"""The templates against a scripted exchange: each does what its comment says, and a student's first bot works."""

import re
from pathlib import Path

import pytest

from algotrade_gui.bots.loader import StrategyLoader, load_file
from algotrade_gui.bots.manager import BotManager, BotState
from tests.strategies.acting import acting, offered, placed, take_all
from tests.support.aio import run_virtual as run
from tests.trading.desk import FUTURE, Frame, desk, settle, trade

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "strategies"
LOW_CALL = "$SIMP_call_98000_60"
HIGH_PUT = "$SIMP_put_102000_60"


def test_parity_buys_a_pair_that_pays_more_than_it_costs() -> None:
    async def scene() -> None:
        async with acting("PutCallParityBot", min_edge=60) as (d, manager, bot):
            take_all(d, 2)
            dear = {LOW_CALL: offered(2_500), HIGH_PUT: offered(1_450)}
            await d.update(1_100, books=dear)
            assert placed(d) == [], "50 cents are no 60"
            await d.update(1_200, books={LOW_CALL: offered(2_400), HIGH_PUT: offered(1_450)})
            assert placed(d) == [(LOW_CALL, "bid", 2_400, 1), (HIGH_PUT, "bid", 1_450, 1)]
            # worth at least 4000 together whatever the price does
            for price in (90_000, 100_500, 110_000):
                await d.update(d.cache.time_ms + 1_000, price=price)
                assert manager.info(bot).pnl.total >= 150

    run(scene())


def test_parity_takes_the_first_leg_back_when_the_second_is_gone() -> None:
    async def scene() -> None:
        async with acting("PutCallParityBot") as (d, _, _bot):
            take_all(d, 1)
            await d.update(1_200, books={LOW_CALL: offered(2_000, bid=1_900), HIGH_PUT: offered(1_000)})
            assert placed(d)[:3] == [
                (LOW_CALL, "bid", 2_000, 1),
                (HIGH_PUT, "bid", 1_000, 1),
                (LOW_CALL, "ask", 1_900, 1),
            ]
            assert (HIGH_PUT, 1) not in d.venue.pending, "the leg that did not deal is cancelled"

    run(scene())


def test_momentum_buys_after_a_rise_and_sells_when_it_is_over() -> None:
    async def scene() -> None:
        async with acting("MomentumBot", window=2, threshold_bp=20.0) as (d, _, _bot):
            take_all(d, 1)
            book: dict[str, Frame] = {FUTURE: offered(100_400, bid=100_300)}
            for second, price in enumerate([100_000, 100_100, 100_400], start=2):
                assert placed(d) == []
                await d.update(second * 1_000, price=price, books=book)
            assert placed(d) == [(FUTURE, "bid", 100_400, 1)]
            await d.update(5_000, price=100_100, books=book)
            await d.update(6_000, price=100_000, books=book)
            assert placed(d)[1:2] == [(FUTURE, "ask", 100_300, 1)]

    run(scene())


def test_scalping_bids_inside_a_wide_book_offers_inside_and_gives_up_after_a_fall() -> None:
    async def scene() -> None:
        async with acting("ScalpingBot", min_spread=200, stop_loss=300) as (d, _, _bot):
            await d.update(1_200, books={FUTURE: offered(100_100, bid=99_950)})
            assert placed(d) == [], "the book is too tight"
            wide: dict[str, Frame] = {FUTURE: offered(100_300, bid=99_800)}
            await d.update(2_000, books=wide)
            assert placed(d) == [(FUTURE, "bid", 99_801, 1)]
            del d.venue.pending[FUTURE, 1]
            await d.update(2_100, trade(FUTURE, 1, 1, 99_801), books=wide)
            await d.update(2_700, books=wide)
            assert placed(d)[-1] == (FUTURE, "ask", 100_299, 1)
            await d.update(3_300, price=99_600, books={FUTURE: offered(99_900, bid=99_400)})
            assert placed(d)[-1] == (FUTURE, "ask", 99_400, 1)
            assert len(d.venue.pending) == 1

    run(scene())


def test_the_empty_one_only_reports(caplog: pytest.LogCaptureFixture) -> None:
    async def scene() -> None:
        async with acting("EmptyBot", report_every=0.5) as (d, manager, bot):
            with caplog.at_level("INFO"):
                await d.update(2_000, price=100_200)
                await d.update(2_100)
            assert placed(d) == []
            assert manager.info(bot).state is BotState.RUNNING

    run(scene())
    reports = [record.getMessage() for record in caplog.records if record.name == "bot.EmptyBot"]
    assert reports[:1] == ["$SIMP is at 100200 cents, cash is 1000000 cents"]


def test_the_readmes_first_bot_loads_and_trades(tmp_path: Path) -> None:
    found = re.search(
        r"```python\n(.*?class FirstBot.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert found is not None
    path = tmp_path / "first_bot.py"
    path.write_text("\n".join(line.removeprefix("   ") for line in found[1].splitlines()), encoding="utf-8")
    file = load_file(path)
    assert file.error is None
    (first_bot,) = file.bots

    async def scene() -> None:
        async with desk() as d:
            manager = BotManager(d.cache, d.account, StrategyLoader([tmp_path]), d.errors, d.clock)
            bot = manager.register_bot(first_bot)
            await manager.start_bot(bot)
            await settle()
            take_all(d, 1)
            for time_ms in (1_200, 1_300):
                await d.update(time_ms, books={FUTURE: offered(100_100)})
            assert placed(d) == [(FUTURE, "bid", 100_100, 1)]
            assert manager.info(bot).state is BotState.RUNNING
            await manager.close()

    run(scene())
