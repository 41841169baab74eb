"""Says why the program does not start, to somebody who has no terminal to read it in."""

import asyncio

from PySide6.QtWidgets import QApplication, QMessageBox

from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.language import language, shown, tr
from algotrade_gui.ui.theme import theme


def show_start_problem(app: QApplication, problem: str) -> None:
    """Show `problem`, a sentence, and return when it was closed. No loop runs yet: it gets one of its own."""
    language().install("system")
    theme().install(app, "system")
    with asyncio.Runner(loop_factory=async_bridge.loop_factory(app)) as runner:
        runner.run(_shown_until_closed(problem))


async def _shown_until_closed(problem: str) -> None:
    closed = asyncio.Event()
    box = QMessageBox(QMessageBox.Icon.Critical, "AlgoTrade", tr("AlgoTrade could not start."))
    box.setInformativeText(shown(problem))
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    box.finished.connect(lambda _result: closed.set())
    box.open()
    try:
        await closed.wait()
    finally:
        box.deleteLater()
