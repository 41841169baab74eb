"""The exposure panel: what the book stands to gain or lose as each underlying moves, with its net Greeks."""

from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from algotrade_gui.core.ids import BotId, Underlying
from algotrade_gui.core.units import MS_PER_S
from algotrade_gui.domain.role import Role
from algotrade_gui.trading.exposure import exposures
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.book_panel import BookPanel
from algotrade_gui.ui.column_fit import ColumnFit
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.feed_age import is_stale
from algotrade_gui.ui.language import mark, tr
from algotrade_gui.ui.models.column_texts import translated
from algotrade_gui.ui.models.exposure_rows import COLUMNS, MARKED, RANKS, ExposureRow, RowKey, rows_of, style_of
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.navigator import Navigator
from algotrade_gui.ui.sources import AccountParts, BookDesk
from algotrade_gui.ui.tables import RecordTable
from algotrade_gui.ui.theme import GRID

NOTHING_HELD = mark("Nothing is held. What a bot or you buy shows here with its delta and its Greeks.")


class ExposurePanel(BookPanel):
    """Works the sums out once a second of the round, and when a holding changed."""

    panel_id: ClassVar[str] = "exposure"
    title: ClassVar[str] = mark("Exposure")
    every: ClassVar[int] = 5

    def __init__(
        self, workstation: AccountParts[BookDesk], navigator: Navigator, parent: QWidget | None = None
    ) -> None:
        super().__init__(workstation, parent)
        self._navigator = navigator
        self._shown: tuple[int, int, int, BotId | None] | None = None
        self.model: RecordTableModel[RowKey, ExposureRow] = RecordTableModel(translated(COLUMNS), style=style_of)
        self.view = RecordTable(self.model, self)
        self.view.setAccessibleName(tr("Exposure by underlying and by owner"))
        self.columns = ColumnFit(self.view, self.view.horizontalHeader(), [each.title for each in COLUMNS], RANKS)
        self._empty = EmptyState(tr(NOTHING_HELD), self.view.viewport())
        self._lay_out()
        self.picker.picked.connect(lambda _owner: self._show())
        self.view.doubleClicked.connect(lambda _index: self.follow_row())
        add_action(self.view, "exposure.follow", tr("Show the row's chart or book"), self.follow_row, keys="Return")
        self.add_book_actions()
        add_action(self, "exposure.columns", tr("Choose the columns"), self.columns.open_menu, keys="Ctrl+Shift+H")
        self.setFocusProxy(self.view)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(GRID, 4, GRID, 4)
        bar.setSpacing(GRID)
        bar.addWidget(self.picker)
        bar.addStretch(1)
        bar.addWidget(self.age)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.view, 1)

    def say_in_vain(self, words: str) -> None:
        self._empty.setText(words)

    def refresh(self) -> None:
        key = (self._cache.round, self._cache.time_ms // MS_PER_S, self._account.activity.all_deals, self.picker.owner)
        if key != self._shown:
            self._show()
        self.view.grey(MARKED if is_stale(self._cache) else frozenset())
        self.show_age()

    def _show(self) -> None:
        self._shown = (
            self._cache.round,
            self._cache.time_ms // MS_PER_S,
            self._account.activity.all_deals,
            self.picker.owner,
        )
        found = exposures(self._account.portfolio, self._cache.fair)
        self.picker.show_owners([owner for owner in found if owner is not None])
        anything = bool(found[None]) or len(found) > 1
        rows = rows_of(found, self.picker.owner) if anything else {}
        self.model.apply(rows, [key for key in self.model.keys if key not in rows])
        self._empty.setVisible(not anything)
        self.picker.setEnabled(anything)

    def follow_row(self) -> None:
        """Show the chart of the selected underlying, or the book of the selected owner."""
        rows = self.view.selected_rows()
        key = self.model.key_at(rows[0]) if rows else None
        if key is None:
            return
        kind, name = key
        if kind == "underlying":
            self._navigator.chart_wanted.emit(Role(underlying=Underlying(name)))
        else:
            self.picker.choose(BotId(name) if kind == "owner" else None)
            self._show()

    # --- memory ---

    def forget(self) -> None:
        self._shown = None
