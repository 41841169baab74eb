"""How long the command palette takes to open and for a keystroke, with all contracts of a round and many actions."""

import os
import statistics
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.theme import theme
from tests.bench.figures import Figure
from tests.ui.windows import market_station

ACTIONS = 200
TYPED = ("layout tra", "card call 1001", "cancel all", "hest fut", "srt mkr", "made up 17")


def figures() -> list[Figure]:
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication([])
    theme().install(app, "dark")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ALGOTRADE_GUI_HOME"] = folder
        window = MainWindow(market_station(Path(folder), ErrorCentre(), seconds=62), LogBuffer())
        window.show()
        for number in range(ACTIONS):
            action = QAction(f"Made up action number {number}", window)
            action.setObjectName(f"made.up_{number}")
            window.addAction(action)
        for _ in range(20):
            app.processEvents()
        palette = window.palette_box
        begun = time.process_time()
        palette.open()
        opening_ms = (time.process_time() - begun) * 1_000
        palette.close_palette()
        begun = time.process_time()
        palette.open()
        again_ms = (time.process_time() - begun) * 1_000
        for _ in range(20):
            app.processEvents()
        searching, painting = [], []
        for words in TYPED:
            for end in range(1, len(words) + 1):
                begun = time.process_time()
                palette.field.setText(words[:end])
                found = time.process_time()
                palette.grab()
                searching.append((found - begun) * 1_000)
                painting.append((time.process_time() - begun) * 1_000)
        count = len(palette._titles)
        contracts = len(window._workstation.cache.instruments())
        palette.close_palette()
        window.pump.stop()
        window.finish_closing()
        window.deleteLater()

    def cost(name: str, value: float, target: float | None = None) -> Figure:
        return Figure(name=name, value=value, unit="ms", target=target, higher_is_better=False)

    return [
        Figure(name="entries of the palette", value=count, unit=f"({contracts} contracts)"),
        cost("processor time of opening, the first time", opening_ms),
        cost("processor time of opening, again", again_ms),
        cost("processor time of a keystroke, median", statistics.median(searching), 10),
        cost("processor time of a keystroke, worst", max(searching), 10),
        cost("processor time of a keystroke with painting, median", statistics.median(painting), 10),
        cost("processor time of a keystroke with painting, worst", max(painting), 10),
    ]
