"""The emergency thread: a loop of its own, and the tenth of the team's connections kept open for the kill switch.

The exchange sends its updates there as on every connection; the newest is kept undecoded, and read when holdings are to be sold.
"""

import asyncio
import contextlib
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Final

from algotrade_gui.core.clock import Clock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.settings import KillSettings
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.core.words import say
from algotrade_gui.domain.quote import Level
from algotrade_gui.market.backoff import Backoff
from algotrade_gui.market.transport import AuthenticationError, ConnectError, Transport
from algotrade_gui.trading.budget import MessageBudget
from algotrade_gui.trading.emergency import (
    CANCEL_WITHIN_MS,
    OWNER,
    Firing,
    KillReport,
    KillState,
    KillSwitch,
    Positions,
    Work,
)
from algotrade_gui.trading.halt import TradingStates
from algotrade_gui.trading.session import SessionState, TradingSession
from algotrade_gui.trading.sweep import Bids, OrderKey, ReplyPace, Sale
from algotrade_gui.wire import messages as m
from algotrade_gui.wire.codec import BookDecodeError, Dialect

log = logging.getLogger(__name__)

LINE_PATIENCE_S: Final = 1.0
"""How long a firing waits for its own connection before the program's loop may take the work on."""
LOOKS_AFTERWARDS_S: Final = (0.3, 0.7, 1.5, 3.0)
"""When the exchange is asked again after it listed nothing: an order that was on its way then (delays are at most half a second, a request
is given up after 3 s) may have arrived since."""
_SWITCH_INTERVAL_S: Final = 0.000_2
"""How often a thread that computes must let others run, while the switch works; each of its writes would otherwise cost 5 ms."""
_TURN_S: Final = 0.02
_JOIN_S: Final = 3.0


class EmergencyLine:
    """Satisfies `Line`. It reconnects by itself; only a secret that the exchange refuses ends that."""

    def __init__(
        self, switch: KillSwitch, transport: Transport, make_dialect: Callable[[], Dialect], clock: Clock
    ) -> None:
        self.problem = ""
        """Why there is no connection, for people; empty while there is one."""
        self._switch = switch
        self._transport = transport
        self._dialect = make_dialect()
        self._clock = clock
        # its own: the program's error centre belongs to the program's loop
        self._errors = ErrorCentre()
        self._session = TradingSession(str(OWNER), transport, make_dialect(), self._errors, clock)
        self._session.on_push = self._keep
        self._frame: bytes | None = None
        self._bids: tuple[bytes, Bids] | None = None
        self._services: list[Callable[[], AbstractAsyncContextManager[object]]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._go: asyncio.Event | None = None
        self._ending: asyncio.Event | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="emergency", daemon=True)

    @property
    def connected(self) -> bool:
        """Whether the reserved connection is up. From any thread."""
        return self._session.state is SessionState.CONNECTED

    def serve(self, service: Callable[[], AbstractAsyncContextManager[object]]) -> None:
        """Enter `service` in the thread's loop for as long as it runs. Before `start`."""
        self._services.append(service)

    def on_frame(self, listener: Callable[[str, bool, bytes], None]) -> None:
        """Give `listener` each request and answer, as TradingSession.on_frame, in the thread. Before `start`."""
        self._session.on_frame = listener

    def start(self) -> None:
        """Start the thread; returns once its loop takes calls."""
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """End the thread; blocks until it has ended, at most a few seconds."""
        self._post(lambda: _set(self._ending))
        self._thread.join(_JOIN_S)

    def go(self) -> bool:
        """Begin with the firing under way; False where the thread is gone. Callable from a signal handler."""
        return self._post(lambda: _set(self._go))

    async def until_done(self) -> None:
        """Return when no firing is at work. In the thread's loop; one that `fire` has begun just now is waited for."""
        while self._switch.state is KillState.FIRED:  # noqa: ASYNC110 - the work may be the other loop's, which has no event here
            await asyncio.sleep(_TURN_S)

    def _post(self, callback: Callable[[], None]) -> bool:
        loop = self._loop
        if loop is None or not self._thread.is_alive():
            return False
        try:
            loop.call_soon_threadsafe(callback)
        except RuntimeError:
            return False
        return True

    # --- in the thread ---

    def _run(self) -> None:
        try:
            asyncio.run(self._live())
        except Exception:
            log.exception("the emergency thread has ended by a mistake")
        finally:
            self._ready.set()

    async def _live(self) -> None:
        self._go, self._ending = asyncio.Event(), asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._ready.set()
        tasks = TaskOwner("emergency", self._errors)
        async with contextlib.AsyncExitStack() as stack:
            for service in self._services:
                await stack.enter_async_context(service())
            tasks.start("connect", self._connect())
            tasks.start("work", self._work())
            await self._ending.wait()
            await tasks.stop()
            await self._session.close()

    async def _connect(self) -> None:
        delays = Backoff().delays()
        while True:
            try:
                await self._session.connect()
            except AuthenticationError as error:
                self.problem = str(error)
                return
            except ConnectError as error:
                self.problem = str(error)
                log.info("the kill switch has no connection yet: %s", error)
            else:
                self.problem = ""
                return
            await asyncio.sleep(next(delays))

    async def _work(self) -> None:
        assert self._go is not None
        while True:
            await self._go.wait()
            self._go.clear()
            work: Work | None = None
            firing = self._switch.firing
            if firing is not None:
                with _nimble():
                    work = await self._do(firing)
            if work is not None:
                await self._look_again(work)

    async def _do(self, firing: Firing) -> "Work | None":
        """Do the work of `firing`, unless the program's loop has taken it on; returns when it is done."""
        switch = self._switch
        if not await self._up(LINE_PATIENCE_S):
            switch.hand_over()
            while switch.state is KillState.FIRED and not await self._up(_TURN_S):
                if self._clock.now_ms() > firing.at_ms + CANCEL_WITHIN_MS and switch.claim(firing):
                    problem = say("There is no connection to the exchange.")
                    if self.problem:
                        problem = say("There is no connection to the exchange. {reason}", reason=self.problem)
                    elapsed_ms = self._clock.now_ms() - firing.at_ms
                    switch.finished(firing, KillReport(trigger=firing.trigger, problem=problem, elapsed_ms=elapsed_ms))
        if not switch.claim(firing):
            await self.until_done()
            return None
        # asked again: what was let through just before the firing is counted by now
        limit, spent_ms = switch.seize_budget()
        work = Work(switch, firing, self._session, self._newest, ReplyPace(limit, self._clock, spent_ms))
        await work.run()
        return work

    async def _up(self, within_s: float) -> bool:
        """Wait so long for the connection; returns whether it is up."""
        up = asyncio.Event()
        stop = self._session.on_state(lambda state: up.set() if state is SessionState.CONNECTED else None)
        try:
            if not self.connected:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(up.wait(), within_s)
            return self.connected
        finally:
            stop()

    async def _look_again(self, work: "Work") -> None:
        assert self._go is not None
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        for at_s in LOOKS_AFTERWARDS_S:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._go.wait(), max(0.0, began_s + at_s - loop.time()))
            if self._go.is_set():
                return
            await work.look_again()

    def _keep(self, frame: bytes) -> None:
        self._frame = frame

    def _newest(self) -> Bids | None:
        """The bids of the newest update on our own connection, decoded when asked for."""
        frame = self._frame
        if frame is None:
            return None
        if self._bids is None or self._bids[0] is not frame:
            update = self._dialect.decode(frame)
            if not isinstance(update, m.MarketUpdate):
                return None
            self._bids = (frame, Bids(update.time_ms, lambda instrument: self._read(update, instrument)))
        return self._bids[1]

    def _read(self, update: m.MarketUpdate, instrument: InstrumentId) -> tuple[Level, ...]:
        raw = update.books.get(instrument)
        if raw is None:
            return ()
        try:
            return self._dialect.decode_book(raw).bids
        except BookDecodeError:
            return ()


def kill_alone(
    transport: Transport, make_dialect: Callable[[], Dialect], clock: Clock, positions: Positions
) -> KillReport:
    """Do the work of a kill switch from a process that does not trade itself. Blocks until it is done."""

    async def work() -> KillReport:
        errors = ErrorCentre()
        states, budget = TradingStates(), MessageBudget(clock)
        switch = KillSwitch(states, budget, _Nobody(), make_dialect, clock, KillSettings(positions=positions))
        line = EmergencyLine(switch, transport, make_dialect, clock)
        switch.start(errors, line)
        finished = asyncio.Event()
        switch.on_change(lambda state: finished.set() if state is KillState.SPENT else None)
        switch.fire("algotrade-gui kill")
        await finished.wait()
        report = switch.report
        await switch.stop()
        assert report is not None
        return report

    return asyncio.run(work())


class _Nobody:
    """An account that knows nothing of its own."""

    def our_orders(self) -> tuple[OrderKey, ...]:
        return ()

    def our_holdings(self) -> dict[InstrumentId, int]:
        return {}

    def any_session(self) -> None:
        return None

    def newest_bids(self) -> None:
        return None

    def book_sale(self, sale: Sale) -> None:
        pass


def _set(event: asyncio.Event | None) -> None:
    if event is not None:
        event.set()


@contextlib.contextmanager
def _nimble() -> Iterator[None]:
    """Have the interpreter change threads more often: a bot that computes in the loop's thread would make each of our writes wait 5 ms."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
