"""What the command palette can find, gathered each time it opens."""

from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QWidget

from algotrade_gui.bots.manager import BotState
from algotrade_gui.composition import Phase
from algotrade_gui.core.ids import BotId, Underlying
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.instrument import UNDERLYINGS, Instrument
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.role import Role
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.actions import keys_text
from algotrade_gui.ui.command_palette import Entry
from algotrade_gui.ui.dock import Dock
from algotrade_gui.ui.dock_area import DockArea
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.layout_menu import LayoutMenu
from algotrade_gui.ui.layouts import PLANS
from algotrade_gui.ui.models.names import full_label
from algotrade_gui.ui.navigator import Navigator, Target, TicketDraft, TicketLeg

if TYPE_CHECKING:
    from algotrade_gui.composition import Workstation


class PaletteEntries:
    """Called by the palette; every list is as it is at that moment."""

    def __init__(
        self,
        window: QMainWindow,
        workstation: "Workstation",
        docks: DockArea,
        layouts: LayoutMenu,
        navigator: Navigator,
        tasks: TaskOwner,
        configure: Callable[[BotId], None],
    ) -> None:
        """`configure` opens a bot's settings."""
        self._window = window
        self._workstation = workstation
        self._docks = docks
        self._layouts = layouts
        self._navigator = navigator
        self._tasks = tasks
        self._configure = configure

    def __call__(self) -> list[Entry]:
        """All entries, actions first."""
        self._layouts.enable()
        return [*self._actions(), *self._own_layouts(), *self._bots(), *self._instruments()]

    def _actions(self) -> Iterator[Entry]:
        found: dict[str, QAction] = {}
        for action in named_actions(self._window):
            name = action.objectName()
            if name == "window.palette" or not action.isVisible():
                continue
            # of several panels of a kind it is the one that the user works in
            if name not in found or self._is_used(action):
                found[name] = action
        for name, action in found.items():
            yield Entry(
                key=name,
                title=action.text().replace("&&", "\0").replace("&", "").replace("\0", "&"),
                kind=self._place_of(action),
                keys=keys_text(action.shortcut()),
                enabled=action.isEnabled(),
                act=partial(self._trigger, action),
            )

    def _is_used(self, action: QAction) -> bool:
        dock = dock_of(action)
        return dock is not None and dock.kind.several and self._docks.of_kind(dock.kind.id) is dock

    def _place_of(self, action: QAction) -> str:
        if action.objectName().startswith("panel."):
            return tr("panel")
        dock = dock_of(action)
        return "" if dock is None else dock.title

    def _trigger(self, action: QAction) -> None:
        """Show whose action it is, then do it: nothing happens behind a tab."""
        if not shiboken6.isValid(action):
            return  # its panel was closed meanwhile
        dock = dock_of(action)
        if dock is not None:
            self._docks.use(dock.instance)
            dock.bring_up(focus=False)
        action.trigger()

    def _own_layouts(self) -> Iterator[Entry]:
        for name in self._layouts.names():
            if name not in PLANS:
                yield Entry(
                    key=f"layout:{name}",
                    title=tr("Layout {name}", name=name),
                    kind=tr("layout"),
                    act=partial(self._layouts.use, name),
                )

    def _bots(self) -> Iterator[Entry]:
        manager = self._workstation.manager
        # without an exchange a bot would wait for it and say nothing
        connected = self._workstation.phase is Phase.RUNNING
        for info in manager.bots():
            bot = info.id
            alive = info.state.is_alive or info.is_waiting
            if info.state is BotState.PAUSED:
                yield Entry(
                    key=f"bot:resume:{bot}",
                    title=tr("Resume {bot}", bot=bot),
                    kind=tr("bot"),
                    act=partial(self._ask, "resume", manager.resume_bot, bot),
                )
            yield Entry(
                key=f"bot:start:{bot}",
                title=tr("Start {bot}", bot=bot),
                kind=tr("bot"),
                enabled=connected and not alive,
                act=partial(self._ask, "start", manager.start_bot, bot),
            )
            yield Entry(
                key=f"bot:stop:{bot}",
                title=tr("Stop {bot}", bot=bot),
                kind=tr("bot"),
                enabled=alive,
                act=partial(self._ask, "stop", manager.stop_bot, bot),
            )
            yield Entry(
                key=f"bot:configure:{bot}",
                title=tr("Configure {bot}", bot=bot),
                kind=tr("bot"),
                act=partial(self._configure, bot),
            )

    def _ask(self, verb: str, ask: Callable[[BotId], Coroutine[Any, Any, None]], bot: BotId) -> None:
        async_bridge.start(f"{verb} {bot}", ask(bot), self._tasks)

    def _instruments(self) -> Iterator[Entry]:
        cache = self._workstation.cache
        hint = tr("Enter: chart    Ctrl+Enter: ladder    Alt+Enter: ticket")
        only_chart = tr("Enter: chart")
        for underlying in UNDERLYINGS:
            target: Target = Role(underlying=underlying)
            yield Entry(
                key=f"instrument:{underlying}",
                title=str(underlying),
                kind=tr("underlying"),
                hint=only_chart,
                act=partial(self._navigator.chart_wanted.emit, target),
            )
        for item in sorted(cache.instruments(), key=_as_listed):
            yield self._contract(item, hint)

    def _contract(self, item: Instrument, hint: str) -> Entry:
        navigator = self._navigator
        draft = TicketDraft(legs=(TicketLeg(instrument=item.id, side=Side.BUY),))
        return Entry(
            key=f"instrument:{item.id}",
            title=full_label(item),
            kind=tr("contract"),
            hint=hint,
            remembered=False,
            act=lambda: navigator.chart_wanted.emit(item.id),
            with_control=lambda: navigator.ladder_wanted.emit(item.id),
            with_alt=lambda: navigator.ticket_wanted.emit(draft),
        )


def _as_listed(item: Instrument) -> tuple[Underlying, RoundMs, bool, str, Cents]:
    """What contracts are sorted by: the next expiry first, its future, its calls and its puts by strike."""
    expiry_ms, strike = item.expiry_ms or RoundMs(0), item.strike or Cents(0)
    return item.underlying, expiry_ms, item.kind.is_option, item.kind.value, strike


def named_actions(window: QWidget) -> list[QAction]:
    """Every action below `window` that has a name of the form `panel.verb`."""
    return [action for action in window.findChildren(QAction) if "." in action.objectName()]


def dock_of(action: QAction) -> Dock | None:
    """The dock in which an action's owner is; None for the window's own."""
    parent = action.parent()
    while parent is not None and not isinstance(parent, Dock):
        parent = parent.parent()
    return parent
