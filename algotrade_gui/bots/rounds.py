"""What a bot is told of a round that is over, and how that is known."""

from collections.abc import Mapping
from dataclasses import dataclass

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.market.cache import FeedState, MarketDataCache


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


class RoundSilence:
    """Presumes a round's end from what follows it: the exchange greets a new connection and then sends no update.

    No message tells the end; the next round, which does, may be minutes away, or never come (protocol section 7).
    """

    LOOK_EVERY_S = 1.0

    def __init__(self, cache: MarketDataCache) -> None:
        self._cache = cache
        self._was_silent = False
        self._ended = 0

    def look(self) -> bool | None:
        """Return True once the round seems to be over, False where it goes on after all, None for no news. Ask every LOOK_EVERY_S."""
        was_silent = self._was_silent
        number, state = self._cache.round, self._cache.state
        self._was_silent = number > 0 and state is FeedState.WAITING
        if self._was_silent and was_silent and self._ended != number:
            self._ended = number
            return True
        if self._ended == number and state in (FeedState.LIVE, FeedState.STALE):
            self._ended = 0
            return False
        return None
