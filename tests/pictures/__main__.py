"""Takes pictures of every layout, panel and dialog, in both themes and languages, at two sizes, with contact sheets.

python -m tests.pictures [--seconds N] [--only THEME-LANGUAGE-WIDTH,...] [--docs] [--target FOLDER]

Panels come twice: trading, and as they are before the first connection. A full run, or `--docs`, writes docs/images too. One practice
round is traded meanwhile (tests/pictures/stage.py), twice as fast as the clock. For what a language changes the window is made anew on
the same workstation.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from itertools import product
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from algotrade_gui.app import _application
from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.logs import set_up_logging
from algotrade_gui.core.paths import find_paths
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.language import LanguageCode, language
from algotrade_gui.ui.layouts import PLANS, TRADE
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.panel_kinds import PANEL_KINDS
from algotrade_gui.ui.theme import Mode, theme
from tests.pictures.dialogs import open_dialogs, show_arming, show_bundle, show_palette, show_recordings, show_tour
from tests.pictures.docs import FOLDER, take_docs, take_replay
from tests.pictures.docs import SIZE as DOCS_SIZE
from tests.pictures.long_words import install
from tests.pictures.sheets import write_sheets
from tests.pictures.stage import ROOT, bundle, idle, replaying, running

LANGUAGES: tuple[LanguageCode, ...] = ("en", "fr")
LONG = "long"
"""English, a third longer (tests/pictures/long_words.py): taken when asked for."""
MODES: tuple[Mode, ...] = ("dark", "light")
SIZES = (QSize(1280, 800), QSize(1920, 1080))
SETTLE_S = 0.6
"""After a change, until what is shown has been drawn with data."""
LAYOUT_S = 1.5
"""After another layout."""


class Photographer:
    """Takes pictures of windows into one folder."""

    def __init__(self, folder: Path, logs: LogBuffer) -> None:
        self._folder = folder
        self._logs = logs
        self.taken: list[Path] = []

    @asynccontextmanager
    async def window(self, station: Workstation, size: QSize) -> AsyncIterator[MainWindow]:
        """A window of that size on `station`, closed afterwards."""
        window = MainWindow(station, self._logs)
        window.resize(size)
        window.show()
        window.pump.attach(station.cache)
        try:
            yield window
        finally:
            await window.stop_tasks()
            window.finish_closing()
            window.deleteLater()

    async def picture(self, name: str, widget: QWidget) -> None:
        """Take one, once what is shown has been drawn."""
        await asyncio.sleep(SETTLE_S)
        file = self._folder / f"{name}.png"
        widget.grab().save(str(file))
        self.taken.append(file)

    async def dialog(self, name: str, dialog: QDialog | None) -> None:
        """Take one of a dialog and leave that."""
        if dialog is not None:
            await self.picture(f"dialog-{name}", dialog)
            dialog.reject()

    async def running(self, station: Workstation, size: QSize) -> None:
        """Everything, with a workstation that trades."""
        async with self.window(station, size) as window:
            for plan in PLANS.values():
                window.docks.lay_out(plan)
                await asyncio.sleep(LAYOUT_S)
                await self.picture(f"layout-{plan.name.lower()}", window)
            for kind in PANEL_KINDS:
                dock = window.docks.bring_up(kind.id, focus=False)
                await self.picture(f"panel-{kind.id}", dock.panel)
            window.docks.lay_out(TRADE)
            for name, open_it in open_dialogs(window):
                await self.dialog(name, open_it())
            window.docks.lay_out(TRADE)
            with tempfile.TemporaryDirectory() as folder:
                await self.dialog("import-bundle", show_bundle(window, bundle(Path(folder))))
                await self.dialog("recordings", show_recordings(window, Path(folder) / "recordings"))
            await self.picture("palette", show_palette(window))
            window.palette_box.close_palette()
            await self.picture("first-start", show_tour(window))
            window.tour.end()

    async def replay(self, station: Workstation, errors: ErrorCentre, size: QSize) -> None:
        """The window that plays back what `station` has recorded so far."""
        assert station.recorder is not None
        assert station.recorder.path is not None
        async with replaying(station.recorder.path, errors) as replay, self.window(replay, size) as window:
            window.docks.lay_out(TRADE)
            await asyncio.sleep(LAYOUT_S)
            await self.picture("replay", window)

    async def idle(self, errors: ErrorCentre, size: QSize) -> None:
        """What everything says before the first connection."""
        async with self.window(idle(errors), size) as window:
            for plan in PLANS.values():
                window.docks.lay_out(plan)
                await self.picture(f"empty-layout-{plan.name.lower()}", window)
            for kind in PANEL_KINDS:
                dock = window.docks.bring_up(kind.id, focus=False)
                await self.picture(f"empty-{kind.id}", dock.panel)
            await self.dialog("arm", show_arming(window))


async def _take(target: Path, seconds: float, only: set[str], docs: Path | None) -> int:
    errors, logs = ErrorCentre(), LogBuffer()
    paths = find_paths()
    paths.prepare()
    set_up_logging(paths.log_file).add_handler(logs)
    count = 0
    async with AsyncExitStack() as stack:
        recordings = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        station = await stack.enter_async_context(running(seconds, errors, recordings))
        for code, mode, size in product((*LANGUAGES, LONG), MODES, SIZES):
            name = f"{mode}-{code}-{size.width()}"
            if name not in only if only else code == LONG:
                continue
            theme().set_mode(mode)
            photographer = Photographer(target / name, logs)
            with speaking(code):
                await photographer.running(station, size)
                await photographer.replay(station, errors, size)
                await photographer.idle(errors, size)
            count += len(photographer.taken)
            for sheet in write_sheets(photographer.taken, target / f"sheet-{name}"):
                _say(str(sheet))
        if docs is not None:
            language().install("en")
            async with Photographer(target, logs).window(station, DOCS_SIZE) as window:
                for file in await take_docs(window, lambda: asyncio.sleep(LAYOUT_S + SETTLE_S), docs):
                    count += 1
                    _say(f"{file} {file.stat().st_size:,} bytes")
            assert station.recorder is not None
            assert station.recorder.path is not None
            async with (
                replaying(station.recorder.path, errors) as replay,
                Photographer(target, logs).window(replay, DOCS_SIZE) as window,
            ):
                await asyncio.sleep(LAYOUT_S + SETTLE_S)
                count += 1
                _say(str(take_replay(window, docs)))
    for record in errors.records:
        _say(f"{record.severity.value}: {record.source}: {record.message} x{record.count}")
    _say(f"{count} pictures")
    return 0 if count else 1


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Make windows in that language; LONG is the pretended one."""
    language().install("fr" if code == "fr" else "en")
    application = QApplication.instance()
    assert application is not None
    pretended = install(application) if code == LONG else None
    try:
        yield
    finally:
        if pretended is not None:
            application.removeTranslator(pretended)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long the bots trade before the first picture")
    parser.add_argument("--only", default="", help="for instance dark-en-1280,light-fr-1920")
    parser.add_argument("--target", type=Path, default=ROOT / "build" / "screenshots")
    parser.add_argument(
        "--docs", action="store_true", help="only those of the documentation; they come with a full run too"
    )
    options = parser.parse_args()
    app: QApplication = _application()
    theme().install(app, "dark")
    only = {name for name in options.only.split(",") if name}
    if options.docs:
        only = {"none"}
    docs = FOLDER if options.docs or not only else None
    if not only:
        shutil.rmtree(options.target, ignore_errors=True)
    for code, mode, size in product((*LANGUAGES, LONG), MODES, SIZES):
        (options.target / f"{mode}-{code}-{size.width()}").mkdir(parents=True, exist_ok=True)
    with asyncio.Runner(loop_factory=async_bridge.loop_factory(app)) as runner:
        return runner.run(_take(options.target, options.seconds, only, docs))


if __name__ == "__main__":
    raise SystemExit(main())
