"""The fields of the order ticket, laid out; it decides nothing."""

import itertools
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from algotrade_gui.trading.gameapi import DEFAULT_VALID_FOR_MS
from algotrade_gui.trading.ticket import Place
from algotrade_gui.ui.charts.payoff_preview import PayoffPreview
from algotrade_gui.ui.dialogs.number_field import NumberField
from algotrade_gui.ui.elided_label import ElidedLabel
from algotrade_gui.ui.figures import set_text, set_tone
from algotrade_gui.ui.language import mark, tr
from algotrade_gui.ui.models.leg_rows import LEG_COLUMNS, RESULT_COLUMN, LegRow
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.money_field import MoneyField
from algotrade_gui.ui.role_picker import RolePicker
from algotrade_gui.ui.tables import RecordTable
from algotrade_gui.ui.theme import GRID, ROW_HEIGHT, restyle, ui_font

QUICK = ("bid", "mid", "ask", "theo")
_QUICK_WORDS = {"bid": mark("Bid"), "mid": mark("Mid"), "ask": mark("Ask"), "theo": mark("Theo")}
_QUICK_KEYS = {"bid": "Alt+1", "mid": "Alt+2", "ask": "Alt+3", "theo": "Alt+4"}
_LEGS_SHOWN = 4
_COMBO_PX, _COMBO_LETTERS = (66, 48, 70, 40), (5, 5, 6, 3)
NARROW_PX = 350
"""A narrower ticket has its fields in two lines."""
SIZE_BY_PX, SIZE_BY_MOST_PX = 88, 124
"""Between which widths the words decide what the size is told by."""


class TicketForm(QWidget):
    """Widgets of a ticket.

    Signals:
        price_wanted: one of QUICK (str), when its button was clicked.
    """

    price_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picker = RolePicker(self)
        combos = (self.picker.underlying, self.picker.kind, self.picker.expiry, self.picker.strike)
        for combo, least, letters in zip(combos, _COMBO_PX, _COMBO_LETTERS, strict=True):
            # the ticket stands in a narrow column: they share what room there is, each by its words
            combo.setMinimumWidth(least)
            combo.setMinimumContentsLength(letters)
            combo.setProperty("tight", True)
            combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.picker.pin.setFixedWidth(27)
        self.buy, self.sell = self._side("buy", tr("Buy"), "Alt+B"), self._side("sell", tr("Sell"), "Alt+L")
        self.sides = QButtonGroup(self)
        for button in (self.buy, self.sell):
            self.sides.addButton(button)
        self.buy.setChecked(True)
        self.instrument = ElidedLabel(self)
        self.instrument.setFont(ui_font(bold=True))
        self.left = QLabel(self)
        self.left.setFont(ui_font())
        self.left.setProperty("tone", "muted")
        self.left.setToolTip(tr("Until the contract expires"))
        self.quick = {name: self._quick(name) for name in QUICK}
        self.price = MoneyField(tr("Limit price"), tr("Dollars per contract; arrows and wheel step (Alt+P)"), self)
        self.contracts = NumberField(whole=True, minimum=1, parent=self)
        self.contracts.setAccessibleName(tr("Contracts"))
        self.contracts.setToolTip(tr("How many contracts (Alt+Q)"))
        self.contracts.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.cash = MoneyField(tr("Cash"), tr("Dollars to reserve at most: as many contracts as fit (Alt+Q)"), self)
        self.amount = QStackedWidget(self)
        self.amount.addWidget(self.contracts)
        self.amount.addWidget(self.cash)
        self.amount.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.size_by = QComboBox(self)
        self.size_by.setAccessibleName(tr("Size by"))
        self.size_by.setToolTip(tr("Tell the size in contracts or by the cash that it may take"))
        self.size_by.addItem(tr("contracts"), False)
        self.size_by.addItem(tr("cash"), True)
        self.lifetime = NumberField(whole=True, minimum=1, unit="ms", parent=self)
        self.lifetime.setAccessibleName(tr("Lifetime in ms"))
        self.lifetime.setToolTip(tr("How long the order may work, on the round's clock"))
        self.lifetime.setPlaceholderText("")
        self.lifetime.set_number(DEFAULT_VALID_FOR_MS)
        self.problem = QLabel(self)
        self.problem.setProperty("tone", "danger")
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)  # it may repeat the gate's words
        # one line's room is kept: what is below does not jump while one types
        self.problem.setMinimumHeight(self.problem.fontMetrics().height() + 2)
        self.reserves = self._figures(tr("What the exchange sets aside while the orders work"))
        self.outcome = QLabel(self)
        self.outcome.setFont(ui_font())
        self.outcome.setWordWrap(True)
        self.outcome.setToolTip(
            tr(
                "At expiry, if all deals at its limit, against not trading; a sale gives up what the contracts would have paid. Mean and "
                "chance of a gain as the model sees the settlement."
            )
        )
        self.preview = PayoffPreview(self)
        self.model: RecordTableModel[int, LegRow] = RecordTableModel(LEG_COLUMNS)
        self.legs = RecordTable(self.model, self, bold_rows=False)
        self.legs.setAccessibleName(tr("Legs, in the order in which they are sent"))
        self.legs.setSelectionMode(RecordTable.SelectionMode.SingleSelection)
        self.legs.make_flexible(RESULT_COLUMN, least=60, most=600)
        self.legs.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.send = QPushButton(tr("Send"), self)
        self.send.setMinimumWidth(90)
        self.add_leg = self._plain(tr("+ leg"))
        self.remove_leg = self._plain(tr("− leg"))
        self.clear = self._plain(tr("Clear"))
        self.result = QLabel(self)
        self.result.setProperty("tone", "secondary")
        self.result.setWordWrap(True)
        self.result.setTextFormat(Qt.TextFormat.PlainText)  # it may repeat the exchange's words
        for field in (self.price, self.contracts, self.cash, self.lifetime):
            field.setMinimumWidth(56)
        self._fields: dict[Place, tuple[QLineEdit, ...]] = {
            Place.PRICE: (self.price,),
            Place.QUANTITY: (self.contracts, self.cash),
            Place.LIFETIME: (self.lifetime,),
        }
        self._lay_out()
        self.show_legs(1)

    def _side(self, side: str, text: str, keys: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setCheckable(True)
        button.setToolTip(f"{text} ({keys})")
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setMinimumWidth(54)
        button.setProperty("side", side)
        return button

    def _quick(self, name: str) -> QToolButton:
        button = QToolButton(self)
        word = tr(_QUICK_WORDS[name])
        button.setAccessibleName(word)
        button.setToolTip(tr("Take this price: {name} ({keys})", name=word, keys=_QUICK_KEYS[name]))
        button.setFont(ui_font())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(partial(self._want, name))
        return button

    def _want(self, name: str, _checked: bool = False) -> None:
        self.price_wanted.emit(name)

    def _plain(self, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _figures(self, help_text: str) -> ElidedLabel:
        label = ElidedLabel(self, help_text=help_text)
        label.setFont(ui_font())
        return label

    def _lay_out(self) -> None:
        side = QHBoxLayout()
        side.setSpacing(4)
        side.addWidget(self.buy)
        side.addWidget(self.sell)
        side.addSpacing(4)
        side.addWidget(self.instrument, 1)
        side.addWidget(self.left)
        quick = QGridLayout()
        quick.setHorizontalSpacing(2)
        quick.setVerticalSpacing(0)
        for place, (name, button) in enumerate(self.quick.items()):
            caption = QLabel(tr(_QUICK_WORDS[name]), self)
            caption.setProperty("tone", "muted")
            caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
            button.setMinimumWidth(40)
            button.setProperty("tight", True)
            button.setProperty("price", name)
            quick.addWidget(caption, 0, place)
            quick.addWidget(button, 1, place)
            quick.setColumnStretch(place, 1)
        fields = self._grid = QGridLayout()
        fields.setHorizontalSpacing(6)
        fields.setVerticalSpacing(1)
        self._column(fields, 0, tr("&Price $"), self.price, 5)
        self._column(fields, 1, tr("&Quantity"), self.amount, 3)
        metrics = self.size_by.fontMetrics()
        widest = max(metrics.horizontalAdvance(self.size_by.itemText(place)) for place in range(self.size_by.count()))
        self.size_by.setFixedWidth(min(SIZE_BY_MOST_PX, max(SIZE_BY_PX, widest + 30)))
        self.size_by.setProperty("tight", True)
        # a contract's whole life, with the unit and the frame
        self.lifetime.setFixedWidth(
            self.lifetime.fontMetrics().horizontalAdvance("60000") + self.lifetime.textMargins().right() + 20
        )
        self._lives = self._column(fields, 3, tr("Lives"), self.lifetime, 0)
        self._narrow: bool | None = None
        self._place_fields(narrow=False)
        foot = QHBoxLayout()
        foot.setSpacing(4)
        foot.addWidget(self.send)
        foot.addStretch(1)
        for button in (self.add_leg, self.remove_leg, self.clear):
            foot.addWidget(button)
        inside = QWidget(self)
        body = QVBoxLayout(inside)
        body.setContentsMargins(GRID, 4, GRID, 0)
        body.setSpacing(3)
        body.addWidget(self.picker)
        body.addWidget(self.legs)
        body.addLayout(side)
        body.addLayout(quick)
        body.addLayout(fields)
        body.addWidget(self.problem)
        body.addWidget(self.reserves)
        body.addWidget(self.outcome)
        body.addWidget(self.preview, 1)
        # a low dock scrolls: nothing is pressed together, and what sends stays in sight
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        below = QVBoxLayout()
        below.setContentsMargins(GRID, 0, GRID, 4)
        below.setSpacing(2)
        below.addWidget(self.result)
        below.addLayout(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(area, 1)
        layout.addLayout(below)
        order: list[QWidget] = [self.price, self.contracts, self.cash, self.size_by, self.lifetime, self.send]
        order += [self.add_leg, self.remove_leg, self.clear]
        order += [self.picker.underlying, self.picker.kind, self.picker.expiry, self.picker.strike, self.picker.pin]
        order += [self.legs, self.buy, self.sell, *self.quick.values()]
        for before, after in itertools.pairwise(order):
            QWidget.setTabOrder(before, after)

    def _place_fields(self, *, narrow: bool) -> None:
        """Price, quantity, what the size is told by, lifetime in one line; in a narrow ticket the latter two below."""
        if narrow is self._narrow:
            return
        self._narrow = narrow
        for widget, wide_place, narrow_place in (
            (self.size_by, (1, 2), (3, 0)),
            (self._lives, (0, 3), (2, 1)),
            (self.lifetime, (1, 3), (3, 1)),
        ):
            self._grid.removeWidget(widget)
            self._grid.addWidget(widget, *(narrow_place if narrow else wide_place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_fields(narrow=self.width() < NARROW_PX)

    def _column(self, grid: QGridLayout, column: int, text: str, field: QWidget, stretch: int) -> QLabel:
        caption = QLabel(text, self)
        caption.setProperty("tone", "secondary")
        buddy = self.contracts if field is self.amount else field
        caption.setBuddy(buddy)
        grid.addWidget(caption, 0, column)
        grid.addWidget(field, 1, column)
        grid.setColumnStretch(column, stretch)
        return caption

    # --- showing ---

    def show_quick(self, name: str, text: str, *, enabled: bool) -> None:
        """Show a price on its button."""
        button = self.quick[name]
        if text != button.text():
            button.setText(text)
        button.setEnabled(enabled)

    def show_faults(self, faulty: set[Place], text: str, *, quiet: bool = False) -> None:
        """Mark the fields that hold the ticket up, and say why below them; `quiet`: it is no fault, only what to do next."""
        set_tone(self.problem, "muted" if quiet else "danger")
        for place, fields in self._fields.items():
            for field in fields:
                restyle(field, "invalid", place in faulty)
        set_text(self.problem, text)

    def show_side(self, side: str) -> None:
        """Give the button that sends the colour of `side`, "buy" or "sell"; "several" for more than one leg."""
        restyle(self.send, "send", side)

    def show_legs(self, count: int) -> None:
        """Give the table of legs room while there are several."""
        self.legs.setVisible(count > 1)
        self.remove_leg.setVisible(count > 1)
        height = self.legs.horizontalHeader().sizeHint().height() + min(count, _LEGS_SHOWN) * ROW_HEIGHT + 2
        if self.legs.height() != height:
            self.legs.setFixedHeight(height)

    def follow_edits(self, slot: Callable[[], object]) -> None:
        """Call `slot` after each change of a field by the user."""
        for field in (self.price, self.cash):
            field.edited.connect(slot)
        for number in (self.contracts, self.lifetime):
            number.edited.connect(slot)
        self.size_by.currentIndexChanged.connect(slot)
        self.sides.buttonClicked.connect(slot)
