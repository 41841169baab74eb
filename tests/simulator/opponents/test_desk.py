"""The desk: whatever an opponent wants, what it writes is covered by its cash, its contracts and its limits."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.simulator.opponents.arbitrageur import Arbitrageur
from algotrade_gui.simulator.opponents.base import Opponent
from algotrade_gui.simulator.opponents.desk import Desk
from algotrade_gui.simulator.opponents.maker import Maker
from algotrade_gui.simulator.opponents.momentum import Momentum
from algotrade_gui.simulator.opponents.random_trader import RandomTrader
from algotrade_gui.simulator.opponents.sniper import Sniper
from algotrade_gui.simulator.requests import AddRequest
from tests.simulator.opponents.scene import Sides, cancels, desk, published, quotes, resting, see, skilled

CALL = "$SIMP_call_100000_60"
KINDS: list[type[Opponent]] = [Sniper, Arbitrageur, Maker, Momentum, RandomTrader]


def _is_covered(at: Desk, cash: int, held: dict[str, int], orders_left: int, messages_left: int) -> bool:
    adds = [request for request in at.requests if isinstance(request, AddRequest)]
    assert all(request.price > 0 and request.quantity > 0 for request in adds)
    assert len({request.request_id for request in at.requests}) == len(at.requests)
    sold: Counter[str] = Counter()
    for request in adds:
        if request.side == "ask":
            sold[request.instrument] += request.quantity
    return (
        sum(request.price * request.quantity for request in adds if request.side == "bid") <= cash
        and all(quantity <= held.get(key, 0) for key, quantity in sold.items())
        and len(adds) <= orders_left
        and len(at.requests) <= messages_left
    )


WISHES = st.lists(
    st.tuples(st.sampled_from(["buy", "sell", "cancel"]), st.integers(-5, 500), st.integers(-5, 50)), max_size=30
)


@given(
    wishes=WISHES,
    cash=st.integers(-10, 3_000),
    held=st.integers(0, 40),
    orders_left=st.integers(-1, 8),
    messages_left=st.integers(0, 12),
)
def test_any_wish_is_cut_to_what_is_covered(
    wishes: list[tuple[str, int, int]], cash: int, held: int, orders_left: int, messages_left: int
) -> None:
    view = published(30_000, {CALL: ([], [])})
    book = quotes(view, CALL)
    at = desk(view, cash=cash, held={CALL: held}, orders_left=orders_left, messages_left=messages_left)
    for what, price, quantity in wishes:
        if what == "cancel":
            at.cancel(InstrumentId(CALL), resting(3, True, 5, 1))
        else:
            request_id = (at.buy if what == "buy" else at.sell)(book, price, quantity)
            assert (request_id is not None) == (bool(at.requests) and at.requests[-1].request_id == request_id)
    assert _is_covered(at, max(cash, 0), {CALL: held}, max(orders_left, 0), messages_left)


def test_what_is_written_makes_the_contract_busy_and_its_life_ends_with_the_contract() -> None:
    view = published(59_000, {CALL: ([], [])})
    at = desk(view)
    assert not at.is_busy(InstrumentId(CALL))
    at.buy(quotes(view, CALL), 10, 1, life_ms=5_000)
    assert at.is_busy(InstrumentId(CALL))
    (request,) = at.requests
    assert isinstance(request, AddRequest)
    assert request.expires_ms == 60_000
    at.cancel(InstrumentId(CALL), resting(3, True, 5, 1))
    assert cancels(at) == [(CALL, 3)]


BOOKS = st.dictionaries(
    st.sampled_from(
        ["$SIMP_future_60", *(f"$SIMP_{kind}_{k}_60" for kind in ("call", "put") for k in (98_000, 100_000, 102_000))]
    ),
    st.tuples(
        st.lists(st.tuples(st.integers(1, 2_999), st.integers(1, 20)), max_size=1),
        st.lists(st.tuples(st.integers(3_000, 6_000), st.integers(1, 20)), max_size=1),
    )
    | st.tuples(st.just([]), st.lists(st.tuples(st.integers(1, 500), st.integers(1, 20)), max_size=1)),
)


@given(
    updates=st.lists(st.tuples(BOOKS, st.integers(95_000, 105_000)), min_size=1, max_size=12),
    kind=st.sampled_from(KINDS),
    skill=st.floats(0, 1),
    cash=st.integers(0, 20_000),
    held=st.integers(0, 10),
    orders_left=st.integers(0, 6),
    seed=st.integers(0, 100),
)
def test_no_kind_writes_beyond_its_means_whatever_it_sees(
    updates: list[tuple[dict[str, Sides], int]],
    kind: type[Opponent],
    skill: float,
    cash: int,
    held: int,
    orders_left: int,
    seed: int,
) -> None:
    opponent = skilled(kind, skill, seed)
    view = published(44_000, {})
    for number, (books, spot) in enumerate(updates, 45):
        see(view, number * 1_000, books, spot)
        owned = dict.fromkeys(view.books, held)
        resting_orders = {key: [resting(1, True, 40, 2)] for key in list(view.books)[:2]}
        at = desk(
            view,
            cash=cash,
            held={str(key): quantity for key, quantity in owned.items()},
            working={str(key): rows for key, rows in resting_orders.items()},
            orders_left=orders_left,
            messages_left=10,
            first_id=number * 100,
        )
        opponent.look(view, at)
        assert _is_covered(at, cash, {str(key): quantity for key, quantity in owned.items()}, orders_left, 10)
        assert {request.instrument for request in at.requests} <= set(view.books)
