"""The option chain as a panel: strikes with calls and puts, rolling or pinned, walked cell by cell."""

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.domain.instrument import InstrumentKind
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.role import Role
from algotrade_gui.market.option_chain import OptionLook, option_chain
from algotrade_gui.ui.docks.chain import SIDE_BY_SIDE_PX, ChainPanel
from algotrade_gui.ui.models.cells import Tone
from algotrade_gui.ui.models.chain_rows import (
    FIRST_SHOWN,
    INNER,
    METRICS,
    OUTER,
    PLAN,
    STRIKE_COLUMN,
    ChainRow,
    column_of,
)
from algotrade_gui.ui.navigator import Navigator, TicketLeg
from tests.ui.fakes_options import Asked, OptionStation

CARD, JUMP = Underlying("$CARD"), Underlying("$JUMP")


@pytest.fixture
def station(errors: ErrorCentre) -> OptionStation:
    return OptionStation(errors)


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, station: OptionStation, navigator: Navigator) -> ChainPanel:
    made = ChainPanel(station, navigator)
    qtbot.addWidget(made)
    made.resize(960, 240)
    made.show()
    made.run_refresh()
    return made


def test_a_second_expiry_stands_below_the_first_as_soon_as_both_are_whole(
    panel: ChainPanel, station: OptionStation
) -> None:
    run(panel, station)
    table = panel.blocks[0].table
    bar = table.horizontalScrollBar().sizeHint().height()
    both = panel.head.height() + 2 * (panel.blocks[0].sizeHint().height() - bar) + panel.grid.verticalSpacing()
    panel.resize(700, both + bar)
    panel.run_refresh()
    assert len(shown_expiries(panel)) == 2
    QApplication.processEvents()
    assert all(block.height() >= block.sizeHint().height() - bar for block in panel.blocks if block.isVisible())
    panel.resize(700, both - 1)
    panel.run_refresh()
    assert len(shown_expiries(panel)) == 1


def run(panel: ChainPanel, station: OptionStation, seconds: float = 50) -> None:
    station.market.run(seconds)
    panel.run_refresh()


def text(panel: ChainPanel, row: int, side: str, name: str, block: int = 0) -> str:
    rows = panel.blocks[block].table.rows
    return str(rows.data(rows.index(row, column_of(side, name))))


def tip(panel: ChainPanel, row: int, side: str, name: str) -> str | None:
    rows = panel.blocks[0].table.rows
    found: str | None = rows.data(rows.index(row, column_of(side, name)), Qt.ItemDataRole.ToolTipRole)
    return found


def record(panel: ChainPanel, row: int) -> ChainRow:
    found = panel.blocks[0].table.rows.record_at(row)
    assert found is not None
    return found


def call(panel: ChainPanel, row: int) -> OptionLook:
    found = record(panel, row).call
    assert found is not None
    return found.look


def at(panel: ChainPanel, row: int, side: str, name: str) -> QModelIndex:
    return panel.blocks[0].table.rows.index(row, column_of(side, name))


def shown_expiries(panel: ChainPanel) -> list[int]:
    return [block.look.expiry_ms for block in panel.blocks if block.look is not None and not block.isHidden()]


def test_empty_panel_says_what_will_show(panel: ChainPanel, station: OptionStation) -> None:
    assert "Not connected" in panel._empty.text()
    assert panel.blank.isVisible()
    run(panel, station)
    assert not panel.blank.isVisible()
    assert panel.area.isVisible()


def test_calls_mirror_puts(panel: ChainPanel) -> None:
    names = [metric.name if metric is not None else "strike" for _, metric in PLAN]
    inner, outer = [metric.name for metric in INNER], [metric.name for metric in OUTER]
    assert names == [*reversed(outer), *inner, "strike", *inner, *outer]
    assert names[STRIKE_COLUMN] == "strike"
    assert len({metric.name for metric in METRICS}) == len(METRICS)
    assert all(metric.help for metric in METRICS)


def test_a_row_tells_strike_quotes_and_values(panel: ChainPanel, station: OptionStation) -> None:
    run(panel, station)
    (look, *_) = option_chain(station.cache, CARD)
    assert panel.blocks[0].table.rows.rowCount() == 5
    assert panel.blocks[0].heading.startswith("$CARD · 60 s · 0:10 left · price ")
    for place, strike in enumerate(look.rows):
        one = strike.call
        assert one is not None
        assert one.theo is not None
        assert text(panel, place, "call", "theo") == f"{round(one.theo) / 100:,.2f}"
        if one.quote.ask is not None:
            edge = one.theo - one.quote.ask
            assert text(panel, place, "call", "buy_edge") == f"{round(edge) / 100:+,.2f}".replace("+0.00", "0.00")
            cell = panel.blocks[0].table.rows.cell(at(panel, place, "call", "buy_edge"))
            assert cell is not None
            assert cell[0].tone is (Tone.UP if round(edge) > 0 else Tone.DOWN)
        assert one.delta is not None
        assert text(panel, place, "call", "delta") == f"{one.delta:.2f}".replace("-0.00", "0.00")


def test_a_price_below_intrinsic_has_no_volatility_and_says_why(panel: ChainPanel, station: OptionStation) -> None:
    run(panel, station)
    reasons: set[str | None] = set()
    for _ in range(40):
        station.market.step()
        panel.run_refresh()
        for row in range(5):
            look = call(panel, row)
            if look.mid_vol is None:
                assert text(panel, row, "call", "mid_vol") == ""
                reasons.add(tip(panel, row, "call", "mid_vol"))
            else:
                assert text(panel, row, "call", "mid_vol") == f"{look.mid_vol * 1e4:.1f}"
                assert "typically moves" in (tip(panel, row, "call", "mid_vol") or "")
    assert "Below intrinsic: so low a price fits no volatility at all" in reasons


def test_own_holdings_and_orders_stand_in_their_rows(panel: ChainPanel, station: OptionStation) -> None:
    run(panel, station)
    panel.head.more.click()
    panel.resize(1_200, 240)
    key = call(panel, 1).instrument.id
    station.account.portfolio.hold(key, 3)
    station.account.place(key, price=120, quantity=2)
    station.account.place(key, Side.SELL, price=2_000, quantity=1)
    panel.run_refresh()
    assert text(panel, 1, "call", "position") == "+3"
    assert text(panel, 1, "put", "position") == ""
    assert text(panel, 1, "call", "orders") == "+2 -1"
    assert tip(panel, 1, "call", "orders") == "buy 2 at 1.20\nsell 1 at 20.00"


def test_the_money_is_marked(panel: ChainPanel, station: OptionStation) -> None:
    run(panel, station)
    price = station.cache.underlying_price(CARD)
    assert price is not None
    strikes = [record(panel, row).strike for row in range(5)]
    nearest = min(strikes, key=lambda strike: abs(strike - price))
    assert [record(panel, row).strike for row in range(5) if record(panel, row).at_the_money] == [nearest]


def test_it_rolls_and_the_current_cell_keeps_its_place(panel: ChainPanel, station: OptionStation) -> None:
    run(panel, station)
    assert shown_expiries(panel) == [60_000]
    table = panel.blocks[0].table
    table.setCurrentIndex(at(panel, 3, "put", "bid"))
    run(panel, station, 12)
    assert shown_expiries(panel) == [75_000]
    assert table.rows.rowCount() == 5
    assert [record(panel, row).strike for row in range(5)] == sorted(record(panel, row).strike for row in range(5))
    assert (table.currentIndex().row(), table.currentIndex().column()) == (3, column_of("put", "bid"))
    assert not any(cell.direction for row in range(5) for cell in (table.rows.row_cells(row) or ([], None))[0]), (
        "another contract's price is no change"
    )


def test_a_pinned_expiry_stays_until_it_ends_and_says_so(panel: ChainPanel, station: OptionStation) -> None:
    run(panel, station)
    panel.head.expiry.setCurrentIndex(1)
    assert shown_expiries(panel) == [75_000]
    panel.head.pin.click()
    run(panel, station, 12)
    assert shown_expiries(panel) == [75_000]
    run(panel, station, 15)
    assert "Press P" in panel._empty.text()
    panel.head.underlying.setFocus()
    QTest.keyClick(panel.head.underlying, Qt.Key.Key_P)
    assert panel.pinned is None
    assert shown_expiries(panel) == [105_000]


def test_room_is_filled_with_later_expiries(panel: ChainPanel, station: OptionStation) -> None:
    run(panel, station)
    assert len(shown_expiries(panel)) == 1
    panel.resize(SIDE_BY_SIDE_PX + 10, 240)
    assert shown_expiries(panel) == [60_000, 75_000]
    assert panel.blocks[0].pos().y() == panel.blocks[1].pos().y()
    panel.resize(960, 760)
    assert shown_expiries(panel) == [60_000, 75_000, 90_000, 105_000]
    QApplication.processEvents()
    assert panel.blocks[0].pos().x() == panel.blocks[1].pos().x()
    panel.head.more.click()
    assert shown_expiries(panel) == [60_000]
    panel.head.more.click()
    panel.head.expiry.setCurrentIndex(3)
    assert shown_expiries(panel) == [105_000]


def test_the_last_strike_is_seen_whole_with_a_bar_below_it_and_its_height_does_not_depend_on_the_bar(
    panel: ChainPanel, station: OptionStation
) -> None:
    run(panel, station)
    panel.head.more.click()
    table = panel.blocks[0].table
    panel.resize(table.needed_px + 60, 480)
    QApplication.processEvents()
    assert not table.horizontalScrollBar().isVisible()
    height = table.sizeHint().height()
    panel.show_metrics([metric.name for metric in METRICS])
    QApplication.processEvents()
    assert table.horizontalScrollBar().isVisible()
    assert table.sizeHint().height() == height, "a layout keeps the hint that it was given"
    last = table.visualRect(table.rows.index(table.rows.rowCount() - 1, STRIKE_COLUMN))
    assert last.bottom() < table.viewport().height()


def test_a_click_on_a_price_fills_the_ticket(panel: ChainPanel, station: OptionStation, asked: Asked) -> None:
    run(panel, station)
    table = panel.blocks[0].table
    look = call(panel, 2)
    for name, side, price in (("bid", Side.SELL, look.quote.bid), ("ask", Side.BUY, look.quote.ask)):
        QTest.mouseClick(
            table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(at(panel, 2, "call", name)).center()
        )
        (draft,) = asked.tickets
        assert draft.legs == (TicketLeg(instrument=look.instrument.id, side=side, price=price),)
        asked.tickets.clear()
    for index in (at(panel, 2, "call", "position"), table.rows.index(2, STRIKE_COLUMN)):
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
    assert not asked.tickets


def test_keyboard_walks_the_cells_and_enter_fills_the_ticket(
    panel: ChainPanel, station: OptionStation, asked: Asked
) -> None:
    run(panel, station)
    table = panel.blocks[0].table
    table.setFocus()
    table.setCurrentIndex(at(panel, 2, "call", "bid"))
    QTest.keyClick(table, Qt.Key.Key_Return)
    QTest.keyClick(table, Qt.Key.Key_Right)
    QTest.keyClick(table, Qt.Key.Key_Return)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.currentIndex() == at(panel, 3, "call", "ask")
    table.setCurrentIndex(at(panel, 3, "call", "delta"))
    QTest.keyClick(table, Qt.Key.Key_Return)
    legs = [draft.legs[0] for draft in asked.tickets]
    assert [leg.side for leg in legs] == [Side.SELL, Side.BUY, Side.BUY]
    assert [leg.instrument for leg in legs] == [call(panel, row).instrument.id for row in (2, 2, 3)]
    table.setCurrentIndex(table.rows.index(3, STRIKE_COLUMN))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert len(asked.tickets) == 3
    QTest.keyClick(table, Qt.Key.Key_P)
    assert panel.pinned == 60_000


def test_tab_stops_at_the_head_and_at_each_expiry(panel: ChainPanel, station: OptionStation) -> None:
    run(panel, station)
    panel.resize(960, 560)
    QApplication.processEvents()
    tables = [block.table for block in panel.blocks if block.isVisible()]
    assert len(tables) == 3
    panel.head.underlying.setFocus()
    for expected in (*panel.head.stops[1:], *tables):
        panel.focusNextChild()
        assert QApplication.focusWidget() is expected


def test_chart_and_ladder_get_a_role_that_rolls_or_the_pinned_contract(
    panel: ChainPanel, station: OptionStation, asked: Asked
) -> None:
    run(panel, station)
    table = panel.blocks[0].table
    table.setFocus()
    table.setCurrentIndex(at(panel, 4, "put", "ask"))
    QTest.keyClick(table, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    (role,) = asked.charts
    assert isinstance(role, Role)
    put = record(panel, 4).put
    assert put is not None
    assert station.cache.resolve(role) == put.look.instrument.id
    panel.head.pin.click()
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert asked.ladders == [put.look.instrument.id]


def test_menu_buys_sells_and_shows(panel: ChainPanel, station: OptionStation, asked: Asked) -> None:
    run(panel, station)
    block = panel.blocks[0]
    menu = panel.menu_at(block, at(panel, 2, "put", "theo"))
    assert menu is not None
    for action in menu.actions():
        action.trigger()
    assert [draft.legs[0].side for draft in asked.tickets] == [Side.BUY, Side.SELL]
    assert len(asked.charts) == len(asked.ladders) == 1
    assert panel.menu_at(block, block.table.rows.index(2, STRIKE_COLUMN)) is None


def test_columns_are_chosen_on_both_sides_at_once(panel: ChainPanel, station: OptionStation) -> None:
    run(panel, station)
    table = panel.blocks[0].table

    def seen(name: str) -> list[bool]:
        return [not table.isColumnHidden(column_of(side, name)) for side in ("call", "put")]

    assert seen("gamma") == [False, False]
    assert seen("delta") == [True, True]
    menu = QMenu(panel)
    panel.fill_columns_menu(menu)
    entries = {action.text(): action for action in menu.actions() if action.isCheckable()}
    assert len(entries) == len(METRICS)
    entries["Gamma"].trigger()
    entries["Delta"].trigger()
    assert seen("gamma") == [True, True]
    assert seen("delta") == [False, False]
    panel.resize(SIDE_BY_SIDE_PX, 240)
    assert not panel.blocks[1].table.isColumnHidden(column_of("put", "gamma")), "later blocks have the same columns"
    menu.actions()[-1].trigger()
    assert panel.metrics == FIRST_SHOWN


def test_the_menu_of_columns_stays_while_some_are_chosen(
    qtbot: QtBot, panel: ChainPanel, station: OptionStation
) -> None:
    run(panel, station)
    menu = panel._columns_menu()
    menu.popup(QPoint(0, 0))
    qtbot.waitUntil(menu.isVisible)
    entries = {action.text(): action for action in menu.actions() if action.isCheckable()}
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entries["Gamma"]).center())
    assert "gamma" in panel.metrics
    menu.setActiveAction(entries["Delta"])
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert "delta" not in panel.metrics
    assert menu.isVisible()
    assert entries["Gamma"].isChecked()
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()


@pytest.mark.parametrize("width", [1_200, 900, 760, 640, 560])
def test_outer_columns_give_way_on_both_sides_instead_of_a_bar(
    panel: ChainPanel, station: OptionStation, width: int
) -> None:
    panel.resize(width, 400)
    run(panel, station)
    QApplication.processEvents()
    table = panel.blocks[0].table
    assert table.horizontalScrollBar().maximum() == 0
    assert panel.shown == FIRST_SHOWN[: len(panel.shown)], "the outermost first"
    assert {"bid", "ask", "bid_size", "ask_size"} <= set(panel.shown)
    for name in FIRST_SHOWN:
        hidden = [table.isColumnHidden(column_of(side, name)) for side in ("call", "put")]
        assert hidden == [name not in panel.shown] * 2
    assert (panel.shown == FIRST_SHOWN) is (width == 1_200)


def test_what_the_user_added_stays_and_the_menu_says_what_has_no_room(
    panel: ChainPanel, station: OptionStation
) -> None:
    run(panel, station)
    panel.resize(760, 240)
    panel.show_metrics((*FIRST_SHOWN, "gamma"))
    assert "gamma" in panel.shown
    assert "orders" not in panel.shown
    menu = QMenu(panel)
    panel.fill_columns_menu(menu)
    ticked = [action.text() for action in menu.actions() if action.isChecked()]
    assert "Gamma" in ticked
    assert "Orders (no room)" in ticked
    panel.resize(1_500, 240)
    panel.head.more.click()
    assert panel.shown == panel.metrics, "they come back with the room"


def test_a_key_opens_the_menu_of_columns_under_its_button(
    panel: ChainPanel, station: OptionStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(panel, station)
    opened: list[QPoint] = []
    monkeypatch.setattr(panel, "_open_columns_menu", opened.append)
    panel.blocks[0].table.setFocus()
    QTest.keyClick(panel.blocks[0].table, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    button = panel.head.columns
    assert opened == [button.mapToGlobal(button.rect().bottomLeft())]


def test_show_target(panel: ChainPanel, station: OptionStation) -> None:
    run(panel, station)
    panel.show_target(Role(underlying=JUMP, kind=InstrumentKind.PUT, nth_expiry=2, strike_offset=1))
    assert (panel.underlying, panel.nth_expiry, panel.pinned) == (JUMP, 2, None)
    table = panel.blocks[0].table
    assert table.currentIndex().column() == column_of("put", "ask")
    assert record(panel, table.currentIndex().row() - 1).at_the_money
    item = next(
        one
        for one in sorted(station.cache.instruments())
        if one.underlying == CARD and one.kind is InstrumentKind.CALL and one.expiry_ms == 75_000
    )
    panel.show_target(item.id)
    assert (panel.underlying, panel.pinned) == (CARD, 75_000)
    assert record(panel, table.currentIndex().row()).strike == item.strike
    assert panel.head.pin.isChecked()
    panel.show_target(InstrumentId("nonsense"))
    assert panel.underlying == CARD
    panel.show_target(InstrumentId("$JUMP"))
    assert (panel.underlying, panel.pinned) == (JUMP, None)


def test_old_prices_are_greyed_and_their_age_is_said(
    panel: ChainPanel, station: OptionStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(panel, station)
    monkeypatch.setattr(type(station.cache), "feed_age_ms", property(lambda _self: 3_000.0))
    panel.run_refresh()
    assert "3.0 s" in panel.head.notice.text()
    assert len(panel.blocks[0].table._delegate.greyed) == len(PLAN)


def test_state_comes_back(qtbot: QtBot, panel: ChainPanel, station: OptionStation, navigator: Navigator) -> None:
    panel.show_target(Role(underlying=JUMP, nth_expiry=2))
    panel.show_metrics(["bid", "ask", "vega"])
    panel.head.more.click()
    other = ChainPanel(station, navigator)
    qtbot.addWidget(other)
    other.restore_state(panel.save_state())
    assert other.save_state() == panel.save_state()
    assert (other.underlying, other.nth_expiry, other.metrics) == (JUMP, 2, ("bid", "ask", "vega"))
    other.restore_state({"underlying": 4, "nth_expiry": 99, "columns": "x", "fill_room": 3})
    assert other.save_state() == panel.save_state()


def test_unchanged_rows_are_not_painted_again(panel: ChainPanel, station: OptionStation) -> None:
    run(panel, station)
    changes: list[int] = []
    panel.blocks[0].table.rows.dataChanged.connect(lambda *_: changes.append(1))
    panel.run_refresh()
    assert not changes
    station.account.portfolio.hold(call(panel, 1).instrument.id, 7)
    panel.run_refresh()
    assert changes == [1]
