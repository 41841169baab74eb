"""Every setting of the exchange as an option of a command, made from the settings themselves."""

import functools
import inspect
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import typer

from algotrade_gui.core.errors import UserError
from algotrade_gui.simulator.config import ConfigError, ExchangeConfig, new_seed, secret_digest
from algotrade_gui.simulator.layers import Layer, checked, merged, read_layer, resolve
from algotrade_gui.simulator.opponents.crowds import CROWDS, KINDS
from algotrade_gui.simulator.presets import PRESETS, preset
from algotrade_gui.simulator.schema import Setting, settings
from algotrade_gui.simulator.teams_file import read_teams

SOURCE = "command line"
_WAYS: Final = {"orders": "order", "replies": "reply", "feed": "feed"}
_PANELS: Final = {
    "host": "Where it listens",
    "port": "Where it listens",
    "delays": "Delays, in exchange time",
    "limits": "Limits of a team, over all its connections",
    "standings": "Standings",
    "standings_access": "Standings",
    "standings_key": "Standings",
}
_SWITCHES: Final = "Switches"
_ROUNDS: Final = "Rounds and market"
_OPPONENTS: Final = "Opponents"
_TEAMS: Final = "Teams"
_SOURCES: Final = "Settings as a whole"


class GivenSettings:
    """What a command line says of the exchange's settings."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def config(self, *, draw_seed: bool) -> ExchangeConfig:
        """Return the settings: defaults, under the preset, under the file, under the options. Raises UserError with one sentence.

        With `draw_seed` a seed that nobody gives is a new one each time.
        """
        values = self._merged()
        if draw_seed and "seed" not in values:
            values = {**values, "seed": new_seed()}
        return resolve(values)

    @property
    def empty(self) -> bool:
        """Whether nothing was given at all."""
        return not any(value not in (None, []) for value in self._values.values())

    @property
    def has_seed(self) -> bool:
        """Whether a seed is given, by file or option. Raises UserError as `config` does."""
        return "seed" in self._merged()

    def _merged(self) -> Layer:
        values: Layer = {}
        for layer in self._layers():
            values = merged(values, layer)
        return values

    def _layers(self) -> list[Layer]:
        layers: list[Layer] = []
        teams = self._teams()
        if (name := self._values["preset"]) is not None:
            layers.append(preset(name))
        if (path := self._values["config_file"]) is not None:
            layers.append(read_layer(path))
        try:
            layers.append(checked({**self._options(), **({"teams": teams} if teams else {})}, SOURCE))
        except ConfigError as error:
            raise typer.BadParameter(str(error).removeprefix(f"{SOURCE}: ")) from error
        return layers

    def _options(self) -> Layer:
        layer: dict[str, Any] = {}
        for setting in settings():
            if setting.path[0] != "opponents" and (value := self._values[_parameter(setting)]) is not None:
                _put(layer, setting.path, _pace(value) if setting.kind == "pace" else value)
        if (text := self._values["opponents"]) is not None:
            layer["opponents"] = _crowds(text)
        if (text := self._values["skill"]) is not None:
            for kind, skill in _skills(text).items():
                _put(layer, ("opponents", kind, "skill"), skill)
        return layer

    def _teams(self) -> dict[str, str]:
        path = self._values["teams_file"]
        teams = {} if path is None else read_teams(path)
        if path is not None and os.name == "posix" and path.stat().st_mode & 0o077:
            sys.stderr.write(f"{path} can be read by others on this machine; chmod 600 {path} makes it yours alone.\n")
        if path is not None and not teams:
            raise UserError(f"{path} names no team; algotrade-gui exchange teams --new 20 makes some.")
        for name, secret in map(_team, self._values["team"] or ()):
            if name in teams:
                raise UserError(f"--team names {name!r} twice.")
            teams[name] = secret_digest(secret)
        return teams


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give `command` an option for every setting; it gets them as its argument `given`, a GivenSettings."""
    options = _parameters()
    names = {option.name for option in options}

    @functools.wraps(command)
    def called(**arguments: Any) -> None:
        own = {name: value for name, value in arguments.items() if name not in names}
        command(given=GivenSettings({name: arguments[name] for name in names}), **own)

    kept = [one for one in inspect.signature(command).parameters.values() if one.name != "given"]
    kept = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in kept]
    signature = inspect.Signature([*kept, *options])
    called.__signature__ = signature  # type: ignore[attr-defined]  # what inspect looks for, though no type knows it
    called.__annotations__ = {one.name: one.annotation for one in signature.parameters.values()}
    return called


def option_name(setting: Setting) -> str:
    """The option of a setting, without its dashes."""
    first, *rest = setting.path
    if first == "delays":
        way, what = rest
        return f"{_WAYS[way]}-{'delay' if what == 'ms' else _dashed(what)}"
    if first == "limits":
        return f"limit-{rest[0].replace('_', '-')}"
    return "round-seconds" if first == "round_seconds" else _dashed("_".join(setting.path))


def _parameters() -> list[inspect.Parameter]:
    crowds, kinds = ", ".join(CROWDS), ", ".join(KINDS)
    found = [
        _option("preset", str, _SOURCES, f"Rounds as in the competition: {', '.join(PRESETS)}.", "NAME"),
        _option("config_file", Path, _SOURCES, "A TOML file with settings.", "FILE.toml", "--config"),
        _option("teams_file", Path, _TEAMS, "A file of teams, from exchange teams.", "FILE.toml", "--teams"),
        _option("team", list[str], _TEAMS, "A team and its secret (repeatable).", "NAME=SECRET"),
        _option("opponents", str, _OPPONENTS, f"{crowds}, or numbers by kind, as in sniper=3,maker=2: {kinds}.", "WHO"),
        _option("skill", str, _OPPONENTS, "0 to 1 for all, or by kind, as in sniper=0.8,maker=0.2.", "HOW"),
    ]
    return found + [_setting_option(one) for one in settings() if one.path[0] != "opponents"]


def _setting_option(setting: Setting) -> inspect.Parameter:
    name, types = option_name(setting), {"int": int, "float": float, "bool": bool, "text": str, "pace": str}
    switch = f"--{name}/--no-{name}" if setting.kind == "bool" else f"--{name}"
    is_switch = setting.kind == "bool"
    panel = _SWITCHES if is_switch else _PANELS.get(setting.path[0], _ROUNDS)
    help_text = f"{setting.description.replace(' (protocol section 7)', '')} [{_bounds(setting)}]"
    metavar = None if is_switch else _metavar(setting)
    return _option(_parameter(setting), types[setting.kind], panel, help_text, metavar, switch)


def _bounds(setting: Setting) -> str:
    """Bounds and default, short."""
    default = setting.default
    if setting.path == ("seed",):
        return "default: a new one each time"
    if isinstance(default, bool):
        return "default: on" if default else "default: off"
    if isinstance(default, str):
        return f"default: {default}"
    if setting.minimum is None or setting.maximum is None:
        return f"{setting.bounds}; default: {default}"
    return f"{setting.minimum:,} to {setting.maximum:,}; default: {default}"


def _option(name: str, kind: Any, panel: str, help_text: str, metavar: str | None, *switches: str) -> inspect.Parameter:
    switches = switches or (f"--{name}",)
    # a bracket would be markup to the help's printer
    info = typer.Option(
        *switches,
        help=help_text.replace("[", "\\["),
        metavar=metavar,
        rich_help_panel=panel,
        show_default=False,
    )
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind | None, info]
    )


def _metavar(setting: Setting) -> str:
    last = setting.path[-1]
    for ending, unit in (
        ("ms", "MS"),
        ("seconds", "SECONDS"),
        ("bytes", "BYTES"),
        ("loss", "SHARE"),
        ("cash", "CENTS"),
    ):
        if last.endswith(ending):
            return unit
    return {"int": "N", "float": "X", "text": "TEXT", "pace": "X|max"}.get(setting.kind, "TEXT")


def _parameter(setting: Setting) -> str:
    return "_".join(setting.path)


def _dashed(name: str) -> str:
    return name.removesuffix("_ms").removesuffix("_seconds").replace("_", "-")


def _put(layer: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for name in path[:-1]:
        layer = layer.setdefault(name, {})
    layer[path[-1]] = value


def _pace(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _crowds(text: str) -> dict[str, dict[str, float]]:
    if text in CROWDS:
        crowd: dict[str, dict[str, float]] = msgspec.to_builtins(CROWDS[text])
        return crowd
    numbers = _by_kind(text, int)
    if numbers is None:
        raise UserError(
            f"--opponents takes {', '.join(CROWDS)} or KIND=NUMBER,... of the kinds {', '.join(KINDS)}, not {text!r}."
        )
    # an exact list: kinds that it leaves out are not there, whatever a file says
    return {kind: {"number": int(numbers.get(kind, 0))} for kind in KINDS}


def _skills(text: str) -> dict[str, float]:
    try:
        return dict.fromkeys(KINDS, float(text))
    except ValueError:
        pass
    skills = _by_kind(text, float)
    if skills is None:
        raise UserError(f"--skill takes a number from 0 to 1 or KIND=NUMBER,... of {', '.join(KINDS)}, not {text!r}.")
    return skills


def _by_kind(text: str, number: Callable[[str], float]) -> dict[str, float] | None:
    found: dict[str, float] = {}
    for part in text.split(","):
        kind, _, value = part.strip().partition("=")
        if kind not in KINDS or kind in found:
            return None
        try:
            found[kind] = number(value)
        except ValueError:
            return None
    return found


def _team(text: str) -> tuple[str, str]:
    name, equals, secret = text.partition("=")
    if not (name and equals and secret):
        raise UserError(f"--team takes NAME=SECRET, not {name!r}.")
    return name, secret
