"""Frames of the exchange read strictly: no repeated key, no number that JSON does not know, exact keys, whole numbers."""

import json
import re
from collections.abc import Iterable
from typing import Any

from algotrade_gui.conformance.script import BrokenRuleError

Json = dict[str, Any]

_SHOWN = 160
_PRICE = re.compile(r"[1-9][0-9]*")
UNDERLYINGS = ("$CARD", "$GARR", "$HEST", "$JUMP", "$LOGN", "$SIMP")
_INSTRUMENT = re.compile(r"(\$[A-Z0-9]+)_(?:future|(call|put)_([1-9][0-9]*))_([1-9][0-9]*)")


def shown(value: object) -> str:
    """A frame as it is, any other value as JSON, cut to a length that a line can bear."""
    text = value if isinstance(value, str) else literal(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def literal(value: object) -> str:
    """The value as JSON: a text in its quotes."""
    return json.dumps(value, ensure_ascii=False, default=repr)


def read_frame(frame: str | bytes) -> Json:
    """Return the object of a text frame. Raises BrokenRuleError for anything else."""
    if isinstance(frame, bytes):
        raise BrokenRuleError("a binary frame came; every frame is text")
    try:
        message = json.loads(frame, object_pairs_hook=_no_key_twice, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BrokenRuleError(f"a frame is not JSON: {shown(frame)}") from error
    if not isinstance(message, dict):
        raise BrokenRuleError(f"a frame is not an object: {shown(frame)}")
    result: Json = message
    if not isinstance(result.get("type"), str):
        raise BrokenRuleError(f"a frame has no type: {shown(frame)}")
    return result


def _no_key_twice(pairs: list[tuple[str, Any]]) -> Json:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise BrokenRuleError(f"an object has a key twice: {shown([key for key, _ in pairs])}")
    return read


def _no_constant(name: str) -> Any:
    raise BrokenRuleError(f"a frame holds {name}, which is no JSON")


def exact_keys(value: Any, what: str, required: Iterable[str], optional: Iterable[str] = ()) -> Json:
    """Return `value`, an object with all `required` keys and no others but `optional` ones. Raises BrokenRuleError."""
    if not isinstance(value, dict):
        raise BrokenRuleError(f"{what} is not an object: {shown(value)}")
    needed, known = set(required), {*required, *optional}
    missing, extra = needed - set(value), set(value) - known
    if missing:
        raise BrokenRuleError(f"{what} lacks {_names(missing)}: {shown(value)}")
    if extra:
        raise BrokenRuleError(f"{what} has {_names(extra)}, which the protocol does not know: {shown(value)}")
    result: Json = value
    return result


def _names(keys: Iterable[str]) -> str:
    return ", ".join(repr(key) for key in sorted(keys))


def whole(value: Any, what: str, *, at_least: int | None = None) -> int:
    """Return `value`, a JSON integer. Raises BrokenRuleError for a float, a bool, a text, null, or one below `at_least`."""
    if type(value) is not int:
        raise BrokenRuleError(f"{what} is not a whole number: {shown(value)}")
    number: int = value
    if at_least is not None and number < at_least:
        raise BrokenRuleError(f"{what} is {number}, below {at_least}")
    return number


def text(value: Any, what: str) -> str:
    """Return `value`, a JSON string. Raises BrokenRuleError."""
    if type(value) is not str:
        raise BrokenRuleError(f"{what} is not a text: {shown(value)}")
    result: str = value
    return result


def flag(value: Any, what: str) -> bool:
    """Return `value`, true or false. Raises BrokenRuleError."""
    if type(value) is not bool:
        raise BrokenRuleError(f"{what} is neither true nor false: {shown(value)}")
    result: bool = value
    return result


def rows(value: Any, what: str) -> list[Any]:
    """Return `value`, a JSON array. Raises BrokenRuleError."""
    if not isinstance(value, list):
        raise BrokenRuleError(f"{what} is not a list: {shown(value)}")
    result: list[Any] = value
    return result


def mapping(value: Any, what: str) -> Json:
    """Return `value`, a JSON object with any keys. Raises BrokenRuleError."""
    if not isinstance(value, dict):
        raise BrokenRuleError(f"{what} is not an object: {shown(value)}")
    result: Json = value
    return result


class InstrumentName:
    """An instrument's id taken apart (protocol section 4): `kind` is future, call or put, times in ms, the strike in cents."""

    __slots__ = ("expiry_ms", "id", "kind", "strike", "underlying")

    def __init__(self, instrument: str) -> None:
        """Raises BrokenRuleError."""
        found = _INSTRUMENT.fullmatch(instrument)
        if found is None:
            raise BrokenRuleError(f"{instrument!r} is not an instrument's id")
        self.id = instrument
        self.underlying: str = found[1]
        self.kind: str = found[2] or "future"
        self.strike = None if found[3] is None else int(found[3])
        self.expiry_ms = int(found[4]) * 1_000


def ladder(value: Any, what: str) -> list[tuple[int, int]]:
    """Return one side of a book as (price, quantity), in the order of its keys. Raises BrokenRuleError for keys that are no prices."""
    levels = []
    for key, quantity in mapping(value, what).items():
        if not _PRICE.fullmatch(key):
            raise BrokenRuleError(f"{what}: {key!r} is not a price in whole cents above 0")
        levels.append((int(key), whole(quantity, f"{what}: the quantity at {key}", at_least=1)))
    return levels
