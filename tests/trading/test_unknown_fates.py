"""Orders whose fate nobody has told, and what the exchange counts and nobody has told: found, and booked to whose it is."""

import asyncio

import pytest

from algotrade_gui.core.errors import Severity
from algotrade_gui.core.ids import BotId
from algotrade_gui.domain.order import OrderState
from algotrade_gui.trading.owners import OUTSIDE
from algotrade_gui.trading.session import RequestTimeoutError
from tests.support.aio import run_virtual as run
from tests.trading.desk import (
    CALL,
    FUTURE,
    Desk,
    desk,
    look,
    settle,
    silent,
    trade,
)

BOT = BotId("bot")


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
