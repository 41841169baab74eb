"""A published market written by hand, and a desk in front of it."""

import random
from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from algotrade_gui.core.ids import ExchangeOrderId, InstrumentId, TeamId, Underlying
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.instrument import UNDERLYINGS, parse_instrument_id
from algotrade_gui.simulator.matching import BookOrder
from algotrade_gui.simulator.opponents.base import Opponent
from algotrade_gui.simulator.opponents.desk import Desk
from algotrade_gui.simulator.opponents.view import Levels, Quotes, View
from algotrade_gui.simulator.requests import AddRequest, CancelRequest

SIMP = Underlying("$SIMP")
Sides = tuple[Sequence[tuple[int, int]], Sequence[tuple[int, int]]]

_Kind = TypeVar("_Kind", bound=Opponent)


def skilled(kind: type[_Kind], skill: float = 1.0, seed: int = 1) -> _Kind:
    """An opponent of that skill; at 1 it errs in nothing and sees everything."""
    return kind(skill, random.Random(seed))


def see(view: View, time_ms: int, books: Mapping[str, Sides], spot: int | None = 100_000, **others: int) -> View:
    """Publish an update: books as id -> (bids, asks), best first; all mids at `spot` but those named, or no mids where it is None."""
    depths = [(parse_instrument_id(key), _levels(bids), _levels(asks)) for key, (bids, asks) in books.items()]
    mids = None
    if spot is not None:
        mids = {name: others.get(str(name).removeprefix("$"), spot) for name in UNDERLYINGS}
    view.update(time_ms, depths, mids)
    return view


def _levels(levels: Sequence[tuple[int, int]]) -> Levels:
    return [(Cents(price), quantity) for price, quantity in levels]


def published(time_ms: int, books: Mapping[str, Sides], spot: int = 100_000, **others: int) -> View:
    """The view after one update."""
    return see(View(), time_ms, books, spot, **others)


def desk(
    view: View,
    *,
    cash: int = 1_000_000,
    held: Mapping[str, int] | None = None,
    working: Mapping[str, Sequence[BookOrder]] | None = None,
    busy: Collection[str] = (),
    orders_left: int = 600,
    messages_left: int = 300,
    first_id: int = 1,
) -> Desk:
    """A desk at the time of the view."""
    return Desk(
        time_ms=view.time_ms,
        latency_ms=100,
        cash=cash,
        held={InstrumentId(key): quantity for key, quantity in (held or {}).items()},
        working={InstrumentId(key): orders for key, orders in (working or {}).items()},
        busy=[InstrumentId(key) for key in busy],
        orders_left=orders_left,
        messages_left=messages_left,
        first_id=first_id,
    )


def asked(opponent: Opponent, view: View, at: Desk | None = None) -> Desk:
    """Let the opponent take the update; return the desk with what it wrote."""
    at = at or desk(view)
    opponent.look(view, at)
    return at


def orders(at: Desk) -> list[tuple[str, str, int, int]]:
    """The orders written, as (side, id, price, quantity)."""
    return [
        (request.side, request.instrument, request.price, request.quantity)
        for request in at.requests
        if isinstance(request, AddRequest)
    ]


def cancels(at: Desk) -> list[tuple[str, int]]:
    """The cancels written, as (id, order id)."""
    return [(request.instrument, request.order_id) for request in at.requests if isinstance(request, CancelRequest)]


def resting(order_id: int, is_bid: bool, price: int, quantity: int) -> BookOrder:
    """A working order of one's own."""
    return BookOrder(ExchangeOrderId(order_id), TeamId(2), is_bid, Cents(price), quantity, RoundMs(0), RoundMs(10**6))


def quotes(view: View, instrument: str) -> Quotes:
    """A book of the view."""
    return view.books[InstrumentId(instrument)]
