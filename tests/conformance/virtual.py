"""The exchange of this process behind the suite's own network interface: in virtual time minutes of a round pass at once."""

import asyncio
from typing import Any

from algotrade_gui.conformance.bench import Bench
from algotrade_gui.conformance.link import ClosedError, RefusedError
from algotrade_gui.market.inprocess import InProcessExchange, InProcessLink
from algotrade_gui.market.transport import AuthenticationError, ConnectionLost, TooManyConnectionsError
from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.venue import Venue

TEAMS = {"one": "first-secret", "two": "second-secret"}


class VirtualLink:
    """A link of the exchange with the suite's manners."""

    extensions: tuple[str, ...] = ()

    def __init__(self, link: InProcessLink) -> None:
        self._link = link

    async def send(self, frame: str | bytes) -> None:
        try:
            await self._link.send(frame.encode("utf-8", "surrogatepass") if isinstance(frame, str) else frame)
        except ConnectionLost as lost:
            raise ClosedError(lost.code) from None

    async def recv(self, timeout_ms: float) -> str | bytes | None:
        try:
            async with asyncio.timeout(timeout_ms / 1_000):
                return (await self._link.recv()).decode()
        except TimeoutError:
            return None
        except ConnectionLost as lost:
            raise ClosedError(lost.code) from None

    async def ping(self, timeout_ms: float) -> bool:
        if not self._link.open:
            raise ClosedError(None)
        return True

    async def close(self) -> None:
        await self._link.close()


class VirtualNetwork:
    """An exchange that starts, and plays to `start_ms`, when the first connection is opened. For a loop in virtual time."""

    address = "virtual"

    def __init__(self, *, start_ms: int = 0, **settings: Any) -> None:
        self._exchange = InProcessExchange(make_config(**{"teams": TEAMS, **settings}))
        self._start_ms = start_ms
        self.venue: Venue | None = None
        """Stays when the exchange has stopped."""

    def now_ms(self) -> float:
        return asyncio.get_running_loop().time() * 1_000

    async def sleep(self, span_ms: float) -> None:
        await asyncio.sleep(span_ms / 1_000)

    async def open(self, secret: str | None, *, reads_ahead: int = 512) -> VirtualLink:
        if self.venue is None:
            self._exchange.start()
            self.venue = self._exchange.venue
            await self.sleep(self._start_ms)
        try:
            return VirtualLink(await self._exchange.open(secret or ""))
        except AuthenticationError:
            raise RefusedError(401) from None
        except TooManyConnectionsError:
            raise RefusedError(429) from None

    async def close(self) -> None:
        await self._exchange.stop()


class VirtualBench(Bench):
    """A bench on an exchange of its own, with a second team."""

    def __init__(self, *, watch_ms: int = 4_000, start_ms: int = 0, patience_ms: int = 0, **settings: Any) -> None:
        self.virtual = VirtualNetwork(start_ms=start_ms, **settings)
        super().__init__(self.virtual, TEAMS["one"], TEAMS["two"], watch_ms=watch_ms, patience_ms=patience_ms)

    async def close(self) -> None:
        try:
            await super().close()
        finally:
            await self.virtual.close()
