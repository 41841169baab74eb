"""The ladder panel: what it shows, and what it says."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import InstrumentKind
from algotrade_gui.domain.ladder import LadderWindow
from algotrade_gui.domain.order import OrderState
from algotrade_gui.domain.role import Role
from algotrade_gui.ui.docks.ladder import LadderPanel
from algotrade_gui.ui.ladder.painter import theo_y
from algotrade_gui.ui.ladder.scene import Spot, Zone
from algotrade_gui.ui.ladder.view import OUT_OF_VIEW_LOOKS
from algotrade_gui.ui.navigator import Navigator
from algotrade_gui.ui.sources import AccountParts, LadderDesk
from algotrade_gui.ui.theme import GRID, theme
from algotrade_gui.wire.messages import Holding
from tests.ui.fakes_ladder import LadderStation
from tests.ui.ladder.ladder_acts import (
    FUTURE,
    NEXT,
    action,
    at,
    clicks_on,
    empty_row,
    keys_on,
    roll,
    row_of,
)

Run = Callable[[Coroutine[Any, Any, Any]], Any]


def real_workstation_fits(workstation: Workstation) -> AccountParts[LadderDesk]:
    """For mypy: what the panel asks for is what the workstation has."""
    return workstation


# --- what is shown ---


def test_rows_hold_the_whole_book_at_exact_prices(panel: LadderPanel, station: LadderStation) -> None:
    assert panel.instrument == FUTURE
    book = station.cache.get_current_orderbook(FUTURE)
    assert book is not None
    shown = panel.canvas.scene.rows.values()
    assert sorted(level.price for row in shown for level in row.bids) == sorted(level.price for level in book.bids)
    assert sorted(level.price for row in shown for level in row.asks) == sorted(level.price for level in book.asks)
    assert panel.canvas.scene.row(row_of(panel, Zone.BID)).shown == book.bids[0].price
    assert panel.view.window.step == 100
    assert panel.view.window.count == panel.canvas.row_count


def test_theo_is_in_view_and_in_words(panel: LadderPanel, station: LadderStation) -> None:
    theo = station.cache.fair.theo(FUTURE)
    assert theo is not None
    assert panel.view.window.holds(theo, 0.2)
    assert panel.worth.text() == f"theo {theo / 100:,.2f}"
    assert panel.name.text() == "$CARD future · 60 s"
    assert panel.left.text() == "0:30"


@pytest.mark.parametrize("zone", [Zone.BID, Zone.ASK])
def test_the_line_of_theo_leaves_out_the_size_that_it_lies_at(panel: LadderPanel, zone: Zone) -> None:
    price = row_of(panel, zone)
    canvas = panel.canvas
    canvas.show_scene(replace(canvas.scene, theo=float(price)))
    picture = canvas.grab().toImage()
    cell = canvas.rect_of(Spot(zone, price))
    level = theo_y(canvas.scene.window.depth(float(price)))
    ink = theme().colour("text")
    drawn = [x for x in range(cell.left(), cell.right()) if picture.pixelColor(x, level) == ink]
    size = range(cell.right() - 12, cell.right() - 6) if zone is Zone.BID else range(cell.left() + 12, cell.left() + 26)
    assert drawn, "there is a line"
    assert not set(drawn) & set(size)


def test_a_book_far_from_theo_stays_in_view(
    panel: LadderPanel, station: LadderStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    theo = station.cache.fair.theo(FUTURE)
    assert theo is not None
    monkeypatch.setattr(station.cache.fair, "theo", lambda _: theo + 100_000)
    panel.centre()
    for zone in (Zone.BID, Zone.ASK):
        assert panel.view.window.row(row_of(panel, zone)) is not None
    assert panel.view.window.price(panel.view.window.count // 2) > row_of(panel, Zone.ASK), "but theo pulls"


@pytest.mark.parametrize("height", [300, 330, 380, 500])
def test_a_low_panel_shows_both_best_prices(panel: LadderPanel, station: LadderStation, height: int) -> None:
    panel.resize(374, height)
    panel.show_target(Role(underlying=Underlying("$HEST"), kind=InstrumentKind.FUTURE))
    assert panel.canvas.row_count <= (height - 140) // 18
    for _ in range(4):
        window = panel.view.window
        for zone in (Zone.BID, Zone.ASK):
            assert window.row(row_of(panel, zone)) is not None, f"{window.count} rows of {window.step}"
        station.market.step()
        panel.run_refresh()


def test_the_window_follows_best_prices_that_stay_out_of_view(panel: LadderPanel, station: LadderStation) -> None:
    view = panel.view
    best_ask = row_of(panel, Zone.ASK)
    view.window = LadderWindow.from_top(best_ask // 100 - 1, Cents(100), view.window.count)
    moved = []
    for _ in range(OUT_OF_VIEW_LOOKS):
        panel.view.look([], view.window.count, held=False, step=None)
        moved.append(view.window.row(best_ask) is not None)
    assert moved[-1], "it follows"
    view.window = LadderWindow.from_top(best_ask // 100 - 1, Cents(100), view.window.count)
    for _ in range(2 * OUT_OF_VIEW_LOOKS):
        panel.view.look([], view.window.count, held=True, step=None)
    assert view.window.row(best_ask) is None, "but never under the hand"


def test_last_trades_come_with_direction_and_age(panel: LadderPanel, station: LadderStation) -> None:
    for price in (100_000, 100_100, 100_050):
        station.market.step(trades=[(FUTURE, price, 2)])
    station.market.run(2)
    station.market.step(trades=[])
    panel.run_refresh()
    trades = [each for each in panel.canvas.scene.trades if each.age in ("2 s", "3 s")][-3:]
    assert [(trade.price, trade.size, trade.direction) for trade in trades] == [
        (100_050, 2, -1),
        (100_100, 2, 1),
        (100_000, 2, trades[2].direction),
    ]


def test_trades_are_told_once_and_of_this_contract_only(panel: LadderPanel, station: LadderStation) -> None:
    def shown() -> list[tuple[int, int]]:
        station.market.run(1)
        panel.run_refresh()
        return [(trade.price, trade.size) for trade in panel.view.trades(100)]

    before = shown()
    station.market.step(trades=[(FUTURE, 100_000, 2), (NEXT, 90_000, 7)])
    assert (100_000, 2) in (once := shown())[: len(once) - len(before)]
    assert len([each for each in shown() if each == (100_000, 2)]) == 1
    assert (90_000, 7) not in shown()
    panel.show_target(NEXT)
    assert (90_000, 7) in shown()
    assert (100_000, 2) not in shown()


def test_own_orders_are_added_up_per_row(panel: LadderPanel, station: LadderStation) -> None:
    row = row_of(panel, Zone.BID)
    station.account.place(FUTURE, price=row + 1, quantity=2)
    station.account.place(FUTURE, price=row + 2, quantity=3, owner="manual", state=OrderState.UNKNOWN)
    station.account.place(NEXT, price=row + 2, quantity=9)
    panel.run_refresh()
    orders = panel.canvas.scene.row(row).buys
    assert [(order.remaining, order.in_doubt) for order in orders] == [(2, False), (3, True)]


def test_nothing_changed_means_nothing_painted(qtbot: QtBot, panel: LadderPanel, station: LadderStation) -> None:
    QApplication.processEvents()
    before = panel.canvas.paints
    panel.run_refresh()
    QApplication.processEvents()
    assert panel.canvas.paints == before


def test_it_says_what_is_missing(qtbot: QtBot, themed: QApplication, errors: ErrorCentre) -> None:
    panel = LadderPanel(LadderStation(errors), Navigator())
    qtbot.addWidget(panel)
    panel.run_refresh()
    assert "Not connected" in panel.canvas.scene.empty
    panel.show_target(InstrumentId("$CARD_future_9990"))
    panel.run_refresh()
    assert "not known in this round" in panel.canvas.scene.empty


def test_a_role_that_nobody_plays_shows_nothing_of_the_one_before(panel: LadderPanel) -> None:
    assert panel.worth.text()
    panel.show_target(Role(underlying=Underlying("$CARD"), kind=InstrumentKind.FUTURE, nth_expiry=9))
    assert panel.instrument is None
    assert not panel.worth.text()
    assert not panel.canvas.scene.rows
    assert panel.canvas.scene.theo is None


def test_a_long_name_asks_for_no_more_room(panel: LadderPanel, station: LadderStation) -> None:
    before = panel.minimumSizeHint().width()
    role = Role(underlying=Underlying("$CARD"), kind=InstrumentKind.CALL)
    panel.show_target(role)
    assert panel.instrument is not None
    panel.show_target(panel.instrument)
    assert "pinned" in panel.name.text()
    assert panel.name.text() in panel.name.toolTip()
    assert panel.minimumSizeHint().width() == before


def test_an_underlying_is_shown_by_its_nearest_future(panel: LadderPanel) -> None:
    panel.show_target(Role(underlying=Underlying("$HEST")))
    assert panel.instrument == "$HEST_future_60"
    panel.show_target(InstrumentId("$JUMP"))
    assert panel.instrument == "$JUMP_future_60"
    panel.show_target(InstrumentId("nonsense"))
    assert panel.instrument == "$JUMP_future_60"


def test_a_pinned_contract_stays_past_its_end(panel: LadderPanel, station: LadderStation) -> None:
    panel.show_target(FUTURE)
    assert panel.picker.pin.isChecked()
    station.market.run(32)
    panel.run_refresh()
    assert panel.instrument == FUTURE
    assert "ended" in panel.canvas.scene.empty
    panel.picker.pin.click()
    assert panel.instrument == NEXT


def test_old_prices_are_greyed_and_their_age_is_told(
    panel: LadderPanel, station: LadderStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("algotrade_gui.ui.docks.ladder.stale_words", lambda _: "prices 2.1 s old")
    panel.run_refresh()
    assert panel.canvas.scene.stale == "prices 2.1 s old"


def test_the_wheel_scrolls_and_c_comes_back(panel: LadderPanel, station: LadderStation) -> None:
    top = panel.view.window.top
    panel.canvas.scrolled.emit(40)
    assert panel.view.window.top == top + 40 * 100
    assert not panel.centre_action.isChecked()
    station.market.step()
    panel.run_refresh()
    assert panel.view.window.top == top + 40 * 100, "it stays where it was scrolled to"
    action(panel, "centre").trigger()
    assert panel.centre_action.isChecked()
    assert panel.view.reference is not None
    assert panel.view.window.holds(panel.view.reference, 0.3)


def test_rows_stay_under_the_hand(panel: LadderPanel, station: LadderStation, monkeypatch: pytest.MonkeyPatch) -> None:
    window = panel.view.window
    monkeypatch.setattr(panel.canvas, "underMouse", lambda: True)
    panel.view.window = window.moved(30)
    station.market.step()
    panel._redraw()
    assert panel.view.window == window.moved(30)
    monkeypatch.undo()
    panel._redraw()
    assert panel.view.reference is not None
    assert panel.view.window.holds(panel.view.reference, 0.2)


def test_a_chosen_step_holds(panel: LadderPanel) -> None:
    panel.controls.set_step(20)
    assert panel.view.window.step == 20
    panel.controls.set_step(0)
    assert panel.view.window.step == 100


@pytest.mark.parametrize("mode", ["dark", "light"])
@pytest.mark.parametrize("width", [374, 700])
def test_it_paints_in_both_themes_and_any_width(panel: LadderPanel, width: int, mode: Any) -> None:
    theme().set_mode(mode)
    clicks_on(panel)
    keys_on(panel)
    panel.resize(width, 640)
    picture = panel.grab().toImage()
    assert not picture.isNull()
    assert panel.width() == width, "a quarter of a small window is enough"
    assert panel.canvas.columns.strip_px > 0


def test_the_trades_go_where_there_is_no_room(panel: LadderPanel) -> None:
    columns = panel.canvas._painter.columns(300)
    assert columns.strip_px == 0
    assert columns.book_px <= 300


def test_tips_give_exact_prices(panel: LadderPanel, station: LadderStation) -> None:
    from algotrade_gui.ui.ladder.canvas import row_tip

    row = row_of(panel, Zone.BID)
    station.account.place(FUTURE, price=row + 1, quantity=2, owner="maker", state=OrderState.UNKNOWN)
    panel.run_refresh()
    tip = row_tip(panel.canvas.scene.row(row))
    level = panel.canvas.scene.row(row).bids[0]
    assert tip.splitlines()[0] == f"Bid {level.price / 100:,.2f}: {level.size}"
    assert f"maker buys 2 at {(row + 1) / 100:,.2f}, fate unknown" in tip


def test_the_pointer_tells_what_an_order_would_reserve(panel: LadderPanel, station: LadderStation) -> None:
    assert panel.preview.whole == "Free cash 10,000.00 · own 0, 0 free to sell"
    row = empty_row(panel)
    panel.controls.quantity.setValue(2)
    QTest.mouseMove(panel.canvas, at(panel, Zone.BID, row))
    price = f"{row / 100:,.2f}"
    assert panel.preview.whole == f"Buy 2 at {price}: reserves {row * 2 / 100:,.2f} of 10,000.00"
    station.account.cash = Holding(0, 50_000)
    panel.run_refresh()
    assert panel.preview.whole.startswith(f"Buy 2 at {price}: refused. It reserves")
    station.account.cash = Holding(0, 1_000_000)
    QTest.mouseMove(panel.canvas, at(panel, Zone.BID, row_of(panel, Zone.ASK)))
    assert panel.preview.whole.endswith("trades at once")


def test_what_the_gate_would_say_is_told_before(panel: LadderPanel, station: LadderStation) -> None:
    station.account.objection = "max_order_size: 2 is above the limit of 1"
    QTest.mouseMove(panel.canvas, at(panel, Zone.BID, empty_row(panel)))
    assert panel.preview.whole.endswith("refused. max_order_size: 2 is above the limit of 1")


# --- keys ---


def test_real_keys_reach_the_actions(qtbot: QtBot, panel: LadderPanel) -> None:
    panel.activateWindow()
    panel.canvas.setFocus()
    qtbot.waitUntil(panel.canvas.hasFocus)
    QTest.keyClick(panel.canvas, Qt.Key.Key_K)
    assert panel.hand.keys.isChecked()
    cursor = panel.hand.cursor
    QTest.keyClick(panel.canvas, Qt.Key.Key_Down)
    assert cursor is not None
    assert panel.hand.cursor == cursor - 100
    panel.picker.underlying.setFocus()
    assert not panel.hand.keys.isChecked()


def test_tab_goes_through_the_panel_in_reading_order(panel: LadderPanel) -> None:
    found: list[QWidget] = []
    widget: QWidget | None = panel.canvas
    while widget is not None and widget not in found:
        # the field inside a spin box hands the focus on to it
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and panel.isAncestorOf(widget) and not widget.focusProxy():
            found.append(widget)
        widget = widget.nextInFocusChain()
    controls = [each for each in panel.controls.in_order if each.isEnabled()]
    assert found[:4] == [panel.canvas, panel.picker.underlying, panel.picker.kind, panel.picker.expiry]
    assert [each for each in found if each in controls] == controls
    assert all(each.accessibleName() or each.toolTip() for each in found if not isinstance(each, QLineEdit))


def test_everything_has_an_action_with_a_name(panel: LadderPanel) -> None:
    names = {each.objectName() for each in panel.canvas.actions()}
    wanted = ("clicks", "keys", "centre", "pin", "up", "down", "buy", "sell", "cancel_row", "cancel_here")
    assert names >= {f"ladder.{name}" for name in wanted}
    assert panel.controls.keys.toolTip().endswith("(K)")


# --- memory ---


def test_state_comes_back_with_the_switches_off(qtbot: QtBot, panel: LadderPanel, station: LadderStation) -> None:
    panel.show_target(Role(underlying=Underlying("$HEST"), kind=InstrumentKind.CALL, nth_expiry=1, strike_offset=-1))
    panel.controls.quantity.setValue(5)
    panel.controls.set_lifetime(20)
    panel.controls.set_step(50)
    clicks_on(panel)
    state = panel.save_state()
    other = LadderPanel(station, Navigator())
    qtbot.addWidget(other)
    other.restore_state(state)
    other.run_refresh()
    assert other.target == panel.target
    assert other.instrument == panel.instrument
    assert (other.controls.quantity.value(), other.controls.lifetime_s, other.controls.chosen_step) == (5, 20, 50)
    assert not other.hand.clicks.isChecked()
    other.restore_state({"kind": 3, "underlying": None, "quantity": "x", "step": 3})
    assert other.target == panel.target


def test_a_contract_that_is_not_shown_any_more_is_not_watched(panel: LadderPanel, station: LadderStation) -> None:
    assert FUTURE in station.cache.watched()
    roll(panel, station)
    assert FUTURE not in station.cache.watched()
    assert NEXT in station.cache.watched()


def test_its_choices_begin_where_those_of_the_other_panels_do(panel: LadderPanel) -> None:
    assert panel.picker.underlying.mapTo(panel, QPoint()).x() == GRID
    assert (
        panel.controls.mapTo(panel, panel.controls.rect().topRight()).x() - GRID
        == panel.picker.pin.mapTo(panel, panel.picker.pin.rect().topRight()).x()
    )


def test_no_word_of_what_an_empty_ladder_says_stands_alone(panel: LadderPanel) -> None:
    panel.resize(374, 400)
    panel.canvas.show_scene(
        replace(
            panel.canvas.scene, empty="Not connected. Prices appear once the exchange is reached and the round runs."
        )
    )
    picture = panel.canvas.grab().toImage()
    ground = picture.pixelColor(0, 0)
    lines: list[list[int]] = []
    for y in range(picture.height()):
        inked = [x for x in range(picture.width()) if picture.pixelColor(x, y) != ground]
        if not inked:
            lines.append([])
        elif lines:
            lines[-1] += [min(inked), max(inked)]
    widths = [max(line) - min(line) for line in lines if line]
    assert len(widths) == 2
    assert widths[1] > widths[0] / 2
