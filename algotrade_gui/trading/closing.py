"""Selling a holding at the published bid, as far as the bid takes it."""

from dataclasses import dataclass
from typing import Protocol

from algotrade_gui.core.errors import UserError, sentence_of
from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.core.words import Amount, say
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.domain.quote import Quote
from algotrade_gui.trading.gameapi import OrderResult
from algotrade_gui.trading.owners import MANUAL, OUTSIDE
from algotrade_gui.trading.precheck import Gatekeeper
from algotrade_gui.trading.session import RequestError

WHY = say("closed at the bid")
CLOSE_LIVES_MS = 500
"""What does not deal at once is gone soon: the bid that it was meant for has gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePlan:
    """One sale. `quantity` 0: nothing can be sold, and `why` says why; otherwise `why` says why not all, or is empty."""

    quantity: int
    price: Cents | None
    why: str = ""


def close_plan(held: int, free: int, quote: Quote | None, largest_order: int | None = None) -> ClosePlan:
    """Return what one order can sell of `held` contracts at the best bid.

    `free` are the team's contracts that no open sell reserves. The plan never asks for more than the bid's published size, than is free,
    or than the gate lets into one order.
    """
    if held <= 0:
        return ClosePlan(quantity=0, price=None, why=say("Nothing is held here that could be sold."))
    if quote is None or quote.bid is None or not quote.bid_size:
        return ClosePlan(quantity=0, price=None, why=say("Nobody bids: it can only be let settle."))
    sellable = min(held, free)
    if sellable <= 0:
        return ClosePlan(quantity=0, price=None, why=say("Open sells reserve all of it: cancel them first."))
    quantity = min(sellable, quote.bid_size, largest_order or sellable)
    if quantity == held:
        return ClosePlan(quantity=quantity, price=quote.bid)
    if quantity == quote.bid_size:
        why = say("The bid takes {count} of {held}.", count=quantity, held=held)
    elif quantity == sellable:
        why = say("Open sells reserve {count} of {held}.", count=held - sellable, held=held)
    else:
        why = say("One order may sell {count} of {held}.", count=quantity, held=held)
    return ClosePlan(quantity=quantity, price=quote.bid, why=why)


class ClosingAccount(Gatekeeper, Protocol):
    """The account as far as a holding is closed through it."""

    async def place(
        self,
        owner: BotId,
        instrument: InstrumentId,
        side: Side,
        price: Cents,
        quantity: int,
        /,
        *,
        valid_for_ms: int,
        why: str,
    ) -> OrderResult: ...


def seller(account: ClosingAccount, owner: BotId | None, instrument: InstrumentId, plan: ClosePlan) -> BotId:
    """Return in whose name a holding of `owner` (None: the whole account's) is sold.

    His own where our gate lets him, so that the sale and what it realises are his; the window's otherwise, as where he is not connected:
    the books then take the contracts over from their holders.
    """
    if owner is None or owner == OUTSIDE or plan.price is None:
        return MANUAL
    refusal = account.foresee(owner, instrument, Side.SELL, plan.price, plan.quantity, valid_for_ms=CLOSE_LIVES_MS)
    return owner if refusal is None else MANUAL


async def close(account: ClosingAccount, owner: BotId | None, instrument: InstrumentId, plan: ClosePlan) -> str:
    """Carry out `plan`, whose quantity is above 0, and return a sentence on what came of it. Raises nothing that the network does."""
    price = plan.price
    if price is None:
        raise ValueError("nothing to be sold")
    name = seller(account, owner, instrument, plan)
    try:
        result = await account.place(
            name, instrument, Side.SELL, price, plan.quantity, valid_for_ms=CLOSE_LIVES_MS, why=WHY
        )
    except RequestError as error:
        return say("The sale's fate is unknown, it is being asked for: {reason}", reason=sentence_of(error))
    except UserError as error:
        return say("Nothing was sent: {reason}", reason=sentence_of(error))
    if result.state is OrderState.UNKNOWN:
        return say("The sale's fate is unknown, it is being asked for: {reason}", reason=result.message)
    if not result.ok:
        return say("Not sold: {reason}", reason=result.message)
    at = Amount(price)
    if result.filled == plan.quantity:
        sold = say("Sold {count} at {price} or better.", count=result.filled, price=at)
    else:
        sold = say(
            "Sold {count} of {wanted}: the bid of {price} was gone for the rest.",
            count=result.filled,
            wanted=plan.quantity,
            price=at,
        )
    return say("{sold} {why}", sold=sold, why=plan.why) if plan.why else sold
