"""Settings from several sources, each over the one before: defaults, preset, file, command line."""

import tomllib
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import msgspec

from algotrade_gui.core.words import say
from algotrade_gui.simulator.config import ConfigError, ExchangeConfig
from algotrade_gui.simulator.opponents.crowds import CROWDS

Layer = Mapping[str, Any]
"""Settings as plain values, tables as mappings; what it leaves out is for the layers below."""


def checked(layer: Layer, source: str) -> Layer:
    """Return the layer with a crowd's name spelled out, once every value in it holds.

    Raises ConfigError with one sentence that names `source`, the key, its value and its bound.
    """
    values = dict(layer)
    crowd = values.get("opponents")
    if isinstance(crowd, str):
        if crowd not in CROWDS:
            raise ConfigError(
                say(
                    "{source}: opponents must be a table or one of {crowds}, not {crowd}.",
                    source=source,
                    crowds=", ".join(CROWDS),
                    crowd=repr(crowd),
                )
            )
        values["opponents"] = msgspec.to_builtins(CROWDS[crowd])
    try:
        msgspec.convert(values, ExchangeConfig)
    except msgspec.ValidationError as error:
        raise _refused(source, error, values) from error
    return values


def merged(lower: Layer, upper: Layer) -> dict[str, Any]:
    """Return `upper` over `lower`: tables are merged, a plan of rounds and the teams are replaced as a whole.

    What `upper` says of length, delays, volatility or seed without a plan of its own also holds for every round of the plan below it.
    """
    result = _over(lower, upper)
    if "rounds" not in upper and "rounds" in lower:
        result["rounds"] = [_adjusted(one, upper) for one in lower["rounds"]]
    if "teams" in upper:
        result["teams"] = dict(upper["teams"])
    return result


def resolve(*layers: Layer) -> ExchangeConfig:
    """Return the configuration that `layers`, lowest first, make over the defaults. Raises ConfigError."""
    values: dict[str, Any] = {}
    for layer in layers:
        values = merged(values, layer)
    try:
        return msgspec.convert(values, ExchangeConfig)
    except msgspec.ValidationError as error:
        raise _refused(say("exchange settings"), error, values) from error


def read_layer(path: Path) -> Layer:
    """Return the settings in a TOML file, checked. Raises ConfigError with one sentence that names the file."""
    return checked(read_toml(path), str(path))


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a TOML file holds. Raises ConfigError with one sentence that names the file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(say("{path} cannot be read: {reason}.", path=path, reason=error.strerror or error)) from error
    except UnicodeDecodeError as error:
        raise ConfigError(say("{path} is not UTF-8 text.", path=path)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(say("{path} is not TOML: {reason}.", path=path, reason=error)) from error


def _refused(source: str, error: msgspec.ValidationError, values: Layer) -> ConfigError:
    # only needed here, and every window's start would wait for it
    from algotrade_gui.simulator.schema import explain

    return ConfigError(say("{source}: {reason}.", source=source, reason=explain(error, values)))


def _over(lower: Layer, upper: Layer) -> dict[str, Any]:
    result = deepcopy(dict(lower))
    for key, value in upper.items():
        below = result.get(key)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            result[key] = _over(below, value)
        else:
            result[key] = deepcopy(value)
    return result


def _adjusted(planned: Layer, upper: Layer) -> dict[str, Any]:
    result = dict(planned)
    for key, own in (("round_seconds", "seconds"), ("volatility_scale", "volatility_scale"), ("seed", "seed")):
        if key in upper:
            result.pop(own, None)
    if "delays" in upper and "delays" in result:
        result["delays"] = _over(result["delays"], upper["delays"])
    return result
