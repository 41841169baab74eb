"""A practice exchange behind a faulty proxy, both with real sockets, in a process of its own: `python -m tests.faults.socket_proxy SEED`.

Says its address in one line, does harm by a plan of its own for as long as its standard input is open, then says what it has done.
"""

import asyncio
import random
import sys
import threading
from collections import Counter
from contextlib import suppress
from typing import Any, cast

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.http11 import Request, Response

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.market.inprocess import InProcessLink
from algotrade_gui.simulator import server as exchange_server
from algotrade_gui.simulator.config import make_config
from tests.faults.plan import Kind
from tests.faults.proxy import FaultyTap, Proxy, Rule

HOST = "127.0.0.1"
CALM_S = 3.0
"""Without a fault, at first: the program starts."""
STEP_S = 0.45
KINDS = (
    Kind.DROP,
    Kind.CORRUPT,
    Kind.CLOSE_AFTER_ORDER,
    Kind.DUPLICATE,
    Kind.TRUNCATE,
    Kind.DELAY,
    Kind.CLOSE,
    Kind.REORDER,
    Kind.TOO_MANY,
    Kind.MUTE,
    Kind.CLOSE_BEFORE_ORDER,
    Kind.RESTART,
)
"""In turn. A 401 would end the program's work, and a process has no clock of its own to turn."""


class SocketLink:
    """One client's connection and its other half to the exchange; as far as a `FaultyTap` knows it, an `InProcessLink`."""

    def __init__(self, near: ServerConnection, far: ClientConnection) -> None:
        self._near = near
        self._far = far
        self._up: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._down: asyncio.Queue[bytes | None] = asyncio.Queue()

    def deliver_up(self, frame: bytes) -> None:
        self._up.put_nowait(frame)

    def deliver_down(self, frame: bytes) -> None:
        self._down.put_nowait(frame)

    def end_up(self) -> None:
        self._up.put_nowait(None)

    def end_down(self, code: int | None, reason: str) -> None:
        self._down.put_nowait(None)

    def cut(self) -> None:
        for socket in (self._near, self._far):
            socket.transport.abort()

    async def run(self, tap: FaultyTap) -> None:
        """Pass frames by `tap` until both ends are closed."""
        link = cast(InProcessLink, self)

        async def up() -> None:
            with suppress(ConnectionClosed):
                while True:
                    tap.up(link, await self._near.recv(decode=False))
            tap.closed_by_client(link)

        async def down() -> None:
            with suppress(ConnectionClosed):
                while True:
                    tap.down(link, await self._far.recv(decode=False))
            tap.closed_by_exchange(link, 1001, "")

        await asyncio.gather(up(), down(), self._write(self._up, self._far), self._write(self._down, self._near))

    @staticmethod
    async def _write(queue: "asyncio.Queue[bytes | None]", socket: ServerConnection | ClientConnection) -> None:
        with suppress(ConnectionClosed):
            while (frame := await queue.get()) is not None:
                await socket.send(frame, text=True)
        await socket.close()


class FaultyExchange:
    """The exchange, the proxy before it, and what goes wrong between them."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._rng = random.Random(f"sockets/{seed}")
        self._proxy = Proxy(cast(Any, None), self._rng)
        self._links: dict[FaultyTap, SocketLink] = {}
        self._busy_until_s = 0.0
        self._exchange: exchange_server.ExchangeServer | None = None
        self.hit: Counter[Kind] = self._proxy.hit

    async def run(self, ended: asyncio.Event) -> None:
        await self._open()
        async with serve(self._serve, HOST, 0, process_request=self._refuse, compression=None, close_timeout=1) as near:
            _say(f"ws://{HOST}:{_port(near)}/trade")
            await asyncio.sleep(CALM_S)
            for number in range(10_000):
                if ended.is_set():
                    break
                await self._harm(KINDS[number % len(KINDS)])
                with suppress(TimeoutError):
                    await asyncio.wait_for(ended.wait(), STEP_S)
            for link in list(self._links.values()):
                link.cut()
        await self._close()

    async def _open(self) -> None:
        self._exchange = await exchange_server.serve(
            make_config(seed=self._seed, port=0, start_cash=100_000_000), ErrorCentre()
        )

    async def _close(self) -> None:
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            await exchange.close()

    async def _serve(self, near: ServerConnection) -> None:
        request = near.request
        if self._exchange is None or request is None:
            return
        base = self._exchange.uri.rsplit("/", 1)[0]
        try:
            far = await connect(base + request.path, compression=None, proxy=None, close_timeout=1, max_size=None)
        except (OSError, WebSocketException):
            return
        tap = FaultyTap(self._proxy)
        link = self._links[tap] = SocketLink(near, far)
        try:
            await link.run(tap)
        finally:
            del self._links[tap]
            await far.close()

    def _refuse(self, near: ServerConnection, request: Request) -> Response | None:
        if asyncio.get_running_loop().time() >= self._busy_until_s:
            return None
        self.hit[Kind.TOO_MANY] += 1
        return near.respond(429, "too many\n")

    async def _harm(self, kind: Kind) -> None:
        now_s = asyncio.get_running_loop().time()
        taps = [tap for tap in self._links if self._rng.random() < 0.6]
        if kind in (Kind.CLOSE_AFTER_ORDER, Kind.CLOSE_BEFORE_ORDER):
            for tap in taps:
                tap.cut_at_order = kind
        elif kind is Kind.CLOSE:
            self.hit[kind] += len(taps)
            for tap in taps:
                self._links[tap].cut()
        elif kind is Kind.TOO_MANY:
            self._busy_until_s = now_s + 0.6
            for tap in taps[:2]:
                self._links[tap].cut()
        elif kind is Kind.RESTART:
            self.hit[kind] += 1
            for link in list(self._links.values()):
                link.cut()
            await self._close()
            self._seed += 1
            await self._open()
        else:
            share = 1.0 if kind is Kind.MUTE else 0.4
            for tap in taps:
                tap.rules.append(Rule(kind, "both", now_s + 0.8, share, 200))


def _port(server: Server) -> int:
    return int(next(iter(server.sockets)).getsockname()[1])


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def main(seed: int) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()

    def wait_for_parent() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=wait_for_parent, daemon=True).start()
    exchange = FaultyExchange(seed)
    await exchange.run(ended)
    _say(", ".join(f"{kind.value} {count}" for kind, count in exchange.hit.items()))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
