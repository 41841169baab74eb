"""The base of panels that are one live table: filter, sorting, copying, the ways to chart and ladder."""

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.elided_label import ElidedLabel
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.figures import set_text, set_tone
from algotrade_gui.ui.icons import IconName, icon
from algotrade_gui.ui.language import integer, tr, trn
from algotrade_gui.ui.models.filtered_rows import FilteredRows
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.navigator import Navigator
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.table_csv import csv_text
from algotrade_gui.ui.tables import RecordTable
from algotrade_gui.ui.theme import theme
from algotrade_gui.ui.whole_rows import WholeRows

K = TypeVar("K", bound=Hashable)
R = TypeVar("R")


class FilterBox(QLineEdit):
    """A line for words to look for. Escape clears it, arrow down leads into the rows."""

    def __init__(self, hint: str, help_text: str, view: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self.setPlaceholderText(hint)
        self.setToolTip(help_text)
        self.setAccessibleName(tr("Filter"))
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(90)

    def event(self, event: QEvent) -> bool:
        # Escape is the window's, for its messages: here the box takes it first while there is something to clear
        taken = event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if taken and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self.text():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self._view.setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class RecordPanel(Panel, Generic[K, R]):
    """A table with a row of controls above it and a line below it that says what came of an action.

    A subclass fills `rows` in `refresh`, adds its controls to `bar`, its actions to `menu_actions`, and tells the base what a record's
    instrument is.
    """

    def __init__(
        self,
        errors: ErrorCentre,
        navigator: Navigator,
        model: RecordTableModel[K, R],
        parent: QWidget | None = None,
        *,
        words: Callable[[R], str],
        instrument: Callable[[R], InstrumentId],
        hint: str,
        empty: str,
    ) -> None:
        """`hint` and `empty` are translated already: what to type into the filter, and what an empty table says."""
        super().__init__(errors, parent)
        self.navigator = navigator
        self.model = model
        self.rows: FilteredRows[K, R] = FilteredRows(model, words)
        self._instrument = instrument
        self._empty_text = empty
        self.view = RecordTable(model, self, bold_rows=False)
        self.view.setAccessibleName(tr(self.title))
        self.filter = FilterBox(
            hint, tr("Rows that have all these words: bot, instrument, side, state"), self.view, self
        )
        self.bar = QHBoxLayout()
        self.bar.setContentsMargins(8, 4, 8, 4)
        self.bar.setSpacing(4)
        self.bar.addWidget(self.filter, 1)
        self.message = ElidedLabel(self)
        self.message.setProperty("tone", "secondary")
        self._counted = ""
        self.count = QLabel(self)
        self.count.setProperty("tone", "muted")
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 2, 8, 3)
        foot.addWidget(self.message, 1)
        foot.addWidget(self.count)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.body.addLayout(self.bar)
        self.body.addWidget(self.view, 1)
        WholeRows(self.view, self.body)
        self.body.addLayout(foot)
        self._empty = EmptyState(empty, self.view.viewport())
        self._pictures: list[tuple[QToolButton, IconName]] = []
        theme().changed.connect(self._take_icons)

        self.chart_action = self.add("chart", tr("Show in chart"), self.show_in_chart, keys="C")
        self.ladder_action = self.add("ladder", tr("Show in ladder"), self.show_in_ladder, keys="L")
        self.copy_action = self.add(
            "copy",
            tr("Copy as CSV"),
            self.copy_csv,
            keys="Ctrl+C",
            help_text=tr("Copy the selected rows as CSV, or all that are shown"),
        )
        self.sort_action = self.add(
            "sort",
            tr("Sort by this column"),
            self.sort_by_current,
            keys="O",
            help_text=tr("Sort by the column that the keyboard is in, the other way the second time"),
        )
        self.find_action = add_action(
            self, f"{self.panel_id}.filter", tr("Filter the rows"), self.filter.setFocus, keys="Ctrl+F"
        )
        self.filter.textChanged.connect(self._filter_changed)
        self.view.selectionModel().selectionChanged.connect(self.update_actions)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)

    # --- for subclasses ---

    def add(self, name: str, text: str, slot: Callable[[], object], *, keys: str = "", help_text: str = "") -> QAction:
        """Add an action of this panel whose keys count while the table has the focus."""
        return add_action(self.view, f"{self.panel_id}.{name}", text, slot, keys=keys, help_text=help_text)

    def add_button(self, action: QAction, picture: IconName | None = None, text: str | None = None) -> QToolButton:
        """Put a button for `action` into the bar; its enabled state and its tooltip are the action's."""
        button = QToolButton(self)
        button.setText(action.text() if text is None else text)
        button.setToolTip(action.toolTip())
        button.setAccessibleName(action.text())
        button.setEnabled(action.isEnabled())
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(action.trigger)

        def follow() -> None:
            button.setEnabled(action.isEnabled())
            button.setToolTip(action.toolTip())

        action.changed.connect(follow)
        if picture is not None:
            self._pictures.append((button, picture))
            button.setIcon(icon(picture))
        self.bar.addWidget(button)
        return button

    def make_roomy(self, column: int) -> None:
        """Let a column of names be wider, where there is room, than its sample asks for."""
        width = self.view.columnWidth(column)
        self.view.make_flexible(column, least=width, most=width * 2)

    def menu_actions(self) -> list[QAction | None]:
        """The entries of the menu of a row; None for a line between them."""
        return [self.chart_action, self.ladder_action, None, self.sort_action, self.copy_action]

    def say_in_vain(self, words: str) -> None:
        self._empty_text = words
        set_text(self._empty, words)

    def update_actions(self) -> None:
        """Enable what the selection allows."""
        self.enable_ways(bool(self.selected()))

    def enable_ways(self, some: bool) -> None:
        """Enable the ways to chart and ladder where a row is selected."""
        self.chart_action.setEnabled(some)
        self.ladder_action.setEnabled(some)

    def settle_view(self) -> None:
        """Called at the end of a refresh: the empty state and the actions."""
        nothing = self.model.rowCount() == 0
        if nothing:
            hidden = self.rows.hides
            text = tr("No row matches the filter. Escape in the filter box clears it.") if hidden else self._empty_text
            set_text(self._empty, text)
        self._empty.setVisible(nothing)
        self._show_count()
        self.copy_action.setEnabled(not nothing)
        self.update_actions()

    def show_count(self, text: str) -> None:
        """Show how many there are, at the right below the table."""
        self._counted = text
        self._show_count()

    def _show_count(self) -> None:
        text = self._counted
        if self.rows.hides:
            # a filter that came back with the layout must not pass unseen
            held = {"shown": integer(self.model.rowCount()), "all": integer(len(self.rows)), "count": text}
            text = tr("{shown} of {all} shown; {count}", **held) if text else tr("{shown} of {all} shown", **held)
        set_text(self.count, text)
        set_tone(self.count, "warning" if self.rows.hides else "muted")

    def say(self, text: str) -> None:
        """Show what came of an action."""
        self.message.show_text(text)

    # --- what the user does ---

    def selected(self) -> list[R]:
        """The records of the selected rows, in row order."""
        found = (self.model.record_at(row) for row in self.view.selected_rows())
        return [record for record in found if record is not None]

    def current(self) -> R | None:
        """The record of the current row, where it is selected; else of the first that is."""
        chosen = self.selected()
        record = self.model.record_at(self.view.currentIndex().row())
        return record if record is not None and record in chosen else next(iter(chosen), None)

    def show_in_chart(self) -> None:
        """Show the current row's instrument in the chart."""
        record = self.current()
        if record is not None:
            self.navigator.chart_wanted.emit(self._instrument(record))

    def show_in_ladder(self) -> None:
        """Show the current row's instrument in the ladder."""
        record = self.current()
        if record is not None:
            self.navigator.ladder_wanted.emit(self._instrument(record))

    def copy_csv(self) -> None:
        """Copy the selected rows, or all that are shown, in their order."""
        records = self.selected() or [
            record for row in range(self.model.rowCount()) if (record := self.model.record_at(row)) is not None
        ]
        QGuiApplication.clipboard().setText(csv_text(self.model.columns, records))
        self.say(trn(len(records), "{count} row copied.", "{count} rows copied."))

    def sort_by_current(self) -> None:
        """Sort by the column of the current cell; what a click on its heading does."""
        column = self.view.currentIndex().column()
        if column >= 0:
            self.view.sort_by(column)

    def keep_selected(self, change: Callable[[], object]) -> None:
        """Carry out a change that makes the rows anew, and select what was selected."""
        keys = self.view.selected_keys()
        change()
        self.view.sort_again()
        self.view.select_keys(keys)
        self.settle_view()

    def _filter_changed(self, text: str) -> None:
        self.keep_selected(lambda: self.rows.look_for(text))

    def _open_menu(self, at: QPoint) -> None:
        menu = self.menu_at(self.view.indexAt(at))
        if menu is not None:
            menu.popup(self.view.viewport().mapToGlobal(at))

    def menu_at(self, index: QModelIndex) -> QMenu | None:
        """The context menu of a row, which becomes the selected one unless it is; None beside the rows."""
        if self.model.record_at(index.row()) is None or not index.isValid():
            return None
        if not self.view.selectionModel().isRowSelected(index.row()):
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.view.selectionModel().setCurrentIndex(index, flags)
        menu = QMenu(self.view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in self.menu_actions():
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(action)
        return menu

    def _take_icons(self) -> None:
        for button, picture in self._pictures:
            button.setIcon(icon(picture))

    # --- memory ---

    def save_state(self) -> dict[str, Any]:
        return {"header": self.view.header_state(), "filter": self.filter.text()}

    def restore_state(self, state: dict[str, Any]) -> None:
        self.view.restore_header(state.get("header"))
        text = state.get("filter")
        if isinstance(text, str):
            self.filter.setText(text)


def order_tabs(widgets: Iterable[QWidget]) -> None:
    """Let Tab go through `widgets` in this order."""
    before: QWidget | None = None
    for widget in widgets:
        if before is not None:
            QWidget.setTabOrder(before, widget)
        before = widget
