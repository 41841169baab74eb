"""What the scenarios have found, each as small as it can be made."""

import asyncio

import pytest

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.domain.order import Side
from algotrade_gui.market.inprocess import InProcessExchange, InProcessLink, Tap
from algotrade_gui.simulator.config import make_config
from algotrade_gui.trading.owners import MANUAL, OUTSIDE
from algotrade_gui.trading.session import SessionState
from tests.support.aio import run_virtual
from tests.support.desk import CASH, Desk, trading_desk


class Unsteady(Tap):
    """Loses what comes down for its first `mute_s` seconds; while it `swaps`, a frame comes after the one that was sent next."""

    def __init__(self, mute_s: float = 0.0) -> None:
        self.swaps = False
        self._until_s = asyncio.get_running_loop().time() + mute_s
        self._held: bytes | None = None

    def down(self, link: InProcessLink, frame: bytes) -> None:
        if asyncio.get_running_loop().time() < self._until_s:
            return
        if self.swaps and self._held is None:
            self._held = frame
            return
        held, self._held = self._held, None
        link.deliver_down(frame)
        if held is not None:
            link.deliver_down(held)


def unsteady(exchange: InProcessExchange) -> None:
    exchange.make_tap = Unsteady


def window_state(it: Desk) -> SessionState:
    return it.station.account.sessions[MANUAL].state


@pytest.mark.allow_log("lost its connection")
@pytest.mark.parametrize("mute_s", [0.05, 8.0])
def test_a_session_whose_welcome_is_lost_comes_back_all_the_same(mute_s: float) -> None:
    async def scene() -> None:
        async with trading_desk([]) as it:
            await it.play(3)
            (window,) = [link for link in it.exchange.links if link.frames_up]
            it.exchange.make_tap = lambda: Unsteady(mute_s)
            window.cut()
            await it.play(0.05)
            assert window_state(it) is SessionState.RECONNECTING
            it.exchange.make_tap = Tap
            # by the first update; or, where nothing comes at all, by a new connection after five seconds
            await it.until(lambda: window_state(it) is SessionState.CONNECTED, 6)

    run_virtual(scene())


def test_an_update_that_was_overtaken_is_no_new_round_and_its_events_count() -> None:
    async def scene(swaps: bool) -> tuple[int, int, int]:
        async with trading_desk([], prepare=unsteady) as it:
            await it.play(5.03)
            (feed,) = [link for link in it.exchange.links if not link.frames_up]
            assert isinstance(feed.tap, Unsteady)
            feed.tap.swaps = swaps
            # over a listing as well
            await it.play(11.1)
            feed.tap.swaps = False
            await it.play(1)
            stats = it.station.cache.get_market_statistics()
            return stats.round, stats.trades, stats.volume

    as_sent = run_virtual(scene(False))
    assert as_sent[:1] == (1,)
    assert as_sent[1] > 500
    assert run_virtual(scene(True)) == as_sent


class Doubling(Tap):
    """Lets each order arrive twice."""

    def up(self, link: InProcessLink, frame: bytes) -> None:
        link.deliver_up(frame)
        if b'"add_order"' in frame:
            link.deliver_up(frame)


def doubling(exchange: InProcessExchange) -> None:
    exchange.make_tap = Doubling


FUTURE = InstrumentId("$SIMP_future_60")
STRANGER = "working orders of this account that were not placed here"


@pytest.mark.expect_log(STRANGER)
@pytest.mark.allow_log("nobody waits for", "beyond what was traded here", "The exchange counts")
def test_an_order_that_arrives_twice_is_found_and_told() -> None:
    async def scene() -> None:
        async with trading_desk([], prepare=doubling) as it:
            await it.play(4)
            reconciler = it.station.account.reconciler
            result = await it.station.account.place(MANUAL, FUTURE, Side.BUY, 90_000, 2, valid_for_ms=20_000)
            assert result.ok
            assert reconciler.outside_orders == {}
            # the second answer is the first sign of it
            await it.until(lambda: reconciler.outside_orders, 2)
            ((instrument, order_id),) = reconciler.outside_orders
            assert (instrument, order_id) != (FUTURE, result.order_id)
            assert it.differences() == []
            (told,) = [one for one in it.station.errors.records if STRANGER in one.message]
            assert told.count == 1
            # it ends with its lifetime, as ours does
            await it.until(lambda: not reconciler.outside_orders and not it.differences(), 60)
            assert it.station.account.orders.working() == []
            # and where it deals at once, the contracts are found
            quote = it.station.cache.get_best_prices(InstrumentId("$SIMP_future_75"))
            assert quote is not None
            assert quote.ask is not None
            await it.station.account.place(
                MANUAL, InstrumentId("$SIMP_future_75"), Side.BUY, quote.ask + 2_000, 1, valid_for_ms=400
            )
            await it.until(lambda: not it.differences(), 30)
            portfolio = it.station.account.portfolio
            assert portfolio.positions(MANUAL)[InstrumentId("$SIMP_future_75")].quantity == 1
            assert portfolio.positions(OUTSIDE)[InstrumentId("$SIMP_future_75")].quantity == 1

    run_virtual(scene())


@pytest.mark.allow_log("connection ended", "lost its connection")
def test_an_exchange_that_comes_back_younger_by_little_is_another_round() -> None:
    async def scene() -> None:
        async with trading_desk([], seed=5) as it:
            await it.play(6)
            await it.exchange.crash()
            await it.play(3.5)
            it.exchange.start(make_config(seed=6, start_cash=CASH))
            await it.play(15)
            assert it.station.cache.round == 2
            assert it.station.cache.time_ms < 15_100
            assert it.differences() == []

    run_virtual(scene())
