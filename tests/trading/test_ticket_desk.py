"""A ticket at a real account: what is known around it, the sending of its legs, the closing of a holding."""

import pytest

from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.trading.account import TradingAccount
from algotrade_gui.trading.closing import ClosingAccount, close, close_plan
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.trading.inventory import stock
from algotrade_gui.trading.owners import MANUAL
from algotrade_gui.trading.ticket import Leg, ProblemKind
from algotrade_gui.trading.ticket_desk import (
    LegReport,
    LegState,
    TicketAccount,
    check,
    means,
    send,
    standing,
)
from tests.support.aio import run_virtual as run
from tests.trading.desk import CALL, FUTURE, NEXT_FUTURE, Desk, Frame, desk, refused, settle, silent

BOT = BotId("bot")
BOOKS: dict[str, Frame] = {FUTURE: {"bids": {"99900": 2}, "asks": {"100100": 3}}}


def the_account_fits(account: TradingAccount) -> tuple[TicketAccount, ClosingAccount]:
    """For mypy: what is asked for is what the account has."""
    return account, account


def leg(instrument: InstrumentId, side: Side = Side.BUY, price: int = 99_000, quantity: int = 1) -> Leg:
    return Leg(instrument=instrument, side=side, price=Cents(price), quantity=quantity)


async def buy(d: Desk, quantity: int, owner: BotId = MANUAL, *, instrument: InstrumentId = FUTURE) -> None:
    """Bought at once, at 100,000 cents."""
    d.venue.script.append(lambda request: d.venue.rest(request, filled=quantity))
    await d.account.place(owner, instrument, Side.BUY, 100_000, quantity, valid_for_ms=5_000)


def test_what_sells_reserve_is_not_free() -> None:
    async def scene() -> None:
        async with desk() as d:
            await buy(d, 5)
            assert stock(d.account, FUTURE).free == 5
            await d.account.manual.sell(FUTURE, 101_000, 2)
            assert stock(d.account, FUTURE).free == 3
            await d.account.manual.buy(CALL, 500, 3)
            assert means(d.account, d.cache).open_orders == 2
            cash = means(d.account, d.cache).free_cash
            assert cash == 1_000_000 - 500_000 - 1_500
            known = standing(d.account, d.cache, FUTURE)
            assert (known.live, known.free_contracts, known.theo, known.spot) == (True, 3, 100_000, 100_000)
            assert not standing(d.account, d.cache, InstrumentId("$SIMP_future_90")).live

    run(scene())


def test_a_contract_at_its_expiry_is_not_live_any_more() -> None:
    async def scene() -> None:
        async with desk() as d:
            await d.update(60_000)
            assert not standing(d.account, d.cache, FUTURE).live

    run(scene())


def test_the_gates_word_is_told_before_anything_is_sent() -> None:
    async def scene() -> None:
        async with desk() as d:
            good = [leg(FUTURE)]
            risk = RiskSettings()
            assert check(good, 5_000, d.account, d.cache, risk) == []
            d.account.states.set(None, TradingState.HALTED, "the user")
            (found,) = check(good, 5_000, d.account, d.cache, risk)
            assert (found.kind, found.leg) == (ProblemKind.GATE, 0)
            d.account.states.set(None, TradingState.ACTIVE, "")
            await d.account.manual.sell(FUTURE, 99_500, 1)
            (found,) = check([leg(FUTURE, price=99_500)], 5_000, d.account, d.cache, risk)
            assert "manual's own sell" in found.text
            assert (d.account.counters.denied, len(d.account.orders.all())) == (0, 1)

    run(scene())


def test_foreseeing_counts_nothing() -> None:
    async def scene() -> None:
        async with desk(RiskSettings(duplicates_per_s=1)) as d:
            for _ in range(5):
                assert d.account.foresee(MANUAL, FUTURE, Side.BUY, Cents(99_000), 1, valid_for_ms=5_000) is None
            assert (await d.account.manual.buy(FUTURE, 99_000, 1)).ok
            told = d.account.foresee(MANUAL, FUTURE, Side.BUY, Cents(99_000), 1, valid_for_ms=5_000)
            assert told is not None
            assert told.startswith("duplicates_per_s")
            assert (await d.account.manual.buy(FUTURE, 99_000, 1)).message == told
            assert d.account.foresee(BOT, FUTURE, Side.BUY, Cents(99_000), 1, valid_for_ms=5_000) == (
                "connection: the session of bot is closed"
            )

    run(scene())


def test_legs_go_one_after_another_as_the_windows_own() -> None:
    async def scene() -> None:
        async with desk() as d:
            d.venue.script.append(lambda request: d.venue.rest(request, filled=1))
            told: list[tuple[int, LegState]] = []
            legs = [leg(FUTURE), leg(CALL, price=500, quantity=2)]
            reports = await send(
                legs, 4_000, d.account, d.cache, lambda number, report: told.append((number, report.state))
            )
            assert [(one.state, one.text) for one in reports] == [
                (LegState.TAKEN, "filled"),
                (LegState.TAKEN, "working"),
            ]
            assert told == [
                (0, LegState.SENDING),
                (0, LegState.TAKEN),
                (1, LegState.SENDING),
                (1, LegState.TAKEN),
            ]
            orders = d.account.orders.all()
            assert {order.owner for order in orders} == {MANUAL}
            assert [order.expires_ms - order.placed_ms for order in orders] == [4_000, 4_000]
            assert [reports[1].client_id] == [order.client_id for order in d.account.orders.working()]

    run(scene())


@pytest.mark.parametrize("way", ["refused", "denied", "silent"])
def test_a_leg_that_is_not_taken_ends_the_sending(way: str) -> None:
    async def scene() -> None:
        async with desk() as d:
            second = leg(CALL, price=500)
            d.venue.script.append(lambda request: d.venue.rest(request))
            if way == "refused":
                d.venue.script.append(refused("Insufficient balance"))
            elif way == "silent":
                d.venue.script.append(silent)
            else:
                second = leg(CALL, price=500, quantity=51)
            told: list[LegReport] = []
            reports = await send(
                [leg(FUTURE), second, leg(NEXT_FUTURE)],
                5_000,
                d.account,
                d.cache,
                lambda _, report: told.append(report),
            )
            words = {
                "refused": (LegState.REFUSED, "rejected: Insufficient balance"),
                "denied": (
                    LegState.REFUSED,
                    "denied here: max_order_size: 51 contracts in one order, at most 50 are allowed",
                ),
            }
            if way == "silent":
                assert reports[1].state is LegState.UNKNOWN
                assert reports[1].text.startswith("fate unknown: ")
            else:
                assert (reports[1].state, reports[1].text) == words[way]
            assert (reports[2].state, reports[2].text) == (LegState.NOT_SENT, "not sent: leg 2 was not taken")
            assert told[-1] is reports[2]
            assert [request["instrument_id"] for request in d.venue.of_type("add_order")] == (
                [FUTURE] if way == "denied" else [FUTURE, CALL]
            )
            (first,) = d.account.orders.working(FUTURE)
            assert first.state is OrderState.WORKING, "nothing is undone"

    run(scene())


def test_what_is_not_connected_sends_nothing_and_says_so() -> None:
    async def scene() -> None:
        async with desk() as d:
            await d.account.close()
            reports = await send([leg(FUTURE), leg(CALL)], 5_000, d.account, d.cache, lambda _number, _report: None)
            assert reports[0].text == "nothing was sent: There is no connection for trading yet."
            assert [one.state for one in reports] == [LegState.REFUSED, LegState.NOT_SENT]

    run(scene())


# --- closing ---


def test_a_bots_holding_is_sold_in_its_own_name_while_it_is_connected() -> None:
    async def scene() -> None:
        async with desk() as d:
            await d.account.open_api(BOT)
            await buy(d, 3, BOT)
            await d.update(1_100, books=BOOKS)
            plan = close_plan(3, stock(d.account, FUTURE).free, d.cache.get_best_prices(FUTURE))
            d.venue.script.append(lambda request: d.venue.rest(request, filled=2))
            text = await close(d.account, BOT, FUTURE, plan)
            assert text == "Sold 2 at 999.00 or better. The bid takes 2 of 3."
            assert d.account.portfolio.quantity(FUTURE, BOT) == 1
            assert d.account.portfolio.pnl(BOT).realised == -200
            (request,) = [one for one in d.venue.of_type("add_order") if one["side"] == "ask"]
            assert (request["price"], request["quantity"]) == (99_900, 2)

    run(scene())


def test_a_stopped_bots_holding_is_sold_by_hand() -> None:
    async def scene() -> None:
        async with desk() as d:
            await d.account.open_api(BOT)
            await buy(d, 2, BOT)
            await d.account.disconnect_owner(BOT)
            await settle()
            await d.update(1_100, books=BOOKS)
            plan = close_plan(2, 2, d.cache.get_best_prices(FUTURE))
            d.venue.script.append(lambda request: d.venue.rest(request, filled=1))
            text = await close(d.account, BOT, FUTURE, plan)
            assert text == "Sold 1 of 2: the bid of 999.00 was gone for the rest."
            assert d.account.orders.fills[-1].owner == MANUAL

    run(scene())


def test_a_sale_that_is_refused_says_why() -> None:
    async def scene() -> None:
        async with desk() as d:
            await buy(d, 2)
            await d.update(1_100, books=BOOKS)
            plan = close_plan(2, 2, d.cache.get_best_prices(FUTURE))
            d.venue.script.append(refused("Insufficient inventory"))
            assert await close(d.account, None, FUTURE, plan) == "Not sold: Insufficient inventory"
            d.venue.script.append(silent)
            assert (await close(d.account, None, FUTURE, plan)).startswith("The sale's fate is unknown")
            # an error that names no order: this one may have been meant, or another
            d.venue.script.append(lambda _: {"type": "error", "user_request_id": "", "message": "Failed to parse"})
            assert (await close(d.account, None, FUTURE, plan)).startswith("The sale's fate is unknown")

    run(scene())
