"""Our updates beside a recorded one of the real exchange: the same keys, the same types, nothing more."""

import json
from pathlib import Path
from typing import Any

import pytest

from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.engine import Exchange

RECORDED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "market_data_update_2025.jsonl"


def _shape(value: Any, path: str = "") -> set[tuple[str, str]]:
    """Every path in a message with the JSON type found there; ids of instruments and prices count as one key each."""
    if isinstance(value, dict):
        found = {(path, "object")}
        for key, inner in value.items():
            name = "*" if key.startswith("$") else "#" if key.isdecimal() else key
            found |= _shape(inner, f"{path}/{name}")
        return found
    if isinstance(value, list):
        return {(path, "array")}.union(*(_shape(inner, f"{path}/[]") for inner in value))
    return {(path, type(value).__name__)}


@pytest.mark.skipif(not RECORDED.exists(), reason="the recording is not on this machine")
def test_an_update_has_the_shape_of_a_recorded_one() -> None:
    lines = RECORDED.read_text(encoding="utf-8").splitlines()
    recorded = json.loads(lines[1])
    texts = Exchange(make_config(round_seconds=120, house_settlements=False), 4).advance(59_900)
    ours: set[tuple[str, str]] = set().union(*(_shape(json.loads(text)) for text in texts[-30:]))
    assert _shape(recorded) == ours
    assert len(recorded["orderbook_depths"]) == len(json.loads(texts[-1])["orderbook_depths"]) == 264
    assert 0.6 < len(texts[-1]) / len(lines[1]) < 1.6
