"""Hostile clients for an exchange: a corpus of frames that was written by hand, and a generator that bends good ones."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from algotrade_gui.core.ids import TeamId
from algotrade_gui.simulator.accounts import HOUSE
from algotrade_gui.simulator.engine import Exchange

CORPUS = Path(__file__).with_name("corpus")

KINDS = ("add_order", "cancel_order", "get_inventory", "get_pending_orders", "get_market_data")
FIELDS = ("type", "user_request_id", "instrument_id", "price", "expiry", "side", "quantity", "order_id")

NUMBERS: tuple[Any, ...] = (
    *(
        0,
        -1,
        1,
        2,
        3,
        100,
        10**6,
        2**31,
        2**32,
        2**53 + 1,
        2**63 - 1,
        2**63,
        2**64,
        -(2**63),
        -(2**63) - 1,
        10**40,
        -(10**4_000),
    ),
    *(0.0, -0.0, 0.5, 1.0, 1e308, 5e-324, 1.0000000000000002),
)
TEXTS = (
    *(
        "",
        " ",
        "bid",
        "ask",
        "BID",
        "$",
        "$SIMP_future_60",
        "$SIMP",
        "1",
        "null",
        "\x00",
        "\u202e",
        "\U0001f600" * 20,
        "é\u0301",
    ),
    *(
        "\ud800",
        "\udfff\ud800",
        "x" * 70_000,
        "../../etc/passwd",
        "'; drop table orders; --",
        "%s%n",
        "{}",
        "\\",
        '"',
        "\n",
    ),
)
OTHERS: tuple[Any, ...] = (
    None,
    True,
    False,
    [],
    {},
    [[]],
    {"a": {"b": [1]}},
    [1] * 1_000,
    {str(n): n for n in range(500)},
)


def corpus() -> list[tuple[str, bytes]]:
    """Every frame of the corpus with its name: one a line in the .txt files (Python's escapes), and those made by a rule."""
    frames = []
    for path in sorted(CORPUS.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="ascii").splitlines(), 1):
            if line and not line.startswith("#"):
                frames.append((f"{path.stem}:{number}", line.encode().decode("unicode_escape").encode("latin-1")))
    frames += [
        ("deep lists", b"[" * 500_000),
        ("deep closed lists", b"[" * 50_000 + b"]" * 50_000),
        ("deep objects", b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
        ("deep inside a field", b'{"type":"add_order","price":' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
        ("a digit a million times", b'{"type":"add_order","price":' + b"9" * 1_000_000 + b"}"),
        ("1 MB of text", b"x" * 1_000_000),
        ("1 MB of id", json.dumps({"type": "get_inventory", "user_request_id": "x" * 1_000_000}).encode()),
        ("1 MB of type", json.dumps({"type": "y" * 1_000_000, "user_request_id": "1"}).encode()),
        ("1 MB of escapes", b'{"type":"get_inventory","user_request_id":"' + b"\\u0000" * 170_000 + b'"}'),
        ("1 MB of spaces", b" " * 1_000_000 + b"{}"),
        ("100,000 keys", json.dumps({f"k{n}": n for n in range(100_000)}).encode()),
        ("one key 100,000 times", b'{"type":"get_inventory"' + b',"type":"x"' * 100_000 + b"}"),
        ("1 MB of nought", bytes(1_000_000)),
        ("1 MB of 0xff", b"\xff" * 1_000_000),
    ]
    return frames


def bent(rng: random.Random, instruments: list[str], now_ms: int) -> bytes:
    """One frame: a good request, of which nothing, a field or the text itself was bent."""
    fields: dict[str, Any] = {
        "type": rng.choice(KINDS),
        "user_request_id": str(rng.randrange(10**6)),
        "instrument_id": rng.choice(instruments),
        "price": rng.choice((1, 5, 50, 700, 99_000, 101_000)),
        "expiry": now_ms + rng.choice((1, 50, 500, 5_000, 10**8)),
        "side": rng.choice(("bid", "ask")),
        "quantity": rng.choice((1, 1, 2, 7, 30)),
        "order_id": rng.randrange(1, 40),
    }
    for _ in range(rng.choice((0, 0, 1, 1, 1, 2, 4))):
        name = rng.choice(FIELDS)
        pool = rng.choice((NUMBERS, TEXTS, OTHERS))
        if rng.random() < 0.2:
            fields.pop(name, None)
        else:
            fields[name] = rng.choice(pool)
    data = json.dumps(fields, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    draw = rng.random()
    if draw < 0.1:
        cut = rng.randrange(len(data))
        return data[:cut] + bytes([rng.randrange(256)]) + data[cut + 1 :]
    if draw < 0.15:
        return data[: rng.randrange(len(data))]
    if draw < 0.18:
        return data + data
    return data


def storm(seed: int, count: int, exchange: Exchange) -> Iterator[bytes]:
    """`count` bent frames for that exchange; read one, hand it over, then the next, which is made for the time then."""
    rng = random.Random(seed)
    for _ in range(count):
        yield bent(
            rng, [contract.instrument.id for contract in exchange.contracts] or ["$SIMP_future_60"], exchange.now_ms
        )


def check_whole(exchange: Exchange, cash_before: int) -> None:
    """Assert what no client may break: reserves within totals, reserves as the orders say, books uncrossed, contracts and cash kept.

    `cash_before` is the sum over all teams and the house.
    """
    held: dict[str, int] = {}
    for team, account in exchange.accounts.items():
        for instrument, quantity in account.held.items():
            held[instrument] = held.get(instrument, 0) + quantity
        if team == HOUSE:
            continue
        orders = [(instrument, order) for instrument, book in account.orders.items() for order in book.values()]
        assert account.pending == len(orders)
        assert account.cash_reserved == sum(order.price * order.remaining for _, order in orders if order.is_bid)
        assert 0 <= account.cash_reserved <= account.cash
        for instrument, quantity in account.held.items():
            asked = sum(order.remaining for key, order in orders if key == instrument and not order.is_bid)
            assert account.held_reserved.get(instrument, 0) == asked
            assert 0 <= asked <= quantity
    assert not any(held.values()), "contracts came from nowhere"
    assert sum(account.cash for account in exchange.accounts.values()) == cash_before
    for contract in exchange.contracts:
        bid, ask = contract.book.best_bid, contract.book.best_ask
        assert bid is None or ask is None or bid < ask
        for order in contract.book:
            assert order.live
            assert order.remaining > 0
            assert exchange.now_ms < order.expires_ms <= contract.expiry_ms
            assert (
                order.team == HOUSE or order.id in exchange.accounts[TeamId(order.team)].orders[contract.instrument.id]
            )
