"""What a delegate paints: cells with their text, tone and flash worked out once per refresh."""

import enum
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeAlias, TypeVar

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


Line: TypeAlias = tuple[int, ...]
"""Values at even distances, the newest last."""


class Cell:
    """One painted cell; written by its model only."""

    __slots__ = ("changed_ms", "direction", "line", "text", "tone", "version")

    def __init__(self) -> None:
        self.text = ""
        self.tone = Tone.PLAIN
        self.direction = 0
        """+1 after a rise, -1 after a fall, 0 when there is nothing to flash. A flash is on or off: each step of a fading is a repaint."""
        self.changed_ms = 0.0
        self.line: Line | None = None
        """Values over time, drawn in place of the text."""
        self.version = 0
        """Another one each time it looks different."""


@dataclass(frozen=True, kw_only=True)
class Column(Generic[R]):
    """How one column reads a record of type R.

    `title` and `help` are `mark`ed texts, translated where they are shown. `sample` is the widest text expected: it sets the column's
    width once, so that a width never follows its content. `value` gives the number behind the text: it sorts the column and, with
    `flashes`, a change of it marks the cell. `export` is what a CSV file says where that is not the text; a column without a title is in
    no file.
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
    export: Callable[[R], object] | None = None
    words: Collection[str] = ()
    """The `mark`ed words that may stand in it: the widest of them in the language in force fits as well as the sample."""
    line: Callable[[R], Line | None] | None = None
    """Values over time, drawn in the cell; its text is then for those who cannot see it, and for sorting and copying."""


class CellModel(Protocol):
    """What the delegate asks of a model, in place of four `data()` calls a cell."""

    def cell(self, index: Index) -> tuple[Cell, RowStyle] | None:
        """The cell at `index` with its row's style, or None where there is nothing to paint."""


class CellRow(Generic[R]):
    """One record with its painted cells."""

    __slots__ = ("cells", "flashing", "record", "style", "values", "version")

    def __init__(self, width: int) -> None:
        self.record: R | None = None
        self.cells = [Cell() for _ in range(width)]
        self.values: list[float | None] = [None] * width
        self.style = RowStyle.NORMAL
        self.flashing = False
        """Whether a cell is tinted at present."""
        self.version = 0
        """Another one each time a cell or the style looks different."""

    def update(
        self,
        record: R,
        columns: "tuple[Column[R], ...]",
        style: RowStyle,
        now_ms: float,
        *,
        flashes: bool = True,
        places: Sequence[int] | None = None,
    ) -> bool:
        """Work the cells out anew; True if anything that is painted changed. A first showing does not flash.

        `places`: only these columns, the others are not shown.
        """
        first = self.record is None
        changed = first or style is not self.style
        self.record = record
        self.style = style
        for place in range(len(columns)) if places is None else places:
            column = columns[place]
            cell = self.cells[place]
            differs = False
            text = column.text(record)
            tone = column.tone(record) if column.tone is not None else Tone.PLAIN
            if text != cell.text or tone is not cell.tone:
                cell.text, cell.tone = text, tone
                differs = True
            if column.line is not None:
                line = column.line(record)
                if line is not cell.line and line != cell.line:
                    cell.line = line
                    differs = True
            if column.value is not None:
                old, new = self.values[place], column.value(record)
                if flashes and column.flashes and old is not None and new is not None and old != new:
                    direction = 1 if new > old else -1
                    # one that goes on looks as before
                    differs = differs or direction != cell.direction
                    cell.direction = direction
                    cell.changed_ms = now_ms
                    self.flashing = True
                self.values[place] = new
            if differs:
                cell.version += 1
                changed = True
        if changed:
            self.version += 1
        return changed

    def fade(self, now_ms: float) -> bool:
        """End the flashes that are over; True if anything is to be painted again."""
        over = flashing = False
        for cell in self.cells:
            if cell.direction:
                if now_ms - cell.changed_ms >= FLASH_MS:
                    cell.direction = 0
                    cell.version += 1
                    over = True
                else:
                    flashing = True
        self.flashing = flashing
        if over:
            self.version += 1
        return over
