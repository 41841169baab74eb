"""The kill switch: blocks new orders at once, then cancels everything from a thread, a loop and a connection of its own.

The program's loop may be held by a bot while this works: nothing here waits for it. What the loop has to learn is posted to it and taken
when it turns again.
"""

import asyncio
import concurrent.futures
import contextlib
import enum
import logging
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import msgspec

from algotrade_gui.core.clock import Clock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.settings import KillSettings
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.core.units import Cents
from algotrade_gui.core.words import Amount, say
from algotrade_gui.trading.budget import MessageBudget
from algotrade_gui.trading.halt import TradingState, TradingStates
from algotrade_gui.trading.session import TradingSession
from algotrade_gui.trading.sweep import Bids, OrderKey, ReplyPace, Sale, Sweep
from algotrade_gui.wire.codec import Dialect

log = logging.getLogger(__name__)

REASON: Final = say("kill switch")
OWNER: Final = BotId("kill switch")
"""Under which its messages are counted."""
CANCEL_WITHIN_MS: Final = 30_000
"""When the thread gives up on an exchange that does not answer, and says what is left."""
SELL_WITHIN_MS: Final = 5_000
"""After the cancels: what has found no bid by then is left to settle."""

Positions = Literal["settle", "sell"]


class KillState(enum.Enum):
    """Where the switch stands."""

    OFF = "off"
    """Trading has not begun: there is nothing to cancel."""
    ARMED = "armed"
    FIRED = "working"
    """Orders are being cancelled."""
    SPENT = "fired"
    """It has done its work, and is armed again by hand only."""


class KillReport(msgspec.Struct, frozen=True, kw_only=True):
    """What one firing did."""

    trigger: str
    cancelled: int = 0
    """Orders that the exchange confirmed as cancelled."""
    refused: int = 0
    """Cancels that came too late: the orders were filled or had expired."""
    left: int | None = None
    """Orders that the exchange still lists; None: it could not be asked."""
    sold: int = 0
    """Contracts."""
    proceeds: Cents = Cents(0)
    unsold: int | None = None
    """Contracts that found no bid; None where positions are left to settle."""
    elapsed_ms: float = 0.0
    """From the firing to the exchange's empty list (and, where holdings were to be sold, to the last sale)."""
    problem: str = ""

    @property
    def clean(self) -> bool:
        """Whether nothing is left to be done."""
        return self.left == 0 and not self.unsold and not self.problem

    def sentence(self) -> str:
        """What was done, for people."""
        seconds = f"{self.elapsed_ms / 1_000:.1f}"
        cancelled = (
            say("1 order cancelled in {seconds} s", seconds=seconds)
            if self.cancelled == 1
            else say("{count} orders cancelled in {seconds} s", count=self.cancelled, seconds=seconds)
        )
        if self.left is None:
            left = say("the exchange could not be asked what is left")
        else:
            left = say("{count} still at the exchange", count=self.left) if self.left else say("none left")
        text = say("{cancelled}, {left}", cancelled=cancelled, left=left)
        if self.unsold is not None:
            text = say(
                "{done}; {count} contracts sold for {cash}", done=text, count=self.sold, cash=Amount(self.proceeds)
            )
            if self.unsold:
                text = say("{done}, {count} found no bid and are left to settle", done=text, count=self.unsold)
        return say("{done}. {problem}", done=text, problem=self.problem) if self.problem else say("{done}.", done=text)


class Line(Protocol):
    """A thread with a connection of its own that does the work."""

    @property
    def connected(self) -> bool:
        """Whether its connection is up."""

    @property
    def problem(self) -> str:
        """Why not, for people."""

    def start(self) -> None:
        """Start the thread; returns once it takes calls."""

    def stop(self) -> None:
        """End it; blocks, at most a few seconds."""

    def go(self) -> bool:
        """Begin with the firing under way; False where the thread is gone. Callable from a signal handler."""


class Helper(Protocol):
    """What the switch needs of the account. `our_...` may be called from another thread, the rest on the loop."""

    def our_orders(self) -> Collection[OrderKey]:
        """The exchange's keys of the orders that this machine knows as its own."""

    def our_holdings(self) -> Mapping[InstrumentId, int]:
        """Contracts that this machine's owners hold."""

    def any_session(self) -> TradingSession | None:
        """A connected session of the program's loop."""

    def newest_bids(self) -> Bids | None:
        """The bids that the program's loop knows."""

    def book_sale(self, sale: Sale) -> None:
        """Book what the switch has sold."""


@dataclass(frozen=True, slots=True, eq=False)
class Firing:
    """One pull of the switch."""

    trigger: str
    positions: Positions
    at_ms: float


class KillSwitch:
    """One per workstation. `start` once trading begins, `stop` at the end, both on the loop.

    `fire` may be called from anywhere: another thread, a signal handler, while the loop is held.
    """

    def __init__(
        self,
        states: TradingStates,
        budget: MessageBudget,
        helper: Helper,
        make_dialect: Callable[[], Dialect],
        clock: Clock,
        settings: KillSettings,
    ) -> None:
        self.settings = settings
        self._states = states
        self._budget = budget
        self._helper = helper
        self._make_dialect = make_dialect
        self._clock = clock
        self._state = KillState.OFF
        self._firing: Firing | None = None
        self._claimed: Firing | None = None
        self._claiming = threading.Lock()
        """Never taken by `fire`, which may run in a signal handler."""
        self._report: KillReport | None = None
        self._listeners: Listeners[[KillState]] = Listeners()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: TaskOwner | None = None
        self._line: Line | None = None

    # --- looking ---

    @property
    def state(self) -> KillState:
        return self._state

    @property
    def report(self) -> KillReport | None:
        """What the last firing did; while it works, what it has done so far."""
        return self._report

    @property
    def line(self) -> "Line | None":
        """The emergency thread, where there is one."""
        return self._line

    def on_change(self, listener: Callable[[KillState], None]) -> Callable[[], None]:
        """Call `listener` on the loop at each change of state and when a finished report was amended. Returns the function that ends it."""
        return self._listeners.add(listener)

    # --- life ---

    def start(self, errors: ErrorCentre, line: "Line | None") -> None:
        """Arm the switch and start its line. None: there is none, the program's own loop does its work. Without effect a second time."""
        if self._loop is not None:
            return
        self._loop = asyncio.get_running_loop()
        self._tasks = TaskOwner(str(OWNER), errors)
        self._line = line
        if line is not None:
            line.start()
        self._set_state(KillState.ARMED)

    async def stop(self) -> None:
        """End the thread and close its connection. Orders are not touched."""
        line, self._line = self._line, None
        if line is not None:
            await asyncio.to_thread(line.stop)
        tasks, self._tasks = self._tasks, None
        if tasks is not None:
            await tasks.stop()
        self._loop = None
        self._set_state(KillState.OFF)

    def arm(self) -> None:
        """Make it ready for another firing; without effect unless spent. Trading stays halted until the halt is lifted as well.

        On the loop.
        """
        if self._state is KillState.SPENT:
            self._firing = None
            self._set_state(KillState.ARMED)

    def resume(self) -> bool:
        """Arm it again and lift the halt: trading goes on. False while it works, also where it is fired meanwhile. On the loop."""
        if self._state is KillState.FIRED:
            return False
        self.arm()
        self._states.set(None, TradingState.ACTIVE)
        if self._state in (KillState.FIRED, KillState.SPENT):
            # fired since it was armed: that halt is not ours to lift
            self._states.block(REASON)
            self._states.tell(None)
            return False
        return True

    def resume_from_outside(self, within_s: float) -> bool:
        """As `resume`, from another thread; False also where the loop does not turn in time: it is not resumed later then."""
        answer: concurrent.futures.Future[bool] = concurrent.futures.Future()

        def resume() -> None:
            if answer.set_running_or_notify_cancel():
                answer.set_result(self.resume())

        self._post(resume)
        try:
            return answer.result(within_s)
        except TimeoutError:
            # whoever was told no must not find trading resumed when the loop turns again; too late to take back: it is being done now
            return not answer.cancel() and answer.result()

    # --- firing ---

    def fire(self, trigger: str, positions: Positions | None = None) -> bool:
        """Block every new order, now, and have everything cancelled. `positions` None: as the settings say.

        Returns whether this call fired: False where it is not armed; new orders are blocked all the same. Callable from any thread and from
        a signal handler. `trigger` says who asked, for people.
        """
        # nothing may come before this: the gate refuses from here on
        self._states.block(REASON)
        if self._state is not KillState.ARMED:
            self._post(self._states.tell, None)
            return False
        self._state = KillState.FIRED
        # once more: a resume on the loop may have lifted the halt between the two, and looks for a firing afterwards
        self._states.block(REASON)
        self._budget.seize()
        self._report = None
        self._firing = Firing(trigger, positions or self.settings.positions, self._clock.now_ms())
        # told before the work begins: in its own thread it may be done before this one has its next turn
        self._post(self._tell_fired)
        line = self._line
        if line is None or not line.go():
            self._post(self._work_on_loop)
        return True

    def _tell_fired(self) -> None:
        self._states.tell(None)
        # also where the loop was held until the work was done: the end is told by another call
        self._listeners(KillState.FIRED)

    def _work_on_loop(self) -> None:
        """Without a line of its own: over one of the program's sessions."""
        firing = self._firing
        if firing is None or self._state is not KillState.FIRED or self._tasks is None:
            return
        session = self._helper.any_session()
        if session is None and self._line is not None:
            return  # it goes on trying
        if self.claim(firing):
            self._budget.give_up([], OWNER)
            self._tasks.start("work", self._over_a_session(firing, session))

    async def _over_a_session(self, firing: Firing, session: TradingSession | None) -> None:
        if session is None:
            self.finished(
                firing, KillReport(trigger=firing.trigger, problem=say("There is no connection to the exchange."))
            )
            return
        # the session pays each message out of the budget as well
        pace = ReplyPace(self._budget.limit, self._clock)
        await Work(self, firing, session, self._helper.newest_bids, pace).run()

    # --- called by whoever works, from any thread ---

    def progress(self, report: KillReport) -> None:
        """Keep how far the work has come."""
        self._report = report

    def finished(self, firing: Firing, report: KillReport, spent_ms: Collection[float] = ()) -> None:
        """The work is done, or was given up: `report` says so."""
        self._report = report
        if self._firing is firing:
            self._state = KillState.SPENT
        log.info("kill switch (%s): %s", report.trigger, report.sentence())
        self._post(self._tell_finished, list(spent_ms))

    def amended(self, report: KillReport) -> None:
        """A later look found more, and dealt with it."""
        self._report = report
        self._post(self._listeners, KillState.SPENT)

    @property
    def firing(self) -> "Firing | None":
        """The last firing, until the switch is armed again."""
        return self._firing

    def claim(self, firing: "Firing") -> bool:
        """True for the first who takes the work of `firing` on."""
        with self._claiming:
            if self._claimed is firing:
                return False
            self._claimed = firing
            return True

    def hand_over(self) -> None:
        """The line is not up: let the loop do the work, if it turns."""
        self._post(self._work_on_loop)

    def sold(self, sale: Sale) -> None:
        """Have a sale booked."""
        self._post(self._helper.book_sale, sale)

    @property
    def helper(self) -> Helper:
        return self._helper

    def seize_budget(self) -> tuple[int, list[float]]:
        """The machine's limit of messages in a second, and when the loop's sessions have sent theirs."""
        return self._budget.limit, self._budget.seize()

    def _tell_finished(self, spent_ms: list[float]) -> None:
        # armed again and fired a second time before the loop heard of this end, it is at work
        self._budget.give_up(spent_ms, OWNER, unless=lambda: self._state is KillState.FIRED)
        self._listeners(self._state)

    def _set_state(self, state: KillState) -> None:
        if state is not self._state:
            self._state = state
            self._listeners(state)

    def _post(self, call: Callable[..., None], *args: object) -> None:
        loop = self._loop
        if loop is None:
            return
        with contextlib.suppress(RuntimeError):  # closed meanwhile: nobody is left to be told
            loop.call_soon_threadsafe(call, *args)


class Work:
    """What one firing does over one session, from the first question to the report."""

    def __init__(
        self,
        switch: KillSwitch,
        firing: Firing,
        session: TradingSession,
        newest: Callable[[], Bids | None],
        pace: ReplyPace,
    ) -> None:
        self._switch = switch
        self._firing = firing
        self._newest = newest
        self._pace = pace
        self._clock = switch._clock
        # over a bot's connection its quota must not hold the work up
        self._sweep = Sweep(session, self._clock, pace, OWNER)
        self._ours = switch.helper.our_orders if switch.settings.scope == "ours" else None
        self._selling = firing.positions == "sell"

    async def run(self) -> None:
        """Cancel, sell where that was chosen, report."""
        problem = ""
        try:
            await self._sweep.cancel_everything(self._firing.at_ms + CANCEL_WITHIN_MS, self._ours)
            self._switch.progress(self._report(""))
            if self._selling:
                await self._sell()
        except TimeoutError:
            problem = say("The exchange does not answer: look at its own page what of yours is there.")
        except Exception as error:
            log.exception("the kill switch met a mistake")
            problem = say("The work was broken off by a mistake of the program ({kind}).", kind=type(error).__name__)
        self._switch.finished(self._firing, self._report(problem), self._pace.spent_ms)

    async def look_again(self) -> None:
        """Ask whether an order that was on its way has arrived since; cancel it, and say so."""
        before = self._sweep.cancelled
        try:
            await self._sweep.cancel_everything(self._clock.now_ms() + 1_000, self._ours)
        except TimeoutError:
            pass
        except Exception:
            # the next firing needs who works: a mistake must not end him
            log.exception("the kill switch met a mistake")
        if self._sweep.cancelled != before and self._switch.state is KillState.SPENT:
            old = self._switch.report
            elapsed_ms = self._report("").elapsed_ms if old is None else old.elapsed_ms
            self._switch.amended(msgspec.structs.replace(self._report(""), elapsed_ms=elapsed_ms))

    async def _sell(self) -> None:
        await self._sweep.sell_at_bids(
            self._newest,
            self._clock.now_ms() + SELL_WITHIN_MS,
            at_most=self._switch.helper.our_holdings if self._ours is not None else None,
            on_sale=self._switch.sold,
            ours=self._ours,
        )

    def _report(self, problem: str) -> KillReport:
        sweep = self._sweep
        return KillReport(
            trigger=self._firing.trigger,
            cancelled=sweep.cancelled,
            refused=sweep.refused,
            left=sweep.left,
            sold=sweep.sold,
            proceeds=sweep.proceeds,
            unsold=(sweep.unsold or 0) if self._selling else None,
            elapsed_ms=self._clock.now_ms() - self._firing.at_ms,
            problem=problem,
        )
