"""A layout on several screens of different density: sharp on each, and back where it was."""

import json
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QRect

ROOT = Path(__file__).parents[2]

LOW: dict[str, object] = {
    "name": "low",
    "x": 0,
    "y": 0,
    "width": 1600,
    "height": 1000,
    "logicalDpi": 96,
    "logicalBaseDpi": 96,
    "dpr": 1,
}
HIGH = LOW | {"name": "high", "x": 1600, "width": 2800, "height": 1800, "logicalDpi": 192}
"""In pixels of its own: 1400 x 900 as the window counts. A `dpr` of 2 would not do: windows of the offscreen platform stay at 1."""
SMALL = LOW | {"width": 1280, "height": 800}
SCENE = """
import json, sys
from pathlib import Path
import msgspec
from PySide6.QtWidgets import QApplication
app = QApplication([])
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.settings import LayoutSettings
from algotrade_gui.ui.icons import icon, pixmap
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.theme import theme
from tests.ui.stations import GOOD_STRATEGY, make_station

kept = Path(sys.argv[1])
theme().install(app, "dark")
layout = msgspec.json.decode(kept.read_bytes(), type=LayoutSettings) if kept.exists() else None
window = MainWindow(make_station(kept.parent, ErrorCentre()), LogBuffer(), layout)
orders = window.docks.docks["orders"]
if layout is None:
    window.setGeometry(1650, 60, 1100, 700)
    orders.setFloating(True)
    orders.setGeometry(200, 150, 640, 300)
window.show()
for _ in range(20):
    app.processEvents()
shot = window.grab()
tool = window.top_bar.search_button
small = tool.icon().pixmap(tool.iconSize(), window.devicePixelRatio())
print(json.dumps({
    "screens": sorted([s.name(), s.devicePixelRatio()] for s in app.screens()),
    "window": window.geometry().getRect(),
    "on": window.screen().name(),
    "ratio": window.devicePixelRatio(),
    "shot": [shot.width(), shot.height()],
    "icon": [small.width(), small.devicePixelRatio()],
    "orders": orders.geometry().getRect(),
    "orders on": orders.screen().name(),
    "orders ratio": orders.devicePixelRatio(),
    "floating": orders.isFloating(),
}))
kept.write_bytes(msgspec.json.encode(window.layout_settings()))
window.pump.stop()
window.finish_closing()
"""


def on_screens(screens: list[dict[str, object]], folder: Path, home: Path) -> dict[str, object]:
    config = folder / "screens.json"
    config.write_text(json.dumps({"screens": screens}), encoding="utf-8")
    environment = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config}", "PYTHONPATH": str(ROOT)}
    environment |= {"ALGOTRADE_GUI_HOME": str(home), "QT_API": "pyside6"}
    done = subprocess.run(
        [sys.executable, "-c", SCENE, str(folder / "layout.json")],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_on_screens_of_different_density_all_is_sharp_and_comes_back(tmp_path: Path, own_home: Path) -> None:
    first = on_screens([LOW, HIGH], tmp_path, own_home)
    assert first["screens"] == [["high", 2.0], ["low", 1.0]]
    assert (first["on"], first["ratio"]) == ("high", 2.0)
    assert first["shot"] == [2_200, 1_400], "painted at the screen's density"
    assert first["icon"] == [32, 2.0]
    assert (first["floating"], first["orders on"], first["orders ratio"]) == (True, "low", 1.0)
    again = on_screens([LOW, HIGH], tmp_path, own_home)
    assert again == first
    moved = on_screens([SMALL], tmp_path, own_home)
    screen = QRect(0, 0, 1280, 800)
    for name in ("window", "orders"):
        place = moved[name]
        assert isinstance(place, list)
        assert screen.contains(QRect(*place)), name
    assert moved["floating"]
