"""Histograms of waits: each counted once, quantiles exact to their step."""

import json

from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.order import Side
from algotrade_gui.market.memory import MemoryExchange, MemoryLink
from algotrade_gui.trading.gameapi import GameAPI
from algotrade_gui.trading.latency import EDGES_MS, Histogram, Latencies
from algotrade_gui.trading.session import TradingSession
from algotrade_gui.wire import messages as m
from algotrade_gui.wire.season2025 import Season2025
from tests.support.aio import run, run_virtual
from tests.trading.desk import FUTURE, desk


@given(st.lists(st.floats(0, 5_000), min_size=1, max_size=200), st.floats(0, 1))
def test_every_wait_counts_once_and_a_quantile_lies_in_the_step_of_the_exact_one(
    waits: list[float], share: float
) -> None:
    histogram = Histogram()
    for wait in waits:
        histogram.add(wait)
    assert sum(histogram.counts) == histogram.total == len(waits)
    exact = sorted(waits)[max(1, -int(-share * len(waits) // 1)) - 1]
    found = histogram.quantile(share)
    assert found is not None
    assert found <= max(waits)
    edges = (0.0, *EDGES_MS, float("inf"))
    place = next(at for at in range(len(edges) - 1) if exact <= edges[at + 1])
    assert edges[place] <= found <= edges[place + 1]


def test_none_before_the_first() -> None:
    assert Histogram().quantile(0.5) is None


def test_a_session_counts_each_answer_for_who_asked_orders_apart() -> None:
    async def scene() -> None:
        clock = ManualClock()

        def answer(link: MemoryLink, frame: bytes) -> None:
            request = json.loads(frame)
            clock.advance(7)
            kind = request["type"]
            data = {"order_id": 1} if kind == "add_order" else {"$": [0, 5]}
            reply = {"type": f"{kind}_response", "user_request_id": request["user_request_id"], "data": data}
            link.push(reply | ({"success": True} if kind == "add_order" else {}))

        session = TradingSession("maker", MemoryExchange(on_frame=answer), Season2025(), ErrorCentre(), clock)
        session.latencies = Latencies()
        await session.connect()
        await session.request(lambda name: m.GetInventory(request_id=name))
        await session.request(
            lambda name: m.AddOrder(
                request_id=name,
                instrument=InstrumentId("$SIMP_future_60"),
                side=Side.BUY,
                price=Cents(1),
                quantity=1,
                expires_ms=RoundMs(5_000),
            ),
            owner=BotId("sniper"),
        )
        await session.close()
        assert {owner: each.total for owner, each in session.latencies.requests.items()} == {"maker": 1, "sniper": 1}
        assert list(session.latencies.orders) == ["sniper"]
        assert session.latencies.orders[BotId("sniper")].worst_ms == 7

    run(scene())


def test_who_shares_a_connection_is_counted_by_his_own_name() -> None:
    async def scene() -> None:
        async with desk(RiskSettings(budget_share=0.3)) as d:
            # one connection: the window's own
            await d.account.connect_owner(BotId("maker"))
            api = GameAPI(d.account, BotId("maker"))
            result = await api.buy(FUTURE, 99_000, 1)
            assert result.order_id is not None
            assert (await api.cancel_order(FUTURE, result.order_id)).ok
            assert {owner: each.total for owner, each in d.account.latencies.orders.items()} == {"maker": 1}
            assert d.account.latencies.requests[BotId("maker")].total == 2

    run_virtual(scene())
