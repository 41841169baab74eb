"""The toolbar's last menu: how the window looks, speaks and sounds, and the way to its dialogs."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, TypeVar

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from algotrade_gui.core.preferences import PreferenceStore, SoundChoice
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.language import LANGUAGES, LanguageChoice, language, mark, tr
from algotrade_gui.ui.theme import Mode, theme

MODES: Final[dict[Mode, str]] = {"system": mark("Follow the system"), "dark": mark("Dark"), "light": mark("Light")}
_LANGUAGES: Final[dict[LanguageChoice, str]] = dict(LANGUAGES.items())
SOUNDS: Final[dict[SoundChoice, str]] = {
    "off": mark("No sound"),
    "errors": mark("Beep at errors"),
    "all": mark("Beep at every message"),
}


T = TypeVar("T", bound=str)


class WindowMenu(QObject):
    """Fills `menu`; each choice is a named action of the window too.

    Signals: `language_wanted` carries the choice (str) when the user has made another.
    """

    language_wanted = Signal(str)

    def __init__(self, window: QWidget, menu: QMenu, preferences: PreferenceStore) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = preferences
        self.theme_menu = QMenu(tr("Theme"), menu)
        self._choices(self.theme_menu, "theme", tr("Theme"), MODES, lambda: theme().mode, theme().set_mode)
        self.language_menu = QMenu(tr("Language"), menu)
        codes: dict[LanguageChoice, str] = {"system": mark("Follow the system"), **_LANGUAGES}
        self._choices(self.language_menu, "language", tr("Language"), codes, lambda: language().choice, self._speak)
        self.sound_menu = QMenu(tr("Sound"), menu)
        self._choices(self.sound_menu, "sound", tr("Sound"), SOUNDS, lambda: preferences.value.sound, self._sound)
        self.menu = menu
        for each in (self.theme_menu, self.language_menu, self.sound_menu):
            menu.addMenu(each)

    def add_group(self, names: Sequence[str]) -> None:
        """Add the window's actions of these names below a line; those that there are not are left out."""
        self.menu.addSeparator()
        known = {action.objectName(): action for action in self._window.actions()}
        self.menu.addActions([known[name] for name in names if name in known])

    def _choices(
        self,
        menu: QMenu,
        name: str,
        title: str,
        choices: Mapping[T, str],
        now: Callable[[], T],
        choose: Callable[[T], None],
    ) -> None:
        group = QActionGroup(menu)
        for value, words in choices.items():
            entry = menu.addAction(tr(words))
            entry.setCheckable(True)
            entry.triggered.connect(lambda _checked, value=value: choose(value))
            group.addAction(entry)
            add_action(
                self._window,
                f"window.{name}.{value}",
                tr("{title}: {choice}", title=title, choice=tr(words)),
                partial(choose, value),
            )

        def tick() -> None:
            for value, entry in zip(choices, menu.actions(), strict=True):
                entry.setChecked(value == now())

        menu.aboutToShow.connect(tick)
        tick()

    def _speak(self, choice: LanguageChoice) -> None:
        if choice != language().choice:
            self.language_wanted.emit(choice)

    def _sound(self, choice: SoundChoice) -> None:
        self._preferences.put(msgspec.structs.replace(self._preferences.value, sound=choice))
