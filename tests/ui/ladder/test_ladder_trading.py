"""Trading by the ladder: it never trades by accident, and never on another contract than the one pressed."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.ids import Underlying
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import InstrumentKind
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.domain.role import Role
from algotrade_gui.trading.amend import AmendOutcome, AmendResult
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.trading.session import RequestTimeoutError, SessionClosedError
from algotrade_gui.ui.docks.ladder import LadderPanel
from algotrade_gui.ui.ladder.controls import UNTIL_EXPIRY
from algotrade_gui.ui.ladder.hand import ROLL_GRACE_MS
from algotrade_gui.ui.ladder.scene import Zone
from tests.ui.fakes_ladder import Asked, LadderStation, placed
from tests.ui.ladder.ladder_acts import (
    FUTURE,
    LEFT,
    NEXT,
    RIGHT,
    action,
    at,
    click,
    clicks_on,
    drag,
    empty_row,
    keys_on,
    own,
    roll,
    row_of,
)
from tests.ui.waiting import until

Run = Callable[[Coroutine[Any, Any, Any]], Any]


# --- clicks ---


def test_a_click_trades_only_once_it_is_switched_on(panel: LadderPanel, station: LadderStation, qt_run: Run) -> None:
    row = empty_row(panel)
    click(panel, Zone.BID, row)
    assert "Click to trade" in panel.result.whole

    async def trade() -> None:
        clicks_on(panel)
        panel.controls.quantity.setValue(2)
        click(panel, Zone.BID, row)
        await until(lambda: "working" in panel.result.whole)

    qt_run(trade())
    assert station.account.manual.asked == [Asked(Side.BUY, FUTURE, row, 2, 10_000)]
    panel.run_refresh()
    assert panel.canvas.scene.row(row).buys[0].remaining == 2


def test_a_click_on_a_level_asks_for_its_exact_price(panel: LadderPanel, station: LadderStation, qt_run: Run) -> None:
    async def trade() -> None:
        clicks_on(panel)
        click(panel, Zone.BID, row_of(panel, Zone.ASK))
        await until(lambda: station.account.manual.asked)

    book = station.cache.get_current_orderbook(FUTURE)
    assert book is not None
    qt_run(trade())
    assert station.account.manual.asked[0].price == book.asks[0].price


def test_what_is_let_go_elsewhere_places_nothing(panel: LadderPanel, station: LadderStation) -> None:
    clicks_on(panel)
    row = empty_row(panel)
    QTest.mousePress(panel.canvas, LEFT, pos=at(panel, Zone.BID, row))
    QTest.mouseRelease(panel.canvas, LEFT, pos=at(panel, Zone.ASK, row))
    assert not station.account.manual.asked
    assert not panel.canvas.busy


def test_an_order_may_work_until_the_contract_ends(panel: LadderPanel, station: LadderStation, qt_run: Run) -> None:
    async def trade() -> None:
        clicks_on(panel)
        panel.controls.set_lifetime(UNTIL_EXPIRY)
        click(panel, Zone.BID, empty_row(panel))
        await until(lambda: station.account.manual.asked)

    qt_run(trade())
    assert station.account.manual.asked[0].valid_for_ms == 60_000 - station.cache.time_ms


def test_what_is_not_owned_is_not_sold_and_it_says_why(panel: LadderPanel, station: LadderStation) -> None:
    clicks_on(panel)
    assert not panel.canvas.scene.can_sell
    row = empty_row(panel)
    QTest.mouseMove(panel.canvas, at(panel, Zone.ASK, row))
    assert "You own none" in panel.preview.whole
    assert panel.canvas.cursor().shape() is Qt.CursorShape.ForbiddenCursor
    click(panel, Zone.ASK, row)
    assert "You own none" in panel.result.whole
    assert not station.account.manual.asked


def test_what_is_owned_is_sold(panel: LadderPanel, station: LadderStation, qt_run: Run) -> None:
    station.account.portfolio.held[FUTURE] = 3
    panel._redraw()

    async def trade() -> None:
        clicks_on(panel)
        click(panel, Zone.ASK, empty_row(panel))
        await until(lambda: station.account.manual.asked)

    qt_run(trade())
    assert station.account.manual.asked[0].side is Side.SELL


def test_a_halt_refuses_before_anything_is_sent(panel: LadderPanel, station: LadderStation) -> None:
    station.account.states.set(None, TradingState.HALTED, "test")
    clicks_on(panel)
    click(panel, Zone.BID, empty_row(panel))
    assert "halted" in panel.result.whole
    assert not station.account.manual.asked


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (placed(ok=False, state=OrderState.DENIED, message="max_order_size: too large"), "denied here, max_order"),
        (placed(ok=False, state=OrderState.REJECTED, message="Insufficient balance"), "rejected, Insufficient"),
        (placed(ok=False, state=OrderState.UNKNOWN, message="Failed to parse"), "its fate is being looked into"),
        (placed(state=OrderState.FILLED, filled=1), "filled."),
        (RequestTimeoutError("no reply"), "its fate is being looked into"),
        (SessionClosedError("manual is not connected"), "not sent. manual is not connected"),
    ],
)
def test_what_became_of_the_order_stands_in_the_foot(
    panel: LadderPanel, station: LadderStation, qt_run: Run, answer: Any, words: str
) -> None:
    station.account.manual.answer = answer

    async def trade() -> None:
        clicks_on(panel)
        click(panel, Zone.BID, empty_row(panel))
        await until(lambda: words in panel.result.whole)

    qt_run(trade())


# --- drags and cancels ---


def test_own_orders_are_dragged_to_another_row(panel: LadderPanel, station: LadderStation, qt_run: Run) -> None:
    row = empty_row(panel)
    order = own(station, panel, row)
    to = next(price for price in (row - 100, row + 100) if price not in panel.view.rows)

    async def trade() -> None:
        drag(panel, Zone.OWN_BID, row, Cents(to))
        await until(lambda: "moved to" in panel.result.whole)

    qt_run(trade())
    assert station.account.moved == [(order.client_id, to)]
    panel.run_refresh()
    assert panel.canvas.scene.row(Cents(to)).buys


def test_a_drag_tells_where_it_goes_and_a_move_is_seen_at_both_ends(panel: LadderPanel, station: LadderStation) -> None:
    row, ask = empty_row(panel), row_of(panel, Zone.ASK)
    order = own(station, panel, row)
    QTest.mousePress(panel.canvas, LEFT, pos=at(panel, Zone.OWN_BID, row))
    QTest.mouseMove(panel.canvas, at(panel, Zone.OWN_BID, ask))
    shown = panel.canvas.scene.row(ask).shown
    assert panel.preview.whole == f"Move 1 order to {shown / 100:,.2f}, trades at once"
    QTest.keyClick(panel.canvas, Qt.Key.Key_Escape)
    station.account.amends[order.client_id] = Cents(row + 100)
    panel._redraw()
    assert panel.canvas.scene.moving == {order.client_id}
    assert panel.canvas.scene.ghosts == {(Side.BUY, row + 100)}
    panel.grab()


def test_a_refused_move_says_why(panel: LadderPanel, station: LadderStation, qt_run: Run) -> None:
    station.account.amended = AmendResult(outcome=AmendOutcome.CANCEL_REFUSED, message="It dealt at the old price.")
    row = empty_row(panel)
    own(station, panel, row)

    async def trade() -> None:
        drag(panel, Zone.OWN_BID, row, row_of(panel, Zone.BID))
        await until(lambda: "It dealt at the old price." in panel.result.whole)

    qt_run(trade())


def test_a_move_in_part_says_what_dealt(panel: LadderPanel, station: LadderStation, qt_run: Run) -> None:
    station.account.amended = AmendResult(outcome=AmendOutcome.PARTLY, message="1 dealt at the old price meanwhile.")
    row = empty_row(panel)
    own(station, panel, row)

    async def trade() -> None:
        drag(panel, Zone.OWN_BID, row, row_of(panel, Zone.BID))
        await until(lambda: panel.result.whole.endswith("1 dealt at the old price meanwhile."))

    qt_run(trade())
    assert panel.result.whole.startswith("1 order moved to")


def test_a_drag_without_a_move_does_nothing(panel: LadderPanel, station: LadderStation) -> None:
    row = empty_row(panel)
    own(station, panel, row)
    drag(panel, Zone.OWN_BID, row, row)
    QTest.mousePress(panel.canvas, LEFT, pos=at(panel, Zone.OWN_BID, row))
    QTest.mouseRelease(panel.canvas, LEFT, pos=QPoint(10, 2))
    assert not station.account.moved


def test_escape_ends_a_drag(panel: LadderPanel, station: LadderStation) -> None:
    row = empty_row(panel)
    own(station, panel, row)
    QTest.mousePress(panel.canvas, LEFT, pos=at(panel, Zone.OWN_BID, row))
    QTest.keyClick(panel.canvas, Qt.Key.Key_Escape)
    assert not panel.canvas.busy
    QTest.mouseRelease(panel.canvas, LEFT, pos=at(panel, Zone.OWN_BID, row_of(panel, Zone.BID)))
    assert not station.account.moved


def test_a_bots_orders_are_not_dragged(panel: LadderPanel, station: LadderStation) -> None:
    row = empty_row(panel)
    own(station, panel, row, owner="maker")
    drag(panel, Zone.OWN_BID, row, row_of(panel, Zone.BID))
    assert "a bot's" in panel.result.whole
    assert not station.account.moved


def test_a_right_click_cancels_the_rows_orders(panel: LadderPanel, station: LadderStation, qt_run: Run) -> None:
    row = empty_row(panel)
    first, second = own(station, panel, row), own(station, panel, row, owner="maker")
    other = own(station, panel, row_of(panel, Zone.BID))

    async def trade() -> None:
        click(panel, Zone.PRICE, row, RIGHT)
        await until(lambda: "2 orders cancelled" in panel.result.whole)

    qt_run(trade())
    assert station.account.cancelled == [first.client_id, second.client_id]
    assert other.state is OrderState.WORKING


def test_a_right_click_works_without_click_to_trade_and_on_nothing_does_nothing(
    panel: LadderPanel, station: LadderStation
) -> None:
    click(panel, Zone.BID, empty_row(panel), RIGHT)
    assert not station.account.cancelled


# --- rolling ---


def test_a_press_on_a_contract_that_goes_places_nothing(panel: LadderPanel, station: LadderStation) -> None:
    clicks_on(panel)
    spot = at(panel, Zone.BID, empty_row(panel))
    QTest.mousePress(panel.canvas, LEFT, pos=spot)
    roll(panel, station)
    QTest.mouseRelease(panel.canvas, LEFT, pos=spot)
    assert not station.account.manual.asked


def test_an_order_is_never_for_another_contract_than_was_shown_at_the_press(
    panel: LadderPanel, station: LadderStation, clock: ManualClock
) -> None:
    press = panel.canvas.press_at(Side.BUY, empty_row(panel))
    assert press is not None
    roll(panel, station)
    clock.advance(ROLL_GRACE_MS + 1)
    panel.canvas.pressed.emit(press)
    assert "nothing was sent" in panel.result.whole
    assert not station.account.manual.asked


def test_a_click_right_after_a_roll_is_not_taken(
    panel: LadderPanel, station: LadderStation, clock: ManualClock, qt_run: Run
) -> None:
    clicks_on(panel)
    roll(panel, station)
    assert panel.result.whole == "Rolled to $CARD future · 75 s. Keys are off."
    click(panel, Zone.BID, empty_row(panel))
    assert "just rolled" in panel.result.whole
    assert not station.account.manual.asked
    clock.advance(ROLL_GRACE_MS + 1)

    async def trade() -> None:
        click(panel, Zone.BID, empty_row(panel))
        await until(lambda: station.account.manual.asked)

    qt_run(trade())
    assert station.account.manual.asked[0].instrument == NEXT


def test_it_does_not_roll_off_a_live_contract_under_the_hand(panel: LadderPanel, station: LadderStation) -> None:
    panel.show_target(Role(underlying=Underlying("$CARD"), kind=InstrumentKind.FUTURE, nth_expiry=1))
    assert panel.instrument == NEXT
    keys_on(panel)
    station.market.run(31)
    panel.run_refresh()
    assert panel.instrument == NEXT, "it still lives, and the keys are on"
    assert panel.result.whole == "$CARD future · 90 s plays the role now. The ladder stays while you are at it."
    panel.hand.keys_off("")
    panel.run_refresh()
    assert panel.instrument == "$CARD_future_90"


def test_a_new_round_switches_the_keys_off(panel: LadderPanel, station: LadderStation) -> None:
    keys_on(panel)
    station.market.restart()
    station.market.run(5)
    panel.run_refresh()
    assert panel.instrument == FUTURE
    assert not panel.hand.keys.isChecked()


def test_a_button_held_down_while_the_round_ends_asks_for_nothing_in_the_next(
    panel: LadderPanel, station: LadderStation, clock: ManualClock
) -> None:
    clicks_on(panel)
    spot = at(panel, Zone.BID, empty_row(panel))
    QTest.mousePress(panel.canvas, LEFT, pos=spot)
    station.market.restart()
    station.market.run(5)
    panel.run_refresh()
    assert panel.instrument == FUTURE, "of the same name, and another contract"
    assert "nothing was sent" in panel.result.whole
    clock.advance(5_000)
    QTest.mouseRelease(panel.canvas, LEFT, pos=spot)
    assert not station.account.manual.asked


def test_another_choice_switches_the_keys_off(panel: LadderPanel) -> None:
    keys_on(panel)
    panel.show_target(Role(underlying=Underlying("$HEST")))
    assert not panel.hand.keys.isChecked()


# --- keys ---


def test_trading_keys_are_dead_until_they_are_on(panel: LadderPanel, station: LadderStation) -> None:
    assert panel.controls.keys.text() == "Keys off"
    assert not any(each.isEnabled() for each in panel.hand.key_actions)
    QTest.keyClick(panel.canvas, Qt.Key.Key_B)
    assert not station.account.manual.asked
    keys_on(panel)
    assert panel.controls.keys.text() == "Keys on"
    assert panel.canvas.scene.keys
    assert panel.canvas.scene.cursor is not None
    assert not action(panel, "buy").autoRepeat()


def test_keys_move_the_cursor_place_and_cancel(panel: LadderPanel, station: LadderStation, qt_run: Run) -> None:
    async def trade() -> None:
        keys_on(panel)
        start = panel.hand.cursor
        action(panel, "down").trigger()
        assert start is not None
        assert panel.hand.cursor == start - 100
        action(panel, "up").trigger()
        panel.hand._pick(empty_row(panel))
        action(panel, "larger").trigger()
        action(panel, "buy").trigger()
        await until(lambda: station.account.orders.orders)
        panel.run_refresh()
        action(panel, "cancel_row").trigger()
        await until(lambda: station.account.cancelled)
        action(panel, "buy").trigger()
        await until(lambda: len(station.account.orders.working()) == 1)
        panel.run_refresh()
        action(panel, "up").trigger()
        action(panel, "cancel_here").trigger()
        await until(lambda: len(station.account.cancelled) == 2)

    row = empty_row(panel)
    qt_run(trade())
    asked = station.account.manual.asked
    assert [(each.side, each.price, each.quantity) for each in asked] == [(Side.BUY, row, 2)] * 2


def test_the_cursor_takes_the_window_along(panel: LadderPanel) -> None:
    keys_on(panel)
    panel.hand._pick(panel.view.window.top)
    action(panel, "up").trigger()
    assert panel.hand.cursor == panel.view.window.top
    assert panel.canvas.scene.cursor == panel.view.window.top


def test_keys_go_off_with_the_focus(panel: LadderPanel) -> None:
    keys_on(panel)
    panel.canvas.focus_left.emit()
    assert not panel.hand.keys.isChecked()
    assert "lost the focus" in panel.result.whole
    assert not any(each.isEnabled() for each in panel.hand.key_actions)
    assert panel.canvas.scene.cursor is None
