"""What the scripts of one run share: the team's connections, opened at a pace that breaks no limit, and one recording of the feed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from algotrade_gui.conformance.client import Client, Received
from algotrade_gui.conformance.link import ClosedError, Link, Network, RefusedError
from algotrade_gui.conformance.script import BrokenRuleError, SkippedError

_BETWEEN_OPENINGS_MS = 125
"""Eight a second: ten are allowed (protocol section 7)."""
_NEXT_ROUND_MS = 5_000
_OTHER_ROUND_MS = 5_000
"""A round that began so much later by our clock is another one: no stall of either side is that long."""


class Bench:
    """One run against one exchange. Close it at the end."""

    def __init__(
        self,
        network: Network,
        secret: str,
        other_secret: str | None = None,
        *,
        speed: float = 1.0,
        watch_ms: int = 4_000,
        patience_ms: int = 0,
    ) -> None:
        """`speed`: how much faster than the clock the exchange runs. `watch_ms`: how much round time the feed's rules are judged by.

        `patience_ms`: how much round time a script may wait for what comes seldom, such as a round's end.
        """
        self.network = network
        self.secret = secret
        self._other_secret = other_secret
        self.speed = speed
        self.watch_ms = watch_ms
        self.patience_ms = patience_ms
        self._main: Client | None = None
        self._feed: list[Received] | None = None
        self._last_opening_ms = float("-inf")
        self._ids = 0
        self._round_began_ms: float | None = None

    def new_id(self) -> str:
        """Return an id of ten digits that this run has not used."""
        self._ids += 1
        return f"{self._ids:010d}"

    def require_patience(self, span_ms: int, what: str) -> None:
        """Raise SkippedError where a script may not wait for `span_ms` of round time."""
        if self.patience_ms < span_ms:
            raise SkippedError(f"{what}; give --patient {span_ms // 1_000} or more")

    async def link(self, secret: str | None) -> Link:
        """Open a connection when the limit of openings allows. Raises RefusedError, UserError."""
        wait_ms = self._last_opening_ms + _BETWEEN_OPENINGS_MS - self.network.now_ms()
        if wait_ms > 0:
            await self.network.sleep(wait_ms)
        self._last_opening_ms = self.network.now_ms()
        return await self.network.open(secret)

    @asynccontextmanager
    async def client(self, secret: str | None = None) -> AsyncIterator[Client]:
        """A connection of its own for a script, the team's unless a secret is given."""
        client = Client(self.network, await self.link(self.secret if secret is None else secret), self._heard_time)
        try:
            yield client
        finally:
            await client.close()

    @asynccontextmanager
    async def other_team(self) -> AsyncIterator[Client]:
        """A connection of the second team. Raises SkippedError where there is none."""
        if self._other_secret is None:
            raise SkippedError("needs a second team's secret")
        async with self.client(self._other_secret) as client:
            yield client

    async def main(self) -> Client:
        """The connection that scripts share; a new one where a script has lost the last."""
        if self._main is None:
            self._main = Client(self.network, await self.link(self.secret), self._heard_time)
        return self._main

    async def drop_main(self) -> None:
        """Forget the shared connection: whatever it still holds belongs to the script that failed."""
        client, self._main = self._main, None
        if client is not None:
            await client.close()

    async def feed(self) -> list[Received]:
        """The updates of `watch_ms` of round time, without a gap, recorded at the first call. Raises SkippedError before the round."""
        if self._feed is None:
            async with self.client() as client:
                updates = [await client.next_update()]
                begin = updates[0].message.get("time")
                deadline_ms = self.network.now_ms() + 2 * self.watch_ms / self.speed + 3_000
                while self.network.now_ms() < deadline_ms:
                    updates.append(await client.next_update())
                    time = updates[-1].message.get("time")
                    if isinstance(begin, int) and isinstance(time, int) and time >= begin + self.watch_ms:
                        break
            self._feed = updates
        return self._feed

    def _heard_time(self, time_ms: int) -> None:
        self._round_began_ms = self.network.now_ms() * self.speed - time_ms

    async def another_round(self) -> bool:
        """Whether another round is played now than the one that was last seen; waits a moment for it to begin."""
        before = self._round_began_ms
        if before is None:
            return False
        try:
            async with self.client() as client:
                await client.next_update(_NEXT_ROUND_MS)
        except (BrokenRuleError, ClosedError, RefusedError, SkippedError):
            return False
        return self._round_began_ms is not None and self._round_began_ms - before > _OTHER_ROUND_MS

    async def close(self) -> None:
        """Leave nothing connected."""
        try:
            await self.drop_main()
        except ClosedError:
            return
