"""The market watch's favourites: roles, which roll, with the contracts that play them."""

from typing import Any, Protocol

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.domain.role import Role
from algotrade_gui.ui.role_memory import read_role, role_state


class Resolver(Protocol):
    """The part of the cache that knows who plays a role."""

    def resolve(self, role: Role, /) -> InstrumentId | None: ...


class Favourites:
    """In the order in which they were chosen."""

    def __init__(self) -> None:
        self.roles: list[Role] = []

    def toggle(self, role: Role) -> bool:
        """Choose a role, or drop it; True if it is one now."""
        if role in self.roles:
            self.roles.remove(role)
            return False
        self.roles.append(role)
        return True

    def contracts(self, resolver: Resolver) -> frozenset[InstrumentId]:
        """Who plays them at present."""
        return frozenset(found for role in self.roles if (found := resolver.resolve(role)) is not None)

    def save_state(self) -> list[dict[str, Any]]:
        """As plain values."""
        return [role_state(role) for role in self.roles]

    def restore_state(self, saved: object) -> None:
        """Take back what `save_state` gave; what is no role is left out."""
        if isinstance(saved, list):
            found = [role for each in saved if (role := read_role(each)) is not None]
            self.roles = list(dict.fromkeys(found))
