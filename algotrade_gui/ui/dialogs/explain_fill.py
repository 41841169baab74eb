"""What was known when a fill's order was placed. Show it with `open()`."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from algotrade_gui.core.units import RoundMs, round_time_text
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.domain.quote import Book
from algotrade_gui.trading.explain import Delays, Explanation
from algotrade_gui.ui.dialogs.form import rule
from algotrade_gui.ui.dialogs.number_field import number_text
from algotrade_gui.ui.figures import NOTHING
from algotrade_gui.ui.language import integer, language, mark, money, number, shown, tr, trn
from algotrade_gui.ui.models.fill_rows import how
from algotrade_gui.ui.models.names import full_label
from algotrade_gui.ui.models.source_names import owner_name
from algotrade_gui.ui.navigator import Navigator
from algotrade_gui.ui.theme import GRID, ui_font

NOT_KNOWN = mark(
    "Nothing more is known of this fill: its order is older than what is kept, came from an earlier run of the program, or was not "
    "placed here."
)
NO_REASON = mark("The order came without a reason. A bot gives one with why= in its order calls.")
_LARGEST = (560, 700)
NAME_PX = 210


class ExplainFillDialog(QDialog):
    """One fill: why, the order, the book it saw, what the contract was worth then, how long each step took, the bot's settings."""

    def __init__(
        self,
        fill: Fill,
        order: Order | None,
        told: Explanation | None,
        navigator: Navigator,
        parent: QWidget,
        *,
        labels: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`order` and `told` None: no longer known. `labels` are those of the bot's form, by the settings' names."""
        super().__init__(parent)
        self.setWindowTitle(tr("Explain this fill"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMaximumHeight(_LARGEST[1])
        self._fill = fill
        self._navigator = navigator
        self._labels = labels
        self._inside = QWidget(self)
        self._names: list[QLabel] = []
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        self._column.setSpacing(GRID // 2)
        self._head()
        self._section(tr("Why"))
        why = (told.why if told is not None else order.why if order is not None else "") or fill.reason
        self._words(shown(why) if why else tr(NO_REASON), quiet=not why)
        if told is None:
            self._words(tr(NOT_KNOWN), quiet=True)
        else:
            self._explain(told)
        self._column.addStretch(1)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self._inside)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(tr("Explanation"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
        self.chart_button = self.buttons.addButton(tr("Show in chart"), QDialogButtonBox.ButtonRole.ActionRole)
        self.chart_button.clicked.connect(self._to_chart)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(area, 1)
        layout.addWidget(rule(self))
        foot = QVBoxLayout()
        foot.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID - 4)
        foot.addWidget(self.buttons)
        layout.addLayout(foot)
        wanted = self._column.totalHeightForWidth(_LARGEST[0]) + self.buttons.sizeHint().height() + 4 * GRID
        self.resize(_LARGEST[0], min(wanted, _LARGEST[1]))

    @property
    def texts(self) -> list[str]:
        """All that it says, from top to bottom."""
        return [label.text() for label in self._inside.findChildren(QLabel)]

    def _to_chart(self) -> None:
        self._navigator.chart_wanted.emit(self._fill.instrument)
        self.accept()

    # --- parts ---

    def _head(self) -> None:
        fill = self._fill
        values = {
            "count": integer(fill.quantity),
            "instrument": full_label(parse_instrument_id(fill.instrument)),
            "price": money(round(fill.price)),
        }
        if fill.side is Side.BUY:
            text = tr("Bought {count} {instrument} at {price}", **values)
        else:
            text = tr("Sold {count} {instrument} at {price}", **values)
        head = self._words(text)
        head.setFont(ui_font(bold=True))
        self._words(
            tr(
                "By {owner}, {time} into the round; {how}; cash {cash}.",
                owner=owner_name(fill.owner),
                time=_precise(fill.time_ms),
                cash=money(fill.cash, signed=True),
                how=how(fill),
            ),
            quiet=True,
        )

    def _explain(self, told: Explanation) -> None:
        self._section(tr("Order"))
        contracts = trn(told.quantity, "{count} contract", "{count} contracts")
        self._pairs(
            (
                (tr("Limit"), tr("{price} for {contracts}", price=money(told.price), contracts=contracts)),
                (tr("Newest update then"), _precise(told.update_ms)),
                (tr("Would have lived until"), _precise(told.expires_ms)),
            )
        )
        self._section(tr("Book that it saw"))
        self._book(told.book)
        self._section(tr("Worth then"))
        self._pairs(_worth(told))
        self._section(tr("Delays"))
        self._pairs(_delays(told.delays))
        if told.params:
            self._section(tr("The bot's settings then"))
            self._pairs((tr(self._labels.get(name, name)), _setting(value)) for name, value in told.params.items())
        # the values of all sections begin at one place
        widest = max(label.sizeHint().width() for label in self._names)
        for label in self._names:
            label.setMinimumWidth(max(NAME_PX, widest))

    def _section(self, text: str) -> None:
        label = QLabel(text, self._inside)
        label.setFont(ui_font(bold=True))
        label.setContentsMargins(0, GRID, 0, 0)
        self._column.addWidget(label)

    def _words(self, text: str, *, quiet: bool = False) -> QLabel:
        label = QLabel(text, self._inside)
        label.setTextFormat(Qt.TextFormat.PlainText)  # a bot's words are no markup
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if quiet:
            label.setProperty("tone", "secondary")
        self._column.addWidget(label)
        return label

    def _pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(pairs):
            for place, text in enumerate((name, value)):
                label = QLabel(text, self._inside)
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setWordWrap(bool(place))
                label.setFont(ui_font())
                label.setProperty("tone", "value" if place else "secondary")
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                grid.addWidget(label, row, place, Qt.AlignmentFlag.AlignTop)
                if not place:
                    self._names.append(label)
        self._column.addLayout(grid)

    def _book(self, book: Book) -> None:
        if not (book.bids or book.asks):
            self._words(tr("There was none."), quiet=True)
            return
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(2)
        heads = (tr("Bid qty"), tr("Bid"), tr("Ask"), tr("Ask qty"))
        rows = [tuple((text, "muted") for text in heads)]
        for place in range(max(len(book.bids), len(book.asks))):
            bid = book.bids[place] if place < len(book.bids) else None
            ask = book.asks[place] if place < len(book.asks) else None
            rows.append(
                (
                    ("" if bid is None else integer(bid.size), "value"),
                    ("" if bid is None else money(bid.price), "up"),
                    ("" if ask is None else money(ask.price), "down"),
                    ("" if ask is None else integer(ask.size), "value"),
                )
            )
        for row, cells in enumerate(rows):
            for column, (text, tone) in enumerate(cells):
                label = QLabel(text, self._inside)
                label.setFont(ui_font())
                label.setProperty("tone", tone)
                grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(len(heads), 1)
        self._column.addLayout(grid)


def _precise(time_ms: RoundMs) -> str:
    """m:ss and tenths: updates come every 100 ms."""
    tenth = max(0, time_ms) % 1_000 // 100
    return f"{round_time_text(time_ms)}{language().separators[1]}{tenth}"


def _setting(value: object) -> str:
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, int | float):
        return number_text(value)
    return str(value) or NOTHING


def _worth(told: Explanation) -> Iterable[tuple[str, str]]:
    fill = told.fill
    unknown = tr("not known")
    yield tr("Underlying"), unknown if told.underlying_price is None else money(told.underlying_price)
    yield tr("Theo"), tr("nobody had asked for it") if told.theo is None else money(round(told.theo))
    yield tr("Intrinsic"), unknown if told.intrinsic is None else money(told.intrinsic)
    for name, worth in ((tr("Gain against theo"), told.theo), (tr("Gain against intrinsic"), told.intrinsic)):
        if worth is not None:
            gain = round(fill.side.sign * worth * fill.quantity) + fill.cash
            yield name, money(gain, signed=True)


def _delays(delays: Delays) -> Iterable[tuple[str, str]]:
    unknown = tr("not known")

    def ms(value: float | None, decimals: int = 1) -> str:
        return unknown if value is None else tr("{ms} ms", ms=number(value, decimals))

    yield tr("Age of that update when sent"), ms(delays.update_to_placed_ms)
    yield tr("From sending to the answer"), ms(delays.round_trip_ms)
    on_the_clock = tr("{ms} on the round's clock", ms=ms(delays.placed_to_acknowledged_ms, 0))
    yield tr("From that update to the answer"), on_the_clock
    dealt = tr("{ms} on the round's clock", ms=ms(delays.placed_to_filled_ms, 0))
    yield tr("From that update to the deal"), dealt
