"""What the journal keeps, as values that cost next to nothing to make; the writer's thread makes rows of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import msgspec

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.redaction import redact
from algotrade_gui.domain.candle import Candle
from algotrade_gui.domain.fill import Fill
from algotrade_gui.trading.equity import EquitySample
from algotrade_gui.trading.records import (
    AccountRecord,
    LookRecord,
    OpeningRecord,
    OrderRecord,
    OutsideRecord,
    ReconciliationRecord,
    RoundRecord,
    SettlementRecord,
)

Value = str | int | None
Row = tuple[str, tuple[Value, ...]]
"""A statement and its values."""

_MOST = 2**63 - 1

KINDS: Final[dict[str, type]] = {
    "order": OrderRecord,
    "fill": Fill,
    "settlement": SettlementRecord,
    "reconciliation": ReconciliationRecord,
    "look": LookRecord,
    "outside": OutsideRecord,
    "opening": OpeningRecord,
    "round": RoundRecord,
}
"""The account's records by their kind; other kinds are notes (parameter changes, halts)."""
MARK: Final = "mark"
"""The kind of a note that is an event on the time axis of P&L."""
_KIND_OF: Final = {cls: kind for kind, cls in KINDS.items()}


class Entry(Protocol):
    """Anything that can be kept. Frozen: it is read by another thread."""

    def rows(self) -> Sequence[Row]:
        """Called in the writer's thread."""


class When(msgspec.Struct, frozen=True, gc=False):
    """Run, round (None before the first update), its clock and the wall's in ms."""

    run: int
    round: str | None
    time_ms: int
    wall: int


class RecordEntry(msgspec.Struct, frozen=True):
    """Something that happened to the account."""

    when: When
    record: AccountRecord

    def rows(self) -> Sequence[Row]:
        record = self.record
        return [_record(self.when, _KIND_OF[type(record)], record, record)]


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """Something that people did or that was decided: a parameter's change, a halt."""

    when: When
    kind: str
    owner: str
    values: dict[str, Any]

    def rows(self) -> Sequence[Row]:
        return [_record(self.when, self.kind, self, self.values)]


class FrameEntry(msgspec.Struct, frozen=True, gc=False):
    """A request or a reply as on the wire."""

    when: When
    session: str
    sent: bool
    frame: bytes

    def rows(self) -> Sequence[Row]:
        when = self.when
        return [
            (
                "INSERT INTO frames (run, round, time_ms, wall, session, direction, body) VALUES (?,?,?,?,?,?,?)",
                (
                    when.run,
                    when.round,
                    when.time_ms,
                    when.wall,
                    self.session,
                    "out" if self.sent else "in",
                    _text(self.frame),
                ),
            )
        ]


@dataclass(frozen=True, slots=True)
class CandlesEntry:
    """Candles of one instrument; a later one of the same second counts."""

    round: str
    instrument: InstrumentId
    candles: Sequence[Candle]

    def rows(self) -> Sequence[Row]:
        sql = "INSERT OR REPLACE INTO candles VALUES (?,?,?,?,?,?,?,?,?)"
        return [
            (
                sql,
                (self.round, self.instrument, *map(_fits, (c.index, c.open, c.high, c.low, c.close, c.mid, c.volume))),
            )
            for c in self.candles
        ]


@dataclass(frozen=True, slots=True)
class EquityEntry:
    """P&L of one second."""

    round: str
    sample: EquitySample

    def rows(self) -> Sequence[Row]:
        sql = "INSERT OR REPLACE INTO equity VALUES (?,?,?,?,?)"
        second = self.sample.second
        return [
            (sql, (self.round, second, owner or "", total, at_bid))
            for owner, (total, at_bid) in self.sample.values.items()
        ]


@dataclass(frozen=True, slots=True)
class PlainEntry:
    """A row that is one already."""

    row: Row

    def rows(self) -> Sequence[Row]:
        return [self.row]


def decode_record(kind: str, body: str) -> AccountRecord | None:
    """Return the record of a row; None for a kind that is none of the account's. Raises ValueError for a body that is no record."""
    cls = KINDS.get(kind)
    if cls is None:
        return None
    record: AccountRecord = msgspec.json.decode(body, type=cls)
    return record


def _record(when: When, kind: str, names: object, body: object) -> Row:
    return (
        "INSERT INTO records (run, round, time_ms, wall, kind, owner, instrument, client_id, body) VALUES (?,?,?,?,?,?,?,?,?)",
        (
            when.run,
            when.round,
            getattr(names, "time_ms", when.time_ms),
            when.wall,
            kind,
            getattr(names, "owner", None),
            getattr(names, "instrument", None),
            getattr(names, "client_id", None),
            redact(msgspec.json.encode(body, enc_hook=_told).decode()),
        ),
    )


def _told(value: object) -> str:
    """What JSON does not know as it is: a sentence of `say` is its text."""
    return str(value) if isinstance(value, str) else repr(value)


def _text(frame: bytes) -> str:
    return redact(frame.decode("utf-8", "replace"))


def _fits(value: int | None) -> int | None:
    return value if value is None or -_MOST <= value <= _MOST else None
