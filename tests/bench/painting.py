"""What the benches of panels share: the dressed application, and the time that the thread spends on an update."""

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from tests.bench.figures import Figure

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from algotrade_gui.ui.panel import Panel

TARGET_MS = 8.0


def dressed() -> "QApplication":
    """The application, offscreen and in the dark theme."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from algotrade_gui.ui.theme import theme

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme().install(app, "dark")
    return app


def paint_now(widget: "QWidget") -> None:
    """Paint what asked for it, now: the same as the frame pump does."""
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(widget, QEvent.Type.UpdateRequest.value)


def new_and_same(panel: "Panel", next_second: Callable[[], None], seconds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of the thread for an update with a new second, and for one within it."""
    from PySide6.QtWidgets import QApplication

    def spent_ms() -> float:
        began = time.thread_time()
        panel.run_refresh()
        paint_now(panel)
        return (time.thread_time() - began) * 1e3

    new, same = [], []
    for _ in range(seconds):
        next_second()
        new.append(spent_ms())
        same.append(spent_ms())
        QApplication.processEvents()
    return new, same


def quantile(name: str, times_ms: list[float], share: int = 99) -> Figure:
    """The time within which so many percent lie, against the slice of a panel."""
    value = float(np.percentile(times_ms, share))
    return Figure(name=name, value=value, unit="ms", target=TARGET_MS, higher_is_better=False)
