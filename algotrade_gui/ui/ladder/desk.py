"""What a ladder asks of the account, each answered by a sentence."""

import asyncio
from collections.abc import Sequence

from algotrade_gui.core.errors import UserError, sentence_of
from algotrade_gui.core.ids import ClientOrderId
from algotrade_gui.core.units import Cents
from algotrade_gui.core.words import say
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.trading.gameapi import OrderResult
from algotrade_gui.trading.precheck import Precheck
from algotrade_gui.trading.session import RequestError, RequestTimeoutError
from algotrade_gui.ui.figures import NOTHING
from algotrade_gui.ui.ladder.scene import Grab, Press
from algotrade_gui.ui.language import integer, money, shown, tr, trn
from algotrade_gui.ui.sources import LadderDesk
from algotrade_gui.ui.theme import Role

BY_HAND = say("by hand, in the ladder")
Said = tuple[str, Role]
"""A sentence, and the colour of its weight."""


def order_words(side: Side, quantity: int, price: Cents) -> str:
    """An order in words: `Buy 2 at 1,001.10`."""
    values = {"quantity": integer(quantity), "price": money(price)}
    return tr("Buy {quantity} at {price}", **values) if side is Side.BUY else tr("Sell {quantity} at {price}", **values)


def check_words(asked: Press, quantity: int, check: Precheck, crosses: bool) -> Said:
    """What an order would reserve, or why it would be refused."""
    order = order_words(asked.side, quantity, asked.price)
    if check.problem:
        return tr("{order}: refused. {reason}", order=order, reason=shown(check.problem)), "danger"
    if check.side is Side.BUY:
        free = money(check.free) if check.free is not None else NOTHING
        told = tr("{order}: reserves {cash} of {free}", order=order, cash=money(check.reserves), free=free)
    else:
        told = tr("{order}: {free} free to sell", order=order, free=integer(check.free or 0))
    return (tr("{words}, trades at once", words=told) if crosses else told), "secondary"


def drag_words(count: int, price: Cents, crosses: bool) -> Said:
    """Where a drag would move own orders."""
    told = trn(count, "Move {count} order to {price}", "Move {count} orders to {price}", price=money(price))
    return (tr("{words}, trades at once", words=told), "warning") if crosses else (told, "secondary")


async def place(desk: LadderDesk, press: Press, quantity: int, valid_for_ms: int) -> Said:
    """Place the order of a press and say what became of it."""
    order = order_words(press.side, quantity, press.price)
    try:
        send = desk.manual.buy if press.side is Side.BUY else desk.manual.sell
        result = await send(press.instrument, press.price, quantity, valid_for_ms=valid_for_ms, why=BY_HAND)
    except RequestTimeoutError:
        return _unknown(order)
    except (RequestError, UserError) as error:
        return tr("{order}: not sent. {reason}", order=order, reason=shown(sentence_of(error))), "danger"
    return _outcome(order, quantity, result)


def _outcome(order: str, quantity: int, result: OrderResult) -> Said:
    if result.state is OrderState.DENIED:
        return tr("{order}: denied here, {reason}", order=order, reason=shown(result.message)), "danger"
    if result.state is OrderState.UNKNOWN:
        return _unknown(order)
    if not result.ok:
        return tr("{order}: rejected, {reason}", order=order, reason=shown(result.message)), "danger"
    if result.filled >= quantity:
        return tr("{order}: filled.", order=order), "secondary"
    if result.filled:
        return tr("{order}: {filled} filled, the rest works.", order=order, filled=integer(result.filled)), "secondary"
    return tr("{order}: working.", order=order), "secondary"


def _unknown(order: str) -> Said:
    return tr("{order}: no answer, its fate is being looked into.", order=order), "warning"


async def cancel(desk: LadderDesk, orders: Sequence[ClientOrderId]) -> Said:
    """Cancel orders, all at once, and say how many went."""
    results = await asyncio.gather(*(desk.cancel(each) for each in orders), return_exceptions=True)
    confirmed, refusals = _counted(results)
    if refusals:
        values = {"confirmed": integer(confirmed), "asked": integer(len(orders)), "reason": shown(refusals[0])}
        return tr("{confirmed} of {asked} cancelled. {reason}", **values), "danger"
    return trn(confirmed, "{count} order cancelled.", "{count} orders cancelled."), "secondary"


async def move(desk: LadderDesk, grab: Grab, price: Cents) -> Said:
    """Move the orders of a grab to another price and say how many went."""
    results = await asyncio.gather(*(desk.amend(each, price=price) for each in grab.orders), return_exceptions=True)
    moved, refusals = _counted(results)
    if refusals:
        values = {"moved": integer(moved), "asked": integer(len(grab.orders)), "reason": shown(refusals[0])}
        return tr("{moved} of {asked} moved. {reason}", **values), "danger"
    told = trn(moved, "{count} order moved to {price}.", "{count} orders moved to {price}.", price=money(price))
    notes = [note for result in results if isinstance(note := getattr(result, "message", None), str) and note]
    # a part of one may have dealt at the old price
    return (tr("{words} {note}", words=told, note=shown(notes[0])) if notes else told), "secondary"


def _counted(results: Sequence[object]) -> tuple[int, list[str]]:
    confirmed, refusals = 0, []
    for result in results:
        if isinstance(result, RequestError | UserError):
            refusals.append(sentence_of(result))
        elif isinstance(result, BaseException):
            raise result
        elif getattr(result, "ok", False):
            confirmed += 1
        else:
            refusals.append(getattr(result, "message", None) or tr("No reason was given."))
    return confirmed, refusals
