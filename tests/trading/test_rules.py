"""Each rule of the gate alone: pure, with its numbers."""

from typing import Any

import pytest

from algotrade_gui.core.ids import BotId, ClientOrderId, InstrumentId
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.trading.risk import RiskGate, RiskView, rules_from

LIMITS = RiskSettings(max_order_size=10, max_order_notional=5_000, max_position=20)
FLAT = RiskView(held=0, buying=0)


def order(quantity: int = 1, price: int = 100, side: Side = Side.BUY, lifetime_ms: int = 1) -> Order:
    return Order(
        client_id=ClientOrderId("1"),
        owner=BotId("bot"),
        instrument=InstrumentId("$SIMP_future_60"),
        side=side,
        price=Cents(price),
        quantity=quantity,
        expires_ms=RoundMs(1_000 + lifetime_ms),
        placed_ms=RoundMs(1_000),
    )


@pytest.mark.parametrize(
    ("asked", "view", "rule", "limit", "value"),
    [
        (order(quantity=11), FLAT, "max_order_size", 10, 11),
        (order(quantity=11, side=Side.SELL), FLAT, "max_order_size", 10, 11),
        (order(quantity=10, price=501), FLAT, "max_order_notional", 5_000, 5_010),
        (order(quantity=5), RiskView(held=10, buying=6), "max_position", 20, 21),
        (order(lifetime_ms=0), FLAT, "sanity", "a whole number above zero", "0"),
        (order(price=2**63), FLAT, "sanity", "a whole number above zero", str(2**63)),
    ],
)
def test_a_denial_names_rule_limit_and_value(
    asked: Order, view: RiskView, rule: str, limit: int | str, value: int | str
) -> None:
    denial = RiskGate(rules_from(LIMITS)).check(asked, view)
    assert denial is not None
    assert (denial.rule, denial.limit, denial.value) == (rule, limit, value)
    assert denial.message.startswith(f"{rule}: ")


@pytest.mark.parametrize(
    ("asked", "view"),
    [
        (order(quantity=10, price=500), FLAT),
        (order(quantity=4), RiskView(held=10, buying=6)),
        (order(quantity=10, price=90_000, side=Side.SELL), RiskView(held=50, buying=50)),
    ],
)
def test_what_keeps_the_limits_passes(asked: Order, view: RiskView) -> None:
    assert RiskGate(rules_from(LIMITS)).check(asked, view) is None


@pytest.mark.parametrize("instrument", [None, 7, "", "$SIMP", "garbage"])
def test_an_instrument_nobody_trades_is_denied_whatever_a_strategy_passes(instrument: Any) -> None:
    asked = order()
    asked.instrument = instrument
    denial = RiskGate(rules_from(LIMITS)).check(asked, FLAT)
    assert denial is not None
    assert denial.message == f"sanity: instrument is {instrument!r}, not a future, a call or a put"


def test_rules_that_are_switched_off_let_pass_but_sanity_stays() -> None:
    gate = RiskGate(rules_from(RiskSettings(max_order_size=None, max_order_notional=None, max_position=None)))
    assert gate.check(order(quantity=10**6, price=10**6), RiskView(held=10**6, buying=0)) is None
    assert gate.check(order(quantity=0), FLAT) is not None
