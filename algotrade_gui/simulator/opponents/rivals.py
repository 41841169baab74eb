"""When opponents act: each update reaches them, their requests reach the exchange later, and the answers them."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

import msgspec

from algotrade_gui.core.ids import InstrumentId, TeamId, Underlying
from algotrade_gui.core.units import RoundMs
from algotrade_gui.simulator.accounts import Account
from algotrade_gui.simulator.config import ExchangeConfig
from algotrade_gui.simulator.contract import Contract
from algotrade_gui.simulator.opponents.arbitrageur import Arbitrageur
from algotrade_gui.simulator.opponents.base import Opponent, Reply
from algotrade_gui.simulator.opponents.crowds import KINDS, crowd_of
from algotrade_gui.simulator.opponents.desk import Desk, Request
from algotrade_gui.simulator.opponents.maker import Maker
from algotrade_gui.simulator.opponents.momentum import Momentum
from algotrade_gui.simulator.opponents.random_trader import RandomTrader
from algotrade_gui.simulator.opponents.sniper import Sniper
from algotrade_gui.simulator.opponents.view import View
from algotrade_gui.simulator.requests import AddRequest
from algotrade_gui.simulator.transit import Line, Transit
from algotrade_gui.simulator.window import SlidingWindow

GIVES_UP_MS: Final = 3_000
"""How long a client waits for an answer."""

BUILD: Final[dict[str, Callable[[float, random.Random], Opponent]]] = {
    "sniper": Sniper,
    "arbitrageur": Arbitrageur,
    "maker": Maker,
    "momentum": Momentum,
    "random": RandomTrader,
}
"""How each kind is made, from its skill and its own randomness."""

_REPLY: Final = msgspec.json.Decoder(Reply)


class Counter(Protocol):
    """What opponents need of the exchange: the way that clients' requests take, and what a client may ask about its account."""

    now_ms: RoundMs
    accounts: dict[TeamId, Account]

    def answer(self, team: TeamId, request: Request) -> str: ...


@dataclass(frozen=True, slots=True)
class _OnTheWay:
    """What a request without an answer may still cost."""

    instrument: InstrumentId
    cash: int = 0
    quantity: int = 0


class _Rival:
    """An opponent and its line to the exchange."""

    __slots__ = (
        "account",
        "feed",
        "last_arrival_ms",
        "next_id",
        "on_the_way",
        "opponent",
        "orders",
        "replies",
        "window",
    )

    def __init__(self, opponent: Opponent, account: Account, config: ExchangeConfig, seed: str) -> None:
        self.opponent = opponent
        self.account = account
        self.window = SlidingWindow(config.limits.messages_per_s)
        delays = config.delays
        self.feed = Line(delays.feed, f"{seed}/feed")
        self.orders = Line(delays.orders, f"{seed}/orders")
        self.replies = Line(delays.replies, f"{seed}/replies")
        self.on_the_way: dict[str, _OnTheWay] = {}
        self.last_arrival_ms = 0
        self.next_id = 1


class Rivals:
    """All opponents of a round. The engine tells what it published, and calls `work` when `next_due_ms` has come."""

    def __init__(self, counter: Counter, config: ExchangeConfig, seed: int) -> None:
        self._counter = counter
        self._limits = config.limits
        orders = config.delays.orders
        self._longest_way_ms = orders.ms + orders.jitter_ms
        self._view = View()
        self._touched: dict[InstrumentId, Contract] = {}
        self._transit = Transit()
        self._rivals: list[_Rival] = []
        team = len(config.teams)
        for kind in KINDS:
            crowd = crowd_of(config.opponents, kind)
            for number in range(1, crowd.number + 1):
                team += 1
                own_seed = f"{seed}/opponent/{kind}/{number}"
                opponent = BUILD[kind](crowd.skill, random.Random(own_seed))
                self._rivals.append(_Rival(opponent, counter.accounts[TeamId(team)], config, own_seed))

    @property
    def next_due_ms(self) -> float:
        """When the next request or answer arrives; infinity while none is on its way."""
        return self._transit.next_ms

    # --- from the exchange ---

    def touched(self, contract: Contract) -> None:
        """A book whose next published depth differs from the last."""
        self._touched[contract.instrument.id] = contract

    def published(self, mids: Mapping[Underlying, int] | None) -> None:
        """An update has just left; `mids` where it told a second's candles."""
        now_ms = self._counter.now_ms
        depths = [
            (contract.instrument, contract.book.bids()[::-1], contract.book.asks())
            for contract in self._touched.values()
            if contract.expiry_ms > now_ms
        ]
        self._touched.clear()
        self._view.update(now_ms, depths, mids)
        for rival in self._rivals:
            self._look(rival, now_ms)

    # --- the way there and back ---

    def work(self) -> None:
        """Let the one next request or answer arrive."""
        self._transit.arrive()

    def _look(self, rival: _Rival, now_ms: RoundMs) -> None:
        """Show it the update, and send off what it writes."""
        seen_ms = rival.feed.arrives_ms(now_ms)
        if seen_ms is None:
            return
        # what it knows of its account is as old as what it sees of the market
        leaves_ms = seen_ms + rival.opponent.think_ms()
        latest_ms = max(leaves_ms + self._longest_way_ms, rival.last_arrival_ms)
        desk = self._desk(rival, now_ms, latest_ms - now_ms)
        rival.opponent.look(self._view, desk)
        rival.next_id += len(desk.requests)
        for request in desk.requests:
            self._send(rival, request, leaves_ms)

    def _send(self, rival: _Rival, request: Request, leaves_ms: int) -> None:
        rival.on_the_way[request.request_id] = _cost(request)
        arrival_ms = rival.orders.arrives_ms(leaves_ms)
        if arrival_ms is None:
            self._give_up(rival, request.request_id, leaves_ms + GIVES_UP_MS)
        else:
            rival.last_arrival_ms = arrival_ms
            self._transit.add(arrival_ms, partial(self._arrived, rival, request))

    def _arrived(self, rival: _Rival, request: Request, now_ms: int) -> None:
        if not rival.window.allows(now_ms):
            # its own limiter holds back what would cost it the connection
            self._give_up(rival, request.request_id, now_ms)
            return
        answer = self._counter.answer(rival.account.team, request)
        heard_ms = rival.replies.arrives_ms(now_ms)
        if heard_ms is None:
            self._give_up(rival, request.request_id, now_ms + GIVES_UP_MS)
        else:
            self._transit.add(heard_ms, partial(self._heard, rival, answer))

    @staticmethod
    def _heard(rival: _Rival, answer: str, _now_ms: int) -> None:
        reply = _REPLY.decode(answer)
        del rival.on_the_way[reply.user_request_id]
        rival.opponent.heard(reply)

    def _give_up(self, rival: _Rival, request_id: str, at_ms: int) -> None:
        def call(_now_ms: int) -> None:
            del rival.on_the_way[request_id]
            rival.opponent.gave_up(request_id)

        self._transit.add(at_ms, call)

    def _desk(self, rival: _Rival, now_ms: RoundMs, latency_ms: int) -> Desk:
        account = rival.account
        held = account.held
        if account.held_reserved:
            held = {key: quantity - account.held_reserved.get(key, 0) for key, quantity in held.items()}
        cash = account.cash - account.cash_reserved
        ways = rival.on_the_way.values()
        if ways:
            held = dict(held)
            for way in ways:
                cash -= way.cash
                if way.quantity:
                    held[way.instrument] = held.get(way.instrument, 0) - way.quantity
        return Desk(
            time_ms=now_ms,
            latency_ms=latency_ms,
            cash=cash,
            held=held,
            working={key: tuple(orders.values()) for key, orders in account.orders.items()},
            busy=[way.instrument for way in ways],
            orders_left=self._limits.pending_orders - account.pending - len(ways),
            messages_left=self._limits.messages_per_s,
            first_id=rival.next_id,
        )


def _cost(request: Request) -> _OnTheWay:
    instrument = InstrumentId(request.instrument)
    if not isinstance(request, AddRequest):
        return _OnTheWay(instrument)
    if request.side == "bid":
        return _OnTheWay(instrument, cash=request.price * request.quantity)
    return _OnTheWay(instrument, quantity=request.quantity)
