"""Positions, cash and P&L, per owner and in total, in integer cents."""

from collections.abc import Callable
from dataclasses import dataclass, field

from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.position import Position
from algotrade_gui.trading.owners import OUTSIDE

Pricer = Callable[[InstrumentId], Cents | None]
"""Cents per contract, or None where there is no price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PnL:
    """Profit and loss in cents; `realised + unrealised == total`, exactly."""

    realised: Cents
    unrealised: Cents
    total: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One owner's books, or everyone's. All money in cents."""

    positions: dict[InstrumentId, Position]
    """Copies, without the empty ones."""
    cash: Cents
    """What came in less what went out this round, by deals, settlements and corrections."""
    reserved: Cents
    """What the owner's open buys reserve at the exchange."""
    pnl: PnL
    value: Cents
    """Of what is held, at the mark; at cost where there is no mark."""
    at_bid: Cents
    """Of what is held, at the best bid; nothing where nobody bids."""


@dataclass(slots=True)
class _Account:
    """One owner's books. `flow`: all cash that came in less all that went out; `moved_in`: the cost of contracts taken over from others."""

    positions: dict[InstrumentId, Position] = field(default_factory=dict)
    realised: int = 0
    flow: int = 0
    moved_in: int = 0

    @property
    def cost(self) -> int:
        return sum(position.cost for position in self.positions.values())


class Portfolio:
    """What the team's account holds, by owner: each bot, MANUAL, and OUTSIDE. Written by the account's parts only.

    The sum over all owners is the account: what the exchange counts and nobody here has done is OUTSIDE's, whose holdings may be negative
    (a teammate sold what a bot had bought).

    The exchange knows one account per team, so a bot may sell what another bought: contracts an owner lacks are taken over from the
    others at their cost (they realise nothing, the seller realises the whole), and what nobody here bought is taken from OUTSIDE at the
    sale's own price. Where the exchange tells later that the seller had bought them himself, OUTSIDE gets them back at that price.

    Holdings are valued by `mark`, which is injected: what a contract would pay now, or its theoretical value, never the middle of the book,
    which is noise.
    """

    def __init__(self, mark: Pricer, bid: Pricer | None = None) -> None:
        self._mark = mark
        self._bid = bid or _no_price
        self._accounts: dict[BotId, _Account] = {}
        self._payoffs: dict[InstrumentId, Cents] = {}
        self._cash_base: int | None = None
        self._unpriced: set[InstrumentId] = set()
        # contracts that have settled: a sale from before may still be told
        self._paid: dict[tuple[BotId, InstrumentId], int] = {}
        # contracts that an owner has sold before anybody knew who had bought them, and their value then
        self._loans: dict[tuple[BotId, InstrumentId], tuple[int, int]] = {}

    # --- reading ---

    def positions(self, owner: BotId | None = None) -> dict[InstrumentId, Position]:
        """Return copies of what `owner` (None: the account) holds, without the empty ones."""
        total: dict[InstrumentId, Position] = {}
        for account in self._chosen(owner):
            for instrument, position in account.positions.items():
                into = total.get(instrument)
                if into is None:
                    total[instrument] = Position(position.quantity, position.cost, position.realised_pnl)
                    continue
                into.quantity += position.quantity
                into.cost = Cents(into.cost + position.cost)
                into.realised_pnl = Cents(into.realised_pnl + position.realised_pnl)
        return {instrument: position for instrument, position in total.items() if position.quantity}

    def quantity(self, instrument: InstrumentId, owner: BotId | None = None) -> int:
        """Contracts held."""
        return sum(a.positions[instrument].quantity for a in self._chosen(owner) if instrument in a.positions)

    def mark(self, instrument: InstrumentId) -> Cents | None:
        """Cents that one contract is valued at now; None where there is no price."""
        return self._mark(instrument)

    def holders(self, instrument: InstrumentId) -> dict[BotId, int]:
        """Return who holds how many contracts of `instrument`."""
        return {
            name: position.quantity
            for name, account in self._accounts.items()
            if (position := account.positions.get(instrument)) is not None and position.quantity
        }

    def pnl(self, owner: BotId | None = None) -> PnL:
        """Return the P&L of `owner` (None: the account) of this round. A holding without a mark counts at cost."""
        realised = unrealised = total = 0
        for account in self._chosen(owner):
            realised += account.realised
            total += account.flow - account.moved_in
            for instrument, position in account.positions.items():
                mark = self._mark(instrument)
                realised += position.realised_pnl
                unrealised += 0 if mark is None else position.unrealised_pnl(mark)
                total += position.cost if mark is None else position.quantity * mark
        return PnL(realised=Cents(realised), unrealised=Cents(unrealised), total=Cents(total))

    def realised(self, owner: BotId | None = None) -> Cents:
        """As in `pnl`, which values every holding for the rest of it."""
        total = 0
        for account in self._chosen(owner):
            total += account.realised + sum(position.realised_pnl for position in account.positions.values())
        return Cents(total)

    def total_at_bid(self, owner: BotId | None = None) -> Cents:
        """The total P&L if all that is held were sold at the best bid; what nobody bids for counts nothing."""
        total = 0
        for account in self._chosen(owner):
            total += account.flow - account.moved_in
            total += sum(held.quantity * (self._bid(name) or 0) for name, held in account.positions.items())
        return Cents(total)

    def statement(self, owner: BotId | None = None, *, reserved: Cents = Cents(0)) -> Statement:
        """Return the books of `owner` (None: the account); `reserved` is what the order tracker knows."""
        held = [item for account in self._chosen(owner) for item in account.positions.items()]
        value = at_bid = 0
        for instrument, position in held:
            mark = self._mark(instrument)
            value += position.cost if mark is None else position.quantity * mark
            at_bid += position.quantity * (self._bid(instrument) or 0)
        return Statement(
            positions=self.positions(owner),
            cash=Cents(sum(account.flow for account in self._chosen(owner))),
            reserved=reserved,
            pnl=self.pnl(owner),
            value=Cents(value),
            at_bid=Cents(at_bid),
        )

    @property
    def cash(self) -> Cents | None:
        """The team's cash in cents, reserved money included; None until the exchange has told it once."""
        return None if self._cash_base is None else Cents(self._cash_base + self._flow)

    @property
    def invested(self) -> Cents:
        """What the holdings of everyone but OUTSIDE have cost, in cents."""
        return Cents(sum(account.cost for name, account in self._accounts.items() if name != OUTSIDE))

    @property
    def capital(self) -> Cents | None:
        """The team's cash and the cost of all its holdings, in cents; None until the exchange has told the cash."""
        cash = self.cash
        return None if cash is None else Cents(cash + sum(account.cost for account in self._accounts.values()))

    def owners(self) -> list[BotId]:
        """Return who has books this round, OUTSIDE last."""
        return sorted(self._accounts, key=lambda name: (name == OUTSIDE, name))

    # --- writing: the account's parts only ---

    def apply(self, fill: Fill) -> None:
        """Book a fill. On a contract that has settled already, the settlement follows at once."""
        if fill.owner == OUTSIDE:
            # his holdings may be negative: what he sells is taken from nobody
            self.book_outside(fill.instrument, fill.side.sign * fill.quantity, fill.cash)
            return
        account = self._accounts.setdefault(fill.owner, _Account())
        account.flow += fill.cash
        position = account.positions.setdefault(fill.instrument, Position())
        if fill.side is Side.BUY:
            position.buy(fill.quantity, Cents(-fill.cash))
            self._give_back(fill.owner, fill.instrument)
        else:
            lacking = fill.quantity - position.quantity
            if lacking > 0:
                self._take_over(account, fill.instrument, lacking, fill)
            position.sell(fill.quantity, fill.cash)
        self._tidy(fill.owner, fill.instrument)

    def settle(self, instrument: InstrumentId, payoff: Cents) -> bool:
        """Close every holding in `instrument` at `payoff` cents per contract; True if there was one. Settling twice changes nothing."""
        if instrument in self._unpriced:
            self._price_opening(instrument, payoff)
        self._payoffs.setdefault(instrument, payoff)
        held = [name for name, account in self._accounts.items() if instrument in account.positions]
        for name in held:
            self._tidy(name, instrument)
        return bool(held)

    def is_settled(self, instrument: InstrumentId) -> bool:
        """Whether the contract's payoff is known."""
        return instrument in self._payoffs

    def payoff(self, instrument: InstrumentId) -> Cents | None:
        """Cents per contract that it has paid; None before it settled."""
        return self._payoffs.get(instrument)

    def open_cash(self, total: int) -> None:
        """Take the exchange's first word of this round on the team's cash, in cents."""
        self._cash_base = total - self._flow

    def take_in(self, instrument: InstrumentId, quantity: int) -> None:
        """Give OUTSIDE what the team held before we looked first. It enters at its mark, now or when there is one, without a profit."""
        outside = self._accounts.setdefault(OUTSIDE, _Account())
        outside.positions.setdefault(instrument, Position()).deal(quantity, Cents(0))
        self._unpriced.add(instrument)
        self.price_openings()

    def price_openings(self) -> None:
        """Value what was taken in and had no mark until now."""
        for instrument in list(self._unpriced):
            mark = self._mark(instrument)
            if mark is not None:
                self._price_opening(instrument, mark)

    def book_outside(self, instrument: InstrumentId, quantity: int, cash: Cents) -> None:
        """Book what OUTSIDE has done: contracts (signed) and cash (negative: paid)."""
        outside = self._accounts.setdefault(OUTSIDE, _Account())
        if instrument in self._unpriced:
            self._price_opening(instrument, Cents(abs(cash) // abs(quantity)))
        outside.flow += cash
        outside.positions.setdefault(instrument, Position()).deal(quantity, cash)
        self._tidy(OUTSIDE, instrument)

    def adjust(self, owner: BotId, cash: Cents, instrument: InstrumentId | None = None) -> None:
        """Correct `owner`'s cash by `cash` cents (positive: there is more).

        It belongs to what his holding of `instrument` has cost, if there is one; else it is realised.
        """
        account = self._accounts.setdefault(owner, _Account())
        account.flow += cash
        position = None if instrument is None else account.positions.get(instrument)
        if position is None:
            account.realised += cash
        else:
            position.adjust(cash)

    def new_round(self) -> None:
        """Start clean."""
        self._accounts.clear()
        self._payoffs.clear()
        self._unpriced.clear()
        self._loans.clear()
        self._paid.clear()
        self._cash_base = None

    # --- parts ---

    @property
    def _flow(self) -> int:
        return sum(account.flow for account in self._accounts.values())

    def _chosen(self, owner: BotId | None) -> list[_Account]:
        if owner is None:
            return list(self._accounts.values())
        account = self._accounts.get(owner)
        return [] if account is None else [account]

    def _take_back(self, account: _Account, instrument: InstrumentId, quantity: int, sale: Fill) -> int:
        """A sale is told after its contract has settled: what was sold had not been there to be paid for. Returns what is still lacking."""
        payoff = self._payoffs.get(instrument)
        if payoff is None:
            return quantity
        for name in (sale.owner, *sorted(self._accounts)):
            taken = min(quantity, self._paid.get((name, instrument), 0))
            if not taken:
                continue
            value = Cents(payoff * taken)
            self._paid[name, instrument] -= taken
            self._accounts[name].flow -= value
            account.positions[instrument].buy(taken, value)
            if name != sale.owner:
                # the other keeps what it had made of them
                self._accounts[name].moved_in -= value
                account.moved_in += value
            quantity -= taken
        return quantity

    def _take_over(self, account: _Account, instrument: InstrumentId, quantity: int, sale: Fill) -> None:
        quantity = self._take_back(account, instrument, quantity, sale)
        for name in sorted(self._accounts):
            other = self._accounts[name]
            theirs = other.positions.get(instrument)
            if other is account or name == OUTSIDE or theirs is None or not quantity:
                continue
            taken = min(quantity, theirs.quantity)
            if not taken:
                continue
            share = Cents(theirs.cost if taken == theirs.quantity else theirs.cost * taken // theirs.quantity)
            theirs.sell(taken, share)
            other.moved_in -= share
            account.positions[instrument].buy(taken, share)
            account.moved_in += share
            quantity -= taken
            self._tidy(name, instrument)
        if quantity:
            # nobody here bought these: they come at the sale's own price, so that the sale realises nothing on them
            value = Cents(sale.cash * quantity // sale.quantity)
            outside = self._accounts.setdefault(OUTSIDE, _Account())
            if instrument in self._unpriced:
                self._price_opening(instrument, Cents(sale.cash // sale.quantity))
            outside.positions.setdefault(instrument, Position()).deal(-quantity, value)
            outside.moved_in -= value
            account.positions[instrument].buy(quantity, value)
            account.moved_in += value
            lent, worth = self._loans.get((sale.owner, instrument), (0, 0))
            self._loans[sale.owner, instrument] = (lent + quantity, worth + value)
            self._tidy(OUTSIDE, instrument)

    def _give_back(self, owner: BotId, instrument: InstrumentId) -> None:
        """Return to OUTSIDE what `owner` had sold of his, at the value of then: the owner's purchase was merely told late."""
        lent, worth = self._loans.pop((owner, instrument), (0, 0))
        position = self._accounts[owner].positions[instrument]
        returned = min(lent, position.quantity)
        if not returned:
            return
        value = Cents(worth if returned == lent else worth * returned // lent)
        if lent > returned:
            self._loans[owner, instrument] = (lent - returned, worth - value)
        outside = self._accounts.setdefault(OUTSIDE, _Account())
        position.sell(returned, value)
        self._accounts[owner].moved_in -= value
        outside.positions.setdefault(instrument, Position()).deal(returned, Cents(-value))
        outside.moved_in += value
        self._tidy(OUTSIDE, instrument)

    def _price_opening(self, instrument: InstrumentId, price: Cents) -> None:
        self._unpriced.discard(instrument)
        outside = self._accounts[OUTSIDE]
        position = outside.positions.get(instrument)
        if position is not None:
            value = price * position.quantity
            position.adjust(Cents(-value))
            outside.moved_in += value

    def _tidy(self, owner: BotId, instrument: InstrumentId) -> None:
        """Settle what has a payoff, take away what is empty."""
        account = self._accounts[owner]
        position = account.positions.get(instrument)
        if position is None:
            return
        payoff = self._payoffs.get(instrument)
        if payoff is not None:
            account.flow += payoff * position.quantity
            if position.quantity > 0 and owner != OUTSIDE:
                self._paid[owner, instrument] = self._paid.get((owner, instrument), 0) + position.quantity
            position.settle(payoff)
        if not position.quantity:
            account.realised += account.positions.pop(instrument).realised_pnl


def _no_price(_: InstrumentId) -> None:
    return None
