"""The kill switch's work against the practice exchange's own books, in virtual time: all cancelled, no limit broken, holdings sold."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algotrade_gui.core.clock import LoopClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.settings import Quota, RiskSettings
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.market.inprocess import InProcessExchange, InProcessLink, Tap
from algotrade_gui.simulator.config import PRACTICE_SECRET
from algotrade_gui.trading.emergency import KillState
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.trading.owners import MANUAL, OUTSIDE
from algotrade_gui.trading.records import AccountRecord
from algotrade_gui.trading.session import TradingSession
from algotrade_gui.trading.sweep import ReplyPace, Sweep
from algotrade_gui.wire.season2025 import Season2025
from tests.support.aio import run_virtual
from tests.support.desk import Desk, trading_desk

OPEN = RiskSettings(
    max_order_size=None,
    max_order_notional=None,
    max_position=None,
    max_underlying_position=None,
    price_band_percent=None,
    duplicates_per_s=None,
    self_trade=None,
)
CHEAP = 1
"""Cents: a bid that nobody meets."""


class Arrivals(Tap):
    """When the exchange is handed each request, over all links."""

    def __init__(self) -> None:
        self.times_ms: list[float] = []

    def up(self, link: InProcessLink, frame: bytes) -> None:
        self.times_ms.append(asyncio.get_running_loop().time() * 1_000)
        super().up(link, frame)

    def worst_second(self) -> int:
        window: deque[float] = deque()
        worst = 0
        for time_ms in self.times_ms:
            window.append(time_ms)
            while window[0] <= time_ms - 1_000:
                window.popleft()
            worst = max(worst, len(window))
        return worst


async def another_session(desk: Desk, name: str = "another machine") -> TradingSession:
    """A session of the same team that the account knows nothing of."""
    session = TradingSession(name, desk.exchange.transport(PRACTICE_SECRET), Season2025(), ErrorCentre(), LoopClock())
    await session.connect()
    return session


async def rest_bids(desk: Desk, count: int, owner: BotId = MANUAL) -> None:
    """Let bids rest that nobody will meet, over all instruments in turn."""
    listed = desk.station.cache.get_all_instruments()
    for number in range(count):
        result = await desk.station.account.place(
            owner,
            listed[number % len(listed)],
            Side.BUY,
            CHEAP + number // len(listed),
            1,
            valid_for_ms=60_000,
        )
        assert result.ok


def theirs(desk: Desk) -> int:
    """How many orders of ours the exchange has."""
    return sum(len(orders) for orders in desk.team.orders.values())


def on_a_desk(
    scene: Callable[[Desk], Coroutine[Any, Any, None]], *, tap: Tap | None = None, risk: RiskSettings = OPEN
) -> None:
    def prepare(exchange: InProcessExchange) -> None:
        if tap is not None:
            exchange.make_tap = lambda: tap

    async def play() -> None:
        async with trading_desk([], risk=risk, prepare=prepare, house_traders=False) as desk:
            await desk.until(desk.station.cache.get_all_instruments, 5)
            await scene(desk)

    run_virtual(play())


def test_600_orders_are_gone_within_the_messages_of_two_seconds() -> None:
    arrivals = Arrivals()

    async def scene(desk: Desk) -> None:
        # the last tenth is not for one who has the rest
        await rest_bids(desk, 540)
        second = BotId("second")
        await desk.station.account.open_api(second)
        await rest_bids(desk, 60, second)
        await desk.play(1.5)
        session = await another_session(desk)
        budget = desk.station.account.budget
        pace = ReplyPace(budget.limit, LoopClock(), budget.seize())
        began_s = asyncio.get_running_loop().time()
        sweep = Sweep(session, LoopClock(), pace)
        await sweep.cancel_everything(LoopClock().now_ms() + 30_000)
        took_s = asyncio.get_running_loop().time() - began_s
        assert (sweep.cancelled, sweep.refused, sweep.left, theirs(desk)) == (600, 0, 0, 0)
        assert took_s < 2.4
        assert arrivals.worst_second() <= 285
        budget.give_up(pace.spent_ms, BotId("kill switch"))
        await session.close()
        await desk.until(lambda: not desk.differences(), 10)
        assert arrivals.worst_second() <= 285

    on_a_desk(scene, tap=arrivals)


@given(
    sent_ms=st.lists(st.floats(0, 1_000), max_size=40),
    replies_ms=st.lists(st.floats(0, 900), min_size=1, max_size=60),
    limit=st.integers(1, 30),
)
@settings(max_examples=40)
def test_however_late_replies_come_no_second_holds_more_than_the_limit(
    sent_ms: list[float], replies_ms: list[float], limit: int
) -> None:
    """The exchange takes a request at any moment between its sending and its reply: the worst of them counts."""

    async def scene() -> None:
        clock = LoopClock()
        await asyncio.sleep(1.0)
        earlier_ms = sent_ms[:limit]
        pace = ReplyPace(limit, clock, earlier_ms)
        spans = [(at_ms, at_ms) for at_ms in earlier_ms]
        for delay_ms in replies_ms:
            await pace.take()
            spans.append((clock.now_ms(), clock.now_ms() + delay_ms))
            asyncio.get_running_loop().call_later(delay_ms / 1_000, pace.answered)
        await asyncio.sleep(1.0)
        for first in (moment for span in spans for moment in span):
            may_be_inside = sum(begin < first + 1_000 and end >= first for begin, end in spans)
            assert may_be_inside <= limit

    run_virtual(scene())


def test_orders_of_another_machine_are_cancelled_as_well_and_spared_where_the_setting_says_ours() -> None:
    async def scene(desk: Desk) -> None:
        account = desk.station.account
        await rest_bids(desk, 3)
        outside = await another_session(desk)
        keys = {(order.instrument, order.order_id) for order in account.orders.working() if order.order_id is not None}
        await rest_bids(desk, 2)
        first = Sweep(outside, LoopClock(), ReplyPace(285, LoopClock()))
        await first.cancel_everything(LoopClock().now_ms() + 1_000, lambda: keys)
        assert (first.cancelled, theirs(desk)) == (3, 2)
        second = Sweep(outside, LoopClock(), ReplyPace(285, LoopClock()))
        await second.cancel_everything(LoopClock().now_ms() + 1_000)
        assert (second.cancelled, theirs(desk)) == (2, 0)
        await outside.close()

    on_a_desk(scene)


@pytest.mark.allow_log("lost its connection")
def test_a_connection_that_breaks_in_the_middle_is_waited_for() -> None:
    class Breaking(Tap):
        broken = 0

        def up(self, link: InProcessLink, frame: bytes) -> None:
            if b"cancel_order" in frame and not Breaking.broken:
                Breaking.broken += 1
                link.cut()
                return
            super().up(link, frame)

    async def scene(desk: Desk) -> None:
        await rest_bids(desk, 20)
        session = await another_session(desk)
        sweep = Sweep(session, LoopClock(), ReplyPace(285, LoopClock()))
        await sweep.cancel_everything(LoopClock().now_ms() + 10_000)
        assert (sweep.left, theirs(desk), session.reconnects, Breaking.broken) == (0, 0, 1, 1)
        await session.close()

    on_a_desk(scene, tap=Breaking())


def test_an_exchange_that_does_not_answer_ends_it_at_its_deadline_with_what_is_known() -> None:
    class Deaf(Tap):
        deaf = False

        def up(self, link: InProcessLink, frame: bytes) -> None:
            if not (self.deaf and b"cancel_order" in frame):
                super().up(link, frame)

    tap = Deaf()

    async def scene(desk: Desk) -> None:
        await rest_bids(desk, 5)
        session = await another_session(desk)
        tap.deaf = True
        sweep = Sweep(session, LoopClock(), ReplyPace(285, LoopClock()))
        with pytest.raises(TimeoutError):
            await sweep.cancel_everything(LoopClock().now_ms() + 5_000)
        assert (sweep.cancelled, sweep.left) == (0, 5)
        tap.deaf = False
        await session.close()

    on_a_desk(scene, tap=tap)


# --- the switch without a line of its own: the program's loop does the work ---


@pytest.mark.expect_log("Fired by a test: 30 orders cancelled")
def test_the_switch_blocks_cancels_and_stays_halted_until_it_is_armed_and_lifted_by_hand() -> None:
    async def scene(desk: Desk) -> None:
        kill, account = desk.station.kill, desk.station.account
        await rest_bids(desk, 30)
        listed = desk.station.cache.get_all_instruments()
        assert kill.fire("a test")
        assert account.states.team is TradingState.HALTED
        assert kill.state is KillState.FIRED
        denied = await account.manual.buy(listed[0], CHEAP, 1)
        assert (denied.state, "kill switch" in denied.message) == (OrderState.DENIED, True)
        await desk.until(lambda: kill.state is not KillState.FIRED, 5)
        assert kill.report is not None
        assert (kill.report.cancelled, kill.report.left, kill.report.clean, theirs(desk)) == (30, 0, True, 0)
        assert not kill.fire("again")
        await desk.until(lambda: not desk.differences(), 10)
        kill.arm()
        assert (kill.state.value, account.states.of(MANUAL).value) == ("armed", "halted")
        assert kill.resume()
        assert account.states.of(MANUAL).value == "active"
        assert (await account.manual.buy(listed[0], CHEAP, 1)).ok

    on_a_desk(scene)


@pytest.mark.expect_log("Fired by a test: 30 orders cancelled")
def test_no_owners_quota_keeps_the_switch_from_asking() -> None:
    async def scene(desk: Desk) -> None:
        kill, account = desk.station.kill, desk.station.account
        await rest_bids(desk, 30)
        # whose connection the work is done over
        account.budget.set_quota(MANUAL, Quota(per_s=1, when_over="refuse"))
        assert kill.fire("a test")
        await desk.until(lambda: kill.state is KillState.SPENT, 10)
        assert kill.report is not None
        assert (kill.report.cancelled, kill.report.left) == (30, 0)
        assert kill.report.elapsed_ms < 900

    on_a_desk(scene)


@pytest.mark.allow_log("was halted")
@pytest.mark.expect_log("contracts sold for")
def test_holdings_are_sold_at_the_published_bids_and_the_books_agree_afterwards() -> None:
    async def scene() -> None:
        async with trading_desk([], risk=OPEN) as desk:
            station, account = desk.station, desk.station.account
            await desk.until(station.cache.get_all_instruments, 5)
            buyer = await account.open_api(BotId("buyer"))
            await desk.until(lambda: _buyable(desk), 20)
            for instrument, price in _buyable(desk)[:8]:
                await buyer.buy(instrument, price, 2, valid_for_ms=500)
            await desk.play(1)
            held = account.portfolio.positions(BotId("buyer"))
            assert held
            told: list[AccountRecord] = []
            account.on_record(told.append)
            assert station.kill.fire("a test", "sell")
            await desk.until(lambda: station.kill.state is KillState.SPENT, 20)
            report = station.kill.report
            assert report is not None
            assert report.sold > 0
            assert report.proceeds > 0
            assert report.sold + (report.unsold or 0) == sum(position.quantity for position in held.values())
            await desk.until(lambda: not desk.differences(), 20)
            left = sum(position.quantity for position in account.portfolio.positions(BotId("buyer")).values())
            assert left == report.unsold
            assert not account.portfolio.positions(OUTSIDE)
            sales = [record for record in told if isinstance(record, Fill)]
            assert sum(fill.quantity for fill in sales) == report.sold
            assert sum(fill.cash for fill in sales) == report.proceeds
            assert {fill.owner for fill in sales} == {BotId("buyer")}

    run_virtual(scene())


def _buyable(desk: Desk) -> list[tuple[InstrumentId, int]]:
    cache = desk.station.cache
    quotes = ((instrument, cache.get_best_prices(instrument)) for instrument in cache.get_all_instruments())
    return [
        (instrument, quote.ask)
        for instrument, quote in quotes
        if quote is not None and quote.ask is not None and quote.bid is not None and "_future_" in instrument
    ]
