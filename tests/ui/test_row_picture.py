"""The kept picture of a table: it always shows what painting everything anew would, and paints little for it."""

import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.ui.docks.market_watch import MarketWatchPanel
from algotrade_gui.ui.models.cells import Column, RowStyle, Tone
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.navigator import Navigator
from algotrade_gui.ui.tables import RecordTable
from algotrade_gui.ui.theme import FLASH_MS, theme
from algotrade_gui.ui.watch_view import WatchTree
from tests.ui.fakes_views import FakeWorkstation


@dataclass(frozen=True)
class Line:
    name: str
    price: int
    style: RowStyle = RowStyle.NORMAL


FORMAT = QImage.Format.Format_RGB32
COLUMNS = (
    Column[Line](title="Name", text=lambda row: row.name, sample="a name", numeric=False),
    Column[Line](
        title="Price",
        text=lambda row: str(row.price),
        sample="0000",
        value=lambda row: float(row.price),
        tone=lambda row: Tone.UP if row.price % 2 else Tone.DOWN,
        flashes=True,
    ),
    Column[Line](title="Twice", text=lambda row: str(row.price // 5), sample="0000"),
)


def shown(view: RecordTable | WatchTree) -> QImage:
    """What stands on the screen, where only what was asked for was painted."""
    for _ in range(3):
        QApplication.processEvents()
    window, viewport = view.window(), view.viewport()
    picture = view.screen().grabWindow(window.winId()).toImage()
    return picture.copy(QRect(viewport.mapTo(window, QPoint()), viewport.size())).convertToFormat(FORMAT)


def painted_anew(view: RecordTable | WatchTree) -> QImage:
    """The same with a picture that is painted from nothing."""
    delegate = view.itemDelegate()
    delegate.looks += 1  # type: ignore[attr-defined]  # ours
    return view.viewport().grab().toImage().convertToFormat(FORMAT)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def table(qtbot: QtBot, themed: QApplication, clock: ManualClock) -> RecordTable:
    model: RecordTableModel[int, Line] = RecordTableModel(COLUMNS, style=lambda row: row.style, clock=clock)
    view = RecordTable(model)
    qtbot.addWidget(view)
    view.resize(260, 190)
    view.show()
    model.apply({key: Line(f"row {key}", 100 + key) for key in range(30)})
    QApplication.processEvents()
    return view


def model_of(table: RecordTable) -> RecordTableModel[int, Line]:
    model = table.model()
    assert isinstance(model, RecordTableModel)
    return model


def test_it_shows_what_painting_everything_anew_would(table: RecordTable, clock: ManualClock) -> None:
    chance = random.Random(5)
    model = model_of(table)
    bar = table.verticalScrollBar()

    def change() -> None:
        keys = chance.sample(model.keys, k=min(4, len(model.keys)))
        styles = list(RowStyle)
        model.apply({key: Line(f"row {key}", chance.randint(90, 120), chance.choice(styles)) for key in keys})

    def add_and_remove() -> None:
        model.apply({chance.randint(100, 999): Line("new", 1)}, [chance.choice(model.keys)])

    steps: list[Callable[[], object]] = [
        change,
        change,
        add_and_remove,
        lambda: bar.setValue(max(0, bar.value() + chance.choice((-70, -22, -3, 3, 22, 70)))),
        lambda: table.selectRow(chance.randrange(model.rowCount())),
        lambda: table.clearSelection(),
        lambda: table.setFocus(),
        lambda: table.clearFocus(),
        lambda: table.sort_by(chance.randrange(3)),
        lambda: table.resize(chance.choice((180, 260, 300)), chance.choice((120, 190, 700))),
        lambda: table.grey(frozenset({chance.randrange(3)})),
        lambda: table.horizontalHeader().moveSection(0, 2),
        lambda: theme().set_mode(chance.choice(("dark", "light"))),
        lambda: model.apply({}, model.keys[5:]),
        lambda: model.apply({key: Line(f"row {key}", 100 + key) for key in range(30)}),
    ]
    for _ in range(150):
        chance.choice(steps)()
        clock.advance(chance.choice((0, 100, FLASH_MS)))
        assert shown(table) == painted_anew(table)


def test_an_update_paints_the_cells_that_changed(table: RecordTable, clock: ManualClock) -> None:
    model = model_of(table)
    count = table._picture.painted_cells
    model.apply({2: Line("row 2", 500)})
    QApplication.processEvents()
    assert table._picture.painted_cells - count == 2
    model.apply({2: Line("row 2", 501)})
    QApplication.processEvents()
    assert table._picture.painted_cells - count == 3
    clock.advance(FLASH_MS)
    model.apply({})
    QApplication.processEvents()
    assert table._picture.painted_cells - count == 4
    model.apply({29: Line("below the edge", 1)})
    table.viewport().update()
    QApplication.processEvents()
    assert table._picture.painted_cells - count == 4


def test_scrolling_paints_what_comes_into_view(table: RecordTable) -> None:
    seen = len(table.visible_rows())
    count = table._picture.painted_cells
    table.verticalScrollBar().setValue(2 * 22)
    QApplication.processEvents()
    assert 0 < table._picture.painted_cells - count <= 3 * 3 < 3 * seen


def test_the_tree_shows_what_painting_everything_anew_would(
    qtbot: QtBot, themed: QApplication, clock: ManualClock
) -> None:
    station = FakeWorkstation(ErrorCentre())
    panel = MarketWatchPanel(station, Navigator(), clock=clock)
    qtbot.addWidget(panel)
    panel.resize(420, 400)
    panel.show()
    station.market.run(50)
    panel.run_refresh()
    chance = random.Random(6)
    view, model = panel.view, panel.model
    bar = view.verticalScrollBar()

    def some_row() -> None:
        view.setCurrentIndex(model.index_of(chance.choice(list(view.places(model)))))

    steps: list[Callable[[], object]] = [
        lambda: bar.setValue(max(0, bar.value() + chance.choice((-70, -22, -3, 3, 22, 70)))),
        some_row,
        lambda: view.setFocus(),
        lambda: panel.bar.text.setFocus(),
        lambda: panel.star(view.currentIndex()),
        lambda: view.setExpanded(model.index(chance.randrange(6), 0), chance.random() < 0.7),
        lambda: panel.resize(chance.choice((300, 420, 700)), 400),
        lambda: view.show_stale(chance.choice(("", "prices are 3 s old"))),
        lambda: panel.flat_action.trigger(),
    ]
    for _ in range(80):
        if chance.random() < 0.5:
            chance.choice(steps)()
        station.market.step()
        clock.advance(100)
        panel.run_refresh()
        assert shown(view) == painted_anew(view)
