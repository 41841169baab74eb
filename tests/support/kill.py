"""Orders that rest at a practice exchange in a process of its own, and ways to hold the loop while the kill switch works."""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.settings import ExchangeSettings, PracticeSettings, Profile, RiskSettings
from algotrade_gui.domain.order import Side
from algotrade_gui.trading.emergency import KillState
from tests.support.aio import until

OPEN = RiskSettings(
    max_order_size=None,
    max_order_notional=None,
    max_position=None,
    max_underlying_position=None,
    price_band_percent=None,
    duplicates_per_s=None,
    self_trade=None,
)
"""No limits but the exchange's."""
AT_ONCE = 40
"""Orders in a burst, so that the way there breaks no limit on a busy machine."""


@asynccontextmanager
async def practising(control: Path | None = None) -> AsyncGenerator[Workstation]:
    """A workstation without bots on a practice exchange in a child process; the switch has its line, contracts are listed."""
    profile = Profile(name="practice", risk=OPEN, exchange=ExchangeSettings(practice=PracticeSettings(seed=3)))
    station = Workstation(profile, errors=ErrorCentre(), strategy_folders=[], control_folder=control)
    with station.kill_signal():
        async with _running(station):
            yield station


@asynccontextmanager
async def _running(station: Workstation) -> AsyncGenerator[None]:
    try:
        await station.start()
        await until(lambda: station.kill.line is not None and station.kill.line.connected)
        await until(station.cache.get_all_instruments)
        yield
    finally:
        await station.stop()


async def rest_bids(station: Workstation, count: int, sessions: int = 1) -> int:
    """Let low bids rest, at most 200 a second, and return how many do: the house's traders may meet a few."""
    owners = [BotId(f"bot {number}") for number in range(sessions)]
    for owner in owners:
        if owner not in station.account.sessions:
            await station.account.open_api(owner)
    listed = station.cache.get_all_instruments()

    async def place(number: int) -> None:
        instrument, price = listed[number % len(listed)], 1 + number // len(listed)
        owner = owners[number % sessions]
        await station.account.place(owner, instrument, Side.BUY, price, 1, valid_for_ms=60_000)

    for first in range(0, count, AT_ONCE):
        await asyncio.gather(*(place(number) for number in range(first, min(count, first + AT_ONCE))))
        await asyncio.sleep(AT_ONCE / 200)
    return len(station.account.orders.working())


def hold_by_computing(station: Workstation, at_most_s: float) -> None:
    """What `while True: pass` in a bot does to the loop, until the switch has done its work."""
    end_s = time.monotonic() + at_most_s
    while station.kill.state is not KillState.SPENT and time.monotonic() < end_s:
        pass


def hold_by_sleeping(seconds: float) -> None:
    """What `time.sleep` in a bot does to the loop."""
    time.sleep(seconds)


def later(seconds: float, call: Callable[[], object]) -> threading.Thread:
    """Call it from another thread after that long."""

    def wait() -> None:
        time.sleep(seconds)
        call()

    thread = threading.Thread(target=wait, name="later")
    thread.start()
    return thread
