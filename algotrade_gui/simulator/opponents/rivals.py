"""When opponents act: each update reaches them, their requests reach the exchange later, and the answers them."""

import heapq
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from math import inf
from typing import Final, Protocol

import msgspec

from algotrade_gui.core.ids import InstrumentId, TeamId, Underlying
from algotrade_gui.core.units import RoundMs
from algotrade_gui.simulator.accounts import Account
from algotrade_gui.simulator.config import Delay, ExchangeConfig
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

    __slots__ = ("account", "last_arrival_ms", "next_id", "on_the_way", "opponent", "rng", "window")

    def __init__(self, opponent: Opponent, account: Account, rng: random.Random, messages_per_s: int) -> None:
        self.opponent = opponent
        self.account = account
        self.rng = rng
        self.window = SlidingWindow(messages_per_s)
        self.on_the_way: dict[str, _OnTheWay] = {}
        self.last_arrival_ms = 0
        self.next_id = 1


class Rivals:
    """All opponents of a round. The engine tells what it published, and calls `work` when `next_due_ms` has come."""

    def __init__(self, counter: Counter, config: ExchangeConfig, seed: int) -> None:
        self._counter = counter
        self._delays = config.delays
        self._limits = config.limits
        self._view = View()
        self._touched: dict[InstrumentId, Contract] = {}
        self._due: list[tuple[int, int, _Rival, Request | str, bool]] = []
        self._order = count()
        self._rivals: list[_Rival] = []
        team = len(config.teams)
        for kind in KINDS:
            crowd = crowd_of(config.opponents, kind)
            for number in range(1, crowd.number + 1):
                team += 1
                opponent = BUILD[kind](crowd.skill, random.Random(f"{seed}/opponent/{kind}/{number}"))
                line = random.Random(f"{seed}/opponent/{kind}/{number}/line")
                account = counter.accounts[TeamId(team)]
                self._rivals.append(_Rival(opponent, account, line, config.limits.messages_per_s))

    @property
    def next_due_ms(self) -> float:
        """When the next request or answer arrives; infinity while none is on its way."""
        return self._due[0][0] if self._due else inf

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
        now_ms, _, rival, what, arrives = heapq.heappop(self._due)
        if isinstance(what, str):
            if arrives:
                reply = _REPLY.decode(what)
                if rival.on_the_way.pop(reply.user_request_id, None) is not None:
                    rival.opponent.heard(reply)
            elif rival.on_the_way.pop(what, None) is not None:
                rival.opponent.gave_up(what)
        elif rival.window.allows(now_ms):
            answer = self._counter.answer(rival.account.team, what)
            delay = self._delays.replies
            if delay.loss and rival.rng.random() < delay.loss:
                self._push(now_ms + GIVES_UP_MS, rival, what.request_id, arrives=False)
            else:
                self._push(now_ms + self._takes_ms(delay, rival), rival, answer, arrives=True)
        else:
            # its own limiter holds back what would cost it the connection
            self._push(now_ms, rival, what.request_id, arrives=False)

    def _push(self, due_ms: int, rival: _Rival, what: Request | str, *, arrives: bool) -> None:
        heapq.heappush(self._due, (due_ms, next(self._order), rival, what, arrives))

    @staticmethod
    def _takes_ms(delay: Delay, rival: _Rival) -> int:
        return delay.ms + (rival.rng.randint(0, delay.jitter_ms) if delay.jitter_ms else 0)

    def _look(self, rival: _Rival, now_ms: RoundMs) -> None:
        feed, orders = self._delays.feed, self._delays.orders
        if feed.loss and rival.rng.random() < feed.loss:
            return
        thinks_ms = rival.opponent.think_ms()
        longest_ms = thinks_ms + sum(way.ms + way.jitter_ms for way in (feed, orders))
        desk = self._desk(rival, now_ms, max(longest_ms, rival.last_arrival_ms - now_ms))
        rival.opponent.look(self._view, desk)
        if not desk.requests:
            return
        rival.next_id += len(desk.requests)
        leaves_ms = now_ms + self._takes_ms(feed, rival) + thinks_ms
        for request in desk.requests:
            rival.on_the_way[request.request_id] = _cost(request)
            arrival_ms = max(leaves_ms + self._takes_ms(orders, rival), rival.last_arrival_ms)
            if orders.loss and rival.rng.random() < orders.loss:
                self._push(arrival_ms + GIVES_UP_MS, rival, request.request_id, arrives=False)
            else:
                rival.last_arrival_ms = arrival_ms
                self._push(arrival_ms, rival, request, arrives=True)

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
