"""Stands between the program and the exchange on every link, and does to frames and links what a plan says."""

import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from algotrade_gui.market.inprocess import InProcessExchange, InProcessLink, Tap
from algotrade_gui.trading.owners import MANUAL
from tests.faults.plan import Kind

_HELD_AT_MOST_S = 0.3
"""A frame that waits for the next one to overtake it arrives after that in any case."""
_APART_S = 1e-6
_NEVER_IN_JSON = b"\x00\x01\x07\x1f\xff\xfe"


@dataclass(eq=False, slots=True)
class Rule:
    """What is done to frames of one way, from its making until `until_s` of the loop's time."""

    kind: Kind
    way: str
    until_s: float
    share: float
    by_ms: int
    role: str = ""
    """Whose links; empty: everybody's."""

    def covers(self, way: str, now_s: float) -> bool:
        return self.way in (way, "both") and now_s < self.until_s


def opening_role() -> str:
    """Who is just opening a link, told by the name of his task."""
    task = asyncio.current_task()
    name = "" if task is None else task.get_name()
    found = re.match(r"session (\w+)\.", name)
    owner = found[1] if found else "market data" if name.startswith("market.") else ""
    return "window" if owner == MANUAL else owner


def corrupted(frame: bytes, rng: random.Random) -> bytes:
    """Return the frame with one to four bytes replaced by such as no JSON text has: nobody can read another message out of it."""
    spoilt = bytearray(frame)
    for _ in range(rng.randint(1, 4)):
        spoilt[rng.randrange(len(spoilt))] = rng.choice(_NEVER_IN_JSON)
    return bytes(spoilt)


def truncated(frame: bytes, rng: random.Random) -> bytes:
    """Return the beginning of the frame, one byte at least missing."""
    return frame[: rng.randrange(len(frame))]


class _Way:
    """Frames of one link that go one way: what is held, and when the next may arrive at the earliest."""

    def __init__(self, name: str, deliver: Callable[[bytes], None]) -> None:
        self.name = name
        self.deliver = deliver
        self.ready_s = 0.0
        self.held: list[bytes] = []
        self.end: Callable[[], None] | None = None
        """The end of the connection, kept back while the way is mute."""


class FaultyTap(Tap):
    """One link's."""

    def __init__(self, proxy: "Proxy") -> None:
        self.rules: list[Rule] = []
        self.cut_at_order: Kind | None = None
        self._proxy = proxy
        self._ways: dict[str, _Way] = {}

    def up(self, link: InProcessLink, frame: bytes) -> None:
        message = json.loads(frame)
        self._proxy.sent.append(frame)
        if self.cut_at_order is not None and message["type"] == "add_order":
            kind, self.cut_at_order = self.cut_at_order, None
            self._proxy.hit[kind] += 1
            if kind is Kind.CLOSE_AFTER_ORDER:
                link.deliver_up(frame)
                # it arrives in the loop's next turn, the cut comes in the one after
                asyncio.get_running_loop().call_soon(link.cut)
            else:
                link.cut()
            return
        self._pass(self._way(link, "up"), frame)

    def down(self, link: InProcessLink, frame: bytes) -> None:
        self._pass(self._way(link, "down"), frame)

    def closed_by_client(self, link: InProcessLink) -> None:
        self._end(self._way(link, "up"), link.end_up)

    def closed_by_exchange(self, link: InProcessLink, code: int | None, reason: str) -> None:
        self._end(self._way(link, "down"), lambda: link.end_down(code, reason))

    def heal(self) -> None:
        """Do no more harm: what is held back arrives, the ends of connections that were kept back are told."""
        self.rules.clear()
        self.cut_at_order = None
        for way in self._ways.values():
            self._release(way)
            self._tell_end(way)

    # --- parts ---

    def _way(self, link: InProcessLink, name: str) -> _Way:
        way = self._ways.get(name)
        if way is None:
            way = self._ways[name] = _Way(name, link.deliver_up if name == "up" else link.deliver_down)
        return way

    def _active(self, way: _Way) -> list[Rule]:
        now_s = asyncio.get_running_loop().time()
        self.rules = [rule for rule in self.rules if now_s < rule.until_s]
        return [rule for rule in self.rules if rule.covers(way.name, now_s)]

    def _pass(self, way: _Way, frame: bytes) -> None:
        proxy, rng = self._proxy, self._proxy.rng
        frames, late_ms, hold = [frame], 0, False
        for rule in self._active(way):
            if rule.kind is not Kind.MUTE and rng.random() >= rule.share:
                continue
            proxy.hit[rule.kind] += 1
            if rule.kind in (Kind.MUTE, Kind.DROP):
                proxy.lost += 1
                return
            if rule.kind is Kind.DELAY:
                late_ms = max(late_ms, rule.by_ms)
            elif rule.kind is Kind.TRUNCATE:
                frames = [truncated(one, rng) for one in frames if one]
            elif rule.kind is Kind.CORRUPT:
                frames = [corrupted(one, rng) for one in frames if one]
            elif rule.kind is Kind.DUPLICATE:
                if way.name == "up":
                    proxy.repeated += [frame] * len(frames)
                frames = frames * 2
            elif rule.kind is Kind.REORDER:
                hold = True
        if hold and not way.held:
            way.held = frames
            asyncio.get_running_loop().call_later(_HELD_AT_MOST_S, self._wait_no_longer, way, frames)
            return
        self._deliver(way, frames, late_ms)
        self._release(way)

    def _wait_no_longer(self, way: _Way, frames: list[bytes]) -> None:
        if way.held is frames:
            self._release(way)

    def _release(self, way: _Way) -> None:
        held, way.held = way.held, []
        self._deliver(way, held, 0)

    def _deliver(self, way: _Way, frames: list[bytes], late_ms: int) -> None:
        loop = asyncio.get_running_loop()
        now_s = loop.time()
        due_s = now_s + late_ms / 1_000
        for frame in frames:
            if way.ready_s < now_s and due_s <= now_s:
                way.deliver(frame)
            else:
                # timers of one moment run in any order: each frame has a moment of its own
                way.ready_s = max(way.ready_s + _APART_S, due_s)
                loop.call_at(way.ready_s, way.deliver, frame)

    def _end(self, way: _Way, tell: Callable[[], None]) -> None:
        way.end = tell
        mute_until_s = max((rule.until_s for rule in self._active(way) if rule.kind is Kind.MUTE), default=0.0)
        loop = asyncio.get_running_loop()
        self._release(way)
        at_s = max(way.ready_s + _APART_S, mute_until_s)
        if at_s <= loop.time():
            self._tell_end(way)
        else:
            loop.call_at(at_s, self._tell_end, way)

    @staticmethod
    def _tell_end(way: _Way) -> None:
        tell, way.end = way.end, None
        if tell is not None:
            tell()


@dataclass(eq=False)
class Proxy:
    """All links of one exchange. `install` it before anybody connects."""

    exchange: InProcessExchange
    rng: random.Random
    hit: Counter[Kind] = field(default_factory=Counter)
    """Frames, links and attempts that were harmed, by kind."""
    sent: list[bytes] = field(default_factory=list)
    """Every frame that the program has sent, on whichever link."""
    repeated: list[bytes] = field(default_factory=list)
    """Those that arrive twice by the proxy's doing, once for each."""
    lost: int = 0

    rules: list[Rule] = field(default_factory=list)

    def install(self) -> None:
        self.exchange.make_tap = self._make_tap

    def put(self, rule: Rule, links: list[InProcessLink]) -> None:
        """Put `rule` in force on those links, and on those that its role opens meanwhile."""
        self.rules.append(rule)
        for link in links:
            self.tap(link).rules.append(rule)

    def _make_tap(self) -> "FaultyTap":
        # called in the task of whoever opens the link
        role, tap = opening_role(), FaultyTap(self)
        tap.rules = [rule for rule in self.rules if rule.role in ("", role)]
        return tap

    @staticmethod
    def tap(link: InProcessLink) -> FaultyTap:
        assert isinstance(link.tap, FaultyTap)
        return link.tap

    def heal(self) -> None:
        """Do no more harm on any link."""
        self.rules.clear()
        for link in list(self.exchange.links):
            self.tap(link).heal()
