"""Hand numpy columns to QPainter without a Python object per line.

`QPainter.drawLines`, `drawRects` and `drawPixmapFragments` take a pointer to the first of `n` records of doubles. Filling a numpy array
and wrapping its address draws 10,000 lines in the time a loop draws 200. (The idea is pyqtgraph's PrimitiveArray; importing pyqtgraph
for it alone costs 0.6 s of the start.)
"""

from typing import Generic, TypeVar, cast

import numpy as np
import numpy.typing as npt
import shiboken6
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPixmap

FloatArray = npt.NDArray[np.float64]

P = TypeVar("P", QLineF, QRectF, QPainter.PixmapFragment)


class _Primitives(Generic[P]):
    """A growing array of primitives of `width` doubles, reused from paint to paint."""

    def __init__(self, kind: type[P], width: int = 4) -> None:
        self._kind: type[P] = kind
        self._width = width
        self._memory: FloatArray = np.empty((0, width))
        self._first: P | None = None
        """The memory as what QPainter wants."""

    def _fill(self, columns: tuple[FloatArray | float, ...], count: int) -> tuple[P, int] | None:
        """Copy the columns (a number fills its column) and return what QPainter wants; None for no rows."""
        if count == 0:
            return None
        if count > len(self._memory):
            self._memory = np.empty((max(count, 2 * len(self._memory)), self._width))
            self._first = cast(P, shiboken6.Shiboken.wrapInstance(self._memory.ctypes.data, self._kind))
        for place, column in enumerate(columns):
            self._memory[:count, place] = column
        return None if self._first is None else (self._first, count)


class Lines(_Primitives[QLineF]):
    """Many lines in one call."""

    def __init__(self) -> None:
        super().__init__(QLineF)

    def draw(
        self,
        painter: QPainter,
        x1: FloatArray | float,
        y1: FloatArray | float,
        x2: FloatArray | float,
        y2: FloatArray | float,
    ) -> None:
        """Draw one line per row with the painter's pen; a number stands for a column of it."""
        filled = self._fill((x1, y1, x2, y2), np.broadcast(x1, y1, x2, y2).size)
        if filled is not None:
            painter.drawLines(*filled)


class Rects(_Primitives[QRectF]):
    """Many rectangles in one call."""

    def __init__(self) -> None:
        super().__init__(QRectF)

    def draw(self, painter: QPainter, x: FloatArray, y: FloatArray, width: float, height: FloatArray) -> None:
        """Draw one rectangle per row, all of one width, with the painter's pen and brush."""
        filled = self._fill((x, y, width, height), len(x))
        if filled is not None:
            painter.drawRects(*filled)


class Sprites(_Primitives[QPainter.PixmapFragment]):
    """One small picture at many places in one call."""

    def __init__(self) -> None:
        # x, y, source left, top, width, height, scale x, y, rotation, opacity
        super().__init__(QPainter.PixmapFragment, 10)

    def draw(self, painter: QPainter, picture: QPixmap, x: FloatArray, y: FloatArray) -> None:
        """Draw `picture` with its middle at each (x, y)."""
        scale = 1 / picture.devicePixelRatio()
        columns = (x, y, 0.0, 0.0, float(picture.width()), float(picture.height()), scale, scale, 0.0, 1.0)
        filled = self._fill(columns, len(x))
        if filled is not None:
            painter.drawPixmapFragments(*filled, picture)
