"""One bot as the manager keeps it and as others see it."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from algotrade_gui.bots.parameters import Step
from algotrade_gui.bots.params import ParamInfo
from algotrade_gui.bots.restarts import RestartCount
from algotrade_gui.bots.runner import BotRunner
from algotrade_gui.bots.states import BotState
from algotrade_gui.core.ids import BotId, StrategyName
from algotrade_gui.core.settings import Quota, RestartPolicy
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.trading.portfolio import PnL

MOST_STEPS = 200
"""Changes of a bot's settings that can be undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotOptions:
    """How a bot is run, beside its strategy's settings."""

    autostart: bool = True
    """Whether the program starts it by itself."""
    auto_reload: bool = False
    """Whether a saved strategy file is loaded at once while it runs."""
    restart: RestartPolicy = field(default_factory=RestartPolicy)
    quota: Quota | None = None
    """Its share of the team's messages; None: no limit of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotInfo:
    """One bot as it is shown: `config` in plain values, `pnl` in cents, `started_ms` of the machine's clock (None before a start)."""

    id: BotId
    strategy: StrategyName
    state: BotState
    config: dict[str, Any]
    error: str | None
    traceback_text: str | None
    started_ms: float | None
    pnl: PnL
    working: int
    fills: int
    params: tuple[ParamInfo, ...]
    """What a dialog shows for it; empty for a strategy with a plain dict."""
    options: BotOptions = BotOptions()
    refused: int = 0
    """Orders denied or rejected since its last start."""
    last_refusal: str | None = None
    """Why the newest of those was refused."""
    restart_in_s: float | None = None
    """A failed one: when it is started again by itself; None where it is not."""
    tries: int = 0
    """Starts that were made by themselves since it last ran well."""
    pending: tuple[str, ...] = ()
    """Names of settings that were changed and apply at its next start."""
    newer: bool = False
    """Whether its file has been saved since it was started and would load."""
    at_work: tuple[str, ...] = ()
    """What its threads are at."""
    can_undo: bool = False
    trading: TradingState = TradingState.ACTIVE
    """What its orders may do: the stricter of its own state and the team's."""
    trading_reason: str = ""
    """Why that is less than all."""
    """Whether a change of its settings can be taken back."""

    @property
    def autostart(self) -> bool:
        """Whether the program starts it by itself."""
        return self.options.autostart

    @property
    def is_waiting(self) -> bool:
        """Whether it has failed and will be started again by itself."""
        return self.restart_in_s is not None


@dataclass(slots=True)
class Entry:
    """What the manager knows of one bot. Written by the manager only."""

    runner: BotRunner
    strategy: StrategyName
    values: dict[str, Any]
    options: BotOptions
    params: tuple[ParamInfo, ...] = ()
    started_ms: float | None = None
    refused: int = 0
    last_refusal: str | None = None
    pending: tuple[str, ...] = ()
    count: RestartCount = field(default_factory=RestartCount)
    restart: asyncio.Task[Any] | None = None
    restart_at_ms: float | None = None
    steps: deque[Step] = field(default_factory=lambda: deque(maxlen=MOST_STEPS))
    reloading: bool = False
    """Between two versions of its code: what it does meanwhile is no failure of its own."""
    newer: bool = False
    """Whether its file held another version than it runs, at the last look."""
    seen: object = None
    """The newest version, or the newest reason why there is none, that was told or tried."""
