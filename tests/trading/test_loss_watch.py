"""Losses watched between orders: who is halted, when, and what happens to what is working."""

import pytest

from algotrade_gui.core.ids import BotId
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.order import OrderState
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.trading.loss_watch import LossWatch
from algotrade_gui.trading.owners import MANUAL, OUTSIDE
from algotrade_gui.trading.portfolio import PnL
from algotrade_gui.trading.rules.base import Denial
from tests.support.aio import run_virtual as run
from tests.trading.desk import CALL, FUTURE, NEXT_FUTURE, desk, settle

MAKER, TAKER = BotId("maker"), BotId("taker")


class FakeBooks:
    def __init__(self, **totals: int) -> None:
        self.totals = {BotId(name): total for name, total in totals.items()}

    def owners(self) -> list[BotId]:
        return list(self.totals)

    def pnl(self, owner: BotId | None = None, /) -> PnL:
        total = sum(self.totals.values()) if owner is None else self.totals[owner]
        return PnL(realised=Cents(0), unrealised=Cents(total), total=Cents(total))


def watch(books: FakeBooks, **limits: object) -> tuple[LossWatch, list[tuple[str, BotId, str, int | str]]]:
    said: list[tuple[str, BotId, str, int | str]] = []

    def act(denial: Denial, owner: BotId) -> None:
        said.append((denial.rule, owner, denial.action, denial.value))

    return LossWatch(RiskSettings(**limits), books, act), said  # type: ignore[arg-type]  # each test names its limits


def test_a_bot_that_is_down_its_limit_is_told_by_its_rules_action_the_others_not() -> None:
    losses, said = watch(FakeBooks(maker=-500, taker=-499), max_loss_bot=500)
    losses.look(RoundMs(1_000))
    assert said == [("max_loss_bot", MAKER, "halt_bot", 500)]


def test_the_team_is_all_of_this_machine_and_not_the_teammates() -> None:
    books = FakeBooks(maker=-300, taker=-300)
    books.totals[OUTSIDE] = 10_000
    losses, said = watch(books, max_loss_team=600)
    losses.look(RoundMs(1_000))
    assert [(rule, action, value) for rule, _, action, value in said] == [("max_loss_team", "halt_all", 600)]


def test_a_teammates_loss_halts_nobody_here() -> None:
    books = FakeBooks(maker=0)
    books.totals[OUTSIDE] = -10_000
    losses, said = watch(books, max_loss_team=600, max_loss_bot=600)
    losses.look(RoundMs(1_000))
    assert said == []


def test_it_looks_once_in_each_second_of_the_round() -> None:
    books = FakeBooks(maker=0)
    losses, said = watch(books, max_loss_bot=500)
    losses.look(RoundMs(1_000))
    books.totals[MAKER] = -500
    losses.look(RoundMs(1_900))
    assert said == []
    losses.look(RoundMs(2_000))
    assert len(said) == 1


def test_other_limits_count_from_the_next_second_on() -> None:
    losses, said = watch(FakeBooks(maker=-500), max_loss_bot=501)
    losses.look(RoundMs(1_000))
    losses.set_limits(RiskSettings(max_loss_bot=500))
    losses.look(RoundMs(2_000))
    assert len(said) == 1


def test_an_action_for_one_bot_means_everyone_where_the_loss_is_nobodys_alone() -> None:
    losses, said = watch(FakeBooks(maker=-500), max_loss_team=500, actions={"max_loss_team": "halt_bot"})
    losses.look(RoundMs(1_000))
    assert [action for _, _, action, _ in said] == ["halt_all"]


@pytest.mark.expect_log("was halted")
def test_a_holding_that_falls_halts_its_owner_and_cancels_what_he_has_working() -> None:
    async def scene() -> None:
        risk = RiskSettings(max_loss_bot=5_000, price_band_percent=None, max_order_notional=None)
        async with desk(risk) as it:
            maker = await it.account.open_api(MAKER)
            it.venue.script.append(lambda request: it.venue.rest(request, filled=1))
            await maker.buy(FUTURE, 100_000, 1, valid_for_ms=30_000)
            await maker.buy(NEXT_FUTURE, 90_000, 1, valid_for_ms=30_000)
            by_hand = await it.account.manual.buy(CALL, 100, 1, valid_for_ms=30_000)
            await it.update(2_000, price=94_000)
            assert it.account.states.of(MAKER) is TradingState.HALTED
            assert "down 60.00" in it.account.states.reason(MAKER)
            assert it.account.states.of(MANUAL) is TradingState.ACTIVE
            assert it.account.orders.working(owner=MAKER) == []
            assert [order.client_id for order in it.account.orders.working()] == [by_hand.client_id]
            assert len(it.venue.of_type("cancel_order")) == 1

    run(scene())


@pytest.mark.expect_log("All trading was halted")
def test_the_teams_loss_cancels_everybodys_orders() -> None:
    async def scene() -> None:
        risk = RiskSettings(max_loss_team=5_000, price_band_percent=None, max_order_notional=None)
        async with desk(risk) as it:
            maker = await it.account.open_api(MAKER)
            it.venue.script.append(lambda request: it.venue.rest(request, filled=1))
            await maker.buy(FUTURE, 100_000, 1, valid_for_ms=30_000)
            await it.account.manual.buy(CALL, 100, 1, valid_for_ms=30_000)
            await it.update(2_000, price=94_000)
            assert it.account.states.team is TradingState.HALTED
            assert it.account.orders.working() == []
            denied = await maker.sell(FUTURE, 100_000, 1)
            assert denied.state is OrderState.DENIED

    run(scene())


@pytest.mark.expect_log("All trading was halted by the rule max_loss_team")
def test_what_a_teammate_loses_is_no_loss_of_this_machine() -> None:
    async def scene() -> None:
        risk = RiskSettings(price_band_percent=None, max_order_notional=None, max_loss_team=10_000)
        async with desk(risk) as it:
            it.account.portfolio.book_outside(FUTURE, 1, Cents(-150_000))
            assert it.account.portfolio.pnl().total == -50_000
            assert (await it.account.manual.buy(FUTURE, 90_000, 1)).ok
            await it.update(2_100)
            assert it.account.states.team is TradingState.ACTIVE
            it.venue.script.append(lambda request: it.venue.rest(request, filled=1))
            assert (await it.account.manual.buy(FUTURE, 111_000, 1)).ok
            assert "max_loss_team" in (await it.account.manual.buy(FUTURE, 90_001, 1)).message

    run(scene())


def test_reducing_by_hand_cancels_buys_and_leaves_sales() -> None:
    async def scene() -> None:
        async with desk(RiskSettings(price_band_percent=None, max_order_notional=None, self_trade=None)) as it:
            maker = await it.account.open_api(MAKER)
            it.venue.script.append(lambda request: it.venue.rest(request, filled=2))
            await maker.buy(FUTURE, 100_000, 2, valid_for_ms=30_000)
            await maker.buy(FUTURE, 90_000, 1, valid_for_ms=30_000)
            sale = await maker.sell(FUTURE, 110_000, 1, valid_for_ms=30_000)
            by_hand = await it.account.manual.buy(CALL, 100, 1, valid_for_ms=30_000)
            it.account.restrict(MAKER, TradingState.REDUCING, "by hand")
            await settle()
            assert [order.client_id for order in it.account.orders.working()] == [sale.client_id, by_hand.client_id]
            assert not (await maker.buy(FUTURE, 90_000, 1)).ok
            assert (await maker.sell(FUTURE, 111_000, 1)).ok
            it.account.restrict(None, TradingState.HALTED, "by hand")
            await settle()
            assert it.account.orders.working() == []
            it.account.restrict(None, TradingState.ACTIVE, "")
            it.account.restrict(MAKER, TradingState.ACTIVE, "")
            assert (await maker.buy(FUTURE, 90_000, 1)).ok

    run(scene())
