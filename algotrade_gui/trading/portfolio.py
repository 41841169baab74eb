"""Positions, cash and P&L, per bot and in total, in integer cents."""

from collections.abc import Callable
from dataclasses import dataclass, field

from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.position import Position
from algotrade_gui.wire.messages import Holding


@dataclass(frozen=True, slots=True, kw_only=True)
class PnL:
    """Profit and loss in cents; `realised + unrealised == total`, exactly."""

    realised: Cents
    unrealised: Cents
    total: Cents


@dataclass(slots=True)
class _Account:
    """One owner's books. `flow`: all cash that came in less all that went out; `moved_in`: the cost of contracts taken over from others."""

    positions: dict[InstrumentId, Position] = field(default_factory=dict)
    realised: int = 0
    flow: int = 0
    moved_in: int = 0


class Portfolio:
    """What this machine's bots and its user hold. Written by the account only.

    The exchange knows one account per team, so a bot may sell what another bought: contracts an owner lacks are taken over from the
    others at their cost (they realise nothing, the seller realises the whole), and what nobody here bought (held before the start, or
    bought elsewhere) enters at the sale's own price.

    Positions are marked at what they would pay now: the intrinsic value at the underlying's last published price, never the noisy book.
    """

    def __init__(self, mark: Callable[[InstrumentId], Cents | None]) -> None:
        self._mark = mark
        self._accounts: dict[BotId, _Account] = {}
        self._payoffs: dict[InstrumentId, Cents] = {}
        self._cash_base: int | None = None
        self._cash_doubt: int | None = None

    # --- reading ---

    def positions(self, owner: BotId | None = None) -> dict[InstrumentId, Position]:
        """Return copies of what `owner` (None: everyone here) holds, without the empty ones."""
        total: dict[InstrumentId, Position] = {}
        for account in self._chosen(owner):
            for instrument, position in account.positions.items():
                into = total.setdefault(instrument, Position())
                into.quantity += position.quantity
                into.cost = Cents(into.cost + position.cost)
                into.realised_pnl = Cents(into.realised_pnl + position.realised_pnl)
        return total

    def quantity(self, instrument: InstrumentId, owner: BotId | None = None) -> int:
        """Contracts held."""
        return sum(a.positions[instrument].quantity for a in self._chosen(owner) if instrument in a.positions)

    def pnl(self, owner: BotId | None = None) -> PnL:
        """Return the P&L of `owner` (None: everyone here) of this round. A holding without a mark counts at cost."""
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

    @property
    def cash(self) -> Cents | None:
        """The team's cash in cents, reserved money included; None until the exchange has told it once."""
        return None if self._cash_base is None else Cents(self._cash_base + self._flow)

    def owners(self) -> list[BotId]:
        """Return who has traded this round."""
        return sorted(self._accounts)

    # --- writing: the account only ---

    def apply(self, fill: Fill) -> None:
        """Book a fill. On a contract that has settled already, the settlement follows at once."""
        account = self._accounts.setdefault(fill.owner, _Account())
        account.flow += fill.cash
        position = account.positions.setdefault(fill.instrument, Position())
        if fill.side is Side.BUY:
            position.buy(fill.quantity, Cents(-fill.cash))
        else:
            lacking = fill.quantity - position.quantity
            if lacking > 0:
                self._take_over(account, fill.instrument, lacking, fill)
            position.sell(fill.quantity, fill.cash)
        if fill.instrument in self._payoffs:
            self._settle(account, fill.instrument, self._payoffs[fill.instrument])
        elif not position.quantity:
            self._drop(account, fill.instrument)

    def settle(self, instrument: InstrumentId, payoff: Cents) -> None:
        """Close every holding in `instrument` at `payoff` cents per contract. Settling twice changes nothing."""
        self._payoffs.setdefault(instrument, payoff)
        for account in self._accounts.values():
            self._settle(account, instrument, self._payoffs[instrument])

    def is_settled(self, instrument: InstrumentId) -> bool:
        """Whether the contract's payoff is known."""
        return instrument in self._payoffs

    def told_cash(self, holding: Holding, *, quiet: bool) -> None:
        """Take the exchange's word on cash. `quiet`: no fill of ours came between asking and reply.

        The first word counts. A later difference counts when two quiet ones in a row show the same: a deal may be done and not yet
        published.
        """
        if self._cash_base is None:
            self._cash_base = holding.total - self._flow
            return
        difference = holding.total - (self._cash_base + self._flow)
        if not difference or not quiet:
            self._cash_doubt = None
        elif difference == self._cash_doubt:
            self._cash_base += difference
            self._cash_doubt = None
        else:
            self._cash_doubt = difference

    def new_round(self) -> None:
        """Start clean."""
        self._accounts.clear()
        self._payoffs.clear()
        self._cash_base = None
        self._cash_doubt = None

    # --- parts ---

    @property
    def _flow(self) -> int:
        return sum(account.flow for account in self._accounts.values())

    def _chosen(self, owner: BotId | None) -> list[_Account]:
        if owner is None:
            return list(self._accounts.values())
        account = self._accounts.get(owner)
        return [] if account is None else [account]

    def _take_over(self, account: _Account, instrument: InstrumentId, quantity: int, sale: Fill) -> None:
        for name in sorted(self._accounts):
            other = self._accounts[name]
            theirs = other.positions.get(instrument)
            if other is account or theirs is None or not quantity:
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
            if not theirs.quantity:
                self._drop(other, instrument)
        if quantity:
            # nobody here bought these: they enter at the sale's own price, so that the sale realises nothing on them
            value = Cents(sale.cash * quantity // sale.quantity)
            account.positions[instrument].buy(quantity, value)
            account.moved_in += value

    def _settle(self, account: _Account, instrument: InstrumentId, payoff: Cents) -> None:
        position = account.positions.get(instrument)
        if position is None:
            return
        account.flow += payoff * position.quantity
        position.settle(payoff)
        self._drop(account, instrument)

    @staticmethod
    def _drop(account: _Account, instrument: InstrumentId) -> None:
        account.realised += account.positions.pop(instrument).realised_pnl


def mark_at(instrument: InstrumentId, underlying_price: Cents | None) -> Cents | None:
    """What one contract would pay if it ended now: intrinsic for options, the underlying's price for futures; None without a price."""
    return None if underlying_price is None else parse_instrument_id(instrument).payoff(underlying_price)
