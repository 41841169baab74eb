"""Market data from an order connection, while the feed's own is silent."""

from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.trading.session import SessionState, TradingSession
from algotrade_gui.trading.sockets import OrderSockets


class SpareFeed:
    """Of the order connections one is the spare, as long as it is up."""

    def __init__(self, cache: MarketDataCache, sockets: OrderSockets) -> None:
        self._cache = cache
        self._sockets = sockets
        self._spare: TradingSession | None = None

    def choose(self) -> None:
        """Let one connected session hand its copy of the updates to the cache, which uses it while the feed is stale."""
        sessions = self._sockets.all()
        if self._spare is not None and self._spare in sessions and self._spare.state is SessionState.CONNECTED:
            return
        if self._spare is not None:
            self._spare.on_push = None
            self._spare = None
            self._cache.spare_lost()
        self._spare = next((one for one in sessions if one.state is SessionState.CONNECTED), None)
        if self._spare is not None:
            self._cache.spare_begins(self._spare.opened_ms)
            self._spare.on_push = self._cache.spare_frame
