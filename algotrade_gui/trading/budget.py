"""The team's budget of messages: a sliding window over all connections, quotas per bot, cancels before everything else.

The exchange allows 300 messages in any second and closes the connection of whoever sends one more (protocol section 7). A bucket that
refills would let through twice its size within a second; this window lets through no more than its limit in ANY 1,000 ms.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec

from algotrade_gui.core.clock import Clock
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.settings import Quota
from algotrade_gui.core.words import say

TEAM_LIMIT: Final = 285
"""Of the exchange's 300: what leaves evenly may arrive bunched together."""
RESERVE: Final = 35
"""Of those, kept for cancels."""
SLACK_MS: Final = 50.0
"""A burst may arrive late and the next one early: without it the two could meet within one second of the exchange's."""
WINDOW_MS: Final = 1_000.0 + SLACK_MS


class OverQuotaError(Exception):
    """The owner's quota is used up and its setting says to refuse; the text says so. Nothing was sent."""


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """How the budget stands, for a gauge. All within the last second."""

    used: int
    limit: int
    waiting: int
    """Requests that wait for their turn."""
    by_owner: dict[BotId, int]


@dataclass(slots=True, eq=False)
class _Waiting:
    owner: BotId
    urgent: bool
    counted_ms: float = 0.0
    """When its message was counted."""
    turn: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class _Lane:
    """Those who wait, each owner's own in their order."""

    def __init__(self) -> None:
        self._queues: dict[BotId, deque[_Waiting]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._queues.values()))

    def __bool__(self) -> bool:
        return bool(self._queues)

    @property
    def owners(self) -> Iterable[BotId]:
        """Who waits, longest first."""
        return self._queues.keys()

    def add(self, waiting: _Waiting, *, first: bool = False) -> None:
        """Put it behind its owner's others, or before them."""
        queue = self._queues.setdefault(waiting.owner, deque())
        if first:
            queue.appendleft(waiting)
        else:
            queue.append(waiting)

    def take_first(self, owner: BotId) -> _Waiting:
        """Take out the one of `owner` that comes first."""
        queue = self._queues[owner]
        waiting = queue.popleft()
        if not queue:
            del self._queues[owner]
        return waiting

    def discard(self, waiting: _Waiting) -> bool:
        """Take it out; False where it is not there."""
        queue = self._queues.get(waiting.owner)
        if queue is None or waiting not in queue:
            return False
        queue.remove(waiting)
        if not queue:
            del self._queues[waiting.owner]
        return True

    def clear(self) -> None:
        """Give all up."""
        for queue in self._queues.values():
            for waiting in queue:
                waiting.turn.cancel()
        self._queues.clear()


class MessageBudget:
    """Shared by every session of this machine. Whoever wants to write asks first; who has been let through writes at once.

    Single-threaded, on the loop; `clock` and the loop's timers must run alike.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        limit: int = TEAM_LIMIT,
        reserve: int = RESERVE,
        quotas: Mapping[BotId, Quota] | None = None,
    ) -> None:
        self._clock = clock
        self._limit = limit
        self._reserve = min(reserve, limit // 2)
        self._quotas = dict(quotas or {})
        self._sent: deque[tuple[float, BotId]] = deque()
        self._by_owner: Counter[BotId] = Counter()
        self._urgent = _Lane()
        self._patient = _Lane()
        self._timer: asyncio.TimerHandle | None = None
        self._seized = False

    @property
    def limit(self) -> int:
        """Messages that this machine may send in any second."""
        return self._limit

    def seize(self) -> list[float]:
        """Let nobody send from now on, cancels included; return when what was sent in the last second has arrived at the latest, in ms.

        For the kill switch, which sends by itself: callable from any thread and from a signal handler. Ask again for the times once others
        are surely held back. `give_up` on the loop ends it.
        """
        self._seized = True
        # copying a deque is one step of the interpreter: the loop's thread cannot change it meanwhile
        return [sent_ms + SLACK_MS for sent_ms, _ in self._sent.copy()]

    def give_up(self, spent_ms: Iterable[float], owner: BotId, *, unless: Callable[[], bool] = lambda: False) -> None:
        """End `seize`, counting what was sent meanwhile by others than the loop for `owner`. On the loop.

        Where `unless` then says so it has been seized anew, and stays so: whoever seizes in another thread makes it true before.
        """
        for sent_ms in sorted(spent_ms):
            self._sent.append((sent_ms, owner))
            self._by_owner[owner] += 1
        self._seized = False
        if unless():
            self._seized = True
        self._serve()

    def set_limit(self, limit: int) -> None:
        """Use another limit from now on: this machine's share of the team's."""
        self._limit = limit
        self._reserve = min(RESERVE, limit // 2)
        self._serve()

    def set_quota(self, owner: BotId, quota: Quota | None) -> None:
        """Give `owner` a quota, or none."""
        if quota is None:
            self._quotas.pop(owner, None)
        else:
            self._quotas[owner] = quota
        self._serve()

    @property
    def usage(self) -> Usage:
        """How the budget stands now."""
        self._forget()
        by_owner = {owner: count for owner, count in self._by_owner.items() if count}
        waiting = len(self._urgent) + len(self._patient)
        return Usage(used=len(self._sent), limit=self._limit, waiting=waiting, by_owner=by_owner)

    def try_take(self, owner: BotId, *, urgent: bool = False) -> bool:
        """Count one message of `owner` and return True where it may be sent now, before nobody who waits; else False."""
        self._forget()
        if self._waits_before(owner, urgent) or not self._allows(owner, urgent):
            return False
        self._count(owner)
        return True

    async def take(self, owner: BotId, *, urgent: bool = False) -> None:
        """Wait until one more message of `owner` may be sent, and count it. `urgent`: a cancel, which goes before all that is none.

        Raises OverQuotaError at once where the owner is over its quota and the quota says to refuse. A caller that is cancelled while it
        waits takes nothing.
        """
        if self.try_take(owner, urgent=urgent):
            return
        quota = self._quotas.get(owner)
        if not urgent and quota is not None and quota.when_over == "refuse" and self._by_owner[owner] >= quota.per_s:
            raise OverQuotaError(
                say(
                    "{owner} has sent {count} messages within a second, {limit} are its quota",
                    owner=owner,
                    count=self._by_owner[owner],
                    limit=quota.per_s,
                )
            )
        waiting = _Waiting(owner, urgent)
        lane = self._urgent if urgent else self._patient
        lane.add(waiting)
        while True:
            self._wake_later()
            try:
                await waiting.turn
            except asyncio.CancelledError:
                if not lane.discard(waiting) and waiting.turn.done() and not waiting.turn.cancelled():
                    self.give_back(owner)
                raise
            if self._leaves_now(waiting):
                return
            # it overslept its turn, and others have used the second since
            waiting.turn = asyncio.get_running_loop().create_future()
            lane.add(waiting, first=True)

    def _leaves_now(self, waiting: _Waiting) -> bool:
        """Count the message of one who wakes from now on: the loop may have been held since he was called, and he writes only now."""
        self._forget()
        counted, leaving = (waiting.counted_ms, waiting.owner), (self._clock.now_ms(), waiting.owner)
        if counted == leaving:
            return True
        if counted in self._sent:
            # never without it: the kill switch's thread may look
            self._sent.append(leaving)
            self._sent.remove(counted)
            return True
        if not self._allows(waiting.owner, waiting.urgent):
            return False
        self._count(waiting.owner)
        return True

    def give_back(self, owner: BotId) -> None:
        """Undo the last `take` of `owner`: nothing was sent after all."""
        for place in range(len(self._sent) - 1, -1, -1):
            if self._sent[place][1] == owner:
                del self._sent[place]
                self._by_owner[owner] -= 1
                self._serve()
                return

    def close(self) -> None:
        """End the timer. Whoever waits is cancelled."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for lane in (self._urgent, self._patient):
            lane.clear()

    # --- parts ---

    def _allows(self, owner: BotId, urgent: bool) -> bool:
        if self._seized:
            return False
        if urgent:
            return len(self._sent) < self._limit
        quota = self._quotas.get(owner)
        if quota is not None and self._by_owner[owner] >= quota.per_s:
            return False
        return len(self._sent) < self._limit - self._reserve

    def _waits_before(self, owner: BotId, urgent: bool) -> bool:
        """Whether somebody waits whose turn comes first: nobody overtakes within his lane, and his own requests keep their order."""
        if self._urgent:
            return True
        if urgent or not self._patient:
            return False
        return any(one == owner or self._allows(one, False) for one in self._patient.owners)

    def _count(self, owner: BotId) -> None:
        self._sent.append((self._clock.now_ms(), owner))
        self._by_owner[owner] += 1

    def _forget(self) -> None:
        earliest_ms = self._clock.now_ms() - WINDOW_MS
        while self._sent and self._sent[0][0] <= earliest_ms:
            self._by_owner[self._sent.popleft()[1]] -= 1

    def _serve(self) -> None:
        self._forget()
        self._serve_lane(self._urgent, urgent=True)
        if not self._urgent:
            self._serve_lane(self._patient, urgent=False)
        self._wake_later()

    def _serve_lane(self, lane: _Lane, *, urgent: bool) -> None:
        """Let go whom the limits allow. Whoever has sent least comes first: so a flood delays itself."""
        while allowed := [owner for owner in lane.owners if self._allows(owner, urgent)]:
            self._let(lane.take_first(min(allowed, key=self._by_owner.__getitem__)))

    def _let(self, waiting: _Waiting) -> None:
        if not waiting.turn.done():
            waiting.counted_ms = self._clock.now_ms()
            self._sent.append((waiting.counted_ms, waiting.owner))
            self._by_owner[waiting.owner] += 1
            waiting.turn.set_result(None)

    def _wake_later(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not (self._urgent or self._patient) or (self._seized and not self._sent):
            return
        # each message that leaves the window may let one go; after a held loop it may be empty already, and whoever comes then
        # must not leave those who waited without a timer
        delay_ms = max(0.0, self._sent[0][0] + WINDOW_MS - self._clock.now_ms()) if self._sent else 0.0
        self._timer = asyncio.get_running_loop().call_later(delay_ms / 1_000 + 0.000_1, self._serve)
