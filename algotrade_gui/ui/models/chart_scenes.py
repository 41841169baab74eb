"""Puts together what a chart of one instrument shows, and keeps the parts that have not changed."""

from collections.abc import Mapping

from algotrade_gui.bots.plots import BotPlots
from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.units import MS_PER_S, Cents
from algotrade_gui.domain.instrument import Instrument
from algotrade_gui.domain.order import Order
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.records import InstrumentInfo
from algotrade_gui.ui.charts.scene import ChartScene, ChartStyle, OrderLine
from algotrade_gui.ui.language import money, tr
from algotrade_gui.ui.models.chart_indicators import IndicatorLines
from algotrade_gui.ui.models.chart_marks import (
    BotDrawings,
    FillMarks,
    expiries,
    order_lines,
    strikes,
)
from algotrade_gui.ui.models.chart_series import ChartSeries
from algotrade_gui.ui.models.names import full_label
from algotrade_gui.ui.sources import AmendingDesk

CONTRACT_LIFE_MS = 60_000
"""A contract is listed this long before its expiry (protocol section 4)."""


class SceneMaker:
    """One chart's. `stale` and `empty` say how old the prices are and what stands in place of candles; each may be empty."""

    def __init__(self, cache: MarketDataCache, account: AmendingDesk) -> None:
        self.indicators = IndicatorLines()
        self.style = ChartStyle.CANDLES
        self.stale = ""
        self.empty = ""
        self._cache = cache
        self._account = account
        self._drawings = BotDrawings()
        self._lines: tuple[OrderLine, ...] = ()
        self._last: tuple[Cents | None, int] = (None, 0)
        self._fills = FillMarks(account.orders)

    def bind(self) -> None:
        """Another instrument is shown: its last price has no direction yet."""
        self._last = (None, 0)

    def say(self, stale: str, empty: str) -> bool:
        """Take these words; True if they are others than before."""
        before = (self.stale, self.empty)
        self.stale, self.empty = stale, empty
        return before != (stale, empty)

    def follow_bots(self, plots: Mapping[BotId, BotPlots], instrument: InstrumentId) -> bool:
        """Take what bots have drawn; True if there is something new."""
        return self._drawings.refresh(plots, instrument, len(self.indicators.chosen))

    def follow_orders(self, item: Instrument) -> None:
        """Take the orders as they are now."""
        orders = self._account.orders
        found = ((orders.get(key), price) for key, price in self._account.amends.items())
        moving: list[tuple[Order, Cents]] = [(order, price) for order, price in found if order is not None]
        self._lines = order_lines(orders.working(), moving, item)

    def scene(self, item: Instrument, series: ChartSeries, *, pinned: bool) -> ChartScene:
        """What is shown now."""
        cache, drawings = self._cache, self._drawings
        info = cache.get_instrument_info(item.id)
        quote = cache.get_best_prices(item.id)
        last = info.last_price if info is not None else None
        return ChartScene(
            title=f"{full_label(item)} · {tr('pinned')}" if pinned else full_label(item),
            candles=series.columns,
            history=(item.id, series.interval_s, series.history, self.indicators.chosen, drawings.history),
            last_price=last,
            last_direction=self._direction(last),
            bid=quote.bid if quote is not None else None,
            ask=quote.ask if quote is not None else None,
            has_volume=item.is_tradeable,
            life_s=_life_s(item, info),
            settled_at=info.payoff if info is not None else None,
            note=_note(item, info),
            # what a contract was settled at does not age
            stale=self.stale if info is None or info.payoff is None else "",
            empty=self.empty,
            style=self.style,
            lines=self.indicators.lines(series.columns, tradeable=item.is_tradeable),
            points=drawings.lines,
            marks=drawings.marks,
            strikes=strikes(cache.instruments(), item, cache.time_ms),
            expiries=expiries(cache.instruments(), item, cache.time_ms),
            fills=self._fills.of(item),
            orders=self._lines,
        )

    def _direction(self, last: Cents | None) -> int:
        before, direction = self._last
        if last is not None and before is not None and last != before:
            direction = 1 if last > before else -1
        self._last = (last, direction)
        return direction


def _life_s(item: Instrument, info: InstrumentInfo | None) -> tuple[float, float] | None:
    if item.expiry_ms is None:
        return None
    begin_ms = max(item.expiry_ms - CONTRACT_LIFE_MS, 0)
    if info is not None:
        # never later than we first saw it, so that every candle we have is in view
        begin_ms = min(begin_ms, info.first_seen_ms)
    return begin_ms / MS_PER_S, item.expiry_ms / MS_PER_S


def _note(item: Instrument, info: InstrumentInfo | None) -> str:
    if not item.is_tradeable:
        return ""
    if info is None:
        return tr("not known in this round")
    if info.payoff is not None and info.settlement is not None:
        return tr("settled at {price}, paid {amount}", price=money(info.settlement), amount=money(info.payoff))
    return "" if info.live else tr("ended, settlement is awaited")
