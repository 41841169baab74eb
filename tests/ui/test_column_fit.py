"""Columns come and go with the room: the dearest first, what the user said before what is dear."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.ui.column_fit import ColumnFit
from algotrade_gui.ui.models.cells import Column
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.tables import RecordTable

NAMES = ("name", "price", "spread", "note")
RANKS = {"name": 0, "price": 1, "note": 2, "spread": 3}
WIDTH = 60


@pytest.fixture
def view(qtbot: QtBot, themed: QApplication) -> RecordTable:
    model: RecordTableModel[str, str] = RecordTableModel(
        [Column(title=name, text=lambda row: row, sample="0") for name in NAMES]
    )
    made = RecordTable(model)
    qtbot.addWidget(made)
    for place in range(len(NAMES)):
        made.setColumnWidth(place, WIDTH)
    made.show()
    return made


def fit(view: RecordTable, *, ticked_stay: bool = True) -> ColumnFit:
    return ColumnFit(view, view.horizontalHeader(), NAMES, RANKS, ticked_stay=ticked_stay)


def make_room(view: RecordTable, columns: int) -> None:
    view.resize(columns * WIDTH + view.verticalScrollBar().sizeHint().width() + 1, 200)


def test_the_first_that_has_no_room_ends_it(view: RecordTable) -> None:
    columns = fit(view)
    make_room(view, 4)
    assert columns.shown == list(NAMES)
    make_room(view, 3)
    assert columns.shown == ["name", "price", "note"]
    view.setColumnWidth(1, 2 * WIDTH)
    assert columns.shown == ["name", "price"], "a column that was made wider needs more room at once"
    make_room(view, 1)
    assert columns.shown == ["name"], "it counts as wide as it was made"
    make_room(view, 4)
    assert columns.shown == ["name", "price", "note"]


def test_what_is_ticked_stays_and_others_make_room(view: RecordTable, qtbot: QtBot) -> None:
    columns = fit(view)
    make_room(view, 2)
    with qtbot.waitSignal(columns.changed):
        columns.choose("spread", True)
    assert columns.shown == ["name", "spread"]
    assert columns.chosen == {"spread": True}
    columns.forget()
    assert columns.shown == ["name", "price"]


def test_what_is_ticked_follows_the_room_where_it_does_not_stay(view: RecordTable) -> None:
    columns = fit(view, ticked_stay=False)
    make_room(view, 2)
    columns.choose("price", False)
    assert columns.shown == ["name", "note"]
    columns.choose("spread", True)
    assert columns.chosen == {"price": False}, "nothing is forced"
    entries = {action.text(): action for action in columns.make_menu(view).actions() if action.isCheckable()}
    assert entries["spread (no room)"].isChecked()
    assert not entries["price"].isChecked()
    assert not entries["name"].isEnabled()
    columns.restore({"spread": True, "price": False, "name": False, "gone": False})
    assert columns.chosen == {"price": False}


def test_a_flexible_column_counts_as_the_least_it_needs(view: RecordTable) -> None:
    view.make_flexible(1, least=WIDTH // 2, most=4 * WIDTH)
    view.shed(2)
    make_room(view, 4)
    assert not view.isColumnHidden(2)
    assert view.columnWidth(1) > WIDTH // 2
    make_room(view, 3)
    assert view.isColumnHidden(2)
    assert view.horizontalScrollBar().maximum() == 0
    view.resize(view.width() + WIDTH // 2, 200)
    assert not view.isColumnHidden(2), "the flexible one gives way first"


def test_what_the_last_shown_column_is_given_it_does_not_need(view: RecordTable) -> None:
    columns = ColumnFit(view, view.horizontalHeader(), NAMES, RANKS, stretch_last=True)
    make_room(view, 2)
    assert columns.shown == ["name", "price"]
    # the last one that is shown takes what is left, also what comes in the course of many small changes
    for pixels in range(2 * WIDTH, 4 * WIDTH, 7):
        view.resize(pixels, 200)
        view.horizontalHeader().resizeSections()
        columns.fit()
    make_room(view, 4)
    assert columns.shown == list(NAMES)
    make_room(view, 1)
    make_room(view, 4)
    assert columns.shown == list(NAMES)
