"""Who waits for market updates: the newest wins, the fastest first, and it is known when all have been served."""

import asyncio
import weakref
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from algotrade_gui.core.clock import Clock
from algotrade_gui.market.gate import CURRENT_GATE, ReadGate
from algotrade_gui.market.records import Update

_HOPS: Final = 3
"""Turns of the loop between the last reader's wake-up and "served".

A reader that waits in `__anext__` itself has run to its next suspension after one. One that waits through `asyncio.wait_for` or `gather`
sits two turns further away: the inner task ends, its callback resolves the outer future, that wakes the reader.
"""

_SLOW_MS: Final = 0.5
"""Readers whose turn usually takes less are alike, and served in the order in which they were made."""
_WEIGHT: Final = 0.3
"""How much the newest turn counts in what is usual."""

_OVERDUE_MS: Final = 100.0
"""So long a burst may put off "served": painting must not starve while updates pour in faster than the readers turn."""


@dataclass(frozen=True, slots=True)
class TurnTime:
    """How long somebody's turns take, in ms, from being woken by an update to the next suspension."""

    usual_ms: float
    longest_ms: float


class UpdateReader(AsyncIterator[Update]):
    """One reader's place in the queue. Made by UpdateHub.reader; used by one task at a time; vanishes when dropped.

    Made in the code of somebody who can be paused, it yields nothing while he is: then the newest update, with the number of those missed.
    """

    def __init__(self, hub: "UpdateHub") -> None:
        self._hub = hub
        self._gate = CURRENT_GATE.get()
        self._waiter: asyncio.Future[None] | None = None
        self._update: Update | None = None
        self._skipped = 0
        self._missed_gap = False
        self.usual_ms = 0.0
        """What its turns usually take, from waking to the next suspension."""
        self.longest_ms: float | None = None
        """The longest of them; None before the first."""
        if self._gate is not None:
            self._gate.tell(self._gate_opened)

    def __aiter__(self) -> "UpdateReader":
        return self

    async def __anext__(self) -> Update:
        if self._waiter is not None:
            raise RuntimeError("two tasks wait in one reader: call updates() in each")
        while (self._update is None or self._held) and not self._hub.closed:
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
                self._hub.woke(self)
        update, skipped = self._update, self._skipped
        if self._hub.closed or update is None:
            raise StopAsyncIteration
        after_gap = update.after_gap or self._missed_gap
        self._update, self._skipped, self._missed_gap = None, 0, False
        return replace(update, skipped=skipped, after_gap=after_gap) if skipped else update

    def took(self, turn_ms: float) -> None:
        """Called by the hub: its last turn took so long."""
        self.usual_ms += _WEIGHT * (turn_ms - self.usual_ms)
        self.longest_ms = turn_ms if self.longest_ms is None else max(self.longest_ms, turn_ms)

    def obeys(self, gate: ReadGate) -> bool:
        """Whether it was made in the code of whoever `gate` belongs to."""
        return self._gate is gate

    def offer(self, update: Update) -> bool:
        """Called by the hub: keep `update` as the newest; True if that woke the reader."""
        if self._update is not None:
            self._skipped += 1
            self._missed_gap = self._missed_gap or self._update.after_gap
        self._update = update
        return not self._held and self.wake()

    @property
    def _held(self) -> bool:
        return self._gate is not None and self._gate.closed

    def _gate_opened(self) -> None:
        if self._update is not None:
            self.wake()

    def wake(self) -> bool:
        """Called by the hub: let a waiting reader go on; True if there was one."""
        if self._waiter is None or self._waiter.done():
            return False
        self._waiter.set_result(None)
        return True


class UpdateHub:
    """Hands updates to readers and calls `on_served` once every reader that was waiting has run to its first suspension.

    A woken reader reports back at the start of its step, and what is then put into the loop's queue runs after that step: so "served"
    does not depend on the order in which a loop runs its callbacks, under asyncio and under Qt's loop alike.
    """

    def __init__(self, clock: Clock, on_served: Callable[[], None]) -> None:
        self.closed = False
        self._clock = clock
        self._on_served = on_served
        self._readers: dict[int, weakref.ref[UpdateReader]] = {}
        self._numbers = count()
        self._outstanding: set[UpdateReader] = set()
        self._due_since_ms: float | None = None
        self._hops_left = 0
        self._turn: tuple[UpdateReader, float] | None = None
        """Whose step runs, and since when: the readers that were woken run one behind the other."""
        self._loop: asyncio.AbstractEventLoop | None = None

    def __len__(self) -> int:
        return len(self._readers)

    def reader(self) -> UpdateReader:
        """Return a new reader, behind all others; it gets what is published from now on."""
        reader = UpdateReader(self)
        number = next(self._numbers)
        readers = self._readers

        def forget(_: object) -> None:
            readers.pop(number, None)

        readers[number] = weakref.ref(reader, forget)
        return reader

    def turn_time(self, gate: ReadGate) -> TurnTime | None:
        """Return the turns of the code that `gate` belongs to, the slowest of its readers; None while it had none."""
        found = [
            (reader.usual_ms, reader.longest_ms)
            for reference in tuple(self._readers.values())
            if (reader := reference()) is not None and reader.obeys(gate) and reader.longest_ms is not None
        ]
        if not found:
            return None
        return TurnTime(max(usual for usual, _ in found), max(longest for _, longest in found))

    def publish(self, update: Update) -> None:
        """Give `update` to every reader. Without a running loop nobody can wait, and "served" is at once."""
        self._turn = None
        alive = [reader for reference in tuple(self._readers.values()) if (reader := reference()) is not None]
        # one that computes for long delays itself and the painting, not the others; the sort keeps the order of those that are alike
        alive.sort(key=lambda reader: reader.usual_ms if reader.usual_ms >= _SLOW_MS else 0.0)
        for reader in alive:
            if reader.offer(update):
                self._outstanding.add(reader)
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            self._on_served()
            return
        if self._due_since_ms is None:
            self._due_since_ms = self._clock.now_ms()
        if not self._outstanding:
            self._settle()

    def close(self) -> None:
        """End every reader's iteration."""
        self.closed = True
        for reference in tuple(self._readers.values()):
            reader = reference()
            if reader is not None:
                reader.wake()

    def woke(self, reader: UpdateReader) -> None:
        """Called by a reader as its step begins, or as it is cancelled while it waits."""
        if reader not in self._outstanding:
            return
        self._outstanding.discard(reader)
        self._turn_ends()
        self._turn = (reader, self._clock.now_ms())
        if not self._outstanding or self._overdue():
            self._settle()

    def _turn_ends(self) -> None:
        if self._turn is not None:
            reader, since_ms = self._turn
            self._turn = None
            reader.took(self._clock.now_ms() - since_ms)

    def _overdue(self) -> bool:
        return self._due_since_ms is not None and self._clock.now_ms() - self._due_since_ms > _OVERDUE_MS

    def _settle(self) -> None:
        loop = self._loop
        if self._due_since_ms is None or loop is None or loop.is_closed():
            return
        hopping = self._hops_left > 0
        if not hopping or not self._overdue():
            self._hops_left = _HOPS
        if not hopping:
            loop.call_soon(self._hop, loop)

    def _hop(self, loop: asyncio.AbstractEventLoop) -> None:
        self._turn_ends()
        self._hops_left -= 1
        if self._hops_left > 0:
            loop.call_soon(self._hop, loop)
            return
        if self.closed or (self._outstanding and not self._overdue()):
            return
        self._due_since_ms = None
        self._on_served()
