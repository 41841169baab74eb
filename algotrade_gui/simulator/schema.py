"""What the settings of the exchange are called, mean and may be, read off their structs."""

import ast
import difflib
import inspect
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any, Literal

import msgspec
from msgspec import inspect as types

from algotrade_gui.core.words import say
from algotrade_gui.simulator import config as config_module
from algotrade_gui.simulator.config import ExchangeConfig

_AT = re.compile(r" - at `(?:key` in `)?(\$[^`]*)`")
_FIELD = re.compile(r"(unknown|missing required) field `([^`]*)`")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]")
_LONGEST_VALUE = 60
_TABLES = ("rounds", "teams")
"""Not one value each: a list of tables and a table of names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One value that can be set."""

    path: tuple[str, ...]
    """From the outermost table inwards."""
    kind: Literal["int", "float", "bool", "text", "pace"]
    """`pace` is a number or a word."""
    default: int | float | bool | str
    minimum: float | None
    maximum: float | None
    """Inclusive, None where there is none or where the bound itself is out."""
    bounds: str
    """What it may be, in words."""
    description: str


@cache
def settings() -> tuple[Setting, ...]:
    """Every setting but the rounds and the teams, in the order of the structs."""
    return tuple(_walk(_struct(ExchangeConfig), ExchangeConfig(), ()))


@cache
def round_fields() -> tuple[tuple[str, str, str], ...]:
    """A planned round's fields: name, what it may be, description."""
    plan = _struct(config_module.RoundPlan)
    return tuple((field.name, words(field.type), _describe(plan.cls, field.name)) for field in plan.fields)


def table_description(path: tuple[str, ...]) -> str:
    """What a table, such as `delays.orders`, is for; empty for none."""
    found: type = ExchangeConfig
    for name in path[:-1]:
        found = _nested(found, name)
    return _describe(found, path[-1])


def words(wanted: types.Type) -> str:
    """Say in words what a value of type `wanted` may be."""
    match wanted:
        case types.IntType():
            return say("a whole number {bounds}", bounds=_range_words(wanted.ge, wanted.gt, wanted.le))
        case types.FloatType():
            return say("a number {bounds}", bounds=_range_words(wanted.ge, wanted.gt, wanted.le))
        case types.BoolType():
            return say("true or false")
        case types.StrType():
            length = say("text of {least} to {most} characters", least=wanted.min_length or 0, most=wanted.max_length)
            return say("{text} that fits {pattern}", text=length, pattern=wanted.pattern) if wanted.pattern else length
        case types.LiteralType():
            return _either([f'"{value}"' for value in wanted.values])
        case types.UnionType():
            return _either([words(one) for one in wanted.types if not isinstance(one, types.NoneType)])
        case types.VarTupleType():
            return say("a list of tables")
        case _:
            return say("a table")


def _either(choices: list[str]) -> str:
    return reduce(lambda one, other: say("{one} or {other}", one=one, other=other), choices)


def explain(error: msgspec.ValidationError, values: Mapping[str, Any]) -> str:
    """Say in one sentence why `values` are no settings: the key, its value, its bound. No secret is repeated."""
    text = str(error)
    found = _AT.search(text)
    steps: list[str] = [a or b for a, b in _STEP.findall(found[1])] if found else []
    if steps[:1] == ["teams"] or "key` in" in text:
        return say(
            "teams must give each name its secret's digest, 64 hexadecimal digits: algotrade-gui exchange teams writes them"
        )
    wanted, value = _follow(steps, values)
    key = _key(steps)
    if field := _FIELD.search(text):
        if field[1] == "missing required":
            return (
                say("{key} has no {field}", key=key, field=field[2])
                if key
                else say("it has no {field}", field=field[2])
            )
        known = [one.name for one in wanted.fields] if isinstance(wanted, types.StructType) else []
        close = difflib.get_close_matches(field[2], known, 1)
        name = f"{key}.{field[2]}" if key else field[2]
        if close:
            return say("there is no setting {name} (did you mean {other}?)", name=name, other=close[0])
        return say("there is no setting {name}", name=name)
    if not key:
        return text
    return say("{key} must be {wanted}, not {value}", key=key, wanted=words(wanted), value=_shown(value))


def _walk(struct: types.StructType, values: Any, path: tuple[str, ...]) -> Iterator[Setting]:
    for field in struct.fields:
        here, value = (*path, field.name), getattr(values, field.name)
        if field.name in _TABLES:
            continue
        if isinstance(field.type, types.StructType):
            yield from _walk(field.type, value, here)
            continue
        low, high = _range_of(field.type)
        yield Setting(
            path=here,
            kind=_kind_of(field.type),
            default=value,
            minimum=low,
            maximum=high,
            bounds=words(field.type),
            description=_describe(struct.cls, field.name),
        )


def _kind_of(wanted: types.Type) -> Literal["int", "float", "bool", "text", "pace"]:
    match wanted:
        case types.BoolType():
            return "bool"
        case types.IntType():
            return "int"
        case types.FloatType():
            return "float"
        case types.UnionType():
            return "pace"
        case _:
            return "text"


def _range_of(wanted: types.Type) -> tuple[float | None, float | None]:
    if isinstance(wanted, types.IntType | types.FloatType):
        return wanted.ge, wanted.le
    return None, None


def _range_words(ge: float | None, gt: float | None, le: float | None) -> str:
    # no separators of thousands: a settings file has none
    if ge is not None:
        return (
            say("from {least}", least=str(ge))
            if le is None
            else say("from {least} to {most}", least=str(ge), most=str(le))
        )
    if gt is not None:
        least = str(gt)
        return (
            say("above {least}", least=least)
            if le is None
            else say("above {least} to {most}", least=least, most=str(le))
        )
    return "" if le is None else say("up to {most}", most=str(le))


def _struct(cls: type) -> types.StructType:
    found = types.type_info(cls)
    assert isinstance(found, types.StructType)
    return found


def _nested(cls: type, name: str) -> type:
    for field in _struct(cls).fields:
        if field.name == name and isinstance(field.type, types.StructType):
            return field.type.cls
    raise KeyError(name)


def _follow(steps: list[str], values: Any) -> tuple[types.Type, Any]:
    """The type wanted at a place in the settings, and the value that stands there."""
    wanted: types.Type = _struct(ExchangeConfig)
    for step in steps:
        if isinstance(wanted, types.UnionType):
            wanted = next(one for one in wanted.types if not isinstance(one, types.NoneType))
        if isinstance(wanted, types.VarTupleType):
            wanted, values = wanted.item_type, values[int(step)]
        elif isinstance(wanted, types.StructType):
            wanted = next(field.type for field in wanted.fields if field.name == step)
            values = values[step]
    return wanted, values


def _key(steps: list[str]) -> str:
    """`rounds[1].seconds`, the first round being number 1: people count so."""
    key = ""
    for step in steps:
        key += f"[{int(step) + 1}]" if step.isdigit() else f".{step}" if key else step
    return key


def _shown(value: object) -> str:
    quoted = isinstance(value, str | bool)
    text = json.dumps(value) if quoted else str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."


def _describe(cls: type, field: str) -> str:
    return _docstrings().get((cls.__name__, field), "")


@cache
def _docstrings() -> Mapping[tuple[str, str], str]:
    """Every field's docstring by class and field. Empty where the program was built without its sources."""
    try:
        source = inspect.getsource(config_module)
    except OSError:
        return {}
    found = {}
    for cls in ast.parse(source).body:
        if not isinstance(cls, ast.ClassDef):
            continue
        for field, after in zip(cls.body, cls.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(after, ast.Expr):
                text = ast.literal_eval(after.value)
                found[cls.name, field.target.id] = " ".join(str(text).split())
    return found
