"""Tells whether anything of ours happened between a question to the exchange and its answer."""

import asyncio
from collections import Counter

from algotrade_gui.core.ids import ClientOrderId, InstrumentId


class Window:
    """The time from asking to the reply. `touched` grows while it is open; `close` when the answer was taken."""

    def __init__(self, activity: "Activity", flying: set[InstrumentId]) -> None:
        self.touched = flying
        """Instruments on which a request was on its way when the window opened, or on which something of ours happened since."""
        self._activity = activity

    @property
    def quiet(self) -> bool:
        """Nothing of ours happened anywhere."""
        return not self.touched

    def close(self) -> None:
        """Stop counting. May be called twice."""
        self._activity.windows.discard(self)


class Activity:
    """Every request of ours, its answer, and every event that is ours passes here, per instrument. Written by the account's parts."""

    def __init__(self) -> None:
        self.windows: set[Window] = set()
        """The open ones; they take themselves out."""
        self._flying: dict[tuple[str, ClientOrderId], InstrumentId] = {}
        self._deals: Counter[InstrumentId] = Counter()
        self._all_deals = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def idle(self) -> None:
        """Wait until no request of ours is on its way."""
        await self._idle.wait()

    @property
    def all_deals(self) -> int:
        """How often any holding or the cash changed in our books."""
        return self._all_deals

    def deals(self, instrument: InstrumentId) -> int:
        """How often the holding of `instrument` changed in our books."""
        return self._deals[instrument]

    def new_round(self) -> None:
        """Start the counts of holdings clean: another round has other contracts. What is on its way stays so."""
        self._deals.clear()

    def open(self) -> Window:
        """Begin a window; close it."""
        window = Window(self, set(self._flying.values()))
        self.windows.add(window)
        return window

    def begin(self, kind: str, client_id: ClientOrderId, instrument: InstrumentId) -> None:
        """A request of `kind` about the order is about to be sent."""
        self._flying[kind, client_id] = instrument
        self._idle.clear()
        self.mark(instrument)

    def end(self, kind: str, client_id: ClientOrderId) -> None:
        """Its fate was told, a time-out included. A second time changes nothing."""
        instrument = self._flying.pop((kind, client_id), None)
        if instrument is not None:
            self.mark(instrument)
        if not self._flying:
            self._idle.set()

    def mark(self, instrument: InstrumentId) -> None:
        """Something of ours happened on `instrument`."""
        for window in self.windows:
            window.touched.add(instrument)

    def dealt(self, instrument: InstrumentId) -> None:
        """A holding of `instrument` changed in our books: a fill, a settlement, a correction."""
        self._deals[instrument] += 1
        self._all_deals += 1
        self.mark(instrument)
