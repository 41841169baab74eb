"""One round of the exchange, driven by the round's clock: no loop, no socket, no wall time.

Order of work inside a tick (protocol section 10): step the prices at t = k s, settle expiry k, list k + 60, let the house act, broadcast.
"""

import heapq
import random
from collections.abc import Callable, Collection
from math import floor, inf

from algotrade_gui.core.ids import InstrumentId, TeamId, Underlying
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs
from algotrade_gui.simulator import frames, listing
from algotrade_gui.simulator.accounts import HOUSE, Account
from algotrade_gui.simulator.agents import HouseTraders
from algotrade_gui.simulator.candles import Decoration
from algotrade_gui.simulator.config import ExchangeConfig
from algotrade_gui.simulator.contract import Contract
from algotrade_gui.simulator.matching import BookOrder, Match
from algotrade_gui.simulator.opponents.crowds import team_names
from algotrade_gui.simulator.opponents.rivals import Rivals
from algotrade_gui.simulator.processes import make_processes
from algotrade_gui.simulator.requests import (
    AddRequest,
    BadRequest,
    CancelRequest,
    ClientRequest,
    InventoryRequest,
    MarketDataRequest,
    PendingRequest,
    parse_request,
)

BROADCAST_MS = 100
_PHASE_MS = (20, 95)
"""The broadcast's distance from the full second differs from round to round within these (protocol sections 3 and 10)."""
_BURSTS_BEFORE_MS = (8, 3)
"""The house acts at two instants just before each broadcast (protocol section 3)."""
_MOST_EVENTS = 4_000
"""An update tells so many at most, 220 bytes each at worst: no message may come near 1 MiB, which clients take (protocol section 1)."""

ROUND_ENDED_ADD = "Round has ended, no new orders can be placed"
ROUND_ENDED_CANCEL = "Round has ended, all orders have been automatically cancelled"
TOO_MANY_PENDING = "Maximum number of pending orders exceeded"


class Exchange:
    """A round. The same seed and the same calls at the same milliseconds give the same texts.

    The driver calls `advance` whenever `next_deadline_ms` has come, and before each `handle`; time never runs backwards.
    """

    def __init__(self, config: ExchangeConfig, seed: int, *, starts_in_ms: int = 0) -> None:
        self._config = config
        self.seed = seed
        # below 0 before the round: clients may ask, but nothing is listed and nothing is broadcast (protocol section 1)
        self.now_ms = RoundMs(-starts_in_ms)
        self.ended = False
        self.end_ms = RoundMs((config.round_seconds + config.overtime_seconds) * MS_PER_S)
        self.house = Account(HOUSE, 0, unlimited=True)
        self.accounts: dict[TeamId, Account] = {HOUSE: self.house}
        self.team_names = team_names(config.teams, config.opponents)
        """Every team but the house: the real ones in the order of the settings, then the opponents."""
        for team in self.team_names:
            self.accounts[team] = Account(team, config.start_cash)
        self._processes = make_processes(seed, config.volatility_scale)
        self._decoration = Decoration(random.Random(f"{seed}/decoration"))
        self.prices: dict[Underlying, float] = {}
        """Unrounded, of the current second; published only when it is over."""
        self.mids: dict[Underlying, Cents] = {}
        """The last published ones; empty before the first candle."""
        self._completed_mids: dict[Underlying, Cents] = {}
        self.on_second: Callable[[], None] | None = None
        """Called after each broadcast that published candles, and once at the round's end, when `ended` holds. It must change nothing."""
        self._contracts: dict[InstrumentId, Contract] = {}
        self._by_expiry: dict[int, list[Contract]] = {}
        self._sorted: list[Contract] = []
        self._closed: set[InstrumentId] = set()
        self._expiries: list[tuple[RoundMs, int, Contract, BookOrder]] = []
        self._expiry_count = 0
        self._events: list[str] = []
        self._tradeable: dict[str, list[str]] = {}
        self._untradeable: dict[str, list[str]] = {}
        self._next_second = 0
        self.phase_ms = random.Random(f"{seed}/phase").randint(*_PHASE_MS)
        self._next_broadcast_ms = self.phase_ms
        self._burst = 0
        self._traders = (
            HouseTraders(self, random.Random(f"{seed}/house"), config.volatility_scale)
            if config.house_traders
            else None
        )
        crowd = len(self.team_names) > len(config.teams)
        self._rivals = Rivals(self, config, seed) if crowd else None

    # --- reading ---

    @property
    def contracts(self) -> Collection[Contract]:
        """The live contracts, ordered by id."""
        return self._sorted

    def contract(self, instrument: str) -> Contract | None:
        """The live contract of that id."""
        return self._contracts.get(InstrumentId(instrument))

    @property
    def next_deadline_ms(self) -> float:
        """When `advance` has work to do next; infinity once the round has ended."""
        return inf if self.ended else self._next_due()

    # --- driving ---

    def advance(self, now_ms: int) -> list[str]:
        """Do all work due up to and including `now_ms`; return the frames for every connection, in order.

        Raises ValueError when time runs backwards.
        """
        if now_ms < self.now_ms:
            raise ValueError(f"the round's clock ran backwards: {self.now_ms} to {now_ms}")
        out: list[str] = []
        while not self.ended and (due := self._next_due()) <= now_ms:
            self.now_ms = due
            self._work(due, out)
        self.now_ms = RoundMs(now_ms)
        return out

    def handle(self, team: TeamId, frame: bytes, now_ms: int) -> str:
        """Answer one frame of a team's client. Raises only where the driver erred: unknown team, work due before `now_ms` not done."""
        if now_ms < self.now_ms or self.next_deadline_ms <= now_ms:
            raise ValueError(f"advance to {now_ms} ms before handling a frame of that time")
        self.now_ms = RoundMs(now_ms)
        return self.answer(team, parse_request(frame))

    def answer(self, team: TeamId, request: ClientRequest | BadRequest) -> str:
        """Answer a request that has been read, now."""
        account = self.accounts[team]
        if isinstance(request, AddRequest):
            return self._add(account, request)
        if isinstance(request, CancelRequest):
            return self._cancel(account, request)
        if isinstance(request, InventoryRequest):
            return frames.inventory_reply(request.request_id, account.inventory())
        if isinstance(request, PendingRequest):
            return frames.pending_reply(request.request_id, self._pending(account))
        if isinstance(request, MarketDataRequest):
            return frames.update_frame(self.now_ms, "{}", "{}", self._depths(), (), request.request_id)
        assert isinstance(request, BadRequest)
        return frames.error_frame(request.request_id, request.message)

    def _next_due(self) -> RoundMs:
        due = self._next_own_due()
        if self._rivals is not None and self._rivals.next_due_ms < due:
            return RoundMs(int(self._rivals.next_due_ms))
        return due

    def _next_own_due(self) -> RoundMs:
        due = min(self._next_second * MS_PER_S, self._next_act_ms(), self.end_ms)
        if self._expiries and self._expiries[0][0] < due:
            return self._expiries[0][0]
        return RoundMs(due)

    def _next_act_ms(self) -> int:
        if self._burst < len(_BURSTS_BEFORE_MS):
            return self._next_broadcast_ms - _BURSTS_BEFORE_MS[self._burst]
        return self._next_broadcast_ms

    def _work(self, due: RoundMs, out: list[str]) -> None:
        """Do the one next piece of work, which is due at `due`."""
        if self._rivals is not None and self._rivals.next_due_ms < self._next_own_due():
            # like any client's request: after all other work of its millisecond
            self._rivals.work()
        elif self._next_second * MS_PER_S == due:
            self._step(self._next_second)
            self._next_second += 1
        elif self._expiries and self._expiries[0][0] == due:
            _, _, contract, order = heapq.heappop(self._expiries)
            if order.live:
                self._withdraw(contract, order, expired=True)
        elif due == self.end_ms:
            self._end(out)
        elif self._burst < len(_BURSTS_BEFORE_MS):
            if self._traders is not None:
                self._traders.act(self._burst)
            self._burst += 1
        else:
            with_candles = bool(self._untradeable)
            out.append(self._broadcast())
            if self._rivals is not None:
                self._rivals.published(self.mids if with_candles else None)
            self._burst = 0
            self._next_broadcast_ms += BROADCAST_MS
            if with_candles and self.on_second is not None:
                self.on_second()

    # --- the second ---

    def _step(self, second: int) -> None:
        if second:
            self._complete_candles(second - 1)
        self.prices = {name: process.step() for name, process in self._processes.items()}
        for contract in self._by_expiry.pop(second, ()):
            self._settle(contract)
        expiry_s = listing.expiry_listed_at(second, self._config.round_seconds)
        if expiry_s is not None:
            self._list(expiry_s)
        if second % listing.EXPIRY_STEP_S == 0:
            self._sorted = sorted(self._contracts.values(), key=lambda contract: contract.instrument.id)

    def _complete_candles(self, index: int) -> None:
        self._completed_mids = mids = {name: Cents(floor(price)) for name, price in self.prices.items()}
        for name, prices in self._decoration.second({str(name): mid for name, mid in mids.items()}).items():
            row = frames.underlying_candle(index, prices, mids[Underlying(name)])
            self._untradeable.setdefault(name, []).append(row)
        for contract in self._sorted:
            traded, volume = contract.second.take()
            row = frames.contract_candle(index, traded, volume)
            self._tradeable.setdefault(contract.instrument.id, []).append(row)

    def _list(self, expiry_s: int) -> None:
        new = []
        for underlying, price in self.prices.items():
            for instrument in listing.contracts(underlying, expiry_s, price):
                # a price fallen to some cents makes strikes meet
                if instrument.id not in self._contracts:
                    contract = Contract(instrument, listing.expiry_ms(expiry_s))
                    self._contracts[instrument.id] = contract
                    new.append(contract)
        self._by_expiry[expiry_s] = new
        if self._traders is not None:
            self._traders.listed(new)

    def _settle(self, contract: Contract) -> None:
        instrument = contract.instrument
        for order in list(contract.book):
            self._withdraw(contract, order, expired=True)
        settlement = Cents(floor(self.prices[instrument.underlying]))
        payoff = instrument.payoff(settlement)
        strike = instrument.strike
        if strike is None and self._config.futures_strike_zero:
            strike = Cents(0)
        for account in self.accounts.values():
            quantity = account.settle(instrument.id, payoff)
            house = account is self.house
            if quantity and not house:
                self._events.append(
                    frames.settlement_event(account.team, instrument.id, quantity, settlement, strike, self.now_ms)
                )
            elif house and self._config.house_settlements:
                self._events.append(frames.settlement_event(HOUSE, instrument.id, 0, settlement, strike, self.now_ms))
        del self._contracts[instrument.id]
        self._closed.add(instrument.id)

    def _end(self, out: list[str]) -> None:
        self.ended = True
        for contract in self._sorted:
            for order in list(contract.book):
                self._withdraw(contract, order, expired=False)
        while self._events:
            out.append(self._broadcast())
        if self._config.end_of_round_message:
            out.append(frames.END_OF_ROUND)
        if self.on_second is not None:
            self.on_second()

    # --- publishing ---

    def _depths(self) -> list[str]:
        entries = []
        for contract in self._sorted:
            book = contract.book
            if book.changed:
                contract.entry = f'"{contract.instrument.id}":{frames.depth(book)}'
                book.changed = False
                if self._rivals is not None:
                    self._rivals.touched(contract)
            entries.append(contract.entry)
        return entries

    def _broadcast(self) -> str:
        tradeable, untradeable = self._tradeable, self._untradeable
        # what one update has no room for is told by the next one
        events, self._events = self._events[:_MOST_EVENTS], self._events[_MOST_EVENTS:]
        if untradeable:
            self._tradeable, self._untradeable = {}, {}
            self.mids = self._completed_mids
        return frames.update_frame(
            self.now_ms,
            frames.candle_map(tradeable) if tradeable else "{}",
            frames.candle_map(untradeable) if untradeable else "{}",
            self._depths(),
            events,
        )

    # --- requests ---

    def _add(self, account: Account, request: AddRequest) -> str:
        request_id = request.request_id
        if self.ended:
            return frames.error_frame(request_id, ROUND_ENDED_ADD)
        if request.side not in ("bid", "ask"):
            return frames.error_frame(request_id, "Side must be 'bid' or 'ask'")
        if request.price <= 0:
            return frames.error_frame(request_id, "Price must be positive")
        if request.quantity <= 0:
            return frames.error_frame(request_id, "Quantity must be positive")
        contract = self.contract(request.instrument)
        if contract is None:
            return frames.error_frame(request_id, self._missing(request.instrument))
        if request.expires_ms <= self.now_ms:
            message = f"Expiry must be in the future request: {request.expires_ms} server: {self.now_ms}"
            return frames.error_frame(request_id, message)
        nulls = self._config.null_keys
        refusal = self.refusal(account, contract, request.side == "bid", request.price, request.quantity)
        if refusal is not None:
            return frames.add_refused(request_id, refusal, null_keys=nulls)
        order, matches = self.place(
            account, contract, request.side == "bid", Cents(request.price), request.quantity, request.expires_ms
        )
        quantity = sum(match.quantity for match in matches)
        cash = sum(match.quantity * match.price for match in matches)
        if not order.is_bid:
            quantity, cash = -quantity, -cash
        return frames.add_accepted(request_id, order.id, quantity, -cash, null_keys=nulls)

    def _missing(self, instrument: str) -> str:
        return "Instrument is closed" if InstrumentId(instrument) in self._closed else "Instrument not found"

    def _cancel(self, account: Account, request: CancelRequest) -> str:
        request_id = request.request_id
        nulls = self._config.null_keys
        if request.order_id <= 0:
            return frames.error_frame(request_id, "Order ID must be positive")
        if self.ended:
            return frames.cancel_reply(request_id, ROUND_ENDED_CANCEL, null_keys=nulls)
        contract = self.contract(request.instrument)
        if contract is None:
            return frames.error_frame(request_id, self._missing(request.instrument))
        order = contract.book.get(request.order_id)
        if order is None:
            known = contract.book.was_issued(request.order_id)
            return frames.cancel_reply(
                request_id, "Order not found" if known else "Order ID not found", null_keys=nulls
            )
        if order.team != account.team:
            return frames.cancel_reply(request_id, "Order does not belong to the team", null_keys=nulls)
        self._withdraw(contract, order, expired=False)
        return frames.cancel_reply(request_id, None, null_keys=nulls)

    @staticmethod
    def _pending(account: Account) -> dict[InstrumentId, tuple[list[BookOrder], list[BookOrder]]]:
        return {
            instrument: (
                [order for order in orders.values() if order.is_bid],
                [order for order in orders.values() if not order.is_bid],
            )
            for instrument, orders in sorted(account.orders.items())
        }

    # --- orders, below the wire ---

    def refusal(self, account: Account, contract: Contract, is_bid: bool, price: int, quantity: int) -> str | None:
        """Why the account may not place that order now, or None."""
        if account.pending >= self._config.limits.pending_orders:
            return TOO_MANY_PENDING
        if is_bid:
            return None if account.can_buy(price * quantity) else "Insufficient balance"
        return None if account.can_sell(contract.instrument.id, quantity) else "Insufficient inventory"

    def place(
        self, account: Account, contract: Contract, is_bid: bool, price: Cents, quantity: int, expires_ms: int
    ) -> tuple[BookOrder, list[Match]]:
        """Match an order that nothing speaks against and let the rest of it rest; its lifetime is capped to the contract's."""
        instrument = contract.instrument.id
        now_ms = self.now_ms
        expires = RoundMs(min(expires_ms, contract.expiry_ms))
        order, matches = contract.book.add(account.team, is_bid, price, quantity, now_ms, expires)
        for match in matches:
            passive, traded, at = match.passive, match.quantity, match.price
            other = self.accounts[passive.team]
            # the passive side's share of its reserve goes first, then the deal is booked on both sides
            other.reserve(instrument, passive.is_bid, passive.price, -traded)
            if not passive.remaining:
                other.order_gone(instrument, passive)
            signed = traded if is_bid else -traded
            account.trade(instrument, signed, at)
            other.trade(instrument, -signed, at)
            contract.second.trade(at, traded)
            self._events.append(frames.trade_event(instrument, passive.id, order.id, traded, at, now_ms))
        if order.remaining:
            account.order_rests(instrument, order)
            if expires < contract.expiry_ms:
                self._expiry_count += 1
                heapq.heappush(self._expiries, (expires, self._expiry_count, contract, order))
        return order, matches

    def withdraw(self, contract: Contract, order: BookOrder) -> None:
        """Cancel a resting order."""
        self._withdraw(contract, order, expired=False)

    def _withdraw(self, contract: Contract, order: BookOrder, *, expired: bool) -> None:
        contract.book.remove(order)
        self.accounts[order.team].order_gone(contract.instrument.id, order)
        self._events.append(frames.cancel_event(order.id, contract.instrument.id, self.now_ms, expired))
