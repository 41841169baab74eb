"""A form made from the description of a bot's parameters, checked while it is typed in."""

import enum
import tomllib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tomli_w
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from algotrade_gui.bots.params import ParamInfo
from algotrade_gui.ui.dialogs.number_field import NumberField, bounds_text, number_text
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.language import mark, tr
from algotrade_gui.ui.theme import GRID, restyle, ui_font

DIALOG_WIDTH = 460
MOST_HEIGHT = 700
HEAD_PX = 20
"""A field's label, as high whether or not there is a way back to its default beside it."""
NOTHING_DECLARED = mark("This strategy declares no settings. It needs none typed here; lines of TOML become its dict.")
NOT_LOADED = mark("This strategy does not load, so its settings are shown as they are kept, and checked once it does.")
Check = Callable[[dict[str, Any]], str | None]
"""Takes the form's values; returns what is wrong with them as a whole, or None."""


class Field(QWidget):
    """Label, editor, help and error of one parameter. Signals: `edited` (nothing)."""

    edited = Signal()

    def __init__(self, info: ParamInfo, value: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.info = info
        self._editor = self._make_editor(value)
        # of a strategy's own words those that we have as well are translated, the others shown as they are
        label, help_text = tr(info.label), tr(info.help) if info.help else ""
        self._editor.setAccessibleName(label)
        self._editor.setAccessibleDescription(help_text)
        self._editor.setToolTip(_hint(info))
        self._label = QLabel(label, self)
        self._label.setFont(ui_font(bold=True))
        self._label.setMinimumHeight(HEAD_PX)
        self._label.setBuddy(self._editor)
        self._live = QLabel(tr("live"), self)
        self._live.setProperty("tone", "muted")
        self._live.setToolTip(tr("Changes at once, also while the bot runs"))
        self._live.setVisible(info.live)
        self._changed = QLabel(tr("changed"), self)
        self._changed.setProperty("tone", "accent")
        self._reset = QToolButton(self)
        self._reset.setIcon(icon("restart"))
        self._reset.setIconSize(QSize(12, 12))
        self._reset.setToolTip(tr("Reset to the default, {value}", value=_value_text(info.default) or tr("none")))
        self._reset.setAccessibleName(tr("Reset {setting} to its default", setting=label))
        self._reset.setFixedHeight(HEAD_PX)
        self._reset.clicked.connect(self.reset)
        policy = self._reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(policy)
        self._help = QLabel(help_text, self)
        self._help.setProperty("tone", "secondary")
        self._help.setWordWrap(True)
        self._help.setVisible(bool(info.help))
        self._error = QLabel(self)
        self._error.setProperty("tone", "danger")
        self._error.setWordWrap(True)
        self._error.hide()
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self._label)
        head.addWidget(self._live)
        head.addWidget(self._changed)
        head.addStretch(1)
        head.addWidget(self._reset)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, GRID)
        layout.setSpacing(3)
        layout.addLayout(head)
        layout.addWidget(self._editor)
        layout.addWidget(self._help)
        layout.addWidget(self._error)
        self.setFocusProxy(self._editor)
        self.edited.connect(self._mark)
        self._mark()

    def value(self) -> Any:
        """The value typed. Raises ValueError with the reason."""
        editor = self._editor
        if isinstance(editor, QLineEdit) and self.info.optional and not editor.text().strip():
            return None
        if isinstance(editor, NumberField):
            return editor.number()
        if isinstance(editor, QCheckBox):
            return editor.isChecked()
        if isinstance(editor, QComboBox):
            return editor.currentData()
        if isinstance(editor, QLineEdit):
            if self.info.required and not editor.text().strip():
                raise ValueError(tr("This is needed."))
            return editor.text().strip()
        raise TypeError(type(editor).__name__)

    def set_value(self, value: Any) -> None:
        """Show `value`."""
        editor = self._editor
        if isinstance(editor, NumberField):
            if isinstance(value, int | float) and not isinstance(value, bool):
                editor.set_number(value)
            else:
                editor.setText("" if value is None else str(value))
        elif isinstance(editor, QCheckBox):
            editor.setChecked(bool(value))
        elif isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(plain(value))))
        elif isinstance(editor, QLineEdit):
            editor.setText("" if value is None else str(value))

    def reset(self) -> None:
        """Show the default."""
        self.set_value(self.info.default)

    def show_error(self, reason: str | None) -> None:
        """Show `reason` under the field, or take it away."""
        self._error.setText(reason or "")
        self._error.setVisible(reason is not None)
        self._help.setVisible(reason is None and bool(self.info.help))
        restyle(self._editor, "invalid", reason is not None)

    @property
    def error(self) -> str | None:
        """What stands under the field."""
        return self._error.text() or None

    def _mark(self) -> None:
        try:
            same = self.value() == plain(self.info.default)
        except ValueError:
            same = False
        # a field without a default has nothing to differ from
        self._changed.setVisible(not same and not self.info.required)
        self._reset.setVisible(not same and not self.info.required)

    def _make_editor(self, value: Any) -> QWidget:
        info = self.info
        if info.choices:
            combo = QComboBox(self)
            if info.optional:
                combo.addItem(tr("none"), None)
            for choice in info.choices:
                combo.addItem(tr(str(plain(choice))), plain(choice))
            combo.setCurrentIndex(max(0, combo.findData(plain(value))))
            combo.currentIndexChanged.connect(self.edited)
            return combo
        if info.type is bool:
            box = QCheckBox(tr("On"), self)
            box.setChecked(bool(value))
            box.toggled.connect(self.edited)
            return box
        if info.type in (int, float):
            number = NumberField(
                whole=info.type is int,
                minimum=info.minimum,
                maximum=info.maximum,
                unit=tr(info.unit) if info.unit else "",
                parent=self,
            )
            if isinstance(value, int | float) and not isinstance(value, bool):
                number.set_number(value)
            elif value is not None:
                number.setText(str(value))
            number.edited.connect(self.edited)
            return number
        line = QLineEdit(self)
        line.setText("" if value is None else str(value))
        line.textChanged.connect(self.edited)
        return line


class ParamForm(QWidget):
    """All fields of a config. Signals: `edited` (nothing) after each change; `problem` is up to date by then."""

    edited = Signal()

    def __init__(
        self, params: Sequence[ParamInfo], values: Mapping[str, Any], check: Check, parent: QWidget | None = None
    ) -> None:
        """`values` go over the defaults; `check` judges the whole once each field is right by itself."""
        super().__init__(parent)
        self._check = check
        self.problem: str | None = None
        """Why the form cannot be accepted, naming the field; None when it can."""
        self.fields = [Field(info, values.get(info.name, info.default), self) for info in params]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for field in self.fields:
            layout.addWidget(field)
            field.edited.connect(self._edited)
        if not self.fields:
            note = QLabel(tr("This strategy has nothing to set."), self)
            note.setProperty("tone", "secondary")
            layout.addWidget(note)
        layout.addStretch(1)
        self._judge()

    def values(self) -> dict[str, Any]:
        """The values typed; call it only while `problem` is None."""
        typed = {field.info.name: field.value() for field in self.fields}
        # a profile knows no null: what is left out is None again by its default
        return {name: value for name, value in typed.items() if value is not None}

    def _edited(self) -> None:
        self._judge()
        self.edited.emit()

    def _judge(self) -> None:
        self.problem = None
        for field in self.fields:
            try:
                field.value()
            except ValueError as error:
                field.show_error(str(error))
                self.problem = self.problem or f"{tr(field.info.label)}: {error}"
            else:
                field.show_error(None)
        if self.problem is None and self.fields:
            self.problem = self._check(self.values())


class DictForm(QWidget):
    """For a strategy that declares no config: its plain dict, typed as in a profile. Signals: `edited` (nothing)."""

    edited = Signal()

    def __init__(self, values: Mapping[str, Any], parent: QWidget | None = None, *, loads: bool = True) -> None:
        """`loads` False: the strategy is not there, so nobody knows what it declares."""
        super().__init__(parent)
        self.problem: str | None = None
        self._text = QPlainTextEdit(self)
        self._text.setAccessibleName(tr("Settings, one a line"))
        self._text.setPlaceholderText('size = 2\nunderlying = "$SIMP"')
        self._text.setPlainText(tomli_w.dumps(dict(values)))
        self._text.setTabChangesFocus(True)
        self._text.setMinimumHeight(140)
        note = QLabel(tr(NOTHING_DECLARED) if loads else tr(NOT_LOADED), self)
        note.setProperty("tone", "secondary")
        note.setWordWrap(True)
        self._error = QLabel(self)
        self._error.setProperty("tone", "danger")
        self._error.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(note)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._error)
        self._text.textChanged.connect(self._edited)
        self._edited()

    def values(self) -> dict[str, Any]:
        """The dict typed; call it only while `problem` is None."""
        return tomllib.loads(self._text.toPlainText())

    def _edited(self) -> None:
        try:
            self.values()
        except (ValueError, RecursionError) as error:
            # a number of thousands of digits, or brackets by the thousand, are no TOMLDecodeError
            self.problem = tr("Write one setting a line, name = value: {reason}.", reason=error)
        else:
            self.problem = None
        self._error.setText(self.problem or "")
        self.edited.emit()


class FormDialog(QDialog):
    """A dialog around forms: OK is disabled with the reason, Enter accepts, Escape leaves, never taller than 700 px.

    Show it with `open()`; connect `accepted`.
    """

    def __init__(self, title: str, accept_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        self.body.setSpacing(GRID)
        content = QWidget(self)
        content.setLayout(self.body)
        self._content = content
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(content)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._reason = QLabel(self)
        self._reason.setProperty("tone", "danger")
        self._reason.setWordWrap(True)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.ok_button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok_button.setText(accept_text)
        for button in self.buttons.buttons():
            button.setIcon(QIcon())  # no stock pictures beside our own set
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setText(tr("Cancel"))
        cancel.setAutoDefault(False)
        self.ok_button.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._choices = QVBoxLayout()
        self._choices.setContentsMargins(2 * GRID, GRID, 2 * GRID, 0)
        self._choices.setSpacing(GRID // 2)
        foot = QHBoxLayout()
        foot.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID - 4)
        foot.addWidget(self._reason, 1)
        foot.addWidget(self.buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._area, 1)
        layout.addWidget(rule(self))
        layout.addLayout(self._choices)
        layout.addLayout(foot)

    def add_choice(self, box: QWidget) -> None:
        """Put `box` over the buttons, where it is in sight however long the form is."""
        self._choices.addWidget(box)

    def set_problem(self, reason: str | None) -> None:
        """Disable OK with `reason` shown and as its tooltip, or enable it."""
        self.ok_button.setEnabled(reason is None)
        self.ok_button.setToolTip(reason or tr("Enter"))
        self._reason.setText(reason or "")

    def fit(self) -> None:
        """Take the height that the content needs, up to 700 px. Call it after the body was filled."""
        self.body.activate()
        foot = self._choices.sizeHint().height() + self.buttons.sizeHint().height()
        wanted = self._content.sizeHint().height() + foot + 4 * GRID + 8
        self.resize(DIALOG_WIDTH, min(MOST_HEIGHT, max(self.minimumSizeHint().height(), wanted)))

    def accept(self) -> None:
        # Enter in a field reaches here past the disabled button
        if self.ok_button.isEnabled():
            super().accept()


def rule(parent: QWidget) -> QFrame:
    """A line between what scrolls and the buttons below it."""
    line = QFrame(parent)
    line.setProperty("rule", "true")
    line.setFixedHeight(1)
    return line


def labelled(text: str, editor: QWidget, help_text: str = "") -> QVBoxLayout:
    """Lay a label above `editor` and a quiet help below it, as every dialog does."""
    label = QLabel(text)
    label.setFont(ui_font(bold=True))
    label.setMinimumHeight(HEAD_PX)
    label.setBuddy(editor)
    editor.setAccessibleName(text)
    column = QVBoxLayout()
    column.setSpacing(3)
    column.addWidget(label)
    column.addWidget(editor)
    if help_text:
        note = QLabel(help_text)
        note.setProperty("tone", "secondary")
        note.setWordWrap(True)
        column.addWidget(note)
        editor.setAccessibleDescription(help_text)
    return column


def _hint(info: ParamInfo) -> str:
    parts = [tr(info.help)] if info.help else []
    bounds = bounds_text(info.minimum, info.maximum)
    if bounds:
        parts.append(f"{bounds[0].upper()}{bounds[1:]}{' ' + tr(info.unit) if info.unit else ''}.")
    if not info.required:
        parts.append(tr("Default {value}.", value=_value_text(info.default) or tr("none")))
    return "\n".join(parts)


def plain(value: Any) -> Any:
    """The value as a profile holds it."""
    return value.value if isinstance(value, enum.Enum) else value


def _value_text(value: Any) -> str:
    value = plain(value)
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    if isinstance(value, int | float):
        return number_text(value)
    if value is None:
        return ""
    return tr(str(value)) if value else ""
