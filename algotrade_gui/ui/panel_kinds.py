"""The kinds of panels that the window can show; a panel is imported and made when it is first seen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from algotrade_gui.core.ids import BotId, Underlying
from algotrade_gui.domain.instrument import UNDERLYINGS, InstrumentKind
from algotrade_gui.domain.role import Role
from algotrade_gui.ui.language import mark
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.navigator import Navigator
from algotrade_gui.ui.panel import Panel

if TYPE_CHECKING:
    from algotrade_gui.composition import Workstation


@dataclass(frozen=True, slots=True)
class PanelParts:
    """What panels are made of."""

    workstation: "Workstation"
    navigator: Navigator
    logs: LogBuffer
    begin_with: Underlying = UNDERLYINGS[0]
    """What panels show until the user chooses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelKind:
    """One kind of panel.

    `title` goes through `tr`. With `several` the user may open more than one; the first has the kind's id, the others `id-2`, `id-3`.
    """

    id: str
    title: str
    make: Callable[[PanelParts, QWidget], Panel]
    several: bool = False
    keys: str = ""


def kind_of(instance: str) -> str:
    """The id of the kind of an instance: `chart` of `chart-2`."""
    return instance.partition("-")[0]


# each imports its panel when it is made: a panel that nobody looks at costs no start


def _market_watch(parts: PanelParts, parent: QWidget) -> Panel:
    from algotrade_gui.ui.docks.market_watch import MarketWatchPanel

    panel = MarketWatchPanel(parts.workstation, parts.navigator, parent)
    panel.folding.begin_with = parts.begin_with
    return panel


def _chart(parts: PanelParts, parent: QWidget) -> Panel:
    from algotrade_gui.ui.docks.chart import ChartPanel

    panel = ChartPanel(parts.workstation, parts.navigator, parent)
    panel.show_target(Role(underlying=parts.begin_with))
    return panel


def _ladder(parts: PanelParts, parent: QWidget) -> Panel:
    from algotrade_gui.ui.docks.ladder import LadderPanel

    panel = LadderPanel(parts.workstation, parts.navigator, parent)
    panel.show_target(Role(underlying=parts.begin_with))
    return panel


def _orders(parts: PanelParts, parent: QWidget) -> Panel:
    from algotrade_gui.ui.docks.orders import OrdersPanel

    return OrdersPanel(parts.workstation, parts.navigator, parent)


def _fills(parts: PanelParts, parent: QWidget) -> Panel:
    from algotrade_gui.ui.docks.fills import FillsPanel

    def labels(owner: BotId) -> dict[str, str]:
        found = next((each for each in parts.workstation.manager.bots() if each.id == owner), None)
        return {} if found is None else {param.name: param.label for param in found.params}

    return FillsPanel(parts.workstation, parts.navigator, parent, labels=labels)


def _positions(parts: PanelParts, parent: QWidget) -> Panel:
    from algotrade_gui.ui.docks.positions import PositionsPanel

    return PositionsPanel(parts.workstation, parts.navigator, parent)


def _ticket(parts: PanelParts, parent: QWidget) -> Panel:
    from algotrade_gui.ui.docks.ticket import TicketPanel

    panel = TicketPanel(parts.workstation, parts.navigator, parent)
    panel.show_target(Role(underlying=parts.begin_with, kind=InstrumentKind.FUTURE))
    return panel


def _bots(parts: PanelParts, parent: QWidget) -> Panel:
    from algotrade_gui.ui.docks.bots import BotsPanel

    return BotsPanel(parts.workstation, parent, logs=parts.logs)


def _log(parts: PanelParts, parent: QWidget) -> Panel:
    from algotrade_gui.ui.docks.log import LogPanel

    return LogPanel(parts.logs, parts.workstation.errors, parts.navigator, parent)


def _events(parts: PanelParts, parent: QWidget) -> Panel:
    from algotrade_gui.ui.docks.events import EventsPanel

    return EventsPanel(parts.workstation, parts.navigator, parent)


def _pnl(parts: PanelParts, parent: QWidget) -> Panel:
    from algotrade_gui.ui.docks.pnl import PnlPanel

    return PnlPanel(parts.workstation, parent)


def _exposure(parts: PanelParts, parent: QWidget) -> Panel:
    from algotrade_gui.ui.docks.exposure import ExposurePanel

    return ExposurePanel(parts.workstation, parts.navigator, parent)


def _settlement_rail(parts: PanelParts, parent: QWidget) -> Panel:
    from algotrade_gui.ui.docks.settlement_rail import SettlementRailPanel

    return SettlementRailPanel(parts.workstation, parts.navigator, parent)


def _standings(parts: PanelParts, parent: QWidget) -> Panel:
    from algotrade_gui.ui.docks.standings import StandingsPanel

    return StandingsPanel(parts.workstation, parent)


def _health(parts: PanelParts, parent: QWidget) -> Panel:
    from algotrade_gui.ui.docks.health import HealthPanel

    return HealthPanel(parts.workstation, parent)


def _mispricing(parts: PanelParts, parent: QWidget) -> Panel:
    from algotrade_gui.ui.docks.mispricing import MispricingPanel

    return MispricingPanel(parts.workstation, parts.navigator, parent)


def _chain(parts: PanelParts, parent: QWidget) -> Panel:
    from algotrade_gui.ui.docks.chain import ChainPanel

    panel = ChainPanel(parts.workstation, parts.navigator, parent)
    panel.show_target(Role(underlying=parts.begin_with))
    return panel


def _smile(parts: PanelParts, parent: QWidget) -> Panel:
    from algotrade_gui.ui.docks.smile import SmilePanel

    panel = SmilePanel(parts.workstation, parts.navigator, parent)
    panel.show_underlying(parts.begin_with)
    return panel


PANEL_KINDS: Final[tuple[PanelKind, ...]] = (
    PanelKind(id="market_watch", title=mark("Market watch"), make=_market_watch, keys="Ctrl+1"),
    PanelKind(id="chart", title=mark("Chart"), make=_chart, several=True, keys="Ctrl+2"),
    PanelKind(id="ladder", title=mark("Ladder"), make=_ladder, several=True),
    PanelKind(id="mispricing", title=mark("Mispricing"), make=_mispricing),
    PanelKind(id="chain", title=mark("Option chain"), make=_chain, several=True),
    PanelKind(id="smile", title=mark("Smile"), make=_smile, several=True),
    PanelKind(id="orders", title=mark("Orders"), make=_orders, keys="Ctrl+3"),
    PanelKind(id="fills", title=mark("Fills"), make=_fills, keys="Ctrl+Shift+F"),
    PanelKind(id="positions", title=mark("Positions"), make=_positions, keys="Ctrl+Shift+P"),
    PanelKind(id="ticket", title=mark("Ticket"), make=_ticket, keys="Ctrl+T"),
    PanelKind(id="bots", title=mark("Bots"), make=_bots, keys="Ctrl+4"),
    PanelKind(id="log", title=mark("Log"), make=_log, keys="Ctrl+5"),
    PanelKind(id="events", title=mark("Events"), make=_events),
    PanelKind(id="pnl", title=mark("P&L"), make=_pnl, keys="Ctrl+6"),
    PanelKind(id="exposure", title=mark("Exposure"), make=_exposure),
    PanelKind(id="settlement_rail", title=mark("Settlement rail"), make=_settlement_rail),
    PanelKind(id="standings", title=mark("Standings"), make=_standings, keys="Ctrl+7"),
    PanelKind(id="health", title=mark("Health"), make=_health, keys="Ctrl+8"),
)
KINDS: Final[dict[str, PanelKind]] = {kind.id: kind for kind in PANEL_KINDS}
