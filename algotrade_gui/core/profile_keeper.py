"""Keeps a profile's file in step with the profile that runs, so that a crash loses nothing that was set up."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from algotrade_gui.core.changes import ChangeHub
from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.profiles import ProfileStore
from algotrade_gui.core.settings import ExchangeSettings, LayoutSettings, Profile
from algotrade_gui.core.tasks import TaskOwner

log = logging.getLogger(__name__)

PATIENCE_S = 2.0
"""How long the last save waits for one that is under way."""


class ProfileKeeper:
    """The one writer of a running profile's file, the layout of which is added at the end.

    `current` gives the profile as it runs now; it is asked when one of `changes` has news and `tick` is called, at housekeeping pace.
    The file is written in a thread, and only if the profile differs from what was written last. A file that cannot be written goes to the
    error centre once, not at every change.
    """

    def __init__(
        self,
        profile: Profile,
        store: ProfileStore,
        current: Callable[[], Profile],
        changes: Sequence[ChangeHub[Any]],
        errors: ErrorCentre,
    ) -> None:
        """`profile` is what the file holds, or what a new file would: it is not written until something changes."""
        self._kept = profile
        self._store = store
        self._current = current
        self._changes = [hub.reader() for hub in changes]
        self._errors = errors
        self._tasks = TaskOwner("profile", errors)
        self._saving: asyncio.Task[None] | None = None
        self._exchange: ExchangeSettings | None = None
        self._told: set[str] = set()
        self._closed = False

    def set_exchange(self, exchange: ExchangeSettings) -> None:
        """Write, from the next save on, that the profile trades there; what runs goes on where it is."""
        self._exchange = exchange

    def tick(self) -> None:
        """Save if something was changed since the last tick; returns at once."""
        if self._closed or self._saving is not None or not any(self._changes):
            return
        for reader in self._changes:
            reader.drain()
        wanted = self._wanted(self._kept.layout)
        if wanted != self._kept:
            self._saving = self._tasks.start("save", self._save_in_thread(wanted))

    async def close(self, layout: LayoutSettings) -> None:
        """Save a last time, with the layout; no tick saves after that."""
        self._closed = True
        if self._saving is not None:
            await asyncio.wait({self._saving}, timeout=PATIENCE_S)
        await self._tasks.stop()
        self._save(self._wanted(layout))

    def _wanted(self, layout: LayoutSettings) -> Profile:
        profile = msgspec.structs.replace(self._current(), layout=layout)
        return profile if self._exchange is None else msgspec.structs.replace(profile, exchange=self._exchange)

    async def _save_in_thread(self, profile: Profile) -> None:
        # one that fails is not tried again before the next change: it counts as kept
        self._kept = profile
        try:
            await asyncio.to_thread(self._store.save, profile)
            log.debug("profile %s saved", profile.name)
        except UserError as error:
            self._tell(error)
        finally:
            self._saving = None

    def _save(self, profile: Profile) -> None:
        try:
            self._store.save(profile)
        except UserError as error:
            self._tell(error)

    def _tell(self, error: UserError) -> None:
        if str(error) not in self._told:
            self._told.add(str(error))
            self._errors.report_exception("profile", error)
