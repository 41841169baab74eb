"""The account against a scripted exchange: what becomes of each order is booked once."""

import asyncio

import pytest

from algotrade_gui.core.ids import BotId, ExchangeOrderId, InstrumentId
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.trading.session import SessionClosedError, SessionState
from tests.support.aio import run_virtual as run
from tests.trading.desk import (
    CALL,
    FUTURE,
    NEXT_FUTURE,
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


@pytest.mark.parametrize("lifetime", [None, "5000"])
def test_what_raises_on_its_way_to_the_gate_takes_none_of_the_teams_messages(lifetime: object) -> None:
    async def scene() -> None:
        async with desk() as d:
            used = d.account.budget.usage.used
            for _ in range(3):
                with pytest.raises(TypeError):
                    # what a bot may do
                    await d.account.manual.buy(FUTURE, Cents(100), 1, valid_for_ms=lifetime)  # type: ignore[arg-type]
            assert d.account.budget.usage.used == used

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


def test_what_an_ended_bots_code_still_asks_reaches_neither_the_orders_nor_the_messages_of_its_next_life() -> None:
    async def scene() -> None:
        async with desk() as d:
            before = await d.account.open_api(BotId("bot"))
            await before.disconnect()
            before.retire()
            now = await d.account.open_api(BotId("bot"))
            placed = await now.buy(FUTURE, 99_000, 1)
            assert placed.order_id is not None
            sent = len(d.venue.requests)
            with pytest.raises(SessionClosedError):
                await before.cancel_all()
            with pytest.raises(SessionClosedError):
                await before.cancel_order(FUTURE, placed.order_id)
            with pytest.raises(SessionClosedError):
                await before.get_inventory()
            with pytest.raises(SessionClosedError):
                await before.get_pending_orders()
            await before.disconnect()
            assert len(d.venue.requests) == sent
            assert await now.cancel_all() == 1

    run(scene())


def test_a_new_round_keeps_no_count_of_the_contracts_of_the_last() -> None:
    """A night has a hundred thousand contracts, each with another name."""

    async def scene() -> None:
        async with desk() as d:
            d.venue.script.append(lambda request: d.venue.rest(request, filled=1))
            await d.account.manual.buy(FUTURE, 99_000, 1)
            activity = d.account.activity
            assert (activity.deals(FUTURE), activity.all_deals) == (1, 1)
            await d.update(5_000)
            await d.update(200)
            assert d.cache.round == 2
            assert (activity.deals(FUTURE), activity.all_deals) == (0, 1)

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
