"""Our exchange behind the suite's own network interface, without sockets and in its own time: minutes of a round pass at once."""

from collections import deque
from typing import Any

from algotrade_gui.conformance.bench import Bench
from algotrade_gui.conformance.link import ClosedError, RefusedError
from algotrade_gui.core.ids import TeamId
from algotrade_gui.simulator import frames
from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.venue import Refusal, Venue

TEAMS = {"one": "first-secret", "two": "second-secret"}


class VirtualLink:
    """A connection to the venue: what `ExchangeServer` does with a socket, with queues."""

    extensions: tuple[str, ...] = ()

    def __init__(self, network: "VirtualNetwork", team: TeamId) -> None:
        self._network = network
        self._team = team
        self._open = True
        self.code: int | None = None
        self.queue: deque[str] = deque([frames.WELCOME])
        self.unread_bytes = len(frames.WELCOME)

    async def send(self, frame: str | bytes) -> None:
        self._check()
        data = frame.encode("utf-8", "surrogatepass") if isinstance(frame, str) else frame
        answer = self._network.venue.receive(self._team, data, int(self._network.now_ms()))
        if answer is None:
            self.queue.append(frames.RATE_LIMIT_TEXT)
            self.end(1008)
        else:
            self.deliver(answer)

    def deliver(self, text: str) -> None:
        """Let a frame wait here until it is read; cut the connection where too much does."""
        self.queue.append(text)
        self.unread_bytes += len(text)
        if self.unread_bytes > self._network.backlog_bytes:
            self.end(None)

    async def recv(self, timeout_ms: float) -> str | bytes | None:
        self._network.pass_until(lambda: bool(self.queue) or not self._open, timeout_ms)
        if self.queue:
            text = self.queue.popleft()
            self.unread_bytes -= len(text)
            return text
        self._check()
        return None

    async def ping(self, timeout_ms: float) -> bool:
        self._check()
        return True

    async def close(self) -> None:
        self.end(1000)

    def end(self, code: int | None) -> None:
        """Close from either side."""
        if self._open:
            self._open = False
            self.code = code
            self._network.links.discard(self)
            self._network.venue.leave(self._team)

    def _check(self) -> None:
        if not self._open:
            raise ClosedError(self.code)


class VirtualNetwork:
    """A venue and its clock, which moves only while somebody waits."""

    address = "virtual"

    def __init__(self, *, start_ms: int = 0, **settings: Any) -> None:
        config = make_config(**{"teams": TEAMS, **settings})
        self.venue = Venue(config)
        self.backlog_bytes = config.limits.backlog_bytes
        self.links: set[VirtualLink] = set()
        self._now_ms = 0.0
        self.pass_until(lambda: False, start_ms)

    def now_ms(self) -> float:
        return self._now_ms

    async def sleep(self, span_ms: float) -> None:
        self.pass_until(lambda: False, span_ms)

    async def open(self, secret: str | None, *, reads_ahead: int = 512) -> VirtualLink:
        answer = self.venue.admit(secret or "", int(self._now_ms))
        if isinstance(answer, Refusal):
            raise RefusedError(answer.value)
        link = VirtualLink(self, answer)
        self.links.add(link)
        return link

    def pass_until(self, reached: Any, span_ms: float) -> None:
        """Let time pass, deadline by deadline, until `reached()` or for `span_ms`."""
        end_ms = self._now_ms + max(span_ms, 0.0)
        while not reached():
            due_ms = self.venue.next_deadline_ms
            self._now_ms = max(self._now_ms, min(due_ms, end_ms))
            if due_ms > end_ms:
                self.venue.advance(int(end_ms))
                return
            texts, over = self.venue.advance(int(due_ms))
            for link in list(self.links):
                for text in texts:
                    link.deliver(text)
                if over:
                    link.end(1001)


def bench(*, watch_ms: int = 4_000, start_ms: int = 0, patience_ms: int = 0, **settings: Any) -> Bench:
    """A bench on an exchange of its own, with a second team."""
    network = VirtualNetwork(start_ms=start_ms, **settings)
    return Bench(network, TEAMS["one"], TEAMS["two"], watch_ms=watch_ms, patience_ms=patience_ms)
