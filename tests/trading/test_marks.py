"""What holdings are valued at: never the middle of the book."""

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.trading.marks import best_bid, intrinsic_mark, make_mark, mark_at
from tests.support.aio import run_virtual as run
from tests.trading.desk import CALL, FUTURE, desk


def test_the_intrinsic_mark_follows_the_last_underlying_price_and_no_book() -> None:
    async def scene() -> None:
        async with desk() as d:
            mark, bid = intrinsic_mark(d.cache), best_bid(d.cache)
            assert (mark(FUTURE), mark(CALL), mark(InstrumentId("$CARD_future_60"))) == (100_000, 1_000, None)
            await d.update(2_000, price=98_000, books={CALL: {"bids": {"4000": 1}, "asks": {"4100": 1}}})
            assert (mark(FUTURE), mark(CALL)) == (98_000, 0)
            assert (bid(CALL), bid(FUTURE), bid(InstrumentId("$SIMP_future_15"))) == (4_000, None, None)

    run(scene())


def test_the_theoretical_mark_has_time_value_and_falls_back_on_the_intrinsic() -> None:
    async def scene() -> None:
        async with desk() as d:
            mark = make_mark("theo", d.cache)
            # what was published before anybody asked counts as well
            first = mark(CALL)
            assert first is not None
            assert mark_at(CALL, d.cache.underlying_price(d.cache.underlyings()[0])) == 1_000 < first < 1_500
            await d.update(2_000, price=99_000)
            at_the_money = mark(CALL)
            assert at_the_money is not None
            assert 0 < at_the_money < 5_000
            forward = mark(FUTURE)
            assert forward is not None
            # a step of one percent is no coin of 13 bp: a walk as wild as that has a mean above its price
            assert 99_000 <= forward < 99_500
            d.instruments.remove(CALL)
            await d.update(3_000, price=99_500)
            assert mark(CALL) == 500, "it has ended: what it pays"

    run(scene())
