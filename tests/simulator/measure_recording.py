"""Measures the real figures on the recordings: `uv run --with pyarrow python -m tests.simulator.measure_recording`.

Prints the table of `algotrade_gui/simulator/fidelity/reference.py`. The recordings are not part of the project; without them, or without
pyarrow, it says so and leaves.
"""

import importlib
import importlib.util
import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from algotrade_gui.simulator.fidelity.figures import Figures, book_figures, event_figures, process_figures
from algotrade_gui.simulator.fidelity.sample import EXPIRY, UNDERLYING, Collector, Ints, Sample

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
BOOKS = "books_2025_t1497_1527.parquet"
CANDLES = "underlyings_2025_candles.parquet"
UPDATE = "market_data_update_2025.jsonl"
BOOKS_ROUND = "20250615_025824"
SAME_PATHS = (BOOKS_ROUND, "20250615_032944", "20250615_040555", "20250615_043615")
"""Rounds whose six paths are identical: one path, and each fills the others' gaps."""
RESAMPLINGS = 400


def available() -> bool:
    """Whether there is anything to measure, and something to read it with."""
    return all((DATA / name).exists() for name in (BOOKS, CANDLES, UPDATE)) and bool(
        importlib.util.find_spec("pyarrow")
    )


def read(name: str) -> dict[str, list[Any]]:
    """The columns of a recording."""
    table: dict[str, list[Any]] = importlib.import_module("pyarrow.parquet").read_table(DATA / name).to_pydict()
    return table


def paths() -> dict[str, list[Ints]]:
    """Each distinct path of each underlying once, indexed by the second."""
    table = read(CANDLES)
    by_path: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for name, round_name, index, mid in zip(table["asset"], table["round"], table["index"], table["mid"], strict=True):
        by_path[name.removeprefix("$"), round_name][index] = mid
    found: dict[str, list[dict[int, int]]] = defaultdict(list)
    for (name, _), path in by_path.items():
        for known in found[name]:
            common = [index for index in path if index in known]
            if len(common) > 20 and all(path[index] == known[index] for index in common):
                known.update(path)
                break
        else:
            found[name].append(dict(path))
    arrays: dict[str, list[Ints]] = {}
    for name, all_paths in found.items():
        arrays[name] = []
        for path in all_paths:
            array = np.full(max(path) + 1, -1, dtype=np.int64)
            array[list(path)] = list(path.values())
            arrays[name].append(array)
    return arrays


def sample() -> Sample:
    """The recorded books, the first look of each second, with the mids of their round."""
    collector = Collector()
    candles = read(CANDLES)
    for name, round_name, index, mid in zip(
        candles["asset"], candles["round"], candles["index"], candles["mid"], strict=True
    ):
        if round_name in SAME_PATHS:
            collector.mid("$" + name.removeprefix("$"), index, mid)
    table = read(BOOKS)
    seen = set()
    for row in range(len(table["time"])):
        second, instrument = table["time"][row], table["asset"][row]
        # the recorder kept expired contracts
        if (second, instrument) in seen or int(instrument.rsplit("_", 1)[1]) <= second:
            continue
        seen.add((second, instrument))
        sides = [
            [
                (table[f"{side}_price{level}"][row], table[f"{side}_quantity{level}"][row])
                for level in (1, 2, 3)
                if table[f"{side}_price{level}"][row] is not None
            ]
            for side in ("bid", "ask")
        ]
        collector.look(second, instrument, sides[0], sides[1])
    update = json.loads((DATA / UPDATE).read_text(encoding="utf-8").splitlines()[1])
    kinds = [event["event_type"] for event in update["events"]]
    collector.events(
        [event["data"]["quantity"] for event in update["events"] if event["event_type"] == "trade"],
        kinds.count("cancel"),
    )
    return collector.sample()


def _errors(figures: Callable[[np.random.Generator], Figures]) -> Figures:
    """The deviation of each figure over resamplings."""
    rng = np.random.default_rng(1)
    drawn = [figures(rng) for _ in range(RESAMPLINGS)]
    return {name: float(np.nanstd([one[name] for one in drawn])) for name in drawn[0]}


def measure() -> dict[str, tuple[float, float]]:
    """Every real figure with its sampling error.

    Books are resampled by underlying and expiry, since contracts of one underlying share its path; steps of prices by blocks of 104 s.
    """
    recorded = sample()
    keys = recorded.books[:, UNDERLYING] * 100_000 + recorded.books[:, EXPIRY]
    by_underlying: dict[int, list[Ints]] = defaultdict(list)
    for key in np.unique(keys):
        rows = np.nonzero(keys == key)[0]
        by_underlying[int(key) // 100_000].append(rows)

    def books_again(rng: np.random.Generator) -> Figures:
        rows = [own[choice] for own in by_underlying.values() for choice in rng.integers(0, len(own), len(own))]
        return book_figures(recorded.books[np.concatenate(rows)])

    all_paths = paths()

    def paths_again(rng: np.random.Generator) -> Figures:
        drawn: dict[str, list[Ints]] = {}
        for name, arrays in all_paths.items():
            blocks = [array[start : start + 105] for array in arrays for start in range(51, len(array), 104)]
            drawn[name] = [blocks[choice] for choice in rng.integers(0, len(blocks), len(blocks))]
        return process_figures(drawn)

    values = {
        **book_figures(recorded.books),
        **event_figures(recorded.trades, recorded.cancels, recorded.trade_quantities),
        **process_figures(all_paths),
    }
    errors = {**_errors(books_again), **_errors(paths_again)}
    # one update was recorded: its counts are taken for Poisson's
    errors["trades in a busy update"] = math.sqrt(values["trades in a busy update"])
    errors["cancels in a busy update"] = math.sqrt(values["cancels in a busy update"])
    quantities = recorded.trade_quantities
    errors["mean quantity of a trade"] = float(quantities.std() / math.sqrt(len(quantities)))
    return {name: (value, errors[name]) for name, value in values.items()}


def main() -> int:
    if not available():
        sys.stderr.write(f"no recordings in {DATA}, or no pyarrow: nothing measured\n")
        return 0
    for name, (value, error) in measure().items():
        sys.stdout.write(f'    "{name}": Real({value:.4g}, {error:.2g}),\n')
    return 0


if __name__ == "__main__":
    sys.exit(main())
