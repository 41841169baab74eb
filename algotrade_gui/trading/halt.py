"""Who may trade: active, reducing or halted, for each bot and for the team."""

import enum
from collections.abc import Callable

from algotrade_gui.core.ids import BotId
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.trading.rules.base import Denial


class TradingState(enum.Enum):
    """What orders may do. Cancels pass in every state."""

    ACTIVE = "active"
    REDUCING = "reducing"
    """Sales only: the venue has no short selling, so a sale always makes a holding smaller."""
    HALTED = "halted"
    """Nothing new."""

    @property
    def severity(self) -> int:
        """0 active, 1 reducing, 2 halted."""
        return _SEVERITY[self]


_SEVERITY = {TradingState.ACTIVE: 0, TradingState.REDUCING: 1, TradingState.HALTED: 2}


class TradingStates:
    """The team's state and each bot's; the stricter of the two holds. A state stays until it is set anew: a halt is lifted by hand."""

    def __init__(self) -> None:
        self._team = TradingState.ACTIVE
        self._owners: dict[BotId, TradingState] = {}
        self._reasons: dict[BotId | None, str] = {}
        self._listeners: Listeners[[BotId | None]] = Listeners()

    @property
    def team(self) -> TradingState:
        """The team's state, which holds for everyone on this machine, the user's own orders included."""
        return self._team

    def of(self, owner: BotId) -> TradingState:
        """What holds for `owner`: the stricter of its own state and the team's."""
        return max(self._team, self._owners.get(owner, TradingState.ACTIVE), key=lambda state: state.severity)

    def reason(self, owner: BotId | None) -> str:
        """Why the owner's (None: the team's) own state is what it is; empty while it is active."""
        return self._reasons.get(owner, "")

    def reason_for(self, owner: BotId) -> str:
        """Why what holds for `owner` holds; empty while it is active."""
        own = self._owners.get(owner, TradingState.ACTIVE)
        return self.reason(owner if own.severity > self._team.severity else None)

    def set(self, owner: BotId | None, state: TradingState, reason: str = "") -> None:
        """Set the state of `owner` (None: of the team), for a `reason` that people are told."""
        before = self._team if owner is None else self._owners.get(owner, TradingState.ACTIVE)
        if owner is None:
            self._team = state
        else:
            self._owners[owner] = state
        self._reasons[owner] = "" if state is TradingState.ACTIVE else reason
        if state is not before:
            self._listeners(owner)

    def block(self, reason: str) -> None:
        """Halt the team at once, without a word to anyone: callable from any thread and from a signal handler, whatever the loop is doing.

        The gate refuses every order from the moment this returns. Call `tell` on the loop afterwards.
        """
        # the reason first: who reads the state from another thread finds it explained. Each store is one step of the interpreter
        self._reasons[None] = reason
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
        who: BotId | None = order.owner if self._team.severity < state.severity else None
        reason = self.reason(who)
        return Denial(
            rule="state",
            limit=state.value,
            value=order.side.value,
            message=f"state: {'the team' if who is None else who} is {state.value}"
            + (f" ({reason})" if reason else ""),
        )
