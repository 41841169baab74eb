"""What a chart shows beside candles: intervals, styles, indicators, bots' drawings, strikes, linked crosshairs, exports, memory."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from algotrade_gui.analytics.indicators import INDICATORS, sma
from algotrade_gui.bots.plots import BotPlots
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, InstrumentId, Underlying
from algotrade_gui.core.units import RoundMs
from algotrade_gui.domain.instrument import InstrumentKind
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.role import Role
from algotrade_gui.ui.charts.export import file_name
from algotrade_gui.ui.charts.scene import INTERVALS_S, ChartStyle
from algotrade_gui.ui.docks.chart import ChartPanel
from algotrade_gui.ui.models.chart_indicators import MOST_INDICATORS, choose, from_state
from algotrade_gui.ui.navigator import Navigator, TicketDraft
from tests.ui.fakes_views import FakeWorkstation
from tests.ui.waiting import until

CARD = Underlying("$CARD")
CARD_ID = InstrumentId("$CARD")
FUTURE = Role(underlying=CARD, kind=InstrumentKind.FUTURE)


@pytest.fixture
def station(errors: ErrorCentre) -> FakeWorkstation:
    made = FakeWorkstation(errors)
    made.market.run(50)
    return made


@pytest.fixture
def make(
    qtbot: QtBot, themed: QApplication, station: FakeWorkstation, navigator: Navigator
) -> Callable[[], ChartPanel]:
    def made() -> ChartPanel:
        panel = ChartPanel(station, navigator)
        qtbot.addWidget(panel)
        panel.resize(750, 470)
        panel.show_target(Role(underlying=CARD))
        panel.show()
        panel.canvas.grab()
        return panel

    return made


@pytest.fixture
def panel(make: Callable[[], ChartPanel]) -> ChartPanel:
    return make()


@pytest.mark.parametrize("seconds", INTERVALS_S)
def test_candles_cover_their_interval(panel: ChartPanel, station: FakeWorkstation, seconds: int) -> None:
    source = station.cache.candles(CARD_ID)
    panel.show_interval(seconds)
    candles = panel.canvas.scene.candles
    assert candles.span_s == seconds
    assert list(candles.start) == sorted({index // seconds * seconds for index in source.index.tolist()})
    assert candles.high.max() == source.high.max()
    assert candles.mid[-1] == source.mid[-1]
    assert panel.controls.interval.currentData() == seconds
    panel.canvas.grab()


def test_the_last_candle_grows_until_its_interval_is_over(panel: ChartPanel, station: FakeWorkstation) -> None:
    panel.show_interval(10)
    before = panel.canvas.scene.candles
    station.market.run(1)
    panel.run_refresh()
    after = panel.canvas.scene.candles
    assert len(after) in (len(before), len(before) + 1)
    station.market.run(10)
    panel.run_refresh()
    assert len(panel.canvas.scene.candles) == len(after) + 1


def test_a_longer_interval_keeps_as_many_candles_in_view(panel: ChartPanel) -> None:
    span = panel.canvas.view.span_s
    panel.show_interval(5)
    assert panel.canvas.view.span_s == pytest.approx(5 * span)
    assert panel.canvas.view.following
    panel.show_interval(1)
    assert panel.canvas.view.span_s == pytest.approx(span)
    panel.show_interval(7)
    assert panel.interval_s == 1


@pytest.mark.parametrize("style", list(ChartStyle))
@pytest.mark.parametrize("kind", [InstrumentKind.UNDERLYING, InstrumentKind.FUTURE])
def test_every_style_paints(panel: ChartPanel, style: ChartStyle, kind: InstrumentKind) -> None:
    panel.show_target(Role(underlying=CARD, kind=kind))
    panel.show_style(style)
    panel.canvas.grab()
    assert panel.canvas.scene.style is style
    assert panel.canvas.frame is not None


def test_keys_go_through_intervals_and_styles(panel: ChartPanel) -> None:
    panel.actions_of.next_interval.trigger()
    assert panel.interval_s == 2
    for _ in ChartStyle:
        panel.actions_of.next_style.trigger()
    assert panel.scenes.style is ChartStyle.CANDLES


def test_indicators_follow_the_mid_of_an_underlying_and_the_deals_of_a_contract(panel: ChartPanel) -> None:
    panel.show_indicators((choose("sma", {"window": 5}), choose("vwap"), choose("volatility", {"window": 10})))
    scene = panel.canvas.scene
    assert [line.name for line in scene.lines] == ["SMA 5", "Volatility 10"]
    np.testing.assert_array_equal(scene.lines[0].values, sma(scene.candles.mid, 5))
    panel.canvas.grab()
    assert panel.canvas.frame is not None
    assert panel.canvas.frame.strip is not None
    panel.show_target(FUTURE)
    scene = panel.canvas.scene
    assert [line.name for line in scene.lines] == ["SMA 5", "VWAP", "Volatility 10"]
    np.testing.assert_array_equal(scene.lines[0].values, sma(scene.candles.close, 5))
    panel.canvas.grab()


def test_lines_stay_the_same_until_a_candle_changed(panel: ChartPanel, station: FakeWorkstation) -> None:
    panel.show_indicators((choose("ema"),))
    lines = panel.canvas.scene.lines
    station.account.place("$CARD_future_60")
    panel.run_refresh()
    assert panel.canvas.scene.lines is lines
    station.market.run(1)
    panel.run_refresh()
    assert panel.canvas.scene.lines is not lines


def test_the_dialog_adds_changes_and_takes_away(panel: ChartPanel) -> None:
    panel.show_indicators((choose("sma"),))
    dialog = panel.open_indicators()
    menu = dialog.add_button.menu()
    assert [entry.text() for entry in menu.actions()] == [str(each.label) for each in INDICATORS.values()]
    menu.actions()[3].trigger()
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    width = dialog.rows[1].fields["width"]
    width.setText("99")
    assert not ok.isEnabled()
    assert "At most" in ok.toolTip()
    width.setText("1.5")
    assert ok.isEnabled()
    dialog.rows[0].remove.click()
    # the dialog must have the focus, else Return is the chart's
    dialog.activateWindow()
    QApplication.processEvents()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert panel.scenes.indicators.chosen == (choose("bollinger", {"window": 20, "width": 1.5}),)
    assert [line.name for line in panel.canvas.scene.lines] == [
        "Bollinger 20 1.5",
        "Bollinger 20 1.5 upper",
        "Bollinger 20 1.5 lower",
    ]


def test_the_dialog_s_escape_changes_nothing_and_its_room_ends(panel: ChartPanel) -> None:
    panel.show_indicators(tuple(choose("sma") for _ in range(MOST_INDICATORS)))
    dialog = panel.open_indicators()
    assert not dialog.add_button.isEnabled()
    dialog.rows[0].remove.click()
    assert dialog.add_button.isEnabled()
    dialog.activateWindow()
    QApplication.processEvents()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert len(panel.scenes.indicators.chosen) == MOST_INDICATORS


def test_bots_lines_and_marks_are_drawn_on_their_instrument(panel: ChartPanel, station: FakeWorkstation) -> None:
    plots = station.manager.drawn[BotId("maker")] = BotPlots()
    for second in range(30, 40):
        plots.plot("fair", 100_000 + second, CARD_ID, RoundMs(second * 1_000))
    plots.plot("other", 1, InstrumentId("$HEST"), RoundMs(40_000))
    plots.marker("signal", 100_000, CARD_ID, RoundMs(35_000))
    panel.show_indicators((choose("sma"),))
    scene = panel.canvas.scene
    assert [(line.name, line.place) for line in scene.points] == [("maker fair", 1)]
    assert [mark.text for mark in scene.marks] == ["maker: signal"]
    panel.canvas.grab()
    history = scene.history
    # a last point that moves leaves the kept picture as it is, a new one does not
    plots.plot("fair", 5, CARD_ID, RoundMs(39_900))
    panel.run_refresh()
    assert panel.canvas.scene.history == history
    assert panel.canvas.scene.points[0].values[-1] == 5
    plots.plot("fair", 6, CARD_ID, RoundMs(40_100))
    panel.run_refresh()
    assert panel.canvas.scene.history != history
    panel.show_target(FUTURE)
    assert panel.canvas.scene.points == ()


def test_strikes_and_settlements_stand_where_they_belong(panel: ChartPanel, station: FakeWorkstation) -> None:
    scene = panel.canvas.scene
    assert len(scene.strikes) == 5
    assert [tick.time_s for tick in scene.expiries] == [60, 75, 90, 105]
    assert "1:00" in scene.expiries[0].text
    nearest = scene.strikes
    panel.show_target(Role(underlying=CARD, kind=InstrumentKind.FUTURE, nth_expiry=2))
    assert len(panel.canvas.scene.strikes) == 5
    assert panel.canvas.scene.strikes != nearest
    assert panel.canvas.scene.expiries == ()
    panel.show_target(Role(underlying=CARD, kind=InstrumentKind.CALL))
    assert not panel.canvas.scene.strikes


def test_the_crosshair_is_linked_over_all_charts(make: Callable[[], ChartPanel]) -> None:
    first, second = make(), make()
    second.move(1_000, 0)
    second.show_indicators((choose("sma", {"window": 2}),))
    frame = first.canvas.frame
    assert frame is not None
    QTest.mouseMove(first.canvas, QPoint(300, 200))
    pointed = frame.time.value(300)
    assert second.canvas._linked_s == pytest.approx(pointed)
    before = second.canvas.grab().toImage()
    QTest.mouseMove(first.canvas, QPoint(420, 200))
    assert second.canvas.grab().toImage() != before
    QApplication.sendEvent(first.canvas, QEvent(QEvent.Type.Leave))
    assert second.canvas._linked_s is None


def test_dragging_the_price_axis_ends_the_fitting_and_the_button_brings_it_back(panel: ChartPanel) -> None:
    canvas = panel.canvas
    assert panel.controls.auto_scale.isChecked()
    x = canvas.width() - 10
    before = canvas.view.prices
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(x, 100))
    QTest.mouseMove(canvas, QPoint(x, 160))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(x, 160))
    assert not panel.controls.auto_scale.isChecked()
    assert canvas.view.prices != before
    panel.controls.auto_scale.click()
    canvas.grab()
    assert canvas.view.auto_scale
    assert panel.controls.auto_scale.isChecked()


def test_export_writes_the_numbers_and_the_picture(
    panel: ChartPanel, tmp_path: Path, qt_run: Callable[..., Any]
) -> None:
    panel.show_indicators((choose("sma", {"window": 10}),))
    scene = panel.canvas.scene
    numbers, picture = tmp_path / "numbers.csv", tmp_path / "picture.png"

    async def save() -> None:
        for ask, path in ((panel.saving.ask_csv, numbers), (panel.saving.ask_png, picture)):
            dialog = ask(panel)
            dialog.fileSelected.emit(str(path))
            dialog.reject()
            await until(lambda: not panel.tasks.running)

    qt_run(save())
    rows = list(csv.DictReader(io.StringIO(numbers.read_text(encoding="utf-8"))))
    assert [int(row["second"]) for row in rows] == scene.candles.start.tolist()
    assert [float(row["mid_cents"]) for row in rows] == scene.candles.mid.tolist()
    assert rows[0]["SMA 10"] == ""
    assert float(rows[-1]["SMA 10"]) == pytest.approx(scene.candles.mid[-10:].mean())
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (panel.canvas.width(), panel.canvas.height())


@pytest.mark.expect_log("could not be written")
def test_an_export_that_fails_says_so(
    panel: ChartPanel, tmp_path: Path, qt_run: Callable[..., Any], errors: ErrorCentre
) -> None:
    async def save() -> None:
        dialog = panel.saving.ask_csv(panel)
        dialog.fileSelected.emit(str(tmp_path / "nowhere" / "x.csv"))
        dialog.reject()
        await until(lambda: errors.records)

    qt_run(save())
    assert "could not be written" in errors.records[0].message


def test_names_of_files_are_safe() -> None:
    assert file_name("$CARD call 1,001.30 · 615 s", "csv") == "CARD_call_1_001_30_615_s.csv"
    assert file_name("···", "png") == "chart.png"


def test_the_menu_offers_what_fits_the_place(panel: ChartPanel, station: FakeWorkstation, navigator: Navigator) -> None:
    def texts(at: QPoint | None) -> list[str]:
        return [action.text() for action in panel.fill_menu(at).actions() if action.text()]

    assert not any("Buy at" in text for text in texts(QPoint(200, 200)))
    panel.show_target(FUTURE)
    order = station.account.place("$CARD_future_60", Side.BUY, 99_000)
    panel.run_refresh()
    panel.canvas.set_auto_scale(False)
    panel.canvas.view.prices = (98_000, 102_000)
    panel.canvas.grab()
    frame = panel.canvas.frame
    assert frame is not None
    wanted: list[TicketDraft] = []
    navigator.ticket_wanted.connect(wanted.append)
    at = QPoint(300, 150)
    buy = next(action for action in panel.fill_menu(at).actions() if action.text().startswith("Buy at"))
    buy.trigger()
    (leg,) = wanted[0].legs
    assert (leg.instrument, leg.side, leg.price) == (panel.instrument, Side.BUY, round(frame.price.value(150)))
    on_order = QPoint(300, round(frame.price.pixel(order.price)))
    assert texts(on_order)[0] == "Cancel this order"
    targets: list[object] = []
    navigator.ladder_wanted.connect(targets.append)
    panel.actions_of.ladder.trigger()
    assert targets == [FUTURE]


def test_each_chart_keeps_its_own_state(make: Callable[[], ChartPanel]) -> None:
    first, second = make(), make()
    first.show_interval(10)
    first.show_style(ChartStyle.LINE)
    first.show_indicators((choose("bollinger", {"window": 30, "width": 2.5}), choose("ema")))
    assert (second.interval_s, second.scenes.style, second.scenes.indicators.chosen) == (1, ChartStyle.CANDLES, ())
    second.restore_state(first.save_state())
    assert (second.interval_s, second.scenes.style) == (10, ChartStyle.LINE)
    assert second.scenes.indicators.chosen == first.scenes.indicators.chosen
    assert second.controls.interval.currentData() == 10
    assert second.controls.style_box.currentData() is ChartStyle.LINE


@pytest.mark.parametrize(
    "state",
    [None, "sma", [{"id": "nonsense"}], [{"id": "sma", "window": "wide"}], [3], [{"id": "sma", "window": True}]],
)
def test_a_state_of_another_version_is_taken_as_far_as_it_fits(panel: ChartPanel, state: object) -> None:
    chosen = from_state(state)
    assert chosen in ((), (choose("sma"),))
    panel.restore_state({"indicators": state, "interval_s": "long", "style": 5, "underlying": 7})
    assert panel.interval_s == 1


def test_the_controls_stand_in_two_rows_where_one_is_too_narrow(panel: ChartPanel) -> None:
    for width, stacked in ((750, True), (1_500, False), (750, True)):
        panel.resize(width, 470)
        QApplication.processEvents()
        assert (panel.width(), panel.bar.stacked) == (width, stacked)


def test_the_keyboard_reaches_every_control(panel: ChartPanel) -> None:
    panel.activateWindow()
    panel.canvas.setFocus()
    reached = set()
    for _ in range(20):
        panel.focusNextChild()
        reached.add(QApplication.focusWidget())
    missing = [widget for widget in panel.controls.tab_order if widget not in reached]
    assert missing == []
    assert all(widget.accessibleName() for widget in panel.controls.tab_order)


def test_a_fill_s_tip_says_who_what_and_when(panel: ChartPanel, station: FakeWorkstation) -> None:
    order = station.account.place("$CARD_future_60", price=100_000, quantity=3)
    station.account.fill(order, 1, 32_000)
    panel.run_refresh()
    (mark,) = panel.canvas.scene.fills
    assert mark.text.splitlines() == ["maker bought 1 at 1,000.00", "$CARD_future_60, 0:32, resting"]
