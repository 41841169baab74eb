"""Roles: what a panel or a bot means when it says "the next future on CARD", while contracts live a minute."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.instrument import Instrument, InstrumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A place on the board that rolls from contract to contract.

    `nth_expiry` 0 is the nearest expiry still ahead; `strike_offset` counts strikes from the one nearest the money, upwards.
    """

    underlying: Underlying
    kind: InstrumentKind = InstrumentKind.UNDERLYING
    nth_expiry: int = 0
    strike_offset: int = 0


def resolve_role(
    role: Role, instruments: Iterable[Instrument], *, now_ms: RoundMs, underlying_price: Cents | None
) -> InstrumentId | None:
    """Return the instrument that plays `role` now, or None while there is none.

    `instruments` are the live ones. An option needs `underlying_price`; without it, the middle strike counts as the money.
    """
    if role.kind is InstrumentKind.UNDERLYING:
        return InstrumentId(role.underlying)
    candidates = [
        item
        for item in instruments
        if item.underlying == role.underlying
        and item.kind is role.kind
        and item.expiry_ms is not None
        and item.expiry_ms > now_ms
    ]
    expiries = sorted({item.expiry_ms for item in candidates if item.expiry_ms is not None})
    if not 0 <= role.nth_expiry < len(expiries):
        return None
    expiry = expiries[role.nth_expiry]
    at_expiry = [item for item in candidates if item.expiry_ms == expiry]
    if role.kind is InstrumentKind.FUTURE:
        return at_expiry[0].id
    ladder = sorted(at_expiry, key=lambda item: item.strike or 0)
    wanted = _at_the_money([item.strike or 0 for item in ladder], underlying_price) + role.strike_offset
    return ladder[wanted].id if 0 <= wanted < len(ladder) else None


def role_of(
    instrument: Instrument, instruments: Iterable[Instrument], *, now_ms: RoundMs, underlying_price: Cents | None
) -> Role | None:
    """Return the role that `instrument` plays now, or None where it plays none (it ended, or is not listed).

    The inverse of `resolve_role` for the same arguments.
    """
    if instrument.kind is InstrumentKind.UNDERLYING:
        return Role(underlying=instrument.underlying)
    same = [item for item in instruments if item.underlying == instrument.underlying and item.kind is instrument.kind]
    expiries = sorted({item.expiry_ms for item in same if item.expiry_ms is not None and item.expiry_ms > now_ms})
    if instrument not in same or instrument.expiry_ms not in expiries:
        return None
    role = Role(underlying=instrument.underlying, kind=instrument.kind, nth_expiry=expiries.index(instrument.expiry_ms))
    if instrument.kind is InstrumentKind.FUTURE:
        return role
    ladder = sorted(item.strike or 0 for item in same if item.expiry_ms == instrument.expiry_ms)
    offset = ladder.index(instrument.strike or 0) - _at_the_money(ladder, underlying_price)
    return replace(role, strike_offset=offset)


def _at_the_money(ladder: Sequence[int], underlying_price: Cents | None) -> int:
    """The place in `ladder` (ascending strikes) that counts as the money."""
    if underlying_price is None:
        return len(ladder) // 2
    return min(range(len(ladder)), key=lambda place: abs(ladder[place] - underlying_price))
