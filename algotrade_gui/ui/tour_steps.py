"""The four steps of the tour."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from algotrade_gui.ui.actions import shortcuts
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.top_bar import PALETTE_KEYS
from algotrade_gui.ui.tour import Step

if TYPE_CHECKING:
    from algotrade_gui.ui.main_window import MainWindow


def tour_steps(window: "MainWindow") -> list[Step]:
    """What a newcomer is shown first."""

    def panel(kind: str) -> QWidget:
        return window.docks.bring_up(kind, focus=False)

    bots = window.bots
    bot_keys = {
        "start": _keys(bots.acts.start),
        "stop": _keys(bots.acts.stop),
        "add": _keys(bots.acts.add),
    }
    practice = window.head.band.property("band") == "practice"
    return [
        Step(
            tr("Prices"),
            tr(
                "Every contract of the round with its best bid and ask. Choose one and press Enter, or click it twice, to see it in "
                "the chart."
            ),
            lambda: panel("market_watch"),
        ),
        Step(
            tr("Chart"),
            tr(
                "What you chose, second by second, with your own orders and fills. A contract lives a minute: the chart goes on to "
                "the next one by itself, unless you pin it."
            ),
            lambda: panel("chart"),
        ),
        Step(
            tr("Bots"),
            tr(
                "A market-making bot trades already, with play money. {start} starts a bot, {stop} stops it, Enter opens its settings, "
                "{add} adds another.",
                **bot_keys,
            )
            if practice
            else tr("{start} starts a bot, {stop} stops it, Enter opens its settings, {add} adds another.", **bot_keys),
            lambda: panel("bots"),
        ),
        Step(
            tr("Stop everything, find anything"),
            tr(
                "The red button ({kill}) blocks new orders and cancels all of them at once. {search} finds any action, instrument, "
                "bot or panel; this tour as well.",
                kill=_keys(window.top_bar.kill_button.hotkey),
                search=shortcuts().keys("window.palette", PALETTE_KEYS),
            ),
            lambda: window.top_bar.kill_button,
        ),
    ]


def _keys(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
