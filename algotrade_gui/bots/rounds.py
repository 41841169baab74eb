"""What a bot is told of a round that is over."""

from collections.abc import Mapping
from dataclasses import dataclass

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import Cents, RoundMs


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSummary:
    """One bot's round: its number, where the round's clock stood at the last update, and what the bot made of it."""

    round: int
    time_ms: RoundMs
    pnl: Cents
    """Realised and unrealised at the last sample, which is at most a second old."""
    realised: Cents
    fills: int
    positions: Mapping[InstrumentId, int]
    """Contracts that had not settled when the round ended: they are gone with it."""
