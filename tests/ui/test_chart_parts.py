"""The chart's pure parts: scales, view, merging of candles, series with the running second."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import round_time_text
from algotrade_gui.ui.charts.binning import CandleColumns, bin_span_s, merge, slot_ends
from algotrade_gui.ui.charts.canvas import ChartCanvas
from algotrade_gui.ui.charts.primitives import Lines
from algotrade_gui.ui.charts.scales import Scale, fit_prices, price_step_cents, ticks, time_step_s
from algotrade_gui.ui.charts.scene import ChartScene, ChartStyle, PointLine, PriceTick, TimeTick, ValueLine
from algotrade_gui.ui.charts.viewport import Viewport
from algotrade_gui.ui.models.chart_series import ChartSeries
from algotrade_gui.ui.theme import theme
from tests.ui.fakes_views import FakeMarket

NAN = float("nan")


def columns(rows: list[tuple[int, float, float, float, float, float]]) -> CandleColumns:
    """(start, open, high, low, close, volume) each."""
    table = np.array(rows, dtype=float).reshape(-1, 6)
    start, open_, high, low, close, volume = table.T
    return CandleColumns(start, open_, high, low, close, close, volume)


prices = st.integers(1, 200_000)
candle_rows = st.lists(
    st.tuples(st.lists(prices, min_size=4, max_size=4), st.booleans(), st.integers(0, 9), st.integers(1, 3)),
    min_size=1,
    max_size=60,
)


@given(candle_rows, st.integers(2, 9))
def test_merging_keeps_extremes_ends_and_volume(rows: list[tuple[list[int], bool, int, int]], span_s: int) -> None:
    built, start = [], 0
    for values, traded, volume, gap in rows:
        start += gap
        row = (values[0], max(values), min(values), values[3]) if traded else (NAN,) * 4
        built.append((start, *row, volume))
    candles = columns(built)
    merged = merge(candles, span_s)
    assert merged.span_s == span_s
    assert np.nansum(merged.volume) == np.nansum(candles.volume)
    slots = {int(row[0]) // span_s for row in built}
    assert list(merged.start) == [slot * span_s for slot in sorted(slots)]
    for place, slot in enumerate(sorted(slots)):
        inside = [row for row in built if row[0] // span_s == slot and not np.isnan(row[4])]
        got = (merged.open[place], merged.high[place], merged.low[place], merged.close[place])
        if inside:
            assert got == (inside[0][1], max(r[2] for r in inside), min(r[3] for r in inside), inside[-1][4])
        else:
            assert np.isnan(got).all()


def test_between_takes_what_touches_the_range() -> None:
    candles = columns([(second, 1, 2, 0, 1, 0) for second in (0, 1, 2, 5, 6)])
    assert list(candles.between(1.5, 5.0).start) == [1, 2, 5]
    assert len(candles.between(3.1, 4.9)) == 0


def test_twenty_thousand_candles_are_merged_to_two_pixels() -> None:
    assert bin_span_s(180, 700) == 1
    assert bin_span_s(20_000, 700) == 58
    assert bin_span_s(180, 700, interval_s=15) == 15
    assert bin_span_s(20_000, 700, interval_s=15) == 60


@given(candle_rows, st.integers(2, 9))
def test_a_slot_ends_with_its_last_row(rows: list[tuple[list[int], bool, int, int]], span_s: int) -> None:
    starts = np.cumsum([gap for _, _, _, gap in rows]).astype(float)
    wanted = {int(start) // span_s: place for place, start in enumerate(starts)}
    assert list(slot_ends(starts, span_s)) == [wanted[slot] for slot in sorted(wanted)]
    assert len(merge(columns([(int(start), 1, 1, 1, 1, 0) for start in starts]), span_s)) == len(wanted)
    assert len(slot_ends(starts[:0], span_s)) == 0


@pytest.mark.parametrize("style", list(ChartStyle))
def test_a_chart_from_its_kept_picture_is_the_chart_drawn_straight(
    qtbot: QtBot, themed: QApplication, style: ChartStyle
) -> None:
    steps = np.random.default_rng(2).normal(0, 50, 400)
    mid = 100_000 + np.cumsum(steps)
    candles = CandleColumns(np.arange(400.0), mid - 9, mid + 50, mid - 50, mid + 9, mid, np.full(400, 3.0))
    values = mid + 30
    canvas = ChartCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(500, 320)
    canvas.bind(
        ChartScene(
            candles=candles,
            style=style,
            has_volume=True,
            last_price=float(mid[-1]),
            lines=(
                ValueLine(name="a", values=values, place=0),
                ValueLine(name="b", values=np.abs(steps), place=1, own_strip=True),
            ),
            points=(PointLine(name="c", seconds=candles.start, values=mid - 40, place=7),),
        )
    )
    pictures = []
    for _ in range(3):
        # a test's pictures are taken by paints like those on the screen
        pictures.append(canvas.grab().toImage())
    assert canvas.paints == 3
    assert pictures[0] == pictures[1] == pictures[2]


@given(st.floats(-1e6, 1e6), st.floats(1, 1e6), st.floats(-1e6, 1e6))
def test_scale_and_back(low: float, span: float, value: float) -> None:
    scale = Scale(low, low + span, 500, 10)
    assert scale.value(scale.pixel(value)) == pytest.approx(value, abs=1e-3 * span)


def test_axis_steps_are_round_and_leave_room() -> None:
    assert time_step_s(180, 700, 60) == 30
    assert time_step_s(1_800, 700, 60) == 300
    assert price_step_cents(4_000, 400, 40) == 500
    assert price_step_cents(20, 400, 40) == 2
    assert list(ticks(0.5, 61, 15)) == [15, 30, 45, 60]


def test_price_range_stays_while_candles_fit() -> None:
    shown = fit_prices(1_000, 2_000, None)
    assert shown[0] < 1_000
    assert shown[1] > 2_000
    assert fit_prices(1_050, 1_900, shown) == shown
    assert fit_prices(900 - 500, 1_900, shown) != shown
    assert fit_prices(1_400, 1_500, shown) != shown


def test_view_moves_once_per_closed_candle() -> None:
    view = Viewport()
    view.bind(None)
    assert view.newest(300.0)
    first = view.first_s
    assert not view.newest(300.0)
    assert view.first_s == first
    assert view.newest(301.0)
    assert view.first_s == first + 1


def follows(view: Viewport) -> bool:
    return view.following


def test_pan_ends_following_and_the_way_back_resumes_it() -> None:
    view = Viewport()
    view.bind(None)
    view.newest(300.0)
    view.pan(-40)
    assert not follows(view)
    held = view.first_s
    assert not view.newest(301.0)
    assert view.first_s == held
    view.pan(60)
    assert follows(view)
    assert view.last_s > 301


def test_zoom_keeps_the_newest_candle_while_following_and_the_pointer_otherwise() -> None:
    view = Viewport()
    view.bind(None)
    view.newest(1_000.0)
    view.zoom(0.5, 900)
    assert follows(view)
    assert view.span_s == pytest.approx(90)
    assert view.last_s > 1_001
    view.pan(-200)
    at = view.first_s + 0.25 * view.span_s
    view.zoom(0.5, at)
    assert (at - view.first_s) / view.span_s == pytest.approx(0.25)


def test_another_underlying_shows_its_newest_seconds_also_after_a_pan() -> None:
    view = Viewport()
    view.bind(None)
    view.newest(300.0)
    view.pan(-40)
    view.bind(None)
    assert view.newest(301.0)
    assert follows(view)
    assert view.last_s > 301


def test_prices_are_stretched_so_far_and_no_farther() -> None:
    view = Viewport()
    view.fit(99_000, 101_000)
    for _ in range(2_000):
        view.scale_prices(10.0)
    assert view.prices is not None
    low, high = view.prices
    assert high - low < 2**31, "a price in view is one that Qt and the exchange can count"
    assert (low + high) / 2 == pytest.approx(100_000)
    for _ in range(100):
        view.shift_prices(1e9)
    assert view.prices[1] < 2**31


def test_contract_shows_its_whole_life() -> None:
    view = Viewport()
    view.bind((60.0, 120.0))
    assert view.first_s <= 60
    assert view.last_s >= 120
    assert not view.newest(90.0)


@pytest.fixture
def market(errors: ErrorCentre) -> FakeMarket:
    return FakeMarket(errors)


def test_underlying_ends_with_the_last_published_candle(market: FakeMarket) -> None:
    market.run(5.5)
    series = ChartSeries(market.cache, InstrumentId("$CARD"))
    assert series.refresh()
    assert list(series.columns.start) == [0, 1, 2, 3, 4]
    assert series.columns.mid[-1] == market.cache.underlying_price(market.cache.underlyings()[0])
    assert not series.refresh()


def test_contract_builds_the_running_second_from_its_trades(market: FakeMarket) -> None:
    future = InstrumentId("$CARD_future_60")
    for _ in range(42):
        market.step(trades=())
    series = ChartSeries(market.cache, future)
    series.refresh()
    closed = len(series.columns)
    assert np.isnan(series.columns.close).all()
    market.step(trades=[(future, 99_000, 2)])
    market.step(trades=[(future, 99_500, 1), (future, 98_700, 3)])
    assert series.refresh()
    candles = series.columns
    assert len(candles) == closed + 1
    assert (candles.open[-1], candles.high[-1], candles.low[-1], candles.close[-1]) == (99_000, 99_500, 98_700, 98_700)
    assert candles.volume[-1] == 6
    for _ in range(10):
        market.step(trades=())
    assert series.refresh()
    assert len(series.columns) == closed + 1
    assert series.columns.close[-1] == 98_700


def test_new_round_starts_the_series_over(market: FakeMarket) -> None:
    market.run(5.5)
    series = ChartSeries(market.cache, InstrumentId("$CARD"))
    series.refresh()
    market.restart()
    market.run(2.5)
    assert series.refresh()
    assert list(series.columns.start) == [0, 1]


def test_no_lines_are_drawn_where_a_column_is_empty(qapp: QApplication) -> None:
    picture = QImage(20, 20, QImage.Format.Format_RGB32)
    picture.fill(0)
    painter = QPainter(picture)
    painter.setPen(theme().colour("text"))
    lines = Lines()
    lines.draw(painter, 0.0, np.empty(0), 19.0, np.empty(0))
    assert not any(picture.pixel(x, y) & 0xFFFFFF for x in range(20) for y in range(20))
    lines.draw(painter, 0.0, np.array([5.0, 9.0]), 19.0, np.array([5.0, 9.0]))
    painter.end()
    assert [y for y in range(20) if picture.pixel(10, y) & 0xFFFFFF] == [5, 9]


def test_a_chart_moved_to_before_the_round_paints_an_empty_time_axis(qtbot: QtBot, themed: QApplication) -> None:
    canvas = ChartCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.view.pan(-1e5)
    canvas.grab()
    assert canvas.paints == 1


def written_on(canvas: ChartCanvas, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float, float]]:
    """What the canvas writes from now on: each text with its left and upper edge."""
    labels, written = canvas._overlays._labels, list[tuple[str, float, float]]()
    at = labels.at

    def noted(painter: QPainter, left: float, top: float, text: str) -> int:
        written.append((text, left, top))
        return at(painter, left, top, text)

    monkeypatch.setattr(labels, "at", noted)
    return written


@pytest.mark.parametrize("width", [420, 640, 900, 1_400])
def test_no_line_crosses_the_words_of_another(
    qtbot: QtBot, themed: QApplication, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    canvas = ChartCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(width, 300)
    ahead = tuple(TimeTick(time_s=float(second), text=f"settles {second} seconds on") for second in (60, 75, 90, 105))
    canvas.show_scene(ChartScene(expiries=ahead))
    canvas.show_all()
    labels, seen = canvas._overlays._labels, written_on(canvas, monkeypatch)
    canvas.grab()
    assert canvas.frame is not None
    names = {tick.text for tick in ahead} | {"1:00", "1:15", "1:30", "1:45"}
    written = [(left, left + labels.width(text)) for text, left, top in seen if text in names and top < 60]
    assert written, "something is said"
    lines = [canvas.frame.time.pixel(tick.time_s) for tick in ahead]
    assert not [(left, right) for left, right in written for x in lines if left < x < right]


def test_a_settlement_that_is_near_is_named_beside_the_candles(
    qtbot: QtBot, themed: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = ChartCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(1_400, 300)
    table = columns([(second, 100_000, 100_400, 99_600, 100_000, 1) for second in range(100)])
    ahead = tuple(TimeTick(time_s=float(second), text=f"settles {second}") for second in (104, 144))
    canvas.show_scene(ChartScene(candles=table, expiries=ahead))
    seen = written_on(canvas, monkeypatch)
    canvas.grab()
    assert canvas.frame is not None
    written = {text: left for text, left, _ in seen}
    near, far = (canvas.frame.time.pixel(tick.time_s) for tick in ahead)
    assert near < written["settles 104"] < far, "behind its line: candles stand before it"
    assert near < written["settles 144"] < far


@pytest.mark.parametrize("width", [420, 770, 1_400])
def test_the_newest_candle_ends_before_the_strikes_words(qtbot: QtBot, themed: QApplication, width: int) -> None:
    canvas = ChartCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(width, 300)
    table = columns([(second, 100_000, 100_400, 99_600, 100_000, 1) for second in range(400)])
    strike = PriceTick(price=100_000.0, text="1,000.00")
    canvas.show_scene(ChartScene(candles=table, strikes=(strike,)))
    canvas.grab()
    assert canvas.frame is not None
    (words,) = canvas._overlays.words(canvas.frame, canvas.scene, canvas._sizes)
    assert canvas.frame.time.pixel(400.0) <= words.left()
    fresh = ChartCanvas()
    qtbot.addWidget(fresh)
    fresh.resize(width, 300)
    fresh.show_scene(canvas.scene)
    fresh.show_all()
    fresh.grab()
    assert fresh.frame is not None
    assert fresh.frame.time.pixel(0.0) >= 0
    assert fresh.frame.time.pixel(400.0) <= words.left()


def test_settlements_far_from_the_candles_have_their_words_on_one_side(
    qtbot: QtBot, themed: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = ChartCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(900, 300)
    table = columns([(second, 100_000, 100_400, 99_600, 100_000, 1) for second in range(40)])
    ahead = tuple(TimeTick(time_s=float(second), text=f"settles at {second}") for second in (75, 90, 105, 120))
    canvas.show_scene(ChartScene(candles=table, expiries=ahead))
    seen = written_on(canvas, monkeypatch)
    canvas.grab()
    assert canvas.frame is not None
    written = {text: left for text, left, top in seen if top < canvas.frame.plot.bottom()}
    assert set(written) >= {"settles at 75", "1:30", "1:45", "2:00"}
    assert all(
        left < canvas.frame.time.pixel(second)
        for second, left in zip(
            (75.0, 90.0, 105.0, 120.0),
            (written[text] for text in ("settles at 75", "1:30", "1:45", "2:00")),
            strict=True,
        )
    )


def test_a_strikes_words_are_whole_and_nothing_lies_over_them(
    qtbot: QtBot, themed: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = ChartCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(640, 300)
    table = columns([(second, 100_000, 100_400, 99_600, 100_000, 1) for second in range(100)])
    strike, high = PriceTick(price=100_000.0, text="1,000.00"), PriceTick(price=100_399.0, text="1,003.99")
    scene = ChartScene(candles=table, strikes=(strike, high), last_price=100_000.0, last_direction=1)
    canvas.show_scene(scene)
    canvas.show_all()
    canvas.grab()
    assert canvas.frame is not None
    frame, sizes = canvas.frame, canvas._sizes
    words = canvas._overlays.words(frame, scene, sizes)
    assert all(frame.plot.contains(box) for box in words)
    picture = canvas.grab().toImage()
    level = round(frame.price.pixel(strike.price))
    line = theme().colour("up")
    assert (
        picture.pixelColor(words[0].left() - 1, level) == line or picture.pixelColor(words[0].left() - 2, level) == line
    )
    assert not [x for x in range(words[0].left(), words[0].right() + 1) if picture.pixelColor(x, level) == line]

    seen = written_on(canvas, monkeypatch)
    soon = TimeTick(time_s=frame.time.value(frame.plot.right() - 4), text="settles soon")
    canvas.show_scene(replace(scene, expiries=(soon,)))
    canvas.grab()
    names = ("settles soon", round_time_text(round(soon.time_s * 1_000)))
    settling = [
        QRect(round(left), round(top), canvas._overlays._labels.width(text), sizes.text)
        for text, left, top in seen
        if text in names and top < frame.plot.bottom()
    ]
    assert settling
    assert not [box for box in settling for other in words if box.intersects(other.adjusted(0, 0, 1, 0))]
