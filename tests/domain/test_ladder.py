"""The ladder's rows: nothing is lost, nothing is shown twice, the step stays still."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.ids import BotId, ClientOrderId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.ladder import (
    PATIENCE,
    PATIENCE_UNSEEN,
    Grouping,
    LadderRow,
    LadderWindow,
    OwnOrder,
    ladder_rows,
    least_step,
    nice_step,
    nice_step_above,
    nice_steps,
    row_price,
    typical_gap,
)
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.quote import Book, Level

PRICES = st.integers(1, 300_000)
STEPS = st.sampled_from([step for step, _ in zip(nice_steps(), range(15), strict=False)])


@st.composite
def books(draw: st.DrawFn) -> Book:
    """Any book that is not crossed."""
    prices = sorted(draw(st.sets(PRICES, max_size=12)))
    cut = draw(st.integers(0, len(prices)))
    sizes = st.integers(1, 40)
    return Book(
        bids=tuple(Level(Cents(price), draw(sizes)) for price in reversed(prices[:cut])),
        asks=tuple(Level(Cents(price), draw(sizes)) for price in prices[cut:]),
    )


@st.composite
def own_orders(draw: st.DrawFn) -> list[OwnOrder]:
    return [
        own(number, draw(st.sampled_from(Side)), draw(PRICES), draw(st.integers(1, 9)))
        for number in range(draw(st.integers(0, 8)))
    ]


def own(number: int, side: Side, price: int, remaining: int = 1) -> OwnOrder:
    return OwnOrder(
        client_id=ClientOrderId(str(number)),
        owner=BotId("manual"),
        side=side,
        price=Cents(price),
        remaining=remaining,
    )


def book(bids: list[int], asks: list[int]) -> Book:
    return Book(
        bids=tuple(Level(Cents(price), 1) for price in bids), asks=tuple(Level(Cents(price), 1) for price in asks)
    )


FUTURE = book([100_110, 99_780, 99_450], [100_690, 101_020, 101_340])
OPTION = book([700, 672, 640], [738, 767, 799])


@given(books(), own_orders(), STEPS)
def test_each_level_and_order_lies_in_exactly_one_row(held: Book, mine: list[OwnOrder], step: Cents) -> None:
    rows = ladder_rows(held, mine, step)
    assert sorted(level.price for row in rows.values() for level in row.bids) == sorted(x.price for x in held.bids)
    assert sorted(level.price for row in rows.values() for level in row.asks) == sorted(x.price for x in held.asks)
    assert sorted(order.client_id for row in rows.values() for order in row.own) == sorted(x.client_id for x in mine)
    assert sum(row.bid_size for row in rows.values()) == sum(level.size for level in held.bids)
    assert sum(row.ask_size for row in rows.values()) == sum(level.size for level in held.asks)


@given(books(), own_orders(), STEPS)
def test_buys_lie_at_or_below_their_price_and_sells_at_or_above(held: Book, mine: list[OwnOrder], step: Cents) -> None:
    for price, row in ladder_rows(held, mine, step).items():
        assert price == row.price
        assert price % step == 0
        for low in [*(level.price for level in row.bids), *(order.price for order in row.buys)]:
            assert price <= low < price + step
        for high in [*(level.price for level in row.asks), *(order.price for order in row.sells)]:
            assert price - step < high <= price


@given(books(), STEPS)
def test_bids_and_asks_never_share_a_row(held: Book, step: Cents) -> None:
    assert not any(row.bids and row.asks for row in ladder_rows(held, [], step).values())


@given(books(), own_orders(), STEPS, st.sampled_from(Side))
def test_an_order_at_the_price_a_row_shows_is_within_a_step_of_it(
    held: Book, mine: list[OwnOrder], step: Cents, side: Side
) -> None:
    for row in ladder_rows(held, mine, step).values():
        assert abs(row.shown - row.price) < step
        assert abs(row_price(row.shown, side, step) - row.price) <= step


@given(PRICES, st.sampled_from(Side), STEPS)
def test_a_price_on_the_grid_is_its_own_row(price: int, side: Side, step: Cents) -> None:
    on_grid = price * step
    assert row_price(on_grid, side, step) == on_grid


def test_a_row_shows_its_best_level_then_an_own_order_then_itself() -> None:
    rows = ladder_rows(book([1_019, 1_012], [1_031]), [own(1, Side.BUY, 987)], Cents(10))
    assert rows[Cents(1_010)].shown == 1_019
    assert rows[Cents(1_040)].shown == 1_031
    assert rows[Cents(980)].shown == 987
    assert not LadderRow(Cents(970)).is_exact
    assert LadderRow(Cents(970)).shown == 970


@given(st.floats(0, 1e7))
def test_a_nice_step_is_the_largest_that_fits(most: float) -> None:
    step = nice_step(most)
    assert str(step).rstrip("0") in {"1", "2", "5"}
    assert step <= max(1.0, most)
    assert most < step * 2.5 or step == 1


def test_the_step_fits_futures_and_options() -> None:
    assert Grouping().look(FUTURE) == 100
    assert Grouping().look(OPTION) == 10
    assert Grouping().look(book([7, 5, 3], [11, 13])) == 1


def test_a_stray_price_is_no_measure() -> None:
    assert typical_gap(book([700], [738, 101_912])) == 38
    assert typical_gap(book([700], [])) is None


def test_a_wide_spread_is_bridged_in_a_few_rows() -> None:
    wide = book([1_050, 1_020, 990], [1_350])
    assert Grouping().look(wide) == 20
    assert typical_gap(wide) == 30


def test_a_stray_quote_does_not_make_everything_one_row() -> None:
    assert Grouping().look(book([700], [101_912]), 720.0) == 50
    assert Grouping().look(book([700, 662], [101_912]), 720.0) == 50
    assert Grouping().look(book([7, 5], [101_912]), 6.0) == 1


def test_few_rows_ask_for_a_step_that_shows_both_best_prices() -> None:
    spread_of_nine = book([98_850, 98_600, 98_350], [99_750, 100_000])
    assert Grouping().look(spread_of_nine) == 100, "with a row for each dollar the spread alone is nine rows"
    step = Grouping().look(spread_of_nine, 99_000.0, rows=10)
    assert step == 200
    window = LadderWindow.around((98_850 + 99_750) / 2, step, 10)
    for price, side in ((98_850, Side.BUY), (98_600, Side.BUY), (99_750, Side.SELL), (100_000, Side.SELL)):
        assert window.row(row_price(price, side, step)) is not None
    assert Grouping().look(spread_of_nine, 99_000.0, rows=40) == 100
    close = book([99_607, 99_500, 99_350], [100_288, 100_400])
    step = Grouping().look(close, 100_130.0, rows=6)
    window = LadderWindow.around((99_607 + 100_288) / 2, step, 6)
    assert window.row(row_price(99_607, Side.BUY, step)) is not None
    assert window.row(row_price(100_288, Side.SELL, step)) is not None


def test_few_rows_do_not_make_a_stray_price_a_measure() -> None:
    assert Grouping().look(book([700, 662], [101_912]), 720.0, rows=8) == 50
    assert least_step(book([700], []), 8) == 1
    far = book([99_744, 99_700, 99_650], [104_500, 104_550])
    assert Grouping().look(far, 99_100.0, rows=8) == Grouping().look(far, 99_100.0), "nothing is gained by a coarse one"


@given(st.integers(1, 20_000), st.integers(1, 4_000), st.integers(8, 60))
def test_rows_in_view_reach_over_the_spread_unless_it_is_stray(spread: int, gap: int, rows: int) -> None:
    bid = 500_000
    quotes = book([bid, bid - gap, bid - 2 * gap], [bid + spread, bid + spread + gap])
    step = Grouping().look(quotes, None, rows)
    window = LadderWindow.around(bid + spread / 2, step, rows)
    if nice_step_above((spread + 2 * gap) / (rows - 3)) > 5 * gap:
        return
    assert window.row(row_price(bid, Side.BUY, step)) is not None
    assert window.row(row_price(bid + spread, Side.SELL, step)) is not None


def test_a_step_for_few_rows_waits_for_many_books_too() -> None:
    grouping = Grouping()
    close = book([100_000, 99_900, 99_800], [100_100, 100_200])
    assert grouping.look(close, None, rows=20) == 20
    wider = book([99_000, 98_800, 98_600], [99_300, 99_500])
    for _ in range(PATIENCE - 1):
        assert grouping.look(wider, None, rows=20) == 20, "both best prices are in view"
    assert grouping.look(wider, None, rows=20) == 50
    assert grouping.look(wider, None, rows=20) == 50


def test_rows_that_cannot_show_both_best_prices_are_soon_made_wider() -> None:
    grouping = Grouping()
    close = book([100_000, 99_900, 99_800], [100_100, 100_200])
    assert grouping.look(close, None, rows=10) == 50
    wide = book([98_850, 98_600, 98_350], [99_750, 100_000])
    for _ in range(PATIENCE_UNSEEN - 1):
        assert grouping.look(wide, None, rows=10) == 50
    assert grouping.look(wide, None, rows=10) == 200
    assert grouping.look(wide, None, rows=10) == 200
    stray = book([30, 29, 28], [100_000])
    for _ in range(PATIENCE - 1):
        assert grouping.look(stray, None, rows=10) == 200, "a stray price is no reason"


def test_with_fewer_rows_in_view_the_step_fits_at_once() -> None:
    wide = book([98_850, 98_600, 98_350], [99_750, 100_000])
    grouping = Grouping()
    assert grouping.look(wide, None, rows=40) == 100
    assert grouping.look(wide, None, rows=10) == 200
    assert grouping.look(wide, None, rows=40) == 200, "a finer one is in no hurry"


def test_without_a_book_the_step_is_guessed_and_the_first_book_corrects_it() -> None:
    grouping = Grouping()
    assert grouping.look(Book(), 100_000.0) == 100
    assert grouping.look(OPTION) == 10


def test_one_odd_book_changes_nothing_many_do() -> None:
    grouping = Grouping()
    grouping.look(FUTURE)
    for _ in range(PATIENCE - 1):
        assert grouping.look(OPTION) == 100
    assert grouping.look(FUTURE) == 100
    for _ in range(PATIENCE - 1):
        grouping.look(OPTION)
    assert grouping.look(OPTION) == 10


@given(st.lists(st.integers(200, 640), min_size=1, max_size=80))
def test_the_usual_noise_of_a_future_never_moves_the_step(gaps: list[int]) -> None:
    grouping = Grouping()
    grouping.look(FUTURE)
    for gap in gaps:
        assert grouping.look(book([100_000, 100_000 - gap], [100_000 + gap, 100_000 + 2 * gap])) == 100


@given(st.lists(books(), max_size=60))
def test_the_step_changes_at_most_once_in_a_while(seen: list[Book]) -> None:
    grouping = Grouping()
    grouping.look(FUTURE)
    steps = [grouping.look(each) for each in seen]
    assert sum(a != b for a, b in pairwise(steps)) <= len(seen) // PATIENCE


def test_a_restart_fits_anew() -> None:
    grouping = Grouping()
    grouping.look(FUTURE)
    grouping.restart()
    assert grouping.look(OPTION) == 10


@given(st.floats(0, 2e5), STEPS, st.integers(1, 60))
def test_a_window_holds_its_centre_and_nothing_below_zero(centre: float, step: Cents, count: int) -> None:
    window = LadderWindow.around(centre, step, count)
    assert window.bottom >= 0
    assert window.holds(centre)
    assert window.top % step == 0
    for row in range(count):
        assert window.row(window.price(row)) == row


@given(st.floats(0, 2e5), STEPS, st.integers(1, 60), st.integers(-90, 90), st.integers(1, 60))
def test_a_window_moves_and_grows_by_whole_rows(centre: float, step: Cents, count: int, by: int, other: int) -> None:
    window = LadderWindow.around(centre, step, count)
    moved = window.moved(by)
    assert moved.bottom >= 0
    assert moved.top == window.top + by * step or moved.bottom == 0
    grown = window.resized(other)
    assert grown.count == other
    assert grown.bottom >= 0
    assert grown.top % step == 0


@pytest.mark.parametrize(
    ("price", "row"), [(1_050, 0), (1_000, 5), (960, 9), (950, None), (1_060, None), (1_005, None)]
)
def test_rows_are_found_by_their_price(price: int, row: int | None) -> None:
    assert LadderWindow.around(1_000, Cents(10), 10).row(Cents(price)) == row


def test_the_margin_keeps_away_from_the_edges() -> None:
    window = LadderWindow.around(1_000, Cents(10), 20)
    assert window.holds(1_090)
    assert not window.holds(1_090, 0.25)
    assert window.holds(1_020, 0.25)
