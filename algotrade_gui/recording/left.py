"""What an earlier run of the program left: read at the next start, before anything is written."""

import itertools
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace

import msgspec
from msgspec import structs

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, ClientOrderId, InstrumentId
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.candle import Candle
from algotrade_gui.domain.fill import Fill
from algotrade_gui.market.rounds import RoundWatch
from algotrade_gui.recording.entries import MARK, decode_record
from algotrade_gui.trading.activity import Activity
from algotrade_gui.trading.equity import EquitySample
from algotrade_gui.trading.equity_marks import EquityMark
from algotrade_gui.trading.orders import OrderTracker
from algotrade_gui.trading.portfolio import Portfolio
from algotrade_gui.trading.records import AccountRecord, OrderRecord, SettlementRecord
from algotrade_gui.trading.restore import restore
from algotrade_gui.trading.settlements import Settlements


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """The last round of the journal that was not closed in it, as the program that wrote it last knew it."""

    round: str
    number: int
    address: str
    clean: bool
    """Whether the program ended by itself."""
    ended_wall: int
    """Wall clock, ms: the last that is known of it."""
    first: tuple[RoundMs, int]
    """The round's clock and the wall's, ms, when its last run saw it first."""
    last: tuple[RoundMs, int]
    listed: tuple[InstrumentId, ...]
    records: tuple[AccountRecord, ...]
    """All that the account told since the round began, over all runs; order ids are told apart by run."""
    working: tuple[OrderRecord, ...]
    """Orders that were open, of unknown fate included, oldest first."""
    positions: dict[BotId, dict[InstrumentId, int]]
    """Contracts by owner."""
    cash: Cents | None
    candles: dict[InstrumentId, list[Candle]]
    equity: tuple[EquitySample, ...] = ()
    """P&L by second, ascending."""
    marks: tuple[EquityMark, ...] = ()
    """What happened on its time axis, in order."""

    @property
    def anything_open(self) -> bool:
        """Whether there is something that a person would want to hear of."""
        return bool(self.working or self.positions)

    def is_same_round(self, address: str, time_ms: RoundMs, wall: int, listed: Iterable[InstrumentId]) -> bool:
        """Whether the exchange, at `time_ms` of its clock and `wall` of ours with those contracts live, still plays this round.

        As after a reconnect (market/rounds.py); the clock between is the wall's, which outlives a process.
        """
        if address != self.address:
            return False
        listed = list(listed)
        # a short run has measured no pace; where no option of then is live any more to tell the rounds apart, only the clock can, at its
        # normal pace: what is over must not be taken up, while what was not taken up is found in the exchange's own word
        known = {name for name in self.listed if "_future_" not in name}
        watch = RoundWatch(pace=None if known.intersection(listed) else 1.0)
        for seen_ms, seen_wall in (self.first, self.last):
            watch.saw(seen_ms, seen_wall)
        watch.connected()
        return not watch.is_other_round(time_ms, wall, self.listed, listed)


def read_left(connection: sqlite3.Connection) -> Left | None:
    """Return what the newest unclosed round had; None where all are closed. Raises sqlite3.Error, ValueError for a damaged journal."""
    found = connection.execute(
        "SELECT round, run, number, address, first_ms, first_wall, last_ms, last_wall, listed FROM rounds "
        "WHERE ended_wall IS NULL AND listed != '' ORDER BY last_wall DESC LIMIT 1"
    ).fetchone()
    if found is None:
        return None
    key, run, number, address, first_ms, first_wall, last_ms, last_wall, listed = found
    ended = connection.execute("SELECT ended_wall FROM runs WHERE run = ?", (run,)).fetchone()
    newest = connection.execute("SELECT max(wall) FROM records WHERE round = ?", (key,)).fetchone()[0]
    records = tuple(read_records(connection, key))
    positions, cash = _books(records)
    return Left(
        round=key,
        number=number,
        address=address,
        clean=ended is not None and ended[0] is not None,
        ended_wall=(ended[0] if ended is not None else None) or max(last_wall, newest or 0),
        first=(RoundMs(first_ms), first_wall),
        last=(RoundMs(last_ms), last_wall),
        listed=tuple(InstrumentId(one) for one in listed.split()),
        records=records,
        working=working(records),
        positions=positions,
        cash=cash,
        candles=read_candles(connection, key),
        equity=tuple(read_equity(connection, key)),
        marks=tuple(read_marks(connection, key)),
    )


def read_records(connection: sqlite3.Connection, key: str) -> Iterable[AccountRecord]:
    """Yield the account's records of the round `key` in the order in which they were told."""
    rows = connection.execute("SELECT run, kind, body FROM records WHERE round = ? ORDER BY seq", (key,))
    for run, kind, body in rows:
        record = decode_record(kind, body)
        if isinstance(record, OrderRecord):
            yield structs.replace(record, client_id=told_apart(run, record.client_id))
        elif isinstance(record, Fill):
            yield replace(record, client_id=told_apart(run, record.client_id))
        elif record is not None:
            yield record


def told_apart(run: int, client_id: ClientOrderId) -> ClientOrderId:
    """An order's id among those of other runs, each of which counts from 1; one that was taken over keeps the id it was given then."""
    return client_id if client_id.startswith("earlier-") else ClientOrderId(f"earlier-{run}-{client_id}")


def read_candles(connection: sqlite3.Connection, key: str) -> dict[InstrumentId, list[Candle]]:
    """Return the candles of the round `key`, ascending, by instrument."""
    candles: dict[InstrumentId, list[Candle]] = {}
    sql = "SELECT instrument, second, open, high, low, close, mid, volume FROM candles WHERE round = ? ORDER BY 1, 2"
    for instrument, second, opened, high, low, close, mid, volume in connection.execute(sql, (key,)):
        candle = Candle(index=second, open=opened, high=high, low=low, close=close, mid=mid, volume=volume)
        candles.setdefault(InstrumentId(instrument), []).append(candle)
    return candles


def read_equity(connection: sqlite3.Connection, key: str) -> Iterable[EquitySample]:
    """Yield P&L of the round `key`, a sample a second, ascending."""
    rows = connection.execute("SELECT second, owner, total, at_bid FROM equity WHERE round = ? ORDER BY second", (key,))
    for second, found in itertools.groupby(rows, key=lambda row: row[0]):
        values = {BotId(owner) if owner else None: (total, at_bid) for _, owner, total, at_bid in found}
        yield EquitySample(second=second, values=values)


def read_marks(connection: sqlite3.Connection, key: str) -> Iterable[EquityMark]:
    """Yield the events on the time axis of the round `key`, in order. Raises ValueError for a body that is none."""
    rows = connection.execute("SELECT body FROM records WHERE round = ? AND kind = ? ORDER BY seq", (key, MARK))
    for (body,) in rows:
        yield msgspec.json.decode(body, type=EquityMark)


def working(records: Iterable[AccountRecord]) -> tuple[OrderRecord, ...]:
    """Return the orders that are open after `records`, oldest first."""
    last: dict[ClientOrderId, OrderRecord] = {}
    for record in records:
        if isinstance(record, OrderRecord):
            last[record.client_id] = record
    return tuple(record for record in last.values() if record.state.is_open)


def _books(records: Iterable[AccountRecord]) -> tuple[dict[BotId, dict[InstrumentId, int]], Cents | None]:
    portfolio = Portfolio(lambda _instrument: None, lambda _instrument: None)
    nobody: Listeners[[SettlementRecord]] = Listeners()
    restore(records, OrderTracker(ErrorCentre()), portfolio, Settlements(portfolio, Activity(), nobody))
    positions = {
        owner: {key: held.quantity for key, held in portfolio.positions(owner).items() if held.quantity}
        for owner in portfolio.owners()
    }
    return {owner: held for owner, held in positions.items() if held}, portfolio.cash
