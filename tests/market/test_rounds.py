"""Whether what comes after a gap is another round: by the clock's pace, and by strikes."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import RoundMs
from algotrade_gui.market.records import FeedState
from algotrade_gui.market.rounds import RoundWatch
from algotrade_gui.market.transport import ConnectError
from tests.market.scene import CALL, FUTURE, LATER, PUT, Scene
from tests.support.aio import run, until
from tests.support.made_up import book, update

OTHER_CALL = InstrumentId("$SIMP_call_100129_60")


def watched(start_ms: int, seconds: int, speed: float = 1.0) -> tuple[RoundWatch, int, float]:
    """A watch on a round from `start_ms` on, at ten updates a second, its connection just lost; the last time, and when it came."""
    watch = RoundWatch()
    for step in range(seconds * 10 + 1):
        watch.saw(RoundMs(start_ms + int(step * 100 * speed)), step * 100.0)
    watch.connected()
    return watch, start_ms + int(seconds * 1_000 * speed), seconds * 1_000.0


@pytest.mark.parametrize("speed", [0.5, 1.0, 20.0])
@pytest.mark.parametrize("away_ms", [150, 1_000, 30_000, 600_000])
def test_a_clock_that_went_on_is_the_same_round(speed: float, away_ms: int) -> None:
    watch, last_ms, came_ms = watched(5_000, 30, speed)
    now = RoundMs(last_ms + int(away_ms * speed))
    # the first update may come late
    assert not watch.is_other_round(now, came_ms + away_ms + 400 / max(1.0, speed), [], [])


@pytest.mark.parametrize("speed", [0.5, 1.0, 20.0])
def test_a_clock_that_lacks_what_the_old_round_lasted_is_another_round(speed: float) -> None:
    watch, last_ms, came_ms = watched(0, 30, speed)
    # the next round began as we left, and is 10 s older than what we saw of the first
    other = RoundMs(last_ms + int(10_000 * speed))
    assert watch.is_other_round(other, came_ms + other / speed, [], [])


@given(lasted_s=st.integers(30, 1_810), pause_s=st.integers(0, 400), joined_s=st.integers(0, 1_810))
def test_another_round_is_told_whenever_we_come_back(lasted_s: int, pause_s: int, joined_s: int) -> None:
    watch, last_ms, came_ms = watched((lasted_s - 30) * 1_000, 30)
    away_ms = (pause_s + joined_s) * 1_000
    if last_ms + pause_s * 1_000 > 2_500 + 0.1 * away_ms:
        assert watch.is_other_round(RoundMs(joined_s * 1_000), came_ms + away_ms, [], [])


def test_a_pace_that_was_not_measured_is_not_believed() -> None:
    watch = RoundWatch()
    watch.saw(RoundMs(1_000), 0.0)
    watch.saw(RoundMs(1_100), 100.0)
    watch.connected()
    assert not watch.is_other_round(RoundMs(1_200), 60_000.0, [CALL], [CALL])
    assert watch.is_other_round(RoundMs(1_099), 60_000.0, [], [])


def test_the_pace_of_a_long_connection_outlives_a_short_one() -> None:
    watch, last_ms, came_ms = watched(20_000, 30)
    watch.saw(RoundMs(last_ms + 100), came_ms + 100)
    watch.connected()
    assert watch.is_other_round(RoundMs(last_ms + 200), came_ms + 40_000, [], [])


@pytest.mark.parametrize("away_ms", [1_000, 60_000, 600_000])
def test_a_first_update_that_was_read_late_shifts_nothing(away_ms: int) -> None:
    watch = RoundWatch()
    # the loop was busy for 3 s as the first came: it and those behind it were read at once
    for step in range(251):
        watch.saw(RoundMs(1_000 + step * 100), max(3_000.0, step * 100.0))
    watch.connected()
    assert not watch.is_other_round(RoundMs(26_000 + away_ms), 25_000.0 + away_ms, [], [])


def test_nothing_seen_is_no_round_to_differ_from() -> None:
    watch = RoundWatch()
    assert not watch.is_other_round(RoundMs(50), 0.0, [], [CALL])
    watch.saw(RoundMs(900), 0.0)
    watch.clear()
    assert not watch.is_other_round(RoundMs(50), 0.0, [], [CALL])


@pytest.mark.parametrize(
    ("before", "now", "other"),
    [
        ([FUTURE, CALL, PUT], [FUTURE, CALL, PUT], False),
        ([CALL, PUT], [OTHER_CALL, PUT], True),
        ([CALL], [], True),
        ([CALL], [CALL, OTHER_CALL], True),
        ([FUTURE], [LATER], False),
        ([CALL, "nonsense"], [CALL, "rubbish"], False),
        ([], [CALL], False),
    ],
)
def test_strikes_of_a_live_expiry_never_change(before: list[str], now: list[str], other: bool) -> None:
    watch = RoundWatch()
    watch.saw(RoundMs(20_000), 0.0)
    old, new = ([InstrumentId(key) for key in ids] for ids in (before, now))
    assert watch.is_other_round(RoundMs(30_000), 10_000.0, old, new) is other
    # all have expired: they tell nothing
    assert not watch.is_other_round(RoundMs(60_000), 40_000.0, old, new)


def test_a_round_that_is_older_than_the_one_we_left_is_noticed_by_the_cache() -> None:
    async def main() -> None:
        scene = Scene()
        rounds: list[int] = []
        scene.cache.on_round_change(rounds.append)
        await scene.cache.connect()
        link = await scene.exchange.opened(1)
        link.push(update(2_000, {FUTURE: book(1, 2), CALL: book(1, 2)}))
        await until(lambda: scene.cache.time_ms == 2_000)
        link.drop(1001, "round ended")
        link = await scene.exchange.opened(2)
        link.push(update(9_000, {FUTURE: book(3, 4), OTHER_CALL: book(1, 2)}))
        await until(lambda: scene.cache.time_ms == 9_000)
        assert (rounds, scene.cache.round) == ([2], 2)
        assert scene.cache.get_all_instruments() == [OTHER_CALL, FUTURE]
        # within a connection only the clock counts
        link.push(update(9_100, {FUTURE: book(3, 4), CALL: book(1, 2)}))
        await until(lambda: scene.cache.time_ms == 9_100)
        assert rounds == [2]
        await scene.cache.close()

    run(main())


@pytest.mark.expect_log("connecting again")
@pytest.mark.parametrize("first_ms", [100, 200, 400])
def test_an_exchange_that_ended_and_is_another_is_told_also_by_an_order_connections_copy(first_ms: int) -> None:
    """The next exchange draws the same market, an order connection meets it first, and nothing tells the two apart but their end."""

    async def main() -> None:
        scene = Scene()
        await scene.cache.connect()
        link = await scene.exchange.opened(1)
        scene.cache.spare_begins(scene.clock.now_ms())
        for at in (100, 200):
            link.push(update(at, {FUTURE: book(1, 2)}))
            scene.cache.spare_frame(msgspec.json.encode(update(at, {FUTURE: book(1, 2)})))
        await until(lambda: scene.cache.time_ms == 200)
        scene.cache.exchange_ended()
        scene.exchange.refuse_with = ConnectError("nobody listens")
        link.drop(None)
        scene.cache.spare_lost()
        await until(lambda: scene.cache.state is FeedState.CONNECTING)
        scene.clock.advance(300)
        scene.cache.spare_begins(scene.clock.now_ms())
        for at in (first_ms, first_ms + 100, first_ms + 200):
            scene.cache.spare_frame(msgspec.json.encode(update(at, {FUTURE: book(1, 2)})))
        assert (scene.cache.round, scene.cache.time_ms) == (2, first_ms + 200)
        # from now on the copies are of one exchange again: the spare's may fall behind without being another's
        scene.exchange.refuse_with = None
        link = await scene.exchange.opened(2)
        for at in (first_ms + 200, first_ms + 300):
            link.push(update(at, {FUTURE: book(1, 2)}))
        await until(lambda: scene.cache.time_ms == first_ms + 300)
        assert scene.cache.round == 2
        await scene.cache.close()

    run(main())
