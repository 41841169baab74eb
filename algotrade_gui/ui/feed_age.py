"""Says in words how old prices are, once the feed is silent."""

from typing import Protocol

from algotrade_gui.core.units import MS_PER_S, round_time_text
from algotrade_gui.market.feed import STALE_AFTER_MS
from algotrade_gui.ui.language import number, tr

_MINUTE_MS = 60 * MS_PER_S


class AgingFeed(Protocol):
    """The part of the cache that knows."""

    @property
    def feed_age_ms(self) -> float | None: ...


def is_stale(feed: AgingFeed) -> bool:
    """Whether prices came and then stopped coming: what they say is greyed from here on."""
    age_ms = feed.feed_age_ms
    return age_ms is not None and age_ms > STALE_AFTER_MS


def stale_words(feed: AgingFeed) -> str:
    """The age of the prices, `prices 2.1 s old`; empty while they are fresh and before the first came."""
    age_ms = feed.feed_age_ms
    if age_ms is None or age_ms <= STALE_AFTER_MS:
        return ""
    if age_ms < _MINUTE_MS:
        return tr("prices {age} s old", age=number(age_ms / MS_PER_S, 1))
    return tr("prices {age} old", age=round_time_text(round(age_ms)))
