"""The rules of protocol section 3: what an update holds, and when it comes."""

import itertools
from collections import defaultdict
from collections.abc import Iterator

from algotrade_gui.conformance.bench import Bench
from algotrade_gui.conformance.client import Received
from algotrade_gui.conformance.reading import (
    UNDERLYINGS,
    InstrumentName,
    Json,
    exact_keys,
    flag,
    ladder,
    mapping,
    rows,
    shown,
    text,
    whole,
)
from algotrade_gui.conformance.script import BrokenRuleError, Collection, Part, SkippedError, require

rules = Collection(Part.READ_ONLY)

UPDATE_KEYS = ("type", "time", "candles", "orderbook_depths", "events")
_CADENCE_MS = 100
_JITTER_MS = 20
"""Real steps were 98 to 117 ms (protocol section 3)."""
_LEVELS = 3
_EXPIRY_STEP_MS = 15_000
_LIFE_MS = 60_000
_STRIKE_FACTORS = (0.98, 0.99, 1.00, 1.01, 1.02)
_OHLC = ("open", "high", "low", "close")


@rules.script("3", "An update has exactly the keys type, time, candles, orderbook_depths and events.")
async def update_keys(bench: Bench) -> None:
    for update in await bench.feed():
        message = exact_keys(update.message, "an update", UPDATE_KEYS)
        whole(message["time"], "the update's time", at_least=0)
        mapping(message["orderbook_depths"], "orderbook_depths")
        rows(message["events"], "events")


@rules.script("3", "An update comes every 100 ms of the exchange's time.")
async def update_every_100_ms(bench: Bench) -> None:
    times = [whole(update.message.get("time"), "the update's time") for update in await bench.feed()]
    for before, after in itertools.pairwise(times):
        step = after - before
        require(abs(step - _CADENCE_MS) <= _JITTER_MS, f"an update of {after} ms follows one of {before} ms")
    mean = (times[-1] - times[0]) / (len(times) - 1)
    require(abs(mean - _CADENCE_MS) <= 2, f"updates come every {mean:.1f} ms on average")


@rules.script("3", "The exchange's time passes like the clock's.")
async def time_passes_like_the_clock(bench: Bench) -> None:
    updates = await bench.feed()
    passed = (updates[-1].at_ms - updates[0].at_ms) * bench.speed
    told = whole(updates[-1].message.get("time"), "the update's time") - whole(
        updates[0].message.get("time"), "the update's time"
    )
    # a burst that queued up on the way, or one update late, is no other pace
    slack = 0.1 * told + 2 * _CADENCE_MS * max(1.0, bench.speed)
    require(abs(told - passed) <= slack, f"{told} ms of updates came in {passed:.0f} ms")


@rules.script("3", "candles is an object with both maps, tradeable and untradeable, which may be empty.")
async def both_candle_maps(bench: Bench) -> None:
    for update in await bench.feed():
        candles = exact_keys(update.message.get("candles"), "candles", ("tradeable", "untradeable"))
        for name, by_instrument in candles.items():
            for instrument, found in mapping(by_instrument, name).items():
                require(rows(found, f"the candles of {instrument}"), f"the list of candles of {instrument} is empty")


@rules.script("3", "An underlying's candle has index, open, high, low, close and mid, and no volume.")
async def underlying_candle_keys(bench: Bench) -> None:
    seen = False
    for instrument, candle in _candles(await bench.feed(), "untradeable"):
        seen = True
        what = f"a candle of {instrument}"
        exact_keys(candle, what, ("index", *_OHLC, "mid"))
        values = {key: whole(candle[key], f"{what}: {key}", at_least=0) for key in candle}
        _require_ordered(what, values)
        ends = sorted((values["open"], values["close"]))
        require(ends[0] <= values["mid"] <= ends[1], f"{what}: mid is not between open and close: {shown(candle)}")
    _require_seen(seen, "no candle of an underlying came")


@rules.script("3", "A contract's candle has index and volume, prices only where something traded, and never a mid.")
async def contract_candle_keys(bench: Bench) -> None:
    seen = False
    for instrument, candle in _candles(await bench.feed(), "tradeable"):
        seen = True
        what = f"a candle of {instrument}"
        volume = whole(mapping(candle, what).get("volume"), f"{what}: volume", at_least=0)
        exact_keys(candle, what, ("index", *_OHLC, "volume") if volume else ("index", "volume"))
        values = {key: whole(candle[key], f"{what}: {key}", at_least=0) for key in candle}
        if volume:
            _require_ordered(what, values)
    _require_seen(seen, "no candle of a contract came")


@rules.script(
    "3", "Candle i covers the second [i, i + 1) and comes with the first update after it; between, both maps are empty."
)
async def candle_timing(bench: Bench) -> None:
    seen = False
    for before, update in itertools.pairwise(await bench.feed()):
        time = whole(update.message.get("time"), "the update's time")
        first, last = whole(before.message.get("time"), "the update's time") // 1_000, time // 1_000 - 1
        expected = list(range(first, last + 1))
        for kind in ("untradeable", "tradeable"):
            for instrument, found in mapping(mapping(update.message.get("candles"), "candles").get(kind), kind).items():
                seen = True
                indexes = [mapping(candle, f"a candle of {instrument}").get("index") for candle in found]
                require(
                    indexes == expected,
                    f"the update of {time} ms holds candles {indexes} of {instrument}, not {expected}",
                )
        if expected:
            told = mapping(update.message["candles"]["untradeable"], "untradeable")
            require(
                sorted(told) == sorted(UNDERLYINGS), f"the update of {time} ms holds candles of {sorted(told)} only"
            )
    _require_seen(seen, "no candle came")


@rules.script(
    "4",
    "The instruments' ids are futures, calls and puts of the six underlyings, expiring every 15 s within the next 60 s.",
)
async def instrument_ids(bench: Bench) -> None:
    for update in await bench.feed():
        time = whole(update.message.get("time"), "the update's time")
        kinds: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for instrument in _depths(update):
            name = InstrumentName(instrument)
            require(name.underlying in UNDERLYINGS, f"{instrument} is of an underlying that nobody knows")
            require(name.expiry_ms % _EXPIRY_STEP_MS == 0, f"{instrument} does not expire at a multiple of 15 s")
            require(time < name.expiry_ms, f"{instrument} is still there at {time} ms")
            require(name.expiry_ms <= time + _LIFE_MS, f"{instrument} is there at {time} ms, over 60 s before its end")
            kinds[name.underlying, name.expiry_ms].append(name.kind)
        for (underlying, expiry_ms), found in kinds.items():
            counts = {kind: found.count(kind) for kind in ("future", "call", "put")}
            wanted = {"future": 1, "call": 5, "put": 5}
            require(counts == wanted, f"{underlying} at {expiry_ms // 1_000} s has {counts}, not {wanted}")


@rules.script(
    "4",
    "A listing's strikes are 98, 99, 100, 101 and 102 % of the price at its second, which that second's candle tells.",
)
async def strikes_follow_the_price(bench: Bench) -> None:
    feed = await bench.feed()
    mids = _mids(feed)
    seen = False
    strikes: defaultdict[tuple[str, str, int], list[int]] = defaultdict(list)
    for instrument in _depths(feed[-1]):
        name = InstrumentName(instrument)
        if name.strike is not None:
            strikes[name.underlying, name.kind, name.expiry_ms].append(name.strike)
    for (underlying, kind, expiry_ms), found in strikes.items():
        mid = mids.get((underlying, (expiry_ms - _LIFE_MS) // 1_000))
        if mid is None:
            continue
        seen = True
        what = f"the {kind}s of {underlying} at {expiry_ms // 1_000} s"
        for factor, strike in zip(_STRIKE_FACTORS, sorted(found), strict=True):
            # the mid is floored, the strike rounded
            low, high = factor * mid - 0.5, factor * (mid + 1) + 0.5
            require(low <= strike <= high, f"{what} have the strike {strike}: the price at listing was {mid}")
    _require_seen(seen, "no contract was listed")


@rules.script("4", "A settlement tells the mid of the candle of its contract's expiry second, at that second.")
async def settlements_tell_the_mid(bench: Bench) -> None:
    feed = await bench.feed()
    mids = _mids(feed)
    seen = False
    for _, event in _events(feed):
        if event.get("event_type") != "settlement":
            continue
        data = mapping(event.get("data"), "a settlement")
        name = InstrumentName(text(data.get("instrumentID"), "a settlement's instrumentID"))
        mid = mids.get((name.underlying, name.expiry_ms // 1_000))
        if mid is None:
            continue
        seen = True
        told, time = data.get("price_at_expiry"), whole(data.get("time"), "a settlement's time")
        require(told == mid, f"{name.id} settled at {told}; the candle of its expiry has the mid {mid}")
        late = time - name.expiry_ms
        require(0 <= late < _CADENCE_MS, f"{name.id} settled at {time} ms")
    _require_seen(seen, "nothing settled")


@rules.script(
    "3", "A contract's candle tells the trades of its second: their quantity, first, highest, lowest, last price."
)
async def candles_tell_the_trades(bench: Bench) -> None:
    feed = await bench.feed()
    trades: defaultdict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for _, event in _events(feed):
        if event.get("event_type") == "trade":
            data = check_event(event)
            trades[data["instrumentID"], data["time"] // 1_000].append((data["price"], data["quantity"]))
    # the first second is seen in part only
    first = whole(feed[0].message.get("time"), "the update's time") // 1_000
    seen = False
    for instrument, candle in _candles(feed, "tradeable"):
        index = whole(candle.get("index"), f"a candle of {instrument}: index")
        if index <= first:
            continue
        found = trades[instrument, index]
        seen = seen or bool(found)
        volume = sum(quantity for _, quantity in found)
        what = f"the candle {index} of {instrument}"
        require(candle.get("volume") == volume, f"{what} has volume {candle.get('volume')}, {volume} was traded")
        if found:
            prices = [price for price, _ in found]
            wanted = dict(zip(_OHLC, (prices[0], max(prices), min(prices), prices[-1]), strict=True))
            told = {key: candle.get(key) for key in _OHLC}
            require(told == wanted, f"{what} has {shown(told)}, its trades make {shown(wanted)}")
    _require_seen(seen, "nothing was traded")


@rules.script("3", "Every live instrument is in every update: the set changes at listings and expiries only.")
async def every_live_instrument(bench: Bench) -> None:
    for before, after in itertools.pairwise(await bench.feed()):
        times = [whole(update.message.get("time"), "the update's time") for update in (before, after)]
        if times[0] // _EXPIRY_STEP_MS != times[1] // _EXPIRY_STEP_MS:
            continue
        changed = set(_depths(before)) ^ set(_depths(after))
        require(not changed, f"{sorted(changed)[:3]} came or went between {times[0]} and {times[1]} ms")
    require(_depths((await bench.feed())[0]), "an update lists no instrument")


@rules.script("3", "The instruments stand in the lexicographic order of their ids.")
async def instruments_are_sorted(bench: Bench) -> None:
    for update in await bench.feed():
        ids = list(_depths(update))
        for one, other in itertools.pairwise(ids):
            require(one < other, f"{other} stands behind {one}")


@rules.script("3", "A book is bids and asks; its keys are whole prices, its values whole quantities.")
async def book_shape(bench: Bench) -> None:
    for update in await bench.feed():
        for instrument, depth in _depths(update).items():
            exact_keys(depth, f"the book of {instrument}", ("bids", "asks"))
            for side in ("bids", "asks"):
                ladder(depth[side], f"{side} of {instrument}")


@rules.script("3", "Both sides of a book ascend by price, as numbers.")
async def prices_ascend(bench: Bench) -> None:
    telling = 0
    for what, prices in _sides(await bench.feed()):
        require(prices == sorted(prices), f"{what} stand as {prices}")
        telling += len(prices) > 1
    _require_seen(telling, "no side of a book had two levels")


@rules.script("3", "A side of a book shows at most three levels.")
async def at_most_three_levels(bench: Bench) -> None:
    for what, prices in _sides(await bench.feed()):
        require(len(prices) <= _LEVELS, f"{what} have {len(prices)} levels")


@rules.script("6", "A book is never crossed or locked.")
async def never_crossed(bench: Bench) -> None:
    for update in await bench.feed():
        for instrument, depth in _depths(update).items():
            bids, asks = ladder(depth["bids"], "bids"), ladder(depth["asks"], "asks")
            if bids and asks:
                bid, ask = max(bids)[0], min(asks)[0]
                require(bid < ask, f"{instrument} is bid {bid} and asked {ask} at {update.message.get('time')} ms")


@rules.script("3", "An event is a trade, a cancel or a settlement, under event_type, with exactly its keys in data.")
async def event_shapes(bench: Bench) -> None:
    seen = False
    for _, event in _events(await bench.feed()):
        seen = True
        check_event(event)
    _require_seen(seen, "no event came")


def check_event(event: object) -> Json:
    """Return an event's data. Raises BrokenRuleError for a shape that the protocol does not have."""
    data = exact_keys(event, "an event", ("event_type", "data"))
    kind, body = data["event_type"], mapping(data["data"], "an event's data")
    if kind == "trade":
        exact_keys(body, "a trade", ("instrumentID", "passiveOrderID", "activeOrderID", "quantity", "price", "time"))
        for key in ("passiveOrderID", "activeOrderID", "quantity", "price"):
            whole(body[key], f"a trade's {key}", at_least=1)
    elif kind == "cancel":
        exact_keys(body, "a cancel", ("orderID", "instrumentID", "time", "expired"))
        whole(body["orderID"], "a cancel's orderID", at_least=1)
        flag(body["expired"], "a cancel's expired")
    elif kind == "settlement":
        required = ("teamID", "instrumentID", "quantity", "price_at_expiry", "time")
        name = InstrumentName(text(body.get("instrumentID"), "a settlement's instrumentID"))
        is_future = name.kind == "future"
        # whether a future's has a strike is not known (protocol section 3)
        exact_keys(body, "a settlement", required if is_future else (*required, "strike_price"), ("strike_price",))
        for key in ("teamID", "quantity", "price_at_expiry"):
            whole(body[key], f"a settlement's {key}", at_least=0)
        if not is_future:
            require(
                body["strike_price"] == name.strike, f"a settlement of {name.id} tells strike {body['strike_price']}"
            )
    else:
        raise BrokenRuleError(f"an event of type {kind!r} came")
    whole(body["time"], "an event's time", at_least=0)
    InstrumentName(text(body["instrumentID"], "an event's instrumentID"))
    return body


@rules.script("3", "Events are those since the update before, each told once.")
async def events_are_told_once(bench: Bench) -> None:
    feed = await bench.feed()
    seen: set[tuple[object, ...]] = set()
    known = False
    for before, update in itertools.pairwise(feed):
        since = whole(before.message.get("time"), "the update's time")
        until = whole(update.message.get("time"), "the update's time")
        for _, event in _events([update]):
            known = True
            kind, data = event.get("event_type"), mapping(event.get("data"), "an event's data")
            time = whole(data.get("time"), "an event's time")
            require(since <= time <= until, f"an event of {time} ms is told between {since} and {until} ms")
            key = (kind, *sorted((name, str(value)) for name, value in data.items()))
            require(key not in seen, f"an event is told twice: {shown(event)}")
            seen.add(key)
    _require_seen(known, "no event came")


# --- reading ---


def _candles(feed: list[Received], kind: str) -> Iterator[tuple[str, Json]]:
    for update in feed:
        candles = mapping(update.message.get("candles"), "candles")
        for instrument, found in mapping(candles.get(kind), kind).items():
            for candle in rows(found, f"the candles of {instrument}"):
                yield instrument, mapping(candle, f"a candle of {instrument}")


def _mids(feed: list[Received]) -> dict[tuple[str, int], int]:
    """The published mids by underlying and second."""
    return {
        (name, whole(candle.get("index"), f"a candle of {name}: index")): whole(candle.get("mid"), f"the mid of {name}")
        for name, candle in _candles(feed, "untradeable")
    }


def _require_ordered(what: str, values: dict[str, int]) -> None:
    low, high = values["low"], values["high"]
    for key in ("open", "close"):
        require(low <= values[key] <= high, f"{what}: {key} is not between low and high: {shown(values)}")


def _depths(update: Received) -> Json:
    return mapping(update.message.get("orderbook_depths"), "orderbook_depths")


def _sides(feed: list[Received]) -> Iterator[tuple[str, list[int]]]:
    for update in feed:
        for instrument, depth in _depths(update).items():
            for side in ("bids", "asks"):
                levels = ladder(mapping(depth, f"the book of {instrument}").get(side), f"{side} of {instrument}")
                yield f"the {side} of {instrument}", [price for price, _ in levels]


def _events(feed: list[Received]) -> Iterator[tuple[Received, Json]]:
    for update in feed:
        for event in rows(update.message.get("events"), "events"):
            yield update, mapping(event, "an event")


def _require_seen(seen: object, reason: str) -> None:
    if not seen:
        raise SkippedError(f"{reason} while we watched")
