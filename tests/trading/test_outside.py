"""Orders that were placed elsewhere: found by two lists, shown, cancelled by one request."""

import asyncio

import pytest

from algotrade_gui.core.ids import BotId, ExchangeOrderId, InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.trading.owners import MANUAL, OUTSIDE
from algotrade_gui.trading.records import AccountRecord, OutsideRecord
from algotrade_gui.trading.session import RequestTimeoutError
from tests.support.aio import run_virtual as run
from tests.trading.desk import CALL, FUTURE, NEXT_FUTURE, Desk, cancelled, desk, settle

BOT = BotId("bot")
ID = ExchangeOrderId(7)
KEY = (FUTURE, ID)

pytestmark = pytest.mark.allow_log("not placed here")


def place_elsewhere(d: Desk, *, instrument: str = FUTURE, order_id: int = 7, left: int = 3) -> None:
    d.venue.pending[instrument, order_id] = {
        "orderID": order_id,
        "teamID": 1,
        "price": 98_000,
        "time": 900,
        "expiry": 60_000,
        "side": "BID",
        "unfilled_quantity": left,
        "total_quantity": 3,
        "live": True,
    }


async def found(d: Desk) -> None:
    """Have one there, seen twice."""
    place_elsewhere(d)
    await d.account.refresh()
    await d.update(2_000)
    await d.account.refresh()
    await settle()
    assert len(d.account.outside) == 1


def told(records: list[AccountRecord]) -> list[tuple[str, str]]:
    return [(record.what, record.message) for record in records if isinstance(record, OutsideRecord)]


def test_it_is_shown_once_two_lists_have_it_and_says_since_when() -> None:
    async def scene() -> None:
        async with desk() as d:
            records: list[AccountRecord] = []
            d.account.on_record(records.append)
            reader = d.account.outside.changes.reader()
            place_elsewhere(d)
            await d.account.refresh()
            assert d.account.outside.all() == []
            await d.update(2_000)
            await d.account.refresh()
            (order,) = d.account.outside.all()
            assert (order.owner, order.instrument, order.order_id) == (OUTSIDE, FUTURE, ID)
            assert (order.side, order.price, order.quantity, order.remaining) == (Side.BUY, 98_000, 3, 3)
            assert (order.since_ms, order.placed_ms, order.cancelling) == (2_000, 900, False)
            assert reader.drain() == {KEY}
            # dealt in part since
            place_elsewhere(d, left=1)
            await d.update(3_000)
            await d.account.refresh()
            again = d.account.outside.get(FUTURE, ID)
            assert again is not None
            assert (again.remaining, again.since_ms) == (1, 2_000)
            assert reader.drain() == {KEY}
            await d.account.refresh()
            assert reader.drain() == set()
            d.venue.pending.clear()
            await d.account.refresh()
            assert d.account.outside.all() == []
            assert reader.drain() == {KEY}
            assert told(records) == [("found", ""), ("gone", "")]

    run(scene())


@pytest.mark.parametrize("expired", [False, True])
def test_it_is_gone_when_the_market_tells_that_it_left_its_book(expired: bool) -> None:
    async def scene() -> None:
        async with desk() as d:
            await found(d)
            records: list[AccountRecord] = []
            d.account.on_record(records.append)
            reader = d.account.outside.changes.reader()
            # ids repeat across books: this one is another's
            await d.update(2_100, cancelled(CALL, ID))
            assert len(d.account.outside) == 1
            await d.update(2_200, cancelled(FUTURE, ID, expired=expired))
            assert d.account.outside.all() == []
            assert d.account.reconciler.outside_orders == {}
            assert reader.drain() == {KEY}
            assert told(records) == [("gone", "")]

    run(scene())


def test_no_order_of_ours_may_meet_it() -> None:
    async def scene() -> None:
        async with desk() as d:
            await found(d)
            denied = await d.account.manual.sell(FUTURE, Cents(98_000), 1)
            assert (denied.state, denied.message) == (
                OrderState.DENIED,
                "self_trade: it would meet outside's own buy at 980.00",
            )
            assert (await d.account.manual.sell(FUTURE, Cents(98_001), 1)).state is not OrderState.DENIED
            assert (await d.account.manual.sell(NEXT_FUTURE, Cents(98_000), 1)).state is not OrderState.DENIED

    run(scene())


def test_it_is_cancelled_by_one_request_that_counts_as_the_windows_and_is_told() -> None:
    async def scene() -> None:
        async with desk() as d:
            records: list[AccountRecord] = []
            d.account.on_record(records.append)
            await found(d)
            before = d.account.budget.usage.by_owner.get(MANUAL, 0)
            d.account.budget.seize()
            tasks = [asyncio.create_task(d.account.cancel_outside(FUTURE, ID)) for _ in range(3)]
            await settle()
            assert d.venue.of_type("cancel_order") == []
            d.account.budget.give_up([], MANUAL)
            results = await asyncio.gather(*tasks)
            assert all(result.ok for result in results)
            assert [(r["instrument_id"], r["order_id"]) for r in d.venue.of_type("cancel_order")] == [KEY]
            assert d.account.outside.all() == []
            assert d.account.reconciler.outside_orders == {}
            assert told(records) == [("found", ""), ("cancel sent", ""), ("cancelled", "")]
            assert d.account.budget.usage.by_owner[MANUAL] == before + 1

    run(scene())


def test_a_waiting_cancel_that_is_given_up_passes_to_the_next_who_asked() -> None:
    async def scene() -> None:
        async with desk() as d:
            await found(d)
            d.account.budget.seize()
            first = asyncio.create_task(d.account.cancel_outside(FUTURE, ID))
            await settle()
            second = asyncio.create_task(d.account.cancel_outside(FUTURE, ID))
            await settle()
            first.cancel()
            await asyncio.wait([first])
            d.account.budget.give_up([], MANUAL)
            assert (await second).ok
            assert len(d.venue.of_type("cancel_order")) == 1

    run(scene())


def test_one_that_has_dealt_meanwhile_is_refused_in_the_exchanges_words_and_asked_about_again() -> None:
    async def scene() -> None:
        async with desk() as d:
            await found(d)
            d.venue.pending.clear()
            asked = len(d.venue.of_type("get_pending_orders"))
            result = await d.account.cancel_outside(FUTURE, ID)
            assert (result.ok, result.message) == (False, "Order not found")
            (order,) = d.account.outside.all()
            assert not order.cancelling
            await asyncio.sleep(1)
            assert len(d.venue.of_type("get_pending_orders")) == asked + 1
            assert d.account.outside.all() == []

    run(scene())


def test_without_an_answer_its_fate_is_unknown_and_it_stays_shown() -> None:
    async def scene() -> None:
        async with desk() as d:
            records: list[AccountRecord] = []
            d.account.on_record(records.append)
            await found(d)
            d.venue.mute = True
            with pytest.raises(RequestTimeoutError):
                await d.account.cancel_outside(FUTURE, ID)
            d.venue.mute = False
            assert [what for what, _ in told(records)] == ["found", "cancel sent", "cancel unknown"]
            assert d.account.outside.get(FUTURE, ID) is not None

    run(scene(), 30)


@pytest.mark.parametrize("pair", [(FUTURE, ExchangeOrderId(8)), (InstrumentId("$SIMP_future_75"), ID)])
def test_nothing_is_sent_for_one_that_is_not_listed_as_such(pair: tuple[InstrumentId, ExchangeOrderId]) -> None:
    async def scene() -> None:
        async with desk() as d:
            await found(d)
            result = await d.account.cancel_outside(*pair)
            assert not result.ok
            assert d.venue.of_type("cancel_order") == []

    run(scene())


def test_our_own_are_cancelled_by_their_own_way_and_a_bot_reaches_no_teammates_order() -> None:
    async def scene() -> None:
        async with desk() as d:
            await found(d)
            api = await d.account.open_api(BOT)
            ours = await api.buy(FUTURE, 97_000, 1)
            assert ours.order_id is not None
            assert not (await d.account.cancel_outside(FUTURE, ours.order_id)).ok
            assert not (await api.cancel_order(FUTURE, ID)).ok
            assert d.venue.of_type("cancel_order") == []

    run(scene())


def test_another_round_forgets_them() -> None:
    async def scene() -> None:
        async with desk() as d:
            await found(d)
            reader = d.account.outside.changes.reader()
            d.account.reconciler.new_round()
            assert d.account.outside.all() == []
            assert reader.drain() == {KEY}

    run(scene())
