"""Sessions of the exchange in virtual time: ends that write down what comes to them, and when."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import TeamId
from algotrade_gui.core.virtual_time import run_virtual
from algotrade_gui.simulator.config import PRACTICE_SECRET, make_config
from algotrade_gui.simulator.sessions import Session, Sessions, send_each

MARKET = b'{"type":"get_market_data","user_request_id":"m"}'
"""Its answer tells the millisecond at which it reached the exchange."""


class Wire:
    """A client's end of a connection: all that came, each with the exchange's millisecond at which it came."""

    def __init__(
        self, sessions: Sessions, secret: str = PRACTICE_SECRET, group: Callable[[Sequence[Any], str], None] = send_each
    ) -> None:
        self._sessions = sessions
        self.log: list[tuple[int, str]] = []
        self.closed: tuple[int, int, str] | None = None
        self.aborted = False
        self.unread_bytes = 0
        team = sessions.admit(secret)
        assert isinstance(team, int), team
        self.session: Session = sessions.join(TeamId(team), self, group)

    @property
    def backlog_bytes(self) -> int:
        return self.unread_bytes

    def send(self, text: str) -> None:
        if self.closed is None and not self.aborted:
            self.log.append((self._sessions.now_ms, text))

    def close(self, code: int, reason: str) -> None:
        if self.closed is None:
            self.closed = (self._sessions.now_ms, code, reason)

    def abort(self) -> None:
        self.aborted = True

    def is_over(self) -> bool:
        """Whether it was closed or cut."""
        return self.aborted or self.closed is not None

    def ask(self, frame: bytes = MARKET) -> None:
        self.session.received(frame)

    def answers(self) -> list[tuple[int, dict[str, Any]]]:
        """When each answer came, and what it says."""
        return [(at, json.loads(text)) for at, text in self.log if '"user_request_id"' in text]

    def updates(self) -> list[tuple[int, int]]:
        """When each update came, and its own time."""
        return [
            (at, json.loads(text)["time"])
            for at, text in self.log
            if text.startswith('{"type":"market_data_update","time"')
        ]


async def until(sessions: Sessions, at_ms: int) -> None:
    """Wait for a millisecond of the exchange."""
    loop = asyncio.get_running_loop()
    # `wakes_s` lies a hair beyond it, as the clock's own alarm: what is due in that millisecond is done first
    await asyncio.sleep(max(0.0, sessions.pace.wakes_s(at_ms) - loop.time()))
    assert sessions.now_ms == at_ms


def play(scenario: Callable[[Sessions], Coroutine[Any, Any, None]], **settings: Any) -> None:
    """Run `scenario` among the sessions of an exchange, in virtual time; nothing may go wrong."""
    errors = ErrorCentre()

    async def main() -> None:
        sessions = Sessions(make_config(**{"house_traders": False, **settings}), errors)
        sessions.open()
        try:
            await scenario(sessions)
        finally:
            await sessions.close()

    run_virtual(main())
    assert errors.records == []
