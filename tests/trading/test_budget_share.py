"""This machine's share of the team's money, pending orders and messages."""

import asyncio

import msgspec
import pytest

from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.trading.budget import TEAM_LIMIT
from algotrade_gui.trading.rules.budget_share import BudgetShare
from algotrade_gui.trading.rules.pending_share import PendingShare
from tests.support.aio import run_virtual as run
from tests.trading.desk import CALL, FUTURE, NEXT_FUTURE, desk
from tests.trading.test_rules import View, order

OPEN = RiskSettings(max_order_notional=None, price_band_percent=None)


@pytest.mark.parametrize(
    ("used", "price", "quantity", "passes"),
    [(0, 250_000, 1, True), (0, 250_001, 1, False), (200_000, 25_000, 2, True), (200_000, 25_001, 2, False)],
)
def test_a_buy_may_bring_this_machine_to_its_share_of_the_capital_and_no_further(
    used: int, price: int, quantity: int, passes: bool
) -> None:
    denial = BudgetShare(0.25).check(order(quantity, price), View(machine_capital=used, team_capital=1_000_000))
    assert (denial is None) is passes
    if denial is not None:
        assert (denial.limit, denial.value) == (250_000, used + price * quantity)
        assert "25% of the team's capital are 2,500.00" in denial.message


def test_no_buy_passes_while_the_cash_is_unknown_and_every_sale_does() -> None:
    unknown = View(team_capital=None)
    assert BudgetShare(0.5).check(order(), unknown) is not None
    assert BudgetShare(0.5).check(order(side=Side.SELL), unknown) is None
    assert BudgetShare(0.05).check(order(9, 10**6, Side.SELL), View(machine_capital=10**9)) is None


def test_the_share_of_600_pending_orders() -> None:
    rule = PendingShare(0.25)
    assert rule.check(order(), View(machine_orders=149)) is None
    denial = rule.check(order(), View(machine_orders=150))
    assert denial is not None
    assert (denial.limit, denial.value) == (150, 151)


def test_the_last_tenth_of_the_pending_orders_is_for_those_who_have_few() -> None:
    rule = PendingShare(1.0)
    assert rule.check(order(), View(machine_orders=539, owner_orders=539)) is None
    assert rule.check(order(), View(machine_orders=540, owner_orders=59)) is None
    assert rule.check(order(), View(machine_orders=599, owner_orders=0)) is None
    denial = rule.check(order(), View(machine_orders=540, owner_orders=540))
    assert denial is not None
    assert (denial.limit, denial.value) == (60, 541)
    assert rule.check(order(), View(machine_orders=540, owner_orders=60)) is not None


@pytest.mark.parametrize("share", [0.0, 0.04, 1.01])
def test_a_share_outside_its_bounds_does_not_load(share: float) -> None:
    with pytest.raises(msgspec.ValidationError, match="budget_share"):
        msgspec.json.decode(msgspec.json.encode({"budget_share": share}), type=RiskSettings)


def test_the_account_counts_what_all_its_owners_use_and_what_the_team_has() -> None:
    async def scene() -> None:
        async with desk(msgspec.structs.replace(OPEN, budget_share=0.3)) as d:
            d.venue.script.append(lambda request: d.venue.rest(request, filled=2))
            assert (await d.account.manual.buy(FUTURE, 100_000, 2)).ok
            d.venue.cash = [0, 800_000]
            # 200,000 invested, 90,000 reserved, 300,000 allowed
            assert (await d.account.manual.buy(NEXT_FUTURE, 90_000, 1)).ok
            refused = await d.account.manual.buy(CALL, 10_001, 1)
            assert (refused.state, "budget_share" in refused.message) == (OrderState.DENIED, True)
            assert (await d.account.manual.buy(CALL, 10_000, 1)).ok
            assert (await d.account.manual.sell(FUTURE, 101_000, 2)).ok
            d.account.set_limits(OPEN)
            assert (await d.account.manual.buy(CALL, 20_000, 1)).ok

    run(scene())


def test_the_share_of_messages_follows_the_setting() -> None:
    async def scene() -> None:
        async with desk(msgspec.structs.replace(OPEN, budget_share=0.5)) as d:
            assert d.account.budget.usage.limit == round(TEAM_LIMIT * 0.5)
            d.account.set_limits(OPEN)
            assert d.account.budget.usage.limit == TEAM_LIMIT
            await asyncio.sleep(0)

    run(scene())


def test_the_statement_of_an_owner_adds_up() -> None:
    async def scene() -> None:
        async with desk(OPEN) as d:
            d.venue.script.append(lambda request: d.venue.rest(request, filled=2))
            await d.account.manual.buy(FUTURE, 99_000, 2)
            await d.account.manual.buy(CALL, 500, 3)
            await d.update(1_100, books={FUTURE: {"bids": {"98500": 1}, "asks": {}}})
            for owner in (d.account.portfolio.owners()[0], None):
                statement = d.account.statement(owner)
                assert statement.positions[FUTURE].quantity == 2
                assert (statement.cash, statement.reserved) == (-198_000, 1_500)
                assert (statement.value, statement.at_bid) == (200_000, 197_000)
                assert statement.pnl.total == statement.cash + statement.value == 2_000
            assert d.account.cash is not None
            assert d.account.cash.free == Cents(1_000_000 - 198_000 - 1_500)

    run(scene())
