"""Roles: what a panel or a bot means when it says "the next future on CARD", while contracts live a minute."""

from collections.abc import Iterable
from dataclasses import dataclass

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

    @property
    def label(self) -> str:
        """Short name for tabs and titles: `$CARD`, `$CARD future +1`, `$CARD call ATM+1 +0`."""
        if self.kind is InstrumentKind.UNDERLYING:
            return str(self.underlying)
        expiry = f"+{self.nth_expiry}"
        if self.kind is InstrumentKind.FUTURE:
            return f"{self.underlying} future {expiry}"
        offset = f"{self.strike_offset:+d}" if self.strike_offset else ""
        return f"{self.underlying} {self.kind.value} ATM{offset} {expiry}"


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
    if underlying_price is None:
        middle = len(ladder) // 2
    else:
        middle = min(range(len(ladder)), key=lambda index: abs((ladder[index].strike or 0) - underlying_price))
    wanted = middle + role.strike_offset
    return ladder[wanted].id if 0 <= wanted < len(ladder) else None
