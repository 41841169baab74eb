"""One order connection: requests go out, replies come back to whoever asked."""

import asyncio
import contextlib
import enum
import itertools
import logging
from collections.abc import Callable
from dataclasses import dataclass

from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.errors import ErrorCentre, Severity, sentence_of
from algotrade_gui.core.ids import BotId, RequestId
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.core.words import phrase, say
from algotrade_gui.market.silence import Receiver
from algotrade_gui.market.transport import (
    ROUND_END_CODES,
    AuthenticationError,
    Connection,
    ConnectionLost,
    HostSilentError,
    TooManyConnectionsError,
    Transport,
)
from algotrade_gui.trading.budget import MessageBudget, OverQuotaError
from algotrade_gui.trading.latency import Latencies
from algotrade_gui.wire import messages as m
from algotrade_gui.wire.codec import Dialect

log = logging.getLogger(__name__)

DEFAULT_TIMEOUT_MS = 3_000
_WELCOME_TIMEOUT_S = 5.0
_FULL_HOUSE_TRIES = 6
_ANSWERED_S = 0.02
_FULL_HOUSE_PAUSE_S = 0.5
_KEEP_LATE = 1_000
_FRAMES_PER_TURN = 64

_request_numbers = itertools.count(1)


def new_request_id() -> RequestId:
    """Return an id that no other request of this process has: ten digits, as most clients of the event send."""
    return RequestId(f"{next(_request_numbers):010d}")


class RequestError(Exception):
    """A request got no proper reply; its subclasses say what is known of its fate."""


class RequestTimeoutError(RequestError):
    """The request was sent and no reply came in time: whether the exchange acted on it is unknown. Never send it again unasked."""


class RequestLostError(RequestTimeoutError):
    """The connection ended while the request was under way: as unknown as after a time-out."""


class SessionClosedError(RequestError):
    """The session is not connected: nothing was sent."""


class QuotaError(RequestError):
    """The owner's share of the team's messages is used up, and its setting says to refuse: nothing was sent."""


class ExchangeError(RequestError):
    """The exchange answered with an `error` message (protocol section 2.2).

    `certain` is False where it carried no id and was taken to mean the oldest request under way.
    """

    def __init__(self, message: str, *, certain: bool = True) -> None:
        super().__init__(message)
        self.certain = certain


class SessionState(enum.Enum):
    """Where a session stands. Requests are taken in CONNECTED only."""

    CLOSED = phrase("closed")
    CONNECTING = phrase("connecting")
    CONNECTED = phrase("connected")
    RECONNECTING = phrase("reconnecting")
    FAILED = phrase("failed")
    """The exchange refused the secret, or a bug ended the reader: no further attempt is made."""


Outcome = m.Reply | RequestError
"""What became of a request."""


@dataclass(slots=True)
class _Pending:
    on_outcome: Callable[[Outcome], None]
    sent_ms: float
    timer: asyncio.TimerHandle
    payer: BotId
    order: bool


class TradingSession:
    """A connection of its own for requests; the feed that every connection is sent is recognised and dropped unread.

    Reconnects by itself. A request that was under way at a disconnect fails as unknown (RequestLostError) and is never sent again.
    One coroutine reads; any number may ask.
    """

    def __init__(
        self, name: str, transport: Transport, dialect: Dialect, errors: ErrorCentre, clock: Clock | None = None
    ) -> None:
        self.name = name
        self.state = SessionState.CLOSED
        self.reconnects = 0
        self.opened_ms = 0.0
        """When the present connection was opened, or the last one, by the clock."""
        self.sent = 0
        self.round_trip_ms: float | None = None
        """The last reply's, from the write to its arrival."""
        self.budget: MessageBudget | None = None
        """The team's; set before `connect`. None: nobody counts."""
        self.latencies: Latencies | None = None
        """The account's; set before `connect`. None: nobody keeps them."""
        self.on_push: Callable[[bytes], None] | None = None
        """Given each market update's frame, which is otherwise dropped unread."""
        self.on_frame: Callable[[str, bool, bytes], None] | None = None
        """Given the session's name, whether it was sent, and the frame: each request and each answer, for a journal. It only takes note."""
        self.on_stray: Callable[[], None] | None = None
        """Called at a reply that nobody waits for: the exchange may have been told something twice."""
        self._transport = transport
        self._dialect = dialect
        self._errors = errors
        self._clock = clock or RealClock()
        self._tasks: TaskOwner | None = None
        self._connection: Connection | None = None
        self._welcome: asyncio.Future[None] | None = None
        # both in order of sending: an error without an id means the oldest
        self._pending: dict[RequestId, _Pending] = {}
        self._late: dict[RequestId, Callable[[Outcome], None]] = {}
        self._speaks = False
        self._listeners: Listeners[[SessionState]] = Listeners()

    def on_state(self, listener: Callable[[SessionState], None]) -> Callable[[], None]:
        """Call `listener` at each change of state; returns the function that ends it."""
        return self._listeners.add(listener)

    # --- life ---

    async def connect(self) -> None:
        """Open the connection and wait for the exchange's welcome.

        Raises ConnectError, one clear sentence, when the first attempt fails; after that the session reconnects by itself until `close`.
        """
        if self.state not in (SessionState.CLOSED, SessionState.FAILED):
            raise RuntimeError(f"session {self.name} is {self.state.value}, it cannot connect again")
        self._set_state(SessionState.CONNECTING)
        tasks = self._tasks = TaskOwner(f"session {self.name}", self._errors)
        try:
            connection = await self._open_first()
            if self._tasks is not tasks:
                await connection.close()
                raise SessionClosedError(say("session {name} was closed while it connected", name=self.name))
            self._welcome = asyncio.get_running_loop().create_future()
            self._tasks.start("reader", self._run(connection))
            try:
                async with asyncio.timeout(_WELCOME_TIMEOUT_S):
                    await self._welcome
            except TimeoutError:
                raise HostSilentError(
                    say("{address} accepted the connection but sent no welcome", address=self._transport.address)
                ) from None
        except BaseException:
            await self.close()
            raise

    async def _open_first(self) -> Connection:
        # ten openings a second and ten connections are the team's limits (protocol section 1): a start of many bots may have to queue
        for _ in range(_FULL_HOUSE_TRIES - 1):
            try:
                return await self._transport.open()
            except TooManyConnectionsError:
                await asyncio.sleep(_FULL_HOUSE_PAUSE_S)
        return await self._transport.open()

    async def answered(self) -> None:
        """Return when no request is under way: each was answered, lost or has timed out."""
        while self._pending:  # noqa: ASYNC110 - asked once in a session's life; their ends are in many places
            await asyncio.sleep(_ANSWERED_S)

    async def close(self) -> None:
        """End the session. Requests under way fail as unknown. May be called twice."""
        self._set_state(SessionState.CLOSED)
        connection, self._connection = self._connection, None
        tasks, self._tasks = self._tasks, None
        self._fail_pending(say("session {name} was closed while a request was under way", name=self.name))
        if connection is not None:
            await connection.close()
        if tasks is not None:
            await tasks.stop()

    async def _run(self, first: Connection) -> None:
        try:
            await self._serve(first)
            async with contextlib.aclosing(self._transport.connections()) as connections:
                async for connection in connections:
                    self.reconnects += 1
                    await self._serve(connection)
        except AuthenticationError as error:
            self._errors.report_exception(f"session {self.name}", error)
        finally:
            # also where a bug ended the reader, which the task's owner reports: nobody may take it for a connection
            if self.state is not SessionState.CLOSED:
                self._connection = None
                self._fail_pending(say("session {name} failed while a request was under way", name=self.name))
                self._set_state(SessionState.FAILED)

    async def _serve(self, connection: Connection) -> None:
        receiver = Receiver(connection)
        try:
            count = 0
            self.opened_ms = self._clock.now_ms()
            self._speaks = False
            while True:
                # a welcome is owed at once, updates not before a round begins
                frame = await receiver.receive(speaks=self._speaks or not count)
                self._handle(connection, frame)
                count += 1
                if count % _FRAMES_PER_TURN == 0:
                    # a recv from a full buffer does not suspend: let the others live
                    await asyncio.sleep(0)
        except ConnectionLost as lost:
            if self.state is not SessionState.CLOSED:
                level = logging.INFO if lost.code in ROUND_END_CODES else logging.WARNING
                log.log(level, "session %s lost its connection: %s", self.name, lost)
                self._set_state(SessionState.RECONNECTING)
            self._connection = None
            self._fail_pending(
                say("the connection of session {name} was lost while a request was under way", name=self.name)
            )
        finally:
            receiver.close()
            await connection.close()

    def _set_state(self, state: SessionState) -> None:
        if state is self.state:
            return
        self.state = state
        self._listeners(state)

    # --- out ---

    async def request(
        self,
        make: Callable[[RequestId], m.Request],
        timeout_ms: int = DEFAULT_TIMEOUT_MS,
        *,
        owner: BotId | None = None,
    ) -> m.Reply:
        """Send the request that `make` builds round a fresh id and return its reply (never an ErrorReply).

        Raises SessionClosedError or QuotaError (nothing was sent), ExchangeError (the exchange refused it) or RequestTimeoutError (its
        fate is unknown).
        """
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

        def settle(outcome: Outcome) -> None:
            if not answer.done():
                answer.set_result(outcome)

        await self.submit(make(new_request_id()), settle, timeout_ms, owner=owner)
        outcome = await answer
        if isinstance(outcome, RequestError):
            raise outcome
        return outcome

    async def submit(
        self,
        request: m.Request,
        on_outcome: Callable[[Outcome], None],
        timeout_ms: int = DEFAULT_TIMEOUT_MS,
        *,
        owner: BotId | None = None,
        paid: bool = False,
    ) -> None:
        """Send `request` of `owner` (None: of whom the session is named after) when the team's budget allows.

        Its fate is told to `on_outcome`, whatever becomes of the caller in the meantime.

        `on_outcome` runs in the reader, before the next frame is read. After a RequestTimeoutError, and after an error that named no
        request, it is called a second time if the reply comes after all. Returns when the frame was handed to the connection. `paid`: the
        caller has taken the message out of the budget. Raises SessionClosedError or QuotaError (nothing was sent, `on_outcome` is not
        called) or OverflowError (a number beyond 64 bits).
        """
        payer = BotId(self.name) if owner is None else owner
        if self.budget is not None and not paid:
            try:
                await self.budget.take(payer, urgent=isinstance(request, m.CancelOrder))
            except OverQuotaError as error:
                raise QuotaError(sentence_of(error)) from None
        connection = self._connection
        if connection is None or self.state is not SessionState.CONNECTED:
            raise SessionClosedError(
                say("session {name} is {state}: nothing was sent", name=self.name, state=say(self.state.value))
            )
        frame = self._dialect.encode(request)
        request_id = request.request_id
        timer = asyncio.get_running_loop().call_later(timeout_ms / 1_000, self._expire, request_id, timeout_ms)
        is_order = isinstance(request, m.AddOrder)
        self._pending[request_id] = _Pending(on_outcome, self._clock.now_ms(), timer, payer, is_order)
        await self._write(connection, frame, timeout_ms)

    async def _write(self, connection: Connection, frame: bytes, timeout_ms: int) -> None:
        """The one place where this session writes to its socket."""
        self.sent += 1
        if self.on_frame is not None:
            self.on_frame(self.name, True, frame)
        try:
            async with asyncio.timeout(timeout_ms / 1_000):
                await connection.send(frame)
        except ConnectionLost:
            # the reader meets the same loss and fails what is under way; a frame half out has an unknown fate like any other
            log.debug("session %s: a write met a lost connection", self.name)
        except TimeoutError:
            log.warning("session %s: the exchange takes no more frames", self.name)

    def _expire(self, request_id: RequestId, timeout_ms: int) -> None:
        pending = self._pending.pop(request_id, None)
        if pending is None:
            return
        self._keep_late(request_id, pending.on_outcome)
        self._tell(
            pending.on_outcome,
            RequestTimeoutError(say("no reply to request {request} within {ms} ms", request=request_id, ms=timeout_ms)),
        )

    def _keep_late(self, request_id: RequestId, on_outcome: Callable[[Outcome], None]) -> None:
        self._late[request_id] = on_outcome
        if len(self._late) > _KEEP_LATE:
            del self._late[next(iter(self._late))]

    def _fail_pending(self, reason: str) -> None:
        pending, self._pending = self._pending, {}
        self._late.clear()
        for entry in pending.values():
            entry.timer.cancel()
            self._tell(entry.on_outcome, RequestLostError(reason))

    # --- in ---

    def _handle(self, connection: Connection, frame: bytes) -> None:
        message = self._dialect.decode_session(frame)
        if isinstance(message, m.MarketPush):
            self._speaks = True
            if self._connection is not connection:
                # its welcome was lost, or there is none: it serves us all the same
                self._welcomed(connection)
            if self.on_push is not None:
                self.on_push(frame)
            return
        if self.on_frame is not None:
            self.on_frame(self.name, False, frame)
        if isinstance(
            message,
            m.AddOrderReply | m.CancelOrderReply | m.InventoryReply | m.PendingOrdersReply | m.ErrorReply,
        ):
            self._reply(message)
        elif isinstance(message, m.Welcome):
            self._welcomed(connection)
        elif isinstance(message, m.RateLimited):
            self._errors.report(
                f"session {self.name}", say("The exchange closed the connection: message rate limit exceeded.")
            )
        elif isinstance(message, m.Malformed):
            # the excerpt differs from frame to frame; without it, repeats count as one
            log.info("session %s: malformed frame: %r", self.name, message.excerpt)
            self._errors.report(
                f"session {self.name}",
                say("A frame could not be read and was left out: {reason}", reason=str(message.reason)),
                severity=Severity.WARNING,
            )

    def _welcomed(self, connection: Connection) -> None:
        if self.state is SessionState.CLOSED:
            return
        self._connection = connection
        self._set_state(SessionState.CONNECTED)
        if self._welcome is not None and not self._welcome.done():
            self._welcome.set_result(None)

    def _reply(self, reply: m.Reply) -> None:
        if isinstance(reply, m.ErrorReply) and not reply.request_id:
            if not self._pending:
                self._errors.report(
                    f"session {self.name}", say("The exchange reports: {message}", message=reply.message)
                )
                return
            oldest = next(iter(self._pending))
            pending = self._pending.pop(oldest)
            # another request may have been meant: then this one's own answer still comes
            self._keep_late(oldest, pending.on_outcome)
            self._settle(pending, ExchangeError(reply.message, certain=False))
            return
        outcome: Outcome = ExchangeError(reply.message) if isinstance(reply, m.ErrorReply) else reply
        asked = self._pending.pop(reply.request_id, None)
        if asked is not None:
            self._settle(asked, outcome)
            return
        late = self._late.pop(reply.request_id, None)
        if late is not None:
            self._tell(late, outcome)
        elif self.state is not SessionState.CLOSED:  # while it closes, answers to what was given up still come
            log.warning("session %s: a reply to %r that nobody waits for", self.name, reply.request_id)
            if self.on_stray is not None:
                self.on_stray()

    def _settle(self, pending: _Pending, outcome: Outcome) -> None:
        pending.timer.cancel()
        self.round_trip_ms = self._clock.now_ms() - pending.sent_ms
        if self.latencies is not None:
            self.latencies.add(pending.payer, self.round_trip_ms, order=pending.order)
        self._tell(pending.on_outcome, outcome)

    def _tell(self, on_outcome: Callable[[Outcome], None], outcome: Outcome) -> None:
        try:
            on_outcome(outcome)
        except Exception as error:  # noqa: BLE001 - a mistake in one request's handling must not end the reader of all
            self._errors.report_exception(f"session {self.name}", error)
