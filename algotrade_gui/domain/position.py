"""A holding in one instrument with exact integer accounts."""

from dataclasses import dataclass

from algotrade_gui.core.units import Cents


@dataclass(slots=True)
class Position:
    """Average-cost accounts of one holding; written by the portfolio only.

    `quantity` is signed, `cost` the cents paid for what is held (negative for what is owed). Whatever closes a part takes its share of the
    cost, rounded once; the remainder stays in `cost`, so that realised + unrealised = total to the cent.

    The venue has no short selling, and a bot's holding is never negative; but what a teammate sold out of a bot's holding is owed by
    whoever stands for the teammate.
    """

    quantity: int = 0
    cost: Cents = Cents(0)
    realised_pnl: Cents = Cents(0)

    def deal(self, quantity: int, cash: Cents) -> Cents:
        """Add `quantity` contracts (negative: remove), for `cash` cents in all (negative: paid); return what that realised.

        May pass through zero: the cash is then split by contracts, rounded once. Raises ValueError for 0 contracts.
        """
        if not quantity:
            raise ValueError("a deal of 0 contracts")
        closing = min(abs(quantity), abs(self.quantity)) if self.quantity * quantity < 0 else 0
        closing_cash = cash if closing == abs(quantity) else cash * closing // abs(quantity)
        share = self.cost if closing == abs(self.quantity) else self.cost * closing // abs(self.quantity)
        gain = Cents(closing_cash - share)
        self.quantity += quantity
        self.cost = Cents(self.cost - share - (cash - closing_cash))
        self.realised_pnl = Cents(self.realised_pnl + gain)
        return gain

    def buy(self, quantity: int, paid: Cents) -> None:
        """Add `quantity` contracts for `paid` cents in all. Raises ValueError unless quantity is positive."""
        if quantity <= 0:
            raise ValueError(f"a buy of {quantity} contracts")
        self.deal(quantity, Cents(-paid))

    def sell(self, quantity: int, received: Cents) -> Cents:
        """Remove `quantity` contracts for `received` cents in all and return what the sale realised.

        Raises ValueError for more than is held: the venue has no short selling (protocol section 7).
        """
        if quantity <= 0 or quantity > self.quantity:
            raise ValueError(f"a sale of {quantity} contracts out of {self.quantity}")
        return self.deal(-quantity, received)

    def settle(self, payoff: Cents) -> Cents:
        """End the holding at `payoff` cents per contract; returns what it realised (0 for an empty one)."""
        return self.deal(-self.quantity, Cents(payoff * self.quantity)) if self.quantity else Cents(0)

    def adjust(self, cash: Cents) -> None:
        """Correct what the holding has cost by `cash` cents (positive: it cost less); an empty one realises them."""
        if self.quantity:
            self.cost = Cents(self.cost - cash)
        else:
            self.realised_pnl = Cents(self.realised_pnl + cash)

    def unrealised_pnl(self, mark: Cents) -> Cents:
        """Value at `mark` cents per contract less cost."""
        return Cents(self.quantity * mark - self.cost)
