"""No order leaves a window's program for a remote exchange before trading was armed by hand, whoever wants to send it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from algotrade_gui.composition import Workstation
from algotrade_gui.core.clock import LoopClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.settings import ExchangeSettings, Profile, RiskSettings
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.market.inprocess import InProcessExchange
from algotrade_gui.simulator.config import PRACTICE_SECRET, make_config
from algotrade_gui.trading.gameapi import OrderResult
from algotrade_gui.trading.halt import NOT_ARMED, TradingState, TradingStates
from algotrade_gui.trading.owners import MANUAL
from tests.support.aio import run_virtual
from tests.support.desk import CASH, STRATEGIES, Recorder, maker

MAKER = BotId("maker")


@asynccontextmanager
async def remote_desk(
    journal: Path | None = None, *, arm_by_hand: bool = True
) -> AsyncGenerator[tuple[Workstation, Recorder]]:
    """A workstation on a remote profile with one market maker that starts by itself, and every frame that went up and down."""
    exchange = InProcessExchange(make_config(seed=5, start_cash=CASH))
    recorder = Recorder()
    exchange.make_tap = lambda: recorder
    exchange.start()
    profile = Profile(
        name="club",
        exchange=ExchangeSettings(kind="remote", uri="ws://exchange.test/trade", team="ants"),
        bots=[maker("maker", "$SIMP")],
        risk=RiskSettings(max_order_notional=None),
    )
    station = Workstation(
        profile,
        errors=ErrorCentre(),
        strategy_folders=[STRATEGIES],
        clock=LoopClock(),
        transport=exchange.transport(PRACTICE_SECRET),
        journal_folder=journal,
        arm_by_hand=arm_by_hand,
    )
    try:
        await station.start()
        yield station, recorder
    finally:
        await station.stop()
        await exchange.stop()


def orders_sent(recorder: Recorder) -> int:
    return sum(kind == "up" and b"add_order" in frame for _, _, kind, frame in recorder.rows)


async def buy_by_hand(station: Workstation) -> OrderResult:
    future = next(key for key in station.cache.get_all_instruments() if "_future_" in key)
    return await station.account.place(MANUAL, future, Side.BUY, 100, 1, valid_for_ms=5_000)


@pytest.mark.allow_log("refused: state")
def test_no_order_leaves_before_trading_was_armed_neither_a_bots_nor_one_by_hand() -> None:
    async def scenario() -> None:
        async with remote_desk() as (station, recorder):
            await asyncio.sleep(10)
            assert station.manager.info(MAKER).state.is_alive, "bots start and watch"
            result = await buy_by_hand(station)
            assert (result.ok, result.state) == (False, OrderState.DENIED)
            assert "not armed" in (result.message or "")
            assert station.account.counters.denied > 1
            assert (station.account.counters.sent, orders_sent(recorder)) == (0, 0)
            assert station.account.states.reason(None) == NOT_ARMED

            station.arm()
            await asyncio.sleep(10)
            assert orders_sent(recorder) > 0
            assert station.account.states.team is TradingState.ACTIVE

            station.disarm()
            sent = orders_sent(recorder)
            await asyncio.sleep(10)
            assert orders_sent(recorder) == sent
            assert not station.account.orders.working(), "what was working is cancelled"

    run_virtual(scenario())


@pytest.mark.allow_log("refused: state")
def test_lifting_a_halt_by_hand_from_outside_or_after_the_kill_switch_arms_nothing() -> None:
    async def scenario() -> None:
        async with remote_desk() as (station, recorder):
            station.set_trading(None, TradingState.ACTIVE)
            assert station.kill.resume()
            await asyncio.sleep(5)
            assert (station.armed, orders_sent(recorder)) == (False, 0)

    run_virtual(scenario())


@pytest.mark.allow_log("refused: state")
def test_arming_lifts_no_halt(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with remote_desk(tmp_path) as (station, recorder):
            station.set_trading(None, TradingState.HALTED)
            station.arm()
            await asyncio.sleep(5)
            assert station.account.states.reason(None) == "set by hand"
            assert orders_sent(recorder) == 0
            station.set_trading(None, TradingState.ACTIVE)
            await asyncio.sleep(5)
            assert orders_sent(recorder) > 0

    run_virtual(scenario())


@pytest.mark.allow_log("kill switch", "refused: state")
def test_the_kill_switch_fires_whether_armed_or_not() -> None:
    async def scenario() -> None:
        async with remote_desk() as (station, _):
            assert station.kill.fire("a test")
            await asyncio.sleep(5)
            assert station.kill.report is not None
            assert station.kill.report.clean
            assert station.account.states.reason(None) == "kill switch"

    run_virtual(scenario())


def test_the_console_trades_unasked() -> None:
    async def scenario() -> None:
        async with remote_desk(arm_by_hand=False) as (station, recorder):
            assert not station.needs_arming
            await asyncio.sleep(10)
            assert orders_sent(recorder) > 0
            station.disarm()
            assert station.armed

    run_virtual(scenario())


def test_a_practice_profile_needs_no_arming(tmp_path: Path) -> None:
    station = Workstation(Profile(name="p"), errors=ErrorCentre(), strategy_folders=[tmp_path], arm_by_hand=True)
    assert (station.needs_arming, station.armed) == (False, True)


def test_a_rules_halt_while_not_armed_holds_after_arming() -> None:
    states = TradingStates()
    told: list[BotId | None] = []
    states.on_change(told.append)
    states.arm(False)
    assert (states.team, states.own(None)) == (TradingState.HALTED, TradingState.ACTIVE)
    states.set(None, TradingState.REDUCING, "set by hand")
    assert states.reason(None) == NOT_ARMED
    states.set(MAKER, TradingState.HALTED, "max_loss_bot: down 5.00")
    assert states.reason_for(MAKER) == NOT_ARMED, "the team's as strict: it is lifted first"
    states.set(None, TradingState.HALTED, "max_loss_team: down 9.00")
    assert states.reason(None) == "max_loss_team: down 9.00"
    states.arm(True)
    assert (states.team, states.of(MAKER)) == (TradingState.HALTED, TradingState.HALTED)
    assert told == [None, None, MAKER, None, None]
