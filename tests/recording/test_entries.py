"""The journal's rows: what was told stands in them as it was told."""

import json
from dataclasses import asdict

import pytest

from algotrade_gui.core.ids import BotId, ClientOrderId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.core.words import Amount, say
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.recording.entries import MARK, Entry, NoteEntry, RecordEntry, When, decode_record
from algotrade_gui.trading.equity_marks import EquityMark
from algotrade_gui.trading.records import OrderRecord

NOW = When(1, "1-1", 500, 1_000)
DENIED = say("max_notional: the order costs {cost}, it's \N{EURO SIGN} too much", cost=Amount(100_120))
PLAIN = "max_notional: the order costs 1,001.20, it's \N{EURO SIGN} too much"
RECORD = OrderRecord(
    time_ms=RoundMs(500),
    client_id=ClientOrderId("1"),
    order_id=None,
    owner=BotId("maker"),
    instrument=InstrumentId("$SIMP_future_60"),
    side=Side.BUY,
    price=Cents(100_120),
    quantity=1,
    placed_ms=RoundMs(500),
    expires_ms=RoundMs(1_500),
    before=OrderState.NEW,
    state=OrderState.DENIED,
    filled=0,
    cash=Cents(0),
    reason=DENIED,
)
FAILED = EquityMark(second=0, owner=BotId("maker"), kind="failed", text=DENIED)


def body(entry: Entry) -> str:
    ((_, values),) = entry.rows()
    return str(values[-1])


def test_a_refusal_is_kept_in_the_words_that_were_told() -> None:
    kept = decode_record("order", body(RecordEntry(NOW, RECORD)))
    assert isinstance(kept, OrderRecord)
    assert kept.reason == PLAIN
    assert kept == RECORD


@pytest.mark.parametrize(
    ("note", "field"),
    [
        (NoteEntry(NOW, "state", "maker", {"state": "halted", "reason": DENIED}), "reason"),
        (NoteEntry(NOW, MARK, "maker", asdict(FAILED)), "text"),
    ],
)
def test_a_note_s_sentence_is_kept_as_its_text(note: NoteEntry, field: str) -> None:
    assert json.loads(body(note))[field] == PLAIN


def test_what_json_does_not_know_is_kept_as_python_writes_it() -> None:
    assert json.loads(body(NoteEntry(NOW, "parameter", "maker", {"after": 1j}))) == {"after": "1j"}
