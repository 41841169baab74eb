"""A whole program without a window on an exchange in the same process: three bots trading for a minute is ten lines of test.

async def scene() -> None:
    async with trading_desk(THREE_BOTS, seed=5) as it:
        await it.play(60)
        await it.come_to_rest()
        assert it.differences() == []

run_virtual(scene())
"""

import asyncio
import hashlib
import itertools
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from algotrade_gui.composition import Workstation
from algotrade_gui.core.clock import Clock, LoopClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import ExchangeOrderId, InstrumentId, TeamId
from algotrade_gui.core.settings import BotSettings, Profile, RiskSettings
from algotrade_gui.core.virtual_time import VirtualLoop
from algotrade_gui.market.inprocess import InProcessExchange, InProcessLink, Tap
from algotrade_gui.simulator.accounts import Account
from algotrade_gui.simulator.config import PRACTICE_SECRET, make_config
from algotrade_gui.trading import session

STRATEGIES: Final = Path(__file__).resolve().parents[2] / "strategies"
CASH: Final = 100_000_000
"""Enough for futures on all sides: what is short of cash trades less."""


def maker(name: str, underlying: str, **config: Any) -> BotSettings:
    """A bot that quotes the underlying's futures, often and near the price."""
    values = {
        "underlying": underlying,
        "spread_percent": 0.02,
        "update_interval": 0.2,
        "min_time_to_expiry": 5,
        **config,
    }
    return BotSettings(strategy="SimpleMarketMakingBot", name=name, config=values)


THREE_BOTS: Final = (
    maker("maker", "$SIMP"),
    BotSettings(strategy="MomentumBot", name="momentum", config={"underlying": "$CARD"}),
    BotSettings(strategy="PutCallParityBot", name="parity", config={"underlying": "$HEST"}),
)


class Recorder(Tap):
    """Writes down every frame of every link that it is put into, with its nanosecond, and hands it on."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, int, str, bytes]] = []
        """When, on which link, `up`, `down` or the end's word, the frame."""

    def digest(self) -> str:
        """Tells one run from another, to the byte and to the nanosecond."""
        return hashlib.sha256(repr(self.rows).encode()).hexdigest()

    def up(self, link: InProcessLink, frame: bytes) -> None:
        self._note(link, "up", frame)
        super().up(link, frame)

    def down(self, link: InProcessLink, frame: bytes) -> None:
        self._note(link, "down", frame)
        super().down(link, frame)

    def closed_by_client(self, link: InProcessLink) -> None:
        self._note(link, "closed by the client", b"")
        super().closed_by_client(link)

    def closed_by_exchange(self, link: InProcessLink, code: int | None, reason: str) -> None:
        self._note(link, f"closed by the exchange with {code}", reason.encode())
        super().closed_by_exchange(link, code, reason)

    def _note(self, link: InProcessLink, what: str, frame: bytes) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        self.rows.append((loop.now_ns, link.number, what, frame))


class Desk:
    """The program and its exchange. Made by `trading_desk`."""

    def __init__(self, exchange: InProcessExchange, station: Workstation) -> None:
        self.exchange = exchange
        self.station = station

    @property
    def team(self) -> Account:
        """Our account in the exchange's own books of the round that is played."""
        return self.exchange.venue.exchange.accounts[TeamId(1)]

    async def play(self, seconds: float) -> None:
        """Let that much of the loop's time pass."""
        await asyncio.sleep(seconds)

    async def until(self, condition: Callable[[], object], timeout_s: float) -> None:
        """Return at the first update's pace at which `condition()` is true. Raises TimeoutError after `timeout_s` of the loop's time."""
        async with asyncio.timeout(timeout_s):
            while not condition():  # noqa: ASYNC110 - what is asked for has no event of its own
                await asyncio.sleep(0.01)

    async def come_to_rest(self, timeout_s: float = 60.0) -> None:
        """Stop the bots and wait until our books and the exchange's are the same, at most `timeout_s` of the loop's time."""
        await self.station.manager.stop_all_bots()
        try:
            await self.until(lambda: not self.differences(), timeout_s)
        except TimeoutError:
            raise AssertionError(f"the books still differ after {timeout_s:g} s: {self.differences()}") from None

    def differences(self) -> list[str]:
        """What differs between our books and the exchange's, now: positions, cash, working orders."""
        account, team = self.station.account, self.team
        ours: dict[InstrumentId, int] = {
            key: held.quantity for key, held in account.portfolio.positions().items() if held.quantity
        }
        theirs = {key: quantity for key, quantity in team.held.items() if quantity}
        found = [
            f"{key}: we count {ours.get(key, 0)}, the exchange {theirs.get(key, 0)}"
            for key in sorted({*ours, *theirs})
            if ours.get(key) != theirs.get(key)
        ]
        if account.portfolio.cash != team.cash:
            found.append(f"cash: we count {account.portfolio.cash}, the exchange {team.cash}")
        our_orders: dict[tuple[InstrumentId, ExchangeOrderId | None], int] = {
            (order.instrument, order.order_id): order.remaining for order in account.orders.working()
        }
        our_orders |= {key: row.remaining for key, row in account.reconciler.outside_orders.items()}
        their_orders: dict[tuple[InstrumentId, ExchangeOrderId | None], int] = {
            (key, order.id): order.remaining for key, orders in team.orders.items() for order in orders.values()
        }
        if our_orders != their_orders:
            found.append(f"working orders: we count {our_orders}, the exchange {their_orders}")
        return found


@asynccontextmanager
async def trading_desk(
    bots: Sequence[BotSettings] = THREE_BOTS,
    *,
    folders: Sequence[Path] = (STRATEGIES,),
    risk: RiskSettings | None = None,
    prepare: Callable[[InProcessExchange], None] | None = None,
    journal_folder: Path | None = None,
    recording_folder: Path | None = None,
    clock: Clock | None = None,
    **settings: Any,
) -> AsyncGenerator[Desk]:
    """A running workstation with those bots on an exchange with those settings, both in the running loop and by its clock.

    `prepare` sees the exchange before anyone connects: for taps. `clock` is the program's; the loop's own by default.
    """
    # ids count on through the process: two runs would differ in them
    fresh = pytest.MonkeyPatch()
    fresh.setattr(session, "_request_numbers", itertools.count(1))
    exchange = InProcessExchange(make_config(**{"seed": 5, "start_cash": CASH, **settings}))
    if prepare is not None:
        prepare(exchange)
    exchange.start()
    station = Workstation(
        Profile(name="desk", bots=list(bots), risk=risk or RiskSettings(max_order_notional=None)),
        errors=ErrorCentre(),
        strategy_folders=list(folders),
        clock=clock or LoopClock(),
        transport=exchange.transport(PRACTICE_SECRET),
        journal_folder=journal_folder,
        recording_folder=recording_folder,
    )
    try:
        await station.start()
        yield Desk(exchange, station)
    finally:
        await station.stop()
        await exchange.stop()
        fresh.undo()
