"""Opponents in whole, short rounds: nothing is made or lost, all kinds trade, and skill pays."""

from statistics import mean
from typing import Any

import pytest

from algotrade_gui.core.ids import TeamId
from algotrade_gui.simulator.config import Crowd, Opponents, make_config
from algotrade_gui.simulator.engine import Exchange
from algotrade_gui.simulator.fidelity.sniper import cash_multiple
from algotrade_gui.simulator.opponents.crowds import NIGHT, NOBODY

CASH = 1_000_000
SECONDS = 90
SEEDS = (1, 2)


def _ends(opponents: Opponents, seed: int) -> dict[str, int]:
    """What each team has at the end of a short round."""
    exchange = Exchange(make_config(round_seconds=SECONDS, opponents=opponents), seed)
    while not exchange.ended:
        exchange.advance(int(exchange.next_deadline_ms) + 1_000)
    return {name: exchange.accounts[team].cash for team, name in exchange.team_names.items()}


BAD_LINES = {way: {"ms": 60, "jitter_ms": 300, "loss": 0.1} for way in ("orders", "replies", "feed")}


@pytest.mark.parametrize("settings", [{}, {"delays": BAD_LINES, "null_keys": True, "volatility_scale": 5.0}])
def test_during_a_round_cash_and_contracts_are_conserved_and_nobody_owes(settings: dict[str, Any]) -> None:
    exchange = Exchange(make_config(round_seconds=SECONDS, opponents=NIGHT, **settings), 4)
    traded: set[TeamId] = set()
    while not exchange.ended:
        exchange.advance(exchange.now_ms + 1_373)
        accounts = exchange.accounts.values()
        assert sum(account.cash for account in accounts) == (len(exchange.accounts) - 1) * CASH
        held: dict[str, int] = {}
        for account in accounts:
            for key, quantity in account.held.items():
                held[key] = held.get(key, 0) + quantity
            if not account.unlimited:
                assert 0 <= account.cash_reserved <= account.cash
                assert all(quantity >= account.held_reserved.get(key, 0) >= 0 for key, quantity in account.held.items())
                if account.held:
                    traded.add(account.team)
        assert not any(held.values())
        for contract in exchange.contracts:
            bid, ask = contract.book.best_bid, contract.book.best_ask
            assert bid is None or ask is None or bid < ask
    kinds = {exchange.team_names[team].split()[0] for team in traded}
    assert kinds == {"sniper", "arbitrageur", "maker", "momentum", "random"}
    assert all(not account.held and not account.orders for account in exchange.accounts.values())


@pytest.mark.parametrize("kind", ["sniper", "arbitrageur", "maker", "momentum", "random"])
def test_the_skilled_of_a_kind_earn_more_than_the_unskilled(kind: str) -> None:
    """Each alone in the same rounds, two of them to even luck out."""
    gains = []
    for skill in (0.0, 1.0):
        crowd = Opponents(**{kind: Crowd(number=2, skill=skill)})
        ends = [_ends(crowd, seed) for seed in SEEDS]
        gains.append(mean(cash for end in ends for name, cash in end.items() if name != "you") - CASH)
    assert gains[1] > gains[0]


def test_the_nights_crowd_leaves_a_sniper_less() -> None:
    """The client that fidelity plays, in the same rounds with and without them."""
    alone, contested = (
        mean(cash_multiple(make_config(round_seconds=SECONDS, opponents=crowd), seed, 70) for seed in SEEDS)
        for crowd in (NOBODY, NIGHT)
    )
    assert alone > 1.05
    assert contested - 1 < 0.8 * (alone - 1)
