"""The exchange's settings as a commented TOML file."""

from collections.abc import Iterable, Mapping
from textwrap import wrap
from typing import Any

import msgspec
import tomli_w

from algotrade_gui.simulator.config import ExchangeConfig
from algotrade_gui.simulator.schema import Setting, round_fields, settings, table_description

_WIDTH = 100
_HEAD = (
    "Settings of the practice exchange: algotrade-gui exchange --config FILE. "
    "What is commented out stands at its default; a preset's settings count below these, the command line's above."
)


def settings_text(config: ExchangeConfig, *, with_seed: bool = True) -> str:
    """Return all settings with what they mean and may be. Reading it back gives `config`; what stands at its default is commented out.

    The seed is not, unless `with_seed` is off: a file without one draws it.
    """
    default, values = ExchangeConfig(), msgspec.to_builtins(config)
    lines = list(_comment(_HEAD))
    table: tuple[str, ...] = ()
    # a table's own keys must come before its sub-tables
    for setting in sorted(settings(), key=lambda one: len(one.path) > 1):
        inner = setting.path[:-1]
        if inner != table:
            lines += ["", *_comment(_table_words(inner)), f"[{'.'.join(inner)}]"]
            table = inner
        lines += ["", *_comment(f"{setting.description} {_bounds(setting)}".strip())]
        written = with_seed if setting.path == ("seed",) else None
        lines.append(_line(setting, values, written=written))
    lines += ["", *_comment("Name to the SHA-256 of the secret: algotrade-gui exchange teams writes them.")]
    if config.teams != default.teams:
        lines.append(tomli_w.dumps({"teams": config.teams}).strip())
    lines += [
        "",
        *_comment("The plan: what is played, in order. What a round leaves out is as the settings above have it."),
    ]
    for name, bounds, description in round_fields():
        lines += _comment(f"    {name}: {bounds}. {description}")
    for plan in values["rounds"]:
        lines += ["", "[[rounds]]", *_round_lines(plan)]
    return "\n".join(lines) + "\n"


def _line(setting: Setting, values: Mapping[str, Any], *, written: bool | None) -> str:
    value: Any = values
    for name in setting.path:
        value = value[name]
    text = tomli_w.dumps({setting.path[-1]: value}).strip()
    if written is None:
        written = value != setting.default
    return text if written else f"#{text}"


def _round_lines(plan: Mapping[str, Any]) -> Iterable[str]:
    given = {key: value for key, value in plan.items() if value is not None}
    delays = given.pop("delays", None)
    yield tomli_w.dumps(given).strip()
    if delays is not None:
        ways = ", ".join(f"{way} = {_inline(delay)}" for way, delay in delays.items())
        yield f"delays = {{ {ways} }}"


def _inline(table: Mapping[str, Any]) -> str:
    return "{ " + ", ".join(tomli_w.dumps({key: value}).strip() for key, value in table.items()) + " }"


def _table_words(path: tuple[str, ...]) -> str:
    return " ".join(table_description(path[:depth]) for depth in range(1, len(path) + 1))


def _bounds(setting: Setting) -> str:
    words = setting.bounds
    return f"{words[0].upper()}{words[1:]}."


def _comment(text: str) -> Iterable[str]:
    indent = text[: len(text) - len(text.lstrip())]
    return [f"# {line}" for line in wrap(text, _WIDTH, subsequent_indent=indent * 2)]
