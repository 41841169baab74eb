"""Made-up market updates of the size and shape of the real ones (protocol section 3.1), from a seed."""

import random
from typing import Any

import msgspec

UNDERLYINGS = ("$CARD", "$GARR", "$HEST", "$JUMP", "$LOGN", "$SIMP")
WELCOME = b'{"type":"welcome","message":"Connected to OrderBook API"}'

Depth = dict[str, dict[str, int]]


def instrument_ids(time_ms: int) -> list[str]:
    """The 264 ids live at `time_ms`, sorted as the exchange sorts them."""
    next_expiry = (time_ms // 15_000 + 1) * 15
    ids: list[str] = []
    for position, name in enumerate(UNDERLYINGS):
        spot = 100_000 + 37 * position
        for expiry in range(next_expiry, next_expiry + 60, 15):
            ids.append(f"{name}_future_{expiry}")
            for percent in (98, 99, 100, 101, 102):
                strike = spot * percent // 100 + expiry % 7
                ids += [f"{name}_call_{strike}_{expiry}", f"{name}_put_{strike}_{expiry}"]
    return sorted(ids)


def depth(rng: random.Random, *, future: bool) -> Depth:
    """A book of at most 3 levels a side, prices ascending."""
    levels = (3, 3, 3, 2, 1, 0)
    mid = rng.randint(98_000, 102_000) if future else rng.randint(60, 3_000)
    step = 320 if future else 30
    bids = sorted({max(1, mid - 5 - step * level - rng.randint(0, 9)) for level in range(rng.choice(levels))})
    asks = sorted({mid + 5 + step * level + rng.randint(0, 9) for level in range(rng.choice(levels))})
    return {
        "bids": {str(price): rng.randint(1, 6) for price in bids},
        "asks": {str(price): rng.randint(1, 6) for price in asks},
    }


def events(rng: random.Random, ids: list[str], time_ms: int, count: int) -> list[dict[str, Any]]:
    """Two trades for each cancel."""
    made: list[dict[str, Any]] = []
    for position in range(count):
        key = rng.choice(ids)
        if position % 3 < 2:
            data: dict[str, Any] = {
                "instrumentID": key,
                "passiveOrderID": rng.randint(1, 200),
                "activeOrderID": rng.randint(201, 400),
                "quantity": rng.randint(1, 5),
                "price": rng.randint(1, 3_000),
                "time": time_ms - 5,
            }
            made.append({"event_type": "trade", "data": data})
        else:
            data = {"orderID": rng.randint(1, 400), "instrumentID": key, "time": time_ms - 3, "expired": False}
            made.append({"event_type": "cancel", "data": data})
    return made


def candles(rng: random.Random, ids: list[str], index: int) -> dict[str, Any]:
    """The candle block that is sent once a second."""
    tradeable: dict[str, Any] = {}
    for key in ids:
        row: dict[str, int] = {"index": index}
        if rng.random() < 0.2:
            price = rng.randint(60, 3_000)
            row |= {"open": price, "high": price + 3, "low": price - 3, "close": price + 1}
        row["volume"] = rng.randint(0, 9) if "open" in row else 0
        tradeable[key] = [row]
    untradeable = {}
    for name in UNDERLYINGS:
        mid = rng.randint(98_000, 102_000)
        untradeable[name] = [
            {"open": mid - 20, "high": mid + 160, "low": mid - 160, "close": mid + 30, "mid": mid, "index": index}
        ]
    return {"tradeable": tradeable, "untradeable": untradeable}


def stream(
    seed: int, count: int, *, changing: float = 1.0, start_ms: int = 60_031, with_candles: bool = True
) -> list[bytes]:
    """`count` frames, 100 ms apart: 264 books of which the share `changing` changes in each, 12 events, candles with each second.

    Instruments do not roll: what a benchmark measures stays the same from frame to frame.
    """
    rng = random.Random(seed)
    ids = instrument_ids(start_ms)
    books = {key: depth(rng, future="future" in key) for key in ids}
    frames = []
    for number in range(count):
        time_ms = start_ms + 100 * number
        for key in rng.sample(ids, round(changing * len(ids))):
            before = books[key]
            while books[key] == before:
                books[key] = depth(rng, future="future" in key)
        second = with_candles and number % 10 == 0
        frames.append(
            msgspec.json.encode(
                {
                    "type": "market_data_update",
                    "time": time_ms,
                    "candles": candles(rng, ids, time_ms // 1_000 - 1)
                    if second
                    else {"tradeable": {}, "untradeable": {}},
                    "orderbook_depths": books,
                    "events": events(rng, ids, time_ms, 12),
                }
            )
        )
    return frames


def update(
    time_ms: int,
    books: dict[str, Depth] | None = None,
    *,
    mids: dict[str, int] | None = None,
    index: int | None = None,
    tradeable: dict[str, list[dict[str, int]]] | None = None,
    events: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """One small update as a dict: `mids` are the underlyings' candles of second `index` (default: the one that has just ended)."""
    second = time_ms // 1_000 - 1 if index is None else index
    untradeable = {
        key: [{"open": mid, "high": mid, "low": mid, "close": mid, "mid": mid, "index": second}]
        for key, mid in (mids or {}).items()
    }
    return {
        "type": "market_data_update",
        "time": time_ms,
        "candles": {"tradeable": tradeable or {}, "untradeable": untradeable},
        "orderbook_depths": books or {},
        "events": events or [],
    }


def book(bid: int | None = None, ask: int | None = None, size: int = 1) -> Depth:
    """A book with at most one level a side."""
    return {"bids": {} if bid is None else {str(bid): size}, "asks": {} if ask is None else {str(ask): size}}
