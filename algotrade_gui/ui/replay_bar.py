"""The second toolbar of a window that plays a recording back: play and pause, where in the round it stands, how fast."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QToolBar,
    QToolButton,
    QWidget,
)

from algotrade_gui.core.units import MS_PER_S, RoundMs, round_time_text
from algotrade_gui.recording.tape.player import SPEEDS, Player, PlayState
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.elided_label import ElidedLabel
from algotrade_gui.ui.figures import Figure
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.language import mark, number, percent, tr
from algotrade_gui.ui.models.tape_rows import TapeRow, tape_words
from algotrade_gui.ui.theme import GRID, theme

BUTTON_HEIGHT: Final = 26
LEAP_S: Final = 10
_LEAST_SLIDER: Final = 100
PLAY_KEYS: Final = "F8"
_GOING: Final = mark("Going to {time}…")
_ENDED: Final = mark("The recording ends here")
_TICK_MS: Final = 100
"""What one step of the slider stands for: an update."""
_MOST_TICKS: Final = 1 << 30


def _ticks(time_ms: int) -> int:
    """A time as the slider counts. Its numbers end before those of a clock that went wrong."""
    return min(max(-_MOST_TICKS, time_ms // _TICK_MS), _MOST_TICKS)


class PositionSlider(QSlider):
    """Where in the round it stands. A click goes there, a drag when it is let go, arrows by seconds.

    Signals: `wanted` carries where the user wants to go, in ms of the round's clock (int).
    """

    wanted = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSingleStep(MS_PER_S // _TICK_MS)
        self.setPageStep(30 * MS_PER_S // _TICK_MS)
        self.setTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._told = False
        self.valueChanged.connect(self._changed)

    def show_range(self, first_ms: int, last_ms: int) -> None:
        """Set what it stands for."""
        self._told = True
        self.setRange(_ticks(first_ms), _ticks(max(first_ms + 1, last_ms)))
        self._told = False

    def show_time(self, time_ms: int) -> None:
        """Stand there, unless the user has hold of it."""
        if not self.isSliderDown():
            self._told = True
            self.setValue(_ticks(time_ms))
            self._told = False

    def time_at(self, x: float) -> int:
        """What a place stands for, in ms of the round's clock."""
        groove, handle = self._rect(QStyle.SubControl.SC_SliderGroove), self._rect(QStyle.SubControl.SC_SliderHandle)
        span = max(1, groove.width() - handle.width())
        place = round(x - groove.x() - handle.width() / 2)
        return _TICK_MS * QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), place, span)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        handle = self._rect(QStyle.SubControl.SC_SliderHandle)
        if event.button() is Qt.MouseButton.LeftButton and not handle.contains(event.position().toPoint()):
            # to the place itself, not a page towards it
            self.setSliderPosition(self.time_at(event.position().x()) // _TICK_MS)
        super().mousePressEvent(event)

    def _rect(self, part: QStyle.SubControl) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)

    def _changed(self, value: int) -> None:
        if not self._told:
            self.wanted.emit(value * _TICK_MS)


class _Words(ElidedLabel):
    """Asks for the same room whatever it says, and makes do with less."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = 0

    def keep_room(self, width: int) -> None:
        """Ask for so many pixels from now on."""
        self._room = width
        self.setMaximumWidth(width)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        whole = super().sizeHint()
        return QSize(self._room, whole.height()) if self._room else whole


class ReplayBar(QToolBar):
    """Drives a player. Fed by `tick` from the housekeeping timer, and by the player where something was asked of it."""

    def __init__(self, player: Player, window: QWidget, leave: Callable[[], None]) -> None:
        """`leave` is called when the user has enough of the recording."""
        super().__init__(tr("Playback"), window)
        self.setObjectName("playback")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._player = player
        self._window = window
        # what it plays; known once it is loaded, and then set with all that stands still
        self._called = ""
        self._shown_playing: bool | None = None
        self._add_actions(leave)
        self.play_button = self._button(self.play_action)
        self.step_button = self._button(self.step_action)
        self.position = PositionSlider(self)
        self.position.setAccessibleName(tr("Position in the round"))
        self.position.setToolTip(
            tr("Go to a moment of the round: what lies between is played at once, going back from the beginning")
        )
        self.position.setMinimumWidth(_LEAST_SLIDER)
        self.position.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.position.wanted.connect(lambda ms: player.seek(RoundMs(ms)))
        self.position.sliderMoved.connect(self._show_place)
        self.addWidget(self.position)
        self.time = Figure(
            "", tr("{now} of {whole}", now="00:00", whole="00:00"), help_text=tr("Time of the round"), bold=True
        )
        self.addWidget(self.time)
        self._gap()
        self.speed = QComboBox(self)
        self.speed.setAccessibleName(tr("Speed"))
        self.speed.setToolTip(tr("How fast it plays"))
        for speed in SPEEDS:
            self.speed.addItem(f"{number(speed, 2).rstrip('0').rstrip('.,')} ×", speed)
        self.speed.setCurrentIndex(SPEEDS.index(player.speed))
        self.speed.activated.connect(lambda place: player.set_speed(SPEEDS[place]))
        self.addWidget(self.speed)
        self._gap()
        self.words = _Words(self)
        self.words.setProperty("tone", "secondary")
        self.addWidget(self.words)
        self.stop_button = self._button(self.stop_action)
        self.leave_button = self._button(self.leave_action)
        self.leave_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._unsubscribe = player.on_change(self.tick)
        theme().changed.connect(self._dress)
        self._dress()
        self.tick()

    def _add_actions(self, leave: Callable[[], None]) -> None:
        player = self._player

        def add(name: str, text: str, slot: Callable[[], object], keys: str = "", *, repeats: bool = False) -> QAction:
            return add_action(self._window, f"replay.{name}", text, slot, keys=keys, everywhere=True, repeats=repeats)

        self.play_action = add("play", tr("Play or pause"), self.toggle, PLAY_KEYS)
        self.step_action = add("step", tr("One update further"), player.step, "F9", repeats=True)
        add("back", tr("Ten seconds back"), partial(self.leap, -LEAP_S), "Shift+F8")
        add("forward", tr("Ten seconds further"), partial(self.leap, LEAP_S), "Shift+F9")
        add("beginning", tr("To the beginning of the recording"), lambda: player.seek(RoundMs(0)))
        add("faster", tr("Play faster"), partial(self.change_speed, 1), "Ctrl+F9")
        add("slower", tr("Play slower"), partial(self.change_speed, -1), "Ctrl+F8")
        self.stop_action = add("stop", tr("Stay here"), player.stop_seeking)
        self.leave_action = add("leave", tr("Leave the recording"), leave)
        # what its button says
        self.leave_action.setIconText(tr("Leave"))

    # --- what the user does ---

    def toggle(self) -> None:
        """Play, or pause."""
        if self._player.playing:
            self._player.pause()
        else:
            self._player.play()

    def leap(self, seconds: int) -> None:
        """Go on or back by so much of the round's time."""
        where = self._player.target_ms if self._player.target_ms is not None else self._player.time_ms
        self._player.seek(RoundMs(where + seconds * MS_PER_S))

    def change_speed(self, steps: int) -> None:
        """Take the next speed of the list, or the one before."""
        place = min(max(0, SPEEDS.index(self._player.speed) + steps), len(SPEEDS) - 1)
        self._player.set_speed(SPEEDS[place])

    # --- shown ---

    def end(self) -> None:
        """Follow the player no more."""
        self._unsubscribe()

    def tick(self) -> None:
        """Show where it stands."""
        player = self._player
        tail = player.tail
        loaded = tail is not None
        for part in (self.play_action, self.step_action, self.position, self.speed):
            part.setEnabled(loaded)
        if tail is not None and player.tape is not None and not self._called:
            self._called = tape_words(TapeRow(tape=player.tape))
            self.position.show_range(tail.first_ms, tail.last_ms)
            self._keep_room()
        if loaded:
            # where it goes to: the next key counts from there
            self.position.show_time(player.time_ms if player.target_ms is None else player.target_ms)
            if not self.position.isSliderDown():
                self._show_place(player.time_ms // _TICK_MS)
        self.speed.setCurrentIndex(SPEEDS.index(player.speed))
        if player.playing is not self._shown_playing:
            self._shown_playing = player.playing
            self._dress()
        self.stop_action.setEnabled(player.target_ms is not None)
        self.words.show_text(self._words())

    def _words(self) -> str:
        player = self._player
        if player.tail is None:
            return tr("Looking through the recording: {share}", share=percent(player.loaded_share, 0))
        if player.target_ms is not None:
            return tr(_GOING, time=round_time_text(player.target_ms))
        return tr(_ENDED) if player.state is PlayState.ENDED else self._called

    def _keep_room(self) -> None:
        """Give the words room for all that they will say: the slider beside them keeps its place."""
        said = [self._called, tr(_ENDED), tr(_GOING, time="00:00")]
        self.words.keep_room(max(map(self.words.fontMetrics().horizontalAdvance, said)) + GRID)

    def _show_place(self, place: int) -> None:
        tail = self._player.tail
        if tail is not None:
            now, whole = round_time_text(place * _TICK_MS), round_time_text(tail.last_ms)
            self.time.show_value(tr("{now} of {whole}", now=now, whole=whole))

    # --- parts ---

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setFixedHeight(BUTTON_HEIGHT)
        button.setIconSize(QSize(16, 16))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.addWidget(button)
        return button

    def _gap(self) -> None:
        gap = QWidget(self)
        gap.setFixedWidth(GRID)
        self.addWidget(gap)

    def _dress(self) -> None:
        playing = self._shown_playing
        self.play_action.setIcon(icon("pause" if playing else "start", "secondary"))
        self.play_button.setAccessibleName(tr("Pause") if playing else tr("Play"))
        self.step_action.setIcon(icon("step", "secondary"))
        self.leave_action.setIcon(icon("cancel", "secondary"))
        self.stop_action.setIcon(icon("stop", "secondary"))
