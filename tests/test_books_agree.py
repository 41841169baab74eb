"""Whenever the exchange's word counts, the sum over all owners is the account: to the contract and to the cent, whatever was missed."""

import random
from collections.abc import Iterator

import pytest

from algotrade_gui.market.cache import FeedState
from algotrade_gui.trading.owners import OUTSIDE
from algotrade_gui.trading.records import AccountRecord, LookRecord, ReconciliationRecord
from tests.support.aio import run_virtual
from tests.support.desk import CASH, THREE_BOTS, Desk, trading_desk


class Auditor:
    """Compares our books with the exchange's own in the moment of every look that agreed, and after every correction."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.agreed = 0
        self.corrections: list[ReconciliationRecord] = []
        self.wrong: list[str] = []
        desk.station.account.on_record(self.note)

    def note(self, record: AccountRecord) -> None:
        if isinstance(record, ReconciliationRecord):
            self.corrections.append(record)
        elif isinstance(record, LookRecord) and record.counted and record.agreed:
            self.agreed += 1
            self.wrong += list(self.differences())

    def differences(self) -> Iterator[str]:
        """What does not add up in our own books, or against the exchange's inventory as it was told last."""
        account = self.desk.station.account
        portfolio, told = account.portfolio, account.inventory
        assert told is not None
        statements = [portfolio.statement(owner) for owner in portfolio.owners()]
        if portfolio.cash != told.cash.total:
            yield f"cash: {portfolio.cash}, told {told.cash.total}"
        if CASH + sum(statement.cash for statement in statements) != told.cash.total:
            yield f"the owners' cash makes {CASH + sum(statement.cash for statement in statements)}, told {told.cash.total}"
        for instrument in {*told.holdings, *portfolio.positions()}:
            ours = sum(portfolio.quantity(instrument, owner) for owner in portfolio.owners())
            theirs = told.holdings[instrument].total if instrument in told.holdings else 0
            if ours != theirs:
                yield f"{instrument}: {ours}, told {theirs}"
        total = portfolio.pnl()
        if sum(statement.pnl.total for statement in statements) != total.total:
            yield "the owners' P&L is not the total"
        if total.realised + total.unrealised != total.total:
            yield "realised and unrealised are not the total"
        # what it began with and what it made are what there is: nothing came from nowhere
        if CASH + total.total != told.cash.total + portfolio.statement().value:
            yield f"P&L is off by {CASH + total.total - told.cash.total - portfolio.statement().value} cents"


@pytest.mark.allow_log("")
@pytest.mark.parametrize("seed", range(6))
def test_with_cut_sockets_the_sum_over_owners_is_the_account_and_nothing_goes_to_outside(seed: int) -> None:
    async def scene() -> None:
        rng = random.Random(seed)
        async with trading_desk(THREE_BOTS, seed=seed) as it:
            audit = Auditor(it)
            for _ in range(8):
                await it.play(2 + 6 * rng.random())
                links = list(it.exchange.links)
                for link in rng.sample(links, rng.randint(1, len(links))):
                    link.cut()
            await it.until(lambda: it.station.cache.state is FeedState.LIVE, 30)
            await it.come_to_rest()
            await it.play(12)
            assert audit.agreed >= 3
            assert audit.wrong == []
            await it.until(lambda: not it.differences(), 5)
            # nobody else trades on this account: every difference was somebody's of ours
            portfolio = it.station.account.portfolio
            assert portfolio.statement(OUTSIDE).positions == {}
            assert portfolio.statement(OUTSIDE).cash == 0, audit.corrections

    run_virtual(scene())
