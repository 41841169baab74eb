"""Roles roll from contract to contract by the clock and the money."""

from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.ids import Underlying
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.instrument import Instrument, InstrumentKind, future_id, option_id, parse_instrument_id
from algotrade_gui.domain.role import Role, resolve_role, role_of

SIMP = Underlying("$SIMP")
CARD = Underlying("$CARD")
STRIKES = [99_000, 99_500, 100_000, 100_500, 101_000]
EXPIRIES = [60, 90, 120]


def board() -> list[Instrument]:
    ids = [future_id(name, expiry) for name in (SIMP, CARD) for expiry in EXPIRIES]
    ids += [
        option_id(SIMP, kind, Cents(strike), expiry)
        for kind in (InstrumentKind.CALL, InstrumentKind.PUT)
        for strike in STRIKES
        for expiry in EXPIRIES
    ]
    return [parse_instrument_id(text) for text in ids]


def resolve(role: Role, now_ms: int = 0, price: int | None = 100_000) -> str | None:
    return resolve_role(role, board(), now_ms=RoundMs(now_ms), underlying_price=None if price is None else Cents(price))


def test_an_underlying_is_always_there() -> None:
    assert resolve_role(Role(underlying=SIMP), [], now_ms=RoundMs(0), underlying_price=None) == "$SIMP"


def test_a_future_rolls_at_its_expiry() -> None:
    role = Role(underlying=SIMP, kind=InstrumentKind.FUTURE)
    assert resolve(role, 59_999) == "$SIMP_future_60"
    assert resolve(role, 60_000) == "$SIMP_future_90", "a contract that expires now is no longer ahead"
    second = Role(underlying=SIMP, kind=InstrumentKind.FUTURE, nth_expiry=1)
    assert resolve(second, 59_999) == "$SIMP_future_90"
    assert resolve(second, 90_000) is None, "only one is left"
    assert resolve(role, 120_000) is None


def test_an_option_follows_the_money() -> None:
    at_the_money = Role(underlying=SIMP, kind=InstrumentKind.CALL)
    assert resolve(at_the_money, price=100_100) == "$SIMP_call_100000_60"
    assert resolve(at_the_money, price=100_300) == "$SIMP_call_100500_60"
    above = Role(underlying=SIMP, kind=InstrumentKind.PUT, strike_offset=2, nth_expiry=2)
    assert resolve(above) == "$SIMP_put_101000_120"
    assert resolve(above, price=101_000) is None, "no such strike is listed"
    assert resolve(Role(underlying=SIMP, kind=InstrumentKind.CALL, strike_offset=-3)) is None


def test_without_a_price_the_middle_strike_is_the_money() -> None:
    assert resolve(Role(underlying=SIMP, kind=InstrumentKind.CALL), price=None) == "$SIMP_call_100000_60"


def test_other_underlyings_do_not_mix() -> None:
    assert resolve(Role(underlying=CARD, kind=InstrumentKind.FUTURE)) == "$CARD_future_60"
    assert resolve(Role(underlying=CARD, kind=InstrumentKind.CALL)) is None
    assert resolve(Role(underlying=Underlying("$NONE"), kind=InstrumentKind.FUTURE)) is None


@given(
    now=st.integers(0, 130_000),
    price=st.integers(95_000, 105_000),
    nth=st.integers(-1, 3),
    offset=st.integers(-5, 5),
    kind=st.sampled_from([InstrumentKind.CALL, InstrumentKind.PUT]),
)
def test_what_is_found_plays_the_role(now: int, price: int, nth: int, offset: int, kind: InstrumentKind) -> None:
    found = resolve(Role(underlying=SIMP, kind=kind, nth_expiry=nth, strike_offset=offset), now, price)
    ahead = [expiry for expiry in EXPIRIES if expiry * 1_000 > now]
    money = min(range(len(STRIKES)), key=lambda index: abs(STRIKES[index] - price))
    if not 0 <= nth < len(ahead) or not 0 <= money + offset < len(STRIKES):
        assert found is None
    else:
        assert found == option_id(SIMP, kind, Cents(STRIKES[money + offset]), ahead[nth])


@given(st.sampled_from(board()), st.integers(0, 130_000), st.none() | st.integers(98_000, 102_000))
def test_role_of_is_the_inverse_of_resolve(item: Instrument, now_ms: int, price: int | None) -> None:
    money = None if price is None else Cents(price)
    role = role_of(item, board(), now_ms=RoundMs(now_ms), underlying_price=money)
    if (item.expiry_ms or 0) <= now_ms:
        assert role is None, "what has ended plays no role"
    else:
        assert role is not None
        assert resolve_role(role, board(), now_ms=RoundMs(now_ms), underlying_price=money) == item.id


def test_what_is_not_listed_plays_no_role() -> None:
    stranger = parse_instrument_id("$SIMP_future_75")
    assert role_of(stranger, board(), now_ms=RoundMs(0), underlying_price=None) is None
    assert role_of(parse_instrument_id("$SIMP"), [], now_ms=RoundMs(0), underlying_price=None) == Role(underlying=SIMP)
