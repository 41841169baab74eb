"""All texts that a window shows, and a translation that marks what passed through it."""

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QBuffer,
    QIODevice,
    QLibraryInfo,
    QModelIndex,
    QRect,
    Qt,
    QTranslator,
)
from PySide6.QtGui import QAction
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDockWidget,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from algotrade_gui.ui.actions import HELP
from algotrade_gui.ui.language import CONTEXT

BEGIN, END, PLACE = "‹", "›", "•"
_SVG = "http://www.w3.org/2000/svg"
_MOST_PARTS = 12
Seen = tuple[str, str]
"""Where, what."""


class Marker(QTranslator):
    """Writes marks round each text that is collected for translation, and round those of Qt's own that Qt has in French."""

    def __init__(self, collected: Iterable[str]) -> None:
        super().__init__()
        self._collected = frozenset(collected)
        self._qt = QTranslator()
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        assert self._qt.load(f"{folder}/qtbase_fr.qm")

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        if (
            text in self._collected
            if context == CONTEXT
            else self._qt.translate(context, text, disambiguation or "", n)
        ):
            return f"{BEGIN}{text}{END}"
        # an empty text would count as its translation
        return text

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False


def unmarked(text: str) -> str:
    """What of `text` lies outside all marks, PLACE where marked words were; an elided text has lost its last marks."""
    depth = 0
    left: list[str] = []
    for letter in text:
        if letter == BEGIN:
            if not depth:
                left.append(PLACE)
            depth += 1
        elif letter == END:
            if not depth:
                # its beginning was cut off
                left = [PLACE]
            depth = max(0, depth - 1)
        elif not depth:
            left.append(letter)
    return "".join(left)


def texts_of(top: QWidget) -> Iterator[Seen]:
    """Every text below and of `top`: of widgets, actions, menus, headings and models, hidden ones as well."""
    for widget in [top, *top.findChildren(QWidget)]:
        for kind, text in _widget(widget):
            yield f"{_place(widget)}.{kind}", text
    for action in top.findChildren(QAction):
        name = action.objectName() or f"action of {_place(action.parent())}"
        yield f"{name}.text", action.text()
        yield f"{name}.toolTip", action.toolTip()
        yield f"{name}.help", str(action.property(HELP) or "")


def painted_texts(widget: QWidget) -> Iterator[Seen]:
    """Every text that `widget` and those in it paint now, whoever paints it."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture = QSvgGenerator()
    picture.setOutputDevice(buffer)
    picture.setSize(widget.size())
    picture.setViewBox(QRect(0, 0, widget.width(), widget.height()))
    widget.render(picture)
    buffer.close()
    runs = [each.text or "" for each in ET.fromstring(bytes(buffer.data().data())).iter(f"{{{_SVG}}}text")]
    while runs:
        text = runs.pop(0)
        # a text of several lines, or with an underlined letter, is painted in parts
        for count in range(1, min(_MOST_PARTS, len(runs)) + 1):
            if _is_whole(text):
                break
            whole = "".join([text, *runs[:count]])
            if _is_whole(whole):
                text = whole
                del runs[:count]
        yield f"painted by {_place(widget)}", text


def _is_whole(text: str) -> bool:
    return text.count(BEGIN) <= text.count(END)


def _place(thing: object) -> str:
    names = []
    while isinstance(thing, QWidget):
        names.append(thing.objectName() or type(thing).__name__)
        thing = thing.parentWidget()
        if isinstance(thing, QMainWindow):
            break
    return "/".join(reversed(names[:4])) or type(thing).__name__


def _widget(widget: QWidget) -> Iterator[Seen]:
    yield "toolTip", widget.toolTip()
    yield "statusTip", widget.statusTip()
    yield "whatsThis", widget.whatsThis()
    yield "accessibleName", widget.accessibleName()
    yield "accessibleDescription", widget.accessibleDescription()
    if isinstance(widget, QDialog | QDockWidget | QMainWindow):
        yield "windowTitle", widget.windowTitle()
    if isinstance(widget, QLabel | QAbstractButton):
        yield "text", widget.text()
    elif isinstance(widget, QLineEdit):
        yield "text", widget.text()
        yield "placeholder", widget.placeholderText()
    elif isinstance(widget, QPlainTextEdit):
        yield "placeholder", widget.placeholderText()
    elif isinstance(widget, QGroupBox | QMenu):
        yield "title", widget.title()
    elif isinstance(widget, QComboBox):
        for place in range(widget.count()):
            yield "item", widget.itemText(place)
            yield "item.toolTip", str(widget.itemData(place, Qt.ItemDataRole.ToolTipRole) or "")
    elif isinstance(widget, QTabBar):
        for place in range(widget.count()):
            yield "tab", widget.tabText(place)
            yield "tab.toolTip", widget.tabToolTip(place)
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _model(widget.model())


def _columns(model: QAbstractItemModel, parent: QModelIndex) -> int:
    # a list's own count of columns is private
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)


def _model(model: QAbstractItemModel) -> Iterator[Seen]:
    for column in range(_columns(model, QModelIndex())):
        for kind, role in (("heading", Qt.ItemDataRole.DisplayRole), ("heading.toolTip", Qt.ItemDataRole.ToolTipRole)):
            text = model.headerData(column, Qt.Orientation.Horizontal, role)
            # a model without headings numbers its columns
            if isinstance(text, str):
                yield kind, text
    yield from _rows(model, QModelIndex())


def _rows(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[Seen]:
    for row in range(model.rowCount(parent)):
        for column in range(_columns(model, parent)):
            index = model.index(row, column, parent)
            for kind, role in (
                ("cell", Qt.ItemDataRole.DisplayRole),
                ("cell.toolTip", Qt.ItemDataRole.ToolTipRole),
                ("cell.accessible", Qt.ItemDataRole.AccessibleTextRole),
            ):
                yield f"{kind} {column}", str(index.data(role) or "")
        if not isinstance(model, QAbstractListModel):
            yield from _rows(model, model.index(row, 0, parent))
