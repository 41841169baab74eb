"""The mispricing board as a panel: its rows stay still, what vanishes fades, a click fills the ticket."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.analytics.combos import FindingKind
from algotrade_gui.composition import Workstation
from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.domain.order import Side
from algotrade_gui.ui.cell_delegate import PADDING
from algotrade_gui.ui.docks.mispricing import LEGS_USUAL_PX, ROOMY_PX, MispricingPanel
from algotrade_gui.ui.heat_map import STRONGEST, WEAKEST, HeatCell, HeatMap, HeatRow, HeatScene, fill_share
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.mispricing_filters import KIND_LEAST_PX
from algotrade_gui.ui.models.cells import RowStyle
from algotrade_gui.ui.models.mispricing_map import edge_text
from algotrade_gui.ui.models.mispricing_rows import (
    COLUMN_NAMES,
    GAIN_COLUMN,
    KIND_WORDS,
    LEGS_COLUMN,
    details,
    draft_of,
    legs_words,
    rank_of,
    worth_words,
)
from algotrade_gui.ui.navigator import Navigator
from algotrade_gui.ui.sources import AccountParts, OptionDesk
from algotrade_gui.ui.theme import DARK, LIGHT, ROW_HEIGHT, contrast, mix, ui_font
from algotrade_gui.wire.messages import Holding
from tests.ui.fakes_options import Asked, OptionStation


def real_workstation_fits(workstation: Workstation) -> AccountParts[OptionDesk]:
    """For mypy: what the panels ask for is what the workstation has."""
    return workstation


@pytest.fixture
def station(errors: ErrorCentre) -> OptionStation:
    return OptionStation(errors)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def panel(
    qtbot: QtBot, themed: QApplication, station: OptionStation, navigator: Navigator, clock: ManualClock
) -> MispricingPanel:
    made = MispricingPanel(station, navigator, clock=clock)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    made.run_refresh()
    return made


def run(panel: MispricingPanel, station: OptionStation) -> None:
    station.market.run(50)
    panel.run_refresh()


def styles(panel: MispricingPanel) -> list[RowStyle]:
    found = (panel.model.row_cells(row) for row in range(panel.model.rowCount()))
    return [each[1] for each in found if each is not None]


def ranks(panel: MispricingPanel) -> list[float]:
    rows = (panel.model.record_at(row) for row in range(panel.model.rowCount()))
    return [rank_of(row.one) for row in rows if row is not None and not row.gone]


def test_empty_panel_says_what_will_show(panel: MispricingPanel, station: OptionStation) -> None:
    assert panel._empty.isVisible()
    assert "Not connected" in panel._empty.text()
    run(panel, station)
    assert not panel._empty.isVisible()
    panel.filters.least.setValue(900)
    assert panel._empty.isVisible()
    assert "filters" in panel._empty.text()


def test_rows_are_the_findings_best_first(panel: MispricingPanel, station: OptionStation) -> None:
    run(panel, station)
    assert panel.model.rowCount() == len(panel.filtered()) > 10
    assert ranks(panel) == sorted(ranks(panel), reverse=True)
    row = panel.model.record_at(0)
    assert row is not None
    shown = [panel.model.data(panel.model.index(0, column)) for column in range(panel.model.columnCount())]
    assert str(row.one.finding.underlying) in shown
    assert legs_words(row.one) in shown


def test_the_map_shows_the_best_of_each_strike(panel: MispricingPanel, station: OptionStation) -> None:
    run(panel, station)
    scene = panel.map.scene
    assert len(scene.rows) == 24
    assert [row.group for row in scene.rows[:5]] == ["$CARD", "", "", "", "$GARR"]
    assert scene.columns == ("-2\xa0%", "-1\xa0%", "0\xa0%", "+1\xa0%", "+2\xa0%")
    filled = [(r, c) for r, row in enumerate(scene.rows) for c, cell in enumerate(row.cells) if cell is not None]
    assert len(filled) > 10
    for place in filled:
        one = panel.at_cell(*place)
        assert one is not None
        assert one.edge > 0
        assert details(one) == panel.map.tell(*place)


def test_what_vanishes_fades_for_one_update(panel: MispricingPanel, station: OptionStation) -> None:
    run(panel, station)
    panel.run_refresh()
    assert set(styles(panel)) == {RowStyle.NORMAL}
    for _ in range(10):
        station.market.step()
        before = set(panel.model.keys)
        faded_before = {key for key in before if (row := panel.model.record(key)) is not None and row.gone}
        panel.run_refresh()
        live = {one.key for one in panel.filtered()}
        vanished = before - live - faded_before
        for key in vanished:
            row = panel.model.record(key)
            assert row is not None
            assert row.gone
        assert set(panel.model.keys) == live | vanished, "one faded before is gone unless it came back"


def test_rows_do_not_move_under_the_pointer(
    panel: MispricingPanel, station: OptionStation, monkeypatch: pytest.MonkeyPatch, clock: ManualClock
) -> None:
    run(panel, station)
    monkeypatch.setattr(type(panel.view.viewport()), "underMouse", lambda _self: True)
    before = panel.model.keys
    for _ in range(10):
        station.market.step()
        clock.advance(400)
        panel.run_refresh()
        assert panel.model.keys[: len(before)] == before
    monkeypatch.undo()
    for _ in range(4):
        # the chains that wait are looked at meanwhile
        clock.advance(1_100)
        panel.run_refresh()
    assert ranks(panel) == sorted(ranks(panel), reverse=True)
    assert set(panel.model.keys) == {one.key for one in panel.filtered()}


def test_rows_are_put_in_order_also_when_each_update_brings_a_new_second(
    panel: MispricingPanel, station: OptionStation, clock: ManualClock
) -> None:
    run(panel, station)
    in_order = 0
    for _ in range(6):
        station.market.step(by_ms=1_000)
        clock.advance(1_000)
        panel.run_refresh()
        in_order += ranks(panel) == sorted(ranks(panel), reverse=True)
    assert in_order >= 3


def test_a_board_that_comes_up_again_is_in_order_at_once(
    panel: MispricingPanel, station: OptionStation, clock: ManualClock
) -> None:
    run(panel, station)
    for _ in range(3):
        panel.hide()
        for _ in range(7):
            station.market.step(by_ms=1_000)
            panel.mark_stale()
        clock.advance(7_000)
        panel.show()
        assert ranks(panel) == sorted(ranks(panel), reverse=True)


@pytest.mark.parametrize("height", [400, 407, 414, 421])
def test_no_row_of_the_table_is_cut(panel: MispricingPanel, station: OptionStation, height: int) -> None:
    run(panel, station)
    panel.resize(900, height)
    QApplication.processEvents()
    assert panel.view.viewport().height() % ROW_HEIGHT == 0


def test_the_heads_of_map_and_table_end_on_one_line(panel: MispricingPanel, station: OptionStation) -> None:
    run(panel, station)
    header = panel.view.horizontalHeader()
    table = header.mapTo(panel, header.rect().bottomLeft()).y()
    head = panel.map.viewport().mapTo(panel, QPoint(0, panel.map.head_px - 1)).y()
    assert head == table


def test_a_click_fills_the_ticket_with_all_legs(panel: MispricingPanel, station: OptionStation, asked: Asked) -> None:
    run(panel, station)
    place = next(
        row
        for row in range(panel.model.rowCount())
        if (found := panel.model.record_at(row)) is not None and found.one.finding.kind is FindingKind.CALL_AND_PUT
    )
    row = panel.model.record_at(place)
    assert row is not None
    panel.view.scrollTo(panel.model.index(place, 0))
    at = panel.view.visualRect(panel.model.index(place, GAIN_COLUMN)).center()
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    (draft,) = asked.tickets
    finding = row.one.finding
    assert [(leg.instrument, leg.side, leg.price) for leg in draft.legs] == [
        (leg.instrument.id, leg.side, leg.price) for leg in finding.legs
    ]
    assert {leg.quantity for leg in draft.legs} == {finding.units}
    assert draft.note.startswith("Call + put, sure +")


def test_enter_fills_the_ticket_and_shift_enter_shows_the_chart(
    panel: MispricingPanel, station: OptionStation, asked: Asked
) -> None:
    run(panel, station)
    panel.view.setFocus()
    panel.view.selectRow(2)
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    QTest.keyClick(panel.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    row = panel.model.record_at(2)
    assert row is not None
    assert asked.tickets == [draft_of(row.one, None)]
    assert asked.charts == [row.one.finding.legs[0].instrument.id]


def test_the_ticket_asks_for_no_more_than_can_be_paid(
    panel: MispricingPanel, station: OptionStation, asked: Asked
) -> None:
    run(panel, station)
    station.account.cash = Holding(reserved=99_000, total=100_000)
    for row in range(panel.model.rowCount()):
        panel.view.selectRow(row)
        panel._ticket(panel.selected())
    drafts = asked.tickets
    assert len(drafts) > 10
    for draft in drafts:
        cost = sum((leg.price or 0) * leg.quantity for leg in draft.legs if leg.side is Side.BUY)
        assert cost <= 1_000 or {leg.quantity for leg in draft.legs} == {1}


def test_what_has_vanished_cannot_be_bought(panel: MispricingPanel, station: OptionStation, asked: Asked) -> None:
    run(panel, station)
    gone = -1
    while gone < 0:
        station.market.step()
        panel.run_refresh()
        rows = (panel.model.record_at(row) for row in range(panel.model.rowCount()))
        gone = next((place for place, row in enumerate(rows) if row is not None and row.gone), -1)
    panel.view.selectRow(gone)
    assert panel.selected() is None
    panel._clicked(panel.model.index(gone, 0))
    assert panel.menu_at(panel.model.index(gone, 0)) is None
    assert not asked.tickets


def test_the_map_works_with_the_keyboard(panel: MispricingPanel, station: OptionStation, asked: Asked) -> None:
    run(panel, station)
    panel.map.setFocus()
    target = next((r, c) for r in range(24) for c in range(5) if r > 4 and panel.at_cell(r, c) is not None)
    for _ in range(target[0]):
        QTest.keyClick(panel.map, Qt.Key.Key_Down)
    for _ in range(target[1]):
        QTest.keyClick(panel.map, Qt.Key.Key_Right)
    assert panel.map.current == target
    one = panel.at_cell(*target)
    assert one is not None
    assert panel.detail.text() == legs_words(one)
    assert panel.worth.text() == worth_words(one)
    QTest.keyClick(panel.map, Qt.Key.Key_Return)
    assert asked.tickets == [draft_of(one, None)]
    QTest.keyClick(panel.map, Qt.Key.Key_End)
    QTest.keyClick(panel.map, Qt.Key.Key_PageDown)
    assert panel.map.current == (23, 4)


def test_a_click_into_the_map_fills_the_ticket_a_double_click_shows_the_chart(
    panel: MispricingPanel, station: OptionStation, asked: Asked
) -> None:
    run(panel, station)
    place = next((r, c) for r in range(24) for c in range(5) if panel.at_cell(r, c) is not None)
    at = panel.map.cell_rect(*place).center()
    QTest.mouseClick(panel.map.viewport(), Qt.MouseButton.LeftButton, pos=at)
    one = panel.at_cell(*place)
    assert one is not None
    assert asked.tickets == [draft_of(one, None)]
    QTest.mouseDClick(panel.map.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert asked.charts == [one.finding.legs[0].instrument.id]


def test_tab_stops_at_filters_map_and_table(panel: MispricingPanel, station: OptionStation) -> None:
    run(panel, station)
    panel.filters.kind.setFocus()
    for expected in (panel.filters.least, panel.filters.own_only, panel.map, panel.view):
        panel.focusNextChild()
        assert QApplication.focusWidget() is expected


def test_filters_leave_out(panel: MispricingPanel, station: OptionStation) -> None:
    station.account.portfolio.hold(InstrumentId("$CARD_future_60"), 1)
    run(panel, station)
    while not any(one.finding.needs_inventory for one in panel.board.found):
        station.market.step()
        panel.run_refresh()
    needing = next(one for one in panel.filtered() if one.finding.needs_inventory)
    assert legs_words(needing).partition(" · ")[0].endswith("(needs inventory)"), "not cut off in a narrow column"
    assert draft_of(needing, None).note.endswith("sells what you do not own yet")
    panel.filters.own_only.setChecked(True)
    assert not any(one.finding.needs_inventory for one in panel.filtered())
    assert panel.model.keys
    assert set(styles(panel)) == {RowStyle.NORMAL}, "what a filter hides does not fade"
    panel.filters.kind.setCurrentIndex(panel.filters.kind.findData(FindingKind.CALL_AND_PUT.value))
    assert {key[0] for key in panel.model.keys} == {"call + put"}
    panel.filters.least.setValue(1.0)
    assert all(one.edge >= 100 for one in panel.filtered())


def test_old_prices_are_greyed_and_their_age_is_said(
    panel: MispricingPanel, station: OptionStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(panel, station)
    monkeypatch.setattr(type(station.cache), "feed_age_ms", property(lambda _self: 2_100.0))
    panel.run_refresh()
    assert "2.1 s" in panel.filters._notice.text()
    assert panel.map.scene.stale
    assert len(panel.view._delegate.greyed) == panel.model.columnCount()


def test_menu_leads_to_the_panels_of_each_leg(panel: MispricingPanel, station: OptionStation, asked: Asked) -> None:
    run(panel, station)
    menu = panel.menu_at(panel.model.index(0, 0))
    assert menu is not None
    for action in menu.actions():
        action.trigger()
    row = panel.model.record_at(0)
    assert row is not None
    legs = [leg.instrument.id for leg in row.one.finding.legs]
    assert (asked.charts, asked.ladders, asked.chains) == (legs, legs, [legs[-1]])
    assert len(asked.tickets) == 1
    assert panel.menu_at(panel.model.index(-1, 0)) is None


def test_state_comes_back(qtbot: QtBot, panel: MispricingPanel, station: OptionStation, navigator: Navigator) -> None:
    panel.filters.kind.setCurrentIndex(2)
    panel.filters.least.setValue(2.5)
    panel.filters.own_only.setChecked(True)
    panel.view.setColumnWidth(0, 99)
    other = MispricingPanel(station, navigator)
    qtbot.addWidget(other)
    other.restore_state(panel.save_state())
    # which columns the header has hidden follows from the room that there is
    assert {**other.save_state(), "header": ""} == {**panel.save_state(), "header": ""}
    assert other.view.columnWidth(0) == 99
    assert other.view.columnWidth(0) == 99
    other.restore_state({"kind": 7, "least_cents": "x", "own_only": "no", "header": 3, "sizes": [1]})
    assert other.filters.least.value() == 2.5


def test_map_beside_the_table_in_a_wide_panel_above_it_in_a_tall_one(panel: MispricingPanel) -> None:
    assert panel.splitter.orientation() is Qt.Orientation.Horizontal
    panel.resize(480, 900)
    assert panel.splitter.orientation() is Qt.Orientation.Vertical


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("strength", [0.0, 0.5, 1.0])
def test_numbers_read_on_every_strength_of_colour(colours: object, strength: float) -> None:
    table = DARK if colours is DARK else LIGHT
    assert contrast(table.text, mix(table.up, table.panel, fill_share(strength))) >= 4.5
    assert WEAKEST <= fill_share(strength) <= STRONGEST


def test_a_small_map_scrolls_to_the_keyboards_cell(qtbot: QtBot, themed: QApplication) -> None:
    grid = HeatMap(lambda _row, _column: "")
    qtbot.addWidget(grid)
    grid.resize(300, 150)
    grid.show()
    rows = tuple(HeatRow("$CARD", "0:10", (HeatCell("1.00", 0.5), None)) for _ in range(24))
    grid.show_scene(HeatScene(("-1", "+1"), rows))
    QTest.keyClick(grid, Qt.Key.Key_PageDown)
    assert grid.current == (23, 0)
    assert grid.viewport().rect().contains(grid.cell_rect(23, 0))
    assert grid.place_at(grid.cell_rect(23, 1).center()) == (23, 1)
    assert grid.place_at(QPoint(2, 2)) == (-1, -1)
    QTest.keyClick(grid, Qt.Key.Key_PageUp)
    assert grid.verticalScrollBar().value() == 0


@pytest.mark.parametrize("height", [130, 141, 150, 167, 240])
def test_no_row_of_a_small_map_is_cut(qtbot: QtBot, themed: QApplication, height: int) -> None:
    grid = HeatMap(lambda _row, _column: "")
    qtbot.addWidget(grid)
    grid.resize(300, height)
    grid.show()
    rows = tuple(HeatRow("$CARD", "0:10", (HeatCell("1.00", 0.5), None)) for _ in range(24))
    grid.show_scene(HeatScene(("-1", "+1"), rows))
    for step in (0, 1, 24):
        grid.verticalScrollBar().setValue(step * grid.row_px)
        picture = grid.viewport().grab().toImage()
        ground = picture.pixelColor(picture.width() - 1, 2).name()
        bottoms = [grid.cell_rect(row, 0).bottom() for row in range(24)]
        seen = max(bottom for bottom in bottoms if bottom < grid.viewport().height())
        below = {picture.pixelColor(x, y).name() for x in range(250) for y in range(seen + 1, picture.height())}
        assert below <= {ground}, "what has no room is not begun"
        assert picture.height() - seen <= grid.row_px


@pytest.mark.parametrize(
    ("edge", "text"),
    [(5.0, "0.05"), (999.4, "9.99"), (1_000.0, "10.0"), (2_880.0, "28.8"), (9_996.0, "100"), (123_400.0, "1,234")],
)
def test_edges_fit_into_the_cells(themed: QApplication, edge: float, text: str) -> None:
    assert edge_text(edge) == text
    grid = HeatMap(lambda _row, _column: "")
    grid.resize(grid.minimumSizeHint())
    grid.scene = HeatScene(("",) * 5)
    assert QFontMetrics(ui_font()).horizontalAdvance(text) <= grid.cell_rect(0, 0).width() - 4
    grid.deleteLater()


@pytest.mark.parametrize("width", [480, 560, 760, 1_100])
def test_columns_give_way_instead_of_a_scroll_bar(panel: MispricingPanel, station: OptionStation, width: int) -> None:
    panel.resize(width, 300)
    run(panel, station)
    assert ("capital" in panel.columns.shown) is (width == 1_100)
    QApplication.processEvents()
    if panel.view.width() > 300:
        assert panel.view.horizontalScrollBar().maximum() == 0
    if panel.view.width() >= ROOMY_PX:
        assert panel.view.columnWidth(LEGS_COLUMN) >= LEGS_USUAL_PX, "legs before what is less dear"


def test_what_a_cell_holds_is_never_cut_through(panel: MispricingPanel, station: OptionStation) -> None:
    run(panel, station)
    panel.worth.show_text("sure +27.96 a unit, expected +31.00, 1,004.34 of capital, 12 units in all of it")
    for label in (panel.detail, panel.worth):
        assert not label.wordWrap()
        assert label.height() >= label.fontMetrics().height()
        assert label.toolTip() == label.text()


def test_the_number_found_is_whole_where_the_choice_of_kinds_can_give_way(
    panel: MispricingPanel, station: OptionStation
) -> None:
    run(panel, station)
    count, kind = panel.filters._count, panel.filters.kind
    for width in (900, 562, 520):
        panel.resize(width, 300)
        QApplication.processEvents()
        assert count.width() >= count.sizeHint().width(), width
        assert KIND_LEAST_PX <= kind.width() <= kind.sizeHint().width(), width
    panel.resize(900, 300)
    QApplication.processEvents()
    assert kind.width() == kind.sizeHint().width()


def test_every_kind_has_room_in_french(french: None, themed: QApplication, panel: MispricingPanel) -> None:
    view, column = panel.view, len(COLUMN_NAMES) - 1
    panel.resize(1_400, 300)
    QApplication.processEvents()
    assert not view.isColumnHidden(column)
    for words in KIND_WORDS.values():
        assert view.columnWidth(column) >= view.fontMetrics().horizontalAdvance(tr(words)) + 2 * PADDING, words
