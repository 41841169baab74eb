"""Public events about ids that are not known yet are kept until they can be claimed."""

import msgspec
import pytest

from algotrade_gui.core.ids import ExchangeOrderId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.trading import early as module
from algotrade_gui.trading.early import EarlyEvents
from algotrade_gui.wire.messages import TradeEvent

FUTURE = InstrumentId("$SIMP_future_60")
CALL = InstrumentId("$SIMP_call_99000_60")
ID = ExchangeOrderId(7)


def trade(instrument: InstrumentId = FUTURE) -> TradeEvent:
    return TradeEvent(
        instrument=instrument,
        passive_order_id=ID,
        active_order_id=ExchangeOrderId(8),
        quantity=1,
        price=Cents(100),
        time_ms=RoundMs(1_000),
    )


@pytest.mark.parametrize(("now_ms", "kept"), [(6_000, True), (6_001, False)])
def test_an_event_is_kept_for_five_seconds_though_its_order_has_ended_without_an_id(now_ms: int, kept: bool) -> None:
    early = EarlyEvents()
    early.await_id(FUTURE)
    early.keep(RoundMs(1_000), trade())
    early.end_wait(FUTURE)
    early.drop_old(RoundMs(now_ms))
    assert early.claim(FUTURE, ID) == ([trade()] if kept else [])


def test_an_event_is_kept_as_long_as_an_order_in_its_book_waits_for_its_id() -> None:
    early = EarlyEvents()
    early.await_id(FUTURE)
    early.keep(RoundMs(1_000), trade())
    early.drop_old(RoundMs(60_000))
    assert early.claim(FUTURE, ID) == [trade()]
    assert early.claim(FUTURE, ID) == []


def test_ids_repeat_across_books_and_what_nobody_waits_for_is_not_kept() -> None:
    early = EarlyEvents()
    early.await_id(FUTURE)
    early.keep(RoundMs(1_000), trade(CALL))
    early.keep(RoundMs(1_000), trade())
    assert early.claim(CALL, ID) == []
    assert early.claim(FUTURE, ID) == [trade()]


def test_a_claim_looks_at_its_own_orders_events_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reply is read on an order's way: what other orders have dealt meanwhile must not make it slower."""
    early = EarlyEvents()
    early.await_id(FUTURE)
    for number in range(500):
        event = trade()
        early.keep(RoundMs(number), msgspec.structs.replace(event, passive_order_id=ExchangeOrderId(100 + number)))
    early.keep(RoundMs(500), trade())
    looked: list[object] = []
    key_of = module.event_key

    def counted(event: module.OrderEvent) -> tuple[InstrumentId, ExchangeOrderId]:
        looked.append(event)
        return key_of(event)

    monkeypatch.setattr(module, "event_key", counted)
    assert early.claim(FUTURE, ID) == [trade()]
    assert early.claim(FUTURE, ExchangeOrderId(7_000)) == []
    assert looked == []


def test_what_has_been_claimed_takes_nothing_with_it_that_came_later() -> None:
    early = EarlyEvents()
    early.await_id(FUTURE)
    early.keep(RoundMs(1_000), trade())
    assert early.claim(FUTURE, ID) == [trade()]
    early.keep(RoundMs(4_000), trade())
    early.end_wait(FUTURE)
    early.drop_old(RoundMs(7_000))
    assert early.claim(FUTURE, ID) == [trade()]
    early.drop_old(RoundMs(20_000))
    assert (early._events, list(early._ages)) == ({}, [])
