"""Where a bot stands, with the one table of legal changes."""

import enum
from typing import Final

from algotrade_gui.core.words import phrase


class BotState(enum.Enum):
    """Where a bot stands."""

    LOADED = phrase("loaded")
    STARTING = phrase("starting")
    RUNNING = phrase("running")
    PAUSING = phrase("pausing")
    """It is kept from trading already; its working orders are being cancelled."""
    PAUSED = phrase("paused")
    """Nothing of it works at the exchange, it is shown no update; its positions and its memory are as they were."""
    STOPPING = phrase("stopping")
    STOPPED = phrase("stopped")
    FAILED = phrase("failed")
    """It ended by a mistake, or its strategy or its settings do not load."""
    QUARANTINED = phrase("quarantined")
    """It failed as often as it may: it is started by hand only."""

    @property
    def is_alive(self) -> bool:
        """Whether its code may be running."""
        return self in _ALIVE

    @property
    def is_passing(self) -> bool:
        """Whether it is on its way to another state by itself."""
        return self in _PASSING


_ALIVE = frozenset(
    {BotState.STARTING, BotState.RUNNING, BotState.PAUSING, BotState.PAUSED, BotState.STOPPING},
)
_PASSING = frozenset({BotState.STARTING, BotState.PAUSING, BotState.STOPPING})

LEGAL: Final[dict[BotState, frozenset[BotState]]] = {
    BotState.LOADED: frozenset({BotState.STARTING, BotState.FAILED}),
    BotState.STARTING: frozenset({BotState.RUNNING, BotState.STOPPING, BotState.FAILED}),
    BotState.RUNNING: frozenset({BotState.PAUSING, BotState.STOPPING, BotState.FAILED}),
    BotState.PAUSING: frozenset({BotState.PAUSED, BotState.STOPPING, BotState.FAILED}),
    BotState.PAUSED: frozenset({BotState.RUNNING, BotState.STOPPING, BotState.FAILED}),
    BotState.STOPPING: frozenset({BotState.STOPPED, BotState.FAILED}),
    # settings that no longer fit the strategy are noticed while it stands
    BotState.STOPPED: frozenset({BotState.STARTING, BotState.FAILED}),
    BotState.FAILED: frozenset({BotState.STARTING, BotState.LOADED, BotState.STOPPED, BotState.QUARANTINED}),
    BotState.QUARANTINED: frozenset({BotState.STARTING, BotState.LOADED}),
}
"""From each state the states that may follow. FAILED to LOADED: it was mended. FAILED to STOPPED: its next start was called off."""


class IllegalBotStateError(RuntimeError):
    """A change of state that the table does not have: a bug."""


def check_change(before: BotState, after: BotState) -> None:
    """Raise IllegalBotStateError unless `after` may follow `before`."""
    if after not in LEGAL[before]:
        raise IllegalBotStateError(f"a bot that is {before.value} cannot become {after.value}")
