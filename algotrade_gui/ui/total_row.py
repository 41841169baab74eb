"""A line below a table that stands in its columns and never scrolls away: the sum."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from algotrade_gui.ui.cell_delegate import PADDING
from algotrade_gui.ui.models.cells import Tone
from algotrade_gui.ui.tables import RecordTable
from algotrade_gui.ui.theme import ROW_HEIGHT, theme, ui_font


class TotalRow(QWidget):
    """Paints a text per column of `view`, numbers right, the first one left over all that is free."""

    def __init__(self, view: RecordTable, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self.cells: dict[int, tuple[str, Tone]] = {}
        self.greyed: frozenset[int] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        header = view.horizontalHeader()
        header.sectionResized.connect(self.update)
        header.sectionMoved.connect(self.update)
        view.horizontalScrollBar().valueChanged.connect(self.update)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(100, ROW_HEIGHT)

    def show_cells(self, cells: Mapping[int, tuple[str, Tone]], greyed: frozenset[int] = frozenset()) -> None:
        """Show texts by column; costs nothing when they are shown already."""
        if dict(cells) != self.cells or greyed != self.greyed:
            self.cells, self.greyed = dict(cells), greyed
            self.setAccessibleName(" ".join(text for text, _ in self.cells.values()))
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            look = theme()
            painter.fillRect(0, 0, self.width(), 1, look.colour("line"))
            painter.setFont(ui_font(bold=True))
            header = self._view.horizontalHeader()
            first = min(self.cells, default=-1)
            for column, (text, tone) in self.cells.items():
                if header.isSectionHidden(column):
                    continue
                left, width = header.sectionViewportPosition(column), header.sectionSize(column)
                side = Qt.AlignmentFlag.AlignLeft if column == first else Qt.AlignmentFlag.AlignRight
                # a total has one digit more than what it sums up: it may reach into the free column before it
                room = width if column != first else 2 * width
                box = QRect(left, 1, room, self.height() - 1).adjusted(PADDING, 0, -PADDING, 0)
                painter.setPen(look.colour("muted") if column in self.greyed else look.colour(tone.value))
                flags = int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip)
                painter.drawText(box, flags, text)
        finally:
            painter.end()
