"""Whenever the exchange's word counts, the sum over all owners is the account: to the contract and to the cent, whatever was missed."""

import contextlib
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from algotrade_gui.core.clock import LoopClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.settings import BotSettings, RiskSettings
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.order import Side
from algotrade_gui.market.cache import FeedState
from algotrade_gui.simulator.config import PRACTICE_SECRET
from algotrade_gui.trading.owners import OUTSIDE
from algotrade_gui.trading.records import AccountRecord, LookRecord, ReconciliationRecord
from algotrade_gui.trading.session import ExchangeError, TradingSession
from algotrade_gui.wire import messages as m
from algotrade_gui.wire.season2025 import Season2025
from tests.support.aio import run_virtual
from tests.support.desk import CASH, THREE_BOTS, Desk, maker, trading_desk


class Auditor:
    """Compares our books with the exchange's own in the moment of every look that agreed, and after every correction."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.agreed = 0
        self.corrections: list[ReconciliationRecord] = []
        self.wrong: list[str] = []
        desk.station.account.on_record(self.note)

    def note(self, record: AccountRecord) -> None:
        if isinstance(record, ReconciliationRecord):
            self.corrections.append(record)
        elif isinstance(record, LookRecord) and record.counted and record.agreed:
            self.agreed += 1
            self.wrong += list(self.differences())

    async def agreements(self, more: int = 1) -> None:
        """Wait for so many more looks that count and agree.

        One is due each 5.25 s here; one that does not count, or that finds something, is asked again 0.75 s later.
        """
        wanted = self.agreed + more
        await self.desk.until(lambda: self.agreed >= wanted, 30)

    def differences(self) -> Iterator[str]:
        """What does not add up in our own books, or against the exchange's inventory as it was told last."""
        account = self.desk.station.account
        portfolio, told = account.portfolio, account.inventory
        assert told is not None
        statements = [portfolio.statement(owner) for owner in portfolio.owners()]
        if portfolio.cash != told.cash.total:
            yield f"cash: {portfolio.cash}, told {told.cash.total}"
        if CASH + sum(statement.cash for statement in statements) != told.cash.total:
            yield f"the owners' cash makes {CASH + sum(statement.cash for statement in statements)}, told {told.cash.total}"
        for instrument in {*told.holdings, *portfolio.positions()}:
            ours = sum(portfolio.quantity(instrument, owner) for owner in portfolio.owners())
            theirs = told.holdings[instrument].total if instrument in told.holdings else 0
            if ours != theirs:
                yield f"{instrument}: {ours}, told {theirs}"
        total = portfolio.pnl()
        if sum(statement.pnl.total for statement in statements) != total.total:
            yield "the owners' P&L is not the total"
        if total.realised + total.unrealised != total.total:
            yield "realised and unrealised are not the total"
        # what it began with and what it made are what there is: nothing came from nowhere
        if CASH + total.total != told.cash.total + portfolio.statement().value:
            yield f"P&L is off by {CASH + total.total - told.cash.total - portfolio.statement().value} cents"


class Mate:
    """A teammate's machine: it takes what is offered, and sells it again, on the same account."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.held: Counter[InstrumentId] = Counter()
        self.cash = 0
        self.deals = 0
        self.session = TradingSession(
            "mate", desk.exchange.transport(PRACTICE_SECRET), Season2025(), ErrorCentre(), LoopClock()
        )

    async def trade(self, rng: random.Random) -> None:
        """Sell what it holds, now and then; else buy an option that somebody offers."""
        cache = self.desk.station.cache
        sellable = [
            key for key, held in self.held.items() if held and (quote := cache.get_best_prices(key)) and quote.bid
        ]
        if sellable and rng.random() < 0.5:
            instrument, side = rng.choice(sellable), Side.SELL
        else:
            offered = [
                item.id
                for item in cache.instruments()
                if item.kind.is_option
                and (item.expiry_ms or 0) > cache.time_ms + 10_000
                and (quote := cache.get_best_prices(item.id)) is not None
                and quote.ask is not None
            ]
            instrument, side = rng.choice(offered), Side.BUY
        quote = cache.get_best_prices(instrument)
        assert quote is not None
        price = quote.ask if side is Side.BUY else quote.bid
        assert price is not None
        reply = await self.session.request(
            lambda request_id: m.AddOrder(
                request_id=request_id,
                instrument=instrument,
                side=side,
                price=Cents(price),
                quantity=1,
                expires_ms=RoundMs(cache.time_ms + 5_000),
            )
        )
        assert isinstance(reply, m.AddOrderReply)
        order_id = reply.order_id
        if order_id is None:
            return
        dealt, cash = abs(reply.inventory_change or 0), reply.balance_change or 0
        if not dealt:
            answer = await self.session.request(
                lambda request_id: m.CancelOrder(request_id=request_id, instrument=instrument, order_id=order_id)
            )
            assert isinstance(answer, m.CancelOrderReply)
            if answer.success:
                return
            # it has rested, and somebody has taken it at its price
            dealt, cash = 1, -side.sign * price
        self.deals += 1
        self.held[instrument] += side.sign * dealt
        self.cash += cash


async def with_a_teammate(bots: Sequence[BotSettings], seed: int, **settings: Any) -> int:
    """A minute with a teammate who trades every few seconds; the books are compared at each look and at the end.

    Returns how often new orders were held back.
    """
    rng = random.Random(seed)
    async with trading_desk(bots, seed=seed, **settings) as it:
        audit, mate = Auditor(it), Mate(it)
        await mate.session.connect()
        for _ in range(12):
            await it.play(1 + 5 * rng.random())
            with contextlib.suppress(ExchangeError):  # the contract ended on the way
                await mate.trade(rng)
        await it.play(20)
        portfolio = it.station.account.portfolio
        assert it.station.account.counters.fills > 10
        assert mate.deals > 3
        assert audit.wrong == []
        await it.come_to_rest()
        await audit.agreements()
        assert audit.wrong == []
        # to the contract and to the cent; what has settled meanwhile is cash on both sides
        live = {item.id for item in it.station.cache.instruments()}
        outside = portfolio.statement(OUTSIDE)
        assert {key: held.quantity for key, held in outside.positions.items()} == {
            key: held for key, held in mate.held.items() if held and key in live
        }
        settled = sum(
            held * (portfolio.payoff(key) or 0) for key, held in mate.held.items() if held and key not in live
        )
        assert outside.cash == mate.cash + settled, audit.corrections
        await mate.session.close()
        return it.station.account.reconciler.times_held


@pytest.mark.allow_log("booked to outside", "its fate is unknown", "refused", "settlement")
@pytest.mark.parametrize("seed", range(4))
def test_what_a_teammate_trades_is_booked_to_outside_and_to_nobody_else(seed: int) -> None:
    run_virtual(with_a_teammate(THREE_BOTS, seed))


BUSY = tuple(maker(f"busy{name}", name, update_interval=0.1) for name in ("$SIMP", "$LOGN", "$GARR"))


@pytest.mark.allow_log("booked to outside", "its fate is unknown", "refused", "settlement")
@pytest.mark.parametrize("seed", range(2))
def test_an_account_that_is_never_quiet_converges_all_the_same(seed: int) -> None:
    # nothing that slows them down: a gate that refuses their orders would make room for quiet answers
    risk = RiskSettings(max_order_notional=None, self_trade=None, duplicates_per_s=None, price_band_percent=None)
    assert run_virtual(with_a_teammate(BUSY, seed, risk=risk, delays={"orders": {"ms": 250}})) > 0


@pytest.mark.allow_log("booked to outside", "its fate is unknown", "refused", "settlement")
@pytest.mark.parametrize("seed", range(3))
def test_a_teammates_deal_is_booked_with_its_own_cash_though_the_account_is_never_quiet(seed: int) -> None:
    async def scene() -> None:
        risk = RiskSettings(max_order_notional=None, self_trade=None, duplicates_per_s=None, price_band_percent=None)
        async with trading_desk(BUSY, seed=seed, risk=risk, delays={"orders": {"ms": 250}}) as it:
            audit, mate = Auditor(it), Mate(it)
            await mate.session.connect()
            await it.play(10)
            while not mate.deals:
                await mate.trade(random.Random(seed))
            await it.until(lambda: audit.corrections, 40)
            (instrument,) = mate.held
            (correction,) = audit.corrections[0].corrections
            assert (correction.owner, correction.instrument, correction.quantity) == (OUTSIDE, instrument, 1)
            assert correction.cash == mate.cash
            await mate.session.close()

    run_virtual(scene())


@pytest.mark.allow_log("")
@pytest.mark.parametrize("seed", range(6))
def test_with_cut_sockets_the_sum_over_owners_is_the_account_and_nothing_goes_to_outside(seed: int) -> None:
    async def scene() -> None:
        rng = random.Random(seed)
        async with trading_desk(THREE_BOTS, seed=seed) as it:
            audit = Auditor(it)
            for _ in range(8):
                await it.play(2 + 6 * rng.random())
                links = list(it.exchange.links)
                for link in rng.sample(links, rng.randint(1, len(links))):
                    link.cut()
            await it.until(lambda: it.station.cache.state is FeedState.LIVE, 30)
            await it.come_to_rest()
            await audit.agreements(3)
            assert audit.wrong == []
            await it.until(lambda: not it.differences(), 5)
            # nobody else trades on this account: every difference was somebody's of ours
            portfolio = it.station.account.portfolio
            assert portfolio.statement(OUTSIDE).positions == {}
            assert portfolio.statement(OUTSIDE).cash == 0, audit.corrections

    run_virtual(scene())


LOSSY = {
    "orders": {"ms": 200, "jitter_ms": 150, "loss": 0.02},
    "replies": {"ms": 50, "jitter_ms": 50, "loss": 0.02},
    "feed": {"ms": 30, "jitter_ms": 30, "loss": 0.02},
}


@pytest.mark.allow_log("")
@pytest.mark.parametrize("seed", [202, 205, 209])
def test_with_lost_frames_too_everything_is_somebody_s_of_ours(seed: int) -> None:
    """Fills that are told before their purchase, and after their contract has settled: nothing of them sticks to outside."""

    async def scene() -> None:
        async with trading_desk(THREE_BOTS, seed=seed, delays=LOSSY) as it:
            audit = Auditor(it)
            await it.play(90)
            await it.come_to_rest()
            await audit.agreements()
            assert audit.wrong == []
            assert it.station.account.portfolio.statement(OUTSIDE).cash == 0, audit.corrections

    run_virtual(scene())
