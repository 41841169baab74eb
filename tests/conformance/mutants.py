"""Exchanges with one broken rule each: small patches of ours, and the script that has to notice."""

import asyncio
import json
import re
from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from algotrade_gui.core.ids import InstrumentId, TeamId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.market.inprocess import InProcessLink
from algotrade_gui.simulator import engine, frames, listing, matching, requests
from algotrade_gui.simulator.accounts import Account
from algotrade_gui.simulator.config import Delay, Limits
from algotrade_gui.simulator.contract import Contract
from algotrade_gui.simulator.engine import Exchange
from algotrade_gui.simulator.matching import BookOrder, OrderBook
from algotrade_gui.simulator.sessions import Session, Sessions
from algotrade_gui.simulator.venue import Refusal, Venue

Patch = Callable[[pytest.MonkeyPatch], None]
Wrap = Callable[..., Any]


@dataclass(frozen=True)
class Mutant:
    """`name` says what is broken, `script` has to fail and to say something that matches `words`."""

    name: str
    script: str
    words: str
    patch: Patch = lambda patch: None
    settings: dict[str, Any] = field(default_factory=dict)
    start_ms: int = 0
    watch_ms: int = 2_500
    patience_ms: int = 0


def _text(name: str, change: Callable[[str], str], owner: Any = frames) -> Patch:
    """What the function `name` returns is changed as text."""

    def apply(patch: pytest.MonkeyPatch) -> None:
        plain = getattr(owner, name)
        patch.setattr(owner, name, lambda *args, **keywords: change(plain(*args, **keywords)))

    return apply


def _replace(name: str, old: str, new: str) -> Patch:
    return _text(name, lambda text: text.replace(old, new))


def _around(owner: Any, name: str, wrap: Wrap) -> Patch:
    """`wrap(plain, *args)` is called instead of the plain function or method."""

    def apply(patch: pytest.MonkeyPatch) -> None:
        plain = getattr(owner, name)

        def changed(*args: Any, **keywords: Any) -> Any:
            return wrap(plain, *args, **keywords)

        patch.setattr(owner, name, staticmethod(changed) if name == "_pending" else changed)

    return apply


def _set(owner: Any, name: str, value: Any) -> Patch:
    return lambda patch: patch.setattr(owner, name, value)


# --- what needs more than a line ---


def _sloppy_int(fits: Callable[[Any], bool]) -> Patch:
    def read(plain: Wrap, fields: dict[str, Any], name: str) -> int:
        value = fields.get(name)
        return (
            int(float(str(value).replace("True", "1").replace("False", "0")))
            if fits(value)
            else int(plain(fields, name))
        )

    return _around(requests, "_int", read)


def _ids_in_parse_errors(plain: Wrap, frame: bytes) -> Any:
    found = plain(frame)
    if isinstance(found, requests.BadRequest) and found.message.startswith("Failed to parse field"):
        return requests.BadRequest("c-1", found.message)
    return found


def _no_release_on_cancel(plain: Wrap, account: Account, instrument: InstrumentId, order: BookOrder) -> None:
    plain(account, instrument, order)
    if order.remaining:
        account.reserve(instrument, order.is_bid, order.price, order.remaining)


def _no_release_on_expiry(
    plain: Wrap, exchange: Exchange, contract: Contract, order: BookOrder, *, expired: bool
) -> None:
    plain(exchange, contract, order, expired=expired)
    if expired:
        exchange.accounts[order.team].reserve(contract.instrument.id, order.is_bid, order.price, order.remaining)


def _anyone_cancels(plain: Wrap, exchange: Exchange, account: Account, request: requests.CancelRequest) -> str:
    contract = exchange.contract(request.instrument)
    order = contract.book.get(request.order_id) if contract is not None else None
    return str(plain(exchange, account if order is None else exchange.accounts[order.team], request))


def _uncapped(
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


def _one_count_for_all(patch: pytest.MonkeyPatch) -> None:
    count = 0

    def add(plain: Wrap, book: OrderBook, *args: Any) -> Any:
        nonlocal count
        book._next_id = count + 1
        result = plain(book, *args)
        count = book._next_id - 1
        return result

    _around(OrderBook, "add", add)(patch)


def _four_levels(plain: Wrap, book: OrderBook, levels: int = 4) -> Any:
    return plain(book, levels)


def _by_text(text: str) -> str:
    """A depth with its prices in the order of their texts."""
    return json.dumps({side: dict(sorted(levels.items())) for side, levels in json.loads(text).items()})


def _descending(text: str) -> str:
    return json.dumps({side: dict(reversed(levels.items())) for side, levels in json.loads(text).items()})


def _never_matches(plain: Wrap, book: OrderBook, active: BookOrder, *args: Any) -> list[matching.Match]:
    return []


def _newest_first(plain: Wrap, book: OrderBook, active: BookOrder, levels: Any, prices: list[Cents]) -> Any:
    for level in levels.values():
        level.orders = dict(sorted(level.orders.items(), reverse=True))
    return plain(book, active, levels, prices)


def _worst_price_first(plain: Wrap, book: OrderBook, active: BookOrder, levels: Any, prices: list[Cents]) -> Any:
    met = [price for price in prices if (price <= active.price if active.is_bid else price >= active.price)]
    best = max(met) if active.is_bid else min(met)
    prices.remove(best)
    prices.insert(0 if active.is_bid else len(prices), best)
    result = plain(book, active, levels, prices)
    if best in prices:
        prices.remove(best)
        insort(prices, best)
    return result


def _at_the_active_price(plain: Wrap, book: OrderBook, active: BookOrder, *args: Any) -> Any:
    matches = plain(book, active, *args)
    for match in matches:
        match.price = active.price
    return matches


def _keeps_reserve_of_fills(
    plain: Wrap, account: Account, instrument: InstrumentId, is_bid: bool, price: int, change: int
) -> None:
    # the passive side's release is the one that carries a negative quantity while its order still counts
    if change > 0 or not is_bid:
        plain(account, instrument, is_bid, price, change)


def _settles_on_the_last_price(plain: Wrap, exchange: Exchange, second: int) -> None:
    for contract in exchange._by_expiry.pop(second, ()):
        exchange._settle(contract)
    exchange._by_expiry[second] = []
    plain(exchange, second)


def _lists_at_another_price(plain: Wrap, exchange: Exchange, expiry_s: int) -> None:
    now = exchange.prices
    # far from it, so that no rounding hides it
    exchange.prices = {name: price * 1.002 for name, price in now.items()}
    plain(exchange, expiry_s)
    exchange.prices = now


def _both_sides_count(plain: Wrap, index: int, traded: Any, volume: int) -> str:
    return str(plain(index, traded, 2 * volume))


def _closes_as_it_opens(plain: Wrap, index: int, traded: Any, volume: int) -> str:
    text = str(plain(index, traded, volume))
    found = re.search(r'"open":(\d+)', text)
    return text if found is None else re.sub(r'"close":\d+', f'"close":{found[1]}', text)


def _ended_without_id(plain: Wrap, exchange: Exchange, account: Account, request: requests.AddRequest) -> str:
    text = str(plain(exchange, account, request))
    return text.replace(f'"{request.request_id}"', '""') if exchange.ended else text


def _pays_nothing(plain: Wrap, account: Account, instrument: InstrumentId, payoff: Cents) -> int:
    return int(plain(account, instrument, Cents(0)))


def _cancelled_at_the_end(
    plain: Wrap, exchange: Exchange, contract: Contract, order: BookOrder, *, expired: bool
) -> None:
    plain(exchange, contract, order, expired=expired and exchange.now_ms < contract.expiry_ms)


def _order_not_expired(plain: Wrap, exchange: Exchange, contract: Contract, order: BookOrder, *, expired: bool) -> None:
    plain(exchange, contract, order, expired=False)


def _no_cancel_event(plain: Wrap, exchange: Exchange, contract: Contract, order: BookOrder, *, expired: bool) -> None:
    events = list(exchange._events)
    plain(exchange, contract, order, expired=expired)
    exchange._events[:] = events


def _candles_again(plain: Wrap, exchange: Exchange) -> str:
    kept = exchange._tradeable, exchange._untradeable
    text = str(plain(exchange))
    exchange._tradeable, exchange._untradeable = kept
    return text


def _events_again(plain: Wrap, exchange: Exchange) -> str:
    kept = exchange._events
    text = str(plain(exchange))
    exchange._events = kept[:5]
    return text


def _without_empty_books(plain: Wrap, exchange: Exchange) -> list[str]:
    return [entry for entry in plain(exchange) if '{"bids":{},"asks":{}}' not in entry]


def _empty_is_let_in(plain: Wrap, venue: Venue, secret: str, now_ms: int) -> Any:
    return TeamId(1) if not secret else plain(venue, secret, now_ms)


def _everything_is_429(plain: Wrap, venue: Venue, secret: str, now_ms: int) -> Any:
    answer = plain(venue, secret, now_ms)
    return Refusal.TOO_MANY if isinstance(answer, Refusal) else answer


def _balance_is_an_error(request_id: str, message: str, *, null_keys: bool = False) -> str:
    return frames.error_frame(request_id, message)


def _lower_ids(plain: Wrap, fields: dict[str, Any], name: str) -> str:
    value = str(plain(fields, name))
    return value.lstrip("0") if name == "user_request_id" else value


def _idle_clients_are_closed(patch: pytest.MonkeyPatch) -> None:
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


def _slow_readers_block_all(patch: pytest.MonkeyPatch) -> None:
    receive = Sessions.receive

    def heard(sessions: Sessions, session: Session, frame: bytes) -> None:
        # an exchange that waits for its slowest reader
        if any(other.end.backlog_bytes > 2**20 for other in sessions.connected if other is not session):
            asyncio.get_running_loop().call_later(1.5, receive, sessions, session, frame)
        else:
            receive(sessions, session, frame)

    patch.setattr(Sessions, "receive", heard)


def _rounds_end_by_1006(plain: Wrap, link: InProcessLink, code: int | None, reason: str) -> None:
    plain(link, None if code == 1001 else code, reason)


_wrapping = partial(_around, Account, "can_buy")

MUTANTS = (
    # section 1
    Mutant(
        "the welcome has one more key",
        "welcome",
        "the first message is",
        _set(frames, "WELCOME", '{"type":"welcome","message":"Connected to OrderBook API","version":1}'),
    ),
    Mutant(
        "the welcome has other words",
        "welcome",
        "Connected to the exchange",
        _set(frames, "WELCOME", '{"type":"welcome","message":"Connected to the exchange"}'),
    ),
    Mutant(
        "a wrong secret is HTTP 429", "wrong-secret-is-401", "HTTP 429", _around(Venue, "admit", _everything_is_429)
    ),
    Mutant("an empty secret is let in", "absent-secret-is-401", "is let in", _around(Venue, "admit", _empty_is_let_in)),
    Mutant(
        "updates of 1 MiB",
        "messages-below-1-mib",
        "an update of 10",
        _text("update_frame", lambda text: text.replace("}", "}" + " " * 2**20, 1)),
        watch_ms=300,
    ),
    # section 3
    Mutant(
        "an update has one more key", "update-keys", "'seq'", _replace("update_frame", '"time":', '"seq":1,"time":')
    ),
    Mutant(
        "an update's time is a float",
        "update-keys",
        "not a whole number",
        _replace("update_frame", ',"candles"', '.0,"candles"'),
    ),
    Mutant(
        "an update lacks its events",
        "update-keys",
        "lacks 'events'",
        _replace("update_frame", '"events"', '"happened"'),
    ),
    Mutant("an update every 150 ms", "update-every-100-ms", "follows one of", _set(engine, "BROADCAST_MS", 150)),
    Mutant("an update every 90 ms", "update-every-100-ms", "every 90.0 ms", _set(engine, "BROADCAST_MS", 90)),
    Mutant(
        "no untradeable map while it is empty",
        "both-candle-maps",
        "lacks 'untradeable'",
        _replace("update_frame", ',"untradeable":{}', ""),
    ),
    Mutant(
        "null for an empty map",
        "both-candle-maps",
        "tradeable is not an object: null",
        _replace("update_frame", '"tradeable":{}', '"tradeable":null'),
    ),
    Mutant(
        "null prices in a contract's candle",
        "contract-candle-keys",
        "has 'open'",
        _replace("contract_candle", ',"volume":0', ',"open":null,"volume":0'),
    ),
    Mutant(
        "a mid in a contract's candle",
        "contract-candle-keys",
        "has 'mid'",
        _replace("contract_candle", "}", ',"mid":5}'),
    ),
    Mutant(
        "a volume in an underlying's candle",
        "underlying-candle-keys",
        "has 'volume'",
        _replace("underlying_candle", "}", ',"volume":0}'),
    ),
    Mutant(
        "candles a second late",
        "candle-timing",
        "holds candles",
        _around(frames, "underlying_candle", lambda plain, index, *rest: plain(index - 1, *rest)),
    ),
    Mutant(
        "candles in every update", "candle-timing", "holds candles", _around(Exchange, "_broadcast", _candles_again)
    ),
    Mutant("prices in descending order", "prices-ascend", "stand as", _text("depth", _descending)),
    Mutant("prices in the order of their texts", "prices-ascend", "stand as", _text("depth", _by_text)),
    Mutant(
        "four levels of bids", "at-most-three-levels", "bids .* have 4 levels", _around(OrderBook, "bids", _four_levels)
    ),
    Mutant(
        "four levels of asks", "at-most-three-levels", "asks .* have 4 levels", _around(OrderBook, "asks", _four_levels)
    ),
    Mutant(
        "quantities as floats",
        "book-shape",
        "not a whole number",
        _text("depth", lambda text: re.sub(r":(\d+)", r":\1.0", text)),
    ),
    Mutant("a book has a sequence number", "book-shape", "'seq'", _replace("depth", '{"bids"', '{"seq":1,"bids"')),
    Mutant(
        "empty books are left out",
        "every-live-instrument",
        "came or went",
        _around(Exchange, "_depths", _without_empty_books),
    ),
    Mutant(
        "instruments in no order",
        "instruments-are-sorted",
        "stands behind",
        _around(Exchange, "_depths", lambda plain, exchange: plain(exchange)[::-1]),
    ),
    Mutant("contracts listed 75 s before their end", "instrument-ids", "over 60 s", _set(listing, "LIFE_S", 75)),
    Mutant("four strikes", "instrument-ids", "'call': 4", _set(listing, "_STRIKE_FACTORS", (0.98, 0.99, 1.0, 1.01))),
    Mutant("locked and crossed books", "never-crossed", "is bid", _around(OrderBook, "_take", _never_matches)),
    Mutant("events under type", "event-shapes", "lacks 'event_type'", _replace("cancel_event", "event_type", "type")),
    Mutant(
        "a cancel event without expired",
        "event-shapes",
        "lacks 'expired'",
        _replace("cancel_event", ',"expired":false', ""),
    ),
    Mutant(
        "a trade event tells its team",
        "event-shapes",
        "has 'teamID'",
        _replace("trade_event", '"price"', '"teamID":1,"price"'),
    ),
    Mutant(
        "events told twice", "events-are-told-once", "between|twice", _around(Exchange, "_broadcast", _events_again)
    ),
    # section 2
    Mutant(
        "get_market_data without the id",
        "get-market-data",
        "no reply",
        _around(frames, "update_frame", lambda plain, *parts: plain(*parts[:5])),
    ),
    Mutant(
        "the inventory is [total, reserved]",
        "inventory-pairs",
        r"pairs are \[reserved, total\]",
        _around(Account, "inventory", lambda plain, account: {key: pair[::-1] for key, pair in plain(account).items()}),
    ),
    Mutant(
        "the inventory is [free, total]",
        "reserved-cash-adds-up",
        "1000000 cents are reserved",
        _around(
            Account,
            "inventory",
            lambda plain, account: {key: [pair[1] - pair[0], pair[1]] for key, pair in plain(account).items()},
        ),
    ),
    Mutant(
        "ids without their leading noughts",
        "ids-are-echoed",
        "was answered with id",
        _around(requests, "_str", _lower_ids),
    ),
    Mutant(
        "an error for no JSON in other words",
        "unreadable-frames",
        "Invalid JSON",
        _set(requests, "INVALID_MESSAGE", "Invalid JSON"),
    ),
    Mutant(
        "an unknown type is invalid",
        "unknown-type",
        "the error says",
        _replace("error_frame", "Unknown command type", "Unknown type"),
    ),
    Mutant(
        "ids in parse errors",
        "cancel-without-a-number",
        "order_id got",
        _around(engine, "parse_request", _ids_in_parse_errors),
    ),
    Mutant(
        "floats are read as numbers",
        "numbers-must-be-whole",
        "price 1.5",
        _sloppy_int(lambda value: type(value) is float),
    ),
    Mutant("digits in quotes are read", "cancel-without-a-number", '"5"', _sloppy_int(lambda value: value == "5")),
    Mutant("true is 1", "numbers-must-be-whole", "price true", _sloppy_int(lambda value: type(value) is bool)),
    Mutant(
        "numbers of any length",
        "numbers-must-be-whole",
        "18446744073709551616",
        _sloppy_int(lambda value: type(value) is int and value > 2**63),
    ),
    Mutant(
        "never issued and dead orders are not told apart",
        "cancel-of-an-unknown-order",
        "Order not found",
        _set(OrderBook, "was_issued", lambda book, order_id: True),
    ),
    Mutant(
        "the cancel's message inside data",
        "cancel-twice",
        "data",
        _around(
            frames,
            "cancel_reply",
            lambda plain, *args, **keywords: plain(*args, **keywords).replace(
                '"message":"Order not found"', '"data":{}'
            ),
        ),
    ),
    Mutant("null keys", "replies-of-a-resting-order", "has 'immediate_balance_change'", settings={"null_keys": True}),
    Mutant(
        "order ids as texts",
        "replies-of-a-resting-order",
        "not a whole number",
        _around(
            frames,
            "add_accepted",
            lambda plain, request_id, order_id, *rest, **keywords: plain(
                request_id, f'"{order_id}"', *rest, **keywords
            ),
        ),
    ),
    Mutant(
        "ids are missing from errors",
        "price-must-be-positive",
        "price 0 got",
        _around(frames, "error_frame", lambda plain, request_id, message: plain("", message)),
    ),
    Mutant(
        "a wrong error text",
        "quantity-must-be-positive",
        "above zero",
        _replace("error_frame", "Quantity must be positive", "Quantity must be above zero"),
    ),
    Mutant(
        "sides in any case",
        "side-must-be-known",
        "BID",
        _around(requests, "_str", lambda plain, *args: plain(*args).lower()),
    ),
    Mutant(
        "an expired contract was never there",
        "order-on-a-closed-instrument",
        "Instrument not found",
        _set(Exchange, "_missing", lambda exchange, instrument: "Instrument not found"),
        start_ms=61_000,
        settings={"round_seconds": 60, "house_traders": False},
    ),
    Mutant(
        "the error of a passed expiry is without its numbers",
        "expiry-must-be-in-the-future",
        "in the future",
        _text("error_frame", lambda text: text.split(" request:")[0] + '"}' if " request:" in text else text),
    ),
    Mutant(
        "no balance is an error",
        "insufficient-balance",
        '"type": "error"',
        _set(frames, "add_refused", _balance_is_an_error),
    ),
    Mutant("selling short", "insufficient-inventory", "got", _set(Account, "can_sell", lambda *args: True)),
    Mutant(
        "a price times a quantity wraps at 64 bits",
        "products-do-not-wrap",
        "got",
        _wrapping(lambda plain, account, cost: plain(account, cost % 2**64)),
    ),
    # orders and their reserves
    Mutant(
        "sides in lower case among the pending",
        "pending-lists-a-working-order",
        "says side",
        _replace("pending_reply", '"BID"', '"bid"'),
    ),
    Mutant(
        "pending orders are [asks, bids]",
        "pending-lists-a-working-order",
        "says side",
        _around(
            Exchange, "_pending", lambda plain, account: {key: sides[::-1] for key, sides in plain(account).items()}
        ),
    ),
    Mutant(
        "an expiry past the contract's end", "expiry-is-capped", "is listed with", _around(Exchange, "place", _uncapped)
    ),
    Mutant(
        "a bid reserves nothing", "bids-reserve-cash", "bids of 1 and 2", _set(Account, "reserve", lambda *args: None)
    ),
    Mutant(
        "a cancel releases no reserve",
        "bids-reserve-cash",
        "after their cancels",
        _around(Account, "order_gone", _no_release_on_cancel),
    ),
    Mutant(
        "an expiry releases no reserve",
        "orders-expire",
        "is not free",
        _around(Exchange, "_withdraw", _no_release_on_expiry),
    ),
    Mutant(
        "an expiry is told as a cancel",
        "orders-expire",
        "expiry is told as",
        _around(Exchange, "_withdraw", _order_not_expired),
    ),
    Mutant("a cancel is not told", "cancel-event", "no cancel event", _around(Exchange, "_withdraw", _no_cancel_event)),
    Mutant("one count of ids for all books", "ids-count-per-book", "count up together", _one_count_for_all),
    Mutant(
        "anyone cancels anyone's orders",
        "orders-of-others-are-safe",
        "does not belong",
        _around(Exchange, "_cancel", _anyone_cancels),
    ),
    # trades
    Mutant("the newest order first", "price-time-priority", "the older", _around(OrderBook, "_take", _newest_first)),
    Mutant(
        "the worst price first", "price-time-priority", "the better", _around(OrderBook, "_take", _worst_price_first)
    ),
    Mutant(
        "trades at the active price", "price-improvement", "paid", _around(OrderBook, "_take", _at_the_active_price)
    ),
    Mutant(
        "a filled bid keeps its reserve",
        "selling",
        "left a reserve",
        _around(Account, "reserve", _keeps_reserve_of_fills),
    ),
    Mutant(
        "the balance change has the other sign",
        "buying",
        "paid -",
        _around(
            frames,
            "add_accepted",
            lambda plain, request_id, order_id, gained, paid, **keywords: plain(
                request_id, order_id, gained, -paid, **keywords
            ),
        ),
    ),
    Mutant(
        "settlement at the price of the second before",
        "settlement",
        "the mid of candle",
        _around(Exchange, "_step", _settles_on_the_last_price),
        start_ms=50_000,
    ),
    Mutant(
        "settlement pays nothing",
        "settlement",
        "the cash became",
        _around(Account, "settle", _pays_nothing),
        start_ms=50_000,
    ),
    Mutant(
        "orders at a contract's end are told as cancelled",
        "settlement",
        "whose contract ended",
        _around(Exchange, "_withdraw", _cancelled_at_the_end),
        start_ms=50_000,
    ),
    Mutant(
        "strikes 3 % apart",
        "strikes-follow-the-price",
        "have the strike",
        _set(listing, "_STRIKE_FACTORS", (0.94, 0.97, 1.0, 1.03, 1.06)),
    ),
    Mutant(
        "strikes round a price 20 bp off",
        "strikes-follow-the-price",
        "the price at listing was",
        _around(Exchange, "_list", _lists_at_another_price),
        start_ms=50_000,
        watch_ms=13_000,
    ),
    Mutant(
        "settlements tell the price of the second before",
        "settlements-tell-the-mid",
        "the candle of its expiry has the mid",
        _around(Exchange, "_step", _settles_on_the_last_price),
        start_ms=50_000,
        watch_ms=13_000,
    ),
    Mutant(
        "a candle's volume counts both sides",
        "candles-tell-the-trades",
        "was traded",
        _around(frames, "contract_candle", _both_sides_count),
    ),
    Mutant(
        "a candle's close is its open",
        "candles-tell-the-trades",
        "its trades make",
        _around(frames, "contract_candle", _closes_as_it_opens),
    ),
    Mutant(
        "who says nothing for 60 s is closed",
        "silent-clients-stay",
        "closed after 6[01] s",
        _idle_clients_are_closed,
        settings={"house_traders": False},
        patience_ms=70_000,
    ),
    Mutant(
        "after the end a cancel finds no order",
        "no-cancel-after-the-end",
        "Order ID not found",
        _set(engine, "ROUND_ENDED_CANCEL", "Order ID not found"),
        settings={"round_seconds": 60, "house_traders": False},
        patience_ms=90_000,
    ),
    Mutant(
        "after the end orders are told that their instrument is closed",
        "no-order-after-the-end",
        "Instrument is closed",
        _set(engine, "ROUND_ENDED_ADD", "Instrument is closed"),
        settings={"round_seconds": 60, "house_traders": False},
        patience_ms=90_000,
    ),
    Mutant(
        "the refusal after the end has no id",
        "no-order-after-the-end",
        'the refusal has the id ""',
        _around(Exchange, "_add", _ended_without_id),
        settings={"round_seconds": 60, "house_traders": False},
        patience_ms=90_000,
    ),
    Mutant(
        "a round's end breaks the connections",
        "rounds-end-by-a-close",
        "ended with code None",
        _around(InProcessLink, "hang_up", _rounds_end_by_1006),
        settings={"round_seconds": 60, "house_traders": False},
        patience_ms=90_000,
    ),
    # limits
    Mutant(
        "a slow reader is never closed",
        "slow-readers-are-closed",
        "stays connected",
        settings={"limits": Limits(backlog_bytes=2**31), "house_traders": False},
    ),
    Mutant(
        "a slow reader is closed at 4 MB",
        "slow-readers-are-closed",
        "that leaves only",
        settings={"limits": Limits(backlog_bytes=4 * 2**20), "house_traders": False},
    ),
    Mutant(
        "everybody waits for a slow reader",
        "slow-readers-are-closed",
        "another client waited",
        _slow_readers_block_all,
        settings={"house_traders": False},
    ),
    Mutant(
        "eleven connections",
        "connections-are-limited",
        "connection 11 is let in",
        settings={"limits": Limits(connections=11)},
    ),
    Mutant(
        "nine connections", "connections-are-limited", "connection 10 of 10", settings={"limits": Limits(connections=9)}
    ),
    Mutant(
        "thirty openings a second",
        "openings-are-limited",
        "20 openings",
        settings={"limits": Limits(openings_per_s=30)},
    ),
    Mutant(
        "any rate of messages",
        "message-rate-is-limited",
        "stays open",
        settings={"limits": Limits(messages_per_s=100_000)},
    ),
    Mutant(
        "200 messages a second", "message-rate-is-limited", "after 200", settings={"limits": Limits(messages_per_s=200)}
    ),
    Mutant(
        "the rate limit is told as JSON",
        "message-rate-is-limited",
        "closed without the text",
        _set(
            frames, "RATE_LIMIT_TEXT", '{"type":"error","user_request_id":"","message":"Message rate limit exceeded"}'
        ),
    ),
    Mutant(
        "700 pending orders", "pending-orders-are-capped", "601 orders", settings={"limits": Limits(pending_orders=700)}
    ),
    Mutant(
        "500 pending orders", "pending-orders-are-capped", "500 orders", settings={"limits": Limits(pending_orders=500)}
    ),
)
