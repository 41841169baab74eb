"""The context menu of a chart, for the place at which it is opened."""

from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.order import Side
from algotrade_gui.ui.charts.canvas import ChartCanvas
from algotrade_gui.ui.charts.chart_actions import ChartActions
from algotrade_gui.ui.charts.order_desk import ChartOrders
from algotrade_gui.ui.language import money, tr
from algotrade_gui.ui.navigator import Navigator, TicketDraft, TicketLeg


class ChartMenu:
    """Fills menus from a chart's actions, with what the place under the pointer adds."""

    def __init__(self, canvas: ChartCanvas, actions: ChartActions, desk: ChartOrders, navigator: Navigator) -> None:
        self._canvas = canvas
        self._actions = actions
        self._desk = desk
        self._navigator = navigator

    def fill(self, menu: QMenu, at: QPoint | None, traded: InstrumentId | None) -> None:
        """Fill `menu` for a place on the canvas, or for none; `traded` is the instrument shown, if it can be traded."""
        hit = None if at is None else self._canvas.order_under(at)
        if hit is not None:
            cancel = partial(self._desk.cancel, hit.key)
            menu.addAction(tr("Cancel this order")).triggered.connect(lambda _=False: cancel())
            menu.addSeparator()
        frame = self._canvas.frame
        if at is not None and frame is not None and frame.plot.contains(at) and traded is not None:
            price = Cents(max(1, round(frame.price.value(at.y()))))
            self._offer(menu, tr("Buy at {price}…", price=money(price)), traded, Side.BUY, price)
            self._offer(menu, tr("Sell at {price}…", price=money(price)), traded, Side.SELL, price)
            menu.addSeparator()
        actions = self._actions
        for group in (actions.of_chart(), actions.of_view(), actions.of_file()):
            menu.addActions(list(group))
            menu.addSeparator()
        if traded is not None:
            menu.addAction(actions.ladder)

    def _offer(self, menu: QMenu, text: str, instrument: InstrumentId, side: Side, price: Cents) -> None:
        leg = TicketLeg(instrument=instrument, side=side, price=price)
        draft = TicketDraft(legs=(leg,), note=tr("from the chart"))
        menu.addAction(text).triggered.connect(lambda _=False: self._navigator.ticket_wanted.emit(draft))
