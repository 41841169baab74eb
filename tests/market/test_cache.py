"""The cache's state: what each update does to what readers see."""

import logging
import sys

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import InstrumentKind, parse_instrument_id
from algotrade_gui.domain.quote import Quote
from algotrade_gui.domain.role import Role
from algotrade_gui.market.board import Entry
from algotrade_gui.market.cache import FeedState, Update
from algotrade_gui.wire.messages import TradeEvent
from tests.market.scene import CALL, FUTURE, LATER, PUT, SIMP, Scene, settlement, trade
from tests.support import made_up
from tests.support.aio import run, until
from tests.support.made_up import book, update


def test_an_empty_cache_says_none_and_nothing() -> None:
    cache = Scene().cache
    assert cache.get_all_instruments() == []
    assert cache.get_current_orderbook(FUTURE) is None
    assert cache.get_best_prices(FUTURE) is None
    assert cache.get_current_spread(FUTURE) is None
    assert cache.get_instrument_info(FUTURE) is None
    assert cache.get_recent_events() == []
    assert cache.get_orderbook_history(FUTURE) == []
    assert cache.underlying_price(SIMP) is None
    assert len(cache.candles(FUTURE)) == 0
    assert (cache.time_ms, cache.round, cache.feed_age_ms, cache.state) == (0, 0, None, FeedState.DISCONNECTED)


def test_books_quotes_and_spread() -> None:
    scene = Scene()
    scene.take(100, {FUTURE: {"bids": {"98": 1, "99": 2}, "asks": {"101": 3, "104": 4}}, CALL: book(bid=7)})
    cache = scene.cache
    assert cache.get_all_instruments() == [CALL, FUTURE]
    orderbook = cache.get_current_orderbook(FUTURE)
    assert orderbook is not None
    assert [tuple(level) for level in orderbook.bids] == [(99, 2), (98, 1)]
    quote = cache.get_best_prices(FUTURE)
    assert quote is not None
    assert (quote.bid, quote.bid_size, quote.ask, quote.ask_size) == (99, 2, 101, 3)
    assert cache.get_current_spread(FUTURE) == 2
    one_sided = cache.get_best_prices(CALL)
    assert one_sided is not None
    assert (one_sided.bid, one_sided.ask) == (7, None)
    assert cache.get_current_spread(CALL) is None


def test_a_book_is_decoded_when_asked_for_and_again_only_when_it_changed() -> None:
    scene = Scene()
    cache = scene.cache
    scene.take(100, {FUTURE: book(99, 101), CALL: book(7, 9)})
    assert scene.dialect.decoded_books == 0
    first = cache.get_current_orderbook(FUTURE)
    assert cache.get_current_orderbook(FUTURE) is first
    scene.take(200, {FUTURE: book(99, 101), CALL: book(8, 9)})
    assert cache.get_current_orderbook(FUTURE) is first
    assert scene.dialect.decoded_books == 1
    scene.take(300, {FUTURE: book(98, 101), CALL: book(8, 9)})
    changed = cache.get_current_orderbook(FUTURE)
    assert changed is not None
    assert changed.bids[0].price == 98
    assert scene.dialect.decoded_books == 2


def test_a_quote_is_read_without_its_book_and_again_only_when_that_changed() -> None:
    scene = Scene()
    cache = scene.cache
    scene.take(100, {FUTURE: book(99, 101), CALL: book(7, None)})
    first = cache.get_best_prices(FUTURE)
    assert first == Quote(bid=Cents(99), bid_size=1, ask=Cents(101), ask_size=1)
    assert cache.get_best_prices(CALL) == Quote(bid=Cents(7), bid_size=1)
    scene.take(200, {FUTURE: book(99, 101), CALL: book(7, 9)})
    assert cache.get_best_prices(FUTURE) is first
    assert cache.get_current_spread(CALL) == 2
    assert scene.dialect.decoded_books == 0
    scene.take(300, {FUTURE: book(98, 101)})
    assert cache.get_current_orderbook(FUTURE) is not None
    assert cache.get_best_prices(FUTURE) == Quote(bid=Cents(98), bid_size=1, ask=Cents(101), ask_size=1)
    assert cache.get_best_prices(CALL) is None
    scene.take(5_000, {FUTURE: book(98, 101)})
    scene.take(50, {CALL: book(1, 2)})
    assert cache.get_best_prices(FUTURE) is None


def test_change_sets_and_updates_name_what_changed() -> None:
    scene = Scene()
    reader = scene.cache.changes.reader()
    told: list[Update] = []
    scene.cache.on_update(told.append)
    scene.take(100, {FUTURE: book(99, 101), CALL: book(7, 9)})
    assert reader.drain() == {FUTURE, CALL}
    scene.take(200, {FUTURE: book(99, 101), CALL: book(7, 9)})
    assert reader.drain() == set()
    scene.take(300, {FUTURE: book(99, 102)}, mids={"$SIMP": 100_000}, events=[trade(FUTURE, 101)])
    assert reader.drain() == {FUTURE, CALL, "$SIMP"}  # CALL went
    assert [update.changed for update in told[1:]] == [frozenset(), {FUTURE, CALL, "$SIMP"}]
    assert [update.time_ms for update in told] == [100, 200, 300]
    assert [type(event) for event in told[2].events] == [TradeEvent]


@pytest.mark.expect_log("A book could not be read")
def test_a_book_that_cannot_be_read_is_none_and_one_warning() -> None:
    scene = Scene()
    scene.take(100, {FUTURE: {"bids": {"x": 1}, "asks": {}}, CALL: book(7, 9)})
    assert scene.cache.get_best_prices(FUTURE) is None
    assert scene.cache.get_current_orderbook(FUTURE) is None
    assert scene.cache.get_best_prices(FUTURE) is None
    assert scene.cache.get_best_prices(CALL) is not None
    assert scene.warnings == ["A book could not be read and was left out."]
    assert scene.errors.error_count == 0
    assert scene.cache.get_market_statistics().malformed == 1


@pytest.mark.expect_log("is no instrument")
def test_an_id_that_is_none_is_one_warning_and_no_instrument() -> None:
    scene = Scene()
    for time_ms in (100, 200):
        scene.take(time_ms, {"WHAT": book(1, 2), FUTURE: book(3, 4)})
    assert scene.cache.get_all_instruments() == [FUTURE]
    assert len(scene.warnings) == 1


def test_an_expired_instrument_is_gone_at_once_and_forgotten_after_a_minute() -> None:
    scene = Scene()
    cache = scene.cache
    scene.take(59_900, {FUTURE: book(99, 101), LATER: book(98, 102)}, tradeable={FUTURE: [{"index": 58, "volume": 1}]})
    scene.take(60_000, {LATER: book(98, 102)})
    assert cache.get_all_instruments() == [LATER]
    assert cache.get_current_orderbook(FUTURE) is None
    info = cache.get_instrument_info(FUTURE)
    assert info is not None
    assert (info.live, info.first_seen_ms, info.last_seen_ms) == (False, 59_900, 59_900)
    assert len(cache.candles(FUTURE)) == 1
    live = cache.get_instrument_info(LATER)
    assert live is not None
    assert (live.live, live.last_seen_ms) == (True, 60_000)
    scene.take(119_900, {LATER: book(98, 102)})
    assert cache.get_instrument_info(FUTURE) is not None
    scene.take(120_000, {LATER: book(98, 102)})
    assert cache.get_instrument_info(FUTURE) is None
    assert len(cache.candles(FUTURE)) == 0


def test_a_watched_instrument_is_kept_until_the_last_watcher_leaves() -> None:
    scene = Scene()
    cache = scene.cache
    cache.watch(FUTURE)
    cache.watch(FUTURE)
    scene.take(100, {FUTURE: book(99, 101)})
    scene.take(60_000, {LATER: book(1, 2)})
    scene.take(180_000, {LATER: book(1, 2)})
    assert cache.get_instrument_info(FUTURE) is not None
    cache.unwatch(FUTURE)
    assert len(cache.get_orderbook_history(FUTURE)) == 1
    cache.unwatch(FUTURE)
    assert cache.get_instrument_info(FUTURE) is None
    cache.unwatch(FUTURE)  # one too many does nothing


def test_a_watcher_who_leaves_early_changes_nothing() -> None:
    scene = Scene()
    scene.cache.watch(FUTURE)
    scene.take(100, {FUTURE: book(99, 101)})
    scene.cache.unwatch(FUTURE)
    assert scene.cache.get_instrument_info(FUTURE) is not None
    assert scene.cache.get_orderbook_history(FUTURE) == []
    scene.take(200, {LATER: book(1, 2)})
    scene.take(60_300, {LATER: book(1, 2)})
    assert scene.cache.get_instrument_info(FUTURE) is None


def test_an_instrument_that_comes_back_lives_on() -> None:
    scene = Scene()
    scene.take(100, {FUTURE: book(99, 101), LATER: book(1, 2)})
    scene.take(200, {LATER: book(1, 2)})
    scene.take(300, {FUTURE: book(99, 101), LATER: book(1, 2)})
    assert scene.cache.get_all_instruments() == [FUTURE, LATER]
    scene.take(60_400, {FUTURE: book(99, 101), LATER: book(1, 2)})
    info = scene.cache.get_instrument_info(FUTURE)
    assert info is not None
    assert (info.live, info.first_seen_ms) == (True, 100)


def test_history_of_the_watched_only_and_only_of_changes() -> None:
    scene = Scene()
    cache = scene.cache
    cache.watch(FUTURE)
    for number in range(6):
        scene.take(100 * number, {FUTURE: book(90 + number // 2, 101), CALL: book(number + 1, 9)})
    history = cache.get_orderbook_history(FUTURE)
    assert [(time_ms, entry.quote.bid) for time_ms, entry in history] == [(0, 90), (200, 91), (400, 92)]
    assert [time_ms for time_ms, _ in cache.get_orderbook_history(FUTURE, limit=2)] == [200, 400]
    assert cache.get_orderbook_history(FUTURE, limit=0) == []
    assert cache.get_orderbook_history(CALL) == []


def test_history_is_bounded() -> None:
    scene = Scene()
    scene.cache.watch(FUTURE)
    for number in range(1_200):
        scene.take(number, {FUTURE: book(number + 1, 10_000)})
    history = scene.cache.get_orderbook_history(FUTURE, limit=5_000)
    assert len(history) == 1_000
    assert history[-1][0] == 1_199


def test_an_update_does_not_walk_what_has_expired_however_much_of_it_is_watched() -> None:
    """Whatever was traded stays watched to the round's end: thousands of contracts, of which a few hundred live."""
    scene = Scene()
    board = scene.cache._board
    looked: list[InstrumentId] = []
    entry_of = board.entry

    def counted(key: InstrumentId) -> Entry | None:
        looked.append(key)
        return entry_of(key)

    board.entry = counted
    for number in range(500):
        scene.cache.watch(InstrumentId(f"$SIMP_future_{15 * (number + 10)}"))
    scene.cache.watch(FUTURE)
    for number in range(3):
        scene.take(100 * number, {FUTURE: book(90 + number, 101), CALL: book(7, 9)})
    assert len(scene.cache.get_orderbook_history(FUTURE)) == 3
    assert set(looked) == {FUTURE}


def test_candles_prices_and_underlyings() -> None:
    scene = Scene()
    cache = scene.cache
    scene.take(1_050, {FUTURE: book(1, 2)}, mids={"$SIMP": 100_129, "$CARD": 99_000})
    scene.take(2_050, {FUTURE: book(1, 2)}, mids={"$SIMP": 100_000}, tradeable={FUTURE: [{"index": 1, "volume": 0}]})
    assert cache.underlyings() == ["$CARD", "$SIMP"]
    assert cache.underlying_price(SIMP) == 100_000
    series = cache.candles(InstrumentId(SIMP))
    assert list(series.index) == [0, 1]
    assert list(series.mid) == [100_129, 100_000]
    assert list(cache.candles(FUTURE).volume) == [0]
    info = cache.get_instrument_info(InstrumentId(SIMP))
    assert info is not None
    assert (info.live, info.last_price, info.instrument.kind) == (True, 100_000, InstrumentKind.UNDERLYING)
    assert cache.get_all_instruments() == [FUTURE]
    assert {item.id for item in cache.instruments()} == {FUTURE}


def test_settlement_is_the_mid_of_the_candle_of_the_expiry_second() -> None:
    scene = Scene()
    cache = scene.cache
    reader = cache.changes.reader()
    scene.take(
        59_950, {FUTURE: book(1, 2), CALL: book(1, 2), PUT: book(1, 2), LATER: book(1, 2)}, mids={"$SIMP": 90_000}
    )
    scene.take(60_050, {LATER: book(1, 2)}, mids={"$SIMP": 100_647}, index=59)
    for key in (FUTURE, CALL, PUT):
        before = cache.get_instrument_info(key)
        assert before is not None
        assert (before.settlement, before.payoff) == (None, None)
    reader.drain()
    scene.take(61_050, {LATER: book(1, 2)}, mids={"$SIMP": 100_777}, index=60)
    assert reader.drain() == {FUTURE, CALL, PUT, "$SIMP"}
    payoffs = {}
    for key in (FUTURE, CALL, PUT):
        after = cache.get_instrument_info(key)
        assert after is not None
        assert after.settlement == 100_777
        payoffs[key] = after.payoff
    assert payoffs == {FUTURE: 100_777, CALL: 777, PUT: 0}
    later = cache.get_instrument_info(LATER)
    assert later is not None
    assert later.settlement is None


def test_the_exchanges_own_settlement_wins() -> None:
    scene = Scene()
    scene.take(59_950, {FUTURE: book(1, 2)})
    scene.take(60_050, {}, events=[settlement(FUTURE, 100_700)])
    scene.take(61_050, {}, mids={"$SIMP": 100_777}, index=60)
    info = scene.cache.get_instrument_info(FUTURE)
    assert info is not None
    assert info.settlement == 100_700


def test_events_statistics_and_last_price() -> None:
    scene = Scene()
    cache = scene.cache
    scene.take(100, {FUTURE: book(1, 2), CALL: book(1, 2)}, events=[trade(FUTURE, 99, 2), trade(CALL, 7, 3)])
    scene.take(200, {FUTURE: book(1, 2), CALL: book(1, 2)}, events=[trade(FUTURE, 98, 1), trade("$NEW_future_60", 5)])
    assert [(event.instrument, event.price) for event in cache.get_recent_events() if isinstance(event, TradeEvent)] == [
        (FUTURE, 99), (CALL, 7), (FUTURE, 98), ("$NEW_future_60", 5),
    ]  # fmt: skip
    only = cache.get_recent_events(FUTURE, limit=1)
    assert [event.price for event in only if isinstance(event, TradeEvent)] == [98]
    assert cache.get_recent_events(limit=0) == []
    info = cache.get_instrument_info(FUTURE)
    assert info is not None
    assert info.last_price == 98
    stats = cache.get_market_statistics()
    assert (stats.updates, stats.instruments, stats.events, stats.trades, stats.volume) == (2, 2, 4, 4, 7)
    assert (stats.time_ms, stats.round, stats.feed_age_ms, stats.malformed) == (200, 1, 0.0, 0)
    assert stats.updates_per_s == pytest.approx(10.0)


def test_the_rate_falls_while_the_feed_is_silent() -> None:
    scene = Scene()
    for number in range(1, 12):
        scene.take(100 * number, {FUTURE: book(1, 2)})
    assert scene.cache.get_market_statistics().updates_per_s == pytest.approx(10.0)
    scene.clock.advance(400)
    assert scene.cache.get_market_statistics().updates_per_s == pytest.approx(10.0), "a gap is no silence yet"
    scene.clock.advance(1_100)
    assert scene.cache.get_market_statistics().updates_per_s == pytest.approx(5.0)
    scene.clock.advance(5_000)
    assert scene.cache.get_market_statistics().updates_per_s == 0.0


def test_events_are_bounded() -> None:
    scene = Scene()
    for number in range(300):
        scene.take(number, {FUTURE: book(1, 2)}, events=[trade(FUTURE, number + 1)] * 10)
    assert len(scene.cache.get_recent_events(limit=10_000)) == 2_000
    assert scene.cache.get_market_statistics().events == 3_000


def test_an_update_that_was_overtaken_tells_its_events_and_leaves_the_books() -> None:
    scene = Scene()
    cache = scene.cache
    scene.take(1_000, {CALL: book(1, 2)})
    scene.take(1_200, {CALL: book(3, 4)})
    scene.take(1_100, {CALL: book(5, 6)}, events=[trade(CALL, 7)])
    assert (cache.round, cache.time_ms) == (1, 1_200)
    assert cache.get_best_prices(CALL) == Quote(bid=Cents(3), bid_size=1, ask=Cents(4), ask_size=1)
    assert len(cache.get_recent_events()) == 1
    scene.take(1_300, {CALL: book(3, 4)})
    assert (cache.round, cache.time_ms) == (1, 1_300)


def test_a_clock_that_goes_on_from_a_little_further_back_is_a_new_round_after_all() -> None:
    scene = Scene()
    cache = scene.cache
    scene.take(1_900, {CALL: book(1, 2)})
    for time_ms in (100, 200, 300):
        scene.take(time_ms, {CALL: book(3, 4)})
        assert (cache.round, cache.time_ms) == (1, 1_900)
    scene.take(400, {CALL: book(3, 4)})
    assert (cache.round, cache.time_ms) == (2, 400)


def test_a_clock_that_runs_backwards_is_a_new_round() -> None:
    scene = Scene()
    cache = scene.cache
    rounds: list[tuple[int, int]] = []
    cache.on_round_change(lambda number: rounds.append((number, len(cache.get_all_instruments()))))
    cache.watch(FUTURE)
    scene.take(59_950, {FUTURE: book(1, 2)}, mids={"$SIMP": 90_000}, events=[trade(FUTURE, 5)])
    scene.take(59_950, {FUTURE: book(1, 2)})  # the same time again is no new round
    assert (cache.round, rounds) == (1, [])
    reader = cache.changes.reader()
    scene.take(50, {CALL: book(3, 4)})
    assert (cache.round, cache.time_ms) == (2, 50)
    assert rounds == [(2, 0)]
    assert cache.get_all_instruments() == [CALL]
    assert cache.get_instrument_info(FUTURE) is None
    assert cache.get_recent_events() == []
    assert cache.underlyings() == []
    assert len(cache.candles(InstrumentId(SIMP))) == 0
    assert reader.drain() == {FUTURE, "$SIMP", CALL}
    # who watches goes on watching in the new round
    scene.take(150, {CALL: book(3, 4), FUTURE: book(5, 6)})
    assert len(cache.get_orderbook_history(FUTURE)) == 1


def test_roles_resolve_to_what_lives() -> None:
    scene = Scene()
    scene.take(1_050, {FUTURE: book(1, 2), LATER: book(1, 2), CALL: book(1, 2)}, mids={"$SIMP": 100_000})
    future = Role(underlying=SIMP, kind=InstrumentKind.FUTURE)
    assert scene.cache.resolve(future) == FUTURE
    assert scene.cache.resolve(Role(underlying=SIMP, kind=InstrumentKind.FUTURE, nth_expiry=1)) == LATER
    assert scene.cache.resolve(Role(underlying=SIMP, kind=InstrumentKind.CALL)) == CALL
    assert scene.cache.role_of(parse_instrument_id(FUTURE)) == future
    assert scene.cache.role_of(parse_instrument_id(CALL)) == Role(underlying=SIMP, kind=InstrumentKind.CALL)
    assert scene.cache.resolve(Role(underlying=Underlying("$CARD"), kind=InstrumentKind.FUTURE)) is None
    scene.take(60_050, {LATER: book(1, 2)})
    assert scene.cache.resolve(future) == LATER
    assert scene.cache.role_of(parse_instrument_id(LATER)) == future
    assert scene.cache.role_of(parse_instrument_id(FUTURE)) is None


@pytest.mark.expect_log("RuntimeError: a bug")
def test_a_listener_that_raises_costs_nobody_else() -> None:
    scene = Scene()
    calls: list[str] = []

    def broken(_: Update) -> None:
        raise RuntimeError("a bug")

    scene.cache.on_update(broken)
    end = scene.cache.on_update(lambda _: calls.append("update"))
    scene.cache.on_served(lambda: calls.append("served"))
    scene.take(100, {FUTURE: book(1, 2)})
    assert calls == ["update", "served"]
    assert scene.errors.error_count == 1
    end()
    end()
    scene.take(200, {FUTURE: book(1, 2)})
    assert calls == ["update", "served", "served"]


def test_the_summary_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    scene = Scene()
    scene.take(61_000, {FUTURE: book(1, 2)}, events=[trade(FUTURE, 5, 3)])
    with caplog.at_level(logging.INFO, logger="algotrade_gui.market.cache"):
        scene.cache.log_market_summary()
        scene.cache.log_market_summary()
    assert len(caplog.records) == 2
    line = caplog.records[0].getMessage()
    assert "\n" not in line
    assert "round 1 at 1:01: 1 instruments" in line
    assert "1 trades, 3 contracts" in line


def test_only_the_newest_frame_is_kept_alive() -> None:
    scene = Scene()
    scene.cache.watch(FUTURE)
    frames = made_up.stream(3, 5, changing=1.0)
    alone = [sys.getrefcount(frames[number]) for number in range(5)]
    for number in range(5):
        scene.apply_frame(frames[number])
    held = [sys.getrefcount(frames[number]) > alone[number] for number in range(5)]
    assert len(scene.cache.get_all_instruments()) == 264
    assert held == [False, False, False, False, True]


@given(
    st.lists(st.dictionaries(st.sampled_from([FUTURE, LATER, CALL, PUT]), st.integers(1, 3)), min_size=1, max_size=12)
)
def test_whatever_comes_and_goes_the_cache_shows_the_newest(states: list[dict[InstrumentId, int]]) -> None:
    scene = Scene()
    reader = scene.cache.changes.reader()
    shown: dict[InstrumentId, int | None] = {}
    for number, state in enumerate(states):
        scene.take(100 * number, {key: book(bid) for key, bid in state.items()})
        for key in reader.drain():
            quote = scene.cache.get_best_prices(key)
            shown[key] = None if quote is None else quote.bid
        assert {key: bid for key, bid in shown.items() if bid is not None} == state
        assert scene.cache.get_all_instruments() == sorted(state)
        assert {item.id for item in scene.cache.instruments()} == set(state)


@pytest.mark.expect_log("A frame could not be read")
def test_every_frame_is_handed_on_as_it_came_also_one_that_could_not_be_read() -> None:
    async def main() -> None:
        scene = Scene()
        frames: list[tuple[bytes, int, int]] = []
        scene.cache.on_frame(lambda *what: frames.append(what))
        await scene.cache.connect()
        link = await scene.exchange.opened(1)
        sent = [
            msgspec.json.encode(update(100, {FUTURE: book(1, 2)})),
            b'{"type":"market_data_update","time":oh',
            # a field that nobody knows
            msgspec.json.encode({**update(300, {FUTURE: book(1, 2)}), "surprise": 1}),
        ]
        for frame in sent:
            link.push(frame)
        await until(lambda: scene.cache.time_ms == 300)
        assert frames == [(sent[0], 100, 1), (sent[1], 100, 1), (sent[2], 300, 1)]
        await scene.cache.close()

    run(main())
