"""The team's messages: never more than the limit in any second, cancels first, nobody starves."""

import asyncio
import random
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algotrade_gui.core.clock import LoopClock, ManualClock
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.settings import Quota
from algotrade_gui.core.virtual_time import run_virtual
from algotrade_gui.trading.budget import MessageBudget, OverQuotaError
from tests.support.aio import run

A, B = BotId("a"), BotId("b")


def virtual(scene: Coroutine[Any, Any, Any]) -> Any:
    return run_virtual(scene)


def most_in_any_second(times_ms: list[float]) -> int:
    return max((sum(start <= at < start + 1_000 for at in times_ms) for start in times_ms), default=0)


def test_a_flood_is_spread_so_that_no_second_has_more_than_the_limit() -> None:
    async def scene() -> list[float]:
        clock = LoopClock()
        budget = MessageBudget(clock, limit=285, reserve=35)
        sent: list[float] = []

        async def send() -> None:
            await budget.take(A)
            sent.append(clock.now_ms())

        async with asyncio.TaskGroup() as group:
            for _ in range(1_000):
                group.create_task(send())
        budget.close()
        return sent

    sent = virtual(scene())
    assert len(sent) == 1_000
    assert most_in_any_second(sent) == 250, "orders leave the reserve to cancels"
    assert max(sent) - min(sent) < 4_000, "and use all the rest"


@pytest.mark.parametrize("urgent", [False, True])
def test_who_comes_first_after_a_held_loop_leaves_those_who_waited_with_a_timer(urgent: bool) -> None:
    """All that was sent has left the window by then, and the timer for those who waited has not had its turn yet."""

    async def scene() -> None:
        clock = ManualClock()
        budget = MessageBudget(clock, limit=2, reserve=0)
        for _ in range(2):
            await budget.take(A)
        waiting = asyncio.create_task(budget.take(A, urgent=urgent))
        await asyncio.sleep(0)
        clock.advance(1_500)
        async with asyncio.timeout(5):
            await asyncio.gather(budget.take(B), waiting)
        budget.close()

    run(scene())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3_000), st.booleans(), st.booleans()), max_size=200), st.integers(1, 30))
def test_no_second_has_more_than_the_limit_whenever_who_asks(asks: list[tuple[int, bool, bool]], limit: int) -> None:
    async def scene() -> list[float]:
        clock = LoopClock()
        budget = MessageBudget(clock, limit=limit)
        sent: list[float] = []

        async def send(at_ms: int, urgent: bool, second: bool) -> None:
            await asyncio.sleep(at_ms / 1_000)
            await budget.take(B if second else A, urgent=urgent)
            sent.append(clock.now_ms())

        async with asyncio.TaskGroup() as group:
            for ask in asks:
                group.create_task(send(*ask))
        budget.close()
        return sent

    sent = virtual(scene())
    assert len(sent) == len(asks)
    assert most_in_any_second(sent) <= limit


def test_cancels_go_before_all_orders_that_wait_and_beyond_the_orders_share() -> None:
    async def scene() -> list[str]:
        budget = MessageBudget(LoopClock(), limit=10, reserve=2)
        done: list[str] = []

        async def send(name: str, urgent: bool) -> None:
            await budget.take(A, urgent=urgent)
            done.append(name)

        async with asyncio.TaskGroup() as group:
            for number in range(12):
                group.create_task(send(f"order {number}", False))
            await asyncio.sleep(0.01)
            for number in range(5):
                group.create_task(send(f"cancel {number}", True))
        budget.close()
        return done

    done = virtual(scene())
    assert done[:8] == [f"order {number}" for number in range(8)]
    assert done[8:10] == ["cancel 0", "cancel 1"], "the reserve is theirs"
    assert done[10:13] == ["cancel 2", "cancel 3", "cancel 4"]
    assert done[13:] == [f"order {number}" for number in range(8, 12)]


def test_a_bot_over_its_quota_waits_and_keeps_nobody_else_waiting() -> None:
    async def scene() -> tuple[list[float], list[float]]:
        clock = LoopClock()
        start_ms = clock.now_ms()
        budget = MessageBudget(clock, limit=100, quotas={A: Quota(per_s=5)})
        times: dict[BotId, list[float]] = {A: [], B: []}

        async def send(owner: BotId) -> None:
            await budget.take(owner)
            times[owner].append(clock.now_ms() - start_ms)

        async with asyncio.TaskGroup() as group:
            for _ in range(12):
                group.create_task(send(A))
            for _ in range(20):
                group.create_task(send(B))
        budget.close()
        return times[A], times[B]

    flooder, other = virtual(scene())
    assert most_in_any_second(flooder) == 5
    assert max(other) < 1, "at once"


@pytest.mark.parametrize("urgent", [False, True])
def test_whoever_has_sent_least_comes_first_so_that_a_flood_without_a_quota_delays_itself(urgent: bool) -> None:
    async def scene() -> tuple[list[float], list[int]]:
        clock = LoopClock()
        budget = MessageBudget(clock, limit=100, reserve=0)
        waits: list[float] = []
        flooded: list[int] = []

        async def flood(number: int) -> None:
            await budget.take(A, urgent=urgent)
            flooded.append(number)

        async def polite() -> None:
            for _ in range(5):
                asked_ms = clock.now_ms()
                await budget.take(B, urgent=urgent)
                waits.append(clock.now_ms() - asked_ms)
                await asyncio.sleep(0.3)

        async with asyncio.TaskGroup() as group:
            for number in range(1_000):
                group.create_task(flood(number))
            group.create_task(polite())
        budget.close()
        return waits, flooded

    waits, flooded = virtual(scene())
    assert max(waits) <= 1_051, "the flood's own orders wait for ten seconds"
    assert flooded == sorted(flooded)


def test_what_the_kill_switch_has_sent_counts_when_it_gives_the_budget_back() -> None:
    async def scene() -> None:
        clock = LoopClock()
        budget = MessageBudget(clock, limit=10, reserve=0)
        await budget.take(A)
        assert len(budget.seize()) == 1
        assert not budget.try_take(B, urgent=True)
        await asyncio.sleep(0.5)
        budget.give_up([clock.now_ms()] * 9, B)
        assert not budget.try_take(A, urgent=True)
        assert budget.usage.by_owner == {A: 1, B: 9}
        await asyncio.sleep(0.6)
        assert [budget.try_take(A) for _ in range(2)] == [True, False], "the first of all has left the window"
        await asyncio.sleep(0.5)
        assert budget.try_take(A)
        budget.close()

    virtual(scene())


def test_a_quota_may_refuse_instead_and_says_so() -> None:
    async def scene() -> str:
        budget = MessageBudget(LoopClock(), quotas={A: Quota(per_s=2, when_over="refuse")})
        await budget.take(A)
        await budget.take(A)
        await budget.take(A, urgent=True)
        with pytest.raises(OverQuotaError) as refused:
            await budget.take(A)
        await asyncio.sleep(1.051)
        await budget.take(A)
        return str(refused.value)

    assert virtual(scene()) == "a has sent 3 messages within a second, 2 are its quota"


def test_what_was_not_sent_is_given_back_and_who_gives_up_takes_nothing() -> None:
    async def scene() -> None:
        budget = MessageBudget(LoopClock(), limit=2, reserve=0)
        assert budget.try_take(A)
        assert budget.try_take(B)
        assert not budget.try_take(A)
        waiting = asyncio.ensure_future(budget.take(A))
        await asyncio.sleep(0)
        assert budget.usage.waiting == 1
        budget.give_back(B)
        await waiting
        assert budget.usage.by_owner == {A: 2}
        given_up = asyncio.ensure_future(budget.take(B))
        await asyncio.sleep(0)
        given_up.cancel()
        await asyncio.gather(given_up, return_exceptions=True)
        assert budget.usage.waiting == 0
        assert budget.usage.by_owner == {A: 2}
        budget.close()

    virtual(scene())


def test_the_order_of_one_owners_requests_is_kept() -> None:
    async def scene() -> list[int]:
        budget = MessageBudget(LoopClock(), limit=7, reserve=0)
        done: list[int] = []
        rng = random.Random(5)

        async def send(number: int) -> None:
            await budget.take(A)
            done.append(number)

        async with asyncio.TaskGroup() as group:
            for number in range(60):
                group.create_task(send(number))
                await asyncio.sleep(rng.random() / 20)
        budget.close()
        return done

    assert virtual(scene()) == list(range(60))
