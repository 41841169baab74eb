"""One order connection: replies find their requests, and what gets none fails in time."""

import asyncio
import contextlib
import json
from typing import Any

import pytest

from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import RequestId
from algotrade_gui.market.memory import MemoryExchange
from algotrade_gui.market.transport import (
    AuthenticationError,
    HostRefusedError,
    HostSilentError,
    TooManyConnectionsError,
)
from algotrade_gui.trading import session as module
from algotrade_gui.trading.session import (
    ExchangeError,
    Outcome,
    RequestLostError,
    RequestTimeoutError,
    SessionClosedError,
    SessionState,
    TradingSession,
    new_request_id,
)
from algotrade_gui.wire import messages as m
from algotrade_gui.wire.season2025 import Season2025
from tests.support.aio import run_virtual as run
from tests.trading.desk import settle


class Rig:
    def __init__(self) -> None:
        self.errors = ErrorCentre()
        self.clock = ManualClock()
        self.exchange = MemoryExchange()
        self.session = TradingSession("rig", self.exchange, Season2025(), self.errors, self.clock)

    def ask(self, timeout_ms: int = 3_000) -> asyncio.Task[m.Reply]:
        return asyncio.create_task(
            self.session.request(lambda request_id: m.GetInventory(request_id=request_id), timeout_ms)
        )

    def sent_ids(self, link: int = 0) -> list[str]:
        return [json.loads(frame)["user_request_id"] for frame in self.exchange.links[link].sent]

    def reply(self, request_id: str, cash: int = 7, link: int = 0) -> None:
        self.exchange.links[link].push(
            {"type": "get_inventory_response", "user_request_id": request_id, "data": {"$": [0, cash]}}
        )

    def error(self, request_id: str, message: str) -> None:
        self.exchange.links[0].push({"type": "error", "user_request_id": request_id, "message": message})


async def connected() -> Rig:
    rig = Rig()
    await rig.session.connect()
    return rig


def test_replies_are_matched_by_id_in_any_order() -> None:
    async def scene() -> None:
        rig = await connected()
        asked = [rig.ask() for _ in range(3)]
        await settle()
        ids = rig.sent_ids()
        assert len(set(ids)) == 3
        rig.clock.advance(12.5)
        for number, request_id in reversed(list(enumerate(ids))):
            rig.reply(request_id, cash=number)
        replies = await asyncio.gather(*asked)
        assert [reply.cash.total for reply in replies if isinstance(reply, m.InventoryReply)] == [0, 1, 2]
        assert rig.session.round_trip_ms == 12.5
        assert rig.session.sent == 3
        await rig.session.close()

    run(scene())


def test_ids_are_unique_in_the_process_and_ten_digits() -> None:
    ids = [new_request_id() for _ in range(100)]
    assert len(set(ids)) == 100
    assert all(len(request_id) == 10 and request_id.isdecimal() for request_id in ids)


@pytest.mark.expect_log("a reply to 'zz' that nobody waits for")
def test_a_reply_that_nobody_waits_for_asks_for_a_look_at_the_account() -> None:
    async def scene() -> None:
        rig = await connected()
        strays: list[None] = []
        rig.session.on_stray = lambda: strays.append(None)
        asked = rig.ask()
        await settle()
        rig.reply("zz")
        rig.reply(rig.sent_ids()[0])
        await asked
        assert strays == [None]
        await rig.session.close()

    run(scene())


def test_no_reply_in_time_and_then_a_late_one_reaches_who_asked() -> None:
    async def scene() -> None:
        rig = await connected()
        outcomes: list[Outcome] = []
        await rig.session.submit(m.GetInventory(request_id=RequestId("a1")), outcomes.append, timeout_ms=20)
        with pytest.raises(RequestTimeoutError, match="within 20 ms"):
            await rig.ask(timeout_ms=20)
        assert isinstance(outcomes[0], RequestTimeoutError)
        rig.reply("a1", cash=5)
        await settle()
        assert isinstance(outcomes[1], m.InventoryReply)
        await rig.session.close()

    run(scene())


def test_an_error_without_an_id_fails_the_oldest_request_only() -> None:
    async def scene() -> None:
        rig = await connected()
        first, second = rig.ask(), rig.ask()
        await settle()
        rig.error("", "Failed to parse field 'order_id': Could not cast to int.")
        with pytest.raises(ExchangeError, match="order_id") as caught:
            await first
        assert not caught.value.certain
        assert not second.done()
        rig.error(rig.sent_ids()[1], "Instrument is closed")
        with pytest.raises(ExchangeError, match="closed") as caught:
            await second
        assert caught.value.certain
        await rig.session.close()

    run(scene())


def test_what_an_error_without_an_id_was_taken_for_still_gets_its_own_answer() -> None:
    async def scene() -> None:
        rig = await connected()
        outcomes: list[Outcome] = []
        await rig.session.submit(m.GetInventory(request_id=RequestId("a")), outcomes.append)
        rig.error("", "not JSON")
        rig.reply("a", cash=9)
        await settle()
        error, reply = outcomes
        assert isinstance(error, ExchangeError)
        assert isinstance(reply, m.InventoryReply)
        assert reply.cash.total == 9
        await rig.session.close()

    run(scene())


@pytest.mark.expect_log("The exchange reports: odd")
def test_an_error_without_an_id_and_without_a_request_is_reported() -> None:
    async def scene() -> None:
        rig = await connected()
        rig.error("", "odd")
        await settle()
        assert rig.errors.error_count == 1
        await rig.session.close()

    run(scene())


@pytest.mark.expect_log("lost its connection")
def test_requests_in_flight_at_a_disconnect_are_lost_and_the_session_comes_back() -> None:
    async def scene() -> None:
        rig = await connected()
        states: list[SessionState] = []
        rig.session.on_state(states.append)
        asked = rig.ask()
        await settle()
        rig.exchange.refuse_with = HostRefusedError("not yet")
        rig.exchange.links[0].drop()
        with pytest.raises(RequestLostError):
            await asked
        with pytest.raises(SessionClosedError):
            await rig.ask()
        rig.exchange.refuse_with = None
        await rig.exchange.opened(2)
        await settle()
        assert states == [SessionState.RECONNECTING, SessionState.CONNECTED]
        assert rig.session.reconnects == 1
        again = rig.ask()
        await settle()
        rig.reply(rig.sent_ids(1)[0], link=1)
        await again
        assert len(rig.exchange.links[1].sent) == 1, "nothing is sent again by itself"
        await rig.session.close()
        assert all(not link.open for link in rig.exchange.links)

    run(scene())


@pytest.mark.expect_log("lost its connection", "the secret is wrong")
def test_a_refused_secret_ends_the_reconnecting() -> None:
    async def scene() -> None:
        rig = await connected()
        rig.exchange.refuse_with = AuthenticationError("the secret is wrong")
        rig.exchange.links[0].drop()
        await settle()
        assert rig.session.state is SessionState.FAILED
        assert rig.errors.error_count == 1
        attempts = rig.exchange.attempts
        await settle()
        assert rig.exchange.attempts == attempts
        await rig.session.close()

    run(scene())


def test_the_first_attempt_fails_with_its_sentence_and_may_be_tried_again() -> None:
    async def scene() -> None:
        rig = Rig()
        rig.exchange.refuse_with = HostRefusedError("nobody listens there")
        with pytest.raises(HostRefusedError, match="nobody"):
            await rig.session.connect()
        assert rig.session.state.value == SessionState.CLOSED.value
        rig.exchange.refuse_with = None
        await rig.session.connect()
        assert rig.session.state is SessionState.CONNECTED
        await rig.session.close()

    run(scene())


def test_no_welcome_is_a_silent_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WELCOME_TIMEOUT_S", 0.02)

    async def scene() -> None:
        rig = Rig()
        rig.exchange = MemoryExchange(on_open=lambda link: None)
        rig.session = TradingSession("rig", rig.exchange, Season2025(), rig.errors, rig.clock)
        with pytest.raises(HostSilentError, match="no welcome"):
            await rig.session.connect()
        assert not rig.exchange.links[0].open

    run(scene())


@pytest.mark.expect_log("rate limit", "could not be read")
def test_the_bare_rate_limit_text_and_a_broken_frame_become_records() -> None:
    async def scene() -> None:
        rig = await connected()
        rig.exchange.links[0].push("Message rate limit exceeded")
        rig.exchange.links[0].push("{]")
        await settle()
        assert (rig.errors.error_count, rig.errors.warning_count) == (1, 1)
        assert rig.session.state is SessionState.CONNECTED
        await rig.session.close()

    run(scene())


def test_the_feed_is_dropped_unread() -> None:
    """Each connection is sent every update: a session pays for a look at its first bytes only."""

    class Counting(Season2025):
        decoded = 0

        def decode(self, frame: bytes) -> m.Message:
            self.decoded += 1
            return super().decode(frame)

    async def scene() -> int:
        rig = Rig()
        dialect = Counting()
        rig.session = TradingSession("rig", rig.exchange, dialect, rig.errors, rig.clock)
        await rig.session.connect()
        seen = dialect.decoded
        for _ in range(200):
            rig.exchange.links[0].push(b'{"type":"market_data_update","time":1,"garbage' + b"x" * 10_000)
        await settle()
        await rig.session.close()
        return dialect.decoded - seen

    assert run(scene()) == 0


def test_closing_fails_what_is_under_way_and_may_be_done_twice() -> None:
    async def scene() -> None:
        rig = await connected()
        asked = rig.ask()
        await settle()
        await rig.session.close()
        with pytest.raises(RequestLostError):
            await asked
        await rig.session.close()
        with pytest.raises(SessionClosedError):
            await rig.ask()

    run(scene())


def test_a_caller_that_goes_away_leaves_no_unread_exception() -> None:
    async def scene() -> None:
        rig = await connected()
        asked = rig.ask()
        await settle()
        asked.cancel()
        await settle()
        complaints: list[dict[str, Any]] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context))
        rig.error(rig.sent_ids()[0], "late")
        await settle()
        await rig.session.close()
        assert complaints == []

    run(scene())


@pytest.mark.expect_log("nobody expected this")
def test_a_bug_that_ends_the_reader_fails_the_session_and_what_was_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        rig = await connected()
        asked = rig.ask()
        await settle()

        def broken(*_: object) -> None:
            raise RuntimeError("nobody expected this")

        monkeypatch.setattr(rig.session, "_handle", broken)
        rig.reply(rig.sent_ids()[0])
        with pytest.raises(RequestLostError):
            await asked
        assert rig.session.state is SessionState.FAILED
        with pytest.raises(SessionClosedError):
            await rig.ask()
        await rig.session.close()

    run(scene())


def test_an_answer_that_comes_while_the_session_closes_is_nobody_s_and_no_news() -> None:
    async def scene() -> None:
        rig = await connected()
        asked = rig.ask()
        await settle()
        rig.reply(rig.sent_ids()[0])  # it is in the buffer, and not read yet
        await rig.session.close()
        with contextlib.suppress(RequestLostError):
            await asked
        assert rig.session.state is SessionState.CLOSED
        assert rig.errors.records == []

    run(scene())


def test_a_session_that_is_closed_while_it_connects_leaves_no_connection() -> None:
    async def scene() -> None:
        rig = Rig()
        rig.exchange.refuse_with = TooManyConnectionsError("ten connections are open")
        connecting = asyncio.create_task(rig.session.connect())
        await settle()
        await rig.session.close()
        rig.exchange.refuse_with = None
        with pytest.raises(SessionClosedError, match="closed while it connected"):
            await connecting
        assert [link.open for link in rig.exchange.links] == [False]
        assert rig.session.state is SessionState.CLOSED

    run(scene())
