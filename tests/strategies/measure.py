"""Measure the bundled strategies: each plays seeded practice rounds, alone and among opponents; writes docs/strategies/.

`python -m tests.strategies.measure [--rounds 20] [--seconds 600] [--jobs 2] [--only NAME]`: results are kept in build/strategies.json as
they come, and a run that is repeated goes on where the last one ended. `--write` only writes the pages.
"""

import argparse
import asyncio
import concurrent.futures
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any, Final

from algotrade_gui.core.settings import BotSettings, RiskSettings
from algotrade_gui.core.virtual_time import run_virtual
from algotrade_gui.simulator.opponents.crowds import CROWDS
from tests.strategies.pages import write_pages
from tests.support.desk import trading_desk

STRATEGIES: Final = ("UnderpricedOptionsBot", "LongCombinationsBot", "InventoryMakerBot")
START_CASH: Final = 1_000_000
FIRST_SEED: Final = 101
_REAL_LIMIT_S: Final = 3_600.0
REPOSITORY: Final = Path(__file__).resolve().parents[2]
RESULTS: Final = REPOSITORY / "build" / "strategies.json"

Result = dict[str, Any]


async def _round(strategy: str, crowd: str, seed: int, seconds: int, config: dict[str, Any]) -> Result:
    async with trading_desk(
        [BotSettings(strategy=strategy, name="bot", config=config)],
        # what a user has who changes nothing
        risk=RiskSettings(),
        seed=seed,
        start_cash=START_CASH,
        round_seconds=seconds,
        opponents=CROWDS[crowd],
    ) as it:
        worst, peak = float(START_CASH), float(START_CASH)
        drawdown = 0.0
        for _ in range(seconds // 15):
            await it.play(15)
            # at an expiry little is held: cash and cost of what is held is near enough for the drawdown
            worth = float(START_CASH + it.station.account.portfolio.pnl().total)
            worst, peak = min(worst, worth), max(peak, worth)
            drawdown = max(drawdown, 1 - worth / peak)
        await it.play(2)
        (bot,) = it.station.manager.bots()
        counters = it.station.account.counters
        return {
            "multiple": it.team.cash / START_CASH,
            "left": sum(it.team.held.values()),
            "fills": counters.fills,
            "sent": counters.sent,
            "denied": counters.denied,
            "rejected": counters.rejected,
            "drawdown": drawdown,
            "error": bot.error,
        }


def play(strategy: str, crowd: str, seed: int, seconds: int, config: dict[str, Any] | None = None) -> Result:
    """Play one round in virtual time and tell how it ended."""
    began = time.process_time()
    result: Result = run_virtual(
        _bounded(_round(strategy, crowd, seed, seconds, config or {}), seconds), real_limit_s=_REAL_LIMIT_S
    )
    return {
        "strategy": strategy,
        "crowd": crowd,
        "seed": seed,
        "seconds": seconds,
        **result,
        "took_s": round(time.process_time() - began, 1),
    }


async def _bounded(coroutine: Any, seconds: int) -> Result:
    async with asyncio.timeout(seconds * 2 + 60):
        result: Result = await coroutine
    return result


def load() -> list[Result]:
    """What was measured so far."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", action="append", choices=STRATEGIES)
    parser.add_argument("--crowds", nargs="+", default=["none", "night"], choices=sorted(CROWDS))
    parser.add_argument("--write", action="store_true", help="only write the pages from what was measured")
    options = parser.parse_args(arguments)
    results = load()
    done = {(row["strategy"], row["crowd"], row["seed"], row["seconds"]) for row in results}
    jobs = [
        (strategy, crowd, seed, options.seconds)
        for seed in range(FIRST_SEED, FIRST_SEED + options.rounds)
        for strategy in (options.only or STRATEGIES)
        for crowd in options.crowds
    ]
    todo = [] if options.write else [job for job in jobs if job not in done]
    RESULTS.parent.mkdir(exist_ok=True)
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        for future in concurrent.futures.as_completed([pool.submit(play, *job) for job in todo]):
            row = future.result()
            results.append(row)
            RESULTS.write_text(json.dumps(results, indent=1), encoding="utf-8")
            print(
                f"{row['strategy']} {row['crowd']} seed {row['seed']}: x {row['multiple']:.2f}, {row['fills']} fills, {row['took_s']} s",
                flush=True,
            )
    medians = {
        (strategy, crowd): statistics.median(rows)
        for strategy in STRATEGIES
        for crowd in options.crowds
        if (rows := [row["multiple"] for row in results if (row["strategy"], row["crowd"]) == (strategy, crowd)])
    }
    for (strategy, crowd), median in medians.items():
        print(f"{strategy} {crowd}: median x {median:.2f}")
    write_pages(REPOSITORY / "docs" / "strategies", [row for row in results if row["seconds"] == options.seconds])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
