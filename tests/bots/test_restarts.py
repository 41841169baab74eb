"""Bots that fail: started again after a while that grows, quarantined in the end."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.bots.manager import BotOptions, BotState
from algotrade_gui.bots.restarts import RestartCount
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.settings import BotSettings, Quota, RestartPolicy
from tests.support.aio import run_virtual
from tests.support.desk import Desk, trading_desk

FAILING = """
from algotrade_gui.bots.api import Bot

class Failing(Bot):
    starts = []

    async def run(self):
        self.starts.append(int(self.market_cache.time_ms))
        waited = 0
        async for update in self.market_cache.updates():
            if update.time_ms - self.starts[-1] >= self.config.get("lives_ms", 0):
                raise ValueError(f"mistake {len(self.starts)}")

class Sane(Bot):
    async def run(self):
        async for update in self.market_cache.updates():
            for name in self.api.list_instruments()[:3]:
                await self.api.buy(name, 1, 1, valid_for_ms=300)
"""

MAKER = BotId("failing")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "failing.py").write_text(FAILING)
    return tmp_path


def failing(policy: RestartPolicy, **config: int) -> BotSettings:
    return BotSettings(strategy="Failing", name="failing", restart=policy, config=config)


def starts(desk: Desk) -> list[int]:
    bot_class = desk.station.manager.loader.find("Failing")
    return list(getattr(bot_class, "starts", []))


@given(
    tries=st.integers(1, 20),
    first_s=st.floats(0.1, 10),
    longest_s=st.floats(10, 600),
    lives=st.lists(st.floats(0, 200), max_size=60),
)
def test_waits_double_up_to_their_cap_and_end_after_the_tries(
    tries: int, first_s: float, longest_s: float, lives: list[float]
) -> None:
    policy = RestartPolicy(when="on_failure", most_tries=tries, first_wait_s=first_s, longest_wait_s=longest_s)
    count = RestartCount()
    in_a_row = 0
    for life_s in lives:
        in_a_row = 1 if life_s >= policy.healthy_s else in_a_row + 1
        wait_s = count.next_wait_s(policy, life_s)
        if in_a_row > tries:
            assert wait_s is None
            return
        assert wait_s == pytest.approx(min(longest_s, first_s * 2 ** (in_a_row - 1)))


def test_a_bot_with_the_policy_never_stays_failed() -> None:
    assert RestartCount().next_wait_s(RestartPolicy(), 1_000.0) is None


@pytest.mark.expect_log("mistake 1", "failed 4 times in a row and is quarantined")
def test_a_failing_bot_is_tried_again_ever_later_and_then_quarantined_until_started_by_hand(folder: Path) -> None:
    async def scene() -> None:
        bots = [failing(RestartPolicy(when="on_failure", most_tries=3)), BotSettings(strategy="Sane", name="sane")]
        async with trading_desk(bots, folders=[folder]) as desk:
            manager = desk.station.manager
            await desk.play(0.5)
            info = manager.info(MAKER)
            assert (info.state, info.tries, info.is_waiting) == (BotState.FAILED, 1, True)
            assert info.restart_in_s is not None
            assert 0.4 < info.restart_in_s < 1.0
            await desk.play(20)
            info = manager.info(MAKER)
            assert (info.state, info.is_waiting) == (BotState.QUARANTINED, False)
            gaps = [round((b - a) / 1_000) for a, b in zip(starts(desk), starts(desk)[1:], strict=False)]
            assert gaps == [1, 2, 4]
            assert info.error is not None
            assert info.error.startswith("ValueError: mistake 4")
            await manager.start_all_bots()
            assert manager.info(MAKER).state is BotState.QUARANTINED
            assert manager.info(BotId("sane")).state is BotState.RUNNING
            await manager.start_bot(MAKER)
            await desk.play(0.5)
            assert manager.info(MAKER).tries == 1, "by hand, it begins anew"

    run_virtual(scene())


@pytest.mark.expect_log("mistake")
def test_a_bot_that_ran_well_has_all_its_tries_again(folder: Path) -> None:
    policy = RestartPolicy(when="on_failure", most_tries=1, healthy_s=5)

    async def scene() -> None:
        async with trading_desk([failing(policy, lives_ms=6_000)], folders=[folder]) as desk:
            await desk.play(30)
            assert len(starts(desk)) >= 4
            assert desk.station.manager.info(MAKER).state is not BotState.QUARANTINED

    run_virtual(scene())


@pytest.mark.expect_log("mistake")
def test_stopping_calls_off_the_next_start_and_so_does_the_end_of_the_program(folder: Path) -> None:
    policy = RestartPolicy(when="on_failure")

    async def scene() -> None:
        bots = [failing(policy), BotSettings(strategy="Failing", name="other", restart=policy)]
        async with trading_desk(bots, folders=[folder]) as desk:
            manager = desk.station.manager
            await desk.until(lambda: manager.info(MAKER).is_waiting, 5)
            await manager.stop_bot(MAKER)
            info = manager.info(MAKER)
            assert (info.state, info.is_waiting) == (BotState.STOPPED, False)
            manager.set_options(BotId("other"), BotOptions())
            assert manager.info(BotId("other")).state is BotState.STOPPED
            begun = len(starts(desk))
            await desk.play(5)
            assert len(starts(desk)) == begun
            await manager.start_bot(MAKER)
            await desk.until(lambda: manager.info(MAKER).is_waiting, 5)
        # and nothing is left of it: the loop is empty

    run_virtual(scene())


def test_a_quota_of_the_profile_holds_and_another_counts_at_once(folder: Path) -> None:
    async def scene() -> None:
        bots = [BotSettings(strategy="Sane", name="sane", quota=Quota(per_s=4))]
        async with trading_desk(bots, folders=[folder]) as desk:
            manager, budget = desk.station.manager, desk.station.account.budget
            bot = BotId("sane")
            most = 0
            for _ in range(30):
                await desk.play(0.1)
                most = max(most, budget.usage.by_owner.get(bot, 0))
            assert most == 4
            manager.set_options(bot, BotOptions(quota=Quota(per_s=9, when_over="refuse")))
            most = 0
            for _ in range(30):
                await desk.play(0.1)
                most = max(most, budget.usage.by_owner.get(bot, 0))
            assert most == 9
            assert "quota: sane has sent 9" in (manager.info(bot).last_refusal or "")
            (kept,) = desk.station.current_profile().bots
            assert kept.quota == Quota(per_s=9, when_over="refuse")

    run_virtual(scene())
