"""Openings are spaced: never more than the limit in any second, in the order of asking."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from algotrade_gui.core.virtual_time import run_virtual
from algotrade_gui.market.openings import MOST_PER_S, OpeningPace


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 4_000), max_size=60), st.integers(1, 10))
def test_no_second_has_more_openings_than_allowed(asked_ms: list[int], most: int) -> None:
    async def scene() -> list[float]:
        loop = asyncio.get_running_loop()
        pace = OpeningPace(most)
        opened: list[float] = []

        async def open_at(at_ms: int) -> None:
            await asyncio.sleep(at_ms / 1_000)
            await pace.take()
            opened.append(loop.time())

        async with asyncio.TaskGroup() as group:
            for at_ms in asked_ms:
                group.create_task(open_at(at_ms))
        return opened

    opened = run_virtual(scene())
    assert len(opened) == len(asked_ms)
    for start in opened:
        # a window's ends are nanoseconds apart from each other
        assert sum(start <= at < start + 0.999 for at in opened) <= most


def test_the_limit_leaves_some_of_the_exchanges_ten_to_a_teammates_machine() -> None:
    assert MOST_PER_S < 10


def test_a_few_wait_for_nothing_and_a_storm_is_over_soon() -> None:
    async def scene() -> float:
        loop = asyncio.get_running_loop()
        pace = OpeningPace()
        began_s = loop.time()
        for _ in range(MOST_PER_S):
            await pace.take()
        assert loop.time() == began_s
        await asyncio.gather(*(pace.take() for _ in range(MOST_PER_S)))
        return loop.time() - began_s

    assert 0.99 < run_virtual(scene()) < 1.01
