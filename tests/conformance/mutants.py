"""Exchanges with one broken rule each, and the script that has to notice."""

import re
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from algotrade_gui.market.inprocess import InProcessLink
from algotrade_gui.simulator import engine, frames, listing, requests
from algotrade_gui.simulator.accounts import Account
from algotrade_gui.simulator.config import Limits
from algotrade_gui.simulator.engine import Exchange
from algotrade_gui.simulator.matching import OrderBook
from algotrade_gui.simulator.venue import Venue
from tests.conformance.patches import (
    Patch,
    anyone_cancels,
    around,
    as_text,
    at_the_active_price,
    balance_is_an_error,
    both_sides_count,
    by_text,
    cancelled_at_the_end,
    candles_again,
    closes_as_it_opens,
    descending,
    empty_is_let_in,
    ended_without_id,
    events_again,
    everything_is_429,
    four_levels,
    idle_clients_are_closed,
    ids_in_parse_errors,
    keeps_reserve_of_fills,
    lists_at_another_price,
    lower_ids,
    never_matches,
    newest_first,
    no_cancel_event,
    no_release_on_cancel,
    no_release_on_expiry,
    one_count_for_all,
    order_not_expired,
    pays_nothing,
    replacing,
    rounds_end_by_1006,
    setting,
    settles_on_the_last_price,
    sloppy_int,
    slow_readers_block_all,
    uncapped,
    without_empty_books,
    worst_price_first,
)


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


_wrapping = partial(around, Account, "can_buy")

MUTANTS = (
    # section 1
    Mutant(
        "the welcome has one more key",
        "welcome",
        "the first message is",
        setting(frames, "WELCOME", '{"type":"welcome","message":"Connected to OrderBook API","version":1}'),
    ),
    Mutant(
        "the welcome has other words",
        "welcome",
        "Connected to the exchange",
        setting(frames, "WELCOME", '{"type":"welcome","message":"Connected to the exchange"}'),
    ),
    Mutant("a wrong secret is HTTP 429", "wrong-secret-is-401", "HTTP 429", around(Venue, "admit", everything_is_429)),
    Mutant("an empty secret is let in", "absent-secret-is-401", "is let in", around(Venue, "admit", empty_is_let_in)),
    Mutant(
        "updates of 1 MiB",
        "messages-below-1-mib",
        "an update of 10",
        as_text("update_frame", lambda text: text.replace("}", "}" + " " * 2**20, 1)),
        watch_ms=300,
    ),
    # section 3
    Mutant(
        "an update has one more key", "update-keys", "'seq'", replacing("update_frame", '"time":', '"seq":1,"time":')
    ),
    Mutant(
        "an update's time is a float",
        "update-keys",
        "not a whole number",
        replacing("update_frame", ',"candles"', '.0,"candles"'),
    ),
    Mutant(
        "an update lacks its events",
        "update-keys",
        "lacks 'events'",
        replacing("update_frame", '"events"', '"happened"'),
    ),
    Mutant("an update every 150 ms", "update-every-100-ms", "follows one of", setting(engine, "BROADCAST_MS", 150)),
    Mutant("an update every 90 ms", "update-every-100-ms", "every 90.0 ms", setting(engine, "BROADCAST_MS", 90)),
    Mutant(
        "no untradeable map while it is empty",
        "both-candle-maps",
        "lacks 'untradeable'",
        replacing("update_frame", ',"untradeable":{}', ""),
    ),
    Mutant(
        "null for an empty map",
        "both-candle-maps",
        "tradeable is not an object: null",
        replacing("update_frame", '"tradeable":{}', '"tradeable":null'),
    ),
    Mutant(
        "null prices in a contract's candle",
        "contract-candle-keys",
        "has 'open'",
        replacing("contract_candle", ',"volume":0', ',"open":null,"volume":0'),
    ),
    Mutant(
        "a mid in a contract's candle",
        "contract-candle-keys",
        "has 'mid'",
        replacing("contract_candle", "}", ',"mid":5}'),
    ),
    Mutant(
        "a volume in an underlying's candle",
        "underlying-candle-keys",
        "has 'volume'",
        replacing("underlying_candle", "}", ',"volume":0}'),
    ),
    Mutant(
        "candles a second late",
        "candle-timing",
        "holds candles",
        around(frames, "underlying_candle", lambda plain, index, *rest: plain(index - 1, *rest)),
    ),
    Mutant("candles in every update", "candle-timing", "holds candles", around(Exchange, "_broadcast", candles_again)),
    Mutant("prices in descending order", "prices-ascend", "stand as", as_text("depth", descending)),
    Mutant("prices in the order of their texts", "prices-ascend", "stand as", as_text("depth", by_text)),
    Mutant(
        "four levels of bids", "at-most-three-levels", "bids .* have 4 levels", around(OrderBook, "bids", four_levels)
    ),
    Mutant(
        "four levels of asks", "at-most-three-levels", "asks .* have 4 levels", around(OrderBook, "asks", four_levels)
    ),
    Mutant(
        "quantities as floats",
        "book-shape",
        "not a whole number",
        as_text("depth", lambda text: re.sub(r":(\d+)", r":\1.0", text)),
    ),
    Mutant("a book has a sequence number", "book-shape", "'seq'", replacing("depth", '{"bids"', '{"seq":1,"bids"')),
    Mutant(
        "empty books are left out",
        "every-live-instrument",
        "came or went",
        around(Exchange, "_depths", without_empty_books),
    ),
    Mutant(
        "instruments in no order",
        "instruments-are-sorted",
        "stands behind",
        around(Exchange, "_depths", lambda plain, exchange: plain(exchange)[::-1]),
    ),
    Mutant("contracts listed 75 s before their end", "instrument-ids", "over 60 s", setting(listing, "LIFE_S", 75)),
    Mutant("four strikes", "instrument-ids", "'call': 4", setting(listing, "_STRIKE_FACTORS", (0.98, 0.99, 1.0, 1.01))),
    Mutant("locked and crossed books", "never-crossed", "is bid", around(OrderBook, "_take", never_matches)),
    Mutant("events under type", "event-shapes", "lacks 'event_type'", replacing("cancel_event", "event_type", "type")),
    Mutant(
        "a cancel event without expired",
        "event-shapes",
        "lacks 'expired'",
        replacing("cancel_event", ',"expired":false', ""),
    ),
    Mutant(
        "a trade event tells its team",
        "event-shapes",
        "has 'teamID'",
        replacing("trade_event", '"price"', '"teamID":1,"price"'),
    ),
    Mutant("events told twice", "events-are-told-once", "between|twice", around(Exchange, "_broadcast", events_again)),
    # section 2
    Mutant(
        "get_market_data without the id",
        "get-market-data",
        "no reply",
        around(frames, "update_frame", lambda plain, *parts: plain(*parts[:5])),
    ),
    Mutant(
        "the inventory is [total, reserved]",
        "inventory-pairs",
        r"pairs are \[reserved, total\]",
        around(Account, "inventory", lambda plain, account: {key: pair[::-1] for key, pair in plain(account).items()}),
    ),
    Mutant(
        "the inventory is [free, total]",
        "reserved-cash-adds-up",
        "1000000 cents are reserved",
        around(
            Account,
            "inventory",
            lambda plain, account: {key: [pair[1] - pair[0], pair[1]] for key, pair in plain(account).items()},
        ),
    ),
    Mutant(
        "ids without their leading noughts",
        "ids-are-echoed",
        "was answered with id",
        around(requests, "_str", lower_ids),
    ),
    Mutant(
        "an error for no JSON in other words",
        "unreadable-frames",
        "Invalid JSON",
        setting(requests, "INVALID_MESSAGE", "Invalid JSON"),
    ),
    Mutant(
        "an unknown type is invalid",
        "unknown-type",
        "the error says",
        replacing("error_frame", "Unknown command type", "Unknown type"),
    ),
    Mutant(
        "ids in parse errors",
        "cancel-without-a-number",
        "order_id got",
        around(engine, "parse_request", ids_in_parse_errors),
    ),
    Mutant(
        "floats are read as numbers",
        "numbers-must-be-whole",
        "price 1.5",
        sloppy_int(lambda value: type(value) is float),
    ),
    Mutant("digits in quotes are read", "cancel-without-a-number", '"5"', sloppy_int(lambda value: value == "5")),
    Mutant("true is 1", "numbers-must-be-whole", "price true", sloppy_int(lambda value: type(value) is bool)),
    Mutant(
        "numbers of any length",
        "numbers-must-be-whole",
        "18446744073709551616",
        sloppy_int(lambda value: type(value) is int and value > 2**63),
    ),
    Mutant(
        "never issued and dead orders are not told apart",
        "cancel-of-an-unknown-order",
        "Order not found",
        setting(OrderBook, "was_issued", lambda book, order_id: True),
    ),
    Mutant(
        "the cancel's message inside data",
        "cancel-twice",
        "data",
        around(
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
        around(
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
        around(frames, "error_frame", lambda plain, request_id, message: plain("", message)),
    ),
    Mutant(
        "a wrong error text",
        "quantity-must-be-positive",
        "above zero",
        replacing("error_frame", "Quantity must be positive", "Quantity must be above zero"),
    ),
    Mutant(
        "sides in any case",
        "side-must-be-known",
        "BID",
        around(requests, "_str", lambda plain, *args: plain(*args).lower()),
    ),
    Mutant(
        "an expired contract was never there",
        "order-on-a-closed-instrument",
        "Instrument not found",
        setting(Exchange, "_missing", lambda exchange, instrument: "Instrument not found"),
        start_ms=61_000,
        settings={"round_seconds": 60, "house_traders": False},
    ),
    Mutant(
        "the error of a passed expiry is without its numbers",
        "expiry-must-be-in-the-future",
        "in the future",
        as_text("error_frame", lambda text: text.split(" request:")[0] + '"}' if " request:" in text else text),
    ),
    Mutant(
        "no balance is an error",
        "insufficient-balance",
        '"type": "error"',
        setting(frames, "add_refused", balance_is_an_error),
    ),
    Mutant("selling short", "insufficient-inventory", "got", setting(Account, "can_sell", lambda *args: True)),
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
        replacing("pending_reply", '"BID"', '"bid"'),
    ),
    Mutant(
        "pending orders are [asks, bids]",
        "pending-lists-a-working-order",
        "says side",
        around(
            Exchange, "_pending", lambda plain, account: {key: sides[::-1] for key, sides in plain(account).items()}
        ),
    ),
    Mutant(
        "an expiry past the contract's end", "expiry-is-capped", "is listed with", around(Exchange, "place", uncapped)
    ),
    Mutant(
        "a bid reserves nothing",
        "bids-reserve-cash",
        "bids of 1 and 2",
        setting(Account, "reserve", lambda *args: None),
    ),
    Mutant(
        "a cancel releases no reserve",
        "bids-reserve-cash",
        "after their cancels",
        around(Account, "order_gone", no_release_on_cancel),
    ),
    Mutant(
        "an expiry releases no reserve",
        "orders-expire",
        "is not free",
        around(Exchange, "_withdraw", no_release_on_expiry),
    ),
    Mutant(
        "an expiry is told as a cancel",
        "orders-expire",
        "expiry is told as",
        around(Exchange, "_withdraw", order_not_expired),
    ),
    Mutant("a cancel is not told", "cancel-event", "no cancel event", around(Exchange, "_withdraw", no_cancel_event)),
    Mutant("one count of ids for all books", "ids-count-per-book", "count up together", one_count_for_all),
    Mutant(
        "anyone cancels anyone's orders",
        "orders-of-others-are-safe",
        "does not belong",
        around(Exchange, "_cancel", anyone_cancels),
    ),
    # trades
    Mutant("the newest order first", "price-time-priority", "the older", around(OrderBook, "_take", newest_first)),
    Mutant("the worst price first", "price-time-priority", "the better", around(OrderBook, "_take", worst_price_first)),
    Mutant("trades at the active price", "price-improvement", "paid", around(OrderBook, "_take", at_the_active_price)),
    Mutant(
        "a filled bid keeps its reserve",
        "selling",
        "left a reserve",
        around(Account, "reserve", keeps_reserve_of_fills),
    ),
    Mutant(
        "the balance change has the other sign",
        "buying",
        "paid -",
        around(
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
        around(Exchange, "_step", settles_on_the_last_price),
        start_ms=50_000,
    ),
    Mutant(
        "settlement pays nothing",
        "settlement",
        "the cash became",
        around(Account, "settle", pays_nothing),
        start_ms=50_000,
    ),
    Mutant(
        "orders at a contract's end are told as cancelled",
        "settlement",
        "whose contract ended",
        around(Exchange, "_withdraw", cancelled_at_the_end),
        start_ms=50_000,
    ),
    Mutant(
        "strikes 3 % apart",
        "strikes-follow-the-price",
        "have the strike",
        setting(listing, "_STRIKE_FACTORS", (0.94, 0.97, 1.0, 1.03, 1.06)),
    ),
    Mutant(
        "strikes round a price 20 bp off",
        "strikes-follow-the-price",
        "the price at listing was",
        around(Exchange, "_list", lists_at_another_price),
        start_ms=50_000,
        watch_ms=13_000,
    ),
    Mutant(
        "settlements tell the price of the second before",
        "settlements-tell-the-mid",
        "the candle of its expiry has the mid",
        around(Exchange, "_step", settles_on_the_last_price),
        start_ms=50_000,
        watch_ms=13_000,
    ),
    Mutant(
        "a candle's volume counts both sides",
        "candles-tell-the-trades",
        "was traded",
        around(frames, "contract_candle", both_sides_count),
    ),
    Mutant(
        "a candle's close is its open",
        "candles-tell-the-trades",
        "its trades make",
        around(frames, "contract_candle", closes_as_it_opens),
    ),
    Mutant(
        "who says nothing for 60 s is closed",
        "silent-clients-stay",
        "closed after 6[01] s",
        idle_clients_are_closed,
        settings={"house_traders": False},
        patience_ms=70_000,
    ),
    Mutant(
        "after the end a cancel finds no order",
        "no-cancel-after-the-end",
        "Order ID not found",
        setting(engine, "ROUND_ENDED_CANCEL", "Order ID not found"),
        settings={"round_seconds": 60, "house_traders": False},
        patience_ms=90_000,
    ),
    Mutant(
        "after the end orders are told that their instrument is closed",
        "no-order-after-the-end",
        "Instrument is closed",
        setting(engine, "ROUND_ENDED_ADD", "Instrument is closed"),
        settings={"round_seconds": 60, "house_traders": False},
        patience_ms=90_000,
    ),
    Mutant(
        "the refusal after the end has no id",
        "no-order-after-the-end",
        'the refusal has the id ""',
        around(Exchange, "_add", ended_without_id),
        settings={"round_seconds": 60, "house_traders": False},
        patience_ms=90_000,
    ),
    Mutant(
        "a round's end breaks the connections",
        "rounds-end-by-a-close",
        "ended with code None",
        around(InProcessLink, "hang_up", rounds_end_by_1006),
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
        slow_readers_block_all,
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
        setting(
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
