"""The newest happenings of the program, kept as values that are put into words only when somebody reads them."""

import enum
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.units import RoundMs
from algotrade_gui.core.words import Amount, say
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.trading.records import (
    AccountRecord,
    LookRecord,
    OpeningRecord,
    OrderRecord,
    OutsideRecord,
    OutsideWhat,
    ReconciliationRecord,
    RoundRecord,
    SettlementRecord,
)

KEEP: Final = 10_000


class Level(enum.IntEnum):
    """How much a happening asks for a look."""

    DETAIL = 0
    """Each change of an order."""
    INFO = 1
    WARNING = 2
    ERROR = 3


class Topic(enum.Enum):
    """What a happening is about."""

    ORDER = "order"
    FILL = "fill"
    SETTLEMENT = "settlement"
    BOOKS = "books"
    """What the exchange said of our cash and holdings."""
    ROUND = "round"
    BOT = "bot"
    PARAMETER = "parameter"
    CONNECTION = "connection"
    TRADING = "trading"
    """Who may trade; the kill switch."""
    PROBLEM = "problem"
    """What the error centre was told."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. `wall_s` is the machine's clock (seconds since 1970), `time_ms` the round's, if it ran.

    `text` is put together when it is asked for.
    """

    number: int
    """Counts up from 1 over the life of the collection."""
    wall_s: float
    time_ms: RoundMs | None
    topic: Topic
    level: Level
    owner: BotId | None
    instrument: InstrumentId | None
    what: AccountRecord | str

    @property
    def text(self) -> str:
        """What happened, as one sentence."""
        return self.what if isinstance(self.what, str) else _words(self.what)


class Happenings:
    """A bounded collection: `record` is the account's listener, `note` is for everyone else on the loop; readers ask for what is new."""

    def __init__(self, keep: int = KEEP, *, wall_s: Callable[[], float] = time.time) -> None:
        self._kept: deque[Happening] = deque(maxlen=keep)
        self._wall_s = wall_s
        self.count = 0
        """How many ever came: a reader that has seen as many is up to date."""

    @property
    def keep(self) -> int:
        """How many are kept."""
        return self._kept.maxlen or KEEP

    def record(self, record: AccountRecord) -> None:
        """Take a record of the account. A look that agreed is not news."""
        if isinstance(record, LookRecord):
            return
        topic, level, owner, instrument = _classify(record)
        time_ms = None if isinstance(record, RoundRecord) else record.time_ms
        self._keep(time_ms, topic, level, owner, instrument, record)

    def note(
        self,
        topic: Topic,
        level: Level,
        text: str,
        *,
        owner: BotId | None = None,
        instrument: InstrumentId | None = None,
        time_ms: RoundMs | None = None,
    ) -> None:
        """Take a sentence; `say(...)` makes one that a window can translate."""
        self._keep(time_ms, topic, level, owner, instrument, text)

    def _keep(
        self,
        time_ms: RoundMs | None,
        topic: Topic,
        level: Level,
        owner: BotId | None,
        instrument: InstrumentId | None,
        what: AccountRecord | str,
    ) -> None:
        self.count += 1
        self._kept.append(Happening(self.count, self._wall_s(), time_ms, topic, level, owner, instrument, what))

    def since(self, number: int) -> list[Happening]:
        """Return those kept with a number above `number`, oldest first."""
        fresh = min(self.count - number, len(self._kept))
        return [] if fresh <= 0 else list(islice(self._kept, len(self._kept) - fresh, None))


_ALARMING: Final = frozenset({OrderState.REJECTED, OrderState.DENIED, OrderState.UNKNOWN})
_ALARMING_OUTSIDE: Final = frozenset({"found", "cancel refused", "cancel unknown"})
_OUTSIDE_WORDS: Final[dict[OutsideWhat, str]] = {
    "found": say("found"),
    "gone": say("gone"),
    "cancel sent": say("cancel sent"),
    "cancelled": say("cancelled"),
    "cancel refused": say("cancel refused"),
    "cancel unknown": say("cancel unknown"),
}


def _classify(record: AccountRecord) -> tuple[Topic, Level, BotId | None, InstrumentId | None]:
    if isinstance(record, OrderRecord):
        level = Level.WARNING if record.state in _ALARMING else Level.DETAIL
        return Topic.ORDER, level, record.owner, record.instrument
    if isinstance(record, Fill):
        return Topic.FILL, Level.INFO, record.owner, record.instrument
    if isinstance(record, OutsideRecord):
        level = Level.WARNING if record.what in _ALARMING_OUTSIDE else Level.INFO
        return Topic.ORDER, level, record.owner, record.instrument
    if isinstance(record, SettlementRecord):
        owner = next(iter(record.holders)) if len(record.holders) == 1 else None
        return Topic.SETTLEMENT, Level.INFO, owner, record.instrument
    if isinstance(record, ReconciliationRecord):
        return Topic.BOOKS, Level.WARNING, None, None
    if isinstance(record, OpeningRecord):
        return Topic.BOOKS, Level.INFO, None, None
    return Topic.ROUND, Level.INFO, None, None


def _words(record: AccountRecord) -> str:
    if isinstance(record, OrderRecord):
        return _order_words(record)
    if isinstance(record, Fill):
        price = Amount(round(record.price))
        if record.side is Side.BUY:
            return say("bought {quantity} at {price}", quantity=record.quantity, price=price)
        return say("sold {quantity} at {price}", quantity=record.quantity, price=price)
    if isinstance(record, SettlementRecord):
        held = sum(record.holders.values())
        paid = Amount(held * record.payoff)
        return say(
            "{quantity} held at the end paid {payoff} each, {paid}",
            quantity=held,
            payoff=Amount(record.payoff),
            paid=paid,
        )
    if isinstance(record, ReconciliationRecord):
        return _reconciliation_words(record)
    if isinstance(record, OutsideRecord):
        return _outside_words(record)
    if isinstance(record, OpeningRecord):
        return say("the round began with {cash} of cash", cash=Amount(record.cash))
    assert isinstance(record, RoundRecord)
    return say("round {number} has begun", number=record.round)


def _order_words(record: OrderRecord) -> str:
    values = {
        "quantity": record.quantity,
        "price": Amount(record.price),
        "state": say(record.state.value),
        "filled": record.filled,
    }
    if record.side is Side.BUY:
        text = say("buy {quantity} at {price}: {state}, {filled} filled", **values)
    else:
        text = say("sell {quantity} at {price}: {state}, {filled} filled", **values)
    return text if not record.reason else say("{order} ({reason})", order=text, reason=record.reason)


def _outside_words(record: OutsideRecord) -> str:
    values = {
        "quantity": record.remaining,
        "price": Amount(record.price),
        "what": _OUTSIDE_WORDS[record.what],
    }
    if record.side is Side.BUY:
        text = say("buy {quantity} at {price}, placed elsewhere: {what}", **values)
    else:
        text = say("sell {quantity} at {price}, placed elsewhere: {what}", **values)
    return say("{order} ({reason})", order=text, reason=record.message) if record.message else text


def _reconciliation_words(record: ReconciliationRecord) -> str:
    differing = {
        name for name in (*record.ours, *record.theirs) if record.ours.get(name, 0) != record.theirs.get(name, 0)
    }
    names = ", ".join(f"{name} {record.ours.get(name, 0)} → {record.theirs.get(name, 0)}" for name in sorted(differing))
    ours, theirs = record.our_cash, record.their_cash
    if ours is None or theirs is None or ours == theirs:
        return say("books corrected to the exchange's word: {positions}", positions=names)
    return say(
        "books corrected to the exchange's word: cash {ours} → {theirs} {positions}",
        ours=Amount(ours),
        theirs=Amount(theirs),
        positions=names,
    )
