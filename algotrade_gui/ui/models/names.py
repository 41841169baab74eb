"""How instruments and money are written in tables and titles."""

from algotrade_gui.core.units import MS_PER_S, cents_to_text
from algotrade_gui.domain.instrument import Instrument, InstrumentKind
from algotrade_gui.domain.role import Role
from algotrade_gui.ui.language import mark, money, tr

KIND_WORDS = {
    InstrumentKind.UNDERLYING: mark("underlying"),
    InstrumentKind.FUTURE: mark("future"),
    InstrumentKind.CALL: mark("call"),
    InstrumentKind.PUT: mark("put"),
}
_LETTERS = {InstrumentKind.CALL: mark("C"), InstrumentKind.PUT: mark("P")}


def plain_strike(item: Instrument) -> str:
    """The strike as one types it: no thousands separators."""
    return cents_to_text(item.strike).replace(",", "") if item.strike is not None else ""


def instrument_label(item: Instrument) -> str:
    """A contract's name inside its expiry: `future`, `call 1,001.30`."""
    kind = tr(KIND_WORDS[item.kind])
    return kind if item.strike is None else f"{kind} {money(item.strike)}"


def flat_label(item: Instrument) -> str:
    """A contract's name in a list of all, short: `$CARD future`, `$CARD C 1,001.30`."""
    if item.strike is None:
        return f"{item.underlying} {tr(KIND_WORDS[item.kind])}"
    return f"{item.underlying} {tr(_LETTERS[item.kind])} {money(item.strike)}"


def full_label(item: Instrument) -> str:
    """A name that stands alone: `$CARD`, `$CARD call 1,001.30 · 615 s`."""
    if item.expiry_ms is None:
        return str(item.underlying)
    return f"{item.underlying} {instrument_label(item)} · {item.expiry_ms // MS_PER_S} s"


def role_label(role: Role) -> str:
    """A role's name for titles and menus: `$CARD`, `$CARD future, nearest`, `$CARD call ATM+1, nearest +2`."""
    if role.kind is InstrumentKind.UNDERLYING:
        return str(role.underlying)
    values = {"underlying": role.underlying, "kind": tr(KIND_WORDS[role.kind]), "expiry": tr("nearest")}
    if role.nth_expiry:
        values["expiry"] = tr("nearest +{count}", count=role.nth_expiry)
    if role.kind is InstrumentKind.FUTURE:
        return tr("{underlying} {kind}, {expiry}", **values)
    offset = f"{role.strike_offset:+d}" if role.strike_offset else ""
    return tr("{underlying} {kind} ATM{offset}, {expiry}", offset=offset, **values)
