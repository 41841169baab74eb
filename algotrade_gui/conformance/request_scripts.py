"""The rules of protocol section 2 that can be tried without an order: questions, ids, what cannot be read, cancels of nothing."""

import json
from typing import Any

from algotrade_gui.conformance.bench import Bench
from algotrade_gui.conformance.client import Client
from algotrade_gui.conformance.feed_scripts import UPDATE_KEYS, check_event
from algotrade_gui.conformance.reading import (
    InstrumentName,
    Json,
    exact_keys,
    flag,
    literal,
    mapping,
    rows,
    shown,
    text,
    whole,
)
from algotrade_gui.conformance.script import Collection, Part, SkippedError, require

rules = Collection(Part.READ_ONLY)

INVALID = "Failed to parse message: Invalid JSON or missing 'type' field"
FAR_ID = 2**62
"""An order's id that no book has given."""
UNKNOWN_INSTRUMENT = "$SIMP_future_7"
"""Well formed; contracts expire at multiples of 15 s."""
NO_INTEGERS: tuple[Any, ...] = (1.5, 5.0, "5", None, True, False, [5], {"a": 5}, 2**64, -(2**64), 10**30)


def expect_error(answer: Json, request_id: str, message: str, after: object) -> None:
    """Raise BrokenRuleError unless `answer` is exactly that `error`."""
    expected = {"type": "error", "user_request_id": request_id, "message": message}
    require(answer == expected, f"{shown(after)} got {shown(answer)}, not {shown(expected)}")


async def pairs(client: Client, request_id: str = "1") -> dict[str, tuple[int, int]]:
    """The team's inventory as (reserved, total). Raises BrokenRuleError for a reply of another shape."""
    answer = await client.ask(type="get_inventory", user_request_id=request_id)
    exact_keys(answer, "the inventory's reply", ("type", "user_request_id", "data"))
    require(answer["type"] == "get_inventory_response", f"the inventory's reply is of type {answer['type']!r}")
    require(
        answer["user_request_id"] == request_id, f"the inventory's reply has the id {shown(answer['user_request_id'])}"
    )
    found = {}
    for key, pair in mapping(answer["data"], "the inventory").items():
        require(len(rows(pair, f"the pair of {key}")) == 2, f"the pair of {key} is {shown(pair)}")
        found[key] = (whole(pair[0], f"{key} reserved", at_least=0), whole(pair[1], f"{key} in all", at_least=0))
        require(
            found[key][0] <= found[key][1], f"{key} is {pair}: more reserved than there is; pairs are [reserved, total]"
        )
    return found


async def pending(client: Client, request_id: str = "1") -> dict[str, tuple[list[Json], list[Json]]]:
    """The team's working orders as (bids, asks) per instrument. Raises BrokenRuleError for a reply of another shape."""
    answer = await client.ask(type="get_pending_orders", user_request_id=request_id)
    exact_keys(answer, "the pending orders' reply", ("type", "user_request_id", "data"))
    require(answer["type"] == "get_pending_orders_response", f"the pending orders' reply is of type {answer['type']!r}")
    require(answer["user_request_id"] == request_id, f"the reply has the id {shown(answer['user_request_id'])}")
    found = {}
    for instrument, sides in mapping(answer["data"], "the pending orders").items():
        InstrumentName(instrument)
        require(len(rows(sides, instrument)) == 2, f"{instrument} has {shown(sides)}, not [bids, asks]")
        for side, orders in zip(("BID", "ASK"), sides, strict=True):
            for order in rows(orders, f"the {side} orders of {instrument}"):
                _check_pending(order, side)
        found[instrument] = (sides[0], sides[1])
    return found


def _check_pending(order: Any, side: str) -> None:
    numbers = ("orderID", "teamID", "price", "time", "expiry", "unfilled_quantity", "total_quantity")
    exact_keys(order, "a pending order", (*numbers, "side", "live"))
    for key in numbers:
        whole(order[key], f"a pending order's {key}", at_least=0)
    flag(order["live"], "a pending order's live")
    require(order["side"] == side, f"an order among those of side {side} says side {shown(order['side'])}")
    left, total = order["unfilled_quantity"], order["total_quantity"]
    require(0 < left <= total, f"{left} of {total} is unfilled of a pending order")


# --- questions ---


@rules.script("2.1", "The inventory is pairs of [reserved, total], cash under $, and no position is below nought.")
async def inventory_pairs(bench: Bench) -> None:
    found = await pairs(await bench.main())
    require("$" in found, "the inventory has no cash under $")
    for key in found:
        if key != "$":
            InstrumentName(key)


@rules.script(
    "2.1",
    "Pending orders are [bids, asks] per instrument, each order with exactly its nine keys, its side in upper case.",
)
async def pending_shape(bench: Bench) -> None:
    await pending(await bench.main())


@rules.script("7", "Reserved cash is what the team's working bids may cost.")
async def reserved_cash_adds_up(bench: Bench) -> None:
    client = await bench.main()
    before = await pending(client)
    found = await pairs(client)
    if await pending(client) != before:
        raise SkippedError("the team's orders change meanwhile: somebody trades with this secret")
    bids = sum(order["price"] * order["unfilled_quantity"] for sides in before.values() for order in sides[0])
    require(found["$"][0] == bids, f"{found['$'][0]} cents are reserved, the working bids may cost {bids}")


@rules.script("2", "get_market_data answers with an update that has the request's id.")
async def get_market_data(bench: Bench) -> None:
    client = await bench.main()
    live = (await client.next_update()).message
    answer = await client.ask(type="get_market_data", user_request_id="md-1")
    if answer["type"] == "error" and str(answer.get("message", "")).startswith("Unknown command type"):
        raise SkippedError("the exchange does not know it: it is documented for 2026 only")
    exact_keys(answer, "the reply", (*UPDATE_KEYS, "user_request_id"))
    require(answer["user_request_id"] == "md-1", f"the reply has the id {shown(answer['user_request_id'])}")
    require(answer["type"] == "market_data_update", f"the reply is of type {answer['type']!r}")
    exact_keys(answer["candles"], "candles", ("tradeable", "untradeable"))
    for event in rows(answer["events"], "events"):
        check_event(event)
    if whole(answer["time"], "its time") // 15_000 == whole(live["time"], "the update's time") // 15_000:
        same = list(answer["orderbook_depths"]) == list(live["orderbook_depths"])
        require(same, "it lists other instruments than the update before it")


@rules.script("2", "A request's id is any text, and comes back as it was sent.")
async def ids_are_echoed(bench: Bench) -> None:
    client = await bench.main()
    for request_id in ("0000000042", "", "9f1b" * 8, 'a "quoted" \\ id', "žluťoučký \U0001f600", "x" * 200, "\n\t"):
        for kind in ("get_inventory", "get_pending_orders"):
            answer = await client.ask(type=kind, user_request_id=request_id)
            got = answer.get("user_request_id")
            require(got == request_id, f"{kind} with id {shown(request_id)} was answered with id {shown(got)}")


# --- what cannot be read ---


@rules.script("2.3", "A frame that is not JSON, or has no type, is an error with an empty id; the connection is kept.")
async def unreadable_frames(bench: Bench) -> None:
    client = await bench.main()
    frames = (
        "hello!",
        "",
        "{",
        "[]",
        "null",
        "7",
        '"add_order"',
        "{}",
        '{"user_request_id":"a"}',
        '{"type":"x"',
        "NaN",
        "{}{}",
    )
    for frame in frames:
        expect_error(await client.raw(frame), "", INVALID, frame)
    no_kinds: tuple[Any, ...] = (7, None, True, [], {})
    for kind in no_kinds:
        frame = json.dumps({"type": kind, "user_request_id": "a"})
        expect_error(await client.raw(frame), "", INVALID, frame)
    await pairs(client)


@rules.script("2.3", "A type that nobody knows is the error `Unknown command type: <type>`.")
async def unknown_type(bench: Bench) -> None:
    client = await bench.main()
    for kind in ("hello", "ADD_ORDER", "subscribe"):
        answer = await client.ask(type=kind, user_request_id="u-1")
        exact_keys(answer, "the error", ("type", "user_request_id", "message"))
        require(answer["type"] == "error", f"an unknown type is answered by {shown(answer)}")
        require(answer["user_request_id"] in ("u-1", ""), f"the error has the id {shown(answer['user_request_id'])}")
        expected = f"Unknown command type: {kind}"
        require(answer["message"] == expected, f"the error says {shown(answer['message'])}, not {expected!r}")


@rules.script("2.2", "An id of another type than text is a parse error with an empty id.")
async def ids_that_are_no_text(bench: Bench) -> None:
    client = await bench.main()
    no_texts: tuple[Any, ...] = (7, None, True, 1.5, [], {})
    for value in no_texts:
        answer = await client.ask(type="get_inventory", user_request_id=value)
        exact_keys(answer, "the error", ("type", "user_request_id", "message"))
        require(
            (answer["type"], answer["user_request_id"]) == ("error", ""), f"id {literal(value)} got {shown(answer)}"
        )
        start = "Failed to parse field 'user_request_id':"
        require(text(answer["message"], "its message").startswith(start), f"id {literal(value)} got {shown(answer)}")


@rules.script(
    "2.3", "A cancel whose order_id is no whole number is the parse error of the real logs, with an empty id."
)
async def cancel_without_a_number(bench: Bench) -> None:
    client = await bench.main()
    message = "Failed to parse field 'order_id': Could not cast to int."
    frame: Json = {"type": "cancel_order", "user_request_id": "c-1", "instrument_id": UNKNOWN_INSTRUMENT}
    expect_error(await client.ask(**frame), "", message, "a cancel without order_id")
    for value in NO_INTEGERS:
        expect_error(await client.ask(**frame, order_id=value), "", message, f"order_id {literal(value)}")


# --- cancels of nothing ---


async def cancel(client: Client, instrument: str, order_id: int, request_id: str = "c-1") -> Json:
    """Cancel an order and return the answer."""
    return await client.ask(
        type="cancel_order", user_request_id=request_id, order_id=order_id, instrument_id=instrument
    )


def expect_cancel_refused(answer: Json, request_id: str, message: str) -> None:
    """Raise BrokenRuleError unless the cancel was refused in those words, at the top level of its reply."""
    expected = {"type": "cancel_order_response", "user_request_id": request_id, "success": False, "message": message}
    require(answer == expected, f"the cancel got {shown(answer)}, not {shown(expected)}")


async def live_instrument(client: Client) -> str:
    """A future that lives as long as any, with as many bids as can be. Raises SkippedError before the round."""
    return await far_future(client)


async def far_future(client: Client, expiry_ms: int | None = None) -> str:
    """The future whose bids keep one of one cent farthest from the market, of that expiry or the last. Raises SkippedError."""
    depths = mapping((await client.now()).message["orderbook_depths"], "orderbook_depths")
    futures = [name for name in map(InstrumentName, depths) if name.kind == "future"]
    ends = {name.expiry_ms for name in futures}
    if not ends or (expiry_ms is not None and expiry_ms not in ends):
        raise SkippedError("no such future is listed")
    chosen = [name.id for name in futures if name.expiry_ms == (max(ends) if expiry_ms is None else expiry_ms)]
    return max(chosen, key=lambda key: (len(mapping(depths[key], key)["bids"]), key))


async def closed_instrument(client: Client) -> str:
    """A future that has expired. Raises SkippedError in the first minute of a round, before which nothing has."""
    update = await client.now()
    expiry_s = whole(update.message.get("time"), "the update's time") // 15_000 * 15
    live = mapping(update.message["orderbook_depths"], "orderbook_depths")
    if expiry_s < 60:
        raise SkippedError("nothing has expired yet: the first contracts do at 60 s")
    instrument = f"$SIMP_future_{expiry_s}"
    require(instrument not in live, f"{instrument} is still listed at its expiry")
    return instrument


@rules.script("2.3", "The cancel of an order that never existed is refused: `Order ID not found`, at the top level.")
async def cancel_of_an_unknown_order(bench: Bench) -> None:
    client = await bench.main()
    instrument = await live_instrument(client)
    expect_cancel_refused(await cancel(client, instrument, FAR_ID), "c-1", "Order ID not found")


@rules.script("2.3", "A cancel with an order_id of 0 or below is the error `Order ID must be positive`.")
async def cancel_of_a_negative_order(bench: Bench) -> None:
    client = await bench.main()
    instrument = await live_instrument(client)
    for order_id in (0, -1, -(2**63)):
        answer = await cancel(client, instrument, order_id)
        expect_error(answer, "c-1", "Order ID must be positive", f"order_id {order_id}")


@rules.script("2.3", "A cancel on an instrument that never was is the error `Instrument not found`.")
async def cancel_on_an_unknown_instrument(bench: Bench) -> None:
    client = await bench.main()
    for instrument in (UNKNOWN_INSTRUMENT, "$SIMP", "", "x"):
        answer = await cancel(client, instrument, FAR_ID)
        expect_error(answer, "c-1", "Instrument not found", f"a cancel on {instrument!r}")


@rules.script("2.3", "A cancel on an expired contract is the error `Instrument is closed`.")
async def cancel_on_a_closed_instrument(bench: Bench) -> None:
    client = await bench.main()
    instrument = await closed_instrument(client)
    expect_error(await cancel(client, instrument, 1), "c-1", "Instrument is closed", f"a cancel on {instrument}")
