"""Keeps the full history of the one contract that a panel shows."""

from PySide6.QtCore import QObject

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.market.cache import MarketDataCache


class ContractWatch:
    """Lets go of the contract with its panel: a closed one keeps no history alive."""

    def __init__(self, cache: MarketDataCache, panel: QObject) -> None:
        self._cache = cache
        watched: list[InstrumentId] = []
        self._watched = watched

        def let_go() -> None:
            for each in watched:
                cache.unwatch(each)

        # the closure must not hold the panel itself
        panel.destroyed.connect(let_go)

    def show(self, instrument: InstrumentId | None) -> None:
        """Watch `instrument` in place of the one before."""
        if instrument is not None:
            self._cache.watch(instrument)
        for old in self._watched:
            self._cache.unwatch(old)
        self._watched[:] = [] if instrument is None else [instrument]
