"""The live parameters of one bot, each to be changed while it runs: a slider, a box or a list."""

import math
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from algotrade_gui.bots.entry import BotInfo
from algotrade_gui.bots.params import ParamInfo
from algotrade_gui.core.ids import BotId
from algotrade_gui.ui.dialogs.form import plain
from algotrade_gui.ui.dialogs.number_field import NumberField, number_text
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.theme import GRID, ui_font

ROWS_SEEN = 3
"""Rows that are shown without scrolling."""
ROW_PX = 24
ABREAST = 2
"""Parameters beside each other, where there are more than this."""
_COLUMNS = 3
_SHORT_UNIT = 2
STEPS = 200
"""Steps of a slider over a range of fractions, or over one of more whole numbers than WHOLE_STEPS."""
WHOLE_STEPS = 1_000


class Scale:
    """A slider's steps as values of one bounded number, and back."""

    def __init__(self, minimum: float, maximum: float, *, whole: bool) -> None:
        self._minimum = minimum
        self._maximum = maximum
        self._whole = whole
        span = maximum - minimum
        self.steps = max(1, int(span)) if whole and span <= WHOLE_STEPS else STEPS
        step = span / self.steps
        self._digits = 0 if whole or step <= 0 else max(0, 1 - math.floor(math.log10(step)))

    def value(self, place: int) -> int | float:
        """The value at `place`, which runs from 0 to `steps`: round, and never out of the bounds."""
        exact = self._minimum + (self._maximum - self._minimum) * place / self.steps
        rounded = min(self._maximum, max(self._minimum, round(exact, self._digits)))
        return int(rounded) if self._whole else float(rounded)

    def place(self, value: float) -> int:
        """The place nearest to `value`."""
        share = (value - self._minimum) / (self._maximum - self._minimum) if self._maximum > self._minimum else 0.0
        return round(min(1.0, max(0.0, share)) * self.steps)


class LiveRow:
    """One parameter: its label, its editor and its value in words. `tell` hears each change that the user makes."""

    def __init__(self, info: ParamInfo, tell: Callable[["LiveRow", Any], None], parent: QWidget) -> None:
        self.info = info
        self.value: Any = None
        self._tell = tell
        self._showing = False
        label = tr(info.label)
        self.label = QLabel(label, parent)
        self.text = QLabel(parent)
        self.text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._scale: Scale | None = None
        self.editor = self._make_editor(parent)
        self.editor.setAccessibleName(label)
        self.editor.setAccessibleDescription(tr(info.help) if info.help else "")
        hints = [tr(info.help)] if info.help else []
        if info.unit:
            hints.append(tr("In {unit}.", unit=tr(info.unit)))
        hints.append(tr("Changes at once, also while the bot runs (Alt+Up, Alt+Down)."))
        for part in (self.label, self.editor, self.text):
            part.setToolTip("\n".join(hints))
        self.label.setBuddy(self.editor)

    def show(self, value: Any) -> None:
        """Show `value`, unless the user has the slider in his hand."""
        value = plain(value)
        if isinstance(self.editor, QSlider) and self.editor.isSliderDown():
            return
        # the line that is typed in stays so while another window is in front
        if isinstance(self.editor, QLineEdit) and self.editor.window().focusWidget() is not self.editor:
            # also where the value is as before: what was typed may have been none, or was refused
            text = _line_text(value)
            if self.editor.text() != text:
                self.editor.setText(text)
        if value == self.value and self.text.text():
            return
        self.value = value
        self._showing = True
        try:
            if isinstance(self.editor, QSlider) and self._scale is not None:
                self.editor.setValue(0 if value is None else self._scale.place(value))
            elif isinstance(self.editor, QCheckBox):
                self.editor.setChecked(bool(value))
            elif isinstance(self.editor, QComboBox):
                self.editor.setCurrentIndex(max(0, self.editor.findData(value)))
        finally:
            self._showing = False
        self._say(value)

    def step(self, steps: int) -> None:
        """Go so many steps up, or down."""
        if isinstance(self.editor, QSlider):
            self.editor.setValue(self.editor.value() + steps)
        elif isinstance(self.editor, QCheckBox):
            self.editor.setChecked(steps > 0)
        elif isinstance(self.editor, QComboBox):
            self.editor.setCurrentIndex(min(self.editor.count() - 1, max(0, self.editor.currentIndex() + steps)))
        elif isinstance(self.editor, NumberField):
            self.editor.step(steps)
            self._line_done()

    def mark(self, active: bool) -> None:
        """Show whether the keys change this one."""
        self.label.setFont(ui_font(bold=active))

    def _say(self, value: Any) -> None:
        if isinstance(value, bool):
            text = tr("on") if value else tr("off")
        elif isinstance(value, int | float):
            text = f"{number_text(value)} {_unit(self.info)}".rstrip()
        else:
            text = tr("none") if value is None else ""
        self.text.setText(text)

    def _changed(self, value: Any) -> None:
        if self._showing or value == self.value:
            return
        self.value = value
        self._say(value)
        self._tell(self, value)

    def _make_editor(self, parent: QWidget) -> QWidget:
        info = self.info
        if info.choices:
            combo = QComboBox(parent)
            for choice in info.choices:
                combo.addItem(tr(str(plain(choice))), plain(choice))
            combo.currentIndexChanged.connect(lambda _: self._changed(combo.currentData()))
            return combo
        if info.type is bool:
            box = QCheckBox(parent)
            box.toggled.connect(self._changed)
            return box
        if info.type in (int, float) and info.minimum is not None and info.maximum is not None:
            scale = self._scale = Scale(info.minimum, info.maximum, whole=info.type is int)
            slider = QSlider(Qt.Orientation.Horizontal, parent)
            slider.setRange(0, scale.steps)
            slider.setPageStep(max(1, scale.steps // 20))
            slider.valueChanged.connect(lambda place: self._changed(scale.value(place)))
            return slider
        if info.type in (int, float):
            field = NumberField(whole=info.type is int, minimum=info.minimum, maximum=info.maximum, parent=parent)
            field.editingFinished.connect(self._line_done)
            return field
        line = QLineEdit(parent)
        line.editingFinished.connect(self._line_done)
        return line

    def _line_done(self) -> None:
        editor = self.editor
        if isinstance(editor, NumberField):
            try:
                self._changed(editor.number())
            except ValueError:
                # what is not a number yet changes nothing
                return
        elif isinstance(editor, QLineEdit):
            self._changed(editor.text().strip())


class LiveParams(QScrollArea):
    """The rows of the bot shown. Signals: `changed` (bot, name, value, by a hotkey) after each change that the user makes."""

    changed = Signal(str, str, object, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Parameters that change while the bot runs"))
        self.rows: list[LiveRow] = []
        self._bot: BotId | None = None
        self._params: tuple[ParamInfo, ...] = ()
        self._active = 0
        self._by_key = False
        self.hide()

    def show_bot(self, info: BotInfo | None) -> None:
        """Show the live parameters of `info`; hidden where it has none."""
        live = () if info is None else tuple(param for param in info.params if param.live)
        bot = info.id if info is not None and live else None
        if (bot, live) != (self._bot, self._params):
            self._bot, self._params = bot, live
            self._build()
        if info is None or not live:
            return
        for row in self.rows:
            row.show(info.config.get(row.info.name, row.info.default))

    def step(self, steps: int) -> None:
        """Change the parameter whose name is bold by so many steps, by a hotkey."""
        if self.rows:
            self._by_key = True
            try:
                self.rows[self._active].step(steps)
            finally:
                self._by_key = False

    def choose(self, steps: int) -> None:
        """Have the hotkeys change another parameter: the next (1), the one before (-1)."""
        if self.rows:
            self._activate((self._active + steps) % len(self.rows))

    @property
    def active(self) -> str | None:
        """The name of the parameter that the hotkeys change."""
        return self.rows[self._active].info.name if self.rows else None

    def _build(self) -> None:
        self.rows = []
        content = QWidget(self)
        grid = QGridLayout(content)
        grid.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(0)
        abreast = ABREAST if len(self._params) > ABREAST else 1
        for place, info in enumerate(self._params):
            line, block = divmod(place, abreast)
            row = LiveRow(info, self._tell, content)
            widest = max((_words(info, bound) for bound in (info.minimum, info.maximum)), key=len)
            row.text.setMinimumWidth(row.text.fontMetrics().horizontalAdvance(widest))
            for offset, part in enumerate((row.label, row.editor, row.text)):
                grid.addWidget(part, line, _COLUMNS * block + offset)
            grid.setColumnStretch(_COLUMNS * block + 1, 1)
            grid.setRowMinimumHeight(line, ROW_PX)
            self.rows.append(row)
        holder = QWidget(self)
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(content)
        outer.addStretch(1)
        self.setWidget(holder)
        self._activate(0)
        self.setFixedHeight(min(content.sizeHint().height(), ROWS_SEEN * ROW_PX + GRID))
        self.setVisible(bool(self.rows))

    def _activate(self, place: int) -> None:
        self._active = place
        for number, row in enumerate(self.rows):
            row.mark(number == place)
        if self.rows:
            self.ensureWidgetVisible(self.rows[place].editor, 0, 0)

    def _tell(self, row: LiveRow, value: Any) -> None:
        self._activate(self.rows.index(row))
        if self._bot is not None:
            self.changed.emit(str(self._bot), row.info.name, value, self._by_key)


def _line_text(value: Any) -> str:
    """A value as it is typed."""
    return "" if value is None else number_text(value) if isinstance(value, int | float) else str(value)


def _words(info: ParamInfo, value: float | None) -> str:
    if value is None:
        return ""
    return f"{number_text(value)}{'' if info.type is int else '.00'} {_unit(info)}".rstrip()


def _unit(info: ParamInfo) -> str:
    # long ones stand in the tooltip: the room is the slider's
    unit = tr(info.unit) if info.unit else ""
    return unit if len(unit) <= _SHORT_UNIT else ""
