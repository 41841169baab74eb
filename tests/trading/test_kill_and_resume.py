"""A firing in the very moment of a resume: whoever fires last is obeyed, new orders stay blocked."""

import pytest

from algotrade_gui.trading.emergency import REASON, KillState
from algotrade_gui.trading.halt import TradingState
from tests.support.aio import run_virtual as run
from tests.trading.desk import FUTURE, desk, settle
from tests.trading.test_halt_while_waiting import HandLine, armed, finish

pytestmark = pytest.mark.allow_log("halted")


def test_the_firing_is_told_before_its_end_though_the_work_is_done_before_fire_returns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scene() -> None:
        async with desk() as d, armed(d) as switch:
            heard: list[KillState] = []
            switch.on_change(heard.append)

            def done_at_once(_line: HandLine) -> bool:
                finish(switch)
                return True

            monkeypatch.setattr(HandLine, "go", done_at_once)
            assert switch.fire("a test")
            await settle()
            assert heard == [KillState.FIRED, KillState.SPENT]

    run(scene())


def test_a_firing_between_arming_and_lifting_the_halt_is_not_undone() -> None:
    async def scene() -> None:
        async with desk() as d, armed(d) as switch:
            switch.fire("a test")
            finish(switch)
            # as another thread does while the loop shows the new state
            fired: list[bool] = []
            stop = switch.on_change(
                lambda state: fired.append(switch.fire("again")) if state is KillState.ARMED else None
            )
            assert not switch.resume()
            stop()
            assert fired == [True]
            assert switch.state is KillState.FIRED
            assert (d.account.states.team, d.account.states.reason(None)) == (TradingState.HALTED, REASON)
            finish(switch)
            await settle()
            result = await d.account.manual.buy(FUTURE, 99_000, 1)
            assert "kill switch" in result.message
            assert switch.resume()
            assert d.account.states.team is TradingState.ACTIVE

    run(scene())


def test_a_resume_between_blocking_and_firing_does_not_let_orders_through(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with desk() as d, armed(d) as switch:
            switch.fire("a test")
            finish(switch)
            block = d.account.states.block
            resumed: list[bool] = []

            def block_then_resume(reason: str) -> None:
                block(reason)
                if not resumed:
                    # the loop's thread has its turn here
                    resumed.append(True)
                    assert switch.resume()

            monkeypatch.setattr(d.account.states, "block", block_then_resume)
            assert switch.fire("again")
            assert switch.state is KillState.FIRED
            assert d.account.states.team is TradingState.HALTED
            finish(switch)

    run(scene())
