"""The team's messages: never more than the limit in any second, cancels first, nobody starves."""

import asyncio
import random
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algotrade_gui.core.clock import LoopClock
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.settings import Quota
from algotrade_gui.core.virtual_time import run_virtual
from algotrade_gui.trading.budget import MessageBudget, OverQuotaError

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
