"""The rules of protocol section 2 and 7 on orders: bids of one cent for one contract, short-lived, cancelled at once; and refusals."""

import itertools
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from algotrade_gui.conformance.bench import Bench
from algotrade_gui.conformance.client import Client
from algotrade_gui.conformance.reading import InstrumentName, Json, exact_keys, literal, mapping, shown, text, whole
from algotrade_gui.conformance.request_scripts import (
    NO_INTEGERS,
    UNKNOWN_INSTRUMENT,
    cancel,
    closed_instrument,
    expect_cancel_refused,
    expect_error,
    live_instrument,
    pairs,
    pending,
)
from algotrade_gui.conformance.script import BrokenRuleError, Collection, Part, SkippedError, require

rules = Collection(Part.ORDERS)

FAR_BID = 1
"""Cents: trades only against an ask of one cent, a gift."""
LIFETIME_MS = 4_000
_SHORT_MS = 600
_HUGE = 2**63 - 1
_EVENT_WAIT_MS = 3_000


async def add(client: Client, instrument: str, **fields: Any) -> Json:
    """Send an order, by default the far bid for one contract for some seconds, and return the answer. `...` leaves a field out."""
    now_ms = client.updates[-1].message["time"] if client.updates else 0
    order = {
        "type": "add_order",
        "user_request_id": "o-1",
        "instrument_id": instrument,
        "price": FAR_BID,
        "expiry": now_ms + LIFETIME_MS,
        "side": "bid",
        "quantity": 1,
    }
    return await client.ask(**{key: value for key, value in (order | fields).items() if value is not ...})


def accepted(answer: Json, *, traded: bool = False, request_id: str = "o-1") -> tuple[int, int, int]:
    """Return an accepted order's id and its immediate changes of inventory and balance. Raises BrokenRuleError."""
    exact_keys(answer, "the order's reply", ("type", "user_request_id", "success", "data"))
    told = (answer["type"], answer["user_request_id"], answer["success"])
    require(told == ("add_order_response", request_id, True), f"the order got {shown(answer)}")
    changes = ("immediate_inventory_change", "immediate_balance_change")
    data = exact_keys(answer["data"], "the reply's data", ("order_id", *(changes if traded else ())))
    values = [whole(data.get(key, 0), key) for key in changes]
    return whole(data["order_id"], "the order's id", at_least=1), values[0], values[1]


def expect_refused(answer: Json, message: str, what: str) -> None:
    """Raise BrokenRuleError unless the order was refused in those words, inside data."""
    expected = {"type": "add_order_response", "user_request_id": "o-1", "success": False, "data": {"message": message}}
    require(answer == expected, f"{what} got {shown(answer)}, not {shown(expected)}")


@asynccontextmanager
async def resting(client: Client, instrument: str, **fields: Any) -> AsyncIterator[int]:
    """A far bid that rests; cancelled at the end, whatever the script found."""
    now = whole((await client.now()).message["time"], "the update's time")
    answer = await add(client, instrument, **({"expiry": now + LIFETIME_MS} | fields))
    order_id, _, _ = accepted(answer)
    try:
        yield order_id
    finally:
        # it may be gone already: the script knows
        await cancel(client, instrument, order_id, "tidy")


async def free_cash(client: Client, needed: int) -> tuple[int, int]:
    """The cash pair. Raises SkippedError where less than `needed` cents are free."""
    reserved, total = (await pairs(client)).get("$", (0, 0))
    if total - reserved < needed:
        raise SkippedError(f"the team has less than {needed} cents free")
    return reserved, total


async def find_event(client: Client, kind: str, instrument: str, key: str, order_id: int, timeout_ms: float) -> Json:
    """Return the public event of that kind that names the order under `key`, among the updates read or to come. Raises BrokenRuleError."""

    deadline = client.clock_ms() + timeout_ms
    while True:
        for event in reversed(client.events):
            data = event["data"]
            if event["event_type"] == kind and data["instrumentID"] == instrument and data.get(key) == order_id:
                return mapping(data, "an event's data")
        if client.clock_ms() >= deadline:
            break
        await client.next_update()
    raise BrokenRuleError(f"no {kind} event of order {order_id} on {instrument} came within {timeout_ms / 1_000:g} s")


# --- a resting order ---


@rules.script(
    "2.1", "A resting order is answered by its order_id alone, its cancel by success alone: absent keys, not null ones."
)
async def replies_of_a_resting_order(bench: Bench) -> None:
    client = await bench.main()
    await free_cash(client, FAR_BID)
    instrument = await live_instrument(client)
    request_id = bench.new_id()
    now = whole((await client.now()).message["time"], "the update's time")
    answer = await add(client, instrument, user_request_id=request_id, expiry=now + LIFETIME_MS)
    order_id, inventory, balance = accepted(answer, request_id=request_id)
    require(not (inventory or balance), f"a bid of one cent traded: {shown(answer)}")
    answer = await cancel(client, instrument, order_id, request_id)
    expected = {"type": "cancel_order_response", "user_request_id": request_id, "success": True}
    require(answer == expected, f"the cancel got {shown(answer)}, not {shown(expected)}")


@rules.script(
    "2.1",
    "A working order is listed under its instrument's bids with side BID, price, quantity and the time of placing.",
)
async def pending_lists_a_working_order(bench: Bench) -> None:
    client = await bench.main()
    await free_cash(client, FAR_BID)
    instrument = await live_instrument(client)
    placed = whole((await client.now()).message["time"], "the update's time")
    async with resting(client, instrument, expiry=placed + LIFETIME_MS) as order_id:
        bids, asks = (await pending(client)).get(instrument, ([], []))
        require(all(order["orderID"] != order_id for order in asks), "a bid is listed among the asks")
        mine = [order for order in bids if order["orderID"] == order_id]
        require(len(mine) == 1, f"order {order_id} is listed {len(mine)} times")
        told = {key: mine[0][key] for key in ("price", "expiry", "side", "unfilled_quantity", "total_quantity", "live")}
        expected = {
            "price": FAR_BID,
            "expiry": placed + LIFETIME_MS,
            "side": "BID",
            "unfilled_quantity": 1,
            "total_quantity": 1,
            "live": True,
        }
        require(told == expected, f"the order is listed as {shown(told)}, not {shown(expected)}")
        late = mine[0]["time"] - placed
        require(0 <= late <= LIFETIME_MS, f"the order's time is {mine[0]['time']}, it was placed at about {placed}")
    left = (await pending(client)).get(instrument, ([], []))[0]
    require(all(order["orderID"] != order_id for order in left), "a cancelled order is still listed")


@rules.script("2", "An expiry past the contract's end is accepted and capped to it.")
async def expiry_is_capped(bench: Bench) -> None:
    client = await bench.main()
    await free_cash(client, FAR_BID)
    instrument = await live_instrument(client)
    end_ms = InstrumentName(instrument).expiry_ms
    for expiry in (end_ms + 10_000, 99_999_999, _HUGE):
        async with resting(client, instrument, expiry=expiry) as order_id:
            bids = (await pending(client)).get(instrument, ([], []))[0]
            told = [order["expiry"] for order in bids if order["orderID"] == order_id]
            require(
                told == [end_ms], f"an order with expiry {expiry} is listed with {told}, the contract ends at {end_ms}"
            )


@rules.script("7", "A bid reserves price times quantity of cash; the total stays; a cancel releases it.")
async def bids_reserve_cash(bench: Bench) -> None:
    client = await bench.main()
    reserved, total = await free_cash(client, 5)
    instrument = await live_instrument(client)
    async with resting(client, instrument), resting(client, instrument, price=2):
        held = (await pairs(client))["$"]
        require(held == (reserved + 3, total), f"bids of 1 and 2 cents turned {reserved, total} into {held}")
    held = (await pairs(client))["$"]
    require(held == (reserved, total), f"after their cancels {reserved, total} is {held}")


@rules.script(
    "7",
    "An order whose own expiry has come is gone: its reserve is free, an expired cancel is told, its cancel finds nothing.",
)
async def orders_expire(bench: Bench) -> None:
    client = await bench.main()
    reserved, total = await free_cash(client, FAR_BID)
    instrument = await live_instrument(client)
    now = whole((await client.now()).message["time"], "the update's time")
    async with resting(client, instrument, expiry=now + _SHORT_MS) as order_id:
        require((await pairs(client))["$"] == (reserved + FAR_BID, total), "the order reserves nothing")
        await client.until(now + _SHORT_MS + 100, _EVENT_WAIT_MS)
        event = await find_event(client, "cancel", instrument, "orderID", order_id, _EVENT_WAIT_MS)
        require(event["expired"] is True, f"an order's expiry is told as {shown(event)}")
        late = event["time"] - (now + _SHORT_MS)
        require(0 <= late <= 100, f"an order that expires at {now + _SHORT_MS} was ended at {event['time']}")
        held = (await pairs(client))["$"]
        require(held == (reserved, total), f"the reserve of an expired order is not free: {held}")
        require(not _is_listed(await pending(client), instrument, order_id), "an expired order is still listed")
        expect_cancel_refused(await cancel(client, instrument, order_id), "c-1", "Order not found")


def _is_listed(orders: dict[str, tuple[list[Json], list[Json]]], instrument: str, order_id: int) -> bool:
    return any(order["orderID"] == order_id for side in orders.get(instrument, ()) for order in side)


@rules.script("3", "A cancel is told to all as an event with the order's id and expired false.")
async def cancel_event(bench: Bench) -> None:
    client = await bench.main()
    await free_cash(client, FAR_BID)
    instrument = await live_instrument(client)
    async with resting(client, instrument) as order_id:
        pass
    event = await find_event(client, "cancel", instrument, "orderID", order_id, _EVENT_WAIT_MS)
    require(event["expired"] is False, f"a cancel is told as {shown(event)}")


@rules.script("2.3", "The second cancel of an order is refused: `Order not found`.")
async def cancel_twice(bench: Bench) -> None:
    client = await bench.main()
    await free_cash(client, FAR_BID)
    instrument = await live_instrument(client)
    async with resting(client, instrument) as order_id:
        answer = await cancel(client, instrument, order_id)
        require(answer.get("success") is True, f"the cancel got {shown(answer)}")
        expect_cancel_refused(await cancel(client, instrument, order_id), "c-1", "Order not found")


@rules.script("2.1", "Order ids count up in each book by themselves, so they repeat across instruments.")
async def ids_count_per_book(bench: Bench) -> None:
    client = await bench.main()
    await free_cash(client, 16 * FAR_BID)
    update = await client.now()
    # of futures, which nobody asks for one cent; the newest books, where ids are low: with one count for all they could not be
    names = [InstrumentName(key) for key in mapping(update.message["orderbook_depths"], "orderbook_depths")]
    futures = sorted((-name.expiry_ms, name.id) for name in names if name.kind == "future")
    books = [name for _, name in futures[:8]]
    if len(books) < 2:
        raise SkippedError("fewer than two instruments are listed")
    given: dict[str, list[int]] = {book: [] for book in books}
    in_order = []
    try:
        for book in (*books, *reversed(books)):
            now = whole(client.updates[-1].message["time"], "the update's time")
            order_id, _, _ = accepted(await add(client, book, expiry=now + LIFETIME_MS))
            given[book].append(order_id)
            in_order.append(order_id)
    finally:
        for book, ids in given.items():
            for order_id in ids:
                await cancel(client, book, order_id)
    for book, ids in given.items():
        require(ids == sorted(set(ids)), f"the ids of {book} do not count up: {ids}")
    as_one = all(before < after for before, after in itertools.pairwise(in_order))
    require(not as_one, f"the ids of {len(books)} books count up together: {in_order}")


@rules.script("2", "A team's order can be seen and cancelled by any of its connections.")
async def orders_belong_to_the_team(bench: Bench) -> None:
    client = await bench.main()
    await free_cash(client, FAR_BID)
    instrument = await live_instrument(client)
    async with resting(client, instrument) as order_id, bench.client() as second:
        require(_is_listed(await pending(second), instrument, order_id), "another connection does not list the order")
        answer = await cancel(second, instrument, order_id)
        require(answer.get("success") is True, f"another connection's cancel got {shown(answer)}")


@rules.script(
    "2.3",
    "Another team's order cannot be cancelled: `Order does not belong to the team`; nor is it seen or paid by others.",
)
async def orders_of_others_are_safe(bench: Bench) -> None:
    client = await bench.main()
    await free_cash(client, FAR_BID)
    instrument = await live_instrument(client)
    async with bench.other_team() as other, resting(client, instrument) as order_id:
        expect_cancel_refused(await cancel(other, instrument, order_id), "c-1", "Order does not belong to the team")
        require(
            _is_listed(await pending(client), instrument, order_id), "the order is gone after another team's cancel"
        )
        theirs = (await pending(other)).get(instrument, ([], []))[0]
        mine = (await pending(client))[instrument][0]
        require(all(order not in theirs for order in mine), "another team is shown the order")
        require({order["teamID"] for order in mine}.isdisjoint({0}), "the order is listed as the house's, team 0")


# --- refusals ---


@rules.script("2.3", "A price of 0 or below is the error `Price must be positive`, with the id.")
async def price_must_be_positive(bench: Bench) -> None:
    client = await bench.main()
    instrument = await live_instrument(client)
    for price in (0, -1, -(2**63)):
        answer = await add(client, instrument, price=price)
        expect_error(answer, "o-1", "Price must be positive", f"price {price}")


@rules.script("2.3", "A quantity of 0 or below is the error `Quantity must be positive`, with the id.")
async def quantity_must_be_positive(bench: Bench) -> None:
    client = await bench.main()
    instrument = await live_instrument(client)
    for quantity in (0, -1, -(2**63)):
        answer = await add(client, instrument, quantity=quantity)
        expect_error(answer, "o-1", "Quantity must be positive", f"quantity {quantity}")


@rules.script(
    "2.3", "A side that is neither bid nor ask, in lower case, is the error `Side must be 'bid' or 'ask'`, with the id."
)
async def side_must_be_known(bench: Bench) -> None:
    client = await bench.main()
    instrument = await live_instrument(client)
    for side in ("buy", "BID", "Bid", "", " bid"):
        expect_error(await add(client, instrument, side=side), "o-1", "Side must be 'bid' or 'ask'", f"side {side!r}")


@rules.script("2.3", "An order on an instrument that never was is the error `Instrument not found`, with the id.")
async def order_on_an_unknown_instrument(bench: Bench) -> None:
    client = await bench.main()
    for instrument in (UNKNOWN_INSTRUMENT, "$SIMP", "", "\U0001f600"):
        expect_error(await add(client, instrument), "o-1", "Instrument not found", f"an order on {instrument!r}")


@rules.script("2.3", "An order on an expired contract is the error `Instrument is closed`, with the id.")
async def order_on_a_closed_instrument(bench: Bench) -> None:
    client = await bench.main()
    instrument = await closed_instrument(client)
    expect_error(await add(client, instrument), "o-1", "Instrument is closed", f"an order on {instrument}")


@rules.script("2.3", "An expiry that has passed is the error that tells both times, in ms since the round's start.")
async def expiry_must_be_in_the_future(bench: Bench) -> None:
    client = await bench.main()
    instrument = await live_instrument(client)
    now = whole((await client.now()).message["time"], "the update's time")
    for expiry in (now, 0, -1):
        answer = await add(client, instrument, expiry=expiry)
        exact_keys(answer, "the error", ("type", "user_request_id", "message"))
        told = (answer["type"], answer["user_request_id"])
        require(told == ("error", "o-1"), f"an order with expiry {expiry} at {now} ms got {shown(answer)}")
        found = re.fullmatch(
            r"Expiry must be in the future request: (-?\d+) server: (\d+)", text(answer["message"], "it")
        )
        require(found is not None, f"an order with expiry {expiry} got {shown(answer)}")
        request, server = (int(found[1]), int(found[2])) if found is not None else (0, 0)
        require(request == expiry, f"an order with expiry {expiry} is told it had {request}")
        require(0 <= server - now <= 2_000 * max(1.0, bench.speed), f"at about {now} ms the server says it is {server}")


@rules.script(
    "2.3", "A number that is no whole number is a parse error with an empty id, in the words of the real logs."
)
async def numbers_must_be_whole(bench: Bench) -> None:
    client = await bench.main()
    instrument = await live_instrument(client)
    for field in ("price", "expiry", "quantity"):
        message = f"Failed to parse field '{field}': Could not cast to int."
        for value in (*NO_INTEGERS, ...):
            what = f"an order without {field}" if value is ... else f"{field} {literal(value)}"
            expect_error(await add(client, instrument, **{field: value}), "", message, what)


@rules.script("2.2", "A text field that is missing or no text is a parse error with an empty id.")
async def texts_must_be_texts(bench: Bench) -> None:
    client = await bench.main()
    instrument = await live_instrument(client)
    values: tuple[Any, ...] = (7, None, True, [], {}, ...)
    for field in ("instrument_id", "side", "user_request_id"):
        for value in values:
            answer = await add(client, instrument, **{field: value})
            exact_keys(answer, "the error", ("type", "user_request_id", "message"))
            what = f"an order without {field}" if value is ... else f"{field} {literal(value)}"
            require((answer["type"], answer["user_request_id"]) == ("error", ""), f"{what} got {shown(answer)}")
            start = f"Failed to parse field '{field}':"
            require(text(answer["message"], "its message").startswith(start), f"{what} got {shown(answer)}")


@rules.script("2.3", "A bid above the free cash is success false, `Insufficient balance` in data.message.")
async def insufficient_balance(bench: Bench) -> None:
    client = await bench.main()
    instrument = await live_instrument(client)
    reserved, total = (await pairs(client))["$"]
    for price in (total - reserved + 1, _HUGE):
        expect_refused(await add(client, instrument, price=price), "Insufficient balance", f"a bid of {price}")


@rules.script("7", "Nobody sells what he does not own: success false, `Insufficient inventory` in data.message.")
async def insufficient_inventory(bench: Bench) -> None:
    client = await bench.main()
    instrument = await live_instrument(client)
    reserved, total = (await pairs(client)).get(instrument, (0, 0))
    # so dear that nobody would buy, were it taken
    answer = await add(client, instrument, side="ask", price=2**40, quantity=total - reserved + 1)
    expect_refused(answer, "Insufficient inventory", "an ask for more than is owned")


@rules.script("7", "What was refused leaves no trace in cash, contracts and pending orders.")
async def refusals_leave_no_trace(bench: Bench) -> None:
    client = await bench.main()
    instrument = await live_instrument(client)
    before = await pairs(client), await pending(client)
    for fields in (
        {"price": 0},
        {"price": _HUGE},
        {"quantity": -1},
        {"side": "ask", "price": 2**40, "quantity": 2**40},
        {"expiry": 1},
    ):
        await add(client, instrument, **fields)
    after = await pairs(client), await pending(client)
    require(after == before, f"refused orders turned {shown(before[0])} into {shown(after[0])}")
