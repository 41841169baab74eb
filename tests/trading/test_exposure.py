"""Exposure: sums of contracts times their values, the same by owner and in total."""

import math

from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.analytics.theo import Theo
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, ClientOrderId, FillId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.position import Position
from algotrade_gui.trading.exposure import Exposure, exposure_of, exposures, total
from algotrade_gui.trading.portfolio import Portfolio
from tests.ui.fakes_views import FakeMarket

NAMES = [
    InstrumentId(f"{underlying}_{kind}_60")
    for underlying in ("$CARD", "$LOGN")
    for kind in ("future", "call_99000", "call_101000", "put_100000")
]
OWNERS = [BotId(name) for name in ("maker", "taker", "sniper")]


def theo_of(instrument: InstrumentId) -> Theo | None:
    number = NAMES.index(instrument)
    if number == 3:
        return None
    option = "future" not in instrument
    return Theo(
        theo=1_000.0 + number,
        intrinsic=900.0,
        forward=100_000.0 + 10 * number,
        steps=30,
        sigma=0.001,
        delta=0.1 * number if option else 1.0,
        gamma=1e-5 * number if option else None,
        vega=3e5 if option else None,
        theta=-1.5 if option else None,
    )


class Fair:
    def values(self, instrument: InstrumentId) -> Theo | None:
        return theo_of(instrument)


def mark(instrument: InstrumentId) -> Cents | None:
    return None if instrument == NAMES[6] else Cents(1_000 + NAMES.index(instrument))


def test_a_future_is_one_contract_of_its_underlying() -> None:
    found = exposure_of({NAMES[0]: Position(3, Cents(299_000))}, theo_of, mark)
    assert found == {"$CARD": Exposure(contracts=3, value=3_000, delta=3.0, delta_cents=300_000.0)}


def test_an_option_has_its_greeks_times_its_quantity_in_units_for_people() -> None:
    held = exposure_of({NAMES[5]: Position(2, Cents(500))}, theo_of, mark)["$LOGN"]  # type: ignore[index]  # a NewType of str
    assert (held.contracts, held.value) == (2, 2 * 1_005)
    assert math.isclose(held.delta, 1.0)
    assert math.isclose(held.delta_cents, 100_050.0)
    assert math.isclose(held.gamma_per_dollar, 2 * 5e-5 * 100)
    assert math.isclose(held.vega_per_bp, 2 * 3e5 * 1e-4)
    assert held.theta == -3.0


def test_what_has_no_value_is_counted_and_what_has_no_mark_stands_at_cost() -> None:
    found = exposure_of({NAMES[3]: Position(-2, Cents(-700)), NAMES[6]: Position(1, Cents(444))}, theo_of, mark)
    assert found["$CARD"] == Exposure(contracts=-2, value=-2 * 1_003, unvalued=2)  # type: ignore[index]
    assert found["$LOGN"].value == 444  # type: ignore[index]
    assert exposure_of({NAMES[0]: Position(0)}, theo_of, mark) == {}
    assert total({}) == Exposure()


def fill(owner: BotId, instrument: InstrumentId, quantity: int, number: int) -> Fill:
    side = Side.BUY if quantity > 0 else Side.SELL
    return Fill(
        id=FillId(number),
        client_id=ClientOrderId(str(number)),
        owner=owner,
        instrument=instrument,
        side=side,
        quantity=abs(quantity),
        cash=Cents(-1_000 * quantity),
        time_ms=RoundMs(0),
        passive=False,
    )


deals = st.lists(
    st.tuples(st.sampled_from(OWNERS), st.sampled_from(NAMES), st.integers(-4, 9).filter(bool)), max_size=30
)


@given(deals=deals)
def test_the_owners_sum_is_the_total(deals: list[tuple[BotId, InstrumentId, int]]) -> None:
    books = Portfolio(mark)
    for number, (owner, instrument, quantity) in enumerate(deals):
        books.apply(fill(owner, instrument, quantity, number))
    found = exposures(books, Fair())
    everyone = found[None]
    # the account's own holdings, in which what one owes another is netted
    account = exposure_of(books.positions(), theo_of, mark)
    owned = [exposure_of(books.positions(owner), theo_of, mark) for owner in books.owners()]
    assert [own for owner, own in found.items() if owner is not None] == [own for own in owned if own]
    for underlying in ("$CARD", "$LOGN"):
        parts = [own[underlying] for own in owned if underlying in own]  # type: ignore[index]
        whole = account.get(underlying, Exposure())  # type: ignore[call-overload]
        for summed in (sum(parts, Exposure()), everyone.get(underlying, Exposure())):  # type: ignore[call-overload]
            assert (summed.contracts, summed.value) == (whole.contracts, whole.value)
            for name in ("delta", "delta_cents", "gamma", "vega", "theta"):
                assert math.isclose(getattr(summed, name), getattr(whole, name), abs_tol=1e-6), name
    assert math.isclose(total(everyone).delta_cents, total(account).delta_cents, abs_tol=1e-6)
    assert total(everyone).contracts == total(account).contracts


def test_on_a_real_market_it_is_the_model_s_own() -> None:
    market = FakeMarket(ErrorCentre())
    market.run(40)
    fair = market.cache.fair
    table = fair.table()
    held = {one.id: Position(number % 5 + 1, Cents(0)) for number, one in enumerate(table.instruments)}
    found = exposure_of(held, fair.values, lambda _: Cents(0))
    assert len(found) == 6
    quantities = [held[one.id].quantity for one in table.instruments]
    assert math.isclose(total(found).delta, float(table.delta @ quantities), rel_tol=1e-9)
    theta = sum(q * t for q, t in zip(quantities, table.theta, strict=True) if t == t)
    assert math.isclose(total(found).theta, theta, rel_tol=1e-9)
    assert total(found).unvalued == 0
