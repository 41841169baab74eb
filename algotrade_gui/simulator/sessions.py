"""The exchange among its connected clients, whatever carries their frames: one venue, its clock, sessions, the delays between."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from math import ceil, inf
from typing import Any, Protocol

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import TeamId
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.simulator import frames
from algotrade_gui.simulator.config import Delay, Delays, ExchangeConfig
from algotrade_gui.simulator.pace import Pace
from algotrade_gui.simulator.transit import PROMPT, Line, Transit
from algotrade_gui.simulator.venue import Refusal, Venue

GOING_AWAY = 1001
POLICY = 1008
INTERNAL_ERROR = 1011

_PATIENCE_S = 2.0
_LOOK_S = 0.001


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

    def __init__(
        self, sessions: "Sessions", team: TeamId, end: ClientEnd, group: GroupSend, delays: Delays, seed: str
    ) -> None:
        self._sessions = sessions
        self.team = team
        self.end = end
        self.group = group
        self.heard = True
        """Whether what it sends reaches the exchange: no longer once the exchange has closed it."""
        self.place_taken = True
        # None where frames take no time at all, and for updates that take the same time to every client
        self.orders = Line(delays.orders, f"{seed}/orders") if delays.orders != PROMPT else None
        self.replies = Line(delays.replies, f"{seed}/replies") if delays.replies != PROMPT else None
        self.feed = Line(delays.feed, f"{seed}/feed") if delays.feed.jitter_ms or delays.feed.loss else None
        self.out_ms = -1
        """When the last frame on the way to this client arrives."""
        self.coming_bytes = 0
        """On their way from this client."""
        self.reads = True
        """Whether the fastest clock waits for it. A client that stopped reading runs into the backlog's limit."""

    def received(self, frame: bytes) -> None:
        """A frame came from the client. Never raises; the answer, if any, goes to the end."""
        self._sessions.receive(self, frame)

    def left(self) -> None:
        """The connection is gone. Idempotent."""
        self._sessions.leave(self)


class Sessions:
    """Owns the venue, its clock, the sessions and what is on its way between them.

    Made on a running loop; `open` starts the clock, `close` ends it and every connection.

    Delays are those of the round that a connection joined (`Venue.delays`). The welcome comes at once; pings are the carrier's. What the
    exchange has sent arrives before its close frame does. What is still on its way to the exchange when it closes a connection is lost;
    when a client closes, it arrives, as on a wire, and its answer goes nowhere.
    """

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
        self._incoming = Transit()
        self._outgoing = Transit()
        self._feed_out_ms = -1
        self._joined: dict[TeamId, int] = {}
        """How many connections of each team have joined in this round."""
        self._alarm: asyncio.Future[None] | None = None
        self._alarm_ms = inf
        self._failure: Exception | None = None
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
        self._incoming.clear()
        self._outgoing.clear()
        for session in self.connected:
            self._close(session, GOING_AWAY, "", self.venue.now_ms)

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
        return min(self.venue.next_deadline_ms, self._incoming.next_ms, self._outgoing.next_ms)

    @property
    def _finished(self) -> bool:
        return self.venue.finished and self._outgoing.next_ms == inf

    async def _drive(self) -> None:
        try:
            while not self._finished:
                if self.pace.fastest:
                    await self._jump()
                else:
                    self._pump(self.now_ms)
                    await self._sleep()
                if self._failure is not None:
                    raise self._failure
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
        # requests that have come are read now
        await asyncio.sleep(0)
        if any(session.end.backlog_bytes or not session.reads for session in self._connected):
            await self._let_read()

    async def _let_read(self) -> None:
        """Wait until each client has read what it was sent, but for none longer than it takes to see that it does not read."""
        impatient_s = self._loop.time() + _PATIENCE_S
        while behind := [session for session in self._connected if session.end.backlog_bytes and session.reads]:
            if self._loop.time() > impatient_s:
                for session in behind:
                    session.reads = False
            await asyncio.sleep(_LOOK_S)
        for session in self._connected:
            session.reads = session.reads or not session.end.backlog_bytes

    async def _sleep(self) -> None:
        """Wait until work is due, or until `_wake`."""
        if self._finished:
            return
        self._alarm_ms = next_ms = self._next_ms()
        self._alarm = alarm = self._loop.create_future()
        timer = None if next_ms == inf else self._loop.call_at(self.pace.wakes_s(next_ms), _ring, alarm)
        try:
            await alarm
        finally:
            self._alarm = None
            if timer is not None:
                timer.cancel()

    def _wake(self, due_ms: float) -> None:
        """Have what is due then done in time."""
        if self._alarm is not None and due_ms < self._alarm_ms:
            _ring(self._alarm)

    def _pump(self, now_ms: int) -> None:
        """Do what is due up to `now_ms`, piece by piece in the order of their times, send what comes of it."""
        venue, incoming, outgoing = self.venue, self._incoming, self._outgoing
        while (due_ms := self._next_ms()) <= now_ms:
            # at one millisecond: the exchange's own work first, as for a frame that took no time; then what arrives
            if venue.next_deadline_ms <= due_ms:
                self._advance(ceil(due_ms))
            elif incoming.next_ms <= due_ms:
                self._advance(int(due_ms))
                incoming.arrive()
            else:
                outgoing.arrive()
        self._advance(now_ms)

    def _advance(self, now_ms: int) -> None:
        venue = self.venue
        if venue.finished or (now_ms <= venue.now_ms and venue.next_deadline_ms > now_ms):
            return
        # the next round's may differ
        delay = venue.delays.feed
        texts, over = venue.advance(now_ms)
        for text in texts:
            self._publish(text, delay, now_ms)
        if over:
            # the exchange hears no connection of the round any more, those included that their clients have closed
            self._incoming.clear()
            self._joined.clear()
            for session in self.connected:
                self._close(session, GOING_AWAY, "round ended", now_ms)
            self._wake(-inf)

    # --- out ---

    def _publish(self, text: str, delay: Delay, now_ms: int) -> None:
        """Let an update start on its way to every client."""
        if delay == PROMPT:
            self._send(self._connected, text)
        elif delay.jitter_ms or delay.loss:
            for session in self.connected:
                self._dispatch(session, session.feed, text, now_ms)
        elif self._connected:
            to = self.connected
            self._feed_out_ms = now_ms + delay.ms
            self._outgoing.add(self._feed_out_ms, lambda _: self._send(to, text))
            self._wake(self._feed_out_ms)

    def _dispatch(self, session: Session, line: Line | None, text: str, now_ms: int) -> None:
        """Let a frame start on its way to one client."""
        if line is None:
            self._send((session,), text)
            return
        due_ms = line.arrives_ms(now_ms)
        if due_ms is not None:
            session.out_ms = max(session.out_ms, due_ms)
            self._outgoing.add(due_ms, lambda _: self._send((session,), text))
            self._wake(due_ms)

    def _send(self, sessions: Collection[Session], text: str) -> None:
        """Hand `text` to each end without waiting for any; a client that does not read is dropped at the backlog's limit."""
        groups: dict[GroupSend, list[ClientEnd]] = {}
        for session in sessions:
            groups.setdefault(session.group, []).append(session.end)
        for group, ends in groups.items():
            group(ends, text)
        limit = self._config.limits.backlog_bytes
        for session in [session for session in sessions if session.end.backlog_bytes > limit]:
            # a close frame would queue behind the backlog
            self._cut(session)

    def _cut(self, session: Session) -> None:
        self._connected.pop(session, None)
        session.heard = False
        self._free(session)
        session.end.abort()

    def _close(self, session: Session, code: int, reason: str, now_ms: int) -> None:
        """Close a connection from the exchange's side; the client learns of it after all that was sent before."""
        self._connected.pop(session, None)
        session.heard = False
        # at once, not when the closing handshake is through: whoever comes straight back finds his place free
        self._free(session)
        out_ms = max(session.out_ms, self._feed_out_ms)
        if out_ms < now_ms or self._closed:
            session.end.close(code, reason)
        else:
            self._outgoing.add(out_ms, lambda _: session.end.close(code, reason))
            self._wake(out_ms)

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
        venue = self.venue
        number = self._joined[team] = self._joined.get(team, 0) + 1
        session = Session(self, team, end, group, venue.delays, f"{venue.exchange.seed}/delay/{team}/{number}")
        self._send((session,), frames.WELCOME)
        if self._closed:
            self._close(session, GOING_AWAY, "", venue.now_ms)
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
        now_ms = self.now_ms
        try:
            self._pump(now_ms)
        except Exception as error:  # noqa: BLE001 - the clock's task ends by it and tells
            self._failure = error
            self._wake(-inf)
            return
        if not session.heard:
            return
        if session.orders is None:
            self._handle(session, frame, now_ms)
            return
        due_ms = session.orders.arrives_ms(now_ms)
        if due_ms is None:
            return
        session.coming_bytes += len(frame)
        if session.coming_bytes > self._config.limits.backlog_bytes:
            # no client within the message limit has that much on its way
            self._cut(session)
            return
        self._incoming.add(due_ms, lambda at_ms: self._arrive(session, frame, at_ms))
        self._wake(due_ms)

    def _arrive(self, session: Session, frame: bytes, now_ms: int) -> None:
        session.coming_bytes -= len(frame)
        if session.heard:
            self._handle(session, frame, now_ms)

    def _handle(self, session: Session, frame: bytes, now_ms: int) -> None:
        """Let a frame have arrived at the exchange."""
        try:
            answer = self.venue.receive(session.team, frame, now_ms)
        except Exception as error:  # noqa: BLE001 - one client's bug costs one connection, never the exchange
            self._errors.report_exception("exchange", error)
            self._close(session, INTERNAL_ERROR, "", now_ms)
            return
        if answer is None:
            self._dispatch(session, session.replies, frames.RATE_LIMIT_TEXT, now_ms)
            self._close(session, POLICY, "", now_ms)
        else:
            self._dispatch(session, session.replies, answer, now_ms)


def _ring(alarm: asyncio.Future[None]) -> None:
    if not alarm.done():
        alarm.set_result(None)
