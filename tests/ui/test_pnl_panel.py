"""The P&L panel: a line per owner once a second, ticks that hide them, a view that keeps the whole round."""

import asyncio
import itertools
import math
import subprocess
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.units import RoundMs
from algotrade_gui.ui.charts.equity_legend import series_pen
from algotrade_gui.ui.charts.equity_plot import EquityPlot, whole_round_end_s
from algotrade_gui.ui.docks import pnl
from algotrade_gui.ui.docks.pnl import NO_PLOT, NOTHING_YET, PREPARING, PnlPanel
from algotrade_gui.ui.sources import AccountParts, EquityDesk
from algotrade_gui.ui.theme import DARK, LIGHT, SERIES_ROLES, Colours, contrast, theme, ui_font
from tests.trading.test_equity import FakeBooks
from tests.ui.fakes_views import FakeWorkstation
from tests.ui.waiting import until

Run = Callable[[Coroutine[Any, Any, Any]], Any]
MAKER, TAKER = BotId("maker"), BotId("taker")


def real_workstation_fits(workstation: Workstation) -> AccountParts[EquityDesk]:
    """For mypy: what the panel asks for is what the workstation has."""
    return workstation


@pytest.fixture
def station(errors: ErrorCentre) -> FakeWorkstation:
    return FakeWorkstation(errors)


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, station: FakeWorkstation) -> PnlPanel:
    made = PnlPanel(station)
    qtbot.addWidget(made)
    made.resize(760, 300)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.plot is not None)
    return made


def sample(station: FakeWorkstation, second: int, **totals: int) -> None:
    station.account.equity.sample(RoundMs(second * 1_000), FakeBooks(**totals))


def trade(station: FakeWorkstation, panel: PnlPanel, seconds: int = 30) -> EquityPlot:
    """Two bots, one winning, one losing, from the first second on."""
    for second in range(seconds):
        sample(station, second, maker=second * 150, taker=second * -50)
    panel.run_refresh()
    assert panel.plot is not None
    return panel.plot


def drawn(plot: EquityPlot, owner: BotId | None) -> list[tuple[float, float]]:
    seconds, cents = plot.line(owner).getOriginalDataset()
    return list(zip(seconds.tolist(), cents.tolist(), strict=True))


def test_seconds_that_nobody_saw_are_a_break_in_the_line(panel: PnlPanel, station: FakeWorkstation) -> None:
    trade(station, panel, 10)
    sample(station, 40, maker=99, taker=1)
    panel.run_refresh()
    assert panel.plot is not None
    points = drawn(panel.plot, MAKER)
    assert [second for second, cents in points if math.isnan(cents)] == [24.5]
    assert points[-1] == (40.0, 99.0)
    low, high = panel.plot.money_range
    assert math.isfinite(low)
    assert low < high


def test_an_empty_panel_says_what_to_do(panel: PnlPanel, station: FakeWorkstation) -> None:
    sample(station, 1)
    panel.run_refresh()
    assert panel._empty.isVisible()
    assert panel._empty.text() == NOTHING_YET
    assert not panel.legend.isVisible()
    assert not panel.whole.isVisible()


def test_lines_and_legend_are_the_account_s(panel: PnlPanel, station: FakeWorkstation) -> None:
    plot = trade(station, panel, seconds=4)
    assert drawn(plot, MAKER) == [(0, 0), (1, 150), (2, 300), (3, 450)]
    assert drawn(plot, TAKER) == [(0, 0), (1, -50), (2, -100), (3, -150)]
    assert drawn(plot, None) == [(0, 0), (1, 100), (2, 200), (3, 300)]
    assert panel.legend.owners == [None, MAKER, TAKER]
    assert panel.legend.texts(None) == ("+3.00", "0.00")
    assert panel.legend.texts(MAKER) == ("+4.50", "0.00")
    assert panel.legend.texts(TAKER) == ("-1.50", "-1.50")
    assert plot.isVisible()


def test_the_total_is_bold_and_each_bot_has_a_pen_of_its_own(panel: PnlPanel, station: FakeWorkstation) -> None:
    plot = trade(station, panel)
    pens = {owner: plot.line(owner).opts["pen"] for owner in (None, MAKER, TAKER)}
    assert pens[None].widthF() > 1.5 * pens[MAKER].widthF()
    assert pens[None].color() == theme().colour("text")
    assert pens[MAKER].color() == theme().colour("series_1")
    assert pens[TAKER].color() == theme().colour("series_2")


def test_a_bot_keeps_its_pen_in_the_next_round(panel: PnlPanel, station: FakeWorkstation) -> None:
    trade(station, panel)
    station.account.equity.clear()
    panel.run_refresh()
    assert panel._empty.isVisible()
    sample(station, 1, taker=70)
    panel.run_refresh()
    assert panel.plot is not None
    assert panel.legend.owners == [None, TAKER]
    assert panel.plot.line(TAKER).opts["pen"].color() == theme().colour("series_2")
    with pytest.raises(KeyError):
        panel.plot.line(MAKER)


def test_more_bots_than_colours_are_told_by_dashes(themed: QApplication) -> None:
    count = 3 * len(SERIES_ROLES)
    pens = {(series_pen(place).color().name(), series_pen(place).style()) for place in range(count)}
    assert len(pens) == count


def test_one_set_data_a_second_and_none_between(
    panel: PnlPanel, station: FakeWorkstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot = trade(station, panel)
    line = plot.line(MAKER)
    calls = []
    monkeypatch.setattr(line, "setData", lambda *data: calls.append(data))
    for _ in range(10):
        panel.run_refresh()
    assert calls == []
    sample(station, 30, maker=1, taker=2)
    for _ in range(10):
        panel.run_refresh()
    assert len(calls) == 1
    assert plot.line(MAKER) is line


def test_a_hidden_panel_does_nothing_and_catches_up_when_shown(
    panel: PnlPanel, station: FakeWorkstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot = trade(station, panel)
    panel.hide()
    assert not panel.seen
    panel.mark_stale()
    sample(station, 30, maker=9_900, taker=0)
    assert drawn(plot, MAKER)[-1] == (29, 29 * 150)
    panel.show()
    assert drawn(plot, MAKER)[-1] == (30, 9_900)


def test_in_a_narrow_panel_the_drawdowns_make_room(qtbot: QtBot, panel: PnlPanel, station: FakeWorkstation) -> None:
    plot = trade(station, panel)
    panel.resize(pnl.ROOMY_PX, 300)
    row = panel.legend._rows[TAKER]
    assert row.drawdown.isVisible()
    assert (row.value.text(), row.at_bid.text()) == ("-14.50", "-15.50")
    panel.resize(520, 300)
    assert not row.drawdown.isVisible()
    qtbot.waitUntil(lambda: 200 < plot.width() < 400)
    assert not row.at_bid.isVisible()
    assert row.value.toolTip().startswith("At the best bid -15.50. Drawdown -14.50; now -14.50")
    sample(station, 31, maker=1, taker=2, late=3)
    panel.run_refresh()
    assert not panel.legend._rows[BotId("late")].drawdown.isVisible()
    panel.resize(pnl.ROOMY_PX, 300)
    assert row.drawdown.isVisible()


@pytest.mark.parametrize("width", [574, 700, 859, 860, 1_200])
def test_the_lines_have_most_of_the_panel_and_six_figures_fit(
    qtbot: QtBot, panel: PnlPanel, station: FakeWorkstation, width: int
) -> None:
    plot = trade(station, panel)
    sample(station, 32, maker=12_345_678, taker=-99_999_999)
    panel.resize(width, 300)
    panel.run_refresh()
    qtbot.waitUntil(lambda: plot.width() >= 0.4 * width)
    for owner in (None, MAKER, TAKER):
        row = panel.legend._rows[owner]
        for label in (row.value, row.at_bid, row.drawdown):
            if label.isVisible():
                assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()
    inside = panel.legend.widget()
    assert inside is not None
    assert inside.width() <= panel.legend.viewport().width()


def test_figures_are_grey_while_prices_are_old(
    panel: PnlPanel, station: FakeWorkstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    trade(station, panel)
    value = panel.legend._rows[MAKER].value
    tones = [value.property("tone")]
    for stale in (True, False):
        monkeypatch.setattr(pnl, "is_stale", lambda _cache, stale=stale: stale)
        panel.run_refresh()
        tones.append(value.property("tone"))
    assert tones == ["up", "muted", "up"]


# --- what the user does ---


def test_a_tick_hides_a_line_and_the_money_axis_follows(panel: PnlPanel, station: FakeWorkstation) -> None:
    plot = trade(station, panel)
    assert plot.money_range[1] > 4_350
    panel.legend.tick(MAKER).click()
    panel.legend.tick(None).click()
    assert [plot.line(owner).isVisible() for owner in (None, MAKER, TAKER)] == [False, False, True]
    low, high = plot.money_range
    assert low <= -1_450
    assert high < 1_000
    panel.legend.tick(MAKER).click()
    assert plot.line(MAKER).isVisible()


def test_what_is_hidden_is_remembered_also_of_bots_to_come(
    qtbot: QtBot, panel: PnlPanel, station: FakeWorkstation
) -> None:
    trade(station, panel)
    panel.legend.tick(TAKER).click()
    panel.legend.tick(None).click()
    state = panel.save_state()
    assert state == {"hidden": ["taker"], "total": False, "drawdown": True}
    again = PnlPanel(FakeWorkstation(ErrorCentre()))
    qtbot.addWidget(again)
    again.restore_state(state)
    assert again.save_state() == state
    panel.restore_state({"hidden": ["maker"], "total": True})
    assert panel.plot is not None
    assert [panel.plot.line(owner).isVisible() for owner in (None, MAKER, TAKER)] == [True, False, True]
    assert [panel.legend.tick(owner).isChecked() for owner in (None, MAKER, TAKER)] == [True, False, True]


@pytest.mark.parametrize(
    "odd", [{}, {"hidden": "maker", "total": 3, "drawdown": "no"}, {"hidden": [1, None, ["x"]]}, {"else": 1}]
)
def test_an_odd_state_is_ignored(panel: PnlPanel, odd: dict[str, Any]) -> None:
    panel.restore_state(odd)
    assert panel.save_state() == {"hidden": [], "total": True, "drawdown": True}


def test_the_keys_zoom_pan_and_bring_the_whole_round_back(panel: PnlPanel, station: FakeWorkstation) -> None:
    plot = trade(station, panel, seconds=200)
    whole = plot.time_range_s
    assert whole[0] < 0
    assert whole[1] > 199
    QTest.keyClick(plot, Qt.Key.Key_Plus)
    zoomed = plot.time_range_s
    assert zoomed[1] - zoomed[0] < 0.9 * (whole[1] - whole[0])
    assert (plot.whole, panel.whole.isChecked()) == (False, False)
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert plot.time_range_s[0] < zoomed[0]
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert plot.time_range_s == pytest.approx(zoomed)
    QTest.keyClick(plot, Qt.Key.Key_Home)
    assert plot.time_range_s == pytest.approx(whole)
    assert panel.whole.isChecked()
    QTest.keyClick(plot, Qt.Key.Key_Plus)
    for _ in range(2):
        QTest.keyClick(plot, Qt.Key.Key_Minus)
    assert plot.whole, "zoomed out as far as it goes is the whole round"
    QTest.keyClick(plot, Qt.Key.Key_Plus)
    panel.whole.click()
    assert plot.whole
    panel.whole.click()
    assert panel.whole.isChecked(), "it does not spring out"


def test_the_whole_round_stays_in_view_in_steps(panel: PnlPanel, station: FakeWorkstation) -> None:
    plot = trade(station, panel, seconds=59)
    before = plot.time_range_s
    sample(station, 59, maker=1, taker=1)
    panel.run_refresh()
    assert plot.time_range_s == before, "the axis stands still within a minute"
    sample(station, 61, maker=1, taker=1)
    panel.run_refresh()
    assert plot.time_range_s[1] > 90
    assert [whole_round_end_s(second) for second in (0, 59, 60, 89, 90, 299, 300, 1_799)] == [
        *(60, 60, 90, 90, 120, 300, 360, 1_800)
    ]


def test_zoomed_in_on_the_newest_second_the_view_goes_along(panel: PnlPanel, station: FakeWorkstation) -> None:
    plot = trade(station, panel, seconds=200)
    for _ in range(4):
        QTest.keyClick(plot, Qt.Key.Key_Plus)
    low, high = plot.time_range_s
    sample(station, 205, maker=0, taker=0)
    panel.run_refresh()
    assert plot.time_range_s == pytest.approx((low + 6, high + 6))
    for _ in range(12):
        QTest.keyClick(plot, Qt.Key.Key_Left)
    past = plot.time_range_s
    sample(station, 206, maker=0, taker=0)
    panel.run_refresh()
    assert plot.time_range_s == pytest.approx(past), "what is looked at in the past stays"


def test_another_round_shows_itself_whole(panel: PnlPanel, station: FakeWorkstation) -> None:
    plot = trade(station, panel, seconds=200)
    QTest.keyClick(plot, Qt.Key.Key_Plus)
    station.account.equity.clear()
    trade(station, panel, seconds=3)
    assert plot.whole
    assert plot.time_range_s[1] < 70


def test_the_axes_speak_of_minutes_and_signed_dollars(panel: PnlPanel, station: FakeWorkstation) -> None:
    plot = trade(station, panel, seconds=200)
    ((_, times),) = plot._time_axis.tickValues(*plot.time_range_s, 400)
    words = plot._time_axis.tickStrings(times, 1, 1)
    assert words[0] == "0:00"
    assert "1:00" in words
    ((_, amounts),) = plot._money_axis.tickValues(*plot.money_range, 300)
    words = plot._money_axis.tickStrings(amounts, 1, 1)
    assert "0.00" in words
    assert any(word.startswith("+") for word in words)
    assert any(word.startswith("-") for word in words)


def test_thousands_are_told_without_cents_and_leave_the_lines_the_room(
    panel: PnlPanel, station: FakeWorkstation
) -> None:
    plot = trade(station, panel)
    axis = plot._money_axis
    small = axis.width()
    assert axis.tickStrings([-150, 0, 25], 1, 25) == ["-1.50", "0.00", "+0.25"]
    sample(station, 40, maker=2_812_345, taker=-150_000)
    panel.run_refresh()
    ((step, amounts),) = axis.tickValues(*plot.money_range, 300)
    words = axis.tickStrings(amounts, 1, step)
    assert {"0", "+10,000"} <= set(words)
    metrics = QFontMetrics(ui_font())
    assert max(map(metrics.horizontalAdvance, words)) + 5 <= axis.width() <= small + 20


def test_short_names_leave_the_lines_the_room(panel: PnlPanel, station: FakeWorkstation) -> None:
    trade(station, panel)
    panel.resize(520, 300)
    legend = panel.legend
    before = legend.width()
    sample(station, 40, maker=1, taker=2, a_bot_of_a_very_long_name_indeed=3)
    panel.run_refresh()
    assert before + 20 < legend.width()
    for tick in legend.ticks:
        assert tick.sizeHint().width() <= tick.width(), tick.text()


def test_no_menu_of_pyqtgraph_s_own(panel: PnlPanel, station: FakeWorkstation) -> None:
    plot = trade(station, panel)
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.RightButton, pos=QPoint(100, 100))
    assert QApplication.activePopupWidget() is None
    assert not plot.getPlotItem().autoBtn.isVisible()


def test_keyboard_goes_from_plot_to_ticks_to_button(panel: PnlPanel, station: FakeWorkstation) -> None:
    plot = trade(station, panel)
    panel.activateWindow()
    plot.setFocus()
    visited = []
    for _ in range(6):
        focused = QApplication.focusWidget()
        assert focused is not None
        visited.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert visited == [plot, *panel.legend.ticks, panel.drawdown, panel.whole]


def test_a_theme_s_change_reaches_lines_and_ground(panel: PnlPanel, station: FakeWorkstation) -> None:
    plot = trade(station, panel)
    theme().set_mode("light")
    try:
        assert plot.line(MAKER).opts["pen"].color() == QColor(LIGHT.series_1)
        assert plot.backgroundBrush().color() == QColor(LIGHT.panel)
    finally:
        theme().set_mode("dark")


# --- loading ---


def test_the_plot_is_loaded_aside_while_the_loop_runs(
    qtbot: QtBot, themed: QApplication, station: FakeWorkstation, qt_run: Run
) -> None:
    async def scene() -> None:
        made = PnlPanel(station)
        qtbot.addWidget(made)
        sample(station, 1, maker=5)
        made.resize(700, 300)
        made.show()
        assert made._empty.text() == PREPARING
        assert made.legend.texts(MAKER) == ("+0.05", "0.00")
        await until(lambda: made.plot is not None)
        assert made.plot is not None
        assert made.plot.isVisible()
        assert drawn(made.plot, MAKER) == [(1, 5)]
        await made.tasks.stop()

    qt_run(scene())


@pytest.mark.expect_log("no pyqtgraph here")
def test_without_a_plot_the_figures_stand(
    qtbot: QtBot,
    themed: QApplication,
    station: FakeWorkstation,
    qt_run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing() -> None:
        raise ImportError("no pyqtgraph here")

    monkeypatch.setattr(pnl, "_import_plot", missing)

    async def scene() -> None:
        made = PnlPanel(station)
        qtbot.addWidget(made)
        sample(station, 1, maker=5)
        made.show()
        await until(lambda: made._empty.text() == NO_PLOT)
        await asyncio.sleep(0)
        sample(station, 2, maker=7)
        made.run_refresh()
        assert made._empty.text() == NO_PLOT
        assert made.legend.texts(MAKER) == ("+0.07", "0.00")
        await made.tasks.stop()

    qt_run(scene())


OPEN_THE_WINDOW = """
import sys
import algotrade_gui.__main__, algotrade_gui.app
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.main_window import MainWindow
from tests.ui.stations import make_station

app = QApplication([])
window = MainWindow(make_station(Path(sys.argv[1]), ErrorCentre()), LogBuffer())
window.show()
QTest.qWait(600)
print(window.panel("orders").seen, "pyqtgraph" in sys.modules)
window.docks.docks["pnl"].raise_()
for _ in range(200):
    if "pyqtgraph" in sys.modules:
        break
    QTest.qWait(100)
print(window.panel("pnl").seen, "pyqtgraph" in sys.modules)
window.pump.stop()
"""


def test_the_window_opens_without_pyqtgraph(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPEN_THE_WINDOW, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.splitlines() == ["True False", "True True"]


# --- colours ---


def _lab(colour: str, matrix: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    """CIE Lab of a colour as someone sees it whose eyes `matrix` stands for (linear RGB to linear RGB)."""
    linear = []
    for at in (1, 3, 5):
        share = int(colour[at : at + 2], 16) / 255
        linear.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    red, green, blue = (min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear, strict=True)))) for row in matrix)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


# Machado, Oliveira and Fernandes 2009, severity 1
EYES = {
    "usual": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
}


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_lines_stand_out_from_the_panel_and_from_each_other(colours: Colours) -> None:
    series = [getattr(colours, role) for role in SERIES_ROLES]
    for colour in series:
        assert contrast(colour, colours.panel) >= 3.0, colour
    for name, matrix in EYES.items():
        least = 30.0 if name == "usual" else 18.0
        for first, second in itertools.combinations([*series, colours.text], 2):
            apart = math.dist(_lab(first, matrix), _lab(second, matrix))
            assert apart >= least, f"{first} and {second}, {name}: {apart:.1f}"
