"""Books that an earlier process of the round left, taken up and put right by the first looks."""

import pytest

from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, FillId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.market.transport import HostRefusedError
from algotrade_gui.trading.owners import OUTSIDE
from algotrade_gui.trading.records import (
    AccountRecord,
    LookRecord,
    OpeningRecord,
    OrderRecord,
    RoundRecord,
    SettlementRecord,
)
from tests.support.aio import run_virtual as run
from tests.trading.desk import (
    CALL,
    FUTURE,
    Desk,
    desk,
    look,
    opened,
    settle,
)

BOT = BotId("bot")


def told_by_an_earlier_process() -> list[AccountRecord]:
    """It opened with 4 contracts held by a mate, bought 2, bid for 3 more, and died."""
    records: list[AccountRecord] = []

    async def scene() -> None:
        async with desk() as d:
            d.account.on_record(records.append)
            d.venue.holdings = {CALL: [0, 4]}
            d.account.portfolio.new_round()
            d.account.reconciler.new_round()
            await d.account.refresh()
            api = await d.account.open_api(BOT)
            d.venue.script.append(lambda request: d.venue.rest(request, filled=2))
            await api.buy(FUTURE, 100_000, 2)
            await api.buy(FUTURE, 99_000, 3, valid_for_ms=50_000)
            await api.buy(FUTURE, 98_000, 1)
            await api.cancel_order(FUTURE, ExchangeOrderId(3))

    run(scene())
    return records


@pytest.mark.expect_log("1 contracts were dealt unseen")
def test_a_process_that_died_is_taken_up_and_what_happened_since_is_found() -> None:
    records = told_by_an_earlier_process()

    async def scene() -> None:
        made = Desk()
        # one contract of what rested was dealt meanwhile
        made.venue.next_id[FUTURE] = 1
        bid = {"instrument_id": FUTURE, "side": "bid", "quantity": 3, "price": 99_000, "expiry": 51_000}
        made.venue.rest({**bid, "user_request_id": ""})
        made.venue.pending[FUTURE, 2]["unfilled_quantity"] = 2
        made.venue.holdings = {FUTURE: [0, 3], CALL: [0, 4]}
        made.venue.cash = [198_000, 1_000_000 - 200_000 - 99_000]
        made.account.restore(records)
        (order,) = made.account.orders.working()
        assert (order.state, order.order_id, order.owner) == (OrderState.UNKNOWN, 2, BOT)
        async with opened(made):
            for _ in range(4):
                await look(made)
            portfolio = made.account.portfolio
            assert (order.state.value, order.filled) == ("partially filled", 1)
            assert (portfolio.quantity(FUTURE, BOT), portfolio.quantity(CALL, OUTSIDE)) == (3, 4)
            assert portfolio.cash == made.venue.cash[1]
            assert made.account.reconciler.agreed_ms is not None
            assert portfolio.pnl(BOT).total == 3 * 100_000 - 299_000
            assert portfolio.statement(OUTSIDE).cash == 0
            assert [(fill.quantity, fill.owner) for fill in made.account.orders.fills] == [(2, BOT), (1, BOT)]

    run(scene())


def test_what_was_bought_before_the_first_word_on_cash_came_is_not_taken_in_as_a_mates_as_well_after_a_restart() -> (
    None
):
    """The program died before the exchange had told its cash: what it had bought is in its fills, and in the exchange's count."""
    bought = [
        record
        for record in told_by_an_earlier_process()
        if isinstance(record, Fill) or (isinstance(record, OrderRecord) and record.quantity == 2)
    ]

    async def scene() -> None:
        made = Desk()
        made.venue.holdings = {FUTURE: [0, 2]}
        made.venue.cash = [0, 1_000_000 - 200_000]
        made.account.restore(bought)
        async with opened(made):
            portfolio = made.account.portfolio
            assert (portfolio.quantity(FUTURE, BOT), portfolio.quantity(FUTURE, OUTSIDE)) == (2, 0)
            assert portfolio.cash == made.venue.cash[1]

    run(scene())


def test_what_was_taken_up_does_not_outlive_its_round_though_the_account_could_not_be_opened_in_it() -> None:
    """The first attempt to connect failed, and the next was made in another round."""

    async def scene() -> None:
        made = Desk()
        await made.cache.connect()
        await made.update(5_000, price=100_000)
        made.account.restore(told_by_the_other)
        made.venue.exchange.refuse_with = HostRefusedError("nobody listens there")
        with pytest.raises(HostRefusedError):
            await made.account.open()
        await made.update(200, price=100_000)
        assert made.cache.round == 2
        made.venue.exchange.refuse_with = None
        records: list[AccountRecord] = []
        made.account.on_record(records.append)
        try:
            await made.account.open()
            await settle()
            assert made.account.orders.working() == []
            assert made.account.portfolio.positions() == {}
            assert made.account.portfolio.cash == made.venue.cash[1]
            assert isinstance(records[-1], LookRecord | OpeningRecord)
            assert RoundRecord(round=2) in records
        finally:
            await made.account.close()
            await made.cache.close()

    told_by_the_other = told_by_an_earlier_process()
    run(scene())


def test_cash_that_was_put_right_after_the_first_word_is_right_after_a_restart_too() -> None:
    records: list[AccountRecord] = []

    async def scene() -> None:
        async with desk() as d:
            d.account.on_record(records.append)
            # the first word comes with an order about: a deal may be in it that nobody has told yet
            d.venue.cash = [90_000, 900_000]
            await d.account.manual.buy(FUTURE, Cents(90_000), 1, valid_for_ms=50_000)
            d.account.portfolio.new_round()
            d.account.reconciler.new_round()
            await d.account.refresh()
            assert d.account.portfolio.cash == 900_000
            d.venue.cash = [90_000, 1_000_000]
            for _ in range(3):
                await look(d)
            assert d.account.portfolio.cash == 1_000_000
            assert OUTSIDE not in d.account.portfolio.owners()

    run(scene())
    made = Desk()
    made.account.restore(records)
    assert made.account.portfolio.cash == 1_000_000


def test_an_order_that_ended_in_doubt_is_asked_about_again_after_a_second_death() -> None:
    records = told_by_an_earlier_process()

    async def second_life() -> None:
        made = Desk()
        made.account.on_record(records.append)
        made.account.restore(list(records))
        (order,) = made.account.orders.working()
        # its life is over by the round's clock, and no look has told yet what it dealt
        made.account.orders.apply((), RoundMs(60_000))
        assert order.state is OrderState.EXPIRED

    run(second_life())

    third = Desk()
    third.account.restore(records)
    (order,) = third.account.orders.working()
    assert (order.owner, order.instrument, order.remaining) == (BOT, FUTURE, 3)

    agreed = LookRecord(time_ms=RoundMs(70_000), cash=Cents(800_000), counted=True, agreed=True)
    settled = Desk()
    settled.account.restore([*records, agreed])
    assert settled.account.orders.working() == []


def test_a_settlement_that_was_guessed_is_still_a_guess_after_a_restart() -> None:
    told: list[AccountRecord] = [
        OpeningRecord(time_ms=RoundMs(0), cash=Cents(1_000_000), held={FUTURE: 2}),
        SettlementRecord(
            time_ms=RoundMs(63_000),
            instrument=FUTURE,
            payoff=Cents(100_100),
            holders={OUTSIDE: 2},
            late_s=3,
            price=Cents(100_100),
        ),
    ]
    made = Desk()
    made.account.restore(told)
    (guess,) = made.account.settlements.guesses.values()
    assert (guess.price, guess.expiry_ms, guess.holders) == (100_100, 60_000, {(OUTSIDE, FUTURE): 2})

    agreed = LookRecord(time_ms=RoundMs(70_000), cash=Cents(1_200_200), counted=True, agreed=True)
    settled = Desk()
    settled.account.restore([*told, agreed])
    assert settled.account.settlements.guesses == {}


def test_what_was_settled_before_a_restart_is_awaited_no_longer() -> None:
    made = Desk()
    records: list[AccountRecord] = [
        OpeningRecord(time_ms=RoundMs(0), cash=Cents(1_000_000), held={FUTURE: 2}),
        SettlementRecord(
            time_ms=RoundMs(60_000), instrument=FUTURE, payoff=Cents(101_000), holders={OUTSIDE: 2}, late_s=0
        ),
    ]
    made.account.restore(records)
    assert made.account.settlements.overdue(RoundMs(70_000)) == set()
    assert made.account.portfolio.cash == 1_202_000


def test_fills_after_a_restart_are_numbered_above_those_of_before() -> None:
    earlier = [
        Fill(
            id=FillId(number),
            client_id=ClientOrderId("0000000007"),
            owner=BOT,
            instrument=FUTURE,
            side=Side.BUY,
            quantity=1,
            cash=Cents(-100),
            time_ms=RoundMs(1_000),
            passive=False,
        )
        for number in (41, 42, -1)
    ]

    async def scene() -> None:
        made = Desk()
        made.account.restore(earlier)
        made.venue.holdings = {FUTURE: [0, 3]}
        made.venue.cash = [0, 1_000_000 - 300]
        async with opened(made):
            made.venue.script.append(lambda request: made.venue.rest(request, filled=1))
            await made.account.manual.buy(FUTURE, 100_000, 1)
            numbers = [fill.id for fill in made.account.orders.fills]
            assert len(numbers) == 4
            assert numbers == sorted(set(numbers))

    run(scene())
