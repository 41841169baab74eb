"""A program that is killed at any moment loses at most its last second, and the next one takes up its books.

`JOURNAL_KILLS=12` kills more often.
"""

import asyncio
import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from algotrade_gui.composition import Phase
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.secrets import Secret
from algotrade_gui.domain.order import OrderState
from algotrade_gui.recording.entries import KINDS
from algotrade_gui.recording.journal import journal_path, wall_ms
from algotrade_gui.simulator.config import PRACTICE_SECRET, make_config
from algotrade_gui.simulator.process import PracticeProcess
from algotrade_gui.trading.owners import OUTSIDE
from tests.recording.trader import make_station
from tests.support.aio import run, until
from tests.support.desk import CASH

KILLS = int(os.environ.get("JOURNAL_KILLS", "3"))
ROOT = Path(__file__).resolve().parents[2]


async def _trade_and_die(uri: str, folder: Path, truth: Path, life_s: float, *, starting: bool) -> int:
    """Let a child trade for a while, or only begin to, and kill it. Returns the wall's clock just before."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("COV", "PYTEST"))}
    child = subprocess.Popen(  # noqa: ASYNC220 - a fork; it does not block
        [sys.executable, "-m", "tests.recording.trader", uri, str(folder), str(truth)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with child:
        try:
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write(f"{PRACTICE_SECRET}\n")
            child.stdin.flush()
            if not starting:
                assert await asyncio.to_thread(child.stdout.readline) == "trading\n"
            await asyncio.sleep(life_s)  # a moment of its life, whichever it is
            killed = wall_ms()
        finally:
            child.kill()
    return killed


def _check_journal(folder: Path, truth: Path, began: int, killed: int) -> int:
    """The file is whole, and holds what the child told up to a second before its end, in that order. Returns how much it holds."""
    with closing(sqlite3.connect(journal_path(folder, "desk"))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM gaps").fetchone() == (0,)
        # none where it was killed before its first word
        run_id = connection.execute("SELECT max(run) FROM runs WHERE run >= ?", (began,)).fetchone()[0]
        kept = [
            body
            for kind, body in connection.execute("SELECT kind, body FROM records WHERE run = ? ORDER BY seq", (run_id,))
            if kind in KINDS
        ]
    told = [line.split(" ", 1) for line in (truth.read_text() if truth.exists() else "").splitlines()]
    assert kept == [body for _, body in told][: len(kept)]
    assert len(kept) >= sum(int(wall) < killed - 1_000 for wall, _ in told)
    return len(kept)


@pytest.mark.allow_log(
    r"working when the program|settlement of .* was missed|account: .*(The exchange counts|dealt unseen)"
)
def test_kill_9_at_any_moment(tmp_path: Path) -> None:
    seed = int(os.environ.get("JOURNAL_SEED", "1"))
    moments = random.Random(seed)

    async def scene() -> None:
        exchange = PracticeProcess(make_config(port=0, seed=seed, start_cash=CASH, round_seconds=1_200, speed=2.0))
        uri = (await exchange.start()).uri
        secret = Secret(PRACTICE_SECRET)
        try:
            kept = 0
            for number in range(KILLS):
                truth = tmp_path / f"truth-{number}"
                began = wall_ms()
                starting = number % 3 == 1
                life_s = moments.uniform(0.4, 1.2) if starting else moments.uniform(1.0, 5.0)
                killed = await _trade_and_die(uri, tmp_path, truth, life_s, starting=starting)
                kept += _check_journal(tmp_path, truth, began, killed)
            assert kept > 10 * KILLS
            station = make_station(uri, secret, tmp_path)
            try:
                await station.start()
                assert station.phase is Phase.RUNNING
                taken = station.taken_up
                assert taken is not None
                assert taken.same_round
                assert {"one", "two"} <= set(taken.left.positions)
                account = station.account
                await until(
                    lambda: (
                        account.reconciler.agreed_ms is not None
                        and not account.differences
                        and not [order for order in account.orders.working() if order.state is OrderState.UNKNOWN]
                    ),
                    timeout_s=30,
                )
                assert account.inventory is not None
                ours: dict[InstrumentId, int] = {}
                for owner in account.portfolio.owners():
                    for key, held in account.portfolio.positions(owner).items():
                        ours[key] = ours.get(key, 0) + held.quantity
                theirs = {key: held.total for key, held in account.inventory.holdings.items() if held.total}
                assert {key: count for key, count in ours.items() if count} == theirs
                assert account.portfolio.cash == account.inventory.cash.total
                assert not [one for one in account.portfolio.positions(OUTSIDE).values() if one.quantity]
            finally:
                await station.stop()
        finally:
            await exchange.stop()

    run(scene(), timeout_s=60 + 15 * KILLS)
