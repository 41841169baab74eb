"""What a test reads off a market watch, and how it lets the market go on."""

from PySide6.QtCore import Qt

from algotrade_gui.core.ids import Underlying
from algotrade_gui.ui.docks.market_watch import MarketWatchPanel
from tests.ui.fakes_views import FakeWorkstation

CARD = Underlying("$CARD")


def texts(panel: MarketWatchPanel, key: str) -> list[str]:
    index = panel.model.index_of(key)
    return [
        panel.model.data(index.siblingAtColumn(place), Qt.ItemDataRole.DisplayRole)
        for place in range(panel.model.columnCount())
    ]


def advance(panel: MarketWatchPanel, station: FakeWorkstation, seconds: float) -> None:
    station.market.run(seconds)
    panel.run_refresh()


def is_open(panel: MarketWatchPanel, key: str) -> bool:
    return panel.view.isExpanded(panel.model.index_of(key))
