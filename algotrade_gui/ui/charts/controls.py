"""The row of a chart's controls: interval, style, indicators, and how the view moves."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QToolButton, QWidget

from algotrade_gui.ui.charts.scene import INTERVALS_S, ChartStyle
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.language import mark, tr
from algotrade_gui.ui.theme import theme

STYLE_NAMES = {
    ChartStyle.CANDLES: mark("Candles"),
    ChartStyle.LINE: mark("Line"),
    ChartStyle.MID: mark("Mid"),
}


class ChartControls(QWidget):
    """What the panel binds its actions to.

    Signals: `interval_chosen` (int, seconds), `style_chosen` (ChartStyle), when the user chose.
    """

    interval_chosen = Signal(int)
    style_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.interval = QComboBox(self)
        self.interval.setAccessibleName(tr("Interval"))
        self.interval.setToolTip(tr("How many seconds one candle covers"))
        for seconds in INTERVALS_S:
            self.interval.addItem(tr("{seconds} s", seconds=seconds), seconds)
        self.style_box = QComboBox(self)
        self.style_box.setAccessibleName(tr("Style"))
        self.style_box.setToolTip(tr("Candles, a line of closes, or an underlying's mid"))
        for style, name in STYLE_NAMES.items():
            self.style_box.addItem(tr(name), style)
        self.indicators = self._button()
        self.auto_scale = self._button()
        self.whole = self._button()
        self.follow = self._button()
        self.menu = self._button()
        self.menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        for combo, width in ((self.interval, 4), (self.style_box, 6)):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(width)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.interval, self.style_box, self.indicators):
            layout.addWidget(widget)
        layout.addStretch(1)
        for button in (self.auto_scale, self.whole, self.follow, self.menu):
            layout.addWidget(button)
        self.interval.activated.connect(lambda _: self.interval_chosen.emit(self.interval.currentData()))
        self.style_box.activated.connect(lambda _: self.style_chosen.emit(self.style_box.currentData()))
        self._take_icons()
        theme().changed.connect(self._take_icons)

    @property
    def tab_order(self) -> Sequence[QWidget]:
        """The widgets that the keyboard reaches, in their order."""
        return (
            self.interval,
            self.style_box,
            self.indicators,
            self.auto_scale,
            self.whole,
            self.follow,
            self.menu,
        )

    def _button(self) -> QToolButton:
        button = QToolButton(self)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _take_icons(self) -> None:
        # a button forgets what is not its action's as soon as that is checked
        for action in self.follow.actions():
            action.setIcon(icon("follow"))
        self.menu.setIcon(icon("more"))

    def take_actions(
        self, *, indicators: QAction, auto_scale: QAction, whole: QAction, follow: QAction, menu: QMenu
    ) -> None:
        """Have the buttons do what these do, and say what they say."""
        for button, action, text in (
            (self.indicators, indicators, tr("Indicators")),
            (self.auto_scale, auto_scale, tr("Auto")),
            (self.whole, whole, tr("All")),
        ):
            action.setIconText(text)
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setAccessibleName(action.text())
        follow.setIconVisibleInMenu(False)
        self.follow.setDefaultAction(follow)
        self.follow.setAccessibleName(follow.text())
        self._take_icons()
        self.menu.setMenu(menu)
        self.menu.setToolTip(tr("More"))
        self.menu.setAccessibleName(tr("More"))

    def show_interval(self, seconds: int) -> None:
        """Show what is in force, without a signal."""
        self.interval.setCurrentIndex(max(0, self.interval.findData(seconds)))

    def show_style(self, style: ChartStyle) -> None:
        """Show what is in force, without a signal."""
        self.style_box.setCurrentIndex(max(0, self.style_box.findData(style)))
