"""Holds our books against the exchange's own word, and corrects them to it."""

import asyncio
import logging
from collections.abc import Callable, Iterable

from algotrade_gui.core.errors import ErrorCentre, Severity
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import RoundMs
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.trading.orders import LOOKS_APART_MS, OrderTracker
from algotrade_gui.trading.portfolio import Portfolio
from algotrade_gui.trading.session import RequestError, SessionClosedError, TradingSession
from algotrade_gui.wire import messages as m

log = logging.getLogger(__name__)

RECONCILE_EVERY_S = 5.0
_DOUBT_PAUSE_S = 0.25
"""A doubt waits for the next updates first: most are settled by an event that was on its way."""


class Reconciler:
    """Asks for inventory and pending orders every 5 s and after each doubt, and settles what they tell.

    Belongs to the account, which runs `run` as a task; `session` gives a session that is up, `in_flight` tells whether an order is on its
    way, `holds` is told which instruments the team holds.
    """

    def __init__(
        self,
        cache: MarketDataCache,
        orders: OrderTracker,
        portfolio: Portfolio,
        errors: ErrorCentre,
        *,
        session: Callable[[], TradingSession | None],
        in_flight: Callable[[], bool],
        holds: Callable[[Iterable[InstrumentId]], None],
        every_s: float = RECONCILE_EVERY_S,
    ) -> None:
        self.inventory: m.InventoryReply | None = None
        """The exchange's last word on cash and holdings."""
        self.differences: dict[InstrumentId, int] = {}
        """Contracts that the exchange counts beyond what was traded here (outside trading, or missed fills), as of the last look."""
        self._cache = cache
        self._orders = orders
        self._portfolio = portfolio
        self._errors = errors
        self._session = session
        self._in_flight = in_flight
        self._holds = holds
        self._every_s = every_s
        self._doubts = asyncio.Event()
        self._outside: dict[InstrumentId, int] | None = None
        self._looked_ms: RoundMs | None = None

    def doubt(self) -> None:
        """Look soon: something may have happened that nobody told."""
        self._doubts.set()

    def new_round(self) -> None:
        """Start clean, and look soon."""
        self._outside = None
        self.differences = {}
        self.inventory = None
        self._looked_ms = None
        self._doubts.set()

    async def look(self) -> None:
        """Ask for inventory and pending orders; settle what is unknown, take the cash. Raises RequestError when no answer came."""
        session = self._session()
        if session is None:
            raise SessionClosedError("no session is connected: nothing was asked")
        unknown = {order.client_id for order in self._orders.unknown()}
        fills, flight, round_number = self._orders.fill_count, self._in_flight(), self._cache.round
        inventory = await session.request(lambda request_id: m.GetInventory(request_id=request_id))
        pending = await session.request(lambda request_id: m.GetPendingOrders(request_id=request_id))
        if self._cache.round != round_number:
            # the answers may be of either round
            self._doubts.set()
            return
        if isinstance(pending, m.PendingOrdersReply):
            left = self._orders.resolve(pending.orders, unknown)
            if left:
                log.info("%d orders of unknown fate remain: %s", len(left), [order.client_id for order in left])
        if isinstance(inventory, m.InventoryReply):
            quiet = not (flight or self._in_flight() or self._orders.fill_count != fills)
            self._told_inventory(inventory, quiet=quiet)

    def _told_inventory(self, inventory: m.InventoryReply, *, quiet: bool) -> None:
        self.inventory = inventory
        self._holds(instrument for instrument, held in inventory.holdings.items() if held.total)
        now_ms = self._cache.time_ms
        if self._looked_ms is not None and 0 <= now_ms - self._looked_ms < LOOKS_APART_MS:
            return
        self._looked_ms = now_ms
        self._portfolio.told_cash(inventory.cash, quiet=quiet)
        held = self._portfolio.positions()
        found = {
            instrument: difference
            for instrument in {*held, *inventory.holdings}
            if (
                difference := (inventory.holdings[instrument].total if instrument in inventory.holdings else 0)
                - (held[instrument].quantity if instrument in held else 0)
            )
        }
        if self._outside is None:
            # what was there before we came
            self._outside = dict(found)
        elif quiet:
            self._orders.explained(set(found))
            for instrument, difference in found.items():
                news = difference - self._outside.get(instrument, 0)
                if self.differences.get(instrument) != difference or not news:
                    continue
                if any(order.instrument == instrument for order in self._orders.unknown()):
                    continue  # it may be this one's: its own fate is settled first
                if not self._orders.recover_ended(instrument, news):
                    self._outside[instrument] = difference
                    self._errors.report(
                        "account",
                        f"The exchange counts {difference:+d} contracts of {instrument} beyond what was traded here.",
                        severity=Severity.WARNING,
                    )
        self.differences = found

    async def run(self) -> None:
        while True:
            try:
                await self.look()
            except RequestError as error:
                log.info("the account could not be reconciled: %s", error)
            # an unknown order is asked about again soon
            pause_s = min(1.0, self._every_s) if self._orders.unknown() else self._every_s
            try:
                async with asyncio.timeout(pause_s):
                    await self._doubts.wait()
            except TimeoutError:
                continue
            self._doubts.clear()
            await asyncio.sleep(_DOUBT_PAUSE_S)
