"""What a panel is bound to, as a layout remembers it."""

from collections.abc import Mapping
from typing import Any

from algotrade_gui.core.ids import Underlying
from algotrade_gui.domain.instrument import UNDERLYINGS, InstrumentKind
from algotrade_gui.domain.role import Role


def role_state(role: Role) -> dict[str, Any]:
    """A role as plain values."""
    return {
        "underlying": str(role.underlying),
        "kind": role.kind.value,
        "nth_expiry": role.nth_expiry,
        "strike_offset": role.strike_offset,
    }


def read_role(state: object) -> Role | None:
    """Take back what `role_state` gave; None for anything else."""
    underlying = read_underlying(state)
    if underlying is None or not isinstance(state, Mapping):
        return None
    nth, offset = state.get("nth_expiry"), state.get("strike_offset")
    if not isinstance(nth, int) or nth < 0 or not isinstance(offset, int):
        return None
    try:
        kind = InstrumentKind(state.get("kind"))
    except ValueError:
        return None
    return Role(underlying=underlying, kind=kind, nth_expiry=nth, strike_offset=offset)


def read_underlying(state: object) -> Underlying | None:
    """The underlying in what a panel has saved; None where it names none."""
    name = state.get("underlying") if isinstance(state, Mapping) else None
    return Underlying(name) if isinstance(name, str) and name in UNDERLYINGS else None
