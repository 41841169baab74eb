"""What a delegate paints: cells with their text, tone and flash worked out once per refresh."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex

from algotrade_gui.ui.theme import FLASH_MS

Index = QModelIndex | QPersistentModelIndex

R = TypeVar("R")


class Tone(enum.Enum):
    """What a colour says; the delegate looks the colour up in the theme."""

    PLAIN = "text"
    QUIET = "secondary"
    MUTED = "muted"
    ACCENT = "accent"
    UP = "up"
    DOWN = "down"
    WARNING = "warning"
    DANGER = "danger"


class RowStyle(enum.Enum):
    """How a whole row is drawn."""

    NORMAL = "normal"
    STRONG = "strong"
    """Bold: a heading or an underlying."""
    FADED = "faded"
    """Over: an order that has ended, kept for a few seconds."""
    HATCHED = "hatched"
    """In doubt: an order whose fate is unknown."""


class Cell:
    """One painted cell; written by its model only."""

    __slots__ = ("changed_ms", "direction", "text", "tone")

    def __init__(self) -> None:
        self.text = ""
        self.tone = Tone.PLAIN
        self.direction = 0
        """+1 after a rise, -1 after a fall, 0 when there is nothing to flash."""
        self.changed_ms = 0.0

    def flash(self, now_ms: float) -> float:
        """Strength of the flash from 1 (just changed) to 0 (over)."""
        if not self.direction:
            return 0.0
        return max(0.0, 1.0 - (now_ms - self.changed_ms) / FLASH_MS)


@dataclass(frozen=True, kw_only=True)
class Column(Generic[R]):
    """How one column reads a record of type R.

    `sample` is the widest text expected: it sets the column's width once, so that a width never follows its content. `value` gives the
    number behind the text: it sorts the column and, with `flashes`, a change of it marks the cell.
    """

    title: str
    text: Callable[[R], str]
    sample: str
    numeric: bool = True
    tone: Callable[[R], Tone] | None = None
    tooltip: Callable[[R], str | None] | None = None
    value: Callable[[R], float | None] | None = None
    flashes: bool = False
    help: str = ""


class CellModel(Protocol):
    """What the delegate asks of a model, in place of four `data()` calls a cell."""

    def cell(self, index: Index) -> tuple[Cell, RowStyle] | None:
        """The cell at `index` with its row's style, or None where there is nothing to paint."""


class CellRow(Generic[R]):
    """One record with its painted cells."""

    __slots__ = ("cells", "record", "style", "values")

    def __init__(self, width: int) -> None:
        self.record: R | None = None
        self.cells = [Cell() for _ in range(width)]
        self.values: list[float | None] = [None] * width
        self.style = RowStyle.NORMAL

    def update(
        self, record: R, columns: "tuple[Column[R], ...]", style: RowStyle, now_ms: float, *, flashes: bool = True
    ) -> bool:
        """Work the cells out anew; True if anything that is painted changed. A first showing does not flash."""
        first = self.record is None
        changed = first or style is not self.style
        self.record = record
        self.style = style
        for place, column in enumerate(columns):
            cell = self.cells[place]
            text = column.text(record)
            tone = column.tone(record) if column.tone is not None else Tone.PLAIN
            if text != cell.text or tone is not cell.tone:
                cell.text, cell.tone = text, tone
                changed = True
            if column.value is not None:
                old, new = self.values[place], column.value(record)
                if flashes and column.flashes and old is not None and new is not None and old != new:
                    cell.direction = 1 if new > old else -1
                    cell.changed_ms = now_ms
                    changed = True
                self.values[place] = new
        return changed

    def fade(self, now_ms: float) -> tuple[bool, bool]:
        """Move flashes on; returns (to be painted again, still flashing)."""
        repaint = flashing = False
        for cell in self.cells:
            if cell.direction:
                repaint = True
                if now_ms - cell.changed_ms >= FLASH_MS:
                    cell.direction = 0
                else:
                    flashing = True
        return repaint, flashing
