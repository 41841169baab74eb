"""The dialog in which the indicators of one chart are added, changed and taken away."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from algotrade_gui.analytics.indicators import INDICATORS
from algotrade_gui.ui.charts.line_layer import series_role
from algotrade_gui.ui.dialogs.number_field import NumberField
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.language import shown, tr
from algotrade_gui.ui.models.chart_indicators import MOST_INDICATORS, ChosenIndicator, choose
from algotrade_gui.ui.theme import GRID, theme, ui_font

_WIDTH = 420
_FIELD_PX = 150


class _Row(QWidget):
    """One indicator: its name, a field per parameter, a button that takes it away.

    Signals: `edited` and `removed` carry nothing.
    """

    edited = Signal()
    removed = Signal()

    def __init__(self, chosen: ChosenIndicator, place: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen = chosen
        indicator = chosen.indicator
        name = QLabel(shown(indicator.label), self)
        name.setFont(ui_font(bold=True))
        name.setToolTip(shown(indicator.help))
        self._stroke = QLabel(self)
        self._stroke.setFixedSize(12, 3)
        self.remove = QToolButton(self)
        self.remove.setIcon(icon("remove"))
        self.remove.setToolTip(tr("Take {indicator} off the chart", indicator=shown(indicator.label)))
        self.remove.setAccessibleName(self.remove.toolTip())
        self.remove.clicked.connect(lambda _=False: self.removed.emit())
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self._stroke)
        head.addWidget(name)
        head.addStretch(1)
        head.addWidget(self.remove)
        grid = QGridLayout()
        grid.setSpacing(3)
        grid.setColumnStretch(2, 1)
        self.fields: dict[str, NumberField] = {}
        self._errors: dict[str, QLabel] = {}
        for row, parameter in enumerate(indicator.parameters):
            field = NumberField(
                whole=parameter.decimals == 0,
                minimum=parameter.minimum,
                maximum=parameter.maximum,
                unit=shown(parameter.unit),
                parent=self,
            )
            field.setFixedWidth(_FIELD_PX)
            field.set_number(chosen.values[parameter.name])
            field.setAccessibleName(f"{shown(indicator.label)}: {shown(parameter.label)}")
            field.setToolTip(shown(parameter.help))
            label = QLabel(shown(parameter.label), self)
            label.setBuddy(field)
            error = QLabel(self)
            error.setProperty("tone", "danger")
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
            grid.addWidget(error, row, 2)
            self.fields[parameter.name], self._errors[parameter.name] = field, error
            field.edited.connect(self.edited)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, GRID)
        layout.setSpacing(3)
        layout.addLayout(head)
        layout.addLayout(grid)
        self.show_place(place)

    def show_place(self, place: int) -> None:
        """Show the colour of the chart's line at this place."""
        self._stroke.setStyleSheet(f"background: {theme().colour(series_role(place)).name()}")

    def check(self) -> str | None:
        """Tell under each field what is wrong with it; return the first reason."""
        first: str | None = None
        for name, field in self.fields.items():
            reason = ""
            try:
                field.number()
            except ValueError as error:
                reason = str(error)
            self._errors[name].setText(reason)
            first = first or reason or None
        return first

    def value(self) -> ChosenIndicator:
        """What is typed, once `check` has nothing against it."""
        return choose(self._chosen.id, {name: float(field.number()) for name, field in self.fields.items()})


class IndicatorsDialog(QDialog):
    """Open it with `open()`.

    Signals: `chosen` carries the tuple of ChosenIndicator when OK was pressed.
    """

    chosen = Signal(object)

    def __init__(self, now: Sequence[ChosenIndicator], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Indicators"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.rows: list[_Row] = []
        self.add_button = QToolButton(self)
        self.add_button.setText(tr("Add"))
        self.add_button.setIcon(icon("add"))
        self.add_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.add_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(self.add_button)
        menu.setToolTipsVisible(True)
        for indicator in INDICATORS.values():
            entry = menu.addAction(shown(indicator.label))
            entry.setToolTip(shown(indicator.help))
            entry.triggered.connect(partial(self._add_new, indicator.id))
        self.add_button.setMenu(menu)
        self.empty = QLabel(tr("No indicators yet. Add one: it is drawn over the candles, or in a strip below."), self)
        self.empty.setProperty("tone", "secondary")
        self.empty.setWordWrap(True)
        inside = QWidget(self)
        self._layout = QVBoxLayout(inside)
        self._layout.setContentsMargins(0, 0, GRID, 0)
        self._layout.addWidget(self.empty)
        self._layout.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(inside)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setDefault(True)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.buttons)
        self.resize(_WIDTH, 400)
        for chosen in now:
            self._add(chosen)
        self._check()

    def _add_new(self, indicator_id: str) -> None:
        row = self._add(choose(indicator_id))
        field = next(iter(row.fields.values()), None)
        if field is not None:
            field.setFocus()
            field.selectAll()
        self._check()

    def _add(self, chosen: ChosenIndicator) -> _Row:
        row = _Row(chosen, len(self.rows), self)
        row.edited.connect(self._check)
        row.removed.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._layout.insertWidget(self._layout.count() - 1, row)
        return row

    def _remove(self, row: _Row) -> None:
        self.rows.remove(row)
        self._layout.removeWidget(row)
        row.hide()
        row.deleteLater()
        for place, left in enumerate(self.rows):
            left.show_place(place)
        self.add_button.setFocus()
        self._check()

    def _check(self) -> None:
        reasons = [reason for row in self.rows if (reason := row.check())]
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(not reasons)
        ok.setToolTip(reasons[0] if reasons else "")
        self.empty.setVisible(not self.rows)
        self.add_button.setEnabled(len(self.rows) < MOST_INDICATORS)
        self.add_button.setToolTip(
            tr("Add an indicator")
            if self.add_button.isEnabled()
            else tr("A chart has {count} indicators at most", count=MOST_INDICATORS)
        )

    def _accept(self) -> None:
        if all(row.check() is None for row in self.rows):
            self.chosen.emit(tuple(row.value() for row in self.rows))
            self.accept()
