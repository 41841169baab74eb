"""What an order has to pass before it is sent: its owner's connection, the round's clock, the risk gate."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from algotrade_gui.core.ids import BotId, ClientOrderId, InstrumentId
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.core.words import say
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.records import FeedState
from algotrade_gui.trading.halt import TradingState, TradingStates
from algotrade_gui.trading.marks import Mark
from algotrade_gui.trading.orders import OrderTracker
from algotrade_gui.trading.outside import OutsideOrders
from algotrade_gui.trading.portfolio import Portfolio
from algotrade_gui.trading.risk import Denial, RiskGate
from algotrade_gui.trading.risk_view import AccountView
from algotrade_gui.trading.session import SessionState, TradingSession
from algotrade_gui.trading.sockets import OrderSockets


class Entrance:
    """The account asks it in the moment before an order leaves. It never awaits."""

    def __init__(
        self,
        cache: MarketDataCache,
        orders: OrderTracker,
        portfolio: Portfolio,
        mark: Mark,
        outside: OutsideOrders,
        states: TradingStates,
        sockets: OrderSockets,
        risk: RiskSettings,
        *,
        act_on: Callable[[Denial, BotId], None],
    ) -> None:
        """`act_on` does what a rule asks for beside refusing."""
        self._cache = cache
        self._orders = orders
        self._portfolio = portfolio
        self._mark = mark
        self._outside = outside
        self._states = states
        self._sockets = sockets
        self._act_on = act_on
        self._gate = RiskGate(risk, states)
        self._barred: set[BotId] = set()
        # how often an owner has connected: two of his lives may share one session
        self._lives: Counter[BotId] = Counter()
        self._paused: set[BotId] = set()
        # how often he was paused
        self._pauses: Counter[BotId] = Counter()

    def set_limits(self, risk: RiskSettings) -> None:
        """Use other limits from the next order on."""
        self._gate = RiskGate(risk, self._states)

    def joined(self, owner: BotId) -> None:
        """`owner` has connected anew: a bar is lifted, and what was decided before is not sent any more."""
        self._lives[owner] += 1
        self._barred.discard(owner)

    def bar(self, owner: BotId) -> None:
        """Deny every further order of `owner`, until he connects again."""
        self._barred.add(owner)

    def pause(self, owner: BotId) -> None:
        """Deny every further order of `owner` until `resume`; one that waits now is not sent after it either."""
        self._paused.add(owner)
        self._pauses[owner] += 1

    def resume(self, owner: BotId) -> None:
        """Let `owner` trade again."""
        self._paused.discard(owner)

    def moment(self, owner: BotId, side: Side) -> Callable[[], str | None]:
        """Return what tells, later, why an order on `side` that is decided now must not be sent any more.

        What it was decided on is gone then, its names may mean other contracts, or trading was halted or its owner paused in between.
        """
        round_number, life = self._cache.round, self._lives[owner]
        halts = self._states.turns(owner, side), self._pauses[owner]

        def overtaken() -> str | None:
            if self._cache.round != round_number:
                return say("round: another round began while the order waited")
            if self._lives[owner] != life:
                return say("connection: {owner} has connected anew while the order waited", owner=owner)
            if (self._states.turns(owner, side), self._pauses[owner]) != halts and not self._is_halted(owner):
                # while he is, the gate refuses it and says why
                return say("state: trading was halted while the order waited")
            return None

        return overtaken

    def _is_halted(self, owner: BotId) -> bool:
        return owner in self._paused or self._states.of(owner) is TradingState.HALTED

    def foresee(
        self, owner: BotId, instrument: InstrumentId, side: Side, price: Cents, quantity: int, valid_for_ms: int
    ) -> str | None:
        """Return what an order would be refused for at this moment; None: it would be sent. Nothing is counted."""
        now_ms = self._cache.time_ms
        order = Order(
            client_id=ClientOrderId(""),
            owner=owner,
            instrument=instrument,
            side=side,
            price=price,
            quantity=quantity,
            expires_ms=RoundMs(now_ms + valid_for_ms),
            placed_ms=now_ms,
        )
        return self._foreseen(order)

    def would_refuse(self, order: Order, price: Cents, valid_for_ms: int) -> str | None:
        """Why what is left of the open `order` could not be placed at `price` once it is gone; None if it could. Nothing is counted."""
        moved = replace(
            order,
            price=price,
            quantity=order.remaining,
            filled=0,
            placed_ms=self._cache.time_ms,
            expires_ms=RoundMs(self._cache.time_ms + valid_for_ms),
        )
        return self._foreseen(moved, leaving=order)

    def _foreseen(self, order: Order, *, leaving: Order | None = None) -> str | None:
        unready = self._unready(order, self._sockets.of(order.owner))
        if unready is not None:
            return unready
        denial = self._gate.foresee(order, self._view(order, leaving=leaving))
        return None if denial is None else denial.message

    def refusal(self, order: Order, session: TradingSession | None) -> str | None:
        """The gate: everything that may keep an order from being sent, decided without a pause."""
        unready = self._unready(order, session)
        if unready is not None:
            return unready
        # last: the rules that count orders count those that are sent
        denial = self._gate.check(order, self._view(order))
        if denial is None:
            return None
        self._act_on(denial, order.owner)
        return denial.message

    def _view(self, order: Order, *, leaving: Order | None = None) -> AccountView:
        return AccountView(
            order, self._cache, self._orders, self._portfolio, self._mark, self._outside, leaving=leaving
        )

    def _unready(self, order: Order, session: TradingSession | None) -> str | None:
        """Why nobody's order could be sent for this owner now, whatever it is."""
        if self._states.forbidden:
            return self._states.forbidden
        if order.owner in self._barred:
            return say("connection: {owner} is being stopped", owner=order.owner)
        if order.owner in self._paused:
            return say("pause: {owner} is paused and sends no orders until it is resumed", owner=order.owner)
        if session is None or session.state is not SessionState.CONNECTED:
            state = say("closed") if session is None else say(session.state.value)
            return say("connection: the session of {owner} is {state}", owner=order.owner, state=state)
        if self._cache.state not in (FeedState.LIVE, FeedState.STALE):
            # without the round's clock an order's lifetime would be counted from another round's time
            return say("connection: there is no market data, so the round's clock is not known")
        return None
