"""The docks of the window: opened from kinds of panels, laid out by a plan, remembered, put back."""

import base64
import binascii
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTabWidget, QToolBar

from algotrade_gui.core.layout_files import SavedLayout
from algotrade_gui.core.settings import LayoutSettings
from algotrade_gui.ui.dock import TITLE_HEIGHT, Dock
from algotrade_gui.ui.dock_tabs import DockTabs
from algotrade_gui.ui.frame_pump import FramePump
from algotrade_gui.ui.language import language
from algotrade_gui.ui.layouts import PLANS, TRADE, LayoutPlan, Node, Rows, Tabs, panels_of
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.panel_kinds import KINDS, PanelParts, kind_of
from algotrade_gui.ui.screens import bring_back
from algotrade_gui.ui.theme import GRID, Mode

STATE_VERSION = 4
"""Counted up when docks change so much that an old layout would not fit."""
MOST_OF_A_KIND = 9


class DockArea(QObject):
    """Opens docks in a window. The first of a kind hides when it is closed, a further one is gone for good.

    Signals:
        panel_made: a Panel that was just made.
        dropped: a Panel whose dock was closed for good; whoever owns the tasks stops them.
        changed: nothing; docks came or went.
        settled: nothing; docks have moved, or came before others, and stand now.
    """

    panel_made = Signal(object)
    dropped = Signal(object)
    changed = Signal()
    settled = Signal()

    def __init__(self, window: QMainWindow, parts: PanelParts, pump: FramePump) -> None:
        super().__init__(window)
        self._window = window
        self._parts = parts
        self._pump = pump
        self.docks: dict[str, Dock] = {}
        self._used: dict[str, str] = {}
        """By kind the instance that had the focus last."""
        self._last = ""
        window.setDockNestingEnabled(True)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.tabs = DockTabs(window, lambda: list(self.docks.values()))
        self._settle = QTimer(window)
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self._settle_docks)
        self._opened = False
        self._focus_lost = False
        self._kept: dict[str, dict[str, Any]] = {}
        """What panels showed whose docks are gone, for when they come back."""
        self.name = TRADE.name
        """The layout that the docks were arranged by: a shipped one or one of the user's."""
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenRemoved.connect(self._screen_gone)

    # --- docks ---

    def dock(self, instance: str) -> Dock:
        """The dock of that instance, made if need be; not placed yet. Raises KeyError for a kind that is not known."""
        found = self.docks.get(instance)
        if found is None:
            kind = KINDS[kind_of(instance)]
            found = self.docks[instance] = Dock(instance, kind, self._parts, self._window)
            for moved in (found.visibilityChanged, found.topLevelChanged, found.dockLocationChanged):
                moved.connect(lambda *_: self._settle.start())
            found.panel_made.connect(lambda: self._panel_made(found))
            found.closed.connect(lambda: self._closed(found))
            if instance in self._kept:
                found.restore_state(self._kept.pop(instance))
            self.changed.emit()
        return found

    def panels(self) -> Iterator[Panel]:
        """The panels that were made."""
        for dock in self.docks.values():
            if dock.made is not None:
                yield dock.made

    def of_kind(self, kind: str) -> Dock:
        """The dock of a kind that was used last, else one that can be seen, else the first."""
        instances = [name for name in self.docks if kind_of(name) == kind]
        used = self._used.get(kind)
        if used in instances:
            return self.docks[used]
        seen = next((self.docks[name] for name in instances if self.docks[name].seen), None)
        return seen if seen is not None else self.dock(kind)

    def use(self, instance: str) -> None:
        """Note that the user works in this instance: what is asked of its kind goes there."""
        self._used[kind_of(instance)] = instance
        self._last = instance

    @property
    def in_use(self) -> Dock | None:
        """The dock that the user works in, if it can be seen."""
        dock = self.docks.get(self._last)
        return dock if dock is not None and dock.seen else None

    def toggle_floating(self) -> None:
        """Let the dock that the user works in float, or put it back; the keyboard goes with it."""
        dock = self.in_use
        if dock is not None:
            dock.toggle_floating()
            dock.bring_up()

    def resize_used(self, turn: Qt.Orientation, by_px: int) -> None:
        """Make the dock that the user works in wider or higher by so much, less where it is negative; neighbours give or take the room."""
        dock = self.in_use
        if dock is None:
            return
        across = turn is Qt.Orientation.Horizontal
        if dock.isFloating():
            dock.resize(dock.width() + by_px * across, dock.height() + by_px * (not across))
        else:
            self._window.resizeDocks([dock], [max(1, (dock.width() if across else dock.height()) + by_px)], turn)

    def hide_used(self) -> None:
        """Hide the dock that the user works in."""
        dock = self.in_use
        if dock is not None:
            dock.close()

    def bring_up(self, kind: str, *, focus: bool = True) -> Dock:
        """Show the dock of a kind, before its tab neighbours."""
        dock = self.of_kind(kind)
        self._place(dock)
        dock.bring_up(focus=focus)
        return dock

    def open_another(self, kind: str) -> Dock | None:
        """Open a further dock of a kind, beside the one that was used last; None where there are as many as may be.

        Where the window has no room for one more, it floats.
        """
        instance = next((name for name in (kind, *_further(kind)) if name not in self.docks), None)
        if instance is None:
            return None
        neighbour = self.of_kind(kind)
        dock = self.dock(instance)
        dock.restore_state(neighbour.save_state())
        if dock is neighbour or not neighbour.isVisible():
            self._place(dock)
        elif neighbour.isFloating():
            self._float_beside(neighbour, dock)
        else:
            self._split_off(neighbour, dock)
        self.use(instance)
        dock.bring_up()
        return dock

    def _split_off(self, neighbour: Dock, dock: Dock) -> None:
        """Place `dock` beside `neighbour`, halving its room; the other way round, or afloat, where the window is too small for that.

        Qt would place it all the same, over others and beyond the window's edge.
        """
        window = self._window
        across, along = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        dock.make()  # only then it tells the room that it needs
        free = window.size() - window.minimumSizeHint() - dock.minimumSizeHint()
        wide = neighbour.width() > neighbour.height()
        fits = {across: free.width() > 0, along: free.height() > TITLE_HEIGHT}
        turn = next((each for each in ((across, along) if wide else (along, across)) if fits[each]), None)
        if turn is None:
            self._float_beside(neighbour, dock)
        else:
            self._split_by(turn, neighbour, dock)

    def _float_beside(self, neighbour: Dock, dock: Dock) -> None:
        """Float `dock` a little below the upper edge of `neighbour`."""
        dock.make()
        self._window.addDockWidget(Qt.DockWidgetArea.TopDockWidgetArea, dock)
        dock.setFloating(True)
        dock.resize(dock.minimumSizeHint().expandedTo(neighbour.size() / 2))
        screen = neighbour.screen().availableGeometry()
        at = neighbour.mapToGlobal(QPoint(3 * GRID, 3 * GRID))
        dock.move(min(at.x(), screen.right() - dock.width()), min(at.y(), screen.bottom() - dock.height()))
        bring_back(dock)

    def _split_by(self, turn: Qt.Orientation, neighbour: Dock, dock: Dock) -> None:
        """Place `dock` at the right of `neighbour`, or below it."""
        window = self._window
        half = (neighbour.width() if turn is Qt.Orientation.Horizontal else neighbour.height()) // 2
        # Qt would make it one more tab, and both cannot be seen then: the other tabs step aside meanwhile, and what is split first
        # across the tabs' own way, which is one of the two, is a place of its own
        others = window.tabifiedDockWidgets(neighbour)
        for each in others:
            window.removeDockWidget(each)
        spare = QDockWidget(window)
        for way in (Qt.Orientation.Vertical, Qt.Orientation.Horizontal):
            window.splitDockWidget(neighbour, spare, way)
            if spare not in window.tabifiedDockWidgets(neighbour):
                break
            window.removeDockWidget(spare)
        window.splitDockWidget(neighbour, dock, turn)
        window.removeDockWidget(spare)
        spare.deleteLater()
        for each in others:
            window.tabifyDockWidget(neighbour, each)
            each.show()
        neighbour.show()
        neighbour.raise_()
        window.resizeDocks([neighbour, dock], [half, half], turn)

    def _place(self, dock: Dock) -> None:
        """Give a dock that is nowhere yet a place behind the others."""
        if dock.isFloating() or self._window.dockWidgetArea(dock) is not Qt.DockWidgetArea.NoDockWidgetArea:
            return
        front = next((each for each in self.docks.values() if each is not dock and each.seen), None)
        self._window.addDockWidget(Qt.DockWidgetArea.TopDockWidgetArea, dock)
        if front is not None and not front.isFloating():
            self._window.tabifyDockWidget(front, dock)

    def _panel_made(self, dock: Dock) -> None:
        self._pump.add(dock.panel)
        self.panel_made.emit(dock.panel)

    def _closed(self, dock: Dock) -> None:
        if dock.instance != dock.kind.id:
            self._drop(dock)

    def _drop(self, dock: Dock) -> None:
        self.docks.pop(dock.instance, None)
        self._kept[dock.instance] = dock.save_state()
        if dock.made is not None:
            self._pump.remove(dock.made)
            self.dropped.emit(dock.made)
        self._take_out(dock)
        dock.deleteLater()
        self.changed.emit()

    def _take_out(self, dock: Dock) -> None:
        """Take a dock from its place in the window."""
        # Qt remembers it there as it was: one that was still shown would come up wherever this arrangement is put back
        dock.hide()
        self._window.removeDockWidget(dock)

    # --- layouts ---

    @property
    def plan(self) -> LayoutPlan:
        """The shipped layout that the present one is or stands for."""
        return PLANS.get(self.name, TRADE)

    def lay_out(self, plan: LayoutPlan | None = None) -> None:
        """Put the docks of a shipped layout (by default the present one) where it says and hide the rest; what panels show stays."""
        plan = plan or self.plan
        self.name = plan.name
        window = self._window
        tree = plan.tree(window.width(), KINDS)
        wanted = list(panels_of(tree))
        self._clear(keep=wanted)
        first = self.dock(wanted[0])
        window.addDockWidget(Qt.DockWidgetArea.TopDockWidgetArea, first)
        self._split(tree)
        for instance in wanted:
            self.docks[instance].show()
        for node in _leaves(tree):
            self.docks[node.panels[0]].raise_()
        self._resize(tree, window.width(), window.height())
        self._settle.start()

    def arrange(self, name: str, layout: SavedLayout) -> bool:
        """Put the docks where one of the user's layouts says; what open panels show stays. False, and no change, for a damaged one."""
        state = _from_text(layout.state)
        before = self._window.saveState(STATE_VERSION)
        wanted = [str(each) for each in layout.panels if _may_be(str(each))]
        there = set(self.docks)
        self._clear(keep=[*wanted, *there])
        for instance in wanted:
            saved = layout.panels[instance]
            if instance not in self.docks and isinstance(saved, dict):
                self._kept.setdefault(instance, _with_text_keys(saved))
            self.dock(instance)
        if state is None or not self._put_back(state):
            self._keep_only(there)
            self._put_back(before)
            self._settle.start()
            return False
        self._keep_only(wanted)
        self.name = name
        self._bring_back()
        self._settle.start()
        return True

    def _put_back(self, state: QByteArray) -> bool:
        """Place the docks as `state` has them; False, and no change, for a damaged one."""
        for dock in self.docks.values():
            # a title that it then has no more, among tabs, would ask for room at another's cost
            dock.show_title(False)
        done = self._window.restoreState(state, STATE_VERSION)
        # a window without the second toolbar knows no place for it, and it would be put beside the first
        for bar in self._window.findChildren(QToolBar)[1:]:
            if not self._window.toolBarBreak(bar):
                self._window.insertToolBarBreak(bar)
        return done

    def arranged(self) -> SavedLayout:
        """The present layout, to be kept under a name."""
        return SavedLayout(
            state=_to_text(self._window.saveState(STATE_VERSION)),
            panels={name: dock.save_state() for name, dock in self.docks.items()},
        )

    def _clear(self, keep: list[str]) -> None:
        """Take the docks from their places; further ones of a kind that are not kept are gone."""
        focused = QApplication.focusWidget()
        if focused is None:
            self._focus_lost = True
        elif any(dock.isAncestorOf(focused) for dock in self.docks.values()):
            # Qt would hand it from each dock that goes to one that is still there, which would then count as used
            focused.clearFocus()
            self._focus_lost = True
        for dock in list(self.docks.values()):
            dock.setFloating(False)
            self._take_out(dock)
        self._keep_only(keep)

    def _give_focus_back(self) -> None:
        """Focus the dock that the user worked in, which lost it as it was taken out, if it can be seen again."""
        self._focus_lost = False
        if self.in_use is not None and QApplication.focusWidget() is None:
            self.in_use.bring_up()

    def _keep_only(self, instances: Collection[str]) -> None:
        """Further docks of a kind that are not among these are gone."""
        for dock in list(self.docks.values()):
            if dock.instance not in instances and dock.instance != dock.kind.id:
                self._drop(dock)

    def _bring_back(self) -> None:
        for dock in self.docks.values():
            if dock.isFloating() and not dock.isHidden():
                bring_back(dock)

    def _screen_gone(self) -> None:
        bring_back(self._window)
        self._bring_back()

    def _split(self, node: Node) -> None:
        """Place what follows the first dock of `node`, which has its place."""
        window = self._window
        if isinstance(node, Tabs):
            front = self.dock(node.panels[0])
            for name in node.panels[1:]:
                dock = self.dock(name)
                window.tabifyDockWidget(front, dock)
                front = dock
            return
        turn = Qt.Orientation.Vertical if isinstance(node, Rows) else Qt.Orientation.Horizontal
        heads = [self.dock(next(panels_of(part))) for part in node.parts]
        for before, after in pairwise(heads):
            window.splitDockWidget(before, after, turn)
        for part in node.parts:
            self._split(part)

    def _resize(self, node: Node, width: int, height: int) -> None:
        if isinstance(node, Tabs):
            return
        whole = sum(part.share for part in node.parts)
        tall = isinstance(node, Rows)
        room = height if tall else width
        sizes = [round(room * part.share / whole) for part in node.parts]
        heads = [self.dock(next(panels_of(part))) for part in node.parts]
        self._window.resizeDocks(heads, sizes, Qt.Orientation.Vertical if tall else Qt.Orientation.Horizontal)
        for part, size in zip(node.parts, sizes, strict=True):
            self._resize(part, width if tall else size, size if tall else height)

    def save(self, theme_mode: Mode) -> LayoutSettings:
        """Return the layout as a profile holds it."""
        return LayoutSettings(
            theme=theme_mode,
            language=language().choice,
            plan=self.name,
            geometry=_to_text(self._window.saveGeometry()),
            state=_to_text(self._window.saveState(STATE_VERSION)),
            panels={name: dock.save_state() for name, dock in self.docks.items()},
        )

    def restore(self, layout: LayoutSettings) -> None:
        """Take a layout back; what does not fit is left as it is by default."""
        geometry, state = _from_text(layout.geometry), _from_text(layout.state)
        if geometry is not None and self._window.restoreGeometry(geometry):
            bring_back(self._window)
        if layout.plan in PLANS and layout.plan != self.name:
            self.lay_out(PLANS[layout.plan])
        for name, saved in layout.panels.items():
            # Qt puts back only the docks that are there
            if _may_be(name) and isinstance(saved, dict):
                self.dock(name).restore_state(_with_text_keys(saved))
        if state is not None and self._put_back(state):
            self.name = layout.plan
        elif state is not None:
            self.lay_out()
        self._bring_back()
        self._settle.start()

    def _settle_docks(self) -> None:
        docks = list(self.docks.values())
        for dock in docks:
            dock.show_title(dock.isFloating() or not self._window.tabifiedDockWidgets(dock))
        self.tabs.watch()
        brought_up = False
        for dock in docks:
            brought_up = dock.settle() or brought_up
            if brought_up and self._opened:
                # one panel in a turn of the loop: a layout brings up many, and who trades must not wait for all of them
                self._settle.start()
                break
        if self._focus_lost and not self._settle.isActive():
            self._give_focus_back()
        # the first ones at once: nothing trades yet, and the window is to open with all that is in it
        self._opened = self._opened or brought_up
        self.settled.emit()


def _may_be(instance: str) -> bool:
    """Whether a user could have opened a panel of that instance; a file may name any."""
    kind = KINDS.get(kind_of(instance))
    if kind is None or instance == kind.id:
        return kind is not None
    return kind.several and instance in _further(kind.id)


def _further(kind: str) -> list[str]:
    return [f"{kind}-{number}" for number in range(2, MOST_OF_A_KIND + 1)]


def _leaves(node: Node) -> Iterator[Tabs]:
    if isinstance(node, Tabs):
        yield node
    else:
        for part in node.parts:
            yield from _leaves(part)


def _with_text_keys(saved: dict[Any, Any]) -> dict[str, Any]:
    return {str(key): value for key, value in saved.items()}


def _to_text(data: QByteArray) -> str:
    return base64.b64encode(bytes(data.data())).decode("ascii")


def _from_text(text: str) -> QByteArray | None:
    if not text:
        return None
    try:
        return QByteArray(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return None
