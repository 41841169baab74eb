"""Own orders on a chart: taken hold of by mouse and keys, cancelled, moved, and the state in between."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import Underlying
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import InstrumentKind, parse_instrument_id
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.domain.role import Role
from algotrade_gui.trading.amend import AmendOutcome, AmendResult
from algotrade_gui.trading.session import RequestTimeoutError
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.charts.order_desk import SAID_MS
from algotrade_gui.ui.charts.order_lines import OrderPart, beyond
from algotrade_gui.ui.docks.chart import ChartPanel
from algotrade_gui.ui.models.chart_marks import order_lines
from tests.ui.fakes_views import FakeCancelResult, FakeWorkstation
from tests.ui.waiting import until

FUTURE = "$CARD_future_60"


@pytest.fixture
def station(errors: ErrorCentre) -> FakeWorkstation:
    made = FakeWorkstation(errors)
    made.market.run(20)
    return made


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, station: FakeWorkstation, clock: ManualClock) -> ChartPanel:
    made = ChartPanel(station, clock=clock)
    qtbot.addWidget(made)
    made.resize(750, 470)
    made.show_target(Role(underlying=Underlying("$CARD"), kind=InstrumentKind.FUTURE))
    made.show()
    return made


def place(panel: ChartPanel, station: FakeWorkstation, price_px: float, side: Side = Side.BUY) -> Order:
    """An order whose line is so many pixels above the middle of the chart."""
    paint(panel)
    frame = panel.canvas.frame
    assert frame is not None
    order = station.account.place(FUTURE, side, round(frame.price.value(frame.plot.center().y() - price_px)))
    paint(panel)
    return order


def paint(panel: ChartPanel) -> None:
    panel.run_refresh()
    panel.canvas.grab()


def at(panel: ChartPanel, price: float, x: int = 300) -> QPoint:
    assert panel.canvas.frame is not None
    return QPoint(x, round(panel.canvas.frame.price.pixel(price)))


def cross(panel: ChartPanel, order: Order) -> QPoint:
    """Where the order's label has its cross."""
    for x in range(300):
        point = at(panel, order.price, x)
        hit = panel.canvas.order_under(point)
        if hit is not None and hit.part is OrderPart.CANCEL:
            return point + QPoint(3, 0)
    raise AssertionError("there is no cross")


def drag(panel: ChartPanel, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(panel.canvas, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(panel.canvas, (start + end) / 2)
    QTest.mouseMove(panel.canvas, end)


def drop(panel: ChartPanel, end: QPoint) -> None:
    QTest.mouseRelease(panel.canvas, Qt.MouseButton.LeftButton, pos=end)


def test_orders_beyond_the_prices_in_view_are_counted_at_the_edges(panel: ChartPanel, station: FakeWorkstation) -> None:
    place(panel, station, 20)
    frame = panel.canvas.frame
    assert frame is not None
    assert beyond(frame, panel.canvas.scene.orders) == (0, 0)

    def edges() -> list[QImage]:
        picture, plot, height = panel.canvas.grab().toImage(), frame.plot, panel.fontMetrics().height()
        return [picture.copy(plot.left(), top, plot.width(), height) for top in (plot.top(), plot.bottom() - height)]

    before = edges()
    place(panel, station, 5_000, Side.SELL)
    place(panel, station, 5_100, Side.SELL)
    assert beyond(frame, panel.canvas.scene.orders) == (2, 0)
    above, unchanged = edges()
    assert above != before[0]
    assert unchanged == before[1]
    place(panel, station, -5_000)
    assert beyond(frame, panel.canvas.scene.orders) == (2, 1)
    assert edges()[1] != before[1]


def test_a_click_on_the_cross_cancels(panel: ChartPanel, station: FakeWorkstation, qt_run: Callable[..., Any]) -> None:
    order = place(panel, station, 40)
    other = place(panel, station, -60)

    async def scene() -> None:
        QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=cross(panel, order))
        await until(lambda: station.account.cancelled)
        paint(panel)

    qt_run(scene())
    assert station.account.cancelled == [order.client_id]
    assert [line.key for line in panel.canvas.scene.orders] == [other.client_id]
    assert station.account.moved == []


def test_a_press_on_the_cross_that_ends_elsewhere_cancels_nothing(panel: ChartPanel, station: FakeWorkstation) -> None:
    order = place(panel, station, 40)
    QTest.mousePress(panel.canvas, Qt.MouseButton.LeftButton, pos=cross(panel, order))
    QTest.mouseRelease(panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    assert station.account.cancelled == []


def test_a_line_that_is_dragged_is_moved_when_it_is_let_go(
    panel: ChartPanel, station: FakeWorkstation, qt_run: Callable[..., Any]
) -> None:
    order = place(panel, station, 40)
    view = (panel.canvas.view.first_s, panel.canvas.view.last_s)

    async def scene() -> None:
        start, end = at(panel, order.price), at(panel, order.price) - QPoint(0, 30)
        wanted = round(panel.canvas.frame.price.value(end.y())) if panel.canvas.frame else 0
        drag(panel, start, end)
        assert panel.canvas.held.proposed == wanted
        assert station.account.moved == [], "nothing is sent before it is let go"
        panel.canvas.grab()
        drop(panel, end)
        await until(lambda: station.account.moved)
        assert station.account.moved == [(order.client_id, wanted)]

    qt_run(scene())
    assert (panel.canvas.view.first_s, panel.canvas.view.last_s) == view, "the chart itself was not dragged"
    assert panel.canvas.held.proposed is None


def test_escape_and_a_mere_click_move_nothing(panel: ChartPanel, station: FakeWorkstation) -> None:
    order = place(panel, station, 40)
    start = at(panel, order.price)
    drag(panel, start, start - QPoint(0, 30))
    panel.actions_of.drop.trigger()
    assert panel.canvas.held.proposed is None
    drop(panel, start - QPoint(0, 30))
    QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=start)
    assert panel.canvas.held.chosen == order.client_id
    assert station.account.moved == []


def test_escape_lets_go_of_an_order_before_it_is_the_windows(
    qtbot: QtBot, panel: ChartPanel, station: FakeWorkstation
) -> None:
    order = place(panel, station, 40)
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(panel)
    dismissed = []
    add_action(window, "window.dismiss", "Dismiss", lambda: dismissed.append(1), keys="Esc", everywhere=True)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    panel.canvas.setFocus()
    panel.canvas.held.choose(order.client_id)
    QTest.keyClick(panel.canvas, Qt.Key.Key_Escape)
    assert (panel.canvas.held.chosen, dismissed) == (None, [])
    QTest.keyClick(panel.canvas, Qt.Key.Key_Escape)
    assert dismissed == [1]
    window.takeCentralWidget()


def test_a_drag_sideways_over_a_line_moves_the_view_and_no_order(panel: ChartPanel, station: FakeWorkstation) -> None:
    order = place(panel, station, 40)
    start = at(panel, order.price)
    before = panel.canvas.view.first_s
    drag(panel, start, start + QPoint(120, 2))
    drop(panel, start + QPoint(120, 2))
    assert station.account.moved == []
    frame = panel.canvas.frame
    assert frame is not None
    assert before - panel.canvas.view.first_s == pytest.approx(120 / frame.time.per_unit, rel=0.02)
    assert not panel.canvas.view.following


def test_an_order_that_ends_while_it_is_dragged_is_let_go(panel: ChartPanel, station: FakeWorkstation) -> None:
    order = place(panel, station, 40)
    start = at(panel, order.price)
    drag(panel, start, start - QPoint(0, 30))
    station.account.fill(order, 2, 20_000)
    paint(panel)
    assert panel.canvas.held.chosen is None
    drop(panel, start - QPoint(0, 30))
    assert station.account.moved == []
    assert panel.canvas.view.following, "the rest of the drag is none"


def test_the_state_in_between_is_shown_also_while_the_order_is_out_of_its_book(
    panel: ChartPanel, station: FakeWorkstation
) -> None:
    order = place(panel, station, 40)
    station.account.amends[order.client_id] = Cents(order.price + 500)
    station.account.end(order, OrderState.CANCELLED)
    paint(panel)
    (line,) = panel.canvas.scene.orders
    assert (line.key, line.price, line.moving_to) == (order.client_id, order.price, order.price + 500)
    panel.canvas.held.choose(order.client_id)
    panel.canvas.held.propose(1)
    assert panel.canvas.held.proposed is None, "one move at a time"
    start = at(panel, order.price)
    drag(panel, start, start - QPoint(0, 30))
    drop(panel, start - QPoint(0, 30))
    assert station.account.moved == []
    station.account.amends.clear()
    station.account.orders.changes.mark([order.client_id])
    paint(panel)
    assert panel.canvas.scene.orders == ()


def test_the_keyboard_selects_moves_and_cancels(
    panel: ChartPanel, station: FakeWorkstation, qt_run: Callable[..., Any]
) -> None:
    low, high = place(panel, station, -60), place(panel, station, 60, Side.SELL)
    actions = panel.actions_of
    actions.order_above.trigger()
    assert panel.canvas.held.chosen == low.client_id
    actions.order_above.trigger()
    actions.order_above.trigger()
    assert panel.canvas.held.chosen == high.client_id
    actions.order_below.trigger()
    actions.order_raise.trigger()
    proposed = panel.canvas.held.proposed
    assert proposed is not None
    assert proposed > low.price
    assert proposed % 10 == 0
    actions.order_raise_cent.trigger()
    actions.order_lower.trigger()
    assert panel.canvas.held.proposed == proposed
    actions.order_lower_cent.trigger()
    assert panel.canvas.held.proposed == proposed - 1
    panel.canvas.grab()

    async def scene() -> None:
        actions.order_send.trigger()
        await until(lambda: station.account.moved)
        actions.order_cancel.trigger()
        await until(lambda: station.account.cancelled)

    qt_run(scene())
    assert station.account.moved == [(low.client_id, proposed - 1)]
    assert station.account.cancelled == [low.client_id]


def test_keys_reach_the_orders(
    panel: ChartPanel, station: FakeWorkstation, qt_run: Callable[..., Any], qtbot: QtBot
) -> None:
    order = place(panel, station, 40)
    panel.activateWindow()
    panel.canvas.setFocus()

    async def scene() -> None:
        await until(lambda: panel.canvas.hasFocus())
        QTest.keyClick(panel.canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
        assert panel.canvas.held.chosen == order.client_id
        QTest.keyClick(panel.canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClick(panel.canvas, Qt.Key.Key_Return)
        await until(lambda: station.account.moved)
        QTest.keyClick(panel.canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClick(panel.canvas, Qt.Key.Key_Escape)
        assert panel.canvas.held.proposed is None
        assert panel.canvas.held.chosen == order.client_id, "the first drops what was proposed"
        QTest.keyClick(panel.canvas, Qt.Key.Key_Delete)
        await until(lambda: station.account.cancelled)

    qt_run(scene())


def test_a_deal_before_a_move_is_said_on_the_chart_and_is_no_mistake(
    panel: ChartPanel, station: FakeWorkstation, qt_run: Callable[..., Any], errors: ErrorCentre
) -> None:
    order = place(panel, station, 40)
    station.account.amended = AmendResult(outcome=AmendOutcome.FILLED_MEANWHILE, message="It dealt at the old price.")

    async def scene() -> None:
        panel.desk.move(order.client_id, order.price + 100)
        await until(lambda: panel.desk.message.isVisible())

    qt_run(scene())
    assert "It dealt" in panel.desk.message.text()
    assert errors.records == []


def test_an_order_that_has_dealt_is_no_line_though_its_move_still_waits(
    panel: ChartPanel, station: FakeWorkstation
) -> None:
    order = place(panel, station, 40)
    item, to = parse_instrument_id(order.instrument), Cents(order.price + 100)
    assert [line.moving_to for line in order_lines([], [(order, to)], item)] == [to]
    order.filled = order.quantity
    assert order_lines([], [(order, to)], item) == ()


@pytest.mark.expect_log("stands as it was")
def test_a_refused_move_is_said_on_the_chart_for_a_while(
    panel: ChartPanel, station: FakeWorkstation, qt_run: Callable[..., Any], clock: ManualClock
) -> None:
    order = place(panel, station, 40)
    station.account.amended = AmendResult(
        outcome=AmendOutcome.DENIED, message="The order stands as it was: price band."
    )

    async def scene() -> None:
        panel.desk.move(order.client_id, order.price + 100)
        panel.desk.move(order.client_id, order.price + 200)  # not twice at once
        await until(lambda: panel.desk.message.isVisible())

    qt_run(scene())
    assert len(station.account.moved) == 1
    assert "stands as it was" in panel.desk.message.text()
    clock.advance(SAID_MS)
    panel.run_refresh()
    assert not panel.desk.message.isVisible()


@pytest.mark.expect_log("A cancel was not confirmed")
def test_cancels_that_fail_are_said(
    panel: ChartPanel, station: FakeWorkstation, qt_run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    order = place(panel, station, 40)
    answers: list[Any] = [FakeCancelResult(ok=False, message="Order not found"), RequestTimeoutError("no reply")]

    async def cancel(_key: object) -> Any:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(station.account, "cancel", cancel)

    async def scene() -> None:
        panel.desk.cancel(order.client_id)
        await until(lambda: "Order not found" in panel.desk.message.text())
        panel.desk.cancel(order.client_id)
        await until(lambda: "no reply" in panel.desk.message.text())

    qt_run(scene())


def test_an_order_of_unknown_fate_says_so_and_can_be_cancelled(panel: ChartPanel, station: FakeWorkstation) -> None:
    order = place(panel, station, 40)
    order.state = OrderState.UNKNOWN
    station.account.orders.changes.mark([order.client_id])
    paint(panel)
    (line,) = panel.canvas.scene.orders
    assert line.in_doubt
    assert "fate unknown" in line.text
    assert panel.canvas.order_under(cross(panel, order)) is not None


def test_the_tip_of_a_line_says_what_can_be_done(panel: ChartPanel, station: FakeWorkstation) -> None:
    order = place(panel, station, 40)
    hit = panel.canvas.order_under(at(panel, order.price))
    assert hit is not None
    assert "Drag it" in panel.canvas.order_tip(hit)
    QTest.mouseMove(panel.canvas, at(panel, order.price))
    assert panel.canvas.held.hovered == order.client_id
    assert panel.canvas.cursor().shape() is Qt.CursorShape.SizeVerCursor
    panel.canvas.grab()
    assert panel.canvas.order_under(QPoint(300, 2)) is None
