"""What the market cache hands out."""

import enum
from dataclasses import dataclass

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.candle import Candle
from algotrade_gui.domain.instrument import Instrument
from algotrade_gui.wire.messages import MarketEvent


class FeedState(enum.Enum):
    """How the market-data connection does."""

    DISCONNECTED = "disconnected"
    """Not connected, and not trying: before `connect`, or after the secret was refused."""
    CONNECTING = "connecting"
    WAITING = "waiting"
    """Connected; the round has not started, there was no update on this connection yet."""
    LIVE = "live"
    STALE = "stale"
    """Connected, but the last update is more than 0.5 s old."""
    STOPPED = "stopped"
    """Closed for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One market update as a reader gets it. What it tells is in the cache already."""

    time_ms: RoundMs
    round: int
    changed: frozenset[InstrumentId]
    """Whose book, candles, last price or life changed: new, expired and settled ones too, and underlyings with a candle."""
    candles: dict[InstrumentId, list[Candle]]
    """Seconds that completed; nine of ten updates have none. Read only: all readers share it."""
    events: tuple[MarketEvent, ...]
    after_gap: bool = False
    """The first of a new connection, or one of those skipped was: events before it were missed, and are never told again."""
    skipped: int = 0
    """Updates that this reader missed since its last one, being busy; their `changed` and `events` are not repeated here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentInfo:
    """What is known of one instrument of this round."""

    instrument: Instrument
    first_seen_ms: RoundMs
    last_seen_ms: RoundMs
    live: bool
    last_price: Cents | None
    """Of the last public trade; an underlying's last published mid."""
    settlement: Cents | None
    """The underlying's price at expiry, cents; None until known. What a contract pays is `payoff`."""

    @property
    def payoff(self) -> Cents | None:
        """Cents per contract paid at expiry, None until the settlement is known."""
        return None if self.settlement is None else self.instrument.payoff(self.settlement)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketStatistics:
    """Counters of the feed. Those of events, trades and volume are of this round, the others since the start."""

    updates: int
    updates_per_s: float
    """Over the last five seconds of updates."""
    instruments: int
    """Live and tradeable."""
    events: int
    trades: int
    volume: int
    """Contracts dealt."""
    reconnects: int
    malformed: int
    """Frames, or parts of frames, that could not be read."""
    unknown_fields: int
    feed_age_ms: float | None
    time_ms: RoundMs
    round: int
