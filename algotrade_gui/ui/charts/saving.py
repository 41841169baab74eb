"""Asks where a chart's picture or numbers are to be written, and writes them beside the loop."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.files import write_whole
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.core.words import say
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.charts.canvas import ChartCanvas
from algotrade_gui.ui.charts.export import csv_text, file_name
from algotrade_gui.ui.language import tr


class ChartSaving:
    """Belongs to a chart's panel: `tasks` and `errors` are the panel's."""

    def __init__(self, canvas: ChartCanvas, tasks: TaskOwner, errors: ErrorCentre) -> None:
        self._canvas = canvas
        self._tasks = tasks
        self._errors = errors

    def ask_png(self, parent: QWidget) -> QFileDialog:
        """Open the dialog for the picture; returned for tests."""
        image = self._canvas.grab().toImage()
        return self._ask(parent, tr("Export the picture"), "png", tr("Pictures (*.png)"), partial(_save_image, image))

    def ask_csv(self, parent: QWidget) -> QFileDialog:
        """Open the dialog for the candles and lines; returned for tests."""
        scene = self._canvas.scene

        def save(path: Path) -> None:
            write_whole(path, csv_text(scene))

        return self._ask(parent, tr("Export the numbers"), "csv", tr("Tables (*.csv)"), save)

    def _ask(self, parent: QWidget, title: str, ending: str, filters: str, save: Callable[[Path], None]) -> QFileDialog:
        dialog = QFileDialog(parent, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(filters)
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(file_name(self._canvas.scene.title, ending))
        dialog.fileSelected.connect(lambda name: self._start(Path(name), save))
        dialog.open()
        return dialog

    def _start(self, path: Path, save: Callable[[Path], None]) -> None:
        async_bridge.start("export", self._write(path, save), self._tasks)

    async def _write(self, path: Path, save: Callable[[Path], None]) -> None:
        try:
            await asyncio.to_thread(save, path)
        except OSError as error:
            reason = error.strerror or str(error)
            self._errors.report("chart", say("{file} could not be written: {reason}.", file=str(path), reason=reason))


def _save_image(image: QImage, path: Path) -> None:
    writer = QImageWriter(str(path), QByteArray(b"PNG"))
    if not writer.write(image):
        raise OSError(writer.errorString())
