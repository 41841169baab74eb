"""Measures how opponents contest the practice market; prints the figures of docs/exchange.md.

python -m tests.simulator.measure_opponents [--seeds 1 2 3] [--seconds 1800] [--crowds none few night]
"""

import argparse
import time
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import mean

from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import InstrumentKind, parse_instrument_id
from algotrade_gui.simulator.accounts import HOUSE
from algotrade_gui.simulator.config import ExchangeConfig, Opponents, make_config
from algotrade_gui.simulator.engine import Exchange
from algotrade_gui.simulator.fidelity.sniper import UPDATES, cash_multiple
from algotrade_gui.simulator.opponents.crowds import CROWDS, KINDS

ALPHA = 0.9
"""An ask below this share of the intrinsic value is a bargain."""
NEAR_MS = 15_000
SWIFT_MS = 70
"""The reaction of a good client without any added delay; fidelity's own of 300 ms has the 230 ms in it that the real rounds added."""


@dataclass
class Contest:
    """What a round's updates showed of bargains, and what each kind of opponent made of its cash."""

    asks: int = 0
    below: int = 0
    lives_ms: list[int] = field(default_factory=list)
    multiples: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    took_s: float = 0.0

    @property
    def share_below(self) -> float:
        """Of the option asks, those below intrinsic by the last published mid."""
        return self.below / max(self.asks, 1)


def watch(config: ExchangeConfig, seed: int, contest: Contest) -> None:
    """Run a round and add what it showed. A bargain lives from the update that shows it to the first that does not, at one price."""
    exchange = Exchange(config, seed)
    mids: dict[str, int] = {}
    since: dict[tuple[str, int], int] = {}
    began = time.process_time()
    spent_s = 0.0
    while not exchange.ended:
        frames = exchange.advance(int(exchange.next_deadline_ms))
        paused = time.process_time()
        for frame in frames:
            update = UPDATES.decode(frame)
            for name, candles in update.candles.untradeable.items():
                mids[name] = candles[-1].mid
            shown = set()
            for key, depth in update.orderbook_depths.items():
                instrument = parse_instrument_id(key)
                if not depth.asks or instrument.kind is InstrumentKind.FUTURE or instrument.underlying not in mids:
                    continue
                price = int(next(iter(depth.asks)))
                intrinsic = instrument.payoff(Cents(mids[instrument.underlying]))
                contest.asks += 1
                contest.below += price < intrinsic
                assert instrument.expiry_ms is not None
                if price < ALPHA * intrinsic and instrument.expiry_ms - update.time <= NEAR_MS:
                    shown.add((key, price))
            for bargain in shown:
                since.setdefault(bargain, update.time)
            for bargain in [bargain for bargain in since if bargain not in shown]:
                contest.lives_ms.append(update.time - since.pop(bargain))
        spent_s += time.process_time() - paused
    contest.took_s += time.process_time() - began - spent_s
    for team, name in exchange.team_names.items():
        if team != HOUSE and name.split()[0] in KINDS:
            contest.multiples[name.split()[0]].append(exchange.accounts[team].cash / config.start_cash)


def _range(values: list[float]) -> str:
    return f"{mean(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--seconds", type=int, default=1_800)
    parser.add_argument("--crowds", nargs="+", default=list(CROWDS), choices=list(CROWDS))
    parser.add_argument("--no-snipers", action="store_true", help="leave out the two rounds that the client plays")
    arguments = parser.parse_args()
    for crowd in arguments.crowds:
        _measure(crowd, CROWDS[crowd], arguments.seeds, arguments.seconds, snipers=not arguments.no_snipers)


def _measure(crowd: str, opponents: Opponents, seeds: list[int], seconds: int, *, snipers: bool) -> None:
    contest = Contest()
    config = make_config(round_seconds=seconds, opponents=opponents)
    for seed in seeds:
        watch(config, seed, contest)
    lives = sorted(contest.lives_ms)
    print(f"{crowd}: {len(seeds)} rounds of {seconds} s, {contest.took_s / len(seeds):.1f} s of one core each")
    print(f"  option asks below intrinsic: {contest.share_below:.3f}")
    print(f"  bargains: {len(lives) / len(seeds) / seconds:.2f} a second", end=", ")
    print(f"life: median {lives[len(lives) // 2]} ms, mean {mean(lives):.0f} ms")
    for kind, multiples in contest.multiples.items():
        print(f"  {kind}: {_range(multiples)}")
    if snipers:
        swift = [cash_multiple(config, seed, SWIFT_MS) for seed in seeds]
        print(f"  a client that snipes in {SWIFT_MS} ms: {_range(swift)}")
        delayed = make_config(round_seconds=seconds, opponents=opponents, delays={"orders": {"ms": 230}})
        slow = [cash_multiple(delayed, seed) for seed in seeds]
        print(f"  the same in a round whose orders take 230 ms more: {_range(slow)}", flush=True)


if __name__ == "__main__":
    main()
