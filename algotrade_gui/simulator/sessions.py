"""The exchange among its connected clients, whatever carries their frames: one venue, its clock, sessions, the delays between."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from math import inf
from typing import Any, Protocol

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import TeamId
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.simulator import frames
from algotrade_gui.simulator.config import ExchangeConfig
from algotrade_gui.simulator.pace import Pace
from algotrade_gui.simulator.venue import Refusal, Venue

GOING_AWAY = 1001
POLICY = 1008
INTERNAL_ERROR = 1011


class ClientEnd(Protocol):
    """The far end of one connection, made by a carrier (a WebSocket, a queue in memory).

    No method waits, and none calls back into the session before it returns.
    """

    @property
    def backlog_bytes(self) -> int:
        """What was sent and not yet taken."""
        ...

    def send(self, text: str) -> None:
        """Hand over one text frame. On a connection that is closed: nothing."""
        ...

    def close(self, code: int, reason: str) -> None:
        """Close when all that was sent has been taken. Idempotent."""
        ...

    def abort(self) -> None:
        """Cut the connection at once, whatever was sent. Idempotent."""
        ...


GroupSend = Callable[[Sequence[Any], str], None]
"""Sends one text to several ends of one carrier at once."""


def send_each(ends: Sequence[ClientEnd], text: str) -> None:
    """The group send of a carrier that gains nothing by a group."""
    for end in ends:
        end.send(text)


class Session:
    """One client's connection as the exchange sees it. Made by `Sessions.join`; its carrier calls `received` and at the end `left`."""

    def __init__(self, sessions: "Sessions", team: TeamId, end: ClientEnd, group: GroupSend) -> None:
        self._sessions = sessions
        self.team = team
        self.end = end
        self.group = group
        self.heard = True
        """Whether what it sends reaches the exchange: no longer once the exchange has closed it."""
        self.place_taken = True

    def received(self, frame: bytes) -> None:
        """A frame came from the client. Never raises; the answer, if any, goes to the end."""
        self._sessions.receive(self, frame)

    def left(self) -> None:
        """The connection is gone. Idempotent."""
        self._sessions.leave(self)


class Sessions:
    """Owns the venue, its clock and the sessions. Made on a running loop; `open` starts the clock, `close` ends it and every connection."""

    def __init__(
        self,
        config: ExchangeConfig,
        errors: ErrorCentre,
        on_failure: Callable[[], None] | None = None,
        on_finished: Callable[[], None] | None = None,
    ) -> None:
        """`on_failure` and `on_finished`: see `server.serve`."""
        self._config = config
        self._errors = errors
        self._on_failure = on_failure
        self._on_finished = on_finished
        self._tasks = TaskOwner("exchange", errors)
        self.venue = Venue(config)
        self.pace = Pace(config)
        self._loop = asyncio.get_running_loop()
        self._connected: dict[Session, None] = {}
        self._alarm: asyncio.Future[None] | None = None
        self._closed = False

    # --- life ---

    def open(self) -> None:
        """Start the clock: exchange time is 0 now."""
        self.pace.start()
        self._tasks.start("clock", self._drive())

    async def close(self) -> None:
        """Stop the clock and close every connection with 1001. Idempotent."""
        self._closed = True
        await self._tasks.stop()
        self._close_all("")

    @property
    def connected(self) -> list[Session]:
        """The sessions that get every update, in the order they came."""
        return list(self._connected)

    @property
    def now_ms(self) -> int:
        """Exchange time."""
        return self.pace.now_ms(self.venue.now_ms, self._next_ms())

    # --- the clock ---

    def _next_ms(self) -> float:
        """When there is work to do next, in exchange time; infinity: never."""
        return self.venue.next_deadline_ms

    async def _drive(self) -> None:
        try:
            while not self.venue.finished:
                if self.pace.fastest:
                    await self._jump()
                else:
                    self._pump(self.now_ms)
                    await self._sleep()
        except Exception:
            # the task's owner reports it; an exchange whose clock stands still is of no use to anyone
            if self._on_failure is not None:
                self._on_failure()
            raise
        if self._on_finished is not None:
            self._on_finished()

    async def _jump(self) -> None:
        now_ms = self.pace.jump_ms(self._next_ms())
        if now_ms is None:
            await self._sleep()
            return
        self._pump(now_ms)
        await asyncio.sleep(0)

    async def _sleep(self) -> None:
        """Wait until work is due, or until `_wake`."""
        if self.venue.finished:
            return
        next_ms = self._next_ms()
        self._alarm = alarm = self._loop.create_future()
        timer = None if next_ms == inf else self._loop.call_at(self.pace.wakes_s(next_ms), _ring, alarm)
        try:
            await alarm
        finally:
            self._alarm = None
            if timer is not None:
                timer.cancel()

    def _wake(self) -> None:
        if self._alarm is not None:
            _ring(self._alarm)

    def _pump(self, now_ms: int) -> None:
        """Do what is due up to `now_ms`, send what comes of it."""
        venue = self.venue
        while venue.next_deadline_ms <= now_ms:
            texts, over = venue.advance(now_ms)
            for text in texts:
                self._send(self._connected, text)
            if over:
                self._close_all("round ended")
                if venue.finished:
                    self._wake()
        if now_ms > venue.now_ms and not venue.finished:
            venue.advance(now_ms)

    # --- out ---

    def _send(self, sessions: Collection[Session], text: str) -> None:
        """Hand `text` to each end without waiting for any; a client that does not read is dropped at the backlog's limit."""
        groups: dict[GroupSend, list[ClientEnd]] = {}
        for session in sessions:
            groups.setdefault(session.group, []).append(session.end)
        for group, ends in groups.items():
            group(ends, text)
        limit = self._config.limits.backlog_bytes
        for session in [session for session in sessions if session.end.backlog_bytes > limit]:
            self._connected.pop(session, None)
            session.heard = False
            # a close frame would queue behind the backlog
            session.end.abort()

    def _close_all(self, reason: str) -> None:
        for session in self.connected:
            self._close(session, GOING_AWAY, reason)
            # at once, not when the closing handshake is through: whoever comes straight back finds his place free
            self._free(session)

    def _close(self, session: Session, code: int, reason: str) -> None:
        self._connected.pop(session, None)
        session.heard = False
        session.end.close(code, reason)

    # --- coming and going ---

    def admit(self, secret: str) -> TeamId | Refusal:
        """Let a connection in, which takes a place of its team until `join` and `Session.left`, or `release`; or tell why not."""
        return self.venue.admit(secret, self.now_ms)

    def release(self, team: TeamId) -> None:
        """A connection that was let in is gone before it joined."""
        self.venue.leave(team)

    def join(self, team: TeamId, end: ClientEnd, group: GroupSend = send_each) -> Session:
        """Welcome a connection that was let in; from now on it gets every update, and it is heard.

        `group` sends one text to several ends of this carrier; the same function for all of them.
        """
        session = Session(self, team, end, group)
        self._send((session,), frames.WELCOME)
        if self._closed:
            self._close(session, GOING_AWAY, "")
        else:
            self._connected[session] = None
        return session

    def leave(self, session: Session) -> None:
        """See `Session.left`."""
        self._connected.pop(session, None)
        self._free(session)

    def _free(self, session: Session) -> None:
        if session.place_taken:
            session.place_taken = False
            self.venue.leave(session.team)

    # --- in ---

    def receive(self, session: Session, frame: bytes) -> None:
        """See `Session.received`."""
        if not session.heard:
            return
        now_ms = self.now_ms
        try:
            self._pump(now_ms)
        except Exception as error:  # noqa: BLE001 - the clock's task ends by it and tells
            self._break(error)
            return
        if session.heard:
            self._handle(session, frame, now_ms)

    def _break(self, error: Exception) -> None:
        if self._alarm is not None and not self._alarm.done():
            self._alarm.set_exception(error)

    def _handle(self, session: Session, frame: bytes, now_ms: int) -> None:
        """Let a frame have arrived at the exchange."""
        try:
            answer = self.venue.receive(session.team, frame, now_ms)
        except Exception as error:  # noqa: BLE001 - one client's bug costs one connection, never the exchange
            self._errors.report_exception("exchange", error)
            self._close(session, INTERNAL_ERROR, "")
            return
        if answer is None:
            self._send((session,), frames.RATE_LIMIT_TEXT)
            self._close(session, POLICY, "")
        else:
            self._send((session,), answer)


def _ring(alarm: asyncio.Future[None]) -> None:
    if not alarm.done():
        alarm.set_result(None)
