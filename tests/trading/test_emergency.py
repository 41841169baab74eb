"""The kill switch on a real socket to an exchange in another process, while this process's loop is held."""

import asyncio
import hashlib
import os
import signal
import socket
import stat
import sys
import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest

from algotrade_gui.core.clock import RealClock
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.market.websocket import WebSocketTransport
from algotrade_gui.simulator.config import PRACTICE_SECRET
from algotrade_gui.trading.control import TRIGGER, ControlAnswer, tell_running
from algotrade_gui.trading.emergency import KillReport, KillState
from algotrade_gui.trading.emergency_line import kill_alone
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.trading.kill_signal import KillSignal
from algotrade_gui.trading.owners import MANUAL
from algotrade_gui.trading.sweep import Sweep
from algotrade_gui.wire.season2025 import Season2025
from tests.support.aio import run, until
from tests.support.kill import hold_by_computing, hold_by_sleeping, later, practising, rest_bids

pytestmark = pytest.mark.allow_log("Fired by")

SOON_S = 10.0


def test_orders_are_cancelled_while_a_bot_computes_and_the_books_agree_afterwards() -> None:
    async def scene() -> None:
        async with practising() as station:
            working = await rest_bids(station, 80, sessions=2)
            before = sys.getswitchinterval()
            firing = later(0.1, lambda: station.kill.fire("a test"))
            hold_by_computing(station, SOON_S)
            # the loop has not turned since: all this was done in the thread
            firing.join()
            report = station.kill.report
            assert report is not None
            assert (station.kill.state, report.left, report.problem) == (KillState.SPENT, 0, "")
            assert report.cancelled + report.refused >= working - 5
            assert report.elapsed_ms < 2_400
            assert station.account.states.team is TradingState.HALTED
            # given back by the thread, after its report
            await until(lambda: sys.getswitchinterval() == before)
            await until(lambda: not station.account.orders.working(), SOON_S)
            await station.account.refresh()
            assert station.account.differences == {}

    run(scene(), 40)


def test_the_gate_refuses_from_the_moment_of_the_firing_whatever_thread_it_comes_from() -> None:
    async def scene() -> None:
        async with practising() as station:
            later(0.0, lambda: station.kill.fire("a test")).join()
            assert station.account.states.of(MANUAL) is TradingState.HALTED
            result = await station.account.manual.buy(InstrumentId("$SIMP_future_60"), 1, 1)
            assert not result.ok
            assert "kill switch" in result.message
            await until(lambda: station.kill.state is KillState.SPENT)
            # its listeners are called on the loop
            await until(lambda: station.errors.warning_count)

    run(scene(), 30)


def test_a_resume_that_was_refused_because_the_loop_is_held_does_not_come_true_later() -> None:
    async def scene() -> None:
        async with practising() as station:
            heard: list[KillState] = []
            station.kill.on_change(heard.append)
            answers: list[bool] = []

            def fire_and_resume() -> None:
                station.kill.fire("a test")
                hold_until_spent.wait(SOON_S)
                answers.append(station.kill.resume_from_outside(0.05))
                done.set()

            hold_until_spent, done = threading.Event(), threading.Event()
            caller = later(0.05, fire_and_resume)
            hold_by_computing(station, SOON_S)
            hold_until_spent.set()
            # the loop is still held: by this
            assert done.wait(SOON_S)
            caller.join()
            assert answers == [False]
            await until(lambda: KillState.SPENT in heard)
            assert station.kill.state is KillState.SPENT
            assert station.account.states.team is TradingState.HALTED
            assert heard == [KillState.FIRED, KillState.SPENT]

    run(scene(), 30)


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGUSR1")
def test_sigusr1_fires_while_a_bot_computes() -> None:
    async def scene() -> None:
        async with practising() as station:
            await rest_bids(station, 5)
            later(0.1, lambda: os.kill(os.getpid(), signal.SIGUSR1))
            hold_by_computing(station, SOON_S)
            assert station.kill.state is KillState.SPENT
            assert station.kill.report is not None
            assert (station.kill.report.trigger, station.kill.report.left) == ("SIGUSR1", 0)
            await until(lambda: station.errors.warning_count)

    run(scene(), 30)


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGUSR1")
def test_sigusr1_is_heard_while_a_library_call_keeps_the_main_thread_from_its_handlers() -> None:
    heard: list[str] = []

    class Switch:
        def fire(self, trigger: str) -> bool:
            heard.append(threading.current_thread().name)
            return True

    watching, ended = threading.Event(), threading.Event()
    signalling = KillSignal(Switch())  # type: ignore[arg-type]  # `fire` is all it asks for

    async def listen() -> None:
        async with signalling.watched():
            watching.set()
            await asyncio.to_thread(ended.wait, SOON_S)

    with signalling.caught():
        line = threading.Thread(target=lambda: asyncio.run(listen()), name="emergency")
        line.start()
        assert watching.wait(SOON_S)
        later(0.05, lambda: os.kill(os.getpid(), signal.SIGUSR1))
        # computes without the interpreter's lock, and looks at no signal until it returns
        hashlib.pbkdf2_hmac("sha256", b"x", b"y", 1_000_000)
        ended.set()
        line.join()
    assert heard[0] == "emergency"


def test_another_process_fires_it_over_the_control_socket_while_the_loop_is_held(tmp_path: Path) -> None:
    answers: list[ControlAnswer] = []

    async def scene() -> None:
        async with practising(tmp_path / "control") as station:
            files = list((tmp_path / "control").iterdir())
            assert len(files) == 1
            if os.name == "posix":
                assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
            assert PRACTICE_SECRET not in files[0].read_text()
            await rest_bids(station, 5)

            def ask() -> None:
                answers.extend(tell_running(tmp_path / "control", "practice", "kill"))

            caller = later(0.1, ask)
            hold_by_sleeping(1.5)
            caller.join()
            assert [(answer.done, answer.problem, answer.state) for answer in answers] == [(True, "", "fired")]
            assert answers[0].report is not None
            assert (answers[0].report.trigger, answers[0].report.left) == (TRIGGER, 0)
            again = await asyncio.to_thread(lambda: list(tell_running(tmp_path / "control", None, "kill")))
            assert [(answer.done, answer.report) for answer in again] == [(False, answers[0].report)]
            resumed = await asyncio.to_thread(lambda: list(tell_running(tmp_path / "control", None, "resume")))
            assert [answer.done for answer in resumed] == [True]
            assert (station.kill.state, station.account.states.of(MANUAL)) == (KillState.ARMED, TradingState.ACTIVE)
            assert list(tell_running(tmp_path / "control", "another profile", "kill")) == []

    run(scene(), 40)
    assert list((tmp_path / "control").iterdir()) == []


def test_without_the_files_token_nothing_is_done(tmp_path: Path) -> None:
    async def scene() -> None:
        async with practising(tmp_path / "control") as station:
            file = next((tmp_path / "control").iterdir())
            true = msgspec.json.decode(file.read_bytes())
            file.write_bytes(msgspec.json.encode({**true, "token": "0" * 64}))
            answers = await asyncio.to_thread(lambda: list(tell_running(tmp_path / "control", None, "kill")))
            assert [bool(answer.problem) for answer in answers] == [True]
            assert station.kill.state is KillState.ARMED
            assert station.account.states.team is TradingState.ACTIVE

    run(scene(), 30)


def test_the_file_of_a_program_that_died_is_taken_away(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    left = {"profile": "practice", "pid": 1, "port": port, "token": "x"}
    (tmp_path / "practice.1.json").write_bytes(msgspec.json.encode(left))
    assert list(tell_running(tmp_path, None, "kill")) == []
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_does_not_trade_itself_cancels_over_a_connection_of_its_own() -> None:
    async def scene() -> KillReport:
        async with practising() as station:
            working = await rest_bids(station, 10)
            transport = WebSocketTransport(station.address, PRACTICE_SECRET)
            report = await asyncio.to_thread(kill_alone, transport, Season2025, RealClock(), "settle")
            assert report.cancelled + report.refused >= working - 2
            await until(lambda: not station.account.orders.working(), SOON_S)
            return report

    assert run(scene(), 30).left == 0


@pytest.mark.allow_log("Fired by", "the kill switch met a mistake", "made up")
def test_a_mistake_in_a_look_afterwards_leaves_the_thread_ready_for_the_next_firing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cancel_everything = Sweep.cancel_everything
    fails, failed = threading.Event(), threading.Event()

    async def failing(self: Sweep, *args: Any) -> None:
        if fails.is_set():
            fails.clear()
            failed.set()
            raise RuntimeError("made up")
        await cancel_everything(self, *args)

    monkeypatch.setattr(Sweep, "cancel_everything", failing)

    async def scene() -> None:
        async with practising() as station:
            station.kill.fire("first")
            await until(lambda: station.kill.state is KillState.SPENT, SOON_S)
            fails.set()
            await until(failed.is_set, SOON_S)
            await asyncio.sleep(0)
            assert station.kill.resume()
            working = await rest_bids(station, 5)
            # the loop is held: only the thread can do it
            firing = later(0.1, lambda: station.kill.fire("second"))
            hold_by_computing(station, SOON_S)
            firing.join()
            report = station.kill.report
            assert report is not None
            assert (station.kill.state, report.trigger, report.left) == (KillState.SPENT, "second", 0)
            assert report.cancelled + report.refused >= working - 2

    run(scene(), 40)


@pytest.mark.allow_log("Fired by", "lost its connection", "practice exchange", "connection ended")
def test_without_an_exchange_it_says_so_and_trading_is_halted_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("algotrade_gui.trading.emergency_line.CANCEL_WITHIN_MS", 500)
    monkeypatch.setattr("algotrade_gui.trading.emergency_line.LINE_PATIENCE_S", 0.1)

    async def scene() -> None:
        async with practising() as station:
            assert station.exchange.practice is not None
            await station.exchange.practice.stop()
            line = station.kill.line
            await until(lambda: line is not None and not line.connected)
            station.kill.fire("a test")
            await until(lambda: station.kill.state is KillState.SPENT, SOON_S)
            report = station.kill.report
            assert report is not None
            assert (report.left, report.clean) == (None, False)
            assert "no connection" in report.problem
            assert station.account.states.team is TradingState.HALTED

    run(scene(), 40)
