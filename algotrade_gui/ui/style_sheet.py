"""The application's style sheet, generated from the colour table; it holds sizes and shapes, never a colour of its own."""

from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from algotrade_gui.ui.theme import Colours

_TEMPLATE = Template(
    """
QMainWindow, QDialog { background: $background; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QMainWindow::separator { background: $background; width: 5px; height: 5px; }
QMainWindow::separator:hover { background: $accent_tint; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 4px 6px; }

QToolBar { background: $background; border: none; border-bottom: 1px solid $line; spacing: 8px; padding: 3px 8px; }
QToolBar QToolButton { padding: 3px 8px; }
QToolButton { border: 1px solid transparent; border-radius: 4px; padding: 3px 6px; color: $text; }
QToolButton:hover { background: $raised; }
QToolButton:pressed, QToolButton:checked { background: $accent_tint; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $muted; }
QToolButton[popupMode="2"] { padding-right: 16px; }
QToolButton::menu-indicator { image: url($images/down.png); subcontrol-position: right center; right: 3px;
    width: 10px; height: 10px; }
QToolButton[side="buy"]:checked { background: $up_tint; color: $up; border-color: $up; }
QToolButton[side="sell"]:checked { background: $down_tint; color: $down; border-color: $down; }
QToolButton[price="bid"]:enabled { color: $up; }
QToolButton[price="ask"]:enabled { color: $down; }
QToolButton[tight="true"] { padding: 3px 1px; }
QToolButton[fold="true"] { padding: 3px 6px 3px 0; border-left: none; }
QToolButton[trading="quiet"] { color: $secondary; }
QToolButton[trading="warning"] { color: $warning; background: $warning_tint; }
QToolButton[trading="danger"] { color: $danger; background: $danger_tint; }
QToolButton[arms] { border-color: $line; color: $secondary; }
QToolButton[arms]:focus { border-color: $accent; }
QToolButton[arms="clicks"]:checked { color: $accent; background: $accent_tint; border: 1px solid $accent; }
QToolButton[arms="keys"]:checked { color: $warning; background: $warning_tint; border: 1px solid $warning; }
QToolBar QToolButton[kill] { border-radius: 4px; padding: 3px 4px; }
QToolBar QToolButton[kill="armed"] { background: $danger; color: $on_danger; border: 1px solid $danger; }
QToolBar QToolButton[kill="armed"]:hover { border-color: $text; }
QToolBar QToolButton[kill="armed"]:pressed { background: $danger_solid; color: $danger; }
QToolBar QToolButton[kill="armed"]:focus { border: 2px solid $text; }
QToolBar QToolButton[kill="weak"] { background: $danger_tint; color: $danger; border: 1px dashed $danger; }
QToolBar QToolButton[kill="fired"] { background: $danger_tint; color: $danger; border: 1px solid $danger; }
QToolBar QToolButton[kill="spent"], QToolBar QToolButton[kill="off"] { background: $background; color: $muted;
    border: 1px solid $line; }
QStatusBar { background: $background; border-top: 1px solid $line; color: $secondary; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $secondary; padding: 2px 0; }

QDockWidget { color: $secondary; border: 1px solid $muted; }
QWidget[dockTitle="true"] { background: $panel; border-bottom: 1px solid $line; }
QWidget[dockTitle="true"] QLabel { color: $secondary; background: transparent; }
QWidget[dockTitle="true"] QToolButton { padding: 2px; border-radius: 3px; }

QTabBar { background: $background; qproperty-drawBase: 0; }
QTabBar::tab { background: $background; color: $secondary; padding: 4px 12px; border: none;
    border-top: 2px solid transparent; }
QTabBar::tab:selected { background: $panel; color: $text; border-top-color: $accent; }
QTabBar::tab:hover:!selected { color: $text; }
QTabBar::tab:focus { color: $accent; }

QMenuBar { background: $background; color: $text; }
QMenuBar::item { padding: 4px 8px; background: transparent; }
QMenuBar::item:selected { background: $raised; }
QMenu { background: $raised; color: $text; border: 1px solid $line; padding: 4px 0; }
QMenu::item { padding: 5px 24px 5px 28px; }
QMenu::item:selected { background: $accent_tint; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: 4px 0; }
QMenu::icon { left: 8px; }
QMenu::indicator { width: 12px; height: 12px; left: 8px; }
QMenu::indicator:checked { image: url($images/check.png); }

QAbstractItemView { outline: 0; selection-background-color: $selection; selection-color: $text; gridline-color: $line; }
QTableView[painted="true"], QTreeView[painted="true"] { selection-background-color: transparent; }
QTableView::item, QTreeView::item, QListView::item { padding: 0 4px; border: none; }
QTreeWidget::item:selected, QListWidget::item:selected { background: $selection; color: $text; }
QTreeView::branch:has-children:!has-siblings:closed, QTreeView::branch:closed:has-children:has-siblings {
    image: url($images/right.png); }
QTreeView::branch:open:has-children:!has-siblings, QTreeView::branch:open:has-children:has-siblings {
    image: url($images/down.png); }
QHeaderView { background: $panel; border: none; border-bottom: 1px solid $line; }
QHeaderView::section { background: $panel; color: $muted; border: none; padding: 3px 6px; }
QHeaderView::section:hover { color: $text; }
QHeaderView::down-arrow { image: url($images/down.png); width: 8px; height: 8px; subcontrol-position: top center; }
QHeaderView::up-arrow { image: url($images/up.png); width: 8px; height: 8px; subcontrol-position: top center; }
QTableCornerButton::section { background: $panel; border: none; border-bottom: 1px solid $line; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { background: $raised; color: $text; border: 1px solid $line;
    border-radius: 4px; padding: 3px 6px; min-height: 18px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QTextEdit, QPlainTextEdit { placeholder-text-color: $muted; }
QLineEdit { lineedit-clear-button-icon: url($images/clear.png); }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border-color: $accent; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled { color: $muted; background: $background; }
QLineEdit[invalid="true"], QSpinBox[invalid="true"], QDoubleSpinBox[invalid="true"] { border-color: $danger; }
QComboBox { padding-right: 20px; }
QComboBox[tight="true"] { padding: 3px 2px 3px 6px; }
QComboBox[compact="true"] { padding: 3px 12px 3px 6px; }
QComboBox[compact="true"]::drop-down, QComboBox[tight="true"]::drop-down { width: 12px; }
QComboBox QLineEdit { background: transparent; border: none; padding: 0; }
QComboBox::drop-down { border: none; width: 18px; subcontrol-origin: padding; subcontrol-position: center right; }
QComboBox::down-arrow { image: url($images/down.png); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line; padding: 2px; }
QComboBox QAbstractItemView::item { min-height: 22px; padding: 0 6px; }
QSpinBox::up-button, QDoubleSpinBox::up-button { border: none; width: 18px; subcontrol-origin: border;
    subcontrol-position: top right; }
QSpinBox::down-button, QDoubleSpinBox::down-button { border: none; width: 18px; subcontrol-origin: border;
    subcontrol-position: bottom right; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url($images/up.png); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url($images/down.png); width: 10px; height: 10px; }

QPushButton { background: $raised; color: $text; border: 1px solid $line; border-radius: 4px; padding: 4px 12px;
    min-height: 18px; }
QPushButton:hover { border-color: $muted; }
QPushButton:pressed { background: $accent_tint; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $muted; background: $background; }
QPushButton:default { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton:default:focus { border-color: $text; }
QPushButton:default:disabled { background: $raised; color: $muted; border-color: $line; }
QPushButton[send="buy"] { background: $up; color: $on_accent; border-color: $up; }
QPushButton[send="sell"] { background: $down; color: $on_accent; border-color: $down; }
QPushButton[send="several"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[send]:hover { border-color: $text; }
QPushButton[send]:focus { border: 2px solid $text; }
QPushButton[send]:disabled { background: $raised; color: $muted; border-color: $line; }

QSlider { min-height: 18px; }
QSlider::groove:horizontal { height: 3px; background: $line; border-radius: 1px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 1px; }
QSlider::handle:horizontal { width: 10px; height: 10px; margin: -5px 0; border-radius: 6px; background: $panel;
    border: 1px solid $secondary; }
QSlider::handle:horizontal:hover { border-color: $accent; }
QSlider::handle:horizontal:focus { background: $accent; border-color: $text; }
QToolBar#playback QSlider::sub-page:horizontal { background: $replay; }
QToolBar#playback QSlider::handle:horizontal:hover { border-color: $replay; }
QToolBar#playback QSlider::handle:horizontal:focus { background: $replay; }
QSlider::sub-page:horizontal:disabled { background: $muted; }

QCheckBox { spacing: 6px; color: $text; }
QCheckBox::indicator,
QListWidget::indicator { width: 14px; height: 14px; border: 1px solid $muted; border-radius: 3px; background: $raised; }
QCheckBox::indicator:checked,
QListWidget::indicator:checked { background: $accent; border-color: $accent; image: url($images/check-on.png); }
QCheckBox::indicator:focus { border-color: $accent; }
QCheckBox:focus { color: $accent; }

QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; margin: 0; }
QScrollBar:horizontal { height: 10px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 3px; margin: 2px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; border: none;
    width: 0; height: 0; }
QAbstractScrollArea::corner { background: transparent; }
QPlainTextEdit, QTextEdit { background: $panel; color: $text; border: none; selection-background-color: $accent;
    selection-color: $on_accent; }
QDialog QTableView, QDialog QTreeView, QDialog QListView, QDialog QPlainTextEdit { border: 1px solid $line; border-radius: 4px; }

QLabel[tone="secondary"] { color: $secondary; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="up"] { color: $up; }
QLabel[tone="down"] { color: $down; }
QLabel[tone="warning"] { color: $warning; }
QLabel[tone="danger"] { color: $danger; }
QLabel[tone="replay"] { color: $replay; }
QLabel[tone="value"] { color: $text; }
QLabel[chip="practice"] { color: $accent; background: $accent_tint; border-radius: 4px; padding: 3px 8px; }
QLabel[chip="replay"] { color: $replay; background: $replay_tint; border-radius: 4px; padding: 3px 8px; }
QLabel[chip="live"] { color: $danger; background: $danger_tint; border-radius: 4px; padding: 3px 8px; }
QToolBar QToolButton[chip] { border-radius: 4px; padding: 3px 18px 3px 8px; }
QToolBar QToolButton[chip="practice"] { color: $accent; background: $accent_tint; }
QToolBar QToolButton[chip="replay"] { color: $replay; background: $replay_tint; }
QToolBar QToolButton[chip="live"] { color: $danger; background: $danger_tint; }
QToolBar QToolButton[chip]:focus { border: 1px solid $accent; }
QToolBar QToolButton[arming="off"] { color: $warning; background: $warning_tint; border: 1px solid $warning; }
QToolBar QToolButton[arming="on"] { color: $danger; border: 1px solid $line; }
QToolBar QToolButton[field="true"] { background: $raised; color: $muted; border: 1px solid $line; }
QToolBar QToolButton[field="true"]:hover { border-color: $muted; }
QToolBar QToolButton[field="true"]:focus { border-color: $accent; }
QFrame[band="practice"] { background: $accent; border: none; }
QFrame[band="replay"] { background: $replay; border: none; }
QFrame[band="live"] { background: $danger; border: none; }
QFrame[notice="error"] { background: $danger_solid; border: none; border-bottom: 1px solid $danger; }
QFrame[notice="warning"] { background: $warning_solid; border: none; border-bottom: 1px solid $warning; }
QFrame[toast="error"] { background: $raised; border: 1px solid $line; border-left: 3px solid $danger; border-radius: 4px; }
QFrame[toast="warning"] { background: $raised; border: 1px solid $line; border-left: 3px solid $warning; border-radius: 4px; }
QFrame[toast="info"] { background: $raised; border: 1px solid $line; border-left: 3px solid $accent; border-radius: 4px; }
QFrame[overlay="true"] { background: $raised; border: 1px solid $muted; border-radius: 6px; }
QFrame[overlay="true"] > QLineEdit { background: transparent; border: none; border-bottom: 1px solid $line; border-radius: 0;
    padding: 8px 12px; }
QFrame[overlay="true"] > QListView { background: transparent; }
QFrame[rule="true"] { background: $line; border: none; }
"""
)


def style_sheet(colours: "Colours", images: str) -> str:
    """Return the style sheet for one theme. `images` is the folder with the arrows and ticks drawn for it."""
    from algotrade_gui.ui.theme import TINT, mix, role_names

    values = {name: getattr(colours, name) for name in role_names()}
    values.update(
        {
            f"{name}_tint": _rgba(getattr(colours, name), TINT)
            for name in ("accent", "danger", "replay", "warning", "up", "down")
        }
    )
    values["danger_solid"] = mix(colours.danger, colours.panel, TINT)
    values["warning_solid"] = mix(colours.warning, colours.panel, TINT)
    # the one solid fill in that colour: the kill switch's, whose word must be read on it
    values["on_danger"] = colours.on_accent
    values["selection"] = mix(colours.accent, colours.panel, 0.22)
    return _TEMPLATE.substitute(values, images=images)


def _rgba(colour: str, alpha: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {round(alpha * 255)})"
