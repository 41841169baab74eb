"""Hands the window's strategies and bots on in a file, and takes a colleague's in after its files were looked at."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from algotrade_gui.bots.bundle import Bundle, Exported, export_bundle, read_bundle
from algotrade_gui.bots.bundle_install import bots_to_add, install, is_trusted
from algotrade_gui.core.errors import UserError
from algotrade_gui.core.settings import BotSettings
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.core.words import say
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.dialogs.import_bundle import ImportBundleDialog
from algotrade_gui.ui.language import tr, trn
from algotrade_gui.ui.notifications import Notifications

if TYPE_CHECKING:
    from algotrade_gui.composition import Workstation

T = TypeVar("T")
SOURCE = "bots"


class Bundles:
    """Belongs to a window. Nothing of a bundle is loaded before its file was ticked in the dialog; no bot of it starts by itself."""

    def __init__(
        self, workstation: "Workstation", notifications: Notifications, tasks: TaskOwner, window: QWidget
    ) -> None:
        self._workstation = workstation
        self._notifications = notifications
        self._tasks = tasks
        self._window = window

    # --- handing on ---

    def ask_export(self) -> QFileDialog:
        """Open the dialog for the file; returned for tests."""
        dialog = self._dialog(tr("Export strategies and bots"), QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.selectFile(f"{self._workstation.profile.name}.zip")
        dialog.fileSelected.connect(lambda name: async_bridge.start("export", self.export(Path(name)), self._tasks))
        dialog.open()
        return dialog

    async def export(self, path: Path) -> None:
        """Write the bots whose strategies come from files, with these files, and say what was written."""
        manager = self._workstation.manager
        sources = {str(info.id): info.source for info in manager.bots() if info.source is not None}
        bots = [bot for bot in manager.settings() if bot.name in sources]
        files = sorted(set(sources.values()))
        done = await self._try(asyncio.to_thread(_write, path, bots, files))
        if done is None:
            return
        text = trn(
            len(done.bots), "{count} bot was written to {file}.", "{count} bots were written to {file}.", file=path.name
        )
        if done.left_out:
            left = ", ".join(done.left_out)
            text += " " + tr("Left out, as they may be secrets: {settings}.", settings=left)
        self._notifications.tell("info", tr("Export"), text)

    # --- taking in ---

    def ask_import(self) -> QFileDialog:
        """Open the dialog for the file; returned for tests."""
        dialog = self._dialog(tr("Import strategies and bots"), QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: async_bridge.start("read bundle", self.show(Path(name)), self._tasks))
        dialog.open()
        return dialog

    async def show(self, path: Path) -> None:
        """Open the dialog with the files of a bundle."""
        bundle = await self._try(asyncio.to_thread(read_bundle, path))
        if bundle is None:
            return
        known = {file.name for file in bundle.files if is_trusted(self._folder, file)}
        dialog = ImportBundleDialog(bundle, name=path.name, known=known, parent=self._window)
        dialog.accepted.connect(
            lambda: async_bridge.start("import", self.take_in(bundle, dialog.accepted_files), self._tasks)
        )
        dialog.open()

    async def take_in(self, bundle: Bundle, accepted: frozenset[str]) -> None:
        """Put the accepted files into the strategies' folder, add the bots that need no other, and say so."""
        if await self._try(asyncio.to_thread(install, bundle, self._folder, accepted)) is None:
            return
        manager = self._workstation.manager
        manager.scan_strategies()
        added = bots_to_add(bundle, accepted, [str(info.id) for info in manager.bots()])
        for bot in added:
            manager.register_settings(bot)
        text = trn(
            len(added),
            "{count} bot was added; it waits for its start.",
            "{count} bots were added; they wait for their start.",
        )
        self._notifications.tell("info", tr("Import"), text)

    @property
    def _folder(self) -> Path:
        return self._workstation.manager.loader.folders[0]

    def _dialog(self, title: str, mode: QFileDialog.AcceptMode) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(mode)
        dialog.setNameFilter(tr("Bundles (*.zip)"))
        return dialog

    async def _try(self, work: Awaitable[T]) -> T | None:
        """What `work` gives; None where it cannot be done, which is said."""
        try:
            return await work
        except UserError as error:
            self._workstation.errors.report_exception(SOURCE, error)
            return None


def _write(path: Path, bots: list[BotSettings], files: list[Path]) -> Exported:
    if not bots:
        raise UserError(say("There is no bot whose strategy comes from a file."))
    return export_bundle(path, bots, files)
