"""The market-data connection falls silent: an order connection's copy goes on without a gap, the mute one is replaced after 5 s."""

from itertools import pairwise

import msgspec
import pytest

from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.inprocess import InProcessExchange, InProcessLink, Tap
from algotrade_gui.market.records import FeedState, Update
from tests.support.aio import run_virtual
from tests.support.desk import trading_desk


class Mutable(Tap):
    """Lets nothing come down any more once it is told to."""

    def __init__(self) -> None:
        self.mute = False

    def down(self, link: InProcessLink, frame: bytes) -> None:
        if not self.mute:
            super().down(link, frame)


def with_mutable_taps(exchange: InProcessExchange) -> None:
    exchange.make_tap = Mutable


def mute(link: InProcessLink) -> None:
    assert isinstance(link.tap, Mutable)
    link.tap.mute = True


def by_spare(cache: MarketDataCache) -> bool:
    """Asked anew each time: mypy would hold on to the first answer."""
    return cache.spare_leads


@pytest.mark.allow_log("")
def test_a_sessions_copy_takes_over_without_a_gap_and_gives_back() -> None:
    async def scene() -> None:
        async with trading_desk(prepare=with_mutable_taps) as it:
            cache = it.station.cache
            seen: list[Update] = []
            cache.on_update(seen.append)
            frames: list[tuple[bytes, int, int]] = []
            cache.on_frame(lambda *what: frames.append(what))
            await it.play(10)
            feed_link = it.exchange.links[0]
            mute(feed_link)
            await it.play(0.55)
            await it.play(0.5)
            assert by_spare(cache)
            assert cache.state is FeedState.LIVE
            assert cache.feed_age_ms is not None
            assert cache.feed_age_ms <= 100
            assert feed_link in it.exchange.links, "not given up yet"
            await it.play(10)
            assert feed_link not in it.exchange.links, "taken for dead and replaced"
            assert cache.get_market_statistics().reconnects == 1
            assert not by_spare(cache), "its own connection serves again"
            await it.play(5)
            times = [update.time_ms for update in seen]
            assert {later - earlier for earlier, later in pairwise(times)} == {100}
            assert not any(update.after_gap for update in seen[1:]), "nothing was missed, so nothing is in doubt"
            assert [time_ms for _, time_ms, _ in frames] == times, "who keeps the frames has each of them once"
            assert all(msgspec.json.decode(frame)["time"] == time_ms for frame, time_ms, _ in frames)
            assert cache.round == 1
            await it.come_to_rest()

    run_virtual(scene())


@pytest.mark.allow_log("")
def test_a_mute_order_connection_is_replaced_and_its_requests_are_in_doubt() -> None:
    async def scene() -> None:
        async with trading_desk(prepare=with_mutable_taps) as it:
            await it.play(10)
            account = it.station.account
            link = it.exchange.links[-1]
            mute(link)
            await it.play(12)
            assert not link.open
            assert sum(session.reconnects for session in account.sessions.values()) == 1
            await it.come_to_rest()

    run_virtual(scene())


@pytest.mark.allow_log("")
def test_the_copy_that_served_is_lost_as_well() -> None:
    async def scene() -> None:
        async with trading_desk(prepare=with_mutable_taps) as it:
            cache = it.station.cache
            await it.play(10)
            mute(it.exchange.links[0])
            await it.play(1.5)
            assert by_spare(cache)
            it.exchange.links[1].cut()
            await it.play(1.5)
            assert cache.state is FeedState.LIVE, "the next session's copy"
            await it.play(10)
            assert not by_spare(cache)
            await it.come_to_rest()
            assert cache.round == 1

    run_virtual(scene())
