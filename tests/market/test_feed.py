"""The feed between a scripted exchange and the cache: connecting, losing, reconnecting, bad frames, bursts."""

import asyncio
import logging
from collections.abc import Callable

import pytest

from algotrade_gui.core.errors import sentence_of
from algotrade_gui.market import cache as cache_module
from algotrade_gui.market import feed as feed_module
from algotrade_gui.market.cache import FeedState, MarketDataCache
from algotrade_gui.market.memory import MemoryExchange, MemoryLink
from algotrade_gui.market.transport import (
    AuthenticationError,
    ConnectError,
    HostRefusedError,
    HostSilentError,
)
from tests.market.scene import FUTURE, Scene
from tests.support.aio import run
from tests.support.made_up import book, update


def state_of(cache: MarketDataCache) -> FeedState:
    """The state, asked for anew: a type checker takes a property for a constant."""
    return cache.state


async def until(condition: Callable[[], bool]) -> None:
    """Turn the loop until `condition()`; the test's own time-out bounds it."""
    while not condition():  # noqa: ASYNC110 - what is waited for has no event
        await asyncio.sleep(0)


def test_connect_update_stale_and_close() -> None:
    async def main() -> None:
        scene = Scene()
        cache = scene.cache
        assert state_of(cache) is FeedState.DISCONNECTED
        await cache.connect()
        assert state_of(cache) is FeedState.WAITING
        link = await scene.exchange.opened(1)
        link.push(update(100, {FUTURE: book(1, 2)}))
        reader = cache.updates()
        assert (await anext(reader)).time_ms == 100
        assert state_of(cache) is FeedState.LIVE
        scene.clock.advance(500.0)
        assert state_of(cache) is FeedState.LIVE
        scene.clock.advance(0.1)
        assert state_of(cache) is FeedState.STALE
        assert cache.feed_age_ms == pytest.approx(500.1)
        link.push(update(200, {FUTURE: book(1, 2)}))
        await anext(reader)
        assert state_of(cache) is FeedState.LIVE
        with pytest.raises(RuntimeError, match="once"):
            await cache.connect()
        await cache.close()
        assert link.closed_by_client
        assert state_of(cache) is FeedState.STOPPED
        assert cache.get_all_instruments() == [FUTURE]
        with pytest.raises(RuntimeError, match="closed"):
            await cache.connect()
        assert scene.errors.records == []

    run(main())


def test_a_failed_first_attempt_is_one_sentence_and_may_be_tried_again() -> None:
    async def main() -> None:
        scene = Scene()
        scene.exchange.refuse_with = HostRefusedError("Nothing listens at memory.")
        with pytest.raises(HostRefusedError, match="Nothing listens"):
            await scene.cache.connect()
        assert state_of(scene.cache) is FeedState.DISCONNECTED
        scene.exchange.refuse_with = None
        await scene.cache.connect()
        assert state_of(scene.cache) is FeedState.WAITING
        await scene.cache.close()

    run(main())


def test_a_silent_host_is_told_after_the_time_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "_WELCOME_TIMEOUT_S", 0.02)

    async def main() -> None:
        scene = Scene()
        scene.exchange = MemoryExchange(on_open=lambda link: None)
        cache = cache_module.MarketDataCache(scene.exchange, scene.dialect, scene.errors, scene.clock)
        with pytest.raises(HostSilentError, match="no welcome within"):
            await cache.connect()
        assert scene.exchange.links[0].closed_by_client
        await cache.close()

    run(main())


def test_a_connection_that_ends_before_its_welcome() -> None:
    async def main() -> None:
        scene = Scene()
        exchange = MemoryExchange(on_open=lambda link: link.drop(1013, "try later"))
        cache = cache_module.MarketDataCache(exchange, scene.dialect, scene.errors, scene.clock)
        with pytest.raises(ConnectError, match=r"before its welcome .*1013: try later") as caught:
            await cache.connect()
        how = getattr(sentence_of(caught.value), "values", {}).get("lost")
        assert getattr(how, "template", "") == "{what}: {reason}", "a sentence of its own, which can be translated"
        await cache.close()

    run(main())


@pytest.mark.expect_log(
    r"connection ended with code 1006; connecting again to \S+ Nothing is cancelled or sold for that"
)
def test_a_lost_connection_is_replaced_and_the_round_goes_on() -> None:
    async def main() -> None:
        scene = Scene()
        await scene.cache.connect()
        states: list[FeedState] = []
        first = await scene.exchange.opened(1)
        first.push(update(100, {FUTURE: book(1, 2)}))
        await until(lambda: scene.cache.time_ms == 100)
        scene.exchange.refuse_with = HostRefusedError("gone")
        first.drop(1006)
        await until(lambda: scene.exchange.attempts >= 4)
        states.append(scene.cache.state)
        assert scene.cache.get_all_instruments() == [FUTURE]
        scene.exchange.refuse_with = None
        second = await scene.exchange.opened(2)
        second.push(update(900, {FUTURE: book(3, 4)}))
        await until(lambda: scene.cache.time_ms == 900)
        states.append(scene.cache.state)
        assert states == [FeedState.CONNECTING, FeedState.LIVE]
        stats = scene.cache.get_market_statistics()
        assert (stats.reconnects, stats.round, stats.updates) == (1, 1, 2)
        assert scene.errors.error_count == 0
        await scene.cache.close()
        assert second.closed_by_client

    run(main())


def test_a_connection_without_an_update_waits_whatever_came_on_the_last_one() -> None:
    async def main() -> None:
        scene = Scene()
        await scene.cache.connect()
        link = await scene.exchange.opened(1)
        reader = scene.cache.updates()
        for time_ms in (600_000, 600_100):
            link.push(update(time_ms, {FUTURE: book(1, 2)}))
            assert (await anext(reader)).after_gap is (time_ms == 600_000)
        link.drop(1001, "round ended")
        link = await scene.exchange.opened(2)
        await until(lambda: scene.cache.state is not FeedState.CONNECTING)
        # between two rounds: the clock that we know is of no use any more
        assert state_of(scene.cache) is FeedState.WAITING
        link.push(update(600_900, {FUTURE: book(1, 2)}))
        assert (await anext(reader)).after_gap
        assert state_of(scene.cache) is FeedState.LIVE
        await scene.cache.close()

    run(main())


def test_a_rounds_end_is_no_news() -> None:
    async def main() -> None:
        scene = Scene()
        await scene.cache.connect()
        (await scene.exchange.opened(1)).drop(1001, "round ended")
        await scene.exchange.opened(2)
        await until(lambda: scene.cache.state is FeedState.WAITING)
        assert scene.errors.records == []
        await scene.cache.close()

    run(main())


@pytest.mark.expect_log("The connection ended with code 1001: round ended; connecting again")
def test_an_exchange_that_closes_as_at_a_rounds_end_and_does_not_come_back_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed_module, "ROUND_END_PATIENCE_S", 0.05)

    async def main() -> None:
        scene = Scene()
        await scene.cache.connect()
        scene.exchange.refuse_with = ConnectError("nobody listens")
        (await scene.exchange.opened(1)).drop(1001, "round ended")
        await until(lambda: scene.cache.state is FeedState.CONNECTING)
        assert scene.errors.records == [], "not yet"
        await until(lambda: len(scene.errors.records) == 1)
        await scene.cache.close()

    run(main())


def test_a_program_that_ends_right_after_a_round_has_no_warning_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "ROUND_END_PATIENCE_S", 0.02)

    async def main() -> None:
        scene = Scene()
        await scene.cache.connect()
        scene.exchange.refuse_with = ConnectError("nobody listens")
        (await scene.exchange.opened(1)).drop(1000)
        await until(lambda: scene.cache.state is FeedState.CONNECTING)
        await scene.cache.close()
        await asyncio.sleep(0.05)
        assert scene.errors.records == []

    run(main())


@pytest.mark.expect_log("does not accept this secret", "connecting again")
def test_a_secret_refused_while_reconnecting_ends_the_attempts() -> None:
    async def main() -> None:
        scene = Scene()
        await scene.cache.connect()
        scene.exchange.refuse_with = AuthenticationError("memory does not accept this secret (HTTP 401).")
        (await scene.exchange.opened(1)).drop()
        await until(lambda: scene.cache.state is FeedState.DISCONNECTED)
        attempts = scene.exchange.attempts
        for _ in range(20):
            await asyncio.sleep(0)
        assert scene.exchange.attempts == attempts
        assert [record.message for record in scene.errors.records][
            -1
        ] == "memory does not accept this secret (HTTP 401)."
        assert scene.errors.error_count == 1
        await scene.cache.close()

    run(main())


@pytest.mark.expect_log("A frame could not be read")
def test_malformed_frames_are_one_counted_warning_and_the_session_goes_on() -> None:
    async def main() -> None:
        scene = Scene()
        await scene.cache.connect()
        link = await scene.exchange.opened(1)
        for number in range(50):
            link.push(b'{"type":"market_data_update","time":1' + b" " * number + b"!")
        link.push(update(100, {FUTURE: book(1, 2)}))
        await until(lambda: scene.cache.time_ms == 100)
        (record,) = scene.errors.records
        assert record.count == 50
        assert record.message.startswith("A frame could not be read and was left out: ")
        assert scene.errors.error_count == 0
        assert scene.cache.get_market_statistics().malformed == 50
        assert link.open
        await scene.cache.close()

    run(main())


@pytest.mark.allow_log("A frame could not be read")
def test_many_kinds_of_malformed_frames_do_not_flood() -> None:
    async def main() -> None:
        scene = Scene()
        await scene.cache.connect()
        link = await scene.exchange.opened(1)
        for number in range(300):
            name = "".join(chr(97 + int(digit)) for digit in str(number))
            link.push(
                {"type": "add_order_response", "user_request_id": "1", "success": True, "data": {name: 1}} | {name: 2}
            )
            link.push({"type": "error", "user_request_id": {name: number}, "message": ""})
            link.push({"type": "get_inventory_response", "user_request_id": "1", "data": {name: number}})
        link.push(update(100, {FUTURE: book(1, 2)}))
        await until(lambda: scene.cache.time_ms == 100)
        assert scene.cache.get_market_statistics().malformed == 600
        assert len(scene.errors.records) <= 21
        await scene.cache.close()

    run(main())


@pytest.mark.expect_log("too many messages", "reports on the market-data connection: Instrument is closed")
def test_the_exchanges_complaints_are_passed_on_and_new_messages_ignored() -> None:
    async def main() -> None:
        scene = Scene()
        await scene.cache.connect()
        link = await scene.exchange.opened(1)
        link.push("Message rate limit exceeded")
        link.push({"type": "error", "user_request_id": "", "message": "Instrument is closed"})
        link.push({"type": "weather", "sun": True})
        link.push({"type": "end_of_round"})
        link.push(update(100, {FUTURE: book(1, 2)}))
        await until(lambda: scene.cache.time_ms == 100)
        assert scene.errors.warning_count == 2
        await scene.cache.close()

    run(main())


def test_a_burst_does_not_keep_the_loop() -> None:
    async def main() -> None:
        scene = Scene()
        await scene.cache.connect()
        link = await scene.exchange.opened(1)
        for number in range(1_000):
            link.push(update(100 * number, {FUTURE: book(number + 1)}))
        turns = 0
        while scene.cache.time_ms < 99_900:
            await asyncio.sleep(0)
            turns += 1
        # at most 16 frames a turn
        assert turns >= 60
        await scene.cache.close()

    run(main())


def test_the_summary_is_written_by_itself(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(cache_module, "_SUMMARY_EVERY_S", 0.001)

    async def main() -> None:
        scene = Scene()
        await scene.cache.connect()
        await until(lambda: sum("market waiting" in record.getMessage() for record in caplog.records) >= 2)
        await scene.cache.close()

    with caplog.at_level(logging.INFO, logger="algotrade_gui.market"):
        run(main())


def test_the_memory_exchange_is_scripted_both_ways() -> None:
    async def main() -> None:
        def answer(link: MemoryLink, frame: bytes) -> None:
            link.push(b"answer to " + frame)

        exchange = MemoryExchange(on_frame=answer)
        link = await exchange.open()
        assert await link.recv() == MemoryExchange.WELCOME
        await link.send(b"question")
        assert await link.recv() == b"answer to question"
        assert await link.next_sent() == b"question"
        await link.close()
        await link.close()
        assert not link.open

    run(main())


@pytest.mark.expect_log("RuntimeError: a bug of ours")
def test_a_bug_that_ends_the_feed_is_an_error_and_shows_as_disconnected(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        scene = Scene()

        def broken(update: object) -> None:
            raise RuntimeError("a bug of ours")

        await scene.cache.connect()
        monkeypatch.setattr(scene.cache, "apply", broken)
        (await scene.exchange.opened(1)).push(update(100, {FUTURE: book(1, 2)}))
        await until(lambda: scene.errors.error_count == 1)
        assert state_of(scene.cache) is FeedState.DISCONNECTED
        await scene.cache.close()

    run(main())
