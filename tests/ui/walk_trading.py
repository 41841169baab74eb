"""The newcomer's path: orders by ladder and ticket, their fills and positions, tickets that boards fill in."""

from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.trading.owners import MANUAL
from algotrade_gui.ui.dialogs.explain_fill import ExplainFillDialog
from algotrade_gui.ui.docks.chain import ChainPanel
from algotrade_gui.ui.docks.chart import ChartPanel
from algotrade_gui.ui.docks.fills import FillsPanel
from algotrade_gui.ui.docks.ladder import LadderPanel
from algotrade_gui.ui.docks.mispricing import MispricingPanel
from algotrade_gui.ui.docks.orders import OrdersPanel
from algotrade_gui.ui.docks.positions import PositionsPanel
from algotrade_gui.ui.docks.ticket import TicketPanel
from algotrade_gui.ui.ladder.scene import Spot, Zone
from algotrade_gui.ui.models.mispricing_rows import MispricingRow
from tests.ui import hands
from tests.ui.hands import ALT, CTRL, SHIFT, Key
from tests.ui.newcomer import Newcomer
from tests.ui.waiting import until
from tests.ui.walk_prices import go_to_row

T = TypeVar("T")
TRIES = 10
"""A bid or an ask may be gone by the time an order arrives."""


def by_hand(it: Newcomer, instrument: InstrumentId) -> list[Order]:
    """Our own working orders of a contract."""
    return it.station.account.orders.working(instrument=instrument, owner=MANUAL)


def place_of(panel: LadderPanel, zone: Zone, row: Cents) -> QPoint:
    """Where a cell of the ladder is."""
    box = panel.canvas.rect_of(Spot(zone, row))
    assert not box.isEmpty(), f"{row} is out of view"
    return box.center()


def empty_below(panel: LadderPanel) -> tuple[Cents, Cents]:
    """Two rows near the bottom in which nobody has an order, the higher first."""
    scene = panel.canvas.scene
    from_below = (scene.window.price(place) for place in range(scene.window.count - 2, 0, -1))
    free = [price for price in from_below if price not in scene.rows]
    return free[1], free[0]


async def ladder(it: Newcomer) -> None:
    """A bid by click, seen in orders and chart; dragged to another price; moved on the chart; cancelled by a right click."""
    # of another underlying than the bot's, whose quotes would stand in the same rows
    future = await it.fresh_future(40, "$CARD")
    await go_to_row(it, future)
    hands.key(Key.Key_L, SHIFT)
    panel = it.panel(LadderPanel)
    hands.key(Key.Key_Return, SHIFT)
    chart = it.panel(ChartPanel)
    await until(lambda: panel.instrument == future == chart.instrument)
    assert ", pinned" in panel.name.text()
    await until(lambda: panel.view.rows and panel.view.window.count)

    hands.click(panel.canvas, panel.canvas.rect().center())
    assert "Clicks do not trade" in panel.result.whole, "nothing is sent before it was switched on"
    assert not by_hand(it, future)
    hands.click(panel.controls.clicks)
    assert panel.hand.clicks.isChecked()
    hands.choose(panel.controls.lifetime, "to expiry")
    hands.point(panel.canvas, panel.canvas.rect().center())
    assert panel.hand.holds, "no row moves under the pointer"
    # far below the market, which must not take it
    hands.wheel(panel.canvas, panel.canvas.rect().center(), -8)
    window = panel.canvas.scene.window
    low, lower = empty_below(panel)
    hands.point(panel.canvas, place_of(panel, Zone.BID, low))
    assert "reserves" in panel.preview.whole
    hands.click(panel.canvas, place_of(panel, Zone.BID, low))
    await until(lambda: "working" in panel.result.whole)
    (order,) = by_hand(it, future)
    assert (order.side, order.price, order.quantity) == (Side.BUY, low, 1)
    await until(lambda: panel.canvas.scene.row(low).buys)
    await until(lambda: float(low) in drawn(chart))

    hands.key(Key.Key_3, CTRL)
    orders = it.panel(OrdersPanel)
    await until(lambda: prices_by_hand(orders, future) == [low])

    assert panel.canvas.scene.window == window
    hands.drag(panel.canvas, place_of(panel, Zone.OWN_BID, low), place_of(panel, Zone.OWN_BID, lower))
    await until(lambda: "moved" in panel.result.whole)
    await until(lambda: panel.canvas.scene.row(lower).buys and not panel.canvas.scene.row(low).buys)
    await until(lambda: prices_by_hand(orders, future) == [lower])
    await until(lambda: float(lower) in drawn(chart) and float(low) not in drawn(chart))

    moved = await move_on_chart(it, chart, future, lower)
    await until(lambda: prices_by_hand(orders, future) == [moved])

    await until(lambda: [own.price for row in panel.view.rows.values() for own in row.own] == [moved])
    row = next(row.price for row in panel.view.rows.values() if row.own)
    for _ in range(TRIES):
        # the ladder has followed the price while the pointer was at the chart
        hands.point(panel.canvas, panel.canvas.rect().center())
        if panel.canvas.scene.window.row(row) is not None:
            break
        hands.wheel(panel.canvas, panel.canvas.rect().center(), 1 if row > panel.canvas.scene.window.top else -1)
    hands.click(panel.canvas, place_of(panel, Zone.BID, row), hands.Button.RightButton)
    await until(lambda: "1 order cancelled" in panel.result.whole)
    await until(lambda: not by_hand(it, future) and not prices_by_hand(orders, future))
    await until(lambda: float(moved) not in drawn(chart))
    hands.click(panel.controls.clicks)
    assert not panel.hand.clicks.isChecked()


def drawn(chart: ChartPanel) -> list[float]:
    """The prices at which the chart has lines of orders."""
    return [line.price for line in chart.canvas.scene.orders]


def prices_by_hand(orders: OrdersPanel, instrument: InstrumentId) -> list[Cents]:
    """The prices of our own open orders as the table lists them."""
    rows = [row for row in orders.rows.records if row.is_open and row.owner == MANUAL]
    return [row.price for row in rows if row.instrument == instrument]


async def move_on_chart(it: Newcomer, chart: ChartPanel, instrument: InstrumentId, price: Cents) -> Cents:
    """Drag the line on the chart a little down, the price axis stretched until it is in view; returns the order's new price."""
    canvas = chart.canvas
    frame = canvas.frame
    for _ in range(20):
        await until(lambda: canvas.frame is not None)
        frame = canvas.frame
        assert frame is not None
        if frame.inside(price) and frame.price.pixel(price) < frame.plot.bottom() - 40:
            break
        hands.wheel(canvas, QPoint(frame.plot.right() + 10, frame.plot.center().y()), -2)
        await until(lambda old=frame: canvas.frame is not old)  # type: ignore[misc]  # a default binds the loop's frame
    assert frame is not None
    y = round(frame.price.pixel(price))
    # beside the bid and the ask, whose labels are at the right
    start = QPoint(frame.plot.center().x(), y)
    hit = canvas.order_under(start)
    assert hit is not None
    assert hit.line.price == price
    hands.drag(canvas, start, start + QPoint(0, 20))
    await until(lambda: [order.price for order in by_hand(it, instrument)] not in ([], [price]))
    (order,) = by_hand(it, instrument)
    assert order.price < price
    await until(lambda: float(order.price) in drawn(chart))
    return order.price


async def bought(it: Newcomer, future: InstrumentId) -> bool:
    """Buy one at the ask by keys alone; whether it dealt."""
    await go_to_row(it, future)
    hands.key(Key.Key_B)
    panel = it.panel(TicketPanel)
    await until(lambda: panel.isAncestorOf(QApplication.focusWidget() or it.window))
    await until(panel.form.quick["ask"].isEnabled)
    hands.key(Key.Key_3, ALT)
    quote = it.station.cache.get_best_prices(future)
    assert quote is not None
    assert panel.form.price.cents == quote.ask
    await until(panel.form.send.isEnabled)
    hands.key(Key.Key_Return, CTRL)
    await until(lambda: panel.current.report is not None and not panel._sending)
    # what does not deal at once is gone after its five seconds
    await until(lambda: not by_hand(it, future))
    await until(lambda: "working" not in panel.form.result.text())
    return "filled, 1 of 1" in panel.form.result.text()


async def ticket(it: Newcomer) -> None:
    """One future bought at the ask by keyboard, its fill explained, the position closed at the bid."""
    # a sale would be refused that meets the bot's own bid
    future = await it.fresh_future(30, "$HEST")
    for _ in range(TRIES):
        if await bought(it, future):
            break
    assert "filled, 1 of 1" in it.panel(TicketPanel).form.result.text()

    hands.key(Key.Key_F, CTRL | SHIFT)
    fills = it.panel(FillsPanel)
    await until(lambda: fills.view.hasFocus())
    await until(lambda: any(row.fill.owner == MANUAL for row in fills.rows.records))
    found = next(row for row in fills.rows.records if row.fill.owner == MANUAL)
    assert (found.fill.instrument, found.fill.side, found.fill.quantity) == (future, Side.BUY, 1)
    place = fills.model.index(fills.model.row_of(found.fill.id) or 0, 1)
    hands.click(fills.view.viewport(), fills.view.visualRect(place).center())
    hands.key(Key.Key_Return)
    dialog = fills.findChild(ExplainFillDialog)
    assert isinstance(dialog, ExplainFillDialog)
    assert "From the market watch" in dialog.texts
    await hands.active(dialog)
    hands.key(Key.Key_Escape)
    await hands.active(it.window)
    await closed(it, future)


async def closed(it: Newcomer, future: InstrumentId) -> None:
    """The position stands in the table until it is sold at the bid."""
    hands.key(Key.Key_P, CTRL | SHIFT)
    positions = it.panel(PositionsPanel)
    await until(lambda: positions.view.hasFocus())
    books = it.station.account.portfolio
    for _ in range(TRIES):
        await until(lambda: positions.model.row_of((MANUAL, future)) is not None)
        place = positions.model.index(positions.model.row_of((MANUAL, future)) or 0, 1)
        positions.view.scrollTo(place)
        hands.click(positions.view.viewport(), positions.view.visualRect(place).center())
        await until(positions.close_action.isEnabled)
        hands.key(Key.Key_B, CTRL)
        await until(lambda: ": " in positions.message.text() and not positions._closing)
        if ": Sold 1 at" in positions.message.text():
            break
    assert ": Sold 1 at" in positions.message.text(), positions.message.text()
    await until(lambda: positions.model.row_of((MANUAL, future)) is None)
    assert books.quantity(future, MANUAL) == 0


def had(board: MispricingPanel) -> list[tuple[int, MispricingRow]]:
    """The rows of what can still be had, with their places."""
    rows = ((place, board.model.record_at(place)) for place in range(board.model.rowCount()))
    return [(place, row) for place, row in rows if row is not None and not row.gone]


async def drafts(it: Newcomer) -> None:
    """A mispricing fills the ticket with all its legs, a price of the chain with its option."""
    await it.palette("Go to Mispricing")
    board = it.panel(MispricingPanel)
    ticket = it.window.panel("ticket")
    assert isinstance(ticket, TicketPanel)
    legs: set[InstrumentId] = set()
    for _ in range(TRIES):
        await until(lambda: had(board), 20)
        place, record = had(board)[0]
        index = board.model.index(place, 1)
        board.view.scrollTo(index)
        hands.click(board.view.viewport(), board.view.visualRect(index).center())
        legs = {leg.instrument.id for leg in record.one.finding.legs}
        if {leg.instrument for leg in ticket.legs} == legs:
            break
        # it had gone before the click came
    assert legs
    assert {leg.instrument for leg in ticket.legs} == legs
    assert all(leg.price is not None for leg in ticket.legs)
    assert it.panel(TicketPanel).form.model.rowCount() == (len(legs) if len(legs) > 1 else 0)

    await it.palette("Go to Option chain")
    chain = it.panel(ChainPanel)
    await until(lambda: chain.blocks[0].table.rows.rowCount())
    # its columns have their widths once it was laid out with prices in it
    painted = it.window.pump.frames
    await until(lambda: it.window.pump.frames >= painted + 2)
    table = chain.blocks[0].table
    for row in range(table.rows.rowCount()):
        for column in range(table.rows.columnCount()):
            index = table.rows.index(row, column)
            found = table.option_at(index)
            shown = table.viewport().rect().contains(table.visualRect(index).center())
            if found is None or found[1] is not Side.BUY or not shown or table.isColumnHidden(column):
                continue
            option = found[0].look
            if option.quote.ask is None:
                continue
            hands.click(table.viewport(), table.visualRect(index).center())
            (leg,) = ticket.legs
            assert (leg.instrument, leg.side, leg.price) == (option.instrument.id, Side.BUY, option.quote.ask)
            ticket.setFocus(Qt.FocusReason.TabFocusReason)
            hands.key(Key.Key_X, ALT)
            return
    raise AssertionError("no ask in the chain")
