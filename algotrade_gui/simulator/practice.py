"""The settings of the exchange that a profile practises on."""

from pathlib import Path
from typing import Any

import msgspec

from algotrade_gui.core.settings import PracticeSettings
from algotrade_gui.simulator.config import ExchangeConfig, make_config, new_seed
from algotrade_gui.simulator.layers import Layer, merged, read_layer, resolve
from algotrade_gui.simulator.opponents.crowds import CROWDS
from algotrade_gui.simulator.presets import preset


def practice_config(settings: PracticeSettings, *, port: int = 0) -> ExchangeConfig:
    """Return the exchange's settings for a profile: the profile's own, under its preset, under its file.

    It listens on this machine's loopback only, at `port`, and knows the practice team only, whatever the file says. Raises UserError with
    one sentence where the file does not hold.
    """
    own: dict[str, Any] = {
        "round_seconds": settings.round_seconds,
        "speed": settings.speed,
        "start_cash": settings.start_cash,
        "seed": new_seed() if settings.seed is None else settings.seed,
    }
    layers: list[Layer] = [own, {"opponents": msgspec.to_builtins(CROWDS[settings.opponents])}]
    if settings.preset is not None:
        layers.append(preset(settings.preset))
    if settings.config_file:
        layers.append(read_layer(Path(settings.config_file).expanduser()))
    values: Layer = {}
    for layer in layers:
        values = merged(values, layer)
    here = make_config(port=port)
    return resolve({**values, "host": here.host, "port": here.port, "teams": here.teams})
