"""Holds our books against the exchange's own word, and corrects them to it."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from algotrade_gui.core.clock import Clock
from algotrade_gui.core.errors import ErrorCentre, Severity
from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.core.words import Amount, say
from algotrade_gui.domain.order import Order
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.trading.activity import Activity, Window
from algotrade_gui.trading.attribution import Candidate, explain, share_settlement
from algotrade_gui.trading.orders import OrderTracker, tell
from algotrade_gui.trading.outside import OutsideOrders
from algotrade_gui.trading.owners import MANUAL, OUTSIDE
from algotrade_gui.trading.pending import LOOKS_APART_MS, PendingCheck
from algotrade_gui.trading.portfolio import Portfolio
from algotrade_gui.trading.records import AccountRecord, Correction, LookRecord, OpeningRecord, ReconciliationRecord
from algotrade_gui.trading.session import Outcome, RequestError, SessionClosedError, TradingSession, new_request_id
from algotrade_gui.trading.settlements import Settlements
from algotrade_gui.wire import messages as m

log = logging.getLogger(__name__)

RECONCILE_EVERY_S = 5.0
AGAIN_S = 0.5
"""How soon a difference is looked at again."""
PATIENCE_MS = 10_000
"""So long a difference may stay open before new orders are held back for a moment, so that an answer counts."""
HOLD_AT_MOST_S = 2.0
CASH_PATIENCE_MS = 30_000
"""So long contracts wait for the cash that tells whose they are: until orders were held back for it more than once."""
_DOUBT_PAUSE_S = 0.25
"""A doubt waits for the next updates first: most are settled by an event that was on its way."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a counted look has shown: the difference, how often our side had changed by then, and when."""

    difference: int
    deals: int
    at_ms: RoundMs


class _Question:
    """One request of a look: its answer is handed to `take` in the moment it is read, while its window is still open."""

    def __init__(self, window: Window, take: Callable[[m.Reply, Window], None]) -> None:
        self.done: asyncio.Future[RequestError | None] = asyncio.get_running_loop().create_future()
        self._window = window
        self._take = take

    def answer(self, outcome: Outcome) -> None:
        """Take the first outcome; a reply that comes after its time-out tells of another moment and is left out."""
        if self.done.done():
            return
        self._window.close()
        error: RequestError | None = outcome if isinstance(outcome, RequestError) else None
        try:
            if not isinstance(outcome, RequestError):
                self._take(outcome, self._window)
        finally:
            self.done.set_result(error)


class Reconciler:
    """Asks for pending orders and inventory every 5 s and after each doubt.

    An answer counts for an instrument if nothing of ours happened on it between asking and reply, and for the cash if nothing of ours
    happened anywhere. A difference that two running counted answers show, 200 ms of the market's clock apart and with no deal booked in
    between, is real: it is shown, logged with both sides, and booked, to the owner whose order explains it, else to OUTSIDE. An account so
    busy that no answer counts has its new orders held back for a moment, two seconds at most, when a difference has been open for 10 s.

    Belongs to the account, which runs `run` as a task; `session` gives a session that is up, `holds` is told which instruments the team
    holds, `tell` gets the records, `outside` keeps what was placed elsewhere for those who look.
    """

    def __init__(
        self,
        cache: MarketDataCache,
        orders: OrderTracker,
        portfolio: Portfolio,
        settlements: Settlements,
        activity: Activity,
        errors: ErrorCentre,
        clock: Clock,
        *,
        session: Callable[[], TradingSession | None],
        holds: Callable[[Iterable[InstrumentId]], None],
        tell: Callable[[AccountRecord], None],
        outside: OutsideOrders,
        every_s: float = RECONCILE_EVERY_S,
    ) -> None:
        self.inventory: m.InventoryReply | None = None
        """The exchange's last word on cash and holdings."""
        self.differences: dict[InstrumentId, int] = {}
        """Contracts that the exchange counts beyond our books, as of the last look; most are gone with the next update."""
        self.cash_difference = Cents(0)
        """Likewise of cash, in cents."""
        self.outside_reserved = Cents(0)
        """Cents that the exchange reserves beyond our own buys: for a teammate's."""
        self.times_held = 0
        """How often new orders were held back."""
        self.agreed_ms: RoundMs | None = None
        """When a counted answer last agreed with our books to the cent, on the round's clock."""
        self._cache = cache
        self._orders = orders
        self._portfolio = portfolio
        self._settlements = settlements
        self._activity = activity
        self._errors = errors
        self._clock = clock
        self._session = session
        self._holds = holds
        self._tell = tell
        self._every_s = every_s
        self._check = PendingCheck(orders)
        self._outside = outside
        outside.on_gone = self._check.forget_stranger
        self._doubts = asyncio.Event()
        self._released = asyncio.Event()
        self._released.set()
        self._seen: dict[InstrumentId | None, _Seen] = {}
        self._firm = False
        """The cash we started from is sure."""
        self._correcting = False
        self._waiting_since: RoundMs | None = None
        self._open_since: float | None = None
        orders.on_unseen(self._unseen)

    @property
    def outside_orders(self) -> dict[tuple[InstrumentId, ExchangeOrderId], m.PendingOrder]:
        """The account's working orders that were not placed here, as of the last list: a teammate's, or what the network has doubled."""
        return self._check.strangers

    @property
    def holding(self) -> bool:
        """New orders wait: `await released()` before sending one."""
        return not self._released.is_set()

    async def released(self) -> None:
        """Wait while new orders are held back, two seconds at most."""
        await self._released.wait()

    def doubt(self) -> None:
        """Look soon: something may have happened that nobody told."""
        self._doubts.set()

    def resume(self) -> None:
        """The books were restored from an earlier process of this round: what differs from them has happened since."""
        self._firm = True

    def new_round(self) -> None:
        """Start clean, and look soon."""
        self.differences = {}
        self.cash_difference = self.outside_reserved = Cents(0)
        self.inventory = None
        self.agreed_ms = None
        self._check.new_round()
        self._outside.new_round()
        self._seen.clear()
        self._firm = False
        self._waiting_since = self._open_since = None
        self._doubts.set()

    # --- when ---

    async def run(self) -> None:
        """Look for ever; the account's task."""
        while True:
            try:
                if self._open_since is not None and self._clock.now_ms() - self._open_since >= PATIENCE_MS:
                    await self._look_quietly()
                else:
                    await self.look()
            except RequestError as error:
                log.info("the account could not be reconciled: %s", error)
            try:
                async with asyncio.timeout(self._pause_s()):
                    await self._doubts.wait()
            except TimeoutError:
                continue
            self._doubts.clear()
            if self.inventory is not None:
                await asyncio.sleep(_DOUBT_PAUSE_S)

    def _pause_s(self) -> float:
        # what is not settled is asked about again soon
        if self._open_since is not None or self._check.wants_another:
            return min(AGAIN_S, self._every_s)
        return min(1.0, self._every_s) if self._orders.unknown() else self._every_s

    async def _look_quietly(self) -> None:
        """Looks with no new order of ours on its way, until the difference is settled: new orders wait meanwhile, cancels do not.

        What rests may deal between two of them, and neither counts then: there are as many as the time allows.
        """
        log.info(
            "new orders wait for a moment: the books differ and no answer has counted for %d s", PATIENCE_MS // 1_000
        )
        self._released.clear()
        self.times_held += 1
        try:
            async with asyncio.timeout(HOLD_AT_MOST_S):
                await self._activity.idle()
                await self.look()
                while self._open_since is not None:
                    await self._market_goes_on(LOOKS_APART_MS)
                    await self.look()
        except TimeoutError:
            log.info("the books still differ after %.0f s of holding orders back", HOLD_AT_MOST_S)
        finally:
            self._released.set()
            if self._open_since is not None:
                self._open_since = self._clock.now_ms()

    async def _market_goes_on(self, by_ms: int) -> None:
        """Return when the market's clock has gone on by so much, or another round has begun."""
        since_ms = self._cache.time_ms
        async for update in self._cache.updates():
            if not 0 <= update.time_ms - since_ms < by_ms:
                return

    # --- asking ---

    async def look(self) -> None:
        """Ask for pending orders and inventory and take what they tell; each is used without the other.

        Raises RequestError when one of the answers did not come.
        """
        session = self._session()
        if session is None:
            raise SessionClosedError("no session is connected: nothing was asked")
        round_number = self._cache.round
        unknown = {order.client_id for order in self._orders.unknown()}
        suspects = {order.client_id for order in self._orders.suspects()}
        listed = False

        def same_round() -> bool:
            if self._cache.round == round_number:
                return True
            self._doubts.set()  # the answers may be of either round
            return False

        def take_pending(reply: m.Reply, window: Window) -> None:
            nonlocal listed
            if isinstance(reply, m.PendingOrdersReply) and same_round():
                listed = True
                self._take_pending(reply, unknown, window)

        def take_inventory(reply: m.Reply, window: Window) -> None:
            if isinstance(reply, m.InventoryReply) and same_round():
                self._take_inventory(reply, suspects, window, listed=listed)

        # both at once, the list first: it tells whose a difference in the inventory is. Not by the quota of the bot whose connection it is
        pending = _Question(self._activity.open(), take_pending)
        inventory = _Question(self._activity.open(), take_inventory)
        try:
            await session.submit(m.GetPendingOrders(request_id=new_request_id()), pending.answer, owner=MANUAL)
            await session.submit(m.GetInventory(request_id=new_request_id()), inventory.answer, owner=MANUAL)
        except SessionClosedError as error:
            for question in (pending, inventory):
                question.answer(error)
        except BaseException:
            for question in (pending, inventory):
                question.answer(SessionClosedError("the look was given up"))
            raise
        for question in (inventory, pending):
            failed = await question.done
            if failed is not None:
                # the other has been taken, or will be
                raise failed

    def _take_pending(self, reply: m.PendingOrdersReply, unknown: set[ClientOrderId], window: Window) -> None:
        before = self.outside_orders
        left = self._check.take(reply.orders, unknown, window, self._cache.time_ms)
        self._tell_strangers(before)
        self._outside.take(self.outside_orders)
        if left:
            log.info("%d orders of unknown fate remain: %s", len(left), [order.client_id for order in left])

    # --- taking the inventory ---

    def _take_inventory(
        self, reply: m.InventoryReply, suspects: set[ClientOrderId], window: Window, *, listed: bool
    ) -> None:
        """`listed`: a list of what works came before it, from the same look."""
        self.inventory = reply
        self._holds(instrument for instrument, held in reply.holdings.items() if held.total)
        our_cash = self._portfolio.cash
        if our_cash is None:
            self._open_books(reply, window)
            return
        now_ms = self._cache.time_ms
        held = self._portfolio.positions()
        found = {
            instrument: difference
            for instrument in {*held, *reply.holdings}
            if (difference := _total(reply, instrument) - (held[instrument].quantity if instrument in held else 0))
        }
        cash = reply.cash.total - our_cash
        self.differences, self.cash_difference = found, Cents(cash)
        # while a contract has expired and has not settled here, or an order's fate is open, a difference may be theirs
        overdue = self._settlements.overdue(now_ms)
        in_doubt = {order.instrument for order in self._orders.unknown()}
        uncounted = window.touched | overdue | in_doubt
        confirmed = {
            instrument: difference
            for instrument, difference in found.items()
            if instrument not in uncounted
            and self._shown_twice(instrument, difference, self._activity.deals(instrument), now_ms)
        }
        for instrument in set(self._seen) - set(found) - uncounted - {None}:
            del self._seen[instrument]
        if window.quiet:
            self.outside_reserved = Cents(max(0, reply.cash.reserved - self._orders.reserved_cash()))
        counted = not uncounted
        agreed = not found and not cash
        self._tell(LookRecord(time_ms=now_ms, cash=Cents(reply.cash.total), counted=counted, agreed=agreed))
        cash_confirmed = counted and self._shown_twice(None, cash, self._activity.all_deals, now_ms)
        if agreed:
            self._open_since = self._waiting_since = None
            if counted:
                self.agreed_ms = now_ms
                self._firm = self._firm or cash_confirmed
                self._orders.clear_suspects(suspects)
                self._settlements.guesses.clear()
            return
        if not found:
            # what comes later has not waited yet
            self._waiting_since = None
        if self._open_since is None:
            self._open_since = self._clock.now_ms()
        if cash_confirmed and confirmed == found:
            self._correct(confirmed, cash, reply, listed=listed)
        elif confirmed and self._waited_for_cash(now_ms):
            self._correct(confirmed, None, reply, listed=listed)

    def _open_books(self, reply: m.InventoryReply, window: Window) -> None:
        """The first word of a round: what the team has that nobody here has traded was there before us."""
        self._portfolio.open_cash(reply.cash.total)
        # with orders about, a deal may be in that count and not yet told
        self._firm = window.quiet and not self._orders.all()
        # what an earlier process bought before it was told is in the books by its fills alone
        traded = {order.instrument for order in self._orders.all()} | self._portfolio.positions().keys()
        held = {
            instrument: holding.total
            for instrument, holding in reply.holdings.items()
            if holding.total and instrument not in traded
        }
        for instrument, quantity in held.items():
            self._portfolio.take_in(instrument, quantity)
            self._settlements.expect(instrument)
        self._tell(OpeningRecord(time_ms=self._cache.time_ms, cash=Cents(reply.cash.total), held=held))

    def _shown_twice(self, key: InstrumentId | None, difference: int, deals: int, now_ms: RoundMs) -> bool:
        seen = self._seen.get(key)
        if seen is None or (seen.difference, seen.deals) != (difference, deals):
            self._seen[key] = _Seen(difference, deals, now_ms)
            return False
        return now_ms - seen.at_ms >= LOOKS_APART_MS

    def _waited_for_cash(self, now_ms: RoundMs) -> bool:
        """Cash tells whose a difference is, so it is waited for; not for ever."""
        if self._waiting_since is None:
            self._waiting_since = now_ms
        return now_ms - self._waiting_since >= CASH_PATIENCE_MS

    # --- correcting ---

    def _correct(
        self, differences: Mapping[InstrumentId, int], cash: int | None, reply: m.InventoryReply, *, listed: bool
    ) -> None:
        """Book what two looks have shown. `cash` None: cash was not confirmed, contracts alone count."""
        ours = {instrument: self._portfolio.quantity(instrument) for instrument in differences}
        our_cash = self._portfolio.cash
        if cash is not None and not self._firm:
            self._firm = True
            if not differences and not self._orders.suspects():
                # the first word came while deals were on their way: it is put right, nobody has traded
                self._portfolio.open_cash(reply.cash.total)
                self._tell(OpeningRecord(time_ms=self._cache.time_ms, cash=Cents(reply.cash.total), held={}))
                self._settled()
                return
        corrections: list[Correction] = []
        rest = dict(differences)
        self._correcting = True
        for candidate, quantity in explain(differences, cash, self._candidates(differences, listed=listed)):
            order = self._orders.get(candidate.client_id)
            if order is None:
                continue
            self._orders.book_unseen(order, quantity)
            corrections.append(_by_order(order, quantity))
            if candidate.payoff is None and order.instrument in rest:
                rest[order.instrument] -= corrections[-1].quantity
        self._correcting = False
        rest = {instrument: quantity for instrument, quantity in rest.items() if quantity}
        for instrument, quantity in rest.items():
            alone = cash is not None and len(rest) == 1 and not self._settlements.guesses
            corrections.append(self._book_outside(instrument, quantity, self._cash_left(reply) if alone else None))
        left = 0 if cash is None else self._cash_left(reply)
        if left:
            corrections.extend(self._book_cash(left, next(iter(rest), None)))
        for correction in corrections:
            if correction.client_id is None:
                self._show(correction, ours, reply.cash.total - left, reply)
        self._tell(
            ReconciliationRecord(
                time_ms=self._cache.time_ms,
                ours=ours,
                theirs={instrument: _total(reply, instrument) for instrument in differences},
                our_cash=None if cash is None else our_cash,
                their_cash=None if cash is None else Cents(reply.cash.total),
                corrections=tuple(corrections),
            )
        )
        self._settled()

    def _settled(self) -> None:
        self._seen.clear()
        self._waiting_since = self._open_since = None
        self.differences, self.cash_difference = {}, Cents(0)
        # once more, soon: the next counted answer is to agree
        self._doubts.set()

    def _cash_left(self, reply: m.InventoryReply) -> int:
        return reply.cash.total - (self._portfolio.cash or 0)

    def _candidates(self, differences: Mapping[InstrumentId, int], *, listed: bool) -> list[Candidate]:
        orders: list[Order] = self._orders.suspects()
        if not listed:
            # no list came with this inventory: what works on these instruments may have dealt as well
            known = {order.client_id for order in orders}
            orders += [
                order
                for order in self._orders.working()
                if order.instrument in differences and order.client_id not in known
            ]
        return [
            Candidate(
                client_id=order.client_id,
                owner=order.owner,
                instrument=order.instrument,
                side=order.side,
                price=order.price,
                remaining=order.remaining,
                rested=self._orders.answered(order),
                payoff=self._portfolio.payoff(order.instrument),
            )
            for order in orders
        ]

    def _book_outside(self, instrument: InstrumentId, quantity: int, cash: int | None) -> Correction:
        """`cash` None: not known for this instrument alone; it is booked at the mark, and the cash is put right after."""
        if cash is None or cash * quantity > 0:
            cash = -quantity * (self._portfolio.mark(instrument) or 0)
        self._portfolio.book_outside(instrument, quantity, Cents(cash))
        self._settlements.expect(instrument)
        self._activity.dealt(instrument)
        return Correction(owner=OUTSIDE, instrument=instrument, quantity=quantity, cash=Cents(cash))

    def _book_cash(self, cash: int, outside: InstrumentId | None) -> list[Correction]:
        """Book a difference in cash alone; `outside` is an instrument of which OUTSIDE has just dealt."""
        shares: dict[BotId, Cents] | None = None
        instrument: InstrumentId | None = None
        guesses = list(self._settlements.guesses.values())
        inexact = self._orders.inexact()
        suspected = {order.owner for order in self._orders.suspects()}
        if len(guesses) == 1:
            shares = share_settlement(guesses[0].holders, guesses[0].price, cash)
        if shares is None and outside is not None:
            shares, instrument = {OUTSIDE: Cents(cash)}, outside
        if shares is None and cash > 0 and inexact:
            # it took better prices than its own
            shares, instrument = {inexact[0].owner: Cents(cash)}, inexact[0].instrument
        if shares is None:
            holders = {owner for guess in guesses for owner, _ in guess.holders}
            known = holders or suspected
            shares = {next(iter(known)) if len(known) == 1 else OUTSIDE: Cents(cash)}
        self._settlements.guesses.clear()
        for owner, share in shares.items():
            self._portfolio.adjust(owner, share, instrument)
        return [
            Correction(owner=owner, instrument=instrument, quantity=0, cash=share) for owner, share in shares.items()
        ]

    # --- telling ---

    def _tell_strangers(self, before: Mapping[tuple[InstrumentId, ExchangeOrderId], m.PendingOrder]) -> None:
        news = [(key, row) for key, row in self.outside_orders.items() if key not in before]
        for (instrument, order_id), row in news:
            log.info(
                "order %d was not placed here: %s %d %s at %d cents, %d left",
                order_id,
                row.side.value,
                row.quantity,
                instrument,
                row.price,
                row.remaining,
            )
        if news:
            # without figures: a teammate's orders, one after the other, are one piece of news
            self._errors.report(
                "account",
                say(
                    "The exchange lists working orders of this account that were not placed here; what they deal is booked to outside."
                ),
                severity=Severity.WARNING,
            )

    def _unseen(self, order: Order, quantity: int) -> None:
        self._errors.report(
            "account",
            say(
                "{order} ({owner}): {quantity} contracts were dealt unseen. The exchange counts {filled}, our books had {count}.",
                order=tell(order),
                owner=order.owner,
                quantity=quantity,
                filled=order.filled,
                count=order.filled - quantity,
            ),
            severity=Severity.WARNING,
        )
        if self._correcting:
            return
        correction = _by_order(order, quantity)
        counted = self._portfolio.quantity(order.instrument)
        self._tell(
            ReconciliationRecord(
                time_ms=self._cache.time_ms,
                ours={order.instrument: counted - correction.quantity},
                theirs={order.instrument: counted},
                our_cash=None,
                their_cash=None,
                corrections=(correction,),
            )
        )

    def _show(
        self,
        correction: Correction,
        ours: Mapping[InstrumentId, int],
        our_cash: int,
        reply: m.InventoryReply,
    ) -> None:
        if correction.quantity and correction.instrument is not None:
            text = say(
                "The exchange counts {theirs} contracts of {instrument}, our books {ours}: {more:+d} beyond what was traded here",
                theirs=_total(reply, correction.instrument),
                instrument=correction.instrument,
                ours=ours[correction.instrument],
                more=correction.quantity,
            )
        else:
            text = say(
                "The exchange counts {theirs} of cash, our books {ours}",
                theirs=Amount(reply.cash.total),
                ours=Amount(our_cash),
            )
        self._errors.report(
            "account",
            say(
                "{text}, booked to {owner} with {cash}.",
                text=text,
                owner=correction.owner,
                cash=Amount(correction.cash),
            ),
            severity=Severity.WARNING,
        )


def _by_order(order: Order, quantity: int) -> Correction:
    signed = order.side.sign * quantity
    return Correction(
        owner=order.owner,
        instrument=order.instrument,
        quantity=signed,
        cash=Cents(-signed * order.price),
        client_id=order.client_id,
    )


def _total(reply: m.InventoryReply, instrument: InstrumentId) -> int:
    holding = reply.holdings.get(instrument)
    return 0 if holding is None else holding.total
