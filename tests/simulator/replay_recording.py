"""Lets the built-in traders trade on the recorded price path: `uv run --with pyarrow python -m tests.simulator.replay_recording [N]`.

Prints each figure of the books in N rounds (default 12) whose prices are those of the recorded half minute, beside the real one: what of a
difference is the path's doing vanishes here. Without the recordings, or without pyarrow, it says so and leaves.
"""

import sys
from collections.abc import Mapping

import numpy as np
import pytest

from algotrade_gui.core.ids import Underlying
from algotrade_gui.simulator import engine
from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.engine import Exchange
from algotrade_gui.simulator.fidelity.figures import Figures, book_figures
from algotrade_gui.simulator.fidelity.reference import REAL
from algotrade_gui.simulator.fidelity.report import compare, table
from algotrade_gui.simulator.fidelity.sample import SECOND, collect
from algotrade_gui.simulator.processes import PriceProcess
from tests.simulator import measure_recording

BEGIN_S, END_S = 1_497, 1_527
_SHIFT_S = 1_395
"""The round's second 0 is the recording's second 1395, a multiple of 15: listings and expiries fall as they fell then."""
_ROUND_S = 195


class Replay:
    """A price process that walks a given path."""

    def __init__(self, path: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
        self._path = path
        self._second = -1

    def step(self) -> float:
        """One second on."""
        self._second += 1
        return float(self._path[self._second])


def processes() -> dict[Underlying, PriceProcess]:
    """The recorded paths from `_SHIFT_S` on. Gaps are bridged; half a cent is what flooring took on average."""
    candles = measure_recording.read(measure_recording.CANDLES)
    known: dict[str, dict[int, int]] = {}
    for name, round_name, index, mid in zip(
        candles["asset"], candles["round"], candles["index"], candles["mid"], strict=True
    ):
        if round_name in measure_recording.SAME_PATHS:
            known.setdefault("$" + name.removeprefix("$"), {})[index] = mid
    return {Underlying(name): Replay(_bridged(path)) for name, path in sorted(known.items())}


def _bridged(path: Mapping[int, int]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    seconds = sorted(path)
    wanted = np.arange(_SHIFT_S, _SHIFT_S + _ROUND_S + 1)
    return np.interp(wanted, seconds, [path[second] + 0.5 for second in seconds])


def measure(rounds: int) -> Figures:
    """The books' figures over that many rounds on the recorded path, in the recorded seconds."""
    books = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "make_processes", lambda *_: processes())
        for seed in range(rounds):
            config = make_config(round_seconds=_ROUND_S, overtime_seconds=0, house_settlements=False)
            exchange = Exchange(config, seed)
            sample = collect(exchange.advance((_ROUND_S - 1) * 1_000))
            seconds = sample.books[:, SECOND] + _SHIFT_S
            books.append(sample.books[(seconds >= BEGIN_S) & (seconds <= END_S)])
    return book_figures(np.concatenate(books))


def main() -> int:
    if not measure_recording.available():
        sys.stderr.write(f"no recordings in {measure_recording.DATA}, or no pyarrow: nothing measured\n")
        return 0
    found = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
    sys.stdout.write(table(compare(found, {name: REAL[name] for name in found}, {})))
    return 0


if __name__ == "__main__":
    sys.exit(main())
