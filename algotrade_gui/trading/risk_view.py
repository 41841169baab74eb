"""The gate's view of an order: figures from the books, each worked out when a rule asks for it."""

from collections.abc import Callable, Iterable

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.trading.orders import OrderTracker
from algotrade_gui.trading.outside import OutsideOrders
from algotrade_gui.trading.owners import OUTSIDE
from algotrade_gui.trading.portfolio import Portfolio
from algotrade_gui.trading.rules.base import Resting


class AccountView:
    """Satisfies `RiskView` for one order, at the moment of the asking."""

    def __init__(
        self,
        order: Order,
        cache: MarketDataCache,
        orders: OrderTracker,
        portfolio: Portfolio,
        theo: Callable[[InstrumentId], float | None],
        outside: OutsideOrders,
        *,
        leaving: Order | None = None,
    ) -> None:
        """`leaving`: an open order that will be gone by then, and is not counted."""
        self._order = order
        self._cache = cache
        self._orders = orders
        self._portfolio = portfolio
        self._theo = theo
        self._outside = outside
        self._leaving = leaving

    @property
    def now_ms(self) -> RoundMs:
        return self._cache.time_ms

    @property
    def held(self) -> int:
        return self._portfolio.quantity(self._order.instrument, self._order.owner)

    @property
    def buying(self) -> int:
        return self._orders.buying(self._order.instrument, self._order.owner) - self._leaving_buys

    @property
    def underlying_reach(self) -> int:
        underlying = parse_instrument_id(self._order.instrument).underlying
        held = sum(
            position.quantity
            for instrument, position in self._portfolio.positions(self._order.owner).items()
            if parse_instrument_id(instrument).underlying == underlying
        )
        return held + sum(
            order.remaining
            for order in self._open_buys()
            if parse_instrument_id(order.instrument).underlying == underlying
        )

    @property
    def capital(self) -> int:
        cost = sum(position.cost for position in self._portfolio.positions(self._order.owner).values())
        return cost + sum(order.price * order.remaining for order in self._open_buys())

    @property
    def machine_capital(self) -> int:
        freed = 0 if self._leaving is None else self._leaving_buys * self._leaving.price
        return self._portfolio.invested + self._orders.reserved_cash() - freed

    @property
    def team_capital(self) -> int | None:
        return self._portfolio.capital

    @property
    def machine_orders(self) -> int:
        return self._orders.open_count - (self._leaving is not None)

    @property
    def owner_orders(self) -> int:
        working = self._orders.working(owner=self._order.owner)
        return sum(order is not self._leaving and order is not self._order for order in working)

    @property
    def theo(self) -> float | None:
        return self._theo(self._order.instrument)

    @property
    def spot(self) -> Cents | None:
        return self._cache.underlying_price(parse_instrument_id(self._order.instrument).underlying)

    @property
    def own_orders(self) -> Iterable[Resting]:
        yield from (order for order in self._orders.working(self._order.instrument) if order is not self._leaving)
        yield from (order for order in self._outside.all() if order.instrument == self._order.instrument)

    @property
    def pnl(self) -> int:
        return self._portfolio.pnl(self._order.owner).total

    @property
    def team_pnl(self) -> int:
        return self._portfolio.pnl(None).total - self._portfolio.pnl(OUTSIDE).total

    def _open_buys(self) -> list[Order]:
        mine = self._orders.working(owner=self._order.owner)
        return [o for o in mine if o.side is Side.BUY and o is not self._order and o is not self._leaving]

    @property
    def _leaving_buys(self) -> int:
        """Contracts that will not be bought any more, of the same instrument and owner."""
        return self._leaving.remaining if self._leaving is not None and self._leaving.side is Side.BUY else 0
