"""What the run before had open, and what has become of it: orders and positions by owner. Show it with `open()`."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from algotrade_gui.recording.take_up import TakenUp
from algotrade_gui.trading.account import TradingAccount
from algotrade_gui.ui.language import integer, mark, money, shown, tr
from algotrade_gui.ui.models.source_names import owner_name
from algotrade_gui.ui.theme import GRID, ROW_HEIGHT, ui_font

_ORDERS = (mark("Owner"), mark("Side"), mark("Left"), mark("Instrument"), mark("Price"), mark("Was"), mark("Is now"))
_POSITIONS = (mark("Owner"), mark("Instrument"), mark("Contracts"))


class TakenUpDialog(QDialog):
    """A list as of the moment when it is opened; the orders panel tells what happens from then on."""

    def __init__(self, taken: TakenUp, account: TradingAccount, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("What was open"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, 440)
        words = QLabel(shown(taken.sentence), self)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        left = taken.left
        self.orders = _table(
            tr("Orders that were working"),
            _ORDERS,
            [
                (
                    owner_name(order.owner),
                    tr(order.side.value),
                    integer(order.quantity - order.filled),
                    str(order.instrument),
                    money(order.price),
                    tr(order.state.value),
                    tr(taken.now(account, order).value),
                )
                for order in left.working
            ],
            {2, 4},
            self,
        )
        self.positions = _table(
            tr("Positions then"),
            _POSITIONS,
            [
                (owner_name(owner), str(instrument), integer(count))
                for owner, held in left.positions.items()
                for instrument, count in sorted(held.items())
            ],
            {2},
            self,
        )
        cash = tr("not known") if left.cash is None else money(left.cash)
        if taken.same_round:
            then = tr("They were taken over by their owners, the round's P&L with them.")
        else:
            then = tr("They were closed with the round.")
        about = QLabel(tr("Positions then, with cash {cash}. {then}", cash=cash, then=then), self)
        about.setProperty("tone", "secondary")
        about.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(tr("Close"))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addWidget(words)
        layout.addWidget(self.orders, 2)
        layout.addWidget(about)
        layout.addWidget(self.positions, 1)
        layout.addWidget(buttons)


def _table(
    name: str, columns: Sequence[str], rows: Sequence[Sequence[str]], numeric: set[int], parent: QWidget
) -> QTableWidget:
    table = QTableWidget(len(rows), len(columns), parent)
    table.setAccessibleName(name)
    table.setFont(ui_font())
    table.setHorizontalHeaderLabels([tr(column) for column in columns])
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setStretchLastSection(True)
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            item = QTableWidgetItem(text)
            if column in numeric:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(place, column, item)
    return table
