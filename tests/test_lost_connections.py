"""Our books against the exchange's own, while connections break all the time. A minute or more of each, in virtual time."""

import random

import pytest

from algotrade_gui.market.records import FeedState
from tests.support.aio import run_virtual
from tests.support.desk import THREE_BOTS, Desk, trading_desk

BREAKS = 6


def break_some(it: Desk, rng: random.Random, least: int) -> None:
    """Cut connections without a word, at least `least` of them or all."""
    links = list(it.exchange.links)
    for link in rng.sample(links, rng.randint(min(least, len(links)), len(links))):
        link.cut()


@pytest.mark.allow_log("")
@pytest.mark.parametrize("seed", range(8))
def test_positions_and_cash_are_the_exchange_s_whatever_breaks(seed: int) -> None:
    async def scenario() -> None:
        rng = random.Random(seed)
        async with trading_desk(THREE_BOTS, seed=seed) as it:
            station = it.station
            for least in (len(THREE_BOTS) + 2, *[1] * BREAKS):
                wanted = station.account.counters.fills + 3
                await it.until(
                    lambda wanted=wanted: (  # type: ignore[misc]  # mypy does not infer a default's type
                        station.account.counters.fills >= wanted and station.cache.state is FeedState.LIVE
                    ),
                    60,
                )
                # not only between two updates: in the middle of a request as well
                await it.play(rng.random())
                break_some(it, rng, least)
            # a cancel whose connection broke leaves its order to its own lifetime
            await it.come_to_rest()
            assert station.cache.get_market_statistics().reconnects > 0
            assert station.cache.round == 1
            assert len(it.exchange.links) <= len(THREE_BOTS) + 2

    run_virtual(scenario())
