"""A whole desk against the practice exchange: the market maker trades, is stopped, and the books agree. In virtual time."""

import pytest

from algotrade_gui.bots.manager import BotState
from algotrade_gui.core.ids import BotId
from tests.support.aio import run_virtual
from tests.support.desk import maker, trading_desk


@pytest.mark.allow_log("remain", "refused: self_trade")
def test_the_market_maker_trades_is_stopped_and_the_account_equals_the_exchange() -> None:
    async def scene() -> None:
        quick = maker("quick", "$SIMP", spread_percent=0.1)
        async with trading_desk([quick], seed=1, start_cash=1_000_000, round_seconds=600) as it:
            manager, account, bot = it.station.manager, it.station.account, BotId("quick")
            await it.until(lambda: account.counters.fills >= 3, 120)
            assert manager.info(bot).state is BotState.RUNNING

            await manager.stop_all_bots()
            assert manager.info(bot).state.value == BotState.STOPPED.value
            assert account.orders.working() == []
            # deals of the last moment are published with the next update
            await it.until(lambda: not it.differences(), 5)
            pending = await account.manual.get_pending_orders()
            inventory = await account.manual.get_inventory()
            assert not any(pending.orders.values())
            held = {key: holding.total for key, holding in inventory.holdings.items() if holding.total}
            assert held == {key: position.quantity for key, position in account.portfolio.positions().items()}
            assert account.cash == inventory.cash
            pnl = manager.info(bot).pnl
            assert pnl.realised + pnl.unrealised == pnl.total
            assert account.counters.sent == account.counters.accepted + account.counters.rejected
            assert it.station.errors.records == []

    run_virtual(scene())
