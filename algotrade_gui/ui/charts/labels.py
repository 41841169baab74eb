"""Short texts drawn many times: laid out once, painted from what was laid out."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from algotrade_gui.ui.static_texts import StaticTexts


class Labels:
    """Texts in one font; `measure` again when the font changes. Laying a text out anew at each paint costs more than painting it."""

    def __init__(self, font: QFont) -> None:
        self.measure(font)

    def measure(self, font: QFont) -> None:
        """Take another font."""
        self.font = font
        self.height = QFontMetrics(font).height()
        self._texts = StaticTexts(font)

    def width(self, text: str) -> int:
        """Pixels from end to end."""
        return self._texts.laid_out(text)[1]

    def at(self, painter: QPainter, x: float, top: float, text: str) -> int:
        """Draw `text` with the painter's pen, its left end at `x`; return its width."""
        laid_out, width = self._texts.laid_out(text)
        painter.drawStaticText(round(x), round(top), laid_out)
        return width

    def right(self, painter: QPainter, box: QRect, text: str) -> None:
        """Draw `text` in `box`, at its right end, in the middle of its height."""
        laid_out, width = self._texts.laid_out(text)
        painter.drawStaticText(box.right() + 1 - width, self._middle(box), laid_out)

    def centre(self, painter: QPainter, box: QRect, text: str) -> None:
        """Draw `text` in the middle of `box`."""
        laid_out, width = self._texts.laid_out(text)
        painter.drawStaticText(box.left() + (box.width() - width) // 2, self._middle(box), laid_out)

    def _middle(self, box: QRect) -> int:
        return box.top() + (box.height() - self.height) // 2
