"""Whose a difference is: found exactly where the cash tells, by the book's own order where it does not."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.ids import BotId, ClientOrderId, InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.order import Side
from algotrade_gui.trading.attribution import Candidate, explain, share_settlement

BOOKS = [InstrumentId(name) for name in ("$SIMP_future_60", "$SIMP_call_99000_60", "$CARD_put_101000_75")]
A, B = BotId("a"), BotId("b")


def candidate(
    number: int = 1,
    owner: BotId = A,
    book: InstrumentId = BOOKS[0],
    side: Side = Side.BUY,
    price: int = 100,
    remaining: int = 2,
    payoff: int | None = None,
) -> Candidate:
    return Candidate(
        client_id=ClientOrderId(str(number)),
        owner=owner,
        instrument=book,
        side=side,
        price=Cents(price),
        remaining=remaining,
        rested=True,
        payoff=None if payoff is None else Cents(payoff),
    )


@st.composite
def hidden_deals(draw: st.DrawFn) -> list[tuple[Candidate, int]]:
    """Some orders, and how much of each was truly dealt unseen."""
    found = []
    payoffs = {book: draw(st.none() | st.integers(0, 5_000)) for book in BOOKS}
    for number in range(draw(st.integers(1, 5))):
        book = draw(st.sampled_from(BOOKS))
        one = candidate(
            number,
            draw(st.sampled_from([A, B])),
            book,
            draw(st.sampled_from(Side)),
            draw(st.integers(1, 5_000)),
            draw(st.integers(1, 4)),
            payoffs[book],
        )
        found.append((one, draw(st.integers(0, one.remaining))))
    return found


def effects(deals: list[tuple[Candidate, int]]) -> tuple[dict[InstrumentId, int], int]:
    contracts: Counter[InstrumentId] = Counter()
    for one, quantity in deals:
        if one.payoff is None:
            contracts[one.instrument] += one.side.sign * quantity
    return {book: count for book, count in contracts.items() if count}, sum(one.cash(q) for one, q in deals)


@given(hidden_deals())
def test_with_cash_the_explanation_fits_to_the_contract_and_to_the_cent(deals: list[tuple[Candidate, int]]) -> None:
    differences, cash = effects(deals)
    explained = list(explain(differences, cash, [one for one, _ in deals]))
    assert all(0 < quantity <= one.remaining for one, quantity in explained)
    assert effects(explained) == (differences, cash)
    # and it needs no more deals than there were
    assert sum(quantity for _, quantity in explained) <= sum(quantity for _, quantity in deals) or len(BOOKS) > 1


@given(hidden_deals())
def test_without_cash_no_more_is_explained_than_the_exchange_counts(deals: list[tuple[Candidate, int]]) -> None:
    differences, _ = effects(deals)
    explained = list(explain(differences, None, [one for one, _ in deals]))
    contracts, _ = effects(explained)
    for book, difference in differences.items():
        assert contracts.get(book, 0) == difference
    assert set(contracts) == set(differences)


def test_cash_tells_which_of_two_bots_had_dealt() -> None:
    one, other = candidate(1, A, price=990), candidate(2, B, price=1_000)
    assert explain({BOOKS[0]: 1}, -990, [one, other]) == ((one, 1),)
    assert explain({BOOKS[0]: 1}, -1_000, [one, other]) == ((other, 1),)
    # without it the better price, as in a book; at one price the older
    assert explain({BOOKS[0]: 3}, None, [one, other]) == ((other, 2), (one, 1))
    assert explain({BOOKS[0]: 1}, None, [one, candidate(3, B, price=990)]) == ((one, 1),)


def test_a_buy_and_a_sale_that_cancel_out_are_found_by_their_cash() -> None:
    bid, ask = candidate(1, price=990), candidate(2, side=Side.SELL, price=1_010)
    assert explain({}, 20, [bid, ask]) == ((bid, 1), (ask, 1))
    assert explain({}, 0, [bid, ask]) == ()
    assert explain({}, 7, [bid, ask]) == ()


def test_a_deal_on_a_contract_that_has_settled_since_is_found_by_its_cash() -> None:
    dealt = candidate(1, price=990, payoff=1_200)
    assert explain({}, 420, [dealt]) == ((dealt, 2),)


def test_what_no_order_of_ours_explains_is_left_over() -> None:
    wrong_side = candidate(1, side=Side.SELL, price=990)
    assert explain({BOOKS[0]: 1}, -990, [wrong_side]) == ()
    assert explain({BOOKS[0]: 5}, None, [candidate(1)]) == ((candidate(1), 2),)


FUTURE, CALL = InstrumentId("$SIMP_future_60"), InstrumentId("$SIMP_call_100000_60")


@given(
    st.dictionaries(
        st.tuples(st.sampled_from([A, B]), st.sampled_from([FUTURE, CALL])), st.integers(-5, 9), min_size=1
    ),
    st.integers(98_000, 102_000),
    st.integers(-400, 400),
)
def test_a_settlement_at_a_wrong_guess_is_shared_by_who_held_what(
    holdings: dict[tuple[BotId, InstrumentId], int], guess: int, error: int
) -> None:
    def paid(price: int) -> int:
        return sum(q * parse_instrument_id(name).payoff(Cents(price)) for (_, name), q in holdings.items())

    cash = paid(guess + error) - paid(guess)
    shares = share_settlement(holdings, Cents(guess), cash)
    if cash:
        assert shares is not None
        assert sum(shares.values()) == cash
        assert set(shares) <= {owner for owner, _ in holdings}


def test_no_price_explains_a_cent_too_many() -> None:
    assert share_settlement({(A, FUTURE): 2}, Cents(100_000), 3) is None
    assert share_settlement({(A, FUTURE): 2, (B, FUTURE): 1}, Cents(100_000), 33) == {A: 22, B: 11}
