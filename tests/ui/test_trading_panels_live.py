"""Ticket, orders, fills and positions on a whole program with an exchange of its own: what is sent is seen, explained, closed."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.domain.instrument import InstrumentKind
from algotrade_gui.domain.order import Side
from algotrade_gui.trading.owners import MANUAL
from algotrade_gui.ui.dialogs.explain_fill import ExplainFillDialog
from algotrade_gui.ui.docks.fills import FillsPanel
from algotrade_gui.ui.docks.orders import OrdersPanel
from algotrade_gui.ui.docks.positions import PositionsPanel
from algotrade_gui.ui.docks.ticket import TicketPanel
from algotrade_gui.ui.navigator import Navigator, TicketDraft, TicketLeg
from tests.support.desk import Desk, trading_desk
from tests.ui.waiting import until

Run = Callable[..., Any]


def quoted(desk: Desk) -> InstrumentId | None:
    """A future with both sides, whose expiry is far."""
    cache = desk.station.cache
    for item in cache.instruments():
        quote = cache.get_best_prices(item.id)
        both = quote is not None and quote.bid is not None and quote.ask is not None
        if both and item.kind is InstrumentKind.FUTURE and (item.expiry_ms or 0) > cache.time_ms + 30_000:
            return item.id
    return None


def test_from_the_ticket_to_the_closed_position(qtbot: QtBot, themed: QApplication, qt_run: Run) -> None:
    async def scene() -> None:
        async with trading_desk(()) as desk:
            station, navigator = desk.station, Navigator()
            ticket = TicketPanel(station, navigator)
            orders, fills = OrdersPanel(station, navigator), FillsPanel(station, navigator)
            positions = PositionsPanel(station, navigator)
            panels = (ticket, orders, fills, positions)

            def look() -> bool:
                for panel in panels:
                    panel.run_refresh()
                return True

            try:
                for panel in panels:
                    qtbot.addWidget(panel)
                    panel.show()
                await until(lambda: quoted(desk))
                future = quoted(desk)
                assert future is not None
                await bought(ticket, look, future)
                assert station.account.portfolio.quantity(future, MANUAL) == 1
                assert fills.model.rowCount() == 1
                fills.view.selectRow(0)
                fills.explain()
                (dialog,) = fills.findChildren(ExplainFillDialog)
                assert "by hand" in dialog.texts
                dialog.reject()
                assert [key[1] for key in positions.model.keys] == [future]
                await rested_and_cancelled(ticket, orders, look, future)
                positions.view.selectRow(0)
                await until(lambda: look() and positions.close_action.isEnabled())
                positions.close_action.trigger()
                await until(lambda: look() and ": " in positions.message.text())
                # a bid may be gone by the time the sale arrives
                if ": Sold 1 at" in positions.message.text():
                    await until(lambda: look() and positions.model.rowCount() == 0)
                    assert fills.model.rowCount() == 2
            finally:
                for panel in panels:
                    await panel.tasks.stop()

    qt_run(scene(), timeout_s=60)


async def bought(ticket: TicketPanel, look: Callable[[], bool], future: InstrumentId) -> None:
    """Buy one at the ask; again where it had gone meanwhile."""
    for _ in range(10):
        ticket.show_draft(TicketDraft(legs=(TicketLeg(instrument=future, side=Side.BUY),)))
        await until(lambda: look() and ticket.form.send.isEnabled())
        ticket.form.send.click()
        await until(lambda: look() and not ticket._sending)
        if ticket.form.result.text().endswith("filled, 1 of 1"):
            return
    raise AssertionError(ticket.form.result.text())


async def rested_and_cancelled(
    ticket: TicketPanel, orders: OrdersPanel, look: Callable[[], bool], future: InstrumentId
) -> None:
    """Let a bid rest far below, and cancel it in the table."""
    ticket.show_draft(TicketDraft(legs=(TicketLeg(instrument=future, side=Side.BUY),)))
    ticket.form.price.setText("500")
    ticket.form.price.edited.emit()
    await until(lambda: look() and ticket.form.send.isEnabled())
    ticket.form.send.click()
    await until(lambda: look() and "working" in ticket.form.result.text())
    await until(lambda: look() and any(row.is_open for row in orders.rows.records))
    (key,) = [row.key for row in orders.rows.records if row.is_open]
    orders.view.select_keys([key])
    orders.update_actions()
    orders.cancel_action.trigger()
    await until(lambda: look() and orders.message.text() == "1 order cancelled.")
    await until(lambda: look() and "cancelled" in ticket.form.result.text())
