"""The built-in traders take no price that is beyond all reason: a lone order of a team's is not the market."""

import pytest

from algotrade_gui.core.ids import TeamId
from algotrade_gui.core.units import Cents
from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.engine import Exchange

TEAM = TeamId(1)


def _round_with_far_orders(seed: int) -> Exchange:
    """Half a minute of a market in which the team bids one cent and asks a fortune in every book from the first moment on."""
    exchange = Exchange(make_config(round_seconds=60, start_cash=10**9), seed)
    exchange.advance(0)
    account = exchange.accounts[TEAM]
    for contract in list(exchange.contracts):
        account.held[contract.instrument.id] = 10
        exchange.house.held[contract.instrument.id] = -10
        exchange.place(account, contract, True, Cents(1), 10, 10**9)
        exchange.place(account, contract, False, Cents(2**31), 10, 10**9)
    exchange.advance(30_000)
    return exchange


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nobody_pays_a_fortune_or_sells_worth_for_a_cent(seed: int) -> None:
    exchange = _round_with_far_orders(seed)
    account = exchange.accounts[TEAM]
    assert account.cash <= 10**9, "somebody paid a fortune"
    spot = exchange.prices
    given = [
        contract.instrument.id
        for contract in exchange.contracts
        if account.held[contract.instrument.id] > 10
        and contract.instrument.payoff(Cents(int(spot[contract.instrument.underlying]))) > 100
    ]
    assert given == [], "bought for one cent each"
