"""Paths of prices for tests: those of the simulator, and those recorded where a copy lies beside the repository."""

import math
from collections import defaultdict
from pathlib import Path

import pytest

from algotrade_gui.core.ids import Underlying
from algotrade_gui.simulator.processes import make_processes

RECORDED = Path(__file__).resolve().parents[3] / "shared" / "data" / "underlyings_2025_candles.parquet"


def simulated(seed: int, seconds: int = 1_200, scale: float = 1.0) -> dict[Underlying, dict[int, int]]:
    """Published mids by index, one path per underlying."""
    return {
        underlying: {index: math.floor(process.step()) for index in range(seconds)}
        for underlying, process in make_processes(seed, scale).items()
    }


def recorded() -> dict[str, dict[Underlying, dict[int, int]]]:
    """The recorded rounds, or a skip where there are none."""
    parquet = pytest.importorskip("pyarrow.parquet")
    if not RECORDED.exists():
        pytest.skip("no recordings here")
    columns = parquet.read_table(RECORDED).to_pydict()
    rounds: dict[str, dict[Underlying, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for name, asset, index, mid in zip(
        columns["round"], columns["asset"], columns["index"], columns["mid"], strict=True
    ):
        rounds[name][Underlying(f"${asset.lstrip('$')}")][int(index)] = int(mid)
    return rounds
