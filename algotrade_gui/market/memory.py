"""A transport without a socket: both ends in one process, for tests that script an exchange."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from typing import Any

import msgspec

from algotrade_gui.market.transport import AuthenticationError, ConnectError, ConnectionLost

_encode = msgspec.json.Encoder().encode


class MemoryLink:
    """One connection: the client uses `recv`, `send` and `close`, the scripted exchange the rest."""

    def __init__(self, exchange: "MemoryExchange") -> None:
        self.sent: list[bytes] = []
        """What the client sent, oldest first."""
        self.closed_by_client = False
        self._exchange = exchange
        self._inbox: deque[bytes] = deque()
        self._lost: ConnectionLost | None = None
        self._inbox_waiter: asyncio.Event = asyncio.Event()
        self._sent_waiter: asyncio.Event = asyncio.Event()
        self._taken = 0

    # --- the client's end ---

    async def recv(self) -> bytes:
        """Return the next frame that the exchange pushed; frames already pushed still come after a `drop`."""
        while not self._inbox:
            if self._lost is not None:
                raise ConnectionLost(self._lost.code, self._lost.reason)
            self._inbox_waiter.clear()
            await self._inbox_waiter.wait()
        return self._inbox.popleft()

    async def send(self, frame: bytes) -> None:
        if self._lost is not None:
            raise ConnectionLost(self._lost.code, self._lost.reason)
        self.sent.append(bytes(frame))
        self._sent_waiter.set()
        self._exchange.received(self, bytes(frame))

    async def close(self) -> None:
        self.closed_by_client = True
        if self._lost is None:
            self.drop(1000, "closed by the client")

    # --- the exchange's end ---

    def push(self, message: dict[str, Any] | bytes | str) -> None:
        """Send a frame to the client: a dict as JSON, text and bytes as they are."""
        frame = (
            message
            if isinstance(message, bytes)
            else message.encode()
            if isinstance(message, str)
            else _encode(message)
        )
        self._inbox.append(frame)
        self._inbox_waiter.set()

    def drop(self, code: int | None = 1006, reason: str = "") -> None:
        """End the connection from the exchange's side."""
        self._lost = ConnectionLost(code, reason)
        self._inbox_waiter.set()

    @property
    def open(self) -> bool:
        return self._lost is None

    async def next_sent(self) -> bytes:
        """Return the client's next frame that was not returned yet; waits for it."""
        while self._taken >= len(self.sent):
            self._sent_waiter.clear()
            await self._sent_waiter.wait()
        self._taken += 1
        return self.sent[self._taken - 1]


class MemoryExchange:
    """A Transport whose far end is a script.

    `on_open` is called with each new link (by default it pushes the welcome), `on_frame` with each frame that a client sends.
    `refuse_with`, while set, is raised by each attempt to connect.
    """

    WELCOME = b'{"type":"welcome","message":"Connected to OrderBook API"}'

    def __init__(
        self,
        *,
        on_open: Callable[[MemoryLink], None] | None = None,
        on_frame: Callable[[MemoryLink, bytes], None] | None = None,
    ) -> None:
        self.links: list[MemoryLink] = []
        self.attempts = 0
        self.refuse_with: ConnectError | None = None
        self._on_open = on_open or (lambda link: link.push(self.WELCOME))
        self._on_frame = on_frame
        self._opened = asyncio.Event()
        self._waiting_since = 0

    @property
    def address(self) -> str:
        return "memory"

    async def open(self) -> MemoryLink:
        self.attempts += 1
        if self.refuse_with is not None:
            raise self.refuse_with
        link = MemoryLink(self)
        self.links.append(link)
        self._on_open(link)
        self._opened.set()
        return link

    async def connections(self) -> AsyncGenerator[MemoryLink, None]:
        """As Transport.connections; after a failed attempt it tries again in the loop's next turn."""
        while True:
            await asyncio.sleep(0)
            try:
                link = await self.open()
            except AuthenticationError:
                raise
            except ConnectError:
                continue
            try:
                yield link
            finally:
                await link.close()

    async def opened(self, count: int) -> MemoryLink:
        """Wait until `count` links were opened in all and return the last of them."""
        while len(self.links) < count:
            self._opened.clear()
            await self._opened.wait()
        return self.links[count - 1]

    def received(self, link: MemoryLink, frame: bytes) -> None:
        """Called by a link whose client sent a frame."""
        if self._on_frame is not None:
            self._on_frame(link, frame)
