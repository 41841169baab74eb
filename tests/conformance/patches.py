"""Patches of our exchange, each of which makes it break one rule."""

import asyncio
import json
import re
from bisect import insort
from collections.abc import Callable
from typing import Any

import pytest

from algotrade_gui.core.ids import InstrumentId, TeamId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.market.inprocess import InProcessLink
from algotrade_gui.simulator import frames, matching, requests
from algotrade_gui.simulator.accounts import Account
from algotrade_gui.simulator.config import Delay
from algotrade_gui.simulator.contract import Contract
from algotrade_gui.simulator.engine import Exchange
from algotrade_gui.simulator.matching import BookOrder, OrderBook
from algotrade_gui.simulator.sessions import Session, Sessions
from algotrade_gui.simulator.venue import Refusal, Venue

Patch = Callable[[pytest.MonkeyPatch], None]
Wrap = Callable[..., Any]


def as_text(name: str, change: Callable[[str], str], owner: Any = frames) -> Patch:
    """What the function `name` returns is changed as text."""

    def apply(patch: pytest.MonkeyPatch) -> None:
        plain = getattr(owner, name)
        patch.setattr(owner, name, lambda *args, **keywords: change(plain(*args, **keywords)))

    return apply


def replacing(name: str, old: str, new: str) -> Patch:
    return as_text(name, lambda text: text.replace(old, new))


def around(owner: Any, name: str, wrap: Wrap) -> Patch:
    """`wrap(plain, *args)` is called instead of the plain function or method."""

    def apply(patch: pytest.MonkeyPatch) -> None:
        plain = getattr(owner, name)

        def changed(*args: Any, **keywords: Any) -> Any:
            return wrap(plain, *args, **keywords)

        patch.setattr(owner, name, staticmethod(changed) if name == "_pending" else changed)

    return apply


def setting(owner: Any, name: str, value: Any) -> Patch:
    return lambda patch: patch.setattr(owner, name, value)


# --- what needs more than a line ---


def sloppy_int(fits: Callable[[Any], bool]) -> Patch:
    def read(plain: Wrap, fields: dict[str, Any], name: str) -> int:
        value = fields.get(name)
        return (
            int(float(str(value).replace("True", "1").replace("False", "0")))
            if fits(value)
            else int(plain(fields, name))
        )

    return around(requests, "_int", read)


def ids_in_parse_errors(plain: Wrap, frame: bytes) -> Any:
    found = plain(frame)
    if isinstance(found, requests.BadRequest) and found.message.startswith("Failed to parse field"):
        return requests.BadRequest("c-1", found.message)
    return found


def no_release_on_cancel(plain: Wrap, account: Account, instrument: InstrumentId, order: BookOrder) -> None:
    plain(account, instrument, order)
    if order.remaining:
        account.reserve(instrument, order.is_bid, order.price, order.remaining)


def no_release_on_expiry(
    plain: Wrap, exchange: Exchange, contract: Contract, order: BookOrder, *, expired: bool
) -> None:
    plain(exchange, contract, order, expired=expired)
    if expired:
        exchange.accounts[order.team].reserve(contract.instrument.id, order.is_bid, order.price, order.remaining)


def anyone_cancels(plain: Wrap, exchange: Exchange, account: Account, request: requests.CancelRequest) -> str:
    contract = exchange.contract(request.instrument)
    order = contract.book.get(request.order_id) if contract is not None else None
    return str(plain(exchange, account if order is None else exchange.accounts[order.team], request))


def uncapped(
    plain: Wrap,
    exchange: Exchange,
    account: Account,
    contract: Contract,
    is_bid: bool,
    price: Cents,
    quantity: int,
    ms: int,
) -> Any:
    order, matches = plain(exchange, account, contract, is_bid, price, quantity, ms)
    order.expires_ms = RoundMs(ms)
    return order, matches


def one_count_for_all(patch: pytest.MonkeyPatch) -> None:
    count = 0

    def add(plain: Wrap, book: OrderBook, *args: Any) -> Any:
        nonlocal count
        book._next_id = count + 1
        result = plain(book, *args)
        count = book._next_id - 1
        return result

    around(OrderBook, "add", add)(patch)


def four_levels(plain: Wrap, book: OrderBook, levels: int = 4) -> Any:
    return plain(book, levels)


def by_text(text: str) -> str:
    """A depth with its prices in the order of their texts."""
    return json.dumps({side: dict(sorted(levels.items())) for side, levels in json.loads(text).items()})


def descending(text: str) -> str:
    return json.dumps({side: dict(reversed(levels.items())) for side, levels in json.loads(text).items()})


def never_matches(plain: Wrap, book: OrderBook, active: BookOrder, *args: Any) -> list[matching.Match]:
    return []


def newest_first(plain: Wrap, book: OrderBook, active: BookOrder, levels: Any, prices: list[Cents]) -> Any:
    for level in levels.values():
        level.orders = dict(sorted(level.orders.items(), reverse=True))
    return plain(book, active, levels, prices)


def worst_price_first(plain: Wrap, book: OrderBook, active: BookOrder, levels: Any, prices: list[Cents]) -> Any:
    met = [price for price in prices if (price <= active.price if active.is_bid else price >= active.price)]
    best = max(met) if active.is_bid else min(met)
    prices.remove(best)
    prices.insert(0 if active.is_bid else len(prices), best)
    result = plain(book, active, levels, prices)
    if best in prices:
        prices.remove(best)
        insort(prices, best)
    return result


def at_the_active_price(plain: Wrap, book: OrderBook, active: BookOrder, *args: Any) -> Any:
    matches = plain(book, active, *args)
    for match in matches:
        match.price = active.price
    return matches


def keeps_reserve_of_fills(
    plain: Wrap, account: Account, instrument: InstrumentId, is_bid: bool, price: int, change: int
) -> None:
    # the passive side's release is the one that carries a negative quantity while its order still counts
    if change > 0 or not is_bid:
        plain(account, instrument, is_bid, price, change)


def settles_on_the_last_price(plain: Wrap, exchange: Exchange, second: int) -> None:
    for contract in exchange._by_expiry.pop(second, ()):
        exchange._settle(contract)
    exchange._by_expiry[second] = []
    plain(exchange, second)


def lists_at_another_price(plain: Wrap, exchange: Exchange, expiry_s: int) -> None:
    now = exchange.prices
    # far from it, so that no rounding hides it
    exchange.prices = {name: price * 1.002 for name, price in now.items()}
    plain(exchange, expiry_s)
    exchange.prices = now


def both_sides_count(plain: Wrap, index: int, traded: Any, volume: int) -> str:
    return str(plain(index, traded, 2 * volume))


def closes_as_it_opens(plain: Wrap, index: int, traded: Any, volume: int) -> str:
    text = str(plain(index, traded, volume))
    found = re.search(r'"open":(\d+)', text)
    return text if found is None else re.sub(r'"close":\d+', f'"close":{found[1]}', text)


def ended_without_id(plain: Wrap, exchange: Exchange, account: Account, request: requests.AddRequest) -> str:
    text = str(plain(exchange, account, request))
    return text.replace(f'"{request.request_id}"', '""') if exchange.ended else text


def pays_nothing(plain: Wrap, account: Account, instrument: InstrumentId, payoff: Cents) -> int:
    return int(plain(account, instrument, Cents(0)))


def cancelled_at_the_end(
    plain: Wrap, exchange: Exchange, contract: Contract, order: BookOrder, *, expired: bool
) -> None:
    plain(exchange, contract, order, expired=expired and exchange.now_ms < contract.expiry_ms)


def order_not_expired(plain: Wrap, exchange: Exchange, contract: Contract, order: BookOrder, *, expired: bool) -> None:
    plain(exchange, contract, order, expired=False)


def no_cancel_event(plain: Wrap, exchange: Exchange, contract: Contract, order: BookOrder, *, expired: bool) -> None:
    events = list(exchange._events)
    plain(exchange, contract, order, expired=expired)
    exchange._events[:] = events


def candles_again(plain: Wrap, exchange: Exchange) -> str:
    kept = exchange._tradeable, exchange._untradeable
    text = str(plain(exchange))
    exchange._tradeable, exchange._untradeable = kept
    return text


def events_again(plain: Wrap, exchange: Exchange) -> str:
    kept = exchange._events
    text = str(plain(exchange))
    exchange._events = kept[:5]
    return text


def without_empty_books(plain: Wrap, exchange: Exchange) -> list[str]:
    return [entry for entry in plain(exchange) if '{"bids":{},"asks":{}}' not in entry]


def empty_is_let_in(plain: Wrap, venue: Venue, secret: str, now_ms: int) -> Any:
    return TeamId(1) if not secret else plain(venue, secret, now_ms)


def everything_is_429(plain: Wrap, venue: Venue, secret: str, now_ms: int) -> Any:
    answer = plain(venue, secret, now_ms)
    return Refusal.TOO_MANY if isinstance(answer, Refusal) else answer


def balance_is_an_error(request_id: str, message: str, *, null_keys: bool = False) -> str:
    return frames.error_frame(request_id, message)


def lower_ids(plain: Wrap, fields: dict[str, Any], name: str) -> str:
    value = str(plain(fields, name))
    return value.lstrip("0") if name == "user_request_id" else value


def idle_clients_are_closed(patch: pytest.MonkeyPatch) -> None:
    receive, publish = Sessions.receive, Sessions._publish
    spoke_ms: dict[Session, int] = {}

    def heard(sessions: Sessions, session: Session, frame: bytes) -> None:
        spoke_ms[session] = sessions.now_ms
        receive(sessions, session, frame)

    def published(sessions: Sessions, text: str, delay: Delay, now_ms: int) -> None:
        for session in sessions.connected:
            if now_ms - spoke_ms.setdefault(session, now_ms) > 60_000:
                sessions._close(session, 1001, "", now_ms)
        publish(sessions, text, delay, now_ms)

    patch.setattr(Sessions, "receive", heard)
    patch.setattr(Sessions, "_publish", published)


def slow_readers_block_all(patch: pytest.MonkeyPatch) -> None:
    receive = Sessions.receive

    def heard(sessions: Sessions, session: Session, frame: bytes) -> None:
        # an exchange that waits for its slowest reader
        if any(other.end.backlog_bytes > 2**20 for other in sessions.connected if other is not session):
            asyncio.get_running_loop().call_later(1.5, receive, sessions, session, frame)
        else:
            receive(sessions, session, frame)

    patch.setattr(Sessions, "receive", heard)


def rounds_end_by_1006(plain: Wrap, link: InProcessLink, code: int | None, reason: str) -> None:
    plain(link, None if code == 1001 else code, reason)
