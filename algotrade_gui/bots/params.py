"""A strategy's typed settings: declared once, described for a dialog, checked before use."""

import enum
import math
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from msgspec import inspect as mi

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.words import say


class BotConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of a strategy's settings. Subclass it; each field `Annotated[type, Param(...)]`, with a default where one makes sense.

    Types that a dialog can draw: bool, int, float, str, Literal[...], an Enum, each also `| None` (then outside:
    `Annotated[int, Param(ge=1)] | None`). Instances never change.
    """


def Param(  # noqa: N802 - reads as a type inside Annotated[...]
    *,
    label: str | None = None,
    help: str = "",
    unit: str = "",
    ge: float | None = None,
    le: float | None = None,
    live: bool = False,
) -> msgspec.Meta:
    """Describe one field of a BotConfig: its name for people, a sentence of help, its unit, its bounds (`ge` at least, `le` at most).

    `live` marks a parameter that may change while the bot runs.
    """
    bounds: dict[str, Any] = {name: bound for name, bound in (("ge", ge), ("le", le)) if bound is not None}
    return msgspec.Meta(title=label, description=help or None, extra={"unit": unit, "live": live}, **bounds)


class ConfigError(UserError):
    """Settings that do not hold: `field` (None: the whole) and the `reason`, with the bound."""

    def __init__(self, field: str | None, reason: str) -> None:
        super().__init__(say("{field}: {reason}", field=field, reason=reason) if field else reason)
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ParamInfo:
    """One field as a dialog needs it. `type` is bool, int, float, str or an Enum class; for `choices` the values to choose from.

    `default` is None where the field has none (`required`) or where None is the default (`optional`).
    """

    name: str
    label: str
    help: str
    unit: str
    type: type
    default: Any
    minimum: float | None
    maximum: float | None
    choices: tuple[Any, ...]
    live: bool
    required: bool
    optional: bool
    """Whether None is a legal value."""


C = TypeVar("C", bound=BotConfig)


def describe(config_type: type[BotConfig] | None) -> list[ParamInfo]:
    """Describe each field of `config_type` in the order of declaration; none for a strategy with a plain dict.

    Raises ConfigError where the declaration itself is wrong (a type no dialog can draw, a default out of its own bounds).
    """
    if config_type is None:
        return []
    try:
        hints = typing.get_type_hints(config_type, include_extras=True)
        # builds the decoder, which refuses bounds that do not fit their type
        info = mi.type_info(config_type)
        msgspec.convert({}, dict[str, config_type] | None)  # type: ignore[valid-type]
    except (TypeError, NameError, ValueError, AttributeError) as error:
        raise ConfigError(
            None, say("{type} is not declared well: {reason}", type=config_type.__name__, reason=str(error))
        ) from error
    assert isinstance(info, mi.StructType)
    described = [_describe_field(field, hints[field.name]) for field in info.fields]
    for item in described:
        if not item.required and not (item.optional and item.default is None):
            _check_default(config_type, item)
    return described


def build(config_type: type[C], values: Mapping[str, Any]) -> C:
    """Return the settings that `values` make, defaults filled in. Raises ConfigError naming the field and its bound."""
    for name, value in values.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise ConfigError(name, say("must be a number, not {value}", value=value))
    try:
        return msgspec.convert(dict(values), config_type)
    except msgspec.ValidationError as error:
        raise _as_config_error(config_type, error, values) from None
    except TypeError as error:
        raise ConfigError(
            None, say("{type} is not declared well: {reason}", type=config_type.__name__, reason=str(error))
        ) from error


def to_values(config: BotConfig | Mapping[str, Any]) -> dict[str, Any]:
    """Return settings as plain values that a profile can hold: the inverse of `build`."""
    if isinstance(config, BotConfig):
        plain = msgspec.to_builtins(config)
        # TOML knows no null: a field left out is None again by its default
        return {key: value for key, value in plain.items() if value is not None}
    return dict(config)


def _describe_field(field: mi.Field, hint: Any) -> ParamInfo:
    meta = _meta_of(hint)
    plain, optional = _plain_type(field.type)
    kind, choices, minimum, maximum = _kind_of(field.name, plain)
    extra = (meta.extra or {}) if meta is not None else {}
    default: Any = None
    if field.default is not msgspec.NODEFAULT:
        default = field.default
    elif field.default_factory is not msgspec.NODEFAULT:
        default = field.default_factory()
    label = meta.title if meta is not None and meta.title else field.name.replace("_", " ").capitalize()
    return ParamInfo(
        name=field.name,
        label=label,
        help=(meta.description or "") if meta is not None else "",
        unit=str(extra.get("unit", "")),
        type=kind,
        default=default,
        minimum=minimum,
        maximum=maximum,
        choices=choices,
        live=bool(extra.get("live", False)),
        required=field.required,
        optional=optional,
    )


def _meta_of(hint: Any) -> msgspec.Meta | None:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        for part in typing.get_args(hint):
            found = _meta_of(part)
            if found is not None:
                return found
    for extra in getattr(hint, "__metadata__", ()):
        if isinstance(extra, msgspec.Meta):
            return extra
    return None


def _plain_type(kind: mi.Type) -> tuple[mi.Type, bool]:
    """Strip the metadata and `| None`."""
    if isinstance(kind, mi.Metadata):
        return _plain_type(kind.type)
    if isinstance(kind, mi.UnionType):
        rest = [item for item in kind.types if not isinstance(item, mi.NoneType)]
        if len(rest) == 1:
            return _plain_type(rest[0])[0], len(rest) < len(kind.types)
    return kind, False


def _kind_of(name: str, kind: mi.Type) -> tuple[type, tuple[Any, ...], float | None, float | None]:
    if isinstance(kind, mi.BoolType):
        return bool, (), None, None
    if isinstance(kind, mi.IntType):
        low = kind.ge if kind.ge is not None else None if kind.gt is None else kind.gt + 1
        high = kind.le if kind.le is not None else None if kind.lt is None else kind.lt - 1
        return int, (), low, high
    if isinstance(kind, mi.FloatType):
        low_f = kind.ge if kind.ge is not None else kind.gt
        high_f = kind.le if kind.le is not None else kind.lt
        return float, (), low_f, high_f
    if isinstance(kind, mi.StrType):
        return str, (), None, None
    if isinstance(kind, mi.LiteralType):
        return type(kind.values[0]), tuple(kind.values), None, None
    if isinstance(kind, mi.EnumType):
        return kind.cls, tuple(kind.cls), None, None
    raise ConfigError(name, say("no dialog can show a value of this type"))


def _check_default(config_type: type[BotConfig], item: ParamInfo) -> None:
    value = item.default.value if isinstance(item.default, enum.Enum) else item.default
    below = item.minimum is not None and value < item.minimum
    if below or (item.maximum is not None and value > item.maximum):
        raise ConfigError(
            item.name,
            say("the default {value} of {type} is out of its own bounds", value=value, type=config_type.__name__),
        )


_AT = re.compile(r" - at `\$\.?(?P<path>[^`\[.]*)[^`]*`$")
_MISSING = re.compile(r"missing required field `(?P<name>[^`]+)`")
_UNKNOWN = re.compile(r"contains unknown field `(?P<name>[^`]+)`")


def _as_config_error(config_type: type[BotConfig], error: Exception, values: Mapping[str, Any]) -> ConfigError:
    text = str(error)
    if missing := _MISSING.search(text):
        return ConfigError(missing["name"], say("must be given"))
    if unknown := _UNKNOWN.search(text):
        return ConfigError(unknown["name"], say("{type} has no such setting", type=config_type.__name__))
    at = _AT.search(text)
    name = at["path"] if at and at["path"] else None
    reason = text[: at.start()] if at else text
    reason = reason.replace("Expected", "must be", 1).replace("`", "")
    if name is not None and name in values:
        reason = f"{reason}, not {values[name]!r}" if ", got" not in reason else reason.replace(", got", ", not a")
    return ConfigError(name, reason)
