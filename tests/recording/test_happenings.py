"""Happenings: bounded, classified, put into words when read."""

from typing import get_args

import pytest

from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, FillId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.core.words import Said
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.recording.happenings import Happenings, Level, Topic
from algotrade_gui.trading.owners import OUTSIDE
from algotrade_gui.trading.records import (
    LookRecord,
    OrderRecord,
    OutsideRecord,
    OutsideWhat,
    ReconciliationRecord,
    RoundRecord,
    SettlementRecord,
)

NAME = InstrumentId("$SIMP_future_60")
MAKER = BotId("maker")


def order(state: OrderState, reason: str | None = None, filled: int = 0) -> OrderRecord:
    return OrderRecord(
        time_ms=RoundMs(1_000),
        client_id=ClientOrderId("1"),
        order_id=None,
        owner=MAKER,
        instrument=NAME,
        side=Side.BUY,
        price=Cents(100_120),
        quantity=3,
        placed_ms=RoundMs(900),
        expires_ms=RoundMs(5_900),
        before=OrderState.SUBMITTED,
        state=state,
        filled=filled,
        cash=Cents(0),
        reason=reason,
    )


def fill(side: Side) -> Fill:
    return Fill(
        id=FillId(1),
        client_id=ClientOrderId("1"),
        owner=MAKER,
        instrument=NAME,
        side=side,
        quantity=2,
        cash=Cents(-side.sign * 200_240),
        time_ms=RoundMs(1_100),
        passive=True,
    )


def test_each_record_has_its_topic_level_and_words() -> None:
    happenings = Happenings(wall_s=lambda: 7.0)
    differences = ReconciliationRecord(
        time_ms=RoundMs(3_000),
        ours={NAME: 1},
        theirs={NAME: 3},
        our_cash=Cents(100),
        their_cash=Cents(90),
        corrections=(),
    )
    settled = SettlementRecord(
        time_ms=RoundMs(60_000), instrument=NAME, payoff=Cents(1_250), holders={MAKER: 2, BotId("b"): 1}, late_s=0
    )
    for record in (
        order(OrderState.WORKING),
        order(OrderState.REJECTED, "Insufficient balance"),
        fill(Side.BUY),
        fill(Side.SELL),
        settled,
        differences,
        RoundRecord(round=4),
    ):
        happenings.record(record)
    told = [(each.topic, each.level, each.owner, each.text) for each in happenings.since(0)]
    assert told == [
        (Topic.ORDER, Level.DETAIL, MAKER, "buy 3 at 1,001.20: working, 0 filled"),
        (Topic.ORDER, Level.WARNING, MAKER, "buy 3 at 1,001.20: rejected, 0 filled (Insufficient balance)"),
        (Topic.FILL, Level.INFO, MAKER, "bought 2 at 1,001.20"),
        (Topic.FILL, Level.INFO, MAKER, "sold 2 at 1,001.20"),
        (Topic.SETTLEMENT, Level.INFO, None, "3 held at the end paid 12.50 each, 37.50"),
        (
            Topic.BOOKS,
            Level.WARNING,
            None,
            "books corrected to the exchange's word: cash 1.00 → 0.90 $SIMP_future_60 1 → 3",
        ),
        (Topic.ROUND, Level.INFO, None, "round 4 has begun"),
    ]
    assert all(isinstance(each.text, Said) for each in happenings.since(0))
    assert {each.wall_s for each in happenings.since(0)} == {7.0}


@pytest.mark.parametrize("what", get_args(OutsideWhat))
def test_an_order_that_was_placed_elsewhere_is_told_in_words(what: OutsideWhat) -> None:
    happenings = Happenings()
    happenings.record(
        OutsideRecord(
            time_ms=RoundMs(1_000),
            owner=OUTSIDE,
            instrument=NAME,
            order_id=ExchangeOrderId(7),
            side=Side.SELL,
            price=Cents(100_120),
            quantity=3,
            remaining=2,
            what=what,
            message="Order not found" if what == "cancel refused" else "",
        )
    )
    (told,) = happenings.since(0)
    assert (told.topic, told.owner, told.instrument, told.time_ms) == (Topic.ORDER, OUTSIDE, NAME, 1_000)
    assert told.level is (Level.WARNING if what in ("found", "cancel refused", "cancel unknown") else Level.INFO)
    assert isinstance(told.text, Said)
    reason = " (Order not found)" if what == "cancel refused" else ""
    assert told.text == f"sell 2 at 1,001.20, placed elsewhere: {what}{reason}"


def test_a_look_that_says_what_the_books_say_is_no_news() -> None:
    happenings = Happenings()
    happenings.record(LookRecord(time_ms=RoundMs(1), cash=Cents(1), counted=True, agreed=True))
    assert happenings.count == 0


def test_it_is_bounded_and_readers_get_what_is_new_once() -> None:
    happenings = Happenings(keep=3)
    for number in range(5):
        happenings.note(Topic.BOT, Level.INFO, f"n{number}", owner=MAKER)
    assert [each.text for each in happenings.since(0)] == ["n2", "n3", "n4"]
    assert [each.number for each in happenings.since(4)] == [5]
    assert happenings.since(5) == []
