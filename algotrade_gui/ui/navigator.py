"""How panels ask for one another: each says what it wants shown, the window decides where."""

from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, runtime_checkable

from PySide6.QtCore import QObject, Signal

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.role import Role

Target: TypeAlias = Role | InstrumentId
"""What a panel is bound to: a role, which rolls from contract to contract, or one pinned instrument."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLeg:
    """One order of a ticket. `price` None: the ticket proposes one."""

    instrument: InstrumentId
    side: Side
    quantity: int = 1
    price: Cents | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDraft:
    """What the order ticket is to be filled in with; `note` says where it comes from."""

    legs: tuple[TicketLeg, ...]
    note: str = ""


@runtime_checkable
class Targeted(Protocol):
    """A panel that is bound to a target: chart, ladder, chain."""

    def show_target(self, target: Any, /) -> object:
        """Bind to `target`, a Target."""


@runtime_checkable
class Drafted(Protocol):
    """A panel that is filled in from a draft: the ticket."""

    def show_draft(self, draft: Any, /) -> object:
        """Fill in `draft`, a TicketDraft."""


class Navigator(QObject):
    """One per window, handed to each panel.

    Signals:
        chart_wanted, ladder_wanted, chain_wanted: a Target, to be shown in the panel of that kind that was used last.
        ticket_wanted: a TicketDraft.
        panel_wanted: the kind of a panel (str), to be brought up.
        bot_wanted: a bot's name (str), to be selected in the board.
        file_wanted: a file (str) and a line in it (int), to be opened in the system's editor.
        crosshair_moved: the sender (object) and the second of the round (float) under the pointer, or None when it left.
    """

    chart_wanted = Signal(object)
    ladder_wanted = Signal(object)
    chain_wanted = Signal(object)
    ticket_wanted = Signal(object)
    panel_wanted = Signal(str)
    bot_wanted = Signal(str)
    file_wanted = Signal(str, int)
    crosshair_moved = Signal(object, object)
