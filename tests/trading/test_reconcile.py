"""Our books against the exchange's word: what counts, what must show twice, whose a difference is."""

import asyncio

import pytest

from algotrade_gui.core.ids import BotId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import OrderState
from algotrade_gui.trading.owners import MANUAL, OUTSIDE
from algotrade_gui.trading.records import (
    AccountRecord,
    LookRecord,
    OrderRecord,
    ReconciliationRecord,
    RoundRecord,
    SettlementRecord,
)
from algotrade_gui.trading.session import RequestTimeoutError
from tests.support.aio import run_virtual as run
from tests.trading.desk import (
    CALL,
    FUTURE,
    NEXT_FUTURE,
    Desk,
    Frame,
    Venue,
    desk,
    look,
    opened,
    settle,
    settlement,
    trade,
)

BOT = BotId("bot")


class Slow:
    """Makes the venue's answers of one kind wait until they are let go: they tell what was true when they were asked."""

    def __init__(self, d: Desk, kind: str = "get_inventory") -> None:
        self.d = d
        self.kind = kind
        self.waiting: list[Frame] = []

    def answer(self, request: Frame) -> Frame | None:
        told = Venue.answer(self.d.venue, request)
        if request["type"] != self.kind:
            return told
        self.waiting.append(told)
        return None

    def let_go(self) -> None:
        for told in self.waiting:
            self.d.venue.exchange.links[0].push(told)
        self.waiting.clear()


async def look_around(d: Desk, monkeypatch: pytest.MonkeyPatch, **between: object) -> None:
    """A look with something of ours between the question and the answer."""
    await d.update(d.cache.time_ms + 300)
    slow = Slow(d, str(between.get("slow", "get_inventory")))
    with monkeypatch.context() as patch:
        patch.setattr(d.venue, "answer", slow.answer)
        asked = asyncio.create_task(d.account.refresh())
        await settle()
        if "order_on" in between:
            await d.account.manual.buy(between["order_on"], 100, 1)  # type: ignore[arg-type]  # an instrument
        if "event" in between:
            await d.update(d.cache.time_ms + 100, between["event"])  # type: ignore[arg-type]  # a frame
        slow.let_go()
        await asked


@pytest.mark.allow_log("booked to outside")
def test_one_look_changes_nothing_and_two_need_to_show_the_same() -> None:
    async def scene() -> None:
        async with desk() as d:
            portfolio = d.account.portfolio
            for held in (3, 2, 0, 3):
                d.venue.holdings[FUTURE] = [0, held]
                await look(d)
                assert portfolio.positions() == {}
            await d.account.refresh()
            assert portfolio.positions() == {}, "no time has passed: an event may be on its way"
            await look(d)
            assert portfolio.quantity(FUTURE, OUTSIDE) == 3

    run(scene())


@pytest.mark.expect_log("1 contracts were dealt unseen")
@pytest.mark.parametrize("unknown", [False, True])
def test_a_list_does_not_count_where_something_of_ours_lies_between(
    monkeypatch: pytest.MonkeyPatch, unknown: bool
) -> None:
    async def scene() -> None:
        async with desk() as d:
            placed = await d.account.manual.buy(FUTURE, Cents(90_000), 2, valid_for_ms=50_000)
            order = d.account.orders.get(placed.client_id)
            assert order is not None
            if unknown:
                d.account.orders.doubt(order, "in doubt")
            # it has dealt, and nobody has told
            d.venue.pending[FUTURE, 1]["unfilled_quantity"] = 1
            for _ in range(4):
                await look_around(d, monkeypatch, order_on=FUTURE, slow="get_pending_orders")
            assert order.filled == 0
            await look(d)
            assert order.filled == 0
            await look(d)
            assert order.filled == 1

    run(scene())


@pytest.mark.expect_log("booked to outside")
def test_while_orders_are_held_back_there_are_as_many_looks_as_a_difference_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scene() -> None:
        async with desk() as d:
            await d.account.manual.buy(CALL, Cents(100), 2, valid_for_ms=50_000)
            d.venue.holdings = {FUTURE: [0, 3]}
            d.venue.cash = [0, 1_000_000 - 300_000]
            await look(d)
            reconciler = d.account.reconciler
            slow = Slow(d)
            monkeypatch.setattr(d.venue, "answer", slow.answer)
            holding = asyncio.create_task(reconciler._look_quietly())
            await settle()
            assert reconciler.times_held == 1
            # what rests deals while the first look is on its way: it does not count for the cash
            await d.update(d.cache.time_ms + 100, trade(CALL, 1, 1, 100))
            d.venue.holdings[CALL] = [0, 1]
            d.venue.cash[1] -= 100
            for _ in range(3):
                assert not holding.done()
                slow.let_go()
                await settle()
                await d.update(d.cache.time_ms + 300)
                await settle()
            await holding
            assert not reconciler.holding
            outside = d.account.portfolio.statement(OUTSIDE)
            assert outside.positions[FUTURE].quantity == 3
            assert outside.cash == -300_000

    run(scene())


@pytest.mark.allow_log("booked to outside")
def test_an_answer_does_not_count_where_something_of_ours_lies_between(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with desk() as d:
            portfolio = d.account.portfolio
            d.venue.holdings = {FUTURE: [0, 3]}
            d.venue.cash = [0, 1_000_000 - 300_000]
            for _ in range(4):
                await look_around(d, monkeypatch, order_on=FUTURE)
            assert portfolio.positions() == {}
            # elsewhere something happens: the contracts count, the cash does not, and it is waited for
            for _ in range(3):
                await look_around(d, monkeypatch, order_on=CALL)
            assert portfolio.positions() == {}
            await d.update(d.cache.time_ms + 31_000)
            for _ in range(3):
                await look_around(d, monkeypatch, order_on=CALL)
            assert portfolio.quantity(FUTURE, OUTSIDE) == 3
            assert portfolio.cash == 1_000_000 - 300_000, "booked at the mark, which happens to be the price"

    run(scene())


@pytest.mark.allow_log("booked to outside")
def test_another_look_that_begins_meanwhile_does_not_make_a_look_forget_its_own_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scene() -> None:
        async with desk() as d:
            placed = await d.account.manual.buy(FUTURE, 99_000, 2, valid_for_ms=50_000)
            await look(d)
            # a teammate has bought: ours rests as it was, as each list tells
            d.venue.holdings = {FUTURE: [0, 2]}
            d.venue.cash = [0, 1_000_000 - 199_000]
            await look(d)
            await d.update(d.cache.time_ms + 300)
            slow = Slow(d, "get_inventory")
            with monkeypatch.context() as patch:
                patch.setattr(d.venue, "answer", slow.answer)
                asked = asyncio.create_task(d.account.refresh())
                await settle()
                patch.setattr(d.venue, "mute", True)
                other = asyncio.create_task(d.account.refresh())
                await settle()
                slow.let_go()
                await asked
            order = d.account.orders.get(placed.client_id)
            assert order is not None
            assert (order.state, order.filled) == (OrderState.WORKING, 0)
            assert d.account.portfolio.quantity(FUTURE, OUTSIDE) == 2
            d.clock.advance(3_001)
            with pytest.raises(RequestTimeoutError):
                await other

    run(scene())


@pytest.mark.allow_log("booked to outside")
def test_a_new_difference_waits_for_its_own_cash_however_long_ago_another_one_waited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scene() -> None:
        async with desk() as d:
            portfolio = d.account.portfolio
            d.venue.holdings = {FUTURE: [0, 3]}
            d.venue.cash = [0, 1_000_000 - 300_000]
            for _ in range(3):
                await look_around(d, monkeypatch, order_on=CALL)
            # a teammate has sold them again, with a loss: only the cash differs, and no answer counts for it
            d.venue.holdings = {}
            d.venue.cash = [0, 1_000_000 - 500]
            await look_around(d, monkeypatch, order_on=CALL)
            await d.update(d.cache.time_ms + 31_000)
            d.venue.holdings = {NEXT_FUTURE: [0, 2]}
            d.venue.cash = [0, 1_000_000 - 200_500]
            for _ in range(3):
                await look_around(d, monkeypatch, order_on=CALL)
            assert portfolio.positions() == {}
            await d.update(d.cache.time_ms + 31_000)
            for _ in range(3):
                await look_around(d, monkeypatch, order_on=CALL)
            assert portfolio.quantity(NEXT_FUTURE, OUTSIDE) == 2

    run(scene())


def test_a_fill_between_the_two_looks_makes_the_first_worthless(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with desk() as d:
            api = d.account.manual
            result = await api.buy(FUTURE, 99_000, 3, valid_for_ms=50_000)
            assert result.order_id is not None
            # the market deals one contract just before each look, and tells it just after: always one ahead of us
            for number in range(3):
                d.venue.holdings[FUTURE] = [0, number + 1]
                d.venue.cash = [0, 1_000_000 - 99_000 * (number + 1)]
                d.venue.pending[FUTURE, 1]["unfilled_quantity"] = 2 - number
                if number == 2:
                    del d.venue.pending[FUTURE, 1]
                await look(d)
                await d.update(d.cache.time_ms + 50, trade(FUTURE, 1, 1, 99_000, active=900 + number))
            assert (api.position(FUTURE), d.account.counters.fills) == (3, 3)
            await look(d)
            assert d.account.portfolio.owners() == [MANUAL]
            assert d.errors.records == []

    run(scene())


@pytest.mark.expect_log("1 contracts were dealt unseen")
def test_a_working_order_that_is_not_listed_ends_after_two_lists_and_explains_what_is_held() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = await d.account.open_api(BOT)
            result = await api.buy(FUTURE, 99_000, 2, valid_for_ms=50_000)
            order = api.order(result.client_id)
            assert order is not None
            # no gap of the feed was seen; its events are lost all the same
            d.venue.pending.clear()
            d.venue.holdings[FUTURE] = [0, 1]
            d.venue.cash = [0, 1_000_000 - 99_000]
            await look(d)
            assert order.state is OrderState.WORKING
            await look(d)
            await look(d)
            assert (order.state.value, order.filled) == ("cancelled", 1)
            assert api.position(FUTURE) == 1
            assert d.account.portfolio.owners() == [BOT]
            assert d.account.differences == {}

    run(scene())


@pytest.mark.allow_log("could not be read", "booked to outside")
def test_a_list_that_cannot_be_read_does_not_cost_the_inventory(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with desk() as d:
            session = d.account.sessions[MANUAL]
            submit = session.submit
            monkeypatch.setattr(session, "submit", lambda request, told, **who: submit(request, told, 50, **who))
            real = d.venue.answer

            def answer(request: Frame) -> Frame:
                told = real(request)
                return {**told, "data": "rubbish"} if request["type"] == "get_pending_orders" else told

            monkeypatch.setattr(d.venue, "answer", answer)
            d.venue.holdings[NEXT_FUTURE] = [0, 2]
            d.venue.cash = [0, 800_000]
            for _ in range(2):
                await d.update(d.cache.time_ms + 300)
                with pytest.raises(Exception, match="no reply"):
                    await d.account.refresh()
            assert d.account.inventory is not None
            assert d.account.inventory.cash.total == 800_000
            assert d.account.portfolio.quantity(NEXT_FUTURE, OUTSIDE) == 2

    run(scene())


@pytest.mark.expect_log("settlement of .* was missed", "booked to manual with 2.00", "booked to bot with 4.00")
def test_what_a_missed_settlement_really_paid_goes_to_who_held_the_contract() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = await d.account.open_api(BOT)
            d.venue.script.extend([lambda request: d.venue.rest(request, filled=request["quantity"])] * 2)
            await d.account.manual.buy(FUTURE, 100_000, 1)
            await api.buy(FUTURE, 100_000, 2)
            await d.update(59_900)
            d.instruments.remove(FUTURE)
            await d.update(61_950, gap=True)
            await d.update(62_020, candle={"index": 61, "open": 1, "high": 1, "low": 1, "close": 1, "mid": 101_000})
            d.venue.cash = [0, 1_000_000 - 300_000 + 3 * 101_200]
            await look(d)
            await look(d)
            portfolio = d.account.portfolio
            assert portfolio.cash == d.venue.cash[1]
            assert (portfolio.pnl(MANUAL).total, portfolio.pnl(BOT).total) == (1_200, 2_400)
            assert OUTSIDE not in portfolio.owners()

    run(scene())


def test_what_was_there_before_us_is_outside_s_and_earns_from_now_on() -> None:
    async def scene() -> None:
        made = Desk()
        made.venue.holdings = {FUTURE: [0, 2], CALL: [0, 1]}
        made.venue.cash = [30_000, 700_000]
        async with opened(made, price=None):
            portfolio = made.account.portfolio
            assert {key: held.quantity for key, held in portfolio.positions(OUTSIDE).items()} == {FUTURE: 2, CALL: 1}
            assert portfolio.pnl().total == 0
            await made.update(2_000, price=100_000)
            assert portfolio.pnl().total == 0
            await made.update(3_000, price=100_100)
            assert portfolio.pnl(OUTSIDE).total == portfolio.pnl().unrealised == 300
            assert made.account.cash is not None
            assert (made.account.cash.reserved, made.account.cash.total) == (0, 700_000)
            await look(made)
            assert made.account.cash.reserved == 30_000, "a teammate's buys reserve it"

    run(scene())


def test_everything_that_happens_passes_one_listener() -> None:
    async def scene() -> None:
        async with desk() as d:
            seen: list[AccountRecord] = []
            end = d.account.on_record(seen.append)
            await d.account.manual.buy(FUTURE, 99_000, 2, valid_for_ms=80_000)
            await d.update(1_100, trade(FUTURE, 1, 1, 99_000))
            await d.account.manual.cancel_all()
            await d.account.manual.buy(FUTURE, 0, 1)
            d.venue.holdings[FUTURE] = [0, 1]
            d.venue.cash = [0, 901_000]
            await look(d)
            await d.update(60_020, settlement(FUTURE, 101_000))
            await d.update(100, gap=True)
            await d.update(200)
            changes = [(r.before.value, r.state.value, r.filled) for r in seen if isinstance(r, OrderRecord)]
            assert changes == [
                ("new", "submitted", 0),
                ("submitted", "working", 0),
                ("working", "partially filled", 1),
                ("partially filled", "cancel pending", 1),
                ("cancel pending", "cancelled", 1),
                ("new", "denied", 0),
            ]
            fills = [record for record in seen if isinstance(record, Fill)]
            assert [(fill.quantity, fill.cash) for fill in fills] == [(1, Cents(-99_000))]
            looks = [record for record in seen if isinstance(record, LookRecord)]
            assert (looks[0].counted, looks[0].agreed, looks[0].cash) == (True, True, 901_000)
            assert [r.holders for r in seen if isinstance(r, SettlementRecord)] == [{MANUAL: 1}]
            assert [r.round for r in seen if isinstance(r, RoundRecord)] == [2]
            assert not any(isinstance(record, ReconciliationRecord) for record in seen)
            end()
            before = len(seen)
            await d.account.manual.buy(FUTURE, 0, 1)
            assert len(seen) == before

    run(scene())


@pytest.mark.expect_log("booked to outside")
def test_a_correction_is_told_with_both_sides() -> None:
    async def scene() -> None:
        async with desk() as d:
            seen: list[AccountRecord] = []
            d.account.on_record(seen.append)
            d.venue.holdings[FUTURE] = [0, 3]
            d.venue.cash = [0, 1_000_000 - 297_000]
            await look(d)
            await look(d)
            (told,) = [record for record in seen if isinstance(record, ReconciliationRecord)]
            assert (told.ours, told.theirs) == ({FUTURE: 0}, {FUTURE: 3})
            assert (told.our_cash, told.their_cash) == (1_000_000, 703_000)
            (correction,) = told.corrections
            assert (correction.owner, correction.quantity, correction.cash) == (OUTSIDE, 3, -297_000)

    run(scene())
