"""Layouts by name: the shipped ones at any width, the user's own kept, renamed, handed on; floating docks where they were."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import StrategyName, Underlying
from algotrade_gui.core.layout_files import read_layout
from algotrade_gui.domain.role import Role
from algotrade_gui.ui.dialogs.name import NameDialog
from algotrade_gui.ui.docks.bots import BotsPanel
from algotrade_gui.ui.docks.chart import ChartPanel
from algotrade_gui.ui.layouts import PLANS, Columns, LayoutPlan, Node, Rows, Tabs, panels_of
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.panel_kinds import KINDS, PANEL_KINDS, PanelKind, PanelParts, kind_of
from tests.ui.stations import GOOD_STRATEGY, make_station
from tests.ui.windows import market_station, shown_window

ROOT = Path(__file__).parents[2]
ALL_KINDS = {kind_of(name) for plan in PLANS.values() for _, tree in plan.trees for name in panels_of(tree)}
EACH_PLAN = pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)


@pytest.fixture
def window(qtbot: QtBot, themed: QApplication, tmp_path: Path, errors: ErrorCentre) -> Iterator[MainWindow]:
    with shown_window(qtbot, market_station(tmp_path, errors)) as made:
        yield made


# --- plans ---


def inside(window: MainWindow, dock: QWidget) -> bool:
    """Whether a dock lies in its window; Qt's own layout rounds widths that add up to a pixel more now and then."""
    return window.rect().adjusted(0, 0, 1, 1).contains(QRect(dock.mapTo(window, QPoint()), dock.size()))


@pytest.mark.parametrize("width", [1024, 1276, 1436, 1916, 2560])
@EACH_PLAN
def test_each_plan_names_each_panel_once_at_every_width(plan: LayoutPlan, width: int) -> None:
    names = list(panels_of(plan.tree(width, ALL_KINDS)))
    assert len(names) == len(set(names))
    assert plan.trees[-1][0] == 0


@EACH_PLAN
@pytest.mark.parametrize("width", [1024, 1436, 1916])
def test_kinds_that_are_not_there_leave_their_room_to_others(plan: LayoutPlan, width: int) -> None:
    def check(node: Node) -> None:
        if isinstance(node, Rows | Columns):
            assert len(node.parts) > 1, "nobody stands alone in a row"
            for part in node.parts:
                check(part)
        else:
            assert isinstance(node, Tabs)
            assert node.panels

    for known in ({"bots"}, {"bots", "orders", "chart"}, set(KINDS)):
        tree = plan.tree(width, {*known, "orders"})
        check(tree)
        assert {kind_of(name) for name in panels_of(tree)} <= {*known, "orders"}


@pytest.mark.parametrize("width", [1024, 1440, 1916])
def test_another_chart_stands_beside_the_first_also_where_that_is_a_tab(
    qtbot: QtBot, window: MainWindow, width: int
) -> None:
    window.resize(width, 900)
    window.docks.lay_out(PLANS["Trade"])
    first = window.docks.docks["chart"]
    tabs = {dock.objectName() for dock in window.tabifiedDockWidgets(first)}
    qtbot.waitUntil(lambda: first.seen)
    QApplication.processEvents()
    second = window.docks.open_another("chart")
    assert second is not None
    qtbot.waitUntil(lambda: first.seen and second.seen)
    assert {dock.objectName() for dock in window.tabifiedDockWidgets(first)} == tabs
    assert not window.tabifiedDockWidgets(second)
    assert second.titleBarWidget().isVisible(), "it can be closed where it is"
    QApplication.processEvents()
    assert not second.isFloating()
    at, beside = first.mapTo(window, QPoint()), second.mapTo(window, QPoint())
    assert at.x() < beside.x() or at.y() < beside.y()
    assert inside(window, second)
    second.close()
    qtbot.waitUntil(lambda: first.seen)
    assert {dock.objectName() for dock in window.tabifiedDockWidgets(first)} == tabs


@pytest.mark.parametrize("size", [QSize(1024, 700), QSize(1440, 900), QSize(1916, 1040)], ids=str)
def test_further_panels_push_no_other_out_of_the_window(qtbot: QtBot, window: MainWindow, size: QSize) -> None:
    window.resize(size)
    window.docks.lay_out(PLANS["Trade"])
    qtbot.waitUntil(lambda: window.docks.docks["chart"].seen)
    opened = []
    for kind in ("chart", "chart", "ladder", "chart"):
        dock = window.docks.open_another(kind)
        assert dock is not None
        opened.append(dock.instance)
        QApplication.processEvents()
        assert window.size() == size
        seen = [each for each in window.docks.docks.values() if each.seen]
        assert {*opened, "orders", "bots", "market_watch"} <= {each.instance for each in seen}
        docked = [each for each in seen if not each.isFloating()]
        for each in docked:
            assert inside(window, each), each.instance
        for place, each in enumerate(docked):
            for other in docked[place + 1 :]:
                assert not each.geometry().intersects(other.geometry()), (each.instance, other.instance)


@pytest.mark.parametrize("size", [QSize(1024, 600), QSize(1276, 760), QSize(1916, 1040)], ids=str)
def test_each_plan_fits_its_window(window: MainWindow, size: QSize) -> None:
    window.resize(size)
    for plan in PLANS.values():
        window.docks.lay_out(plan)
        QApplication.processEvents()
        assert window.size() == size
        seen = [dock for dock in window.docks.docks.values() if dock.seen]
        assert len(seen) >= 2
        for dock in seen:
            assert inside(window, dock), (plan.name, dock.instance)
            assert dock.width() > 150
            assert dock.height() > 90


class _Block(Panel):
    """Stands in for a panel that is not there yet, as small as one may be."""

    def __init__(self, parts: PanelParts, parent: QWidget) -> None:
        super().__init__(parts.workstation.errors, parent)
        self.setMinimumSize(240, 90)

    def refresh(self) -> None:
        pass


@pytest.mark.parametrize("size", [QSize(1024, 600), QSize(1276, 760), QSize(1436, 860), QSize(1916, 1040)], ids=str)
def test_each_plan_has_room_for_all_its_panels(
    qtbot: QtBot,
    themed: QApplication,
    tmp_path: Path,
    errors: ErrorCentre,
    monkeypatch: pytest.MonkeyPatch,
    size: QSize,
) -> None:
    for kind in ALL_KINDS - set(KINDS):
        monkeypatch.setitem(KINDS, kind, PanelKind(id=kind, title=kind, make=_Block))
    with shown_window(qtbot, market_station(tmp_path, errors), size=size) as window:
        for name, plan in PLANS.items():
            window.docks.lay_out(plan)
            QApplication.processEvents()
            assert window.size() == size
            assert set(window.docks.docks) >= set(panels_of(plan.tree(size.width(), ALL_KINDS)))
            for dock in window.docks.docks.values():
                if not dock.seen:
                    continue
                assert inside(window, dock), (name, dock.instance)
                assert dock.width() >= min(240, dock.panel.minimumWidth() or 240), (name, dock.instance)
                assert dock.panel.height() >= 60, (name, dock.instance)


# --- choosing ---


def test_switching_keeps_what_panels_show(window: MainWindow) -> None:
    wanted = Role(underlying=Underlying("$HEST"))
    window.navigator.chart_wanted.emit(wanted)
    second = window.docks.open_another("chart")
    assert second is not None
    window.layouts._save("Two charts")
    other = Role(underlying=Underlying("$JUMP"))
    assert isinstance(second.panel, ChartPanel)
    second.panel.show_target(other)

    window.layouts.use("Bots")
    assert "chart-2" not in window.docks.docks
    window.layouts.use("Two charts")
    first, again = window.panel("chart"), window.panel("chart-2")
    assert isinstance(first, ChartPanel)
    assert isinstance(again, ChartPanel)
    assert (first.target, again.target) == (wanted, other)


def test_a_message_stays_over_docks_that_come_up(window: MainWindow) -> None:
    window.notifications.tell("warning", "test", "A message.")
    for come_up in (
        lambda: window.docks.lay_out(PLANS["Options"]),
        lambda: window.docks.bring_up("events"),
        lambda: window.docks.lay_out(PLANS["Trade"]),
    ):
        come_up()
        QApplication.processEvents()
        toast = window.notifications.toasts[0]
        seen = window.childAt(toast.mapTo(window, toast.rect().center()))
        assert seen is not None
        assert toast is seen or toast.isAncestorOf(seen)


def test_an_open_panel_keeps_what_it_shows_whatever_the_layout_says_of_it(window: MainWindow) -> None:
    window.layouts._save("Mine")
    wanted = Role(underlying=Underlying("$HEST"))
    window.navigator.chart_wanted.emit(wanted)
    window.layouts.use("Mine")
    chart = window.panel("chart")
    assert isinstance(chart, ChartPanel)
    assert chart.target == wanted


def test_who_works_in_a_panel_works_on_in_it_in_another_layout_that_shows_it(qtbot: QtBot, window: MainWindow) -> None:
    window.layouts.use("Trade")
    window.layouts._save("Mine")
    bots = window.docks.bring_up("bots")
    for name in ("Bots", "Trade", "Mine"):
        window.layouts.use(name)
        qtbot.waitUntil(lambda: bots.isAncestorOf(QApplication.focusWidget() or window))
        before = places(window)
        assert before["bots"][2] is not None
    window.layouts.use("Options")
    assert not bots.isAncestorOf(QApplication.focusWidget() or window), "it is not shown there"
    assert bots.isHidden()
    window.layouts.use("Trade")
    qtbot.waitUntil(lambda: bots.isAncestorOf(QApplication.focusWidget() or window))


def test_the_keys_choose_the_shipped_ones(window: MainWindow) -> None:
    for name, plan in PLANS.items():
        action = next(each for each in window.actions() if each.shortcut().toString() == plan.keys)
        action.trigger()
        assert window.docks.name == name
        shown = {dock.instance for dock in window.docks.docks.values() if not dock.isHidden()}
        assert shown == set(panels_of(plan.tree(window.width(), KINDS)))


def test_a_floating_dock_comes_back_where_it_was(window: MainWindow) -> None:
    dock = window.docks.docks["orders"]
    dock.setFloating(True)
    dock.setGeometry(120, 140, 640, 300)
    window.layouts._save("Floating")
    window.layouts.use("Trade")
    assert not dock.isFloating()
    window.layouts.use("Floating")
    assert dock.isFloating()
    assert dock.geometry() == QRect(120, 140, 640, 300)


@pytest.mark.parametrize("turn", [Qt.Orientation.Horizontal, Qt.Orientation.Vertical])
def test_the_panel_in_use_takes_room_and_gives_it_back_by_action(
    qtbot: QtBot, window: MainWindow, turn: Qt.Orientation
) -> None:
    def size() -> int:
        return dock.width() if turn is Qt.Orientation.Horizontal else dock.height()

    more, less = ("Make this panel wider", "Make this panel narrower")
    if turn is Qt.Orientation.Vertical:
        more, less = ("Make this panel higher", "Make this panel lower")
    actions = {action.text(): action for action in window.actions()}
    dock = window.docks.bring_up("bots")
    before = size()
    actions[more].trigger()
    qtbot.waitUntil(lambda: size() > before)
    taken = size()
    actions[less].trigger()
    qtbot.waitUntil(lambda: size() < taken)
    dock.setFloating(True)
    dock.setGeometry(120, 140, 640, 300)
    window.docks.bring_up("bots")
    qtbot.waitUntil(lambda: window.docks.in_use is dock)
    before = size()
    actions[more].trigger()
    qtbot.waitUntil(lambda: size() == before + 40)


def places(window: MainWindow) -> dict[str, tuple[bool, bool, int | None]]:
    """Of each dock whether it is hidden, whether it floats, and how high it is if it can be seen."""
    for _ in range(20):
        QApplication.processEvents()
    return {
        name: (dock.isHidden(), dock.isFloating(), dock.height() if dock.seen else None)
        for name, dock in sorted(window.docks.docks.items())
    }


def test_what_another_layout_shows_does_not_come_up_in_one_that_is_put_back(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, errors: ErrorCentre
) -> None:
    window.layouts.use("Trade")
    window.layouts.use("Options")
    window.docks.docks["smile"].setFloating(True)
    window.docks.docks["smile"].setGeometry(120, 140, 640, 300)
    before = places(window)
    assert before["bots"][0], "not a part of this layout"
    window.layouts._save("Mine")
    window.layouts.use("Trade")
    window.layouts.use("Mine")
    assert places(window) == before
    with shown_window(qtbot, make_station(tmp_path, errors), window.layout_settings()) as again:
        # the window itself is as large as the screen lets it be
        assert {name: place[:2] for name, place in places(again).items()} == {
            name: place[:2] for name, place in before.items()
        }


def test_a_row_that_is_as_low_as_its_tabs_can_be_keeps_its_height(window: MainWindow) -> None:
    window.resize(1440, 900)
    window.layouts.use("Options")
    docks = window.docks.docks
    docks["chain"].setFloating(True)
    docks["chain"].setGeometry(40, 40, 600, 300)
    window.resizeDocks([docks["smile"], docks["mispricing"]], [10, 500], Qt.Orientation.Vertical)
    before = places(window)
    window.layouts._save("Mine")
    for other in ("Trade", "Bots"):
        window.layouts.use(other)
        places(window)
        window.layouts.use("Mine")
        assert places(window) == before, other


def test_a_floating_dock_that_no_screen_shows_is_brought_back(window: MainWindow) -> None:
    dock = window.docks.docks["orders"]
    dock.setFloating(True)
    dock.setGeometry(120, 140, 640, 300)
    dock.move(5_000, 4_000)
    window.docks._screen_gone()
    assert window.screen().availableGeometry().contains(dock.frameGeometry())


# --- the user's own ---


def test_the_menu_lists_all_and_ticks_the_present_one(window: MainWindow) -> None:
    window.layouts._save("Mine & yours".replace("&", "and"))
    window.top_bar.layouts_menu.aboutToShow.emit()
    entries = [entry for entry in window.top_bar.layouts_menu.actions() if entry.isCheckable()]
    assert [entry.text() for entry in entries] == ["Layout Trade", "Layout Options", "Layout Bots", "Mine and yours"]
    assert [entry.isChecked() for entry in entries] == [False, False, False, True]
    assert window.layouts.delete_action.isEnabled()
    entries[0].trigger()
    window.top_bar.layouts_menu.aboutToShow.emit()
    assert not window.layouts.delete_action.isEnabled(), "a shipped one stays"


def test_a_layout_is_saved_under_a_name_that_is_asked_for(window: MainWindow) -> None:
    window.layouts.save_as_action.trigger()
    dialog = window.findChild(NameDialog)
    assert dialog is not None
    assert not dialog.ok.isEnabled()
    dialog.field.setText("Trade")
    assert "shipped" in dialog.error
    assert not dialog.ok.isEnabled()
    dialog.field.setText("Evening")
    assert (dialog.error, dialog.ok.isEnabled()) == ("", True)
    dialog.accept()
    assert window.layouts.names()[-1] == "Evening"
    assert window.layout_settings().plan == "Evening"


def test_a_panel_that_is_brought_up_takes_the_next_key(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "quoter.py").write_text(GOOD_STRATEGY, encoding="utf-8")
    manager = window._workstation.manager
    manager.scan_strategies()
    window.layouts.use("Trade")
    bots = window.docks.bring_up("bots").panel
    assert isinstance(bots, BotsPanel)
    assert not bots.acts.configure.isEnabled()
    window.docks.bring_up("log")
    manager.register_bot(StrategyName("QuoterBot"), name="maker")
    window.docks.bring_up("bots")
    assert [info.id for info in bots.selected()] == ["maker"]
    assert bots.acts.configure.isEnabled()


def test_a_layout_brings_its_panels_up_one_in_a_turn_of_the_loop(qtbot: QtBot, window: MainWindow) -> None:
    def made() -> int:
        return len(list(window.docks.panels()))

    def all_there() -> bool:
        return all(dock.made is not None and not dock.made.stale for dock in window.docks.docks.values() if dock.seen)

    qtbot.waitUntil(all_there)
    before = made()
    window.layouts.use("Options")
    window.docks._settle_docks()
    assert made() == before + 1
    window.docks._settle_docks()
    assert made() == before + 2
    qtbot.waitUntil(all_there)
    assert made() > before + 2


def test_renaming_and_deleting(qtbot: QtBot, window: MainWindow) -> None:
    window.layouts._save("Mine")
    window.layouts.rename_action.trigger()
    dialog = window.findChild(NameDialog)
    assert dialog is not None
    dialog.field.setText("Ours")
    dialog.accept()
    assert (window.docks.name, window.layouts.store.names()) == ("Ours", ["Ours"])
    window.layouts.delete_action.trigger()
    box = window.findChild(QMessageBox)
    assert box is not None
    asked = box.defaultButton()
    assert asked is not None
    assert box.buttonRole(asked) is QMessageBox.ButtonRole.RejectRole, "Enter alone deletes nothing"
    label = next(each for each in box.findChildren(QLabel) if each.text().startswith("Delete the layout"))
    assert label.geometry().left() <= box.width() - box.buttons()[-1].geometry().right() + 4, "margins are alike"
    assert box.width() >= 320
    box.buttons()[0].click()
    assert (window.docks.name, window.layouts.store.names()) == ("Trade", [])


def test_reset_brings_back_the_layout_that_was_chosen(window: MainWindow) -> None:
    window.docks.docks["log"].close()
    window.layouts._save("No log")
    window.docks.bring_up("log")
    window.docks.docks["bots"].close()
    window.layouts.reset_action.trigger()
    assert window.docks.docks["log"].isHidden()
    assert not window.docks.docks["bots"].isHidden()
    window.layouts.store.delete("No log")
    window.layouts.reset_action.trigger()
    assert window.docks.name == "Trade"
    assert not window.docks.docks["log"].isHidden()


def test_a_layout_is_handed_on_by_a_file(window: MainWindow, tmp_path: Path) -> None:
    window.docks.docks["bots"].setFloating(True)
    file = tmp_path / "mine.toml"
    window.layouts.export_action.trigger()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(file))
    dialog.reject()
    assert read_layout(file).panels.keys() >= {"bots", "chart"}
    window.layouts.use("Trade")
    window.layouts.import_from(file)
    assert window.docks.name == "mine"
    assert window.docks.docks["bots"].isFloating()


def test_a_layout_brings_no_panels_that_nobody_could_open(window: MainWindow) -> None:
    window.docks.open_another("chart")
    saved = window.layout_settings()
    more = {name: dict[str, object]() for name in ("bots-2", "chart-1", "chart-77", "chart-x", "nobody", "smile-9")}
    window.docks.restore(msgspec.structs.replace(saved, panels={**saved.panels, **more}))
    assert window.docks.docks.keys() & more.keys() == {"smile-9"}
    arranged = window.docks.arranged()
    window.docks.arrange("Mine", msgspec.structs.replace(arranged, panels={**arranged.panels, **more}))
    assert window.docks.docks.keys() & more.keys() == {"smile-9"}, "two boards of bots would share their keys in vain"


ANYTHING: tuple[object, ...] = (
    *(-1, 10**12, 10**30, True, 1.5, float("nan"), float("inf"), "", "x", [], {}, None),
    *([None], [[]], [10**30], [{"id": "ema", "span": 10**400}], {"a": 1}),
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_panel_takes_back_whatever_a_layouts_file_holds(window: MainWindow, kind: str) -> None:
    panel = window.docks.dock(kind).panel
    good = panel.save_state()
    for name in good:
        for value in ANYTHING:
            panel.restore_state({**good, name: value})
    panel.restore_state(good)
    assert panel.save_state().keys() == good.keys()


def opened_and_closed(window: MainWindow, kind: str) -> "weakref.ref[Panel]":
    window.docks.bring_up(kind)
    dock = window.docks.open_another(kind)
    assert dock is not None
    dock.close()
    return weakref.ref(dock.panel)


@pytest.mark.parametrize("kind", [kind.id for kind in PANEL_KINDS if kind.several])
def test_a_further_panel_is_let_go_as_soon_as_it_is_closed(qtbot: QtBot, window: MainWindow, kind: str) -> None:
    # what is alive is left out of collections until the round is over: a cycle would keep its readers that long
    gc.disable()
    try:
        panel = opened_and_closed(window, kind)
        qtbot.waitUntil(lambda: panel() is None, timeout=1_000)
    finally:
        gc.enable()


@pytest.mark.expect_log("no layout", "another version")
def test_a_layout_that_cannot_be_used_changes_nothing(window: MainWindow, tmp_path: Path) -> None:
    window.docks.docks["bots"].setFloating(True)
    before = {name: (dock.isHidden(), dock.isFloating()) for name, dock in window.docks.docks.items()}
    file = tmp_path / "other.toml"
    file.write_text("a = 1", encoding="utf-8")
    window.layouts.import_from(file)
    file.write_text('state = "AAAA"\n[panels]\nchart = 5\nchart-7 = {}\nnobody = {}\n', encoding="utf-8")
    window.layouts.import_from(file)
    assert window.docks.name == "Trade"
    assert {name: (dock.isHidden(), dock.isFloating()) for name, dock in window.docks.docks.items()} == before


def test_a_profile_remembers_the_layout_it_was_left_with(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, errors: ErrorCentre
) -> None:
    window.layouts._save("Mine")
    saved = window.layout_settings()
    with shown_window(qtbot, make_station(tmp_path, errors), saved) as again:
        assert again.docks.name == "Mine"
        again.layouts.use("Options")
        options = again.layout_settings()
    with shown_window(qtbot, make_station(tmp_path, errors), options) as third:
        assert third.docks.name == "Options"
