"""The account against a scripted exchange: every order's fate is known, or known to be unknown."""

import asyncio

import pytest

from algotrade_gui.core.errors import Severity
from algotrade_gui.core.ids import BotId, ExchangeOrderId, InstrumentId
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.trading.owners import OUTSIDE
from algotrade_gui.trading.session import RequestTimeoutError, SessionState
from tests.support.aio import run_virtual as run
from tests.trading.desk import (
    CALL,
    FUTURE,
    NEXT_FUTURE,
    Desk,
    Frame,
    cancelled,
    desk,
    refused,
    settle,
    settlement,
    silent,
    trade,
)

BOT = BotId("bot")


def test_an_order_rests_fills_passively_and_is_counted_once() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = await d.account.open_api(BOT)
            result = await api.buy(FUTURE, 99_000, 3)
            assert (result.ok, result.state, result.order_id) == (True, OrderState.WORKING, 1)
            event = trade(FUTURE, 1, 2, 99_000)
            await d.update(1_100, event)
            await d.update(1_200, event)  # told twice, dealt once
            (order,) = api.working_orders(FUTURE)
            assert (order.filled, order.state) == (2, OrderState.PARTIALLY_FILLED)
            assert api.position(FUTURE) == 2
            assert d.account.counters.fills == 1
            await d.update(1_300, trade(FUTURE, 1, 1, 99_000, active=901))
            assert api.working_orders() == []
            assert order.state is OrderState.FILLED
            assert d.account.portfolio.pnl(BOT).total == 3 * 1_000

    run(scene())


def test_an_immediate_fill_is_taken_from_the_reply_and_not_again_from_the_event() -> None:
    async def scene() -> None:
        async with desk() as d:
            d.venue.script.append(lambda request: d.venue.rest(request, filled=2))
            result = await d.account.manual.buy(FUTURE, 100_500, 2)
            assert (result.state, result.filled, result.cash) == (OrderState.FILLED, 2, -201_000)
            # the public trade names our order as the active one
            await d.update(1_100, trade(FUTURE, 77, 2, 100_500, active=1))
            assert d.account.manual.position(FUTURE) == 2
            assert d.account.cash is not None
            assert d.account.cash.total == 1_000_000 - 201_000

    run(scene())


def test_an_event_that_overtakes_its_reply_is_claimed_when_the_reply_comes() -> None:
    async def scene() -> None:
        async with desk() as d:
            d.venue.script.append(silent)
            api = d.account.manual
            task = asyncio.create_task(api.buy(FUTURE, 99_000, 2))
            await settle()
            await d.update(1_100, trade(FUTURE, 1, 1, 99_000), trade(FUTURE, 2, 1, 99_000))
            assert api.position(FUTURE) == 0
            d.venue.exchange.links[0].push(d.venue.rest(d.venue.of_type("add_order")[0]))
            result = await task
            assert (result.state, result.filled) == (OrderState.PARTIALLY_FILLED, 1)
            assert api.position(FUTURE) == 1

    run(scene())


def test_a_sale_of_what_is_not_owned_comes_back_rejected() -> None:
    async def scene() -> None:
        async with desk() as d:
            d.venue.script.append(refused("Insufficient inventory"))
            result = await d.account.manual.sell(FUTURE, 99_000, 1)
            assert (result.ok, result.state, result.message) == (False, OrderState.REJECTED, "Insufficient inventory")
            assert d.account.counters.rejected == 1

    run(scene())


def test_an_error_reply_rejects_the_order() -> None:
    async def scene() -> None:
        async with desk() as d:
            d.venue.script.append(
                lambda r: {
                    "type": "error",
                    "user_request_id": r["user_request_id"],
                    "message": "Instrument is closed",
                }
            )
            result = await d.account.manual.buy(FUTURE, 99_000, 1)
            assert (result.state, result.message) == (OrderState.REJECTED, "Instrument is closed")

    run(scene())


@pytest.mark.parametrize(
    ("price", "quantity", "rule"),
    [
        (99_000.5, 1, "sanity: price"),
        (0, 1, "sanity: price"),
        (100, 0, "sanity: quantity"),
        (100, True, "sanity: quantity"),
        (100, 51, "max_order_size"),
        (600_000, 2, "max_order_notional"),
    ],
)
def test_the_gate_denies_with_rule_and_numbers_and_sends_nothing(price: float, quantity: int, rule: str) -> None:
    async def scene() -> None:
        async with desk() as d:
            result = await d.account.manual.buy(FUTURE, price, quantity)  # type: ignore[arg-type]  # what a bot may do
            assert (result.ok, result.state) == (False, OrderState.DENIED)
            assert rule in result.message
            assert d.venue.of_type("add_order") == []
            assert d.account.counters.denied == 1

    run(scene())


def test_the_position_limit_counts_what_is_held_and_what_is_being_bought() -> None:
    async def scene() -> None:
        async with desk(RiskSettings(max_position=5)) as d:
            api = d.account.manual
            d.venue.script.append(lambda request: d.venue.rest(request, filled=2))
            await api.buy(FUTURE, 1_000, 2)
            first, second = await asyncio.gather(api.buy(FUTURE, 900, 2), api.buy(FUTURE, 901, 2))
            assert (first.ok, second.state) == (True, OrderState.DENIED)
            assert "holding 2 and buying 2, this order could make it 6" in second.message
            assert (await api.buy(FUTURE, 902, 1)).ok
            assert (await api.buy(CALL, 902, 5)).ok

    run(scene())


def test_an_instrument_that_nobody_trades_is_denied() -> None:
    async def scene() -> None:
        async with desk() as d:
            for name in ("$SIMP", "nonsense"):
                result = await d.account.manual.buy(InstrumentId(name), 100, 1)
                assert result.state is OrderState.DENIED
                assert "instrument" in result.message

    run(scene())


def test_a_cancel_confirmed_and_a_fill_told_after_it() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = d.account.manual
            result = await api.buy(FUTURE, 99_000, 3)
            assert result.order_id is not None
            assert (await api.cancel_order(FUTURE, result.order_id)).ok
            assert api.working_orders() == []
            await d.update(1_100, trade(FUTURE, 1, 1, 99_000), cancelled(FUTURE, 1))
            order = api.order(result.client_id)
            assert order is not None
            assert (order.state, order.filled, api.position(FUTURE)) == (OrderState.CANCELLED, 1, 1)

    run(scene())


def test_a_refused_cancel_leaves_the_order_unknown_until_the_fill_is_told() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = d.account.manual
            result = await api.buy(FUTURE, 99_000, 1)
            d.venue.pending.clear()  # filled, not yet published
            assert result.order_id is not None
            refusal = await api.cancel_order(FUTURE, result.order_id)
            assert (refusal.ok, refusal.message) == (False, "Order not found")
            order = api.order(result.client_id)
            assert order is not None
            assert order.state is OrderState.UNKNOWN
            await d.update(1_100, trade(FUTURE, 1, 1, 99_000))
            assert order.state.value == OrderState.FILLED.value

    run(scene())


def test_an_expired_lifetime_a_dead_contract_and_a_new_round_end_orders() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = d.account.manual
            short = await api.buy(FUTURE, 99_000, 1)
            long = await api.buy(FUTURE, 99_001, 1, valid_for_ms=10**9)
            other = await api.buy(InstrumentId("$SIMP_future_75"), 99_000, 1, valid_for_ms=10**9)
            await d.update(6_100, cancelled(FUTURE, 1, expired=True))
            orders = [api.order(item.client_id) for item in (short, long, other)]
            assert [order.state for order in orders if order] == [
                OrderState.EXPIRED,
                OrderState.WORKING,
                OrderState.WORKING,
            ]
            await d.update(60_020)
            assert orders[1] is not None
            assert orders[1].state is OrderState.EXPIRED
            await d.update(200)
            assert orders[2] is not None
            assert orders[2].state is OrderState.EXPIRED
            assert d.account.orders.all() == []

    run(scene())


def test_settlement_pays_once_by_event_or_by_the_candle_of_the_expiry() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = d.account.manual
            for instrument, price in ((FUTURE, 99_000), (CALL, 500)):
                d.venue.script.append(lambda request: d.venue.rest(request, filled=1))
                await api.buy(instrument, price, 1)
            await d.update(60_020, settlement(FUTURE, 101_000))
            await d.update(60_120, settlement(FUTURE, 101_000))
            assert api.position(FUTURE) == 0
            # the call's event was missed
            await d.update(61_020, candle={"index": 60, "open": 1, "high": 1, "low": 1, "close": 1, "mid": 101_000})
            assert api.positions() == {}
            pnl = d.account.portfolio.pnl()
            assert (pnl.realised, pnl.unrealised, pnl.total) == (2_000 + 1_500, 0, 3_500)
            assert d.account.cash is not None
            assert d.account.cash.total == 1_000_000 + 3_500

    run(scene())


async def look(d: Desk) -> None:
    """Ask for the exchange's word with the market's clock gone on: only then does a second look count."""
    await d.update(d.cache.time_ms + 300)
    await d.account.refresh()


async def lose_the_reply(d: Desk) -> None:
    """Send a buy of 2 whose reply never comes, and let the connection go."""
    d.venue.script.append(silent)
    task = asyncio.create_task(d.account.manual.buy(FUTURE, 99_000, 2))
    await settle()
    d.venue.exchange.links[0].drop()
    with pytest.raises(RequestTimeoutError):
        await task


@pytest.mark.allow_log("lost its connection")
def test_an_order_in_flight_at_a_disconnect_is_unknown_then_found_working() -> None:
    async def scene() -> None:
        async with desk() as d:
            await lose_the_reply(d)
            (order,) = d.account.orders.working()
            assert order.state.value == OrderState.UNKNOWN.value
            await d.venue.exchange.opened(2)
            await settle()
            request = d.venue.of_type("add_order")[0]
            d.venue.rest(request)
            await d.update(1_100, trade(FUTURE, 1, 1, 99_000))  # for an id nobody knows yet
            d.venue.pending[FUTURE, 1]["unfilled_quantity"] = 1
            await d.account.refresh()
            assert (order.state, order.order_id, order.filled) == (OrderState.PARTIALLY_FILLED, 1, 1)
            assert len(d.venue.of_type("add_order")) == 1, "never sent again"

    run(scene())


@pytest.mark.allow_log("lost its connection")
def test_an_order_that_never_arrived_stays_unknown_until_its_lifetime_is_over() -> None:
    async def scene() -> None:
        async with desk() as d:
            await lose_the_reply(d)
            await d.venue.exchange.opened(2)
            await settle()
            (order,) = d.account.orders.working()
            await d.account.refresh()
            assert order.state is OrderState.UNKNOWN
            await d.update(6_100)
            await d.account.refresh()
            assert order.state.value == OrderState.EXPIRED.value
            assert order.reason is not None
            assert "never confirmed" in order.reason

    run(scene())


@pytest.mark.allow_log("lost its connection", "dealt unseen")
def test_fills_that_nobody_told_are_booked_after_two_equal_lists() -> None:
    async def scene() -> None:
        async with desk() as d:
            await lose_the_reply(d)
            await d.venue.exchange.opened(2)
            await settle()
            d.venue.rest(d.venue.of_type("add_order")[0])
            d.venue.pending[FUTURE, 1]["unfilled_quantity"] = 1
            (order,) = d.account.orders.working()
            await d.account.refresh()
            assert (order.state, order.filled) == (OrderState.UNKNOWN, 0)
            await d.account.refresh()
            assert order.filled == 0, "no time has passed: the deal may be published any moment"
            await look(d)
            assert (order.state.value, order.filled) == (OrderState.PARTIALLY_FILLED.value, 1)
            assert d.account.manual.position(FUTURE) == 1

    run(scene())


def test_a_bot_cancelled_in_the_middle_of_an_order_leaves_none_untracked() -> None:
    async def scene() -> None:
        async with desk() as d:
            d.venue.script.append(silent)
            api = await d.account.open_api(BOT)
            task = asyncio.create_task(api.buy(FUTURE, 99_000, 1))
            await settle()
            task.cancel()
            await settle()
            (order,) = d.account.orders.working(owner=BOT)
            assert order.state is OrderState.SUBMITTED
            cancelling = asyncio.create_task(d.account.cancel_all(BOT))
            await settle()
            d.venue.exchange.links[1].push(d.venue.rest(d.venue.of_type("add_order")[0]))
            assert await cancelling == 1
            assert order.state.value == OrderState.CANCELLED.value
            assert d.venue.pending == {}

    run(scene())


def test_cancel_all_takes_only_the_owners_orders() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = await d.account.open_api(BOT)
            await api.buy(FUTURE, 99_000, 1)
            await api.buy(CALL, 100, 1)
            await d.account.manual.buy(FUTURE, 98_000, 1)
            assert await api.cancel_all() == 2
            assert [order.owner for order in d.account.orders.working()] == ["manual"]
            assert await d.account.cancel_all() == 1

    run(scene())


def test_an_order_without_a_session_is_denied_not_sent() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = await d.account.open_api(BOT)
            await api.disconnect()
            result = await api.buy(FUTURE, 99_000, 1)
            assert (result.state, result.ok) == (OrderState.DENIED, False)
            assert "connection" in result.message

    run(scene())


def test_one_bot_may_sell_what_another_bought_and_the_sum_stays_true() -> None:
    async def scene() -> None:
        async with desk() as d:
            d.venue.script.extend([lambda r: d.venue.rest(r, filled=r["quantity"])] * 2)
            api = await d.account.open_api(BOT)
            await api.buy(FUTURE, 99_000, 2)
            await d.account.manual.sell(FUTURE, 100_000, 1)
            assert (api.position(FUTURE), d.account.manual.position(FUTURE)) == (1, 0)
            assert d.account.portfolio.pnl(BOT).total == 1_000
            assert d.account.portfolio.pnl().realised == 1_000
            assert d.account.portfolio.pnl().total == 2_000

    run(scene())


@pytest.mark.expect_log("counts 9,000.00 of cash, our books 10,000.00, booked to outside with -1,000.00")
def test_the_exchanges_word_on_cash_counts_when_two_quiet_looks_agree() -> None:
    async def scene() -> None:
        async with desk() as d:
            assert d.account.cash is not None
            d.venue.cash = [0, 900_000]
            await look(d)
            await d.account.refresh()
            assert d.account.cash.total == 1_000_000
            await look(d)
            cash = d.account.cash
            assert cash is not None
            assert cash.total == 900_000
            await d.account.manual.buy(FUTURE, 99_000, 2)
            cash = d.account.cash
            assert cash is not None
            assert (cash.reserved, cash.free) == (198_000, 702_000)

    run(scene())


@pytest.mark.expect_log(
    r"counts 3 contracts of \$SIMP_future_60, our books 0: \+3 beyond what was traded here, booked to outside"
)
def test_contracts_that_nobody_here_bought_are_named_and_booked_to_outside() -> None:
    async def scene() -> None:
        async with desk() as d:
            d.venue.holdings[FUTURE] = [0, 3]
            d.venue.cash = [0, 1_000_000 - 3 * 99_000]
            await look(d)
            assert d.account.differences == {FUTURE: 3}
            assert d.account.portfolio.positions(OUTSIDE) == {}
            await look(d)
            assert d.errors.warning_count == 1
            assert d.account.portfolio.quantity(FUTURE, OUTSIDE) == 3
            assert d.account.portfolio.pnl(OUTSIDE).total == 3 * 1_000
            assert d.account.portfolio.cash == d.venue.cash[1]

    run(scene())


def test_a_cancel_of_a_strangers_order_is_refused_here() -> None:
    async def scene() -> None:
        async with desk() as d:
            result = await d.account.manual.cancel_order(FUTURE, ExchangeOrderId(99))
            assert not result.ok
            assert "not one of ours" in result.message
            assert d.venue.of_type("cancel_order") == []

    run(scene())


@pytest.mark.allow_log("lost its connection")
def test_a_cancel_goes_through_another_session_when_the_owners_is_down() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = await d.account.open_api(BOT)
            await api.buy(FUTURE, 99_000, 1)
            (order,) = api.working_orders()
            await api.disconnect()
            assert d.account.manual is not None
            assert (await d.account.cancel(order.client_id)).ok
            assert d.account.sessions[BotId("manual")].state is SessionState.CONNECTED

    run(scene())


def test_the_frame_on_the_wire_has_cents_sides_and_the_orders_own_lifetime() -> None:
    async def scene() -> Frame:
        async with desk() as d:
            await d.account.manual.buy_call("SIMP", 60, 99_000, 1_250, 2, valid_for_ms=700)
            return d.venue.of_type("add_order")[0]

    frame = run(scene())
    assert (frame["instrument_id"], frame["side"], frame["price"], frame["quantity"], frame["expiry"]) == (
        CALL,
        "bid",
        1_250,
        2,
        1_700,
    )
    assert Side.BUY.sign == 1


@pytest.mark.expect_log("settlement of .* was missed", "booked to manual with 2.00")
def test_a_settlement_missed_with_its_candle_is_made_up_from_the_first_that_comes() -> None:
    async def scene() -> None:
        async with desk() as d:
            d.venue.script.append(lambda request: d.venue.rest(request, filled=2))
            await d.account.manual.buy(FUTURE, 100_500, 2)
            await d.update(59_900)
            # the feed was away over the expiry: neither the event nor the candle of second 60 comes any more
            d.instruments.remove(FUTURE)
            await d.update(61_950, gap=True)
            assert d.account.manual.position(FUTURE) == 2
            await d.update(62_020, candle={"index": 61, "open": 1, "high": 1, "low": 1, "close": 1, "mid": 101_000})
            assert d.account.manual.position(FUTURE) == 0
            assert d.account.portfolio.pnl().total == 2 * 500
            assert d.account.portfolio.pnl().unrealised == 0
            # the exchange's own word on cash puts the sum right
            d.venue.cash = [0, 1_000_000 - 201_000 + 2 * 101_100]
            for _ in range(2):
                await look(d)
            assert d.account.cash is not None
            assert d.account.cash.total == d.venue.cash[1]

    run(scene())


def test_what_is_traded_or_held_is_watched_until_the_round_is_over() -> None:
    async def scene() -> None:
        async with desk() as d:
            assert d.cache.get_orderbook_history(FUTURE) == []
            d.venue.script.append(lambda request: d.venue.rest(request, filled=1))
            await d.account.manual.buy(FUTURE, 100_500, 1)
            await d.account.manual.buy(CALL, 100, 1)
            d.venue.holdings[NEXT_FUTURE] = [0, 3]
            await d.account.refresh()
            await d.update(1_100, books={FUTURE: {"bids": {"99000": 1}, "asks": {}}})
            watched = [bool(d.cache.get_orderbook_history(key)) for key in (FUTURE, CALL, NEXT_FUTURE)]
            assert watched == [True, False, True]
            # long after its expiry it is still known
            d.instruments = []
            await d.update(125_000, gap=True)
            assert d.cache.get_instrument_info(FUTURE) is not None
            assert d.cache.get_instrument_info(CALL) is None
            d.instruments = [FUTURE, CALL, NEXT_FUTURE]
            d.venue.holdings.clear()
            await d.update(500, gap=True)
            await d.update(600)
            assert d.cache.round == 2
            assert not any(d.cache.get_orderbook_history(key) for key in (FUTURE, CALL, NEXT_FUTURE))

    run(scene())


@pytest.mark.expect_log("2 contracts were dealt unseen")
def test_fills_missed_in_a_gap_of_the_feed_are_found_and_booked_at_the_orders_price() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = d.account.manual
            gone = await api.buy(FUTURE, 99_000, 2, valid_for_ms=50_000)
            still = await api.buy(CALL, 100, 1, valid_for_ms=50_000)
            # while the feed was silent: two contracts of one order dealt, the other is untouched
            del d.venue.pending[FUTURE, 1]
            d.venue.holdings[FUTURE] = [0, 2]
            d.venue.cash = [0, 1_000_000 - 198_000]
            await d.update(3_000, gap=True)
            first, second = api.order(gone.client_id), api.order(still.client_id)
            assert first is not None
            assert second is not None
            assert (first.state, second.state) == (OrderState.UNKNOWN, OrderState.UNKNOWN)
            await d.account.refresh()
            assert (first.state.value, second.state.value) == ("cancelled", "working")
            for _ in range(3):
                await look(d)
            assert (first.filled, api.position(FUTURE), d.account.differences) == (2, 2, {})
            assert d.account.cash is not None
            assert d.account.cash.total == 1_000_000 - 198_000
            assert [record.severity for record in d.errors.records] == [Severity.WARNING]

    run(scene())


@pytest.mark.expect_log("1 contracts were dealt unseen")
def test_a_fill_that_was_booked_on_the_exchanges_count_is_not_counted_again_when_the_feed_tells_it_late() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = d.account.manual
            sent = await api.buy(FUTURE, 99_000, 3, valid_for_ms=50_000)
            d.venue.holdings[FUTURE] = [0, 1]
            d.venue.cash = [0, 1_000_000 - 99_000]
            d.venue.pending.pop((FUTURE, 1))
            await d.update(3_000, gap=True)
            for _ in range(4):
                await look(d)
            order = api.order(sent.client_id)
            assert order is not None
            assert (order.state, order.filled) == (OrderState.CANCELLED, 1)
            # a busy machine reads the feed later than the answers to what it asks
            await d.update(d.cache.time_ms + 100, trade(FUTURE, 1, 1, 99_000, time=4_000))
            assert (order.filled, api.position(FUTURE), d.account.counters.fills) == (1, 1, 1)
            # what is told beyond that count is news
            await d.update(d.cache.time_ms + 100, trade(FUTURE, 1, 1, 99_000, active=901, time=4_001))
            assert (order.filled, api.position(FUTURE)) == (2, 2)
            assert d.errors.error_count == 0

    run(scene())


@pytest.mark.expect_log("connecting again")
def test_no_order_is_sent_between_two_rounds_and_each_is_doubted_after_a_reconnect_however_short() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = d.account.manual
            resting = await api.buy(FUTURE, 99_000, 2, valid_for_ms=50_000)
            d.feed.links[-1].drop(1001)
            await d.feed.opened(2)
            await settle()
            refused_order = await api.buy(FUTURE, 99_000, 1)
            assert (refused_order.state, "round's clock" in refused_order.message) == (OrderState.DENIED, True)
            await d.update(1_200)
            order = api.order(resting.client_id)
            assert order is not None
            assert order.state is OrderState.UNKNOWN
            await d.account.refresh()
            assert order.state.value == "working"
            assert (await api.buy(FUTURE, 99_000, 1)).ok

    run(scene())


def test_an_order_whose_end_was_never_told_is_doubted_when_its_lifetime_is_over() -> None:
    async def scene() -> None:
        async with desk() as d:
            result = await d.account.manual.buy(FUTURE, 99_000, 1, valid_for_ms=500)
            order = d.account.manual.order(result.client_id)
            assert order is not None
            d.venue.pending.clear()
            await d.update(1_900)
            await d.update(2_400)
            assert order.state is OrderState.WORKING
            await d.update(2_500)
            assert order.state.value == "unknown"
            await d.account.refresh()
            assert order.state.value == "expired"

    run(scene())


def test_a_barred_owner_places_nothing_until_it_connects_again() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = await d.account.open_api(BOT)
            result = await api.buy(FUTURE, 99_000, 1)
            d.account.bar(BOT)
            assert (await api.buy(FUTURE, 99_000, 1)).state is OrderState.DENIED
            assert result.order_id is not None
            assert (await api.cancel_order(FUTURE, result.order_id)).ok
            await api.disconnect()
            await api.connect()
            assert (await api.buy(FUTURE, 99_000, 1)).ok

    run(scene())


def test_other_limits_count_from_the_next_order_on() -> None:
    async def scene() -> None:
        async with desk() as d:
            assert (await d.account.manual.buy(FUTURE, 1_000, 3)).ok
            d.account.set_limits(RiskSettings(max_order_size=2))
            assert (await d.account.manual.buy(FUTURE, 1_000, 3)).state is OrderState.DENIED

    run(scene())


@pytest.mark.expect_log("dealt unseen", "lost its connection", "booked to manual with 10.00")
def test_an_order_that_dealt_on_arrival_and_whose_reply_was_lost_is_found_in_the_inventory() -> None:
    async def scene() -> None:
        async with desk() as d:
            await lose_the_reply(d)
            await d.venue.exchange.opened(2)
            await settle()
            d.venue.holdings[FUTURE] = [0, 2]
            d.venue.cash = [0, 1_000_000 - 197_000]
            for _ in range(3):
                await look(d)
            assert d.account.orders.fill_count == 0, "its fate is not known yet"
            await d.update(6_100)
            for _ in range(4):
                await look(d)
            (order,) = d.account.orders.all()
            assert (order.state, order.filled) == (OrderState.EXPIRED, 2)
            assert d.account.manual.position(FUTURE) == 2
            assert d.account.cash is not None
            assert d.account.cash.total == 1_000_000 - 197_000
            assert len(d.venue.of_type("add_order")) == 1

    run(scene())


def test_a_late_reply_after_the_time_out_settles_the_unknown_order(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with desk() as d:
            session = d.account.sessions[BotId("manual")]
            submit = session.submit
            monkeypatch.setattr(
                session, "submit", lambda request, on_outcome, **more: submit(request, on_outcome, 20, **more)
            )
            d.venue.script.append(silent)
            with pytest.raises(RequestTimeoutError, match="fate is unknown"):
                await d.account.manual.buy(FUTURE, 99_000, 2)
            (order,) = d.account.orders.working()
            assert order.state is OrderState.UNKNOWN
            d.venue.exchange.links[0].push(d.venue.rest(d.venue.of_type("add_order")[0], filled=1))
            await settle()
            assert (order.state.value, order.filled) == (OrderState.PARTIALLY_FILLED.value, 1)

    run(scene())


def test_an_error_that_names_no_request_leaves_the_oldest_order_unknown_until_the_list_tells() -> None:
    async def scene() -> None:
        async with desk() as d:
            d.venue.script.append(lambda _: {"type": "error", "user_request_id": "", "message": "Failed to parse"})
            result = await d.account.manual.buy(FUTURE, 99_000, 2)
            assert (result.ok, result.state, result.message) == (False, OrderState.UNKNOWN, "Failed to parse")
            await d.update(6_100)
            await d.account.refresh()
            order = d.account.manual.order(result.client_id)
            assert order is not None
            assert order.state is OrderState.EXPIRED

    run(scene())


def test_a_flood_of_denials_does_not_push_out_an_order_to_which_a_fill_may_come() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = d.account.manual
            result = await api.buy(FUTURE, 99_000, 1)
            assert result.order_id is not None
            await api.cancel_order(FUTURE, result.order_id)
            for _ in range(6_000):
                await api.buy(FUTURE, 0, 1)
            assert len(d.account.orders.all()) == 501
            await d.update(1_100, trade(FUTURE, 1, 1, 99_000))
            assert api.position(FUTURE) == 1

    run(scene())


def test_a_lifetime_beyond_what_the_wire_can_carry_is_denied_and_leaves_nothing_on_the_way() -> None:
    async def scene() -> None:
        async with desk() as d:
            result = await d.account.manual.buy(FUTURE, 99_000, 1, valid_for_ms=2**63 - 1)
            assert (result.state, "lifetime" in result.message) == (OrderState.DENIED, True)
            assert await d.account.cancel_all() == 0

    run(scene())
