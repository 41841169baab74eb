"""The base of flat tables: keys, rows and signals stay in step through any sequence of changes."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.units import cents_to_text
from algotrade_gui.ui.language import language
from algotrade_gui.ui.models.cells import Column
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.tables import RecordTable
from algotrade_gui.ui.theme import FLASH_MS


@dataclass(frozen=True)
class Deal:
    name: str
    price: int | None


COLUMNS: tuple[Column[Deal], ...] = (
    Column(title="Name", text=lambda deal: deal.name, sample="name", numeric=False),
    Column(
        title="Price",
        text=lambda deal: "" if deal.price is None else cents_to_text(deal.price),
        sample="1,000.00",
        value=lambda deal: deal.price,
        flashes=True,
        tooltip=lambda deal: f"{deal.price} cents",
        help="Dollars",
    ),
)


def model(*, newest_first: bool = False, clock: ManualClock | None = None) -> RecordTableModel[int, Deal]:
    return RecordTableModel(COLUMNS, newest_first=newest_first, clock=clock or ManualClock())


def shown(table: RecordTableModel[int, Deal]) -> list[str]:
    return [str(table.data(table.index(row, 0))) for row in range(table.rowCount())]


refreshes = st.lists(
    st.tuples(st.dictionaries(st.integers(0, 12), st.integers(1, 500), max_size=6), st.sets(st.integers(0, 12))),
    max_size=12,
)


@given(refreshes, st.booleans())
def test_rows_follow_any_sequence_of_changes(steps: list[tuple[dict[int, int], set[int]]], newest_first: bool) -> None:
    table = model(newest_first=newest_first)
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    mirror: list[int] = []
    inserted: list[int] = []
    table.rowsInserted.connect(lambda _parent, first, last: inserted.append(last - first + 1))
    expected: dict[int, int] = {}
    for changed, removed in steps:
        inserted.clear()
        table.apply({key: Deal(str(key), price) for key, price in changed.items()}, removed)
        mirror = [key for key in mirror if key in changed or key not in removed]
        fresh = [key for key in changed if key not in mirror]
        mirror = [*reversed(fresh), *mirror] if newest_first else [*mirror, *fresh]
        expected = {key: expected[key] for key in expected if key in mirror} | changed
        assert table.keys == mirror
        assert len(inserted) <= 1
        assert [table.record(key) for key in mirror] == [Deal(str(key), expected[key]) for key in mirror]
        assert [table.row_of(key) for key in mirror] == list(range(len(mirror)))
    del tester


def test_one_contiguous_change_and_none_for_nothing_new() -> None:
    clock = ManualClock()
    table = model(clock=clock)
    table.apply({key: Deal(str(key), 100) for key in range(10)})
    spans: list[tuple[int, int, int, int]] = []

    def note(top: QModelIndex, bottom: QModelIndex, _roles: object = None) -> None:
        spans.append((top.row(), top.column(), bottom.row(), bottom.column()))

    table.dataChanged.connect(note)
    assert table.apply({3: Deal("3", 101), 7: Deal("7", 99)})
    assert spans == [(3, 0, 7, 1)]
    clock.advance(FLASH_MS)
    table.apply({})
    spans.clear()
    assert not table.apply({4: Deal("4", 100)})
    assert spans == []


def test_flash_has_a_direction_and_ends() -> None:
    clock = ManualClock()
    table = model(clock=clock)
    table.apply({1: Deal("a", 100)})
    found = table.cell(table.index(0, 1))
    assert found is not None
    cell = found[0]
    assert cell.direction == 0
    table.apply({1: Deal("a", 90)})
    assert cell.direction == -1
    clock.advance(FLASH_MS - 1)
    assert not table.apply({})
    assert cell.direction == -1
    clock.advance(1)
    assert table.apply({})
    assert cell.direction == 0
    assert not table.apply({})


def test_missing_prices_sort_last_in_either_order() -> None:
    table = model()
    table.apply({1: Deal("b", None), 2: Deal("a", 50), 3: Deal("c", 20)})
    table.sort(1)
    assert shown(table) == ["c", "a", "b"]
    table.sort(1, Qt.SortOrder.DescendingOrder)
    assert shown(table) == ["a", "c", "b"]
    table.sort(0)
    assert shown(table) == ["a", "b", "c"]
    table.sort(-1)
    assert shown(table) == ["a", "b", "c"]


def test_headings_and_tooltips() -> None:
    table = model()
    table.apply({1: Deal("a", 100_050)})
    role, across = Qt.ItemDataRole, Qt.Orientation.Horizontal
    assert table.headerData(1, across) == "Price"
    assert table.headerData(1, across, role.ToolTipRole) == "Dollars"
    assert table.headerData(7, across) is None
    assert table.data(table.index(0, 1)) == "1,000.50"
    assert table.data(table.index(0, 1), role.ToolTipRole) == "100050 cents"
    assert table.data(table.index(0, 1), role.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert table.data(table.index(0, 0), role.TextAlignmentRole) & Qt.AlignmentFlag.AlignLeft
    assert table.data(QModelIndex()) is None


@pytest.mark.parametrize("price", [1, 100_000_000])
def test_widths_do_not_follow_content(qtbot: QtBot, themed: QApplication, price: int) -> None:
    table = model()
    view = RecordTable(table)
    qtbot.addWidget(view)
    before = [view.columnWidth(column) for column in range(2)]
    table.apply({1: Deal("a" * 80, price)})
    view.show()
    assert [view.columnWidth(column) for column in range(2)] == before
    assert view.rowHeight(0) == 22


def test_a_flexible_column_takes_what_the_others_leave(qtbot: QtBot, themed: QApplication) -> None:
    view = RecordTable(model())
    qtbot.addWidget(view)
    view.make_flexible(0, least=60, most=200)
    view.show()
    widths: list[int] = []
    for width in (120, 260, 900):
        view.resize(width, 200)
        QApplication.processEvents()
        widths.append(view.columnWidth(0))
    bar = view.verticalScrollBar().sizeHint().width()
    assert widths == [60, 260 - bar - view.columnWidth(1), 200]


def test_widths_of_another_language_are_not_taken(qtbot: QtBot, themed: QApplication) -> None:
    def table() -> RecordTable:
        made = RecordTable(model())
        qtbot.addWidget(made)
        return made

    old = table()
    shipped = old.horizontalHeader().sectionSize(0)
    old.horizontalHeader().resizeSection(0, 25)
    old.horizontalHeader().moveSection(0, 1)
    kept = old.header_state()
    same = table()
    same.restore_header(kept)
    assert same.horizontalHeader().sectionSize(0) == 25
    language().install("fr")
    try:
        other, plain = table(), table()
        other.restore_header(kept)
    finally:
        language().install("en")
    assert other.horizontalHeader().sectionSize(0) == plain.horizontalHeader().sectionSize(0)
    assert other.horizontalHeader().visualIndex(0) == 1, "the order is the user's"
    before_there_were_two = table()
    before_there_were_two.restore_header(kept.partition(" ")[2])
    assert before_there_were_two.horizontalHeader().sectionSize(0) == shipped
