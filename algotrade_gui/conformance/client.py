"""One connection of a script: requests and their replies, with the market's updates told apart."""

import json
from collections import deque
from collections.abc import Callable
from typing import Any

from algotrade_gui.conformance.link import Link, Network
from algotrade_gui.conformance.reading import Json, read_frame, shown
from algotrade_gui.conformance.script import BrokenRuleError, SkippedError

REPLY_MS = 3_000
"""Clients give up on a reply after so long (protocol section 11)."""
_KEPT = 50
_EVENTS_KEPT = 50_000


class Received:
    """One update as it came: the text, what it says, when it was read by our clock."""

    __slots__ = ("at_ms", "frame", "message")

    def __init__(self, frame: str, message: Json, at_ms: float) -> None:
        self.frame = frame
        self.message = message
        self.at_ms = at_ms


class Client:
    """Reads one connection. A script awaits one thing at a time, so the next frame that is no update answers the last request."""

    def __init__(self, network: Network, link: Link, on_time: Callable[[int], None] | None = None) -> None:
        """`on_time` is told the round's clock by each update."""
        self._network = network
        self.link = link
        self._on_time = on_time
        self.updates: deque[Received] = deque(maxlen=_KEPT)
        """The newest last; the older ones are dropped."""
        self.events: deque[Any] = deque(maxlen=_EVENTS_KEPT)
        """The events of all updates, the newest last, as they came."""
        self.first: Json | None = None
        """The first frame's object, once it came."""
        self._count = 0

    def clock_ms(self) -> float:
        """This side's clock."""
        return self._network.now_ms()

    async def frame(self, timeout_ms: float = REPLY_MS) -> str | None:
        """Return the next frame, whatever it is; None where none came in time. Updates are kept as well. Raises ClosedError."""
        data = await self.link.recv(timeout_ms)
        if data is None:
            return None
        if isinstance(data, bytes):
            raise BrokenRuleError("a binary frame came; every frame is text")
        return data

    async def message(self, timeout_ms: float = REPLY_MS) -> Json | None:
        """Return the next frame's object, keeping it where it is an update; None where none came in time."""
        frame = await self.frame(timeout_ms)
        if frame is None:
            return None
        message = read_frame(frame)
        if self.first is None:
            self.first = message
        if message["type"] == "market_data_update" and "user_request_id" not in message:
            self.updates.append(Received(frame, message, self._network.now_ms()))
            self._count += 1
            time = message.get("time")
            if self._on_time is not None and type(time) is int:
                self._on_time(time)
            events = message.get("events")
            self.events.extend(events if isinstance(events, list) else ())
        return message

    async def send(self, **fields: Any) -> None:
        """Send a request as it is, and wait for nothing."""
        await self.link.send(json.dumps(fields))

    async def reply(self, after: object = "the request") -> Json:
        """Return the next message that is neither an update nor the welcome. Raises BrokenRuleError where none comes within 3 s."""
        deadline = self._network.now_ms() + REPLY_MS
        while (left := deadline - self._network.now_ms()) > 0:
            count = self._count
            message = await self.message(left)
            if message is None:
                break
            if self._count == count and message["type"] != "welcome":
                return message
        raise BrokenRuleError(f"no reply within {REPLY_MS / 1_000:g} s to {shown(after)}")

    async def ask(self, **fields: Any) -> Json:
        """Send a request and return its reply. Raises BrokenRuleError where none comes within 3 s."""
        await self.send(**fields)
        return await self.reply(fields)

    async def raw(self, frame: str) -> Json:
        """Send a text frame as it is and return its reply. Raises BrokenRuleError where none comes within 3 s."""
        await self.link.send(frame)
        return await self.reply(frame)

    async def next_update(self, timeout_ms: float = REPLY_MS) -> Received:
        """Return the next update. Raises SkippedError where none comes: the round has not begun."""
        deadline = self._network.now_ms() + timeout_ms
        count = self._count
        while (left := deadline - self._network.now_ms()) > 0:
            message = await self.message(left)
            if message is None:
                break
            if self._count > count:
                return self.updates[-1]
        raise SkippedError("no update comes: the round has not begun")

    async def now(self) -> Received:
        """Return an update that is as new as can be: what had queued up unread on this side comes before it."""
        await self.ask(type="get_inventory", user_request_id="now")
        return await self.next_update()

    async def until(self, time_ms: int, timeout_ms: float) -> Received:
        """Read updates until one of round time `time_ms` or later; return it. Raises BrokenRuleError after `timeout_ms` of our clock."""
        deadline = self._network.now_ms() + timeout_ms
        while (left := deadline - self._network.now_ms()) > 0:
            update = await self.next_update(left)
            time = update.message.get("time")
            if isinstance(time, int) and time >= time_ms:
                return update
        raise BrokenRuleError(f"the round's clock did not reach {time_ms} ms within {timeout_ms / 1_000:g} s")

    async def close(self) -> None:
        """End the connection. Idempotent."""
        await self.link.close()
