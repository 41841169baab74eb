"""The rounds of the competition as settings with a name."""

from collections.abc import Mapping
from typing import Any, Final

from algotrade_gui.simulator.config import ConfigError

_TEST_S = 600
_SCORED_S = 1_800
_SCORED: Final = ((1_000, 0), (1_500, 100), (2_000, 200), (2_500, 350), (3_000, 500))
"""Coefficient, and ms from client to exchange (protocol section 7)."""

_TEST_ROUND: Final[Mapping[str, Any]] = {"name": "test", "seconds": _TEST_S}
_SCORED_ROUNDS: Final[tuple[Mapping[str, Any], ...]] = tuple(
    {
        "name": f"scored {number}",
        "seconds": _SCORED_S,
        "coefficient": coefficient,
        "delays": {"orders": {"ms": delay_ms}},
    }
    for number, (coefficient, delay_ms) in enumerate(_SCORED, 1)
)

PRESETS: Final[Mapping[str, Mapping[str, Any]]] = {
    "test": {"rounds": [_TEST_ROUND]},
    **{f"scored-{number}": {"rounds": [one]} for number, one in enumerate(_SCORED_ROUNDS, 1)},
    "night": {"rounds": [_TEST_ROUND, *_SCORED_ROUNDS], "repeat": False},
}
"""Each a layer of settings: one round played again and again; `night` all of them once, then the exchange ends."""


def preset(name: str) -> Mapping[str, Any]:
    """Return the settings of a preset. Raises ConfigError for a name that is none."""
    try:
        return PRESETS[name]
    except KeyError:
        raise ConfigError(f"There is no preset {name!r}; those there are: {', '.join(PRESETS)}.") from None
