"""The practice exchange in this process, without a socket: its own sessions at the far end of a Transport, in the loop's time.

Made for virtual time (`core.virtual_time`): on such a loop a round of minutes takes seconds. Everything between a client and the exchange
goes through the link's `Tap`, so that a test can lose, hold back, repeat or change any frame, and cut any link.
"""

import asyncio
import random
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Final

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import TeamId
from algotrade_gui.market.backoff import Backoff
from algotrade_gui.market.transport import (
    AuthenticationError,
    ConnectError,
    ConnectionLost,
    nobody_listens,
    refused,
    silent,
)
from algotrade_gui.simulator.config import ExchangeConfig
from algotrade_gui.simulator.sessions import Session, Sessions
from algotrade_gui.simulator.venue import Refusal, Venue

ADDRESS: Final = "the exchange in this process"
OPEN_TIMEOUT_S: Final = 5.0
_NORMAL: Final = 1_000
_TOO_BIG: Final = 1_009
_BROKEN: Final = "the network connection broke"


class Tap:
    """What a link's two ends go through; this one hands everything on at once. Subclass it to stand in between.

    Each method is called once for what one end does. What becomes of it is the tap's to say, now or later (`loop.call_later`), by the
    link's `deliver_up`, `deliver_down`, `end_up` and `end_down`, which may be called at any time and do nothing on an end that is closed.
    """

    def up(self, link: "InProcessLink", frame: bytes) -> None:
        """The client has sent a frame."""
        link.deliver_up(frame)

    def down(self, link: "InProcessLink", frame: bytes) -> None:
        """The exchange has sent a frame."""
        link.deliver_down(frame)

    def closed_by_client(self, link: "InProcessLink") -> None:
        """The client has closed its end."""
        link.end_up()

    def closed_by_exchange(self, link: "InProcessLink", code: int | None, reason: str) -> None:
        """The exchange has closed the link; `code` is None where it cut it without a word."""
        link.end_down(code, reason)


class InProcessLink:
    """One connection. The client holds it as a `Connection`; the exchange as a `ClientEnd`."""

    def __init__(self, exchange: "InProcessExchange", number: int, team: TeamId, tap: Tap) -> None:
        self.number = number
        """Counts the links of one exchange from 1, in the order of their opening."""
        self.team = team
        self.tap = tap
        """May be replaced at any time."""
        self.frames_up = 0
        self.frames_down = 0
        self._exchange = exchange
        self._loop = asyncio.get_running_loop()
        self._session: Session | None = None
        self._inbox: deque[bytes] = deque()
        self._inbox_bytes = 0
        self._waiter: asyncio.Future[None] | None = None
        self._closed_by_client = False
        self._closed_by_exchange = False
        self._broken = False
        self._lost: ConnectionLost | None = None
        """Why nothing more comes down, once what is in the inbox was taken."""

    def __repr__(self) -> str:
        return f"InProcessLink({self.number}, team {self.team})"

    def join(self, session: Session) -> None:
        """Called once by the exchange: what `deliver_up` hands over goes to that session from now on."""
        self._session = session

    @property
    def open(self) -> bool:
        """Whether the client may still send."""
        return not self._closed_by_client and self._lost is None

    # --- the client's end (Connection) ---

    async def recv(self) -> bytes:
        """Return the next frame. Raises ConnectionLost once all frames before the connection's end were taken."""
        if self._waiter is not None:
            raise RuntimeError("two tasks receive from one connection")
        while not self._inbox:
            if self._lost is not None:
                raise ConnectionLost(self._lost.code, self._lost.reason)
            self._waiter = self._loop.create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        frame = self._inbox.popleft()
        self._inbox_bytes -= len(frame)
        return frame

    async def send(self, frame: bytes) -> None:
        """Send a frame; it arrives in the loop's next turn, unless the tap holds it back. Raises ConnectionLost."""
        if not self.open:
            lost = self._lost or ConnectionLost(_NORMAL, "")
            raise ConnectionLost(lost.code, lost.reason)
        self.frames_up += 1
        self.tap.up(self, bytes(frame))

    async def close(self) -> None:
        """End the connection and return when the exchange knows it, unless the tap keeps it from it."""
        if not self._closed_by_client:
            self._closed_by_client = True
            self._forget_inbox()
            if self._lost is None:
                self._lost = ConnectionLost(_NORMAL, "")
                self._wake()
            self.tap.closed_by_client(self)
        # what arrives does so in the loop's next turn
        await asyncio.sleep(0)

    # --- the exchange's end (ClientEnd) ---

    @property
    def backlog_bytes(self) -> int:
        """What was sent and not yet taken by the client."""
        return self._inbox_bytes

    def push(self, frame: bytes) -> None:
        """As `send` for a text that is encoded already."""
        if not self._closed_by_exchange:
            self.frames_down += 1
            self.tap.down(self, frame)

    def hang_up(self, code: int | None, reason: str) -> None:
        """The exchange ends the link: with a code after what was sent, or None: at once, and what was not taken is gone."""
        if not self._closed_by_exchange:
            self._closed_by_exchange = True
            self.tap.closed_by_exchange(self, code, reason)

    # --- what comes out of the tap ---

    def deliver_up(self, frame: bytes) -> None:
        """Let a frame arrive at the exchange, in the loop's next turn."""
        self._loop.call_soon(self._arrive, frame)

    def deliver_down(self, frame: bytes) -> None:
        """Let a frame arrive at the client."""
        if self._lost is None:
            self._inbox.append(frame)
            self._inbox_bytes += len(frame)
            self._wake()

    def end_up(self) -> None:
        """Let the exchange know that the client is gone, after the frames that were delivered before."""
        self._loop.call_soon(self._leave)

    def end_down(self, code: int | None, reason: str) -> None:
        """Let the client know that the connection has ended, after the frames that were delivered before; at once where `code` is None."""
        if self._lost is None:
            if code is None:
                self._forget_inbox()
            self._lost = ConnectionLost(code, reason)
            self._wake()
            if self._closed_by_exchange:
                # the client's side of a socket's closing handshake
                self.end_up()

    def cut(self) -> None:
        """Break the link for both ends, without a word: nothing that is under way arrives. The exchange knows in the loop's next turn."""
        self._closed_by_exchange = self._broken = True
        self.end_down(None, _BROKEN)
        self.end_up()

    def _arrive(self, frame: bytes) -> None:
        if self._session is None or self._broken:
            return
        if len(frame) > self._exchange.config.limits.frame_bytes:
            self.hang_up(_TOO_BIG, "")
            return
        self._session.received(frame)

    def _leave(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            self._closed_by_exchange = True
            self._exchange.forget(self)
            session.left()

    def _forget_inbox(self) -> None:
        self._inbox.clear()
        self._inbox_bytes = 0

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class _End:
    """A link as the exchange's sessions see it (`ClientEnd`)."""

    __slots__ = ("link",)

    def __init__(self, link: InProcessLink) -> None:
        self.link = link

    @property
    def backlog_bytes(self) -> int:
        return self.link.backlog_bytes

    def send(self, text: str) -> None:
        send_to_links((self,), text)

    def close(self, code: int, reason: str) -> None:
        self.link.hang_up(code, reason)

    def abort(self) -> None:
        self.link.hang_up(None, _BROKEN)


def send_to_links(ends: Sequence[_End], text: str) -> None:
    """Encode `text` once and hand it to each link."""
    frame = text.encode()
    for end in ends:
        end.link.push(frame)


class InProcessExchange:
    """An exchange on the running loop. `start` it, connect by `transport(secret)`, `stop` it; both may be repeated."""

    def __init__(self, config: ExchangeConfig, errors: ErrorCentre | None = None) -> None:
        self.config = config
        self.errors = errors or ErrorCentre()
        """The exchange's own."""
        self.links: list[InProcessLink] = []
        """The open ones, oldest first."""
        self.opened = 0
        """Links that ever were."""
        self.make_tap: Callable[[], Tap] = Tap
        """Called for each new link."""
        self.before_open: Callable[[], Awaitable[None]] | None = None
        """Called for each attempt to connect: may raise a ConnectError (`refused(ADDRESS, 429)`) or wait, which a client bears for 5 s."""
        self._sessions: Sessions | None = None

    @property
    def running(self) -> bool:
        return self._sessions is not None

    @property
    def sessions(self) -> Sessions:
        """The exchange among its clients. Raises RuntimeError when it does not run."""
        if self._sessions is None:
            raise RuntimeError("the exchange does not run")
        return self._sessions

    @property
    def venue(self) -> Venue:
        """What is traded on, with every account. Raises RuntimeError when it does not run."""
        return self.sessions.venue

    def start(self, config: ExchangeConfig | None = None) -> None:
        """Begin with the first round, by `config` from now on where one is given. Raises RuntimeError when it runs already."""
        if self._sessions is not None:
            raise RuntimeError("the exchange runs already")
        self.config = config or self.config
        self._sessions = Sessions(self.config, self.errors)
        self._sessions.open()

    async def stop(self) -> None:
        """Close every link with 1001; nobody listens from then on. Idempotent."""
        sessions, self._sessions = self._sessions, None
        if sessions is not None:
            await sessions.close()

    async def crash(self) -> None:
        """As `stop`, without a word to the clients."""
        for link in list(self.links):
            link.cut()
        await self.stop()

    def transport(self, secret: str) -> "InProcessTransport":
        """The way in for a team."""
        return InProcessTransport(self, secret)

    async def open(self, secret: str) -> InProcessLink:
        """Make one attempt to connect. Raises ConnectError."""
        if self.before_open is not None:
            try:
                async with asyncio.timeout(OPEN_TIMEOUT_S):
                    await self.before_open()
            except TimeoutError:
                raise silent(ADDRESS, OPEN_TIMEOUT_S) from None
        # a handshake takes at least a turn
        await asyncio.sleep(0)
        sessions = self._sessions
        if sessions is None:
            raise nobody_listens(ADDRESS)
        answer = sessions.admit(secret)
        if isinstance(answer, Refusal):
            raise refused(ADDRESS, answer.value)
        self.opened += 1
        link = InProcessLink(self, self.opened, answer, self.make_tap())
        self.links.append(link)
        link.join(sessions.join(answer, _End(link), send_to_links))
        return link

    def forget(self, link: InProcessLink) -> None:
        """Called by a link that has ended."""
        if link in self.links:
            self.links.remove(link)


class InProcessTransport:
    """A team's way to an `InProcessExchange` (a `Transport`), with the WebSocket transport's policy of reconnecting."""

    def __init__(self, exchange: InProcessExchange, secret: str) -> None:
        self._exchange = exchange
        self._secret = secret
        self._chains = 0

    def __repr__(self) -> str:
        return f"InProcessTransport({ADDRESS!r})"

    @property
    def address(self) -> str:
        return ADDRESS

    async def open(self) -> InProcessLink:
        """Make one attempt. Raises ConnectError."""
        return await self._exchange.open(self._secret)

    async def connections(self) -> AsyncGenerator[InProcessLink, None]:
        """As Transport.connections. The delays are the same in each run: their jitter is seeded by the exchange's seed."""
        self._chains += 1
        backoff = Backoff(random.Random(f"{self._exchange.config.seed}/backoff/{self._chains}"))
        loop = asyncio.get_running_loop()
        delays = backoff.delays()
        while True:
            try:
                link = await self.open()
            except AuthenticationError:
                raise
            except ConnectError:
                await asyncio.sleep(next(delays))
                continue
            delays = backoff.delays()
            began_s = loop.time()
            try:
                yield link
            finally:
                await link.close()
            await asyncio.sleep(backoff.after_connection_s(loop.time() - began_s))
