"""One stream of updates out of two copies of it: the feed's own, and an order session's while the feed is stale.

Every connection is sent the same updates (protocol section 1). Events stand in one update and in no other, so each update must be handed on
once, in order, and none be skipped when the source changes.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from algotrade_gui.core.units import RoundMs
from algotrade_gui.wire.messages import MarketUpdate

KEEP: Final = 20
"""Updates of a copy that are remembered: two seconds, and half a second is enough to call the other one stale."""
_NEW_ROUND_MS: Final = 5_000
"""A copy's clock that ran backwards and stands so far behind what was handed on tells of a new round, not of a slow copy."""


@dataclass(slots=True)
class _Copy:
    last_ms: RoundMs | None = None
    kept: deque[MarketUpdate] = field(default_factory=lambda: deque(maxlen=KEEP))

    def ran_backwards(self, update: MarketUpdate) -> bool:
        before, self.last_ms = self.last_ms, update.time_ms
        return before is not None and update.time_ms < before


class Takeover:
    """Decides which updates of the main copy and of the spare one go on. Pure: no clock, no loop.

    While the main copy is well, its updates pass untouched and the spare's are only remembered. `stale` makes the spare lead; the main copy
    leads again once the two overlap, so that nothing is lost and nothing comes twice.
    """

    def __init__(self) -> None:
        self.spare_leads = False
        self._main = _Copy()
        self._spare = _Copy()
        self._reached_ms: RoundMs | None = None
        self._known_until_ms: RoundMs | None = None
        """After the main copy was found behind: up to here the spare's were handed on already."""

    def main(self, update: MarketUpdate) -> list[MarketUpdate]:
        """Take an update of the main copy; return what is to be handed on now."""
        back = self._main.ran_backwards(update)
        if not self.spare_leads:
            known, self._known_until_ms = self._known_until_ms, None
            if known is not None and not back and update.time_ms <= known:
                self._known_until_ms = known
                return []
            return [self._reach(update, back=back)]
        if self._starts_round(update, back):
            return [*self._hand_over(), self._reach(update)]
        if self._reached_ms is not None and update.time_ms <= self._reached_ms:
            # behind or level with the spare: from here on nothing is missing
            self._lead_main()
            self._known_until_ms = self._reached_ms
            return []
        self._main.kept.append(update)
        return []

    def spare(self, update: MarketUpdate) -> list[MarketUpdate]:
        """Take an update of the spare copy; return what is to be handed on now: nothing while the main copy leads."""
        back = self._spare.ran_backwards(update)
        if back:
            self._spare.kept.clear()
        self._spare.kept.append(update)
        if not self.spare_leads:
            return []
        if self._starts_round(update, back):
            return [self._reach(update)]
        if self._reached_ms is not None and update.time_ms <= self._reached_ms:
            return []
        self._reached_ms = update.time_ms
        if self._main.kept and self._main.kept[0].time_ms <= update.time_ms:
            return [update, *self._hand_over()]
        return [update]

    def is_behind(self, update: MarketUpdate) -> bool:
        """Whether something newer was handed on."""
        return self._reached_ms is not None and update.time_ms < self._reached_ms

    def stale(self, *, fresh: bool = False, other: bool = False) -> tuple[list[MarketUpdate], bool]:
        """Let the spare copy lead, if it has anything. `fresh`: its connection was opened after the last update was handed on; `other`: by
        another exchange than the one that sent what was handed on.

        Returns what it has beyond what was handed on, and whether nothing is missing between.
        """
        kept, reached = list(self._spare.kept), self._reached_ms
        if self.spare_leads or not kept:
            return [], True
        self.spare_leads = True
        self._main.kept.clear()
        self._reached_ms = kept[-1].time_ms
        if other:
            return kept, False
        if fresh and reached is not None and kept[0].time_ms < reached:
            # no slow copy: such a connection was sent nothing older than what was known before it
            return kept, False
        if reached is None or kept[-1].time_ms < reached - _NEW_ROUND_MS:
            # nothing was handed on yet; or the spare is in a new round, of which it has seen the beginning
            return kept, reached is not None
        self._reached_ms = max(reached, kept[-1].time_ms)
        return [update for update in kept if update.time_ms > reached], kept[0].time_ms <= reached

    def main_lost(self) -> None:
        """The main connection has ended; its next update is the first of another one."""
        self._main = _Copy()

    def spare_lost(self) -> None:
        """The spare connection has ended. Where it led, the main copy leads again, with a gap."""
        self._spare = _Copy()
        if self.spare_leads:
            self._lead_main()

    # --- parts ---

    def _starts_round(self, update: MarketUpdate, ran_backwards: bool) -> bool:
        return ran_backwards and self._reached_ms is not None and update.time_ms < self._reached_ms - _NEW_ROUND_MS

    def _reach(self, update: MarketUpdate, *, back: bool = False) -> MarketUpdate:
        # one that was overtaken on its way is handed on, and takes nothing back
        if not back or self._reached_ms is None or update.time_ms < self._reached_ms - _NEW_ROUND_MS:
            self._reached_ms = update.time_ms
        return update

    def _hand_over(self) -> list[MarketUpdate]:
        """The main copy leads again: what it holds beyond what was handed on."""
        reached = self._reached_ms
        news = [update for update in self._main.kept if reached is None or update.time_ms > reached]
        if news:
            self._reached_ms = news[-1].time_ms
        self._lead_main()
        return news

    def _lead_main(self) -> None:
        self.spare_leads = False
        self._main.kept.clear()
