"""A holding in one instrument with exact integer accounts."""

from dataclasses import dataclass

from algotrade_gui.core.units import Cents


@dataclass(slots=True)
class Position:
    """Average-cost accounts of one holding; written by the portfolio only.

    `quantity` is signed (never negative on this exchange), `cost` the cents paid for what is held. A sale takes its share of the cost,
    rounded once; the remainder stays in `cost`, so that realised + unrealised = total to the cent.
    """

    quantity: int = 0
    cost: Cents = Cents(0)
    realised_pnl: Cents = Cents(0)

    def buy(self, quantity: int, paid: Cents) -> None:
        """Add `quantity` contracts for `paid` cents in all. Raises ValueError unless quantity is positive."""
        if quantity <= 0:
            raise ValueError(f"a buy of {quantity} contracts")
        self.quantity += quantity
        self.cost = Cents(self.cost + paid)

    def sell(self, quantity: int, received: Cents) -> Cents:
        """Remove `quantity` contracts for `received` cents in all and return what the sale realised.

        Raises ValueError for more than is held: the venue has no short selling (protocol section 7).
        """
        if quantity <= 0 or quantity > self.quantity:
            raise ValueError(f"a sale of {quantity} contracts out of {self.quantity}")
        share = self.cost if quantity == self.quantity else self.cost * quantity // self.quantity
        self.quantity -= quantity
        self.cost = Cents(self.cost - share)
        gain = Cents(received - share)
        self.realised_pnl = Cents(self.realised_pnl + gain)
        return gain

    def settle(self, payoff: Cents) -> Cents:
        """End the holding at `payoff` cents per contract; returns what it realised (0 for an empty one)."""
        return self.sell(self.quantity, Cents(payoff * self.quantity)) if self.quantity else Cents(0)

    def unrealised_pnl(self, mark: Cents) -> Cents:
        """Value at `mark` cents per contract less cost."""
        return Cents(self.quantity * mark - self.cost)
