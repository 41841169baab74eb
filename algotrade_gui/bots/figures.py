"""What is to be known of one bot: from the books, the clocks, its runner."""

from algotrade_gui.bots.entry import BotInfo, Entry
from algotrade_gui.bots.loader import StrategyLoader
from algotrade_gui.bots.places import source_of
from algotrade_gui.bots.rounds import RoundSummary
from algotrade_gui.bots.watchdog import Watchdog
from algotrade_gui.core.clock import Clock
from algotrade_gui.core.ids import BotId
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.trading.account import TradingAccount
from algotrade_gui.trading.pace import OrderPace


class BotFigures:
    """Reads only, but for the pace of orders, which it counts."""

    def __init__(
        self, cache: MarketDataCache, account: TradingAccount, watchdog: Watchdog, loader: StrategyLoader, clock: Clock
    ) -> None:
        self.pace = OrderPace(account.orders)
        self._cache = cache
        self._account = account
        self._watchdog = watchdog
        self._loader = loader
        self._clock = clock

    def info(self, entry: Entry) -> BotInfo:
        """Return one bot as it is shown."""
        runner = entry.runner
        bot = runner.id
        wait_ms = None if entry.restart_at_ms is None else max(0.0, entry.restart_at_ms - self._clock.now_ms())
        return BotInfo(
            id=bot,
            strategy=entry.strategy,
            state=runner.state,
            config=dict(entry.values),
            error=runner.error,
            traceback_text=runner.traceback_text,
            started_ms=entry.started_ms,
            pnl=self._account.portfolio.pnl(bot),
            working=len(self._account.orders.working(owner=bot)),
            fills=self._account.orders.fills_of(bot),
            params=entry.params,
            options=entry.options,
            refused=entry.refused,
            last_refusal=entry.last_refusal,
            restart_in_s=None if wait_ms is None else wait_ms / 1_000,
            tries=entry.count.tries,
            pending=entry.pending,
            newer=runner.state.is_alive and entry.newer,
            at_work=runner.at_work,
            can_undo=bool(entry.steps),
            trading=self._account.states.of(bot),
            trading_reason=self._account.states.reason_for(bot),
            holds=self._watchdog.of(str(bot)),
            orders_per_s=self.pace.per_s(bot, self._cache.time_ms),
            fill_rate=self.pace.fill_rate(bot),
            turn=runner.turn_time if runner.state.is_alive else None,
            last_error=runner.last_error,
            source=source_of(runner.bot_class or self._loader.find(entry.strategy)),
        )

    def summary(self, bot: BotId, number: int) -> RoundSummary:
        """Return what a bot made of a round that has ended, as long as the account remembers it."""
        curve = self._account.equity.curve(bot)
        realised = self._account.portfolio.pnl(bot).realised
        positions = self._account.portfolio.positions(bot)
        return RoundSummary(
            round=number,
            # the cache's own clock stands at the old round's last update until it takes in the new one's first
            time_ms=self._cache.time_ms,
            pnl=realised if curve is None else curve.last,
            realised=realised,
            fills=self._account.orders.fills_of(bot),
            positions={key: held.quantity for key, held in positions.items() if held.quantity},
        )
