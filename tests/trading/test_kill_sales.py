"""What the kill switch has sold: fills of whoever held the contracts, exact in sum, found again after a restart."""

from algotrade_gui.core.ids import BotId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import Side
from algotrade_gui.trading.emergency_account import EmergencyAccount
from algotrade_gui.trading.owners import OUTSIDE
from algotrade_gui.trading.records import AccountRecord
from algotrade_gui.trading.sweep import Sale
from tests.support.aio import run_virtual as run
from tests.trading.desk import FUTURE, Desk, desk, settle

A, B = BotId("a"), BotId("b")


async def hold(d: Desk, owner: BotId, quantity: int, price: int) -> None:
    api = await d.account.open_api(owner)
    d.venue.script.append(lambda request: d.venue.rest(request, filled=quantity))
    result = await api.buy(FUTURE, price, quantity)
    assert result.filled == quantity


def test_the_sales_are_fills_of_the_holders_with_a_reason_and_every_cent_is_somebodys() -> None:
    async def scene() -> None:
        async with desk() as d:
            records: list[AccountRecord] = []
            d.account.on_record(records.append)
            await hold(d, A, 2, 1_001)
            await hold(d, B, 1, 1_000)
            before = d.account.portfolio.cash
            assert before is not None
            bought = d.account.orders.fill_count
            # one more than is held here: a teammate's
            EmergencyAccount(d.account).book_sale(Sale(instrument=FUTURE, quantity=4, cash=Cents(4_003)))
            sales = list(d.account.orders.fills)[bought:]
            assert [(sale.owner, sale.quantity, sale.side, sale.reason) for sale in sales] == [
                (A, 2, Side.SELL, "kill switch"),
                (B, 1, Side.SELL, "kill switch"),
                (OUTSIDE, 1, Side.SELL, "kill switch"),
            ]
            assert sum(sale.cash for sale in sales) == 4_003
            assert [sale.id for sale in sales] == [bought + 1, bought + 2, bought + 3]
            assert len({sale.client_id for sale in sales}) == 3
            assert d.account.portfolio.cash == before + 4_003
            assert {owner: d.account.portfolio.quantity(FUTURE, owner) for owner in (A, B, OUTSIDE)} == {
                A: 0,
                B: 0,
                OUTSIDE: -1,
            }
            assert [d.account.orders.fills_of(owner) for owner in (A, B, OUTSIDE)] == [2, 2, 1]
            assert d.account.orders.fills_of() == 5
            assert d.account.counters.fills == d.account.orders.fill_count == bought + 3
            for owner in (None, A, B, OUTSIDE):
                pnl = d.account.portfolio.pnl(owner)
                assert pnl.realised + pnl.unrealised == pnl.total
            told = [record for record in records if isinstance(record, Fill) and record.reason]
            assert told == sales

    run(scene())


def test_the_next_process_has_them_in_its_books_and_among_its_fills() -> None:
    async def scene() -> None:
        async with desk() as d:
            records: list[AccountRecord] = []
            d.account.on_record(records.append)
            await d.account.refresh()
            await hold(d, A, 2, 1_001)
            EmergencyAccount(d.account).book_sale(Sale(instrument=FUTURE, quantity=3, cash=Cents(3_001)))
            await settle()
            other = Desk()
            other.account.restore(records)
            assert [(fill.owner, fill.cash, fill.reason) for fill in other.account.orders.fills] == [
                (fill.owner, fill.cash, fill.reason) for fill in d.account.orders.fills
            ]
            for owner in (A, OUTSIDE):
                assert other.account.portfolio.quantity(FUTURE, owner) == d.account.portfolio.quantity(FUTURE, owner)
                # without a market there is no mark: the cash is what must agree
                assert other.account.statement(owner).cash == d.account.statement(owner).cash

    run(scene())
