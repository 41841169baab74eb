"""Each rule of the gate alone: pure, with its numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
import pytest

from algotrade_gui.core.ids import BotId, ClientOrderId, InstrumentId
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.trading.halt import TradingState, TradingStates
from algotrade_gui.trading.risk import RiskGate

LIMITS = RiskSettings(max_order_size=10, max_order_notional=5_000, max_position=20)
ALL_OFF = RiskSettings(
    max_order_size=None,
    max_order_notional=None,
    max_position=None,
    max_underlying_position=None,
    price_band_percent=None,
    duplicates_per_s=None,
    self_trade=None,
)


@dataclass(frozen=True)
class View:
    """A still picture of the books."""

    now_ms: RoundMs = RoundMs(1_000)
    held: int = 0
    buying: int = 0
    underlying_reach: int = 0
    capital: int = 0
    machine_capital: int = 0
    team_capital: int | None = 1_000_000
    machine_orders: int = 0
    owner_orders: int = 0
    theo: float | None = None
    spot: Cents | None = None
    own_orders: Iterable[Order] = field(default=())
    pnl: int = 0
    team_pnl: int = 0


FLAT = View()


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
        (order(quantity=5), View(held=10, buying=6), "max_position", 20, 21),
        (order(lifetime_ms=0), FLAT, "sanity", "a whole number above zero", "0"),
        (order(price=2**63), FLAT, "sanity", "a whole number above zero", str(2**63)),
    ],
)
def test_a_denial_names_rule_limit_and_value(
    asked: Order, view: View, rule: str, limit: int | str, value: int | str
) -> None:
    denial = RiskGate(LIMITS).check(asked, view)
    assert denial is not None
    assert (denial.rule, denial.limit, denial.value) == (rule, limit, value)
    assert denial.message.startswith(f"{rule}: ")


@pytest.mark.parametrize(
    ("asked", "view"),
    [
        (order(quantity=10, price=500), FLAT),
        (order(quantity=4), View(held=10, buying=6)),
        (order(quantity=10, price=90_000, side=Side.SELL), View(held=50, buying=50)),
    ],
)
def test_what_keeps_the_limits_passes(asked: Order, view: View) -> None:
    assert RiskGate(LIMITS).check(asked, view) is None


@pytest.mark.parametrize("instrument", [None, 7, "", "$SIMP", "garbage"])
def test_an_instrument_nobody_trades_is_denied_whatever_a_strategy_passes(instrument: Any) -> None:
    asked = order()
    asked.instrument = instrument
    denial = RiskGate(LIMITS).check(asked, FLAT)
    assert denial is not None
    assert denial.message == f"sanity: instrument is {instrument!r}, not a future, a call or a put"


def test_rules_that_are_switched_off_let_pass_but_sanity_stays() -> None:
    gate = RiskGate(ALL_OFF)
    assert gate.check(order(quantity=10**6, price=10**6), View(held=10**6, buying=0)) is None
    assert gate.check(order(quantity=0), FLAT) is not None


def only(**settings: Any) -> RiskGate:
    return RiskGate(msgspec.structs.replace(ALL_OFF, **settings))


def test_the_underlying_limit_counts_all_its_instruments() -> None:
    gate = only(max_underlying_position=30)
    assert gate.check(order(quantity=5), View(underlying_reach=25)) is None
    denial = gate.check(order(quantity=6), View(underlying_reach=25))
    assert denial is not None
    assert (denial.rule, denial.limit, denial.value) == ("max_underlying_position", 30, 31)
    assert gate.check(order(quantity=60, side=Side.SELL), View(underlying_reach=90)) is None


def test_capital_in_use_is_cost_and_reserve_and_the_order() -> None:
    gate = only(max_capital=10_000)
    assert gate.check(order(quantity=10, price=100), View(capital=9_000)) is None
    denial = gate.check(order(quantity=10, price=101), View(capital=9_000))
    assert denial is not None
    assert (denial.rule, denial.value) == ("max_capital", 10_010)
    assert gate.check(order(price=10**6, side=Side.SELL), View(capital=20_000)) is None


@pytest.mark.parametrize(
    ("side", "price", "passes"),
    [
        (Side.BUY, 7_000, True),
        (Side.BUY, 7_001, False),
        (Side.BUY, 1, True),
        (Side.SELL, 1, False),
        (Side.SELL, 3_000, True),
        (Side.SELL, 2_999, False),
        (Side.SELL, 10**6, True),
    ],
)
def test_the_price_band_is_on_the_worse_side_of_theo_only(side: Side, price: int, passes: bool) -> None:
    view = View(theo=5_000.0, spot=Cents(100_000))
    denial = only(price_band_percent=2.0).check(order(price=price, side=side), view)
    assert (denial is None) is passes
    if denial is not None:
        assert (denial.rule, denial.value) == ("price_band_percent", price)


def test_without_theo_there_is_no_band_to_leave() -> None:
    gate = only(price_band_percent=2.0)
    assert gate.check(order(price=10**6), View(theo=None, spot=Cents(100_000))) is None
    assert gate.check(order(price=10**6), View(theo=5_000.0, spot=None)) is None


@pytest.mark.parametrize(
    ("side", "price", "resting", "passes"),
    [
        (Side.BUY, 100, 100, False),
        (Side.BUY, 101, 100, False),
        (Side.BUY, 99, 100, True),
        (Side.SELL, 100, 100, False),
        (Side.SELL, 99, 100, False),
        (Side.SELL, 101, 100, True),
    ],
)
def test_an_order_may_not_meet_one_of_our_own(side: Side, price: int, resting: int, passes: bool) -> None:
    other = order(price=resting, side=Side.SELL if side is Side.BUY else Side.BUY)
    other.owner = BotId("another bot")
    same_side = order(price=price, side=side)
    denial = only(self_trade="deny").check(order(price=price, side=side), View(own_orders=[same_side, other]))
    assert (denial is None) is passes
    if denial is not None:
        assert "another bot" in denial.message


def test_equal_orders_are_counted_in_any_second_and_only_those_that_were_sent() -> None:
    gate = only(duplicates_per_s=2, max_capital=1_000)
    early, late = View(now_ms=RoundMs(1_000)), View(now_ms=RoundMs(1_999))
    assert gate.check(order(), replace(early, capital=10**6)) is not None, (
        "denied by another rule: not sent, not counted"
    )
    assert gate.check(order(), early) is None
    assert gate.check(order(), late) is None
    denial = gate.check(order(), late)
    assert denial is not None
    assert (denial.rule, denial.limit, denial.value) == ("duplicates_per_s", 2, 3)
    assert gate.check(order(price=101), late) is None, "another price is another order"
    assert gate.check(order(), View(now_ms=RoundMs(2_000))) is None, "a second after the first"
    assert gate.check(order(), View(now_ms=RoundMs(50))) is None, "a new round begins to count anew"


def test_what_was_sent_at_the_same_time_of_the_round_before_counts_nothing() -> None:
    """Rounds repeat, contracts have the same names in each, and so a bot sends the same orders at the same times."""
    gate = only(duplicates_per_s=2)
    for now_ms, price in ((5_400, 100), (5_450, 100), (9_000, 101)):
        assert gate.check(order(price=price), View(now_ms=RoundMs(now_ms))) is None
    for now_ms in (5_480, 5_490):
        assert gate.check(order(), View(now_ms=RoundMs(now_ms))) is None
    assert gate.check(order(), View(now_ms=RoundMs(5_500))) is not None


def test_a_loss_stops_buying_and_asks_for_a_halt() -> None:
    gate = only(max_loss_bot=500, max_loss_team=900)
    assert gate.check(order(), View(pnl=-499, team_pnl=-899)) is None
    bot = gate.check(order(), View(pnl=-500))
    assert bot is not None
    assert (bot.rule, bot.limit, bot.value, bot.action) == ("max_loss_bot", 500, 500, "halt_bot")
    team = gate.check(order(), View(team_pnl=-900))
    assert team is not None
    assert (team.rule, team.action) == ("max_loss_team", "halt_all")
    assert gate.check(order(side=Side.SELL), View(pnl=-5_000, team_pnl=-5_000)) is None


def test_a_rule_does_what_the_settings_say_beside_refusing() -> None:
    denial = only(max_order_size=1, actions={"max_order_size": "halt_all"}).check(order(quantity=2), FLAT)
    assert denial is not None
    assert denial.action == "halt_all"


@pytest.mark.parametrize(
    ("team", "own", "buys", "sells"),
    [
        (TradingState.ACTIVE, TradingState.ACTIVE, True, True),
        (TradingState.ACTIVE, TradingState.REDUCING, False, True),
        (TradingState.REDUCING, TradingState.ACTIVE, False, True),
        (TradingState.ACTIVE, TradingState.HALTED, False, False),
        (TradingState.HALTED, TradingState.REDUCING, False, False),
    ],
)
def test_the_stricter_of_the_teams_state_and_the_bots_holds(
    team: TradingState, own: TradingState, buys: bool, sells: bool
) -> None:
    states = TradingStates()
    heard: list[BotId | None] = []
    states.on_change(heard.append)
    states.set(None, team, "a reason for all")
    states.set(BotId("bot"), own, "a reason of its own")
    gate = RiskGate(ALL_OFF, states)
    bought, sold = gate.check(order(), FLAT), gate.check(order(side=Side.SELL), FLAT)
    assert (bought is None, sold is None) == (buys, sells)
    if bought is not None:
        assert bought.rule == "state"
        assert "a reason" in bought.message
    assert heard == [who for who, state in ((None, team), (BotId("bot"), own)) if state is not TradingState.ACTIVE]
