"""Frames from a transport through a dialect into the cache, for as long as the exchange is there."""

import asyncio
import logging
import re
from collections import deque
from contextlib import aclosing
from math import inf
from typing import Final, Protocol

from algotrade_gui.core.clock import Clock
from algotrade_gui.core.errors import ErrorCentre, Severity
from algotrade_gui.core.words import say
from algotrade_gui.market.records import FeedState
from algotrade_gui.market.silence import Receiver
from algotrade_gui.market.takeover import KEEP, Takeover
from algotrade_gui.market.transport import (
    ROUND_END_CODES,
    AuthenticationError,
    ConnectError,
    Connection,
    ConnectionLost,
    HostSilentError,
    Transport,
)
from algotrade_gui.wire.codec import Dialect
from algotrade_gui.wire.messages import ErrorReply, Malformed, MarketUpdate, RateLimited, UnknownMessage, Welcome

log = logging.getLogger(__name__)

SOURCE: Final = "market data"
_BATCH_FRAMES: Final = 16
_BATCH_MS: Final = 5.0
_DISTINCT_REASONS: Final = 20
STALE_AFTER_MS: Final = 500.0
ROUND_END_PATIENCE_S: Final = 3.0
"""A round's end is no news, and an exchange that is there takes its clients in again at once."""
_NOTED_LATE_MS: Final = 1_000.0
"""A busy loop may note an opening later than it was."""


class UpdateSink(Protocol):
    """Who takes the updates, in wire order."""

    def connected(self) -> None:
        """A connection was opened; the updates that follow are its own, and some may have been missed before it."""

    def apply(self, update: MarketUpdate) -> None:
        """Take one update."""

    def unreadable(self, frame: bytes) -> None:
        """A frame came that could not be read."""


class Feed:
    """Owns the one market-data connection: reads it, replaces it when it is lost, tells the error centre what went wrong.

    `connect` makes the first attempt; `run`, as a task of the owner's, does the rest until it is cancelled or the secret is refused.
    """

    def __init__(
        self,
        transport: Transport,
        dialect: Dialect,
        sink: UpdateSink,
        errors: ErrorCentre,
        clock: Clock,
        *,
        patient: bool = False,
    ) -> None:
        """`patient`: a connection that falls silent is not taken for lost."""
        self.state = FeedState.DISCONNECTED
        """DISCONNECTED, CONNECTING, WAITING (connected) or STOPPED; whether data is live or stale is for the cache to say."""
        self.reconnects = 0
        """How many connections were opened after the first."""
        self._transport = transport
        self._dialect = dialect
        self._sink = sink
        self._errors = errors
        self._clock = clock
        self._patient = patient
        self._first: Connection | None = None
        self._reasons: set[str] = set()
        self._takeover = Takeover()
        self._spare_frames: deque[bytes] = deque(maxlen=KEEP)
        self._heard_ms = clock.now_ms()
        self._handed_ms = -inf
        """When an update was handed on last: a connection opened after that is behind it only if another round is being played."""
        self._opened_ms = self._spare_opened_ms = -inf
        self._warning: asyncio.TimerHandle | None = None
        """Of a connection that was closed in order, to come unless it is replaced."""
        self._ended_ms = inf
        """When the exchange ended, as long as all that was handed on is of that one."""
        self._awaits_first = False
        """No update has come on the present connection yet, and the sink does not know of it."""

    async def connect(self, timeout_s: float) -> None:
        """Open the first connection and wait for the welcome. Raises ConnectError; then nothing stays open."""
        self.state = FeedState.CONNECTING
        connection: Connection | None = None
        try:
            connection = await self._transport.open()
            self._sink.connected()
            self._heard_ms = self._clock.now_ms()
            await self._welcome(connection, timeout_s)
            self._first, connection = connection, None
            self.state = FeedState.WAITING
        finally:
            if self._first is None:
                self.state = FeedState.DISCONNECTED
            if connection is not None:
                await connection.close()

    async def run(self) -> None:
        """Read frames until cancelled; reconnect by itself. Call after `connect`. Ends by itself only when the secret is refused."""
        try:
            if self._first is not None:
                await self._read(self._first, greeted=True)
                await self._first.close()
            self.state = FeedState.CONNECTING
            async with aclosing(self._transport.connections()) as connections:
                async for connection in connections:
                    self._withhold()
                    self.reconnects += 1
                    log.info("connected again to %s", self._transport.address)
                    self._awaits_first = self._takeover.spare_leads
                    if not self._awaits_first:
                        self._begin()
                    self._heard_ms = self._opened_ms = self._clock.now_ms()
                    self.state = FeedState.WAITING
                    await self._read(connection)
                    self.state = FeedState.CONNECTING
        except AuthenticationError as error:
            self._errors.report_exception(SOURCE, error)
        finally:
            self._withhold()
            # also where a bug ended the task: whoever looks must not take it for a connection
            self.state = FeedState.DISCONNECTED

    async def close(self) -> None:
        """Close the connection that `connect` opened, once `run` has ended."""
        self.state = FeedState.STOPPED
        first, self._first = self._first, None
        if first is not None:
            await first.close()

    def exchange_ended(self) -> None:
        """Take what a connection tells that is opened from now on for another exchange's, whatever its clock says."""
        self._ended_ms = self._clock.now_ms()

    # --- the spare copy ---

    @property
    def spare_leads(self) -> bool:
        """Whether updates come from an order session's copy."""
        return self._takeover.spare_leads

    def spare_frame(self, frame: bytes) -> None:
        """Take an update as another connection was sent it: kept unread while this one is well, used while it is stale or gone."""
        takeover = self._takeover
        if takeover.spare_leads:
            self._hand_on(takeover.spare(message) if (message := self._spare_update(frame)) is not None else [])
            return
        self._spare_frames.append(frame)
        if self.state is FeedState.WAITING and self._clock.now_ms() - self._heard_ms <= STALE_AFTER_MS:
            return
        if self.state in (FeedState.DISCONNECTED, FeedState.STOPPED):
            return
        for kept in self._spare_frames:
            if (message := self._spare_update(kept)) is not None:
                takeover.spare(message)
        self._spare_frames.clear()
        news, whole = takeover.stale(
            fresh=self._is_younger(self._spare_opened_ms), other=self._spare_opened_ms >= self._ended_ms
        )
        if news:
            log.info("market data is stale: an order connection's copy takes over")
            if not whole:
                self._begin()
            self._hand_on(news)

    def spare_begins(self, opened_ms: float) -> None:
        """The frames that follow come by a connection that was opened at `opened_ms` of the clock."""
        self._spare_opened_ms = opened_ms

    def spare_lost(self) -> None:
        """The connection behind `spare_frame` has ended."""
        led = self._takeover.spare_leads
        self._spare_frames.clear()
        self._takeover.spare_lost()
        if led:
            # what this connection was sent meanwhile was left aside
            self._sink.connected()

    def _is_younger(self, opened_ms: float) -> bool:
        """Whether a connection was opened after all that was handed on was sent."""
        return opened_ms > self._handed_ms + _NOTED_LATE_MS

    def _begin(self) -> None:
        """What is handed on next is the first of its connection."""
        self._ended_ms = inf
        self._sink.connected()

    def _spare_update(self, frame: bytes) -> MarketUpdate | None:
        message = self._dialect.decode(frame)
        return message if isinstance(message, MarketUpdate) else None

    def _hand_on(self, updates: list[MarketUpdate]) -> None:
        for update in updates:
            self._handed_ms = self._clock.now_ms()
            self._sink.apply(update)

    # --- parts ---

    async def _welcome(self, connection: Connection, timeout_s: float) -> None:
        address = self._transport.address
        problem: ConnectError | None = None
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    frame = await connection.recv()
                    message = self._dialect.decode(frame)
                    if isinstance(message, Welcome):
                        log.info("connected to %s: %s", address, message.message)
                        return
                    if isinstance(message, MarketUpdate):
                        # a server without a greeting is a server all the same
                        self._hand_on(self._takeover.main(message))
                        return
                    self._note(message)
        except TimeoutError:
            problem = HostSilentError(
                say(
                    "{address} accepted the connection but sent no welcome within {timeout_s} s.",
                    address=address,
                    timeout_s=f"{timeout_s:g}",
                )
            )
        except ConnectionLost as lost:
            problem = ConnectError(
                say("{address} ended the connection before its welcome ({lost}).", address=address, lost=lost.sentence)
            )
        if problem is not None:
            raise problem

    async def _read(self, connection: Connection, *, greeted: bool = False) -> None:
        """Apply frames until the connection is lost."""
        decode = self._dialect.decode
        receiver = Receiver(connection)
        receive = receiver.receive
        speaks = False
        in_batch = 0
        turn_began_ms = self._clock.now_ms()
        try:
            while True:
                # a welcome is owed at once, updates not before a round begins
                frame = await receive(speaks=(speaks or not greeted) and not self._patient)
                greeted = True
                message = decode(frame)
                if isinstance(message, MarketUpdate):
                    speaks = True
                    self._heard_ms = self._clock.now_ms()
                    self._take(message)
                else:
                    if isinstance(message, Malformed):
                        self._sink.unreadable(frame)
                    self._note(message)
                # recv does not suspend while frames are waiting: a burst would keep everyone else from the loop
                in_batch += 1
                if in_batch >= _BATCH_FRAMES or self._clock.now_ms() - turn_began_ms > _BATCH_MS:
                    await asyncio.sleep(0)
                    in_batch = 0
                    turn_began_ms = self._clock.now_ms()
        except ConnectionLost as lost:
            self._takeover.main_lost()
            log.info("lost %s: %s", self._transport.address, lost)
            self._tell_lost(lost)
        finally:
            receiver.close()

    def _tell_lost(self, lost: ConnectionLost) -> None:
        """Warn of a lost connection; of one that was closed as at a round's end only if no other comes about soon."""
        sentence = say(
            "The {lost}; connecting again to {address}. Nothing is cancelled or sold for that.",
            lost=lost.sentence,
            address=self._transport.address,
        )
        if lost.code in ROUND_END_CODES:
            self._warning = asyncio.get_running_loop().call_later(ROUND_END_PATIENCE_S, self._warn, sentence)
        else:
            self._warn(sentence)

    def _withhold(self) -> None:
        """There is nothing to warn of any more."""
        if self._warning is not None:
            self._warning.cancel()
            self._warning = None

    def _take(self, update: MarketUpdate) -> None:
        led = self._takeover.spare_leads
        first, self._awaits_first = self._awaits_first, False
        if first and led and self._is_younger(self._opened_ms) and self._takeover.is_behind(update):
            # a connection that is younger than the newest update, and behind it: another round, and the spare copy is silent
            self._takeover.spare_lost()
            self._sink.connected()
        self._hand_on(self._takeover.main(update))
        if led and not self._takeover.spare_leads:
            log.info("market data comes by its own connection again")

    def _note(self, message: object) -> None:
        if isinstance(message, Malformed):
            self._malformed(message)
        elif isinstance(message, ErrorReply):
            self._warn(say("The exchange reports on the market-data connection: {message}", message=message.message))
        elif isinstance(message, RateLimited):
            self._warn(say("The exchange says that the team sends too many messages."))
        elif isinstance(message, UnknownMessage):
            log.debug("ignored a message of type %.40r", message.type)

    def _malformed(self, message: Malformed) -> None:
        log.debug("malformed frame: %s: %s", message.reason, message.excerpt)
        # positions differ from frame to frame: without them, repeats count as one
        reason = re.sub(r"\d+", "#", message.reason)[:120]
        if reason not in self._reasons:
            if len(self._reasons) >= _DISTINCT_REASONS:
                reason = say("for several reasons")
            self._reasons.add(reason)
        self._warn(say("A frame could not be read and was left out: {reason}", reason=reason))

    def _warn(self, sentence: str) -> None:
        self._errors.report(SOURCE, sentence, severity=Severity.WARNING)
