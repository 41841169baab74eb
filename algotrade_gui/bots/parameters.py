"""Changes of a bot's settings as values: what differs, what may change while it runs, what can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from algotrade_gui.bots.params import BotConfig, ConfigError, ParamInfo
from algotrade_gui.core.errors import sentence_of
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.units import RoundMs
from algotrade_gui.core.words import say

ChangeSource = Literal["dialog", "slider", "hotkey", "bot", "code", "undo"]
"""Who changed it."""

ONE_DRAG_MS = 1_000
"""Changes of one parameter from one source that follow each other within this time are taken back in one step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParamChange:
    """One parameter of one bot was changed, as plain values; `time_ms` of the round's clock.

    What was not given is told as the declared default, None where there is none.
    `live`: it counts from this moment; otherwise from the bot's next start.
    """

    bot: BotId
    name: str
    before: Any
    after: Any
    source: ChangeSource
    live: bool
    time_ms: RoundMs


@dataclass(slots=True)
class Step:
    """What one undo takes back: the values before, what was changed and by whom, and when last (the machine's clock)."""

    values: dict[str, Any]
    names: frozenset[str]
    source: ChangeSource
    at_ms: float


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the names whose plain values differ, in order."""
    names = dict.fromkeys([*before, *after])
    return [name for name in names if before.get(name) != after.get(name)]


def take_over(running: Any, wanted: Any, params: tuple[ParamInfo, ...]) -> tuple[Any, tuple[str, ...], tuple[str, ...]]:
    """Put the live parameters of `wanted` into the settings `running`.

    Returns the new settings, the names of those put in, the names of those left for the next start.
    Raises ConfigError where the mixture of old and new does not hold.
    """
    if not isinstance(running, BotConfig) or type(running) is not type(wanted):
        # a plain dict declares nothing, so nothing in it is live; nor is anything across two versions of a strategy
        later = differing(_plain(running), _plain(wanted))
        return running, (), tuple(later)
    live: list[str] = []
    later = []
    for info in params:
        if getattr(running, info.name, None) != getattr(wanted, info.name, None):
            (live if info.live else later).append(info.name)
    if not live:
        return running, (), tuple(later)
    try:
        mixed = msgspec.structs.replace(running, **{name: getattr(wanted, name) for name in live})
    except (ValueError, TypeError) as error:
        raise ConfigError(
            None,
            say("cannot be changed while the bot runs with its other settings: {reason}", reason=sentence_of(error)),
        ) from error
    return mixed, tuple(live), tuple(later)


def _plain(config: Any) -> Mapping[str, Any]:
    if isinstance(config, Mapping):
        return config
    plain: dict[str, Any] = msgspec.to_builtins(config)
    return plain
