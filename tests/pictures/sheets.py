"""Contact sheets: many pictures small on one page, each with its name."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from algotrade_gui.ui.theme import theme, ui_font

COLUMNS = 4
CELL_WIDTH, CELL_HEIGHT, LABEL = 460, 290, 22
ROWS = 6
GAP = 8


def write_sheets(pictures: Sequence[Path], target: Path) -> list[Path]:
    """Write `target-1.png`, `target-2.png`, … with all pictures in order; returns what was written."""
    written = []
    page = COLUMNS * ROWS
    for number, start in enumerate(range(0, len(pictures), page), start=1):
        part = pictures[start : start + page]
        file = target.with_name(f"{target.name}-{number}.png")
        _sheet(part).save(str(file))
        written.append(file)
    return written


def _sheet(pictures: Sequence[Path]) -> QImage:
    rows = -(-len(pictures) // COLUMNS)
    width, height = COLUMNS * (CELL_WIDTH + GAP) + GAP, rows * (CELL_HEIGHT + LABEL + GAP) + GAP
    sheet = QImage(width, height, QImage.Format.Format_RGB32)
    sheet.fill(theme().colour("background"))
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setFont(ui_font())
    painter.setPen(theme().colour("text"))
    for place, file in enumerate(pictures):
        row, column = divmod(place, COLUMNS)
        left, top = GAP + column * (CELL_WIDTH + GAP), GAP + row * (CELL_HEIGHT + LABEL + GAP)
        painter.drawText(QRect(left, top, CELL_WIDTH, LABEL), Qt.AlignmentFlag.AlignLeft, file.stem)
        small = QImage(str(file)).scaled(
            CELL_WIDTH, CELL_HEIGHT, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawImage(left, top + LABEL, small)
    painter.end()
    return sheet
