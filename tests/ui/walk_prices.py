"""The newcomer's path: prices in the watch, a row opened in the chart, what a chart can do."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.role import Role
from algotrade_gui.ui.dialogs.indicators import IndicatorsDialog
from algotrade_gui.ui.docks.chart import ChartPanel
from algotrade_gui.ui.docks.market_watch import MarketWatchPanel
from algotrade_gui.ui.models.watch_rows import ASK, BID
from tests.ui import hands
from tests.ui.hands import CTRL, Key
from tests.ui.newcomer import Newcomer
from tests.ui.waiting import until


def said(watch: MarketWatchPanel, index: QModelIndex, column: int) -> str:
    """What a row says in a column."""
    return str(watch.model.data(index.siblingAtColumn(column)) or "")


async def go_to_row(it: Newcomer, instrument: InstrumentId) -> MarketWatchPanel:
    """Unfold what is above a contract by keyboard and click its row."""
    hands.key(Key.Key_1, CTRL)
    watch = it.panel(MarketWatchPanel)
    await until(watch.view.hasFocus)
    item = parse_instrument_id(instrument)
    row = watch.model.index_of(instrument)
    for _ in range(3):
        parent = watch.model.index_of(instrument).parent()
        for above in (parent.parent(), parent):
            if not watch.view.isExpanded(above):
                watch.view.scrollTo(above)
                hands.click(watch.view.viewport(), watch.view.visualRect(above).center())
                hands.key(Key.Key_Right)
        row = watch.model.index_of(instrument)
        if watch.view.isExpanded(row.parent()):
            break
    watch.view.scrollTo(row)
    hands.click(watch.view.viewport(), watch.view.visualRect(row).center())
    assert watch.model.instrument_of(watch.view.currentIndex()) == item.id
    return watch


async def watch_opens_charts(it: Newcomer) -> None:
    """Bids and asks stand in the watch; Enter and a double click open a row in the chart."""
    future = await it.fresh_future()
    watch = await go_to_row(it, future)
    row = watch.model.index_of(future)
    quote = it.station.cache.get_best_prices(future)
    assert quote is not None
    await until(lambda: said(watch, row, BID) and said(watch, row, ASK))
    hands.key(Key.Key_Return)
    chart = it.panel(ChartPanel)
    assert isinstance(chart.target, Role), "the row's role, which rolls"
    await until(lambda: chart.instrument == future)
    assert chart.canvas.scene.title

    underlying = watch.model.index_of("$SIMP")
    watch.view.scrollTo(underlying)
    hands.double_click(watch.view.viewport(), watch.view.visualRect(underlying).center())
    await until(lambda: chart.instrument == "$SIMP")
    await until(lambda: len(chart.canvas.scene.candles) >= 2)
    assert watch.view.isExpanded(underlying), "a double click opens the chart and folds nothing"


async def chart(it: Newcomer) -> None:
    """Zoom by wheel and key, another interval, an indicator."""
    hands.key(Key.Key_2, CTRL)
    panel = it.panel(ChartPanel)
    canvas = panel.canvas
    await until(canvas.hasFocus)
    spans = [canvas.view.span_s]
    hands.wheel(canvas, canvas.rect().center(), 2)
    spans.append(canvas.view.span_s)
    hands.key(Key.Key_Up)
    spans.append(canvas.view.span_s)
    assert spans[0] > spans[1] > spans[2]
    hands.key(Key.Key_Down)
    assert canvas.view.span_s > spans[2]
    hands.key(Key.Key_End)
    assert canvas.view.following

    hands.choose(panel.controls.interval, "5 s")
    assert panel.interval_s == 5
    await until(lambda: canvas.scene.candles.span_s == 5)
    hands.choose(panel.controls.interval, "1 s")

    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    hands.key(Key.Key_I)
    dialog = it.window.findChild(IndicatorsDialog)
    assert isinstance(dialog, IndicatorsDialog)
    await hands.active(dialog)
    hands.open_and_pick(dialog.add_button, "Simple moving average")
    (row,) = dialog.rows
    await hands.active(dialog)
    assert row.isAncestorOf(QApplication.focusWidget() or it.window)
    hands.write("5")
    hands.key(Key.Key_Return)
    await hands.active(it.window)
    await until(lambda: [line.name for line in canvas.scene.lines])
