"""The table of a bot's states, and bots that are told everything in any order."""

import asyncio
import contextlib
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algotrade_gui.bots.api import Bot
from algotrade_gui.bots.manager import BotManager
from algotrade_gui.bots.states import LEGAL, BotState, IllegalBotStateError, check_change
from algotrade_gui.core.errors import UserError
from algotrade_gui.core.ids import BotId
from tests.bots.scene import managed
from tests.support.aio import run_virtual
from tests.trading.desk import FUTURE, Desk, settle

COMMANDS = (
    "start",
    "stop",
    "pause",
    "resume",
    "restart",
    "reload",
    "update",
    "break",
    "start all",
    "pause all",
    "settle",
)


def test_every_state_has_its_row_and_can_be_left_and_reached() -> None:
    assert set(LEGAL) == set(BotState)
    reached = set().union(*LEGAL.values())
    assert reached == set(BotState)
    for state, following in LEGAL.items():
        assert following, state
        assert state not in following


def test_from_every_state_a_bot_can_come_to_run() -> None:
    for first in BotState:
        seen, front = {first}, {first}
        while front:
            front = set().union(*(LEGAL[state] for state in front)) - seen
            seen |= front
        assert BotState.RUNNING in seen


@given(before=st.sampled_from(BotState), after=st.sampled_from(BotState))
def test_a_change_that_the_table_does_not_have_raises(before: BotState, after: BotState) -> None:
    if after in LEGAL[before]:
        check_change(before, after)
    else:
        with pytest.raises(IllegalBotStateError, match=f"{before.value} cannot become {after.value}"):
            check_change(before, after)


def test_a_paused_bot_is_alive_and_a_quarantined_one_is_not() -> None:
    assert {state for state in BotState if state.is_alive} == {
        BotState.STARTING,
        BotState.RUNNING,
        BotState.PAUSING,
        BotState.PAUSED,
        BotState.STOPPING,
    }
    assert all(state.is_alive for state in BotState if state.is_passing)


class Breakable(Bot):
    """Trades on each update; raises when it is told to."""

    broken = False

    async def run(self) -> None:
        for number in itertools.count():
            async for _ in self.market_cache.updates():
                if type(self).broken:
                    type(self).broken = False
                    raise ArithmeticError("told to")
                await self.api.buy(FUTURE, 80_000 - number, 1)


async def do(command: str, manager: BotManager, d: Desk, bot: BotId) -> None:
    if command == "update":
        await d.update(d.cache.time_ms + 100)
        return
    if command == "settle":
        await settle()
        return
    if command == "break":
        Breakable.broken = True
        return
    if command == "start all":
        await manager.start_all_bots()
        return
    if command == "pause all":
        await manager.pause_all_bots()
        return
    method = getattr(manager, f"{command}_bot")
    with contextlib.suppress(UserError):
        await method(bot)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(COMMANDS), st.booleans()), max_size=14))
@pytest.mark.allow_log("told to")
def test_whatever_is_asked_in_whatever_order_the_changes_are_legal_and_nothing_is_left_working(
    commands: list[tuple[str, bool]],
) -> None:
    async def scene() -> None:
        Breakable.broken = False
        async with managed() as (d, manager):
            bot = manager.register_bot(Breakable)
            runner = manager._entries[bot].runner
            told: list[BotState] = [runner.state]
            before = runner._on_state

            def note(bot_id: BotId) -> None:
                told.append(runner.state)
                if runner.state in (BotState.PAUSED, BotState.STOPPED, BotState.FAILED):
                    assert d.account.orders.working(owner=bot) == [], runner.state
                before(bot_id)

            runner._on_state = note
            under_way = []
            for command, wait in commands:
                work = asyncio.create_task(do(command, manager, d, bot))
                if wait:
                    await work
                else:
                    # the next one meets it half done
                    under_way.append(work)
                    await asyncio.sleep(0)
            await asyncio.gather(*under_way)
            await manager.stop_all_bots()
            assert not runner.state.is_alive
            assert d.venue.pending == {}
            for earlier, later in itertools.pairwise(told):
                assert later in LEGAL[earlier]
            assert [record for record in d.errors.records if "IllegalBotState" in record.message] == []

    run_virtual(scene())
