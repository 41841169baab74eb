"""Whole updates decode: the recorded one where it is at hand, and one made up."""

from pathlib import Path

import pytest

from algotrade_gui.domain.instrument import InstrumentKind, parse_instrument_id
from algotrade_gui.wire import messages as m
from algotrade_gui.wire.season2025 import Season2025

ROOT = Path(__file__).resolve().parents[2]
MADE_UP = ROOT / "tests" / "data" / "made_up_update_2025.jsonl"
RECORDED = ROOT.parent / "shared" / "data" / "market_data_update_2025.jsonl"


def read(path: Path) -> tuple[Season2025, m.MarketUpdate]:
    """Decode the welcome of line 1 and the update of line 2."""
    welcome, update = path.read_bytes().splitlines()
    dialect = Season2025()
    assert dialect.decode(welcome) == m.Welcome(message="Connected to OrderBook API")
    message = dialect.decode(update)
    assert isinstance(message, m.MarketUpdate)
    return dialect, message


def assert_whole(dialect: Season2025, update: m.MarketUpdate) -> None:
    """264 uncrossed books of known instruments, 4 expiries ahead, nothing unknown or broken."""
    assert len(update.books) == 264
    instruments = [parse_instrument_id(key) for key in update.books]
    assert len({instrument.expiry_ms for instrument in instruments}) == 4
    assert all(instrument.expiry_ms is not None and instrument.expiry_ms > update.time_ms for instrument in instruments)
    assert sum(instrument.kind is InstrumentKind.FUTURE for instrument in instruments) == 24
    for raw in update.books.values():
        book = dialect.decode_book(raw)
        assert len(book.bids) <= 3
        assert len(book.asks) <= 3
        spread = book.quote.spread
        assert spread is None or spread > 0
    assert (dialect.counts.unknown_fields, dialect.counts.unknown_messages, dialect.counts.malformed) == (0, 0, 0)


def test_the_made_up_update_decodes() -> None:
    dialect, update = read(MADE_UP)
    assert_whole(dialect, update)
    assert update.time_ms == 75_042
    assert len(update.candles) == 270
    assert {type(event) for event in update.events} == {m.TradeEvent, m.CancelEvent, m.SettlementEvent}
    assert len(update.events) == 31


@pytest.mark.skipif(not RECORDED.exists(), reason="no recording beside this clone")
def test_the_recorded_update_decodes() -> None:
    dialect, update = read(RECORDED)
    assert_whole(dialect, update)
    assert update.time_ms == 1_212_039
    trades = [event for event in update.events if isinstance(event, m.TradeEvent)]
    assert (len(trades), len(update.events) - len(trades)) == (32, 16)
    underlyings = {key for key, rows in update.candles.items() if rows[0].mid is not None}
    assert underlyings == {"$CARD", "$GARR", "$HEST", "$JUMP", "$LOGN", "$SIMP"}
    assert len(update.candles) == 9
