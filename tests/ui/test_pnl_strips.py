"""Drawdowns and marks below the plot of P&L."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId
from algotrade_gui.trading.equity_marks import EquityMark
from algotrade_gui.ui.charts.equity_stack import ROOMY_PX, EquityStack
from algotrade_gui.ui.charts.mark_rail import MarkRail
from algotrade_gui.ui.docks.pnl import PnlPanel
from algotrade_gui.ui.round_marks import round_marks
from tests.ui.fakes_views import FakeWorkstation
from tests.ui.test_pnl_panel import MAKER, TAKER, sample

MARKS = [
    EquityMark(second=2, owner=MAKER, kind="start"),
    EquityMark(second=10, owner=TAKER, kind="parameter", name="width", before="10", after="20"),
    EquityMark(second=20, owner=MAKER, kind="failed", text="ValueError: x\nmore"),
]


@pytest.fixture
def station(errors: ErrorCentre) -> FakeWorkstation:
    made = FakeWorkstation(errors)
    for each in MARKS:
        made.account.equity.events.add(each)
    return made


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, station: FakeWorkstation) -> PnlPanel:
    made = PnlPanel(station)
    qtbot.addWidget(made)
    made.resize(900, 320)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.stack is not None)
    for second in range(31):
        sample(station, second, maker=150 * second, taker=-50 * second)
    made.run_refresh()
    return made


def stack_of(panel: PnlPanel) -> EquityStack:
    assert panel.stack is not None
    return panel.stack


def drawn(stack: EquityStack, owner: BotId | None) -> list[tuple[float, float]]:
    seconds, cents = stack.strip.line(owner).getOriginalDataset()
    return list(zip(seconds.tolist(), cents.tolist(), strict=True))


# --- drawdowns ---


def test_drawdowns_stand_below_the_lines_over_the_same_seconds(qtbot: QtBot, panel: PnlPanel) -> None:
    stack = stack_of(panel)
    assert stack.strip.isVisible()
    assert drawn(stack, TAKER)[-1] == (30, -1_500)
    assert {cents for _, cents in drawn(stack, MAKER)} == {0}
    assert stack.strip.time_range_s == stack.plot.time_range_s
    stack.plot.zoom(0.5)
    assert stack.strip.time_range_s == stack.plot.time_range_s
    low, high = stack.strip.money_range
    assert low <= -1_500
    assert 0 <= high < 400
    left, right = stack.plot.edges_px
    box = stack.strip.getViewBox().sceneBoundingRect()
    qtbot.waitUntil(lambda: abs(stack.strip.getViewBox().sceneBoundingRect().right() - stack.plot.edges_px[1]) <= 2)
    assert abs(box.left() - left) <= 2
    assert right > left


def test_a_hidden_line_has_no_drawdown_and_the_axis_follows(panel: PnlPanel) -> None:
    stack = stack_of(panel)
    panel.legend.tick(TAKER).click()
    assert not stack.strip.line(TAKER).isVisible()
    assert stack.strip.line(MAKER).isVisible()
    assert stack.strip.money_range[0] >= -400


def test_the_key_and_the_button_hide_them_and_that_is_kept(panel: PnlPanel, station: FakeWorkstation) -> None:
    stack = stack_of(panel)
    stack.plot.setFocus()
    QTest.keyClick(stack.plot, Qt.Key.Key_D)
    assert not stack.strip.isVisible()
    assert panel.save_state()["drawdown"] is False
    sample(station, 31, maker=1, taker=2)
    panel.run_refresh()
    panel.drawdown.click()
    assert stack.strip.isVisible()
    assert drawn(stack, MAKER)[-1] == (31, 1 - 4_500)
    panel.restore_state({"drawdown": False})
    assert not stack.strip.isVisible()
    assert not panel.drawdown.isChecked()


def test_in_a_low_panel_they_make_room_for_the_lines(panel: PnlPanel) -> None:
    stack = stack_of(panel)
    panel.resize(900, ROOMY_PX - 10)
    assert not stack.strip.isVisible()
    panel.resize(900, ROOMY_PX + 10)
    assert stack.strip.isVisible()
    assert drawn(stack, TAKER)


# --- marks ---


def test_marks_are_put_into_words() -> None:
    assert [each.text for each in round_marks(MARKS)] == ["started", "width from 10 to 20", "failed: ValueError: x"]


def test_what_was_done_is_ticked_below_the_lines_and_told_under_the_pointer(panel: PnlPanel) -> None:
    rail = stack_of(panel).rail
    assert rail.isVisible()
    low, high = stack_of(panel).plot.time_range_s
    left, right = stack_of(panel).plot.edges_px
    assert rail.x_of(10) == pytest.approx(left + (10 - low) / (high - low) * (right - left))
    hover(rail, rail.x_of(10))
    assert rail.current == round_marks(MARKS)[1]
    assert rail.accessibleDescription() == "0:10 taker: width from 10 to 20"
    assert stack_of(panel).plot._pointer.isVisible()
    assert stack_of(panel).plot._pointer.value() == 10
    hover(rail, rail.x_of(15))
    assert rail.near(rail.x_of(15)) == []
    assert rail.accessibleDescription() == ""
    assert not stack_of(panel).plot._pointer.isVisible()


def hover(rail: MarkRail, x: float) -> None:
    at = QPointF(x, 6)
    nothing = Qt.MouseButton.NoButton
    event = QMouseEvent(QMouseEvent.Type.MouseMove, at, rail.mapToGlobal(at), nothing, nothing, Qt.KeyboardModifier(0))
    QApplication.sendEvent(rail, event)


def test_the_keys_go_from_mark_to_mark(panel: PnlPanel) -> None:
    rail = stack_of(panel).rail
    panel.activateWindow()
    rail.setFocus()
    seen = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home):
        QTest.keyClick(rail, key)
        assert rail.current is not None
        seen.append(rail.current[0])
    assert seen == [2, 10, 20, 20, 10, 2]
    rail.clearFocus()
    assert rail.current is None


def test_marks_of_hidden_bots_go_and_those_of_all_stay(panel: PnlPanel, station: FakeWorkstation) -> None:
    station.account.equity.events.add(EquityMark(second=25, owner=None, kind="restart"))
    panel.legend.tick(TAKER).click()
    rail = stack_of(panel).rail
    assert [mark[0] for mark in rail._marks] == [2, 20, 25]
    assert rail.words(rail._marks[-1]) == "0:25 the program was restarted"
    station.account.equity.events.clear()
    sample(station, 40, maker=1, taker=1)
    panel.run_refresh()
    assert not rail.isVisible()


def test_each_mark_is_painted_where_it_is(panel: PnlPanel) -> None:
    rail = stack_of(panel).rail
    picture = rail.grab().toImage()
    ratio = picture.devicePixelRatio()
    background = picture.pixelColor(2, 2)

    def at(second: float) -> bool:
        return picture.pixelColor(QPoint(round(rail.x_of(second) * ratio), round(4 * ratio))) != background

    assert [at(second) for second in (2, 10, 20, 15)] == [True, True, True, False]
