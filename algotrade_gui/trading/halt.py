"""Who may trade: active, reducing or halted, for each bot and for the team."""

import enum
from collections.abc import Callable
from typing import Final

from algotrade_gui.core.ids import BotId
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.words import phrase, say
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.trading.rules.base import Denial

NOT_ARMED: Final = say("not armed")
"""The reason while trading has to be armed by hand and is not."""


class TradingState(enum.Enum):
    """What orders may do. Cancels pass in every state."""

    ACTIVE = phrase("active")
    REDUCING = phrase("reducing")
    """Sales only: the venue has no short selling, so a sale always makes a holding smaller."""
    HALTED = phrase("halted")
    """Nothing new."""

    @property
    def severity(self) -> int:
        """0 active, 1 reducing, 2 halted."""
        return _SEVERITY[self]


_SEVERITY = {TradingState.ACTIVE: 0, TradingState.REDUCING: 1, TradingState.HALTED: 2}


class TradingStates:
    """The team's state and each bot's; the stricter of the two holds. A state stays until it is set anew: a halt is lifted by hand.

    While trading is not armed the team is halted, whatever else was set: lifting a halt and arming are two things.
    """

    def __init__(self) -> None:
        self._team = TradingState.ACTIVE
        self._armed = True
        self._forbidden = ""
        self._owners: dict[BotId, TradingState] = {}
        self._reasons: dict[BotId | None, str] = {}
        # states in which nothing may be bought, or nothing sold, that began or ended so far
        self._buy_turns: dict[BotId | None, int] = {}
        self._sell_turns: dict[BotId | None, int] = {}
        self._listeners: Listeners[[BotId | None]] = Listeners()

    @property
    def team(self) -> TradingState:
        """What holds for everyone on this machine, the user's own orders included."""
        return self._team if self._armed and not self._forbidden else TradingState.HALTED

    @property
    def forbidden(self) -> str:
        """Why nobody can ever trade here, a sentence; empty where they can."""
        return self._forbidden

    def forbid(self, reason: str) -> None:
        """Halt everyone for good, for a `reason` that nothing lifts."""
        self._forbidden = reason
        self._turn(None)
        self._listeners(None)

    @property
    def armed(self) -> bool:
        """Whether orders may go out as far as arming is concerned; True where nobody has asked for it."""
        return self._armed

    def arm(self, armed: bool) -> None:
        """Arm trading, or take that back: then nothing new goes out until it is armed again. On the loop."""
        if armed is not self._armed:
            self._armed = armed
            self._turn(None)
            self._listeners(None)

    def own(self, owner: BotId | None) -> TradingState:
        """What was set for `owner` (None: for the team) by itself."""
        return self._team if owner is None else self._owners.get(owner, TradingState.ACTIVE)

    def of(self, owner: BotId) -> TradingState:
        """What holds for `owner`: the stricter of its own state and the team's."""
        return max(self.team, self._owners.get(owner, TradingState.ACTIVE), key=lambda state: state.severity)

    def reason(self, owner: BotId | None) -> str:
        """Why the state of `owner` (None: of the team) is what it is; empty while it is active."""
        if owner is None and self._forbidden:
            return self._forbidden
        reason = self._reasons.get(owner, "")
        # what has halted a team that is not armed either is the news
        return NOT_ARMED if owner is None and not self._armed and self._team is not TradingState.HALTED else reason

    def reason_for(self, owner: BotId) -> str:
        """Why what holds for `owner` holds; empty while it is active."""
        own = self._owners.get(owner, TradingState.ACTIVE)
        return self.reason(owner if own.severity > self.team.severity else None)

    def turns(self, owner: BotId, side: Side) -> tuple[int, int]:
        """A value that differs from an earlier one where a state that keeps `side` from `owner` has begun or ended in between."""
        turns = self._buy_turns if side is Side.BUY else self._sell_turns
        return turns.get(None, 0), turns.get(owner, 0)

    def set(self, owner: BotId | None, state: TradingState, reason: str = "") -> None:
        """Set the state of `owner` (None: of the team), for a `reason` that people are told."""
        before = self._team if owner is None else self._owners.get(owner, TradingState.ACTIVE)
        if owner is None:
            self._team = state
        else:
            self._owners[owner] = state
        self._reasons[owner] = "" if state is TradingState.ACTIVE else reason
        if state is not before:
            self._turn(owner, sales_too=TradingState.HALTED in (state, before))
            self._listeners(owner)

    def block(self, reason: str) -> None:
        """Halt the team at once, without a word to anyone: callable from any thread and from a signal handler, whatever the loop is doing.

        The gate refuses every order from the moment this returns. Call `tell` on the loop afterwards.
        """
        # the reason first: who reads the state from another thread finds it explained. Each store is one step of the interpreter; where two
        # threads count at once and one count is lost, the number is another than before all the same
        self._reasons[None] = reason
        self._turn(None)
        self._team = TradingState.HALTED

    def tell(self, owner: BotId | None) -> None:
        """Call the listeners for `owner` (None: the team): what `block` has left to do. On the loop."""
        self._listeners(owner)

    def on_change(self, listener: Callable[[BotId | None], None]) -> Callable[[], None]:
        """Call `listener` with the owner (None: the team) whose state has changed. Returns the function that ends it."""
        return self._listeners.add(listener)

    def check(self, order: Order) -> Denial | None:
        """Return None to let `order` pass. Synchronous."""
        state = self.of(order.owner)
        if state is TradingState.ACTIVE or (state is TradingState.REDUCING and order.side is Side.SELL):
            return None
        who: BotId | None = order.owner if self.team.severity < state.severity else None
        reason = self.reason(who)
        return Denial(
            rule="state",
            limit=state.value,
            value=order.side.value,
            message=_words(who, state, reason),
        )

    def _turn(self, owner: BotId | None, *, sales_too: bool = True) -> None:
        self._buy_turns[owner] = self._buy_turns.get(owner, 0) + 1
        if sales_too:
            self._sell_turns[owner] = self._sell_turns.get(owner, 0) + 1


def _words(who: BotId | None, state: TradingState, reason: str) -> str:
    name = say("the team") if who is None else str(who)
    if reason:
        return say("state: {who} is {state} ({reason})", who=name, state=say(state.value), reason=reason)
    return say("state: {who} is {state}", who=name, state=say(state.value))
