"""One bot as the manager keeps it and as others see it."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from algotrade_gui.bots.parameters import ONE_DRAG_MS, Step
from algotrade_gui.bots.params import ParamInfo
from algotrade_gui.bots.places import LastError
from algotrade_gui.bots.restarts import RestartCount
from algotrade_gui.bots.runner import BotRunner
from algotrade_gui.bots.states import BotState
from algotrade_gui.bots.watchdog import Holds
from algotrade_gui.core.ids import BotId, StrategyName
from algotrade_gui.core.settings import BotSettings, Quota, RestartPolicy
from algotrade_gui.market.readers import TurnTime
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
    """Whether a change of its settings can be taken back."""
    trading: TradingState = TradingState.ACTIVE
    """What its orders may do: the stricter of its own state and the team's."""
    trading_reason: str = ""
    """Why that is less than all."""
    holds: Holds = field(default_factory=Holds)
    """How its code has held the loop, and with it everyone else."""
    orders_per_s: float = 0.0
    """Orders sent, over the last five seconds."""
    fill_rate: float | None = None
    """The share of the contracts it ordered this round that were dealt, 0 to 1; None while it has ordered none."""
    turn: TurnTime | None = None
    """How long its answers to updates take; None while it has answered none."""
    last_error: LastError | None = None
    """Its newest mistake, also after it was started again."""
    source: Path | None = None
    """The file of its strategy; None where that did not come from a file."""

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
    """What the manager knows of one bot. Written by the manager and its `Versions` only."""

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
    lived: BotState = BotState.LOADED
    """Its state when it was told last."""
    seen: object = None
    """The newest version, or the newest reason why there is none, that was told or tried."""

    @property
    def settings(self) -> BotSettings:
        """As a profile keeps it."""
        return BotSettings(
            strategy=str(self.strategy),
            name=str(self.runner.id),
            autostart=self.options.autostart,
            auto_reload=self.options.auto_reload,
            restart=self.options.restart,
            quota=self.options.quota,
            config=dict(self.values),
        )

    def remember(self, step: Step) -> None:
        """Keep a change of its settings to be taken back; one drag of a slider is one step back."""
        last = self.steps[-1] if self.steps else None
        if (
            last is not None
            and (last.names, last.source) == (step.names, step.source)
            and step.source in ("slider", "hotkey")
            and step.at_ms - last.at_ms <= ONE_DRAG_MS
        ):
            last.at_ms = step.at_ms
            return
        self.steps.append(step)

    def call_off(self) -> bool:
        """Take back the start of a failed bot that would come by itself; returns whether one would have come."""
        task, self.restart, self.restart_at_ms = self.restart, None, None
        if task is None:
            return False
        task.cancel()
        return True
