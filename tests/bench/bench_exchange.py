"""What the practice exchange costs: orders, ticks, its start.

One thread does the work, so orders and ticks are measured in processor time: what else the machine does is not the exchange's cost.
"""

import random
import subprocess
import sys
import time

from algotrade_gui.core.ids import TeamId
from algotrade_gui.core.units import Cents
from algotrade_gui.simulator.config import config_to_json, make_config
from algotrade_gui.simulator.engine import Exchange
from algotrade_gui.simulator.matching import BookOrder
from tests.bench.figures import Figure

OPERATIONS = 100_000


def figures() -> list[Figure]:
    ticks_ms, speed = _ticks()
    return [
        Figure(
            name="exchange: adds, cancels and matches through checks, reserves and events",
            value=_operations_per_s(),
            unit="operations/s",
            target=250_000,
        ),
        Figure(
            name="exchange: work of a tick with 264 books, 99th percentile",
            value=ticks_ms[int(len(ticks_ms) * 0.99)],
            unit="ms",
            target=25,
            higher_is_better=False,
        ),
        Figure(name="exchange: a round without clients against the clock", value=speed, unit="times", target=30),
        Figure(
            name="exchange: from process start to listening",
            value=min(_start_s() for _ in range(3)),
            unit="s",
            target=0.5,
            higher_is_better=False,
        ),
    ]


def _operations_per_s() -> float:
    """55 % adds about a mid that stands still, a tenth of them aggressive; 45 % cancels."""
    best = 0.0
    for _ in range(3):
        exchange = Exchange(
            make_config(house_traders=False, start_cash=10**12, limits={"pending_orders": 1_000_000}), seed=1
        )
        exchange.advance(0)
        account = exchange.accounts[TeamId(1)]
        contracts = list(exchange.contracts)
        for contract in contracts:
            exchange.place(exchange.house, contract, False, Cents(1), 1_000, 10**9)
            exchange.place(account, contract, True, Cents(1), 1_000, 10**9)
        rng = random.Random(5)
        plan = []
        for _ in range(OPERATIONS):
            is_bid = rng.random() < 0.5
            off = rng.randrange(1, 20) * (1 if rng.random() > 0.1 else -1)
            price = Cents(1_000 - off if is_bid else 1_000 + off)
            plan.append((rng.random() < 0.55, contracts[rng.randrange(len(contracts))], is_bid, price))
        resting: dict[str, list[BookOrder]] = {contract.instrument.id: [] for contract in contracts}
        began = time.process_time()
        for is_add, contract, is_bid, price in plan:
            known = resting[contract.instrument.id]
            if is_add or not known:
                if exchange.refusal(account, contract, is_bid, price, 2) is None:
                    order, _ = exchange.place(account, contract, is_bid, price, 2, 50_000)
                    if order.live:
                        known.append(order)
            else:
                order = known.pop()
                if order.live:
                    exchange.withdraw(contract, order)
        best = max(best, OPERATIONS / (time.process_time() - began))
    return best


def _ticks() -> tuple[list[float], float]:
    exchange = Exchange(make_config(round_seconds=600), seed=1)
    exchange.advance(60_000)
    ticks_ms = []
    began = time.process_time()
    for now_ms in range(60_100, 120_001, 100):
        start = time.process_time()
        assert len(exchange.advance(now_ms)) == 1
        ticks_ms.append((time.process_time() - start) * 1_000)
    return sorted(ticks_ms), 60 / (time.process_time() - began)


def _start_s() -> float:
    began = time.perf_counter()
    command = [sys.executable, "-m", "algotrade_gui.simulator.main", "--child"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(config_to_json(make_config(port=0)) + b"\n")
        process.stdin.flush()
        assert process.stdout.readline().startswith(b'{"ready":true')
        took_s = time.perf_counter() - began
        process.stdin.close()
        process.wait(10)
    return took_s
