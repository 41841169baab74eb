"""The strategy that won in 2025, as a client: buy what is asked below its intrinsic value, near its expiry (protocol section 7)."""

import json
from collections import deque
from typing import Final

import msgspec

from algotrade_gui.core.ids import TeamId
from algotrade_gui.core.units import MS_PER_S, Cents
from algotrade_gui.domain.instrument import InstrumentKind, parse_instrument_id
from algotrade_gui.simulator.config import ExchangeConfig
from algotrade_gui.simulator.engine import Exchange

ALPHA: Final = 0.9
"""It pays at most so much of the intrinsic value."""
WITHIN_S: Final = 15
"""It buys what expires within so many seconds."""
REACTION_MS: Final = 300
"""From an update's leaving to its orders' arrival: the added delay was 230 ms on average over the five scored rounds, and it must think."""
BUYS_PER_UPDATE: Final = 4

_TEAM = TeamId(1)


class _Candle(msgspec.Struct):
    mid: int


class _Candles(msgspec.Struct):
    untradeable: dict[str, list[_Candle]]


class _Depth(msgspec.Struct):
    asks: dict[str, int]


class Update(msgspec.Struct):
    """What it reads of an update."""

    time: int
    candles: _Candles
    orderbook_depths: dict[str, _Depth]


UPDATES: Final = msgspec.json.Decoder(Update)


class Sniper:
    """Reads updates, writes orders; knows only what is published, and its own cash."""

    def __init__(self, reaction_ms: int = REACTION_MS) -> None:
        self.reaction_ms = reaction_ms
        self._mids: dict[str, int] = {}

    def orders(self, frame: str, cash: int) -> list[bytes]:
        """The orders it would send on this update with so much free cash, dearest bargain first."""
        update = UPDATES.decode(frame)
        for name, candles in update.candles.untradeable.items():
            self._mids[name] = candles[-1].mid
        found = []
        for instrument_id, depth in update.orderbook_depths.items():
            if not depth.asks:
                continue
            instrument = parse_instrument_id(instrument_id)
            mid = self._mids.get(instrument.underlying)
            assert instrument.expiry_ms is not None
            left_ms = instrument.expiry_ms - update.time
            if mid is None or instrument.kind is InstrumentKind.FUTURE or not 0 < left_ms <= WITHIN_S * MS_PER_S:
                continue
            intrinsic = instrument.payoff(Cents(mid))
            text, quantity = next(iter(depth.asks.items()))
            price = int(text)
            if price < ALPHA * intrinsic:
                found.append((intrinsic / price, instrument_id, price, quantity, instrument.expiry_ms))
        frames = []
        for _, instrument_id, price, quantity, expiry_ms in sorted(found, reverse=True)[:BUYS_PER_UPDATE]:
            wanted = min(quantity, cash // price)
            if wanted > 0:
                cash -= wanted * price
                order = {
                    "type": "add_order",
                    "user_request_id": "0",
                    "instrument_id": instrument_id,
                    "price": price,
                    # what it misses must not stay behind as a bid
                    "expiry": min(expiry_ms, update.time + self.reaction_ms + 100),
                    "side": "bid",
                    "quantity": wanted,
                }
                frames.append(json.dumps(order).encode())
        return frames


def cash_multiple(config: ExchangeConfig, seed: int, reaction_ms: int = REACTION_MS) -> float:
    """Let the sniper play a whole round among the opponents there are; return its cash at the end over its cash at the start."""
    exchange = Exchange(config, seed)
    account = exchange.accounts[_TEAM]
    sniper = Sniper(reaction_ms)
    on_the_way: deque[tuple[int, bytes]] = deque()
    while not exchange.ended:
        due_ms = int(exchange.next_deadline_ms)
        if on_the_way and on_the_way[0][0] < due_ms:
            arrival_ms, order = on_the_way.popleft()
            exchange.handle(_TEAM, order, arrival_ms)
            continue
        for frame in exchange.advance(due_ms):
            for order in sniper.orders(frame, account.cash - account.cash_reserved):
                on_the_way.append((exchange.now_ms + reaction_ms, order))
    return account.cash / config.start_cash
