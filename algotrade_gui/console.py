"""The program without a window: the windowless run and the connection check, on the console."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Literal

from rich.console import Console

from algotrade_gui.composition import Phase, Workstation
from algotrade_gui.core.clock import RealClock
from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.exit_codes import EXIT_FAILED, EXIT_OK, EXIT_WAITING
from algotrade_gui.core.garbage import collect_when_served, keep_for_good
from algotrade_gui.core.logs import set_up_logging
from algotrade_gui.core.options import RunOptions
from algotrade_gui.core.paths import AppPaths, find_paths
from algotrade_gui.core.secrets import Secret
from algotrade_gui.core.settings import Profile
from algotrade_gui.core.tasks import TaskOwner, end_other_tasks, other_tasks, watch_loop
from algotrade_gui.core.units import cents_to_text, round_time_text
from algotrade_gui.launch import load_profile, load_secret, open_secret_store, strategy_folders, write_report
from algotrade_gui.market.websocket import WebSocketTransport
from algotrade_gui.recording.tape.player import PlayState
from algotrade_gui.simulator.config import PRACTICE_SECRET, make_config, new_seed
from algotrade_gui.simulator.process import PracticeProcess
from algotrade_gui.trading.check import CheckOutcome, ConnectionCheck
from algotrade_gui.trading.control import tell_running
from algotrade_gui.trading.emergency import KillState
from algotrade_gui.trading.emergency_line import kill_alone
from algotrade_gui.wire.season2025 import Season2025

log = logging.getLogger(__name__)

SUMMARY_EVERY_S = 5.0
RESTARTS = 3
"""How often a run starts its practice exchange again after that has died."""

_EXIT_BY_OUTCOME = {
    CheckOutcome.PASSED: EXIT_OK,
    CheckOutcome.WAITING: EXIT_WAITING,
    CheckOutcome.FAILED: EXIT_FAILED,
}


# --- run ---


def run_windowless(options: RunOptions) -> int:
    """Run exchange (if the profile practises), cache and bots until Ctrl-C or the time asked for; return the exit code.

    0 after a clean run, also one ended by Ctrl-C; 1 when the exchange could not be reached. Raises UserError before anything was started.
    """
    paths = find_paths()
    paths.prepare()
    errors = ErrorCentre()
    # before anything is reported: what was wrong with the profile belongs into the log file as well
    logs = set_up_logging(paths.log_file)
    try:
        if logs.warning is not None:
            errors.report("log", logs.warning)
        profile = load_profile(options, paths, errors)
        secret = load_secret(options, profile, open_secret_store(paths, errors), may_ask=True)
        folders = strategy_folders(options, paths)
        return asyncio.run(_run(options, profile, secret, errors, folders, paths))
    finally:
        logs.close()


async def _run(
    options: RunOptions,
    profile: Profile,
    secret: Secret | None,
    errors: ErrorCentre,
    folders: list[Path],
    paths: AppPaths | None = None,
) -> int:
    """`paths`: None keeps nothing on disk, and lets no other process near the kill switch."""
    workstation = Workstation(
        profile,
        errors=errors,
        strategy_folders=folders,
        secret=secret,
        journal_folder=None if paths is None else paths.journals,
        control_folder=None if paths is None else paths.control,
        recording_folder=None if paths is None else paths.recordings,
    )
    stopped = asyncio.Event()
    console = Console(highlight=False)
    failed = False
    watch_loop(asyncio.get_running_loop(), errors)
    helpers = TaskOwner("console", errors)
    restarts = 0

    def practice_changed() -> None:
        # there is no banner to click here
        nonlocal restarts, failed
        if not workstation.exchange.practice_down or workstation.phase is not Phase.RUNNING:
            return
        if workstation.exchange.practice_finished:
            stopped.set()
            return
        if restarts == RESTARTS:
            errors.report("practice exchange", f"It ended {RESTARTS + 1} times; the run ends with it.")
            failed = True
            stopped.set()
            return
        restarts += 1
        helpers.start("restart", _restart_practice(workstation, errors))

    def played_on() -> None:
        if player is not None and player.state is PlayState.ENDED:
            stopped.set()

    player = workstation.player
    if player is not None:
        player.on_change(played_on)
    workstation.exchange.on_practice_change(practice_changed)
    workstation.kill.on_change(lambda state: _say_killed(state, workstation, console))
    stop_collecting = collect_when_served(workstation.cache.on_served)
    workstation.manager.on_round_over(keep_for_good)
    with _on_interrupt(stopped.set), workstation.kill_signal():
        try:
            keep_for_good()
            starting = asyncio.create_task(workstation.start(), name="start")
            await _first(starting, stopped)
            if starting.done():
                await starting
                failed = workstation.phase is Phase.FAILED
            else:
                starting.cancel()
            if not failed and not stopped.is_set():
                what = "playing back" if workstation.is_replay else "trading on"
                console.print(f"{what} {workstation.address}; Ctrl-C ends it", markup=False)
                await _summaries(workstation, console, stopped, options.smoke_s)
        finally:
            stop_collecting()
            await helpers.stop()
            await workstation.stop()
            left = other_tasks()
            await end_other_tasks(errors)
    console.print(_line(workstation), markup=False, soft_wrap=True)
    if options.report is not None:
        report = workstation.report()
        report.leaked_tasks = left
        write_report(options.report, report)
    return EXIT_FAILED if failed else EXIT_OK


def _say_killed(state: KillState, workstation: Workstation, console: Console) -> None:
    report = workstation.kill.report
    if state is KillState.FIRED:
        console.print("KILL SWITCH: new orders are blocked, all orders are being cancelled")
    elif state is KillState.SPENT and report is not None:
        console.print(f"KILL SWITCH ({report.trigger}): {report.sentence()}", markup=False, soft_wrap=True)
        console.print(
            "Trading is halted and the bots are stopped; `algotrade-gui resume` arms it again and lifts the halt"
        )


async def _restart_practice(workstation: Workstation, errors: ErrorCentre) -> None:
    try:
        await workstation.exchange.restart_practice()
    except UserError as error:
        errors.report_exception("practice exchange", error)


async def _first(task: "asyncio.Task[None]", stopped: asyncio.Event) -> None:
    waiting = asyncio.create_task(stopped.wait(), name="stopped")
    try:
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()


async def _summaries(workstation: Workstation, console: Console, stopped: asyncio.Event, seconds: float | None) -> None:
    clock = RealClock()
    end_ms = None if seconds is None else clock.now_ms() + seconds * 1_000
    while not stopped.is_set():
        left_s = SUMMARY_EVERY_S if end_ms is None else min(SUMMARY_EVERY_S, (end_ms - clock.now_ms()) / 1_000)
        if left_s <= 0:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), left_s)
        if not stopped.is_set():
            console.print(_line(workstation), markup=False, soft_wrap=True)


def _line(workstation: Workstation) -> str:
    """One line that tells how things stand."""
    report = workstation.report()
    cash = "-" if report.cash_cents is None else cents_to_text(report.cash_cents)
    running = sum(state == "running" for state in report.bots.values())
    return (
        f"{round_time_text(report.round_time_ms)} of round {report.round} | {workstation.cache.state.value}"
        f" | {report.instruments} instruments | {running} of {len(report.bots)} bots running"
        f" | orders {report.orders_sent} sent, {report.orders_rejected} rejected | {report.fills} fills"
        f" | cash {cash} | P&L {cents_to_text(report.total_pnl_cents, signed=True)} | {report.errors} errors"
    )


@contextlib.contextmanager
def _on_interrupt(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` on SIGINT and SIGTERM instead of what they would do."""
    loop = asyncio.get_running_loop()
    names = [signal.SIGINT, signal.SIGTERM]
    previous = {}
    for name in names:
        # signal.signal rather than the loop's handlers: Windows has no others
        previous[name] = signal.signal(name, lambda *_: loop.call_soon_threadsafe(stop))
    try:
        yield
    finally:
        for name, handler in previous.items():
            signal.signal(name, handler)


# --- kill ---


def run_kill(profile: str | None, positions: Literal["settle", "sell"] | None, secret_file: Path | None = None) -> int:
    """Fire the kill switch of each running program, of `profile` or of all; print what each says.

    Where none runs on a remote `profile`, its orders are cancelled over a connection of this process. Returns 0 when all was done and
    nothing is left, else 1. Raises UserError where nothing runs and there is nothing to connect to.
    """
    paths = find_paths()
    console = Console(highlight=False)
    answers = list(tell_running(paths.control, profile, "kill", positions))
    for answer in answers:
        said = answer.problem or ("" if answer.report is None else answer.report.sentence()) or "nothing to do."
        told = "" if answer.done or answer.problem else "not armed, new orders are blocked; last time: "
        console.print(f"{answer.profile} (process {answer.pid}): {told}{said}", markup=False, soft_wrap=True)
    if answers and all(not answer.problem for answer in answers):
        return EXIT_OK if all(answer.report is None or answer.report.clean for answer in answers) else EXIT_FAILED
    if profile is None:
        if answers:
            return EXIT_FAILED
        raise UserError(
            "No program of yours is running. With --profile, a remote profile's orders are cancelled from here."
        )
    return _kill_from_here(profile, positions, secret_file, paths, console)


def _kill_from_here(
    name: str,
    positions: Literal["settle", "sell"] | None,
    secret_file: Path | None,
    paths: AppPaths,
    console: Console,
) -> int:
    errors = ErrorCentre()
    options = RunOptions(profile=name, secret_file=secret_file)
    profile = load_profile(options, paths, errors)
    if profile.exchange.kind == "practice":
        raise UserError(f"No program runs on profile {name}; its practice exchange has ended with the program.")
    secret = load_secret(options, profile, open_secret_store(paths, errors), may_ask=True)
    if secret is None:
        raise UserError(
            f"No program runs on profile {name}, and its orders can be cancelled from here only with the secret:"
            " give --secret-file, set ALGOTRADE_SECRET, or keep one with the profile."
        )
    console.print(f"No program of profile {name} answers; its orders are cancelled from here.", markup=False)
    transport = WebSocketTransport(profile.exchange.uri, secret.reveal())
    report = kill_alone(transport, Season2025, RealClock(), positions or profile.kill.positions)
    console.print(report.sentence(), markup=False, soft_wrap=True)
    return EXIT_OK if report.clean else EXIT_FAILED


def run_resume(profile: str | None) -> int:
    """Arm the kill switch of each running program again and lift its halt. Raises UserError where none runs."""
    console = Console(highlight=False)
    answers = list(tell_running(find_paths().control, profile, "resume"))
    for answer in answers:
        said = answer.problem or (
            "armed, and trading may go on" if answer.done else "it does not answer: its loop is held"
        )
        console.print(f"{answer.profile} (process {answer.pid}): {said}", markup=False, soft_wrap=True)
    if not answers:
        raise UserError("No such program of yours is running.")
    return EXIT_OK if all(answer.done for answer in answers) else EXIT_FAILED


# --- check ---


def run_check(options: RunOptions, *, with_orders: bool | None) -> int:
    """Check the way to an exchange and print each step; return 0, 1, or 3 for "connected, waiting for the round".

    Without a URI and a profile, and for a practice profile, a practice exchange is started for the check.
    """
    paths = find_paths()
    errors = ErrorCentre()
    profile = load_profile(options, paths, errors)
    secret = load_secret(options, profile, open_secret_store(paths, errors), may_ask=True)
    console = Console(highlight=False)
    for record in errors.records:
        console.print(record.message, markup=False)
    return asyncio.run(_check(profile, secret, with_orders, console))


async def _check(profile: Profile, secret: Secret | None, with_orders: bool | None, console: Console) -> int:
    practice = profile.exchange.kind == "practice"
    async with _address(profile, secret) as transport:
        check = ConnectionCheck(
            transport, Season2025, RealClock(), with_orders=practice if with_orders is None else with_orders
        )
        async for step in check.steps():
            mark, colour = {True: ("✓", "green"), False: ("✗", "red"), None: ("…", "yellow")}[step.ok]
            console.print(f"[{colour}]{mark}[/] {step.name:12}", end="")
            console.print(step.detail, markup=False)
    console.print(check.outcome.value)
    return _EXIT_BY_OUTCOME[check.outcome]


@contextlib.asynccontextmanager
async def _address(profile: Profile, secret: Secret | None) -> AsyncIterator[WebSocketTransport]:
    if profile.exchange.kind == "remote":
        if secret is None:
            raise UserError("No secret: give --secret-file, set ALGOTRADE_SECRET, or keep one with the profile.")
        yield WebSocketTransport(profile.exchange.uri, secret.reveal())
        return
    practice = PracticeProcess(make_config(port=0, seed=new_seed()))
    ready = await practice.start()
    try:
        yield WebSocketTransport(ready.uri, PRACTICE_SECRET)
    finally:
        await practice.stop()
