"""Hand numpy columns to QPainter without a Python object per line.

`QPainter.drawLines` and `drawRects` take a pointer to the first of `n` QLineF or QRectF, each four doubles. Filling a numpy array and
wrapping its address draws 10,000 lines in the time a loop draws 200. (The idea is pyqtgraph's PrimitiveArray; importing pyqtgraph for it
alone costs 0.6 s of the start.)
"""

from typing import Generic, TypeVar, cast

import numpy as np
import numpy.typing as npt
import shiboken6
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter

FloatArray = npt.NDArray[np.float64]

P = TypeVar("P", QLineF, QRectF)


class _Primitives(Generic[P]):
    """A growing array of four-double primitives, reused from paint to paint."""

    def __init__(self, kind: type[P]) -> None:
        self._kind: type[P] = kind
        self._memory: FloatArray = np.empty((0, 4))

    def _fill(self, columns: tuple[FloatArray, FloatArray, FloatArray, FloatArray]) -> tuple[P, int] | None:
        count = len(columns[0])
        if count == 0:
            return None
        if count > len(self._memory):
            self._memory = np.empty((max(count, 2 * len(self._memory)), 4))
        for place, column in enumerate(columns):
            self._memory[:count, place] = column
        first = shiboken6.Shiboken.wrapInstance(self._memory.ctypes.data, self._kind)
        return cast(P, first), count


class Lines(_Primitives[QLineF]):
    """Many lines in one call."""

    def __init__(self) -> None:
        super().__init__(QLineF)

    def draw(self, painter: QPainter, x1: FloatArray, y1: FloatArray, x2: FloatArray, y2: FloatArray) -> None:
        """Draw one line per row with the painter's pen."""
        filled = self._fill((x1, y1, x2, y2))
        if filled is not None:
            painter.drawLines(*filled)


class Rects(_Primitives[QRectF]):
    """Many rectangles in one call."""

    def __init__(self) -> None:
        super().__init__(QRectF)

    def draw(self, painter: QPainter, x: FloatArray, y: FloatArray, width: FloatArray, height: FloatArray) -> None:
        """Draw one rectangle per row with the painter's pen and brush."""
        filled = self._fill((x, y, width, height))
        if filled is not None:
            painter.drawRects(*filled)
