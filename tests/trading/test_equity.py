"""P&L over the round: a point a second, bounded, the same as the portfolio's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.ids import BotId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.trading.equity import CAPACITY, EquityCurve, EquityHistory, EquitySample
from algotrade_gui.trading.equity_marks import MOST_MARKS, EquityMark, MarkKind, parameter_mark
from algotrade_gui.trading.portfolio import PnL
from tests.support.aio import run
from tests.trading.desk import FUTURE, desk, settlement, trade

MAKER, TAKER = BotId("maker"), BotId("taker")


class FakeBooks:
    """P&L as the test says; who is named has traded."""

    def __init__(self, **totals: int) -> None:
        self.totals = totals

    def owners(self) -> list[BotId]:
        return [BotId(name) for name in sorted(self.totals)]

    def pnl(self, owner: BotId | None = None, /) -> PnL:
        total = sum(self.totals.values()) if owner is None else self.totals[owner]
        return PnL(realised=Cents(0), unrealised=Cents(total), total=Cents(total))

    def total_at_bid(self, owner: BotId | None = None, /) -> Cents:
        return Cents(self.pnl(owner).total - 100)


def curve_of(history: EquityHistory, owner: BotId | None = None) -> EquityCurve:
    curve = history.curve(owner)
    assert curve is not None
    return curve


def points(history: EquityHistory, owner: BotId | None = None) -> list[tuple[int, int]]:
    curve = curve_of(history, owner)
    return list(zip(curve.seconds.tolist(), curve.cents.tolist(), strict=True))


def test_nothing_before_the_first_update() -> None:
    history = EquityHistory()
    assert (history.curve(), history.owners(), history.newest_s) == (None, [], None)


def test_the_first_update_of_each_second_counts() -> None:
    history, books = EquityHistory(), FakeBooks(maker=0)
    taken = []
    for time_ms, cents in ((940, 5), (1_040, 7), (1_140, 9), (1_940, 11), (2_040, 13)):
        books.totals["maker"] = cents
        taken.append(history.sample(RoundMs(time_ms), books))
    assert taken == [True, True, False, False, True]
    assert points(history) == points(history, MAKER) == [(0, 5), (1, 7), (2, 13)]
    assert history.newest_s == 2


def test_the_version_tells_a_new_sample() -> None:
    history = EquityHistory()
    versions = [history.version]
    for time_ms in (1_000, 1_100, 2_000):
        history.sample(RoundMs(time_ms), FakeBooks())
        versions.append(history.version)
    assert versions == [0, 1, 1, 2]


def test_a_pause_of_the_feed_leaves_a_gap() -> None:
    history = EquityHistory()
    for second in (1, 2, 9):
        history.sample(RoundMs(second * 1_000), FakeBooks(maker=second))
    assert points(history) == [(1, 1), (2, 2), (9, 9)]


def test_an_owner_begins_at_zero_one_sample_before_his_first_trade() -> None:
    history = EquityHistory()
    history.sample(RoundMs(1_000), FakeBooks())
    history.sample(RoundMs(2_000), FakeBooks(maker=-40))
    history.sample(RoundMs(3_000), FakeBooks(maker=-40, taker=100))
    assert history.owners() == [MAKER, TAKER]
    assert points(history, MAKER) == [(1, 0), (2, -40), (3, -40)]
    assert points(history, TAKER) == [(2, 0), (3, 100)]
    assert points(history) == [(1, 0), (2, -40), (3, 60)]


def test_drawdown_is_counted_from_the_best_and_from_zero_at_least() -> None:
    history = EquityHistory()
    for second, cents in enumerate((-30, 100, 20, 80)):
        history.sample(RoundMs(second * 1_000), FakeBooks(maker=cents))
    curve = curve_of(history)
    assert (curve.last, curve.drawdown, curve.worst_drawdown) == (80, 20, 80)
    loser = EquityHistory()
    loser.sample(RoundMs(0), FakeBooks(maker=-30))
    assert curve_of(loser).drawdown == curve_of(loser).worst_drawdown == 30


def test_a_curve_is_read_only_and_stays_as_it_was() -> None:
    history = EquityHistory()
    history.sample(RoundMs(0), FakeBooks(maker=1))
    curve = curve_of(history)
    with pytest.raises(ValueError, match="read-only"):
        curve.cents[0] = 7
    history.sample(RoundMs(1_000), FakeBooks(maker=2))
    assert curve.cents.tolist() == [1]


def test_another_round_starts_clean() -> None:
    history = EquityHistory()
    history.sample(RoundMs(500_000), FakeBooks(maker=900))
    version = history.version
    history.clear()
    assert (history.curve(), history.owners(), history.newest_s) == (None, [], None)
    assert history.version > version
    history.sample(RoundMs(1_000), FakeBooks(taker=-1))
    assert points(history) == [(1, -1)]
    assert curve_of(history).worst_drawdown == 1


def test_a_30_minute_round_is_kept_second_by_second() -> None:
    history = EquityHistory()
    for second in range(CAPACITY):
        history.sample(RoundMs(second * 1_000), FakeBooks(maker=second))
    assert points(history, MAKER) == [(second, second) for second in range(CAPACITY)]


def test_a_longer_round_is_thinned_out_and_ends_at_the_newest_sample() -> None:
    history = EquityHistory()
    seconds = 3 * CAPACITY
    for second in range(seconds):
        books = FakeBooks(maker=second, taker=-second) if second > 100 else FakeBooks(maker=second)
        history.sample(RoundMs(second * 1_000), books)
        assert len(curve_of(history).seconds) <= CAPACITY + 1
    for owner, sign in ((MAKER, 1), (TAKER, -1)):
        kept = points(history, owner)
        assert kept[-1] == (seconds - 1, sign * (seconds - 1))
        assert all(cents == sign * second for second, cents in kept if second > 100)
    assert points(history, MAKER)[0] == (0, 0)
    assert points(history, TAKER)[0][0] in range(98, 106)


def test_an_absurd_number_is_cut_to_what_a_column_holds() -> None:
    history = EquityHistory()
    assert history.sample(RoundMs(0), FakeBooks(maker=10**30))
    assert curve_of(history).cents.tolist() == [2**62]


@given(st.lists(st.tuples(st.integers(1, 4_000), st.integers(-(10**6), 10**6)), min_size=1, max_size=60))
def test_whatever_comes_the_figures_are_those_of_the_samples(steps: list[tuple[int, int]]) -> None:
    history = EquityHistory()
    time_ms, taken = 0, []
    for by_ms, cents in steps:
        time_ms += by_ms
        if history.sample(RoundMs(time_ms), FakeBooks(maker=cents)):
            taken.append((time_ms // 1_000, cents))
    assert points(history, MAKER) == taken
    values = np.array([0, *(cents for _, cents in taken)])
    falls = np.maximum.accumulate(values) - values
    curve = curve_of(history, MAKER)
    assert (curve.last, curve.drawdown, curve.worst_drawdown) == (taken[-1][1], falls[-1], falls.max())


def test_the_account_samples_after_the_events_of_an_update_and_clears_with_the_round() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = await d.account.open_api(MAKER)
            await api.buy(FUTURE, 99_000, 1)
            await d.update(2_000, trade(FUTURE, 1, 1, 99_000), price=100_000)
            assert d.account.equity.owners() == [MAKER]
            assert points(d.account.equity, MAKER) == [(2, 1_000)]
            await d.update(60_000, settlement(FUTURE, 98_500, time=60_000))
            assert points(d.account.equity)[-1] == (60, -500)
            assert curve_of(d.account.equity).worst_drawdown == 1_500
            d.instruments = ["$SIMP_future_15"]
            await d.update(1_000)
            assert d.account.equity.owners() == []
            assert points(d.account.equity) == [(1, 0)]

    run(scene())


def test_restored_samples_go_on_as_if_there_had_been_one_history() -> None:
    whole, first, second = EquityHistory(), EquityHistory(), EquityHistory()
    kept: list[EquitySample] = []
    first.on_sample(kept.append)
    books = FakeBooks(maker=0)
    for number in range(40):
        books.totals["maker"] = (number * 37) % 100 - 50
        if number == 10:
            books.totals["taker"] = 0
        if number >= 10:
            books.totals["taker"] = -number
        part = first if number < 25 else second
        if number == 25:
            second.restore(kept)
        for history in (whole, part):
            history.sample(RoundMs(number * 1_000), books)
    for owner in (None, MAKER, TAKER):
        assert points(second, owner) == points(whole, owner)
        one, other = curve_of(second, owner), curve_of(whole, owner)
        assert (one.last, one.at_bid, one.drawdown, one.worst_drawdown) == (
            other.last,
            other.at_bid,
            other.drawdown,
            other.worst_drawdown,
        )
    assert second.owners() == whole.owners()


def test_restoring_is_no_news_and_what_was_sampled_since_is_not_overwritten() -> None:
    history, heard = EquityHistory(), list[EquitySample]()
    history.on_sample(heard.append)
    history.restore([EquitySample(second=3, values={None: (5, 4), MAKER: (5, 4)})])
    assert heard == []
    assert history.newest_s == 3
    history.restore([EquitySample(second=2, values={None: (9, 9)})])
    assert points(history) == [(3, 5)]


def test_an_owner_that_a_sample_lacks_keeps_his_value() -> None:
    history = EquityHistory()
    history.restore(
        [
            EquitySample(second=1, values={None: (5, 5), MAKER: (5, 5)}),
            EquitySample(second=2, values={None: (7, 7)}),
        ]
    )
    assert points(history, MAKER) == [(1, 5), (2, 5)]


def test_seconds_that_nobody_saw_are_a_gap_and_a_break_in_the_line() -> None:
    history, books = EquityHistory(), FakeBooks(maker=7)
    for second in (0, 1, 4, 20, 21):
        history.sample(RoundMs(second * 1_000), books)
    curve = curve_of(history)
    assert curve.gaps == [(4, 20)]
    seconds, cents = curve.drawn()
    assert seconds.tolist() == [0, 1, 4, 12, 20, 21]
    assert np.isnan(cents).tolist() == [False, False, False, True, False, False]
    assert np.isfinite(seconds).all()


def test_points_kept_further_apart_in_a_long_round_are_no_gap() -> None:
    history, books = EquityHistory(), FakeBooks(maker=7)
    for second in range(3 * CAPACITY):
        history.sample(RoundMs(second * 1_000), books)
    curve = curve_of(history)
    assert curve.step_s > 1
    assert curve.gaps == []


def mark(second: int, kind: MarkKind = "start", owner: BotId | None = MAKER) -> EquityMark:
    return EquityMark(second=second, owner=owner, kind=kind)


def test_marks_come_in_order_are_bounded_and_go_with_their_round() -> None:
    history, heard = EquityHistory(), list[EquityMark]()
    history.events.on_mark(heard.append)
    before = history.version
    history.events.restore([mark(1), mark(2, "failed")])
    assert heard == []
    history.events.add(mark(3, "restart", None))
    assert heard == [mark(3, "restart", None)]
    assert history.marks() == [mark(1), mark(2, "failed"), mark(3, "restart", None)]
    assert history.version > before
    for second in range(MOST_MARKS + 10):
        history.events.add(mark(second))
    assert len(history.marks()) == MOST_MARKS
    history.clear()
    assert history.marks() == []


def test_a_drag_of_a_slider_is_one_mark_from_its_first_value_to_its_last() -> None:
    history = EquityHistory()
    for value in range(10, 20):
        history.events.add(parameter_mark(5, MAKER, "width", value, value + 1))
    history.events.add(parameter_mark(5, TAKER, "width", 1, 2))
    history.events.add(parameter_mark(6, MAKER, "width", 20, 30))
    history.events.add(parameter_mark(8, MAKER, "width", 30, None))
    assert [(one.second, one.owner, one.kind, one.text) for one in history.marks()] == [
        (5, MAKER, "parameter", "width 10 to 30"),
        (5, TAKER, "parameter", "width 1 to 2"),
        (8, MAKER, "parameter", "width 30 to none"),
    ]


def test_a_long_value_is_cut() -> None:
    assert len(parameter_mark(1, MAKER, "list", "x" * 500, "y").text) < 60
