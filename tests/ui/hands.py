"""A newcomer's hands: keys go where the focus is, clicks only onto what can be seen and is not covered."""

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QWidget

from tests.ui.waiting import until

Key: TypeAlias = Qt.Key
Button: TypeAlias = Qt.MouseButton
Modifier: TypeAlias = Qt.KeyboardModifier
CTRL, SHIFT, ALT = Modifier.ControlModifier, Modifier.ShiftModifier, Modifier.AltModifier
NONE = Modifier.NoModifier


def focused() -> QWidget:
    """What a key would reach."""
    found = QApplication.activePopupWidget() or QApplication.focusWidget() or QApplication.activeWindow()
    assert found is not None, "no window has the keys"
    return found


def key(name: Key, modifier: Modifier = NONE) -> None:
    """Press a key."""
    QTest.keyClick(focused(), name, modifier)


def write(text: str) -> None:
    """Type a text into the field that has the focus."""
    QTest.keyClicks(focused(), text)


def reach(widget: QWidget, at: QPoint | None = None) -> QPoint:
    """A place on `widget` that the pointer can get to, by default its middle."""
    place = at if at is not None else widget.rect().center()
    assert widget.isVisible(), f"{widget!r} is hidden"
    assert widget.rect().contains(place), f"{place} is beside {widget!r}"
    top = widget.window()
    in_window = widget.mapTo(top, place)
    assert top.rect().contains(in_window), f"{in_window} of {widget!r} is outside of its window"
    found = top.childAt(in_window) or top
    assert found is widget or widget.isAncestorOf(found), f"{found!r} lies over {widget!r}"
    return place


def _place(widget: QWidget, at: QPoint | None) -> tuple[QWindow, QPoint]:
    """The system's window and the place in it: Qt finds out by itself what is there, as with a real mouse."""
    top = widget.window()
    handle = top.windowHandle()
    assert handle is not None
    return handle, widget.mapTo(top, reach(widget, at))


def click(widget: QWidget, at: QPoint | None = None, button: Button = Button.LeftButton) -> None:
    """Go there and click."""
    handle, place = _place(widget, at)
    QTest.mouseMove(handle, place)
    QTest.mouseClick(handle, button, NONE, place)


def double_click(widget: QWidget, at: QPoint | None = None) -> None:
    """Go there and click twice."""
    handle, place = _place(widget, at)
    QTest.mouseMove(handle, place)
    QTest.mouseDClick(handle, Button.LeftButton, NONE, place)


def point(widget: QWidget, at: QPoint) -> None:
    """Move the pointer there."""
    QTest.mouseMove(*_place(widget, at))


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    """Press at one place, move, let go at the other."""
    handle, first = _place(widget, start)
    last = widget.mapTo(widget.window(), end)
    QTest.mouseMove(handle, first)
    QTest.mousePress(handle, Button.LeftButton, NONE, first)
    QTest.mouseMove(handle, (first + last) / 2)
    QTest.mouseMove(handle, last)
    QTest.mouseRelease(handle, Button.LeftButton, NONE, last)


def wheel(widget: QWidget, at: QPoint, notches: int) -> None:
    """Turn the wheel, away from oneself where `notches` is above zero."""
    place = QPointF(reach(widget, at))
    turn = QWheelEvent(
        place,
        QPointF(widget.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Button.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, turn)


def choose(combo: QComboBox, text: str) -> None:
    """Choose an entry by keyboard."""
    combo.setFocus(Qt.FocusReason.TabFocusReason)
    place = combo.findText(text)
    assert place >= 0, f"{combo.accessibleName()} does not offer {text}"
    for _ in range(combo.count()):
        if combo.currentIndex() == place:
            return
        key(Key.Key_Down if combo.currentIndex() < place else Key.Key_Up)
    assert combo.currentIndex() == place


def pick(menu: QMenu, text: str) -> QMenu | None:
    """Click the entry of an open menu that begins with `text`; returns the menu that it opened, if it did."""
    action = next((each for each in menu.actions() if each.text().replace("&", "").startswith(text)), None)
    assert action is not None, f"no {text!r} among {[each.text() for each in menu.actions()]}"
    assert action.isEnabled(), f"{text!r} cannot be chosen"
    place = menu.actionGeometry(action).center()
    handle = menu.windowHandle()
    assert handle is not None
    QTest.mouseMove(handle, place)
    QTest.mouseClick(handle, Button.LeftButton, NONE, place)
    further = action.menu()
    return further if isinstance(further, QMenu) and further.isVisible() else None


def open_and_pick(button: QWidget, text: str) -> None:
    """Click a button that opens a menu, then its entry: such a click returns only when the menu is gone."""
    failed: list[BaseException] = []
    timer = QTimer()
    timer.setInterval(5)

    def take() -> None:
        menu = QApplication.activePopupWidget()
        if menu is None:
            return
        timer.stop()
        try:
            assert isinstance(menu, QMenu)
            pick(menu, text)
        except AssertionError as error:
            failed.append(error)
            menu.close()

    timer.timeout.connect(take)
    timer.start()
    click(button)
    assert not timer.isActive(), "no menu came"
    if failed:
        raise failed[0]


async def active(widget: QWidget) -> None:
    """Wait until a window has the keys; the offscreen platform has nobody who gives them back by itself."""

    def has_the_keys() -> bool:
        if not widget.isActiveWindow():
            # once is not enough: a dock that floats may be shown after it, and take them
            widget.activateWindow()
        return widget.isActiveWindow()

    await until(has_the_keys)


def child(parent: QWidget, kind: type[QWidget], where: Callable[[QWidget], bool]) -> QWidget:
    """The one visible widget below `parent` of which that holds."""
    found = [each for each in parent.findChildren(kind) if each.isVisible() and where(each)]
    assert len(found) == 1, f"{len(found)} of {kind.__name__}"
    return found[0]
