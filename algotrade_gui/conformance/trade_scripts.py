"""The rules of protocol sections 2.1, 4 and 7 that need a trade: a few contracts are bought, sold to oneself and held to settlement."""

from collections.abc import Callable
from dataclasses import dataclass

from algotrade_gui.conformance.bench import Bench
from algotrade_gui.conformance.client import Client
from algotrade_gui.conformance.order_scripts import (
    FAR_BID,
    accepted,
    add,
    expect_refused,
    find_event,
    free_cash,
)
from algotrade_gui.conformance.reading import InstrumentName, Json, ladder, mapping, shown, whole
from algotrade_gui.conformance.request_scripts import cancel, expect_error, far_future, pairs, pending
from algotrade_gui.conformance.script import BrokenRuleError, Collection, Part, SkippedError, require

rules = Collection(Part.TRADES)

_DEAR = 2**31
"""Cents: an ask that nobody takes."""
_MOST_PAID = 3_000
_TRIES = 8
_EVENT_WAIT_MS = 3_000
_HELD_FOR_MS = 5_000
"""A contract is bought only where it lives on for so long, unless its end is what is looked for."""


@dataclass(frozen=True, slots=True)
class _Bought:
    instrument: str
    order_id: int
    quantity: int
    paid: int
    limit: int


@dataclass(frozen=True, slots=True)
class _Offer:
    name: InstrumentName
    bid: int
    """0: none."""
    ask: int
    now_ms: int


Choice = Callable[[_Offer], float]
"""How much an offer is wanted: the lowest is bought, infinity never."""


def _cheap(offer: _Offer) -> float:
    long_enough = offer.name.kind != "future" and offer.name.expiry_ms >= offer.now_ms + _HELD_FOR_MS
    return offer.ask if long_enough and offer.ask <= _MOST_PAID else float("inf")


async def _buy(client: Client, quantity: int, choice: Choice = _cheap) -> _Bought:
    """Buy at the best ask of the contract that `choice` likes best. Raises SkippedError where nobody sells that much."""
    await free_cash(client, quantity * _MOST_PAID)
    for attempt in range(_TRIES):
        update = (await client.now()).message
        now_ms = whole(update["time"], "the update's time")
        offers = []
        for key, depth in mapping(update["orderbook_depths"], "orderbook_depths").items():
            asks = ladder(depth["asks"], f"the asks of {key}")
            # what asks are left keep later ones of ours from being the best there is
            if len(asks) > 1 and min(asks)[1] >= quantity:
                price = min(asks)[0]
                bid = max(ladder(depth["bids"], f"the bids of {key}"), default=(0, 0))[0]
                wanted = choice(_Offer(InstrumentName(key), bid, price, now_ms))
                if wanted < float("inf"):
                    offers.append((wanted, key, price))
        if not offers:
            await client.until(now_ms + 500, _EVENT_WAIT_MS)
            continue
        _, instrument, price = sorted(offers)[min(attempt, len(offers) - 1)]
        answer = await add(client, instrument, price=price, quantity=quantity, expiry=now_ms + _HELD_FOR_MS)
        traded = "immediate_inventory_change" in answer.get("data", {})
        order_id, got, paid = accepted(answer, traded=traded)
        if got == quantity:
            return _Bought(instrument, order_id, got, -paid, price)
        await cancel(client, instrument, order_id)
    raise SkippedError(f"nobody sold {quantity} of one contract for at most {_MOST_PAID} cents each")


async def _trades_of(client: Client, instrument: str, active_id: int) -> list[Json]:
    """The trades of one active order, in order; waits for the update that tells them."""
    await find_event(client, "trade", instrument, "activeOrderID", active_id, _EVENT_WAIT_MS)
    return [
        data
        for data in _events(client, "trade")
        if (data["instrumentID"], data["activeOrderID"]) == (instrument, active_id)
    ]


@rules.script(
    "2.1",
    "A bid that meets asks trades at once: the reply tells contracts gained and cash paid, and so do inventory and events.",
)
async def buying(bench: Bench) -> None:
    client = await bench.main()
    before = await pairs(client)
    bought = await _buy(client, 1)
    after = await pairs(client)
    require(0 < bought.paid <= bought.limit, f"a bid of {bought.limit} paid {bought.paid}")
    had = before.get(bought.instrument, (0, 0))[1]
    require(after.get(bought.instrument) == (0, had + 1), f"after buying 1 the pair is {after.get(bought.instrument)}")
    spent = before["$"][1] - after["$"][1]
    require(spent == bought.paid, f"the reply tells {-bought.paid} cents, the inventory {-spent}")
    require(
        after["$"][0] == before["$"][0], f"after the trade {after['$'][0]} cents are reserved, not {before['$'][0]}"
    )
    trades = await _trades_of(client, bought.instrument, bought.order_id)
    told = sum(trade["quantity"] for trade in trades), sum(trade["quantity"] * trade["price"] for trade in trades)
    require(
        told == (1, bought.paid),
        f"the events tell {told[0]} contracts for {told[1]} cents, the reply 1 for {bought.paid}",
    )


@rules.script("7", "An ask reserves its contracts, is listed under the asks with side ASK, and a cancel releases them.")
async def asks_reserve_contracts(bench: Bench) -> None:
    client = await bench.main()
    instrument = (await _buy(client, 1)).instrument
    reserved, total = (await pairs(client))[instrument]
    order_id, _, _ = accepted(await add(client, instrument, side="ask", price=_DEAR))
    try:
        held = (await pairs(client))[instrument]
        require(held == (reserved + 1, total), f"an ask for 1 turned {reserved, total} into {held}")
        bids, asks = (await pending(client)).get(instrument, ([], []))
        require(all(order["orderID"] != order_id for order in bids), "an ask is listed among the bids")
        require(any(order["orderID"] == order_id for order in asks), "an ask is not listed among the asks")
        answer = await add(client, instrument, side="ask", price=_DEAR, quantity=total - reserved)
        expect_refused(answer, "Insufficient inventory", "an ask for contracts that another ask reserves")
    finally:
        await cancel(client, instrument, order_id)
    held = (await pairs(client))[instrument]
    require(held == (reserved, total), f"after the ask's cancel {reserved, total} is {held}")


@rules.script("7", "An ask whose own expiry has come releases its contracts.")
async def asks_expire(bench: Bench) -> None:
    client = await bench.main()
    instrument = (await _buy(client, 1)).instrument
    before = (await pairs(client))[instrument]
    now = whole((await client.now()).message["time"], "the update's time")
    accepted(await add(client, instrument, side="ask", price=_DEAR, expiry=now + 300))
    await client.until(now + 500, _EVENT_WAIT_MS)
    held = (await pairs(client))[instrument]
    require(held == before, f"after an ask's expiry {before} is {held}")


def _wide(offer: _Offer) -> float:
    """Prefers the widest book that is not too dear."""
    room = offer.ask - offer.bid
    return -room if room > 8 and _cheap(offer) < float("inf") else float("inf")


async def _room(client: Client, quantity: int) -> tuple[str, int]:
    """Buy contracts where there is room between bid and ask; return the instrument and a price just below its best ask."""
    for _ in range(_TRIES):
        instrument = (await _buy(client, quantity, _wide)).instrument
        depth = (await client.now()).message["orderbook_depths"].get(instrument, {"bids": {}, "asks": {}})
        bids, asks = ladder(depth["bids"], "its bids"), ladder(depth["asks"], "its asks")
        bid = max(bids)[0] if bids else 0
        price = min(asks)[0] - 1 if asks else bid + 6
        if price - 3 > bid:
            return instrument, price
    raise SkippedError("no book has room between its bid and its ask")


@rules.script(
    "7",
    "Better prices trade first, at one price the older order, each at the resting price; what is left of an order stays.",
)
async def price_time_priority(bench: Bench) -> None:
    client = await bench.main()
    instrument, price = await _room(client, 4)
    before = await pairs(client)
    asks = []
    for ask, quantity in ((price, 1), (price, 2), (price - 1, 1)):
        asks.append(accepted(await add(client, instrument, side="ask", price=ask, quantity=quantity))[0])
    older, younger, better = asks
    try:
        bid, got, paid = accepted(await add(client, instrument, price=price, quantity=3), traded=True)
        listed = {order["orderID"]: order for order in (await pending(client)).get(instrument, ([], []))[1]}
        after = await pairs(client)
        trades = await _trades_of(client, instrument, bid)
        passive = [trade["passiveOrderID"] for trade in trades]
        expected = [better, older, younger]
        require(passive == expected, f"asks {passive} traded; {expected} are the better, the older, the younger")
        prices = [(trade["price"], trade["quantity"]) for trade in trades]
        require(prices == [(price - 1, 1), (price, 1), (price, 1)], f"they traded at (price, quantity) {prices}")
        require((got, paid) == (3, 1 - 3 * price), f"the reply tells {got} contracts for {paid} cents")
        require(list(listed) == [younger], f"asks {list(listed)} are still listed, not {younger} alone")
        left = listed[younger]["unfilled_quantity"], listed[younger]["total_quantity"]
        require(left == (1, 2), f"the ask of 2 that sold 1 is listed with {left[0]} of {left[1]}")
        total = before[instrument][1]
        require(after[instrument] == (1, total), f"{after[instrument]} is held of it, not {1, total}")
        require(after["$"] == before["$"], f"a trade with oneself turned cash {before['$']} into {after['$']}")
    finally:
        for order_id in asks:
            await cancel(client, instrument, order_id)


@rules.script("2.1", "An ask that meets a bid sells at the bid's price: contracts below nought, cash above it.")
async def selling(bench: Bench) -> None:
    client = await bench.main()
    instrument, price = await _room(client, 1)
    before = await pairs(client)
    bid, got, _ = accepted(await add(client, instrument, price=price - 1))
    require(not got, f"a bid of {price - 1} below the best ask traded")
    require((await pairs(client))["$"][0] == before["$"][0] + price - 1, "the resting bid reserves no cash")
    ask, got, earned = accepted(await add(client, instrument, side="ask", price=price - 2), traded=True)
    require(
        (got, earned) == (-1, price - 1), f"an ask of {price - 2} on a bid of {price - 1} is told as {got}, {earned}"
    )
    require((await pairs(client)) == before, "a trade with oneself changed cash or contracts, or left a reserve")
    trades = await _trades_of(client, instrument, ask)
    told = [(trade["passiveOrderID"], trade["price"], trade["quantity"]) for trade in trades]
    require(told == [(bid, price - 1, 1)], f"the trade with bid {bid} is told as {told}")


@rules.script(
    "7", "A bid that trades below its limit pays the resting price, and no reserve is left of the difference."
)
async def price_improvement(bench: Bench) -> None:
    client = await bench.main()
    instrument, price = await _room(client, 1)
    before = await pairs(client)
    ask, got, _ = accepted(await add(client, instrument, side="ask", price=price - 2))
    require(not got, f"an ask of {price - 2} above the best bid traded")
    bid, _, paid = accepted(await add(client, instrument, price=price), traded=True)
    require(paid == 2 - price, f"a bid of {price} on an ask of {price - 2} paid {-paid}")
    require((await pairs(client)) == before, "a trade with oneself changed cash or contracts, or left a reserve")
    require((await _trades_of(client, instrument, bid))[0]["passiveOrderID"] == ask, "it did not trade with that ask")


@rules.script("2", "A trade between two teams moves contracts one way and cash the other, to the cent.")
async def trade_between_teams(bench: Bench) -> None:
    client = await bench.main()
    async with bench.other_team() as other:
        await free_cash(other, _MOST_PAID)
        instrument, price = await _room(client, 1)
        seller, buyer = await pairs(client), await pairs(other)
        accepted(await add(client, instrument, side="ask", price=price))
        _, got, paid = accepted(await add(other, instrument, price=price), traded=True)
        require((got, paid) == (1, -price), f"the buyer is told {got} contracts, {paid} cents")
        sold, bought = await pairs(client), await pairs(other)
        require(
            sold["$"][1] - seller["$"][1] == price, f"the seller got {sold['$'][1] - seller['$'][1]} of {price} cents"
        )
        require(
            buyer["$"][1] - bought["$"][1] == price, f"the buyer paid {buyer['$'][1] - bought['$'][1]} of {price} cents"
        )
        left = seller[instrument][1] - sold.get(instrument, (0, 0))[1]
        require(left == 1, f"the seller has {left} contracts less, not 1")
        gained = bought[instrument][1] - buyer.get(instrument, (0, 0))[1]
        require(gained == 1, f"the buyer has {gained} contracts more, not 1")


def _ends_next(offer: _Offer) -> float:
    """Prefers the next expiry, and there what is worth most: its payoff is hardly nought."""
    ends_ms = offer.name.expiry_ms
    if offer.name.kind == "future" or ends_ms < offer.now_ms + 1_500 or offer.ask > _MOST_PAID:
        return float("inf")
    return ends_ms * 10.0 - offer.ask


@rules.script(
    "4",
    "At its expiry a contract pays by the mid of the candle of that second; its orders expire before, it is listed no more.",
)
async def settlement(bench: Bench) -> None:
    client = await bench.main()
    bought = await _buy(client, 1, _ends_next)
    name = InstrumentName(bought.instrument)
    now_ms = whole(client.updates[-1].message["time"], "the update's time")
    late_ms = name.expiry_ms - 1_200
    await client.until(late_ms, max(late_ms - now_ms, 0) / bench.speed + _EVENT_WAIT_MS)
    # on the future of the same end, behind other bids: an option's bid of one cent may be met when the option is worth nothing
    future = await far_future(client, name.expiry_ms)
    order_id, _, _ = accepted(await add(client, future, price=FAR_BID, expiry=name.expiry_ms + 10_000))
    before = await pairs(client)
    team = next(order["teamID"] for order in (await pending(client))[future][0] if order["orderID"] == order_id)
    now_ms = whole(client.updates[-1].message["time"], "the update's time")
    first = await client.until(name.expiry_ms, (name.expiry_ms - now_ms) / bench.speed + _EVENT_WAIT_MS)
    after = await pairs(client)
    require(name.id not in first.message["orderbook_depths"], f"{name.id} is listed at {first.message['time']} ms")
    require(name.id not in after, f"an ended contract is still in the inventory: {after.get(name.id)}")
    event = await find_event(client, "settlement", name.id, "teamID", team, _EVENT_WAIT_MS)
    gone = await find_event(client, "cancel", future, "orderID", order_id, _EVENT_WAIT_MS)
    require(gone["expired"] is True, f"an order whose contract ended is told as {shown(gone)}")
    held = before[name.id][1]
    require(event["quantity"] == held, f"{event['quantity']} contracts are settled of {held}")
    # whatever else the team held to the same moment pays as well
    settled = [data for data in _events(client, "settlement") if data["teamID"] == team]
    paid = sum(data["quantity"] * _payoff(data) for data in settled if data["time"] >= now_ms)
    expected = before["$"][1] + paid
    price = whole(event["price_at_expiry"], "price_at_expiry", at_least=0)
    require(after["$"][1] == expected, f"at {price} the cash became {after['$'][1]}, not {expected}")
    require(after["$"][0] == before["$"][0] - FAR_BID, f"{after['$'][0]} cents stay reserved of {before['$'][0]}")
    expect_error(await add(client, name.id), "o-1", "Instrument is closed", f"an order on {name.id}")
    index = name.expiry_ms // 1_000
    await client.until(name.expiry_ms + 1_200, _EVENT_WAIT_MS)
    mids = [
        candle["mid"]
        for received in client.updates
        for candle in received.message["candles"]["untradeable"].get(name.underlying, ())
        if candle["index"] == index
    ]
    if not mids:
        raise BrokenRuleError(f"no candle {index} of {name.underlying} came within 1.2 s of its second")
    require(mids == [price], f"it is settled at {price}, the mid of candle {index} is {mids[0]}")


def _events(client: Client, kind: str) -> list[Json]:
    return [event["data"] for event in client.events if event["event_type"] == kind]


def _payoff(settled: Json) -> int:
    name = InstrumentName(settled["instrumentID"])
    price: int = settled["price_at_expiry"]
    if name.strike is None:
        return price
    return max(price - name.strike, 0) if name.kind == "call" else max(name.strike - price, 0)
