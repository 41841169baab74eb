"""The log panel: what the program and each bot had to say."""

import logging
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableView,
    QToolButton,
    QVBoxLayout,
)

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.models.log_model import LogModel, level_word
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.theme import GRID, ROW_HEIGHT, theme

LINE_HEIGHT = ROW_HEIGHT - 2
LEVELS = (("All", logging.DEBUG), ("Info", logging.INFO), ("Warnings", logging.WARNING), ("Errors", logging.ERROR))


class LogPanel(Panel):
    """Filters by level and text; follows the newest line while the last row is in view."""

    panel_id = "log"
    title = "Log"

    def __init__(self, buffer: LogBuffer, errors: ErrorCentre, parent: Any = None) -> None:
        super().__init__(errors, parent)
        self._model = LogModel(buffer, self)
        self._view = QTableView(self)
        self._view.setModel(self._model)
        self._view.setAccessibleName("Log lines")
        self._view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        _dress_table(self._view)
        self._empty = EmptyState("Nothing to show at this level.", self._view.viewport())
        self._level = QComboBox(self)
        self._level.setAccessibleName("Least level shown")
        self._level.setToolTip("Show lines of this level and above")
        for word, level in LEVELS:
            self._level.addItem(word, level)
        self._level.setCurrentIndex(1)
        self._text = QLineEdit(self)
        self._text.setPlaceholderText("Filter by source or text")
        self._text.setAccessibleName("Filter the log")
        self._text.setClearButtonEnabled(True)
        self._clear = QToolButton(self)
        self._clear.setToolTip("Clear what is shown; the log file keeps it")
        self._clear.setAccessibleName("Clear the log")
        bar = QHBoxLayout()
        bar.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        bar.setSpacing(GRID)
        bar.addWidget(self._level)
        bar.addWidget(self._text, 1)
        bar.addWidget(self._clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self._view, 1)
        copy = QAction("Copy", self._view)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy_selected)
        self._view.addAction(copy)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._copy = copy
        self._level.currentIndexChanged.connect(self._filter_changed)
        self._text.textChanged.connect(self._filter_changed)
        self._clear.clicked.connect(self._clear_shown)
        self._following = True
        scroll = self._view.verticalScrollBar()
        scroll.valueChanged.connect(self._scrolled)
        scroll.rangeChanged.connect(self._grown)
        theme().changed.connect(self._dress)
        self._dress()

    def refresh(self) -> None:
        self._model.pull()
        self._empty.setVisible(self._model.rowCount() == 0)

    def _scrolled(self, value: int) -> None:
        self._following = value >= self._view.verticalScrollBar().maximum()

    def _grown(self, _least: int, most: int) -> None:
        # the view knows its new range only after the rows were laid out
        if self._following:
            self._view.verticalScrollBar().setValue(most)

    def copy_selected(self) -> None:
        """Put the selected lines on the clipboard, tracebacks included."""
        rows = sorted(index.row() for index in self._view.selectionModel().selectedRows())
        parts = []
        for line in map(self._model.line, rows):
            detail = f"\n{line.detail}" if line.detail else ""
            parts.append(f"{line.time_text} {level_word(line.level)} {line.source}: {line.message}{detail}")
        if parts:
            QGuiApplication.clipboard().setText("\n".join(parts))

    def save_state(self) -> dict[str, Any]:
        return {"level": int(self._level.currentData()), "text": self._text.text()}

    def restore_state(self, state: dict[str, Any]) -> None:
        at = self._level.findData(state.get("level"))
        if at >= 0:
            self._level.setCurrentIndex(at)
        text = state.get("text")
        if isinstance(text, str):
            self._text.setText(text)

    def _filter_changed(self) -> None:
        self._model.set_filter(level=self._level.currentData(), text=self._text.text())
        self._empty.setText("No line holds this text." if self._model.filtered else "Nothing to show at this level.")
        self._empty.setVisible(self._model.rowCount() == 0)
        self._view.scrollToBottom()

    def _clear_shown(self) -> None:
        self._model.clear()
        self._empty.setVisible(True)

    def _dress(self) -> None:
        self._clear.setIcon(icon("clear"))
        self._copy.setIcon(icon("copy"))


def _dress_table(view: QTableView) -> None:
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setCornerButtonEnabled(False)
    view.setTabKeyNavigation(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    rows = view.verticalHeader()
    rows.setVisible(False)
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setMinimumSectionSize(LINE_HEIGHT)
    rows.setDefaultSectionSize(LINE_HEIGHT)
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    metrics = view.fontMetrics()
    for column, sample in enumerate(("00:00:00", "warning", "bot.market-making")):
        header.resizeSection(column, metrics.horizontalAdvance(sample) + 2 * GRID)
    header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
