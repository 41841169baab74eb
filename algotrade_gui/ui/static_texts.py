"""Texts in one font whose glyphs are placed once: a third of the cost of drawText for those drawn before (measured)."""

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QStaticText

MOST_KEPT = 4_096


class StaticTexts:
    """Remembers up to MOST_KEPT laid-out texts; full, it begins anew. Another font needs another one of these."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._texts: dict[str, tuple[QStaticText, int]] = {}

    def laid_out(self, text: str) -> tuple[QStaticText, int]:
        """Return `text` ready for QPainter.drawStaticText, and its width in pixels. The painter must have `font` set."""
        found = self._texts.get(text)
        if found is None:
            if len(self._texts) >= MOST_KEPT:
                self._texts.clear()
            made = QStaticText(text)
            made.setTextFormat(Qt.TextFormat.PlainText)
            made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            made.prepare(font=self.font)
            found = self._texts[text] = (made, math.ceil(made.size().width()))
        return found
