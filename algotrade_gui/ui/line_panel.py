"""The frame of the panels that list lines: log and events."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.combos import choose, hug, share_bar
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.line_list import LineList
from algotrade_gui.ui.models.appended import AppendedModel, LineT
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.source_filter import SourceFilter
from algotrade_gui.ui.theme import GRID, theme

_SOURCES_LOOKED_AT = 200
"""The newest lines whose sources are offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWords:
    """What a panel of lines says. All of it is marked, and translated where it is shown."""

    list_name: str
    levels: Sequence[tuple[str, int]]
    """From all to the gravest; the second is chosen at first."""
    level_help: str
    placeholder: str
    filter_name: str
    jump_help: str
    clear: str
    clear_help: str
    nothing: str
    nothing_filtered: str


class LinePanel(Panel, Generic[LineT]):
    """Filters by level, source and text; follows the newest line while the last row is in view."""

    def __init__(
        self,
        errors: ErrorCentre,
        model: AppendedModel[LineT],
        samples: Sequence[str],
        words: LineWords,
        parent: QWidget | None = None,
    ) -> None:
        """`samples`: the widest text of each column but the last. A subclass calls `lay_out` when its own filters are made."""
        super().__init__(errors, parent)
        self._lines = model
        model.setParent(self)
        self._words = words
        self.view = LineList(model, samples, self)
        self.view.setAccessibleName(tr(words.list_name))
        self._empty = EmptyState(tr(words.nothing), self.view.viewport())
        self.level = QComboBox(self)
        self.level.setAccessibleName(tr("Least level shown"))
        self.level.setToolTip(tr(words.level_help))
        for word, level in words.levels:
            self.level.addItem(tr(word), int(level))
        self.level.setCurrentIndex(1)
        self.source = SourceFilter(self, name=self.source_name)
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(tr(words.placeholder))
        self.filter.setAccessibleName(tr(words.filter_name))
        self.filter.setClearButtonEnabled(True)
        self._make_actions()

    def source_name(self, source: str) -> str:
        """What a source is called in the window."""
        return source

    def lay_out(self, *, filters: Iterable[QComboBox] = (), behind: Iterable[QWidget] = ()) -> None:
        """Put the parts in their places: `filters` of the subclass stand after the level, what is `behind` after the text."""
        combos = (self.level, *filters)
        share_bar(self.filter, *combos, self.source)
        bar = QHBoxLayout()
        bar.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        bar.setSpacing(GRID)
        for box in (*combos, self.source):
            hug(box)
            bar.addWidget(box)
        bar.addWidget(self.filter, 1)
        for widget in behind:
            bar.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.view, 1)
        for combo in combos:
            combo.currentIndexChanged.connect(self.filter_changed)
        self.source.chosen.connect(self.filter_changed)
        self.filter.textChanged.connect(self.filter_changed)
        self.view.doubleClicked.connect(lambda _index: self.jump())
        theme().changed.connect(self._dress)
        self._dress()

    def _make_actions(self) -> None:
        words, name = self._words, self.panel_id
        self._copy = add_action(self, f"{name}.copy", tr("Copy"), self.copy_selected, keys="Ctrl+C")
        self._jump = add_action(
            self, f"{name}.jump", tr("Go to the source"), self.jump, keys="Return", help_text=tr(words.jump_help)
        )
        self._only = add_action(self, f"{name}.only_source", tr("Show this source only"), self._only_source)
        self._wipe = add_action(
            self, f"{name}.clear", tr(words.clear), self._clear_shown, keys="Ctrl+L", help_text=tr(words.clear_help)
        )
        self._menu = QMenu(self)
        for action in (self._jump, self._only, self._copy, self._wipe):
            self._menu.addAction(action)
        self.view.setContextMenuPolicy(self.contextMenuPolicy().CustomContextMenu)
        self.view.customContextMenuRequested.connect(lambda at: self._menu.popup(self.view.viewport().mapToGlobal(at)))

    def _dress(self) -> None:
        self._wipe.setIcon(icon("clear"))
        self._copy.setIcon(icon("copy"))

    # --- what a subclass says ---

    def source_of(self, line: LineT) -> str:
        """Who spoke; empty where nobody did."""
        raise NotImplementedError

    def words_of(self, line: LineT) -> str:
        """A line as it goes to the clipboard."""
        raise NotImplementedError

    def jump_to(self, line: LineT) -> None:
        """Go where a line came from."""
        raise NotImplementedError

    def apply_filter(self) -> bool:
        """Hand the filters to the model; return whether anything but the level hides lines."""
        raise NotImplementedError

    # --- what can be done ---

    def refresh(self) -> None:
        if self._lines.pull():
            self._offer_sources()
        self._show_empty()

    def _offer_sources(self) -> None:
        self.source.offer(map(self.source_of, self._lines.lines()[-_SOURCES_LOOKED_AT:]))

    def _show_empty(self) -> None:
        self._empty.setVisible(self._lines.rowCount() == 0)

    def _chosen(self) -> LineT | None:
        rows = self.view.selected_rows()
        return self._lines.line(rows[0]) if rows else None

    def copy_selected(self) -> None:
        """Put the selected lines on the clipboard."""
        rows = [self.words_of(self._lines.line(row)) for row in self.view.selected_rows()]
        if rows:
            QGuiApplication.clipboard().setText("\n".join(rows))

    def jump(self) -> None:
        """Go where the selected line came from."""
        line = self._chosen()
        if line is not None:
            self.jump_to(line)

    def _only_source(self) -> None:
        line = self._chosen()
        if line is not None and (source := self.source_of(line)):
            self.show_source(source)

    def show_source(self, source: str) -> None:
        """Show the lines of one source."""
        self.source.choose(source)
        self.filter_changed()

    def filter_changed(self) -> None:
        """Show what passes now, from its newest line."""
        words = self._words
        self._empty.setText(tr(words.nothing_filtered if self.apply_filter() else words.nothing))
        self._offer_sources()
        self._show_empty()
        self.view.scrollToBottom()

    def _clear_shown(self) -> None:
        self._lines.clear()
        self._empty.setVisible(True)

    # --- memory ---

    def save_state(self) -> dict[str, Any]:
        return {
            "level": int(self.level.currentData()),
            "source": self.source.source,
            "text": self.filter.text(),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        choose(self.level, state.get("level"))
        source, text = state.get("source"), state.get("text")
        if isinstance(source, str):
            self.source.choose(source)
        if isinstance(text, str):
            self.filter.setText(text)
        self.filter_changed()
