"""The chart panel: roles that roll, pinned contracts that settle, repaints only for a reason."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.domain.instrument import InstrumentKind
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.domain.role import Role
from algotrade_gui.ui.docks.chart import ChartPanel
from algotrade_gui.ui.theme import theme
from tests.ui.fakes_views import FakeWorkstation

CARD = Underlying("$CARD")
FUTURE = Role(underlying=CARD, kind=InstrumentKind.FUTURE)


@pytest.fixture
def station(errors: ErrorCentre) -> FakeWorkstation:
    return FakeWorkstation(errors)


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, station: FakeWorkstation) -> ChartPanel:
    made = ChartPanel(station)
    qtbot.addWidget(made)
    made.resize(700, 420)
    made.show()
    return made


def advance(panel: ChartPanel, station: FakeWorkstation, seconds: float) -> None:
    station.market.run(seconds)
    panel.run_refresh()


def shown(panel: ChartPanel) -> InstrumentId | None:
    return panel.instrument


def target(panel: ChartPanel) -> object:
    return panel.target


def follows(panel: ChartPanel) -> bool:
    assert panel.canvas.view.following == panel.controls.follow.isChecked()
    return panel.controls.follow.isChecked()


def painted(panel: ChartPanel) -> int:
    QApplication.processEvents()
    return panel.canvas.paints


def test_before_the_round_it_says_what_is_missing(panel: ChartPanel) -> None:
    panel.run_refresh()
    # an underlying plays its role before it was heard of
    assert panel.canvas.scene.title == "$CARD"
    assert not len(panel.canvas.scene.candles)
    assert panel.canvas.scene.empty.startswith("Not connected.")
    panel.show_target(FUTURE)
    assert panel.canvas.scene.title == "$CARD future, nearest"
    assert panel.canvas.scene.empty.startswith("Not connected.")


def test_without_a_price_the_axis_names_none(panel: ChartPanel, station: FakeWorkstation) -> None:
    def named() -> int:
        panel.run_refresh()
        panel.canvas.grab()
        assert panel.canvas.frame is not None
        return len(panel.canvas.frame.marks)

    assert named() == 0
    station.market.run(3)
    assert named() > 3
    assert not panel.canvas.scene.empty


def test_role_that_nobody_plays_says_so(panel: ChartPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 5)
    panel.show_target(FUTURE)
    assert panel.instrument == "$CARD_future_60"
    later = Role(underlying=CARD, kind=InstrumentKind.FUTURE, nth_expiry=1)
    panel.show_target(later)
    assert shown(panel) is None
    assert "No contract plays this role now" in panel.canvas.scene.empty
    advance(panel, station, 11)
    assert shown(panel) == "$CARD_future_75"
    assert not panel.canvas.scene.note


def test_underlying_candles_and_last_price(panel: ChartPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 20)
    scene = panel.canvas.scene
    assert list(scene.candles.start) == list(range(19))
    assert scene.last_price == station.cache.underlying_price(CARD)
    assert not scene.has_volume


def test_role_rolls_by_itself(panel: ChartPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 50)
    panel.show_target(FUTURE)
    assert (panel.instrument, panel.canvas.scene.title) == ("$CARD_future_60", "$CARD future · 60 s")
    advance(panel, station, 11)
    assert (panel.instrument, panel.canvas.scene.title) == ("$CARD_future_75", "$CARD future · 75 s")
    assert panel.canvas.scene.life_s == (15.0, 75.0)
    assert target(panel) == FUTURE


def test_pinned_contract_stays_and_shows_its_settlement(panel: ChartPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 50)
    panel.show_target(InstrumentId("$CARD_future_60"))
    assert panel.picker.pin.isChecked()
    advance(panel, station, 12)
    assert panel.instrument == "$CARD_future_60"
    info = station.cache.get_instrument_info(InstrumentId("$CARD_future_60"))
    assert info is not None
    assert info.payoff is not None
    assert panel.canvas.scene.settled_at == info.payoff
    assert "settled at" in panel.canvas.scene.note
    advance(panel, station, 80)
    assert len(panel.canvas.scene.candles)


def test_pin_button_holds_the_contract_and_lets_go(panel: ChartPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 50)
    panel.show_target(FUTURE)
    panel.picker.pin.click()
    assert target(panel) == "$CARD_future_60"
    panel.picker.pin.click()
    assert target(panel) == FUTURE


def test_picker_chooses_a_role(panel: ChartPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 50)
    panel.picker.underlying.setCurrentText("$HEST")
    panel.picker.kind.setCurrentText("Put")
    panel.picker.expiry.setCurrentText("+1")
    panel.picker.strike.setCurrentText("ATM +1")
    wanted = Role(underlying=Underlying("$HEST"), kind=InstrumentKind.PUT, nth_expiry=1, strike_offset=1)
    assert target(panel) == wanted
    assert panel.instrument == station.cache.resolve(wanted)
    panel.picker.kind.setCurrentText("Underlying")
    assert not panel.picker.strike.isEnabled()
    assert not panel.picker.expiry.isEnabled()
    assert target(panel) == Role(underlying=Underlying("$HEST"))


def test_one_repaint_per_refresh_and_none_without_a_change(panel: ChartPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 20.3)
    before = painted(panel)
    for _ in range(5):
        panel.run_refresh()
    assert painted(panel) == before
    # books and trades of other instruments move, the underlying's next candle is not due
    station.market.step()
    panel.run_refresh()
    assert painted(panel) == before
    advance(panel, station, 1)
    assert painted(panel) == before + 1


def test_live_candle_moves_within_the_second(panel: ChartPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 40)
    panel.show_target(FUTURE)
    future = InstrumentId("$CARD_future_60")
    station.market.step(trades=[(future, 99_000, 2)])
    panel.run_refresh()
    first = panel.canvas.scene.candles
    station.market.step(trades=[(future, 99_900, 2)])
    panel.run_refresh()
    second = panel.canvas.scene.candles
    assert len(first) == len(second)
    assert (first.close[-1], second.close[-1]) == (99_000, 99_900)
    assert second.volume[-1] == 4
    assert panel.canvas.scene.last_direction == 1


def test_seconds_without_a_trade_are_gaps(panel: ChartPanel, station: FakeWorkstation) -> None:
    for _ in range(55):
        station.market.step(trades=())
    panel.show_target(FUTURE)
    assert len(panel.canvas.scene.candles) >= 4
    assert np.isnan(panel.canvas.scene.candles.close).all()
    assert panel.canvas.scene.empty


def test_own_orders_and_fills_are_drawn(panel: ChartPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 20)
    order = station.account.place("$CARD_future_60", price=99_900, quantity=3)
    station.account.place("$SIMP_future_60", price=99_900)
    station.account.place("$CARD_future_60", Side.SELL, price=101_000, state=OrderState.UNKNOWN)
    station.account.fill(order, 1, 12_000)
    panel.run_refresh()
    lines = panel.canvas.scene.orders
    assert [line.text for line in lines] == ["buy 2 · 60 s", "sell 2 · 60 s · fate unknown"]
    assert [line.in_doubt for line in lines] == [False, True]
    assert [(mark.time_s, mark.price) for mark in panel.canvas.scene.fills] == [(12.0, 99_900.0)]
    assert "maker bought 1 at 999.00" in panel.canvas.scene.fills[0].text
    panel.show_target(FUTURE)
    assert [line.text for line in panel.canvas.scene.orders] == ["buy 2", "sell 2 · fate unknown"]


def test_fills_are_added_to_those_shown_and_end_with_the_contract_and_the_round(
    panel: ChartPanel, station: FakeWorkstation
) -> None:
    advance(panel, station, 20)
    panel.show_target(FUTURE)
    orders = [station.account.place(name, quantity=9) for name in ("$CARD_future_60", "$CARD_future_75")]

    def marked() -> list[float]:
        panel.run_refresh()
        return [mark.time_s for mark in panel.canvas.scene.fills]

    for second, order in ((12, orders[0]), (13, orders[1]), (14, orders[0])):
        station.account.fill(order, 1, second * 1_000)
    assert marked() == [12.0, 14.0]
    same = panel.canvas.scene.fills
    panel.run_refresh()
    assert panel.canvas.scene.fills is same, "the canvas keeps its picture"
    station.account.fill(orders[0], 1, 15_000)
    station.account.fill(orders[1], 1, 16_000)
    assert marked() == [12.0, 14.0, 15.0]
    panel.show_target(Role(underlying=CARD))
    assert marked() == [12.0, 13.0, 14.0, 15.0, 16.0], "an underlying's chart shows its futures' fills"
    station.account.orders.fills.clear()
    station.account.orders.changes.mark([orders[0].client_id])
    assert marked() == []


def test_another_round_is_shown_from_its_beginning(panel: ChartPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 300)
    canvas = panel.canvas
    canvas.repaint()
    canvas.pan(-0.5)
    canvas.set_auto_scale(False)
    canvas.view.shift_prices(50_000)
    assert not follows(panel)
    station.market.restart()
    advance(panel, station, 3)
    assert follows(panel), "where the user was lies in the round before"
    assert canvas.view.first_s <= 2 <= canvas.view.last_s
    assert canvas.view.auto_scale


def test_between_rounds_a_role_shows_no_contract_of_the_one_before(
    panel: ChartPanel, station: FakeWorkstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    advance(panel, station, 20)
    panel.show_target(FUTURE)
    assert shown(panel) == "$CARD_future_60"
    station.market.restart()
    monkeypatch.setattr(station.cache, "resolve", lambda _role: None)
    advance(panel, station, 1)
    assert shown(panel) is None


def test_hidden_chart_catches_up_with_orders_when_shown(panel: ChartPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 20)
    panel.hide()
    station.account.place("$CARD_future_60", price=99_900)
    panel.mark_stale()
    panel.show()
    assert [line.text for line in panel.canvas.scene.orders] == ["buy 2 · 60 s"]


def test_history_is_kept_for_what_is_shown_only(qtbot: QtBot, station: FakeWorkstation, themed: QApplication) -> None:
    made = ChartPanel(station)
    made.show()
    advance(made, station, 10)
    made.show_target(FUTURE)
    station.market.step()
    assert station.cache.get_orderbook_history(InstrumentId("$CARD_future_60"))
    made.show_target(Role(underlying=CARD))
    station.market.step()
    assert not station.cache.get_orderbook_history(InstrumentId("$CARD_future_60"))
    made.show_target(FUTURE)
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(made, 52)  # DeferredDelete
    station.market.step()
    assert not station.cache.get_orderbook_history(InstrumentId("$CARD_future_60"))


def test_wheel_drag_and_keys_move_the_view(panel: ChartPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 300)
    canvas = panel.canvas
    canvas.repaint()
    span = canvas.view.span_s
    at = QPointF(300, 200)
    canvas.wheelEvent(
        QWheelEvent(
            at,
            canvas.mapToGlobal(at),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
    )
    assert canvas.view.span_s < span
    assert follows(panel)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    QTest.mouseMove(canvas, QPoint(320, 200))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(320, 200))
    assert not follows(panel)
    assert not panel.controls.follow.icon().isNull(), "its words would take the room of the dock beside it"
    QTest.keyClick(canvas, Qt.Key.Key_End)
    assert follows(panel)
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.view.first_s <= 0
    assert canvas.view.last_s >= 299
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert not follows(panel)


def test_state_comes_back(qtbot: QtBot, panel: ChartPanel, station: FakeWorkstation) -> None:
    role = Role(underlying=Underlying("$LOGN"), kind=InstrumentKind.CALL, nth_expiry=2, strike_offset=-1)
    advance(panel, station, 50)
    panel.show_target(role)
    panel.picker.pin.click()
    state = panel.save_state()
    assert state["pinned"] == panel.instrument
    other = ChartPanel(station)
    qtbot.addWidget(other)
    other.restore_state(state)
    assert other.target == role
    other.restore_state({"underlying": "$CARD", "kind": "nonsense"})
    assert other.target == role


@pytest.mark.parametrize("mode", ["dark", "light"])
@pytest.mark.parametrize("kind", [InstrumentKind.UNDERLYING, InstrumentKind.CALL])
def test_it_paints_in_both_themes(panel: ChartPanel, station: FakeWorkstation, mode: Any, kind: InstrumentKind) -> None:
    advance(panel, station, 50)
    order = station.account.place("$CARD_future_60", price=99_900, quantity=3)
    station.account.fill(order, 1, 12_000)
    panel.show_target(Role(underlying=CARD, kind=kind))
    theme().set_mode(mode)
    QTest.mouseMove(panel.canvas, QPoint(250, 150))
    picture = panel.canvas.grab().toImage()
    colours = {picture.pixelColor(x, y).name().upper() for x in range(0, 620, 2) for y in range(30, 340, 3)}
    assert theme().colours.panel in colours
    assert {theme().colours.up, theme().colours.secondary} & colours


def test_too_small_to_draw_is_no_error(panel: ChartPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 5)
    panel.canvas.resize(30, 20)
    panel.canvas.grab()
    assert panel.canvas.paints > 0


def test_an_error_in_a_paint_leaves_no_painter_open(
    panel: ChartPanel, station: FakeWorkstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: Any) -> None:
        raise ValueError("drawn wrong")

    advance(panel, station, 5)
    with monkeypatch.context() as patch:
        patch.setattr(panel.canvas, "_paint_grid", wrong)
        panel.canvas.resize(500, 300)
        with pytest.raises(ValueError, match="drawn wrong") as caught:
            panel.canvas.grab()
    before = panel.canvas.paints
    panel.canvas.grab()
    assert panel.canvas.paints == before + 1
    assert caught.traceback, "which keeps the frames, and what they hold, alive until here"


def test_a_further_chart_draws_a_closed_candle_one_update_later_and_prices_at_once(
    panel: ChartPanel, station: FakeWorkstation
) -> None:
    panel.setObjectName("chart-2")
    panel.show_target(InstrumentId("$CARD"))
    advance(panel, station, 5)
    panel.run_refresh()
    before = len(panel.canvas.scene.candles)
    while station.cache.candles(InstrumentId("$CARD")).last is None or len(
        station.cache.candles(InstrumentId("$CARD")).index
    ) == len(panel.canvas.scene.candles):
        station.market.step()
    panel.run_refresh()
    info = station.cache.get_instrument_info(InstrumentId("$CARD"))
    assert info is not None
    assert panel.canvas.scene.last_price == info.last_price
    assert len(panel.canvas.scene.candles) == before
    panel.run_refresh()
    assert len(panel.canvas.scene.candles) > before


def test_no_line_of_the_grid_goes_through_the_words_of_an_empty_chart(panel: ChartPanel) -> None:
    panel.run_refresh()
    QApplication.processEvents()
    canvas = panel.canvas
    assert canvas.scene.empty
    picture = canvas.grab().toImage()
    ground = theme().colours.panel.upper()
    third, half = canvas.height() // 3, canvas.height() // 2

    def column(x: int, top: int, bottom: int) -> set[str]:
        return {picture.pixelColor(x, y).name().upper() for y in range(top, bottom)}

    lines = [x for x in range(80, canvas.width() - 160) if ground not in column(x, half - 60, half - 40)]
    assert lines, "there is a grid"
    assert all(ground in column(x, third, 2 * third) for x in lines)
